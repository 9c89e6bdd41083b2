// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/setting.hpp>

#include <cstdint>

/// What the Leviton Series 4000-R, 4000-K and 4100 share beside their tables. Sources: the three manuals (Modbus Point
/// Map Overview and Modbus Point Map), which are also sold as Veris E50/E51 and Schneider EM3555; numbers in brackets
/// are registers.
namespace meterproto::leviton {

/// The manuals' Format column: UInt u16, SInt i16, ULong u32, SLong i32, Float f32; upper 16 bits in the
/// lowest-numbered register (Legend). 0x8000 is QNAN in a 16-bit register of a measured value; the manuals call it
/// "negative zero", it is -32768. Either half of a 32-bit value may be 0x8000, and bitmaps and settings use it too:
/// only u16_q and i16_q heed it.
inline constexpr auto u16 = modbus::formats::u16;
inline constexpr auto i16 = modbus::formats::i16;
inline constexpr auto u16_q = u16.absent_when(modbus::absent::h8000);
inline constexpr auto i16_q = i16.absent_when(modbus::absent::h8000);
inline constexpr auto u32 = modbus::formats::u32;
inline constexpr auto i32 =
    modbus::formats::i32;  // no content is said to mean "none": validity goes by the system type
inline constexpr auto f32 = modbus::formats::f32;  // QNAN 0x7FC00000; any NaN counts
inline constexpr auto bits_16 = modbus::formats::bits_16;

/// The scale registers 138 to 141 hold the power of ten of the integer registers with their letter: -4 to 4.
enum class scale : std::uint8_t { I = 1, V, W, E };

[[nodiscard]] constexpr result<int> scale_exponent(std::int16_t content) {
  if (content < -4 || content > 4) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
  return int{content};
}

/// How the meter is wired [130]: which inputs count. Table "Supported System Types".
enum class system_type : std::uint16_t {
  line_and_neutral = 10,       // 1L + 1n: A, N
  two_lines = 11,              // 2L: A, B
  two_lines_and_neutral = 12,  // 2L + 1n, split phase: A, B, N
  delta = 31,                  // 3L: A, B, C
  wye = 40,                    // 3L + 1n: A, B, C, N; the default
};
inline constexpr modbus::interval system_types[] = {{10}, {11}, {12}, {31}, {40}};

enum class display_units : std::uint16_t { iec = 0, ieee = 1 };
enum class ct_secondary : std::uint16_t { volt = 1, third_of_a_volt = 3 };  // [132]: 1 V or 1/3 V

inline constexpr modbus::interval ct_secondaries[] = {{1}, {3}};
inline constexpr modbus::interval display_unit_codes[] = {{0}, {1}};
inline constexpr modbus::interval pulse_energies[] = {{10000}, {1000}, {100}, {10}};            // [144], Wh
inline constexpr modbus::interval pulse_durations[] = {{500}, {250}, {100}, {50}, {25}, {10}};  // [145], ms
inline constexpr modbus::interval subinterval_lengths[] = {{0}, {10, 32767}};  // [150], s; 0: by command

/// Whether a value means anything under a system type: the rest reads QNAN, or (32-bit integers) anything. Voltages and
/// currents follow the table of system types; power, power factor and energy of a phase follow its current input. What
/// a delta meter reports for a single phase, which has no neutral to measure against, no manual says.
enum class validity : std::uint8_t { valid, invalid, undocumented };

[[nodiscard]] constexpr validity validity_of(measurand const& of, system_type wiring) {
  using enum phase;
  bool const neutral = wiring == system_type::line_and_neutral || wiring == system_type::two_lines_and_neutral ||
                       wiring == system_type::wye;
  bool const line_b = wiring != system_type::line_and_neutral;
  bool const line_c = wiring == system_type::delta || wiring == system_type::wye;
  bool const input_b = wiring == system_type::two_lines_and_neutral || line_c;  // current input
  auto const when = [](bool so) { return so ? validity::valid : validity::invalid; };
  switch (of.where) {
    case ll_avg:
    case ab: return when(line_b);
    case bc:
    case ca: return when(line_c);
    case ln_avg:
    case an: return when(neutral);
    case bn: return when(neutral && line_b);
    case cn: return when(neutral && line_c);
    case a:
    case b:
    case c:
      if (of.what == quantity::current) return when(of.where == a || (of.where == b ? input_b : line_c));
      if (wiring == system_type::delta) return validity::undocumented;
      return when(of.where == a || (of.where == b ? input_b : line_c));
    default: return validity::valid;
  }
}

/// The bits of the alert bitmap [146]; 1 is active. Bits 11 to 13: a power factor below 0.5, from mis-wired phases.
enum class alert : std::uint8_t {
  voltage_out_of_range_a = 0,
  voltage_out_of_range_b = 1,
  voltage_out_of_range_c = 2,
  current_out_of_range_a = 3,
  current_out_of_range_b = 4,
  current_out_of_range_c = 5,
  frequency_out_of_range = 6,  // outside 45 to 65 Hz, or too little voltage to tell
  phase_loss_a = 8,
  phase_loss_b = 9,
  phase_loss_c = 10,
  low_power_factor_a = 11,
  low_power_factor_b = 12,
  low_power_factor_c = 13,
  pulse_overrun = 14,        // the outputs cannot keep up with the real power
  pulse_configuration = 15,  // [144] may not keep up with the largest power [135]
};

/// The words that register 129 takes; reading it gives 0. Those with an interval take effect at the end of the next
/// calculation cycle of one second.
inline constexpr std::uint16_t command_address = 128;
inline constexpr modbus::command reset_energy{command_address, 30078};                  // 0x757E: all accumulators to 0
inline constexpr modbus::command begin_demand_subinterval{command_address, 21211, 10};  // 0x52DB
inline constexpr modbus::command reset_demand_max{command_address, 21212,
                                                  10};  // 0x52DC: maximum becomes present demand
inline constexpr modbus::command reset_pulse_counters{command_address, 16498};  // 0x4072

/// Register 7001 as the manuals print it: 12345 is version 12.345.
struct firmware_version {
  unsigned major = 0;
  unsigned minor = 0;

  friend constexpr auto operator<=>(firmware_version const&, firmware_version const&) = default;
};
[[nodiscard]] constexpr firmware_version firmware_of(std::uint16_t register_7001) {
  return {register_7001 / 1000U, register_7001 % 1000U};
}

}  // namespace meterproto::leviton
