// SPDX-License-Identifier: MIT
// The answer with 125 registers, checked; with FLOATS also the 62 floats in it.
#include "../case.hpp"

#include <meterproto/modbus/format.hpp>
#include <meterproto/modbus/response.hpp>

namespace modbus = meterproto::modbus;

#ifdef FLOATS
OUTSIDE_RAM static float values[62];
#endif

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  modbus::read const asked{.address = 0, .quantity = 125};
  auto const read = modbus::parse_registers<modbus::crc_method::CRC>({data, size}, 1, asked);
  if (!read) return;
#ifdef FLOATS
  modbus::floats_of(read->data, modbus::word_order::abcd, values);
  asm volatile("" ::"r"(values) : "memory");
#else
  port = read->data.front();
#endif
}

/// The same frame at two addresses: at 4k + 1 the registers begin at a whole word.
struct alignas(4) frames {
  std::uint8_t before_aligned = 0;
  std::uint8_t aligned[255]{};
  std::uint8_t other[255]{};
};
OUTSIDE_DATA frames some = [] {
  frames made;
  std::uint8_t frame[255] = {1, 3, 250};
  for (unsigned i = 3; i != 253; ++i) frame[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 0x43 : i);
  auto const sum = modbus::crc16({frame, 253});
  frame[253] = static_cast<std::uint8_t>(sum & 0xFFU);
  frame[254] = static_cast<std::uint8_t>(sum >> 8U);
  for (unsigned i = 0; i != 255; ++i) made.aligned[i] = made.other[i] = frame[i];
  return made;
}();
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {
    {"word-aligned", some.aligned, 255}, {"at another address", some.other, 255}, {}};
