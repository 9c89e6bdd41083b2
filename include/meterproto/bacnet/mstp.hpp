// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/cobs.hpp>
#include <meterproto/bacnet/crc.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

/// Frames of MS/TP: 55 FF, type, destination, source, length, header CRC, data, data CRC. Source: ANSI/ASHRAE 135-2016
/// clause 9.3; for extended frames 9.10 and RFC 8163.
namespace meterproto::bacnet {

inline constexpr std::uint8_t preamble_1 = 0x55;
inline constexpr std::uint8_t preamble_2 = 0xFF;
inline constexpr std::uint8_t pad = 0xFF;  // one may follow a frame
inline constexpr std::uint8_t broadcast = 255;
inline constexpr std::uint8_t highest_master = 127;
inline constexpr std::uint8_t highest_slave = 254;

inline constexpr std::size_t header_size = 8;
inline constexpr std::size_t crc_size = 2;
inline constexpr std::size_t max_data = 501;  // of a frame that is not extended
inline constexpr std::size_t max_frame = header_size + max_data + crc_size;
inline constexpr std::size_t max_extended_npdu = 1497;
inline constexpr std::size_t min_extended_npdu = 502;
inline constexpr std::size_t max_extended_frame = header_size + cobs::most_encoded(max_extended_npdu) + cobs::crc_size;

/// Clause 9.3.1. 8 to 31 are reserved, 35 to 127 reserved and encoded, 128 to 255 proprietary.
enum class frame_type : std::uint8_t {
  token = 0,
  poll_for_master = 1,
  reply_to_poll_for_master = 2,
  test_request = 3,
  test_response = 4,
  data_expecting_reply = 5,
  data_not_expecting_reply = 6,
  reply_postponed = 7,
  extended_data_expecting_reply = 32,
  extended_data_not_expecting_reply = 33,
  ipv6 = 34,
};
[[nodiscard]] constexpr bool is_encoded(frame_type type) {
  return type >= frame_type::extended_data_expecting_reply && static_cast<std::uint8_t>(type) < 128;
}
[[nodiscard]] constexpr bool is_data(frame_type type) {
  return type == frame_type::data_expecting_reply || type == frame_type::data_not_expecting_reply ||
         type == frame_type::extended_data_expecting_reply || type == frame_type::extended_data_not_expecting_reply;
}
[[nodiscard]] constexpr bool expects_reply(frame_type type) {
  return type == frame_type::data_expecting_reply || type == frame_type::extended_data_expecting_reply ||
         type == frame_type::test_request;
}

/// What stands before the data.
struct frame_header {
  frame_type type = frame_type::token;
  std::uint8_t destination = 0;
  std::uint8_t source = 0;
  std::uint16_t length = 0;  ///< as on the wire: of encoded data, the octets less 2

  /// Octets behind the header: data and CRC.
  [[nodiscard]] constexpr std::size_t body_size() const { return length == 0 ? 0 : length + crc_size; }
};

namespace mstp_rules {

constexpr error read_header(std::span<std::uint8_t const, 6> octets, frame_header& into) {
  auto crc = header_crc_start;
  for (unsigned i = 0; i != 5; ++i) crc = header_crc(crc, octets[i]);
  auto const right = static_cast<std::uint8_t>(~crc);
  if (octets[5] != right) return {errc::bad_checksum, 7, right};
  into.type = static_cast<frame_type>(octets[0]);
  into.destination = octets[1];
  into.source = octets[2];
  into.length = static_cast<std::uint16_t>((octets[3] << 8U) | octets[4]);
  if (into.source == broadcast) return {errc::bad_value, 4, broadcast};
  bool const encoded = is_encoded(into.type);
  unsigned const most = encoded ? 2043 : max_data;
  if (into.length > most || (encoded && into.length < 5)) return {errc::bad_quantity, 5, most};
  return {};
}

}  // namespace mstp_rules

/// Type to length and the header CRC: six octets. Errors: bad_checksum with the one that would be right; bad_value for
/// a source of 255; bad_quantity for a length above 501, or of an encoded frame outside of 5 to 2043. `at` counts from
/// the preamble.
[[nodiscard]] constexpr result<frame_header> parse_header(std::span<std::uint8_t const, 6> octets) {
  return result<frame_header>::filled([&](frame_header& into) { return mstp_rules::read_header(octets, into); });
}

/// A view of a frame's parts; `data` of an encoded frame is decoded.
struct frame : frame_header {
  bytes data;
};

namespace mstp_rules {

/// Data and CRC of a frame that is not encoded.
constexpr error check_body(frame_header const& header, bytes body) {
  auto const right = static_cast<std::uint16_t>(~data_crc(data_crc_start, body.first(header.length)));
  if (reader{body.last(crc_size)}.u16_little_endian() != right)
    return {errc::bad_crc, header_size + header.length, right};
  return {};
}

}  // namespace mstp_rules

/// Data and CRC behind a header. `space` takes the data of an encoded frame and may be `body` itself; of other frames
/// the data are a view of `body`. Expects: body_size() octets. Errors: bad_crc with the one that would be right;
/// bad_encoding, bad_crc32, buffer_too_small. `at` counts from the preamble.
[[nodiscard]] constexpr result<bytes> parse_body(frame_header const& header, bytes body,
                                                 std::span<std::uint8_t> space) {
  if (body.empty()) return bytes{};
  if (is_encoded(header.type)) {
    auto const decoded = cobs::decode_with_crc(body, space);
    if (decoded) return bytes{*decoded};
    auto const why = decoded.error();
    return error{why.code, header_size + why.at, why.detail};
  }
  auto const why = mstp_rules::check_body(header, body);
  if (why.code != errc::none) return why;
  return body.first(header.length);
}

/// A whole frame and nothing else but one pad octet. Errors: too_short, too_long; bad_start for another preamble; those
/// of parse_header() and parse_body(). `space` is needed for encoded frames only.
[[nodiscard]] constexpr result<frame> parse_frame(bytes whole, std::span<std::uint8_t> space = {}) {
  if (!whole.empty() && whole[0] != preamble_1) return error{errc::bad_start, 0, whole[0]};
  if (whole.size() > 1 && whole[1] != preamble_2) return error{errc::bad_start, 1, whole[1]};
  if (whole.size() < header_size) return error{errc::too_short, whole.size(), header_size};
  auto const header = parse_header(whole.subspan<2, 6>());
  if (!header) return header.error();
  auto const size = header_size + header->body_size();
  if (whole.size() < size) return error{errc::too_short, whole.size(), size};
  bool const padded = whole.size() == size + 1 && whole[size] == pad;
  if (whole.size() > size && !padded) return error{errc::too_long, size, size};
  auto const data = parse_body(*header, whole.subspan(header_size, header->body_size()), space);
  if (!data) return data.error();
  return frame{*header, *data};
}

namespace mstp_rules {

constexpr void put_header(frame_header const& header, std::span<std::uint8_t> out) {
  writer to{out};
  to.u8(preamble_1).u8(preamble_2);
  to.u8(static_cast<std::uint8_t>(header.type)).u8(header.destination).u8(header.source).u16(header.length);
  auto crc = header_crc_start;
  for (auto const octet : out.subspan(2, 5)) crc = header_crc(crc, octet);
  to.u8(static_cast<std::uint8_t>(~crc));
}

}  // namespace mstp_rules

/// A frame in the first octets of `buffer`. `data` may lie in it already, from octet 8 on; of an encoded frame from
/// octet 8 + most_encoded(size) - size on. Errors: bad_value for a source of 255; bad_quantity above 501 octets, or for
/// an encoded frame above 1497 and without any; buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_frame(frame_type type, std::uint8_t destination,
                                                                    std::uint8_t source, bytes data,
                                                                    std::span<std::uint8_t> buffer) {
  if (source == broadcast) return error{errc::bad_value, 4, broadcast};
  bool const encoded = is_encoded(type);
  auto const most = encoded ? max_extended_npdu : max_data;
  if (data.size() > most || (encoded && data.empty())) return error{errc::bad_quantity, 5, most};
  auto const needed = header_size + (encoded        ? cobs::most_encoded(data.size()) + cobs::crc_size
                                     : data.empty() ? 0
                                                    : data.size() + crc_size);
  if (buffer.size() < needed) return error{errc::buffer_too_small, 0, needed};
  frame_header header{type, destination, source, static_cast<std::uint16_t>(data.size())};
  auto size = header_size;
  if (encoded) {
    auto const body = cobs::encode_with_crc(data, buffer.subspan(header_size));
    if (!body) return body.error();
    header.length = static_cast<std::uint16_t>(body->size() - crc_size);
    size += body->size();
  } else if (!data.empty()) {
    auto const crc = static_cast<std::uint16_t>(~data_crc(data_crc_start, data));
    // Forwards: where data lie in the buffer, they lie at or behind their place.
    for (std::size_t i = 0; i != data.size(); ++i) buffer[header_size + i] = data[i];
    writer{buffer.subspan(header_size + data.size())}.u16_little_endian(crc);
    size += data.size() + crc_size;
  }
  mstp_rules::put_header(header, buffer);
  return buffer.first(size);
}

}  // namespace meterproto::bacnet
