// SPDX-License-Identifier: MIT
// 200 of what? The right form: static/modbus_setting.cpp.
// EXPECT: this setting takes an amount in its unit
#include <meterproto/leviton_s4100.hpp>

auto bare() {
  return meterproto::leviton_s4100::ct_primary.set(200);
}
