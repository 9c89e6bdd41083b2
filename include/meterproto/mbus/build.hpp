// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/value.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

/// Records from the other side: what a meter sends, and what a reader writes to it. Source: EN 13757-3:2018, as
/// record.hpp and value.hpp.
namespace meterproto::mbus {

/// A data information block, in the fewest bytes.
struct data_information {
  data_field field = data_field::none;
  function how = function::instantaneous;
  std::uint64_t storage = 0;  ///< below 2^41
  std::uint32_t tariff = 0;   ///< below 2^20
  std::uint16_t subunit = 0;  ///< below 2^10

  [[nodiscard]] constexpr bool fits() const { return storage >> 41U == 0 && tariff >> 20U == 0 && subunit >> 10U == 0; }
  /// Appends DIF and DIFE. Expects: fits().
  constexpr void put(writer& out) const {
    auto rest = storage >> 1U;
    auto tariffs = tariff;
    unsigned units = subunit;
    auto const more = [&] { return rest != 0 || tariffs != 0 || units != 0 ? extension_bit : 0U; };
    out.u8(more() | ((storage & 1U) << 6U) | (static_cast<unsigned>(how) << 4U) | static_cast<unsigned>(field));
    while (more() != 0) {
      auto const low = static_cast<unsigned>(rest & 0x0FU) | ((tariffs & 3U) << 4U) | ((units & 1U) << 6U);
      rest >>= 4U;
      tariffs >>= 2U;
      units >>= 1U;
      out.u8(more() | low);
    }
  }
};

namespace building {

/// How many bytes a field has, and whether they are digits; 0 for a field without a number.
struct shape {
  std::size_t size = 0;
  bool digits = false;
};
constexpr shape shape_of(data_field field) {
  switch (field) {
    case data_field::int8: return {1};
    case data_field::int16: return {2};
    case data_field::int24: return {3};
    case data_field::int32: return {4};
    case data_field::int48: return {6};
    case data_field::int64: return {8};
    case data_field::bcd2: return {1, true};
    case data_field::bcd4: return {2, true};
    case data_field::bcd6: return {3, true};
    case data_field::bcd8: return {4, true};
    case data_field::bcd12: return {6, true};
    default: return {};
  }
}
/// Error: out_of_range for more digits than there are; a minus takes the highest one.
constexpr result<std::uint64_t> digits_of(std::uint64_t magnitude, bool negative, std::size_t bytes) {
  std::uint64_t bits = 0;
  unsigned const places = 2 * static_cast<unsigned>(bytes) - (negative ? 1U : 0U);
  for (unsigned place = 0; place != places; ++place, magnitude /= 10) bits |= (magnitude % 10) << (4 * place);
  if (magnitude != 0) return errc::out_of_range;
  return negative ? bits | std::uint64_t{0xF} << (4 * places) : bits;
}
/// Error: out_of_range for what the field cannot hold, its most negative number (no value) included.
constexpr result<std::uint64_t> integer_bits(std::int64_t number, std::size_t bytes, bool natural) {
  auto const bits = static_cast<std::uint64_t>(number);
  auto const sign = std::uint64_t{1} << (8 * bytes - 1);
  auto const size = decimal{number}.magnitude();
  bool const fits = natural ? number >= 0 && (bytes == 8 || size >> (8 * bytes) == 0) : size < sign;
  if (!fits) return errc::out_of_range;
  return bits;
}

}  // namespace building

/// Appends the data of a number as it stands in a field. Natural: type C, D. Errors: out_of_range for what the field
/// cannot hold, or a fraction; not_a_number for a field that holds no number.
[[nodiscard]] constexpr errc put_raw(writer& out, data_field field, decimal const& raw, bool natural = false) {
  auto const shape = building::shape_of(field);
  if (shape.size == 0) return errc::not_a_number;
  auto const whole = raw.as_integer();
  if (!whole) return whole.error().code;
  auto bits = shape.digits ? building::digits_of(decimal{*whole}.magnitude(), *whole < 0, shape.size)
                           : building::integer_bits(*whole, shape.size, natural);
  if (!bits) return bits.error().code;
  for (std::size_t i = 0; i != shape.size; ++i, *bits >>= 8U) out.u8(*bits & 0xFFU);
  return errc::none;
}

/// Appends a record with the value in its base unit, which VIB and field must be able to hold exactly; on an error,
/// nothing. Errors: those of put_raw(), with out_of_range for a DIB that does not fit and not_a_number for an
/// integer with the VIB of a date; does_not_fit beyond 63 bits; too_long above 30 bytes of VIB, bad_value for one that
/// is damaged, has a record error or belongs to the manufacturer.
[[nodiscard]] constexpr errc put_record(writer& out, data_information const& dib, bytes vib, decimal const& value) {
  std::array<std::uint8_t, 32> without_data{};  // DIF 0: no data, so that the VIB is read as the other side reads it
  if (vib.size() > without_data.size() - 2) return errc::too_long;
  writer copy{without_data};
  copy.u8(0).put(vib);
  records one{copy.written()};
  auto const header = one.next();
  if (!header || header->vib.size() != vib.size()) return errc::bad_value;  // fillers behind a VIB are none of it
  auto const means = meaning_of(*header);
  if (means.record_error != 0 || means.manufacturer_specific) return errc::bad_value;
  bool const no_number = means.how == coding::date || means.how == coding::unverified;
  if (no_number && !building::shape_of(dib.field).digits) return errc::not_a_number;
  if (!dib.fits()) return errc::out_of_range;
  auto const steps = value.times_power_of_ten(-means.exponent).as_integer();
  if (!steps) return steps.error().code;
  if (*steps % means.multiplier != 0 || means.addend != meaning::no_addend) return errc::out_of_range;
  auto trial = out;
  dib.put(trial);
  trial.put(vib);
  bool const natural = means.how == coding::natural || means.how == coding::bits;
  auto const raw = decimal{*steps / static_cast<std::int64_t>(means.multiplier)};
  auto const fault = put_raw(trial, dib.field, raw, natural);
  if (fault == errc::none) out = trial;
  return fault;
}

/// Appends a record of a single-precision number, as it is. Error: out_of_range for a DIB that does not fit, and then
/// nothing.
[[nodiscard]] constexpr errc put_real(writer& out, data_information dib, bytes vib, float value) {
  if (!dib.fits()) return errc::out_of_range;
  dib.field = data_field::real32;
  dib.put(out);
  out.put(vib).u32_little_endian(std::bit_cast<std::uint32_t>(value));
  return errc::none;
}

/// Appends a record of text, which goes out last character first. Errors, and then nothing: out_of_range for a DIB that
/// does not fit, too_long from 192 characters on.
[[nodiscard]] constexpr errc put_text(writer& out, data_information dib, bytes vib, bytes text) {
  if (!dib.fits()) return errc::out_of_range;
  if (text.size() >= 0xC0) return errc::too_long;
  dib.field = data_field::variable;
  dib.put(out);
  out.put(vib).u8(text.size());
  for (std::size_t i = text.size(); i != 0; --i) out.u8(text[i - 1]);
  return errc::none;
}

}  // namespace meterproto::mbus
