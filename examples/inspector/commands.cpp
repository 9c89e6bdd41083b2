// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include "client.hpp"
#include "hex.hpp"
#include "modbus.hpp"
#include "table.hpp"

#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <list>
#include <sstream>
#include <thread>

namespace inspector {

using json = nlohmann::ordered_json;
using meterproto::errc;
using meterproto::quantity;
using namespace std::chrono_literals;

std::atomic<bool> interrupted{false};

namespace {

/// What most people want to see of a meter.
std::vector<point const*> usual_points(meter const& of) {
  std::vector<point const*> all;
  for (auto const& one : of.points) {
    auto const& what = one.row.of;
    bool const measured = what.what <= quantity::frequency && what.what != quantity::reserved;
    bool const plain = what.how == meterproto::statistic::none && what.rate == meterproto::tariff::none;
    bool const sum_of_energy = what.what <= quantity::apparent_energy && what.where != meterproto::phase::total;
    bool const quadrant = what.direction >= meterproto::flow::q1 && what.direction <= meterproto::flow::q4;
    if (measured && plain && !sum_of_energy && !quadrant && one.readable && !one.name.ends_with("_f"))
      all.push_back(&one);
  }
  if (all.empty() || of.name.ends_with(".csv")) {  // a map of the user's: everything
    all.clear();
    for (auto const& one : of.points)
      if (one.readable && !one.reserved) all.push_back(&one);
  }
  return all;
}

std::vector<point const*> points_asked(meter const& of, std::string const& names) {
  if (names.empty()) return usual_points(of);
  if (names != "all") {
    auto asked = select(of, names);
    for (auto const* one : asked)
      if (!one->readable || one->reserved) throw usage_error{one->name + " is not to be read as a value."};
    return asked;
  }
  std::vector<point const*> all;
  for (auto const& one : of.points)
    if (one.readable && !one.reserved) all.push_back(&one);
  return all;
}

}  // namespace

line open_line(options const& how, meter const* model) {
  if (how.line.port.empty())
    throw usage_error{
        "Which port? --port /dev/ttyUSB0 for a serial port, --port tcp:HOST:PORT for a device server. Without a meter: "
        "\"meterproto simulate\" or \"meterproto demo\"."};
  auto settings = how.line;
  if (model != nullptr) {
    if (!how.baud_given) settings.baud = model->factory.baud;
    if (!how.parity_given) settings.parity = model->factory.parity;
  }
  return line{settings};
}

std::uint8_t unit_of(options const& how) {
  return static_cast<std::uint8_t>(how.unit);
}

std::string why_of(error const& fault) {
  if (fault == errc::refused) return std::string{name_of(static_cast<modbus::exception>(fault.detail))};
  return std::string{meterproto::name_of(fault.code)};
}

std::string in_words(error const& fault) {
  switch (fault.code) {
    case errc::not_available: return "not available";
    case errc::refused: return "refused (" + why_of(fault) + ")";
    case errc::undecided: return "the manual leaves its coding open";
    default: return sentence(fault);
  }
}

std::string now_text() {
  auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::ostringstream out;
  out << std::put_time(&parts, "%Y-%m-%dT%H:%M:%SZ");
  return out.str();
}

// ---- what the maps say ----

namespace {

/// What `models` lists.
struct listed_model {
  std::string name;
  std::string protocol;
  std::size_t points;
  std::string factory;
  std::string title;
};

std::vector<listed_model> models() {
  std::vector<listed_model> all;
  for (auto const& one : catalogue())
    all.push_back({one.name, "modbus", one.points.size(),
                   std::to_string(one.factory.baud) + " 8" + static_cast<char>(one.factory.parity) + "1", one.title});
  all.push_back({"leviton_s4100_bacnet", "bacnet", meterproto::leviton_s4100_bacnet::objects.size(), "76800 8N1",
                 "Leviton Series 4100, BACnet MS/TP"});
  all.push_back({"wago_879_mbus", "mbus", meterproto::wago_879_mbus::records.size(), "2400 8E1",
                 "WAGO 879-3000 (4PU), 879-3020 (4PS), M-Bus"});
  return all;
}

}  // namespace

int list_models(options const& how) {
  auto all = json::array();
  table out{{{"model"}, {"protocol"}, {"points", true}, {"factory settings"}, {"title", false, true}}};
  for (auto const& one : models()) {
    all.push_back({{"model", one.name}, {"protocol", one.protocol}, {"points", one.points}, {"title", one.title}});
    out.add({one.name, one.protocol, std::to_string(one.points), one.factory, one.title});
  }
  if (how.format == "json")
    std::cout << all.dump() << '\n';
  else
    out.print(std::cout);
  return 0;
}

meter const& chosen(options const& how, std::string const& model_name) {
  static std::list<meter> own;
  if (how.map.empty()) {
    if (model_name.empty())
      throw usage_error{
          "Which model? \"meterproto models\" lists them; --map FILE.csv takes a register map of your own."};
    if (auto const* const found = find_model(model_name); found != nullptr) return *found;
    std::string known;
    for (auto const& one : models()) known += (known.empty() ? "" : ", ") + one.name;
    throw usage_error{"There is no model \"" + model_name + "\". Known are " + known +
                      "; a register map of your own goes in with --map FILE.csv."};
  }
  own.push_back(load_map(how.map, how.base));
  return own.back();
}

namespace {

std::string access_of(modbus::row const& row) {
  return row.may == modbus::access::read ? "R" : row.may == modbus::access::write ? "W" : "RW";
}

}  // namespace

int list_points(options const& how, std::string const& model_name) {
  auto const& meter = chosen(how, model_name);
  if (how.format == "csv") {
    std::cout << to_csv(meter);
    return 0;
  }
  if (how.format == "json") {
    auto all = json::array();
    for (auto const& one : meter.points)
      all.push_back({{"address", meter.number(one.row.address)},
                     {"count", one.row.count},
                     {"format", name_of(one.row.layout())},
                     {"unit", meterproto::name_of(one.row.in)},
                     {"scale", meter.scale_column(one.row)},
                     {"range", one.range},
                     {"access", access_of(one.row)},
                     {"writable", one.setting},
                     {"name", one.name}});
    std::cout << all.dump() << '\n';
    return 0;
  }
  table out{{{"register", true},
             {"count", true},
             {"R/W"},
             {"format"},
             {"unit"},
             {"scale"},
             {"name"},
             {"range", false, true}}};
  for (auto const& one : meter.points)
    out.add({meter.number(one.row.address), std::to_string(one.row.count), access_of(one.row),
             std::string{name_of(one.row.layout())}, std::string{meterproto::name_of(one.row.in)},
             meter.scale_column(one.row), one.name, one.range});
  out.print(std::cout);
  if (!meter.commands.empty()) std::cout << "\ncommands\n";
  for (auto const& one : meter.commands)
    std::cout << "  " << std::left << std::setw(26) << one.name << one.what << '\n';
  if (meter.has_clock)
    std::cout << "  " << std::left << std::setw(26) << clock_command << "the local time of this machine\n";
  return 0;
}

int show_plan(options const& how, std::string const& model_name, std::string const& points) {
  auto const& meter = chosen(how, model_name);
  auto settings = how.line;
  if (!how.baud_given) settings.baud = meter.factory.baud;
  if (!how.parity_given) settings.parity = meter.factory.parity;
  auto const costs = costs_of(settings);
  auto const asked = points_asked(meter, points);
  auto const reads = plan_of(meter, asked, costs);
  double wire_ms = 0;
  auto all = json::array();
  table out{{{"function", true}, {"address", true}, {"register", true}, {"count", true}, {"request"}, {"ms", true}}};
  for (auto const& one : reads) {
    auto const frame = modbus::frame_of(unit_of(how), one);
    if (!frame) throw usage_error{sentence(frame.error())};
    // The request, the answer, and a pause before each; the meter's own time comes on top.
    double const ms =
        (modbus::characters_us(13U + 2U * one.quantity, costs.baud, costs.bits) + 2.0 * modbus::t3_5_us(costs.baud)) /
        1000;
    wire_ms += ms;
    all.push_back({{"function", static_cast<int>(one.function)},
                   {"address", one.address},
                   {"count", one.quantity},
                   {"request", hex(*frame)}});
    std::ostringstream time;
    time << std::fixed << std::setprecision(1) << ms;
    out.add({std::to_string(static_cast<int>(one.function)), std::to_string(one.address), meter.number(one.address),
             std::to_string(one.quantity), hex(*frame), time.str()});
  }
  if (how.format == "json") {
    std::cout << json{{"reads", all}, {"wire_ms", std::round(wire_ms * 10) / 10}}.dump() << '\n';
    return 0;
  }
  out.print(std::cout);
  std::cout << asked.size() << (asked.size() == 1 ? " point in " : " points in ") << reads.size()
            << (reads.size() == 1 ? " read, " : " reads, ") << std::fixed << std::setprecision(1) << wire_ms
            << " ms on the wire at " << settings.baud << " 8" << static_cast<char>(settings.parity)
            << settings.stop_bits << ", the meter's time to answer not counted\n";
  return 0;
}

// ---- a meter on a line ----

namespace {

/// As a meter of another model does.
bool refuses_all(std::vector<value> const& values) {
  return !values.empty() &&
         std::all_of(values.begin(), values.end(), [](value const& one) { return one.why == errc::refused; });
}

}  // namespace

int poll(options const& how, std::string const& model_name, std::string const& names, double every) {
  auto const& meter = chosen(how, model_name);
  auto const points = points_asked(meter, names);
  auto on = open_line(how, &meter);
  client with{on, how.client};
  bool const in_place = every > 0 && how.format == "table" && colours();
  bool first = true;
  int status = 0;
  auto due = std::chrono::steady_clock::now();
  while (!interrupted) {
    std::vector<value> values;
    std::string silent;
    try {
      values = read_points(with, unit_of(how), meter, points);
      status = refuses_all(values) ? 1 : 0;
    } catch (no_answer const& fault) {
      if (every <= 0) throw;
      silent = fault.what();
      status = 1;
    }
    if (how.format == "json") {
      json out{{"time", now_text()}, {"unit", how.unit}};
      if (!silent.empty()) out["error"] = silent;
      out["points"] = json::object();
      for (std::size_t i = 0; i != values.size(); ++i) {
        auto& entry = out["points"][points[i]->name];
        if (values[i].there())
          entry = {{"value", values[i].text}, {"unit", values[i].unit}};
        else
          entry = {{"value", nullptr}, {"why", why_of(values[i].why)}};
        if (!values[i].meaning.empty()) entry["meaning"] = values[i].meaning;
      }
      std::cout << out.dump() << std::endl;
    } else if (how.format == "csv") {
      if (first) {
        std::cout << "time";
        for (auto const* one : points) std::cout << ',' << one->name;
        std::cout << '\n';
      }
      std::cout << now_text();
      for (std::size_t i = 0; i != points.size(); ++i)
        std::cout << ',' << (i < values.size() && values[i].there() ? values[i].text : "");
      std::cout << std::endl;
      if (!silent.empty()) std::cerr << silent << '\n';
    } else {
      if (in_place) std::cout << "\x1b[H\x1b[J";
      if (!in_place && !first) std::cout << '\n';
      std::cout << meter.title << ", unit " << how.unit << " on " << on.name() << (every > 0 ? ", " + now_text() : "")
                << "\n";
      if (!silent.empty()) std::cout << silent << '\n';
      table out{{{""}, {"", true}, {""}, {"", false, true}}};
      for (std::size_t i = 0; i != values.size(); ++i) {
        auto const& one = values[i];
        out.add({points[i]->name, one.there() ? one.text : "-", one.there() ? one.unit : "",
                 one.there() ? one.meaning : in_words(one.why)});
      }
      out.print(std::cout);
      std::cout.flush();
    }
    first = false;
    if (status != 0 && silent.empty())
      std::cerr << "The meter refuses every point: is it a " << meter.name
                << "? \"meterproto identify\" asks it what it is.\n";
    if (every <= 0) break;
    auto const step =
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(every));
    due = std::max(due + step, std::chrono::steady_clock::now());  // what was missed is not made up for
    while (!interrupted && std::chrono::steady_clock::now() < due) std::this_thread::sleep_for(20ms);
  }
  return status;
}

}  // namespace inspector
