// SPDX-License-Identifier: MIT
// Who does not look at what was parsed does not know whether its CRC was right. The right form: static/modbus_request.cpp.
// EXPECT: nodiscard
#include <meterproto/modbus.hpp>
#pragma GCC diagnostic error "-Wunused-result"

void look_at(meterproto::bytes came) {
  meterproto::modbus::parse_request(came);
}
