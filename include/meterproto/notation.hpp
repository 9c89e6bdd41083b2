// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/units.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

/// What the rows of every map are written with, whatever the protocol: the manual's columns for access, range, and
/// codes in the place of a unit.
namespace meterproto {

/// The manual's R/W and NV columns; `unprinted` where the manual has no NV column.
enum class access : std::uint8_t { read, read_write, write };
enum class retained : std::uint8_t { no, yes, unprinted };

struct rights {
  access may = access::read;
  retained nv = retained::unprinted;
};

/// The columns as they are printed.
namespace notation {

inline constexpr rights R{access::read, retained::no};
inline constexpr rights R_NV{access::read, retained::yes};
inline constexpr rights RW{access::read_write, retained::no};
inline constexpr rights RW_NV{access::read_write, retained::yes};

}  // namespace notation

/// Legal contents, in units of the register (raw): intervals, most often one. For floats in steps of 10^exponent.
struct interval {
  std::int64_t low = 0;
  std::int64_t high = low;
};

class range {
 public:
  constexpr range() = default;  ///< none printed
  constexpr range(std::int64_t low, std::int64_t high) : single_{low, high}, count_{1} {}
  constexpr explicit range(std::int64_t only) : single_{only, only}, count_{1} {}
  /// A list, in the manual's order. Expects: an array that lives on.
  template <std::size_t Count>
  constexpr range(interval const (&list)[Count], int exponent = 0)
      : list_{list}, count_{Count}, exponent_{static_cast<std::int8_t>(exponent)}, listed_{true} {}

  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }
  [[nodiscard]] constexpr unsigned size() const { return count_; }
  [[nodiscard]] constexpr interval operator[](unsigned at) const { return listed_ ? list_[at] : single_; }
  [[nodiscard]] constexpr int exponent() const { return exponent_; }

  /// Where no range is printed, anything is legal.
  [[nodiscard]] constexpr bool contains(decimal const& raw) const {
    if (empty()) return true;
    for (unsigned i = 0; i != size(); ++i) {
      auto const part = (*this)[i];
      if (raw >= decimal{part.low, exponent_} && raw <= decimal{part.high, exponent_}) return true;
    }
    return false;
  }

 private:
  interval const* list_ = nullptr;
  interval single_{};
  std::uint8_t count_ = 0;
  std::int8_t exponent_ = 0;
  bool listed_ = false;  // not by comparing the pointer: GCC's sanitizers make that no constant
};

/// The legal contents of rows, in their order.
template <class... Points>
[[nodiscard]] constexpr std::array<range, sizeof...(Points)> ranges_of(Points const&... points) {
  return {points.legal()...};
}

/// In the place of a unit: a number that stands for something.
template <class Enum>
struct code {};

/// In the place of a unit: a bit for each thing that may be so. Enum numbers the bits.
template <class Enum>
struct bitmap {};

template <class Other>
inline constexpr bool is_code = false;
template <class Enum>
inline constexpr bool is_code<code<Enum>> = true;
template <class Other>
inline constexpr bool is_bitmap = false;
template <class Enum>
inline constexpr bool is_bitmap<bitmap<Enum>> = true;

template <class Dimension>
constexpr unit_symbol symbol_of(unit<Dimension> in) {
  return in.symbol;
}
template <class Other>
constexpr unit_symbol symbol_of(Other) {
  return unit_symbol::none;
}

}  // namespace meterproto
