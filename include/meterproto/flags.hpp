// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// Which of several things are so: one bit each, as bitmaps on the wire have them.
namespace meterproto {

/// Enum numbers the bits, 0 to 31 from the lowest.
template <class Enum>
class flags {
 public:
  constexpr flags() = default;
  constexpr explicit flags(std::uint32_t bits) : bits_{bits} {}

  [[nodiscard]] constexpr bool has(Enum which) const { return ((bits_ >> static_cast<unsigned>(which)) & 1U) != 0; }
  [[nodiscard]] constexpr bool any() const { return bits_ != 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  [[nodiscard]] constexpr flags with(Enum which, bool so = true) const {
    auto const bit = 1U << static_cast<unsigned>(which);
    return flags{so ? bits_ | bit : bits_ & ~bit};
  }
  friend constexpr flags operator|(flags left, flags right) { return flags{left.bits_ | right.bits_}; }
  friend constexpr bool operator==(flags const&, flags const&) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace meterproto
