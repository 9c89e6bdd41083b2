// SPDX-License-Identifier: MIT
#pragma once

#include "vectors.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace tests {

/// Choices out of a seed, the same with every library: of std::distributions each has its own.
class chance {
 public:
  explicit chance(std::uint64_t seed) : random_{seed} {}

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  std::size_t between(std::size_t least, std::size_t most) { return least + below(most - least + 1); }
  std::uint8_t octet() { return static_cast<std::uint8_t>(random_()); }
  buffer octets(std::size_t size) {
    buffer made(size);
    for (auto& one : made) one = octet();
    return made;
  }
  template <class Value>
  Value const& of(std::vector<Value> const& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace tests
