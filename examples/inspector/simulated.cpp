// SPDX-License-Identifier: MIT
#include "simulated.hpp"

#include <meterproto/modbus/framer.hpp>
#include <meterproto/virtual_leviton.hpp>
#include <meterproto/virtual_wago.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace inspector {

using meterproto::bytes;
using meterproto::quantity;
using meterproto::writer;
using modbus::exception;
using modbus::kind;
namespace virtual_meter = meterproto::virtual_meter;
namespace virtual_registers = meterproto::virtual_registers;

// ---- load ----

virtual_meter::inputs load_at(double second_of_day, bool with_generation) {
  double hour = std::fmod(second_of_day, 86400.0) / 3600.0;
  if (hour < 0) hour += 24;  // the days before
  auto const peak = [&](double at, double width) { return std::exp(-std::pow((hour - at) / width, 2)); };
  double const people = 0.25 + 0.45 * peak(7.5, 1.2) + 0.75 * peak(19.0, 2.2) + 0.35 * peak(12.5, 3.0);
  double const sun = with_generation ? 1.6 * peak(12.75, 2.6) : 0.0;
  double const ripple = 0.04 * std::sin(second_of_day / 7.0) + 0.03 * std::sin(second_of_day / 61.0);
  static constexpr std::array<double, 3> share{1.0, 0.82, 1.13};

  std::array<double, 3> volts{};
  std::array<double, 3> amperes{};
  std::array<double, 3> lag{};
  for (unsigned i = 0; i != 3; ++i) {
    double const kw = (people + ripple) * 6.0 * share[i] - sun * 6.0;
    double const kvar = (people + ripple) * 6.0 * share[i] * 0.42 + 0.3;  // motors, and what they take without load
    volts[i] = 230.0 + 1.4 * std::sin(second_of_day / 300.0 + i) - 0.6 * kw / 6.0;
    amperes[i] = std::hypot(kw, kvar) * 1000.0 / volts[i];
    lag[i] = std::atan2(kvar, kw);
  }
  double const hertz = 50.0 + 0.02 * std::sin(second_of_day / 47.0) + 0.011 * std::sin(second_of_day / 13.0);
  return virtual_meter::inputs_of(volts, amperes, lag, hertz);
}

virtual_meter::choices choices_of_simulation(meterproto::energy::total_of total) {
  return {total,
          {meterproto::demand::before_full::of_completed, meterproto::demand::apparent::mean,
           meterproto::demand::maxima::own},
          meterproto::alerts::threshold::percent_of_nominal,
          meterproto::alerts::imbalance::spread_of_mean,
          meterproto::alerts::pair_marks::both,
          meterproto::alerts::imbalance_marks::furthest,
          virtual_meter::second_counter::export_real};
}

namespace {

// ---- what no manual says; this simulation had to choose ----

virtual_meter::choices const chosen = choices_of_simulation(meterproto::energy::total_of::net);
constexpr virtual_registers::showing shown{meterproto::scaling::rounding::half_away_from_zero,
                                           meterproto::scaling::rounding::toward_zero};

virtual_meter::settings set_up(bool with_generation) {
  virtual_meter::settings set;
  set.system_voltage = 400;
  set.unidirectional = !with_generation;
  return set;
}

// ---- meters under the load ----

/// Device: one of the library's, or user_meter below; take() and what modbus::answer() wants.
template <class Device>
class loaded_meter : public simulated_meter {
 public:
  template <class... Arguments>
  loaded_meter(double second_of_day, bool with_generation, Arguments&&... arguments)
      : device_{std::forward<Arguments>(arguments)...}, time_{second_of_day}, with_generation_{with_generation} {
    for (int hour = 40 * 24; hour != 0; --hour) pass(time_ - hour * 3600.0, 3'600'000);
    pass(time_, 0);
  }

  void advance(double seconds) override {
    rest_ += seconds * 1000;
    while (rest_ >= 1) {  // a meter's cycle of a second, unless the simulation is faster than that
      auto const ms = std::min(rest_, std::max(1000.0, seconds * 1000 / 100));
      auto const whole = static_cast<std::uint32_t>(ms);
      time_ += whole / 1000.0;
      rest_ -= whole;
      pass(time_, whole);
    }
  }
  bytes answer(bytes frame, std::uint8_t unit, std::span<std::uint8_t, modbus::max_frame> space) override {
    return modbus::answer(frame, unit, device_, space);
  }

 private:
  void pass(double until, std::uint32_t ms) { device_.take(load_at(until, with_generation_), ms); }

  Device device_;
  double time_;
  double rest_ = 0;  // milliseconds that are still to pass
  bool with_generation_;
};

class logging_s4100 : public meterproto::virtual_leviton::device<meterproto::virtual_leviton::s4100> {
 public:
  logging_s4100()
      : logging_s4100{std::make_unique<std::vector<std::uint16_t>>(meterproto::virtual_leviton::log_size)} {}

 private:
  explicit logging_s4100(std::unique_ptr<std::vector<std::uint16_t>> log) : device{set_up(true), chosen, shown, *log} {
    log_ = std::move(log);
  }
  std::unique_ptr<std::vector<std::uint16_t>> log_;
};

/// What a map of the user's tells: measured points by their names, scale registers that leave room, the first legal
/// value or zero elsewhere.
class user_meter {
 public:
  explicit user_meter(meter const& of) : map_{of}, meter_{set_up(true), chosen} {
    for (auto const& one : of.points) rows_.push_back(one.row);
    std::sort(rows_.begin(), rows_.end(),
              [](auto const& left, auto const& right) { return left.address < right.address; });
    for (auto const& one : of.points)
      content_[one.row.address] = one.legal.empty() ? decimal{0} : one.legal.front().first;
    for (auto const address : of.scale_addresses) content_[address] = decimal{-1};
  }
  void take(virtual_meter::inputs const& seen, std::uint32_t ms) { meter_.take(seen, ms); }

  [[nodiscard]] static bool has(modbus::table where) {
    return where == modbus::table::holding_registers || where == modbus::table::input_registers;
  }
  exception read(modbus::table, std::uint16_t address, std::uint16_t count, writer& out) const {
    std::array<std::span<modbus::row const>, 1> const maps{rows_};
    return virtual_registers::read(maps, address, count, *this, out);
  }
  exception write(modbus::table, std::uint16_t address, std::uint16_t count, bytes data) {
    std::vector<modbus::range> const unused(rows_.size());  // legal() knows them
    auto changed = content_;
    auto const take = [&](modbus::row const& to, modbus::range const&, decimal const& number) {
      if (!legal(to, number)) return exception::illegal_data_value;
      changed[to.address] = number;
      return exception::none;
    };
    auto const fault = virtual_registers::write(rows_, unused, address, count, data, take);
    if (fault == exception::none) content_ = std::move(changed);
    return fault;
  }

  [[nodiscard]] result<decimal> content(modbus::row const& of) const {
    auto const value = of.of.how == meterproto::statistic::scale_factor
                           ? result<decimal>{meterproto::errc::unknown_code}
                           : meter_.value(of.of);
    if (value.error() == meterproto::errc::unknown_code) return content_.at(of.address);
    if (!value) return value.error();
    auto const by = of.scale_register();
    auto const power = by == 0 ? of.fixed_exponent()
                               : static_cast<int>(content_.at(map_.scale_addresses[by - 1]).as_integer().value_or(0));
    return virtual_registers::content_of(of, *value, power, shown);
  }
  [[nodiscard]] static std::string_view text(modbus::row const&) { return {}; }
  [[nodiscard]] static std::uint16_t entry(modbus::row const&, std::size_t) { return 0; }

 private:
  [[nodiscard]] bool legal(modbus::row const& to, decimal const& number) const {
    auto const& points = map_.points;
    auto const at =
        std::find_if(points.begin(), points.end(), [&](auto const& one) { return one.row.address == to.address; });
    return at->legal.empty() || std::any_of(at->legal.begin(), at->legal.end(), [&](auto const& one) {
             return number >= one.first && number <= one.second;
           });
  }

  meter const& map_;
  std::vector<modbus::row> rows_;
  std::map<std::uint16_t, decimal> content_;  // by the first register of a row
  virtual_meter::meter meter_;
};

}  // namespace

std::unique_ptr<simulated_meter> simulate(meter const& of, double second_of_day) {
  namespace leviton = meterproto::virtual_leviton;
  auto const& name = of.name;
  if (name == "leviton_s4000r")
    return std::make_unique<loaded_meter<leviton::device<leviton::s4000r>>>(second_of_day, false, set_up(false), chosen,
                                                                            shown);
  if (name == "leviton_s4000k")
    return std::make_unique<loaded_meter<leviton::device<leviton::s4000k>>>(second_of_day, false, set_up(false), chosen,
                                                                            shown);
  if (name == "leviton_s4100" || name == "leviton_s4100_sunspec")
    return std::make_unique<loaded_meter<logging_s4100>>(second_of_day, true);
  if (name == "wago_879")
    return std::make_unique<loaded_meter<meterproto::virtual_wago::device>>(second_of_day, true, set_up(true), chosen,
                                                                            shown);
  return std::make_unique<loaded_meter<user_meter>>(second_of_day, true, of);
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
