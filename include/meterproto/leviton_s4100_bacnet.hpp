// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/poll.hpp>
#include <meterproto/leviton_codes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Leviton Series 4100, bidirectional power and energy meter, as a BACnet MS/TP master node (4DUBM, 41OUB). Sold also as
/// Veris E51H, whose name the manual still has in places. Source: Leviton Series 4100 BACnet manual, Z000057-0A, tables
/// Device Object, Analog_Value, Analog Input and Binary_Input Objects, and the PICS. The chapter on Trend_Log objects is
/// missing in it; what stands here of them is that of the sister manual E50H5, which describes the same logs, and may be
/// absent on a given meter: Object_List tells.
///
/// The manual still has lines of an older model (52 analog inputs, AI52 as alarm bitmap, AI45 as largest power); where the
/// tables differ from them, the tables are right. Real and reactive power are signed, as on Modbus, though their range
/// is printed from 0 on. AI4-10 and AI37-54 report kilowatt-hours as their units, as the standard of the time had no
/// number for kvarh and kVAh.
namespace meterproto::leviton_s4100_bacnet {

struct model {};

using bacnet::active, bacnet::point, bacnet::setting, bacnet::valueless, bacnet::unknown_units;
using leviton::ct_secondary, leviton::display_units, leviton::system_type;

inline constexpr std::uint16_t vendor = 133;  // Veris, whose firmware it is; Leviton's own number is 111
inline constexpr std::uint8_t factory_mac = 1;
inline constexpr std::uint32_t factory_baud = 76'800;
inline constexpr std::array<std::uint32_t, 5> baud_rates{9'600, 19'200, 38'400, 76'800, 115'200};
inline constexpr std::uint32_t highest_instance = 4'193'999;  // "may only write values from 1 to 4,193,999"
inline constexpr std::size_t longest_location = 64;

/// A write is confirmed before it is stored: "a delay of up to about two seconds", during which Reliability is not yet
/// no-fault-detected.
inline constexpr std::uint32_t settling_us = 2'000'000;

/// The alarm bitmap AI83: the number is the bit. It agrees with the alert bitmap of Modbus in bits 0 to 13.
enum class alarm : std::uint8_t {
  voltage_out_of_range_a = 0,
  voltage_out_of_range_b = 1,
  voltage_out_of_range_c = 2,
  current_out_of_range_a = 3,
  current_out_of_range_b = 4,
  current_out_of_range_c = 5,
  frequency_out_of_range = 6,
  phase_loss_a = 8,
  phase_loss_b = 9,
  phase_loss_c = 10,
  low_power_factor_a = 11,
  low_power_factor_b = 12,
  low_power_factor_c = 13,
  clock_reset = 14,
};

/// A word for AV1.
[[nodiscard]] constexpr bacnet::object_write command_word(std::uint16_t word) {
  return bacnet::object_write::of({bacnet::object_type::analog_value, 1}, word);
}
inline constexpr auto reset_energy = command_word(leviton::words::reset_energy);
inline constexpr auto begin_demand_subinterval = command_word(leviton::words::begin_demand_subinterval);  // and logs
inline constexpr auto reset_demand_max = command_word(leviton::words::reset_demand_max);
inline constexpr auto reset_pulse_counters = command_word(leviton::words::reset_pulse_counters);

/// AV6, whose range goes by AV5: "values such that AV6/AV5 is from 82 to 660 (absolute range is 82-32000)". The ratio is
/// to be set first, and named here.
class ratio_setting : public point<model, volt> {
 public:
  using point::point;

  /// `pt_ratio`: what AV5 holds, in hundredths as the meter does. Errors: out_of_range, does_not_fit.
  [[nodiscard]] constexpr result<bacnet::object_write> set(reading<volt> const& value,
                                                           reading<ratio> const& pt_ratio) const {
    auto const number = value.in(V);
    auto const hundredths = pt_ratio.in(percent).as_integer();
    if (!hundredths) return hundredths.error();
    if (!legal().contains(number) || *hundredths < 1 || *hundredths > 32'000) return errc::out_of_range;
    if (auto const whole = number.as_integer(); !whole) return whole.error();
    // 82 and 660 times the ratio, in hundredths of a volt
    if (number < decimal{82 * *hundredths, -2} || number > decimal{660 * *hundredths, -2}) return errc::out_of_range;
    return bacnet::object_write::of(object, number.to<float>());
  }
};

inline constexpr interval command_words[] = {{30078}, {21211}, {21212}, {16498}};  // AV1, as the PICS lists them
inline constexpr interval hundredths_of_ratios[] = {{1, 32000}};
inline constexpr range pt_ratios{hundredths_of_ratios, -2};                // AV5: 0.01 to 320.0
inline constexpr interval subinterval_lengths[] = {{0}, {1000, 3276700}};  // AV11, in steps of 100
inline constexpr interval loggable{1, 75};                                 // AI whose Present_Value a log may keep
inline constexpr interval inactive_or_active[] = {{0}, {1}};

namespace columns {

using namespace notation;  // NOLINT: the R/W and NV columns
inline constexpr rights activity{access::read, retained::unprinted};
inline constexpr rights logged{access::read_write, retained::unprinted};

inline constexpr bacnet::reports says_kWh{bacnet::engineering_units::kilowatt_hours};
inline constexpr bacnet::reports says_kW{bacnet::engineering_units::kilowatts};
inline constexpr bacnet::reports says_kvar{bacnet::engineering_units::kilovolt_amperes_reactive};
inline constexpr bacnet::reports says_kVA{bacnet::engineering_units::kilovolt_amperes};
inline constexpr bacnet::reports says_V{bacnet::engineering_units::volts};
inline constexpr bacnet::reports says_A{bacnet::engineering_units::amperes};
inline constexpr bacnet::reports says_Hz{bacnet::engineering_units::hertz};
inline constexpr bacnet::reports says_percent{bacnet::engineering_units::percent};

constexpr bacnet::object_of<model> AI(std::uint32_t n) { return {{bacnet::object_type::analog_input, n}}; }
constexpr bacnet::object_of<model> AV(std::uint32_t n) { return {{bacnet::object_type::analog_value, n}}; }
constexpr bacnet::object_of<model> BI(std::uint32_t n) { return {{bacnet::object_type::binary_input, n}}; }
constexpr bacnet::object_of<model> TL(std::uint32_t n) { return {{bacnet::object_type::trend_log, n}}; }

}  // namespace columns
using namespace columns;  // NOLINT: under this model's name

// clang-format off
// Device Object: its instance is the meter's own, 1 to 4193999; printed "DE1"
inline constexpr auto device = valueless{bacnet::object_of<model>{{bacnet::object_type::device, bacnet::object_id::any_instance}}, "", RW_NV, {quantity::device}};

//                                                                        #       Object Name                        R/W,NV    unit                           Units property range                       what is measured
// Analog Input Objects
inline constexpr auto real_energy_net                    = point        {AI(1),  "KWh_Net",                         R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import                 = point        {AI(2),  "KWh_Import",                      R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_export                 = point        {AI(3),  "KWh_Export",                      R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::export_}};
inline constexpr auto reactive_energy_q1                 = point        {AI(4),  "KVARh_Q1",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2                 = point        {AI(5),  "KVARh_Q2",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3                 = point        {AI(6),  "KVARh_Q3",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4                 = point        {AI(7),  "KVARh_Q4",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net                = point        {AI(8),  "Net_KVAh",                        R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import             = point        {AI(9),  "KVAh_Import",                     R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export             = point        {AI(10), "KVAh_Export",                     R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total                   = point        {AI(11), "KW_Total",                        R,        kW,                            says_kW,                                    {quantity::real_power, phase::total}};  // negative on export; printed from 0 on
inline constexpr auto reactive_power_total               = point        {AI(12), "KVAR_Total",                      R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total               = point        {AI(13), "KVA_Total",                       R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total                 = point        {AI(14), "PF_Total",                        R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg                     = point        {AI(15), "Volts_LL_Avg",                    R,        V,                             says_V,                                     {quantity::voltage, phase::ll_avg}};  // of the active phases
inline constexpr auto voltage_ln_avg                     = point        {AI(16), "Volts_LN_Avg",                    R,        V,                             says_V,                                     {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                        = point        {AI(17), "Current Average",                 R,        A,                             says_A,                                     {quantity::current, phase::avg}};  // printed with a blank
inline constexpr auto frequency                          = point        {AI(18), "Frequency",                       R,        Hz,                            says_Hz,       {45, 65},                    {quantity::frequency}};  // outside of it QNAN
inline constexpr auto real_power_demand                  = point        {AI(19), "KW_Present_Demand",               R,        kW,                            says_kW,                                    {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand              = point        {AI(20), "KVAR_Present_Demand",             R,        kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand              = point        {AI(21), "KVA_Present_Demand",              R,        kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max_import       = point        {AI(22), "KW_Max_Demand_Import",            R_NV,     kW,                            says_kW,                                    {quantity::real_power, statistic::demand_max, flow::import}};
inline constexpr auto reactive_power_demand_max_import   = point        {AI(23), "KVAR_Max_Demand_Import",          R_NV,     kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import   = point        {AI(24), "KVA_Max_Demand_Import",           R_NV,     kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export       = point        {AI(25), "KW_Max_Demand_Export",            R_NV,     kW,                            says_kW,                                    {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export   = point        {AI(26), "KVAR_Max_Demand_Export",          R_NV,     kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export   = point        {AI(27), "KVA_Max_Demand_Export",           R_NV,     kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_ai28                      = valueless    {AI(28), "Reserved_AI28",                   R,        {quantity::reserved}};  // QNAN or any value
inline constexpr auto pulse_input_count                  = point        {AI(29), "Pulse Count",                     R,        counts,                        unknown_units, {0, 4294967040},             {quantity::pulse_input_count}};  // 2^32 - 256, the last single below 2^32: counts in steps from 2^24 on
inline constexpr auto reserved_ai30                      = valueless    {AI(30), "Reserved",                        R,        {quantity::reserved}};  // a second pulse input on a sister model
inline constexpr auto real_energy_import_a               = point        {AI(31), "KWh_Import_A",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b               = point        {AI(32), "KWh_Import_B",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c               = point        {AI(33), "KWh_Import_C",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a               = point        {AI(34), "KWh_Export_A",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b               = point        {AI(35), "KWh_Export_B",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c               = point        {AI(36), "KWh_Export_C",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a               = point        {AI(37), "KVARh_Q1_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b               = point        {AI(38), "KVARh_Q1_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c               = point        {AI(39), "KVARh_Q1_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a               = point        {AI(40), "KVARh_Q2_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b               = point        {AI(41), "KVARh_Q2_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c               = point        {AI(42), "KVARh_Q2_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a               = point        {AI(43), "KVARh_Q3_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b               = point        {AI(44), "KVARh_Q3_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c               = point        {AI(45), "KVARh_Q3_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a               = point        {AI(46), "KVARh_Q4_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b               = point        {AI(47), "KVARh_Q4_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c               = point        {AI(48), "KVARh_Q4_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a           = point        {AI(49), "KVAh_Import_A",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b           = point        {AI(50), "KVAh_Import_B",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c           = point        {AI(51), "KVAh_Import_C",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a           = point        {AI(52), "KVAh_Export_A",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b           = point        {AI(53), "KVAh_Export_B",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c           = point        {AI(54), "KVAh_Export_C",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a                       = point        {AI(55), "KW_A",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                       = point        {AI(56), "KW_B",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                       = point        {AI(57), "KW_C",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a                   = point        {AI(58), "KVAR_A",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b                   = point        {AI(59), "KVAR_B",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c                   = point        {AI(60), "KVAR_C",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a                   = point        {AI(61), "KVA_A",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b                   = point        {AI(62), "KVA_B",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c                   = point        {AI(63), "KVA_C",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a                     = point        {AI(64), "PF_A",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b                     = point        {AI(65), "PF_B",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c                     = point        {AI(66), "PF_C",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                         = point        {AI(67), "Volts_AB",                        R,        V,                             says_V,                                     {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                         = point        {AI(68), "Volts_BC",                        R,        V,                             says_V,                                     {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                         = point        {AI(69), "Volts_AC",                        R,        V,                             says_V,                                     {quantity::voltage, phase::ca}};
inline constexpr auto voltage_an                         = point        {AI(70), "Volts_AN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                         = point        {AI(71), "Volts_BN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                         = point        {AI(72), "Volts_CN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::cn}};
inline constexpr auto current_a                          = point        {AI(73), "Current_A",                       R,        A,                             says_A,                                     {quantity::current, phase::a}};
inline constexpr auto current_b                          = point        {AI(74), "Current_B",                       R,        A,                             says_A,                                     {quantity::current, phase::b}};
inline constexpr auto current_c                          = point        {AI(75), "Current_C",                       R,        A,                             says_A,                                     {quantity::current, phase::c}};
inline constexpr auto system_power_max                   = point        {AI(76), "Max_Power",                       R_NV,     kW,                            says_kW,                                    {quantity::system_power_max}};  // made by the meter from AV2, AV3 and AV6; printed "AI45" in the defaults
inline constexpr auto reserved_ai77                      = valueless    {AI(77), "Reserved_AI77",                   R,        {quantity::reserved}};
inline constexpr auto energy_reset_count                 = point        {AI(78), "Energy_Resets",                   R_NV,     counts,                        unknown_units,                              {quantity::energy_reset_count}};
inline constexpr auto reserved_ai79                      = valueless    {AI(79), "Reserved_AI79",                   R,        {quantity::reserved}};
inline constexpr auto reserved_ai80                      = valueless    {AI(80), "Reserved_AI80",                   R,        {quantity::reserved}};
inline constexpr auto power_up_count                     = point        {AI(81), "Power_Up_Count",                  R_NV,     counts,                        unknown_units,                              {quantity::power_up_count}};
inline constexpr auto output_config                      = point        {AI(82), "Output_Config",                   R_NV,     counts,                        unknown_units, {0, 15},                     {quantity::output_config}};  // 11: without data logging
inline constexpr auto alarm_bitmap                       = point        {AI(83), "Alarm_Bitmap",                    R_NV,     bitmap<alarm>{},               unknown_units,                              {quantity::alarm_bitmap}};  // BI1 is bit 0; printed "AI52" in the text

// Analog_Value Objects
inline constexpr auto command                            = point        {AV(1),  "Config",                          RW,       counts,                        unknown_units, command_words,               {quantity::command}};  // takes the words of leviton_codes.hpp; reads 0
// The manual prints no step. The Modbus registers of the same settings hold whole numbers, and of the PT ratio hundredths.
inline constexpr auto system_type                        = setting      {AV(2),  "System_Type",                     RW_NV,    code<leviton::system_type>{},  unknown_units, leviton::system_types,       {quantity::system_type}};
inline constexpr auto ct_primary                         = setting      {AV(3),  "CT_Ratio_Primary",                RW_NV,    A,                             says_A,        {5, 32000},                  {quantity::ct_primary}};
inline constexpr auto ct_secondary                       = setting      {AV(4),  "CT_Ratio_Secondary",              RW_NV,    code<leviton::ct_secondary>{}, unknown_units, leviton::ct_secondaries,     {quantity::ct_secondary}};  // in 1/V: 1 is 1 V, 3 is 1/3 V
inline constexpr auto pt_ratio                           = setting      {AV(5),  "PT_Ratio",                        RW_NV,    one,                           unknown_units, pt_ratios,                   {quantity::pt_ratio}};  // set it before AV6
inline constexpr auto system_voltage                     = ratio_setting{AV(6),  "System_Voltage",                  RW_NV,    V,                             says_V,        {82, 32000},                 {quantity::system_voltage}};  // line to line, in system type 10 line to neutral
inline constexpr auto display_units                      = setting      {AV(7),  "Display_Units",                   RW_NV,    code<leviton::display_units>{}, unknown_units, leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto phase_loss_threshold               = setting      {AV(8),  "Phase_Loss_Voltage_Threshold",    RW_NV,    percent,                       says_percent,  {1, 99},                     {quantity::phase_loss_threshold}};  // of AV6; two readings are printed: alerts.hpp
inline constexpr auto phase_loss_imbalance               = setting      {AV(9),  "Phase_Loss_Imbalance_Threshold",  RW_NV,    percent,                       says_percent,  {1, 99},                     {quantity::phase_loss_imbalance}};
inline constexpr auto demand_subintervals                = setting      {AV(10), "Subintervals",                    RW_NV,    counts,                        unknown_units, {1, 6},                      {quantity::demand_subintervals}};  // passed over while AV11 is 0
inline constexpr auto demand_subinterval_length          = setting      {AV(11), "Subinterval_Length",              RW_NV,    cs,                            unknown_units, subinterval_lengths,         {quantity::demand_subinterval_length}, 100};  // printed "0, 10-32767", which are seconds; 0: by command

// Binary_Input Objects: 1 is active, not latched
inline constexpr auto voltage_out_of_range_a             = point        {BI(1),  "Volts_Error_A",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::a}};
inline constexpr auto voltage_out_of_range_b             = point        {BI(2),  "Volts_Error_B",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::b}};
inline constexpr auto voltage_out_of_range_c             = point        {BI(3),  "Volts_Error_C",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::c}};
inline constexpr auto current_out_of_range_a             = point        {BI(4),  "Current_Error_A",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::a}};
inline constexpr auto current_out_of_range_b             = point        {BI(5),  "Current_Error_B",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::b}};
inline constexpr auto current_out_of_range_c             = point        {BI(6),  "Current_Error_C",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::c}};
inline constexpr auto frequency_out_of_range             = point        {BI(7),  "Frequency_Error",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::frequency_out_of_range}};
inline constexpr auto reserved_bi8                       = valueless    {BI(8),  "Reserved_BI8",                    activity, {quantity::reserved}};  // INACTIVE
inline constexpr auto phase_loss_a                       = point        {BI(9),  "Phase_Loss_A",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::a}};
inline constexpr auto phase_loss_b                       = point        {BI(10), "Phase_Loss_B",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::b}};
inline constexpr auto phase_loss_c                       = point        {BI(11), "Phase_Loss_C",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::c}};
inline constexpr auto low_power_factor_a                 = point        {BI(12), "Power_Factor_A",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::a}};
inline constexpr auto low_power_factor_b                 = point        {BI(13), "Power_Factor_B",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::b}};
inline constexpr auto low_power_factor_c                 = point        {BI(14), "Power_Factor_C",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::c}};
inline constexpr auto clock_reset                        = point        {BI(15), "RTC_Reset",                       activity, active{},                      unknown_units, inactive_or_active,          {quantity::clock_reset}};  // the clock began at 2000-01-01 and waits for a TimeSynchronization

// Trend_Log Objects
inline constexpr auto trend_log_1                        = valueless    {TL(1),  "",                                logged,   {measurand::numbered(quantity::trend_log, 1)}};
inline constexpr auto trend_log_2                        = valueless    {TL(2),  "",                                logged,   {measurand::numbered(quantity::trend_log, 2)}};
inline constexpr auto trend_log_3                        = valueless    {TL(3),  "",                                logged,   {measurand::numbered(quantity::trend_log, 3)}};
// clang-format on

namespace property_lists {

// Required properties first, then the optional ones that the manual lists.
using enum bacnet::property;
inline constexpr std::array device_properties{
    object_identifier,
    object_name,
    object_type,
    system_status,
    vendor_name,
    vendor_identifier,
    model_name,
    firmware_revision,
    application_software_version,
    protocol_version,
    protocol_revision,
    protocol_services_supported,
    protocol_object_types_supported,
    object_list,
    max_apdu_length_accepted,
    segmentation_supported,
    apdu_timeout,
    number_of_apdu_retries,
    device_address_binding,
    database_revision,
    // optional
    location,
    description,
    local_time,
    local_date,
    max_master,
    max_info_frames,
};
inline constexpr std::array analog_properties{
    object_identifier, object_name, object_type, present_value, status_flags, event_state, out_of_service, units,
    // optional
    description, reliability,
};
inline constexpr std::array binary_properties{
    object_identifier, object_name, object_type, present_value, status_flags, event_state, out_of_service, polarity,
    // optional
    description, reliability,
};
inline constexpr std::array log_properties{
    object_identifier, object_name, object_type, log_enable, stop_when_full, buffer_size, log_buffer, record_count,
    total_record_count, event_state,
    // optional
    description, start_time, stop_time, log_device_object_property, log_interval,
};

}  // namespace property_lists

namespace table_of {

/// `make(points...)`, each object once, in the order of Object_List.
constexpr auto all(auto const& make) {
  return make(
      device, real_energy_net, real_energy_import, real_energy_export, reactive_energy_q1, reactive_energy_q2,
      reactive_energy_q3, reactive_energy_q4, apparent_energy_net, apparent_energy_import, apparent_energy_export,
      real_power_total, reactive_power_total, apparent_power_total, power_factor_total, voltage_ll_avg,
      voltage_ln_avg, current_avg, frequency, real_power_demand, reactive_power_demand, apparent_power_demand,
      real_power_demand_max_import, reactive_power_demand_max_import, apparent_power_demand_max_import,
      real_power_demand_max_export, reactive_power_demand_max_export, apparent_power_demand_max_export, reserved_ai28,
      pulse_input_count, reserved_ai30, real_energy_import_a, real_energy_import_b, real_energy_import_c,
      real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_q1_a, reactive_energy_q1_b,
      reactive_energy_q1_c, reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3_a,
      reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c,
      apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_export_a,
      apparent_energy_export_b, apparent_energy_export_c, real_power_a, real_power_b, real_power_c, reactive_power_a,
      reactive_power_b, reactive_power_c, apparent_power_a, apparent_power_b, apparent_power_c, power_factor_a,
      power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn,
      current_a, current_b, current_c, system_power_max, reserved_ai77, energy_reset_count, reserved_ai79,
      reserved_ai80, power_up_count, output_config, alarm_bitmap, command, system_type, ct_primary, ct_secondary,
      pt_ratio, system_voltage, display_units, phase_loss_threshold, phase_loss_imbalance, demand_subintervals,
      demand_subinterval_length, voltage_out_of_range_a, voltage_out_of_range_b, voltage_out_of_range_c,
      current_out_of_range_a, current_out_of_range_b, current_out_of_range_c, frequency_out_of_range, reserved_bi8,
      phase_loss_a, phase_loss_b, phase_loss_c, low_power_factor_a, low_power_factor_b, low_power_factor_c,
      clock_reset, trend_log_1, trend_log_2, trend_log_3);
}

}  // namespace table_of

inline constexpr auto objects = table_of::all([](auto const&... points) { return bacnet::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return meterproto::ranges_of(points...); });

/// The properties that an object of this type has, required ones first.
[[nodiscard]] constexpr std::span<bacnet::property const> properties_of(bacnet::object_type type) {
  switch (type) {
    case bacnet::object_type::device: return property_lists::device_properties;
    case bacnet::object_type::binary_input: return property_lists::binary_properties;
    case bacnet::object_type::trend_log: return property_lists::log_properties;
    default: return property_lists::analog_properties;
  }
}
[[nodiscard]] constexpr bool is_optional(bacnet::object_type type, bacnet::property which) {
  auto const all = properties_of(type);
  auto const required = type == bacnet::object_type::device ? 20U : type == bacnet::object_type::trend_log ? 10U : 8U;
  for (auto const property : all.subspan(required))
    if (property == which) return true;
  return false;
}

static_assert(objects.size() == 113);
static_assert(bacnet::first_misplaced(objects) == -1);

}  // namespace meterproto::leviton_s4100_bacnet
