// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/decimal.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>

using namespace meterproto;

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();  // 18446744073709551615
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();       // 9223372036854775807
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();      // -9223372036854775808

constexpr auto less = std::strong_ordering::less;
constexpr auto greater = std::strong_ordering::greater;
constexpr auto equal = std::strong_ordering::equal;

/// The same digits and the same exponent: more than an equal value.
constexpr bool same(decimal left, decimal right) {
  return left.magnitude() == right.magnitude() && left.exponent() == right.exponent() &&
         left.negative() == right.negative();
}

/// Both ways round, so that neither is only the other's mirror.
constexpr bool ordered(decimal left, std::strong_ordering order, decimal right) {
  return (left <=> right) == order && (right <=> left) == (0 <=> order) && (left == right) == (order == equal);
}

constexpr bool prints(decimal number, std::string_view wanted) {
  char text[64] = {};
  auto const printed = number.print(text);
  return printed && *printed == wanted && printed->data() == text;
}

/// Exactly enough room will do, and one character less will not; nothing is then written.
constexpr bool needs(decimal number, std::size_t size) {
  char text[64] = {};
  auto const fits = number.print(std::span{text}.first(size));
  char untouched[64] = {};
  auto const fails = number.print(std::span{untouched}.first(size - 1));
  return fits && fits->size() == size && fails.error() == error{errc::buffer_too_small, 0, size} && untouched[0] == 0;
}

constexpr bool parses(std::string_view text, decimal wanted) {
  auto const parsed = decimal::parse(text);
  return parsed && same(*parsed, wanted);
}
constexpr error fault_of(std::string_view text) {
  return decimal::parse(text).error();
}

/// What is printed reads back as the very same digits.
constexpr bool there_and_back(decimal number) {
  char text[64] = {};
  auto const printed = number.print(text);
  return printed && parses(*printed, number);
}

template <class Number>
concept a_decimal_by_itself = std::convertible_to<Number, decimal>;

}  // namespace

CASE("the default is 0",
     decimal{} == 0 && decimal{}.magnitude() == 0 && decimal{}.exponent() == 0 && !decimal{}.negative());
CASE("an integer is a decimal", same(42, decimal{42, 0}) && same(-42, decimal::from_magnitude(42, 0, true)));
CASE("the smallest 64-bit integer keeps its digits",
     decimal{least}.magnitude() == 9'223'372'036'854'775'808U && decimal{least}.negative());
CASE("an unsigned 64-bit counter keeps its digits", decimal::from_magnitude(largest).magnitude() == largest);
CASE("there is no negative zero", !decimal::from_magnitude(0, -2, true).negative() && !(-decimal{0}).negative());
CASE("a minus sign changes the sign", same(-decimal{5, -1}, decimal{-5, -1}) && same(-decimal{-5, 2}, decimal{5, 2}));
CASE("a power of ten moves the exponent, not the digits",
     same(decimal{123, -1}.times_power_of_ten(3), decimal{123, 2}));
CASE("a power of ten keeps the sign", same(decimal{-123}.times_power_of_ten(-3), decimal{-123, -3}));

CASE("1.0 is 1", ordered(decimal{10, -1}, equal, 1));
CASE("1000 * 10^-3 is 1 is 0.001 * 10^3",
     decimal{1000, -3} == decimal{1} && decimal{1} == decimal{1, -3}.times_power_of_ten(3));
CASE("zero is zero with any exponent", ordered(decimal{0, -5}, equal, decimal{0, 7}));
CASE("numbers with one exponent are ordered by digits", ordered(decimal{22, -1}, less, decimal{23, -1}));
CASE("0.9 is less than 1", ordered(decimal{9, -1}, less, 1));
CASE("1.1 is greater than 1", ordered(decimal{11, -1}, greater, 1));
CASE("the last digit counts across exponents",
     ordered(decimal{1'000'000'001, -9}, greater, 1) && ordered(decimal{999'999'999, -9}, less, 1));
CASE("a negative number is less than zero and than a positive one",
     ordered(decimal{-1, -9}, less, 0) && ordered(decimal{-1, 9}, less, decimal{1, -9}));
CASE("of two negative numbers the larger magnitude is less", ordered(decimal{-23, -1}, less, decimal{-22, -1}));
CASE("and so across exponents", ordered(decimal{-11, -1}, less, -1) && ordered(decimal{-9, -1}, greater, -1));
CASE("a positive number is greater than zero, whatever zero's exponent",
     ordered(decimal{1, -300}, greater, decimal{0, 300}));
CASE("the largest 64-bit number is compared exactly",
     ordered(decimal::from_magnitude(largest), greater, decimal::from_magnitude(largest - 1)));
CASE("1844674407370955161 * 10 is below the largest 64-bit number",
     ordered(decimal{1'844'674'407'370'955'161, 1}, less, decimal::from_magnitude(largest)));
CASE("1844674407370955162 * 10 is above it",
     ordered(decimal{1'844'674'407'370'955'162, 1}, greater, decimal::from_magnitude(largest)));
CASE("184467440737095516.15 * 100 is equal to it",
     ordered(decimal::from_magnitude(largest, -2).times_power_of_ten(2), equal, decimal::from_magnitude(largest)));
CASE("10^30 is above any 64-bit number", ordered(decimal{1, 30}, greater, decimal::from_magnitude(largest)));
CASE("10^-30 is below any that is not zero", ordered(decimal{1, -30}, less, 1) && ordered(decimal{1, -30}, greater, 0));
CASE("exponents far apart take no time", ordered(decimal{1, 30'000}, greater, decimal{1, -30'000}));

CASE("an integer is held as it is", decimal{42}.as_integer() == result<std::int64_t>{42});
CASE("230.2 in tenths is 2302", decimal{2302, -1}.as_integer(-1) == result<std::int64_t>{2302});
CASE("230.2 in hundredths is 23020", decimal{2302, -1}.as_integer(-2) == result<std::int64_t>{23'020});
CASE("230.2 in whole ones would lose a digit", decimal{2302, -1}.as_integer().error() == errc::out_of_range);
CASE("230.0 in whole ones is 230", decimal{2300, -1}.as_integer() == result<std::int64_t>{230});
CASE("5000 in thousands is 5", decimal{5000}.as_integer(3) == result<std::int64_t>{5});
CASE("5001 in thousands would lose digits", decimal{5001}.as_integer(3).error() == errc::out_of_range);
CASE("a negative number keeps its sign", decimal{-2500, -2}.as_integer() == result<std::int64_t>{-25});
CASE("zero is held with every exponent", decimal{0, -300}.as_integer(300) == result<std::int64_t>{0} &&
                                             decimal{0, 300}.as_integer() == result<std::int64_t>{0});
CASE("the largest signed 64-bit number fits", decimal{most}.as_integer() == result<std::int64_t>{most});
CASE("its negative fits", decimal{-most}.as_integer() == result<std::int64_t>{-most});
CASE("the smallest signed 64-bit number fits", decimal{least}.as_integer() == result<std::int64_t>{least});
CASE("2^63 does not fit",
     decimal::from_magnitude(9'223'372'036'854'775'808U).as_integer().error() == errc::does_not_fit);
CASE("-2^63 - 1 does not fit",
     decimal::from_magnitude(9'223'372'036'854'775'809U, 0, true).as_integer().error() == errc::does_not_fit);
CASE("the largest unsigned 64-bit number does not fit",
     decimal::from_magnitude(largest).as_integer().error() == errc::does_not_fit);
CASE("the largest unsigned 64-bit number with a digit less does",
     decimal::from_magnitude(18'446'744'073'709'551'610U, -1).as_integer() ==
         result<std::int64_t>{1'844'674'407'370'955'161});
CASE("922337203685477580 * 10 fits",
     decimal{922'337'203'685'477'580, 1}.as_integer() == result<std::int64_t>{9'223'372'036'854'775'800});
CASE("922337203685477581 * 10 does not",
     decimal{922'337'203'685'477'581, 1}.as_integer().error() == errc::does_not_fit);
CASE("10^19 does not fit", decimal{1, 19}.as_integer().error() == errc::does_not_fit);
CASE("a lost digit is found before a missing bit",
     decimal::from_magnitude(largest).as_integer(1).error() == errc::out_of_range);
CASE("a great exponent ends at the first lost digit", decimal{1}.as_integer(30'000).error() == errc::out_of_range);

CASE("zero prints as 0", prints(0, "0"));
CASE("zero prints with the decimals of its exponent", prints(decimal{0, -2}, "0.00"));
CASE("zero has no more zeros before the point", prints(decimal{0, 3}, "0"));
CASE("an integer prints its digits", prints(12'000, "12000") && prints(-7, "-7"));
CASE("a positive exponent prints as zeros", prints(decimal{12, 3}, "12000") && prints(decimal{-12, 3}, "-12000"));
CASE("a negative exponent prints as decimals",
     prints(decimal{2302, -1}, "230.2") && prints(decimal{-2302, -2}, "-23.02"));
CASE("trailing zeros that the exponent implies are printed",
     prints(decimal{2300, -1}, "230.0") && prints(decimal{1000, -3}, "1.000"));
CASE("a number below 1 has a zero before its point", prints(decimal{25, -2}, "0.25") && prints(decimal{5, -1}, "0.5"));
CASE("zeros behind the point are printed", prints(decimal{-25, -3}, "-0.025") && prints(decimal{1, -6}, "0.000001"));
CASE("the largest 64-bit number prints whole", prints(decimal::from_magnitude(largest), "18446744073709551615"));
CASE("with every digit behind the point too", prints(decimal::from_magnitude(largest, -20), "0.18446744073709551615"));
CASE("and with one before it", prints(decimal::from_magnitude(largest, -19), "1.8446744073709551615"));
CASE("the smallest 64-bit integer prints whole", prints(least, "-9223372036854775808"));
CASE("zero needs one character", needs(0, 1));
CASE("0.00 needs four", needs(decimal{0, -2}, 4));
CASE("230.0 needs five", needs(decimal{2300, -1}, 5));
CASE("-0.025 needs six", needs(decimal{-25, -3}, 6));
CASE("-12000 needs six", needs(decimal{-12, 3}, 6));
CASE("the largest 64-bit number needs twenty", needs(decimal::from_magnitude(largest), 20));
CASE("no room at all is told with what is needed",
     decimal{2300, -1}.print({}).error() == error{errc::buffer_too_small, 0, 5});

CASE("digits are parsed", parses("0", 0) && parses("12000", 12'000) && parses("007", 7));
CASE("decimals become the exponent, trailing zeros too",
     parses("-12.50", decimal{-1250, -2}) && parses("230.0", decimal{2300, -1}));
CASE("either sign is parsed", parses("+5", 5) && parses("-5", -5));
CASE("a point may stand first or last",
     parses(".5", decimal{5, -1}) && parses("5.", 5) && parses("-.5", decimal{-5, -1}));
CASE("minus zero is zero", parses("-0", 0) && parses("-0.0", decimal{0, -1}));
CASE("the largest 64-bit number is parsed", parses("18446744073709551615", decimal::from_magnitude(largest)));
CASE("and with decimals", parses("-1844674407370955161.5", decimal::from_magnitude(largest, -1, true)));
CASE("one more does not fit, from its last digit on",
     fault_of("18446744073709551616") == error{errc::does_not_fit, 19});
CASE("a digit more does not fit", fault_of("184467440737095516150") == error{errc::does_not_fit, 20});
CASE("a decimal more does not fit", fault_of("18446744073709551615.0") == error{errc::does_not_fit, 21});
CASE("an empty text is no number", fault_of("") == error{errc::not_a_number, 0});
CASE("a sign alone is no number", fault_of("-") == error{errc::not_a_number, 1});
CASE("a point alone is no number",
     fault_of(".") == error{errc::not_a_number, 1} && fault_of("-.") == error{errc::not_a_number, 2});
CASE("a second sign is at fault",
     fault_of("--5") == error{errc::not_a_number, 1} && fault_of("+-5") == error{errc::not_a_number, 1});
CASE("a sign behind a digit is at fault", fault_of("5-") == error{errc::not_a_number, 1});
CASE("a second point is at fault",
     fault_of("1.2.3") == error{errc::not_a_number, 3} && fault_of("..") == error{errc::not_a_number, 1});
CASE("a space is at fault",
     fault_of(" 5") == error{errc::not_a_number, 0} && fault_of("5 ") == error{errc::not_a_number, 1});
CASE("a letter is at fault",
     fault_of("12kWh") == error{errc::not_a_number, 2} && fault_of("0x10") == error{errc::not_a_number, 1});
CASE("an exponent is at fault",
     fault_of("1e5") == error{errc::not_a_number, 1} && fault_of("1E-5") == error{errc::not_a_number, 1});
CASE("a comma is at fault", fault_of("1,5") == error{errc::not_a_number, 1});
CASE("the neighbours of the digits are at fault",
     fault_of("/") == error{errc::not_a_number, 0} && fault_of(":") == error{errc::not_a_number, 0});
CASE("a NUL within is at fault", fault_of(std::string_view{"1\0", 2}) == error{errc::not_a_number, 1});
CASE("names of numbers that are none are at fault",
     fault_of("nan") == errc::not_a_number && fault_of("inf") == errc::not_a_number);
CASE("a very long fraction ends", [] {
  char text[400] = {};
  for (auto& one : text) one = '0';
  text[0] = '.';
  return decimal::parse({text, 400}).error().code;
}() == errc::does_not_fit);

CASE("what is printed reads back: integers",
     there_and_back(0) && there_and_back(-7) && there_and_back(decimal::from_magnitude(largest)));
CASE("what is printed reads back: decimals",
     there_and_back(decimal{0, -2}) && there_and_back(decimal{-25, -3}) && there_and_back(decimal{2300, -1}));

CASE("every integer is a decimal by itself",
     a_decimal_by_itself<int>&& a_decimal_by_itself<std::int64_t>&& a_decimal_by_itself<std::uint16_t>);
CASE("a floating-point number is none: it would be cut off",
     !a_decimal_by_itself<double> && !a_decimal_by_itself<float>);
CASE("an unsigned 64-bit number keeps its sign and its digits", decimal{largest}.magnitude() == largest &&
                                                                    !decimal{largest}.negative() &&
                                                                    decimal{4'294'967'295U} == 4'294'967'295);
