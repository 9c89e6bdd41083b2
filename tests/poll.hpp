// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus.hpp>
#include <meterproto/modbus/snapshot.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

namespace tests {

/// One point of a device with unit id 1, over the wire, with the registers that its value needs beside it.
template <auto const& Point, class Device>
auto result_of(Device& device) {
  static constexpr auto plan = meterproto::modbus::plan(Point);
  meterproto::modbus::snapshot<plan> now;
  std::array<std::uint8_t, meterproto::modbus::max_frame> space{};
  for (auto const& one : now.begin_poll()) {
    auto const request = meterproto::modbus::frame_of(1, one);
    auto const answer = meterproto::modbus::answer(*request, 1, device, space);
    auto const got = meterproto::modbus::parse_registers(answer, 1, one);
    REQUIRE(got.has_value());
    REQUIRE(now.take(*got).code == meterproto::errc::none);
  }
  return now.decode(Point);
}

/// The same, where the meter has it.
template <auto const& Point, class Device>
auto value_of(Device& device) {
  auto const got = result_of<Point>(device);
  REQUIRE(got.has_value());
  return *got;
}

}  // namespace tests
