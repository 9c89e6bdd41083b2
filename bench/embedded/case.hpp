// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// What a case has: measured(), and the inputs with which it is called in this order. What is marked as outside stands
/// for the rest of a firmware (the line, the caller's memory, what came): it is there, and counted neither as flash nor
/// as RAM.
struct input {
  char name[24];
  std::uint8_t const* data;
  std::size_t size;
};

#define OUTSIDE_DATA [[gnu::section(".outside.data")]] static const
#define OUTSIDE_RAM [[gnu::section(".outside.bss")]]
#define OUTSIDE_CODE [[gnu::section(".outside.text"), gnu::noipa]]

extern "C" {
void measured(std::uint8_t const* data, std::size_t size);
extern input const inputs[];  // up to one without data
}

/// Where a result goes: a register of the microcontroller; as sections.ld has it, the last word of RAM.
#if defined(__riscv)
inline std::uint32_t volatile& port = *reinterpret_cast<std::uint32_t volatile*>(0x8040'3FFC);
#else
inline std::uint32_t volatile& port = *reinterpret_cast<std::uint32_t volatile*>(0x2000'3FFC);
#endif
