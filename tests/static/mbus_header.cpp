// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/header.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_header {

using mbus::ci_field;
using mbus::manufacturer_code;
using mbus::payload_type;
using mbus::secondary_address;

constexpr mbus::frame frame_of(unsigned ci, bytes data) {
  return {mbus::frame_type::long_frame, 0x08, 1, static_cast<std::uint8_t>(ci), data};
}
constexpr mbus::telegram read(unsigned ci, bytes data) {
  auto const got = mbus::parse_telegram(frame_of(ci, data));
  return got ? *got : mbus::telegram{{}, payload_type::other, false, 99, {}};
}

// EN 13757-3:2018, 6.2: the headers. The example is that of the WAGO 879, A2.2.
constexpr std::uint8_t long_one[] = {0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01, 0x02, 0x04, 0x1F, 0x34, 0x12, 0x2F};
constexpr auto from_72 = read(0x72, long_one);
CASE("CI 72: 12 bytes, least significant first",
     from_72.header.type == mbus::header_type::long_header && from_72.header.meter.id == 0x19020246 &&
         from_72.header.meter.manufacturer == manufacturer_code{'I', 'N', 'M'} && from_72.header.meter.version == 1 &&
         from_72.header.meter.medium == 2 && from_72.header.access == 4 && from_72.header.status == 0x1F &&
         from_72.header.signature == 0x1234 && from_72.payload == payload_type::records && from_72.at == 12 &&
         from_72.data.size() == 1 && !from_72.most_significant_first);
constexpr std::uint8_t turned[] = {0x19, 0x02, 0x02, 0x46, 0x25, 0xCD, 0x01, 0x02, 0x04, 0x1F, 0x12, 0x34};
CASE("CI 76: the same, most significant first", [] {
  auto const got = read(0x76, turned);
  return got.most_significant_first && got.header.meter == from_72.header.meter && got.header.access == 4 &&
         got.header.signature == 0x1234 && got.data.empty() && got.payload == payload_type::records;
}());
CASE("CI 7A: 4 bytes", [] {
  auto const got = read(0x7A, bytes{long_one}.subspan(8));
  return got.header.type == mbus::header_type::short_header && got.header.access == 4 && got.header.status == 0x1F &&
         got.header.signature == 0x1234 && got.at == 4 && got.data.size() == 1 &&
         got.header.meter == secondary_address{};
}());
CASE("CI 78 and 51: none", [] {
  auto const bare = read(0x78, long_one);
  auto const sent = read(0x51, long_one);
  return bare.header.type == mbus::header_type::none && bare.at == 0 && bare.data.size() == 13 &&
         bare.payload == payload_type::records && sent.payload == payload_type::records && sent.data.size() == 13;
}());
CASE("every cut of a header is refused", [] {
  for (std::size_t size = 0; size != 12; ++size) {
    for (auto const ci : {0x72U, 0x76U})
      if (mbus::parse_telegram(frame_of(ci, bytes{long_one}.first(size))).error() != error{errc::too_short, size, 12})
        return false;
    auto const why = mbus::parse_telegram(frame_of(0x7A, bytes{long_one}.first(size))).error();
    if (size < 4 ? why != error{errc::too_short, size, 4} : why != error{}) return false;
  }
  return true;
}());
CASE("what follows the other CI fields",
     read(0x73, {}).payload == payload_type::fixed_structure && read(0x77, {}).most_significant_first &&
         read(0x77, {}).payload == payload_type::fixed_structure && !read(0x73, {}).most_significant_first &&
         read(0x52, {}).payload == payload_type::secondary_address &&
         read(0x50, {}).payload == payload_type::application_reset &&
         read(0x70, {}).payload == payload_type::application_error && read(0x71, {}).payload == payload_type::alarm);
CASE("B8 to BF set a rate", [] {
  for (unsigned ci = 0; ci != 0x100; ++ci)
    if ((read(ci, long_one).payload == payload_type::none) != (ci >= 0xB8 && ci <= 0xBF)) return false;
  return true;
}());
CASE("CI fields without a meaning here are told apart", [] {
  for (auto const ci : {0x00U, 0x53U, 0x5AU, 0x6FU, 0x74U, 0x79U, 0x7BU, 0x8CU, 0xA0U, 0xFFU})
    if (read(ci, long_one).payload != payload_type::other || read(ci, long_one).data.size() != 13) return false;
  return true;
}());

CASE("300 to 38400 Bd are B8 to BF",
     mbus::ci_for_baud(300) == ci_field::baud_300 && mbus::ci_for_baud(2400) == ci_field::baud_2400 &&
         mbus::ci_for_baud(9600) == ci_field::baud_9600 && mbus::ci_for_baud(38'400) == ci_field::baud_38400 &&
         static_cast<unsigned>(*mbus::ci_for_baud(19'200)) == 0xBE);
CASE("no CI for another rate",
     mbus::ci_for_baud(0).error() == errc::out_of_range && mbus::ci_for_baud(115'200).error() == errc::out_of_range);

// The manufacturer: three letters of five bits
CASE("INM is 25CD, ABB 0442, ZZZ 6B5A", manufacturer_code{'I', 'N', 'M'}.code == 0x25CD &&
                                            manufacturer_code{'A', 'B', 'B'}.code == 0x0442 &&
                                            manufacturer_code{'Z', 'Z', 'Z'}.code == 0x6B5A);
CASE("and back", manufacturer_code{0x25CD}.letters() == std::array{'I', 'N', 'M'} &&
                     manufacturer_code{}.letters() == std::array{'@', '@', '@'});

// The status byte
constexpr mbus::header with(unsigned status) {
  mbus::header made;
  made.status = static_cast<std::uint8_t>(status);
  return made;
}
CASE("status bit by bit", with(0x04).power_low() && !with(0xFB).power_low() && with(0x08).permanent_error() &&
                              !with(0xF7).permanent_error() && with(0x10).temporary_error() &&
                              !with(0xEF).temporary_error());
CASE("bits 1 and 0", with(0xFC).application() == mbus::application_status::no_error &&
                         with(0x01).application() == mbus::application_status::busy &&
                         with(0x02).application() == mbus::application_status::error &&
                         with(0xFF).application() == mbus::application_status::alarm);

// Secondary addresses
constexpr secondary_address meter{0x19020246, manufacturer_code{'I', 'N', 'M'}, 1, 2};
CASE("eight bytes, as in a selection", [] {
  constexpr std::uint8_t wanted[] = {0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01, 0x02};
  return std::ranges::equal(meter.as_bytes(), wanted) && secondary_address::from(wanted) == meter;
}());
CASE("seven are too few", [] {
  constexpr std::array<std::uint8_t, 7> seven{};
  return secondary_address::from(seven).error() == error{errc::too_short, 7, 8} &&
         secondary_address::from({}).error() == error{errc::too_short, 0, 8};
}());
CASE("F in any place stands for any digit", [] {
  for (unsigned shift = 0; shift != 32; shift += 4) {
    auto mask = meter;
    mask.id |= 0xFU << shift;
    auto other = meter;
    other.id ^= 0x1U << shift;
    if (!mask.selects(meter) || !mask.selects(other) || meter.selects(other) || !mask.has_wildcard()) return false;
  }
  return meter.selects(meter) && !meter.has_wildcard();
}());
CASE("E is a digit like any other", [] {
  auto mask = meter;
  mask.id |= 0xEU << 28U;  // 1 becomes F
  auto other = meter;
  other.id = (meter.id & 0x0FFF'FFFFU) | 0xE000'0000U;
  return mask.selects(meter) && !other.selects(meter) && other.selects(other) && !other.has_wildcard();
}());
CASE("FFFF, FF and FF stand for any", [] {
  secondary_address const any;
  auto const maker = secondary_address{meter.id, manufacturer_code{0xFFFF}, 1, 2};
  auto const version = secondary_address{meter.id, meter.manufacturer, 0xFF, 2};
  auto const medium = secondary_address{meter.id, meter.manufacturer, 1, 0xFF};
  return any.selects(meter) && any.has_wildcard() && maker.selects(meter) && maker.has_wildcard() &&
         version.selects(meter) && version.has_wildcard() && medium.selects(meter) && medium.has_wildcard();
}());
CASE("each part must fit", !secondary_address{meter.id, manufacturer_code{'A', 'B', 'B'}, 1, 2}.selects(meter) &&
                               !secondary_address{meter.id, meter.manufacturer, 2, 2}.selects(meter) &&
                               !secondary_address{meter.id, meter.manufacturer, 1, 7}.selects(meter));
CASE("one F in the manufacturer is no wildcard",
     !secondary_address{meter.id, manufacturer_code{0xF5CD}, 1, 2}.selects(meter));

CASE("a header that is written is read again", [] {
  std::array<std::uint8_t, 12> space{};
  writer out{space};
  mbus::put_header(from_72.header, out);
  writer shorter{space};
  bool const whole = out.ok() && std::ranges::equal(out.written(), bytes{long_one}.first(12));
  auto head = from_72.header;
  head.type = mbus::header_type::short_header;
  mbus::put_header(head, shorter);
  writer none{space};
  head.type = mbus::header_type::none;
  mbus::put_header(head, none);
  return whole && std::ranges::equal(shorter.written(), bytes{long_one}.subspan(8, 4)) && none.needed() == 0;
}());

}  // namespace test_mbus_header
