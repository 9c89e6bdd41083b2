// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/log.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

/// The trend logs of a Leviton Series 4100 on BACnet that is not there, and its clock. Source: the manual's Data
/// Logging list and PICS ("each buffer holds 5760 time-stamped 32-bit entries"), the sister manual E50H5, ANSI/ASHRAE
/// 135-2004 clause 12.25.
namespace meterproto::virtual_leviton_trend_log {

inline constexpr std::uint32_t records_per_log = 5760;
inline constexpr std::size_t logs = 3;

/// Days and time from 2000-01-01 00:00:00 on, where the meter's clock begins. Expects: before 2100.
[[nodiscard]] constexpr bacnet::date_time date_time_of(std::uint32_t seconds) {
  auto const is_leap = [](unsigned year) { return year % 4 == 0; };
  constexpr std::array<std::uint8_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::uint32_t days = seconds / 86'400;
  auto const weekday = (days + 5) % 7 + 1;  // that day was a Saturday
  unsigned year = 0;
  for (; days >= (is_leap(year) ? 366U : 365U); ++year) days -= is_leap(year) ? 366U : 365U;
  unsigned month = 0;
  auto const length = [&] { return lengths[month] + (month == 1 && is_leap(year) ? 1U : 0U); };
  for (; days >= length(); ++month) days -= length();
  auto const octet = [](std::uint32_t number) { return static_cast<std::uint8_t>(number); };
  return {{octet(100 + year), octet(month + 1), octet(days + 1), octet(weekday)},
          {octet(seconds / 3600 % 24), octet(seconds / 60 % 60), octet(seconds % 60), 0}};
}
/// The way back; 0 for what is before 2000. Expects: a date and time that is_specific().
[[nodiscard]] constexpr std::uint32_t seconds_of(bacnet::date_time const& when) {
  if (when.date.year < 100) return 0;
  std::uint32_t low = 0;
  std::uint32_t high = 36'525U * 86'400;
  auto const key = [](bacnet::date_time const& of) {
    return ((((std::uint64_t{of.date.year} * 16 + of.date.month) * 32 + of.date.day) * 32 + of.time.hour) * 64 +
            of.time.minute) *
               64 +
           of.time.second;
  };
  while (high - low > 1) {
    auto const middle = low + (high - low) / 2;
    (key(date_time_of(middle)) <= key(when) ? low : high) = middle;
  }
  return low;
}

/// One record of a trend log.
struct log_entry {
  std::uint32_t seconds = 0;  ///< of the meter's clock
  std::uint32_t bits = 0;     ///< a Real, or a log status
  bacnet::datum kind = bacnet::datum::real;
};

/// Appends a record as ReadRange brings it.
constexpr void put(log_entry const& of, bacnet::tag_writer& out) {
  std::array<std::uint8_t, 4> octets{};
  bacnet::log_record made;
  made.when = date_time_of(of.seconds);
  made.kind = of.kind;
  writer content{octets};
  if (of.kind == bacnet::datum::log_status) {
    std::uint8_t highest_first = 0;
    for (unsigned bit = 0; bit != 3; ++bit)
      if (((of.bits >> bit) & 1U) != 0) highest_first = static_cast<std::uint8_t>(highest_first | (0x80U >> bit));
    content.u8(5).u8(highest_first);  // five unused bits
  } else {
    content.u32(of.bits);
  }
  made.value.content = content.written();
  constexpr std::array<std::uint8_t, 1> no_status{0};
  if (of.kind == bacnet::datum::real) made.status = bacnet::bit_string{no_status, 4};
  made.put(out);
}

/// The three logs share all that can be written but what they keep.
class trend_logs {
 public:
  /// `memory`: logs * records_per_log entries.
  constexpr explicit trend_logs(std::span<log_entry> memory) : entries_{memory} {}

  struct setup {
    bool enabled = true;
    bool stop_when_full = false;
    bacnet::date_time start;  // any of its fields open: passed over
    bacnet::date_time stop;
    std::array<std::uint32_t, logs> source{2, 3, 19};  // AI; the factory's
  };
  setup set{};

  [[nodiscard]] constexpr std::uint32_t count() const { return count_; }
  [[nodiscard]] constexpr std::uint32_t total() const { return total_; }
  /// Position from 1, the oldest. Expects: 1 to count().
  [[nodiscard]] constexpr log_entry const& at(std::size_t log, std::uint32_t position) const {
    return entries_[log * records_per_log + (begin_ + position - 1) % records_per_log];
  }

  /// Whether records are kept at this time of the clock.
  [[nodiscard]] constexpr bool is_open(std::uint32_t seconds) const {
    auto const specific = [](bacnet::date_time const& of) { return of.date.is_specific() && of.time.is_specific(); };
    return set.enabled && !(set.stop_when_full && count_ == records_per_log) &&
           !(specific(set.start) && seconds < seconds_of(set.start)) &&
           !(specific(set.stop) && seconds >= seconds_of(set.stop));
  }
  constexpr void add(std::array<log_entry, logs> const& now) {
    auto const place = (begin_ + count_) % records_per_log;
    for (std::size_t log = 0; log != logs; ++log) entries_[log * records_per_log + place] = now[log];
    if (count_ == records_per_log)
      begin_ = (begin_ + 1) % records_per_log;
    else
      ++count_;
    ++total_;
  }
  /// Record_Count becomes 0; the sequence goes on, with a record that says so.
  constexpr void purge(std::uint32_t seconds) {
    begin_ = count_ = 0;
    note(seconds, bacnet::log_status::purged);
  }
  constexpr void note(std::uint32_t seconds, bacnet::log_status what) {
    log_entry const one{seconds, 1U << static_cast<unsigned>(what), bacnet::datum::log_status};
    add({one, one, one});
  }
  constexpr void note_time_change(std::uint32_t seconds, float by) {
    log_entry const one{seconds, std::bit_cast<std::uint32_t>(by), bacnet::datum::time_change};
    add({one, one, one});
  }

 private:
  std::span<log_entry> entries_;
  std::uint32_t begin_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t total_ = 0;
};

}  // namespace meterproto::virtual_leviton_trend_log
