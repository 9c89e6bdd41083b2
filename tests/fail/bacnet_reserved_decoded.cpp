// SPDX-License-Identifier: MIT
// A reserved object has no meaning. The right form: static/bacnet_object.cpp.
// EXPECT: valueless<meterproto::leviton_s4100_bacnet::model>
#include <meterproto/leviton_s4100_bacnet.hpp>

auto nothing_of(meterproto::bytes value) {
  return meterproto::leviton_s4100_bacnet::reserved_ai28.decode(value);
}
