// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/plan.hpp>

#include <array>
#include <cstdint>

/// Reads the data log of a Leviton Series 4100: ten buffers of 5760 entries, one of which register 158 shows at 8000
/// and behind, the newest entry first. While a buffer is shown the meter holds one missed entry back and writes it at
/// the next interval in any case, and then the data move: the reader says so. Source: E51C3 manual p. 17-18 and 29,
/// EM3555 manual p. 33.
namespace meterproto::leviton_s4100_log {

namespace s4100 = leviton_s4100;

inline constexpr std::uint16_t entries_per_buffer = 5760;
inline constexpr unsigned buffers = 10;

/// "8000-13760" holds one register more than the 5760 entries: which end is wrong is not known. Show buffers with a
/// known content and look, or ask the maker.
enum class first_entry : std::uint16_t { at_8000 = 7999, at_8001 = 8000 };  // the wire address

/// Registers 158 to 163, as one read brings them.
struct log_status {
  std::uint16_t page = 0;
  std::uint16_t config = 0;
  flags<s4100::log_state> state;
  std::uint16_t wraps_or_lost = 0;  ///< circular: how often it wrapped; single shot: entries lost
  std::uint16_t max_days = 0;
  std::uint16_t entries = 0;  ///< since the last wrap or reset

  [[nodiscard]] constexpr bool single_shot() const { return (config & s4100::log_single_shot) != 0; }
  /// How many entries a buffer holds. A reader that goes by 0x8000, "no entry", takes the low half of 32768 for one.
  [[nodiscard]] constexpr std::uint16_t available() const {
    bool const full = single_shot() ? state.has(s4100::log_state::full) : wraps_or_lost != 0;
    return full || entries > entries_per_buffer ? entries_per_buffer : entries;
  }
};

inline constexpr modbus::read status_read{modbus::function::read_holding_registers, 157, 6};

/// Error: not_in_reply.
[[nodiscard]] constexpr result<log_status> status_of(modbus::registers const& read) {
  return read.find(status_read.address, status_read.quantity).transform([](bytes data) {
    reader in{data};
    log_status now;
    now.page = in.u16();
    now.config = in.u16();
    now.state = flags<s4100::log_state>{in.u16()};
    now.wraps_or_lost = in.u16();
    now.max_days = in.u16();
    now.entries = in.u16();
    return now;
  });
}

/// Shows buffer 1 to 10 at 8000, or resumes logging with 0.
[[nodiscard]] constexpr result<modbus::write> show(unsigned page) {
  return s4100::log_page.set(decimal{page} * counts);
}

/// One buffer, newest entry first, 125 entries a read: what to read next, and what came. The caller writes show(page)
/// before, reads status_of() between and after, and writes show(0) at the end.
class buffer_reader {
 public:
  constexpr buffer_reader(first_entry where, log_status const& before)
      : first_{static_cast<std::uint16_t>(where)},
        count_{before.available()},
        wraps_{before.wraps_or_lost},
        entries_{before.entries},
        collided_before_{before.state.has(s4100::log_state::collision_2)} {}

  [[nodiscard]] constexpr bool done() const { return at_ == count_; }
  /// Expects: !done().
  [[nodiscard]] constexpr modbus::read next() const {
    auto const left = count_ - at_;
    return {
        modbus::function::read_holding_registers, static_cast<std::uint16_t>(first_ + at_),
        static_cast<std::uint16_t>(left > int{modbus::max_read_registers} ? int{modbus::max_read_registers} : left)};
  }
  /// The entries of next(), two bytes each. Error: not_in_reply.
  constexpr result<bytes> take(modbus::registers const& read) {
    auto const wanted = next();
    auto const found = read.find(wanted.address, wanted.quantity);
    if (found) at_ = static_cast<std::uint16_t>(at_ + wanted.quantity);
    return found;
  }
  /// How many entries came before those of next(): 0 is the newest.
  [[nodiscard]] constexpr std::uint16_t position() const { return at_; }

  /// Whether the meter wrote into the buffer since the reading began, so that what came before and after do not fit.
  [[nodiscard]] constexpr bool moved(log_status const& now) const {
    bool const collided = now.state.has(s4100::log_state::collision_2) && !collided_before_;
    bool const wrapped = !now.single_shot() && now.wraps_or_lost != wraps_;  // in single shot 161 counts lost entries
    return collided || wrapped || now.entries != entries_;
  }

 private:
  std::uint16_t first_;
  std::uint16_t count_;
  std::uint16_t at_ = 0;
  std::uint16_t wraps_;
  std::uint16_t entries_;
  bool collided_before_;
};

/// A date and time as the clock [155-157] and the newest entry [166-168] hold it: bytes day, month, hour, year - 2000,
/// second, minute. The default table of the manual names the bytes the other way round; the register tables of both
/// sister manuals decide.
struct log_time {
  std::uint16_t year = 2000;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;

  friend constexpr bool operator==(log_time const&, log_time const&) = default;

  /// Error: bad_value where a byte is outside what the manual prints; at: which of the three, detail: its content.
  [[nodiscard]] static constexpr result<log_time> from(std::uint16_t day_month, std::uint16_t hour_year,
                                                       std::uint16_t second_minute) {
    log_time const read{static_cast<std::uint16_t>(2000 + (hour_year & 0xFFU)),
                        static_cast<std::uint8_t>(day_month & 0xFFU),
                        static_cast<std::uint8_t>(day_month >> 8U),
                        static_cast<std::uint8_t>(hour_year >> 8U),
                        static_cast<std::uint8_t>(second_minute & 0xFFU),
                        static_cast<std::uint8_t>(second_minute >> 8U)};
    log_time const only_hour{read.year, 1, 1, read.hour, 0, 0};
    if (!log_time{2000, read.month, read.day, 0, 0, 0}.is_legal()) return error{errc::bad_value, 0, day_month};
    if (!only_hour.is_legal()) return error{errc::bad_value, 1, hour_year};
    if (!read.is_legal()) return error{errc::bad_value, 2, second_minute};
    return read;
  }
  /// The contents of 155, 156, 157. Expects: is_legal().
  [[nodiscard]] constexpr std::array<std::uint16_t, 3> registers() const {
    return {static_cast<std::uint16_t>(day * 256 + month), static_cast<std::uint16_t>(hour * 256 + year - 2000),
            static_cast<std::uint16_t>(second * 256 + minute)};
  }
  /// So many seconds later; a day that its month does not have runs into the next one. Expects: is_legal().
  [[nodiscard]] constexpr log_time after(std::uint64_t seconds) const {
    auto later = *this;
    seconds += second + 60U * minute + 3600U * hour;
    later.second = static_cast<std::uint8_t>(seconds % 60);
    later.minute = static_cast<std::uint8_t>(seconds / 60 % 60);
    later.hour = static_cast<std::uint8_t>(seconds / 3600 % 24);
    auto days = day + seconds / 86'400;
    for (; days > later.days_of_month(); later.month = static_cast<std::uint8_t>(later.month % 12 + 1)) {
      days -= later.days_of_month();
      if (later.month == 12) ++later.year;
    }
    later.day = static_cast<std::uint8_t>(days);
    if (later.year > 2199) later.year = 2000;  // the byte of the year goes no further
    return later;
  }
  [[nodiscard]] constexpr unsigned days_of_month() const {
    bool const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month == 2) return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }
  [[nodiscard]] constexpr bool is_legal() const {
    return day >= 1 && day <= 31 && month >= 1 && month <= 12 && hour <= 23 && year >= 2000 && year <= 2199 &&
           minute <= 59 && second <= 59;
  }
};

/// Sets the clock, 155 to 157, by one write of three registers: between three the clock would run. Error: out_of_range,
/// where a byte is outside what the manual prints.
[[nodiscard]] constexpr result<modbus::write> set_clock(log_time const& to) {
  if (!to.is_legal()) return errc::out_of_range;
  modbus::write made{.address = s4100::clock_day_month.address, .count = 3};
  std::size_t at = 0;
  for (unsigned const content : to.registers()) {
    made.data[at++] = static_cast<std::uint8_t>(content >> 8U);
    made.data[at++] = static_cast<std::uint8_t>(content & 0xFFU);
  }
  return made;
}

}  // namespace meterproto::leviton_s4100_log
