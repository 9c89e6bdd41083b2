// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/energy.hpp>
#include <meterproto/modbus/setting.hpp>

#include <array>
#include <cstdint>

/// WAGO 879-3000 (4PU) and 879-3020 (4PS), four-quadrant energy meters, Modbus RTU. Source: manual of the 879-3000
/// family, Appendix 3: A3.2 register map, A3.3 write register. Addresses are printed in hex and are those of the wire;
/// function 03 reads, 06 writes one register, 10 two. No content means "no value" but a NaN. float32 has 24 bits:
/// single watt-hours are blurred above 16384 kWh and lost above 32768 kWh.
namespace meterproto::wago_879 {

using modbus::code, modbus::point, modbus::setting, modbus::ambiguous, modbus::ambiguous_setting;
using modbus::formats::digits_4, modbus::formats::digits_8, modbus::formats::digits_4_4, modbus::formats::f32,
    modbus::formats::i16, modbus::formats::letter, modbus::formats::opaque_32;

inline constexpr modbus::rights R{modbus::access::read};  // the manual has no column of what is retained
inline constexpr modbus::rights RW{modbus::access::read_write};

/// Data type setting [4026]. How the tables lie in `integer` is not documented.
enum class data_layout : std::uint16_t { standard = 1, integer = 2 };

struct model {
  static constexpr int first_number = 0;
  // What "scales" here is the layout: a float of 5000 on is refused (undecided) unless 4026 was read and is 1. The
  // tariff [6048] is no float.
  enum class scale : std::uint8_t { standard = 1 };
  static constexpr std::array<std::uint16_t, 1> scale_addresses{0x4026};
  static constexpr std::array<char const*, 1> scale_names{""};
  static constexpr result<int> scale_exponent(std::int16_t content) {
    if (content == static_cast<std::int16_t>(data_layout::standard)) return 0;
    return error{errc::undecided, 0, static_cast<std::uint16_t>(content)};
  }
  static constexpr std::array<modbus::block, 5> listed{
      {{0x4000, 0x15}, {0x4016, 0x15}, {0x4032, 2}, {0x5000, 0x38}, {0x6000, 0x91}}};
  // 4015 and 402B-4031 are not described, 4025 and 4027 have no function code: no read runs over them.
  static constexpr std::array<modbus::block, 6> readable{
      {{0x4000, 0x15}, {0x4016, 0x0F}, {0x4026, 1}, {0x4032, 2}, {0x5000, 0x38}, {0x6000, 0x91}}};
};
using at = modbus::register_number<model>;
using layout = model::scale;
using scales = modbus::scale_values<model>;

enum class meter_type : std::uint16_t { wago_4pu = 1111, wago_4ps = 1112, wago_2pct = 1113 };
enum class baud_code : std::uint16_t {
  baud_300 = 1,
  baud_600,
  baud_1200,
  baud_2400,
  baud_4800,
  baud_9600,
  baud_19200,
  baud_38400,
  baud_57600,  // "56700" in 6.6.7 and A3.1
  baud_115200,
};
using energy::combination;  // [400F]
enum class parity_code : std::uint16_t { even = 1, none = 2, odd = 3 };
enum class direction : std::uint16_t { forward = 'F', reverse = 'R' };
enum class pulse_outputs : std::uint16_t { active_and_reactive = 1, forward_and_reverse = 2 };
enum class screen : std::uint16_t { standard = 0, turned = 1 };
enum class on_off : std::uint16_t { off = 0, on = 1 };
enum class active_tariff : std::uint16_t { t1 = 1, t2, t3, t4 };

inline constexpr modbus::interval meter_types[] = {{1111}, {1112}, {1113}};
inline constexpr modbus::interval directions[] = {{'F'}, {'R'}};
inline constexpr modbus::interval only_zero[] = {{0}};
inline constexpr modbus::interval zero_or_one[] = {{0}, {1}};
inline constexpr modbus::interval one_or_two[] = {{1}, {2}};
/// 10000 to 0.01 imp/kWh, in hundredths; printed "10.000" and "0,1".
inline constexpr modbus::interval s0_rate_steps[] = {{1'000'000}, {200'000}, {100'000}, {10'000},
                                                     {1000},      {100},     {10},      {1}};
inline constexpr modbus::range s0_rates{s0_rate_steps, -2};

// clang-format off
//                                                         address     R/W format    unit                  range           what is measured
inline constexpr auto serial_number             = point   {at{0x4000}, R,  digits_8,   counts,                                               {quantity::serial_number}};  // HEX: a digit a nibble, as on the M-Bus
inline constexpr auto meter_code                = point   {at{0x4002}, R,  digits_4,   code<meter_type>{},                       meter_types, {quantity::meter_code}};
inline constexpr auto modbus_address            = setting {at{0x4003}, RW, i16,        counts,                                   {1, 247},   {quantity::modbus_address}};  // binary: 10 is 000A. 0 is printed too: it is the broadcast
inline constexpr auto baud_rate                 = setting {at{0x4004}, RW, i16,        code<baud_code>{},                        {1, 10},    {quantity::baud_rate}};
inline constexpr auto protocol_version          = point   {at{0x4005}, R,  f32,        counts,                                               {quantity::protocol_version}};  // how many decimals count is not said, here and in the next two
inline constexpr auto software_version          = point   {at{0x4007}, R,  f32,        counts,                                               {quantity::software_version}};
inline constexpr auto hardware_version          = point   {at{0x4009}, R,  f32,        counts,                                               {quantity::hardware_version}};
inline constexpr auto current_rating            = point   {at{0x400B}, R,  i16,        A,                                                    {quantity::current_rating}};
inline constexpr auto ct_ratio_short            = ambiguous{at{0x400C}, R,  digits_4,   A,                                                    {quantity::ct_ratio_short}};  // one register cannot hold both numbers of 401F; which it holds, and how, is not said
inline constexpr auto s0_pulse_rate             = setting {at{0x400D}, RW, f32,        imp_per_kWh,                              s0_rates,   {quantity::s0_pulse_rate}};  // default 1000
inline constexpr auto combination_code          = setting {at{0x400F}, RW, i16,        code<combination>{},                      {1, 5},     {quantity::combination_code}};  // 5 cannot be undone (6.6.15)
inline constexpr auto lcd_cycle_time            = setting {at{0x4010}, RW, digits_4,   s,                                        {1, 30},    {quantity::lcd_cycle_time}};  // digits: the example 0025 is 25 s
inline constexpr auto parity                    = setting {at{0x4011}, RW, i16,        code<parity_code>{},                      {1, 3},     {quantity::parity}};
inline constexpr auto current_direction_a       = point   {at{0x4012}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::a}};  // "L1" is missing; in which half of the register the letter stands is not said
inline constexpr auto current_direction_b       = point   {at{0x4013}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::b}};
inline constexpr auto current_direction_c       = point   {at{0x4014}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::c}};
inline constexpr auto power_down_count          = setting {at{0x4016}, RW, i16,        counts,                                   only_zero,  {quantity::power_down_count}};  // can be set to 0
inline constexpr auto quadrant                  = point   {at{0x4017}, R,  i16,        counts,                                               {quantity::quadrant}};
inline constexpr auto quadrant_a                = point   {at{0x4018}, R,  i16,        counts,                                               {quantity::quadrant, phase::a}};
inline constexpr auto quadrant_b                = point   {at{0x4019}, R,  i16,        counts,                                               {quantity::quadrant, phase::b}};
inline constexpr auto quadrant_c                = point   {at{0x401A}, R,  i16,        counts,                                               {quantity::quadrant, phase::c}};
inline constexpr auto checksum                  = point   {at{0x401B}, R,  opaque_32,  counts,                                               {quantity::checksum}};
inline constexpr auto status_word               = point   {at{0x401D}, R,  opaque_32,  counts,                                               {quantity::status_word}};  // no bits are given
inline constexpr auto ct_ratio                  = setting {at{0x401F}, RW, digits_4_4, A,                                                    {quantity::ct_ratio}};  // 9995 0005 is 9995/5; printed "Signed" and 005
inline constexpr auto pulse_duration            = ambiguous_setting{at{0x4021}, RW, digits_4,   ms,                                       {2, 99},    {quantity::pulse_duration}};  // the example 0030 is 30 ms, so digits, but the type is printed Signed; read length 2 is wrong
inline constexpr auto pulse_type                = setting {at{0x4022}, RW, i16,        code<pulse_outputs>{},                    one_or_two, {quantity::pulse_type}};
inline constexpr auto checksum_2                = point   {at{0x4023}, R,  opaque_32,  counts,                                               {quantity::checksum_2}};  // non-relevant
inline constexpr auto reserved_4025             = modbus::reserved{at{0x4025}, R, modbus::format{modbus::kind::unknown, modbus::absent::never, modbus::word_order::abcd, 1}};  // no function code: not readable
inline constexpr auto data_type                 = setting {at{0x4026}, RW, i16,        code<data_layout>{},                      one_or_two, {quantity::data_type}};  // 2 makes the tables below unreadable
inline constexpr auto reserved_4027             = modbus::reserved{at{0x4027}, R, modbus::format{modbus::kind::unknown, modbus::absent::never, modbus::word_order::abcd, 4}};  // no function code: not readable
inline constexpr auto screen_direction          = setting {at{0x4032}, RW, i16,        code<screen>{},                           zero_or_one, {quantity::screen_direction}};
inline constexpr auto obis_codes                = setting {at{0x4033}, RW, i16,        code<on_off>{},                           zero_or_one, {quantity::obis_codes}};

// Instantaneous values. kW, kvar, kVA here; the M-Bus has W, var, VA.
inline constexpr auto voltage                   = point   {at{0x5000}, R,  f32,  V,      layout::standard,    {quantity::voltage}};  // Voltage*: the footnote is lost; 0 on a screen that shows L1 at 227 V, so no average
inline constexpr auto voltage_an                = point   {at{0x5002}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                = point   {at{0x5004}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                = point   {at{0x5006}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::cn}};
inline constexpr auto frequency                 = point   {at{0x5008}, R,  f32,  Hz,     layout::standard,    {quantity::frequency}};
inline constexpr auto current                   = point   {at{0x500A}, R,  f32,  A,      layout::standard,    {quantity::current}};  // Current*: as 5000
inline constexpr auto current_a                 = point   {at{0x500C}, R,  f32,  A,      layout::standard,    {quantity::current, phase::a}};
inline constexpr auto current_b                 = point   {at{0x500E}, R,  f32,  A,      layout::standard,    {quantity::current, phase::b}};
inline constexpr auto current_c                 = point   {at{0x5010}, R,  f32,  A,      layout::standard,    {quantity::current, phase::c}};
inline constexpr auto real_power_total          = point   {at{0x5012}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::total}};
inline constexpr auto real_power_a              = point   {at{0x5014}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::a}};
inline constexpr auto real_power_b              = point   {at{0x5016}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::b}};
inline constexpr auto real_power_c              = point   {at{0x5018}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_total      = point   {at{0x501A}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::total}};
inline constexpr auto reactive_power_a          = point   {at{0x501C}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b          = point   {at{0x501E}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c          = point   {at{0x5020}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_total      = point   {at{0x5022}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::total}};
inline constexpr auto apparent_power_a          = point   {at{0x5024}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b          = point   {at{0x5026}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c          = point   {at{0x5028}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_total        = point   {at{0x502A}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::total}};
inline constexpr auto power_factor_a            = point   {at{0x502C}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b            = point   {at{0x502E}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c            = point   {at{0x5030}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                = point   {at{0x5032}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::ab}};
inline constexpr auto voltage_ca                = point   {at{0x5034}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::ca}};  // printed "L1-L3"
inline constexpr auto voltage_bc                = point   {at{0x5036}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::bc}};

// Energy. Forward is import, reverse is export; inductive and capacitive in the sense of IEC: Q1 to Q4.
inline constexpr auto real_energy_total         = point   {at{0x6000}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total}};
inline constexpr auto real_energy_total_t1      = point   {at{0x6002}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t1}};
inline constexpr auto real_energy_total_t2      = point   {at{0x6004}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t2}};
inline constexpr auto real_energy_total_a       = point   {at{0x6006}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::total}};
inline constexpr auto real_energy_total_b       = point   {at{0x6008}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::total}};
inline constexpr auto real_energy_total_c       = point   {at{0x600A}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::total}};
inline constexpr auto real_energy_import        = point   {at{0x600C}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_import_t1     = point   {at{0x600E}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t1}};
inline constexpr auto real_energy_import_t2     = point   {at{0x6010}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t2}};
inline constexpr auto real_energy_import_a      = point   {at{0x6012}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b      = point   {at{0x6014}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c      = point   {at{0x6016}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export        = point   {at{0x6018}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_}};
inline constexpr auto real_energy_export_t1     = point   {at{0x601A}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t1}};
inline constexpr auto real_energy_export_t2     = point   {at{0x601C}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t2}};
inline constexpr auto real_energy_export_a      = point   {at{0x601E}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b      = point   {at{0x6020}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c      = point   {at{0x6022}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_total     = point   {at{0x6024}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total}};
inline constexpr auto reactive_energy_total_t1  = point   {at{0x6026}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t1}};
inline constexpr auto reactive_energy_total_t2  = point   {at{0x6028}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t2}};
inline constexpr auto reactive_energy_total_a   = point   {at{0x602A}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::total}};
inline constexpr auto reactive_energy_total_b   = point   {at{0x602C}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::total}};
inline constexpr auto reactive_energy_total_c   = point   {at{0x602E}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::total}};
inline constexpr auto reactive_energy_import    = point   {at{0x6030}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import}};
inline constexpr auto reactive_energy_import_t1 = point   {at{0x6032}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t1}};
inline constexpr auto reactive_energy_import_t2 = point   {at{0x6034}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t2}};
inline constexpr auto reactive_energy_import_a  = point   {at{0x6036}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::import}};
inline constexpr auto reactive_energy_import_b  = point   {at{0x6038}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::import}};
inline constexpr auto reactive_energy_import_c  = point   {at{0x603A}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::import}};
inline constexpr auto reactive_energy_export    = point   {at{0x603C}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_}};
inline constexpr auto reactive_energy_export_t1 = point   {at{0x603E}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t1}};
inline constexpr auto reactive_energy_export_t2 = point   {at{0x6040}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t2}};
inline constexpr auto reactive_energy_export_a  = point   {at{0x6042}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::export_}};
inline constexpr auto reactive_energy_export_b  = point   {at{0x6044}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::export_}};
inline constexpr auto reactive_energy_export_c  = point   {at{0x6046}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::export_}};
inline constexpr auto tariff                    = setting {at{0x6048}, RW, i16,  code<active_tariff>{},                    {1, 4}, {quantity::tariff}};  // 3 and 4 stay on the display for good (A1.2)
inline constexpr auto real_energy_resettable    = setting {at{0x6049}, RW, f32,  kWh,    layout::standard,    only_zero, {quantity::real_energy, statistic::resettable}};  // can be set to 0; the write table's length 1 is wrong
inline constexpr auto real_energy_total_t3      = point   {at{0x604B}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t3}};
inline constexpr auto real_energy_total_t4      = point   {at{0x604D}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t4}};
inline constexpr auto real_energy_import_t3     = point   {at{0x604F}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t3}};
inline constexpr auto real_energy_import_t4     = point   {at{0x6051}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t4}};
inline constexpr auto real_energy_export_t3     = point   {at{0x6053}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t3}};
inline constexpr auto real_energy_export_t4     = point   {at{0x6055}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t4}};
inline constexpr auto reactive_energy_total_t3  = point   {at{0x6057}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t3}};
inline constexpr auto reactive_energy_total_t4  = point   {at{0x6059}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t4}};
inline constexpr auto reactive_energy_import_t3 = point   {at{0x605B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t3}};
inline constexpr auto reactive_energy_import_t4 = point   {at{0x605D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t4}};
inline constexpr auto reactive_energy_export_t3 = point   {at{0x605F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t3}};
inline constexpr auto reactive_energy_export_t4 = point   {at{0x6061}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t4}};
inline constexpr auto reactive_energy_q1        = point   {at{0x6063}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1}};  // 6063-6089: printed kWh
inline constexpr auto reactive_energy_q1_t1     = point   {at{0x6065}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t1}};
inline constexpr auto reactive_energy_q1_t2     = point   {at{0x6067}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t2}};
inline constexpr auto reactive_energy_q1_t3     = point   {at{0x6069}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t3}};
inline constexpr auto reactive_energy_q1_t4     = point   {at{0x606B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t4}};
inline constexpr auto reactive_energy_q2        = point   {at{0x606D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q2_t1     = point   {at{0x606F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t1}};
inline constexpr auto reactive_energy_q2_t2     = point   {at{0x6071}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t2}};
inline constexpr auto reactive_energy_q2_t3     = point   {at{0x6073}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t3}};
inline constexpr auto reactive_energy_q2_t4     = point   {at{0x6075}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t4}};
inline constexpr auto reactive_energy_q3        = point   {at{0x6077}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q3_t1     = point   {at{0x6079}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t1}};
inline constexpr auto reactive_energy_q3_t2     = point   {at{0x607B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t2}};
inline constexpr auto reactive_energy_q3_t3     = point   {at{0x607D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t3}};
inline constexpr auto reactive_energy_q3_t4     = point   {at{0x607F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t4}};
inline constexpr auto reactive_energy_q4        = point   {at{0x6081}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4}};
inline constexpr auto reactive_energy_q4_t1     = point   {at{0x6083}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t1}};
inline constexpr auto reactive_energy_q4_t2     = point   {at{0x6085}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t2}};
inline constexpr auto reactive_energy_q4_t3     = point   {at{0x6087}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t3}};
inline constexpr auto reactive_energy_q4_t4     = point   {at{0x6089}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t4}};
inline constexpr auto real_energy_resettable_a  = point   {at{0x608B}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, statistic::resettable}};
inline constexpr auto real_energy_resettable_b  = point   {at{0x608D}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, statistic::resettable}};
inline constexpr auto real_energy_resettable_c  = point   {at{0x608F}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, statistic::resettable}};
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(
      serial_number, meter_code, modbus_address, baud_rate, protocol_version, software_version, hardware_version,
      current_rating, ct_ratio_short, s0_pulse_rate, combination_code, lcd_cycle_time, parity, current_direction_a,
      current_direction_b, current_direction_c, power_down_count, quadrant, quadrant_a, quadrant_b, quadrant_c,
      checksum, status_word, ct_ratio, pulse_duration, pulse_type, checksum_2, reserved_4025, data_type, reserved_4027,
      screen_direction, obis_codes, voltage, voltage_an, voltage_bn, voltage_cn, frequency, current, current_a,
      current_b, current_c, real_power_total, real_power_a, real_power_b, real_power_c, reactive_power_total,
      reactive_power_a, reactive_power_b, reactive_power_c, apparent_power_total, apparent_power_a, apparent_power_b,
      apparent_power_c, power_factor_total, power_factor_a, power_factor_b, power_factor_c, voltage_ab, voltage_ca,
      voltage_bc, real_energy_total, real_energy_total_t1, real_energy_total_t2, real_energy_total_a,
      real_energy_total_b, real_energy_total_c, real_energy_import, real_energy_import_t1, real_energy_import_t2,
      real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_export, real_energy_export_t1,
      real_energy_export_t2, real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_total,
      reactive_energy_total_t1, reactive_energy_total_t2, reactive_energy_total_a, reactive_energy_total_b,
      reactive_energy_total_c, reactive_energy_import, reactive_energy_import_t1, reactive_energy_import_t2,
      reactive_energy_import_a, reactive_energy_import_b, reactive_energy_import_c, reactive_energy_export,
      reactive_energy_export_t1, reactive_energy_export_t2, reactive_energy_export_a, reactive_energy_export_b,
      reactive_energy_export_c, tariff, real_energy_resettable, real_energy_total_t3, real_energy_total_t4,
      real_energy_import_t3, real_energy_import_t4, real_energy_export_t3, real_energy_export_t4,
      reactive_energy_total_t3, reactive_energy_total_t4, reactive_energy_import_t3, reactive_energy_import_t4,
      reactive_energy_export_t3, reactive_energy_export_t4, reactive_energy_q1, reactive_energy_q1_t1,
      reactive_energy_q1_t2, reactive_energy_q1_t3, reactive_energy_q1_t4, reactive_energy_q2, reactive_energy_q2_t1,
      reactive_energy_q2_t2, reactive_energy_q2_t3, reactive_energy_q2_t4, reactive_energy_q3, reactive_energy_q3_t1,
      reactive_energy_q3_t2, reactive_energy_q3_t3, reactive_energy_q3_t4, reactive_energy_q4, reactive_energy_q4_t1,
      reactive_energy_q4_t2, reactive_energy_q4_t3, reactive_energy_q4_t4, real_energy_resettable_a,
      real_energy_resettable_b, real_energy_resettable_c);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

/// The rate behind a code. Expects: one of the ten.
[[nodiscard]] constexpr std::uint32_t baud_of(baud_code code) {
  constexpr std::array<std::uint32_t, 10> rates{300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200};
  return rates[static_cast<std::size_t>(code) - 1];
}

}  // namespace meterproto::wago_879
