// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/leviton_s4100_bacnet.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace test_bacnet_object {

using namespace meterproto;
namespace s4100 = leviton_s4100_bacnet;
using bacnet::object_write;
using s4100::alarm;

/// A Present_Value: typed octets.
template <std::size_t Size>
using octets = std::array<std::uint8_t, Size>;
/// A Real of these bits.
constexpr octets<5> real(std::uint32_t bits) {
  octets<5> made{};
  writer{made}.u8(0x44).u32(bits);
  return made;
}
template <class Point>
constexpr auto of_bits(Point const& point, std::uint32_t bits) {
  return point.decode(real(bits));
}
template <class Point>
constexpr auto of(Point const& point, float number) {
  return of_bits(point, std::bit_cast<std::uint32_t>(number));
}

// ---- amounts ----

CASE("44 42F70000 is 123.5, in the unit of the row and in others",
     s4100::real_power_total.decode(octets<5>{0x44, 0x42, 0xF7, 0, 0})->in(kW) == 123.5F &&
         s4100::real_power_total.decode(octets<5>{0x44, 0x42, 0xF7, 0, 0})->in<double>(W) == 123500.0 &&
         s4100::voltage_ab.decode(octets<5>{0x44, 0x42, 0xF7, 0, 0})->in(V) == 123.5F);
CASE("Power is signed, whatever the manual's range says (D8)", of(s4100::real_power_total, -20)->in(kW) == -20.0F);
CASE("A range is no limit to what is measured",
     of(s4100::frequency, 70)->in(Hz) == 70.0F && of(s4100::output_config, 16)->in(counts) == 16.0F);
CASE("A subinterval is in hundredths of a second",
     of(s4100::demand_subinterval_length, 90'000)->in(s) == 900.0F &&
         of(s4100::demand_subinterval_length, 90'000)->in(cs) == 90'000.0F);
CASE("Infinity is a Real", of_bits(s4100::real_energy_net, 0x7F80'0000).has_value() &&
                               of_bits(s4100::real_energy_net, 0xFF80'0000).has_value());
CASE("Every NaN is none: quiet, signalling, with a sign",
     of_bits(s4100::frequency, 0x7FC0'0000).error() == errc::not_available &&
         of_bits(s4100::frequency, 0x7F80'0001).error() == errc::not_available &&
         of_bits(s4100::frequency, 0xFFC0'0000).error() == errc::not_available &&
         of_bits(s4100::frequency, 0xFF80'0001).error() == errc::not_available &&
         of_bits(s4100::system_type, 0x7FFF'FFFF).error() == errc::not_available &&
         of_bits(s4100::alarm_bitmap, 0x7FC0'0000).error() == errc::not_available);

// ---- what is no Real ----

CASE("Another datatype",
     s4100::frequency.decode(octets<2>{0x91, 0x3C}).error() == errc::bad_tag &&
         s4100::frequency.decode(octets<2>{0x21, 0x3C}).error() == errc::bad_tag &&
         s4100::frequency.decode(octets<1>{0x00}).error() == errc::bad_tag &&
         s4100::frequency.decode(octets<10>{0x55, 0x08, 0x40, 0x4E, 0, 0, 0, 0, 0, 0}).error() == errc::bad_tag &&
         s4100::frequency.decode(octets<5>{0x4C, 0x42, 0x70, 0, 0}).error() == errc::bad_tag);
CASE("None, a part of one, one and more, a length that none has",
     s4100::frequency.decode(bytes{}).error() == errc::too_short &&
         s4100::frequency.decode(octets<4>{0x44, 0x42, 0x70, 0}).error() == errc::too_short &&
         s4100::frequency.decode(octets<6>{0x44, 0x42, 0x70, 0, 0, 0}).error() == error{errc::too_long, 5, 5} &&
         s4100::frequency.decode(octets<4>{0x43, 0x42, 0x70, 0}).error() == errc::bad_length);

// ---- alerts ----

CASE("An alert is an Enumerated", s4100::phase_loss_a.decode(octets<2>{0x91, 1}) == result<bool>{true} &&
                                      s4100::phase_loss_a.decode(octets<2>{0x91, 0}) == result<bool>{false});
CASE("An Enumerated that would be a NaN as a Real is just another number",
     s4100::phase_loss_a.decode(octets<5>{0x94, 0x7F, 0xC0, 0, 0}).error() == errc::unknown_code);
CASE("Two is neither, nor is a Real an alert",
     s4100::phase_loss_a.decode(octets<2>{0x91, 2}).error() == error{errc::unknown_code, 0, 2} &&
         of(s4100::phase_loss_a, 1).error() == errc::bad_tag &&
         s4100::phase_loss_a.decode(octets<3>{0x91, 1, 0x10}).error() == errc::too_long);

// ---- codes ----

CASE("A code is a natural number that the manual lists",
     of(s4100::system_type, 40) == result<system_type>{system_type::wye} &&
         of(s4100::system_type, 10) == result<system_type>{system_type::line_and_neutral} &&
         of(s4100::ct_secondary, 3) == result<leviton::ct_secondary>{leviton::ct_secondary::third_of_a_volt} &&
         of(s4100::display_units, 0) == result<leviton::display_units>{leviton::display_units::iec});
CASE("Minus zero is zero", of_bits(s4100::display_units, 0x8000'0000).has_value());
CASE("Another number is none", of(s4100::system_type, 13).error() == error{errc::unknown_code, 0, 13} &&
                                   of(s4100::system_type, 0).error() == errc::unknown_code &&
                                   of(s4100::ct_secondary, 2).error() == errc::unknown_code);
CASE("Nor is a fraction, a negative one, one above 65535, infinity",
     of(s4100::system_type, 40.5F).error() == error{errc::unknown_code} &&
         of(s4100::system_type, 39.999F).error() == errc::unknown_code &&
         of(s4100::system_type, -10).error() == errc::unknown_code &&
         of(s4100::system_type, 65536 + 40).error() == errc::unknown_code &&
         of_bits(s4100::system_type, 0x7F80'0000).error() == errc::unknown_code);

// ---- bitmaps ----

CASE("44 46800000 is 16384: the clock alone",
     s4100::alarm_bitmap.decode(octets<5>{0x44, 0x46, 0x80, 0, 0})->bits() == 0x4000 &&
         s4100::alarm_bitmap.decode(octets<5>{0x44, 0x46, 0x80, 0, 0})->has(alarm::clock_reset));
CASE("BI1 is the lowest bit", of(s4100::alarm_bitmap, 1)->has(alarm::voltage_out_of_range_a) &&
                                  !of(s4100::alarm_bitmap, 1)->has(alarm::voltage_out_of_range_b) &&
                                  !of(s4100::alarm_bitmap, 0)->any());
CASE("Up to 65535",
     of(s4100::alarm_bitmap, 65535)->bits() == 0xFFFF && of(s4100::alarm_bitmap, 32769)->bits() == 0x8001 &&
         of(s4100::alarm_bitmap, 65536).error() == errc::unknown_code &&
         of(s4100::alarm_bitmap, 65535.5F).error() == errc::unknown_code);
CASE("No half bits, none below zero", of(s4100::alarm_bitmap, 0.5F).error() == errc::unknown_code &&
                                          of(s4100::alarm_bitmap, -1).error() == errc::unknown_code);

// ---- settings ----

/// Whether the write is of this AV, with a Real of these bits.
constexpr bool writes(result<object_write> const& made, std::uint32_t instance, std::uint32_t bits) {
  return made && made->object == bacnet::object_id{bacnet::object_type::analog_value, instance} &&
         made->value == real(bits);
}
template <class Setting, class Value>
constexpr bool refuses(Setting const& setting, Value const& value) {
  return setting.set(value).error() == errc::out_of_range;
}

// Present_Values as in the corpus, which other implementations have written
CASE("AV3 := 100, 5 and 32000 A", writes(s4100::ct_primary.set(100 * A), 3, 0x42C8'0000) &&
                                      writes(s4100::ct_primary.set(5 * A), 3, 0x40A0'0000) &&
                                      writes(s4100::ct_primary.set(32000 * A), 3, 0x46FA'0000));
CASE("AV3 is 5 to 32000 A on BACnet (D12)",
     refuses(s4100::ct_primary, 4 * A) && refuses(s4100::ct_primary, decimal{4999, -3} * A) &&
         refuses(s4100::ct_primary, 32001 * A) && refuses(s4100::ct_primary, -5 * A));
CASE("AV2 := 40, 10", writes(s4100::system_type.set(system_type::wye), 2, 0x4220'0000) &&
                          writes(s4100::system_type.set(system_type::line_and_neutral), 2, 0x4120'0000));
CASE("AV2 takes 10, 11, 12, 31, 40", s4100::system_type.set(system_type::two_lines).has_value() &&
                                         s4100::system_type.set(system_type::delta).has_value() &&
                                         s4100::system_type.set(system_type::two_lines_and_neutral).has_value() &&
                                         refuses(s4100::system_type, static_cast<system_type>(13)) &&
                                         refuses(s4100::system_type, static_cast<system_type>(0)));
CASE("AV4 := 3", writes(s4100::ct_secondary.set(leviton::ct_secondary::third_of_a_volt), 4, 0x4040'0000) &&
                     s4100::ct_secondary.set(leviton::ct_secondary::volt).has_value() &&
                     refuses(s4100::ct_secondary, static_cast<leviton::ct_secondary>(2)));
CASE("AV5 := 0.01, 1 and 320", writes(s4100::pt_ratio.set(decimal{1, -2} * one), 5, 0x3C23'D70A) &&
                                   writes(s4100::pt_ratio.set(1 * one), 5, 0x3F80'0000) &&
                                   writes(s4100::pt_ratio.set(320 * one), 5, 0x43A0'0000));
CASE("AV5 is 0.01 to 320.0", refuses(s4100::pt_ratio, 0 * one) && refuses(s4100::pt_ratio, decimal{9, -3} * one) &&
                                 refuses(s4100::pt_ratio, decimal{32001, -2} * one) &&
                                 refuses(s4100::pt_ratio, -1 * one));
CASE("AV7 := 1", writes(s4100::display_units.set(leviton::display_units::ieee), 7, 0x3F80'0000) &&
                     writes(s4100::display_units.set(leviton::display_units::iec), 7, 0));
CASE("AV8 := 10 and 99 %, AV9 := 25 %",
     writes(s4100::phase_loss_threshold.set(10 * percent), 8, 0x4120'0000) &&
         writes(s4100::phase_loss_threshold.set(99 * percent), 8, 0x42C6'0000) &&
         writes(s4100::phase_loss_imbalance.set(decimal{25, -2} * one), 9, 0x41C8'0000));
CASE("AV8 and AV9 are 1 to 99 %", refuses(s4100::phase_loss_threshold, 0 * percent) &&
                                      refuses(s4100::phase_loss_threshold, 100 * percent) &&
                                      refuses(s4100::phase_loss_imbalance, decimal{99, -1} * one) &&
                                      s4100::phase_loss_imbalance.set(1 * percent).has_value());
CASE("AV10 is 1 to 6", writes(s4100::demand_subintervals.set(6 * counts), 10, 0x40C0'0000) &&
                           s4100::demand_subintervals.set(1 * counts).has_value() &&
                           refuses(s4100::demand_subintervals, 0 * counts) &&
                           refuses(s4100::demand_subintervals, 7 * counts));
CASE("Whole numbers, AV5 in hundredths, as the Modbus registers hold them",
     refuses(s4100::ct_primary, decimal{2005, -1} * A) &&
         refuses(s4100::phase_loss_threshold, decimal{1055, -2} * percent) &&
         refuses(s4100::demand_subintervals, decimal{25, -1} * counts) &&
         refuses(s4100::pt_ratio, decimal{1005, -3} * one) && s4100::pt_ratio.set(decimal{125, -2} * one).has_value() &&
         s4100::ct_primary.set(decimal{2000, -1} * A).has_value());
CASE("AV11 := 90000, 3276700, 0 and 1000, in any unit of time",
     writes(s4100::demand_subinterval_length.set(900 * s), 11, 0x47AF'C800) &&
         writes(s4100::demand_subinterval_length.set(32767 * s), 11, 0x4A47'FE70) &&
         writes(s4100::demand_subinterval_length.set(0 * s), 11, 0) &&
         writes(s4100::demand_subinterval_length.set(10'000 * ms), 11, 0x447A'0000));
CASE("AV11 is 0 or 1000 to 3276700 in steps of 100 (D1)",
     refuses(s4100::demand_subinterval_length, 900 * cs) && refuses(s4100::demand_subinterval_length, 100 * cs) &&
         refuses(s4100::demand_subinterval_length, 1050 * cs) && refuses(s4100::demand_subinterval_length, 1001 * cs) &&
         s4100::demand_subinterval_length.set(1100 * cs).has_value() &&
         refuses(s4100::demand_subinterval_length, 32768 * s) &&
         refuses(s4100::demand_subinterval_length, decimal{100005, -2} * s) &&
         s4100::demand_subinterval_length.step() == 100);
CASE("A step holds for what has no integer in its unit too",
     s4100::demand_subinterval_length.checked(decimal{10005, -1}).error() == errc::out_of_range);

// AV6: "values such that AV6/AV5 is from 82 to 660 (absolute range is 82-32000)"
constexpr bool takes(decimal volts, decimal ratio) {
  return s4100::system_voltage.set(volts * V, ratio * one).has_value();
}
CASE("AV6 := 600 V", writes(s4100::system_voltage.set(600 * V, 1 * one), 6, 0x4416'0000));
CASE("In whole volts", takes(decimal{1000, -1}, 1) && !takes(decimal{1005, -1}, 1));
CASE("Ratio 1: 82 to 660 V", takes(82, 1) && takes(660, 1) && !takes(81, 1) && !takes(661, 1) &&
                                 !takes(decimal{81999, -3}, 1) && !takes(decimal{660001, -3}, 1));
CASE("Ratio 0.5: 82 to 330 V, the absolute limit below", takes(82, decimal{5, -1}) && takes(330, decimal{5, -1}) &&
                                                             !takes(331, decimal{5, -1}) && !takes(41, decimal{5, -1}));
CASE("Ratio 320: 26240 to 32000 V, the absolute limit above",
     takes(26'240, 320) && takes(32'000, 320) && !takes(26'239, 320) && !takes(32'001, 320) && !takes(211'200, 320));
CASE("Ratio 1.25: 102.5 to 825 V", takes(103, decimal{125, -2}) && !takes(102, decimal{125, -2}) &&
                                       takes(825, decimal{125, -2}) && !takes(826, decimal{125, -2}));
CASE("Ratio 0.12: none above 79.2 V is left; 0.13: 82 to 85",
     !takes(82, decimal{12, -2}) && takes(82, decimal{13, -2}) && takes(85, decimal{13, -2}) &&
         !takes(86, decimal{13, -2}));
CASE("A ratio that AV5 does not take",
     !takes(600, 0) && !takes(32'000, decimal{32001, -2}) && !takes(600, -1) && !takes(600, decimal{1001, -3}));
CASE("A ratio beyond 64 bits", s4100::system_voltage.set(600 * V, decimal{1, 30} * one).error() == errc::does_not_fit);

// A constant is checked while compiling; the wrong ones: tests/fail/bacnet_*.cpp
constexpr auto hundred_amperes = s4100::ct_primary.set_constant(100 * A);
constexpr auto delta = s4100::system_type.set_constant(system_type::delta);
CASE("A legal constant", writes(hundred_amperes, 3, 0x42C8'0000) && writes(delta, 2, 0x41F8'0000));

CASE("0003420F 0C00800003 1955 3E 4442C80000 3F: the request, without priority", [] {
  constexpr std::array<std::uint8_t, 18> wanted{0x00, 0x03, 0x42, 0x0F, 0x0C, 0x00, 0x80, 0x00, 0x03,
                                                0x19, 0x55, 0x3E, 0x44, 0x42, 0xC8, 0x00, 0x00, 0x3F};
  std::array<std::uint8_t, 32> space{};
  auto const made = bacnet::build_request(0x42, hundred_amperes.request(), space);
  if (!made || made->size() != wanted.size()) return false;
  for (std::size_t i = 0; i != wanted.size(); ++i)
    if ((*made)[i] != wanted[i]) return false;
  return true;
}());
template <class Write>
concept viewed = requires(Write&& of) { static_cast<Write&&>(of).request().value; };
CASE("The request is a view of the write, so none of one that is gone",
     viewed<object_write const&> && !viewed<object_write> && !viewed<object_write const>);
CASE("What was written stands in what was read, and nothing else does",
     hundred_amperes.stands_in(real(0x42C8'0000)) && !hundred_amperes.stands_in(real(0x42C8'0001)) &&
         !hundred_amperes.stands_in(octets<5>{0x4C, 0x42, 0xC8, 0, 0}) &&
         !hundred_amperes.stands_in(octets<4>{0x44, 0x42, 0xC8, 0}) && !hundred_amperes.stands_in(bytes{}) &&
         !hundred_amperes.stands_in(octets<6>{0x44, 0x42, 0xC8, 0, 0, 0}));
CASE("The words of AV1: 30078, 21211, 21212, 16498",
     writes(s4100::reset_energy, 1, 0x46EA'FC00) && writes(s4100::begin_demand_subinterval, 1, 0x46A5'B600) &&
         writes(s4100::reset_demand_max, 1, 0x46A5'B800) && writes(s4100::reset_pulse_counters, 1, 0x4680'E400));

// ---- rows ----

CASE("What stands in a row", [] {
  bacnet::row const row = s4100::ct_primary;
  return row.has_value() && row.as == bacnet::holds::real && row.may == access::read_write && row.nv == retained::yes &&
         row.in == unit_symbol::A && row.units_property == 3 &&
         row.present_value() ==
             bacnet::property_reference{{bacnet::object_type::analog_value, 3}, bacnet::property::present_value, {}} &&
         row.reliability().what == bacnet::property::reliability && row.reliability().object == row.object;
}());
CASE("What Present_Value holds",
     s4100::system_type.as == bacnet::holds::code && s4100::alarm_bitmap.as == bacnet::holds::bits &&
         s4100::phase_loss_a.as == bacnet::holds::activity && s4100::reserved_ai28.as == bacnet::holds::nothing &&
         !s4100::device.has_value() && !s4100::trend_log_1.has_value());

/// Rows of these objects; each measures something of its own unless told otherwise.
constexpr bacnet::row row_of(bacnet::object_type type, std::uint32_t instance, measurand what) {
  bacnet::row made;
  made.object = {type, instance};
  made.of = what;
  return made;
}
using bacnet::object_type;
constexpr auto first = row_of(object_type::analog_input, 1, {quantity::voltage, phase::ab});
constexpr auto second = row_of(object_type::analog_input, 2, {quantity::voltage, phase::bc});
constexpr auto nothing = row_of(object_type::analog_input, 3, {quantity::reserved});
constexpr auto nothing_more = row_of(object_type::analog_input, 4, {quantity::reserved});
constexpr auto another = row_of(object_type::analog_value, 1, {quantity::frequency});
constexpr auto the_device = row_of(object_type::device, 4194303, {quantity::device});
template <class... Rows>
constexpr int misplaced(Rows const&... rows) {
  return bacnet::first_misplaced(std::array{rows...});
}
CASE("Instances count from 1 in each type; the device has its own",
     misplaced(the_device, first, second, nothing, nothing_more, another) == -1 && misplaced(second) == 0 &&
         misplaced(first, nothing) == 1 && misplaced(first, second, another, nothing) == 3 &&
         misplaced(the_device, second) == 1);
CASE("No object and no measurand twice, but what is reserved",
     misplaced(first, first) == 1 && misplaced(the_device, first, the_device) == 2 &&
         misplaced(first, row_of(object_type::analog_input, 2, first.of)) == 1 &&
         misplaced(first, another, first) == 2 &&
         misplaced(first, row_of(object_type::analog_value, 1, first.of)) == 1);

}  // namespace test_bacnet_object
