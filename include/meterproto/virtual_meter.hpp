// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/alerts.hpp>
#include <meterproto/decimal.hpp>
#include <meterproto/demand.hpp>
#include <meterproto/energy.hpp>
#include <meterproto/power.hpp>
#include <meterproto/pulses.hpp>
#include <meterproto/result.hpp>
#include <meterproto/vocabulary.hpp>
#include <meterproto/wiring.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// A meter that is not there: phases in, once a second or as often as the caller likes; all that a meter measures out,
/// by measurand. It knows no protocol and no registers, and computes with integers alone: mV, mA, mW, mvar, mVA, mHz.
/// What no manual says is in `choices`; decided here is that a power factor without load is 1, and that a delta meter,
/// which has no neutral, shows the phases as they are against the inputs' own point.
namespace meterproto::virtual_meter {

using power::phasor, power::powers;

/// What the inputs see: voltages to neutral, to a point of one's own where there is none. 0 mHz: no voltage to tell
/// the frequency from. Expects: components below 2^31.
struct inputs {
  std::array<phasor<std::int64_t>, 3> voltage{};
  std::array<phasor<std::int64_t>, 3> current{};
  std::int64_t millihertz = 50'000;
};

/// From magnitudes in V and A with phases a third of a turn apart, or half a turn in split phase; each current lags its
/// voltage by an angle in radians, and more than a quarter turn is export.
[[nodiscard]] constexpr inputs inputs_of(std::array<double, 3> const& volts, std::array<double, 3> const& amperes,
                                         std::array<double, 3> const& lag, double hertz,
                                         system_type wiring = system_type::wye) {
  auto const milli = [](phasor<double> const& of) {
    auto const nearest = [](double value) {
      return static_cast<std::int64_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
    };
    return phasor<std::int64_t>{nearest(of.real), nearest(of.imaginary)};
  };
  bool const half = wiring == system_type::two_lines || wiring == system_type::two_lines_and_neutral;
  inputs made;
  for (std::size_t i = 0; i != 3; ++i) {
    auto const angle = -2 * elementary::pi * static_cast<double>(i) / (half ? 2 : 3);
    made.voltage[i] = milli(power::polar(volts[i], angle));
    made.current[i] = milli(power::polar(amperes[i], angle - lag[i]));
  }
  made.millihertz = static_cast<std::int64_t>(hertz * 1000 + 0.5);
  return made;
}

/// What a meter makes of its inputs, in mV, mA, mW, mvar, mVA, mHz.
struct instant {
  alerts::voltages<std::int64_t> voltage;
  std::array<std::int64_t, 3> current{};
  std::array<powers<std::int64_t>, 3> power{};
  std::int64_t millihertz = 0;
};

[[nodiscard]] constexpr instant instant_of(inputs const& seen, system_type wiring) {
  instant now;
  now.millihertz = seen.millihertz;
  for (std::size_t i = 0; i != 3; ++i) {
    auto const next = (i + 1) % 3;
    now.voltage.to_neutral[i] = seen.voltage[i].magnitude();
    now.voltage.between[i] = (seen.voltage[i] - seen.voltage[next]).magnitude();
    if (i >= currents_of(wiring)) continue;
    now.current[i] = seen.current[i].magnitude();
    // Two lines without a neutral drive one current: the voltage between them is its voltage.
    auto const voltage = wiring == system_type::two_lines ? seen.voltage[0] - seen.voltage[1] : seen.voltage[i];
    auto const micro = power::power_of(voltage, seen.current[i]);
    now.power[i] = {integers::divide_nearest(micro.real, 1000), integers::divide_nearest(micro.reactive, 1000)};
  }
  return now;
}

/// Voltages to neutral and currents of a whole number of cycles, in mV and mA, as many of each; of what the system type
/// does not have, none are needed. Expects: what power::measure() expects, so voltages up to 8 kV between lines (above
/// that, phasors).
struct samples {
  std::array<std::span<std::int32_t const>, 3> voltage;
  std::array<std::span<std::int32_t const>, 3> current;
  std::size_t per_cycle = 0;
};

/// The voltage between two lines, sample by sample.
struct sampled_difference {
  using value_type = std::int32_t;

  std::span<std::int32_t const> from;
  std::span<std::int32_t const> to;

  [[nodiscard]] constexpr std::size_t size() const { return from.size() < to.size() ? from.size() : to.size(); }
  [[nodiscard]] constexpr bool empty() const { return size() == 0; }
  [[nodiscard]] constexpr std::int32_t operator[](std::size_t at) const { return from[at] - to[at]; }
};

/// The same from samples. Errors: those of power::measure(), for a phase that the system type has.
[[nodiscard]] constexpr result<instant> instant_of(samples const& seen, std::int64_t millihertz, system_type wiring) {
  instant now;
  now.millihertz = millihertz;
  auto const milli = [](powers<std::int64_t> const& micro) {
    return powers<std::int64_t>{integers::divide_nearest(micro.real, 1000),
                                integers::divide_nearest(micro.reactive, 1000),
                                integers::divide_nearest(micro.apparent, 1000)};
  };
  auto const lines = lines_of(wiring);
  for (std::size_t i = 0; i != lines; ++i) {
    bool const has_current = i < currents_of(wiring);
    auto const& current = has_current ? seen.current[i] : seen.voltage[i];  // without one, only the voltage is used
    auto const alone = power::measure(seen.voltage[i], current, seen.per_cycle);
    if (!alone) return alone.error();
    now.voltage.to_neutral[i] = alone->voltage;
    if (has_current) {
      now.current[i] = alone->current;
      now.power[i] = milli(alone->power);
    }
    if (lines == 1 || (lines == 2 && i == 1)) continue;
    auto const pair =
        power::measure(sampled_difference{seen.voltage[i], seen.voltage[(i + 1) % lines]}, current, seen.per_cycle);
    if (!pair) return pair.error();
    now.voltage.between[i] = pair->voltage;
    if (wiring == system_type::two_lines) now.power[i] = milli(pair->power);
  }
  return now;
}

/// What pulse counter 2 counts. On the Series 4000 it is reactive energy; on the 4100 "Export Real Energy" stands
/// beside [041] and "Export Reactive Energy" beside [315].
enum class second_counter : std::uint8_t { export_real, reactive };

/// What no manual says, and whoever simulates has to. Of a WAGO the total follows from the combination code.
struct choices {
  energy::total_of total;
  demand::choices demand;
  alerts::threshold loss;
  alerts::imbalance imbalance;
  alerts::pair_marks pairs;
  alerts::imbalance_marks unbalanced;
  second_counter counter_2;

  constexpr choices(energy::total_of t, demand::choices d, alerts::threshold l, alerts::imbalance i,
                    alerts::pair_marks p, alerts::imbalance_marks u, second_counter c)
      : total{t}, demand{d}, loss{l}, imbalance{i}, pairs{p}, unbalanced{u}, counter_2{c} {}
};

/// With the defaults of the Series 4100 manual, "Default Settings".
struct settings {
  system_type wiring = system_type::wye;
  std::uint32_t ct_primary = 100;      // A
  std::uint32_t pt_hundredths = 100;   // 1:1
  std::uint32_t system_voltage = 600;  // V
  std::uint32_t loss_percent = 10;
  std::uint32_t imbalance_percent = 25;
  std::uint32_t pulse_energy = 1000;   // Wh
  std::uint16_t pulse_duration = 500;  // ms; the meter's own choice, where there is one
  demand::intervals demand{};
  energy::combination combination = energy::combination::forward;  // WAGO's total
  bool unidirectional = false;  // Series 4000: power has no sign, however the current transformers are turned

  // "Metering Over-Range +20%" above 347 V to neutral, 600 V between lines, and the primary current
  [[nodiscard]] constexpr std::int64_t most_to_neutral_mv() const { return std::int64_t{4164} * pt_hundredths; }
  [[nodiscard]] constexpr std::int64_t most_between_mv() const { return std::int64_t{7200} * pt_hundredths; }
  [[nodiscard]] constexpr std::int64_t most_current_ma() const { return std::int64_t{1200} * ct_primary; }
  [[nodiscard]] constexpr std::uint64_t largest_power() const {
    return meterproto::largest_power(wiring, system_voltage, ct_primary);
  }
  /// "The meter will hunt for a new Pulse Duration"; where none fits, the old one stays.
  [[nodiscard]] constexpr settings with_pulse_duration() const {
    auto made = *this;
    made.pulse_duration = pulses::duration_for(pulse_energy, largest_power()).value_or(pulse_duration);
    return made;
  }
};

class meter {
 public:
  constexpr meter(settings const& set, choices const& chosen)
      : set_{set.with_pulse_duration()}, chosen_{chosen}, demand_{set.demand, chosen.demand} {}

  /// The powers of `now` have been the mean of the last `ms`. Powers beyond energy::most_power (2.19 GW) are shown and
  /// not counted.
  constexpr void take(instant const& now, std::uint32_t ms) {
    now_ = now;
    if (set_.unidirectional)
      for (auto& one : now_.power)
        one = {one.real < 0 ? -one.real : one.real, one.reactive < 0 ? -one.reactive : one.reactive, one.apparent};
    total_ = now_.power[0] + now_.power[1] + now_.power[2];
    for (auto const& one : {now_.power[0], now_.power[1], now_.power[2], total_})
      if (energy::fault_of(one) != errc::none) {
        demand_.add({}, ms);  // its intervals go on
        return;
      }
    while (ms != 0) {
      auto const part = ms < energy::longest_step ? ms : energy::longest_step;
      count(part);
      ms -= part;
    }
  }
  constexpr void take(inputs const& seen, std::uint32_t ms) { take(instant_of(seen, set_.wiring), ms); }

  /// In base units (V, A, W, var, VA, Wh, varh, VAh, Hz; a ratio; pulses), exactly what has been computed. Errors:
  /// not_available where the system type or the demand so far has none, unknown_code for what is not measured.
  [[nodiscard]] constexpr result<decimal> value(measurand const& of) const {
    if (validity_of(of, set_.wiring) == validity::invalid) return errc::not_available;
    switch (of.what) {
      case quantity::voltage: return voltage(of.where);
      case quantity::current: return current(of.where);
      case quantity::frequency:
        if (!alerts::frequency_in_hundredths.exceeded_by(integers::divide_nearest(now_.millihertz, 10)))
          return decimal{now_.millihertz, -3};
        return errc::not_available;
      case quantity::real_power:
      case quantity::reactive_power:
      case quantity::apparent_power: return power_value(of);
      case quantity::power_factor: return factor(of.where);
      case quantity::real_energy:
      case quantity::reactive_energy:
      case quantity::apparent_energy: return decimal{energy_of(of).unit_hours(), -3};
      case quantity::pulse_counter: return decimal{pulses_[of.number == 2 ? 1 : 0].count()};
      case quantity::quadrant: {
        auto const in = of.where == phase::none ? total_ : now_.power[index_of(of.where)];
        return decimal{static_cast<int>(in.where())};
      }
      case quantity::tariff: return decimal{int{tariff_} + 1};
      default: return errc::unknown_code;
    }
  }

  [[nodiscard]] constexpr flags<alert> alerts() const {
    flags<alert> all;
    alerts::by_phase volts{}, amperes{}, low{};
    bool const neutral = has_neutral(set_.wiring);
    auto const lines = lines_of(set_.wiring);
    for (unsigned i = 0; i != lines; ++i) {
      auto const pair = lines == 2 ? 0 : i;
      volts[i] = neutral ? now_.voltage.to_neutral[i] > set_.most_to_neutral_mv()
                         : now_.voltage.between[pair] > set_.most_between_mv();
    }
    for (unsigned i = 0; i != currents_of(set_.wiring); ++i) {
      amperes[i] = now_.current[i] > set_.most_current_ma();
      low[i] = power::is_factor_low(now_.power[i]);
    }
    all = alerts::with(all, alert::voltage_out_of_range_a, volts);
    all = alerts::with(all, alert::current_out_of_range_a, amperes);
    all = all.with(alert::frequency_out_of_range,
                   alerts::frequency_in_hundredths.exceeded_by(integers::divide_nearest(now_.millihertz, 10)));
    auto const found = alerts::phase_loss(set_.wiring, now_.voltage, std::int64_t{1000} * set_.system_voltage,
                                          set_.loss_percent, chosen_.loss, set_.imbalance_percent, chosen_.imbalance);
    all = alerts::with(all, alert::phase_loss_a,
                       alerts::lost_phases(found, set_.wiring, chosen_.pairs, chosen_.unbalanced));
    all = alerts::with(all, alert::low_power_factor_a, low);
    auto const overrun = [&](std::uint64_t watts) {
      return pulses::overrun(watts, set_.pulse_energy, set_.pulse_duration);
    };
    return all.with(alert::pulse_overrun, overrun((integers::magnitude(total_.real) + 999) / 1000))
        .with(alert::pulse_configuration, overrun(set_.largest_power()));
  }

  [[nodiscard]] constexpr settings const& set() const { return set_; }
  /// Accumulators, maxima and pulse counts stay; another demand interval begins anew.
  constexpr void configure(settings const& changed) {
    if (changed.demand != set_.demand) demand_.change(changed.demand);
    set_ = changed.with_pulse_duration();
  }
  constexpr void count_total_by(energy::total_of how) { chosen_.total = how; }

  // The words of register 129.
  constexpr void clear_energy() {
    phases_ = {};
    all_ = {};
    resettable_from_ = {};
  }
  constexpr void begin_demand_anew() { demand_.change(set_.demand); }  // as for another interval
  constexpr bool begin_demand_subinterval() { return demand_.close(); }  // false: no time had passed in the last one
  constexpr void reset_demand_max() { demand_.reset_max(); }
  constexpr void clear_pulses() { pulses_ = {}; }
  // WAGO: the trip counter, and the tariff that counts now, 0 to 3.
  constexpr void clear_resettable() { resettable_from_ = {phases_[0], phases_[1], phases_[2], all_tariffs()}; }
  constexpr void choose_tariff(unsigned which) { tariff_ = static_cast<std::uint8_t>(which & 3U); }

 private:
  using set_of_energies = energy::four_quadrants<energy::exact_sum>;

  static constexpr std::size_t index_of(phase where) {
    return where == phase::b || where == phase::bn || where == phase::bc   ? 1
           : where == phase::c || where == phase::cn || where == phase::ca ? 2
                                                                           : 0;
  }
  static constexpr bool is_single(phase where) { return where == phase::a || where == phase::b || where == phase::c; }
  constexpr set_of_energies all_tariffs() const { return all_[0] + all_[1] + all_[2] + all_[3]; }

  constexpr void count(std::uint32_t ms) {
    auto const weight = std::int64_t{set_.pulse_energy} * 1000 * energy::areas_per_hour;
    auto const count_total = [&](energy::four_quadrants<std::int64_t> const& areas) {
      all_[tariff_].add(areas);
      pulses_[0].add(areas.real_import, weight);
      if (chosen_.counter_2 == second_counter::export_real) pulses_[1].add(areas.real_export, weight);
      if (chosen_.counter_2 == second_counter::reactive)
        for (auto const area : areas.reactive) pulses_[1].add(area, weight);
    };
    for (std::size_t i = 0; i != 3; ++i) {
      auto const areas = energy::areas_of(now_.power[i], ms);
      phases_[i].add(areas);
      if (chosen_.total == energy::total_of::phases) count_total(areas);
    }
    if (chosen_.total == energy::total_of::net) count_total(energy::areas_of(total_, ms));
    demand_.add(total_, ms);
  }

  constexpr result<decimal> voltage(phase where) const {
    auto const& neutral = now_.voltage.to_neutral;
    auto const& between = now_.voltage.between;
    auto const lines = lines_of(set_.wiring);
    auto const mean = [](std::array<std::int64_t, 3> const& of, unsigned count) {
      std::int64_t all = 0;
      for (unsigned i = 0; i != count; ++i) all += of[i];
      return decimal{integers::divide_nearest(all, count), -3};
    };
    switch (where) {
      case phase::none: return decimal{0};  // the WAGO's "Voltage*", 0 on the one screen that shows it
      case phase::ll_avg: return mean(between, lines == 3 ? 3 : 1);
      case phase::ln_avg: return mean(neutral, lines);
      case phase::ab:
      case phase::bc:
      case phase::ca: return decimal{between[index_of(where)], -3};
      default: return decimal{neutral[index_of(where)], -3};
    }
  }
  constexpr result<decimal> current(phase where) const {
    auto const& amperes = now_.current;
    auto const all = amperes[0] + amperes[1] + amperes[2];
    if (where == phase::none) return decimal{0};
    if (where == phase::total) return decimal{all, -3};
    if (where == phase::avg) return decimal{integers::divide_nearest(all, currents_of(set_.wiring)), -3};
    return decimal{amperes[index_of(where)], -3};
  }
  constexpr result<decimal> power_value(measurand const& of) const {
    auto one = is_single(of.where) ? now_.power[index_of(of.where)] : total_;
    if (of.how == statistic::demand) {
      auto const present = demand_.present();
      if (!present) return present.error();
      one = *present;
    }
    if (of.how == statistic::demand_max)
      one = of.direction == flow::export_ ? demand_.max_export() : demand_.max_import();
    auto const chosen = of.what == quantity::real_power       ? one.real
                        : of.what == quantity::reactive_power ? one.reactive
                                                              : one.apparent;
    return decimal{chosen, -3};
  }
  /// Without load 1: what a meter shows there is not documented.
  constexpr result<decimal> factor(phase where) const {
    if (where != phase::avg)
      return decimal{power::factor(is_single(where) ? now_.power[index_of(where)] : total_).value_or(10'000), -4};
    std::int64_t all = 0;
    for (unsigned i = 0; i != currents_of(set_.wiring); ++i) all += power::factor(now_.power[i]).value_or(10'000);
    return decimal{integers::divide_nearest(all, currents_of(set_.wiring)), -4};
  }

  /// Of a phase, of all, of a tariff, or since the trip counter was set to zero.
  constexpr set_of_energies chosen_set(measurand const& of) const {
    if (is_single(of.where)) return phases_[index_of(of.where)];
    return of.rate == tariff::none ? all_tariffs() : all_[static_cast<std::size_t>(of.rate) - 1];
  }
  constexpr energy::exact_sum energy_of(measurand const& of) const {
    auto const from = chosen_set(of);
    if (of.what == quantity::reactive_energy) {
      switch (of.direction) {
        case flow::q1: return from.reactive[0];
        case flow::q2: return from.reactive[1];
        case flow::q3: return from.reactive[2];
        case flow::q4: return from.reactive[3];
        case flow::import: return from.reactive_import();
        case flow::export_: return from.reactive_export();
        default: return from.reactive_import() + from.reactive_export();
      }
    }
    if (of.what == quantity::apparent_energy)
      return of.direction == flow::export_ ? from.apparent_export
             : of.direction == flow::net   ? from.apparent_net()
                                           : from.apparent_import;
    auto forward = from.real_import;
    auto reverse = from.real_export;
    if (of.how == statistic::resettable) {
      auto const& since = resettable_from_[is_single(of.where) ? index_of(of.where) : 3];
      forward = forward - since.real_import;
      reverse = reverse - since.real_export;
    }
    switch (of.direction) {
      case flow::import: return forward;
      case flow::export_: return reverse;
      case flow::net: return forward - reverse;
      default: return energy::combine(set_.combination, forward, reverse).total;
    }
  }

  settings set_;
  choices chosen_;
  instant now_;
  powers<std::int64_t> total_;
  std::array<set_of_energies, 3> phases_{};
  std::array<set_of_energies, 4> all_{};  // by tariff
  std::array<set_of_energies, 4> resettable_from_{};
  demand::meter<std::int64_t> demand_;
  std::array<pulses::output, 2> pulses_{};
  std::uint8_t tariff_ = 0;
};

}  // namespace meterproto::virtual_meter
