// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/crc.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_crc {

using tests::every_bit_error;

constexpr std::uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};

constexpr std::uint8_t header_crc_over(bytes all) {
  auto crc = bacnet::header_crc_start;
  for (auto const octet : all) crc = bacnet::header_crc(crc, octet);
  return crc;
}
constexpr std::uint8_t header_sum(bytes all) {
  return static_cast<std::uint8_t>(~header_crc_over(all));
}
constexpr std::uint16_t data_sum(bytes all) {
  return static_cast<std::uint16_t>(~bacnet::data_crc(bacnet::data_crc_start, all));
}
constexpr std::uint32_t data_sum_32(bytes all) {
  return ~bacnet::crc32k(bacnet::crc32k_start, all);
}

// The check values: of the text "123456789", as sent, that is complemented
CASE("header CRC: 89", header_sum(digits) == 0x89);
CASE("data CRC: 906E, the check value of X.25", data_sum(digits) == 0x906E);
CASE("CRC-32K: 2D3DD0AE", data_sum_32(digits) == 0x2D3D'D0AE);

// The examples of ANSI/ASHRAE 135, Annex G
CASE("a token from 5 to 10 hex has header CRC 8C", [] {
  constexpr std::uint8_t header[] = {0x00, 0x10, 0x05, 0x00, 0x00};
  return header_sum(header) == 0x8C;
}());
CASE("01 22 30 has data CRC 10 BD", [] {
  constexpr std::uint8_t data[] = {0x01, 0x22, 0x30};
  return data_sum(data) == 0xBD10;
}());

CASE("of nothing, the register is as it began", data_sum({}) == 0 && data_sum_32({}) == 0 && header_sum({}) == 0);
CASE("of one octet, 00 and FF", [] {
  constexpr std::uint8_t zero[] = {0x00};
  constexpr std::uint8_t ones[] = {0xFF};
  return header_sum(zero) == 0xAA && data_sum(zero) == 0xF078 && data_sum_32(zero) == 0x3F52'2C72 &&
         header_sum(ones) == 0xFF && data_sum(ones) == 0xFF00 && data_sum_32(ones) == 0xFF00'0000;
}());

/// Word by word it is what it is octet by octet, from any register on.
template <std::size_t Size>
constexpr bool words_are_octets(std::uint16_t from) {
  std::array<std::uint8_t, Size> all{};
  for (std::size_t i = 0; i != Size; ++i) all[i] = static_cast<std::uint8_t>(i * 37 + 11);
  for (std::size_t size = 0; size != Size; ++size) {
    auto crc = from;
    for (std::size_t i = 0; i != size; ++i) crc = bacnet::data_crc(crc, all[i]);
    if (bacnet::data_crc(from, bytes{all}.first(size)) != crc) return false;
  }
  return true;
}
CASE("whole words and single octets", words_are_octets<45>(bacnet::data_crc_start) && words_are_octets<45>(0) &&
                                          words_are_octets<45>(0xA5C3));

// Behind the octets and their check sum, low octet first, the register holds always the same
constexpr std::uint8_t token[] = {0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
constexpr std::uint8_t who_is[] = {0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9};
constexpr std::uint8_t encoded[] = {0x56, 0x44, 0x77, 0x57, 0x66, 0xAE, 0xD0, 0x3D, 0x2D};
constexpr std::uint8_t digits_summed[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9', 0xAE, 0xD0, 0x3D, 0x2D};
CASE("55 behind a header", header_crc_over(token) == bacnet::header_crc_good && bacnet::header_crc_good == 0x55);
CASE("F0B8 behind data",
     bacnet::data_crc(bacnet::data_crc_start, who_is) == bacnet::data_crc_good && bacnet::data_crc_good == 0xF0B8);
CASE("0843323B behind encoded data", bacnet::crc32k(bacnet::crc32k_start, digits_summed) == bacnet::crc32k_good &&
                                         bacnet::crc32k_good == 0x0843'323B &&
                                         bacnet::crc32k(bacnet::crc32k_start, encoded) != bacnet::crc32k_good);
CASE("and no bit may differ",
     every_bit_error(token, [](bytes broken) { return header_crc_over(broken) != bacnet::header_crc_good; }) &&
         every_bit_error(who_is,
                         [](bytes broken) {
                           return bacnet::data_crc(bacnet::data_crc_start, broken) != bacnet::data_crc_good;
                         }) &&
         every_bit_error(digits_summed, [](bytes broken) {
           return bacnet::crc32k(bacnet::crc32k_start, broken) != bacnet::crc32k_good;
         }));

CASE("octet by octet is the same as all at once", [] {
  auto crc = bacnet::data_crc_start;
  auto crc_32 = bacnet::crc32k_start;
  for (auto const octet : digits) {
    crc = bacnet::data_crc(crc, octet);
    crc_32 = bacnet::crc32k(crc_32, bytes{&octet, 1});
  }
  return crc == bacnet::data_crc(bacnet::data_crc_start, digits) &&
         crc_32 == bacnet::crc32k(bacnet::crc32k_start, digits);
}());
CASE("all eight shifts at once are the eight shifts: x^8 + x^7 + 1 and x^16 + x^12 + x^5 + 1, reflected", [] {
  for (unsigned octet = 0; octet != 0x100; ++octet) {
    for (auto const from : {0x00U, 0x55U, 0xFFFFU}) {
      unsigned eight = (from & 0xFFU) ^ octet;
      unsigned sixteen = from ^ octet;
      for (int bit = 0; bit != 8; ++bit) {
        eight = (eight >> 1U) ^ ((eight & 1U) != 0 ? 0x81U : 0U);
        sixteen = (sixteen >> 1U) ^ ((sixteen & 1U) != 0 ? 0x8408U : 0U);
      }
      auto const next = static_cast<std::uint8_t>(octet);
      if (bacnet::header_crc(static_cast<std::uint8_t>(from & 0xFFU), next) != eight) return false;
      if (bacnet::data_crc(static_cast<std::uint16_t>(from), next) != sixteen) return false;
    }
  }
  return true;
}());

}  // namespace test_bacnet_crc
