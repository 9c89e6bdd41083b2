// SPDX-License-Identifier: MIT
// CRC-16/MODBUS in the library's three forms, and the usual loop over a table of 256 entries beside them. Each CRC is
// taken into the next message, so that it is the time until a CRC is there that counts, and not how many are under way.
#include <meterproto/modbus/crc.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using meterproto::bytes;
using meterproto::modbus::crc16, meterproto::modbus::crc_method;

constexpr auto table = [] {
  std::array<std::uint16_t, 256> made{};
  for (std::size_t i = 0; i != made.size(); ++i) {
    unsigned crc = static_cast<unsigned>(i);
    for (int bit = 0; bit != 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xA001U : crc >> 1U;
    made[i] = static_cast<std::uint16_t>(crc);
  }
  return made;
}();

std::uint16_t by_table(bytes message) {
  std::uint16_t crc = 0xFFFF;
  for (auto const octet : message) crc = static_cast<std::uint16_t>((crc >> 8U) ^ table[(crc ^ octet) & 0xFFU]);
  return crc;
}

template <auto Crc>
void crc(benchmark::State& state) {
  std::array<std::uint8_t, 256> message{};
  for (std::size_t i = 0; i != message.size(); ++i) message[i] = static_cast<std::uint8_t>(i * 37 + 11);
  auto const part = bytes{message}.first(static_cast<std::size_t>(state.range(0)));
  if (Crc(part) != by_table(part)) state.SkipWithError("another CRC than by the table");
  for (auto _ : state) {
    message[0] = static_cast<std::uint8_t>(Crc(part) & 0xFFU);
    benchmark::ClobberMemory();
  }
}

void sizes(benchmark::internal::Benchmark* of) {
  of->Arg(6)->Arg(60)->Arg(256);
}
BENCHMARK(crc<crc16<crc_method::trinomial>>)->Name("crc_trinomial")->Apply(sizes);
BENCHMARK(crc<crc16<crc_method::nibble>>)->Name("crc_nibble")->Apply(sizes);
BENCHMARK(crc<crc16<crc_method::bitwise>>)->Name("crc_bitwise")->Apply(sizes);
BENCHMARK(crc<by_table>)->Name("crc_table")->Apply(sizes);

}  // namespace
