// SPDX-License-Identifier: MIT
// 1.234 kWh as an int in Wh would be 1000 or 1234, by where the digits are cut off. The right form: static/units.cpp.
// EXPECT: floating_point
#include <meterproto/leviton_s4100.hpp>

int watt_hours_of(meterproto::modbus::registers const& reply) {
  return meterproto::leviton_s4100::real_energy_import_f.decode(reply)->in<int>(meterproto::Wh);
}
