// SPDX-License-Identifier: MIT
#include <meterproto/elementary.hpp>

#include "../check.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>

namespace test_elementary {

using namespace meterproto::elementary;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// How many numbers of the format lie between: 0 for the same, 1 for neighbours. Both above 0.
constexpr std::uint64_t apart(double left, double right) {
  auto const one = std::bit_cast<std::uint64_t>(left);
  auto const other = std::bit_cast<std::uint64_t>(right);
  return one < other ? other - one : one - other;
}
constexpr bool within(double value, double of, double most) {
  return absolute(value - of) <= most;
}

// Absolute value
CASE("Without sign, in the number's own type", absolute(-1.5) == 1.5 && absolute(1.5) == 1.5 &&
                                                   absolute(-1.5F) == 1.5F && absolute(-infinite) == infinite &&
                                                   std::same_as<decltype(absolute(1.0F)), float>);
CASE("A NaN stays one", absolute(no_number) != absolute(no_number));

// Square root: "Within one unit in the last place"
CASE("Squares of small numbers have their roots", [] {
  for (int i = 0; i != 200; ++i)
    if (square_root(static_cast<double>(i * i)) != i) return false;
  return true;
}());
CASE("The root of 2, of 3 and of 10, correct to 16 digits, is a unit away at most",
     apart(square_root(2.0), 1.4142135623730951) <= 1 && apart(square_root(3.0), 1.7320508075688772) <= 1 &&
         apart(square_root(10.0), 3.1622776601683795) <= 1 && apart(square_root(0.5), 0.70710678118654757) <= 1);
CASE("Powers of four are exact from end to end",
     square_root(0x1p-1022) == 0x1p-511 && square_root(0x1p1022) == 0x1p511 && square_root(0x1p-1000) == 0x1p-500 &&
         square_root(0x1p-1002) == 0x1p-501);
CASE("Denormals too, down to the least", square_root(0x1p-1074) == 0x1p-537 && square_root(0x1p-1050) == 0x1p-525 &&
                                             apart(square_root(0x1.8p-1073), 0x1.bb67ae8584caap-537) <= 1 &&
                                             apart(square_root(0x1p-1073), 0x1.6a09e667f3bcdp-537) <= 1 &&
                                             apart(square_root(0x1.8p-1024), 0x1.3988e1409212ep-512) <= 1 &&
                                             apart(square_root(0x0.1234567p-1022), 0x1.111110d088888p-513) <= 1);
CASE("Up to the largest number", apart(square_root(std::numeric_limits<double>::max()), 0x1.fffffffffffffp511) <= 1);
CASE("Every step of a mantissa", [] {
  for (double of = 1; of < 4; of += 0x1.1p-5) {
    auto const root = square_root(of);
    if (root * root < of * (1 - 0x1p-50) || root * root > of * (1 + 0x1p-50)) return false;
  }
  return true;
}());
CASE("Of 0: itself", square_root(0.0) == 0 && square_root(0.0F) == 0);
CASE("Of -0.0: itself, with its sign",
     std::bit_cast<std::uint64_t>(square_root(-0.0)) == std::bit_cast<std::uint64_t>(-0.0));
CASE("Of less than 0: NaN", square_root(-1.0) != square_root(-1.0) &&
                                square_root(-infinite) != square_root(-infinite) &&
                                square_root(-0x1p-1074) != square_root(-0x1p-1074));
CASE("In float by itself, within one of its own units", [] {
  auto const found = [](float of, float root) {
    auto const one = std::bit_cast<std::uint32_t>(square_root(of)), other = std::bit_cast<std::uint32_t>(root);
    return one - other + 1 <= 2;
  };
  return found(4.0F, 2.0F) && found(2.0F, 1.41421354F) && found(3.0F, 1.73205078F) && found(1e-30F, 1e-15F) &&
         found(std::numeric_limits<float>::max(), 0x1.fffffep63F) && square_root(0x1p-126F) == 0x1p-63F &&
         found(0x1p-149F, static_cast<float>(0x1.6a09e667f3bcdp-75)) && square_root(0x1p-148F) == 0x1p-74F &&
         square_root(-1.0F) != square_root(-1.0F) && std::same_as<decltype(square_root(2.0F)), float>;
}());

// Sine and cosine: "within 2e-16 for angles up to 1000"
constexpr bool at(double angle, double sine, double cosine, double most = 2e-16) {
  auto const found = circle(angle);
  return within(found.sine, sine, most) && within(found.cosine, cosine, most);
}
constexpr double half = 0.5;
constexpr double root_of_half = 0.70710678118654752440;
constexpr double root_of_three_quarters = 0.86602540378443864676;

CASE("0 is where it begins, exactly", circle(0.0).sine == 0 && circle(0.0).cosine == 1 && circle(-0.0).sine == 0);
CASE("30, 45 and 60 degrees", at(pi / 6, half, root_of_three_quarters) && at(pi / 4, root_of_half, root_of_half) &&
                                  at(pi / 3, root_of_three_quarters, half));
CASE("The quarters, within a rounding of their angle",
     at(pi / 2, 1, 0) && at(pi, 0, -1) && at(3 * pi / 2, -1, 0, 4e-16) && at(2 * pi, 0, 1, 4e-16));
CASE("pi is not the number but the nearest to it: its sine is what is missing",
     within(circle(pi).sine, 1.2246467991473532e-16, 1e-31) &&
         within(circle(pi / 2).cosine, 6.123233995736766e-17, 1e-31));
CASE("Clockwise", at(-pi / 6, -half, root_of_three_quarters) && at(-pi / 2, -1, 0) &&
                      at(-2 * pi / 3, -root_of_three_quarters, -half, 4e-16));
CASE("Three phases, 120 degrees apart, are nothing together", [] {
  auto const a = circle(0.0), b = circle(-2 * pi / 3), c = circle(2 * pi / 3);
  return within(a.sine + b.sine + c.sine, 0, 5e-16) && within(a.cosine + b.cosine + c.cosine, 0, 5e-16);
}());
CASE("1 radian: 0.8414709848078965 and 0.5403023058681398", at(1.0, 0.84147098480789650665, 0.54030230586813971740));
CASE("1000 radians: 0.8268795405320026 and 0.5623790762907029",
     at(1000.0, 0.82687954053200256026, 0.56237907629070299103) &&
         at(-1000.0, -0.82687954053200256026, 0.56237907629070299103));
CASE("\"and 2e-16 of the angle beyond\": 1e6 and 9e8",
     at(1e6, -0.34999350217129295212, 0.93675212753314478694, 2e-10) &&
         at(9e8, -0.97895976912571057027, 0.20405335192869402437, 1.8e-7));
CASE("On either side of the octant, where the next quarter takes over", [] {
  for (int eighth = -9; eighth <= 9; eighth += 2) {
    auto const before = circle(eighth * (pi / 4) - 1e-9), behind = circle(eighth * (pi / 4) + 1e-9);
    if (!within(before.sine, behind.sine, 2e-9) || !within(before.cosine, behind.cosine, 2e-9)) return false;
  }
  return true;
}());
CASE("Sine and cosine lie on the circle all around", [] {
  for (double angle = -7; angle < 7; angle += 0.37) {
    auto const found = circle(angle);
    if (!within(found.sine * found.sine + found.cosine * found.cosine, 1, 6e-16)) return false;
  }
  return true;
}());

}  // namespace test_elementary
