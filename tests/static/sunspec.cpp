// SPDX-License-Identifier: MIT
#include <meterproto/sunspec.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_sunspec {

using namespace meterproto;
using namespace meterproto::sunspec;

using tests::reply;

/// A device: the heads of its models, at their addresses. What was asked beyond them reads 0.
struct head {
  std::uint16_t address, first, second;
};
struct walk {
  unsigned reads = 0;
  error fault;
  std::array<placed_model, 70> found{};
  unsigned models = 0;
  bool done = false;
};
template <std::size_t Count>
constexpr walk walked(chain over, head const (&device)[Count], unsigned most_reads = 200) {
  walk so_far;
  while (!over.done() && so_far.reads != most_reads) {
    auto const wanted = over.next();
    ++so_far.reads;
    if (wanted.quantity != 2) break;
    std::uint16_t contents[2] = {0, 0};
    for (auto const& one : device) {
      if (one.address != wanted.address) continue;
      contents[0] = one.first;
      contents[1] = one.second;
    }
    auto const model = over.take(reply{wanted.address, contents});
    if (!model) {
      so_far.fault = model.error();
      break;
    }
    if (model->id != 0 && so_far.models != 70) so_far.found[so_far.models++] = *model;
  }
  so_far.done = over.done();
  return so_far;
}
constexpr bool is(placed_model const& one, std::uint16_t id, std::uint16_t length, std::uint16_t address) {
  return one.id == id && one.length == length && one.address == address;
}

// "SunS", model 1, a meter, the end: the Series 4100 has length 65 (errata S1), newer devices 66
constexpr head of_65[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 65}, {40069, 203, 105}, {40176, 0xFFFF, 0}};
constexpr auto by_65 = walked(chain{40000}, of_65);
CASE("With a common model of 65 the meter stands at 40069, the end at 40176",
     by_65.done&& by_65.fault.code == errc::none && by_65.reads == 4 && by_65.models == 3 &&
         is(by_65.found[0], 1, 65, 40002) && is(by_65.found[1], 203, 105, 40069) &&
         is(by_65.found[2], 0xFFFF, 0, 40176));
constexpr head of_66[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 66}, {40070, 203, 105}, {40177, 0xFFFF, 0}};
constexpr auto by_66 = walked(chain{40000}, of_66);
CASE("With 66 each stands one later", by_66.done&& is(by_66.found[0], 1, 66, 40002) &&
                                          is(by_66.found[1], 203, 105, 40070) && is(by_66.found[2], 0xFFFF, 0, 40177));
constexpr head with_others[] = {{50000, 0x5375, 0x6E53}, {50002, 1, 66},    {50070, 64001, 3},
                                {50075, 12, 0},          {50077, 201, 105}, {50184, 0xFFFF, 0}};
constexpr auto by_others = walked(chain{50000}, with_others);
CASE("Models that nobody knows are passed by their length, also one of length 0",
     by_others.done&& by_others.models == 5 && is(by_others.found[1], 64001, 3, 50070) &&
         is(by_others.found[2], 12, 0, 50075) && is(by_others.found[3], 201, 105, 50077));
constexpr head at_zero[] = {{0, 0x5375, 0x6E53}, {2, 0xFFFF, 0}};
CASE("A chain may begin at 0 and be empty", walked(chain{0}, at_zero).done&& walked(chain{0}, at_zero).models == 1);
CASE("40000, 50000 and 0 are where to look, 40000 first", bases == std::array<std::uint16_t, 3>{40000, 50000, 0});
CASE("The marker is \"SunS\", the common model is 1, the end FFFF",
     marker == 0x53756E53 && common_model == 1 && end_model == 0xFFFF);

constexpr head no_marker[] = {{40000, 0x5375, 0x6E54}, {40002, 1, 65}};
CASE("Without the marker there is no chain",
     walked(chain{40000}, no_marker).fault == error{errc::bad_value, 2, 0x6E54} &&
         walked(chain{50000}, of_65).fault.code == errc::bad_value);
constexpr head halves_exchanged[] = {{40000, 0x6E53, 0x5375}};
CASE("Nor with its halves exchanged: the first that is wrong is told",
     walked(chain{40000}, halves_exchanged).fault == error{errc::bad_value, 0, 0x6E53});
constexpr head endless[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 25600}};
CASE("A length that leaves the address space is an error",
     walked(chain{40000}, endless).fault == error{errc::bad_address, 0, 40002});
constexpr head longest[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 0xFFFF}};
CASE("The longest length too", walked(chain{40000}, longest).fault == error{errc::bad_address, 0, 40002});
constexpr head to_the_end[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 25530}, {65534, 0xFFFF, 0}};
CASE("An end model may stand in the last two registers of all",
     walked(chain{40000}, to_the_end).done&& walked(chain{40000}, to_the_end).found[1].address == 65534);
constexpr head one_too_far[] = {{40000, 0x5375, 0x6E53}, {40002, 1, 25531}};
CASE("One later there is no room for it",
     walked(chain{40000}, one_too_far).fault == error{errc::bad_address, 0, 40002});
CASE("A device that never ends is followed for 64 models", [] {
  constexpr head only_marker[] = {{0, 0x5375, 0x6E53}};
  chain over{0};
  auto const models = walked(over, only_marker);
  return models.fault == error{errc::too_many, 0, 64} && models.reads == 66 && !models.done;
}());
CASE("Or for as many as the caller wants", [] {
  constexpr head three[] = {{0, 0x5375, 0x6E53}, {2, 1, 1}, {5, 2, 1}, {8, 3, 1}, {11, 0xFFFF, 0}};
  return walked(chain{0, 3}, three).done && walked(chain{0, 2}, three).fault.code == errc::too_many &&
         walked(chain{0, 0}, at_zero).done;
}());
CASE("Other registers are no answer, and the chain stays where it is", [] {
  chain over{40000};
  reply const elsewhere{40001, {0x5375, 0x6E53}};
  reply const half{40000, {0x5375}};
  return over.take(elsewhere).error() == error{errc::not_in_reply, 0, 40000} &&
         over.take(half).error() == errc::not_in_reply && over.next().address == 40000;
}());
CASE("Both registers of a head may come in a longer read", [] {
  chain over{40000};
  reply const all{40000, {0x5375, 0x6E53, 1, 65}};
  return over.take(all).has_value() && over.take(all)->length == 65 && over.next().address == 40069;
}());
constexpr head at_the_end[] = {{65534, 0x5375, 0x6E53}, {0, 0xFFFF, 0}};
constexpr auto by_the_end = walked(chain{65534}, at_the_end);
CASE("A marker in the last two registers has no model behind it", by_the_end.fault.code == errc::bad_address);

CASE("201 to 204 are integer meters, 200, 205 and 213 are not",
     is_integer_meter(201) && is_integer_meter(202) && is_integer_meter(203) && is_integer_meter(204) &&
         !is_integer_meter(200) && !is_integer_meter(205) && !is_integer_meter(213));

// What stands for "not implemented" (errata S12)
constexpr result<decimal> number(std::uint16_t content, modbus::format how) {
  std::uint8_t const data[] = {static_cast<std::uint8_t>(content >> 8U), static_cast<std::uint8_t>(content & 0xFFU)};
  return modbus::integer_of(data, how);
}
constexpr result<decimal> number_32(std::uint16_t high, std::uint16_t low, modbus::format how) {
  return modbus::integer_of(reply{0, {high, low}}.data, how);
}
CASE("int16: 8000", number(0x8000, int16) == errc::not_available && number(0x8001, int16) == decimal{-32767} &&
                        number(0xFFFF, int16) == decimal{-1});
CASE("uint16: FFFF", number(0xFFFF, uint16) == errc::not_available && number(0x8000, uint16) == decimal{32768} &&
                         number(0, uint16) == decimal{0});
CASE("acc32: 0, and nothing else",
     number_32(0, 0, acc32) == errc::not_available && number_32(0, 1, acc32) == decimal{1} &&
         number_32(0xFFFF, 0xFFFF, acc32) == decimal{4294967295LL} &&
         number_32(0x8000, 0, acc32) == decimal{2147483648LL} && number_32(0, 0x8000, acc32) == decimal{32768});
CASE("sunssf: 8000", number(0x8000, sunssf) == errc::not_available && number(0xFFFE, sunssf) == decimal{-2});
CASE("bitfield32: FFFF FFFF", number_32(0xFFFF, 0xFFFF, bitfield32) == errc::not_available &&
                                  number_32(0xFFFF, 0xFFFE, bitfield32) == decimal{0xFFFF'FFFE} &&
                                  number_32(0, 0, bitfield32) == decimal{0});
CASE("A scale factor is -10 to 10", scale_exponent(-10) == result<int>{-10} && scale_exponent(10) == result<int>{10} &&
                                        scale_exponent(0) == result<int>{0});
CASE("11 and -11 are none, and say so", scale_exponent(11).error() == error{errc::bad_scale, 0, 11} &&
                                            scale_exponent(-11).error() == error{errc::bad_scale, 0, 0xFFF5});
CASE("8000 is a scale factor that is not implemented", scale_exponent(-32768).error() == errc::not_available);

// A device that is placed somewhere
constexpr placed_model at_40070{203, 105, 40070};
constexpr meter::scales centi{{-1, -2, -2, 0, 0, 0, -2, 0, 0, 0}};
CASE("A point is decoded wherever its model stands: W at offset 18", [] {
  reply const read{40088, {0xFF38}};
  auto const within = at_40070.within(read);
  return within && meter::real_power_total.decode(*within, centi)->in(W) == decimal{-200};
}());
CASE("Registers before the model are none of it",
     at_40070.within(reply{40069, {0, 203}}).error() == error{errc::not_in_reply, 0, 40070});
CASE("Nor are those far behind it: 256 later", [] {
  reply const read{40070 + 256 + 18, {0xFF38}};
  auto const within = at_40070.within(read);
  return within && within->address == 256 + 18 &&
         meter::real_power_total.decode(*within, centi).error() == errc::not_in_reply;
}());
// A model that is cut short, and the next one behind it: TotWhImp would stand at 46, what stands there is not it.
constexpr placed_model of_20{203, 20, 40070};
CASE("Registers behind the model's length are none of it", [] {
  reply const read{40070 + 20, {1, 2, 0xFFFF, 0}};
  auto const within = of_20.within(read);
  return within && within->address == 20 && within->count() == 2;
}());
CASE("Nor are those that lie wholly behind it, or do not lie there", [] {
  reply const read{40070 + 46, {0x0001, 0x86A0}};
  reply const last{40070 + 106, {9}};
  auto const within = of_20.within(read);
  return within && meter::real_energy_import.decode(*within, centi).error() == errc::not_in_reply &&
         of_20.within(reply{40070 + 22, {1}})->count() == 0 && at_40070.within(last)->count() == 1 &&
         of_20.within(modbus::registers{40070 + 22, {}})->count() == 0;
}());
CASE("The model's own head is offset 0 and 1", [] {
  reply const read{40070, {203, 105}};
  auto const within = at_40070.within(read);
  return within && meter::meter_model_id.decode(*within)->in(counts) == decimal{203} &&
         meter::meter_model_length.decode(*within)->in(counts) == decimal{105};
}());
CASE("Where the chain found the model, its points are: Hz at offset 16, one register apart by the two lengths", [] {
  reply const read{40085, {4997, 4998}};
  auto const earlier = by_65.found[1].within(read);
  auto const later = by_66.found[1].within(read);
  return earlier && later && meter::frequency.decode(*earlier, centi)->in(Hz) == decimal{4997, -2} &&
         meter::frequency.decode(*later, centi)->in(Hz) == decimal{4998, -2};
}());

// Values: raw times ten to the factor; power factors in percent (errata S13)
CASE("9209 with -2 is 92.09 %",
     meter::power_factor_avg.decode(reply{33, {9209}}, centi)->in(percent) == decimal{9209, -2} &&
         meter::power_factor_avg.decode(reply{33, {9209}}, centi)->in(one) == decimal{9209, -4});
CASE("Energies are in Wh, not kWh",
     meter::real_energy_import.decode(reply{46, {0x0001, 0x86A0}}, centi)->in(Wh) == decimal{100000} &&
         meter::real_energy_import.decode(reply{46, {0x0001, 0x86A0}}, centi)->in(kWh) == decimal{100});
CASE("A point whose factor is not implemented is not there", [] {
  auto without = centi;
  without.content[0] = -32768;
  return meter::current_a.decode(reply{3, {5}}, without).error() == errc::not_available &&
         meter::voltage_an.decode(reply{8, {5}}, without).has_value();
}());
CASE("A factor that nobody has read is not one that is not implemented",
     meter::current_total.decode(reply{2, {5}}, meter::scales{}).error() == error{errc::bad_scale, 0, 0x7FFF});
CASE("Nor one that is not implemented itself",
     meter::current_b.decode(reply{4, {0x8000}}, centi).error() == errc::not_available &&
         meter::real_energy_export.decode(reply{38, {0, 0}}, centi).error() == errc::not_available);

// Offsets of models 201-204, SunSpec's list: the ten factors and what stands around the damaged text of the manual
CASE("Ten factors at 6, 15, 17, 22, 27, 32, 37, 54, 71, 104",
     meter::current_sf.address == 6 && meter::voltage_sf.address == 15 && meter::frequency_sf.address == 17 &&
         meter::real_power_sf.address == 22 && meter::apparent_power_sf.address == 27 &&
         meter::reactive_power_sf.address == 32 && meter::power_factor_sf.address == 37 &&
         meter::real_energy_sf.address == 54 && meter::apparent_energy_sf.address == 71 &&
         meter::reactive_energy_sf.address == 104);
CASE("A point is scaled by the factor behind its group", [] {
  constexpr std::array factors{meter::current_sf.address,         meter::voltage_sf.address,
                               meter::frequency_sf.address,       meter::real_power_sf.address,
                               meter::apparent_power_sf.address,  meter::reactive_power_sf.address,
                               meter::power_factor_sf.address,    meter::real_energy_sf.address,
                               meter::apparent_energy_sf.address, meter::reactive_energy_sf.address};
  std::size_t next = 0;
  for (auto const& row : meter::registers) {
    if (row.address < 2 || row.address > 104) continue;
    if (row.of.how == statistic::scale_factor) {
      if (row.address != factors[next] || meter::model::scale_addresses[next] != factors[next] ||
          row.scale_register() != 0)
        return false;
      ++next;
    } else if (row.scale_register() != next + 1) {
      return false;
    }
  }
  return next == 10;
}());
CASE("Exported energy stands before imported, Q1 and Q2 are imported, Q3 and Q4 exported",
     meter::real_energy_export.address == 38 && meter::real_energy_import.address == 46 &&
         meter::apparent_energy_export.address == 55 && meter::apparent_energy_import.address == 63 &&
         meter::reactive_energy_q1.address == 72 && meter::reactive_energy_q2.address == 80 &&
         meter::reactive_energy_q3.address == 88 && meter::reactive_energy_q4.address == 96);
CASE("Model 1: Mn 2, Md 18, Opt 34, Vr 42, SN 50, DA 66",
     common::manufacturer.address == 2 && common::model_name.address == 18 && common::options.address == 34 &&
         common::version.address == 42 && common::serial_number.address == 50 && common::modbus_address.address == 66);
CASE("Texts of model 1 are 32 or 16 letters", common::manufacturer.count == 16 && common::model_name.count == 16 &&
                                                  common::options.count == 8 && common::version.count == 8 &&
                                                  common::serial_number.count == 16);
CASE("Events: bits 2 to 7",
     static_cast<int>(event::power_failure) == 2 && static_cast<int>(event::under_voltage) == 3 &&
         static_cast<int>(event::low_power_factor) == 4 && static_cast<int>(event::over_current) == 5 &&
         static_cast<int>(event::over_voltage) == 6 && static_cast<int>(event::missing_sensor) == 7);

// A point that a device places: the number must be where the layout has it, the scale register as far behind; the wrong
// ones: tests/fail
struct block_at_100 {
  static constexpr int first_number = 0;
  using scale = meter::scale;
  static constexpr std::array<std::uint16_t, 10> scale_addresses{106, 115, 117, 122, 127, 132, 137, 154, 171, 204};
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
};
constexpr auto moved_power = modbus::moved<block_at_100>(meter::real_power_total, {118}, modbus::R_NV, 18);
CASE("A moved point keeps all but its place and its rights",
     moved_power.address == 118 && moved_power.of == meter::real_power_total.of &&
         moved_power.as == modbus::kind::i16 && moved_power.when == modbus::absent::h8000 &&
         moved_power.in == unit_symbol::W && moved_power.scale_register() == 4 &&
         moved_power.nv == modbus::retained::yes && moved_power.legal().contains(-32767) &&
         !moved_power.legal().contains(-32768));
CASE("It takes the scales of its new model",
     moved_power.decode(reply{118, {7}}, modbus::scale_values<block_at_100>{{0, 0, 0, 3, 0, 0, 0, 0, 0, 0}})->in(W) ==
         decimal{7000});

CASE("A marker behind which no model fits ends the walk",
     chain{65533}.take(modbus::registers{65533, reply{65533, {0x5375, 0x6E53}}.data}).error() ==
         error{errc::bad_address, 0, 65533});

}  // namespace test_sunspec
