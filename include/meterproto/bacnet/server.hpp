// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/discovery.hpp>
#include <meterproto/bacnet/log.hpp>
#include <meterproto/bacnet/management.hpp>
#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

/// The answering side of the application layer: what a device says to a request. What its objects hold is the caller's.
/// Source: ANSI/ASHRAE 135-2016 clauses 15, 16 and 18 (errors, reject and abort reasons).
namespace meterproto::bacnet {

/// What became of a request inside a device.
using outcome = maybe<access_error>;  ///< absent: done

/// What a device must offer.
///   instance(): of its Device object. vendor(): its vendor identifier.
///   offers(service): which confirmed services it executes; others are rejected as not known.
///   object(n): its n-th object, absent behind the last; the Device object among them.
///   name(object): its Object_Name, empty where there is no such object.
///   listed(object, which, n): the n-th property that the special properties all, required or optional stand for,
///   absent
///     behind the last.
///   read(reference, out): appends the value's elements; of an array without index all of them.
///   write(reference, value, priority): encoded elements.
///   read_range(request, ack, out): appends items and fills in the ack's flags, count and first sequence.
///   synchronize(now), control(request), reinitialize(request).
///   silenced(): control() has told it to be silent; it answers to this service and to reinitialize() only.
template <class Device>
concept server_device =
    requires(Device& it, confirmed_service service, object_id object, property which, std::size_t n,
             property_reference const& of, tag_writer& out, bytes value, maybe<std::uint8_t> priority,
             read_range const& range, read_range_ack& ack, date_time const& now,
             device_communication_control const& control, reinitialize_device const& restart) {
      { it.instance() } -> std::convertible_to<std::uint32_t>;
      { it.vendor() } -> std::convertible_to<std::uint16_t>;
      { it.offers(service) } -> std::same_as<bool>;
      { it.object(n) } -> std::same_as<maybe<object_id>>;
      { it.name(object) } -> std::same_as<character_string>;
      { it.listed(object, which, n) } -> std::same_as<maybe<property>>;
      { it.read(of, out) } -> std::same_as<outcome>;
      { it.write(of, value, priority) } -> std::same_as<outcome>;
      { it.read_range(range, ack, out) } -> std::same_as<outcome>;
      it.synchronize(now);
      { it.control(control) } -> std::same_as<outcome>;
      { it.reinitialize(restart) } -> std::same_as<outcome>;
      { it.silenced() } -> std::same_as<bool>;
    };

/// The answer to an APDU that came.
struct answer_apdu {
  bytes apdu;              ///< in the caller's buffer; empty: none
  bool to_all = false;     ///< I-Am and I-Have are said to everybody
  maybe<object_id> has{};  ///< I-Have: of which object
};

namespace server_rules {

/// Clause 18.9: why a request cannot be read.
constexpr reject_reason reason_of(error const& fault) {
  switch (fault.code) {
    case errc::too_short:
    case errc::bad_count: return reject_reason::missing_required_parameter;
    case errc::too_long: return reject_reason::too_many_arguments;
    case errc::bad_value:
    case errc::does_not_fit: return reject_reason::parameter_out_of_range;
    case errc::bad_length: return reject_reason::invalid_parameter_data_type;
    default: return reject_reason::invalid_tag;
  }
}

/// Appends one property of a ReadPropertyMultiple answer. `space`: for its value, before it is known whether there is
/// one.
template <class Device>
constexpr void put_result(Device& device, property_reference const& of, result_writer& results,
                          std::span<std::uint8_t> space) {
  writer scratch{space};
  tag_writer value{scratch};
  auto const fault = device.read(of, value);
  if (fault)
    results.fault(of.what, of.index, *fault);
  else if (scratch.ok())
    results.value(of.what, of.index, scratch.written());
  else
    results.fault(of.what, of.index, {error_class::resources, error_code::other});
}

constexpr bool is_special(property which) {
  return which == property::all || which == property::required || which == property::optional;
}

}  // namespace server_rules

/// Answers requests. `most`: the longest answer in octets; what is longer is aborted, as answers are not segmented.
template <server_device Device>
class server {
 public:
  /// `scratch`: as long as the longest single value.
  constexpr server(Device& device, std::span<std::uint8_t> scratch, std::size_t most = max_mstp_apdu)
      : device_{device}, scratch_{scratch}, most_{most} {}

  /// The answer to an APDU, in the first octets of `buffer`. `to_all`: it was a broadcast, which no confirmed request
  /// may be.
  [[nodiscard]] constexpr answer_apdu answer(bytes came, bool to_all, std::span<std::uint8_t> buffer) {
    auto const asked = parse_apdu(came);
    if (!asked) return {};
    bool const restarts =
        asked->is(confirmed_service::device_communication_control) || asked->is(confirmed_service::reinitialize_device);
    if (device_.silenced() && !restarts) return {};
    writer out{buffer};
    if (asked->type == pdu_type::unconfirmed_request) {
      auto const has = unconfirmed(*asked, out);
      return {out.ok() ? bytes{out.written()} : bytes{}, true, has};
    }
    if (asked->type != pdu_type::confirmed_request || to_all) return {};
    confirmed(*asked, out);
    auto const limit = apdu_sizes[asked->max_apdu < apdu_sizes.size() ? asked->max_apdu : apdu_sizes.size() - 1];
    if (!out.ok() || out.needed() > limit || out.needed() > most_) {
      out = writer{buffer};
      put_abort(out, true, asked->invoke_id, abort_reason::segmentation_not_supported);  // 5.4.5.3
    }
    return {out.ok() ? bytes{out.written()} : bytes{}, false};
  }

  /// I-Am, to be said unasked after a start.
  constexpr void put_i_am(writer& out) {
    put_request(out, i_am{device_.instance(), static_cast<std::uint16_t>(most_), segmentation::none, device_.vendor()});
  }
  constexpr void put_i_have(object_id const& object, writer& out) {
    put_request(out, i_have{{object_type::device, device_.instance()}, object, device_.name(object)});
  }

 private:
  /// The object of an I-Have.
  constexpr maybe<object_id> unconfirmed(apdu const& asked, writer& out) {
    switch (static_cast<unconfirmed_service>(asked.service)) {
      case unconfirmed_service::who_is:
        if (auto const wanted = who_is::parse(asked.data); wanted && is_meant(wanted->limits)) put_i_am(out);
        break;
      case unconfirmed_service::who_has:
        if (auto const wanted = who_has::parse(asked.data); wanted && is_meant(wanted->limits))
          return have(*wanted, out);
        break;
      case unconfirmed_service::time_synchronization:
        if (auto const now = time_synchronization::parse(asked.data); now) device_.synchronize(now->now);
        break;
      default: break;  // also UTC: to know local time from it takes an offset that a meter does not have
    }
    return {};
  }
  [[nodiscard]] constexpr bool is_meant(maybe<instance_range> const& limits) const {
    return !limits || limits->holds(device_.instance());
  }
  constexpr maybe<object_id> have(who_has const& wanted, writer& out) {
    for (std::size_t n = 0;; ++n) {
      auto const object = device_.object(n);
      if (!object) return {};
      if (wanted.object ? *wanted.object != *object : !same(wanted.name, device_.name(*object))) continue;
      put_i_have(*object, out);
      return object;
    }
  }
  static constexpr bool same(character_string const& left, character_string const& right) {
    if (left.charset != right.charset || left.octets.size() != right.octets.size()) return false;
    for (std::size_t i = 0; i != left.octets.size(); ++i)
      if (left.octets[i] != right.octets[i]) return false;
    return true;
  }

  constexpr void confirmed(apdu const& asked, writer& out) {
    if (asked.segmented) {
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
      return;
    }
    auto const service = static_cast<confirmed_service>(asked.service);
    if (!device_.offers(service)) {
      put_reject(out, asked.invoke_id, reject_reason::unrecognized_service);
      return;
    }
    switch (service) {
      case confirmed_service::read_property:
        with(read_property::parse(asked.data), asked, out, [&](auto const& it) { read(asked, it.of, out); });
        break;
      case confirmed_service::read_property_multiple: read_multiple(asked, out); break;
      case confirmed_service::write_property:
        with(write_property::parse(asked.data), asked, out, [&](write_property const& it) {
          acknowledge(asked, device_.write(resolved(it.of), it.value, it.priority), out);
        });
        break;
      case confirmed_service::read_range:
        with(read_range::parse(asked.data), asked, out, [&](auto const& it) { range(asked, it, out); });
        break;
      case confirmed_service::device_communication_control:
        with(device_communication_control::parse(asked.data), asked, out,
             [&](auto const& it) { acknowledge(asked, device_.control(it), out); });
        break;
      case confirmed_service::reinitialize_device:
        with(reinitialize_device::parse(asked.data), asked, out,
             [&](auto const& it) { acknowledge(asked, device_.reinitialize(it), out); });
        break;
      default: put_reject(out, asked.invoke_id, reject_reason::unrecognized_service); break;
    }
  }
  template <class Request, class Do>
  constexpr void with(result<Request> const& read, apdu const& asked, writer& out, Do const& go) {
    if (read)
      go(*read);
    else
      put_reject(out, asked.invoke_id, server_rules::reason_of(read.error()));
  }
  static constexpr void acknowledge(apdu const& asked, outcome const& done, writer& out) {
    if (done)
      put_error(out, asked.invoke_id, asked.service, *done);
    else
      put_simple_ack(out, asked.invoke_id, asked.service);
  }
  /// Device 4194303 stands for the device itself, whatever its instance.
  [[nodiscard]] constexpr property_reference resolved(property_reference of) const {
    if (of.object == object_id{object_type::device, object_id::any_instance}) of.object.instance = device_.instance();
    return of;
  }

  constexpr void read(apdu const& asked, property_reference const& of, writer& out) {
    writer value{scratch_};
    tag_writer elements{value};
    auto const wanted = resolved(of);
    auto const fault = device_.read(wanted, elements);
    if (fault)
      put_error(out, asked.invoke_id, asked.service, *fault);
    else if (value.ok())
      put_ack(out, asked.invoke_id, read_property_ack{wanted, value.written()});
    else
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
  }
  constexpr void read_multiple(apdu const& asked, writer& out) {
    if (asked.data.empty()) return put_reject(out, asked.invoke_id, server_rules::reason_of(errc::too_short));
    out.u8(0x30).u8(asked.invoke_id).u8(asked.service);
    tag_writer data{out};
    result_writer results{data};
    // What is longer than may be is aborted, and nothing more is read for it: a few octets may ask for every property
    // that there is.
    auto const is_full = [&] { return !out.ok() || out.needed() > most_; };
    asked_properties all{asked.data};
    for (bool begun = false; all.next(); begun = true) {
      if (is_full()) continue;
      auto const one = resolved(*all);
      if (all.begins_object()) {
        if (begun) results.end();
        results.begin(one.object);
      }
      if (!server_rules::is_special(one.what)) {
        server_rules::put_result(device_, one, results, scratch_);
        continue;
      }
      if (device_.name(one.object).octets.empty())
        results.fault(one.what, {}, {error_class::object, error_code::unknown_object});
      for (std::size_t n = 0;; ++n) {
        auto const which = device_.listed(one.object, one.what, n);
        if (!which || is_full()) break;
        server_rules::put_result(device_, {one.object, *which, {}}, results, scratch_);
      }
    }
    results.end();
    if (auto const fault = all.fault(); fault.code != errc::none) {
      out = out.rewound();
      put_reject(out, asked.invoke_id, server_rules::reason_of(fault));
    }
  }
  constexpr void range(apdu const& asked, read_range const& wanted, writer& out) {
    writer items{scratch_};
    tag_writer elements{items};
    read_range_ack ack;
    ack.of = wanted.of;
    auto const fault = device_.read_range(wanted, ack, elements);
    if (fault) {
      put_error(out, asked.invoke_id, asked.service, *fault);
      return;
    }
    if (!items.ok()) {
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
      return;
    }
    ack.items = items.written();
    put_ack(out, asked.invoke_id, ack);
  }

  Device& device_;
  std::span<std::uint8_t> scratch_;
  std::size_t most_;
};

}  // namespace meterproto::bacnet
