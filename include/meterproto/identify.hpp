// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/device_id.hpp>

#include <cstdint>
#include <string_view>

/// Which of the known meters has answered. The Leviton ones say it to function 11 (they differ in more than the model,
/// so only the words count that name it) and, less exactly, to function 2B/0E; the WAGO has a register for it.
namespace meterproto {

enum class meter_model : std::uint8_t {
  unknown,
  leviton_s4000,  ///< R or K: function 2B/0E says "Series 4000" for both
  leviton_s4000r,
  leviton_s4000k,
  leviton_s4100,
  wago_879,
};

namespace identify_rules {

constexpr bool contains(bytes text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same != word.size() && static_cast<char>(text[at + same]) == word[same]) ++same;
    if (same == word.size()) return true;
  }
  return false;
}

}  // namespace identify_rules

/// The id that all three Leviton meters send before their text: manuals, row of function 0x11.
inline constexpr std::uint8_t leviton_server_id = 247;

/// From the answer to function 11: "Leviton Series 4000R Power Meter Full Data Set", "Leviton S4100 Power Meter ...".
/// While its operating system does not run, the same text ends in "- RESET SYSTEM RUNNING ..." and `running` is false.
[[nodiscard]] constexpr meter_model identify(modbus::server_id const& answer) {
  using identify_rules::contains;
  if (answer.id != leviton_server_id || !contains(answer.text, "Leviton")) return meter_model::unknown;
  if (contains(answer.text, "4000R")) return meter_model::leviton_s4000r;
  if (contains(answer.text, "4000K")) return meter_model::leviton_s4000k;
  if (contains(answer.text, "S4100")) return meter_model::leviton_s4100;
  return meter_model::unknown;
}

/// From the answer to function 2B/0E. The manuals number vendor, product and version 1, 2, 3 where the standard has 0,
/// 1, 2; either is taken.
[[nodiscard]] constexpr meter_model identify(modbus::device_id const& answer) {
  using identify_rules::contains;
  for (std::uint8_t first = 0; first != 2; ++first) {
    if (!contains(answer.objects.find(first), "Leviton")) continue;
    auto const product = answer.objects.find(static_cast<std::uint8_t>(first + 1));
    if (contains(product, "S4100")) return meter_model::leviton_s4100;
    if (contains(product, "Series 4000")) return meter_model::leviton_s4000;
  }
  return meter_model::unknown;
}

/// From the register 0x4002 of a WAGO 879, whose content is digits: 0x1111 4PU, 0x1112 4PS, 0x1113 2PCT.
[[nodiscard]] constexpr meter_model identify_by_meter_code(std::uint16_t register_4002) {
  return register_4002 >= 0x1111 && register_4002 <= 0x1113 ? meter_model::wago_879 : meter_model::unknown;
}

}  // namespace meterproto
