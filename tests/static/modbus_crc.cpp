// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/crc.hpp>

#include <array>
#include <cstdint>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::crc_method;

constexpr int disagree = -1;

/// The CRC, if all ways to compute it agree: a word of 32 bits, one of 64, nibbles, bits, and what crc16() chooses.
constexpr int crc(bytes message) {
  auto const by_bits = modbus::crc16<crc_method::bitwise>(message);
  bool const one = modbus::crc16<crc_method::nibble>(message) == by_bits && modbus::crc16(message) == by_bits &&
                   modbus::crc_steps::by_32_bit_words(message) == by_bits &&
                   modbus::crc_steps::by_64_bit_words(message) == by_bits;
  return one ? by_bits : disagree;
}
template <std::size_t Size>
constexpr int crc(std::uint8_t const (&message)[Size]) {
  return crc(bytes{message});
}
template <std::size_t Size>
constexpr int crc_of_all(std::uint8_t value) {
  std::array<std::uint8_t, Size> message{};
  message.fill(value);
  return crc(message);
}

/// The algorithm of Serial Line V1.02, 6.2.2, step by step, as a second witness.
template <std::size_t Size>
constexpr int by_the_book(std::uint8_t const (&message)[Size]) {
  unsigned crc_register = 0xFFFF;  // 1. "Load a 16-bit register with FFFF hex"
  for (auto const one : message) {
    crc_register ^= one;                        // 2. exclusive or with the low-order byte
    for (int shift = 0; shift != 8; ++shift) {  // 5. until 8 shifts have been performed
      bool const lsb = (crc_register & 1U) != 0;
      crc_register >>= 1U;               // 3. one bit to the right, zero-filling the MSB
      if (lsb) crc_register ^= 0xA001U;  // 4. the polynomial value 0xA001
    }
  }
  return static_cast<int>(crc_register);
}

/// 0, 1, 2 ... and back again, so that no length is a repetition of another: `length` bytes of it, from `first` on.
constexpr bool ways_agree_on(std::size_t first, std::size_t length) {
  std::array<std::uint8_t, 80> message{};
  for (std::size_t i = 0; i != message.size(); ++i) message[i] = static_cast<std::uint8_t>(i * i * 37 + i + 11);
  return crc(bytes{message}.subspan(first, length)) != disagree;
}
constexpr bool ways_agree_up_to(std::size_t first, std::size_t last_length) {
  for (std::size_t length = 0; length <= last_length; ++length)
    if (!ways_agree_on(first, length)) return false;
  return true;
}

/// The remainder of a frame with its CRC is 0; of any with one bit changed it is not.
template <std::size_t Size>
constexpr bool finds_every_single_bit(std::uint8_t const (&typed)[Size]) {
  std::array<std::uint8_t, Size> frame{};
  for (std::size_t i = 0; i != Size; ++i) frame[i] = typed[i];
  if (modbus::crc16(frame) != 0) return false;
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    auto broken = frame;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (modbus::crc16(broken) == 0) return false;
  }
  return true;
}
template <std::size_t Size>
constexpr bool finds_every_two_bits(std::uint8_t const (&typed)[Size]) {
  for (std::size_t one = 0; one != 8 * Size; ++one)
    for (std::size_t two = one + 1; two != 8 * Size; ++two) {
      std::array<std::uint8_t, Size> broken{};
      for (std::size_t i = 0; i != Size; ++i) broken[i] = typed[i];
      broken[one / 8] ^= static_cast<std::uint8_t>(1U << (one % 8));
      broken[two / 8] ^= static_cast<std::uint8_t>(1U << (two % 8));
      if (modbus::crc16(broken) == 0) return false;
    }
  return true;
}

constexpr bool nibbles_are_four_steps_of_the_polynomial() {
  for (unsigned value = 0; value != 16; ++value) {
    unsigned crc_register = value;
    for (int shift = 0; shift != 4; ++shift)
      crc_register = (crc_register >> 1U) ^ ((crc_register & 1U) != 0 ? 0xA001U : 0U);
    if (modbus::crc_steps::nibbles[value] != crc_register) return false;
  }
  return true;
}

}  // namespace

// CRC-16/MODBUS: reference/modbus/protocol.md, section 2, computed there with two other implementations.
CASE("the check value of CRC-16/MODBUS is 0x4B37", crc({'1', '2', '3', '4', '5', '6', '7', '8', '9'}) == 0x4B37);

// "Example of CRC calculation (frame 02 07)": Serial Line V1.02, 6.2.2, whose register ends as 0001 0010 0100 0001. The
// sentence below it prints 4112, the order on the wire.
CASE("the frame 02 07 has 0x1241: Serial Line V1.02, 6.2.2", crc({0x02, 0x07}) == 0x1241);
CASE("and by the steps of Serial Line V1.02, 6.2.2", by_the_book({0x02, 0x07}) == 0x1241);
CASE("\"The CRC calculation is started by first pre-loading a 16-bit register to all 1's\": Serial Line V1.02, 2.5.1.2",
     crc(bytes{}) == 0xFFFF);

CASE("one zero byte has 0x40BF", crc({0x00}) == 0x40BF);
CASE("FF FF has 0", crc({0xFF, 0xFF}) == 0x0000);
CASE("01 03 00 00 00 01 has 0x0A84", crc({0x01, 0x03, 0x00, 0x00, 0x00, 0x01}) == 0x0A84);
CASE("11 03 00 6B 00 03 has 0x8776", crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03}) == 0x8776);
CASE("01 11 has 0x2CC0", crc({0x01, 0x11}) == 0x2CC0);
CASE("01 2B 0E 01 00 has 0x7770", crc({0x01, 0x2B, 0x0E, 0x01, 0x00}) == 0x7770);
CASE("256 zero bytes have 0x64BF", crc_of_all<256>(0x00) == 0x64BF);
CASE("256 bytes FF have 0x30FF", crc_of_all<256>(0xFF) == 0x30FF);
CASE("the book agrees on a frame",
     by_the_book({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03}) == crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03}));

CASE("of a frame with its CRC it is 0", crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87}) == 0);
CASE("\"the low-order byte is appended first\": Serial Line V1.02, 2.5.1.2; high byte first it is not 0",
     crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x87, 0x76}) != 0);
CASE("one zero byte behind a good frame leaves it 0", crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87, 0x00}) == 0);
CASE("and so do two", crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87, 0x00, 0x00}) == 0);
CASE("a zero byte before a good frame does not", crc({0x00, 0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87}) != 0);
CASE("FF FF 00 00 is 0 as well: unit 255 is refused for its number", crc({0xFF, 0xFF, 0x00, 0x00}) == 0);

// The tails: words of 64 and 32 bits, single bytes, and from 32 bytes on two words in flight.
CASE("all ways agree on every length up to 24", ways_agree_up_to(0, 24));
CASE("all ways agree on every length up to 24 from an odd byte on", ways_agree_up_to(1, 24));
CASE("all ways agree around 32",
     ways_agree_on(0, 31) && ways_agree_on(0, 32) && ways_agree_on(0, 33) && ways_agree_on(3, 35));
CASE("all ways agree around 48", ways_agree_on(0, 39) && ways_agree_on(0, 40) && ways_agree_on(0, 47) &&
                                     ways_agree_on(0, 48) && ways_agree_on(0, 49));
CASE("all ways agree around 64", ways_agree_on(0, 55) && ways_agree_on(0, 63) && ways_agree_on(0, 64) &&
                                     ways_agree_on(0, 71) && ways_agree_on(5, 75));

CASE("every single wrong bit of a request is found",
     finds_every_single_bit({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87}));
CASE("every single wrong bit of an exception is found", finds_every_single_bit({0x01, 0x83, 0x02, 0xC0, 0xF1}));
CASE("every two wrong bits of an exception are found", finds_every_two_bits({0x01, 0x83, 0x02, 0xC0, 0xF1}));

CASE("the start value of the words is 0xFFFF for an empty message",
     modbus::crc_steps::finish(modbus::crc_steps::start, 0) == 0xFFFF);
CASE("the table of half bytes follows from the polynomial 0xA001", nibbles_are_four_steps_of_the_polynomial());
