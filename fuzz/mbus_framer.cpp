// SPDX-License-Identifier: MIT
// Octets in lumps, with silences between them, through the M-Bus framer: what it gives are frames, and a good one
// behind a silence is found.
#include "fuzz.hpp"

#include <meterproto/mbus.hpp>

#include <array>

void fuzz_one(fuzz::source in) {
  namespace mbus = meterproto::mbus;
  constexpr std::array<std::uint8_t, 5> good{0x10, 0x5B, 0x01, 0x5C, 0x16};  // REQ_UD2 to address 1
  mbus::framer framer;
  while (!in.empty()) {
    auto const lump = fuzz::copy_of(in.take(1U + in.u8() % 48U));
    meterproto::bytes rest{lump};
    while (!rest.empty()) {
      auto const before = rest.size();
      auto const frame = framer.take(rest);
      PROMISE(rest.size() < before || !frame.empty());
      PROMISE(frame.empty() || mbus::parse_frame(frame));
    }
    if (in.u8() % 4 != 0) continue;
    for (int given = 0; !framer.silence().empty(); ++given) PROMISE(given < 300);
    (void)framer.noise_seen();
  }
  for (int given = 0; !framer.silence().empty(); ++given) PROMISE(given < 300);
  meterproto::bytes rest{good};
  PROMISE(fuzz::same(framer.take(rest), good) && rest.empty());
}
