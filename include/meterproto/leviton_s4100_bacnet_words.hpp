// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/tag.hpp>

#include <array>
#include <string_view>

/// What the objects of a Leviton Series 4100 on BACnet say in their property Description, as the manual prints it.
/// Source: as leviton_s4100_bacnet.hpp. "Phase b" in AI38 and AI47 may be a slip or what the meter says.
namespace meterproto::leviton_s4100_bacnet {

// clang-format off
inline constexpr std::array<std::string_view, 83> analog_input_descriptions{
    "Accumulated Real Energy: Net (Import - Export)",
    "Real Energy Import",
    "Real Energy Export",
    "Reactive Energy Quadrant 1",
    "Reactive Energy Quadrant 2",
    "Reactive Energy Quadrant 3",
    "Reactive Energy Quadrant 4",
    "Apparent Energy: Net (Import - Export)",
    "Apparent Energy Import",
    "Apparent Energy Export",
    "Total Instantaneous Real Power",
    "Total Instantaneous Reactive Power",
    "Total Instantaneous Apparent Power",
    "Total Power Factor",
    "Voltage, L-L, Average of Active Phases",
    "Voltage, L-N, Average of Active Phases",
    "Current, Average of Active Phases",
    "Frequency",
    "Total Real Power Present Demand",
    "Total Reactive Power Present Demand",
    "Total Apparent Power Present Demand",
    "Total Real Power Max Demand Import",
    "Total Reactive Power Max Demand Import",
    "Total Apparent Power Max Demand Import",
    "Total Real Power Max Demand Export",
    "Total Reactive Power Max Demand Export",
    "Total Apparent Power Max Demand Export",
    "(Reserved_AI28)",
    "Pulse Count",
    "Reserved",
    "Real Energy Import Phase A",
    "Real Energy Import Phase B",
    "Real Energy Import Phase C",
    "Real Energy Export Phase A",
    "Real Energy Export Phase B",
    "Real Energy Export Phase C",
    "Reactive Energy Q1 Phase A",
    "Reactive Energy Q1 Phase b",
    "Reactive Energy Q1 Phase C",
    "Reactive Energy Q2 Phase A",
    "Reactive Energy Q2 Phase B",
    "Reactive Energy Q2 Phase C",
    "Reactive Energy Q3 Phase A",
    "Reactive Energy Q3 Phase B",
    "Reactive Energy Q3 Phase C",
    "Reactive Energy Q4 Phase A",
    "Reactive Energy Q4 Phase b",
    "Reactive Energy Q4 Phase C",
    "Apparent Energy Import Phase A",
    "Apparent Energy Import Phase B",
    "Apparent Energy Import Phase C",
    "Apparent Energy Export Phase A",
    "Apparent Energy Export Phase B",
    "Apparent Energy Export Phase C",
    "Real Power Phase A",
    "Real Power Phase B",
    "Real Power Phase C",
    "Reactive Power Phase A",
    "Reactive Power Phase B",
    "Reactive Power Phase C",
    "Apparent Power Phase A",
    "Apparent Power Phase B",
    "Apparent Power Phase C",
    "Power Factor Phase A",
    "Power Factor Phase B",
    "Power Factor Phase C",
    "Voltage Phase A-B",
    "Voltage Phase B-C",
    "Voltage Phase A-C",
    "Voltage Phase A-N",
    "Voltage Phase B-N",
    "Voltage Phase C-N",
    "Current Phase A",
    "Current Phase B",
    "Current Phase C",
    "Max Power",
    "(Reserved AI77)",
    "Count of Energy_Resets",
    "(Reserved AI79)",
    "(Reserved AI80)",
    "Count of Power Up Cycles",
    "Output Configuration",
    "Alarm Bitmap (all of BI1-BI15)",
};
inline constexpr std::array<std::string_view, 11> analog_value_descriptions{
    "Configuration",
    "System Type",
    "CT Ratio - Primary",
    "CT Ratio - Secondary",
    "PT Ratio",
    "System Voltage",
    "Display Units",
    "Phase Loss Voltage Threshold",
    "Phase Loss Imbalance Threshold",
    "Number of Subintervals Per Demand Interval",
    "Subinterval Length",
};
inline constexpr std::array<std::string_view, 15> binary_input_descriptions{
    "Voltage Out of Range Phase A",
    "Voltage Out of Range Phase B",
    "Voltage Out of Range Phase C",
    "Current Out of Range Phase A",
    "Current Out of Range Phase B",
    "Current Out of Range Phase C",
    "Frequency Error",
    "Reserved",
    "Phase Loss Phase A",
    "Phase Loss Phase B",
    "Phase Loss Phase C",
    "Low Power Factor Phase A",
    "Low Power Factor Phase B",
    "Low Power Factor Phase C",
    "RTC Reset",
};
// clang-format on

/// Empty for the device, whose description has its serial number, for a trend log, and for what is no object of it.
[[nodiscard]] constexpr std::string_view description_of(bacnet::object_id const& object) {
  auto const at = [&](auto const& all) {
    return object.instance >= 1 && object.instance <= all.size() ? all[object.instance - 1] : std::string_view{};
  };
  switch (object.type) {
    case bacnet::object_type::analog_input: return at(analog_input_descriptions);
    case bacnet::object_type::analog_value: return at(analog_value_descriptions);
    case bacnet::object_type::binary_input: return at(binary_input_descriptions);
    default: return {};
  }
}

}  // namespace meterproto::leviton_s4100_bacnet
