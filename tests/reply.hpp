// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/response.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tests {

/// Registers as a reply brings them: the wire address of the first, which is the manual's number less one on a Leviton
/// and the manual's own on a WAGO; their contents.
template <std::size_t Count>
struct reply {
  std::uint16_t address;
  std::array<std::uint8_t, 2 * Count> data{};

  constexpr reply(std::uint16_t first, std::uint16_t const (&contents)[Count]) : address{first} {
    for (std::size_t i = 0; i != Count; ++i) {
      data[2 * i] = static_cast<std::uint8_t>(contents[i] >> 8U);
      data[2 * i + 1] = static_cast<std::uint8_t>(contents[i] & 0xFFU);
    }
  }
  constexpr operator meterproto::modbus::registers() const { return {address, data}; }  // NOLINT: a view of this
};

}  // namespace tests
