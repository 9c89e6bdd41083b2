// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/result.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// A reader and a writer that cannot run past the end. Whoever parses looks at ok() or at_end() once, at the end:
/// what was read beyond it was 0 or empty. All index arithmetic of the library on bytes from a wire stands here.
namespace meterproto {

using bytes = std::span<std::uint8_t const>;

/// Machines with 64-bit registers take the faster of two ways, others the smaller one.
inline constexpr bool prefers_speed = sizeof(std::size_t) >= 8;

/// The word whose first byte, the lowest, is at `from`: one load where the machine loads at any address.
/// Expects: sizeof(Word) bytes.
template <class Word>
[[nodiscard]] METERPROTO_INLINE constexpr Word little_endian(std::uint8_t const* from) {
#if defined(__GNUC__)
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    Word word;
    __builtin_memcpy(&word, from, sizeof word);
    return word;
  }
#endif
  Word word = 0;
  for (unsigned i = 0; i != sizeof(Word); ++i) word = static_cast<Word>(word | (static_cast<Word>(from[i]) << (8 * i)));
  return word;
}

/// Into the first bytes of `to`. Expects: room, and no byte in both.
constexpr void copy(bytes from, std::span<std::uint8_t> to) {
#if defined(__GNUC__)
  if (prefers_speed && !std::is_constant_evaluated() && !from.empty()) {  // a small target may have no memcpy yet
    __builtin_memcpy(to.data(), from.data(), from.size());
    return;
  }
#endif
  for (std::size_t i = 0; i != from.size(); ++i) to[i] = from[i];
}

/// Words that lie at their own alignment are loaded by one instruction on every machine; which do, a constant
/// expression cannot ask, and needs not.
[[nodiscard]] METERPROTO_INLINE constexpr bool is_at_a_word(std::uint8_t const* at) {
  return std::is_constant_evaluated() || reinterpret_cast<std::uintptr_t>(at) % 4 == 0;
}
/// little_endian<std::uint32_t>() of such bytes.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint32_t whole_word(std::uint8_t const* at) {
#if defined(__GNUC__)
  if (!std::is_constant_evaluated()) at = static_cast<std::uint8_t const*>(__builtin_assume_aligned(at, 4));
#endif
  return little_endian<std::uint32_t>(at);
}

/// Big-endian unless the name says otherwise.
class reader {
 public:
  constexpr explicit reader(bytes source) : source_{source} {}

  constexpr std::uint8_t u8() {
    if (at_ < source_.size()) return source_[at_++];
    ok_ = false;
    return 0;
  }
  constexpr std::uint16_t u16() {
    auto const two = take(2);
    return two.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>((two.front() << 8U) | two.back());
  }
  constexpr std::uint16_t u16_little_endian() {
    auto const two = take(2);
    return two.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>((two.back() << 8U) | two.front());
  }
  constexpr std::uint32_t u32() {
    std::uint32_t const high = u16();
    return (high << 16U) | u16();
  }
  constexpr std::uint32_t u32_little_endian() {
    std::uint32_t const low = u16_little_endian();
    return (std::uint32_t{u16_little_endian()} << 16U) | low;
  }

  /// A view of the next bytes; asked for more than there are, it gives none, and ok() stays false from then on.
  constexpr bytes take(std::size_t count) {
    if (count > source_.size() - at_) {
      ok_ = false;
      at_ = source_.size();
      return {};
    }
    auto const part = source_.subspan(at_, count);
    at_ += count;
    return part;
  }
  constexpr bytes rest() { return take(left()); }

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  [[nodiscard]] constexpr bool at_end() const { return ok_ && at_ == source_.size(); }
  [[nodiscard]] constexpr std::size_t at() const { return at_; }
  [[nodiscard]] constexpr std::size_t left() const { return source_.size() - at_; }

 private:
  bytes source_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

/// Writes into the caller's bytes; what does not fit is counted and not written.
class writer {
 public:
  constexpr explicit writer(std::span<std::uint8_t> target) : target_{target} {}

  constexpr writer& u8(std::size_t value) {
    if (at_ < target_.size()) target_[at_] = static_cast<std::uint8_t>(value);
    ++at_;
    return *this;
  }
  constexpr writer& u16(std::size_t value) { return u8(value >> 8U).u8(value & 0xFFU); }
  constexpr writer& u32(std::size_t value) { return u16((value >> 16U) & 0xFFFFU).u16(value & 0xFFFFU); }
  constexpr writer& u16_little_endian(std::size_t value) { return u8(value & 0xFFU).u8((value >> 8U) & 0xFFU); }
  constexpr writer& u32_little_endian(std::size_t value) {
    return u16_little_endian(value & 0xFFFFU).u16_little_endian((value >> 16U) & 0xFFFFU);
  }
  constexpr writer& put(bytes values) {
    for (auto const value : values) u8(value);
    return *this;
  }

  /// A writer that begins where this one began.
  [[nodiscard]] constexpr writer rewound() const { return writer{target_}; }
  /// How many octets it can still take.
  [[nodiscard]] constexpr std::size_t left() const { return ok() ? target_.size() - at_ : 0; }

  [[nodiscard]] constexpr bool ok() const { return at_ <= target_.size(); }
  [[nodiscard]] constexpr std::size_t needed() const { return at_; }
  /// The part that was written; all of it, unless !ok().
  [[nodiscard]] constexpr std::span<std::uint8_t> written() const { return target_.first(ok() ? at_ : target_.size()); }

 private:
  std::span<std::uint8_t> target_;
  std::size_t at_ = 0;
};

}  // namespace meterproto
