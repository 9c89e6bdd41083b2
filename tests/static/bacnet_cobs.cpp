// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/cobs.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;
namespace cobs = meterproto::bacnet::cobs;

namespace test_bacnet_cobs {

using octets = std::initializer_list<std::uint8_t>;
using tests::is;
using tests::typed;

constexpr std::size_t most = 1600;
using room = std::array<std::uint8_t, most>;

constexpr bool both_ways(octets data, octets encoded) {
  room space{};
  auto const made = cobs::encode(bytes{data.begin(), data.size()}, space);
  if (!made || !is(*made, encoded)) return false;
  auto const back = cobs::decode(bytes{encoded.begin(), encoded.size()}, space);
  return back && is(*back, data);
}

// RFC 8163, Appendix A: code octets that say how far the next zero is, and then 55 into each octet
CASE("nothing is one code octet", both_ways({}, {0x54}));
CASE("an octet 01", both_ways({0x01}, {0x57, 0x54}));
CASE("55 becomes 00", both_ways({0x55}, {0x57, 0x00}));
CASE("a zero is no octet, but a code before and behind it", both_ways({0x00}, {0x54, 0x54}));
CASE("two zeros", both_ways({0x00, 0x00}, {0x54, 0x54, 0x54}));
CASE("11 22 00 33: three, 11, 22, two, 33", both_ways({0x11, 0x22, 0x00, 0x33}, {0x56, 0x44, 0x77, 0x57, 0x66}));
CASE("a zero at the end", both_ways({0x11, 0x00}, {0x57, 0x44, 0x54}));
CASE("a zero at the beginning", both_ways({0x00, 0x11}, {0x54, 0x57, 0x44}));

/// `size` octets without a zero: 01 to FF, again and again.
constexpr room counting(std::size_t size) {
  room made{};
  for (std::size_t i = 0; i != size; ++i) made[i] = static_cast<std::uint8_t>(i % 255 + 1);
  return made;
}
/// What `size` such octets become: before each 254 of them a code FF, before the rest its length and one more.
constexpr bool is_counting_encoded(bytes encoded, std::size_t size) {
  std::size_t at = 0;
  for (std::size_t begin = 0; begin != size || size == 0;) {
    auto const part = std::min<std::size_t>(254, size - begin);
    if (at + 1 + part > encoded.size() || encoded[at++] != ((part + 1) ^ 0x55U)) return false;
    for (std::size_t i = 0; i != part; ++i, ++at)
      if (encoded[at] != (((begin + i) % 255 + 1) ^ 0x55U)) return false;
    begin += part;
    if (size == 0) break;
  }
  return at == encoded.size();
}
constexpr bool counts(std::size_t size, std::size_t encoded_size) {
  auto const data = counting(size);
  room space{};
  auto const made = cobs::encode(bytes{data}.first(size), space);
  if (!made || made->size() != encoded_size || !is_counting_encoded(*made, size)) return false;
  room again{};
  auto const back = cobs::decode(*made, again);
  return back && is(*back, bytes{data}.first(size));
}
CASE("without zeros: one code for each 254 octets begun", counts(0, 1) && counts(1, 2) && counts(253, 254));
CASE("no code behind a last block of 254", counts(254, 255) && counts(508, 510) && counts(762, 765));
CASE("but before one octet more", counts(255, 257) && counts(502, 504));
CASE("1497 octets become 1503", counts(1497, 1503));
CASE("so many at most", cobs::most_encoded(0) == 1 && cobs::most_encoded(1) == 2 && cobs::most_encoded(253) == 254 &&
                            cobs::most_encoded(254) == 256 && cobs::most_encoded(255) == 257 &&
                            cobs::most_encoded(508) == 511 && cobs::most_encoded(1497) == 1503);

CASE("254 octets and a zero: FF says nothing of a zero, so 01 and 01 follow", [] {
  auto const data = counting(254);
  room space{};
  auto const made = cobs::encode(bytes{data}.first(255), space);
  if (!made || made->size() != 257 || (*made)[0] != 0xAA || !is(made->subspan(255), {0x54, 0x54})) return false;
  auto const back = cobs::decode(*made, space);
  return back && is(*back, bytes{data}.first(255));
}());
CASE("253 octets and a zero: FE, and 01", [] {
  auto const data = counting(253);
  room space{};
  auto const made = cobs::encode(bytes{data}.first(254), space);
  return made && made->size() == 255 && (*made)[0] == 0xAB && made->back() == 0x54;
}());
CASE("a zero and 254 octets", [] {
  room data{};
  for (std::size_t i = 1; i != 255; ++i) data[i] = static_cast<std::uint8_t>(i);
  room space{};
  auto const made = cobs::encode(bytes{data}.first(255), space);
  return made && made->size() == 256 && (*made)[0] == 0x54 && (*made)[1] == 0xAA && (*made)[255] == (254 ^ 0x55);
}());
CASE("a code 01 behind a last block of 254, which others write, changes nothing", [] {
  room encoded{0xAA};
  std::fill(encoded.begin() + 1, encoded.begin() + 255, std::uint8_t{0x01 ^ 0x55});
  encoded[255] = 0x54;
  room space{};
  auto const shorter = cobs::decode(bytes{encoded}.first(255), space);
  auto const longer = cobs::decode(bytes{encoded}.first(256), space);
  return shorter && longer && shorter->size() == 254 && longer->size() == 254 && longer->back() == 0x01;
}());
CASE("no encoded octet is 55, whatever the data", [] {
  std::array<std::uint8_t, 256> data{};
  for (std::size_t i = 0; i != 256; ++i) data[i] = static_cast<std::uint8_t>(i);
  room space{};
  for (std::size_t from = 0; from < 256; from += 37) {
    auto const made = cobs::encode(bytes{data}.subspan(from), space);
    if (!made || std::ranges::find(*made, 0x55) != made->end()) return false;
  }
  return true;
}());

// In one buffer
constexpr bool in_place(std::size_t size, std::size_t zero_every) {
  auto data = counting(size);
  for (std::size_t i = 0; i < size && zero_every != 0; i += zero_every) data[i] = 0;
  room apart{};
  auto const wanted = cobs::encode(bytes{data}.first(size), apart);
  auto const gap = cobs::most_encoded(size) - size;
  room space{};
  std::copy_n(data.begin(), size, space.begin() + static_cast<std::ptrdiff_t>(gap));
  auto const made = cobs::encode(bytes{space}.subspan(gap, size), space);
  if (!made || !is(*made, *wanted)) return false;
  auto const back = cobs::decode(*made, space);
  return back && back->data() == space.data() && is(*back, bytes{data}.first(size));
}
CASE("data may lie behind the place they are encoded to, by as much as they may grow; decoded they lie in front",
     in_place(0, 0) && in_place(1, 0) && in_place(1, 1) && in_place(253, 0) && in_place(254, 0) && in_place(255, 0) &&
         in_place(502, 0) && in_place(508, 0));
CASE("the same with zeros", in_place(508, 1) && in_place(508, 7) && in_place(509, 254) && in_place(509, 255));
CASE("the same for 762 octets", in_place(762, 0) && in_place(762, 255));
CASE("the same for 1497 octets", in_place(1497, 0));

// Errors of encode() and decode()
CASE("encoding needs the room that is sure to do", [] {
  constexpr std::uint8_t data[] = {0x11, 0x22, 0x00, 0x33};
  room space{};
  for (std::size_t size = 0; size != 5; ++size)
    if (cobs::encode(data, std::span{space}.first(size)).error() != error{errc::buffer_too_small, 0, 5}) return false;
  auto const full = counting(254);
  return cobs::encode(data, std::span{space}.first(5)).has_value() &&
         cobs::encode(bytes{full}.first(254), std::span{space}.first(255)).error() ==
             error{errc::buffer_too_small, 0, 256};
}());
template <std::size_t Size>
constexpr error fault_of(typed<Size> encoded) {
  room space{};
  return cobs::decode(encoded, space).error();
}
CASE("a code of 0, on the wire 55, is none",
     fault_of({0x55}) == error{errc::bad_encoding, 0, 0x55} &&
         fault_of({0x57, 0x44, 0x55, 0x54}) == error{errc::bad_encoding, 2, 0x55});
CASE("a code may not point behind the end",
     fault_of({0x57}) == error{errc::bad_encoding, 0, 0x57} &&
         fault_of({0x56, 0x44, 0x77, 0x56, 0x66}) == error{errc::bad_encoding, 3, 0x56} &&
         fault_of({0xAA, 0x01}) == error{errc::bad_encoding, 0, 0xAA});
CASE("of nothing there is nothing", [] {
  room space{};
  auto const made = cobs::decode({}, space);
  return made && made->empty();
}());
CASE("decoding needs room for the octets, and for the zero between two blocks", [] {
  constexpr std::uint8_t encoded[] = {0x56, 0x44, 0x77, 0x57, 0x66};
  room space{};
  auto const fault = [&](std::size_t size) { return cobs::decode(encoded, std::span{space}.first(size)).error(); };
  return fault(0) == error{errc::buffer_too_small, 0, 5} && fault(1) == error{errc::buffer_too_small, 0, 5} &&
         fault(2) == error{errc::buffer_too_small, 0, 5} && fault(3) == error{errc::buffer_too_small, 3, 5} &&
         fault(4) == error{};
}());

// With the CRC-32K over the encoded octets, itself encoded
constexpr std::uint8_t with_crc[] = {0x56, 0x44, 0x77, 0x57, 0x66, 0x50, 0x36, 0x18, 0xFC, 0x10};
constexpr std::uint8_t a_55[] = {0x57, 0x00, 0x50, 0xC1, 0x82, 0x1B, 0xB4};
CASE("11 22 00 33 and 55, with CRC", [] {
  constexpr std::uint8_t data[] = {0x11, 0x22, 0x00, 0x33};
  constexpr std::uint8_t other[] = {0x55};
  room space{};
  auto const made = cobs::encode_with_crc(data, space);
  if (!made || !is(*made, with_crc)) return false;
  auto const back = cobs::decode_with_crc(*made, space);
  if (!back || !is(*back, data)) return false;
  return is(*cobs::encode_with_crc(other, space), a_55) && is(*cobs::decode_with_crc(a_55, space), other);
}());
constexpr bool counts_with_crc(std::size_t size, octets crc) {
  auto const data = counting(size);
  room space{};
  auto const made = cobs::encode_with_crc(bytes{data}.first(size), space);
  return made && is(made->last(5), crc) && is_counting_encoded(made->first(made->size() - 5), size);
}
CASE("the CRC of none, of 1, and of 254 and 255 octets without zeros",
     counts_with_crc(0, {0x50, 0xC3, 0x59, 0xA3, 0xBC}) && counts_with_crc(1, {0x50, 0x25, 0xA2, 0xBF, 0x62}) &&
         counts_with_crc(253, {0x50, 0x60, 0xEB, 0x7D, 0xC9}) && counts_with_crc(254, {0x50, 0xA2, 0xAB, 0x7C, 0x76}) &&
         counts_with_crc(255, {0x50, 0xEA, 0xEA, 0x7E, 0x4C}));
CASE("of 502, 508 and 762", counts_with_crc(502, {0x50, 0xAA, 0xF8, 0x5F, 0x8F}) &&
                                counts_with_crc(508, {0x50, 0x94, 0x9D, 0xAF, 0x23}) &&
                                counts_with_crc(762, {0x50, 0x9C, 0x6D, 0xF4, 0xA3}));
CASE("of 1497", counts_with_crc(1497, {0x50, 0x15, 0x80, 0xB8, 0xC1}));
CASE("every cut is refused", tests::every_cut(with_crc, [](bytes cut) {
       room space{};
       auto const why = cobs::decode_with_crc(cut, space).error();
       return cut.size() < 6 ? why == error{errc::too_short, cut.size(), 6} : why.code != errc::none;
     }));
CASE("every bit error is refused", tests::every_bit_error(with_crc,
                                                          [](bytes broken) {
                                                            room space{};
                                                            return !cobs::decode_with_crc(broken, space);
                                                          }) &&
                                       tests::every_bit_error(a_55, [](bytes broken) {
                                         room space{};
                                         return !cobs::decode_with_crc(broken, space);
                                       }));
CASE("another CRC, at its place", [] {
  constexpr std::uint8_t other[] = {0x56, 0x44, 0x77, 0x57, 0x66, 0x50, 0x36, 0x18, 0xFC, 0x11};
  room space{};
  return cobs::decode_with_crc(other, space).error() == error{errc::bad_crc32, 5};
}());
CASE("a CRC is four octets, encoded in five", [] {
  constexpr std::uint8_t zero_code[] = {0x56, 0x44, 0x77, 0x57, 0x66, 0x55, 0x36, 0x18, 0xFC, 0x10};
  constexpr std::uint8_t two_blocks[] = {0x56, 0x44, 0x77, 0x57, 0x66, 0x57, 0x36, 0x51, 0xFC, 0x10};
  room space{};
  return cobs::decode_with_crc(zero_code, space).error() == error{errc::bad_encoding, 5, 0x55} &&
         cobs::decode_with_crc(two_blocks, space).error() == error{errc::bad_encoding, 5, 0x57};
}());
CASE("it may hold zeros, where they will", [] {
  constexpr std::uint8_t third[] = {0x01, 0x7B};
  constexpr std::uint8_t last[] = {0xC5};
  constexpr std::uint8_t first_and_last[] = {0x0C, 0x27};
  room space{};
  return is(*cobs::encode_with_crc(third, space), {0x56, 0x54, 0x2E, 0x57, 0x20, 0x56, 0x7C, 0x86}) &&
         is(*cobs::decode_with_crc(*cobs::encode_with_crc(third, space), space), third) &&
         is(*cobs::encode_with_crc(last, space), {0x57, 0x90, 0x57, 0xD3, 0x56, 0xE5, 0xDC}) &&
         is(*cobs::decode_with_crc(*cobs::encode_with_crc(last, space), space), last) &&
         is(*cobs::encode_with_crc(first_and_last, space), {0x56, 0x59, 0x72, 0x54, 0x56, 0xDE, 0x0C, 0x54}) &&
         is(*cobs::decode_with_crc(*cobs::encode_with_crc(first_and_last, space), space), first_and_last);
}());
CASE("damaged data behind a good CRC are refused: a code that points too far", [] {
  // A block of nine of which one is there, and the CRC-32K of just these two octets
  constexpr std::uint8_t encoded[] = {0x5F, 0x44, 0x50, 0x14, 0xE0, 0x93, 0x13};
  room space{};
  return cobs::decode_with_crc(encoded, space).error() == error{errc::bad_encoding, 0, 0x5F};
}());
CASE("room for the data alone is not enough", [] {
  constexpr std::uint8_t data[] = {0x11, 0x22, 0x00, 0x33};
  room space{};
  for (std::size_t size = 0; size != 10; ++size) {
    auto const why = cobs::encode_with_crc(data, std::span{space}.first(size)).error();
    if (why != error{errc::buffer_too_small, 0, 10}) return false;
  }
  return cobs::encode_with_crc(data, std::span{space}.first(10)).has_value() &&
         cobs::decode_with_crc(with_crc, std::span{space}.first(3)).error() == errc::buffer_too_small &&
         cobs::decode_with_crc(with_crc, std::span{space}.first(4)).has_value();
}());

}  // namespace test_bacnet_cobs
