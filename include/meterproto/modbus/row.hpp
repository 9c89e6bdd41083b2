// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/format.hpp>
#include <meterproto/modbus/frame.hpp>
#include <meterproto/notation.hpp>
#include <meterproto/units.hpp>
#include <meterproto/vocabulary.hpp>

#include <array>
#include <cstdint>
#include <span>

/// One row of a register map as data, twelve bytes of it: what a dump walks over. A model's table checks itself with
/// the functions at the end.
namespace meterproto::modbus {

using meterproto::access, meterproto::retained, meterproto::rights, meterproto::interval, meterproto::range,
    meterproto::ranges_of;
using namespace notation;  // NOLINT: R, R_NV, RW, RW_NV as columns of a row

/// A fixed factor of the manual's Scale column: 10^-4 is ten_to(-4).
struct ten_to {
  constexpr explicit ten_to(int power) : exponent{static_cast<std::int8_t>(power)} {}
  std::int8_t exponent;
};

/// Registers that lie together, by wire address.
struct block {
  std::uint16_t address = 0;
  std::uint16_t count = 0;

  [[nodiscard]] constexpr std::uint32_t end() const { return std::uint32_t{address} + count; }
  [[nodiscard]] constexpr bool holds(std::uint32_t first, std::uint32_t behind) const {
    return address <= first && behind <= end();
  }
};

/// The row without its types. Registers by wire address, which counts from 0; what the manual prints is that plus the
/// model's first_number.
struct row {
  std::uint16_t address = 0;
  std::uint16_t count = 0;
  measurand of{};
  kind as : 5 = kind::unknown;
  absent when : 3 = absent::never;
  word_order order : 2 = word_order::abcd;
  access may : 2 = access::read;
  retained nv : 2 = retained::unprinted;
  unit_symbol in = unit_symbol::none;
  std::int8_t scale =
      0;  ///< scaled_by_register + n: the model's n-th scale register (from 1); else a fixed power of ten

  static constexpr std::int8_t scaled_by_register = 64;

  [[nodiscard]] constexpr unsigned scale_register() const {
    return scale > scaled_by_register ? static_cast<unsigned>(scale - scaled_by_register) : 0U;
  }
  [[nodiscard]] constexpr int fixed_exponent() const { return scale < scaled_by_register ? scale : 0; }
  [[nodiscard]] constexpr format layout() const { return {as, when, order, count}; }
  [[nodiscard]] constexpr std::uint32_t end() const { return std::uint32_t{address} + count; }
  [[nodiscard]] constexpr bool is_float() const { return as == kind::f32 || as == kind::f64; }
};

/// The rows of a model, in the order of the map. Naming each point a second time is the price of a table; the tiling
/// below makes a forgotten one an error.
template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first register, as the manual numbers it, at which the rows do not lie end to end over what the model lists: a
/// row forgotten, doubled, of the wrong width or the wrong place. -1 where all is well.
template <class Model, std::size_t Count>
[[nodiscard]] constexpr int first_misplaced(std::array<row, Count> const& rows) {
  std::size_t at = 0;
  for (auto const& part : Model::listed) {
    for (std::uint32_t next = part.address; next < part.end(); ++at) {
      if (at == Count || rows[at].address != next || rows[at].end() > part.end())
        return static_cast<int>(next) + Model::first_number;
      next = rows[at].end();
    }
  }
  return at == Count ? -1 : rows[at].address + Model::first_number;
}

/// The first register whose row measures the same in the same kind of number as one before it; -1 where none does.
/// Only rows that fall into the same drawer are compared: whoever includes a model waits for this.
template <class Model, std::size_t Count>
[[nodiscard]] constexpr int first_repeated(std::array<row, Count> const& rows) {
  std::size_t newest[256] = {};        // of each drawer: which row was put there last, from 1
  std::size_t before[Count + 1] = {};  // and before that one
  std::size_t now = 0;
  for (auto const& added : rows) {
    ++now;
    if (added.of.what == quantity::reserved) continue;
    auto const key = static_cast<unsigned>(added.of.what) * 5U + static_cast<unsigned>(added.of.where) * 7U +
                     static_cast<unsigned>(added.of.direction) * 29U + static_cast<unsigned>(added.of.how) * 113U +
                     added.of.number;
    auto& drawer = newest[key % 256U];
    for (auto at = drawer; at != 0; at = before[at])
      if (rows[at - 1].of == added.of && rows[at - 1].is_float() == added.is_float())
        return added.address + Model::first_number;
    before[now] = drawer;
    drawer = now;
  }
  return -1;
}

}  // namespace meterproto::modbus
