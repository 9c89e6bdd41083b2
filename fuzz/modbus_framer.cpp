// SPDX-License-Identifier: MIT
// Octets in lumps, with silences between them, through the three Modbus framers: what they give are frames, they take
// all that comes, and a good frame behind a silence is found.
#include "fuzz.hpp"

#include <meterproto/modbus.hpp>

#include <array>

namespace {

namespace modbus = meterproto::modbus;
// unit 1, function 03, four octets, 43 66 80 00
constexpr std::array<std::uint8_t, 9> answer{0x01, 0x03, 0x04, 0x43, 0x66, 0x80, 0x00, 0x6E, 0x68};
// unit 17, function 03, address 0x006B, three registers
constexpr std::array<std::uint8_t, 8> request{0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87};

template <class Framer>
void feed(Framer& framer, fuzz::source in, meterproto::bytes good) {
  while (!in.empty()) {
    auto const lump = fuzz::copy_of(in.take(1U + in.u8() % 48U));
    meterproto::bytes rest{lump};
    std::size_t given = 0;
    while (!rest.empty()) {
      auto const before = rest.size();
      auto const frame = framer.take(rest);
      PROMISE(rest.size() < before || !frame.empty());
      PROMISE(frame.size() <= modbus::max_frame && ++given <= 300);
    }
    if (in.u8() % 4 == 0)
      for (given = 0; !framer.silence().empty(); ++given) PROMISE(given < 300);
  }
  for (std::size_t given = 0; !framer.silence().empty(); ++given) PROMISE(given < 300);
  auto rest = good;
  bool found = false;
  while (!rest.empty()) found = fuzz::same(framer.take(rest), good) || found;
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence())
    found = fuzz::same(frame, good) || found;
  PROMISE(found);
}

}  // namespace

void fuzz_one(fuzz::source in) {
  modbus::request_framer requests;
  feed(requests, in, request);
  modbus::response_framer any;
  feed(any, in, answer);
  modbus::response_framer awaited;
  awaited.shape() = modbus::awaited_response{modbus::read_holding_registers(1, 0, 2)};
  feed(awaited, in, answer);
}
