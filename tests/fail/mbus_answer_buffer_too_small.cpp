// SPDX-License-Identifier: MIT
// A long frame has up to 261 bytes: a smaller buffer is no buffer for it. The right form: static/mbus_search.cpp.
// EXPECT: std::span<
#include <meterproto/mbus.hpp>

#include <array>

auto next_of(meterproto::mbus::secondary_search& search) {
  static std::array<std::uint8_t, 255> buffer;
  return search.next(buffer);
}
