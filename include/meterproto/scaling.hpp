// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/elementary.hpp>
#include <meterproto/result.hpp>

#include <cstdint>

/// A value into a register and back: value = content * 10^n, with n from a scale register. Exact both ways but for the
/// one rounding that a step of 10^n needs. Sources: Leviton Series 4000 and 4100 manuals, Modbus Point Map, registers
/// 138 to 141; SunSpec Information Model Specification, scale factors.
namespace meterproto::scaling {

/// What a register shows of a value between two steps. No manual says which of them the meter does.
enum class rounding : std::uint8_t { half_away_from_zero, half_to_even, toward_zero };

/// The contents that a register may hold for a value; what means "none" is not among them.
struct contents {
  std::int64_t least = 0;
  std::int64_t most = 0;

  [[nodiscard]] constexpr bool hold(std::int64_t content) const { return least <= content && content <= most; }
  friend constexpr bool operator==(contents const&, contents const&) = default;
};
inline constexpr contents positive_16{0, 32767};  // of an unsigned register, where 0x8000 means "none"
inline constexpr contents signed_16{-32767, 32767};
inline constexpr contents unsigned_32{0, 4'294'967'295};
inline constexpr contents signed_32{-2'147'483'647, 2'147'483'647};  // as printed [001, 015]; 0x80000000 is not used

/// The powers of ten that a scale register may hold.
struct powers {
  int least = 0;
  int most = 0;

  /// Error: bad_scale, with the content.
  [[nodiscard]] constexpr result<int> of(std::int16_t content) const {
    if (content < least || content > most) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
    return int{content};
  }
};
inline constexpr powers leviton_powers{-4, 4};
inline constexpr powers sunspec_powers{-10, 10};

/// The value in steps of 10^exponent. Error: does_not_fit beyond 63 bits.
[[nodiscard]] constexpr result<std::int64_t> steps_of(decimal const& value, int exponent, rounding how) {
  if (value.exponent() >= exponent || value.magnitude() == 0) {
    return value.as_integer(exponent);
  }
  // Digits fall off one by one; of those gone, it matters only whether they are below, at or above a half.
  auto steps = value.magnitude();
  unsigned last = 0;
  bool more = false;
  for (int power = value.exponent(); power < exponent && (steps != 0 || last != 0); ++power) {
    more = more || last != 0;
    auto const tenth = decimal_rules::divided_by_ten(steps);
    last = tenth.remainder;
    steps = tenth.quotient;
  }
  bool const half = last == 5 && !more;
  bool const up = how == rounding::half_away_from_zero ? last >= 5
                  : how == rounding::half_to_even      ? (half ? steps % 2 != 0 : last >= 5)
                                                       : false;
  if (up) ++steps;
  return decimal::from_magnitude(steps, 0, value.negative()).as_integer();
}

/// The same of a floating-point number. Errors: not_available for a NaN or an infinity, does_not_fit.
template <elementary::real Float>
[[nodiscard]] constexpr result<std::int64_t> steps_of(Float value, int exponent, rounding how) {
  if (!elementary::is_finite(value)) return errc::not_available;
  auto const size = static_cast<double>(elementary::absolute(value));
  auto const scaled =
      exponent < 0 ? size * decimal{1, -exponent}.to<double>() : size / decimal{1, exponent}.to<double>();
  if (!(scaled < 9.2e18)) return errc::does_not_fit;
  auto steps = static_cast<std::int64_t>(scaled);
  auto const rest = scaled - static_cast<double>(steps);
  bool const half = rest == 0.5;
  if (how != rounding::toward_zero &&
      (rest > 0.5 || (half && (how == rounding::half_away_from_zero || steps % 2 != 0))))
    ++steps;
  return value < 0 ? -steps : steps;
}

/// What a register with this power of ten and this range holds for a value.
/// Value: decimal, float or double. Errors: out_of_range where the register cannot hold it, and those of steps_of().
template <class Value>
[[nodiscard]] constexpr result<std::int64_t> content_of(Value const& value, int exponent, contents range,
                                                        rounding how) {
  auto const steps = steps_of(value, exponent, how);
  if (steps && !range.hold(*steps)) return errc::out_of_range;
  return steps;
}

/// The value that comes out of the register into which it was put: what the meter shows of it. Errors as above.
template <class Value>
[[nodiscard]] constexpr result<decimal> quantised(Value const& value, int exponent, contents range, rounding how) {
  auto const content = content_of(value, exponent, range, how);
  if (!content) return content.error();
  return decimal{*content, exponent};
}

/// The least power of ten, so the finest step, with which a register holds the full scale. How a meter chooses is not
/// documented; only that its own choice holds full scale. Error: out_of_range where none does.
[[nodiscard]] constexpr result<int> exponent_for(decimal const& full_scale, contents range, powers allowed) {
  if (full_scale.negative() && range.least >= 0) return errc::out_of_range;
  auto const size = full_scale.negative() ? -full_scale : full_scale;
  for (int power = allowed.least; power <= allowed.most; ++power)
    if (size <= decimal{range.most, power}) return power;
  return errc::out_of_range;
}

}  // namespace meterproto::scaling
