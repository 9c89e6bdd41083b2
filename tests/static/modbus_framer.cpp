// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/framer.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::request_framer;
using modbus::response_framer;

template <std::size_t Size>
constexpr std::array<std::uint8_t, Size + 2> with_crc(std::uint8_t const (&body)[Size]) {
  std::array<std::uint8_t, Size + 2> frame{};
  for (std::size_t i = 0; i != Size; ++i) frame[i] = body[i];
  auto const crc = modbus::crc16(bytes{frame}.first(Size));
  frame[Size] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[Size + 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}

// What lies on a line, one after the other.
template <std::size_t... Sizes>
constexpr auto line(std::array<std::uint8_t, Sizes> const&... parts) {
  std::array<std::uint8_t, (Sizes + ... + 0)> all{};
  std::size_t at = 0;
  auto const put = [&](auto const& part) {
    for (auto const one : part) all[at++] = one;
  };
  (put(parts), ...);
  return all;
}
template <class... Bytes>
constexpr std::array<std::uint8_t, sizeof...(Bytes)> noise(Bytes... typed) {
  return {static_cast<std::uint8_t>(typed)...};
}

constexpr bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

/// The frames in this order, and nothing else; every byte was delivered or dropped once. `silent`: how many of them
/// only the silence at the end gives.
template <class Framer>
constexpr bool gives(Framer framer, bytes stream, std::initializer_list<bytes> frames, std::size_t silent,
                     std::size_t chunk_size) {
  auto const* expected = frames.begin();
  std::size_t delivered = 0;
  auto const matches = [&](bytes frame) {
    delivered += frame.size();
    return expected != frames.end() && equal(frame, *expected++);
  };
  for (auto left = stream; !left.empty();) {
    auto const taken = std::min(chunk_size, left.size());
    auto chunk = left.first(taken);
    left = left.subspan(taken);
    for (auto frame = framer.take(chunk); !frame.empty(); frame = framer.take(chunk))
      if (!matches(frame)) return false;
    if (!chunk.empty()) return false;
  }
  if (static_cast<std::size_t>(frames.end() - expected) != silent) return false;
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence())
    if (!matches(frame)) return false;
  return expected == frames.end() && framer.pending().empty() && delivered + framer.dropped() == stream.size();
}
template <class Framer>
constexpr bool gives(Framer const& framer, bytes stream, std::initializer_list<bytes> frames, std::size_t silent = 0) {
  return gives(framer, stream, frames, silent, stream.size()) && gives(framer, stream, frames, silent, 1) &&
         gives(framer, stream, frames, silent, 3);
}

constexpr response_framer awaiting(modbus::request const& asked, std::size_t echo = 0) {
  response_framer framer;
  framer.expect(asked, echo);
  return framer;
}
constexpr response_framer listening;

/// How many bytes of `stream` the framer keeps, before silence.
template <class Framer>
constexpr std::size_t kept(Framer framer, bytes stream) {
  auto chunk = stream;
  return framer.take(chunk).empty() ? framer.pending().size() : ~std::size_t{0};
}

// clang-format off
constexpr auto ask_holding = modbus::read_holding_registers(17, 107, 3);
constexpr std::array<std::uint8_t, 8> holding_request{  0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87};            // V1.1b3, 6.3
constexpr auto holding_answer = with_crc({              0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64});     // V1.1b3, 6.3
constexpr auto refusal = with_crc({                     0x11, 0x83, 0x02});
constexpr auto set_coil = modbus::write_single_coil(17, 172, true);
constexpr std::array<std::uint8_t, 8> coil_on{          0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00, 0x4E, 0x8B};            // V1.1b3, 6.5
constexpr auto input_request = with_crc({               0x12, 0x04, 0x00, 0x08, 0x00, 0x01});                       // V1.1b3, 6.4
constexpr auto input_answer = with_crc({                0x12, 0x04, 0x02, 0x00, 0x0A});                             // V1.1b3, 6.4
constexpr auto registers_request = with_crc({           0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02});  // V1.1b3, 6.12
constexpr auto registers_answer = with_crc({            0x11, 0x10, 0x00, 0x01, 0x00, 0x02});                       // V1.1b3, 6.12
constexpr auto broadcast = with_crc({                   0x00, 0x06, 0x00, 0x05, 0x00, 0x4D});                       // corpus mb0373
constexpr auto id_request = with_crc({                  0x01, 0x2B, 0x0E, 0x01, 0x00});                             // V1.1b3, 6.21
constexpr auto id_answer = with_crc({                   0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x02, 0x00, 0x03, 'A', 'B', 'C', 0x01, 0x02, 'D', 'E'});
constexpr auto id_request_of_17 = with_crc({            0x11, 0x2B, 0x0E, 0x01, 0x02});                             // V1.1b3, 6.21
constexpr auto server_id_request = with_crc({           0x01, 0x11});                                               // V1.1b3, 6.13
constexpr auto server_id_answer = with_crc({            0x01, 0x11, 0x04, 0xF7, 0xFF, 'L', 'M'});
constexpr auto unknown = with_crc({                     0x11, 0x41, 0x01, 0x02, 0x03});                             // 65 to 72: for the user, V1.1b3, 5.1
// clang-format on

/// A frame of the longest length, or of one byte less: unit 1, the function, and as many bytes as go on.
template <std::size_t Size>
constexpr std::array<std::uint8_t, Size> longest(std::uint8_t function) {
  std::array<std::uint8_t, Size> frame{0x01, function, static_cast<std::uint8_t>(Size - 5)};
  auto const crc = modbus::crc16(bytes{frame}.first(Size - 2));
  frame[Size - 2] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[Size - 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}
constexpr auto long_answer = longest<256>(0x11);  // 251 bytes of server id
constexpr auto long_unknown = longest<255>(0x41);

constexpr std::array<std::uint8_t, 4> cut = {0x11, 0x03, 0x06, 0x02};  // the beginning of holding_answer

}  // namespace

CASE("an answer is found", gives(awaiting(ask_holding), holding_answer, {holding_answer}));
CASE("an answer is found by who listens", gives(listening, holding_answer, {holding_answer}));
CASE("a refusal is found", gives(awaiting(ask_holding), refusal, {refusal}) && gives(listening, refusal, {refusal}));
CASE("a confirmation is found", gives(awaiting(set_coil), coil_on, {coil_on}));
CASE("an identification is found",
     gives(awaiting(modbus::read_device_id(1, modbus::device_id_code::basic)), id_answer, {id_answer}) &&
         gives(listening, id_answer, {id_answer}));
CASE("a server id is found", gives(awaiting(modbus::report_server_id(1)), server_id_answer, {server_id_answer}) &&
                                 gives(listening, server_id_answer, {server_id_answer}));
CASE("two answers back to back are found",
     gives(listening, line(holding_answer, input_answer), {holding_answer, input_answer}));
CASE("three too", gives(listening, line(refusal, id_answer, coil_on), {refusal, id_answer, coil_on}));
CASE("nothing is found in nothing", gives(listening, {}, {}, 0, 1) && gives(request_framer{}, {}, {}, 0, 1));

CASE("a leading 00 is dropped", gives(awaiting(ask_holding), line(noise(0), holding_answer), {holding_answer}) &&
                                    gives(listening, line(noise(0), holding_answer), {holding_answer}));
CASE("a leading FF is dropped", gives(awaiting(ask_holding), line(noise(0xFF), holding_answer), {holding_answer}) &&
                                    gives(listening, line(noise(0xFF, 0xFF), holding_answer), {holding_answer}));
CASE("noise is dropped",
     gives(awaiting(ask_holding), line(noise(0x55, 0x11, 0x04, 0x13, 0x03), holding_answer), {holding_answer}));
CASE("trailing zeros are no part of the frame",
     gives(awaiting(ask_holding), line(holding_answer, noise(0, 0)), {holding_answer}) &&
         gives(listening, line(holding_answer, noise(0, 0, 0)), {holding_answer}));
CASE("a cut answer before a good one is dropped",
     gives(awaiting(ask_holding), line(cut, holding_answer), {holding_answer}));
CASE("also by who listens, though only silence tells: 06 02 11 might begin a frame",
     gives(listening, line(cut, holding_answer), {holding_answer}, 1));
CASE("a cut answer behind a good one is dropped",
     gives(awaiting(ask_holding), line(holding_answer, cut), {holding_answer}));
CASE("one bit of the answer is wrong: nothing", [] {
  auto broken = holding_answer;
  broken[4] ^= 0x10U;
  return gives(awaiting(ask_holding), broken, {});
}());
CASE("a broken answer before a good one is dropped", [] {
  auto broken = holding_answer;
  broken[4] ^= 0x10U;
  return gives(awaiting(ask_holding), line(broken, holding_answer), {holding_answer});
}());

// Junk is known early: none of it is kept to be waited for.
CASE("another unit is dropped at its first byte",
     kept(awaiting(ask_holding), noise(0x12)) == 0 && kept(awaiting(ask_holding), noise(0x00)) == 0);
CASE("another function is dropped at its second",
     kept(awaiting(ask_holding), noise(0x11, 0x04)) == 0 && kept(awaiting(ask_holding), noise(0x11, 0x84)) == 0);
CASE("another count is dropped at its third", kept(awaiting(ask_holding), noise(0x11, 0x03, 0x08)) == 0 &&
                                                  kept(awaiting(ask_holding), noise(0x11, 0x03, 0x05)) == 0);
CASE("what may still be the answer is kept", kept(awaiting(ask_holding), cut) == 4 &&
                                                 kept(awaiting(ask_holding), noise(0x11)) == 1 &&
                                                 kept(awaiting(ask_holding), noise(0x11, 0x83, 0x02)) == 3);
CASE("a listener drops what no device may say", kept(listening, noise(0x00, 0x03)) == 1 &&
                                                    kept(listening, noise(0xF8, 0x03)) == 1 &&
                                                    kept(listening, noise(0x01, 0x00)) == 1);
CASE("another unit's answer is not the one",
     gives(awaiting(ask_holding), line(input_answer, holding_answer), {holding_answer}));
CASE("another function's refusal is not the one",
     gives(awaiting(ask_holding), line(with_crc({0x11, 0x84, 0x02}), holding_answer), {holding_answer}));
CASE("an answer of another length is not the one",
     gives(awaiting(ask_holding), with_crc({0x11, 0x03, 0x04, 0x02, 0x2B, 0x00, 0x00}), {}));
CASE("nobody answers a broadcast",
     gives(awaiting(modbus::write_single_register(0, 5, 0x4D)), line(coil_on, holding_answer), {}));
CASE("its echo is no answer", gives(awaiting(modbus::write_single_register(0, 5, 0x4D)), broadcast, {}));

// Two wires give back what is sent. reference/modbus/protocol.md, section 9.
CASE("the own read is known to be no answer",
     gives(awaiting(ask_holding), line(holding_request, holding_answer), {holding_answer}));
CASE("the own writing of registers is found to be none",
     gives(awaiting(modbus::write_multiple_registers(17, 1, bytes{registers_request}.subspan(7, 4))),
           line(registers_request, registers_answer), {registers_answer}));
CASE("the own question for an identification is found to be none",
     gives(awaiting(modbus::read_device_id(1, modbus::device_id_code::basic)), line(id_request, id_answer),
           {id_answer}));
CASE("the own question for a server id is found to be none, in silence",
     gives(awaiting(modbus::report_server_id(1)), line(server_id_request, server_id_answer), {server_id_answer}, 1));
CASE("the echo of 05 looks like its answer", gives(awaiting(set_coil), line(coil_on, coil_on), {coil_on, coil_on}));
CASE("so who knows of the echo says how long it is", [] {
  auto framer = awaiting(set_coil, 8);
  auto const heard = line(coil_on, coil_on);
  auto chunk = bytes{heard};
  bool const found = equal(framer.take(chunk), coil_on) && chunk.empty();
  return found && framer.take(chunk).empty() && framer.dropped() == 0;
}());
CASE("an echo comes in chunks too", [] {
  auto framer = awaiting(set_coil, 8);
  auto const heard = line(coil_on, coil_on);
  std::size_t frames = 0;
  for (auto const& one : heard) {
    auto chunk = bytes{&one, 1};
    frames += framer.take(chunk).empty() ? 0U : 1U;
  }
  return frames;
}() == 1);
CASE("silence before the echo does not call it off", [] {
  auto framer = awaiting(set_coil, 8);
  auto const heard = line(coil_on, coil_on);
  auto chunk = bytes{heard};
  return framer.silence().empty() && equal(framer.take(chunk), coil_on) && chunk.empty() && framer.dropped() == 0;
}());
CASE("an echo that was cut short is not waited for beyond silence", [] {
  auto framer = awaiting(set_coil, 8);
  auto part = bytes{coil_on}.first(3);
  auto chunk = bytes{coil_on};
  return framer.take(part).empty() && framer.silence().empty() && equal(framer.take(chunk), coil_on);
}());
CASE("silence behind the echo loses nothing of the answer", [] {
  auto framer = awaiting(set_coil, 8);
  auto echo = bytes{coil_on};
  auto chunk = bytes{coil_on};
  return framer.take(echo).empty() && framer.silence().empty() && equal(framer.take(chunk), coil_on);
}());
CASE("clearing calls an echo off", [] {
  auto framer = awaiting(set_coil, 8);
  framer.clear();
  auto chunk = bytes{coil_on};
  return equal(framer.take(chunk), coil_on);
}());
CASE("pauses inside a frame do no harm", [] {
  auto framer = awaiting(ask_holding);
  auto first = bytes{holding_answer}.first(4);
  auto second = bytes{holding_answer}.subspan(4);
  bytes nothing;
  return framer.take(first).empty() && framer.take(nothing).empty() && equal(framer.take(second), holding_answer);
}());
CASE("silence inside a frame ends it: \"the message frame is declared incomplete\": Serial Line V1.02, 2.5.1.1", [] {
  auto framer = awaiting(ask_holding);
  auto first = bytes{holding_answer}.first(4);
  auto second = bytes{holding_answer}.subspan(4);
  return framer.take(first).empty() && framer.silence().empty() && framer.pending().empty() &&
         framer.take(second).empty() && framer.silence().empty() && framer.dropped() == holding_answer.size();
}());
CASE("what follows a frame stays in the chunk", [] {
  auto framer = listening;
  auto const heard = line(holding_answer, input_answer);
  auto chunk = bytes{heard};
  return equal(framer.take(chunk), holding_answer) && equal(chunk, input_answer);
}());
CASE("silence gives one frame at a time", [] {
  auto framer = listening;
  auto const heard = line(noise(0x11, 0x03, 0xF0), refusal, input_answer);
  auto chunk = bytes{heard};
  return framer.take(chunk).empty() && chunk.empty() && equal(framer.silence(), refusal) &&
         equal(framer.silence(), input_answer) && framer.silence().empty();
}());
CASE("and take() gives the others", [] {
  auto framer = listening;
  auto const heard = line(noise(0x11, 0x03, 0xF0), refusal, input_answer);
  auto chunk = bytes{heard};
  return framer.take(chunk).empty() && equal(framer.silence(), refusal) && equal(framer.take(chunk), input_answer) &&
         framer.dropped() == 3;
}());
CASE("expecting forgets what lies", [] {
  auto framer = awaiting(ask_holding);
  auto old = bytes{holding_answer}.first(9);
  if (!framer.take(old).empty()) return false;
  framer.expect(set_coil);
  auto chunk = bytes{coil_on};
  return framer.pending().empty() && equal(framer.take(chunk), coil_on);
}());
// WAGO manual A3.3: new S0 10, and its confirmation
constexpr std::uint8_t rate_confirmed[] = {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0xC5, 0xCB};
CASE("the answer to a write with its own bytes is awaited too", [] {
  response_framer framer;
  framer.expect(modbus::addressed_write{1, 0x400D, 2, {0x41, 0x20}});
  auto chunk = bytes{rate_confirmed};
  return equal(framer.take(chunk), rate_confirmed);
}());
CASE("clearing forgets what lies", [] {
  auto framer = listening;
  auto old = bytes{holding_answer}.first(9);
  if (!framer.take(old).empty()) return false;
  framer.clear();
  auto chunk = bytes{input_answer};
  return framer.pending().empty() && equal(framer.take(chunk), input_answer);
}());
CASE("what has come of a frame can be seen", [] {
  auto framer = listening;
  auto part = bytes{holding_answer}.first(9);
  return framer.take(part).empty() && equal(framer.pending(), bytes{holding_answer}.first(9));
}());
CASE("a delivered frame is not pending", [] {
  auto framer = listening;
  auto chunk = bytes{holding_answer};
  return equal(framer.take(chunk), holding_answer) && framer.pending().empty();
}());

CASE("only silence ends a frame of an unknown function",
     gives(listening, unknown, {unknown}, 1) && gives(request_framer{}, unknown, {unknown}, 1));
CASE("also a long one", gives(listening, long_unknown, {long_unknown}, 1, 64));
CASE("and a longest one", gives(listening, longest<256>(0x41), {longest<256>(0x41)}, 1, 64));
CASE("noise before it is dropped then", gives(listening, line(noise(0x00, 0xFF), unknown), {unknown}, 1));
CASE("what is too short to be a frame is none, good as its CRC may be",
     modbus::crc16(noise(0x01, 0x7E, 0x80)) == 0 && gives(listening, noise(0x01, 0x7E, 0x80), {}) &&
         gives(request_framer{}, noise(0x01, 0x7E, 0x80), {}));
CASE("a longest answer is found", gives(listening, long_answer, {long_answer}, 0, 64) &&
                                      gives(awaiting(modbus::report_server_id(1)), long_answer, {long_answer}, 0, 256));
CASE("one above is not waited for",
     kept(listening, noise(0x01, 0x11, 252)) == 2 && kept(listening, noise(0x01, 0x03, 0xFF)) == 2);
CASE("nor a 2B/0E that runs past it",
     kept(listening, noise(0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 245)) < 10);
CASE("nor a request that does", kept(request_framer{}, noise(0x01, 0x10, 0x00, 0x00, 0x00, 0x7F, 0xFE)) < 7);

// The server's side, and the listener's to both.
CASE("a request is found", gives(request_framer{}, holding_request, {holding_request}) &&
                               gives(request_framer{}, registers_request, {registers_request}));
CASE("two requests, the first unanswered",
     gives(request_framer{}, line(holding_request, input_request), {holding_request, input_request}));
CASE("the same request twice, unanswered",
     gives(request_framer{}, line(holding_request, holding_request), {holding_request, holding_request}));
CASE("a request and its answer",
     gives(request_framer{}, line(holding_request, holding_answer), {holding_request, holding_answer}));
CASE("a request and its refusal", gives(request_framer{}, line(holding_request, refusal), {holding_request, refusal}));
CASE("a write and its echo", gives(request_framer{}, line(coil_on, coil_on), {coil_on, coil_on}));
CASE("a write of registers, its answer, and again",
     gives(request_framer{}, line(registers_request, registers_answer, registers_request, registers_answer),
           {registers_request, registers_answer, registers_request, registers_answer}));
CASE("the same write twice, unanswered",
     gives(request_framer{}, line(registers_request, registers_request), {registers_request, registers_request}));
CASE("identifications and their answers",
     gives(request_framer{}, line(id_request, id_answer, server_id_request, server_id_answer),
           {id_request, id_answer, server_id_request, server_id_answer}));
CASE("questions for ids, unanswered",
     gives(request_framer{}, line(id_request, id_request, server_id_request, server_id_request),
           {id_request, id_request, server_id_request, server_id_request}));
// 11 2B 0E 01 02 30 75 00 00 00 is an answer too (no objects), and zeros keep its CRC 0.
CASE("zeros behind a repeated question are no part of it",
     gives(request_framer{}, line(id_request_of_17, noise(0x05, 0x71), id_request_of_17, noise(0, 0, 0)),
           {id_request_of_17, id_request_of_17}, 1));
CASE("a repeated question is found",
     gives(request_framer{}, line(id_request_of_17, id_request_of_17), {id_request_of_17, id_request_of_17}) &&
         gives(request_framer{}, line(id_request_of_17, noise(0x05, 0x71), id_request_of_17),
               {id_request_of_17, id_request_of_17}, 1));
CASE("a conversation with two units",
     gives(request_framer{},
           line(holding_request, holding_answer, input_request, input_answer, broadcast, coil_on, coil_on),
           {holding_request, holding_answer, input_request, input_answer, broadcast, coil_on, coil_on}));
CASE("after a broadcast no answer is awaited", gives(request_framer{}, line(broadcast, holding_request, holding_answer),
                                                     {broadcast, holding_request, holding_answer}));
CASE("noise before a request is dropped",
     gives(request_framer{}, line(noise(0xFF, 0xFF), holding_request), {holding_request}) &&
         gives(request_framer{}, line(noise(0x11, 0x00), holding_request), {holding_request}));
CASE("what no one may ask is dropped at its first or second byte", kept(request_framer{}, noise(0xF8)) == 0 &&
                                                                       kept(request_framer{}, noise(0x11, 0x83)) == 1 &&
                                                                       kept(request_framer{}, noise(0x11, 0x00)) == 1);
CASE("a refusal that nobody asked for is no request", gives(request_framer{}, refusal, {}));
CASE("a refusal that nobody asked for is dropped, at the latest in silence",
     gives(request_framer{}, line(refusal, holding_request), {holding_request}, 1));
CASE("a reserved unit asks nothing", gives(request_framer{}, with_crc({0xF8, 0x03, 0x00, 0x00, 0x00, 0x01}), {}));
CASE("a cut request before a good one is dropped, at the latest in silence",
     gives(request_framer{}, line(noise(0x11, 0x03, 0x00, 0x6B), holding_request), {holding_request}, 1));
CASE("trailing zeros behind a request are no part of it",
     gives(request_framer{}, line(holding_request, noise(0, 0)), {holding_request}));
