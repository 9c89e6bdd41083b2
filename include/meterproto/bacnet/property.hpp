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
  constexpr void read(tag_reader& in) {
    object = object_id::of(in.context(0, &element::as_object_bits));
    read_name(in, 1);
  }
  /// Property and entry, under the tags `from` and `from` + 1.
  constexpr void read_name(tag_reader& in, unsigned from) {
    what = static_cast<property>(in.context(from, &element::as_enumerated));
    index = in.optional(from + 1, &element::as_unsigned_32);
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
    read_property made;
    made.of.read(in);
    return property_rules::finish(in, made);
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
    return result<read_property_ack>::filled([&](read_property_ack& into) {
      tag_reader in{data};
      into.of.read(in);
      into.value = in.constructed(3);
      return in.end();
    });
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
    made.of.read(in);
    made.value = in.constructed(3);
    auto const at = in.at();
    if (auto const priority = in.optional(4, &element::as_unsigned_32); priority) {
      if (*priority < 1 || *priority > 16) in.fail({errc::bad_value, at, *priority});
      made.priority = static_cast<std::uint8_t>(*priority);
    }
    return property_rules::finish(in, made);
  }
};

/// What a ReadPropertyMultiple ack says of one property: its value, or why there is none.
struct property_result {
  property_reference of;
  bytes value;  ///< encoded elements, maybe none
  maybe<access_error> why{};
};

namespace property_rules {

constexpr property_reference& reference_in(property_reference& entry) {
  return entry;
}
constexpr property_reference& reference_in(property_result& entry) {
  return entry.of;
}
constexpr void read_entry(tag_reader& in, property_reference& into) {
  into.read_name(in, 0);
}
constexpr void read_entry(tag_reader& in, property_result& into) {
  into.of.read_name(in, 2);
  into.why = {};
  into.value = {};
  if (in.sees_opening(5)) {
    in.open(5);
    into.why = apdu_rules::read_error(in);
    in.close(5);
  } else {
    into.value = in.constructed(4);
  }
}

}  // namespace property_rules

/// The entries of a ReadPropertyMultiple request or ack one by one, whatever object they belong to:
///   for (answered_properties all{data}; all.next();) use(*all);
/// What stands behind an entry has not been read yet. An empty list of results is legal in an ack; an object that is
/// asked for nothing is not.
template <class Entry>
class property_entries {
 public:
  constexpr explicit property_entries(bytes data) : in_{data} {}

  /// Whether there is one more; * and -> give it. False at the end, and at what cannot be read: then there is a fault.
  constexpr bool next() {
    begins_object_ = false;
    while (!in_.done()) {
      if (!inside_) {
        property_rules::reference_in(entry_).object = object_id::of(in_.context(0, &element::as_object_bits));
        list_at_ = in_.at();
        if (in_.sees_opening(1) || lists_needed) in_.open(1);
        inside_ = begins_object_ = in_.at() != list_at_;
      } else if (in_.sees_closing(1)) {
        if (lists_needed && begins_object_) in_.fail({errc::bad_count, list_at_, 1});
        in_.close(1);
        inside_ = false;
      } else {
        property_rules::read_entry(in_, entry_);
        return in_.fault().code == errc::none;
      }
    }
    if (inside_) in_.fail({errc::unbalanced, in_.at(), 1});
    return false;
  }
  [[nodiscard]] constexpr Entry const& operator*() const { return entry_; }
  [[nodiscard]] constexpr Entry const* operator->() const { return &entry_; }
  /// Whether the entry is the first in its object's list.
  [[nodiscard]] constexpr bool begins_object() const { return begins_object_; }

  /// What ended the reading: errors of tag_reader at their place in the data; bad_count for an object without
  /// properties.
  [[nodiscard]] constexpr error fault() const { return in_.fault(); }

 private:
  static constexpr bool lists_needed = std::same_as<Entry, property_reference>;

  tag_reader in_;
  Entry entry_;
  std::size_t list_at_ = 0;
  bool inside_ = false;
  bool begins_object_ = false;
};
using asked_properties = property_entries<property_reference>;
using answered_properties = property_entries<property_result>;

/// The result for a reference in a ReadPropertyMultiple ack. Errors: not_in_reply; of an ack that cannot be read, where
/// that comes first.
[[nodiscard]] constexpr result<property_result> find(bytes ack, property_reference const& wanted) {
  answered_properties all{ack};
  while (all.next())
    if (all->of == wanted) return *all;
  auto const fault = all.fault();
  return fault.code == errc::none ? error{errc::not_in_reply} : fault;
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
