// SPDX-License-Identifier: MIT
// The log buffer is 5760 registers to page through, no value of a poll. The right form: static/leviton_s4100_log.cpp.
// EXPECT: a reserved register and a buffer are no values to poll
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/plan.hpp>

constexpr auto poll =
    meterproto::modbus::plan(meterproto::leviton_s4100::frequency, meterproto::leviton_s4100::log_buffer);
