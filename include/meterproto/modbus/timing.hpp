// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// How long a character, a pause and a frame last on the line, in microseconds.
/// MODBUS over Serial Line V1.02, 2.5.1: 11 bits a character; above 19200 Bd the pauses are fixed.
namespace meterproto::modbus {

inline constexpr unsigned bits_per_character = 11;  // start, 8 data, parity (or a second stop), stop

/// Rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t characters_us(std::uint32_t characters, std::uint32_t baud,
                                                    unsigned bits = bits_per_character) {
  return static_cast<std::uint32_t>((std::uint64_t{characters} * bits * 1'000'000U + baud - 1) / baud);
}

/// The longest pause inside a frame. Adapters on USB do not keep it, so no framer here looks at it.
[[nodiscard]] constexpr std::uint32_t t1_5_us(std::uint32_t baud) {
  return baud > 19200 ? 750 : characters_us(3, 2 * baud);
}

/// The shortest pause between frames.
[[nodiscard]] constexpr std::uint32_t t3_5_us(std::uint32_t baud) {
  return baud > 19200 ? 1750 : characters_us(7, 2 * baud);
}

}  // namespace meterproto::modbus
