// SPDX-License-Identifier: MIT
// Acks from the wire: MS/TP receiver, network header, application header, service, values. ONE: ReadProperty alone;
// otherwise ReadPropertyMultiple too.
#include "../case.hpp"

#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/receiver.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;
using meterproto::bytes;

OUTSIDE_RAM static std::uint8_t space[bacnet::max_data + bacnet::crc_size];

namespace {

void show(bytes value) {
  bacnet::tag_reader in{value};
  auto const number = in.application(&bacnet::element::as_real_bits);
  if (in.end().code == meterproto::errc::none) port = number;
}

}  // namespace

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  bacnet::plain_receiver line{0, space, bacnet::timing_at(76'800).frame_abort};
  bytes came{data, size};
  while (!came.empty()) {
    auto const& got = line.take(came, 0);
    if (got.what != bacnet::heard::valid) continue;
    auto const network = bacnet::parse_npdu(got.received.data);
    if (!network) return;
    auto const answer = bacnet::parse_apdu(network->apdu);
    if (!answer || answer->type != bacnet::pdu_type::complex_ack) return;
    if (answer->is(bacnet::confirmed_service::read_property)) {
      if (auto const ack = bacnet::read_property_ack::parse(answer->data)) show(ack->value);
    }
#ifndef ONE
    if (answer->is(bacnet::confirmed_service::read_property_multiple)) {
      for (bacnet::answered_properties all{answer->data}; all.next();)
        if (!all->why) show(all->value);
    }
#endif
  }
}

// Analog inputs with 20.5, 21.5 ... as their Present_Value.
constexpr std::uint8_t real(unsigned i, unsigned octet) {
  return static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(20.5F + static_cast<float>(i)) >> (24 - 8 * octet));
}
constexpr std::size_t from = bacnet::header_size;
constexpr auto one_ack = [] {
  std::array<std::uint8_t, 29> made{};
  std::uint8_t const npdu[] = {0x01, 0x00, 0x30, 0x01, 0x0C,       0x0C,       0x00,       0x00,       0x00, 0x01,
                               0x19, 0x55, 0x3E, 0x44, real(0, 0), real(0, 1), real(0, 2), real(0, 3), 0x3F};
  (void)bacnet::build_frame(bacnet::frame_type::data_not_expecting_reply, 0, 1, npdu, made);
  return made;
}();
constexpr auto ack_of_20 = [] {
  std::array<std::uint8_t, 2 + 3 + 20 * 16 + 10> made{};
  std::uint8_t npdu[2 + 3 + 20 * 16] = {0x01, 0x00, 0x30, 0x01, 0x0E};
  for (unsigned i = 0; i != 20; ++i) {
    std::uint8_t const one[] = {0x0C,       0x00,       0x00,       0x00,       static_cast<std::uint8_t>(i + 1),
                                0x1E,       0x29,       0x55,       0x4E,       0x44,
                                real(i, 0), real(i, 1), real(i, 2), real(i, 3), 0x4F,
                                0x1F};
    for (unsigned at = 0; at != 16; ++at) npdu[5 + 16 * i + at] = one[at];
  }
  (void)bacnet::build_frame(bacnet::frame_type::data_not_expecting_reply, 0, 1, npdu, made);
  return made;
}();
OUTSIDE_DATA auto frame_1 = one_ack;
OUTSIDE_DATA auto frame_20 = ack_of_20;
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"ReadProperty", frame_1.data(), frame_1.size()},
#ifndef ONE
                                                                     {"20 values", frame_20.data(), frame_20.size()},
#endif
                                                                     {}};
