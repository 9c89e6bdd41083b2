// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/response.hpp>
#include <meterproto/modbus/setting.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace test_modbus_setting {

using namespace meterproto;
using namespace meterproto::modbus;
namespace s4000r = leviton_s4000r;
namespace s4000k = leviton_s4000k;
namespace s4100 = leviton_s4100;
namespace wago = wago_879;

/// Whether the write makes this very frame. The frames below are typed from the manuals; their CRCs were computed
/// apart.
template <std::size_t Count>
constexpr bool sends(result<write> const& made, std::uint8_t unit, std::uint8_t const (&expected)[Count]) {
  if (!made) return false;
  std::array<std::uint8_t, max_frame> space{};
  auto const frame = build(made->to(unit), space);
  if (!frame || frame->size() != Count) return false;
  for (std::size_t i = 0; i != Count; ++i)
    if ((*frame)[i] != expected[i]) return false;
  return true;
}
/// The one register that the write holds.
constexpr bool holds(result<write> const& made, std::uint16_t content) {
  return made && made->count == 1 && made->values().size() == 2 && reader{made->values()}.u16() == content;
}
/// The bytes of its registers, as they go out.
template <std::size_t Count>
constexpr bool has_bytes(result<write> const& made, std::uint8_t const (&expected)[Count]) {
  if (!made || 2U * made->count != Count || made->values().size() != Count) return false;
  for (std::size_t i = 0; i != Count; ++i)
    if (made->values()[i] != expected[i]) return false;
  return true;
}
template <class Setting, class Value>
constexpr bool refuses(Setting const& setting, Value const& value) {
  return setting.set(value).error() == errc::out_of_range;
}

// An amount is put into the unit and scale of its register: Series 4100 manual, registers 131, 133, 134
CASE("200 A into register 131",
     sends(s4100::ct_primary.set(200 * A), 1, {0x01, 0x06, 0x00, 0x82, 0x00, 0xC8, 0x28, 0x74}));
CASE("\"Entering 200 yields a potential transformer ratio of 2:1\"", holds(s4100::pt_ratio.set(2 * one), 200));
CASE("13800 V by a transformer of 120:1 is 12000 in 133",
     sends(s4100::pt_ratio.set(120 * one), 1, {0x01, 0x06, 0x00, 0x84, 0x2E, 0xE0, 0xD5, 0xCB}));
CASE("A ratio may have two decimals: 0.01 to 320.00", holds(s4100::pt_ratio.set(decimal{1, -2} * one), 1) &&
                                                          holds(s4100::pt_ratio.set(decimal{32000, -2} * one), 32000));
CASE("A third decimal would be lost, and is refused", refuses(s4100::pt_ratio, decimal{2005, -3} * one));
CASE("What says 2.000 loses nothing", holds(s4100::pt_ratio.set(decimal{2000, -3} * one), 200));
CASE("A ratio beyond its range is refused", refuses(s4100::pt_ratio, 0 * one) &&
                                                refuses(s4100::pt_ratio, decimal{32001, -2} * one) &&
                                                refuses(s4100::pt_ratio, -2 * one));
CASE("Half an ampere is refused", refuses(s4100::ct_primary, decimal{2005, -1} * A));
CASE("A percentage may be given as a ratio", holds(s4100::phase_loss_threshold.set(10 * percent), 10) &&
                                                 holds(s4100::phase_loss_threshold.set(decimal{1, -1} * one), 10));
CASE("A time or an energy may be given in another unit of its kind",
     holds(s4100::pulse_energy.set(1 * kWh), 1000) && holds(s4100::demand_subinterval_length.set(900'000 * ms), 900));

// The smallest and the largest legal value, and one beyond each
CASE("CT primary of a rope meter: 20 to 5000 A",
     holds(s4000r::ct_primary.set(20 * A), 20) && holds(s4000r::ct_primary.set(5000 * A), 5000) &&
         refuses(s4000r::ct_primary, 19 * A) && refuses(s4000r::ct_primary, 5001 * A));
CASE("CT primary of the others: 1 to 32000 A",
     holds(s4000k::ct_primary.set(1 * A), 1) && holds(s4100::ct_primary.set(32000 * A), 32000) &&
         refuses(s4000k::ct_primary, 0 * A) && refuses(s4100::ct_primary, 32001 * A) &&
         refuses(s4100::ct_primary, -1 * A));
CASE("System voltage: 82 to 32000 V",
     sends(s4100::system_voltage.set(82 * V), 1, {0x01, 0x06, 0x00, 0x85, 0x00, 0x52, 0x19, 0xDE}) &&
         holds(s4100::system_voltage.set(32000 * V), 32000) && refuses(s4100::system_voltage, 81 * V) &&
         refuses(s4100::system_voltage, 32001 * V));
CASE("Phase loss: 1 to 99 %, both thresholds", holds(s4100::phase_loss_threshold.set(1 * percent), 1) &&
                                                   holds(s4100::phase_loss_imbalance.set(99 * percent), 99) &&
                                                   refuses(s4100::phase_loss_threshold, 0 * percent) &&
                                                   refuses(s4100::phase_loss_imbalance, 100 * percent));
CASE("Sub-intervals: 1 to 6",
     holds(s4000r::demand_subintervals.set(1 * counts), 1) && holds(s4100::demand_subintervals.set(6 * counts), 6) &&
         refuses(s4000r::demand_subintervals, 0 * counts) && refuses(s4100::demand_subintervals, 7 * counts));
CASE("Sub-interval length: 0, or 10 to 32767 s",
     holds(s4100::demand_subinterval_length.set(0 * s), 0) && holds(s4100::demand_subinterval_length.set(10 * s), 10) &&
         holds(s4100::demand_subinterval_length.set(32767 * s), 32767) &&
         refuses(s4100::demand_subinterval_length, 1 * s) && refuses(s4100::demand_subinterval_length, 9 * s) &&
         refuses(s4100::demand_subinterval_length, 32768 * s) && refuses(s4100::demand_subinterval_length, -1 * s));
CASE("Log page: 0 to 10",
     sends(s4100::log_page.set(10 * counts), 1, {0x01, 0x06, 0x00, 0x9D, 0x00, 0x0A, 0x98, 0x23}) &&
         sends(s4100::log_page.set(0 * counts), 1, {0x01, 0x06, 0x00, 0x9D, 0x00, 0x00, 0x18, 0x24}) &&
         refuses(s4100::log_page, 11 * counts) && refuses(s4100::log_page, -1 * counts));
CASE("Log pointers: 1-42, 146, 155-157, 257-336",
     holds(s4100::log_pointer_1.set(42 * counts), 42) && holds(s4100::log_pointer_10.set(146 * counts), 146) &&
         holds(s4100::log_pointer_5.set(336 * counts), 336) && refuses(s4100::log_pointer_1, 0 * counts) &&
         refuses(s4100::log_pointer_1, 43 * counts) && refuses(s4100::log_pointer_1, 147 * counts) &&
         refuses(s4100::log_pointer_1, 158 * counts) && refuses(s4100::log_pointer_1, 337 * counts));
CASE("WAGO address: 1 to 247; 0 is the broadcast, 248 on are reserved",
     holds(wago::modbus_address.set(1 * counts), 1) && holds(wago::modbus_address.set(247 * counts), 247) &&
         refuses(wago::modbus_address, 0 * counts) && refuses(wago::modbus_address, 248 * counts));
CASE("WAGO LCD cycle: 1 to 30 s, the 30 as digits",
     holds(wago::lcd_cycle_time.set(1 * s), 0x0001) && holds(wago::lcd_cycle_time.set(30 * s), 0x0030) &&
         refuses(wago::lcd_cycle_time, 0 * s) && refuses(wago::lcd_cycle_time, 31 * s));
CASE("A counter that can be set to 0 cannot be set to 1", holds(wago::power_down_count.set(0 * counts), 0) &&
                                                              refuses(wago::power_down_count, 1 * counts) &&
                                                              refuses(wago::real_energy_resettable, 1 * kWh));
CASE("The log's configuration has two bits",
     holds(s4100::log_config.set(3 * counts), 3) && refuses(s4100::log_config, 4 * counts) &&
         refuses(s4100::log_config, 0x8000 * counts));

// Lists and codes
CASE("Pulse energy: 10000, 1000, 100, 10 Wh and none between",
     holds(s4100::pulse_energy.set(10000 * Wh), 10000) && holds(s4100::pulse_energy.set(10 * Wh), 10) &&
         refuses(s4100::pulse_energy, 1 * Wh) && refuses(s4100::pulse_energy, 20 * Wh) &&
         refuses(s4100::pulse_energy, 100'000 * Wh));
CASE("System type: the enumerator is the number",
     sends(s4100::system_type.set(leviton::system_type::wye), 1, {0x01, 0x06, 0x00, 0x81, 0x00, 0x28, 0xD9, 0xFC}) &&
         holds(s4000r::system_type.set(leviton::system_type::line_and_neutral), 10) &&
         holds(s4000k::system_type.set(leviton::system_type::two_lines), 11) &&
         holds(s4100::system_type.set(leviton::system_type::two_lines_and_neutral), 12) &&
         holds(s4100::system_type.set(leviton::system_type::delta), 31));
CASE("A number that is no code is refused, though it has the type",
     refuses(s4100::system_type, static_cast<leviton::system_type>(13)) &&
         refuses(s4100::system_type, static_cast<leviton::system_type>(0)));
CASE("CT secondary: 1 is 1 V, 3 is 1/3 V",
     holds(s4100::ct_secondary.set(leviton::ct_secondary::volt), 1) &&
         holds(s4000k::ct_secondary.set(leviton::ct_secondary::third_of_a_volt), 3) &&
         refuses(s4100::ct_secondary, static_cast<leviton::ct_secondary>(2)));
CASE("Display: 0 is IEC, 1 IEEE", holds(s4100::display_units.set(leviton::display_units::iec), 0) &&
                                      holds(s4100::display_units.set(leviton::display_units::ieee), 1));

// WAGO manual A3.3: each command as printed, with its CRC
CASE("01 06 4003 000A: new ID 10",
     sends(wago::modbus_address.set(10 * counts), 1, {0x01, 0x06, 0x40, 0x03, 0x00, 0x0A, 0xEC, 0x0D}));
CASE("01 06 4004 00 06: 9600 Bd",
     sends(wago::baud_rate.set(wago::baud_code::baud_9600), 1, {0x01, 0x06, 0x40, 0x04, 0x00, 0x06, 0x5D, 0xC9}));
CASE("01 10 400D 0002 04 41 20 00 00: new S0 10",
     sends(wago::s0_pulse_rate.set(10 * imp_per_kWh), 1,
           {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x41, 0x20, 0x00, 0x00, 0x16, 0x03}));
// The frame of above in the two lines in which it is written, and the meter's confirmation held against the first
constexpr std::uint8_t rate_confirmed[] = {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0xC5, 0xCB};
CASE("What is asked keeps its bytes", [] {
  std::array<std::uint8_t, max_frame> space{};
  auto const asked = wago::s0_pulse_rate.set(10 * imp_per_kWh)->to(1);
  auto const frame = build(asked, space);
  request const whole = asked;
  return frame && frame->size() == 13 && (*frame)[7] == 0x41 && (*frame)[8] == 0x20 && (*frame)[9] == 0x00 &&
         (*frame)[12] == 0x03 && whole.data.size() == 4 && whole.data[1] == 0x20 &&
         parse_response(rate_confirmed, asked).has_value();
}());
CASE("A temporary may be held against its answer too",
     parse_response(rate_confirmed, wago::s0_pulse_rate.set(10 * imp_per_kWh)->to(1)).has_value() &&
         parse_response(rate_confirmed, wago::s0_pulse_rate.set(10 * imp_per_kWh)->to(2)).error() == errc::other_unit);
CASE("A variable becomes a request, a temporary would leave a view of nothing",
     std::is_convertible_v<addressed_write const&, request> && !std::is_convertible_v<addressed_write, request> &&
         !std::is_convertible_v<addressed_write const, request>);
CASE("01 06 400F 0004: code 4, forward - reverse",
     sends(wago::combination_code.set(wago::combination::forward_minus_reverse), 1,
           {0x01, 0x06, 0x40, 0x0F, 0x00, 0x04, 0xAD, 0xCA}));
CASE("01 06 4010 0025: 25 s",
     sends(wago::lcd_cycle_time.set(25 * s), 1, {0x01, 0x06, 0x40, 0x10, 0x00, 0x25, 0x5C, 0x14}));
CASE("01 06 4011 0002: no parity",
     sends(wago::parity.set(wago::parity_code::none), 1, {0x01, 0x06, 0x40, 0x11, 0x00, 0x02, 0x4D, 0xCE}));
CASE("01 06 4016 0000: reset to 0",
     sends(wago::power_down_count.set(0 * counts), 1, {0x01, 0x06, 0x40, 0x16, 0x00, 0x00, 0x7D, 0xCE}));
CASE("01 06 6048 0002: tariff 2",
     sends(wago::tariff.set(wago::active_tariff::t2), 1, {0x01, 0x06, 0x60, 0x48, 0x00, 0x02, 0x96, 0x1D}));
CASE("01 10 6049 0002 04 0000 0000: reset to 0",
     sends(wago::real_energy_resettable.set(0 * kWh), 1,
           {0x01, 0x10, 0x60, 0x49, 0x00, 0x02, 0x04, 0x00, 0x00, 0x00, 0x00, 0x9F, 0xF7}));
CASE("01 10 401F 0002 04 9995 0005: 9995/5",
     sends(wago::ct_ratio.set(digit_pair{9995, 5}), 1,
           {0x01, 0x10, 0x40, 0x1F, 0x00, 0x02, 0x04, 0x99, 0x95, 0x00, 0x05, 0x7D, 0x93}));
CASE("01 06 4022 0002: forward & reverse", sends(wago::pulse_type.set(wago::pulse_outputs::forward_and_reverse), 1,
                                                 {0x01, 0x06, 0x40, 0x22, 0x00, 0x02, 0xBD, 0xC1}));
CASE("01 06 4026 0002: integer",
     sends(wago::data_type.set(wago::data_layout::integer), 1, {0x01, 0x06, 0x40, 0x26, 0x00, 0x02, 0xFC, 0x00}));
CASE("01 06 4032 0001: turn 180 degrees",
     sends(wago::screen_direction.set(wago::screen::turned), 1, {0x01, 0x06, 0x40, 0x32, 0x00, 0x01, 0xFC, 0x05}));
CASE("01 06 4033 0001: OBIS ON",
     sends(wago::obis_codes.set(wago::on_off::on), 1, {0x01, 0x06, 0x40, 0x33, 0x00, 0x01, 0xAD, 0xC5}));

// S0 rates are floats: 10.000 - 2.000 - 1.000 - 100 - 10 - 1 - 0,1 - 0,01 (errata W21)
CASE("10000 imp/kWh is the float 461C4000",
     sends(wago::s0_pulse_rate.set(10000 * imp_per_kWh), 1,
           {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x46, 0x1C, 0x40, 0x00, 0xE6, 0xBB}));
CASE("2000, 1000, 100 and 1 are floats too",
     sends(wago::s0_pulse_rate.set(2000 * imp_per_kWh), 1,
           {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x44, 0xFA, 0x00, 0x00, 0x37, 0x34}) &&
         sends(wago::s0_pulse_rate.set(1000 * imp_per_kWh), 1,
               {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x44, 0x7A, 0x00, 0x00, 0x36, 0xDC}) &&
         sends(wago::s0_pulse_rate.set(100 * imp_per_kWh), 1,
               {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x42, 0xC8, 0x00, 0x00, 0x96, 0x73}) &&
         sends(wago::s0_pulse_rate.set(1 * imp_per_kWh), 1,
               {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x3F, 0x80, 0x00, 0x00, 0x0E, 0x09}));
CASE("0.1 and 0.01 are the floats nearest to them",
     sends(wago::s0_pulse_rate.set(decimal{1, -1} * imp_per_kWh), 1,
           {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x3D, 0xCC, 0xCC, 0xCD, 0x5A, 0xF3}) &&
         sends(wago::s0_pulse_rate.set(decimal{1, -2} * imp_per_kWh), 1,
               {0x01, 0x10, 0x40, 0x0D, 0x00, 0x02, 0x04, 0x3C, 0x23, 0xD7, 0x0A, 0x21, 0x98}));
CASE("No rate between and beyond",
     refuses(wago::s0_pulse_rate, 5 * imp_per_kWh) && refuses(wago::s0_pulse_rate, 0 * imp_per_kWh) &&
         refuses(wago::s0_pulse_rate, decimal{1, -3} * imp_per_kWh) &&
         refuses(wago::s0_pulse_rate, 100'000 * imp_per_kWh) && refuses(wago::s0_pulse_rate, -10 * imp_per_kWh));

// Two numbers of digits
CASE("Either number may have four digits",
     wago::ct_ratio.set(digit_pair{9999, 9999}).has_value() && wago::ct_ratio.set(digit_pair{1, 1}).has_value());
CASE("A fifth is refused, in either",
     refuses(wago::ct_ratio, digit_pair{10000, 5}) && refuses(wago::ct_ratio, digit_pair{5, 10000}));
CASE("A ratio with a 0 is none",
     refuses(wago::ct_ratio, digit_pair{0, 5}) && refuses(wago::ct_ratio, digit_pair{5, 0}));
CASE("100/5 is 0100 0005", has_bytes(wago::ct_ratio.set(digit_pair{100, 5}), {0x01, 0x00, 0x00, 0x05}));

// Two readings of one register (errata W7): the caller says which
CASE("30 ms as digits is the frame of the manual",
     sends(wago::pulse_duration.set(30 * ms, formats::digits_4), 1, {0x01, 0x06, 0x40, 0x21, 0x00, 0x30, 0xCC, 0x14}));
CASE("30 ms as a number is 001E",
     sends(wago::pulse_duration.set(30 * ms, formats::i16), 1, {0x01, 0x06, 0x40, 0x21, 0x00, 0x1E, 0x4C, 0x08}));
CASE("2 to 99 ms in either", wago::pulse_duration.set(2 * ms, formats::i16).has_value() &&
                                 wago::pulse_duration.set(99 * ms, formats::digits_4).has_value() &&
                                 wago::pulse_duration.set(1 * ms, formats::i16).error() == errc::out_of_range &&
                                 wago::pulse_duration.set(100 * ms, formats::digits_4).error() == errc::out_of_range);

// The limits of the registers themselves, where a model prints no range
struct plain {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr result<int> scale_exponent(std::int16_t) { return errc::bad_scale; }
};
using at = register_number<plain>;
constexpr setting as_i16{at{0}, RW, formats::i16, counts, {quantity::command}};
constexpr setting as_u32{at{0}, RW, formats::u32, counts, {quantity::command}};
constexpr setting as_i32{at{0}, RW, formats::i32, counts, {quantity::command}};
constexpr setting as_digits{at{0}, RW, formats::digits_4, counts, {quantity::command}};
constexpr setting as_eight_digits{at{0}, RW, formats::digits_8, counts, {quantity::command}};
constexpr setting as_cdab{at{0}, RW, formats::u32.with(word_order::cdab), counts, {quantity::command}};

CASE("i16 takes -32768 to 32767",
     holds(as_i16.set(-32768 * counts), 0x8000) && holds(as_i16.set(32767 * counts), 0x7FFF) &&
         holds(as_i16.set(-1 * counts), 0xFFFF) && refuses(as_i16, -32769 * counts) && refuses(as_i16, 32768 * counts));
CASE("u32 takes 0 to 4294967295", has_bytes(as_u32.set(4294967295 * counts), {0xFF, 0xFF, 0xFF, 0xFF}) &&
                                      has_bytes(as_u32.set(0 * counts), {0, 0, 0, 0}) &&
                                      refuses(as_u32, 4294967296 * counts) && refuses(as_u32, -1 * counts));
CASE("i32 takes -2^31 to 2^31 - 1", has_bytes(as_i32.set(-2147483648LL * counts), {0x80, 0, 0, 0}) &&
                                        has_bytes(as_i32.set(2147483647 * counts), {0x7F, 0xFF, 0xFF, 0xFF}) &&
                                        refuses(as_i32, 2147483648LL * counts) &&
                                        refuses(as_i32, -2147483649LL * counts));
CASE("Four digits take 0 to 9999, eight to 99999999",
     holds(as_digits.set(9999 * counts), 0x9999) && refuses(as_digits, 10000 * counts) &&
         refuses(as_digits, -1 * counts) &&
         has_bytes(as_eight_digits.set(99'999'999 * counts), {0x99, 0x99, 0x99, 0x99}) &&
         refuses(as_eight_digits, 100'000'000 * counts));
CASE("A setting has its order of words", has_bytes(as_cdab.set(100000 * counts), {0x86, 0xA0, 0x00, 0x01}));
enum class wide_code : std::uint16_t { low = 200, high = 40000 };
constexpr setting as_code{at{0}, RW, formats::u16, code<wide_code>{}, {200, 40000}, {quantity::command}};
CASE("A code may need all 16 bits", holds(as_code.set(wide_code::low), 200) &&
                                        holds(as_code.set(wide_code::high), 40000) &&
                                        refuses(as_code, static_cast<wide_code>(40001)));
constexpr setting as_u64{at{0}, RW, formats::u64, counts, {quantity::command}};
constexpr setting as_i64{at{0}, RW, formats::i64, counts, {quantity::command}};
constexpr setting as_f64{at{0}, RW, formats::f64, V, {quantity::command}};
constexpr setting as_f32{at{0}, RW, formats::f32.with(word_order::cdab), V, {quantity::command}};
CASE("Four registers of an integer: 10^12 + 1, and -2",
     has_bytes(as_u64.set(1'000'000'000'001 * counts), {0x00, 0x00, 0x00, 0xE8, 0xD4, 0xA5, 0x10, 0x01}) &&
         refuses(as_u64, -1 * counts) &&
         has_bytes(as_i64.set(-2 * counts), {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}));
CASE("Floats of two registers and of four: 103.92",
     has_bytes(as_f64.set(decimal{10392, -2} * V), {0x40, 0x59, 0xFA, 0xE1, 0x47, 0xAE, 0x14, 0x7B}) &&
         has_bytes(as_f32.set(decimal{10392, -2} * V), {0xD7, 0x0A, 0x42, 0xCF}));
constexpr setting as_text{at{0}, RW, formats::text<32>, counts, {quantity::command}};
constexpr setting as_nothing{
    at{0}, RW, format_of<decimal>{{kind::u16, absent::never, word_order::abcd, 0}}, counts, {quantity::command}};
CASE("A text is no number, and five registers and none are no write",
     refuses(as_text, 0 * counts) && refuses(as_nothing, 0 * counts));
constexpr setting f32_of_four{
    at{0}, RW, format_of<float>{{kind::f32, absent::never, word_order::abcd, 4}}, V, {quantity::command}};
constexpr setting f64_of_two{
    at{0}, RW, format_of<double>{{kind::f64, absent::never, word_order::abcd, 2}}, V, {quantity::command}};
CASE("A float of another width than its own is none", refuses(f32_of_four, 1 * V) && refuses(f64_of_two, 1 * V));
constexpr setting as_letter{at{0}, RW, formats::letter, counts, {quantity::command}};
CASE("One letter stands in the lower half",
     holds(as_letter.set('F' * counts), 0x0046) && refuses(as_letter, 0x4600 * counts));
CASE("More digits than 64 bits is another reason", as_u32.set(decimal{1, 30} * counts).error() == errc::does_not_fit);
#if defined(METERPROTO_HOST_TESTS)  // an overflow is no constant expression
TEST_CASE("10^40 is no float32, and 10^400 no float64") {
  CHECK(refuses(as_f32, decimal{1, 40} * V));
  CHECK(refuses(as_f64, decimal{1, 400} * V));
}
#endif

// A constant that is legal compiles; one that is not: tests/fail/constant_out_of_range.cpp
constexpr auto hundred_amperes = s4100::ct_primary.set_constant(100 * A);
CASE("A legal constant needs no check when it runs", holds(hundred_amperes, 100));

// What was written may be held against what is read then
constexpr std::uint8_t read_back[] = {0x00, 0x64, 0x00, 0x03};
CASE("What was written stands in what was read", hundred_amperes.stands_in(registers{130, read_back}));
CASE("Something else does not", !s4100::ct_primary.set(101 * A)->stands_in(registers{130, read_back}));
CASE("Nor do registers that were not read",
     !hundred_amperes.stands_in(registers{131, read_back}) && !hundred_amperes.stands_in(registers{}));
constexpr std::uint8_t pair_read[] = {0x99, 0x95, 0x00, 0x05};
constexpr std::uint8_t half_right[] = {0x99, 0x95, 0x00, 0x06};
CASE("Both registers of two count",
     wago::ct_ratio.set(digit_pair{9995, 5})->stands_in(registers{0x401F, pair_read}) &&
         !wago::ct_ratio.set(digit_pair{9995, 5})->stands_in(registers{0x401F, half_right}));

// A setting is also a point
CASE("A setting decodes as what it is", s4100::pt_ratio.decode(registers{132, read_back})->in(one) == decimal{1} &&
                                            s4100::ct_secondary.decode(registers{130, read_back}) ==
                                                result<leviton::ct_secondary>{leviton::ct_secondary::third_of_a_volt});
CASE("A setting of floats does too",
     wago::s0_pulse_rate.decode(registers{0x400D, std::array<std::uint8_t, 4>{0x44, 0x7A, 0, 0}})->in(imp_per_kWh) ==
         1000.0F);

}  // namespace test_modbus_setting
