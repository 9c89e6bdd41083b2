// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/request.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::function;
using modbus::request;

// Requests as the standards and the manuals print them. "V1.1b3" is the MODBUS Application Protocol; its examples are
// PDUs, here for unit 17. The CRC is that of the source where it prints one, and made by crc16 (static/modbus_crc.cpp)
// elsewhere.
template <std::size_t Size>
constexpr std::array<std::uint8_t, Size + 2> with_crc(std::uint8_t const (&body)[Size]) {
  std::array<std::uint8_t, Size + 2> frame{};
  for (std::size_t i = 0; i != Size; ++i) frame[i] = body[i];
  auto const crc = modbus::crc16(bytes{frame}.first(Size));
  frame[Size] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[Size + 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}

constexpr bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

constexpr bool equal(request const& left, request const& right) {
  return left.unit == right.unit && left.function == right.function && left.address == right.address &&
         left.quantity == right.quantity && left.value == right.value && left.or_mask == right.or_mask &&
         left.write_address == right.write_address && left.write_quantity == right.write_quantity &&
         left.code == right.code && left.object == right.object && equal(left.data, right.data);
}

constexpr bool builds(request const& asked, bytes wanted) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  auto const frame = modbus::build(asked, buffer);
  return frame && equal(*frame, wanted) && frame->data() == buffer.data();
}
constexpr bool parses(bytes frame, request const& wanted) {
  auto const asked = modbus::parse_request(frame);
  return asked && equal(*asked, wanted);
}
/// Built it is the frame, and parsed the frame is it; its length is told by its first bytes.
constexpr bool both_ways(request const& asked, bytes frame) {
  return builds(asked, frame) && parses(frame, asked) && modbus::request_length(frame) == frame.size();
}

constexpr error fault_of(bytes frame) {
  return modbus::parse_request(frame).error();
}
constexpr error fault_of_building(request const& asked) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  return modbus::build(asked, buffer).error();
}
/// What is not built is not accepted either, and the other way round.
constexpr bool refused(request const& asked, error why) {
  return modbus::check(asked) == why && fault_of_building(asked) == why;
}
constexpr bool accepted(request const& asked) {
  return modbus::check(asked) == error{} && fault_of_building(asked) == error{};
}

/// Each buffer that is too small is told how many bytes are needed; of many, the smallest and the three just too small.
constexpr bool needs(request const& asked, std::size_t size) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  for (std::size_t room = 0; room != size; room = room == 12 && size > 16 ? size - 3 : room + 1)
    if (modbus::build(asked, std::span{buffer}.first(room)).error() != error{errc::buffer_too_small, 0, size})
      return false;
  auto const frame = modbus::build(asked, std::span{buffer}.first(size));
  return frame && frame->size() == size;
}

constexpr bool every_cut_is_refused(bytes frame) {
  for (std::size_t size = 0; size != frame.size(); ++size) {
    auto const cut = frame.first(size);
    if (fault_of(cut) != errc::too_short || fault_of(cut).at != size || fault_of(cut).detail <= size) return false;
  }
  return true;
}
template <std::size_t Size>
constexpr bool every_bit_error_is_refused(std::array<std::uint8_t, Size> const& frame) {
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    auto broken = frame;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (modbus::parse_request(broken)) return false;
  }
  return true;
}
/// "A good frame followed by any number of 00 bytes still has CRC 0": reference/modbus/protocol.md, section 2.
template <std::size_t Size>
constexpr bool trailing_zeros_are_refused(std::array<std::uint8_t, Size> const& frame) {
  std::array<std::uint8_t, Size + 2> longer{};
  for (std::size_t i = 0; i != Size; ++i) longer[i] = frame[i];
  return modbus::crc16(longer) == 0 && fault_of(bytes{longer}.first(Size + 1)) == error{errc::too_long, Size, Size} &&
         fault_of(longer) == error{errc::too_long, Size, Size};
}

constexpr std::size_t length_of(auto... begun) {
  std::array<std::uint8_t, sizeof...(begun)> const bytes_begun{static_cast<std::uint8_t>(begun)...};
  return modbus::request_length(bytes_begun);
}

constexpr std::array<std::uint8_t, 600> zeros{};
constexpr bytes some(std::size_t size) {
  return bytes{zeros}.first(size);
}

// clang-format off
//                                                                  unit  fn    address     quantity    bytes
constexpr std::array<std::uint8_t, 8> coils_20_to_38{               0x11, 0x01, 0x00, 0x13, 0x00, 0x13, 0x8E, 0x92};        // V1.1b3, 6.1
constexpr auto inputs_197_to_218 = with_crc({                       0x11, 0x02, 0x00, 0xC4, 0x00, 0x16});                   // V1.1b3, 6.2
constexpr std::array<std::uint8_t, 8> holding_108_to_110{           0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87};        // V1.1b3, 6.3
constexpr auto input_9 = with_crc({                                 0x11, 0x04, 0x00, 0x08, 0x00, 0x01});                   // V1.1b3, 6.4
constexpr std::array<std::uint8_t, 8> coil_173_on{                  0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00, 0x4E, 0x8B};        // V1.1b3, 6.5
constexpr std::array<std::uint8_t, 8> coil_173_off{                 0x11, 0x05, 0x00, 0xAC, 0x00, 0x00, 0x0F, 0x7B};        // corpus mb0088
constexpr auto register_2_to_3 = with_crc({                         0x11, 0x06, 0x00, 0x01, 0x00, 0x03});                   // V1.1b3, 6.6
constexpr auto ten_coils_from_20 = with_crc({                       0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01}); // V1.1b3, 6.11
constexpr std::array<std::uint8_t, 13> two_registers_from_2{        0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02, 0xC6, 0xF0};  // V1.1b3, 6.12
constexpr std::array<std::uint8_t, 4> server_id_of_1{               0x01, 0x11, 0xC0, 0x2C};                                // Leviton manuals, meter_facts.md, section 13
//                                                                  unit  fn    address     AND         OR
constexpr std::array<std::uint8_t, 10> mask_register_5{             0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25, 0x66, 0xE2};  // V1.1b3, 6.16
//                                                                  unit  fn    read from   quantity    write to    quantity    bytes
constexpr auto read_six_write_three = with_crc({                    0x11, 0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0E, 0x00, 0x03, 0x06, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF});  // V1.1b3, 6.17
//                                                                  unit  fn    MEI   code  object
constexpr std::array<std::uint8_t, 7> basic_id_of_1{                0x01, 0x2B, 0x0E, 0x01, 0x00, 0x70, 0x77};              // V1.1b3, 6.21; meter_facts.md, section 13
constexpr std::array<std::uint8_t, 7> object_80_of_6{               0x06, 0x2B, 0x0E, 0x04, 0x80, 0xC7, 0x47};              // corpus mb0174

// Leviton command register 129, wire address 0080: meter_facts.md, section 9.
constexpr std::array<std::uint8_t, 8> clear_energy{                 0x01, 0x06, 0x00, 0x80, 0x75, 0x7E, 0x2E, 0x92};
constexpr std::array<std::uint8_t, 8> new_subinterval{              0x01, 0x06, 0x00, 0x80, 0x52, 0xDB, 0xF5, 0x19};
constexpr std::array<std::uint8_t, 8> reset_demand{                 0x01, 0x06, 0x00, 0x80, 0x52, 0xDC, 0xB4, 0xDB};
constexpr std::array<std::uint8_t, 8> reset_logging{                0x01, 0x06, 0x00, 0x80, 0x41, 0x00, 0xB8, 0x72};
constexpr std::array<std::uint8_t, 8> clear_pulses{                 0x01, 0x06, 0x00, 0x80, 0x40, 0x72, 0x39, 0xC7};

// WAGO 879-3000 manual, A3.3: the command frames, which it prints without CRC.
constexpr auto wago_new_id = with_crc({                             0x01, 0x06, 0x40, 0x03, 0x00, 0x0A});
constexpr auto wago_lcd_cycle = with_crc({                          0x01, 0x06, 0x40, 0x10, 0x00, 0x25});
constexpr auto wago_s0_rate = with_crc({                            0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x41, 0x20, 0x00, 0x00});
constexpr auto wago_ct_ratio = with_crc({                           0x01, 0x10, 0x40, 0x1F, 0x00, 0x02, 0x04, 0x99, 0x95, 0x00, 0x05});
// clang-format on

constexpr std::uint8_t ten_bits[] = {0xCD, 0x01};
constexpr std::uint8_t two_registers[] = {0x00, 0x0A, 0x01, 0x02};
constexpr std::uint8_t three_registers[] = {0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF};
constexpr std::uint8_t ten_as_float[] = {0x41, 0x20, 0x00, 0x00};
constexpr std::uint8_t ratio_digits[] = {0x99, 0x95, 0x00, 0x05};

template <class Function>
concept asked_with_three_numbers = requires(Function ask) { ask(std::uint8_t{1}, std::uint16_t{2}, std::uint16_t{3}); };

}  // namespace

CASE("01 reads coils 20 to 38: V1.1b3, 6.1", both_ways(modbus::read_coils(17, 19, 19), coils_20_to_38));
CASE("02 reads discrete inputs 197 to 218: V1.1b3, 6.2",
     both_ways(modbus::read_discrete_inputs(17, 196, 22), inputs_197_to_218));
CASE("03 reads registers 108 to 110: V1.1b3, 6.3",
     both_ways(modbus::read_holding_registers(17, 107, 3), holding_108_to_110));
CASE("04 reads input register 9: V1.1b3, 6.4", both_ways(modbus::read_input_registers(17, 8, 1), input_9));
CASE("05 writes coil 173 ON: V1.1b3, 6.5", both_ways(modbus::write_single_coil(17, 172, true), coil_173_on));
CASE("05 writes coil 173 OFF: V1.1b3, 6.5", both_ways(modbus::write_single_coil(17, 172, false), coil_173_off));
CASE("06 writes 3 to register 2: V1.1b3, 6.6", both_ways(modbus::write_single_register(17, 1, 3), register_2_to_3));
CASE("0F writes ten coils from 20 on: V1.1b3, 6.11",
     both_ways(modbus::write_multiple_coils(17, 19, 10, ten_bits), ten_coils_from_20));
CASE("10 writes two registers from 2 on: V1.1b3, 6.12",
     both_ways(modbus::write_multiple_registers(17, 1, two_registers), two_registers_from_2));
CASE("11 asks for the server id: V1.1b3, 6.13", both_ways(modbus::report_server_id(1), server_id_of_1));
CASE("16 masks register 5: V1.1b3, 6.16",
     both_ways(modbus::mask_write_register(17, 4, 0x00F2, 0x0025), mask_register_5));
CASE("17 reads six registers and writes three: V1.1b3, 6.17",
     both_ways(modbus::read_write_multiple_registers(17, 3, 6, 14, three_registers), read_six_write_three));
CASE("2B/0E asks for the basic identification: V1.1b3, 6.21",
     both_ways(modbus::read_device_id(1, modbus::device_id_code::basic), basic_id_of_1));
CASE("2B/0E asks for one object: V1.1b3, 6.21",
     both_ways(modbus::read_device_id(6, modbus::device_id_code::individual, 0x80), object_80_of_6));

CASE("30078 to register 129 clears a Leviton meter's energy",
     both_ways(modbus::write_single_register(1, 128, 30078), clear_energy));
CASE("21211 begins a new demand sub-interval",
     both_ways(modbus::write_single_register(1, 128, 21211), new_subinterval));
CASE("21212 resets its maximum demand", both_ways(modbus::write_single_register(1, 128, 21212), reset_demand));
CASE("16640 resets its logging", both_ways(modbus::write_single_register(1, 128, 16640), reset_logging));
CASE("16498 clears its pulse counters", both_ways(modbus::write_single_register(1, 128, 16498), clear_pulses));
CASE("WAGO A3.3: 01 06 4003 000A, new ID 10", both_ways(modbus::write_single_register(1, 0x4003, 10), wago_new_id));
CASE("WAGO A3.3: 01 06 4010 0025, LCD cycle 25 s in decimal digits",
     both_ways(modbus::write_single_register(1, 0x4010, 0x0025), wago_lcd_cycle));
CASE("WAGO A3.3: 01 10 400D 0002 04 41 20 00 00, S0 rate 10",
     both_ways(modbus::write_multiple_registers(1, 0x400D, ten_as_float), wago_s0_rate));
CASE("WAGO A3.3: 01 10 401F 0002 04 9995 0005, CT ratio 9995/5",
     both_ways(modbus::write_multiple_registers(1, 0x401F, ratio_digits), wago_ct_ratio));

CASE("a field that the function does not have stays 0", equal(request{}, {.unit = 1,
                                                                          .function = function::none,
                                                                          .address = 0,
                                                                          .quantity = 0,
                                                                          .value = 0,
                                                                          .or_mask = 0,
                                                                          .write_address = 0,
                                                                          .write_quantity = 0,
                                                                          .code = {},
                                                                          .object = 0,
                                                                          .data = {}}));
CASE("data are a view of the frame, not a copy",
     modbus::parse_request(two_registers_from_2)->data.data() == two_registers_from_2.data() + 7);
CASE("registers count from 1 in the manual, from 0 on the wire: 108 is 006B",
     modbus::read_holding_registers(17, 108 - 1, 3).address == 0x006B);
CASE("the written quantity follows from the data",
     modbus::write_multiple_registers(1, 0, some(8)).quantity == 4 &&
         modbus::read_write_multiple_registers(1, 0, 1, 0, some(6)).write_quantity == 3);
CASE("address and quantity are asked in one order by all reads",
     asked_with_three_numbers<decltype(&modbus::read_coils)>&&
         asked_with_three_numbers<decltype(&modbus::read_input_registers)>);

// "Quantity of coils 1 to 2000 (0x7D0)", 6.1; "Quantity of Registers 1 to 125 (0x7D)", 6.3; 1968 (0x7B0), 6.11; 123
// (0x7B), 6.12; 125 (0x7D) and 121 (0x79), 6.17.
CASE("01 reads 2000 coils at most: V1.1b3, 6.1",
     accepted(modbus::read_coils(1, 0, 2000)) &&
         refused(modbus::read_coils(1, 0, 2001), {errc::bad_quantity, 4, 2000}));
CASE("02 reads 2000 inputs at most: V1.1b3, 6.2",
     accepted(modbus::read_discrete_inputs(1, 0, 2000)) &&
         refused(modbus::read_discrete_inputs(1, 0, 2001), {errc::bad_quantity, 4, 2000}));
CASE("03 reads 125 registers at most: V1.1b3, 6.3",
     accepted(modbus::read_holding_registers(1, 0, 125)) &&
         refused(modbus::read_holding_registers(1, 0, 126), {errc::bad_quantity, 4, 125}));
CASE("04 reads 125 registers at most: V1.1b3, 6.4",
     accepted(modbus::read_input_registers(1, 0, 125)) &&
         refused(modbus::read_input_registers(1, 0, 126), {errc::bad_quantity, 4, 125}));
CASE("0F writes 1968 coils at most: V1.1b3, 6.11",
     accepted(modbus::write_multiple_coils(1, 0, 1968, some(246))) &&
         refused(modbus::write_multiple_coils(1, 0, 1969, some(247)), {errc::bad_quantity, 4, 1968}));
CASE("10 writes 123 registers at most: V1.1b3, 6.12",
     accepted(modbus::write_multiple_registers(1, 0, some(246))) &&
         refused(modbus::write_multiple_registers(1, 0, some(248)), {errc::bad_quantity, 4, 123}));
CASE("17 reads 125 registers at most: V1.1b3, 6.17",
     accepted(modbus::read_write_multiple_registers(1, 0, 125, 0, some(2))) &&
         refused(modbus::read_write_multiple_registers(1, 0, 126, 0, some(2)), {errc::bad_quantity, 4, 125}));
CASE("17 writes 121 registers at most: V1.1b3, 6.17",
     accepted(modbus::read_write_multiple_registers(1, 0, 1, 0, some(242))) &&
         refused(modbus::read_write_multiple_registers(1, 0, 1, 0, some(244)), {errc::bad_quantity, 8, 121}));
CASE("257 registers are not one",
     refused(modbus::write_multiple_registers(1, 0, some(514)), {errc::bad_quantity, 4, 123}) &&
         refused(modbus::read_write_multiple_registers(1, 0, 1, 0, some(514)), {errc::bad_quantity, 8, 121}));
CASE("nothing at all is never asked for",
     refused(modbus::read_coils(1, 0, 0), {errc::bad_quantity, 4, 2000}) &&
         refused(modbus::read_discrete_inputs(1, 0, 0), {errc::bad_quantity, 4, 2000}) &&
         refused(modbus::read_holding_registers(1, 0, 0), {errc::bad_quantity, 4, 125}) &&
         refused(modbus::read_input_registers(1, 0, 0), {errc::bad_quantity, 4, 125}));
CASE("nothing at all is never written",
     refused(modbus::write_multiple_coils(1, 0, 0, {}), {errc::bad_quantity, 4, 1968}) &&
         refused(modbus::write_multiple_registers(1, 0, {}), {errc::bad_quantity, 4, 123}) &&
         refused(modbus::read_write_multiple_registers(1, 0, 0, 0, some(2)), {errc::bad_quantity, 4, 125}) &&
         refused(modbus::read_write_multiple_registers(1, 0, 1, 0, {}), {errc::bad_quantity, 8, 121}));
CASE("the largest number is too many",
     refused(modbus::read_coils(1, 0, 65'535), {errc::bad_quantity, 4, 2000}) &&
         refused(modbus::read_holding_registers(1, 0, 65'535), {errc::bad_quantity, 4, 125}));
CASE("the longest requests have 255 bytes: 0F", needs(modbus::write_multiple_coils(1, 0, 1968, some(246)), 255));
CASE("the longest requests have 255 bytes: 10", needs(modbus::write_multiple_registers(1, 0, some(246)), 255));
CASE("the longest requests have 255 bytes: 17",
     needs(modbus::read_write_multiple_registers(1, 0, 125, 0, some(242)), 255));

CASE("the last address can be read alone",
     accepted(modbus::read_coils(1, 65'535, 1)) && accepted(modbus::read_holding_registers(1, 65'535, 1)));
CASE("nothing behind it can",
     refused(modbus::read_coils(1, 65'535, 2), {errc::bad_address, 2, 65'535}) &&
         refused(modbus::read_holding_registers(1, 65'535, 2), {errc::bad_address, 2, 65'535}));
CASE("125 registers end at 65536",
     accepted(modbus::read_holding_registers(1, 65'411, 125)) &&
         refused(modbus::read_holding_registers(1, 65'412, 125), {errc::bad_address, 2, 65'412}));
CASE("125 input registers too",
     accepted(modbus::read_input_registers(1, 65'411, 125)) &&
         refused(modbus::read_input_registers(1, 65'412, 125), {errc::bad_address, 2, 65'412}));
CASE("2000 bits too", accepted(modbus::read_discrete_inputs(1, 63'536, 2000)) &&
                          refused(modbus::read_discrete_inputs(1, 63'537, 2000), {errc::bad_address, 2, 63'537}));
CASE("written coils too",
     accepted(modbus::write_multiple_coils(1, 65'528, 8, some(1))) &&
         refused(modbus::write_multiple_coils(1, 65'529, 8, some(1)), {errc::bad_address, 2, 65'529}));
CASE("written registers too",
     accepted(modbus::write_multiple_registers(1, 65'534, some(4))) &&
         refused(modbus::write_multiple_registers(1, 65'535, some(4)), {errc::bad_address, 2, 65'535}));
CASE("17: what is read",
     accepted(modbus::read_write_multiple_registers(1, 65'535, 1, 0, some(2))) &&
         refused(modbus::read_write_multiple_registers(1, 65'535, 2, 0, some(2)), {errc::bad_address, 2, 65'535}));
CASE("17: what is written",
     accepted(modbus::read_write_multiple_registers(1, 0, 1, 65'535, some(2))) &&
         refused(modbus::read_write_multiple_registers(1, 0, 1, 65'535, some(4)), {errc::bad_address, 6, 65'535}));
CASE("single writes reach every address and value",
     accepted(modbus::write_single_register(1, 65'535, 65'535)) &&
         accepted(modbus::write_single_coil(1, 65'535, true)) &&
         accepted(modbus::mask_write_register(1, 65'535, 0xFFFF, 0xFFFF)));

// Value before address: the state diagrams of V1.1b3, figures 11 to 27; reference/modbus/protocol.md, section 8.
CASE("a bad quantity is told before a bad address",
     refused(modbus::read_holding_registers(1, 65'535, 126), {errc::bad_quantity, 4, 125}));
CASE("a bad count is told before a bad address",
     refused(modbus::write_multiple_registers(1, 65'535, some(5)), {errc::bad_count, 6, 4}) &&
         refused(modbus::write_multiple_coils(1, 65'535, 9, some(1)), {errc::bad_count, 6, 2}));
CASE("17: both quantities are told before both addresses",
     refused(modbus::read_write_multiple_registers(1, 65'535, 2, 0, some(244)), {errc::bad_quantity, 8, 121}));
CASE("17: the count is told before both addresses",
     refused(modbus::read_write_multiple_registers(1, 65'535, 2, 65'535, some(5)), {errc::bad_count, 10, 4}));
CASE("17: what is read is told before what is written",
     refused(modbus::read_write_multiple_registers(1, 65'535, 2, 65'535, some(4)), {errc::bad_address, 2, 65'535}));

CASE("0F: one byte too few for its bits",
     refused(modbus::write_multiple_coils(1, 0, 9, some(1)), {errc::bad_count, 6, 2}));
CASE("0F: one byte too many", refused(modbus::write_multiple_coils(1, 0, 8, some(2)), {errc::bad_count, 6, 1}));
CASE("0F: eight bits are one byte, nine are two", accepted(modbus::write_multiple_coils(1, 0, 8, some(1))) &&
                                                      accepted(modbus::write_multiple_coils(1, 0, 9, some(2))));
CASE("10: half a register", refused(modbus::write_multiple_registers(1, 0, some(3)), {errc::bad_count, 6, 2}));
CASE("17: half a register",
     refused(modbus::read_write_multiple_registers(1, 0, 1, 0, some(3)), {errc::bad_count, 10, 2}));
CASE("a quantity set by hand must fit its data",
     refused({.unit = 1, .function = function::write_multiple_registers, .quantity = 2, .data = some(2)},
             {errc::bad_count, 6, 4}));

// "A value of FF 00 hex requests the output to be ON. A value of 00 00 requests it to be OFF. All other values are
// illegal": V1.1b3, 6.5
CASE("05: all other values are illegal: V1.1b3, 6.5",
     refused({.unit = 1, .function = function::write_single_coil, .value = 0xFF01}, {errc::bad_value, 4, 0xFF01}) &&
         refused({.unit = 1, .function = function::write_single_coil, .value = 0x0001}, {errc::bad_value, 4, 0x0001}) &&
         refused({.unit = 1, .function = function::write_single_coil, .value = 0x00FF}, {errc::bad_value, 4, 0x00FF}) &&
         refused({.unit = 1, .function = function::write_single_coil, .value = 0xFFFF}, {errc::bad_value, 4, 0xFFFF}));
CASE("2B/0E: four codes, from 01 to 04",
     accepted(modbus::read_device_id(1, modbus::device_id_code::regular, 3)) &&
         accepted(modbus::read_device_id(1, modbus::device_id_code::extended, 0xFF)) &&
         refused(modbus::read_device_id(1, modbus::device_id_code{0}), {errc::bad_value, 3, 0}) &&
         refused(modbus::read_device_id(1, modbus::device_id_code{5}), {errc::bad_value, 3, 5}) &&
         refused(modbus::read_device_id(1, modbus::device_id_code{0xFF}), {errc::bad_value, 3, 0xFF}));

// "The individual slave devices are assigned addresses in the range of 1 – 247": Serial Line V1.02, 2.2
CASE("units go from 1 to 247: Serial Line V1.02, 2.2",
     accepted(modbus::read_holding_registers(1, 0, 1)) && accepted(modbus::read_holding_registers(247, 0, 1)));
CASE("248 to 255 are reserved: Serial Line V1.02, 2.2",
     refused(modbus::read_holding_registers(248, 0, 1), {errc::bad_unit, 0, 248}) &&
         refused(modbus::write_single_register(255, 0, 1), {errc::bad_unit, 0, 255}));
CASE("a reserved unit is told before all else",
     refused(modbus::read_holding_registers(255, 65'535, 999), {errc::bad_unit, 0, 255}));

// "The broadcast requests are necessarily writing commands": Serial Line V1.02, 2.1
CASE("writes may be broadcast: Serial Line V1.02, 2.1", accepted(modbus::write_single_coil(0, 1, true)) &&
                                                            accepted(modbus::write_single_register(0, 1, 2)) &&
                                                            accepted(modbus::write_multiple_coils(0, 1, 8, some(1))) &&
                                                            accepted(modbus::write_multiple_registers(0, 1, some(2))) &&
                                                            accepted(modbus::mask_write_register(0, 1, 2, 3)));
CASE("reads may not: Serial Line V1.02, 2.1",
     refused(modbus::read_coils(0, 0, 1), errc::broadcast_read) &&
         refused(modbus::read_discrete_inputs(0, 0, 1), errc::broadcast_read) &&
         refused(modbus::read_holding_registers(0, 0, 1), errc::broadcast_read) &&
         refused(modbus::read_input_registers(0, 0, 1), errc::broadcast_read) &&
         refused(modbus::report_server_id(0), errc::broadcast_read) &&
         refused(modbus::read_device_id(0, modbus::device_id_code::basic), errc::broadcast_read));
CASE("17 reads too, so it may not",
     refused(modbus::read_write_multiple_registers(0, 0, 1, 0, some(2)), errc::broadcast_read));
CASE("a broadcast write is held to the same limits",
     refused(modbus::write_multiple_registers(0, 0, some(248)), {errc::bad_quantity, 4, 123}));

CASE("functions that the library does not build are told by number",
     refused({.unit = 1}, {errc::unknown_function, 1, 0}) &&
         refused({.unit = 1, .function = function{0x07}}, {errc::unknown_function, 1, 0x07}) &&
         refused({.unit = 1, .function = function{0x83}}, {errc::unknown_function, 1, 0x83}) &&
         refused({.unit = 1, .function = function{0x7F}}, {errc::unknown_function, 1, 0x7F}));

CASE("a read needs 8 bytes", needs(modbus::read_holding_registers(17, 107, 3), 8));
CASE("an identification needs 7 bytes, a server id 4",
     needs(modbus::read_device_id(1, modbus::device_id_code::basic), 7) && needs(modbus::report_server_id(1), 4));
CASE("a mask needs 10 bytes", needs(modbus::mask_write_register(17, 4, 0xF2, 0x25), 10));
CASE("two registers need 13 bytes", needs(modbus::write_multiple_registers(17, 1, two_registers), 13));
CASE("nothing is built from a bad request, however large the buffer",
     fault_of_building(modbus::read_holding_registers(1, 0, 126)) == errc::bad_quantity);

// Parsing: what a server meets on its line.
CASE("a frame of the wrong length is damaged, whatever its CRC",
     fault_of(with_crc({0x01, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00})) == error{errc::too_long, 8, 8} &&
         fault_of(with_crc({0x01, 0x03, 0x00, 0x00, 0x00})) == error{errc::too_short, 7, 8});
CASE("the CRC that would be right is told",
     fault_of(std::array<std::uint8_t, 8>{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x87, 0x76}) ==
         error{errc::bad_crc, 6, 0x8776});
CASE("lengths are compared before CRCs",
     fault_of(std::array<std::uint8_t, 7>{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x00}) == errc::too_short);
CASE("quantities are checked: 126 registers",
     fault_of(with_crc({0x01, 0x03, 0x00, 0x00, 0x00, 0x7E})) == error{errc::bad_quantity, 4, 125});
CASE("addresses are checked: two registers from FFFF on",
     fault_of(with_crc({0x01, 0x03, 0xFF, 0xFF, 0x00, 0x02})) == error{errc::bad_address, 2, 0xFFFF});
CASE("0F: nine bits in one byte",
     fault_of(with_crc({0x01, 0x0F, 0x00, 0x00, 0x00, 0x09, 0x01, 0xFF})) == error{errc::bad_count, 6, 2});
CASE("0F: a count that contradicts the frame is damage",
     fault_of(with_crc({0x01, 0x0F, 0x00, 0x00, 0x00, 0x08, 0x02, 0xFF})) == error{errc::too_short, 10, 11} &&
         fault_of(with_crc({0x01, 0x0F, 0x00, 0x00, 0x00, 0x08, 0x00, 0xFF})) == error{errc::too_long, 9, 9});
CASE("0F: no bits in no bytes",
     fault_of(with_crc({0x01, 0x0F, 0x00, 0x00, 0x00, 0x00, 0x00})) == error{errc::bad_quantity, 4, 1968});
CASE("10: one register in one byte",
     fault_of(with_crc({0x01, 0x10, 0x00, 0x00, 0x00, 0x01, 0x01, 0x07})) == error{errc::bad_count, 6, 2});
CASE("10: two registers in two bytes",
     fault_of(with_crc({0x01, 0x10, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x07})) == error{errc::bad_count, 6, 4});
CASE("10: a quantity of 257 is not one of 1, though the bytes would fit",
     fault_of(with_crc({0x01, 0x10, 0x00, 0x00, 0x01, 0x01, 0x02, 0x00, 0x07})) == error{errc::bad_quantity, 4, 123});
CASE("17: two registers in two bytes", fault_of(with_crc({0x01, 0x17, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02,
                                                          0x02, 0x00, 0x01})) == error{errc::bad_count, 10, 4});
CASE("17: two registers from FFFF on are written",
     fault_of(with_crc({0x01, 0x17, 0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x02})) ==
         error{errc::bad_address, 6, 0xFFFF});
CASE("05: FF01 is neither ON nor OFF",
     fault_of(with_crc({0x01, 0x05, 0x00, 0x00, 0xFF, 0x01})) == error{errc::bad_value, 4, 0xFF01});
CASE("2B/0E: a code that is none", fault_of(with_crc({0x01, 0x2B, 0x0E, 0x05, 0x00})) == error{errc::bad_value, 3, 5});
CASE("2B with another MEI type is not known",
     fault_of(with_crc({0x01, 0x2B, 0x0D, 0x00, 0x00})) == error{errc::unknown_function, 2, 0x2B});
CASE("a reserved unit is refused: FF FF 00 00 has a good CRC",
     fault_of(std::array<std::uint8_t, 4>{0xFF, 0xFF, 0x00, 0x00}) != errc::none &&
         fault_of(with_crc({0xF8, 0x03, 0x00, 0x00, 0x00, 0x01})) == error{errc::bad_unit, 0, 0xF8});
CASE("a broadcast read is refused", fault_of(with_crc({0x00, 0x03, 0x00, 0x00, 0x00, 0x02})) == errc::broadcast_read);
CASE("a broadcast write is parsed", modbus::parse_request(with_crc({0x00, 0x06, 0x00, 0x05, 0x00, 0x4D})).has_value());
CASE("a function that is not built is told by number",
     fault_of(with_crc({0x01, 0x09})) == error{errc::unknown_function, 1, 0x09} &&
         fault_of(with_crc({0x01, 0x41})) == error{errc::unknown_function, 1, 0x41} &&
         fault_of(with_crc({0x01, 0x07})) == error{errc::unknown_function, 1, 0x07});
CASE("an answer is no request: an exception",
     fault_of(with_crc({0x01, 0x83, 0x02})) == error{errc::unknown_function, 1, 0x83});
CASE("an answer is no request: two registers",
     fault_of(with_crc({0x01, 0x03, 0x04, 0x00, 0x01, 0x00, 0x02})) == errc::too_long);
CASE("nothing is no request", fault_of({}) == error{errc::too_short, 0, 4} &&
                                  fault_of(bytes{basic_id_of_1}.first(1)) == error{errc::too_short, 1, 4});

CASE("a cut frame must have one byte more at least, where nothing tells its length",
     fault_of(bytes{ten_coils_from_20}.first(6)) == error{errc::too_short, 6, 7} &&
         fault_of(bytes{ten_coils_from_20}.first(7)) == error{errc::too_short, 7, 11} &&
         fault_of(bytes{ten_coils_from_20}.first(3)) == error{errc::too_short, 3, 4} &&
         fault_of(bytes{holding_108_to_110}.first(3)) == error{errc::too_short, 3, 8});
CASE("every cut is refused: a read", every_cut_is_refused(holding_108_to_110));
CASE("every cut is refused: written coils", every_cut_is_refused(ten_coils_from_20));
CASE("every cut is refused: written registers", every_cut_is_refused(two_registers_from_2));
CASE("every cut is refused: a mask", every_cut_is_refused(mask_register_5));
CASE("every cut is refused: read and write", every_cut_is_refused(read_six_write_three));
CASE("every cut is refused: identifications",
     every_cut_is_refused(basic_id_of_1) && every_cut_is_refused(server_id_of_1));
CASE("every bit error is refused: reads",
     every_bit_error_is_refused(coils_20_to_38) && every_bit_error_is_refused(holding_108_to_110));
CASE("every bit error is refused: single writes",
     every_bit_error_is_refused(coil_173_on) && every_bit_error_is_refused(clear_energy));
CASE("every bit error is refused: written coils", every_bit_error_is_refused(ten_coils_from_20));
CASE("every bit error is refused: written registers", every_bit_error_is_refused(two_registers_from_2));
CASE("every bit error is refused: a mask", every_bit_error_is_refused(mask_register_5));
CASE("every bit error is refused: read and write", every_bit_error_is_refused(read_six_write_three));
CASE("every bit error is refused: identifications",
     every_bit_error_is_refused(basic_id_of_1) && every_bit_error_is_refused(server_id_of_1));
CASE("trailing zeros are refused, though the CRC stays 0",
     trailing_zeros_are_refused(holding_108_to_110) && trailing_zeros_are_refused(two_registers_from_2) &&
         trailing_zeros_are_refused(mask_register_5) && trailing_zeros_are_refused(read_six_write_three) &&
         trailing_zeros_are_refused(basic_id_of_1) && trailing_zeros_are_refused(server_id_of_1));

// reference/modbus/protocol.md, section 5: length from the first bytes.
CASE("01 to 06 have 8 bytes", length_of(1, 1) == 8 && length_of(1, 2) == 8 && length_of(1, 3) == 8 &&
                                  length_of(1, 4) == 8 && length_of(1, 5) == 8 && length_of(1, 6) == 8);
CASE("07 0B 0C 11 have 4",
     length_of(1, 0x07) == 4 && length_of(1, 0x0B) == 4 && length_of(1, 0x0C) == 4 && length_of(1, 0x11) == 4);
CASE("0F and 10 have 9 and their count, byte 6", length_of(1, 0x0F, 0, 0, 0, 9, 2) == 11 &&
                                                     length_of(1, 0x10, 0, 0, 0, 2, 4) == 13 &&
                                                     length_of(1, 0x10, 0, 0, 0, 2, 255) == 264);
CASE("and are not known before it",
     length_of(1, 0x0F, 0, 0, 0, 9) == modbus::more_needed && length_of(1, 0x10) == modbus::more_needed);
CASE("14 and 15 have 5 and their count, byte 2",
     length_of(1, 0x14, 0x0E) == 19 && length_of(1, 0x15, 0x0D) == 18 && length_of(1, 0x14) == modbus::more_needed);
CASE("16 has 10, 18 has 6", length_of(1, 0x16) == 10 && length_of(1, 0x18) == 6);
CASE("17 has 13 and its count, byte 10", length_of(1, 0x17, 0, 0, 0, 1, 0, 0, 0, 3, 6) == 19 &&
                                             length_of(1, 0x17, 0, 0, 0, 1, 0, 0, 0, 3) == modbus::more_needed);
CASE("2B/0E has 7, another MEI type any", length_of(1, 0x2B, 0x0E) == 7 &&
                                              length_of(1, 0x2B, 0x0D) == modbus::open_end &&
                                              length_of(1, 0x2B) == modbus::more_needed);
CASE("08 may carry more than one word, so silence ends it", length_of(1, 0x08) == modbus::open_end);
CASE("silence ends what is not known",
     length_of(1, 0x41) == modbus::open_end && length_of(1, 0x09) == modbus::open_end &&
         length_of(1, 0x00) == modbus::open_end && length_of(1, 0x83) == modbus::open_end);
CASE("one byte tells nothing",
     modbus::request_length({}) == modbus::more_needed && length_of(1) == modbus::more_needed);

// protocol.md, section 3: the answer's length, so far as the request tells.
CASE("the answer to n bits has 5 and a byte for eight",
     response_length(modbus::read_coils(1, 0, 1)) == 6 && response_length(modbus::read_coils(1, 0, 8)) == 6 &&
         response_length(modbus::read_discrete_inputs(1, 0, 9)) == 7 &&
         response_length(modbus::read_coils(1, 0, 2000)) == 255);
CASE("the answer to n registers has 5 + 2n",
     response_length(modbus::read_holding_registers(1, 0, 1)) == 7 &&
         response_length(modbus::read_input_registers(1, 0, 125)) == 255 &&
         response_length(modbus::read_write_multiple_registers(1, 0, 6, 0, some(2))) == 17);
CASE("the answer to a write has 8, to a mask 10",
     response_length(modbus::write_single_coil(1, 0, true)) == 8 &&
         response_length(modbus::write_single_register(1, 0, 0)) == 8 &&
         response_length(modbus::write_multiple_coils(1, 0, 10, some(2))) == 8 &&
         response_length(modbus::write_multiple_registers(1, 0, some(4))) == 8 &&
         response_length(modbus::mask_write_register(1, 0, 0, 0)) == 10);
CASE("the answer to 11 and 2B tells itself",
     response_length(modbus::report_server_id(1)) == modbus::more_needed &&
         response_length(modbus::read_device_id(1, modbus::device_id_code::basic)) == modbus::more_needed);

// The short way of a small reader.
CASE("a read of registers is a frame by value", modbus::frame_of(17, {function::read_holding_registers, 107, 3}) ==
                                                    result<std::array<std::uint8_t, 8>>{holding_108_to_110});
CASE("with any CRC method",
     modbus::frame_of<modbus::crc_method::bitwise>(17, {function::read_holding_registers, 107, 3}) ==
             result<std::array<std::uint8_t, 8>>{holding_108_to_110} &&
         modbus::frame_of<modbus::crc_method::nibble>(17, {function::read_input_registers, 8, 1}) ==
             result<std::array<std::uint8_t, 8>>{input_9});
CASE("it is a holding register by default, and no quantity yet",
     modbus::read{} == modbus::read{function::read_holding_registers, 0, 0} &&
         modbus::frame_of(1, {}).error() == errc::bad_quantity);
CASE("it keeps the limits",
     modbus::frame_of(1, {.address = 0, .quantity = 125}).has_value() &&
         modbus::frame_of(1, {.address = 0, .quantity = 126}).error() == error{errc::bad_quantity, 4, 125} &&
         modbus::frame_of(1, {.address = 0, .quantity = 0}).error() == error{errc::bad_quantity, 4, 125});
CASE("it keeps the range",
     modbus::frame_of(1, {.address = 65'411, .quantity = 125}).has_value() &&
         modbus::frame_of(1, {.address = 65'412, .quantity = 125}).error() == error{errc::bad_address, 2, 65'412});
CASE("it keeps the units", modbus::frame_of(247, {.quantity = 1}).has_value() &&
                               modbus::frame_of(248, {.quantity = 1}).error() == error{errc::bad_unit, 0, 248} &&
                               modbus::frame_of(0, {.quantity = 1}).error() == errc::broadcast_read);
CASE("it reads registers and nothing else",
     modbus::frame_of(1, {function::write_single_register, 0, 1}).error() == error{errc::unknown_function, 1, 6} &&
         modbus::frame_of(1, {function::read_coils, 0, 1}).error() == error{errc::unknown_function, 1, 1} &&
         modbus::frame_of(1, {function::none, 0, 1}).error() == error{errc::unknown_function, 1, 0});

// V1.1b3, section 7. "If the slave detects an error in the received frame, no respond is returned to the master":
// Serial Line V1.02, 2.4.2
CASE("01 for a function that is not supported: V1.1b3, 7",
     modbus::exception_for(errc::unknown_function) == modbus::exception::illegal_function);
CASE("02 for a range outside: V1.1b3, 7",
     modbus::exception_for(errc::bad_address) == modbus::exception::illegal_data_address);
CASE("03 for a field that is not legal: V1.1b3, 7",
     modbus::exception_for(errc::bad_quantity) == modbus::exception::illegal_data_value &&
         modbus::exception_for(errc::bad_count) == modbus::exception::illegal_data_value &&
         modbus::exception_for(errc::bad_value) == modbus::exception::illegal_data_value);
CASE("no answer to a damaged frame: Serial Line V1.02, 2.4.2",
     modbus::exception_for(errc::too_short) == modbus::exception::none &&
         modbus::exception_for(errc::too_long) == modbus::exception::none &&
         modbus::exception_for(errc::bad_crc) == modbus::exception::none);
CASE("no answer to a broadcast or for a reserved unit",
     modbus::exception_for(errc::broadcast_read) == modbus::exception::none &&
         modbus::exception_for(errc::bad_unit) == modbus::exception::none);
CASE("a frame of a function whose length nobody knows has four bytes at least", [] {
  constexpr std::uint8_t unknown[] = {0x11, 0x63, 0x00, 0x00};
  for (std::size_t size = 2; size != 4; ++size)
    if (fault_of(bytes{unknown}.first(size)) != error{errc::too_short, size, 4}) return false;
  return fault_of(unknown).code == errc::bad_crc;
}());
CASE("no exception where all is well, which is what {} says",
     modbus::exception_for(errc::none) == modbus::exception::none && modbus::exception{} == modbus::exception::none);

// Two bytes a register, the high one first: V1.1b3, 6.3.
CASE("registers are found by wire address",
     modbus::registers{100, some(8)}.find(101, 2)->size() == 4 &&
         modbus::registers{100, some(8)}.find(101, 2)->data() == zeros.data() + 2);
CASE("all of them are found",
     modbus::registers{100, some(8)}.find(100, 4).has_value() && modbus::registers{100, some(8)}.count() == 4);
CASE("none before the first", modbus::registers{100, some(8)}.find(99, 1).error() == error{errc::not_in_reply, 0, 99});
CASE("none behind the last",
     modbus::registers{100, some(8)}.find(104, 1).error() == error{errc::not_in_reply, 0, 104} &&
         modbus::registers{100, some(8)}.find(103, 2).error() == error{errc::not_in_reply, 0, 103});
CASE("not more than any frame holds",
     modbus::registers{100, some(8)}.find(100, ~std::size_t{0}).error() == errc::not_in_reply &&
         modbus::registers{100, some(8)}.find(101, ~std::size_t{0}).error() == errc::not_in_reply &&
         modbus::registers{100, some(8)}.find(65'535, 1).error() == errc::not_in_reply);
CASE("none in an empty answer",
     modbus::registers{}.find(0, 1).error() == errc::not_in_reply && modbus::registers{}.find(0, 0).has_value());
CASE("half a register does not count", modbus::registers{0, some(3)}.count() == 1 &&
                                           modbus::registers{0, some(3)}.find(1, 1).error() == errc::not_in_reply);
CASE("eight bits are one byte, nine are two", modbus::bytes_of_bits(0) == 0 && modbus::bytes_of_bits(1) == 1 &&
                                                  modbus::bytes_of_bits(8) == 1 && modbus::bytes_of_bits(9) == 2 &&
                                                  modbus::bytes_of_bits(2000) == 250);
