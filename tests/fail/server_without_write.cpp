// SPDX-License-Identifier: MIT
// A device that cannot be written must say so itself, with an exception. The right form: static/modbus_server.cpp.
// EXPECT: it.write
#include <meterproto/modbus.hpp>

#include <array>

struct read_only {
  meterproto::modbus::exception read(meterproto::modbus::table, std::uint16_t, std::uint16_t, meterproto::writer&);
};

auto answer_of(read_only& it, meterproto::bytes frame) {
  static std::array<std::uint8_t, meterproto::modbus::max_frame> buffer;
  return meterproto::modbus::answer(frame, 1, it, buffer);
}
