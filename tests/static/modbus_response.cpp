// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/response.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::function;
using modbus::request;
using modbus::response;

// Answers as the standards and the manuals print them. "V1.1b3" is the MODBUS Application Protocol; its examples are
// PDUs, here from unit 17. The CRC is that of the source where it prints one, and made by crc16 (static/modbus_crc.cpp)
// elsewhere.
template <std::size_t Size>
constexpr std::array<std::uint8_t, Size + 2> with_crc(std::array<std::uint8_t, Size> const& body) {
  std::array<std::uint8_t, Size + 2> frame{};
  for (std::size_t i = 0; i != Size; ++i) frame[i] = body[i];
  auto const crc = modbus::crc16(bytes{frame}.first(Size));
  frame[Size] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[Size + 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}
template <std::size_t Size>
constexpr std::array<std::uint8_t, Size + 2> with_crc(std::uint8_t const (&typed)[Size]) {
  std::array<std::uint8_t, Size> body{};
  for (std::size_t i = 0; i != Size; ++i) body[i] = typed[i];
  return with_crc(body);
}
/// Unit, function, count, and `Count` bytes of data.
template <std::size_t Count>
constexpr std::array<std::uint8_t, Count + 5> filled(std::uint8_t unit, std::uint8_t code) {
  std::array<std::uint8_t, Count + 3> body{unit, code, static_cast<std::uint8_t>(Count)};
  for (std::size_t i = 3; i != body.size(); ++i) body[i] = static_cast<std::uint8_t>(i);
  return with_crc(body);
}

constexpr bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

constexpr bool equal(response const& left, response const& right) {
  return left.unit == right.unit && left.function == right.function && left.address == right.address &&
         left.quantity == right.quantity && left.value == right.value && left.or_mask == right.or_mask &&
         equal(left.data, right.data);
}

constexpr bool builds(response const& answer, bytes wanted) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  auto const frame = modbus::build(answer, buffer);
  return frame && equal(*frame, wanted) && frame->data() == buffer.data();
}
constexpr bool parses(bytes frame, response const& wanted) {
  auto const answer = modbus::parse_response(frame);
  return answer && equal(*answer, wanted);
}
constexpr bool answers(bytes frame, request const& asked, response const& wanted) {
  auto const answer = modbus::parse_response(frame, asked);
  return answer && equal(*answer, wanted);
}
/// Built it is the frame; parsed, alone and against its request, the frame is it; its length is told by its first
/// bytes.
constexpr bool both_ways(response const& answer, bytes frame, request const& asked) {
  return builds(answer, frame) && parses(frame, answer) && answers(frame, asked, answer) &&
         modbus::response_length(frame) == frame.size();
}

constexpr error fault_of(bytes frame) {
  return modbus::parse_response(frame).error();
}
constexpr error fault_of(bytes frame, request const& asked) {
  return modbus::parse_response(frame, asked).error();
}
constexpr error fault_of_building(response const& answer) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  return modbus::build(answer, buffer).error();
}

constexpr bool needs(response const& answer, std::size_t size) {
  std::array<std::uint8_t, modbus::max_frame> buffer{};
  for (std::size_t room = 0; room != size; room = room == 12 && size > 16 ? size - 3 : room + 1)
    if (modbus::build(answer, std::span{buffer}.first(room)).error() != error{errc::buffer_too_small, 0, size})
      return false;
  auto const frame = modbus::build(answer, std::span{buffer}.first(size));
  return frame && frame->size() == size;
}

constexpr bool every_cut_is_refused(bytes frame, request const& asked) {
  for (std::size_t size = 0; size != frame.size(); ++size) {
    auto const cut = frame.first(size);
    if (fault_of(cut) != errc::too_short || fault_of(cut).at != size || fault_of(cut).detail <= size) return false;
    if (fault_of(cut, asked) != errc::too_short) return false;
  }
  return true;
}
template <std::size_t Size>
constexpr bool every_bit_error_is_refused(std::array<std::uint8_t, Size> const& frame, request const& asked) {
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    auto broken = frame;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    auto const why = fault_of(broken, asked);
    if (why == errc::none || why == errc::refused) return false;  // a broken exception is no refusal either
  }
  return true;
}
/// "A good frame followed by any number of 00 bytes still has CRC 0": reference/modbus/protocol.md, section 2.
template <std::size_t Size>
constexpr bool trailing_zeros_are_refused(std::array<std::uint8_t, Size> const& frame, request const& asked) {
  std::array<std::uint8_t, Size + 2> longer{};
  for (std::size_t i = 0; i != Size; ++i) longer[i] = frame[i];
  return modbus::crc16(longer) == 0 &&
         fault_of(bytes{longer}.first(Size + 1), asked) == error{errc::too_long, Size, Size} &&
         fault_of(longer, asked) == error{errc::too_long, Size, Size};
}

constexpr std::size_t length_of(auto... begun) {
  std::array<std::uint8_t, sizeof...(begun)> const bytes_begun{static_cast<std::uint8_t>(begun)...};
  return modbus::response_length(bytes_begun);
}

// clang-format off
//                                                                  unit  fn    count data
constexpr auto coils_20_to_38 = with_crc({                          0x11, 0x01, 0x03, 0xCD, 0x6B, 0x05});                               // V1.1b3, 6.1
constexpr auto inputs_197_to_218 = with_crc({                       0x11, 0x02, 0x03, 0xAC, 0xDB, 0x35});                               // V1.1b3, 6.2
constexpr auto holding_108_to_110 = with_crc({                      0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64});             // V1.1b3, 6.3
constexpr auto input_9 = with_crc({                                 0x11, 0x04, 0x02, 0x00, 0x0A});                                     // V1.1b3, 6.4
constexpr auto six_registers_from_4 = with_crc({                    0x11, 0x17, 0x0C, 0x00, 0xFE, 0x0A, 0xCD, 0x00, 0x01, 0x00, 0x03, 0x00, 0x0D, 0x00, 0xFF});  // V1.1b3, 6.17
//                                                                  unit  fn    address     value
constexpr std::array<std::uint8_t, 8> coil_173_on{                  0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00, 0x4E, 0x8B};                    // V1.1b3, 6.5
constexpr auto register_2_to_3 = with_crc({                         0x11, 0x06, 0x00, 0x01, 0x00, 0x03});                               // V1.1b3, 6.6
//                                                                  unit  fn    address     quantity
constexpr std::array<std::uint8_t, 8> ten_coils_from_20{            0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x26, 0x99};                    // V1.1b3, 6.11
constexpr std::array<std::uint8_t, 8> two_registers_from_2{         0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x12, 0x98};                    // V1.1b3, 6.12
//                                                                  unit  fn    address     AND         OR
constexpr std::array<std::uint8_t, 10> mask_register_5{             0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25, 0x66, 0xE2};        // V1.1b3, 6.16
//                                                                  unit  fn    code
constexpr auto no_such_coil = with_crc({                            0x0A, 0x81, 0x02});                                                 // V1.1b3, 7: coil 1245 of unit 10
constexpr std::array<std::uint8_t, 5> no_such_register{             0x01, 0x83, 0x02, 0xC0, 0xF1};                                      // corpus mb0237

// Leviton Series 4100, meter_facts.md, section 13.
constexpr std::array<std::uint8_t, 46> leviton_server_id{           0x01, 0x11, 0x29, 0xF7, 0xFF,
  'L', 'e', 'v', 'i', 't', 'o', 'n', ' ', 'S', '4', '1', '0', '0', ' ', 'P', 'o', 'w', 'e', 'r', ' ', 'M', 'e', 't', 'e', 'r', ' ',
  'F', 'u', 'l', 'l', ' ', 'D', 'a', 't', 'a', ' ', 'S', 'e', 't',  0x5A, 0xB1};
//                                                                  unit  fn    MEI   code  conf. more  next  count
constexpr std::array<std::uint8_t, 35> leviton_device_id{           0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x03,
  0x00, 0x07, 'L', 'e', 'v', 'i', 't', 'o', 'n',
  0x01, 0x05, 'S', '4', '1', '0', '0',
  0x02, 0x07, 'V', '1', '2', '.', '3', '4', '5',                    0xA4, 0x2F};
constexpr std::array<std::uint8_t, 12> object_80_of_6{              0x06, 0x2B, 0x0E, 0x04, 0x83, 0x00, 0x00, 0x01, 0x80, 0x00, 0x91, 0x56};  // corpus mb0175
// clang-format on

// What is asked, each for the frame of the same name.
constexpr auto ask_coils = modbus::read_coils(17, 19, 19);
constexpr auto ask_inputs = modbus::read_discrete_inputs(17, 196, 22);
constexpr auto ask_holding = modbus::read_holding_registers(17, 107, 3);
constexpr auto ask_input = modbus::read_input_registers(17, 8, 1);
constexpr auto set_coil = modbus::write_single_coil(17, 172, true);
constexpr auto set_register = modbus::write_single_register(17, 1, 3);
constexpr std::uint8_t ten_bits[] = {0xCD, 0x01};
constexpr auto set_coils = modbus::write_multiple_coils(17, 19, 10, ten_bits);
constexpr std::uint8_t two_values[] = {0x00, 0x0A, 0x01, 0x02};
constexpr auto set_registers = modbus::write_multiple_registers(17, 1, two_values);
constexpr auto mask = modbus::mask_write_register(17, 4, 0x00F2, 0x0025);
constexpr std::uint8_t three_values[] = {0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF};
constexpr auto ask_and_set = modbus::read_write_multiple_registers(17, 3, 6, 14, three_values);
constexpr auto ask_server_id = modbus::report_server_id(1);
constexpr auto ask_device_id = modbus::read_device_id(1, modbus::device_id_code::basic);
constexpr auto ask_object = modbus::read_device_id(6, modbus::device_id_code::individual, 0x80);

constexpr bytes data_of(bytes frame) {
  return frame.subspan(3, frame.size() - 5);
}

/// Every code, known or not, from 0 to 255, is a refusal with that number.
constexpr bool every_exception_is_passed_on(std::uint8_t first, std::uint8_t last) {
  for (unsigned code = first; code <= last; ++code) {
    auto const frame = modbus::exception_frame(17, 0x03, modbus::exception{static_cast<std::uint8_t>(code)});
    if (frame[0] != 17 || frame[1] != 0x83 || frame[2] != code || modbus::crc16(frame) != 0) return false;
    if (fault_of(frame) != error{errc::refused, 2, code} ||
        fault_of(frame, ask_holding) != error{errc::refused, 2, code})
      return false;
  }
  return true;
}
constexpr bool is_refused(request const& asked, bytes exception) {
  return fault_of(exception, asked) == error{errc::refused, 2, 2};
}

template <modbus::crc_method Method = modbus::crc_method::trinomial>
constexpr bool registers_are(bytes frame, std::uint8_t unit, modbus::read const& asked, bytes wanted) {
  auto const got = modbus::parse_registers<Method>(frame, unit, asked);
  return got && got->address == asked.address && equal(got->data, wanted) && got->data.data() == frame.data() + 3;
}
constexpr error fault_of_registers(bytes frame, std::uint8_t unit, modbus::read const& asked) {
  return modbus::parse_registers(frame, unit, asked).error();
}
constexpr modbus::read three_registers{function::read_holding_registers, 107, 3};

template <std::size_t Size>
constexpr bool every_bit_error_is_no_register(std::array<std::uint8_t, Size> const& frame) {
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    auto broken = frame;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (modbus::parse_registers(broken, 17, three_registers)) return false;
  }
  return true;
}
constexpr bool every_cut_is_no_register(bytes frame) {
  for (std::size_t size = 0; size != frame.size(); ++size)
    if (fault_of_registers(frame.first(size), 17, three_registers) != errc::too_short) return false;
  return true;
}

constexpr auto most_registers = filled<250>(1, 0x03);

constexpr std::array<std::uint8_t, 300> zeros{};
constexpr bytes some(std::size_t size) {
  return bytes{zeros}.first(size);
}

}  // namespace

CASE("01: coils 20 to 38: V1.1b3, 6.1",
     both_ways({.unit = 17, .function = function::read_coils, .data = data_of(coils_20_to_38)}, coils_20_to_38,
               ask_coils));
CASE("02: discrete inputs 197 to 218: V1.1b3, 6.2",
     both_ways({.unit = 17, .function = function::read_discrete_inputs, .data = data_of(inputs_197_to_218)},
               inputs_197_to_218, ask_inputs));
CASE("03: registers 108 to 110: V1.1b3, 6.3",
     both_ways({.unit = 17, .function = function::read_holding_registers, .data = data_of(holding_108_to_110)},
               holding_108_to_110, ask_holding));
CASE("04: input register 9: V1.1b3, 6.4",
     both_ways({.unit = 17, .function = function::read_input_registers, .data = data_of(input_9)}, input_9, ask_input));
CASE("05: \"The normal response is an echo of the request\": V1.1b3, 6.5",
     both_ways({.unit = 17, .function = function::write_single_coil, .address = 172, .value = 0xFF00}, coil_173_on,
               set_coil));
CASE("06: \"The normal response is an echo of the request\": V1.1b3, 6.6",
     both_ways({.unit = 17, .function = function::write_single_register, .address = 1, .value = 3}, register_2_to_3,
               set_register));
CASE("0F: address and quantity: V1.1b3, 6.11",
     both_ways({.unit = 17, .function = function::write_multiple_coils, .address = 19, .quantity = 10},
               ten_coils_from_20, set_coils));
CASE("10: address and quantity: V1.1b3, 6.12",
     both_ways({.unit = 17, .function = function::write_multiple_registers, .address = 1, .quantity = 2},
               two_registers_from_2, set_registers));
CASE("11: what a Leviton Series 4100 says: manual, 0x11",
     both_ways({.unit = 1, .function = function::report_server_id, .data = data_of(leviton_server_id)},
               leviton_server_id, ask_server_id));
CASE("16: \"The normal response is an echo of the request\": V1.1b3, 6.16",
     both_ways({.unit = 17, .function = function::mask_write_register, .address = 4, .value = 0xF2, .or_mask = 0x25},
               mask_register_5, mask));
CASE("17: six registers: V1.1b3, 6.17",
     both_ways({.unit = 17, .function = function::read_write_multiple_registers, .data = data_of(six_registers_from_4)},
               six_registers_from_4, ask_and_set));
CASE("2B/0E: what a Leviton Series 4100 says: manual, 0x2B",
     both_ways({.unit = 1, .function = function::encapsulated_interface, .data = data_of(leviton_device_id)},
               leviton_device_id, ask_device_id));
CASE("2B/0E: one object, which is empty: corpus mb0175",
     both_ways({.unit = 6, .function = function::encapsulated_interface, .data = data_of(object_80_of_6)},
               object_80_of_6, ask_object));

CASE("a field that the function does not have stays 0",
     equal(response{},
           {.unit = 1, .function = function::none, .address = 0, .quantity = 0, .value = 0, .or_mask = 0, .data = {}}));
CASE("the data are a view of the frame",
     modbus::parse_response(holding_108_to_110)->data.data() == holding_108_to_110.data() + 3);
CASE("2000 bits are the most",
     filled<250>(1, 0x01).size() == 255 &&
         modbus::parse_response(filled<250>(1, 0x01), modbus::read_coils(1, 0, 2000)).has_value());
CASE("125 registers are the most",
     modbus::parse_response(filled<250>(1, 0x03), modbus::read_holding_registers(1, 0, 125)).has_value());
CASE("a server id of 251 bytes fills the frame",
     filled<251>(1, 0x11).size() == modbus::max_frame &&
         modbus::parse_response(filled<251>(1, 0x11), ask_server_id).has_value());
CASE("a server id of one byte is one", modbus::parse_response(filled<1>(1, 0x11), ask_server_id).has_value());

// "If the returned output quantity is not a multiple of eight, the remaining bits in the final data byte will be padded
// with zeros": V1.1b3, 6.1. A client loses nothing by not looking.
CASE("padding that is not zero is passed over: V1.1b3, 6.1",
     modbus::parse_response(with_crc({0x11, 0x01, 0x03, 0xCD, 0x6B, 0xFD}), ask_coils).has_value());

// Byte counts, wrong in each way: asked are 3 registers, 6 bytes.
CASE("03: two registers instead of three",
     fault_of(with_crc({0x11, 0x03, 0x04, 0x02, 0x2B, 0x00, 0x00}), ask_holding) == error{errc::bad_count, 2, 6});
CASE("03: four registers instead of three",
     fault_of(with_crc({0x11, 0x03, 0x08, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64, 0x00, 0x00}), ask_holding) ==
         error{errc::bad_count, 2, 6});
CASE("03: an odd count",
     fault_of(with_crc({0x11, 0x03, 0x05, 0x02, 0x2B, 0x00, 0x00, 0x00}), ask_holding) == error{errc::bad_count, 2, 6});
CASE("03: no register", fault_of(with_crc({0x11, 0x03, 0x00}), ask_holding) == errc::bad_count);
CASE("what registers cannot have is told without knowing the request: none, or half of one",
     fault_of(with_crc({0x11, 0x03, 0x00})) == error{errc::bad_count, 2, 2} &&
         fault_of(with_crc({0x11, 0x04, 0x05, 0x02, 0x2B, 0x00, 0x00, 0x00})) == error{errc::bad_count, 2, 6} &&
         fault_of(with_crc({0x11, 0x17, 0x01, 0x02})) == error{errc::bad_count, 2, 2});
CASE("03: a count above the bytes",
     fault_of(with_crc({0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00}), ask_holding) == error{errc::too_short, 9, 11});
CASE("03: a count below the bytes",
     fault_of(with_crc({0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64, 0x00, 0x00}), ask_holding) ==
         error{errc::too_long, 11, 11});
CASE("03: the count of all ones", fault_of(with_crc({0x11, 0x03, 0xFF, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64}),
                                           ask_holding) == error{errc::too_long, 2, 256});
CASE("04: two registers instead of one",
     fault_of(with_crc({0x11, 0x04, 0x04, 0x00, 0x0A, 0x00, 0x0B}), ask_input) == error{errc::bad_count, 2, 2});
CASE("17: five registers instead of six",
     fault_of(with_crc({0x11, 0x17, 0x0A, 0x00, 0xFE, 0x0A, 0xCD, 0x00, 0x01, 0x00, 0x03, 0x00, 0x0D}), ask_and_set) ==
         error{errc::bad_count, 2, 12});
CASE("17: an odd count", fault_of(with_crc({0x11, 0x17, 0x03, 0x00, 0xFE, 0x0A}), ask_and_set) == errc::bad_count);
CASE("01: 16 bits instead of 19",
     fault_of(with_crc({0x11, 0x01, 0x02, 0xCD, 0x6B}), ask_coils) == error{errc::bad_count, 2, 3});
CASE("01: 32 bits instead of 19",
     fault_of(with_crc({0x11, 0x01, 0x04, 0xCD, 0x6B, 0x05, 0x00}), ask_coils) == error{errc::bad_count, 2, 3});
CASE("02: no bit", fault_of(with_crc({0x11, 0x02, 0x00}), ask_inputs) == errc::bad_count);
CASE("01 and 02 may have an odd count of bytes",
     modbus::parse_response(coils_20_to_38).has_value() && modbus::parse_response(inputs_197_to_218).has_value());
CASE("11: nothing said",
     fault_of(with_crc({0x11, 0x11, 0x00}), modbus::report_server_id(17)) == error{errc::bad_count, 2, 1});

// The limits of section 6 hold for an answer whose request is not known as well.
CASE("125 registers and 2000 bits pass alone", modbus::parse_response(filled<250>(1, 0x04)).has_value() &&
                                                   modbus::parse_response(filled<250>(1, 0x02)).has_value());
CASE("126 registers do not", fault_of(filled<252>(1, 0x03)) == error{errc::too_long, 256, 256} &&
                                 fault_of(filled<254>(1, 0x17)) == error{errc::too_long, 256, 256});
CASE("nor do more than 2000 bits", fault_of(filled<251>(1, 0x01)) == error{errc::bad_count, 2, 250} &&
                                       fault_of(filled<255>(1, 0x02)) == error{errc::too_long, 256, 256});
CASE("nor a server id that no frame holds", fault_of(filled<252>(1, 0x11)) == error{errc::too_long, 256, 256});
CASE("nor an answer of 257 bytes to a function that is not known",
     fault_of(some(257)) == error{errc::too_long, 256, 256} && fault_of(some(256)) != errc::too_long);
CASE("nor an identification that none holds", fault_of(with_crc({0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x01, 0x00,
                                                                 0xFF, 'L'})) == error{errc::too_long, 2, 256});

// Echoes that differ, in each field.
CASE("05: another address is confirmed",
     fault_of(with_crc({0x11, 0x05, 0x00, 0xAD, 0xFF, 0x00}), set_coil) == error{errc::echo_differs, 2, 172});
CASE("05: OFF is confirmed instead of ON",
     fault_of(with_crc({0x11, 0x05, 0x00, 0xAC, 0x00, 0x00}), set_coil) == error{errc::echo_differs, 4, 0xFF00});
CASE("05: what is neither is no answer",
     fault_of(with_crc({0x11, 0x05, 0x00, 0xAC, 0xFF, 0x01}), set_coil) == error{errc::bad_value, 4, 0xFF01});
CASE("06: another address is confirmed",
     fault_of(with_crc({0x11, 0x06, 0x01, 0x01, 0x00, 0x03}), set_register) == error{errc::echo_differs, 2, 1});
CASE("06: another value is confirmed",
     fault_of(with_crc({0x11, 0x06, 0x00, 0x01, 0x00, 0x02}), set_register) == error{errc::echo_differs, 4, 3});
CASE("0F: another address is confirmed",
     fault_of(with_crc({0x11, 0x0F, 0x00, 0x14, 0x00, 0x0A}), set_coils) == error{errc::echo_differs, 2, 19});
CASE("0F: another quantity is confirmed",
     fault_of(with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x09}), set_coils) == error{errc::echo_differs, 4, 10});
CASE("0F: a quantity that cannot be",
     fault_of(with_crc({0x11, 0x0F, 0x00, 0x13, 0x07, 0xB1}), set_coils) == error{errc::bad_quantity, 4, 1968} &&
         fault_of(with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x00}), set_coils) == error{errc::bad_quantity, 4, 1968});
CASE("10: another address is confirmed",
     fault_of(with_crc({0x11, 0x10, 0x00, 0x02, 0x00, 0x02}), set_registers) == error{errc::echo_differs, 2, 1});
CASE("10: another quantity is confirmed",
     fault_of(with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x01}), set_registers) == error{errc::echo_differs, 4, 2});
CASE("10: a quantity that cannot be",
     fault_of(with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x7C}), set_registers) == error{errc::bad_quantity, 4, 123});
CASE("10: a range that cannot be",
     fault_of(with_crc({0x11, 0x10, 0xFF, 0xFF, 0x00, 0x02}), set_registers) == error{errc::bad_address, 2, 0xFFFF});
CASE("16: another address is confirmed",
     fault_of(with_crc({0x11, 0x16, 0x00, 0x05, 0x00, 0xF2, 0x00, 0x25}), mask) == error{errc::echo_differs, 2, 4});
CASE("16: another AND mask is confirmed",
     fault_of(with_crc({0x11, 0x16, 0x00, 0x04, 0x01, 0xF2, 0x00, 0x25}), mask) == error{errc::echo_differs, 4, 0xF2});
CASE("16: another OR mask is confirmed",
     fault_of(with_crc({0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x24}), mask) == error{errc::echo_differs, 6, 0x25});
CASE("2B/0E: another code is answered",
     fault_of(with_crc({0x01, 0x2B, 0x0E, 0x02, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 'L'}), ask_device_id) ==
         error{errc::echo_differs, 3, 1});
CASE("2B/0E: another object is answered",
     fault_of(with_crc({0x06, 0x2B, 0x0E, 0x04, 0x83, 0x00, 0x00, 0x01, 0x81, 0x00}), ask_object) ==
         error{errc::echo_differs, 8, 0x80});
CASE("2B/0E: what parse_device_id() refuses",
     fault_of(with_crc({0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x02, 0x00, 0x01, 'L'}), ask_device_id) ==
         errc::too_short);
CASE("2B with another MEI type is no answer",
     fault_of(with_crc({0x01, 0x2B, 0x0D, 0x01, 0x01}), ask_device_id) == error{errc::unknown_function, 2, 0x2B});

// "it places its own address in the response address field to let the master know which slave is responding": Serial
// Line V1.02, 2.2
CASE("another unit answers: Serial Line V1.02, 2.2",
     fault_of(with_crc({0x12, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64}), ask_holding) ==
         error{errc::other_unit, 0, 17});
CASE("another unit refuses", fault_of(with_crc({0x12, 0x83, 0x02}), ask_holding) == error{errc::other_unit, 0, 17});
CASE("another unit is told before another function",
     fault_of(with_crc({0x12, 0x04, 0x02, 0x00, 0x0A}), ask_holding) == error{errc::other_unit, 0, 17});
CASE("unit 0 never answers", fault_of(with_crc({0x00, 0x03, 0x02, 0x00, 0x0A})) == error{errc::bad_unit, 0, 0});
CASE("units 248 to 255 never answer",
     fault_of(with_crc({0xF8, 0x03, 0x02, 0x00, 0x0A})) == error{errc::bad_unit, 0, 248} &&
         fault_of(with_crc({0xFF, 0x83, 0x02})) == error{errc::bad_unit, 0, 255});
CASE("unit 247 does", modbus::parse_response(with_crc({0xF7, 0x03, 0x02, 0x00, 0x0A})).has_value());
CASE("nobody answers a broadcast",
     fault_of(with_crc({0x00, 0x06, 0x00, 0x01, 0x00, 0x03}), modbus::write_single_register(0, 1, 3)) != errc::none &&
         fault_of(register_2_to_3, modbus::write_single_register(0, 1, 3)) == error{errc::other_unit, 0, 0});
CASE("03 is no answer to 04",
     fault_of(with_crc({0x11, 0x03, 0x02, 0x00, 0x0A}), ask_input) == error{errc::bad_function, 1, 0x04});
CASE("06 is no answer to 05",
     fault_of(with_crc({0x11, 0x06, 0x00, 0xAC, 0xFF, 0x00}), set_coil) == error{errc::bad_function, 1, 0x05});
CASE("02 is no answer to 01",
     fault_of(with_crc({0x11, 0x02, 0x03, 0xCD, 0x6B, 0x05}), ask_coils) == error{errc::bad_function, 1, 0x01});
CASE("a function that the library does not build is told by number",
     fault_of(with_crc({0x11, 0x07, 0x6D})) == error{errc::unknown_function, 1, 0x07} &&
         fault_of(with_crc({0x11, 0x41, 0x00})) == error{errc::unknown_function, 1, 0x41} &&
         fault_of(with_crc({0x11, 0x00, 0x00})) == error{errc::unknown_function, 1, 0x00});

// V1.1b3, section 7.
CASE("coil 1245 does not exist: V1.1b3, 7",
     fault_of(no_such_coil, modbus::read_coils(10, 0x04A1, 1)) == error{errc::refused, 2, 2});
CASE("an exception is built: V1.1b3, 7",
     modbus::exception_frame(10, 0x01, modbus::exception::illegal_data_address) == no_such_coil);
CASE("and is the same of a function with its top bit",
     modbus::exception_frame(1, 0x83, modbus::exception::illegal_data_address) == no_such_register);
CASE("the codes are those of V1.1b3, 7",
     static_cast<int>(modbus::exception::illegal_function) == 1 &&
         static_cast<int>(modbus::exception::illegal_data_address) == 2 &&
         static_cast<int>(modbus::exception::illegal_data_value) == 3 &&
         static_cast<int>(modbus::exception::server_device_failure) == 4 &&
         static_cast<int>(modbus::exception::acknowledge) == 5 &&
         static_cast<int>(modbus::exception::server_device_busy) == 6 &&
         static_cast<int>(modbus::exception::memory_parity_error) == 8 &&
         static_cast<int>(modbus::exception::gateway_path_unavailable) == 10 &&
         static_cast<int>(modbus::exception::gateway_target_device_failed_to_respond) == 11);
CASE("every code up to 127 is passed on, also 00, 07 and 09", every_exception_is_passed_on(0, 127));
CASE("every code above too", every_exception_is_passed_on(128, 255));
CASE("every function can be refused",
     is_refused(ask_coils, with_crc({0x11, 0x81, 0x02})) && is_refused(ask_inputs, with_crc({0x11, 0x82, 0x02})) &&
         is_refused(ask_holding, with_crc({0x11, 0x83, 0x02})) && is_refused(ask_input, with_crc({0x11, 0x84, 0x02})) &&
         is_refused(set_coil, with_crc({0x11, 0x85, 0x02})) && is_refused(set_register, with_crc({0x11, 0x86, 0x02})) &&
         is_refused(set_coils, with_crc({0x11, 0x8F, 0x02})) &&
         is_refused(set_registers, with_crc({0x11, 0x90, 0x02})) &&
         is_refused(modbus::report_server_id(17), with_crc({0x11, 0x91, 0x02})) &&
         is_refused(mask, with_crc({0x11, 0x96, 0x02})) && is_refused(ask_and_set, with_crc({0x11, 0x97, 0x02})) &&
         is_refused(ask_device_id, with_crc({0x01, 0xAB, 0x02})));
CASE("the refusal of another function is none",
     fault_of(with_crc({0x11, 0x84, 0x02}), ask_holding) == error{errc::bad_function, 1, 0x03});
CASE("an exception without a code is too short",
     fault_of(with_crc({0x11, 0x83}), ask_holding) == error{errc::too_short, 4, 5});
CASE("an exception with two codes is too long",
     fault_of(with_crc({0x11, 0x83, 0x02, 0x00}), ask_holding) == error{errc::too_long, 5, 5});
CASE("V1.1a put the MEI type into an exception; that form is refused",
     fault_of(with_crc({0x01, 0xAB, 0x0E, 0x02}), ask_device_id) == error{errc::too_long, 5, 5});
CASE("a damaged exception is no refusal", fault_of(std::array<std::uint8_t, 5>{0x01, 0x83, 0x03, 0xC0, 0xF1},
                                                   modbus::read_holding_registers(1, 0, 1)) == errc::bad_crc);

// Two-wire lines give back what is sent. reference/modbus/protocol.md, section 9.
CASE("the own read of registers is heard",
     fault_of(with_crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03}), ask_holding) == errc::own_request &&
         fault_of(with_crc({0x11, 0x04, 0x00, 0x08, 0x00, 0x01}), ask_input) == errc::own_request);
CASE("the own read of bits is heard",
     fault_of(with_crc({0x11, 0x01, 0x00, 0x13, 0x00, 0x13}), ask_coils) == errc::own_request &&
         fault_of(with_crc({0x11, 0x02, 0x00, 0xC4, 0x00, 0x16}), ask_inputs) == errc::own_request);
CASE("the own writes of several are heard",
     fault_of(with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01}), set_coils) == errc::own_request &&
         fault_of(with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02}), set_registers) ==
             errc::own_request);
CASE("the own read and write is heard", fault_of(with_crc({0x11, 0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0E, 0x00, 0x03,
                                                           0x06, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF}),
                                                 ask_and_set) == errc::own_request);
CASE("the own questions for ids are heard",
     fault_of(std::array<std::uint8_t, 4>{0x01, 0x11, 0xC0, 0x2C}, ask_server_id) == errc::own_request &&
         fault_of(std::array<std::uint8_t, 7>{0x01, 0x2B, 0x0E, 0x01, 0x00, 0x70, 0x77}, ask_device_id) ==
             errc::own_request);
CASE("another's request is not the own one",
     fault_of(with_crc({0x12, 0x03, 0x00, 0x6B, 0x00, 0x03}), ask_holding) != errc::own_request &&
         fault_of(with_crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x04}), ask_holding) != errc::own_request &&
         fault_of(with_crc({0x11, 0x03, 0x00, 0x6C, 0x00, 0x03}), ask_holding) != errc::own_request &&
         fault_of(with_crc({0x11, 0x04, 0x00, 0x6B, 0x00, 0x03}), ask_holding) != errc::own_request);
CASE("nor is one that writes elsewhere, or asks for another object or code",
     fault_of(with_crc({0x11, 0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0F, 0x00, 0x03, 0x06, 0x00, 0xFF, 0x00, 0xFF, 0x00,
                        0xFF}),
              ask_and_set) != errc::own_request &&
         fault_of(with_crc({0x01, 0x2B, 0x0E, 0x01, 0x02}), ask_device_id) != errc::own_request &&
         fault_of(with_crc({0x01, 0x2B, 0x0E, 0x02, 0x00}), ask_device_id) != errc::own_request);
CASE("a damaged own request is damaged",
     fault_of(std::array<std::uint8_t, 8>{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x86}, ask_holding) !=
         errc::own_request);
CASE("the echo of 05, 06 and 16 is the very answer",
     modbus::parse_response(coil_173_on, set_coil).has_value() &&
         modbus::parse_response(register_2_to_3, set_register).has_value() &&
         modbus::parse_response(mask_register_5, mask).has_value());
// What reads 17 to 24 bits from 03xx on has the form of its answer too: three bytes, xx 00 and the quantity. So has a
// 17 whose first address, as a count, leads to its own end. Nothing can tell; a line that echoes needs
// response_framer's `echo`.
CASE("the echo of 24 coils from 0310 on is the very answer too",
     modbus::parse_response(with_crc({0x11, 0x01, 0x03, 0x10, 0x00, 0x18}), modbus::read_coils(17, 0x0310, 24))
         .has_value());
CASE("the echo of a 17 that reads five registers from 0A00 on too",
     modbus::parse_response(with_crc({0x11, 0x17, 0x0A, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x01, 0x02, 0x12, 0x34}),
                            modbus::read_write_multiple_registers(17, 0x0A00, 5, 0,
                                                                  std::array<std::uint8_t, 2>{0x12, 0x34}))
         .has_value());
// Fewer bits have fewer bytes than the three that the echo seems to bring.
CASE("the echo of 8 coils from 0310 on is heard as the own request",
     fault_of(with_crc({0x11, 0x01, 0x03, 0x10, 0x00, 0x08}), modbus::read_coils(17, 0x0310, 8)) == errc::own_request);
CASE("the echo of 16 inputs from 03FF on too",
     fault_of(with_crc({0x11, 0x02, 0x03, 0xFF, 0x00, 0x10}), modbus::read_discrete_inputs(17, 0x03FF, 16)) ==
         errc::own_request);

CASE("nothing is no answer",
     fault_of({}, ask_holding) == error{errc::too_short, 0, 4} && fault_of({}) == errc::too_short);
CASE("the CRC that would be right is told",
     fault_of(std::array<std::uint8_t, 5>{0x01, 0x83, 0x02, 0xF1, 0xC0}) == error{errc::bad_crc, 3, 0xF1C0});
CASE("every cut is refused: bits",
     every_cut_is_refused(coils_20_to_38, ask_coils) && every_cut_is_refused(inputs_197_to_218, ask_inputs));
CASE("every cut is refused: registers",
     every_cut_is_refused(holding_108_to_110, ask_holding) && every_cut_is_refused(six_registers_from_4, ask_and_set));
CASE("every cut is refused: single writes", every_cut_is_refused(coil_173_on, set_coil) &&
                                                every_cut_is_refused(register_2_to_3, set_register) &&
                                                every_cut_is_refused(mask_register_5, mask));
CASE("every cut is refused: writes of several",
     every_cut_is_refused(ten_coils_from_20, set_coils) && every_cut_is_refused(two_registers_from_2, set_registers));
CASE("every cut is refused: an exception",
     every_cut_is_refused(no_such_register, modbus::read_holding_registers(1, 0, 1)));
CASE("every cut is refused: a server id", every_cut_is_refused(leviton_server_id, ask_server_id));
CASE("every cut is refused: an identification", every_cut_is_refused(leviton_device_id, ask_device_id));
CASE("every bit error is refused: bits", every_bit_error_is_refused(coils_20_to_38, ask_coils) &&
                                             every_bit_error_is_refused(inputs_197_to_218, ask_inputs));
CASE("every bit error is refused: registers",
     every_bit_error_is_refused(holding_108_to_110, ask_holding) && every_bit_error_is_refused(input_9, ask_input));
CASE("every bit error is refused: read and write", every_bit_error_is_refused(six_registers_from_4, ask_and_set));
CASE("every bit error is refused: single writes", every_bit_error_is_refused(coil_173_on, set_coil) &&
                                                      every_bit_error_is_refused(register_2_to_3, set_register) &&
                                                      every_bit_error_is_refused(mask_register_5, mask));
CASE("every bit error is refused: writes of several",
     every_bit_error_is_refused(ten_coils_from_20, set_coils) &&
         every_bit_error_is_refused(two_registers_from_2, set_registers));
CASE("every bit error is refused: an exception",
     every_bit_error_is_refused(no_such_register, modbus::read_holding_registers(1, 0, 1)));
CASE("every bit error is refused: an identification", every_bit_error_is_refused(leviton_device_id, ask_device_id));
CASE("trailing zeros are refused, though the CRC stays 0",
     trailing_zeros_are_refused(coils_20_to_38, ask_coils) &&
         trailing_zeros_are_refused(holding_108_to_110, ask_holding) &&
         trailing_zeros_are_refused(coil_173_on, set_coil) &&
         trailing_zeros_are_refused(two_registers_from_2, set_registers) &&
         trailing_zeros_are_refused(mask_register_5, mask) &&
         trailing_zeros_are_refused(no_such_coil, modbus::read_coils(10, 0x04A1, 1)) &&
         trailing_zeros_are_refused(leviton_server_id, ask_server_id) &&
         trailing_zeros_are_refused(leviton_device_id, ask_device_id));

// reference/modbus/protocol.md, section 5: length from the first bytes.
CASE("an exception has 5 bytes, whatever its function",
     length_of(1, 0x81) == 5 && length_of(1, 0xAB) == 5 && length_of(1, 0xFF) == 5 && length_of(1, 0x80) == 5);
CASE("01 to 04, 0C, 11, 14, 15 and 17 have 5 and their count",
     length_of(1, 0x01, 3) == 8 && length_of(1, 0x02, 3) == 8 && length_of(1, 0x03, 6) == 11 &&
         length_of(1, 0x04, 2) == 7 && length_of(1, 0x0C, 8) == 13 && length_of(1, 0x11, 41) == 46 &&
         length_of(1, 0x14, 12) == 17 && length_of(1, 0x15, 13) == 18 && length_of(1, 0x17, 12) == 17);
CASE("and are not known before it", length_of(1, 0x03) == modbus::more_needed &&
                                        length_of(1, 0x11) == modbus::more_needed &&
                                        length_of(1, 0x17) == modbus::more_needed);
CASE("05 06 0B 0F 10 have 8, and 08 with one word", length_of(1, 0x05) == 8 && length_of(1, 0x06) == 8 &&
                                                        length_of(1, 0x0B) == 8 && length_of(1, 0x0F) == 8 &&
                                                        length_of(1, 0x10) == 8 && length_of(1, 0x08) == 8);
CASE("07 has 5 and no count", length_of(1, 0x07, 0x6D) == 5);
CASE("16 has 10", length_of(1, 0x16) == 10);
CASE("18 has 6 and a count of two bytes",
     length_of(1, 0x18, 0, 6) == 12 && length_of(1, 0x18, 1, 0) == 262 && length_of(1, 0x18, 0) == modbus::more_needed);
CASE("2B/0E without objects has 10",
     length_of(1, 0x2B, 0x0E, 1, 1, 0, 0, 0) == 10 && length_of(1, 0x2B, 0x0E, 1, 1, 0, 0) == modbus::more_needed);
CASE("2B/0E is known with the last object's length",
     length_of(1, 0x2B, 0x0E, 1, 1, 0, 0, 1, 0x00, 7) == 19 &&
         length_of(1, 0x2B, 0x0E, 1, 1, 0, 0, 1, 0x00) == modbus::more_needed);
CASE("and not with the first of two", length_of(1, 0x2B, 0x0E, 1, 1, 0, 0, 2, 0x00, 1, 'A') == modbus::more_needed &&
                                          length_of(1, 0x2B, 0x0E, 1, 1, 0, 0, 2, 0x00, 1, 'A', 0x01, 3) == 18);
CASE("an object of 244 bytes fills the frame",
     length_of(1, 0x2B, 0x0E, 4, 0x83, 0, 0, 1, 0x00, 244) == modbus::max_frame);
CASE("another MEI type has any length",
     length_of(1, 0x2B, 0x0D) == modbus::open_end && length_of(1, 0x2B) == modbus::more_needed);
CASE("silence ends what is not known", length_of(1, 0x41) == modbus::open_end &&
                                           length_of(1, 0x00) == modbus::open_end &&
                                           length_of(1, 0x7F) == modbus::open_end);
CASE("one byte tells nothing",
     modbus::response_length(bytes{}) == modbus::more_needed && length_of(1) == modbus::more_needed);

CASE("a read of registers needs 5 bytes and the data",
     needs({.unit = 1, .function = function::read_holding_registers, .data = some(6)}, 11));
CASE("the longest answer needs 256",
     needs({.unit = 1, .function = function::report_server_id, .data = some(251)}, 256));
CASE("one byte more is none",
     fault_of_building({.unit = 1, .function = function::report_server_id, .data = some(252)}) ==
             error{errc::bad_count, 2, 251} &&
         fault_of_building({.unit = 1, .function = function::report_server_id, .data = some(300)}) ==
             error{errc::bad_count, 2, 251});
CASE("an identification is bounded by the frame",
     fault_of_building({.unit = 1, .function = function::encapsulated_interface, .data = some(251)}) == error{} &&
         fault_of_building({.unit = 1, .function = function::encapsulated_interface, .data = some(252)}) ==
             errc::too_long);
CASE("a read without data is none",
     fault_of_building({.unit = 1, .function = function::read_holding_registers}) == errc::bad_count &&
         fault_of_building({.unit = 1, .function = function::report_server_id}) == errc::bad_count);
CASE("a function that is not known is not built",
     fault_of_building({.unit = 1}) == error{errc::unknown_function, 1, 0} &&
         fault_of_building({.unit = 1, .function = function{0x07}}) == error{errc::unknown_function, 1, 7});
CASE("a confirmation needs 8 bytes, a mask 10",
     needs({.unit = 1, .function = function::write_multiple_registers, .address = 1, .quantity = 2}, 8) &&
         needs({.unit = 1, .function = function::mask_write_register}, 10));
CASE("half a register is not built",
     fault_of_building({.unit = 1, .function = function::read_holding_registers, .data = some(3)}) ==
             error{errc::bad_count, 2, 250} &&
         fault_of_building({.unit = 1, .function = function::read_write_multiple_registers, .data = some(1)}) ==
             errc::bad_count);
CASE("126 registers are not built",
     fault_of_building({.unit = 1, .function = function::read_input_registers, .data = some(252)}) ==
             error{errc::bad_count, 2, 250} &&
         fault_of_building({.unit = 1, .function = function::read_input_registers, .data = some(250)}) == error{});
CASE("2008 bits are not built",
     fault_of_building({.unit = 1, .function = function::read_coils, .data = some(251)}) ==
             error{errc::bad_count, 2, 250} &&
         fault_of_building({.unit = 1, .function = function::read_discrete_inputs, .data = some(249)}) == error{});

// The short way of a small reader.
CASE("registers are read by themselves",
     registers_are(holding_108_to_110, 17, three_registers, data_of(holding_108_to_110)));
CASE("with any CRC method",
     registers_are<modbus::crc_method::nibble>(holding_108_to_110, 17, three_registers, data_of(holding_108_to_110)) &&
         registers_are<modbus::crc_method::bitwise>(holding_108_to_110, 17, three_registers,
                                                    data_of(holding_108_to_110)));
CASE("input registers too", registers_are(input_9, 17, {function::read_input_registers, 8, 1}, data_of(input_9)));
CASE("125 of them too",
     registers_are(most_registers, 1, {function::read_holding_registers, 0, 125}, data_of(most_registers)));
CASE("the first is at the address that was asked",
     modbus::parse_registers(holding_108_to_110, 17, three_registers)->find(109, 1)->back() == 0x64);
CASE("a refusal is told with its code",
     fault_of_registers(no_such_register, 1, three_registers) == error{errc::refused, 2, 2});
CASE("the refusal of another function is none",
     fault_of_registers(with_crc({0x11, 0x84, 0x02}), 17, three_registers) == error{errc::bad_function, 1, 3});
CASE("the refusal of another unit is none",
     fault_of_registers(no_such_register, 2, three_registers) == error{errc::other_unit, 0, 2});
CASE("a damaged refusal is none", fault_of_registers(std::array<std::uint8_t, 5>{0x01, 0x83, 0x03, 0xC0, 0xF1}, 1,
                                                     three_registers) == errc::bad_crc);
CASE("another unit is told",
     fault_of_registers(holding_108_to_110, 18, three_registers) == error{errc::other_unit, 0, 18});
CASE("another function is told", fault_of_registers(holding_108_to_110, 17, {function::read_input_registers, 107, 3}) ==
                                     error{errc::bad_function, 1, 4});
CASE("fewer registers are told", fault_of_registers(with_crc({0x11, 0x03, 0x04, 0x02, 0x2B, 0x00, 0x00}), 17,
                                                    three_registers) == error{errc::too_short, 9, 11});
CASE("more registers are told",
     fault_of_registers(with_crc({0x11, 0x03, 0x08, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64, 0x00, 0x00}), 17,
                        three_registers) == error{errc::too_long, 11, 11});
CASE("a count that contradicts the length is told",
     fault_of_registers(with_crc({0x11, 0x03, 0x04, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64}), 17, three_registers) ==
         error{errc::bad_count, 2, 6});
CASE("the own request is no answer",
     fault_of_registers(with_crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03}), 17, three_registers) == errc::too_short &&
         fault_of_registers(with_crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x01}), 17,
                            {function::read_holding_registers, 107, 1}) == errc::too_long);
CASE("every cut is no register", every_cut_is_no_register(holding_108_to_110) &&
                                     fault_of_registers({}, 17, three_registers) == error{errc::too_short, 0, 5});
CASE("every bit error is no register", every_bit_error_is_no_register(holding_108_to_110));
