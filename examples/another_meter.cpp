// SPDX-License-Identifier: MIT
// A meter that the library does not know: its register map, in your own file. Here some rows of an Eastron SDM630; it
// is no supported model, and nobody has typed the table a second time. docs/adding_a_meter.md goes through it.
#include <meterproto/modbus.hpp>

#include <array>
#include <bit>
#include <cstdio>

// Eastron SDM630Modbus, "Modbus Protocol Implementation", 1.2.1 Input Registers: function 04, each value a float32 in
// two registers, the high word first. Its column "Start Address Hex" is what the wire carries: 0000 is number 30001.
// 0000 to 0010 were read in that manual; the others in public transcripts of it, and all but 0046 in the maker's manual
// of the SDM72D-M, which has them at the same addresses.
namespace sdm630 {

namespace modbus = meterproto::modbus;
using meterproto::quantity, meterproto::phase, meterproto::flow;
using meterproto::V, meterproto::A, meterproto::W, meterproto::Hz, meterproto::kWh;
using modbus::point, modbus::formats::f32, modbus::R;

struct model {
  static constexpr int first_number = 0;  // the rows have addresses of the wire
  enum class scale : std::uint8_t {};     // a float needs no scale register
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  // What the table below must cover, end to end, and what one read may run over: the same.
  static constexpr std::array<modbus::block, 4> listed{{{0x0000, 18}, {0x0034, 2}, {0x0046, 6}, {0x0156, 2}}};
  static constexpr auto readable = listed;
};
using at = modbus::register_number<model>;

// clang-format off
//                                             address     R/W  format unit   what is measured
inline constexpr auto voltage_an         = point{at{0x0000}, R, f32,   V,    {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn         = point{at{0x0002}, R, f32,   V,    {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn         = point{at{0x0004}, R, f32,   V,    {quantity::voltage, phase::cn}};
inline constexpr auto current_a          = point{at{0x0006}, R, f32,   A,    {quantity::current, phase::a}};
inline constexpr auto current_b          = point{at{0x0008}, R, f32,   A,    {quantity::current, phase::b}};
inline constexpr auto current_c          = point{at{0x000A}, R, f32,   A,    {quantity::current, phase::c}};
inline constexpr auto real_power_a       = point{at{0x000C}, R, f32,   W,    {quantity::real_power, phase::a}};
inline constexpr auto real_power_b       = point{at{0x000E}, R, f32,   W,    {quantity::real_power, phase::b}};
inline constexpr auto real_power_c       = point{at{0x0010}, R, f32,   W,    {quantity::real_power, phase::c}};
inline constexpr auto real_power_total   = point{at{0x0034}, R, f32,   W,    {quantity::real_power, phase::total}};
inline constexpr auto frequency          = point{at{0x0046}, R, f32,   Hz,   {quantity::frequency}};
inline constexpr auto real_energy_import = point{at{0x0048}, R, f32,   kWh,  {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_export = point{at{0x004A}, R, f32,   kWh,  {quantity::real_energy, flow::export_}};
inline constexpr auto real_energy_total  = point{at{0x0156}, R, f32,   kWh,  {quantity::real_energy, flow::total}};  // import + export
// clang-format on

inline constexpr auto registers = modbus::rows_of(voltage_an, voltage_bn, voltage_cn, current_a, current_b, current_c,
                                                  real_power_a, real_power_b, real_power_c, real_power_total, frequency,
                                                  real_energy_import, real_energy_export, real_energy_total);
static_assert(modbus::first_misplaced<model>(registers) == -1);  // on a slip the compiler prints the address
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace sdm630

namespace modbus = meterproto::modbus;
using meterproto::bytes;

// Input registers are function 04, which the plan has to be told; the meter's line runs at 9600 Bd.
static constexpr auto plan =
    modbus::plan({.baud = 9600, .function = modbus::function::read_input_registers}, sdm630::voltage_an,
                 sdm630::real_power_total, sdm630::frequency, sdm630::real_energy_import);
static_assert(plan.size() == 3 && plan[0].function == modbus::function::read_input_registers);

// The meter is a function here: a request in, its answer out. The first is an example out of the maker's manuals.
bytes ask(bytes request) {
  static constexpr std::uint8_t volts[] = {0x01, 0x04, 0x04, 0x43, 0x66, 0x33, 0x34, 0x1B, 0x38};
  static constexpr std::uint8_t power[] = {0x01, 0x04, 0x04, 0xC4, 0x9A, 0x40, 0x00, 0xD7, 0x5B};
  static constexpr std::uint8_t rest[] = {0x01, 0x04, 0x08, 0x42, 0x47, 0xF5, 0xC3, 0x44, 0x9A, 0x51, 0xEC, 0xCE, 0x96};
  return request[3] == 0x00 ? bytes{volts} : request[3] == 0x34 ? bytes{power} : bytes{rest};
}

int main() {
  modbus::snapshot<plan> now;
  for (auto const& read : now.begin_poll()) {
    auto const answer = modbus::parse_registers(ask(*modbus::frame_of(1, read)), 1, read);
    auto const fault = answer ? now.take(*answer) : answer.error();
    if (fault.code != meterproto::errc::none) std::printf("no answer at %u\n", unsigned{read.address});
  }
  if (auto const volts = now.decode(sdm630::voltage_an)) std::printf("%.1f V\n", volts->in<double>(sdm630::V));
  if (auto const power = now.decode(sdm630::real_power_total)) std::printf("%.0f W\n", power->in<double>(sdm630::W));
  if (auto const hertz = now.decode(sdm630::frequency)) std::printf("%.2f Hz\n", hertz->in<double>(sdm630::Hz));
  if (auto const energy = now.decode(sdm630::real_energy_import))
    std::printf("%.2f kWh\n", energy->in<double>(sdm630::kWh));
  if (!now.decode(sdm630::current_a)) std::printf("the current was not asked for\n");
}
// 230.2 V
// -1234 W
// 49.99 Hz
// 1234.56 kWh
// the current was not asked for
