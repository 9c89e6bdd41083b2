// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/integers.hpp>
#include <meterproto/vocabulary.hpp>

#include <concepts>
#include <cstdint>

/// How a Leviton Series 4000 or 4100 is wired, and what follows from it: which values there are, and how much power
/// there can be. Sources: the manuals' table "Supported System Types" and registers 130, 134, 135 (Modbus), AV2, AV6,
/// AI76 (BACnet).
namespace meterproto {

/// Which inputs count. The numbers are those of the meter.
enum class system_type : std::uint16_t {
  line_and_neutral = 10,       // 1L + 1n: A, N
  two_lines = 11,              // 2L: A, B
  two_lines_and_neutral = 12,  // 2L + 1n, split phase: A, B, N
  delta = 31,                  // 3L: A, B, C
  wye = 40,                    // 3L + 1n: A, B, C, N; the default
};

[[nodiscard]] constexpr bool has_neutral(system_type wiring) {
  return wiring == system_type::line_and_neutral || wiring == system_type::two_lines_and_neutral ||
         wiring == system_type::wye;
}
/// How many lines carry voltage, from A on.
[[nodiscard]] constexpr unsigned lines_of(system_type wiring) {
  if (wiring == system_type::line_and_neutral) return 1;
  return wiring == system_type::delta || wiring == system_type::wye ? 3 : 2;
}
/// How many current transformers count, from A on.
[[nodiscard]] constexpr unsigned currents_of(system_type wiring) {
  return wiring == system_type::two_lines ? 1 : lines_of(wiring);
}

/// Whether a value means anything under a system type: the rest reads QNAN, or (32-bit integers) anything. Voltages and
/// currents follow the table of system types; power, power factor and energy of a phase follow its current input. What
/// a delta meter reports for a single phase, which has no neutral to measure against, no manual says.
enum class validity : std::uint8_t { valid, invalid, undocumented };

[[nodiscard]] constexpr validity validity_of(measurand const& of, system_type wiring) {
  using enum phase;
  bool const neutral = has_neutral(wiring);
  auto const lines = lines_of(wiring);
  auto const when = [](bool so) { return so ? validity::valid : validity::invalid; };
  auto const currents = [&](unsigned needed) {
    if (of.what != quantity::current && wiring == system_type::delta) return validity::undocumented;
    return when(currents_of(wiring) >= needed);
  };
  switch (of.where) {
    case ll_avg:
    case ab: return when(lines >= 2);
    case bc:
    case ca: return when(lines >= 3);
    case ln_avg:
    case an: return when(neutral);
    case bn: return when(neutral && lines >= 2);
    case cn: return when(neutral && lines >= 3);
    case a: return currents(1);
    case b: return currents(2);
    case c: return currents(3);
    default: return validity::valid;
  }
}

/// Theoretical Maximum System Power [135] in W, at a power factor of one: V * I for one phase (V is the line-to-neutral
/// voltage in system type 10, else line to line; split phase has two halves of it), sqrt(3) * V * I for three. Printed
/// are only 104 and 103.92 kW, for 600 V and 100 A in type 40; the others are physics. The voltage is the primary one,
/// so the PT ratio does not enter. Integers: rounded to the nearest watt. Expects: volts and amperes up to 32767.
[[nodiscard]] constexpr std::uint64_t largest_power(system_type wiring, std::uint32_t volts, std::uint32_t amperes) {
  auto const single = std::uint64_t{volts} * amperes;
  if (lines_of(wiring) < 3) return single;
  return integers::nearest_root(integers::product(3 * single, single));
}
template <std::floating_point Float>
[[nodiscard]] constexpr Float largest_power(system_type wiring, Float volts, Float amperes) {
  constexpr auto root_of_three = static_cast<Float>(1.7320508075688772935);
  return lines_of(wiring) < 3 ? volts * amperes : root_of_three * volts * amperes;
}

/// "The meter will refuse voltages that are outside the range of 82-660 volts when divided by the PT Ratio" [134],
/// whose own range is 82 to 32000; the ratio in hundredths, as register 133 has it.
[[nodiscard]] constexpr bool takes_system_voltage(std::uint32_t volts, std::uint32_t pt_ratio_hundredths) {
  if (volts < 82 || volts > 32'000) return false;
  auto const scaled = std::uint64_t{volts} * 100;
  return 82 * std::uint64_t{pt_ratio_hundredths} <= scaled && scaled <= 660 * std::uint64_t{pt_ratio_hundredths};
}

}  // namespace meterproto
