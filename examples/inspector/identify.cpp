// SPDX-License-Identifier: MIT
#include "client.hpp"
#include "commands.hpp"
#include "hex.hpp"
#include "modbus.hpp"
#include "table.hpp"

#include <meterproto/identify.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/text.hpp>
#include <meterproto/wago_879.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <optional>
#include <vector>

namespace inspector {

using json = nlohmann::ordered_json;
using meterproto::errc;

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

}  // namespace inspector
