// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/maybe.hpp>

using namespace meterproto;

namespace test_maybe {

struct pair {
  int left = 1;
  int right = 2;

  friend constexpr bool operator==(pair const&, pair const&) = default;
};

CASE("nothing is there by default", !maybe<int>{} && !maybe<int>{}.has_value());
CASE("a value is there, 0 as well", maybe<int>{0} && maybe<int>{0}.has_value() && *maybe<int>{7} == 7);
CASE("its members are reached by an arrow", [] {
  maybe<pair> const some = pair{3, 4};
  return some->left == 3 && some->right == 4;
}());
CASE("what stands for an absent one", maybe<int>{}.value_or(9) == 9 && maybe<int>{0}.value_or(9) == 0);
CASE("it is filled in where it stands, from its default on", [] {
  maybe<pair> some = pair{3, 4};
  some.emplace().left = 5;
  maybe<pair> none;
  return some == maybe<pair>{pair{5, 2}} && none.emplace() == pair{} && none.has_value();
}());
CASE("equal: both absent, or both there with the same value",
     maybe<int>{} == maybe<int>{} && maybe<int>{5} == maybe<int>{5} && maybe<pair>{pair{}} == maybe<pair>{pair{1, 2}});
CASE("different: one absent, though the other's value is the default; another value",
     maybe<int>{} != maybe<int>{0} && maybe<int>{0} != maybe<int>{} && maybe<int>{5} != maybe<int>{6});

}  // namespace test_maybe
