// SPDX-License-Identifier: MIT
#pragma once

#include "commands.hpp"

#include <map>
#include <string>

/// The commands that work with meters on an M-Bus: what is on the line, what they measure, one that is not there.
namespace inspector {

struct mbus_options {
  unsigned primary = 253;  // 253: the one that --secondary selects
  std::string secondary;   // IIIIIIIIMMMMVVDD, F for any digit
  bool addresses = false;  // search: by primary addresses
  bool thorough = false;   // search: until every digit is known
};

/// "wago_879_mbus", or "mbus" for whatever meter answers.
bool is_mbus_model(std::string const& name);
/// A CSV of M-Bus records, as `points` prints it.
bool is_mbus_map(std::string const& file);

/// The CSV, JSON or table of `points`.
int list_mbus_points(options const& how);

int search_mbus(options const& how, mbus_options const& which);
int poll_mbus(options const& how, mbus_options const& which, std::string const& model, std::string const& names,
              double every);
int set_mbus(options const& how, mbus_options const& which, std::string const& name, std::string const& value,
             bool sure);
/// A virtual WAGO on a pseudo-terminal of its own, read once: values by name, powers and energies in thousands.
struct mbus_demo {
  std::string address;
  std::string settings;
  std::map<std::string, std::string> values;
  std::string fault;
};
mbus_demo read_virtual_mbus(double second_of_day);

int simulate_mbus(options const& how, mbus_options const& which, double speed, double second_of_day, bool trace);

}  // namespace inspector
