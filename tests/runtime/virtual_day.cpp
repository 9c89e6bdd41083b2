// SPDX-License-Identifier: MIT
// A day whose integrals are known drives the virtual meters, second by second, and is read over the wire: every
// accumulated energy within the register's step of the integral, every demand at the mean of its interval.
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/modbus.hpp>
#include <meterproto/virtual_leviton.hpp>
#include <meterproto/virtual_wago.hpp>

#include <doctest/doctest.h>

#include "../poll.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

using namespace meterproto;

namespace {

using tests::value_of;
namespace s4000k = leviton_s4000k;
namespace s4100 = leviton_s4100;
namespace block = leviton_s4100_sunspec;

constexpr double volts = 230;
constexpr int seconds = 86'400;

/// A current of base + swing * cos(2 pi t / day), negative where it flows out, at a constant angle to its voltage.
struct phase_of_day {
  double base;
  double swing;
  double angle;

  [[nodiscard]] double at(double second) const {
    return base + swing * std::cos(2 * std::numbers::pi * second / seconds);
  }
  /// Ampere-hours from one second to another, of one sign only.
  [[nodiscard]] double between(double from, double to) const {
    auto const turn = 2 * std::numbers::pi / seconds;
    return (base * (to - from) + swing / turn * (std::sin(turn * to) - std::sin(turn * from))) / 3600;
  }
  /// Ampere-hours in and out over the day. It flows in up to the crossing, and again from its mirror on.
  [[nodiscard]] double in() const {
    if (base <= -swing) return 0;
    auto const crossing = base >= swing ? seconds / 2.0 : std::acos(-base / swing) / (2 * std::numbers::pi) * seconds;
    return 2 * between(0, crossing);
  }
  [[nodiscard]] double out() const { return in() - between(0, seconds); }
};

// A house that always draws; one with a roof that also gives back; a generator with a capacitor that mostly gives.
constexpr std::array<phase_of_day, 3> day{{{12, 7, 0.4}, {5, 20, 0.7}, {-9, 13, -0.3}}};

virtual_meter::inputs at(double second) {
  std::array<double, 3> amperes{};
  std::array<double, 3> lag{};
  for (std::size_t i = 0; i != 3; ++i) {
    amperes[i] = std::abs(day[i].at(second));
    lag[i] = day[i].angle + (day[i].at(second) < 0 ? std::numbers::pi : 0);
  }
  return virtual_meter::inputs_of({volts, volts, volts}, amperes, lag, 50);
}

constexpr demand::choices demand_choices{demand::before_full::of_completed, demand::apparent::of_means,
                                         demand::maxima::own};
constexpr virtual_meter::choices by_phases{energy::total_of::phases,
                                           demand_choices,
                                           alerts::threshold::percent_of_nominal,
                                           alerts::imbalance::spread_of_mean,
                                           alerts::pair_marks::both,
                                           alerts::imbalance_marks::none,
                                           virtual_meter::second_counter::export_real};
constexpr virtual_meter::choices by_net{energy::total_of::net,
                                        demand_choices,
                                        alerts::threshold::percent_of_nominal,
                                        alerts::imbalance::spread_of_mean,
                                        alerts::pair_marks::both,
                                        alerts::imbalance_marks::none,
                                        virtual_meter::second_counter::export_real};
constexpr virtual_registers::showing cut_off{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};

constexpr virtual_meter::settings of_400_volts = [] {
  virtual_meter::settings set;
  set.system_voltage = 400;
  return set;
}();

/// Within a register's step, and what the inputs' millivolts and milliamperes round off.
void near(double shown, double exact, double step) {
  CHECK(shown == doctest::Approx(exact).epsilon(1e-12).scale((step + 0.0005 + 4e-6 * std::abs(exact)) / 1e-12));
}

double kilo_in(std::size_t phase) {
  return volts * day[phase].in() / 1000;
}
double kilo_out(std::size_t phase) {
  return volts * day[phase].out() / 1000;
}

/// What the quarters of the day must show, in kW; positive is import.
double mean_of_quarter(int quarter) {
  double all = 0;
  for (auto const& one : day)
    all += volts * std::cos(one.angle) * one.between(quarter * 900.0, (quarter + 1) * 900.0) / 1000 * 4;
  return all;
}

template <class Device, class EachQuarter>
void pass_the_day(Device& device, EachQuarter const& check) {
  for (int second = 0; second != seconds; ++second) {
    device.take(at(second + 0.5), 1000);
    if ((second + 1) % 900 == 0) check((second + 1) / 900 - 1);
  }
}

}  // namespace

TEST_CASE("A Series 4100 has each energy of the day within its own resolution, and each demand") {
  std::vector<std::uint16_t> log(virtual_leviton::log_size);
  virtual_leviton::device<virtual_leviton::s4100> meter{of_400_volts, by_phases, cut_off, log};
  double largest_in = 0;
  double largest_out = 0;
  pass_the_day(meter, [&](int quarter) {
    auto const mean = mean_of_quarter(quarter);
    near(value_of<s4100::real_power_demand>(meter).template in<double>(kW), mean, 0.005);
    near(static_cast<double>(value_of<s4100::real_power_demand_f>(meter).in(kW)), mean, 0.0001);
    largest_in = std::max(largest_in, mean);
    largest_out = std::min(largest_out, mean);
  });
  near(value_of<s4100::real_power_demand_max_import>(meter).in<double>(kW), largest_in, 0.005);
  near(value_of<s4100::real_power_demand_max_export>(meter).in<double>(kW), largest_out, 0.005);

  constexpr double step = 0.01;  // [141] is -2
  auto const& [a, b, c] = day;
  auto const import = [](std::size_t i) { return kilo_in(i) * std::cos(day[i].angle); };
  auto const export_ = [](std::size_t i) { return kilo_out(i) * std::cos(day[i].angle); };
  near(value_of<s4100::real_energy_import_a>(meter).in<double>(kWh), import(0), step);
  near(value_of<s4100::real_energy_import_b>(meter).in<double>(kWh), import(1), step);
  near(value_of<s4100::real_energy_import_c>(meter).in<double>(kWh), import(2), step);
  near(value_of<s4100::real_energy_export_a>(meter).in<double>(kWh), 0, 0);
  near(value_of<s4100::real_energy_export_b>(meter).in<double>(kWh), export_(1), step);
  near(value_of<s4100::real_energy_export_c>(meter).in<double>(kWh), export_(2), step);
  auto const all_in = import(0) + import(1) + import(2);
  auto const all_out = export_(1) + export_(2);
  near(value_of<s4100::real_energy_import>(meter).in<double>(kWh), all_in, step);
  near(value_of<s4100::real_energy_export>(meter).in<double>(kWh), all_out, step);
  near(value_of<s4100::real_energy_net>(meter).in<double>(kWh), all_in - all_out, step);
  near(static_cast<double>(value_of<s4100::real_energy_import_f>(meter).in(kWh)), all_in, 0.0001);

  // A and B lag: Q1 in, Q3 out. C leads: Q4 in, Q2 out.
  near(value_of<s4100::reactive_energy_q1_a>(meter).in<double>(kvarh), kilo_in(0) * std::sin(a.angle), step);
  near(value_of<s4100::reactive_energy_q1_b>(meter).in<double>(kvarh), kilo_in(1) * std::sin(b.angle), step);
  near(value_of<s4100::reactive_energy_q3_b>(meter).in<double>(kvarh), kilo_out(1) * std::sin(b.angle), step);
  near(value_of<s4100::reactive_energy_q4_c>(meter).in<double>(kvarh), kilo_in(2) * std::sin(-c.angle), step);
  near(value_of<s4100::reactive_energy_q2_c>(meter).in<double>(kvarh), kilo_out(2) * std::sin(-c.angle), step);
  near(value_of<s4100::reactive_energy_q2_a>(meter).in<double>(kvarh), 0, 0);
  near(value_of<s4100::reactive_energy_q1>(meter).in<double>(kvarh),
       kilo_in(0) * std::sin(a.angle) + kilo_in(1) * std::sin(b.angle), step);

  near(value_of<s4100::apparent_energy_import_b>(meter).in<double>(kVAh), kilo_in(1), step);
  near(value_of<s4100::apparent_energy_export_b>(meter).in<double>(kVAh), kilo_out(1), step);
  near(value_of<s4100::apparent_energy_import>(meter).in<double>(kVAh), kilo_in(0) + kilo_in(1) + kilo_in(2), step);

  // The same accumulators in Wh, in the SunSpec block
  near(value_of<block::real_energy_import>(meter).in<double>(kWh), all_in, 0.001);
  near(value_of<block::reactive_energy_q2_c>(meter).in<double>(kvarh), kilo_out(2) * std::sin(-c.angle), 0.001);

  // A pulse a kWh [144]; counter 2 is export on this meter
  CHECK(value_of<s4100::pulse_counter_1>(meter).in<double>(counts) == std::floor(all_in));
  CHECK(value_of<s4100::pulse_counter_2>(meter).in<double>(counts) == std::floor(all_out));
  CHECK(value_of<s4100::log_entry_count>(meter).in<double>(counts) == 96);
}

TEST_CASE("A Series 4000 counts the same day without a sign, and rolls its demand over three quarters") {
  virtual_leviton::device<virtual_leviton::s4000k> meter{of_400_volts, by_phases, cut_off};
  std::array<std::uint8_t, modbus::max_frame> request{};
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const three = modbus::build(s4000k::demand_subintervals.set(decimal{3} * counts)->to(1), request);
  REQUIRE(modbus::answer(*three, 1, meter, space).size() == 8);

  std::array<double, 97> means{};
  pass_the_day(meter, [&](int quarter) {
    for (auto const& curve : day) {
      double flowed = 0;
      for (int second = 0; second != 900; ++second) flowed += std::abs(curve.at(quarter * 900 + second + 0.5));
      means[static_cast<std::size_t>(quarter)] += volts * std::cos(curve.angle) * flowed / 900 / 1000;
    }
    if (quarter < 2) return;
    auto const last = static_cast<std::size_t>(quarter);
    near(value_of<s4000k::real_power_demand>(meter).template in<double>(kW),
         (means[last] + means[last - 1] + means[last - 2]) / 3, 0.005);
  });

  constexpr double step = 0.01;
  double real = 0;
  double reactive = 0;
  double apparent = 0;
  for (std::size_t i = 0; i != 3; ++i) {
    real += (kilo_in(i) + kilo_out(i)) * std::cos(day[i].angle);
    reactive += (kilo_in(i) + kilo_out(i)) * std::abs(std::sin(day[i].angle));
    apparent += kilo_in(i) + kilo_out(i);
  }
  near(value_of<s4000k::real_energy_import>(meter).in<double>(kWh), real, step);
  near(value_of<s4000k::reactive_energy_total>(meter).in<double>(kvarh), reactive, step);
  near(value_of<s4000k::apparent_energy_import>(meter).in<double>(kVAh), apparent, step);
  near(value_of<s4000k::real_energy_import_c>(meter).in<double>(kWh),
       (kilo_in(2) + kilo_out(2)) * std::cos(day[2].angle), step);
  CHECK(value_of<s4000k::pulse_counter_2>(meter).in<double>(counts) == std::floor(reactive));
}

TEST_CASE("A WAGO 879 adds the phases first under combination code 5, and each by itself under 4") {
  double net_in = 0;
  double net_out = 0;
  for (int second = 0; second != seconds; ++second) {  // no closed form: the sum of the phases crosses where it likes
    double all = 0;
    for (auto const& curve : day) all += volts * std::cos(curve.angle) * curve.at(second + 0.5);
    (all < 0 ? net_out : net_in) += std::abs(all) / 3.6e6;
  }
  double phases_in = 0;
  double phases_out = 0;
  for (std::size_t i = 0; i != 3; ++i) {
    phases_in += kilo_in(i) * std::cos(day[i].angle);
    phases_out += kilo_out(i) * std::cos(day[i].angle);
  }

  auto set = of_400_volts;
  set.combination = energy::combination::net;
  virtual_wago::device by_five{set, by_net, cut_off};
  set.combination = energy::combination::forward_minus_reverse;
  virtual_wago::device by_four{set, by_phases, cut_off};
  pass_the_day(by_five, [](int) {});
  pass_the_day(by_four, [](int) {});

  constexpr double step = 0.0001;  // a float32 of some hundred kWh
  near(static_cast<double>(value_of<wago_879::real_energy_import>(by_five).in(kWh)), net_in, step);
  near(static_cast<double>(value_of<wago_879::real_energy_export>(by_five).in(kWh)), net_out, step);
  near(static_cast<double>(value_of<wago_879::real_energy_total>(by_five).in(kWh)), net_in - net_out, step);
  near(static_cast<double>(value_of<wago_879::real_energy_import>(by_four).in(kWh)), phases_in, step);
  near(static_cast<double>(value_of<wago_879::real_energy_export>(by_four).in(kWh)), phases_out, step);
  near(static_cast<double>(value_of<wago_879::real_energy_total>(by_four).in(kWh)), phases_in - phases_out, step);
  near(static_cast<double>(value_of<wago_879::real_energy_import_b>(by_four).in(kWh)),
       kilo_in(1) * std::cos(day[1].angle), step);
}
