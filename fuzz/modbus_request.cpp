// SPDX-License-Identifier: MIT
// Any octets as a Modbus request; what is accepted is built again as it was.
#include "fuzz.hpp"

#include <meterproto/modbus.hpp>

#include <array>

void fuzz_one(fuzz::source in) {
  namespace modbus = meterproto::modbus;
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
