// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/leviton_s4000_family.hpp>

/// Leviton Series 4000-R, power and energy meter for rope-style (Rogowski) current transformers, Modbus RTU.
/// Source: Leviton Series 4000-R manual, Modbus Point Map. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4000r {

using namespace leviton_s4000_family;  // NOLINT: the rows that both models have

// clang-format off
// Where the 4000-K differs.
//                                            reg        R/W,NV format   unit           scale       range            what is measured
inline constexpr auto ct_primary   = setting {at{131},  RW_NV, u16,     A,                         {20, 5000},      {quantity::ct_primary}};  // the overview speaks of 5 A, two other places of 20 to 5000
inline constexpr auto reserved_132 = reserved{at{132}, R_NV, u16};  // returns 0x8000; the default table's 1 V is another model's
// clang-format on

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers =
    table_of::all(ct_primary, reserved_132, [](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges =
    table_of::all(ct_primary, reserved_132, [](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4000r
