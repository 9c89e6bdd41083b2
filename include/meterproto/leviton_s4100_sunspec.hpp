// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/sunspec.hpp>

#include <array>
#include <cstdint>

/// The SunSpec block of the Leviton Series 4100: common model at 40001, integer meter model at 40070, in registers that
/// count from 1 ("these addresses are not in Modicon notation"). Source: Leviton Series 4100 manual, SunSpec Register
/// Blocks; the rows are sunspec.hpp's, each held against the number that the manual prints.
namespace meterproto::leviton_s4100_sunspec {

namespace meter = sunspec::meter;
namespace common = sunspec::common;
using modbus::R_NV, modbus::R;

struct model {
  static constexpr int first_number = 1;
  using scale = meter::scale;
  static constexpr std::array<std::uint16_t, 10> scale_addresses = [] {
    auto moved = meter::model::scale_addresses;
    for (auto& address : moved) address = static_cast<std::uint16_t>(address + 40069);
    return moved;
  }();
  static constexpr auto const& scale_names = meter::model::scale_names;
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{40000, 178}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

/// `number` is what the manual prints; it must be where the block's model has the point.
template <class Point>
consteval auto at_meter(int number, modbus::rights rights, Point const& from) {
  auto placed = modbus::moved<model>(from, at{number}, rights, number - 40070);
  // To SunSpec a counter of 0 is not there, or never counted. This manual lists the counters with a range from 0x0, so
  // they are there, and a meter that never exported has exported 0 Wh.
  if (placed.when == modbus::absent::zero) placed.when = modbus::absent::never;
  return placed;
}
template <class Point>
consteval auto at_common(int number, modbus::rights rights, Point const& from) {
  return modbus::moved<model>(from, at{number}, rights, number - 40003);
}

inline constexpr modbus::interval marker_only[] = {{sunspec::marker}};

// clang-format off
// SunSpec 1.0 Common Model. The length is 65: 40005 + 65 is 40070, where the meter model begins.
inline constexpr auto sunspec_id       = modbus::point{at{40001}, R_NV, modbus::formats::u32, counts, marker_only, {quantity::sunspec_id}};
inline constexpr auto common_model_id          = at_common(40003, R_NV, common::common_model_id);
inline constexpr auto common_model_length      = modbus::point{at{40004}, R_NV, sunspec::uint16, counts, modbus::range{65}, {quantity::common_model_length}};
inline constexpr auto manufacturer             = at_common(40005, R_NV, common::manufacturer);
inline constexpr auto model_name               = at_common(40021, R_NV, common::model_name);
inline constexpr auto options                  = at_common(40037, R_NV, common::options);
inline constexpr auto version                  = at_common(40045, R_NV, common::version);
inline constexpr auto serial_number            = at_common(40053, R_NV, common::serial_number);
inline constexpr auto modbus_address           = at_common(40069, R_NV, common::modbus_address);  // printed 40068, C_SunSpec_Length, ASCII

// SunSpec 1.1 Integer Meter Model
inline constexpr auto meter_model_id           = at_meter(40070, R_NV, meter::meter_model_id);
inline constexpr auto meter_model_length       = at_meter(40071, R_NV, meter::meter_model_length);
inline constexpr auto current_total            = at_meter(40072, R,    meter::current_total);
inline constexpr auto current_a                = at_meter(40073, R,    meter::current_a);
inline constexpr auto current_b                = at_meter(40074, R,    meter::current_b);
inline constexpr auto current_c                = at_meter(40075, R,    meter::current_c);
inline constexpr auto current_sf               = at_meter(40076, R_NV, meter::current_sf);  // printed M_AC_Current_CN
inline constexpr auto voltage_ln_avg           = at_meter(40077, R,    meter::voltage_ln_avg);
inline constexpr auto voltage_an               = at_meter(40078, R,    meter::voltage_an);
inline constexpr auto voltage_bn               = at_meter(40079, R,    meter::voltage_bn);
inline constexpr auto voltage_cn               = at_meter(40080, R,    meter::voltage_cn);
inline constexpr auto voltage_ll_avg           = at_meter(40081, R,    meter::voltage_ll_avg);
inline constexpr auto voltage_ab               = at_meter(40082, R,    meter::voltage_ab);
inline constexpr auto voltage_bc               = at_meter(40083, R,    meter::voltage_bc);
inline constexpr auto voltage_ca               = at_meter(40084, R,    meter::voltage_ca);
inline constexpr auto voltage_sf               = at_meter(40085, R_NV, meter::voltage_sf);
inline constexpr auto frequency                = at_meter(40086, R,    meter::frequency);
inline constexpr auto frequency_sf             = at_meter(40087, R_NV, meter::frequency_sf);
inline constexpr auto real_power_total         = at_meter(40088, R,    meter::real_power_total);
inline constexpr auto real_power_a             = at_meter(40089, R,    meter::real_power_a);
inline constexpr auto real_power_b             = at_meter(40090, R,    meter::real_power_b);
inline constexpr auto real_power_c             = at_meter(40091, R,    meter::real_power_c);  // 40091, 40096, 40101, 40106: described as "Phase A"
inline constexpr auto real_power_sf            = at_meter(40092, R_NV, meter::real_power_sf);
inline constexpr auto apparent_power_total     = at_meter(40093, R,    meter::apparent_power_total);
inline constexpr auto apparent_power_a         = at_meter(40094, R,    meter::apparent_power_a);
inline constexpr auto apparent_power_b         = at_meter(40095, R,    meter::apparent_power_b);
inline constexpr auto apparent_power_c         = at_meter(40096, R,    meter::apparent_power_c);
inline constexpr auto apparent_power_sf        = at_meter(40097, R_NV, meter::apparent_power_sf);
inline constexpr auto reactive_power_total     = at_meter(40098, R,    meter::reactive_power_total);
inline constexpr auto reactive_power_a         = at_meter(40099, R,    meter::reactive_power_a);
inline constexpr auto reactive_power_b         = at_meter(40100, R,    meter::reactive_power_b);
inline constexpr auto reactive_power_c         = at_meter(40101, R,    meter::reactive_power_c);
inline constexpr auto reactive_power_sf        = at_meter(40102, R_NV, meter::reactive_power_sf);
inline constexpr auto power_factor_avg         = at_meter(40103, R,    meter::power_factor_avg);  // mean of the phases, not kW over kVA as register 24
inline constexpr auto power_factor_a           = at_meter(40104, R,    meter::power_factor_a);
inline constexpr auto power_factor_b           = at_meter(40105, R,    meter::power_factor_b);
inline constexpr auto power_factor_c           = at_meter(40106, R,    meter::power_factor_c);
inline constexpr auto power_factor_sf          = at_meter(40107, R_NV, meter::power_factor_sf);
inline constexpr auto real_energy_export       = at_meter(40108, R_NV, meter::real_energy_export);  // 40108-40123 are printed as 16 single registers with the eight names twice
inline constexpr auto real_energy_export_a     = at_meter(40110, R_NV, meter::real_energy_export_a);
inline constexpr auto real_energy_export_b     = at_meter(40112, R_NV, meter::real_energy_export_b);
inline constexpr auto real_energy_export_c     = at_meter(40114, R_NV, meter::real_energy_export_c);
inline constexpr auto real_energy_import       = at_meter(40116, R_NV, meter::real_energy_import);
inline constexpr auto real_energy_import_a     = at_meter(40118, R_NV, meter::real_energy_import_a);
inline constexpr auto real_energy_import_b     = at_meter(40120, R_NV, meter::real_energy_import_b);
inline constexpr auto real_energy_import_c     = at_meter(40122, R_NV, meter::real_energy_import_c);
inline constexpr auto real_energy_sf           = at_meter(40124, R_NV, meter::real_energy_sf);
inline constexpr auto apparent_energy_export   = at_meter(40125, R_NV, meter::apparent_energy_export);  // 40125-40167 lost in the text; model 201-204
inline constexpr auto apparent_energy_export_a = at_meter(40127, R_NV, meter::apparent_energy_export_a);
inline constexpr auto apparent_energy_export_b = at_meter(40129, R_NV, meter::apparent_energy_export_b);
inline constexpr auto apparent_energy_export_c = at_meter(40131, R_NV, meter::apparent_energy_export_c);
inline constexpr auto apparent_energy_import   = at_meter(40133, R_NV, meter::apparent_energy_import);
inline constexpr auto apparent_energy_import_a = at_meter(40135, R_NV, meter::apparent_energy_import_a);
inline constexpr auto apparent_energy_import_b = at_meter(40137, R_NV, meter::apparent_energy_import_b);
inline constexpr auto apparent_energy_import_c = at_meter(40139, R_NV, meter::apparent_energy_import_c);
inline constexpr auto apparent_energy_sf       = at_meter(40141, R_NV, meter::apparent_energy_sf);
inline constexpr auto reactive_energy_q1       = at_meter(40142, R_NV, meter::reactive_energy_q1);
inline constexpr auto reactive_energy_q1_a     = at_meter(40144, R_NV, meter::reactive_energy_q1_a);
inline constexpr auto reactive_energy_q1_b     = at_meter(40146, R_NV, meter::reactive_energy_q1_b);
inline constexpr auto reactive_energy_q1_c     = at_meter(40148, R_NV, meter::reactive_energy_q1_c);
inline constexpr auto reactive_energy_q2       = at_meter(40150, R_NV, meter::reactive_energy_q2);
inline constexpr auto reactive_energy_q2_a     = at_meter(40152, R_NV, meter::reactive_energy_q2_a);
inline constexpr auto reactive_energy_q2_b     = at_meter(40154, R_NV, meter::reactive_energy_q2_b);
inline constexpr auto reactive_energy_q2_c     = at_meter(40156, R_NV, meter::reactive_energy_q2_c);
inline constexpr auto reactive_energy_q3       = at_meter(40158, R_NV, meter::reactive_energy_q3);
inline constexpr auto reactive_energy_q3_a     = at_meter(40160, R_NV, meter::reactive_energy_q3_a);
inline constexpr auto reactive_energy_q3_b     = at_meter(40162, R_NV, meter::reactive_energy_q3_b);
inline constexpr auto reactive_energy_q3_c     = at_meter(40164, R_NV, meter::reactive_energy_q3_c);
inline constexpr auto reactive_energy_q4       = at_meter(40166, R_NV, meter::reactive_energy_q4);
inline constexpr auto reactive_energy_q4_a     = at_meter(40168, R_NV, meter::reactive_energy_q4_a);
inline constexpr auto reactive_energy_q4_b     = at_meter(40170, R_NV, meter::reactive_energy_q4_b);
inline constexpr auto reactive_energy_q4_c     = at_meter(40172, R_NV, meter::reactive_energy_q4_c);
inline constexpr auto reactive_energy_sf       = at_meter(40174, R_NV, meter::reactive_energy_sf);  // printed M_Energy_VA_SF, UInt
inline constexpr auto events                   = at_meter(40175, R_NV, meter::events);  // cells of 40175 and 40176 slipped; OEM bits printed 0x7FFF000

// End of SunSpec Block
inline constexpr modbus::interval end_only[] = {{0xFFFF}};
inline constexpr auto end_model_id     = modbus::point{at{40177}, R_NV, modbus::formats::u16, counts, end_only, {quantity::end_model_id}};
inline constexpr auto end_model_length = modbus::point{at{40178}, R_NV, modbus::formats::u16, counts, modbus::range{0}, {quantity::end_model_length}};
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(sunspec_id, common_model_id, common_model_length, manufacturer, model_name, options, version,
              serial_number, modbus_address, meter_model_id, meter_model_length, current_total, current_a, current_b,
              current_c, current_sf, voltage_ln_avg, voltage_an, voltage_bn, voltage_cn, voltage_ll_avg, voltage_ab,
              voltage_bc, voltage_ca, voltage_sf, frequency, frequency_sf, real_power_total, real_power_a, real_power_b,
              real_power_c, real_power_sf, apparent_power_total, apparent_power_a, apparent_power_b, apparent_power_c,
              apparent_power_sf, reactive_power_total, reactive_power_a, reactive_power_b, reactive_power_c,
              reactive_power_sf, power_factor_avg, power_factor_a, power_factor_b, power_factor_c, power_factor_sf,
              real_energy_export, real_energy_export_a, real_energy_export_b, real_energy_export_c, real_energy_import,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_sf, apparent_energy_export,
              apparent_energy_export_a, apparent_energy_export_b, apparent_energy_export_c, apparent_energy_import,
              apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_sf,
              reactive_energy_q1, reactive_energy_q1_a, reactive_energy_q1_b, reactive_energy_q1_c, reactive_energy_q2,
              reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3,
              reactive_energy_q3_a, reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4,
              reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c, reactive_energy_sf, events,
              end_model_id, end_model_length);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4100_sunspec
