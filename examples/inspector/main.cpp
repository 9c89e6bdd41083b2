// SPDX-License-Identifier: MIT
#include "bacnet.hpp"
#include "commands.hpp"
#include "decode.hpp"
#include "guess.hpp"
#include "hex.hpp"
#include "mbus.hpp"
#include "table.hpp"

#include <meterproto/version.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

namespace {

using namespace inspector;

void on_signal(int) {
  interrupted = true;
}

std::string const version = std::to_string(METERPROTO_VERSION_MAJOR) + "." + std::to_string(METERPROTO_VERSION_MINOR) +
                            "." + std::to_string(METERPROTO_VERSION_PATCH);

struct arguments {
  options common;
  std::string parity_word = "none";
  unsigned timeout_ms = 1000;
  bool verbose = false;
  std::string model;
  std::string points;
  std::string name;
  std::string value;
  bool sure = false;
  double every = 0;
  unsigned from = 1;
  unsigned to = 247;
  bool all_settings = false;
  double speed = 1;
  std::string time;
  std::string protocol;
  std::vector<std::string> words;
  std::string direction;
  std::string request;
  mbus_options mbus;
  bacnet_options bacnet;
  std::string network = "mbus";
};

/// tcp: has a form of its own; what is none is told before anything is opened.
CLI::Validator port_check() {
  return {[](std::string& port) { return fault_of_port(port); }, "", ""};
}

/// Of M-Bus models.
void add_mbus_options(CLI::App& to, arguments& all) {
  to.add_option("--primary", all.mbus.primary, "M-Bus: primary address, 0 to 250; 254 where there is one meter only")
      ->check(CLI::Range(0U, 254U));
  to.add_option("--secondary", all.mbus.secondary, "M-Bus: IIIIIIIIMMMMVVDD, F for any digit");
}

/// Of BACnet models.
void add_bacnet_options(CLI::App& to, arguments& all, bool of_meter) {
  if (of_meter) {
    to.add_option("--mac", all.bacnet.mac, "BACnet: the meter's MAC address, 0 to 127")->check(CLI::Range(0U, 127U));
    to.add_option("--device", all.bacnet.device, "BACnet: the meter's device instance; its MAC is searched")
        ->check(CLI::Range(0U, 4'194'302U));
  }
  to.add_option("--own-mac", all.bacnet.own_mac, "BACnet: the MAC address of this program, which nobody else may have")
      ->check(CLI::Range(0U, 127U))
      ->capture_default_str();
  to.add_option("--max-master", all.bacnet.max_master, "BACnet: the highest MAC address of a master on the line")
      ->check(CLI::Range(1U, 127U))
      ->capture_default_str();
}

/// What a command waits for an answer, and how often it asks again, as --help prints it.
struct patience {
  std::string timeout = "1000";
  std::string retries = "1";
};

void add_port_options(CLI::App& to, arguments& all) {
  to.add_option("--port", all.common.line.port, "serial port, or tcp:HOST:PORT of a device server")
      ->check(port_check());
  to.add_option("--baud", all.common.line.baud,
                "baud rate; without it the meter's factory setting, 19200 of Modbus in general")
      ->check(CLI::Range(50U, 4'000'000U));
  to.add_option("--parity", all.parity_word, "even, odd or none")->check(CLI::IsMember({"even", "odd", "none"}));
  to.add_option("--stop", all.common.line.stop_bits, "stop bits, 1 or 2")->check(CLI::Range(1U, 2U));
  to.add_flag("--rs485", all.common.line.rs485, "let the driver switch the direction of an RS-485 port");
  to.add_flag("--echo", all.common.client.echo, "the line gives back what is sent");
  to.add_flag("-v,--verbose", all.verbose, "show each frame, with its time, annotated, on standard error");
}

void add_line_options(CLI::App& to, arguments& all, patience const& has) {
  add_port_options(to, all);
  to.add_option("--timeout", all.timeout_ms, "milliseconds to wait for an answer")
      ->check(CLI::Range(1U, 600'000U))
      ->default_str(has.timeout);
  to.add_option("--retries", all.common.client.retries, "how often to ask again")
      ->check(CLI::Range(0U, 100U))
      ->default_str(has.retries);
}

/// `to_all`: 0, the broadcast, is a unit too.
void add_unit(CLI::App& to, arguments& all, bool to_all) {
  to.add_option("--unit", all.common.unit, to_all ? "unit id, 1 to 247; 0 is said to all" : "unit id, 1 to 247")
      ->check(CLI::Range(0U, 247U))
      ->default_str("1");
}

void add_model(CLI::App& to, arguments& all) {
  to.add_option("MODEL", all.model, "a model of \"meterproto models\"");
  to.add_option("--map", all.common.map, "a CSV as \"points --format csv\" prints it, in the place of MODEL");
  to.add_option("--base", all.common.base, "how its addresses count: 1 (as most manuals), 0, or hex")
      ->check(CLI::IsMember({"0", "1", "hex"}));
}

void add_format(CLI::App& to, arguments& all, std::vector<std::string> const& formats) {
  to.add_option("--format", all.common.format, "output format")->check(CLI::IsMember(formats))->capture_default_str();
}

/// A protocol may stand before the frame: a word that is no hex.
void split_protocol(arguments& all) {
  if (all.words.empty()) return;
  auto const& word = all.words.front();
  bool const letters = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  if (!letters || word.find_first_not_of("abcdef") == std::string::npos) return;
  if (!is_protocol(word))
    throw usage_error{"There is no protocol \"" + word +
                      "\": the protocols are modbus, mbus, mstp, npdu, apdu and tags."};
  all.protocol = word;
  all.words.erase(all.words.begin());
}

int decode(arguments all) {
  split_protocol(all);
  if (all.words.empty()) {
    if (!all.direction.empty() || !all.request.empty())
      throw usage_error{
          "--direction and --request go with a frame on the command line; on standard input write direction= and "
          "request= behind each frame."};
    std::cin.tie(nullptr);
    return decode_stream(std::cin, std::cout, all.common.format, all.protocol, colours());
  }
  std::string line;
  for (auto const& word : all.words) line += word + " ";
  if (!all.direction.empty()) line += "direction=" + all.direction + " ";
  if (!all.request.empty()) {
    if (auto const parsed = parse_hex(all.request); !parsed.ok())
      throw usage_error{"--request " + all.request + ": " + parsed.message};
    line += "request=";
    for (char const one : all.request)
      if (one != ' ') line += one;
  }
  std::istringstream in{line};
  return decode_stream(in, std::cout, all.common.format, all.protocol, colours());
}

int guess_bytes(arguments const& all) {
  std::string text;
  for (auto const& word : all.words) text += word + " ";
  auto const parsed = parse_hex(text);
  if (!parsed.ok()) throw usage_error{parsed.message};
  if (parsed.bytes.empty()) throw usage_error{"Guess what? Give bytes in hex: meterproto guess 43 66 80 00"};
  if (all.common.format == "json")
    std::cout << guess_json(parsed.bytes).dump() << '\n';
  else
    guess(std::cout, parsed.bytes, colours());
  return 0;
}

/// What the words of a command line mean together.
struct command_line {
  CLI::App const& command;
  arguments& all;

  [[nodiscard]] bool given(char const* option) const {
    auto const* const found = command.get_option_no_throw(option);
    return found != nullptr && found->count() != 0;
  }
  void wait_by_default(unsigned timeout_ms) const {
    if (!given("--timeout")) all.common.client.timeout = std::chrono::milliseconds{timeout_ms};
  }
};

enum class protocol : std::uint8_t { modbus, mbus, bacnet };

protocol protocol_of(options const& common, std::string const& model) {
  if (!common.map.empty())
    return is_bacnet_map(common.map) ? protocol::bacnet : is_mbus_map(common.map) ? protocol::mbus : protocol::modbus;
  return is_bacnet_model(model) ? protocol::bacnet : is_mbus_model(model) ? protocol::mbus : protocol::modbus;
}

/// An address that the protocol does not have would be passed over, and another meter asked than was meant.
void refuse_foreign_addresses(command_line const& line, protocol speaks, std::string const& model) {
  struct address {
    char const* option;
    protocol of;
  };
  static constexpr std::array<address, 7> addresses{{{"--unit", protocol::modbus},
                                                     {"--primary", protocol::mbus},
                                                     {"--secondary", protocol::mbus},
                                                     {"--mac", protocol::bacnet},
                                                     {"--device", protocol::bacnet},
                                                     {"--own-mac", protocol::bacnet},
                                                     {"--max-master", protocol::bacnet}}};
  static constexpr std::array<char const*, 3> says{"over Modbus: its address is --unit",
                                                   "over M-Bus: its address is --primary or --secondary",
                                                   "over BACnet: its address is --mac or --device"};
  if (model.empty() && line.all.common.map.empty()) return;  // which is told otherwise
  for (auto const& [option, of] : addresses)
    if (of != speaks && line.given(option))
      throw usage_error{std::string{option} + " says nothing to " + (model.empty() ? line.all.common.map : model) +
                        ", which is read " + says[static_cast<unsigned>(speaks)] + "."};
}

int with_modbus(std::string const& name, arguments& all, std::vector<std::string> const& words) {
  if (name == "points") return list_points(all.common, all.model);
  if (name == "plan") return show_plan(all.common, all.model, all.points);
  if (name == "poll") return poll(all.common, all.model, all.points, all.every);
  if (name == "set") return set(all.common, all.model, words[0], words[1], all.sure);
  if (name == "command") return send_command(all.common, all.model, all.name);
  return simulate_meter(all.common, all.model, all.speed, all.time, all.verbose);
}

int with_mbus(std::string const& name, command_line const& line, std::vector<std::string> const& words) {
  auto& all = line.all;
  if (all.model == "mbus" && name != "poll")
    throw usage_error{"mbus is whatever M-Bus meter answers: it can be polled. For \"" + name +
                      "\" name a model, wago_879_mbus."};
  if (name == "points") return list_mbus_points(all.common);
  if (name == "plan") throw usage_error{"An M-Bus meter says all that it has in one answer: there is nothing to plan."};
  if (name == "command")
    throw usage_error{all.model + " has no commands: what can be reset is a setting (\"meterproto set\")."};
  if (name == "simulate") {
    if (!all.common.map.empty()) throw usage_error{"Of M-Bus only wago_879_mbus is simulated, no map of one's own."};
    return simulate_mbus(all.common, all.mbus, all.speed, second_of_day(all.time), all.verbose);
  }
  if (!line.given("--primary") && all.mbus.secondary.empty())
    throw usage_error{"Which meter? --primary N or --secondary IIIIIIIIMMMMVVDD; \"meterproto search\" finds them."};
  if (name == "poll") return poll_mbus(all.common, all.mbus, all.model, all.points, all.every);
  if (!all.common.map.empty()) throw usage_error{"Of M-Bus meters only the settings of wago_879_mbus are known."};
  return set_mbus(all.common, all.mbus, words[0], words[1], all.sure);
}

int with_bacnet(std::string const& name, command_line const& line, std::vector<std::string> const& words) {
  auto& all = line.all;
  if (name == "points") return list_bacnet_points(all.common);
  if (name == "plan") return show_bacnet_plan(all.common, all.points);
  line.wait_by_default(3000);
  if (all.bacnet.own_mac > all.bacnet.max_master)
    throw usage_error{"--own-mac must not be above --max-master, or no token would ever come."};
  if (name == "simulate") {
    if (!all.common.map.empty())
      throw usage_error{"Of BACnet only leviton_s4100_bacnet is simulated, no map of one's own."};
    return simulate_bacnet(all.common, all.bacnet, all.speed, second_of_day(all.time), all.verbose);
  }
  if (all.bacnet.mac == all.bacnet.own_mac)
    throw usage_error{"--mac and --own-mac are the same: two nodes of one address do not work."};
  if (name == "poll") return poll_bacnet(all.common, all.bacnet, all.points, all.every);
  if (name == "command") return command_bacnet(all.common, all.bacnet, all.name);
  if (!all.common.map.empty())
    throw usage_error{"Of BACnet meters only the settings of leviton_s4100_bacnet are known."};
  return set_bacnet(all.common, all.bacnet, words[0], words[1]);
}

/// The exit status. Throws usage_error and line_error.
int run(command_line const& line) {
  auto& all = line.all;
  auto const name = line.command.get_name();
  if (name == "models") return list_models(all.common);
  if (name == "decode") return decode(all);
  if (name == "guess") return guess_bytes(all);
  if (name == "demo") return demo();
  bool const asks = name == "identify" || name == "poll" || name == "plan";
  if (asks && all.common.unit == 0) throw usage_error{"Unit 0 is the broadcast: nobody would answer."};
  if (name == "identify") return identify(all.common);
  if (name == "scan") {
    if (all.from > all.to) throw usage_error{"--from must not be above --to."};
    line.wait_by_default(200);
    if (!line.given("--retries")) all.common.client.retries = 0;
    return scan(all.common, all.from, all.to, all.all_settings);
  }
  if (name == "search" && all.network == "mstp") {
    if (all.bacnet.low > all.bacnet.high) throw usage_error{"--low must not be above --high."};
    return search_bacnet(all.common, all.bacnet);
  }
  if (name == "search") {
    line.wait_by_default(300);
    return search_mbus(all.common, all.mbus);
  }

  auto words = all.words;
  if (name == "set") {
    bool const by_map = !all.common.map.empty();
    if (words.size() != (by_map ? 2U : 3U))
      throw usage_error{by_map ? "With --map set takes NAME VALUE." : "set takes MODEL NAME VALUE."};
    if (!by_map) {
      all.model = words.front();
      words.erase(words.begin());
    }
  }
  auto const speaks = protocol_of(all.common, all.model);
  refuse_foreign_addresses(line, speaks, all.model);
  if (speaks == protocol::mbus) return with_mbus(name, line, words);
  if (speaks == protocol::bacnet) return with_bacnet(name, line, words);
  return with_modbus(name, all, words);
}

}  // namespace

int main(int count, char** words) {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_DFL);

  arguments all;
  patience const meter_patience{"1000, BACnet 3000", "1"};
  CLI::App app{"meterproto " + version + ": reads energy meters, and shows what is on the wire", "meterproto"};
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  app.fallthrough(false);
  app.footer(
      "Without a meter: \"meterproto demo\", or \"meterproto simulate MODEL\" in one terminal and \"meterproto poll\" "
      "in another.");

  auto& models = *app.add_subcommand("models", "the meters that are known by name");
  add_format(models, all, {"table", "json"});

  auto& points = *app.add_subcommand("points", "the points of a model, in the order of its map");
  add_model(points, all);
  add_format(points, all, {"table", "csv", "json"});

  auto& plan = *app.add_subcommand("plan", "the reads that fetch some points, and how long they take");
  add_model(plan, all);
  plan.add_option("--points", all.points, "names, separated by commas, or all");
  add_unit(plan, all, false);
  plan.add_option("--baud", all.common.line.baud, "baud rate; without it the meter's factory setting")
      ->check(CLI::Range(50U, 4'000'000U));
  plan.add_option("--parity", all.parity_word, "even, odd or none")->check(CLI::IsMember({"even", "odd", "none"}));
  add_format(plan, all, {"table", "json"});

  auto& decode_command =
      *app.add_subcommand("decode", "what a frame says; reads lines from standard input where none is given");
  decode_command.add_option("FRAME", all.words,
                            "protocol (modbus, mbus, mstp, npdu, apdu, tags) and frame in hex: 0103.., 01:03, "
                            "0x01,0x03, 01 03 ..; without a protocol a frame of Modbus, M-Bus or MS/TP");
  decode_command.add_option("--direction", all.direction, "request or response; without it: what fits")
      ->check(CLI::IsMember({"request", "response"}));
  decode_command.add_option("--request", all.request, "what was asked, in hex: the response must answer it");
  add_format(decode_command, all, {"table", "annotated", "json"});

  auto& guess_command =
      *app.add_subcommand("guess", "the same bytes as every frame and every word order, the plausible one marked");
  guess_command.add_option("HEX", all.words, "bytes")->required();
  add_format(guess_command, all, {"table", "json"});

  auto& scan_command = *app.add_subcommand("scan", "which units answer on a line");
  add_line_options(scan_command, all, {"200", "0"});
  scan_command.add_option("--from", all.from, "first unit id")->check(CLI::Range(1U, 247U))->capture_default_str();
  scan_command.add_option("--to", all.to, "last unit id")->check(CLI::Range(1U, 247U))->capture_default_str();
  scan_command.add_flag("--all-settings", all.all_settings, "try the usual baud rates and parities too");
  add_format(scan_command, all, {"table", "json"});

  auto& search_command = *app.add_subcommand("search", "which meters are on an M-Bus, or which devices on MS/TP");
  search_command.add_option("NETWORK", all.network, "mbus or mstp")
      ->check(CLI::IsMember({"mbus", "mstp"}))
      ->capture_default_str();
  add_bacnet_options(search_command, all, false);
  search_command.add_option("--low", all.bacnet.low, "BACnet: the lowest device instance")
      ->check(CLI::Range(0U, 4'194'303U));
  search_command.add_option("--high", all.bacnet.high, "BACnet: the highest device instance")
      ->check(CLI::Range(0U, 4'194'303U));
  add_line_options(search_command, all, {"300", "1"});
  search_command.add_option("--secondary", all.mbus.secondary, "only those that fit IIIIIIIIMMMMVVDD, F for any digit");
  search_command.add_flag("--thorough", all.mbus.thorough,
                          "trust no clear answer before every digit of a number is known: for meters that are alike");
  search_command.add_flag("--addresses", all.mbus.addresses, "by primary address, 0 to 250");
  add_format(search_command, all, {"table", "json"});

  auto& identify_command =
      *app.add_subcommand("identify", "what a unit says of itself: functions 11 and 2B/0E, SunSpec, meter code");
  add_line_options(identify_command, all, {});
  add_unit(identify_command, all, false);
  add_format(identify_command, all, {"table", "json"});

  auto& poll_command = *app.add_subcommand("poll", "reads points of a meter");
  add_model(poll_command, all);
  add_line_options(poll_command, all, meter_patience);
  add_unit(poll_command, all, false);
  poll_command.add_option("--points", all.points, "names, separated by commas, or all; without it the usual ones");
  poll_command.add_option("--every", all.every, "again every so many seconds")->check(CLI::Range(0.0, 1e6));
  add_mbus_options(poll_command, all);
  add_bacnet_options(poll_command, all, true);
  add_format(poll_command, all, {"table", "json", "csv"});

  auto& set_command = *app.add_subcommand("set", "writes a setting, checked before and read back after");
  set_command.add_option("WORDS", all.words, "MODEL NAME VALUE; with --map only NAME VALUE")->required();
  set_command.add_option("--map", all.common.map, "a CSV as \"points --format csv\" prints it, in the place of MODEL");
  set_command.add_option("--base", all.common.base, "how its addresses count: 1, 0 or hex")
      ->check(CLI::IsMember({"0", "1", "hex"}));
  add_mbus_options(set_command, all);
  add_bacnet_options(set_command, all, true);
  set_command.add_flag("--yes", all.sure, "also what cannot be undone");
  add_line_options(set_command, all, meter_patience);
  add_unit(set_command, all, true);

  auto& command_command = *app.add_subcommand("command", "sends a command word: resets and the like");
  command_command.add_option("MODEL", all.model, "a model of \"meterproto models\"")->required();
  command_command.add_option("NAME", all.name, "a command of \"meterproto points MODEL\"")->required();
  add_bacnet_options(command_command, all, true);
  add_line_options(command_command, all, meter_patience);
  add_unit(command_command, all, true);

  auto& simulate_command = *app.add_subcommand("simulate", "a simulated meter on a pseudo-terminal, or on --port");
  add_model(simulate_command, all);
  simulate_command.add_option("--speed", all.speed, "simulated seconds in each second")
      ->check(CLI::Range(0.0, 1e5))
      ->capture_default_str();
  simulate_command.add_option("--time", all.time, "time of day at which it begins: 12:30");
  add_port_options(simulate_command, all);
  add_unit(simulate_command, all, false);
  add_mbus_options(simulate_command, all);
  add_bacnet_options(simulate_command, all, true);

  app.add_subcommand("demo", "six simulated meters and their readers in one process, without hardware");

  try {
    app.parse(count, words);
  } catch (CLI::Success const& done) {
    return app.exit(done);
  } catch (CLI::ParseError const& fault) {
    if (app.get_subcommands().empty() && count > 1 && words[1][0] != '-') {
      std::string known;
      for (auto const* one : app.get_subcommands({})) known += (known.empty() ? "" : ", ") + one->get_name();
      std::cerr << "There is no command \"" << words[1] << "\": the commands are " << known
                << "; \"meterproto --help\" says what they do.\n";
      return 2;
    }
    auto text = std::string{fault.what()};
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::string command = "meterproto";
    for (auto const* one : app.get_subcommands()) command += " " + one->get_name();
    std::cerr << text << (text.ends_with(".") ? "" : ".") << " \"" << command << " --help\" says what is right.\n";
    return 2;
  }

  command_line const line{*app.get_subcommands().front(), all};
  all.common.baud_given = line.given("--baud");
  all.common.parity_given = line.given("--parity");
  all.common.line.parity = all.parity_word == "even"  ? parity::even
                           : all.parity_word == "odd" ? parity::odd
                                                      : parity::none;
  all.common.client.timeout = std::chrono::milliseconds{all.timeout_ms};
  if (all.verbose) all.common.client.trace = &std::cerr;
  all.common.client.stop = &interrupted;

  std::cout.exceptions(std::ios::badbit | std::ios::failbit);  // a log that is not written is no success
  try {
    auto const status = run(line);
    std::cout.flush();
    return status;
  } catch (usage_error const& fault) {
    std::cerr << fault.what() << '\n';
    return 2;
  } catch (line_error const& fault) {
    std::cerr << fault.what() << '\n';
    return 1;
  } catch (std::ios_base::failure const&) {
    auto const* const why = std::strerror(errno);
    std::cout.exceptions(std::ios::goodbit);  // std::cerr flushes it first
    std::cerr << "The output cannot be written: " << why << ".\n";
    return 1;
  } catch (std::exception const& fault) {  // no memory: nothing that the words above foresee
    std::cerr << "meterproto: " << fault.what() << '\n';
    return 1;
  }
}
