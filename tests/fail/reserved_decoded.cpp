// SPDX-License-Identifier: MIT
// A reserved register has no meaning. The right form: static/modbus_point.cpp.
// EXPECT: reserved<meterproto::leviton_s4100::model>
#include <meterproto/leviton_s4100.hpp>

auto nothing_of(meterproto::modbus::registers const& reply) {
  return meterproto::leviton_s4100::reserved_38.decode(reply);
}
