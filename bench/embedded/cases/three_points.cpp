// SPDX-License-Identifier: MIT
// A whole reader of three points: requests, answers, CRC, scale registers, values. As exact decimals, or with FLOATS as
// float. The line's driver has the buffer into which answers come.
#include "../case.hpp"

#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/response.hpp>
#include <meterproto/modbus/snapshot.hpp>

#include <bit>

namespace s4100 = meterproto::leviton_s4100;
namespace modbus = meterproto::modbus;

static constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total, s4100::frequency);

OUTSIDE_RAM static std::uint8_t received[32];
OUTSIDE_CODE static std::size_t ask(std::uint8_t const* request, std::size_t size);

// How a result is declared: see docs/performance.md, "In your program".
#ifdef CONST_RESULTS
#define RESULT auto const
#else
#define RESULT auto
#endif

namespace {

#ifdef FLOATS
using number = float;
void show(float number) {
  port = std::bit_cast<std::uint32_t>(number);
}
#else
using number = meterproto::decimal;
void show(meterproto::decimal const& number) {
  port = static_cast<std::uint32_t>(number.magnitude());
  port = static_cast<std::uint32_t>(number.exponent());
  port = number.negative() ? 1 : 0;
}
#endif

}  // namespace

extern "C" void measured(std::uint8_t const*, std::size_t) {
  constexpr auto method = modbus::crc_method::CRC;
  modbus::snapshot<plan> now;
  for (auto const& read : now.begin_poll()) {
    RESULT request = modbus::frame_of<method>(1, read);
    if (!request) continue;
    auto const length = ask(request->data(), request->size());
    RESULT answer = modbus::parse_registers<method>({received, length}, 1, read);
    if (!answer || now.take(*answer).code != meterproto::errc::none) continue;
  }
  if (RESULT volts = now.decode(s4100::voltage_ll_avg)) show(volts->in<number>(meterproto::V));
  if (RESULT power = now.decode(s4100::real_power_total)) show(power->in<number>(meterproto::kW));
  if (RESULT hertz = now.decode(s4100::frequency)) show(hertz->in<number>(meterproto::Hz));
}

// The meter: 480.0 V, -20.0 kW, 59.98 Hz, and its scales.
OUTSIDE_DATA std::uint8_t values[] = {0x01, 0x03, 0x10, 0xFF, 0x38, 0x00, 0x0C, 0x00, 0xC8, 0xD8, 0xF0,
                                      0x12, 0xC0, 0x0A, 0xD3, 0x00, 0x0F, 0x17, 0x6E, 0xE0, 0xAD};
OUTSIDE_DATA std::uint8_t scales[] = {0x01, 0x03, 0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFB, 0xA7};
static std::size_t ask(std::uint8_t const* request, std::size_t) {
  bool const first = request[3] == 20;  // by the low byte of the address
  auto const* const from = first ? values : scales;
  std::size_t const size = first ? sizeof values : sizeof scales;
  for (std::size_t i = 0; i != size; ++i) static_cast<std::uint8_t volatile*>(received)[i] = from[i];
  return size;
}

extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"one poll", values, 0}, {}};
