// SPDX-License-Identifier: MIT
// Whoever does not look at an error does not know that registers came which nobody asked for. The right form:
// static/modbus_snapshot.cpp.
// EXPECT: nodiscard
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>
#pragma GCC diagnostic error "-Wunused-result"

static constexpr auto plan = meterproto::modbus::plan(meterproto::leviton_s4100::frequency);

void take_and_forget(meterproto::modbus::snapshot<plan>& now, meterproto::modbus::registers const& came) {
  now.take(came);
}
