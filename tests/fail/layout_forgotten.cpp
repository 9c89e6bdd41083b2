// SPDX-License-Identifier: MIT
// A WAGO value of 5000 on means nothing unless register 4026 was read. The right form: static/wago_879.cpp.
// EXPECT: requires(!scaled)
#include <meterproto/wago_879.hpp>

auto voltage_of(meterproto::modbus::registers const& reply) {
  return meterproto::wago_879::voltage_an.decode(reply);
}
