// SPDX-License-Identifier: MIT
#include "client.hpp"
#include "commands.hpp"
#include "modbus.hpp"

#include <meterproto/bytes.hpp>
#include <meterproto/leviton_s4100_log.hpp>
#include <meterproto/text.hpp>
#include <meterproto/wago_879.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

namespace inspector {

using meterproto::errc;
using meterproto::quantity;
using namespace std::chrono_literals;
namespace leviton_log = meterproto::leviton_s4100_log;

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
                      (at.reserved                           ? "reserved."
                       : at.row.of.what == quantity::command ? "written by \"meterproto command\"."
                       : at.row.may == modbus::access::read_write
                           ? "set together with others, by \"meterproto command\"."
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

namespace {

/// To the second, as the meter's registers hold it.
leviton_log::log_time local_time() {
  auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  localtime_r(&now, &parts);
  auto const byte = [](int number) { return static_cast<std::uint8_t>(number); };
  return {static_cast<std::uint16_t>(parts.tm_year + 1900),
          byte(parts.tm_mon + 1),
          byte(parts.tm_mday),
          byte(parts.tm_hour),
          byte(parts.tm_min),
          byte(std::min(parts.tm_sec, 59))};
}

std::string text_of(leviton_log::log_time const& time) {
  std::ostringstream out;
  out << std::setfill('0') << time.year << '-' << std::setw(2) << unsigned{time.month} << '-' << std::setw(2)
      << unsigned{time.day} << ' ' << std::setw(2) << unsigned{time.hour} << ':' << std::setw(2)
      << unsigned{time.minute} << ':' << std::setw(2) << unsigned{time.second};
  return out.str();
}

int synchronize_time(options const& how, meter const& meter) {
  auto const write = leviton_log::set_clock(local_time());
  if (!write) throw usage_error{"The clock of this machine is not between 2000 and 2199."};
  auto on = open_line(how, &meter);
  client with{on, how.client};
  if (auto const answer = with.ask(write->to(unit_of(how))); !answer) {
    std::cerr << "synchronize_time is not done: "
              << (answer.error() == errc::refused ? refusal(answer.error()) : sentence(answer.error())) << '\n';
    return 1;
  }
  if (how.unit == modbus::broadcast) {
    std::cout << "synchronize_time: said to all devices; none of them answers a broadcast\n";
    return 0;
  }
  auto const read = with.ask(modbus::read_holding_registers(unit_of(how), write->address, write->count));
  auto const now = read.and_then([](modbus::response const& answer) {
    meterproto::reader in{answer.data};
    auto const day_month = in.u16();
    auto const hour_year = in.u16();
    return leviton_log::log_time::from(day_month, hour_year, in.u16());
  });
  std::cout << "synchronize_time: done; the meter's clock "
            << (now ? "says " + text_of(*now) : "cannot be read: " + in_words(now.error())) << '\n';
  return now ? 0 : 1;
}

}  // namespace

int send_command(options const& how, std::string const& model_name, std::string const& name) {
  auto const& meter = chosen(how, model_name);
  if (meter.has_clock && name == clock_command) return synchronize_time(how, meter);
  auto const found =
      std::find_if(meter.commands.begin(), meter.commands.end(), [&](command const& one) { return one.name == name; });
  if (found == meter.commands.end()) {
    std::string all;
    for (auto const& one : meter.commands) all += (all.empty() ? "" : ", ") + one.name;
    if (meter.has_clock) all += std::string{", "} + clock_command;
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

}  // namespace inspector
