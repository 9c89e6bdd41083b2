// SPDX-License-Identifier: MIT
// Any octets as a Modbus request: what is accepted is built again as it was. And a request of each function with any
// fields: what is built is read as what was asked, what is not has a fault that check() names.
#include "fuzz.hpp"

#include <meterproto/modbus.hpp>

#include <array>

namespace {

namespace modbus = meterproto::modbus;
using meterproto::bytes;

bool equal(modbus::request const& left, modbus::request const& right) {
  return left.unit == right.unit && left.function == right.function && left.address == right.address &&
         left.quantity == right.quantity && left.value == right.value && left.or_mask == right.or_mask &&
         left.write_address == right.write_address && left.write_quantity == right.write_quantity &&
         left.code == right.code && left.object == right.object && fuzz::same(left.data, right.data);
}

modbus::request any_request(fuzz::source& in) {
  auto const unit = in.u8();
  auto const address = in.u16();
  auto const quantity = in.u16();
  auto const other = in.u16();
  switch (in.u8() % 12) {
    case 0: return modbus::read_coils(unit, address, quantity);
    case 1: return modbus::read_discrete_inputs(unit, address, quantity);
    case 2: return modbus::read_holding_registers(unit, address, quantity);
    case 3: return modbus::read_input_registers(unit, address, quantity);
    case 4: return modbus::write_single_coil(unit, address, quantity % 2 == 0);
    case 5: return modbus::write_single_register(unit, address, quantity);
    case 6: return modbus::write_multiple_coils(unit, address, quantity, in.rest());
    case 7: return modbus::write_multiple_registers(unit, address, in.rest());
    case 8: return modbus::report_server_id(unit);
    case 9: return modbus::mask_write_register(unit, address, quantity, other);
    case 10: return modbus::read_write_multiple_registers(unit, address, quantity, other, in.rest());
    default: return modbus::read_device_id(unit, static_cast<modbus::device_id_code>(quantity & 7U), in.u8());
  }
}

void build_any(fuzz::source in) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const asked = any_request(in);
  auto const fault = modbus::check(asked);
  auto const built = modbus::build(asked, space);
  PROMISE(built.has_value() == (fault.code == meterproto::errc::none));
  if (!built) {
    PROMISE(built.error() == fault);
    return;
  }
  PROMISE(modbus::request_length(*built) == built->size());
  auto const frame = fuzz::copy_of(*built);
  auto const read = modbus::parse_request(frame);
  PROMISE(read && equal(*read, asked));
  PROMISE(modbus::response_length(*read) == modbus::response_length(asked));
  if (!is_read_of_registers(asked.function)) return;
  auto const same = modbus::frame_of(asked.unit, {asked.function, asked.address, asked.quantity});
  PROMISE(same && fuzz::same(*same, frame));
}

}  // namespace

void fuzz_one(fuzz::source in) {
  build_any(in);
  auto const frame = fuzz::copy_of(in.rest());
  (void)modbus::request_length(frame);
  auto const asked = modbus::parse_request(frame);
  if (!asked) {
    PROMISE(asked.error().at <= frame.size());
    return;
  }
  PROMISE(modbus::check(*asked).code == meterproto::errc::none);
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const built = modbus::build(*asked, space);
  PROMISE(built && fuzz::same(*built, frame));
  (void)modbus::response_length(*asked);
}
