// SPDX-License-Identifier: MIT
// A scaled register means nothing without its scale register. The right form: static/modbus_point.cpp.
// EXPECT: requires(!scaled)
#include <meterproto/leviton_s4100.hpp>

auto power_of(meterproto::modbus::registers const& reply) {
  return meterproto::leviton_s4100::real_power_total.decode(reply);
}
