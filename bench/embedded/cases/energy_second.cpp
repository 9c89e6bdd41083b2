// SPDX-License-Identifier: MIT
// One second of three phases into all energies of a meter: import, export and four quadrants of reactive, import and
// export of apparent energy, by phase and in total; in integers, exactly.
#include "../case.hpp"

#include <meterproto/energy.hpp>

#include <array>

namespace energy = meterproto::energy;

namespace {

constinit energy::accumulators<energy::four_quadrants, std::int64_t, energy::between::held, energy::total_of::phases>
    counted{5000};
OUTSIDE_RAM std::uint32_t now;

}  // namespace

/// data: real and reactive power of each phase in watts, one octet each, the highest bit a minus.
extern "C" void measured(std::uint8_t const* data, std::size_t) {
  std::array<meterproto::power::powers<std::int64_t>, 3> phases;
  for (auto& one : phases) {
    one.real = std::int64_t{static_cast<std::int8_t>(*data++)} * 1000;
    one.reactive = std::int64_t{static_cast<std::int8_t>(*data++)} * 1000;
    one.apparent = std::int64_t{*data++} * 1000;
  }
  now += 1000;
  if (counted.take(phases, now)) port = static_cast<std::uint32_t>(counted.total().real_import.unit_hours());
}

OUTSIDE_DATA std::uint8_t powers[] = {100, 20, 102, 0x9C, 20, 102, 90, 0xE0, 96};
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {
    {"first sample", powers, sizeof powers}, {"a second", powers, sizeof powers}, {}};
