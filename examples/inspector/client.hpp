// SPDX-License-Identifier: MIT
#pragma once

#include "line.hpp"
#include "meter.hpp"

#include <meterproto/modbus/framer.hpp>
#include <meterproto/modbus/plan.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

/// The asking side on a real line: time, retries, and sentences for what goes wrong.
namespace inspector {

/// Nobody answered, or nothing that is a frame. what() is a whole sentence that says what to look at.
struct no_answer : line_error {
  using line_error::line_error;
};

struct client_options {
  std::chrono::milliseconds timeout{1000};
  unsigned retries = 1;
  bool echo = false;                        // the line gives back what is sent
  std::atomic<bool> const* stop = nullptr;  // set by a signal: give up
  std::ostream* trace = nullptr;            // each frame, with its time, annotated
};

class client {
 public:
  client(line& on, client_options const& how) : line_{on}, how_{how}, began_{std::chrono::steady_clock::now()} {}

  /// The answer, a view until the next call; a refusal of the device is an error of the result. Throws no_answer.
  result<modbus::response> ask(modbus::request const& asked);
  result<modbus::response> ask(modbus::addressed_write const& asked) {
    return ask(static_cast<modbus::request>(asked));
  }

  [[nodiscard]] line& on() { return line_; }

 private:
  void trace(bool sent, std::vector<std::uint8_t> const& frame, std::vector<std::uint8_t> const& request) const;

  line& line_;
  client_options how_;
  std::chrono::steady_clock::time_point began_;
  std::vector<std::uint8_t> answer_;
  modbus::response_framer framer_;
};

/// "the device refuses with exception 2 (illegal_data_address)".
std::string refusal(error const& fault);

/// Registers that were read, in any order.
class register_store {
 public:
  void put(modbus::registers const& read);
  /// The block that holds them all; empty where none does.
  [[nodiscard]] modbus::registers holding(std::uint16_t first, std::uint16_t count) const;
  [[nodiscard]] result<std::int16_t> scale(std::uint16_t address) const;

 private:
  std::map<std::uint16_t, std::vector<std::uint8_t>> blocks_;
};

/// Reads the points by a plan and decodes them. Where a device refuses a read, its points are tried one by one.
/// Throws no_answer.
std::vector<value> read_points(client& with, std::uint8_t unit, meter const& from,
                               std::vector<point const*> const& points);

/// The reads that would fetch them.
std::vector<modbus::read> plan_of(meter const& from, std::vector<point const*> const& points,
                                  modbus::line_costs const& costs);

modbus::line_costs costs_of(line_settings const& settings);

}  // namespace inspector
