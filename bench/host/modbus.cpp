// SPDX-License-Identifier: MIT
// Modbus: a request, an answer of 125 registers with and without its 62 floats, and a poll of three points.
#include "decode.hpp"
#include "meters.hpp"

#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using namespace meterproto;
namespace s4100 = leviton_s4100;

void build_read(benchmark::State& state) {
  std::uint16_t address = 0;
  for (auto _ : state) {
    auto request = modbus::frame_of(host::unit_id, {.address = ++address, .quantity = 2});
    benchmark::DoNotOptimize(request);
  }
}
BENCHMARK(build_read);

void parse_125(benchmark::State& state) {
  auto frame = host::meters{}.modbus_answer(host::float_registers);
  for (auto _ : state) {
    benchmark::DoNotOptimize(frame.data());
    benchmark::ClobberMemory();
    auto read = modbus::parse_registers(frame, host::unit_id, host::float_registers);
    benchmark::DoNotOptimize(read);
  }
}
BENCHMARK(parse_125);

void parse_125_floats(benchmark::State& state) {
  auto frame = host::meters{}.modbus_answer(host::float_registers);
  for (auto _ : state) {
    benchmark::DoNotOptimize(frame.data());
    benchmark::ClobberMemory();
    if (host::modbus_values(frame) != 62) return state.SkipWithError("not 62 floats");
  }
}
BENCHMARK(parse_125_floats);

constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total, s4100::frequency);

/// The answers to the plan's reads, values and scale registers, to three numbers in their units.
template <class Number>
void three_points(benchmark::State& state) {
  host::meters meters;
  std::vector<host::octets> answers;
  for (auto const& read : plan) answers.push_back(meters.modbus_answer(read));
  for (auto _ : state) {
    modbus::snapshot<plan> now;
    std::size_t next = 0;
    for (auto const& read : now.begin_poll()) {
      auto answer = modbus::parse_registers(answers[next++], host::unit_id, read);
      if (!answer || now.take(*answer).code != meterproto::errc::none) return state.SkipWithError("no answer");
    }
    auto volts = now.decode(s4100::voltage_ll_avg);
    auto power = now.decode(s4100::real_power_total);
    auto hertz = now.decode(s4100::frequency);
    if (!volts || !power || !hertz) return state.SkipWithError("no values");
    auto numbers =
        std::array{volts->template in<Number>(V), power->template in<Number>(kW), hertz->template in<Number>(Hz)};
    benchmark::DoNotOptimize(numbers);
  }
}
BENCHMARK(three_points<decimal>)->Name("three_points");
BENCHMARK(three_points<float>)->Name("three_floats");

}  // namespace
