// SPDX-License-Identifier: MIT
// Writes settings safely: a value that the manual does not allow never becomes a frame, the meter's confirmation is
// held against what was asked, and what stands in the register afterwards is looked at.
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>
#include <meterproto/modbus/text.hpp>

#include <array>
#include <cstdio>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;
using meterproto::A, meterproto::bytes, meterproto::error;

// A meter that knows one register, CT ratio primary, and takes no more than 5000 A today.
struct small_meter {
  std::uint16_t ct_primary = 100;

  bool has(modbus::table where) const { return where == modbus::table::holding_registers; }
  modbus::exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity,
                         meterproto::writer& out) const {
    if (!has(where)) return modbus::exception::illegal_function;
    if (address != s4100::ct_primary.address || quantity != 1) return modbus::exception::illegal_data_address;
    out.u16(ct_primary);
    return modbus::exception::none;
  }
  modbus::exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (!has(where)) return modbus::exception::illegal_function;
    if (address != s4100::ct_primary.address || quantity != 1) return modbus::exception::illegal_data_address;
    auto const value = meterproto::reader{data}.u16();
    if (value > 5000) return modbus::exception::illegal_data_value;
    ct_primary = value;
    return modbus::exception::none;
  }
};

// A constant is checked by the compiler: set_constant(40000 * A) would not compile, the manual allows 1 to 32000.
constexpr auto two_hundred = s4100::ct_primary.set_constant(200 * A);

error write(small_meter& meter, modbus::write const& what) {
  std::array<std::uint8_t, modbus::max_frame> request_space{}, answer_space{};
  auto const asked = what.to(1);
  auto const request = build(asked, request_space);
  if (!request) return request.error();
  auto const confirmed = modbus::parse_response(modbus::answer(*request, 1, meter, answer_space), asked);
  if (!confirmed) return confirmed.error();

  modbus::read const again{.address = what.address, .quantity = what.count};
  auto const read_back =
      modbus::parse_registers(modbus::answer(*modbus::frame_of(1, again), 1, meter, answer_space), 1, again);
  if (!read_back) return read_back.error();
  return what.stands_in(*read_back) ? error{} : error{meterproto::errc::echo_differs};
}

void report(char const* what, error const& outcome) {
  char space[160];
  auto const text = print_sentence(outcome, space);
  std::printf("%s: %.*s\n", what, static_cast<int>(text.size()), text.data());
}

int main() {
  small_meter meter;
  report("200 A", write(meter, two_hundred));
  report("0 A", s4100::ct_primary.set(0 * A).error());               // known before a frame is built
  report("6000 A", write(meter, *s4100::ct_primary.set(6000 * A)));  // the manual allows it, this meter does not
  std::printf("the meter has %u A\n", meter.ct_primary);
}
// 200 A: all is well
// 0 A: the manual does not allow this value
// 6000 A: the device refuses with exception 3
// the meter has 200 A
