// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/text.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace test_text {

using namespace meterproto;
namespace k = leviton_s4000k;
namespace b = leviton_s4100;
namespace s = leviton_s4100_sunspec;
namespace w = wago_879;

// Names of points: vocabulary.md
constexpr bool is_called(modbus::row const& row, std::string_view expected, bool float_twin = false) {
  std::array<char, 48> space{};
  return print_name(row.of, float_twin, space) == expected;
}
CASE("Quantity, then where", is_called(b::voltage_an, "voltage_an") && is_called(b::voltage_ll_avg, "voltage_ll_avg") &&
                                 is_called(b::current_avg, "current_avg") &&
                                 is_called(b::real_power_total, "real_power_total") &&
                                 is_called(b::power_factor_c, "power_factor_c"));
CASE("Nothing more where there is nothing more", is_called(b::frequency, "frequency") &&
                                                     is_called(w::voltage, "voltage") &&
                                                     is_called(b::system_type, "system_type"));
CASE("Energy: the way, then the phase; of all phases goes without saying",
     is_called(b::real_energy_net, "real_energy_net") && is_called(b::real_energy_export, "real_energy_export") &&
         is_called(b::real_energy_import_a, "real_energy_import_a") &&
         is_called(b::reactive_energy_q3_b, "reactive_energy_q3_b") &&
         is_called(w::real_energy_total, "real_energy_total") &&
         is_called(w::reactive_energy_total_c, "reactive_energy_total_c"));
CASE("Demands: the statistic, then the way",
     is_called(b::real_power_demand, "real_power_demand") &&
         is_called(k::apparent_power_demand_max, "apparent_power_demand_max") &&
         is_called(b::reactive_power_demand_max_export, "reactive_power_demand_max_export"));
CASE("Tariffs come last", is_called(w::real_energy_import_t1, "real_energy_import_t1") &&
                              is_called(w::reactive_energy_q4_t4, "reactive_energy_q4_t4"));
CASE("Numbers too", is_called(b::pulse_counter_2, "pulse_counter_2") && is_called(b::log_pointer_10, "log_pointer_10"));
CASE("A float beside an integer ends in _f",
     is_called(b::real_power_a_f, "real_power_a_f", true) &&
         is_called(b::reactive_power_demand_max_import_f, "reactive_power_demand_max_import_f", true) &&
         is_called(b::pulse_counter_1_f, "pulse_counter_1_f", true));
CASE("A copy says so before its _f", is_called(k::real_energy_import_copy_f, "real_energy_import_copy_f", true));
CASE("Counters that can be set to 0", is_called(w::real_energy_resettable, "real_energy_resettable") &&
                                          is_called(w::real_energy_resettable_b, "real_energy_resettable_b"));
CASE("Scale factors", is_called(s::current_sf, "current_sf") && is_called(s::reactive_energy_sf, "reactive_energy_sf"));
CASE("The mean is not the total",
     is_called(s::power_factor_avg, "power_factor_avg") && is_called(s::current_total, "current_total"));
CASE("What does not fit its space is cut", [] {
  std::array<char, 7> space{};
  return print_name(b::voltage_an.of, false, space) == "voltage" && print_name(b::voltage_an.of, false, {}).empty();
}());
CASE("48 characters hold the longest name",
     is_called(b::apparent_power_demand_max_import_f, "apparent_power_demand_max_import_f",
               true));  // all: runtime/manuals.cpp
CASE("No two quantities have the same name, and each has one", [] {
  auto const& all = words::quantities;
  for (std::size_t i = 0; i != all.size(); ++i) {
    if (all[i].empty()) return false;
    for (std::size_t j = 0; j != i; ++j)
      if (all[i] == all[j]) return false;
  }
  return all.size() == static_cast<std::size_t>(quantity::last) + 1;
}());
CASE("A quantity has its own word: the first, the last and some between",
     name_of(quantity::reserved) == "reserved" && name_of(quantity::obis_codes) == "obis_codes" &&
         name_of(quantity::tariff) == "tariff" && name_of(quantity::scale_e) == "scale_e" &&
         name_of(quantity::firmware_version_os) == "firmware_version_os" &&
         name_of(quantity::log_buffer) == "log_buffer" && name_of(quantity::serial_number) == "serial_number" &&
         name_of(quantity::end_model_length) == "end_model_length" && name_of(quantity::baud_rate) == "baud_rate");

// Units: vocabulary.md
CASE("Units as engineers write them",
     name_of(unit_symbol::kWh) == "kWh" && name_of(unit_symbol::kvarh) == "kvarh" &&
         name_of(unit_symbol::kVAh) == "kVAh" && name_of(unit_symbol::kW) == "kW" &&
         name_of(unit_symbol::kvar) == "kvar" && name_of(unit_symbol::kVA) == "kVA" && name_of(unit_symbol::V) == "V" &&
         name_of(unit_symbol::A) == "A" && name_of(unit_symbol::Hz) == "Hz" && name_of(unit_symbol::Wh) == "Wh" &&
         name_of(unit_symbol::varh) == "varh" && name_of(unit_symbol::VAh) == "VAh" && name_of(unit_symbol::W) == "W" &&
         name_of(unit_symbol::var) == "var" && name_of(unit_symbol::VA) == "VA" && name_of(unit_symbol::s) == "s" &&
         name_of(unit_symbol::ms) == "ms" && name_of(unit_symbol::cs) == "0.01 s" &&
         name_of(unit_symbol::percent) == "%" && name_of(unit_symbol::imp_per_kWh) == "imp/kWh");
CASE("A ratio and a code have none", name_of(unit_symbol::none).empty() && name_of(b::power_factor_total.in).empty() &&
                                         name_of(b::system_type.in).empty());

// Errors: a stable code in snake_case, a sentence
constexpr unsigned error_codes = static_cast<unsigned>(errc::implausible) + 1;
CASE("Each error has a name of its own, in snake_case", [] {
  for (unsigned i = 0; i != error_codes; ++i) {
    auto const name = name_of(static_cast<errc>(i));
    if (name.empty() || name == "unknown") return false;
    for (char const letter : name)
      if (letter != '_' && (letter < 'a' || letter > 'z') && (letter < '0' || letter > '9')) return false;
    for (unsigned j = 0; j != i; ++j)
      if (name == name_of(static_cast<errc>(j))) return false;
  }
  return name_of(static_cast<errc>(error_codes)) == "unknown";
}());
constexpr bool says(error const& fault, std::string_view expected) {
  std::array<char, 160> space{};
  return print_sentence(fault, space) == expected;
}
CASE("Each error has a sentence of its own, and 160 characters hold any", [] {
  std::array<std::array<char, 161>, error_codes> spaces{};
  std::array<std::string_view, error_codes> sentences{};
  for (unsigned i = 0; i != error_codes; ++i) {
    auto const& sentence = sentences[i] = print_sentence({static_cast<errc>(i), 0xFFFF, 0xFFFF}, spaces[i]);
    if (sentence.size() < 10 || sentence.size() > 160 || sentence.back() == '.' || sentence.back() == ' ') return false;
    for (unsigned j = 0; j != i; ++j)
      if (sentence == sentences[j]) return false;
  }
  return true;
}());
CASE("The CRC is given as it would stand on the wire: 4B37 is 37 4B",
     says({errc::bad_crc, 6, 0x4B37}, "the CRC is wrong: 37 4B would be right") &&
         says({errc::bad_crc, 6, 0x0A00}, "the CRC is wrong: 00 0A would be right"));
CASE("Sentences give the number that goes with the error",
     says({errc::too_short, 3, 5}, "the frame ends too early: it must have at least 5 bytes") &&
         says({errc::too_long, 8, 8}, "the frame goes on after its end at 8 bytes") &&
         says({errc::bad_unit, 0, 248}, "no device may have unit id 248: 1 to 247 may") &&
         says({errc::other_unit, 0, 17}, "another unit answers: asked was unit 17") &&
         says({errc::bad_function, 1, 0x03}, "another function answers: asked was 0x03") &&
         says({errc::unknown_function, 1, 0x2C}, "the function code 0x2C is not known") &&
         says({errc::bad_count, 2, 6}, "the byte count contradicts the frame: 6 would be right") &&
         says({errc::bad_quantity, 4, 125}, "a quantity of 1 to 125 is allowed") &&
         says({errc::refused, 2, 2}, "the device refuses with exception 2") &&
         says({errc::not_in_reply, 0, 0x0089}, "the registers from 0x0089 on have not been read") &&
         says({errc::unknown_code, 0, 13}, "the manual lists no code 13") &&
         says({errc::bad_digit, 0, 0x000A}, "not all are decimal digits in 0x000A") &&
         says({errc::bad_scale, 0, 0xFFFB}, "the scale register holds 0xFFFB, which the manual does not allow") &&
         says({errc::buffer_too_small, 0, 8}, "8 bytes are needed"));
CASE("A sentence that does not fit is cut, not overrun", [] {
  std::array<char, 10> space{};
  return print_sentence({errc::too_short, 3, 5}, space) == "the frame " &&
         print_sentence({errc::too_short, 3, 5}, {}).empty();
}());

// A text that grows
CASE("Numbers in decimal and hex, with as many digits as are asked for", [] {
  std::array<char, 40> space{};
  return text_builder{space}.add(0U).text() == "0" &&
         text_builder{space}.add(18446744073709551615ULL).text() == "18446744073709551615" &&
         text_builder{space}.add(0xBEEFU, 16, 2).text() == "BEEF" &&
         text_builder{space}.add(0xAU, 16, 4).text() == "000A" && text_builder{space}.add(7U, 10, 3).text() == "007" &&
         text_builder{space}.add(0b1011U, 2).text() == "1011" &&
         text_builder{space}.add("a").add(1U).add("b").text() == "a1b";
}());

// Modbus: V1.1b3, sections 6 and 7
CASE("Functions are called as in V1.1b3",
     modbus::name_of(modbus::function::read_coils) == "read coils" &&
         modbus::name_of(modbus::function::read_discrete_inputs) == "read discrete inputs" &&
         modbus::name_of(modbus::function::read_holding_registers) == "read holding registers" &&
         modbus::name_of(modbus::function::read_input_registers) == "read input registers" &&
         modbus::name_of(modbus::function::write_single_coil) == "write single coil" &&
         modbus::name_of(modbus::function::write_single_register) == "write single register" &&
         modbus::name_of(modbus::function::write_multiple_coils) == "write multiple coils" &&
         modbus::name_of(modbus::function::write_multiple_registers) == "write multiple registers" &&
         modbus::name_of(modbus::function::report_server_id) == "report server id" &&
         modbus::name_of(modbus::function::mask_write_register) == "mask write register" &&
         modbus::name_of(modbus::function::read_write_multiple_registers) == "read/write multiple registers" &&
         modbus::name_of(modbus::function::encapsulated_interface) == "read device identification");
CASE("Another function has no name", modbus::name_of(static_cast<modbus::function>(0x2C)) == "unknown function" &&
                                         modbus::name_of(modbus::function::none) == "unknown function");
CASE("Exceptions are called as in V1.1b3",
     modbus::name_of(static_cast<modbus::exception>(1)) == "illegal_function" &&
         modbus::name_of(static_cast<modbus::exception>(2)) == "illegal_data_address" &&
         modbus::name_of(static_cast<modbus::exception>(3)) == "illegal_data_value" &&
         modbus::name_of(static_cast<modbus::exception>(4)) == "server_device_failure" &&
         modbus::name_of(static_cast<modbus::exception>(5)) == "acknowledge" &&
         modbus::name_of(static_cast<modbus::exception>(6)) == "server_device_busy" &&
         modbus::name_of(static_cast<modbus::exception>(7)) == "negative_acknowledge" &&
         modbus::name_of(static_cast<modbus::exception>(8)) == "memory_parity_error" &&
         modbus::name_of(static_cast<modbus::exception>(0x0A)) == "gateway_path_unavailable" &&
         modbus::name_of(static_cast<modbus::exception>(0x0B)) == "gateway_target_device_failed_to_respond");
CASE("0 is no exception, 9 and C are none that is known",
     modbus::name_of(modbus::exception::none) == "none" &&
         modbus::name_of(static_cast<modbus::exception>(9)) == "unknown_exception" &&
         modbus::name_of(static_cast<modbus::exception>(0x0C)) == "unknown_exception");
CASE("Formats as in the register maps",
     modbus::name_of(modbus::formats::u16) == "uint16" && modbus::name_of(modbus::formats::i16) == "int16" &&
         modbus::name_of(modbus::formats::u32) == "uint32" && modbus::name_of(modbus::formats::i32) == "int32" &&
         modbus::name_of(modbus::formats::u64) == "uint64" && modbus::name_of(modbus::formats::i64) == "int64" &&
         modbus::name_of(modbus::formats::f32) == "float32" && modbus::name_of(modbus::formats::f64) == "float64" &&
         modbus::name_of(modbus::formats::digits_4) == "digits" &&
         modbus::name_of(modbus::formats::digits_4_4) == "digits" &&
         modbus::name_of(modbus::formats::bits_16) == "bitmap16" &&
         modbus::name_of(modbus::formats::bits_32) == "bitmap32" &&
         modbus::name_of(modbus::formats::opaque_32) == "hex" &&
         modbus::name_of(modbus::formats::text<32>) == "string" &&
         modbus::name_of(modbus::formats::letter) == "string" && modbus::name_of(modbus::format{}) == "unknown");

// Ranges: contracts/inspector.md, `low..high` or `a|b|c` or empty
constexpr bool is_printed(modbus::range const& legal, std::string_view expected, modbus::kind as = modbus::kind::u16) {
  std::array<char, 120> space{};
  return modbus::print_range(legal, as, space) == expected;
}
CASE("No range, one number, from to", is_printed({}, "") && is_printed(modbus::range{65}, "65") &&
                                          is_printed({82, 32000}, "82..32000") &&
                                          is_printed({-2147483647, 2147483647}, "-2147483647..2147483647"));
CASE("Lists", is_printed(b::system_type.legal(), "10|11|12|31|40") &&
                  is_printed(b::demand_subinterval_length.legal(), "0|10..32767") &&
                  is_printed(b::log_pointer_1.legal(), "1..42|146|155..157|257..336"));
CASE("Lists of hundredths, without needless decimals",
     is_printed(w::s0_pulse_rate.legal(), "10000|2000|1000|100|10|1|0.1|0.01"));
CASE("Letters as letters", is_printed(w::current_direction_a.legal(), "F|R", modbus::kind::letter));
CASE("A range of 64 bits",
     is_printed({-0x7FFF'FFFF'FFFF'FFFF, 0x7FFF'FFFF'FFFF'FFFF}, "-9223372036854775807..9223372036854775807"));
CASE("What does not fit its space is cut", [] {
  std::array<char, 4> space{};
  return print_range({82, 32000}, space) == "82..";
}());

}  // namespace test_text
