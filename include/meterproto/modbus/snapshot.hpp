// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/plan.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

/// What one poll brought: the registers of a plan's reads, and which of them have come. Two forms of the same: snapshot
/// for a plan that the compiler knows, with an array of exactly its size; snapshot_in for a plan made at run time, in
/// the caller's memory.
namespace meterproto::modbus {

namespace snapshot_rules {

/// Copies an answer into its place. Error: not_in_reply for registers that are no read of the plan.
template <class Reads>
constexpr error take(Reads const& reads, std::span<std::uint8_t> content, std::span<bool> arrived,
                     registers const& read) {
  std::size_t at = 0;
  for (std::size_t i = 0; i != reads.size(); ++i) {
    if (read.address == reads[i].address && read.data.size() == 2U * reads[i].quantity) {
      for (std::size_t byte = 0; byte != read.data.size(); byte += 2) {  // two at a time: no call of memcpy
        content[at + byte] = read.data[byte];
        content[at + byte + 1] = read.data[byte + 1];
      }
      arrived[i] = true;
      return {};
    }
    at += 2U * reads[i].quantity;
  }
  return {errc::not_in_reply, 0, read.address};
}

/// Whether all reads have come; where there is none to come, nothing has.
constexpr bool complete(std::span<bool const> arrived) {
  for (bool const one : arrived)
    if (!one) return false;
  return !arrived.empty();
}

template <class Reads>
METERPROTO_INLINE constexpr result<registers> find(Reads const& reads, bytes content, std::span<bool const> arrived,
                                                   std::uint16_t address, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i != reads.size(); ++i) {
    registers const held{reads[i].address, content.subspan(at, 2U * reads[i].quantity)};
    if (arrived[i] && held.find(address, count)) return held;
    at += 2U * reads[i].quantity;
  }
  return error{errc::not_in_reply, 0, address};
}

template <class Snapshot, class Point>
METERPROTO_INLINE constexpr result<typename Point::value_type> decode(Snapshot const& now, Point const& wanted) {
  auto held = now.find(wanted.address, wanted.count);
  if (!held) return held.error();
  if constexpr (Point::scaled) {
    using model = typename Point::model;
    auto const which = wanted.scale_register() - 1;
    auto scale = now.find(model::scale_addresses[which], 1);
    if (!scale) return scale.error();
    scale_values<model> scales;
    scales.content[which] =
        static_cast<std::int16_t>(bits_of(*scale->find(model::scale_addresses[which], 1), word_order::abcd));
    return wanted.decode(*held, scales);
  } else {
    return wanted.decode(*held);
  }
}

}  // namespace snapshot_rules

/// Plan: a constexpr variable made by plan().
///   static constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total);
///   modbus::snapshot<plan> now;
///   for (auto const& read : now.begin_poll()) ...
template <auto const& Plan>
class snapshot {
 public:
  /// What has not arrived is never read: at run time it is not even set to 0.
  constexpr snapshot() {
    if (std::is_constant_evaluated()) content_ = {};
  }

  /// The reads of a poll, and nothing left of the poll before: what comes now must not be scaled by what came then.
  [[nodiscard]] constexpr auto const& begin_poll() {
    clear();
    return Plan;
  }
  /// The same for who goes over the plan by other means.
  constexpr void clear() { arrived_ = {}; }

  /// Keeps the answer to one of the plan's reads. Error: not_in_reply for registers that are no read of the plan.
  constexpr error take(registers const& read) { return snapshot_rules::take(Plan, content_, arrived_, read); }

  [[nodiscard]] constexpr bool complete() const { return snapshot_rules::complete(arrived_); }

  /// The read that holds these registers. Error: not_in_reply where none does, or it has not come.
  [[nodiscard]] METERPROTO_INLINE constexpr result<registers> find(std::uint16_t address, std::size_t count) const {
    return snapshot_rules::find(Plan, content_, arrived_, address, count);
  }

  /// A point's value, scaled by the scale register of the same poll. Errors: those of point::decode().
  template <class Point>
  [[nodiscard]] METERPROTO_INLINE constexpr auto decode(Point const& wanted) const
      -> result<typename Point::value_type> {
    using planned = typename std::remove_cvref_t<decltype(Plan)>::model;
    static_assert(std::is_same_v<planned, typename Point::model>, "this point is of another meter than the plan");
    return snapshot_rules::decode(*this, wanted);
  }

 private:
  std::array<std::uint8_t, 2 * Plan.registers()> content_;
  std::array<bool, Plan.size()> arrived_{};
};

/// For a list of points chosen at run time: the reads of plan_blocks(), two bytes for each of their registers, and a
/// flag for each read, all of them the caller's. Expects: `content` and `arrived` of these sizes, and that all three
/// live on.
///   modbus::snapshot_in<s4100::model> now{std::span{reads}.first(*count), content, arrived};
template <class Model>
class snapshot_in {
 public:
  constexpr snapshot_in(std::span<read const> reads, std::span<std::uint8_t> content, std::span<bool> arrived)
      : reads_{reads}, content_{content}, arrived_{arrived} {
    clear();
  }
  template <std::size_t Count>
  snapshot_in(std::array<read, Count>&&, std::span<std::uint8_t>, std::span<bool>) = delete;  // they would not live on

  [[nodiscard]] constexpr std::span<read const> begin_poll() {
    clear();
    return reads_;
  }
  constexpr void clear() {
    for (auto& one : arrived_) one = false;
  }
  constexpr error take(registers const& read) { return snapshot_rules::take(reads_, content_, arrived_, read); }
  [[nodiscard]] constexpr bool complete() const { return snapshot_rules::complete(arrived_); }
  [[nodiscard]] constexpr result<registers> find(std::uint16_t address, std::size_t count) const {
    return snapshot_rules::find(reads_, content_, arrived_, address, count);
  }
  template <class Point>
  [[nodiscard]] constexpr auto decode(Point const& wanted) const -> result<typename Point::value_type> {
    static_assert(std::is_same_v<Model, typename Point::model>, "this point is of another meter than the snapshot");
    return snapshot_rules::decode(*this, wanted);
  }

 private:
  std::span<read const> reads_;
  std::span<std::uint8_t> content_;
  std::span<bool> arrived_;
};

}  // namespace meterproto::modbus
