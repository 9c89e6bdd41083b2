// SPDX-License-Identifier: MIT
// An energy has no value in volts. The right form: static/modbus_point.cpp.
// EXPECT: unit<meterproto::watt_hour>
#include <meterproto/leviton_s4100.hpp>

auto volts_of(meterproto::modbus::registers const& reply, meterproto::leviton_s4100::scales const& scales) {
  return meterproto::leviton_s4100::real_energy_import.decode(reply, scales)->in(meterproto::V);
}
