// SPDX-License-Identifier: MIT
// 0030 is 30 ms or 48 ms, and no source decides: the caller says which. The right form: static/wago_879.cpp.
// EXPECT: format_of<decimal> chosen
#include <meterproto/wago_879.hpp>

auto guessed(meterproto::modbus::registers const& reply) {
  return meterproto::wago_879::pulse_duration.decode(reply);
}
