// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <cstdint>

/// Who-Is and I-Am, Who-Has and I-Have: which devices there are, and who has an object. parse() of each wants the
/// service's whole data; its errors are those of tag_reader. Source: ANSI/ASHRAE 135-2016 clauses 16.9 and 16.10.
namespace meterproto::bacnet {

/// Device instances; both limits or none.
struct instance_range {
  std::uint32_t low = 0;
  std::uint32_t high = object_id::any_instance;

  [[nodiscard]] constexpr bool holds(std::uint32_t instance) const { return instance >= low && instance <= high; }
  friend constexpr bool operator==(instance_range const&, instance_range const&) = default;

  /// Absent where neither limit is there. Errors: bad_tag or too_short where one is, bad_value above 4194303.
  [[nodiscard]] static constexpr maybe<instance_range> read(tag_reader& in) {
    if (!in.sees(0) && !in.sees(1)) return {};
    auto const at = in.at();
    instance_range made;
    made.low = in.context(0, &element::as_unsigned_32);
    made.high = in.context(1, &element::as_unsigned_32);
    if (made.low > object_id::any_instance || made.high > object_id::any_instance) in.fail({errc::bad_value, at});
    return made;
  }
  constexpr void put(tag_writer& out) const {
    out.context(0).unsigned_integer(low).context(1).unsigned_integer(high);
  }
};

struct who_is {
  static constexpr auto service = unconfirmed_service::who_is;

  maybe<instance_range> limits{};

  constexpr void put(tag_writer& out) const {
    if (limits) limits->put(out);
  }
  [[nodiscard]] static constexpr result<who_is> parse(bytes data) {
    tag_reader in{data};
    who_is const made{instance_range::read(in)};
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

struct i_am {
  static constexpr auto service = unconfirmed_service::i_am;

  std::uint32_t device = 0;  ///< its instance
  std::uint16_t max_apdu = 0;
  bacnet::segmentation segmentation = bacnet::segmentation::none;
  std::uint16_t vendor = 0;

  constexpr void put(tag_writer& out) const {
    out.object({object_type::device, device}).unsigned_integer(max_apdu);
    out.enumerated(static_cast<std::uint32_t>(segmentation)).unsigned_integer(vendor);
  }
  /// Errors: also bad_value for an object that is no device, and for a segmentation above 3; does_not_fit.
  [[nodiscard]] static constexpr result<i_am> parse(bytes data) {
    tag_reader in{data};
    auto const device = in.application(&element::as_object);
    if (device.type != object_type::device) in.fail({errc::bad_value, 0, static_cast<std::size_t>(device.type)});
    auto const size_at = in.at();
    auto const size = in.application(&element::as_unsigned_32);
    if (size > 0xFFFF) in.fail({errc::does_not_fit, size_at});
    auto const at = in.at();
    auto const segments = in.application(&element::as_enumerated);
    if (segments > 3) in.fail({errc::bad_value, at, segments});
    auto const vendor_at = in.at();
    auto const vendor = in.application(&element::as_unsigned_32);
    if (vendor > 0xFFFF) in.fail({errc::does_not_fit, vendor_at});
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return i_am{device.instance, static_cast<std::uint16_t>(size), static_cast<bacnet::segmentation>(segments),
                static_cast<std::uint16_t>(vendor)};
  }
};

struct who_has {
  static constexpr auto service = unconfirmed_service::who_has;

  maybe<instance_range> limits{};
  maybe<object_id> object{};  ///< or by name
  character_string name{};

  constexpr void put(tag_writer& out) const {
    if (limits) limits->put(out);
    if (object)
      out.context(2).object(*object);
    else
      out.context(3).characters(name);
  }
  [[nodiscard]] static constexpr result<who_has> parse(bytes data) {
    tag_reader in{data};
    who_has made;
    made.limits = instance_range::read(in);
    made.object = in.optional(2, &element::as_object);
    if (!made.object) made.name = in.context(3, &element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

struct i_have {
  static constexpr auto service = unconfirmed_service::i_have;

  object_id device;
  object_id object;
  character_string name;

  constexpr void put(tag_writer& out) const { out.object(device).object(object).characters(name); }
  [[nodiscard]] static constexpr result<i_have> parse(bytes data) {
    tag_reader in{data};
    i_have made;
    made.device = in.application(&element::as_object);
    if (made.device.type != object_type::device)
      in.fail({errc::bad_value, 0, static_cast<std::size_t>(made.device.type)});
    made.object = in.application(&element::as_object);
    made.name = in.application(&element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

}  // namespace meterproto::bacnet
