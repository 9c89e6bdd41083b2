// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_log.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus/server.hpp>
#include <meterproto/pulses.hpp>
#include <meterproto/scaling.hpp>
#include <meterproto/virtual_meter.hpp>
#include <meterproto/virtual_registers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A Leviton Series 4000-R, 4000-K or 4100 that is not there: a device for modbus::answer() with all registers of its
/// map, the settings and the command words, the SunSpec block and the data log of the 4100. Sources: the three manuals,
/// Modbus Point Map; for the log those of leviton_s4100_log.hpp.
namespace meterproto::virtual_leviton {

using modbus::exception, modbus::kind, modbus::row;
using virtual_registers::showing;

/// What a device needs to know of its model.
struct s4000r {
  static constexpr auto const& registers = leviton_s4000r::registers;
  static constexpr auto const& ranges = leviton_s4000r::ranges;
  static constexpr bool bidirectional = false;
  static constexpr std::string_view server_id = "Leviton Series 4000R Power Meter Full Data Set";
  static constexpr std::string_view product = "Series 4000";
};
struct s4000k : s4000r {
  static constexpr auto const& registers = leviton_s4000k::registers;
  static constexpr auto const& ranges = leviton_s4000k::ranges;
  static constexpr std::string_view server_id = "Leviton Series 4000K Power Meter Full Data Set";
};
struct s4100 {
  static constexpr auto const& registers = leviton_s4100::registers;
  static constexpr auto const& ranges = leviton_s4100::ranges;
  static constexpr bool bidirectional = true;
  static constexpr std::string_view server_id = "Leviton S4100 Power Meter Full Data Set";  // as the manual's example
  static constexpr std::string_view product = "S4100";
};

/// The entries of the log's ten buffers, one behind the other: the caller's memory.
inline constexpr std::size_t log_size = leviton_s4100_log::buffers * std::size_t{leviton_s4100_log::entries_per_buffer};

template <class Model>
class device {
 public:
  /// `log`: log_size entries, or empty for a meter without data logging.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, showing const& how,
                   std::span<std::uint16_t> log = {})
      : meter_{with_direction(set), chosen},
        how_{how},
        log_{log.size() >= log_size ? log.first(log_size) : log.first(0)} {
    for (auto& entry : log_) entry = 0x8000;
    configure(meter_.set());
  }

  // ---- the meter's side ----

  /// Time goes on, in steps of a second as the meter's own cycle: "Data Update Rate 1 sec".
  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) {
    meter_.take(now, ms);
    if (!Model::bidirectional) return;
    clock_ms_ += ms;
    since_entry_ms_ += ms;
    auto const interval = meter_.set().demand.length_ms;
    if (interval != 0 && since_entry_ms_ >= interval) log_now();
  }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) {
    take(virtual_meter::instant_of(seen, meter_.set().wiring), ms);
  }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  // ---- the device of modbus::answer() ----

  /// "Holding and input registers are the same": functions 03 and 04.
  [[nodiscard]] static constexpr bool has(modbus::table where) {
    return where == modbus::table::holding_registers || where == modbus::table::input_registers;
  }
  constexpr exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (!has(where)) return exception::illegal_function;
    if constexpr (Model::bidirectional) {
      std::array<std::span<row const>, 2> const maps{Model::registers, leviton_s4100_sunspec::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    } else {
      std::array<std::span<row const>, 1> const maps{Model::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    }
  }
  constexpr exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (where != modbus::table::holding_registers) return exception::illegal_function;
    return virtual_registers::write(
        Model::registers, Model::ranges, address, quantity, data,
        [&](row const& to, modbus::range const& legal, decimal const& content, bool commit) {
          return to.of.what == quantity::command ? command(content, commit) : setting(to, legal, content, commit);
        });
  }
  static constexpr void server_id(writer& out) {
    out.u8(247).u8(0xFF);
    for (char const letter : Model::server_id) out.u8(static_cast<unsigned char>(letter));
  }
  [[nodiscard]] static constexpr std::string_view object_text(std::uint8_t id) {
    return id == 0 ? "Leviton" : id == 1 ? Model::product : id == 2 ? version : std::string_view{};
  }
  [[nodiscard]] constexpr bytes device_object(std::uint8_t id) {
    auto const text = object_text(id);
    for (std::size_t i = 0; i != text.size(); ++i) object_[i] = static_cast<std::uint8_t>(text[i]);
    return bytes{object_}.first(text.size());
  }
  [[nodiscard]] static constexpr std::uint8_t conformity() { return 0x01; }

  // ---- what the registers hold ----

  [[nodiscard]] constexpr result<decimal> content(row const& of) const {
    auto const& set = meter_.set();
    switch (of.of.what) {
      case quantity::reserved:
        // 25, 38, 112, 132 and the floats behind them return QNAN; 136, 148, 151 and 154 return 0
        if (of.address < 128 || of.address == 131) return decimal{0x8000};
        return of.is_float() ? result<decimal>{errc::not_available} : decimal{0};
      case quantity::command: return decimal{0};
      case quantity::system_type: return decimal{static_cast<int>(set.wiring)};
      case quantity::ct_primary: return decimal{set.ct_primary};
      case quantity::ct_secondary: return decimal{ct_secondary_};
      case quantity::pt_ratio: return decimal{set.pt_hundredths};
      case quantity::system_voltage: return decimal{set.system_voltage};
      case quantity::system_power_max:
        return virtual_registers::content_of(of, decimal{set.largest_power()}, scales_[index(leviton::scale::W)], how_);
      case quantity::display_units: return decimal{display_units_};
      case quantity::scale_i: return decimal{scales_[index(leviton::scale::I)]};
      case quantity::scale_v: return decimal{scales_[index(leviton::scale::V)]};
      case quantity::scale_w: return decimal{scales_[index(leviton::scale::W)]};
      case quantity::scale_e: return decimal{scales_[index(leviton::scale::E)]};
      case quantity::phase_loss_threshold: return decimal{set.loss_percent};
      case quantity::phase_loss_imbalance: return decimal{set.imbalance_percent};
      case quantity::pulse_energy: return decimal{set.pulse_energy};
      case quantity::pulse_duration: return decimal{pulse_duration_};
      case quantity::alert_bitmap: return decimal{meter_.alerts().bits()};
      case quantity::energy_reset_count: return decimal{energy_resets_};
      case quantity::demand_subintervals: return decimal{subintervals_};
      case quantity::demand_subinterval_length: return decimal{set.demand.length_ms / 1000};
      case quantity::power_up_count: return decimal{1};
      case quantity::output_config: return decimal{0};
      case quantity::firmware_version_os: return decimal{12'345};
      default: break;
    }
    if constexpr (Model::bidirectional) {
      if (auto const logged = log_content(of)) return *logged;
      if (of.address >= sunspec_begin) return sunspec_content(of);
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    auto const by = of.scale_register();
    return virtual_registers::content_of(of, *value, by == 0 ? of.fixed_exponent() : scales_[by - 1], how_);
  }
  [[nodiscard]] constexpr std::string_view text(row const& of) const {
    switch (of.of.what) {
      case quantity::manufacturer: return "Leviton";
      case quantity::model: return Model::product;
      case quantity::version: return version;
      case quantity::serial_number: return "41000042";
      default: return {};
    }
  }
  [[nodiscard]] constexpr std::uint16_t entry(row const&, std::size_t number) const {
    if (log_.empty() || page_ == 0) return 0x8000;
    return log_[place_of(page_ - 1U, number)];
  }

 private:
  static constexpr std::string_view version = "V12.345";
  static constexpr std::uint16_t sunspec_begin = 40'000;
  static constexpr std::size_t index(leviton::scale which) { return static_cast<std::size_t>(which) - 1; }
  static constexpr virtual_meter::settings with_direction(virtual_meter::settings set) {
    set.unidirectional = !Model::bidirectional;
    return set;
  }

  /// What follows from the settings. How the meter chooses its powers of ten is not documented; here each register
  /// holds full scale and 20 % over-range, and the accumulators ten years of full scale.
  constexpr void configure(virtual_meter::settings const& set) {
    meter_.configure(set);
    auto const over_range = [](std::uint64_t full_scale, int exponent) {
      return decimal{full_scale * 12, exponent - 1};
    };
    auto const choose = [&](leviton::scale which, decimal const& full_scale, scaling::contents range) {
      scales_[index(which)] = static_cast<std::int8_t>(
          scaling::exponent_for(full_scale, range, scaling::leviton).value_or(scaling::leviton.most));
    };
    auto const watts = set.largest_power();
    constexpr std::uint64_t hours_of_ten_years = 87'600;
    choose(leviton::scale::I, over_range(set.ct_primary, 0), scaling::unsigned_16);
    choose(leviton::scale::V, over_range(set.system_voltage, 0), scaling::unsigned_16);
    choose(leviton::scale::W, over_range(watts, -3), scaling::unsigned_16);
    choose(leviton::scale::E, decimal{watts * hours_of_ten_years, -3}, scaling::unsigned_32);
    sunspec_power_ = static_cast<std::int8_t>(
        scaling::exponent_for(over_range(watts, 0), scaling::signed_16, scaling::powers{0, 10}).value_or(10));
    auto const duration = pulses::duration_for(set.pulse_energy, watts);
    if (duration) pulse_duration_ = *duration;  // else it stays, and alert bit 15 says so
  }

  constexpr exception command(decimal const& content, bool commit) {
    auto const word = static_cast<std::uint16_t>(content.magnitude());
    auto const known = {leviton::reset_energy.word, leviton::begin_demand_subinterval.word,
                        leviton::reset_demand_max.word, leviton::reset_pulse_counters.word};
    bool found = Model::bidirectional && word == log_reset_word;
    for (auto const one : known) found = found || word == one;
    if (!found) return exception::illegal_data_value;
    if (!commit) return exception::none;
    if (word == leviton::reset_energy.word) {
      meter_.clear_energy();
      energy_resets_ = energy_resets_ == 32'767 ? std::uint16_t{0} : static_cast<std::uint16_t>(energy_resets_ + 1);
    }
    if (word == leviton::begin_demand_subinterval.word) {
      meter_.begin_demand_subinterval();
      if (meter_.set().demand.length_ms == 0) log_now();
    }
    if (word == leviton::reset_demand_max.word) meter_.reset_demand_max();
    if (word == leviton::reset_pulse_counters.word) meter_.clear_pulses();
    if (word == log_reset_word) {
      for (auto& one : log_) one = 0x8000;
      entries_ = wraps_ = 0;
      log_state_ = flags<leviton_s4100::log_state>{}.with(leviton_s4100::log_state::reset);
    }
    return exception::none;
  }

  constexpr exception setting(row const& to, modbus::range const& legal, decimal const& content, bool commit) {
    if (!legal.contains(content)) return exception::illegal_data_value;
    auto const number = static_cast<std::uint32_t>(content.magnitude());
    auto set = meter_.set();
    auto display = display_units_;
    auto secondary = ct_secondary_;
    auto wanted_subintervals = subintervals_;
    switch (to.of.what) {
      case quantity::system_type: set.wiring = static_cast<system_type>(number); break;
      case quantity::ct_primary: set.ct_primary = number; break;
      case quantity::ct_secondary: secondary = static_cast<std::uint8_t>(number); break;
      case quantity::pt_ratio: set.pt_hundredths = number; break;
      case quantity::system_voltage:
        if (!takes_system_voltage(number, set.pt_hundredths)) return exception::illegal_data_value;
        set.system_voltage = number;
        break;
      case quantity::display_units: display = static_cast<std::uint8_t>(number); break;
      case quantity::phase_loss_threshold: set.loss_percent = number; break;
      case quantity::phase_loss_imbalance: set.imbalance_percent = number; break;
      case quantity::pulse_energy:
        if (!pulses::duration_for(number, set.largest_power())) return exception::illegal_data_value;
        set.pulse_energy = number;
        break;
      case quantity::demand_subintervals:
      case quantity::demand_subinterval_length: {
        bool const length = to.of.what == quantity::demand_subinterval_length;
        if (!length) wanted_subintervals = static_cast<std::uint8_t>(number);
        auto const made = demand::intervals::of(wanted_subintervals, length ? number : set.demand.length_ms / 1000);
        if (!made) return exception::illegal_data_value;
        set.demand = *made;
        break;
      }
      case quantity::power_up_count:
      case quantity::reserved: return exception::none;  // may be written, and keep what they return
      default: return Model::bidirectional ? log_setting(to, number, commit) : exception::illegal_data_address;
    }
    if (!commit) return exception::none;
    display_units_ = display;
    ct_secondary_ = secondary;
    subintervals_ = wanted_subintervals;
    configure(set);
    return exception::none;
  }

  // ---- SunSpec ----

  constexpr std::int8_t sunspec_scale(quantity what) const {
    switch (what) {
      case quantity::current:
      case quantity::frequency:
      case quantity::power_factor: return -2;
      case quantity::voltage: return -1;
      case quantity::real_power:
      case quantity::apparent_power:
      case quantity::reactive_power: return sunspec_power_;
      default: return 0;  // Wh, varh, VAh
    }
  }
  constexpr result<decimal> sunspec_content(row const& of) const {
    if (of.of.how == statistic::scale_factor) return decimal{sunspec_scale(of.of.what)};
    switch (of.of.what) {
      case quantity::sunspec_id: return decimal{0x5375'6E53};
      case quantity::common_model_id: return decimal{1};
      case quantity::common_model_length: return decimal{65};
      case quantity::modbus_address: return decimal{1};
      case quantity::meter_model_id: {  // 201 single phase, 202 split phase, 203 wye, 204 delta
        auto const wiring = meter_.set().wiring;
        return decimal{wiring == system_type::wye                     ? 203
                       : wiring == system_type::delta                 ? 204
                       : wiring == system_type::two_lines_and_neutral ? 202
                                                                      : 201};
      }
      case quantity::meter_model_length: return decimal{105};
      case quantity::end_model_id: return decimal{0xFFFF};
      case quantity::end_model_length: return decimal{0};
      case quantity::events: return decimal{events().bits()};
      default: break;
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    return virtual_registers::content_of(of, *value, sunspec_scale(of.of.what), how_);
  }
  constexpr flags<sunspec::event> events() const {
    auto const all = meter_.alerts();
    auto const any = [&](alert first) { return alerts::phases_of(all, first) != alerts::by_phase{}; };
    return flags<sunspec::event>{}
        .with(sunspec::event::power_failure, any(alert::phase_loss_a))  // "Loss of power or phase"
        .with(sunspec::event::under_voltage, any(alert::phase_loss_a))
        .with(sunspec::event::low_power_factor, any(alert::low_power_factor_a))
        .with(sunspec::event::over_current, any(alert::current_out_of_range_a))
        .with(sunspec::event::over_voltage, any(alert::voltage_out_of_range_a));
  }

  // ---- data log ----

  static constexpr std::uint16_t log_reset_word = 16'640;  // 0x4100
  static constexpr std::array<std::uint16_t, 10> default_pointers{3, 4, 5, 6, 29, 30, 31, 155, 156, 157};

  struct no_content {};
  /// A clock that began at midnight of 1 January 2000, or was set; here months have 28 days.
  constexpr leviton_s4100_log::log_time now() const {
    auto time = clock_set_;
    auto const seconds = clock_ms_ / 1000 + time.second + 60U * time.minute + 3600U * time.hour;
    auto const days = seconds / 86'400 + time.day - 1U;
    time.second = static_cast<std::uint8_t>(seconds % 60);
    time.minute = static_cast<std::uint8_t>(seconds / 60 % 60);
    time.hour = static_cast<std::uint8_t>(seconds / 3600 % 24);
    auto const months = days / 28 + time.month - 1U;
    time.day = static_cast<std::uint8_t>(days % 28 + 1);
    time.month = static_cast<std::uint8_t>(months % 12 + 1);
    time.year = static_cast<std::uint16_t>(time.year + months / 12);
    return time;
  }
  constexpr result<decimal> log_content(row const& of) const {
    switch (of.of.what) {
      case quantity::clock_day_month: return decimal{now().registers()[0]};
      case quantity::clock_hour_year: return decimal{now().registers()[1]};
      case quantity::clock_second_minute: return decimal{now().registers()[2]};
      case quantity::log_page: return decimal{page_};
      case quantity::log_config: return decimal{log_config_};
      case quantity::log_status: return decimal{log_state_.bits()};
      case quantity::log_wrap_count: return decimal{wraps_};
      case quantity::log_max_days:
        return decimal{std::uint64_t{leviton_s4100_log::entries_per_buffer} * meter_.set().demand.length_ms /
                       86'400'000};
      case quantity::log_entry_count: return decimal{entries_};
      case quantity::log_start_real_energy: return decimal{0};
      case quantity::log_newest_day_month: return decimal{newest_.registers()[0]};
      case quantity::log_newest_hour_year: return decimal{newest_.registers()[1]};
      case quantity::log_newest_second_minute: return decimal{newest_.registers()[2]};
      case quantity::log_pointer: return decimal{pointers_[of.of.number - 1U]};
      default: return errc::unknown_code;
    }
  }
  constexpr exception log_setting(row const& to, std::uint32_t number, bool commit) {
    auto time = now();
    auto const high = static_cast<std::uint8_t>(number >> 8U);
    auto const low = static_cast<std::uint8_t>(number & 0xFFU);
    switch (to.of.what) {
      case quantity::log_page:
        if (commit) page_ = static_cast<std::uint8_t>(number);
        return exception::none;
      case quantity::log_config:
        if (commit) log_config_ = static_cast<std::uint16_t>(number & 3U);
        return exception::none;
      case quantity::log_pointer:
        if (commit) pointers_[to.of.number - 1U] = static_cast<std::uint16_t>(number);
        return exception::none;
      case quantity::clock_day_month:
        time.day = high;
        time.month = low;
        break;
      case quantity::clock_hour_year:
        time.hour = high;
        time.year = static_cast<std::uint16_t>(2000 + low);
        break;
      case quantity::clock_second_minute:
        time.second = high;
        time.minute = low;
        break;
      default: return exception::illegal_data_address;
    }
    if (!time.is_legal()) return exception::illegal_data_value;
    if (commit) {
      clock_set_ = time;
      clock_ms_ = 0;
      log_state_ = log_state_.with(leviton_s4100::log_state::clock_changed);
    }
    return exception::none;
  }
  /// Each buffer is a ring, so that an entry costs no move of 5759 others.
  constexpr std::size_t place_of(std::size_t buffer, std::size_t number) const {
    constexpr auto size = std::size_t{leviton_s4100_log::entries_per_buffer};
    return buffer * size + (newest_place_ + number) % size;
  }
  constexpr void log_now() {
    auto const interval = meter_.set().demand.length_ms;
    since_entry_ms_ = interval == 0 ? 0 : since_entry_ms_ % interval;
    if (log_.empty() || (log_config_ & leviton_s4100::log_halt) != 0) return;
    if (page_ != 0) {  // while a page is shown, nothing is written; that it should have been is flagged
      log_state_ = log_state_.with(log_state_.has(leviton_s4100::log_state::collision_1)
                                       ? leviton_s4100::log_state::collision_2
                                       : leviton_s4100::log_state::collision_1);
      return;
    }
    constexpr auto size = std::size_t{leviton_s4100_log::entries_per_buffer};
    bool const full = wraps_ != 0 || entries_ == size;
    if (full && (log_config_ & leviton_s4100::log_single_shot) != 0) {
      log_state_ = log_state_.with(leviton_s4100::log_state::full);
      ++wraps_;  // in single shot: entries that were lost
      return;
    }
    newest_place_ = (newest_place_ + size - 1) % size;
    for (std::size_t buffer = 0; buffer != leviton_s4100_log::buffers; ++buffer) {
      std::array<std::uint8_t, 2> data{};
      writer out{data};
      bool const there = read(modbus::table::holding_registers, static_cast<std::uint16_t>(pointers_[buffer] - 1), 1,
                              out) == exception::none;
      log_[place_of(buffer, 0)] = there ? reader{data}.u16() : std::uint16_t{0x8000};
    }
    if (entries_ == size) {
      entries_ = 0;
      ++wraps_;
    }
    ++entries_;
    newest_ = now();
    log_state_ = {};
  }

  virtual_meter::meter meter_;
  showing how_;
  std::array<std::int8_t, 4> scales_{};
  std::int8_t sunspec_power_ = 0;
  std::uint16_t pulse_duration_ = pulses::durations.front();
  std::uint16_t energy_resets_ = 0;
  std::uint8_t subintervals_ = 1;  // [149] keeps its value under sync to comms, which ignores it
  std::uint8_t display_units_ = 1;
  std::uint8_t ct_secondary_ = 1;
  std::array<std::uint8_t, 16> object_{};

  std::span<std::uint16_t> log_;
  std::array<std::uint16_t, 10> pointers_ = default_pointers;
  leviton_s4100_log::log_time clock_set_{};
  leviton_s4100_log::log_time newest_{};
  std::uint64_t clock_ms_ = 0;
  std::uint64_t since_entry_ms_ = 0;
  flags<leviton_s4100::log_state> log_state_{};
  std::size_t newest_place_ = 0;
  std::uint16_t log_config_ = 0;
  std::uint16_t wraps_ = 0;
  std::uint16_t entries_ = 0;
  std::uint8_t page_ = 0;
};

}  // namespace meterproto::virtual_leviton
