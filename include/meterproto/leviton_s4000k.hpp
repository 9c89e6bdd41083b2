// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton_s4000_family.hpp>

/// Leviton Series 4000-K, power and energy meter for current transformers of 1 V or 1/3 V, Modbus RTU.
/// Source: Leviton Series 4000-K manual, Modbus Point Map. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4000k {

using namespace leviton_s4000_family;  // NOLINT: the rows that both models have

// clang-format off
// Where the 4000-R differs.
//                                            reg        R/W,NV format   unit           scale       range            what is measured
inline constexpr auto ct_primary   = setting {at{131},  RW_NV, u16,     A,                         {1, 32000},      {quantity::ct_primary}};  // the specification begins at 5 A
inline constexpr auto ct_secondary = setting {at{132},  RW_NV, u16,     code<leviton::ct_secondary>{},           leviton::ct_secondaries, {quantity::ct_secondary}};  // 1 V or 1/3 V; may not be for the user to set
// clang-format on

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers =
    table_of::all(ct_primary, ct_secondary, [](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges =
    table_of::all(ct_primary, ct_secondary, [](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4000k
