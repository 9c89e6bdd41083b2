// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

/// ReadProperty, ReadPropertyMultiple and WriteProperty, both sides. parse() of each wants the service's whole data;
/// its errors are those of tag_reader, with their place in these data. Source: ANSI/ASHRAE 135-2016 clauses 15.5, 15.7,
/// 15.9 and 21.
namespace meterproto::bacnet {

/// A property of an object, or one entry of it where it is an array; entry 0 is the number of entries.
struct property_reference {
  object_id object;
  property what = property::present_value;
  maybe<std::uint32_t> index{};

  friend constexpr bool operator==(property_reference const&, property_reference const&) = default;

  constexpr void put(tag_writer& out) const {
    out.context(0).object(object).context(1).enumerated(static_cast<std::uint32_t>(what));
    if (index) out.context(2).unsigned_integer(*index);
  }
  [[nodiscard]] static constexpr property_reference read(tag_reader& in) {
    property_reference made;
    made.object = in.context(0, &element::as_object);
    made.what = static_cast<property>(in.context(1, &element::as_enumerated));
    made.index = in.optional(2, &element::as_unsigned_32);
    return made;
  }
};

namespace property_rules {

/// Neighbours of the same object share its list. `at` gives the i-th reference.
template <class At>
constexpr void put_references(tag_writer& out, std::size_t count, At const& at) {
  for (std::size_t i = 0; i != count; ++i) {
    property_reference const& of = at(i);
    if (i == 0 || at(i - 1).object != of.object) out.context(0).object(of.object).open(1);
    out.context(0).enumerated(static_cast<std::uint32_t>(of.what));
    if (of.index) out.context(1).unsigned_integer(*of.index);
    if (i + 1 == count || at(i + 1).object != of.object) out.close(1);
  }
}

template <class Made>
constexpr result<Made> finish(tag_reader& in, Made const& made) {
  auto const fault = in.end();
  if (fault.code != errc::none) return fault;
  return made;
}

}  // namespace property_rules

struct read_property {
  static constexpr auto service = confirmed_service::read_property;

  property_reference of;

  constexpr void put(tag_writer& out) const { of.put(out); }
  [[nodiscard]] static constexpr result<read_property> parse(bytes data) {
    tag_reader in{data};
    return property_rules::finish(in, read_property{property_reference::read(in)});
  }
};

struct read_property_ack {
  static constexpr auto service = confirmed_service::read_property;

  property_reference of;
  bytes value;  ///< encoded elements: one for a single value, any number for a list or an array

  constexpr void put(tag_writer& out) const {
    of.put(out);
    out.open(3).encoded(value).close(3);
  }
  [[nodiscard]] static constexpr result<read_property_ack> parse(bytes data) {
    tag_reader in{data};
    read_property_ack made;
    made.of = property_reference::read(in);
    made.value = in.constructed(3);
    return property_rules::finish(in, made);
  }
};

struct write_property {
  static constexpr auto service = confirmed_service::write_property;

  property_reference of;
  bytes value;  ///< encoded elements
  maybe<std::uint8_t> priority{};  ///< 1 to 16; of a property that has no priorities it is passed over

  constexpr void put(tag_writer& out) const {
    of.put(out);
    out.open(3).encoded(value).close(3);
    if (priority) out.context(4).unsigned_integer(*priority);
  }
  /// Errors: also bad_value for a priority outside of 1 to 16.
  [[nodiscard]] static constexpr result<write_property> parse(bytes data) {
    tag_reader in{data};
    write_property made;
    made.of = property_reference::read(in);
    made.value = in.constructed(3);
    auto const at = in.at();
    if (auto const priority = in.optional(4, &element::as_unsigned_32); priority) {
      if (*priority < 1 || *priority > 16) in.fail({errc::bad_value, at, *priority});
      made.priority = static_cast<std::uint8_t>(*priority);
    }
    return property_rules::finish(in, made);
  }
};

/// Of a ReadPropertyMultiple request one object, and the properties that are asked of it: an encoded list, read one by
/// one.
class property_list {
 public:
  constexpr property_list() = default;
  constexpr property_list(object_id object, bytes references) : object_{object}, in_{references} {}

  [[nodiscard]] constexpr object_id object() const { return object_; }
  [[nodiscard]] constexpr bool done() const { return in_.done(); }
  constexpr result<property_reference> next() {
    property_reference made;
    made.object = object_;
    made.what = static_cast<property>(in_.context(0, &element::as_enumerated));
    made.index = in_.optional(1, &element::as_unsigned_32);
    if (in_.fault().code != errc::none) return in_.fault();
    return made;
  }

 private:
  object_id object_;
  tag_reader in_{bytes{}};
};

/// What a ReadPropertyMultiple ack says of one property: its value, or why there is none.
struct property_result {
  property_reference of;
  bytes value;  ///< encoded elements, maybe none
  maybe<access_error> why{};
};

/// Of a ReadPropertyMultiple ack one object with its results.
class result_list {
 public:
  constexpr result_list() = default;
  constexpr result_list(object_id object, bytes results) : object_{object}, in_{results} {}

  [[nodiscard]] constexpr object_id object() const { return object_; }
  [[nodiscard]] constexpr bool done() const { return in_.done(); }
  constexpr result<property_result> next() {
    property_result made;
    made.of.object = object_;
    made.of.what = static_cast<property>(in_.context(2, &element::as_enumerated));
    made.of.index = in_.optional(3, &element::as_unsigned_32);
    if (in_.sees_opening(5)) {
      in_.open(5);
      made.why = apdu_rules::read_error(in_);
      in_.close(5);
    } else {
      made.value = in_.constructed(4);
    }
    if (in_.fault().code != errc::none) return in_.fault();
    return made;
  }

 private:
  object_id object_;
  tag_reader in_{bytes{}};
};

/// Reads a list of objects, each with its own list. An empty list of results is legal in an ack; an object that is
/// asked for nothing is not.
template <class List>
class object_lists {
 public:
  constexpr explicit object_lists(bytes data) : in_{data} {}

  [[nodiscard]] constexpr bool done() const { return in_.done(); }
  /// Errors, at their place in the data that were given: those of tag_reader; bad_count for an object without
  /// properties. After an error done() is true.
  constexpr result<List> next() {
    auto const object = in_.context(0, &element::as_object);
    bytes inner;
    auto const at = in_.at();
    if constexpr (std::same_as<List, property_list>) {
      inner = in_.constructed(1);
      if (inner.empty()) in_.fail({errc::bad_count, at, 1});
    } else if (in_.sees_opening(1)) {
      inner = in_.constructed(1);
    }
    if (in_.fault().code != errc::none) return in_.fault();
    for (List check{object, inner}; !check.done();) {
      auto const one = check.next();
      if (one) continue;
      auto why = one.error();
      why.at = static_cast<std::uint16_t>(why.at + in_.inner_at());
      in_.fail(why);
      return why;
    }
    return List{object, inner};
  }

 private:
  tag_reader in_;
};
using asked_objects = object_lists<property_list>;
using answered_objects = object_lists<result_list>;

/// The result for a reference in a ReadPropertyMultiple ack. Errors: not_in_reply; of an ack that cannot be read, where
/// that comes first.
[[nodiscard]] constexpr result<property_result> find(bytes ack, property_reference const& wanted) {
  for (answered_objects all{ack}; !all.done();) {
    auto list = all.next();
    if (!list) return list.error();
    while (!list->done()) {
      auto const one = list->next();
      if (!one || one->of == wanted) return one;
    }
  }
  return errc::not_in_reply;
}

/// A ReadPropertyMultiple request for these; neighbours of the same object share its list.
struct read_property_multiple {
  static constexpr auto service = confirmed_service::read_property_multiple;

  std::span<property_reference const> all;

  constexpr void put(tag_writer& out) const {
    property_rules::put_references(out, all.size(), [&](std::size_t i) -> auto const& { return all[i]; });
  }
};

/// Writes a ReadPropertyMultiple ack result by result.
class result_writer {
 public:
  constexpr explicit result_writer(tag_writer& out) : out_{out} {}

  constexpr void begin(object_id object) { out_.context(0).object(object).open(1); }
  constexpr void end() { out_.close(1); }
  constexpr void value(property what, maybe<std::uint32_t> index, bytes elements) {
    name(what, index);
    out_.open(4).encoded(elements).close(4);
  }
  constexpr void fault(property what, maybe<std::uint32_t> index, access_error const& why) {
    name(what, index);
    out_.open(5);
    apdu_rules::put_error(out_, why);
    out_.close(5);
  }

 private:
  constexpr void name(property what, maybe<std::uint32_t> index) {
    out_.context(2).enumerated(static_cast<std::uint32_t>(what));
    if (index) out_.context(3).unsigned_integer(*index);
  }
  tag_writer& out_;
};

}  // namespace meterproto::bacnet
