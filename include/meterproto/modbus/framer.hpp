// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/response.hpp>
#include <meterproto/modbus/timing.hpp>

#include <array>
#include <cstdint>

/// Whole frames out of bytes as they come: one at a time or in chunks, with noise between, in front and behind. Lengths
/// come from the frames themselves, so pauses inside a frame (USB adapters, DMA) do no harm; silence ends what has no
/// length of its own and clears what was cut short. Who feeds a framer tells it of silence; it has no clock.
namespace meterproto::modbus {

inline constexpr std::size_t junk = ~std::size_t{0} - 1;  ///< no frame begins with these bytes

/// Shape: `std::size_t length(bytes begun)`, a number, more_needed, open_end or junk; `void accepted(bytes frame)`.
/// A byte that begins no good frame is dropped and the search goes on behind it; every byte is dropped or delivered
/// once.
template <class Shape>
class framing {
 public:
  constexpr framing() = default;
  constexpr explicit framing(Shape shape) : shape_{shape} {}

  /// The next whole frame, or nothing when all of `chunk` is used up; what follows the frame stays in `chunk`.
  /// The view holds until the next call.
  [[nodiscard]] constexpr bytes take(bytes& chunk) {
    forget_delivered();
    while (true) {
      if (auto const frame = find(false); !frame.empty()) return frame;
      if (chunk.empty()) return {};
      if (end_ == buffer_.size()) make_room();
      if (skip_ != 0) {
        --skip_;
      } else {
        buffer_[end_++] = chunk.front();
      }
      chunk = chunk.subspan(1);
    }
  }

  /// The line was silent for at least t3.5: no frame goes on. Gives a frame that only silence ends, or one that lay
  /// behind a frame cut short; call it again until it gives nothing.
  [[nodiscard]] constexpr bytes silence() {
    forget_delivered();
    auto const frame = find(true);
    if (frame.empty() && skip_ != skip_asked_) skip_ = 0;  // the echo was cut short
    return frame;
  }

  /// The line hears what it sends (two wires): so many bytes to come are the own frame. A line that does not would lose
  /// them, so the caller must know.
  constexpr void skip(std::size_t own_bytes) { skip_ = skip_asked_ = own_bytes; }

  constexpr void clear() { begin_ = end_ = delivered_ = skip_ = skip_asked_ = 0; }

  /// Bytes that belonged to no frame, since the beginning.
  [[nodiscard]] constexpr std::uint32_t dropped() const { return dropped_; }
  /// What has come of a frame that is not whole yet.
  [[nodiscard]] constexpr bytes pending() const {
    return bytes{buffer_}.subspan(begin_ + delivered_, end_ - begin_ - delivered_);
  }
  [[nodiscard]] constexpr Shape& shape() { return shape_; }

 private:
  constexpr bytes find(bool silent) {
    while (begin_ != end_) {
      auto const begun = bytes{buffer_}.subspan(begin_, end_ - begin_);
      auto length = shape_.length(begun);
      if (length == open_end) {
        if (!silent && begun.size() <= max_frame) return {};  // a frame may fill all 256 bytes
        length = silent && begun.size() >= min_frame ? begun.size() : junk;
      }
      if (length == more_needed && !silent && begun.size() < max_frame) return {};
      if (length != junk && length != more_needed && length <= max_frame) {
        if (begun.size() < length && !silent) return {};
        if (begun.size() >= length && crc16(begun.first(length)) == 0) {
          delivered_ = length;
          shape_.accepted(begun.first(length));
          return begun.first(length);
        }
      }
      ++begin_;
      ++dropped_;
    }
    begin_ = end_ = 0;
    return {};
  }

  constexpr void forget_delivered() {
    begin_ += delivered_;
    delivered_ = 0;
  }

  constexpr void make_room() {
    for (std::size_t i = begin_; i != end_; ++i) buffer_[i - begin_] = buffer_[i];
    end_ -= begin_;
    begin_ = 0;
  }

  std::array<std::uint8_t, 2 * max_frame> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t delivered_ = 0;
  std::size_t skip_ = 0;
  std::size_t skip_asked_ = 0;
  std::uint32_t dropped_ = 0;
  Shape shape_{};
};

/// The client's side knows what it asked, so most junk is known at its first wrong byte.
class awaited_response {
 public:
  constexpr awaited_response() = default;
  constexpr explicit awaited_response(request const& asked)
      : unit_{asked.unit}, function_{static_cast<std::uint8_t>(asked.function)}, length_{response_length(asked)} {}

  [[nodiscard]] constexpr std::size_t length(bytes begun) const {
    if (!any() && unit_ == broadcast) return junk;  // nobody answers a broadcast
    if (begun.size() < 2) return !any() && begun[0] != unit_ ? junk : more_needed;
    if (any()) return begun[0] == broadcast || begun[0] > last_unit || begun[1] == 0 ? junk : response_length(begun);
    if (begun[0] != unit_ || (begun[1] & ~static_cast<unsigned>(exception_bit)) != function_) return junk;
    if (begun[1] != function_) return 5;
    if (length_ == more_needed) return response_length(begun);
    bool const counted = function_ <= 0x04 || function_ == 0x17;
    if (counted && begun.size() > 2 && begun[2] + 5U != length_) return junk;
    return length_;
  }
  constexpr void accepted(bytes) {}

 private:
  [[nodiscard]] constexpr bool any() const { return function_ == 0; }

  std::uint8_t unit_ = 0;
  std::uint8_t function_ = 0;  // 0: whatever a device may answer
  std::size_t length_ = more_needed;
};

/// For a client: expect() what was asked, then take() what comes. Without expect() it takes any response, as a
/// listener.
class response_framer : public framing<awaited_response> {
 public:
  /// Forgets what lies, and waits for the answer to `asked`. `echo`: how many bytes of the request the line will give
  /// back first; 0 on a line that does not.
  constexpr void expect(request const& asked, std::size_t echo = 0) {
    clear();
    shape() = awaited_response{asked};
    skip(echo);
  }
  constexpr void expect(addressed_write const& asked, std::size_t echo = 0) {
    expect(static_cast<request>(asked), echo);
  }
};

/// The server's side. On a shared line it hears answers too, and an answer can look like a request: after a request,
/// its answer is awaited first.
class any_request {
 public:
  [[nodiscard]] constexpr std::size_t length(bytes begun) const {
    if (others_turn_) {
      if (auto const answer = answer_.length(begun); answer != junk) {
        // Both readings may fit so far; the shorter one that is whole and has a good CRC is it.
        auto const asked = as_request(begun);
        bool const answer_whole = is_whole(begun, answer);
        bool const asked_whole = is_whole(begun, asked);
        if (answer_whole && asked_whole) return answer < asked ? answer : asked;
        if (answer_whole) return answer;
        if (asked_whole) return asked;
        if (asked == more_needed) return more_needed;
        if (asked == junk || asked == open_end) return answer;
        return answer == more_needed || begun.size() < answer ? more_needed : asked;
      }
    }
    return as_request(begun);
  }
  constexpr void accepted(bytes frame) {
    auto const asked = parse_request(frame);
    others_turn_ = asked && asked->unit != broadcast && !(others_turn_ && answer_.length(frame) == frame.size());
    if (others_turn_) answer_ = awaited_response{*asked};
  }

 private:
  [[nodiscard]] static constexpr bool is_whole(bytes begun, std::size_t length) {
    return length != more_needed && begun.size() >= length && crc16(begun.first(length)) == 0;
  }
  [[nodiscard]] static constexpr std::size_t as_request(bytes begun) {
    if (begun[0] > last_unit) return junk;
    if (begun.size() < 2) return more_needed;
    return begun[1] == 0 || (begun[1] & exception_bit) != 0 ? junk : request_length(begun);
  }

  awaited_response answer_;
  bool others_turn_ = false;
};

/// For a server, or a listener: all requests on the line, and the answers of other units between them.
using request_framer = framing<any_request>;

}  // namespace meterproto::modbus
