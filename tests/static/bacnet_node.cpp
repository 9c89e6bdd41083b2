// SPDX-License-Identifier: MIT
// The node machines of MS/TP, row by row of their tables in ANSI/ASHRAE 135-2024 clauses 9.5.4 (receive), 9.5.6
// (master) and 9.5.7 (slave).
#include "../check.hpp"

#include <meterproto/bacnet/node.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace meterproto;

namespace test_bacnet_node {

using bacnet::frame_type;
using bacnet::master_node;
using bacnet::node_settings;
using bacnet::slave_node;
using state = bacnet::master_node::state;

// Named by kind, source and destination. Preamble, type, destination, source, length, header CRC; data, data CRC.
// clang-format off
constexpr std::uint8_t token_4_5[] = {0x55, 0xFF, 0x00, 0x05, 0x04, 0x00, 0x00, 0x37};
constexpr std::uint8_t token_5_6[] = {0x55, 0xFF, 0x00, 0x06, 0x05, 0x00, 0x00, 0x37};
constexpr std::uint8_t token_5_2[] = {0x55, 0xFF, 0x00, 0x02, 0x05, 0x00, 0x00, 0x15};
constexpr std::uint8_t token_5_7[] = {0x55, 0xFF, 0x00, 0x07, 0x05, 0x00, 0x00, 0xBE};
constexpr std::uint8_t token_6_7[] = {0x55, 0xFF, 0x00, 0x07, 0x06, 0x00, 0x00, 0x15};
constexpr std::uint8_t token_4_255[] = {0x55, 0xFF, 0x00, 0xFF, 0x04, 0x00, 0x00, 0x93};
constexpr std::uint8_t poll_5_6[] = {0x55, 0xFF, 0x01, 0x06, 0x05, 0x00, 0x00, 0xB1};
constexpr std::uint8_t poll_5_7[] = {0x55, 0xFF, 0x01, 0x07, 0x05, 0x00, 0x00, 0x38};
constexpr std::uint8_t poll_5_0[] = {0x55, 0xFF, 0x01, 0x00, 0x05, 0x00, 0x00, 0x82};
constexpr std::uint8_t poll_5_1[] = {0x55, 0xFF, 0x01, 0x01, 0x05, 0x00, 0x00, 0x0B};
constexpr std::uint8_t poll_5_2[] = {0x55, 0xFF, 0x01, 0x02, 0x05, 0x00, 0x00, 0x93};
constexpr std::uint8_t poll_5_3[] = {0x55, 0xFF, 0x01, 0x03, 0x05, 0x00, 0x00, 0x1A};
constexpr std::uint8_t poll_5_4[] = {0x55, 0xFF, 0x01, 0x04, 0x05, 0x00, 0x00, 0xA0};
constexpr std::uint8_t poll_4_5[] = {0x55, 0xFF, 0x01, 0x05, 0x04, 0x00, 0x00, 0xB1};
constexpr std::uint8_t poll_2_4[] = {0x55, 0xFF, 0x01, 0x04, 0x02, 0x00, 0x00, 0x6D};
constexpr std::uint8_t poll_6_7[] = {0x55, 0xFF, 0x01, 0x07, 0x06, 0x00, 0x00, 0x93};
constexpr std::uint8_t poll_2_255[] = {0x55, 0xFF, 0x01, 0xFF, 0x02, 0x00, 0x00, 0x40};
constexpr std::uint8_t here_5_4[] = {0x55, 0xFF, 0x02, 0x04, 0x05, 0x00, 0x00, 0x29};
constexpr std::uint8_t here_6_5[] = {0x55, 0xFF, 0x02, 0x05, 0x06, 0x00, 0x00, 0x0B};
constexpr std::uint8_t here_7_5[] = {0x55, 0xFF, 0x02, 0x05, 0x07, 0x00, 0x00, 0x93};
constexpr std::uint8_t here_2_5[] = {0x55, 0xFF, 0x02, 0x05, 0x02, 0x00, 0x00, 0x6D};
constexpr std::uint8_t here_6_4[] = {0x55, 0xFF, 0x02, 0x04, 0x06, 0x00, 0x00, 0x82};
constexpr std::uint8_t here_5_5[] = {0x55, 0xFF, 0x02, 0x05, 0x05, 0x00, 0x00, 0xA0};
constexpr std::uint8_t here_200_5[] = {0x55, 0xFF, 0x02, 0x05, 0xC8, 0x00, 0x00, 0x2C};
constexpr std::uint8_t here_6_255[] = {0x55, 0xFF, 0x02, 0xFF, 0x06, 0x00, 0x00, 0xAF};
constexpr std::uint8_t test_2_5[] = {0x55, 0xFF, 0x03, 0x05, 0x02, 0x00, 0x03, 0xEA, 0x61, 0x62, 0x63, 0x25, 0x9E};
constexpr std::uint8_t test_2_5_empty[] = {0x55, 0xFF, 0x03, 0x05, 0x02, 0x00, 0x00, 0xEB};
constexpr std::uint8_t test_2_255[] = {0x55, 0xFF, 0x03, 0xFF, 0x02, 0x00, 0x03, 0x4E, 0x61, 0x62, 0x63, 0x25, 0x9E};
constexpr std::uint8_t echo_5_2[] = {0x55, 0xFF, 0x04, 0x02, 0x05, 0x00, 0x03, 0x0A, 0x61, 0x62, 0x63, 0x25, 0x9E};
constexpr std::uint8_t echo_5_2_empty[] = {0x55, 0xFF, 0x04, 0x02, 0x05, 0x00, 0x00, 0x0B};
constexpr std::uint8_t echo_6_5[] = {0x55, 0xFF, 0x04, 0x05, 0x06, 0x00, 0x03, 0x1B, 0x61, 0x62, 0x63, 0x25, 0x9E};
constexpr std::uint8_t test_2_4[] = {0x55, 0xFF, 0x03, 0x04, 0x02, 0x00, 0x03, 0x63, 0x61, 0x62, 0x63, 0x25, 0x9E};
constexpr std::uint8_t ask_2_5[] = {0x55, 0xFF, 0x05, 0x05, 0x02, 0x00, 0x03, 0xFB, 0x01, 0x04, 0x20, 0x72, 0xDA};
constexpr std::uint8_t ask_2_255[] = {0x55, 0xFF, 0x05, 0xFF, 0x02, 0x00, 0x03, 0x5F, 0x01, 0x04, 0x20, 0x72, 0xDA};
constexpr std::uint8_t ask_2_4[] = {0x55, 0xFF, 0x05, 0x04, 0x02, 0x00, 0x03, 0x72, 0x01, 0x04, 0x20, 0x72, 0xDA};
constexpr std::uint8_t ask_3_5[] = {0x55, 0xFF, 0x05, 0x05, 0x03, 0x00, 0x03, 0x63, 0x01, 0x04, 0x30, 0xF3, 0xCA};
constexpr std::uint8_t tell_2_5[] = {0x55, 0xFF, 0x06, 0x05, 0x02, 0x00, 0x03, 0x72, 0x01, 0x00, 0x20, 0x12, 0xBD};
constexpr std::uint8_t tell_2_255[] = {0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x03, 0xD6, 0x01, 0x00, 0x20, 0x12, 0xBD};
constexpr std::uint8_t tell_2_4[] = {0x55, 0xFF, 0x06, 0x04, 0x02, 0x00, 0x03, 0xFB, 0x01, 0x00, 0x20, 0x12, 0xBD};
constexpr std::uint8_t tell_6_5[] = {0x55, 0xFF, 0x06, 0x05, 0x06, 0x00, 0x03, 0x14, 0x01, 0x00, 0x60, 0x16, 0xFF};
constexpr std::uint8_t tell_6_255[] = {0x55, 0xFF, 0x06, 0xFF, 0x06, 0x00, 0x03, 0xB0, 0x01, 0x00, 0x60, 0x16, 0xFF};
constexpr std::uint8_t answer_5_2[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x00, 0x03, 0x05, 0x01, 0x00, 0x50, 0x95, 0xCE};
constexpr std::uint8_t answer_5_3[] = {0x55, 0xFF, 0x06, 0x03, 0x05, 0x00, 0x03, 0x8C, 0x01, 0x00, 0x50, 0x95, 0xCE};
constexpr std::uint8_t ask_5_6[] = {0x55, 0xFF, 0x05, 0x06, 0x05, 0x00, 0x03, 0xAE, 0x01, 0x04, 0x51, 0x7C, 0xB8};
constexpr std::uint8_t ask_5_6_again[] = {0x55, 0xFF, 0x05, 0x06, 0x05, 0x00, 0x03, 0xAE, 0x01, 0x04, 0x52, 0xE7, 0x8A};
constexpr std::uint8_t ask_5_255[] = {0x55, 0xFF, 0x05, 0xFF, 0x05, 0x00, 0x03, 0x92, 0x01, 0x04, 0x51, 0x7C, 0xB8};
constexpr std::uint8_t tell_5_6[] = {0x55, 0xFF, 0x06, 0x06, 0x05, 0x00, 0x03, 0x27, 0x01, 0x00, 0x51, 0x1C, 0xDF};
constexpr std::uint8_t tell_5_255_1[] = {0x55, 0xFF, 0x06, 0xFF, 0x05, 0x00, 0x03, 0x1B, 0x01, 0x00, 0x51, 0x1C, 0xDF};
constexpr std::uint8_t tell_5_255_2[] = {0x55, 0xFF, 0x06, 0xFF, 0x05, 0x00, 0x03, 0x1B, 0x01, 0x00, 0x52, 0x87, 0xED};
constexpr std::uint8_t tell_5_255_3[] = {0x55, 0xFF, 0x06, 0xFF, 0x05, 0x00, 0x03, 0x1B, 0x01, 0x00, 0x53, 0x0E, 0xFC};
constexpr std::uint8_t postponed_5_2[] = {0x55, 0xFF, 0x07, 0x02, 0x05, 0x00, 0x00, 0x82};
constexpr std::uint8_t postponed_6_5[] = {0x55, 0xFF, 0x07, 0x05, 0x06, 0x00, 0x00, 0x93};
constexpr std::uint8_t reserved_4_5[] = {0x55, 0xFF, 0x08, 0x05, 0x04, 0x00, 0x00, 0x0B};
constexpr std::uint8_t vendor_4_5[] = {0x55, 0xFF, 0x80, 0x05, 0x04, 0x00, 0x03, 0xF3, 0x00, 0x2A, 0x01, 0x06, 0x09};
constexpr std::uint8_t source_255[] = {0x55, 0xFF, 0x00, 0x05, 0xFF, 0x00, 0x00, 0x40};
constexpr std::uint8_t poll_0_1[] = {0x55, 0xFF, 0x01, 0x01, 0x00, 0x00, 0x00, 0xF5};
constexpr std::uint8_t poll_127_0[] = {0x55, 0xFF, 0x01, 0x00, 0x7F, 0x00, 0x00, 0xB9};
constexpr std::uint8_t tell_5_2[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x00, 0x03, 0x05, 0x01, 0x00, 0x51, 0x1C, 0xDF};
constexpr std::uint8_t here_4_5[] = {0x55, 0xFF, 0x02, 0x05, 0x04, 0x00, 0x00, 0x38};
constexpr std::uint8_t token_5_4[] = {0x55, 0xFF, 0x00, 0x04, 0x05, 0x00, 0x00, 0x26};
constexpr std::uint8_t poll_1_2[] = {0x55, 0xFF, 0x01, 0x02, 0x01, 0x00, 0x00, 0xF5};
constexpr std::uint8_t poll_1_0[] = {0x55, 0xFF, 0x01, 0x00, 0x01, 0x00, 0x00, 0xE4};
constexpr std::uint8_t here_2_1[] = {0x55, 0xFF, 0x02, 0x01, 0x02, 0x00, 0x00, 0x4F};
constexpr std::uint8_t token_1_2[] = {0x55, 0xFF, 0x00, 0x02, 0x01, 0x00, 0x00, 0x73};
constexpr std::uint8_t poll_2_1[] = {0x55, 0xFF, 0x01, 0x01, 0x02, 0x00, 0x00, 0xC6};
constexpr std::uint8_t poll_2_0[] = {0x55, 0xFF, 0x01, 0x00, 0x02, 0x00, 0x00, 0x4F};
constexpr std::uint8_t token_2_1[] = {0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
constexpr std::uint8_t ask_1_0[] = {0x55, 0xFF, 0x05, 0x00, 0x01, 0x00, 0x03, 0xFB, 0x01, 0x04, 0x51, 0x7C, 0xB8};
constexpr std::uint8_t ask_2_200[] = {0x55, 0xFF, 0x05, 0xC8, 0x02, 0x00, 0x03, 0x7E, 0x01, 0x04, 0x20, 0x72, 0xDA};
constexpr std::uint8_t answer_200_2[] = {0x55, 0xFF, 0x06, 0x02, 0xC8, 0x00, 0x03, 0x89, 0x01, 0x00, 0x50, 0x95, 0xCE};
constexpr std::uint8_t poll_4_127[] = {0x55, 0xFF, 0x01, 0x7F, 0x04, 0x00, 0x00, 0x59};
constexpr std::uint8_t here_127_4[] = {0x55, 0xFF, 0x02, 0x04, 0x7F, 0x00, 0x00, 0x12};
constexpr std::uint8_t poll_127_1[] = {0x55, 0xFF, 0x01, 0x01, 0x7F, 0x00, 0x00, 0x30};
constexpr std::uint8_t token_4_127[] = {0x55, 0xFF, 0x00, 0x7F, 0x04, 0x00, 0x00, 0xDF};
constexpr std::uint8_t ask_2_254[] = {0x55, 0xFF, 0x05, 0xFE, 0x02, 0x00, 0x03, 0xD6, 0x01, 0x04, 0x20, 0x72, 0xDA};
constexpr std::uint8_t token_4_1[] = {0x55, 0xFF, 0x00, 0x01, 0x04, 0x00, 0x00, 0x15};
constexpr std::uint8_t postponed_6_255[] = {0x55, 0xFF, 0x07, 0xFF, 0x06, 0x00, 0x00, 0x37};
constexpr std::uint8_t answer_254_2[] = {0x55, 0xFF, 0x06, 0x02, 0xFE, 0x00, 0x03, 0x72, 0x01, 0x00, 0x50, 0x95, 0xCE};
// clang-format on
// Extended: 502 octets of 00 are 503 octets of 54, and their CRC-32K five more.
constexpr std::array<std::uint8_t, 516> extended(std::array<std::uint8_t, 6> type_to_header_crc) {
  constexpr std::uint8_t crc[] = {0x50, 0xDE, 0x37, 0xEF, 0x34};
  std::array<std::uint8_t, 516> made{};
  std::ranges::fill(made, std::uint8_t{0x54});
  made[0] = 0x55;
  made[1] = 0xFF;
  std::ranges::copy(type_to_header_crc, made.begin() + 2);
  std::ranges::copy(crc, made.end() - 5);
  return made;
}
constexpr auto extended_ask_2_5 = extended({0x20, 0x05, 0x02, 0x01, 0xFA, 0x6F});
constexpr auto extended_tell_2_5 = extended({0x21, 0x05, 0x02, 0x01, 0xFA, 0xE9});
constexpr auto extended_tell_2_255 = extended({0x21, 0xFF, 0x02, 0x01, 0xFA, 0x4D});
constexpr auto extended_answer_6_5 = extended({0x21, 0x05, 0x06, 0x01, 0xFA, 0x8F});
constexpr auto extended_answer_5_2 = extended({0x21, 0x02, 0x05, 0x01, 0xFA, 0x9E});
constexpr auto extended_ask_5_6 = extended({0x20, 0x06, 0x05, 0x01, 0xFA, 0x3A});
constexpr auto extended_tell_5_6 = extended({0x21, 0x06, 0x05, 0x01, 0xFA, 0xBC});
// 503 octets, 01 to FF and again from 01: blocks of 254 and 249 with a code octet before each, all against 55.
constexpr auto pattern_tell_5_6 = [] {
  constexpr std::uint8_t head[] = {0x55, 0xFF, 0x21, 0x06, 0x05, 0x01, 0xFC, 0xBE};
  constexpr std::uint8_t crc[] = {0x50, 0xF4, 0x15, 0x99, 0x79};
  std::array<std::uint8_t, 518> made{};
  writer to{made};
  to.put(head).u8(0xAA);
  for (unsigned i = 0; i != 503; ++i) {
    if (i == 254) to.u8(0xAF);
    to.u8((i % 255 + 1) ^ 0x55U);
  }
  to.put(crc);
  return made;
}();
// A short NPDU in a frame of the extended kind: 01 04 20.
constexpr std::uint8_t short_extended_ask_2_5[] = {0x55, 0xFF, 0x20, 0x05, 0x02, 0x00, 0x07, 0x6E, 0x51,
                                                   0x54, 0x51, 0x75, 0x50, 0x4D, 0x37, 0xE6, 0xB7};
// 501 octets of 00 in a frame that is not extended.
constexpr auto long_tell_5_6 = [] {
  std::array<std::uint8_t, 511> made{0x55, 0xFF, 0x06, 0x06, 0x05, 0x01, 0xF5, 0xDE};
  made[509] = 0x2D;
  made[510] = 0x63;
  return made;
}();

template <std::size_t N>
constexpr std::array<std::uint8_t, N> broken(std::uint8_t const (&frame)[N], std::size_t at) {
  auto made = std::to_array(frame);
  made[at] ^= 0x01;
  return made;
}
template <std::size_t N, std::size_t M>
constexpr std::array<std::uint8_t, N + M> both(std::uint8_t const (&first)[N], std::uint8_t const (&second)[M]) {
  std::array<std::uint8_t, N + M> made{};
  std::ranges::copy(first, made.begin());
  std::ranges::copy(second, made.begin() + N);
  return made;
}
constexpr bytes front(bytes frame, std::size_t count) {
  return frame.first(count);
}

/// Sends what is in `queue`, answers 01 00 50 once it is `ready`, and notes the last thing that came.
struct desk {
  struct wanted {
    std::uint8_t to = 6;
    bool asks = true;
    std::size_t size = 3;
  };
  std::array<wanted, 16> queue{};
  std::size_t queued = 0;
  std::size_t taken = 0;
  std::size_t ready = 0;  // octets of the answer
  std::size_t space = 0;  // that the last call of send() or reply() had
  int asked = 0;          // calls of send()
  int asked_reply = 0;
  int received = 0;
  frame_type type = frame_type::token;
  std::uint8_t source = 255;
  bool to_all = false;
  std::size_t size = 0;
  std::uint8_t last_octet = 0;

  constexpr void want(wanted const& one) { queue[queued++] = one; }
  constexpr void receive(bacnet::indication const& came) {
    ++received;
    type = came.type;
    source = came.source;
    to_all = came.to_all;
    size = came.npdu.size();
    last_octet = came.npdu.empty() ? std::uint8_t{0} : came.npdu.back();
  }
  /// One by one: g++ 12 with sanitizers breaks down over a constant that compares neighbours in one expression.
  constexpr bool got(frame_type of, std::uint8_t from, bool all) const {
    if (type != of) return false;
    if (source != from) return false;
    return to_all == all;
  }
  /// 01 04 or 01 00, and 51, 52, ... in turn; 503 octets are 01 to FF and again from 01; others nothing but 00.
  constexpr bacnet::outgoing send(std::span<std::uint8_t> out) {
    ++asked;
    space = out.size();
    if (taken == queued) return {};
    auto const& one = queue[taken++];
    if (one.size <= out.size()) std::ranges::fill(out.first(one.size), std::uint8_t{0});
    if (one.size == 3) writer{out}.u8(0x01).u8(one.asks ? 0x04 : 0x00).u8(0x50 + taken);
    if (one.size == 503)
      for (std::size_t i = 0; i < out.size() && i != 503; ++i) out[i] = static_cast<std::uint8_t>(i % 255 + 1);
    return {one.to, one.asks, one.size};
  }
  constexpr std::size_t reply(std::span<std::uint8_t> out) {
    ++asked_reply;
    space = out.size();
    auto const made = ready;
    ready = 0;
    if (made <= out.size()) std::ranges::fill(out.first(made), std::uint8_t{0});
    if (made == 3) writer{out}.u8(0x01).u8(0x00).u8(0x50);
    return made;
  }
};
static_assert(bacnet::mstp_station<desk>);

constexpr node_settings at(std::uint8_t station, std::uint8_t max_master = 7) {
  node_settings made{bacnet::timing_at(76'800)};
  made.times.frame_abort = 782;  // the least that the standard allows
  made.station = station;
  made.max_master = max_master;
  made.poll = 3;
  return made;
}
constexpr node_settings with_extended(node_settings set = at(5)) {
  set.extended = true;
  return set;
}
constexpr node_settings with_frames(std::uint8_t max_info_frames) {
  auto made = at(5);
  made.max_info_frames = max_info_frames;
  return made;
}

constexpr std::uint32_t slot = 10'000, usage_timeout = 20'000, reply_delay = 240'000, reply_timeout = 255'000,
                        no_token = 500'000;

/// A node with its clock. Frames take no time here but where a case says so.
template <class Node>
struct bench {
  std::array<std::uint8_t, 2045> receive{};
  std::array<std::uint8_t, bacnet::max_extended_frame> transmit{};
  desk station{};
  Node node;
  std::uint32_t clock;
  bacnet::node_step last{};

  constexpr explicit bench(node_settings const& set = at(5), std::uint32_t start = 1'000'000)
      : node{set, std::span{receive}.first(set.extended ? 2045 : 503),
             std::span{transmit}.first(set.extended ? transmit.size() : bacnet::max_frame)},
        clock{start} {
    run({});
  }
  constexpr void run(bytes came) { last = node.run(came, clock, station); }
  constexpr bench& hear(bytes came) {
    run(came);
    return *this;
  }
  constexpr bench& wait(std::uint32_t us) {
    clock += us;
    run({});
    return *this;
  }
  constexpr bool silent() const { return last.send.empty(); }
  /// What is to be sent is this; it has left, and the node goes on.
  constexpr bool says(bytes frame) {
    if (!std::ranges::equal(last.send, frame)) return false;
    node.sent(clock);
    run({});
    return true;
  }
  /// How many frames of data it sends without a pause, one after the other.
  constexpr int tells() {
    int count = 0;
    for (; !silent() && last.send[2] == 0x06; ++count) {
      node.sent(clock);
      run({});
    }
    return count;
  }
  /// Nothing is to be sent, and the node wants to run again in so many microseconds.
  constexpr bool waits(std::uint32_t us) const { return silent() && last.deadline - clock == us; }
  /// Is silent until then, and says this at once.
  constexpr bool says_after(std::uint32_t us, bytes frame) {
    return waits(us) && wait(us - 1).silent() && wait(1).says(frame);
  }
};
using master = bench<master_node>;
using slave = bench<slave_node>;

constexpr bool is(master const& it, state wanted) {
  return it.node.now() == wanted;
}
/// 5 has its first token and finds 6, which polls on.
constexpr bool joins(master& it) {
  return it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) && is(it.hear(poll_6_7), state::idle);
}
/// 5 has had so many tokens more, and handed each on at once.
constexpr bool hands_on(master& it, int tokens) {
  for (int i = 0; i != tokens; ++i)
    if (!it.hear(token_4_5).says(token_5_6) || !is(it.hear(poll_6_7), state::idle)) return false;
  return true;
}

// ---- INITIALIZE and IDLE ----

CASE("a node begins in INITIALIZE, without a successor, and is idle when it first runs", [] {
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, bacnet::max_frame> transmit{};
  master_node const fresh{at(5), receive, transmit};
  master it;
  return fresh.now() == state::initialize && is(it, state::idle) && it.node.next_station() == 5 &&
         !it.node.is_sole_master() && it.waits(no_token);
}());
CASE("silence counts from the first run on, not from instant 0", master{at(5), 0x8000'0000}.waits(no_token));
CASE("without room for a token a node takes no part, and ends", [] {
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, 7> transmit{};
  master_node it{at(5), receive, transmit};
  desk station;
  for (std::uint32_t now = 0; now < 5'000'000; now += 100'000) {
    bytes came{token_4_5};
    auto const step = it.run(came, now, station);
    if (!came.empty() || !step.send.empty() || step.deadline != now + no_token) return false;
  }
  return station.asked == 0;
}());
CASE("LostToken: after Tno_token of silence", [] {
  master it;
  return is(it.wait(no_token - 1), state::idle) && it.waits(1) && is(it.wait(1), state::no_token) &&
         it.waits(5 * slot) && it.node.counted().tokens_lost == 0;
}());
CASE("every octet begins the silence anew", [] {
  master it;
  constexpr std::uint8_t noise[] = {0x00};
  it.wait(400'000).hear(noise);
  return it.waits(no_token) && is(it.wait(499'999), state::idle) && is(it.wait(1), state::no_token);
}());
CASE("ReceivedInvalidFrame: dropped", [] {
  master it;
  return is(it.hear(broken(token_4_5, 7)), state::idle) && it.silent() && it.node.seen().bad_header == 1 &&
         is(it.hear(broken(tell_2_5, 8)), state::idle) && it.station.received == 0 && it.node.seen().bad_data == 1;
}());
CASE("ReceivedToken: used at once, and counted", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.node.counted().tokens == 1 && it.station.asked == 1;
}());
CASE("a token for another, or for all, is not used", [] {
  master it;
  return is(it.hear(token_6_7), state::idle) && is(it.hear(token_4_255), state::idle) && it.silent() &&
         it.station.asked == 0 && it.node.counted().tokens == 0;
}());
CASE("ReceivedPFM: answered to its source", [] {
  master it;
  return it.hear(poll_4_5).says(here_5_4) && is(it, state::idle);
}());
CASE("a poll for another, or for all, is not answered", [] {
  master it;
  return it.hear(poll_2_4).silent() && it.hear(poll_2_255).silent() && is(it, state::idle);
}());
CASE("ReceivedDataNoReply: to us and to all; not what is for others", [] {
  master it;
  bool const ours = is(it.hear(tell_2_5), state::idle) && it.silent() && it.station.received == 1 &&
                    it.station.got(frame_type::data_not_expecting_reply, 2, false) && it.station.size == 3 &&
                    it.station.last_octet == 0x20;
  bool const all = is(it.hear(tell_2_255), state::idle) && it.silent() && it.station.received == 2 && it.station.to_all;
  return ours && all && is(it.hear(tell_2_4), state::idle) && it.station.received == 2;
}());
CASE("a test response is handed on", [] {
  master it;
  return is(it.hear(echo_6_5), state::idle) && it.station.received == 1 && it.station.size == 3 &&
         it.station.type == frame_type::test_response;
}());
CASE("BroadcastDataNeedingReply: handed on, and not answered", [] {
  master it;
  it.station.ready = 3;
  return is(it.hear(ask_2_255), state::idle) && it.silent() && it.station.received == 1 && it.station.to_all &&
         it.station.asked_reply == 0;
}());
CASE("a test request is answered with its data", [] {
  master it;
  return it.hear(test_2_5).says(echo_5_2) && is(it, state::idle) && it.hear(test_2_5_empty).says(echo_5_2_empty) &&
         it.station.received == 0;
}());
CASE("a test request for all, or for another, is not",
     master{}.hear(test_2_255).silent() && master{}.hear(test_2_4).silent());
CASE("ReceivedUnwantedFrame: replies that nobody waits for, reserved and proprietary types", [] {
  master it;
  for (bytes const frame : {bytes{here_6_5}, bytes{postponed_6_5}, bytes{reserved_4_5}, bytes{vendor_4_5}})
    if (!is(it.hear(frame), state::idle) || !it.silent()) return false;
  return it.station.received == 0 && it.node.seen().valid == 4;
}());
CASE("several frames at once: each in its turn", [] {
  master it;
  it.hear(both(tell_2_5, tell_2_255));
  return it.station.received == 2 && it.station.to_all;
}());
CASE("a frame octet by octet", [] {
  master it;
  for (auto const octet : tell_2_5) {
    if (it.station.received != 0) return false;
    it.clock += 131;
    it.hear(std::array{octet});
  }
  return it.station.received == 1;
}());

// ---- ANSWER_DATA_REQUEST ----

CASE("Reply: at once where it is ready", [] {
  master it;
  it.station.ready = 3;
  return it.hear(ask_2_5).says(answer_5_2) && is(it, state::idle) && it.station.received == 1 &&
         it.node.counted().postponed_by_us == 0;
}());
CASE("Reply: later, up to Treply_delay, to whoever asked", [] {
  master it;
  bool const open =
      is(it.hear(ask_3_5), state::answer_data_request) && it.waits(reply_delay) && it.wait(reply_delay - 1).silent();
  it.station.ready = 3;
  return open && it.hear({}).says(answer_5_3) && is(it, state::idle);
}());
CASE("DeferredReply: Reply Postponed after Treply_delay", [] {
  master it;
  return it.hear(ask_2_5).says_after(reply_delay, postponed_5_2) && is(it, state::idle) &&
         it.node.counted().postponed_by_us == 1 && it.station.asked_reply > 1;
}());
CASE("an answer that has been postponed goes with the token, and is not taken for that of the next request", [] {
  master it;
  bool const late = joins(it) && it.hear(ask_2_5).says_after(reply_delay, postponed_5_2);
  auto const asked = it.station.asked_reply;
  it.station.want({2, false, 3});
  return late && it.hear(token_4_5).says(tell_5_2) && it.says(token_5_6) && it.station.asked_reply == asked;
}());
CASE("the requester goes on: its frame counts, and there is no answer any more", [] {
  for (bytes const next : {bytes{token_4_5}, bytes{poll_4_5}}) {
    master it;
    it.hear(ask_2_5);
    it.hear(next);
    if (it.silent() || it.last.send[2] == 0x07 || it.node.counted().postponed_by_us != 1) return false;
  }
  return true;
}());
CASE("the requester goes on: a frame for another says so too", [] {
  master it;
  it.hear(ask_2_5);
  bool const gone = is(it.hear(token_6_7), state::idle) && it.silent() && it.node.counted().postponed_by_us == 1;
  it.station.ready = 3;
  return gone && it.hear({}).silent() && it.wait(reply_delay).silent();
}());
CASE("the requester has gone on when its request is seen: no answer, though one is ready", [] {
  master to_us;
  to_us.station.ready = 3;
  to_us.hear(both(ask_2_5, poll_4_5));
  master to_another;
  to_another.station.ready = 3;
  to_another.hear(both(ask_2_5, token_6_7));
  return to_us.says(here_5_4) && to_us.station.asked_reply == 0 && to_another.silent() && is(to_another, state::idle);
}());
CASE("asked again before there was an answer: the new one is answered", [] {
  master it;
  it.hear(ask_2_5).wait(1'000).hear(ask_3_5);
  it.station.ready = 3;
  return is(it, state::answer_data_request) && it.station.received == 2 && it.hear({}).says(answer_5_3);
}());
CASE("a damaged frame changes nothing", [] {
  master it;
  it.hear(ask_2_5).wait(1'000).hear(broken(token_4_5, 7));
  it.station.ready = 3;
  return is(it, state::answer_data_request) && it.hear({}).says(answer_5_2);
}());
CASE("noise does not give more time: Treply_delay counts from the request", [] {
  master it;
  constexpr std::uint8_t noise[] = {0x00};
  it.hear(ask_2_5).wait(200'000).hear(noise);
  return it.waits(reply_delay - 200'000) && it.says_after(reply_delay - 200'000, postponed_5_2);
}());

// ---- USE_TOKEN and DONE_WITH_TOKEN ----

CASE("NothingToSend: the token goes on, though more frames would be allowed", [] {
  master it{with_frames(3)};
  bool const ring = joins(it);
  auto const asked = it.station.asked;
  return ring && it.hear(token_4_5).says(token_5_6) && it.station.asked == asked + 1;
}());
CASE("SendNoWait: data to one and to all; then the token", [] {
  master it;
  bool const ring = joins(it);
  it.station.want({6, false, 3});
  bool const one =
      ring && it.hear(token_4_5).says(tell_5_6) && it.says(token_5_6) && is(it.hear(poll_6_7), state::idle);
  it.station.taken = it.station.queued = 0;
  it.station.want({255, false, 3});
  return one && it.hear(token_4_5).says(tell_5_255_1) && it.says(token_5_6);
}());
CASE("a request to all waits for nobody", [] {
  master it;
  bool const ring = joins(it);
  it.station.want({255, true, 3});
  return ring && it.hear(token_4_5).says(ask_5_255) && it.says(token_5_6);
}());
CASE("SendAndWait: a request to one", [] {
  master it;
  bool const ring = joins(it);
  it.station.want({6, true, 3});
  return ring && it.hear(token_4_5).says(ask_5_6) && is(it, state::wait_for_reply) && it.waits(reply_timeout);
}());
CASE("SendAnotherFrame: Max_Info_Frames for each token", [] {
  master it{with_frames(3)};
  bool const ring = joins(it);
  for (int i = 0; i != 4; ++i) it.station.want({255, false, 3});
  bool const three = ring && it.hear(token_4_5).says(tell_5_255_1) && it.says(tell_5_255_2) && it.says(tell_5_255_3) &&
                     it.says(token_5_6) && is(it.hear(poll_6_7), state::idle);
  return three && !it.hear(token_4_5).silent() && it.last.send[10] == 0x54;
}());
CASE("Max_Info_Frames while it runs; 0 counts as 1", [] {
  master it;
  bool const ring = joins(it);
  for (int i = 0; i != 3; ++i) it.station.want({255, false, 3});
  it.node.limit(7, 2);
  bool const two = ring && it.hear(token_4_5).says(tell_5_255_1) && it.says(tell_5_255_2) && it.says(token_5_6) &&
                   is(it.hear(poll_6_7), state::idle);
  it.node.limit(7, 0);
  return two && it.hear(token_4_5).says(tell_5_255_3) && it.says(token_5_6) && it.node.set().max_info_frames == 1;
}());
CASE("a frame longer than its space is not sent, and is not waited for", [] {
  master it;
  bool const ring = joins(it);
  it.station.want({6, true, 502});
  return ring && it.hear(token_4_5).says(token_5_6) && it.station.space == 501;
}());
CASE("seen late, with frames behind it: the token is another's by now", [] {
  for (bytes const next : {bytes{token_6_7}, bytes{poll_4_5}, bytes{tell_2_255}}) {
    std::array<std::uint8_t, 32> space{};
    std::ranges::copy(token_4_5, space.begin());
    std::ranges::copy(next, space.begin() + sizeof token_4_5);
    master it;
    it.hear(front(space, sizeof token_4_5 + next.size()));
    if (it.station.asked != 0 || !is(it, state::idle) || it.node.counted().unexpected != 1) return false;
    if (next[2] == 0x01 && !it.says(here_5_4)) return false;
  }
  master again, padded;
  constexpr std::uint8_t pad[] = {0xFF};
  return again.hear(both(token_4_5, token_4_5)).says(poll_5_6) && again.node.counted().tokens == 2 &&
         padded.hear(both(token_4_5, pad)).says(poll_5_6);
}());
CASE("NextStationUnknown: the first token is used, then the successor is looked for", [] {
  master it;
  it.station.want({255, false, 3});
  return it.hear(token_4_5).says(tell_5_255_1) && it.says(poll_5_6) && is(it, state::poll_for_master) &&
         it.waits(usage_timeout);
}());
CASE("SendToken: Npoll times, then one address between us and the successor is polled", [] {
  master it;  // Npoll 3; successor 2, so 6, 7, 0 and 1 lie between
  bool const ring = it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) &&
                    it.says_after(usage_timeout, poll_5_0) && it.says_after(usage_timeout, poll_5_1) &&
                    it.says_after(usage_timeout, poll_5_2) && it.hear(here_2_5).says(token_5_2) &&
                    is(it.hear(poll_2_4), state::idle);
  for (int round = 0; ring && round != 2; ++round) {
    // The token that follows the search counts as one of the second round.
    for (int i = 0; i != (round == 0 ? 3 : 2); ++i)
      if (!it.hear(token_4_5).says(token_5_2) || !is(it.hear(poll_2_4), state::idle)) return false;
    for (bytes const poll : {bytes{poll_5_6}, bytes{poll_5_7}, bytes{poll_5_0}, bytes{poll_5_1}})
      if (!it.hear(token_4_5).says(poll) || !it.says_after(usage_timeout, token_5_2) ||
          !is(it.hear(poll_2_4), state::idle))
        return false;
    // SendMaintenancePFM is over: ResetMaintenancePFM
    if (!it.hear(token_4_5).says(token_5_2) || !is(it.hear(poll_2_4), state::idle)) return false;
  }
  return ring;
}());
CASE("no address lies between us and the successor: none is polled", [] {
  master it;
  return joins(it) && hands_on(it, 40);
}());
#if defined(METERPROTO_HOST_TESTS)  // too many for a compiler's patience
TEST_CASE("nor behind 300 tokens") {
  master it;
  CHECK((joins(it) && hands_on(it, 300)));
}
#endif
CASE("a new master is found, gets the token at once, and the search begins anew behind it", [] {
  master it;
  bool const ring = it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) &&
                    it.hear(here_7_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle);
  for (int i = 0; ring && i != 3; ++i)
    if (!it.hear(token_4_5).says(token_5_7) || !is(it.hear(poll_2_4), state::idle)) return false;
  return ring && it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) &&
         it.node.next_station() == 6 && is(it.hear(poll_6_7), state::idle) && hands_on(it, 10);
}());

// ---- WAIT_FOR_REPLY ----

/// 5 has asked 6 and waits.
struct asking : master {
  bool ready = false;
  constexpr explicit asking(node_settings const& set = at(5)) : master{set} {
    ready = joins(*this);
    station.want({6, true, 3});
    station.want({6, true, 3});
    ready = ready && hear(token_4_5).says(ask_5_6) && is(*this, state::wait_for_reply);
  }
};
CASE("ReplyTimeout: the token goes on, without the further frames that are allowed", [] {
  asking it{with_frames(3)};
  return it.ready && it.says_after(reply_timeout, token_5_6) && it.node.counted().reply_timeouts == 1 &&
         it.node.counted().replies == 0;
}());
CASE("InvalidFrame: no more waiting", [] {
  asking damaged, cut{with_frames(2)};
  constexpr std::uint8_t begun[] = {0x55, 0xFF, 0x06};
  bool const first = damaged.ready && damaged.hear(broken(tell_6_5, 9)).says(token_5_6);
  // 60 bit times of silence inside a frame are 782 us
  return first && cut.ready && cut.hear(begun).waits(783) && cut.wait(782).silent() && cut.wait(1).says(ask_5_6_again);
}());
CASE("ReceivedReply: handed on; then the next frame, or the token", [] {
  asking one, two{with_frames(2)};
  return one.hear(tell_6_5).says(token_5_6) && one.station.received == 1 && one.station.last_octet == 0x60 &&
         one.node.counted().replies == 1 && two.hear(tell_6_5).says(ask_5_6_again);
}());
CASE("a test response is a reply", [] {
  asking it;
  return it.hear(echo_6_5).says(token_5_6) && it.station.type == frame_type::test_response && it.station.received == 1;
}());
CASE("ReceivedPostpone: no more waiting, nothing is handed on", [] {
  asking it;
  return it.hear(postponed_6_5).says(token_5_6) && it.station.received == 0 &&
         it.node.counted().postponed_by_others == 1 && it.node.counted().unexpected == 0;
}());
CASE("ReceivedUnexpectedFrame: the token is given up", [] {
  for (bytes const frame : {bytes{token_4_5}, bytes{poll_4_5}, bytes{here_6_5}, bytes{test_2_5}, bytes{ask_2_5},
                            bytes{reserved_4_5}, bytes{tell_6_255}, bytes{token_4_255}, bytes{postponed_6_255}}) {
    asking it;
    if (!it.ready || !is(it.hear(frame), state::idle) || !it.silent() || it.node.counted().unexpected != 1 ||
        it.station.received != 0)
      return false;
  }
  return true;
}());
CASE("frames for others are passed over, and begin the silence anew", [] {
  asking it;
  return it.wait(100'000).hear(tell_2_4).waits(reply_timeout) && is(it, state::wait_for_reply);
}());
CASE("a reply that has begun in time may end later", [] {
  asking it;
  it.wait(reply_timeout - 1).hear(front(tell_6_5, 4)).wait(700).hear(bytes{tell_6_5}.subspan(4));
  return it.says(token_5_6) && it.station.received == 1;
}());

// ---- PASS_TOKEN ----

CASE("SawTokenUser: more than Nmin_octets", [] {
  master it;
  bool const passed = it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) &&
                      is(it, state::pass_token) && it.waits(usage_timeout);
  constexpr std::uint8_t noise[] = {0x00, 0x00, 0x00, 0x00};
  return passed && is(it.hear(noise), state::pass_token) && is(it.hear(front(noise, 1)), state::idle);
}());
CASE("a frame says it, however high Nmin_octets is", [] {
  auto set = at(5);
  set.min_octets = 200;
  master it{set};
  return it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) &&
         is(it.hear(poll_6_7), state::pass_token) && is(it.hear(tell_2_255), state::idle) && it.station.received == 1;
}());
CASE("what was heard before the token was passed does not count", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) && is(it, state::pass_token) &&
         is(it.hear(front(poll_6_7, 4)), state::pass_token) && is(it.hear(bytes{poll_6_7}.subspan(4)), state::idle);
}());
CASE("what the successor says first is for the state idle", [] {
  master it;
  bool const ring = joins(it);
  return ring && it.hear(token_4_5).says(token_5_6) && is(it.hear(tell_6_5), state::idle) && it.station.received == 1 &&
         it.hear(token_4_5).says(token_5_6) && it.hear(poll_4_5).says(here_5_4);
}());
CASE("RetrySendToken, then FindNewSuccessor behind the one that is lost", [] {
  master it;
  return joins(it) && it.hear(token_4_5).says(token_5_6) && it.says_after(usage_timeout, token_5_6) &&
         it.node.counted().token_retries == 1 && it.says_after(usage_timeout, poll_5_7) &&
         it.node.counted().successors_lost == 1 && it.node.next_station() == 5 && is(it, state::poll_for_master) &&
         it.hear(here_7_5).says(token_5_7) && it.node.next_station() == 7;
}());
CASE("the octets of noise before a retry do not count for it", [] {
  master it;
  constexpr std::uint8_t noise[] = {0x00, 0x00, 0x00, 0x00};
  return joins(it) && it.hear(token_4_5).says(token_5_6) && it.hear(noise).says_after(usage_timeout, token_5_6) &&
         is(it.hear(noise), state::pass_token);
}());
CASE("no retry, and three of them", [] {
  auto none = at(5), three = at(5);
  none.retry_token = 0;
  three.retry_token = 3;
  master never{none}, often{three};
  bool const first = joins(never) && never.hear(token_4_5).says(token_5_6) && never.says_after(usage_timeout, poll_5_7);
  bool const second = joins(often) && often.hear(token_4_5).says(token_5_6);
  for (int i = 0; i != 3; ++i)
    if (!often.says_after(usage_timeout, token_5_6)) return false;
  return first && second && often.says_after(usage_timeout, poll_5_7);
}());
CASE("each token has its retries", [] {
  master it;
  bool made = joins(it);
  for (int i = 0; i != 3; ++i)
    made = made && it.hear(token_4_5).says(token_5_6) && it.says_after(usage_timeout, token_5_6) &&
           is(it.hear(poll_6_7), state::idle);
  return made && it.node.counted().token_retries == 3 && it.node.counted().successors_lost == 0;
}());
CASE("the lost successor was the one before us: the search begins behind us", [] {
  master it;
  bool const ring = it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) &&
                    it.says_after(usage_timeout, poll_5_0) && it.says_after(usage_timeout, poll_5_1) &&
                    it.says_after(usage_timeout, poll_5_2) && it.says_after(usage_timeout, poll_5_3) &&
                    it.says_after(usage_timeout, poll_5_4);
  return ring && it.hear(here_4_5).says(token_5_4) && it.says_after(usage_timeout, token_5_4) &&
         it.says_after(usage_timeout, poll_5_6);
}());
CASE("after a successor is lost, Npoll tokens pass before the next search", [] {
  master it;
  bool const found = joins(it) && hands_on(it, 2) && it.hear(token_4_5).says(token_5_6) &&
                     it.says_after(usage_timeout, token_5_6) && it.says_after(usage_timeout, poll_5_7) &&
                     it.hear(here_7_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle);
  for (int i = 0; found && i != 3; ++i)
    if (!it.hear(token_4_5).says(token_5_7) || !is(it.hear(poll_2_4), state::idle)) return false;
  return found && it.hear(token_4_5).says(poll_5_6);
}());
CASE("a damaged frame while the token is passed is not enough where it is short", [] {
  master it;
  constexpr std::uint8_t begun[] = {0x55, 0xFF, 0x00};
  return joins(it) && it.hear(token_4_5).says(token_5_6) && it.hear(begun).waits(783) && it.wait(783).silent() &&
         is(it, state::pass_token) && it.says_after(usage_timeout - 783, token_5_6);
}());

// ---- NO_TOKEN ----

CASE("GenerateToken: in the slot of this station", [] {
  master first{at(0)}, sixth;
  return first.waits(no_token) && first.wait(no_token).says(poll_0_1) && first.node.counted().tokens_lost == 1 &&
         is(sixth.wait(no_token), state::no_token) && sixth.says_after(5 * slot, poll_5_6) &&
         is(sixth, state::poll_for_master) && sixth.node.counted().tokens_lost == 1;
}());
CASE("the last moment of the slot, and the first one behind it", [] {
  master in, behind;
  in.wait(no_token + 6 * slot - 1);
  behind.wait(no_token + 6 * slot);
  return in.says(poll_5_6) && behind.silent() && is(behind, state::no_token);
}());
CASE("a slot that was missed: after all slots", [] {
  master it;
  it.wait(no_token + 6 * slot);
  return it.says_after(2 * slot, poll_5_6) && it.node.counted().tokens_lost == 1;
}());
CASE("SawFrame: more than Nmin_octets since the token is lost", [] {
  master it;
  constexpr std::uint8_t noise[] = {0x00, 0x00, 0x00, 0x00};
  bool const lost = is(it.hear(noise).wait(no_token), state::no_token);
  return lost && is(it.hear(noise), state::no_token) && is(it.hear(front(noise, 1)), state::idle) && it.waits(no_token);
}());
CASE("noise begins the silence anew, also for the slot", [] {
  master it;
  constexpr std::uint8_t noise[] = {0x00};
  it.wait(no_token).hear(noise);
  return is(it, state::no_token) && it.says_after(no_token + 5 * slot, poll_5_6);
}());
CASE("a frame that comes then is for the state idle", [] {
  master it;
  return it.wait(no_token).hear(poll_4_5).says(here_5_4) && it.wait(no_token).hear(token_4_5).says(poll_5_6) &&
         it.node.counted().tokens_lost == 0;
}());
CASE("the token made anew: the old successor is forgotten, and Npoll tokens pass before the next search", [] {
  master it;
  bool const again = joins(it) && is(it.wait(no_token), state::no_token) && it.says_after(5 * slot, poll_5_6) &&
                     it.node.next_station() == 5 && it.says_after(usage_timeout, poll_5_7) &&
                     it.hear(here_7_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle);
  for (int i = 0; again && i != 3; ++i)
    if (!it.hear(token_4_5).says(token_5_7) || !is(it.hear(poll_2_4), state::idle)) return false;
  return again && it.hear(token_4_5).says(poll_5_6);
}());

// ---- POLL_FOR_MASTER ----

CASE("ReceivedReplyToPFM: the token goes there", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6) && is(it, state::pass_token) &&
         it.node.next_station() == 6;
}());
CASE("ReceivedUnexpectedFrame: the token is given up, and the frame is dropped", [] {
  for (bytes const frame : {bytes{token_4_5}, bytes{poll_4_5}, bytes{tell_6_5}, bytes{ask_2_5}, bytes{tell_2_255},
                            bytes{postponed_6_5}, bytes{here_6_255}, bytes{here_5_5}, bytes{here_200_5}}) {
    master it;
    bool const polls = it.hear(token_4_5).says(poll_5_6);
    if (!polls || !is(it.hear(frame), state::idle) || !it.silent() || it.node.counted().unexpected != 1 ||
        it.station.received != 0)
      return false;
  }
  return true;
}());
CASE("frames for others are passed over", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.wait(1'000).hear(here_6_4).waits(usage_timeout) &&
         is(it, state::poll_for_master) && it.node.next_station() == 5;
}());
CASE("DoneWithPFM: nobody there, or a damaged frame: the next one, to the last before us", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.hear(broken(here_6_5, 7)).says(poll_5_7) &&
         it.says_after(usage_timeout, poll_5_0) && it.says_after(usage_timeout, poll_5_1) &&
         it.says_after(usage_timeout, poll_5_2) && it.says_after(usage_timeout, poll_5_3) &&
         it.says_after(usage_timeout, poll_5_4) && !it.node.is_sole_master() &&
         it.wait(usage_timeout).node.is_sole_master();
}());
CASE("a search that nobody answers, with a successor: the token goes to it", [] {
  master it;
  return it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) &&
         it.hear(here_7_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle) &&
         it.hear(token_4_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle) &&
         it.hear(token_4_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle) &&
         it.hear(token_4_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle) &&
         it.hear(token_4_5).says(poll_5_6) && it.hear(broken(here_6_5, 7)).says(token_5_7) &&
         it.says_after(usage_timeout, token_5_7) && it.node.counted().token_retries == 1;
}());

/// 1 has polled 2 and 0 alone, and nobody is there.
struct sole : master {
  bool ready = false;
  constexpr sole() : master{at(1, 2)} {
    ready = wait(no_token + slot).says(poll_1_2) && says_after(usage_timeout, poll_1_0) && !node.is_sole_master() &&
            wait(usage_timeout).node.is_sole_master();
  }
};
CASE("SoleMaster: uses the token Npoll times, then polls one address in turn", [] {
  sole it;
  // TokenCount is 0 from the making of the token: used once, and three times more.
  bool const first = it.ready && it.station.asked == 4 && it.says(poll_1_2) && it.waits(usage_timeout);
  // DoneWithPFM of a sole master: USE_TOKEN again, and TokenCount is still at Npoll once it was 1
  bool const second = first && it.wait(usage_timeout).station.asked == 4 + 3;
  return second && it.says(poll_1_0) && it.node.is_sole_master();
}());

CASE("the first token of all, and nobody else is there: used once more, and the search goes on", [] {
  master it{at(1, 2)};
  bool const searched = it.hear(token_4_1).says(poll_1_2) && it.says_after(usage_timeout, poll_1_0) &&
                        it.station.asked == 1 && it.wait(usage_timeout).node.is_sole_master();
  return searched && it.station.asked == 2 && it.says(poll_1_2) && it.wait(usage_timeout).station.asked == 2 + 3;
}());
CASE("a sole master sends Max_Info_Frames for each of its tokens", [] {
  auto set = at(1, 2);
  set.max_info_frames = 2;
  master it{set};
  for (int i = 0; i != 16; ++i) it.station.want({255, false, 3});
  it.wait(no_token + slot);
  if (!it.says(poll_1_2) || !it.says_after(usage_timeout, poll_1_0)) return false;
  // Found alone: once, and Npoll (3) times more; after the next poll three times; after the one behind it once.
  if (it.wait(usage_timeout).tells() != 8 || !it.says(poll_1_2)) return false;
  if (it.wait(usage_timeout).tells() != 6 || !it.says(poll_1_0)) return false;
  if (it.wait(usage_timeout).tells() != 2 || !it.says(poll_1_2)) return false;
  // Found alone after a token that it was given
  master given{set};
  for (int i = 0; i != 5; ++i) given.station.want({255, false, 3});
  if (given.hear(token_4_1).tells() != 2 || !given.says(poll_1_2) || !given.says_after(usage_timeout, poll_1_0))
    return false;
  return given.wait(usage_timeout).tells() == 2 && given.node.is_sole_master() && given.says(poll_1_2);
}());
CASE("a sole master finds another one, and is alone no more", [] {
  sole it;
  return it.ready && it.says(poll_1_2) && it.hear(here_2_1).says(token_1_2) && !it.node.is_sole_master() &&
         it.node.next_station() == 2 && is(it.hear(poll_2_0), state::idle) && it.node.counted().tokens_lost == 1;
}());
CASE("a sole master that is given a token is alone no more", [] {
  sole it;
  bool const dropped = it.ready && it.says(poll_1_2) && is(it.hear(poll_2_1), state::idle) && it.node.is_sole_master();
  return dropped && it.hear(token_2_1).says(poll_1_2) && !it.node.is_sole_master();
}());
CASE("a sole master sends Max_Info_Frames, and then again as many", [] {
  master it{at(1, 2)};
  for (int i = 0; i != 3; ++i) it.station.want({0, true, 3});
  bool const alone = it.wait(no_token + slot).says(poll_1_2) && it.says_after(usage_timeout, poll_1_0) &&
                     it.waits(usage_timeout) && it.wait(usage_timeout).says(ask_1_0);
  // ReplyTimeout, DONE_WITH_TOKEN, and the next request in a turn of its own
  return alone && it.waits(reply_timeout) && !it.wait(reply_timeout).silent() && it.last.send[2] == 0x05 &&
         it.station.taken == 2;
}());

// ---- addresses ----

CASE("the successor of Max_Master is 0; 127 is the highest", [] {
  master it{at(127, 127)};
  return it.hear(token_4_127).says(poll_127_0) && it.says_after(usage_timeout, poll_127_1) &&
         it.hear(poll_4_127).silent() && is(it, state::idle) && it.hear(poll_4_127).says(here_127_4);
}());
CASE("settings out of range: the station is 127 at most, Max_Master at least the station and at least 1", [] {
  auto set = at(200, 255);
  set.max_info_frames = 0;
  master high{set}, below{at(5, 3)}, nobody{at(0, 0)};
  return high.node.set().station == 127 && high.node.set().max_master == 127 && high.node.set().max_info_frames == 1 &&
         below.node.set().max_master == 5 && nobody.node.set().max_master == 1;
}());
CASE("Max_Master below this station: it polls from 0 to the one before it", [] {
  master it{at(5, 3)};
  return it.hear(token_4_5).says(poll_5_0) && it.says_after(usage_timeout, poll_5_1) &&
         it.says_after(usage_timeout, poll_5_2) && it.says_after(usage_timeout, poll_5_3) &&
         it.says_after(usage_timeout, poll_5_4) && it.wait(usage_timeout).node.is_sole_master();
}());
CASE("0 with nobody else allowed polls 1", master{at(0, 0)}.wait(no_token).says(poll_0_1));
CASE("Max_Master lowered below the successor: a new one is looked for, and nobody polls himself", [] {
  master it;
  bool const ring = it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) &&
                    it.hear(here_7_5).says(token_5_7) && is(it.hear(poll_2_4), state::idle);
  it.node.limit(6, 1);
  return ring && it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_0) &&
         it.says_after(usage_timeout, poll_5_1) && it.says_after(usage_timeout, poll_5_2) &&
         it.hear(here_2_5).says(token_5_2) && it.node.next_station() == 2;
}());
CASE("Max_Master lowered while the successor is silent: the retry still goes to it", [] {
  master it;
  bool const ring =
      it.hear(token_4_5).says(poll_5_6) && it.says_after(usage_timeout, poll_5_7) && it.hear(here_7_5).says(token_5_7);
  it.node.limit(6, 1);
  return ring && it.says_after(usage_timeout, token_5_7) && it.says_after(usage_timeout, poll_5_0);
}());

// ---- times ----

CASE("Tturnaround: the first octet leaves 40 bit times after the last one heard", [] {
  master it;
  it.wait(1'000).hear(poll_4_5);
  return it.last.not_before == it.clock + 521 && it.last.deadline == it.clock;
}());
CASE("a frame stays until it is sent, and nothing is taken meanwhile", [] {
  master it;
  it.hear(poll_4_5).wait(300);
  bytes more{tell_2_5};
  it.last = it.node.run(more, it.clock, it.station);
  bool const kept = more.size() == sizeof tell_2_5 && it.last.not_before == it.clock - 300 + 521;
  bool const said = it.says(here_5_4) && it.station.received == 0;
  it.hear(more);
  return kept && said && it.station.received == 1;
}());
CASE("silence counts from the last octet that we have sent", [] {
  master it;
  it.hear(token_4_5);
  it.clock += 1'563;  // turnaround and eight octets
  return it.says(poll_5_6) && it.waits(usage_timeout);
}());
CASE("times wrap", [] {
  for (std::uint32_t const start : {0xFFFF'FFFFU, 0xFFFF'FF00U, 0xFFFF'FFFFU - 10'000, 0xFFFF'FFFFU - 520'000,
                                    0x7FFF'FFFFU, 0x7FFF'FFFFU - 510'000}) {
    master it{at(5), start};
    if (!it.waits(no_token) || !is(it.wait(no_token), state::no_token) || !it.says_after(5 * slot, poll_5_6) ||
        !it.says_after(usage_timeout, poll_5_7) || !it.hear(here_7_5).says(token_5_7) ||
        !is(it.hear(poll_2_4), state::idle) || !it.hear(ask_2_5).says_after(reply_delay, postponed_5_2))
      return false;
    it.hear(poll_4_5);
    if (it.last.not_before != it.clock + 521) return false;
  }
  return true;
}());
CASE("what was open when we began to send is over: the answer is not taken for its rest", [] {
  auto set = at(5);
  set.times = bacnet::buffered_timing_at(76'800);
  master it{set};
  constexpr std::uint8_t begun[] = {0x55, 0xFF, 0x00};
  return it.hear(token_4_5).says(poll_5_6) && it.hear(begun).says_after(35'000, poll_5_7) &&
         it.hear(here_7_5).says(token_5_7) && it.node.seen().broken_off == 1;
}());
CASE("an error of the port inside a frame damages it", [] {
  asking it;
  it.hear(front(tell_6_5, 9));
  it.node.receive_error(it.clock);
  return it.hear({}).says(token_5_6) && it.station.received == 0 && it.node.seen().broken_off == 1;
}());
CASE("errors of the port count as activity, and begin the silence anew", [] {
  master it;
  bool const passed = it.hear(token_4_5).says(poll_5_6) && it.hear(here_6_5).says(token_5_6);
  it.wait(1'000);
  for (int i = 0; i != 4; ++i) it.node.receive_error(it.clock);
  bool const four = passed && it.hear({}).waits(usage_timeout) && is(it, state::pass_token);
  it.node.receive_error(it.clock);
  return four && is(it.hear({}), state::idle);
}());

// ---- extended frames ----

CASE("extended data: delivered, to us and to all", [] {
  master it{with_extended()};
  it.hear(extended_tell_2_5);
  bool const ours = it.station.received == 1 && it.station.size == 502 &&
                    it.station.got(frame_type::extended_data_not_expecting_reply, 2, false);
  it.hear(extended_tell_2_255);
  return ours && it.station.received == 2 && it.station.to_all && is(it, state::idle);
}());
CASE("an extended request is answered, by an extended frame where it must be", [] {
  master shortly{with_extended()}, at_length{with_extended()};
  shortly.station.ready = 3;
  at_length.station.ready = 502;
  return shortly.hear(extended_ask_2_5).says(answer_5_2) && shortly.station.size == 502 &&
         at_length.hear(short_extended_ask_2_5).says(extended_answer_5_2) && at_length.station.size == 3 &&
         at_length.station.last_octet == 0x20;
}());
CASE("extended frames are sent from 502 octets on", [] {
  master it{with_extended(with_frames(3))};
  bool const ring = joins(it);
  it.station.want({6, false, 501});
  it.station.want({6, false, 502});
  it.station.want({6, true, 502});
  return ring && it.hear(token_4_5).says(long_tell_5_6) && it.station.space == bacnet::max_extended_npdu &&
         it.says(extended_tell_5_6) && it.says(extended_ask_5_6) && is(it, state::wait_for_reply) &&
         it.hear(extended_answer_6_5).says(token_5_6) && it.station.size == 502 && it.node.counted().replies == 1;
}());
CASE("the data are encoded where they lie", [] {
  master it{with_extended()};
  bool const ring = joins(it);
  it.station.want({6, false, 503});
  return ring && it.hear(token_4_5).says(pattern_tell_5_6) && it.says(token_5_6);
}());
CASE("where `extended` is not set, a larger buffer does not matter", [] {
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, 2'000> transmit{};
  master_node node{at(5), receive, transmit};
  desk station;
  station.want({255, false, 502});
  bytes came{token_4_5};
  auto const step = node.run(came, 0, station);
  return station.space == 501 && std::ranges::equal(step.send, poll_5_6);
}());
CASE("a buffer for tokens alone: there is no space for data", [] {
  for (bool const extended : {false, true}) {
    std::array<std::uint8_t, 503> receive{};
    std::array<std::uint8_t, bacnet::header_size> transmit{};
    auto set = at(5);
    set.extended = extended;
    master_node node{set, receive, transmit};
    desk station;
    station.space = 1;
    bytes came{token_4_5};
    auto const step = node.run(came, 0, station);
    if (station.space != 0 || !std::ranges::equal(step.send, poll_5_6)) return false;
  }
  return true;
}());
CASE("a buffer of any size: the space for data lies in it, with their check sum", [] {
  std::array<std::uint8_t, 40> transmit{};
  for (bool const extended : {false, true})
    for (std::size_t size = 0; size <= transmit.size(); ++size) {
      auto const at = bacnet::header_size + (extended ? bacnet::node_rules::extended_gap : 0);
      auto const behind = extended ? bacnet::cobs::crc_size : bacnet::crc_size;
      auto const space = bacnet::node_rules::npdu_space(std::span{transmit}.first(size), extended);
      if (space.size() != (size < at + behind ? 0 : size - at - behind)) return false;
      if (!space.empty() && space.data() != transmit.data() + at) return false;
    }
  return true;
}());
CASE("where `extended` is not set, they are never sent; 501 octets are", [] {
  master it;
  bool const ring = joins(it);
  it.station.want({6, false, 501});
  it.station.want({6, false, 502});
  bool const longest = ring && it.hear(token_4_5).says(long_tell_5_6) && it.says(token_5_6) &&
                       is(it.hear(poll_6_7), state::idle) && it.hear(token_4_5).says(token_5_6);
  it.hear(poll_6_7).station.ready = 502;
  return longest && it.hear(ask_2_5).silent() && it.station.space == 501 && is(it, state::idle);
}());
CASE("longer than the buffer: invalid, and passed over to its end", [] {
  master it;  // 503 octets; the frame has 508 behind its header
  it.hear(extended_tell_2_5);
  bool const passed_over = it.station.received == 0 && it.node.seen().too_long == 1 && is(it, state::idle);
  return passed_over && it.hear(poll_4_5).says(here_5_4);
}());

// ---- the slave: 9.5.7 ----

CASE("data are handed on, to us and to all; others' frames are passed over", [] {
  slave it;
  bool const ours = it.hear(tell_2_5).silent() && it.station.received == 1 &&
                    it.station.got(frame_type::data_not_expecting_reply, 2, false) && it.station.last_octet == 0x20;
  return ours && it.hear(tell_2_255).silent() && it.station.received == 2 && it.station.to_all &&
         it.hear(tell_2_4).silent() && it.hear(ask_2_4).silent() && it.station.received == 2;
}());
CASE("Reply: at once, or within Treply_delay", [] {
  slave at_once, later;
  at_once.station.ready = 3;
  bool const first = at_once.hear(ask_2_5).says(answer_5_2) && at_once.station.received == 1 && at_once.silent();
  bool const open = later.hear(ask_3_5).waits(reply_delay) && later.wait(reply_delay - 1).silent();
  later.station.ready = 3;
  return first && open && later.hear({}).says(answer_5_3);
}());
CASE("CannotReply: silence, and what is ready after that is not sent", [] {
  slave it;
  bool const over = it.hear(ask_2_5).wait(reply_delay).silent();
  it.station.ready = 3;
  return over && it.hear({}).silent() && it.wait(1'000).silent();
}());
CASE("the last moment", [] {
  slave it;
  it.hear(ask_2_5).wait(reply_delay - 1);
  it.station.ready = 3;
  return it.hear({}).says(answer_5_2);
}());
CASE("noise does not give more time", [] {
  slave it;
  constexpr std::uint8_t noise[] = {0x00};
  bool const less = it.hear(ask_2_5).wait(200'000).hear(noise).waits(reply_delay - 200'000);
  it.wait(reply_delay - 200'000).station.ready = 3;
  return less && it.hear({}).silent();
}());
CASE("a request to all is handed on and not answered", [] {
  slave it;
  it.station.ready = 3;
  return it.hear(ask_2_255).silent() && it.station.received == 1 && it.station.to_all && it.station.asked_reply == 0;
}());
CASE("whoever asked and goes on gets no answer any more", [] {
  for (bytes const frame : {bytes{poll_4_5}, bytes{token_6_7}, bytes{tell_2_255}, bytes{tell_2_5}}) {
    slave it;
    it.hear(ask_2_5).hear(frame);
    it.station.ready = 3;
    if (!it.hear({}).silent()) return false;
    slave in_one;
    in_one.station.ready = 3;
    in_one.hear(ask_2_5);  // this one is answered, so the line is free
    if (!in_one.says(answer_5_2)) return false;
  }
  slave it;
  it.station.ready = 3;
  return it.hear(both(ask_2_5, token_6_7)).silent() && it.station.asked_reply == 0;
}());
CASE("the last of two requests is answered", [] {
  slave it;
  it.station.ready = 3;
  return it.hear(both(ask_2_5, ask_3_5)).says(answer_5_3) && it.station.received == 2;
}());
CASE("a damaged frame changes nothing", [] {
  slave it;
  it.hear(ask_2_5).hear(broken(token_4_5, 7));
  it.station.ready = 3;
  return it.hear({}).says(answer_5_2) && it.hear(broken(ask_2_5, 9)).silent() && it.station.received == 1;
}());
CASE("a test request is answered; one for all, or for another, is not", [] {
  slave it;
  return it.hear(test_2_5).says(echo_5_2) && it.hear(test_2_255).silent() && it.hear(test_2_4).silent() &&
         it.hear(test_2_5_empty).says(echo_5_2_empty) && it.station.received == 0;
}());
CASE("the frames of masters are not for a slave", [] {
  slave it;
  for (bytes const frame : {bytes{token_4_5}, bytes{poll_4_5}, bytes{here_6_5}, bytes{postponed_6_5}, bytes{echo_6_5},
                            bytes{reserved_4_5}, bytes{vendor_4_5}})
    if (!it.hear(frame).silent()) return false;
  return it.station.received == 0 && it.station.asked == 0 && it.node.seen().valid == 7;
}());
CASE("a slave may have an address above 127, up to 254", [] {
  slave high{at(200)}, too_high{at(255)};
  high.station.ready = too_high.station.ready = 3;
  return high.hear(ask_2_200).says(answer_200_2) && too_high.hear(ask_2_254).says(answer_254_2) &&
         too_high.hear(tell_2_5).station.received == 1 && too_high.hear(ask_2_200).station.received == 1;
}());
CASE("a time lies at most half the wrap ahead",
     bacnet::reached(7, 7) && !bacnet::reached(7, 8) && bacnet::reached(0x8000'0006, 7) &&
         !bacnet::reached(0x8000'0007, 7) && bacnet::reached(1, 0xFFFF'FFFF));
CASE("Tturnaround, and times that wrap", [] {
  slave it{at(5), 0xFFFF'FF00};
  it.station.ready = 3;
  it.hear(ask_2_5);
  bool const first = it.last.not_before == it.clock + 521 && it.says(answer_5_2);
  return first && it.wait(0x100).hear(ask_2_5).waits(reply_delay);
}());
CASE("however long nobody speaks, the next deadline lies ahead", [] {
  slave it;
  for (int i = 0; i != 10; ++i) {
    auto const wait = it.last.deadline - it.clock;
    if (!it.silent() || wait == 0 || wait > no_token) return false;
    it.wait(wait);
  }
  return true;
}());
CASE("also while an answer is awaited and a frame has been broken off", [] {
  slave it;
  constexpr std::uint8_t begun[] = {0x55, 0xFF, 0x00};
  bool const open = it.hear(ask_2_5).wait(1'000).hear(begun).waits(783) && it.wait(783).waits(reply_delay - 1'783) &&
                    it.node.seen().broken_off == 1;
  it.station.ready = 3;
  return open && it.hear({}).says(answer_5_2);
}());
CASE("a 55 that nothing follows does not cost the frame behind it", [] {
  constexpr std::uint8_t stray[] = {0x55};
  slave it;
  master other;
  it.hear(stray);
  other.hear(stray);
  it.clock += 783;
  other.clock += 783;
  return it.hear(tell_2_5).station.received == 1 && other.hear(tell_2_5).station.received == 1;
}());
CASE("what was open when the answer was sent is over", [] {
  slave it;
  it.hear(ask_2_5).hear(front(tell_2_5, 3)).station.ready = 3;
  return it.hear({}).says(answer_5_2) && it.hear(ask_3_5).station.received == 2 && it.node.seen().broken_off == 1;
}());
CASE("an error of the port inside a request: not taken", [] {
  slave it;
  it.hear(front(ask_2_5, 9));
  it.node.receive_error(it.clock);
  return it.hear(bytes{ask_2_5}.subspan(9)).silent() && it.station.received == 0 && it.node.seen().broken_off == 1;
}());
CASE("extended frames, both ways; where `extended` is not set, none is sent", [] {
  slave it{with_extended()}, without;
  it.station.ready = 502;
  bool const extended = it.hear(extended_ask_2_5).says(extended_answer_5_2) && it.station.size == 502 &&
                        it.hear(extended_tell_2_5).silent() && it.station.received == 2;
  without.station.ready = 502;
  return extended && without.hear(ask_2_5).silent() && without.station.space == 501 &&
         without.hear(short_extended_ask_2_5).silent() && without.station.received == 2;
}());

// ---- "collect octets in interrupts, take them in the main loop": docs/firmware.md ----

/// Whether a slave hears a frame at this rate in a loop that takes what has come every so many microseconds.
template <std::size_t Size>
constexpr bool is_heard(std::array<std::uint8_t, Size> const& frame, std::uint32_t baud, std::uint32_t loop_us) {
  node_settings set{bacnet::timing_at(baud)};
  set.station = 6;
  slave it{set};
  for (std::size_t taken = 0; taken != Size;) {
    it.clock += loop_us;
    auto const come = std::min<std::size_t>(Size, (it.clock - 1'000'000) / bacnet::octets_us(1, baud));
    it.hear(bytes{frame}.subspan(taken, come - taken));
    taken = come;
  }
  return it.station.received == 1 && it.node.seen().broken_off == 0;
}
CASE("A loop of 1 ms, and one of 5 ms, from 9600 to 115200 Bd", [] {
  for (std::uint32_t const baud : {9'600U, 19'200U, 38'400U, 57'600U, 76'800U, 115'200U})
    if (!is_heard(long_tell_5_6, baud, 1'000) || !is_heard(long_tell_5_6, baud, 5'000)) return false;
  return true;
}());

// ---- the receive machine: 9.5.4 ----

using bacnet::heard;
using bacnet::reception;

struct ear {
  std::array<std::uint8_t, 503> buffer{};
  bacnet::receiver it;
  std::uint32_t clock = 0xFFFF'FF00;

  constexpr explicit ear(std::uint8_t station = 5, std::size_t room = 503)
      : it{station, std::span{buffer}.first(room), 782} {
    it.sent_until(clock);
  }
  /// The first thing that comes of it.
  constexpr reception hear(bytes came) {
    while (true) {
      auto const made = it.take(came, clock);
      if (made.what != heard::nothing || came.empty()) return made;
    }
  }
  constexpr heard what(bytes came) { return hear(came).what; }
};

CASE("IDLE: octets are eaten up to a 55; PREAMBLE: more of them may come, any other octet ends it", [] {
  constexpr std::uint8_t noise[] = {0x00, 0xFF, 0x12, 0x55, 0x12, 0xFF, 0x55, 0x55};
  ear it;
  bool const none = it.what(noise) == heard::nothing && it.it.events() == 8;
  return none && it.what(token_4_5) == heard::valid && it.it.events() == 16;
}());
CASE("PREAMBLE: one more 55, or two", [] {
  constexpr std::uint8_t more[] = {0x55, 0x55};
  ear one, two;
  one.hear(front(more, 1));
  two.hear(more);
  return one.what(token_4_5) == heard::valid && two.what(token_4_5) == heard::valid;
}());
CASE("PREAMBLE, HEADER and data: silence above Tframe_abort ends them, and no less", [] {
  for (std::size_t const at : {1U, 2U, 5U, 8U, 10U, 12U}) {
    ear over, in_time, seen;
    if (over.what(front(tell_2_5, at)) != heard::nothing || in_time.what(front(tell_2_5, at)) != heard::nothing ||
        seen.what(front(tell_2_5, at)) != heard::nothing)
      return false;
    in_time.clock += 782;
    if (in_time.what({}) != heard::nothing || in_time.what(bytes{tell_2_5}.subspan(at)) != heard::valid) return false;
    over.clock += 783;
    seen.clock += 783;
    // A 55 alone was no frame.
    if (over.what(bytes{tell_2_5}.subspan(at)) != (at == 1 ? heard::nothing : heard::invalid)) return false;
    auto const made = seen.hear({});
    if (made.what != (at == 1 ? heard::nothing : heard::invalid)) return false;
    if (at != 1 && (made.why != errc::too_short || seen.it.seen().broken_off != 1)) return false;
    if (seen.what({}) != heard::nothing || seen.what(tell_2_5) != heard::valid) return false;
  }
  return true;
}());
CASE("an error of the port: in IDLE and PREAMBLE nothing, else an invalid frame", [] {
  for (std::size_t const at : {0U, 1U, 2U, 7U, 8U, 12U}) {
    ear it;
    if (it.what(front(tell_2_5, at)) != heard::nothing) return false;
    it.clock += 100;
    auto const made = it.it.receive_error(it.clock);
    if (made.what != (at < 2 ? heard::nothing : heard::invalid)) return false;
    if (at >= 2 && (made.why != errc::bad_value || it.it.seen().broken_off != 1)) return false;
    // Counted as an event, but not among data
    if (it.it.events() != (at < 8 ? at + 1 : 8) || it.it.silent_for(it.clock) != 0) return false;
    if (it.what(tell_2_5) != heard::valid) return false;
  }
  return true;
}());
CASE("octets of data and of what is passed over are no events", [] {
  ear it;
  bool const ours = it.what(tell_2_5) == heard::valid && it.it.events() == 8;
  it.it.clear_events();
  return ours && it.it.events() == 0 && it.what(tell_2_4) == heard::not_for_us &&
         it.what(bytes{tell_2_4}.subspan(8)) == heard::nothing;
}());
CASE("events stop at 255", [] {
  ear it;
  std::array<std::uint8_t, 300> const noise{};
  return it.what(noise) == heard::nothing && it.it.events() == 255;
}());
CASE("CheckHeader: a bad CRC, source 255", [] {
  ear it;
  auto const damaged = it.hear(broken(token_4_5, 3));
  bool const first = damaged.what == heard::invalid && damaged.why == errc::bad_checksum;
  auto const nobody = it.hear(source_255);
  return first && nobody.what == heard::invalid && nobody.why == errc::bad_value && it.it.seen().bad_header == 2 &&
         it.what(token_4_5) == heard::valid;
}());
CASE("not for us: passed over, data and all, and what follows is seen", [] {
  ear it;
  auto const stream = both(tell_2_4, token_4_5);
  bytes rest{stream};
  auto const first = it.it.take(rest, it.clock);
  bool const header = first.what == heard::not_for_us && first.received.destination == 4 && rest.size() == 5 + 8;
  auto const next = it.it.take(rest, it.clock);
  return header && next.what == heard::valid && next.received.type == frame_type::token && rest.empty() &&
         it.it.seen().not_for_us == 1 && it.it.seen().valid == 1;
}());
CASE("not for us and without data: over at once", [] {
  ear it;
  return it.what(token_6_7) == heard::not_for_us && it.it.deadline(5'000) == it.clock + 5'000 &&
         it.what(token_4_5) == heard::valid;
}());
CASE("what is passed over can be broken off too", [] {
  ear it;
  bool const begun =
      it.what(front(tell_2_4, 9)) == heard::not_for_us && it.what(bytes{tell_2_4}.subspan(8, 1)) == heard::nothing;
  it.clock += 783;
  return begun && it.what({}) == heard::invalid && it.what(token_4_5) == heard::valid;
}());
CASE("a frame that just fits the buffer, and one that does not", [] {
  ear fits{5, 5}, tight{5, 4};
  auto const stream = both(tell_2_5, token_4_5);
  bytes rest{stream};
  auto const made = tight.it.take(rest, tight.clock);
  bool const refused = made.what == heard::invalid && made.why == errc::buffer_too_small && made.why.detail == 5 &&
                       tight.it.seen().too_long == 1 && rest.size() == 13;
  return fits.what(tell_2_5) == heard::valid && refused && tight.hear(rest).received.type == frame_type::token;
}());
CASE("a listener hears every station", [] {
  ear it{bacnet::receiver::every_station};
  return it.what(tell_2_4) == heard::valid && it.what(token_6_7) == heard::valid &&
         it.what(tell_2_255) == heard::valid && it.it.seen().not_for_us == 0;
}());
CASE("a view of the data, without the CRC", [] {
  ear it;
  auto const made = it.hear(tell_2_5);
  return made.received.data.size() == 3 && made.received.data[2] == 0x20 && made.received.source == 2 &&
         it.hear(token_4_5).received.data.empty();
}());
CASE("bad data, and their reason", [] {
  ear it;
  auto const made = it.hear(broken(tell_2_5, 12));
  return made.what == heard::invalid && made.why == errc::bad_crc && made.received.source == 2 &&
         it.it.seen().bad_data == 1 && it.what(tell_2_5) == heard::valid;
}());
CASE("several frames in one piece, one call each", [] {
  ear it;
  auto const stream = both(token_4_5, tell_2_5);
  bytes rest{stream};
  bool const first = it.it.take(rest, it.clock).what == heard::valid && rest.size() == 13;
  return first && it.it.take(rest, it.clock).what == heard::valid && rest.empty() && it.it.seen().valid == 2;
}());
CASE("silence, across the wrap; never negative", [] {
  ear it;
  bool const first = it.it.silent_for(it.clock) == 0 && it.it.silent_for(it.clock + 0x200) == 0x200 &&
                     it.it.silent_for(it.clock - 1) == 0;
  it.clock += 0x200;
  return first && it.what(front(token_4_5, 1)) == heard::nothing && it.it.last_octet() == it.clock &&
         it.it.silent_for(it.clock + 7) == 7;
}());
CASE("the deadline: that of a frame that is open, where it is sooner", [] {
  ear it;
  bool const idle = it.it.deadline(5'000) == it.clock + 5'000;
  return idle && it.what(front(token_4_5, 1)) == heard::nothing && it.it.deadline(5'000) == it.clock + 783 &&
         it.it.deadline(700) == it.clock + 700 && it.it.deadline(782) == it.clock + 782 &&
         it.it.deadline(783) == it.clock + 783;
}());
CASE("what was open when we sent is over", [] {
  ear it;
  bool const begun = it.what(front(tell_2_5, 9)) == heard::nothing;
  it.it.sent_until(it.clock + 10);
  return begun && it.it.last_octet() == it.clock + 10 && it.what(token_4_5) == heard::valid;
}());

}  // namespace test_bacnet_node
