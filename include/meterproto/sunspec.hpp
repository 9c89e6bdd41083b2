// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/plan.hpp>

#include <array>
#include <cstdint>

/// SunSpec devices: a marker, then models end to end, each with its id and its length, then an end model. A reader
/// walks by the lengths. Source: SunSpec Device Information Model Specification; models 1, 201-204 of the SunSpec
/// Alliance.
namespace meterproto::sunspec {

/// "SunS" in the first two registers of the chain; the wire addresses at which a device may put it, most usual first.
inline constexpr std::uint32_t marker = 0x5375'6E53;
inline constexpr std::array<std::uint16_t, 3> bases{40000, 50000, 0};

inline constexpr std::uint16_t common_model = 1;
inline constexpr std::uint16_t end_model = 0xFFFF;
/// Integer meter models: 201 one phase, 202 split phase, 203 wye, 204 delta.
[[nodiscard]] constexpr bool is_integer_meter(std::uint16_t id) {
  return id >= 201 && id <= 204;
}

/// Where a model stands: the wire address of its id register, and its length without id and length register.
struct placed_model {
  std::uint16_t id = 0;
  std::uint16_t length = 0;
  std::uint16_t address = 0;

  /// Registers of this model as the points below number them: 0 is the id. What was read beyond its length belongs to
  /// the next model and is left out. Error: not_in_reply where they begin before it.
  [[nodiscard]] constexpr result<modbus::registers> within(modbus::registers const& read) const {
    if (read.address < address) return error{errc::not_in_reply, 0, address};
    auto const offset = static_cast<std::uint16_t>(read.address - address);
    std::size_t const whole = 2U + length;
    std::size_t const left = offset < whole ? whole - offset : 0;
    return modbus::registers{offset, read.count() > left ? read.data.first(2 * left) : read.data};
  }
};

/// Walks a chain: says which two registers to read next and is told what they hold. Bounded by the address space and by
/// `most_models`, whatever a device sends.
class chain {
 public:
  constexpr explicit chain(std::uint16_t base, unsigned most_models = 64) : address_{base}, most_{most_models} {}

  [[nodiscard]] constexpr bool done() const { return done_; }
  [[nodiscard]] constexpr modbus::read next() const { return {modbus::function::read_holding_registers, address_, 2}; }

  /// The model whose head was read; nothing (id 0) for the marker. At the end model done() becomes true.
  /// Errors: not_in_reply for other registers; bad_value where there is no marker, with the first register that is not
  /// as it must be; bad_address where a length leaves the address space; too_many models.
  constexpr result<placed_model> take(modbus::registers const& read) {
    auto const data = read.find(address_, 2);
    if (!data) return data.error();
    reader in{*data};
    if (!marked_) {
      auto const high = in.u16();
      auto const low = in.u16();
      if (high != marker >> 16U) return error{errc::bad_value, 0, high};
      if (low != (marker & 0xFFFFU)) return error{errc::bad_value, 2, low};
      if (address_ > 0xFFFCU) return error{errc::bad_address, 0, address_};
      marked_ = true;
      address_ = static_cast<std::uint16_t>(address_ + 2);
      return placed_model{};
    }
    placed_model const found{in.u16(), in.u16(), address_};
    if (found.id == end_model) {
      done_ = true;
      return found;
    }
    if (seen_ == most_) return error{errc::too_many, 0, most_};
    ++seen_;
    auto const next = std::uint32_t{address_} + 2U + found.length;
    if (next > 0xFFFEU) return error{errc::bad_address, 0, address_};
    address_ = static_cast<std::uint16_t>(next);
    return found;
  }

 private:
  std::uint16_t address_;
  unsigned most_;
  unsigned seen_ = 0;
  bool marked_ = false;
  bool done_ = false;
};

// SunSpec's types and what each holds where a point is not implemented.
inline constexpr auto int16 = modbus::formats::i16.absent_when(modbus::absent::h8000);
inline constexpr auto uint16 = modbus::formats::u16.absent_when(modbus::absent::hFFFF);
inline constexpr auto acc32 = modbus::formats::u32.absent_when(modbus::absent::zero);  // 0: not there, or never counted
inline constexpr auto sunssf = modbus::formats::i16.absent_when(modbus::absent::h8000);
inline constexpr auto bitfield32 = modbus::formats::bits_32.absent_when(modbus::absent::hFFFFFFFF);

/// A scale factor: -10 to 10. Errors: not_available where it is not implemented, and so nothing that it scales;
/// bad_scale.
[[nodiscard]] constexpr result<int> scale_exponent(std::int16_t content) {
  if (static_cast<std::uint16_t>(content) == 0x8000U) return errc::not_available;
  if (content < -10 || content > 10) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
  return int{content};
}

/// Events of models 201-204: the number is the bit. 8 to 15 are SunSpec's own to come, 16 to 30 the maker's.
enum class event : std::uint8_t {
  power_failure = 2,
  under_voltage = 3,
  low_power_factor = 4,
  over_current = 5,
  over_voltage = 6,
  missing_sensor = 7,
};

/// Model 1, numbered from its id register. The length is 66, of older devices 65 (without the last, a pad).
namespace common {

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr std::array<char const*, 0> scale_names{};
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{0, 67}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using modbus::point, modbus::R, modbus::formats::text;

// clang-format off
inline constexpr auto common_model_id          = point   {at{0},  R, uint16,   counts, modbus::range{1}, {quantity::common_model_id}};  // ID
inline constexpr auto common_model_length      = point   {at{1},  R, uint16,   counts, {65, 66},         {quantity::common_model_length}};  // L
inline constexpr auto manufacturer             = point   {at{2},  R, text<32>, counts,                   {quantity::manufacturer}};  // Mn
inline constexpr auto model_name               = point   {at{18}, R, text<32>, counts,                   {quantity::model}};  // Md
inline constexpr auto options                  = point   {at{34}, R, text<16>, counts,                   {quantity::options}};  // Opt
inline constexpr auto version                  = point   {at{42}, R, text<16>, counts,                   {quantity::version}};  // Vr
inline constexpr auto serial_number            = point   {at{50}, R, text<32>, counts,                   {quantity::serial_number}};  // SN
inline constexpr auto modbus_address           = point   {at{66}, R, uint16,   counts,                   {quantity::modbus_address}};  // DA
// clang-format on

inline constexpr auto registers = modbus::rows_of(common_model_id, common_model_length, manufacturer, model_name,
                                                  options, version, serial_number, modbus_address);
static_assert(modbus::first_misplaced<model>(registers) == -1);

}  // namespace common

/// Models 201 to 204, which are one layout, numbered from the id register. Power factors in percent, energies in Wh,
/// VAh, varh.
namespace meter {

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {
    current = 1,
    voltage,
    frequency,
    real_power,
    apparent_power,
    reactive_power,
    power_factor,
    real_energy,
    apparent_energy,
    reactive_energy,
  };
  static constexpr std::array<std::uint16_t, 10> scale_addresses{6, 15, 17, 22, 27, 32, 37, 54, 71, 104};
  static constexpr std::array<char const*, 10> scale_names{
      "current_sf",        "voltage_sf",      "frequency_sf",   "real_power_sf",      "apparent_power_sf",
      "reactive_power_sf", "power_factor_sf", "real_energy_sf", "apparent_energy_sf", "reactive_energy_sf"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{0, 107}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scale = model::scale;
using scales = modbus::scale_values<model>;
using modbus::point, modbus::R;

// clang-format off
//                                                        offset   R  type        unit                      scale factor              range              what is measured                                        SunSpec's name
inline constexpr auto meter_model_id           = point   {at{0},  R,  uint16,     counts,                                             {201, 204},        {quantity::meter_model_id}};  // ID
inline constexpr auto meter_model_length       = point   {at{1},  R,  uint16,     counts,                                             modbus::range{105}, {quantity::meter_model_length}};  // L
inline constexpr auto current_total            = point   {at{2},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::total}};  // A
inline constexpr auto current_a                = point   {at{3},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::a}};  // AphA
inline constexpr auto current_b                = point   {at{4},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::b}};  // AphB
inline constexpr auto current_c                = point   {at{5},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::c}};  // AphC
inline constexpr auto current_sf               = point   {at{6},  R,  sunssf,     counts,                                                                {quantity::current, phase::none, statistic::scale_factor}};  // A_SF
inline constexpr auto voltage_ln_avg           = point   {at{7},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ln_avg}};  // PhV
inline constexpr auto voltage_an               = point   {at{8},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::an}};  // PhVphA
inline constexpr auto voltage_bn               = point   {at{9},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::bn}};  // PhVphB
inline constexpr auto voltage_cn               = point   {at{10}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::cn}};  // PhVphC
inline constexpr auto voltage_ll_avg           = point   {at{11}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ll_avg}};  // PPV
inline constexpr auto voltage_ab               = point   {at{12}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ab}};  // PhVphAB
inline constexpr auto voltage_bc               = point   {at{13}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::bc}};  // PhVphBC
inline constexpr auto voltage_ca               = point   {at{14}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ca}};  // PhVphCA
inline constexpr auto voltage_sf               = point   {at{15}, R,  sunssf,     counts,                                                                {quantity::voltage, phase::none, statistic::scale_factor}};  // V_SF
inline constexpr auto frequency                = point   {at{16}, R,  int16,      Hz,                       scale::frequency,         {-32767, 32767},   {quantity::frequency}};  // Hz
inline constexpr auto frequency_sf             = point   {at{17}, R,  sunssf,     counts,                                                                {quantity::frequency, phase::none, statistic::scale_factor}};  // Hz_SF
inline constexpr auto real_power_total         = point   {at{18}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::total}};  // W
inline constexpr auto real_power_a             = point   {at{19}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::a}};  // WphA
inline constexpr auto real_power_b             = point   {at{20}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::b}};  // WphB
inline constexpr auto real_power_c             = point   {at{21}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::c}};  // WphC
inline constexpr auto real_power_sf            = point   {at{22}, R,  sunssf,     counts,                                                                {quantity::real_power, phase::none, statistic::scale_factor}};  // W_SF
inline constexpr auto apparent_power_total     = point   {at{23}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::total}};  // VA
inline constexpr auto apparent_power_a         = point   {at{24}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::a}};  // VAphA
inline constexpr auto apparent_power_b         = point   {at{25}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::b}};  // VAphB
inline constexpr auto apparent_power_c         = point   {at{26}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::c}};  // VAphC
inline constexpr auto apparent_power_sf        = point   {at{27}, R,  sunssf,     counts,                                                                {quantity::apparent_power, phase::none, statistic::scale_factor}};  // VA_SF
inline constexpr auto reactive_power_total     = point   {at{28}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::total}};  // VAR
inline constexpr auto reactive_power_a         = point   {at{29}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::a}};  // VARphA
inline constexpr auto reactive_power_b         = point   {at{30}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::b}};  // VARphB
inline constexpr auto reactive_power_c         = point   {at{31}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::c}};  // VARphC
inline constexpr auto reactive_power_sf        = point   {at{32}, R,  sunssf,     counts,                                                                {quantity::reactive_power, phase::none, statistic::scale_factor}};  // VAR_SF
inline constexpr auto power_factor_avg         = point   {at{33}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::avg}};  // PF
inline constexpr auto power_factor_a           = point   {at{34}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::a}};  // PFphA
inline constexpr auto power_factor_b           = point   {at{35}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::b}};  // PFphB
inline constexpr auto power_factor_c           = point   {at{36}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::c}};  // PFphC
inline constexpr auto power_factor_sf          = point   {at{37}, R,  sunssf,     counts,                                                                {quantity::power_factor, phase::none, statistic::scale_factor}};  // PF_SF
inline constexpr auto real_energy_export       = point   {at{38}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, flow::export_}};  // TotWhExp
inline constexpr auto real_energy_export_a     = point   {at{40}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::a, flow::export_}};  // TotWhExpPhA
inline constexpr auto real_energy_export_b     = point   {at{42}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::b, flow::export_}};  // TotWhExpPhB
inline constexpr auto real_energy_export_c     = point   {at{44}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::c, flow::export_}};  // TotWhExpPhC
inline constexpr auto real_energy_import       = point   {at{46}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, flow::import}};  // TotWhImp
inline constexpr auto real_energy_import_a     = point   {at{48}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::a, flow::import}};  // TotWhImpPhA
inline constexpr auto real_energy_import_b     = point   {at{50}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::b, flow::import}};  // TotWhImpPhB
inline constexpr auto real_energy_import_c     = point   {at{52}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::c, flow::import}};  // TotWhImpPhC
inline constexpr auto real_energy_sf           = point   {at{54}, R,  sunssf,     counts,                                                                {quantity::real_energy, phase::none, statistic::scale_factor}};  // TotWh_SF
inline constexpr auto apparent_energy_export   = point   {at{55}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, flow::export_}};  // TotVAhExp
inline constexpr auto apparent_energy_export_a = point   {at{57}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::a, flow::export_}};  // TotVAhExpPhA
inline constexpr auto apparent_energy_export_b = point   {at{59}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::b, flow::export_}};  // TotVAhExpPhB
inline constexpr auto apparent_energy_export_c = point   {at{61}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::c, flow::export_}};  // TotVAhExpPhC
inline constexpr auto apparent_energy_import   = point   {at{63}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, flow::import}};  // TotVAhImp
inline constexpr auto apparent_energy_import_a = point   {at{65}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::a, flow::import}};  // TotVAhImpPhA
inline constexpr auto apparent_energy_import_b = point   {at{67}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::b, flow::import}};  // TotVAhImpPhB
inline constexpr auto apparent_energy_import_c = point   {at{69}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::c, flow::import}};  // TotVAhImpPhC
inline constexpr auto apparent_energy_sf       = point   {at{71}, R,  sunssf,     counts,                                                                {quantity::apparent_energy, phase::none, statistic::scale_factor}};  // TotVAh_SF
inline constexpr auto reactive_energy_q1       = point   {at{72}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q1}};  // TotVArhImpQ1
inline constexpr auto reactive_energy_q1_a     = point   {at{74}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q1}};  // TotVArhImpQ1PhA
inline constexpr auto reactive_energy_q1_b     = point   {at{76}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q1}};  // TotVArhImpQ1PhB
inline constexpr auto reactive_energy_q1_c     = point   {at{78}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q1}};  // TotVArhImpQ1PhC
inline constexpr auto reactive_energy_q2       = point   {at{80}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q2}};  // TotVArhImpQ2
inline constexpr auto reactive_energy_q2_a     = point   {at{82}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q2}};  // TotVArhImpQ2PhA
inline constexpr auto reactive_energy_q2_b     = point   {at{84}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q2}};  // TotVArhImpQ2PhB
inline constexpr auto reactive_energy_q2_c     = point   {at{86}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q2}};  // TotVArhImpQ2PhC
inline constexpr auto reactive_energy_q3       = point   {at{88}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q3}};  // TotVArhExpQ3
inline constexpr auto reactive_energy_q3_a     = point   {at{90}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q3}};  // TotVArhExpQ3PhA
inline constexpr auto reactive_energy_q3_b     = point   {at{92}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q3}};  // TotVArhExpQ3PhB
inline constexpr auto reactive_energy_q3_c     = point   {at{94}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q3}};  // TotVArhExpQ3PhC
inline constexpr auto reactive_energy_q4       = point   {at{96}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q4}};  // TotVArhExpQ4
inline constexpr auto reactive_energy_q4_a     = point   {at{98}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q4}};  // TotVArhExpQ4PhA
inline constexpr auto reactive_energy_q4_b     = point   {at{100}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q4}};  // TotVArhExpQ4PhB
inline constexpr auto reactive_energy_q4_c     = point   {at{102}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q4}};  // TotVArhExpQ4PhC
inline constexpr auto reactive_energy_sf       = point   {at{104}, R,  sunssf,     counts,                                                                {quantity::reactive_energy, phase::none, statistic::scale_factor}};  // TotVArh_SF
inline constexpr auto events                   = point   {at{105}, R,  bitfield32, modbus::bitmap<event>{},                                               {quantity::events}};  // Evt
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(meter_model_id, meter_model_length, current_total, current_a, current_b, current_c, current_sf,
              voltage_ln_avg, voltage_an, voltage_bn, voltage_cn, voltage_ll_avg, voltage_ab, voltage_bc, voltage_ca,
              voltage_sf, frequency, frequency_sf, real_power_total, real_power_a, real_power_b, real_power_c,
              real_power_sf, apparent_power_total, apparent_power_a, apparent_power_b, apparent_power_c,
              apparent_power_sf, reactive_power_total, reactive_power_a, reactive_power_b, reactive_power_c,
              reactive_power_sf, power_factor_avg, power_factor_a, power_factor_b, power_factor_c, power_factor_sf,
              real_energy_export, real_energy_export_a, real_energy_export_b, real_energy_export_c, real_energy_import,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_sf, apparent_energy_export,
              apparent_energy_export_a, apparent_energy_export_b, apparent_energy_export_c, apparent_energy_import,
              apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_sf,
              reactive_energy_q1, reactive_energy_q1_a, reactive_energy_q1_b, reactive_energy_q1_c, reactive_energy_q2,
              reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3,
              reactive_energy_q3_a, reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4,
              reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c, reactive_energy_sf, events);
}
}  // namespace table_of

inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meter
}  // namespace meterproto::sunspec
