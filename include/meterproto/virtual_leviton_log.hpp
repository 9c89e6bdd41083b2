// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/flags.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_log.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// The data log of a Series 4100 from the meter's side. Source: as leviton_s4100_log.hpp, which reads it.
namespace meterproto::virtual_leviton_log {

/// The entries of the log's ten buffers, one behind the other: the caller's memory.
inline constexpr std::size_t log_size = leviton_s4100_log::buffers * std::size_t{leviton_s4100_log::entries_per_buffer};

/// The data log: what an interval brings goes into ten rings.
class data_log {
 public:
  using entry_set = std::array<std::uint16_t, leviton_s4100_log::buffers>;
  struct entry {
    entry_set values{};
    leviton_s4100_log::log_time at{};
  };
  static constexpr std::uint16_t no_entry = 0x8000;
  static constexpr std::size_t size = leviton_s4100_log::entries_per_buffer;

  /// Expects: log_size entries.
  constexpr explicit data_log(std::span<std::uint16_t> memory) : entries_{memory} { clear(); }

  constexpr void clear() {
    for (auto& one : entries_) one = no_entry;
    newest_place_ = 0;
    newest_ = {};
    count_ = wraps_ = 0;
    held_back_ = false;
    state_ = flags<leviton_s4100::log_state>{}.with(leviton_s4100::log_state::reset);
  }
  /// Entry `number` of a buffer, the newest first.
  [[nodiscard]] constexpr std::uint16_t at(std::size_t buffer, std::size_t number) const {
    return entries_[place(buffer, number)];
  }

  /// An interval has ended. While a page is shown one entry is held back, and written at the end of the next interval
  /// in any case: the buffer then moves under its reader. True where the buffers rolled over.
  constexpr bool take(entry const& now, bool page_shown, bool single_shot) {
    using enum leviton_s4100::log_state;
    auto flags_now = flags<leviton_s4100::log_state>{};
    bool rolled = false;
    if (held_back_) {
      rolled = write(held_, single_shot);
      held_back_ = false;
      if (page_shown) flags_now = flags_now.with(collision_2);
    }
    if (page_shown) {
      held_ = now;
      held_back_ = true;
      flags_now = flags_now.with(collision_1);
    } else {
      rolled = write(now, single_shot) || rolled;
    }
    state_ = flags_now.with(full, single_shot && count_ == size);
    return rolled;
  }
  constexpr void note(leviton_s4100::log_state what) { state_ = state_.with(what); }

  [[nodiscard]] constexpr flags<leviton_s4100::log_state> state() const { return state_; }
  [[nodiscard]] constexpr std::uint16_t count() const { return count_; }
  [[nodiscard]] constexpr std::uint16_t wraps_or_lost() const { return wraps_; }
  /// When the newest entry was due.
  [[nodiscard]] constexpr leviton_s4100_log::log_time const& newest() const { return newest_; }

 private:
  static constexpr std::uint16_t most_wraps = 32'767;

  /// A ring, so that an entry costs no move of 5759 others.
  [[nodiscard]] constexpr std::size_t place(std::size_t buffer, std::size_t number) const {
    return buffer * size + (newest_place_ + number) % size;
  }
  constexpr bool write(entry const& now, bool single_shot) {
    bool const at_end = count_ == size;
    if (at_end && wraps_ < most_wraps) ++wraps_;  // in single shot: one lost entry more
    if (at_end && single_shot) return false;
    newest_place_ = (newest_place_ + size - 1) % size;
    for (std::size_t buffer = 0; buffer != now.values.size(); ++buffer) entries_[place(buffer, 0)] = now.values[buffer];
    count_ = at_end ? std::uint16_t{1} : static_cast<std::uint16_t>(count_ + 1);
    newest_ = now.at;
    return at_end;
  }

  std::span<std::uint16_t> entries_;
  std::size_t newest_place_ = 0;
  leviton_s4100_log::log_time newest_{};
  entry held_{};
  bool held_back_ = false;
  std::uint16_t count_ = 0;
  std::uint16_t wraps_ = 0;
  flags<leviton_s4100::log_state> state_{};
};

}  // namespace meterproto::virtual_leviton_log
