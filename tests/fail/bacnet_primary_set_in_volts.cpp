// SPDX-License-Identifier: MIT
// The primary current is no voltage. The right form: static/bacnet_object.cpp.
// EXPECT: this setting takes an amount in its unit
#include <meterproto/leviton_s4100_bacnet.hpp>

auto mistaken() {
  return meterproto::leviton_s4100_bacnet::ct_primary.set(100 * meterproto::V);
}
