// SPDX-License-Identifier: MIT
// Bytes as people paste them and as this program prints them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inspector {

inline constexpr std::size_t longest_line = 65536;  // characters

/// The next line, without its end; of one that is too long a character more than may be read. False: there is none.
bool read_line(std::istream& in, std::string& line);

struct parsed_hex {
  std::vector<std::uint8_t> bytes;
  std::size_t column = 0;  // of the fault, the first is 1
  std::string message;     // empty: all is well

  [[nodiscard]] bool ok() const { return message.empty(); }
};

/// 0103, 01 03, 01:03, 01-03, 01,03, 0x01,0x03, [01][03], <01><03>, {0x1, 0x3}, \x01\x03, in any mixture. Two digits
/// are a byte; one is only behind 0x. `first_column` is that of text[0] in the line, for the message.
[[nodiscard]] parsed_hex parse_hex(std::string_view text, std::size_t first_column = 1);

[[nodiscard]] std::string hex(std::span<std::uint8_t const> bytes);               // 01abff
[[nodiscard]] std::string spaced_hex(std::span<std::uint8_t const> bytes);        // 01 AB FF
[[nodiscard]] std::string hex_digits(std::uint64_t number, unsigned digits);      // 00AB
[[nodiscard]] std::string hex_number(std::uint64_t number, unsigned digits = 2);  // 0x00AB
[[nodiscard]] std::string ascii(std::span<std::uint8_t const> bytes,
                                char other = '.');                                  // the unprintable becomes `other`
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);         // blanks behind
[[nodiscard]] std::string right_aligned(std::string_view text, std::size_t width);  // blanks before

}  // namespace inspector
