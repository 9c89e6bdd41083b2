// SPDX-License-Identifier: MIT
// The fourth scale register of the layout is that of power, 22; this model has that of the frequency, 17, in its place.
// The right form: static/sunspec.cpp.
// EXPECT: the_scale_register_is_not_moved_with_the_point
#include <meterproto/sunspec.hpp>

#include <array>

namespace sunspec = meterproto::sunspec;

struct block_at_100 {
  static constexpr int first_number = 0;
  using scale = sunspec::meter::scale;
  static constexpr std::array<std::uint16_t, 10> scale_addresses{106, 115, 122, 117, 127, 132, 137, 154, 171, 204};
  static constexpr auto scale_exponent = sunspec::scale_exponent;
};
constexpr auto power = meterproto::modbus::moved<block_at_100>(sunspec::meter::real_power_total, {118},
                                                               meterproto::modbus::R, 18);
