// SPDX-License-Identifier: MIT
// Four ways to one CRC-16/MODBUS, against each other and against a table made from the polynomial, on every length to
// 320, from every alignment to 15. (The words are loaded otherwise at run time than in constant expressions.)
#include <meterproto/modbus/crc.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

constexpr std::size_t longest = 320;
constexpr std::size_t alignments = 16;

/// "x16 + x15 + x2 + 1", 0xA001 with the lowest bit first: MODBUS over Serial Line V1.02, 6.2.2.
std::uint16_t reference(bytes message) {
  static auto const table = [] {
    std::array<std::uint16_t, 256> made{};
    for (unsigned value = 0; value != 256; ++value) {
      unsigned remainder = value;
      for (int bit = 0; bit != 8; ++bit)
        remainder = (remainder & 1U) != 0 ? (remainder >> 1U) ^ 0xA001U : remainder >> 1U;
      made[value] = static_cast<std::uint16_t>(remainder);
    }
    return made;
  }();
  unsigned crc = 0xFFFF;
  for (auto const one : message) crc = (crc >> 8U) ^ table[(crc ^ one) & 0xFFU];
  return static_cast<std::uint16_t>(crc);
}

bool all_ways_agree(bytes message) {
  auto const wanted = reference(message);
  return modbus::crc_steps::by_bits(message) == wanted && modbus::crc_steps::by_nibbles(message) == wanted &&
         modbus::crc_steps::by_32_bit_words(message) == wanted &&
         modbus::crc_steps::by_64_bit_words(message) == wanted && modbus::crc16(message) == wanted &&
         modbus::crc16<modbus::crc_method::nibble>(message) == wanted &&
         modbus::crc16<modbus::crc_method::bitwise>(message) == wanted;
}

struct alignas(64) aligned {
  std::array<std::uint8_t, longest + alignments> bytes{};
};

/// On every length and alignment; how many of them differ.
int differences(aligned const& content) {
  int found = 0;
  for (std::size_t shift = 0; shift != alignments; ++shift)
    for (std::size_t length = 0; length <= longest; ++length)
      if (!all_ways_agree(bytes{content.bytes}.subspan(shift, length))) ++found;
  return found;
}
template <class Make>
aligned filled(Make const& make) {
  aligned content;
  for (std::size_t i = 0; i != content.bytes.size(); ++i) content.bytes[i] = static_cast<std::uint8_t>(make(i));
  return content;
}

/// A frame with its CRC, of random content.
std::vector<std::uint8_t> random_frame(std::mt19937_64& random, std::size_t size) {
  std::vector<std::uint8_t> frame(size);
  for (auto& one : frame) one = static_cast<std::uint8_t>(random());
  auto const crc = modbus::crc16(bytes{frame}.first(size - 2));
  frame[size - 2] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[size - 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}
void flip(std::vector<std::uint8_t>& frame, std::size_t bit) {
  frame[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
}

}  // namespace

TEST_CASE("the reference has the check value 0x4B37") {
  std::string const digits = "123456789";
  std::vector<std::uint8_t> const message(digits.begin(), digits.end());
  CHECK(reference(message) == 0x4B37);
  CHECK(all_ways_agree(message));
}

TEST_CASE("all ways agree on constant content") {
  for (unsigned const value : {0x00U, 0xFFU, 0x01U, 0x80U, 0x55U, 0xAAU})
    CHECK(differences(filled([&](std::size_t) { return value; })) == 0);
}
TEST_CASE("all ways agree on a single one among zeros, and a single zero among ones") {
  for (std::size_t at = 0; at < longest; at += 37) {
    CHECK(differences(filled([&](std::size_t i) { return i == at ? 0x10U : 0x00U; })) == 0);
    CHECK(differences(filled([&](std::size_t i) { return i == at ? 0xEFU : 0xFFU; })) == 0);
  }
}
TEST_CASE("all ways agree on counted content") {
  CHECK(differences(filled([](std::size_t i) { return i; })) == 0);
}
TEST_CASE("all ways agree on random content") {
  std::mt19937_64 random{20250101};
  for (int round = 0; round != 12; ++round) CHECK(differences(filled([&](std::size_t) { return random(); })) == 0);
}

TEST_CASE("of a frame with its CRC it is 0, also with zeros behind it") {
  std::mt19937_64 random{2};
  for (std::size_t size = 4; size <= 256; ++size) {
    auto frame = random_frame(random, size);
    for (int zeros = 0; zeros != 5; ++zeros, frame.push_back(0)) CHECK(modbus::crc16(frame) == 0);
  }
}

// P = (x + 1)(x^15 + x + 1), and x has the order 32767: reference/modbus/protocol.md, section 2.
TEST_CASE("every burst of up to 16 wrong bits is found") {
  std::mt19937_64 random{3};
  auto const frame = random_frame(random, 40);
  int missed = 0;
  for (std::size_t first = 0; first + 16 <= 8 * frame.size(); ++first) {
    for (int pattern = 0; pattern != 64; ++pattern) {
      auto broken = frame;
      auto const burst = (random() & 0xFFFFU) | 1U;
      for (std::size_t bit = 0; bit != 16; ++bit)
        if (((burst >> bit) & 1U) != 0) flip(broken, first + bit);
      missed += modbus::crc16(broken) == 0 ? 1 : 0;
    }
  }
  CHECK(missed == 0);
}
TEST_CASE("every two wrong bits of a frame of 40 bytes are found, and every odd number") {
  std::mt19937_64 random{4};
  auto const frame = random_frame(random, 40);
  int missed = 0;
  for (std::size_t one = 0; one != 8 * frame.size(); ++one) {
    for (std::size_t two = one + 1; two != 8 * frame.size(); ++two) {
      auto broken = frame;
      flip(broken, one);
      flip(broken, two);
      missed += modbus::crc16(broken) == 0 ? 1 : 0;
      auto const three = random() % (8 * frame.size());
      flip(broken, three);  // three wrong bits, or one
      missed += modbus::crc16(broken) == 0 ? 1 : 0;
    }
  }
  CHECK(missed == 0);
}
