// SPDX-License-Identifier: MIT
#include <meterproto/virtual_meter.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace test_virtual_meter {

using namespace meterproto;
using namespace meterproto::virtual_meter;

using enum phase;
using exact = powers<std::int64_t>;
using three = std::array<std::int64_t, 3>;

constexpr std::uint32_t hour = 3'600'000;
constexpr double quarter = elementary::pi / 2;
constexpr double sixth = elementary::pi / 3;

constexpr bool near(std::int64_t value, std::int64_t of, std::int64_t off) {
  return integers::magnitude(value - of) <= static_cast<std::uint64_t>(off);
}

// From magnitudes and angles
constexpr inputs star = inputs_of({230, 231, 229}, {5, 4, 3}, {0, quarter, 2 * quarter}, 49.98);
CASE("A third of a turn apart, B behind A: V, A and Hz become mV, mA and mHz",
     star.voltage[0] == phasor<std::int64_t>{230'000, 0} &&
         star.voltage[1] == phasor<std::int64_t>{-115'500, -200'052} &&
         star.voltage[2] == phasor<std::int64_t>{-114'500, 198'320} && star.millihertz == 49'980);
CASE("A current lags its own voltage: not at all, by a quarter turn, by half a turn",
     star.current[0] == phasor<std::int64_t>{5'000, 0} && star.current[1] == phasor<std::int64_t>{-3'464, 2'000} &&
         star.current[2] == phasor<std::int64_t>{1'500, -2'598});
CASE("Half a turn apart with two lines, with and without a neutral", [] {
  for (auto const wiring : {system_type::two_lines, system_type::two_lines_and_neutral}) {
    auto const made = inputs_of({120, 119, 0}, {1, 2, 0}, {0, 0, 0}, 60, wiring);
    if (made.voltage[0] != phasor<std::int64_t>{120'000, 0} || made.voltage[1] != phasor<std::int64_t>{-119'000, 0} ||
        made.current[1] != phasor<std::int64_t>{-2'000, 0})
      return false;
  }
  return inputs_of({120, 119, 0}, {1, 2, 0}, {0, 0, 0}, 60, system_type::delta).voltage[1].imaginary < -100'000;
}());

// What a meter makes of them: five ways of wiring, Series 4100 manual, "Supported System Types"
constexpr instant of_star = instant_of(star, system_type::wye);
CASE("40: all voltages, all currents",
     near(of_star.voltage.to_neutral[0], 230'000, 1) && near(of_star.voltage.to_neutral[1], 231'000, 1) &&
         near(of_star.voltage.to_neutral[2], 229'000, 1) && near(of_star.voltage.between[0], 399'239, 1) &&
         near(of_star.voltage.between[1], 398'373, 1) && near(of_star.voltage.between[2], 397'507, 1) &&
         near(of_star.current[0], 5'000, 1) && near(of_star.current[1], 4'000, 1) &&
         near(of_star.current[2], 3'000, 1) && of_star.millihertz == 49'980);
CASE("40: P in phase is import, a quarter turn behind is Q, half a turn is export",
     near(of_star.power[0].real, 1'150'000, 200) && near(of_star.power[0].reactive, 0, 200) &&
         near(of_star.power[1].real, 0, 200) && near(of_star.power[1].reactive, 924'000, 200) &&
         near(of_star.power[2].real, -687'000, 200) && near(of_star.power[2].reactive, 0, 200) &&
         near(of_star.power[2].apparent, 687'000, 200));
CASE("A current that leads makes negative Q: 60 degrees", [] {
  auto const now = instant_of(inputs_of({230, 230, 230}, {10, 0, 0}, {-sixth, 0, 0}, 50), system_type::wye);
  return near(now.power[0].real, 1'150'000, 250) && near(now.power[0].reactive, -1'991'858, 250) &&
         now.power[0].where() == power::quadrant::q4;
}());
CASE("31: the same against a point of one's own", [] {
  auto const now = instant_of(star, system_type::delta);
  return now.voltage.between == of_star.voltage.between && now.current == of_star.current && now.power == of_star.power;
}());

constexpr inputs of_type(system_type wiring) {
  return inputs_of({120, 110, 99}, {10, 7, 5}, {0.5, -0.5, 1}, 60, wiring);
}
CASE("10: A alone; the inputs B and C count nothing", [] {
  auto const now = instant_of(of_type(system_type::line_and_neutral), system_type::line_and_neutral);
  return near(now.voltage.to_neutral[0], 120'000, 1) && now.current == three{now.current[0], 0, 0} &&
         near(now.current[0], 10'000, 1) && near(now.power[0].real, 1'053'099, 250) &&
         near(now.power[0].reactive, 575'311, 250) && now.power[1] == exact{} && now.power[2] == exact{};
}());
CASE("11: the power of VAB and IA", [] {
  auto const now = instant_of(of_type(system_type::two_lines), system_type::two_lines);
  return near(now.voltage.between[0], 230'000, 1) && now.current == three{now.current[0], 0, 0} &&
         near(now.power[0].real, 2'018'440, 250) && near(now.power[0].reactive, 1'102'679, 250) &&
         near(now.power[0].apparent, 2'300'000, 250) && now.power[1] == exact{} && now.power[2] == exact{};
}());
CASE("12: A and B, each with its half of the voltage", [] {
  auto const now = instant_of(of_type(system_type::two_lines_and_neutral), system_type::two_lines_and_neutral);
  return near(now.voltage.between[0], 230'000, 1) && now.current[2] == 0 && near(now.current[1], 7'000, 1) &&
         near(now.power[0].real, 1'053'099, 250) && near(now.power[1].real, 675'739, 250) &&
         near(now.power[1].reactive, -369'158, 250) && now.power[2] == exact{};
}());
CASE("Nothing on the inputs is nothing", [] {
  auto const now = instant_of(inputs{}, system_type::wye);
  return now.voltage.to_neutral == three{} && now.voltage.between == three{} && now.current == three{} &&
         now.power == std::array<exact, 3>{};
}());

// From samples
constexpr std::size_t per_cycle = 16;
using wave = std::array<std::int32_t, per_cycle>;
constexpr wave wave_of(double rms, double angle) {
  wave made{};
  for (std::size_t i = 0; i != per_cycle; ++i) {
    auto const peak = rms * 1.4142135623730951 * 1000;
    auto const at = elementary::circle(2 * elementary::pi * static_cast<double>(i) / per_cycle + angle).cosine * peak;
    made[i] = static_cast<std::int32_t>(at + (at < 0 ? -0.5 : 0.5));
  }
  return made;
}
struct sampled {
  std::array<wave, 3> voltage{};
  std::array<wave, 3> current{};
};
constexpr std::array<double, 3> volts{120, 110, 99}, amperes{10, 7, 5}, lag{0.5, -0.5, 1};
constexpr sampled waves_of(bool half) {
  sampled made;
  for (std::size_t i = 0; i != 3; ++i) {
    auto const angle = -2 * elementary::pi * static_cast<double>(i) / (half ? 2 : 3);
    made.voltage[i] = wave_of(volts[i], angle);
    made.current[i] = wave_of(amperes[i], angle - lag[i]);
  }
  return made;
}
constexpr sampled thirds = waves_of(false);
constexpr sampled halves = waves_of(true);

constexpr samples spans_of(sampled const& all, std::size_t voltages, std::size_t currents) {
  samples made;
  made.per_cycle = per_cycle;
  for (std::size_t i = 0; i != voltages; ++i) made.voltage[i] = all.voltage[i];
  for (std::size_t i = 0; i != currents; ++i) made.current[i] = all.current[i];
  return made;
}
/// What the system type has is equal in both; of what it does not have, no samples were needed.
constexpr bool agree(sampled const& all, system_type wiring) {
  auto const lines = lines_of(wiring);
  auto const currents = currents_of(wiring);
  auto const one = instant_of(of_type(wiring), wiring);
  auto const made = instant_of(spans_of(all, lines, currents), 60'000, wiring);
  if (!made || made->millihertz != one.millihertz) return false;
  for (std::size_t i = 0; i != 3; ++i) {
    if (i < lines && !near(made->voltage.to_neutral[i], one.voltage.to_neutral[i], 1)) return false;
    if ((lines == 3 || (lines == 2 && i == 0)) && !near(made->voltage.between[i], one.voltage.between[i], 1))
      return false;
    if (!near(made->current[i], one.current[i], 1) || !near(made->power[i].real, one.power[i].real, 250) ||
        !near(made->power[i].reactive, one.power[i].reactive, 250) ||
        !near(made->power[i].apparent, one.power[i].apparent, 250))
      return false;
    if (i >= currents && (made->current[i] != 0 || made->power[i] != exact{})) return false;
  }
  return true;
}
CASE("Samples and phasors agree: 10", agree(thirds, system_type::line_and_neutral));
CASE("Samples and phasors agree: 11", agree(halves, system_type::two_lines));
CASE("Samples and phasors agree: 12", agree(halves, system_type::two_lines_and_neutral));
CASE("Samples and phasors agree: 31", agree(thirds, system_type::delta));
CASE("Samples and phasors agree: 40", agree(thirds, system_type::wye));

constexpr errc fault_of(samples const& seen, system_type wiring) {
  return instant_of(seen, 50'000, wiring).error().code;
}
CASE("A phase that the system type has wants its samples",
     fault_of(spans_of(thirds, 3, 2), system_type::wye) == errc::too_short &&
         fault_of(spans_of(thirds, 2, 3), system_type::wye) == errc::too_short &&
         fault_of(spans_of(halves, 2, 1), system_type::two_lines_and_neutral) == errc::too_short &&
         fault_of(spans_of(halves, 1, 1), system_type::two_lines) == errc::too_short &&
         fault_of(spans_of(thirds, 0, 0), system_type::line_and_neutral) == errc::too_short);
CASE("A quarter of the cycle is a whole number of samples", [] {
  auto seen = spans_of(thirds, 1, 1);
  seen.per_cycle = 6;
  return fault_of(seen, system_type::line_and_neutral) == errc::bad_count;
}());

// The settings: Series 4100 manual, "Default Settings"; "Metering Over-Range +20%" of 347 V, 600 V and the primary
CASE("Over-range begins above 416.4 V, 720 V and 120 A, by the ratio of the transformers", [] {
  settings set;
  if (set.most_to_neutral_mv() != 416'400 || set.most_between_mv() != 720'000 || set.most_current_ma() != 120'000)
    return false;
  set.pt_hundredths = 12'000;
  set.ct_primary = 5;
  return set.most_to_neutral_mv() == 49'968'000 && set.most_between_mv() == 86'400'000 &&
         set.most_current_ma() == 6'000;
}());
CASE("104 kW: 600 V, 100 A; pulses of 1 kWh and 500 ms keep up with it",
     settings{}.largest_power() == 103'923 && settings{}.with_pulse_duration().pulse_duration == 500);
CASE("\"The meter will hunt for a new Pulse Duration\"; where none fits, the old one stays", [] {
  settings set;
  set.pulse_energy = 10;
  if (set.with_pulse_duration().pulse_duration != 100) return false;
  set.wiring = system_type::two_lines;  // 60 kW
  if (set.with_pulse_duration().pulse_duration != 250) return false;
  set.system_voltage = set.ct_primary = 32'000;
  set.pulse_duration = 25;
  return set.with_pulse_duration().pulse_duration == 25;
}());

// What is measured, by measurand
constexpr choices plain{energy::total_of::phases,
                        {demand::before_full::none, demand::apparent::mean, demand::maxima::own},
                        alerts::threshold::percent_of_nominal,
                        alerts::imbalance::spread_of_mean,
                        alerts::pair_marks::both,
                        alerts::imbalance_marks::none,
                        second_counter::export_real};
constexpr choices with(energy::total_of total) {
  auto made = plain;
  made.total = total;
  return made;
}
constexpr choices with(second_counter counter) {
  auto made = plain;
  made.counter_2 = counter;
  return made;
}
constexpr settings wired(system_type wiring) {
  settings made;
  made.wiring = wiring;
  return made;
}

/// 346.41 V, 600 V, 50 A: nothing to warn of. A: Q1, 3 kW, 4 kvar; B: Q2; C: Q3; together Q2.
constexpr instant busy{{{346'410, 346'411, 346'413}, {600'000, 600'002, 600'003}},
                       {50'000, 40'000, 30'001},
                       {exact{3'000'000, 4'000'000}, exact{-6'000'000, 8'000'000}, exact{-4'000'000, -3'000'000}},
                       60'015};
constexpr meter run(settings const& set, choices const& chosen, instant const& now, std::uint32_t ms) {
  meter made{set, chosen};
  made.take(now, ms);
  return made;
}
constexpr meter one_hour = run(settings{}, plain, busy, hour);
constexpr bool is(meter const& of, measurand const& what, std::int64_t digits, int exponent = 0) {
  return of.value(what) == result<decimal>{decimal{digits, exponent}};
}
constexpr bool lacks(meter const& of, measurand const& what) {
  return of.value(what) == result<decimal>{errc::not_available};
}

CASE("Voltages, and their means over the phases",
     is(one_hour, {quantity::voltage, an}, 346'410, -3) && is(one_hour, {quantity::voltage, bn}, 346'411, -3) &&
         is(one_hour, {quantity::voltage, cn}, 346'413, -3) && is(one_hour, {quantity::voltage, ab}, 600) &&
         is(one_hour, {quantity::voltage, bc}, 600'002, -3) && is(one_hour, {quantity::voltage, ca}, 600'003, -3) &&
         is(one_hour, {quantity::voltage, ln_avg}, 346'411, -3) &&
         is(one_hour, {quantity::voltage, ll_avg}, 600'002, -3));
CASE("Currents, their mean, their sum",
     is(one_hour, {quantity::current, a}, 50) && is(one_hour, {quantity::current, b}, 40) &&
         is(one_hour, {quantity::current, c}, 30'001, -3) && is(one_hour, {quantity::current, avg}, 40) &&
         is(one_hour, {quantity::current, total}, 120'001, -3));
CASE("WAGO's \"Voltage*\" and \"Current*\" are 0",
     is(one_hour, {quantity::voltage}, 0) && is(one_hour, {quantity::current}, 0));
CASE("Power of a phase with its signs; the total is a vector sum [023]",
     is(one_hour, {quantity::real_power, a}, 3'000) && is(one_hour, {quantity::reactive_power, a}, 4'000) &&
         is(one_hour, {quantity::apparent_power, a}, 5'000) && is(one_hour, {quantity::real_power, b}, -6'000) &&
         is(one_hour, {quantity::apparent_power, b}, 10'000) && is(one_hour, {quantity::reactive_power, c}, -3'000) &&
         is(one_hour, {quantity::real_power, total}, -7'000) &&
         is(one_hour, {quantity::reactive_power, total}, 9'000) &&
         is(one_hour, {quantity::apparent_power, total}, 11'401'754, -3));
CASE("Power factors: of a phase, \"total kW / total kVA\" [024], the mean of the phases [40103]",
     is(one_hour, {quantity::power_factor, a}, 6, -1) && is(one_hour, {quantity::power_factor, b}, -6, -1) &&
         is(one_hour, {quantity::power_factor, c}, -8, -1) &&
         is(one_hour, {quantity::power_factor, total}, -6'139, -4) &&
         is(one_hour, {quantity::power_factor, avg}, -2'667, -4));
CASE("Without load a power factor is 1", is(meter{settings{}, plain}, {quantity::power_factor, a}, 1) &&
                                             is(meter{settings{}, plain}, {quantity::power_factor, total}, 1) &&
                                             is(meter{settings{}, plain}, {quantity::power_factor, avg}, 1));
CASE("Quadrants 1 to 4", is(one_hour, {quantity::quadrant, a}, 1) && is(one_hour, {quantity::quadrant, b}, 2) &&
                             is(one_hour, {quantity::quadrant, c}, 3) && is(one_hour, {quantity::quadrant}, 2) &&
                             is(run(settings{}, plain, {{}, {}, {exact{1, -1}}, 0}, 1), {quantity::quadrant}, 4));
CASE("What is no measurand is none", one_hour.value({quantity::system_type}) == result<decimal>{errc::unknown_code} &&
                                         one_hour.value({quantity::reserved}) == result<decimal>{errc::unknown_code} &&
                                         one_hour.value({quantity::events}) == result<decimal>{errc::unknown_code});

// "45 - 65 Hz", else QNAN [028, 146]
constexpr meter at_frequency(std::int64_t millihertz) {
  auto now = busy;
  now.millihertz = millihertz;
  return run(settings{}, plain, now, 1);
}
CASE("A frequency from 45 to 65 Hz is shown, and beyond there is none",
     is(one_hour, {quantity::frequency}, 60'015, -3) && is(at_frequency(45'000), {quantity::frequency}, 45) &&
         is(at_frequency(65'000), {quantity::frequency}, 65) && lacks(at_frequency(44'990), {quantity::frequency}) &&
         lacks(at_frequency(65'010), {quantity::frequency}) && lacks(at_frequency(0), {quantity::frequency}));

// Energies: registers 001 to 020, 043 to 090
CASE("Real energy by direction: each phase, and the phases summed into one direction or the other",
     is(one_hour, {quantity::real_energy, a, flow::import}, 3'000) &&
         is(one_hour, {quantity::real_energy, a, flow::export_}, 0) &&
         is(one_hour, {quantity::real_energy, b, flow::export_}, 6'000) &&
         is(one_hour, {quantity::real_energy, c, flow::export_}, 4'000) &&
         is(one_hour, {quantity::real_energy, flow::import}, 3'000) &&
         is(one_hour, {quantity::real_energy, flow::export_}, 10'000) &&
         is(one_hour, {quantity::real_energy, flow::net}, -7'000) &&
         is(one_hour, {quantity::real_energy, statistic::copy, flow::import}, 3'000));
CASE("Reactive energy by quadrant, import Q1 and Q2, export Q3 and Q4, total all of them",
     is(one_hour, {quantity::reactive_energy, a, flow::q1}, 4'000) &&
         is(one_hour, {quantity::reactive_energy, b, flow::q2}, 8'000) &&
         is(one_hour, {quantity::reactive_energy, c, flow::q3}, 3'000) &&
         is(one_hour, {quantity::reactive_energy, c, flow::q4}, 0) &&
         is(one_hour, {quantity::reactive_energy, flow::q1}, 4'000) &&
         is(one_hour, {quantity::reactive_energy, flow::q2}, 8'000) &&
         is(one_hour, {quantity::reactive_energy, flow::import}, 12'000) &&
         is(one_hour, {quantity::reactive_energy, flow::export_}, 3'000) &&
         is(one_hour, {quantity::reactive_energy, flow::total}, 15'000) &&
         is(one_hour, {quantity::reactive_energy, c, flow::total}, 3'000));
CASE("Apparent energy with the direction of real power",
     is(one_hour, {quantity::apparent_energy, a, flow::import}, 5'000) &&
         is(one_hour, {quantity::apparent_energy, b, flow::export_}, 10'000) &&
         is(one_hour, {quantity::apparent_energy, flow::import}, 5'000) &&
         is(one_hour, {quantity::apparent_energy, flow::export_}, 15'000) &&
         is(one_hour, {quantity::apparent_energy, flow::net}, -10'000));
CASE("The phases added first: all of it in the direction of the sum", [] {
  auto const net = run(settings{}, with(energy::total_of::net), busy, hour);
  return is(net, {quantity::real_energy, flow::import}, 0) && is(net, {quantity::real_energy, flow::export_}, 7'000) &&
         is(net, {quantity::reactive_energy, flow::q2}, 9'000) &&
         is(net, {quantity::real_energy, a, flow::import}, 3'000);
}());
CASE("A step of any length, in one or in parts, to the milliwatt-hour", [] {
  auto parts = run(settings{}, plain, busy, 1);
  parts.take(busy, 3 * hour - 2);
  parts.take(busy, 1);
  return is(parts, {quantity::real_energy, a, flow::import}, 9'000) &&
         is(parts, {quantity::reactive_energy, flow::total}, 45'000) &&
         is(run(settings{}, plain, busy, 1), {quantity::real_energy, a, flow::import}, 0, -3) &&
         is(run(settings{}, plain, busy, 2), {quantity::real_energy, a, flow::import}, 1, -3);
}());
CASE("In no time nothing is counted; what was seen is shown",
     is(run(settings{}, plain, busy, 0), measurand::numbered(quantity::pulse_counter, 1), 0) &&
         lacks(run(settings{}, plain, busy, 0), {quantity::real_power, statistic::demand}) &&
         is(run(settings{}, plain, busy, 0), {quantity::current, a}, 50));
CASE("2.2 GW are shown and not counted; 2.199 GW are counted", [] {
  auto const beyond = run(settings{}, plain, {{}, {}, {exact{2'199'023'255'552, 0}}, 0}, hour);
  auto const sum_beyond =
      run(settings{}, plain, {{}, {}, {exact{1'500'000'000'000, 0}, exact{1'500'000'000'000, 0}}, 0}, hour);
  auto const largest = run(settings{}, plain, {{}, {}, {exact{-2'199'023'255'551, 0}}, 0}, hour);
  return is(beyond, {quantity::real_power, a}, 2'199'023'255'552, -3) &&
         is(beyond, {quantity::real_energy, a, flow::import}, 0) &&
         is(sum_beyond, {quantity::real_energy, a, flow::import}, 0) &&
         is(largest, {quantity::real_energy, flow::export_}, 2'199'023'255'551, -3);
}());

// Pulses: registers 039 to 042, 144
CASE("A pulse per 1000 Wh: counter 1 import, counter 2 export",
     is(one_hour, measurand::numbered(quantity::pulse_counter, 1), 3) &&
         is(one_hour, measurand::numbered(quantity::pulse_counter, 2), 10));
CASE("Counter 2 of the Series 4000 is reactive energy", is(run(settings{}, with(second_counter::reactive), busy, hour),
                                                           measurand::numbered(quantity::pulse_counter, 2), 15));
CASE("What is less than a pulse waits", [] {
  auto counted = run(settings{}, plain, {{}, {}, {exact{999'999, 0}}, 0}, hour);
  if (!is(counted, measurand::numbered(quantity::pulse_counter, 1), 0)) return false;
  counted.take({{}, {}, {exact{1, 0}}, 0}, hour);
  return is(counted, measurand::numbered(quantity::pulse_counter, 1), 1);
}());

// Demand: registers 029 to 037
constexpr settings of_two_quarters = [] {
  settings set;
  set.demand = *demand::intervals::of(2, 900);
  return set;
}();
CASE("Block demand: none before the first interval, then its mean, signed",
     lacks(run(settings{}, plain, busy, 899'999), {quantity::real_power, statistic::demand}) &&
         is(one_hour, {quantity::real_power, statistic::demand}, -7'000) &&
         is(one_hour, {quantity::reactive_power, statistic::demand}, 9'000) &&
         is(one_hour, {quantity::apparent_power, statistic::demand}, -11'401'754, -3));
CASE("Maxima in each direction, 0 where there was none; a direction that is not asked is import",
     is(one_hour, {quantity::real_power, statistic::demand_max, flow::export_}, -7'000) &&
         is(one_hour, {quantity::real_power, statistic::demand_max, flow::import}, 0) &&
         is(one_hour, {quantity::real_power, statistic::demand_max}, 0));
CASE("Rolling: the mean of two quarters; another interval begins anew, and the maxima stay", [] {
  auto rolling = run(of_two_quarters, plain, {{}, {}, {exact{1'000, 0}}, 0}, 900'000);
  if (!lacks(rolling, {quantity::real_power, statistic::demand})) return false;
  rolling.take({{}, {}, {exact{3'000, 0}}, 0}, 900'000);
  if (!is(rolling, {quantity::real_power, statistic::demand}, 2)) return false;
  rolling.configure(settings{});
  return lacks(rolling, {quantity::real_power, statistic::demand}) &&
         is(rolling, {quantity::real_power, statistic::demand_max, flow::import}, 2);
}());
CASE("Other settings leave the interval that runs", [] {
  auto running = run(settings{}, plain, busy, 899'999);
  auto other = settings{};
  other.loss_percent = 20;
  running.configure(other);
  running.take(busy, 1);
  return is(running, {quantity::real_power, statistic::demand}, -7'000);
}());

// The words of register 129
CASE("Each clears its own", [] {
  auto cleared = one_hour;
  cleared.clear_energy();
  cleared.take(instant{}, 1);
  if (!is(cleared, {quantity::real_energy, flow::export_}, 0) ||
      !is(cleared, {quantity::reactive_energy, b, flow::q2}, 0) ||
      !is(cleared, measurand::numbered(quantity::pulse_counter, 2), 10) ||
      !is(cleared, {quantity::real_power, statistic::demand_max, flow::export_}, -7'000))
    return false;
  cleared.clear_pulses();
  cleared.reset_demand_max();
  return is(cleared, measurand::numbered(quantity::pulse_counter, 2), 0) &&
         is(cleared, {quantity::real_power, statistic::demand_max, flow::export_}, -7'000) &&  // the present demand
         is(cleared, {quantity::real_power, statistic::demand}, -7'000);
}());
CASE("A sub-interval that is closed by hand is the mean of its time, and another begins", [] {
  auto closed = run(settings{}, plain, busy, 300'000);
  closed.begin_demand_subinterval();
  if (!is(closed, {quantity::real_power, statistic::demand}, -7'000)) return false;
  closed.take(instant{}, 899'999);
  if (!is(closed, {quantity::real_power, statistic::demand}, -7'000)) return false;
  closed.take(instant{}, 1);
  return is(closed, {quantity::real_power, statistic::demand}, 0);
}());

// WAGO: tariffs, the trip counter, the combination code
CASE("Each tariff counts while it is chosen, and all of them are the total", [] {
  auto counted = run(settings{}, plain, busy, hour);
  counted.choose_tariff(3);
  counted.take(busy, 2 * hour);
  return is(counted, {quantity::tariff}, 4) && is(one_hour, {quantity::tariff}, 1) &&
         is(counted, {quantity::real_energy, flow::import, tariff::t1}, 3'000) &&
         is(counted, {quantity::real_energy, flow::import, tariff::t2}, 0) &&
         is(counted, {quantity::real_energy, flow::import, tariff::t4}, 6'000) &&
         is(counted, {quantity::real_energy, flow::import}, 9'000) &&
         is(counted, {quantity::reactive_energy, flow::q2, tariff::t4}, 16'000) &&
         is(counted, {quantity::real_energy, a, flow::import}, 9'000);
}());
CASE("The trip counter follows the combination code, and its own zero", [] {
  auto set = settings{};
  set.combination = energy::combination::forward_plus_reverse;
  auto counted = run(set, plain, busy, hour);
  if (!is(counted, {quantity::real_energy, total, statistic::resettable}, 13'000)) return false;
  counted.clear_resettable();
  if (!is(counted, {quantity::real_energy, total, statistic::resettable}, 0)) return false;
  counted.take(busy, hour);
  return is(counted, {quantity::real_energy, total, statistic::resettable}, 13'000) &&
         is(counted, {quantity::real_energy, b, statistic::resettable}, 6'000) &&
         is(counted, {quantity::real_energy, flow::total}, 26'000) &&
         is(counted, {quantity::real_energy, b, flow::total}, 12'000);
}());

CASE("Energies that are cleared take the trip counter's zero with them", [] {
  auto cleared = one_hour;
  cleared.clear_resettable();
  cleared.clear_energy();
  cleared.take(busy, 2 * hour);
  return is(cleared, {quantity::real_energy, total, statistic::resettable}, 6'000) &&
         is(cleared, {quantity::real_energy, a, statistic::resettable}, 6'000);
}());

// "Unidirectional metering", "not sensitive to CT orientation": Series 4000 manuals
CASE("A unidirectional meter has no sign anywhere", [] {
  auto set = settings{};
  set.unidirectional = true;
  auto const counted = run(set, with(second_counter::reactive), busy, hour);
  return is(counted, {quantity::real_power, b}, 6'000) && is(counted, {quantity::reactive_power, c}, 3'000) &&
         is(counted, {quantity::real_power, total}, 13'000) && is(counted, {quantity::reactive_power, total}, 15'000) &&
         is(counted, {quantity::power_factor, b}, 6, -1) && is(counted, {quantity::quadrant, c}, 1) &&
         is(counted, {quantity::real_energy, flow::import}, 13'000) &&
         is(counted, {quantity::real_energy, flow::export_}, 0) &&
         is(counted, {quantity::reactive_energy, flow::total}, 15'000) &&
         is(counted, {quantity::apparent_energy, flow::import}, 20'000) &&
         is(counted, {quantity::real_power, statistic::demand}, 13'000) &&
         is(counted, measurand::numbered(quantity::pulse_counter, 2), 15);
}());

// What a system type does not have: "Supported System Types"
constexpr bool has_only(system_type wiring, std::initializer_list<phase> voltages,
                        std::initializer_list<phase> currents) {
  auto const counted = run(wired(wiring), plain, busy, 900'000);
  auto const among = [](std::initializer_list<phase> all, phase one) {
    for (auto const each : all)
      if (each == one) return true;
    return false;
  };
  for (auto const where : {an, bn, cn, ab, bc, ca, ln_avg, ll_avg})
    if (counted.value({quantity::voltage, where}).has_value() != among(voltages, where)) return false;
  for (auto const where : {a, b, c})
    for (auto const what : {quantity::current, quantity::real_power, quantity::reactive_power, quantity::apparent_power,
                            quantity::power_factor, quantity::quadrant})
      if (counted.value({what, where}).has_value() != among(currents, where)) return false;
  for (auto const where : {a, b, c})
    for (auto const direction : {flow::import, flow::export_})
      for (auto const what : {quantity::real_energy, quantity::apparent_energy})
        if (counted.value({what, where, direction}).has_value() != among(currents, where)) return false;
  for (auto const what : {quantity::real_power, quantity::reactive_power, quantity::apparent_power})
    if (!counted.value({what, total}) || !counted.value({what, statistic::demand})) return false;
  return counted.value({quantity::frequency}) && counted.value({quantity::current, avg}) &&
         counted.value({quantity::real_energy, flow::net});
}
CASE("10: AN, and the mean of it", has_only(system_type::line_and_neutral, {an, ln_avg}, {a}));
CASE("11: AB, and the mean of it", has_only(system_type::two_lines, {ab, ll_avg}, {a}));
CASE("12: AN, BN, AB", has_only(system_type::two_lines_and_neutral, {an, bn, ab, ln_avg, ll_avg}, {a, b}));
CASE("31: AB, BC, CA", has_only(system_type::delta, {ab, bc, ca, ll_avg}, {a, b, c}));
CASE("40: all", has_only(system_type::wye, {an, bn, cn, ab, bc, ca, ln_avg, ll_avg}, {a, b, c}));
CASE("Means are those of the active phases: 12 has two lines, 10 and 11 one current", [] {
  auto const split = run(wired(system_type::two_lines_and_neutral), plain,
                         {{{120'000, 110'000, 99}, {230'000, 5, 5}}, {4'000, 2'000, 0}, {}, 60'000}, 1);
  auto const single = run(wired(system_type::two_lines), plain, {{{}, {230'000, 5, 5}}, {4'000, 0, 0}, {}, 60'000}, 1);
  return is(split, {quantity::voltage, ln_avg}, 115) && is(split, {quantity::voltage, ll_avg}, 230) &&
         is(split, {quantity::current, avg}, 3) && is(single, {quantity::voltage, ll_avg}, 230) &&
         is(single, {quantity::current, avg}, 4);
}());

// Alerts [146]: each bit on and off
constexpr instant healthy{{{346'410, 346'410, 346'410}, {600'000, 600'000, 600'000}},
                          {50'000, 50'000, 50'000},
                          {exact{17'000'000, 0}, exact{17'000'000, 0}, exact{17'000'000, 0}},
                          60'000};
constexpr std::uint32_t bits_of(instant const& now, settings const& set = {}, choices const& chosen = plain) {
  return run(set, chosen, now, 1).alerts().bits();
}
/// The healthy meter with one thing changed.
template <class Change>
constexpr std::uint32_t with_changed(Change const& change, settings const& set = {}, choices const& chosen = plain) {
  auto now = healthy;
  change(now);
  return bits_of(now, set, chosen);
}
CASE("Nothing to warn of", bits_of(healthy) == 0);
CASE("Bits 0, 1, 2: above 347 V + 20 % to neutral", [] {
  for (unsigned i = 0; i != 3; ++i) {
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 416'400; }) != 0) return false;
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 416'401; }) != 1U << i) return false;
  }
  return true;
}());
CASE("Without a neutral above 600 V + 20 % between lines, AB of two lines for both", [] {
  auto const above = [](instant& now) { now.voltage.between[0] = 720'001; };
  return with_changed(above, wired(system_type::delta)) == 1 &&
         with_changed(above, wired(system_type::two_lines)) == 3 && with_changed(above, wired(system_type::wye)) == 0 &&
         with_changed(
             [](instant& now) {
               now.voltage.between = {720'000, 720'000, 720'000};
             },
             wired(system_type::delta)) == 0;
}());
CASE("Bits 3, 4, 5: above the primary current + 20 %", [] {
  for (unsigned i = 0; i != 3; ++i) {
    if (with_changed([&](instant& now) { now.current[i] = 120'000; }) != 0) return false;
    if (with_changed([&](instant& now) { now.current[i] = 120'001; }) != 8U << i) return false;
  }
  return true;
}());
CASE("What the system type does not have is not looked at", [] {
  auto const everything = [](instant& now) {
    now.voltage = {{346'410, 999'999, 999'999}, {1, 999'999, 2}};
    now.current = {50'000, 999'999, 999'999};
    now.power[1] = now.power[2] = exact{1, 9};
  };
  auto set = wired(system_type::line_and_neutral);
  set.system_voltage = 346;
  return with_changed(everything, set) == 0;
}());
CASE("Bit 6: a frequency outside 45 to 65 Hz, or none", [] {
  auto const at = [](std::int64_t millihertz) {
    return with_changed([&](instant& now) { now.millihertz = millihertz; });
  };
  return at(45'000) == 0 && at(65'000) == 0 && at(44'990) == 0x40 && at(65'010) == 0x40 && at(0) == 0x40;
}());
CASE("Bits 8, 9, 10: \"600 and 0.10, then the Phase Loss threshold will be 60 volts\"", [] {
  for (unsigned i = 0; i != 3; ++i) {
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 34'642; }) != 0) return false;
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 34'641; }) != 0x100U << i) return false;
  }
  return with_changed([](instant& now) { now.voltage.between[1] = 60'000; }) == 0 &&
         with_changed([](instant& now) { now.voltage.between[1] = 59'999; }) == 0x600;
}());
CASE("Or \"if any phase drops more than 10% below\": 540 V, 311.769 V", [] {
  auto chosen = plain;
  chosen.loss = alerts::threshold::percent_below_nominal;
  for (unsigned i = 0; i != 3; ++i) {
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 311'770; }, {}, chosen) != 0) return false;
    if (with_changed([&](instant& now) { now.voltage.to_neutral[i] = 311'769; }, {}, chosen) != 0x100U << i)
      return false;
  }
  return with_changed([](instant& now) { now.voltage.between[0] = 540'000; }, {}, chosen) == 0 &&
         with_changed([](instant& now) { now.voltage.between[0] = 539'999; }, {}, chosen) == 0x300;
}());
CASE("The threshold is a setting [142]", [] {
  auto set = settings{};
  set.loss_percent = 50;
  auto const low = [](instant& now) { now.voltage.between[2] = 299'999; };
  return with_changed(low) == 0 && with_changed(low, set) == 0x500;
}());
CASE("A lost pair marks both its phases, the first, or none beside a neutral", [] {
  auto chosen = plain;
  auto const lost = [](instant& now) { now.voltage.between[2] = 0; };
  if (with_changed(lost, {}, chosen) != 0x500) return false;
  chosen.pairs = alerts::pair_marks::first;
  if (with_changed(lost, {}, chosen) != 0x400) return false;
  chosen.pairs = alerts::pair_marks::neutral;
  return with_changed(lost, {}, chosen) == 0 && with_changed(lost, wired(system_type::delta), chosen) == 0x500;
}());
CASE("An imbalance above 25 % [143] marks none, all, or the phase furthest from the mean", [] {
  auto chosen = plain;
  auto const low = [](instant& now) { now.voltage.to_neutral = {346'410, 200'000, 346'410}; };
  if (with_changed(low, {}, chosen) != 0) return false;
  chosen.unbalanced = alerts::imbalance_marks::all;
  if (with_changed(low, {}, chosen) != 0x700) return false;
  chosen.unbalanced = alerts::imbalance_marks::furthest;
  if (with_changed(low, {}, chosen) != 0x200) return false;
  auto set = settings{};
  set.imbalance_percent = 60;
  return with_changed(low, set, chosen) == 0;
}());
CASE("Which base the 25 % have is a choice: 450 V among 600 V is 27.3 % of the mean, 25 % of the largest", [] {
  auto chosen = plain;
  chosen.unbalanced = alerts::imbalance_marks::furthest;
  auto const low = [](instant& now) { now.voltage.between = {450'000, 600'000, 600'000}; };
  if (with_changed(low, {}, chosen) != 0x300) return false;
  for (auto const other : {alerts::imbalance::spread_of_largest, alerts::imbalance::spread_of_nominal,
                           alerts::imbalance::deviation_from_mean}) {
    chosen.imbalance = other;
    if (with_changed(low, {}, chosen) != 0) return false;
  }
  return true;
}());
CASE("Bits 11, 12, 13: a power factor below 0.5, quiet without load", [] {
  for (unsigned i = 0; i != 3; ++i) {
    if (with_changed([&](instant& now) { now.power[i] = {-5'000, 0, 10'000}; }) != 0) return false;
    if (with_changed([&](instant& now) { now.power[i] = {-4'999, 0, 10'000}; }) != 0x800U << i) return false;
    if (with_changed([&](instant& now) { now.power[i] = {}; }) != 0) return false;
  }
  return true;
}());
CASE("Bit 14: 180 kW are what 10 Wh and 100 ms keep up with", [] {
  auto set = settings{};
  set.pulse_energy = 10;
  return bits_of({healthy.voltage, healthy.current, {exact{180'000'000, 0}}, 60'000}, set) == 0 &&
         bits_of({healthy.voltage, healthy.current, {exact{180'001'000, 0}}, 60'000}, set) == 0x4000 &&
         bits_of({healthy.voltage, healthy.current, {exact{-90'001'000, 0}, exact{-90'000'000, 0}}, 60'000}, set) ==
             0x4000;
}());
CASE("Bit 15: no duration keeps up with the largest power", [] {
  auto set = settings{};
  set.pulse_energy = 10;
  set.ct_primary = 1'732;  // 1799947 W
  if (bits_of(healthy, set) != 0) return false;
  set.ct_primary = 1'733;                  // 1800987 W, above 1.8 MW of 10 Wh and 10 ms
  return bits_of(healthy, set) == 0xC000;  // and the 500 ms that stay keep up with 36 kW only
}());

}  // namespace test_virtual_meter
