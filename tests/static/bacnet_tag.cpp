// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/tag.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>

using namespace meterproto;

namespace test_bacnet_tag {

using bacnet::datatype;
using bacnet::element;
using bacnet::object_id;
using bacnet::object_type;
using bacnet::tag_class;
using bacnet::tag_reader;
using bacnet::tag_writer;
using tests::is;
using tests::typed;

/// The only element, and nothing behind it.
template <std::size_t Size>
constexpr result<element> only(typed<Size> data) {
  tag_reader in{data};
  auto const one = in.next();
  return one && !in.done() ? error{errc::too_long, in.at()} : one;
}
template <std::size_t Size>
constexpr error fault_of(typed<Size> data) {
  return only(data).error();
}
/// What `read` gives of the only element.
template <class Value, std::size_t Size>
constexpr result<Value> value_of(typed<Size> data, result<Value> (element::*read)() const) {
  return only(data).and_then([&](element const& one) { return (one.*read)(); });
}
template <class Put>
constexpr bool writes(Put const& put, std::initializer_list<std::uint8_t> wanted) {
  return is(tests::written<>{[&](writer& out) {
              tag_writer to{out};
              put(to);
            }},
            wanted);
}
/// Reads as this value, and is written like this.
template <class Value, std::size_t Size, class Put>
constexpr bool both_ways(typed<Size> data, result<Value> (element::*read)() const, Value const& wanted,
                         Put const& put) {
  return value_of(data, read) == result<Value>{wanted} && is(tests::written<>{[&](writer& out) {
                                                               tag_writer to{out};
                                                               put(to);
                                                             }},
                                                             data);
}

// Clause 20.2: Null and Boolean, whose value stands in the tag
CASE("Null", only({0x00})->is(datatype::null) && writes([](tag_writer& out) { out.null(); }, {0x00}));
CASE("Boolean", both_ways({0x10}, &element::as_boolean, false, [](tag_writer& out) { out.boolean(false); }) &&
                    both_ways({0x11}, &element::as_boolean, true, [](tag_writer& out) { out.boolean(true); }));
CASE("a Boolean is 0 or 1", fault_of({0x12}) == error{errc::bad_value, 0, 0x12} &&
                                fault_of({0x14, 0, 0, 0, 1}) == error{errc::bad_value, 0, 0x14} &&
                                fault_of({0x15, 0x01, 0x01}) == error{errc::bad_value, 0, 0x15});
CASE("in a context tag it has an octet",
     writes([](tag_writer& out) { out.context(2).boolean(true).context(3).boolean(false); },
            {0x29, 0x01, 0x39, 0x00}) &&
         value_of({0x29, 0x01}, &element::as_boolean) == result{true} &&
         value_of({0x29, 0x00}, &element::as_boolean) == result{false} &&
         value_of({0x29, 0x02}, &element::as_boolean) == result{true} &&
         value_of({0x28}, &element::as_boolean).error() == error{errc::bad_length, 0, 0} &&
         value_of({0x2A, 0x00, 0x01}, &element::as_boolean).error() == error{errc::bad_length, 0, 2});

// Unsigned: 1 to 8 octets
template <std::size_t Size>
constexpr bool natural(typed<Size> data, std::uint64_t value) {
  return both_ways(data, &element::as_unsigned, value, [&](tag_writer& out) { out.unsigned_integer(value); });
}
CASE("Unsigned of one octet and of two", natural({0x21, 0x00}, 0) && natural({0x21, 0x7F}, 127) &&
                                             natural({0x21, 0x80}, 128) && natural({0x21, 0xFF}, 255) &&
                                             natural({0x22, 0x01, 0x00}, 256) && natural({0x22, 0xFF, 0xFF}, 65'535));
CASE("of three, four and five",
     natural({0x23, 0x01, 0x00, 0x00}, 65'536) && natural({0x23, 0xFF, 0xFF, 0xFF}, 0xFF'FFFF) &&
         natural({0x24, 0x01, 0x00, 0x00, 0x00}, 0x100'0000) && natural({0x24, 0xFF, 0xFF, 0xFF, 0xFF}, 0xFFFF'FFFF) &&
         natural({0x25, 0x05, 0x01, 0x00, 0x00, 0x00, 0x00}, 0x1'0000'0000));
CASE("of eight", natural({0x25, 0x08, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}, 0x0123'4567'89AB'CDEF) &&
                     natural({0x25, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, ~std::uint64_t{0}));
CASE("zeros before it are accepted, of nine octets too",
     value_of({0x22, 0x00, 0x05}, &element::as_unsigned) == result<std::uint64_t>{5U} &&
         value_of({0x24, 0x00, 0x00, 0x00, 0x00}, &element::as_unsigned) == result<std::uint64_t>{0U} &&
         value_of({0x25, 0x09, 0x00, 0xFF, 0, 0, 0, 0, 0, 0, 0x01}, &element::as_unsigned) ==
             result<std::uint64_t>{0xFF00'0000'0000'0001});
CASE("nine octets without a zero do not fit",
     value_of({0x25, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0}, &element::as_unsigned).error() == errc::does_not_fit &&
         value_of({0x39, 0x05}, &element::as_unsigned) == result<std::uint64_t>{5U});
CASE("within 32 bits or not",
     value_of({0x24, 0xFF, 0xFF, 0xFF, 0xFF}, &element::as_unsigned_32) == result<std::uint32_t>{0xFFFF'FFFFU} &&
         value_of({0x25, 0x05, 0x00, 0xFF, 0xFF, 0xFF, 0xFF}, &element::as_unsigned_32) ==
             result<std::uint32_t>{0xFFFF'FFFFU} &&
         value_of({0x25, 0x05, 0x01, 0, 0, 0, 0}, &element::as_unsigned_32).error() == errc::does_not_fit &&
         value_of({0x25, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0}, &element::as_unsigned_32).error() == errc::does_not_fit);
CASE("an Unsigned has an octet", fault_of({0x20}) == error{errc::bad_length, 0, 0});

// Signed: two's complement
template <std::size_t Size>
constexpr bool integer(typed<Size> data, std::int64_t value) {
  return both_ways(data, &element::as_signed, value, [&](tag_writer& out) { out.signed_integer(value); });
}
CASE("Signed of one octet and of two", integer({0x31, 0x00}, 0) && integer({0x31, 0xFF}, -1) &&
                                           integer({0x31, 0x7F}, 127) && integer({0x31, 0x80}, -128) &&
                                           integer({0x32, 0x00, 0x80}, 128) && integer({0x32, 0xFF, 0x7F}, -129) &&
                                           integer({0x32, 0x7F, 0xFF}, 32'767) && integer({0x32, 0x80, 0x00}, -32'768));
CASE("of three, four and five", integer({0x33, 0x00, 0x80, 0x00}, 32'768) &&
                                    integer({0x33, 0xFF, 0x7F, 0xFF}, -32'769) &&
                                    integer({0x34, 0x7F, 0xFF, 0xFF, 0xFF}, 2'147'483'647) &&
                                    integer({0x34, 0x80, 0x00, 0x00, 0x00}, -2'147'483'648) &&
                                    integer({0x35, 0x05, 0x00, 0x80, 0x00, 0x00, 0x00}, 2'147'483'648) &&
                                    integer({0x35, 0x05, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF}, -2'147'483'649));
CASE("the extremes of 64 bits",
     integer({0x35, 0x08, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, std::numeric_limits<std::int64_t>::max()) &&
         integer({0x35, 0x08, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00},
                 std::numeric_limits<std::int64_t>::min()));
CASE("more copies of the sign are accepted",
     value_of({0x32, 0xFF, 0xFF}, &element::as_signed) == result<std::int64_t>{-1} &&
         value_of({0x33, 0x00, 0x00, 0x05}, &element::as_signed) == result<std::int64_t>{5} &&
         value_of({0x35, 0x09, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}, &element::as_signed) ==
             result{std::numeric_limits<std::int64_t>::min()} &&
         value_of({0x35, 0x0A, 0x00, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, &element::as_signed) ==
             result{std::numeric_limits<std::int64_t>::max()});
CASE("what needs 65 bits does not fit",
     value_of({0x35, 0x09, 0x00, 0x80, 0, 0, 0, 0, 0, 0, 0}, &element::as_signed).error() == errc::does_not_fit &&
         value_of({0x35, 0x09, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0}, &element::as_signed).error() == errc::does_not_fit &&
         value_of({0x35, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0}, &element::as_signed).error() == errc::does_not_fit);
CASE("a Signed has an octet", fault_of({0x30}) == error{errc::bad_length, 0, 0});

// Real and Double
template <std::size_t Size>
constexpr bool real(typed<Size> data, float value) {
  return both_ways(data, &element::as_real, value, [&](tag_writer& out) { out.real(value); });
}
CASE("Real", real({0x44, 0x00, 0x00, 0x00, 0x00}, 0.0F) && real({0x44, 0x3F, 0x80, 0x00, 0x00}, 1.0F) &&
                 real({0x44, 0xC2, 0xC9, 0x00, 0x00}, -100.5F) &&
                 real({0x44, 0x7F, 0x80, 0x00, 0x00}, std::numeric_limits<float>::infinity()));
CASE("a NaN keeps its bits",
     both_ways({0x44, 0x7F, 0xC0, 0x00, 0x01}, &element::as_real_bits, std::uint32_t{0x7FC0'0001},
               [](tag_writer& out) { out.real_bits(0x7FC0'0001); }));
CASE("Double",
     both_ways({0x55, 0x08, 0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18}, &element::as_double_bits,
               std::uint64_t{0x4009'21FB'5444'2D18}, [](tag_writer& out) { out.double_bits(0x4009'21FB'5444'2D18); }));
CASE("neither has another length",
     fault_of({0x43, 0x3F, 0x80, 0x00}) == error{errc::bad_length, 0, 3} &&
         fault_of({0x45, 0x05, 0, 0, 0, 0, 0}) == error{errc::bad_length, 0, 5} &&
         fault_of({0x54, 0x40, 0x49, 0x0F, 0xDB}) == error{errc::bad_length, 0, 4} &&
         fault_of({0x55, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0}) == error{errc::bad_length, 0, 9} &&
         fault_of({0x40}) == error{errc::bad_length, 0, 0});

// Strings
CASE("octets, none and four", [] {
  constexpr std::uint8_t none[] = {0x60};
  constexpr std::uint8_t four[] = {0x64, 0x01, 0x02, 0x03, 0x04};
  return value_of(none, &element::as_octets)->empty() && is(*value_of(four, &element::as_octets), {1, 2, 3, 4}) &&
         writes([](tag_writer& out) { out.octets({}); }, {0x60}) &&
         writes([&](tag_writer& out) { out.octets(bytes{four}.subspan(1)); }, {0x64, 0x01, 0x02, 0x03, 0x04});
}());
CASE("characters, behind their character set", [] {
  constexpr std::uint8_t name[] = {0x75, 0x08, 0x00, 'K', 'W', 'h', '_', 'N', 'e', 't'};
  constexpr std::uint8_t latin[] = {0x73, 0x05, 0xE9, 0xE8};
  constexpr std::uint8_t none[] = {0x71, 0x00};
  auto const read = value_of(name, &element::as_characters);
  auto const other = value_of(latin, &element::as_characters);
  return read && read->charset == 0 && is(read->octets, {'K', 'W', 'h', '_', 'N', 'e', 't'}) && other->charset == 5 &&
         is(other->octets, {0xE9, 0xE8}) && value_of(none, &element::as_characters)->octets.empty() &&
         writes([&](tag_writer& out) { out.characters(*read).characters(*other).characters({}); },
                {0x75, 0x08, 0x00, 'K', 'W', 'h', '_', 'N', 'e', 't', 0x73, 0x05, 0xE9, 0xE8, 0x71, 0x00});
}());
CASE("octets that are no UTF-8 are left as they are", [] {
  constexpr std::uint8_t data[] = {0x73, 0x00, 0xC3, 0x28};
  return is(value_of(data, &element::as_characters)->octets, {0xC3, 0x28});
}());
CASE("characters without a character set", fault_of({0x70}) == error{errc::bad_length, 0, 0});

// Bit strings: bit 0 is the highest
CASE("four status flags, of which one is set", [] {
  constexpr std::uint8_t data[] = {0x82, 0x04, 0x40};
  auto const flags = *value_of(data, &element::as_bits);
  return flags.size() == 4 && !flags[0] && flags[1] && !flags[2] && !flags[3] && !flags[4] && !flags[1000] &&
         flags.unused() == 4 && is(flags.octets(), {0x40}) &&
         writes([&](tag_writer& out) { out.bits(flags).bits(0b0010, 4); }, {0x82, 0x04, 0x40, 0x82, 0x04, 0x40});
}());
CASE("39 services", [] {
  constexpr std::uint8_t data[] = {0x85, 0x06, 0x01, 0x00, 0x0B, 0x40, 0x01, 0xE0};
  auto const services = *value_of(data, &element::as_bits);
  if (services.size() != 39) return false;
  for (std::size_t bit = 0; bit != 50; ++bit)
    if (services[bit] != (bit == 12 || bit == 14 || bit == 15 || bit == 17 || (bit >= 31 && bit <= 34))) return false;
  return writes([&](tag_writer& out) { out.bits(services); }, {0x85, 0x06, 0x01, 0x00, 0x0B, 0x40, 0x01, 0xE0});
}());
CASE("none, and full octets", [] {
  constexpr std::uint8_t none[] = {0x81, 0x00};
  constexpr std::uint8_t full[] = {0x83, 0x00, 0x01, 0xFF};
  auto const bits = *value_of(full, &element::as_bits);
  return value_of(none, &element::as_bits)->size() == 0 && !(*value_of(none, &element::as_bits))[0] &&
         value_of(none, &element::as_bits)->unused() == 0 && bits.size() == 16 && !bits[6] && bits[7] && bits[15] &&
         !bits[16] && bacnet::bit_string{}.size() == 0 &&
         writes([&](tag_writer& out) { out.bits(bits).bits({}).bits(0, 0); },
                {0x83, 0x00, 0x01, 0xFF, 0x81, 0x00, 0x81, 0x00});
}());
CASE("up to 32 bits of a number, the lowest first",
     writes([](tag_writer& out) { out.bits(1, 1); }, {0x82, 0x07, 0x80}) &&
         writes([](tag_writer& out) { out.bits(0x101, 9); }, {0x83, 0x07, 0x80, 0x80}) &&
         writes([](tag_writer& out) { out.bits(0xFF, 3); }, {0x82, 0x05, 0xE0}) &&
         writes([](tag_writer& out) { out.bits(0x80, 8); }, {0x82, 0x00, 0x01}) &&
         writes([](tag_writer& out) { out.bits(0x8000'0001, 32); }, {0x85, 0x05, 0x00, 0x80, 0x00, 0x00, 0x01}));
CASE("0 to 7 bits are unused, and none where there is no octet",
     fault_of({0x82, 0x08, 0xFF}) == error{errc::bad_value, 0, 8} &&
         fault_of({0x82, 0xFF, 0xFF}) == error{errc::bad_value, 0, 255} &&
         fault_of({0x81, 0x03}) == error{errc::bad_value, 0, 3} && fault_of({0x80}) == error{errc::bad_length, 0, 0} &&
         value_of({0x82, 0x07, 0xFF}, &element::as_bits)->size() == 1);

// Enumerated
CASE("Enumerated",
     both_ways({0x91, 0x00}, &element::as_enumerated, std::uint32_t{0}, [](tag_writer& out) { out.enumerated(0); }) &&
         both_ways({0x91, 0x3E}, &element::as_enumerated, std::uint32_t{62},
                   [](tag_writer& out) { out.enumerated(62); }) &&
         both_ways({0x92, 0x01, 0x2C}, &element::as_enumerated, std::uint32_t{300},
                   [](tag_writer& out) { out.enumerated(300); }) &&
         both_ways({0x94, 0xFF, 0xFF, 0xFF, 0xFF}, &element::as_enumerated, std::uint32_t{0xFFFF'FFFF},
                   [](tag_writer& out) { out.enumerated(0xFFFF'FFFF); }));
CASE("its errors", fault_of({0x90}) == error{errc::bad_length, 0, 0} &&
                       value_of({0x95, 0x05, 1, 0, 0, 0, 0}, &element::as_enumerated).error() == errc::does_not_fit &&
                       value_of({0x95, 0x05, 0, 0, 0, 1, 0}, &element::as_enumerated) == result<std::uint32_t>{256U});

// Date and Time
constexpr bool is_day(std::initializer_list<int> fields, bool valid, bool specific) {
  auto const at = [&](int i) { return static_cast<std::uint8_t>(fields.begin()[i]); };
  bacnet::date const one{at(0), at(1), at(2), at(3)};
  return one.is_valid() == valid && one.is_specific() == specific;
}
constexpr bool is_hour(std::initializer_list<int> fields, bool valid, bool specific) {
  auto const at = [&](int i) { return static_cast<std::uint8_t>(fields.begin()[i]); };
  bacnet::time const one{at(0), at(1), at(2), at(3)};
  return one.is_valid() == valid && one.is_specific() == specific;
}
CASE("Tuesday, 1 January 2013",
     both_ways({0xA4, 0x71, 0x01, 0x01, 0x02}, &element::as_date, bacnet::date{113, 1, 1, 2}, [](tag_writer& out) {
       out.date({113, 1, 1, 2});
     }));
CASE("any day", both_ways({0xA4, 0xFF, 0xFF, 0xFF, 0xFF}, &element::as_date, bacnet::date{},
                          [](tag_writer& out) { out.date({}); }));
CASE("one day: the weekday may be open, or 0",
     is_day({113, 1, 1, 2}, true, true) && is_day({0, 12, 31, 255}, true, true) &&
         is_day({254, 12, 31, 7}, true, true) && is_day({113, 1, 1, 0}, true, true));
CASE("the fields may be open, each", is_day({255, 1, 1, 2}, true, false) && is_day({113, 255, 1, 2}, true, false) &&
                                         is_day({113, 1, 255, 2}, true, false) &&
                                         is_day({255, 255, 255, 255}, true, false));
CASE("odd and even months, the last day, odd and even days",
     is_day({125, 13, 1, 255}, true, false) && is_day({125, 14, 1, 255}, true, false) &&
         is_day({125, 1, 32, 255}, true, false) && is_day({125, 1, 33, 255}, true, false) &&
         is_day({125, 1, 34, 255}, true, false));
CASE("no day", is_day({125, 0, 1, 1}, false, false) && is_day({125, 15, 1, 1}, false, false) &&
                   is_day({125, 1, 0, 1}, false, false) && is_day({125, 1, 35, 1}, false, false) &&
                   is_day({125, 1, 1, 8}, false, false) && is_day({125, 254, 254, 254}, false, false));
CASE("23:59:59.99",
     both_ways({0xB4, 0x17, 0x3B, 0x3B, 0x63}, &element::as_time, bacnet::time{23, 59, 59, 99}, [](tag_writer& out) {
       out.time({23, 59, 59, 99});
     }));
CASE("times, with open fields and without",
     is_hour({0, 0, 0, 0}, true, true) && is_hour({23, 59, 59, 99}, true, true) &&
         is_hour({255, 0, 0, 0}, true, false) && is_hour({0, 255, 0, 0}, true, false) &&
         is_hour({0, 0, 255, 0}, true, false) && is_hour({0, 0, 0, 255}, true, false));
CASE("no time", is_hour({24, 0, 0, 0}, false, false) && is_hour({0, 60, 0, 0}, false, false) &&
                    is_hour({0, 0, 60, 0}, false, false) && is_hour({0, 0, 0, 100}, false, false));
CASE("a Date that is none is read nevertheless: whoever asks looks at is_valid()",
     value_of({0xA4, 0x71, 0x0F, 0x23, 0x08}, &element::as_date) == result{bacnet::date{113, 15, 35, 8}});
CASE("four octets each", fault_of({0xA3, 0x7D, 0x06, 0x0F}) == error{errc::bad_length, 0, 3} &&
                             fault_of({0xA5, 0x05, 0x7D, 0x06, 0x0F, 0x07, 0x00}) == error{errc::bad_length, 0, 5} &&
                             fault_of({0xB3, 0x0C, 0x22, 0x38}) == error{errc::bad_length, 0, 3} &&
                             fault_of({0xB5, 0x05, 0x0C, 0x22, 0x38, 0x4E, 0x00}) == error{errc::bad_length, 0, 5});

// Object identifiers: 10 bits of type, 22 of instance
template <std::size_t Size>
constexpr bool object(typed<Size> data, unsigned type, std::uint32_t instance) {
  object_id const id{static_cast<object_type>(type), instance};
  return both_ways(data, &element::as_object, id, [&](tag_writer& out) { out.object(id); });
}
CASE("objects", object({0xC4, 0x00, 0x00, 0x00, 0x53}, 0, 83) && object({0xC4, 0x00, 0x80, 0x00, 0x0B}, 2, 11) &&
                    object({0xC4, 0x05, 0x00, 0x00, 0x03}, 20, 3) &&
                    object({0xC4, 0x02, 0x12, 0xD6, 0x87}, 8, 1'234'567) &&
                    object({0xC4, 0x02, 0x3F, 0xFF, 0xFF}, 8, object_id::any_instance) &&
                    object({0xC4, 0xFF, 0xFF, 0xFF, 0xFF}, 1023, object_id::any_instance));
CASE("an instance beyond 22 bits does not reach into the type",
     object_id{object_type::device, 0x40'0001}.bits() == 0x0200'0001);
CASE("four octets", fault_of({0xC5, 0x05, 0x00, 0x00, 0x00, 0x01, 0x00}) == error{errc::bad_length, 0, 5} &&
                        fault_of({0xC3, 0x00, 0x00, 0x01}) == error{errc::bad_length, 0, 3});

// Tags: numbers and lengths
CASE("13, 14 and 15 are no types", fault_of({0xD0}) == error{errc::bad_value, 0, 0xD0} &&
                                       fault_of({0xE1, 0x00}) == error{errc::bad_value, 0, 0xE1} &&
                                       fault_of({0xF0, 0x0F}) == error{errc::bad_value, 0, 0xF0} &&
                                       fault_of({0xF1, 0xFE, 0x00}) == error{errc::bad_value, 0, 0xF1});
CASE("a Null has nothing", fault_of({0x01, 0x00}) == error{errc::bad_length, 0, 1});
template <std::size_t Size>
constexpr bool context(typed<Size> data, unsigned number, std::size_t content) {
  auto const got = only(data);
  return got && got->of == tag_class::context && got->number == number && got->is_context(number) &&
         !got->is_context(number + 1) && got->content.size() == content && got->initial == data[0] &&
         is(tests::written<400>{[&](writer& out) { tag_writer{out}.context(number).content(got->content); }}, data);
}
CASE("context tags up to 14 in the nibble, up to 254 in an octet of their own",
     context({0x08}, 0, 0) && context({0x09, 0xAA}, 0, 1) && context({0xEC, 0x01, 0x02, 0x03, 0x04}, 14, 4) &&
         context({0xF9, 0x0F, 0xAA}, 15, 1) && context({0xF8, 0x10}, 16, 0) && context({0xFA, 0xFE, 1, 2}, 254, 2) &&
         context({0xFD, 0x20, 0x05, 1, 2, 3, 4, 5}, 32, 5));
CASE("255 is reserved", fault_of({0xF9, 0xFF, 0xAA}) == error{errc::bad_value, 1, 255} &&
                            fault_of({0xFE, 0xFF}) == error{errc::bad_value, 1, 255});
CASE("opening and closing tags", [] {
  for (unsigned number : {0U, 1U, 14U, 15U, 254U}) {
    tests::written<> const made{[&](writer& out) { tag_writer{out}.open(number).close(number); }};
    tag_reader in{made};
    auto const opening = in.next();
    auto const closing = in.next();
    if (!opening || opening->of != tag_class::opening || opening->number != number) return false;
    if (!closing || closing->of != tag_class::closing || closing->number != number || !in.done()) return false;
    if (opening->is_context(number) || opening->check(datatype::null) != errc::bad_tag) return false;
  }
  return writes([](tag_writer& out) { out.open(3).close(3).open(15).close(254); },
                {0x3E, 0x3F, 0xFE, 0x0F, 0xFF, 0xFE});
}());
CASE("of an application class there are none",
     fault_of({0x36}) == error{errc::bad_value, 0, 0x36} && fault_of({0x37}) == error{errc::bad_value, 0, 0x37});

/// A context tag 1 with so many octets and this head before them.
constexpr bool has_head(std::size_t size, std::initializer_list<std::uint8_t> head) {
  std::array<std::uint8_t, 70'000> content{};
  content.back() = 1;
  std::array<std::uint8_t, 70'010> space{};
  writer out{space};
  tag_writer{out}.context(1).content(bytes{content}.last(size));
  auto const made = bytes{out.written()};
  if (!out.ok() || made.size() != head.size() + size || !is(made.first(head.size()), head)) return false;
  tag_reader in{made};
  auto const read = in.next();
  tag_reader cut{made.first(made.size() - 1)};
  return read && in.done() && read->content.size() == size && read->content.data() == made.data() + head.size() &&
         cut.next().error().code == errc::too_short;
}
CASE("lengths up to 4 in the first octet, 5 to 253 in one more",
     has_head(4, {0x1C}) && has_head(5, {0x1D, 0x05}) && has_head(253, {0x1D, 0xFD}));
CASE("254 to 65535 in two behind FE",
     has_head(254, {0x1D, 0xFE, 0x00, 0xFE}) && has_head(300, {0x1D, 0xFE, 0x01, 0x2C}));
#if defined(METERPROTO_HOST_TESTS)  // too long for a compiler's patience
TEST_CASE("65535 octets in two behind FE, 65536 and more in four behind FF") {
  CHECK(has_head(65'535, {0x1D, 0xFE, 0xFF, 0xFF}));
  CHECK(has_head(65'536, {0x1D, 0xFF, 0x00, 0x01, 0x00, 0x00}));
  CHECK(has_head(69'999, {0x1D, 0xFF, 0x00, 0x01, 0x11, 0x6F}));
}
#endif
CASE("longer forms than needed are read: of a length", [] {
  constexpr std::uint8_t one[] = {0x1D, 0x01, 0xAA};
  constexpr std::uint8_t two[] = {0x1D, 0xFE, 0x00, 0x01, 0xAA};
  constexpr std::uint8_t four[] = {0x1D, 0xFF, 0x00, 0x00, 0x00, 0x01, 0xAA};
  constexpr std::uint8_t none[] = {0x1D, 0x00};
  return is(only(one)->content, {0xAA}) && is(only(two)->content, {0xAA}) && is(only(four)->content, {0xAA}) &&
         only(none)->content.empty();
}());
CASE("of a tag number, also of an application tag",
     only({0xF9, 0x05, 0x01})->is_context(5) && only({0xFE, 0x05})->number == 5 &&
         only({0xF9, 0x00, 0x01})->is_context(0) &&
         value_of({0xF1, 0x02, 0x07}, &element::as_unsigned) == result<std::uint64_t>{7U} &&
         value_of({0xF1, 0x01}, &element::as_boolean) == result{true} &&
         value_of({0xF0, 0x01}, &element::as_boolean) == result{false});

// Cut short
CASE("nothing is no element", [] {
  tag_reader in{{}};
  return in.done() && in.next().error() == error{errc::too_short, 0, 1} && in.done();
}());
CASE("what ends before its length is too short",
     fault_of({0x21}) == error{errc::too_short, 1, 2} &&
         fault_of({0x44, 0x42, 0xF7, 0x00}) == error{errc::too_short, 4, 5} &&
         fault_of({0x65, 0xC8, 0x01, 0x02}) == error{errc::too_short, 4, 5} &&
         fault_of({0x65}) == error{errc::too_short, 1, 2} &&
         fault_of({0x65, 0xFE, 0x01}) == error{errc::too_short, 3, 4} &&
         fault_of({0x65, 0xFF, 0x00, 0x00}) == error{errc::too_short, 4, 5} &&
         fault_of({0x65, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}) == error{errc::too_short, 6, 7} &&
         fault_of({0xF9}) == error{errc::too_short, 1, 2} && fault_of({0xFE}) == error{errc::too_short, 1, 2});

/// One of each: 00, 11, Unsigned 256, Real, bits, Date, object, {3 context 1 }3
constexpr std::uint8_t mixed[] = {0x00, 0x11, 0x22, 0x01, 0x00, 0x44, 0x42, 0xF7, 0x00, 0x00, 0x82, 0x04, 0x40, 0xA4,
                                  0x71, 0x01, 0x01, 0x02, 0xC4, 0x00, 0x00, 0x00, 0x53, 0x3E, 0x19, 0x55, 0x3F};
struct listed {
  std::array<element, 16> all{};
  std::size_t count = 0;
  error fault;
};
constexpr listed list_of(bytes data) {
  listed made;
  for (tag_reader in{data}; !in.done();) {
    auto const one = in.next();
    if (one)
      made.all[made.count++] = *one;
    else
      made.fault = one.error();
  }
  return made;
}
constexpr bool equal(element const& left, element const& right) {
  bool const boolean = left.is(datatype::boolean);
  return left.of == right.of && left.number == right.number && left.at == right.at && is(left.content, right.content) &&
         (!boolean || left.as_boolean() == right.as_boolean());
}
constexpr std::size_t begins[] = {0, 1, 2, 5, 10, 13, 18, 23, 24, 26, 27};
CASE("elements one by one, each with its place", [] {
  auto const got = list_of(mixed);
  if (got.count != 10 || got.fault.code != errc::none) return false;
  for (std::size_t i = 0; i != got.count; ++i)
    if (got.all[i].at != begins[i] || got.all[i].initial != mixed[begins[i]]) return false;
  return got.all[1].as_boolean() == result{true} && got.all[7].of == tag_class::opening && got.all[8].is_context(1);
}());
CASE("also behind 255 octets", [] {
  std::array<std::uint8_t, 310> data{};  // Nulls
  constexpr std::uint8_t text[] = {0x75, 0x06, 0x00, 'V', 'o', 'l', 't', 's'};
  data[299] = 0x21;
  std::ranges::copy(text, data.begin() + 301);
  tag_reader in{data};
  while (in.at() != 299)
    if (!in.next()->is(datatype::null)) return false;
  return in.next()->at == 299 && in.next()->at == 301 && in.next()->at == 309 && in.done();
}());
CASE("every cut is refused, but between two elements", tests::every_cut(mixed, [](bytes cut) {
       auto const fault = list_of(cut).fault;
       bool const between = std::ranges::find(begins, cut.size()) != std::end(begins);
       return between ? fault.code == errc::none : fault == error{errc::too_short, cut.size(), cut.size() + 1};
     }));
constexpr auto undamaged = list_of(mixed);
CASE("every bit error is refused, or an element is another", tests::every_bit_error(mixed, [](bytes broken) {
       auto const got = list_of(broken);
       if (got.fault.code != errc::none || got.count != undamaged.count) return true;
       for (std::size_t i = 0; i != got.count; ++i)
         if (!equal(got.all[i], undamaged.all[i])) return true;
       return false;
     }));
CASE("behind an error nothing is read", [] {
  constexpr std::uint8_t data[] = {0x21, 0x05, 0xD0, 0x00, 0x21, 0x06};
  tag_reader in{data};
  return in.next()->as_unsigned() == result<std::uint64_t>{5U} && in.at() == 2 &&
         in.next().error() == error{errc::bad_value, 2, 0xD0} && in.done() &&
         in.next().error() == error{errc::too_short, 6, 7};
}());

// Each type by its own function only, and a context tag by any
CASE("an application tag is what it is", [] {
  constexpr std::uint8_t all[] = {
      0x00, 0x11, 0x21, 0x01, 0x31, 0x01, 0x44, 0,    0, 0, 0, 0x55, 0x08, 0, 0, 0, 0, 0,    0, 0, 0, 0x61,
      0x01, 0x71, 0x00, 0x81, 0x00, 0x91, 0x01, 0xA4, 1, 1, 1, 1,    0xB4, 1, 1, 1, 1, 0xC4, 0, 0, 0, 1};
  unsigned type = 0;
  for (tag_reader in{all}; !in.done(); ++type) {
    auto const one = in.next();
    if (!one || !one->is(static_cast<datatype>(type))) return false;
    auto const right = [&](auto const& read, unsigned wanted) {
      return type == wanted ? read.error() == error{} : read.error() == error{errc::bad_tag, one->at, one->initial};
    };
    if (!right(one->as_boolean(), 1) || !right(one->as_unsigned(), 2) || !right(one->as_unsigned_32(), 2) ||
        !right(one->as_signed(), 3) || !right(one->as_real(), 4) || !right(one->as_real_bits(), 4) ||
        !right(one->as_double_bits(), 5) || !right(one->as_octets(), 6) || !right(one->as_characters(), 7) ||
        !right(one->as_bits(), 8) || !right(one->as_enumerated(), 9) || !right(one->as_date(), 10) ||
        !right(one->as_time(), 11) || !right(one->as_object(), 12))
      return false;
  }
  return type == bacnet::datatypes;
}());
CASE("a context tag may be anything of its length", [] {
  constexpr std::uint8_t data[] = {0x2C, 0x00, 0x80, 0x00, 0x0B};
  auto const one = *only(data);
  return one.as_object() == result{object_id{object_type::analog_value, 11}} &&
         one.as_unsigned_32() == result<std::uint32_t>{0x80'000BU} &&
         one.as_signed() == result<std::int64_t>{0x80'000B} &&
         one.as_real_bits() == result<std::uint32_t>{0x80'000BU} &&
         one.as_date() == result{bacnet::date{0, 128, 0, 11}} && one.as_time() == result{bacnet::time{0, 128, 0, 11}} &&
         one.as_octets()->size() == 4 && one.as_characters()->charset == 0 && one.as_bits()->size() == 24 &&
         one.as_enumerated() == result<std::uint32_t>{0x80'000BU} &&
         one.as_boolean().error() == error{errc::bad_length, 0, 4} &&
         one.as_double_bits().error() == error{errc::bad_length, 0, 4} && one.check(datatype::null) == errc::bad_length;
}());
CASE("an opening tag is nothing", only({0x2E})->as_octets().error() == error{errc::bad_tag, 0, 0x2E} &&
                                      only({0x2F})->as_boolean().error() == error{errc::bad_tag, 0, 0x2F});
CASE("what is written under a context tag has its number, once", [] {
  return writes(
             [](tag_writer& out) {
               out.context(0).object({object_type::analog_input, 1}).context(1).enumerated(85);
             },
             {0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55}) &&
         writes([](tag_writer& out) { out.context(15).unsigned_integer(300).unsigned_integer(1); },
                {0xFA, 0x0F, 0x01, 0x2C, 0x21, 0x01}) &&
         writes([](tag_writer& out) { out.context(2).null().null(); }, {0x28, 0x00}) &&
         writes([](tag_writer& out) { out.context(4).real(1.0F).context(1).bits(1, 3).context(2).signed_integer(-2); },
                {0x4C, 0x3F, 0x80, 0x00, 0x00, 0x1A, 0x05, 0x80, 0x29, 0xFE}) &&
         writes(
             [](tag_writer& out) {
               out.context(0).date({125, 6, 15, 7}).context(1).time({10, 0, 0, 0});
             },
             {0x0C, 0x7D, 0x06, 0x0F, 0x07, 0x1C, 0x0A, 0x00, 0x00, 0x00}) &&
         writes([](tag_writer& out) { out.context(3).characters({}).context(1).octets({}); }, {0x39, 0x00, 0x18}) &&
         writes([](tag_writer& out) { out.context(0).double_bits(1); }, {0x0D, 0x08, 0, 0, 0, 0, 0, 0, 0, 1});
}());
CASE("elements that are encoded already", [] {
  constexpr std::uint8_t elements[] = {0x21, 0x05, 0x11};
  return writes([&](tag_writer& out) { out.open(3).encoded(elements).close(3); }, {0x3E, 0x21, 0x05, 0x11, 0x3F});
}());
CASE("what does not fit is counted", [] {
  std::array<std::uint8_t, 3> space{};
  writer out{space};
  tag_writer{out}.real(1.0F);
  return !out.ok() && out.needed() == 5;
}());

// For services: a list of elements that must be there
constexpr std::uint8_t reference[] = {0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55, 0x29, 0x07, 0x3E, 0x21, 0x09, 0x3F};
CASE("one after the other, and then the end", [] {
  tag_reader in{reference};
  bool right = in.sees(0) && !in.sees(1) && !in.sees_opening(0);
  right = right && in.context(0, &element::as_object) == object_id{object_type::analog_input, 1};
  right = right && in.context(1, &element::as_enumerated) == 85 && in.at() == 7;
  right = right && in.optional(2, &element::as_unsigned_32) == maybe<std::uint32_t>{7U};
  right =
      right && !in.optional(2, &element::as_unsigned_32) && in.sees_opening(3) && !in.sees_opening(2) && !in.sees(3);
  in.open(3);
  right = right && in.application(&element::as_unsigned) == 9 && in.sees_closing(3) && !in.sees_closing(2) &&
          !in.sees_opening(3);
  in.close(3);
  return right && in.done() && in.end() == error{} && in.fault() == error{};
}());
CASE("the first fault is kept, and nothing is read behind it", [] {
  tag_reader in{reference};
  auto const missing = in.context(1, &element::as_enumerated);
  auto const behind = in.context(1, &element::as_enumerated);
  in.open(7);
  in.fail({errc::bad_value, 9, 9});
  return missing == 0 && behind == 0 && in.any().content.empty() && in.constructed(3).empty() && in.done() &&
         in.application(&element::as_unsigned) == 0 && in.fault() == error{errc::bad_tag, 0, 0x0C} &&
         in.end() == error{errc::bad_tag, 0, 0x0C};
}());
template <class Read>
constexpr error fault_in(bytes data, Read const& read) {
  tag_reader in{data};
  read(in);
  return in.end();
}
CASE("another tag than must be there", [] {
  auto const rest = bytes{reference}.subspan(5);
  constexpr std::uint8_t number[] = {0x21, 0x09};
  return fault_in(number, [](tag_reader& in) { in.context(2); }) == error{errc::bad_tag, 0, 0x21} &&
         fault_in(rest, [](tag_reader& in) { in.open(1); }) == error{errc::bad_tag, 0, 0x19} &&
         fault_in(rest, [](tag_reader& in) { in.close(1); }) == error{errc::bad_tag, 0, 0x19} &&
         fault_in(rest, [](tag_reader& in) { in.context(2); }) == error{errc::bad_tag, 0, 0x19} &&
         fault_in(rest, [](tag_reader& in) { static_cast<void>(in.application(&element::as_octets)); }) ==
             error{errc::bad_tag, 0, 0x19} &&
         fault_in(rest.subspan(4), [](tag_reader& in) { in.open(2); }) == error{errc::bad_tag, 0, 0x3E} &&
         fault_in(rest.subspan(7), [](tag_reader& in) { in.close(2); }) == error{errc::bad_tag, 0, 0x3F} &&
         fault_in(rest.subspan(4), [](tag_reader& in) { in.close(3); }) == error{errc::bad_tag, 0, 0x3E} &&
         fault_in(rest.subspan(7), [](tag_reader& in) { in.open(3); }) == error{errc::bad_tag, 0, 0x3F};
}());
CASE("a value of another length, or of another type", [] {
  return fault_in(bytes{reference}.subspan(5),
                  [](tag_reader& in) { static_cast<void>(in.context(1, &element::as_object)); }) ==
             error{errc::bad_length, 0, 1} &&
         fault_in(bytes{reference}.subspan(10), [](tag_reader& in) {
           static_cast<void>(in.application(&element::as_enumerated));
         }) == error{errc::bad_tag, 0, 0x21};
}());
CASE("nothing where something must be",
     fault_in({}, [](tag_reader& in) { in.context(0); }) == error{errc::too_short, 0, 1});
CASE("something where nothing must be",
     fault_in(reference, [](tag_reader& in) { in.context(0); }) == error{errc::too_long, 5, 5});
CASE("what may be there and is cut short is no end", [] {
  constexpr std::uint8_t data[] = {0x19, 0x55, 0x2A, 0x01};
  return fault_in(data, [](tag_reader& in) {
           in.context(1);
           static_cast<void>(in.optional(2, &element::as_unsigned_32));
         }) == error{errc::too_short, 4, 5};
}());

// Between an opening and a closing tag
template <std::size_t Size>
constexpr error constructed_fault(typed<Size> data) {
  return fault_in(data, [](tag_reader& in) { static_cast<void>(in.constructed(3)); });
}
CASE("the octets between, which may be none", [] {
  constexpr std::uint8_t data[] = {0x11, 0x3E, 0x21, 0x05, 0x22, 0x01, 0x00, 0x3F, 0x3E, 0x3F};
  tag_reader in{data};
  static_cast<void>(in.any());
  bool const first = is(in.constructed(3), {0x21, 0x05, 0x22, 0x01, 0x00});
  return first && in.constructed(3).empty() && in.end() == error{};
}());
CASE("they may hold others, also with the same number", [] {
  constexpr std::uint8_t data[] = {0x3E, 0x3E, 0x0E, 0x21, 0x3F, 0x0F, 0x3F, 0x3F};
  tag_reader in{data};
  return is(in.constructed(3), {0x3E, 0x0E, 0x21, 0x3F, 0x0F, 0x3F}) && in.end() == error{};
}());
CASE("eight deep, and no deeper", [] {
  constexpr std::uint8_t eight[] = {0x3E, 0x0E, 0x1E, 0x2E, 0x3E, 0x4E, 0x5E, 0x6E, 0x7E,
                                    0x7F, 0x6F, 0x5F, 0x4F, 0x3F, 0x2F, 0x1F, 0x0F, 0x3F};
  constexpr std::uint8_t nine[] = {0x3E, 0x0E, 0x0E, 0x0E, 0x0E, 0x0E, 0x0E, 0x0E, 0x0E, 0x0E,
                                   0x0F, 0x0F, 0x0F, 0x0F, 0x0F, 0x0F, 0x0F, 0x0F, 0x0F, 0x3F};
  return constructed_fault(eight) == error{} && constructed_fault(nine) == error{errc::too_many, 9, 8};
}());
CASE("not closed, or closed by another",
     constructed_fault({0x3E, 0x21, 0x05}) == error{errc::unbalanced, 3, 3} &&
         constructed_fault({0x3E}) == error{errc::unbalanced, 1, 3} &&
         constructed_fault({0x3E, 0x2F}) == error{errc::unbalanced, 1, 3} &&
         constructed_fault({0x3E, 0x0E, 0x3F}) == error{errc::unbalanced, 2, 0} &&
         constructed_fault({0x3E, 0x0E, 0x1F, 0x0F, 0x3F}) == error{errc::unbalanced, 2, 0} &&
         constructed_fault({0x3E, 0x0E, 0x0F}) == error{errc::unbalanced, 3, 3});
CASE("the brackets may have their number in an octet of their own", [] {
  constexpr std::uint8_t data[] = {0xFE, 0x03, 0x21, 0x05, 0xFE, 0x03, 0xFF, 0x03, 0xFF, 0x03};
  tag_reader in{data};
  return is(in.constructed(3), {0x21, 0x05, 0xFE, 0x03, 0xFF, 0x03}) && in.end() == error{};
}());
CASE("which then must be theirs", constructed_fault({0x3E, 0x21, 0x05, 0xFF, 0x0F}) == error{errc::unbalanced, 3, 3} &&
                                      constructed_fault({0xFE, 0x02, 0x2F}) == error{errc::bad_tag, 0, 0xFE});
CASE("a tag that may be missing is not seen with its number in an octet of its own", [] {
  constexpr std::uint8_t data[] = {0xF9, 0x02, 0x07};
  tag_reader in{data};
  bool const seen = in.sees(2) || in.optional(2, &element::as_unsigned_32).has_value();
  return !seen && in.context(2, &element::as_unsigned_32) == 7 && in.end() == error{};
}());
CASE("not opened", constructed_fault({0x3F}) == error{errc::bad_tag, 0, 0x3F} &&
                       constructed_fault({0x2E, 0x2F}) == error{errc::bad_tag, 0, 0x2E});
CASE("what stands in them is checked",
     constructed_fault({0x3E, 0x43, 0x42, 0xF7, 0x00, 0x3F}) == error{errc::bad_length, 1, 3} &&
         constructed_fault({0x3E, 0x44, 0x42, 0x3F}) == error{errc::too_short, 4, 5});

}  // namespace test_bacnet_tag
