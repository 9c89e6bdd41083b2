// SPDX-License-Identifier: MIT
#include <meterproto/leviton.hpp>
#include <meterproto/leviton_s4100.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_leviton {

using namespace meterproto;
using namespace meterproto::leviton;

// Table "Supported System Types" of the three manuals; meter_facts.md, section 4. v valid, - QNAN, ? no manual says.
constexpr bool row_is(measurand const& of, char const (&expected)[6]) {
  constexpr system_type types[] = {system_type::line_and_neutral, system_type::two_lines,
                                   system_type::two_lines_and_neutral, system_type::delta, system_type::wye};
  for (std::size_t i = 0; i != 5; ++i) {
    auto const found = validity_of(of, types[i]);
    char const letter = found == validity::valid ? 'v' : found == validity::invalid ? '-' : '?';
    if (letter != expected[i]) return false;
  }
  return true;
}
constexpr bool rows_are(std::array<quantity, 3> const& quantities, phase where, char const (&expected)[6]) {
  for (auto const one : quantities)
    if (!row_is({one, where}, expected)) return false;
  return true;
}
constexpr std::array powers{quantity::real_power, quantity::reactive_power, quantity::apparent_power};
constexpr std::array energies{quantity::real_energy, quantity::reactive_energy, quantity::apparent_energy};

// A letter each for 10, 11, 12, 31, 40:
CASE("A-B counts in all types but 10", row_is({quantity::voltage, phase::ab}, "-vvvv"));
CASE("B-C counts in 31 and 40", row_is({quantity::voltage, phase::bc}, "---vv"));
CASE("C-A counts in 31 and 40", row_is({quantity::voltage, phase::ca}, "---vv"));
CASE("A-N counts where there is a neutral", row_is({quantity::voltage, phase::an}, "v-v-v"));
CASE("B-N counts in 12 and 40", row_is({quantity::voltage, phase::bn}, "--v-v"));
CASE("C-N counts in 40", row_is({quantity::voltage, phase::cn}, "----v"));
CASE("The average of line to line counts in all types but 10", row_is({quantity::voltage, phase::ll_avg}, "-vvvv"));
CASE("The average of line to neutral counts where there is a neutral",
     row_is({quantity::voltage, phase::ln_avg}, "v-v-v"));
CASE("Current A counts always", row_is({quantity::current, phase::a}, "vvvvv"));
CASE("Current B counts with two transformers and three", row_is({quantity::current, phase::b}, "--vvv"));
CASE("Current C counts with three", row_is({quantity::current, phase::c}, "---vv"));
CASE("Power of A goes with its current; of a delta no manual says", rows_are(powers, phase::a, "vvv?v"));
CASE("Power of B", rows_are(powers, phase::b, "--v?v"));
CASE("Power of C", rows_are(powers, phase::c, "---?v"));
CASE("Energy of A", rows_are(energies, phase::a, "vvv?v"));
CASE("Energy of B", rows_are(energies, phase::b, "--v?v"));
CASE("Energy of C", rows_are(energies, phase::c, "---?v"));
CASE("The power factors likewise", row_is({quantity::power_factor, phase::a}, "vvv?v") &&
                                       row_is({quantity::power_factor, phase::b}, "--v?v") &&
                                       row_is({quantity::power_factor, phase::c}, "---?v"));
CASE("A quadrant or a tariff of a phase makes no difference",
     row_is({quantity::reactive_energy, phase::b, flow::q3}, "--v?v") &&
         row_is({quantity::apparent_energy, phase::c, flow::export_}, "---?v"));
CASE("Sums, averages of current, frequency and settings always count",
     row_is({quantity::real_power, phase::total}, "vvvvv") && row_is({quantity::real_energy, flow::net}, "vvvvv") &&
         row_is({quantity::current, phase::avg}, "vvvvv") && row_is({quantity::frequency}, "vvvvv") &&
         row_is({quantity::system_type}, "vvvvv") && row_is({quantity::power_factor, phase::total}, "vvvvv"));
CASE("A point asks with its own measurand",
     validity_of(leviton_s4100::voltage_bn_f.of, system_type::delta) == validity::invalid);

CASE("System types are the numbers of register 130",
     static_cast<int>(system_type::line_and_neutral) == 10 && static_cast<int>(system_type::two_lines) == 11 &&
         static_cast<int>(system_type::two_lines_and_neutral) == 12 && static_cast<int>(system_type::delta) == 31 &&
         static_cast<int>(system_type::wye) == 40);

// Registers 138-141: -4 0.0001 to 4 10000.0
CASE("Scale registers hold -4 to 4", scale_exponent(-4) == result<int>{-4} && scale_exponent(0) == result<int>{0} &&
                                         scale_exponent(4) == result<int>{4});
CASE("5, -5 and QNAN are no power of ten", scale_exponent(5).error() == error{errc::bad_scale, 0, 5} &&
                                               scale_exponent(-5).error() == error{errc::bad_scale, 0, 0xFFFB} &&
                                               scale_exponent(-32768).error() == error{errc::bad_scale, 0, 0x8000});

// Register 146: the numbers are the bits
CASE("Bits 0 to 6 are out of range: voltages, currents, frequency",
     static_cast<int>(alert::voltage_out_of_range_a) == 0 && static_cast<int>(alert::voltage_out_of_range_b) == 1 &&
         static_cast<int>(alert::voltage_out_of_range_c) == 2 && static_cast<int>(alert::current_out_of_range_a) == 3 &&
         static_cast<int>(alert::current_out_of_range_b) == 4 && static_cast<int>(alert::current_out_of_range_c) == 5 &&
         static_cast<int>(alert::frequency_out_of_range) == 6);
CASE("Bits 8 to 10 are phase loss", static_cast<int>(alert::phase_loss_a) == 8 &&
                                        static_cast<int>(alert::phase_loss_b) == 9 &&
                                        static_cast<int>(alert::phase_loss_c) == 10);
CASE("Bits 11 to 13 are low power factors", static_cast<int>(alert::low_power_factor_a) == 11 &&
                                                static_cast<int>(alert::low_power_factor_b) == 12 &&
                                                static_cast<int>(alert::low_power_factor_c) == 13);
CASE("Bits 14 and 15 are of the pulse outputs",
     static_cast<int>(alert::pulse_overrun) == 14 && static_cast<int>(alert::pulse_configuration) == 15);

// Register 129, frames of meter_facts.md, section 9
constexpr bool sends(modbus::command const& word, std::array<std::uint8_t, 8> const& expected) {
  std::array<std::uint8_t, 8> space{};
  auto const frame = modbus::build(word.to_write().to(1), space);
  return frame && frame->size() == 8 && space == expected;
}
CASE("757E clears all energy accumulators", sends(reset_energy, {0x01, 0x06, 0x00, 0x80, 0x75, 0x7E, 0x2E, 0x92}));
CASE("52DB begins a demand sub-interval",
     sends(begin_demand_subinterval, {0x01, 0x06, 0x00, 0x80, 0x52, 0xDB, 0xF5, 0x19}));
CASE("52DC resets the largest demands", sends(reset_demand_max, {0x01, 0x06, 0x00, 0x80, 0x52, 0xDC, 0xB4, 0xDB}));
CASE("4072 clears the pulse counters", sends(reset_pulse_counters, {0x01, 0x06, 0x00, 0x80, 0x40, 0x72, 0x39, 0xC7}));
CASE("4100 resets the log of the Series 4100",
     sends(leviton_s4100::reset_log, {0x01, 0x06, 0x00, 0x80, 0x41, 0x00, 0xB8, 0x72}));
CASE("\"Write no more frequently than every 10 seconds\": the two of demand alone",
     begin_demand_subinterval.least_interval_s == 10 && reset_demand_max.least_interval_s == 10 &&
         reset_energy.least_interval_s == 0 && reset_pulse_counters.least_interval_s == 0 &&
         leviton_s4100::reset_log.least_interval_s == 0);
CASE("All units at once may begin a demand sub-interval: nobody answers", [] {
  std::array<std::uint8_t, 8> space{};
  return modbus::build(begin_demand_subinterval.to_write().to(0), space).has_value() &&
         space == std::array<std::uint8_t, 8>{0x00, 0x06, 0x00, 0x80, 0x52, 0xDB, 0xF4, 0xC8};
}());

// "If register #7001 == 12345, then the 0x03 data would be V12.345"
CASE("12345 is version 12.345", firmware_of(12345) == firmware_version{12, 345});
CASE("The three digits behind the point count as a number: 1018 is 1.018",
     firmware_of(1018) == firmware_version{1, 18} && firmware_of(7) == firmware_version{0, 7});
CASE("1.018 is before 1.019, 1.100 and 2.000", firmware_version{1, 18} < firmware_version{1, 19} &&
                                                   firmware_version{1, 18} < firmware_version{1, 100} &&
                                                   firmware_version{1, 18} < firmware_version{2, 0});

// Formats
CASE("Only the formats of measured values heed QNAN",
     u16_q.when == modbus::absent::h8000 && i16_q.when == modbus::absent::h8000 && u16.when == modbus::absent::never &&
         i16.when == modbus::absent::never && u32.when == modbus::absent::never && i32.when == modbus::absent::never &&
         bits_16.when == modbus::absent::never);

}  // namespace test_leviton
