// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/result.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

using namespace meterproto;

namespace {

constexpr result<int> seven = 7;
constexpr result<int> none = errc::bad_crc;
constexpr result<int> placed = error{errc::too_short, 3, 8};

constexpr result<int> half(int number) {
  if (number % 2 != 0) return error{errc::out_of_range, 0, static_cast<std::size_t>(number)};
  return number / 2;
}
constexpr result<std::string_view> word(int number) {
  return std::string_view{number == 7 ? "seven" : "another"};
}

constexpr int changed_in_place() {
  result<int> number = 1;
  *number = 5;
  return *number;
}

struct point {
  int x = 0;
};
constexpr int changed_through_the_arrow() {
  result<point> where = point{1};
  where->x = 9;
  return where->x;
}

struct incomparable {
  int number = 0;
};

/// How often `next` ran: a reason must pass by without calling it.
constexpr int calls_of_next(result<int> const& start) {
  int calls = 0;
  auto const count = [&](int number) -> result<int> {
    ++calls;
    return number;
  };
  auto const once = start.and_then(count).transform([&](int number) { return number + ++calls; });
  return once.has_value() == start.has_value() ? calls : -1;
}

template <class Result>
concept named_as_std_expected = requires(Result const fixed, Result changing) {
  typename Result::value_type;
  typename Result::error_type;
  { fixed.has_value() } -> std::same_as<bool>;
  { *fixed } -> std::same_as<typename Result::value_type const&>;
  { *changing } -> std::same_as<typename Result::value_type&>;
  { fixed.operator->() } -> std::same_as<typename Result::value_type const*>;
  { fixed.error() } -> std::same_as<typename Result::error_type const&>;
  { fixed.value_or(typename Result::value_type{}) } -> std::same_as<typename Result::value_type>;
};

template <class Left, class Right>
concept comparable = requires(Left left, Right right) { left == right; };

}  // namespace

CASE("a value is a result", seven.has_value() && seven && *seven == 7);
CASE("a result with a value has no error", seven.error() == errc::none && seven.error() == error{});
CASE("a reason is a result without a value", !none.has_value() && !none && none.error() == errc::bad_crc);
CASE("a bare reason has no place and no number", none.error().at == 0 && none.error().detail == 0);
CASE("a reason keeps its place and its number", placed.error().at == 3 && placed.error().detail == 8);
CASE("two errors are equal in all three parts", placed.error() == error{errc::too_short, 3, 8});
CASE("errors that differ in their place differ", placed.error() != error{errc::too_short, 2, 8});
CASE("errors that differ in their number differ", placed.error() != error{errc::too_short, 3, 7});
CASE("errors that differ in their code differ", placed.error() != error{errc::too_long, 3, 8});
CASE("an error compared with a code is compared by code alone", placed.error() == errc::too_short);
CASE("an error compared with another code differs", placed.error() != errc::too_long);
CASE("place and number have 16 bits",
     error{errc::too_long, 65535, 65535}.at == 65535 && error{errc::too_long, 0, 65535}.detail == 65535);

CASE("value_or gives the value where there is one", seven.value_or(1) == 7);
CASE("value_or gives the other where there is none", none.value_or(1) == 1);

CASE("and_then goes on with the value", result<int>{8}.and_then(half) == result<int>{4});
CASE("and_then gives the reason of the next step", seven.and_then(half).error() == error{errc::out_of_range, 0, 7});
CASE("and_then lets a reason pass with its place and number",
     placed.and_then(half).error() == error{errc::too_short, 3, 8});
CASE("and_then may change the type", *seven.and_then(word) == "seven");
CASE("and_then may change the type of a reason too", placed.and_then(word).error() == error{errc::too_short, 3, 8});
CASE("a chain stops at the first reason",
     result<int>{6}.and_then(half).and_then(half).and_then(half).error().detail == 3);
CASE("what follows a value is called once", calls_of_next(seven) == 2);
CASE("what follows a reason is never called", calls_of_next(none) == 0);

CASE("transform changes the value", *seven.transform([](int number) { return number * 1.5; }) == 10.5);
CASE("transform lets a reason pass", placed.transform([](int) { return 0.0; }).error() == error{errc::too_short, 3, 8});

constexpr auto filled_with(error why) {
  return result<int>::filled([&](int& number) {
    number += 7;
    return why;
  });
}
CASE("a value is filled in where it stands", filled_with({}) == seven);
CASE("what fills it in may have a reason not to", filled_with({errc::too_short, 3, 8}) == placed);

CASE("or_else leaves a value alone", *seven.or_else([](error) { return result<int>{0}; }) == 7);
CASE("or_else is told the reason", *placed.or_else([](error why) { return result<int>{why.detail}; }) == 8);
CASE("or_else may give another reason", none.or_else([](error) { return errc::too_long; }).error() == errc::too_long);

CASE("results with equal values are equal", seven == result<int>{7});
CASE("results with other values are not", seven != result<int>{8});
CASE("results with equal reasons are equal", none == result<int>{errc::bad_crc});
CASE("results with reasons at other places are not", placed != result<int>{errc::too_short});
CASE("a value does not equal a reason, though the default value hides below it", result<int>{0} != none);

CASE("the value can be changed in place", changed_in_place() == 5);
CASE("the value's members can be changed in place", changed_through_the_arrow() == 9);

CASE("the members have the names of std::expected",
     named_as_std_expected<result<int>>&& named_as_std_expected<result<point>>);
CASE("the error type is meterproto::error", std::same_as<result<int>::error_type, error>);
CASE("a result is tested explicitly", std::constructible_from<bool, result<int>>);
CASE("a result never becomes a number by itself",
     !std::convertible_to<result<int>, bool> && !std::convertible_to<result<int>, int>);
CASE("a code is no number either",
     !std::convertible_to<errc, result<int>::value_type> && std::convertible_to<errc, result<int>>);
CASE("results are compared where their values can be", comparable<result<int>, result<int>>);
CASE("and not where they cannot", !comparable<result<incomparable>, result<incomparable>>);
CASE("a result of a plain value is copied as bytes",
     std::is_trivially_copyable_v<result<int>>&& std::is_trivially_copyable_v<error>);
CASE("an error has six bytes, and eight where those are a word", sizeof(error) == (sizeof(std::size_t) >= 8 ? 8 : 6));
