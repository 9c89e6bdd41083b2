// SPDX-License-Identifier: MIT
// Values of BACnet as JSON, as the vectors have them, and in words.
#pragma once

#include <nlohmann/json.hpp>

#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bacnet/text.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace inspector::bacnet_view {

namespace bacnet = meterproto::bacnet;
using json = nlohmann::ordered_json;

json tell(std::uint32_t value);
json tell(std::int64_t value);
json tell(bacnet::object_id const& of);           // {type, instance}
json tell(bacnet::character_string const& text);  // {cs, hex}
json tell(bacnet::date const& of);                // [year - 1900, month, day, weekday]
json tell(bacnet::time const& of);                // [h, m, s, 1/100]
json tell(bacnet::bit_string const& bits);        // "0100"
json tell(bacnet::element const& one);            // {t, ...}; of a number that is too long for 64 bits the octets

std::string text_of(bool value);
std::string text_of(std::uint32_t value);
std::string text_of(std::uint64_t value);
std::string text_of(std::int64_t value);
std::string text_of(bacnet::object_id const& of);
std::string text_of(bacnet::character_string const& text);  // a point for what is not to be printed
std::string text_of(bacnet::date const& of);
std::string text_of(bacnet::time const& of);
std::string text_of(bacnet::bit_string const& bits);
std::string text_of_status(bacnet::bit_string const& bits);
/// A value of a property, where that is known: its units, its reliability by name.
std::string text_of(bacnet::element const& one, std::optional<bacnet::property> property = {});
/// "real", "[1]", "{3", "}3".
std::string label_of(bacnet::element const& one);

/// "12 read-property"; the number alone where it has no name.
std::string named(std::uint32_t number, std::string_view name);
/// "read-property", or "service 77".
std::string name_or_number(std::string_view kind, std::uint32_t number, std::string_view name);

/// The name of a number that may be too large for its kind of code.
template <class Code>
std::string_view word(std::uint32_t number) {
  bool const fits = number <= std::numeric_limits<std::underlying_type_t<Code>>::max();
  return fits ? name_of(static_cast<Code>(number)) : std::string_view{};
}
template <class Code>
std::string text_of_code(std::uint32_t number) {
  return named(number, word<Code>(number));
}

/// The names of the bits that are set, where they have some.
template <class Name>
std::string text_of_flags(bacnet::bit_string const& bits, Name name) {
  std::string text;
  for (std::size_t i = 0; i != bits.size(); ++i) {
    if (!bits[i]) continue;
    std::string const word{name(i)};
    text += (text.empty() ? "" : ", ") + (word.empty() ? "bit " + std::to_string(i) : word);
  }
  return text.empty() ? "none" : text;
}

}  // namespace inspector::bacnet_view
