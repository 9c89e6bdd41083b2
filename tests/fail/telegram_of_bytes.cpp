// SPDX-License-Identifier: MIT
// Only a frame whose check sum was right has a telegram. The right form: static/mbus_header.cpp.
// EXPECT: frame
#include <meterproto/mbus.hpp>

auto read(meterproto::bytes came) {
  return meterproto::mbus::parse_telegram(came);
}
