// SPDX-License-Identifier: MIT
#include <meterproto/alerts.hpp>
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/pulses.hpp>
#include <meterproto/wago_879.hpp>
#include <meterproto/wiring.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace test_pulses {

using namespace meterproto;
using namespace meterproto::pulses;

using duration = result<std::uint16_t>;
constexpr std::uint64_t kilo = 1'000;

// Series 4100 manual, register 144: "10000, 1000, 100, 10", 145: "500, 250, 100, 50, 25, 10"
CASE("145 is 500, 250, 100, 50, 25 or 10 ms, the slowest first",
     durations == std::array<std::uint16_t, 6>{500, 250, 100, 50, 25, 10});
CASE("144 is 10, 100, 1000 or 10000 Wh, the smallest first",
     energies == std::array<std::uint16_t, 4>{10, 100, 1'000, 10'000});
CASE("They are what the registers may hold", [] {
  for (auto const ms : durations)
    if (!leviton_s4100::pulse_duration.legal().contains(ms)) return false;
  for (auto const weight : energies)
    if (!leviton_s4100::pulse_energy.legal().contains(weight)) return false;
  return !leviton_s4100::pulse_duration.legal().contains(251) && !leviton_s4100::pulse_energy.legal().contains(1);
}());

// "The kWh pulse contact can keep up with a maximum power (Watts) of 1800000 x Wh pulse weight / contact closure
// duration (in msec)", below register 146
constexpr bool row_is(std::uint32_t ms, std::array<std::uint64_t, 4> const& kilowatts) {
  for (std::size_t i = 0; i != 4; ++i)
    if (keeps_up_to(energies[i], ms) != kilowatts[i] * kilo) return false;
  return true;
}
//                 ms   at 10, 100, 1000, 10000 Wh
CASE("500 ms", row_is(500, {36, 360, 3'600, 36'000}));
CASE("250 ms", row_is(250, {72, 720, 7'200, 72'000}));
CASE("100 ms", row_is(100, {180, 1'800, 18'000, 180'000}));
CASE("50 ms", row_is(50, {360, 3'600, 36'000, 360'000}));
CASE("25 ms", row_is(25, {720, 7'200, 72'000, 720'000}));
CASE("10 ms", row_is(10, {1'800, 18'000, 180'000, 1'800'000}));
// Series 4000-K manual, Set Pulse: "Max PPS 1 2 5 10 20 50"; register 145: "the max. pulse rate (pulses per sec) is the
// inverse of double the pulse time"
CASE("1, 2, 5, 10, 20, 50 pulses a second; with 1 Wh each that many times 3600 W", [] {
  constexpr std::array<std::uint64_t, 6> pulses_per_second{1, 2, 5, 10, 20, 50};
  for (std::size_t i = 0; i != 6; ++i) {
    if (1000 / (2 * durations[i]) != pulses_per_second[i]) return false;
    if (keeps_up_to(1, durations[i]) != 3600 * pulses_per_second[i]) return false;
  }
  return true;
}());
CASE("Rounded down: 1 Wh at 7 ms is 257142.86 W",
     keeps_up_to(1, 7) == 257'142 && keeps_up_to(0, 500) == 0 && keeps_up_to(10'000, 1) == 18'000'000'000);

// "unable to keep up with": bit 14, bit 15
CASE("36 kW keep up with 10 Wh at 500 ms, a watt more does not",
     !overrun(36'000, 10, 500) && overrun(36'001, 10, 500) && !overrun(0, 10, 500));
CASE("Every weight and duration keeps up with its largest power and not with a watt more", [] {
  for (auto const weight : energies)
    for (auto const ms : durations)
      if (overrun(keeps_up_to(weight, ms), weight, ms) || !overrun(keeps_up_to(weight, ms) + 1, weight, ms))
        return false;
  return true;
}());
CASE("2^50 W at 500 ms do not overflow", overrun((std::uint64_t{1} << 50U) - 1, 10'000, 500));
CASE("Bit 14 with the power there is, bit 15 with the largest there can be", [] {
  auto const alerts = [](std::uint64_t present, std::uint64_t largest) {
    return flags<alert>{}
        .with(alert::pulse_overrun, overrun(present, 10, 100))
        .with(alert::pulse_configuration, overrun(largest, 10, 100))
        .bits();
  };
  return alerts(50'000, 103'923) == 0 && alerts(50'000, 200'000) == 0x8000 && alerts(190'000, 200'000) == 0xC000;
}());

CASE("In floating point the border is between two numbers",
     !overrun(36'000.0, 10, 500) && overrun(36'000.0001, 10, 500) && !overrun(36'000.0F, 10, 500) &&
         overrun(36'000.004F, 10, 500) && !overrun(103'923.0484, 10, 100));

// "Set to the slowest duration that will keep up with the theoretical max. system power (register 135)"
CASE("103.92 kW: 10 Wh take 100 ms, 100 and 1000 Wh 500 ms", duration_for(10, 103'923) == duration{100} &&
                                                                 duration_for(100, 103'923) == duration{500} &&
                                                                 duration_for(1'000, 103'923) == duration{500});
CASE("The same from 600 V, 100 A and type 40",
     duration_for(10, largest_power(system_type::wye, std::uint32_t{600}, std::uint32_t{100})) == duration{100});
CASE("60 kW: 10 Wh take 250 ms", duration_for(10, 60'000) == duration{250});
CASE("Exactly 36 kW: 500 ms keep up with it, with a watt more they do not",
     duration_for(10, 36'000) == duration{500} && duration_for(10, 36'001) == duration{250});
CASE("9560.9 kW: 10 Wh none, 100 Wh 10 ms, 1000 Wh 100 ms", duration_for(10, 9'560'920).error() == errc::out_of_range &&
                                                                duration_for(100, 9'560'920) == duration{10} &&
                                                                duration_for(1'000, 9'560'920) == duration{100});
CASE("The last watt of 10 Wh is 1800 kW, of 10000 Wh 1800000 kW",
     duration_for(10, 1'800'000) == duration{10} && duration_for(10, 1'800'001).error() == errc::out_of_range &&
         duration_for(10'000, 1'800'000'000) == duration{10} &&
         duration_for(10'000, 1'800'000'001).error() == errc::out_of_range);
CASE("The largest service, 1773620 kW, takes 10000 Wh at 10 ms", duration_for(10'000, 1'773'620'027) == duration{10});
CASE("In floating point as well",
     duration_for(10, 103'923.0484) == duration{100} && duration_for(10, 36'000.5F) == duration{250} &&
         duration_for(10, 1'800'000.5).error() == errc::out_of_range && next_energy(10, 9'560'920.5) == duration{100});
CASE("No power takes the slowest", duration_for(10, 0) == duration{500});

// "When moving up to a larger energy, the meter will jump to the first value where it can find a valid solution."
CASE("At 103.92 kW from 10 to 100, 1000, 10000 Wh and no further",
     next_energy(10, 103'923) == duration{100} && next_energy(100, 103'923) == duration{1'000} &&
         next_energy(1'000, 103'923) == duration{10'000} && next_energy(10'000, 103'923).error() == errc::out_of_range);
CASE("At 9560.9 kW from 10 to 100 Wh, at 20000 kW it jumps to 1000, at 200000 to 10000",
     next_energy(10, 9'560'920) == duration{100} && next_energy(10, 20'000'000) == duration{1'000} &&
         next_energy(10, 200'000'000) == duration{10'000});
CASE("From what is no step of the meter to the next that is one",
     next_energy(0, 1'000) == duration{10} && next_energy(99, 1'000) == duration{100});
CASE("Where nothing keeps up there is none", next_energy(10, 1'800'000'001).error() == errc::out_of_range);

// "See register 144 for the weight of each pulse output count": 039 to 042 of the 4100, 043 to 046 of the 4000
CASE("1234 pulses of 100 Wh are 123400 Wh",
     energy_of(1'234, 100) == decimal{123'400} && energy_of(0, 10) == decimal{0});
CASE("All 32 bits of pulses at 10000 Wh", energy_of(4'294'967'295, 10'000) == decimal{42'949'672'950'000});
CASE("Pulses are whole: 1999 Wh are one of 1000 Wh",
     pulses_of(1'999, 1'000) == 1 && pulses_of(2'000, 1'000) == 2 && pulses_of(9, 10) == 0 && pulses_of(0, 10) == 0);
CASE("After 4294967295 comes 0", pulses_of(42'949'672'950, 10) == 4'294'967'295 && pulses_of(42'949'672'960, 10) == 0 &&
                                     pulses_of(42'949'672'970, 10) == 1);
CASE("There and back for every weight", [] {
  for (auto const weight : energies)
    if (pulses_of(energy_of(98'765, weight).magnitude(), weight) != 98'765) return false;
  return true;
}());
CASE("The counters stand at 39 and 41 in the 4100, at 43 and 45 in the 4000",
     leviton_s4100::pulse_counter_1.number() == 39 && leviton_s4100::pulse_counter_2.number() == 41 &&
         leviton_s4000r::pulse_counter_1.number() == 43 && leviton_s4000r::pulse_counter_2.number() == 45 &&
         leviton_s4000k::pulse_counter_1.number() == 43 && leviton_s4000k::pulse_counter_2.number() == 45);
// "Write 16498 (0x4072) to clear Pulse Counts to zero.", "Write 16640 (0x4100) to reset Logging."
CASE("16498 is 4072, 16640 is 4100",
     leviton::reset_pulse_counters.word == 16'498 && leviton::reset_pulse_counters.word == 0x4072 &&
         leviton_s4100::reset_log.word == 16'640 && leviton_s4100::reset_log.word == 0x4100);

// WAGO 879 manual, 6.6.3: "10.000 / 2.000 / 1.000 (default) / 100 / 10 / 1 / 0,1 / 0,01 Imp/kWh"
CASE("Eight rates, all of which register 400D takes", [] {
  for (auto const& rate : s0_rates)
    if (!wago_879::s0_pulse_rate.set(rate * imp_per_kWh).has_value()) return false;
  return s0_rates.size() == 8 && !wago_879::s0_pulse_rate.set(3 * imp_per_kWh).has_value();
}());
CASE("A pulse is 0.1, 0.5, 1, 10, 100 Wh, 1, 10 or 100 kWh", [] {
  constexpr std::array<decimal, 8> wanted{decimal{1, -1}, decimal{5, -1}, 1, 10, 100, 1'000, 10'000, 100'000};
  for (std::size_t i = 0; i != 8; ++i)
    if (energy_per_pulse(s0_rates[i]) != result<decimal>{wanted[i]}) return false;
  return true;
}());
CASE("However the rate is written", energy_per_pulse({10, -3}) == result<decimal>{100'000} &&
                                        energy_per_pulse({1, 4}) == result<decimal>{decimal{1, -1}} &&
                                        energy_per_pulse({1'000'000, -3}) == result<decimal>{1});
CASE("Rates of other meters: 800, 1600 and 6400 imp/kWh are 1.25, 0.625 and 0.15625 Wh",
     energy_per_pulse(800) == result<decimal>{decimal{125, -2}} &&
         energy_per_pulse(1'600) == result<decimal>{decimal{625, -3}} &&
         energy_per_pulse(6'400) == result<decimal>{decimal{15'625, -5}});
CASE("A rate without a finite weight, of nothing or below is out of range",
     energy_per_pulse(3).error() == errc::out_of_range && energy_per_pulse(375).error() == errc::out_of_range &&
         energy_per_pulse(0).error() == errc::out_of_range && energy_per_pulse(-1'000).error() == errc::out_of_range);
CASE("The LED's 10000 imp/kWh are 0.1 Wh a flash", energy_per_pulse(10'000) == result<decimal>{decimal{1, -1}});

// Register 4021: "Value between 2-99 ms", 30 by default; pauses as long as pulses
using power = result<std::uint64_t>;
CASE("1000 imp/kWh at 30 ms keep up with 60 kW", s0_keeps_up_to(1'000, 30) == power{60'000});
CASE("10000 imp/kWh at 2 and at 99 ms with 90 and 1.8 kW",
     s0_keeps_up_to(10'000, 2) == power{90'000} && s0_keeps_up_to(10'000, 99) == power{1'818});
CASE("0.01 imp/kWh at 99 ms with 1.8 GW, 2000 at 30 ms with 30 kW",
     s0_keeps_up_to({1, -2}, 99) == power{1'818'181'818} && s0_keeps_up_to(2'000, 30) == power{30'000});
CASE("1 Wh is 1 Wh: the same as a Leviton output of that weight",
     s0_keeps_up_to(1'000, 50) == power{keeps_up_to(1, 50)} && s0_keeps_up_to(100, 25) == power{keeps_up_to(10, 25)});
CASE("No duration and no rate", s0_keeps_up_to(1'000, 0).error() == errc::out_of_range &&
                                    s0_keeps_up_to(-3, 30).error() == errc::out_of_range &&
                                    s0_keeps_up_to(0, 30).error() == errc::out_of_range);
CASE("Rates whose pulse has no finite weight keep up as well: 3 imp/kWh at 30 ms with 20000 kW",
     s0_keeps_up_to(3, 30) == power{20'000'000} && s0_keeps_up_to(1'048'576, 30) == power{57});
CASE("More than 64 bits do not fit", s0_keeps_up_to({1, -14}, 30).error() == errc::does_not_fit &&
                                         s0_keeps_up_to({1, -300}, 30).error() == errc::does_not_fit &&
                                         s0_keeps_up_to({1, 300}, 30).error() == errc::does_not_fit);
CASE("10^-10 imp/kWh do: 18 * 10^18 / 30", s0_keeps_up_to({1, -10}, 30) == power{600'000'000'000'000'000});

// Pulses of any rate, as energy
CASE("1000 pulses of 1000 imp/kWh are a kWh, in mWh",
     milliwatt_hours_of(1'000, 1'000) == power{1'000'000} && milliwatt_hours_of(1, 10'000) == power{100} &&
         milliwatt_hours_of(1, {1, -2}) == power{100'000'000} && milliwatt_hours_of(0, 1'000) == power{0});
CASE("of 3 imp/kWh too, rounded down", milliwatt_hours_of(1, 3) == power{333'333} &&
                                           milliwatt_hours_of(3, 3) == power{1'000'000} &&
                                           milliwatt_hours_of(2, 3) == power{666'666});
CASE("All 32 bits of pulses, at 0.01 and at 1 imp/kWh",
     milliwatt_hours_of(4'294'967'295, {1, -2}) == power{429'496'729'500'000'000} &&
         milliwatt_hours_of(4'294'967'295, 1) == power{4'294'967'295'000'000} &&
         milliwatt_hours_of(4'294'967'295, {1, -4}).error() == errc::does_not_fit);
CASE("Rates of nothing and below",
     milliwatt_hours_of(1, 0).error() == errc::out_of_range && milliwatt_hours_of(1, -1).error() == errc::out_of_range);

// Energy into pulses, in portions
constexpr std::uint32_t counted(std::initializer_list<std::int64_t> portions, std::int64_t weight) {
  output one;
  for (auto const portion : portions) one.add(portion, weight);
  return one.count();
}
CASE("What is less than a pulse waits for the next",
     counted({9}, 10) == 0 && counted({9, 1}, 10) == 1 && counted({9, 9, 9}, 10) == 2 &&
         counted({9, 9, 9, 3}, 10) == 3 && counted({0, 0}, 10) == 0 && counted({}, 10) == 0);
CASE("Many at once", counted({1'000'000'005, 5}, 10) == 100'000'001);
CASE("In areas of 7200000 to the Wh: 36 kW for a minute are 600 Wh, 60 pulses of 10 Wh", [] {
  output one;
  for (int second = 0; second != 60; ++second) one.add(36'000LL * 2 * 1'000, 10LL * 7'200'000);
  return one.count() == 60;
}());
CASE("After 4294967295 comes 0, and nothing is lost", counted({42'949'672'950}, 10) == 4'294'967'295 &&
                                                          counted({42'949'672'959, 1}, 10) == 0 &&
                                                          counted({42'949'672'959, 11}, 10) == 1);

}  // namespace test_pulses
