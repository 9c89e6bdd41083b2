// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/scaling.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <cstdint>
#include <limits>

namespace test_scaling {

using namespace meterproto;
using namespace meterproto::scaling;
namespace r = leviton_s4000r;
namespace k = leviton_s4000k;
namespace s4100 = leviton_s4100;
namespace wago = wago_879;

using tests::reply;
/// Registers 138 to 141, I V W E; of the Series 4000 and of the 4100.
struct scaled {
  std::int16_t i, v, w, e;

  constexpr operator r::scales() const { return {{i, v, w, e}}; }      // NOLINT: these are the scales
  constexpr operator s4100::scales() const { return {{i, v, w, e}}; }  // NOLINT
};
constexpr scaled watts(std::int16_t power) {
  return {0, 0, power, 0};
}
constexpr scaled watt_hours(std::int16_t power) {
  return {0, 0, 0, power};
}

constexpr auto away = rounding::half_away_from_zero;
constexpr auto even = rounding::half_to_even;
constexpr auto down = rounding::toward_zero;
constexpr rounding each_rounding[] = {away, even, down};

constexpr bool same(decimal left, decimal right) {
  return left == right && left.exponent() == right.exponent();
}
/// What a register is given is what it gives, whatever the rounding: nothing is to be rounded.
constexpr bool there_and_back(decimal value, int exponent, contents range, std::int64_t content) {
  for (auto const how : each_rounding) {
    if (content_of(value, exponent, range, how) != result<std::int64_t>{content}) return false;
    auto const shown = quantised(value, exponent, range, how);
    if (!shown || !same(*shown, decimal{content, exponent}) || *shown != value) return false;
  }
  return true;
}
/// With every rounding the same error and no value.
constexpr bool refuses(decimal value, int exponent, contents range, errc why) {
  for (auto const how : each_rounding)
    if (content_of(value, exponent, range, how).error() != why || quantised(value, exponent, range, how).error() != why)
      return false;
  return true;
}

// Series 4100 manual, registers 138 to 141: "-4 0.0001, -3 0.001, -2 0.01, -1 0.1, 0 1.0, 1 10.0, 2 100.0, 3 1000.0,
// 4 10000.0"
CASE("138 to 141: -4 is 0.0001, 0 is 1.0, 4 is 10000.0, with all between", [] {
  constexpr decimal factors[] = {{1, -4}, {1, -3}, {1, -2}, {1, -1}, {1}, {10}, {100}, {1000}, {10'000}};
  for (int power = -4; power <= 4; ++power) {
    if (scaling::leviton_powers.of(static_cast<std::int16_t>(power)) != result<int>{power}) return false;
    auto const one = s4100::real_power_total.decode(reply{20, {1}}, watts(static_cast<std::int16_t>(power)));
    if (!one || one->in(kW) != factors[power + 4]) return false;
    if (!there_and_back(factors[power + 4], power, signed_16, 1)) return false;
  }
  return true;
}());
CASE("5, -5 and 8000 are no scale of a Leviton meter, and say so",
     scaling::leviton_powers.of(5).error() == error{errc::bad_scale, 0, 5} &&
         scaling::leviton_powers.of(-5).error() == error{errc::bad_scale, 0, 0xFFFB} &&
         scaling::leviton_powers.of(std::numeric_limits<std::int16_t>::min()).error() == error{errc::bad_scale, 0, 0x8000});
CASE("A value under such a scale has the same error",
     s4100::real_power_total.decode(reply{20, {1}}, watts(5)).error() == errc::bad_scale);
CASE("SunSpec goes from -10 to 10", scaling::sunspec_powers.of(-10) == result<int>{-10} &&
                                        scaling::sunspec_powers.of(10) == result<int>{10} &&
                                        scaling::sunspec_powers.of(-11).error() == error{errc::bad_scale, 0, 0xFFF5} &&
                                        scaling::sunspec_powers.of(11).error() == error{errc::bad_scale, 0, 11});

// "Range: Defines the limit of the values that a register can contain." 8000 is QNAN in 16 bits
CASE("UInt is 0 to 32767, SInt -32767 to 32767: 8000 is neither 32768 nor -32768",
     positive_16.hold(0) && positive_16.hold(32'767) && !positive_16.hold(32'768) && !positive_16.hold(-1) &&
         signed_16.hold(-32'767) && signed_16.hold(32'767) && !signed_16.hold(-32'768) && !signed_16.hold(32'768));
CASE("ULong is 0 to FFFFFFFF, SLong -2147483647 to 2147483647",
     unsigned_32.hold(0) && unsigned_32.hold(0xFFFF'FFFF) && !unsigned_32.hold(0x1'0000'0000) &&
         !unsigned_32.hold(-1) && signed_32.hold(-2'147'483'647) && signed_32.hold(2'147'483'647) &&
         !signed_32.hold(-2'147'483'648) && !signed_32.hold(2'147'483'648));

// Out of a register and into it. Series 4000-R manual, Modbus Point Map
CASE("4000-R 003 = 2898 with 140 = -2 is 103.92 kW, and 103.92 kW is 2898",
     r::real_power_total.decode(reply{2, {0x2898}}, watts(-2))->in(kW) == decimal{10'392, -2} &&
         there_and_back(decimal{10'392, -2}, -2, positive_16, 0x2898));
CASE("4000-K the same", k::real_power_total.decode(reply{2, {0x2898}}, watts(-2))->in(kW) == decimal{10'392, -2});
CASE("4000-R 001/002 = 0001 86A0 with 141 = -1 is 10000.0 kWh",
     r::real_energy_import.decode(reply{0, {0x0001, 0x86A0}}, watt_hours(-1))->in(kWh) == decimal{10'000} &&
         there_and_back(decimal{10'000}, -1, unsigned_32, 0x0001'86A0));
CASE("4000-R 026 = 5998 is 59.98 Hz", r::frequency.decode(reply{25, {5998}})->in(Hz) == decimal{5998, -2} &&
                                          there_and_back(decimal{5998, -2}, -2, positive_16, 5998));
CASE("4000-R 006 = 9512 is 0.9512", r::power_factor_total.decode(reply{5, {9512}})->in(one) == decimal{9512, -4} &&
                                        there_and_back(decimal{9512, -4}, -4, positive_16, 9512));
CASE("4000-R 133: \"entering 200 yields a potential transformer ratio of 2:1\"",
     r::pt_ratio.decode(reply{132, {200}})->in(one) == decimal{2} && there_and_back(decimal{2}, -2, positive_16, 200));
CASE("4000-R 257/258 = 42CF D70A is 103.92 kWh: floats are never scaled",
     r::real_energy_import_f.decode(reply{256, {0x42CF, 0xD70A}})->in(kWh) == 103.92F);

// Series 4100 manual, Modbus Point Map
CASE("4100 021 = FF38 with 140 = -1 is -20.0 kW",
     s4100::real_power_total.decode(reply{20, {0xFF38}}, watts(-1))->in(kW) == decimal{-20} &&
         there_and_back(decimal{-20}, -1, signed_16, -200));
CASE("4100 001/002 = FFFF FF38 is -200",
     s4100::real_energy_net.decode(reply{0, {0xFFFF, 0xFF38}}, watt_hours(0))->in(kWh) == decimal{-200} &&
         there_and_back(decimal{-200}, 0, signed_32, -200));
CASE("4100 003/004 ends at 4294967295 * 10^E kWh",
     s4100::real_energy_import.decode(reply{2, {0xFFFF, 0xFFFF}}, watt_hours(4))->in(kWh) ==
             decimal{42'949'672'950'000} &&
         there_and_back(decimal{42'949'672'950'000}, 4, unsigned_32, 0xFFFF'FFFF) &&
         refuses(decimal{42'949'672'960'000}, 4, unsigned_32, errc::out_of_range));

// QNAN: "0x8000 in Integer Registers"; not in settings and bitmaps, not in halves of 32 bits
CASE("8000 is no measured value of 16 bits, signed or not, whatever the scale",
     s4100::real_power_total.decode(reply{20, {0x8000}}, watts(-4)).error() == errc::not_available &&
         s4100::voltage_an.decode(reply{105, {0x8000}}, watts(4)).error() == errc::not_available &&
         r::real_power_total.decode(reply{2, {0x8000}}, watts(0)).error() == errc::not_available &&
         k::current_a.decode(reply{21, {0x8000}}, watts(0)).error() == errc::not_available &&
         r::power_factor_total.decode(reply{5, {0x8000}}).error() == errc::not_available &&
         s4100::frequency.decode(reply{27, {0x8000}}).error() == errc::not_available);
CASE("Its neighbours are: 8001 is -32767, 7FFF is 32767",
     s4100::real_power_total.decode(reply{20, {0x8001}}, watts(0))->in(kW) == decimal{-32'767} &&
         s4100::real_power_total.decode(reply{20, {0x7FFF}}, watts(0))->in(kW) == decimal{32'767});
CASE("The lower half of 32768 is 8000, the upper half of 2147483648 too",
     r::real_energy_import.decode(reply{0, {0x0000, 0x8000}}, watt_hours(0))->in(kWh) == decimal{32'768} &&
         s4100::real_energy_export.decode(reply{4, {0x8000, 0x0000}}, watt_hours(0))->in(kWh) ==
             decimal{2'147'483'648} &&
         s4100::reactive_energy_q3.decode(reply{10, {0x8000, 0x8000}}, watt_hours(0))->in(kvarh) ==
             decimal{2'147'516'416} &&
         s4100::real_energy_net.decode(reply{0, {0xFFFF, 0x8000}}, watt_hours(0))->in(kWh) == decimal{-32'768} &&
         r::pulse_counter_1.decode(reply{42, {0x0000, 0x8000}})->in(counts) == decimal{32'768} &&
         s4100::pulse_counter_2.decode(reply{40, {0x8000, 0x0000}})->in(counts) == decimal{2'147'483'648});
CASE("Nor is a zero energy none: the manuals keep no content of 32 bits for it",
     s4100::real_energy_import.decode(reply{2, {0, 0}}, watt_hours(0))->in(kWh) == decimal{0});
CASE("A float with 8000 in a half is a number, 7FC00000 and any other NaN is none",
     s4100::real_power_total_f.decode(reply{276, {0x8000, 0x0000}})->in(kW) == 0.0F &&
         s4100::real_power_total_f.decode(reply{276, {0x3F80, 0x8000}})->in(kW) == 1.00390625F &&
         s4100::real_power_total_f.decode(reply{276, {0x7FC0, 0x0000}}).error() == errc::not_available &&
         r::real_energy_import_f.decode(reply{256, {0x7F80, 0x0001}}).error() == errc::not_available &&
         wago::voltage_an.decode(reply{0x5002, {0x7FC0, 0x0000}}, wago::scales{{1}}).error() == errc::not_available);
CASE("WAGO has no such number in its integers",
     wago::current_rating.decode(reply{0x400B, {0x8000}})->in(A) == decimal{-32'768});

// SunSpec: value = content * 10^SF, in W and Wh, not kW. Offsets from the model's id
namespace meter = sunspec::meter;
constexpr meter::scales factors(std::int16_t all) {
  return {{all, all, all, all, all, all, all, all, all, all}};
}
CASE("SunSpec int16 8000, acc32 0 and a factor of 8000 are not implemented",
     meter::real_power_a.decode(reply{19, {0x8000}}, factors(0)).error() == errc::not_available &&
         meter::real_energy_import.decode(reply{46, {0, 0}}, factors(0)).error() == errc::not_available &&
         meter::real_power_a.decode(reply{19, {1}}, factors(std::numeric_limits<std::int16_t>::min())).error() ==
             errc::not_available);
CASE("SunSpec acc32 with 8000 in a half is a number, uint16 8000 too, FFFF is none",
     meter::real_energy_import.decode(reply{46, {0x0000, 0x8000}}, factors(0))->in(Wh) == decimal{32'768} &&
         meter::real_energy_import.decode(reply{46, {0x8000, 0x0000}}, factors(0))->in(Wh) == decimal{2'147'483'648} &&
         sunspec::common::modbus_address.decode(reply{66, {0x8000}})->in(counts) == decimal{32'768} &&
         sunspec::common::modbus_address.decode(reply{66, {0xFFFF}}).error() == errc::not_available);
CASE("10392 with a factor of 1 is 103920 W, so 103.92 kW",
     meter::real_power_total.decode(reply{18, {10'392}}, factors(1))->in(W) == decimal{103'920} &&
         meter::real_power_total.decode(reply{18, {10'392}}, factors(1))->in(kW) == decimal{10'392, -2});

// Rounding: "No manual says which of them the meter does"
constexpr bool rounds(decimal value, int exponent, std::int64_t to_away, std::int64_t to_even, std::int64_t to_zero) {
  return steps_of(value, exponent, away) == result<std::int64_t>{to_away} &&
         steps_of(value, exponent, even) == result<std::int64_t>{to_even} &&
         steps_of(value, exponent, down) == result<std::int64_t>{to_zero} &&
         steps_of(-value, exponent, away) == result<std::int64_t>{-to_away} &&
         steps_of(-value, exponent, even) == result<std::int64_t>{-to_even} &&
         steps_of(-value, exponent, down) == result<std::int64_t>{-to_zero};
}
CASE("0.5 is 1, 0 and 0; 1.5 is 2, 2 and 1; 2.5 is 3, 2 and 2; and so below zero",
     rounds({5, -1}, 0, 1, 0, 0) && rounds({15, -1}, 0, 2, 2, 1) && rounds({25, -1}, 0, 3, 2, 2));
CASE("0.49 and 0.51 are no half", rounds({49, -2}, 0, 0, 0, 0) && rounds({51, -2}, 0, 1, 1, 0));
CASE("A half is one only if nothing follows it: 2.500001",
     rounds({2'500'001, -6}, 0, 3, 3, 2) && rounds({2'500'000, -6}, 0, 3, 2, 2) && rounds({2'499'999, -6}, 0, 2, 2, 2));
CASE("In one step, not digit by digit: 0.449 is 0, 0.0449 too",
     rounds({449, -3}, 0, 0, 0, 0) && rounds({449, -4}, -1, 0, 0, 0) && rounds({1'449, -3}, 0, 1, 1, 1));
CASE("9.5 carries into a new digit, 99.95 in tenths as well",
     rounds({95, -1}, 0, 10, 10, 9) && rounds({9995, -2}, -1, 1000, 1000, 999));
CASE("In steps of ten and more: 15 is 2 tens, 14 one, 5 one, none and none",
     rounds({15}, 1, 2, 2, 1) && rounds({14}, 1, 1, 1, 1) && rounds({5}, 1, 1, 0, 0) && rounds({4}, 1, 0, 0, 0) &&
         rounds({50'000}, 4, 5, 5, 5) && rounds({55'000}, 4, 6, 6, 5) && rounds({45'000}, 4, 5, 4, 4));
CASE("Far below a step is nothing, right away", rounds({9, -300}, 0, 0, 0, 0) && rounds({0, -300}, 4, 0, 0, 0) &&
                                                    rounds({5, -3}, 0, 0, 0, 0) && rounds({0, 300}, -4, 0, 0, 0));
CASE("A kW of 12.345 in hundredths: 12.35, 12.34 and 12.34",
     same(*quantised(decimal{12'345, -3}, -2, signed_16, away), {1235, -2}) &&
         same(*quantised(decimal{12'345, -3}, -2, signed_16, even), {1234, -2}) &&
         same(*quantised(decimal{12'345, -3}, -2, signed_16, down), {1234, -2}) &&
         same(*quantised(decimal{-12'345, -3}, -2, signed_16, away), {-1235, -2}));
CASE("What is shown is within half a step, and again shown as the same", [] {
  for (int digits = -1250; digits <= 1250; digits += 7) {
    auto const value = decimal{digits, -3};
    for (auto const how : {away, even}) {
      auto const shown = *quantised(value, -2, signed_16, how);
      auto const off = decimal{*shown.as_integer(-3) - digits, -3};
      if (off > decimal{5, -3} || off < decimal{-5, -3} || *quantised(shown, -2, signed_16, how) != shown) return false;
    }
  }
  return true;
}());

// Range
CASE("32767.4 fits, 32767.5 only where it is cut off",
     content_of(decimal{327'674, -1}, 0, signed_16, away) == result<std::int64_t>{32'767} &&
         content_of(decimal{327'675, -1}, 0, signed_16, away).error() == errc::out_of_range &&
         content_of(decimal{327'675, -1}, 0, signed_16, even).error() == errc::out_of_range &&
         content_of(decimal{327'675, -1}, 0, signed_16, down) == result<std::int64_t>{32'767} &&
         quantised(decimal{327'675, -1}, 0, signed_16, away).error() == errc::out_of_range);
CASE("-32767 fits a SInt, -32768 is QNAN and does not; a UInt takes nothing below 0",
     there_and_back(-32'767, 0, signed_16, -32'767) && refuses(-32'768, 0, signed_16, errc::out_of_range) &&
         refuses(-1, 0, positive_16, errc::out_of_range) && there_and_back(0, 0, positive_16, 0));
CASE("-0.4 in a UInt is 0, not below it", content_of(decimal{-4, -1}, 0, positive_16, away) == result<std::int64_t>{0});
CASE("2^63 - 1 steps are the most, -2^63 the least; beyond them does_not_fit, before any range",
     steps_of({std::numeric_limits<std::int64_t>::max()}, 0, away) ==
             result<std::int64_t>{std::numeric_limits<std::int64_t>::max()} &&
         steps_of({std::numeric_limits<std::int64_t>::min()}, 0, away) ==
             result<std::int64_t>{std::numeric_limits<std::int64_t>::min()} &&
         refuses(decimal::from_magnitude(9'223'372'036'854'775'808U), 0, signed_16, errc::does_not_fit) &&
         refuses(decimal{1, 19}, 0, signed_16, errc::does_not_fit) &&
         refuses(decimal{1, 300}, -4, unsigned_32, errc::does_not_fit));
CASE("A magnitude of 2^64 - 1 loses its last digit first",
     steps_of(decimal::from_magnitude(std::numeric_limits<std::uint64_t>::max()), 1, away) ==
             result<std::int64_t>{1'844'674'407'370'955'162} &&
         steps_of(decimal::from_magnitude(std::numeric_limits<std::uint64_t>::max()), 1, down) ==
             result<std::int64_t>{1'844'674'407'370'955'161});

// Floating-point numbers, which a computed power is
template <class Float>
constexpr bool rounds_float(Float value, int exponent, std::int64_t to_away, std::int64_t to_even,
                            std::int64_t to_zero) {
  for (auto const sign : {1, -1})
    if (steps_of(static_cast<Float>(sign) * value, exponent, away) != result<std::int64_t>{sign * to_away} ||
        steps_of(static_cast<Float>(sign) * value, exponent, even) != result<std::int64_t>{sign * to_even} ||
        steps_of(static_cast<Float>(sign) * value, exponent, down) != result<std::int64_t>{sign * to_zero})
      return false;
  return true;
}
CASE("103.92304845 kW is 10392 with 140 = -2, 104 with 0 and 10 with 1, but for what is cut off",
     rounds_float(103.92304845, -2, 10'392, 10'392, 10'392) && rounds_float(103.92304845F, 0, 104, 104, 103) &&
         rounds_float(103.92304845, 1, 10, 10, 10) && rounds_float(103.92304845, 4, 0, 0, 0));
CASE("Halves as in decimals, in float and in double",
     rounds_float(0.5, 0, 1, 0, 0) && rounds_float(1.5F, 0, 2, 2, 1) && rounds_float(2.5, 0, 3, 2, 2) &&
         rounds_float(0.25F, -1, 3, 2, 2) && rounds_float(25.0, 1, 3, 2, 2) && rounds_float(0.0, -4, 0, 0, 0) &&
         rounds_float(2.4999, 0, 2, 2, 2) && rounds_float(2.5001, 0, 3, 3, 2));
CASE("The register's range is that of any value",
     content_of(32'767.4, 0, signed_16, away) == result<std::int64_t>{32'767} &&
         content_of(32'767.5, 0, signed_16, away).error() == errc::out_of_range &&
         content_of(-0.4F, 0, positive_16, away) == result<std::int64_t>{0} &&
         content_of(-0.5F, 0, positive_16, away).error() == errc::out_of_range &&
         quantised(103.92304845, -2, positive_16, away) == result<decimal>{decimal{10'392, -2}});
CASE("9.2e18 steps and more do not fit",
     steps_of(1e19, 0, away).error() == errc::does_not_fit &&
         steps_of(-1e15F, -4, down).error() == errc::does_not_fit &&
         steps_of(1e300, 4, down).error() == errc::does_not_fit &&
         steps_of(9.1e18, 0, down) == result<std::int64_t>{9'100'000'000'000'000'000});

// "How a meter chooses is not documented; only that its own choice holds full scale"
CASE("103.92 kW goes with 140 = -2, as 104 kW does",
     exponent_for({10'392, -2}, signed_16, scaling::leviton_powers) == result<int>{-2} &&
         exponent_for({104}, positive_16, scaling::leviton_powers) == result<int>{-2});
CASE("The finest step that holds it: 3.2767 in -4, 3.2768 in -3",
     exponent_for({32'767, -4}, positive_16, scaling::leviton_powers) == result<int>{-4} &&
         exponent_for({32'768, -4}, positive_16, scaling::leviton_powers) == result<int>{-3} &&
         exponent_for({327'670'001, -4}, positive_16, scaling::leviton_powers) == result<int>{1});
CASE("Up to 327670000, one more fits no scale of a Leviton meter, but SunSpec's",
     exponent_for({327'670'000}, positive_16, scaling::leviton_powers) == result<int>{4} &&
         exponent_for({327'670'001}, positive_16, scaling::leviton_powers).error() == errc::out_of_range &&
         exponent_for({327'670'001}, positive_16, scaling::sunspec_powers) == result<int>{5});
CASE("The largest system power, 1773620 kW, goes with 140 = 2",
     exponent_for({1'773'620}, positive_16, scaling::leviton_powers) == result<int>{2});
CASE("Nothing goes with the finest, and the sign does not count",
     exponent_for({0}, signed_16, scaling::leviton_powers) == result<int>{-4} &&
         exponent_for({-10'392, -2}, signed_16, scaling::leviton_powers) == result<int>{-2});

}  // namespace test_scaling
