// SPDX-License-Identifier: MIT
// The states of the MS/TP receive machine, explored from idle by all orders of some events: octets that mean something
// to it, whole headers, the CRC that makes a frame of what lies, silences, receive errors, our own sending. After each
// event a silence longer than Tframe_abort and a good frame give that frame and no other; without a silence, tokens get
// through again behind what a header has claimed. And what the machine calls valid is what parse_frame() accepts.
#include <meterproto/bacnet/receiver.hpp>

#include <doctest/doctest.h>

#include "../explore.hpp"
#include "../vectors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

using namespace meterproto;

namespace test_mstp_states {

using tests::buffer;

constexpr std::uint32_t baud = 76'800;
constexpr auto abort_us = bacnet::bits_us(60, baud);  // the least that the standard allows
constexpr auto turnaround_us = bacnet::timing_at(baud).turnaround;
constexpr std::uint8_t station = 1;

enum class kind { octets, check_sum, untold_silence, told_silence, receive_error, sent };
struct event {
  kind what = kind::octets;
  buffer octets = {};
  std::uint32_t us = 0;
};

/// The machine's buffer: all copies of a machine share it, so its content is kept with each. 16 octets hold the frames
/// here, but those that are to be too long.
std::array<std::uint8_t, 16> space{};

struct machine {
  bacnet::receiver line{station, space, abort_us};
  std::array<std::uint8_t, 16> content{};
  buffer begun = {};  ///< the octets since it was idle
  bool skips = false;
  std::uint32_t now = 0xFFFF'F000;  ///< the clock wraps on the way
  std::uint32_t last = 0;           ///< when the line was last not silent

  [[nodiscard]] bool is_idle() const {
    constexpr std::uint32_t far = 1'000'000;  // only who is in a frame has a nearer deadline
    return line.deadline(far) - line.last_octet() == far;
  }
};

/// What it has begun, without what changes nothing: how many preamble octets 55 came, what is passed over, and how many
/// events it has counted.
std::string key_of(machine const& of) {
  auto begun = of.begun;
  while (begun.size() > 1 && begun[0] == 0x55 && begun[1] == 0x55) begun.erase(begun.begin());
  if (of.skips) std::fill(begun.begin() + bacnet::header_size, begun.end(), std::uint8_t{0});
  auto const silent = std::min(of.line.silent_for(of.now), abort_us + 1);
  return std::string{begun.begin(), begun.end()} + '/' + std::to_string(of.is_idle() ? 0 : silent);
}

/// One octet. What is begun is broken off behind Tframe_abort, and not before; a valid frame is what parse_frame()
/// makes of the same octets; what another's header claims is not looked into.
bacnet::reception take(machine& to, std::uint8_t octet) {
  bytes came{&octet, 1};
  bool const too_late = !to.is_idle() && to.now - to.last > abort_us;
  auto got = to.line.take(came, to.now);
  HOLDS(came.empty() != too_late);
  to.last = to.now;
  if (too_late) {
    HOLDS(got.what != bacnet::heard::valid);
    to.begun.clear();
    to.skips = false;
    got = to.line.take(came, to.now);
    HOLDS(came.empty());
  }
  to.begun.push_back(octet);
  if (got.what == bacnet::heard::valid) {
    std::array<std::uint8_t, 16> decoded{};
    while (to.begun[1] == 0x55) to.begun.erase(to.begun.begin());
    auto const whole = bacnet::parse_frame(to.begun, decoded);
    HOLDS(whole);
    HOLDS((whole->destination == station || whole->destination == bacnet::broadcast));
    HOLDS(std::ranges::equal(whole->data, got.received.data));
    HOLDS(to.is_idle());
  }
  auto const claimed = got.received.length;  // of a frame that is refused for its length or its address
  bool const passed_over = got.what == bacnet::heard::not_for_us ||
                           (got.what == bacnet::heard::invalid && got.why == errc::buffer_too_small);
  if (passed_over) HOLDS(to.is_idle() == (claimed == 0));
  if (to.is_idle()) to.begun.clear();
  to.skips = !to.is_idle() && (to.skips || got.what != bacnet::heard::nothing);
  return got;
}
/// How many frames are valid, whether the last octet ends one.
struct count {
  std::size_t valid = 0;
  bool at_the_end = false;
};
count feed(machine& to, bytes octets) {
  count made;
  for (auto const octet : octets) {
    made.at_the_end = take(to, octet).what == bacnet::heard::valid;
    made.valid += made.at_the_end ? 1U : 0U;
  }
  return made;
}

buffer header(std::uint8_t type, std::uint8_t destination, std::uint8_t source, std::uint16_t length) {
  buffer made{0x55,
              0xFF,
              type,
              destination,
              source,
              static_cast<std::uint8_t>(length >> 8U),
              static_cast<std::uint8_t>(length & 0xFFU)};
  auto crc = bacnet::header_crc_start;
  for (auto const octet : bytes{made}.subspan(2)) crc = bacnet::header_crc(crc, octet);
  made.push_back(static_cast<std::uint8_t>(~crc));
  return made;
}
buffer joined(buffer front, buffer const& back) {
  front.insert(front.end(), back.begin(), back.end());
  return front;
}
/// The CRC that makes a header, or a frame, of what lies.
buffer check_sum_of(machine const& of) {
  auto const lies = bytes{of.begun};
  if (lies.size() > bacnet::header_size) {
    auto const crc =
        static_cast<std::uint16_t>(~bacnet::data_crc(bacnet::data_crc_start, lies.subspan(bacnet::header_size)));
    return {static_cast<std::uint8_t>(crc & 0xFFU), static_cast<std::uint8_t>(crc >> 8U)};
  }
  auto crc = bacnet::header_crc_start;
  for (auto const octet : lies.subspan(std::min<std::size_t>(2, lies.size()))) crc = bacnet::header_crc(crc, octet);
  return {static_cast<std::uint8_t>(~crc)};
}

buffer const token = header(0x00, 0x01, 0x02, 0);
buffer const who_is{0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A, 0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9};
// Data 00 00 0A 00 00, as tests/frames has them in COBS, with their CRC-32K
buffer const extended =
    joined(header(0x21, 0x01, 0x02, 9), {0x54, 0x54, 0x57, 0x5F, 0x54, 0x54, 0x50, 0x6C, 0x23, 0x7E, 0x65});

/// A machine as it was, with the buffer as it was.
machine restored(machine const& from) {
  space = from.content;
  return from;
}
void check_recovery(machine const& from) {
  for (auto const* const good : {&token, &who_is, &extended}) {
    for (bool const told : {false, true}) {
      auto to = restored(from);
      to.now += abort_us + 1;
      if (told) {
        HOLDS(to.line.silence(to.now).what != bacnet::heard::valid);
        HOLDS(to.is_idle());
        to.begun.clear();
      }
      auto const heard = feed(to, *good);
      HOLDS(heard.valid == 1);
      HOLDS(heard.at_the_end);
    }
  }
  // Without a silence: a first preamble octet costs nothing, a begun header the frame behind it, and a whole header
  // what it claims: here 501 octets and their CRC at most.
  auto to = restored(from);
  bool const preamble = std::all_of(to.begun.begin(), to.begun.end(), [](auto octet) { return octet == 0x55; });
  std::size_t const most = preamble ? 0 : to.begun.size() < bacnet::header_size ? 1 : 63;
  std::size_t lost = 0;
  while (!feed(to, token).at_the_end) HOLDS(++lost <= most);
  HOLDS(feed(to, token).at_the_end);
}
machine step(machine const& from, event const& then) {
  auto to = restored(from);
  switch (then.what) {
    case kind::octets: feed(to, then.octets); break;
    case kind::check_sum: feed(to, check_sum_of(to)); break;
    case kind::untold_silence: to.now += then.us; break;
    case kind::told_silence:
      to.now += then.us;
      (void)to.line.silence(to.now);
      break;
    case kind::receive_error:
      (void)to.line.receive_error(to.now);
      to.last = to.now;
      break;
    case kind::sent:
      to.line.sent_until(to.now += then.us);
      to.last = to.now;
      break;
  }
  if (to.is_idle()) {
    to.begun.clear();
    to.skips = false;
  }
  to.content = space;
  check_recovery(to);
  return to;
}

std::vector<event> events() {
  std::vector<event> made{{kind::check_sum},
                          {kind::untold_silence, {}, turnaround_us},
                          {kind::untold_silence, {}, abort_us},
                          {kind::untold_silence, {}, abort_us + 1},
                          {kind::told_silence, {}, abort_us},
                          {kind::told_silence, {}, abort_us + 1},
                          {kind::receive_error},
                          {kind::sent, {}, 1000}};
  // preambles, ourselves and another, a type that is encoded, lengths
  for (auto const octet : buffer{0x55, 0xFF, 0x00, 0x01, 0x02, 0x21}) made.push_back({kind::octets, {octet}});
  made.push_back({kind::octets, token});
  made.push_back({kind::octets, header(0x01, 0x03, 0x02, 0)});    // to another
  made.push_back({kind::octets, header(0x06, 0x01, 0x02, 2)});    // data to come
  made.push_back({kind::octets, header(0x06, 0xFF, 0x02, 1)});    // to all
  made.push_back({kind::octets, header(0x05, 0x03, 0x02, 2)});    // another's data
  made.push_back({kind::octets, header(0x05, 0x01, 0x02, 501)});  // more than the buffer takes
  made.push_back({kind::octets, header(0x05, 0x01, 0x02, 502)});  // more than there may be
  made.push_back({kind::octets, header(0x06, 0x01, 0xFF, 2)});    // from nobody
  made.push_back({kind::octets, header(0x21, 0x01, 0x02, 9)});    // encoded data
  made.push_back({kind::octets, header(0x20, 0x03, 0x02, 9)});
  made.push_back({kind::octets, header(0x21, 0x01, 0x02, 4)});  // less than a CRC
  made.push_back({kind::octets, {extended.begin() + 8, extended.end() - 1}});
  made.push_back({kind::octets, buffer(250, 0x00)});
  return made;
}

}  // namespace test_mstp_states

using namespace test_mstp_states;

TEST_CASE("The receive machine of MS/TP: each state recovers") {
  auto const seen = tests::explore(
      machine{}, key_of, events(), step, [](machine const&) {}, 5);
  seen.figures("mstp.receiver");
  CHECK(seen.states > 1'000);
}
