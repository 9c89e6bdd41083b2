// SPDX-License-Identifier: MIT
// What is measured cannot be set. The right form: static/modbus_setting.cpp.
// EXPECT: point<meterproto::leviton_s4100::model, meterproto::ampere
#include <meterproto/leviton_s4100.hpp>

auto wish() {
  return meterproto::leviton_s4100::current_a.set(200 * meterproto::A);
}
