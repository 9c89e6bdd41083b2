// SPDX-License-Identifier: MIT
// A capture of six lines, two of each protocol, a million frames in all: framed again and decoded to values, by one
// thread or by several. A thread takes a line after the other.
#include "decode.hpp"
#include "meters.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace {

using namespace meterproto;

constexpr std::size_t frames_in_all = 1'000'000;

struct captured_line {
  host::octets octets;
  std::size_t values = 0;
  std::size_t (*decode)(bytes octets) = nullptr;
};

std::size_t decode_modbus(bytes octets) {
  modbus::response_framer framer;
  std::size_t seen = 0;
  while (true) {
    auto const frame = framer.take(octets);
    if (frame.empty()) return seen;
    seen += host::modbus_values(frame);
  }
}

std::size_t decode_mbus(bytes octets) {
  mbus::framer framer;
  std::size_t seen = 0;
  while (true) {
    auto const frame = framer.take(octets);
    if (frame.empty()) return seen;
    seen += host::mbus_values(frame);
  }
}

std::size_t decode_mstp(bytes octets) {
  host::mstp_line line;
  std::size_t seen = 0;
  while (!octets.empty())
    if (auto const& got = line.heard.take(octets, 0); got.what == bacnet::heard::valid)
      seen += host::bacnet_values(got.received.data);
  return seen;
}

/// The meters' answers of a thousand seconds, over and over, back to back.
std::array<captured_line, 6> const& capture() {
  static auto const made = [] {
    std::array<captured_line, 6> lines;
    for (std::size_t i = 0; i != lines.size(); ++i)
      lines[i].decode = i < 2 ? decode_modbus : i < 4 ? decode_mbus : decode_mstp;
    host::meters meters;
    std::vector<host::octets> seconds;
    for (int second = 0; second != 1000; ++second, meters.pass_a_second()) {
      seconds.push_back(meters.modbus_answer(host::float_registers));
      seconds.push_back(meters.mbus_answer());
      seconds.push_back(meters.mstp_ack_of_many());
    }
    constexpr std::array<std::size_t, 3> values{62, 31, host::values_of_an_ack};
    for (std::size_t frame = 0; frame != frames_in_all; ++frame) {
      auto& line = lines[frame % lines.size()];
      auto const protocol = frame % lines.size() / 2;
      auto const& octets = seconds[frame / lines.size() % 1000 * 3 + protocol];
      line.octets.insert(line.octets.end(), octets.begin(), octets.end());
      line.values += values[protocol];
    }
    return lines;
  }();
  return made;
}

void bulk(benchmark::State& state) {
  auto const& lines = capture();
  std::size_t octets = 0;
  for (auto const& one : lines) octets += one.octets.size();
  for (auto _ : state) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> all_seen = true;
    auto const work = [&] {
      for (auto line = next++; line < lines.size(); line = next++)
        if (lines[line].decode(lines[line].octets) != lines[line].values) all_seen = false;
    };
    std::vector<std::jthread> others;
    for (auto left = state.range(0); left > 1; --left) others.emplace_back(work);
    work();
    others.clear();
    if (!all_seen) return state.SkipWithError("not all values");
  }
  state.counters["frames"] = frames_in_all;
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(octets));
}
BENCHMARK(bulk)->Arg(1)->Arg(2)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
