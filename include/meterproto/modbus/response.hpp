// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/device_id.hpp>
#include <meterproto/modbus/request.hpp>

#include <array>
#include <cstdint>
#include <span>

/// What a device answers: built, parsed, and held against what was asked. MODBUS Application Protocol V1.1b3, 6 and 7.
namespace meterproto::modbus {

/// One type for all functions; a field that the function does not have stays 0.
struct response {
  std::uint8_t unit = 1;
  modbus::function function = function::none;
  std::uint16_t address = 0;   ///< 05 06 0F 10 16
  std::uint16_t quantity = 0;  ///< 0F 10
  std::uint16_t value = 0;     ///< 05 06; AND mask of 16
  std::uint16_t or_mask = 0;   ///< 16
  bytes data = {};             ///< 01-04 17: bits or registers; 11: id; 2B/0E: what follows the MEI type
};

/// How long the response will be whose first bytes these are: a number, more_needed, or open_end.
[[nodiscard]] constexpr std::size_t response_length(bytes begun) {
  if (begun.size() < 2) return more_needed;
  if ((begun[1] & exception_bit) != 0) return 5;
  switch (begun[1]) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0C:
    case 0x11:
    case 0x14:
    case 0x15:
    case 0x17: return begun.size() > 2 ? 5U + begun[2] : more_needed;
    case 0x05:
    case 0x06:
    case 0x08:
    case 0x0B:
    case 0x0F:
    case 0x10: return 8;
    case 0x07: return 5;
    case 0x16: return 10;
    case 0x18: return begun.size() > 3 ? 6U + 256U * begun[2] + begun[3] : more_needed;
    case 0x2B: {
      if (begun.size() < 3) return more_needed;
      if (begun[2] != device_id_mei) return open_end;
      reader in{begun};
      in.take(7);
      for (unsigned objects = in.u8(); objects != 0; --objects) {
        in.u8();
        auto const size = in.u8();
        if (!in.ok()) return more_needed;
        if (size > in.left()) return objects == 1 ? in.at() + size + 2 : more_needed;
        in.take(size);
      }
      return in.ok() ? in.at() + 2 : more_needed;
    }
    default: return open_end;
  }
}

namespace response_rules {

/// How many bytes of data may follow a byte count: a multiple of `each`, and the most.
struct counted_data {
  unsigned each;
  unsigned most;
};
constexpr counted_data data_of(function code) {
  if (code == function::report_server_id) return {1, 251};
  return {is_read_of_bits(code) ? 1U : 2U, 2 * max_read_registers};  // 2000 bits are 250 bytes as well
}

}  // namespace response_rules

/// The parts of a response whose request is not known: the form of the frame alone is checked.
/// Errors: too_short, too_long, bad_crc, bad_unit, unknown_function, bad_count, bad_value, those of parse_device_id(),
/// and refused, with the exception's code: any code, also those that the standard does not list.
[[nodiscard]] constexpr result<response> parse_response(bytes frame) {
  auto const length = response_length(frame);
  bool const endless = length != open_end && length > max_frame;
  if (frame.size() > max_frame) return error{errc::too_long, max_frame, max_frame};
  if (endless) return error{errc::too_long, 2, max_frame};  // by its own count
  if (auto const fault = check_envelope(frame, length); fault.code != errc::none) return fault;
  auto const body = frame.first(frame.size() - 2);
  reader in{body};
  response answer;
  answer.unit = in.u8();
  auto const code = in.u8();
  answer.function = static_cast<function>(code);
  if (answer.unit == broadcast || answer.unit > last_unit) return error{errc::bad_unit, 0, answer.unit};
  if ((code & exception_bit) != 0) return error{errc::refused, 2, in.u8()};
  switch (answer.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
    case function::report_server_id: {
      auto const size = in.u8();
      auto const rule = response_rules::data_of(answer.function);
      if (size == 0 || size % rule.each != 0) return error{errc::bad_count, 2, size == 0 ? rule.each : size + 1U};
      if (size > rule.most) return error{errc::bad_count, 2, rule.most};
      answer.data = in.rest();
      break;
    }
    case function::write_single_coil:
      answer.address = in.u16();
      answer.value = in.u16();
      if (answer.value != 0xFF00 && answer.value != 0) return error{errc::bad_value, 4, answer.value};
      break;
    case function::write_single_register:
      answer.address = in.u16();
      answer.value = in.u16();
      break;
    case function::write_multiple_coils:
    case function::write_multiple_registers: {
      answer.address = in.u16();
      answer.quantity = in.u16();
      bool const bits = answer.function == function::write_multiple_coils;
      auto const fault =
          request_rules::check_range(answer.address, answer.quantity, bits ? max_write_bits : max_write_registers, 2);
      if (fault.code != errc::none) return fault;
      break;
    }
    case function::mask_write_register:
      answer.address = in.u16();
      answer.value = in.u16();
      answer.or_mask = in.u16();
      break;
    case function::encapsulated_interface: {
      if (in.u8() != device_id_mei) return error{errc::unknown_function, 2, 0x2B};
      answer.data = in.rest();
      if (auto const parts = parse_device_id(answer.data); !parts) return parts.error();
      break;
    }
    default: return error{errc::unknown_function, 1, code};
  }
  return answer;
}

namespace response_rules {

/// What the answer must repeat of the request.
constexpr error check_match(response const& answer, request const& asked) {
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
      if (answer.data.size() != bytes_of_bits(asked.quantity))
        return {errc::bad_count, 2, bytes_of_bits(asked.quantity)};
      return {};
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
      if (std::size_t const count = std::size_t{2} * asked.quantity; answer.data.size() != count)
        return {errc::bad_count, 2, count};
      return {};
    case function::report_server_id: return {};
    case function::encapsulated_interface: {
      auto const parts = parse_device_id(answer.data);
      if (!parts) return parts.error();
      if (parts->code != asked.code) return {errc::echo_differs, 3, static_cast<std::size_t>(asked.code)};
      if (asked.code == device_id_code::individual && (*parts->objects.begin()).id != asked.object)
        return {errc::echo_differs, 8, asked.object};
      return {};
    }
    default:
      if (answer.address != asked.address) return {errc::echo_differs, 2, asked.address};
      if (answer.value != asked.value) return {errc::echo_differs, 4, asked.value};
      if (answer.or_mask != asked.or_mask) return {errc::echo_differs, 6, asked.or_mask};
      if (answer.quantity != asked.quantity) return {errc::echo_differs, 4, asked.quantity};
      return {};
  }
}

/// The request itself, come back on a two-wire line. For 05 06 16 it is the very answer, and nothing can tell.
constexpr bool is_echo(bytes frame, request const& asked) {
  bool const answer_too = asked.function == function::write_single_coil ||
                          asked.function == function::write_single_register ||
                          asked.function == function::mask_write_register;
  if (answer_too || request_length(frame) != frame.size()) return false;
  auto const heard = parse_request(frame);
  return heard && heard->unit == asked.unit && heard->function == asked.function && heard->address == asked.address &&
         heard->quantity == asked.quantity && heard->write_address == asked.write_address &&
         heard->code == asked.code && heard->object == asked.object;
}

}  // namespace response_rules

/// The parts of the answer to `asked`; a view of `frame`.
/// Errors: those of parse_response(frame), other_unit, bad_function, own_request, and bad_count or echo_differs where
/// it does not answer what was asked.
[[nodiscard]] constexpr result<response> parse_response(bytes frame, request const& asked) {
  auto const answer = parse_response(frame);
  auto const fault = answer.error();
  auto const unless_echo = [&](error const& otherwise) {
    return response_rules::is_echo(frame, asked) ? error{errc::own_request} : otherwise;
  };
  if (!answer && fault != errc::refused) return unless_echo(fault);
  if (frame[0] != asked.unit) return error{errc::other_unit, 0, asked.unit};
  auto const code = static_cast<std::uint8_t>(asked.function);
  if ((frame[1] & ~static_cast<unsigned>(exception_bit)) != code) return error{errc::bad_function, 1, code};
  if (!answer) return fault;
  if (auto const mismatch = response_rules::check_match(*answer, asked); mismatch.code != errc::none)
    return unless_echo(mismatch);
  return answer;
}

/// The same, also of a temporary: the answer views `frame` alone.
[[nodiscard]] constexpr result<response> parse_response(bytes frame, addressed_write const& asked) {
  return parse_response(frame, static_cast<request>(asked));
}

/// The registers that a read brought: all that a small reader needs. Views `frame`, whose data stand from its byte 3
/// on. Errors: too_short, too_long, bad_crc, other_unit, bad_function, bad_count, refused. The request itself, heard on
/// a two-wire line, is too_long or too_short here: a framer that was told of the echo leaves it out.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] constexpr result<registers> parse_registers(bytes frame, std::uint8_t unit, read const& asked) {
  if (frame.size() < 5) return error{errc::too_short, frame.size(), 5};
  bool const exception = (frame[1] & exception_bit) != 0;
  auto const size = 2U * asked.quantity;
  auto const length = exception ? 5U : 5U + size;
  if (auto fault = check_envelope<Method>(frame, length); fault.code != errc::none) return fault;
  if (frame[0] != unit) return error{errc::other_unit, 0, unit};
  auto const code = static_cast<std::uint8_t>(asked.function);
  if ((frame[1] & ~static_cast<unsigned>(exception_bit)) != code) return error{errc::bad_function, 1, code};
  if (exception) return error{errc::refused, 2, frame[2]};
  if (frame[2] != size) return error{errc::bad_count, 2, size};
  return registers{asked.address, frame.subspan(3, size)};
}

/// The frame, in the first bytes of `buffer`. Errors: unknown_function, bad_count, buffer_too_small, too_long.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(response const& answer, std::span<std::uint8_t> buffer) {
  writer out{buffer};
  out.u8(answer.unit).u8(static_cast<std::uint8_t>(answer.function));
  switch (answer.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
    case function::report_server_id:
      if (auto const rule = response_rules::data_of(answer.function);
          answer.data.empty() || answer.data.size() > rule.most || answer.data.size() % rule.each != 0)
        return error{errc::bad_count, 2, rule.most};
      out.u8(answer.data.size()).put(answer.data);
      break;
    case function::write_single_coil:
    case function::write_single_register: out.u16(answer.address).u16(answer.value); break;
    case function::write_multiple_coils:
    case function::write_multiple_registers: out.u16(answer.address).u16(answer.quantity); break;
    case function::mask_write_register: out.u16(answer.address).u16(answer.value).u16(answer.or_mask); break;
    case function::encapsulated_interface: out.u8(device_id_mei).put(answer.data); break;
    default: return error{errc::unknown_function, 1, static_cast<std::size_t>(answer.function)};
  }
  return with_crc(out);
}

/// The refusal of a request; `function` as it was asked, `code` any number.
[[nodiscard]] constexpr std::array<std::uint8_t, 5> exception_frame(std::uint8_t unit, std::uint8_t function,
                                                                    exception code) {
  std::array<std::uint8_t, 5> frame{unit, static_cast<std::uint8_t>(function | exception_bit),
                                    static_cast<std::uint8_t>(code)};
  auto const crc = crc16(bytes{frame}.first(3));
  frame[3] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[4] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}

}  // namespace meterproto::modbus
