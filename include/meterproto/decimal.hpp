// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/result.hpp>

#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

/// Digits times a power of ten, exactly: what integer, BCD and scaled registers hold. A floating-point number comes
/// into being only where it is asked for, so no floating-point code is linked where it is not.
namespace meterproto {

namespace decimal_rules {

template <class Float>
constexpr bool is_infinite(Float value) {
  if constexpr (sizeof(Float) == 4)
    return (std::bit_cast<std::uint32_t>(value) & 0x7FFF'FFFFU) == 0x7F80'0000U;
  else
    return (std::bit_cast<std::uint64_t>(value) & 0x7FFF'FFFF'FFFF'FFFFU) == 0x7FF0'0000'0000'0000U;
}

struct tenth {
  std::uint64_t quotient = 0;
  unsigned remainder = 0;
};
/// number / 10 and number % 10; where a division of 64 bits is a large function, by shifts: 0.8 is 0.75 times
/// (1 + 2^-4)(1 + 2^-8)(1 + 2^-16)(1 + 2^-32) from below, and what is cut off makes the tenth less than 1 too small
/// (Warren, Hacker's Delight, 10-17, "divu10").
[[nodiscard]] constexpr tenth divided_by_ten(std::uint64_t number) {
  if constexpr (sizeof(void*) >= 8) return {number / 10, static_cast<unsigned>(number % 10)};
  auto quotient = (number >> 1U) + (number >> 2U);
  for (unsigned shift = 4; shift != 64; shift *= 2) quotient += quotient >> shift;
  quotient >>= 3U;
  auto remainder = static_cast<unsigned>(number) - static_cast<unsigned>(quotient) * 10U;
  if (remainder > 9) {
    ++quotient;
    remainder -= 10;
  }
  return {quotient, remainder};
}

/// The nearest Float. A small machine makes a float of 64 bits by way of double, which takes kilobytes; of 32 bits it
/// does not. What is shifted out stays in the lowest bit, so that there is one rounding.
template <class Float>
[[nodiscard]] constexpr Float nearest_to(std::uint64_t number) {
  if constexpr (sizeof(void*) >= 8 || sizeof(Float) >= 8) return static_cast<Float>(number);
  auto scale = Float{1};
  while (number >> 32U != 0) {
    number = (number >> 1U) | (number & 1U);
    scale *= 2;
  }
  return static_cast<Float>(static_cast<std::uint32_t>(number)) * scale;
}

}  // namespace decimal_rules

class decimal {
 public:
  constexpr decimal() = default;
  template <std::integral Integer>
  METERPROTO_INLINE constexpr decimal(Integer digits, int exponent = 0)  // NOLINT: an integer is a decimal
      : magnitude_{digits < 0 ? 0 - static_cast<std::uint64_t>(digits) : static_cast<std::uint64_t>(digits)},
        exponent_{static_cast<std::int16_t>(exponent)},
        negative_{digits < 0} {}
  /// A floating-point number is none until it is said how many decimals it has: nearest().
  template <std::floating_point Float>
  decimal(Float, int = 0) = delete;

  METERPROTO_INLINE static constexpr decimal from_magnitude(std::uint64_t magnitude, int exponent = 0,
                                                            bool negative = false) {
    decimal made;
    made.magnitude_ = magnitude;
    made.exponent_ = static_cast<std::int16_t>(exponent);
    made.negative_ = negative && magnitude != 0;
    return made;
  }

  [[nodiscard]] constexpr std::uint64_t magnitude() const { return magnitude_; }
  [[nodiscard]] constexpr int exponent() const { return exponent_; }
  [[nodiscard]] constexpr bool negative() const { return negative_; }

  /// The same digits, 10^power times the value.
  [[nodiscard]] METERPROTO_INLINE constexpr decimal times_power_of_ten(int power) const {
    return from_magnitude(magnitude_, exponent_ + power, negative_);
  }
  [[nodiscard]] constexpr decimal operator-() const { return from_magnitude(magnitude_, exponent_, !negative_); }

  /// The integer n with n * 10^exponent equal to the value: how a register holds it.
  /// Errors: out_of_range where a digit would be lost, does_not_fit beyond 64 bits.
  [[nodiscard]] constexpr result<std::int64_t> as_integer(int exponent = 0) const {
    auto digits = magnitude_;
    int power = exponent_;
    auto const limit = negative_ ? least_magnitude : least_magnitude - 1;
    if (digits == 0) return std::int64_t{0};
    for (; power < exponent; ++power) {
      auto const tenth = decimal_rules::divided_by_ten(digits);
      if (tenth.remainder != 0) return errc::out_of_range;
      digits = tenth.quotient;
    }
    for (; power > exponent; --power) {
      if (digits > least_magnitude / 10) return errc::does_not_fit;  // a tenth of both limits
      digits *= 10;
    }
    if (digits > limit) return errc::does_not_fit;
    return static_cast<std::int64_t>(negative_ ? 0 - digits : digits);
  }

  /// Equal in value: 1.0 is 1.
  friend constexpr bool operator==(decimal const& left, decimal const& right) { return (left <=> right) == 0; }
  friend constexpr std::strong_ordering operator<=>(decimal const& left, decimal const& right) {
    if (left.negative_ != right.negative_) return right.negative_ <=> left.negative_;
    return left.negative_ ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
  }

  /// The digits without an exponent ("-0.025", "12000", "0"), all that the exponent implies ("230.0" for 2300 * 10^-1),
  /// as a view of the part of `text` that was written. Error: buffer_too_small, with the size that is needed.
  [[nodiscard]] constexpr result<std::string_view> print(std::span<char> text) const {
    char digits[20] = {};
    unsigned count = 0;
    for (auto rest = magnitude_; rest != 0 || count == 0;) {
      auto const tenth = decimal_rules::divided_by_ten(rest);
      digits[count++] = static_cast<char>('0' + tenth.remainder);
      rest = tenth.quotient;
    }

    auto const whole_zeros = magnitude_ != 0 && exponent_ > 0 ? static_cast<unsigned>(exponent_) : 0U;
    auto const decimals = exponent_ < 0 ? static_cast<unsigned>(-exponent_) : 0U;
    auto const leading_zeros = decimals >= count ? decimals - count + 1 : 0U;
    auto const size = (negative_ ? 1U : 0U) + leading_zeros + count + whole_zeros + (decimals != 0 ? 1U : 0U);
    if (size > text.size()) return error{errc::buffer_too_small, 0, size};

    std::size_t at = 0;
    auto const put = [&](char one) { text[at++] = one; };
    if (negative_) put('-');
    for (unsigned place = leading_zeros + count; place != 0; --place) {
      put(place > count ? '0' : digits[place - 1]);
      if (place - 1 == decimals && decimals != 0) put('.');
    }
    for (unsigned zero = 0; zero != whole_zeros; ++zero) put('0');
    return std::string_view{text.data(), at};
  }

  /// "-12.50" -> -1250 * 10^-2; digits, at most one sign and one point, no exponent.
  /// Errors: not_a_number with the character at fault, does_not_fit beyond 64 bits.
  [[nodiscard]] static constexpr result<decimal> parse(std::string_view text) {
    decimal read;
    std::size_t at = 0;
    bool point = false;
    bool digit_seen = false;
    bool negative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';
    for (; at < text.size(); ++at) {
      char const one = text[at];
      if (one == '.' && !point) {
        point = true;
        continue;
      }
      if (one < '0' || one > '9') return error{errc::not_a_number, at};
      digit_seen = true;
      auto const digit = static_cast<unsigned>(one - '0');
      if (read.magnitude_ > (~std::uint64_t{0} - digit) / 10 || read.exponent_ < -300)
        return error{errc::does_not_fit, at};
      read.magnitude_ = read.magnitude_ * 10 + digit;
      if (point) --read.exponent_;
    }
    if (!digit_seen) return error{errc::not_a_number, at};
    read.negative_ = negative && read.magnitude_ != 0;
    return read;
  }

  /// The nearest double or float: exactly rounded up to 2^53 (2^24) digits and 10^±22 (10^±10), within a few units in
  /// the last place beyond, as long as the power of ten is itself a number of that type. An integer is as_integer().
  template <std::floating_point Float>
  [[nodiscard]] constexpr Float to() const {
    auto value = decimal_rules::nearest_to<Float>(magnitude_);
    auto power = exponent_ < 0 ? -exponent_ : exponent_;
    auto factor = Float{1};
    for (auto square = Float{10}; power != 0 && magnitude_ != 0; power /= 2) {
      if (power % 2 != 0) factor *= square;
      if (power > 1) square *= square;
    }
    value = exponent_ < 0 ? value / factor : value * factor;
    return negative_ ? -value : value;
  }

  /// `value` rounded to the given power of ten, half away from zero: nearest(230.196, -2) is 23020 * 10^-2.
  /// Errors: not_available for a NaN or an infinity, does_not_fit beyond 2^63 digits.
  template <class Float>
  [[nodiscard]] static constexpr result<decimal> nearest(Float value, int exponent) {
    if (value != value) return errc::not_available;
    auto const scaled = (value < 0 ? -value : value) * decimal{1, -exponent}.to<Float>();
    if (!(scaled < static_cast<Float>(9.2e18)))
      return decimal_rules::is_infinite(value) ? errc::not_available : errc::does_not_fit;
    auto whole = static_cast<std::uint64_t>(scaled);
    if (scaled - static_cast<Float>(whole) >= static_cast<Float>(0.5)) ++whole;
    return from_magnitude(whole, exponent, value < 0);
  }

  /// At most nine digits that read back as this float, as few as there are: 230.2F is 2302 * 10^-1. Error:
  /// not_available for NaN and infinity.
  [[nodiscard]] static constexpr result<decimal> shortest(float value) {
    if ((std::bit_cast<std::uint32_t>(value) & 0x7F80'0000U) == 0x7F80'0000U) return errc::not_available;
    if (value == 0) return decimal{};
    bool const negative = value < 0;
    double const size = negative ? -static_cast<double>(value) : static_cast<double>(value);
    int exponent = 0;  // such that size / 10^exponent has nine digits before its point
    while (size >= decimal{1'000'000'000, exponent}.to<double>()) ++exponent;
    while (size < decimal{100'000'000, exponent}.to<double>()) --exponent;
    auto const reads_back = [&](decimal const& digits) {
      auto const read = digits.to<double>();
      return read <= 3.4028235e38 && static_cast<float>(read) == static_cast<float>(size);
    };
    for (int digits = 1; digits < 9; ++digits) {
      auto fewer = nearest(size, exponent + 9 - digits);
      // Above a power of two floats lie twice as far apart as below: there the digits above the nearest may do.
      if (fewer && !reads_back(*fewer)) fewer = from_magnitude(fewer->magnitude_ + 1, fewer->exponent_);
      if (fewer && reads_back(*fewer)) return (negative ? -*fewer : *fewer).without_trailing_zeros();
    }
    auto const nine = nearest(size, exponent);
    return negative ? nine.transform([](decimal const& number) { return -number; }) : nine;
  }

 private:
  [[nodiscard]] constexpr decimal without_trailing_zeros() const {
    auto shorter = *this;
    while (shorter.magnitude_ != 0) {
      auto const tenth = decimal_rules::divided_by_ten(shorter.magnitude_);
      if (tenth.remainder != 0) break;
      shorter.magnitude_ = tenth.quotient;
      ++shorter.exponent_;
    }
    return shorter;
  }

  static constexpr std::uint64_t least_magnitude = 0x8000'0000'0000'0000;  // of an int64: 2^63

  static constexpr std::strong_ordering compare_magnitudes(decimal const& left, decimal const& right) {
    if (left.magnitude_ == 0 || right.magnitude_ == 0) return left.magnitude_ <=> right.magnitude_;
    if (left.exponent_ < right.exponent_) return 0 <=> compare_magnitudes(right, left);
    auto digits = left.magnitude_;
    for (int power = left.exponent_; power > right.exponent_; --power) {
      if (digits > ~std::uint64_t{0} / 10) return std::strong_ordering::greater;  // already above any 64-bit number
      digits *= 10;
    }
    return digits <=> right.magnitude_;
  }

  std::uint64_t magnitude_ = 0;
  std::int16_t exponent_ = 0;
  bool negative_ = false;
};

}  // namespace meterproto
