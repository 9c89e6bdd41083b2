// SPDX-License-Identifier: MIT
// Two translation units that include everything must link.
#include <meterproto/codes_text.hpp>
#include <meterproto/identify.hpp>
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100_log.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus.hpp>
#include <meterproto/modbus/text.hpp>

std::size_t points_of_the_other() { return meterproto::wago_879::registers.size(); }
