// SPDX-License-Identifier: MIT
// Every number that a manual lists has a name of its own, and no other number has one.
#include <meterproto/codes_text.hpp>

#include "../check.hpp"

#include <array>
#include <cstdint>
#include <string_view>

using namespace meterproto;

namespace {

/// How many of the numbers up to 300 have a name; -1 where two share one.
template <class Enum>
constexpr int named() {
  std::array<std::string_view, 20> names{};
  std::size_t count = 0;
  for (unsigned number = 0; number != 300; ++number) {
    auto const code = static_cast<Enum>(number);
    if (static_cast<unsigned>(code) != number) break;  // its numbers have eight bits
    auto const name = name_of(code);
    if (name.empty()) continue;
    for (std::size_t i = 0; i != count; ++i)
      if (names[i] == name) return -1;
    names[count++] = name;
  }
  return static_cast<int>(count);
}

}  // namespace

CASE("Leviton: system types, alerts, units, current transformers", named<system_type>() == 5 && named<alert>() == 15 &&
                                                                       named<leviton::display_units>() == 2 &&
                                                                       named<leviton::ct_secondary>() == 2);
CASE("Leviton: the states of the log, the alarms of the BACnet model",
     named<leviton_s4100::log_state>() == 6 && named<leviton_s4100_bacnet::alarm>() == 14);
CASE("SunSpec: events", named<sunspec::event>() == 6);
CASE("WAGO: combinations, baud rates, parities, directions",
     named<energy::combination>() == 5 && named<wago_879::baud_code>() == 10 && named<wago_879::parity_code>() == 3 &&
         named<wago_879::direction>() == 2);
CASE("WAGO: pulse outputs, layouts, screens, switches, tariffs",
     named<wago_879::pulse_outputs>() >= 2 && named<wago_879::data_layout>() == 2 && named<wago_879::screen>() == 2 &&
         named<wago_879::on_off>() == 2 && named<wago_879::active_tariff>() == 4);
CASE("WAGO: each type by its number", name_of(wago_879::meter_type::wago_4pu) == "4PU" &&
                                          name_of(wago_879::meter_type::wago_4ps) == "4PS" &&
                                          name_of(wago_879::meter_type::wago_2pct) == "2PCT");
CASE("BACnet: the clock's alarm is no alert", name_of(leviton_s4100_bacnet::alarm::clock_reset) == "clock_reset" &&
                                                  name_of(static_cast<leviton_s4100_bacnet::alarm>(15)).empty());
