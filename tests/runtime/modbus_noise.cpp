// SPDX-License-Identifier: MIT
// Random junk and good frames mixed through the framers, and every cut and every single wrong bit of every good frame
// through the parsers. The seeds are fixed; the frames are those of tests/frames/modbus.jsonl and, where it is there,
// of the corpus.
#include <meterproto/modbus/framer.hpp>
#include <meterproto/modbus/server.hpp>

#include <doctest/doctest.h>

#include "../chance.hpp"
#include "../frames.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using tests::buffer;
using tests::good_frame;

std::vector<good_frame> only(bool requests) {
  std::vector<good_frame> chosen;
  for (auto const& good : tests::all_modbus_frames())
    if (good.request.empty() == requests) chosen.push_back(good);
  return chosen;
}

class chance : public tests::chance {
 public:
  using tests::chance::chance;

  /// Of all the junk on a line: hum, zeros and ones of a driver, pieces of frames, and frames with a wrong bit.
  buffer junk(std::size_t most) {
    buffer made(below(most + 1));
    auto const sort = below(5);
    for (auto& one : made)
      one = static_cast<std::uint8_t>(sort == 0 ? 0x00U : sort == 1 ? 0xFFU : sort == 2 ? below(0x18) : octet());
    if (sort == 4) {
      auto const& whole = of(tests::all_modbus_frames()).frame;
      auto const first = below(whole.size());
      made.assign(whole.begin() + static_cast<std::ptrdiff_t>(first), whole.end());
      made.resize(below(made.size() + 1));
      if (made.size() == whole.size()) made[below(made.size())] ^= 0x04U;
    }
    return made;
  }
};

/// A framer with a count of all that went in and came out. Each call must move on, so nothing can loop.
template <class Framer>
class counted {
 public:
  Framer framer;

  std::vector<buffer> feed(bytes stream, chance& pick) {
    std::vector<buffer> found;
    while (!stream.empty()) {
      auto chunk = stream.first(std::min(stream.size(), 1 + pick.below(20)));
      stream = stream.subspan(chunk.size());
      fed_ += chunk.size();
      while (true) {
        auto const before = chunk.size();
        auto const frame = framer.take(chunk);
        REQUIRE(chunk.size() <= before);
        if (frame.empty()) break;
        keep(found, frame);
      }
      REQUIRE(chunk.empty());
      REQUIRE(framer.pending().size() <= modbus::max_frame);
      REQUIRE(delivered_ + framer.dropped() + framer.pending().size() == fed_);
    }
    return found;
  }
  std::vector<buffer> silence() {
    std::vector<buffer> found;
    for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) keep(found, frame);
    REQUIRE(framer.pending().empty());
    REQUIRE(delivered_ + framer.dropped() == fed_);
    return found;
  }

 private:
  void keep(std::vector<buffer>& found, bytes frame) {
    REQUIRE(frame.size() >= modbus::min_frame);
    REQUIRE(frame.size() <= modbus::max_frame);
    REQUIRE(modbus::crc16(frame) == 0);
    delivered_ += frame.size();
    REQUIRE(delivered_ <= fed_);
    found.emplace_back(frame.begin(), frame.end());
  }
  std::size_t fed_ = 0;
  std::size_t delivered_ = 0;
};

/// Good frames and junk in a row.
struct stream {
  buffer all;
  std::vector<std::pair<std::size_t, buffer>> sent;  ///< where each good frame begins

  void junk(buffer const& more) { all.insert(all.end(), more.begin(), more.end()); }
  void send(buffer const& frame) {
    sent.emplace_back(all.size(), frame);
    junk(frame);
  }
};

/// Good frames that were not found, although no other frame was found in their bytes: one in 65536 pieces of junk has a
/// good CRC, and may swallow what follows. `coincidences` counts the good frames that were lost so.
int lost(stream const& line, std::vector<buffer> const& found, int& coincidences) {
  std::vector<std::pair<std::size_t, std::size_t>> taken;  // found frames come in order
  auto from = line.all.begin();
  for (auto const& frame : found) {
    auto const at = std::search(from, line.all.end(), frame.begin(), frame.end());
    REQUIRE(at != line.all.end());
    from = at + static_cast<std::ptrdiff_t>(frame.size());
    taken.emplace_back(at - line.all.begin(), from - line.all.begin());
  }
  int missed = 0;
  for (auto const& [begin, frame] : line.sent) {
    auto const end = begin + frame.size();
    if (std::find(taken.begin(), taken.end(), std::pair{begin, end}) != taken.end()) continue;
    bool const swallowed = std::any_of(taken.begin(), taken.end(),
                                       [&](auto const& other) { return other.first < end && begin < other.second; });
    ++(swallowed ? coincidences : missed);
  }
  return missed;
}
std::vector<buffer> joined(std::vector<buffer> first, std::vector<buffer> const& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Junk, silence, then a good frame: it is the next to come, and needs no silence.
template <class Framer, class Prepare>
int lost_behind_silence(std::vector<good_frame> const& frames, std::uint64_t seed, Prepare const& prepare) {
  chance pick{seed};
  counted<Framer> line;
  int lost = 0;
  for (int round = 0; round != 3000; ++round) {
    auto const& good = pick.of(frames);
    line.feed(pick.junk(300), pick);
    line.silence();
    prepare(line.framer, good);
    auto const found = line.feed(good.frame, pick);
    if (found.size() != 1 || found.front() != good.frame) ++lost;
    line.silence();
  }
  return lost;
}

/// Junk and good frames without a pause, then silence: each good frame is among what was found.
template <class Framer>
int lost_in_junk(std::vector<good_frame> const& frames, std::uint64_t seed) {
  chance pick{seed};
  counted<Framer> line;
  int missed = 0;
  int coincidences = 0;
  for (int round = 0; round != 1500; ++round) {
    stream row;
    row.junk(pick.junk(40));
    for (auto count = pick.below(4); count != 0; --count) {
      row.send(pick.of(frames).frame);
      row.junk(pick.junk(40));
    }
    auto const found = line.feed(row.all, pick);
    missed += lost(row, joined(found, line.silence()), coincidences);
  }
  CHECK(coincidences < 20);
  return missed;
}

modbus::request asked_by(good_frame const& good) {
  auto const asked = modbus::parse_request(good.request);
  REQUIRE(asked);
  return *asked;
}

bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

/// Refused, or all the same as the whole frame.
bool is_refused_or_equal(bytes broken, good_frame const& good) {
  auto const request = modbus::parse_request(broken);
  if (request) {
    auto const whole = modbus::parse_request(good.frame);
    if (!whole || whole->unit != request->unit || whole->function != request->function ||
        whole->address != request->address || whole->quantity != request->quantity || whole->value != request->value ||
        !equal(whole->data, request->data))
      return false;
  }
  auto const alone = modbus::parse_response(broken);
  auto const whole_alone = modbus::parse_response(good.frame);
  if ((alone || alone.error() == errc::refused) &&
      (alone.error() != whole_alone.error() || !equal(alone->data, whole_alone->data)))
    return false;
  if (good.request.empty()) return true;

  auto const text = good.request;
  auto const asked = modbus::parse_request(text);
  auto const answer = modbus::parse_response(broken, *asked);
  auto const whole = modbus::parse_response(good.frame, *asked);
  if ((answer || answer.error() == errc::refused) &&
      (answer.error() != whole.error() || !equal(answer->data, whole->data)))
    return false;
  return true;
}

/// A device that must never be reached by junk.
struct counting_device {
  int reached = 0;
  modbus::exception read(modbus::table, std::uint16_t, std::uint16_t quantity, writer& out) {
    ++reached;
    for (unsigned i = 0; i != 2U * quantity; ++i) out.u8(0);
    return modbus::exception::none;
  }
  modbus::exception write(modbus::table, std::uint16_t, std::uint16_t, bytes) {
    ++reached;
    return modbus::exception::none;
  }
};

}  // namespace

TEST_CASE("there are good frames to be mixed with noise") {
  CHECK(only(true).size() >= 20);
  CHECK(only(false).size() >= 20);
}

TEST_CASE("after junk and silence the awaited answer is found at once") {
  auto const prepare = [](modbus::response_framer& framer, good_frame const& good) { framer.expect(asked_by(good)); };
  CHECK(lost_behind_silence<modbus::response_framer>(only(false), 1, prepare) == 0);
}
TEST_CASE("after junk and silence a listener finds any answer at once") {
  CHECK(lost_behind_silence<modbus::response_framer>(only(false), 2, [](auto&, good_frame const&) {}) == 0);
}
TEST_CASE("after junk and silence a server finds any request at once") {
  CHECK(lost_behind_silence<modbus::request_framer>(only(true), 3, [](auto&, good_frame const&) {}) == 0);
}
TEST_CASE("answers in the midst of junk are found, at the latest in silence") {
  CHECK(lost_in_junk<modbus::response_framer>(only(false), 4) == 0);
}
TEST_CASE("requests in the midst of junk are found, at the latest in silence") {
  CHECK(lost_in_junk<modbus::request_framer>(only(true), 5) == 0);
}
TEST_CASE("requests and their answers in the midst of junk are found by who listens to both") {
  chance pick{6};
  counted<modbus::request_framer> line;
  auto const answers = only(false);
  int missed = 0;
  int coincidences = 0;
  for (int round = 0; round != 1500; ++round) {
    auto const& good = pick.of(answers);
    stream row;
    row.junk(pick.junk(30));
    row.send(good.request);
    row.send(good.frame);
    auto const found = line.feed(row.all, pick);
    missed += lost(row, joined(found, line.silence()), coincidences);
  }
  CHECK(missed == 0);
  CHECK(coincidences < 20);
}
TEST_CASE("the awaited answer is found in the midst of junk, at the latest in silence") {
  chance pick{7};
  auto const answers = only(false);
  int missed = 0;
  int coincidences = 0;
  for (int round = 0; round != 1500; ++round) {
    auto const& good = pick.of(answers);
    counted<modbus::response_framer> line;
    line.framer.expect(asked_by(good));
    stream row;
    row.junk(pick.junk(60));
    row.send(good.frame);
    row.junk(pick.junk(60));
    auto const found = line.feed(row.all, pick);
    missed += lost(row, joined(found, line.silence()), coincidences);
  }
  CHECK(missed == 0);
  CHECK(coincidences < 10);
}
TEST_CASE("junk without end gives next to nothing, and is all accounted for") {
  chance pick{8};
  counted<modbus::response_framer> answers;
  counted<modbus::request_framer> requests;
  std::size_t found = 0;
  buffer junk(200'000);
  for (auto& one : junk) one = static_cast<std::uint8_t>(pick.below(256));
  found += answers.feed(junk, pick).size() + answers.silence().size();
  found += requests.feed(junk, pick).size() + requests.silence().size();
  CHECK(found < 60);  // one in 65536 by its CRC alone, for each of the lengths that are tried
}
TEST_CASE("a line that never falls silent loses nothing for long: each byte waits for 256 at most") {
  chance pick{9};
  counted<modbus::response_framer> line;
  auto const answers = only(false);
  int missed = 0;
  int coincidences = 0;
  for (int round = 0; round != 500; ++round) {
    stream row;
    row.junk(pick.junk(40));
    row.send(pick.of(answers).frame);
    row.junk(buffer(600));  // no frame begins with a zero, so all before is decided
    missed += lost(row, line.feed(row.all, pick), coincidences);
  }
  CHECK(missed == 0);
  CHECK(coincidences < 10);
}

TEST_CASE("every cut of every good frame is refused") {
  for (auto const& good : tests::all_modbus_frames()) {
    INFO(good.id);
    int passed = 0;
    for (std::size_t size = 0; size != good.frame.size(); ++size)
      passed += is_refused_or_equal(bytes{good.frame}.first(size), good) ? 0 : 1;
    CHECK(passed == 0);
  }
}
TEST_CASE("every single wrong bit of every good frame is found") {
  for (auto const& good : tests::all_modbus_frames()) {
    INFO(good.id);
    int passed = 0;
    auto broken = good.frame;
    for (std::size_t bit = 0; bit != 8 * broken.size(); ++bit) {
      auto const flip = static_cast<std::uint8_t>(1U << (bit % 8));
      broken[bit / 8] ^= flip;
      passed += is_refused_or_equal(broken, good) ? 0 : 1;
      broken[bit / 8] ^= flip;
    }
    CHECK(passed == 0);
  }
}
TEST_CASE("zeros behind every good frame are refused") {
  for (auto const& good : tests::all_modbus_frames()) {
    INFO(good.id);
    auto longer = good.frame;
    for (int zeros = 0; zeros != 4; ++zeros) {
      longer.push_back(0);
      if (good.request.empty()) {  // an answer with a zero may well look like a request: mb0083 does
        CHECK(!modbus::parse_request(longer));
      } else {
        auto const why = modbus::parse_response(longer, asked_by(good)).error();
        CHECK(why != errc::none);
        CHECK(why != errc::refused);
      }
    }
  }
}
TEST_CASE("random frames, with a good CRC, never lead past the end") {  // for the sanitizers
  chance pick{10};
  int parsed = 0;
  for (int round = 0; round != 20'000; ++round) {
    buffer frame(4 + pick.below(24));
    for (auto& one : frame) one = static_cast<std::uint8_t>(pick.below(pick.below(2) == 0 ? 256 : 32));
    static std::uint8_t const codes[] = {0x01, 0x02, 0x03, 0x05, 0x06, 0x0F, 0x10, 0x11, 0x16, 0x17, 0x2B, 0x83};
    frame[1] = codes[pick.below(std::size(codes))];
    if (frame[1] == 0x2B) frame[2] = 0x0E;
    auto const crc = modbus::crc16(bytes{frame}.first(frame.size() - 2));
    frame[frame.size() - 2] = static_cast<std::uint8_t>(crc & 0xFFU);
    frame[frame.size() - 1] = static_cast<std::uint8_t>(crc >> 8U);
    auto const answer = modbus::parse_response(frame);
    if (answer && answer->function == modbus::function::encapsulated_interface) {
      auto const id = modbus::parse_device_id(answer->data);  // named: the objects must not outlive it
      REQUIRE(id);
      for (auto const object : id->objects) parsed += static_cast<int>(object.value.size());
    }
    parsed += answer.has_value() ? 1 : 0;
    counting_device device;
    std::array<std::uint8_t, modbus::max_frame> space{};
    auto const said = modbus::answer(frame, frame[0], device, space);
    CHECK((said.empty() || modbus::crc16(said) == 0));
    CHECK(said.size() <= modbus::max_frame);
  }
  CHECK(parsed > 0);
}
TEST_CASE("no broken request reaches the device") {
  for (auto const& good : only(true)) {
    INFO(good.id);
    counting_device device;
    std::array<std::uint8_t, modbus::max_frame> space{};
    auto broken = good.frame;
    for (std::size_t bit = 0; bit != 8 * broken.size(); ++bit) {
      auto const flip = static_cast<std::uint8_t>(1U << (bit % 8));
      broken[bit / 8] ^= flip;
      CHECK(modbus::answer(broken, good.frame[0], device, space).empty());
      broken[bit / 8] ^= flip;
    }
    for (std::size_t size = 0; size != broken.size(); ++size)
      CHECK(modbus::answer(bytes{broken}.first(size), good.frame[0], device, space).empty());
    CHECK(device.reached == 0);
  }
}
