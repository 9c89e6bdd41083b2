// SPDX-License-Identifier: MIT
#include <meterproto/demand.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/units.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace test_demand {

using namespace meterproto;
using namespace meterproto::demand;

using exact = powers<std::int64_t>;
using real = powers<double>;

constexpr std::uint32_t second = 1'000;
constexpr choices plain{before_full::none, demand::apparent::mean, maxima::own};

constexpr bool is(intervals const& one, unsigned subintervals, std::uint32_t length_ms) {
  return one.subintervals() == subintervals && one.length_ms() == length_ms;
}
constexpr intervals every(unsigned subintervals, std::uint32_t seconds) {
  return *intervals::of(subintervals, seconds);
}

// Series 4100 manual, register 149: "For block demand, set this to 1. Default is 1.", register 150: "0, 10-32767",
// "SEC - Sub-Interval length in seconds. Default is 900 (15 minutes)."
CASE("By default one sub-interval of 900 s", is(intervals{}, 1, 900'000) && is(every(1, 900), 1, 900'000));
CASE("1 to 6 sub-intervals of 10 to 32767 s", is(every(1, 10), 1, 10'000) && is(every(6, 32'767), 6, 32'767'000));
CASE("0 and 7 of them, 9 and 32768 s are out of range",
     intervals::of(0, 900).error() == errc::out_of_range && intervals::of(7, 900).error() == errc::out_of_range &&
         intervals::of(1, 9).error() == errc::out_of_range && intervals::of(1, 1).error() == errc::out_of_range &&
         intervals::of(6, 32'768).error() == errc::out_of_range);
CASE("0 s is sync to comms, and \"this register is ignored\" is said of 149: one part makes the demand",
     is(every(1, 0), 1, 0) && is(every(6, 0), 6, 0) && every(6, 0).synced() && every(6, 0).parts() == 1 &&
         !every(6, 10).synced() && every(6, 10).parts() == 6);
CASE("149 keeps to its range even so",
     intervals::of(0, 0).error() == errc::out_of_range && intervals::of(7, 0).error() == errc::out_of_range);
CASE("What was put in can be asked for", every(3, 900).subintervals() == 3 && every(3, 900).seconds() == 900 &&
                                             every(3, 900) == every(3, 900) && every(3, 900) != every(2, 900) &&
                                             every(1, 900) == intervals{});
// Series 4100 BACnet manual, AV11: "90000 [1/100 seconds]"
CASE("AV11's 90000 hundredths of a second are 900 s, 1000 and 3276700 are the ends of 150",
     (90'000 * cs).in(s) == decimal{900} && (1'000 * cs).in(s) == decimal{10} &&
         (3'276'700 * cs).in(s) == decimal{32'767});
CASE("The settings of the meter take what intervals take",
     leviton_s4100::demand_subintervals.set(6 * counts).has_value() &&
         !leviton_s4100::demand_subintervals.set(7 * counts).has_value() &&
         leviton_s4100::demand_subinterval_length.set(0 * s).has_value() &&
         leviton_s4100::demand_subinterval_length.set(10 * s).has_value() &&
         !leviton_s4100::demand_subinterval_length.set(9 * s).has_value() &&
         leviton_s4100::demand_subinterval_length.set(32'767 * s).has_value());

// One power
constexpr bool shows(window<std::int64_t> const& one, before_full until, std::int64_t wanted) {
  return one.present(until) == result<std::int64_t>{wanted};
}
constexpr bool shows_none(window<std::int64_t> const& one, before_full until) {
  return one.present(until).error() == errc::not_available;
}
CASE("Block demand: the mean of the sub-interval that ended last", [] {
  window<std::int64_t> block{every(1, 10)};
  bool const none = shows_none(block, before_full::none);
  bool const first = block.add(100, 10 * second) == 1 && shows(block, before_full::none, 100);
  bool const half = block.add(0, 5 * second) == 0 && shows(block, before_full::none, 100);
  bool const second_one = block.add(50, 5 * second) == 1 && shows(block, before_full::none, 25);
  return none && first && half && second_one;
}());
CASE("A ms before its end it has not ended", [] {
  window<std::int64_t> block{every(1, 10)};
  return block.left_ms() == 10'000 && block.add(7, 9'999) == 0 && block.left_ms() == 1 &&
         shows_none(block, before_full::none) && block.add(7, 1) == 1 && block.left_ms() == 10'000 &&
         shows(block, before_full::none, 7);
}());
CASE("Rolling demand of three: means of 10, 20, 30, 40, 50 kW show 20, 30, 40 after the third, fourth, fifth", [] {
  window<std::int64_t> rolling{every(3, 900)};
  constexpr std::int64_t wanted[] = {0, 0, 20, 30, 40};
  for (std::size_t i = 0; i != 5; ++i) {
    if (rolling.add(static_cast<std::int64_t>(10 * (i + 1)), 900 * second) != 1) return false;
    if (i < 2 ? !shows_none(rolling, before_full::none) : !shows(rolling, before_full::none, wanted[i])) return false;
  }
  return true;
}());
CASE("Before three are complete: nothing, zeros for those to come, or the mean of those that are", [] {
  window<std::int64_t> rolling{every(3, 10)};
  bool const empty = shows_none(rolling, before_full::none) && shows(rolling, before_full::as_zeros, 0) &&
                     shows_none(rolling, before_full::of_completed);
  (void)rolling.add(9, 10 * second);
  bool const one = shows_none(rolling, before_full::none) && shows(rolling, before_full::as_zeros, 3) &&
                   shows(rolling, before_full::of_completed, 9);
  (void)rolling.add(18, 10 * second);
  bool const two = shows_none(rolling, before_full::none) && shows(rolling, before_full::as_zeros, 9) &&
                   shows(rolling, before_full::of_completed, 14);  // 13.5
  (void)rolling.add(27, 10 * second);
  bool const three = shows(rolling, before_full::none, 18) && shows(rolling, before_full::as_zeros, 18) &&
                     shows(rolling, before_full::of_completed, 18);
  return empty && one && two && three;
}());
CASE("Six sub-intervals: the seventh pushes the first out", [] {
  window<std::int64_t> rolling{every(6, 10)};
  (void)rolling.add(600, 10 * second);
  for (int i = 0; i != 5; ++i) (void)rolling.add(0, 10 * second);
  bool const six = shows(rolling, before_full::none, 100);
  (void)rolling.add(0, 10 * second);
  return six && shows(rolling, before_full::none, 0);
}());
CASE("One long step may end many, and is cut where they end", [] {
  window<std::int64_t> rolling{every(2, 10)};
  bool const five = rolling.add(100, 5 * second) == 0 && rolling.add(40, 35 * second) == 4;
  return five && rolling.left_ms() == 10'000 && shows(rolling, before_full::none, 40);
}());
CASE("The mean goes by time, not by number of steps", [] {
  window<std::int64_t> block{every(1, 10)};
  for (int i = 0; i != 9; ++i) (void)block.add(0, 100);
  (void)block.add(1'000, 9'100);
  return shows(block, before_full::none, 910);
}());
CASE("Import and export within an interval cancel", [] {
  window<std::int64_t> block{every(1, 10)};
  (void)block.add(100, 5 * second);
  (void)block.add(-300, 5 * second);
  return shows(block, before_full::none, -100);
}());
CASE("Half a unit goes away from zero, in the mean and in the mean of means", [] {
  window<std::int64_t> up{every(1, 10)}, down{every(1, 10)}, rolling{every(2, 10)}, below{every(2, 10)};
  (void)up.add(1, 5 * second);
  (void)up.add(0, 5 * second);
  (void)down.add(-1, 5 * second);
  (void)down.add(0, 5 * second);
  for (std::int64_t mean : {0, 1}) (void)rolling.add(mean, 10 * second);
  for (std::int64_t mean : {0, -1}) (void)below.add(mean, 10 * second);
  return shows(up, before_full::none, 1) && shows(down, before_full::none, -1) &&
         shows(rolling, before_full::none, 1) && shows(below, before_full::none, -1);
}());
CASE("In no time nothing happens", [] {
  window<std::int64_t> block{every(1, 10)};
  return block.add(1'000, 0) == 0 && block.left_ms() == 10'000 && shows_none(block, before_full::none);
}());
CASE("The longest sub-interval, at the largest power", [] {
  window<std::int64_t> block{every(1, 32'767)};
  unsigned ended = 0;
  for (int i = 0; i != 20; ++i) ended += block.add(-energy::most_power, energy::longest_step);
  return ended == 1 && shows(block, before_full::none, -energy::most_power);
}());
CASE("No more is left than a step may be", [] {
  window<std::int64_t> block{every(1, 32'767)};
  bool const long_before = block.left_ms() == energy::longest_step;
  (void)block.add(1, 32'767'000 - energy::longest_step);
  bool const just = block.left_ms() == energy::longest_step;
  (void)block.add(1, 1);
  return long_before && just && block.left_ms() == energy::longest_step - 1;
}());
CASE("In floating point", [] {
  window<double> rolling{every(2, 10)};
  (void)rolling.add(1, 10 * second);
  (void)rolling.add(2, 10 * second);
  return rolling.present(before_full::none) == result<double>{1.5};
}());

// Register 129: "Write 21211 (0x52DB) to begin new Demand Sub-Interval calculation cycle"; 150: "For sync-to-comms, set
// this to 0 and use the reset register (129) to externally re-start the sub-interval"
CASE("21211 and 21212 are 52DB and 52DC",
     leviton::begin_demand_subinterval.word == 21'211 && leviton::begin_demand_subinterval.word == 0x52DB &&
         leviton::reset_demand_max.word == 21'212 && leviton::reset_demand_max.word == 0x52DC &&
         leviton::begin_demand_subinterval.least_interval_s == 10 && leviton::reset_demand_max.least_interval_s == 10);
CASE("With sync to comms nothing but a command ends a sub-interval, however long it lasts", [] {
  window<std::int64_t> synced{every(3, 0)};
  for (int i = 0; i != 100; ++i)
    if (synced.add(100, energy::longest_step) != 0) return false;
  bool const waits = shows_none(synced, before_full::none) && synced.left_ms() == energy::longest_step;
  (void)synced.add(-200, 50 * energy::longest_step);
  synced.close();
  return waits && shows(synced, before_full::none, 0);
}());
CASE("One sub-interval then makes the interval, whatever 149 says", [] {
  window<std::int64_t> synced{every(6, 0)};
  (void)synced.add(60, second);
  synced.close();
  bool const first = shows(synced, before_full::none, 60);
  (void)synced.add(20, second);
  synced.close();
  return first && shows(synced, before_full::none, 20);
}());
CASE("A sub-interval that has had no time is none: twice 21211 is once", [] {
  window<std::int64_t> rolling{every(2, 10)};
  rolling.close();
  bool const nothing = shows_none(rolling, before_full::of_completed);
  (void)rolling.add(30, second);
  rolling.close();
  rolling.close();
  return nothing && shows(rolling, before_full::of_completed, 30) && shows_none(rolling, before_full::none);
}());
CASE("With a length, too, close() ends the sub-interval at once, and the next is a whole one", [] {
  window<std::int64_t> block{every(1, 10)};
  (void)block.add(30, 4 * second);
  block.close();
  return shows(block, before_full::none, 30) && block.left_ms() == 10'000 && block.add(50, 9'999) == 0 &&
         block.add(50, 1) == 1 && shows(block, before_full::none, 50);
}());

// Real, reactive and apparent demand [029 to 037]
CASE("Nothing is present before the first has ended, and the maxima are zero", [] {
  meter<std::int64_t> one{every(1, 10), plain};
  one.add(exact{3, 4}, 9'999);
  return one.present().error() == errc::not_available && one.max_import() == exact{} && one.max_export() == exact{};
}());
CASE("029 to 031: 3 W and 4 var are 5 VA; exported they are -5, \"-32767 to +32767\"", [] {
  meter<std::int64_t> import{every(1, 10), plain}, export_{every(1, 10), plain};
  import.add(exact{3, 4}, 10 * second);
  export_.add(exact{-3, 4}, 10 * second);
  return import.present() == result<exact>{exact{3, 4, 5}} && export_.present() == result<exact>{exact{-3, 4, -5}};
}());
CASE("Apparent demand: the mean of the apparent power, or that of real and reactive demand", [] {
  meter<std::int64_t> mean{every(1, 10), plain};
  meter<std::int64_t> made{every(1, 10), {before_full::none, demand::apparent::of_means, maxima::own}};
  for (auto* one : {&mean, &made}) {
    one->add(exact{6, 8}, 5 * second);   // 10 VA
    one->add(exact{6, -8}, 5 * second);  // 10 VA
  }
  return mean.present() == result<exact>{exact{6, 0, 10}} && made.present() == result<exact>{exact{6, 0, 6}};
}());
CASE("Rolling demand, with the caller's choice of what to show before it is full", [] {
  meter<std::int64_t> none{every(3, 10), plain};
  meter<std::int64_t> zeros{every(3, 10), {before_full::as_zeros, demand::apparent::mean, maxima::own}};
  meter<std::int64_t> completed{every(3, 10), {before_full::of_completed, demand::apparent::mean, maxima::own}};
  for (auto* one : {&none, &zeros, &completed}) one->add(exact{30, 0}, 10 * second);
  return none.present().error() == errc::not_available && zeros.present() == result<exact>{exact{10, 0, 10}} &&
         completed.present() == result<exact>{exact{30, 0, 30}};
}());

/// A meter of 10 s blocks after demands of these powers.
constexpr meter<std::int64_t> after(maxima kept, std::initializer_list<exact> demands) {
  meter<std::int64_t> one{every(1, 10), {before_full::none, demand::apparent::mean, kept}};
  for (auto const& held : demands) one.add(held, 10 * second);
  return one;
}
CASE("032 and 035: the largest import and the largest export apart", [] {
  auto const one = after(maxima::own, {exact{3, 0}, exact{7, 0}, exact{-9, 0}, exact{-2, 0}, exact{5, 0}});
  return one.max_import() == exact{7, 0, 7} && one.max_export() == exact{-9, 0, -9};
}());
CASE("The largest of each by itself, or all of the time of the largest real demand", [] {
  auto const own = after(maxima::own, {exact{3, 4}, exact{6, -2}, exact{1, 9}});
  auto const at_real = after(maxima::at_real, {exact{3, 4}, exact{6, -2}, exact{1, 9}});
  return own.max_import() == exact{6, 9, 9} && at_real.max_import() == exact{6, -2, 6} && own.max_export() == exact{} &&
         at_real.max_export() == exact{};
}());
CASE("Of the reactive maxima too, the direction is that of real power, and the larger is so without its sign", [] {
  auto const one = after(maxima::own, {exact{3, -8}, exact{4, 5}, exact{-1, 7}, exact{-1, -6}});
  return one.max_import().reactive == -8 && one.max_export().reactive == 7 && one.max_import().apparent == 9 &&
         one.max_export().apparent == -7;
}());
CASE("A maximum that is reached again stays the first", [] {
  auto const one = after(maxima::at_real, {exact{3, 1}, exact{3, 4}});
  return one.max_import() == exact{3, 1, 3};
}());
CASE("A demand of zero is import and no maximum of export",
     after(maxima::own, {exact{0, -5}}).max_import() == exact{0, -5, 5} &&
         after(maxima::at_real, {exact{0, -5}}).max_import() == exact{} &&
         after(maxima::own, {exact{0, -5}}).max_export() == exact{});
CASE("One long step of several sub-intervals stands in the maximum from the first of them", [] {
  meter<std::int64_t> one{every(2, 10), plain};
  one.add(exact{100, 0}, 20 * second);
  one.add(exact{0, 0}, 40 * second);
  return one.max_import() == exact{100, 0, 100} && one.present() == result<exact>{exact{0, 0, 0}};
}());
CASE("A peak that a rolling demand has in the middle of a step is seen", [] {
  meter<std::int64_t> one{every(2, 10), plain};
  one.add(exact{100, 0}, 10 * second);
  one.add(exact{50, 0}, 30 * second);  // 75 after the second, then 50
  return one.max_import().real == 75 && one.present()->real == 50;
}());

// "Write 21212 (0x52DC) to reset Max Demand values to Present Demand Values."
CASE("21212: the maximum becomes the present demand, not zero", [] {
  auto one = after(maxima::own, {exact{70, 0}, exact{-90, 0}, exact{30, 40}});
  one.reset_max();
  return one.max_import() == exact{30, 40, 50} && one.max_export() == exact{};
}());
CASE("Exporting at the time, the import's is zero", [] {
  auto one = after(maxima::at_real, {exact{70, 0}, exact{-30, 40}});
  one.reset_max();
  return one.max_import() == exact{} && one.max_export() == exact{-30, 40, -50};
}());
CASE("Before there is a demand it is zero", [] {
  meter<std::int64_t> one{every(2, 10), plain};
  one.add(exact{70, 0}, 10 * second);
  one.reset_max();
  return one.max_import() == exact{} && one.max_export() == exact{};
}());
CASE("It may be reached again", [] {
  auto one = after(maxima::own, {exact{70, 0}, exact{30, 0}});
  one.reset_max();
  one.add(exact{60, 0}, 10 * second);
  return one.max_import() == exact{60, 0, 60};
}());
CASE("Sync to comms: 21211 shows the demand and sets the maximum", [] {
  meter<std::int64_t> one{every(6, 0), plain};
  one.add(exact{30, 40}, 3 * energy::longest_step + 1);
  bool const waits = one.present().error() == errc::not_available && one.max_import() == exact{};
  one.close();
  return waits && one.present() == result<exact>{exact{30, 40, 50}} && one.max_import() == exact{30, 40, 50};
}());
CASE("With no time since, 21211 changes nothing", [] {
  auto one = after(maxima::own, {exact{70, 0}, exact{30, 0}});
  one.reset_max();
  one.close();
  return one.max_import() == exact{30, 0, 30} && one.present() == result<exact>{exact{30, 0, 30}};
}());
// BACnet AV11: "The Present Demand values are reset when this object is written"
CASE("Another interval begins the present demand anew and keeps the maxima", [] {
  auto one = after(maxima::own, {exact{70, 0}, exact{-30, 0}});
  one.add(exact{500, 300}, 9 * second);
  one.change(every(2, 20));
  bool const anew = one.present().error() == errc::not_available && one.max_import() == exact{70, 0, 70} &&
                    one.max_export() == exact{-30, 0, -30};
  one.add(exact{80, 40}, 20 * second);  // 89 VA
  bool const half = one.present().error() == errc::not_available;
  one.add(exact{90, 0}, 20 * second);
  return anew && half && one.present() == result<exact>{exact{85, 20, 90}} && one.max_import() == exact{85, 20, 90};
}());
CASE("In floating point: a mean of 2/3 W, and its apparent power", [] {
  meter<double> one{every(3, 10), {before_full::none, demand::apparent::of_means, maxima::own}};
  for (double watts : {0.0, 1.0, 1.0}) one.add(real{watts, 0}, 10 * second);
  auto const shown = one.present();
  return shown && shown->real == 2.0 / 3 && shown->apparent > 0.66666666 && shown->apparent < 0.66666668;
}());

}  // namespace test_demand
