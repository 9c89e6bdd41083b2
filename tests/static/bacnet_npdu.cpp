// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/npdu.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_npdu {

using bacnet::network_address;
using bacnet::npdu;
using bacnet::peer;
using bacnet::priority;
using tests::is;
using tests::typed;

template <std::size_t Size>
constexpr error fault_of(typed<Size> whole) {
  return bacnet::parse_npdu(whole).error();
}
constexpr network_address station(std::uint16_t network, std::uint8_t octet) {
  return {network, 1, {octet}};
}
constexpr bool equal(npdu const& left, npdu const& right) {
  return left.is_network_message == right.is_network_message && left.expects_reply == right.expects_reply &&
         left.priority == right.priority && left.destination == right.destination && left.source == right.source &&
         left.hops == right.hops && left.message_type == right.message_type && left.vendor == right.vendor &&
         left.at == right.at && is(left.apdu, right.apdu);
}
/// Parses to these fields, and is written from them again.
template <std::size_t Size>
constexpr bool both_ways(typed<Size> whole, npdu wanted) {
  auto const got = bacnet::parse_npdu(whole);
  wanted.apdu = bytes{whole}.subspan(wanted.at);
  return got && equal(*got, wanted) &&
         is(tests::written<>{[&](writer& out) {
              bacnet::put_npdu_header(out, *got);
              out.put(got->apdu);
            }},
            whole);
}

// Clause 6.2: version, control, addresses, hop count
constexpr std::uint8_t asking[] = {0x01, 0x04, 0x00, 0x03, 0x01, 0x0C};
constexpr std::uint8_t telling[] = {0x01, 0x00, 0x10, 0x08};
constexpr std::uint8_t to_all[] = {0x01, 0x20, 0xFF, 0xFF, 0x00, 0xFF, 0x10, 0x08};
constexpr std::uint8_t to_all_of_one[] = {0x01, 0x20, 0x07, 0xD1, 0x00, 0xFE, 0x10, 0x08};
constexpr std::uint8_t routed_request[] = {0x01, 0x24, 0x07, 0xD1, 0x01, 0x05, 0xFF, 0x00, 0x03, 0x01, 0x0C};
constexpr std::uint8_t routed_answer[] = {0x01, 0x08, 0x00, 0x07, 0x06, 0xC0, 0xA8,
                                          0x01, 0x02, 0xBA, 0xC0, 0x30, 0x01, 0x0C};
constexpr std::uint8_t with_both[] = {0x01, 0x2D, 0x07, 0xD1, 0x01, 0x05, 0x00, 0x07, 0x01, 0x03, 0xFE, 0x10, 0x08};
constexpr std::uint8_t longest[] = {0x01, 0x2B, 0x00, 0x02, 0x07, 1, 2, 3, 4, 5,    6,    7,   0x00,
                                    0x03, 0x07, 7,    6,    5,    4, 3, 2, 1, 0x10, 0x20, 0x08};
CASE("on this network, with an answer expected and without",
     both_ways(asking, {.expects_reply = true, .at = 2}) && both_ways(telling, {.at = 2}));
CASE("to everybody everywhere", both_ways(to_all, {.destination = network_address{0xFFFF}, .at = 6}));
CASE("to everybody on network 2001, one hop used",
     both_ways(to_all_of_one, {.destination = network_address{2001}, .hops = 254, .at = 6}));
CASE("to station 5 on network 2001",
     both_ways(routed_request, {.expects_reply = true, .destination = station(2001, 5), .at = 7}));
CASE("from a station with an address of six octets", both_ways(routed_answer, [] {
       network_address from{7, 6, {0xC0, 0xA8, 0x01, 0x02, 0xBA, 0xC0}};
       return npdu{.source = from, .at = 11};
     }()));
CASE("both addresses, and then the hops; urgent", both_ways(with_both, {.expects_reply = true,
                                                                        .priority = priority::urgent,
                                                                        .destination = station(2001, 5),
                                                                        .source = station(7, 3),
                                                                        .hops = 254,
                                                                        .at = 11}));
CASE("addresses of seven octets, life safety", both_ways(longest, [] {
       return npdu{.priority = priority::life_safety,
                   .destination = network_address{2, 7, {1, 2, 3, 4, 5, 6, 7}},
                   .source = network_address{3, 7, {7, 6, 5, 4, 3, 2, 1}},
                   .hops = 16,
                   .at = 23};
     }()));
CASE("four priorities", [] {
  for (unsigned control = 0; control != 4; ++control) {
    std::uint8_t const whole[] = {0x01, static_cast<std::uint8_t>(control)};
    auto const got = bacnet::parse_npdu(whole);
    if (!got || static_cast<unsigned>(got->priority) != control || !got->apdu.empty()) return false;
    if (!is(tests::written<>{[&](writer& out) { bacnet::put_npdu_header(out, *got); }}, whole)) return false;
  }
  return true;
}());
CASE("the reserved bits 6 and 4 are passed over", [] {
  constexpr std::uint8_t whole[] = {0x01, 0x54, 0x00, 0x03, 0x01, 0x0C};
  auto const got = bacnet::parse_npdu(whole);
  return got && equal(*got, {.expects_reply = true, .at = 2, .apdu = bytes{whole}.subspan(2)});
}());

// Network messages: their type behind the addresses, from 80 on a vendor
CASE("Who-Is-Router-To-Network 7", [] {
  constexpr std::uint8_t whole[] = {0x01, 0x80, 0x00, 0x00, 0x07};
  auto const got = bacnet::parse_npdu(whole);
  return got && equal(*got, {.is_network_message = true, .at = 3, .apdu = bytes{whole}.subspan(3)});
}());
CASE("7F is no vendor's, 80 is", [] {
  constexpr std::uint8_t standard[] = {0x01, 0x80, 0x7F, 0x01, 0x02};
  constexpr std::uint8_t vendors[] = {0x01, 0xA0, 0xFF, 0xFF, 0x00, 0xFF, 0x80, 0x01, 0x85, 0xAA};
  auto const one = bacnet::parse_npdu(standard);
  auto const other = bacnet::parse_npdu(vendors);
  return one && one->message_type == 0x7F && one->vendor == 0 && one->at == 3 && other &&
         equal(*other, {.is_network_message = true,
                        .destination = network_address{0xFFFF},
                        .message_type = 0x80,
                        .vendor = 0x0185,
                        .at = 9,
                        .apdu = bytes{vendors}.subspan(9)});
}());

// Errors
template <std::size_t Size>
constexpr bool every_header_cut_is_refused(typed<Size> whole) {
  auto const header = bacnet::parse_npdu(whole)->at;
  return tests::every_cut(whole, [&](bytes cut) {
    auto const got = bacnet::parse_npdu(cut);
    if (cut.size() >= header) return got && got->apdu.size() == cut.size() - header;
    return got.error().code == errc::too_short && got.error().at == cut.size() && got.error().detail > cut.size();
  });
}
template <std::size_t Size>
constexpr bool every_bit_error_shows(typed<Size> whole) {
  auto const right = *bacnet::parse_npdu(whole);
  return tests::every_bit_error(whole, [&](bytes broken) {
    auto const got = bacnet::parse_npdu(broken);
    bool const reserved = ((broken[1] ^ whole[1]) & 0x50) != 0;
    return (got && equal(*got, right)) == reserved;
  });
}
constexpr std::uint8_t vendor_message[] = {0x01, 0x80, 0x80, 0x01, 0x85};
CASE("every cut of a header is refused",
     every_header_cut_is_refused(asking) && every_header_cut_is_refused(to_all) &&
         every_header_cut_is_refused(routed_request) && every_header_cut_is_refused(routed_answer) &&
         every_header_cut_is_refused(with_both) && every_header_cut_is_refused(longest) &&
         every_header_cut_is_refused(vendor_message));
CASE("two octets are the fewest", fault_of({0x01}) == error{errc::too_short, 1, 2} &&
                                      bacnet::parse_npdu({}).error() == error{errc::too_short, 0, 2});
CASE("every bit error is refused, or the fields are others",
     every_bit_error_shows(asking) && every_bit_error_shows(to_all) && every_bit_error_shows(routed_request) &&
         every_bit_error_shows(routed_answer) && every_bit_error_shows(with_both) && every_bit_error_shows(longest));
CASE("another version than 1",
     fault_of({0x02, 0x00}) == error{errc::bad_value, 0, 2} && fault_of({0x00, 0x00}) == error{errc::bad_value, 0, 0});
CASE("no network is 0",
     fault_of({0x01, 0x20, 0x00, 0x00, 0x01, 0x05, 0xFF}) == error{errc::bad_value, 2, 0} &&
         fault_of({0x01, 0x08, 0x00, 0x00, 0x01, 0x05}) == error{errc::bad_value, 2, 0} &&
         fault_of({0x01, 0x28, 0x07, 0xD1, 0x00, 0x00, 0x00, 0x01, 0x03, 0xFF}) == error{errc::bad_value, 5, 0});
CASE("nothing comes from all networks, nor from all stations of one",
     fault_of({0x01, 0x08, 0xFF, 0xFF, 0x01, 0x05}) == error{errc::bad_value, 2, 0xFFFF} &&
         fault_of({0x01, 0x08, 0x00, 0x07, 0x00, 0x10, 0x08}) == error{errc::bad_value, 4, 0} &&
         fault_of({0x01, 0x28, 0x07, 0xD1, 0x00, 0x00, 0x07, 0x00, 0xFF}) == error{errc::bad_value, 7, 0});
CASE("no address has eight octets",
     fault_of({0x01, 0x20, 0x07, 0xD1, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0xFF}) == error{errc::bad_length, 4, 8} &&
         fault_of({0x01, 0x08, 0x07, 0xD1, 0x08, 1, 2, 3, 4, 5, 6, 7, 8}) == error{errc::bad_length, 4, 8});

// Addresses
CASE("an address of up to seven octets", [] {
  constexpr std::uint8_t octets[] = {1, 2, 3, 4, 5, 6, 7, 8};
  auto const seven = network_address::of(2001, bytes{octets}.first(7));
  auto const none = network_address::of(0xFFFF, {});
  return seven && seven->network == 2001 && is(seven->view(), bytes{octets}.first(7)) && none &&
         *none == network_address{0xFFFF} && none->view().empty() &&
         network_address::of(2001, octets).error() == error{errc::bad_length, 0, 8};
}());
CASE("the longest header with addresses of six octets has 21", [] {
  network_address const six{1, 6, {1, 2, 3, 4, 5, 6}};
  return bytes{tests::written<>{[&](writer& out) {
           bacnet::put_npdu_header(out, {.destination = six, .source = six});
         }}}.size() == bacnet::max_npdu_header;
}());
CASE("an answer goes to whom it came from, behind a router or not", [] {
  auto const here = peer::of(5, *bacnet::parse_npdu(asking));
  auto const behind = peer::of(5, *bacnet::parse_npdu(with_both));
  return here == peer{5, {}} && behind == peer{5, station(7, 3)} && here != behind && peer::everybody().mac == 255 &&
         !peer::everybody().behind;
}());

}  // namespace test_bacnet_npdu
