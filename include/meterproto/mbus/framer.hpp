// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/frame.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Whole frames out of bytes as they come. Noise, and what two meters make of one line when they answer together, is
/// passed over and counted. Source: EN 13757-2 (a receiver looks for a start, checks both lengths, the check sum and
/// the stop).
namespace meterproto::mbus {

class framer {
 public:
  /// Takes bytes from the front of `came` up to the end of the first frame, and gives that frame: a view that holds
  /// until the next call. Empty when all was taken and no frame is complete. Call it until `came` is empty.
  constexpr bytes take(bytes& came) {
    forget();
    while (true) {
      if (auto const found = next(); !found.empty()) return found;
      if (came.empty()) return {};
      auto const part = came.first(came.size() < missing_ ? came.size() : missing_);
      for (auto const one : part) buffer_[size_++] = one;
      came = came.subspan(part.size());
    }
  }

  /// The line was silent for longer than a frame may pause (mbus/timing.hpp): what was begun will not be completed.
  /// Gives a frame that was hidden behind a false start; call it until it gives none.
  constexpr bytes silence() {
    forget();
    while (size_ != 0) {
      if (auto const found = next(); !found.empty()) return found;
      if (size_ != 0) drop(1);
    }
    return {};
  }

  /// What has come of a frame that is not whole yet.
  [[nodiscard]] constexpr bytes pending() const { return bytes{buffer_}.subspan(given_, size_ - given_); }
  /// Bytes that were part of no frame, since noise_seen() was last called: after a request to several meters they say
  /// that more than one has answered.
  [[nodiscard]] constexpr std::size_t noise_seen() {
    auto const seen = noise_;
    noise_ = 0;
    return seen;
  }

 private:
  /// The frame at the front of the buffer, or none yet; what can begin no frame is dropped.
  constexpr bytes next() {
    missing_ = 1;
    while (size_ != 0) {
      auto const held = bytes{buffer_}.first(size_);
      auto const length = frame_length(held);
      if (length && *length == 0) return {};
      if (length && size_ < *length) {
        missing_ = *length - size_;
        return {};
      }
      if (length && parse_frame(held.first(*length))) {
        given_ = *length;
        return held.first(*length);
      }
      drop(1);
    }
    return {};
  }
  constexpr void drop(std::size_t count) {
    noise_ += count;
    remove(count);
  }
  constexpr void forget() {
    remove(given_);
    given_ = 0;
  }
  constexpr void remove(std::size_t count) {
    for (std::size_t i = count; i < size_; ++i) buffer_[i - count] = buffer_[i];
    size_ -= count;
  }

  std::array<std::uint8_t, max_frame> buffer_{};
  std::size_t size_ = 0;
  std::size_t missing_ = 1;  // bytes at least, before there can be a frame
  std::size_t given_ = 0;
  std::size_t noise_ = 0;
};

}  // namespace meterproto::mbus
