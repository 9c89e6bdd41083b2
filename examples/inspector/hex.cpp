// SPDX-License-Identifier: MIT
#include "hex.hpp"

#include <algorithm>
#include <istream>

namespace inspector {

namespace {

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

bool is_separator(char letter) {
  return std::string_view{" \t\r\n\v\f,;:-[]<>{}"}.find(letter) != std::string_view::npos;
}

bool is_prefix(std::string_view text) {
  return text.size() >= 2 && (text[0] == '0' || text[0] == '\\') && (text[1] == 'x' || text[1] == 'X');
}

std::string quoted(char letter) {
  auto const code = static_cast<std::uint8_t>(letter);
  return code >= 0x20 && code < 0x7F ? std::string{'\'', letter, '\''} : "the character " + hex_number(code);
}

}  // namespace

bool read_line(std::istream& in, std::string& line) {
  line.clear();
  for (int one = in.get();; one = in.get()) {
    if (one == std::istream::traits_type::eof()) return !line.empty();
    if (one == '\n') return true;
    if (line.size() <= longest_line) line += static_cast<char>(one);
  }
}

parsed_hex parse_hex(std::string_view text, std::size_t first_column) {
  parsed_hex read;
  auto const refuse = [&](std::size_t at, auto const& sentence) {
    read.bytes.clear();
    read.column = first_column + at;
    read.message = sentence("column " + std::to_string(read.column));
    return read;
  };
  if (text.size() > longest_line)
    return refuse(longest_line, [](auto const& column) {
      return "the line goes on at " + column + ": no more than " + std::to_string(longest_line) +
             " characters are read";
    });

  std::size_t at = 0;
  while (at != text.size()) {
    if (is_separator(text[at])) {
      ++at;
      continue;
    }
    bool const prefix = is_prefix(text.substr(at));
    if (prefix) at += 2;
    auto const begin = at;
    auto const next_prefix = [&] { return at != begin && (at - begin) % 2 == 0 && is_prefix(text.substr(at)); };
    while (at != text.size() && digit_of(text[at]) >= 0 && !next_prefix()) ++at;
    auto const digits = text.substr(begin, at - begin);
    bool const ended = at == text.size() || is_separator(text[at]) || is_prefix(text.substr(at));
    if (!ended)
      return refuse(at, [&](auto const& column) { return quoted(text[at]) + " at " + column + " is no hex digit"; });
    if (digits.empty())
      return refuse(begin, [](auto const& column) { return "a digit is missing behind 0x at " + column; });
    if (digits.size() % 2 != 0 && !(prefix && digits.size() == 1))
      return refuse(at - 1, [](auto const& column) {
        return "an odd number of digits: the last one, at " + column + ", is half a byte";
      });
    int value = 0;
    for (std::size_t i = 0; i != digits.size(); ++i) {
      value = (value * 16 + digit_of(digits[i])) & 0xFF;
      if ((digits.size() - i) % 2 == 1) read.bytes.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return read;
}

std::string hex_digits(std::uint64_t number, unsigned digits) {
  std::string text;
  for (; number != 0 || text.size() < digits; number >>= 4U) text += "0123456789ABCDEF"[number & 0xFU];
  std::reverse(text.begin(), text.end());
  return text;
}

std::string hex_number(std::uint64_t number, unsigned digits) {
  return "0x" + hex_digits(number, digits);
}

std::string hex(std::span<std::uint8_t const> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (unsigned const byte : bytes) {
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 0xFU];
  }
  return text;
}

std::string spaced_hex(std::span<std::uint8_t const> bytes) {
  std::string text;
  for (auto const byte : bytes) {
    if (!text.empty()) text += ' ';
    text += hex_digits(byte, 2);
  }
  return text;
}

std::string ascii(std::span<std::uint8_t const> bytes, char other) {
  std::string text;
  for (auto const byte : bytes) text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : other;
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  return std::string{text} + std::string(width - std::min(width, text.size()), ' ');
}

std::string right_aligned(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + std::string{text};
}

}  // namespace inspector
