// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet_words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace test_leviton_s4100_bacnet {

using namespace meterproto;
namespace s4100 = leviton_s4100_bacnet;
namespace on_modbus = leviton_s4100;
using bacnet::object_type, bacnet::property;

// ---- one quantity, one name, one meaning: on Modbus and on BACnet ----

template <class Value>
struct kind_of {
  using type = Value;  // an enumeration
};
template <class Dimension, class Number>
struct kind_of<reading<Dimension, Number>> {
  using type = Dimension;
};

/// Whether both measure the same, in the same dimension and unit or by the same code.
template <class Registers, class Object>
constexpr bool agree(Registers const& registers, Object const& object) {
  using there = typename kind_of<typename Registers::value_type>::type;
  using here = typename kind_of<typename Object::value_type>::type;
  bool const in_another_unit = object.of.what == quantity::demand_subinterval_length;  // s there, 0.01 s here
  return std::is_same_v<there, here> && registers.of == object.of && (registers.in == object.in) == !in_another_unit;
}

#define BOTH(name) CASE(#name " is the same on both protocols", agree(on_modbus::name, s4100::name))
BOTH(real_energy_net);
BOTH(real_energy_import);
BOTH(real_energy_export);
BOTH(reactive_energy_q1);
BOTH(reactive_energy_q2);
BOTH(reactive_energy_q3);
BOTH(reactive_energy_q4);
BOTH(apparent_energy_net);
BOTH(apparent_energy_import);
BOTH(apparent_energy_export);
BOTH(real_power_total);
BOTH(reactive_power_total);
BOTH(apparent_power_total);
BOTH(power_factor_total);
BOTH(voltage_ll_avg);
BOTH(voltage_ln_avg);
BOTH(current_avg);
BOTH(frequency);
BOTH(real_power_demand);
BOTH(reactive_power_demand);
BOTH(apparent_power_demand);
BOTH(real_power_demand_max_import);
BOTH(reactive_power_demand_max_import);
BOTH(apparent_power_demand_max_import);
BOTH(real_power_demand_max_export);
BOTH(reactive_power_demand_max_export);
BOTH(apparent_power_demand_max_export);
BOTH(real_energy_import_a);
BOTH(real_energy_import_b);
BOTH(real_energy_import_c);
BOTH(real_energy_export_a);
BOTH(real_energy_export_b);
BOTH(real_energy_export_c);
BOTH(reactive_energy_q1_a);
BOTH(reactive_energy_q1_b);
BOTH(reactive_energy_q1_c);
BOTH(reactive_energy_q2_a);
BOTH(reactive_energy_q2_b);
BOTH(reactive_energy_q2_c);
BOTH(reactive_energy_q3_a);
BOTH(reactive_energy_q3_b);
BOTH(reactive_energy_q3_c);
BOTH(reactive_energy_q4_a);
BOTH(reactive_energy_q4_b);
BOTH(reactive_energy_q4_c);
BOTH(apparent_energy_import_a);
BOTH(apparent_energy_import_b);
BOTH(apparent_energy_import_c);
BOTH(apparent_energy_export_a);
BOTH(apparent_energy_export_b);
BOTH(apparent_energy_export_c);
BOTH(real_power_a);
BOTH(real_power_b);
BOTH(real_power_c);
BOTH(reactive_power_a);
BOTH(reactive_power_b);
BOTH(reactive_power_c);
BOTH(apparent_power_a);
BOTH(apparent_power_b);
BOTH(apparent_power_c);
BOTH(power_factor_a);
BOTH(power_factor_b);
BOTH(power_factor_c);
BOTH(voltage_ab);
BOTH(voltage_bc);
BOTH(voltage_ca);
BOTH(voltage_an);
BOTH(voltage_bn);
BOTH(voltage_cn);
BOTH(current_a);
BOTH(current_b);
BOTH(current_c);
BOTH(system_power_max);
BOTH(energy_reset_count);
BOTH(power_up_count);
BOTH(output_config);
BOTH(command);
BOTH(system_type);
BOTH(ct_primary);
BOTH(ct_secondary);
BOTH(pt_ratio);
BOTH(system_voltage);
BOTH(display_units);
BOTH(phase_loss_threshold);
BOTH(phase_loss_imbalance);
BOTH(demand_subintervals);
BOTH(demand_subinterval_length);
#undef BOTH

constexpr int points_on_both = 87;
CASE("And these are all that both have", [] {
  int count = 0;
  for (auto const& object : s4100::objects)
    for (auto const& registers : on_modbus::registers)
      if (object.of == registers.of && object.of.what != quantity::reserved && !registers.is_float()) ++count;
  return count == points_on_both;
}());
CASE("Alarms and alerts agree in bits 0 to 13, and are two types", [] {
  using leviton::alert, s4100::alarm;
  auto const same = [](alarm left, alert right) { return static_cast<int>(left) == static_cast<int>(right); };
  return same(alarm::voltage_out_of_range_a, alert::voltage_out_of_range_a) &&
         same(alarm::voltage_out_of_range_b, alert::voltage_out_of_range_b) &&
         same(alarm::voltage_out_of_range_c, alert::voltage_out_of_range_c) &&
         same(alarm::current_out_of_range_a, alert::current_out_of_range_a) &&
         same(alarm::current_out_of_range_b, alert::current_out_of_range_b) &&
         same(alarm::current_out_of_range_c, alert::current_out_of_range_c) &&
         same(alarm::frequency_out_of_range, alert::frequency_out_of_range) &&
         same(alarm::phase_loss_a, alert::phase_loss_a) && same(alarm::phase_loss_b, alert::phase_loss_b) &&
         same(alarm::phase_loss_c, alert::phase_loss_c) && same(alarm::low_power_factor_a, alert::low_power_factor_a) &&
         same(alarm::low_power_factor_b, alert::low_power_factor_b) &&
         same(alarm::low_power_factor_c, alert::low_power_factor_c) && same(alarm::clock_reset, alert::pulse_overrun) &&
         !std::is_same_v<alarm, alert>;
}());
CASE("\"The bit value of Object BI1 is the least significant bit\": BIn is bit n - 1", [] {
  using s4100::alarm;
  auto const is = [](auto const& point, alarm bit) {
    return point.object == bacnet::object_id{object_type::binary_input, static_cast<std::uint32_t>(bit) + 1};
  };
  return is(s4100::voltage_out_of_range_a, alarm::voltage_out_of_range_a) &&
         is(s4100::voltage_out_of_range_b, alarm::voltage_out_of_range_b) &&
         is(s4100::voltage_out_of_range_c, alarm::voltage_out_of_range_c) &&
         is(s4100::current_out_of_range_a, alarm::current_out_of_range_a) &&
         is(s4100::current_out_of_range_b, alarm::current_out_of_range_b) &&
         is(s4100::current_out_of_range_c, alarm::current_out_of_range_c) &&
         is(s4100::frequency_out_of_range, alarm::frequency_out_of_range) &&
         is(s4100::phase_loss_a, alarm::phase_loss_a) && is(s4100::phase_loss_b, alarm::phase_loss_b) &&
         is(s4100::phase_loss_c, alarm::phase_loss_c) && is(s4100::low_power_factor_a, alarm::low_power_factor_a) &&
         is(s4100::low_power_factor_b, alarm::low_power_factor_b) &&
         is(s4100::low_power_factor_c, alarm::low_power_factor_c) && is(s4100::clock_reset, alarm::clock_reset);
}());

// ---- errata of the manual ----

constexpr bool is_ai(bacnet::row const& row, std::uint32_t instance) {
  return row.object == bacnet::object_id{object_type::analog_input, instance};
}
CASE("The alarm bitmap is AI83; AI52 is an energy",
     is_ai(s4100::alarm_bitmap, 83) && is_ai(s4100::apparent_energy_export_a, 52));
CASE("The largest power is AI76; AI45 is an energy",
     is_ai(s4100::system_power_max, 76) && is_ai(s4100::reactive_energy_q3_c, 45));
CASE("\"The 52 Analog Input objects\" are 83; with 11 AV, 15 BI, 3 TL and the device 113", [] {
  auto const count = [](object_type type) {
    return std::ranges::count_if(s4100::objects, [&](auto const& row) { return row.object.type == type; });
  };
  return count(object_type::analog_input) == 83 && count(object_type::analog_value) == 11 &&
         count(object_type::binary_input) == 15 && count(object_type::trend_log) == 3 &&
         count(object_type::device) == 1 && s4100::objects.size() == 113;
}());
CASE("In the order of Object_List: DE, AI, AV, BI, TL", [] {
  constexpr std::array order{object_type::device, object_type::analog_input, object_type::analog_value,
                             object_type::binary_input, object_type::trend_log};
  return std::ranges::is_sorted(s4100::objects, {}, [&](bacnet::row const& row) {
    return std::ranges::find(order, row.object.type) - order.begin();
  });
}());
CASE("\"reports that these units are kWh\": 25 objects of kvarh and kVAh, 9 and 16 of them", [] {
  int count = 0;
  for (auto const& row : s4100::objects) {
    bool const so = row.in == unit_symbol::kvarh || row.in == unit_symbol::kVAh;
    count += so ? 1 : 0;
    if (so && row.units_property != 19) return false;
  }
  return count == 25;
}());
CASE("Each object has an Object_Name; of the device and the logs none is printed", [] {
  for (auto const& row : s4100::objects) {
    bool const nameless = row.object.type == object_type::device || row.object.type == object_type::trend_log;
    if ((*row.name == '\0') != nameless) return false;
  }
  return true;
}());
CASE("Reserved: AI28, AI30, AI77, AI79, AI80, BI8, and nothing else", [] {
  for (auto const& row : s4100::objects) {
    auto const n = row.object.instance;
    bool const input =
        row.object.type == object_type::analog_input && (n == 28 || n == 30 || n == 77 || n == 79 || n == 80);
    bool const alert = row.object.type == object_type::binary_input && n == 8;
    if ((row.of.what == quantity::reserved) != (input || alert)) return false;
    if (row.of.what == quantity::reserved && row.has_value()) return false;
  }
  return true;
}());
CASE("Only analog values can be written, and all of them", [] {
  for (auto const& row : s4100::objects) {
    bool const own = row.object.type == object_type::device || row.object.type == object_type::trend_log;
    if (!own && (row.may == access::read_write) != (row.object.type == object_type::analog_value)) return false;
    if (row.may == access::write) return false;
  }
  return true;
}());
CASE("What the PICS says", s4100::highest_instance == 4'193'999 && s4100::longest_location == 64 &&
                               s4100::baud_rates == std::array<std::uint32_t, 5>{9600, 19200, 38400, 76800, 115200} &&
                               s4100::vendor == 133);
CASE("BACnet Default Settings: MAC 1, 76800 baud", s4100::factory_mac == 1 && s4100::factory_baud == 76'800);
CASE("The manual's factory defaults are legal: 40, 100 A, 1 V, 1:1, 600 V, IEEE, 10 %, 25 %, 1, 90000",
     s4100::system_type.set(system_type::wye).has_value() && s4100::ct_primary.set(100 * A).has_value() &&
         s4100::ct_secondary.set(leviton::ct_secondary::volt).has_value() && s4100::pt_ratio.set(1 * one).has_value() &&
         s4100::system_voltage.set(600 * V, 1 * one).has_value() &&
         s4100::display_units.set(leviton::display_units::ieee).has_value() &&
         s4100::phase_loss_threshold.set(10 * percent).has_value() &&
         s4100::phase_loss_imbalance.set(25 * percent).has_value() &&
         s4100::demand_subintervals.set(1 * counts).has_value() &&
         s4100::demand_subinterval_length.set(90'000 * cs).has_value());
CASE("A range for each row, in the same order", [] {
  for (std::size_t i = 0; i != s4100::objects.size(); ++i)
    if (s4100::objects[i].as == bacnet::holds::activity && s4100::ranges[i].size() != 2) return false;
  return s4100::ranges.size() == 113 && s4100::ranges[84].contains(30078) && !s4100::ranges[84].contains(0) &&
         s4100::ranges[86].contains(5) && !s4100::ranges[86].contains(4);
}());

// ---- properties ----

constexpr bool has(object_type type, property which) {
  return std::ranges::count(s4100::properties_of(type), which) == 1;
}
/// Whether these are the required ones, and the rest optional.
constexpr bool are_required(object_type type, std::size_t count) {
  auto const all = s4100::properties_of(type);
  for (std::size_t i = 0; i != all.size(); ++i)
    if (s4100::is_optional(type, all[i]) != (i >= count)) return false;
  return true;
}
CASE(
    "Device: the table's 26, of which the PICS calls six optional",
    s4100::properties_of(object_type::device).size() == 26 && are_required(object_type::device, 20) && [] {
      for (auto const one : {property::max_master, property::max_info_frames, property::description, property::location,
                             property::local_time, property::local_date})
        if (!s4100::is_optional(object_type::device, one)) return false;
      return true;
    }());
CASE("Analog inputs and values: Description and Reliability are optional; Units, no Polarity",
     s4100::properties_of(object_type::analog_input).size() == 10 && are_required(object_type::analog_input, 8) &&
         s4100::properties_of(object_type::analog_value).data() ==
             s4100::properties_of(object_type::analog_input).data() &&
         s4100::is_optional(object_type::analog_value, property::description) &&
         s4100::is_optional(object_type::analog_value, property::reliability) &&
         has(object_type::analog_value, property::units) && !has(object_type::analog_value, property::polarity));
CASE("Binary inputs: Polarity, no Units",
     s4100::properties_of(object_type::binary_input).size() == 10 && are_required(object_type::binary_input, 8) &&
         s4100::is_optional(object_type::binary_input, property::description) &&
         s4100::is_optional(object_type::binary_input, property::reliability) &&
         has(object_type::binary_input, property::polarity) && !has(object_type::binary_input, property::units));
CASE(
    "Trend logs: what the PICS writes, and Log_Buffer; no Present_Value",
    s4100::properties_of(object_type::trend_log).size() == 15 && are_required(object_type::trend_log, 10) && [] {
      for (auto const one :
           {property::log_enable, property::start_time, property::stop_time, property::log_device_object_property,
            property::log_interval, property::stop_when_full, property::record_count, property::log_buffer})
        if (!has(object_type::trend_log, one)) return false;
      return !has(object_type::trend_log, property::present_value);
    }());
CASE("No property twice, and each object has its three", [] {
  for (auto const type :
       {object_type::device, object_type::analog_input, object_type::binary_input, object_type::trend_log}) {
    for (auto const one : s4100::properties_of(type))
      if (!has(type, one)) return false;
    if (!has(type, property::object_identifier) || !has(type, property::object_name) ||
        !has(type, property::object_type))
      return false;
  }
  return true;
}());
CASE("What an object does not have is not optional either",
     !s4100::is_optional(object_type::binary_input, property::units) &&
         !s4100::is_optional(object_type::device, property::present_value));

// ---- words ----

CASE("Descriptions, and none where there is no such object",
     s4100::description_of({object_type::analog_input, 1}) == "Accumulated Real Energy: Net (Import - Export)" &&
         s4100::description_of({object_type::analog_input, 83}) == "Alarm Bitmap (all of BI1-BI15)" &&
         s4100::description_of({object_type::analog_value, 11}) == "Subinterval Length" &&
         s4100::description_of({object_type::binary_input, 15}) == "RTC Reset" &&
         s4100::description_of({object_type::analog_input, 0}).empty() &&
         s4100::description_of({object_type::analog_input, 84}).empty() &&
         s4100::description_of({object_type::analog_value, 12}).empty() &&
         s4100::description_of({object_type::binary_input, 16}).empty() &&
         s4100::description_of({object_type::device, 1}).empty() &&
         s4100::description_of({object_type::trend_log, 1}).empty());

}  // namespace test_leviton_s4100_bacnet
