// SPDX-License-Identifier: MIT
#pragma once

// All of BACnet MS/TP; a model's header brings what it needs by itself.
#include <meterproto/bacnet/log.hpp>      // IWYU pragma: export
#include <meterproto/bacnet/poll.hpp>     // IWYU pragma: export
#include <meterproto/bacnet/station.hpp>  // IWYU pragma: export
