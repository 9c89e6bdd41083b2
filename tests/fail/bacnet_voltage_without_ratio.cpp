// SPDX-License-Identifier: MIT
// Which voltages are legal goes by the PT ratio. The right form: static/bacnet_object.cpp.
// EXPECT: arguments
#include <meterproto/leviton_s4100_bacnet.hpp>

auto unchecked() {
  return meterproto::leviton_s4100_bacnet::system_voltage.set(600 * meterproto::V);
}
