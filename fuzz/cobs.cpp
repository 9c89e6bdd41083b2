// SPDX-License-Identifier: MIT
// COBS and CRC-32K: any octets decoded, in place too, with the same end; encoded octets come back, and hold no 55.
#include "fuzz.hpp"

#include <meterproto/bacnet/cobs.hpp>
#include <meterproto/bacnet/mstp.hpp>

namespace bacnet = meterproto::bacnet;

void fuzz_one(fuzz::source in) {
  auto const octets = fuzz::copy_of(in.rest());
  std::vector<std::uint8_t> out(octets.size());
  auto const decoded = bacnet::cobs::decode(octets, out);
  auto in_place = octets;
  auto const again = bacnet::cobs::decode(in_place, in_place);
  PROMISE(decoded.has_value() == again.has_value());
  if (decoded) PROMISE(fuzz::same(*decoded, *again));
  (void)bacnet::cobs::decode_with_crc(octets, out);

  if (octets.empty() || octets.size() > bacnet::max_extended_npdu) return;
  auto const gap = bacnet::cobs::most_encoded(octets.size()) - octets.size();
  std::vector<std::uint8_t> shared(gap + octets.size() + bacnet::cobs::crc_size);
  std::copy(octets.begin(), octets.end(), shared.begin() + static_cast<std::ptrdiff_t>(gap));
  auto const encoded = bacnet::cobs::encode_with_crc(meterproto::bytes{shared}.subspan(gap, octets.size()), shared);
  PROMISE(encoded);
  for (auto const octet : *encoded) PROMISE(octet != 0x55);
  std::vector<std::uint8_t> back(octets.size());
  auto const plain = bacnet::cobs::decode_with_crc(*encoded, back);
  PROMISE(plain && fuzz::same(*plain, octets));

  std::vector<std::uint8_t> frame(bacnet::max_extended_frame);
  auto const built = bacnet::build_frame(bacnet::frame_type::extended_data_not_expecting_reply, 1, 2, octets, frame);
  PROMISE(built && fuzz::same(bacnet::parse_frame(*built, back)->data, octets));
}
