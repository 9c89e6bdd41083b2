// SPDX-License-Identifier: MIT
#include <meterproto/energy.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace test_energy {

using namespace meterproto;
using namespace meterproto::energy;

using exact = powers<std::int64_t>;
using real = powers<double>;
using areas = four_quadrants<std::int64_t>;
using counted = four_quadrants<exact_sum>;

constexpr std::uint32_t hour = 3'600'000;
constexpr std::uint32_t half_hour = 1'800'000;
constexpr std::int64_t unit_hour = 7'200'000;  // areas of one unit in one hour
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

constexpr bool near(double value, double of, double off) {
  return elementary::absolute(value - of) <= off;
}

/// The eight areas in the order of the Series 4100's registers: real import, export; Q1 to Q4; apparent import, export.
constexpr areas of(std::int64_t real_in, std::int64_t real_out, std::array<std::int64_t, 4> const& reactive,
                   std::int64_t apparent_in, std::int64_t apparent_out) {
  areas made;
  made.real_import = real_in;
  made.real_export = real_out;
  made.reactive = reactive;
  made.apparent_import = apparent_in;
  made.apparent_export = apparent_out;
  return made;
}

// The exact sum
constexpr exact_sum sum_of(std::int64_t area) {
  exact_sum made;
  made.add(area);
  return made;
}
constexpr bool holds(exact_sum const& one, std::int64_t hours, std::int32_t rest) {
  return one.unit_hours() == hours && one.rest() == rest;
}
CASE("An hour of one unit is 7200000 areas: 3600000 ms, twice", areas_per_hour == 7'200'000 && ms_per_hour == hour);
CASE("One area less than a unit-hour is none yet, one more keeps the rest",
     holds(sum_of(7'199'999), 0, 7'199'999) && holds(sum_of(7'200'000), 1, 0) && holds(sum_of(7'200'001), 1, 1) &&
         holds(sum_of(0), 0, 0) && holds(exact_sum{}, 0, 0));
CASE("Below zero the unit-hours are rounded down and the rest is above them",
     holds(sum_of(-1), -1, 7'199'999) && holds(sum_of(-7'200'000), -1, 0) && holds(sum_of(-7'200'001), -2, 7'199'999));
CASE("The largest area",
     holds(sum_of(most), 1'281'023'894'007, 4'375'807) && holds(sum_of(-most), -1'281'023'894'008, 2'824'193));
CASE("In whatever parts, the sum is the same and loses nothing", [] {
  exact_sum parts;
  for (int i = 0; i != 300; ++i) parts.add(std::int64_t{31'415'926} * i - 1'000'000'000);
  return parts == sum_of(300LL * 299 / 2 * 31'415'926 - 300'000'000'000);
}());
CASE("Up and down again is where it began", [] {
  exact_sum sum = sum_of(123);
  for (std::int64_t area : {1LL, 7'199'999LL, 7'200'000LL, 987'654'321LL}) sum.add(area);
  for (std::int64_t area : {987'654'321LL, 7'200'000LL, 7'199'999LL, 1LL}) sum.add(-area);
  return sum == sum_of(123);
}());
CASE("Sums add and subtract with their rests",
     sum_of(7'199'999) + sum_of(1) == sum_of(7'200'000) && sum_of(7'200'000) - sum_of(1) == sum_of(7'199'999) &&
         sum_of(1) - sum_of(2) == sum_of(-1) && exact_sum{} - sum_of(7'200'000) == sum_of(-7'200'000) &&
         sum_of(-1) + sum_of(1) == exact_sum{});
CASE("What made one unit-hour in an hour was one unit, in half an hour two",
     sum_of(7'200'000).mean_power(hour) == 1 && sum_of(7'200'000).mean_power(hour / 2) == 2 &&
         sum_of(-7'200'000).mean_power(hour) == -1 && exact_sum{}.mean_power(1) == 0);
CASE("Half a unit goes away from zero, less than half to it",
     sum_of(3'600'000).mean_power(hour) == 1 && sum_of(3'599'999).mean_power(hour) == 0 &&
         sum_of(-3'600'000).mean_power(hour) == -1 && sum_of(-3'599'999).mean_power(hour) == 0 &&
         sum_of(1).mean_power(1) == 1 && sum_of(-1).mean_power(1) == -1 && sum_of(3).mean_power(1) == 2);
CASE("The largest power over a thousand hours is still that power", [] {
  exact_sum sum;
  std::uint64_t ms = 0;
  for (int i = 0; i != 2000; ++i, ms += half_hour) sum.add(most_power * 2 * half_hour);
  return sum.mean_power(ms) == most_power && holds(sum, 1000 * most_power, 0) &&
         (exact_sum{} - sum).mean_power(ms) == -most_power;
}());

// The compensated sum
CASE("To 2^24 ones are added that float by itself would lose", [] {
  compensated_sum<float> sum;
  float plain = 16'777'216.0F;
  sum.add(plain);
  for (int i = 0; i != 7'200; ++i) {
    sum.add(1.0F);
    plain += 1.0F;
  }
  return plain == 16'777'216.0F && sum.unit_hours() == 16'784'416.0F / 7'200'000.0F;
}());
CASE("Small before large as well: of 1, 1e17 and -1e17 there remains 1", [] {
  compensated_sum<double> up, down;
  for (double area : {1.0, 1e17, -1e17}) up.add(area);
  for (double area : {1.0, -1e17, 1e17}) down.add(area);
  return up.mean_power(1) == 0.5 && down.mean_power(1) == 0.5;
}());
CASE("Twenty thousand seconds of 0.1 in float are right to 3e-7", [] {
  compensated_sum<float> sum;
  for (int i = 0; i != 20'000; ++i) sum.add(0.1F * 2'000);
  return near(static_cast<double>(sum.unit_hours()), 20'000 * 0.1 / 3'600, 3e-7 * 20'000 * 0.1 / 3'600);
}());
CASE("Sums add and subtract, what was rounded off included", [] {
  compensated_sum<double> one, other;
  for (double area : {1e17, 1.0}) one.add(area);
  for (double area : {1e17, 3.0}) other.add(area);
  return (other - one).mean_power(1) == 1 && (one - other).mean_power(1) == -1 &&
         ((one + other) - one - other).mean_power(1) == 0;
}());
CASE("A sum is of its own kind: integers exact, the rest compensated",
     std::same_as<sum<std::int64_t>, exact_sum>&& std::same_as<sum<double>, compensated_sum<double>>&&
         std::same_as<sum<float>, compensated_sum<float>>);

// Constant power: every quadrant into its own registers. Series 4100 manual, registers 003 to 020: "Quadrants 1 & 4
// Import", "Quadrants 2 & 3 Export"
CASE("Q1: 3 W and 4 var for a second", areas_of(exact{3, 4}, 1000) == of(6'000, 0, {8'000, 0, 0, 0}, 10'000, 0));
CASE("Q2", areas_of(exact{-3, 4}, 1000) == of(0, 6'000, {0, 8'000, 0, 0}, 0, 10'000));
CASE("Q3", areas_of(exact{-3, -4}, 1000) == of(0, 6'000, {0, 0, 8'000, 0}, 0, 10'000));
CASE("Q4", areas_of(exact{3, -4}, 1000) == of(6'000, 0, {0, 0, 0, 8'000}, 10'000, 0));
CASE("Reactive power alone is import while it is positive, and while it is negative",
     areas_of(exact{0, 4}, 1000) == of(0, 0, {8'000, 0, 0, 0}, 8'000, 0) &&
         areas_of(exact{0, -4}, 1000) == of(0, 0, {0, 0, 0, 8'000}, 8'000, 0));
CASE("In no time and of no power there is nothing",
     areas_of(exact{3, 4}, 0) == areas{} && areas_of(exact{}, half_hour) == areas{});
CASE("The largest power for the longest step has 63 bits: 2^41 - 1 for half an hour", [] {
  auto const found = areas_of(exact{-most_power, 0}, longest_step);
  return longest_step == half_hour && most_power == 2'199'023'255'551 &&
         found.real_export == most_power * (unit_hour / 2) && found.apparent_export == found.real_export &&
         found.real_export > 0;
}());
CASE("It is above the 1773620027 W of the largest service, in mW", 1'773'620'027'000 < most_power);
CASE("1 kW in an hour is 1000 Wh, in whatever unit: W and mW", [] {
  counted in_w, in_mw;
  for (int i = 0; i != 2; ++i) {
    in_w.add(areas_of(exact{1000, 0}, half_hour));
    in_mw.add(areas_of(exact{1'000'000, 0}, half_hour));
  }
  return in_w.real_import.unit_hours() == 1000 && in_mw.real_import.unit_hours() == 1'000'000;
}());
CASE("\"a time of constant power may be cut anywhere, and the parts sum to the whole\"", [] {
  counted whole, parts;
  whole.add(areas_of(exact{-1'234'567, 89}, half_hour));
  std::uint32_t left = half_hour;
  for (std::uint32_t part = 1; left != 0; part = part * 3 + 7) {
    auto const ms = part < left ? part : left;
    parts.add(areas_of(exact{-1'234'567, 89}, ms));
    left -= ms;
  }
  return parts == whole;
}());

// Sums of quadrants: "Net (Import - Export)" [001, 015], "Quadrants 1+2= Import Quadrants 3+4= Export"
CASE("Net is import less export, reactive import Q1 and Q2, reactive export Q3 and Q4", [] {
  counted sum;
  sum.add(of(10 * unit_hour, 3 * unit_hour, {1 * unit_hour, 2 * unit_hour, 4 * unit_hour, 8 * unit_hour},
             11 * unit_hour, 5 * unit_hour));
  return sum.real_net().unit_hours() == 7 && sum.apparent_net().unit_hours() == 6 &&
         sum.reactive_import().unit_hours() == 3 && sum.reactive_export().unit_hours() == 12 &&
         sum.reactive_in(quadrant::q1).unit_hours() == 1 && sum.reactive_in(quadrant::q2).unit_hours() == 2 &&
         sum.reactive_in(quadrant::q3).unit_hours() == 4 && sum.reactive_in(quadrant::q4).unit_hours() == 8;
}());
CASE("FFFF FF38 is such a net: 200 more exported than imported", [] {
  counted sum;
  sum.add(of(0, 200 * unit_hour, {}, 0, 200 * unit_hour));
  constexpr std::array<std::uint8_t, 4> read{0xFF, 0xFF, 0xFF, 0x38};
  auto const shown = leviton_s4100::real_energy_net.decode(modbus::registers{0, read}, {{0, 0, 0, 0}});
  return shown && shown->in(kWh) == decimal{sum.real_net().unit_hours()};
}());
// Series 4000-R manual: "Unidirectional metering", "not sensitive to CT orientation"
CASE("A unidirectional meter counts up whatever the direction", [] {
  unidirectional<exact_sum> sum;
  for (exact const one : {exact{3, 4}, exact{-3, 4}, exact{-3, -4}, exact{3, -4}}) sum.add(areas_of(one, half_hour));
  return sum.real.unit_hours() == 6 && sum.reactive.unit_hours() == 8 && sum.apparent.unit_hours() == 10;
}());

// Straight lines
CASE("A trapezoid has no fraction: 0 to 1 W in 1 ms is one area",
     areas_between(exact{0, 0}, exact{1, 0}, 1) == of(1, 0, {0, 0, 0, 0}, 1, 0));
CASE("Between equal powers it is constant power, in each quadrant", [] {
  for (exact const one : {exact{3, 4}, exact{-3, 4}, exact{-3, -4}, exact{3, -4}, exact{0, 4}, exact{0, -4}, exact{}})
    if (areas_between(one, one, 1234) != areas_of(one, 1234)) return false;
  return true;
}());
CASE("From 0 a line belongs where it goes, to 0 where it came from",
     areas_between(exact{0, 0}, exact{-6, 8}, 100) == of(0, 600, {0, 800, 0, 0}, 0, 1'000) &&
         areas_between(exact{-6, -8}, exact{0, 0}, 100) == of(0, 600, {0, 0, 800, 0}, 0, 1'000) &&
         areas_between(exact{0, -8}, exact{6, 0}, 100) == of(600, 0, {0, 0, 0, 800}, 1'400, 0));
CASE("+6 to -6: a triangle on each side of zero, and no energy to speak of",
     areas_between(exact{6, 0}, exact{-6, 0}, 1000) == of(3'000, 3'000, {0, 0, 0, 0}, 6'000, 6'000));
CASE("+30 to -10 crosses at three quarters: 22500 above, 2500 below",
     areas_between(exact{30, 0}, exact{-10, 0}, 1000) ==
         of(22'500, 2'500, {0, 0, 0, 0}, 30'000 * 3 / 4 * 5 / 4 + 10'000 * 9 / 16, 40'000 - 28'125 - 5'625));
CASE("Reactive power goes with the real power's direction: cut where P crosses", [] {
  // P from 10 to -10, Q constantly 8: half of its area in Q1, half in Q2
  auto const found = areas_between(exact{10, 8}, exact{-10, 8}, 1000);
  return found.reactive == std::array<std::int64_t, 4>{8'000, 8'000, 0, 0} && found.real_import == 5'000 &&
         found.real_export == 5'000;
}());
CASE("Both cross, P first: Q1, then Q2, then Q3", [] {
  // P is 0 after 250 ms of 1000, Q after 750; Q * t: 2 * integral of 30 - 40 t
  auto const found = areas_between(exact{10, 30}, exact{-30, -10}, 1000);
  return found.reactive == std::array<std::int64_t, 4>{12'500, 10'000, 2'500, 0} && found.real_import == 2'500 &&
         found.real_export == 22'500;
}());
CASE("Both cross, Q first: Q1, then Q4, then Q3", [] {
  auto const found = areas_between(exact{30, 10}, exact{-10, -30}, 1000);
  return found.reactive == std::array<std::int64_t, 4>{2'500, 0, 12'500, 10'000} && found.real_import == 22'500 &&
         found.real_export == 2'500;
}());
CASE("Both at the same time: straight from Q1 to Q3, from Q2 to Q4", [] {
  auto const down = areas_between(exact{10, 10}, exact{-10, -10}, 1000);
  auto const right = areas_between(exact{-10, 10}, exact{10, -10}, 1000);
  return down.reactive == std::array<std::int64_t, 4>{5'000, 0, 5'000, 0} &&
         right.reactive == std::array<std::int64_t, 4>{0, 5'000, 0, 5'000};
}());
CASE("Backwards in time the areas are the same", [] {
  constexpr exact points[] = {{10, 30}, {-30, -10}, {7, -5}, {-8, 13}, {0, 4}, {-9, 0}, {0, 0}};
  for (auto const& first : points)
    for (auto const& second : points)
      if (areas_between(first, second, 1000) != areas_between(second, first, 1000)) {
        auto const one = areas_between(first, second, 1000), other = areas_between(second, first, 1000);
        if (integers::magnitude(one.real_import - other.real_import) > 1) return false;
        for (std::size_t i = 0; i != 4; ++i)
          if (integers::magnitude(one.reactive[i] - other.reactive[i]) > 1) return false;
        if (integers::magnitude(one.apparent_import - other.apparent_import) > 1) return false;
      }
  return true;
}());

/// "Real import minus export, and the reactive quadrants with their signs, are exact with integers", and none is below
/// 0.
constexpr bool adds_up(exact const& first, exact const& second, std::uint32_t ms) {
  auto const found = areas_between(first, second, ms);
  auto const& q = found.reactive;
  for (auto const one :
       {found.real_import, found.real_export, q[0], q[1], q[2], q[3], found.apparent_import, found.apparent_export})
    if (one < 0) return false;
  return found.real_import - found.real_export == (first.real + second.real) * ms &&
         (q[0] - q[3]) + (q[1] - q[2]) == (first.reactive + second.reactive) * ms &&
         found.apparent_import + found.apparent_export == (first.apparent + second.apparent) * ms;
}
CASE("Whatever the line, net energy is exact and no energy is negative", [] {
  constexpr std::int64_t values[] = {0, 1, -2, 999'983, -500'000'000'000};
  for (auto const p0 : values)
    for (auto const p1 : values)
      for (std::size_t i = 0; i != 5; ++i)
        if (!adds_up(exact{p0, values[i]}, exact{p1, values[(i + 3) % 5]}, 999'983)) return false;
  return true;
}());
CASE("At the largest power and the longest step too", [] {
  constexpr auto end = most_power;
  return adds_up(exact{end, 0}, exact{-end, 0}, longest_step) && adds_up(exact{end, 0}, exact{end, 0}, longest_step) &&
         adds_up(exact{-end, 0}, exact{1, 0}, longest_step) && adds_up(exact{0, end}, exact{1, -end}, longest_step) &&
         adds_up(exact{1, -end}, exact{-1, 1}, longest_step) && adds_up(exact{end, 1, end}, exact{-1, -end, end}, 1);
}());
CASE("A crossing divides to half an area: 2 to -1 in 1 ms is 1.33 and 0.33, in 4 ms 5.33 and 1.33", [] {
  auto const in_1 = areas_between(exact{2, 0}, exact{-1, 0}, 1), in_4 = areas_between(exact{2, 0}, exact{-1, 0}, 4);
  return in_1.real_import == 1 && in_1.real_export == 0 && in_4.real_import == 5 && in_4.real_export == 1;
}());
CASE("Cut in two where the line passes, the parts sum to the whole", [] {
  counted whole, parts;
  whole.add(areas_between(exact{100, 0, 100}, exact{500, 40, 700}, 1000));
  parts.add(areas_between(exact{100, 0, 100}, exact{200, 10, 250}, 250));
  parts.add(areas_between(exact{200, 10, 250}, exact{500, 40, 700}, 750));
  return parts == whole;
}());
CASE("In floating point the same areas", [] {
  auto const found = areas_between(real{10, 30}, real{-30, -10}, 1000);
  return near(found.real_import, 2'500, 1e-9) && near(found.real_export, 22'500, 1e-9) &&
         near(found.reactive[0], 12'500, 1e-9) && near(found.reactive[1], 10'000, 1e-9) &&
         near(found.reactive[2], 2'500, 1e-9) && near(found.reactive[3], 0, 1e-9) &&
         areas_of(real{-3, 4}, 1000).real_export == 6'000 && areas_of(real{-3, 4}, 1000).reactive[1] == 8'000 &&
         areas_of(powers<float>{3, -4}, 1000).reactive[3] == 8'000.0F;
}());

// Samples
constexpr bool is(sample_clock::tick const& made, outcome what, std::uint32_t ms) {
  return made.what == what && made.ms == ms;
}
CASE("The first sample counts nothing, wherever the clock stands", [] {
  sample_clock clock{1000};
  return is(clock.take(77), outcome::first, 0) && clock.gaps() == 0 && clock.missing_ms() == 0;
}());
CASE("A step as long as the longest gap counts, one ms more is a gap", [] {
  sample_clock clock{1000};
  (void)clock.take(0);
  return is(clock.take(1000), outcome::counted, 1000) && is(clock.take(2001), outcome::gap, 1001) &&
         is(clock.take(2002), outcome::counted, 1) && clock.gaps() == 1 && clock.missing_ms() == 1001;
}());
CASE("No step may be longer than half an hour, whatever the caller says", [] {
  sample_clock clock{0xFFFF'FFFF};
  (void)clock.take(0);
  return is(clock.take(half_hour), outcome::counted, half_hour) &&
         is(clock.take(2 * half_hour + 1), outcome::gap, half_hour + 1);
}());
CASE("The clock may wrap", [] {
  sample_clock clock{1000};
  (void)clock.take(0xFFFF'FF00);
  return is(clock.take(0x100), outcome::counted, 0x200);
}());
CASE("A clock that ran backwards is no gap, for nobody knows how long", [] {
  sample_clock clock{1000};
  (void)clock.take(1000);
  bool const back = clock.take(999).what == outcome::backwards;
  return back && clock.gaps() == 0 && clock.missing_ms() == 0 && is(clock.take(1099), outcome::counted, 100);
}());
CASE("24 days and 20 hours are the longest gap, a ms more is backwards", [] {
  sample_clock clock{1000};
  (void)clock.take(0);
  bool const longest = is(clock.take(0x7FFF'FFFF), outcome::gap, 0x7FFF'FFFF);
  return longest && clock.take(0xFFFF'FFFF).what == outcome::backwards && clock.missing_ms() == 0x7FFF'FFFF;
}());
CASE("Gaps add up", [] {
  sample_clock clock{10};
  for (auto const at : {0U, 100U, 105U, 300U}) (void)clock.take(at);
  return clock.gaps() == 2 && clock.missing_ms() == 295;
}());
CASE("After a sample that could not be used the time up to the next is a gap", [] {
  sample_clock clock{1000};
  (void)clock.take(0);
  clock.miss();
  bool const gap = is(clock.take(500), outcome::gap, 500);
  return gap && is(clock.take(600), outcome::counted, 100) && clock.gaps() == 1 && clock.missing_ms() == 500;
}());
CASE("Before the first there is nothing to miss", [] {
  sample_clock clock{1000};
  clock.miss();
  return is(clock.take(5), outcome::first, 0) && is(clock.take(6), outcome::counted, 1);
}());

template <class Result>
constexpr bool counts(Result const& made, std::uint32_t ms, areas const& wanted) {
  return made && made->what == outcome::counted && made->ms == ms && made->areas == wanted;
}
template <class Result>
constexpr bool counts_none(Result const& made, outcome what, std::uint32_t ms) {
  return made && made->what == what && made->ms == ms && made->areas == areas{};
}
using held = sampler<std::int64_t, between::held>;
CASE("The caller says what lies between: the sample before, this one, or a line", [] {
  held before{1000};
  sampler<std::int64_t, between::mean> mean{1000};
  sampler<std::int64_t, between::straight> straight{1000};
  (void)before.take(exact{10, 0}, 0);
  (void)mean.take(exact{10, 0}, 0);
  (void)straight.take(exact{10, 0}, 0);
  return counts(before.take(exact{20, 0}, 500), 500, areas_of(exact{10, 0}, 500)) &&
         counts(mean.take(exact{20, 0}, 500), 500, areas_of(exact{20, 0}, 500)) &&
         counts(straight.take(exact{20, 0}, 500), 500, areas_between(exact{10, 0}, exact{20, 0}, 500));
}());
CASE("A gap is not bridged, and the sample behind it begins anew", [] {
  held meter{1000};
  bool const first = counts_none(meter.take(exact{10, 0}, 0), outcome::first, 0);
  bool const gap = counts_none(meter.take(exact{30, 0}, 1001), outcome::gap, 1001);
  return first && gap && counts(meter.take(exact{40, 0}, 1002), 1, areas_of(exact{30, 0}, 1)) &&
         meter.clock().gaps() == 1 && meter.clock().missing_ms() == 1001;
}());
CASE("Nor is a clock that ran back", [] {
  held meter{1000};
  (void)meter.take(exact{10, 0}, 1000);
  bool const back = counts_none(meter.take(exact{20, 0}, 900), outcome::backwards, 0xFFFF'FF9C);
  return back && counts(meter.take(exact{30, 0}, 1000), 100, areas_of(exact{20, 0}, 100));
}());
CASE("Twice the same time is a step of nothing", [] {
  sampler<std::int64_t, between::straight> meter{1000};
  (void)meter.take(exact{10, 0}, 5);
  return counts(meter.take(exact{-10, 0}, 5), 0, areas{});
}());
CASE("The largest power is taken, one more is not, in any of the three", [] {
  held meter{1000};
  for (exact const one : {exact{most_power + 1, 0, 0}, exact{0, -most_power - 1, 0}, exact{0, 0, most_power + 1},
                          exact{-most_power - 1, 0, 0}})
    if (meter.take(one, 0).error() != errc::out_of_range || fault_of(one) != errc::out_of_range) return false;
  return fault_of(exact{most_power, -most_power, most_power}) == errc::none &&
         meter.take(exact{most_power, -most_power, most_power}, 0)->what == outcome::first;
}());
CASE("A sample that is refused is missing, and what it should have ended is a gap", [] {
  held meter{1000};
  (void)meter.take(exact{10, 0}, 0);
  (void)meter.take(exact{most_power + 1, 0, 0}, 400);
  return counts_none(meter.take(exact{20, 0}, 900), outcome::gap, 900) &&
         counts(meter.take(exact{30, 0}, 1000), 100, areas_of(exact{20, 0}, 100)) && meter.clock().gaps() == 1;
}());
CASE("In floating point any size is a sample", fault_of(real{1e300, -1e300, 0}) == errc::none);

// Accumulators. WAGO 879 manual, 6.6.15, "Example of flow through the meter: L1 +5 kWh, L2 +5 kWh, L3 -12 kWh"
constexpr std::array<exact, 3> example{exact{5'000, 0}, exact{5'000, 0}, exact{-12'000, 0}};
template <template <class> class Set, total_of Total>
constexpr auto hour_of(std::array<exact, 3> const& flows) {
  accumulators<Set, std::int64_t, between::held, Total> meter{half_hour};
  for (auto const at : std::array{std::uint32_t{0}, half_hour, hour}) (void)meter.take(flows, at);
  return meter;
}
CASE("Each phase by its own direction: 10 kWh forward, 12 reverse", [] {
  auto const meter = hour_of<four_quadrants, total_of::phases>(example);
  return meter.total().real_import.unit_hours() == 10'000 && meter.total().real_export.unit_hours() == 12'000 &&
         meter.total().real_net().unit_hours() == -2'000 && meter.phase(0).real_import.unit_hours() == 5'000 &&
         meter.phase(1).real_import.unit_hours() == 5'000 && meter.phase(2).real_export.unit_hours() == 12'000 &&
         meter.phase(2).real_import == exact_sum{};
}());
CASE("The phases added first: 0 forward, 2 reverse; the phases themselves as before", [] {
  auto const meter = hour_of<four_quadrants, total_of::net>(example);
  return meter.total().real_import == exact_sum{} && meter.total().real_export.unit_hours() == 2'000 &&
         meter.phase(0).real_import.unit_hours() == 5'000 && meter.phase(2).real_export.unit_hours() == 12'000;
}());
CASE("A Series 4000 counts 22, or 2 of the sum", [] {
  return hour_of<unidirectional, total_of::phases>(example).total().real.unit_hours() == 22'000 &&
         hour_of<unidirectional, total_of::net>(example).total().real.unit_hours() == 2'000;
}());
CASE("Apparent energy by both: 5 + 5 and 5 of the phases, |sum| of the net", [] {
  constexpr std::array<exact, 3> flows{exact{3, 4}, exact{3, -4}, exact{-3, 4}};
  auto const each = hour_of<four_quadrants, total_of::phases>(flows).total();
  auto const net = hour_of<four_quadrants, total_of::net>(flows).total();
  return each.apparent_import.unit_hours() == 10 && each.apparent_export.unit_hours() == 5 &&
         net.apparent_import.unit_hours() == 5 && net.apparent_export == exact_sum{} &&
         each.reactive_in(quadrant::q1).unit_hours() == 4 && each.reactive_in(quadrant::q4).unit_hours() == 4 &&
         each.reactive_in(quadrant::q2).unit_hours() == 4 && net.reactive_in(quadrant::q1).unit_hours() == 4 &&
         net.reactive_in(quadrant::q4) == exact_sum{};
}());
CASE("Of the net too, a sample holds until the next one", [] {
  accumulators<four_quadrants, std::int64_t, between::held, total_of::net> meter{half_hour};
  (void)meter.take({exact{20, 0}, exact{6, 0}, exact{-2, 0}}, 0);
  (void)meter.take({exact{1, 0}, exact{-8, 0}, exact{-1, 0}}, half_hour);
  bool const first = meter.total().real_import.unit_hours() == 12 && meter.total().real_export == exact_sum{};
  (void)meter.take({exact{0, 0}, exact{0, 0}, exact{0, 0}}, hour);
  return first && meter.total().real_import.unit_hours() == 12 && meter.total().real_export.unit_hours() == 4;
}());
CASE("Three of the largest are too much where their sum counts, not where each does", [] {
  constexpr std::array<exact, 3> high{exact{most_power, 0}, exact{most_power, 0}, exact{most_power, 0}};
  accumulators<four_quadrants, std::int64_t, between::held, total_of::net> net{half_hour};
  accumulators<four_quadrants, std::int64_t, between::held, total_of::phases> each{half_hour};
  return net.take(high, 0).error() == errc::out_of_range && each.take(high, 0) == result<outcome>{outcome::first};
}());
CASE("If one phase is refused the sample is missing of all", [] {
  accumulators<four_quadrants, std::int64_t, between::held, total_of::phases> meter{half_hour};
  constexpr std::array<exact, 3> good{exact{36'000, 0}, exact{36'000, 0}, exact{36'000, 0}};
  constexpr std::array<exact, 3> bad{exact{36'000, 0}, exact{36'000, 0}, exact{most_power + 1, 0, 0}};
  bool const first = *meter.take(good, 0) == outcome::first;
  bool const refused = meter.take(bad, 1'000).error() == errc::out_of_range;
  bool const gap = *meter.take(good, 2'000) == outcome::gap;
  bool const nothing = meter.phase(0) == counted{} && meter.total() == counted{};
  bool const next = *meter.take(good, 3'000) == outcome::counted;
  return first && refused && gap && nothing && next && meter.phase(0).real_import.unit_hours() == 10 &&
         meter.total().real_import.unit_hours() == 30 && meter.clock().gaps() == 1 &&
         meter.clock().missing_ms() == 2'000;
}());
CASE("A gap is told, and once", [] {
  accumulators<four_quadrants, std::int64_t, between::mean, total_of::net> meter{1000};
  (void)meter.take(example, 0);
  return *meter.take(example, 1001) == outcome::gap && meter.clock().gaps() == 1 &&
         meter.clock().missing_ms() == 1001 && meter.total() == counted{} &&
         *meter.take(example, 1002) == outcome::counted;
}());
// Register 129: "Write 30078 (0x757E) to clear all Energy Accumulators to 0 (All)."
CASE("30078 clears the phases and the total, and counting goes on", [] {
  auto meter = hour_of<four_quadrants, total_of::phases>(example);
  meter.clear();
  bool const cleared = meter.total() == counted{} && meter.phase(0) == counted{} && meter.phase(2) == counted{};
  (void)meter.take(example, hour + half_hour);
  return leviton::reset_energy.word == 30'078 && leviton::reset_energy.word == 0x757E && cleared &&
         meter.phase(0).real_import.unit_hours() == 2'500;
}());
CASE("In floating point, on straight lines and summed first", [] {
  accumulators<four_quadrants, double, between::straight, total_of::net> meter{half_hour};
  constexpr std::array<real, 3> flows{real{5, 0}, real{5, 0}, real{-12, 0}};
  for (auto const at : std::array{std::uint32_t{0}, half_hour, hour}) (void)meter.take(flows, at);
  return meter.total().real_export.unit_hours() == 2 && meter.phase(2).real_export.unit_hours() == 12 &&
         meter.total().real_net().unit_hours() == -2;
}());

// WAGO 879 manual, 6.6.15: "LCD reading and calculation of total energy"
constexpr std::array<std::int64_t, 3> flows{5, 5, -12};
constexpr bool lcd_reads(combination code, std::int64_t total, std::int64_t forward, std::int64_t reverse) {
  constexpr std::array<double, 3> in_double{5, 5, -12};
  return combine_flows(code, std::span<std::int64_t const>{flows}) == combined<std::int64_t>{total, forward, reverse} &&
         combine_flows(code, std::span<double const>{in_double}) ==
             combined<double>{static_cast<double>(total), static_cast<double>(forward), static_cast<double>(reverse)};
}
CASE("C-01: 10, 10, -12", lcd_reads(combination::forward, 10, 10, -12));
CASE("C-02: -12, 10, -12", lcd_reads(combination::reverse, -12, 10, -12));
CASE("C-03: 22, 10, 12", lcd_reads(combination::forward_plus_reverse, 22, 10, 12));
CASE("C-04: -2, 10, -12", lcd_reads(combination::forward_minus_reverse, -2, 10, -12));
CASE("C-05: -2, 0, -2", lcd_reads(combination::net, -2, 0, -2));
CASE("With more forward than reverse C-05 is all forward; with as much it is nothing", [] {
  constexpr std::array<std::int64_t, 3> more{5, 5, -3}, same{5, 5, -10};
  return combine_flows(combination::net, std::span<std::int64_t const>{more}) == combined<std::int64_t>{7, 7, 0} &&
         combine_flows(combination::net, std::span<std::int64_t const>{same}) == combined<std::int64_t>{0, 0, 0} &&
         combine_flows(combination::forward_minus_reverse, std::span<std::int64_t const>{more}) ==
             combined<std::int64_t>{7, 10, -3};
}());
CASE("Without a flow nothing is read", [] {
  for (auto const code : {combination::forward, combination::reverse, combination::forward_plus_reverse,
                          combination::forward_minus_reverse, combination::net})
    if (combine_flows(code, std::span<std::int64_t const>{}) != combined<std::int64_t>{}) return false;
  return true;
}());
CASE("From counters: codes 1 to 4 out of phases, 5 out of the net", [] {
  auto const each = hour_of<four_quadrants, total_of::phases>(example).total();
  auto const net = hour_of<four_quadrants, total_of::net>(example).total();
  auto const reads = [](combination code, counted const& from, std::int64_t total, std::int64_t forward,
                        std::int64_t reverse) {
    auto const found = combine(code, from.real_import, from.real_export);
    return found.total.unit_hours() == total && found.forward.unit_hours() == forward &&
           found.reverse.unit_hours() == reverse;
  };
  return reads(combination::forward, each, 10'000, 10'000, -12'000) &&
         reads(combination::reverse, each, -12'000, 10'000, -12'000) &&
         reads(combination::forward_plus_reverse, each, 22'000, 10'000, 12'000) &&
         reads(combination::forward_minus_reverse, each, -2'000, 10'000, -12'000) &&
         reads(combination::net, net, -2'000, 0, -2'000);
}());
CASE("400F: \"1: forward only - 2: reverse only 3: forward+reverse - 4: import-export 5: import-export\"", [] {
  constexpr combination codes[] = {combination::forward, combination::reverse, combination::forward_plus_reverse,
                                   combination::forward_minus_reverse, combination::net};
  for (std::uint8_t i = 0; i != 5; ++i) {
    std::array<std::uint8_t, 2> const read{0, static_cast<std::uint8_t>(i + 1)};
    if (wago_879::combination_code.decode(modbus::registers{0x400F, read}) != result<combination>{codes[i]})
      return false;
  }
  return true;
}());

}  // namespace test_energy
