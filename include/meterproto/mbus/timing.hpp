// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// How long a meter may take. Source: EN 13757-2, data link layer: an answer begins 11 to 330 bit times + 50 ms after
/// the request; a character has 11 bits (start, 8, even parity, stop), and within a frame none is missing for longer
/// than 33.
namespace meterproto::mbus {

inline constexpr unsigned bits_per_character = 11;

/// In microseconds, rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t bit_times(std::uint32_t bits, std::uint32_t baud) {
  return static_cast<std::uint32_t>((std::uint64_t{bits} * 1'000'000 + baud - 1) / baud);
}
/// How long to wait for the first byte of an answer.
[[nodiscard]] constexpr std::uint32_t answer_timeout_us(std::uint32_t baud) {
  return bit_times(330, baud) + 50'000;
}
/// A pause after which a frame that was begun will not be completed.
[[nodiscard]] constexpr std::uint32_t frame_gap_us(std::uint32_t baud) {
  return bit_times(3 * bits_per_character, baud);
}

/// "SND_NKE + 3 tries": how often a request is sent before a meter counts as silent.
inline constexpr unsigned tries = 3;

}  // namespace meterproto::mbus
