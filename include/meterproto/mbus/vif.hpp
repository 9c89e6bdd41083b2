// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

/// What a value information field says: quantity, unit and power of ten. Source: EN 13757-3:2018, tables of the primary
/// VIFs, of the extensions FB, FD and FD FD, and of the combinable VIFEs, as public texts and decoders quote them (the
/// printed standard was not at hand); where a row came or went with another edition, it says so. Bit 7 (E, another byte
/// follows) is no part of a code here.
namespace meterproto::mbus {

/// In the words of the standard; an electricity meter uses few of them.
enum class quantity : std::uint8_t {
  reserved,
  energy,
  volume,
  mass,
  on_time,
  operating_time,
  power,
  volume_flow,
  mass_flow,
  flow_temperature,
  return_temperature,
  temperature_difference,
  external_temperature,
  pressure,
  date,
  datetime,
  hca_units,
  averaging_duration,
  actuality_duration,
  fabrication_number,
  enhanced_identification,
  address,
  plain_text,
  any_vif,
  manufacturer_specific,
  reactive_energy,
  apparent_energy,
  reactive_power,
  relative_humidity,
  phase_angle_u_u,
  phase_angle_u_i,
  frequency,
  apparent_power,
  hca_rating_factor_K,
  hca_thermal_output_rating_factor_Kq,
  hca_coupling_factor_Kc,
  hca_coupling_factor_Kcr,
  hca_coupling_factor_Kch,
  hca_low_temperature_factor_Kt,
  hca_display_scaling_factor_KD,
  cold_warm_temperature_limit,
  cumulative_max_active_power,
  credit,
  debit,
  unique_message_id,
  device_type,
  manufacturer,
  parameter_set_id,
  model_version,
  hardware_version,
  firmware_version,
  other_software_version,
  customer_location,
  customer,
  access_code_user,
  access_code_operator,
  access_code_system_operator,
  access_code_developer,
  password,
  error_flags,
  error_mask,
  security_key,
  digital_output,
  digital_input,
  baud_rate,
  response_delay_time,
  retry,
  remote_control,
  first_storage_number,
  last_storage_number,
  size_of_storage_block,
  tariff_subunit_descriptor,
  storage_interval,
  operator_specific_data,
  time_point_second,
  duration_since_last_readout,
  tariff_start,
  tariff_duration,
  tariff_period,
  dimensionless,
  wmbus_data_container,
  nominal_transmission_period,
  voltage,
  current,
  reset_counter,
  cumulation_counter,
  control_signal,
  day_of_week,
  week_number,
  day_change_time_point,
  parameter_activation_state,
  special_supplier_information,
  duration_since_last_cumulation,
  battery_operating_time,
  battery_change,
  rf_level,
  daylight_saving,
  listening_window,
  remaining_battery_life,
  meter_stop_count,
  manufacturer_data_container,
  currently_selected_application,
  moisture_level,
  temperature,  // of the fixed structure
};

/// Base units: a value is given in these.
enum class unit : std::uint8_t {
  none,
  Wh,
  J,
  cal,
  varh,
  VAh,
  m3,
  ft3,
  US_gal,
  kg,
  s,
  month,
  year,
  W,
  J_per_h,
  var,
  VA,
  m3_per_h,
  m3_per_min,
  m3_per_s,
  US_gal_per_min,
  US_gal_per_h,
  kg_per_h,
  degC,
  degF,
  K,
  bar,
  percent,
  degree,
  Hz,
  V,
  A,
  currency,
  Bd,
  bit_times,
  dBm,
};

/// What one code more means: ten times as much, or the next of second, minute, hour and day; or the value comes in
/// 4096ths.
enum class step : std::uint8_t { tens, time, per_4096 };

/// How the data of a VIF are meant where the DIF leaves it open: as a signed integer (type B), an unsigned one (C),
/// bits (D), or a date or time by its length (F, G, I, J); or a layout that could not be verified (K, L).
enum class coding : std::uint8_t { plain, natural, bits, date, unverified };

/// Codes `first` to `last`; the exponent is that of the first (of `time`: 0 s, 1 min, 2 h, 3 d).
struct vif_row {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
  quantity what = quantity::reserved;
  unit in = unit::none;
  std::int8_t exponent = 0;
  step by = step::tens;
  coding how = coding::plain;

  /// The exponent of one of its codes; of a row for all codes that a table does not have, 0.
  [[nodiscard]] constexpr int exponent_of(std::uint8_t code) const {
    return what == quantity::reserved ? 0 : exponent + (code - first);
  }
};

namespace vif_tables {

using enum quantity;
using enum unit;

// clang-format off
//   codes       quantity                            unit     exponent                                     bits

inline constexpr vif_row primary[] = {
    {0x00, 0x07, energy,                             Wh,              -3},                              // E000 0nnn
    {0x08, 0x0F, energy,                             J,                0},                              // E000 1nnn
    {0x10, 0x17, volume,                             m3,              -6},                              // E001 0nnn
    {0x18, 0x1F, mass,                               kg,              -3},                              // E001 1nnn
    {0x20, 0x23, on_time,                            s,                0, step::time},                  // E010 00nn
    {0x24, 0x27, operating_time,                     s,                0, step::time},                  // E010 01nn
    {0x28, 0x2F, power,                              W,               -3},                              // E010 1nnn
    {0x30, 0x37, power,                              J_per_h,          0},                              // E011 0nnn
    {0x38, 0x3F, volume_flow,                        m3_per_h,        -6},                              // E011 1nnn
    {0x40, 0x47, volume_flow,                        m3_per_min,      -7},                              // E100 0nnn
    {0x48, 0x4F, volume_flow,                        m3_per_s,        -9},                              // E100 1nnn
    {0x50, 0x57, mass_flow,                          kg_per_h,        -3},                              // E101 0nnn
    {0x58, 0x5B, flow_temperature,                   degC,            -3},                              // E101 10nn
    {0x5C, 0x5F, return_temperature,                 degC,            -3},                              // E101 11nn
    {0x60, 0x63, temperature_difference,             K,               -3},                              // E110 00nn
    {0x64, 0x67, external_temperature,               degC,            -3},                              // E110 01nn
    {0x68, 0x6B, pressure,                           bar,             -3},                              // E110 10nn
    {0x6C, 0x6C, date,                               none,             0, step::tens, coding::date},    // E110 1100
    {0x6D, 0x6D, datetime,                           none,             0, step::tens, coding::date},    // E110 1101
    {0x6E, 0x6E, hca_units,                          none,             0},                              // E110 1110
    {0x70, 0x73, averaging_duration,                 s,                0, step::time},                  // E111 00nn
    {0x74, 0x77, actuality_duration,                 s,                0, step::time},                  // E111 01nn
    {0x78, 0x78, fabrication_number,                 none,             0},                              // E111 1000
    {0x79, 0x79, enhanced_identification,            none,             0},                              // E111 1001
    {0x7A, 0x7A, address,                            none,             0, step::tens, coding::natural}, // E111 1010
    {0x7C, 0x7C, plain_text,                         none,             0},                              // E111 1100
    {0x7E, 0x7E, any_vif,                            none,             0},                              // E111 1110
    {0x7F, 0x7F, manufacturer_specific,              none,             0},                              // E111 1111
};

inline constexpr vif_row extension_fb[] = {
    {0x00, 0x01, energy,                             Wh,               5},                              // E000 000n
    {0x02, 0x03, reactive_energy,                    varh,             3},                              // E000 001n, from 2011
    {0x04, 0x05, apparent_energy,                    VAh,              3},                              // E000 010n, from 2013
    {0x08, 0x09, energy,                             J,                8},                              // E000 100n
    {0x0C, 0x0F, energy,                             cal,              5},                              // E000 11nn, from 2013
    {0x10, 0x11, volume,                             m3,               2},                              // E001 000n
    {0x14, 0x17, reactive_power,                     var,              0},                              // E001 01nn, from 2011
    {0x18, 0x19, mass,                               kg,               5},                              // E001 100n
    {0x1A, 0x1B, relative_humidity,                  percent,         -1},                              // E001 101n
    {0x20, 0x20, volume,                             ft3,              0},                              // E010 0000
    {0x21, 0x21, volume,                             ft3,             -1},                              // E010 0001
    {0x22, 0x23, volume,                             US_gal,          -1},                              // E010 001n, until 2004
    {0x24, 0x24, volume_flow,                        US_gal_per_min,  -3},                              // E010 0100, until 2004
    {0x25, 0x25, volume_flow,                        US_gal_per_min,   0},                              // E010 0101, until 2004
    {0x26, 0x26, volume_flow,                        US_gal_per_h,     0},                              // E010 0110, until 2004
    {0x28, 0x29, power,                              W,                5},                              // E010 100n
    {0x2A, 0x2A, phase_angle_u_u,                    degree,          -1},                              // E010 1010, from 2011
    {0x2B, 0x2B, phase_angle_u_i,                    degree,          -1},                              // E010 1011, from 2011
    {0x2C, 0x2F, frequency,                          Hz,              -3},                              // E010 11nn
    {0x30, 0x31, power,                              J_per_h,          8},                              // E011 000n
    {0x34, 0x37, apparent_power,                     VA,               0},                              // E011 01nn, from 2013
    {0x58, 0x5B, flow_temperature,                   degF,            -3},                              // E101 10nn, until 2004
    {0x5C, 0x5F, return_temperature,                 degF,            -3},                              // E101 11nn, until 2004
    {0x60, 0x63, temperature_difference,             degF,            -3},                              // E110 00nn, until 2004
    {0x64, 0x67, external_temperature,               degF,            -3},                              // E110 01nn, until 2004
    {0x68, 0x68, hca_rating_factor_K,                none,             0, step::per_4096, coding::natural}, // E110 1000, from 2013
    {0x69, 0x69, hca_thermal_output_rating_factor_Kq,W,                0, step::tens, coding::natural}, // E110 1001, from 2013
    {0x6A, 0x6A, hca_coupling_factor_Kc,             none,             0, step::per_4096, coding::natural}, // E110 1010, from 2013
    {0x6B, 0x6B, hca_coupling_factor_Kcr,            none,             0, step::per_4096, coding::natural}, // E110 1011, from 2013
    {0x6C, 0x6C, hca_coupling_factor_Kch,            none,             0, step::per_4096, coding::natural}, // E110 1100, from 2013
    {0x6D, 0x6D, hca_low_temperature_factor_Kt,      none,             0, step::per_4096, coding::natural}, // E110 1101, from 2013
    {0x6E, 0x6E, hca_display_scaling_factor_KD,      none,             0, step::per_4096, coding::natural}, // E110 1110, from 2013
    {0x70, 0x73, cold_warm_temperature_limit,        degF,            -3},                              // E111 00nn, until 2004
    {0x74, 0x77, cold_warm_temperature_limit,        degC,            -3},                              // E111 01nn
    {0x78, 0x7F, cumulative_max_active_power,        W,               -3},                              // E111 1nnn
};

inline constexpr vif_row extension_fd[] = {
    {0x00, 0x03, credit,                             currency,        -3},                              // E000 00nn
    {0x04, 0x07, debit,                              currency,        -3},                              // E000 01nn
    {0x08, 0x08, unique_message_id,                  none,             0, step::tens, coding::natural}, // E000 1000
    {0x09, 0x09, device_type,                        none,             0, step::tens, coding::natural}, // E000 1001
    {0x0A, 0x0A, manufacturer,                       none,             0, step::tens, coding::natural}, // E000 1010
    {0x0B, 0x0B, parameter_set_id,                   none,             0, step::tens, coding::natural}, // E000 1011
    {0x0C, 0x0C, model_version,                      none,             0, step::tens, coding::natural}, // E000 1100
    {0x0D, 0x0D, hardware_version,                   none,             0, step::tens, coding::natural}, // E000 1101
    {0x0E, 0x0E, firmware_version,                   none,             0, step::tens, coding::natural}, // E000 1110
    {0x0F, 0x0F, other_software_version,             none,             0, step::tens, coding::natural}, // E000 1111
    {0x10, 0x10, customer_location,                  none,             0, step::tens, coding::natural}, // E001 0000
    {0x11, 0x11, customer,                           none,             0, step::tens, coding::natural}, // E001 0001
    {0x12, 0x12, access_code_user,                   none,             0, step::tens, coding::natural}, // E001 0010
    {0x13, 0x13, access_code_operator,               none,             0, step::tens, coding::natural}, // E001 0011
    {0x14, 0x14, access_code_system_operator,        none,             0, step::tens, coding::natural}, // E001 0100
    {0x15, 0x15, access_code_developer,              none,             0, step::tens, coding::natural}, // E001 0101
    {0x16, 0x16, password,                           none,             0, step::tens, coding::natural}, // E001 0110
    {0x17, 0x17, error_flags,                        none,             0, step::tens, coding::bits},    // E001 0111
    {0x18, 0x18, error_mask,                         none,             0, step::tens, coding::natural}, // E001 1000
    {0x19, 0x19, security_key,                       none,             0, step::tens, coding::natural}, // E001 1001, from 2011
    {0x1A, 0x1A, digital_output,                     none,             0, step::tens, coding::bits},    // E001 1010
    {0x1B, 0x1B, digital_input,                      none,             0, step::tens, coding::bits},    // E001 1011
    {0x1C, 0x1C, baud_rate,                          Bd,               0, step::tens, coding::natural}, // E001 1100
    {0x1D, 0x1D, response_delay_time,                bit_times,        0, step::tens, coding::natural}, // E001 1101
    {0x1E, 0x1E, retry,                              none,             0},                              // E001 1110
    {0x1F, 0x1F, remote_control,                     none,             0, step::tens, coding::bits},    // E001 1111, from 2011
    {0x20, 0x20, first_storage_number,               none,             0, step::tens, coding::natural}, // E010 0000
    {0x21, 0x21, last_storage_number,                none,             0, step::tens, coding::natural}, // E010 0001
    {0x22, 0x22, size_of_storage_block,              none,             0, step::tens, coding::natural}, // E010 0010
    {0x23, 0x23, tariff_subunit_descriptor,          none,             0, step::tens, coding::natural}, // E010 0011, from 2011
    {0x24, 0x27, storage_interval,                   s,                0, step::time},                  // E010 01nn
    {0x28, 0x28, storage_interval,                   month,            0},                              // E010 1000
    {0x29, 0x29, storage_interval,                   year,             0},                              // E010 1001
    {0x2A, 0x2A, operator_specific_data,             none,             0},                              // E010 1010, from 2011
    {0x2B, 0x2B, time_point_second,                  none,             0, step::tens, coding::natural}, // E010 1011, from 2011
    {0x2C, 0x2F, duration_since_last_readout,        s,                0, step::time},                  // E010 11nn
    {0x30, 0x30, tariff_start,                       none,             0, step::tens, coding::date},    // E011 0000
    {0x31, 0x33, tariff_duration,                    s,                1, step::time},                  // E011 0001 ..
    {0x34, 0x37, tariff_period,                      s,                0, step::time},                  // E011 01nn
    {0x38, 0x38, tariff_period,                      month,            0},                              // E011 1000
    {0x39, 0x39, tariff_period,                      year,             0},                              // E011 1001
    {0x3A, 0x3A, dimensionless,                      none,             0},                              // E011 1010
    {0x3B, 0x3B, wmbus_data_container,               none,             0},                              // E011 1011, from 2011
    {0x3C, 0x3F, nominal_transmission_period,        s,                0, step::time},                  // E011 11nn, from 2011
    {0x40, 0x4F, voltage,                            V,               -9},                              // E100 nnnn
    {0x50, 0x5F, current,                            A,              -12},                              // E101 nnnn
    {0x60, 0x60, reset_counter,                      none,             0},                              // E110 0000
    {0x61, 0x61, cumulation_counter,                 none,             0},                              // E110 0001
    {0x62, 0x62, control_signal,                     none,             0},                              // E110 0010
    {0x63, 0x63, day_of_week,                        none,             0},                              // E110 0011
    {0x64, 0x64, week_number,                        none,             0},                              // E110 0100
    {0x65, 0x65, day_change_time_point,              none,             0, step::tens, coding::date},    // E110 0101
    {0x66, 0x66, parameter_activation_state,         none,             0, step::tens, coding::natural}, // E110 0110
    {0x67, 0x67, special_supplier_information,       none,             0},                              // E110 0111
    {0x68, 0x69, duration_since_last_cumulation,     s,                2, step::time},                  // E110 100n
    {0x6A, 0x6A, duration_since_last_cumulation,     month,            0},                              // E110 1010
    {0x6B, 0x6B, duration_since_last_cumulation,     year,             0},                              // E110 1011
    {0x6C, 0x6D, battery_operating_time,             s,                2, step::time},                  // E110 110n
    {0x6E, 0x6E, battery_operating_time,             month,            0},                              // E110 1110
    {0x6F, 0x6F, battery_operating_time,             year,             0},                              // E110 1111
    {0x70, 0x70, battery_change,                     none,             0, step::tens, coding::date},    // E111 0000
    {0x71, 0x71, rf_level,                           dBm,              0},                              // E111 0001, from 2011
    {0x72, 0x72, daylight_saving,                    none,             0, step::tens, coding::unverified}, // E111 0010, from 2011: type K
    {0x73, 0x73, listening_window,                   none,             0, step::tens, coding::unverified}, // E111 0011, from 2011: type L
    {0x74, 0x74, remaining_battery_life,             s,                3, step::time, coding::natural}, // E111 0100, from 2011
    {0x75, 0x75, meter_stop_count,                   none,             0, step::tens, coding::natural}, // E111 0101, from 2011
    {0x76, 0x76, manufacturer_data_container,        none,             0},                              // E111 0110, from 2011
};

inline constexpr vif_row extension_fd_fd[] = {
    {0x00, 0x00, currently_selected_application,     none,             0, step::tens, coding::natural}, // E000 0000
    {0x02, 0x02, remaining_battery_life,             month,            0, step::tens, coding::natural}, // E000 0010
    {0x03, 0x03, remaining_battery_life,             year,             0, step::tens, coding::natural}, // E000 0011
    {0x3E, 0x3E, moisture_level,                     percent,          0},                              // E011 1110, after 2018
};

// clang-format on

}  // namespace vif_tables

/// The bytes that a VIF begins with, where it is not in the primary table.
inline constexpr std::uint8_t vif_extension_fb = 0x7B;
inline constexpr std::uint8_t vif_plain_text = 0x7C;
inline constexpr std::uint8_t vif_extension_fd = 0x7D;
inline constexpr std::uint8_t vif_any = 0x7E;
inline constexpr std::uint8_t vif_manufacturer = 0x7F;
inline constexpr std::uint8_t extension_bit = 0x80;

/// Whether the rows of a table ascend, as row_of() needs them.
[[nodiscard]] constexpr bool ascends(std::span<vif_row const> table) {
  int before = -1;
  for (auto const& row : table) {
    if (row.first <= before || row.last < row.first) return false;
    before = row.last;
  }
  return true;
}
static_assert(ascends(vif_tables::primary) && ascends(vif_tables::extension_fb) && ascends(vif_tables::extension_fd) &&
              ascends(vif_tables::extension_fd_fd));

/// Stands for all codes that a table does not have.
inline constexpr vif_row unlisted{};

/// The row that has a code; `unlisted` where the table has none. A reference: a row that is given back as a value goes
/// through memory.
[[nodiscard]] constexpr vif_row const& row_of(std::span<vif_row const> table, std::uint8_t code) {
  while (table.size() > 1) {  // all rows that may have the code
    auto const half = table.size() / 2;
    table = code < table[half].first ? table.first(half) : table.subspan(half);
  }
  auto const& row = table.front();
  return code < row.first || code > row.last ? unlisted : row;
}

/// Combinable VIFEs that change what the value is, or tell readings apart. All others are kept as they are; text.hpp
/// has their names.
namespace vife {

inline constexpr std::uint8_t last_record_error = 0x1C;  // 01 to 0F and 15 to 1C; 00 is none
inline constexpr std::uint8_t per_first = 0x20;          // per s ... per A
inline constexpr std::uint8_t times_last = 0x38;         // times s, s/V, s/A
inline constexpr std::uint8_t start_date_of = 0x39;
inline constexpr std::uint8_t positive_only = 0x3B;
inline constexpr std::uint8_t negative_only = 0x3C;
inline constexpr std::uint8_t limits_first = 0x40;     // E100 ....: limits, counts and dates of exceeding
inline constexpr std::uint8_t durations_first = 0x50;  // E101 ..nn, E110 00nn, E110 01nn: nn is s, min, h, d
inline constexpr std::uint8_t durations_last = 0x67;
inline constexpr std::uint8_t factor_first = 0x70;  // E111 0nnn: 10^(nnn - 6)
inline constexpr std::uint8_t addend_first = 0x78;  // E111 10nn: 10^(nn - 3)
inline constexpr std::uint8_t extension_fc = 0x7C;  // the next byte is from another table
inline constexpr std::uint8_t factor_1000 = 0x7D;
inline constexpr std::uint8_t manufacturer = 0x7F;  // what follows, and the data, are the manufacturer's

[[nodiscard]] constexpr bool is_record_error(std::uint8_t code) {
  return code <= 0x0F || (code >= 0x15 && code <= last_record_error);
}
/// E011 1001, E100 u1bx (u: upper, b: last, x: end), E110 1f1b: when it was; without those that the table reserves.
[[nodiscard]] constexpr bool is_date(std::uint8_t code) {
  if (code == start_date_of) return true;
  if (code >= limits_first && code < durations_first) return (code & 0x02U) != 0;
  return code >= 0x68 && code < factor_first && (code & 0x02U) != 0;
}
[[nodiscard]] constexpr bool is_count(std::uint8_t code) {
  return code == 0x41 || code == 0x49;
}
[[nodiscard]] constexpr bool is_duration(std::uint8_t code) {
  return code >= durations_first && code <= durations_last;
}

/// The table behind FC.
namespace fc {
inline constexpr std::uint8_t phase_l1 = 0x01;
inline constexpr std::uint8_t phase_l2 = 0x02;
inline constexpr std::uint8_t phase_l3 = 0x03;
inline constexpr std::uint8_t neutral = 0x04;
inline constexpr std::uint8_t l1_l2 = 0x05;
inline constexpr std::uint8_t l2_l3 = 0x06;
inline constexpr std::uint8_t l3_l1 = 0x07;
inline constexpr std::uint8_t quadrant_1 = 0x08;  // 08 to 0B from 2018; earlier editions reserve them
inline constexpr std::uint8_t quadrant_4 = 0x0B;
inline constexpr std::uint8_t import_minus_export = 0x0C;
inline constexpr std::uint8_t absolute = 0x10;    // accumulation of both directions without sign
inline constexpr std::uint8_t as_natural = 0x11;  // read the data as type C
inline constexpr std::uint8_t as_bits = 0x12;     // as type D
inline constexpr std::uint8_t end_date = 0x13;    // after 2018
}  // namespace fc

}  // namespace vife

}  // namespace meterproto::mbus
