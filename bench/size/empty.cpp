// SPDX-License-Identifier: MIT
// What every program has: the others are measured above this one.
extern "C" void _start() {
  for (;;) {
  }
}
