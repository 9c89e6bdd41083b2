// SPDX-License-Identifier: MIT
#pragma once

#include "client.hpp"
#include "meter.hpp"

#include <atomic>
#include <cstdint>
#include <string>

/// What the program does, one function a command; each returns the exit status. Wrong words throw usage_error, a line
/// that fails throws line_error.
namespace inspector {

/// The options that the commands share.
struct options {
  line_settings line;  // as asked; factory settings of the model fill the gaps
  bool baud_given = false;
  bool parity_given = false;
  client_options client;
  unsigned unit = 1;
  std::string format = "table";
  std::string map;   // --map
  std::string base;  // --base
};

/// Set by a signal: commands that go on and on end at the next occasion.
extern std::atomic<bool> interrupted;

meter const& chosen(options const& how, std::string const& model_name);

int list_models(options const& how);
int list_points(options const& how, std::string const& model_name);
int show_plan(options const& how, std::string const& model_name, std::string const& points);
int poll(options const& how, std::string const& model_name, std::string const& points, double every);
int scan(options const& how, unsigned from, unsigned to, bool all_settings);
int identify(options const& how);
int set(options const& how, std::string const& model_name, std::string const& name, std::string const& value,
        bool sure);
int send_command(options const& how, std::string const& model_name, std::string const& name);
int simulate_meter(options const& how, std::string const& model_name, double speed, std::string const& time,
                   bool trace);
int demo();

/// The time as a poll prints it: 2026-11-21T12:30:00Z.
std::string now_text();

/// "12:30" in seconds; now where it is empty. Throws usage_error.
double second_of_day(std::string const& time);

}  // namespace inspector
