// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>

#include <cstddef>
#include <cstdint>

/// The three check sums of MS/TP. Each function takes the register and gives it back, so that octets may come one at a
/// time; what goes on the wire is the complement, low octet first. Source: ANSI/ASHRAE 135-2024 clause 9.5 for CRC-8
/// and CRC-16, RFC 8163, Appendix C for CRC-32K; each held against three implementations.
namespace meterproto::bacnet {

inline constexpr std::uint8_t header_crc_start = 0xFF;
inline constexpr std::uint8_t header_crc_good = 0x55;  // the register behind five octets and their check sum
inline constexpr std::uint16_t data_crc_start = 0xFFFF;
inline constexpr std::uint16_t data_crc_good = 0xF0B8;
inline constexpr std::uint32_t crc32k_start = 0xFFFF'FFFF;
inline constexpr std::uint32_t crc32k_good = 0x0843'323B;

/// x^8 + x^7 + 1, reflected, all eight shifts at once.
[[nodiscard]] constexpr std::uint8_t header_crc(std::uint8_t crc, std::uint8_t octet) {
  unsigned c = static_cast<unsigned>(crc) ^ octet;
  c ^= c << 1U;  // together 1 + x + x^2 ... x^7
  c ^= c << 2U;
  c ^= c << 4U;
  return static_cast<std::uint8_t>((c & 0xFEU) ^ ((c >> 8U) & 1U));
}

/// x^16 + x^12 + x^5 + 1, reflected.
[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, std::uint8_t octet) {
  unsigned low = (crc ^ static_cast<unsigned>(octet)) & 0xFFU;
  low ^= (low << 4U) & 0xFFU;
  return static_cast<std::uint16_t>((static_cast<unsigned>(crc) >> 8U) ^ (low << 8U) ^ (low << 3U) ^ (low >> 4U));
}

namespace crc_steps {

/// state * x^n + word, for words of n = 16, 32 or 64 bits, modulo the data CRC's polynomial, its square x^32 + x^24 +
/// x^10 + 1, or the square of that. A word holds the first bit sent, the highest power of x, in its lowest bit; what
/// leaves it on the right comes back on the left, up to four times over.
template <class Word>
[[nodiscard]] constexpr Word next_word(Word state, Word word) {
  constexpr unsigned step = sizeof(Word) / 2;
  Word back = static_cast<Word>(state ^ (state << (4 * step)));
  back = static_cast<Word>(back ^ (back << (8 * step)) ^ (state << (11 * step)));
  return static_cast<Word>(word ^ back ^ (back >> (5 * step)) ^ (back >> (12 * step)));
}

}  // namespace crc_steps

[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, bytes all) {
  auto const* at = all.data();
  auto left = all.size();
  if (prefers_speed && left >= 8) {
    auto wide = little_endian<std::uint64_t>(at) ^ crc;
    for (at += 8, left -= 8; left >= 8; at += 8, left -= 8)
      wide = crc_steps::next_word(wide, little_endian<std::uint64_t>(at));
    auto narrow = crc_steps::next_word(static_cast<std::uint32_t>(wide), static_cast<std::uint32_t>(wide >> 32U));
    if (left >= 4) {
      narrow = crc_steps::next_word(narrow, little_endian<std::uint32_t>(at));
      at += 4;
      left -= 4;
    }
    crc = crc_steps::next_word(static_cast<std::uint16_t>(narrow), static_cast<std::uint16_t>(narrow >> 16U));
    crc = crc_steps::next_word(crc, std::uint16_t{0});  // the register is the remainder times x^16
  }
  for (; left != 0; --left) crc = data_crc(crc, *at++);
  return crc;
}

/// Koopman's 0x741B8CD7, reflected.
[[nodiscard]] constexpr std::uint32_t crc32k(std::uint32_t crc, bytes all) {
  for (auto const octet : all) {
    crc ^= octet;
    for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1U) ^ (0xEB31'D82EU & (0U - (crc & 1U)));
  }
  return crc;
}

}  // namespace meterproto::bacnet
