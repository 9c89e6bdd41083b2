// SPDX-License-Identifier: MIT
#pragma once

#include "commands.hpp"

#include <map>
#include <optional>
#include <string>

/// The commands that work with meters on BACnet MS/TP: which devices there are, what they measure, one that is not
/// there.
namespace inspector {

struct bacnet_options {
  std::optional<unsigned> mac;     // of the meter
  std::optional<unsigned> device;  // its instance: its MAC is found by Who-Is
  unsigned own_mac = 0;
  unsigned max_master = 127;
  unsigned low = 0;  // search: instances
  unsigned high = 4'194'303;
  double listen = 3;  // search: seconds for answers
};

bool is_bacnet_model(std::string const& name);
/// A CSV of BACnet objects, as `points` prints it.
bool is_bacnet_map(std::string const& file);

int list_bacnet_points(options const& how);
int show_bacnet_plan(options const& how, std::string const& names);
int search_bacnet(options const& how, bacnet_options const& which);
int poll_bacnet(options const& how, bacnet_options const& which, std::string const& names, double every);
int set_bacnet(options const& how, bacnet_options const& which, std::string const& name, std::string const& value);
int command_bacnet(options const& how, bacnet_options const& which, std::string const& name);
int simulate_bacnet(options const& how, bacnet_options const& which, double speed, double second_of_day, bool trace);

/// A virtual Series 4100 and another node on one simulated RS-485 line with us: values by name.
struct bacnet_demo {
  std::string address;
  std::string settings;
  std::string told;  // about the line
  std::map<std::string, std::string> values;
  std::string fault;
};
bacnet_demo read_virtual_bacnet(double second_of_day);

}  // namespace inspector
