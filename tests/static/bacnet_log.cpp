// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"
#include "../service.hpp"

#include <meterproto/bacnet/log.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

using namespace meterproto;

namespace test_bacnet_log {

using bacnet::datum;
using bacnet::item_range;
using bacnet::log_record;
using bacnet::log_records;
using bacnet::log_status;
using bacnet::object_type;
using bacnet::property;
using bacnet::property_reference;
using bacnet::range_by;
using bacnet::read_range;
using bacnet::read_range_ack;
using tests::fault_of;
using tests::is;
using tests::octets_of;
using tests::typed;

constexpr property_reference buffer_1{{object_type::trend_log, 1}, property::log_buffer};

/// May end: where what follows may be left out. May change: an octet of flags, of which only some mean something.
template <class Service, std::size_t Size>
constexpr bool every_damage_shows(typed<Size> data, std::size_t may_end = Size, std::size_t may_change = Size) {
  return tests::every_cut(data,
                          [&](bytes cut) {
                            auto const why = Service::parse(cut).error();
                            return cut.size() == may_end ? why == errc::none
                                                         : why == errc::too_short || why == errc::unbalanced;
                          }) &&
         tests::every_bit_error(data, [&](bytes broken) {
           auto const got = Service::parse(broken);
           bool const passed_over = may_change != Size && (broken[may_change - 1] != data[may_change - 1] ||
                                                           ((broken[may_change] ^ data[may_change]) & 0x1F) != 0);
           return passed_over || !got || !is(octets_of(*got), data);
         });
}

// ReadRange, clause 15.8: asked
template <std::size_t Size>
constexpr bool asks(typed<Size> data, item_range const& wanted) {
  auto const got = read_range::parse(data);
  return got && got->of == buffer_1 && got->range == maybe{wanted} && is(octets_of(read_range{buffer_1, wanted}), data);
}
constexpr std::uint8_t everything[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83};
constexpr std::uint8_t last_20[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x3E, 0x22, 0x16, 0x80, 0x31, 0xEC, 0x3F};
constexpr std::uint8_t from_number[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x6E,
                                        0x23, 0x01, 0x00, 0x00, 0x31, 0x14, 0x6F};
constexpr std::uint8_t from_time[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x7E, 0xA4, 0x7D, 0x06,
                                      0x0F, 0x07, 0xB4, 0x0A, 0x00, 0x00, 0x00, 0x31, 0x14, 0x7F};
CASE("everything", [] {
  auto const got = read_range::parse(everything);
  return got && got->of == buffer_1 && !got->range && is(octets_of(read_range{buffer_1}), everything);
}());
CASE("20 backwards from position 5760", asks(last_20, item_range::from_position(5760, -20)));
CASE("20 from sequence number 65536", asks(from_number, item_range::from_sequence(65'536, 20)));
CASE("20 from 10:00 on 15 June 2025", asks(from_time, item_range::from_time({{125, 6, 15, 7}, {10, 0, 0, 0}}, 20)));
CASE("an entry of an array of lists", [] {
  constexpr std::uint8_t data[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x29,
                                   0x02, 0x3E, 0x21, 0x01, 0x31, 0x01, 0x3F};
  auto const got = read_range::parse(data);
  return got && got->of.index == maybe<std::uint32_t>{2U} && got->range == maybe{item_range{}} &&
         is(octets_of(*got), data);
}());
CASE("counts of 32 bits",
     asks({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x24, 0xFF, 0xFF, 0xFF, 0xFF, 0x34, 0x7F, 0xFF, 0xFF, 0xFF, 0x3F},
          item_range::from_position(0xFFFF'FFFF, std::numeric_limits<std::int32_t>::max())) &&
         asks({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x34, 0x80, 0, 0, 0, 0x3F},
              item_range::from_position(1, std::numeric_limits<std::int32_t>::min())));
CASE("every damage of a request for everything shows", every_damage_shows<read_range>(everything));
CASE("of one by position", every_damage_shows<read_range>(last_20, 7));
CASE("of one by sequence number", every_damage_shows<read_range>(from_number, 7));
CASE("of one by time", every_damage_shows<read_range>(from_time, 7));
CASE("nobody asks for 0 items, nor for more than 32 bits can count",
     fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x31, 0x00, 0x3F}) ==
             error{errc::bad_value, 10, 0} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x35, 0x05, 0, 0x80, 0, 0, 0,
                               0x3F}) == error{errc::does_not_fit, 10} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x35, 0x05, 1, 0, 0, 0, 0, 0x3F}) ==
             error{errc::does_not_fit, 10} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x25, 0x05, 1, 0, 0, 0, 0, 0x31, 0x01, 0x3F}) ==
             error{errc::does_not_fit, 8});
CASE("what else is wrong with a request",
     fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x21, 0x01, 0x3F}) ==
             error{errc::bad_tag, 10, 0x21} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x31, 0x01, 0x6F}) ==
             error{errc::bad_tag, 12, 0x6F} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x7E, 0x21, 0x01, 0x31, 0x01, 0x7F}) ==
             error{errc::bad_tag, 8, 0x21} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x4E, 0x21, 0x01, 0x31, 0x01, 0x4F}) ==
             error{errc::too_long, 7, 7} &&
         fault_of<read_range>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 1, 0x31, 1, 0x3F, 0x6E, 0x21, 1, 0x31, 1,
                               0x6F}) == error{errc::too_long, 13, 13});
CASE("by what: the numbers of their tags", static_cast<int>(range_by::position) == 3 &&
                                               static_cast<int>(range_by::sequence) == 6 &&
                                               static_cast<int>(range_by::time) == 7);

// Answered
constexpr std::uint8_t some[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x3A, 0x05, 0xA0, 0x49, 0x01, 0x5E,
                                 0x0E, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0x00, 0x00, 0x00, 0x0F, 0x1E,
                                 0x2C, 0x42, 0xC9, 0x00, 0x00, 0x1F, 0x2A, 0x04, 0x00, 0x5F, 0x69, 0x07};
constexpr std::uint8_t none[] = {0x0C, 0x05, 0x00, 0x00, 0x01, 0x19, 0x83, 0x3A, 0x05, 0x00, 0x49, 0x00, 0x5E, 0x5F};
CASE("one record, the first, and there are more; it has number 7", [] {
  auto const got = read_range_ack::parse(some);
  return got && got->of == buffer_1 && got->first && !got->last && got->more && got->count == 1 &&
         got->items.size() == 22 && got->first_sequence == maybe<std::uint32_t>{7U} && is(octets_of(*got), some);
}());
CASE("none", [] {
  auto const got = read_range_ack::parse(none);
  return got && !got->first && !got->last && !got->more && got->count == 0 && got->items.empty() &&
         !got->first_sequence && is(octets_of(*got), none);
}());
CASE("first and last: bits 0 and 1", [] {
  constexpr std::uint8_t data[] = {0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x05, 0xC0, 0x49, 0x00, 0x5E, 0x5F};
  constexpr std::uint8_t last[] = {0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x05, 0x40, 0x49, 0x00, 0x5E, 0x5F};
  auto const both = read_range_ack::parse(data);
  auto const one = read_range_ack::parse(last);
  return both->first && both->last && !both->more && is(octets_of(*both), data) && !one->first && one->last &&
         !one->more && is(octets_of(*one), last);
}());
CASE("a count that is not that of the items is the device's word", [] {
  constexpr std::uint8_t data[] = {0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x05, 0x00, 0x49, 0x02, 0x5E, 0x5F};
  auto const got = read_range_ack::parse(data);
  return got && got->count == 2 && got->items.empty();
}());
CASE("every cut and bit error of an answer shows", every_damage_shows<read_range_ack>(none, 14, 9));
#if defined(METERPROTO_HOST_TESTS)  // too many for a compiler's patience
TEST_CASE("every cut and bit error of an answer with a record shows") {
  CHECK(every_damage_shows<read_range_ack>(some, 36, 9));
}
#endif
CASE("what is wrong with an answer",
     fault_of<read_range_ack>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x38, 0x49, 0x00, 0x5E, 0x5F}) ==
             error{errc::bad_length, 7, 0} &&
         fault_of<read_range_ack>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x09, 0x00, 0x49, 0x00, 0x5E, 0x5F}) ==
             error{errc::bad_value, 7, 9} &&
         fault_of<read_range_ack>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x49, 0x00, 0x5E, 0x5F}) ==
             error{errc::bad_tag, 7, 0x49} &&
         fault_of<read_range_ack>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x05, 0x00, 0x49, 0x00, 0x5E, 0x4F}) ==
             error{errc::unbalanced, 13, 5} &&
         fault_of<read_range_ack>({0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3A, 0x05, 0, 0x49, 0, 0x5E, 0x5F, 0x79, 0}) ==
             error{errc::too_long, 14, 14});

// Log records, clause 21: a time, a datum, maybe status flags
constexpr std::uint8_t real_flags[] = {0x0E, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0x00, 0x0F, 0x00,
                                       0x0F, 0x1E, 0x2C, 0x42, 0xC9, 0x00, 0x00, 0x1F, 0x2A, 0x04, 0x40};
constexpr bacnet::date_time ten{{125, 6, 15, 7}, {10, 0, 15, 0}};
/// The octets of a record at `ten` with this datum.
template <std::size_t Size>
struct record {
  std::array<std::uint8_t, Size + 14> octets{0x0E, 0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4,
                                             0x0A, 0x00, 0x0F, 0x00, 0x0F, 0x1E};

  constexpr explicit record(typed<Size> data) {
    for (std::size_t i = 0; i != Size; ++i) octets[13 + i] = data[i];
    octets[13 + Size] = 0x1F;
  }
  constexpr result<log_record> read() const { return log_records{octets}.next(); }
  /// Read as this, and written again.
  constexpr bool holds(datum kind) const {
    auto const got = read();
    return got && got->when == ten && got->kind == kind && !got->status && is(octets_of(*got), octets);
  }
};
CASE("100.5, with a status flag, in 22 octets", [] {
  log_records list{real_flags};
  auto const got = list.next();
  return got && got->when == ten && got->kind == datum::real && got->value.as_real() == result{100.5F} &&
         got->number() == result{100.5} && got->status && got->status->size() == 4 &&
         (*got->status)[static_cast<std::size_t>(bacnet::status::fault)] && !(*got->status)[0] && list.done() &&
         is(octets_of(*got), real_flags);
}());
CASE("without flags, in 19", [] {
  record const one{{0x2C, 0x42, 0xC9, 0x00, 0x00}};
  return one.octets.size() == 19 && one.holds(datum::real);
}());
CASE("a log status: the log was switched off, emptied, interrupted", [] {
  record const one{{0x0A, 0x05, 0x20}};
  auto const bits = *one.read()->value.as_bits();
  return one.holds(datum::log_status) && !bits[static_cast<std::size_t>(log_status::disabled)] &&
         !bits[static_cast<std::size_t>(log_status::purged)] &&
         bits[static_cast<std::size_t>(log_status::interrupted)] && one.read()->number().error() == errc::not_available;
}());
CASE("a Boolean", [] {
  record const one{{0x19, 0x01}};
  return one.holds(datum::boolean) && one.read()->value.as_boolean() == result{true} &&
         one.read()->number().error() == errc::not_available;
}());
CASE("Enumerated, Unsigned and Signed", [] {
  record const enumerated{{0x39, 0x03}};
  record const natural{{0x4A, 0x01, 0x00}};
  record const integer{{0x59, 0xFE}};
  return enumerated.holds(datum::enumerated) && enumerated.read()->number() == result{3.0} &&
         natural.holds(datum::unsigned_integer) && natural.read()->number() == result{256.0} &&
         natural.read()->value.as_unsigned() == result<std::uint64_t>{256U} && integer.holds(datum::signed_integer) &&
         integer.read()->number() == result{-2.0};
}());
CASE("bits, and Null", [] {
  record const bits{{0x6A, 0x04, 0xF0}};
  record const null{{0x78}};
  return bits.holds(datum::bits) && bits.read()->value.as_bits()->size() == 4 &&
         bits.read()->number().error() == errc::not_available && null.holds(datum::null) &&
         null.read()->number().error() == errc::not_available;
}());
CASE("a failure", [] {
  record const one{{0x8E, 0x91, 0x02, 0x91, 0x1B, 0x8F}};
  using bacnet::error_class;
  using bacnet::error_code;
  return one.holds(datum::failure) &&
         one.read()->why == bacnet::access_error{error_class::property, error_code::read_access_denied} &&
         one.read()->number().error() == error{errc::error_answer, 0, 0x021B};
}());
CASE("the clock was set by two minutes", [] {
  record const one{{0x9C, 0x42, 0xF0, 0x00, 0x00}};
  return one.holds(datum::time_change) && one.read()->value.as_real() == result{120.0F} &&
         one.read()->number().error() == errc::not_available;
}());
CASE("a datum of another kind, in brackets; it may be empty", [] {
  record const one{{0xAE, 0x71, 0x00, 0xAF}};
  record const empty{{0xAE, 0xAF}};
  record const nested{{0xAE, 0x0E, 0x19, 0x01, 0x0F, 0x00, 0xAF}};
  return one.holds(datum::any) && is(one.read()->any, {0x71, 0x00}) && empty.holds(datum::any) &&
         empty.read()->any.empty() && nested.holds(datum::any) && nested.read()->any.size() == 5 &&
         one.read()->number().error() == errc::not_available;
}());
CASE("a NaN is no number, infinity is one", [] {
  record const nan{{0x2C, 0x7F, 0xC0, 0x00, 0x00}};
  record const other{{0x2C, 0xFF, 0x80, 0x00, 0x01}};
  record const infinite{{0x2C, 0xFF, 0x80, 0x00, 0x00}};
  return nan.holds(datum::real) && nan.read()->number().error() == errc::not_available &&
         other.read()->number().error() == errc::not_available &&
         infinite.read()->number() == result{-std::numeric_limits<double>::infinity()};
}());
CASE("numbers that do not fit are none", [] {
  record const natural{{0x4D, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0}};
  record const integer{{0x5D, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0}};
  log_record made{.when = ten, .kind = datum::real};
  return natural.read()->number().error() == errc::does_not_fit &&
         integer.read()->number().error() == errc::does_not_fit && made.number().error() == errc::bad_tag;
}());

CASE("one after the other", [] {
  std::array<std::uint8_t, 41> two{};
  record const first{{0x2C, 0x42, 0xC9, 0x00, 0x00}};
  for (std::size_t i = 0; i != 41; ++i) two[i] = i < 19 ? first.octets[i] : real_flags[i - 19];
  log_records list{two};
  auto const one = list.next();
  bool const more = !list.done();
  auto const other = list.next();
  return one && !one->status && more && other && other->status && other->value.at == 19 + 13 && list.done();
}());
CASE("none at all", log_records{{}}.done());
CASE("every cut is refused, but the flags may be missing", tests::every_cut(real_flags, [](bytes cut) {
       auto const why = log_records{cut}.next().error();
       if (cut.size() == 19) return why == error{};
       return why == error{errc::too_short, cut.size(), cut.size() + 1};
     }));
CASE("every bit error shows", tests::every_bit_error(real_flags, [](bytes broken) {
       log_records list{broken};
       auto const got = list.next();
       return !got || !list.done() || !is(octets_of(*got), real_flags);
     }));
template <std::size_t Size>
constexpr error datum_fault(typed<Size> data) {
  record const one{data};
  log_records list{one.octets};
  auto const why = list.next().error();
  return list.done() ? why : error{errc::out_of_order};
}
CASE("a datum that the standard does not list", datum_fault({0xA9, 0x00}) == error{errc::bad_tag, 13, 0xA9} &&
                                                    datum_fault({0xB9, 0x00}) == error{errc::bad_tag, 13, 0xB9} &&
                                                    datum_fault({0x89, 0x00}) == error{errc::bad_tag, 13, 0x89} &&
                                                    datum_fault({0x2E, 0x2F}) == error{errc::bad_tag, 13, 0x2E} &&
                                                    datum_fault({0x9E, 0x9F}) == error{errc::bad_tag, 13, 0x9E} &&
                                                    datum_fault({0x44, 0, 0, 0, 0}) == error{errc::bad_tag, 13, 0x44} &&
                                                    datum_fault({0x00}) == error{errc::bad_tag, 13, 0x00} &&
                                                    datum_fault({0x11}) == error{errc::bad_tag, 13, 0x11} &&
                                                    datum_fault({0xF9, 0xFE, 0x00}) == error{errc::bad_tag, 13, 0xF9});
CASE("a datum of another length than its type has",
     datum_fault({0x2B, 0, 0, 0}) == error{errc::bad_length, 13, 3} &&
         datum_fault({0x08}) == error{errc::bad_length, 13, 0} &&
         datum_fault({0x0A, 0x08, 0x00}) == error{errc::bad_value, 13, 8} &&
         datum_fault({0x1A, 0, 1}) == error{errc::bad_length, 13, 2} &&
         datum_fault({0x38}) == error{errc::bad_length, 13, 0} &&
         datum_fault({0x48}) == error{errc::bad_length, 13, 0} &&
         datum_fault({0x58}) == error{errc::bad_length, 13, 0} &&
         datum_fault({0x68}) == error{errc::bad_length, 13, 0} &&
         datum_fault({0x79, 0x00}) == error{errc::bad_length, 13, 1} &&
         datum_fault({0x9B, 0, 0, 0}) == error{errc::bad_length, 13, 3});
CASE("two data, a failure without a code and one with two",
     datum_fault({0x19, 0x01, 0x19, 0x01}) == error{errc::bad_tag, 15, 0x19} &&
         datum_fault({0x8E, 0x91, 0x02, 0x8F}) == error{errc::bad_tag, 16, 0x8F} &&
         datum_fault({0x8E, 0x91, 0x02, 0x91, 0x1B, 0x91, 0x1B}) == error{errc::bad_tag, 18, 0x91});
CASE("brackets, date and time in their order", [] {
  constexpr std::uint8_t time_first[] = {0x0E, 0xB4, 0x0A, 0x00, 0x00, 0x00, 0xA4, 0x7D,
                                         0x06, 0x0F, 0x07, 0x0F, 0x1E, 0x78, 0x1F};
  constexpr std::uint8_t no_bracket[] = {0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0A, 0x00, 0x00, 0x00, 0x1E, 0x78, 0x1F};
  constexpr std::uint8_t flags[] = {0x0E, 0xA4, 0x7D, 6, 15, 7, 0xB4, 10, 0, 0, 0, 0x0F, 0x1E, 0x78, 0x1F, 0x29, 0x04};
  return log_records{time_first}.next().error() == error{errc::bad_tag, 1, 0xB4} &&
         log_records{no_bracket}.next().error() == error{errc::bad_tag, 0, 0xA4} &&
         log_records{flags}.next().error() == error{errc::bad_value, 15, 4};
}());

// A cursor: where a reader stands in a log
// Trend log 2, log-buffer, flags 001 (more), four records of 2025-06-15 from 10:00 on, a quarter of an hour apart
// (100.5, 101.5, 102.5, 103.5), the first with sequence number 70000
constexpr std::uint8_t four[] = {
    0x0C, 0x05, 0x00, 0x00, 0x02, 0x19, 0x83, 0x3A, 0x05, 0x20, 0x49, 0x04, 0x5E,                                      //
    0x0E, 0xA4, 0x7D, 6, 15, 7, 0xB4, 10, 0,  0, 0, 0x0F, 0x1E, 0x2C, 0x42, 0xC9, 0, 0, 0x1F, 0x2A, 0x04, 0x00,        //
    0x0E, 0xA4, 0x7D, 6, 15, 7, 0xB4, 10, 15, 0, 0, 0x0F, 0x1E, 0x2C, 0x42, 0xCB, 0, 0, 0x1F, 0x2A, 0x04, 0x00,        //
    0x0E, 0xA4, 0x7D, 6, 15, 7, 0xB4, 10, 30, 0, 0, 0x0F, 0x1E, 0x2C, 0x42, 0xCD, 0, 0, 0x1F, 0x2A, 0x04, 0x00,        //
    0x0E, 0xA4, 0x7D, 6, 15, 7, 0xB4, 10, 45, 0, 0, 0x0F, 0x1E, 0x2C, 0x42, 0xCF, 0, 0, 0x1F, 0x2A, 0x04, 0x00,        //
    0x5F, 0x6B, 0x01, 0x11, 0x70};
constexpr bacnet::object_id log_2{object_type::trend_log, 2};
CASE("A cursor asks for 20 records from where it stands, and stands behind those that came", [] {
  bacnet::log_cursor at{log_2, 70'000};
  auto const range = at.request().range;
  auto got = at.take(*read_range_ack::parse(four));
  double sum = 0;
  while (got && !got->done()) sum += got->next()->number().value_or(0);
  return range == maybe<item_range>{item_range::from_sequence(70'000, 20)} && sum == 408 && at.next() == 70'004 &&
         at.rest() == bacnet::log_rest::some;
}());
CASE("The oldest of 5760 records of 70003 is number 64244",
     bacnet::log_cursor::from_oldest(log_2, 70'003, 5760).next() == 64'244);
CASE("Sequence number 1 follows 4294967295: 5 records that end with number 2 begin with 4294967293",
     bacnet::log_cursor::from_oldest(log_2, 2, 5).next() == 4'294'967'293U &&
         bacnet::log_cursor::from_oldest(log_2, 5, 5).next() == 1);
CASE("An empty log is read from its next number on", bacnet::log_cursor::from_oldest(log_2, 7, 0).next() == 8);
CASE("Nothing there: the cursor stays; nobody can tell whether it is before the log or behind it", [] {
  bacnet::log_cursor at{log_2, 70'004};
  read_range_ack nothing;
  nothing.of = {log_2, property::log_buffer, {}};
  auto const got = at.take(nothing);
  return got && got->done() && at.next() == 70'004 && at.rest() == bacnet::log_rest::unknown;
}());
CASE("The last of them: at the end", [] {
  bacnet::log_cursor at{log_2, 70'000};
  auto ack = *read_range_ack::parse(four);
  ack.more = false;
  bool const without_flag = at.take(ack).has_value() && at.rest() == bacnet::log_rest::some;
  ack.last = true;
  ack.more = true;  // a device that contradicts itself
  bacnet::log_cursor both{log_2, 70'000};
  bool const with_both = both.take(ack).has_value() && both.rest() == bacnet::log_rest::some;
  ack.more = false;
  bacnet::log_cursor again{log_2, 70'000};
  return without_flag && with_both && again.take(ack).has_value() && again.rest() == bacnet::log_rest::none;
}());
CASE("Another number, another log, another property, another count than comes: refused, and the cursor stays", [] {
  auto const refused = [](std::uint32_t from, bacnet::object_id log, auto const& change) {
    bacnet::log_cursor at{log, from};
    auto ack = *read_range_ack::parse(four);
    change(ack);
    auto const why = at.take(ack).error().code;
    return at.next() == from ? why : errc::none;
  };
  auto const as_it_is = [](read_range_ack&) {};
  return refused(69'999, log_2, as_it_is) == errc::out_of_order &&
         refused(70'000, {object_type::trend_log, 1}, as_it_is) == errc::not_in_reply &&
         refused(70'000, log_2, [](auto& it) { it.of.what = property::present_value; }) == errc::not_in_reply &&
         refused(70'000, log_2, [](auto& it) { it.count = 5; }) == errc::bad_count &&
         refused(70'000, log_2, [](auto& it) { it.first_sequence = {}; }) == errc::out_of_order &&
         refused(70'000, log_2, [](auto& it) { it.items = it.items.first(it.items.size() - 1); }) == errc::too_short;
}());

}  // namespace test_bacnet_log
