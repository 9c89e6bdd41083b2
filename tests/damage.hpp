// SPDX-License-Identifier: MIT
#pragma once

#include "chance.hpp"
#include "vectors.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

// What a line does to a frame, each damage once: `look(octets)` sees them all. Of typed octets at compile time:
// octets.hpp.

namespace tests {

template <class Look>
void each_cut(buffer const& whole, Look const& look) {
  for (std::size_t size = 0; size != whole.size(); ++size)
    look(buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
}
template <class Look>
void each_bit_error(buffer const& whole, Look const& look) {
  auto broken = whole;
  for (std::size_t bit = 0; bit != 8 * whole.size(); ++bit) {
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    look(broken);
    broken[bit / 8] = whole[bit / 8];
  }
}

/// Every two octets that differ have changed places: `look(octets, i, j)`, i before j. Of a long frame every two
/// neighbours, and a choice of the others.
template <class Look>
void each_swap(buffer const& whole, Look const& look, std::size_t all_up_to = 64) {
  auto broken = whole;
  auto const swapped = [&](std::size_t i, std::size_t j) {
    if (whole[i] == whole[j]) return;
    std::swap(broken[i], broken[j]);
    look(broken, i, j);
    std::swap(broken[i], broken[j]);
  };
  if (whole.size() <= all_up_to) {
    for (std::size_t j = 0; j != whole.size(); ++j)
      for (std::size_t i = 0; i != j; ++i) swapped(i, j);
    return;
  }
  for (std::size_t j = 1; j != whole.size(); ++j) swapped(j - 1, j);
  chance pick{whole.size()};
  for (std::size_t many = 0; many != all_up_to * all_up_to / 2; ++many) {
    auto const j = pick.between(2, whole.size() - 1);
    swapped(pick.below(j - 1), j);
  }
}

/// The front of one and the back of another.
inline buffer splice(buffer const& one, buffer const& other, chance& pick) {
  buffer made(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(pick.below(one.size() + 1)));
  made.insert(made.end(), other.begin() + static_cast<std::ptrdiff_t>(pick.below(other.size() + 1)), other.end());
  return made;
}
/// The same, as long as `one`: what is written over a frame in the midst of it.
inline buffer overlay(buffer const& one, buffer const& other, chance& pick) {
  auto made = one;
  auto const at = pick.below(made.size());
  auto const from = pick.below(other.size());
  auto const size = std::min(made.size() - at, other.size() - from);
  std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(from), size, made.begin() + static_cast<std::ptrdiff_t>(at));
  return made;
}

}  // namespace tests
