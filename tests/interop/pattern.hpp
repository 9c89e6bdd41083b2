// SPDX-License-Identifier: MIT
// What the generic device holds, whoever plays it. pymodbus_peer.py says the same in Python.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace interop {

inline constexpr std::uint8_t unit = 17;
inline constexpr std::uint8_t other_unit = 99;  // nobody

/// Each table is somewhere else, so that one cannot pass for another, and none begins at 0.
struct extent {
  std::uint16_t first;
  std::uint16_t count;

  [[nodiscard]] constexpr std::uint16_t last() const { return static_cast<std::uint16_t>(first + count - 1); }
  [[nodiscard]] constexpr std::uint16_t behind() const { return static_cast<std::uint16_t>(first + count); }
};
inline constexpr extent coils{16, 2000};
inline constexpr extent discrete_inputs{3000, 2000};
inline constexpr extent holding_registers{1000, 250};
inline constexpr extent input_registers{40000, 200};

constexpr bool coil(unsigned address) { return address % 3 == 0 || address % 7 == 2; }
constexpr bool discrete_input(unsigned address) { return address % 5 == 1 || address % 11 == 4; }
constexpr std::uint16_t holding_register(unsigned address) { return static_cast<std::uint16_t>(address * 40503U); }
constexpr std::uint16_t input_register(unsigned address) { return static_cast<std::uint16_t>(~(address * 25173U)); }

/// What the clients write, again a function of the address.
constexpr bool new_coil(unsigned address) { return !coil(address); }
constexpr std::uint16_t new_register(unsigned address) { return static_cast<std::uint16_t>(address * 257U + 1U); }

/// Function 11 of our server.
inline constexpr std::uint8_t server_id = 0x42;
inline constexpr char const* server_text = "meterproto interop";

/// The objects of function 2B/0E. 81 is as long as one may be (V1.1b3, 6.21: it must fit into one frame): together they
/// take four frames.
inline std::array<std::pair<std::uint8_t, std::string>, 11> const device_objects{{
    {std::uint8_t{0x00}, "meterproto"},
    {std::uint8_t{0x01}, "interop"},
    {std::uint8_t{0x02}, "1.0"},
    {std::uint8_t{0x03}, "https://example.org"},
    {std::uint8_t{0x04}, "generic device"},
    {std::uint8_t{0x05}, "of four tables"},
    {std::uint8_t{0x06}, "test"},
    {std::uint8_t{0x80}, std::string(200, 'a')},
    {std::uint8_t{0x81}, std::string(244, 'b')},
    {std::uint8_t{0x82}, "c"},
    {std::uint8_t{0xFF}, std::string(20, 'd')},
}};

}  // namespace interop
