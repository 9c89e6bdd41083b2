// SPDX-License-Identifier: MIT
// Any octets to the virtual Leviton and WAGO meters on Modbus: what they answer is a response to what was asked.
#include "fuzz.hpp"
#include "meters.hpp"

#include <meterproto/modbus.hpp>
#include <meterproto/virtual_leviton.hpp>
#include <meterproto/virtual_wago.hpp>

#include <array>

namespace {

namespace modbus = meterproto::modbus;

template <class Device>
void ask(Device& device, fuzz::source in) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  while (!in.empty()) {
    auto frame = fuzz::copy_of(in.take(in.u8()));
    // Most of what a fuzzer makes has a wrong CRC: every other frame gets the right one.
    if (in.u8() % 2 == 0) {
      auto const crc = modbus::crc16(frame);
      frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
      frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    }
    auto const answer = modbus::answer(frame, 1, device, space);
    if (answer.empty()) continue;
    auto const asked = modbus::parse_request(frame);
    if (asked)
      PROMISE(modbus::parse_response(answer, *asked) ||
              modbus::parse_response(answer, *asked).error() == meterproto::errc::refused);
    PROMISE(modbus::parse_response(answer).has_value() ||
            modbus::parse_response(answer).error() == meterproto::errc::refused);
  }
}

}  // namespace

void fuzz_one(fuzz::source in) {
  using namespace meterproto;
  virtual_registers::showing const shown{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};
  static std::vector<std::uint16_t> log(virtual_leviton::log_size);
  switch (in.u8() % 3) {
    case 0: {
      virtual_leviton::device<virtual_leviton::s4000k> device{{}, fuzz::chosen, shown};
      return ask(device, in);
    }
    case 1: {
      virtual_leviton::device<virtual_leviton::s4100> device{{}, fuzz::chosen, shown, log};
      return ask(device, in);
    }
    default: {
      virtual_wago::device device{{}, fuzz::chosen, shown};
      return ask(device, in);
    }
  }
}
