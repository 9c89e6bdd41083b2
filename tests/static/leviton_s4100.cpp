// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_leviton_s4100 {

using namespace meterproto;
namespace s4100 = leviton_s4100;
using leviton::alert;

using tests::reply;
/// Registers 138 to 141.
constexpr s4100::scales scaled(std::int16_t i, std::int16_t v, std::int16_t w, std::int16_t e) {
  return {{i, v, w, e}};
}
constexpr auto unscaled = scaled(0, 0, 0, 0);

// Worked examples of meter_facts.md, section 2
CASE("021 = FF38 with 140 = -1 is -20.0 kW",
     s4100::real_power_total.decode(reply{20, {0xFF38}}, scaled(0, 0, -1, 0))->in(kW) == decimal{-200, -1});
CASE("001/002 = FFFF FF38 is -200",
     s4100::real_energy_net.decode(reply{0, {0xFFFF, 0xFF38}}, unscaled)->in(kWh) == decimal{-200});
CASE("001/002 = 0001 86A0 with 141 = -1 is 10000.0 kWh",
     s4100::real_energy_net.decode(reply{0, {0x0001, 0x86A0}}, scaled(0, 0, 0, -1))->in(kWh) == decimal{10000});
CASE("133 = 200 is 2.00 to 1", s4100::pt_ratio.decode(reply{132, {200}})->in(one) == decimal{2});
CASE("028 = 5998 is 59.98 Hz", s4100::frequency.decode(reply{27, {5998}})->in(Hz) == decimal{5998, -2});
CASE("024 = D8F0 is a power factor of -1",
     s4100::power_factor_total.decode(reply{23, {0xD8F0}})->in(one) == decimal{-1});
CASE("Float 257/258 = 42CF D70A is 103.92 kWh",
     s4100::real_energy_net_f.decode(reply{256, {0x42CF, 0xD70A}})->in(kWh) == 103.92F);
CASE("The reactive power is signed, whatever 022's range says",
     s4100::reactive_power_total.decode(reply{21, {0xFFFE}}, unscaled)->in(kvar) == decimal{-2});
CASE("The apparent power is not, the apparent demand is",
     s4100::apparent_power_total.decode(reply{22, {0x7FFF}}, unscaled)->in(kVA) == decimal{32767} &&
         s4100::apparent_power_demand.decode(reply{30, {0xFFFE}}, unscaled)->in(kVA) == decimal{-2});
CASE("Imported energy is unsigned to its last digit",
     s4100::real_energy_import.decode(reply{2, {0xFFFF, 0xFFFF}}, unscaled)->in(kWh) == decimal{4294967295LL});
CASE("Whether 164/165 is signed no source says: FFFFFF38 is -200 or 4294967096, and the caller chooses",
     s4100::log_start_real_energy.decode(reply{163, {0xFFFF, 0xFF38}}, unscaled, leviton::i32)->in(kWh) ==
             decimal{-200} &&
         s4100::log_start_real_energy.decode(reply{163, {0xFFFF, 0xFF38}}, scaled(0, 0, 0, -1), leviton::u32)
                 ->in(kWh) == decimal{4294967096LL, -1} &&
         s4100::log_start_real_energy.decode(reply{163, {0, 1}}, scaled(0, 0, 0, 5), leviton::i32).error() ==
             errc::bad_scale);
CASE("Every letter has its register: I 138, V 139, W 140, E 141",
     s4100::current_a.decode(reply{108, {5}}, scaled(1, 0, 0, 0))->in(A) == decimal{50} &&
         s4100::voltage_ca.decode(reply{104, {5}}, scaled(0, 1, 0, 0))->in(V) == decimal{50} &&
         s4100::real_power_c.decode(reply{92, {5}}, scaled(0, 0, 1, 0))->in(kW) == decimal{50} &&
         s4100::apparent_energy_net.decode(reply{14, {0, 5}}, scaled(0, 0, 0, 1))->in(kVAh) == decimal{50});
CASE("135 goes with W",
     s4100::system_power_max.decode(reply{134, {10392}}, scaled(0, 0, -2, 0))->in(kW) == decimal{10392, -2});

// QNAN
CASE("8000 is no measured value, signed or unsigned",
     s4100::real_power_total.decode(reply{20, {0x8000}}, unscaled).error() == errc::not_available &&
         s4100::apparent_power_total.decode(reply{22, {0x8000}}, unscaled).error() == errc::not_available &&
         s4100::voltage_an.decode(reply{105, {0x8000}}, unscaled).error() == errc::not_available &&
         s4100::frequency.decode(reply{27, {0x8000}}).error() == errc::not_available &&
         s4100::power_factor_total.decode(reply{23, {0x8000}}).error() == errc::not_available);
CASE("8001 is -32767, the lowest value",
     s4100::real_power_total.decode(reply{20, {0x8001}}, unscaled)->in(kW) == decimal{-32767});
CASE("8000 in either half of 32 bits is a number",
     s4100::real_energy_import.decode(reply{2, {0x0000, 0x8000}}, unscaled)->in(kWh) == decimal{32768} &&
         s4100::real_energy_import.decode(reply{2, {0x8000, 0x0000}}, unscaled)->in(kWh) == decimal{2147483648LL} &&
         s4100::real_energy_import.decode(reply{2, {0x8000, 0x8000}}, unscaled)->in(kWh) == decimal{2147516416LL});
CASE("8000 0000 of a signed energy is a number too: no manual says that it is none",
     s4100::real_energy_net.decode(reply{0, {0x8000, 0x0000}}, unscaled).has_value());
CASE("Any NaN is no value",
     s4100::real_power_a_f.decode(reply{364, {0x7FC0, 0x0000}}).error() == errc::not_available &&
         s4100::real_power_a_f.decode(reply{364, {0xFFC0, 0x0000}}).error() == errc::not_available);
CASE("8000 as a setting is a number that is not legal, not QNAN",
     s4100::ct_primary.decode(reply{130, {0x8000}})->in(A) == decimal{32768});

CASE("QNAN is of every measured 16-bit value, of the log's entries, and of nothing else", [] {
  for (auto const& row : s4100::registers) {
    bool const measured = row.address < 112 && row.count == 1 && row.of.what != quantity::reserved;
    bool const entries = row.of.what == quantity::log_buffer;
    if (row.when != (measured || entries ? modbus::absent::h8000 : modbus::absent::never)) return false;
  }
  return true;
}());
CASE("The upper half comes first, everywhere", [] {
  for (auto const& row : s4100::registers)
    if (row.order != modbus::word_order::abcd) return false;
  return true;
}());

// The alert bitmap
constexpr auto alerts = [](std::uint16_t content) { return *s4100::alert_bitmap.decode(reply{145, {content}}); };
CASE("8000 is one real alert, bit 15", alerts(0x8000).has(alert::pulse_configuration) &&
                                           alerts(0x8000).bits() == 0x8000 &&
                                           !alerts(0x8000).has(alert::pulse_overrun));
CASE("0000 is none", !alerts(0).any());
CASE("0701 is phase loss on A, B, C and voltage A out of range",
     alerts(0x0701).has(alert::phase_loss_a) && alerts(0x0701).has(alert::phase_loss_b) &&
         alerts(0x0701).has(alert::phase_loss_c) && alerts(0x0701).has(alert::voltage_out_of_range_a) &&
         !alerts(0x0701).has(alert::voltage_out_of_range_b) && !alerts(0x0701).has(alert::frequency_out_of_range));
CASE("4040 is the pulse overrun and the frequency",
     alerts(0x4040).has(alert::pulse_overrun) && alerts(0x4040).has(alert::frequency_out_of_range));

// Where the labels were lost (errata B4, B5, B6): the order of the floats is that of the integers
template <class Integer, class Float>
constexpr bool twins(Integer const& integer, Float const& single, int number, int number_f) {
  return integer.of == single.of && integer.number() == number && single.number() == number_f &&
         integer.in == single.in && single.is_float();
}
CASE("32 and 299 are the largest imported demand, 35 and 305 the exported",
     twins(s4100::real_power_demand_max_import, s4100::real_power_demand_max_import_f, 32, 299) &&
         twins(s4100::apparent_power_demand_max_import, s4100::apparent_power_demand_max_import_f, 34, 303) &&
         twins(s4100::real_power_demand_max_export, s4100::real_power_demand_max_export_f, 35, 305) &&
         twins(s4100::apparent_power_demand_max_export, s4100::apparent_power_demand_max_export_f, 37, 309));
CASE("317-321 are imported, 323-327 exported energy of A, B, C",
     twins(s4100::real_energy_import_a, s4100::real_energy_import_a_f, 43, 317) &&
         twins(s4100::real_energy_import_c, s4100::real_energy_import_c_f, 47, 321) &&
         twins(s4100::real_energy_export_a, s4100::real_energy_export_a_f, 49, 323) &&
         twins(s4100::real_energy_export_c, s4100::real_energy_export_c_f, 53, 327));
CASE("353-357 are imported, 359-363 exported apparent energy",
     twins(s4100::apparent_energy_import_a, s4100::apparent_energy_import_a_f, 79, 353) &&
         twins(s4100::apparent_energy_export_c, s4100::apparent_energy_export_c_f, 89, 363));
CASE("365-387 are A, B, C, though each is printed \"Phase A\"",
     twins(s4100::real_power_a, s4100::real_power_a_f, 91, 365) &&
         twins(s4100::real_power_b, s4100::real_power_b_f, 92, 367) &&
         twins(s4100::real_power_c, s4100::real_power_c_f, 93, 369) &&
         twins(s4100::reactive_power_b, s4100::reactive_power_b_f, 95, 373) &&
         twins(s4100::apparent_power_c, s4100::apparent_power_c_f, 99, 381) &&
         twins(s4100::power_factor_c, s4100::power_factor_c_f, 102, 387));
CASE("All 74 integers have their float in the same order", [] {
  std::array<modbus::row, 74> floats{};
  std::array<modbus::row, 74> integers{};
  std::size_t first = 0;
  std::size_t second = 0;
  for (auto const& row : s4100::registers) {
    if (row.of.what == quantity::reserved) continue;
    if (row.address < 112 && first != 74) integers[first++] = row;
    if (row.is_float() && second != 74) floats[second++] = row;
  }
  for (std::size_t i = 0; i != 74; ++i)
    if (!(integers[i].of == floats[i].of) || integers[i].in != floats[i].in) return false;
  return first == 74 && second == 74;
}());
CASE("Quadrants 1 to 4 stand in order",
     s4100::reactive_energy_q1.number() == 7 && s4100::reactive_energy_q2.number() == 9 &&
         s4100::reactive_energy_q3.number() == 11 && s4100::reactive_energy_q4.number() == 13);

// The log: addresses of log_registers.md
CASE("155 to 178 are the clock and the log, 8000 on its buffer",
     s4100::clock_day_month.number() == 155 && s4100::log_page.number() == 158 && s4100::log_config.number() == 159 &&
         s4100::log_status.number() == 160 && s4100::log_entry_count.number() == 163 &&
         s4100::log_newest_second_minute.number() == 168 && s4100::log_pointer_1.number() == 169 &&
         s4100::log_pointer_10.number() == 178 && s4100::log_buffer.number() == 8000 &&
         s4100::log_buffer.count == 5760);
CASE("Log status: full, two collisions, reset, interrupted, clock changed are bits 0 to 5",
     s4100::log_status.decode(reply{159, {0x0024}})->has(s4100::log_state::collision_2) &&
         s4100::log_status.decode(reply{159, {0x0024}})->has(s4100::log_state::clock_changed) &&
         s4100::log_status.decode(reply{159, {0x0001}})->has(s4100::log_state::full) &&
         s4100::log_status.decode(reply{159, {0x0002}})->has(s4100::log_state::collision_1) &&
         s4100::log_status.decode(reply{159, {0x0008}})->has(s4100::log_state::reset) &&
         s4100::log_status.decode(reply{159, {0x0010}})->has(s4100::log_state::interrupted));
CASE("Bit 0 of 159 is single shot, bit 1 halts", s4100::log_single_shot == 1 && s4100::log_halt == 2);
CASE("The default pointers are legal: 3, 4, 5, 6, 29, 30, 31, 155, 156, 157", [] {
  for (int number : {3, 4, 5, 6, 29, 30, 31, 155, 156, 157})
    if (!s4100::log_pointer_1.set(decimal{number} * counts)) return false;
  return true;
}());
CASE("The defaults of the manual are legal: 100 A, 1 V, 1:1, 600 V, 10 %, 25 %, 1 kWh, 1, 900 s",
     s4100::ct_primary.set(100 * A).has_value() && s4100::ct_secondary.set(leviton::ct_secondary::volt).has_value() &&
         s4100::pt_ratio.set(1 * one).has_value() && s4100::system_voltage.set(600 * V).has_value() &&
         s4100::phase_loss_threshold.set(10 * percent).has_value() &&
         s4100::phase_loss_imbalance.set(25 * percent).has_value() && s4100::pulse_energy.set(1 * kWh).has_value() &&
         s4100::demand_subintervals.set(1 * counts).has_value() &&
         s4100::demand_subinterval_length.set(900 * s).has_value());

// Gaps
CASE("No read runs over what no manual lists, nor from the meter's own registers into the log's", [] {
  for (auto const& part : s4100::model::readable) {
    for (unsigned number : {113U, 128U, 179U, 256U, 409U, 7000U, 7002U, 13761U})
      if (part.holds(number - 1, number)) return false;
    if (part.holds(153, 155)) return false;
  }
  return true;
}());

}  // namespace test_leviton_s4100
