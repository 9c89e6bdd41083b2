// SPDX-License-Identifier: MIT
// The manual allows 5 to 32000 A. The right form: static/bacnet_object.cpp.
// EXPECT: the_manual_does_not_allow_this_value
#include <meterproto/leviton_s4100_bacnet.hpp>

constexpr auto too_small = meterproto::leviton_s4100_bacnet::ct_primary.set_constant(4 * meterproto::A);
