// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// How long what takes on an MS/TP line, in microseconds. Source: ANSI/ASHRAE 135-2024 clause 9.5; Tusage_timeout is 20
/// to 35 ms there, up to 100 ms in older texts.
namespace meterproto::bacnet {

/// Rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t bits_us(std::uint32_t bits, std::uint32_t baud) {
  return static_cast<std::uint32_t>((std::uint64_t{bits} * 1'000'000U + baud - 1) / baud);
}

/// Octets of 10 bits: one start, eight data, one stop.
[[nodiscard]] constexpr std::uint32_t octets_us(std::uint32_t octets, std::uint32_t baud) {
  return bits_us(10 * octets, baud);
}

/// What a node keeps to, within what the standard allows; all may be set.
struct timing {
  /// Expects: baud > 0.
  constexpr explicit timing(std::uint32_t baud) : turnaround{bits_us(40, baud)}, postdrive{bits_us(15, baud)} {}

  std::uint32_t turnaround;  ///< from the last octet heard to the first one sent: at least 40 bit times
  std::uint32_t postdrive;   ///< from the last octet sent to the driver being off: at most 15 bit times
  /// Silence that ends a frame: 60 bit times (6.25 ms at 9600 baud) to 100 ms. The clock, and the loop that hands the
  /// octets on, must be finer. Below usage_timeout, so that a token that was cut short is over when it is repeated.
  std::uint32_t frame_abort = 10'000;
  std::uint32_t usage_delay = 15'000;     ///< the longest from a token to the first octet sent
  std::uint32_t usage_timeout = 20'000;   ///< for the next node to use the token: 20 to 35 ms
  std::uint32_t reply_delay = 240'000;    ///< for our own answer, before it is postponed: at most 250 ms
  std::uint32_t reply_timeout = 255'000;  ///< for another's answer to begin: 255 to 300 ms
  std::uint32_t no_token = 500'000;       ///< silence that says that the token is lost
  std::uint32_t slot = 10'000;            ///< then node n may make one between n and n + 1 slots
};
/// For a program that takes the octets at least every 5 ms.
[[nodiscard]] constexpr timing timing_at(std::uint32_t baud) {
  return timing{baud};
}

/// On a line whose octets reach the program late and in lumps (USB adapters, device servers): silence inside
/// a frame is not seen before the most that the standard allows, and a token counts as unused after 35 ms.
[[nodiscard]] constexpr timing buffered_timing_at(std::uint32_t baud) {
  auto made = timing_at(baud);
  made.frame_abort = 100'000;
  made.usage_timeout = 35'000;
  made.reply_timeout = 300'000;
  return made;
}

/// Times wrap every 71 minutes: the time that is `by` later, how far it is from one to another, and whether `now` is at
/// `then` or after it.
[[nodiscard]] constexpr std::uint32_t later(std::uint32_t then, std::uint32_t by) { return then + by; }
[[nodiscard]] constexpr std::uint32_t between(std::uint32_t from, std::uint32_t to) { return to - from; }
[[nodiscard]] constexpr bool reached(std::uint32_t now, std::uint32_t then) { return now - then < 0x8000'0000U; }

}  // namespace meterproto::bacnet
