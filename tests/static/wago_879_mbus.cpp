// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/wago_879_mbus.hpp>

#include <meterproto/mbus/slave.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;
namespace wago = meterproto::wago_879_mbus;

namespace {

// Source: manual of the WAGO 879-3000 family, Appendix 2. A2.2 prints the answer row by row, with an example of each;
// it leaves out check sum and stop. Row 1 has slipped in print: its data are those of the other energies.
constexpr std::array<std::uint8_t, 223> printed{
    // clang-format off
    0x04, 0x03, 0x15, 0xCD, 0x5B, 0x07,  // Total forward active energy
    0x84, 0x10, 0x03, 0x15, 0xCD, 0x5B, 0x07,  // Forward active energy T1
    0x84, 0x20, 0x03, 0x15, 0xCD, 0x5B, 0x07,  // Forward active energy T2
    0x84, 0x30, 0x03, 0x15, 0xCD, 0x5B, 0x07,  // Forward active energy T3
    0x84, 0x80, 0x10, 0x03, 0x15, 0xCD, 0x5B, 0x07,  // Forward active energy T4
    0x04, 0x83, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Total reverse active energy
    0x84, 0x10, 0x83, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Reverse active energy T1
    0x84, 0x20, 0x83, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Reverse active energy T2
    0x84, 0x30, 0x83, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Reverse active energy T3
    0x84, 0x80, 0x10, 0x83, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Reverse active energy T4
    0x04, 0x83, 0xFC, 0x10, 0x15, 0xCD, 0x5B, 0x07,  // Total kWh (resettable)
    0x04, 0xFB, 0x82, 0x73, 0x15, 0xCD, 0x5B, 0x07,  // Forward reactive energy
    0x04, 0xFB, 0x82, 0xF3, 0x3C, 0x15, 0xCD, 0x5B, 0x07,  // Reverse reactive energy
    0x02, 0xFD, 0xC7, 0xFC, 0x01, 0xE4, 0x59,  // L1 voltage
    0x02, 0xFD, 0xC7, 0xFC, 0x02, 0xE4, 0x59,  // L2 voltage
    0x02, 0xFD, 0xC7, 0xFC, 0x03, 0xE4, 0x59,  // L3 voltage
    0x03, 0xFD, 0xD9, 0xFC, 0x01, 0x1B, 0x87, 0x01,  // L1 current
    0x03, 0xFD, 0xD9, 0xFC, 0x02, 0x1B, 0x87, 0x01,  // L2 current
    0x03, 0xFD, 0xD9, 0xFC, 0x03, 0x1B, 0x87, 0x01,  // L3 current
    0x03, 0x2B, 0x87, 0xD6, 0x12,  // Total active power
    0x03, 0xAB, 0xFC, 0x01, 0x87, 0xD6, 0x12,  // L1 active power
    0x03, 0xAB, 0xFC, 0x02, 0x87, 0xD6, 0x12,  // L2 active power
    0x03, 0xAB, 0xFC, 0x03, 0x79, 0x29, 0xED,  // L3 active power
    0x03, 0xFB, 0x14, 0x87, 0xD6, 0x12,  // Total reactive power
    0x03, 0xFB, 0x94, 0xFC, 0x01, 0x87, 0xD6, 0x12,  // L1 reactive power
    0x03, 0xFB, 0x94, 0xFC, 0x02, 0x87, 0xD6, 0x12,  // L2 reactive power
    0x03, 0xFB, 0x94, 0xFC, 0x03, 0x87, 0xD6, 0x12,  // L3 reactive power
    0x03, 0xFB, 0x34, 0x87, 0xD6, 0x12,  // Total apparent power
    0x0A, 0xFD, 0x3A, 0x00, 0x01,  // Total power factor
    0x03, 0xFB, 0x2C, 0x37, 0xC7, 0x00,  // Grid frequency
    0x09, 0x7C, 0x01, 0x54, 0x01,  // Tariff
    // clang-format on
};

/// From the first 68 to the stop; `tail` is the record of a meter with current transformers.
template <std::size_t Tail>
constexpr std::array<std::uint8_t, 244 + Tail> telegram_from(std::uint8_t address, std::uint8_t checksum,
                                                             std::array<std::uint8_t, Tail> const& tail) {
  std::array<std::uint8_t, 244 + Tail> made{};
  constexpr std::uint8_t length = 0xEE + Tail;
  writer out{made};
  out.u8(0x68).u8(length).u8(length).u8(0x68).u8(0x08).u8(address).u8(0x72);
  constexpr std::uint8_t header[] = {0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01, 0x02, 0x04, 0x00, 0x00, 0x00};
  out.put(header).put(printed).put(tail).u8(checksum).u8(0x16);
  return made;
}
constexpr auto telegram_00 = telegram_from(0, 0x36, std::array<std::uint8_t, 0>{});
constexpr auto telegram_01 = telegram_from(1, 0x37, std::array<std::uint8_t, 0>{});
using ct_record = std::array<std::uint8_t, 6>;
constexpr auto ct_as_printed_00 = telegram_from(0, 0xAA, ct_record{0x0A, 0xFD, 0x3A, 0x05, 0x95, 0x99});
constexpr auto ct_as_printed_01 = telegram_from(1, 0xAB, ct_record{0x0A, 0xFD, 0x3A, 0x05, 0x95, 0x99});
constexpr auto ct_six_digits_00 = telegram_from(0, 0xAB, ct_record{0x0B, 0xFD, 0x3A, 0x05, 0x95, 0x99});
constexpr auto ct_six_digits_01 = telegram_from(1, 0xAC, ct_record{0x0B, 0xFD, 0x3A, 0x05, 0x95, 0x99});
constexpr auto ct_four_digits_00 = telegram_from(0, 0x11, std::array<std::uint8_t, 5>{0x0A, 0xFD, 0x3A, 0x05, 0x95});

constexpr mbus::telegram read_of(bytes frame) {
  auto const parsed = mbus::parse_frame(frame);
  if (!parsed) return {};
  auto const read = mbus::parse_telegram(*parsed);
  return read ? *read : mbus::telegram{};
}
constexpr bytes user_data_of(bytes frame) {
  return read_of(frame).data;
}
constexpr bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}
constexpr bool is(bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}

CASE("A2.2: 238 bytes from C on, 244 in all; with the record of the transformers 244 and 250",
     telegram_00.size() == 244 && telegram_00[1] == 0xEE && ct_as_printed_00.size() == 250 &&
         ct_as_printed_00[1] == 0xF4);
CASE("the telegram is a long frame from 0 or 1, with these check sums",
     mbus::parse_frame(telegram_00)->a == 0 && mbus::parse_frame(telegram_01)->a == 1 &&
         mbus::parse_frame(ct_as_printed_00).has_value() && mbus::parse_frame(ct_as_printed_01).has_value() &&
         mbus::parse_frame(ct_six_digits_00).has_value() && mbus::parse_frame(ct_six_digits_01).has_value() &&
         mbus::parse_frame(ct_four_digits_00).has_value());

// Header: 19020246, INM, version 1, electricity, access number 4, no error, no encryption.
constexpr auto head = read_of(telegram_00).header;
CASE("A2.2: serial number 19020246 of INM, version 1, medium 2",
     head.type == mbus::header_type::long_header &&
         head.meter == mbus::secondary_address{0x19020246, mbus::manufacturer_code{'I', 'N', 'M'}, 1, 2} &&
         head.access == 4 && head.status == 0 && head.signature == 0);
CASE("\"CD 25\" is INM", wago::maker.code == 0x25CD);
CASE(
    "the model is known by its maker and medium", wago::is_from(head) && !wago::is_from(mbus::header{}) && [] {
      auto other = head;
      other.meter.manufacturer = mbus::manufacturer_code{'A', 'B', 'B'};
      auto water = head;
      water.meter.medium = 0x07;
      auto bare = head;
      bare.type = mbus::header_type::short_header;
      return !wago::is_from(other) && !wago::is_from(water) && !wago::is_from(bare);
    }());

constexpr bool every_cut_is_refused(bytes frame) {
  for (std::size_t size = 0; size != frame.size(); ++size)
    if (mbus::parse_frame(frame.first(size)).error() != errc::too_short) return false;
  return true;
}
CASE("every cut of the telegram is refused", every_cut_is_refused(telegram_00));
#if defined(METERPROTO_HOST_TESTS)
TEST_CASE("every bit error of the telegram is refused") {
  for (auto broken = telegram_00; auto& one : broken) {
    for (unsigned bit = 0; bit != 8; ++bit) {
      one ^= static_cast<std::uint8_t>(1U << bit);
      if (mbus::parse_frame(broken)) FAIL("byte ", &one - broken.data());
      one ^= static_cast<std::uint8_t>(1U << bit);
    }
  }
}
#endif

// What a decoder makes of it that knows nothing of this meter.
struct wanted_record {
  std::uint16_t at;  // in the telegram
  mbus::quantity what;
  mbus::unit in;
  decimal value;
  std::uint32_t tariff;
  std::uint8_t phase;
  std::uint8_t direction;
};
using enum mbus::quantity;
using mbus::unit;
constexpr std::uint8_t reverse = mbus::vife::negative_only;
constexpr std::uint8_t both_ways = mbus::meaning::both_directions;
constexpr wanted_record table[] = {
    // clang-format off
    {19, energy, unit::Wh, {123456789}, 0, 0, 0},
    {25, energy, unit::Wh, {123456789}, 1, 0, 0},
    {32, energy, unit::Wh, {123456789}, 2, 0, 0},
    {39, energy, unit::Wh, {123456789}, 3, 0, 0},
    {46, energy, unit::Wh, {123456789}, 4, 0, 0},
    {54, energy, unit::Wh, {123456789}, 0, 0, reverse},
    {61, energy, unit::Wh, {123456789}, 1, 0, reverse},
    {69, energy, unit::Wh, {123456789}, 2, 0, reverse},
    {77, energy, unit::Wh, {123456789}, 3, 0, reverse},
    {85, energy, unit::Wh, {123456789}, 4, 0, reverse},
    {94, energy, unit::Wh, {123456789}, 0, 0, both_ways},
    {102, reactive_energy, unit::varh, {123456789}, 0, 0, 0},
    {110, reactive_energy, unit::varh, {123456789}, 0, 0, reverse},
    {119, voltage, unit::V, {23012, -2}, 0, 1, 0},
    {126, voltage, unit::V, {23012, -2}, 0, 2, 0},
    {133, voltage, unit::V, {23012, -2}, 0, 3, 0},
    {140, current, unit::A, {100123, -3}, 0, 1, 0},
    {148, current, unit::A, {100123, -3}, 0, 2, 0},
    {156, current, unit::A, {100123, -3}, 0, 3, 0},
    {164, power, unit::W, {1234567}, 0, 0, 0},
    {169, power, unit::W, {1234567}, 0, 1, 0},
    {176, power, unit::W, {1234567}, 0, 2, 0},
    {183, power, unit::W, {-1234567}, 0, 3, 0},
    {190, reactive_power, unit::var, {1234567}, 0, 0, 0},
    {196, reactive_power, unit::var, {1234567}, 0, 1, 0},
    {204, reactive_power, unit::var, {1234567}, 0, 2, 0},
    {212, reactive_power, unit::var, {1234567}, 0, 3, 0},
    {220, apparent_power, unit::VA, {1234567}, 0, 0, 0},
    {226, dimensionless, unit::none, {100}, 0, 0, 0},
    {231, frequency, unit::Hz, {50999, -3}, 0, 0, 0},
    {237, plain_text, unit::none, {1}, 0, 0, 0},
    // clang-format on
};
/// The first record that is not as wanted, from 0; -1 where all are.
constexpr int first_wrong_record(bytes frame) {
  mbus::records list{user_data_of(frame)};
  int number = 0;
  for (auto const& wanted : table) {
    auto const one = list.next();
    if (!one || one->kind != mbus::record_kind::data) return number;
    auto const means = mbus::meaning_of(*one);
    bool const right = one->at + 19 == wanted.at && means.what == wanted.what && means.in == wanted.in &&
                       one->tariff() == wanted.tariff && one->storage() == 0 && one->subunit() == 0 &&
                       one->how() == mbus::function::instantaneous && means.phase == wanted.phase &&
                       means.direction == wanted.direction && means.quadrant == 0 && means.per == 0 &&
                       means.record_error == 0 && !means.manufacturer_specific && mbus::number_of(*one) == wanted.value;
    if (!right) return number;
    ++number;
  }
  return -1;
}
constexpr std::size_t records_in(bytes frame) {
  std::size_t count = 0;
  for (auto const& one : mbus::records{user_data_of(frame)}) count += one ? 1U : 0U;
  return count;
}
CASE("31 records, each as A2.2 prints it", first_wrong_record(telegram_00) == -1 && records_in(telegram_00) == 31);
CASE("31 records from address 1", first_wrong_record(telegram_01) == -1 && records_in(telegram_01) == 31);
CASE("31 records in front of that of the transformers", first_wrong_record(ct_as_printed_00) == -1);
CASE("in front of one with six digits too", first_wrong_record(ct_six_digits_00) == -1);

// "CT rate (only for CT version)": 0A FD 3A 05 95 99, 9995/5.
constexpr auto last_of(bytes frame) {
  mbus::records list{user_data_of(frame)};
  for (int i = 0; i != 31; ++i) static_cast<void>(list.next());
  return list;
}
CASE("DIF 0A has two bytes: 9505, and an error for what is over", [] {
  auto list = last_of(ct_as_printed_00);
  auto const ninth = list.next();
  if (!ninth || mbus::number_of(*ninth) != decimal{9505}) return false;
  auto const rest = list.next();  // 99: a DIFE should follow
  return rest.error() == error{errc::too_short, 229, 230} && list.done();
}());
CASE("DIF 0B has three", [] {
  auto list = last_of(ct_six_digits_00);
  auto const one = list.next();
  return one && mbus::number_of(*one) == decimal{999'505} && list.done();
}());
CASE("9995/5, whichever DIF is sent",
     wago::ct_ratio_of(user_data_of(ct_as_printed_00)) == wago::current_ratio{9995, 5} &&
         wago::ct_ratio_of(user_data_of(ct_as_printed_01)) == wago::current_ratio{9995, 5} &&
         wago::ct_ratio_of(user_data_of(ct_six_digits_00)) == wago::current_ratio{9995, 5} &&
         wago::ct_ratio_of(user_data_of(ct_six_digits_01)) == wago::current_ratio{9995, 5});
CASE("none in a telegram of a 4PU, of two bytes, or of nothing",
     wago::ct_ratio_of(user_data_of(telegram_00)).error() == errc::not_in_reply &&
         wago::ct_ratio_of(user_data_of(ct_four_digits_00)).error() == errc::not_in_reply &&
         wago::ct_ratio_of({}).error() == errc::not_in_reply);
constexpr error ct_fault_of(ct_record const& record) {
  return wago::ct_ratio_of(record).error();
}
CASE("a digit above 9 is none", ct_fault_of({0x0B, 0xFD, 0x3A, 0x05, 0x9A, 0x99}) == errc::bad_digit &&
                                    ct_fault_of({0x0B, 0xFD, 0x3A, 0xA5, 0x95, 0x99}) == errc::bad_digit);
CASE("another DIF or VIF is no ratio", ct_fault_of({0x0C, 0xFD, 0x3A, 0x05, 0x95, 0x99}) == errc::not_in_reply &&
                                           ct_fault_of({0x0B, 0xFD, 0x3B, 0x05, 0x95, 0x99}) == errc::not_in_reply);
CASE("1/1 and 5/5", wago::ct_ratio_of(ct_record{0x0B, 0xFD, 0x3A, 0x01, 0x01, 0x00}) == wago::current_ratio{1, 1} &&
                        wago::ct_ratio_of(ct_record{0x0B, 0xFD, 0x3A, 0x05, 0x05, 0x00}) == wago::current_ratio{5, 5});

// The points, as a user asks for them.
template <class Point, class Unit>
constexpr bool reads(Point const& point, decimal const& value, Unit in) {
  auto const got = point.decode(mbus::records{user_data_of(telegram_01)});
  return got && got->in(in) == value;
}
// clang-format off
CASE("Total forward active energy", reads(wago::real_energy_import, {123456789}, Wh));
CASE("Forward active energy T1", reads(wago::real_energy_import_t1, {123456789}, Wh));
CASE("Forward active energy T2", reads(wago::real_energy_import_t2, {123456789}, Wh));
CASE("Forward active energy T3", reads(wago::real_energy_import_t3, {123456789}, Wh));
CASE("Forward active energy T4", reads(wago::real_energy_import_t4, {123456789}, Wh));
CASE("Total reverse active energy", reads(wago::real_energy_export, {123456789}, Wh));
CASE("Reverse active energy T1", reads(wago::real_energy_export_t1, {123456789}, Wh));
CASE("Reverse active energy T2", reads(wago::real_energy_export_t2, {123456789}, Wh));
CASE("Reverse active energy T3", reads(wago::real_energy_export_t3, {123456789}, Wh));
CASE("Reverse active energy T4", reads(wago::real_energy_export_t4, {123456789}, Wh));
CASE("Total kWh (resettable)", reads(wago::real_energy_resettable, {123456789}, Wh));
CASE("Forward reactive energy", reads(wago::reactive_energy_import, {123456789}, varh));
CASE("Reverse reactive energy", reads(wago::reactive_energy_export, {123456789}, varh));
CASE("L1 voltage", reads(wago::voltage_an, {23012, -2}, V));
CASE("L2 voltage", reads(wago::voltage_bn, {23012, -2}, V));
CASE("L3 voltage", reads(wago::voltage_cn, {23012, -2}, V));
CASE("L1 current", reads(wago::current_a, {100123, -3}, A));
CASE("L2 current", reads(wago::current_b, {100123, -3}, A));
CASE("L3 current", reads(wago::current_c, {100123, -3}, A));
CASE("Total active power", reads(wago::real_power_total, {1234567}, W));
CASE("L1 active power", reads(wago::real_power_a, {1234567}, W));
CASE("L2 active power", reads(wago::real_power_b, {1234567}, W));
CASE("L3 active power", reads(wago::real_power_c, {-1234567}, W));
CASE("Total reactive power", reads(wago::reactive_power_total, {1234567}, var));
CASE("L1 reactive power", reads(wago::reactive_power_a, {1234567}, var));
CASE("L2 reactive power", reads(wago::reactive_power_b, {1234567}, var));
CASE("L3 reactive power", reads(wago::reactive_power_c, {1234567}, var));
CASE("Total apparent power", reads(wago::apparent_power_total, {1234567}, VA));
CASE("Total power factor", reads(wago::power_factor_total, {100, -2}, one));
CASE("Grid frequency", reads(wago::frequency, {50999, -3}, Hz));
CASE("Tariff", reads(wago::active_tariff, {1}, counts));
// clang-format on
CASE("in the units of the display: 123456.789 kWh, -1234.567 kW",
     reads(wago::real_energy_import, {123'456'789, -3}, kWh) && reads(wago::real_power_c, {-1'234'567, -3}, kW) &&
         reads(wago::reactive_energy_export, {123'456'789, -3}, kvarh));
CASE("the sum of the phases is the total", [] {
  mbus::records const all{user_data_of(telegram_00)};
  auto const part = [&](auto const& point) { return *point.decode(all)->in(W).as_integer(); };
  return part(wago::real_power_a) + part(wago::real_power_b) + part(wago::real_power_c) == part(wago::real_power_total);
}());
CASE("nothing is found in nothing", wago::frequency.decode(mbus::records{bytes{}}).error() == errc::not_in_reply);
CASE("of a CT meter too the power factor is the first FD 3A, and the tariff is found", [] {
  mbus::records const all{user_data_of(ct_six_digits_00)};
  return wago::power_factor_total.decode(all)->in(one) == decimal{1} &&
         wago::active_tariff.decode(all)->in(counts) == decimal{1};
}());
CASE("FD 3A is the power factor with DIF 0A only, as it is printed", [] {
  constexpr std::uint8_t ratio_first[] = {0x0B, 0xFD, 0x3A, 0x05, 0x95, 0x99, 0x0A, 0xFD, 0x3A, 0x95, 0x00},
                         ratio_alone[] = {0x0B, 0xFD, 0x3A, 0x05, 0x95, 0x99};
  return wago::power_factor_total.decode(mbus::records{ratio_first})->in(one) == decimal{95, -2} &&
         wago::power_factor_total.decode(mbus::records{ratio_alone}).error() == errc::not_in_reply;
}());
CASE("fillers behind the CT ratio are none of it", [] {
  constexpr std::uint8_t filled[] = {0x0B, 0xFD, 0x3A, 0x05, 0x95, 0x99, 0x2F, 0x2F};
  return wago::ct_ratio_of(filled) == wago::current_ratio{9995, 5} && !wago::ct_ratio_of(bytes{filled}.last(2));
}());
CASE("a combination that is none is not built",
     wago::set_combination(static_cast<energy::combination>(0)).error() == errc::out_of_range &&
         wago::set_combination(static_cast<energy::combination>(6)).error() == errc::out_of_range);
CASE("31 rows, each found in the telegram where it stands", [] {
  mbus::records list{user_data_of(telegram_00)};
  for (auto const& row : wago::records) {
    auto const one = list.next();
    if (!one || !equal(one->dib, row.dib.view()) || !equal(one->vib, row.vib.view())) return false;
  }
  return list.done() && wago::records.size() == 31;
}());

// A2.3: writes to address 1, with the check sum and stop that the manual leaves out.
constexpr bool sends(wago::write const& what, std::initializer_list<std::uint8_t> frame) {
  std::array<std::uint8_t, mbus::max_frame> space{};
  mbus::link meter{1};
  meter.accepted();  // FCB 0
  auto const built = what.to(meter, space);
  return built && is(*built, frame);
}
// clang-format off
CASE("Baud rate -> 2400", sends(*wago::set_baud(2400), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16}));
CASE("Primary address -> 1", sends(*wago::set_primary_address(1), {0x68, 0x06, 0x06, 0x68, 0x53, 0x01, 0x51, 0x01, 0x7A, 0x01, 0x21, 0x16}));
CASE("Secondary address -> as printed 15 01 23 45", sends(*wago::set_secondary_address(0x15012345, wago::digit_order::as_printed), {0x68, 0x09, 0x09, 0x68, 0x53, 0x01, 0x51, 0x0C, 0x79, 0x15, 0x01, 0x23, 0x45, 0xA8, 0x16}));
CASE("Secondary address 15012345, standard LSB first", sends(*wago::set_secondary_address(0x15012345, wago::digit_order::least_significant_first), {0x68, 0x09, 0x09, 0x68, 0x53, 0x01, 0x51, 0x0C, 0x79, 0x45, 0x23, 0x01, 0x15, 0xA8, 0x16}));
CASE("Tariff mode -> 2", sends(*wago::set_tariff(2), {0x68, 0x08, 0x08, 0x68, 0x53, 0x01, 0x51, 0x09, 0x7C, 0x01, 0x54, 0x02, 0x81, 0x16}));
CASE("Combined code -> 5", sends(*wago::set_combination(energy::combination::net), {0x68, 0x07, 0x07, 0x68, 0x53, 0x01, 0x51, 0x09, 0xFD, 0x3A, 0x05, 0xEA, 0x16}));
CASE("S0 rate -> 100", sends(*wago::set_s0_rate({100}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x00, 0x01, 0x00, 0xE9, 0x16}));
CASE("Resettable kWh -> 0", sends(wago::reset_resettable(), {0x68, 0x09, 0x09, 0x68, 0x53, 0x01, 0x51, 0x0C, 0x04, 0x00, 0x00, 0x00, 0x00, 0xB5, 0x16}));
CASE("Reset power-down counter", sends(wago::reset_power_down_count(), {0x68, 0x08, 0x08, 0x68, 0x53, 0x01, 0x51, 0x0A, 0xFD, 0x60, 0x00, 0x00, 0x0C, 0x16}));
CASE("Baud rate -> 300", sends(*wago::set_baud(300), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xB8, 0x0C, 0x16}));
CASE("Baud rate -> 600", sends(*wago::set_baud(600), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xB9, 0x0D, 0x16}));
CASE("Baud rate -> 1200", sends(*wago::set_baud(1200), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBA, 0x0E, 0x16}));
CASE("Baud rate -> 4800", sends(*wago::set_baud(4800), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBC, 0x10, 0x16}));
CASE("Baud rate -> 9600", sends(*wago::set_baud(9600), {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBD, 0x11, 0x16}));
CASE("Tariff mode -> 1", sends(*wago::set_tariff(1), {0x68, 0x08, 0x08, 0x68, 0x53, 0x01, 0x51, 0x09, 0x7C, 0x01, 0x54, 0x01, 0x80, 0x16}));
CASE("Tariff mode -> 3", sends(*wago::set_tariff(3), {0x68, 0x08, 0x08, 0x68, 0x53, 0x01, 0x51, 0x09, 0x7C, 0x01, 0x54, 0x03, 0x82, 0x16}));
CASE("Tariff mode -> 4", sends(*wago::set_tariff(4), {0x68, 0x08, 0x08, 0x68, 0x53, 0x01, 0x51, 0x09, 0x7C, 0x01, 0x54, 0x04, 0x83, 0x16}));
CASE("Combined code -> 1", sends(*wago::set_combination(energy::combination::forward), {0x68, 0x07, 0x07, 0x68, 0x53, 0x01, 0x51, 0x09, 0xFD, 0x3A, 0x01, 0xE6, 0x16}));
CASE("Combined code -> 2", sends(*wago::set_combination(energy::combination::reverse), {0x68, 0x07, 0x07, 0x68, 0x53, 0x01, 0x51, 0x09, 0xFD, 0x3A, 0x02, 0xE7, 0x16}));
CASE("Combined code -> 3", sends(*wago::set_combination(energy::combination::forward_plus_reverse), {0x68, 0x07, 0x07, 0x68, 0x53, 0x01, 0x51, 0x09, 0xFD, 0x3A, 0x03, 0xE8, 0x16}));
CASE("Combined code -> 4", sends(*wago::set_combination(energy::combination::forward_minus_reverse), {0x68, 0x07, 0x07, 0x68, 0x53, 0x01, 0x51, 0x09, 0xFD, 0x3A, 0x04, 0xE9, 0x16}));
CASE("S0 rate -> 10000", sends(*wago::set_s0_rate({10000}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x00, 0x00, 0x01, 0xE9, 0x16}));
CASE("S0 rate -> 2000", sends(*wago::set_s0_rate({2000}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x00, 0x20, 0x00, 0x08, 0x16}));
CASE("S0 rate -> 1000", sends(*wago::set_s0_rate({1000}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x00, 0x10, 0x00, 0xF8, 0x16}));
CASE("S0 rate -> 10", sends(*wago::set_s0_rate({10}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x10, 0x00, 0x00, 0xF8, 0x16}));
CASE("S0 rate -> 1", sends(*wago::set_s0_rate({1}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x00, 0x01, 0x00, 0x00, 0xE9, 0x16}));
CASE("S0 rate -> 0.1", sends(*wago::set_s0_rate({1, -1}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x10, 0x00, 0x00, 0x00, 0xF8, 0x16}));
CASE("S0 rate -> 0.01", sends(*wago::set_s0_rate({1, -2}), {0x68, 0x0A, 0x0A, 0x68, 0x53, 0x01, 0x51, 0x0C, 0xFD, 0x3A, 0x01, 0x00, 0x00, 0x00, 0xE9, 0x16}));
// clang-format on
CASE("what the meter cannot be set to", [] {
  for (auto const baud : {0U, 1U, 301U, 2401U, 19'200U, 38'400U, 115'200U})
    if (wago::set_baud(baud).error() != errc::out_of_range) return false;
  for (auto const address : {251U, 253U, 254U, 255U, 256U, 257U})
    if (wago::set_primary_address(address).error() != errc::out_of_range) return false;
  for (auto const tariff : {0U, 5U, 257U})
    if (wago::set_tariff(tariff).error() != errc::out_of_range) return false;
  for (auto const& rate : {decimal{0}, decimal{5}, decimal{1, -3}, decimal{100'000}, decimal{-1}})
    if (wago::set_s0_rate(rate).error() != errc::out_of_range) return false;
  return true;
}());
CASE("an equal rate may be written otherwise: 100.0", wago::set_s0_rate({1000, -1}).has_value());
CASE("addresses 0 and 250 are the ends",
     wago::set_primary_address(0)->data()[2] == 0 && wago::set_primary_address(250)->data()[2] == 250);
CASE("a secondary address has digits",
     wago::set_secondary_address(0x1501'234A, wago::digit_order::as_printed).error() == errc::bad_digit &&
         wago::set_secondary_address(0xF501'2345, wago::digit_order::least_significant_first).error() ==
             errc::bad_digit);
CASE("a write needs room for its frame", [] {
  std::array<std::uint8_t, 11> space{};
  return wago::set_primary_address(1)->to(mbus::link{1}, space).error() == error{errc::buffer_too_small, 0, 12};
}());

// Whether it was taken.
constexpr mbus::telegram now = read_of(telegram_01);
CASE("the number that was written is the one that is sent, in either order",
     wago::stands_in(*wago::set_secondary_address(0x19020246, wago::digit_order::least_significant_first), now) ==
             true &&
         wago::stands_in(*wago::set_secondary_address(0x19020246, wago::digit_order::as_printed), now) == true &&
         wago::stands_in(*wago::set_secondary_address(0x19020247, wago::digit_order::as_printed), now) == false);
CASE("a number that was taken the other way round is told", [] {
  auto turned = now;
  turned.header.meter.id = 0x45230115;
  return wago::stands_in(*wago::set_secondary_address(0x15012345, wago::digit_order::as_printed), turned) == false;
}());
CASE("tariff 1 is active, 2 is not",
     wago::stands_in(*wago::set_tariff(1), now) == true && wago::stands_in(*wago::set_tariff(2), now) == false);
CASE("the trip counter is not at 0", wago::stands_in(wago::reset_resettable(), now) == false);
CASE("what cannot be read back",
     wago::stands_in(*wago::set_combination(energy::combination::forward), now).error() == errc::undecided &&
         wago::stands_in(*wago::set_s0_rate({100}), now).error() == errc::undecided &&
         wago::stands_in(wago::reset_power_down_count(), now).error() == errc::undecided &&
         wago::stands_in(*wago::set_baud(2400), now).error() == errc::undecided);

// A2.1 and A2.2: reset, request and selection; E5 or the telegram comes back.
constexpr mbus::secondary_address in_example{0x19020246, wago::maker, 1, 2};
constexpr bool selects_with(mbus::secondary_address const& which, std::initializer_list<std::uint8_t> frame) {
  std::array<std::uint8_t, mbus::max_frame> space{};
  auto const built = mbus::select(which, space);
  return built && is(*built, frame);
}
CASE("SND_NKE", [] {
  return is(mbus::link{0}.reset(), {0x10, 0x40, 0x00, 0x40, 0x16}) &&
         is(mbus::link{1}.reset(), {0x10, 0x40, 0x01, 0x41, 0x16}) &&
         is(mbus::link{253}.reset(), {0x10, 0x40, 0xFD, 0x3D, 0x16}) &&
         is(mbus::link{255}.reset(), {0x10, 0x40, 0xFF, 0x3F, 0x16});
}());
CASE("REQ_UD2 with FCB 1, then 0", [] {
  mbus::link zero{0}, one_{1}, chosen{253};
  bool const first = is(zero.request(), {0x10, 0x7B, 0x00, 0x7B, 0x16}) &&
                     is(one_.request(), {0x10, 0x7B, 0x01, 0x7C, 0x16}) &&
                     is(chosen.request(), {0x10, 0x7B, 0xFD, 0x78, 0x16});
  zero.accepted();
  one_.accepted();
  chosen.accepted();
  return first && is(zero.request(), {0x10, 0x5B, 0x00, 0x5B, 0x16}) &&
         is(one_.request(), {0x10, 0x5B, 0x01, 0x5C, 0x16}) && is(chosen.request(), {0x10, 0x5B, 0xFD, 0x58, 0x16}) &&
         is(mbus::short_frame(0x5B, mbus::test), {0x10, 0x5B, 0xFE, 0x59, 0x16});
}());
CASE("A2.2: selection of 13070001, INM, version 1, medium 2",
     selects_with({0x13070001, wago::maker, 1, 2}, {0x68, 0x0B, 0x0B, 0x68, 0x53, 0xFD, 0x52, 0x01, 0x00, 0x07, 0x13,
                                                    0xCD, 0x25, 0x01, 0x02, 0xB2, 0x16}));
CASE("selection of 19020246", selects_with(in_example, {0x68, 0x0B, 0x0B, 0x68, 0x53, 0xFD, 0x52, 0x46, 0x02, 0x02,
                                                        0x19, 0xCD, 0x25, 0x01, 0x02, 0xFA, 0x16}));
CASE("selection by the number alone",
     selects_with({.id = 0x19020246}, {0x68, 0x0B, 0x0B, 0x68, 0x53, 0xFD, 0x52, 0x46, 0x02, 0x02, 0x19, 0xFF, 0xFF,
                                       0xFF, 0xFF, 0x01, 0x16}));
CASE("selection of all", selects_with({}, {0x68, 0x0B, 0x0B, 0x68, 0x53, 0xFD, 0x52, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                           0xFF, 0xFF, 0x9A, 0x16}));

// The meter's side: the telegram out of its values.
struct values_in_example {
  constexpr bool telegram(unsigned, writer& out) const {
    out.u8(static_cast<std::uint8_t>(mbus::ci_field::response_long));
    mbus::put_header({mbus::header_type::long_header, in_example, 4, 0, 0}, out);
    for (std::size_t i = 0; i != wago::records.size(); ++i) {
      auto const like = wago::records[i].as_record();
      mbus::data_information const dib{like.field(), like.how(), like.storage(), like.tariff(), like.subunit()};
      if (mbus::put_record(out, dib, like.vib, table[i].value) != errc::none) out.u8(0xFF);
    }
    return false;
  }
  static constexpr bool receive(mbus::frame const&) { return true; }
};
constexpr bool answers_with(std::uint8_t primary, bytes request, bytes wanted) {
  values_in_example device;
  mbus::slave meter{primary, in_example};
  std::array<std::uint8_t, mbus::max_frame> space{};
  return equal(meter.answer(request, device, space), wanted);
}
CASE("built from values, the telegram of address 0",
     answers_with(0, mbus::link{0}.request(), telegram_00) && answers_with(1, mbus::link{1}.request(), telegram_01));
CASE("asked for as the manual does, 10 5B",
     answers_with(1, mbus::short_frame(0x5B, 1), telegram_01) && answers_with(1, mbus::link{2}.request(), {}));
CASE("selected, then asked at 253", [] {
  values_in_example device;
  mbus::slave meter{1, in_example};
  std::array<std::uint8_t, mbus::max_frame> space{}, sent{};
  mbus::link const chosen{253};
  if (!meter.answer(chosen.request(), device, space).empty()) return false;  // not selected yet
  if (!is(meter.answer(*mbus::select(in_example, sent), device, space), {0xE5})) return false;
  return equal(meter.answer(chosen.request(), device, space), telegram_01);
}());

}  // namespace
