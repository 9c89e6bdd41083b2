// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

/// Square root, sine and cosine of floating-point numbers as constexpr, without a mathematical library. The integer
/// path needs none of them.
namespace meterproto::elementary {

inline constexpr double pi = 3.14159265358979323846;

template <std::floating_point Float>
[[nodiscard]] constexpr Float absolute(Float value) {
  return value < 0 ? -value : value;
}

/// Within one unit in the last place, by Newton's method. Of 0, of infinity and of NaN: itself; of less than 0: NaN.
template <std::floating_point Float>
[[nodiscard]] constexpr Float square_root(Float of) {
  if constexpr (sizeof(Float) < sizeof(double)) {
    return static_cast<Float>(square_root(static_cast<double>(of)));
  } else {
    constexpr double infinity = std::bit_cast<double>(std::uint64_t{0x7FF0'0000'0000'0000});
    if (of < 0) return std::bit_cast<double>(std::uint64_t{0x7FF8'0000'0000'0000});
    if (of == 0 || of != of || of == infinity) return of;
    if (of < 0x1p-1000) return square_root(of * 0x1p120) * 0x1p-60;  // denormal: too few bits for the first guess
    // Half the exponent is within 7 % of the root, and each step squares the relative error: 2e-3, 3e-6, 4e-12, 8e-24.
    auto root = std::bit_cast<double>((std::bit_cast<std::uint64_t>(of) >> 1U) + (std::uint64_t{1023} << 51U));
    for (int step = 0; step != 5; ++step) root = 0.5 * (root + of / root);
    return root;
  }
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
