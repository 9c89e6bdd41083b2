// SPDX-License-Identifier: MIT
// The request would view the bytes of a write that is gone. The right form: static/modbus_setting.cpp.
// EXPECT: deleted
#include <meterproto/wago_879.hpp>

using namespace meterproto;

modbus::request dangling() {
  modbus::request const asked = wago_879::s0_pulse_rate.set(10 * imp_per_kWh)->to(1);
  return asked;
}
