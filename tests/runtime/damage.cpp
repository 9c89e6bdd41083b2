// SPDX-License-Identifier: MIT
// What the check sum of each protocol must find in a damaged frame, what it cannot find, and that nothing else gets by.
// The frames are typed from documents or come from other implementations. What holds of octets without a check sum
// stands in the files *_noise.cpp.
//
// Two octets that change places are the error pattern d(x) * (x^8k + 1): d is what they differ by, k how far apart they
// are. A polynomial finds it unless it divides it.
#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/mbus.hpp>
#include <meterproto/modbus.hpp>

#include <doctest/doctest.h>

#include "../damage.hpp"
#include "../figures.hpp"
#include "../frames.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace meterproto;

namespace test_damage {

using tests::buffer;

/// Of `many` frames made out of two good ones, how many are taken that are not one of the good ones.
template <class IsTaken>
std::size_t taken_splices(std::vector<buffer> const& all, std::size_t many, std::uint64_t seed,
                          IsTaken const& is_taken) {
  std::set<buffer> const good(all.begin(), all.end());
  tests::chance pick{seed};
  std::size_t taken = 0;
  for (std::size_t i = 0; i != many; ++i) {
    auto const& front = pick.of(all);
    auto const& back = pick.of(all);
    auto const made = i % 2 == 0 ? tests::splice(front, back, pick) : tests::overlay(front, back, pick);
    if (is_taken(made) && good.count(made) == 0) ++taken;
  }
  return taken;
}

// ---- Modbus ----

bool is_verdict(error const& fault) {
  return fault.code == errc::none || fault.code == errc::refused;  // an exception is an answer too
}
/// Whether any of the parsers of Modbus takes it.
bool modbus_takes(bytes frame, bytes request = {}) {
  if (modbus::parse_request(frame) || is_verdict(modbus::parse_response(frame).error())) return true;
  auto const asked = modbus::parse_request(request);
  if (!asked) return false;
  if (is_verdict(modbus::parse_response(frame, *asked).error())) return true;
  modbus::read const read{asked->function, asked->address, asked->quantity};
  return is_verdict(modbus::parse_registers(frame, asked->unit, read).error());
}

// ---- M-Bus ----

/// The octets that the check sum adds up: C and A, of a long frame CI and data too.
bool is_summed(buffer const& frame, std::size_t at) {
  auto const begin = frame.front() == mbus::short_start ? 1U : 4U;
  return at >= begin && at + 2 < frame.size();
}
/// What was not refused is looked at to its end: it stays within its octets, and there are no more records than octets.
void look_at(mbus::frame const& frame) {
  if (!frame.has_ci()) return;
  auto const telegram = mbus::parse_telegram(frame);
  if (!telegram) return;
  REQUIRE(telegram->at + telegram->data.size() == frame.data.size());
  std::size_t steps = 0;
  for (auto const& one : mbus::records{telegram->data, telegram->most_significant_first}) {
    REQUIRE(++steps <= telegram->data.size());
    if (!one) {
      REQUIRE(one.error().at <= telegram->data.size());
      break;
    }
    (void)mbus::number_of(*one);
    (void)mbus::date_of(*one);
    (void)mbus::text_of(*one);
  }
}

// ---- MS/TP ----

bool mstp_takes(bytes frame) {
  std::array<std::uint8_t, bacnet::max_extended_frame> space{};
  return bacnet::parse_frame(frame, space).has_value();
}

}  // namespace test_damage

using namespace test_damage;

TEST_CASE("there are frames to damage, whether or not those of other implementations are there") {
  CHECK(tests::all_modbus_frames().size() >= 40);
  CHECK(tests::all_mbus_frames().size() >= 9);
  CHECK(tests::all_mstp_frames().size() >= 3);
}

TEST_CASE("Modbus: two octets that have changed places are always found") {
  // x^16 + x^15 + x^2 + 1 has a primitive factor of degree 15: it divides no d of degree 7, nor x^8k + 1 for any k
  // below 32767. So each pair is found, however far apart, and whether data or CRC.
  std::size_t tried = 0;
  std::size_t taken = 0;
  for (auto const& good : tests::all_modbus_frames()) {
    INFO(good.id);
    tests::each_swap(good.frame, [&](buffer const& broken, std::size_t, std::size_t) {
      ++tried;
      taken += modbus_takes(broken, good.request) ? 1U : 0U;
    });
    CHECK(taken == 0);
  }
  CHECK(tried > 5'000);
  tests::figure("damage.modbus.swaps", tried);
}
TEST_CASE("Modbus: each error within 16 bits is found") {
  // V1.02, 6.2.2: the polynomial has degree 16, so no shorter error pattern is a multiple of it.
  tests::chance pick{16};
  std::size_t taken = 0;
  for (auto const& good : tests::all_modbus_frames()) {
    for (int round = 0; round != 200; ++round) {
      auto broken = good.frame;
      auto const first = pick.below(8 * broken.size() - 15);
      std::size_t const pattern = 1 + pick.below(0xFFFF);
      for (std::size_t bit = 0; bit != 16; ++bit)
        if ((pattern >> bit & 1U) != 0)
          broken[(first + bit) / 8] ^= static_cast<std::uint8_t>(1U << ((first + bit) % 8));
      taken += modbus_takes(broken, good.request) ? 1U : 0U;
    }
  }
  CHECK(taken == 0);
}
TEST_CASE("Modbus: frames spliced out of two others are found but for the CRC's one in 65536") {
  auto const frames = octets_of(tests::all_modbus_frames());
  auto const taken = taken_splices(frames, 60'000, 1, [](buffer const& made) { return modbus_takes(made); });
  CHECK(taken <= 1);
  tests::figure("damage.modbus.splices", 60'000);
  tests::figure("damage.modbus.splices_taken", taken);
}

TEST_CASE("M-Bus: every cut and every single wrong bit is found") {
  for (auto const& good : tests::all_mbus_frames()) {
    INFO(good.id);
    std::size_t taken = 0;
    auto const look = [&](buffer const& broken) { taken += mbus::parse_frame(broken) ? 1U : 0U; };
    tests::each_cut(good.frame, look);
    tests::each_bit_error(good.frame, look);
    CHECK(taken == 0);
  }
}
TEST_CASE("M-Bus: octets that have changed places are seen but within the sum, or 80h apart from it") {
  // The check sum is a sum: of what it adds up the order does not count. If it changes places with an octet a, what is
  // added up becomes S - a + S, and what must be equal to it is a: so it is where 2a = 2S, and a = S + 80h.
  std::size_t unseen = 0;
  std::size_t tried = 0;
  for (auto const& good : tests::all_mbus_frames()) {
    INFO(good.id);
    auto const sum_at = good.frame.size() - 2;
    tests::each_swap(good.frame, [&](buffer const& broken, std::size_t i, std::size_t j) {
      bool const within = is_summed(good.frame, i) && is_summed(good.frame, j);
      bool const with_sum = is_summed(good.frame, i) && j == sum_at && (good.frame[i] ^ good.frame[j]) == 0x80;
      auto const parsed = mbus::parse_frame(broken);
      ++tried;
      unseen += parsed ? 1U : 0U;
      REQUIRE(parsed.has_value() == (within || with_sum));
      if (parsed) look_at(*parsed);
    });
  }
  tests::figure("damage.mbus.swaps", tried);
  tests::figure("damage.mbus.swaps_taken", unseen);
  CHECK(unseen > 0);
  CHECK(unseen < tried);
}
TEST_CASE("M-Bus: of frames spliced out of two others few are taken, and do no harm") {
  auto const frames = octets_of(tests::all_mbus_frames());
  auto const taken = taken_splices(frames, 60'000, 2, [](buffer const& made) {
    auto const parsed = mbus::parse_frame(made);
    if (parsed) look_at(*parsed);
    return parsed.has_value();
  });
  // Both lengths must be right as well, so it is less than one in 256; unless two are of one length, and alike but for
  // what changes nothing in the sum.
  CHECK(taken <= 60'000 / 256);
  tests::figure("damage.mbus.splices", 60'000);
  tests::figure("damage.mbus.splices_taken", taken);
}

TEST_CASE("MS/TP: every cut and every single wrong bit is found") {
  for (auto const& good : tests::all_mstp_frames()) {
    INFO(good.id);
    std::size_t taken = 0;
    auto const look = [&](buffer const& broken) { taken += mstp_takes(broken) ? 1U : 0U; };
    tests::each_cut(good.frame, look);
    tests::each_bit_error(good.frame, look);
    CHECK(taken == 0);
  }
}
TEST_CASE("MS/TP: the header's CRC-8 misses three differences of octets that are three apart, and no other pair") {
  // x^8 + x^7 + 1 = (x^2 + x + 1)(x^6 + ...), and x^24 + 1 is a multiple of the first factor: d must be one of the
  // second. Type and length, destination and length, source and CRC are three apart.
  auto const register_behind = [](std::array<std::uint8_t, 6> const& octets) {
    auto crc = bacnet::header_crc_start;
    for (auto const octet : octets) crc = bacnet::header_crc(crc, octet);
    return crc;
  };
  std::array<std::uint8_t, 6> octets{0x05, 0x02, 0x01, 0x00, 0x0D};
  for (std::size_t j = 1; j != octets.size(); ++j)
    for (std::size_t i = 0; i != j; ++i)
      for (unsigned d = 1; d != 256; ++d) {
        auto other = octets;
        other[i] ^= static_cast<std::uint8_t>(d);
        other[j] ^= static_cast<std::uint8_t>(d);
        bool const missed = j - i == 3 && (d == 0xDA || d == 0x6D || d == 0xB7);
        REQUIRE((register_behind(other) == register_behind(octets)) == missed);
      }
}
TEST_CASE("MS/TP: octets that have changed places are found, but for those of the header") {
  // Of the data CRC, x^16 + x^12 + x^5 + 1, the same holds as of the Modbus polynomial; CRC-32K has a factor of degree
  // 28, whose order is beyond any frame.
  std::size_t tried = 0;
  for (auto const& good : tests::all_mstp_frames()) {
    INFO(good.id);
    tests::each_swap(good.frame, [&](buffer const& broken, std::size_t i, std::size_t j) {
      auto const d = good.frame[i] ^ good.frame[j];
      ++tried;
      if (i >= 2 && j < bacnet::header_size && j - i == 3 && (d == 0xDA || d == 0x6D || d == 0xB7)) return;
      REQUIRE(!mstp_takes(broken));
    });
  }
  CHECK(tried > 1'000);
  tests::figure("damage.mstp.swaps", tried);
}
TEST_CASE("MS/TP: frames spliced out of two others are found but where a whole header meets whole data") {
  auto const frames = octets_of(tests::all_mstp_frames());
  // Header and data have a check sum each: data of the same length may change their owner with their CRC. And one in
  // 256 headers is right by chance.
  auto const taken = taken_splices(frames, 20'000, 3, mstp_takes);
  CHECK(taken <= 20'000 / 256);
  tests::figure("damage.mstp.splices", 20'000);
  tests::figure("damage.mstp.splices_taken", taken);
}
