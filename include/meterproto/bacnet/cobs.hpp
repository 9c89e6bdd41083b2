// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/crc.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Consistent overhead byte stuffing, which keeps the preamble octet 55 out of the data of extended MS/TP frames.
/// Source: RFC 8163, 5 and its appendices, which take it from ANSI/ASHRAE 135.
namespace meterproto::bacnet::cobs {

inline constexpr std::size_t crc_size = 5;  // the encoded CRC-32K
inline constexpr std::uint8_t mask = 0x55;  // what each octet is XORed with

/// How many octets `size` octets become at most; without the CRC.
[[nodiscard]] constexpr std::size_t most_encoded(std::size_t size) {
  return size + size / 254 + 1;
}

/// Encodes into the first octets of `out`, which may lie in the same memory as `data` where it begins at least
/// most_encoded(size) - size octets before it. Gives the part written. Error: buffer_too_small, with the size that is
/// sure to do.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> encode(bytes data, std::span<std::uint8_t> out) {
  auto const most = most_encoded(data.size());
  if (out.size() < most) return error{errc::buffer_too_small, 0, most};
  std::size_t code_at = 0;
  std::size_t end = 1;
  bool open = true;  // a last block of 254 needs no other behind it
  for (std::size_t i = 0; i != data.size(); ++i) {
    if (!open) {
      code_at = end++;
      open = true;
    }
    auto const octet = data[i];
    if (octet != 0) out[end++] = octet ^ mask;
    auto const code = end - code_at;
    if (octet != 0 && code != 0xFF) continue;
    out[code_at] = static_cast<std::uint8_t>(code) ^ mask;
    if (octet == 0)
      code_at = end++;
    else
      open = false;
  }
  if (open) out[code_at] = static_cast<std::uint8_t>(end - code_at) ^ mask;
  return out.first(end);
}

/// Decodes into the first octets of `out`, which may be `encoded` itself: what is written never passes what is read.
/// Gives the part written. Errors: bad_encoding at a code that is 0 or points behind the end, buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> decode(bytes encoded, std::span<std::uint8_t> out) {
  std::size_t end = 0;
  for (std::size_t at = 0; at != encoded.size();) {
    std::size_t const code = encoded[at] ^ mask;
    if (code == 0 || code > encoded.size() - at) return error{errc::bad_encoding, at, encoded[at]};
    bool const zero = code != 0xFF && at + code != encoded.size();
    if (out.size() - end < code - 1 + (zero ? 1U : 0U)) return error{errc::buffer_too_small, at, encoded.size()};
    for (std::size_t i = 1; i != code; ++i) out[end++] = encoded[at + i] ^ mask;
    if (zero) out[end++] = 0;
    at += code;
  }
  return out.first(end);
}

/// What an extended frame carries: the data, and behind it the CRC-32K over the encoded octets, each encoded on its
/// own. Errors: those of encode().
[[nodiscard]] constexpr result<std::span<std::uint8_t>> encode_with_crc(bytes data, std::span<std::uint8_t> out) {
  auto const body = encode(data, out);
  if (!body) return error{errc::buffer_too_small, 0, most_encoded(data.size()) + crc_size};
  auto const crc = ~crc32k(crc32k_start, *body);
  std::array<std::uint8_t, 4> plain{};
  writer{plain}.u32_little_endian(crc);
  auto const sum = encode(plain, out.subspan(body->size()));
  if (!sum) return error{errc::buffer_too_small, 0, body->size() + crc_size};
  return out.first(body->size() + sum->size());
}

/// Errors: those of decode(), too_short, bad_crc32 at the CRC.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> decode_with_crc(bytes encoded, std::span<std::uint8_t> out) {
  if (encoded.size() < crc_size + 1) return error{errc::too_short, encoded.size(), crc_size + 1};
  auto const at = encoded.size() - crc_size;
  auto const body = encoded.first(at);
  std::array<std::uint8_t, 4> plain{};
  auto const sum = decode(encoded.subspan(at), plain);
  if (!sum || sum->size() != plain.size()) return error{errc::bad_encoding, at, encoded[at]};
  if (crc32k(crc32k(crc32k_start, body), plain) != crc32k_good) return error{errc::bad_crc32, at};
  return decode(body, out);
}

}  // namespace meterproto::bacnet::cobs
