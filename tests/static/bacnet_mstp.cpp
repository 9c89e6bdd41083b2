// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/timing.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace meterproto;

namespace test_bacnet_mstp {

using bacnet::frame_type;
using tests::is;
using tests::typed;

using room = std::array<std::uint8_t, bacnet::max_extended_frame>;

constexpr bool parses(bytes frame, frame_type type, unsigned destination, unsigned source, bytes data) {
  auto const got = bacnet::parse_frame(frame);
  return got && got->type == type && got->destination == destination && got->source == source &&
         got->length == data.size() && is(got->data, data) && got->body_size() == (data.empty() ? 0 : data.size() + 2);
}
constexpr bool builds(bytes frame, frame_type type, unsigned destination, unsigned source, bytes data) {
  room space{};
  auto const made =
      bacnet::build_frame(type, static_cast<std::uint8_t>(destination), static_cast<std::uint8_t>(source), data, space);
  return made && is(*made, frame);
}
template <std::size_t Size>
constexpr bool both_ways(typed<Size> frame, frame_type type, unsigned destination, unsigned source,
                         std::size_t data = 0) {
  auto const part = bytes{frame}.subspan(8, data);
  return parses(frame, type, destination, source, part) && builds(frame, type, destination, source, part);
}
template <std::size_t Size>
constexpr error fault_of(typed<Size> frame) {
  room space{};
  return bacnet::parse_frame(frame, space).error();
}

// Clause 9.3: 55 FF, type, destination, source, length, header CRC
constexpr std::uint8_t token[] = {0x55, 0xFF, 0x00, 0x10, 0x05, 0x00, 0x00, 0x8C};
constexpr std::uint8_t token_127[] = {0x55, 0xFF, 0x00, 0x7F, 0x00, 0x00, 0x00, 0xB9};
constexpr std::uint8_t poll[] = {0x55, 0xFF, 0x01, 0x03, 0x02, 0x00, 0x00, 0xD7};
constexpr std::uint8_t polled[] = {0x55, 0xFF, 0x02, 0x02, 0x03, 0x00, 0x00, 0x4F};
constexpr std::uint8_t postponed[] = {0x55, 0xFF, 0x07, 0x02, 0x05, 0x00, 0x00, 0x82};
CASE("a header that says nothing has no data",
     bacnet::frame_header{}.length == 0 && bacnet::frame_header{}.body_size() == 0);
CASE("a token, as in Annex G", both_ways(token, frame_type::token, 0x10, 5));
CASE("a token from 0 to 127", both_ways(token_127, frame_type::token, 127, 0));
CASE("Poll For Master and its reply", both_ways(poll, frame_type::poll_for_master, 3, 2) &&
                                          both_ways(polled, frame_type::reply_to_poll_for_master, 2, 3));
CASE("Reply Postponed", both_ways(postponed, frame_type::reply_postponed, 2, 5));

// With data and their CRC, low octet first
constexpr std::uint8_t asked[] = {0x55, 0xFF, 0x05, 0x05, 0x02, 0x00, 0x0D, 0x00, 0x01, 0x04, 0x00, 0x03,
                                  0x01, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55, 0x21, 0x61};
constexpr std::uint8_t answered[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x00, 0x13, 0xF4, 0x01, 0x00,
                                     0x30, 0x01, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55,
                                     0x3E, 0x44, 0xC4, 0x9A, 0x50, 0x00, 0x3F, 0xB2, 0x0C};
constexpr std::uint8_t who_is[] = {0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A, 0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9};
constexpr std::uint8_t test[] = {0x55, 0xFF, 0x03, 0x05, 0x02, 0x00, 0x05, 0xE8,
                                 0x6D, 0x65, 0x74, 0x65, 0x72, 0xC2, 0x4D};
constexpr std::uint8_t empty_test[] = {0x55, 0xFF, 0x03, 0x05, 0x02, 0x00, 0x00, 0xEB};
constexpr std::uint8_t proprietary[] = {0x55, 0xFF, 0x80, 0x05, 0x02, 0x00, 0x04,
                                        0x5A, 0x00, 0x85, 0xCA, 0xFE, 0xA4, 0xE0};
CASE("a request", both_ways(asked, frame_type::data_expecting_reply, 5, 2, 13));
CASE("an answer", both_ways(answered, frame_type::data_not_expecting_reply, 2, 5, 19));
CASE("a broadcast", both_ways(who_is, frame_type::data_not_expecting_reply, 255, 2, 4));
CASE("a test, with data and without",
     both_ways(test, frame_type::test_request, 5, 2, 5) && both_ways(empty_test, frame_type::test_request, 5, 2));
CASE("a proprietary frame, of vendor 133", both_ways(proprietary, static_cast<frame_type>(128), 5, 2, 4));

template <std::size_t Size>
constexpr bool every_cut_is_refused(typed<Size> frame) {
  return tests::every_cut(frame, [](bytes cut) {
    return bacnet::parse_frame(cut).error() == error{errc::too_short, cut.size(), cut.size() < 8 ? 8 : Size};
  });
}
template <std::size_t Size>
constexpr bool every_bit_error_is_refused(typed<Size> frame) {
  return tests::every_bit_error(frame, [](bytes broken) { return !bacnet::parse_frame(broken); });
}
CASE("every cut is refused", every_cut_is_refused(token) && every_cut_is_refused(asked) &&
                                 every_cut_is_refused(answered) && every_cut_is_refused(who_is) &&
                                 every_cut_is_refused(proprietary));
CASE("every bit error is refused", every_bit_error_is_refused(token) && every_bit_error_is_refused(asked) &&
                                       every_bit_error_is_refused(answered) && every_bit_error_is_refused(who_is) &&
                                       every_bit_error_is_refused(proprietary));

// What may stand behind a frame: one pad octet FF
CASE("one FF may follow, of data too", [] {
  constexpr std::uint8_t padded_token[] = {0x55, 0xFF, 0x00, 0x10, 0x05, 0x00, 0x00, 0x8C, 0xFF};
  constexpr std::uint8_t padded[] = {0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A,
                                     0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9, 0xFF};
  return parses(padded_token, frame_type::token, 0x10, 5, {}) &&
         parses(padded, frame_type::data_not_expecting_reply, 255, 2, bytes{who_is}.subspan(8, 4));
}());
CASE("two may not, nor anything else",
     fault_of({0x55, 0xFF, 0x00, 0x10, 0x05, 0x00, 0x00, 0x8C, 0xFF, 0xFF}) == error{errc::too_long, 8, 8} &&
         fault_of({0x55, 0xFF, 0x00, 0x10, 0x05, 0x00, 0x00, 0x8C, 0x55}) == error{errc::too_long, 8, 8} &&
         fault_of({0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A, 0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9, 0x00}) ==
             error{errc::too_long, 14, 14});

// Errors, each with its place
CASE("the preamble is 55 FF", fault_of({0xFF, 0x55}) == error{errc::bad_start, 0, 0xFF} &&
                                  fault_of({0x55, 0x55, 0xFF}) == error{errc::bad_start, 1, 0x55} &&
                                  fault_of({0x55, 0x00}) == error{errc::bad_start, 1, 0x00} &&
                                  fault_of({0x00}) == error{errc::bad_start, 0, 0x00});
CASE("the header CRC that would be right",
     fault_of({0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x41}) == error{errc::bad_checksum, 7, 0x40});
CASE("nobody sends from 255",
     fault_of({0x55, 0xFF, 0x00, 0x01, 0xFF, 0x00, 0x00, 0x62}) == error{errc::bad_value, 4, 255});
CASE("the data CRC that would be right", fault_of({0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A, 0x01, 0x00, 0x10,
                                                   0x08, 0xF9, 0xBC}) == error{errc::bad_crc, 12, 0xF9BC});

// Lengths: 0 to 501, of an encoded frame 5 to 2043
constexpr error header_fault(unsigned type, unsigned length, unsigned sum) {
  std::uint8_t const octets[] = {static_cast<std::uint8_t>(type),
                                 2,
                                 5,
                                 static_cast<std::uint8_t>(length >> 8U),
                                 static_cast<std::uint8_t>(length & 0xFFU),
                                 static_cast<std::uint8_t>(sum)};
  auto const got = bacnet::parse_header(octets);
  if (got && (got->length != length || got->body_size() != length + 2)) return errc::bad_count;
  return got.error();
}
CASE("501 octets are the most",
     header_fault(6, 501, 0xFC) == error{} && header_fault(6, 502, 0xFD) == error{errc::bad_quantity, 5, 501} &&
         header_fault(5, 501, 0x75) == error{} && header_fault(31, 502, 0x3F) == error{errc::bad_quantity, 5, 501} &&
         header_fault(128, 502, 0x29) == error{errc::bad_quantity, 5, 501});
CASE("of an encoded frame 5 are the fewest and 2043 the most",
     header_fault(33, 5, 0x60) == error{} && header_fault(33, 4, 0x9E) == error{errc::bad_quantity, 5, 2043} &&
         header_fault(33, 2043, 0x9F) == error{} &&
         header_fault(33, 2044, 0x63) == error{errc::bad_quantity, 5, 2043} &&
         header_fault(127, 2043, 0x29) == error{} && header_fault(127, 4, 0x28) == error{errc::bad_quantity, 5, 2043} &&
         header_fault(32, 0, 0xE5) == error{errc::bad_quantity, 5, 2043});

// Extended frames: clause 9.10
constexpr std::uint8_t one_octet[] = {0x55, 0xFF, 0x21, 0x02, 0x05, 0x00, 0x05, 0x60,
                                      0x57, 0x54, 0x50, 0x25, 0xA2, 0xBF, 0x62};
CASE("one octet 01, encoded", [] {
  constexpr std::uint8_t data[] = {0x01};
  room space{};
  auto const got = bacnet::parse_frame(one_octet, space);
  return got && got->type == frame_type::extended_data_not_expecting_reply && got->length == 5 &&
         got->body_size() == 7 && is(got->data, data) && got->data.data() == space.data() &&
         builds(one_octet, frame_type::extended_data_not_expecting_reply, 2, 5, data);
}());
CASE("every cut of it is refused", tests::every_cut(one_octet, [](bytes cut) {
       room space{};
       return bacnet::parse_frame(cut, space).error() == error{errc::too_short, cut.size(), cut.size() < 8 ? 8U : 15U};
     }));
CASE("every bit error of it is refused", tests::every_bit_error(one_octet, [](bytes broken) {
       room space{};
       return !bacnet::parse_frame(broken, space);
     }));
CASE("the errors of what is encoded, counted from the preamble",
     fault_of({0x55, 0xFF, 0x21, 0x02, 0x05, 0x00, 0x05, 0x60, 0x57, 0x54, 0x50, 0x25, 0xA2, 0xBF, 0x63}) ==
             error{errc::bad_crc32, 10} &&
         fault_of({0x55, 0xFF, 0x21, 0x02, 0x05, 0x00, 0x05, 0x60, 0x57, 0x54, 0x55, 0x25, 0xA2, 0xBF, 0x62}) ==
             error{errc::bad_encoding, 10, 0x55} &&
         bacnet::parse_frame(one_octet).error() == error{errc::buffer_too_small, 8, 2});
/// Type 33 from 2 to 7: 1497 octets, 01 to FF again and again.
constexpr room counting() {
  room made{};
  for (std::size_t i = 0; i != bacnet::max_extended_npdu; ++i) made[i] = static_cast<std::uint8_t>(i % 255 + 1);
  return made;
}
constexpr bool is_long_frame(bytes frame) {
  return frame.size() == 1516 &&
         is(frame.first(12), {0x55, 0xFF, 0x21, 0x07, 0x02, 0x05, 0xE2, 0x5A, 0xAA, 0x54, 0x57, 0x56}) &&
         is(frame.last(8), {0x89, 0x88, 0x8B, 0x50, 0x15, 0x80, 0xB8, 0xC1});
}
CASE("1497 octets without zeros have a length of 1506", [] {
  auto const data = counting();
  room space{};
  auto const made =
      bacnet::build_frame(frame_type::extended_data_not_expecting_reply, 7, 2, bytes{data}.first(1497), space);
  if (!made || !is_long_frame(*made)) return false;
  room decoded{};
  auto const got = bacnet::parse_frame(*made, decoded);
  return got && got->length == 1506 && is(got->data, bytes{data}.first(1497));
}());
CASE("built and parsed in one buffer", [] {
  auto const data = counting();
  room space{};
  std::copy_n(data.begin(), 1497, space.begin() + 8 + 6);
  auto const made =
      bacnet::build_frame(frame_type::extended_data_not_expecting_reply, 7, 2, bytes{space}.subspan(14, 1497), space);
  if (!made || !is_long_frame(*made)) return false;
  auto const got = bacnet::parse_frame(*made, std::span{space}.subspan(8));
  return got && is(got->data, bytes{data}.first(1497)) && got->data.data() == space.data() + 8;
}());
CASE("502 octets, 01 and zeros: a length of 506", [] {
  std::array<std::uint8_t, 502> const data{0x01};
  room space{};
  auto const made = bacnet::build_frame(frame_type::extended_data_not_expecting_reply, 7, 2, data, space);
  if (!made || made->size() != 516) return false;
  if (!is(made->first(12), {0x55, 0xFF, 0x21, 0x07, 0x02, 0x01, 0xFA, 0xF8, 0x57, 0x54, 0x54, 0x54})) return false;
  if (!is(made->last(8), {0x54, 0x54, 0x54, 0x50, 0x85, 0x5F, 0xA1, 0xBA})) return false;
  room decoded{};
  auto const got = bacnet::parse_frame(*made, decoded);
  return got && is(got->data, data) &&
         bacnet::parse_frame(*made, std::span{decoded}.first(501)).error() == errc::buffer_too_small;
}());

// What is built
CASE("data that are not encoded may lie in the buffer, in their place or behind it", [] {
  for (std::size_t behind = 8; behind != 20; ++behind) {
    room space{};
    std::copy_n(answered + 8, 19, space.begin() + static_cast<std::ptrdiff_t>(behind));
    auto const made =
        bacnet::build_frame(frame_type::data_not_expecting_reply, 2, 5, bytes{space}.subspan(behind, 19), space);
    if (!made || !is(*made, answered)) return false;
  }
  return true;
}());
CASE("nothing is built for a source of 255", [] {
  room space{};
  return bacnet::build_frame(frame_type::token, 1, 255, {}, space).error() == error{errc::bad_value, 4, 255};
}());
CASE("nor beyond the limits", [] {
  room space{};
  std::array<std::uint8_t, 1498> const data{};
  auto const fault = [&](frame_type type, std::size_t size) {
    return bacnet::build_frame(type, 1, 2, bytes{data}.first(size), space).error();
  };
  return fault(frame_type::data_not_expecting_reply, 501) == error{} &&
         fault(frame_type::data_not_expecting_reply, 502) == error{errc::bad_quantity, 5, 501} &&
         fault(frame_type::extended_data_expecting_reply, 1497) == error{} &&
         fault(frame_type::extended_data_expecting_reply, 1498) == error{errc::bad_quantity, 5, 1497} &&
         fault(frame_type::extended_data_expecting_reply, 1) == error{} &&
         fault(frame_type::extended_data_expecting_reply, 0) == error{errc::bad_quantity, 5, 1497};
}());
CASE("what is built needs room", [] {
  room space{};
  auto const fault = [&](frame_type type, bytes data, std::size_t size) {
    return bacnet::build_frame(type, 5, 2, data, std::span{space}.first(size)).error();
  };
  constexpr std::uint8_t data[] = {'m', 'e', 't', 'e', 'r'};
  for (std::size_t size = 0; size != 8; ++size)
    if (fault(frame_type::token, {}, size) != error{errc::buffer_too_small, 0, 8}) return false;
  for (std::size_t size = 0; size != 15; ++size)
    if (fault(frame_type::test_request, data, size) != error{errc::buffer_too_small, 0, 15}) return false;
  for (std::size_t size = 0; size != 19; ++size)
    if (fault(frame_type::ipv6, data, size) != error{errc::buffer_too_small, 0, 19}) return false;
  return fault(frame_type::token, {}, 8) == error{} && fault(frame_type::test_request, data, 15) == error{} &&
         fault(frame_type::ipv6, data, 19) == error{};
}());

// Kinds of frames
CASE("32 to 127 are encoded", [] {
  for (unsigned type = 0; type != 0x100; ++type)
    if (bacnet::is_encoded(static_cast<frame_type>(type)) != (type >= 32 && type <= 127)) return false;
  return true;
}());
CASE("5, 6, 32 and 33 have an NPDU; 3, 5 and 32 expect an answer", [] {
  for (unsigned type = 0; type != 0x100; ++type) {
    auto const as = static_cast<frame_type>(type);
    if (bacnet::is_data(as) != (type == 5 || type == 6 || type == 32 || type == 33)) return false;
    if (bacnet::expects_reply(as) != (type == 3 || type == 5 || type == 32)) return false;
  }
  return true;
}());
CASE("sizes", bacnet::max_frame == 511 && bacnet::max_extended_frame == 1516 && bacnet::min_extended_npdu == 502);

// Times: clause 9.5.3
CASE("bit times and octets, rounded up", bacnet::bits_us(60, 9600) == 6250 && bacnet::bits_us(60, 76'800) == 782 &&
                                             bacnet::bits_us(40, 38'400) == 1042 && bacnet::bits_us(0, 9600) == 0 &&
                                             bacnet::octets_us(8, 9600) == 8334 &&
                                             bacnet::octets_us(511, 9600) == 532'292);
CASE("no overflow where a frame is long and slow", bacnet::octets_us(1516, 300) == 50'533'334);
CASE("40 and 15 bit times at 115200 Bd", [] {
  auto const at = bacnet::timing_at(115'200);
  return at.turnaround == 348 && at.postdrive == 131;
}());
CASE("what does not depend on the rate, within the limits of the standard", [] {
  auto const at = bacnet::timing_at(9600);
  return at.frame_abort >= 6250 && at.frame_abort <= 100'000 && at.frame_abort < at.usage_timeout &&
         at.turnaround == 4167 && at.postdrive == 1563 && at.usage_delay == 15'000 &&
         at.usage_timeout >= 20'000 && at.usage_timeout <= 35'000 && at.reply_delay <= 250'000 &&
         at.reply_timeout >= 255'000 && at.reply_timeout <= 300'000 && at.no_token == 500'000 && at.slot == 10'000;
}());
CASE("where octets come in lumps, the longest that the standard allows", [] {
  auto const at = bacnet::buffered_timing_at(76'800);
  return at.frame_abort == 100'000 && at.usage_timeout == 35'000 && at.reply_timeout == 300'000 &&
         at.turnaround == 521 && at.postdrive == 196 && at.no_token == 500'000;
}());
CASE("before and after, across the wrap", bacnet::reached(5, 5) && bacnet::reached(6, 5) && !bacnet::reached(5, 6) &&
                                              bacnet::reached(3, 0xFFFF'FFF0) && !bacnet::reached(0xFFFF'FFF0, 3));

}  // namespace test_bacnet_mstp
