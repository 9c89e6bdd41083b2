// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../mstp_line.hpp"

#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/station.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

// NPDUs are typed: 01, control, [DNET, DLEN, DADR], [SNET, SLEN, SADR], [hops], then the APDU.

namespace test_bacnet_station {

using namespace meterproto;
using namespace meterproto::bacnet;

using octets = std::initializer_list<unsigned>;

template <std::size_t Size = 600>
struct memory {
  std::array<std::uint8_t, Size> all{};

  constexpr bytes of(octets from) {
    std::size_t size = 0;
    for (auto const one : from) all[size++] = static_cast<std::uint8_t>(one);
    return bytes{all}.first(size);
  }
};
/// Hands a station what came from `source`.
template <class Station>
constexpr void hand(Station& to, std::uint8_t source, octets npdu, bool to_all = false,
                    frame_type type = frame_type::data_expecting_reply) {
  memory<> space;
  to.receive({type, source, to_all, space.of(npdu)});
}
/// Whether a station sends this.
template <class Station>
constexpr bool sends(Station& it, unsigned to, bool expects, octets npdu) {
  memory<> space;
  outgoing const next = it.send(space.all);
  return next.size == npdu.size() && next.destination == to && next.expects_reply == expects &&
         std::ranges::equal(bytes{space.all}.first(next.size), npdu);
}
template <class Station>
constexpr bool replies(Station& it, octets npdu) {
  memory<> space;
  auto const size = it.reply(space.all);
  return size == npdu.size() && std::ranges::equal(bytes{space.all}.first(size), npdu);
}
template <class Station>
constexpr bool is_quiet(Station& it) {
  memory<> space;
  return it.reply(space.all) == 0 && it.send(space.all).size == 0;
}

/// Keeps what it is told.
struct user {
  struct told {
    std::uint8_t ticket = 255;
    pdu_type type = pdu_type::confirmed_request;
    error why;
    std::size_t data = 0;
    friend constexpr bool operator==(told const&, told const&) = default;
  };
  std::array<told, 8> all{};
  std::size_t count = 0;
  std::size_t heard_count = 0;
  peer from;
  std::uint8_t service = 255;

  constexpr void answered(std::uint8_t ticket, apdu const& answer) {
    all[count++] = {ticket, answer.type, refusal_of(answer), answer.data.size()};
  }
  constexpr void failed(std::uint8_t ticket, error const& why) { all[count++] = {ticket, {}, why, 0}; }
  constexpr void heard(peer const& who, apdu const& said) {
    ++heard_count;
    from = who;
    service = said.service;
  }
};
static_assert(client_user<user>);

/// In the place of a node: nothing to do before `deadline`.
struct no_node {
  std::uint32_t deadline = 1'000'000;

  template <class Station>
  constexpr node_step run(bytes&, std::uint32_t now, Station&) const {
    return {{}, now, deadline};
  }
};

constexpr read_property volts{{{object_type::analog_input, 1}, property::present_value, {}}};
constexpr peer five{5, {}};
constexpr peer behind_five{5, network_address{2001, 1, {7}}};
constexpr transaction_settings quick{1000, 2, 20'000};

template <std::size_t Slots = 4, class Own = refusing_station>
struct asking {
  user whom;
  client<user, Slots, 272, Own> it{whom, quick};

  constexpr std::uint32_t at(std::uint32_t now) {
    no_node node;
    bytes nothing;
    return it.run(node, nothing, now).deadline;
  }
};

// ---- the client ----

CASE("A request expects a reply", [] {
  asking one;
  return one.it.ask(five, volts, 0) == result<std::uint8_t>{0} &&
         sends(one.it, 5, true, {0x01, 0x04, 0x00, 0x03, 0x00, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}) && is_quiet(one.it);
}());
CASE("Behind a router: DNET 2001, DADR 7, 255 hops", [] {
  asking one;
  (void)one.it.ask(behind_five, volts, 0);
  return sends(one.it, 5, true,
               {0x01, 0x24, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x00, 0x03, 0x00, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
}());
CASE("The answer ends it, once", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  for (int i = 0; i != 2; ++i)
    hand(one.it, 5, {0x01, 0x00, 0x30, 0x00, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0x3F, 0xC0, 0, 0, 0x3F});
  return one.whom.count == 1 && one.whom.all[0] == user::told{0, pdu_type::complex_ack, {}, 14} &&
         one.it.late_answers() == 0 && is_quiet(one.it);
}());
CASE("A refusal is an answer too", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  hand(one.it, 5, {0x01, 0x00, 0x50, 0x00, 0x0C, 0x91, 0x01, 0x91, 0x1F});
  return one.whom.count == 1 && one.whom.all[0].why == error{errc::error_answer, 0, 0x011F};
}());
CASE("What comes through the router is not from the router: SNET 2001, SADR 7", [] {
  asking one;
  (void)one.it.ask(behind_five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  hand(one.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C});
  hand(one.it, 5, {0x01, 0x08, 0x07, 0xD1, 0x01, 0x08, 0x20, 0x00, 0x0C});
  hand(one.it, 6, {0x01, 0x08, 0x07, 0xD1, 0x01, 0x07, 0x20, 0x00, 0x0C});
  bool const nobody = one.whom.count == 0;
  hand(one.it, 5, {0x01, 0x08, 0x07, 0xD1, 0x01, 0x07, 0x20, 0x00, 0x0C});
  return nobody && one.whom.count == 1;
}());
CASE("Several under way: each answer has its ticket", [] {
  asking one;
  auto const first = one.it.ask(five, volts, 0);
  auto const second = one.it.ask({6, {}}, volts, 0);
  auto const third = one.it.ask(five, volts, 0);
  bool const out = sends(one.it, 5, true, {0x01, 0x04, 0x00, 0x03, 0x00, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}) &&
                   sends(one.it, 6, true, {0x01, 0x04, 0x00, 0x03, 0x01, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}) &&
                   sends(one.it, 5, true, {0x01, 0x04, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  hand(one.it, 5, {0x01, 0x00, 0x60, 0x02, 0x09});
  hand(one.it, 6, {0x01, 0x00, 0x71, 0x01, 0x04});
  hand(one.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C});
  return out && one.whom.count == 3 &&
         one.whom.all[0] == user::told{*third, pdu_type::reject, {errc::rejected, 0, 9}, 0} &&
         one.whom.all[1] == user::told{*second, pdu_type::abort, {errc::aborted, 0, 4}, 0} &&
         one.whom.all[2] == user::told{*first, pdu_type::simple_ack, {}, 0};
}());
CASE("Repeated twice under the same id, then there is no answer", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  bool again = one.at(0) == 1'000'000;  // nothing is under way before it is sent
  (void)one.it.send(space.all);
  for (std::uint32_t now = 0; now != 2000;) {
    again = again && one.at(now) == now + 1000;
    now += 1000;
    again = again && one.at(now - 1) == now && is_quiet(one.it);
    (void)one.at(now);
    again = again && sends(one.it, 5, true, {0x01, 0x04, 0x00, 0x03, 0x00, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  }
  bool const waits = one.whom.count == 0;
  bool const over = one.at(3000) == 1'000'000 && one.whom.count == 1 &&
                    one.whom.all[0] == user::told{0, {}, {errc::no_answer, 0, 3}, 0};
  hand(one.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C});
  return again && waits && over && one.it.late_answers() == 1 && one.whom.count == 1 && is_quiet(one.it);
}());
CASE("Where no token comes there is no answer either, after no request; the slot is free again", [] {
  asking<1> one;
  (void)one.it.ask(five, volts, 0);
  bool const waits = one.at(119'999'999) == 1'000'000 && one.whom.count == 0;
  (void)one.at(120'000'000);
  return waits && one.whom.count == 1 && one.whom.all[0] == user::told{0, {}, {errc::no_answer, 0, 0}, 0} &&
         is_quiet(one.it) && one.it.ask(five, volts, 120'000'000).has_value();
}());
/// In the place of a node: hands all that comes to the station at once.
struct handing_node {
  template <class Station>
  constexpr node_step run(bytes& came, std::uint32_t now, Station& station) const {
    if (!came.empty()) station.receive({frame_type::data_not_expecting_reply, 5, false, came});
    came = {};
    return {{}, now, now + 300};
  }
};
CASE("An answer that came in time, and is seen late", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  for (std::uint32_t now = 0; now != 3000; now += 1000) {
    (void)one.at(now);
    (void)one.it.send(space.all);
  }
  handing_node node;
  auto came = space.of({0x01, 0x00, 0x20, 0x00, 0x0C});
  (void)one.it.run(node, came, 3500);
  return one.whom.count == 1 && one.whom.all[0] == user::told{0, pdu_type::simple_ack, {}, 0} &&
         one.it.late_answers() == 0;
}());
/// In the place of a node: has something to send before it looks at all that has come.
struct sending_node {
  template <class Station>
  constexpr node_step run(bytes& came, std::uint32_t now, Station&) const {
    return {came, now, now};
  }
};
CASE("Nor is a request given up before all that has come was looked at", [] {
  asking<1> one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  auto came = space.of({0x55});
  sending_node node;
  (void)one.it.run(node, came, 120'000'000);
  bool const waits = one.whom.count == 0;
  (void)one.at(120'000'000);
  return waits && one.whom.count == 1;
}());
CASE("The node's deadline stays where it is sooner", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  no_node node{300};
  bytes nothing;
  return one.it.run(node, nothing, 0).deadline == 300;
}());
CASE("Abandoned: nobody is told, and the answer is late", [] {
  asking one;
  auto const ticket = *one.it.ask(five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  one.it.abandon(ticket);
  hand(one.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C});
  return one.at(5000) == 1'000'000 && one.whom.count == 0 && one.it.late_answers() == 1;
}());
CASE("More than the slots, and longer than a request may be", [] {
  user whom;
  client<user, 1, 11> it{whom, quick};
  constexpr read_property indexed{{{object_type::analog_input, 1}, property::present_value, 3}};
  auto const too_long = it.ask(five, indexed, 0);
  auto const first = it.ask(five, volts, 0);
  auto const second = it.ask(five, volts, 0);
  return too_long.error() == error{errc::buffer_too_small, 0, 13} && first == result<std::uint8_t>{0} &&
         second.error() == errc::too_many;
}());
CASE("All stations, of this line or of a network, cannot be asked; a forgotten MAC is all stations", [] {
  asking one;
  constexpr error refused{errc::bad_value, 0, 255};
  return one.it.ask(peer{}, volts, 0).error() == refused &&
         one.it.ask({255, network_address{2001, 1, {7}}}, volts, 0).error() == refused &&
         one.it.ask({5, network_address{2001, 0, {}}}, volts, 0).error() == refused && is_quiet(one.it);
}());

// ---- what it tells and hears ----

CASE("Who-Is to this line, once", [] {
  asking one;
  bool const told = one.it.tell(peer::everybody(), who_is{}).code == errc::none && !one.it.has_said_all();
  return told && one.it.tell(five, who_is{}) == error{errc::too_many, 0, 1} &&
         sends(one.it, 255, false, {0x01, 0x00, 0x10, 0x08}) && one.it.has_said_all() && is_quiet(one.it) &&
         one.it.tell(five, who_is{}).code == errc::none;
}());
CASE("To all networks, and to all of one behind a router", [] {
  asking one;
  (void)one.it.tell({255, network_address{every_network, 0, {}}}, who_is{});
  bool const global = sends(one.it, 255, false, {0x01, 0x20, 0xFF, 0xFF, 0x00, 0xFF, 0x10, 0x08});
  (void)one.it.tell({5, network_address{2001, 0, {}}}, who_is{});
  return global && sends(one.it, 5, false, {0x01, 0x20, 0x07, 0xD1, 0x00, 0xFF, 0x10, 0x08});
}());
CASE("Longer than a request may be", [] {
  user whom;
  client<user, 1, 3> it{whom, quick};
  return it.tell(five, who_is{instance_range{1, 2}}) == error{errc::buffer_too_small, 0, 6} && it.has_said_all();
}());
CASE("I-Am from anybody is heard", [] {
  asking one;
  hand(one.it, 9, {0x01, 0x00, 0x10, 0x00, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0x22, 0x01, 0xE0, 0x91, 3, 0x21, 0x85}, true);
  bool const near = one.whom.heard_count == 1 && one.whom.from == peer{9, {}} && one.whom.service == 0;
  hand(one.it, 5, {0x01, 0x28, 0xFF, 0xFF, 0x00, 0x07, 0xD1, 0x01, 0x07, 0xFE, 0x10, 0x00}, true);
  return near && one.whom.heard_count == 2 && one.whom.from == behind_five;
}());
CASE("What is for another network, of the network layer, of another version or no APDU is passed over", [] {
  asking one;
  hand(one.it, 5, {0x01, 0x20, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x10, 0x08});
  hand(one.it, 5, {0x01, 0x20, 0x07, 0xD1, 0x00, 0xFF, 0x10, 0x08});
  hand(one.it, 5, {0x01, 0x24, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x00, 0x03, 0x02, 0x05});
  hand(one.it, 5, {0x01, 0x80, 0x00, 0x00, 0x07});
  hand(one.it, 5, {0x02, 0x00, 0x10, 0x08});
  hand(one.it, 5, {0x01, 0x00});
  hand(one.it, 5, {0x01, 0x00, 0xF0, 0x00});
  return one.whom.heard_count == 0 && one.whom.count == 0 && is_quiet(one.it);
}());

// ---- segments: clause 5.4.4 ----

CASE("An answer in segments ends the request, and is aborted before all else", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  (void)one.it.ask(five, volts, 0);
  (void)one.it.tell(peer::everybody(), who_is{});
  hand(one.it, 5, {0x01, 0x00, 0x3C, 0x00, 0x00, 0x04, 0x0C, 0x0C, 0, 0, 0, 1});
  return one.whom.count == 1 && one.whom.all[0].why == error{errc::segmented} &&
         sends(one.it, 5, false, {0x01, 0x00, 0x70, 0x00, 0x04}) && sends(one.it, 255, false, {0x01, 0, 0x10, 0x08}) &&
         sends(one.it, 5, true, {0x01, 0x04, 0x00, 0x03, 0x01, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
}());
CASE("Behind a router too; of a stranger it is nothing", [] {
  asking one;
  (void)one.it.ask(behind_five, volts, 0);
  memory<> space;
  (void)one.it.send(space.all);
  hand(one.it, 5, {0x01, 0x00, 0x3C, 0x00, 0x00, 0x04, 0x0C});
  bool const nothing = is_quiet(one.it);
  hand(one.it, 5, {0x01, 0x08, 0x07, 0xD1, 0x01, 0x07, 0x3C, 0x00, 0x00, 0x04, 0x0C});
  return nothing && sends(one.it, 5, false, {0x01, 0x20, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x70, 0x00, 0x04});
}());

// ---- who is asked and serves nobody ----

CASE("A confirmed request is rejected, at once", [] {
  refusing_station it;
  hand(it, 9, {0x01, 0x04, 0x00, 0x03, 0x77, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  return replies(it, {0x01, 0x00, 0x60, 0x77, 0x09}) && is_quiet(it);
}());
CASE("Or with the token, if that is late; to its station behind a router", [] {
  refusing_station it;
  hand(it, 9, {0x01, 0x0C, 0x07, 0xD1, 0x01, 0x07, 0x00, 0x03, 0x77, 0x0C});
  return sends(it, 9, false, {0x01, 0x20, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x60, 0x77, 0x09}) && is_quiet(it);
}());
CASE("Nothing else is", [] {
  refusing_station it;
  hand(it, 9, {0x01, 0x00, 0x10, 0x08});
  hand(it, 9, {0x01, 0x00, 0x20, 0x77, 0x0C});
  hand(it, 9, {0x01, 0x04, 0x00, 0x03, 0x77, 0x0C}, true);
  hand(it, 9, {0x01, 0x24, 0xFF, 0xFF, 0x00, 0xFF, 0x00, 0x03, 0x77, 0x0C});
  hand(it, 9, {0x01, 0x24, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x00, 0x03, 0x77, 0x0C});
  hand(it, 9, {0x01, 0x84, 0x00, 0x03, 0x77, 0x0C});
  hand(it, 9, {0x01, 0x04, 0x00});
  return is_quiet(it);
}());
CASE("What was not said in time is not said to the next one who asks", [] {
  refusing_station it;
  hand(it, 9, {0x01, 0x04, 0x00, 0x03, 0x77, 0x0C});
  hand(it, 8, {0x01, 0x04, 0x10, 0x08});
  memory<> space;
  return it.reply(space.all) == 0 && sends(it, 9, false, {0x01, 0x00, 0x60, 0x77, 0x09});
}());
CASE("A client refuses so, before it asks", [] {
  asking one;
  (void)one.it.ask(five, volts, 0);
  hand(one.it, 9, {0x01, 0x04, 0x00, 0x03, 0x77, 0x0C});
  bool const late = sends(one.it, 9, false, {0x01, 0x00, 0x60, 0x77, 0x09});
  hand(one.it, 9, {0x01, 0x04, 0x00, 0x03, 0x78, 0x0C});
  bool const at_once = replies(one.it, {0x01, 0x00, 0x60, 0x78, 0x09});
  hand(one.it, 9, {0x01, 0x04, 0x00, 0x03, 0x79, 0x0C});
  hand(one.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C});  // an answer, in a frame that expects one
  memory<> space;
  return late && at_once && one.it.reply(space.all) == 0;
}());
/// Whether a station that has something to say says nothing in a space that is too small.
template <class Station>
constexpr bool is_quiet_in(Station& it, std::size_t size) {
  memory<> space;
  return it.send(std::span{space.all}.first(size)).size == 0;
}
CASE("What does not fit into the space is not sent", [] {
  refusing_station it;
  hand(it, 9, {0x01, 0x04, 0x00, 0x03, 0x77, 0x0C});
  asking request;
  (void)request.it.ask(five, volts, 0);
  asking tells;
  (void)tells.it.tell(five, who_is{});
  asking aborts;
  (void)aborts.it.ask(five, volts, 0);
  memory<> space;
  (void)aborts.it.send(space.all);
  hand(aborts.it, 5, {0x01, 0x00, 0x3C, 0x00, 0x00, 0x04, 0x0C, 0x0C, 0, 0, 0, 1});
  return is_quiet_in(it, 4) && is_quiet_in(request.it, 12) && is_quiet_in(tells.it, 3) && is_quiet_in(aborts.it, 4);
}());

// ---- who answers for a device ----

constexpr std::array<std::uint8_t, 1> letter_v{0x56};

/// Device 1234567 with one object, AI1 "V"; Present_Values are all 1.5.
struct device {
  static constexpr std::uint32_t instance() { return 1'234'567; }
  static constexpr std::uint16_t vendor() { return 133; }
  static constexpr bool offers(confirmed_service) { return true; }
  static constexpr maybe<object_id> object(std::size_t n) {
    if (n != 0) return {};
    return object_id{object_type::analog_input, 1};
  }
  static constexpr character_string name(object_id const&) { return {0, letter_v}; }
  static constexpr maybe<property> listed(object_id const&, property, std::size_t) { return {}; }
  static constexpr outcome read(property_reference const&, tag_writer& out) {
    out.real(1.5F);
    return {};
  }
  static constexpr outcome write(property_reference const&, bytes, maybe<std::uint8_t>) { return {}; }
  static constexpr outcome read_range(bacnet::read_range const&, read_range_ack&, tag_writer&) { return {}; }
  static constexpr void synchronize(date_time const&) {}
  static constexpr outcome control(device_communication_control const&) { return {}; }
  static constexpr outcome reinitialize(reinitialize_device const&) { return {}; }
  static constexpr bool silenced() { return false; }
};
struct serving {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  server_station<device> it{what, scratch};
};
constexpr octets ask_volts{0x01, 0x04, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55};
constexpr octets volts_1_5{0x01, 0x00, 0x30, 0x02, 0x0C, 0x0C, 0,    0,    0,   1,
                           0x19, 0x55, 0x3E, 0x44, 0x3F, 0xC0, 0x00, 0x00, 0x3F};
constexpr octets who_is_there{0x01, 0x00, 0x10, 0x08};
constexpr octets who_is_from_2001{0x01, 0x28, 0xFF, 0xFF, 0x00, 0x07, 0xD1, 0x01, 0x07, 0xFE, 0x10, 0x08};
constexpr octets i_am_to_2001{0x01, 0x20, 0x07, 0xD1, 0x00, 0xFF, 0x10, 0x00, 0xC4, 0x02,
                              0x12, 0xD6, 0x87, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85};
// Object [2] AI1; the answer: device 1234567, AI1, "V".
constexpr octets who_has_volts{0x01, 0x00, 0x10, 0x07, 0x2C, 0x00, 0x00, 0x00, 0x01};
constexpr octets i_have_volts{0x01, 0x00, 0x10, 0x01, 0xC4, 0x02, 0x12, 0xD6, 0x87,
                              0xC4, 0x00, 0x00, 0x00, 0x01, 0x72, 0x00, 0x56};
constexpr octets i_am_there{0x01, 0x00, 0x10, 0x00, 0xC4, 0x02, 0x12, 0xD6,
                            0x87, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85};

CASE("An answer, at once or with the token", [] {
  serving one;
  hand(one.it, 9, ask_volts);
  bool const at_once = one.it.has_answer() && replies(one.it, volts_1_5) && !one.it.has_answer();
  hand(one.it, 9, ask_volts);
  return at_once && sends(one.it, 9, false, volts_1_5) && is_quiet(one.it);
}());
CASE("From and to a station behind a router", [] {
  serving one;
  hand(one.it, 5, {0x01, 0x0C, 0x07, 0xD1, 0x01, 0x07, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  return replies(one.it, {0x01, 0x20, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x30, 0x02, 0x0C, 0x0C, 0,
                          0,    0,    1,    0x19, 0x55, 0x3E, 0x44, 0x3F, 0xC0, 0,    0,    0x3F});
}());
CASE("I-Am goes to everybody, with the token", [] {
  serving one;
  hand(one.it, 9, who_is_there, true);
  memory<> space;
  return one.it.reply(space.all) == 0 && sends(one.it, 255, false, i_am_there) && is_quiet(one.it);
}());
CASE("What gives no answer leaves it alone: a neighbour's I-Am, a Who-Is for others, an ack", [] {
  serving one;
  hand(one.it, 5, who_is_from_2001, true);
  hand(one.it, 9, {0x01, 0x00, 0x10, 0x00, 0xC4, 0x02, 0x00, 0x00, 0x09, 0x22, 0x01, 0xE0, 0x91, 3, 0x21, 0x85}, true);
  hand(one.it, 9, {0x01, 0x00, 0x10, 0x08, 0x09, 0x01, 0x19, 0x02}, true);
  hand(one.it, 9, {0x01, 0x00, 0x20, 0x02, 0x0C});
  return sends(one.it, 255, false, i_am_to_2001) && is_quiet(one.it);
}());
CASE("And to everybody on the network where the question came from", [] {
  serving one;
  hand(one.it, 5, who_is_from_2001, true);
  return sends(one.it, 255, false, i_am_to_2001) && is_quiet(one.it);
}());
CASE("Behind an answer too", [] {
  serving one;
  hand(one.it, 5, who_is_from_2001, true);
  hand(one.it, 9, ask_volts);
  return replies(one.it, volts_1_5) && sends(one.it, 255, false, i_am_to_2001) && is_quiet(one.it);
}());
CASE("I-Have waits beside I-Am: neither costs the other, nor the answer", [] {
  serving one;
  hand(one.it, 9, who_has_volts, true);
  hand(one.it, 5, who_is_from_2001, true);
  hand(one.it, 9, {0x01, 0x00, 0x10, 0x00, 0xC4, 0x02, 0x00, 0x00, 0x09, 0x22, 0x01, 0xE0, 0x91, 3, 0x21, 0x85}, true);
  hand(one.it, 9, ask_volts);
  bool const first = replies(one.it, volts_1_5) && one.it.has_answer() && sends(one.it, 255, false, i_am_to_2001);
  return first && one.it.has_answer() && sends(one.it, 255, false, i_have_volts) && !one.it.has_answer() &&
         is_quiet(one.it);
}());
CASE("Asked from two places, the last one is told", [] {
  serving one;
  hand(one.it, 9, who_is_there, true);
  hand(one.it, 5, who_is_from_2001, true);
  return sends(one.it, 255, false, i_am_to_2001) && is_quiet(one.it);
}());
CASE("After a start", [] {
  serving one;
  hand(one.it, 9, ask_volts);
  one.it.announce();  // behind what has been asked
  return replies(one.it, volts_1_5) && sends(one.it, 255, false, i_am_there) && is_quiet(one.it);
}());
CASE("An answer that does not fit into the space is lost", [] {
  serving one;
  hand(one.it, 9, ask_volts);
  return is_quiet_in(one.it, 18) && !one.it.has_answer();
}());
CASE("No confirmed request is for everybody, whether the frame says so or the network layer", [] {
  serving one;
  hand(one.it, 9, ask_volts, true);
  hand(one.it, 9, {0x01, 0x24, 0xFF, 0xFF, 0x00, 0xFF, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  return is_quiet(one.it);
}());
CASE("What is for another network, or no APDU, is passed over", [] {
  serving one;
  hand(one.it, 9, {0x01, 0x24, 0x07, 0xD1, 0x01, 0x07, 0xFF, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  hand(one.it, 9, {0x01, 0x20, 0x07, 0xD1, 0x00, 0xFF, 0x10, 0x08});
  hand(one.it, 9, {0x01, 0x84, 0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
  hand(one.it, 9, {0x01, 0x00, 0x20, 0x02, 0x0C});
  return is_quiet(one.it);
}());
CASE("Busy: the answer that waits stays, the other request is dropped, and is not told another's answer", [] {
  serving one;
  hand(one.it, 9, ask_volts);
  hand(one.it, 8, {0x01, 0x04, 0x00, 0x03, 0x03, 0x0C, 0x0C, 0, 0, 0, 2, 0x19, 0x55});
  memory<> space;
  bool const not_to_him = one.it.reply(space.all) == 0 && one.it.has_answer();
  return not_to_him && sends(one.it, 9, false, volts_1_5) && is_quiet(one.it);
}());
CASE("What is said to everybody holds up no answer, and is said behind it", [] {
  serving one;
  one.it.announce();
  hand(one.it, 9, ask_volts);
  bool const answered = replies(one.it, volts_1_5);
  memory<> space;
  bool const once = one.it.reply(space.all) == 0;
  return answered && once && sends(one.it, 255, false, i_am_there) && is_quiet(one.it);
}());

// ---- at a slave, which never has the token ----

// The same request and its answer as frames between 9 and 5; the request also in one that expects no reply.
// clang-format off
constexpr octets asked_5{0x55, 0xFF, 0x05, 0x05, 0x09, 0x00, 0x0D, 0x67, 0x01, 0x04, 0x00, 0x03, 0x02, 0x0C, 0x0C,
                         0x00, 0x00, 0x00, 0x01, 0x19, 0x55, 0x26, 0xB7};
constexpr octets told_5{0x55, 0xFF, 0x06, 0x05, 0x09, 0x00, 0x0D, 0xEE, 0x01, 0x04, 0x00, 0x03, 0x02, 0x0C, 0x0C,
                        0x00, 0x00, 0x00, 0x01, 0x19, 0x55, 0x26, 0xB7};
constexpr octets token_9_7{0x55, 0xFF, 0x00, 0x07, 0x09, 0x00, 0x00, 0x14};
constexpr octets answered_9{0x55, 0xFF, 0x06, 0x09, 0x05, 0x00, 0x13, 0x28, 0x01, 0x00, 0x30, 0x02, 0x0C, 0x0C, 0x00,
                            0x00, 0x00, 0x01, 0x19, 0x55, 0x3E, 0x44, 0x3F, 0xC0, 0x00, 0x00, 0x3F, 0x82, 0xC4};
// clang-format on

struct serving_slave : serving {
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, max_frame> transmit{};
  slave_node node{settings(), receive, transmit};

  static constexpr node_settings settings() {
    node_settings set{timing_at(76'800)};
    set.station = 5;
    return set;
  }
  /// Whether that is what it sends to these frames, which come in one lump.
  constexpr bool sends(octets wanted, std::initializer_list<octets> frames) {
    memory<> space;
    std::size_t size = 0;
    for (auto const& one : frames)
      for (auto const octet : one) space.all[size++] = static_cast<std::uint8_t>(octet);
    auto came = bytes{space.all}.first(size);
    auto const step = node.run(came, 0, it);
    bool const same = came.empty() && std::ranges::equal(step.send, wanted);
    node.sent(0);
    return same;
  }
};
CASE("Request after request is answered, whatever waits to be said to everybody", [] {
  serving_slave one;
  one.it.announce();
  for (int i = 0; i != 3; ++i)
    if (!one.sends(answered_9, {asked_5})) return false;
  return true;
}());
CASE("Also after one whose answer was not fetched, as another frame came behind it", [] {
  serving_slave one;
  return one.sends({}, {asked_5, token_9_7}) && one.sends(answered_9, {asked_5}) &&
         one.sends(answered_9, {asked_5, asked_5}) && one.sends(answered_9, {asked_5});
}());
CASE("A request in a frame that expects no reply is passed over", [] {
  serving_slave one;
  return one.sends({}, {told_5}) && !one.it.has_answer() && one.sends(answered_9, {asked_5});
}());
CASE("A client may answer for a device of its own", [] {
  user whom;
  serving own;
  client<user, 1, 32, server_station<device>&> it{whom, quick, own.it};
  hand(it, 9, ask_volts);
  bool const at_once = replies(it, volts_1_5);
  hand(it, 9, who_is_there, true);
  return at_once && sends(it, 255, false, i_am_there) && whom.heard_count == 1 && is_quiet(it);
}());

// ---- Test_Response, whose data may be anything ----

CASE("What came back from a test is no request, no answer and no announcement", [] {
  constexpr auto test = frame_type::test_response;
  refusing_station refusing;
  hand(refusing, 9, ask_volts, false, test);
  serving one;
  hand(one.it, 9, ask_volts, false, test);
  hand(one.it, 9, who_is_there, true, test);
  asking client;
  (void)client.it.ask(five, volts, 0);
  memory<> space;
  (void)client.it.send(space.all);
  hand(client.it, 5, {0x01, 0x00, 0x20, 0x00, 0x0C}, false, test);
  hand(client.it, 9, i_am_there, true, test);
  return is_quiet(refusing) && is_quiet(one.it) && client.whom.count == 0 && client.whom.heard_count == 0;
}());

// ---- the whole line: two masters at 76800 baud ----

struct node_of {
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, max_frame> transmit{};
  master_node it;

  constexpr explicit node_of(std::uint8_t station) : it{settings(station), receive, transmit} {}
  static constexpr node_settings settings(std::uint8_t station) {
    node_settings set{timing_at(76'800)};
    set.station = station;
    set.max_master = 1;
    return set;
  }
};
/// A client at station 0, another station at 1.
template <class Other>
struct line {
  user whom;
  client<user> asking;
  node_of first{0};
  node_of second{1};
  Other& other;
  tests::mstp_line<tests::mstp_asking_member<master_node, client<user>>, tests::mstp_member<master_node, Other>> it{
      76'800, {first.it, asking}, {second.it, other}};

  constexpr explicit line(Other& above, transaction_settings const& set = {}) : asking{whom, set}, other{above} {}

  constexpr bool run_to(std::size_t told) {
    return it.run([&] { return whom.count == told; }, 400);
  }
};
/// Never has an answer while it is waited for.
struct slow : server_station<device> {
  using server_station::server_station;
  static constexpr std::size_t reply(std::span<std::uint8_t>) { return 0; }
};
/// Loses the first requests.
struct forgetful : server_station<device> {
  using server_station::server_station;
  unsigned loses = 0;
  constexpr void receive(indication const& came) {
    if (loses != 0)
      --loses;
    else
      server_station::receive(came);
  }
};
/// Answers in segments, and hears what the client says to it.
struct segmenting {
  std::uint8_t id = 0;
  bool asked = false;
  bool aborted = false;
  constexpr void receive(indication const& came) {
    auto const read = parse_apdu(parse_npdu(came.npdu)->apdu);
    if (read->type == pdu_type::abort) aborted = read->invoke_id == id && read->reason == 4 && !read->from_server;
    if (read->type != pdu_type::confirmed_request) return;
    asked = true;
    id = read->invoke_id;
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) {
    if (!asked) return 0;
    asked = false;
    writer out{space};
    out.u8(0x01).u8(0x00).u8(0x3C).u8(id).u8(0).u8(1).u8(0x0C).u8(0x0C);
    return out.needed();
  }
  static constexpr outgoing send(std::span<std::uint8_t>) { return {}; }
};

CASE("Asked and answered within one token", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  server_station<device> server{what, scratch};
  line<server_station<device>> all{server};
  (void)all.asking.ask({1, {}}, volts, 0);
  return all.run_to(1) && all.whom.all[0] == user::told{0, pdu_type::complex_ack, {}, 14} &&
         all.first.it.counted().replies == 1 && all.first.it.counted().reply_timeouts == 0;
}());
CASE("Several, one after the other", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  server_station<device> server{what, scratch};
  line<server_station<device>> all{server};
  for (int i = 0; i != 4; ++i) (void)all.asking.ask({1, {}}, volts, 0);
  bool const four = all.run_to(4);
  for (std::uint8_t i = 0; i != 4; ++i)
    if (all.whom.all[i].ticket != i || all.whom.all[i].type != pdu_type::complex_ack) return false;
  return four;
}());
CASE("Postponed, then sent with the server's own token", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  slow server{what, scratch};
  line<slow> all{server};
  (void)all.asking.ask({1, {}}, volts, 0);
  return all.run_to(1) && all.whom.all[0] == user::told{0, pdu_type::complex_ack, {}, 14} &&
         all.first.it.counted().postponed_by_others == 1 && all.second.it.counted().postponed_by_us == 1;
}());
CASE("Lost, and asked again", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  forgetful server{what, scratch};
  server.loses = 1;
  line<forgetful> all{server, {300'000, 2, 60'000'000}};
  (void)all.asking.ask({1, {}}, volts, 0);
  return all.run_to(1) && all.whom.all[0] == user::told{0, pdu_type::complex_ack, {}, 14} &&
         all.first.it.counted().postponed_by_others == 1 && all.asking.late_answers() == 0;
}());
CASE("Lost again and again: no answer after three requests", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  forgetful server{what, scratch};
  server.loses = 99;
  line<forgetful> all{server, {300'000, 2, 60'000'000}};
  (void)all.asking.ask({1, {}}, volts, 0);
  return all.run_to(1) && all.whom.all[0] == user::told{0, {}, {errc::no_answer, 0, 3}, 0} && server.loses == 96;
}());
CASE("Who-Is, and I-Am is heard", [] {
  device what;
  std::array<std::uint8_t, 32> scratch{};
  server_station<device> server{what, scratch};
  line<server_station<device>> all{server};
  (void)all.asking.tell(peer::everybody(), who_is{});
  return all.it.run([&] { return all.whom.heard_count == 1; }, 400) && all.whom.from == peer{1, {}} &&
         all.whom.service == 0;
}());
CASE("An answer in segments: told, and aborted", [] {
  segmenting server;
  line<segmenting> all{server};
  (void)all.asking.ask({1, {}}, volts, 0);
  return all.run_to(1) && all.whom.all[0].why == error{errc::segmented} &&
         all.it.run([&] { return server.aborted; }, 400);
}());
CASE("Two clients: each is rejected by the other", [] {
  user there;
  client<user> other{there};
  user here;
  client<user> asking{here};
  node_of first{0};
  node_of second{1};
  using member = tests::mstp_asking_member<master_node, client<user>>;
  tests::mstp_line<member, member> it{76'800, {first.it, asking}, {second.it, other}};
  (void)asking.ask({1, {}}, volts, 0);
  (void)other.ask({0, {}}, volts, 0);
  return it.run([&] { return here.count == 1 && there.count == 1; }, 400) &&
         here.all[0].why == error{errc::rejected, 0, 9} && there.all[0].why == error{errc::rejected, 0, 9};
}());

}  // namespace test_bacnet_station
