// SPDX-License-Identifier: MIT
// What every program has: the others are measured above this one.
#include "../case.hpp"

extern "C" void measured(std::uint8_t const*, std::size_t) {}

OUTSIDE_DATA std::uint8_t none[1] = {0};
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"", none, 0}, {}};
