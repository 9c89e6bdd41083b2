// SPDX-License-Identifier: MIT
// An answer may fill 256 bytes: a smaller buffer is no buffer for it. The right form: static/modbus_server.cpp.
// EXPECT: std::span<
#include <meterproto/modbus.hpp>

#include <array>

struct device {
  meterproto::modbus::exception read(meterproto::modbus::table, std::uint16_t, std::uint16_t, meterproto::writer&);
  meterproto::modbus::exception write(meterproto::modbus::table, std::uint16_t, std::uint16_t, meterproto::bytes);
};

auto answer_of(device& it, meterproto::bytes frame) {
  static std::array<std::uint8_t, 128> buffer;
  return meterproto::modbus::answer(frame, 1, it, buffer);
}
