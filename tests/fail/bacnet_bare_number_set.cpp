// SPDX-License-Identifier: MIT
// 100 of what? The right form: static/bacnet_object.cpp.
// EXPECT: this setting takes an amount in its unit
#include <meterproto/leviton_s4100_bacnet.hpp>

auto bare() {
  return meterproto::leviton_s4100_bacnet::ct_primary.set(100);
}
