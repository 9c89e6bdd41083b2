// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/flags.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/power.hpp>
#include <meterproto/wiring.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

/// What a Leviton meter warns of: phase loss and imbalance, values out of range, a low power factor. Sources: Series
/// 4000 and 4100 manuals, table "Supported System Types" (Phase Loss Measurements), "Set Phase Loss", registers 142,
/// 143, 146. Where the manuals contradict themselves or are silent, the caller says which reading counts.
namespace meterproto {

/// The bits of the alert bitmap [146]; 1 is active. The alarm bitmap of BACnet (AI83) agrees in bits 0 to 13.
enum class alert : std::uint8_t {
  voltage_out_of_range_a = 0,
  voltage_out_of_range_b = 1,
  voltage_out_of_range_c = 2,
  current_out_of_range_a = 3,
  current_out_of_range_b = 4,
  current_out_of_range_c = 5,
  frequency_out_of_range = 6,  // outside 45 to 65 Hz, or too little voltage to tell
  phase_loss_a = 8,
  phase_loss_b = 9,
  phase_loss_c = 10,
  low_power_factor_a = 11,
  low_power_factor_b = 12,
  low_power_factor_c = 13,
  pulse_overrun = 14,        // the outputs cannot keep up with the real power
  pulse_configuration = 15,  // [144] may not keep up with the largest power [135]
};

}  // namespace meterproto

namespace meterproto::alerts {

using power::number;

/// Something for each phase: A, B, C.
using by_phase = std::array<bool, 3>;

/// The three bits from `first` on, which is a phase A.
[[nodiscard]] constexpr flags<alert> with(flags<alert> all, alert first, by_phase const& active) {
  for (unsigned i = 0; i != 3; ++i) all = all.with(static_cast<alert>(static_cast<unsigned>(first) + i), active[i]);
  return all;
}
[[nodiscard]] constexpr by_phase phases_of(flags<alert> all, alert first) {
  by_phase active{};
  for (unsigned i = 0; i != 3; ++i) active[i] = all.has(static_cast<alert>(static_cast<unsigned>(first) + i));
  return active;
}

/// What a threshold of 10 % means. The setup text: "If the System Voltage is 600 and the fraction is set to 0.10, then
/// the Phase Loss threshold will be 60 volts". Register 142: "if any phase drops more than 10% below 277 V". Both stand
/// in all manuals.
enum class threshold : std::uint8_t { percent_of_nominal, percent_below_nominal };

/// What an imbalance of 25 % means: "The fractional difference in Line to Line voltages", "25% phase to phase
/// difference", of which base is not said.
enum class imbalance : std::uint8_t {
  spread_of_mean,       ///< largest minus smallest, over their mean
  spread_of_largest,    ///< over the largest
  spread_of_nominal,    ///< over what the system voltage makes of it
  deviation_from_mean,  ///< the largest distance from the mean, over the mean (NEMA MG 1, 14.36)
};

/// Which phase bits a lost pair of lines sets. No manual says.
enum class pair_marks : std::uint8_t {
  both,     ///< AB: A and B
  first,    ///< AB: A; BC: B; CA: C
  neutral,  ///< none where there is a neutral, whose voltages tell the phase; else both
};

/// Which phase bits an imbalance sets. No manual says.
enum class imbalance_marks : std::uint8_t {
  all,       ///< all lines that were compared
  furthest,  ///< the one furthest from the mean; where a pair of lines is, or two are all there are, both
  none,
};

/// Integers of any unit, below 2^31 (mV to 2 MV), or floating-point numbers; in the order of the phases.
template <number Number>
struct voltages {
  std::array<Number, 3> to_neutral{};  // AN, BN, CN
  std::array<Number, 3> between{};     // AB, BC, CA
};

/// Each test by itself; those that the system type does not have are false.
struct findings {
  by_phase neutral_lost{};  // AN, BN, CN
  by_phase pair_lost{};     // AB, BC, CA
  bool neutral_unbalanced = false;
  bool pairs_unbalanced = false;
  std::uint8_t furthest_neutral = 0;  // 0 to 2: which is furthest from the mean, where they are unbalanced
  std::uint8_t furthest_pair = 0;

  [[nodiscard]] constexpr bool any() const {
    return neutral_lost != by_phase{} || pair_lost != by_phase{} || neutral_unbalanced || pairs_unbalanced;
  }
  friend constexpr bool operator==(findings const&, findings const&) = default;
};

namespace checks {

/// left * a < right * b, without overflow.
constexpr bool is_less(std::int64_t left, std::uint64_t a, std::int64_t right, std::uint64_t b) {
  return integers::product(static_cast<std::uint64_t>(left), a) <
         integers::product(static_cast<std::uint64_t>(right), b);
}
template <std::floating_point Float>
constexpr bool is_less(Float left, std::uint64_t a, Float right, std::uint64_t b) {
  return left * static_cast<Float>(a) < right * static_cast<Float>(b);
}

/// The nominal voltage to neutral is that between lines over the root of this: 1 where neutral is all there is, 4 for
/// the half of a split phase, 3 in a star.
constexpr std::uint64_t squared_ratio(system_type wiring) {
  return wiring == system_type::wye ? 3 : wiring == system_type::two_lines_and_neutral ? 4 : 1;
}

/// value / (nominal / sqrt(ratio)) < percent / 100, by comparing squares. Values below 0 count as 0.
template <number Number>
constexpr bool is_below(Number value, Number nominal, std::uint64_t ratio, std::uint64_t percent) {
  if (value <= 0) return percent != 0;
  return is_less(value * value, 10'000 * ratio, nominal * nominal, percent * percent);
}

/// Which of the first `count` values is furthest from their mean.
template <number Number>
constexpr std::uint8_t furthest(std::array<Number, 3> const& values, unsigned count) {
  Number all = 0, most = 0;
  for (unsigned i = 0; i != count; ++i) all += values[i];
  std::uint8_t found = 0;
  for (unsigned i = 0; i != count; ++i) {
    auto const distance = values[i] * static_cast<Number>(count) - all;
    auto const size = distance < 0 ? -distance : distance;
    if (size > most) {
      most = size;
      found = static_cast<std::uint8_t>(i);
    }
  }
  return found;
}

/// The first `count` values, which should be equal.
template <number Number>
constexpr bool is_unbalanced(std::array<Number, 3> const& values, unsigned count, Number nominal, std::uint64_t ratio,
                             std::uint64_t percent, imbalance how) {
  auto const parts = static_cast<Number>(count);
  Number least = values[0], most = values[0], all = 0;
  for (unsigned i = 0; i != count; ++i) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
    all += values[i];
  }
  auto const spread = most - least;
  switch (how) {
    case imbalance::spread_of_mean: return is_less(all, percent, spread * parts, 100);
    case imbalance::spread_of_largest: return is_less(most, percent, spread, 100);
    case imbalance::spread_of_nominal:
      return is_less(nominal * nominal, percent * percent, spread * spread, 10'000 * ratio);
    case imbalance::deviation_from_mean: break;
  }
  auto const above = most * parts - all;
  auto const below = all - least * parts;
  return is_less(all, percent, above > below ? above : below, 100);
}

}  // namespace checks

/// The tests that the system type has: of each line-to-line voltage against the system voltage [134], of each
/// line-to-neutral voltage against what that makes of it, and of the balance. Expects: voltages that are not negative
/// (only those that the system type has are looked at), percentages of 1 to 99 [142, 143].
template <number Number>
[[nodiscard]] constexpr findings phase_loss(system_type wiring, voltages<Number> const& now,
                                            std::type_identity_t<Number> system_voltage, unsigned loss_percent,
                                            threshold loss_means, unsigned imbalance_percent,
                                            imbalance imbalance_means) {
  auto const percent = loss_means == threshold::percent_of_nominal ? loss_percent : 100 - loss_percent;
  auto const ratio = checks::squared_ratio(wiring);
  auto const lines = lines_of(wiring);
  auto const pairs = lines == 3 ? 3U : lines - 1;
  auto const neutrals = has_neutral(wiring) ? lines : 0U;
  findings found;
  for (unsigned i = 0; i != neutrals; ++i)
    found.neutral_lost[i] = checks::is_below(now.to_neutral[i], system_voltage, ratio, percent);
  for (unsigned i = 0; i != pairs; ++i)
    found.pair_lost[i] = checks::is_below(now.between[i], system_voltage, 1, percent);
  found.neutral_unbalanced = neutrals > 1 && checks::is_unbalanced(now.to_neutral, neutrals, system_voltage, ratio,
                                                                   imbalance_percent, imbalance_means);
  found.pairs_unbalanced =
      pairs > 1 && checks::is_unbalanced(now.between, pairs, system_voltage, 1, imbalance_percent, imbalance_means);
  if (found.neutral_unbalanced) found.furthest_neutral = checks::furthest(now.to_neutral, neutrals);
  if (found.pairs_unbalanced) found.furthest_pair = checks::furthest(now.between, pairs);
  return found;
}

/// Bits 8 to 10 of the bitmap.
[[nodiscard]] constexpr by_phase lost_phases(findings const& found, system_type wiring, pair_marks pairs,
                                             imbalance_marks unbalanced) {
  auto lost = found.neutral_lost;
  auto const mark_pair = [&](unsigned pair, bool both) {
    lost[pair] = true;
    if (both) lost[(pair + 1) % 3] = true;
  };
  for (unsigned i = 0; i != 3; ++i)
    if (found.pair_lost[i] && !(pairs == pair_marks::neutral && has_neutral(wiring)))
      mark_pair(i, pairs != pair_marks::first);
  if (unbalanced == imbalance_marks::all && (found.neutral_unbalanced || found.pairs_unbalanced))
    for (unsigned i = 0; i != lines_of(wiring); ++i) lost[i] = true;
  if (unbalanced == imbalance_marks::furthest) {
    if (found.neutral_unbalanced) lost[found.furthest_neutral] = true;
    if (found.neutral_unbalanced && lines_of(wiring) == 2) lost[0] = lost[1] = true;  // as far from the mean
    if (found.pairs_unbalanced) mark_pair(found.furthest_pair, true);
  }
  return lost;
}

/// What a meter can measure: "Input Voltage exceeds meter's measurement range", "Current out of range" (BACnet BI1 to
/// BI6) have their figures in the data sheet.
template <number Number>
struct limits {
  Number least = 0;
  Number most = 0;

  [[nodiscard]] constexpr bool exceeded_by(Number value) const { return !(least <= value && value <= most); }
};

/// 45 to 65 Hz [146], in the steps of register 28 and in Hz; a NaN is out of it.
inline constexpr limits<std::int64_t> frequency_in_hundredths{4500, 6500};
inline constexpr limits<double> frequency_in_hertz{45, 65};

}  // namespace meterproto::alerts
