// SPDX-License-Identifier: MIT
// Octets in lumps, with silences and receive errors between them, through the receive machine of MS/TP: it takes all, a
// valid frame is one that parses, and a good one behind a silence is found. Any octets as a frame: what is accepted is
// built again as it was.
#include "fuzz.hpp"

#include <meterproto/bacnet/receiver.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;

namespace {

/// Of encoded frames the same data: a decoder takes more forms than the encoder makes.
void build_again(fuzz::source in) {
  auto const octets = fuzz::copy_of(in.rest());
  std::vector<std::uint8_t> decoded(octets.size());
  auto const read = bacnet::parse_frame(octets, decoded);
  if (!read) {
    PROMISE(read.error().at <= octets.size());
    return;
  }
  std::vector<std::uint8_t> space(bacnet::max_extended_frame);
  auto const built = bacnet::build_frame(read->type, read->destination, read->source, read->data, space);
  if (bacnet::is_encoded(read->type)) {
    std::vector<std::uint8_t> again(octets.size());
    PROMISE(!built || fuzz::same(bacnet::parse_frame(*built, again)->data, read->data));
  } else {
    PROMISE(built && fuzz::same(*built, meterproto::bytes{octets}.first(built->size())));
    PROMISE(octets.size() <= built->size() + 1);  // a pad
  }
}

}  // namespace

void fuzz_one(fuzz::source in) {
  build_again(in);
  constexpr std::array<std::uint8_t, 8> token{0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};  // from 2 to 1
  std::vector<std::uint8_t> buffer(in.u8() % 2 == 0 ? 2045U : in.u8());
  bacnet::receiver line{in.u8() % 4 == 0 ? bacnet::receiver::every_station : std::uint8_t{1}, buffer, 1000};
  std::uint32_t now = in.u32();
  while (!in.empty()) {
    now += in.u16();
    auto const lump = fuzz::copy_of(in.take(1U + in.u8() % 96U));
    meterproto::bytes rest{lump};
    for (unsigned steps = 0; !rest.empty(); ++steps) {
      PROMISE(steps < 2 * lump.size() + 2);
      auto const heard = line.take(rest, now);
      PROMISE(heard.what != bacnet::heard::valid || heard.received.data.size() <= bacnet::max_extended_frame);
    }
    switch (in.u8() % 8) {
      case 0: (void)line.silence(now += 2000); break;
      case 1: (void)line.receive_error(now); break;
      case 2: line.sent_until(now += 100); break;
      default: break;
    }
  }
  now += 2000;
  (void)line.silence(now);
  meterproto::bytes rest{token};
  auto const heard = line.take(rest, now);
  PROMISE(heard.what == bacnet::heard::valid && heard.received.type == bacnet::frame_type::token && rest.empty());
}
