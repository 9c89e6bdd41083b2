// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

/// Square root, sine and cosine of floating-point numbers as constexpr, without a mathematical library. The integer
/// path needs none of them.
namespace meterproto::elementary {

inline constexpr double pi = 3.14159265358979323846;

/// The two formats whose bits are known here.
template <class Number>
concept real = std::same_as<Number, float> || std::same_as<Number, double>;

template <real Float>
[[nodiscard]] constexpr Float absolute(Float value) {
  return value < 0 ? -value : value;
}

/// Neither infinite nor NaN; by the bits, as arithmetic with those is no constant expression.
[[nodiscard]] constexpr bool is_finite(float value) {
  return (std::bit_cast<std::uint32_t>(value) & 0x7F80'0000U) != 0x7F80'0000U;
}
[[nodiscard]] constexpr bool is_finite(double value) {
  return (std::bit_cast<std::uint64_t>(value) & 0x7FF0'0000'0000'0000U) != 0x7FF0'0000'0000'0000U;
}

namespace roots {

/// Half the exponent is within 7 % of the root, and each step of Newton's squares the relative error: 2e-3, 3e-6,
/// 4e-12, 8e-24.
constexpr float guess(float of) {
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(of) >> 1U) + (std::uint32_t{127} << 22U));
}
constexpr double guess(double of) {
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(of) >> 1U) + (std::uint64_t{1023} << 51U));
}

}  // namespace roots

/// Within one unit in the last place. Of 0, of infinity and of NaN: itself; of less than 0: NaN.
template <real Float>
[[nodiscard]] constexpr Float square_root(Float of) {
  constexpr bool single = sizeof(Float) == sizeof(float);
  if (!is_finite(of) && !(of < 0)) return of;
  if (of < 0)
    return std::bit_cast<Float>(
        std::conditional_t<single, std::uint32_t, std::uint64_t>(single ? 0x7FC0'0000U : 0x7FF8'0000'0000'0000U));
  if (of == 0) return of;
  if constexpr (single) {
    if (of < 0x1p-100F) return square_root(of * 0x1p60F) * 0x1p-30F;  // denormal: too few bits for the first guess
  } else {
    if (of < 0x1p-1000) return square_root(of * 0x1p120) * 0x1p-60;
  }
  auto root = roots::guess(of);
  for (int step = 0; step != (single ? 4 : 5); ++step) root = (root + of / root) / 2;
  return root;
}

struct sine_and_cosine {
  double sine = 0;
  double cosine = 1;
};

/// Of an angle in radians, within 2e-16 for angles up to 1000 and 2e-16 of the angle beyond; Expects: below 1e9.
[[nodiscard]] constexpr sine_and_cosine circle(double angle) {
  // The nearest quarter turn off, with pi/2 in three parts, the first two of 33 bits.
  auto const quarters = static_cast<std::int64_t>(angle * (2 / pi) + (angle < 0 ? -0.5 : 0.5));
  auto const turns = static_cast<double>(quarters);
  auto const rest = ((angle - turns * 1.57079632673412561417e+00) - turns * 6.07710050630396597660e-11) -
                    turns * 2.02226624879595063154e-21;
  auto const square = rest * rest;
  double sine = 0;
  double cosine = 0;
  for (int power = 19; power > 1; power -= 2) sine = -(sine + 1) * square / (power * (power - 1));
  for (int power = 18; power > 0; power -= 2) cosine = -(cosine + 1) * square / (power * (power - 1));
  sine = (sine + 1) * rest;
  cosine += 1;
  switch (quarters & 3) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace meterproto::elementary
