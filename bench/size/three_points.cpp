// SPDX-License-Identifier: MIT
// A whole reader of three points as exact decimals: requests, replies, scale registers. The port is a register, as on a
// microcontroller.
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/response.hpp>
#include <meterproto/modbus/snapshot.hpp>

#include <cstdint>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;

#ifndef CRC
#define CRC trinomial
#endif

static constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total, s4100::frequency);

namespace {

std::uint32_t volatile& port = *reinterpret_cast<std::uint32_t volatile*>(0x4000'0000);

void show(meterproto::decimal const& number) {
  port = static_cast<std::uint32_t>(number.magnitude());
  port = static_cast<std::uint32_t>(number.exponent());
  port = number.negative() ? 1 : 0;
}

}  // namespace

extern "C" void _start() {
  constexpr auto method = modbus::crc_method::CRC;
  modbus::snapshot<plan> now;
  std::uint8_t frame[32];
  for (;;) {
    for (auto const& read : plan) {
      auto const request = modbus::frame_of<method>(1, read);
      if (!request) continue;
      for (auto const byte : *request) port = byte;
      std::size_t length = 0;
      for (std::uint32_t came = port; came != 0x100 && length != sizeof frame; came = port)
        frame[length++] = static_cast<std::uint8_t>(came);
      auto const answer = modbus::parse_registers<method>({frame, length}, 1, read);
      if (answer) now.take(*answer);
    }
    if (auto const volts = now.decode(s4100::voltage_ll_avg)) show(volts->in(meterproto::V));
    if (auto const power = now.decode(s4100::real_power_total)) show(power->in(meterproto::kW));
    if (auto const hertz = now.decode(s4100::frequency)) show(hertz->in(meterproto::Hz));
  }
}
