// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/device_id.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::device_id;
using modbus::device_id_code;
using modbus::device_object_id;

constexpr bool equal(bytes left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](std::uint8_t byte, char letter) { return byte == static_cast<std::uint8_t>(letter); });
}

// What follows the MEI type, to before the CRC. `at` of an error counts from the unit id: the code is byte 3.
template <std::size_t Size>
constexpr error fault_of(std::uint8_t const (&data)[Size]) {
  return modbus::parse_device_id(data).error();
}
constexpr error fault_of(bytes data) {
  return modbus::parse_device_id(data).error();
}
template <std::size_t Size>
constexpr bool is_good(std::uint8_t const (&data)[Size]) {
  return modbus::parse_device_id(data).has_value();
}

// clang-format off
//                                     code  conf. more  next  count id    len
// Leviton Series 4100, meter_facts.md, section 13
constexpr std::uint8_t leviton[] = {   0x01, 0x01, 0x00, 0x00, 0x03, 0x00, 0x07, 'L', 'e', 'v', 'i', 't', 'o', 'n',
                                                                     0x01, 0x05, 'S', '4', '1', '0', '0',
                                                                     0x02, 0x07, 'V', '1', '2', '.', '3', '4', '5'};
// V1.1b3, 6.21, the example in two transactions: object 02 does not fit any more. (Its first object has 22 letters, and
// "Product code XX" has 15 of which the standard counts 0D.)
constexpr std::uint8_t first_part[] = {0x01, 0x01, 0xFF, 0x02, 0x02, 0x00, 0x16, 'C', 'o', 'm', 'p', 'a', 'n', 'y', ' ', 'i', 'd', 'e', 'n', 't', 'i', 'f', 'i', 'c', 'a', 't', 'i', 'o', 'n',
                                                                     0x01, 0x0F, 'P', 'r', 'o', 'd', 'u', 'c', 't', ' ', 'c', 'o', 'd', 'e', ' ', 'X', 'X'};
constexpr std::uint8_t last_part[] = { 0x01, 0x01, 0x00, 0x00, 0x01, 0x02, 0x05, 'V', '2', '.', '1', '1'};
constexpr std::uint8_t one_object[] = {0x04, 0x83, 0x00, 0x00, 0x01, 0x80, 0x00};  // corpus mb0175
constexpr std::uint8_t privates[] = {  0x03, 0x83, 0x00, 0x00, 0x03, 0x80, 0x01, 'A', 0x81, 0x02, 0x00, 0xFF, 0xFF, 0x03, 'e', 'n', 'd'};
// clang-format on

constexpr auto leviton_id = *modbus::parse_device_id(leviton);

constexpr bool every_cut_is_refused(bytes data) {
  for (std::size_t size = 0; size != data.size(); ++size)
    if (fault_of(data.first(size)) != errc::too_short) return false;
  return true;
}

/// The ids that a range-for loop meets, as the digits of a number to the base 256, behind a 1.
constexpr std::uint64_t ids_of(modbus::device_objects const& objects) {
  std::uint64_t ids = 0x1;
  for (auto const object : objects) ids = ids << 8U | object.id;
  return ids;
}

constexpr bool conformity_is(std::uint8_t level, bool good) {
  std::uint8_t const data[] = {0x01, level, 0x00, 0x00, 0x01, 0x00, 0x00};
  auto const answer = modbus::parse_device_id(data);
  return good ? answer && answer->conformity == level : answer.error() == error{errc::bad_value, 4, level};
}
constexpr bool only_these_levels_are_good(std::initializer_list<unsigned> levels) {
  for (unsigned level = 0; level != 256; ++level)
    if (!conformity_is(static_cast<std::uint8_t>(level), std::ranges::find(levels, level) != levels.end()))
      return false;
  return true;
}

/// A part of an identification that says where the next goes on; 0: nothing follows.
constexpr device_id part(std::uint8_t next) {
  return {.code = device_id_code::basic, .more_follows = next != 0, .next_object = next};
}

/// What the last of these parts is told.
constexpr error last_told(unsigned most, std::initializer_list<std::uint8_t> nexts) {
  modbus::device_id_reader reader{device_id_code::basic, most};
  error told;
  for (auto const next : nexts) told = reader.take(part(next));
  return told;
}

/// A device that always has more to say, and always says that it goes on: how many parts are read before the reader
/// stops.
constexpr unsigned parts_read_from_an_endless_device(modbus::device_id_reader reader) {
  unsigned parts = 0;
  for (unsigned next = 1; next != 1000; ++next) {
    ++parts;
    if (reader.take(part(static_cast<std::uint8_t>(next < 255 ? next : 255))) != error{}) return parts;
  }
  return parts;
}

constexpr modbus::device_id_reader behind(std::initializer_list<std::uint8_t> nexts) {
  modbus::device_id_reader reader{device_id_code::regular};
  for (auto const next : nexts) static_cast<void>(reader.take(part(next)));  // looked at above
  return reader;
}

}  // namespace

CASE("a Leviton Series 4100 says who it is: manual, 0x2B", leviton_id.code == device_id_code::basic &&
                                                               leviton_id.conformity == 1 && !leviton_id.more_follows &&
                                                               leviton_id.next_object == 0 && leviton_id.count == 3);
CASE("its maker is object 00", equal(leviton_id.objects.find(0x00), "Leviton"));
CASE("its model is object 01", equal(leviton_id.objects.find(0x01), "S4100"));
CASE("its version is object 02", equal(leviton_id.objects.find(0x02), "V12.345"));
CASE("an object that it does not give is empty",
     leviton_id.objects.find(0x03).empty() && leviton_id.objects.find(0xFF).empty());
CASE("its objects come in their order", ids_of(leviton_id.objects) == 0x1000102);
CASE("the values are views of the data", leviton_id.objects.find(0x00).data() == leviton + 7);
CASE("the ids are those of V1.1b3, 6.21",
     static_cast<int>(device_object_id::vendor_name) == 0 && static_cast<int>(device_object_id::product_code) == 1 &&
         static_cast<int>(device_object_id::major_minor_revision) == 2 &&
         static_cast<int>(device_object_id::vendor_url) == 3 && static_cast<int>(device_object_id::product_name) == 4 &&
         static_cast<int>(device_object_id::model_name) == 5 &&
         static_cast<int>(device_object_id::user_application_name) == 6);
CASE("the codes are those of V1.1b3, 6.21",
     static_cast<int>(device_id_code::basic) == 1 && static_cast<int>(device_id_code::regular) == 2 &&
         static_cast<int>(device_id_code::extended) == 3 && static_cast<int>(device_id_code::individual) == 4);
CASE("without an answer there are no objects", ids_of({}) == 0x1 && modbus::device_objects{}.find(0).empty());
CASE("private objects may hold any bytes", modbus::parse_device_id(privates)->objects.find(0x81).size() == 2 &&
                                               modbus::parse_device_id(privates)->objects.find(0x81)[1] == 0xFF &&
                                               ids_of(modbus::parse_device_id(privates)->objects) == 0x18081FF);
CASE("an object may be empty", is_good(one_object) && ids_of(modbus::parse_device_id(one_object)->objects) == 0x180);
CASE("a device may have no object at all", is_good({0x03, 0x03, 0x00, 0x00, 0x00}));

// "More Follows": V1.1b3, 6.21.
CASE("FF: more follows, from the next object on: V1.1b3, 6.21",
     modbus::parse_device_id(first_part)->more_follows&& modbus::parse_device_id(first_part)->next_object == 2);
CASE("00: nothing follows: V1.1b3, 6.21", !modbus::parse_device_id(last_part)->more_follows);
CASE("more follows is 00 or FF",
     fault_of({0x01, 0x01, 0x01, 0x00, 0x01, 0x00, 0x00}) == error{errc::bad_value, 5, 0x01} &&
         fault_of({0x01, 0x01, 0x80, 0x00, 0x01, 0x00, 0x00}) == error{errc::bad_value, 5, 0x80} &&
         fault_of({0x01, 0x01, 0xFE, 0x03, 0x01, 0x00, 0x00}) == error{errc::bad_value, 5, 0xFE});
CASE("where nothing follows the next object is 00: V1.1b3, 6.21",
     fault_of({0x01, 0x01, 0x00, 0x03, 0x01, 0x00, 0x00}) == error{errc::bad_value, 6, 0x03});
CASE("the next object lies behind the last",
     is_good({0x01, 0x01, 0xFF, 0x01, 0x01, 0x00, 0x00}) &&
         fault_of({0x01, 0x01, 0xFF, 0x00, 0x01, 0x00, 0x00}) == error{errc::out_of_order, 6, 0});
CASE("and is not the last itself",
     fault_of({0x01, 0x01, 0xFF, 0x02, 0x01, 0x02, 0x00}) == error{errc::out_of_order, 6, 2});
CASE("a part that brings nothing and promises more would never end",
     fault_of({0x01, 0x01, 0xFF, 0x02, 0x00}) == error{errc::bad_count, 7, 1});
CASE("behind object FF nothing can follow",
     fault_of({0x03, 0x03, 0xFF, 0x00, 0x01, 0xFF, 0x00}) == error{errc::out_of_order, 6, 0xFF} &&
         fault_of({0x03, 0x03, 0xFF, 0xFF, 0x01, 0xFF, 0x00}) == error{errc::out_of_order, 6, 0xFF});

CASE("there are four codes", fault_of({0x00, 0x01, 0x00, 0x00, 0x01, 0x00, 0x00}) == error{errc::bad_value, 3, 0} &&
                                 fault_of({0x05, 0x01, 0x00, 0x00, 0x01, 0x00, 0x00}) == error{errc::bad_value, 3, 5});
CASE("there are six levels of conformity, 01 to 03 and 81 to 83: V1.1b3, 6.21",
     only_these_levels_are_good({0x01, 0x02, 0x03, 0x81, 0x82, 0x83}));

CASE("ids go up", fault_of({0x01, 0x01, 0x00, 0x00, 0x02, 0x01, 0x00, 0x00, 0x00}) == error{errc::out_of_order, 10, 1});
CASE("and do not stand still",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x02, 0x01, 0x01, 'A', 0x01, 0x01, 'B'}) == error{errc::out_of_order, 11, 1});
CASE("they may leave gaps", is_good({0x02, 0x02, 0x00, 0x00, 0x02, 0x01, 0x01, 'A', 0x05, 0x01, 'B'}));

CASE("a meter may number its three objects 01 to 03, as Leviton's manuals print them: errata G2",
     is_good({0x01, 0x01, 0x00, 0x00, 0x03, 0x01, 0x01, 'L', 0x02, 0x01, 'S', 0x03, 0x01, 'V'}));

CASE("an object past the end is too short",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 0x02, 'A'}) == error{errc::too_short, 11, 12});
CASE("a length of all ones too",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 0xFF, 'A'}) == error{errc::too_short, 11, 12});
CASE("an object without a length too", fault_of({0x01, 0x01, 0x00, 0x00, 0x01, 0x00}) == error{errc::too_short, 9, 10});
CASE("a count past the end too",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x02, 0x00, 0x01, 'A'}) == error{errc::too_short, 11, 12} &&
         fault_of({0x01, 0x01, 0x00, 0x00, 0xFF, 0x00, 0x01, 'A'}) == errc::too_short);
CASE("a byte behind the last object is too long",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 'A', 'B'}) == error{errc::too_long, 11, 11});
CASE("an object that is not counted too",
     fault_of({0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 'A', 0x01, 0x01, 'B'}) == error{errc::too_long, 11, 11});
CASE("a header that ends early is too short", fault_of({0x01, 0x01, 0x00, 0x00}) == error{errc::too_short, 7, 8} &&
                                                  fault_of(bytes{}) == error{errc::too_short, 3, 8});
CASE("every cut is refused", every_cut_is_refused(leviton) && every_cut_is_refused(first_part) &&
                                 every_cut_is_refused(one_object) && every_cut_is_refused(privates));

// Code 04: "individual access", V1.1b3, 6.21: one object, and nothing follows.
CASE("a single object is one", modbus::parse_device_id(one_object)->count == 1 &&
                                   fault_of({0x04, 0x83, 0x00, 0x00, 0x00}) == error{errc::bad_count, 7, 1});
CASE("and not two", fault_of({0x04, 0x83, 0x00, 0x00, 0x02, 0x00, 0x00, 0x01, 0x00}) == error{errc::bad_count, 7, 1});
CASE("nothing follows it", fault_of({0x04, 0x83, 0xFF, 0x05, 0x01, 0x00, 0x00}) == error{errc::bad_value, 5, 0xFF});

CASE("an object of 244 bytes fills a frame", [] {
  std::array<std::uint8_t, 251> data{0x04, 0x83, 0x00, 0x00, 0x01, 0x00, 244};
  return modbus::parse_device_id(data)->objects.find(0).size();
}() == 244);

// The reader of an identification in parts.
CASE("it begins at object 00 and is not done",
     behind({}).next_object() == 0 && !behind({}).done() && behind({}).code() == device_id_code::regular);
CASE("it goes on where the device says",
     behind({3}).next_object() == 3 && !behind({3}).done() && behind({3, 6}).next_object() == 6);
CASE("it is done when nothing follows", behind({0}).done() && behind({3, 6, 0}).done());
CASE("the example of the standard takes two parts: V1.1b3, 6.21", [] {
  modbus::device_id_reader reader{device_id_code::basic};
  bool const first =
      reader.take(*modbus::parse_device_id(first_part)) == error{} && !reader.done() && reader.next_object() == 2;
  return first && reader.take(*modbus::parse_device_id(last_part)) == error{} && reader.done();
}());
CASE("a device that stands still is left", last_told(16, {3, 3}) == error{errc::out_of_order, 6, 3});
CASE("a device that goes back is left", last_told(16, {3, 6, 5}) == error{errc::out_of_order, 6, 6});
CASE("a device that goes back to the beginning is left", last_told(16, {3, 1}) == error{errc::out_of_order, 6, 3});
CASE("two parts are read where two are allowed", last_told(2, {3, 0}) == error{});
CASE("and no third is asked for", last_told(2, {3, 6}) == error{errc::too_many, 0, 2});
CASE("one part is read where one is allowed",
     last_told(1, {0}) == error{} && last_told(1, {3}) == error{errc::too_many, 0, 1});
CASE("none is read where none is allowed", last_told(0, {0}) == error{errc::too_many, 0, 0});
CASE("who goes on asking is told again", last_told(2, {3, 6, 9}) == error{errc::too_many, 0, 2});
CASE("an endless device is left after 16 parts",
     parts_read_from_an_endless_device(modbus::device_id_reader{device_id_code::extended}) == 16);
CASE("however many are allowed, there are no more parts than ids",
     parts_read_from_an_endless_device(modbus::device_id_reader{device_id_code::extended, 100'000}) == 256);

// Function 11. "Leviton S4100 Power Meter Full Data Set": manual, 0x11: id 247, status FF for the operating system, a
// text.
CASE("a Leviton meter's id, status and text: manual, 0x11", [] {
  constexpr std::uint8_t data[] = {0xF7, 0xFF, 'L', 'e', 'v', 'i', 't', 'o', 'n'};
  auto const id = modbus::split_server_id(data);
  return id && id->id == 247 && id->running && equal(id->text, "Leviton");
}());
CASE("00 is not running: the reset system", [] {
  constexpr std::uint8_t data[] = {0xF7, 0x00, 'R', 'S'};
  auto const id = modbus::split_server_id(data);
  return id && !id->running && equal(id->text, "RS");
}());
CASE("libmodbus says B4 FF LMB3.1.12: corpus mb0161", [] {
  constexpr std::uint8_t data[] = {0xB4, 0xFF, 'L', 'M', 'B', '3', '.', '1', '.', '1', '2'};
  auto const id = modbus::split_server_id(data);
  return id && id->id == 0xB4 && equal(id->text, "LMB3.1.12");
}());
CASE("the text may be empty", [] {
  constexpr std::uint8_t data[] = {0x42, 0xFF};
  auto const id = modbus::split_server_id(data);
  return id && id->text.empty();
}());
CASE("a status that is neither is another device's split: corpus mb0153", [] {
  constexpr std::uint8_t data[] = {0x01, 0x02, 0x42, 0x00};
  return modbus::split_server_id(data).error();
}() == error{errc::bad_value, 4, 0x02});
CASE("an id alone is too short", [] {
  constexpr std::uint8_t data[] = {0x42};
  return modbus::split_server_id(data).error();
}() == error{errc::too_short, 4, 5});
CASE("nothing is too short", modbus::split_server_id({}).error() == error{errc::too_short, 3, 5});
