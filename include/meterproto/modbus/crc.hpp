// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>

/// CRC-16/MODBUS (MODBUS over Serial Line V1.02, 6.2.2): polynomial 0x8005 reflected, start 0xFFFF, sent low byte
/// first.
///
/// The polynomial is (x + 1) Q with Q = x^15 + x + 1. Modulo a trinomial, whole machine words move at once: x^32 is
/// x^4 + x^2 and x^64 is x^8 + x^4, two shifts each. What remains, the factor x + 1, is the parity of all bits. So the
/// CRC takes no table and a few instructions a word. Below, a word holds the first bit sent, the highest power of x, in
/// its lowest bit: shifting right multiplies by x.
namespace meterproto::modbus {

/// How the CRC is computed; the number is the same. `bitwise` and `nibble` are for whom every byte of flash counts.
enum class crc_method : std::uint8_t { trinomial, nibble, bitwise };

namespace crc_steps {

/// 16 ones as the highest powers of a message, moved back by x^16 modulo Q: the start value 0xFFFF of an empty message.
inline constexpr std::uint32_t start = 0xD556'0000;

/// state * x^32 + word (mod Q); the bits that leave on the right come back as x^32 = x^4 + x^2.
METERPROTO_INLINE constexpr std::uint32_t next_word(std::uint32_t state, std::uint32_t word) {
  auto const wrapped = state ^ (state << 28U) ^ (state << 30U);
  return word ^ (wrapped >> 4U) ^ (wrapped >> 2U);
}
/// state * x^64 + word (mod Q); x^64 = x^8 + x^4.
METERPROTO_INLINE constexpr std::uint64_t next_word(std::uint64_t state, std::uint64_t word) {
  auto const wrapped = state ^ (state << 56U) ^ (state << 60U);
  return word ^ (wrapped >> 8U) ^ (wrapped >> 4U);
}
/// state * x^128 + word (mod Q), for two words in flight; x^128 = x^16 + x^8.
METERPROTO_INLINE constexpr std::uint64_t next_of_two(std::uint64_t state, std::uint64_t word) {
  auto const wrapped = (state << 48U) ^ (state << 56U);
  return word ^ (state >> 16U) ^ (state >> 8U) ^ (wrapped >> 8U) ^ (wrapped >> 4U);
}
/// state * x^8 + byte (mod Q).
METERPROTO_INLINE constexpr std::uint32_t next_byte(std::uint32_t state, std::uint8_t byte) {
  auto const wrapped = state << 24U;
  return (state >> 8U) ^ (wrapped >> 4U) ^ (wrapped >> 2U) ^ (static_cast<std::uint32_t>(byte) << 24U);
}

/// One step of the division by x^15 + x + 1: what stands at x^15 and above comes down.
METERPROTO_INLINE constexpr std::uint32_t reduced(std::uint32_t state) {
  auto const quotient = state << 15U;
  return (state & 0xFFFE'0000U) ^ quotient ^ (quotient >> 1U);
}

METERPROTO_INLINE constexpr bool odd(std::uint32_t bits) {
  bits ^= bits >> 16U;
  bits ^= bits >> 8U;
  bits ^= bits >> 4U;
  return ((0x6996U >> (bits & 0xFU)) & 1U) != 0;
}

/// From the remainder by Q and the parity of the message to the remainder of message * x^16 by (x + 1) Q.
METERPROTO_INLINE constexpr std::uint16_t finish(std::uint32_t state, std::uint32_t parity) {
  state = reduced(state);
  state = reduced((state >> 2U) ^ (state >> 1U));  // x^16 = x^2 + x
  auto const remainder = state >> 16U;
  return static_cast<std::uint16_t>(odd(remainder ^ parity) ? remainder ^ 0xC001U : remainder);  // 0xC001 is Q
}

// What follows takes the two halves of a view: a view itself comes in registers, and GCC for Arm stores it first.

constexpr std::uint16_t by_32_bit_words(std::uint8_t const* at, std::size_t left) {
  std::uint32_t state = start;
  std::uint32_t parity = 0;
  auto const* const end = at + left;
  for (; at != end; ++at) {
    if (is_at_a_word(at)) {
      for (auto words = static_cast<std::size_t>(end - at) / 4; words != 0; --words) {
        auto const word = whole_word(at);
        state = next_word(state, word);
        parity ^= word;
        at += 4;
      }
      if (at == end) break;
    }
    state = next_byte(state, *at);
    parity ^= *at;
  }
  return finish(state, parity);
}

constexpr std::uint16_t by_64_bit_words(std::uint8_t const* at, std::size_t left) {
  std::uint64_t state = static_cast<std::uint64_t>(start) << 32U;
  std::uint64_t parity = 0;
  if (left >= 32) {
    std::uint64_t even_words = 0;  // the 1st, 3rd, 5th ...; at the end they stand one word before the others
    std::uint64_t odd_words = state;
    for (; left >= 16; left -= 16, at += 16) {
      auto const first = little_endian<std::uint64_t>(at);
      auto const second = little_endian<std::uint64_t>(at + 8);
      even_words = next_of_two(even_words, first);
      odd_words = next_of_two(odd_words, second);
      parity ^= first ^ second;
    }
    state = next_word(even_words, odd_words);
  }
  if (left >= 8) {
    auto const word = little_endian<std::uint64_t>(at);
    state = next_word(state, word);
    parity ^= word;
    left -= 8;
    at += 8;
  }
  auto narrow = next_word(static_cast<std::uint32_t>(state), static_cast<std::uint32_t>(state >> 32U));
  auto narrow_parity = static_cast<std::uint32_t>(parity ^ (parity >> 32U));
  if (left >= 4) {
    auto const word = little_endian<std::uint32_t>(at);
    narrow = next_word(narrow, word);
    narrow_parity ^= word;
    left -= 4;
    at += 4;
  }
  for (; left != 0; --left, ++at) {
    narrow = next_byte(narrow, *at);
    narrow_parity ^= *at;
  }
  return finish(narrow, narrow_parity);
}

constexpr std::uint16_t by_bits(std::uint8_t const* at, std::size_t left) {
  unsigned crc = 0xFFFF;
  for (; left != 0; --left) {
    crc ^= *at++;
    for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1U) ^ (0xA001U & (0U - (crc & 1U)));
  }
  return static_cast<std::uint16_t>(crc);
}

/// The CRC of the 16 values of half a byte.
inline constexpr std::uint16_t nibbles[16] = {0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
                                              0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400};

constexpr std::uint16_t by_nibbles(std::uint8_t const* at, std::size_t left) {
  unsigned crc = 0xFFFF;
  for (; left != 0; --left) {
    crc ^= *at++;
    crc = (crc >> 4U) ^ nibbles[crc & 0xFU];
    crc = (crc >> 4U) ^ nibbles[crc & 0xFU];
  }
  return static_cast<std::uint16_t>(crc);
}

/// The CRC to which two bytes of 0 were appended.
constexpr std::uint16_t before_two_bytes(std::uint16_t crc) {
  unsigned before = crc;
  for (int bit = 0; bit != 16; ++bit) before = ((before << 1U) ^ (0x4003U & (0U - (before >> 15U)))) & 0xFFFFU;
  return static_cast<std::uint16_t>(before);
}

METERPROTO_INLINE constexpr std::uint16_t by_32_bit_words(bytes all) {
  return by_32_bit_words(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_64_bit_words(bytes all) {
  return by_64_bit_words(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_bits(bytes all) {
  return by_bits(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_nibbles(bytes all) {
  return by_nibbles(all.data(), all.size());
}

}  // namespace crc_steps

/// The CRC of all bytes before it; on the wire its low byte comes first. Of a frame with its CRC it is 0.
/// Zero bytes after a good frame leave it 0: compare lengths before check sums.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] METERPROTO_INLINE constexpr std::uint16_t crc16(bytes message) {
  if constexpr (Method == crc_method::bitwise)
    return crc_steps::by_bits(message);
  else if constexpr (Method == crc_method::nibble)
    return crc_steps::by_nibbles(message);
  else if constexpr (prefers_speed)
    return crc_steps::by_64_bit_words(message);
  else
    return crc_steps::by_32_bit_words(message);
}

}  // namespace meterproto::modbus
