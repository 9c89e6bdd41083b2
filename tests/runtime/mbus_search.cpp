// SPDX-License-Identifier: MIT
// Searches, scans and readouts on a simulated line. Several answers at once are mixed as on the wire: a space (0) wins
// over a mark, so of each byte the bits that all have remain, and its parity bit too.
#include <meterproto/mbus.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using namespace meterproto;

namespace test_mbus_search {

using buffer = std::vector<std::uint8_t>;
using mbus::heard;
using mbus::secondary_address;
using random_source = std::mt19937;  // the same numbers everywhere

unsigned below(random_source& random, unsigned end) {
  return static_cast<unsigned>(random() % end);
}

/// A meter that counts its answers and has something to say.
struct meter_device {
  mbus::header head;
  buffer records;

  bool telegram(unsigned, writer& out) {
    out.u8(static_cast<std::uint8_t>(mbus::ci_field::response_long));
    mbus::put_header(head, out);
    out.put(records);
    ++head.access;
    return false;
  }
  static bool receive(mbus::frame const&) { return true; }
};

struct meter {
  mbus::slave link;
  meter_device device;
  unsigned delay = 0;  // in bit times
};

meter meter_at(std::uint8_t primary, secondary_address const& secondary, random_source& random) {
  meter made{mbus::slave{primary, secondary}, {}, 11 + below(random, 320)};
  made.device.head = {mbus::header_type::long_header, secondary, static_cast<std::uint8_t>(random()), 0, 0};
  // 8 digits of energy and a power, as many bytes from every meter: their frames lie one upon the other.
  made.device.records = {0x0C, 0x03};
  for (int i = 0; i != 4; ++i) {
    auto const pair = below(random, 100);
    made.device.records.push_back(static_cast<std::uint8_t>(pair / 10 * 16 + pair % 10));
  }
  made.device.records.insert(made.device.records.end(), {0x02, 0x2B});
  made.device.records.push_back(static_cast<std::uint8_t>(random()));
  made.device.records.push_back(static_cast<std::uint8_t>(random() & 0x0FU));
  return made;
}

/// How the answers of several meters lie upon each other.
enum class timing : std::uint8_t {
  together,  // each begins at the same bit: E5 and E5 are E5
  spread,    // each after its own 11 to 330 bit times (EN 13757-2)
};

/// Start, eight bits from the lowest one, even parity, stop.
void put_character(std::vector<std::uint8_t>& bits, std::size_t at, std::uint8_t character) {
  unsigned parity = 0;
  auto const put = [&](std::size_t place, unsigned bit) {
    if (bit == 0) bits[at + place] = 0;  // a space wins
  };
  put(0, 0);
  for (unsigned i = 0; i != 8; ++i) {
    auto const bit = (unsigned{character} >> i) & 1U;
    parity ^= bit;
    put(1 + i, bit);
  }
  put(9, parity);
}
/// What a UART makes of the bits; whether parity and stop were right everywhere.
bool received(std::vector<std::uint8_t> const& bits, buffer& came) {
  bool right = true;
  came.clear();
  for (std::size_t at = 0; at + mbus::bits_per_character <= bits.size();) {
    if (bits[at] != 0) {
      ++at;
      continue;
    }
    unsigned character = 0;
    unsigned parity = bits[at + 9];
    for (unsigned i = 0; i != 8; ++i) {
      character |= static_cast<unsigned>(bits[at + 1 + i]) << i;
      parity ^= bits[at + 1 + i];
    }
    right = right && parity == 0 && bits[at + 10] == 1;
    came.push_back(static_cast<std::uint8_t>(character));
    at += mbus::bits_per_character;
  }
  return right;
}

class line {
 public:
  explicit line(timing how = timing::together) : how_{how} {}

  std::vector<meter> meters;
  unsigned lose_every = 0;  // of requests and answers in turn, the n-th is lost

  /// What comes back, as its receiver sees it.
  heard ask(bytes request, buffer& came) {
    came.clear();
    if (is_lost()) return heard::silence;
    answers_.clear();
    std::array<std::uint8_t, mbus::max_frame> space{};
    for (auto& one : meters) {
      auto const answer = one.link.answer(request, one.device, space);
      if (!answer.empty()) answers_.push_back({{answer.begin(), answer.end()}, one.delay});
    }
    if (answers_.empty() || is_lost()) return heard::silence;
    bool const right = answers_.size() == 1 ? copy_first(came) : mix(came);
    if (!right) return heard::noise;
    mbus::framer framer;
    auto chunk = bytes{came};
    auto const found = framer.take(chunk);
    return found.size() == came.size() && chunk.empty() && framer.noise_seen() == 0 ? heard::frame : heard::noise;
  }

 private:
  struct sent {
    buffer content;
    unsigned delay = 0;
  };

  bool is_lost() { return lose_every != 0 && ++passed_ % lose_every == 0; }
  bool copy_first(buffer& came) const {
    came = answers_.front().content;
    return true;
  }
  bool mix(buffer& came) {
    std::size_t end = 0;
    auto const begin_of = [&](sent const& one) { return how_ == timing::together ? 0U : one.delay; };
    for (auto const& one : answers_) end = std::max(end, begin_of(one) + one.content.size() * mbus::bits_per_character);
    bits_.assign(end + mbus::bits_per_character, 1);
    for (auto const& one : answers_)
      for (std::size_t i = 0; i != one.content.size(); ++i)
        put_character(bits_, begin_of(one) + i * mbus::bits_per_character, one.content[i]);
    return received(bits_, came);
  }

  timing how_;
  unsigned passed_ = 0;
  std::vector<sent> answers_;
  std::vector<std::uint8_t> bits_;
};

auto sort_key(secondary_address const& of) {
  return std::tuple{of.id, of.medium, of.version, of.manufacturer.code};
}

struct searched {
  std::vector<secondary_address> meters;
  std::vector<secondary_address> collisions;
  std::uint32_t sent = 0;
};
searched search(line& on, secondary_address const& within = {}, mbus::trust how = mbus::trust::clear_answers) {
  mbus::secondary_search machine{within, how};
  searched made;
  std::array<std::uint8_t, mbus::max_frame> space{};
  buffer came;
  while (!machine.ended()) {
    auto const request = machine.next(space);
    ++made.sent;
    auto const what = on.ask(request, came);
    auto const step = machine.take(what, came);
    if (step.what == mbus::secondary_search::outcome::meter) made.meters.push_back(step.who);
    if (step.what == mbus::secondary_search::outcome::collision) made.collisions.push_back(step.who);
    REQUIRE(made.sent < 1'000'000);
  }
  CHECK(machine.sent() == made.sent);
  return made;
}

/// What a search must send: three frames for each selection that nobody answers (a reset, then the selection twice),
/// four for one that is narrowed (a reset, the selection, the request twice) or finds a meter (a reset, the selection,
/// the request, the meter's own address to confirm it), and this for each value of what is narrowed.
std::uint32_t frames_for(std::vector<secondary_address> const& selected, unsigned place = 0) {
  constexpr unsigned places = 10;
  if (selected.size() == 1) return 4;
  if (selected.empty()) return 3;
  if (place == places) return 4;
  auto const value_of = [&](secondary_address const& one) -> unsigned {
    return place < 8 ? (one.id >> (28 - 4 * place)) & 0xFU : place == 8 ? one.medium : one.version;
  };
  std::uint32_t sum = 4;
  for (unsigned value = 0; value != (place < 8 ? 10U : 255U); ++value) {
    std::vector<secondary_address> those;
    for (auto const& one : selected)
      if (value_of(one) == value) those.push_back(one);
    sum += frames_for(those, place + 1);
  }
  return sum;
}
/// For meters that differ in their numbers: of each length of prefix at most half of the meters share one with another.
std::uint32_t most_frames_for(std::size_t meters) {
  std::uint32_t tried = 1;
  std::uint32_t prefixes = 1;
  for (int digit = 0; digit != 8; ++digit) {
    tried += 10 * std::min(prefixes, static_cast<std::uint32_t>(meters / 2));
    if (prefixes < 1'000'000) prefixes *= 10;
  }
  return 3 * tried + tried / 10 + 1 + static_cast<std::uint32_t>(meters);
}

std::uint32_t digits_of(unsigned number) {
  std::uint32_t id = 0;
  for (unsigned i = 0; i != 8; ++i, number /= 10) id |= (number % 10) << (4 * i);
  return id;
}
std::vector<std::uint32_t> ids_between(unsigned first, unsigned count, std::size_t many, random_source& random) {
  std::set<std::uint32_t> made;
  while (made.size() != many) made.insert(digits_of((first + below(random, count)) % 100'000'000));
  return {made.begin(), made.end()};
}
constexpr mbus::manufacturer_code inm{'I', 'N', 'M'};

bool same(std::vector<secondary_address> found, std::vector<secondary_address> wanted) {
  auto const earlier = [](auto const& left, auto const& right) { return sort_key(left) < sort_key(right); };
  std::ranges::sort(found, earlier);
  std::ranges::sort(wanted, earlier);
  return found == wanted;
}
std::vector<secondary_address> put_on(line& on, std::vector<std::uint32_t> const& ids, random_source& random) {
  std::vector<secondary_address> made;
  for (auto const id : ids) {
    made.push_back({id, inm, 1, 2});
    on.meters.push_back(meter_at(static_cast<std::uint8_t>(1 + on.meters.size() % 250), made.back(), random));
  }
  return made;
}

}  // namespace test_mbus_search
using namespace test_mbus_search;

TEST_CASE("secondary search: every meter once, with numbers of chance") {
  for (unsigned const many : {1U, 2U, 3U, 10U, 40U, 100U, 250U}) {
    for (unsigned seed = 1; seed <= (many < 100 ? 5U : 1U); ++seed) {
      INFO(many << " meters, seed " << seed);
      random_source random{seed};
      line on;
      auto const wanted = put_on(on, ids_between(0, 100'000'000, many, random), random);
      auto const got = search(on);
      CHECK(same(got.meters, wanted));
      CHECK(got.collisions.empty());
      CHECK(got.sent == frames_for(wanted));
      CHECK(got.sent <= most_frames_for(many));
      if (seed == 1)
        MESSAGE(many << " meters, numbers of chance: " << got.sent << " telegrams, at most " << most_frames_for(many));
    }
  }
}
TEST_CASE("secondary search: every meter once, with consecutive numbers, fresh from the factory") {
  for (unsigned const many : {2U, 10U, 60U, 120U}) {
    INFO(many << " meters");
    random_source random{many};
    line on{timing::spread};
    auto const wanted = put_on(on, ids_between(19'020'246, 2 * many, many, random), random);
    for (auto& each : on.meters) {
      each.device.head.access = 0;
      std::fill_n(each.device.records.begin() + 2, 4, std::uint8_t{0});
      std::fill_n(each.device.records.begin() + 8, 2, std::uint8_t{0});
    }
    auto const got = search(on);
    CHECK(same(got.meters, wanted));
    CHECK(got.collisions.empty());
    CHECK(got.sent <= frames_for(wanted));  // a selection that several answer at different times needs no request
    MESSAGE(many << " meters, consecutive numbers: " << got.sent << " telegrams, at most " << frames_for(wanted));
  }
}
TEST_CASE("secondary search: fresh meters that answer at the very same moment are found where every digit is wanted") {
  for (unsigned const many : {2U, 10U, 60U}) {
    INFO(many << " meters");
    random_source random{many};
    line on{timing::together};
    auto const wanted = put_on(on, ids_between(19'020'246, 2 * many, many, random), random);
    for (auto& each : on.meters) {
      each.device.head.access = 0;
      std::fill_n(each.device.records.begin() + 2, 4, std::uint8_t{0});
      std::fill_n(each.device.records.begin() + 8, 2, std::uint8_t{0});
    }
    auto const got = search(on, {}, mbus::trust::every_digit);
    CHECK(same(got.meters, wanted));
    CHECK(got.collisions.empty());
    CHECK(got.sent <= 3 * (1 + 80 * many) + many);
    MESSAGE(many << " meters, every digit: " << got.sent << " telegrams");
  }
}
TEST_CASE("secondary search: meters that share a number differ by medium or version") {
  random_source random{7};
  line on;
  std::vector<secondary_address> wanted;
  for (auto const id : {0x19020246U, 0x19020247U})
    for (auto const medium : {0x02U, 0x07U})
      for (auto const version : {0x00U, 0x01U, 0xFEU})
        wanted.push_back({id, inm, static_cast<std::uint8_t>(version), static_cast<std::uint8_t>(medium)});
  wanted.push_back({0x99999999, inm, 1, 0xFE});
  for (auto const& each : wanted) on.meters.push_back(meter_at(1, each, random));
  auto const got = search(on);
  CHECK(same(got.meters, wanted));
  CHECK(got.collisions.empty());
  CHECK(got.sent == frames_for(wanted));
  MESSAGE("13 meters on three numbers: " << got.sent << " telegrams");
}
TEST_CASE(
    "secondary search: meters that differ by their manufacturer alone are a collision, and the others are found") {
  random_source random{8};
  constexpr mbus::manufacturer_code abb{'A', 'B', 'B'};
  line on;
  std::vector<secondary_address> const all{
      {0x12345678, inm, 1, 2}, {0x12345678, abb, 1, 2}, {0x12345678, abb, 2, 2}, {0x12345679, inm, 1, 2}};
  for (auto const& each : all) on.meters.push_back(meter_at(1, each, random));
  auto const got = search(on);
  CHECK(same(got.meters, {all[2], all[3]}));
  REQUIRE(got.collisions.size() == 1);
  CHECK(got.collisions[0] == secondary_address{0x12345678, mbus::manufacturer_code{0xFFFF}, 1, 2});
  CHECK(got.sent == frames_for(all));
  // Who knows a maker finds its meters.
  auto const by_abb = search(on, {0xFFFF'FFFF, abb, 0xFF, 0xFF});
  CHECK(same(by_abb.meters, {all[1], all[2]}));
  CHECK(by_abb.collisions.empty());
  auto const by_inm = search(on, {0xFFFF'FFFF, inm, 0xFF, 0xFF});
  CHECK(same(by_inm.meters, {all[0], all[3]}));
  CHECK(by_inm.collisions.empty());
}
TEST_CASE("secondary search: a digit above 9 is found where the others bring less than was heard") {
  for (auto const how : {timing::together, timing::spread}) {
    random_source random{10};
    line on{how};
    std::vector<secondary_address> const all{{0x1A345678, inm, 1, 2}, {0x12345678, inm, 1, 2}};
    for (auto const& each : all) on.meters.push_back(meter_at(1, each, random));
    auto const got = search(on);
    CHECK(same(got.meters, all));
    CHECK(got.collisions.empty());
  }
  random_source random{10};
  line alone;
  alone.meters.push_back(meter_at(1, {0x1A345678, inm, 1, 2}, random));
  auto const got = search(alone, {}, mbus::trust::every_digit);
  CHECK(same(got.meters, {{0x1A345678, inm, 1, 2}}));
  CHECK(got.collisions.empty());
  CHECK(got.sent <= 3 * (8 * 15) + 8 + 4);
}
TEST_CASE("secondary search: what no selection can tell apart is told as a collision") {
  random_source random{13};
  line versions;
  std::vector<secondary_address> const two{{0x12345678, inm, 0xFF, 2}, {0x12345678, inm, 0x02, 2}};
  for (auto const& each : two) versions.meters.push_back(meter_at(1, each, random));
  auto const got = search(versions);
  CHECK(same(got.meters, {two[1]}));
  REQUIRE(got.collisions.size() == 1);
  CHECK(got.collisions[0] == secondary_address{0x12345678, mbus::manufacturer_code{0xFFFF}, 0xFF, 2});

  line last;  // found with the last value that is tried, so the collision is told behind it
  std::vector<secondary_address> const other{{0x12345678, inm, 0xFF, 0xFE}, {0x12345678, inm, 0xFE, 0xFE}};
  for (auto const& each : other) last.meters.push_back(meter_at(1, each, random));
  auto const behind = search(last, {0x12345678, mbus::manufacturer_code{0xFFFF}, 0xFF, 0xFE});
  CHECK(same(behind.meters, {other[1]}));
  CHECK(behind.collisions.size() == 1);

  line digits;
  std::vector<secondary_address> const f{{0x1F345678, inm, 1, 2}, {0x12345678, inm, 1, 2}};
  for (auto const& each : f) digits.meters.push_back(meter_at(1, each, random));
  auto const with_f = search(digits);
  CHECK(same(with_f.meters, {f[1]}));
  REQUIRE(with_f.collisions.size() == 1);
  CHECK(with_f.collisions[0].id == 0x1FFFFFFF);
}
TEST_CASE("secondary search: within a selection only") {
  random_source random{9};
  line on;
  auto const all = put_on(on, ids_between(0, 100'000'000, 60, random), random);
  auto const within = [&](secondary_address const& mask) {
    std::vector<secondary_address> made;
    for (auto const& each : all)
      if (mask.selects(each)) made.push_back(each);
    CHECK(same(search(on, mask).meters, made));
    return made.size();
  };
  CHECK(within({0x1FFF'FFFF, mbus::manufacturer_code{0xFFFF}, 0xFF, 0xFF}) > 1);
  CHECK(within({0xFFFF'FFF3, mbus::manufacturer_code{0xFFFF}, 0xFF, 0xFF}) > 1);  // from the last digit
  CHECK(within({0xF2FF'FFFF, inm, 1, 2}) > 1);
  CHECK(within({all[5].id, inm, 1, 2}) == 1);
  CHECK(within({0xFFFF'FFFF, inm, 2, 2}) == 0);
}
TEST_CASE("secondary search: nobody there") {
  line on;
  auto const got = search(on);
  CHECK(got.meters.empty());
  CHECK(got.collisions.empty());
  CHECK(got.sent == 3);
}
TEST_CASE("secondary search: a request or an answer that is lost now and then hides no meter") {
  for (unsigned const every : {7U, 10U, 31U}) {
    INFO("one of " << every << " is lost");
    random_source random{every};
    line on;
    on.lose_every = every;
    auto const wanted = put_on(on, ids_between(0, 100'000'000, 20, random), random);
    auto const got = search(on);
    CHECK(same(got.meters, wanted));
    CHECK(got.collisions.empty());
    CHECK(got.sent <= 2 * frames_for(wanted));
  }
}

namespace test_mbus_search {

struct scanned {
  std::vector<mbus::found_meter> meters;
  std::vector<unsigned> collisions;
  unsigned sent = 0;
};
scanned scan(line& on, mbus::primary_scan machine = mbus::primary_scan{}) {
  scanned made;
  buffer came;
  while (!machine.ended()) {
    auto const request = machine.next();
    ++made.sent;
    auto const what = on.ask(request, came);
    auto const step = machine.take(what, came);
    if (step.what == mbus::primary_scan::outcome::meter) made.meters.push_back(step.who);
    if (step.what == mbus::primary_scan::outcome::collision) made.collisions.push_back(step.who.primary);
    REQUIRE(made.sent < 2000);
  }
  return made;
}

}  // namespace test_mbus_search

TEST_CASE("primary scan: one meter an address is found, two are a collision") {
  for (auto const how : {timing::together, timing::spread}) {
    random_source random{11};
    line on{how};
    for (auto const primary : {0U, 1U, 5U, 17U, 17U, 100U, 249U, 250U, 250U, 250U})
      on.meters.push_back(
          meter_at(static_cast<std::uint8_t>(primary), {digits_of(below(random, 100'000'000)), inm, 1, 2}, random));
    auto const got = scan(on);
    CHECK(got.collisions == std::vector{17U, 250U});
    REQUIRE(got.meters.size() == 5);
    std::size_t at = 0;
    for (auto const single : {0U, 1U, 2U, 5U, 6U}) {
      CHECK(got.meters[at].secondary == on.meters[single].device.head.meter);
      ++at;
    }
    CHECK(got.meters[2].primary == 5);
    CHECK(got.meters[4].primary == 249);
    // 244 addresses without a meter: two resets and a request; a meter one each, a collision one more.
    CHECK(got.sent <= 244 * 3 + 5 * 2 + 2 * 3);
    MESSAGE("10 meters on 7 of 251 addresses: " << got.sent << " telegrams");
  }
}
TEST_CASE("primary scan: from an address to another one") {
  random_source random{12};
  line on;
  for (auto const primary : {4U, 5U, 6U, 7U})
    on.meters.push_back(meter_at(static_cast<std::uint8_t>(primary), {0x12345678, inm, 1, 2}, random));
  auto const got = scan(on, mbus::primary_scan{5, 6});
  CHECK(got.collisions.empty());
  REQUIRE(got.meters.size() == 2);
  CHECK(got.meters[0].primary == 5);
  CHECK(got.meters[1].primary == 6);
  CHECK(got.sent == 4);
}

namespace test_mbus_search {

/// A meter with several telegrams, each of which says its number.
struct paged_device {
  unsigned pages = 1;
  bool endless = false;
  std::uint8_t access = 0;
  unsigned made = 0;

  bool telegram(unsigned number, writer& out) {
    ++made;
    bool const more = endless || number + 1 < pages;
    out.u8(static_cast<std::uint8_t>(mbus::ci_field::response_long));
    mbus::put_header({mbus::header_type::long_header, {0x12345678, inm, 1, 2}, access++, 0, 0}, out);
    out.u8(0x02).u8(0x7A).u16_little_endian(number & 0xFFFFU);
    if (more) out.u8(0x1F);
    return more;
  }
  static bool receive(mbus::frame const&) { return true; }
};

/// What happens to a request and its answer.
enum class fate : std::uint8_t { well, request_lost, answer_lost, answer_broken };

struct read_out {
  std::vector<unsigned> pages;
  std::vector<error> faults;
  bool done = false;
  unsigned sent = 0;
};
read_out read_all(mbus::readout machine, mbus::slave& meter, paged_device& device,
                  std::function<fate(unsigned)> const& fate_of) {
  read_out made;
  std::array<std::uint8_t, mbus::max_frame> space{};
  while (!machine.ended()) {
    REQUIRE(made.sent < 100'000);
    auto const request = machine.next();
    auto const what = fate_of(made.sent++);
    auto const answer = what == fate::request_lost ? bytes{} : meter.answer(request, device, space);
    if (answer.empty() || what == fate::answer_lost) {
      static_cast<void>(machine.silence());
      continue;
    }
    buffer came{answer.begin(), answer.end()};
    if (what == fate::answer_broken) came[came.size() / 2] ^= 0x04;
    auto const got = machine.take(came);
    if (!got)
      made.faults.push_back(got.error());
    else if (got->payload == mbus::payload_type::records)
      made.pages.push_back(unsigned{got->data[2]} + (unsigned{got->data[3]} << 8U));
  }
  made.done = machine.now() == mbus::readout::state::done;
  return made;
}
std::vector<unsigned> count_to(unsigned end) {
  std::vector<unsigned> made;
  for (unsigned i = 0; i != end; ++i) made.push_back(i);
  return made;
}

}  // namespace test_mbus_search

TEST_CASE("readout: every telegram once and in its order, whatever is lost") {
  for (unsigned const pages : {1U, 2U, 3U, 17U}) {
    for (auto const bad : {fate::request_lost, fate::answer_lost, fate::answer_broken}) {
      for (unsigned seed = 0; seed != 40; ++seed) {
        INFO(pages << " telegrams, seed " << seed);
        random_source random{seed};
        mbus::slave meter{5, {}};
        paged_device device{pages};
        unsigned in_a_row = 0;
        auto const fate_of = [&](unsigned) {
          bool const lost = in_a_row != 2 && below(random, 3) == 0;  // never all three tries
          in_a_row = lost ? in_a_row + 1 : 0;
          return lost ? bad : fate::well;
        };
        auto const got = read_all(mbus::readout{5, pages}, meter, device, fate_of);
        CHECK(got.done);
        CHECK(got.pages == count_to(pages));
        CHECK(got.sent <= 3 * (pages + 1));
        for (auto const& why : got.faults) CHECK((why == errc::bad_checksum || why == errc::bad_start));
      }
    }
  }
}
TEST_CASE("readout: a lost answer is asked for with the same frame count, and is the same telegram") {
  mbus::slave meter{5, {}};
  paged_device device{3};
  auto const got = read_all(mbus::readout{5, 3}, meter, device,
                            [](unsigned number) { return number == 2 ? fate::answer_lost : fate::well; });
  CHECK(got.pages == count_to(3));
  CHECK(device.made == 3);
  CHECK(got.sent == 5);
}
TEST_CASE("readout: a meter that stays silent, and one that is never heard rightly") {
  for (auto const what : {fate::request_lost, fate::answer_lost}) {
    mbus::slave meter{5, {}};
    paged_device device{3};
    auto const got = read_all(mbus::readout{5, 3}, meter, device, [&](unsigned) { return what; });
    CHECK(!got.done);
    CHECK(got.sent == 6);  // three resets, three requests
    CHECK(got.pages.empty());
  }
  mbus::slave meter{5, {}};
  paged_device device{3};
  auto const got = read_all(mbus::readout{5, 3}, meter, device,
                            [](unsigned number) { return number == 0 ? fate::well : fate::answer_broken; });
  CHECK(!got.done);
  CHECK(got.sent == 4);
  CHECK(got.faults.size() == 3);
}
TEST_CASE("readout: a meter that never ends is left") {
  mbus::slave meter{5, {}};
  paged_device device{1, true};
  auto const got = read_all(mbus::readout{5, 20}, meter, device, [](unsigned) { return fate::well; });
  CHECK(!got.done);
  REQUIRE(got.faults.size() == 1);
  CHECK(got.faults[0] == errc::too_many);
  CHECK(got.sent == 22);
}
TEST_CASE("readout: a meter that repeats its telegram is left") {
  // It takes no notice of the frame count: CI 72, access number 04, "more records follow", always the same.
  constexpr std::uint8_t page[] = {0x68, 0x14, 0x14, 0x68, 0x08, 0x05, 0x72, 0x78, 0x56, 0x34, 0x12, 0xCD, 0x25,
                                   0x01, 0x02, 0x04, 0x00, 0x00, 0x00, 0x02, 0x7A, 0x00, 0x00, 0x1F, 0x27, 0x16};
  mbus::readout machine{5, 100};
  constexpr std::uint8_t acknowledged[] = {0xE5};
  CHECK(machine.take(acknowledged)->payload == mbus::payload_type::none);
  auto const first = machine.next();
  REQUIRE(machine.take(page).error() == error{});
  CHECK(machine.next() != first);
  CHECK(machine.take(page).error() == errc::out_of_order);
  CHECK(machine.now() == mbus::readout::state::failed);
}
TEST_CASE("readout: without a reset, after one that was broken off, the meter begins again or repeats") {
  mbus::slave meter{5, {}};
  paged_device device{3};
  auto const well = [](unsigned) { return fate::well; };
  CHECK(read_all(mbus::readout{5, 3, false}, meter, device, well).pages == count_to(3));
  // Three requests leave the meter expecting FCB 0, and a new reader begins with 1: the last telegram again.
  auto const again = read_all(mbus::readout{5, 3, false}, meter, device, well);
  CHECK(again.pages.front() == 2);
  CHECK(read_all(mbus::readout{5, 3}, meter, device, well).pages == count_to(3));
}
