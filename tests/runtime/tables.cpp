// SPDX-License-Identifier: MIT
// The tables are made while the compiler runs. Made once more while the program runs, they are the same.
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/wago_879.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>

using namespace meterproto;

namespace {

template <class Rows>
bool same_registers(Rows const& left, Rows const& right) {
  return std::ranges::equal(left, right, [](modbus::row const& mine, modbus::row const& other) {
    return mine.address == other.address && mine.count == other.count && mine.as == other.as &&
           mine.when == other.when && mine.order == other.order && mine.may == other.may && mine.nv == other.nv &&
           mine.in == other.in && mine.scale == other.scale && mine.of == other.of;
  });
}
template <class Ranges>
bool same_ranges(Ranges const& left, Ranges const& right) {
  return std::ranges::equal(left, right, [](range const& mine, range const& other) {
    if (mine.size() != other.size() || mine.exponent() != other.exponent()) return false;
    for (unsigned i = 0; i != mine.size(); ++i)
      if (mine[i].low != other[i].low || mine[i].high != other[i].high) return false;
    return true;
  });
}

constexpr auto rows = [](auto const&... points) { return modbus::rows_of(points...); };
constexpr auto ranges = [](auto const&... points) { return ranges_of(points...); };

}  // namespace

TEST_CASE("Leviton Series 4000-R and 4000-K") {
  namespace r = leviton_s4000r;
  namespace k = leviton_s4000k;
  CHECK(same_registers(r::table_of::all(r::ct_primary, r::reserved_132, rows), r::registers));
  CHECK(same_ranges(r::table_of::all(r::ct_primary, r::reserved_132, ranges), r::ranges));
  CHECK(same_registers(k::table_of::all(k::ct_primary, k::ct_secondary, rows), k::registers));
  CHECK(same_ranges(k::table_of::all(k::ct_primary, k::ct_secondary, ranges), k::ranges));
}
TEST_CASE("Leviton Series 4100") {
  CHECK(same_registers(leviton_s4100::table_of::all(rows), leviton_s4100::registers));
  CHECK(same_ranges(leviton_s4100::table_of::all(ranges), leviton_s4100::ranges));
}
TEST_CASE("SunSpec, and the block of the Series 4100") {
  CHECK(same_registers(sunspec::meter::table_of::all(rows), sunspec::meter::registers));
  CHECK(same_registers(leviton_s4100_sunspec::table_of::all(rows), leviton_s4100_sunspec::registers));
  CHECK(same_ranges(leviton_s4100_sunspec::table_of::all(ranges), leviton_s4100_sunspec::ranges));
}
TEST_CASE("WAGO 879") {
  CHECK(same_registers(wago_879::table_of::all(rows), wago_879::registers));
  CHECK(same_ranges(wago_879::table_of::all(ranges), wago_879::ranges));
}
TEST_CASE("Leviton Series 4100 on BACnet") {
  namespace s4100 = leviton_s4100_bacnet;
  auto const made = s4100::table_of::all([](auto const&... points) { return bacnet::rows_of(points...); });
  CHECK(std::ranges::equal(made, s4100::objects, [](bacnet::row const& mine, bacnet::row const& other) {
    return mine.object == other.object && mine.of == other.of && mine.as == other.as && mine.may == other.may;
  }));
  CHECK(same_ranges(s4100::table_of::all(ranges), s4100::ranges));
  CHECK(bacnet::first_misplaced(made) == -1);
}
TEST_CASE("A plan of objects") {
  namespace s4100 = leviton_s4100_bacnet;
  auto const made = bacnet::plan(s4100::voltage_an, s4100::real_power_total);
  CHECK(made.points() == 2);
  CHECK(made.wanted().size() == 2);
  auto const vouched = bacnet::plan(bacnet::with_reliability::yes, s4100::voltage_an);
  CHECK(vouched.wanted().size() == 2);
}
