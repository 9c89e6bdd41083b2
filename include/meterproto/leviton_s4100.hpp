// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton.hpp>

#include <array>
#include <cstdint>

/// Leviton Series 4100, bidirectional power and energy meter (4DUMR, 41OUM), Modbus RTU. Sold also as Veris E51C2/E51C3
/// and Schneider EM3555, whose manuals decide where this one's text is damaged. Source: Leviton Series 4100 manual,
/// Modbus Point Map; E51C3 manual ZL0067; EM3555 manual ZL0093-0A. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4100 {

using namespace leviton;  // NOLINT: the manual's formats and codes, under this model's name
using modbus::code, modbus::bitmap, modbus::point, modbus::setting, modbus::reserved, modbus::ambiguous, modbus::ten_to;
using modbus::R, modbus::R_NV, modbus::RW, modbus::RW_NV;

struct model {
  static constexpr int first_number = 1;  // "Register addresses are in PLC style base 1 notation"
  using scale = leviton::scale;
  static constexpr std::array<std::uint16_t, 4> scale_addresses{137, 138, 139, 140};
  static constexpr std::array<char const*, 4> scale_names{"I", "V", "W", "E"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return leviton::scale_exponent(content); }
  // 155-178 and the buffer belong to the model with data logging, so no read that another meter should answer runs into
  // them. 113-128, 179-256 and 409 on are listed nowhere.
  static constexpr std::array<modbus::block, 6> listed{
      {{0, 112}, {128, 26}, {154, 24}, {256, 152}, {7000, 1}, {7999, 5760}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

inline constexpr modbus::command reset_log{leviton::command_address, 16640};  // 0x4100

/// Log Configuration [159].
inline constexpr std::uint16_t log_single_shot = 0x0001;  // stop when full; else circular
inline constexpr std::uint16_t log_halt = 0x0002;

/// Log Status [160]: the number is the bit.
enum class log_state : std::uint8_t {
  full = 0,
  collision_1 = 1,  // the meter wrote while a page was shown; that entry is held back
  collision_2 = 2,  // again: the buffer moved on under the reader
  reset = 3,        // logging was reset in the last sub-interval
  interrupted = 4,  // by a power cycle, say
  clock_changed = 5,
};

/// What a log pointer [169-178] may name. Printed for the E51C3 and copied from the E50 map: whether 43-112 or 337-408
/// can be logged is not known, so they are not allowed here.
inline constexpr modbus::interval log_pointers[] = {{1, 42}, {146}, {155, 157}, {257, 336}};

// clang-format off
//                                                                  reg        R/W,NV format   unit           scale       range            what is measured
// Integer Data: Summary of Active Phases
inline constexpr auto real_energy_net                    = point   {at{1},    R_NV,  i32,     kWh,           scale::E,   {-0x7FFFFFFF, 0x7FFFFFFF}, {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import                 = point   {at{3},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::import}};  // quadrants 1 and 4
inline constexpr auto real_energy_export                 = point   {at{5},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::export_}};  // quadrants 2 and 3
inline constexpr auto reactive_energy_q1                 = point   {at{7},    R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2                 = point   {at{9},    R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3                 = point   {at{11},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4                 = point   {at{13},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net                = point   {at{15},   R_NV,  i32,     kVAh,          scale::E,   {-0x7FFFFFFF, 0x7FFFFFFF}, {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import             = point   {at{17},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export             = point   {at{19},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total                   = point   {at{21},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total               = point   {at{22},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::total}};  // printed 0 to 32767, but SInt as its phases 94-96
inline constexpr auto apparent_power_total               = point   {at{23},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::total}};  // vector sum
inline constexpr auto power_factor_total                 = point   {at{24},   R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg                     = point   {at{25},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ll_avg}};  // of the active phases, as the next two
inline constexpr auto voltage_ln_avg                     = point   {at{26},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                        = point   {at{27},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::avg}};
inline constexpr auto frequency                          = point   {at{28},   R,     u16_q,   Hz,            ten_to(-2), {4500, 6500},    {quantity::frequency}};  // R/W column blank
inline constexpr auto real_power_demand                  = point   {at{29},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand              = point   {at{30},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand}};  // R/W column blank
inline constexpr auto apparent_power_demand              = point   {at{31},   R,     i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand}};  // signed as the real power, as 34 and 37
inline constexpr auto real_power_demand_max_import       = point   {at{32},   R_NV,  i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand_max, flow::import}};  // 32-37: the import and export labels were lost; EM3555 p. 34
inline constexpr auto reactive_power_demand_max_import   = point   {at{33},   R_NV,  i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import   = point   {at{34},   R_NV,  i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export       = point   {at{35},   R_NV,  i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export   = point   {at{36},   R_NV,  i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export   = point   {at{37},   R_NV,  i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_38                        = reserved{at{38}, R, u16};  // returns 0x8000
inline constexpr auto pulse_counter_1                    = point   {at{39},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 1)}};  // import real energy
inline constexpr auto pulse_counter_2                    = point   {at{41},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 2)}};  // of export: real energy says this row, reactive 315

// Integer Data: Per Phase
inline constexpr auto real_energy_import_a               = point   {at{43},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b               = point   {at{45},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c               = point   {at{47},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a               = point   {at{49},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b               = point   {at{51},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c               = point   {at{53},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a               = point   {at{55},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b               = point   {at{57},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c               = point   {at{59},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a               = point   {at{61},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b               = point   {at{63},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c               = point   {at{65},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a               = point   {at{67},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b               = point   {at{69},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c               = point   {at{71},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a               = point   {at{73},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b               = point   {at{75},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c               = point   {at{77},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a           = point   {at{79},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b           = point   {at{81},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c           = point   {at{83},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a           = point   {at{85},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b           = point   {at{87},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c           = point   {at{89},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a                       = point   {at{91},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                       = point   {at{92},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                       = point   {at{93},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a                   = point   {at{94},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b                   = point   {at{95},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c                   = point   {at{96},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a                   = point   {at{97},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b                   = point   {at{98},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c                   = point   {at{99},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a                     = point   {at{100},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b                     = point   {at{101},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c                     = point   {at{102},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                         = point   {at{103},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                         = point   {at{104},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                         = point   {at{105},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an                         = point   {at{106},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                         = point   {at{107},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                         = point   {at{108},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::cn}};
inline constexpr auto current_a                          = point   {at{109},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::a}};
inline constexpr auto current_b                          = point   {at{110},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::b}};
inline constexpr auto current_c                          = point   {at{111},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::c}};
inline constexpr auto reserved_112                       = reserved{at{112}, R, u16};  // returns 0x8000

// Configuration
inline constexpr auto command                            = point   {at{129},  RW,    u16,     counts,                                     {quantity::command}};  // takes the words in leviton.hpp and reset_log; reads 0
inline constexpr auto system_type                        = setting {at{130},  RW_NV, u16,     code<leviton::system_type>{},             leviton::system_types, {quantity::system_type}};
inline constexpr auto ct_primary                         = setting {at{131},  RW_NV, u16,     A,                         {1, 32000},      {quantity::ct_primary}};  // the specification begins at 5 A
inline constexpr auto ct_secondary                       = setting {at{132},  RW_NV, u16,     code<leviton::ct_secondary>{},             leviton::ct_secondaries, {quantity::ct_secondary}};  // 1 V or 1/3 V; may not be for the user to set
inline constexpr auto pt_ratio                           = setting {at{133},  RW_NV, u16,     one,           ten_to(-2), {1, 32000},      {quantity::pt_ratio}};  // printed as 100 and 0.01-320.00; set it before 134
inline constexpr auto system_voltage                     = setting {at{134},  RW_NV, u16,     V,                         {82, 32000},     {quantity::system_voltage}};  // line to line, in type 10 line to neutral; refused unless 82 to 660 V after the PT
inline constexpr auto system_power_max                   = point   {at{135},  R_NV,  u16,     kW,            scale::W,   {1, 32767},      {quantity::system_power_max}};  // made by the meter from 130, 131 and 134
inline constexpr auto reserved_136                       = reserved{at{136}, R, u16};  // returns 0
inline constexpr auto display_units                      = setting {at{137},  RW_NV, u16,     code<leviton::display_units>{},             leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto scale_i                            = point   {at{138},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_i}};  // the printed list of exponents belongs to all four
inline constexpr auto scale_v                            = point   {at{139},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_v}};
inline constexpr auto scale_w                            = point   {at{140},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_w}};
inline constexpr auto scale_e                            = point   {at{141},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_e}};
inline constexpr auto phase_loss_threshold               = setting {at{142},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_threshold}};  // of 134; two readings are printed: 10 % is below 60 V or below 540 V of 600 V
inline constexpr auto phase_loss_imbalance               = setting {at{143},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_imbalance}};
inline constexpr auto pulse_energy                       = setting {at{144},  RW_NV, u16,     Wh,                        leviton::pulse_energies, {quantity::pulse_energy}};  // refused where no pulse keeps up with 135; the default 1 kWh reads 1000
inline constexpr auto pulse_duration                     = point   {at{145},  R_NV,  u16,     ms,                        leviton::pulse_durations, {quantity::pulse_duration}};
inline constexpr auto alert_bitmap                       = point   {at{146},  R,     bits_16, bitmap<leviton::alert>{},                              {quantity::alert_bitmap}};  // 0x8000 is bit 15 here, not QNAN; its text names 3 and 261/262, of the E50: here 21 and 277/278
inline constexpr auto energy_reset_count                 = point   {at{147},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::energy_reset_count}};
inline constexpr auto reserved_148                       = reserved{at{148}, R, u16};  // returns 0
inline constexpr auto demand_subintervals                = setting {at{149},  RW_NV, u16,     counts,                    {1, 6},          {quantity::demand_subintervals}};  // 1: block demand; ignored while 150 is 0
inline constexpr auto demand_subinterval_length          = setting {at{150},  RW_NV, u16,     s,                         leviton::subinterval_lengths, {quantity::demand_subinterval_length}};  // 0: begun by command; also the logging interval
inline constexpr auto reserved_151                       = reserved{at{151}, RW, u16};  // returns 0; the printed range 1-32767 is a leftover
inline constexpr auto power_up_count                     = point   {at{152},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::power_up_count}};
inline constexpr auto output_config                      = point   {at{153},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::output_config}};  // always 0
inline constexpr auto reserved_154                       = reserved{at{154}, R, u16};  // returns 0

// Clock and data logging: E51C3 manual p. 25-27, EM3555 manual p. 32-33; two bytes in a register: the first named is the high one
inline constexpr auto clock_day_month                    = point   {at{155},  RW,    u16,     counts,                                     {quantity::clock_day_month}};  // day, month; 155-157 are set together, by set_clock(); NV is printed, but a power loss sets 1 Jan 2000, 0 h
inline constexpr auto clock_hour_year                    = point   {at{156},  RW,    u16,     counts,                                     {quantity::clock_hour_year}};  // hour, year - 2000
inline constexpr auto clock_second_minute                = point   {at{157},  RW,    u16,     counts,                                     {quantity::clock_second_minute}};  // second, minute
inline constexpr auto log_page                           = setting {at{158},  RW_NV, u16,     counts,                    {0, 10},         {quantity::log_page}};  // the buffer shown at 8000; 1-10 pauses logging, 0 resumes
inline constexpr auto log_config                         = setting {at{159},  RW_NV, bits_16, counts,                    {0, 3},          {quantity::log_config}};  // bits: log_single_shot, log_halt; the text that puts the halt bit into 158 is wrong
inline constexpr auto log_status                         = point   {at{160},  R_NV,  bits_16, bitmap<log_state>{},                              {quantity::log_status}};
inline constexpr auto log_wrap_count                     = point   {at{161},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_wrap_count}};  // 161-168: EM3555 p. 33 only. Circular: wraps; single shot: entries lost
inline constexpr auto log_max_days                       = point   {at{162},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_max_days}};
inline constexpr auto log_entry_count                    = point   {at{163},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_entry_count}};  // since the last wrap or reset; total = 161 x 5760 + 163
inline constexpr auto log_start_real_energy              = ambiguous{at{164}, R_NV,  u32,     kWh,           scale::E,                    {quantity::log_start_real_energy}};  // 001/002 when logging began: printed ULong, so u32, but 001/002 is signed here, so i32
inline constexpr auto log_newest_day_month               = point   {at{166},  R_NV,  u16,     counts,                                     {quantity::log_newest_day_month}};
inline constexpr auto log_newest_hour_year               = point   {at{167},  R_NV,  u16,     counts,                                     {quantity::log_newest_hour_year}};
inline constexpr auto log_newest_second_minute           = point   {at{168},  R_NV,  u16,     counts,                                     {quantity::log_newest_second_minute}};
inline constexpr auto log_pointer_1                      = setting {at{169},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 1)}};  // default 3
inline constexpr auto log_pointer_2                      = setting {at{170},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 2)}};  // default 4
inline constexpr auto log_pointer_3                      = setting {at{171},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 3)}};  // default 5
inline constexpr auto log_pointer_4                      = setting {at{172},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 4)}};  // default 6
inline constexpr auto log_pointer_5                      = setting {at{173},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 5)}};  // default 29
inline constexpr auto log_pointer_6                      = setting {at{174},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 6)}};  // default 30
inline constexpr auto log_pointer_7                      = setting {at{175},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 7)}};  // default 31
inline constexpr auto log_pointer_8                      = setting {at{176},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 8)}};  // default 155
inline constexpr auto log_pointer_9                      = setting {at{177},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 9)}};  // default 156
inline constexpr auto log_pointer_10                     = setting {at{178},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 10)}};  // default 157

// Floating Point Data: Summary of Active Phases
inline constexpr auto real_energy_net_f                  = point   {at{257},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import_f               = point   {at{259},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_export_f               = point   {at{261},  R,     f32,     kWh,                                        {quantity::real_energy, flow::export_}};  // 261-269 and 313-364 lack the NV of their integer twins
inline constexpr auto reactive_energy_q1_f               = point   {at{263},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2_f               = point   {at{265},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3_f               = point   {at{267},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4_f               = point   {at{269},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net_f              = point   {at{271},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import_f           = point   {at{273},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export_f           = point   {at{275},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total_f                 = point   {at{277},  R,     f32,     kW,                                         {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total_f             = point   {at{279},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total_f             = point   {at{281},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total_f               = point   {at{283},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::total}};  // this and 383-387: printed 0.0-1.0, but their twins are signed
inline constexpr auto voltage_ll_avg_f                   = point   {at{285},  R,     f32,     V,                                          {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg_f                   = point   {at{287},  R,     f32,     V,                                          {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg_f                      = point   {at{289},  R,     f32,     A,                                          {quantity::current, phase::avg}};
inline constexpr auto frequency_f                        = point   {at{291},  R,     f32,     Hz,                        {45, 65},        {quantity::frequency}};
inline constexpr auto real_power_demand_f                = point   {at{293},  R,     f32,     kW,                                         {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand_f            = point   {at{295},  R,     f32,     kvar,                                       {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand_f            = point   {at{297},  R,     f32,     kVA,                                        {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max_import_f     = point   {at{299},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max, flow::import}};
inline constexpr auto reactive_power_demand_max_import_f = point   {at{301},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import_f = point   {at{303},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export_f     = point   {at{305},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export_f = point   {at{307},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export_f = point   {at{309},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_311                       = reserved{at{311}, R, f32};  // returns 0x7FC00000
inline constexpr auto pulse_counter_1_f                  = point   {at{313},  R,     f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 1)}};  // the integer counter, rounded; rolls over with it
inline constexpr auto pulse_counter_2_f                  = point   {at{315},  R,     f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 2)}};

// Floating Point Data: Per Phase
inline constexpr auto real_energy_import_a_f             = point   {at{317},  R,     f32,     kWh,                                        {quantity::real_energy, phase::a, flow::import}};  // 317-328, 353-364: the labels were lost; the order is that of the integers
inline constexpr auto real_energy_import_b_f             = point   {at{319},  R,     f32,     kWh,                                        {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c_f             = point   {at{321},  R,     f32,     kWh,                                        {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a_f             = point   {at{323},  R,     f32,     kWh,                                        {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b_f             = point   {at{325},  R,     f32,     kWh,                                        {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c_f             = point   {at{327},  R,     f32,     kWh,                                        {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a_f             = point   {at{329},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b_f             = point   {at{331},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c_f             = point   {at{333},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a_f             = point   {at{335},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b_f             = point   {at{337},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c_f             = point   {at{339},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a_f             = point   {at{341},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b_f             = point   {at{343},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c_f             = point   {at{345},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a_f             = point   {at{347},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b_f             = point   {at{349},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c_f             = point   {at{351},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a_f         = point   {at{353},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b_f         = point   {at{355},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c_f         = point   {at{357},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a_f         = point   {at{359},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b_f         = point   {at{361},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c_f         = point   {at{363},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a_f                     = point   {at{365},  R,     f32,     kW,                                         {quantity::real_power, phase::a}};  // 365-388: each printed "Phase A", also in the E51C3 manual p. 29; BACnet AI55-66 has A, B, C
inline constexpr auto real_power_b_f                     = point   {at{367},  R,     f32,     kW,                                         {quantity::real_power, phase::b}};
inline constexpr auto real_power_c_f                     = point   {at{369},  R,     f32,     kW,                                         {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a_f                 = point   {at{371},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b_f                 = point   {at{373},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c_f                 = point   {at{375},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a_f                 = point   {at{377},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b_f                 = point   {at{379},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c_f                 = point   {at{381},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a_f                   = point   {at{383},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b_f                   = point   {at{385},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c_f                   = point   {at{387},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab_f                       = point   {at{389},  R,     f32,     V,                                          {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc_f                       = point   {at{391},  R,     f32,     V,                                          {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca_f                       = point   {at{393},  R,     f32,     V,                                          {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an_f                       = point   {at{395},  R,     f32,     V,                                          {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn_f                       = point   {at{397},  R,     f32,     V,                                          {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn_f                       = point   {at{399},  R,     f32,     V,                                          {quantity::voltage, phase::cn}};
inline constexpr auto current_a_f                        = point   {at{401},  R,     f32,     A,                                          {quantity::current, phase::a}};
inline constexpr auto current_b_f                        = point   {at{403},  R,     f32,     A,                                          {quantity::current, phase::b}};
inline constexpr auto current_c_f                        = point   {at{405},  R,     f32,     A,                                          {quantity::current, phase::c}};
inline constexpr auto reserved_407                       = reserved{at{407}, R, f32};  // returns 0x7FC00000

// Named in the text, in no table
inline constexpr auto firmware_version_os                = point   {at{7001}, R_NV,  u16,     counts,                                     {quantity::firmware_version_os}};  // row of 0x2B: 12345 is V12.345
inline constexpr auto log_buffer                         = modbus::buffer{at{8000}, R_NV,  u16_q,   5760,                                       {quantity::log_buffer}};  // newest first; leviton_s4100_log.hpp pages through it
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(
      real_energy_net, real_energy_import, real_energy_export, reactive_energy_q1, reactive_energy_q2,
      reactive_energy_q3, reactive_energy_q4, apparent_energy_net, apparent_energy_import, apparent_energy_export,
      real_power_total, reactive_power_total, apparent_power_total, power_factor_total, voltage_ll_avg, voltage_ln_avg,
      current_avg, frequency, real_power_demand, reactive_power_demand, apparent_power_demand,
      real_power_demand_max_import, reactive_power_demand_max_import, apparent_power_demand_max_import,
      real_power_demand_max_export, reactive_power_demand_max_export, apparent_power_demand_max_export, reserved_38,
      pulse_counter_1, pulse_counter_2, real_energy_import_a, real_energy_import_b, real_energy_import_c,
      real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_q1_a, reactive_energy_q1_b,
      reactive_energy_q1_c, reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3_a,
      reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c,
      apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_export_a,
      apparent_energy_export_b, apparent_energy_export_c, real_power_a, real_power_b, real_power_c, reactive_power_a,
      reactive_power_b, reactive_power_c, apparent_power_a, apparent_power_b, apparent_power_c, power_factor_a,
      power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn, current_a,
      current_b, current_c, reserved_112, command, system_type, ct_primary, ct_secondary, pt_ratio, system_voltage,
      system_power_max, reserved_136, display_units, scale_i, scale_v, scale_w, scale_e, phase_loss_threshold,
      phase_loss_imbalance, pulse_energy, pulse_duration, alert_bitmap, energy_reset_count, reserved_148,
      demand_subintervals, demand_subinterval_length, reserved_151, power_up_count, output_config, reserved_154,
      clock_day_month, clock_hour_year, clock_second_minute, log_page, log_config, log_status, log_wrap_count,
      log_max_days, log_entry_count, log_start_real_energy, log_newest_day_month, log_newest_hour_year,
      log_newest_second_minute, log_pointer_1, log_pointer_2, log_pointer_3, log_pointer_4, log_pointer_5,
      log_pointer_6, log_pointer_7, log_pointer_8, log_pointer_9, log_pointer_10, real_energy_net_f,
      real_energy_import_f, real_energy_export_f, reactive_energy_q1_f, reactive_energy_q2_f, reactive_energy_q3_f,
      reactive_energy_q4_f, apparent_energy_net_f, apparent_energy_import_f, apparent_energy_export_f,
      real_power_total_f, reactive_power_total_f, apparent_power_total_f, power_factor_total_f, voltage_ll_avg_f,
      voltage_ln_avg_f, current_avg_f, frequency_f, real_power_demand_f, reactive_power_demand_f,
      apparent_power_demand_f, real_power_demand_max_import_f, reactive_power_demand_max_import_f,
      apparent_power_demand_max_import_f, real_power_demand_max_export_f, reactive_power_demand_max_export_f,
      apparent_power_demand_max_export_f, reserved_311, pulse_counter_1_f, pulse_counter_2_f, real_energy_import_a_f,
      real_energy_import_b_f, real_energy_import_c_f, real_energy_export_a_f, real_energy_export_b_f,
      real_energy_export_c_f, reactive_energy_q1_a_f, reactive_energy_q1_b_f, reactive_energy_q1_c_f,
      reactive_energy_q2_a_f, reactive_energy_q2_b_f, reactive_energy_q2_c_f, reactive_energy_q3_a_f,
      reactive_energy_q3_b_f, reactive_energy_q3_c_f, reactive_energy_q4_a_f, reactive_energy_q4_b_f,
      reactive_energy_q4_c_f, apparent_energy_import_a_f, apparent_energy_import_b_f, apparent_energy_import_c_f,
      apparent_energy_export_a_f, apparent_energy_export_b_f, apparent_energy_export_c_f, real_power_a_f,
      real_power_b_f, real_power_c_f, reactive_power_a_f, reactive_power_b_f, reactive_power_c_f, apparent_power_a_f,
      apparent_power_b_f, apparent_power_c_f, power_factor_a_f, power_factor_b_f, power_factor_c_f, voltage_ab_f,
      voltage_bc_f, voltage_ca_f, voltage_an_f, voltage_bn_f, voltage_cn_f, current_a_f, current_b_f, current_c_f,
      reserved_407, firmware_version_os, log_buffer);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4100
