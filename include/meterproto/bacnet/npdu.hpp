// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// The network layer: a header that says whether an answer is expected and, behind a router, from whom and to whom.
/// Source: ANSI/ASHRAE 135-2016 clause 6.2.
namespace meterproto::bacnet {

inline constexpr std::uint8_t npdu_version = 1;
inline constexpr std::uint16_t every_network = 0xFFFF;  // as DNET: the global broadcast
inline constexpr std::size_t max_npdu_header = 21;      // with addresses of six octets
inline constexpr std::uint8_t most_hops = 255;

enum class priority : std::uint8_t { normal, urgent, critical_equipment, life_safety };

/// A station on another network; no octets: all stations of that network.
struct network_address {
  static constexpr std::size_t most_octets = 7;

  std::uint16_t network = 0;
  std::uint8_t size = 0;
  std::array<std::uint8_t, most_octets> octets{};

  [[nodiscard]] constexpr bytes view() const { return bytes{octets}.first(size); }
  friend constexpr bool operator==(network_address const&, network_address const&) = default;

  /// Error: bad_length above seven octets, which no data link has.
  [[nodiscard]] static constexpr result<network_address> of(std::uint16_t network, bytes octets) {
    if (octets.size() > most_octets) return error{errc::bad_length, 0, octets.size()};
    network_address made{network, static_cast<std::uint8_t>(octets.size())};
    for (std::size_t i = 0; i != octets.size(); ++i) made.octets[i] = octets[i];
    return made;
  }
};

struct npdu {
  bool is_network_message = false;
  bool expects_reply = false;
  bacnet::priority priority = bacnet::priority::normal;
  maybe<network_address> destination{};  ///< DNET, DADR; absent: this network
  maybe<network_address> source{};       ///< SNET, SADR; a router has put it there
  std::uint8_t hops = most_hops;         ///< with a destination
  std::uint8_t message_type = 0;         ///< of a network message
  std::uint16_t vendor = 0;              ///< of one with a type from 80 on
  std::uint8_t at = 0;                   ///< where `apdu` begins
  bytes apdu{};                          ///< or what a network message says
};

namespace npdu_rules {

inline constexpr unsigned network_message = 0x80;
inline constexpr unsigned has_destination = 0x20;
inline constexpr unsigned has_source = 0x08;
inline constexpr unsigned expecting_reply = 0x04;

/// DNET and DADR, or SNET and SADR. Past the end of `in` what is read is 0 and no fault: the caller looks at ok().
constexpr error read_address(reader& in, bool of_source, network_address& into) {
  auto at = in.at();
  into.network = in.u16();
  into.size = in.u8();
  auto const size = into.size;
  if (size > network_address::most_octets) return {errc::bad_length, at + 2, size};
  for (unsigned i = 0; i != size; ++i) into.octets[i] = in.u8();
  if (!in.ok()) return {};
  bool const bad_network = into.network == 0 || (of_source && into.network == every_network);
  if (bad_network) return {errc::bad_value, at, into.network};
  return of_source && size == 0 ? error{errc::bad_value, at + 2} : error{};
}

constexpr error read(bytes whole, npdu& into) {
  reader in{whole};
  auto const version = in.u8();
  unsigned const control = in.u8();
  if (!in.ok()) return {errc::too_short, whole.size(), 2};
  if (version != npdu_version) return {errc::bad_value, 0, version};
  into.is_network_message = (control & network_message) != 0;
  into.expects_reply = (control & expecting_reply) != 0;
  into.priority = static_cast<priority>(control & 3U);
  for (bool const of_source : {false, true}) {
    if ((control & (of_source ? has_source : has_destination)) == 0) continue;
    auto const fault = read_address(in, of_source, (of_source ? into.source : into.destination).emplace());
    if (fault.code != errc::none) return fault;
  }
  if (into.destination) into.hops = in.u8();
  if (into.is_network_message) {
    into.message_type = in.u8();
    if (into.message_type >= 0x80) into.vendor = in.u16();
  }
  if (!in.ok()) return {errc::too_short, whole.size(), whole.size() + 1};
  into.at = static_cast<std::uint8_t>(in.at());
  into.apdu = in.rest();
  return {};
}

}  // namespace npdu_rules

/// Errors: too_short; bad_value for another version than 1, a DNET or SNET of 0, an SNET of FFFF, and an SLEN of 0;
/// bad_length for an address of more than seven octets. The reserved bits 6 and 4 are passed over.
[[nodiscard]] constexpr result<npdu> parse_npdu(bytes whole) {
  return result<npdu>::filled([&](npdu& into) { return npdu_rules::read(whole, into); });
}

/// Appends the header; the APDU is to follow. Network messages are not built.
constexpr void put_npdu_header(writer& out, npdu const& header) {
  namespace rules = npdu_rules;
  out.u8(npdu_version);
  out.u8((header.destination ? rules::has_destination : 0U) | (header.source ? rules::has_source : 0U) |
         (header.expects_reply ? rules::expecting_reply : 0U) | static_cast<unsigned>(header.priority));
  for (auto const* address : {&header.destination, &header.source})
    if (*address) out.u16((*address)->network).u8((*address)->size).put((*address)->view());
  if (header.destination) out.u8(header.hops);
}

/// Whom an answer goes to, or a request: a station on this line, and behind it, if it is a router, another one.
struct peer {
  std::uint8_t mac = 255;
  maybe<network_address> behind{};

  [[nodiscard]] static constexpr peer everybody() { return {}; }
  /// Not all stations, of this line or of the network behind it.
  [[nodiscard]] constexpr bool is_one_station() const { return mac != 255 && (!behind || behind->size != 0); }
  /// Who has sent `came` from `mac`.
  [[nodiscard]] static constexpr peer of(std::uint8_t mac, npdu const& came) { return {mac, came.source}; }
  friend constexpr bool operator==(peer const&, peer const&) = default;
};

}  // namespace meterproto::bacnet
