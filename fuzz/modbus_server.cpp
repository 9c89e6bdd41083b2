// SPDX-License-Identifier: MIT
// Any octets to the virtual Leviton and WAGO meters on Modbus: what they answer is a response to what was asked. And a
// device with any identification: a reader that follows its parts gets all its objects, once and in their order.
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

/// No registers, but objects with any contents at any ids.
struct named_device {
  std::array<meterproto::bytes, 256> objects{};
  std::uint8_t level = 0x83;

  static modbus::exception read(modbus::table, std::uint16_t, std::uint16_t, meterproto::writer&) {
    return modbus::exception::illegal_data_address;
  }
  static modbus::exception write(modbus::table, std::uint16_t, std::uint16_t, meterproto::bytes) {
    return modbus::exception::illegal_data_address;
  }
  [[nodiscard]] meterproto::bytes device_object(std::uint8_t id) const { return objects[id]; }
  [[nodiscard]] std::uint8_t conformity() const { return level; }
};
void identify(fuzz::source in) {
  named_device device;
  auto const code = static_cast<modbus::device_id_code>(in.u8() % 3 + 1);
  device.level = static_cast<std::uint8_t>(in.u8() % 3 + 0x81);
  while (!in.empty()) {
    auto const id = in.u8();
    device.objects[id] = in.take(in.u8() % 245U);  // what fits into an answer
  }
  std::array<std::uint8_t, modbus::max_frame> space{};
  std::array<std::uint8_t, modbus::max_frame> answered{};
  modbus::device_id_reader reader{code, 256};
  std::array<unsigned, 256> seen{};
  while (!reader.done()) {
    auto const asked = modbus::read_device_id(1, code, reader.next_object());
    auto const answer = fuzz::copy_of(modbus::answer(*modbus::build(asked, space), 1, device, answered));
    auto const response = modbus::parse_response(answer, asked);
    PROMISE(response);
    auto const part = modbus::parse_device_id(response->data);
    PROMISE(part);
    for (auto const object : part->objects) {
      ++seen[object.id];
      PROMISE(fuzz::same(object.value, device.objects[object.id]));
    }
    PROMISE(reader.take(*part).code == meterproto::errc::none);
  }
  auto const level = std::min(static_cast<unsigned>(code), device.level & 0x7FU);
  std::size_t const end = level == 1 ? 3 : level == 2 ? 7 : 256;
  for (std::size_t id = 0; id != 256; ++id) PROMISE(seen[id] == (id < end && !device.objects[id].empty() ? 1U : 0U));
}

}  // namespace

void fuzz_one(fuzz::source in) {
  using namespace meterproto;
  virtual_registers::showing const shown{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};
  static std::vector<std::uint16_t> log(virtual_leviton::log_size);
  switch (in.u8() % 4) {
    case 0: {
      virtual_leviton::device<virtual_leviton::s4000k> device{{}, fuzz::chosen, shown};
      return ask(device, in);
    }
    case 1: {
      virtual_leviton::device<virtual_leviton::s4100> device{{}, fuzz::chosen, shown, log};
      return ask(device, in);
    }
    case 3: return identify(in);
    default: {
      virtual_wago::device device{{}, fuzz::chosen, shown};
      return ask(device, in);
    }
  }
}
