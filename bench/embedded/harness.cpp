// SPDX-License-Identifier: MIT
// Measuring. With start_arm.cpp or start_riscv.cpp it is in every program, also in the empty one, and calls nothing
// from libgcc or libc, so that a case pays for all that it needs itself. Numbers are printed as they were read, in hex;
// run.py does the arithmetic.
#include "harness.hpp"

extern "C" {
extern std::uint32_t data_from[], data_begin[], data_end[], bss_begin[], bss_end[], stack_bottom[];
void nothing(std::uint8_t const*, std::size_t);
void nops_10000();
void nops_20000();
}

namespace {

constexpr std::uint32_t sys_write0 = 0x04;
constexpr std::uint32_t sys_exit_extended = 0x20;
constexpr std::uint32_t application_exit = 0x2'0026;

void print(char const* text) {
  semihosting(sys_write0, text);
}
void print(std::uint32_t number) {
  char text[10];
  for (int i = 0; i != 8; ++i) text[i] = "0123456789abcdef"[(number >> (28 - 4 * i)) & 15U];
  text[8] = ' ';
  text[9] = '\0';
  print(text);
}
[[noreturn]] void leave(std::uint32_t status) {
  std::uint32_t const why[2] = {application_exit, status};
  semihosting(sys_exit_extended, why);
  while (true) {
  }
}

constexpr std::uint32_t paint = 0xA5A5'5A5A;

/// Paints the stack below, calls, and prints timer ticks and the bytes of stack that are not painted any more.
[[gnu::noinline]] void measure(void (*what)(std::uint8_t const*, std::size_t), std::uint8_t const* data,
                               std::size_t size) {
  auto* const here = reinterpret_cast<std::uint32_t volatile*>(stack_pointer());
  for (auto volatile* at = reinterpret_cast<std::uint32_t volatile*>(stack_bottom); at != here; ++at) *at = paint;
  auto const before = ticks();
  what(data, size);
  auto const after = ticks();
  auto const* lowest = reinterpret_cast<std::uint32_t volatile*>(stack_bottom);
  while (lowest != here && *lowest == paint) ++lowest;
  print((after - before) & 0xFF'FFFFU);
  print(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(here) - reinterpret_cast<std::uintptr_t>(lowest)));
}

}  // namespace

extern "C" {

[[gnu::noipa]] void nothing(std::uint8_t const*, std::size_t) {}

void reset() {
  auto const* from = data_from;
  for (auto* to = data_begin; to != data_end; ++to) *to = *from++;
  for (auto* to = bss_begin; to != bss_end; ++to) *to = 0;
  start_ticks();

  measure(nothing, nullptr, 0);
  print("nothing\n");
  measure([](std::uint8_t const*, std::size_t) { nops_10000(); }, nullptr, 0);
  print("10000 nops\n");
  measure([](std::uint8_t const*, std::size_t) { nops_20000(); }, nullptr, 0);
  print("20000 nops\n");
  for (auto const* one = inputs; one->data != nullptr; ++one) {
    measure(measured, one->data, one->size);
    print(one->name);
    print("\n");
  }
  leave(0);
}

void fault() {
  auto const* const pushed = reinterpret_cast<std::uint32_t const*>(stack_pointer());
  print("fault, stack: ");
  for (int i = 0; i != 16; ++i) print(pushed[i]);
  print("\n");
  leave(99);
}

[[gnu::section(".outside.text")]] void nops_10000() {
  asm volatile(".rept 10000\n nop\n .endr");
}
[[gnu::section(".outside.text")]] void nops_20000() {
  asm volatile(".rept 20000\n nop\n .endr");
}
}
