// SPDX-License-Identifier: MIT
// CRC-16/MODBUS; CRC is the method.
#include "../case.hpp"

#include <meterproto/modbus/crc.hpp>

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  port = meterproto::modbus::crc16<meterproto::modbus::crc_method::CRC>({data, size});
}

struct alignas(4) message {
  std::uint8_t content[256];
};
OUTSIDE_DATA message some = [] {
  message made{};
  for (unsigned i = 0; i != 256; ++i) made.content[i] = static_cast<std::uint8_t>(i * 37 + 11);
  return made;
}();
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {
    {"6 bytes", some.content, 6}, {"60 bytes", some.content, 60}, {"256 bytes", some.content, 256}, {}};
