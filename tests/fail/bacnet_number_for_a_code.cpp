// SPDX-License-Identifier: MIT
// 40 is a system type only as system_type::wye. The right form: static/bacnet_object.cpp.
// EXPECT: this setting takes an enumerator of its code
#include <meterproto/leviton_s4100_bacnet.hpp>

auto by_number() {
  return meterproto::leviton_s4100_bacnet::system_type.set(40);
}
