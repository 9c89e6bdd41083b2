// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/bacnet/server.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

// Requests and answers are typed; those of the same services in the corpus were made by two other implementations.

namespace test_bacnet_server {

using namespace meterproto;
using namespace meterproto::bacnet;

constexpr std::array<std::uint8_t, 3> hut{'H', 'u', 't'};
constexpr std::array<std::uint8_t, 5> volts{'V', 'o', 'l', 't', 's'};
constexpr std::array<std::uint8_t, 4> amps{'A', 'm', 'p', 's'};

/// Device 1234567 "Hut"; AI1 "Volts" is 1.5 and can be written, AI2 "Amps" has broken down.
struct device {
  std::size_t location_size = 0;
  bool knows_all = true;  // offers every service, those that the server itself does not know among them
  bool is_silent = false;
  std::array<std::uint8_t, 8> written{};
  std::size_t written_size = 0;
  maybe<std::uint8_t> priority;
  property_reference written_to;
  date_time now;
  maybe<item_range> range;
  unsigned restarts = 0;

  static constexpr std::uint32_t instance() { return 1'234'567; }  // 12D687
  static constexpr std::uint16_t vendor() { return 133; }
  constexpr bool offers(confirmed_service service) const {
    return knows_all || service == confirmed_service::read_property;
  }
  static constexpr maybe<object_id> object(std::size_t n) {
    constexpr std::array<object_id, 3> all{object_id{object_type::device, instance()},
                                           object_id{object_type::analog_input, 1},
                                           object_id{object_type::analog_input, 2}};
    return n < all.size() ? maybe<object_id>{all[n]} : maybe<object_id>{};
  }
  static constexpr character_string name(object_id const& of) {
    if (of == *object(0)) return {0, hut};
    if (of == *object(1)) return {0, volts};
    if (of == *object(2)) return {0, amps};
    return {};
  }
  static constexpr maybe<property> listed(object_id const& of, property which, std::size_t n) {
    if (name(of).octets.empty()) return {};
    constexpr std::array<property, 5> all{property::object_identifier, property::object_name, property::object_type,
                                          property::present_value, property::description};
    if (which == property::optional) n += 4;
    auto const end = which == property::required ? std::size_t{4} : all.size();
    return n < end ? maybe<property>{all[n]} : maybe<property>{};
  }
  constexpr outcome read(property_reference const& of, tag_writer& out) const {
    if (name(of.object).octets.empty()) return access_error{error_class::object, error_code::unknown_object};
    switch (of.what) {
      case property::object_identifier: out.object(of.object); return {};
      case property::object_name: out.characters(name(of.object)); return {};
      case property::object_type: out.enumerated(static_cast<std::uint32_t>(of.object.type)); return {};
      case property::description: out.characters({0, bytes{volts}.first(1)}); return {};
      case property::object_list:
        if (of.index) {
          out.unsigned_integer(*of.index);
        } else {
          for (std::size_t n = 0; n != 3; ++n) out.object(*object(n));
        }
        return {};
      case property::location: {
        constexpr std::array<std::uint8_t, 1500> letters{};
        out.characters({0, bytes{letters}.first(location_size)});
        return {};
      }
      case property::present_value:
        if (of.object.instance == 2) return access_error{error_class::device, error_code::operational_problem};
        out.real(1.5F);
        return {};
      default: return access_error{error_class::property, error_code::unknown_property};
    }
  }
  constexpr outcome write(property_reference const& of, bytes value, maybe<std::uint8_t> at) {
    if (of.object.instance == 2) return access_error{error_class::property, error_code::write_access_denied};
    written_to = of;
    priority = at;
    written_size = value.size();
    for (std::size_t i = 0; i != value.size(); ++i) written[i] = value[i];
    return {};
  }
  constexpr outcome read_range(bacnet::read_range const& asked, read_range_ack& ack, tag_writer& out) {
    if (asked.of.object.instance == 2)
      return access_error{error_class::services, error_code::optional_functionality_not_supported};
    range = asked.range;
    ack.first = true;
    ack.more = true;
    ack.count = 2;
    out.unsigned_integer(7).unsigned_integer(8);
    return {};
  }
  constexpr void synchronize(date_time const& to) { now = to; }
  constexpr outcome control(device_communication_control const& asked) {
    is_silent = asked.state == communication::disable;
    return {};
  }
  constexpr outcome reinitialize(reinitialize_device const& asked) {
    if (asked.state != reinitialization::coldstart)
      return access_error{error_class::services, error_code::service_request_denied};
    ++restarts;
    return {};
  }
  constexpr bool silenced() const { return is_silent; }
};
static_assert(server_device<device>);

using octets = std::initializer_list<unsigned>;

template <std::size_t Scratch = 600, std::size_t Buffer = 600>
struct bench {
  device it;
  std::array<std::uint8_t, Scratch> scratch{};
  std::array<std::uint8_t, Buffer> buffer{};
  std::array<std::uint8_t, 600> request{};
  server<device> side;

  constexpr explicit bench(std::size_t most = max_mstp_apdu) : side{it, scratch, most} {}

  constexpr answer_apdu ask(octets asked, bool to_all = false) {
    std::size_t size = 0;
    for (auto const one : asked) request[size++] = static_cast<std::uint8_t>(one);
    return side.answer(bytes{request}.first(size), to_all, buffer);
  }
  constexpr bool answers(octets asked, octets wanted) {
    auto const got = ask(asked);
    return std::ranges::equal(got.apdu, wanted) && !got.to_all;
  }
  constexpr bool tells_all(octets asked, octets wanted) {
    auto const got = ask(asked, true);
    return std::ranges::equal(got.apdu, wanted) && got.to_all;
  }
  constexpr bool is_quiet(octets asked, bool to_all = false) { return ask(asked, to_all).apdu.empty(); }
};
using plain = bench<>;

// ---- ReadProperty: clause 15.5 ----

CASE("A property of AI1",
     plain{}.answers({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55},
                     {0x30, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0x3F, 0xC0, 0, 0, 0x3F}));
CASE("An entry of an array, and all of it", [] {
  plain it;
  return it.answers({0x00, 0x03, 0x03, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x29, 0x02},
                    {0x30, 0x03, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x29, 0x02, 0x3E, 0x21, 0x02, 0x3F}) &&
         it.answers({0x00, 0x03, 0x03, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C},
                    {0x30, 0x03, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x3E, 0xC4, 0x02, 0x12,
                     0xD6, 0x87, 0xC4, 0,    0,    0,    1,    0xC4, 0,    0,    0,    2,    0x3F});
}());
CASE("Device 4194303 is the device itself, and the answer names it",
     plain{}.answers({0x00, 0x03, 0x06, 0x0C, 0x0C, 0x02, 0x3F, 0xFF, 0xFF, 0x19, 0x4B},
                     {0x30, 0x06, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4B, 0x3E, 0xC4, 0x02, 0x12, 0xD6, 0x87,
                      0x3F}));
CASE("No other type has a wildcard", plain{}.answers({0x00, 0x03, 0x06, 0x0C, 0x0C, 0x00, 0x3F, 0xFF, 0xFF, 0x19, 0x4B},
                                                     {0x50, 0x06, 0x0C, 0x91, 0x01, 0x91, 0x1F}));
CASE("unknown-object, unknown-property, and what the device says",
     plain{}.answers({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 9, 0x19, 0x55}, {0x50, 0x02, 0x0C, 0x91, 1, 0x91, 0x1F}) &&
         plain{}.answers({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x70},
                         {0x50, 0x02, 0x0C, 0x91, 0x02, 0x91, 0x20}) &&
         plain{}.answers({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 2, 0x19, 0x55},
                         {0x50, 0x02, 0x0C, 0x91, 0x00, 0x91, 0x19}));

// ---- ReadPropertyMultiple: clause 15.7 ----

CASE("Values and errors side by side, objects in the order asked",
     plain{}.answers({0x00, 0x03, 0x33, 0x0E, 0x0C, 0,    0,    0,    1,    0x1E, 0x09, 0x55, 0x09, 0x67, 0x1F,  //
                      0x0C, 0x02, 0x3F, 0xFF, 0xFF, 0x1E, 0x09, 0x4D, 0x09, 0x4C, 0x19, 0x01, 0x1F,              //
                      0x0C, 0,    0,    0,    9,    0x1E, 0x09, 0x55, 0x1F,                                      //
                      0x0C, 0,    0,    0,    2,    0x1E, 0x09, 0x55, 0x1F},
                     {0x30, 0x33, 0x0E,                                                                          //
                      0x0C, 0,    0,    0,    1,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0x3F, 0xC0, 0,    0,    0x4F,  //
                      0x29, 0x67, 0x5E, 0x91, 0x02, 0x91, 0x20, 0x5F, 0x1F,                                      //
                      0x0C, 0x02, 0x12, 0xD6, 0x87, 0x1E, 0x29, 0x4D, 0x4E, 0x74, 0x00, 'H',  'u',  't',  0x4F,  //
                      0x29, 0x4C, 0x39, 0x01, 0x4E, 0x21, 0x01, 0x4F, 0x1F,                                      //
                      0x0C, 0,    0,    0,    9,    0x1E, 0x29, 0x55, 0x5E, 0x91, 0x01, 0x91, 0x1F, 0x5F, 0x1F,  //
                      0x0C, 0,    0,    0,    2,    0x1E, 0x29, 0x55, 0x5E, 0x91, 0x00, 0x91, 0x19, 0x5F, 0x1F}));
CASE("ALL: required ones first",
     plain{}.answers({0x00, 0x03, 0x36, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x08, 0x1F},
                     {0x30, 0x36, 0x0E, 0x0C, 0,    0,    0,    1,    0x1E,                                //
                      0x29, 0x4B, 0x4E, 0xC4, 0,    0,    0,    1,    0x4F,                                //
                      0x29, 0x4D, 0x4E, 0x75, 0x06, 0x00, 'V',  'o',  'l',  't',  's',  0x4F,              //
                      0x29, 0x4F, 0x4E, 0x91, 0x00, 0x4F, 0x29, 0x55, 0x4E, 0x44, 0x3F, 0xC0, 0, 0, 0x4F,  //
                      0x29, 0x1C, 0x4E, 0x72, 0x00, 'V',  0x4F, 0x1F}));
CASE("REQUIRED and OPTIONAL, an error among the values, and another property behind them",
     plain{}.answers({0x00, 0x03, 0x36, 0x0E, 0x0C, 0, 0, 0, 2, 0x1E, 0x09, 0x69, 0x1F},
                     {0x30, 0x36, 0x0E, 0x0C, 0,    0,    0,    2,    0x1E,              //
                      0x29, 0x4B, 0x4E, 0xC4, 0,    0,    0,    2,    0x4F,              //
                      0x29, 0x4D, 0x4E, 0x75, 0x05, 0x00, 'A',  'm',  'p',  's',  0x4F,  //
                      0x29, 0x4F, 0x4E, 0x91, 0x00, 0x4F, 0x29, 0x55, 0x5E, 0x91, 0x00, 0x91, 0x19, 0x5F, 0x1F}) &&
         plain{}.answers({0x00, 0x03, 0x36, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x50, 0x09, 0x4F, 0x1F},
                         {0x30, 0x36, 0x0E, 0x0C, 0,    0,    0,   1, 0x1E, 0x29, 0x1C, 0x4E, 0x72, 0x00, 'V', 0x4F,  //
                          0x29, 0x4F, 0x4E, 0x91, 0x00, 0x4F, 0x1F}));
CASE("ALL of an object that is not there is one error",
     plain{}.answers({0x00, 0x03, 0x36, 0x0E, 0x0C, 0, 0, 0, 9, 0x1E, 0x09, 0x08, 0x1F},
                     {0x30, 0x36, 0x0E, 0x0C, 0, 0, 0, 9, 0x1E, 0x29, 0x08, 0x5E, 0x91, 0x01, 0x91, 0x1F, 0x5F, 0x1F}));
CASE("A value longer than the scratch is an error of its own: resources, other", [] {
  bench<8> it;
  it.it.location_size = 20;
  return it.answers(
      {0x00, 0x03, 0x36, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x3A, 0x09, 0x4F, 0x1F},
      {0x30, 0x36, 0x0E, 0x0C, 0,    0,    0,   1, 0x1E, 0x29, 0x3A, 0x5E, 0x91, 0x03, 0x91, 0x00, 0x5F,  //
       0x29, 0x4F, 0x4E, 0x91, 0x00, 0x4F, 0x1F});
}());

// ---- WriteProperty: clause 15.9 ----

CASE("A write, with its priority and without", [] {
  plain it;
  bool const with =
      it.answers({0x00, 0x03, 0x42, 0x0F, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0x42, 0xC8, 0, 0, 0x3F, 0x49, 0x08},
                 {0x20, 0x42, 0x0F}) &&
      it.it.priority == maybe<std::uint8_t>{8};
  return with &&
         it.answers({0x00, 0x03, 0x43, 0x0F, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0x42, 0xC8, 0, 0, 0x3F},
                    {0x20, 0x43, 0x0F}) &&
         !it.it.priority && it.it.written_size == 5 &&
         std::ranges::equal(bytes{it.it.written}.first(5), octets{0x44, 0x42, 0xC8, 0, 0});
}());
CASE("Denied",
     plain{}.answers({0x00, 0x03, 0x42, 0x0F, 0x0C, 0, 0, 0, 2, 0x19, 0x55, 0x3E, 0x44, 0x42, 0xC8, 0, 0, 0x3F},
                     {0x50, 0x42, 0x0F, 0x91, 0x02, 0x91, 0x28}));
CASE("Device 4194303 can be written too", [] {
  plain it;
  return it.answers({0x00, 0x03, 0x42, 0x0F, 0x0C, 0x02, 0x3F, 0xFF, 0xFF, 0x19, 0x40, 0x3E, 0x21, 0x05, 0x3F},
                    {0x20, 0x42, 0x0F}) &&
         it.it.written_to.object == object_id{object_type::device, 1'234'567} &&
         it.it.written_to.what == property::max_master;
}());

// ---- ReadRange: clause 15.8 ----

CASE("Flags, count and items are the device's", [] {
  plain it;
  return it.answers({0x00, 0x03, 0x82, 0x1A, 0x0C, 0, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x31, 0x14, 0x3F},
                    {0x30, 0x82, 0x1A, 0x0C, 0,    0,    0,    1,    0x19, 0x83, 0x3A,
                     0x05, 0xA0, 0x49, 0x02, 0x5E, 0x21, 0x07, 0x21, 0x08, 0x5F}) &&
         it.it.range == maybe<item_range>{item_range::from_position(1, 20)};
}());
CASE("Refused by the device",
     plain{}.answers({0x00, 0x03, 0x82, 0x1A, 0x0C, 0, 0, 0, 2, 0x19, 0x83}, {0x50, 0x82, 0x1A, 0x91, 5, 0x91, 0x2D}));
CASE("Items beyond the scratch are never cut", [] {
  bench<3> it;
  return it.answers({0x00, 0x03, 0x82, 0x1A, 0x0C, 0, 0, 0, 1, 0x19, 0x83}, {0x71, 0x82, 0x04});
}());

// ---- DeviceCommunicationControl, ReinitializeDevice: clauses 16.1, 16.4 ----

CASE("A silenced device hears this service and ReinitializeDevice only", [] {
  plain it;
  bool const silenced = it.answers({0x00, 0x03, 0x96, 0x11, 0x19, 0x01}, {0x20, 0x96, 0x11});
  bool const quiet = it.is_quiet({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}) &&
                     it.is_quiet({0x10, 0x08}, true) && it.is_quiet({0x00, 0x03, 0x02, 0x05}) &&
                     it.is_quiet({0x10, 0x06, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0, 0, 0}, true) &&
                     it.it.now == date_time{};
  bool const restarted = it.answers({0x00, 0x03, 0x50, 0x14, 0x09, 0x00}, {0x20, 0x50, 0x14}) && it.it.restarts == 1;
  return silenced && quiet && restarted && it.answers({0x00, 0x03, 0x97, 0x11, 0x19, 0x00}, {0x20, 0x97, 0x11}) &&
         !it.is_quiet({0x10, 0x08}, true);
}());
CASE("A warm start that the device does not do",
     plain{}.answers({0x00, 0x03, 0x50, 0x14, 0x09, 0x01}, {0x50, 0x50, 0x14, 0x91, 0x05, 0x91, 0x1D}));

// ---- Reject, Abort: clauses 18.9, 18.10 ----

CASE("missing-required-parameter: what ends too early, or names nothing",
     plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0F}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x14}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x11}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x1A, 0x0C, 0, 0, 0, 1}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0E}, {0x60, 0x05, 0x05}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x1F}, {0x60, 0x05, 0x05}));
CASE("too-many-arguments", plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x00}, {0x60, 5, 7}));
CASE("invalid-tag: another number, another class, none that closes",
     plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x1C, 0, 0, 0, 1, 0x19, 0x55}, {0x60, 0x05, 0x04}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0xC4, 0, 0, 0, 1, 0x19, 0x55}, {0x60, 0x05, 0x04}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0F, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 0, 0x4F},
                         {0x60, 0x05, 0x04}));
CASE("invalid-parameter-data-type: an object identifier of three octets",
     plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x0B, 0, 0, 1, 0x19, 0x55}, {0x60, 0x05, 0x03}));
CASE("parameter-out-of-range: priority 17, a property beyond 32 bits, a count of 0, a state of 3",
     plain{}.answers({0x00, 0x03, 0x05, 0x0F, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 0, 0x3F, 0x49, 0x11},
                     {0x60, 0x05, 0x06}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x1D, 0x05, 1, 0, 0, 0, 0}, {0x60, 0x05, 0x06}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x1A, 0x0C, 0, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x31, 0x00, 0x3F},
                         {0x60, 0x05, 0x06}) &&
         plain{}.answers({0x00, 0x03, 0x05, 0x11, 0x19, 0x03}, {0x60, 0x05, 0x06}));
CASE("A ReadPropertyMultiple whose end cannot be read is rejected as a whole", [] {
  plain it;
  return it.answers(
             {0x00, 0x03, 0x05, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x1F, 0x0C, 0, 0, 0, 2, 0x1E, 0x09, 0x55},
             {0x60, 0x05, 0x04}) &&
         it.answers({0x00, 0x03, 0x05, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x1F, 0x0C, 0, 0}, {0x60, 0x05, 0x05});
}());
CASE("unrecognized-service: one that the device does not offer, and one that this server does not know", [] {
  plain it;
  bool const unknown = it.answers({0x00, 0x03, 0x05, 0x05}, {0x60, 0x05, 0x09});
  it.it.knows_all = false;
  return unknown && it.answers({0x00, 0x03, 0x06, 0x0E}, {0x60, 0x06, 0x09}) &&
         !it.is_quiet({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
}());
CASE("A segment of a request: segmentation-not-supported, from the server",
     plain{}.answers({0x0A, 0x43, 0x09, 0x07, 0x10, 0x0F, 0x01, 0x02, 0x03}, {0x71, 0x09, 0x04}));
CASE("To everybody there is no confirmed request, and answers are no requests",
     plain{}.is_quiet({0x00, 0x03, 0x02, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}, true) &&
         plain{}.is_quiet({0x0A, 0x43, 0x09, 0x07, 0x10, 0x0F}, true) && plain{}.is_quiet({0x20, 0x02, 0x0F}) &&
         plain{}.is_quiet({0x50, 0x02, 0x0C, 0x91, 0x00, 0x91, 0x19}) && plain{}.is_quiet({0x60, 0x02, 0x09}) &&
         plain{}.is_quiet({0x71, 0x02, 0x04}) && plain{}.is_quiet({0x40, 0x02, 0x00, 0x01}) &&
         plain{}.is_quiet({0x30, 0x02, 0x0C}) && plain{}.is_quiet({0xF0, 0x01, 0x0C}) && plain{}.is_quiet({}) &&
         plain{}.is_quiet({0x00, 0x03, 0x02}));

// ---- the asker's max-APDU: clause 20.1.2.5 ----

/// Whether a Location of so many characters comes, or is aborted; its ack has 15 octets more, above 251 of them 17.
constexpr bool comes(unsigned code, std::size_t characters, std::size_t most = max_mstp_apdu) {
  bench<1500, 1500> it{most};
  it.it.location_size = characters;
  auto const got = it.ask({0x00, code, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x3A});
  if (std::ranges::equal(got.apdu, octets{0x71, 0x05, 0x04})) return false;
  return got.apdu.size() == characters + (characters > 251 ? 17 : 15);
}
CASE("Codes 0, 1, 2: up to 50, 128, 206 octets",
     comes(0, 35) && !comes(0, 36) && comes(1, 113) && !comes(1, 114) && comes(2, 191) && !comes(2, 192));
CASE("Codes 3 to 5 and unknown ones: up to what the device itself sends",
     comes(3, 463) && !comes(3, 464) && comes(4, 463) && !comes(5, 464) && comes(15, 463) && comes(3, 283, 300) &&
         !comes(3, 284, 300));
CASE("Codes 3 to 5 of a server that sends more: 480, 1024, 1476; what is above 5 counts as 5",
     comes(3, 463, 1480) && !comes(3, 464, 1480) && comes(4, 1007, 1480) && !comes(4, 1008, 1480) &&
         comes(5, 1459, 1480) && !comes(5, 1460, 1480) && comes(6, 1459, 1480) && comes(15, 1459, 1480));
CASE("Up to the buffer, of which the abort needs three", [] {
  bench<600, 20> it;
  it.it.location_size = 5;
  bool const fits = it.ask({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x3A}).apdu.size() == 20;
  it.it.location_size = 6;
  return fits && it.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x3A}, {0x71, 0x05, 0x04}) &&
         bench<600, 2>{}.is_quiet({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55});
}());
CASE("Up to the scratch", [] {
  bench<9> it;
  it.it.location_size = 6;
  bool const fits = !std::ranges::equal(it.ask({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x3A}).apdu,
                                        octets{0x71, 0x05, 0x04});
  it.it.location_size = 7;
  return fits && it.answers({0x00, 0x03, 0x05, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x3A}, {0x71, 0x05, 0x04});
}());

// ---- Who-Is, Who-Has, TimeSynchronization: clauses 16.7 to 16.10 ----

constexpr octets i_am_1234567{0x10, 0x00, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85};

CASE("Who-Is of everybody, asked of all or of this one", [] {
  plain it;
  return it.tells_all({0x10, 0x08}, i_am_1234567) && it.ask({0x10, 0x08}).to_all &&
         std::ranges::equal(it.ask({0x10, 0x08}).apdu, i_am_1234567);
}());
CASE("Within the limits, both included",
     plain{}.tells_all({0x10, 0x08, 0x0B, 0x12, 0xD6, 0x87, 0x1B, 0x12, 0xD6, 0x87}, i_am_1234567) &&
         plain{}.tells_all({0x10, 0x08, 0x09, 0x00, 0x1B, 0x3F, 0xFF, 0xFF}, i_am_1234567));
CASE("Outside of them, and with one alone: nothing",
     plain{}.is_quiet({0x10, 0x08, 0x0B, 0x12, 0xD6, 0x88, 0x1B, 0x3F, 0xFF, 0xFF}, true) &&
         plain{}.is_quiet({0x10, 0x08, 0x09, 0x00, 0x1B, 0x12, 0xD6, 0x86}, true) &&
         plain{}.is_quiet({0x10, 0x08, 0x09, 0x05}, true));
CASE("The I-Am names what the server takes", [] {
  plain it{206};
  return it.tells_all({0x10, 0x08}, {0x10, 0x00, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0x21, 0xCE, 0x91, 0x03, 0x21, 0x85});
}());
constexpr octets i_have_volts{0x10, 0x01, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0xC4, 0,   0,
                              0,    1,    0x75, 0x06, 0x00, 'V',  'o',  'l',  't', 's'};
CASE("Who-Has by id and by name",
     plain{}.tells_all({0x10, 0x07, 0x2C, 0, 0, 0, 1}, i_have_volts) &&
         plain{}.tells_all({0x10, 0x07, 0x3D, 6, 0, 'V', 'o', 'l', 't', 's'}, i_have_volts));
CASE("The device is an object too",
     plain{}.tells_all({0x10, 0x07, 0x3C, 0x00, 'H', 'u', 't'}, {0x10, 0x01, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0xC4, 0x02,
                                                                 0x12, 0xD6, 0x87, 0x74, 0, 'H', 'u', 't'}));
CASE("Nobody has what is not there, a name in another case, charset or length",
     plain{}.is_quiet({0x10, 0x07, 0x2C, 0, 0, 0, 9}, true) &&
         plain{}.is_quiet({0x10, 0x07, 0x3D, 6, 0, 'V', 'o', 'l', 't', 'S'}, true) &&
         plain{}.is_quiet({0x10, 0x07, 0x3D, 6, 0, 'v', 'o', 'l', 't', 's'}, true) &&
         plain{}.is_quiet({0x10, 0x07, 0x3D, 6, 5, 'V', 'o', 'l', 't', 's'}, true) &&
         plain{}.is_quiet({0x10, 0x07, 0x3D, 5, 0, 'V', 'o', 'l', 't'}, true) &&
         plain{}.is_quiet({0x10, 0x07, 0x39, 0}, true));
CASE("Within limits",
     plain{}.tells_all({0x10, 0x07, 0x0B, 0x12, 0xD6, 0x87, 0x1B, 0x12, 0xD6, 0x87, 0x2C, 0, 0, 0, 1}, i_have_volts) &&
         plain{}.is_quiet({0x10, 0x07, 0x0B, 0x12, 0xD6, 0x88, 0x1B, 0x12, 0xD6, 0x88, 0x2C, 0, 0, 0, 1}, true));
CASE("The clock is set by local time only", [] {
  plain it;
  bool const utc =
      it.is_quiet({0x10, 0x09, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0, 0, 0}, true) && it.it.now == date_time{};
  return utc && it.is_quiet({0x10, 0x06, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0x0B, 0x0C, 0x0D}, true) &&
         it.it.now == date_time{{125, 6, 15, 7}, {10, 11, 12, 13}};
}());
CASE("Nothing to say to the rest",
     plain{}.is_quiet({0x10, 0x00, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0x22, 0x01, 0xE0, 0x91, 3, 0x21, 0x85}, true) &&
         plain{}.is_quiet({0x10, 0x63}, true));
CASE("I-Am unasked", [] {
  plain it;
  writer out{it.buffer};
  it.side.put_i_am(out);
  return std::ranges::equal(out.written(), i_am_1234567);
}());

CASE("I-Am is not said where it has no room", bench<600, 8>{}.is_quiet({0x10, 0x08}, true));
CASE("Who-Has that cannot be read is not answered", plain{}.is_quiet({0x10, 0x07, 0x3E, 0x21}, true));
CASE("A second object that cannot be read refuses all of it", [] {
  plain it;
  auto const got = it.ask({0x02, 0x03, 0x01, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x1F, 0x0C, 0, 0});
  return got.apdu.size() == 3 && got.apdu[0] == 0x60;
}());

/// All properties of AI1, and then some of them one by one, as often as fits.
template <std::size_t Buffer>
constexpr bool is_aborted_as_too_long(std::size_t most) {
  bench<600, Buffer> it{most};
  std::array<std::uint8_t, 250> request{0x00, 0x05, 0x02, 0x0E};
  writer out{std::span{request}.subspan(4)};
  for (int i = 0; i != 20; ++i) {
    out.u8(0x0C).u32(1).u8(0x1E).u16(0x0908);     // all
    if (i % 2 == 0) out.u16(0x0955).u16(0x091C);  // Present_Value, Description
    out.u8(0x1F);
  }
  auto const got = it.side.answer(bytes{request}.first(4 + out.needed()), false, it.buffer);
  return out.ok() && got.apdu.size() == 3 && got.apdu[0] == 0x71 && got.apdu[2] == 4;
}
CASE("What is asked for again and again is aborted: too long for the buffer, too long for the line",
     is_aborted_as_too_long<100>(480) && is_aborted_as_too_long<600>(200));

}  // namespace test_bacnet_server
