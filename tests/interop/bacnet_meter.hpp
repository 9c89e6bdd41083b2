// SPDX-License-Identifier: MIT
#pragma once

#include "../../examples/inspector/simulated.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>

#include <cstdint>
#include <vector>

namespace interop {

inline constexpr std::uint32_t meter_instance = 1'234'567;

/// The virtual Series 4100 with forty days behind it and some records in its trend logs. A setting stands at once.
struct bacnet_meter {
  bacnet_meter()
      : log(meterproto::virtual_leviton_bacnet::logs * meterproto::virtual_leviton_bacnet::records_per_log),
        device{[] {
                 meterproto::virtual_meter::settings set;
                 set.system_voltage = 400;
                 return set;
               }(),
               inspector::choices_of_simulation(meterproto::energy::total_of::net),
               meter_instance,
               "41000042",
               log,
               0} {
    for (int hour = 40 * 24; hour != 0; --hour) device.take(inspector::load_at(noon - hour * 3600.0, true), 3'600'000);
    device.take(inspector::load_at(noon, true), 0);
  }

  static constexpr double noon = 12.0 * 3600;
  std::vector<meterproto::virtual_leviton_bacnet::log_entry> log;
  meterproto::virtual_leviton_bacnet::device device;
};

}  // namespace interop
