// SPDX-License-Identifier: MIT
// A reserved register has no value to read. The right form: static/modbus_plan.cpp.
// EXPECT: a reserved register and a buffer are no values to poll
#include <meterproto/modbus/plan.hpp>
#include <meterproto/wago_879.hpp>

constexpr auto poll = meterproto::modbus::plan(meterproto::wago_879::reserved_4025);
