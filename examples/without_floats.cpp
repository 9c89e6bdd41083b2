// SPDX-License-Identifier: MIT
// A reading in a program that has no floating point: as an integer of a unit or of a part of it, and as text.
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>

#include <cstdio>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;
using meterproto::kW, meterproto::W, meterproto::V;

int main() {
  // Registers 21 and 25 of a Series 4100, and the exponents of its scale registers 138 to 141: I, V, W, E.
  constexpr std::uint8_t register_21[] = {0xFF, 0x38};
  constexpr std::uint8_t register_25[] = {0x12, 0xC0};
  constexpr s4100::scales scales{{-1, -1, -1, 0}};

  auto const power = s4100::real_power_total.decode(modbus::registers{20, register_21}, scales);
  auto const volts = s4100::voltage_ll_avg.decode(modbus::registers{24, register_25}, scales);
  if (!power || !volts) return 1;

  auto const watts = power->as_integer(W);          // an error where a fraction would be lost
  auto const tenths = volts->in(V).as_integer(-1);  // of a volt
  char space[24];
  auto const text = power->in(kW).print(space);  // its digits, as many as the meter sent
  if (!watts || !tenths || !text) return 1;
  std::printf("%ld W\n%ld tenths of a volt\n%.*s kW\n", static_cast<long>(*watts), static_cast<long>(*tenths),
              static_cast<int>(text->size()), text->data());
}
// -20000 W
// 4800 tenths of a volt
// -20.0 kW
