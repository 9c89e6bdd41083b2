// SPDX-License-Identifier: MIT
// Any octets as a Modbus response, alone and as the answer to a request; what is accepted is built again as it was.
#include "fuzz.hpp"

#include <meterproto/modbus.hpp>
#include <meterproto/leviton_s4100.hpp>

#include <array>

void fuzz_one(fuzz::source in) {
  namespace modbus = meterproto::modbus;
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
