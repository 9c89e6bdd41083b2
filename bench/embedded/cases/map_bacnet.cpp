// SPDX-License-Identifier: MIT
// The objects of a Series 4100 on BACnet, in a program that decodes one Present_Value by them: ALL of its rows by a
// loop over the table, with their names, or three points that are named in the program.
#include "../case.hpp"

#include <meterproto/leviton_s4100_bacnet.hpp>

namespace s4100 = meterproto::leviton_s4100_bacnet;
namespace bacnet = meterproto::bacnet;

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
#ifdef ALL
  for (auto const& row : s4100::objects) {
    if (!row.has_value()) continue;
    auto const number = bacnet::number_of(row, {data, size});
    if (!number) continue;
    port = row.object.bits();
    port = std::bit_cast<std::uint32_t>(*number);
    port = static_cast<std::uint32_t>(row.in);
    for (auto const* name = row.name; *name != 0; ++name) port = static_cast<std::uint8_t>(*name);
  }
#else
  auto const show = [&](auto const& point) {
    auto value = point.decode({data, size});
    if (!value) return;
    port = point.object.bits();
    port = std::bit_cast<std::uint32_t>(value->in({point.in}));
    port = static_cast<std::uint32_t>(point.in);
  };
  show(s4100::voltage_ll_avg);
  show(s4100::real_power_total);
  show(s4100::frequency);
#endif
}

OUTSIDE_DATA std::uint8_t value[] = {0x44, 0x43, 0x66, 0x80, 0x00};  // a Real: 230.5
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"one value", value, sizeof value}, {}};
