// SPDX-License-Identifier: MIT
// The receive machine with octets one at a time, as an interrupt brings them: a frame of 100 octets, 90 of them data.
#include "../case.hpp"

#include <meterproto/bacnet/receiver.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;

OUTSIDE_RAM static std::uint8_t space[bacnet::max_data + bacnet::crc_size];

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  bacnet::receiver line{0, space, bacnet::timing_at(76'800).frame_abort};
  for (std::size_t i = 0; i != size; ++i) {
    meterproto::bytes one{data + i, 1};
    auto const& got = line.take(one, static_cast<std::uint32_t>(130 * i));
    if (got.what == bacnet::heard::valid) port = static_cast<std::uint32_t>(got.received.data.size());
  }
}

constexpr auto frame = [](std::uint8_t to) {
  std::array<std::uint8_t, 100> made{};
  std::uint8_t octets[90]{};
  for (unsigned i = 0; i != 90; ++i) octets[i] = static_cast<std::uint8_t>(i * 37 + 11);
  (void)bacnet::build_frame(bacnet::frame_type::data_not_expecting_reply, to, 1, octets, made);
  return made;
};
OUTSIDE_DATA auto ours = frame(0);
OUTSIDE_DATA auto another = frame(7);
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {
    {"100 octets for us", ours.data(), ours.size()}, {"100 octets for another", another.data(), another.size()}, {}};
