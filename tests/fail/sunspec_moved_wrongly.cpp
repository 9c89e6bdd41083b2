// SPDX-License-Identifier: MIT
// The total power stands at 40088, 18 registers behind the model's head. The right form: static/sunspec.cpp.
// EXPECT: the_point_does_not_stand_at_this_register
#include <meterproto/leviton_s4100_sunspec.hpp>

namespace block = meterproto::leviton_s4100_sunspec;
constexpr auto power = block::at_meter(40089, block::R, meterproto::sunspec::meter::real_power_total);
