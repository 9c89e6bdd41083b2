// SPDX-License-Identifier: MIT
// What Modbus costs on the host: the CRC in its three forms, a request, and a full reply with 62 floats.
#include <meterproto/modbus.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>

namespace {

using namespace meterproto;

std::array<std::uint8_t, 256> const message = [] {
  std::array<std::uint8_t, 256> made{};
  for (std::size_t i = 0; i != made.size(); ++i) made[i] = static_cast<std::uint8_t>(i * 37 + 11);
  return made;
}();

template <modbus::crc_method Method>
void crc(benchmark::State& state) {
  auto const part = bytes{message}.first(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(modbus::crc16<Method>(part));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(crc<modbus::crc_method::trinomial>)->Arg(8)->Arg(60)->Arg(256);
BENCHMARK(crc<modbus::crc_method::nibble>)->Arg(8)->Arg(60)->Arg(256);
BENCHMARK(crc<modbus::crc_method::bitwise>)->Arg(8)->Arg(60)->Arg(256);

void build_read_request(benchmark::State& state) {
  std::uint16_t address = 0;
  for (auto _ : state) benchmark::DoNotOptimize(modbus::frame_of(1, {.address = ++address, .quantity = 2}));
}
BENCHMARK(build_read_request);

void parse_125_registers_and_62_floats(benchmark::State& state) {
  std::array<std::uint8_t, 255> frame{1, 3, 250};
  for (std::size_t i = 3; i != 253; ++i) frame[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 0x43 : i);
  auto const sum = modbus::crc16(bytes{frame}.first(253));
  frame[253] = static_cast<std::uint8_t>(sum & 0xFFU);
  frame[254] = static_cast<std::uint8_t>(sum >> 8U);
  modbus::read const asked{.address = 0, .quantity = 125};
  std::array<float, 62> values{};
  for (auto _ : state) {
    auto const read = modbus::parse_registers(frame, 1, asked);
    for (std::size_t i = 0; i != values.size(); ++i)
      values[i] = modbus::float_of(read->data.subspan(4 * i, 4), modbus::formats::f32).value_or(0);
    benchmark::DoNotOptimize(values);
  }
}
BENCHMARK(parse_125_registers_and_62_floats);

}  // namespace
