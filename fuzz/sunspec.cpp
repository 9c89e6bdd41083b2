// SPDX-License-Identifier: MIT
// A SunSpec chain of any registers: it ends, and what is found lies within what was read.
#include "fuzz.hpp"

#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/sunspec.hpp>

#include <array>

void fuzz_one(fuzz::source in) {
  using namespace meterproto;
  sunspec::chain chain{in.u16(), in.u8()};
  unsigned steps = 0;
  while (!chain.done()) {
    auto const next = chain.next();
    auto const content = fuzz::copy_of(in.take(2U * (in.u8() % 4U)));
    auto const found = chain.take(modbus::registers{in.u8() % 8 == 0 ? in.u16() : next.address, content});
    if (found) PROMISE(++steps <= 256);
    if (!found && in.empty()) break;
  }
  auto const block = fuzz::copy_of(in.rest());
  modbus::registers const read{40'000, meterproto::bytes{block}.first(block.size() / 2 * 2)};
  for (auto const& row : leviton_s4100_sunspec::registers) (void)read.find(row.address, row.count);
}
