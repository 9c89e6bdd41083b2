// SPDX-License-Identifier: MIT
// One second of three phases into all energies of a meter, in integers, exactly.
#include <meterproto/energy.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>

namespace {

using namespace meterproto;

void energy_second(benchmark::State& state) {
  energy::accumulators<energy::four_quadrants, std::int64_t, energy::between::held, energy::total_of::phases> counted{
      5000};
  std::array<power::powers<std::int64_t>, 3> phases{
      {{100'000, 20'000, 102'000}, {-100'000, 20'000, 102'000}, {90'000, -32'000, 96'000}}};
  std::uint32_t now = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(phases);
    now += 1000;
    if (!counted.take(phases, now)) return state.SkipWithError("a sample was refused");
    benchmark::DoNotOptimize(counted);
  }
}
BENCHMARK(energy_second);

}  // namespace
