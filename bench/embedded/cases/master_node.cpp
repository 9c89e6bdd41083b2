// SPDX-License-Identifier: MIT
// A master node that finds its successor, hears a frame of it, and then has the token and passes it on.
#include "../case.hpp"

#include <meterproto/bacnet/node.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;

OUTSIDE_RAM static std::uint8_t receive_space[bacnet::max_data + bacnet::crc_size];
OUTSIDE_RAM static std::uint8_t transmit_space[bacnet::max_frame];
OUTSIDE_RAM static std::uint32_t now;

namespace {

struct station {
  void receive(bacnet::indication const& came) { port = static_cast<std::uint32_t>(came.npdu.size()); }
  static bacnet::outgoing send(std::span<std::uint8_t>) { return {}; }
  static std::size_t reply(std::span<std::uint8_t>) { return 0; }
};

constinit bacnet::master_node node{{bacnet::timing_at(76'800), 1}, receive_space, transmit_space};

}  // namespace

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  meterproto::bytes came{data, size};
  station above;
  while (true) {
    now += 1000;
    auto const step = node.run(came, now, above);
    if (step.send.empty()) break;
    port = step.send[2];
    now += 1000;
    node.sent(now);
  }
}

constexpr auto frame = [](bacnet::frame_type type, std::uint8_t to, std::uint8_t from) {
  std::array<std::uint8_t, 8> made{};
  (void)bacnet::build_frame(type, to, from, {}, made);
  return made;
};
OUTSIDE_DATA auto token = frame(bacnet::frame_type::token, 1, 0);
OUTSIDE_DATA auto reply = frame(bacnet::frame_type::reply_to_poll_for_master, 1, 2);
OUTSIDE_DATA auto not_ours = frame(bacnet::frame_type::token, 0, 2);
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"token, then poll", token.data(), 8},
                                                                     {"poll answered", reply.data(), 8},
                                                                     {"token for another", not_ours.data(), 8},
                                                                     {"token, passed on", token.data(), 8},
                                                                     {}};
