// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/result.hpp>

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

/// How registers hold a value: width, sign, order of words and bytes, and what stands there when there is none.
/// The standard knows registers of 16 bits only; all the rest is the habit of a device, so it is a property of a point.
namespace meterproto::modbus {

enum class kind : std::uint8_t {
  u16,
  i16,
  u32,
  i32,
  u64,
  i64,
  f32,
  f64,
  digits,   ///< decimal digits in hex: 0x0025 is 25
  bits,     ///< a bitmap
  opaque,   ///< printed as hex in the manual, with no meaning given
  text,     ///< ASCII, ended by NUL or by its length
  letter,   ///< one ASCII letter in a register, in either half
  unknown,  ///< a reserved register
};

/// The bytes of a value as the wire brings them, A the most significant: 0x12345678 comes as 12 34 56 78 in abcd,
/// 56 78 12 34 in cdab, 34 12 78 56 in badc, 78 56 34 12 in dcba. For 64 bits likewise.
enum class word_order : std::uint8_t { abcd, cdab, badc, dcba };

/// The content that means "no value". A float that is NaN always does.
enum class absent : std::uint8_t { never, h8000, hFFFF, h80000000, hFFFFFFFF, zero };

struct format {
  kind as = kind::unknown;
  absent when = absent::never;
  word_order order = word_order::abcd;
  std::uint16_t count = 1;  ///< registers
};

/// A format and the type to which it decodes.
template <class Number>
struct format_of : format {
  [[nodiscard]] constexpr format_of with(word_order changed) const {
    auto made = *this;
    made.order = changed;
    return made;
  }
  [[nodiscard]] constexpr format_of absent_when(absent content) const {
    auto made = *this;
    made.when = content;
    return made;
  }
};

/// Text as it lies in the registers; ends before the first NUL.
class text_view {
 public:
  constexpr text_view() = default;
  constexpr explicit text_view(bytes padded) : text_{padded} {
    std::size_t length = 0;
    while (length != padded.size() && padded[length] != 0) ++length;
    text_ = padded.first(length);
  }
  [[nodiscard]] constexpr std::size_t size() const { return text_.size(); }
  [[nodiscard]] constexpr char operator[](std::size_t at) const { return static_cast<char>(text_[at]); }
  [[nodiscard]] constexpr bytes as_bytes() const { return text_; }
  friend constexpr bool operator==(text_view const& left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i != right.size(); ++i)
      if (left[i] != right[i]) return false;
    return true;
  }

 private:
  bytes text_;
};

/// Two registers of decimal digits that belong together: 9995 0005 is 9995/5.
struct digit_pair {
  std::uint16_t first = 0;
  std::uint16_t second = 0;

  friend constexpr bool operator==(digit_pair const&, digit_pair const&) = default;
};

namespace formats {

inline constexpr format_of<decimal> u16{{kind::u16}};
inline constexpr format_of<decimal> i16{{kind::i16}};
inline constexpr format_of<decimal> u32{{kind::u32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> i32{{kind::i32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> u64{{kind::u64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<decimal> i64{{kind::i64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<float> f32{{kind::f32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<double> f64{{kind::f64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<decimal> digits_4{{kind::digits}};
inline constexpr format_of<decimal> digits_8{{kind::digits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<digit_pair> digits_4_4{{kind::digits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> bits_16{{kind::bits}};
inline constexpr format_of<decimal> bits_32{{kind::bits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> opaque_32{{kind::opaque, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> letter{{kind::letter}};

/// So many bytes of text, two a register.
template <unsigned Bytes>
inline constexpr format_of<text_view> text{{kind::text, absent::never, word_order::abcd, Bytes / 2}};

}  // namespace formats

/// The bits of up to four registers, the most significant first whatever their order on the wire.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint64_t bits_of(bytes data, word_order order) {
  bool const swap_words = order == word_order::cdab || order == word_order::dcba;
  bool const swap_bytes = order == word_order::badc || order == word_order::dcba;
  if (data.size() == 4) {  // one load and a turn, where the machine loads at any address and GCC sees through this
    unsigned const a = swap_words ? (swap_bytes ? 3 : 2) : swap_bytes ? 1 : 0;
    return (std::uint32_t{data[a]} << 24U) | (std::uint32_t{data[a ^ 1U]} << 16U) |
           (std::uint32_t{data[a ^ 2U]} << 8U) | data[a ^ 3U];
  }
  std::uint64_t bits = 0;
  auto const words = data.size() / 2;
  for (std::size_t word = 0; word != words; ++word) {
    auto const pair = data.subspan(2 * (swap_words ? words - 1 - word : word), 2);
    unsigned const high = pair[swap_bytes ? 1 : 0];
    unsigned const low = pair[swap_bytes ? 0 : 1];
    bits = (bits << 16U) | (high << 8U) | low;
  }
  return bits;
}

/// The other way round. Expects: an even number of bytes, at most eight.
constexpr void put_bits(std::uint64_t bits, word_order order, std::span<std::uint8_t> data) {
  auto const words = data.size() / 2;
  bool const swap_words = order == word_order::cdab || order == word_order::dcba;
  bool const swap_bytes = order == word_order::badc || order == word_order::dcba;
  for (std::size_t word = words; word != 0; --word, bits >>= 16U) {
    auto const pair = data.subspan(2 * (swap_words ? words - word : word - 1), 2);
    pair[swap_bytes ? 1 : 0] = static_cast<std::uint8_t>((bits >> 8U) & 0xFFU);
    pair[swap_bytes ? 0 : 1] = static_cast<std::uint8_t>(bits & 0xFFU);
  }
}

/// bits_of() for two registers that were loaded as a little-endian word.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint32_t ordered(std::uint32_t word, word_order order) {
  if (order == word_order::abcd || order == word_order::badc) word = (word << 16U) | (word >> 16U);
  if (order == word_order::abcd || order == word_order::cdab)
    word = ((word << 8U) & 0xFF00'FF00U) | ((word >> 8U) & 0x00FF'00FFU);
  return word;
}

[[nodiscard]] METERPROTO_INLINE constexpr bool is_absent(std::uint64_t bits, absent when) {
  switch (when) {
    case absent::h8000: return bits == 0x8000U;
    case absent::hFFFF: return bits == 0xFFFFU;
    case absent::h80000000: return bits == 0x8000'0000U;
    case absent::hFFFFFFFF: return bits == 0xFFFF'FFFFU;
    case absent::zero: return bits == 0;
    case absent::never: break;
  }
  return false;
}

/// NaN by its bits: no floating-point instruction, no signalling. IEEE 754: exponent all ones, fraction not zero.
[[nodiscard]] constexpr bool is_nan(std::uint32_t bits) {
  return (bits << 1U) > 0xFF00'0000U;  // without the sign
}
[[nodiscard]] constexpr bool is_nan(std::uint64_t bits) {
  return (bits << 1U) > 0xFFE0'0000'0000'0000U;
}

/// 0x0025 -> 25. Error: bad_digit, with the lower 16 bits.
[[nodiscard]] constexpr result<std::uint32_t> digits_of(std::uint64_t bits) {
  std::uint32_t number = 0;
  for (unsigned shift = 32; shift != 0; shift -= 4) {
    auto const digit = static_cast<std::uint32_t>((bits >> (shift - 4)) & 0xFU);
    if (digit > 9) return error{errc::bad_digit, 0, static_cast<std::uint16_t>(bits)};
    number = number * 10 + digit;
  }
  return number;
}

/// 25 -> 0x0025. Expects: less than 10^8.
[[nodiscard]] constexpr std::uint32_t digits_to_bits(std::uint32_t number) {
  std::uint32_t bits = 0;
  for (unsigned shift = 0; number != 0; shift += 4, number /= 10) bits |= (number % 10) << shift;
  return bits;
}

/// The integer that registers hold, exactly; bitmaps and opaque ones as unsigned numbers, a letter as its ASCII code.
/// Errors: not_available, bad_digit, undecided for a kind that is no integer.
[[nodiscard]] METERPROTO_INLINE constexpr result<decimal> integer_of(bytes data, format how) {
  auto const bits = bits_of(data, how.order);
  if (is_absent(bits, how.when)) return errc::not_available;
  switch (how.as) {
    case kind::i16: return decimal{static_cast<std::int16_t>(bits)};
    case kind::i32: return decimal{static_cast<std::int32_t>(bits)};
    case kind::i64: return decimal{static_cast<std::int64_t>(bits)};
    case kind::digits: {
      auto number = digits_of(bits);
      if (!number) return number.error();
      return decimal{*number};
    }
    case kind::letter: return decimal::from_magnitude((bits & 0xFFU) == 0 ? bits >> 8U : bits);  // the other half is 0
    case kind::u16:
    case kind::u32:
    case kind::u64:
    case kind::bits:
    case kind::opaque: return decimal::from_magnitude(bits);
    default: return errc::undecided;
  }
}

/// Error: not_available for a NaN.
[[nodiscard]] METERPROTO_INLINE constexpr result<float> float_of(bytes data, format how) {
  auto const bits = static_cast<std::uint32_t>(bits_of(data, how.order));
  if (is_nan(bits)) return errc::not_available;
  return std::bit_cast<float>(bits);
}
/// A row of floats, as many as `data` and `into` hold; gives how many. A NaN stays one: is_nan() of its bits, or x != x,
/// says that there is no value.
METERPROTO_INLINE constexpr std::size_t floats_of(bytes data, word_order order, std::span<float> into) {
  auto const there = data.size() / 4;
  auto const made = there < into.size() ? there : into.size();
  auto const* at = data.data();
  auto* to = into.data();
  auto* const end = to + made;
  if (is_at_a_word(at))
    for (; to != end; ++to, at += 4) *to = std::bit_cast<float>(ordered(whole_word(at), order));
  else
    for (; to != end; ++to, at += 4) *to = std::bit_cast<float>(static_cast<std::uint32_t>(bits_of({at, 4}, order)));
  return made;
}
[[nodiscard]] METERPROTO_INLINE constexpr result<double> double_of(bytes data, format how) {
  auto const bits = bits_of(data, how.order);
  if (is_nan(bits)) return errc::not_available;
  return std::bit_cast<double>(bits);
}

}  // namespace meterproto::modbus
