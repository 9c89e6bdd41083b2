// SPDX-License-Identifier: MIT
#include <meterproto/integers.hpp>

#include "../check.hpp"

#include <cstdint>
#include <limits>

namespace test_integers {

using namespace meterproto::integers;

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();  // 2^64 - 1
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();       // 2^63 - 1
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();      // -2^63
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32U;
constexpr std::uint64_t two_to_63 = std::uint64_t{1} << 63U;

// Numbers without a pattern, for what must hold whatever the numbers are (Knuth's generator MMIX)
struct numbers {
  std::uint64_t state = 1;
  constexpr std::uint64_t next() {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return state >> (state >> 58U);
  }
};

// Order
CASE("The high half decides, then the low one",
     wide{1, 0} > wide{0, largest} && wide{1, 5} < wide{1, 6} && wide{2, 7} == wide{2, 7} && wide{2, 7} != wide{3, 7});

// Magnitude
CASE("The magnitude of -2^63 is 2^63, which no int64 has", magnitude(least) == two_to_63);
CASE("Of the other ends, of 0 and of both 1", magnitude(most) == two_to_63 - 1 &&
                                                  magnitude(least + 1) == two_to_63 - 1 && magnitude(0) == 0 &&
                                                  magnitude(1) == 1 && magnitude(-1) == 1);

// Product
CASE("(2^64 - 1)^2 is 2^128 - 2^65 + 1", product(largest, largest) == wide{largest - 1, 1});
CASE("2^32 * 2^32 is 2^64, one less on each side is below it",
     product(two_to_32, two_to_32) == wide{1, 0} &&
         product(two_to_32 - 1, two_to_32 - 1) == wide{0, 0xFFFF'FFFE'0000'0001} &&
         product(two_to_32, two_to_32 - 1) == wide{0, 0xFFFF'FFFF'0000'0000});
CASE("Nothing and one", product(0, largest) == wide{0, 0} && product(largest, 0) == wide{0, 0} &&
                            product(1, largest) == wide{0, largest} && product(largest, 1) == wide{0, largest});
CASE("Every half carries into the next: FFFFFFFF00000001 * FFFFFFFFFFFFFFFF",
     product(0xFFFF'FFFF'0000'0001, largest) == wide{0xFFFF'FFFF'0000'0000, 0x0000'0000'FFFF'FFFF});
CASE("12345678901234567890 * 9876543210987654321", product(12'345'678'901'234'567'890U, 9'876'543'210'987'654'321U) ==
                                                       wide{6'609'981'178'781'634'653U, 133'124'662'968'603'442U});

// Sum, difference
CASE("A carry goes up, a borrow comes down",
     sum({0, largest}, {0, 1}) == wide{1, 0} && difference({1, 0}, {0, 1}) == wide{0, largest} &&
         sum({1, largest}, {1, largest}) == wide{3, largest - 1} && difference({3, 0}, {1, 1}) == wide{1, largest});
CASE("Up to 2^128 - 1, and down to nothing", sum({largest, largest - 1}, {0, 1}) == wide{largest, largest} &&
                                                 difference({largest, largest}, {largest, largest}) == wide{0, 0} &&
                                                 sum({0, 0}, {0, 0}) == wide{0, 0});

// Division
constexpr bool divides(wide number, std::uint64_t divisor, std::uint64_t quotient, std::uint64_t remainder) {
  auto const found = divide(number, divisor);
  return found.quotient == quotient && found.remainder == remainder;
}
CASE("Within 64 bits it is the machine's own", divides({0, largest}, 10, 1'844'674'407'370'955'161U, 5) &&
                                                   divides({0, 6}, 7, 0, 6) && divides({0, 7}, 7, 1, 0) &&
                                                   divides({0, 0}, 1, 0, 0) && divides({0, largest}, 1, largest, 0));
CASE("2^64 by 3, by 2^63 and by 2^64 - 1", divides({1, 0}, 3, 6'148'914'691'236'517'205U, 1) &&
                                               divides({1, 0}, two_to_63, 2, 0) && divides({1, 0}, largest, 1, 1));
CASE("The largest quotient that fits, with the largest remainder: (2^64 - 1) * (2^64 - 1) + 2^64 - 2",
     divides(sum(product(largest, largest), {0, largest - 1}), largest, largest, largest - 1));
CASE("A divisor above 2^63: the remainder shifts out at the top",
     divides(sum(product(two_to_63 + 1, largest), {0, two_to_63}), two_to_63 + 1, largest, two_to_63));
CASE("What was multiplied divides again, with every remainder", [] {
  numbers some;
  for (int i = 0; i != 200; ++i) {
    auto const divisor = some.next() | 1U;
    auto const quotient = some.next();
    auto const remainder = some.next() % divisor;
    auto const number = sum(product(quotient, divisor), {0, remainder});
    if (!divides(number, divisor, quotient, remainder)) return false;
    if (difference(number, {0, remainder}) != product(divisor, quotient)) return false;
  }
  return true;
}());

// left * right / divisor
CASE("A half goes upwards, less than a half down",
     multiply_divide(1, 1, 2) == 1 && multiply_divide(3, 1, 2) == 2 && multiply_divide(5, 1, 2) == 3 &&
         multiply_divide(1, 1, 3) == 0 && multiply_divide(2, 1, 3) == 1 && multiply_divide(499, 1, 1000) == 0 &&
         multiply_divide(500, 1, 1000) == 1);
CASE("Of nothing, by one, by itself", multiply_divide(0, largest, 3) == 0 && multiply_divide(7, 1, 1) == 7 &&
                                          multiply_divide(largest, 12'345, largest) == 12'345);
CASE("Through 128 bits to the largest quotient of 63: 2^63 * (2^64 - 1) / (2^64 - 1)",
     multiply_divide(two_to_63, largest, largest) == two_to_63 &&
         multiply_divide(two_to_63 - 1, largest, largest) == two_to_63 - 1);
CASE("A half of a divisor that is odd and above 2^63 is between two remainders",
     multiply_divide(two_to_63 + 1, 1, largest) == 1 && multiply_divide(two_to_63, 1, largest) == 1 &&
         multiply_divide(two_to_63 - 1, 1, largest) == 0);

// Rounded half away from zero
CASE("5/2 is 3 and -5/2 is -3", divide_nearest(5, 2) == 3 && divide_nearest(-5, 2) == -3);
CASE("1/2 is 1 and -1/2 is -1, 1/3 is 0 and -1/3 too", divide_nearest(1, 2) == 1 && divide_nearest(-1, 2) == -1 &&
                                                           divide_nearest(1, 3) == 0 && divide_nearest(-1, 3) == 0);
CASE("By one nothing changes, at the ends neither",
     divide_nearest(most, 1) == most && divide_nearest(least, 1) == least && divide_nearest(0, 7) == 0);
CASE("-2^63 by 2 and by itself less one", divide_nearest(least, 2) == least / 2 && divide_nearest(least, most) == -1);
CASE("The largest divisor: a half of it is between 2^62 - 1 and 2^62", divide_nearest(most / 2, most) == 0 &&
                                                                           divide_nearest(most / 2 + 1, most) == 1 &&
                                                                           divide_nearest(-(most / 2) - 1, most) == -1);

// Roots
CASE("Roots of 0 to 4", square_root({0, 0}) == 0 && square_root({0, 1}) == 1 && square_root({0, 2}) == 1 &&
                            square_root({0, 3}) == 1 && square_root({0, 4}) == 2);
CASE("2^64 has the root 2^32, one less does not",
     square_root({1, 0}) == two_to_32 && square_root({0, largest}) == two_to_32 - 1);
CASE("The root of 2^128 - 1 is 2^64 - 1, which is that of its square too",
     square_root({largest, largest}) == largest && square_root(product(largest, largest)) == largest &&
         square_root(difference(product(largest, largest), {0, 1})) == largest - 1);
CASE("A square has its root, one less has one less", [] {
  numbers some;
  for (int i = 0; i != 50; ++i) {
    auto const root = some.next() | 1U;
    auto const square = product(root, root);
    if (square_root(square) != root || square_root(difference(square, {0, 1})) != root - 1) return false;
    if (square_root(sum(square, {0, root})) != root) return false;
  }
  return true;
}());
CASE("The nearest to the root of 2 is 1, of 3 is 2", nearest_root({0, 2}) == 1 && nearest_root({0, 3}) == 2);
CASE("r^2 + r is below (r + 1/2)^2, r^2 + r + 1 above it",
     nearest_root({0, 6}) == 2 && nearest_root({0, 7}) == 3 && nearest_root({0, 1'000'001'000'000}) == 1'000'000 &&
         nearest_root({0, 1'000'001'000'001}) == 1'000'001 && nearest_root({0, 0}) == 0 && nearest_root({0, 1}) == 1);
CASE("Up to the largest number of which 2^64 - 1 is the nearest",
     nearest_root(sum(product(largest, largest), {0, largest})) == largest);

// Pythagoras
CASE("3, 4, 5 and 5, 12, 13, also in billions",
     hypotenuse(3, 4) == 5 && hypotenuse(12, 5) == 13 && hypotenuse(3'000'000'000, 4'000'000'000) == 5'000'000'000);
CASE("With one side alone it is that side", hypotenuse(0, 0) == 0 && hypotenuse(7, 0) == 7 && hypotenuse(0, 7) == 7 &&
                                                hypotenuse(two_to_63 - 1, 0) == two_to_63 - 1);
CASE("1, 1 is 1.41, so 1; 2, 2 is 2.83, so 3; 1, 2 is 2.24, so 2",
     hypotenuse(1, 1) == 1 && hypotenuse(2, 2) == 3 && hypotenuse(1, 2) == 2);
CASE("Both just below 2^63: 2^63.5, rounded", hypotenuse(two_to_63 - 1, two_to_63 - 1) == 13'043'817'825'332'782'211U);

}  // namespace test_integers
