// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/alerts.hpp>
#include <meterproto/notation.hpp>
#include <meterproto/wiring.hpp>

#include <cstdint>

/// What the settings of the Leviton Series 4000 and 4100 may hold, the same on Modbus and on BACnet. Sources: the
/// manuals; numbers in brackets are registers, AV are BACnet objects.
namespace meterproto::leviton {

using meterproto::alert;
using meterproto::system_type;
using meterproto::validity;
using meterproto::validity_of;
inline constexpr interval system_types[] = {{10}, {11}, {12}, {31}, {40}};  // [130], AV2

enum class ct_secondary : std::uint16_t { volt = 1, third_of_a_volt = 3 };  // [132], AV4: 1 V or 1/3 V
inline constexpr interval ct_secondaries[] = {{1}, {3}};

enum class display_units : std::uint16_t { iec = 0, ieee = 1 };  // [137], AV7
inline constexpr interval display_unit_codes[] = {{0}, {1}};

/// The words that the configuration register [129], AV1 takes; reading it gives 0. The second and third take effect at
/// the end of the next calculation cycle of one second, and are to be written every 10 s at most.
namespace words {

inline constexpr std::uint16_t reset_energy = 30078;              // 0x757E: all accumulators to 0
inline constexpr std::uint16_t begin_demand_subinterval = 21211;  // 0x52DB
inline constexpr std::uint16_t reset_demand_max = 21212;          // 0x52DC: maximum becomes present demand
inline constexpr std::uint16_t reset_pulse_counters = 16498;      // 0x4072

}  // namespace words

}  // namespace meterproto::leviton
