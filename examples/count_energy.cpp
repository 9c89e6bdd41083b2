// SPDX-License-Identifier: MIT
// Counts energy out of power that was read now and then: import and export apart, a gap told and not bridged, and a
// counter of another meter across its wrap. Integers only: mW in, mWh out.
#include <meterproto/counters.hpp>
#include <meterproto/energy.hpp>

#include <cinttypes>
#include <cstdio>

namespace counters = meterproto::counters;
namespace energy = meterproto::energy;
using meterproto::kWh;

struct sample {
  std::uint32_t at_ms;
  std::int64_t milliwatts;
};

// The clock wraps after the second; the fifth comes half an hour late.
constexpr sample samples[] = {{4'294'965'296, 3'600'000}, {4'294'966'296, 1'800'000}, {0, -1'800'000},
                              {1'000, -3'600'000},        {1'801'000, -3'600'000},    {1'802'000, 0}};

int main() {
  // Straight lines between samples; more than a minute is a gap.
  energy::sampler<std::int64_t, energy::between::straight> sampler{60'000};
  energy::four_quadrants<energy::exact_sum> counted;
  for (auto const& one : samples) {
    auto const step = sampler.take({one.milliwatts, 0}, one.at_ms);
    if (!step) continue;  // a power beyond the range counts as missing
    if (step->what == energy::outcome::gap) std::printf("nothing is known of %" PRIu32 " ms\n", step->ms);
    counted.add(step->areas);
  }
  std::printf("import %" PRId64 " mWh, export %" PRId64 " mWh, net %" PRId64 " mWh\n", counted.real_import.unit_hours(),
              counted.real_export.unit_hours(), counted.real_net().unit_hours());

  // Register 3 of a Leviton meter with scale E = -1, before and after its wrap; at most 100 kW for an hour.
  counters::shown const before{4'294'967'290, -1, kWh};
  counters::shown const now{124, -1, kWh};
  auto const most = counters::plausible_energy(100'000, 3'600'000);
  auto const gain = counters::gain_between(before, now, counters::wraps_32_bits, *most, counters::resets::none);
  char text[24];
  if (gain) {
    auto const printed = *gain->amount.in(kWh).print(text);
    std::printf("gained %.*s kWh\n", static_cast<int>(printed.size()), printed.data());
  }
}
// nothing is known of 1800000 ms
// import 875 mWh, export 1375 mWh, net -500 mWh
// gained 13.0 kWh
