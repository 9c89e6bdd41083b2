// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>

#include <concepts>
#include <cstdint>

/// What a number counts. A unit's type is its dimension, so energy asked in volts does not compile; kW and W are one
/// dimension and differ in data.
namespace meterproto {

/// The units that the manuals print, as data of a row.
enum class unit_symbol : std::uint8_t {
  none,
  percent,
  V,
  A,
  Hz,
  s,
  ms,
  cs,
  W,
  kW,
  var,
  kvar,
  VA,
  kVA,
  Wh,
  kWh,
  varh,
  kvarh,
  VAh,
  kVAh,
  imp_per_kWh,
};

/// The power of ten between the unit and its dimension's base unit: 3 for kWh, -2 for %.
[[nodiscard]] METERPROTO_INLINE constexpr int exponent_of(unit_symbol symbol) {
  switch (symbol) {
    case unit_symbol::kW:
    case unit_symbol::kvar:
    case unit_symbol::kVA:
    case unit_symbol::kWh:
    case unit_symbol::kvarh:
    case unit_symbol::kVAh: return 3;
    case unit_symbol::percent:
    case unit_symbol::cs: return -2;
    case unit_symbol::ms:
    case unit_symbol::imp_per_kWh: return -3;
    default: return 0;
  }
}

// Dimensions, named for their base units.
struct ratio {};
struct count {};
struct volt {};
struct ampere {};
struct hertz {};
struct second {};
struct watt {};
struct volt_ampere_reactive {};
struct volt_ampere {};
struct watt_hour {};
struct var_hour {};
struct volt_ampere_hour {};
struct pulse_per_watt_hour {};

template <class Dimension>
struct unit {
  unit_symbol symbol = unit_symbol::none;

  [[nodiscard]] METERPROTO_INLINE constexpr int exponent() const { return exponent_of(symbol); }
};

inline constexpr unit<ratio> one{};                          ///< a ratio: power factor 0.95
inline constexpr unit<ratio> percent{unit_symbol::percent};  ///< the same ratio: 95 %
inline constexpr unit<count> counts{};                       ///< resets, pulses, days: what has no unit
inline constexpr unit<volt> V{unit_symbol::V};
inline constexpr unit<ampere> A{unit_symbol::A};
inline constexpr unit<hertz> Hz{unit_symbol::Hz};
inline constexpr unit<second> s{unit_symbol::s};
inline constexpr unit<second> ms{unit_symbol::ms};
inline constexpr unit<second> cs{unit_symbol::cs};  ///< hundredths of a second
inline constexpr unit<watt> W{unit_symbol::W};
inline constexpr unit<watt> kW{unit_symbol::kW};
inline constexpr unit<volt_ampere_reactive> var{unit_symbol::var};
inline constexpr unit<volt_ampere_reactive> kvar{unit_symbol::kvar};
inline constexpr unit<volt_ampere> VA{unit_symbol::VA};
inline constexpr unit<volt_ampere> kVA{unit_symbol::kVA};
inline constexpr unit<watt_hour> Wh{unit_symbol::Wh};
inline constexpr unit<watt_hour> kWh{unit_symbol::kWh};
inline constexpr unit<var_hour> varh{unit_symbol::varh};
inline constexpr unit<var_hour> kvarh{unit_symbol::kvarh};
inline constexpr unit<volt_ampere_hour> VAh{unit_symbol::VAh};
inline constexpr unit<volt_ampere_hour> kVAh{unit_symbol::kVAh};
inline constexpr unit<pulse_per_watt_hour> imp_per_kWh{unit_symbol::imp_per_kWh};

/// A number of a dimension: what a point decodes to. Number is decimal where the meter sends integers, float or double
/// where it sends those.
template <class Dimension, class Number = decimal>
class reading {
 public:
  constexpr reading() = default;
  METERPROTO_INLINE constexpr reading(Number number, unit<Dimension> in) : number_{number}, unit_{in} {}

  /// The number in a unit of this dimension: in(kWh) as the meter sent it (a decimal stays exact), in<double>(kWh).
  /// in<int>() does not compile: it would cut digits off without a word.
  template <class Wanted = Number>
    requires std::same_as<Wanted, Number> || std::floating_point<Wanted>
  [[nodiscard]] METERPROTO_INLINE constexpr Wanted in(unit<Dimension> wanted) const {
    int const power = unit_.exponent() - wanted.exponent();
    if constexpr (std::same_as<Number, decimal>) {
      if constexpr (std::same_as<Wanted, decimal>)
        return number_.times_power_of_ten(power);
      else
        return number_.times_power_of_ten(power).template to<Wanted>();
    } else {
      auto const number = static_cast<Wanted>(number_);
      if (power == 0) return number;
      auto const factor = decimal{1, power < 0 ? -power : power}.to<Wanted>();
      return power < 0 ? number / factor : number * factor;
    }
  }

  /// The number of whole units, exactly. Errors: out_of_range where a fraction would be lost (1.234 kWh in kWh; ask in
  /// Wh), does_not_fit beyond 64 bits. A float is rounded first, by whom it belongs to: decimal::nearest(in(Wh), 0).
  [[nodiscard]] constexpr result<std::int64_t> as_integer(unit<Dimension> wanted) const
    requires std::same_as<Number, decimal>
  {
    return in(wanted).as_integer();
  }

  /// The unit in which the meter gives it.
  [[nodiscard]] constexpr unit<Dimension> own_unit() const { return unit_; }

  friend constexpr bool operator==(reading const& left, reading const& right) {
    return left.in(left.unit_) == right.in(left.unit_);
  }
  friend constexpr auto operator<=>(reading const& left, reading const& right) {
    return left.in(left.unit_) <=> right.in(left.unit_);
  }

 private:
  Number number_{};
  unit<Dimension> unit_{};
};

/// 200 * A: an amount to write.
template <class Dimension>
[[nodiscard]] constexpr reading<Dimension> operator*(decimal number, unit<Dimension> in) {
  return {number, in};
}

}  // namespace meterproto
