// SPDX-License-Identifier: MIT
// VIF 03 counts Wh: a point that gives them in volts is a slip. The right form: static/mbus_point.cpp.
// EXPECT: the_vif_has_another_unit
#include <meterproto/mbus.hpp>

using meterproto::mbus::dif, meterproto::mbus::vif, meterproto::mbus::point;

constexpr auto mistaken = point{dif(0x04), vif(0x03), meterproto::V, {meterproto::quantity::voltage}};
