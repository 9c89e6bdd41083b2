// SPDX-License-Identifier: MIT
#include <meterproto/alerts.hpp>
#include <meterproto/leviton_s4100.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace test_alerts {

using namespace meterproto;
using namespace meterproto::alerts;

using exact = voltages<std::int64_t>;
using real = voltages<double>;

constexpr auto type_10 = system_type::line_and_neutral;
constexpr auto type_11 = system_type::two_lines;
constexpr auto type_12 = system_type::two_lines_and_neutral;
constexpr auto type_31 = system_type::delta;
constexpr auto type_40 = system_type::wye;
constexpr std::array types{type_10, type_11, type_12, type_31, type_40};

constexpr auto of_nominal = threshold::percent_of_nominal;
constexpr auto below_nominal = threshold::percent_below_nominal;
constexpr std::array readings{of_nominal, below_nominal};
constexpr std::array formulas{imbalance::spread_of_mean, imbalance::spread_of_largest, imbalance::spread_of_nominal,
                              imbalance::deviation_from_mean};

/// AN, BN, CN and AB, BC, CA.
constexpr exact mv(std::array<std::int64_t, 3> const& to_neutral, std::array<std::int64_t, 3> const& between) {
  return {to_neutral, between};
}
/// The losses alone, whatever the balance.
constexpr findings lost(system_type wiring, exact const& now, std::int64_t system, unsigned percent, threshold means) {
  auto found = phase_loss(wiring, now, system, percent, means, 99, imbalance::spread_of_nominal);
  found.neutral_unbalanced = false;
  found.pairs_unbalanced = false;
  return found;
}
constexpr by_phase none{};

// Which are tested: Series 4100 manual, Supported System Types, "Phase Loss Measurements: VLL, VLN, Balance"
constexpr exact dead{};
constexpr bool tests_are(system_type wiring, by_phase pairs, by_phase neutrals) {
  for (auto const means : readings) {
    auto const found = lost(wiring, dead, 600'000, 10, means);
    if (found.pair_lost != pairs || found.neutral_lost != neutrals) return false;
  }
  return true;
}
CASE("10 | VLN: AN", tests_are(type_10, {}, {true}));
CASE("11 | VLL: AB", tests_are(type_11, {true}, {}));
CASE("12 | VLL: AB | VLN: AN, BN", tests_are(type_12, {true}, {true, true}));
CASE("31 | VLL: AB, BC, CA", tests_are(type_31, {true, true, true}, {}));
CASE("40 | VLL: AB, BC, CA | VLN: AN, BN, CN", tests_are(type_40, {true, true, true}, {true, true, true}));

/// All voltages nominal but one to neutral and one between lines that are a fifth of it: which balances are seen.
constexpr bool balances_are(system_type wiring, bool neutrals, bool pairs) {
  constexpr exact uneven{{100, 500, 500}, {100, 500, 500}};
  for (auto const how : formulas) {
    auto const found = phase_loss(wiring, uneven, std::int64_t{500}, 1, of_nominal, 25, how);
    if (found.neutral_unbalanced != neutrals || found.pairs_unbalanced != pairs) return false;
  }
  return true;
}
CASE("10 | Balance: none", balances_are(type_10, false, false));
CASE("11 | Balance: none", balances_are(type_11, false, false));
CASE("12 | Balance: AN-BN", balances_are(type_12, true, false));
CASE("31 | Balance: AB-BC-CA", balances_are(type_31, false, true));
CASE("40 | Balance: AN-BN-CN & AB-BC-CA", balances_are(type_40, true, true));

/// What the system type does not have is not looked at, whatever stands there.
CASE("12 compares A and B to neutral, not C", [] {
  constexpr exact now{{500, 500, 1}, {1'000, 1, 1}};
  for (auto const how : formulas)
    if (phase_loss(type_12, now, std::int64_t{1'000}, 10, below_nominal, 1, how).any()) return false;
  return true;
}());
CASE("Voltages that a type does not have may read anything, also below zero", [] {
  constexpr exact single{{600, -1, -1}, {-1, -1, -1}}, delta{{-1, -1, -1}, {600, 600, 600}};
  for (auto const means : readings)
    if (phase_loss(type_10, single, std::int64_t{600}, 10, means, 25, imbalance::spread_of_mean).any() ||
        phase_loss(type_31, delta, std::int64_t{600}, 10, means, 25, imbalance::spread_of_mean).any())
      return false;
  return true;
}());

// Threshold, first reading. "If the System Voltage is 600 and the fraction is set to 0.10, then the Phase Loss
// threshold will be 60 volts" (Series 4100 manual, Set Phase Loss)
CASE("600 V, 10 %: 60 V is no loss, a mV less is", [] {
  auto const at = lost(type_11, mv({}, {60'000, 0, 0}), 600'000, 10, of_nominal);
  auto const under = lost(type_11, mv({}, {59'999, 0, 0}), 600'000, 10, of_nominal);
  return at.pair_lost == none && under.pair_lost == by_phase{true};
}());
// "a percent of the Line-to-Line System Voltage (except when in System Type 10)": Series 4100 BACnet manual
CASE("\"except when in System Type 10\": there it is 60 V to neutral", [] {
  return lost(type_10, mv({60'000, 0, 0}, {}), 600'000, 10, of_nominal).neutral_lost == none &&
         lost(type_10, mv({59'999, 0, 0}, {}), 600'000, 10, of_nominal).neutral_lost == by_phase{true};
}());
CASE("Type 40: 60 / sqrt(3) = 34.641 V to neutral", [] {
  exact const just_over = mv({34'642, 34'641, 34'642}, {60'000, 60'000, 60'000});
  auto const found = lost(type_40, just_over, 600'000, 10, of_nominal);
  return found.neutral_lost == by_phase{false, true, false} && found.pair_lost == none;  // 34.64102
}());
CASE("Type 12: the half, 30 V", [] {
  return lost(type_12, mv({30'000, 29'999, 0}, {60'000, 0, 0}), 600'000, 10, of_nominal).neutral_lost ==
         by_phase{false, true, false};
}());

// Second reading. "if the System voltage is set to 480 V L-L, the L-N voltage for each phase should be 277 V. When the
// threshold is set to 10%, if any phase drops more than 10% below 277 V, (less than 249 V), or if any L-L voltage drops
// more than 10% below 480 V (less than 432 V)" (register 142)
CASE("480 V, 10 %: 432 V is no loss, a mV less is", [] {
  auto const found = lost(type_31, mv({}, {432'000, 431'999, 480'000}), 480'000, 10, below_nominal);
  return found.pair_lost == by_phase{false, true, false};
}());
CASE("To neutral 0.9 * 277.128 = 249.415 V, printed as 249", [] {
  auto const found =
      lost(type_40, mv({249'416, 249'415, 249'000}, {480'000, 480'000, 480'000}), 480'000, 10, below_nominal);
  return found.neutral_lost == by_phase{false, true, true} && found.pair_lost == none;
}());
CASE("In volts alone 250 V is no loss and 249 V is one", [] {
  auto const found = lost(type_40, mv({250, 249, 277}, {480, 432, 431}), 480, 10, below_nominal);
  return found.neutral_lost == by_phase{false, true, false} && found.pair_lost == by_phase{false, false, true};
}());
CASE("Types 10 and 12: 0.9 of the system voltage and of its half", [] {
  return lost(type_10, mv({216'000, 0, 0}, {}), 240'000, 10, below_nominal).neutral_lost == none &&
         lost(type_10, mv({215'999, 0, 0}, {}), 240'000, 10, below_nominal).neutral_lost == by_phase{true} &&
         lost(type_12, mv({108'000, 107'999, 0}, {216'000, 0, 0}), 240'000, 10, below_nominal).neutral_lost ==
             by_phase{false, true, false};
}());
CASE("The readings differ by far: 300 V of 600 is lost by one and not by the other", [] {
  exact const now = mv({}, {300'000, 0, 0});
  return lost(type_11, now, 600'000, 10, of_nominal).pair_lost == none &&
         lost(type_11, now, 600'000, 10, below_nominal).pair_lost == by_phase{true};
}());
CASE("At 50 % both say the same", [] {
  for (std::int64_t volts : {299'999, 300'000, 300'001})
    if (lost(type_11, mv({}, {volts, 0, 0}), 600'000, 50, of_nominal) !=
        lost(type_11, mv({}, {volts, 0, 0}), 600'000, 50, below_nominal))
      return false;
  return true;
}());
CASE("\"1-99\": 6 V and 594 V of 600", [] {
  return !lost(type_11, mv({}, {6'000, 0, 0}), 600'000, 1, of_nominal).any() &&
         lost(type_11, mv({}, {5'999, 0, 0}), 600'000, 1, of_nominal).any() &&
         !lost(type_11, mv({}, {594'000, 0, 0}), 600'000, 1, below_nominal).any() &&
         lost(type_11, mv({}, {593'999, 0, 0}), 600'000, 1, below_nominal).any() &&
         !lost(type_11, mv({}, {594'000, 0, 0}), 600'000, 99, of_nominal).any() &&
         lost(type_11, mv({}, {593'999, 0, 0}), 600'000, 99, of_nominal).any() &&
         !lost(type_11, mv({}, {6'000, 0, 0}), 600'000, 99, below_nominal).any();
}());
CASE("No voltage at all is a loss, by either reading and in every type", [] {
  for (auto const wiring : types)
    for (auto const means : readings)
      if (!lost(wiring, dead, 600'000, 1, means).any() || !lost(wiring, dead, 600'000, 99, means).any()) return false;
  return true;
}());
CASE("Nominal voltages are none, in every type and by every formula", [] {
  constexpr real star{{277.2, 277.2, 277.2}, {480, 480, 480}}, split{{120, 120, 0}, {240, 0, 0}};
  for (auto const means : readings)
    for (auto const how : formulas)
      if (phase_loss(type_40, star, 480.0, 10, means, 1, how).any() ||
          phase_loss(type_31, star, 480.0, 10, means, 1, how).any() ||
          phase_loss(type_12, split, 240.0, 10, means, 1, how).any() ||
          phase_loss(type_11, split, 240.0, 10, means, 1, how).any() ||
          phase_loss(type_10, split, 120.0, 10, means, 1, how).any())
        return false;
  return true;
}());
CASE("In mV up to 2 MV nothing overflows", [] {
  constexpr std::int64_t end = 2'147'483'647;
  exact const now = mv({end, end, end}, {end, end, 0});
  for (auto const how : formulas) {
    auto const found = phase_loss(type_40, now, end, 99, of_nominal, 99, how);
    if (found.pair_lost != by_phase{false, false, true} || found.neutral_lost != none || found.neutral_unbalanced)
      return false;
  }
  return true;
}());
CASE("In floating point the thresholds are the same, in double and in float", [] {
  constexpr voltages<float> single{{250, 249, 277}, {480, 431, 433}};
  constexpr real twice{{250, 249, 277}, {480, 431, 433}};
  auto const one = phase_loss(type_40, single, 480.0F, 10, below_nominal, 99, imbalance::spread_of_mean);
  auto const other = phase_loss(type_40, twice, 480.0, 10, below_nominal, 99, imbalance::spread_of_mean);
  return one == other && one.neutral_lost == by_phase{false, true, false} &&
         one.pair_lost == by_phase{false, true, false};
}());

// Imbalance. "Default is 25% phase to phase difference" (register 143), of which base is not said
constexpr bool unbalanced(std::array<std::int64_t, 3> const& between, std::int64_t system, unsigned percent,
                          imbalance how) {
  return phase_loss(type_31, mv({}, between), system, 1, of_nominal, percent, how).pairs_unbalanced;
}
CASE("Of the mean: 120, 100, 80 differ by 40 %; 39 % is less, 40 % is not exceeded",
     unbalanced({120, 100, 80}, 100, 39, imbalance::spread_of_mean) &&
         !unbalanced({120, 100, 80}, 100, 40, imbalance::spread_of_mean));
CASE("Of the largest: 40 of 120 is 33.3 %", unbalanced({120, 100, 80}, 100, 33, imbalance::spread_of_largest) &&
                                                !unbalanced({120, 100, 80}, 100, 34, imbalance::spread_of_largest));
CASE("Of the nominal: 40 of 160 is 25 %, and not exceeded",
     !unbalanced({120, 100, 80}, 160, 25, imbalance::spread_of_nominal) &&
         unbalanced({120, 100, 80}, 160, 24, imbalance::spread_of_nominal) &&
         unbalanced({121, 100, 80}, 160, 25, imbalance::spread_of_nominal));
CASE("From the mean: 20 of 100 is 20 %", !unbalanced({120, 100, 80}, 100, 20, imbalance::deviation_from_mean) &&
                                             unbalanced({120, 100, 80}, 100, 19, imbalance::deviation_from_mean));
// NEMA MG 1, 14.36: 100 times the maximum deviation from the average voltage, divided by the average voltage
CASE("By NEMA's formula 460, 467 and 450 V are 1.96 %: 9 from their mean of 459",
     unbalanced({460, 467, 450}, 460, 1, imbalance::deviation_from_mean) &&
         !unbalanced({460, 467, 450}, 460, 2, imbalance::deviation_from_mean));
CASE("The largest distance may be above the mean or below it",
     unbalanced({130, 85, 85}, 100, 29, imbalance::deviation_from_mean) &&
         !unbalanced({130, 85, 85}, 100, 30, imbalance::deviation_from_mean) &&
         unbalanced({70, 115, 115}, 100, 29, imbalance::deviation_from_mean) &&
         !unbalanced({70, 115, 115}, 100, 30, imbalance::deviation_from_mean));
CASE("The order of the phases does not count", [] {
  constexpr std::array<std::array<std::int64_t, 3>, 6> orders{
      {{120, 100, 80}, {120, 80, 100}, {100, 120, 80}, {100, 80, 120}, {80, 120, 100}, {80, 100, 120}}};
  for (auto const how : formulas)
    for (auto const& one : orders)
      for (unsigned percent : {19U, 20U, 33U, 34U, 39U, 40U})
        if (unbalanced(one, 100, percent, how) != unbalanced(orders[0], 100, percent, how)) return false;
  return true;
}());
CASE("Of two, A and B to neutral: 130 and 110 V are 16.7 % apart, 8.3 % from their mean; nominal is half of 240", [] {
  constexpr exact now{{130'000, 110'000, 0}, {240'000, 0, 0}};
  auto const seen = [&](unsigned percent, imbalance how) {
    return phase_loss(type_12, now, std::int64_t{240'000}, 10, below_nominal, percent, how).neutral_unbalanced;
  };
  return seen(16, imbalance::spread_of_mean) && !seen(17, imbalance::spread_of_mean) &&
         seen(15, imbalance::spread_of_largest) && !seen(16, imbalance::spread_of_largest) &&
         seen(16, imbalance::spread_of_nominal) && !seen(17, imbalance::spread_of_nominal) &&
         seen(8, imbalance::deviation_from_mean) && !seen(9, imbalance::deviation_from_mean);
}());
CASE("Of the nominal of a star: 277 V to neutral of 480 V, and of the pairs 480 V", [] {
  constexpr exact now{{277'000, 277'000, 249'000}, {480'000, 480'000, 432'000}};  // 28 and 48 V apart: 10.1 and 10 %
  auto const found = phase_loss(type_40, now, std::int64_t{480'000}, 10, of_nominal, 10, imbalance::spread_of_nominal);
  auto const wider = phase_loss(type_40, now, std::int64_t{480'000}, 10, of_nominal, 11, imbalance::spread_of_nominal);
  return found.neutral_unbalanced && !found.pairs_unbalanced && !wider.any();
}());
CASE("Without any voltage nothing is unbalanced: 0 is no more than a part of 0", [] {
  for (auto const how : formulas)
    if (unbalanced({0, 0, 0}, 480, 1, how)) return false;
  return true;
}());
CASE("One phase gone of three is unbalanced by every formula at the default 25 %", [] {
  for (auto const how : formulas)
    if (!unbalanced({480, 0, 480}, 480, 25, how)) return false;
  return true;
}());
CASE("In floating point as in integers", [] {
  constexpr real now{{}, {120, 100, 80}};
  for (auto const how : formulas)
    for (unsigned percent : {19U, 21U, 32U, 34U, 39U, 41U})
      if (phase_loss(type_31, now, 100.0, 1, of_nominal, percent, how).pairs_unbalanced !=
          unbalanced({120, 100, 80}, 100, percent, how))
        return false;
  return true;
}());
CASE("A finding is any of the four", !findings{}.any() && findings{{true}, {}, false, false}.any() &&
                                         findings{{}, {false, false, true}, false, false}.any() &&
                                         findings{{}, {}, true, false}.any() && findings{{}, {}, false, true}.any());

// Which of them is furthest from the mean, where they are unbalanced
constexpr findings judged(system_type wiring, exact const& now, imbalance how = imbalance::spread_of_mean) {
  return phase_loss(wiring, now, 100, 1, of_nominal, 10, how);
}
CASE("The furthest from the mean, above or below it, whatever the formula", [] {
  for (auto const how : formulas) {
    auto const low = judged(type_40, mv({100, 100, 70}, {100, 60, 100}), how);
    auto const high = judged(type_40, mv({130, 100, 100}, {100, 100, 140}), how);
    if (low.furthest_neutral != 2 || low.furthest_pair != 1) return false;
    if (high.furthest_neutral != 0 || high.furthest_pair != 2) return false;
  }
  return true;
}());
CASE("Balanced, none is", judged(type_40, mv({100, 100, 99}, {100, 99, 100})) == findings{});

// Bits 8 to 10. "Bit 8: Phase Loss A" ...; which of them a pair sets, or an imbalance, no manual says
constexpr auto both = pair_marks::both;
constexpr auto first = pair_marks::first;
constexpr auto by_neutral = pair_marks::neutral;
constexpr std::array marks_of_pairs{both, first, by_neutral};
constexpr std::array marks_of_imbalance{imbalance_marks::all, imbalance_marks::furthest, imbalance_marks::none};

constexpr findings neutral_of(by_phase which) {
  findings made;
  made.neutral_lost = which;
  return made;
}
constexpr findings pair_of(by_phase which) {
  findings made;
  made.pair_lost = which;
  return made;
}
/// The same whatever is said of an imbalance, for there is none.
constexpr bool marks(findings const& found, system_type wiring, pair_marks pairs, by_phase wanted) {
  for (auto const unbalanced : marks_of_imbalance)
    if (lost_phases(found, wiring, pairs, unbalanced) != wanted) return false;
  return true;
}
CASE("A phase lost to neutral is that phase, by every reading", [] {
  for (auto const how : marks_of_pairs)
    for (std::size_t i = 0; i != 3; ++i) {
      by_phase one{};
      one[i] = true;
      if (!marks(neutral_of(one), type_40, how, one)) return false;
    }
  return true;
}());
CASE("AB is A and B, BC is B and C, CA is C and A",
     marks(pair_of({true, false, false}), type_31, both, {true, true, false}) &&
         marks(pair_of({false, true, false}), type_31, both, {false, true, true}) &&
         marks(pair_of({false, false, true}), type_31, both, {true, false, true}));
CASE("or AB is A, BC is B, CA is C", marks(pair_of({true, false, false}), type_31, first, {true, false, false}) &&
                                         marks(pair_of({false, true, false}), type_31, first, {false, true, false}) &&
                                         marks(pair_of({false, false, true}), type_31, first, {false, false, true}));
CASE("or none, where the voltages to neutral tell the phase: in 12 and 40, not in 11 and 31",
     marks(pair_of({true, true, true}), type_40, by_neutral, none) &&
         marks(pair_of({true, false, false}), type_12, by_neutral, none) &&
         marks(pair_of({true, false, false}), type_11, by_neutral, {true, true, false}) &&
         marks(pair_of({false, true, false}), type_31, by_neutral, {false, true, true}));
CASE("A broken line B: AB and BC, so all three, or A and B",
     marks(pair_of({true, true, false}), type_31, both, {true, true, true}) &&
         marks(pair_of({true, true, false}), type_31, first, {true, true, false}));
CASE("Nothing found is nothing lost", [] {
  for (auto const wiring : types)
    for (auto const how : marks_of_pairs)
      if (!marks(findings{}, wiring, how, none)) return false;
  return true;
}());
CASE("An imbalance marks all lines that were compared: A and B in 12, all three in 31 and 40", [] {
  findings neutral, pairs;
  neutral.neutral_unbalanced = true;
  pairs.pairs_unbalanced = true;
  constexpr auto all = imbalance_marks::all;
  return lost_phases(neutral, type_12, first, all) == by_phase{true, true, false} &&
         lost_phases(pairs, type_31, first, all) == by_phase{true, true, true} &&
         lost_phases(neutral, type_40, both, all) == by_phase{true, true, true} &&
         lost_phases(pairs, type_40, by_neutral, all) == by_phase{true, true, true};
}());
CASE("or the furthest: a line to neutral is itself, a pair is both of its lines",
     lost_phases(judged(type_40, mv({100, 100, 70}, {100, 100, 100})), type_40, first, imbalance_marks::furthest) ==
             by_phase{false, false, true} &&
         lost_phases(judged(type_31, mv({}, {100, 60, 100})), type_31, first, imbalance_marks::furthest) ==
             by_phase{false, true, true} &&
         lost_phases(judged(type_31, mv({}, {100, 100, 140})), type_31, both, imbalance_marks::furthest) ==
             by_phase{true, false, true});
CASE("or none",
     lost_phases(judged(type_40, mv({100, 100, 70}, {100, 60, 100})), type_40, both, imbalance_marks::none) == none);

// The bitmap [146]
CASE("Three bits from one on, there and back",
     with({}, alert::phase_loss_a, {true, false, true}).bits() == 0x0500 &&
         phases_of(flags<alert>{0x0500}, alert::phase_loss_a) == by_phase{true, false, true} &&
         with({}, alert::voltage_out_of_range_a, {false, true, true}).bits() == 0x0006 &&
         with({}, alert::current_out_of_range_a, {true, true, true}).bits() == 0x0038 &&
         with({}, alert::low_power_factor_a, {false, false, true}).bits() == 0x2000);
CASE("What is over is taken out, what is beside it stays",
     with(flags<alert>{0xC740}, alert::phase_loss_a, {false, true, false}).bits() == 0xC240 &&
         with(flags<alert>{0xFFFF}, alert::low_power_factor_a, {}).bits() == 0xC7FF);
CASE("Beside what is there already",
     with(flags<alert>{0xC040}, alert::phase_loss_a, {false, true, false}).bits() == 0xC240);
CASE("Of other bits nothing is taken",
     phases_of(flags<alert>{0xF8FF}, alert::phase_loss_a) == none &&
         phases_of(flags<alert>{0x3800}, alert::low_power_factor_a) == by_phase{true, true, true});
CASE("A meter of type 40 at 480 V whose phase B is gone: 0700, 0300 or 0200 in register 146", [] {
  constexpr exact now{{277'000, 10'000, 277'000}, {282'000, 282'000, 480'000}};
  auto const found = phase_loss(type_40, now, 480'000, 10, below_nominal, 25, imbalance::spread_of_mean);
  auto const bits = [&](pair_marks pairs, imbalance_marks unbalanced) {
    return with({}, alert::phase_loss_a, lost_phases(found, type_40, pairs, unbalanced)).bits();
  };
  return found.neutral_lost == by_phase{false, true, false} && found.pair_lost == by_phase{true, true, false} &&
         found.neutral_unbalanced && found.pairs_unbalanced && bits(both, imbalance_marks::none) == 0x0700 &&
         bits(first, imbalance_marks::none) == 0x0300 && bits(by_neutral, imbalance_marks::none) == 0x0200 &&
         bits(by_neutral, imbalance_marks::all) == 0x0700;
}());

// Out of range
CASE("\"45 to 65 Hz\": the ends are in it, a hundredth less or more is not",
     !frequency_in_hundredths.exceeded_by(4'500) && !frequency_in_hundredths.exceeded_by(6'500) &&
         frequency_in_hundredths.exceeded_by(4'499) && frequency_in_hundredths.exceeded_by(6'501) &&
         !frequency_in_hertz.exceeded_by(45) && !frequency_in_hertz.exceeded_by(65) &&
         frequency_in_hertz.exceeded_by(44.99) && frequency_in_hertz.exceeded_by(65.01) &&
         !frequency_in_hertz.exceeded_by(59.98));
CASE("The same ends as register 028's, \"4500 to 6500\"",
     leviton_s4100::frequency.legal().contains(frequency_in_hundredths.least) &&
         leviton_s4100::frequency.legal().contains(frequency_in_hundredths.most) &&
         !leviton_s4100::frequency.legal().contains(frequency_in_hundredths.most + 1) &&
         !leviton_s4100::frequency.legal().contains(frequency_in_hundredths.least - 1));
CASE("A NaN is out of any range, 0 Hz too", frequency_in_hertz.exceeded_by(std::numeric_limits<double>::quiet_NaN()) &&
                                                frequency_in_hertz.exceeded_by(0) &&
                                                frequency_in_hundredths.exceeded_by(0));
CASE("A range of the caller's", limits<std::int64_t>{90, 660}.exceeded_by(89) &&
                                    !limits<std::int64_t>{90, 660}.exceeded_by(90) &&
                                    limits<std::int64_t>{-5, 5}.exceeded_by(-6) && limits<double>{}.exceeded_by(0.1) &&
                                    !limits<double>{}.exceeded_by(0));

}  // namespace test_alerts
