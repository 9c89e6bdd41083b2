// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstdint>

/// Pulse outputs: how long a pulse may be, what it weighs, when it cannot keep up; and energy out of pulses. Sources:
/// Leviton Series 4000 and 4100 manuals, "Set Pulse" and registers 039 to 042, 144, 145; WAGO 879 manual, 6.6.3 and
/// registers 400D, 4021.
namespace meterproto::pulses {

/// Contact closures in ms [145], and Wh or varh for each [144]. "The open time >= the closure time", so a pulse takes
/// twice its duration.
inline constexpr std::array<std::uint16_t, 6> durations{500, 250, 100, 50, 25, 10};
inline constexpr std::array<std::uint16_t, 4> energies{10, 100, 1000, 10'000};

/// The largest power in W with which pulses of this weight and duration keep up, rounded down: 3600 s an hour over
/// twice the duration. Expects: a duration above 0.
[[nodiscard]] constexpr std::uint64_t largest_power(std::uint32_t watt_hours, std::uint32_t ms) {
  return std::uint64_t{1'800'000} * watt_hours / ms;
}

/// Whether the outputs cannot keep up: bit 14 with the real power there is, bit 15 with the largest there can be.
/// Expects: watts below 2^50.
[[nodiscard]] constexpr bool overrun(std::uint64_t watts, std::uint32_t watt_hours, std::uint32_t ms) {
  return watts * ms > std::uint64_t{1'800'000} * watt_hours;
}

/// "Set to the slowest duration that will keep up with the theoretical max. system power" [145]. Error: out_of_range
/// where none does; then the meter "will reject the new value" of 144, or, where something else was changed, keeps it
/// and sets alert bit 15.
[[nodiscard]] constexpr result<std::uint16_t> duration_for(std::uint32_t watt_hours, std::uint64_t largest_watts) {
  for (auto const ms : durations)
    if (!overrun(largest_watts, watt_hours, ms)) return ms;
  return errc::out_of_range;
}

/// "When moving up to a larger energy, the meter will jump to the first value where it can find a valid solution."
/// Error: out_of_range where there is none above.
[[nodiscard]] constexpr result<std::uint16_t> next_energy(std::uint32_t watt_hours, std::uint64_t largest_watts) {
  for (auto const energy : energies)
    if (energy > watt_hours && duration_for(energy, largest_watts)) return energy;
  return errc::out_of_range;
}

/// What a counter shows of an energy: it rolls over to zero after 4294967295. Expects: a weight above 0, in the unit of
/// the energy.
[[nodiscard]] constexpr std::uint32_t pulses_of(std::uint64_t energy, std::uint32_t weight) {
  return static_cast<std::uint32_t>(energy / weight);
}
/// The energy that counted pulses stand for, in Wh or varh.
[[nodiscard]] constexpr decimal energy_of(std::uint32_t pulses, std::uint32_t weight) {
  return decimal{std::uint64_t{pulses} * weight};
}

/// A counter of pulses that takes energy in whatever portions it comes; what is less than a pulse waits for the next.
class output {
 public:
  /// Energy and weight in one unit, such as energy's areas. Expects: not negative; a weight above 0.
  constexpr void add(std::int64_t energy, std::int64_t weight) {
    waiting_ += static_cast<std::uint64_t>(energy);
    count_ += static_cast<std::uint32_t>(waiting_ / static_cast<std::uint64_t>(weight));
    waiting_ %= static_cast<std::uint64_t>(weight);
  }
  [[nodiscard]] constexpr std::uint32_t count() const { return count_; }

 private:
  std::uint64_t waiting_ = 0;
  std::uint32_t count_ = 0;
};

/// The S0 rates of the WAGO 879 in imp/kWh: "10.000 / 2.000 / 1.000 (default) / 100 / 10 / 1 / 0,1 / 0,01".
inline constexpr std::array<decimal, 8> s0_rates{decimal{10'000}, decimal{2'000}, decimal{1'000}, decimal{100},
                                                 decimal{10},     decimal{1},     decimal{1, -1}, decimal{1, -2}};

/// The Wh of a pulse: 1000 / rate, exactly. Error: out_of_range for a rate that has no finite one, or is not above 0.
[[nodiscard]] constexpr result<decimal> energy_per_pulse(decimal const& rate) {
  if (rate.negative() || rate.magnitude() == 0) return errc::out_of_range;
  std::uint64_t thousands = 1000;
  for (int exponent = 0; exponent > -16; --exponent, thousands *= 10)
    if (thousands % rate.magnitude() == 0)
      return decimal{static_cast<std::int64_t>(thousands / rate.magnitude()), exponent - rate.exponent()};
  return errc::out_of_range;
}

/// The largest power in W with which an S0 output of this rate and duration [4021] keeps up, where its pauses are at
/// least as long as its pulses, rounded down. Errors: out_of_range, does_not_fit.
[[nodiscard]] constexpr result<std::uint64_t> s0_largest_power(decimal const& rate, std::uint32_t ms) {
  auto const weight = energy_per_pulse(rate);
  if (!weight) return weight.error();
  if (ms == 0) return errc::out_of_range;
  auto const hundredths = weight->as_integer(-2);  // of a Wh: the finest weight, 0.1 Wh, has two of them to spare
  if (!hundredths) return hundredths.error();
  auto const exact = integers::product(static_cast<std::uint64_t>(*hundredths), 18'000);
  if (exact.high != 0) return errc::does_not_fit;
  return exact.low / ms;
}

}  // namespace meterproto::pulses
