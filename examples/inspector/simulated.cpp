// SPDX-License-Identifier: MIT
#include "simulated.hpp"

#include <meterproto/leviton.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_log.hpp>
#include <meterproto/modbus/framer.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <numbers>

namespace inspector {

using meterproto::bytes;
using meterproto::flow;
using meterproto::measurand;
using meterproto::phase;
using meterproto::quantity;
using meterproto::statistic;
using meterproto::writer;
using modbus::exception;
using modbus::kind;

// ---- load ----

sample load_at(double second_of_day, bool with_generation) {
  double const hour = std::fmod(second_of_day, 86400.0) / 3600.0;
  auto const peak = [&](double at, double width) { return std::exp(-std::pow((hour - at) / width, 2)); };
  double const people = 0.25 + 0.45 * peak(7.5, 1.2) + 0.75 * peak(19.0, 2.2) + 0.35 * peak(12.5, 3.0);
  double const sun = with_generation ? 1.6 * peak(12.75, 2.6) : 0.0;
  double const ripple = 0.04 * std::sin(second_of_day / 7.0) + 0.03 * std::sin(second_of_day / 61.0);
  static constexpr std::array<double, 3> share{1.0, 0.82, 1.13};

  sample now;
  now.frequency = 50.0 + 0.02 * std::sin(second_of_day / 47.0) + 0.011 * std::sin(second_of_day / 13.0);
  for (unsigned i = 0; i != 3; ++i) {
    auto& one = now.phases[i];
    double const kw = (people + ripple) * 6.0 * share[i] - sun * 6.0;
    double const kvar = (people + ripple) * 6.0 * share[i] * 0.42 + 0.3;  // motors, and what they take without load
    one.volts = 230.0 + 1.4 * std::sin(second_of_day / 300.0 + i) - 0.6 * kw / 6.0;
    one.amps = std::hypot(kw, kvar) * 1000.0 / one.volts;
    one.angle = std::atan2(kvar, kw);
  }
  return now;
}

// ---- metrology ----

double metrology::power::apparent() const {
  return std::hypot(real, reactive);
}

metrology::power metrology::power_of(unsigned phase) const {
  if (phase == 3) {
    power sum;
    for (unsigned i = 0; i != 3; ++i) {
      sum.real += power_of(i).real;
      sum.reactive += power_of(i).reactive;
    }
    return sum;
  }
  auto const& one = now_.phases[phase];
  return {one.volts * one.amps * std::cos(one.angle), one.volts * one.amps * std::sin(one.angle)};
}

void metrology::advance(sample const& now, double seconds, double sub_interval) {
  now_ = now;
  double const hours = seconds / 3600.0;
  for (unsigned i = 0; i != 4; ++i) {
    auto const flowing = power_of(i);
    auto& sum = energy_[i];
    bool const imports = flowing.real >= 0;
    (imports ? sum.import : sum.export_) += std::abs(flowing.real) * hours;
    (imports ? sum.apparent_import : sum.apparent_export) += flowing.apparent() * hours;
    unsigned const quadrant = flowing.reactive >= 0 ? (imports ? 0U : 1U) : (imports ? 3U : 2U);
    sum.quadrant[quadrant] += std::abs(flowing.reactive) * hours;
  }
  collected_.real += power_of(3).real * seconds;
  collected_.reactive += power_of(3).reactive * seconds;
  collected_seconds_ += seconds;
  if (sub_interval > 0 && collected_seconds_ >= sub_interval) {
    demand_ = {collected_.real / collected_seconds_, collected_.reactive / collected_seconds_};
    collected_ = {};
    collected_seconds_ = 0;
    auto& most = demand_.real >= 0 ? demand_max_import_ : demand_max_export_;
    if (std::abs(demand_.real) > std::abs(most.real)) most = demand_;
  }
}

void metrology::clear_energy() {
  energy_ = {};
}

void metrology::reset_demand_max() {
  demand_max_import_ = demand_.real >= 0 ? demand_ : power{};
  demand_max_export_ = demand_.real >= 0 ? power{} : demand_;
}

bool metrology::knows(measurand const& of) const {
  if (of.how == statistic::scale_factor || of.rate != meterproto::tariff::none)
    return of.rate != meterproto::tariff::none;
  switch (of.what) {
    case quantity::real_energy:
    case quantity::reactive_energy:
    case quantity::apparent_energy:
    case quantity::real_power:
    case quantity::reactive_power:
    case quantity::apparent_power:
    case quantity::power_factor:
    case quantity::voltage:
    case quantity::current:
    case quantity::frequency: return true;
    default: return false;
  }
}

double metrology::value(measurand const& of) const {
  unsigned index = 3;
  if (of.where == phase::a || of.where == phase::an) index = 0;
  if (of.where == phase::b || of.where == phase::bn) index = 1;
  if (of.where == phase::c || of.where == phase::cn) index = 2;

  auto const& phases = now_.phases;
  auto const between = [&](unsigned a, unsigned b) {  // 120 degrees apart
    return std::sqrt(phases[a].volts * phases[a].volts + phases[b].volts * phases[b].volts +
                     phases[a].volts * phases[b].volts);
  };
  auto flowing = power_of(index);
  if (of.how == statistic::demand) flowing = demand_;
  if (of.how == statistic::demand_max) {
    flowing = of.direction == flow::export_ ? demand_max_export_ : demand_max_import_;
  }
  // Tariff 1 is the only one that this simulated meter ever sees.
  double const share = of.rate == meterproto::tariff::none || of.rate == meterproto::tariff::t1 ? 1.0 : 0.0;
  auto const& sum = energy_[index];
  auto const& quadrant = sum.quadrant;

  switch (of.what) {
    case quantity::voltage:
      switch (of.where) {
        case phase::ab: return between(0, 1);
        case phase::bc: return between(1, 2);
        case phase::ca: return between(2, 0);
        case phase::ll_avg: return (between(0, 1) + between(1, 2) + between(2, 0)) / 3;
        case phase::ln_avg: return (phases[0].volts + phases[1].volts + phases[2].volts) / 3;
        case phase::none: return 0;  // the WAGO's "Voltage*"
        default: return phases[index].volts;
      }
    case quantity::current:
      if (of.where == phase::none) return 0;
      if (of.where == phase::avg) return (phases[0].amps + phases[1].amps + phases[2].amps) / 3;
      if (of.where == phase::total) return phases[0].amps + phases[1].amps + phases[2].amps;
      return phases[index].amps;
    case quantity::frequency: return now_.frequency;
    case quantity::real_power: return flowing.real;
    case quantity::reactive_power: return flowing.reactive;
    case quantity::apparent_power:
      return of.how == statistic::none ? flowing.apparent() : std::copysign(flowing.apparent(), flowing.real);
    case quantity::power_factor:
      if (of.where == phase::avg) {
        double mean = 0;
        for (unsigned i = 0; i != 3; ++i) mean += power_of(i).real / power_of(i).apparent() / 3;
        return mean;
      }
      return flowing.apparent() > 0 ? flowing.real / flowing.apparent() : 1;
    case quantity::real_energy:
      if (of.direction == flow::export_) return share * sum.export_;
      if (of.direction == flow::net) return share * (sum.import - sum.export_);
      return share * sum.import;  // import; the WAGO's total under combination code 1; what is resettable
    case quantity::apparent_energy:
      if (of.direction == flow::export_) return sum.apparent_export;
      if (of.direction == flow::net) return sum.apparent_import - sum.apparent_export;
      return sum.apparent_import;
    case quantity::reactive_energy:
      switch (of.direction) {
        case flow::q1: return share * quadrant[0];
        case flow::q2: return share * quadrant[1];
        case flow::q3: return share * quadrant[2];
        case flow::q4: return share * quadrant[3];
        case flow::export_: return share * (quadrant[2] + quadrant[3]);
        default: return share * (quadrant[0] + quadrant[1]);
      }
    default: return 0;
  }
}

// ---- registers ----

simulated_meter::simulated_meter(meter const& of, double second_of_day) : meter_{of}, second_of_day_{second_of_day} {
  add_map(of);
  for (int minute = 0; minute != 60 * 24 * 40; ++minute)  // forty days behind it
    measured_.advance(load_at(second_of_day + minute * 60.0, of.name.starts_with("leviton_s4000") ? false : true), 60,
                      900);
}

void simulated_meter::add_map(meter const& of) {
  maps_.push_back(&of);
  for (auto const& one : of.points) {
    if (one.row.as == kind::unknown) continue;
    for (std::uint32_t address = one.row.address; address != one.row.end(); ++address) {
      by_register_.emplace(static_cast<std::uint16_t>(address), &one);
      content_.emplace(static_cast<std::uint16_t>(address), std::uint16_t{0});
    }
  }
}

void simulated_meter::put(point const& at, std::uint64_t bits) {
  std::array<std::uint8_t, 8> space{};
  auto const data = std::span{space}.first(2U * std::min<std::size_t>(at.row.count, 4));
  put_bits(bits, at.row.order, data);
  meterproto::reader in{data};
  for (std::size_t i = 0; i != data.size() / 2; ++i)
    content_[static_cast<std::uint16_t>(at.row.address + i)] = in.u16();
}

void simulated_meter::set(std::string const& name, double content) {
  for (auto const* map : maps_) {
    auto const* at = map->find(name);
    if (at == nullptr) continue;
    if (at->row.as == kind::f32)
      put(*at, std::bit_cast<std::uint32_t>(static_cast<float>(content)));
    else if (at->row.as == kind::digits)
      put(*at, modbus::digits_to_bits(static_cast<std::uint32_t>(content)));
    else
      put(*at, static_cast<std::uint64_t>(static_cast<std::int64_t>(content)));
    return;
  }
}

double simulated_meter::get(std::string const& name) const {
  for (auto const* map : maps_) {
    auto const* at = map->find(name);
    if (at == nullptr) continue;
    std::array<std::uint8_t, 4> space{};
    writer out{space};
    for (std::uint16_t i = 0; i != at->row.count; ++i)
      out.u16(content_.at(static_cast<std::uint16_t>(at->row.address + i)));
    if (at->row.as == kind::f32) return static_cast<double>(float_of(out.written(), at->row.layout()).value_or(0));
    return integer_of(out.written(), at->row.layout()).value_or(0).to<double>();
  }
  return 0;
}

void simulated_meter::set_text(std::string const& name, std::string const& content) {
  for (auto const* map : maps_) {
    auto const* at = map->find(name);
    if (at == nullptr) continue;
    for (std::uint16_t i = 0; i != at->row.count; ++i) {
      auto const letter = [&](std::size_t place) {
        return place < content.size() ? static_cast<std::uint8_t>(content[place]) : std::uint8_t{0};
      };
      set_register(static_cast<std::uint16_t>(at->row.address + i),
                   static_cast<std::uint16_t>(letter(2U * i) * 256 + letter(2U * i + 1)));
    }
    return;
  }
}

std::uint16_t simulated_meter::get_register(std::uint16_t address) const {
  auto const found = content_.find(address);
  return found == content_.end() ? std::uint16_t{0x8000} : found->second;
}

void simulated_meter::set_register(std::uint16_t address, std::uint16_t content) {
  content_[address] = content;
}

void simulated_meter::show() {
  for (auto const* map : maps_) {
    for (auto const& one : map->points) {
      auto const& row = one.row;
      if (row.is_float() && is_absent(row)) {
        put(one, 0x7FC0'0000);
        continue;
      }
      if (is_absent(row) && row.count == 1) {
        put(one, 0x8000);
        continue;
      }
      if (!measured_.knows(row.of)) continue;
      double value = measured_.value(row.of) / std::pow(10.0, exponent_of(row.in));
      if (!bidirectional() && row.of.what != quantity::reactive_energy) value = std::abs(value);
      if (row.is_float()) {
        put(one, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
        continue;
      }
      int power = row.fixed_exponent();
      if (auto const which = row.scale_register(); which != 0)
        power = static_cast<std::int16_t>(content_.at(map->scale_addresses[which - 1]));
      double const steps = std::round(value / std::pow(10.0, power));
      double const most = row.as == kind::u32 ? 4294967295.0 : row.as == kind::i32 ? 2147483647.0 : 32767.0;
      double const least = row.as == kind::i16 || row.as == kind::i32 ? -most : 0.0;
      put(one, static_cast<std::uint64_t>(static_cast<std::int64_t>(std::clamp(steps, least, most))));
    }
  }
}

void simulated_meter::advance(double seconds) {
  second_of_day_ += seconds;
  measured_.advance(load_at(second_of_day_, bidirectional()), seconds, get("demand_subinterval_length"));
  show();
}

bool simulated_meter::has(modbus::table where) const {
  return where == modbus::table::holding_registers ||
         (where == modbus::table::input_registers &&
          !meter_.name.starts_with("wago"));  // the WAGO has function 03 only
}

exception simulated_meter::read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) {
  if (!has(where)) return exception::illegal_function;
  for (std::uint32_t at = address; at != std::uint32_t{address} + quantity; ++at)
    if (!content_.contains(static_cast<std::uint16_t>(at))) return exception::illegal_data_address;
  for (std::uint32_t at = address; at != std::uint32_t{address} + quantity; ++at)
    out.u16(content_[static_cast<std::uint16_t>(at)]);
  return exception::none;
}

exception simulated_meter::write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
  if (where != modbus::table::holding_registers) return exception::illegal_function;
  std::vector<std::pair<point const*, decimal>> changes;
  for (std::uint32_t at = address; at < std::uint32_t{address} + quantity;) {
    auto const found = by_register_.find(static_cast<std::uint16_t>(at));
    if (found == by_register_.end()) return exception::illegal_data_address;
    auto const& target = *found->second;
    bool const takes = target.setting || target.row.of.what == quantity::command;
    if (!takes || target.row.address != at) return exception::illegal_data_address;
    if (target.row.end() > std::uint32_t{address} + quantity) return exception::illegal_data_value;
    auto const bytes_of_it = data.subspan(2 * (at - address), 2U * target.row.count);
    auto const raw =
        target.row.as == kind::f32
            ? float_of(bytes_of_it, target.row.layout()).and_then([](float real) { return decimal::shortest(real); })
            : integer_of(bytes_of_it, target.row.layout());
    if (!raw || !accepts(target, *raw)) return exception::illegal_data_value;
    changes.emplace_back(&target, *raw);
    at += target.row.count;
  }
  for (std::uint32_t i = 0; i != quantity; ++i)
    content_[static_cast<std::uint16_t>(address + i)] = meterproto::reader{data.subspan(2 * i, 2)}.u16();
  for (auto const& [target, raw] : changes) written(*target, raw);
  show();
  return exception::none;
}

bool simulated_meter::accepts(point const& at, decimal const& raw) const {
  return at.legal.empty() || std::any_of(at.legal.begin(), at.legal.end(),
                                         [&](auto const& one) { return raw >= one.first && raw <= one.second; });
}

void simulated_meter::written(point const&, decimal const&) {}

// ---- Leviton ----

namespace {

namespace leviton = meterproto::leviton;

class leviton_meter : public simulated_meter {
 public:
  leviton_meter(meter const& of, double second_of_day, std::string id, std::string product)
      : simulated_meter{of, second_of_day}, id_{std::move(id)}, product_{std::move(product)} {
    set("system_type", 40);
    set("ct_primary", 100);
    set("ct_secondary", 1);
    set("pt_ratio", 100);
    set("system_voltage", 480);
    set("display_units", 1);
    set("phase_loss_threshold", 10);
    set("phase_loss_imbalance", 25);
    set("pulse_energy", 1000);
    set("demand_subintervals", 1);
    set("demand_subinterval_length", 900);
    set("power_up_count", 7);
    set("firmware_version_os", 12345);
    configure();
  }

  bytes answer(bytes frame, std::uint8_t unit, std::span<std::uint8_t, modbus::max_frame> space) override {
    return modbus::answer(frame, unit, *this, space);
  }
  void server_id(writer& out) const {
    out.u8(247).u8(0xFF);
    for (char const one : id_) out.u8(static_cast<std::uint8_t>(one));
  }
  bytes device_object(std::uint8_t id) const {
    static constexpr std::string_view vendor = "Leviton";
    static constexpr std::string_view version = "V12.345";
    auto const text = id == 0 ? vendor : id == 1 ? std::string_view{product_} : id == 2 ? version : std::string_view{};
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
  }
  static std::uint8_t conformity() { return 0x01; }

 protected:
  [[nodiscard]] leviton::system_type wiring() const { return static_cast<leviton::system_type>(get("system_type")); }
  [[nodiscard]] double longest_pulse(
      double energy) const {  // in ms, that keeps up with the largest power; 0: none does
    for (double const ms : {500.0, 250.0, 100.0, 50.0, 25.0, 10.0})
      if (1'800'000.0 * energy / ms >= largest_power_) return ms;
    return 0;
  }

  bool is_absent(modbus::row const& row) const override {
    if (row.of.what == quantity::reserved)
      return row.may == modbus::access::read && (row.address < 128 || row.is_float() || row.address == 131);
    return measured_.knows(row.of) && validity_of(row.of, wiring()) == leviton::validity::invalid;
  }

  bool accepts(point const& at, decimal const& raw) const override {
    auto const number = raw.to<double>();
    switch (at.row.of.what) {
      case quantity::command:
        return number == 30078 || number == 21211 || number == 21212 || number == 16498 || takes_word(number);
      case quantity::system_voltage: {
        double const measured = number / (get("pt_ratio") / 100);
        return simulated_meter::accepts(at, raw) && measured >= 82 && measured <= 660;
      }
      case quantity::pulse_energy: return simulated_meter::accepts(at, raw) && longest_pulse(number) > 0;
      default: return simulated_meter::accepts(at, raw);
    }
  }
  [[nodiscard]] virtual bool takes_word(double) const { return false; }

  void written(point const& at, decimal const& raw) override {
    switch (at.row.of.what) {
      case quantity::command:
        set("command", 0);
        if (raw == 30078) {
          measured_.clear_energy();
          set("energy_reset_count", get("energy_reset_count") + 1);
        }
        if (raw == 21212) measured_.reset_demand_max();
        break;
      default: configure();
    }
  }

  void configure() {
    double const volts = get("system_voltage");
    double const amps = get("ct_primary");
    bool const three = wiring() == leviton::system_type::wye || wiring() == leviton::system_type::delta;
    largest_power_ = (three ? std::numbers::sqrt3 : 1.0) * volts * amps;
    choose_scales();
    set("system_power_max", std::round(largest_power_ / 1000 / std::pow(10.0, get("scale_w"))));
    double const pulse = longest_pulse(get("pulse_energy"));
    if (pulse > 0) set("pulse_duration", pulse);
    set("alert_bitmap", pulse > 0 ? 0 : 0x8000);
    show();
  }

  void choose_scales() override {
    auto const power_for = [](double full_scale) {
      int power = -4;
      while (full_scale / std::pow(10.0, power) > 32767 && power < 4) ++power;
      return power;
    };
    set("scale_i", power_for(1.2 * get("ct_primary")));
    set("scale_v", power_for(1.2 * get("system_voltage")));
    set("scale_w", power_for(1.2 * largest_power_ / 1000));
    set("scale_e", -2);
  }

  double largest_power_ = 0;

 private:
  std::string id_;
  std::string product_;
};

class leviton_s4000 : public leviton_meter {
 public:
  using leviton_meter::leviton_meter;

 protected:
  bool bidirectional() const override { return false; }
};

/// With its SunSpec block and its data log.
class leviton_s4100 : public leviton_meter {
 public:
  leviton_s4100(meter const& of, double second_of_day)
      : leviton_meter{of, second_of_day, "Leviton S4100 Power Meter Full Data Set", "S4100"} {
    add_map(model("leviton_s4100_sunspec"));
    set("sunspec_id", 0x5375'6E53);
    set("common_model_id", 1);
    set("common_model_length", 65);
    set_text("manufacturer", "Leviton");
    set_text("model", "S4100");
    set_text("version", "V12.345");
    set_text("serial_number", "41000042");
    set("modbus_address", 1);
    set("meter_model_length", 105);
    for (auto const& [name, power] : std::initializer_list<std::pair<char const*, int>>{{"current_sf", -2},
                                                                                        {"voltage_sf", -1},
                                                                                        {"frequency_sf", -2},
                                                                                        {"real_power_sf", 1},
                                                                                        {"apparent_power_sf", 1},
                                                                                        {"reactive_power_sf", 1},
                                                                                        {"power_factor_sf", -2},
                                                                                        {"real_energy_sf", 0},
                                                                                        {"apparent_energy_sf", 0},
                                                                                        {"reactive_energy_sf", 0}})
      set(name, power);
    set("end_model_id", 0xFFFF);
    for (std::size_t i = 0; i != log_.size(); ++i) set("log_pointer_" + std::to_string(i + 1), default_pointers[i]);
    set("log_max_days", 60);
    for (int quarter = 0; quarter != 96; ++quarter) advance(900);  // a day of entries, which ends where it began
    show_page(0);
  }

  void advance(double seconds) override {
    leviton_meter::advance(seconds);
    switch (wiring()) {
      case leviton::system_type::line_and_neutral:
      case leviton::system_type::two_lines: set("meter_model_id", 201); break;
      case leviton::system_type::two_lines_and_neutral: set("meter_model_id", 202); break;
      case leviton::system_type::wye: set("meter_model_id", 203); break;
      case leviton::system_type::delta: set("meter_model_id", 204); break;
    }
    clock_ += seconds;
    auto const whole = static_cast<std::uint64_t>(clock_);
    meterproto::leviton_s4100_log::log_time now;
    now.day = static_cast<std::uint8_t>(1 + whole / 86400 % 28);
    now.hour = static_cast<std::uint8_t>(whole / 3600 % 24);
    now.minute = static_cast<std::uint8_t>(whole / 60 % 60);
    now.second = static_cast<std::uint8_t>(whole % 60);
    auto const registers = now.registers();
    set("clock_day_month", registers[0]);
    set("clock_hour_year", registers[1]);
    set("clock_second_minute", registers[2]);

    since_entry_ += seconds;
    auto const interval = get("demand_subinterval_length");
    if (interval > 0 && since_entry_ >= interval && (static_cast<unsigned>(get("log_config")) & 2U) == 0 &&
        get("log_page") == 0) {
      since_entry_ = 0;
      log_entry();
    }
  }

 protected:
  bool takes_word(double word) const override { return word == 16640; }
  void written(point const& at, decimal const& raw) override {
    if (at.row.of.what == quantity::command && raw == 16640) {
      for (auto& buffer : log_) buffer.clear();
      set("log_entry_count", 0);
      set("log_wrap_count", 0);
      set("log_status", 1U << static_cast<unsigned>(meterproto::leviton_s4100::log_state::reset));
    }
    if (at.row.of.what == quantity::log_page) show_page(static_cast<unsigned>(raw.magnitude()));
    leviton_meter::written(at, raw);
  }

 private:
  static constexpr std::array<double, 10> default_pointers{3, 4, 5, 6, 29, 30, 31, 155, 156, 157};
  static constexpr std::uint16_t buffer_address = 7999;

  void log_entry() {
    for (std::size_t i = 0; i != log_.size(); ++i) {
      auto const pointer = get("log_pointer_" + std::to_string(i + 1));
      log_[i].push_front(get_register(static_cast<std::uint16_t>(pointer - 1)));
      if (log_[i].size() > meterproto::leviton_s4100_log::entries_per_buffer) log_[i].pop_back();
    }
    auto entries = get("log_entry_count") + 1;
    if (entries > meterproto::leviton_s4100_log::entries_per_buffer) {
      entries = 1;
      set("log_wrap_count", get("log_wrap_count") + 1);
    }
    set("log_entry_count", entries);
    set("log_newest_day_month", get("clock_day_month"));
    set("log_newest_hour_year", get("clock_hour_year"));
    set("log_newest_second_minute", get("clock_second_minute"));
  }

  void show_page(unsigned page) {
    for (std::uint16_t i = 0; i != meterproto::leviton_s4100_log::entries_per_buffer; ++i) {
      bool const there = page != 0 && i < log_[page - 1].size();
      set_register(static_cast<std::uint16_t>(buffer_address + i), there ? log_[page - 1][i] : std::uint16_t{0x8000});
    }
  }

  std::array<std::deque<std::uint16_t>, 10> log_;
  double clock_ = 0;
  double since_entry_ = 0;
};

// ---- WAGO ----

class wago_meter : public simulated_meter {
 public:
  wago_meter(meter const& of, double second_of_day) : simulated_meter{of, second_of_day} {
    set("serial_number", 21060042);
    set("meter_code", 1111);
    set("modbus_address", 1);
    set("baud_rate", 6);
    set("protocol_version", 3.2);
    set("software_version", 1.18);
    set("hardware_version", 1.04);
    set("current_rating", 65);
    set("s0_pulse_rate", 1000);
    set("combination_code", 1);
    set("lcd_cycle_time", 10);
    set("parity", 1);
    for (auto const* name : {"current_direction_a", "current_direction_b", "current_direction_c"}) set(name, 'F');
    set("power_down_count", 3);
    for (auto const* name : {"quadrant", "quadrant_a", "quadrant_b", "quadrant_c"}) set(name, 1);
    set("pulse_duration", 30);
    set("pulse_type", 1);
    set("data_type", 1);
    set("tariff", 1);
    advance(0);
  }
  bytes answer(bytes frame, std::uint8_t unit, std::span<std::uint8_t, modbus::max_frame> space) override {
    return modbus::answer(frame, unit, *this, space);
  }
};

/// What a map of the user's tells: measured points by their names, scale registers that leave room, zeros elsewhere.
class own_meter : public simulated_meter {
 public:
  own_meter(meter const& of, double second_of_day) : simulated_meter{of, second_of_day} {
    for (auto const address : of.scale_addresses) set_register(address, static_cast<std::uint16_t>(-1));
    for (auto const& one : of.points) {
      bool const scale =
          std::find(of.scale_addresses.begin(), of.scale_addresses.end(), one.row.address) != of.scale_addresses.end();
      if (!one.legal.empty() && !scale && !measured_.knows(one.row.of))
        set(one.name, one.legal.front().first.to<double>());
    }
    advance(0);
  }
  bytes answer(bytes frame, std::uint8_t unit, std::span<std::uint8_t, modbus::max_frame> space) override {
    return modbus::answer(frame, unit, *this, space);
  }
};

}  // namespace

std::unique_ptr<simulated_meter> simulate(meter const& of, double second_of_day) {
  auto const& name = of.name;
  if (name == "leviton_s4000r")
    return std::make_unique<leviton_s4000>(of, second_of_day, "Leviton Series 4000R Power Meter Full Data Set",
                                           "Series 4000");
  if (name == "leviton_s4000k")
    return std::make_unique<leviton_s4000>(of, second_of_day, "Leviton Series 4000K Power Meter Full Data Set",
                                           "Series 4000");
  if (name == "leviton_s4100" || name == "leviton_s4100_sunspec")
    return std::make_unique<leviton_s4100>(model("leviton_s4100"), second_of_day);
  if (name == "wago_879") return std::make_unique<wago_meter>(of, second_of_day);
  return std::make_unique<own_meter>(of, second_of_day);
}

void serve(line& on, simulated_meter& device, std::uint8_t unit, double speed, bool echo, std::atomic<bool> const& stop,
           std::function<void(bytes, bool answered)> const& seen) {
  using clock = std::chrono::steady_clock;
  modbus::request_framer framer;
  std::array<std::uint8_t, modbus::max_frame> chunk;
  std::array<std::uint8_t, modbus::max_frame> space;
  auto last = clock::now();
  auto const take = [&](bytes frame) {
    auto const answer = device.answer(frame, unit, space);
    if (seen) seen(frame, !answer.empty());
    if (answer.empty()) return;
    if (echo) framer.skip(answer.size());
    on.write(answer);
    if (seen) seen(answer, true);
  };
  while (!stop) {
    auto const count = on.read(chunk, std::chrono::milliseconds{20});
    if (auto const now = clock::now(); now - last >= std::chrono::seconds{1}) {
      device.advance(std::chrono::duration<double>(now - last).count() * speed);
      last = now;
    }
    bytes rest{chunk.data(), count};
    while (!rest.empty())
      if (auto const frame = framer.take(rest); !frame.empty()) take(frame);
    if (count == 0)
      for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) take(frame);
  }
}

}  // namespace inspector
