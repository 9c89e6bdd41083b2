// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// What is measured, in words that every model and every protocol shares: the same quantity has the same measurand on
/// Modbus, M-Bus and BACnet, and so the same name (text.hpp).
namespace meterproto {

enum class quantity : std::uint8_t {
  reserved,  ///< a register that the manual lists and gives no meaning

  // measured
  real_energy,
  reactive_energy,
  apparent_energy,
  real_power,
  reactive_power,
  apparent_power,
  power_factor,
  voltage,
  current,
  frequency,
  pulse_counter,
  quadrant,
  tariff,

  // set up
  command,
  system_type,
  ct_primary,
  ct_secondary,
  pt_ratio,
  system_voltage,
  system_power_max,
  display_units,
  scale_i,
  scale_v,
  scale_w,
  scale_e,
  phase_loss_threshold,
  phase_loss_imbalance,
  pulse_energy,
  pulse_duration,
  alert_bitmap,
  energy_reset_count,
  demand_subintervals,
  demand_subinterval_length,
  power_up_count,
  output_config,
  firmware_version_os,

  // clock and log of the Leviton Series 4100
  clock_day_month,
  clock_hour_year,
  clock_second_minute,
  log_page,
  log_config,
  log_status,
  log_wrap_count,
  log_max_days,
  log_entry_count,
  log_start_real_energy,
  log_newest_day_month,
  log_newest_hour_year,
  log_newest_second_minute,
  log_pointer,
  log_buffer,

  // SunSpec
  sunspec_id,
  common_model_id,
  common_model_length,
  manufacturer,
  model,
  options,
  version,
  serial_number,
  modbus_address,
  meter_model_id,
  meter_model_length,
  events,
  end_model_id,
  end_model_length,

  // WAGO 879
  meter_code,
  baud_rate,
  protocol_version,
  software_version,
  hardware_version,
  current_rating,
  ct_ratio_short,
  s0_pulse_rate,
  combination_code,
  lcd_cycle_time,
  parity,
  current_direction,
  power_down_count,
  checksum,
  status_word,
  ct_ratio,
  pulse_type,
  checksum_2,
  data_type,
  screen_direction,
  obis_codes,

  // BACnet
  device,
  pulse_input_count,
  voltage_out_of_range,
  current_out_of_range,
  frequency_out_of_range,
  phase_loss,
  low_power_factor,
  clock_reset,
  alarm_bitmap,
  trend_log,

  last = trend_log,
};

/// Where: a line conductor, a pair of them, or what the meter makes of all. WAGO's L1 L2 L3 are a b c.
enum class phase : std::uint8_t { none, total, a, b, c, ab, bc, ca, an, bn, cn, avg, ll_avg, ln_avg };

/// Which way: import is what the consumer draws. `total` is import and export together, `net` their difference.
enum class flow : std::uint8_t { none, net, import, export_, q1, q2, q3, q4, total };

/// How it was made of what was measured.
enum class statistic : std::uint8_t {
  none,
  demand,        ///< mean over the demand interval
  demand_max,    ///< the largest demand since its reset
  resettable,    ///< a counter that the user may set to zero
  copy,          ///< the same value once more
  scale_factor,  ///< SunSpec: the power of ten of the other points of its quantity
};

enum class tariff : std::uint8_t { none, t1, t2, t3, t4 };

/// Four bytes that say what a point is; two points of different models that are equal here mean the same.
struct measurand {
  quantity what : 8 = quantity::reserved;
  phase where : 4 = phase::none;
  flow direction : 4 = flow::none;
  statistic how : 4 = statistic::none;
  tariff rate : 4 = tariff::none;
  std::uint8_t number = 0;  ///< which one of several alike: pulse counter 2, log pointer 10

  constexpr measurand() = default;
  constexpr measurand(quantity q, phase p = phase::none, flow f = flow::none, statistic h = statistic::none,
                      tariff r = tariff::none, unsigned n = 0)
      : what{q}, where{p}, direction{f}, how{h}, rate{r}, number{static_cast<std::uint8_t>(n)} {}
  constexpr measurand(quantity q, phase p, flow f, tariff r) : measurand{q, p, f, statistic::none, r} {}
  constexpr measurand(quantity q, flow f) : measurand{q, phase::total, f} {}
  constexpr measurand(quantity q, flow f, tariff r) : measurand{q, phase::total, f, statistic::none, r} {}
  constexpr measurand(quantity q, statistic h, flow f = flow::none) : measurand{q, phase::total, f, h} {}
  constexpr measurand(quantity q, phase p, statistic h) : measurand{q, p, flow::none, h} {}
  static constexpr measurand numbered(quantity q, unsigned n) {
    return {q, phase::none, flow::none, statistic::none, tariff::none, n};
  }

  friend constexpr bool operator==(measurand const&, measurand const&) = default;
};

}  // namespace meterproto
