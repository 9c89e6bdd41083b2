// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/discovery.hpp>
#include <meterproto/bacnet/property.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_apdu {

using bacnet::abort_reason;
using bacnet::access_error;
using bacnet::apdu;
using bacnet::confirmed_service;
using bacnet::error_class;
using bacnet::error_code;
using bacnet::pdu_type;
using bacnet::reject_reason;
using bacnet::unconfirmed_service;
using tests::is;
using tests::typed;

constexpr bool equal(apdu const& left, apdu const& right) {
  return left.type == right.type && left.segmented == right.segmented && left.more_follows == right.more_follows &&
         left.takes_segments == right.takes_segments && left.negative == right.negative &&
         left.from_server == right.from_server && left.max_segments == right.max_segments &&
         left.max_apdu == right.max_apdu && left.invoke_id == right.invoke_id && left.sequence == right.sequence &&
         left.window == right.window && left.service == right.service && left.reason == right.reason &&
         left.at == right.at && is(left.data, right.data);
}
template <std::size_t Size>
constexpr bool parses(typed<Size> whole, apdu wanted) {
  auto const got = bacnet::parse_apdu(whole);
  wanted.data = bytes{whole}.subspan(wanted.at);
  return got && equal(*got, wanted);
}
template <std::size_t Size>
constexpr error fault_of(typed<Size> whole) {
  return bacnet::parse_apdu(whole).error();
}
template <std::size_t Size, class Put>
constexpr bool puts(typed<Size> wanted, Put const& put) {
  return is(tests::written<>{put}, wanted);
}

// Clause 20.1: the eight headers
constexpr std::uint8_t asked[] = {0x00, 0x03, 0x02, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x53, 0x19, 0x55};
constexpr std::uint8_t answered[] = {0x30, 0x02, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x53, 0x19,
                                     0x55, 0x3E, 0x44, 0x46, 0x80, 0x00, 0x00, 0x3F};
constexpr std::uint8_t who_is[] = {0x10, 0x08};
constexpr std::uint8_t written_to[] = {0x20, 0x4B, 0x0F};
constexpr std::uint8_t segment_wanted[] = {0x43, 0x09, 0x07, 0x10};
constexpr std::uint8_t unknown_object[] = {0x50, 0xAA, 0x0C, 0x91, 0x01, 0x91, 0x1F};
constexpr std::uint8_t rejected[] = {0x60, 0x04, 0x03};
constexpr std::uint8_t aborted[] = {0x71, 0x68, 0x04};
constexpr std::uint8_t segment_of_request[] = {0x0E, 0x43, 0x09, 0x07, 0x10, 0x0F, 0x01, 0x02, 0x03};
constexpr std::uint8_t segment_of_answer[] = {0x3C, 0x09, 0x00, 0x04, 0x0E, 0x0C};
CASE("a confirmed request", parses(asked, {.max_apdu = 3, .invoke_id = 2, .service = 12, .at = 4}));
CASE("an unconfirmed request", parses(who_is, {.type = pdu_type::unconfirmed_request, .service = 8, .at = 2}));
CASE("a simple ack", parses(written_to, {.type = pdu_type::simple_ack, .invoke_id = 75, .service = 15, .at = 3}));
CASE("a complex ack", parses(answered, {.type = pdu_type::complex_ack, .invoke_id = 2, .service = 12, .at = 3}));
CASE("a segment ack", parses(segment_wanted, {.type = pdu_type::segment_ack,
                                              .negative = true,
                                              .from_server = true,
                                              .invoke_id = 9,
                                              .sequence = 7,
                                              .window = 16,
                                              .at = 4}));
CASE("an error", parses(unknown_object, {.type = pdu_type::error, .invoke_id = 170, .service = 12, .at = 3}));
CASE("a reject", parses(rejected, {.type = pdu_type::reject, .invoke_id = 4, .reason = 3, .at = 3}));
CASE("an abort",
     parses(aborted, {.type = pdu_type::abort, .from_server = true, .invoke_id = 104, .reason = 4, .at = 3}));
CASE("a segment of a request", parses(segment_of_request, {.segmented = true,
                                                           .more_follows = true,
                                                           .takes_segments = true,
                                                           .max_segments = 4,
                                                           .max_apdu = 3,
                                                           .invoke_id = 9,
                                                           .sequence = 7,
                                                           .window = 16,
                                                           .service = 15,
                                                           .at = 6}));
CASE("a segment of an answer", parses(segment_of_answer, {.type = pdu_type::complex_ack,
                                                          .segmented = true,
                                                          .more_follows = true,
                                                          .invoke_id = 9,
                                                          .window = 4,
                                                          .service = 14,
                                                          .at = 5}));
CASE("segmented, more, takes segments: bits 3, 2 and 1", [] {
  constexpr std::uint8_t last[] = {0x08, 0x75, 0x01, 0x02, 0x03, 0x0C};
  constexpr std::uint8_t takes[] = {0x02, 0x75, 0x01, 0x0C};
  constexpr std::uint8_t more[] = {0x34, 0x01, 0x0C};
  return parses(last, {.segmented = true,
                       .max_segments = 7,
                       .max_apdu = 5,
                       .invoke_id = 1,
                       .sequence = 2,
                       .window = 3,
                       .service = 12,
                       .at = 6}) &&
         parses(takes,
                {.takes_segments = true, .max_segments = 7, .max_apdu = 5, .invoke_id = 1, .service = 12, .at = 4}) &&
         parses(more, {.type = pdu_type::complex_ack, .more_follows = true, .invoke_id = 1, .service = 12, .at = 3});
}());
CASE("a segment ack: negative is bit 1, from the server bit 0; of an abort too", [] {
  constexpr std::uint8_t plain[] = {0x40, 0x01, 0x02, 0x03};
  constexpr std::uint8_t negative[] = {0x42, 0x01, 0x02, 0x03};
  constexpr std::uint8_t servers[] = {0x41, 0x01, 0x02, 0x03};
  constexpr std::uint8_t clients_abort[] = {0x70, 0x01, 0x02};
  return !bacnet::parse_apdu(plain)->negative && !bacnet::parse_apdu(plain)->from_server &&
         bacnet::parse_apdu(negative)->negative && !bacnet::parse_apdu(negative)->from_server &&
         !bacnet::parse_apdu(servers)->negative && bacnet::parse_apdu(servers)->from_server &&
         !bacnet::parse_apdu(clients_abort)->from_server;
}());
CASE("reserved bits are passed over", [] {
  constexpr std::uint8_t request[] = {0x01, 0x83, 0x02, 0x0C};
  constexpr std::uint8_t whois[] = {0x1F, 0x08};
  constexpr std::uint8_t simple[] = {0x2F, 0x4B, 0x0F};
  constexpr std::uint8_t ack[] = {0x33, 0x4B, 0x0C};
  constexpr std::uint8_t segment[] = {0x4C, 0x09, 0x07, 0x10};
  constexpr std::uint8_t fault[] = {0x5F, 0x4B, 0x0C};
  constexpr std::uint8_t reject[] = {0x6F, 0x04, 0x03};
  constexpr std::uint8_t abort[] = {0x7E, 0x04, 0x03};
  return parses(request, {.max_apdu = 3, .invoke_id = 2, .service = 12, .at = 4}) &&
         parses(whois, {.type = pdu_type::unconfirmed_request, .service = 8, .at = 2}) &&
         parses(simple, {.type = pdu_type::simple_ack, .invoke_id = 75, .service = 15, .at = 3}) &&
         parses(ack, {.type = pdu_type::complex_ack, .invoke_id = 75, .service = 12, .at = 3}) &&
         parses(segment, {.type = pdu_type::segment_ack, .invoke_id = 9, .sequence = 7, .window = 16, .at = 4}) &&
         parses(fault, {.type = pdu_type::error, .invoke_id = 75, .service = 12, .at = 3}) &&
         parses(reject, {.type = pdu_type::reject, .invoke_id = 4, .reason = 3, .at = 3}) &&
         parses(abort, {.type = pdu_type::abort, .invoke_id = 4, .reason = 3, .at = 3});
}());

// Errors
template <std::size_t Size>
constexpr bool every_header_cut_is_refused(typed<Size> whole) {
  auto const header = bacnet::parse_apdu(whole)->at;
  return tests::every_cut(whole, [&](bytes cut) {
    auto const got = bacnet::parse_apdu(cut);
    return cut.size() < header ? got.error() == error{errc::too_short, cut.size(), cut.size() + 1}
                               : got && got->data.size() == cut.size() - header;
  });
}
CASE("every cut of a header is refused",
     every_header_cut_is_refused(asked) && every_header_cut_is_refused(answered) &&
         every_header_cut_is_refused(who_is) && every_header_cut_is_refused(written_to) &&
         every_header_cut_is_refused(segment_wanted) && every_header_cut_is_refused(unknown_object) &&
         every_header_cut_is_refused(rejected) && every_header_cut_is_refused(aborted) &&
         every_header_cut_is_refused(segment_of_request) && every_header_cut_is_refused(segment_of_answer));
template <std::size_t Size>
constexpr bool every_bit_error_shows(typed<Size> whole, unsigned reserved_in_first, unsigned reserved_in_second = 0) {
  auto const right = *bacnet::parse_apdu(whole);
  return tests::every_bit_error(whole, [&](bytes broken) {
    auto const got = bacnet::parse_apdu(broken);
    bool const reserved =
        ((broken[0] ^ whole[0]) & reserved_in_first) != 0 || ((broken[1] ^ whole[1]) & reserved_in_second) != 0;
    return (got && equal(*got, right)) == reserved;
  });
}
CASE("every bit error is refused, or the fields are others",
     every_bit_error_shows(asked, 0x01, 0x80) && every_bit_error_shows(answered, 0x03) &&
         every_bit_error_shows(who_is, 0x0F) && every_bit_error_shows(written_to, 0x0F) &&
         every_bit_error_shows(segment_wanted, 0x0C) && every_bit_error_shows(unknown_object, 0x0F) &&
         every_bit_error_shows(rejected, 0x0F) && every_bit_error_shows(aborted, 0x0E) &&
         every_bit_error_shows(segment_of_request, 0x01, 0x80) && every_bit_error_shows(segment_of_answer, 0x03));
CASE("there are no types 8 to 15", [] {
  for (unsigned first = 0x80; first != 0x100; ++first) {
    std::uint8_t const whole[] = {static_cast<std::uint8_t>(first), 0x01, 0x0C};
    if (bacnet::parse_apdu(whole).error() != error{errc::bad_value, 0, first}) return false;
  }
  return true;
}());
CASE("some end with their header", fault_of({0x20, 0x4B, 0x0F, 0x00}) == error{errc::too_long, 3, 3} &&
                                       fault_of({0x40, 0x09, 0x07, 0x10, 0x00}) == error{errc::too_long, 4, 4} &&
                                       fault_of({0x60, 0x04, 0x03, 0x00}) == error{errc::too_long, 3, 3} &&
                                       fault_of({0x71, 0x68, 0x04, 0x00}) == error{errc::too_long, 3, 3});

// What they are called, and which of them ends a transaction
CASE("a service is confirmed or not", [] {
  auto const asks = *bacnet::parse_apdu(asked);
  auto const all = *bacnet::parse_apdu(who_is);
  constexpr std::uint8_t twelve[] = {0x10, 0x0C};
  constexpr std::uint8_t eight[] = {0x30, 0x01, 0x08};
  return asks.is(confirmed_service::read_property) && !asks.is(confirmed_service::read_range) &&
         bacnet::parse_apdu(answered)->is(confirmed_service::read_property) &&
         bacnet::parse_apdu(unknown_object)->is(confirmed_service::read_property) &&
         all.is(unconfirmed_service::who_is) && !all.is(unconfirmed_service::i_am) &&
         !bacnet::parse_apdu(twelve)->is(confirmed_service::read_property) &&
         !bacnet::parse_apdu(eight)->is(unconfirmed_service::who_is);
}());
CASE("five of them answer",
     !bacnet::parse_apdu(asked)->is_answer() && !bacnet::parse_apdu(who_is)->is_answer() &&
         bacnet::parse_apdu(written_to)->is_answer() && bacnet::parse_apdu(answered)->is_answer() &&
         !bacnet::parse_apdu(segment_wanted)->is_answer() && bacnet::parse_apdu(unknown_object)->is_answer() &&
         bacnet::parse_apdu(rejected)->is_answer() && bacnet::parse_apdu(aborted)->is_answer());

// Error: class and code
constexpr result<access_error> error_in(bytes data) {
  return bacnet::parse_error({.type = pdu_type::error, .data = data});
}
template <std::size_t Size>
constexpr result<access_error> error_in(typed<Size> data) {
  return error_in(bytes{data});
}
CASE("object, unknown-object", bacnet::parse_error(*bacnet::parse_apdu(unknown_object)) ==
                                   result{access_error{error_class::object, error_code::unknown_object}});
CASE("a code of two octets", error_in({0x91, 0x02, 0x92, 0x01, 0x2C}) ==
                                 result{access_error{error_class::property, static_cast<error_code>(300)}});
CASE("its errors", error_in({0x91, 0x02}).error() == error{errc::too_short, 2, 3} &&
                       error_in({0x21, 0x02, 0x21, 0x20}).error() == error{errc::bad_tag, 0, 0x21} &&
                       error_in({0x91, 0x02, 0x21, 0x20}).error() == error{errc::bad_tag, 2, 0x21} &&
                       error_in({0x09, 0x02, 0x09, 0x20}).error() == error{errc::bad_tag, 0, 0x09} &&
                       error_in({0x91, 0x02, 0x91, 0x20, 0x91}).error() == error{errc::too_short, 5, 6} &&
                       error_in({0x91, 0x02, 0x91, 0x20, 0x00}).error() == error{errc::too_long, 4, 4} &&
                       error_in({0x93, 0x01, 0x00, 0x00, 0x91, 0x20}).error() == error{errc::does_not_fit, 0} &&
                       error_in({0x91, 0x02, 0x93, 0x01, 0x00, 0x00}).error() == error{errc::does_not_fit, 2});
CASE("as an error of the library: class * 256 + code, as far as that fits", [] {
  auto const number = [](unsigned of, unsigned code) {
    auto const why = access_error{static_cast<error_class>(of), static_cast<error_code>(code)}.as_error();
    return why.code == errc::error_answer && why.at == 0 ? why.detail : 0;
  };
  return number(2, 32) == 0x0220 && number(0, 255) == 0x00FF && number(2, 256) == 0xFFFF && number(256, 2) == 0xFFFF &&
         number(255, 255) == 0xFFFF && number(65'535, 65'535) == 0xFFFF;
}());

// What an answer says against the request
template <std::size_t Size>
constexpr error refusal(typed<Size> whole) {
  return bacnet::refusal_of(*bacnet::parse_apdu(whole));
}
CASE("an ack says nothing against it", refusal(written_to) == error{} && refusal(answered) == error{});
CASE("error, reject and abort say why", refusal(unknown_object) == error{errc::error_answer, 0, 0x011F} &&
                                            refusal(rejected) == error{errc::rejected, 0, 3} &&
                                            refusal(aborted) == error{errc::aborted, 0, 4});
CASE("an error that cannot be read is one nevertheless",
     refusal({0x50, 0xAA, 0x0C, 0x91}) == error{errc::error_answer, 0, 0xFFFF} &&
         refusal({0x50, 0xAA, 0x12, 0x0E, 0x91, 0x01, 0x91, 0x1F, 0x0F}) == error{errc::error_answer, 0, 0xFFFF});
CASE("nobody has asked for segments", refusal(segment_of_answer) == errc::segmented);

// Built
using bacnet::read_property;
constexpr read_property present_value{{{bacnet::object_type::analog_input, 83}, bacnet::property::present_value}};
CASE("a confirmed request that takes 480 octets", [] {
  std::array<std::uint8_t, 32> space{};
  auto const made = bacnet::build_request(2, present_value, space);
  return made && is(*made, asked) && made->data() == space.data() &&
         puts(asked, [](writer& out) { bacnet::put_request(out, 2, present_value); });
}());
CASE("one that takes less or more", [] {
  std::array<std::uint8_t, 32> space{};
  return (*bacnet::build_request(2, present_value, space, 50))[1] == 0 &&
         (*bacnet::build_request(2, present_value, space, 1476))[1] == 5;
}());
CASE("an unconfirmed request", [] {
  std::array<std::uint8_t, 32> space{};
  auto const made = bacnet::build_request(bacnet::who_is{}, space);
  return made && is(*made, who_is) && puts(who_is, [](writer& out) { bacnet::put_request(out, bacnet::who_is{}); });
}());
CASE("an answer", [] {
  constexpr std::uint8_t value[] = {0x44, 0x46, 0x80, 0x00, 0x00};
  bacnet::read_property_ack const ack{present_value.of, value};
  std::array<std::uint8_t, 32> space{};
  auto const made = bacnet::build_ack(2, ack, space);
  return made && is(*made, answered) && puts(answered, [&](writer& out) { bacnet::put_ack(out, 2, ack); });
}());
CASE("they need room", [] {
  std::array<std::uint8_t, 17> space{};
  bacnet::read_property_ack const ack{present_value.of, bytes{answered}.subspan(11, 5)};
  for (std::size_t room = 0; room != 17; ++room) {
    auto const part = std::span{space}.first(room);
    if (room < 2 && bacnet::build_request(bacnet::who_is{}, part).error() != error{errc::buffer_too_small, 0, 2})
      return false;
    if (room < 11 && bacnet::build_request(2, present_value, part).error() != error{errc::buffer_too_small, 0, 11})
      return false;
    if (bacnet::build_ack(2, ack, part).error() != error{errc::buffer_too_small, 0, 17}) return false;
  }
  return bacnet::build_ack(2, ack, space).has_value();
}());
CASE("simple ack, error, reject, abort and segment ack",
     puts(written_to, [](writer& out) { bacnet::put_simple_ack(out, 75, 15); }) &&
         puts(unknown_object,
              [](writer& out) {
                bacnet::put_error(out, 170, 12, {error_class::object, error_code::unknown_object});
              }) &&
         puts(rejected, [](writer& out) { bacnet::put_reject(out, 4, reject_reason::invalid_parameter_data_type); }) &&
         puts(aborted,
              [](writer& out) { bacnet::put_abort(out, true, 104, abort_reason::segmentation_not_supported); }) &&
         puts({0x70, 0x01, 0x0B}, [](writer& out) { bacnet::put_abort(out, false, 1, abort_reason::apdu_too_long); }) &&
         puts(segment_wanted, [](writer& out) { bacnet::put_segment_ack(out, true, true, 9, 7, 16); }) &&
         puts({0x40, 1, 2, 3}, [](writer& out) { bacnet::put_segment_ack(out, false, false, 1, 2, 3); }) &&
         puts({0x42, 1, 2, 3}, [](writer& out) { bacnet::put_segment_ack(out, true, false, 1, 2, 3); }) &&
         puts({0x41, 1, 2, 3}, [](writer& out) { bacnet::put_segment_ack(out, false, true, 1, 2, 3); }));
CASE("sizes and their codes", [] {
  auto const code = [](std::size_t octets) { return bacnet::apdu_size_code(octets); };
  return code(0) == 0 && code(50) == 0 && code(127) == 0 && code(128) == 1 && code(205) == 1 && code(206) == 2 &&
         code(479) == 2 && code(480) == 3 && code(1023) == 3 && code(1024) == 4 && code(1475) == 4 && code(1476) == 5 &&
         code(65'535) == 5 && bacnet::apdu_sizes[3] == bacnet::max_mstp_apdu;
}());

// Clause 21: the numbers that are not written out
CASE("the last of each list has the number that the standard gives it",
     static_cast<int>(error_class::communication) == 7 &&
         static_cast<int>(reject_reason::invalid_data_encoding) == 10 &&
         static_cast<int>(reject_reason::unrecognized_service) == 9 &&
         static_cast<int>(abort_reason::apdu_too_long) == 11 && static_cast<int>(abort_reason::tsm_timeout) == 10 &&
         static_cast<int>(bacnet::segmentation::none) == 3 && static_cast<int>(bacnet::status::out_of_service) == 3 &&
         static_cast<int>(pdu_type::abort) == 7 && static_cast<int>(bacnet::datatype::object_identifier) == 12);

}  // namespace test_bacnet_apdu
