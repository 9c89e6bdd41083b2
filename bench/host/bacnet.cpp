// SPDX-License-Identifier: MIT
// BACnet MS/TP: acks from the line's octets to values, the receive machine octet by octet, and a master node.
#include "decode.hpp"
#include "meters.hpp"

#include <meterproto/bacnet.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace {

using namespace meterproto;

/// From the octets of a frame to the values in it.
void ack(benchmark::State& state, host::octets const& frame, std::size_t values) {
  host::mstp_line line;
  for (auto _ : state) {
    bytes came{frame};
    auto const& got = line.heard.take(came, 0);
    if (got.what != bacnet::heard::valid || host::bacnet_values(got.received.data) != values)
      return state.SkipWithError("not all values");
  }
}
void bacnet_one(benchmark::State& state) {
  ack(state, host::meters{}.mstp_ack(), 1);
}
BENCHMARK(bacnet_one);
void bacnet_20(benchmark::State& state) {
  ack(state, host::meters{}.mstp_ack_of_many(), host::values_of_an_ack);
}
BENCHMARK(bacnet_20);

/// A frame of 100 octets, 90 of them data, as an interrupt brings them.
void mstp_octets(benchmark::State& state) {
  std::array<std::uint8_t, 100> frame{};
  std::array<std::uint8_t, 90> data{};
  for (std::size_t i = 0; i != data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 37 + 11);
  if (!bacnet::build_frame(bacnet::frame_type::data_not_expecting_reply, host::our_station, 1, data, frame))
    return state.SkipWithError("no frame");
  host::mstp_line line;
  std::uint32_t now = 0;
  for (auto _ : state) {
    auto what = bacnet::heard::nothing;
    for (auto const& octet : frame) {
      now += 130;
      bytes one{&octet, 1};
      what = line.heard.take(one, now).what;
    }
    if (what != bacnet::heard::valid) return state.SkipWithError("no frame heard");
  }
}
BENCHMARK(mstp_octets);

struct silent_station {
  void receive(bacnet::indication const&) {}
  static bacnet::outgoing send(std::span<std::uint8_t>) { return {}; }
  static std::size_t reply(std::span<std::uint8_t>) { return 0; }
};

std::array<std::uint8_t, bacnet::header_size> header_of(bacnet::frame_type type, std::uint8_t to, std::uint8_t from) {
  std::array<std::uint8_t, bacnet::header_size> made{};
  static_cast<void>(bacnet::build_frame(type, to, from, {}, made));
  return made;
}

/// A ring of two: the token comes and is passed on, and the other node is heard to use it.
void mstp_token(benchmark::State& state) {
  std::array<std::uint8_t, bacnet::max_data + bacnet::crc_size> received{};
  std::array<std::uint8_t, bacnet::max_frame> sent{};
  bacnet::master_node node{{bacnet::timing_at(76'800), 1}, received, sent};
  silent_station above;
  std::uint32_t now = 0;
  auto const hear = [&](std::span<std::uint8_t const> frame) {
    bytes came{frame};
    std::uint8_t last = 0xFF;  // type of what the node sent last
    while (true) {
      now += 1000;
      auto const step = node.run(came, now, above);
      if (step.send.empty()) return static_cast<bacnet::frame_type>(last);
      last = step.send[2];
      node.sent(now += 1000);
    }
  };
  auto const token = header_of(bacnet::frame_type::token, 1, 2);
  auto const reply = header_of(bacnet::frame_type::reply_to_poll_for_master, 1, 2);
  auto const poll = header_of(bacnet::frame_type::poll_for_master, 3, 2);  // it uses the token
  hear(token);
  hear(reply);
  hear(poll);
  for (auto _ : state) {
    hear(token);
    hear(poll);
  }
}
BENCHMARK(mstp_token);

}  // namespace
