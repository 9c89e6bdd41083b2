// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include "bacnet.hpp"
#include "hex.hpp"
#include "mbus.hpp"
#include "simulated.hpp"
#include "table.hpp"

#include <meterproto/identify.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/wago_879.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <list>
#include <optional>
#include <sstream>
#include <thread>

namespace inspector {

using json = nlohmann::ordered_json;
using meterproto::bytes;
using meterproto::errc;
using meterproto::quantity;
using namespace std::chrono_literals;

std::atomic<bool> interrupted{false};

namespace {

/// The port, with the settings with which the meter leaves the factory where none are given.
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

}  // namespace

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

namespace {

struct identity {
  std::vector<std::pair<std::string, std::string>> facts;  // for a person
  json told = json::object();                              // the same for a program
  meterproto::meter_model model = meterproto::meter_model::unknown;

  void refuses(std::string const& key, std::string const& what, error const& fault) {
    facts.emplace_back(what, refusal(fault));
    told[key] = {{"exception", why_of(fault)}};
  }
};

std::string_view name_of_model(meterproto::meter_model model) {
  switch (model) {
    case meterproto::meter_model::leviton_s4000: return "leviton_s4000r or leviton_s4000k";
    case meterproto::meter_model::leviton_s4000r: return "leviton_s4000r";
    case meterproto::meter_model::leviton_s4000k: return "leviton_s4000k";
    case meterproto::meter_model::leviton_s4100: return "leviton_s4100";
    case meterproto::meter_model::wago_879: return "wago_879";
    case meterproto::meter_model::unknown: break;
  }
  return "";
}

char const* name_of(parity bits) {
  return bits == parity::even ? "even" : bits == parity::odd ? "odd" : "none";
}

/// A device that does not answer one question may answer the next: only silence to all of them is silence.
identity ask_identity(client& with, std::uint8_t unit, bool thorough) {
  identity found;
  unsigned answers = 0;
  std::optional<no_answer> silence;
  auto const ask = [&](modbus::request const& asked) -> result<modbus::response> {
    if (silence && answers == 0 && !thorough) return errc::too_short;
    try {
      auto answer = with.ask(asked);
      ++answers;
      return answer;
    } catch (no_answer const& why) {
      silence = why;
      return errc::too_short;
    }
  };

  if (auto const answer = ask(modbus::report_server_id(unit)); answer) {
    if (auto const id = modbus::split_server_id(answer->data); id) {
      auto const text = ascii(id->text);
      found.facts.emplace_back(
          "server id", std::to_string(id->id) + (id->running ? ", running, \"" : ", not running, \"") + text + "\"");
      found.told["server_id"] = {{"id", id->id}, {"running", id->running}, {"text", text}};
      found.model = meterproto::identify(*id);
    } else {
      found.facts.emplace_back("server id", hex(answer->data));
      found.told["server_id"] = {{"data", hex(answer->data)}};
    }
  } else if (answer.error() == errc::refused) {
    found.refuses("server_id", "server id", answer.error());
  }

  modbus::device_id_reader parts{modbus::device_id_code::basic};
  while (!parts.done()) {
    auto const answer = ask(modbus::read_device_id(unit, parts.code(), parts.next_object()));
    if (!answer) {
      if (answer.error() == errc::refused)
        found.refuses("device_identification", "device identification", answer.error());
      break;
    }
    auto const part = modbus::parse_device_id(answer->data);
    if (!part) break;
    for (auto const object : part->objects) {
      static constexpr std::array<char const*, 7> names{"vendor name",  "product code", "revision",        "vendor URL",
                                                        "product name", "model name",   "application name"};
      auto name = object.id < names.size() ? names[object.id] : "object " + std::to_string(object.id);
      auto const text = ascii(object.value);
      found.facts.emplace_back(name, "\"" + text + "\"");
      std::replace(name.begin(), name.end(), ' ', '_');
      found.told["device_identification"][name] = text;
    }
    if (auto const model = meterproto::identify(*part); found.model == meterproto::meter_model::unknown)
      found.model = model;
    if (auto const fault = parts.take(*part); fault.code != errc::none) {
      found.facts.emplace_back("device identification", sentence(fault));
      break;
    }
  }

  bool const leviton = found.model != meterproto::meter_model::unknown;
  if (!leviton) {
    auto const code = ask(modbus::read_holding_registers(unit, meterproto::wago_879::meter_code.address, 1));
    if (code) {
      auto const content = meterproto::reader{code->data}.u16();
      found.model = meterproto::identify_by_meter_code(content);
      if (found.model != meterproto::meter_model::unknown) {
        std::array<char, 8> space;
        auto const text = std::string{meterproto::text_builder{space}.add(content, 16, 4).text()};
        found.facts.emplace_back("meter code", text);
        found.told["meter_code"] = text;
      }
    }
  }
  if (thorough || leviton) {
    for (auto const base : meterproto::sunspec::bases) {
      meterproto::sunspec::chain walk{base};
      std::string models;
      auto listed = json::array();
      while (!walk.done()) {
        auto const next = walk.next();
        auto const answer = ask(modbus::read_holding_registers(unit, next.address, next.quantity));
        if (!answer) break;
        auto const model = walk.take({next.address, answer->data});
        if (!model) break;
        if (model->id == 0 || walk.done()) continue;
        models += (models.empty() ? "" : ", ") + std::to_string(model->id) + " (" + std::to_string(model->length) +
                  " registers)";
        listed.push_back({{"id", model->id}, {"length", model->length}});
      }
      if (models.empty()) continue;
      found.told["sunspec"] = {{"address", base + 1}, {"models", listed}};
      found.facts.emplace_back("SunSpec at " + std::to_string(base + 1), "models " + models);
      break;
    }
  }
  if (answers == 0 && silence) throw *silence;
  if (auto const model = name_of_model(found.model); !model.empty()) {
    found.facts.emplace_back("model", std::string{model});
    found.told["model"] = model;
  }
  return found;
}

}  // namespace

int scan(options const& how, unsigned from, unsigned to, bool all_settings) {
  std::vector<line_settings> tries;
  auto settings = how.line;
  bool const tcp = how.line.port.starts_with("tcp:");  // there the server's own settings count
  if (all_settings && !tcp) {
    for (unsigned const baud : {9600U, 19200U, 38400U, 57600U, 115200U, 4800U, 2400U, 1200U})
      for (auto const with : {parity::none, parity::even, parity::odd}) {
        settings.baud = baud;
        settings.parity = with;
        tries.push_back(settings);
      }
  } else {
    tries.push_back(settings);
  }
  auto const questions = tries.size() * (to - from + 1);
  auto const seconds = static_cast<double>(questions) * std::chrono::duration<double>(how.client.timeout).count() *
                       (how.client.retries + 1);
  bool const table = how.format == "table";
  bool const progress = table && colours();
  if (table && seconds > 30)
    std::cout << questions << " questions, " << how.client.timeout.count() << " ms each where nobody answers: up to "
              << std::lround(std::ceil(seconds / 60)) << " min. Ctrl-C ends it." << std::endl;

  auto asked = how;
  asked.baud_given = asked.parity_given = true;
  unsigned found = 0;
  std::size_t question = 0;
  for (auto const& one : tries) {
    if (interrupted) break;
    asked.line = one;
    auto on = open_line(asked, nullptr);
    client with{on, how.client};
    for (unsigned unit = from; unit <= to && !interrupted; ++unit) {
      ++question;
      if (progress)
        std::cout << "\r\x1b[K" << question << " of " << questions << ": " << on.name() << ", unit " << unit
                  << std::flush;
      try {
        auto const says = ask_identity(with, static_cast<std::uint8_t>(unit), false);
        ++found;
        if (!table) {
          std::cout << json{{"unit", unit},
                            {"baud", one.baud},
                            {"parity", name_of(one.parity)},
                            {"identity", says.told}}
                           .dump()
                    << std::endl;
          continue;
        }
        std::string said;
        for (auto const& [what, fact] : says.facts) said += (said.empty() ? "" : "; ") + what + " " + fact;
        std::cout << (progress ? "\r\x1b[K" : "") << "unit " << unit << " on " << on.name() << ": "
                  << (said.empty() ? "answers" : said) << std::endl;
      } catch (no_answer const&) {
        continue;
      }
    }
  }
  if (table) {
    std::cout << (progress ? "\r\x1b[K" : "") << found << (found == 1 ? " device answers" : " devices answer");
    if (interrupted)
      std::cout << " so far: " << question << " of " << questions << " questions were asked\n";
    else
      std::cout << '\n';
    if (found == 0 && !interrupted)
      std::cout << "Look at wiring (A and B swapped?) and power, and try "
                << (all_settings ? "a longer --timeout.\n"
                                 : "other settings: --baud, --parity, or all of them with --all-settings.\n");
  }
  return found == 0 ? 1 : 0;
}

int identify(options const& how) {
  auto on = open_line(how, nullptr);
  client with{on, how.client};
  auto const found = ask_identity(with, unit_of(how), true);
  if (how.format == "json") {
    json out{{"unit", how.unit}};
    out.update(found.told);
    std::cout << out.dump() << '\n';
    return 0;
  }
  std::cout << "unit " << how.unit << " on " << on.name() << '\n';
  table out{{{""}, {"", false, true}}};
  for (auto const& [what, fact] : found.facts) out.add({what, fact});
  out.print(std::cout);
  if (found.facts.empty()) std::cout << "It answers, and says nothing of itself.\n";
  return 0;
}

// ---- writing ----

namespace {

/// "1 (300 Bd), 2 (600 Bd), ..."; empty where the codes have no words.
std::string words_of(meter const& meter, point const& at) {
  std::string all;
  for (auto const& [low, high] : at.legal) {
    if (low < 0 || high > 2000) continue;
    for (auto code = low.as_integer().value_or(0); code <= high.as_integer().value_or(0); ++code)
      if (auto const word = meter.meaning(at.row, static_cast<std::uint64_t>(code)); !word.empty())
        all += (all.empty() ? "" : ", ") + std::to_string(code) + " (" + word + ")";
  }
  return all;
}

/// The raw content for a value as a person writes it: a number in the point's unit, a code, or the code's word.
decimal raw_of(meter const& meter, point const& at, std::string const& text, int power) {
  auto const fault = [&](std::string const& why) {
    return usage_error{at.name + " cannot be set to \"" + text + "\": " + why};
  };
  for (auto const& [low, high] : at.legal) {  // a word: which code has it?
    if (low < 0 || high > 2000) continue;
    auto const first = low.as_integer().value_or(0);
    auto const last = high.as_integer().value_or(0);
    for (auto code = first; code <= last; ++code)
      if (auto const word = meter.meaning(at.row, static_cast<std::uint64_t>(code)); !word.empty() && word == text)
        return decimal{code};
  }
  std::string const unit{meterproto::name_of(at.row.in)};
  bool const with_unit = !unit.empty() && text.ends_with(" " + unit);  // as it is printed
  auto const number = decimal::parse(with_unit ? text.substr(0, text.size() - unit.size() - 1) : text);
  if (!number) {
    auto const words = words_of(meter, at);
    throw fault(!words.empty() ? "it takes " + words + "."
                : unit.empty() ? "it takes a number."
                               : "it takes a decimal number of " + unit + ".");
  }
  auto const raw = number->times_power_of_ten(-power);
  bool const allowed = at.legal.empty() || std::any_of(at.legal.begin(), at.legal.end(), [&](auto const& one) {
                         return raw >= one.first && raw <= one.second;
                       });
  if (!allowed) {
    auto const words = words_of(meter, at);
    throw fault(words.empty() ? "the manual allows " + at.range +
                                    (power == 0 ? "" : " in steps of 1e" + std::to_string(power)) + "."
                              : "it takes " + words + ".");
  }
  return raw;
}

modbus::write write_of(point const& at, decimal const& raw) {
  auto const made = modbus::setting_rules::encode(at.row, modbus::range{}, raw, at.row.layout());
  if (!made) throw usage_error{at.name + ": the register cannot hold this value."};
  return *made;
}

/// What cannot be undone: WAGO manual 6.6.15 and A1.2.
std::string warning_for(meter const& meter, point const& at, decimal const& raw) {
  if (meter.name != "wago_879") return "";
  if (at.row.of.what == quantity::combination_code && raw == 5) return "combination code 5 can never be changed again";
  if (at.row.of.what == quantity::tariff && raw >= 3) return "tariffs 3 and 4, once used, stay on the display for ever";
  if (at.row.of.what == quantity::data_type && raw == 2)
    return "in this layout the values can no longer be read: it is not documented";
  return "";
}

}  // namespace

int set(options const& how, std::string const& model_name, std::string const& name, std::string const& text,
        bool sure) {
  auto const& meter = chosen(how, model_name);
  auto const& at = *select(meter, name).front();
  if (!at.setting)
    throw usage_error{name + " is no setting of " + meter.name + ": it is " +
                      (at.reserved                                ? "reserved."
                       : at.row.of.what == quantity::command      ? "written by \"meterproto command\"."
                       : at.row.may == modbus::access::read_write ? "set together with others, by a program."
                                                                  : "only read.")};
  decimal raw;
  modbus::write write;
  auto const scaled = at.row.is_float() ? 0U : at.row.scale_register();
  if (at.row.of.what == quantity::ct_ratio) {
    auto const slash = text.find('/');
    auto const high =
        decimal::parse(text.substr(0, slash)).and_then([](decimal const& number) { return number.as_integer(); });
    auto const low =
        decimal::parse(slash == std::string::npos ? "" : text.substr(slash + 1)).and_then([](decimal const& number) {
          return number.as_integer();
        });
    if (!high || !low) throw usage_error{"A CT ratio is written as two numbers: 200/5."};
    auto const made = meterproto::wago_879::ct_ratio.set(
        modbus::digit_pair{static_cast<std::uint16_t>(std::clamp<std::int64_t>(*high, 0, 65535)),
                           static_cast<std::uint16_t>(std::clamp<std::int64_t>(*low, 0, 65535))});
    if (!made || *high < 0 || *low < 0) throw usage_error{"Each number of a CT ratio is 1 to 9999."};
    write = *made;
  } else {
    if (at.undecided)
      throw usage_error{name +
                        " is not written: the manual leaves open whether 30 is 0x0030 or 0x001E. Read the register, "
                        "change it at the meter's buttons, read again."};
    if (!scaled) raw = raw_of(meter, at, text, at.row.fixed_exponent());
    if (!scaled) write = write_of(at, raw);
  }
  if (auto const warning = warning_for(meter, at, raw); !warning.empty() && !sure)
    throw usage_error{name + " " + text + ": " + warning + ". Say --yes if you mean it."};

  auto on = open_line(how, &meter);
  client with{on, how.client};
  auto const show = [&](value const& one) {
    return one.there() ? one.text + (one.unit.empty() ? "" : " " + one.unit) +
                             (one.meaning.empty() ? "" : " (" + one.meaning + ")")
                       : in_words(one.why);
  };
  if (how.unit == modbus::broadcast) {
    if (scaled != 0) throw usage_error{name + " is scaled by a register of each meter, so it cannot be sent to all."};
    if (auto const sent = with.ask(write.to(0)); !sent) throw usage_error{sentence(sent.error())};
    std::cout << name << " is sent to all devices; none of them answers a broadcast\n";
    return 0;
  }
  if (scaled != 0) {
    auto const content = with.ask(modbus::read_holding_registers(unit_of(how), meter.scale_addresses[scaled - 1], 1));
    auto const power = content.and_then([&](modbus::response const& answer) {
      return meter.scale_exponent(static_cast<std::int16_t>(meterproto::reader{answer.data}.u16()));
    });
    if (!power) {
      std::cerr << name << " is not written: its scale register " << meter.scale_names[scaled - 1] << ": "
                << in_words(power.error()) << '\n';
      return 1;
    }
    raw = raw_of(meter, at, text, *power);
    write = write_of(at, raw);
  }
  bool const can_read = at.row.may != modbus::access::write;
  auto const before = can_read ? read_points(with, unit_of(how), meter, {&at}).front() : value{};
  if (auto const answer = with.ask(write.to(unit_of(how))); !answer) {
    std::cerr << name << " is not written: "
              << (answer.error() == errc::refused ? refusal(answer.error()) : sentence(answer.error())) << '\n';
    if (at.row.of.what == quantity::system_voltage)
      std::cerr << "The meter takes 82 to 660 V after its PT ratio: is pt_ratio set?\n";
    if (at.row.of.what == quantity::pulse_energy)
      std::cerr << "The meter takes an energy whose pulses keep up with system_power_max: try a larger one.\n";
    return 1;
  }
  bool const moves = at.row.of.what == quantity::modbus_address || at.row.of.what == quantity::baud_rate ||
                     at.row.of.what == quantity::parity;
  if (moves) {
    std::cout << name << ": " << show(before) << " -> " << text
              << ", confirmed; ask the meter with its new setting from now on\n";
    return 0;
  }
  if (!can_read) {
    std::cout << name << ": " << text << ", confirmed; the point cannot be read back\n";
    return 0;
  }
  // Settings can take up to two seconds to show.
  value after;
  for (int tries = 0; tries != 5; ++tries) {
    auto const block = with.ask(modbus::read_holding_registers(unit_of(how), at.row.address, at.row.count));
    if (block) {
      bool const stands = write.stands_in({at.row.address, block->data});
      after = read_points(with, unit_of(how), meter, {&at}).front();
      if (stands) {
        std::cout << name << ": " << show(before) << " -> " << show(after) << '\n';
        return 0;
      }
    }
    std::this_thread::sleep_for(500ms);
  }
  std::cerr << name << " was confirmed, but reads " << show(after) << " and not " << text << '\n';
  return 1;
}

int send_command(options const& how, std::string const& model_name, std::string const& name) {
  auto const& meter = chosen(how, model_name);
  auto const found =
      std::find_if(meter.commands.begin(), meter.commands.end(), [&](command const& one) { return one.name == name; });
  if (found == meter.commands.end()) {
    std::string all;
    for (auto const& one : meter.commands) all += (all.empty() ? "" : ", ") + one.name;
    throw usage_error{
        meter.name + " has no command \"" + name + "\". " +
        (all.empty() ? "It has none: what can be reset is a setting (\"meterproto set\")." : "It has " + all + ".")};
  }
  auto on = open_line(how, &meter);
  client with{on, how.client};
  auto const write = found->word.to_write();
  if (how.unit == modbus::broadcast) {
    if (auto const sent = with.ask(write.to(0)); !sent) throw usage_error{sentence(sent.error())};
    std::cout << name << " is sent to all devices; none of them answers a broadcast\n";
    return 0;
  }
  auto const* resets = meter.find("energy_reset_count");
  bool const energy = name == "reset_energy" && resets != nullptr;
  auto const before = energy ? read_points(with, unit_of(how), meter, {resets}).front() : value{};
  if (auto const answer = with.ask(write.to(unit_of(how))); !answer) {
    std::cerr << name << " is not done: "
              << (answer.error() == errc::refused ? refusal(answer.error()) : sentence(answer.error())) << '\n';
    return 1;
  }
  std::cout << name << ": done (" << found->what << ")";
  if (energy) {
    std::this_thread::sleep_for(1s);
    auto const after = read_points(with, unit_of(how), meter, {resets}).front();
    std::cout << "; energy_reset_count " << before.text << " -> " << after.text;
  }
  if (found->word.least_interval_s != 0) std::cout << "; not again within " << found->word.least_interval_s << " s";
  std::cout << '\n';
  return 0;
}

// ---- without a meter ----

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
