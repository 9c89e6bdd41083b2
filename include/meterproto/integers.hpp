// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <compare>
#include <cstdint>

/// Products, quotients and roots of integers that need 128 bits on the way, exactly; for targets that have neither such
/// integers nor a floating-point unit.
namespace meterproto::integers {

/// high * 2^64 + low.
struct wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(wide const&, wide const&) = default;  // high first: the order of the numbers
};

/// Without the overflow that -INT64_MIN has.
[[nodiscard]] constexpr std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

[[nodiscard]] constexpr wide product(std::uint64_t left, std::uint64_t right) {
  constexpr std::uint64_t half = 0xFFFF'FFFF;
  auto const low = (left & half) * (right & half);
  auto const cross = (left >> 32U) * (right & half) + (low >> 32U);    // at most 2^64 - 2^32
  auto const other = (left & half) * (right >> 32U) + (cross & half);  // at most 2^64 - 2^32
  auto const high = (left >> 32U) * (right >> 32U) + (cross >> 32U) + (other >> 32U);
  return {high, (other << 32U) | (low & half)};
}

/// Expects: a sum below 2^128.
[[nodiscard]] constexpr wide sum(wide left, wide right) {
  auto const low = left.low + right.low;
  return {left.high + right.high + (low < left.low ? 1U : 0U), low};
}

/// Expects: left >= right.
[[nodiscard]] constexpr wide difference(wide left, wide right) {
  return {left.high - right.high - (left.low < right.low ? 1U : 0U), left.low - right.low};
}

struct division {
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 0;
};

/// Expects: number.high < divisor, so that the quotient has 64 bits.
[[nodiscard]] constexpr division divide(wide number, std::uint64_t divisor) {
  if (number.high == 0) return {number.low / divisor, number.low % divisor};
  division so_far{0, number.high};
  for (unsigned bits = 64; bits != 0; --bits) {
    bool const carry = (so_far.remainder >> 63U) != 0;
    so_far.remainder = (so_far.remainder << 1U) | ((number.low >> (bits - 1)) & 1U);
    so_far.quotient <<= 1U;
    if (carry || so_far.remainder >= divisor) {
      so_far.remainder -= divisor;
      so_far.quotient |= 1U;
    }
  }
  return so_far;
}

/// left * right / divisor, rounded to the nearest, a half upwards. Expects: a quotient of 63 bits or less.
[[nodiscard]] constexpr std::uint64_t multiply_divide(std::uint64_t left, std::uint64_t right, std::uint64_t divisor) {
  auto const exact = divide(product(left, right), divisor);
  return exact.quotient + (exact.remainder >= divisor - exact.remainder ? 1U : 0U);
}

/// Rounded half away from zero. Expects: divisor > 0.
[[nodiscard]] constexpr std::int64_t divide_nearest(std::int64_t number, std::int64_t divisor) {
  auto const size = magnitude(number);
  auto const by = static_cast<std::uint64_t>(divisor);
  auto const rest = size % by;
  auto const quotient = size / by + (rest >= by - rest ? 1U : 0U);
  return static_cast<std::int64_t>(number < 0 ? 0 - quotient : quotient);
}

/// The largest integer whose square is not above the number.
[[nodiscard]] constexpr std::uint64_t square_root(wide number) {
  auto const bits = number.high != 0 ? 128 - std::countl_zero(number.high) : 64 - std::countl_zero(number.low);
  std::uint64_t root = 0;
  for (int bit = (bits + 1) / 2; bit-- != 0;) {
    auto const candidate = root | (std::uint64_t{1} << static_cast<unsigned>(bit));
    if (product(candidate, candidate) <= number) root = candidate;
  }
  return root;
}

/// The integer nearest to the root: r + 1 where the number is above r^2 + r, which is below (r + 1/2)^2 by a quarter.
/// Expects: a root below 2^64 - 1/2.
[[nodiscard]] constexpr std::uint64_t nearest_root(wide number) {
  auto const root = square_root(number);
  return sum(product(root, root), wide{0, root}) < number ? root + 1 : root;
}

/// The integer nearest to the root of left^2 + right^2. Expects: both below 2^63.
[[nodiscard]] constexpr std::uint64_t hypotenuse(std::uint64_t left, std::uint64_t right) {
  return nearest_root(sum(product(left, left), product(right, right)));
}

}  // namespace meterproto::integers
