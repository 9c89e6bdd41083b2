// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/envelope.hpp>

#include <array>
#include <cstdint>
#include <span>

/// What a client asks: built, checked and parsed. MODBUS Application Protocol V1.1b3, 6.1 to 6.21.
namespace meterproto::modbus {

/// One type for all functions; a field that the function does not have stays 0.
struct request {
  std::uint8_t unit = 1;
  modbus::function function = function::none;
  std::uint16_t address = 0;         ///< 01-06 0F 10 16; where 17 reads
  std::uint16_t quantity = 0;        ///< 01-04 0F 10: bits or registers; how many 17 reads
  std::uint16_t value = 0;           ///< 05: FF00 or 0000; 06; AND mask of 16
  std::uint16_t or_mask = 0;         ///< 16
  std::uint16_t write_address = 0;   ///< where 17 writes
  std::uint16_t write_quantity = 0;  ///< how many 17 writes
  device_id_code code = {};          ///< 2B/0E
  std::uint8_t object = 0;           ///< 2B/0E: the first object wanted, or the one
  bytes data = {};                   ///< 0F 10 17: what is written, as on the wire
};

[[nodiscard]] constexpr request read_coils(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_coils, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_discrete_inputs(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_discrete_inputs, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_holding_registers(std::uint8_t unit, std::uint16_t address,
                                                       std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_holding_registers, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_input_registers(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_input_registers, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request write_single_coil(std::uint8_t unit, std::uint16_t address, bool on) {
  return {.unit = unit,
          .function = function::write_single_coil,
          .address = address,
          .value = on ? std::uint16_t{0xFF00} : std::uint16_t{0}};
}
[[nodiscard]] constexpr request write_single_register(std::uint8_t unit, std::uint16_t address, std::uint16_t value) {
  return {.unit = unit, .function = function::write_single_register, .address = address, .value = value};
}
/// `data`: eight bits a byte, the first in bit 0.
[[nodiscard]] constexpr request write_multiple_coils(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity,
                                                     bytes data) {
  return {
      .unit = unit, .function = function::write_multiple_coils, .address = address, .quantity = quantity, .data = data};
}
/// `data`: two bytes a register, the high one first.
[[nodiscard]] constexpr request write_multiple_registers(std::uint8_t unit, std::uint16_t address, bytes data) {
  return {.unit = unit,
          .function = function::write_multiple_registers,
          .address = address,
          .quantity = static_cast<std::uint16_t>(data.size() / 2),
          .data = data};
}
[[nodiscard]] constexpr request report_server_id(std::uint8_t unit) {
  return {.unit = unit, .function = function::report_server_id};
}
/// The register becomes (old AND and_mask) OR (or_mask AND NOT and_mask).
[[nodiscard]] constexpr request mask_write_register(std::uint8_t unit, std::uint16_t address, std::uint16_t and_mask,
                                                    std::uint16_t or_mask) {
  return {.unit = unit,
          .function = function::mask_write_register,
          .address = address,
          .value = and_mask,
          .or_mask = or_mask};
}
/// The device writes first and reads then.
[[nodiscard]] constexpr request read_write_multiple_registers(std::uint8_t unit, std::uint16_t address,
                                                              std::uint16_t quantity, std::uint16_t write_address,
                                                              bytes data) {
  return {.unit = unit,
          .function = function::read_write_multiple_registers,
          .address = address,
          .quantity = quantity,
          .write_address = write_address,
          .write_quantity = static_cast<std::uint16_t>(data.size() / 2),
          .data = data};
}
[[nodiscard]] constexpr request read_device_id(std::uint8_t unit, device_id_code code, std::uint8_t object = 0) {
  return {.unit = unit, .function = function::encapsulated_interface, .code = code, .object = object};
}

namespace request_rules {

/// Address and quantity stay within 0..65535, and the quantity within 1..most: quantity first (V1.1b3, figures 11 to
/// 27). Expects: the two fields lie side by side, the address at `at`.
constexpr error check_range(std::uint16_t address, std::uint16_t quantity, unsigned most, std::size_t at) {
  if (quantity == 0 || quantity > most) return {errc::bad_quantity, at + 2, most};
  if (address + static_cast<std::uint32_t>(quantity) > 0x1'0000U) return {errc::bad_address, at, address};
  return {};
}

constexpr bool writes_only(function code) {
  return code == function::write_single_coil || code == function::write_single_register ||
         code == function::write_multiple_coils || code == function::write_multiple_registers ||
         code == function::mask_write_register;
}

}  // namespace request_rules

/// What a client may not ask and a server refuses; errc::none where all is well. `at` is the byte of the frame.
/// Errors: bad_unit, broadcast_read, unknown_function, bad_quantity, bad_count, bad_value, bad_address.
[[nodiscard]] constexpr error check(request const& asked) {
  using request_rules::check_range;
  auto const data = asked.data.size();
  error fault;
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs: fault = check_range(asked.address, asked.quantity, max_read_bits, 2); break;
    case function::read_holding_registers:
    case function::read_input_registers:
      fault = check_range(asked.address, asked.quantity, max_read_registers, 2);
      break;
    case function::write_single_coil:
      if (asked.value != 0xFF00 && asked.value != 0) fault = {errc::bad_value, 4, asked.value};
      break;
    case function::write_multiple_coils:
      fault = check_range(asked.address, asked.quantity, max_write_bits, 2);
      if (fault.code != errc::bad_quantity && data != bytes_of_bits(asked.quantity))
        fault = {errc::bad_count, 6, bytes_of_bits(asked.quantity)};
      break;
    case function::write_multiple_registers:
      fault = check_range(asked.address, asked.quantity, max_write_registers, 2);
      if (fault.code != errc::bad_quantity && data != std::size_t{2} * asked.quantity)
        fault = {errc::bad_count, 6, std::size_t{2} * asked.quantity};
      break;
    case function::read_write_multiple_registers: {
      auto const reads = check_range(asked.address, asked.quantity, max_read_registers, 2);
      auto const writes = check_range(asked.write_address, asked.write_quantity, max_read_write_registers, 6);
      if (reads == errc::bad_quantity)
        fault = reads;
      else if (writes == errc::bad_quantity)
        fault = writes;
      else if (data != std::size_t{2} * asked.write_quantity)
        fault = {errc::bad_count, 10, std::size_t{2} * asked.write_quantity};
      else
        fault = reads.code != errc::none ? reads : writes;
      break;
    }
    case function::encapsulated_interface:
      if (asked.code < device_id_code::basic || asked.code > device_id_code::individual)
        fault = {errc::bad_value, 3, static_cast<std::size_t>(asked.code)};
      break;
    case function::write_single_register:
    case function::mask_write_register:
    case function::report_server_id: break;
    default: fault = {errc::unknown_function, 1, static_cast<std::size_t>(asked.function)};
  }
  if (asked.unit > last_unit) return {errc::bad_unit, 0, asked.unit};
  if (fault.code == errc::none && asked.unit == broadcast && !request_rules::writes_only(asked.function))
    return {errc::broadcast_read, 0};
  return fault;
}

/// The exception with which a server answers a request that check() or parse_request() refused; none where it stays
/// silent, as on a damaged frame. V1.1b3, section 7.
[[nodiscard]] constexpr exception exception_for(errc fault) {
  switch (fault) {
    case errc::unknown_function: return exception::illegal_function;
    case errc::bad_address: return exception::illegal_data_address;
    case errc::bad_quantity:
    case errc::bad_count:
    case errc::bad_value: return exception::illegal_data_value;
    default: return exception::none;
  }
}

/// The frame, in the first bytes of `buffer` (256 are always enough). Errors: those of check(), buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(request const& asked, std::span<std::uint8_t> buffer) {
  if (auto const fault = check(asked); fault.code != errc::none) return fault;
  writer out{buffer};
  out.u8(asked.unit).u8(static_cast<std::uint8_t>(asked.function));
  switch (asked.function) {
    case function::write_single_coil:
    case function::write_single_register: out.u16(asked.address).u16(asked.value); break;
    case function::mask_write_register: out.u16(asked.address).u16(asked.value).u16(asked.or_mask); break;
    case function::write_multiple_coils:
    case function::write_multiple_registers:
      out.u16(asked.address).u16(asked.quantity).u8(asked.data.size()).put(asked.data);
      break;
    case function::read_write_multiple_registers:
      out.u16(asked.address).u16(asked.quantity).u16(asked.write_address).u16(asked.write_quantity);
      out.u8(asked.data.size()).put(asked.data);
      break;
    case function::encapsulated_interface:
      out.u8(device_id_mei).u8(static_cast<std::uint8_t>(asked.code)).u8(asked.object);
      break;
    case function::report_server_id: break;
    default: out.u16(asked.address).u16(asked.quantity);
  }
  return with_crc(out);
}

/// A write of one to four registers, with its bytes: what write::to() gives. A request is a view of them, so a variable
/// becomes one and a temporary does not; build() and parse_response() take either.
class addressed_write {
 public:
  constexpr addressed_write(std::uint8_t unit, std::uint16_t address, std::uint8_t count,
                            std::array<std::uint8_t, 8> const& data)
      : unit_{unit}, count_{count}, address_{address}, data_{data} {}

  /// One register by function 06, more by function 10.
  constexpr operator request() const& {  // NOLINT: it is one
    if (count_ == 1)
      return write_single_register(unit_, address_, static_cast<std::uint16_t>((data_[0] << 8U) | data_[1]));
    return write_multiple_registers(unit_, address_, bytes{data_}.first(std::size_t{2} * count_));
  }
  operator request() const&& = delete;  // its bytes would be gone

 private:
  std::uint8_t unit_;
  std::uint8_t count_;
  std::uint16_t address_;
  std::array<std::uint8_t, 8> data_;
};

/// The same, also of a temporary: the frame has its own bytes.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(addressed_write const& asked,
                                                              std::span<std::uint8_t> buffer) {
  return build(static_cast<request>(asked), buffer);
}

/// A read of registers, as a plan holds it: what a small reader needs, without the other functions.
struct read {
  modbus::function function = function::read_holding_registers;
  std::uint16_t address = 0;
  std::uint16_t quantity = 0;

  friend constexpr bool operator==(read const&, read const&) = default;
};

namespace request_rules {

constexpr error check_read(std::uint8_t unit, read const& wanted) {
  if (unit > last_unit) return {errc::bad_unit, 0, unit};
  if (unit == broadcast) return errc::broadcast_read;
  if (!is_read_of_registers(wanted.function))
    return {errc::unknown_function, 1, static_cast<std::size_t>(wanted.function)};
  return check_range(wanted.address, wanted.quantity, max_read_registers, 2);
}

}  // namespace request_rules

/// Errors: bad_unit, broadcast_read, unknown_function, bad_quantity, bad_address.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] METERPROTO_INLINE constexpr result<std::array<std::uint8_t, 8>> frame_of(std::uint8_t unit,
                                                                                       read const& wanted) {
  result<std::array<std::uint8_t, 8>> made{request_rules::check_read(unit, wanted)};
  if (!made) return made;
  auto& frame = *made;
  frame[0] = unit;
  frame[1] = static_cast<std::uint8_t>(wanted.function);
  frame[2] = static_cast<std::uint8_t>(wanted.address >> 8U);
  frame[3] = static_cast<std::uint8_t>(wanted.address & 0xFFU);
  frame[5] = static_cast<std::uint8_t>(wanted.quantity);
  auto const crc = crc16<Method>(bytes{frame}.first(6));
  frame[6] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[7] = static_cast<std::uint8_t>(crc >> 8U);
  return made;
}

/// How long the request will be whose first bytes these are: a number, more_needed, or open_end.
[[nodiscard]] constexpr std::size_t request_length(bytes begun) {
  auto const counted = [&](std::size_t at, std::size_t around) {
    return begun.size() > at ? around + begun[at] : more_needed;
  };
  if (begun.size() < 2) return more_needed;
  switch (begun[1]) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x05:
    case 0x06: return 8;
    case 0x07:
    case 0x0B:
    case 0x0C:
    case 0x11: return 4;
    case 0x0F:
    case 0x10: return counted(6, 9);
    case 0x14:
    case 0x15: return counted(2, 5);
    case 0x16: return 10;
    case 0x17: return counted(10, 13);
    case 0x18: return 6;
    case 0x2B:
      if (begun.size() < 3) return more_needed;
      return begun[2] == device_id_mei ? 7 : open_end;
    default: return open_end;
  }
}

/// How long the good answer will be, so far as the request tells; more_needed for 11 and 2B, 0 bytes to a broadcast
/// too.
[[nodiscard]] constexpr std::size_t response_length(request const& asked) {
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs: return 5 + bytes_of_bits(asked.quantity);
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers: return 5 + std::size_t{2} * asked.quantity;
    case function::write_single_coil:
    case function::write_single_register:
    case function::write_multiple_coils:
    case function::write_multiple_registers: return 8;
    case function::mask_write_register: return 10;
    default: return more_needed;
  }
}

/// The parts of a request; a view of `frame` where it carries data.
/// Errors: too_short, too_long, bad_crc, and those of check(), each with its byte.
[[nodiscard]] constexpr result<request> parse_request(bytes frame) {
  auto const length = request_length(frame);
  if (auto const fault = check_envelope(frame, length); fault.code != errc::none) return fault;
  reader in{frame.first(frame.size() - 2)};
  request asked;
  asked.unit = in.u8();
  asked.function = static_cast<function>(in.u8());
  switch (asked.function) {
    case function::write_single_coil:
    case function::write_single_register:
      asked.address = in.u16();
      asked.value = in.u16();
      break;
    case function::mask_write_register:
      asked.address = in.u16();
      asked.value = in.u16();
      asked.or_mask = in.u16();
      break;
    case function::write_multiple_coils:
    case function::write_multiple_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      asked.data = in.take(in.u8());
      break;
    case function::read_write_multiple_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      asked.write_address = in.u16();
      asked.write_quantity = in.u16();
      asked.data = in.take(in.u8());
      break;
    case function::encapsulated_interface:
      if (in.u8() != device_id_mei) return error{errc::unknown_function, 2, 0x2B};
      asked.code = static_cast<device_id_code>(in.u8());
      asked.object = in.u8();
      break;
    case function::report_server_id: break;
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      break;
    default: return error{errc::unknown_function, 1, static_cast<std::size_t>(asked.function)};
  }
  if (auto const fault = check(asked); fault.code != errc::none) return fault;
  return asked;
}

}  // namespace meterproto::modbus
