// SPDX-License-Identifier: MIT
// "Floating point registers are not scaled." The right form: static/modbus_point.cpp.
// EXPECT: requires scaled
#include <meterproto/leviton_s4100.hpp>

auto power_of(meterproto::modbus::registers const& reply, meterproto::leviton_s4100::scales const& scales) {
  return meterproto::leviton_s4100::real_power_total_f.decode(reply, scales);
}
