// SPDX-License-Identifier: MIT
// Compiles: the harness must say so.
// EXPECT: error
#include <meterproto/result.hpp>
