// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/power.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// Power summed over time into energy, by direction and quadrant. With integers exactly: a time of constant power may
/// be cut anywhere, and the parts sum to the whole; with floating-point numbers compensated. Time is an argument, in
/// milliseconds of a clock that may wrap. What is summed are areas: *twice* unit-milliseconds, so that the half of a
/// trapezoid is no fraction; the unit is that of the power (mW, W, var), and sums are read in unit-hours.
/// Sources: Leviton Series 4100 manual, registers 001 to 020 and 043 to 090; Series 4000 manuals, 001, 027, 029; WAGO
/// 879 manual, 6.6.15.
namespace meterproto::energy {

using power::number, power::powers, power::quadrant;

inline constexpr std::uint32_t ms_per_hour = 3'600'000;
inline constexpr std::uint32_t areas_per_hour = 2 * ms_per_hour;
/// Longer steps are gaps, and larger integer powers are refused: what is below both has an area of 63 bits. In mW that
/// is 2.19 GW, above the 1.77 GW that a Series 4100 can be set up for.
inline constexpr std::uint32_t longest_step = 1'800'000;
inline constexpr std::int64_t most_power = (std::int64_t{1} << 41U) - 1;

/// Areas as whole unit-hours and a remainder: nothing is ever lost. Up to 2^63 unit-hours.
class exact_sum {
 public:
  constexpr exact_sum() : whole_{0}, rest_{0} {}  // written out: GCC 12 forgets the default values within arrays

  constexpr void add(std::int64_t area) {
    whole_ += area / areas_per_hour;
    rest_ += static_cast<std::int32_t>(area % areas_per_hour);
    settle();
  }

  /// Unit-hours, rounded down, and the areas above them: 0 to areas_per_hour - 1.
  [[nodiscard]] constexpr std::int64_t unit_hours() const { return whole_; }
  [[nodiscard]] constexpr std::int32_t rest() const { return rest_; }

  /// The constant power that would have made this in that time, rounded half away from zero. Expects: ms > 0 and a
  /// result of 62 bits.
  [[nodiscard]] constexpr std::int64_t mean_power(std::uint64_t ms) const {
    bool const negative = whole_ < 0;
    auto const hours = integers::product(integers::magnitude(whole_), areas_per_hour);
    auto const rest = static_cast<std::uint64_t>(rest_);
    auto const areas = negative ? integers::difference(hours, {0, rest}) : integers::sum(hours, {0, rest});
    auto const exact = integers::divide(areas, 2 * ms);
    auto const size = static_cast<std::int64_t>(exact.quotient + (exact.remainder >= ms ? 1U : 0U));
    return negative ? -size : size;
  }

  friend constexpr exact_sum operator+(exact_sum left, exact_sum const& right) {
    left.whole_ += right.whole_;
    left.rest_ += right.rest_;
    left.settle();
    return left;
  }
  friend constexpr exact_sum operator-(exact_sum left, exact_sum const& right) {
    left.whole_ -= right.whole_;
    left.rest_ -= right.rest_;
    left.settle();
    return left;
  }
  friend constexpr bool operator==(exact_sum const&, exact_sum const&) = default;

 private:
  constexpr void settle() {
    if (rest_ < 0) {
      rest_ += static_cast<std::int32_t>(areas_per_hour);
      --whole_;
    } else if (rest_ >= static_cast<std::int32_t>(areas_per_hour)) {
      rest_ -= static_cast<std::int32_t>(areas_per_hour);
      ++whole_;
    }
  }

  std::int64_t whole_;
  std::int32_t rest_;
};

/// Areas with what the additions have rounded off kept beside the sum, and folded back into it: a sum of twice the
/// digits. After n additions of one sign the relative error is at most 2u + n * u^2, with u = 2^-53 for double and
/// 2^-24 for float: over a year of seconds 2.3e-16 and 2.4e-7; plain addition may drift by n * u, 3.5e-9 and 188 %.
template <elementary::real Float>
class compensated_sum {
#ifdef __FAST_MATH__
  static_assert(sizeof(Float) == 0, "-ffast-math takes the compensation out of the sum");
#endif
 public:
  constexpr void add(Float area) {
    // What sum + area rounds off, exactly (Knuth's two-sum), then the two parts apart again.
    auto const sum = sum_ + area;
    auto const of_area = sum - sum_;
    lost_ += (sum_ - (sum - of_area)) + (area - of_area);
    sum_ = sum + lost_;
    lost_ -= sum_ - sum;
  }

  [[nodiscard]] constexpr Float unit_hours() const { return sum_ / static_cast<Float>(areas_per_hour); }
  /// The constant power that would have made this in that time. Expects: ms > 0.
  [[nodiscard]] constexpr Float mean_power(std::uint64_t ms) const { return sum_ / (2 * static_cast<Float>(ms)); }

  friend constexpr compensated_sum operator+(compensated_sum left, compensated_sum const& right) {
    left.add(right.sum_);
    left.add(right.lost_);
    return left;
  }
  friend constexpr compensated_sum operator-(compensated_sum left, compensated_sum const& right) {
    left.add(-right.sum_);
    left.add(-right.lost_);
    return left;
  }
  friend constexpr bool operator==(compensated_sum const&, compensated_sum const&) = default;

 private:
  Float sum_ = 0;
  Float lost_ = 0;  // less than half a unit in the last place of the sum
};

namespace sums {
template <number Number>
struct of {
  using type = compensated_sum<Number>;
};
template <>
struct of<std::int64_t> {
  using type = exact_sum;
};
}  // namespace sums
template <number Number>
using sum = typename sums::of<Number>::type;

/// By direction and quadrant, as the Series 4100 has them for each phase and for all. Value: a Number for the areas of
/// one interval, sum<Number> for accumulators. None of them is negative, and none ever falls.
template <class Value>
struct four_quadrants {
  Value real_import{};  // Q1 and Q4
  Value real_export{};  // Q2 and Q3
  std::array<Value, 4> reactive{};
  Value apparent_import{};
  Value apparent_export{};

  [[nodiscard]] constexpr Value const& reactive_in(quadrant one) const {
    return reactive[static_cast<std::size_t>(one) - 1];
  }
  // "Net (Import - Export)" [001, 015]; "Quadrants 1+2= Import, Quadrants 3+4= Export" for reactive energy
  [[nodiscard]] constexpr Value real_net() const { return real_import - real_export; }
  [[nodiscard]] constexpr Value apparent_net() const { return apparent_import - apparent_export; }
  [[nodiscard]] constexpr Value reactive_import() const { return reactive[0] + reactive[1]; }
  [[nodiscard]] constexpr Value reactive_export() const { return reactive[2] + reactive[3]; }

  template <number Number>
  constexpr void add(four_quadrants<Number> const& areas) {
    real_import.add(areas.real_import);
    real_export.add(areas.real_export);
    for (std::size_t i = 0; i != 4; ++i) reactive[i].add(areas.reactive[i]);
    apparent_import.add(areas.apparent_import);
    apparent_export.add(areas.apparent_export);
  }
  friend constexpr four_quadrants operator+(four_quadrants left, four_quadrants const& right) {
    left.real_import = left.real_import + right.real_import;
    left.real_export = left.real_export + right.real_export;
    for (std::size_t i = 0; i != 4; ++i) left.reactive[i] = left.reactive[i] + right.reactive[i];
    left.apparent_import = left.apparent_import + right.apparent_import;
    left.apparent_export = left.apparent_export + right.apparent_export;
    return left;
  }
  friend constexpr bool operator==(four_quadrants const&, four_quadrants const&) = default;
};

/// Whatever its direction, as the Series 4000 counts, which is "unidirectional": insensitive to how its current
/// transformers are turned.
template <class Value>
struct unidirectional {
  Value real{};
  Value reactive{};
  Value apparent{};

  template <number Number>
  constexpr void add(four_quadrants<Number> const& areas) {
    for (auto const area : {areas.real_import, areas.real_export}) real.add(area);
    for (auto const area : areas.reactive) reactive.add(area);
    for (auto const area : {areas.apparent_import, areas.apparent_export}) apparent.add(area);
  }
  friend constexpr bool operator==(unidirectional const&, unidirectional const&) = default;
};

/// The areas of a time of constant power. Expects: powers up to most_power, at most longest_step.
template <number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_of(powers<Number> const& held, std::uint32_t ms) {
  auto const twice = 2 * static_cast<Number>(ms);
  auto const in = held.where();
  four_quadrants<Number> areas;
  (is_import(in) ? areas.real_import : areas.real_export) = (held.real < 0 ? -held.real : held.real) * twice;
  (is_import(in) ? areas.apparent_import : areas.apparent_export) = held.apparent * twice;
  areas.reactive[static_cast<std::size_t>(in) - 1] = (held.reactive < 0 ? -held.reactive : held.reactive) * twice;
  return areas;
}

/// What becomes of a straight line from one value to another over `ms`: the pieces of it above and below zero.
namespace lines {

/// 0 to 1; with integers 0 to 2^32.
template <number Number>
using fraction = std::conditional_t<std::floating_point<Number>, Number, std::uint64_t>;
template <number Number>
inline constexpr fraction<Number> end = std::floating_point<Number> ? 1 : static_cast<fraction<Number>>(0x1p32);

template <number Number>
struct line {
  Number from = 0;
  Number to = 0;
  std::uint32_t ms = 0;

  [[nodiscard]] constexpr bool crosses() const { return (from < 0 && to > 0) || (from > 0 && to < 0); }
  [[nodiscard]] constexpr bool begins_negative() const { return from < 0 || (from == 0 && to < 0); }
  [[nodiscard]] constexpr bool ends_negative() const { return to < 0 || (to == 0 && from < 0); }
  /// What lies above zero minus what lies below: exact.
  [[nodiscard]] constexpr Number net() const { return (from + to) * static_cast<Number>(ms); }
  [[nodiscard]] constexpr line reversed() const { return {to, from, ms}; }
};

constexpr std::uint64_t size(std::int64_t value) {
  return integers::magnitude(value);
}
template <elementary::real Float>
constexpr Float size(Float value) {
  return elementary::absolute(value);
}

/// Where it crosses zero. Expects: that it does.
constexpr std::uint64_t crossing(line<std::int64_t> const& of) {
  return integers::multiply_divide(size(of.from), end<std::int64_t>, size(of.from) + size(of.to));
}
template <elementary::real Float>
constexpr Float crossing(line<Float> const& of) {
  return of.from / (of.from - of.to);
}

/// The area before it crosses zero, without sign. With integers right to half an area; what lies behind the crossing
/// is then the difference from net(), so that both together stay exact. Expects: that it crosses.
constexpr std::int64_t triangle(line<std::int64_t> const& of) {
  auto const first = size(of.from);
  return static_cast<std::int64_t>(integers::multiply_divide(first * of.ms, first, first + size(of.to)));
}
template <elementary::real Float>
constexpr Float triangle(line<Float> const& of) {
  auto const first = size(of.from);
  return first * static_cast<Float>(of.ms) * (first / (first + size(of.to)));
}

/// The area up to `at`, without sign. Expects: no crossing before. With integers right to 2^-31 of the whole line's.
constexpr std::int64_t before(line<std::int64_t> const& of, std::uint64_t at) {
  auto const rest = end<std::int64_t> - at;
  // at * (2 - at) of the first value and at * at of the second, each rounded to 2^-32
  auto const one = integers::multiply_divide(at, end<std::int64_t> + rest, end<std::int64_t>);
  auto const other = integers::multiply_divide(at, at, end<std::int64_t>);
  auto const first = integers::multiply_divide(size(of.from) * of.ms, one, end<std::int64_t>);
  auto const second = integers::multiply_divide(size(of.to) * of.ms, other, end<std::int64_t>);
  auto const area = of.crosses() ? (first > second ? first - second : 0) : first + second;
  return static_cast<std::int64_t>(area);
}
template <elementary::real Float>
constexpr Float before(line<Float> const& of, Float at) {
  return size(static_cast<Float>(of.ms) * at * (2 * of.from + (of.to - of.from) * at));
}

/// What is left of an area; floating-point rounding may make it less than nothing.
template <number Number>
constexpr Number left_over(Number area) {
  return area < 0 ? Number{0} : area;
}
/// `part` of `whole`, where rounding may have made it more.
template <number Number>
constexpr Number at_most(Number part, Number whole) {
  return part < whole ? part : whole;
}

}  // namespace lines

/// The areas between two samples, with each power on a straight line between them; where P or Q crosses zero the line
/// is cut, so import and export never mix. With integers, import minus export of the real energy and of the reactive
/// (Q1 + Q2 less Q3 + Q4) are exact; a crossing divides to half an area, and what one power's crossing divides of
/// another to 2^-31 of the interval's and an area. Expects: as areas_of().
template <number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_between(powers<Number> const& first, powers<Number> const& second,
                                                             std::uint32_t ms) {
  lines::line<Number> const real{first.real, second.real, ms};
  lines::line<Number> const reactive{first.reactive, second.reactive, ms};
  lines::line<Number> const apparent{first.apparent, second.apparent, ms};
  four_quadrants<Number> areas;
  auto const real_in = [&](bool negative) -> Number& { return negative ? areas.real_export : areas.real_import; };
  auto const apparent_in = [&](bool negative) -> Number& {
    return negative ? areas.apparent_export : areas.apparent_import;
  };
  auto const reactive_in = [&](bool real_negative, bool reactive_negative) -> Number& {
    return areas.reactive[reactive_negative ? (real_negative ? 2 : 3) : (real_negative ? 1 : 0)];
  };

  bool const before = real.begins_negative();  // the sign of P before its crossing, and behind it
  bool const behind = real.ends_negative();
  auto cut = lines::end<Number>;
  if (real.crosses()) {
    cut = lines::crossing(real);
    auto const part = lines::triangle(real);
    real_in(before) = part;
    real_in(behind) = lines::left_over(before ? part + real.net() : part - real.net());
  } else {
    real_in(before) = before ? -real.net() : real.net();
  }

  auto const apparent_part =
      real.crosses() ? lines::at_most(lines::before(apparent, cut), apparent.net()) : apparent.net();
  apparent_in(before) = apparent_part;
  apparent_in(behind) += apparent.net() - apparent_part;

  bool const lags_before = !reactive.begins_negative();
  bool const lags_behind = !reactive.ends_negative();
  if (!reactive.crosses()) {
    auto const whole = lags_before ? reactive.net() : -reactive.net();
    auto const part = real.crosses() ? lines::at_most(lines::before(reactive, cut), whole) : whole;
    reactive_in(before, !lags_before) += part;
    reactive_in(behind, !lags_before) += whole - part;
    return areas;
  }
  auto const early = lines::triangle(reactive);
  auto const late = lines::left_over(lags_before ? early - reactive.net() : early + reactive.net());
  if (cut <= lines::crossing(reactive)) {  // P changes its sign first
    auto const part = lines::at_most(lines::before(reactive, cut), early);
    reactive_in(before, !lags_before) += part;
    reactive_in(behind, !lags_before) += early - part;
    reactive_in(behind, !lags_behind) += late;
  } else {
    auto const rest = static_cast<lines::fraction<Number>>(lines::end<Number> - cut);
    auto const part = lines::at_most(lines::before(reactive.reversed(), rest), late);
    reactive_in(before, !lags_before) += early;
    reactive_in(before, !lags_behind) += late - part;
    reactive_in(behind, !lags_behind) += part;
  }
  return areas;
}

/// What the power is taken to be between two samples.
enum class between : std::uint8_t {
  held,      ///< rectangles: a sample holds until the next one
  mean,      ///< rectangles: a sample is the mean since the one before, as a meter's own cycle has it
  straight,  ///< trapezoids
};

template <between How, number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_from(powers<Number> const& last, powers<Number> const& now,
                                                          std::uint32_t ms) {
  if constexpr (How == between::straight)
    return areas_between(last, now, ms);
  else
    return areas_of(How == between::held ? last : now, ms);
}

enum class outcome : std::uint8_t {
  first,      ///< nothing to count from yet
  counted,    ///< the areas since the sample before
  gap,        ///< the sample before is too long ago: nothing is counted, and the caller knows how long
  backwards,  ///< the clock ran back, or on by more than 24 days: nothing is counted, and nobody knows how long
};

/// The times of samples, by a clock of milliseconds that may wrap: one sample in 24 days keeps it unambiguous.
class sample_clock {
 public:
  struct tick {
    outcome what = outcome::first;
    std::uint32_t ms = 0;  // since the sample before
  };

  /// More than `longest_gap` milliseconds between two samples are a gap; it is at most longest_step.
  constexpr explicit sample_clock(std::uint32_t longest_gap)
      : longest_gap_{longest_gap < longest_step ? longest_gap : longest_step} {}

  [[nodiscard]] constexpr tick take(std::uint32_t at_ms) {
    tick made;
    if (begun_) {
      made.ms = at_ms - at_ms_;
      made.what = made.ms <= longest_gap_ && !missed_   ? outcome::counted
                  : made.ms < (std::uint32_t{1} << 31U) ? outcome::gap
                                                        : outcome::backwards;
    }
    if (made.what == outcome::gap) {
      ++gaps_;
      missing_ms_ += made.ms;
    }
    begun_ = true;
    missed_ = false;
    at_ms_ = at_ms;
    return made;
  }
  /// A sample that could not be used: the time up to the next one is a gap.
  constexpr void miss() { missed_ = true; }

  [[nodiscard]] constexpr std::uint32_t gaps() const { return gaps_; }
  [[nodiscard]] constexpr std::uint64_t missing_ms() const { return missing_ms_; }

 private:
  bool begun_ = false;
  bool missed_ = false;
  std::uint32_t longest_gap_;
  std::uint32_t at_ms_ = 0;
  std::uint32_t gaps_ = 0;
  std::uint64_t missing_ms_ = 0;
};

/// Errors: out_of_range above most_power (integers), not_available for a NaN or an infinity.
template <number Number>
[[nodiscard]] constexpr errc fault_of(powers<Number> const& sample) {
  for (auto const value : {sample.real, sample.reactive, sample.apparent}) {
    if constexpr (std::floating_point<Number>) {
      if (!elementary::is_finite(value)) return errc::not_available;
    } else if (value > most_power || value < -most_power) {
      return errc::out_of_range;
    }
  }
  return errc::none;
}

template <number Number>
struct step {
  outcome what = outcome::first;
  std::uint32_t ms = 0;  // since the sample before
  four_quadrants<Number> areas;
};

/// Turns samples, at whatever times they come, into areas. A gap is reported and never bridged.
template <number Number, between How>
class sampler {
 public:
  constexpr explicit sampler(std::uint32_t longest_gap) : clock_{longest_gap} {}

  /// A sample that is refused is missing: a sample that is a mean or the end of a line does not reach over it. Errors:
  /// those of fault_of().
  [[nodiscard]] constexpr result<step<Number>> take(powers<Number> const& now, std::uint32_t at_ms) {
    if (auto const fault = fault_of(now); fault != errc::none) {
      clock_.miss();
      return fault;
    }
    auto const tick = clock_.take(at_ms);
    step<Number> made{tick.what, tick.ms, {}};
    if (tick.what == outcome::counted) made.areas = areas_from<How>(last_, now, tick.ms);
    last_ = now;
    return made;
  }

  [[nodiscard]] constexpr sample_clock const& clock() const { return clock_; }

 private:
  sample_clock clock_;
  powers<Number> last_;
};

/// How the total of three phases is made. WAGO's combination codes 1 to 4 are `phases`, 5 is `net` (6.6.15); what the
/// Leviton meters do is not documented.
enum class total_of : std::uint8_t {
  phases,  ///< each phase counts by its own direction, and the total is their sum
  net,     ///< the powers are added first, and what is left counts
};

/// The accumulators of a meter, by phase and in total. Set: four_quadrants or unidirectional.
template <template <class> class Set, number Number, between How, total_of Total>
class accumulators {
 public:
  using set = Set<sum<Number>>;

  constexpr explicit accumulators(std::uint32_t longest_gap) : clock_{longest_gap} {}

  /// The powers of the three phases at one time. Errors: those of fault_of(), also for the sum of the phases where that
  /// is what counts; then the sample is missing.
  [[nodiscard]] constexpr result<outcome> take(std::array<powers<Number>, 3> const& phases, std::uint32_t at_ms) {
    auto fault = errc::none;
    for (auto const& sample : phases)
      if (fault == errc::none) fault = fault_of(sample);
    auto const sum_is_safe = Total == total_of::net && fault == errc::none;
    auto const all = sum_is_safe ? phases[0] + phases[1] + phases[2] : powers<Number>{};
    if (fault == errc::none) fault = fault_of(all);
    if (fault != errc::none) {
      clock_.miss();
      return fault;
    }
    auto const tick = clock_.take(at_ms);
    if (tick.what == outcome::counted) {
      for (std::size_t i = 0; i != 3; ++i) {
        auto const areas = areas_from<How>(last_[i], phases[i], tick.ms);
        phases_[i].add(areas);
        if constexpr (Total == total_of::phases) total_.add(areas);
      }
      if constexpr (Total == total_of::net) total_.add(areas_from<How>(last_[0] + last_[1] + last_[2], all, tick.ms));
    }
    last_ = phases;
    return tick.what;
  }

  [[nodiscard]] constexpr set const& phase(std::size_t which) const { return phases_[which]; }
  [[nodiscard]] constexpr set const& total() const { return total_; }
  [[nodiscard]] constexpr sample_clock const& clock() const { return clock_; }

  /// Write 30078 to register 129: "clear all Energy Accumulators to 0". Counting goes on from the last sample.
  constexpr void clear() {
    phases_ = {};
    total_ = {};
  }

 private:
  sample_clock clock_;
  std::array<powers<Number>, 3> last_{};
  std::array<set, 3> phases_{};
  set total_{};
};

/// WAGO's combination code [400F], 6.6.15: how the total is made of forward (import) and reverse (export) energy. The
/// names of C-04 and of 4 and 5 at 400F contradict one another; the manual's table of an example decides.
enum class combination : std::uint16_t { forward = 1, reverse, forward_plus_reverse, forward_minus_reverse, net };

template <class Value>
struct combined {
  Value total{};
  Value forward{};
  Value reverse{};

  friend constexpr bool operator==(combined const&, combined const&) = default;
};

/// The three counters as the table of 6.6.15 prints them: reverse is negative but under code 3. Whether the reverse
/// registers on the wire have that sign is not said. Expects: forward and reverse without sign, counted by
/// total_of::net under code 5 and by total_of::phases under the others.
template <class Value>
[[nodiscard]] constexpr combined<Value> combine(combination code, Value forward, Value reverse) {
  Value const none{};
  switch (code) {
    case combination::forward: return {forward, forward, none - reverse};
    case combination::reverse: return {none - reverse, forward, none - reverse};
    case combination::forward_plus_reverse: return {forward + reverse, forward, reverse};
    default: return {forward - reverse, forward, none - reverse};
  }
}

/// What a time brings in which each phase has one direction: its energy, import positive.
template <class Value>
[[nodiscard]] constexpr combined<Value> combine_flows(combination code, std::span<Value const> phases) {
  Value const none{};
  Value forward{}, reverse{}, net{};
  for (auto const& flow : phases) {
    if (flow < none)
      reverse = reverse - flow;
    else
      forward = forward + flow;
    net = net + flow;
  }
  if (code == combination::net) {
    forward = net < none ? none : net;
    reverse = net < none ? none - net : none;
  }
  return combine(code, forward, reverse);
}

}  // namespace meterproto::energy
