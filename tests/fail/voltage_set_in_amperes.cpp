// SPDX-License-Identifier: MIT
// The system voltage is no current. The right form: static/modbus_setting.cpp.
// EXPECT: this setting takes an amount in its unit
#include <meterproto/leviton_s4100.hpp>

auto mistaken() {
  return meterproto::leviton_s4100::system_voltage.set(600 * meterproto::A);
}
