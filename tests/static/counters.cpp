// SPDX-License-Identifier: MIT
#include <meterproto/counters.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/units.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace test_counters {

using namespace meterproto;
using namespace meterproto::counters;

constexpr auto unknown = resets::unknown;
constexpr auto none = resets::none;
constexpr auto some = resets::some;
constexpr std::uint64_t last = 4'294'967'295;  // "0 to 0xFFFFFFFF"

constexpr bool same(decimal left, decimal right) {
  return left == right && left.exponent() == right.exponent();
}

// Across one wrap
CASE("ULong: 0xFFFFFFFF is followed by 0", wraps_32_bits == 4'294'967'296 && gained(last, 0, wraps_32_bits) == 1 &&
                                               gained(0xFFFF'FFFE, 1, wraps_32_bits) == 3);
CASE("\"Bei Erreichen von 999999,999\" begins anew at 000000,000: WAGO 879 manual, 6.2",
     wraps_9_digits == 1'000'000'000 && gained(999'999'999, 0, wraps_9_digits) == 1 &&
         gained(999'999'998, 2, wraps_9_digits) == 4);
CASE("Without a wrap it is the difference",
     gained(5, 5, 10) == 0 && gained(5, 9, 10) == 4 && gained(0, 9, 10) == 9 && gained(0, last, wraps_32_bits) == last);
CASE("All the way round but one", gained(5, 4, 10) == 9 && gained(1, 0, wraps_32_bits) == last);

// Register 147: "Count of Energy Accumulator resets"
CASE("As many resets as before are none, any other number some, also across the end of 147",
     resets_between(7, 7) == none && resets_between(7, 8) == some && resets_between(32'767, 0) == some &&
         resets_between(8, 7) == some);

// What is plausible
constexpr bool plausible(std::uint64_t watts, std::uint64_t ms, decimal watt_hours) {
  auto const found = plausible_energy(watts, ms);
  return found && found->in(Wh) == watt_hours;
}
CASE("1 kW for an hour is 1000 Wh, a ms more is rounded up",
     plausible(1'000, 3'600'000, 1'000) && plausible(1'000, 3'600'001, 1'001) && plausible(1'000, 3'599'999, 1'000));
CASE("Of no power or no time nothing, of the least something",
     plausible(0, 1'000'000, 0) && plausible(103'923, 0, 0) && plausible(1, 1, 1));
CASE("103.92 kW for 15 minutes are 25981 Wh, or 25.981 kWh",
     plausible(103'923, 900'000, 25'981) && plausible_energy(103'923, 900'000)->in(kWh) == decimal{25'981, -3});
CASE("Through 128 bits: 10^15 W for 36 * 10^9 ms", plausible(1'000'000'000'000'000, 36'000'000'000, decimal{1, 19}));
CASE("Beyond 64 bits it does not fit",
     plausible_energy(std::numeric_limits<std::uint64_t>::max(), 7'200'000).error() == errc::does_not_fit &&
         plausible_energy(std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max())
                 .error() == errc::does_not_fit);

// Gains. A reading is a content and the power of ten that was read with it; all of this page in Wh
struct shown {
  std::uint64_t content = 0;
  int exponent = 0;

  constexpr operator counters::shown<watt_hour>() const { return {content, exponent, Wh}; }  // NOLINT
};
constexpr auto change_of(shown before, shown now, std::uint64_t wraps, decimal most, resets seen) {
  return gain_between<watt_hour>(before, now, wraps, most * Wh, seen);
}
constexpr bool gains(shown before, shown now, std::uint64_t wraps, decimal most, resets seen, decimal amount,
                     decimal within, change how) {
  auto const found = change_of(before, now, wraps, most, seen);
  return found && same(found->amount.in(Wh), amount) && found->within == within && found->how == how;
}
constexpr errc fault_of(shown before, shown now, std::uint64_t wraps, decimal most, resets seen) {
  return change_of(before, now, wraps, most, seen).error().code;
}
constexpr resets each_seen[] = {unknown, none, some};

CASE("From 100 to 150 it advanced by 50, within one",
     gains({100}, {150}, wraps_32_bits, 60, none, 50, 1, change::advanced) &&
         gains({100}, {150}, wraps_32_bits, 60, unknown, 50, 1, change::advanced));
CASE("It may stand", gains({100}, {100}, wraps_32_bits, 0, none, 0, 1, change::advanced) &&
                         gains({0}, {0}, wraps_32_bits, 0, unknown, 0, 1, change::advanced));
CASE("Both readings may be off by a step: of 59 at most, 60 may be shown and 61 not",
     gains({100}, {160}, wraps_32_bits, 59, none, 60, 1, change::advanced) &&
         fault_of({100}, {161}, wraps_32_bits, 59, none) == errc::implausible &&
         gains({100}, {101}, wraps_32_bits, 0, none, 1, 1, change::advanced) &&
         fault_of({100}, {102}, wraps_32_bits, 0, none) == errc::implausible);
CASE("More than there can have been is implausible",
     fault_of({0}, {4'000'000'000}, wraps_32_bits, 1'000, none) == errc::implausible &&
         fault_of({0}, {4'000'000'000}, wraps_32_bits, 1'000, unknown) == errc::implausible);
CASE("Across the wrap: 4294967290 to 5 is 11",
     gains({4'294'967'290}, {5}, wraps_32_bits, 20, none, 11, 1, change::wrapped) &&
         gains({4'294'967'290}, {5}, wraps_32_bits, 20, unknown, 11, 1, change::wrapped) &&
         gains({4'294'967'290}, {5}, wraps_32_bits, 10, none, 11, 1, change::wrapped) &&
         fault_of({4'294'967'290}, {5}, wraps_32_bits, 9, none) == errc::implausible);
CASE("With 141 = -1 the same counts are 1.1 kWh",
     gains({4'294'967'290, -1}, {5, -1}, wraps_32_bits, 2, none, {11, -1}, {1, -1}, change::wrapped));
CASE("WAGO's display: from 999999.900 to 000000.050 kWh are 150 Wh",
     gains({999'999'900}, {50}, wraps_9_digits, 200, unknown, 150, 1, change::wrapped));
CASE("What fell too far for a wrap was reset, unless it is known that it was not",
     gains({1'000'000}, {5}, wraps_32_bits, 20, unknown, 5, 1, change::reset) &&
         fault_of({1'000'000}, {5}, wraps_32_bits, 20, none) == errc::implausible);
CASE("After a reset no more can have been counted than can have been counted",
     fault_of({1'000'000}, {22}, wraps_32_bits, 20, unknown) == errc::implausible &&
         gains({1'000'000}, {21}, wraps_32_bits, 20, unknown, 21, 1, change::reset));
CASE("Where 147 counts a reset, the amount is what was counted since, even above the reading before",
     gains({100}, {150}, wraps_32_bits, 200, some, 150, 1, change::reset) &&
         gains({100}, {0}, wraps_32_bits, 200, some, 0, 1, change::reset) &&
         gains({4'294'967'290}, {5}, wraps_32_bits, 20, some, 5, 1, change::reset) &&
         fault_of({100}, {150}, wraps_32_bits, 100, some) == errc::implausible);
CASE("If once round is possible, how often is not known",
     fault_of({5}, {9}, 10, 10, none) == errc::undecided && fault_of({5}, {9}, 10, 11, unknown) == errc::undecided &&
         fault_of({9}, {5}, 10, 10, none) == errc::undecided && gains({5}, {9}, 10, 9, none, 4, 1, change::advanced) &&
         fault_of({0}, {0}, wraps_32_bits, 4'294'967'296, none) == errc::undecided &&
         fault_of({0}, {0}, wraps_32_bits, 4'294'967'295, none) == errc::none);
CASE("Once round is in the reading's unit: ten counts of 0.1 are 1",
     fault_of({5, -1}, {9, -1}, 10, 1, none) == errc::undecided &&
         gains({5, -1}, {9, -1}, 10, {9, -1}, none, {4, -1}, {1, -1}, change::advanced));
CASE("A content that the counter cannot have", [] {
  for (auto const seen : each_seen)
    if (fault_of({10}, {5}, 10, 3, seen) != errc::out_of_range ||
        fault_of({5}, {10}, 10, 3, seen) != errc::out_of_range ||
        fault_of({1'000'000'000}, {0}, wraps_9_digits, 3, seen) != errc::out_of_range)
      return false;
  return fault_of({9}, {9}, 10, 3, none) == errc::none;
}());

CASE("In kWh the amount is in kWh, and the most may be given in Wh", [] {
  using kilo = counters::shown<watt_hour>;
  kilo const before{100'000, -1, kWh}, now{100'015, -1, kWh};  // 10000.0 and 10001.5 kWh
  auto const found = gain_between(before, now, wraps_32_bits, 1'400 * Wh, none);
  auto const small = gain_between(before, now, wraps_32_bits, 1'399 * Wh, none);
  return found && found->amount.in(Wh) == 1'500 && same(found->amount.in(kWh), {15, -1}) &&
         found->within == decimal{1, -1} && small.error() == errc::implausible;
}());
CASE("The counter of WAGO's display, to a Wh: 999999.900 and 000000.050 kWh", [] {
  using kilo = counters::shown<watt_hour>;
  auto const found = gain_between(kilo{999'999'900, -3, kWh}, kilo{50, -3, kWh}, wraps_9_digits, 200 * Wh, none);
  return found && found->amount.in(Wh) == 150 && found->how == change::wrapped;
}());

// "Scaling is recalculated when the meter configuration is changed" [138 to 141]
CASE("Shown more coarsely: 1234.5 becomes 1235, within one",
     gains({12'345, -1}, {1'235, 0}, wraps_32_bits, 10, unknown, {5, -1}, 1, change::advanced) &&
         gains({12'345, -1}, {1'240, 0}, wraps_32_bits, 10, none, {55, -1}, 1, change::advanced));
CASE("Shown more finely: 1234 becomes 1234.7, within one",
     gains({1'234, 0}, {12'347, -1}, wraps_32_bits, 10, none, {7, -1}, 1, change::advanced));
CASE("1234.9 that becomes 1234 has not fallen but lost its decimals",
     gains({12'349, -1}, {1'234, 0}, wraps_32_bits, 10, unknown, {0, -1}, 1, change::advanced) &&
         gains({12'349, -1}, {1'234, 0}, wraps_32_bits, 10, none, {0, -1}, 1, change::advanced));
CASE("A whole step lower it has fallen: reset or not, who knows",
     fault_of({12'350, -1}, {1'234, 0}, wraps_32_bits, 10, unknown) == errc::undecided &&
         fault_of({12'350, -1}, {1'234, 0}, wraps_32_bits, 10, none) == errc::undecided &&
         gains({12'350, -1}, {1'234, 0}, wraps_32_bits, 1'234, some, {12'340, -1}, 1, change::reset));
CASE("Four powers of ten apart and back", [] {
  return gains({5, 4}, {50'001'234, -3}, wraps_32_bits, 10, none, {1'234, -3}, {1, 4}, change::advanced) &&
         gains({50'009'999, -3}, {5, 4}, wraps_32_bits, 0, none, {0, -3}, {1, 4}, change::advanced) &&
         gains({last, -4}, {429'496'729, -3}, wraps_32_bits, 0, none, {0, -4}, {1, -3}, change::advanced);
}());
CASE("With another scale too, more than there can have been is implausible",
     fault_of({12'345, -1}, {1'300, 0}, wraps_32_bits, 10, none) == errc::implausible);
CASE("All 32 bits from -4 to 4 fit, twelve powers apart they do not", [] {
  return gains({0, -4}, {last, 4}, wraps_32_bits, {last, 4}, some, {429'496'729'500'000'000, -4}, {1, 4},
               change::reset) &&
         fault_of({0, -8}, {last, 4}, wraps_32_bits, {last, 4}, some) == errc::does_not_fit &&
         fault_of({last, 12}, {0, 0}, wraps_32_bits, 1, none) == errc::does_not_fit;
}());
CASE("A day at the largest power of the default wiring, read with its reset counter", [] {
  auto const most = plausible_energy(103'923, 86'400'000);  // Wh
  return most && most->in(Wh) == 2'494'152 &&
         gains({10'000'000}, {12'494'152}, wraps_32_bits, most->in(Wh), resets_between(3, 3), 2'494'152, 1,
               change::advanced) &&
         fault_of({10'000'000}, {12'494'154}, wraps_32_bits, most->in(Wh), resets_between(3, 3)) == errc::implausible;
}());

// Floating-point counters: 24 bits of mantissa, "Encoding is per IEEE standard 754 single precision"
CASE("The step of a float: 2^-10 at 8192, 2^-9 at 16384, 2^-6 at 131072",
     step_at(8'192.0F) == 0.0009765625F && step_at(16'384.0F) == 0.001953125F && step_at(131'072.0F) == 0.015625F);
CASE("1/16 at 524288, 1/8 at 1048576, 1 at 8388608, 2 at 16777216",
     step_at(524'288.0F) == 0.0625F && step_at(1'048'576.0F) == 0.125F && step_at(8'388'608.0F) == 1.0F &&
         step_at(16'777'216.0F) == 2.0F);
CASE("A step holds up to the next power of two",
     step_at(16'383.99F) == 0.0009765625F && step_at(16'777'214.0F) == 1.0F && step_at(0.0F) == 0x1p-149F);
CASE("Of double it is 2^29 times finer",
     step_at(16'384.0) == 0x1p-38 && step_at(1.0) == 0x1p-52 && step_at(0.0) == 0x1p-1074);
CASE("1 Wh is distorted from 16384 kWh, where it counts as 0.00195",
     distorted_from(0.001F) == 16'384.0F && 8'192.0F + 0.001F == 8'192.0F + 0.0009765625F &&
         16'384.0F + 0.001F == 16'384.001953125F);
CASE("and vanishes from 32768 kWh", vanishes_from(0.001F) == 32'768.0F && 32'768.0F + 0.001F == 32'768.0F);
CASE("1 kWh vanishes from 16777216 kWh",
     vanishes_from(1.0F) == 16'777'216.0F && 16'777'216.0F + 1.0F == 16'777'216.0F &&
         16'777'215.0F + 1.0F == 16'777'216.0F && distorted_from(1.0F) == 16'777'216.0F);
CASE("0.1 kWh: distorted from 1048576, stands from 2097152",
     distorted_from(0.1F) == 1'048'576.0F && vanishes_from(0.1F) == 2'097'152.0F &&
         1'048'576.0F + 0.1F == 1'048'576.125F && 2'097'152.0F + 0.1F == 2'097'152.0F);
CASE("No increment at all, or one beyond 1e30, gives 0",
     distorted_from(0.0F) == 0.0F && vanishes_from(-1.0F) == 0.0F && distorted_from(1.1e30F) == 0.0F &&
         distorted_from(0.99e30F) == 0x1p123F && vanishes_from(0.99e30F) == 0x1p124F && vanishes_from(0.0) == 0);
CASE("Large increments and double", distorted_from(1'000.0F) == 0x1p33F && vanishes_from(1'024.0F) == 0x1p34F &&
                                        distorted_from(0.001) == 0x1p43 && vanishes_from(0.001) == 0x1p44);
CASE("Small increments, below one too", distorted_from(1e-8F) == 0.125F && vanishes_from(1e-8F) == 0.25F &&
                                            0.25F + 1e-8F == 0.25F && 0.125F + 1e-8F > 0.125F);
CASE("A counter that is stuck is stuck for ever", [] {
  float counter = 32'768.0F;
  for (int i = 0; i != 1'000; ++i) counter += 0.001F;
  return counter == 32'768.0F;
}());

// "Pulse Counter 1: 0-4294967040", "derived from the 32 bit integer counter and will roll over to 0 when the integer
// counters do": Series 4100 manual, registers 313 to 316
CASE("4294967040 is FFFFFF00, the largest float below 2^32",
     4'294'967'040.0F + step_at(4'294'967'040.0F) == 4'294'967'296.0F &&
         std::bit_cast<std::uint32_t>(4'294'967'040.0F) == 0x4F7F'FFFF && 0xFFFF'FF00 == 4'294'967'040 &&
         static_cast<float>(0xFFFF'FF00U) == 4'294'967'040.0F);
CASE("313/314 = 4F7F FFFF is that number, 256 counts behind its integer's wrap", [] {
  constexpr std::array<std::uint8_t, 4> read{0x4F, 0x7F, 0xFF, 0xFF};
  auto const decoded = leviton_s4100::pulse_counter_1_f.decode(modbus::registers{312, read});
  return decoded && decoded->in(counts) == 4'294'967'040.0F && step_at(4'294'967'040.0F) == 256.0F &&
         gained(4'294'967'040, 0, wraps_32_bits) == 256;
}());
CASE("039/040 from FFFF FFFF to 0000 0000 is one pulse", [] {
  constexpr std::array<std::uint8_t, 4> read{0xFF, 0xFF, 0xFF, 0xFF};
  auto const decoded = leviton_s4100::pulse_counter_1.decode(modbus::registers{38, read})->in(counts);
  using pulses = counters::shown<meterproto::count>;
  auto const found = gain_between(pulses{decoded.magnitude(), decoded.exponent(), counts}, pulses{0, 0, counts},
                                  wraps_32_bits, 50 * counts, none);
  return found && found->amount.in(counts) == 1 && found->how == change::wrapped;
}());
CASE("WAGO: 999999.999 kWh on the display is 1000000.0 in a float, 1/16 from its neighbour below",
     999'999.999F == 1'000'000.0F && step_at(999'999.9F) == 0.0625F &&
         wago_879::real_energy_total.as == modbus::kind::f32);

}  // namespace test_counters
