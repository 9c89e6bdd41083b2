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
  frame,  ///< one whole frame and nothing else; one's own request, where the line echoes, counts as silence
  noise,  ///< anything else: two answers at once look like this
};

namespace searching {

/// What it was to who asks at this address: a frame is an answer, an echo of the request, or as good as noise.
constexpr heard as_answer(heard what, result<frame> const& answer) {
  if (what != heard::frame || answer) return what;
  return answer.error() == errc::own_request ? heard::silence : heard::noise;
}
constexpr result<frame> answer_in(heard what, bytes came, std::uint8_t address) {
  return what == heard::frame ? link{address}.answer(came) : result<frame>{errc::bad_checksum};
}

}  // namespace searching

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
  /// Two meters on one address answer together, twice: collision; once, it may be a disturbance. A meter that answers,
  /// and not with a telegram that names it, is told by its address alone.
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    step made;
    made.who.primary = static_cast<std::uint8_t>(address_);
    auto const answer = searching::answer_in(what, came, static_cast<std::uint8_t>(address_));
    what = searching::as_answer(what, answer);
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
    if (what == heard::noise && !disturbed_) {
      disturbed_ = true;
      return made;
    }
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
    asking_ = understood_ = disturbed_ = false;
    silences_ = 0;
  }
  constexpr void begin_asking() {
    asking_ = true;
    disturbed_ = false;
    silences_ = 0;
  }

  unsigned address_;
  unsigned last_;
  bool asking_ = false;
  bool understood_ = false;  // SND_NKE
  bool disturbed_ = false;
  unsigned silences_ = 0;
};

/// How far a clear answer under wildcards is trusted. Two meters that send at the very same moment can make one frame
/// that is right in all its bits: rare where their clocks differ, and not where they are fresh from the factory and
/// alike.
enum class trust : std::uint8_t {
  clear_answers,  ///< a clear answer that its own address confirms is a meter, and the only one of this selection
  every_digit,    ///< meters are looked for until their whole number is known: ten selections a digit
};

/// Finds meters that understand selection: that answer it with E5. A selection that several meters understand is
/// narrowed: eight digits of the number, then, for meters that share it, medium and version (0 to FE). Digits are 0 to
/// 9; where these bring less than was heard (of an answer one meter, of a collision two), A to E are tried too. What
/// still is missing then is told as a collision: meters that differ by their manufacturer, which has no wildcard but
/// "any", or that have an F where the selection takes it for a wildcard. Noise is several answers where it comes twice.
/// On a line that brings noise and nothing else the search ends after less than 2 * most_noises frames.
class secondary_search {
 public:
  /// In a row, without a silence or a frame between. Eleven selections, each of them twice, lead from all meters to one
  /// address; two more are a collision that cannot be narrowed, and five such neighbours nobody has.
  static constexpr unsigned most_noises = 32;

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
    auto const& chosen = state_ == state::asking ? request : reset;
    for (std::size_t i = 0; i != chosen.size(); ++i) buffer[i] = chosen[i];
    return bytes{buffer}.first(chosen.size());
  }

  enum class outcome : std::uint8_t { going_on, meter, collision };
  struct step {
    outcome what = outcome::going_on;
    secondary_address who;  ///< of a meter; of a collision the selection that could not be narrowed
  };
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    if (state_ == state::ended) return {};
    if (state_ == state::resetting || state_ == state::closing) {  // whatever answers, nobody is selected now
      state_ = state_ == state::closing ? state::ended : state::selecting;
      auto const left = later_;
      later_ = {};
      return left;
    }
    auto const answer = searching::answer_in(what, came, selected);
    what = searching::as_answer(what, answer);
    bool const acknowledged = answer && answer->type == frame_type::ack;
    if (what == heard::frame && state_ != state::asking && !acknowledged) what = heard::noise;
    if (what == heard::silence && ++tries_ < tries_for_silence) return {};
    if (what != heard::noise) noises_ = 0;
    if (what == heard::noise) {
      if (++noises_ == most_noises) return give_up();
      disturbed_ = !disturbed_;
      if (disturbed_) return {};  // once it may be a disturbance
    }
    switch (state_) {
      case state::selecting:
        if (what == heard::silence) return advance();
        if (what == heard::noise) return narrow(several);
        begin(state::asking);
        if (how_ == trust::every_digit && wild_digit() != places) return narrow(one);
        return {};
      case state::asking: {
        if (!answer) return narrow(what == heard::silence ? one : several);
        auto const read = answer->has_ci() ? parse_telegram(*answer) : result<telegram>{errc::bad_function};
        if (!read || read->header.type != header_type::long_header) {
          // One meter that does not say who it is: its digits can be found, and are all that can.
          if (wild_digit() != places) return narrow(one);
          return found(mask_);
        }
        if (!mask_.selects(read->header.meter)) return narrow(several);
        if (!mask_.has_wildcard()) return found(read->header.meter);
        candidate_ = read->header.meter;
        begin(state::confirming);
        return {};
      }
      case state::confirming:  // two answers at once may make an address that nobody has
        return acknowledged ? found(candidate_) : narrow(several);
      default: return {};
    }
  }

  /// Frames that next() has given: a bound for the time of a search.
  [[nodiscard]] constexpr std::uint32_t sent() const { return sent_; }

 private:
  enum class state : std::uint8_t { resetting, selecting, asking, confirming, closing, ended };
  // Places that can be narrowed: digits of the number from the first one, then medium, then version.
  static constexpr unsigned digits = 8;
  static constexpr unsigned medium_place = digits;
  static constexpr unsigned version_place = digits + 1;
  static constexpr unsigned places = digits + 2;
  static constexpr unsigned tries_for_silence = 2;
  // Meters that a selection has at least, as it was heard.
  static constexpr std::uint8_t one = 1;
  static constexpr std::uint8_t several = 2;

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
  /// The next value to try is value_at() + 1.
  [[nodiscard]] constexpr bool is_last(unsigned place) const {
    if (place >= digits) return value_at(place) == 0xFE;
    return value_at(place) == 0xE || (value_at(place) == 9 && missing_[place] == 0);
  }
  [[nodiscard]] constexpr bool is_wild(unsigned place) const { return value_at(place) == wild(place); }

  constexpr step found(secondary_address const& who) {
    step const made{outcome::meter, who};
    note(one);
    later_ = advance();
    if (later_.what != outcome::going_on && state_ == state::ended) state_ = state::closing;
    return made;
  }
  /// So many more meters are known in each selection that was narrowed to this one.
  constexpr void note(std::uint8_t meters) {
    for (unsigned place = 0; place != places; ++place)
      missing_[place] =
          static_cast<std::uint8_t>(missing_[place] - (meters < missing_[place] ? meters : missing_[place]));
  }
  constexpr step collision() {
    note(several);
    return {outcome::collision, mask_};
  }
  /// The first digit that is still a wildcard; `places` where none is.
  [[nodiscard]] constexpr unsigned wild_digit() const {
    for (unsigned place = 0; place != digits; ++place)
      if (free_[place] && is_wild(place)) return place;
    return places;
  }
  /// The selection has so many meters at least: its next wildcard becomes 0.
  constexpr step narrow(std::uint8_t meters) {
    for (unsigned place = 0; place != places; ++place) {
      if (!free_[place] || !is_wild(place)) continue;
      missing_[place] = meters;
      set(place, 0);
      begin();
      return {};
    }
    auto const made = collision();
    (void)advance();  // tells none: this one was all that was missing
    return made;
  }
  /// This selection is done with: the next value of the last place that was narrowed, or of the one before it.
  constexpr step advance() {
    step made;
    for (unsigned behind = places; behind != 0; --behind) {
      auto const place = behind - 1;
      if (!free_[place] || is_wild(place)) continue;
      if (!is_last(place)) {
        set(place, value_at(place) + 1);
        begin();
        return made;
      }
      set(place, wild(place));
      if (missing_[place] != 0) made = collision();
    }
    state_ = state::ended;
    return made;
  }
  constexpr step give_up() {
    for (unsigned place = 0; place != places; ++place)
      if (free_[place]) set(place, wild(place));
    state_ = state::ended;
    return collision();
  }
  constexpr void begin(state next = state::resetting) {
    state_ = next;
    tries_ = 0;
    disturbed_ = false;
  }

  secondary_address mask_;
  secondary_address candidate_{};
  trust how_;
  std::array<bool, places> free_{};
  std::array<std::uint8_t, places> missing_{};  // meters that were heard and not found yet
  step later_{};                                // a collision behind a meter: the next step
  state state_ = state::resetting;
  unsigned tries_ = 0;
  unsigned noises_ = 0;  // in a row
  bool disturbed_ = false;
  std::uint32_t sent_ = 0;
};

}  // namespace meterproto::mbus
