// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/decimal.hpp>
#include <meterproto/elementary.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstdint>

/// Pulse outputs: how long a pulse may be, what it weighs, when it cannot keep up; and energy out of pulses. Sources:
/// Leviton Series 4000 and 4100 manuals, "Set Pulse" and registers 039 to 042 (4000: 043 to 046), 144, 145; WAGO 879
/// manual, 6.6.3 and registers 400D, 4021.
namespace meterproto::pulses {

/// Contact closures in ms [145], and Wh or varh for each [144]. "The open time >= the closure time", so a pulse takes
/// twice its duration.
inline constexpr std::array<std::uint16_t, 6> durations{500, 250, 100, 50, 25, 10};
inline constexpr std::array<std::uint16_t, 4> energies{10, 100, 1000, 10'000};

/// The largest power in W with which pulses of this weight and duration keep up, rounded down: 3600 s an hour over
/// twice the duration. Expects: a duration above 0.
[[nodiscard]] constexpr std::uint64_t keeps_up_to(std::uint32_t watt_hours, std::uint32_t ms) {
  return std::uint64_t{1'800'000} * watt_hours / ms;
}

/// Whether the outputs cannot keep up: bit 14 with the real power there is, bit 15 with the largest there can be.
/// Watts: an integer below 2^50 in size, with a duration below 2^14, float or double.
template <class Watts>
[[nodiscard]] constexpr bool overrun(Watts watts, std::uint32_t watt_hours, std::uint32_t ms) {
  if constexpr (std::floating_point<Watts>)
    return elementary::absolute(watts) * static_cast<Watts>(ms) > Watts{1'800'000} * static_cast<Watts>(watt_hours);
  else
    return static_cast<std::uint64_t>(watts < 0 ? 0 - watts : watts) * ms > std::uint64_t{1'800'000} * watt_hours;
}

/// "Set to the slowest duration that will keep up with the theoretical max. system power" [145]. Error: out_of_range
/// where none does; then the meter "will reject the new value" of 144, or, where something else was changed, keeps it
/// and sets alert bit 15.
template <class Watts>
[[nodiscard]] constexpr result<std::uint16_t> duration_for(std::uint32_t watt_hours, Watts largest_watts) {
  for (auto const ms : durations)
    if (!overrun(largest_watts, watt_hours, ms)) return ms;
  return errc::out_of_range;
}

/// "When moving up to a larger energy, the meter will jump to the first value where it can find a valid solution."
/// Error: out_of_range where there is none above.
template <class Watts>
[[nodiscard]] constexpr result<std::uint16_t> next_energy(std::uint32_t watt_hours, Watts largest_watts) {
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

/// The Wh of a pulse: 1000 / rate, exactly. Error: out_of_range for a rate that is not above 0, or whose weight is no
/// decimal of 16 places.
[[nodiscard]] constexpr result<decimal> energy_per_pulse(decimal const& rate) {
  if (rate.negative() || rate.magnitude() == 0) return errc::out_of_range;
  std::uint64_t thousands = 1000;
  for (int exponent = 0; exponent > -16; --exponent, thousands *= 10)
    if (thousands % rate.magnitude() == 0)
      return decimal{static_cast<std::int64_t>(thousands / rate.magnitude()), exponent - rate.exponent()};
  return errc::out_of_range;
}

namespace rates {

/// number / rate, rounded down. Errors: out_of_range for a rate that is not above 0, does_not_fit.
constexpr result<std::uint64_t> divide(std::uint64_t number, decimal const& rate) {
  if (rate.negative() || rate.magnitude() == 0) return errc::out_of_range;
  auto divisor = rate.magnitude();
  for (int power = rate.exponent(); power != 0; power += power < 0 ? 1 : -1) {
    auto& grows = power < 0 ? number : divisor;
    if (grows > ~std::uint64_t{0} / 10) return errc::does_not_fit;
    grows *= 10;
  }
  return number / divisor;
}

}  // namespace rates

/// What S0 pulses of any rate stand for, in mWh, rounded down. Errors: out_of_range, does_not_fit.
[[nodiscard]] constexpr result<std::uint64_t> milliwatt_hours_of(std::uint32_t pulses, decimal const& rate) {
  return rates::divide(std::uint64_t{pulses} * 1'000'000, rate);
}

/// The largest power in W with which an S0 output of this rate and duration [4021] keeps up, where its pauses are at
/// least as long as its pulses, rounded down. Errors: out_of_range, does_not_fit.
[[nodiscard]] constexpr result<std::uint64_t> s0_keeps_up_to(decimal const& rate, std::uint32_t ms) {
  if (ms == 0) return errc::out_of_range;
  return rates::divide(1'800'000'000, rate).transform([&](std::uint64_t of_one) { return of_one / ms; });
}

}  // namespace meterproto::pulses
