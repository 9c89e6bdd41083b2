// SPDX-License-Identifier: MIT
// Reads a WAGO 879 on an M-Bus by its secondary address: select, request, decode. The meter is a virtual one here; for
// a real one, put your level converter into ask() and leave the rest as it is.
#include <meterproto/mbus.hpp>
#include <meterproto/virtual_wago_mbus.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <array>
#include <cstdio>

namespace mbus = meterproto::mbus;
namespace virtual_meter = meterproto::virtual_meter;
namespace wago = meterproto::wago_879_mbus;
using meterproto::bytes, meterproto::kWh, meterproto::V, meterproto::W;

// A meter with 230 V and 10 A, which have flowed for an hour.
static auto meter = [] {
  virtual_meter::choices const chosen{
      meterproto::energy::total_of::phases,
      {meterproto::demand::before_full::as_zeros, meterproto::demand::apparent::mean, meterproto::demand::maxima::own},
      meterproto::alerts::threshold::percent_of_nominal,
      meterproto::alerts::imbalance::spread_of_mean,
      meterproto::alerts::pair_marks::both,
      meterproto::alerts::imbalance_marks::none,
      virtual_meter::second_counter::export_real};
  meterproto::virtual_wago_mbus::device made{
      {}, chosen, meterproto::scaling::rounding::half_away_from_zero, 1, 0x19020246};
  made.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
  return made;
}();

bytes ask(bytes request) {
  static std::array<std::uint8_t, mbus::max_frame> space;
  return meter.answer(request, space);
}

int main() {
  // Its number is all that we know of it; maker, version and medium are wildcards.
  mbus::secondary_address who;
  who.id = 0x19020246;
  std::array<std::uint8_t, mbus::max_frame> buffer;
  if (ask(*mbus::select(who, buffer)).empty()) {
    std::printf("nobody has this number\n");
    return 1;
  }

  mbus::readout readout{mbus::selected, 4};  // at most four telegrams
  while (!readout.ended()) {
    auto const request = readout.next();
    auto const reply = ask(request);
    if (reply.empty()) {
      (void)readout.silence();  // asked again, or given up
      continue;
    }
    auto const all = readout.take(reply).and_then(mbus::records_of);
    if (!all) continue;
    if (auto const volts = wago::voltage_an.decode(*all)) std::printf("%.1f V\n", volts->in<double>(V));
    if (auto const power = wago::real_power_total.decode(*all)) std::printf("%.0f W\n", power->in<double>(W));
    if (auto const energy = wago::real_energy_import.decode(*all)) std::printf("%.3f kWh\n", energy->in<double>(kWh));
    std::size_t count = 0;
    for (auto const& one : *all)
      if (one) ++count;  // whatever else it sends: each record, or where it is damaged
    std::printf("%zu records\n", count);
  }
}
// 230.0 V
// 6900 W
// 6.900 kWh
// 31 records
