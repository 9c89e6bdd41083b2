// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/object.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// Which requests fetch some properties, and what one poll brought. A device on MS/TP takes and gives 480 octets and
/// does not segment: 29 present values fill them. Source: the sizes of ANSI/ASHRAE 135-2016 clause 20.2.
namespace meterproto::bacnet {

/// A property that is wanted, and how many octets its value has, tags included.
struct wanted_property {
  property_reference of;
  std::uint16_t value_size = 5;  ///< 5: a Real
};

namespace poll_rules {

constexpr std::size_t natural_size(std::uint32_t number) {
  return number < 0x100 ? 1 : number < 0x1'0000 ? 2 : number < 0x100'0000 ? 3 : 4;
}
/// Property, index and the opening and closing tags of its value.
constexpr std::size_t name_size(property_reference const& of) {
  return 1 + natural_size(static_cast<std::uint32_t>(of.what)) + (of.index ? 1 + natural_size(*of.index) : 0);
}
inline constexpr std::size_t object_size = 5 + 2;  // and its own opening and closing tag
inline constexpr std::size_t ack_header = 3;
inline constexpr std::size_t request_header = 4;

/// How many of these a ReadPropertyMultiple ack of `most` octets holds; at least one, which may not fit.
constexpr std::size_t count_that_fits(std::span<wanted_property const> all, std::size_t most,
                                      std::size_t most_request) {
  auto answer = ack_header;
  auto request = request_header;
  for (std::size_t i = 0; i != all.size(); ++i) {
    bool const same_object = i != 0 && all[i - 1].of.object == all[i].of.object;
    answer += (same_object ? 0 : object_size) + name_size(all[i].of) + 2 + all[i].value_size;
    request += (same_object ? 0 : object_size) + name_size(all[i].of);
    if (i != 0 && (answer > most || request > most_request)) return i;
  }
  return all.size();
}

}  // namespace poll_rules

/// What a device takes and gives.
struct poll_limits {
  std::size_t most_answer = max_mstp_apdu;
  std::size_t most_request = usual_request_size;  ///< what a client holds, unless it is told otherwise
  bool multiple = true;                           ///< it knows ReadPropertyMultiple
};

/// Fetches properties request by request. Where a device refuses a request as too large, half as many are asked for;
/// where it does not know ReadPropertyMultiple, one at a time.
class property_poll {
 public:
  /// Expects: that `all` lives on.
  constexpr explicit property_poll(std::span<wanted_property const> all, poll_limits const& limits = {})
      : all_{all}, limits_{limits} {
    choose();
  }

  [[nodiscard]] constexpr bool done() const { return from_ == all_.size(); }

  /// What to ask now: properties from() to from() + count(). Expects: !done().
  [[nodiscard]] constexpr std::size_t from() const { return from_; }
  [[nodiscard]] constexpr std::size_t count() const { return count_; }
  [[nodiscard]] constexpr bool asks_for_one() const { return !limits_.multiple; }

  /// The request, as a service for build_request() or client::ask().
  struct request {
    std::span<wanted_property const> part;

    static constexpr auto service = confirmed_service::read_property_multiple;
    constexpr void put(tag_writer& out) const {
      property_rules::put_references(out, part.size(), [&](std::size_t i) -> auto const& { return part[i].of; });
    }
  };
  [[nodiscard]] constexpr request multiple() const { return {all_.subspan(from_, count_)}; }
  [[nodiscard]] constexpr read_property single() const { return {all_[from_].of}; }
  /// Whichever of both it is, handed to `ask`.
  template <class Ask>
  constexpr auto ask(Ask&& with) const {
    return asks_for_one() ? with(single()) : with(multiple());
  }

  /// The answer. `take(index, result)` is called for each property that it speaks of, index counting all that are
  /// wanted. Errors: the refusal, where the device refuses and asking otherwise does not help: then these properties
  /// are passed over; those of parse() for an ack that cannot be read: then ask again, or skip(); bad_function for an
  /// answer to another service.
  template <class Take>
  constexpr error answer(apdu const& came, Take&& take) {
    if (came.type == pdu_type::error || came.type == pdu_type::reject || came.type == pdu_type::abort || came.segmented)
      return refused(came, take);
    auto const service = asks_for_one() ? confirmed_service::read_property : confirmed_service::read_property_multiple;
    if (came.type != pdu_type::complex_ack || !came.is(service))
      return {errc::bad_function, 0, static_cast<std::size_t>(service)};
    if (asks_for_one()) {
      auto const ack = read_property_ack::parse(came.data);
      if (!ack) return ack.error();
      if (!names(from_, ack->of)) return {errc::not_in_reply, 0, ack->of.object.instance};
      take(from_, property_result{all_[from_].of, ack->value, {}});
      advance();
      return {};
    }
    // All of it is read before any of it is believed.
    answered_properties whole{came.data};
    while (whole.next()) continue;
    if (whole.fault().code != errc::none) return whole.fault();
    std::size_t next = from_;
    for (answered_properties all{came.data}; all.next();) {
      // In the order asked, mostly: the search begins behind the last one found.
      for (std::size_t i = 0; i != count_; ++i) {
        auto const at = from_ + (next - from_ + i) % count_;
        if (!names(at, all->of)) continue;
        take(at, *all);
        next = at + 1;
        break;
      }
    }
    advance();
    return {};
  }
  /// What is asked now is given up: no answer came, or none that can be read.
  constexpr void skip() { advance(); }

 private:
  constexpr void choose() {
    if (done()) return;
    auto const part = all_.subspan(from_);
    count_ = limits_.multiple ? poll_rules::count_that_fits(part, limits_.most_answer, limits_.most_request) : 1;
    if (count_ > most_count_) count_ = most_count_;
  }
  constexpr void advance() {
    from_ += count_;
    choose();
  }
  /// Some devices answer with a wildcard's real instance; a Device object asked for as 4194303 is the one that answers.
  [[nodiscard]] constexpr bool names(std::size_t at, property_reference const& of) const {
    auto const& asked = all_[at].of;
    bool const any_device = asked.object == object_id{object_type::device, object_id::any_instance};
    return of.what == asked.what && of.index == asked.index &&
           (of.object == asked.object || (any_device && of.object.type == object_type::device));
  }
  /// Whether asking for less may help.
  [[nodiscard]] static constexpr bool is_too_large(apdu const& came) {
    if (came.segmented) return true;
    if (came.type == pdu_type::reject) return came.reason == static_cast<std::uint8_t>(reject_reason::buffer_overflow);
    if (came.type != pdu_type::abort) return false;
    auto const reason = static_cast<abort_reason>(came.reason);
    return reason == abort_reason::segmentation_not_supported || reason == abort_reason::buffer_overflow ||
           reason == abort_reason::apdu_too_long || reason == abort_reason::out_of_resources;
  }
  template <class Take>
  constexpr error refused(apdu const& came, Take& take) {
    if (!asks_for_one() && is_too_large(came) && count_ > 1) {
      most_count_ = count_ = count_ / 2;
      return {};
    }
    if (!asks_for_one()) {  // a device without ReadPropertyMultiple, or one whose answer fails as a whole
      bool const unknown = came.type == pdu_type::reject &&
                           came.reason == static_cast<std::uint8_t>(reject_reason::unrecognized_service);
      if (unknown || came.type == pdu_type::error || count_ == 1) {
        limits_.multiple = false;
        count_ = 1;
        return {};
      }
    }
    auto const why = refusal_of(came);
    if (asks_for_one() && came.type == pdu_type::error) {
      auto const fault = parse_error(came);
      take(from_, property_result{all_[from_].of, {}, fault ? *fault : access_error{}});
      advance();
      return {};
    }
    advance();
    return why;
  }

  std::span<wanted_property const> all_;
  poll_limits limits_;
  std::size_t from_ = 0;
  std::size_t count_ = 0;
  std::size_t most_count_ = ~std::size_t{0};
};

/// Whether Reliability is fetched beside each Present_Value. It costs 6 octets a point (21 fit an answer), and tells a
/// value that the meter cannot vouch for.
enum class with_reliability : std::uint8_t { no, yes };

/// The points of one model that a poll fetches.
template <std::size_t Count, class Model_>
struct object_plan {
  using model = Model_;

  std::array<row, Count> rows{};
  std::array<wanted_property, 2 * Count> properties{};
  bool reliability = false;

  [[nodiscard]] constexpr std::size_t points() const { return Count; }
  [[nodiscard]] constexpr std::span<wanted_property const> wanted() const {
    return std::span{properties}.first(reliability ? 2 * Count : Count);
  }
};

namespace poll_rules {

template <class Point>
concept has_value = requires(Point const& it, bytes value) { it.decode(value); };

}  // namespace poll_rules

///   static constexpr auto plan = bacnet::plan(s4100::real_power_total, s4100::voltage_ab);
template <class First, class... Points>
[[nodiscard]] constexpr auto plan(with_reliability reliability, First const& first, Points const&... points) {
  using model = typename First::model;
  static_assert((std::is_same_v<model, typename Points::model> && ...),
                "one plan reads one meter: all points are of one model");
  static_assert(poll_rules::has_value<First> && (poll_rules::has_value<Points> && ...),
                "a reserved object, a log and a device have no value to poll");
  object_plan<1 + sizeof...(Points), model> made{{static_cast<row const&>(first), static_cast<row const&>(points)...}};
  made.reliability = reliability == with_reliability::yes;
  std::size_t at = 0;
  for (auto const& one : made.rows) {
    std::uint16_t const size = one.as == holds::activity ? 2 : 5;
    made.properties[at++] = {one.present_value(), size};
    if (made.reliability) made.properties[at++] = {one.reliability(), 2};
  }
  return made;
}
template <class First, class... Points>
  requires(!std::is_same_v<First, with_reliability>)
[[nodiscard]] constexpr auto plan(First const& first, Points const&... points) {
  return plan(with_reliability::no, first, points...);
}

/// What one poll brought. Plan: a constexpr variable made by plan().
///   bacnet::snapshot<plan> now;
///   bacnet::property_poll poll{plan.wanted()};
///   ... poll.answer(apdu, now.taker()) ... now.decode(s4100::voltage_ab)
template <auto const& Plan>
class snapshot {
 public:
  /// Before each poll.
  constexpr void clear() { cells_ = {}; }

  /// Keeps a result; `index` counts the properties of Plan.wanted(). What a poll of another plan brings is passed over.
  constexpr void take(std::size_t index, property_result const& came) {
    if (index >= Plan.wanted().size() || came.of != Plan.wanted()[index].of) return;
    auto& cell = cells_[Plan.reliability ? index / 2 : index];
    bool const is_reliability = Plan.reliability && index % 2 != 0;
    if (is_reliability) {
      cell.reliability_came = true;
      tag_reader in{came.value};
      auto const says = in.application(&element::as_enumerated);
      bool const unreadable = in.end().code != errc::none || says > 0xFFFF;
      // A meter without the property vouches for nothing, and is believed.
      cell.reliability = came.why ? std::uint16_t{0} : static_cast<std::uint16_t>(unreadable ? 0xFFFFU : says);
      return;
    }
    auto const& row = Plan.rows[Plan.reliability ? index / 2 : index];
    cell.held = came.why ? result<std::uint32_t>{came.why->as_error()} : content_of(row, came.value);
  }
  /// The same as a function for property_poll::answer().
  [[nodiscard]] constexpr auto taker() {
    return [this](std::size_t index, property_result const& came) { take(index, came); };
  }

  [[nodiscard]] constexpr bool complete() const {
    for (auto const& one : cells_)
      if (one.held.error() == errc::not_in_reply || !one.reliability_came) return false;
    return true;
  }

  /// Errors: not_in_reply for a point that is not planned or has not come, with its Reliability where that is planned;
  /// error_answer where the device has no such object; unreliable; those of point::decode().
  template <class Point>
  [[nodiscard]] constexpr auto decode(Point const& wanted) const -> result<typename Point::value_type> {
    using planned = typename std::remove_cvref_t<decltype(Plan)>::model;
    static_assert(std::is_same_v<planned, typename Point::model>, "this point is of another meter than the plan");
    for (std::size_t i = 0; i != cells_.size(); ++i) {
      if (Plan.rows[i].object != wanted.object) continue;
      auto const& cell = cells_[i];
      if (!cell.held) return cell.held.error();
      if (!cell.reliability_came) break;
      if (cell.reliability != 0) return error{errc::unreliable, 0, cell.reliability};
      return wanted.of_content(*cell.held);
    }
    return error{errc::not_in_reply, 0, wanted.object.instance};
  }

 private:
  struct content {
    result<std::uint32_t> held{errc::not_in_reply};  // by content_of()
    std::uint16_t reliability = 0;
    bool reliability_came = !Plan.reliability;
  };
  std::array<content, Plan.points()> cells_{};
};

}  // namespace meterproto::bacnet
