// SPDX-License-Identifier: MIT
// Whoever does not look at a result does not know whether there is one. The right form: static/modbus_setting.cpp.
// EXPECT: nodiscard
#include <meterproto/leviton_s4100.hpp>
#pragma GCC diagnostic error "-Wunused-result"

void set_and_forget() {
  meterproto::leviton_s4100::ct_primary.set(200 * meterproto::A);
}
