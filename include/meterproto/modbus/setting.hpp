// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/point.hpp>
#include <meterproto/modbus/request.hpp>

#include <array>
#include <bit>
#include <cstdint>

/// What can be written: settings with their legal values, checked before there is a frame, and command words.
namespace meterproto::modbus {

/// A checked write, ready to become a frame: one register by function 06, more by function 10.
struct write {
  std::uint16_t address = 0;
  std::uint8_t count = 0;  ///< registers, at most 4
  std::array<std::uint8_t, 8> data{};

  [[nodiscard]] constexpr bytes values() const { return bytes{data}.first(std::size_t{2} * count); }
  [[nodiscard]] constexpr addressed_write to(std::uint8_t unit) const { return {unit, address, count, data}; }
  /// Whether registers that were read hold what was written.
  [[nodiscard]] constexpr bool stands_in(registers const& read) const {
    auto const found = read.find(address, count);
    if (!found) return false;
    for (std::size_t i = 0; i != found->size(); ++i)
      if ((*found)[i] != data[i]) return false;
    return true;
  }
};

namespace setting_rules {

/// Not constexpr on purpose: whoever reads this name in a compiler's message has written a value that the manual does
/// not allow.
inline void the_manual_does_not_allow_this_value() {}

/// The registers that hold `raw`. Errors: out_of_range, where the manual does not allow it or the registers cannot hold
/// it.
constexpr result<write> encode(row const& to, range const& legal, decimal const& raw, format how) {
  write made{.address = to.address, .count = static_cast<std::uint8_t>(to.count)};
  if (to.count == 0 || std::size_t{2} * to.count > made.data.size()) return errc::out_of_range;
  if (!legal.contains(raw)) return errc::out_of_range;
  auto const space = std::span<std::uint8_t>{made.data}.first(std::size_t{2} * to.count);
  if (how.as == kind::f32 || how.as == kind::f64) {
    bool const single = how.as == kind::f32;
    if (to.count != (single ? 2 : 4)) return errc::out_of_range;
    auto const infinite =
        single ? (std::bit_cast<std::uint32_t>(raw.to<float>()) & 0x7F80'0000U) == 0x7F80'0000U
               : (std::bit_cast<std::uint64_t>(raw.to<double>()) & 0x7FF0'0000'0000'0000U) == 0x7FF0'0000'0000'0000U;
    if (infinite) return errc::out_of_range;
    put_bits(single ? std::bit_cast<std::uint32_t>(raw.to<float>()) : std::bit_cast<std::uint64_t>(raw.to<double>()),
             how.order, space);
    return made;
  }
  auto const number = raw.as_integer();
  if (!number) return number.error();
  if (how.as == kind::digits) {
    if (*number < 0 || *number > (to.count == 1 ? 9999 : 99'999'999)) return errc::out_of_range;
    put_bits(digits_to_bits(static_cast<std::uint32_t>(*number)), how.order, space);
    return made;
  }
  // What the registers hold reads back as the same number, or they cannot hold it.
  put_bits(static_cast<std::uint64_t>(*number), how.order, space);
  auto const back = integer_of(made.values(), {how.as, absent::never, how.order, to.count});
  if (!back || *back != raw) return errc::out_of_range;
  return made;
}

}  // namespace setting_rules

/// A point that can be written. The manual's range is what set() allows; a meter may refuse more, by its other
/// settings. Scales: of a float alone, which they do not scale; they say whether it can be read.
template <class Model, class Counted, class Number, class Scales = no_scales>
class setting : public point<Model, Counted, Number, Scales> {
 public:
  using point<Model, Counted, Number, Scales>::point;
  using typename point<Model, Counted, Number, Scales>::value_type;

  /// `value` in the registers: an amount (200 * A), or the enumerator of a code. Errors: out_of_range, does_not_fit.
  template <class Value>
  [[nodiscard]] constexpr result<write> set(Value const& value) const {
    if constexpr (std::is_same_v<Number, digit_pair>) {
      static_assert(std::is_same_v<Value, digit_pair>);
      if (value.first > 9999 || value.second > 9999) return errc::out_of_range;
      if (value.first == 0 || value.second == 0) return errc::out_of_range;  // no ratio of two currents
      decimal const both{std::int64_t{value.first} * 10000 + value.second};
      return setting_rules::encode(*this, this->legal(), both, this->layout());
    } else if constexpr (is_code<Counted>) {
      static_assert(std::is_same_v<Value, value_type>, "this setting takes an enumerator of its code");
      return setting_rules::encode(*this, this->legal(), decimal{static_cast<std::int64_t>(value)}, this->layout());
    } else {
      static_assert(std::is_same_v<Value, reading<Counted>>,
                    "this setting takes an amount in its unit, such as 200 * A");
      auto const raw = value.in(unit<Counted>{this->in}).times_power_of_ten(-this->fixed_exponent());
      return setting_rules::encode(*this, this->legal(), raw, this->layout());
    }
  }

  /// The same for a constant: an illegal one does not compile.
  template <class Value>
  [[nodiscard]] consteval write set_constant(Value const& value) const {
    auto const made = set(value);
    if (!made) setting_rules::the_manual_does_not_allow_this_value();
    return *made;
  }
};

template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, range, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, ten_to, range, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Dimension>
setting(register_number<Model>, rights, format_of<float>, unit<Dimension>, typename Model::scale, range, measurand)
    -> setting<Model, Dimension, float, scale_values<Model>>;
template <class Model, class Enum>
setting(register_number<Model>, rights, format_of<decimal>, code<Enum>, range, measurand)
    -> setting<Model, code<Enum>, decimal>;

/// Can be written, and two readings of its coding fit: the caller says which.
template <class Model, class Dimension>
class ambiguous_setting : public ambiguous<Model, Dimension> {
 public:
  using ambiguous<Model, Dimension>::ambiguous;

  [[nodiscard]] constexpr result<write> set(reading<Dimension> const& value, format_of<decimal> chosen) const {
    return setting_rules::encode(*this, this->legal(), value.in(unit<Dimension>{this->in}), chosen);
  }
};

template <class Model, class Dimension>
ambiguous_setting(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, range, measurand)
    -> ambiguous_setting<Model, Dimension>;

/// A word that makes the meter do something when it is written.
struct command {
  std::uint16_t address = 0;
  std::uint16_t word = 0;
  std::uint16_t least_interval_s = 0;  ///< the manual forbids to write it more often; 0: it does not say

  [[nodiscard]] constexpr write to_write() const {
    write made{.address = address, .count = 1};
    put_bits(word, word_order::abcd, std::span<std::uint8_t>{made.data}.first(2));
    return made;
  }
};

}  // namespace meterproto::modbus
