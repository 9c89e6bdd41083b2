// SPDX-License-Identifier: MIT
#pragma once

// The version stands here and nowhere else; CMake reads it from these three lines.
#define METERPROTO_VERSION_MAJOR 0
#define METERPROTO_VERSION_MINOR 1
#define METERPROTO_VERSION_PATCH 0
