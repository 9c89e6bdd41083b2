// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/timing.hpp>
#include <meterproto/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// The receive machine of an MS/TP node: octets and times in, frames out. Source: ANSI/ASHRAE 135-2024 clause 9.5.4,
/// whose names the states have.
namespace meterproto::bacnet {

enum class heard : std::uint8_t {
  nothing,     ///< no frame is complete
  valid,       ///< a frame for this node, or for all
  invalid,     ///< a frame that is damaged, too long for the buffer, or broken off
  not_for_us,  ///< a header with another node's address; its data are passed over
};

struct reception {
  heard what = heard::nothing;
  frame received;  ///< data: a view of the caller's buffer, until the next octet is taken
  error why;       ///< of an invalid one; buffer_too_small where it is longer than the buffer
};

/// What has been heard, for diagnosis; counts wrap.
struct line_statistics {
  std::uint32_t valid = 0;
  std::uint32_t not_for_us = 0;
  std::uint32_t bad_header = 0;
  std::uint32_t bad_data = 0;
  std::uint32_t too_long = 0;
  std::uint32_t broken_off = 0;
};

class receiver {
 public:
  /// Hears the frames for `station` and for all; with `every_station` all frames, and answers none.
  static constexpr std::uint8_t every_station = 255;

  /// `buffer` takes the data of a frame and its CRC: 503 octets hold every frame that is not extended, 2045 every one.
  /// `frame_abort_us`: the silence inside a frame that ends it.
  constexpr receiver(std::uint8_t station, std::span<std::uint8_t> buffer, std::uint32_t frame_abort_us)
      : buffer_{buffer}, frame_abort_{frame_abort_us}, station_{station} {}

  /// Takes octets from the front of `came`, up to the end of the first frame. `now` is when the first of them came, in
  /// microseconds; they count as come together. Call it until `came` is empty and it gives nothing.
  constexpr reception take(bytes& came, std::uint32_t now) {
    reception made;
    if (came.empty() || is_broken_off(now)) {
      end_by_silence(now, made);
      return made;
    }
    last_octet_ = now;
    while (!came.empty() && made.what == heard::nothing) {
      if (now_ == state::data || now_ == state::skip_data) {
        take_body(came, made);
      } else {
        take_octet(came.front(), made);
        came = came.subspan(1);
      }
    }
    return made;
  }

  /// No octet has come until `now`: an open frame may be over.
  constexpr reception silence(std::uint32_t now) {
    reception made;
    end_by_silence(now, made);
    return made;
  }

  /// The port reports a framing error or an overrun.
  constexpr reception receive_error(std::uint32_t now) {
    last_octet_ = now;
    if (counts_events()) count_event();
    if (!break_off()) return {};
    return {heard::invalid, {}, errc::bad_value};
  }

  /// SilenceTimer: microseconds since the last octet, ours or another's.
  [[nodiscard]] constexpr std::uint32_t silent_for(std::uint32_t now) const {
    return reached(now, last_octet_) ? between(last_octet_, now) : 0;
  }
  [[nodiscard]] constexpr std::uint32_t last_octet() const { return last_octet_; }
  /// We have sent until `now`. What was open before is over, so that an answer is not taken for its rest.
  constexpr void sent_until(std::uint32_t now) {
    last_octet_ = now;
    static_cast<void>(break_off());
  }

  /// When silence next means something to somebody who waits for `timeout`: an open frame may be over before.
  [[nodiscard]] constexpr std::uint32_t deadline(std::uint32_t timeout) const {
    bool const sooner = now_ != state::idle && frame_abort_ < timeout;
    return later(last_octet_, sooner ? frame_abort_ + 1 : timeout);
  }

  /// EventCount: octets and errors outside of data, up to 255.
  [[nodiscard]] constexpr std::uint8_t events() const { return events_; }
  constexpr void clear_events() { events_ = 0; }

  [[nodiscard]] constexpr line_statistics const& seen() const { return seen_; }

 private:
  enum class state : std::uint8_t { idle, preamble, header, data, skip_data };

  [[nodiscard]] constexpr bool is_broken_off(std::uint32_t now) const {
    return now_ != state::idle && silent_for(now) > frame_abort_;
  }
  /// Whether it was a frame, which an octet 55 alone is not.
  [[nodiscard]] constexpr bool break_off() {
    bool const named = now_ != state::idle && now_ != state::preamble;
    now_ = state::idle;
    if (named) ++seen_.broken_off;
    return named;
  }
  [[nodiscard]] constexpr bool counts_events() const { return now_ <= state::header; }
  constexpr void count_event() {
    if (events_ != 0xFF) ++events_;
  }

  // What is heard is filled in, not given back: it is large, and mostly nothing.

  constexpr void end_by_silence(std::uint32_t now, reception& made) {
    if (!is_broken_off(now) || !break_off()) return;
    made.what = heard::invalid;
    made.why = errc::too_short;
  }

  constexpr void take_octet(std::uint8_t octet, reception& made) {
    count_event();
    if (now_ == state::idle) {
      if (octet == preamble_1) now_ = state::preamble;
    } else if (now_ == state::preamble) {
      if (octet == preamble_1) return;
      now_ = octet == preamble_2 ? state::header : state::idle;
      index_ = 0;
    } else {
      octets_[index_++] = octet;
      if (index_ == octets_.size()) check_header(made);
    }
  }

  constexpr void check_header(reception& made) {
    auto const parsed = parse_header(octets_);
    now_ = state::idle;
    if (!parsed) {
      ++seen_.bad_header;
      made.what = heard::invalid;
      made.why = parsed.error();
      return;
    }
    header_ = *parsed;
    index_ = 0;
    bool const ours =
        header_.destination == station_ || header_.destination == broadcast || station_ == every_station;
    bool const fits = header_.body_size() <= buffer_.size();
    if (ours && fits && header_.length != 0) {
      now_ = state::data;
      return;
    }
    if (header_.length != 0) now_ = state::skip_data;
    static_cast<frame_header&>(made.received) = header_;
    if (!ours) {
      ++seen_.not_for_us;
      made.what = heard::not_for_us;
    } else if (!fits) {
      ++seen_.too_long;
      made.what = heard::invalid;
      made.why = {errc::buffer_too_small, header_size, header_.body_size()};
    } else {
      ++seen_.valid;
      made.what = heard::valid;
    }
  }

  /// Data and CRC, as much of it as has come.
  constexpr void take_body(bytes& came, reception& made) {
    auto const size = header_.body_size();
    bool const kept = now_ == state::data;
    std::size_t const missing = size - index_;
    auto const part = came.first(came.size() < missing ? came.size() : missing);
    if (kept) {
      auto const space = buffer_.subspan(index_, part.size());
      for (std::size_t i = 0; i != part.size(); ++i) space[i] = part[i];
    }
    came = came.subspan(part.size());
    index_ = static_cast<std::uint16_t>(index_ + part.size());
    if (index_ != size) return;
    now_ = state::idle;
    if (!kept) return;
    static_cast<frame_header&>(made.received) = header_;
    auto const data = parse_body(header_, bytes{buffer_}.first(size), buffer_);
    if (!data) {
      ++seen_.bad_data;
      made.what = heard::invalid;
      made.why = data.error();
      return;
    }
    ++seen_.valid;
    made.what = heard::valid;
    made.received.data = *data;
  }

  std::span<std::uint8_t> buffer_;
  std::uint32_t frame_abort_;
  std::uint32_t last_octet_ = 0;
  line_statistics seen_;
  frame_header header_;
  std::array<std::uint8_t, 6> octets_{};  // type to header CRC
  std::uint16_t index_ = 0;
  std::uint8_t station_;
  std::uint8_t events_ = 0;
  state now_ = state::idle;
};

}  // namespace meterproto::bacnet
