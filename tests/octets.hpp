// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

// Octets that a test has typed, and what every parser must do with them when they are damaged.

namespace tests {

template <std::size_t Size>
using typed = std::uint8_t const (&)[Size];

constexpr bool is(meterproto::bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}
constexpr bool is(meterproto::bytes left, meterproto::bytes right) {
  return std::ranges::equal(left, right);
}

/// Whether `holds` is true of the first octets, for each number of them that is not all.
template <std::size_t Size, class Holds>
constexpr bool every_cut(typed<Size> whole, Holds const& holds) {
  for (std::size_t size = 0; size != Size; ++size)
    if (!holds(meterproto::bytes{whole}.first(size))) return false;
  return true;
}
/// Whether `holds` is true of the octets with one bit turned, for each bit; of some octets only where that is too much
/// for one compilation step.
template <std::size_t Size, class Holds>
constexpr bool every_bit_error(typed<Size> whole, Holds const& holds, std::size_t begin = 0, std::size_t end = Size) {
  std::array<std::uint8_t, Size> broken{};
  for (std::size_t bit = 8 * begin; bit != 8 * end; ++bit) {
    std::copy(whole, whole + Size, broken.begin());
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (!holds(meterproto::bytes{broken})) return false;
  }
  return true;
}

/// What `put` writes, and that it needs just as much room.
template <std::size_t Size = 64>
class written {
 public:
  template <class Put>
  constexpr explicit written(Put const& put) {
    meterproto::writer out{space_};
    put(out);
    size_ = out.needed();
  }
  constexpr operator meterproto::bytes() const { return meterproto::bytes{space_}.first(size_); }  // NOLINT: a view

 private:
  std::array<std::uint8_t, Size> space_{};
  std::size_t size_ = 0;
};

}  // namespace tests
