// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/response.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <span>

/// The answering side, for simulated and real devices: a request in, the response out, with the checks in the order of
/// the state diagrams of MODBUS Application Protocol V1.1b3, 6 and 7. The device's contents are the caller's.
namespace meterproto::modbus {

enum class table : std::uint8_t { coils, discrete_inputs, holding_registers, input_registers };

/// What a device must offer: it appends what is read (two bytes a register, or eight bits a byte), takes what is
/// written, and says exception::none or why not: illegal_function for a table that it does not have,
/// illegal_data_address for a range that it does not have, any code of its own.
template <class Device>
concept device =
    requires(Device& it, table where, std::uint16_t address, std::uint16_t quantity, writer& out, bytes data) {
      { it.read(where, address, quantity, out) } -> std::same_as<exception>;
      { it.write(where, address, quantity, data) } -> std::same_as<exception>;
    };

/// Optional: whether the device has a table at all. Without it a request that is wrong in two ways, in its table and in
/// its quantity, say, is answered by the second.
template <class Device>
concept knows_its_tables = requires(Device& it, table where) {
  { it.has(where) } -> std::same_as<bool>;
};

/// Optional: whether the device has a function. Without it, it has all that its tables and parts can answer.
template <class Device>
concept knows_its_functions = requires(Device& it, function code) {
  { it.offers(code) } -> std::same_as<bool>;
};

/// Optional: what function 11 answers.
template <class Device>
concept has_server_id = requires(Device& it, writer& out) { it.server_id(out); };

/// Optional: the objects of function 2B/0E, an empty value for one that the device does not have, and its conformity
/// level: 01 basic, 02 regular, 03 extended, 81 to 83 where single objects can be asked for.
template <class Device>
concept has_device_id = requires(Device& it, std::uint8_t id) {
  { it.device_object(id) } -> std::same_as<bytes>;
  { it.conformity() } -> std::same_as<std::uint8_t>;
};

namespace server_rules {

constexpr table table_of(function code) {
  switch (code) {
    case function::read_coils:
    case function::write_single_coil:
    case function::write_multiple_coils: return table::coils;
    case function::read_discrete_inputs: return table::discrete_inputs;
    case function::read_input_registers: return table::input_registers;
    default: return table::holding_registers;
  }
}

template <class Device>
constexpr exception put_device_id(Device& device, request const& asked, writer& out) {
  bool const single = asked.code == device_id_code::individual;
  // Asked for more than its level, a device answers with what it has.
  auto const level = static_cast<unsigned>(asked.code) < (device.conformity() & 0x7FU)
                         ? static_cast<unsigned>(asked.code)
                         : device.conformity() & 0x7FU;
  unsigned const last = single || level >= 3 ? 0xFF : level == 2 ? 0x06 : 0x02;
  unsigned first = asked.object;
  if (single && (device.conformity() & 0x80U) == 0) return exception::illegal_data_value;
  if (single && device.device_object(asked.object).empty()) return exception::illegal_data_address;
  if (!single && (first > last || device.device_object(asked.object).empty())) first = 0;  // V1.1b3, 6.21: start again

  // Which objects fit into this answer, and where the next one goes on.
  std::size_t room = max_frame - 10;
  unsigned count = 0;
  unsigned next = 0;
  auto const wanted = [&](unsigned id) { return single ? id == first : id >= first && id <= last; };
  for (unsigned id = first; id <= 0xFF && next == 0; ++id) {
    auto const size = wanted(id) ? device.device_object(static_cast<std::uint8_t>(id)).size() : 0;
    if (size == 0) continue;
    if (size + 2 > room) {
      if (count == 0) return exception::server_device_failure;  // one object larger than a frame
      next = id;
    } else {
      room -= size + 2;
      ++count;
    }
  }
  out.u8(static_cast<std::uint8_t>(asked.code)).u8(device.conformity()).u8(next != 0 ? 0xFFU : 0U).u8(next).u8(count);
  for (unsigned id = first; id <= 0xFF && (next == 0 || id < next); ++id) {
    auto const value = wanted(id) ? device.device_object(static_cast<std::uint8_t>(id)) : bytes{};
    if (!value.empty()) out.u8(id).u8(value.size()).put(value);
  }
  return exception::none;
}

/// The first question of every state diagram: is the function supported?
template <class Device>
constexpr bool supports(Device& device, function code) {
  if constexpr (knows_its_functions<Device>)
    if (!device.offers(code)) return false;
  switch (code) {
    case function::report_server_id: return has_server_id<Device>;
    case function::encapsulated_interface: return has_device_id<Device>;
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::write_single_coil:
    case function::write_single_register:
    case function::write_multiple_coils:
    case function::write_multiple_registers:
    case function::mask_write_register:
    case function::read_write_multiple_registers:
      if constexpr (knows_its_tables<Device>) return device.has(table_of(code));
      return true;
    default: return false;
  }
}

/// Does what was asked, and writes what the answer carries behind its header.
template <device Device>
constexpr exception perform(Device& device, request const& asked, writer& out) {
  auto const where = table_of(asked.function);
  switch (asked.function) {
    case function::write_single_coil: {
      std::uint8_t const on[] = {asked.value != 0 ? std::uint8_t{1} : std::uint8_t{0}};
      return device.write(where, asked.address, 1, on);
    }
    case function::write_single_register: {
      std::uint8_t const value[] = {static_cast<std::uint8_t>(asked.value >> 8U),
                                    static_cast<std::uint8_t>(asked.value & 0xFFU)};
      return device.write(where, asked.address, 1, value);
    }
    case function::write_multiple_coils:
    case function::write_multiple_registers: return device.write(where, asked.address, asked.quantity, asked.data);
    case function::mask_write_register: {
      std::uint8_t old[2] = {};
      writer into{old};
      if (auto const fault = device.read(where, asked.address, 1, into); fault != exception::none) return fault;
      unsigned const before = reader{old}.u16();
      unsigned const mask = asked.value;
      unsigned const after = (before & mask) | (asked.or_mask & ~mask);
      std::uint8_t const value[] = {static_cast<std::uint8_t>(after >> 8U), static_cast<std::uint8_t>(after & 0xFFU)};
      return device.write(where, asked.address, 1, value);
    }
    case function::read_write_multiple_registers: {
      auto trial = out;  // both ranges are checked before anything is written
      if (auto const fault = device.read(where, asked.address, asked.quantity, trial); fault != exception::none)
        return fault;
      auto const fault = device.write(where, asked.write_address, asked.write_quantity, asked.data);
      return fault != exception::none ? fault : device.read(where, asked.address, asked.quantity, out);
    }
    case function::report_server_id:
      if constexpr (has_server_id<Device>) {
        device.server_id(out);
        return exception::none;
      }
      return exception::illegal_function;
    case function::encapsulated_interface:
      if constexpr (has_device_id<Device>) return put_device_id(device, asked, out);
      return exception::illegal_function;
    default: return device.read(where, asked.address, asked.quantity, out);
  }
}

}  // namespace server_rules

/// The answer of `unit` to a frame that came, in the first bytes of `buffer`; empty where it must stay silent: a
/// damaged frame, another unit, a broadcast (which is carried out). Expects: a buffer of 256 bytes.
template <device Device>
[[nodiscard]] constexpr bytes answer(bytes frame, std::uint8_t unit, Device& device,
                                     std::span<std::uint8_t, max_frame> buffer) {
  auto const asked = parse_request(frame);
  bool const for_all = !frame.empty() && frame[0] == broadcast;
  if (frame.size() < min_frame || (frame[0] != unit && !for_all)) return {};
  auto fault = exception_for(asked.error().code);
  if (!asked && fault == exception::none) return {};  // damaged: not a request at all
  if (frame[1] == 0 || (frame[1] & exception_bit) != 0)
    return {};  // no request has such a function: an answer, overheard
  if (!server_rules::supports(device, static_cast<function>(frame[1]))) fault = exception::illegal_function;

  std::array<std::uint8_t, max_frame> content{};
  writer out{std::span<std::uint8_t>{content}.first(251)};  // std::span{content} would be a type of its own to compile
  if (asked && fault == exception::none) fault = server_rules::perform(device, *asked, out);
  if (for_all) return {};

  if (fault == exception::none) {
    response const good{.unit = unit,
                        .function = asked->function,
                        .address = asked->address,
                        .quantity = asked->quantity,
                        .value = asked->value,
                        .or_mask = asked->or_mask,
                        .data = out.written()};
    auto const length = response_length(*asked);
    auto const built = build(good, buffer);
    if (built && out.ok() && (length == more_needed || built->size() == length)) return *built;
    fault = exception::server_device_failure;  // the device gave more or less than was asked
  }
  auto const refusal = exception_frame(unit, frame[1], fault);
  for (std::size_t i = 0; i != refusal.size(); ++i) buffer[i] = refusal[i];
  return bytes{buffer}.first(refusal.size());
}

}  // namespace meterproto::modbus
