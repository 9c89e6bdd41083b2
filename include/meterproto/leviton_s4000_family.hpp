// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton.hpp>

#include <array>
#include <cstdint>

/// The rows that are equal in the Leviton Series 4000-R and 4000-K. Include the header of the one that you have.
/// Source: the Series 4000-R and Series 4000-K manuals, Modbus Point Map. Neither says that registers count from 1; a
/// map of the same meter under another name (EM3502/EM3550) does, by printing wire addresses.
namespace meterproto::leviton_s4000_family {

using namespace leviton;  // NOLINT: the manuals' formats and codes, under this model's name
using modbus::code, modbus::bitmap, modbus::point, modbus::setting, modbus::reserved, modbus::ten_to;
using modbus::R, modbus::R_NV, modbus::RW, modbus::RW_NV;

struct model {
  static constexpr int first_number = 1;
  using scale = leviton::scale;
  static constexpr std::array<std::uint16_t, 4> scale_addresses{137, 138, 139, 140};
  static constexpr std::array<char const*, 4> scale_names{"I", "V", "W", "E"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return leviton::scale_exponent(content); }
  // The log registers 155-178 of the default tables belong to another model of the line; 53-128 and 155-256 are listed
  // nowhere.
  static constexpr std::array<modbus::block, 4> listed{{{0, 52}, {128, 26}, {256, 90}, {7000, 1}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

/// The registers with a star (43-52, 337-346) are not there on firmware 1.018 or earlier.
[[nodiscard]] constexpr bool is_in_firmware(modbus::row const& row, firmware_version version) {
  bool const starred = (row.address >= 42 && row.address < 52) || (row.address >= 336 && row.address < 346);
  return !starred || version > firmware_version{1, 18};
}

// clang-format off
//                                                           reg        R/W,NV format   unit           scale       range            what is measured
// Integer Data
inline constexpr auto real_energy_import          = point   {at{1},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::import}};  // range printed per register; consumption, which is the 4100's import
inline constexpr auto real_power_total            = point   {at{3},    R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total        = point   {at{4},    R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total        = point   {at{5},    R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total          = point   {at{6},    R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg              = point   {at{7},    R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg              = point   {at{8},    R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                 = point   {at{9},    R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::avg}};
inline constexpr auto real_power_a                = point   {at{10},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                = point   {at{11},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                = point   {at{12},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::c}};
inline constexpr auto power_factor_a              = point   {at{13},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b              = point   {at{14},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c              = point   {at{15},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                  = point   {at{16},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                  = point   {at{17},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                  = point   {at{18},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an                  = point   {at{19},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                  = point   {at{20},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                  = point   {at{21},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::cn}};
inline constexpr auto current_a                   = point   {at{22},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::a}};
inline constexpr auto current_b                   = point   {at{23},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::b}};
inline constexpr auto current_c                   = point   {at{24},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::c}};
inline constexpr auto reserved_25                 = reserved{at{25}, R, u16};  // returns 0x8000
inline constexpr auto frequency                   = point   {at{26},   R,     u16_q,   Hz,            ten_to(-2), {4500, 6500},    {quantity::frequency}};  // derived from phase A
inline constexpr auto apparent_energy_import      = point   {at{27},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::import}};
inline constexpr auto reactive_energy_total       = point   {at{29},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::total}};
inline constexpr auto apparent_power_a            = point   {at{31},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b            = point   {at{32},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c            = point   {at{33},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::c}};
inline constexpr auto reactive_power_a            = point   {at{34},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b            = point   {at{35},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c            = point   {at{36},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::c}};
inline constexpr auto real_power_demand           = point   {at{37},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand       = point   {at{38},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand       = point   {at{39},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max       = point   {at{40},   R_NV,  u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, statistic::demand_max}};
inline constexpr auto reactive_power_demand_max   = point   {at{41},   R_NV,  u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, statistic::demand_max}};
inline constexpr auto apparent_power_demand_max   = point   {at{42},   R_NV,  u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, statistic::demand_max}};
inline constexpr auto pulse_counter_1             = point   {at{43},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 1)}};  // real energy, [144] Wh each
inline constexpr auto pulse_counter_2             = point   {at{45},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 2)}};  // reactive energy, [144] varh each
inline constexpr auto real_energy_import_a        = point   {at{47},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b        = point   {at{49},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c        = point   {at{51},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::import}};

// Configuration; 131 and 132 differ
inline constexpr auto command                     = point   {at{129},  RW,    u16,     counts,                                     {quantity::command}};  // takes the words in leviton.hpp; reads 0
inline constexpr auto system_type                 = setting {at{130},  RW_NV, u16,     code<leviton::system_type>{},             leviton::system_types, {quantity::system_type}};
inline constexpr auto pt_ratio                    = setting {at{133},  RW_NV, u16,     one,           ten_to(-2), {1, 32000},      {quantity::pt_ratio}};  // printed as 100 and 0.01-320.00; set it before 134
inline constexpr auto system_voltage              = setting {at{134},  RW_NV, u16,     V,                         {82, 32000},     {quantity::system_voltage}};  // line to line, in type 10 line to neutral; refused unless 82 to 660 V after the PT
inline constexpr auto system_power_max            = point   {at{135},  R_NV,  u16,     kW,            scale::W,   {1, 32767},      {quantity::system_power_max}};  // made by the meter from 130, 131 and 134
inline constexpr auto reserved_136                = reserved{at{136}, R, u16};  // returns 0
inline constexpr auto display_units               = setting {at{137},  RW_NV, u16,     code<leviton::display_units>{},             leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto scale_i                     = point   {at{138},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_i}};  // the printed list of exponents belongs to all four
inline constexpr auto scale_v                     = point   {at{139},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_v}};
inline constexpr auto scale_w                     = point   {at{140},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_w}};
inline constexpr auto scale_e                     = point   {at{141},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_e}};
inline constexpr auto phase_loss_threshold        = setting {at{142},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_threshold}};  // of 134; two readings are printed: 10 % is below 60 V or below 540 V of 600 V
inline constexpr auto phase_loss_imbalance        = setting {at{143},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_imbalance}};
inline constexpr auto pulse_energy                = setting {at{144},  RW_NV, u16,     Wh,                        leviton::pulse_energies, {quantity::pulse_energy}};  // refused where no pulse keeps up with 135; the default 1 kWh reads 1000
inline constexpr auto pulse_duration              = point   {at{145},  R_NV,  u16,     ms,                        leviton::pulse_durations, {quantity::pulse_duration}};
inline constexpr auto alert_bitmap                = point   {at{146},  R,     bits_16, bitmap<leviton::alert>{},                              {quantity::alert_bitmap}};  // 0x8000 is bit 15 here, not QNAN
inline constexpr auto energy_reset_count          = point   {at{147},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::energy_reset_count}};
inline constexpr auto reserved_148                = reserved{at{148}, R, u16};  // returns 0
inline constexpr auto demand_subintervals         = setting {at{149},  RW_NV, u16,     counts,                    {1, 6},          {quantity::demand_subintervals}};  // 1: block demand
inline constexpr auto demand_subinterval_length   = setting {at{150},  RW_NV, u16,     s,                         leviton::subinterval_lengths, {quantity::demand_subinterval_length}};  // 0: begun by command
inline constexpr auto reserved_151                = reserved{at{151}, RW, u16};  // returns 0; the printed range 1-32767 is a leftover
inline constexpr auto power_up_count              = point   {at{152},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::power_up_count}};  // printed R/W; the 4100 and all sister manuals say R, so it is no setting
inline constexpr auto output_config               = point   {at{153},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::output_config}};  // third output: 0 RS-485, 2 VAR pulse
inline constexpr auto reserved_154                = reserved{at{154}, R, u16};  // returns 0

// Floating Point Data
inline constexpr auto real_energy_import_f        = point   {at{257},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_import_copy_f   = point   {at{259},  R_NV,  f32,     kWh,                                        {quantity::real_energy, statistic::copy, flow::import}};  // 257 once more; the ancestor's map (H8030) says so
inline constexpr auto real_power_total_f          = point   {at{261},  R,     f32,     kW,                                         {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total_f      = point   {at{263},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total_f      = point   {at{265},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total_f        = point   {at{267},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg_f            = point   {at{269},  R,     f32,     V,                                          {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg_f            = point   {at{271},  R,     f32,     V,                                          {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg_f               = point   {at{273},  R,     f32,     A,                                          {quantity::current, phase::avg}};
inline constexpr auto real_power_a_f              = point   {at{275},  R,     f32,     kW,                                         {quantity::real_power, phase::a}};
inline constexpr auto real_power_b_f              = point   {at{277},  R,     f32,     kW,                                         {quantity::real_power, phase::b}};
inline constexpr auto real_power_c_f              = point   {at{279},  R,     f32,     kW,                                         {quantity::real_power, phase::c}};
inline constexpr auto power_factor_a_f            = point   {at{281},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b_f            = point   {at{283},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c_f            = point   {at{285},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab_f                = point   {at{287},  R,     f32,     V,                                          {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc_f                = point   {at{289},  R,     f32,     V,                                          {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca_f                = point   {at{291},  R,     f32,     V,                                          {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an_f                = point   {at{293},  R,     f32,     V,                                          {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn_f                = point   {at{295},  R,     f32,     V,                                          {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn_f                = point   {at{297},  R,     f32,     V,                                          {quantity::voltage, phase::cn}};
inline constexpr auto current_a_f                 = point   {at{299},  R,     f32,     A,                                          {quantity::current, phase::a}};
inline constexpr auto current_b_f                 = point   {at{301},  R,     f32,     A,                                          {quantity::current, phase::b}};
inline constexpr auto current_c_f                 = point   {at{303},  R,     f32,     A,                                          {quantity::current, phase::c}};
inline constexpr auto reserved_305                = reserved{at{305}, R, f32};  // returns 0x7FC00000
inline constexpr auto frequency_f                 = point   {at{307},  R,     f32,     Hz,                        {45, 65},        {quantity::frequency}};
inline constexpr auto apparent_energy_import_f    = point   {at{309},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::import}};
inline constexpr auto reactive_energy_total_f     = point   {at{311},  R_NV,  f32,     kvarh,                                      {quantity::reactive_energy, flow::total}};
inline constexpr auto apparent_power_a_f          = point   {at{313},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b_f          = point   {at{315},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c_f          = point   {at{317},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::c}};
inline constexpr auto reactive_power_a_f          = point   {at{319},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b_f          = point   {at{321},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c_f          = point   {at{323},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::c}};
inline constexpr auto real_power_demand_f         = point   {at{325},  R,     f32,     kW,                                         {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand_f     = point   {at{327},  R,     f32,     kvar,                                       {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand_f     = point   {at{329},  R,     f32,     kVA,                                        {quantity::apparent_power, statistic::demand}};  // printed NV, which 325, 327 and 37-39 are not
inline constexpr auto real_power_demand_max_f     = point   {at{331},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max}};
inline constexpr auto reactive_power_demand_max_f = point   {at{333},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max}};
inline constexpr auto apparent_power_demand_max_f = point   {at{335},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max}};
inline constexpr auto pulse_counter_1_f           = point   {at{337},  R_NV,  f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 1)}};  // the integer counter, rounded; rolls over with it and is kept with it, printed without NV
inline constexpr auto pulse_counter_2_f           = point   {at{339},  R_NV,  f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 2)}};  // the row has no name; the order of 43, 45, 337 gives it
inline constexpr auto real_energy_import_a_f      = point   {at{341},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b_f      = point   {at{343},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c_f      = point   {at{345},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::c, flow::import}};

// Named in the text, in no table
inline constexpr auto firmware_version_os         = point   {at{7001}, R_NV,  u16,     counts,                                     {quantity::firmware_version_os}};  // row of 0x2B: 12345 is V12.345
// clang-format on

namespace table_of {
constexpr auto all(auto const& ct_primary, auto const& register_132, auto const& make) {
  return make(real_energy_import, real_power_total, reactive_power_total, apparent_power_total, power_factor_total,
              voltage_ll_avg, voltage_ln_avg, current_avg, real_power_a, real_power_b, real_power_c, power_factor_a,
              power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn,
              current_a, current_b, current_c, reserved_25, frequency, apparent_energy_import, reactive_energy_total,
              apparent_power_a, apparent_power_b, apparent_power_c, reactive_power_a, reactive_power_b,
              reactive_power_c, real_power_demand, reactive_power_demand, apparent_power_demand, real_power_demand_max,
              reactive_power_demand_max, apparent_power_demand_max, pulse_counter_1, pulse_counter_2,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, command, system_type, ct_primary,
              register_132, pt_ratio, system_voltage, system_power_max, reserved_136, display_units, scale_i, scale_v,
              scale_w, scale_e, phase_loss_threshold, phase_loss_imbalance, pulse_energy, pulse_duration, alert_bitmap,
              energy_reset_count, reserved_148, demand_subintervals, demand_subinterval_length, reserved_151,
              power_up_count, output_config, reserved_154, real_energy_import_f, real_energy_import_copy_f,
              real_power_total_f, reactive_power_total_f, apparent_power_total_f, power_factor_total_f,
              voltage_ll_avg_f, voltage_ln_avg_f, current_avg_f, real_power_a_f, real_power_b_f, real_power_c_f,
              power_factor_a_f, power_factor_b_f, power_factor_c_f, voltage_ab_f, voltage_bc_f, voltage_ca_f,
              voltage_an_f, voltage_bn_f, voltage_cn_f, current_a_f, current_b_f, current_c_f, reserved_305,
              frequency_f, apparent_energy_import_f, reactive_energy_total_f, apparent_power_a_f, apparent_power_b_f,
              apparent_power_c_f, reactive_power_a_f, reactive_power_b_f, reactive_power_c_f, real_power_demand_f,
              reactive_power_demand_f, apparent_power_demand_f, real_power_demand_max_f, reactive_power_demand_max_f,
              apparent_power_demand_max_f, pulse_counter_1_f, pulse_counter_2_f, real_energy_import_a_f,
              real_energy_import_b_f, real_energy_import_c_f, firmware_version_os);
}
}  // namespace table_of

}  // namespace meterproto::leviton_s4000_family
