// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Frames of the wired M-Bus: the single character, short, control and long frames of frame format class FT 1.2.
/// Source: EN 13757-2 (link layer), IEC 60870-5-1 and -2; EN 13757-3, 8 and 9 for what is said of addresses.
namespace meterproto::mbus {

inline constexpr std::uint8_t single_character = 0xE5;  // "I have understood"
inline constexpr std::uint8_t short_start = 0x10;
inline constexpr std::uint8_t long_start = 0x68;
inline constexpr std::uint8_t stop = 0x16;

inline constexpr std::size_t short_size = 5;
inline constexpr std::size_t long_overhead = 6;  // two starts, two lengths, check sum, stop
inline constexpr std::size_t max_body = 255;     // C, A, CI and data
inline constexpr std::size_t max_data = 252;
inline constexpr std::size_t max_frame = max_body + long_overhead;

/// Primary addresses. 251 and 252 are kept for management (EN 13757-2); 0 is a meter that has not been given one.
inline constexpr std::uint8_t unconfigured = 0;
inline constexpr std::uint8_t highest_primary = 250;
inline constexpr std::uint8_t selected = 253;   // the meter that was selected by its secondary address
inline constexpr std::uint8_t test = 254;       // every meter answers: collisions, but for a single one
inline constexpr std::uint8_t broadcast = 255;  // every meter listens, none answers

/// The C field. Bit 6 is set by who asks. Of a request bit 5 is the frame count bit and bit 4 says that it counts; of
/// an answer bit 5 asks for more access and bit 4 is the data flow control.
enum class control : std::uint8_t {
  snd_nke = 0x40,  // link reset
  snd_ud = 0x53,   // user data to the meter
  req_ud1 = 0x5A,  // class 1 data: alarms
  req_ud2 = 0x5B,  // class 2 data: what was measured
  rsp_ud = 0x08,
};
inline constexpr std::uint8_t frame_count_bit = 0x20;
inline constexpr std::uint8_t frame_count_valid = 0x10;
inline constexpr std::uint8_t access_demand = 0x20;
inline constexpr std::uint8_t data_flow_control = 0x10;

/// The C field without the bits that change from frame to frame; those of SND_NKE do not.
[[nodiscard]] constexpr control control_of(std::uint8_t c) {
  if ((c & 0x40U) == 0) return static_cast<control>(c & 0x4FU);  // an answer: ACD and DFC are no part of it
  return static_cast<control>(c & static_cast<std::uint8_t>(~frame_count_bit));
}

enum class frame_type : std::uint8_t { ack, short_frame, control_frame, long_frame };

/// A view of a frame's parts.
struct frame {
  frame_type type = frame_type::ack;
  std::uint8_t c = 0;
  std::uint8_t a = 0;
  std::uint8_t ci = 0;
  bytes data;  // of a long frame, behind the CI field

  [[nodiscard]] constexpr control function() const { return control_of(c); }
  [[nodiscard]] constexpr bool has_ci() const {
    return type == frame_type::control_frame || type == frame_type::long_frame;
  }
};

/// The sum of C, A, CI and data, without carry.
[[nodiscard]] constexpr std::uint8_t checksum_of(bytes body) {
  unsigned sum = 0;
  if constexpr (sizeof(std::size_t) >= 8) {  // eight sums side by side, which a compiler keeps in one register
    std::uint8_t sums[8] = {};
    for (; body.size() >= 8; body = body.subspan(8))
      for (unsigned i = 0; i != 8; ++i) sums[i] = static_cast<std::uint8_t>(sums[i] + body[i]);
    for (auto const one : sums) sum += one;
  }
  for (auto const one : body) sum += one;
  return static_cast<std::uint8_t>(sum & 0xFFU);
}

/// How long the frame that begins like this is; 0 where more must come before that can be said. Errors: bad_start for a
/// byte that begins no frame, bad_count where the two lengths differ or are less than 3, bad_value where the second
/// start is no 68, each with its place.
[[nodiscard]] constexpr result<std::size_t> frame_length(bytes begin) {
  reader in{begin};
  if (begin.empty()) return std::size_t{0};
  auto const first = in.u8();
  if (first == single_character) return std::size_t{1};
  if (first == short_start) return short_size;
  if (first != long_start) return error{errc::bad_start, 0, first};
  if (in.left() < 1) return std::size_t{0};
  auto const length = in.u8();
  if (length < 3) return error{errc::bad_count, 1, 3};
  if (in.left() < 1) return std::size_t{0};
  if (in.u8() != length) return error{errc::bad_count, 2, length};
  if (in.left() < 1) return std::size_t{0};
  if (auto const second = in.u8(); second != long_start) return error{errc::bad_value, 3, second};
  return length + long_overhead;
}

/// A whole frame and nothing else. Errors: those of frame_length(); too_short, too_long; bad_stop, bad_checksum with
/// the sum that would be right.
[[nodiscard]] constexpr result<frame> parse_frame(bytes whole) {
  auto const length = frame_length(whole);
  if (!length) return length.error();
  if (*length == 0) return error{errc::too_short, whole.size(), whole.empty() ? 1 : short_size};
  if (whole.size() < *length) return error{errc::too_short, whole.size(), *length};
  if (whole.size() > *length) return error{errc::too_long, *length, *length};
  if (*length == 1) return frame{};

  bool const is_short = whole.front() == short_start;
  auto const body = is_short ? whole.subspan(1, 2) : whole.subspan(4, *length - long_overhead);
  auto const sum = checksum_of(body);
  if (whole[*length - 2] != sum) return error{errc::bad_checksum, *length - 2, sum};
  if (whole.back() != stop) return error{errc::bad_stop, *length - 1, whole.back()};

  reader in{body};
  frame parsed;
  parsed.c = in.u8();
  parsed.a = in.u8();
  if (is_short) {
    parsed.type = frame_type::short_frame;
    return parsed;
  }
  parsed.ci = in.u8();
  parsed.data = in.rest();
  parsed.type = parsed.data.empty() ? frame_type::control_frame : frame_type::long_frame;
  return parsed;
}

/// SND_NKE and REQ_UD2 are short frames.
[[nodiscard]] constexpr std::array<std::uint8_t, short_size> short_frame(std::uint8_t c, std::uint8_t a) {
  return {short_start, c, a, static_cast<std::uint8_t>(c + a), stop};
}

/// A control or long frame in the first bytes of `buffer`. Errors: too_long above 252 bytes of data, buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_frame(std::uint8_t c, std::uint8_t a, std::uint8_t ci,
                                                                    bytes data, std::span<std::uint8_t> buffer) {
  if (data.size() > max_data) return error{errc::too_long, max_data, max_data};
  auto const length = data.size() + 3;
  writer out{buffer};
  out.u8(long_start).u8(length).u8(length).u8(long_start).u8(c).u8(a).u8(ci).put(data);
  auto const sum = static_cast<unsigned>(c + a + ci + checksum_of(data));
  out.u8(sum & 0xFFU).u8(stop);
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed()};
  return out.written();
}

/// The bits of a C field that count frames: each request of a series has the other one, a repetition has the same.
[[nodiscard]] constexpr std::uint8_t with_frame_count(control function, bool fcb) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(function) | (fcb ? frame_count_bit : 0U));
}

}  // namespace meterproto::mbus
