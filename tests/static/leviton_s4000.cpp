// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <cstddef>
#include <cstdint>

namespace test_leviton_s4000 {

using namespace meterproto;
namespace r = leviton_s4000r;
namespace k = leviton_s4000k;

using tests::reply;
/// Registers 138 to 141.
constexpr r::scales scaled(std::int16_t i, std::int16_t v, std::int16_t w, std::int16_t e) {
  return {{i, v, w, e}};
}

// Worked examples of meter_facts.md, section 2
CASE("003 = 2898 with 140 = -2 is 103.92 kW",
     r::real_power_total.decode(reply{2, {0x2898}}, scaled(0, 0, -2, 0))->in(kW) == decimal{10392, -2});
CASE("The same in W", k::real_power_total.decode(reply{2, {0x2898}}, scaled(0, 0, -2, 0))->in(W) == decimal{103920});
CASE("001/002 = 0001 86A0 with 141 = -1 is 10000.0 kWh",
     r::real_energy_import.decode(reply{0, {0x0001, 0x86A0}}, scaled(0, 0, 0, -1))->in(kWh) == decimal{10000});
CASE("026 = 5998 is 59.98 Hz", r::frequency.decode(reply{25, {5998}})->in(Hz) == decimal{5998, -2});
CASE("006 = 9512 is 0.9512", r::power_factor_total.decode(reply{5, {9512}})->in(one) == decimal{9512, -4});
CASE("133 = 200 is 2.00 to 1", r::pt_ratio.decode(reply{132, {200}})->in(one) == decimal{2} &&
                                   k::pt_ratio.decode(reply{132, {12000}})->in(one) == decimal{120});
CASE("257/258 = 42CF D70A is 103.92 kWh, never scaled",
     r::real_energy_import_f.decode(reply{256, {0x42CF, 0xD70A}})->in(kWh) == 103.92F);
CASE("259/260 is the same value once more",
     k::real_energy_import_copy_f.decode(reply{258, {0x42CF, 0xD70A}})->in(kWh) == 103.92F);
CASE("135 has the scale of the powers: 1039 with 140 = -1 is 103.9 kW",
     r::system_power_max.decode(reply{134, {1039}}, scaled(0, 0, -1, 0))->in(kW) == decimal{1039, -1});
CASE("Every letter has its register: I 138, V 139, W 140, E 141",
     r::current_avg.decode(reply{8, {5}}, scaled(1, 0, 0, 0))->in(A) == decimal{50} &&
         r::voltage_ll_avg.decode(reply{6, {5}}, scaled(0, 1, 0, 0))->in(V) == decimal{50} &&
         r::apparent_power_total.decode(reply{4, {5}}, scaled(0, 0, 1, 0))->in(kVA) == decimal{50} &&
         r::apparent_energy_import.decode(reply{26, {0, 5}}, scaled(0, 0, 0, 1))->in(kVAh) == decimal{50});
CASE("The accumulator keeps all of its digits: FFFF FFFF with 141 = 4",
     r::real_energy_import.decode(reply{0, {0xFFFF, 0xFFFF}}, scaled(0, 0, 0, 4))->in(kWh) == decimal{4294967295LL, 4});

// QNAN: "0x8000 in Integer Registers, 0x7FC00000 in Floating Point Registers"
CASE("8000 is no measured value",
     r::voltage_an.decode(reply{18, {0x8000}}, scaled(0, 0, 0, 0)).error() == errc::not_available &&
         r::frequency.decode(reply{25, {0x8000}}).error() == errc::not_available &&
         r::power_factor_c.decode(reply{14, {0x8000}}).error() == errc::not_available &&
         r::real_power_demand_max.decode(reply{39, {0x8000}}, scaled(0, 0, 0, 0)).error() == errc::not_available);
CASE("32767 and 0 are values", r::voltage_an.decode(reply{18, {0x7FFF}}, scaled(0, 0, 0, 0))->in(V) == decimal{32767} &&
                                   r::voltage_an.decode(reply{18, {0}}, scaled(0, 0, 0, 0))->in(V) == decimal{0});
CASE("8000 in either half of a counter is a number",
     r::real_energy_import.decode(reply{0, {0x0000, 0x8000}}, scaled(0, 0, 0, 0))->in(kWh) == decimal{32768} &&
         r::pulse_counter_1.decode(reply{42, {0x8000, 0x0000}})->in(counts) == decimal{2147483648LL});
CASE("8000 in the alert bitmap is bit 15",
     r::alert_bitmap.decode(reply{145, {0x8000}})->has(leviton::alert::pulse_configuration) &&
         r::alert_bitmap.decode(reply{145, {0x8000}})->bits() == 0x8000);
CASE("7FC00000 is no value", r::voltage_an_f.decode(reply{292, {0x7FC0, 0x0000}}).error() == errc::not_available);

CASE("QNAN is of every measured 16-bit value and of nothing else; the upper half comes first", [] {
  for (auto const& row : k::registers) {
    bool const measured = row.address < 42 && row.count == 1 && row.of.what != quantity::reserved;
    if (row.when != (measured ? modbus::absent::h8000 : modbus::absent::never) || row.order != modbus::word_order::abcd)
      return false;
  }
  return k::registers.size() == 116;
}());

// Where the two models differ: 131 and 132
CASE("131 of the R goes from 20 to 5000 A, of the K from 1 to 32000",
     r::ct_primary.legal().contains(20) && !r::ct_primary.legal().contains(19) &&
         !r::ct_primary.legal().contains(5001) && k::ct_primary.legal().contains(1) &&
         k::ct_primary.legal().contains(32000));
CASE("132 of the R is reserved, of the K 1 V or 1/3 V",
     r::reserved_132.of.what == quantity::reserved && r::reserved_132.may == modbus::access::read &&
         k::ct_secondary.decode(reply{131, {3}}) ==
             result<leviton::ct_secondary>{leviton::ct_secondary::third_of_a_volt});
CASE("All other rows are the same", [] {
  if (r::registers.size() != k::registers.size()) return false;
  unsigned differing = 0;
  for (std::size_t i = 0; i != r::registers.size(); ++i) {
    if (!(r::registers[i].of == k::registers[i].of) || r::registers[i].may != k::registers[i].may) ++differing;
    if (r::registers[i].address != k::registers[i].address || r::registers[i].count != k::registers[i].count)
      return false;
  }
  return differing == 1;
}());
template <class Point>
concept takes_counts = requires(Point const& wanted) { wanted.set(5 * counts); };
CASE("152 is printed R/W but is R: the sister manuals say so",
     r::power_up_count.may == modbus::access::read && !takes_counts<decltype(r::power_up_count)> &&
         takes_counts<decltype(r::demand_subintervals)>);

// "Points 337/338 through 345/346 are not available on units with firmware versions 1.018 or earlier"; 43 to 52 have
// the star too
constexpr bool missing(modbus::row const& row) {
  return !r::is_in_firmware(row, {1, 18}) && !r::is_in_firmware(row, {1, 0}) && !r::is_in_firmware(row, {0, 999}) &&
         r::is_in_firmware(row, {1, 19}) && r::is_in_firmware(row, {2, 0});
}
CASE("The starred rows are missing up to 1.018",
     missing(r::pulse_counter_1) && missing(k::pulse_counter_2) && missing(r::real_energy_import_a) &&
         missing(k::real_energy_import_c) && missing(r::pulse_counter_1_f) && missing(r::real_energy_import_c_f));
CASE("Their neighbours are not: 42, 129, 335, 7001", r::is_in_firmware(r::apparent_power_demand_max, {1, 0}) &&
                                                         r::is_in_firmware(r::command, {1, 0}) &&
                                                         r::is_in_firmware(r::apparent_power_demand_max_f, {1, 0}) &&
                                                         r::is_in_firmware(k::firmware_version_os, {1, 0}));
CASE("Ten rows have the star", [] {
  unsigned starred = 0;
  for (auto const& row : k::registers)
    if (!k::is_in_firmware(row, {1, 18})) ++starred;
  return starred == 10;
}());

// Not there: 53-128, 155-256, 347 on. The log registers of the default tables are another model's (errata R12).
CASE("No read runs over what no manual lists", [] {
  for (auto const& part : r::model::readable)
    for (unsigned number : {53U, 128U, 155U, 158U, 178U, 256U, 347U})
      if (part.holds(number - 1, number)) return false;
  return true;
}());

}  // namespace test_leviton_s4000
