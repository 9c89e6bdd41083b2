// SPDX-License-Identifier: MIT
// Whether its CRC was right, only the result of parsing says. The right form: static/modbus_request.cpp.
// EXPECT: nodiscard
#include <meterproto/modbus.hpp>
#pragma GCC diagnostic error "-Wunused-result"

void look_at(meterproto::bytes came) {
  meterproto::modbus::parse_request(came);
}
