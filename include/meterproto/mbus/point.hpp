// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/value.hpp>
#include <meterproto/result.hpp>
#include <meterproto/units.hpp>
#include <meterproto/vocabulary.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// Finds the record that one wants in a telegram. A point is written as a manual prints it, with its DIF and VIF; it is
/// found by what these mean, so a meter may code the number otherwise, or send its records in another order.
namespace meterproto::mbus {

/// What tells one record from another; how its number is coded and scaled does not.
struct key {
  quantity what = quantity::reserved;
  unit in = unit::none;
  function how = function::instantaneous;
  std::uint8_t phase = 0;
  std::uint8_t quadrant = 0;
  std::uint8_t direction = 0;
  std::uint8_t per = 0;
  bool date = false;  ///< a date or time, not what is measured
  std::uint64_t storage = 0;
  std::uint32_t tariff = 0;
  std::uint32_t others = 0;
  std::uint16_t subunit = 0;
  bool manufacturer_specific = false;

  friend constexpr bool operator==(key const&, key const&) = default;
};

[[nodiscard]] constexpr key key_of(record const& of) {
  auto const means = meaning_of(of);
  return {.what = means.what,
          .in = means.in,
          .how = of.how(),
          .phase = means.phase,
          .quadrant = means.quadrant,
          .direction = means.direction,
          .per = means.per,
          .date = means.how == coding::date,
          .storage = of.storage(),
          .tariff = of.tariff(),
          .others = means.others,
          .subunit = of.subunit(),
          .manufacturer_specific = means.manufacturer_specific};
}

/// The record that means the same as `like`, the n-th of several from 0. A text as unit is part of the meaning. Errors:
/// not_in_reply where there is none; of a record that could not be read, where it stands before one that fits.
[[nodiscard]] constexpr result<record> find(records all, record const& like, unsigned nth = 0) {
  auto const wanted = key_of(like);
  auto const same_text = [&](record const& one) {
    if (one.text.size() != like.text.size()) return false;
    for (std::size_t i = 0; i != one.text.size(); ++i)
      if (one.text[i] != like.text[i]) return false;
    return true;
  };
  while (!all.done()) {
    auto const one = all.next();
    if (!one) return one;
    if (one->kind != record_kind::data || !same_text(*one) || key_of(*one) != wanted) continue;
    if (nth == 0) return one;
    --nth;
  }
  return errc::not_in_reply;
}

/// The bytes of a DIF column and of a VIF column.
template <std::size_t Size>
struct chain {
  std::array<std::uint8_t, Size> content{};
  std::uint8_t size = 0;

  [[nodiscard]] constexpr bytes view() const { return bytes{content}.first(size); }
};
template <class... Bytes>
[[nodiscard]] constexpr chain<4> dif(Bytes... all) {
  return {{static_cast<std::uint8_t>(all)...}, sizeof...(all)};
}
template <class... Bytes>
[[nodiscard]] constexpr chain<6> vif(Bytes... all) {
  return {{static_cast<std::uint8_t>(all)...}, sizeof...(all)};
}

/// A row as data: what a dump walks over.
struct row {
  chain<4> dib;
  chain<6> vib;
  measurand of{};
  unit_symbol in = unit_symbol::none;
  std::int8_t exponent = 0;  ///< a factor that the meter leaves out of its VIF

  /// The row without data, as a key. A view of this row. Expects: no VIFE behind a text.
  [[nodiscard]] constexpr record as_record() const {
    record made;
    made.dib = dib.view();
    made.vib = vib.view();
    bool const text = made.vif() == vif_plain_text;
    if (text && vib.size > 2) made.text = made.vib.subspan(2);
    if (!text && vib.size > 1) made.vife = made.vib.subspan(1);
    return made;
  }
};

/// The base unit of a unit as the manuals write it.
[[nodiscard]] constexpr unit unit_for(unit_symbol symbol) {
  switch (symbol) {
    case unit_symbol::Wh:
    case unit_symbol::kWh: return unit::Wh;
    case unit_symbol::varh:
    case unit_symbol::kvarh: return unit::varh;
    case unit_symbol::VAh:
    case unit_symbol::kVAh: return unit::VAh;
    case unit_symbol::W:
    case unit_symbol::kW: return unit::W;
    case unit_symbol::var:
    case unit_symbol::kvar: return unit::var;
    case unit_symbol::VA:
    case unit_symbol::kVA: return unit::VA;
    case unit_symbol::V: return unit::V;
    case unit_symbol::A: return unit::A;
    case unit_symbol::Hz: return unit::Hz;
    case unit_symbol::s:
    case unit_symbol::ms:
    case unit_symbol::cs: return unit::s;
    default: return unit::none;
  }
}

/// The record of a row. Where the VIF leaves out a factor, only the printed coding has it: another data field with that
/// VIF says something else. Errors: those of find() with a record.
[[nodiscard]] constexpr result<record> find(records all, row const& wanted) {
  auto const like = wanted.as_record();
  for (unsigned nth = 0;; ++nth) {
    auto const one = find(all, like, nth);
    if (!one || wanted.exponent == 0 || one->field() == like.field()) return one;
  }
}

/// A power of ten that the VIF leaves out: the value is 10^n of what a generic decoder makes of it.
struct factor {
  constexpr explicit factor(int power) : exponent{static_cast<std::int8_t>(power)} {}
  std::int8_t exponent;
};

namespace points {

/// No constant expression: where a point is a constant, what calls this does not compile.
inline void the_vif_has_another_unit() {}

}  // namespace points

/// A constant whose VIF has another unit than the point says does not compile.
template <class Dimension>
class point : public row {
 public:
  using value_type = reading<Dimension>;

  constexpr point(chain<4> difs, chain<6> vifs, meterproto::unit<Dimension> unit, measurand what)
      : point{difs, vifs, unit, factor{0}, what} {}
  constexpr point(chain<4> difs, chain<6> vifs, meterproto::unit<Dimension> unit, factor left_out, measurand what)
      : row{difs, vifs, what, unit.symbol, left_out.exponent} {
    if (std::is_constant_evaluated() && meaning_of(as_record()).in != unit_for(in)) points::the_vif_has_another_unit();
  }

  /// The value in the first record that means this. Errors: those of find() and number_of().
  [[nodiscard]] constexpr result<value_type> decode(records const& all) const {
    return find(all, static_cast<row const&>(*this)).and_then([&](record const& found) {
      return number_of(found).transform([&](decimal const& number) {
        return value_type{number.times_power_of_ten(exponent - exponent_of(in)), meterproto::unit<Dimension>{in}};
      });
    });
  }
};

template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first row, counted from 0, whose VIF has another unit than the row says, or which one before it equals in what
/// it measures or in its key; -1 where all is well.
template <std::size_t Count>
[[nodiscard]] constexpr int first_doubtful(std::array<row, Count> const& rows) {
  key keys[Count] = {};  // each is made once: whoever includes a model waits for this
  for (std::size_t i = 0; i != Count; ++i) {
    keys[i] = key_of(rows[i].as_record());
    if (keys[i].in != unit_for(rows[i].in)) return static_cast<int>(i);
    for (std::size_t earlier = 0; earlier != i; ++earlier)
      if (rows[earlier].of == rows[i].of || keys[earlier] == keys[i]) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace meterproto::mbus
