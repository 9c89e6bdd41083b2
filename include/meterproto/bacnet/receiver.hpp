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

/// What the other members say has a meaning only where `what` gives it one.
struct reception {
  heard what = heard::nothing;
  frame received;  ///< of a valid one; of one not for us its header. data: a view of the caller's buffer
  error why;       ///< of an invalid one; buffer_too_small where it is longer than the buffer
};

/// Which frames a receiver takes. Without extended ones it takes a third of the flash; one that comes is longer than
/// any buffer.
enum class frames : std::uint8_t { plain, extended };

/// What has been heard, for diagnosis; counts wrap.
struct line_statistics {
  std::uint32_t valid = 0;
  std::uint32_t not_for_us = 0;
  std::uint32_t bad_header = 0;
  std::uint32_t bad_data = 0;
  std::uint32_t too_long = 0;
  std::uint32_t broken_off = 0;
};

template <frames Taken>
class basic_receiver {
 public:
  /// Hears the frames for `station` and for all; with `every_station` all frames, and answers none.
  static constexpr std::uint8_t every_station = 255;

  /// `buffer` takes the data of a frame and its CRC: 503 octets hold every frame that is not extended, 2045 every one.
  /// `frame_abort_us`: the silence inside a frame that ends it.
  constexpr basic_receiver(std::uint8_t station, std::span<std::uint8_t> buffer, std::uint32_t frame_abort_us)
      : buffer_{buffer}, frame_abort_{frame_abort_us}, station_{station} {}

  // What these three give stands until the next call of one of them.

  /// Takes octets from the front of `came`, up to the end of the first frame. `now` is when the last of them came, in
  /// microseconds; they count as come together. Call it until `came` is empty and it gives nothing.
  constexpr reception const& take(bytes& came, std::uint32_t now) {
    if (came.empty() || is_broken_off(now)) return silence(now);
    heard_.what = heard::nothing;
    last_octet_ = now;
    while (!came.empty() && heard_.what == heard::nothing) {
      if (now_ == state::data || now_ == state::skip_data) {
        take_body(came);
      } else if (prefers_speed && begins_with_header(came)) {
        take_whole_header(came);
      } else {
        take_octet(came.front());
        came = came.subspan(1);
      }
    }
    return heard_;
  }

  /// No octet has come until `now`: an open frame may be over.
  constexpr reception const& silence(std::uint32_t now) {
    heard_.what = heard::nothing;
    if (is_broken_off(now)) break_off(errc::too_short);
    return heard_;
  }

  /// The port reports a framing error or an overrun.
  constexpr reception const& receive_error(std::uint32_t now) {
    heard_.what = heard::nothing;
    last_octet_ = now;
    if (counts_events()) count_event();
    break_off(errc::bad_value);
    return heard_;
  }

  /// SilenceTimer: microseconds since the last octet, ours or another's.
  [[nodiscard]] constexpr std::uint32_t silent_for(std::uint32_t now) const {
    return reached(now, last_octet_) ? between(last_octet_, now) : 0;
  }
  [[nodiscard]] constexpr std::uint32_t last_octet() const { return last_octet_; }
  /// We have sent until `now`. What was open before is over, so that an answer is not taken for its rest.
  constexpr void sent_until(std::uint32_t now) {
    last_octet_ = now;
    break_off(errc::too_short);
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
  /// An octet 55 alone is no frame.
  constexpr void break_off(errc why) {
    if (now_ > state::preamble) tell(heard::invalid, seen_.broken_off, why);
    now_ = state::idle;
  }
  [[nodiscard]] constexpr bool counts_events() const { return now_ <= state::header; }
  constexpr void count_event() {
    if (events_ != 0xFF) ++events_;
  }

  constexpr void tell(heard what, std::uint32_t& counter, error const& why = {}) {
    ++counter;
    heard_.what = what;
    heard_.why = why;
  }

  constexpr void take_octet(std::uint8_t octet) {
    count_event();
    if (now_ == state::idle) {
      if (octet == preamble_1) now_ = state::preamble;
    } else if (now_ == state::preamble) {
      if (octet == preamble_1) return;
      now_ = octet == preamble_2 ? state::header : state::idle;
      index_ = 0;
    } else {
      octets_[index_++] = octet;
      if (index_ == octets_.size()) take_header();
    }
  }

  [[nodiscard]] constexpr bool begins_with_header(bytes came) const {
    return now_ == state::idle && came.size() >= header_size && came[0] == preamble_1 && came[1] == preamble_2;
  }
  /// What take_octet() does with it octet by octet.
  constexpr void take_whole_header(bytes& came) {
    events_ = static_cast<std::uint8_t>(events_ < 0xFF - header_size ? events_ + header_size : 0xFF);
    for (std::size_t i = 0; i != octets_.size(); ++i) octets_[i] = came[i + 2];
    came = came.subspan(header_size);
    take_header();
  }

  constexpr void take_header() {
    auto& header = heard_.received;
    header.data = {};
    now_ = state::idle;
    index_ = 0;
    auto why = mstp_rules::read_header(octets_, header);
    auto what = heard::invalid;
    auto* counter = &seen_.bad_header;
    if (why.code == errc::none) {
      bool const ours = header.destination == station_ || header.destination == broadcast || station_ == every_station;
      bool const fits = header.body_size() <= buffer_.size() && (Taken == frames::extended || !is_encoded(header.type));
      if (header.length != 0) now_ = ours && fits ? state::data : state::skip_data;
      if (!ours) {
        what = heard::not_for_us;
        counter = &seen_.not_for_us;
      } else if (!fits) {
        counter = &seen_.too_long;
        why = {errc::buffer_too_small, header_size, header.body_size()};
      } else if (header.length == 0) {
        what = heard::valid;
        counter = &seen_.valid;
      } else {
        return;
      }
    }
    tell(what, *counter, why);
  }

  /// Data and CRC, as much of it as has come.
  constexpr void take_body(bytes& came) {
    auto const size = heard_.received.body_size();
    std::size_t const missing = size - index_;
    auto const part = came.first(came.size() < missing ? came.size() : missing);
    if (now_ == state::data) copy(part, buffer_.subspan(index_));
    came = came.subspan(part.size());
    index_ = static_cast<std::uint16_t>(index_ + part.size());
    if (index_ != size) return;
    if (now_ == state::data) check_body(size);
    now_ = state::idle;
  }
  constexpr void check_body(std::size_t size) {
    auto const body = buffer_.first(size);
    auto& frame = heard_.received;
    frame.data = body.first(frame.length);
    error why;
    if (Taken == frames::plain || !is_encoded(frame.type)) {
      why = mstp_rules::check_body(frame, body);
    } else {
      auto const decoded = parse_body(frame, body, body);
      why = decoded.error();
      frame.data = *decoded;
    }
    if (why.code == errc::none) return tell(heard::valid, seen_.valid);
    frame.data = {};
    tell(heard::invalid, seen_.bad_data, why);
  }

  std::span<std::uint8_t> buffer_;
  std::uint32_t frame_abort_;
  std::uint32_t last_octet_ = 0;
  line_statistics seen_;
  reception heard_;                       // from the header on also what is being received
  std::array<std::uint8_t, 6> octets_{};  // type to header CRC
  std::uint16_t index_ = 0;
  std::uint8_t station_;
  std::uint8_t events_ = 0;
  state now_ = state::idle;
};

using receiver = basic_receiver<frames::extended>;
/// For who only listens: the nodes of node.hpp take extended frames.
using plain_receiver = basic_receiver<frames::plain>;

}  // namespace meterproto::bacnet
