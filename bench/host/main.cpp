// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

int main(int arguments, char** argument) {
  benchmark::AddCustomContext("compiler", COMPILER);
  benchmark::Initialize(&arguments, argument);
  if (benchmark::ReportUnrecognizedArguments(arguments, argument)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
