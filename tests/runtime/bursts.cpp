// SPDX-License-Identifier: MIT
// What a burst on the line costs: good frames follow one another, a burst comes between two of them, and those behind
// it are counted that come late (not when their last octet and the pause behind them are over) or never. Each protocol
// has a row: the most that bursts of all kinds have cost with each kind of pauses, and why. The figures say it by
// kinds.
#include <meterproto/bacnet/receiver.hpp>
#include <meterproto/mbus/framer.hpp>
#include <meterproto/modbus/framer.hpp>

#include <doctest/doctest.h>

#include "../damage.hpp"
#include "../figures.hpp"
#include "../frames.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace meterproto;

namespace test_bursts {

using tests::buffer;
using tests::chance;

/// Where the line falls silent for long enough to end a frame.
enum class pauses {
  all,      ///< before and behind the burst, and between all frames
  touched,  ///< the burst runs into the next frame
  none,     ///< nowhere, until all is over
};

enum class burst { random_octets, cut_frame, spliced_frames, bit_errors, starts, longest_claims, line_held };
constexpr std::pair<burst, char const*> all_bursts[] = {
    {burst::random_octets, "random"},  {burst::cut_frame, "cut"}, {burst::spliced_frames, "spliced"},
    {burst::bit_errors, "bit_errors"}, {burst::starts, "starts"}, {burst::longest_claims, "longest_claims"},
    {burst::line_held, "held"},
};

/// How many of the good frames behind the burst.
struct cost {
  std::size_t lost = 0;  ///< never come
  std::size_t late = 0;  ///< come, but not in time, or are lost
};
/// The most of many bursts, and how many of them cost a frame for good.
struct worst : cost {
  std::size_t harmful = 0;

  void take(worst const& other) {
    lost = std::max(lost, other.lost);
    late = std::max(late, other.late);
    harmful += other.harmful;
  }
};
constexpr std::size_t trials = 100;  // of each kind of burst and of pauses

/// What a protocol brings: its frames, the octets that begin one, the headers that claim most.
struct material {
  std::vector<buffer> frames;
  std::vector<buffer> starts;
  std::vector<buffer> claims;
};

buffer burst_of(burst kind, material const& from, chance& pick) {
  auto const append = [](buffer& to, buffer const& more) { to.insert(to.end(), more.begin(), more.end()); };
  buffer made;
  switch (kind) {
    case burst::random_octets: return pick.octets(pick.between(1, 300));
    case burst::cut_frame:
      made = pick.of(from.frames);
      made.resize(pick.below(made.size()));
      return made;
    case burst::spliced_frames: return tests::splice(pick.of(from.frames), pick.of(from.frames), pick);
    case burst::bit_errors:
      made = pick.of(from.frames);
      for (auto many = pick.between(1, 8); many != 0; --many)
        made[pick.below(made.size())] ^= static_cast<std::uint8_t>(1U << pick.below(8));
      return made;
    case burst::starts:
      for (auto many = pick.between(1, 8); many != 0; --many) {
        append(made, pick.octets(pick.below(4)));
        append(made, pick.of(from.starts));
      }
      return made;
    case burst::longest_claims:
      if (pick.below(2) == 0) made = pick.octets(pick.below(20));
      for (auto many = pick.between(1, 3); many != 0; --many) append(made, pick.of(from.claims));
      return made;
    case burst::line_held:
      return buffer(pick.between(1, 60), pick.below(2) == 0 ? std::uint8_t{0x00} : std::uint8_t{0xFF});
  }
  return made;
}

constexpr std::size_t frames_before = 3;

/// One burst. The protocol is asked for its good frames by number, is fed octets and pauses, and gives what it heard.
template <class Protocol>
cost cost_of(burst kind, pauses where, material const& from, chance& pick) {
  Protocol line;
  std::vector<buffer> heard;
  auto const send = [&](buffer const& octets, bool pause) {
    line.feed(octets, heard);
    if (pause) line.pause(heard);
  };
  bool const paused = where != pauses::none;
  for (std::size_t number = 0; number != frames_before; ++number) {
    line.before(number);
    send(Protocol::good(number), paused);
  }
  REQUIRE(heard.size() == frames_before);
  heard.clear();

  auto const behind = paused ? 4 : Protocol::most_lost + 8;
  std::size_t in_time = 0;
  line.before(frames_before);
  send(burst_of(kind, from, pick), where == pauses::all);
  std::size_t next = 0;  // what was heard comes in the order in which it was sent
  std::size_t came = 0;
  auto const look = [&](std::size_t sent) {
    for (; next != heard.size(); ++next) {
      for (std::size_t number = came; number <= sent; ++number)
        if (heard[next] == Protocol::good(frames_before + number)) came = number + 1;
    }
    return came == sent + 1;
  };
  for (std::size_t number = 0; number != behind; ++number) {
    if (number != 0) line.before(frames_before + number);
    send(Protocol::good(frames_before + number), paused);
    in_time += look(number) ? 1U : 0U;
  }
  line.pause(heard);
  cost made{0, behind - in_time};
  for (std::size_t number = 0; number != behind; ++number)
    if (std::find(heard.begin(), heard.end(), Protocol::good(frames_before + number)) == heard.end()) ++made.lost;
  return made;
}

/// Each figure goes where figures go.
template <class Protocol>
worst worst_of(burst kind, pauses where, std::string const& names, material const& from) {
  chance pick{static_cast<std::uint64_t>(kind) * 16 + static_cast<std::uint64_t>(where)};
  worst all;
  for (std::size_t i = 0; i != trials; ++i) {
    auto const single = cost_of<Protocol>(kind, where, from, pick);
    all.take({single, single.lost != 0 ? 1U : 0U});
  }
  tests::figure("burst." + names + ".lost", all.lost);
  tests::figure("burst." + names + ".late", all.late);
  return all;
}

/// Bursts of all kinds, each `trials` times, with these pauses.
template <class Protocol>
worst worst_of(pauses where, char const* where_name) {
  auto const from = Protocol::material_of();
  worst all;
  for (auto const& [kind, kind_name] : all_bursts) {
    auto const names = std::string{Protocol::name} + '.' + kind_name + '.' + where_name;
    all.take(worst_of<Protocol>(kind, where, names, from));
  }
  return all;
}
struct row {
  worst paused;
  worst touching;
  worst unpaused;
};
template <class Protocol>
row row_of() {
  tests::figure(std::string{"burst."} + Protocol::name + ".each", trials);
  return {worst_of<Protocol>(pauses::all, "paused"), worst_of<Protocol>(pauses::touched, "touching"),
          worst_of<Protocol>(pauses::none, "unpaused")};
}

// ---- Modbus ----

buffer with_crc(buffer frame) {
  auto const crc = modbus::crc16(frame);
  frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
  frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
  return frame;
}
std::uint8_t low(std::size_t number) {
  return static_cast<std::uint8_t>(number & 0xFFU);
}

/// Unit 17, which the good frames have; functions of known and of unknown shape, which silence alone ends (41, 2B/0D);
/// counts that claim all that a frame may have, and more.
material modbus_material() {
  material made;
  made.frames = tests::octets_of(tests::own_modbus_frames());
  made.starts = {{0x11, 0x03}, {0x11, 0x10}, {0x11, 0x2B}, {0x11, 0x41}, {0x11}, {0x01, 0x83}, {0x11, 0x03, 0x02}};
  made.claims = {{0x11, 0x41},
                 {0x11, 0x2B, 0x0D},
                 {0x11, 0x03, 0xFA},
                 {0x11, 0x17, 0xFB},
                 {0x11, 0x18, 0x00, 0xFA},
                 {0x11, 0x10, 0x00, 0x00, 0x00, 0x7B, 0xF7},
                 {0x11, 0x03, 0xFF},
                 {0x11, 0x0F, 0x00, 0x00, 0x07, 0xB0, 0xFF}};
  return made;
}

template <class Framer>
struct modbus_line {
  static material material_of() { return modbus_material(); }

  Framer framer;
  void before(std::size_t) {}
  void feed(bytes came, std::vector<buffer>& heard) {
    while (!came.empty()) keep(framer.take(came), heard);
  }
  void pause(std::vector<buffer>& heard) {
    while (keep(framer.silence(), heard)) {
    }
  }
  static bool keep(bytes frame, std::vector<buffer>& heard) {
    if (!frame.empty()) heard.emplace_back(frame.begin(), frame.end());
    return !frame.empty();
  }
};
struct modbus_server : modbus_line<modbus::request_framer> {
  static constexpr auto name = "modbus.server";
  static constexpr std::size_t most_lost = 32;
  static buffer good(std::size_t number) { return with_crc({0x11, 0x03, 0x00, low(number), 0x00, 0x03}); }
};
struct modbus_listener : modbus_line<modbus::response_framer> {
  static constexpr auto name = "modbus.listener";
  static constexpr std::size_t most_lost = 37;
  static buffer good(std::size_t number) { return with_crc({0x11, 0x03, 0x02, 0x00, low(number)}); }
};
/// The burst comes between a request and its answer.
struct modbus_client : modbus_line<modbus::response_framer> {
  static constexpr auto name = "modbus.client";
  static constexpr std::size_t most_lost = 4;
  static buffer good(std::size_t number) { return modbus_listener::good(number); }
  void before(std::size_t number) { framer.expect(modbus::read_holding_registers(0x11, low(number), 1)); }
};

// ---- M-Bus ----

struct mbus_line {
  static constexpr auto name = "mbus";
  static constexpr std::size_t most_lost = 52;
  static buffer good(std::size_t number) {  // REQ_UD2 to one meter after the other
    auto const frame = mbus::short_frame(0x5B, low(number % 250));
    return {frame.begin(), frame.end()};
  }
  static material material_of() {
    return {tests::octets_of(tests::own_mbus_frames()),
            {{0x10}, {0x68}, {0x68, 0x03, 0x03, 0x68}, {0x68, 0x0F, 0x0F}, {0xE5}, {0x10, 0x5B}, {0x16}},
            {{0x68, 0xFF, 0xFF, 0x68}, {0x68, 0xFE, 0xFE, 0x68, 0x08}, {0x68, 0xFF, 0xFF}}};
  }

  mbus::framer framer;
  void before(std::size_t) {}
  void feed(bytes came, std::vector<buffer>& heard) {
    while (!came.empty()) modbus_line<mbus::framer>::keep(framer.take(came), heard);
  }
  void pause(std::vector<buffer>& heard) {
    while (modbus_line<mbus::framer>::keep(framer.silence(), heard)) {
    }
  }
};

// ---- MS/TP ----

buffer mstp_header(std::uint8_t type, std::uint8_t destination, std::uint8_t source, std::size_t length) {
  buffer made{0x55, 0xFF, type, destination, source, low(length >> 8U), low(length)};
  auto crc = bacnet::header_crc_start;
  for (auto const octet : bytes{made}.subspan(2)) crc = bacnet::header_crc(crc, octet);
  made.push_back(static_cast<std::uint8_t>(~crc));
  return made;
}
/// At 38400 baud: an octet takes 10 bit times, a node waits 40 before it sends (Tturnaround), 60 end a frame
/// (Tframe_abort). So between frames a line is not silent for long enough to end a header that claims more than comes.
template <std::size_t LongestClaim>
struct mstp_line {
  static constexpr std::uint32_t baud = 38'400;
  static constexpr std::size_t most_lost = (LongestClaim + 2 + 7) / 8;
  static buffer good(std::size_t number) {  // to station 1, from each other: tokens, then polls
    return mstp_header(low(number / 253), 0x01, low(number % 253 + 2), 0);
  }
  static material material_of() {
    material made{tests::octets_of(tests::own_mstp_frames()),
                  {{0x55}, {0x55, 0xFF}, {0x55, 0x55, 0xFF}, {0x55, 0xFF, 0x00, 0x01}, {0x55, 0xFF, 0x05, 0x01, 0x02}},
                  {mstp_header(0x06, 0x01, 0x02, 501), mstp_header(0x05, 0x02, 0x03, 501)}};
    if (LongestClaim > 501)
      made.claims = {mstp_header(0x21, 0x01, 0x02, LongestClaim), mstp_header(0x20, 0x02, 0x03, LongestClaim)};
    else
      made.frames.pop_back();  // the last one is extended: it claims more
    return made;
  }

  std::array<std::uint8_t, 2045> space{};
  bacnet::receiver receiver{1, space, bacnet::bits_us(60, baud)};
  std::uint32_t now = 0xFFFF'8000;  // the clock wraps on the way
  void before(std::size_t) { now += bacnet::bits_us(40, baud); }
  void feed(bytes came, std::vector<buffer>& heard) {
    for (; !came.empty(); came = came.subspan(1)) {
      now += bacnet::octets_us(1, baud);
      for (auto octet = came.first(1); !octet.empty();) keep(receiver.take(octet, now), heard);
    }
  }
  void pause(std::vector<buffer>& heard) {
    now += bacnet::bits_us(60, baud) + 1;
    keep(receiver.silence(now), heard);
  }
  static void keep(bacnet::reception const& got, std::vector<buffer>& heard) {
    if (got.what == bacnet::heard::valid)
      heard.push_back(mstp_header(static_cast<std::uint8_t>(got.received.type), got.received.destination,
                                  got.received.source, got.received.length));
  }
};
struct mstp : mstp_line<501> {
  static constexpr auto name = "mstp";
};
struct mstp_extended : mstp_line<2043> {
  static constexpr auto name = "mstp_extended";
};

}  // namespace test_bursts

using namespace test_bursts;

TEST_CASE("Modbus, a server behind a burst: with pauses no request is lost; without any, 31 come late") {
  auto const row = row_of<modbus_server>();
  CHECK(row.paused.late == 0);
  // A pause gives back what a false start has taken; but if by chance the CRC over burst and frame together is right,
  // both are one frame of unknown shape. That is one in 65536 for each octet of a burst.
  CHECK(row.touching.late <= 1);
  CHECK(row.touching.harmful <= 2);
  // A frame of unknown shape is given up with the 257th octet, as 256 may be one: two of these are its unit and
  // function, and the 31 whole requests in the other 255 come then.
  CHECK(row.unpaused.lost == 0);
  CHECK(row.unpaused.late == 31);
}
TEST_CASE("Modbus, a listener behind a burst: the same, and without any pause 36 shorter answers come late") {
  auto const row = row_of<modbus_listener>();
  CHECK(row.paused.late == 0);
  CHECK(row.touching.late <= 1);
  CHECK(row.touching.harmful <= 2);
  CHECK(row.unpaused.lost == 0);
  CHECK(row.unpaused.late == 36);
}
TEST_CASE("Modbus, a client with a burst before the answer: none is lost, none late, with and without pauses") {
  // It knows what it has asked, so a false start cannot claim more than the answer has.
  auto const row = row_of<modbus_client>();
  CHECK(row.paused.late == 0);
  CHECK(row.touching.late == 0);
  CHECK(row.unpaused.late == 0);
}
TEST_CASE("M-Bus behind a burst: with pauses nothing is lost or late; without any, 51 short frames come late") {
  auto const row = row_of<mbus_line>();
  CHECK(row.paused.late == 0);
  CHECK(row.touching.late == 0);
  // A long frame may claim 261 octets; four are its start, and 51 short frames end in the other 257. They would be lost
  // if its sum and its stop were right by chance, one in 1280.
  CHECK(row.unpaused.lost == 0);
  CHECK(row.unpaused.late == 51);
}
TEST_CASE("MS/TP behind a burst: with pauses the frame that it touches is lost; without them what a header claims") {
  // What a good header claims is taken, as clause 9.5.4 has it: 501 octets and their CRC hold 63 tokens, the last one
  // in part. The 40 bit times between two frames do not end it; Tframe_abort does.
  auto const row = row_of<mstp>();
  CHECK(row.paused.late == 0);
  CHECK(row.touching.late == 1);
  CHECK(row.unpaused.late == 63);
  CHECK(row.unpaused.lost == 63);
}
TEST_CASE("MS/TP with extended frames behind a burst: as before, but that a header claims 2043 octets") {
  auto const row = row_of<mstp_extended>();
  CHECK(row.paused.late == 0);
  CHECK(row.touching.late == 1);
  CHECK(row.unpaused.late == 256);
  CHECK(row.unpaused.lost == 256);
}
