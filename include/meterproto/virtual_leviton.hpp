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
#include <meterproto/virtual_leviton_log.hpp>
#include <meterproto/virtual_meter.hpp>
#include <meterproto/virtual_registers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A Leviton Series 4000-R, 4000-K or 4100 that is not there: a device for modbus::answer() with all registers of its
/// map, the settings and the command words, the SunSpec block and the data log of the 4100. Sources: the three manuals,
/// Modbus Point Map; for the log those of leviton_s4100_log.hpp. Decided here, as no manual says it: how the powers of
/// ten are chosen (see configure()), that command words act at once, and that the log's buffers begin at 8000.
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

using virtual_leviton_log::data_log, virtual_leviton_log::log_size;

template <class Model>
class device {
 public:
  /// `log`: log_size entries, or empty for a 4100 without data logging, which has no registers 155 to 178 and 8000.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, showing const& how,
                   std::span<std::uint16_t> log = {})
      : meter_{of_model(set), of_model(chosen)},
        how_{how},
        has_log_{log.size() == log_size},
        log_{has_log_ ? log : log.first(0)} {
    setup_.meter = meter_.set();
    configure();
  }

  // ---- the meter's side ----

  /// Time goes on; the meter's own cycle is a second ("Data Update Rate 1 sec").
  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) {
    auto const interval = meter_.set().demand.length_ms();
    while (interval != 0 && since_entry_ms_ + ms >= interval) {
      auto const part = static_cast<std::uint32_t>(interval - since_entry_ms_);
      meter_.take(now, part);
      clock_ms_ += part;
      ms -= part;
      end_of_interval();
    }
    meter_.take(now, ms);
    clock_ms_ += ms;
    since_entry_ms_ += ms;
  }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) {
    take(virtual_meter::instant_of(seen, meter_.set().wiring), ms);
  }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  // ---- the device of modbus::answer() ----

  /// Table "Supported Modbus Commands".
  [[nodiscard]] static constexpr bool offers(modbus::function code) {
    using enum modbus::function;
    return code == read_holding_registers || code == read_input_registers || code == write_single_register ||
           code == write_multiple_registers || code == report_server_id || code == encapsulated_interface;
  }
  [[nodiscard]] static constexpr bool has(modbus::table where) {
    return where == modbus::table::holding_registers || where == modbus::table::input_registers;
  }
  constexpr exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (!has(where)) return exception::illegal_function;
    if constexpr (!Model::bidirectional) {
      std::array<std::span<row const>, 1> const maps{Model::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    } else {
      std::span<row const> const all{Model::registers};
      if (logs()) {
        std::array<std::span<row const>, 2> const maps{all, leviton_s4100_sunspec::registers};
        return virtual_registers::read(maps, address, quantity, *this, out);
      }
      std::array<std::span<row const>, 3> const maps{all.first(first_log_row), all.subspan(first_float_row, float_rows),
                                                     leviton_s4100_sunspec::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    }
  }
  /// All of a write is looked at before any of it takes effect.
  constexpr exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (where != modbus::table::holding_registers) return exception::illegal_function;
    auto changed = setup_;
    changed.time = now();
    auto const fault = virtual_registers::write(Model::registers, Model::ranges, address, quantity, data,
                                                [&](row const& to, modbus::range const& legal, decimal const& content) {
                                                  return set(changed, to, legal, content);
                                                });
    if (fault != exception::none) return fault;
    bool const other_interval = changed.meter.demand != setup_.meter.demand;
    if (changed.clock_set) {
      clock_ms_ = 0;
      if (logs()) log_.note(leviton_s4100::log_state::clock_changed);
    } else {
      changed.time = setup_.time;
    }
    changed.clock_set = false;
    auto const word = changed.command;
    changed.command = 0;
    setup_ = changed;
    if (other_interval) since_entry_ms_ = 0;
    configure();
    if (word != 0) obey(word);
    return exception::none;
  }
  static constexpr void server_id(writer& out) {
    out.u8(247).u8(0xFF);
    for (char const letter : Model::server_id) out.u8(static_cast<unsigned char>(letter));
  }
  [[nodiscard]] constexpr bytes device_object(std::uint8_t id) {
    auto const text = id == 0 ? maker : id == 1 ? Model::product : id == 2 ? version : std::string_view{};
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
        if (of.is_float()) return errc::not_available;
        return decimal{of.address < 128 || of.address == 131 ? 0x8000 : 0};
      case quantity::command: return decimal{0};
      case quantity::system_type: return decimal{static_cast<int>(set.wiring)};
      case quantity::ct_primary: return decimal{set.ct_primary};
      case quantity::ct_secondary: return decimal{setup_.ct_secondary};
      case quantity::pt_ratio: return decimal{set.pt_hundredths};
      case quantity::system_voltage: return decimal{set.system_voltage};
      case quantity::system_power_max:
        return virtual_registers::content_of(of, decimal{set.largest_power()}, scale(leviton::scale::W), how_);
      case quantity::display_units: return decimal{setup_.display_units};
      case quantity::scale_i: return decimal{scale(leviton::scale::I)};
      case quantity::scale_v: return decimal{scale(leviton::scale::V)};
      case quantity::scale_w: return decimal{scale(leviton::scale::W)};
      case quantity::scale_e: return decimal{scale(leviton::scale::E)};
      case quantity::phase_loss_threshold: return decimal{set.loss_percent};
      case quantity::phase_loss_imbalance: return decimal{set.imbalance_percent};
      case quantity::pulse_energy: return decimal{set.pulse_energy};
      case quantity::pulse_duration: return decimal{set.pulse_duration};
      case quantity::alert_bitmap: return decimal{meter_.alerts().bits()};
      case quantity::energy_reset_count: return decimal{energy_resets_};
      case quantity::demand_subintervals: return decimal{set.demand.subintervals()};
      case quantity::demand_subinterval_length: return decimal{set.demand.seconds()};
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
      case quantity::manufacturer: return maker;
      case quantity::model: return Model::product;
      case quantity::version: return version;
      case quantity::serial_number: return "41000042";
      default: return {};
    }
  }
  [[nodiscard]] constexpr std::uint16_t entry(row const&, std::size_t number) const {
    return setup_.page == 0 ? data_log::no_entry : log_.at(setup_.page - 1U, number);
  }

 private:
  static constexpr std::string_view maker = "Leviton";
  static constexpr std::string_view version = "V12.345";
  static constexpr std::uint16_t sunspec_begin = 40'000;
  // Of a 4100 without data logging: the rows up to 154, and from the first float on without the buffer, the last one.
  static constexpr std::size_t row_at(std::uint16_t address) {
    std::size_t at = 0;
    while (at != Model::registers.size() && Model::registers[at].address < address) ++at;
    return at;
  }
  static constexpr std::size_t first_log_row = row_at(154);
  static constexpr std::size_t first_float_row = row_at(256);
  static constexpr std::size_t float_rows = row_at(7999) - first_float_row;

  /// 155 to 178 and the buffer.
  static constexpr bool is_of_log(row const& of) {
    return Model::bidirectional && ((of.address >= 154 && of.address < 178) || of.address == 7999);
  }

  /// What can be written.
  struct setup {
    virtual_meter::settings meter;
    std::uint8_t ct_secondary = 1;
    std::uint8_t display_units = 1;
    std::uint8_t page = 0;
    bool clock_set = false;
    std::uint16_t log_config = 0;
    std::uint16_t command = 0;
    data_log::entry_set pointers{3, 4, 5, 6, 29, 30, 31, 155, 156, 157};
    leviton_s4100_log::log_time time{};  // at clock_ms_ 0
  };

  static constexpr virtual_meter::settings of_model(virtual_meter::settings set) {
    set.unidirectional = !Model::bidirectional;
    return set;
  }
  static constexpr virtual_meter::choices of_model(virtual_meter::choices chosen) {
    if (!Model::bidirectional) chosen.counter_2 = virtual_meter::second_counter::reactive;
    return chosen;
  }
  [[nodiscard]] constexpr bool logs() const { return Model::bidirectional && has_log_; }
  [[nodiscard]] constexpr std::int8_t scale(leviton::scale which) const {
    return scales_[static_cast<std::size_t>(which) - 1];
  }

  /// What follows from the settings: each register holds full scale and 20 % over-range, the accumulators hold ten
  /// years of full scale.
  constexpr void configure() {
    meter_.configure(setup_.meter);
    setup_.meter = meter_.set();  // with the pulse duration that it found
    auto const& set = setup_.meter;
    auto const choose = [](std::uint64_t full_scale, int exponent, scaling::contents range, scaling::powers allowed) {
      auto const over_range = decimal{full_scale * 12, exponent - 1};
      return static_cast<std::int8_t>(scaling::exponent_for(over_range, range, allowed).value_or(allowed.most));
    };
    auto const watts = set.largest_power();
    constexpr std::uint64_t hours_of_ten_years = 87'600;
    scales_ = {choose(set.ct_primary, 0, scaling::positive_16, scaling::leviton_powers),
               choose(set.system_voltage, 0, scaling::positive_16, scaling::leviton_powers),
               choose(watts, -3, scaling::positive_16, scaling::leviton_powers),
               choose(watts * hours_of_ten_years, -3, Model::bidirectional ? scaling::signed_32 : scaling::unsigned_32,
                      scaling::leviton_powers)};
    sunspec_current_ =
        choose(std::uint64_t{3} * set.ct_primary, 0, scaling::signed_16, {-2, 10});  // their sum is a point
    sunspec_voltage_ = choose(set.system_voltage, 0, scaling::signed_16, {-1, 10});
    sunspec_power_ = choose(watts, 0, scaling::signed_16, {0, 10});
  }

  constexpr exception set(setup& changed, row const& to, modbus::range const& legal, decimal const& content) const {
    auto const number = static_cast<std::uint32_t>(content.magnitude());
    if (to.of.what == quantity::command) return set_command(changed, number);
    if (!logs() && is_of_log(to)) return exception::illegal_data_address;
    if (!legal.contains(content)) return exception::illegal_data_value;
    auto& meter = changed.meter;
    switch (to.of.what) {
      case quantity::system_type: meter.wiring = static_cast<system_type>(number); return exception::none;
      case quantity::ct_primary: meter.ct_primary = number; return exception::none;
      case quantity::ct_secondary: changed.ct_secondary = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::pt_ratio: meter.pt_hundredths = number; return exception::none;
      case quantity::system_voltage:
        if (!takes_system_voltage(number, meter.pt_hundredths)) return exception::illegal_data_value;
        meter.system_voltage = number;
        return exception::none;
      case quantity::display_units: changed.display_units = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::phase_loss_threshold: meter.loss_percent = number; return exception::none;
      case quantity::phase_loss_imbalance: meter.imbalance_percent = number; return exception::none;
      case quantity::pulse_energy:
        if (!pulses::duration_for(number, meter.largest_power())) return exception::illegal_data_value;
        meter.pulse_energy = number;
        return exception::none;
      case quantity::demand_subintervals:
      case quantity::demand_subinterval_length: {
        bool const length = to.of.what == quantity::demand_subinterval_length;
        auto const made = demand::intervals::of(length ? meter.demand.subintervals() : number,
                                                length ? number : meter.demand.seconds());
        if (!made) return exception::illegal_data_value;
        meter.demand = *made;
        return exception::none;
      }
      case quantity::reserved: return exception::none;  // may be written, and keep what they return
      default: return set_log(changed, to, number);
    }
  }
  constexpr exception set_command(setup& changed, std::uint32_t word) const {
    bool const known = word == leviton::reset_energy.word || word == leviton::begin_demand_subinterval.word ||
                       word == leviton::reset_demand_max.word || word == leviton::reset_pulse_counters.word ||
                       (logs() && word == leviton_s4100::reset_log.word);
    if (!known) return exception::illegal_data_value;
    changed.command = static_cast<std::uint16_t>(word);
    return exception::none;
  }
  constexpr void obey(std::uint16_t word) {
    if (word == leviton::reset_energy.word) {
      meter_.clear_energy();
      energy_resets_ = static_cast<std::uint16_t>((energy_resets_ + 1) & 0x7FFF);
    }
    if (word == leviton::begin_demand_subinterval.word) {
      if (meter_.begin_demand_subinterval()) end_of_interval();
    }
    if (word == leviton::reset_demand_max.word) meter_.reset_demand_max();
    if (word == leviton::reset_pulse_counters.word) meter_.clear_pulses();
    if (word == leviton_s4100::reset_log.word && logs()) {
      log_.clear();
      log_start_ = net_energy();
    }
  }

  // ---- SunSpec ----

  constexpr std::int8_t sunspec_scale(quantity what) const {
    switch (what) {
      case quantity::current: return sunspec_current_;
      case quantity::voltage: return sunspec_voltage_;
      case quantity::frequency:
      case quantity::power_factor: return -2;
      case quantity::real_power:
      case quantity::apparent_power:
      case quantity::reactive_power: return sunspec_power_;
      default: return 0;  // Wh, varh, VAh
    }
  }
  constexpr result<decimal> sunspec_content(row const& of) const {
    if (of.of.how == statistic::scale_factor) return decimal{sunspec_scale(of.of.what)};
    switch (of.of.what) {
      case quantity::sunspec_id: return decimal{sunspec::marker};
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

  constexpr leviton_s4100_log::log_time now() const { return setup_.time.after(clock_ms_ / 1000); }
  /// In Wh.
  constexpr decimal net_energy() const { return meter_.value({quantity::real_energy, flow::net}).value_or(0); }

  /// Error: unknown_code for what is no row of the log.
  constexpr result<decimal> log_content(row const& of) const {
    auto const byte_pair = [](leviton_s4100_log::log_time const& time, unsigned which) {
      return decimal{time.registers()[which]};
    };
    switch (of.of.what) {
      case quantity::clock_day_month: return byte_pair(now(), 0);
      case quantity::clock_hour_year: return byte_pair(now(), 1);
      case quantity::clock_second_minute: return byte_pair(now(), 2);
      case quantity::log_page: return decimal{setup_.page};
      case quantity::log_config: return decimal{setup_.log_config};
      case quantity::log_status: return decimal{log_.state().bits()};
      case quantity::log_wrap_count: return decimal{log_.wraps_or_lost()};
      case quantity::log_max_days: {
        constexpr std::uint32_t seconds_of_a_day = 86'400;
        return decimal{std::uint32_t{leviton_s4100_log::entries_per_buffer} * meter_.set().demand.seconds() /
                       seconds_of_a_day};
      }
      case quantity::log_entry_count: return decimal{log_.count()};
      case quantity::log_start_real_energy: {  // as 001/002 would show it; that is signed, this is printed unsigned
        auto const kilowatt_hours = log_start_.times_power_of_ten(-exponent_of(of.in));
        auto const steps = scaling::steps_of(kilowatt_hours, scale(leviton::scale::E), how_.counted);
        return decimal{steps.value_or(0) & std::int64_t{0xFFFF'FFFF}};
      }
      case quantity::log_newest_day_month: return byte_pair(log_.newest(), 0);
      case quantity::log_newest_hour_year: return byte_pair(log_.newest(), 1);
      case quantity::log_newest_second_minute: return byte_pair(log_.newest(), 2);
      case quantity::log_pointer: return decimal{setup_.pointers[of.of.number - 1U]};
      default: return errc::unknown_code;
    }
  }
  static constexpr exception set_log(setup& changed, row const& to, std::uint32_t number) {
    auto& time = changed.time;
    auto const high = static_cast<std::uint8_t>(number >> 8U);
    auto const low = static_cast<std::uint8_t>(number & 0xFFU);
    switch (to.of.what) {
      case quantity::log_page: changed.page = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::log_config: changed.log_config = static_cast<std::uint16_t>(number & 3U); return exception::none;
      case quantity::log_pointer:
        changed.pointers[to.of.number - 1U] = static_cast<std::uint16_t>(number);
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
    changed.clock_set = true;
    return time.is_legal() ? exception::none : exception::illegal_data_value;
  }
  constexpr void end_of_interval() {
    since_entry_ms_ = 0;
    if (!logs() || (setup_.log_config & leviton_s4100::log_halt) != 0) return;
    data_log::entry entry{{}, now()};
    for (std::size_t i = 0; i != entry.values.size(); ++i) {
      std::array<std::uint8_t, 2> data{};
      writer out{data};
      auto const address = static_cast<std::uint16_t>(setup_.pointers[i] - 1);
      bool const there = read(modbus::table::holding_registers, address, 1, out) == exception::none;
      entry.values[i] = there ? reader{data}.u16() : data_log::no_entry;
    }
    bool const single_shot = (setup_.log_config & leviton_s4100::log_single_shot) != 0;
    if (log_.take(entry, setup_.page != 0, single_shot)) log_start_ = net_energy();  // "started, reset or rolled"
  }

  virtual_meter::meter meter_;
  showing how_;
  setup setup_{};
  std::array<std::int8_t, 4> scales_{};
  std::int8_t sunspec_current_ = 0;
  std::int8_t sunspec_voltage_ = 0;
  std::int8_t sunspec_power_ = 0;
  std::uint16_t energy_resets_ = 0;
  std::array<std::uint8_t, 16> object_{};

  bool has_log_;
  data_log log_;
  decimal log_start_{};  // Wh
  std::uint64_t clock_ms_ = 0;
  std::uint64_t since_entry_ms_ = 0;
};

}  // namespace meterproto::virtual_leviton
