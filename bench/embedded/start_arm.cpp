// SPDX-License-Identifier: MIT
// Cortex-M: vectors, semihosting (ARM IHI 0053), and SysTick on the processor clock, counting down.
#include "harness.hpp"

extern "C" std::uint32_t stack_top[];

namespace {

std::uint32_t volatile& timer_control = *reinterpret_cast<std::uint32_t volatile*>(0xE000'E010);
std::uint32_t volatile& timer_reload = *reinterpret_cast<std::uint32_t volatile*>(0xE000'E014);
std::uint32_t volatile& timer_now = *reinterpret_cast<std::uint32_t volatile*>(0xE000'E018);

using vector = void (*)();

}  // namespace

void semihosting(std::uint32_t operation, void const* argument) {
  register std::uint32_t what asm("r0") = operation;
  register void const* with asm("r1") = argument;
  asm volatile("bkpt 0xAB" : "+r"(what) : "r"(with) : "memory");
}
void start_ticks() {
  timer_reload = 0xFF'FFFF;
  timer_now = 0;  // reloads
  timer_control = 5;
}
std::uint32_t ticks() {
  return 0U - timer_now;
}
std::uint32_t stack_pointer() {
  std::uint32_t value;
  asm volatile("mov %0, sp" : "=r"(value));
  return value;
}

extern "C" {
[[gnu::section(".vectors"), gnu::used]] extern vector const vectors[16];
vector const vectors[16] = {reinterpret_cast<vector>(stack_top),
                            reset,
                            fault,
                            fault,
                            fault,
                            fault,
                            fault,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr,
                            fault,
                            fault,
                            nullptr,
                            fault,
                            fault};
}
