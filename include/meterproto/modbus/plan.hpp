// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/point.hpp>
#include <meterproto/modbus/request.hpp>
#include <meterproto/modbus/timing.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

/// Which reads fetch these points. Registers that nobody asked for are read along where that costs less time than
/// another read, never across what the model does not list, never more than 125 at once, never half a value. The scale
/// registers that the points need are fetched with them.
namespace meterproto::modbus {

/// What a read costs on this line. A register more is two characters; a read more is 13 characters, two pauses of t3.5
/// and the meter's time to answer.
struct line_costs {
  std::uint32_t baud = 19200;
  std::uint32_t latency_us = 20'000;
  unsigned bits = bits_per_character;
  modbus::function function = function::read_holding_registers;

  /// The most unwanted registers that are worth reading along: 18 at 9600 Bd, 27 at 19200, any number at 115200.
  [[nodiscard]] constexpr std::uint32_t widest_gap() const {
    auto const another_read = characters_us(13, baud, bits) + 2 * t3_5_us(baud) + latency_us;
    return static_cast<std::uint32_t>(std::uint64_t{another_read} * baud / (2ULL * bits * 1'000'000U));
  }
  /// The time of a read with its answer, latency included.
  [[nodiscard]] constexpr std::uint32_t read_us(std::uint16_t registers) const {
    return characters_us(13U + 2U * registers, baud, bits) + 2 * t3_5_us(baud) + latency_us;
  }
};

/// Reads in ascending order of address, for a range-for loop.
template <std::size_t Capacity, class Model>
struct read_list {
  using model = Model;

  std::array<read, Capacity> reads{};
  std::size_t count = 0;
  error fault{};  ///< why there are none

  [[nodiscard]] constexpr read const* begin() const { return reads.data(); }
  [[nodiscard]] constexpr read const* end() const { return reads.data() + count; }
  [[nodiscard]] constexpr std::size_t size() const { return count; }
  [[nodiscard]] constexpr read const& operator[](std::size_t at) const { return reads[at]; }
  /// Registers of all reads together.
  [[nodiscard]] constexpr std::size_t registers() const {
    std::size_t sum = 0;
    for (auto const& one : *this) sum += one.quantity;
    return sum;
  }
};

/// For a list of points made at run time: `wanted` in any order, `readable` of the model (or none: then only neighbours
/// share a read). Returns how many of `into` are used.
/// Errors: bad_quantity for a block wider than a read, bad_address for one past 65536, buffer_too_small.
[[nodiscard]] constexpr result<std::size_t> plan_blocks(std::span<block const> wanted, std::span<block const> readable,
                                                        line_costs const& costs, std::span<read> into) {
  auto const gap_allowed = costs.widest_gap();
  std::size_t count = 0;
  std::uint32_t covered = 0;  // everything up to here has been planned
  while (true) {
    block const* next = nullptr;
    for (auto const& one : wanted)
      if (one.count != 0 && one.end() > covered && (next == nullptr || one.address < next->address)) next = &one;
    if (next == nullptr) return count;
    if (next->count > max_read_registers) return error{errc::bad_quantity, 0, max_read_registers};
    if (next->end() > 0x1'0000U) return error{errc::bad_address, 0, next->address};

    if (count != 0) {
      auto& last = into[count - 1];
      auto const end = next->end();
      bool const near = next->address <= covered + gap_allowed && end - last.address <= max_read_registers;
      bool together = readable.empty() && next->address <= covered;
      for (auto const& part : readable) together = together || part.holds(last.address, end);
      if (near && together) {
        last.quantity = static_cast<std::uint16_t>(end - last.address);
        covered = end;
        continue;
      }
    }
    if (count == into.size()) return error{errc::buffer_too_small, 0, count + 1};
    into[count++] = {costs.function, next->address, next->count};
    covered = next->end();
  }
}

namespace plan_rules {

template <class Point>
inline constexpr bool has_value = requires { typename Point::value_type; };

/// Not constexpr on purpose: whoever reads this name in a compiler's message has a point that no read can hold.
inline void these_points_cannot_be_read() {}

}  // namespace plan_rules

/// The reads for these points of one model, at compile time or run time. What cannot be planned (a text of more than
/// 125 registers) does not compile in a constant; at run time there are no reads, and `fault` says why.
template <class First, class... Points>
[[nodiscard]] constexpr auto plan(line_costs const& costs, First const& first, Points const&... points) {
  using model = typename First::model;
  static_assert((std::is_same_v<model, typename Points::model> && ...),
                "one plan reads one meter: all points are of one model");
  static_assert(plan_rules::has_value<First> && (plan_rules::has_value<Points> && ...),
                "a reserved register and a buffer are no values to poll");
  constexpr std::size_t most = 2 * (1 + sizeof...(Points));
  std::array<block, most> wanted{};
  std::size_t count = 0;
  auto const want = [&](row const& one) {
    wanted[count++] = {one.address, one.count};
    if (auto const scale = one.scale_register(); scale != 0) wanted[count++] = {model::scale_addresses[scale - 1], 1};
  };
  want(first);
  (want(points), ...);
  read_list<most, model> made;
  auto const planned = plan_blocks(std::span{wanted}.first(count), model::readable, costs, made.reads);
  if (!planned && std::is_constant_evaluated()) plan_rules::these_points_cannot_be_read();
  made.count = planned.value_or(0);
  made.fault = planned.error();
  return made;
}

template <class First, class... Points>
  requires(!std::is_same_v<First, line_costs>)
[[nodiscard]] constexpr auto plan(First const& first, Points const&... points) {
  return plan(line_costs{}, first, points...);
}

}  // namespace meterproto::modbus
