// SPDX-License-Identifier: MIT
// What is measured cannot be set. The right form: static/bacnet_object.cpp.
// EXPECT: point<meterproto::leviton_s4100_bacnet::model, meterproto::ampere
#include <meterproto/leviton_s4100_bacnet.hpp>

auto wish() {
  return meterproto::leviton_s4100_bacnet::current_a.set(100 * meterproto::A);
}
