// SPDX-License-Identifier: MIT
// Reads three points of a Leviton Series 4100. The meter is a function here: a request in, its answer out.
// For a real one, put your UART into ask() and leave the rest as it is.
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>

#include <cstdio>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;
using meterproto::bytes, meterproto::kW, meterproto::V, meterproto::Hz;

// Two reads fetch the points and the scale registers that they need; the compiler knows them.
constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total, s4100::frequency);
static_assert(plan.size() == 2);

// What a meter on 480 V answered: registers 21 to 28, then the scale registers 139 and 140.
bytes ask(bytes request) {
  static constexpr std::uint8_t values[] = {0x01, 0x03, 0x10, 0xFF, 0x38, 0x00, 0x0C, 0x00, 0xC8, 0xD8, 0xF0,
                                            0x12, 0xC0, 0x0A, 0xD3, 0x00, 0x0F, 0x17, 0x6E, 0xE0, 0xAD};
  static constexpr std::uint8_t scales[] = {0x01, 0x03, 0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFB, 0xA7};
  return request[3] == 20 ? bytes{values} : bytes{scales};  // by the low byte of the address
}

int main() {
  modbus::snapshot<plan> now;
  for (auto const& read : now.begin_poll()) {
    auto const request = modbus::frame_of(1, read);
    auto const reply = ask(*request);
    auto const answer = modbus::parse_registers(reply, 1, read);  // a view of the reply
    auto const fault = answer ? now.take(*answer) : answer.error();
    if (fault.code != meterproto::errc::none)
      std::printf("error %d at byte %d\n", static_cast<int>(fault.code), fault.at);
  }
  if (auto volts = now.decode(s4100::voltage_ll_avg)) std::printf("%.1f V\n", volts->in<double>(V));
  if (auto power = now.decode(s4100::real_power_total)) std::printf("%.1f kW\n", power->in<double>(kW));
  if (auto hertz = now.decode(s4100::frequency)) std::printf("%.2f Hz\n", hertz->in<double>(Hz));
}
// 480.0 V
// -20.0 kW
// 59.98 Hz
