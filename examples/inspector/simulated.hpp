// SPDX-License-Identifier: MIT
#pragma once

#include "line.hpp"
#include "meter.hpp"

#include <meterproto/modbus/server.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// A meter that is not there: a load, what a meter makes of it, and the registers in which it shows that.
namespace inspector {

/// What the inputs see at one moment.
struct sample {
  struct phase {
    double volts = 0;  // line to neutral
    double amps = 0;
    double angle = 0;  // radians by which the current lags; beyond a quarter turn power flows out
  };
  std::array<phase, 3> phases;
  double frequency = 50;
};

/// A house or a workshop: a morning and an evening peak, motors at a power factor near 0.8, a roof that exports at
/// noon.
sample load_at(double second_of_day, bool with_generation);

/// What the meter has measured so far. The load feeds it, the registers ask it: whoever wants another meter or another
/// load changes one side.
class metrology {
 public:
  /// `sub_interval`: the demand sub-interval in seconds.
  void advance(sample const& now, double seconds, double sub_interval);
  void clear_energy();
  void reset_demand_max();

  /// In base units (V, A, W, var, VA, Wh, varh, VAh, Hz, a ratio of 1). Nothing where this is no measured quantity.
  [[nodiscard]] bool knows(meterproto::measurand const& of) const;
  [[nodiscard]] double value(meterproto::measurand const& of) const;

 private:
  struct energy {
    double import = 0, export_ = 0;
    std::array<double, 4> quadrant{};
    double apparent_import = 0, apparent_export = 0;
  };
  struct power {
    double real = 0, reactive = 0;
    [[nodiscard]] double apparent() const;
  };
  [[nodiscard]] power power_of(unsigned phase) const;  // 0 to 2; 3: the sum

  sample now_;
  std::array<energy, 4> energy_{};  // by phase, and of all
  power demand_, demand_max_import_, demand_max_export_;
  power collected_;
  double collected_seconds_ = 0;
};

/// The registers of one or more of the library's tables, served by the library's server core.
class simulated_meter {
 public:
  explicit simulated_meter(meter const& of, double second_of_day);
  virtual ~simulated_meter() = default;

  /// Simulated time goes on.
  virtual void advance(double seconds);

  /// The answer to a frame that came; empty where the meter stays silent.
  virtual meterproto::bytes answer(meterproto::bytes frame, std::uint8_t unit,
                                   std::span<std::uint8_t, modbus::max_frame> space) = 0;

  // The device of the server core.
  [[nodiscard]] bool has(modbus::table where) const;
  modbus::exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, meterproto::writer& out);
  modbus::exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, meterproto::bytes data);

 protected:
  virtual bool accepts(point const& at, decimal const& raw) const;
  virtual void written(point const& at, decimal const& raw);
  virtual void choose_scales() {}
  /// Whether a point reads "none" now.
  [[nodiscard]] virtual bool is_absent(modbus::row const&) const { return false; }
  [[nodiscard]] virtual bool bidirectional() const { return true; }

  void add_map(meter const& of);
  void show();                                        // measured values into the registers
  void set(std::string const& name, double content);  // a point's raw content
  void set_text(std::string const& name, std::string const& content);
  [[nodiscard]] double get(std::string const& name) const;
  [[nodiscard]] std::uint16_t get_register(std::uint16_t address) const;
  void set_register(std::uint16_t address, std::uint16_t content);

  meter const& meter_;
  metrology measured_;
  double second_of_day_;

 private:
  void put(point const& at, std::uint64_t bits);

  std::vector<meter const*> maps_;
  std::map<std::uint16_t, point const*> by_register_;  // every register of every point
  std::map<std::uint16_t, std::uint16_t> content_;
};

/// The simulated meter of a model, or of a map of the user's.
std::unique_ptr<simulated_meter> simulate(meter const& of, double second_of_day);

/// Answers what comes on the line until `stop`; `speed` simulated seconds pass in each second. `echo`: the line gives
/// back what is sent. `seen` is told of each frame.
void serve(line& on, simulated_meter& device, std::uint8_t unit, double speed, bool echo, std::atomic<bool> const& stop,
           std::function<void(meterproto::bytes, bool answered)> const& seen = {});

}  // namespace inspector
