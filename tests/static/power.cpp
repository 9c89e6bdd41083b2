// SPDX-License-Identifier: MIT
#include <meterproto/elementary.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/power.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace test_power {

using namespace meterproto;
using namespace meterproto::power;
using elementary::pi;

using exact = powers<std::int64_t>;
using real = powers<double>;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

constexpr bool near(double value, double of, double off) {
  return elementary::absolute(value - of) <= off;
}
constexpr double degrees(double angle) {
  return angle * (pi / 180);
}

// Quadrants. Series 4100 manual, registers 001 to 020: "Quadrants 1 & 4 Import", "Quadrants 2 & 3 Export"; registers
// 007 to 014: "Quadrant 1: Lags Import Real Energy (IEC) Inductive (IEEE)"
constexpr bool quadrant_is(std::int64_t p, std::int64_t q, quadrant wanted, bool import, iec_name by_iec,
                           ieee_name by_ieee) {
  auto const found = quadrant_of(p, q);
  return found == wanted && exact{p, q}.where() == wanted && is_import(found) == import && iec(found) == by_iec &&
         ieee(found) == by_ieee && quadrant_of(static_cast<double>(p), static_cast<double>(q)) == wanted;
}
CASE("\"Quadrant 1: Lags Import Real Energy (IEC) Inductive (IEEE)\"",
     quadrant_is(3, 4, quadrant::q1, true, iec_name::lags, ieee_name::inductive));
CASE("\"Quadrant 2: Leads Export Real Energy (IEC) Inductive (IEEE)\"",
     quadrant_is(-3, 4, quadrant::q2, false, iec_name::leads, ieee_name::inductive));
CASE("\"Quadrant 3: Lags Export Real Energy (IEC) Capacitive (IEEE)\"",
     quadrant_is(-3, -4, quadrant::q3, false, iec_name::lags, ieee_name::capacitive));
CASE("\"Quadrant 4: Leads Import Real Energy (IEC) Capacitive (IEEE)\"",
     quadrant_is(3, -4, quadrant::q4, true, iec_name::leads, ieee_name::capacitive));
CASE("A quadrant is its number", static_cast<int>(quadrant::q1) == 1 && static_cast<int>(quadrant::q2) == 2 &&
                                     static_cast<int>(quadrant::q3) == 3 && static_cast<int>(quadrant::q4) == 4);
CASE("On the axes zero is positive: no load is Q1, +Q alone Q1, -Q alone Q4, export alone Q2",
     quadrant_of(0, 0) == quadrant::q1 && quadrant_of(0, 1) == quadrant::q1 && quadrant_of(0, -1) == quadrant::q4 &&
         quadrant_of(-1, 0) == quadrant::q2 && quadrant_of(1, 0) == quadrant::q1);
CASE("A float's negative zero is zero", quadrant_of(-0.0, -0.0) == quadrant::q1);
// WAGO 879 manual, registers 6063 to 6089: "Imp. Inductive reactive energy in Q1", "Imp. capacitive ... in Q2", "Exp.
// Inductive ... in Q3", "Exp. capacitive ... in Q4"
CASE("WAGO's inductive is the lag of IEC, in Q1 and Q3, capacitive the lead, in Q2 and Q4",
     wago_879::reactive_energy_q1.number() == 0x6063 && iec(quadrant::q1) == iec_name::lags &&
         wago_879::reactive_energy_q2.number() == 0x606D && iec(quadrant::q2) == iec_name::leads &&
         wago_879::reactive_energy_q3.number() == 0x6077 && iec(quadrant::q3) == iec_name::lags &&
         wago_879::reactive_energy_q4.number() == 0x6081 && iec(quadrant::q4) == iec_name::leads);
// SunSpec models 201 to 204: TotVArhImpQ1, TotVArhImpQ2, TotVArhExpQ3, TotVArhExpQ4
CASE("SunSpec's import of reactive energy is inductive by IEEE, its export capacitive",
     sunspec::meter::reactive_energy_q1.number() == 72 && sunspec::meter::reactive_energy_q2.number() == 80 &&
         sunspec::meter::reactive_energy_q3.number() == 88 && sunspec::meter::reactive_energy_q4.number() == 96 &&
         ieee(quadrant::q1) == ieee(quadrant::q2) && ieee(quadrant::q3) == ieee(quadrant::q4));
CASE("The quadrants' energies: Series 4100 registers 7, 9, 11, 13",
     leviton_s4100::reactive_energy_q1.number() == 7 && leviton_s4100::reactive_energy_q2.number() == 9 &&
         leviton_s4100::reactive_energy_q3.number() == 11 && leviton_s4100::reactive_energy_q4.number() == 13);
// "Real Energy Consumption" of the Series 4000, registers 001/002, is what the 4100 imports
CASE("What the 4000 calls consumption has the name of the 4100's import",
     leviton_s4000r::real_energy_import.number() == 1 && leviton_s4100::real_energy_import.number() == 3 &&
         leviton_s4000r::real_energy_import.of == leviton_s4100::real_energy_import.of);

// S
CASE("3 and 4 are 5, whatever their signs", hypotenuse(std::int64_t{3}, std::int64_t{4}) == 5 &&
                                                hypotenuse(std::int64_t{-3}, std::int64_t{4}) == 5 &&
                                                hypotenuse(std::int64_t{-3}, std::int64_t{-4}) == 5 &&
                                                hypotenuse(-3.0, -4.0) == 5 && hypotenuse(3.0F, -4.0F) == 5.0F);
CASE("With one of them alone S is that one",
     hypotenuse(most, std::int64_t{0}) == most && hypotenuse(std::int64_t{0}, -most) == most &&
         hypotenuse(std::int64_t{0}, std::int64_t{0}) == 0 && hypotenuse(0.0, -7.0) == 7);
CASE("Integers to the nearest: 1, 1 is 1; 2, 2 is 3",
     exact{1, 1}.apparent == 1 && exact{2, 2}.apparent == 3 && exact{-2, 2}.apparent == 3);
CASE("The most that 63 bits hold", hypotenuse(std::int64_t{6'521'908'912'666'391'105},
                                              std::int64_t{6'521'908'912'666'391'105}) == 9'223'372'036'854'775'806);
CASE("S may be given, where the meter measures it by itself",
     exact{3, 4, 6}.apparent == 6 && real{3, 4, 6}.apparent == 6);
CASE("By default there is no load", exact{} == exact{0, 0, 0} && real{} == real{0, 0, 0});

// Register 023: "Total Instantaneous Apparent (S) Power (vector sum)"
CASE("S of two phases is that of the sums: 5 and 13 are not 18 but 17.9",
     exact{3, 4} + exact{5, 12} == exact{8, 16} && (exact{30, 40} + exact{50, 120}).apparent == 179);
CASE("Opposite powers leave nothing", exact{3, 4} + exact{-3, -4} == exact{0, 0});
CASE("Three equal phases are three times one", exact{3, 4} + exact{3, 4} + exact{3, 4} == exact{9, 12, 15});
CASE("What S was before is not added: distortion is lost in a vector sum",
     exact{3, 4, 6} + exact{3, 4, 6} == exact{6, 8, 10});

// Register 024: "Total Power Factor (total kW / total kVA)", in steps of 0.0001, -10000 to +10000
constexpr std::int16_t steps(std::int64_t p, std::int64_t q) {
  return *factor(exact{p, q});
}
CASE("P = S is 10000, export -10000",
     steps(100, 0) == 10'000 && steps(-100, 0) == -10'000 && steps(most, 0) == 10'000 && steps(-most, 0) == -10'000);
CASE("3 of 5 is 6000, reactive power of either sign does not turn it",
     steps(3, 4) == 6'000 && steps(3, -4) == 6'000 && steps(-3, 4) == -6'000 && steps(-3, -4) == -6'000);
CASE("9512 of 10000 is the manual's 0.9512",
     *factor(exact{9'512, 3'086, 10'000}) == 9'512 && near(*factor(real{9'512, 3'086, 10'000}), 0.9512, 1e-15));
CASE("A half step goes away from zero", *factor(exact{1, 0, 20'000}) == 1 && *factor(exact{-1, 0, 20'000}) == -1 &&
                                            *factor(exact{1, 0, 20'001}) == 0 && *factor(exact{-1, 0, 20'001}) == 0);
CASE("S rounded down below P is 1 and no more",
     *factor(exact{7, 0, 6}) == 10'000 && *factor(exact{-7, 0, 6}) == -10'000);
CASE("No real power is a factor of 0", steps(0, 5) == 0 && *factor(real{0, 5}) == 0);
CASE("Without load there is none", factor(exact{0, 0}).error() == errc::not_available &&
                                       factor(real{0, 0}).error() == errc::not_available &&
                                       factor(powers<float>{0, 0}).error() == errc::not_available);
CASE("S in floating point may be rounded below P: 0.21 and 0.42 have a factor of 1, not more",
     *factor(real{0.21, 0}) == 1 && *factor(real{-0.42, 0}) == -1 && *factor(real{7, 0, 6}) == 1 &&
         *factor(powers<float>{-7, 0, 6}) == -1.0F);
CASE("The sign of S, which an exported demand has, does not count",
     *factor(exact{-6, 8, -10}) == -6'000 && *factor(real{-6, 8, -10}) == -0.6 &&
         is_factor_low(exact{-4'999, 0, -10'000}) && !is_factor_low(exact{-5'000, 0, -10'000}) &&
         is_factor_low(real{-0.4, 0, -1}) && !is_factor_low(real{-0.5, 0, -1}));
CASE("In floating point: 0.6 and -0.6",
     *factor(real{3, 4}) == 0.6 && *factor(real{-3, 4}) == -0.6 && *factor(powers<float>{-3, -4}) == -0.6F);

// Register 146: "one or more phases having a PF less than 0.5"
CASE("0.5 is not less than 0.5, a step less is",
     !is_factor_low(exact{5'000, 0, 10'000}) && is_factor_low(exact{4'999, 0, 10'000}) &&
         !is_factor_low(real{0.5, 0, 1}) && is_factor_low(real{0.49999, 0, 1}));
CASE("An odd S: 3 of 7 is low, 4 of 7 is not", is_factor_low(exact{3, 0, 7}) && !is_factor_low(exact{4, 0, 7}) &&
                                                   !is_factor_low(exact{1, 0, 1}) && is_factor_low(exact{0, 0, 1}));
CASE("Export is judged alike", is_factor_low(exact{-4'999, 0, 10'000}) && !is_factor_low(exact{-5'000, 0, 10'000}) &&
                                   is_factor_low(real{-0.4, 0, 1}) && !is_factor_low(real{-0.5, 0, 1}));
CASE("Without load it is quiet, under the largest it does not overflow",
     !is_factor_low(exact{0, 0}) && !is_factor_low(real{0, 0}) && !is_factor_low(exact{most, 0, most}) &&
         is_factor_low(exact{most / 2, 0, most}) && !is_factor_low(exact{most / 2 + 1, 0, most}));
CASE("60 degrees are the border: at 59 quiet, at 61 low", [] {
  auto const voltage = polar(230, 0);
  return !is_factor_low(power_of(voltage, polar(5, degrees(-59)))) &&
         is_factor_low(power_of(voltage, polar(5, degrees(-61))));
}());

// Phasors. IEEE 1459-2010, 3.1.2: P = V I cos(theta), Q = V I sin(theta), theta from current to voltage
CASE("A current that lags by 60 degrees: P is half of S, Q positive, first quadrant", [] {
  auto const found = power_of(polar(230, 0), polar(10, degrees(-60)));
  return near(found.real, 1150, 1e-9) && near(found.reactive, 1991.8584287042088, 1e-9) &&
         near(found.apparent, 2300, 1e-9) && found.where() == quadrant::q1;
}());
CASE("Leading it is the fourth, turned round the third and the second", [] {
  auto const v = polar(230, degrees(20));
  return power_of(v, polar(10, degrees(80))).where() == quadrant::q4 &&
         power_of(v, polar(10, degrees(-40))).where() == quadrant::q1 &&
         power_of(v, polar(10, degrees(140))).where() == quadrant::q3 &&
         power_of(v, polar(10, degrees(-100))).where() == quadrant::q2 &&
         power_of(v, polar(10, degrees(220))).where() == quadrant::q2;
}());
CASE("Only the angle between them counts, not the reference", [] {
  for (int reference = 0; reference < 360; reference += 45) {
    auto const found = power_of(polar(230, degrees(reference)), polar(10, degrees(reference - 30)));
    if (!near(found.real, 1991.8584287042088, 1e-9) || !near(found.reactive, 1150, 1e-9)) return false;
  }
  return true;
}());
CASE("Integers are exact: 230 V + j0 and 3 A - j4 are 690 W and 920 var",
     power_of(phasor<std::int64_t>{230, 0}, phasor<std::int64_t>{3, -4}) == exact{690, 920, 1150});
CASE("(1 + 2j) * conjugate(3 + 4j) is 11 + 2j",
     power_of(phasor<std::int64_t>{1, 2}, phasor<std::int64_t>{3, 4}) == exact{11, 2});
CASE("Up to 31 bits a component", [] {
  constexpr std::int64_t end = 2'147'483'647;
  return power_of(phasor<std::int64_t>{end, end}, phasor<std::int64_t>{end, end}) == exact{2 * end * end, 0} &&
         power_of(phasor<std::int64_t>{end, end}, phasor<std::int64_t>{-end, end}) == exact{0, -2 * end * end};
}());
CASE("Voltages subtract as phasors: A-B of a star is sqrt(3) times A-N, 30 degrees ahead", [] {
  auto const a = polar(277.12812921102037, 0), b = polar(277.12812921102037, degrees(-120));
  auto const ab = a - b;
  return near(ab.magnitude(), 480, 1e-10) && near(ab.imaginary / ab.real, 0.57735026918962576, 1e-14) &&
         near((a + b + polar(277.12812921102037, degrees(120))).magnitude(), 0, 1e-12);
}());
CASE("A phasor has the magnitude that it was made of",
     phasor<std::int64_t>{-30, 40}.magnitude() == 50 && near(polar(7, 1).magnitude(), 7, 1e-14));

// Samples
constexpr std::array<std::int32_t, 4> square_voltage{100, 100, -100, -100};
constexpr std::array<std::int32_t, 4> square_current{5, 5, -5, -5};
constexpr std::array<std::int32_t, 4> late_current{-5, 5, 5, -5};

template <class Sample, std::size_t Count>
constexpr std::span<Sample const> all(std::array<Sample, Count> const& samples) {
  return samples;
}
CASE("A square wave in phase: all is real power", [] {
  auto const found = measure(all(square_voltage), all(square_current));
  return found && found->voltage == 100 && found->current == 5 && found->power == exact{500, 0, 500};
}());
CASE("Turned round it is exported", [] {
  std::array<std::int32_t, 4> const turned{-5, -5, 5, 5};
  auto const found = measure(all(square_voltage), all(turned));
  return found->power == exact{-500, 0, 500} && found->power.where() == quadrant::q2;
}());
CASE("A quarter late: no real power; the sign of Q comes only with the length of a cycle", [] {
  auto const unsigned_q = measure(all(square_voltage), all(late_current));
  auto const signed_q = measure(all(square_voltage), all(late_current), 4);
  std::array<std::int32_t, 4> const early{5, -5, -5, 5};
  auto const leading = measure(all(square_voltage), all(early), 4);
  return unsigned_q->power == exact{0, 500, 500} && signed_q->power == exact{0, 500, 500} &&
         leading->power == exact{0, -500, 500};
}());
CASE("Without voltage or current there is no power, and no root of less than nothing", [] {
  std::array<std::int32_t, 4> const none{};
  auto const no_current = measure(all(square_voltage), all(none));
  auto const no_voltage = measure(all(none), all(square_current), 4);
  return no_current->voltage == 100 && no_current->current == 0 && no_current->power == exact{0, 0, 0} &&
         no_voltage->voltage == 0 && no_voltage->current == 5 && no_voltage->power == exact{0, 0, 0};
}());
CASE("Rounded to the nearest: 3, 4, -3, -4 has the rms value 3.54, with 1, 1, -1, -1 3.5 W", [] {
  std::array<std::int16_t, 4> const voltage{3, 4, -3, -4}, current{1, 1, -1, -1};
  auto const found = measure(all(voltage), all(current));
  return found->voltage == 4 && found->current == 1 && found->power.real == 4 && found->power.apparent == 4 &&
         found->power.reactive == 1;  // 0.5
}());
CASE("The largest samples, 2^24 - 1, do not overflow", [] {
  std::array<std::int32_t, 64> high{};
  for (auto& one : high) one = 16'777'215;
  auto const found = measure(all(high), all(high));
  return found->voltage == 16'777'215 && found->current == 16'777'215 &&
         found->power == exact{281'474'943'156'225, 0, 281'474'943'156'225};
}());
CASE("Samples may be arrays, spans, or one of each, and of different integers", [] {
  std::array<std::int16_t, 4> const narrow{5, 5, -5, -5};
  return measure(square_voltage, square_current)->power == exact{500, 0, 500} &&
         measure(square_voltage, all(narrow))->power == exact{500, 0, 500} &&
         measure(narrow, square_voltage, 4)->power == exact{500, 0, 500};
}());
CASE("As many of each, and some at all", [] {
  std::span<std::int32_t const> const none{};
  return measure(none, none).error() == errc::too_short &&
         measure(all(square_voltage), all(square_current).first(3)).error() == errc::too_short &&
         measure(all(square_voltage), none, 4).error() == errc::too_short;
}());
CASE("A cycle has four times so many samples as a quarter of it", [] {
  auto const v = all(square_voltage), a = all(square_current);
  return measure(v, a, 0).error() == error{errc::bad_count, 0, 0} &&
         measure(v, a, 3).error() == error{errc::bad_count, 0, 3} &&
         measure(v, a, 6).error() == error{errc::bad_count, 0, 6} && measure(v, a, 4).has_value() &&
         measure(v, a, 8).error() == error{errc::too_short, 0, 8} &&
         measure(v.first(3), a.first(3), 4).error() == error{errc::too_short, 0, 4} &&
         measure(v, a.first(3), 4).error().code == errc::too_short;
}());
CASE("A last part that is no whole cycle is not used", [] {
  std::array<std::int32_t, 11> voltage{100, 100, -100, -100, 100, 100, -100, -100, 9'999, 9'999, 9'999};
  std::array<std::int32_t, 11> current{-5, 5, 5, -5, -5, 5, 5, -5, 9'999, 9'999, 9'999};
  auto const found = measure(all(voltage), all(current), 4);
  return found->voltage == 100 && found->current == 5 && found->power == exact{0, 500, 500};
}());

/// One cycle of samples of a sine, with a harmonic: peak values, phase in degrees.
constexpr std::size_t per_cycle = 64;
using cycle = std::array<double, per_cycle>;
constexpr cycle sine(double peak, double phase, int harmonic = 1) {
  cycle made{};
  for (std::size_t i = 0; i != per_cycle; ++i)
    made[i] = peak * elementary::circle(harmonic * (2 * pi * static_cast<double>(i) / per_cycle) + degrees(phase)).sine;
  return made;
}
constexpr cycle operator+(cycle left, cycle const& right) {
  for (std::size_t i = 0; i != per_cycle; ++i) left[i] += right[i];
  return left;
}
constexpr double root_of_two = 1.41421356237309504880;

CASE("230 V and 10 A, 60 degrees behind: 1150 W, 1992 var, 2300 VA", [] {
  auto const found = measure(all(sine(230 * root_of_two, 0)), all(sine(10 * root_of_two, -60)), per_cycle);
  return near(found->voltage, 230, 1e-10) && near(found->current, 10, 1e-11) && near(found->power.real, 1150, 1e-9) &&
         near(found->power.reactive, 1991.8584287042088, 1e-9) && near(found->power.apparent, 2300, 1e-9);
}());
CASE("Ahead of it Q is negative, without the cycle's length it is not", [] {
  auto const v = sine(230 * root_of_two, 0), a = sine(10 * root_of_two, 60);
  return near(measure(all(v), all(a), per_cycle)->power.reactive, -1991.8584287042088, 1e-9) &&
         near(measure(all(v), all(a))->power.reactive, 1991.8584287042088, 1e-6);
}());
CASE("Distortion is in sqrt(S^2 - P^2), not in the Q of the fundamental", [] {
  auto const v = sine(230 * root_of_two, 0), a = sine(10 * root_of_two, 0) + sine(10 * root_of_two, 0, 3);
  return near(measure(all(v), all(a))->power.reactive, 2300, 1e-6) &&
         near(measure(all(v), all(a), per_cycle)->power.reactive, 0, 1e-9) &&
         near(measure(all(v), all(a), per_cycle)->power.apparent, 2300 * root_of_two, 1e-9);
}());
CASE("\"that of the fundamental and of harmonics 5, 9, 13 ...; harmonics 3, 7, 11 ... enter it negatively\"", [] {
  for (int harmonic = 1; harmonic <= 13; harmonic += 2) {
    auto const v = sine(10 * root_of_two, 0, harmonic), a = sine(2 * root_of_two, -30, harmonic);
    auto const found = measure(all(v), all(a), per_cycle);
    if (!near(found->power.real, 20 * 0.86602540378443865, 1e-10)) return false;
    if (!near(found->power.reactive, harmonic % 4 == 1 ? 10 : -10, 1e-10)) return false;
  }
  return true;
}());
CASE("\"the real power of direct current and of even harmonics enters it too\"", [] {
  cycle direct{};
  for (auto& one : direct) one = 2;
  auto const of_direct = measure(direct, direct, per_cycle)->power.reactive;
  auto const second = sine(2 * root_of_two, 0, 2), fourth = sine(2 * root_of_two, 0, 4);
  return near(of_direct, 4, 1e-12) && near(measure(second, second, per_cycle)->power.reactive, -4, 1e-12) &&
         near(measure(fourth, fourth, per_cycle)->power.reactive, 4, 1e-12);
}());
CASE("In phase Q is 0 even where S is rounded below P", [] {
  std::array<double, 2> const v{0.1, 0.1}, a{0.21, 0.21};
  auto const found = measure(v, a);
  return found->power.reactive == 0 && near(found->power.real, 0.021, 1e-15);
}());
CASE("Samples of float stay float", [] {
  std::array<float, 4> const v{3, 3, -3, -3}, a{2, 2, -2, -2};
  auto const found = measure(all(v), all(a));
  return found->voltage == 3.0F && found->power == powers<float>{6, 0, 6};
}());
CASE("Integers see the same as floating point, within their rounding", [] {
  std::array<std::int32_t, per_cycle> volts{}, amperes{};
  auto const v = sine(325'269, 0), a = sine(14'142, -60);
  for (std::size_t i = 0; i != per_cycle; ++i) {
    volts[i] = static_cast<std::int32_t>(v[i] + (v[i] < 0 ? -0.5 : 0.5));
    amperes[i] = static_cast<std::int32_t>(a[i] + (a[i] < 0 ? -0.5 : 0.5));
  }
  auto const found = measure(all(volts), all(amperes), per_cycle);  // mV and mA: uW
  auto const power = found->power;
  return found->voltage == 230'000 && found->current == 10'000 && power.real > 1'149'900'000 &&
         power.real < 1'150'100'000 && power.reactive > 1'991'700'000 && power.reactive < 1'992'000'000 &&
         power.apparent > 2'299'900'000 && power.apparent < 2'300'100'000 && power.where() == quadrant::q1;
}());

// Whole cycles
template <std::size_t Count>
constexpr bool cycles_are(std::array<int, Count> const& voltage, int hysteresis, std::size_t first, std::size_t count,
                          std::size_t cycles) {
  auto const found = find_cycles(voltage, hysteresis);
  return found.first == first && found.count == count && found.cycles == cycles;
}
CASE("From the sample behind the first rise to the one behind the last",
     cycles_are(std::array{5, -5, -5, 5, 5, -5, -5, 5, 5}, 0, 3, 4, 1) &&
         cycles_are(std::array{-1, 1, 1, -1, 1, 1, -1, 1, 1, 1, -1, 1}, 0, 1, 10, 3));
CASE("One rise is no cycle, none neither",
     cycles_are(std::array{-5, 5, 5}, 0, 1, 0, 0) && cycles_are(std::array{5, 5, -5}, 0, 0, 0, 0) &&
         cycles_are(std::array{0, 0, 0}, 0, 0, 0, 0) && cycles_are(std::array{1}, 0, 0, 0, 0) &&
         cycles_are(std::array<int, 0>{}, 0, 0, 0, 0));
CASE("A rise ends at zero or above, so zeros in a row are one rise",
     cycles_are(std::array{-1, 0, 0, 1, -1, 0, 1}, 0, 1, 4, 1) && cycles_are(std::array{0, 1, 0, 1, 0}, 0, 0, 0, 0));
CASE("Noise around zero makes none: below -2, not at it",
     cycles_are(std::array{-9, 1, -1, 2, -2, 9, -9, 1, -1, 9}, 2, 1, 6, 1) &&
         cycles_are(std::array{-9, 1, -1, 2, -3, 9, -9, 1, -1, 9}, 2, 1, 6, 2) &&
         cycles_are(std::array{-2, 2, -2, 2}, 2, 0, 0, 0));
CASE("Low for long before it rises: through -1 and 0 it is one rise",
     cycles_are(std::array{-9, -1, -1, 0, 9, -9, -1, 0}, 5, 3, 4, 1));
CASE("What it finds is what measure() wants: the odd ends do not count", [] {
  std::array<std::int32_t, 12> const voltage{100, -100, -100, 100, 100, -100, -100, 100, 100, -100, -100, 100};
  std::array<std::int32_t, 12> const current{70, -5, -5, 5, 5, -5, -5, 5, 5, -5, -5, 70};
  auto const whole = find_cycles(all(voltage), 0);
  auto const found =
      measure(all(voltage).subspan(whole.first, whole.count), all(current).subspan(whole.first, whole.count));
  return whole.cycles == 2 && found->power == exact{500, 0, 500};
}());

}  // namespace test_power
