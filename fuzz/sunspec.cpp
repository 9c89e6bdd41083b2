// SPDX-License-Identifier: MIT
// A SunSpec chain of any registers: it ends, and what is found lies within what was read. A chain of any models, laid
// out end to end: they are found where they were put.
#include "fuzz.hpp"

#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/sunspec.hpp>

#include <array>
#include <vector>

namespace {

using namespace meterproto;

void walk_built(fuzz::source in) {
  std::vector<sunspec::placed_model> put;
  std::vector<std::uint16_t> registers(65'536);
  auto const base = in.u16();
  std::uint32_t at = base;
  auto const lay = [&](std::uint16_t content) { registers[at++ % registers.size()] = content; };
  lay(sunspec::marker >> 16U);
  lay(sunspec::marker & 0xFFFFU);
  for (auto many = in.u8() % 8U; many != 0; --many) {
    sunspec::placed_model const one{static_cast<std::uint16_t>(in.u16() % sunspec::end_model),
                                    static_cast<std::uint16_t>(in.u16() >> (in.u8() % 16U)),
                                    static_cast<std::uint16_t>(at)};
    if (at + 2 + one.length > 0xFFFE) break;
    put.push_back(one);
    lay(one.id);
    lay(one.length);
    at += one.length;
  }
  if (at > 0xFFFE) return;  // no room for the end
  lay(sunspec::end_model);
  lay(0);
  sunspec::chain chain{base};
  for (std::size_t steps = 0; !chain.done(); ++steps) {
    auto const next = chain.next();
    std::array<std::uint8_t, 4> content{};
    writer{content}.u16(registers[next.address]).u16(registers[next.address + 1U]);
    auto const found = chain.take(modbus::registers{next.address, content});
    PROMISE(found && steps <= put.size() + 1);
    if (steps == 0) continue;
    if (chain.done()) {
      PROMISE(steps == put.size() + 1);
      break;
    }
    auto const& wanted = put[steps - 1];
    PROMISE(found->id == wanted.id && found->length == wanted.length && found->address == wanted.address);
  }
}

}  // namespace

void fuzz_one(fuzz::source in) {
  walk_built(in);
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
