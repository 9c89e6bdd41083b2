// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton_codes.hpp>
#include <meterproto/modbus/setting.hpp>
#include <meterproto/scaling.hpp>

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
  return scaling::leviton_powers.of(content);
}


inline constexpr modbus::interval pulse_energies[] = {{10000}, {1000}, {100}, {10}};            // [144], Wh
inline constexpr modbus::interval pulse_durations[] = {{500}, {250}, {100}, {50}, {25}, {10}};  // [145], ms
inline constexpr modbus::interval subinterval_lengths[] = {{0}, {10, 32767}};  // [150], s; 0: by command

/// The words that register 129 takes; reading it gives 0. Those with an interval take effect at the end of the next
/// calculation cycle of one second.
inline constexpr std::uint16_t command_address = 128;
inline constexpr modbus::command reset_energy{command_address, words::reset_energy};
inline constexpr modbus::command begin_demand_subinterval{command_address, words::begin_demand_subinterval, 10};
inline constexpr modbus::command reset_demand_max{command_address, words::reset_demand_max, 10};
inline constexpr modbus::command reset_pulse_counters{command_address, words::reset_pulse_counters};

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
