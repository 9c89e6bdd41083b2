// SPDX-License-Identifier: MIT
// Register 28 of a 4000-R is no frequency. The right form: static/modbus_snapshot.cpp.
// EXPECT: this point is of another meter than the plan
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/snapshot.hpp>

constexpr auto poll = meterproto::modbus::plan(meterproto::leviton_s4000r::frequency);
auto frequency_of(meterproto::modbus::snapshot<poll> const& now) {
  return now.decode(meterproto::leviton_s4100::frequency);
}
