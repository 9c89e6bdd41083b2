// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/frame.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/link.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Finding meters. Two machines that say what to send next and are told what came: the primary scan asks each address;
/// the secondary search selects with wildcards, digit by digit, and goes deeper where several meters answer at once.
/// Nothing here sends or waits. Source: EN 13757-3:2004, 11.5 (wildcard search); EN 13757-2.
namespace meterproto::mbus {

/// What a request brought within its time: mbus/framer.hpp tells.
enum class heard : std::uint8_t {
  silence,
  frame,  ///< one whole frame and nothing else
  noise,  ///< anything else: two answers at once look like this
};

struct found_meter {
  std::uint8_t primary = 0;     ///< of a scan
  secondary_address secondary;  ///< of a search; of a scan where the meter has told it
};

/// Asks the addresses from `first` to `last` for their data: SND_NKE, then REQ_UD2 where somebody answered.
class primary_scan {
 public:
  constexpr explicit primary_scan(std::uint8_t first = 0, std::uint8_t last = highest_primary)
      : address_{first}, last_{last} {}

  [[nodiscard]] constexpr bool ended() const { return address_ > last_; }
  /// Expects: !ended().
  [[nodiscard]] constexpr std::array<std::uint8_t, short_size> next() const {
    link to{static_cast<std::uint8_t>(address_)};
    auto const reset = to.reset();
    return asking_ ? to.request() : reset;
  }

  enum class outcome : std::uint8_t { going_on, meter, collision };
  struct step {
    outcome what = outcome::going_on;
    found_meter who;  ///< of a meter, and the address of a collision
  };
  /// Two meters on one address answer together: collision. A meter that answers, and not with a telegram that names it,
  /// is told by its address alone.
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    step made;
    made.who.primary = static_cast<std::uint8_t>(address_);
    if (what == heard::silence) {
      ++silences_;
      if (!asking_) {
        asking_ = silences_ + 1 == tries;  // some meters know no SND_NKE
      } else if (silences_ == tries) {
        if (understood_) made.what = outcome::meter;
        next_address();
      }
      return made;
    }
    auto const answer = what == heard::frame ? link{static_cast<std::uint8_t>(address_)}.answer(came)
                                             : result<frame>{errc::bad_checksum};
    if (answer && answer->type == frame_type::ack && !asking_) {
      begin_asking();
      understood_ = true;
      return made;
    }
    made.what = answer ? outcome::meter : outcome::collision;
    if (answer && answer->has_ci())
      if (auto const read = parse_telegram(*answer); read && read->header.type == header_type::long_header)
        made.who.secondary = read->header.meter;
    next_address();
    return made;
  }

 private:
  constexpr void next_address() {
    ++address_;
    asking_ = understood_ = false;
    silences_ = 0;
  }
  constexpr void begin_asking() {
    asking_ = true;
    silences_ = 0;
  }

  unsigned address_;
  unsigned last_;
  bool asking_ = false;
  bool understood_ = false;  // SND_NKE
  unsigned silences_ = 0;
};

/// How far a clear answer under wildcards is trusted. Two meters that send at the very same moment can make one frame
/// that is right in all its bits: rare where their clocks differ, and not where they are fresh from the factory and
/// alike.
enum class trust : std::uint8_t {
  clear_answers,  ///< a clear answer that its own address confirms is a meter, and the only one of this selection
  every_digit,    ///< meters are looked for until their whole number is known: ten selections a digit
};

/// Finds meters that understand selection. A selection that several meters understand is narrowed: eight digits of the
/// number (0 to 9), then, for meters that share it, medium and version (0 to FE). What even then answers together is
/// told as a collision: such meters differ by their manufacturer, which has no wildcard but "any", or by a digit
/// above 9.
class secondary_search {
 public:
  /// `within`: where to search; its wildcards are those that are tried.
  constexpr explicit secondary_search(secondary_address const& within = {}, trust how = trust::clear_answers)
      : mask_{within}, how_{how} {
    for (unsigned place = 0; place != places; ++place) free_[place] = is_wild(place);
  }

  [[nodiscard]] constexpr bool ended() const { return state_ == state::ended; }

  /// What to send now, in the first bytes of `buffer`: SND_NKE to 253, a selection, or REQ_UD2. Expects: !ended(), a
  /// buffer of max_frame bytes.
  [[nodiscard]] constexpr bytes next(std::span<std::uint8_t, max_frame> buffer) {
    ++sent_;
    link to{selected};
    auto const reset = to.reset();
    auto const request = to.request();
    if (state_ == state::selecting) return *select(mask_, buffer);
    if (state_ == state::confirming) return *select(candidate_, buffer);
    auto const& chosen = state_ == state::resetting ? reset : request;
    for (std::size_t i = 0; i != chosen.size(); ++i) buffer[i] = chosen[i];
    return bytes{buffer}.first(chosen.size());
  }

  enum class outcome : std::uint8_t { going_on, meter, collision };
  struct step {
    outcome what = outcome::going_on;
    secondary_address who;  ///< of a meter; of a collision the selection that could not be narrowed
  };
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    switch (state_) {
      case state::resetting:  // whatever answers to the reset, nobody is selected now
        state_ = state::selecting;
        return {};
      case state::selecting:
        if (what == heard::silence) {
          if (++tries_ < tries_for_silence) return {};
          advance();
        } else if (what == heard::frame) {
          tries_ = 0;
          if (how_ == trust::every_digit && wild_digit() != places) return narrow();
          state_ = state::asking;
        } else {
          return narrow();
        }
        return {};
      case state::asking: {
        if (what == heard::silence && ++tries_ < tries_for_silence) return {};
        auto const answer = what == heard::frame ? link{selected}.answer(came) : result<frame>{errc::bad_checksum};
        if (!answer) return narrow();
        auto const read = answer->has_ci() ? parse_telegram(*answer) : result<telegram>{errc::bad_function};
        if (!read || read->header.type != header_type::long_header) {
          // One meter that does not say who it is: its digits can be found, and are all that can.
          if (wild_digit() != places) return narrow();
          return found(mask_);
        }
        if (!mask_.has_wildcard()) return found(read->header.meter);
        candidate_ = read->header.meter;
        state_ = state::confirming;
        tries_ = 0;
        return {};
      }
      case state::confirming:  // two answers at once may make an address that nobody has
        if (what == heard::silence && ++tries_ < tries_for_silence) return {};
        return what == heard::frame ? found(candidate_) : narrow();
      case state::ended: break;
    }
    return {};
  }

  /// Frames that next() has given: a bound for the time of a search.
  [[nodiscard]] constexpr std::uint32_t sent() const { return sent_; }

 private:
  enum class state : std::uint8_t { resetting, selecting, asking, confirming, ended };
  // Places that can be narrowed: digits of the number from the first one, then medium, then version.
  static constexpr unsigned digits = 8;
  static constexpr unsigned medium_place = digits;
  static constexpr unsigned version_place = digits + 1;
  static constexpr unsigned places = digits + 2;
  static constexpr unsigned tries_for_silence = 2;

  static constexpr unsigned shift_of(unsigned place) { return 4 * (digits - 1 - place); }
  [[nodiscard]] constexpr unsigned value_at(unsigned place) const {
    if (place == medium_place) return mask_.medium;
    if (place == version_place) return mask_.version;
    return (mask_.id >> shift_of(place)) & 0xFU;
  }
  constexpr void set(unsigned place, unsigned value) {
    if (place == medium_place) {
      mask_.medium = static_cast<std::uint8_t>(value);
    } else if (place == version_place) {
      mask_.version = static_cast<std::uint8_t>(value);
    } else {
      mask_.id = (mask_.id & ~(0xFU << shift_of(place))) | (value << shift_of(place));
    }
  }
  static constexpr unsigned wild(unsigned place) { return place < digits ? 0xFU : 0xFFU; }
  static constexpr unsigned last_value(unsigned place) { return place < digits ? 9U : 0xFEU; }
  [[nodiscard]] constexpr bool is_wild(unsigned place) const { return value_at(place) == wild(place); }

  constexpr step found(secondary_address const& who) {
    step made{outcome::meter, who};
    advance();
    return made;
  }
  /// The first digit that is still a wildcard; `places` where none is.
  [[nodiscard]] constexpr unsigned wild_digit() const {
    for (unsigned place = 0; place != digits; ++place)
      if (free_[place] && is_wild(place)) return place;
    return places;
  }
  /// Several meters answer: the next wildcard becomes 0.
  constexpr step narrow() {
    for (unsigned place = 0; place != places; ++place) {
      if (!free_[place] || !is_wild(place)) continue;
      set(place, 0);
      begin();
      return {};
    }
    step made{outcome::collision, mask_};
    advance();
    return made;
  }
  /// This selection is done with: the next value of the last place that was narrowed, or of the one before it.
  constexpr void advance() {
    for (unsigned behind = places; behind != 0; --behind) {
      auto const place = behind - 1;
      if (!free_[place] || is_wild(place)) continue;
      if (value_at(place) < last_value(place)) {
        set(place, value_at(place) + 1);
        begin();
        return;
      }
      set(place, wild(place));
    }
    state_ = state::ended;
  }
  constexpr void begin() {
    state_ = state::resetting;
    tries_ = 0;
  }

  secondary_address mask_;
  secondary_address candidate_{};
  trust how_;
  std::array<bool, places> free_{};
  state state_ = state::resetting;
  unsigned tries_ = 0;
  std::uint32_t sent_ = 0;
};

}  // namespace meterproto::mbus
