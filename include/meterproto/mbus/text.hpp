// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/value.hpp>
#include <meterproto/mbus/vif.hpp>
#include <meterproto/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// M-Bus in words: quantities, units, qualifiers, codes. Firmware leaves this header out. Source: EN 13757-3:2018, its
/// tables.
namespace meterproto::mbus {

namespace words {

inline constexpr std::array<std::string_view, 104> quantities{
    "reserved",
    "energy",
    "volume",
    "mass",
    "on_time",
    "operating_time",
    "power",
    "volume_flow",
    "mass_flow",
    "flow_temperature",
    "return_temperature",
    "temperature_difference",
    "external_temperature",
    "pressure",
    "date",
    "datetime",
    "hca_units",
    "averaging_duration",
    "actuality_duration",
    "fabrication_number",
    "enhanced_identification",
    "address",
    "plain_text",
    "any_vif",
    "manufacturer_specific",
    "reactive_energy",
    "apparent_energy",
    "reactive_power",
    "relative_humidity",
    "phase_angle_u_u",
    "phase_angle_u_i",
    "frequency",
    "apparent_power",
    "hca_rating_factor_K",
    "hca_thermal_output_rating_factor_Kq",
    "hca_coupling_factor_Kc",
    "hca_coupling_factor_Kcr",
    "hca_coupling_factor_Kch",
    "hca_low_temperature_factor_Kt",
    "hca_display_scaling_factor_KD",
    "cold_warm_temperature_limit",
    "cumulative_max_active_power",
    "credit",
    "debit",
    "unique_message_id",
    "device_type",
    "manufacturer",
    "parameter_set_id",
    "model_version",
    "hardware_version",
    "firmware_version",
    "other_software_version",
    "customer_location",
    "customer",
    "access_code_user",
    "access_code_operator",
    "access_code_system_operator",
    "access_code_developer",
    "password",
    "error_flags",
    "error_mask",
    "security_key",
    "digital_output",
    "digital_input",
    "baud_rate",
    "response_delay_time",
    "retry",
    "remote_control",
    "first_storage_number",
    "last_storage_number",
    "size_of_storage_block",
    "tariff_subunit_descriptor",
    "storage_interval",
    "operator_specific_data",
    "time_point_second",
    "duration_since_last_readout",
    "tariff_start",
    "tariff_duration",
    "tariff_period",
    "dimensionless",
    "wmbus_data_container",
    "nominal_transmission_period",
    "voltage",
    "current",
    "reset_counter",
    "cumulation_counter",
    "control_signal",
    "day_of_week",
    "week_number",
    "day_change_time_point",
    "parameter_activation_state",
    "special_supplier_information",
    "duration_since_last_cumulation",
    "battery_operating_time",
    "battery_change",
    "rf_level",
    "daylight_saving",
    "listening_window",
    "remaining_battery_life",
    "meter_stop_count",
    "manufacturer_data_container",
    "currently_selected_application",
    "moisture_level",
    "temperature",
};
static_assert(quantities[static_cast<std::size_t>(quantity::temperature)] == "temperature");

inline constexpr std::array<std::string_view, 36> units{
    "",     "Wh", "J",   "cal", "varh", "VAh",   "m^3",     "ft^3",  "US_gal",     "kg",       "s",         "month",
    "year", "W",  "J/h", "var", "VA",   "m^3/h", "m^3/min", "m^3/s", "US_gal/min", "US_gal/h", "kg/h",      "degC",
    "degF", "K",  "bar", "%",   "deg",  "Hz",    "V",       "A",     "currency",   "Bd",       "bit_times", "dBm",
};
static_assert(units[static_cast<std::size_t>(unit::dBm)] == "dBm");

/// Combinable VIFEs; x10^n, +10^n and per/... as the tables write them.
inline constexpr std::array<std::string_view, 128> qualifiers{
    "record_error:none",
    "record_error:too_many_difes",
    "record_error:storage_number_not_implemented",
    "record_error:unit_number_not_implemented",
    "record_error:tariff_number_not_implemented",
    "record_error:function_not_implemented",
    "record_error:data_class_not_implemented",
    "record_error:data_size_not_implemented",
    "record_error:reserved_08",
    "record_error:reserved_09",
    "record_error:reserved_0A",
    "record_error:too_many_vifes",
    "record_error:illegal_vif_group",
    "record_error:illegal_vif_exponent",
    "record_error:vif_dif_mismatch",
    "record_error:unimplemented_action",
    "reserved_10",
    "reserved_11",
    "average",
    "inverse_compact_profile",
    "relative_deviation",
    "record_error:no_data_available",
    "record_error:data_overflow",
    "record_error:data_underflow",
    "record_error:data_error",
    "record_error:reserved_19",
    "record_error:reserved_1A",
    "record_error:reserved_1B",
    "record_error:premature_end_of_record",
    "standard_conform_data",
    "compact_profile_with_register",
    "compact_profile",
    "per/s",
    "per/min",
    "per/h",
    "per/d",
    "per/week",
    "per/month",
    "per/year",
    "per/revolution",
    "per/input_pulse_0",
    "per/input_pulse_1",
    "per/output_pulse_0",
    "per/output_pulse_1",
    "per/l",
    "per/m^3",
    "per/kg",
    "per/K",
    "per/kWh",
    "per/GJ",
    "per/kW",
    "per/(K*l)",
    "per/V",
    "per/A",
    "times_s",
    "times_s/V",
    "times_s/A",
    "start_date_time_of",
    "uncorrected_at_metering_conditions",
    "accumulation_positive_only",
    "accumulation_negative_only",
    "alternate_non_metric",
    "at_base_conditions",
    "obis_declaration",
    "lower_limit_value",
    "lower_limit_exceed_count",
    "date_time_of_begin_first_lower_limit_exceed",
    "date_time_of_end_first_lower_limit_exceed",
    "reserved_44",
    "reserved_45",
    "date_time_of_begin_last_lower_limit_exceed",
    "date_time_of_end_last_lower_limit_exceed",
    "upper_limit_value",
    "upper_limit_exceed_count",
    "date_time_of_begin_first_upper_limit_exceed",
    "date_time_of_end_first_upper_limit_exceed",
    "reserved_4C",
    "reserved_4D",
    "date_time_of_begin_last_upper_limit_exceed",
    "date_time_of_end_last_upper_limit_exceed",
    "duration_of_first_lower_limit_exceed_s",
    "duration_of_first_lower_limit_exceed_min",
    "duration_of_first_lower_limit_exceed_h",
    "duration_of_first_lower_limit_exceed_d",
    "duration_of_last_lower_limit_exceed_s",
    "duration_of_last_lower_limit_exceed_min",
    "duration_of_last_lower_limit_exceed_h",
    "duration_of_last_lower_limit_exceed_d",
    "duration_of_first_upper_limit_exceed_s",
    "duration_of_first_upper_limit_exceed_min",
    "duration_of_first_upper_limit_exceed_h",
    "duration_of_first_upper_limit_exceed_d",
    "duration_of_last_upper_limit_exceed_s",
    "duration_of_last_upper_limit_exceed_min",
    "duration_of_last_upper_limit_exceed_h",
    "duration_of_last_upper_limit_exceed_d",
    "duration_of_first_s",
    "duration_of_first_min",
    "duration_of_first_h",
    "duration_of_first_d",
    "duration_of_last_s",
    "duration_of_last_min",
    "duration_of_last_h",
    "duration_of_last_d",
    "value_during_lower_limit_exceed",
    "leakage_values",
    "date_time_of_begin_first",
    "date_time_of_end_first",
    "value_during_upper_limit_exceed",
    "overflow_values",
    "date_time_of_begin_last",
    "date_time_of_end_last",
    "x10^-6",
    "x10^-5",
    "x10^-4",
    "x10^-3",
    "x10^-2",
    "x10^-1",
    "x10^0",
    "x10^1",
    "+10^-3",
    "+10^-2",
    "+10^-1",
    "+10^0",
    "reserved_7C",
    "x10^3",
    "future_value",
    "manufacturer_specific_follows",
};
/// The VIFEs behind FC; those from here on are reserved.
inline constexpr std::array<std::string_view, 22> extended_qualifiers{
    "reserved",
    "phase_L1",
    "phase_L2",
    "phase_L3",
    "neutral",
    "phase_L1_L2",
    "phase_L2_L3",
    "phase_L3_L1",
    "quadrant_Q1",
    "quadrant_Q2",
    "quadrant_Q3",
    "quadrant_Q4",
    "delta_import_export",
    "alternate_non_metric(post-2018)",
    "secondary_sensor(post-2018)",
    "higher_resolution_register(post-2018)",
    "accumulation_absolute",
    "data_type_C",
    "data_type_D",
    "end_date(post-2018)",
    "direction_to_meter",
    "direction_from_meter",
};

}  // namespace words

[[nodiscard]] constexpr std::string_view name_of(quantity what) {
  return words::quantities[static_cast<std::size_t>(what)];
}
[[nodiscard]] constexpr std::string_view name_of(unit in) {
  return words::units[static_cast<std::size_t>(in)];
}
[[nodiscard]] constexpr std::string_view name_of(function how) {
  constexpr std::array<std::string_view, 4> names{"instantaneous", "maximum", "minimum", "error"};
  return names[static_cast<std::size_t>(how)];
}
[[nodiscard]] constexpr std::string_view name_of(record_kind kind) {
  constexpr std::array<std::string_view, 4> names{"data", "manufacturer_data", "more_records_follow",
                                                  "global_readout_request"};
  return names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view name_of(data_type type) {
  constexpr std::array<std::string_view, 15> names{"none", "A", "B", "C", "D",    "F",        "G",       "H",
                                                   "I",    "J", "K", "L", "text", "LVAR_bcd", "LVAR_bin"};
  return names[static_cast<std::size_t>(type)];
}

/// A combinable VIFE, and one behind FC, without their extension bit.
[[nodiscard]] constexpr std::string_view qualifier_name(std::uint8_t code) {
  return words::qualifiers[code & 0x7FU];
}
[[nodiscard]] constexpr std::string_view extended_qualifier_name(std::uint8_t code) {
  return code < words::extended_qualifiers.size() ? words::extended_qualifiers[code] : std::string_view{"reserved"};
}

/// The unit with what a VIFE makes of it: "Wh/h", "Wh*s/V". A view of `space`; 40 characters hold any.
[[nodiscard]] constexpr std::string_view print_unit(meaning const& of, std::span<char> space) {
  text_builder out{space};
  out.add(name_of(of.in));
  if (of.per == 0) return out.text();
  auto name = qualifier_name(of.per);
  constexpr std::string_view per = "per/", times = "times_";
  bool const divides = name.starts_with(per);
  if (!divides && !name.starts_with(times)) return out.text();
  name.remove_prefix(divides ? per.size() : times.size());
  return out.add(divides ? "/" : "*").add(name).text();
}

/// The code of an application error (CI 70). Beyond 09 the sources could not be verified.
[[nodiscard]] constexpr std::string_view application_error_name(std::uint8_t code) {
  switch (code) {
    case 0x00: return "unspecified error";
    case 0x01: return "unimplemented CI field";
    case 0x02: return "buffer too long, truncated";
    case 0x03: return "too many records";
    case 0x04: return "premature end of record";
    case 0x05: return "more than 10 DIFE";
    case 0x06: return "more than 10 VIFE";
    case 0x08: return "application too busy for a readout";
    case 0x09: return "too many readouts";
    default: return "unknown application error";
  }
}

/// What a CI field announces; empty for one that no edition of the standard gives a meaning.
[[nodiscard]] constexpr std::string_view ci_name(std::uint8_t ci) {
  if (ci <= 0x1F) return "DLMS application";
  if (ci >= 0xA0 && ci <= 0xB7) return "manufacturer specific";
  switch (ci) {
    case 0x50: return "application reset";
    case 0x51: return "data to the meter";
    case 0x52: return "selection by secondary address";
    case 0x53: return "application reset, long header";
    case 0x54: return "request of the selected application";
    case 0x55: return "request of the selected application, long header";
    case 0x5A: return "command to the meter, short header";
    case 0x5B: return "command to the meter, long header";
    case 0x5C: return "synchronise action";
    case 0x60: return "DLMS command to the meter, long header";
    case 0x61: return "DLMS command to the meter, short header";
    case 0x66: return "response of the selected application";
    case 0x67: return "response of the selected application, short header";
    case 0x68: return "response of the selected application, long header";
    case 0x69: return "format frame, no header";
    case 0x6A: return "format frame, short header";
    case 0x6B: return "format frame, long header";
    case 0x6C:
    case 0x6D: return "time to the meter, long header";
    case 0x6E: return "application error, short header";
    case 0x6F: return "application error, long header";
    case 0x70: return "application error";
    case 0x71: return "alarm";
    case 0x72: return "response, long header";
    case 0x73: return "fixed structure (2013: compact frame, long header)";
    case 0x74: return "alarm, short header";
    case 0x75: return "alarm, long header";
    case 0x76: return "response, long header, most significant byte first";
    case 0x77: return "fixed structure, most significant byte first";
    case 0x78: return "response, no header";
    case 0x79: return "compact frame, no header";
    case 0x7A: return "response, short header";
    case 0x7B: return "compact frame, short header";
    case 0x7C: return "DLMS response, long header";
    case 0x7D: return "DLMS response, short header";
    case 0x80:
    case 0x8A:
    case 0x8B: return "transport layer only";
    case 0x81: return "network layer";
    case 0x82:
    case 0x83:
    case 0x87:
    case 0x88:
    case 0x89: return "network management";
    case 0x84: return "transport layer, compact frame expected";
    case 0x85: return "transport layer, format frame expected";
    case 0x86:
    case 0x8C:
    case 0x8D:
    case 0x8E:
    case 0x8F: return "extended link layer";
    case 0x90: return "authentication and fragmentation";
    case 0xB8: return "300 Bd from now on";
    case 0xB9: return "600 Bd from now on";
    case 0xBA: return "1200 Bd from now on";
    case 0xBB: return "2400 Bd from now on";
    case 0xBC: return "4800 Bd from now on";
    case 0xBD: return "9600 Bd from now on";
    case 0xBE: return "19200 Bd from now on";
    case 0xBF: return "38400 Bd from now on";
    case 0xC0: return "image transfer to the meter";
    case 0xC1:
    case 0xC2: return "image transfer from the meter";
    default: return {};
  }
}

/// The eight digits of an identification number, wildcards as F. A view of `space`, which holds eight.
[[nodiscard]] constexpr std::string_view print_id(std::uint32_t id, std::span<char> space) {
  return text_builder{space}.add(id, 16, 8).text();
}

/// A date as ISO 8601 has it, `*` for "every"; " DST" behind it in summer time. A view of `space`; 24 characters hold
/// any.
[[nodiscard]] constexpr std::string_view print_date(date_time const& of, std::span<char> space) {
  text_builder out{space};
  auto const two = [&](std::uint8_t value) {
    if (value == every)
      out.add("**");
    else
      out.add(value, 10, 2);
  };
  using shape = date_time::shape;
  if (of.has != shape::time_of_day) {
    if (of.year == 0)
      out.add("****");
    else
      out.add(of.year, 10, 4);
    out.add("-");
    two(of.month);
    out.add("-");
    two(of.day);
  }
  if (of.has == shape::to_the_minute || of.has == shape::to_the_second) out.add("T");
  if (of.has != shape::date) {
    two(of.hour);
    out.add(":");
    two(of.minute);
  }
  if (of.has == shape::to_the_second || of.has == shape::time_of_day) {
    out.add(":");
    two(of.second);
  }
  if (of.summer_time) out.add(" DST");
  return out.text();
}

}  // namespace meterproto::mbus
