// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/codes.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/flags.hpp>
#include <meterproto/notation.hpp>
#include <meterproto/units.hpp>
#include <meterproto/vocabulary.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// An object whose Present_Value is a measurement, a setting or an alert. The arguments of a row stand in the manuals'
/// order: object, name, R/W and NV, unit, what the Units property says, range, what is measured.
///
/// A Model is any type; it keeps the points of two meters apart. It comes with the object: a model names a function for
/// each of its object types, such as AI(11).
namespace meterproto::bacnet {

/// What Present_Value holds.
enum class holds : std::uint8_t {
  nothing,   ///< the object has none, or it means nothing
  real,      ///< an amount, as Real
  code,      ///< a number that stands for something, as Real
  bits,      ///< a bit for each thing that may be so, as Real
  activity,  ///< 0 inactive, 1 active, as Enumerated
};

/// What the Units property of a point says, which need not be true: a meter may have no number for kvarh.
struct reports {
  constexpr reports(engineering_units as) : number{static_cast<std::int16_t>(as)} {}  // NOLINT: a row names its units
  constexpr explicit reports(int as) : number{static_cast<std::int16_t>(as)} {}

  std::int16_t number;
};
inline constexpr reports unknown_units{-1};  ///< the sources do not say which number the meter sends

/// A row as data: what a dump walks over.
struct row {
  object_id object;
  char const* name = "";  ///< Object_Name; empty where the sources do not say it
  measurand of{};
  holds as = holds::nothing;
  access may = access::read;
  retained nv = retained::unprinted;
  unit_symbol in = unit_symbol::none;
  std::int16_t units_property = unknown_units.number;

  [[nodiscard]] constexpr bool has_value() const { return as != holds::nothing; }
  [[nodiscard]] constexpr property_reference present_value() const { return {object, property::present_value, {}}; }
  [[nodiscard]] constexpr property_reference reliability() const { return {object, property::reliability, {}}; }
};

/// Present_Value as a row of data alone knows it: the bits of a Real, or the number of an Enumerated. Errors: bad_tag
/// for another datatype, not_available for a NaN, too_short and too_long for none and for several values.
[[nodiscard]] constexpr result<std::uint32_t> content_of(row const& of, bytes value) {
  tag_reader in{value};
  bool const is_real = of.as != holds::activity;
  auto const held = in.application(is_real ? &element::as_real_bits : &element::as_enumerated);
  if (auto const fault = in.end(); fault.code != errc::none) return fault;
  // By its bits, as -ffast-math knows no NaN.
  if (is_real && (held & 0x7FFF'FFFFU) > 0x7F80'0000U) return errc::not_available;
  return held;
}
/// The same as a number.
[[nodiscard]] constexpr result<float> number_of(row const& of, bytes value) {
  auto const content = content_of(of, value);
  if (!content) return content.error();
  return of.as == holds::activity ? static_cast<float>(*content) : std::bit_cast<float>(*content);
}

/// In the place of a unit: whether something is so.
struct active {};

/// An object of a model.
template <class Model>
struct object_of {
  object_id id;
};

namespace object_rules {

template <class Counted>
struct decoded {
  using type = reading<Counted, float>;
  static constexpr auto as = holds::real;
};
template <class Enum>
struct decoded<code<Enum>> {
  using type = Enum;
  static constexpr auto as = holds::code;
};
template <class Enum>
struct decoded<bitmap<Enum>> {
  using type = flags<Enum>;
  static constexpr auto as = holds::bits;
};
template <>
struct decoded<active> {
  using type = bool;
  static constexpr auto as = holds::activity;
};

/// A code or bitmap in a Real: a natural number. Error: unknown_code for a fraction, a minus, or above 65535. By its
/// bits (IEEE 754: a sign, 8 bits of exponent, 23 of fraction), so that no float code is linked for it.
constexpr result<std::uint32_t> natural(std::uint32_t real) {
  if ((real & 0x7FFF'FFFFU) == 0) return 0U;
  auto const exponent = real >> 23U;  // and the sign
  constexpr std::uint32_t of_one = 127;
  if (exponent < of_one || exponent > of_one + 15) return errc::unknown_code;
  auto const below_one = 23 - (exponent - of_one);
  auto const digits = (real & 0x007F'FFFFU) | 0x0080'0000U;
  if ((digits & ((1U << below_one) - 1)) != 0) return errc::unknown_code;
  return digits >> below_one;
}

}  // namespace object_rules

/// What every object has beside its data: the model, and the legal contents.
template <class Model_>
class listed : public row {
 public:
  using model = Model_;

  constexpr listed(row const& data, range contents) : row{data}, legal_{contents} {}
  [[nodiscard]] constexpr range const& legal() const { return legal_; }

 private:
  range legal_;
};

/// What is measured, or can be looked up. Counted: a dimension, code<Enum>, bitmap<Enum> or active.
template <class Model, class Counted>
class point : public listed<Model> {
 public:
  using value_type = typename object_rules::decoded<Counted>::type;
  static constexpr auto kind = object_rules::decoded<Counted>::as;

  template <class Unit>
  constexpr point(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, range legal,
                  measurand what)
      : listed<Model>{{which.id, called, what, kind, allowed.may, allowed.nv, symbol_of(unit), says.number}, legal} {}
  template <class Unit>
  constexpr point(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, measurand what)
      : point{which, called, allowed, unit, says, range{}, what} {}

  /// The value of Present_Value, in encoded elements. Errors: those of content_of(); unknown_code.
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(bytes value) const {
    auto const content = content_of(*this, value);
    if (!content) return content.error();
    return of_content(*content);
  }
  /// The same for what content_of() has given.
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> of_content(std::uint32_t content) const {
    if constexpr (kind == holds::real) {
      return value_type{std::bit_cast<float>(content), {this->in}};
    } else {
      auto const whole = kind == holds::activity ? result<std::uint32_t>{content} : object_rules::natural(content);
      if (!whole) return whole.error();
      if constexpr (kind == holds::bits) {
        return value_type{*whole};
      } else {
        if (!this->legal().contains(decimal{*whole})) return error{errc::unknown_code, 0, *whole};
        return static_cast<value_type>(*whole);
      }
    }
  }
};

template <class Model, class Dimension>
point(object_of<Model>, char const*, rights, unit<Dimension>, reports, measurand) -> point<Model, Dimension>;
template <class Model, class Dimension>
point(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand)
    -> point<Model, Dimension>;
template <class Model, class Enum>
point(object_of<Model>, char const*, rights, code<Enum>, reports, range, measurand) -> point<Model, code<Enum>>;
template <class Model, class Enum>
point(object_of<Model>, char const*, rights, bitmap<Enum>, reports, measurand) -> point<Model, bitmap<Enum>>;
template <class Model>
point(object_of<Model>, char const*, rights, active, reports, range, measurand) -> point<Model, active>;

/// Listed by the manual and without a meaning, or without a Present_Value: there is nothing to decode.
template <class Model>
class valueless : public listed<Model> {
 public:
  constexpr valueless(object_of<Model> which, char const* called, rights allowed, measurand what)
      : listed<Model>{{which.id, called, what, holds::nothing, allowed.may, allowed.nv, {}, unknown_units.number}, {}} {
  }
};

/// A checked write of one Real to a Present_Value.
struct object_write {
  object_id object;
  std::array<std::uint8_t, 5> value{};  ///< the encoded Real

  /// A view of this write. A meter whose objects are not commandable passes over the priority: none is sent.
  [[nodiscard]] constexpr write_property request() const& {
    return {{object, property::present_value, {}}, value, {}};
  }
  void request() const&& = delete;  // a view of what is gone
  /// Whether a Present_Value that was read is what was written.
  [[nodiscard]] constexpr bool stands_in(bytes read) const {
    if (read.size() != value.size()) return false;
    for (std::size_t i = 0; i != value.size(); ++i)
      if (read[i] != value[i]) return false;
    return true;
  }
  [[nodiscard]] static constexpr object_write of(object_id object, float number) {
    object_write made{object};
    writer out{made.value};
    tag_writer{out}.real(number);
    return made;
  }
};

namespace object_rules {

/// Not constexpr on purpose: whoever reads this name in a compiler's message has written a value that the manual does
/// not allow.
inline void the_manual_does_not_allow_this_value() {}

}  // namespace object_rules

/// A point that can be written, in whole numbers of its range: in hundredths where that is in hundredths. Step: what
/// they must be a multiple of; 0: any of them.
template <class Model, class Counted>
class setting : public point<Model, Counted> {
 public:
  using typename point<Model, Counted>::value_type;

  template <class Unit>
  constexpr setting(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, range legal,
                    measurand what, std::int32_t step = 0)
      : point<Model, Counted>{which, called, allowed, unit, says, legal, what}, step_{step} {}

  /// An amount (200 * A) or the enumerator of a code, as a write. Errors: out_of_range, does_not_fit.
  template <class Value>
  [[nodiscard]] constexpr result<object_write> set(Value const& value) const {
    if constexpr (is_code<Counted>) {
      static_assert(std::is_same_v<Value, value_type>, "this setting takes an enumerator of its code");
      return checked(decimal{static_cast<std::int64_t>(value)});
    } else {
      static_assert(std::is_same_v<Value, reading<Counted>>, "this setting takes an amount in its unit, as 200 * A");
      return checked(value.in(unit<Counted>{this->in}));
    }
  }
  /// The same for a constant: an illegal one does not compile.
  template <class Value>
  [[nodiscard]] consteval object_write set_constant(Value const& value) const {
    auto const made = set(value);
    if (!made) object_rules::the_manual_does_not_allow_this_value();
    return *made;
  }

  /// For a number in the unit of the row. Errors: those of set().
  [[nodiscard]] constexpr result<object_write> checked(decimal const& number) const {
    if (!this->legal().contains(number)) return errc::out_of_range;
    auto const whole = number.as_integer(this->legal().exponent());
    if (!whole) return whole.error();
    if (step_ != 0 && *whole % step_ != 0) return errc::out_of_range;
    return object_write::of(this->object, number.template to<float>());
  }
  [[nodiscard]] constexpr std::int32_t step() const { return step_; }

 private:
  std::int32_t step_;
};

template <class Model, class Dimension>
setting(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand)
    -> setting<Model, Dimension>;
template <class Model, class Dimension>
setting(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand, int)
    -> setting<Model, Dimension>;
template <class Model, class Enum>
setting(object_of<Model>, char const*, rights, code<Enum>, reports, range, measurand)
    -> setting<Model, code<Enum>>;

/// The rows of a model, in the order of its object list.
template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first row, counted from 0, that is not the next instance of its type (from 1 on), or measures what one before it
/// does; -1 where all is well. The Device object, whose instance is the meter's own, is passed over.
template <std::size_t Count>
[[nodiscard]] constexpr int first_misplaced(std::array<row, Count> const& rows) {
  for (std::size_t i = 0; i != Count; ++i) {
    auto const& one = rows[i];
    bool const follows =
        i != 0 && rows[i - 1].object.type == one.object.type && rows[i - 1].object.instance + 1 == one.object.instance;
    if (one.object.type != object_type::device && !follows && one.object.instance != 1) return static_cast<int>(i);
    for (std::size_t earlier = 0; earlier != i; ++earlier)
      if (rows[earlier].object == one.object ||
          (rows[earlier].of == one.of && one.of.what != quantity::reserved))
        return static_cast<int>(i);
  }
  return -1;
}

}  // namespace meterproto::bacnet
