// SPDX-License-Identifier: MIT
// Any octets as a Modbus response, alone and as the answer to a request; what is accepted is built again as it was. And
// a response of each function with any fields: what is built is read as what was said.
#include "fuzz.hpp"

#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>

#include <array>

namespace {

namespace modbus = meterproto::modbus;

modbus::response any_response(fuzz::source& in) {
  using enum modbus::function;
  constexpr std::array all{
      read_coils,          read_discrete_inputs,     read_holding_registers, read_input_registers,
      write_single_coil,   write_single_register,    write_multiple_coils,   report_server_id,
      mask_write_register, write_multiple_registers, encapsulated_interface, read_write_multiple_registers};
  modbus::response made;
  made.unit = in.u8();
  made.function = all[in.u8() % all.size()];
  switch (made.function) {
    case mask_write_register: made.or_mask = in.u16(); [[fallthrough]];
    case write_single_coil:
    case write_single_register:
      made.address = in.u16();
      made.value = in.u16();
      break;
    case write_multiple_coils:
    case write_multiple_registers:
      made.address = in.u16();
      made.quantity = in.u16();
      break;
    default: made.data = in.rest();
  }
  return made;
}
/// A builder does not check what a device may say, so some of it is refused; never is it read as something else.
void build_any(fuzz::source in) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const said = any_response(in);
  auto const built = modbus::build(said, space);
  if (!built) return;
  auto const frame = fuzz::copy_of(*built);
  PROMISE(modbus::crc16(frame) == 0);
  auto const read = modbus::parse_response(frame);
  if (read)
    PROMISE(read->unit == said.unit && read->function == said.function && read->address == said.address &&
            read->quantity == said.quantity && read->value == said.value && read->or_mask == said.or_mask &&
            fuzz::same(read->data, said.data));
  else
    PROMISE(read.error() != meterproto::errc::bad_crc && read.error() != meterproto::errc::refused);
  bool const is_free = said.unit != modbus::broadcast && said.unit <= modbus::last_unit;
  if (is_free && is_read_of_registers(said.function)) {
    PROMISE(read);
    auto const many = static_cast<std::uint16_t>(said.data.size() / 2);
    auto const registers = modbus::parse_registers(frame, said.unit, {said.function, 7, many});
    PROMISE(registers && registers->address == 7 && fuzz::same(registers->data, said.data));
  }
}
void build_exception(fuzz::source in) {
  auto const unit = in.u8();
  auto const function = in.u8();
  auto const code = in.u8();
  auto const frame = modbus::exception_frame(unit, function, static_cast<modbus::exception>(code));
  auto const read = modbus::parse_response(frame).error();
  bool const is_free = unit != modbus::broadcast && unit <= modbus::last_unit;
  PROMISE(read == (is_free ? meterproto::error{meterproto::errc::refused, 2, code}
                           : meterproto::error{meterproto::errc::bad_unit, 0, unit}));
}

}  // namespace

void fuzz_one(fuzz::source in) {
  build_any(in);
  build_exception(in);
  namespace s4100 = meterproto::leviton_s4100;
  auto const request = fuzz::copy_of(in.take(in.u8()));
  auto const frame = fuzz::copy_of(in.rest());
  (void)modbus::response_length(frame);
  auto const alone = modbus::parse_response(frame);
  PROMISE(alone || alone.error().at <= frame.size());
  if (auto const asked = modbus::parse_request(request); asked) {
    auto const answer = modbus::parse_response(frame, *asked);
    PROMISE(!answer || alone || alone.error() == meterproto::errc::refused);
  }
  modbus::read const wanted{modbus::function::read_holding_registers, s4100::voltage_ll_avg.address, 4};
  if (auto const read = modbus::parse_registers(frame, 1, wanted); read) {
    PROMISE(read->data.size() == 8);
    (void)s4100::frequency.decode(*read);
    (void)s4100::power_factor_total.decode(*read);
  }
  if (!alone) return;
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const built = modbus::build(*alone, space);
  PROMISE(built && fuzz::same(*built, frame));
  if (auto const id = modbus::parse_device_id(alone->data); id) {
    modbus::device_id_reader reader{modbus::device_id_code::basic};
    (void)reader.take(*id);
    for (auto const object : id->objects) PROMISE(object.value.size() <= 255);
  }
  (void)modbus::split_server_id(alone->data);
}
