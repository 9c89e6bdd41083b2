// SPDX-License-Identifier: MIT
#pragma once

#include "case.hpp"

/// What differs between processors: start_arm.cpp, start_riscv.cpp. The stack is set and semihosting listens when reset()
/// is called; fault() is where anything ends that must not happen.
extern "C" {
[[noreturn]] void reset();
[[noreturn]] void fault();
}
/// Arm's semihosting, which QEMU has for RISC-V too; it prints on its standard error.
void semihosting(std::uint32_t operation, void const* argument);
void start_ticks();
/// How far a counter has come that counts time, or instructions, in 24 bits.
std::uint32_t ticks();
std::uint32_t stack_pointer();
