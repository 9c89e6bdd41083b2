// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/elementary.hpp>
#include <meterproto/energy.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/result.hpp>
#include <meterproto/units.hpp>

#include <bit>
#include <concepts>
#include <cstdint>

/// What a counter gained between two readings: across a wrap, a reset, a change of scale; and the steps that a
/// floating-point counter can still take. A wrap and a reset look alike to arithmetic, so the caller says how much can
/// have been gained at most. Sources: Leviton Series 4000 and 4100 manuals, registers 001 to 020, 039 to 090 (4000:
/// 001, 027, 029, 043 to 052), 141, 147; WAGO 879 manual (display of 6+3 digits).
namespace meterproto::counters {

/// How many contents a counter has before it begins anew.
inline constexpr std::uint64_t wraps_32_bits = std::uint64_t{1} << 32U;
inline constexpr std::uint64_t wraps_9_digits = 1'000'000'000;  // WAGO: 999999.999 kWh, in Wh

/// Across one wrap at most. Expects: both below `wraps`.
[[nodiscard]] constexpr std::uint64_t gained(std::uint64_t before, std::uint64_t now, std::uint64_t wraps) {
  return now >= before ? now - before : wraps - before + now;
}

/// counts * 10^exponent of a unit: a counter with the scale register that was read in the same poll. A plain one has
/// exponent 0, and `counts` for its unit.
template <class Dimension>
struct shown {
  std::uint64_t content = 0;
  int exponent = 0;
  unit<Dimension> in;
};
template <class Dimension>
shown(std::uint64_t, int, unit<Dimension>) -> shown<Dimension>;

/// What the reset counter [147] says of the time between the readings.
enum class resets : std::uint8_t { unknown, none, some };
[[nodiscard]] constexpr resets resets_between(std::uint16_t count_before, std::uint16_t count_now) {
  return count_before == count_now ? resets::none : resets::some;
}

enum class change : std::uint8_t {
  advanced,
  wrapped,
  reset,  ///< the amount is what was counted since; what came before the reset is lost
};

template <class Dimension>
struct gain {
  reading<Dimension> amount;  // exact difference of what was shown
  decimal within;  // in the same unit: what was gained since the reading, or the reset, differs by less than this step
  change how = change::advanced;
};

/// What can be gained at most: the highest plausible power for the time between the readings, rounded up to a Wh.
/// Error: does_not_fit beyond 64 bits.
[[nodiscard]] constexpr result<reading<watt_hour>> plausible_energy(std::uint64_t watts, std::uint64_t ms) {
  auto const exact = integers::product(watts, ms);
  if (exact.high >= energy::ms_per_hour - 1) return errc::does_not_fit;
  auto const hours = integers::divide(exact, energy::ms_per_hour);
  return reading<watt_hour>{decimal::from_magnitude(hours.quotient + (hours.remainder != 0 ? 1U : 0U)), Wh};
}

/// What was gained between two readings of a counter that begins anew after `wraps` counts, at most 2^63. A fall counts
/// as a wrap where the way across it is within `most`: a reset so shortly before the end of the counter cannot be told
/// from it unless the reset counter was read. The units may differ, and the amount is in that of `now`. Errors:
/// out_of_range for a content that the counter cannot have; implausible where no reading of the change stays within
/// `most`, or the counter fell without wrap or reset; undecided where `most` is a whole round of the counter or more,
/// by the finer of its scales (behind a reset by the present one), or where it fell while its scale changed and nothing
/// says that it was reset; does_not_fit.
template <class Dimension>
[[nodiscard]] constexpr result<gain<Dimension>> gain_between(shown<Dimension> const& before,
                                                             shown<Dimension> const& now, std::uint64_t wraps,
                                                             reading<Dimension> const& most, resets seen) {
  if (before.content >= wraps || now.content >= wraps) return errc::out_of_range;
  auto const earlier = before.exponent + before.in.exponent() - now.in.exponent();  // in the unit of `now`
  auto const finer = earlier < now.exponent ? earlier : now.exponent;
  auto const coarser = earlier < now.exponent ? now.exponent : earlier;
  auto const step = decimal{1, coarser};
  auto const was = decimal::from_magnitude(before.content, earlier).as_integer(finer);
  auto const is = decimal::from_magnitude(now.content, now.exponent).as_integer(finer);
  auto const room = step.as_integer(finer);
  if (!was || !is || !room) return errc::does_not_fit;

  auto const limit = most.in(now.in);
  auto const plausible = [&](std::int64_t amount) {  // both readings may be off by a step
    return amount <= *room || decimal{amount - *room, finer} <= limit;
  };
  auto const found = [&](std::int64_t amount, change how) -> result<gain<Dimension>> {
    if (!plausible(amount)) return errc::implausible;
    return gain<Dimension>{reading<Dimension>{decimal{amount, finer}, now.in}, step, how};
  };

  if (decimal::from_magnitude(wraps, seen == resets::some ? now.exponent : finer) <= limit) return errc::undecided;
  if (seen == resets::some) return found(*is, change::reset);
  if (earlier != now.exponent) {
    if (*is >= *was) return found(*is - *was, change::advanced);
    if (*was - *is < *room) return found(0, change::advanced);  // not fallen: shown more coarsely
    return errc::undecided;
  }
  if (*is >= *was) return found(*is - *was, change::advanced);
  auto const round = static_cast<std::int64_t>(gained(before.content, now.content, wraps));
  if (plausible(round)) return found(round, change::wrapped);
  if (seen == resets::none) return errc::implausible;
  return found(*is, change::reset);
}

/// From a value to the next one that the format has: 2^-9 kWh at 16384 kWh for float. Expects: finite, not negative.
template <elementary::real Float>
[[nodiscard]] constexpr Float step_at(Float value) {
  if constexpr (sizeof(Float) == sizeof(float))
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) + 1) - value;
  else
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) + 1) - value;
}

namespace float_steps {

template <elementary::real Float, class Condition>
constexpr Float first_power_of_two(Float increment, Condition const& holds) {
  if (!(increment > 0) || increment > static_cast<Float>(1e30)) return 0;
  auto power = Float{1};
  while (power > increment) power /= 2;
  while (!holds(power)) power *= 2;
  return power;
}

}  // namespace float_steps

/// The power of two from which on steps of `increment` are no longer told apart: the format's own are larger.
/// 0.001F (1 Wh in kWh): 16384. 0 for an increment that is not above 0, or beyond 1e30.
template <elementary::real Float>
[[nodiscard]] constexpr Float distorted_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) > increment; });
}
/// The power of two from which on adding `increment` to a counter of this format changes nothing, so that one
/// that has grown there in such steps stands still. 0.001F: 32768.
template <elementary::real Float>
[[nodiscard]] constexpr Float vanishes_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) / 2 >= increment; });
}

}  // namespace meterproto::counters
