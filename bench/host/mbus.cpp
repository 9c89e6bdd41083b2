// SPDX-License-Identifier: MIT
// M-Bus: the check of a frame, and the telegram of a WAGO 879 with its 31 records, to exact values with their units.
#include "decode.hpp"
#include "meters.hpp"

#include <meterproto/mbus.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using namespace meterproto;

void mbus_frame_100(benchmark::State& state) {
  std::array<std::uint8_t, 100> frame{};
  std::array<std::uint8_t, 100 - mbus::long_overhead - 3> data{};
  for (std::size_t i = 0; i != data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 37 + 11);
  if (!mbus::build_frame(static_cast<std::uint8_t>(mbus::control::rsp_ud), 8, 0x72, data, frame))
    return state.SkipWithError("no frame");
  for (auto _ : state) {
    benchmark::DoNotOptimize(frame);
    auto parsed = mbus::parse_frame(frame);
    benchmark::DoNotOptimize(parsed);
  }
}
BENCHMARK(mbus_frame_100);

void mbus_telegram(benchmark::State& state) {
  auto const sent = host::meters{}.mbus_answer();
  for (auto _ : state)
    if (host::mbus_values(sent) != 31) return state.SkipWithError("not 31 records");
}
BENCHMARK(mbus_telegram);

void mbus_records(benchmark::State& state) {
  auto const sent = host::meters{}.mbus_answer();
  auto const telegram = mbus::parse_frame(sent).and_then([](auto const& it) { return mbus::parse_telegram(it); });
  for (auto _ : state)
    if (host::mbus_values_of(telegram->data) != 31) return state.SkipWithError("not 31 records");
}
BENCHMARK(mbus_records);

}  // namespace
