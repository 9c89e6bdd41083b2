// SPDX-License-Identifier: MIT
// The yardstick: libmodbus reads 125 registers and takes 62 floats out of them. Its read, write and select are those of
// this program, which has the same symbols and answers from memory: no system call, no waiting.
#include "meters.hpp"

#include <benchmark/benchmark.h>
#include <modbus.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace {

constexpr int line = FD_SETSIZE - 1;  // a file that is not open
host::octets answer;
std::size_t given = 0;

}  // namespace

extern "C" {

ssize_t read(int file, void* to, size_t most) {
  if (file != line) return syscall(SYS_read, file, to, most);
  auto const part = std::min(most, answer.size() - given);
  std::memcpy(to, answer.data() + given, part);
  given += part;
  return static_cast<ssize_t>(part);
}

ssize_t write(int file, void const* from, size_t size) {
  if (file != line) return syscall(SYS_write, file, from, size);
  given = 0;  // a request: the answer begins
  return static_cast<ssize_t>(size);
}

int select(int, fd_set*, fd_set*, fd_set*, timeval*) {
  return 1;  // only libmodbus asks
}

}  // extern "C"

namespace {

void libmodbus(benchmark::State& state) {
  answer = host::meters{}.modbus_answer(host::float_registers);
  modbus_t* const client = modbus_new_rtu("/dev/null", 19200, 'N', 8, 1);
  if (client == nullptr || modbus_set_slave(client, host::unit_id) != 0 || modbus_set_socket(client, line) != 0)
    return state.SkipWithError("libmodbus makes no client");
  std::array<std::uint16_t, 125> registers{};
  std::array<float, 62> values{};
  for (auto _ : state) {
    if (modbus_read_registers(client, host::float_registers.address, 125, registers.data()) != 125)
      return state.SkipWithError("libmodbus reads no registers");
    for (std::size_t i = 0; i != values.size(); ++i) values[i] = modbus_get_float_abcd(&registers[2 * i]);
    benchmark::DoNotOptimize(values);
  }
  modbus_set_socket(client, -1);
  modbus_free(client);
}
BENCHMARK(libmodbus);

[[maybe_unused]] bool const named = [] {
  benchmark::AddCustomContext("libmodbus", LIBMODBUS_VERSION_STRING);
  return true;
}();

}  // namespace
