// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

/// Dates and times of a record: types F (4 bytes), G (2), I (6) and J (3). Source: EN 13757-3:2018, Annex A. A field
/// may say "every": every day, every year. Types K, L and M are left as bytes: their layout could not be verified.
namespace meterproto::mbus {

/// A field that is not in the type, or means "every".
inline constexpr std::uint8_t every = 0xFF;

struct date_time {
  enum class shape : std::uint8_t { date, to_the_minute, to_the_second, time_of_day };

  shape has = shape::date;
  bool summer_time = false;
  std::uint16_t year = 0;  ///< 1900 to 2299; 0: every year
  std::uint8_t month = every;
  std::uint8_t day = every;
  std::uint8_t hour = every;
  std::uint8_t minute = every;
  std::uint8_t second = every;

  friend constexpr bool operator==(date_time const&, date_time const&) = default;
};

namespace date_fields {

/// The year of two digits and a century of its own (type F, 0 to 3); without one, 81 to 99 are 1981 to 1999.
/// Expects: less than 100.
constexpr std::uint16_t year_of(unsigned year, unsigned century) {
  if (century == 0 && year <= 80) century = 1;
  return static_cast<std::uint16_t>(1900 + 100 * century + year);
}

/// Two bytes as all types with a date have them: 3 bits of the year and the day, 4 bits of the year and the month.
/// Error: not_available for what is no date, such as day and month 0.
constexpr result<date_time> date_of(unsigned low, unsigned high, unsigned century) {
  unsigned const day = low & 0x1FU;
  unsigned const month = high & 0x0FU;
  unsigned const year = (low >> 5U) | ((high >> 4U) << 3U);
  if (month == 0 || month == 13 || month == 14 || (year > 99 && year != 127)) return errc::not_available;
  date_time read;
  read.year = year == 127 ? std::uint16_t{0} : year_of(year, century);
  read.month = month == 15 ? every : static_cast<std::uint8_t>(month);
  read.day = day == 0 ? every : static_cast<std::uint8_t>(day);
  return read;
}

/// Error: not_available above `most`, unless it is `all`, which means every.
constexpr result<std::uint8_t> field(unsigned value, unsigned most, unsigned all) {
  if (value == all) return every;
  if (value > most) return errc::not_available;
  return static_cast<std::uint8_t>(value);
}

constexpr result<date_time> with_time(date_time read, date_time::shape has, unsigned hour, unsigned minute,
                                      unsigned second) {
  auto const h = field(hour, 23, 31);
  auto const m = field(minute, 59, 63);
  auto const s = field(second, 59, 63);
  if (!h || !m || !s) return errc::not_available;
  read.has = has;
  read.hour = *h;
  read.minute = *m;
  read.second = *s;
  return read;
}

}  // namespace date_fields

/// By the number of bytes, the least significant first unless it is a telegram of mode 2. Errors: not_available where
/// the meter says that it is invalid (FFFF, FFFFFF, the IV bit) or a field is outside its range; not_a_number for a
/// length that no type has.
[[nodiscard]] constexpr result<date_time> date_time_of(bytes data, bool most_significant_first = false) {
  using shape = date_time::shape;
  std::array<std::uint8_t, 6> turned{};
  if (data.size() > turned.size()) return errc::not_a_number;
  for (std::size_t i = 0; i != data.size(); ++i) turned[i] = data[most_significant_first ? data.size() - 1 - i : i];
  reader in{bytes{turned}.first(data.size())};
  switch (data.size()) {
    case 2: {  // G
      auto const low = in.u8();
      auto const high = in.u8();
      if (low == 0xFF && high == 0xFF) return errc::not_available;
      return date_fields::date_of(low, high, 0);
    }
    case 3: {  // J
      unsigned const second = in.u8();
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      if (second == 0xFF && minute == 0xFF && hour == 0xFF) return errc::not_available;
      return date_fields::with_time({}, shape::time_of_day, hour & 0x1FU, minute & 0x3FU, second & 0x3FU);
    }
    case 4: {  // F
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      auto const low = in.u8();
      auto const date = date_fields::date_of(low, in.u8(), (hour >> 5U) & 0x3U);
      if ((minute & 0x80U) != 0) return errc::not_available;
      return date.and_then([&](date_time read) {
        read.summer_time = (hour & 0x80U) != 0;
        return date_fields::with_time(read, shape::to_the_minute, hour & 0x1FU, minute & 0x3FU, 63);
      });
    }
    case 6: {  // I; the week and the deviation of summer time are left out
      unsigned const second = in.u8();
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      auto const low = in.u8();
      auto const date = date_fields::date_of(low, in.u8(), 0);
      if ((minute & 0x80U) != 0) return errc::not_available;
      return date.and_then([&](date_time read) {
        read.summer_time = (second & 0x40U) != 0;
        return date_fields::with_time(read, shape::to_the_second, hour & 0x1FU, minute & 0x3FU, second & 0x3FU);
      });
    }
    default: return errc::not_a_number;
  }
}

}  // namespace meterproto::mbus
