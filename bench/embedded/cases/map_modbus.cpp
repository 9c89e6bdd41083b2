// SPDX-License-Identifier: MIT
// The map of a Series 4100 on Modbus, in a program that decodes out of registers that lie there: ALL of its rows by a
// loop over the table, or three points that are named.
#include "../case.hpp"

#include <meterproto/leviton_s4100.hpp>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  modbus::registers const held{0, {data, size}};
#ifdef ALL
  for (auto const& row : s4100::registers) {
    auto const part = held.find(row.address, row.count);
    if (!part) continue;
    if (row.is_float()) {
      if (auto const number = modbus::float_of(*part, row.layout())) port = std::bit_cast<std::uint32_t>(*number);
    } else if (auto const number = modbus::integer_of(*part, row.layout())) {
      port = static_cast<std::uint32_t>(number->magnitude());
      port = static_cast<std::uint32_t>(row.of.what);
      port = static_cast<std::uint32_t>(row.in);
    }
  }
#else
  auto const show = [&](auto const& point) {
    auto const number = modbus::integer_of(*held.find(point.address, point.count), point.layout());
    if (!number) return;
    port = static_cast<std::uint32_t>(number->magnitude());
    port = static_cast<std::uint32_t>(point.of.what);
    port = static_cast<std::uint32_t>(point.in);
  };
  show(s4100::voltage_ll_avg);
  show(s4100::real_power_total);
  show(s4100::frequency);
#endif
}

struct content {
  std::uint8_t registers[2 * 125]{};
};
OUTSIDE_DATA content some = [] {
  content made;
  for (unsigned i = 0; i != sizeof made; ++i) made.registers[i] = static_cast<std::uint8_t>(i % 2 == 0 ? 0 : i);
  return made;
}();
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {
    {"registers 1 to 125", some.registers, sizeof some.registers}, {}};
