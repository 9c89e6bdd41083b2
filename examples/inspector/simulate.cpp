// SPDX-License-Identifier: MIT
#include "bacnet.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "hex.hpp"
#include "mbus.hpp"
#include "modbus.hpp"
#include "simulated.hpp"
#include "table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <list>
#include <optional>
#include <sstream>
#include <thread>

namespace inspector {

using meterproto::bytes;

double second_of_day(std::string const& time) {
  unsigned hour = 0;
  unsigned minute = 0;
  char colon = 0;
  std::istringstream in{time};
  if (time.empty()) {
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    localtime_r(&now, &parts);
    return parts.tm_hour * 3600.0 + parts.tm_min * 60.0 + parts.tm_sec;
  }
  if (!(in >> hour >> colon >> minute) || colon != ':' || hour > 23 || minute > 59 ||
      in.peek() != std::char_traits<char>::eof())
    throw usage_error{"--time takes an hour and a minute: --time 12:30."};
  return hour * 3600.0 + minute * 60.0;
}

int simulate_meter(options const& how, std::string const& model_name, double speed, std::string const& time,
                   bool trace) {
  if (how.unit == modbus::broadcast) throw usage_error{"A meter has a unit id of 1 to 247; 0 is the broadcast."};
  auto const& meter = chosen(how, model_name);
  auto device = simulate(meter, second_of_day(time));
  device->advance(0);
  std::optional<pseudo_terminal> terminal;
  std::optional<line> port;
  if (how.line.port.empty())
    terminal.emplace();
  else
    port.emplace(open_line(how, &meter));
  auto& on = terminal ? terminal->side() : *port;
  std::cout << meter.name << ", unit " << how.unit << ", on " << (terminal ? terminal->path() : on.name()) << "\n";
  if (terminal)
    std::cout << "try: meterproto poll " << (how.map.empty() ? meter.name : "--map " + how.map) << " --port "
              << terminal->path() << " --unit " << how.unit << "\nCtrl-C ends it\n";
  std::cout.flush();
  auto const began = std::chrono::steady_clock::now();
  bool to_us = true;
  serve(on, *device, unit_of(how), speed, how.client.echo, interrupted, [&](bytes frame, bool answered) {
    if (!trace) return;
    auto const ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    std::cerr << (to_us ? "-> " : "<- ") << std::fixed << std::setprecision(1) << std::setw(9) << ms << " ms  "
              << hex(frame) << (answered ? "" : "  (not answered)") << '\n';
    to_us = !answered || !to_us;
  });
  return 0;
}

int demo() {
  struct place {
    std::string model;
    std::uint8_t unit;
    std::unique_ptr<simulated_meter> device;
    std::unique_ptr<pseudo_terminal> terminal;
    std::vector<value> values;
    std::vector<point const*> points;
    unsigned reads = 0;
    std::string fault;
  };
  static constexpr std::array<char const*, 14> rows{
      "voltage_an",         "voltage_bn", "voltage_cn",         "voltage_ab",           "current_a",
      "current_b",          "current_c",  "real_power_total",   "reactive_power_total", "apparent_power_total",
      "power_factor_total", "frequency",  "real_energy_import", "real_energy_export"};
  std::array<place, 4> places;
  std::array<char const*, 4> const models{"leviton_s4000r", "leviton_s4000k", "leviton_s4100", "wago_879"};
  for (std::size_t i = 0; i != places.size(); ++i) {
    auto& one = places[i];
    one.model = models[i];
    one.unit = static_cast<std::uint8_t>(i + 1);
    one.device = simulate(*find_model(one.model), 12.5 * 3600);  // half past twelve: the roof exports
    one.device->advance(0);
    one.terminal = std::make_unique<pseudo_terminal>();
  }

  std::atomic<bool> stop{false};
  std::list<std::thread> meters;
  for (auto& one : places)
    meters.emplace_back([&] { serve(one.terminal->side(), *one.device, one.unit, 1.0, false, stop); });

  std::cout << "Six simulated meters, each on a pseudo-terminal of its own, read over Modbus RTU, M-Bus and BACnet\n"
               "MS/TP at half past noon:\n\n";
  table lines{{{""}, {""}, {""}, {""}}};
  for (auto& one : places) {
    auto const& meter = *find_model(one.model);
    auto settings = meter.factory;
    settings.port = one.terminal->path();
    lines.add({"", one.model, "unit " + std::to_string(one.unit),
               std::to_string(settings.baud) + " 8" + static_cast<char>(settings.parity) + "1"});
    for (auto const* name : rows) one.points.push_back(meter.find(name));
    std::vector<point const*> there;
    std::copy_if(one.points.begin(), one.points.end(), std::back_inserter(there),
                 [](point const* at) { return at != nullptr; });
    try {
      line on{settings};
      client with{on, {}};
      one.values = read_points(with, one.unit, meter, there);
      one.reads = static_cast<unsigned>(plan_of(meter, there, costs_of(settings)).size());
    } catch (line_error const& fault) {
      one.fault = fault.what();
    }
  }
  stop = true;
  for (auto& one : meters) one.join();
  auto const mbus_meter = read_virtual_mbus(12.5 * 3600);
  lines.add({"", "wago_879_mbus", mbus_meter.address, mbus_meter.settings});
  auto const bacnet_meter = read_virtual_bacnet(12.5 * 3600);
  lines.add({"", "leviton_s4100_bacnet", bacnet_meter.address, bacnet_meter.settings});
  lines.print(std::cout);
  std::cout << "  " << bacnet_meter.told << '\n';

  std::vector<column> columns{{""}};
  for (auto const& one : places) columns.push_back({one.model, true});
  columns.push_back({"wago_879_mbus", true});
  columns.push_back({"leviton_s4100_bacnet", true});
  columns.push_back({""});
  table out{columns};
  for (std::size_t row = 0; row != rows.size(); ++row) {
    std::vector<std::string> cells{rows[row]};
    std::string unit;
    for (auto& one : places) {
      std::string cell;
      if (one.points[row] != nullptr && one.fault.empty()) {
        auto const at = std::count_if(one.points.begin(), one.points.begin() + static_cast<std::ptrdiff_t>(row),
                                      [](point const* at_row) { return at_row != nullptr; });
        auto const& value = one.values[static_cast<std::size_t>(at)];
        cell = value.there() ? value.text : in_words(value.why);
        if (unit.empty()) unit = value.unit;
      }
      cells.push_back(cell);
    }
    auto const on_mbus = mbus_meter.values.find(rows[row]);
    cells.push_back(on_mbus == mbus_meter.values.end() ? "" : on_mbus->second);
    auto const on_bacnet = bacnet_meter.values.find(rows[row]);
    cells.push_back(on_bacnet == bacnet_meter.values.end() ? "" : on_bacnet->second);
    cells.push_back(unit);
    out.add(cells);
  }
  std::cout << '\n';
  out.print(std::cout);
  std::cout << '\n';
  int status = 0;
  for (auto const& fault : {mbus_meter.fault, bacnet_meter.fault}) {
    if (fault.empty()) continue;
    std::cout << fault << '\n';
    status = 1;
  }
  for (auto const& one : places) {
    if (one.fault.empty()) continue;
    std::cout << one.model << ": " << one.fault << '\n';
    status = 1;
  }
  if (status == 0) {
    std::cout << "An empty cell is a quantity that the model does not have. Next: \"meterproto simulate "
                 "leviton_s4100\" in one\n"
                 "terminal, and in another what it tells you to try.\n";
  }
  return status;
}

}  // namespace inspector
