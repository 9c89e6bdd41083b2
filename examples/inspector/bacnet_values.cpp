// SPDX-License-Identifier: MIT
#include "bacnet_values.hpp"

#include "hex.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <span>

namespace inspector::bacnet_view {

using bacnet::element;
using meterproto::bytes;
using meterproto::reader;

namespace {

std::string bits_as_hex(std::uint64_t bits, unsigned digits) {
  auto text = hex_digits(bits, digits);
  std::ranges::transform(text, text.begin(), [](char one) { return one >= 'A' ? static_cast<char>(one + 32) : one; });
  return text;
}

template <std::size_t Size, class Value>
std::string printed(std::string_view (*print)(Value const&, std::span<char>), Value const& value) {
  std::array<char, Size> space{};
  return std::string{print(value, space)};
}

void append_utf8(std::string& text, unsigned code) {
  bool const surrogate = code >= 0xD800 && code < 0xE000;
  if (code < 0x20 || (code >= 0x7F && code < 0xA0) || surrogate || code > 0x10'FFFF) {
    text += '.';
  } else if (code < 0x80) {
    text += static_cast<char>(code);
  } else {
    unsigned const following = code < 0x800 ? 1 : code < 0x1'0000 ? 2 : 3;
    text += static_cast<char>(((0x780U >> following) & 0xFFU) | (code >> (6 * following)));
    for (unsigned left = following; left != 0; --left)
      text += static_cast<char>(0x80U | ((code >> (6 * (left - 1))) & 0x3FU));
  }
}

/// A point for what is not to be printed, and for octets that are no UTF-8.
std::string text_of_utf8(bytes octets) {
  std::string text;
  for (reader in{octets}; in.left() != 0;) {
    unsigned const first = in.u8();
    unsigned const following = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    auto code = first;
    bool good = first < 0x80 || following != 0;
    auto ahead = in;
    if (following != 0) code = first & (0x3FU >> following);
    for (unsigned i = 0; i != following; ++i) {
      unsigned const next = ahead.u8();
      good = good && ahead.ok() && (next & 0xC0U) == 0x80;
      code = (code << 6U) | (next & 0x3FU);
    }
    good = good && (following < 2 || code >= (following == 2 ? 0x800U : 0x1'0000U));
    if (good) in = ahead;
    append_utf8(text, good ? code : 0);
  }
  return text;
}

template <class Float>
std::string text_of_float(Float value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value < 0 ? "minus infinity" : "infinity";
  auto const size = std::abs(value);
  bool const moderate = size == 0 || (size >= Float(1e-4) && size < Float(1e15));
  std::array<char, 64> text{};
  auto const how = moderate ? std::chars_format::fixed : std::chars_format::scientific;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, how).ptr};
}

std::string text_of_enumerated(std::uint32_t number, std::optional<bacnet::property> of) {
  if (!of) return std::to_string(number);
  switch (*of) {
    case bacnet::property::units: return text_of_code<bacnet::engineering_units>(number);
    case bacnet::property::reliability: return text_of_code<bacnet::reliability>(number);
    case bacnet::property::object_type: return text_of_code<bacnet::object_type>(number);
    case bacnet::property::segmentation_supported: return text_of_code<bacnet::segmentation>(number);
    default: return std::to_string(number);
  }
}
std::string text_of_bits(bacnet::bit_string const& bits, std::optional<bacnet::property> of) {
  if (of == bacnet::property::status_flags) return text_of(bits) + " " + text_of_status(bits);
  if (of == bacnet::property::protocol_object_types_supported)
    return text_of_flags(bits, [](std::size_t bit) { return word<bacnet::object_type>(static_cast<unsigned>(bit)); });
  return text_of(bits);
}

}  // namespace

json tell(std::uint32_t value) {
  return value;
}
json tell(std::int64_t value) {
  return value;
}
json tell(bacnet::object_id const& of) {
  return {{"type", of.type}, {"instance", of.instance}};
}
json tell(bacnet::character_string const& text) {
  return {{"cs", text.charset}, {"hex", hex(text.octets)}};
}
json tell(bacnet::date const& of) {
  return json::array({of.year, of.month, of.day, of.weekday});
}
json tell(bacnet::time const& of) {
  return json::array({of.hour, of.minute, of.second, of.hundredths});
}
json tell(bacnet::bit_string const& bits) {
  std::string text;
  for (std::size_t i = 0; i != bits.size(); ++i) text += bits[i] ? '1' : '0';
  return text;
}
json tell(element const& one) {
  using enum bacnet::datatype;
  if (one.of == bacnet::tag_class::context) return {{"t", "ctx"}, {"n", one.number}, {"hex", hex(one.content)}};
  if (one.of == bacnet::tag_class::opening) return {{"t", "open"}, {"n", one.number}};
  if (one.of == bacnet::tag_class::closing) return {{"t", "close"}, {"n", one.number}};
  auto const number = [&](char const* type, auto const& read) -> json {
    if (read) return {{"t", type}, {"v", *read}};
    return {{"t", type}, {"v", nullptr}, {"hex", hex(one.content)}};
  };
  switch (static_cast<bacnet::datatype>(one.number)) {
    case null: return {{"t", "null"}};
    case boolean: return number("boolean", one.as_boolean());
    case unsigned_integer: return number("unsigned", one.as_unsigned());
    case signed_integer: return number("signed", one.as_signed());
    case real: return {{"t", "real"}, {"bits", bits_as_hex(*one.as_real_bits(), 8)}};
    case double_precision: return {{"t", "double"}, {"bits", bits_as_hex(*one.as_double_bits(), 16)}};
    case octet_string: return {{"t", "octets"}, {"v", hex(one.content)}};
    case character_string: {
      auto told = tell(*one.as_characters());
      return {{"t", "string"}, {"cs", told["cs"]}, {"hex", told["hex"]}};
    }
    case bit_string: return {{"t", "bits"}, {"v", tell(*one.as_bits())}};
    case enumerated: return number("enumerated", one.as_enumerated());
    case date: return {{"t", "date"}, {"v", tell(*one.as_date())}};
    case time: return {{"t", "time"}, {"v", tell(*one.as_time())}};
    case object_identifier: {
      auto told = tell(*one.as_object());
      return {{"t", "oid"}, {"type", told["type"]}, {"instance", told["instance"]}};
    }
  }
  return nullptr;
}

std::string text_of(bacnet::character_string const& text) {
  std::string shown;
  switch (text.charset) {
    case 0: shown = text_of_utf8(text.octets); break;
    case 4:
      for (reader in{text.octets}; in.left() >= 2;) append_utf8(shown, in.u16());
      break;
    case 5:
      for (auto const octet : text.octets) append_utf8(shown, octet);
      break;
    default: return "character set " + std::to_string(text.charset) + ": " + spaced_hex(text.octets);
  }
  return '"' + shown + '"';
}

std::string text_of(bool value) {
  return value ? "true" : "false";
}
std::string text_of(std::uint64_t value) {
  return std::to_string(value);
}
std::string text_of(std::uint32_t value) {
  return std::to_string(value);
}
std::string text_of(std::int64_t value) {
  return std::to_string(value);
}
std::string text_of(bacnet::object_id const& of) {
  return printed<40>(bacnet::print_object, of);
}
std::string text_of(bacnet::date const& of) {
  return printed<32>(bacnet::print_date, of);
}
std::string text_of(bacnet::time const& of) {
  return printed<16>(bacnet::print_time, of);
}
std::string text_of(bacnet::bit_string const& bits) {
  return tell(bits).get<std::string>();
}
std::string text_of_status(bacnet::bit_string const& bits) {
  return printed<48>(bacnet::print_status, bits);
}

std::string text_of(element const& one, std::optional<bacnet::property> property) {
  using enum bacnet::datatype;
  if (one.of == bacnet::tag_class::opening) return "{";
  if (one.of == bacnet::tag_class::closing) return "}";
  if (one.of == bacnet::tag_class::context) return spaced_hex(one.content);
  auto const number = [&](auto const& read) { return read ? text_of(*read) : spaced_hex(one.content); };
  switch (static_cast<bacnet::datatype>(one.number)) {
    case null: return "null";
    case boolean: return number(one.as_boolean());
    case unsigned_integer: return number(one.as_unsigned());
    case signed_integer: return number(one.as_signed());
    case real: return text_of_float(*one.as_real());
    case double_precision: return text_of_float(std::bit_cast<double>(*one.as_double_bits()));
    case octet_string: return one.content.empty() ? "empty" : spaced_hex(one.content);
    case character_string: return text_of(*one.as_characters());
    case bit_string: return text_of_bits(*one.as_bits(), property);
    case enumerated: {
      auto const read = one.as_enumerated();
      return read ? text_of_enumerated(*read, property) : spaced_hex(one.content);
    }
    case date: return text_of(*one.as_date());
    case time: return text_of(*one.as_time());
    case object_identifier: return text_of(*one.as_object());
  }
  return "";
}
std::string label_of(element const& one) {
  auto const number = std::to_string(one.number);
  switch (one.of) {
    case bacnet::tag_class::opening: return "{" + number;
    case bacnet::tag_class::closing: return "}" + number;
    case bacnet::tag_class::context: return "[" + number + "]";
    case bacnet::tag_class::application: break;
  }
  return std::string{name_of(static_cast<bacnet::datatype>(one.number))};
}

std::string named(std::uint32_t number, std::string_view name) {
  return std::to_string(number) + (name.empty() ? "" : " " + std::string{name});
}
std::string name_or_number(std::string_view kind, std::uint32_t number, std::string_view name) {
  return name.empty() ? std::string{kind} + " " + std::to_string(number) : std::string{name};
}

}  // namespace inspector::bacnet_view
