// SPDX-License-Identifier: MIT
#pragma once

// All of Modbus RTU; a model's header brings what it needs by itself.
#include <meterproto/modbus/framer.hpp>    // IWYU pragma: export
#include <meterproto/modbus/server.hpp>    // IWYU pragma: export
#include <meterproto/modbus/setting.hpp>   // IWYU pragma: export
#include <meterproto/modbus/snapshot.hpp>  // IWYU pragma: export
