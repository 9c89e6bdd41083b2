// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/codes.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

/// The headers of all application PDUs, and requests and answers built from a service. Source: ANSI/ASHRAE 135-2016
/// clauses 20.1.2 to 20.1.9, 20.1.2.4 and 20.1.2.5 (sizes).
namespace meterproto::bacnet {

enum class pdu_type : std::uint8_t {
  confirmed_request,
  unconfirmed_request,
  simple_ack,
  complex_ack,
  segment_ack,
  error,
  reject,
  abort,
};

/// The most that a device takes: 50, 128, 206, 480 (the most on MS/TP without extended frames), 1024, 1476.
inline constexpr std::array<std::uint16_t, 6> apdu_sizes{50, 128, 206, 480, 1024, 1476};
inline constexpr std::size_t max_mstp_apdu = 480;
inline constexpr std::size_t usual_request_size = 272;  // asks for 29 present values, whose answer fills 480 octets
/// The code for the largest of these that is not above `octets`; 0 below 50.
[[nodiscard]] constexpr std::uint8_t apdu_size_code(std::size_t octets) {
  std::uint8_t code = 0;
  while (code + 1U < apdu_sizes.size() && apdu_sizes[code + 1U] <= octets) ++code;
  return code;
}

/// What an APDU says before its service data. Fields that its type does not have are 0.
struct apdu {
  pdu_type type = pdu_type::confirmed_request;
  bool segmented = false;
  bool more_follows = false;
  bool takes_segments = false;    ///< SA: who asks would take a segmented answer
  bool negative = false;          ///< of a segment ack
  bool from_server = false;       ///< of a segment ack or an abort
  std::uint8_t max_segments = 0;  ///< code: 0 not said, 1 to 6 are 2 to 64, 7 more
  std::uint8_t max_apdu = 0;      ///< code: apdu_sizes
  std::uint8_t invoke_id = 0;
  std::uint8_t sequence = 0;
  std::uint8_t window = 0;
  std::uint8_t service = 0;  ///< a confirmed_service or unconfirmed_service
  std::uint8_t reason = 0;   ///< of a reject or an abort
  std::uint8_t at = 0;       ///< where `data` begins
  bytes data{};              ///< what the service says; of an error class and code

  [[nodiscard]] constexpr bool is(confirmed_service which) const {
    return service == static_cast<std::uint8_t>(which) && type != pdu_type::unconfirmed_request;
  }
  [[nodiscard]] constexpr bool is(unconfirmed_service which) const {
    return service == static_cast<std::uint8_t>(which) && type == pdu_type::unconfirmed_request;
  }
  /// Whether it ends a transaction of the client.
  [[nodiscard]] constexpr bool is_answer() const {
    return type == pdu_type::simple_ack || type == pdu_type::complex_ack || type == pdu_type::error ||
           type == pdu_type::reject || type == pdu_type::abort;
  }
};

namespace apdu_rules {

// What stands in a PDU of each type, in the order in which it stands.
inline constexpr unsigned segment_bits = 1;  // SEG, MOR; then sequence number and window size, where SEG is set
inline constexpr unsigned sizes = 2;         // the most segments and the longest answer that are taken
inline constexpr unsigned invoke_id = 4;
inline constexpr unsigned window = 8;
inline constexpr unsigned reason = 16;
inline constexpr unsigned service = 32;
inline constexpr unsigned data = 64;
inline constexpr std::array<std::uint8_t, 8> parts{
    segment_bits | sizes | invoke_id | service | data,  // confirmed request
    service | data,                                     // unconfirmed request
    invoke_id | service,                                // simple ack
    segment_bits | invoke_id | service | data,          // complex ack
    invoke_id | window,                                 // segment ack
    invoke_id | service | data,                         // error
    invoke_id | reason,                                 // reject
    invoke_id | reason,                                 // abort
};

constexpr error read(bytes whole, apdu& made) {
  reader in{whole};
  unsigned const first = in.u8();
  if (!in.ok()) return {errc::too_short, 0, 1};
  if (first >> 4U >= parts.size()) return {errc::bad_value, 0, first};
  made.type = static_cast<pdu_type>(first >> 4U);
  unsigned has = parts[first >> 4U];
  if ((has & segment_bits) != 0) {
    made.segmented = (first & 8U) != 0;
    made.more_follows = (first & 4U) != 0;
    if (made.segmented) has |= window;
  }
  made.takes_segments = made.type == pdu_type::confirmed_request && (first & 2U) != 0;
  made.negative = made.type == pdu_type::segment_ack && (first & 2U) != 0;
  made.from_server = (made.type == pdu_type::segment_ack || made.type == pdu_type::abort) && (first & 1U) != 0;
  if ((has & sizes) != 0) {
    unsigned const both = in.u8();
    made.max_segments = static_cast<std::uint8_t>((both >> 4U) & 7U);
    made.max_apdu = static_cast<std::uint8_t>(both & 15U);
  }
  if ((has & invoke_id) != 0) made.invoke_id = in.u8();
  if ((has & window) != 0) {
    made.sequence = in.u8();
    made.window = in.u8();
  }
  if ((has & reason) != 0) made.reason = in.u8();
  if ((has & service) != 0) made.service = in.u8();
  if (!in.ok()) return {errc::too_short, whole.size(), whole.size() + 1};
  made.at = static_cast<std::uint8_t>(in.at());
  made.data = in.rest();
  if ((has & data) == 0 && !made.data.empty()) return {errc::too_long, made.at, made.at};
  return {};
}

}  // namespace apdu_rules

/// Errors: too_short; too_long for what goes on behind a simple ack, segment ack, reject or abort; bad_value for the
/// PDU types 8 to 15. Reserved bits are passed over.
[[nodiscard]] constexpr result<apdu> parse_apdu(bytes whole) {
  return result<apdu>::filled([&](apdu& into) { return apdu_rules::read(whole, into); });
}

/// Why a device could not do what it was asked.
struct access_error {
  error_class of = error_class::device;
  error_code code = error_code::other;

  [[nodiscard]] constexpr error as_error() const {
    auto const high = static_cast<unsigned>(of);
    auto const low = static_cast<unsigned>(code);
    return {errc::error_answer, 0, high > 255 || low > 255 ? 0xFFFFU : high * 256 + low};
  }
  friend constexpr bool operator==(access_error const&, access_error const&) = default;
};

namespace apdu_rules {

/// Class and code as two application Enumerated.
constexpr access_error read_error(tag_reader& in) {
  auto const number = [&] {
    auto const at = in.at();
    auto const read = in.application(&element::as_enumerated);
    if (read > 0xFFFF) in.fail({errc::does_not_fit, at});
    return read;
  };
  auto const of = number();
  auto const code = number();
  return {static_cast<error_class>(of), static_cast<error_code>(code)};
}
constexpr void put_error(tag_writer& out, access_error const& why) {
  out.enumerated(static_cast<std::uint32_t>(why.of)).enumerated(static_cast<std::uint32_t>(why.code));
}

}  // namespace apdu_rules

/// Of an error PDU: class and code, and nothing else. (Errors of services that this library does not have, such as
/// CreateObject, hold more.) Errors: those of tag_reader.
[[nodiscard]] constexpr result<access_error> parse_error(apdu const& of) {
  tag_reader in{of.data};
  auto const why = apdu_rules::read_error(in);
  if (auto const fault = in.end(); fault.code != errc::none) return fault;
  return why;
}

/// What an answer says against the request: error_answer, rejected, aborted, segmented for an answer in segments, which
/// we never offer to take; none for an ack.
[[nodiscard]] constexpr error refusal_of(apdu const& answer) {
  switch (answer.type) {
    case pdu_type::error: {
      auto const why = parse_error(answer);
      return why ? why->as_error() : error{errc::error_answer, 0, 0xFFFF};
    }
    case pdu_type::reject: return {errc::rejected, 0, answer.reason};
    case pdu_type::abort: return {errc::aborted, 0, answer.reason};
    case pdu_type::complex_ack: return answer.segmented ? error{errc::segmented} : error{};
    default: return {};
  }
}

/// A service request or ack: what it is called, and how it writes itself.
template <class Service>
concept confirmed = requires(Service const& what, tag_writer& out) {
  { Service::service } -> std::convertible_to<confirmed_service>;
  what.put(out);
};
template <class Service>
concept unconfirmed = requires(Service const& what, tag_writer& out) {
  { Service::service } -> std::convertible_to<unconfirmed_service>;
  what.put(out);
};

namespace apdu_rules {

constexpr result<std::span<std::uint8_t>> finish(writer const& out) {
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed()};
  return out.written();
}

}  // namespace apdu_rules

/// A confirmed request, unsegmented and taking no segmented answer. `max_apdu`: the longest answer that we take.
template <confirmed Service>
constexpr void put_request(writer& out, std::uint8_t invoke_id, Service const& what,
                           std::size_t max_apdu = max_mstp_apdu) {
  out.u8(0).u8(apdu_size_code(max_apdu)).u8(invoke_id).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
template <unconfirmed Service>
constexpr void put_request(writer& out, Service const& what) {
  out.u8(0x10).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
template <confirmed Service>
constexpr void put_ack(writer& out, std::uint8_t invoke_id, Service const& what) {
  out.u8(0x30).u8(invoke_id).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
constexpr void put_simple_ack(writer& out, std::uint8_t invoke_id, std::uint8_t service) {
  out.u8(0x20).u8(invoke_id).u8(service);
}
constexpr void put_error(writer& out, std::uint8_t invoke_id, std::uint8_t service, access_error const& why) {
  out.u8(0x50).u8(invoke_id).u8(service);
  tag_writer data{out};
  apdu_rules::put_error(data, why);
}
constexpr void put_reject(writer& out, std::uint8_t invoke_id, reject_reason why) {
  out.u8(0x60).u8(invoke_id).u8(static_cast<std::uint8_t>(why));
}
constexpr void put_abort(writer& out, bool from_server, std::uint8_t invoke_id, abort_reason why) {
  out.u8(from_server ? 0x71U : 0x70U).u8(invoke_id).u8(static_cast<std::uint8_t>(why));
}
constexpr void put_segment_ack(writer& out, bool negative, bool from_server, std::uint8_t invoke_id,
                               std::uint8_t sequence, std::uint8_t window) {
  out.u8(0x40U | (negative ? 2U : 0U) | (from_server ? 1U : 0U)).u8(invoke_id).u8(sequence).u8(window);
}

/// The same as a whole APDU in the first octets of `buffer`. Error: buffer_too_small.
template <confirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_request(std::uint8_t invoke_id, Service const& what,
                                                                      std::span<std::uint8_t> buffer,
                                                                      std::size_t max_apdu = max_mstp_apdu) {
  writer out{buffer};
  put_request(out, invoke_id, what, max_apdu);
  return apdu_rules::finish(out);
}
template <unconfirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_request(Service const& what,
                                                                      std::span<std::uint8_t> buffer) {
  writer out{buffer};
  put_request(out, what);
  return apdu_rules::finish(out);
}
template <confirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_ack(std::uint8_t invoke_id, Service const& what,
                                                                  std::span<std::uint8_t> buffer) {
  writer out{buffer};
  put_ack(out, invoke_id, what);
  return apdu_rules::finish(out);
}

}  // namespace meterproto::bacnet
