// SPDX-License-Identifier: MIT
// Anything may come from a wire: random bytes, and good telegrams with bytes changed, through framer, telegram, records
// and values. Nothing is expected but that it ends, stays within its bytes, and that a good frame is found behind
// noise.
#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <doctest/doctest.h>

#include "../damage.hpp"
#include "../frames.hpp"

#include <cstdint>
#include <random>
#include <vector>

using namespace meterproto;

namespace {

/// Looks at all that a telegram can be asked.
std::size_t look_at(bytes user_data, bool most_significant_first) {
  std::size_t seen = 0;
  for (auto const& one : mbus::records{user_data, most_significant_first}) {
    if (!one) {
      CHECK(one.error().at <= user_data.size());
      break;
    }
    (void)mbus::number_of(*one);
    (void)mbus::real_of(*one);
    (void)mbus::date_of(*one);
    (void)mbus::text_of(*one);
    seen += one->storage() != 0 ? 1U : 0U;
    std::array<char, 40> space{};
    (void)print_unit(meaning_of(*one), space);
  }
  for (auto const& row : wago_879_mbus::records) (void)mbus::find(mbus::records{user_data}, row.as_record());
  (void)wago_879_mbus::ct_ratio_of(user_data);
  (void)mbus::parse_fixed(user_data, most_significant_first);
  return seen;
}

constexpr std::uint8_t request[] = {0x10, 0x5B, 0x01, 0x5C, 0x16};

}  // namespace

TEST_CASE("Random user data, of every length") {
  std::mt19937 random{879};
  for (int round = 0; round != 4'000; ++round) {
    std::vector<std::uint8_t> data(random() % 253);
    for (auto& octet : data) octet = static_cast<std::uint8_t>(random());
    look_at(data, (round & 1) != 0);
    for (unsigned ci = 0x50; ci != 0x80; ++ci) {
      mbus::frame const sent{mbus::frame_type::long_frame, 0x08, 1, static_cast<std::uint8_t>(ci), data};
      if (auto const telegram = parse_telegram(sent)) CHECK(telegram->at + telegram->data.size() == data.size());
    }
  }
}

TEST_CASE("A telegram of records that look right, with bytes changed") {
  std::mt19937 random{3000};
  std::vector<std::uint8_t> good;
  for (auto const& row : wago_879_mbus::records) {
    for (auto const octet : row.dib.view()) good.push_back(octet);
    for (auto const octet : row.vib.view()) good.push_back(octet);
    for (std::size_t i = 0; i != mbus::building::shape_of(row.as_record().field()).size; ++i) good.push_back(0x01);
  }
  for (int round = 0; round != 4'000; ++round) {
    auto changed = good;
    for (unsigned many = random() % 4 + 1; many != 0; --many)
      changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
    changed.resize(random() % changed.size() + 1);
    look_at(changed, false);
  }
}

TEST_CASE("Every cut, every wrong bit and every two octets swapped of the telegrams of short good frames") {
  // As if the check sum, which finds few swaps, were right each time.
  for (auto const& good : tests::all_mbus_frames()) {
    auto const sent = mbus::parse_frame(good.frame);
    if (!sent || !sent->has_ci() || sent->data.size() > 40) continue;
    auto const look = [&](tests::buffer const& data) {
      auto broken = *sent;
      broken.data = data;
      auto const telegram = mbus::parse_telegram(broken);
      if (!telegram) return;
      CHECK(telegram->at + telegram->data.size() == data.size());
      look_at(telegram->data, telegram->most_significant_first);
    };
    tests::buffer const data(sent->data.begin(), sent->data.end());
    tests::each_cut(data, look);
    tests::each_bit_error(data, look);
    tests::each_swap(data, [&](tests::buffer const& broken, std::size_t, std::size_t) { look(broken); });
  }
}

TEST_CASE("Behind noise and a pause each good frame is found; within the longest frame's length without a pause") {
  std::mt19937 random{253};
  mbus::framer framer;
  for (int round = 0; round != 2'000; ++round) {
    std::vector<std::uint8_t> line(random() % 300);
    for (auto& octet : line) octet = static_cast<std::uint8_t>(random());
    bytes came{line};
    while (!came.empty()) (void)framer.take(came);
    while (!framer.silence().empty()) {
    }
    bytes good{request};
    auto const found = framer.take(good);
    REQUIRE(found.size() == 5);
    CHECK(found[2] == 0x01);
    CHECK(good.empty());
  }
  for (int round = 0; round != 200; ++round) {
    std::vector<std::uint8_t> line(random() % 50);
    for (auto& octet : line) octet = static_cast<std::uint8_t>(random());
    for (int again = 0; again != 60; ++again) line.insert(line.end(), std::begin(request), std::end(request));
    bytes came{line};
    unsigned found = 0;
    while (!came.empty())
      if (framer.take(came).size() == 5) ++found;
    CHECK(found >= 60 - (mbus::max_frame / 5 + 1));
    while (!framer.silence().empty()) {
    }
  }
}
