// SPDX-License-Identifier: MIT
// A read request, ready for the line.
#include "../case.hpp"

#include <meterproto/modbus/request.hpp>

namespace modbus = meterproto::modbus;

OUTSIDE_RAM static std::uint8_t sent[8];

extern "C" void measured(std::uint8_t const* data, std::size_t) {
  modbus::read const wanted{.address = data[0], .quantity = data[1]};
  auto const frame = modbus::frame_of<modbus::crc_method::CRC>(1, wanted);
  if (!frame) return;
  for (std::size_t i = 0; i != sizeof sent; ++i) sent[i] = (*frame)[i];
  asm volatile("" ::"r"(sent) : "memory");
}

OUTSIDE_DATA std::uint8_t wanted[] = {0x6B, 3};
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"3 registers", wanted, sizeof wanted}, {}};
