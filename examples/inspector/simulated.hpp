// SPDX-License-Identifier: MIT
#pragma once

#include "line.hpp"
#include "meter.hpp"

#include <meterproto/modbus/server.hpp>
#include <meterproto/virtual_meter.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

/// The library's virtual meters on a line, under a load of one day that repeats.
namespace inspector {

/// A house or a workshop: a morning and an evening peak, motors at a power factor near 0.8, a roof that exports at
/// noon.
meterproto::virtual_meter::inputs load_at(double second_of_day, bool with_generation);

/// What no manual says, and these simulations had to choose.
meterproto::virtual_meter::choices choices_of_simulation(meterproto::energy::total_of total);

class simulated_meter {
 public:
  simulated_meter() = default;
  simulated_meter(simulated_meter const&) = delete;
  simulated_meter& operator=(simulated_meter const&) = delete;
  virtual ~simulated_meter() = default;

  /// Simulated time goes on.
  virtual void advance(double seconds) = 0;

  /// The answer to a frame that came; empty where the meter stays silent.
  virtual meterproto::bytes answer(meterproto::bytes frame, std::uint8_t unit,
                                   std::span<std::uint8_t, modbus::max_frame> space) = 0;
};

/// The simulated meter of a model, or of a map of the user's, with forty days of energy behind it.
std::unique_ptr<simulated_meter> simulate(meter const& of, double second_of_day);

/// Answers what comes on the line until `stop`; `speed` simulated seconds pass in each second. `echo`: the line gives
/// back what is sent. `seen` is told of each frame.
void serve(line& on, simulated_meter& device, std::uint8_t unit, double speed, bool echo, std::atomic<bool> const& stop,
           std::function<void(meterproto::bytes, bool answered)> const& seen = {});

}  // namespace inspector
