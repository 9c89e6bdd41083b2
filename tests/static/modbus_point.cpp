// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/point.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstdint>

namespace test_modbus_point {

using namespace meterproto;
using namespace meterproto::modbus;

using tests::reply;

/// A meter of our own: registers 1 to 8 and 21 to 24, two scale registers, a code, a bitmap, text.
enum class colour : std::uint16_t { red = 1, green = 3 };
enum class lamp : std::uint8_t { first = 0, last = 15 };
struct meter {
  static constexpr int first_number = 1;
  enum class scale : std::uint8_t { V = 1, W };
  static constexpr std::array<std::uint16_t, 2> scale_addresses{6, 7};
  static constexpr result<int> scale_exponent(std::int16_t content) {
    if (content < -2 || content > 2) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
    return int{content};
  }
  static constexpr std::array<block, 2> listed{{{0, 8}, {20, 4}}};
  static constexpr auto const& readable = listed;
};
using at = register_number<meter>;
using scales = scale_values<meter>;
using formats::i16, formats::u16, formats::u32, formats::f32, formats::f64, formats::bits_16, formats::bits_32,
    formats::digits_4_4;
constexpr interval colours[] = {{1}, {3}};

constexpr point volts{at{1},           R,          u16.absent_when(absent::h8000), V,
                      meter::scale::V, {0, 32767}, {quantity::voltage, phase::an}};
constexpr point watts{at{2}, R_NV, i16, kW, meter::scale::W, {quantity::real_power, phase::total}};
constexpr point ratio{at{3}, R, i16, one, ten_to(-4), {-10000, 10000}, {quantity::power_factor}};
constexpr point paint{at{4}, RW, u16, code<colour>{}, colours, {quantity::display_units}};
constexpr point lamps{at{5}, R, bits_16, bitmap<lamp>{}, {quantity::events}};
constexpr reserved hole{at{6}, R, u16};
constexpr point scale_of_volts{at{7}, R, i16, counts, {quantity::scale_v}};
constexpr point scale_of_watts{at{8}, R, i16, counts, {quantity::scale_w}};
constexpr point energy{at{21}, RW_NV, u32, kWh, {quantity::real_energy, flow::import}};
constexpr point energy_f{at{23}, R, f32, kWh, {quantity::real_energy, flow::import}};

// A row
CASE("A row is twelve bytes", sizeof(row) == 12);
CASE("Register 1 of a meter that counts from 1 is address 0 on the wire",
     volts.address == 0 && volts.number() == 1 && energy.address == 20);
CASE("A row keeps the manual's columns", watts.may == access::read && watts.nv == retained::yes &&
                                             watts.as == kind::i16 && watts.count == 1 && watts.in == unit_symbol::kW &&
                                             watts.of == measurand{quantity::real_power, phase::total});
CASE("Rights are what R/W and NV print",
     R.may == access::read && R.nv == retained::no && RW.may == access::read_write && RW.nv == retained::no &&
         RW_NV.may == access::read_write && RW_NV.nv == retained::yes && rights{}.nv == retained::unprinted);
CASE("The scale column is a scale register, a fixed power of ten, or nothing",
     watts.scale_register() == 2 && watts.fixed_exponent() == 0 && ratio.scale_register() == 0 &&
         ratio.fixed_exponent() == -4 && energy.scale_register() == 0 && energy.fixed_exponent() == 0);
CASE("A row ends behind its last register", energy.end() == 22 && volts.end() == 1);
CASE("A float is told from an integer", energy_f.is_float() && !energy.is_float());

template <class Enum>
constexpr bool kinds_fit() {
  for (unsigned i = 0; i <= static_cast<unsigned>(kind::unknown); ++i)
    if (row{.as = static_cast<kind>(i)}.as != static_cast<kind>(i)) return false;
  for (unsigned i = 0; i <= static_cast<unsigned>(absent::zero); ++i)
    if (row{.when = static_cast<absent>(i)}.when != static_cast<absent>(i)) return false;
  for (unsigned i = 0; i <= static_cast<unsigned>(word_order::dcba); ++i)
    if (row{.order = static_cast<word_order>(i)}.order != static_cast<word_order>(i)) return false;
  return true;
}
CASE("Every kind, order and sign of absence fits its bits", kinds_fit<kind>());

// A range
constexpr interval steps[] = {{0}, {10, 20}};
constexpr interval tenths[] = {{1}, {10}};
CASE("Where no range is printed, anything is legal", range{}.empty() && range{}.contains(decimal{-1'000'000}));
CASE("A range holds both its ends and nothing beyond",
     range{82, 32000}.contains(82) && range{82, 32000}.contains(32000) && !range{82, 32000}.contains(81) &&
         !range{82, 32000}.contains(32001));
CASE("A range of one holds that one", range{65}.contains(65) && !range{65}.contains(64) && !range{65}.contains(66));
CASE("A list holds its members and what lies in its intervals",
     range{steps}.contains(0) && !range{steps}.contains(1) && !range{steps}.contains(9) && range{steps}.contains(10) &&
         range{steps}.contains(20) && !range{steps}.contains(21));
CASE("A range is of values, not of digits: 82.5 lies in it, 81.99 does not",
     range{82, 32000}.contains(decimal{825, -1}) && !range{82, 32000}.contains(decimal{8199, -2}));
CASE("A list in tenths holds 0.1 and 1",
     range{tenths, -1}.contains(decimal{1, -1}) && range{tenths, -1}.contains(1) && !range{tenths, -1}.contains(10));
CASE("A block holds what begins and ends in it", block{10, 5}.holds(10, 15) && block{10, 5}.holds(14, 15) &&
                                                     !block{10, 5}.holds(9, 12) && !block{10, 5}.holds(14, 16));
CASE("A block may end at 65536", block{0xFFFF, 1}.end() == 65536 && block{0xFFFF, 1}.holds(0xFFFF, 65536));

// A table holds itself to the map: first_misplaced, first_repeated
constexpr auto good =
    rows_of(volts, watts, ratio, paint, lamps, hole, scale_of_volts, scale_of_watts, energy, energy_f);
CASE("A whole table has nothing misplaced", first_misplaced<meter>(good) == -1);
CASE("A forgotten row is found where it should stand",
     first_misplaced<meter>(rows_of(volts, watts, paint, lamps, hole, scale_of_volts, scale_of_watts, energy,
                                    energy_f)) == 3);
CASE("A forgotten last row too", first_misplaced<meter>(rows_of(volts, watts, ratio, paint, lamps, hole, scale_of_volts,
                                                                scale_of_watts, energy)) == 23);
CASE("A doubled row too", first_misplaced<meter>(rows_of(volts, watts, watts, ratio, paint, lamps, hole, scale_of_volts,
                                                         scale_of_watts, energy, energy_f)) == 3);
CASE("A row behind the last too",
     first_misplaced<meter>(rows_of(volts, watts, ratio, paint, lamps, hole, scale_of_volts, scale_of_watts, energy,
                                    energy_f, point{at{30}, R, u16, V, {quantity::voltage}})) == 30);
CASE("Two rows in the wrong order too",
     first_misplaced<meter>(rows_of(watts, volts, ratio, paint, lamps, hole, scale_of_volts, scale_of_watts, energy,
                                    energy_f)) == 1);
CASE("A row too wide is found at the one behind it",
     first_misplaced<meter>(rows_of(volts, point{at{2}, R, u32, kW, {quantity::real_power}}, ratio, paint, lamps, hole,
                                    scale_of_volts, scale_of_watts, energy, energy_f)) == 4);
CASE("A row that runs out of its block is found itself",
     first_misplaced<meter>(rows_of(volts, watts, ratio, paint, lamps, hole, scale_of_volts,
                                    point{at{8}, R, u32, counts, {quantity::scale_w}}, energy, energy_f)) == 8);
CASE("A row too narrow is found at the gap it leaves",
     first_misplaced<meter>(rows_of(volts, watts, ratio, paint, lamps, hole, scale_of_volts, scale_of_watts,
                                    point{at{21}, R, u16, kWh, {quantity::real_energy}}, energy_f)) == 22);
CASE("A measurand twice as integer is repeated, once as integer and once as float is not",
     first_repeated<meter>(good) == -1 && first_repeated<meter>(rows_of(energy, energy)) == 21 &&
         first_repeated<meter>(rows_of(energy, volts, energy_f, energy_f)) == 23 &&
         first_repeated<meter>(rows_of(energy, energy_f, volts, energy)) == 21);
CASE("A row of nothing has no register", row{}.count == 0 && block{}.count == 0 && block{7}.end() == 7);
CASE("Reserved rows repeat nothing", first_repeated<meter>(rows_of(hole, hole)) == -1);

// Decoding
CASE("An integer times ten to its scale register",
     *volts.decode(reply{0, {2302}}, scales{{-1, 0}}) == reading<volt>{{2302, -1}, V});
CASE("The unit is that of the row",
     volts.decode(reply{0, {2302}}, scales{{-1, 0}})->own_unit().symbol == unit_symbol::V &&
         watts.decode(reply{1, {0xFF38}}, scales{{0, -1}})->in(W) == decimal{-20000});
CASE("Each point takes its own scale register", watts.decode(reply{1, {5}}, scales{{-2, 1}})->in(kW) == decimal{50});
CASE("A scale register may hold each power that the manual allows, and none beyond",
     watts.decode(reply{1, {5}}, scales{{0, 2}})->in(kW) == decimal{500} &&
         watts.decode(reply{1, {5}}, scales{{0, -2}})->in(kW) == decimal{5, -2} &&
         watts.decode(reply{1, {5}}, scales{{0, 3}}).error() == error{errc::bad_scale, 0, 3} &&
         watts.decode(reply{1, {5}}, scales{{0, -3}}).error() == error{errc::bad_scale, 0, 0xFFFD});
CASE("A wrong scale of others does no harm", watts.decode(reply{1, {5}}, scales{{99, 0}}).has_value());
CASE("A fixed factor needs no scale register", ratio.decode(reply{2, {9512}})->in(one) == decimal{9512, -4} &&
                                                   ratio.decode(reply{2, {0xD8F0}})->in(one) == decimal{-1} &&
                                                   ratio.decode(reply{2, {9512}})->in(percent) == decimal{9512, -2});
CASE("No value is no number", volts.decode(reply{0, {0x8000}}, scales{{0, 0}}).error() == errc::not_available);
CASE("A float comes as it is", energy_f.decode(reply{22, {0x42CF, 0xD70A}})->in(kWh) == 103.92F);
CASE("A NaN is no value", energy_f.decode(reply{22, {0x7FC0, 0x0000}}).error() == errc::not_available);
CASE("A float with a fixed factor is multiplied by it",
     point{at{23}, R, f32, kWh, ten_to(2), {0, 1000}, {quantity::real_energy}}
             .decode(reply{22, {0x3FC0, 0x0000}})
             ->in(kWh) == 150.0F);
CASE("A double keeps its digits",
     point{at{21}, R, f64, kWh, {quantity::real_energy}}.decode(reply{20, {0x4059, 0xFAE1, 0x47AE, 0x147B}})->in(kWh) ==
         103.92);
CASE("A listed code is an enumerator", paint.decode(reply{3, {3}}) == result<colour>{colour::green});
CASE("Another code is an error that says which",
     paint.decode(reply{3, {2}}).error() == error{errc::unknown_code, 0, 2} &&
         paint.decode(reply{3, {0}}).error() == error{errc::unknown_code, 0, 0});
CASE("A bitmap is flags, and 8000 is its bit 15",
     lamps.decode(reply{4, {0x8000}})->has(lamp::last) && !lamps.decode(reply{4, {0x8000}})->has(lamp::first) &&
         lamps.decode(reply{4, {0x8001}})->has(lamp::first) && !lamps.decode(reply{4, {0}})->any());
CASE("A bitmap of 32 bits has its bit 31", point{at{21}, R, bits_32, bitmap<lamp>{}, {quantity::events}}.decode(reply{
                                               20, {0x8000, 0x8000}}) == result<flags<lamp>>{flags<lamp>{0x8000'8000}});
CASE("Flags grow one by one", flags<lamp>{}.with(lamp::last).with(lamp::first).bits() == 0x8001);
CASE("Text is a view of the registers",
     point{at{1}, R, formats::text<4>, counts, {quantity::model}}.decode(reply{0, {0x5334, 0x3100}})->size() == 3 &&
         *point{at{1}, R, formats::text<4>, counts, {quantity::model}}.decode(reply{0, {0x5334, 0x3100}}) == "S41");
constexpr point pair{at{21}, R, digits_4_4, A, {quantity::ct_ratio}};
CASE("Two numbers of digits: 9995 0005",
     pair.decode(reply{20, {0x9995, 0x0005}}) == result<digit_pair>{digit_pair{9995, 5}} &&
         pair.decode(reply{20, {0x0256, 0x9999}}) == result<digit_pair>{digit_pair{256, 9999}});
CASE("A bad digit in either",
     pair.decode(reply{20, {0x999A, 0x0005}}).error() == error{errc::bad_digit, 0, 0x999A} &&
         pair.decode(reply{20, {0x9995, 0x00F5}}).error() == error{errc::bad_digit, 0, 0x00F5});
constexpr interval one_to_ten[] = {{1, 10}};
CASE("A code below zero is named by its register's content",
     point{at{4}, R, i16, code<colour>{}, one_to_ten, {quantity::parity}}.decode(reply{3, {0xFFFF}}).error() ==
         error{errc::unknown_code, 0, 0xFFFF});
CASE("Scale registers that were not read scale nothing",
     volts.decode(reply{0, {2302}}, scales{}).error() == error{errc::bad_scale, 0, 0x7FFF});

// What was not read
CASE("A register that did not come is not in the reply",
     volts.decode(reply{1, {1, 2}}, scales{{0, 0}}).error() == error{errc::not_in_reply, 0, 0} &&
         energy.decode(reply{0, {1, 2}}).error() == error{errc::not_in_reply, 0, 20});
CASE("Nor is half a value, at either end", energy.decode(reply{20, {1}}).error() == errc::not_in_reply &&
                                               energy.decode(reply{21, {1, 2}}).error() == errc::not_in_reply);
CASE("Nor anything in no registers at all", energy.decode(registers{20, {}}).error() == errc::not_in_reply &&
                                                energy.decode(registers{}).error() == errc::not_in_reply);
constexpr std::uint8_t three_bytes[] = {0, 1, 2};
CASE("Three bytes are one register", energy.decode(registers{20, three_bytes}).error() == errc::not_in_reply);
CASE("In a longer read it is found by its address",
     energy.decode(reply{19, {7, 0x0001, 0x86A0, 9}})->in(kWh) == decimal{100000});
CASE("The last register of all can be read",
     point{register_number<meter>{65536}, R, u16, V, {quantity::voltage}}.decode(reply{0xFFFF, {5}})->in(V) ==
         decimal{5});

// A buffer, an ambiguous point
constexpr ambiguous twofold{at{5}, R, formats::digits_4, ms, {2, 99}, {quantity::pulse_duration}};
CASE("Two readings of one register, and the caller says which",
     twofold.decode(reply{4, {0x0030}}, formats::digits_4)->in(ms) == decimal{30} &&
         twofold.decode(reply{4, {0x0030}}, i16)->in(ms) == decimal{48} &&
         twofold.decode(reply{4, {0x0030}}, i16)->in(s) == decimal{48, -3});
CASE("Both say why there is none", twofold.decode(reply{4, {0x003A}}, formats::digits_4).error() == errc::bad_digit &&
                                       twofold.decode(reply{5, {0x0030}}, i16).error() == errc::not_in_reply);
CASE("A buffer is as long as its entries", buffer{at{1}, R, u16, 5760, {quantity::log_buffer}}.count == 5760);

// What must not compile, beside what must. The words of the messages: tests/fail.
template <class Point, class... Scales>
concept decodes = requires(Point const& wanted, registers const& read, Scales const&... scaled_by) {
  wanted.decode(read, scaled_by...);
};
template <class Point, class Value>
concept takes = requires(Point const& wanted, Value const& value) { wanted.set(value); };
template <class Reading, class Unit>
concept readable_in = requires(Reading const& read, Unit in) { read.in(in); };
namespace s4100 = leviton_s4100;
namespace s4000r = leviton_s4000r;

CASE("A scaled point takes its meter's scales", decodes<decltype(s4100::real_power_total), s4100::scales>);
CASE("A scaled point does not decode without scales", !decodes<decltype(s4100::real_power_total)>);
CASE("A scaled point does not take another meter's scales",
     !decodes<decltype(s4100::real_power_total), s4000r::scales> &&
         !decodes<decltype(s4000r::real_power_total), s4100::scales>);
CASE("A point without a scale takes none",
     decodes<decltype(s4100::frequency)> && !decodes<decltype(s4100::frequency), s4100::scales>);
CASE("A float of the same meter takes none either", decodes<decltype(s4100::real_power_total_f)>);
CASE("A reserved row does not decode",
     !decodes<decltype(s4100::reserved_38)> && !decodes<decltype(s4100::reserved_38), s4100::scales>);
CASE("A buffer does not decode", !decodes<decltype(s4100::log_buffer)>);
CASE("An ambiguous point does not decode without a format", !decodes<decltype(twofold)>);
CASE("A setting can be set, a measured point cannot",
     takes<decltype(s4100::ct_primary), reading<ampere>> && !takes<decltype(s4100::current_a), reading<ampere>>);
CASE("Nor can a reserved one, though its register be R/W",
     !takes<decltype(s4100::reserved_151), reading<meterproto::count>>);
CASE("An energy is read in kWh and Wh, not in volts or kvarh", readable_in<reading<watt_hour>, unit<watt_hour>> &&
                                                                   !readable_in<reading<watt_hour>, unit<volt>> &&
                                                                   !readable_in<reading<watt_hour>, unit<var_hour>>);

}  // namespace test_modbus_point
