// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus/snapshot.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_leviton_s4100_sunspec {

using namespace meterproto;
namespace block = leviton_s4100_sunspec;

using tests::reply;

// Addresses: "these addresses are not in Modicon notation": 40001 is 40000 on the wire
CASE("40001 is address 40000", block::sunspec_id.address == 40000 && block::sunspec_id.number() == 40001);
CASE("The marker is 5375 6E53",
     block::sunspec_id.decode(reply{40000, {0x5375, 0x6E53}})->in(counts) == decimal{0x53756E53} &&
         block::sunspec_id.legal().contains(decimal{0x53756E53}) && !block::sunspec_id.legal().contains(0));
CASE("The common model says 1 and 65, the meter 201 to 204 and 105, the end FFFF and 0",
     block::common_model_id.legal().contains(1) && block::common_model_length.legal().contains(65) &&
         !block::common_model_length.legal().contains(66) && block::meter_model_id.legal().contains(201) &&
         block::meter_model_id.legal().contains(204) && !block::meter_model_id.legal().contains(205) &&
         block::meter_model_length.legal().contains(105) && block::end_model_id.legal().contains(0xFFFF) &&
         block::end_model_length.legal().contains(0));
CASE("The end model reads FFFF, which is its number and not \"none\"",
     block::end_model_id.decode(reply{40176, {0xFFFF}})->in(counts) == decimal{65535});

// What the manual prints wrong or lost (errata S1 to S9)
CASE("40005 + 65 is 40070: the lengths fit the addresses",
     sunspec::chain{40000}.next().address == 40000 &&
         block::common_model_id.address + 2 + 65 == block::meter_model_id.address &&
         block::meter_model_id.address + 2 + 105 == block::end_model_id.address);
CASE("The Modbus address is 40069, a number",
     block::modbus_address.number() == 40069 && block::modbus_address.as == modbus::kind::u16);
CASE("40076 is the factor of the currents",
     block::current_sf.number() == 40076 &&
         block::current_a.decode(reply{40072, {123}}, {{-1, 0, 0, 0, 0, 0, 0, 0, 0, 0}})->in(A) == decimal{123, -1});
CASE("40091, 40096, 40101 and 40106 are phase C",
     block::real_power_c.number() == 40091 && block::apparent_power_c.number() == 40096 &&
         block::reactive_power_c.number() == 40101 && block::power_factor_c.number() == 40106 &&
         block::power_factor_c.of.where == phase::c);
CASE("The energies take two registers each: 40108 to 40122",
     block::real_energy_export.number() == 40108 && block::real_energy_export_a.number() == 40110 &&
         block::real_energy_export_b.number() == 40112 && block::real_energy_export_c.number() == 40114 &&
         block::real_energy_import.number() == 40116 && block::real_energy_import_a.number() == 40118 &&
         block::real_energy_import_b.number() == 40120 && block::real_energy_import_c.number() == 40122 &&
         block::real_energy_sf.number() == 40124);
CASE("40125 to 40167 are model 201's: apparent energy, its factor, Q1, Q2, Q3, Q4",
     block::apparent_energy_export.number() == 40125 && block::apparent_energy_import.number() == 40133 &&
         block::apparent_energy_sf.number() == 40141 && block::reactive_energy_q1.number() == 40142 &&
         block::reactive_energy_q2.number() == 40150 && block::reactive_energy_q3.number() == 40158 &&
         block::reactive_energy_q4.number() == 40166 && block::reactive_energy_q4_a.number() == 40168 &&
         block::reactive_energy_q4_c.number() == 40172);
CASE("40174 is the factor of the reactive energies, signed",
     block::reactive_energy_sf.number() == 40174 &&
         block::reactive_energy_sf.decode(reply{40173, {0xFFFE}})->in(counts) == decimal{-2} &&
         block::reactive_energy_q4_c.decode(reply{40171, {0, 500}}, {{0, 0, 0, 0, 0, 0, 0, 0, 0, -2}})->in(varh) ==
             decimal{5});
CASE("40175/40176 are one bitmap",
     block::events.number() == 40175 && block::events.count == 2 &&
         block::events.decode(reply{40174, {0x0000, 0x0018}})->has(sunspec::event::under_voltage) &&
         block::events.decode(reply{40174, {0x0000, 0x0018}})->has(sunspec::event::low_power_factor) &&
         !block::events.decode(reply{40174, {0x0000, 0x0018}})->has(sunspec::event::power_failure));
CASE("\"0 = no event\"",
     block::events.decode(reply{40174, {0, 0}}).has_value() && !block::events.decode(reply{40174, {0, 0}})->any());

// Values
constexpr block::scales unscaled{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
CASE("Scale factors that were not read scale nothing",
     block::voltage_bn.decode(reply{40078, {230}}, {}).error() == errc::bad_scale);
CASE("Texts end with their NUL: 40005 to 40020", [] {
  reply const read{40004, {0x4C65, 0x7669, 0x746F, 0x6E00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
  return *block::manufacturer.decode(read) == "Leviton" && block::manufacturer.count == 16;
}());
CASE("Where a text stands: 40021, 40037, 40045, 40053",
     block::model_name.number() == 40021 && block::options.number() == 40037 && block::version.number() == 40045 &&
         block::serial_number.number() == 40053 && block::serial_number.end() == block::modbus_address.address);
CASE("Powers are in W, VA and var, factors in percent",
     block::real_power_total.in == unit_symbol::W && block::apparent_power_total.in == unit_symbol::VA &&
         block::reactive_power_total.in == unit_symbol::var && block::power_factor_avg.in == unit_symbol::percent &&
         block::real_energy_import.in == unit_symbol::Wh && block::apparent_energy_import.in == unit_symbol::VAh &&
         block::reactive_energy_q1.in == unit_symbol::varh);
CASE("8000 is not there", block::voltage_bn.decode(reply{40078, {0x8000}}, unscaled).error() == errc::not_available);
CASE("\"40108 ... 0x0 to 0xFFFFFFFF\": a meter that never exported has exported 0 Wh",
     block::real_energy_export.decode(reply{40107, {0, 0}}, unscaled)->in(Wh) == decimal{0} &&
         block::reactive_energy_q4_c.decode(reply{40171, {0, 0}}, unscaled)->in(varh) == decimal{0});
CASE("8000 in half of an accumulator is a number",
     block::real_energy_import.decode(reply{40115, {0, 0x8000}}, unscaled)->in(Wh) == decimal{32768});

CASE("Each type has its own sign of absence, but for the marker, the end, texts and counters", [] {
  for (auto const& row : block::registers) {
    bool const frame = row.of.what == quantity::sunspec_id || row.of.what == quantity::end_model_id ||
                       row.of.what == quantity::end_model_length;
    bool const never = frame || row.as == modbus::kind::text || row.as == modbus::kind::u32;
    auto const expected = never                         ? modbus::absent::never
                          : row.as == modbus::kind::i16 ? modbus::absent::h8000
                          : row.as == modbus::kind::u16 ? modbus::absent::hFFFF
                                                        : modbus::absent::hFFFFFFFF;
    if (row.when != expected || row.order != modbus::word_order::abcd) return false;
  }
  return true;
}());

// Reads
template <std::size_t Count>
constexpr bool reads(auto const& list, modbus::block const (&expected)[Count]) {
  if (list.size() != Count) return false;
  for (std::size_t i = 0; i != Count; ++i)
    if (list[i].address != expected[i].address || list[i].quantity != expected[i].count) return false;
  return true;
}
constexpr auto poll = modbus::plan(block::current_a, block::real_power_total, block::power_factor_avg);
CASE("A plan brings the factors: current and its factor, power and its, power factor and its",
     reads(poll, {{40072, 35}}));
CASE("The energy's factor stands behind all energies: 40108 with 40124 is one read",
     reads(modbus::plan(block::real_energy_export), {{40107, 17}}));
CASE("A snapshot scales each by its own", [] {
  std::array<std::uint8_t, 70> data{};
  auto const put = [&](unsigned number, std::uint16_t content) {
    data[2 * (number - 40073)] = static_cast<std::uint8_t>(content >> 8U);
    data[2 * (number - 40073) + 1] = static_cast<std::uint8_t>(content & 0xFFU);
  };
  put(40073, 1234);
  put(40076, 0xFFFE);
  put(40088, 0xFF38);
  put(40092, 1);
  put(40103, 9209);
  put(40107, 0xFFFE);
  modbus::snapshot<poll> now;
  return now.take({40072, data}).code == errc::none && now.decode(block::current_a)->in(A) == decimal{1234, -2} &&
         now.decode(block::real_power_total)->in(W) == decimal{-2000} &&
         now.decode(block::power_factor_avg)->in(percent) == decimal{9209, -2};
}());

// The chain over this block
CASE("Walking the block finds its three models", [] {
  constexpr std::uint16_t heads[][3] = {{40000, 0x5375, 0x6E53}, {40002, 1, 65}, {40069, 204, 105}, {40176, 0xFFFF, 0}};
  sunspec::chain over{sunspec::bases[0]};
  for (auto const& one : heads) {
    if (over.done() || over.next().address != one[0]) return false;
    if (!over.take(reply{one[0], {one[1], one[2]}})) return false;
  }
  return over.done();
}());

}  // namespace test_leviton_s4100_sunspec
