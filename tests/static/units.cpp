// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/units.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

using namespace meterproto;

namespace {

/// The same digits and the same exponent: nothing was rounded on the way.
constexpr bool exactly(decimal left, decimal right) {
  return left.magnitude() == right.magnitude() && left.exponent() == right.exponent() &&
         left.negative() == right.negative();
}

constexpr reading<watt_hour> energy{4'294'967'295, kWh};
constexpr reading<volt> voltage{decimal{2302, -1}, V};
constexpr reading<watt, float> power{1500.0F, W};

template <class Reading, class Unit>
concept readable_in = requires(Reading reading, Unit unit) { reading.in(unit); };

template <class Wanted, class Reading>
concept readable_as = requires(Reading reading) { reading.template in<Wanted>(Wh); };
template <class Reading>
concept whole_in = requires(Reading reading) { reading.as_integer(Wh); };
template <class Wanted>
concept floats_to = requires(decimal number) { number.template to<Wanted>(); };

template <class Left, class Right>
concept comparable = requires(Left left, Right right) {
  left == right;
  left < right;
};

template <class Number, class Unit>
concept an_amount = requires(Number number, Unit unit) { number* unit; };

}  // namespace

// SI prefixes: kilo 10^3, centi 10^-2, milli 10^-3.
CASE("a kilo is 10^3", kW.exponent() == 3 && kvar.exponent() == 3 && kVA.exponent() == 3 && kWh.exponent() == 3 &&
                           kvarh.exponent() == 3 && kVAh.exponent() == 3);
CASE("base units have the exponent 0", V.exponent() == 0 && A.exponent() == 0 && Hz.exponent() == 0 &&
                                           s.exponent() == 0 && W.exponent() == 0 && var.exponent() == 0 &&
                                           VA.exponent() == 0 && Wh.exponent() == 0 && varh.exponent() == 0 &&
                                           VAh.exponent() == 0);
CASE("what has no unit has the exponent 0", one.exponent() == 0 && counts.exponent() == 0);
CASE("a percent is 10^-2 of one", percent.exponent() == -2);
CASE("a millisecond is 10^-3 s, a hundredth 10^-2 s", ms.exponent() == -3 && cs.exponent() == -2);
CASE("a pulse per kWh is 10^-3 pulses per Wh", imp_per_kWh.exponent() == -3);
CASE("each unit keeps its symbol", kWh.symbol == unit_symbol::kWh && V.symbol == unit_symbol::V &&
                                       one.symbol == unit_symbol::none &&
                                       imp_per_kWh.symbol == unit_symbol::imp_per_kWh);

CASE("kWh asked in kWh is what the meter sent", exactly(energy.in(kWh), 4'294'967'295));
CASE("kWh in Wh keeps every digit", exactly(energy.in(Wh), decimal{4'294'967'295, 3}));
CASE("Wh in kWh keeps every digit", exactly(reading<watt_hour>{12'345, Wh}.in(kWh), decimal{12'345, -3}));
CASE("the largest 64-bit counter keeps every digit",
     exactly(reading<watt_hour>{decimal::from_magnitude(std::numeric_limits<std::uint64_t>::max()), Wh}.in(kWh),
             decimal::from_magnitude(std::numeric_limits<std::uint64_t>::max(), -3)));
CASE("volts in volts are as they were", exactly(voltage.in(V), decimal{2302, -1}));
CASE("95 % is 0.95", exactly(reading<ratio>{95, percent}.in(one), decimal{95, -2}));
CASE("0.95 is 95 %", reading<ratio>{decimal{95, -2}, one}.in(percent) == 95);
CASE("1500 ms are 1.5 s", exactly(reading<second>{1500, ms}.in(s), decimal{1500, -3}));
CASE("90000 hundredths are 900 s", reading<second>{90'000, cs}.in(s) == 900);
CASE("hundredths in milliseconds", exactly(reading<second>{3, cs}.in(ms), decimal{3, 1}));
CASE("1000 imp/kWh are 1 imp/Wh", reading<pulse_per_watt_hour>{1000, imp_per_kWh}.in(unit<pulse_per_watt_hour>{}) == 1);
CASE("a negative power stays negative", reading<watt>{-2, kW}.in(W) == -2000);

CASE("a double comes into being where it is asked for",
     energy.in<double>(kWh) == 4294967295.0 && energy.in<double>(Wh) == 4294967295000.0);
CASE("and is the nearest one", reading<watt_hour>{2302, Wh}.in<double>(kWh) == 2.302);
CASE("a float likewise", voltage.in<float>(V) == 230.2F);
CASE("a float from the wire in its own unit is that float, bit by bit", power.in(W) == 1500.0F);
CASE("a float is divided by 1000 exactly once",
     power.in(kW) == 1.5F && reading<watt, float>{0.1F, W}.in(kW) == 0.1F / 1000.0F);
CASE("a float is multiplied by 1000 exactly once", reading<watt, float>{0.1F, kW}.in(W) == 0.1F * 1000.0F);
CASE("a float asked as a double is widened first",
     reading<watt, float>{0.1F, kW}.in<double>(W) == static_cast<double>(0.1F) * 1000.0);
CASE("an integer is asked for by as_integer(), which says what it cannot give",
     reading<watt_hour>{decimal{1234, -3}, kWh}.as_integer(Wh) == result<std::int64_t>{1234} &&
         reading<watt_hour>{decimal{1234, -3}, kWh}.as_integer(kWh).error() == errc::out_of_range &&
         reading<watt_hour>{decimal{-2000, 0}, Wh}.as_integer(kWh) == result<std::int64_t>{-2} &&
         reading<watt_hour>{decimal{1, 17}, kWh}.as_integer(Wh).error() == errc::does_not_fit);
CASE("0xFFFFFFFF kWh fit into an integer", energy.as_integer(kWh) == result<std::int64_t>{0xFFFF'FFFF});
CASE("in<>() gives the number's own type or a floating-point one, none that cuts digits off",
     readable_as<decimal, reading<watt_hour>> && readable_as<double, reading<watt_hour>> &&
         readable_as<float, reading<watt_hour>> && !readable_as<int, reading<watt_hour>> &&
         !readable_as<unsigned, reading<watt_hour>> && !readable_as<std::int64_t, reading<watt_hour>>);
CASE("of a float likewise", readable_as<float, reading<watt_hour, float>> &&
                                readable_as<double, reading<watt_hour, float>> &&
                                !readable_as<int, reading<watt_hour, float>> &&
                                !readable_as<decimal, reading<watt_hour, float>>);
CASE("and a float has no integer that is exact",
     whole_in<reading<watt_hour>> && !whole_in<reading<watt_hour, float>> && !whole_in<reading<watt_hour, double>>);
CASE("a decimal becomes no integer by to<>() either", floats_to<double> && floats_to<float> && !floats_to<int>);
CASE("a double reading stays a double", std::same_as<decltype(reading<watt, double>{1.0, W}.in(kW)), double>);
CASE("a decimal reading stays a decimal", std::same_as<decltype(energy.in(Wh)), decimal>);

CASE("the meter's own unit is told",
     energy.own_unit().symbol == unit_symbol::kWh && voltage.own_unit().symbol == unit_symbol::V);
CASE("a default reading is 0 of its dimension", reading<watt>{}.in(W) == 0);

CASE("1 kWh is 1000 Wh", reading<watt_hour>{1, kWh} == reading<watt_hour>{1000, Wh});
CASE("and the other way round", reading<watt_hour>{1000, Wh} == reading<watt_hour>{1, kWh});
CASE("1 kWh is less than 1001 Wh", reading<watt_hour>{1, kWh} < reading<watt_hour>{1001, Wh});
CASE("999 Wh are less than 1 kWh", reading<watt_hour>{999, Wh} < reading<watt_hour>{1, kWh} &&
                                       !(reading<watt_hour>{1, kWh} < reading<watt_hour>{999, Wh}));
CASE("-1 kW is less than -999 W", reading<watt>{-1, kW} < reading<watt>{-999, W});
CASE("95 % is 0.95 also to compare", reading<ratio>{95, percent} == reading<ratio>{decimal{95, -2}, one});
CASE("decimal readings are ordered strongly", std::same_as<decltype(energy <=> energy), std::strong_ordering>);
CASE("floats may be unordered", std::same_as<decltype(power <=> power), std::partial_ordering>);

CASE("200 * A is an amount to write", (200 * A).in(A) == 200 && std::same_as<decltype(200 * A), reading<ampere>>);
CASE("a decimal times a unit too", exactly((decimal{5, -1} * s).in(ms), decimal{5, 2}));
CASE("a floating-point number times a unit is none",
     an_amount<decimal, unit<ampere>> && !an_amount<double, unit<ampere>> && !an_amount<float, unit<ampere>>);
CASE("an integer times a unit is an amount, a text is none",
     an_amount<int, unit<ampere>> && !an_amount<char const*, unit<ampere>>);
CASE("a reading times a unit is none", !an_amount<reading<ampere>, unit<ampere>>);

// The right form beside the wrong one: a slip in the concept itself would make the wrong one pass for ever.
CASE("an energy is read in kWh and Wh",
     readable_in<reading<watt_hour>, decltype(kWh)>&& readable_in<reading<watt_hour>, decltype(Wh)>);
CASE("an energy is not read in volts", !readable_in<reading<watt_hour>, decltype(V)>);
CASE("nor in watts", !readable_in<reading<watt_hour>, decltype(kW)>);
CASE("nor in varh or VAh, which are other energies",
     !readable_in<reading<watt_hour>, decltype(kvarh)> && !readable_in<reading<watt_hour>, decltype(kVAh)>);
CASE("a power is read in W, not in var or VA", readable_in<reading<watt>, decltype(W)> &&
                                                   !readable_in<reading<watt>, decltype(var)> &&
                                                   !readable_in<reading<watt>, decltype(VA)>);
CASE("a voltage is not read in amperes",
     readable_in<reading<volt>, decltype(V)> && !readable_in<reading<volt>, decltype(A)>);
CASE("a frequency is not read in seconds",
     readable_in<reading<hertz>, decltype(Hz)> && !readable_in<reading<hertz>, decltype(s)>);
CASE("a ratio is no count", readable_in<reading<ratio>, decltype(percent)> &&
                                !readable_in<reading<ratio>, decltype(counts)> &&
                                !readable_in<reading<count>, decltype(one)>);
CASE("nothing is read in a bare symbol",
     !readable_in<reading<watt_hour>, unit_symbol> && !readable_in<reading<volt>, int>);
CASE("energies are compared with energies", comparable<reading<watt_hour>, reading<watt_hour>>);
CASE("and not with powers, other energies or numbers", !comparable<reading<watt_hour>, reading<watt>> &&
                                                           !comparable<reading<watt_hour>, reading<var_hour>> &&
                                                           !comparable<reading<watt_hour>, int>);
CASE("a reading is made of a number and a unit of its dimension",
     std::constructible_from<reading<volt>, decimal, unit<volt>>);
CASE("not of one of another dimension", !std::constructible_from<reading<volt>, decimal, unit<ampere>>);
CASE("not of a number alone",
     !std::constructible_from<reading<volt>, decimal> && !std::convertible_to<int, reading<volt>>);
CASE("and becomes no number by itself",
     !std::convertible_to<reading<volt>, decimal> && !std::convertible_to<reading<volt, float>, float>);
CASE("a unit does not become another", !std::convertible_to<unit<watt>, unit<volt_ampere>>);
CASE("a reading is copied as bytes",
     std::is_trivially_copyable_v<reading<volt>>&& std::is_trivially_copyable_v<reading<volt, float>>);
