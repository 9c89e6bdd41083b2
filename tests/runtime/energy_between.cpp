// SPDX-License-Identifier: MIT
// The areas between two samples in floating point, held against those in integers.
#include <meterproto/energy.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <random>

using namespace meterproto;

namespace {

template <class Number>
power::powers<Number> as(power::powers<std::int64_t> const& from) {
  return {static_cast<Number>(from.real), static_cast<Number>(from.reactive), static_cast<Number>(from.apparent)};
}
bool near(double left, std::int64_t right) {
  return std::abs(left - static_cast<double>(right)) <= 1e-6 * std::abs(left) + 64;  // 2^-31 of the largest area, twice
}

}  // namespace

TEST_CASE("floating point and integers agree wherever P and Q cross zero") {
  std::mt19937 random{1};
  std::uniform_int_distribution<std::int64_t> watts{-9'000, 9'000};
  for (int round = 0; round != 20'000; ++round) {
    power::powers<std::int64_t> const first{watts(random), watts(random), std::abs(watts(random))};
    power::powers<std::int64_t> const second{watts(random), watts(random), std::abs(watts(random))};
    auto const ms = static_cast<std::uint32_t>(1 + random() % 3'600'000);
    auto const exact = energy::areas_between(first, second, ms);
    auto const floats = energy::areas_between(as<double>(first), as<double>(second), ms);
    REQUIRE(near(floats.real_import, exact.real_import));
    REQUIRE(near(floats.real_export, exact.real_export));
    for (std::size_t i = 0; i != 4; ++i) REQUIRE(near(floats.reactive[i], exact.reactive[i]));
  }
}
TEST_CASE("what is no number, or beyond what can be counted, is not counted") {
  power::powers<double> held{1, 0, 1};
  CHECK(energy::fault_of(held) == errc::none);
  held.real = std::nan("");
  CHECK(energy::fault_of(held) != errc::none);
}
