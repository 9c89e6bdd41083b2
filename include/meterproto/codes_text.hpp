// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/wago_879.hpp>

#include <string_view>

/// The codes and flags of the models in words; nothing for a number that the manual does not list.
namespace meterproto {

[[nodiscard]] constexpr std::string_view name_of(system_type wiring) {
  switch (wiring) {
    case system_type::line_and_neutral: return "one phase, A and N";
    case system_type::two_lines: return "one phase, A and B";
    case system_type::two_lines_and_neutral: return "split phase, A, B and N";
    case system_type::delta: return "delta, three wires";
    case system_type::wye: return "wye, four wires";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(alert which) {
  switch (which) {
    case alert::voltage_out_of_range_a: return "voltage_out_of_range_a";
    case alert::voltage_out_of_range_b: return "voltage_out_of_range_b";
    case alert::voltage_out_of_range_c: return "voltage_out_of_range_c";
    case alert::current_out_of_range_a: return "current_out_of_range_a";
    case alert::current_out_of_range_b: return "current_out_of_range_b";
    case alert::current_out_of_range_c: return "current_out_of_range_c";
    case alert::frequency_out_of_range: return "frequency_out_of_range";
    case alert::phase_loss_a: return "phase_loss_a";
    case alert::phase_loss_b: return "phase_loss_b";
    case alert::phase_loss_c: return "phase_loss_c";
    case alert::low_power_factor_a: return "low_power_factor_a";
    case alert::low_power_factor_b: return "low_power_factor_b";
    case alert::low_power_factor_c: return "low_power_factor_c";
    case alert::pulse_overrun: return "pulse_overrun";
    case alert::pulse_configuration: return "pulse_configuration";
  }
  return {};
}

namespace energy {

[[nodiscard]] constexpr std::string_view name_of(combination total) {
  switch (total) {
    case combination::forward: return "forward";
    case combination::reverse: return "reverse";
    case combination::forward_plus_reverse: return "forward + reverse";
    case combination::forward_minus_reverse: return "forward - reverse";
    case combination::net: return "net of the phases";
  }
  return {};
}

}  // namespace energy

namespace leviton {

[[nodiscard]] constexpr std::string_view name_of(display_units units) {
  switch (units) {
    case display_units::iec: return "IEC";
    case display_units::ieee: return "IEEE";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(ct_secondary output) {
  switch (output) {
    case ct_secondary::volt: return "1 V";
    case ct_secondary::third_of_a_volt: return "1/3 V";
  }
  return {};
}

}  // namespace leviton

namespace leviton_s4100 {

[[nodiscard]] constexpr std::string_view name_of(log_state state) {
  switch (state) {
    case log_state::full: return "full";
    case log_state::collision_1: return "collision_1";
    case log_state::collision_2: return "collision_2";
    case log_state::reset: return "reset";
    case log_state::interrupted: return "interrupted";
    case log_state::clock_changed: return "clock_changed";
  }
  return {};
}

}  // namespace leviton_s4100

namespace sunspec {

[[nodiscard]] constexpr std::string_view name_of(event one) {
  switch (one) {
    case event::power_failure: return "power_failure";
    case event::under_voltage: return "under_voltage";
    case event::low_power_factor: return "low_power_factor";
    case event::over_current: return "over_current";
    case event::over_voltage: return "over_voltage";
    case event::missing_sensor: return "missing_sensor";
  }
  return {};
}

}  // namespace sunspec

namespace wago_879 {

[[nodiscard]] constexpr std::string_view name_of(meter_type type) {
  switch (type) {
    case meter_type::wago_4pu: return "4PU";
    case meter_type::wago_4ps: return "4PS";
    case meter_type::wago_2pct: return "2PCT";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(baud_code code) {
  constexpr std::array<std::string_view, 10> rates{"300 Bd",  "600 Bd",   "1200 Bd",  "2400 Bd",  "4800 Bd",
                                                   "9600 Bd", "19200 Bd", "38400 Bd", "57600 Bd", "115200 Bd"};
  auto const number = static_cast<std::size_t>(code);
  return number >= 1 && number <= rates.size() ? rates[number - 1] : std::string_view{};
}
[[nodiscard]] constexpr std::string_view name_of(parity_code setting) {
  switch (setting) {
    case parity_code::even: return "even";
    case parity_code::none: return "none";
    case parity_code::odd: return "odd";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(direction way) {
  switch (way) {
    case direction::forward: return "forward";
    case direction::reverse: return "reverse";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(pulse_outputs pair) {
  switch (pair) {
    case pulse_outputs::active_and_reactive: return "active and reactive";
    case pulse_outputs::forward_and_reverse: return "forward and reverse";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(data_layout type) {
  switch (type) {
    case data_layout::standard: return "standard";
    case data_layout::integer: return "integer";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(screen way) {
  switch (way) {
    case screen::standard: return "standard";
    case screen::turned: return "turned by 180 degrees";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(on_off state) {
  switch (state) {
    case on_off::off: return "off";
    case on_off::on: return "on";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(active_tariff now) {
  switch (now) {
    case active_tariff::t1: return "T1";
    case active_tariff::t2: return "T2";
    case active_tariff::t3: return "T3";
    case active_tariff::t4: return "T4";
  }
  return {};
}

}  // namespace wago_879
}  // namespace meterproto

namespace meterproto::leviton_s4100_bacnet {

[[nodiscard]] constexpr std::string_view name_of(alarm which) {
  if (which == alarm::clock_reset) return "clock_reset";
  return static_cast<unsigned>(which) < 14 ? meterproto::name_of(static_cast<meterproto::alert>(which)) : std::string_view{};
}

}  // namespace meterproto::leviton_s4100_bacnet
