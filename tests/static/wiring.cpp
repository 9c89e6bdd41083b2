// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/scaling.hpp>
#include <meterproto/wiring.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace test_wiring {

using namespace meterproto;
namespace s4100 = leviton_s4100;

constexpr auto type_10 = system_type::line_and_neutral;
constexpr auto type_11 = system_type::two_lines;
constexpr auto type_12 = system_type::two_lines_and_neutral;
constexpr auto type_31 = system_type::delta;
constexpr auto type_40 = system_type::wye;
constexpr std::array types{type_10, type_11, type_12, type_31, type_40};

// Register 130: "10, 11, 12, 31, 40"
CASE("A system type is the number of register 130",
     static_cast<int>(type_10) == 10 && static_cast<int>(type_11) == 11 && static_cast<int>(type_12) == 12 &&
         static_cast<int>(type_31) == 31 && static_cast<int>(type_40) == 40);

// Series 4100 manual, Supported System Types: columns "CTs" (Qty, ID) and "Voltage Connections" (Qty, ID)
constexpr bool row_is(system_type wiring, unsigned currents, unsigned lines, bool neutral) {
  return currents_of(wiring) == currents && lines_of(wiring) == lines && has_neutral(wiring) == neutral;
}
CASE("10 | 1L + 1n: CT A; A, N", row_is(type_10, 1, 1, true));
CASE("11 | 2L: CT A; A, B", row_is(type_11, 1, 2, false));
CASE("12 | 2L + 1n: CTs A, B; A, B, N", row_is(type_12, 2, 2, true));
CASE("31 | 3L: CTs A, B, C; A, B, C", row_is(type_31, 3, 3, false));
CASE("40 | 3L + 1n: CTs A, B, C; A, B, C, N", row_is(type_40, 3, 3, true));

// "Values that are not valid in a particular System Type will display as "----" on the User Interface or as QNAN in the
// Modbus registers": a letter each; v valid, - QNAN, ? no manual says.
constexpr char letter_of(measurand const& of, system_type wiring) {
  auto const found = validity_of(of, wiring);
  return found == validity::valid ? 'v' : found == validity::invalid ? '-' : '?';
}
template <std::size_t Count>
constexpr bool reads(system_type wiring, quantity what, std::array<phase, Count> const& where,
                     std::string_view wanted) {
  for (std::size_t i = 0; i != Count; ++i)
    if (letter_of({what, where[i]}, wiring) != wanted[i]) return false;
  return Count == wanted.size();
}
constexpr std::array pairs{phase::ab, phase::bc, phase::ca, phase::ll_avg};
constexpr std::array neutrals{phase::an, phase::bn, phase::cn, phase::ln_avg};
constexpr std::array lines{phase::a, phase::b, phase::c};

constexpr bool voltages_are(system_type wiring, std::string_view to_line, std::string_view to_neutral) {
  return reads(wiring, quantity::voltage, pairs, to_line) && reads(wiring, quantity::voltage, neutrals, to_neutral);
}
CASE("10: voltage A-N and the average L-N", voltages_are(type_10, "----", "v--v"));
CASE("11: voltage A-B and the average L-L", voltages_are(type_11, "v--v", "----"));
CASE("12: voltages A-B, A-N, B-N, both averages", voltages_are(type_12, "v--v", "vv-v"));
CASE("31: voltages A-B, B-C, C-A and the average L-L", voltages_are(type_31, "vvvv", "----"));
CASE("40: all voltages", voltages_are(type_40, "vvvv", "vvvv"));

CASE("10, 11: current A",
     reads(type_10, quantity::current, lines, "v--") && reads(type_11, quantity::current, lines, "v--"));
CASE("12: currents A, B", reads(type_12, quantity::current, lines, "vv-"));
CASE("31, 40: currents A, B, C",
     reads(type_31, quantity::current, lines, "vvv") && reads(type_40, quantity::current, lines, "vvv"));

// "The System Type tells the meter which of its current and voltage inputs are valid": the power of a phase is that of
// its current; with 31, which has no neutral, the manuals leave it open
constexpr std::array of_a_phase{quantity::real_power,     quantity::reactive_power, quantity::apparent_power,
                                quantity::power_factor,   quantity::real_energy,    quantity::reactive_energy,
                                quantity::apparent_energy};
constexpr bool all_are(system_type wiring, std::string_view wanted) {
  for (auto const what : of_a_phase)
    if (!reads(wiring, what, lines, wanted)) return false;
  return true;
}
CASE("10: powers, power factor and energies of A", all_are(type_10, "v--"));
CASE("11: powers, power factor and energies of A, not of B", all_are(type_11, "v--"));
CASE("12: powers, power factor and energies of A and B", all_are(type_12, "vv-"));
CASE("31: whether there are any of a phase, no manual says", all_are(type_31, "???"));
CASE("40: powers, power factor and energies of A, B and C", all_are(type_40, "vvv"));

CASE("Totals, the average current, frequency and the configuration are valid in every type", [] {
  for (auto const wiring : types)
    for (measurand const of : {measurand{quantity::real_power, phase::total},
                               {quantity::reactive_power, phase::total},
                               {quantity::power_factor, phase::total},
                               {quantity::real_energy, flow::net},
                               {quantity::apparent_energy, flow::export_},
                               {quantity::current, phase::avg},
                               {quantity::frequency},
                               {quantity::real_power, statistic::demand_max, flow::import},
                               {quantity::system_power_max},
                               {quantity::alert_bitmap}})
      if (validity_of(of, wiring) != validity::valid) return false;
  return true;
}());
CASE("Quadrant and direction of a phase change nothing",
     letter_of({quantity::reactive_energy, phase::b, flow::q2}, type_11) == '-' &&
         letter_of({quantity::reactive_energy, phase::b, flow::q2}, type_12) == 'v' &&
         letter_of({quantity::real_energy, phase::a, flow::export_}, type_31) == '?');

// Every measured point of the meter at once: how many are valid, how many QNAN, how many left open
struct tally {
  unsigned valid = 0, invalid = 0, open = 0;
  friend constexpr bool operator==(tally const&, tally const&) = default;
};
/// Registers 91 to 111: powers, power factors, voltages and currents of the phases, and nothing else.
constexpr tally tally_of(system_type wiring) {
  tally found;
  for (auto const& row : s4100::registers) {
    if (row.address < 90 || row.address > 110) continue;
    auto const how = validity_of(row.of, wiring);
    ++(how == validity::valid ? found.valid : how == validity::invalid ? found.invalid : found.open);
  }
  return found;
}
CASE("Of registers 91 to 111 there are 6 in type 10, 6 in 11, 13 in 12, 6 and 12 open in 31, 21 in 40",
     tally_of(type_10) == tally{6, 15, 0} && tally_of(type_11) == tally{6, 15, 0} &&
         tally_of(type_12) == tally{13, 8, 0} && tally_of(type_31) == tally{6, 3, 12} &&
         tally_of(type_40) == tally{21, 0, 0});
CASE("Register 107, voltage B-N, asks with its own measurand",
     validity_of(s4100::voltage_bn.of, type_10) == validity::invalid &&
         validity_of(s4100::voltage_bn.of, type_12) == validity::valid &&
         validity_of(s4100::voltage_bn.of, type_31) == validity::invalid &&
         validity_of(s4100::real_energy_import_c.of, type_12) == validity::invalid);

// Theoretical Maximum System Power [135]: "calculated ... from the System Voltage, CT size, and System Type. Power
// Factor is assumed to be unity" (Series 4000-K manual, MX KW)
constexpr auto watts = [](system_type wiring, std::uint32_t volts, std::uint32_t amperes) {
  return largest_power(wiring, volts, amperes);
};
CASE("40, 600 V, 100 A: \"103.92\" in the manuals' setup screens", watts(type_40, 600, 100) == 103'923);
CASE("135 shows it as 10392 with 140 = -2, and \"104 kW\" with 140 = 0",
     scaling::content_of(decimal{103'923, -3}, -2, scaling::positive_16, scaling::rounding::half_away_from_zero) ==
             result<std::int64_t>{10'392} &&
         scaling::content_of(decimal{103'923, -3}, 0, scaling::positive_16, scaling::rounding::half_away_from_zero) ==
             result<std::int64_t>{104});
CASE("31: the same", watts(type_31, 600, 100) == 103'923);
CASE("10, 11, 12: V * I, 60 kW",
     watts(type_10, 600, 100) == 60'000 && watts(type_11, 600, 100) == 60'000 && watts(type_12, 600, 100) == 60'000);
CASE("13800 V and 400 A: 9560.9 kW", watts(type_40, 13'800, 400) == 9'560'920);
CASE("\"up to 32000V x 32000A\": 1773620 kW",
     watts(type_40, 32'000, 32'000) == 1'773'620'027 && watts(type_10, 32'000, 32'000) == 1'024'000'000);
CASE("The 4000-R ends at 5000 A: 277128 kW", watts(type_40, 32'000, 5'000) == 277'128'129);
CASE("To the nearest watt: 82 V and 1 A are 142.03, 83 V 143.76",
     watts(type_31, 82, 1) == 142 && watts(type_31, 83, 1) == 144 && watts(type_31, 1, 1) == 2);
CASE("Nothing of nothing", watts(type_40, 0, 100) == 0 && watts(type_40, 600, 0) == 0 && watts(type_10, 0, 0) == 0);
CASE("At the registers' ends",
     watts(type_40, 32'767, 32'767) == 1'859'661'883 && watts(type_12, 32'767, 32'767) == 1'073'676'289);
CASE("In floating point the watts between as well", [] {
  auto const found = largest_power(type_40, 600.0, 100.0);
  auto const single = largest_power(type_40, 600.0F, 100.0F);
  return found > 103'923.0484 && found < 103'923.0485 && single > 103'923.03F && single < 103'923.06F &&
         largest_power(type_10, 600.0, 100.0) == 60'000 && largest_power(type_11, 600.0F, 100.0F) == 60'000 &&
         largest_power(type_12, 230.5, 2.0) == 461;
}());

// Register 134: "The meter will refuse voltages that are outside the range of 82-660 volts when divided by the PT
// Ratio"
CASE("Without a PT, 133 = 100: 82 to 660 V", takes_system_voltage(82, 100) && takes_system_voltage(660, 100) &&
                                                 takes_system_voltage(600, 100) && !takes_system_voltage(81, 100) &&
                                                 !takes_system_voltage(661, 100));
CASE("13800 V through 120:1, 133 = 12000, are 115 V",
     takes_system_voltage(13'800, 12'000) && !takes_system_voltage(13'800, 100) && !takes_system_voltage(600, 12'000));
CASE("48:1, 133 = 4800, takes 3936 to 31680 V",
     takes_system_voltage(3'936, 4'800) && !takes_system_voltage(3'935, 4'800) && takes_system_voltage(31'680, 4'800) &&
         !takes_system_voltage(31'681, 4'800));
CASE("A ratio between: 1.25:1 takes 102.5 to 825 V",
     takes_system_voltage(103, 125) && !takes_system_voltage(102, 125) && takes_system_voltage(825, 125) &&
         !takes_system_voltage(826, 125));
CASE("The largest ratio, 133 = 32000, takes 26240 V and more, the default no such",
     takes_system_voltage(26'240, 32'000) && !takes_system_voltage(26'239, 32'000) &&
         takes_system_voltage(32'000, 32'000) && !takes_system_voltage(32'000, 100));
CASE("Below 82 V and above 32000 V none is taken, whatever the ratio",
     !takes_system_voltage(81, 1) && !takes_system_voltage(32'001, 32'000));
CASE("The largest power in floating point: of one phase without the root of three",
     largest_power(type_10, 100.0, 2.0) == 200.0 && largest_power(type_40, 100.0, 1.0) > 173.2);

}  // namespace test_wiring
