// SPDX-License-Identifier: MIT
// RISC-V in machine mode: the first instructions, semihosting (the three instructions of its specification, which must
// not lie across a page), and minstret, the number of instructions itself.
#include "harness.hpp"

extern "C" [[gnu::naked, gnu::used, gnu::section(".vectors")]] void first() {
  asm volatile(
      "la sp, stack_top\n"
      "la t0, fault\n"
      "csrw mtvec, t0\n"
      "j reset");
}

[[gnu::noinline, gnu::aligned(16)]] void semihosting(std::uint32_t operation, void const* argument) {
  register std::uint32_t what asm("a0") = operation;
  register void const* with asm("a1") = argument;
  asm volatile(
      ".option push\n.option norvc\n"
      "slli x0, x0, 0x1f\n"
      "ebreak\n"
      "srai x0, x0, 7\n"
      ".option pop"
      : "+r"(what)
      : "r"(with)
      : "memory");
}
void start_ticks() {}
std::uint32_t ticks() {
  std::uint32_t value;
  asm volatile("csrr %0, minstret" : "=r"(value));
  return value;
}
std::uint32_t stack_pointer() {
  std::uint32_t value;
  asm volatile("mv %0, sp" : "=r"(value));
  return value;
}
