// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"
#include "../service.hpp"

#include <meterproto/bacnet/property.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_property {

using bacnet::access_error;
using bacnet::error_class;
using bacnet::error_code;
using bacnet::object_id;
using bacnet::object_type;
using bacnet::property;
using bacnet::property_reference;
using bacnet::property_result;
using bacnet::tag_writer;
using tests::fault_of;
using tests::is;
using tests::octets_of;
using tests::typed;

constexpr object_id input_1{object_type::analog_input, 1};
constexpr object_id input_2{object_type::analog_input, 2};
constexpr object_id device{object_type::device, 1'234'567};

/// With one bit turned it is refused, or is another, as then other octets are written.
template <class Service, std::size_t Size>
constexpr bool every_bit_error_shows(typed<Size> data) {
  return tests::every_bit_error(data, [&](bytes broken) {
    auto const got = Service::parse(broken);
    return !got || !is(octets_of(*got), data);
  });
}
/// Every cut is too short, but a cut where what follows may be left out.
template <class Service, std::size_t Size>
constexpr bool every_cut_is_refused(typed<Size> data, std::size_t may_end = Size) {
  return tests::every_cut(data, [&](bytes cut) {
    auto const why = Service::parse(cut).error();
    return cut.size() == may_end ? why == error{} : why.code == errc::too_short || why.code == errc::unbalanced;
  });
}

// ReadProperty, clause 15.5
using bacnet::read_property;
using bacnet::read_property_ack;
constexpr std::uint8_t ask_value[] = {0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55};
constexpr std::uint8_t ask_entry[] = {0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x2A, 0x01, 0x2C};
CASE("a property", [] {
  property_reference const wanted{input_1, property::present_value};
  return read_property::parse(ask_value)->of == wanted && is(octets_of(read_property{wanted}), ask_value);
}());
CASE("an entry of a property", [] {
  property_reference const wanted{device, property::object_list, 300U};
  return read_property::parse(ask_entry)->of == wanted && is(octets_of(read_property{wanted}), ask_entry);
}());
CASE("entry 0, the number of entries", [] {
  constexpr std::uint8_t data[] = {0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x29, 0x00};
  property_reference const wanted{device, property::object_list, 0U};
  return read_property::parse(data)->of == wanted && is(octets_of(read_property{wanted}), data) &&
         property_reference{device, property::object_list} != wanted;
}());
CASE("a property above 255, as manufacturers have them", [] {
  constexpr std::uint8_t data[] = {0x0C, 0x00, 0x00, 0x00, 0x01, 0x1A, 0x02, 0x00};
  property_reference const wanted{input_1, static_cast<property>(512)};
  return read_property::parse(data)->of == wanted && is(octets_of(read_property{wanted}), data);
}());
CASE("every cut is refused",
     every_cut_is_refused<read_property>(ask_value) && every_cut_is_refused<read_property>(ask_entry, 7));
CASE("every bit error is refused, or it is another property",
     every_bit_error_shows<read_property>(ask_value) && every_bit_error_shows<read_property>(ask_entry));
CASE("errors, with their place",
     fault_of<read_property>({0x1C, 0, 0, 0, 1, 0x19, 0x55}) == error{errc::bad_tag, 0, 0x1C} &&
         fault_of<read_property>({0x0B, 0, 0, 1, 0x19, 0x55}) == error{errc::bad_length, 0, 3} &&
         fault_of<read_property>({0x0C, 0, 0, 0, 1, 0x29, 0x55}) == error{errc::bad_tag, 5, 0x29} &&
         fault_of<read_property>({0x0C, 0, 0, 0, 1, 0x91, 0x55}) == error{errc::bad_tag, 5, 0x91} &&
         fault_of<read_property>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x39, 0x00}) == error{errc::too_long, 7, 7} &&
         fault_of<read_property>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x28}) == error{errc::bad_length, 7, 0} &&
         fault_of<read_property>({0x0C, 0, 0, 0, 1, 0x1D, 0x05, 1, 0, 0, 0, 0}) == error{errc::does_not_fit, 5});

constexpr std::uint8_t value_came[] = {0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55,
                                       0x3E, 0x44, 0x42, 0xF7, 0x00, 0x00, 0x3F};
constexpr std::uint8_t entry_came[] = {0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C, 0x29, 0x00, 0x3E, 0x21, 0x71, 0x3F};
CASE("an answer, with one value and its tag", [] {
  auto const got = read_property_ack::parse(value_came);
  return got && got->of == property_reference{input_1, property::present_value} &&
         is(got->value, {0x44, 0x42, 0xF7, 0x00, 0x00}) && is(octets_of(*got), value_came);
}());
CASE("an answer to an entry", [] {
  auto const got = read_property_ack::parse(entry_came);
  return got && got->of == property_reference{device, property::object_list, 0U} && is(got->value, {0x21, 0x71}) &&
         is(octets_of(*got), entry_came);
}());
CASE("an answer with no value, and with two", [] {
  constexpr std::uint8_t none[] = {0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x1E, 0x3E, 0x3F};
  constexpr std::uint8_t two[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x8E, 0x3E, 0xA4, 0x71,
                                  0x01, 0x01, 0x02, 0xB4, 0x00, 0x00, 0x00, 0x00, 0x3F};
  auto const some = read_property_ack::parse(two);
  return read_property_ack::parse(none)->value.empty() && is(octets_of(*read_property_ack::parse(none)), none) &&
         some->value.size() == 10 && is(octets_of(*some), two);
}());
CASE("every cut of an answer is refused",
     every_cut_is_refused<read_property_ack>(value_came) && every_cut_is_refused<read_property_ack>(entry_came));
CASE("every bit error of an answer is refused, or it is another",
     every_bit_error_shows<read_property_ack>(value_came) && every_bit_error_shows<read_property_ack>(entry_came));
CASE("what is wrong with an answer",
     fault_of<read_property_ack>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0x42, 0xF7, 0, 0, 0x2F}) ==
             error{errc::unbalanced, 13, 3} &&
         fault_of<read_property_ack>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x43, 0x42, 0xF7, 0, 0x3F}) ==
             error{errc::bad_length, 8, 3} &&
         fault_of<read_property_ack>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x3F, 0x00}) == error{errc::too_long, 9, 9} &&
         fault_of<read_property_ack>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x44, 0, 0, 0, 0}) ==
             error{errc::bad_tag, 7, 0x44});

// WriteProperty, clause 15.9
using bacnet::write_property;
constexpr std::uint8_t write_8[] = {0x0C, 0x00, 0x80, 0x00, 0x01, 0x19, 0x55, 0x3E,
                                    0x44, 0x46, 0xA5, 0xB6, 0x00, 0x3F, 0x49, 0x08};
constexpr std::uint8_t write_plain[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x85, 0x3E, 0x11, 0x3F};
constexpr std::uint8_t write_entry[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x85, 0x29, 0x02, 0x3E, 0x11, 0x3F};
CASE("a value, with a priority", [] {
  auto const got = write_property::parse(write_8);
  return got && got->of == property_reference{{object_type::analog_value, 1}, property::present_value} &&
         is(got->value, {0x44, 0x46, 0xA5, 0xB6, 0x00}) && got->priority == maybe<std::uint8_t>{std::uint8_t{8}} &&
         is(octets_of(*got), write_8);
}());
CASE("without a priority, and of an entry", [] {
  auto const got = write_property::parse(write_plain);
  auto const entry = write_property::parse(write_entry);
  return got && !got->priority && is(got->value, {0x11}) && is(octets_of(*got), write_plain) && entry &&
         entry->of.index == maybe<std::uint32_t>{2U} && is(octets_of(*entry), write_entry);
}());
CASE("every cut of it is refused", every_cut_is_refused<write_property>(write_8, 14) &&
                                       every_cut_is_refused<write_property>(write_plain) &&
                                       every_cut_is_refused<write_property>(write_entry));
CASE("every bit error of it is refused, or it is another", every_bit_error_shows<write_property>(write_8) &&
                                                               every_bit_error_shows<write_property>(write_plain) &&
                                                               every_bit_error_shows<write_property>(write_entry));
constexpr error priority_fault(unsigned priority) {
  std::uint8_t const data[] = {0x0C,
                               0,
                               0,
                               0,
                               1,
                               0x19,
                               0x55,
                               0x3E,
                               0x00,
                               0x3F,
                               0x4A,
                               static_cast<std::uint8_t>(priority >> 8U),
                               static_cast<std::uint8_t>(priority & 0xFFU)};
  return write_property::parse(data).error();
}
CASE("priorities are 1 to 16", priority_fault(1) == error{} && priority_fault(16) == error{} &&
                                   priority_fault(0) == error{errc::bad_value, 10, 0} &&
                                   priority_fault(17) == error{errc::bad_value, 10, 17} &&
                                   priority_fault(0x101) == error{errc::bad_value, 10, 0x101});
CASE("nothing follows", fault_of<write_property>({0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x00, 0x3F, 0x59, 0x08}) ==
                            error{errc::too_long, 10, 10});

// ReadPropertyMultiple, clause 15.7: asked
using bacnet::answered_properties;
using bacnet::asked_properties;
constexpr std::uint8_t ask_many[] = {0x0C, 0x00, 0x00, 0x00, 0x01, 0x1E, 0x09, 0x55, 0x09, 0x67, 0x1F,
                                     0x0C, 0x02, 0x12, 0xD6, 0x87, 0x1E, 0x09, 0x4C, 0x19, 0x00, 0x1F};
constexpr property_reference many[] = {
    {input_1, property::present_value}, {input_1, property::reliability}, {device, property::object_list, 0U}};
CASE("two objects, neighbours share a list", [] {
  asked_properties all{ask_many};
  for (std::size_t i = 0; i != 3; ++i)
    if (!all.next() || *all != many[i] || all.begins_object() != (i != 1)) return false;
  return !all.next() && all.fault() == error{} && is(octets_of(bacnet::read_property_multiple{many}), ask_many);
}());
CASE("an object that is asked again, behind another, has a list again", [] {
  constexpr property_reference again[] = {
      {input_1, property::units}, {input_2, property::units}, {input_1, property::units}};
  return is(octets_of(bacnet::read_property_multiple{again}),
            {0x0C, 0,    0,    0,    1,    0x1E, 0x09, 0x75, 0x1F, 0x0C, 0,    0,    0,   2,
             0x1E, 0x09, 0x75, 0x1F, 0x0C, 0,    0,    0,    1,    0x1E, 0x09, 0x75, 0x1F}) &&
         octets_of(bacnet::read_property_multiple{}).operator bytes().empty();
}());
/// Reads all; the first error, or none.
template <class Entries>
constexpr error fault_in(bytes data) {
  Entries all{data};
  while (all.next()) continue;
  return all.next() ? error{errc::out_of_order} : all.fault();
}
template <std::size_t Size>
constexpr error asked_fault(typed<Size> data) {
  return fault_in<asked_properties>(data);
}
template <std::size_t Size>
constexpr error answered_fault(typed<Size> data) {
  return fault_in<answered_properties>(data);
}
CASE("every cut of a request is refused, but between two objects", tests::every_cut(ask_many, [](bytes cut) {
       return (fault_in<asked_properties>(cut) == error{}) == (cut.size() == 0 || cut.size() == 11);
     }));
CASE("what is wrong with a request, at its place in all of it",
     asked_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x1F}) == error{errc::bad_count, 5, 1} &&
         asked_fault({0x0C, 0, 0, 0, 1}) == error{errc::too_short, 5, 6} &&
         asked_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x1F}) == error{errc::bad_tag, 6, 0x29} &&
         asked_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x19, 0x01, 0x19, 0x02, 0x1F}) ==
             error{errc::bad_tag, 10, 0x19} &&
         asked_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x1F, 0x0C, 0, 0, 0, 2, 0x1E, 0x08, 0x1F}) ==
             error{errc::bad_length, 15, 0} &&
         asked_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55}) == error{errc::unbalanced, 8, 1} &&
         asked_fault({0x1C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x1F}) == error{errc::bad_tag, 0, 0x1C} &&
         asked_fault({0x0C, 0, 0, 0, 1, 0x2E, 0x09, 0x55, 0x2F}) == error{errc::bad_tag, 5, 0x2E});

// Answered
constexpr std::uint8_t came[] = {
    0x0C, 0x00, 0x00, 0x00, 0x01, 0x1E,                    // analog input 1
    0x29, 0x55, 0x4E, 0x44, 0xC0, 0xB0, 0x00, 0x00, 0x4F,  // Present_Value -5.5
    0x29, 0x67, 0x5E, 0x91, 0x02, 0x91, 0x20, 0x5F, 0x1F,  // Reliability: property, unknown-property
    0x0C, 0x02, 0x12, 0xD6, 0x87, 0x1E,                    // device 1234567
    0x29, 0x4C, 0x39, 0x00, 0x4E, 0x21, 0x71, 0x4F,        // Object_List[0] 113
    0x29, 0x1E, 0x4E, 0x4F, 0x1F};                         // Device_Address_Binding: empty
constexpr bool is_value(property_result const& got, property_reference const& of, bytes value) {
  return got.of == of && !got.why && is(got.value, value);
}
CASE("values, an error, an entry, and an empty list", [] {
  constexpr std::uint8_t real[] = {0x44, 0xC0, 0xB0, 0x00, 0x00};
  constexpr std::uint8_t number[] = {0x21, 0x71};
  answered_properties all{came};
  bool const value = all.next() && all.begins_object() && is_value(*all, {input_1, property::present_value}, real);
  bool const missing = all.next() && !all.begins_object() &&
                       all->of == property_reference{input_1, property::reliability} && all->value.empty() &&
                       all->why == maybe{access_error{error_class::property, error_code::unknown_property}};
  bool const entry = all.next() && all.begins_object() && is_value(*all, {device, property::object_list, 0U}, number);
  bool const none =
      all.next() && !all.begins_object() && is_value(*all, {device, property::device_address_binding}, {});
  return value && missing && entry && none && !all.next() && all.fault() == error{};
}());
CASE("written result by result", [] {
  constexpr std::uint8_t real[] = {0x44, 0xC0, 0xB0, 0x00, 0x00};
  constexpr std::uint8_t number[] = {0x21, 0x71};
  return is(tests::written<>{[&](writer& out) {
              tag_writer to{out};
              bacnet::result_writer results{to};
              results.begin(input_1);
              results.value(property::present_value, {}, real);
              results.fault(property::reliability, {}, {error_class::property, error_code::unknown_property});
              results.end();
              results.begin(device);
              results.value(property::object_list, 0U, number);
              results.value(property::device_address_binding, {}, {});
              results.end();
            }},
            came);
}());
CASE("one is found by its reference: object, property and entry", [] {
  constexpr std::uint8_t number[] = {0x21, 0x71};
  auto const fault = [](property_reference const& wanted) { return bacnet::find(came, wanted).error(); };
  return is_value(*bacnet::find(came, {device, property::object_list, 0U}), {device, property::object_list, 0U},
                  number) &&
         bacnet::find(came, {input_1, property::reliability})->why &&
         fault({device, property::object_list}) == errc::not_in_reply &&
         fault({device, property::object_list, 1U}) == errc::not_in_reply &&
         fault({input_2, property::present_value}) == errc::not_in_reply &&
         fault({device, property::present_value}) == errc::not_in_reply &&
         bacnet::find({}, {input_1, property::units}).error() == errc::not_in_reply;
}());
CASE("in front of what cannot be read it is found, behind it not", [] {
  constexpr std::uint8_t damaged[] = {0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x4E, 0x11, 0x4F, 0x1F,
                                      0x0C, 0, 0, 0, 2, 0x1E, 0x29, 0x55, 0x4E, 0x12, 0x4F, 0x1F};
  return bacnet::find(damaged, {input_1, property::present_value}).has_value() &&
         bacnet::find(damaged, {input_2, property::present_value}).error() == error{errc::bad_value, 21, 0x12};
}());
CASE("an object may have no results, with brackets or without", [] {
  constexpr std::uint8_t with[] = {0x0C, 0, 0, 0, 1, 0x1E, 0x1F};
  constexpr std::uint8_t without[] = {0x0C, 0, 0, 0, 1, 0x0C, 0, 0, 0, 2, 0x1E, 0x29, 0x55, 0x4E, 0x4F, 0x1F};
  answered_properties all{without};
  return fault_in<answered_properties>(with) == error{} && all.next() && all.begins_object() &&
         is_value(*all, {input_2, property::present_value}, {}) && !all.next() && all.fault() == error{};
}());
CASE("every cut of an answer to many is refused, but between two objects or behind an object's name",
     tests::every_cut(came, [](bytes cut) {
       auto const size = cut.size();
       bool const whole = size == 0 || size == 5 || size == 24 || size == 29;
       return (fault_in<answered_properties>(cut) == error{}) == whole;
     }));
/// What is read of an answer and written again, or nothing where it cannot be read.
constexpr tests::written<128> again(bytes data) {
  bool readable = true;
  tests::written<128> const made{[&](writer& out) {
    tag_writer to{out};
    bacnet::result_writer results{to};
    answered_properties all{data};
    bool begun = false;
    for (; all.next(); begun = true) {
      if (all.begins_object()) {
        if (begun) results.end();
        results.begin(all->of.object);
      }
      if (all->why)
        results.fault(all->of.what, all->of.index, *all->why);
      else
        results.value(all->of.what, all->of.index, all->value);
    }
    if (begun) results.end();
    readable = all.fault() == error{};
  }};
  return readable ? made : tests::written<128>{[](writer&) {}};
}
constexpr bool another(bytes broken) {
  return !is(again(broken), came);
}
CASE("read and written again", is(again(came), came));
CASE("every bit error in its first result is refused, or it is another", tests::every_bit_error(came, another, 6, 8));
#if defined(METERPROTO_HOST_TESTS)  // too many for a compiler's patience
TEST_CASE("every bit error in an answer to many is refused, or a result is another") {
  CHECK(tests::every_bit_error(came, another));
}
#endif
CASE("what is wrong with an answer to many, at its place in all of it",
     answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x1F}) == error{errc::bad_tag, 8, 0x1F} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x3E, 0x3F, 0x1F}) == error{errc::bad_tag, 8, 0x3E} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x5E, 0x91, 0x02, 0x5F, 0x1F}) ==
             error{errc::bad_tag, 11, 0x5F} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x5E, 0x91, 0x02, 0x91, 0x20, 0x91, 0x20, 0x5F, 0x1F}) ==
             error{errc::bad_tag, 13, 0x91} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x5E, 0x93, 1, 0, 0, 0x91, 0x20, 0x5F, 0x1F}) ==
             error{errc::does_not_fit, 9} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x4E, 0x4F, 0x1F}) == error{errc::bad_tag, 6, 0x09} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0, 0, 0, 0x4F}) ==
             error{errc::unbalanced, 15, 1} &&
         answered_fault({0x0C, 0, 0, 0, 1, 0x1E, 0x1F, 0x2E, 0x2F}) == error{errc::bad_tag, 7, 0x2E} &&
         answered_fault({0x0B, 0, 0, 1, 0x1E, 0x1F}) == error{errc::bad_length, 0, 3});

}  // namespace test_bacnet_property
