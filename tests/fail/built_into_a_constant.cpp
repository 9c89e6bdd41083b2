// SPDX-License-Identifier: MIT
// What came from the line is looked at and not written. The right form: static/modbus_response.cpp.
// EXPECT: std::span<
#include <meterproto/modbus.hpp>

auto echo(meterproto::modbus::response const& what, meterproto::bytes came) {
  return build(what, came);
}
