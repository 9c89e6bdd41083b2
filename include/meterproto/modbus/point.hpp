// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/flags.hpp>
#include <meterproto/modbus/row.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

/// A row of a register map with its types: what it measures, of which meter, and what it needs to be decoded. The
/// arguments stand in the manual's order: register, R/W and NV, format, unit, scale, range, what is measured.
///
/// Rows are written `inline constexpr auto name = point{...}`: GCC puts an `inline constexpr point name{...}`, whose
/// type it deduces, into RAM, and reads it there.
///
/// A Model is a struct with
///   static constexpr int first_number;                       // what the manual calls wire address 0: 1 or 0
///   enum class scale : std::uint8_t { I = 1, ... };          // its scale registers, in the manual's letters
///   static constexpr std::array<std::uint16_t, N> scale_addresses;     // their wire addresses
///   static constexpr result<int> scale_exponent(std::int16_t content); // what one says, or why it cannot be
///   static constexpr std::array<block, M> listed;     // the registers that its manual lists, reserved ones too
///   static constexpr std::array<block, K> readable;   // those that one read may cover, passing over what is not asked
///   for
namespace meterproto::modbus {

/// A register by the number that the model's manual prints.
template <class Model>
struct register_number {
  int number = 0;

  [[nodiscard]] constexpr std::uint16_t address() const {
    return static_cast<std::uint16_t>(number - Model::first_number);
  }
};

/// The contents of a model's scale registers, to be read in the same poll as the values that they scale.
template <class Model>
struct scale_values {
  /// 0x7FFF until it is filled: no model allows that, so what is not read scales nothing. 0x8000 would be SunSpec's "no
  /// value here", which is no fault.
  std::array<std::int16_t, Model::scale_addresses.size()> content = [] {
    std::array<std::int16_t, Model::scale_addresses.size()> unread{};
    for (auto& one : unread) one = 0x7FFF;
    return unread;
  }();

  [[nodiscard]] METERPROTO_INLINE constexpr result<int> exponent(typename Model::scale which) const {
    return Model::scale_exponent(content[static_cast<std::size_t>(which) - 1]);
  }
};

/// In the place of scale_values where a point needs none.
struct no_scales {};

using meterproto::code, meterproto::bitmap;

namespace point_rules {

template <class Counted, class Number>
struct decoded {
  using type = reading<Counted, Number>;
};
template <class Enum>
struct decoded<code<Enum>, decimal> {
  using type = Enum;
};
template <class Enum>
struct decoded<bitmap<Enum>, decimal> {
  using type = flags<Enum>;
};
template <class Counted>
struct decoded<Counted, text_view> {
  using type = text_view;
};
template <class Counted>
struct decoded<Counted, digit_pair> {
  using type = digit_pair;
};

template <class Scale>
constexpr std::int8_t scale_column(Scale by) {
  return static_cast<std::int8_t>(row::scaled_by_register + static_cast<int>(by));
}

}  // namespace point_rules

/// What every row has beside its data: the model, and the legal contents.
template <class Model_>
class listed : public row {
 public:
  using model = Model_;

  constexpr listed(register_number<Model_> reg, rights allowed, format how, unit_symbol unit, std::int8_t scale_column,
                   range contents, measurand what)
      : row{.address = reg.address(),
            .count = how.count,
            .of = what,
            .as = how.as,
            .when = how.when,
            .order = how.order,
            .may = allowed.may,
            .nv = allowed.nv,
            .in = unit,
            .scale = scale_column},
        legal_{contents} {}

  /// The register as the manual prints it.
  [[nodiscard]] constexpr int number() const { return address + Model_::first_number; }
  [[nodiscard]] constexpr range const& legal() const { return legal_; }

 private:
  range legal_;
};

/// What is measured, or can be looked up. Counted: a dimension, code<Enum> or bitmap<Enum>. Number: decimal where the
/// meter sends integers, else float, double, text_view or digit_pair. Scales: scale_values<Model> or no_scales.
template <class Model, class Counted, class Number, class Scales>
class point : public listed<Model> {
 public:
  using value_type = typename point_rules::decoded<Counted, Number>::type;
  static constexpr bool scaled = !std::is_same_v<Scales, no_scales>;

  constexpr explicit point(listed<Model> const& all) : listed<Model>{all} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), 0, {}, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, range legal,
                  measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), 0, legal, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, ten_to factor,
                  range legal, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), factor.exponent, legal, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit,
                  typename Model::scale by, range legal, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), point_rules::scale_column(by), legal, what} {}

  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit,
                  typename Model::scale by, measurand what)
      : point{reg, allowed, how, unit, by, range{}, what} {}

  /// The value in what was read. Errors: not_in_reply, not_available, and what the format may say (bad_digit,
  /// unknown_code) or the scale register (bad_scale, not_available, undecided).
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(registers const& read) const
    requires(!scaled)
  {
    auto data = read.find(this->address, this->count);
    if (!data) return data.error();
    return of_bytes(*data, this->fixed_exponent());
  }
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(registers const& read,
                                                                      scale_values<Model> const& scales) const
    requires scaled
  {
    auto power = scales.exponent(static_cast<typename Model::scale>(this->scale_register()));
    if (!power) return power.error();
    auto data = read.find(this->address, this->count);
    if (!data) return data.error();
    return of_bytes(*data, *power);
  }

 private:
  /// A float that has a fixed factor; scale registers do not scale floats.
  constexpr value_type scaled_float(Number number) const {
    auto power = this->fixed_exponent();
    if (power != 0) number *= decimal{1, power}.to<Number>();
    return value_type{number, {this->in}};
  }

  METERPROTO_INLINE constexpr result<value_type> of_bytes(bytes data, int power) const {
    if constexpr (std::is_same_v<Number, text_view>) {
      return text_view{data};
    } else if constexpr (std::is_same_v<Number, digit_pair>) {
      auto high = digits_of(bits_of(data.first(2), this->order));
      auto low = digits_of(bits_of(data.last(2), this->order));
      if (!high) return high.error();
      if (!low) return low.error();
      return digit_pair{static_cast<std::uint16_t>(*high), static_cast<std::uint16_t>(*low)};
    } else if constexpr (std::is_same_v<Number, float>) {
      auto number = float_of(data, this->layout());
      if (!number) return number.error();
      return scaled_float(*number);
    } else if constexpr (std::is_same_v<Number, double>) {
      auto number = double_of(data, this->layout());
      if (!number) return number.error();
      return scaled_float(*number);
    } else {
      auto number = integer_of(data, this->layout());
      if (!number) return number.error();
      if constexpr (is_code<Counted>) {
        if (!this->legal().contains(*number)) {
          auto const shown = number->negative() ? bits_of(data, this->order) : number->magnitude();
          return error{errc::unknown_code, 0, static_cast<std::uint16_t>(shown)};
        }
        return static_cast<value_type>(number->magnitude());
      } else if constexpr (is_bitmap<Counted>) {
        return value_type{static_cast<std::uint32_t>(number->magnitude())};
      } else {
        return value_type{number->times_power_of_ten(power), {this->in}};
      }
    }
  }
};

template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, range, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, ten_to, range, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, typename Model::scale, range, measurand)
    -> point<Model, Dimension, Number, scale_values<Model>>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, typename Model::scale, measurand)
    -> point<Model, Dimension, Number, scale_values<Model>>;
template <class Model, class Enum>
point(register_number<Model>, rights, format_of<decimal>, code<Enum>, range, measurand)
    -> point<Model, code<Enum>, decimal, no_scales>;
template <class Model, class Enum>
point(register_number<Model>, rights, format_of<decimal>, bitmap<Enum>, measurand)
    -> point<Model, bitmap<Enum>, decimal, no_scales>;

namespace point_rules {
inline void the_point_does_not_stand_at_this_register() {}
inline void the_scale_register_is_not_moved_with_the_point() {}
}  // namespace point_rules

/// A point of a layout that a device places somewhere, at its register there. `offset` is where the layout has it: a
/// mismatch does not compile, so a wrong number in a table cannot hide. Nor does a model whose scale register of the
/// same number is another one.
template <class Model, class From, class Counted, class Number, class Scales>
[[nodiscard]] consteval auto moved(point<From, Counted, Number, Scales> const& from, register_number<Model> reg,
                                   rights allowed, int offset) {
  if (from.address != offset) point_rules::the_point_does_not_stand_at_this_register();
  if constexpr (!std::is_same_v<Scales, no_scales>) {
    auto const which = from.scale_register() - 1;
    if (Model::scale_addresses[which] - From::scale_addresses[which] != reg.address() - from.address)
      point_rules::the_scale_register_is_not_moved_with_the_point();
  }
  using scales = std::conditional_t<std::is_same_v<Scales, no_scales>, no_scales, scale_values<Model>>;
  return point<Model, Counted, Number, scales>{
      listed<Model>{reg, allowed, from.layout(), from.in, from.scale, from.legal(), from.of}};
}

/// Listed by the manual and without a meaning: there is nothing to decode.
template <class Model>
class reserved : public listed<Model> {
 public:
  constexpr reserved(register_number<Model> reg, rights allowed, format how)
      : listed<Model>{reg, allowed, how, unit_symbol::none, 0, {}, {quantity::reserved}} {}
};

/// Many registers of one meaning, which a reader pages through: no single value.
template <class Model>
class buffer : public listed<Model> {
 public:
  constexpr buffer(register_number<Model> reg, rights allowed, format each, std::uint16_t entries, measurand what)
      : listed<Model>{reg, allowed, format{each.as, each.when, each.order, entries}, unit_symbol::none, 0, {}, what} {}
};

/// Printed so that two readings fit, and no source decides: the caller says which format it is. The row holds the
/// likely one. Scales: as a point's.
template <class Model, class Dimension, class Scales = no_scales>
class ambiguous : public listed<Model> {
 public:
  using value_type = reading<Dimension>;
  static constexpr bool scaled = !std::is_same_v<Scales, no_scales>;

  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      range legal, measurand what)
      : listed<Model>{reg, allowed, likely, unit.symbol, 0, legal, what} {}
  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      measurand what)
      : ambiguous{reg, allowed, likely, unit, range{}, what} {}
  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      typename Model::scale by, measurand what)
      : listed<Model>{reg, allowed, likely, unit.symbol, point_rules::scale_column(by), {}, what} {}

  /// Expects: a format of as many registers. Errors: not_in_reply, not_available, bad_digit, and what the scale
  /// register may say.
  [[nodiscard]] constexpr result<value_type> decode(registers const& read, format_of<decimal> chosen) const
    requires(!scaled)
  {
    return decoded(read, chosen, 0);
  }
  [[nodiscard]] constexpr result<value_type> decode(registers const& read, scale_values<Model> const& scales,
                                                    format_of<decimal> chosen) const
    requires scaled
  {
    return scales.exponent(static_cast<typename Model::scale>(this->scale_register())).and_then([&](int power) {
      return decoded(read, chosen, power);
    });
  }

 private:
  [[nodiscard]] constexpr result<value_type> decoded(registers const& read, format const& how, int power) const {
    return read.find(this->address, this->count).and_then([&](bytes data) {
      return integer_of(data, how).transform(
          [&](decimal const& number) { return value_type{number.times_power_of_ten(power), {this->in}}; });
    });
  }
};

template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, range, measurand)
    -> ambiguous<Model, Dimension>;
template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, measurand)
    -> ambiguous<Model, Dimension>;
template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, typename Model::scale, measurand)
    -> ambiguous<Model, Dimension, scale_values<Model>>;

}  // namespace meterproto::modbus
