// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>

#include <cstdint>

/// The three check sums of MS/TP. Each function takes the register and gives it back, so that octets may come one at a
/// time; what goes on the wire is the complement, low octet first. Source: ANSI/ASHRAE 135-2024 clause 9.5 for CRC-8
/// and CRC-16, RFC 8163, Appendix C for CRC-32K; each held against three implementations.
namespace meterproto::bacnet {

inline constexpr std::uint8_t header_crc_start = 0xFF;
inline constexpr std::uint8_t header_crc_good = 0x55;  // the register behind five octets and their check sum
inline constexpr std::uint16_t data_crc_start = 0xFFFF;
inline constexpr std::uint16_t data_crc_good = 0xF0B8;
inline constexpr std::uint32_t crc32k_start = 0xFFFF'FFFF;
inline constexpr std::uint32_t crc32k_good = 0x0843'323B;

/// x^8 + x^7 + 1, reflected, all eight shifts at once.
[[nodiscard]] constexpr std::uint8_t header_crc(std::uint8_t crc, std::uint8_t octet) {
  unsigned c = static_cast<unsigned>(crc) ^ octet;
  c = c ^ (c << 1U) ^ (c << 2U) ^ (c << 3U) ^ (c << 4U) ^ (c << 5U) ^ (c << 6U) ^ (c << 7U);
  return static_cast<std::uint8_t>((c & 0xFEU) ^ ((c >> 8U) & 1U));
}

/// x^16 + x^12 + x^5 + 1, reflected.
[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, std::uint8_t octet) {
  unsigned low = (crc ^ static_cast<unsigned>(octet)) & 0xFFU;
  low ^= (low << 4U) & 0xFFU;
  return static_cast<std::uint16_t>((static_cast<unsigned>(crc) >> 8U) ^ (low << 8U) ^ (low << 3U) ^ (low >> 4U));
}
[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, bytes all) {
  for (auto const octet : all) crc = data_crc(crc, octet);
  return crc;
}

/// Koopman's 0x741B8CD7, reflected.
[[nodiscard]] constexpr std::uint32_t crc32k(std::uint32_t crc, bytes all) {
  for (auto const octet : all) {
    crc ^= octet;
    for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1U) ^ (0xEB31'D82EU & (0U - (crc & 1U)));
  }
  return crc;
}

}  // namespace meterproto::bacnet
