// SPDX-License-Identifier: MIT
// A plan reads one meter. The right form: static/modbus_plan.cpp.
// EXPECT: one plan reads one meter
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/plan.hpp>

constexpr auto mixed =
    meterproto::modbus::plan(meterproto::leviton_s4100::frequency, meterproto::leviton_s4000r::frequency);
