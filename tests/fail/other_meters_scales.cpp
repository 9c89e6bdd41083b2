// SPDX-License-Identifier: MIT
// The scale registers of another meter say nothing about this one's values. The right form: static/modbus_point.cpp.
// EXPECT: scale_values<meterproto::leviton_s4100::model>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>

auto power_of(meterproto::modbus::registers const& reply, meterproto::leviton_s4000r::scales const& scales) {
  return meterproto::leviton_s4100::real_power_total.decode(reply, scales);
}
