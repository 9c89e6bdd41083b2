// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/row.hpp>
#include <meterproto/text.hpp>

#include <span>
#include <string_view>

/// Modbus in words: functions and exceptions as V1.1b3 calls them, formats and columns of a register map.
namespace meterproto::modbus {

[[nodiscard]] constexpr std::string_view name_of(function code) {
  switch (code) {
    case function::read_coils: return "read coils";
    case function::read_discrete_inputs: return "read discrete inputs";
    case function::read_holding_registers: return "read holding registers";
    case function::read_input_registers: return "read input registers";
    case function::write_single_coil: return "write single coil";
    case function::write_single_register: return "write single register";
    case function::write_multiple_coils: return "write multiple coils";
    case function::write_multiple_registers: return "write multiple registers";
    case function::report_server_id: return "report server id";
    case function::mask_write_register: return "mask write register";
    case function::read_write_multiple_registers: return "read/write multiple registers";
    case function::encapsulated_interface: return "read device identification";
    case function::none: break;
  }
  return "unknown function";
}

[[nodiscard]] constexpr std::string_view name_of(exception code) {
  switch (code) {
    case exception::none: return "none";
    case exception::illegal_function: return "illegal_function";
    case exception::illegal_data_address: return "illegal_data_address";
    case exception::illegal_data_value: return "illegal_data_value";
    case exception::server_device_failure: return "server_device_failure";
    case exception::acknowledge: return "acknowledge";
    case exception::server_device_busy: return "server_device_busy";
    case exception::negative_acknowledge: return "negative_acknowledge";
    case exception::memory_parity_error: return "memory_parity_error";
    case exception::gateway_path_unavailable: return "gateway_path_unavailable";
    case exception::gateway_target_device_failed_to_respond: return "gateway_target_device_failed_to_respond";
  }
  return "unknown_exception";
}

/// uint16, float32, bitmap32, digits, ...: the words of the register map's CSV.
[[nodiscard]] constexpr std::string_view name_of(format how) {
  switch (how.as) {
    case kind::u16: return "uint16";
    case kind::i16: return "int16";
    case kind::u32: return "uint32";
    case kind::i32: return "int32";
    case kind::u64: return "uint64";
    case kind::i64: return "int64";
    case kind::f32: return "float32";
    case kind::f64: return "float64";
    case kind::digits: return "digits";
    case kind::bits: return how.count == 1 ? "bitmap16" : "bitmap32";
    case kind::opaque: return "hex";
    case kind::text:
    case kind::letter: return "string";
    case kind::unknown: break;
  }
  return "unknown";
}

/// As print_range() of text.hpp; letters as letters: "F|R".
[[nodiscard]] constexpr std::string_view print_range(range const& legal, kind as, std::span<char> space) {
  if (as != kind::letter) return meterproto::print_range(legal, space);
  text_builder out{space};
  for (unsigned i = 0; i != legal.size(); ++i) {
    char const letter = static_cast<char>(legal[i].low);
    out.add(i != 0 ? "|" : "").add(std::string_view{&letter, 1});
  }
  return out.text();
}

}  // namespace meterproto::modbus
