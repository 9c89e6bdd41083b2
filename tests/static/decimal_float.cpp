// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/decimal.hpp>

#include <bit>
#include <cstdint>
#include <limits>

using namespace meterproto;

namespace {

constexpr float float_of(std::uint32_t bits) {
  return std::bit_cast<float>(bits);
}

/// The same digits and the same exponent: more than an equal value.
constexpr bool is(result<decimal> const& made, decimal wanted) {
  return made && made->magnitude() == wanted.magnitude() && made->exponent() == wanted.exponent() &&
         made->negative() == wanted.negative();
}
constexpr bool is_shortest(float value, std::int64_t digits, int exponent) {
  return is(decimal::shortest(value), decimal{digits, exponent});
}

constexpr bool reads_back(float value) {
  auto const short_one = decimal::shortest(value);
  return short_one && static_cast<float>(short_one->to<double>()) == value;
}

constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<float>::infinity();
constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
constexpr auto two_to_53 = std::int64_t{1} << 53U;
constexpr auto two_to_24 = std::int64_t{1} << 24U;

}  // namespace

// Up to 2^53 (2^24) digits and 10^±22 (10^±10) both factors are exact, so there is one rounding: IEEE 754's own.
CASE("an integer is the double of that value",
     decimal{2302}.to<double>() == 2302.0 && decimal{-1}.to<double>() == -1.0);
CASE("2302 * 10^-1 is the double 230.2", decimal{2302, -1}.to<double>() == 230.2);
CASE("and the float 230.2", decimal{2302, -1}.to<float>() == 230.2F);
CASE("0.1, 0.2 and 0.3 are the nearest doubles",
     decimal{1, -1}.to<double>() == 0.1 && decimal{2, -1}.to<double>() == 0.2 && decimal{3, -1}.to<double>() == 0.3);
CASE("trailing zeros change nothing", decimal{230'200, -3}.to<double>() == 230.2);
CASE("zero is zero with any exponent", decimal{0, -300}.to<double>() == 0 && decimal{0, 30'000}.to<float>() == 0);
CASE("a negative number is negative",
     decimal{-25, -3}.to<double>() == -0.025 && decimal{-25, -3}.to<float>() == -0.025F);
CASE("10^22 is exact", decimal{1, 22}.to<double>() == 1e22 && decimal{1, -22}.to<double>() == 1e-22);
CASE("10^10 is exact as a float", decimal{1, 10}.to<float>() == 1e10F && decimal{1, -10}.to<float>() == 1e-10F);
CASE("2^53 digits are exact", decimal{two_to_53}.to<double>() == 9007199254740992.0);
CASE("2^53 - 1 digits and 10^22 round once", decimal{two_to_53 - 1, 22}.to<double>() == 9007199254740991e22);
CASE("and 10^-22", decimal{two_to_53 - 1, -22}.to<double>() == 9007199254740991e-22);
CASE("2^24 digits are exact as a float", decimal{two_to_24}.to<float>() == 16777216.0F);
CASE("2^24 - 1 digits and 10^10 round once", decimal{two_to_24 - 1, 10}.to<float>() == 16777215e10F);
CASE("and 10^-10", decimal{two_to_24 - 1, -10}.to<float>() == 16777215e-10F);
CASE("the largest counter is as near as a float can be: 4294967295 is 2^32",
     decimal{4'294'967'295}.to<float>() == 4294967296.0F);
CASE("and exact as a double", decimal{4'294'967'295}.to<double>() == 4294967295.0);
CASE("the largest 64-bit number is 2^64 as a double",
     decimal::from_magnitude(largest).to<double>() == 18446744073709551616.0);
CASE("an energy of 16 digits in Wh is kWh to the last of them",
     decimal{1'234'567'890'123'456, -3}.to<double>() == 1234567890123.456);
CASE("10^38 is near the largest float",
     decimal{1, 38}.to<float>() > 0.999999e38F && decimal{1, 38}.to<float>() < 1.000001e38F);
CASE("beyond 10^22 a few units in the last place may be wrong, not more",
     decimal{11'182'473'209'121'153, -57}.to<double>() > 1.118247320912114e-41 &&
         decimal{11'182'473'209'121'153, -57}.to<double>() < 1.118247320912117e-41 &&
         decimal{158'473'711'471'099'373, -249}.to<double>() > 1.58473711471098e-232 &&
         decimal{158'473'711'471'099'373, -249}.to<double>() < 1.58473711471101e-232);
CASE("beyond 10^10 the same as a float",
     decimal{17'277'353, -25}.to<float>() > 1.727734e-18F && decimal{17'277'353, -25}.to<float>() < 1.727737e-18F);

CASE("230.196 to hundredths is 230.20", is(decimal::nearest(230.196, -2), decimal{23'020, -2}));
CASE("and of a float", is(decimal::nearest(230.196F, -2), decimal{23'020, -2}));
CASE("the exponent asked for is the one given", is(decimal::nearest(230.0, -3), decimal{230'000, -3}));
CASE("to whole ones", is(decimal::nearest(230.4, 0), decimal{230}));
CASE("to thousands", is(decimal::nearest(230'400.0, 3), decimal{230, 3}));
CASE("a half is rounded away from zero", is(decimal::nearest(0.5, 0), decimal{1}) &&
                                             is(decimal::nearest(1.5, 0), decimal{2}) &&
                                             is(decimal::nearest(2.5, 0), decimal{3}));
CASE("a negative half too", is(decimal::nearest(-0.5, 0), decimal{-1}) && is(decimal::nearest(-2.5, 0), decimal{-3}));
CASE("a half of ten", is(decimal::nearest(25.0, 1), decimal{3, 1}) && is(decimal::nearest(15.0F, 1), decimal{2, 1}));
CASE("just below a half is rounded down", is(decimal::nearest(0.49999999999999994, 0), decimal{0}));
CASE("0.125 to hundredths is a true half",
     is(decimal::nearest(0.125, -2), decimal{13, -2}) && is(decimal::nearest(-0.125F, -2), decimal{-13, -2}));
CASE("1.005 lies below its digits, and stays below when scaled", is(decimal::nearest(1.005, -2), decimal{100, -2}));
CASE("what rounds to zero has no sign",
     is(decimal::nearest(-0.4, 0), decimal{0}) && is(decimal::nearest(-0.0, -1), decimal{0, -1}));
CASE("zero is zero", is(decimal::nearest(0.0, 5), decimal{0, 5}) && is(decimal::nearest(0.0F, -5), decimal{0, -5}));
CASE("a large number keeps every digit of the double",
     is(decimal::nearest(9007199254740991.0, 0), decimal{9'007'199'254'740'991}));
CASE("2^62 fits", is(decimal::nearest(4611686018427387904.0, 0), decimal{4'611'686'018'427'387'904}));
CASE("2^63 does not", decimal::nearest(9223372036854775808.0, 0).error() == errc::does_not_fit);
CASE("-2^63 does not", decimal::nearest(-9223372036854775808.0, 0).error() == errc::does_not_fit);
CASE("10^17 to hundredths does not", decimal::nearest(1e17, -2).error() == errc::does_not_fit);
CASE("the largest double does not",
     decimal::nearest(std::numeric_limits<double>::max(), 0).error() == errc::does_not_fit);
CASE("the largest double to 10^300 does",
     is(decimal::nearest(std::numeric_limits<double>::max(), 300), decimal{179'769'313, 300}));
CASE("a NaN is no number", decimal::nearest(nan, 0).error() == errc::not_available);
CASE("a NaN is none as a double either",
     decimal::nearest(std::numeric_limits<double>::quiet_NaN(), -2).error() == errc::not_available);
CASE("an infinity is no number", decimal::nearest(infinity, 0).error() == errc::not_available);
CASE("nor is the negative one", decimal::nearest(-infinity, 0).error() == errc::not_available);

CASE("230.2F is 2302 * 10^-1", is_shortest(230.2F, 2302, -1));
CASE("0.1F is 1 * 10^-1", is_shortest(0.1F, 1, -1));
CASE("-0.1F is -1 * 10^-1", is_shortest(-0.1F, -1, -1));
CASE("1 is 1", is_shortest(1.0F, 1, 0));
CASE("a power of ten has one digit",
     is_shortest(1e10F, 1, 10) && is_shortest(100.0F, 1, 2) && is_shortest(0.001F, 1, -3));
CASE("also one that lies below its digits", is_shortest(0.01F, 1, -2) && is_shortest(1e-5F, 1, -5));
CASE("49.98F, a mains frequency, is 4998 * 10^-2", is_shortest(49.98F, 4998, -2));
CASE("1/3 has eight digits", is_shortest(1.0F / 3, 33'333'334, -8));
CASE("16777216 = 2^24 has all its digits", is_shortest(16777216.0F, 16'777'216, 0));
CASE("4294967040 = 0xFFFFFF00, the largest float of a 32-bit counter, has seven",
     is_shortest(4294967040.0F, 4'294'967, 3));
CASE("123456.7890625 has eight", is_shortest(123456.7890625F, 12'345'679, -2));
CASE("0.3F + 0.6F is 0.90000004", is_shortest(0.3F + 0.6F, 90'000'004, -8));
CASE("10000.3125 needs nine digits: between 10000.3115 and 10000.3135", is_shortest(10000.3125F, 100'003'125, -4));
CASE("the float above 1 is 1.0000001", is_shortest(float_of(0x3F80'0001), 10'000'001, -7));
CASE("the float below 1 is 0.99999994", is_shortest(float_of(0x3F7F'FFFF), 99'999'994, -8));
CASE("the largest float is 3.4028235e38", is_shortest(std::numeric_limits<float>::max(), 34'028'235, 31));
CASE("and the most negative", is_shortest(std::numeric_limits<float>::lowest(), -34'028'235, 31));
CASE("the smallest normal float is 1.1754944e-38", is_shortest(std::numeric_limits<float>::min(), 11'754'944, -45));
CASE("the smallest float of all is 1e-45", is_shortest(std::numeric_limits<float>::denorm_min(), 1, -45));
CASE("the largest subnormal float is 1.1754942e-38", is_shortest(float_of(0x007F'FFFF), 11'754'942, -45));
CASE("zero is 0", is_shortest(0.0F, 0, 0));
CASE("minus zero is 0", is_shortest(-0.0F, 0, 0));
CASE("the shortest digits read back: around 1", reads_back(float_of(0x3F80'0001)) && reads_back(float_of(0x3F7F'FFFF)));
CASE("the shortest digits read back: the ends",
     reads_back(std::numeric_limits<float>::max()) && reads_back(std::numeric_limits<float>::denorm_min()));
CASE("the shortest digits read back: 2^-96", reads_back(0x1p-96F));
// Below a power of two floats lie twice as close as above it. 2^-96 is 1.26217745e-29: its nearest eight digits,
// 1.2621774e-29, belong to the float below, the next eight read back. Digits: std::to_chars() of libstdc++ 12.
CASE("2^-96, 2^87 and 2^90 have eight digits, though not the nearest",
     is_shortest(0x1p-96F, 12'621'775, -36) && is_shortest(0x1p87F, 15'474'251, 19) &&
         is_shortest(-0x1p90F, -12'379'401, 20));
CASE("trailing zeros are never given",
     is_shortest(9.9999998e10F, 1, 11) && is_shortest(-200.0F, -2, 2) && is_shortest(120.0F, 12, 1));
CASE("a NaN has no digits", decimal::shortest(nan).error() == errc::not_available);
CASE("nor has a NaN with its sign, or all ones",
     decimal::shortest(float_of(0xFFC0'0000)).error() == errc::not_available &&
         decimal::shortest(float_of(0xFFFF'FFFF)).error() == errc::not_available);
CASE("an infinity has none", decimal::shortest(infinity).error() == errc::not_available &&
                                 decimal::shortest(-infinity).error() == errc::not_available);

#if defined(METERPROTO_HOST_TESTS)  // what is no constant expression
TEST_CASE("an infinity is no number at run time") {
  CHECK(decimal::nearest(infinity, 0).error() == errc::not_available);
  CHECK(decimal::nearest(-infinity, -2).error() == errc::not_available);
  CHECK(decimal::nearest(std::numeric_limits<double>::infinity(), 3).error() == errc::not_available);
}
TEST_CASE("a number that overflows when it is scaled does not fit, and is no infinity") {
  CHECK(decimal::nearest(3e38F, -2).error() == errc::does_not_fit);
  CHECK(decimal::nearest(-1e308, -9).error() == errc::does_not_fit);
}
#endif
