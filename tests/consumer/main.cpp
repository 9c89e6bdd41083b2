// SPDX-License-Identifier: MIT
// A stranger's program: the same source whichever way the library comes. Exit status 0 if the meter says 59.98 Hz.
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;

int main() {
  static constexpr std::uint8_t reply[] = {0x01, 0x03, 0x02, 0x17, 0x6E, 0x36, 0x58};  // register 28 of unit 1
  auto const read = modbus::parse_registers(reply, 1, {.address = 27, .quantity = 1});
  return read && s4100::frequency.decode(*read)->in(meterproto::Hz) == meterproto::decimal{5998, -2} ? 0 : 1;
}
