// SPDX-License-Identifier: MIT
// A master and a slave node that hear anything at any time: each step ends, sends at most one frame, which is right,
// and has a deadline ahead.
#include "fuzz.hpp"

#include <meterproto/bacnet/node.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;

namespace {

struct station {
  fuzz::source& choose;
  std::size_t received = 0;

  void receive(bacnet::indication const& came) {
    ++received;
    PROMISE(came.npdu.size() <= bacnet::max_extended_frame);
  }
  bacnet::outgoing send(std::span<std::uint8_t> space) {
    auto const size = std::min<std::size_t>(choose.u8() % 4 == 0 ? choose.u16() % 1600U : 0, space.size());
    for (std::size_t i = 0; i != size; ++i) space[i] = static_cast<std::uint8_t>(i);
    return {choose.u8(), choose.u8() % 2 == 0, size};
  }
  std::size_t reply(std::span<std::uint8_t> space) {
    return choose.u8() % 2 == 0 ? std::min<std::size_t>(choose.u8(), space.size()) : 0;
  }
};

template <class Node>
void drive(Node& node, fuzz::source in) {
  station above{in};
  std::uint32_t now = in.u32();
  std::vector<std::uint8_t> decoded(2100);
  while (!in.empty()) {
    now += std::uint32_t{in.u16()} << (in.u8() % 8U);
    auto const lump = fuzz::copy_of(in.take(in.u8() % 64U));
    meterproto::bytes came{lump};
    for (unsigned steps = 0;; ++steps) {
      PROMISE(steps < 4000);
      auto const step = node.run(came, now, above);
      if (step.send.empty()) {
        PROMISE(came.empty());
        break;
      }
      PROMISE(bacnet::parse_frame(step.send, decoded));
      node.sent(now += 100);
    }
    if (in.u8() % 16 == 0) node.receive_error(now);
  }
}

}  // namespace

void fuzz_one(fuzz::source in) {
  std::array<std::uint8_t, 2045> receive{};
  std::array<std::uint8_t, bacnet::max_extended_frame + 16> transmit{};
  bacnet::node_settings set{bacnet::timing_at(76'800)};
  set.station = in.u8();
  set.max_master = in.u8();
  set.max_info_frames = in.u8();
  set.poll = in.u8();
  set.retry_token = in.u8() % 4;
  set.min_octets = in.u8() % 32;
  set.extended = in.u8() % 2 == 0;
  bacnet::master_node master{set, receive, transmit};
  drive(master, in);
  bacnet::slave_node slave{set, receive, transmit};
  drive(slave, in);
}
