// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/fixed.hpp>

#include <array>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_fixed {

using mbus::quantity;
using mbus::unit;

// EN 13757-3:2004, 6.2. The example of the manual: number 12345678, access 0A, status 00, E9 7E: medium 7 (water),
// counter 1 in litres, actual, counter 2 the same at a fixed date.
constexpr std::uint8_t water[] = {0x78, 0x56, 0x34, 0x12, 0x0A, 0x00, 0xE9, 0x7E,
                                  0x01, 0x00, 0x00, 0x00, 0x35, 0x01, 0x00, 0x00};
constexpr auto read = *mbus::parse_fixed(water, false);
CASE("number, access, status, medium",
     read.id == 0x12345678 && read.access == 0x0A && read.status == 0 && read.medium == 7);
CASE("counter 1: 1 litre", read.counters[0].unit_code == 0x29 && read.counters[0].unit.what == quantity::volume &&
                               read.counters[0].unit.in == unit::m3 && !read.counters[0].stored &&
                               !read.counters[0].binary && read.counters[0].raw(false) == decimal{1} &&
                               read.counters[0].number(false) == decimal{1, -3});
CASE("counter 2, 3E: the same unit, stored: 135 litres",
     read.counters[1].unit_code == 0x3E && read.counters[1].unit.what == quantity::volume && read.counters[1].stored &&
         read.counters[1].raw(false) == decimal{135} && read.counters[1].number(false) == decimal{135, -3});
constexpr mbus::fixed_data with(unsigned status, unsigned first, unsigned second, bool most_significant_first = false) {
  std::array<std::uint8_t, 16> data{};
  for (std::size_t i = 0; i != 16; ++i) data[i] = water[i];
  data[5] = static_cast<std::uint8_t>(status);
  data[6] = static_cast<std::uint8_t>(first);
  data[7] = static_cast<std::uint8_t>(second);
  auto made = *mbus::parse_fixed(data, most_significant_first);
  for (auto& one : made.counters) one.data = {};
  return made;
}
CASE("status bit 7: binary, bit 6: both stored", with(0x80, 0xE9, 0x7E)
                                                         .counters[0]
                                                         .binary&& with(0x80, 0xE9, 0x7E)
                                                         .counters[1]
                                                         .binary&& with(0x40, 0x29, 0x29)
                                                         .counters[0]
                                                         .stored&& with(0x40, 0x29, 0x29)
                                                         .counters[1]
                                                         .stored &&
                                                     !with(0x3F, 0x29, 0x29).counters[0].stored &&
                                                     !with(0x3F, 0x29, 0x29).counters[0].binary);
constexpr bool has_unit(unsigned code, quantity what, unit in, int exponent) {
  auto const got = with(0, code, 0x3F).counters[0].unit;
  return got.what == what && got.in == in && got.exponent == exponent;
}
CASE("Wh to 100 MWh", has_unit(0x02, quantity::energy, unit::Wh, 0) && has_unit(0x05, quantity::energy, unit::Wh, 3) &&
                          has_unit(0x0A, quantity::energy, unit::Wh, 8));
CASE("kJ to 100 GJ", has_unit(0x0B, quantity::energy, unit::J, 3) && has_unit(0x13, quantity::energy, unit::J, 11));
CASE("W to 100 MW, kJ/h to 100 GJ/h",
     has_unit(0x14, quantity::power, unit::W, 0) && has_unit(0x1C, quantity::power, unit::W, 8) &&
         has_unit(0x1D, quantity::power, unit::J_per_h, 3) && has_unit(0x25, quantity::power, unit::J_per_h, 11));
CASE("ml to 100 m3, and the same per hour", has_unit(0x26, quantity::volume, unit::m3, -6) &&
                                                has_unit(0x2E, quantity::volume, unit::m3, 2) &&
                                                has_unit(0x2F, quantity::volume_flow, unit::m3_per_h, -6) &&
                                                has_unit(0x37, quantity::volume_flow, unit::m3_per_h, 2));
CASE("temperature, heat cost units, none", has_unit(0x38, quantity::temperature, unit::degC, -3) &&
                                               has_unit(0x39, quantity::hca_units, unit::none, 0) &&
                                               has_unit(0x3F, quantity::dimensionless, unit::none, 0));
CASE("reserved, time and date",
     has_unit(0x3A, quantity::reserved, unit::none, 0) && has_unit(0x3D, quantity::reserved, unit::none, 0) &&
         has_unit(0x00, quantity::reserved, unit::none, 0) && has_unit(0x01, quantity::reserved, unit::none, 0));
CASE("binary, and in mode 2", [] {
  constexpr std::uint8_t turned[] = {0x12, 0x34, 0x56, 0x78, 0x0A, 0x80, 0xE9, 0x7E,
                                     0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFE};
  auto const got = mbus::parse_fixed(turned, true);
  return got && got->id == 0x12345678 && got->counters[0].number(true) == decimal{1, -3} &&
         got->counters[1].raw(true) == decimal{-2};
}());
CASE("digits above 9 are none", [] {
  constexpr std::uint8_t data[] = {0x78, 0x56, 0x34, 0x12, 0x0A, 0x00, 0xE9, 0x7E,
                                   0x0A, 0x00, 0x00, 0x00, 0x35, 0x01, 0x00, 0xA0};
  auto const got = mbus::parse_fixed(data, false);
  return got->counters[0].raw(false).error() == errc::not_available &&
         got->counters[1].number(false).error() == errc::not_available;
}());
CASE("16 bytes and no other number", [] {
  std::array<std::uint8_t, 20> data{};
  for (std::size_t size = 0; size <= 20; ++size) {
    auto const why = mbus::parse_fixed(bytes{data}.first(size), false).error();
    if (size < 16   ? why != error{errc::too_short, size, 16}
        : size > 16 ? why != error{errc::too_long, 16, 16}
                    : why != error{})
      return false;
  }
  return true;
}());

}  // namespace test_mbus_fixed
