// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <cstdint>

/// What all frames share. A Modbus RTU frame: unit id, function code, data, CRC; 4 to 256 bytes, big-endian but for the
/// CRC. MODBUS Application Protocol V1.1b3; MODBUS over Serial Line V1.02.
namespace meterproto::modbus {

inline constexpr std::size_t min_frame = 4;
inline constexpr std::size_t max_frame = 256;  // Serial Line V1.02, 2.5.1: 1 + 253 + 2

inline constexpr std::uint8_t broadcast = 0;    // Serial Line V1.02, 2.2: unit 0 is all, and none of them answers
inline constexpr std::uint8_t last_unit = 247;  // 248 to 255 are reserved

// The most that fits, V1.1b3 6.1 to 6.17.
inline constexpr unsigned max_read_bits = 2000;
inline constexpr unsigned max_write_bits = 1968;
inline constexpr unsigned max_read_registers = 125;
inline constexpr unsigned max_write_registers = 123;
inline constexpr unsigned max_read_write_registers = 121;  // the written ones of function 17

/// V1.1b3, section 6. The library builds and parses these; others it frames and reports by number.
enum class function : std::uint8_t {
  none = 0x00,
  read_coils = 0x01,
  read_discrete_inputs = 0x02,
  read_holding_registers = 0x03,
  read_input_registers = 0x04,
  write_single_coil = 0x05,
  write_single_register = 0x06,
  write_multiple_coils = 0x0F,
  write_multiple_registers = 0x10,
  report_server_id = 0x11,
  mask_write_register = 0x16,
  read_write_multiple_registers = 0x17,
  encapsulated_interface = 0x2B,
};

inline constexpr std::uint8_t exception_bit = 0x80;  // V1.1b3, 7: set in the function code of an exception response

/// V1.1b3, section 7. Any other number may come from a device and is passed on as it is.
enum class exception : std::uint8_t {
  none = 0x00,
  illegal_function = 0x01,
  illegal_data_address = 0x02,
  illegal_data_value = 0x03,
  server_device_failure = 0x04,
  acknowledge = 0x05,
  server_device_busy = 0x06,
  negative_acknowledge = 0x07,  // of older texts
  memory_parity_error = 0x08,
  gateway_path_unavailable = 0x0A,
  gateway_target_device_failed_to_respond = 0x0B,
};

/// Read Device Identification, V1.1b3, 6.21: the MEI type, and how much is asked for.
inline constexpr std::uint8_t device_id_mei = 0x0E;
enum class device_id_code : std::uint8_t { basic = 0x01, regular = 0x02, extended = 0x03, individual = 0x04 };

[[nodiscard]] constexpr bool is_read_of_bits(function code) {
  return code == function::read_coils || code == function::read_discrete_inputs;
}
[[nodiscard]] constexpr bool is_read_of_registers(function code) {
  return code == function::read_holding_registers || code == function::read_input_registers;
}
/// How many bytes carry so many bits, eight a byte, the first in bit 0 of the first byte.
[[nodiscard]] constexpr std::size_t bytes_of_bits(std::size_t bits) {
  return (bits + 7) / 8;
}

/// Registers as they came: the wire address of the first (it counts from 0), and two bytes for each.
struct registers {
  std::uint16_t address = 0;
  bytes data = {};

  [[nodiscard]] constexpr std::size_t count() const { return data.size() / 2; }

  /// The bytes of some of them. Error: not_in_reply, with the first register's wire address.
  [[nodiscard]] METERPROTO_INLINE constexpr result<bytes> find(std::uint16_t first, std::size_t many) const {
    if (first < address) return error{errc::not_in_reply, 0, first};
    auto const skipped = static_cast<std::size_t>(first - address);
    if (skipped > count() || many > count() - skipped) return error{errc::not_in_reply, 0, first};
    return data.subspan(2 * skipped, 2 * many);
  }
};

/// The length of a frame whose first bytes are known.
inline constexpr std::size_t more_needed = 0;             ///< not yet known: a byte that tells it has not come
inline constexpr std::size_t open_end = ~std::size_t{0};  ///< a function of unknown shape: silence ends it

}  // namespace meterproto::modbus
