// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/mbus/date.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/vif.hpp>
#include <meterproto/result.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

/// What a record says: its quantity and unit out of VIF and VIFE, its value out of the data. Source: EN 13757-3:2018,
/// 6.3.3 to 6.4, Annexes A (data types), B (BCD with hex digits) and C (VIF tables).
namespace meterproto::mbus {

/// How the data are coded, by the letters of Annex A.
enum class data_type : std::uint8_t {
  none,
  A,  ///< BCD; F in the highest digit is a minus, another digit above 9 makes it no number
  B,  ///< signed integer; the most negative is no number
  C,  ///< unsigned integer
  D,  ///< bits
  F,  ///< date and time to the minute
  G,  ///< date
  H,  ///< IEEE 754 single; NaN is no number
  I,  ///< date and time to the second
  J,  ///< time of day
  K,  ///< daylight saving: bytes, as its layout could not be verified
  L,  ///< listening window: the same
  text,
  variable_bcd,
  binary,
};

/// What VIF and VIFE say together.
struct meaning {
  quantity what = quantity::reserved;
  unit in = unit::none;
  std::int16_t exponent = 0;       ///< of ten
  std::uint32_t multiplier = 1;    ///< 60 for a minute, 5^12 for 4096ths (whose exponent is -12)
  std::int8_t addend = no_addend;  ///< 78 to 7B: 10^addend is added, of which unit the sources do not agree
  coding how = coding::plain;
  std::uint8_t per = 0;                ///< a VIFE 20 to 38 that makes it a rate or a product: text.hpp
  std::uint8_t phase = 0;              ///< FC 01 to 07, as in vife::fc
  std::uint8_t quadrant = 0;           ///< 1 to 4
  std::uint8_t direction = 0;          ///< vife::positive_only, vife::negative_only, or fc::absolute + 0x80
  std::uint32_t others = 0;            ///< what else the VIFE say: a number that differs where they do
  std::uint8_t record_error = 0;       ///< 0 where there is none
  bool manufacturer_specific = false;  ///< from some VIFE on, and with it the data

  static constexpr std::int8_t no_addend = -128;
  static constexpr std::uint8_t both_directions = 0x80 | vife::fc::absolute;
};

namespace meanings {

inline constexpr std::uint32_t seconds[] = {1, 60, 3600, 86'400};

constexpr void take_row(meaning& made, vif_row const& row, std::uint8_t code) {
  made.what = row.what;
  made.in = row.in;
  made.how = row.how;
  if (row.by == step::tens) {
    made.exponent = static_cast<std::int16_t>(row.exponent_of(code));
  } else if (row.by == step::time) {
    made.multiplier = seconds[row.exponent_of(code) & 3];
  } else {
    made.multiplier = 244'140'625;  // n / 4096 = n * 5^12 / 10^12
    made.exponent = -12;
  }
}
/// The value is no longer of the VIF's quantity: a date, a duration, a count of its own.
constexpr void becomes(meaning& made, unit in, coding how, std::uint32_t multiplier = 1) {
  made.in = in;
  made.how = how;
  made.exponent = 0;
  made.multiplier = multiplier;
}

constexpr void note_other(meaning& made, std::uint32_t code) {
  made.others = made.others * 257U + code + 1U;
}
constexpr void take_extended(meaning& made, std::uint8_t code) {
  if (code >= vife::fc::phase_l1 && code <= vife::fc::l3_l1) made.phase = code;
  if (code >= vife::fc::quadrant_1 && code <= vife::fc::quadrant_4)
    made.quadrant = static_cast<std::uint8_t>(code - vife::fc::quadrant_1 + 1);
  if (code == vife::fc::absolute) made.direction = meaning::both_directions;
  if (code == vife::fc::as_natural) made.how = coding::natural;
  if (code == vife::fc::as_bits) made.how = coding::bits;
  if (code == vife::fc::end_date) made.how = coding::date;
  bool const kept = (code >= vife::fc::phase_l1 && code <= vife::fc::quadrant_4) || code == vife::fc::absolute ||
                    code == vife::fc::as_natural || code == vife::fc::as_bits;
  if (!kept) note_other(made, 0x80U + code);
}

/// `factor`: the powers of ten of all VIFEs, which hold for whatever the value becomes, before or behind them.
constexpr void take_vife(meaning& made, int& factor, std::uint8_t code) {
  if (vife::is_record_error(code)) made.record_error = code;
  if (code >= vife::per_first && code <= vife::times_last) made.per = code;
  if (code == vife::positive_only || code == vife::negative_only) made.direction = code;
  if (vife::is_date(code)) becomes(made, unit::none, coding::date);
  if (vife::is_count(code)) becomes(made, unit::none, coding::plain);
  if (vife::is_duration(code)) becomes(made, unit::s, coding::plain, seconds[code & 3U]);
  if (code >= vife::factor_first && code < vife::addend_first) factor += (code & 7) - 6;
  if (code >= vife::addend_first && code < vife::extension_fc) made.addend = static_cast<std::int8_t>((code & 3) - 3);
  if (code == vife::factor_1000) factor += 3;
  bool const per = code >= vife::per_first && code <= vife::times_last;
  bool const direction = code == vife::positive_only || code == vife::negative_only;
  bool const scales = (code >= vife::factor_first && code < vife::extension_fc) || code == vife::factor_1000;
  if (!vife::is_record_error(code) && !per && !direction && !scales) note_other(made, code);
}

}  // namespace meanings

/// A VIF that the tables do not have is quantity::reserved with its data as they are; so is what is not
/// record_kind::data.
[[nodiscard]] constexpr meaning meaning_of(record const& from) {
  meaning made;
  if (from.vib.empty()) return made;
  reader in{from.vife};
  bool const extended = (from.vib.front() & extension_bit) != 0;
  auto const next_code = [&] { return static_cast<std::uint8_t>(in.u8() & 0x7FU); };
  auto const vif = from.vif();
  auto code = vif;
  std::span<vif_row const> table = vif_tables::primary;
  if (vif == vif_extension_fb && extended) {
    table = vif_tables::extension_fb;
    code = next_code();
  } else if (vif == vif_extension_fd && extended) {
    table = vif_tables::extension_fd;
    code = next_code();
    if (code == vif_extension_fd && in.left() != 0) {
      table = vif_tables::extension_fd_fd;
      code = next_code();
    }
  }
  meanings::take_row(made, row_of(table, code), code);
  made.manufacturer_specific = vif == vif_manufacturer;
  int factor = 0;
  while (in.left() != 0 && !made.manufacturer_specific) {
    auto const byte = in.u8();
    code = static_cast<std::uint8_t>(byte & 0x7FU);
    if (code == vife::manufacturer)
      made.manufacturer_specific = true;
    else if (code == vife::extension_fc && (byte & extension_bit) != 0)
      meanings::take_extended(made, next_code());
    else
      meanings::take_vife(made, factor, code);
  }
  made.exponent = static_cast<std::int16_t>(made.exponent + factor);
  return made;
}

/// The coding that DIF and VIF make together.
[[nodiscard]] constexpr data_type type_of(record const& from, meaning const& means) {
  if (from.kind != record_kind::data || from.data.empty()) return data_type::none;
  switch (from.field()) {
    case data_field::none:
    case data_field::selection: return data_type::none;
    case data_field::real32: return data_type::H;
    case data_field::bcd2:
    case data_field::bcd4:
    case data_field::bcd6:
    case data_field::bcd8:
    case data_field::bcd12: return data_type::A;
    case data_field::variable: {
      auto const lvar = from.data.front();
      return lvar < 0xC0 ? data_type::text : lvar < 0xE0 ? data_type::variable_bcd : data_type::binary;
    }
    default: break;
  }
  if (means.how == coding::date) {
    switch (from.data.size()) {
      case 2: return data_type::G;
      case 3: return data_type::J;
      case 4: return data_type::F;
      case 6: return data_type::I;
      default: return data_type::B;
    }
  }
  if (means.how == coding::unverified) return means.what == quantity::daylight_saving ? data_type::K : data_type::L;
  return means.how == coding::natural ? data_type::C : means.how == coding::bits ? data_type::D : data_type::B;
}

namespace values {

/// Up to eight bytes, whatever their order in the telegram.
constexpr std::uint64_t bits_of(bytes data, bool most_significant_first) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i != data.size(); ++i)
    bits = (bits << 8U) | data[most_significant_first ? i : data.size() - 1 - i];
  return bits;
}
/// Errors: not_available for the most negative one.
constexpr result<decimal> integer_of(bytes data, bool most_significant_first) {
  auto const bits = bits_of(data, most_significant_first);
  auto const sign = std::uint64_t{1} << (8 * data.size() - 1);
  if (bits == sign) return errc::not_available;
  if ((bits & sign) == 0) return decimal::from_magnitude(bits);
  return decimal::from_magnitude((sign - 1) - (bits & (sign - 1)) + 1, 0, true);
}
/// Digits, two a byte; `signed_top`: F in the highest is a minus. Error: not_available for a digit above 9.
constexpr result<decimal> bcd_of(bytes data, bool most_significant_first, bool signed_top) {
  std::uint64_t number = 0;
  bool negative = false;
  for (std::size_t i = 0; i != data.size(); ++i) {
    unsigned const pair = data[most_significant_first ? i : data.size() - 1 - i];
    unsigned high = pair >> 4U;
    if (i == 0 && signed_top && high == 0xF) {
      negative = true;
      high = 0;
    }
    if (high > 9 || (pair & 0x0FU) > 9) return errc::not_available;
    number = (number * 10 + high) * 10 + (pair & 0x0FU);
  }
  return decimal::from_magnitude(number, 0, negative);
}
/// A finite single: exactly, or rounded at its last digits where more than 64 bits would be needed; to be scaled by a
/// multiplier, ten digits remain, and nine tell one single from the next. In integers: no floating-point code is to be
/// linked for it. Error: not_available for NaN and infinity.
constexpr result<decimal> single_of(std::uint32_t bits, bool to_be_scaled) {
  unsigned const power = (bits >> 23U) & 0xFFU;
  if (power == 0xFF) return errc::not_available;
  std::uint64_t magnitude = (bits & 0x7F'FFFFU) | (power != 0 ? 0x80'0000U : 0U);
  int twos = static_cast<int>(power != 0 ? power : 1U) - 150;
  int tens = 0;
  constexpr auto most = ~std::uint64_t{0} / 5 - 1;
  auto const shorten_to = [&](std::uint64_t limit) {
    for (; magnitude > limit; ++tens) magnitude = decimal_rules::divided_by_ten(magnitude + 5).quotient;
  };
  for (bool const halves = twos < 0; twos != 0; twos += halves ? 1 : -1) {
    if (halves && magnitude % 2 == 0) {
      magnitude /= 2;
      continue;
    }
    shorten_to(most);
    magnitude *= halves ? 5U : 2U;  // a half is five tenths
    tens -= halves ? 1 : 0;
  }
  if (to_be_scaled) shorten_to(~std::uint64_t{0} / 244'140'625);  // the greatest multiplier
  return decimal::from_magnitude(magnitude, tens, bits >> 31U != 0);
}
/// LVAR E1 to E8. Whether it has a sign is not said: undecided where the highest bit is set, unless it has none.
constexpr result<decimal> binary_of(bytes data, bool most_significant_first, bool natural) {
  if (data.empty() || data.size() > 8) return errc::not_a_number;
  auto const bits = bits_of(data, most_significant_first);
  if (!natural && bits >> (8 * data.size() - 1) != 0) return errc::undecided;
  return decimal::from_magnitude(bits);
}
constexpr result<decimal> scaled(decimal const& raw, meaning const& means) {
  if (means.multiplier != 1 && raw.magnitude() > ~std::uint64_t{0} / means.multiplier) return errc::does_not_fit;
  return decimal::from_magnitude(raw.magnitude() * means.multiplier, raw.exponent() + means.exponent, raw.negative());
}
/// As a VIFE 78 to 7B has it where the unit is that of the VIF: for who shows a value beside its VIFEs. Error:
/// does_not_fit.
constexpr result<decimal> with_addend(decimal const& value, meaning const& means) {
  if (means.addend == meaning::no_addend) return value;
  int const power = means.addend + means.exponent;
  auto const finer = value.exponent() < power ? value.exponent() : power;
  auto const own = value.as_integer(finer);
  auto const more = decimal{1, power}.as_integer(finer);
  if (!own || !more || *own > 0x7FFF'FFFF'FFFF'FFFF - *more) return errc::does_not_fit;
  return decimal{*own + *more, finer};
}

}  // namespace values

/// The number as it stands in the data, before the VIF scales it. Errors: not_available where the meter says that there
/// is none, not_a_number for data that are none, or not of this type; undecided for a binary of a length of its own
/// (LVAR) whose highest bit may be a sign.
[[nodiscard]] constexpr result<decimal> raw_number(record const& from, data_type type, meaning const& means = {}) {
  bool const order = from.most_significant_first;
  auto const size = from.data.size();
  bool const variable = from.field() == data_field::variable;
  if (from.kind != record_kind::data || size == 0 || size > (variable ? 10U : 8U)) return errc::not_a_number;
  switch (type) {
    case data_type::variable_bcd: {
      if (!variable) return errc::not_a_number;
      auto const digits = values::bcd_of(from.data.subspan(1), order, false);
      return from.data.front() >= 0xD0 ? digits.transform([](decimal const& number) { return -number; }) : digits;
    }
    case data_type::binary:  // with a date's VIF it is one, type M
      if (!variable || means.how == coding::date || means.how == coding::unverified) return errc::not_a_number;
      return values::binary_of(from.data.subspan(1), order, means.how != coding::plain);
    default: break;
  }
  if (variable) return errc::not_a_number;
  switch (type) {
    case data_type::A: return values::bcd_of(from.data, order, true);
    case data_type::B: return values::integer_of(from.data, order);
    case data_type::C:
    case data_type::D: return decimal::from_magnitude(values::bits_of(from.data, order));
    case data_type::H:
      if (from.field() != data_field::real32) return errc::not_a_number;
      return values::single_of(static_cast<std::uint32_t>(values::bits_of(from.data, order)), means.multiplier != 1);
    default: return errc::not_a_number;
  }
}

namespace values {

/// Why no value is made of a record, whatever its data: the meter reports an error, the data are the manufacturer's, or
/// something is to be added to them: 1 of the VIF's unit as it is scaled (EN 13757-3 as public texts quote it), or of
/// the base unit (libmbus).
constexpr error refusal_of(record const& from, meaning const& means) {
  if (means.record_error != 0) return {errc::record_error, from.at, means.record_error};
  return means.manufacturer_specific || means.addend != meaning::no_addend ? errc::undecided : errc::none;
}

}  // namespace values

/// The value in the base unit, exactly; of a single its digits, which real_of() gives as they came. Errors:
/// record_error with the meter's code where it reports one (the raw number can still be looked at), those of
/// raw_number(), does_not_fit; undecided for what is the manufacturer's, and where a VIFE adds something. `means`:
/// meaning_of(from), for who needs both.
[[nodiscard]] constexpr result<decimal> number_of(record const& from, meaning const& means) {
  if (auto const refusal = values::refusal_of(from, means); refusal.code != errc::none) return refusal;
  auto const type = type_of(from, means);
  return raw_number(from, type, means).and_then([&](decimal const& raw) { return values::scaled(raw, means); });
}
[[nodiscard]] constexpr result<decimal> number_of(record const& from) {
  return number_of(from, meaning_of(from));
}

/// A single-precision number as it stands in the data, whatever the meter says of it. Errors: not_available for a NaN,
/// not_a_number for other data.
[[nodiscard]] constexpr result<float> raw_real(record const& from) {
  if (from.field() != data_field::real32 || from.data.size() != 4) return errc::not_a_number;
  auto const bits = static_cast<std::uint32_t>(values::bits_of(from.data, from.most_significant_first));
  if ((bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return errc::not_available;
  return std::bit_cast<float>(bits);
}
/// A single-precision number as it came, to be scaled by the exponent and the multiplier of its meaning. Errors: those
/// of raw_real(); record_error and undecided as number_of().
[[nodiscard]] constexpr result<float> real_of(record const& from) {
  if (from.field() != data_field::real32) return errc::not_a_number;
  if (auto const refusal = values::refusal_of(from, meaning_of(from)); refusal.code != errc::none) return refusal;
  return raw_real(from);
}

/// Errors: those of date_time_of(), which reads the same data whatever the meter says of them; record_error and
/// undecided as number_of(); not_a_number where the record is no date.
[[nodiscard]] constexpr result<date_time> date_of(record const& from) {
  auto const means = meaning_of(from);
  if (auto const refusal = values::refusal_of(from, means); refusal.code != errc::none) return refusal;
  auto const type = type_of(from, means);
  bool const is_date = type == data_type::F || type == data_type::G || type == data_type::I || type == data_type::J;
  return is_date ? date_time_of(from.data, from.most_significant_first) : result<date_time>{errc::not_a_number};
}

/// The characters of a text (ISO 8859-1), which come last first. Empty for other data.
[[nodiscard]] constexpr bytes text_of(record const& from) {
  if (from.data.empty() || from.field() != data_field::variable || from.data.front() >= 0xC0) return {};
  return from.data.subspan(1);
}

}  // namespace meterproto::mbus
