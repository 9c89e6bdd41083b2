// SPDX-License-Identifier: MIT
#include <meterproto/wago_879.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <cstdint>

namespace test_wago_879 {

using namespace meterproto;
namespace wago = wago_879;

using tests::reply;

constexpr wago::scales standard{{1}};  // the content of 4026

// Digits, a digit a nibble (errata W6, W8, W22, W23)
CASE("1506 0001 is serial number 15060001",
     wago::serial_number.decode(reply{0x4000, {0x1506, 0x0001}})->in(counts) == decimal{15'060'001});
CASE("A serial number that is no digits says so",
     wago::serial_number.decode(reply{0x4000, {0x1506, 0x000A}}).error() == error{errc::bad_digit, 0, 0x000A});
CASE("1111, 1112 and 1113 are the meters",
     wago::meter_code.decode(reply{0x4002, {0x1111}}) == result<wago::meter_type>{wago::meter_type::wago_4pu} &&
         wago::meter_code.decode(reply{0x4002, {0x1112}}) == result<wago::meter_type>{wago::meter_type::wago_4ps} &&
         wago::meter_code.decode(reply{0x4002, {0x1113}}) == result<wago::meter_type>{wago::meter_type::wago_2pct});
CASE("1114 and 0457 are unknown codes, 111A is no digits",
     wago::meter_code.decode(reply{0x4002, {0x1114}}).error().code == errc::unknown_code &&
         wago::meter_code.decode(reply{0x4002, {0x0457}}).error().code == errc::unknown_code &&
         wago::meter_code.decode(reply{0x4002, {0x111A}}).error() == error{errc::bad_digit, 0, 0x111A});
CASE("An unknown code of digits is named in digits",
     wago::meter_code.decode(reply{0x4002, {0x1114}}).error() == error{errc::unknown_code, 0, 1114});
CASE("An unknown letter is named by its ASCII code",
     wago::current_direction_a.decode(reply{0x4012, {0x4100}}).error() == error{errc::unknown_code, 0, 'A'});
CASE("0025 is an LCD cycle of 25 s", wago::lcd_cycle_time.decode(reply{0x4010, {0x0025}})->in(s) == decimal{25});
CASE("9995 0005 is 9995/5",
     wago::ct_ratio.decode(reply{0x401F, {0x9995, 0x0005}}) == result<modbus::digit_pair>{modbus::digit_pair{9995, 5}});
CASE("0030 is 30 ms in digits, 48 ms in binary: the caller says",
     wago::pulse_duration.decode(reply{0x4021, {0x0030}}, modbus::formats::digits_4)->in(ms) == decimal{30} &&
         wago::pulse_duration.decode(reply{0x4021, {0x0030}}, modbus::formats::i16)->in(ms) == decimal{48});
CASE("001E is 30 ms in binary, no digits",
     wago::pulse_duration.decode(reply{0x4021, {0x001E}}, modbus::formats::i16)->in(ms) == decimal{30} &&
         wago::pulse_duration.decode(reply{0x4021, {0x001E}}, modbus::formats::digits_4).error() == errc::bad_digit);
CASE("400C is read as the caller says, for want of a source",
     wago::ct_ratio_short.decode(reply{0x400C, {0x0250}}, modbus::formats::digits_4)->in(A) == decimal{250} &&
         wago::ct_ratio_short.decode(reply{0x400C, {0x0250}}, modbus::formats::u16)->in(A) == decimal{592});

// Binary
CASE("000A is Modbus ID 10", wago::modbus_address.decode(reply{0x4003, {0x000A}})->in(counts) == decimal{10});
CASE("8000 is a number here: the manual knows no QNAN",
     wago::current_rating.decode(reply{0x400B, {0x8000}})->in(A) == decimal{-32768});

// Codes
CASE("Ten baud rates: 1 is 300, 6 is 9600, 9 is 57600, 10 is 115200",
     wago::baud_of(*wago::baud_rate.decode(reply{0x4004, {1}})) == 300 &&
         wago::baud_of(*wago::baud_rate.decode(reply{0x4004, {6}})) == 9600 &&
         wago::baud_of(*wago::baud_rate.decode(reply{0x4004, {9}})) == 57600 &&
         wago::baud_of(*wago::baud_rate.decode(reply{0x4004, {10}})) == 115200);
CASE("The rates between them: 600, 1200, 2400, 4800, 19200, 38400", [] {
  constexpr std::uint32_t printed[] = {300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200};
  for (std::uint16_t code = 1; code <= 10; ++code)
    if (wago::baud_of(*wago::baud_rate.decode(reply{0x4004, {code}})) != printed[code - 1]) return false;
  return wago::baud_of(wago::baud_code::baud_19200) == 19200 && wago::baud_of(wago::baud_code::baud_38400) == 38400;
}());
CASE("0 and 11 are no baud rate",
     wago::baud_rate.decode(reply{0x4004, {0}}).error() == error{errc::unknown_code, 0, 0} &&
         wago::baud_rate.decode(reply{0x4004, {11}}).error() == error{errc::unknown_code, 0, 11});
CASE("Combination codes 1 to 5",
     wago::combination_code.decode(reply{0x400F, {4}}) ==
             result<wago::combination>{wago::combination::forward_minus_reverse} &&
         wago::combination_code.decode(reply{0x400F, {5}}) == result<wago::combination>{wago::combination::net} &&
         wago::combination_code.decode(reply{0x400F, {1}}) == result<wago::combination>{wago::combination::forward} &&
         wago::combination_code.decode(reply{0x400F, {2}}) == result<wago::combination>{wago::combination::reverse} &&
         wago::combination_code.decode(reply{0x400F, {3}}) ==
             result<wago::combination>{wago::combination::forward_plus_reverse} &&
         wago::combination_code.decode(reply{0x400F, {6}}).error().code == errc::unknown_code);
CASE("Parity: 1 even, 2 none, 3 odd", static_cast<int>(wago::parity_code::even) == 1 &&
                                          static_cast<int>(wago::parity_code::none) == 2 &&
                                          static_cast<int>(wago::parity_code::odd) == 3);
CASE("Tariffs 1 to 4",
     wago::tariff.decode(reply{0x6048, {4}}) == result<wago::active_tariff>{wago::active_tariff::t4} &&
         wago::tariff.decode(reply{0x6048, {0}}).error().code == errc::unknown_code);
CASE("Screen and OBIS: 0 standard or off, 1 turned or on",
     wago::screen_direction.decode(reply{0x4032, {1}}) == result<wago::screen>{wago::screen::turned} &&
         wago::obis_codes.decode(reply{0x4033, {0}}) == result<wago::on_off>{wago::on_off::off});
CASE("F and R, in either half of the register (errata W13)",
     wago::current_direction_a.decode(reply{0x4012, {0x0046}}) == result<wago::direction>{wago::direction::forward} &&
         wago::current_direction_a.decode(reply{0x4012, {0x4600}}) ==
             result<wago::direction>{wago::direction::forward} &&
         wago::current_direction_c.decode(reply{0x4014, {0x5200}}) ==
             result<wago::direction>{wago::direction::reverse} &&
         wago::current_direction_b.decode(reply{0x4013, {0x0052}}) ==
             result<wago::direction>{wago::direction::reverse});
CASE("Another letter is none",
     wago::current_direction_a.decode(reply{0x4012, {0x0041}}).error().code == errc::unknown_code &&
         wago::current_direction_a.decode(reply{0x4012, {0}}).error().code == errc::unknown_code);
CASE("Nor are two letters at once",
     wago::current_direction_a.decode(reply{0x4012, {0x4652}}).error() == error{errc::unknown_code, 0, 0x4652} &&
         wago::current_direction_a.decode(reply{0x4012, {0x5246}}).error() == error{errc::unknown_code, 0, 0x5246});

// Floats: "Float ABCD"
CASE("4366 3333 is 230.2 V", wago::voltage_an.decode(reply{0x5002, {0x4366, 0x3333}}, standard)->in(V) == 230.2F);
CASE("Power is in kW (errata W27)",
     wago::real_power_total.decode(reply{0x5012, {0x3FC0, 0x0000}}, standard)->in(kW) == 1.5F &&
         wago::real_power_total.decode(reply{0x5012, {0x3FC0, 0x0000}}, standard)->in(W) == 1500.0F);
CASE("Reactive energy of the quadrants is in kvarh, though kWh is printed",
     wago::reactive_energy_q1.in == unit_symbol::kvarh && wago::reactive_energy_q4_t4.in == unit_symbol::kvarh);
CASE("A float that is NaN is the only \"no value\"",
     wago::voltage_bn.decode(reply{0x5004, {0x7FC0, 0x0000}}, standard).error() == errc::not_available);
CASE("A meter that runs at 50 Hz has 50 Hz",
     wago::frequency.decode(reply{0x5008, {0x4248, 0x0000}}, standard)->in(Hz) == 50.0F);

// 4026: only "standard" is known (errata W26)
CASE("Type 2, integer, cannot be read: its layout is not documented",
     wago::voltage_an.decode(reply{0x5002, {0x4366, 0x3333}}, {{2}}).error() == error{errc::undecided, 0, 2} &&
         wago::real_energy_total.decode(reply{0x6000, {0, 0}}, {{2}}).error() == errc::undecided);
CASE("Nor can a type that nobody knows, or that was not read",
     wago::voltage_an.decode(reply{0x5002, {0x4366, 0x3333}}, {{3}}).error().code == errc::undecided &&
         wago::voltage_an.decode(reply{0x5002, {0x4366, 0x3333}}, {}).error().code == errc::undecided);
CASE("Each float from 5000 on asks for it", [] {
  for (auto const& row : wago::registers)
    if (row.address >= 0x5000 && row.is_float() != (row.scale_register() == 1)) return false;
  return true;
}());
CASE("Nothing below does", [] {
  for (auto const& row : wago::registers)
    if (row.address < 0x5000 && row.scale_register() != 0) return false;
  return true;
}());
template <class Point>
concept unguarded = requires(Point const& wanted, modbus::registers const& read) { wanted.decode(read); };
CASE("The day counter that can be set to 0 asks for it too, the tariff does not",
     !unguarded<decltype(wago::real_energy_resettable)> && unguarded<decltype(wago::tariff)> &&
         wago::real_energy_resettable.decode(reply{0x6049, {0x3FC0, 0}}, {{2}}).error() == errc::undecided &&
         wago::real_energy_resettable.decode(reply{0x6049, {0x3FC0, 0}}, standard)->in(kWh) == 1.5F);

// Places
CASE("A hex address is that of the wire", wago::serial_number.address == 0x4000 && wago::obis_codes.address == 0x4033 &&
                                              wago::voltage.address == 0x5000 && wago::voltage_bc.address == 0x5036 &&
                                              wago::real_energy_resettable_c.address == 0x608F &&
                                              wago::serial_number.number() == 0x4000);
CASE("L1-L3 stands before L2-L3",
     wago::voltage_ab.address == 0x5032 && wago::voltage_ca.address == 0x5034 && wago::voltage_bc.address == 0x5036);
CASE("5000-5037 are 56 registers, 6000-6090 145",
     wago::voltage_bc.end() - 0x5000 == 56 && wago::real_energy_resettable_c.end() - 0x6000 == 145);
CASE("Tariffs 3 and 4 stand behind the phases",
     wago::real_energy_total_t3.address == 0x604B && wago::reactive_energy_export_t4.address == 0x6061 &&
         wago::reactive_energy_q1_t3.address == 0x6069 && wago::reactive_energy_q3_t4.address == 0x607F);
CASE("No read runs over 4015, 4025, 4027 to 4031, nor from one table into the next", [] {
  for (auto const& part : wago::model::readable) {
    for (unsigned address : {0x4015U, 0x4025U, 0x4027U, 0x402AU, 0x402BU, 0x4031U, 0x4034U, 0x4FFFU, 0x5038U, 0x6091U})
      if (part.holds(address, address + 1)) return false;
  }
  return true;
}());
CASE("The manual has no column of what is retained, no content for \"no value\", and one order of words", [] {
  for (auto const& row : wago::registers)
    if (row.nv != modbus::retained::unprinted || row.when != modbus::absent::never ||
        row.order != modbus::word_order::abcd)
      return false;
  return true;
}());

}  // namespace test_wago_879
