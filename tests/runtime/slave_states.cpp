// SPDX-License-Identifier: MIT
// The states of an M-Bus meter's link layer, explored by all orders of requests, repetitions, selections, frames for
// others and damaged ones, until no new state comes. In each it answers as EN 13757-2 has it, and a reset or a
// selection begins anew: a master that knows nothing of what was before gets its first telegram.
#include <meterproto/mbus/slave.hpp>

#include <doctest/doctest.h>

#include "../explore.hpp"
#include "../frames.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

using namespace meterproto;

namespace test_slave_states {

using tests::buffer;

constexpr std::uint8_t primary = 5;
constexpr mbus::secondary_address own{0x19020246, mbus::manufacturer_code{'I', 'N', 'M'}, 1, 2};
constexpr mbus::secondary_address other{0x19020247, mbus::manufacturer_code{'I', 'N', 'M'}, 1, 2};

/// Three telegrams, each with its number; what it is sent it takes, unless it is FF.
struct meter {
  mbus::slave line{primary, own};

  bool telegram(unsigned number, writer& out) {
    out.u8(0x78).u8(0x01).u8(0x7A).u8(number);
    return number != 2;
  }
  bool receive(mbus::frame const& sent) {
    ++received;
    return sent.data.empty() || sent.data.front() != 0xFF;
  }
  unsigned received = 0;
};
buffer answer_of(meter& to, buffer const& came) {
  std::array<std::uint8_t, mbus::max_frame> space{};
  auto const answer = to.line.answer(came, to, space);
  return {answer.begin(), answer.end()};
}

buffer short_frame(std::uint8_t c, std::uint8_t a) {
  auto const made = mbus::short_frame(c, a);
  return {made.begin(), made.end()};
}
buffer long_frame(std::uint8_t c, std::uint8_t a, std::uint8_t ci, bytes data) {
  std::array<std::uint8_t, mbus::max_frame> space{};
  auto const made = *mbus::build_frame(c, a, ci, data, space);
  return {made.begin(), made.end()};
}
buffer selection(mbus::secondary_address const& of) {
  return long_frame(0x53, 0xFD, 0x52, of.as_bytes());
}
buffer const acknowledged{0xE5};
/// What the meter sends of its telegrams.
buffer telegram(std::uint8_t number) {
  return long_frame(0x08, primary, 0x78, buffer{0x01, 0x7A, number});
}

/// Requests with both frame counts and none, to each address that is or may be the meter's.
std::vector<buffer> frames_for_it() {
  std::vector<buffer> made{selection(own), selection({}), selection(other)};
  for (std::uint8_t const a : {std::uint8_t{primary}, mbus::selected, mbus::test, mbus::broadcast}) {
    for (unsigned const c : {0x40U, 0x5BU, 0x7BU, 0x4BU, 0x5AU, 0x7AU})
      made.push_back(short_frame(static_cast<std::uint8_t>(c), a));
    for (unsigned const c : {0x53U, 0x73U})
      for (unsigned const data : {0x00U, 0xFFU})
        made.push_back(long_frame(static_cast<std::uint8_t>(c), a, 0x51, buffer{static_cast<std::uint8_t>(data)}));
  }
  return made;
}
/// Frames that it must pass over: another's, an answer, damaged ones.
std::vector<buffer> frames_not_for_it() {
  std::vector<buffer> made{acknowledged, telegram(0), short_frame(0x5B, 6), short_frame(0x40, 0),
                           short_frame(0x49, primary)};
  for (auto damaged : {short_frame(0x7B, primary), selection(own)}) {
    made.emplace_back(damaged.begin(), damaged.end() - 1);
    damaged[damaged.size() - 2] ^= 0x01;
    made.push_back(damaged);
  }
  made.emplace_back();
  return made;
}

/// What a meter answers to each two frames: two that answer alike are in one state.
std::string key_of(meter const& of) {
  static auto const frames = [] {  // but for those that it answers alike in each state
    auto made = frames_for_it();
    std::erase_if(made, [](buffer const& frame) {
      auto const sent = mbus::parse_frame(frame);
      return sent->a == mbus::broadcast || sent->function() == mbus::control::req_ud1;
    });
    return made;
  }();
  std::string key;
  auto const note = [&](buffer const& answer) {
    key += std::to_string(answer.size());
    if (answer.size() > 4) key += '.' + std::to_string(answer[answer.size() - 3]);
    key += ' ';
  };
  for (auto const& first : frames) {
    auto then = of;
    note(answer_of(then, first));
    for (auto const& second : frames) {
      auto last = then;
      note(answer_of(last, second));
    }
  }
  return key;
}

std::uint8_t other_count(unsigned c) {
  return static_cast<std::uint8_t>(c ^ mbus::frame_count_bit);
}
void check(meter const& of) {
  for (auto const& frame : frames_not_for_it()) {
    auto to = of;
    HOLDS(answer_of(to, frame).empty());
    HOLDS(key_of(to) == key_of(of));
  }
  for (auto const& frame : frames_for_it()) {
    auto to = of;
    auto const answer = answer_of(to, frame);
    auto const sent = mbus::parse_frame(frame);
    HOLDS((answer.empty() || answer == acknowledged || mbus::parse_frame(answer)));
    if (sent->a == mbus::broadcast) HOLDS(answer.empty());
    if (sent->a == mbus::selected && sent->ci != 0x52 && !of.line.is_selected()) HOLDS(answer.empty());
  }
  for (auto const c : buffer{0x5B, 0x7B}) {
    auto reset = of;  // then all telegrams in turn, and the last one again where the frame count stays
    HOLDS(answer_of(reset, short_frame(0x40, primary)) == acknowledged);
    HOLDS(answer_of(reset, short_frame(c, primary)) == telegram(0));
    HOLDS(answer_of(reset, short_frame(other_count(c), primary)) == telegram(1));
    HOLDS(answer_of(reset, short_frame(other_count(c), primary)) == telegram(1));
    HOLDS(answer_of(reset, short_frame(c, primary)) == telegram(2));

    auto written = of;  // behind a reset a command is a new one, however like the last one; its repetition is not
    HOLDS(answer_of(written, short_frame(0x40, primary)) == acknowledged);
    for (int i = 0; i != 2; ++i)
      HOLDS(answer_of(written, long_frame(static_cast<std::uint8_t>(c - 8), primary, 0x51, buffer{0x00})) ==
            acknowledged);
    HOLDS(written.received == of.received + 1);

    auto chosen = of;
    HOLDS(answer_of(chosen, selection(own)) == acknowledged);
    HOLDS(answer_of(chosen, short_frame(c, mbus::selected)) == telegram(0));
    HOLDS(answer_of(chosen, selection(other)).empty());
    HOLDS(answer_of(chosen, short_frame(c, mbus::selected)).empty());
  }
}

}  // namespace test_slave_states

using namespace test_slave_states;

TEST_CASE("The link layer of an M-Bus meter: all its states, and none that a reset or a selection does not leave") {
  auto const seen = tests::explore(
      meter{}, key_of, frames_for_it(),
      [](meter const& from, buffer const& came) {
        auto to = from;
        (void)answer_of(to, came);
        return to;
      },
      check, 100);
  seen.figures("mbus.slave");
  CHECK(seen.closed);
  CHECK(seen.states > 10);
}
