// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/codes.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

/// Tagged values, as views of their octets: what all services are written in. Read in any form that the standard
/// allows, written in the shortest. Source: ANSI/ASHRAE 135-2016 clause 20.2.
namespace meterproto::bacnet {

/// Clause 20.2.1.4: the application tags.
enum class datatype : std::uint8_t {
  null,
  boolean,
  unsigned_integer,
  signed_integer,
  real,
  double_precision,
  octet_string,
  character_string,
  bit_string,
  enumerated,
  date,
  time,
  object_identifier,
};
inline constexpr unsigned datatypes = 13;

struct object_id {
  static constexpr std::uint32_t any_instance = 0x3F'FFFF;

  object_type type = object_type::analog_input;
  std::uint32_t instance = 0;

  [[nodiscard]] static constexpr object_id of(std::uint32_t bits) {
    return {static_cast<object_type>(bits >> 22U), bits & any_instance};
  }
  [[nodiscard]] constexpr std::uint32_t bits() const {
    return (static_cast<std::uint32_t>(type) << 22U) | (instance & any_instance);
  }
  friend constexpr bool operator==(object_id const&, object_id const&) = default;
};

/// 255 in any field: any. A month of 13, 14: odd, even months; a day of 32, 33, 34: the last, odd, even days.
struct date {
  std::uint8_t year = 255;     ///< from 1900
  std::uint8_t month = 255;    ///< 1 to 12
  std::uint8_t day = 255;
  std::uint8_t weekday = 255;  ///< 1 Monday to 7 Sunday; some devices send 0

  [[nodiscard]] constexpr bool is_valid() const {
    return (month == 255 || (month >= 1 && month <= 14)) && (day == 255 || (day >= 1 && day <= 34)) &&
           (weekday == 255 || weekday <= 7);
  }
  /// Whether it names one day; the weekday may be left open.
  [[nodiscard]] constexpr bool is_specific() const {
    return is_valid() && year != 255 && month <= 12 && day <= 31;
  }
  friend constexpr bool operator==(date const&, date const&) = default;
};

struct time {
  std::uint8_t hour = 255;
  std::uint8_t minute = 255;
  std::uint8_t second = 255;
  std::uint8_t hundredths = 255;

  [[nodiscard]] constexpr bool is_valid() const {
    return (hour == 255 || hour < 24) && (minute == 255 || minute < 60) && (second == 255 || second < 60) &&
           (hundredths == 255 || hundredths < 100);
  }
  [[nodiscard]] constexpr bool is_specific() const {
    return hour < 24 && minute < 60 && second < 60 && hundredths < 100;
  }
  friend constexpr bool operator==(time const&, time const&) = default;
};

struct date_time {
  bacnet::date date;
  bacnet::time time;

  friend constexpr bool operator==(date_time const&, date_time const&) = default;
};

/// A view of the octets; bit 0 is the highest of the first one. Bits that the device did not send are 0, as a newer
/// revision of the standard only appends.
class bit_string {
 public:
  constexpr bit_string() = default;
  /// Expects: unused 0 to 7, and 0 without octets.
  constexpr bit_string(bytes octets, unsigned unused)
      : octets_{octets}, size_{octets.empty() ? 0 : 8 * octets.size() - unused} {}

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool operator[](std::size_t bit) const {
    return bit < size_ && ((unsigned{octets_[bit / 8]} >> (7 - bit % 8)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bytes octets() const { return octets_; }
  [[nodiscard]] constexpr unsigned unused() const { return static_cast<unsigned>(8 * octets_.size() - size_); }

 private:
  bytes octets_;
  std::size_t size_ = 0;
};

/// 0 is UTF-8 (ANSI X3.4 before 2008), 4 UCS-2, 5 ISO 8859-1; the octets are as they came.
struct character_string {
  std::uint8_t charset = 0;
  bytes octets;
};

enum class tag_class : std::uint8_t { application, context, opening, closing };

/// One tag with its content. Each as_...() gives the content as a type, of an application tag its own only. Errors:
/// bad_tag for another type, bad_length for a content that the type cannot have, does_not_fit beyond 64 bits; `at` is
/// the tag's place.
struct element {
  tag_class of = tag_class::application;
  std::uint8_t number = 0;   ///< application: the datatype
  std::uint8_t initial = 0;  ///< the first octet
  std::uint16_t at = 0;      ///< where the tag stands among the octets that were read
  bytes content;             ///< empty for an application Boolean, whose value is in its tag

  [[nodiscard]] constexpr bool is(datatype type) const {
    return of == tag_class::application && number == static_cast<std::uint8_t>(type);
  }
  [[nodiscard]] constexpr bool is_context(unsigned n) const { return of == tag_class::context && number == n; }

  [[nodiscard]] constexpr result<bool> as_boolean() const {
    if (auto const fault = check(datatype::boolean); fault.code != errc::none) return fault;
    return of == tag_class::application ? (initial & 1U) != 0 : content.front() != 0;
  }
  [[nodiscard]] constexpr result<std::uint64_t> as_unsigned() const { return natural(datatype::unsigned_integer); }
  /// The same within 32 bits. Error: also does_not_fit.
  [[nodiscard]] constexpr result<std::uint32_t> as_unsigned_32() const {
    return natural_32(datatype::unsigned_integer);
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_enumerated() const { return natural_32(datatype::enumerated); }
  [[nodiscard]] constexpr result<std::int64_t> as_signed() const {
    if (auto const fault = check(datatype::signed_integer); fault.code != errc::none) return fault;
    bool const negative = (content.front() & 0x80U) != 0;
    std::uint8_t const filler = negative ? 0xFF : 0;
    auto digits = content;
    while (digits.size() > 8 && digits.front() == filler) digits = digits.subspan(1);
    if (digits.size() > 8 || ((digits.front() & 0x80U) != 0) != negative) return error{errc::does_not_fit, at};
    std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
    for (auto const octet : digits) bits = (bits << 8U) | octet;
    return static_cast<std::int64_t>(bits);
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_real_bits() const { return natural_32(datatype::real); }
  [[nodiscard]] constexpr result<float> as_real() const {
    return as_real_bits().transform([](std::uint32_t bits) { return std::bit_cast<float>(bits); });
  }
  [[nodiscard]] constexpr result<std::uint64_t> as_double_bits() const {
    if (auto const fault = check(datatype::double_precision); fault.code != errc::none) return fault;
    reader in{content};
    std::uint64_t const high = in.u32();
    return (high << 32U) | in.u32();
  }
  [[nodiscard]] constexpr result<bytes> as_octets() const {
    if (auto const fault = check(datatype::octet_string); fault.code != errc::none) return fault;
    return content;
  }
  [[nodiscard]] constexpr result<character_string> as_characters() const {
    if (auto const fault = check(datatype::character_string); fault.code != errc::none) return fault;
    return character_string{content.front(), content.subspan(1)};
  }
  [[nodiscard]] constexpr result<bit_string> as_bits() const {
    if (auto const fault = check(datatype::bit_string); fault.code != errc::none) return fault;
    return bit_string{content.subspan(1), content.front()};
  }
  [[nodiscard]] constexpr result<bacnet::date> as_date() const {
    if (auto const fault = check(datatype::date); fault.code != errc::none) return fault;
    return bacnet::date{content[0], content[1], content[2], content[3]};
  }
  [[nodiscard]] constexpr result<bacnet::time> as_time() const {
    if (auto const fault = check(datatype::time); fault.code != errc::none) return fault;
    return bacnet::time{content[0], content[1], content[2], content[3]};
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_object_bits() const {
    return natural_32(datatype::object_identifier);
  }
  [[nodiscard]] constexpr result<object_id> as_object() const {
    return as_object_bits().transform([](std::uint32_t bits) { return object_id::of(bits); });
  }

  /// Whether the content can be one of this type. Errors: bad_tag, bad_length, bad_value (a bit string).
  [[nodiscard]] constexpr error check(datatype type) const {
    bool const application = of == tag_class::application;
    if (of > tag_class::context || (application && !is(type))) return {errc::bad_tag, at, initial};
    auto const size = content.size();
    bool right = true;
    switch (type) {
      case datatype::null: right = size == 0; break;
      case datatype::boolean: right = size == (application ? 0U : 1U); break;
      case datatype::unsigned_integer:
      case datatype::signed_integer:
      case datatype::enumerated:
      case datatype::character_string: right = size != 0; break;
      case datatype::real:
      case datatype::date:
      case datatype::time:
      case datatype::object_identifier: right = size == 4; break;
      case datatype::double_precision: right = size == 8; break;
      case datatype::octet_string: break;
      case datatype::bit_string:
        right = size != 0;
        if (right && (content.front() > 7 || (content.front() != 0 && size == 1)))
          return {errc::bad_value, at, content.front()};
        break;
    }
    return right ? error{} : error{errc::bad_length, at, size};
  }

 private:
  [[nodiscard]] constexpr result<std::uint64_t> natural(datatype type) const {
    if (auto const fault = check(type); fault.code != errc::none) return fault;
    std::uint64_t bits = 0;
    for (auto const octet : content) {
      if (bits >> 56U != 0) return error{errc::does_not_fit, at};
      bits = (bits << 8U) | octet;
    }
    return bits;
  }
  [[nodiscard]] constexpr result<std::uint32_t> natural_32(datatype type) const {
    auto fault = check(type);
    if (fault.code != errc::none) return fault;
    auto digits = content;
    for (; digits.size() > 4; digits = digits.subspan(1))
      if (digits.front() != 0) return error{errc::does_not_fit, at};
    if (prefers_speed && digits.size() == 4)
      return (std::uint32_t{digits[0]} << 24U) | (std::uint32_t{digits[1]} << 16U) | (std::uint32_t{digits[2]} << 8U) |
             digits[3];
    std::uint32_t bits = 0;
    for (auto const octet : digits) bits = (bits << 8U) | octet;
    return bits;
  }
};

/// Reads elements one by one. For a service, the functions that want a certain tag: the first fault is kept, and what
/// is read behind it is empty; whoever reads looks at fault() once, at the end.
class tag_reader {
 public:
  constexpr explicit tag_reader(bytes source) : all_{source} {}

  /// The next element; what an application tag holds has been checked. Errors: too_short; bad_value for a reserved
  /// datatype, a Boolean that is neither, a tag number of 255 and for L/V/T 6 or 7 in an application tag; those of
  /// element::check(). After an error done() is true.
  constexpr result<element> next() {
    element made;
    auto const why = parse(made);
    if (why.code == errc::none) return made;
    at_ = all_.size();
    return why;
  }
  [[nodiscard]] constexpr bool done() const { return at_ == all_.size(); }
  [[nodiscard]] constexpr std::size_t at() const { return at_; }

  // ---- for services ----

  [[nodiscard]] constexpr error fault() const { return fault_; }
  /// The fault, or too_long where an element follows; what follows and is none has a fault of its own.
  [[nodiscard]] constexpr error end() {
    if (!done()) {
      auto const from = at_;
      any();
      fail({errc::too_long, from, from});
    }
    return fault_;
  }
  /// From here on there is nothing to read.
  constexpr void fail(error why) {
    if (fault_.code == errc::none) fault_ = why;
    at_ = all_.size();
  }

  /// Whether the next tag is context n, opens n, or closes n, with its number where it belongs: a number below 15 in an
  /// octet of its own is read where it is wanted, and not seen where it may be missing. Expects: n below 15, as in all
  /// services.
  [[nodiscard]] constexpr bool sees(unsigned n) const {
    return !done() && all_[at_] >> 3U == 2 * n + 1 && (all_[at_] & 7U) < 6;
  }
  [[nodiscard]] constexpr bool sees_opening(unsigned n) const { return !done() && all_[at_] == ((n << 4U) | 0xEU); }
  [[nodiscard]] constexpr bool sees_closing(unsigned n) const { return !done() && all_[at_] == ((n << 4U) | 0xFU); }

  /// Any element; an empty one after a fault.
  constexpr element any() {
    element made;
    if (fault_.code != errc::none) return made;
    auto const why = parse(made);
    if (why.code != errc::none) {
      fail(why);
      made = {};
    }
    return made;
  }
  constexpr element context(unsigned n) {
    auto const one = any();
    if (!one.is_context(n)) fail({errc::bad_tag, one.at, one.initial});
    return one;
  }
  constexpr void open(unsigned n) { bracket((n << 4U) | 0xEU); }
  constexpr void close(unsigned n) { bracket((n << 4U) | 0xFU); }
  /// The octets between opening tag n and its closing tag, which may hold others. Each element in them has been read
  /// once. Errors: unbalanced, too_many above eight levels.
  constexpr bytes constructed(unsigned n) {
    open(n);
    auto const from = at_;
    // Which tag is open at each depth; no service of the standard goes deeper than a handful.
    std::array<std::uint8_t, 8> opened{};
    std::size_t depth = 0;
    while (fault_.code == errc::none) {
      if (depth == 0 && sees_closing(n)) return all_.subspan(from, at_++ - from);
      if (done()) fail({errc::unbalanced, at_, n});
      auto const one = any();
      if (fault_.code != errc::none) break;
      if (one.of == tag_class::opening) {
        if (depth == opened.size()) {
          fail({errc::too_many, one.at, opened.size()});
          break;
        }
        opened[depth++] = one.number;
      } else if (one.of == tag_class::closing) {
        auto const wanted = depth == 0 ? n : opened[depth - 1];
        if (one.number != wanted) {
          fail({errc::unbalanced, one.at, wanted});
          break;
        }
        if (depth == 0) return all_.subspan(from, one.at - from);
        --depth;
      }
    }
    return {};
  }

  // A value by the function that reads it: context(0, &element::as_object).
  template <class Value>
  constexpr Value value(element const& from, result<Value> (element::*as)() const) {
    if (fault_.code != errc::none) return {};
    auto const read = (from.*as)();
    if (!read) fail(read.error());
    return read ? *read : Value{};
  }
  template <class Value>
  constexpr Value context(unsigned n, result<Value> (element::*as)() const) {
    auto const one = context(n);
    return value(one, as);
  }
  template <class Value>
  constexpr maybe<Value> optional(unsigned n, result<Value> (element::*as)() const) {
    if (fault_.code != errc::none || !sees(n)) return {};
    return context(n, as);
  }
  template <class Value>
  constexpr Value application(result<Value> (element::*as)() const) {
    return value(tagged_application(), as);
  }

 private:
  constexpr void bracket(unsigned octet) {
    if (!done() && all_[at_] == octet) {
      ++at_;
      return;
    }
    auto const one = any();
    auto const of = (octet & 1U) == 0 ? tag_class::opening : tag_class::closing;
    if (one.of != of || one.number != octet >> 4U) fail({errc::bad_tag, one.at, one.initial});
  }
  constexpr element tagged_application() {
    auto const one = any();
    if (one.of != tag_class::application) fail({errc::bad_tag, one.at, one.initial});
    return one;
  }

  /// The next element, into one that is empty; then at_ is behind it.
  constexpr error parse(element& made) {
    if constexpr (prefers_speed) {
      if (parse_short(made))
        return made.of == tag_class::context ? error{} : made.check(static_cast<datatype>(made.number));
    }
    return parse_any(made);
  }
  /// Most have number and length in one octet.
  constexpr bool parse_short(element& made) {
    if (done()) return false;
    unsigned const initial = all_[at_];
    std::size_t const length = initial & 0x07U;
    unsigned const number = initial >> 4U;
    bool const context = (initial & 0x08U) != 0;
    // 15 stands in an octet of its own; a Boolean has no content, and there are 13 datatypes.
    unsigned const numbers = context ? 0x7FFFU : 0x1FFDU;
    if (((numbers >> number) & 1U) == 0 || length >= 5 || length >= all_.size() - at_) return false;
    made.of = context ? tag_class::context : tag_class::application;
    made.number = static_cast<std::uint8_t>(number);
    made.initial = static_cast<std::uint8_t>(initial);
    made.at = static_cast<std::uint16_t>(at_);
    made.content = all_.subspan(at_ + 1, length);
    at_ += 1 + length;
    return true;
  }
  constexpr error parse_any(element& made) {
    auto const rest = all_.subspan(at_);
    error const cut{errc::too_short, all_.size(), all_.size() + 1};
    if (rest.empty()) return cut;
    unsigned const lvt = rest[0] & 0x07U;
    bool const context = (rest[0] & 0x08U) != 0;
    made.at = static_cast<std::uint16_t>(at_);
    made.initial = rest[0];
    made.number = static_cast<std::uint8_t>(rest[0] >> 4U);
    std::size_t length = lvt;
    std::size_t head = 1;
    if (made.number == 15 || lvt == 5) {
      reader in{rest.subspan(1)};
      if (made.number == 15) made.number = in.u8();
      if (lvt == 5) {
        length = in.u8();
        if (length >= 254) length = length == 254 ? in.u16() : in.u32();
      }
      if (!in.ok()) return cut;
      if (made.number == 255) return {errc::bad_value, at_ + 1, 255};
      head += in.at();
    }
    if (context) {
      made.of = lvt < 6 ? tag_class::context : lvt == 6 ? tag_class::opening : tag_class::closing;
      if (lvt >= 6) length = 0;
    } else {
      bool const boolean = made.number == static_cast<unsigned>(datatype::boolean);
      if (made.number >= datatypes || lvt > (boolean ? 1U : 5U)) return {errc::bad_value, at_, made.initial};
      if (boolean) length = 0;
    }
    if (length > rest.size() - head) return cut;
    made.content = rest.subspan(head, length);
    at_ += head + length;
    return context ? error{} : made.check(static_cast<datatype>(made.number));
  }

  bytes all_;
  std::size_t at_ = 0;
  error fault_;
};

/// Appends tagged values. After context(n) the next one has that tag in the place of its datatype's.
class tag_writer {
 public:
  constexpr explicit tag_writer(writer& out) : out_{out} {}

  constexpr tag_writer& context(unsigned n) {
    next_context_ = static_cast<std::int16_t>(n);
    return *this;
  }
  constexpr tag_writer& open(unsigned n) { return bracket(n, 6); }
  constexpr tag_writer& close(unsigned n) { return bracket(n, 7); }

  constexpr tag_writer& null() { return tag(datatype::null, 0); }
  constexpr tag_writer& boolean(bool value) {
    if (next_context_ < 0) return tag(datatype::boolean, value ? 1 : 0);
    tag(datatype::boolean, 1);
    out_.u8(value ? 1U : 0U);
    return *this;
  }
  constexpr tag_writer& unsigned_integer(std::uint64_t value) { return natural(datatype::unsigned_integer, value); }
  constexpr tag_writer& enumerated(std::uint32_t value) { return natural(datatype::enumerated, value); }
  constexpr tag_writer& signed_integer(std::int64_t value) {
    auto const bits = static_cast<std::uint64_t>(value);
    unsigned size = 1;
    // As long as the octets left out would not all be copies of the sign.
    while (size != 8 && value >> (8 * size - 1) != (value < 0 ? -1 : 0)) ++size;
    tag(datatype::signed_integer, size);
    return low_octets(bits, size);
  }
  constexpr tag_writer& real(float value) { return real_bits(std::bit_cast<std::uint32_t>(value)); }
  constexpr tag_writer& real_bits(std::uint32_t bits) {
    tag(datatype::real, 4);
    return low_octets(bits, 4);
  }
  constexpr tag_writer& double_bits(std::uint64_t bits) {
    tag(datatype::double_precision, 8);
    return low_octets(bits, 8);
  }
  constexpr tag_writer& octets(bytes value) { return content(value); }
  constexpr tag_writer& characters(character_string const& value) {
    tag(datatype::character_string, value.octets.size() + 1);
    out_.u8(value.charset).put(value.octets);
    return *this;
  }
  constexpr tag_writer& bits(bit_string const& value) {
    tag(datatype::bit_string, value.octets().size() + 1);
    out_.u8(value.unused()).put(value.octets());
    return *this;
  }
  /// The lowest `count` bits of `flags`, bit 0 first; at most 32.
  constexpr tag_writer& bits(std::uint32_t flags, unsigned count) {
    std::array<std::uint8_t, 4> octets{};
    for (unsigned i = 0; i != count; ++i)
      if (((flags >> i) & 1U) != 0) octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | (0x80U >> (i % 8)));
    auto const size = (count + 7) / 8;
    return bits(bit_string{bytes{octets}.first(size), 8 * size - count});
  }
  constexpr tag_writer& date(bacnet::date const& value) {
    tag(datatype::date, 4);
    out_.u8(value.year).u8(value.month).u8(value.day).u8(value.weekday);
    return *this;
  }
  constexpr tag_writer& time(bacnet::time const& value) {
    tag(datatype::time, 4);
    out_.u8(value.hour).u8(value.minute).u8(value.second).u8(value.hundredths);
    return *this;
  }
  constexpr tag_writer& object(object_id const& value) {
    tag(datatype::object_identifier, 4);
    return low_octets(value.bits(), 4);
  }
  /// Octets as they are, under a context tag or as an octet string.
  constexpr tag_writer& content(bytes value) {
    tag(datatype::octet_string, value.size());
    out_.put(value);
    return *this;
  }
  /// Elements that are encoded already.
  constexpr tag_writer& encoded(bytes elements) {
    out_.put(elements);
    return *this;
  }

  [[nodiscard]] constexpr writer& out() { return out_; }

 private:
  constexpr tag_writer& tag(datatype type, std::size_t length) {
    bool const application = next_context_ < 0;
    auto const number = application ? static_cast<unsigned>(type) : static_cast<unsigned>(next_context_);
    next_context_ = -1;
    unsigned const nibble = number < 15 ? number : 15U;
    out_.u8((nibble << 4U) | (application ? 0U : 8U) | (length < 5 ? static_cast<unsigned>(length) : 5U));
    if (number >= 15) out_.u8(number);
    if (length < 5) return *this;
    if (length < 254)
      out_.u8(length);
    else if (length < 0x1'0000)
      out_.u8(254).u16(length);
    else
      out_.u8(255).u32(length);
    return *this;
  }
  constexpr tag_writer& bracket(unsigned n, unsigned lvt) {
    out_.u8(((n < 15 ? n : 15U) << 4U) | 8U | lvt);
    if (n >= 15) out_.u8(n);
    return *this;
  }
  constexpr tag_writer& natural(datatype type, std::uint64_t value) {
    unsigned size = 1;
    while (size != 8 && value >> (8 * size) != 0) ++size;
    tag(type, size);
    return low_octets(value, size);
  }
  constexpr tag_writer& low_octets(std::uint64_t bits, unsigned count) {
    for (; count != 0; --count) out_.u8((bits >> (8 * (count - 1))) & 0xFFU);
    return *this;
  }

  writer& out_;
  std::int16_t next_context_ = -1;
};

}  // namespace meterproto::bacnet
