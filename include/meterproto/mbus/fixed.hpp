// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/value.hpp>
#include <meterproto/mbus/vif.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

/// The fixed data structure of CI 73 and 77: 16 bytes with two counters. Source: EN 13757-3:2004, 6.2 and its table of
/// units; withdrawn in 2013, still sent by older meters.
namespace meterproto::mbus {

struct fixed_counter {
  std::uint8_t unit_code = 0;  ///< six bits, 3E: that of counter 1, stored
  vif_row unit;                ///< quantity, unit and exponent
  bool stored = false;         ///< at a fixed date, not actual
  bool binary = false;         ///< else BCD
  bytes data;

  /// Errors: not_available as for a record.
  [[nodiscard]] constexpr result<decimal> raw(bool most_significant_first) const {
    return binary ? values::integer_of(data, most_significant_first)
                  : values::bcd_of(data, most_significant_first, true);
  }
  [[nodiscard]] constexpr result<decimal> number(bool most_significant_first) const {
    return raw(most_significant_first).transform([&](decimal const& number) {
      return number.times_power_of_ten(unit.exponent);
    });
  }
};

struct fixed_data {
  std::uint32_t id = 0;  ///< eight digits, one a nibble
  std::uint8_t access = 0;
  std::uint8_t status = 0;
  std::uint8_t medium = 0;  ///< four bits of a table of its own
  std::array<fixed_counter, 2> counters;
};

/// The codes of units, in ranges. 00 and 01 are a time and a date in digits and have no unit.
// clang-format off
inline constexpr vif_row fixed_units[] = {
    {0x02, 0x0A, quantity::energy,           unit::Wh,        0},
    {0x0B, 0x13, quantity::energy,           unit::J,         3},
    {0x14, 0x1C, quantity::power,            unit::W,         0},
    {0x1D, 0x25, quantity::power,            unit::J_per_h,   3},
    {0x26, 0x2E, quantity::volume,           unit::m3,       -6},
    {0x2F, 0x37, quantity::volume_flow,      unit::m3_per_h, -6},
    {0x38, 0x38, quantity::temperature,      unit::degC,     -3},
    {0x39, 0x39, quantity::hca_units,        unit::none,      0},
    {0x3F, 0x3F, quantity::dimensionless,    unit::none,      0},
};
// clang-format on
static_assert(ascends(fixed_units));

/// Error: too_short, too_long unless there are 16 bytes.
[[nodiscard]] constexpr result<fixed_data> parse_fixed(bytes data, bool most_significant_first) {
  constexpr std::size_t size = 16;
  constexpr std::uint8_t as_counter_1 = 0x3E;
  if (data.size() < size) return error{errc::too_short, data.size(), size};
  if (data.size() > size) return error{errc::too_long, size, size};
  reader in{data};
  fixed_data read;
  read.id = most_significant_first ? in.u32() : in.u32_little_endian();
  read.access = in.u8();
  read.status = in.u8();
  // Two bytes of unit and medium, which do not change places in mode 2.
  std::uint8_t const first = in.u8();
  std::uint8_t const second = in.u8();
  read.medium = static_cast<std::uint8_t>((first >> 6U) | ((second >> 6U) << 2U));
  for (std::size_t i = 0; i != 2; ++i) {
    auto& one = read.counters[i];
    one.unit_code = (i == 0 ? first : second) & 0x3FU;
    bool const same = one.unit_code == as_counter_1;
    auto const code = same ? static_cast<std::uint8_t>(first & 0x3FU) : one.unit_code;
    one.unit = row_of(fixed_units, code);
    one.unit.exponent = static_cast<std::int8_t>(one.unit.exponent_of(code));
    one.stored = same || (read.status & 0x40U) != 0;
    one.binary = (read.status & 0x80U) != 0;
    one.data = in.take(4);
  }
  return read;
}

}  // namespace meterproto::mbus
