// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/elementary.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

/// Real power P, reactive power Q, apparent power S, power factor and quadrant: from phasors and from samples. P is
/// positive where power is imported, Q where the current lags an import. Sources: Leviton Series 4100 manual, registers
/// 001 to 024 and Q_ of the display ("Quadrant 1-4 per IEEE 1459"); IEEE 1459-2010 (vector apparent
/// power).
namespace meterproto::power {

/// Integers (of any unit: W, mW) or floating-point numbers.
template <class Number>
concept number = std::same_as<Number, std::int64_t> || elementary::real<Number>;

/// Import is q1 and q4, export q2 and q3. The numbers are those that the WAGO's quadrant registers are taken to hold.
enum class quadrant : std::uint8_t { q1 = 1, q2, q3, q4 };

/// Zero counts as positive: no load is q1.
template <class Number>
[[nodiscard]] constexpr quadrant quadrant_of(Number real, Number reactive) {
  if (reactive < 0) return real < 0 ? quadrant::q3 : quadrant::q4;
  return real < 0 ? quadrant::q2 : quadrant::q1;
}
[[nodiscard]] constexpr bool is_import(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q4;
}

/// How the two standards speak of a quadrant; Leviton prints both: "Quadrant 2: Leads Export Real Energy (IEC)
/// Inductive (IEEE)". IEC speaks of the current against the direction of real power, IEEE of the sign of Q. WAGO's
/// "inductive" and "capacitive" are IEC's lag and lead.
enum class iec_name : std::uint8_t { lags, leads };
enum class ieee_name : std::uint8_t { inductive, capacitive };
[[nodiscard]] constexpr iec_name iec(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q3 ? iec_name::lags : iec_name::leads;
}
[[nodiscard]] constexpr ieee_name ieee(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q2 ? ieee_name::inductive : ieee_name::capacitive;
}

/// sqrt(left^2 + right^2): integers to the nearest, floating-point numbers within two units in the last place.
/// Expects: a root below 2^63; of float 1e-19 to 1e19, of double 1e-154 to 1e154, or 0.
[[nodiscard]] constexpr std::int64_t hypotenuse(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(integers::hypotenuse(integers::magnitude(left), integers::magnitude(right)));
}
template <std::floating_point Float>
[[nodiscard]] constexpr Float hypotenuse(Float left, Float right) {
  return elementary::square_root(left * left + right * right);
}

/// P, Q and S of one phase or of all.
template <number Number>
struct powers {
  Number real = 0;
  Number reactive = 0;
  Number apparent = 0;

  constexpr powers() = default;
  constexpr powers(Number p, Number q) : powers{p, q, hypotenuse(p, q)} {}
  constexpr powers(Number p, Number q, Number s) : real{p}, reactive{q}, apparent{s} {}

  [[nodiscard]] constexpr quadrant where() const { return quadrant_of(real, reactive); }

  /// "Total Instantaneous Apparent (S) Power (vector sum)" [023]: P and Q are added, and S is made of the sums, so
  /// distortion that a phase's own S holds is not in it.
  friend constexpr powers operator+(powers const& left, powers const& right) {
    return {left.real + right.real, left.reactive + right.reactive};
  }
  friend constexpr bool operator==(powers const&, powers const&) = default;
};

/// P / S, negative for export: -1 to 1. The sign of S, which a demand has, does not count. Without load there is none:
/// not_available; a meter shows 1 there, or nothing.
template <elementary::real Float>
[[nodiscard]] constexpr result<Float> factor(powers<Float> const& of) {
  if (of.apparent == 0) return errc::not_available;
  auto const ratio = of.real / elementary::absolute(of.apparent);
  return ratio > 1 ? Float{1} : ratio < -1 ? Float{-1} : ratio;  // S may have been rounded below P
}
/// In steps of 10^-4, as registers 024 and 100 to 102 hold it: -10000 to 10000, rounded half away from zero.
/// Expects: a P that is above S by rounding at most.
[[nodiscard]] constexpr result<std::int16_t> factor(powers<std::int64_t> const& of) {
  if (of.apparent == 0) return errc::not_available;
  auto const size = integers::multiply_divide(integers::magnitude(of.real), 10'000, integers::magnitude(of.apparent));
  auto const content = static_cast<std::int16_t>(size > 10'000 ? 10'000 : size);
  return of.real < 0 ? static_cast<std::int16_t>(-content) : content;
}

/// The low-power-factor test of bits 11 to 13 of the alerts: "a PF less than 0.5", which comes from mis-wired phases.
/// Without load it is quiet.
template <number Number>
[[nodiscard]] constexpr bool is_factor_low(powers<Number> const& of) {
  if constexpr (std::floating_point<Number>) {
    return 2 * elementary::absolute(of.real) < elementary::absolute(of.apparent);
  } else {
    auto const apparent = integers::magnitude(of.apparent);
    return integers::magnitude(of.real) < apparent / 2 + apparent % 2;  // half of S, rounded up: no overflow
  }
}

/// Root mean square values with their phase, as a complex number.
template <number Number>
struct phasor {
  Number real = 0;
  Number imaginary = 0;

  [[nodiscard]] constexpr Number magnitude() const { return hypotenuse(real, imaginary); }

  friend constexpr phasor operator+(phasor const& left, phasor const& right) {
    return {left.real + right.real, left.imaginary + right.imaginary};
  }
  friend constexpr phasor operator-(phasor const& left, phasor const& right) {
    return {left.real - right.real, left.imaginary - right.imaginary};
  }
  friend constexpr bool operator==(phasor const&, phasor const&) = default;
};

/// `angle` in radians, ahead of the reference.
[[nodiscard]] constexpr phasor<double> polar(double magnitude, double angle) {
  auto const at = elementary::circle(angle);
  return {magnitude * at.cosine, magnitude * at.sine};
}

/// P + jQ = V * conjugate(I). Integers: the unit of the product (mV and mA give uW). Expects: products that fit, so
/// int64 components below 2^31.
template <number Number>
[[nodiscard]] constexpr powers<Number> power_of(phasor<Number> const& voltage, phasor<Number> const& current) {
  return {voltage.real * current.real + voltage.imaginary * current.imaginary,
          voltage.imaginary * current.real - voltage.real * current.imaginary};
}

/// What samples of one phase tell.
template <number Number>
struct measured {
  Number voltage = 0;  // rms
  Number current = 0;  // rms
  powers<Number> power;
};

namespace sampling {

/// Samples: an array, a span, or what has value_type, size() and [] like them; integers are measured as int64.
template <class Voltages, class Currents,
          class Both = std::common_type_t<typename Voltages::value_type, typename Currents::value_type>>
using number_of = std::conditional_t<std::integral<Both>, std::int64_t, Both>;

template <number Number>
struct sums {
  Number voltage = 0, current = 0, real = 0, reactive = 0;  // of v^2, i^2, v * i, and v a quarter cycle before * i
  Number count = 0;
};

/// The integer nearest to sqrt(of) / count, a half upwards: k + 1 where (k + 1/2) * count is not above the root.
/// Expects: below 2^126.
constexpr std::int64_t root_over(integers::wide of, std::int64_t count) {
  auto const by = static_cast<std::uint64_t>(count);
  auto const below = integers::square_root(of) / by;
  auto const twice_between = (2 * below + 1) * by;
  auto const doubled = integers::sum(of, of);
  bool const up = integers::product(twice_between, twice_between) <= integers::sum(doubled, doubled);
  return static_cast<std::int64_t>(up ? below + 1 : below);
}

constexpr measured<std::int64_t> evaluate(sums<std::int64_t> const& of, bool with_reactive) {
  auto const volts = static_cast<std::uint64_t>(of.voltage);
  auto const amperes = static_cast<std::uint64_t>(of.current);
  auto const real = integers::magnitude(of.real);
  auto const apparent = integers::product(volts, amperes);  // (S * count)^2, never below (P * count)^2
  measured<std::int64_t> all;
  all.voltage = root_over(integers::product(volts, static_cast<std::uint64_t>(of.count)), of.count);
  all.current = root_over(integers::product(amperes, static_cast<std::uint64_t>(of.count)), of.count);
  all.power.real = integers::divide_nearest(of.real, of.count);
  all.power.reactive = with_reactive
                           ? integers::divide_nearest(of.reactive, of.count)
                           : root_over(integers::difference(apparent, integers::product(real, real)), of.count);
  all.power.apparent = root_over(apparent, of.count);
  return all;
}

template <std::floating_point Float>
constexpr measured<Float> evaluate(sums<Float> const& of, bool with_reactive) {
  measured<Float> all;
  all.voltage = elementary::square_root(of.voltage / of.count);
  all.current = elementary::square_root(of.current / of.count);
  auto const apparent = all.voltage * all.current;
  auto const real = of.real / of.count;
  auto const rest = apparent * apparent - real * real;
  all.power = {real,
               with_reactive ? of.reactive / of.count
               : rest > 0    ? elementary::square_root(rest)
                             : Float{0},
               apparent};
  return all;
}

}  // namespace sampling

/// Voltage and current sampled together over whole cycles: rms values, P, S = V * I, and Q = sqrt(S^2 - P^2), which has
/// no sign and holds the distortion as well. Samples: arrays or spans. Integers: rounded to the nearest. Expects: as
/// many of each; integer samples below 2^24 in size and not more than 2^14 of them. Error: too_short where there are
/// none.
template <class Voltages, class Currents, number Number = sampling::number_of<Voltages, Currents>>
[[nodiscard]] constexpr result<measured<Number>> measure(Voltages const& voltage, Currents const& current) {
  if (voltage.empty() || current.size() < voltage.size()) return error{errc::too_short, current.size(), voltage.size()};
  sampling::sums<Number> all;
  for (std::size_t i = 0; i != voltage.size(); ++i) {
    auto const v = static_cast<Number>(voltage[i]);
    auto const a = static_cast<Number>(current[i]);
    all.voltage += v * v;
    all.current += a * a;
    all.real += v * a;
  }
  all.count = static_cast<Number>(voltage.size());
  return sampling::evaluate(all, false);
}

/// The same with a signed Q, where the sampling follows the mains with `per_cycle` samples a cycle; a last part that is
/// no whole cycle is not used. Q by the voltage a quarter cycle before is that of the fundamental and of harmonics 5,
/// 9, 13 ...; harmonics 3, 7, 11 ... enter it negatively, and the real power of direct current and of even harmonics
/// enters it too: where there are any, take them out first. Errors: too_short for less than a cycle, bad_count where a
/// quarter of the cycle is no whole number of samples.
template <class Voltages, class Currents, number Number = sampling::number_of<Voltages, Currents>>
[[nodiscard]] constexpr result<measured<Number>> measure(Voltages const& voltage, Currents const& current,
                                                         std::size_t per_cycle) {
  if (per_cycle == 0 || per_cycle % 4 != 0) return error{errc::bad_count, 0, per_cycle};
  if (voltage.size() < per_cycle || current.size() < voltage.size()) return error{errc::too_short, 0, per_cycle};
  auto const count = voltage.size() - voltage.size() % per_cycle;
  auto const quarter = per_cycle / 4;
  sampling::sums<Number> all;
  for (std::size_t i = 0; i != count; ++i) {
    auto const v = static_cast<Number>(voltage[i]);
    auto const a = static_cast<Number>(current[i]);
    auto const before = static_cast<Number>(voltage[i < quarter ? i + count - quarter : i - quarter]);
    all.voltage += v * v;
    all.current += a * a;
    all.real += v * a;
    all.reactive += before * a;
  }
  all.count = static_cast<Number>(count);
  return sampling::evaluate(all, true);
}

/// The part of a sampled voltage that is whole cycles, from one rise through zero to the last one: what measure() wants
/// where the sampling does not follow the mains. A rise counts once the voltage has been below -`hysteresis`, so that
/// noise around zero makes none.
struct whole_cycles {
  std::size_t first = 0;   // sample behind the first rise
  std::size_t count = 0;   // samples from there to the last rise; 0 where there are not two
  std::size_t cycles = 0;  // cycles in them
};
template <class Samples, class Sample = typename Samples::value_type>
[[nodiscard]] constexpr whole_cycles find_cycles(Samples const& voltage, Sample hysteresis) {
  whole_cycles found;
  bool begun = false;
  bool was_low = false;
  for (std::size_t i = 0; i < voltage.size(); ++i) {
    was_low = was_low || voltage[i] < -hysteresis;
    bool const rises = was_low && voltage[i] >= 0;
    if (rises) was_low = false;
    if (rises && begun) {
      found.count = i - found.first;
      ++found.cycles;
    } else if (rises) {
      found.first = i;
      begun = true;
    }
  }
  return found;
}

}  // namespace meterproto::power
