// SPDX-License-Identifier: MIT
// The manual allows 20 to 5000 A. The right form: static/modbus_setting.cpp.
// EXPECT: the_manual_does_not_allow_this_value
#include <meterproto/leviton_s4000r.hpp>

constexpr auto too_small = meterproto::leviton_s4000r::ct_primary.set_constant(19 * meterproto::A);
