// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/plan.hpp>

#include <array>
#include <cstdint>

/// What one poll brought: the registers of a plan's reads, in an array of exactly their size, and which of them have come.
namespace meterproto::modbus {

/// Plan: a constexpr variable made by plan().
///   static constexpr auto poll = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total);
///   modbus::snapshot<poll> now;
template <auto const& Plan>
class snapshot {
 public:
  /// Before each poll: what came before must not be scaled by what comes now.
  constexpr void clear() { arrived_ = {}; }

  /// Keeps the answer to one of the plan's reads. Error: not_in_reply for registers that are no read of the plan.
  constexpr error take(registers const& read) {
    std::size_t at = 0;
    for (std::size_t i = 0; i != Plan.size(); ++i) {
      if (read.address == Plan[i].address && read.count() == Plan[i].quantity) {
        for (auto const byte : read.data) content_[at++] = byte;
        arrived_[i] = true;
        return {};
      }
      at += 2U * Plan[i].quantity;
    }
    return {errc::not_in_reply, 0, read.address};
  }

  [[nodiscard]] constexpr bool complete() const {
    for (std::size_t i = 0; i != Plan.size(); ++i)
      if (!arrived_[i]) return false;
    return true;
  }

  /// The read that holds these registers. Error: not_in_reply where none does, or it has not come.
  [[nodiscard]] METERPROTO_INLINE constexpr result<registers> find(std::uint16_t address, std::size_t count) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i != Plan.size(); ++i) {
      registers const held{Plan[i].address, bytes{content_}.subspan(at, 2U * Plan[i].quantity)};
      if (arrived_[i] && held.find(address, count)) return held;
      at += 2U * Plan[i].quantity;
    }
    return error{errc::not_in_reply, 0, address};
  }

  /// A point's value, scaled by the scale register of the same poll. Errors: those of point::decode().
  template <class Point>
  [[nodiscard]] METERPROTO_INLINE constexpr auto decode(Point const& wanted) const -> result<typename Point::value_type> {
    auto const held = find(wanted.address, wanted.count);
    if (!held) return held.error();
    if constexpr (Point::scaled) {
      using model = typename Point::model;
      scale_values<model> scales;
      auto const which = wanted.scale_register() - 1;
      auto const scale = find(model::scale_addresses[which], 1);
      if (!scale) return scale.error();
      auto const data = *scale->find(model::scale_addresses[which], 1);
      scales.content[which] = static_cast<std::int16_t>(bits_of(data, word_order::abcd));
      return wanted.decode(*held, scales);
    } else {
      return wanted.decode(*held);
    }
  }

 private:
  std::array<std::uint8_t, 2 * Plan.registers()> content_{};
  std::array<bool, Plan.size()> arrived_{};
};

}  // namespace meterproto::modbus
