// SPDX-License-Identifier: MIT
// What stack.py must find out: recursion, a frame of any size, a call to nobody knows whom.
#include <cstdint>

namespace {

std::uint32_t volatile sink;

}  // namespace

extern "C" {
std::uint32_t entry_recursion(std::uint32_t depth);
void entry_frame_of_any_size(std::uint32_t size);
void entry_call_through_a_pointer(void (*what)());

[[gnu::noinline]] std::uint32_t entry_recursion(std::uint32_t depth) {
  std::uint32_t volatile own[4] = {depth};
  return depth == 0 ? 0 : entry_recursion(depth - 1) + own[0];
}
void entry_frame_of_any_size(std::uint32_t size) {
  auto* const own = static_cast<std::uint8_t volatile*>(__builtin_alloca(size));
  own[0] = 1;
  sink = own[0];
}
void entry_call_through_a_pointer(void (*what)()) {
  what();
  sink = 1;
}
}
