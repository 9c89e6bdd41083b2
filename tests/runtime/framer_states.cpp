// SPDX-License-Identifier: MIT
// The states of the framers of Modbus and of the M-Bus, explored from the empty one by all orders of some events:
// octets that mean something to them, whole frames, the check sum that makes a frame of what lies, silence. From each
// state a silence and a good frame give that frame and no other; without a silence good frames get through again within
// the longest frame's length. So none is stuck.
//
// A silence is that which the caller tells: 3.5 characters on Modbus (timing.hpp), 33 bit times on the M-Bus.
#include <meterproto/mbus/framer.hpp>
#include <meterproto/modbus/framer.hpp>

#include <doctest/doctest.h>

#include "../explore.hpp"
#include "../frames.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace meterproto;

namespace test_framer_states {

using tests::buffer;

enum class kind { octets, check_sum, silence };
struct event {
  kind what = kind::octets;
  buffer octets = {};
};
/// Single octets, whole pieces, the right check sum of what lies, silence.
std::vector<event> events_of(buffer const& octets, std::vector<buffer> const& pieces) {
  std::vector<event> made{{kind::silence}, {kind::check_sum}};
  for (auto const octet : octets) made.push_back({kind::octets, {octet}});
  for (auto const& piece : pieces) made.push_back({kind::octets, piece});
  return made;
}
std::string text(bytes octets) {
  return {octets.begin(), octets.end()};
}
bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

/// What a framer gives for these octets, one by one; that no call goes round in circles.
template <class Framer>
std::vector<buffer> feed(Framer& framer, bytes octets) {
  std::vector<buffer> heard;
  for (; !octets.empty(); octets = octets.subspan(1)) {
    for (auto came = octets.first(1); !came.empty();) {
      auto const frame = framer.take(came);
      if (!frame.empty()) heard.emplace_back(frame.begin(), frame.end());
      HOLDS(heard.size() <= 600);
    }
  }
  return heard;
}
/// The frames that silence gives; then nothing lies any more.
template <class Framer>
std::vector<buffer> silence(Framer& framer) {
  std::vector<buffer> heard;
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) {
    heard.emplace_back(frame.begin(), frame.end());
    HOLDS(heard.size() <= 600);
  }
  HOLDS(framer.pending().empty());
  return heard;
}
template <class Framer>
void check_recovery(Framer const& from, std::vector<buffer> const& all_good, std::size_t longest) {
  for (auto const& good : all_good) {
    auto framer = from;
    silence(framer);
    auto heard = feed(framer, good);
    if (heard.empty()) heard = silence(framer);  // of a frame of unknown shape, silence is the end
    HOLDS(heard == std::vector<buffer>{good});
    HOLDS(framer.pending().empty());
  }

  // Without a silence: what lies ends within the longest frame, and from then on each frame comes with its last octet.
  // Where that was a frame, or became one by chance of its check sum, it may end in the midst of a good one, whose rest
  // may be a false start again.
  auto unpaused = from;
  auto const& good = all_good.front();
  auto const most = (longest + good.size() - 1) / good.size();
  bool in_step = false;
  bool chance = false;
  for (std::size_t sent = 0; !in_step && sent <= (chance ? 3 * most : most); ++sent) {
    auto const came = feed(unpaused, good);
    in_step = !came.empty() && came.back() == good && unpaused.pending().empty();
    for (auto const& frame : came) chance = chance || frame != good;
  }
  HOLDS(in_step);
  HOLDS(feed(unpaused, good) == std::vector<buffer>{good});
}

// ---- Modbus ----

/// Ends with the CRC that makes a frame of what lies, if anything does.
template <class Framer>
buffer crc_of_pending(Framer const& framer) {
  auto const crc = modbus::crc16(framer.pending());
  return {static_cast<std::uint8_t>(crc & 0xFFU), static_cast<std::uint8_t>(crc >> 8U)};
}
template <class Framer>
Framer modbus_step(Framer framer, event const& then) {
  auto const whole = [](std::vector<buffer> const& heard) {
    for (auto const& frame : heard) {
      HOLDS(frame.size() >= modbus::min_frame);
      HOLDS(frame.size() <= modbus::max_frame);
      HOLDS(modbus::crc16(frame) == 0);
    }
  };
  switch (then.what) {
    case kind::silence: whole(silence(framer)); break;
    case kind::check_sum: whole(feed(framer, crc_of_pending(framer))); break;
    case kind::octets: whole(feed(framer, then.octets)); break;
  }
  HOLDS(framer.pending().size() <= modbus::max_frame);
  return framer;
}

// Unit 17 and another, functions of each kind of length (fixed, counted, counted twice, unknown, an exception), counts
// of nothing, of two and of too much.
buffer const modbus_octets{0x11, 0x12, 0x03, 0x06, 0x10, 0x2B, 0x0E, 0x41, 0x83, 0x00, 0x02, 0xFF};
buffer const asked{0x11, 0x03, 0x00, 0x6B, 0x00, 0x01, 0xF7, 0x46};  // as V1.1b3, 6.3, of one register
buffer const answer{0x11, 0x03, 0x02, 0x02, 0x2B, 0x38, 0xF8};
buffer const written{0x11, 0x06, 0x00, 0x01, 0x00, 0x03, 0x9A, 0x9B};  // 6.6: the request, and the same as its answer
buffer const two_written{0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02, 0xC6, 0xF0};  // 6.12
buffer const unknown{0x11, 0x41, 0x01, 0x02, 0x03, 0xDC, 0x9E};
buffer const filler(60, 0x00);

/// What lies, and what the shape says of all beginnings that tell states apart.
std::string key_of(modbus::request_framer framer) {
  auto key = text(framer.pending());
  static std::vector<buffer> const beginnings{{0x11, 0x03},       {0x11, 0x83}, {0x11, 0x03, 0x02}, {0x11, 0x03, 0x06},
                                              {0x12, 0x03},       {0x11, 0x06}, {0x11, 0x10},       {0x12, 0x06, 0x00},
                                              {0x11, 0x2B, 0x0E}, {0x11, 0x41}};
  for (auto const& begun : beginnings) key += '/' + std::to_string(framer.shape().length(begun));
  return key;
}
std::string key_of(modbus::response_framer const& framer) {
  return text(framer.pending());
}

// ---- M-Bus ----

mbus::framer mbus_step(mbus::framer framer, event const& then) {
  auto const whole = [](std::vector<buffer> const& heard) {
    for (auto const& frame : heard) HOLDS(mbus::parse_frame(frame));
  };
  switch (then.what) {
    case kind::silence: whole(silence(framer)); break;
    case kind::check_sum: {
      auto const lies = framer.pending();
      bool const is_long = !lies.empty() && lies.front() == mbus::long_start;
      auto const body = lies.subspan(std::min<std::size_t>(lies.size(), is_long ? 4 : 1));
      whole(feed(framer, buffer{mbus::checksum_of(body), mbus::stop}));
      break;
    }
    case kind::octets: whole(feed(framer, then.octets)); break;
  }
  HOLDS(framer.pending().size() < mbus::max_frame);
  return framer;
}

}  // namespace test_framer_states

using namespace test_framer_states;

TEST_CASE("Modbus, a server or a listener to requests: each state recovers") {
  auto const seen = tests::explore(
      modbus::request_framer{}, [](auto const& framer) { return key_of(framer); },
      events_of(modbus_octets, {asked, answer, written, two_written, filler}), modbus_step<modbus::request_framer>,
      [&](auto const& framer) {
        check_recovery(framer, {asked, written, two_written, unknown}, modbus::max_frame + 1);
      },
      4);
  seen.figures("modbus.requests");
  CHECK(seen.states > 10'000);
}
TEST_CASE("Modbus, a listener to answers: each state recovers") {
  auto const seen = tests::explore(
      modbus::response_framer{}, [](auto const& framer) { return key_of(framer); },
      events_of(modbus_octets, {answer, asked, filler}), modbus_step<modbus::response_framer>,
      [&](auto const& framer) {
        check_recovery(framer, {answer, written, unknown}, modbus::max_frame + 1);
      },
      4);
  seen.figures("modbus.answers");
  CHECK(seen.states > 10'000);
}
TEST_CASE("Modbus, a client that waits for an answer: each state there is recovers") {
  // The answer has seven octets, so these are all states that the events can lead to: the exploration closes.
  modbus::response_framer waiting;
  waiting.expect(*modbus::parse_request(asked));
  auto const seen = tests::explore(
      waiting, [](auto const& framer) { return key_of(framer); }, events_of(modbus_octets, {answer, asked, filler}),
      modbus_step<modbus::response_framer>,
      [&](auto const& framer) { check_recovery(framer, {answer}, answer.size()); }, 100);
  seen.figures("modbus.client");
  CHECK(seen.closed);
}
TEST_CASE("M-Bus: each state recovers") {
  buffer const request{0x10, 0x5B, 0x01, 0x5C, 0x16};
  buffer const rate{0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16};
  auto const telegram = tests::own_mbus_frames().back().frame;
  buffer const claim{0x68, 0xFF, 0xFF, 0x68};
  auto const seen = tests::explore(
      mbus::framer{}, [](auto const& framer) { return text(framer.pending()); },
      events_of({0x10, 0x68, 0xE5, 0x16, 0x03, 0x04, 0xFF, 0x00}, {request, rate, claim, filler}), mbus_step,
      [&](auto const& framer) {
        check_recovery(framer, {request, rate, telegram}, mbus::max_frame);
      },
      4);
  seen.figures("mbus.framer");
  CHECK(seen.states > 2'000);
}
