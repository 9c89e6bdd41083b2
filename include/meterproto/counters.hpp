// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/result.hpp>

#include <bit>
#include <concepts>
#include <cstdint>

/// What a counter gained between two readings: across a wrap, a reset, a change of scale; and the steps that a
/// floating-point counter can still take. A wrap and a reset look alike to arithmetic, so the caller says how much can
/// have been gained at most. Sources: Leviton Series 4000 and 4100 manuals, registers 001 to 042, 141, 147; WAGO 879
/// manual (display of 6+3 digits).
namespace meterproto::counters {

/// How many contents a counter has before it begins anew.
inline constexpr std::uint64_t wraps_32_bits = std::uint64_t{1} << 32U;
inline constexpr std::uint64_t wraps_9_digits = 1'000'000'000;  // WAGO: 999999.999 kWh, in Wh

/// Across one wrap at most. Expects: both below `wraps`.
[[nodiscard]] constexpr std::uint64_t gained(std::uint64_t before, std::uint64_t now, std::uint64_t wraps) {
  return now >= before ? now - before : wraps - before + now;
}

/// counts * 10^exponent: a counter with the scale register that was read in the same poll; a plain one has exponent 0.
struct reading {
  std::uint64_t counts = 0;
  int exponent = 0;

  [[nodiscard]] constexpr decimal value() const { return decimal::from_magnitude(counts, exponent); }
};

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

struct gain {
  decimal amount;  // exact difference of what was shown
  decimal within;  // what was gained differs from it by less than this: the coarser of the two steps
  change how = change::advanced;
};

/// What can be gained at most: the highest plausible power for the time between the readings, in Wh, rounded up.
/// Error: does_not_fit beyond 64 bits.
[[nodiscard]] constexpr result<decimal> plausible_energy(std::uint64_t watts, std::uint64_t ms) {
  constexpr std::uint64_t ms_per_hour = 3'600'000;
  auto const exact = integers::product(watts, ms);
  if (exact.high >= ms_per_hour - 1) return errc::does_not_fit;
  auto const hours = integers::divide(exact, ms_per_hour);
  return decimal::from_magnitude(hours.quotient + (hours.remainder != 0 ? 1U : 0U));
}

/// What was gained between two readings of a counter that begins anew after `wraps` counts. `most` in the unit of the
/// readings. Errors: out_of_range for a content that the counter cannot have; implausible where no reading of the
/// change stays within `most`, or the counter fell without wrap or reset; undecided where it could have wrapped more
/// than once, or fell while its scale changed and nothing says that it was reset; does_not_fit.
[[nodiscard]] constexpr result<gain> gain_between(reading before, reading now, std::uint64_t wraps, decimal const& most,
                                                  resets seen) {
  if (before.counts >= wraps || now.counts >= wraps) return errc::out_of_range;
  auto const finer = before.exponent < now.exponent ? before.exponent : now.exponent;
  auto const coarser = before.exponent < now.exponent ? now.exponent : before.exponent;
  auto const step = decimal{1, coarser};
  auto const was = before.value().as_integer(finer);
  auto const is = now.value().as_integer(finer);
  auto const room = step.as_integer(finer);
  if (!was || !is || !room) return errc::does_not_fit;

  auto const plausible = [&](std::int64_t amount) {  // both readings may be off by a step
    return amount <= *room || decimal{amount - *room, finer} <= most;
  };
  auto const found = [&](std::int64_t amount, change how) -> result<gain> {
    if (!plausible(amount)) return errc::implausible;
    return gain{decimal{amount, finer}, step, how};
  };

  if (seen == resets::some) return found(*is, change::reset);
  if (before.exponent != now.exponent) {
    if (*is >= *was) return found(*is - *was, change::advanced);
    if (*was - *is < *room) return found(0, change::advanced);  // not fallen: shown more coarsely
    return errc::undecided;
  }
  if (decimal::from_magnitude(wraps, finer) <= most) return errc::undecided;
  if (*is >= *was) return found(*is - *was, change::advanced);
  auto const round = static_cast<std::int64_t>(gained(before.counts, now.counts, wraps));
  if (plausible(round)) return found(round, change::wrapped);
  if (seen == resets::none) return errc::implausible;
  return found(*is, change::reset);
}

/// From a value to the next one that the format has: 2^-9 kWh at 16384 kWh for float. Expects: finite, not negative.
template <std::floating_point Float>
[[nodiscard]] constexpr Float step_at(Float value) {
  if constexpr (sizeof(Float) == sizeof(float))
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) + 1) - value;
  else
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) + 1) - value;
}

namespace float_steps {

template <std::floating_point Float, class Condition>
constexpr Float first_power_of_two(Float increment, Condition const& holds) {
  auto power = Float{1};
  while (power > increment) power /= 2;
  while (!holds(power)) power *= 2;
  return power;
}

}  // namespace float_steps

/// The power of two from which on steps of `increment` are no longer told apart: the format's own are larger.
/// 0.001F (1 Wh in kWh): 16384. Expects: an increment above 0 and far below the format's largest number.
template <std::floating_point Float>
[[nodiscard]] constexpr Float distorted_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) > increment; });
}
/// The power of two from which on adding `increment` to a counter of this format changes nothing, so that it stands
/// still. 0.001F: 32768.
template <std::floating_point Float>
[[nodiscard]] constexpr Float vanishes_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) / 2 >= increment; });
}

}  // namespace meterproto::counters
