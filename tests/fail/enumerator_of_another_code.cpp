// SPDX-License-Identifier: MIT
// The display has units, the meter a system type. The right form: static/modbus_setting.cpp.
// EXPECT: this setting takes an enumerator of its code
#include <meterproto/leviton_s4100.hpp>

auto confused() {
  return meterproto::leviton_s4100::display_units.set(meterproto::leviton::system_type::wye);
}
