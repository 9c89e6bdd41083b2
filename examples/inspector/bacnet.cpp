// SPDX-License-Identifier: MIT
#include "bacnet.hpp"

#include "hex.hpp"
#include "line.hpp"
#include "simulated.hpp"
#include "table.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/bacnet/text.hpp>
#include <meterproto/codes_text.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/text.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

namespace inspector {

namespace {

using meterproto::bytes;
using meterproto::errc;
using meterproto::quantity;
namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;
namespace virtual_s4100 = meterproto::virtual_leviton_bacnet;
using json = nlohmann::ordered_json;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::string_view model_name = "leviton_s4100_bacnet";
constexpr char const* title = "Leviton Series 4100, BACnet MS/TP";

// ---- the line ----

line open_bacnet(options const& how) {
  if (how.line.port.empty())
    throw usage_error{
        "Which port? --port /dev/ttyUSB0 for an RS-485 adapter, --port tcp:HOST:PORT for a device server. Without a "
        "meter: \"meterproto simulate leviton_s4100_bacnet\"."};
  if (how.parity_given && how.line.parity != parity::none)
    throw usage_error{"MS/TP has no parity: 8 data bits, none, 1 stop bit."};
  auto settings = how.line;
  if (!how.baud_given) settings.baud = s4100::factory_baud;
  return line{settings};
}

std::uint32_t now_us() {
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(steady::now().time_since_epoch()).count());
}

/// Drives a node on a real line: octets and times in, frames out.
template <class Node>
class driver {
 public:
  driver(line& on, Node& node, bool echo, std::ostream* trace) : on_{on}, node_{node}, trace_{trace}, echo_{echo} {}

  /// Lets the node go on for one wait, of `longest` at most. Run: (node, came, now) -> node_step.
  template <class Run>
  void turn(Run const& run, std::chrono::microseconds longest) {
    bytes came = std::span{chunk_}.first(size_);
    size_ = 0;
    while (true) {
      auto const step = run(node_, came, now_us());
      if (!step.send.empty()) {
        send(step);
        continue;
      }
      if (!came.empty()) continue;
      auto const wait = std::chrono::microseconds{static_cast<std::int32_t>(bacnet::between(now_us(), step.deadline))};
      read(std::clamp(wait, 100us, std::max(longest, 100us)));
      return;
    }
  }

 private:
  void send(bacnet::node_step const& step) {
    auto const early = static_cast<std::int32_t>(bacnet::between(now_us(), step.not_before));
    if (early > 0) std::this_thread::sleep_for(std::chrono::microseconds{early});
    show("-> ", step.send);
    on_.write(step.send);
    if (echo_) to_skip_ += step.send.size();
    node_.sent(now_us());
  }
  void read(std::chrono::microseconds wait) {
    auto count = on_.read(chunk_, wait);
    auto const skipped = std::min(to_skip_, count);
    std::copy(chunk_.begin() + static_cast<std::ptrdiff_t>(skipped),
              chunk_.begin() + static_cast<std::ptrdiff_t>(count), chunk_.begin());
    to_skip_ -= skipped;
    size_ = count - skipped;
    if (size_ != 0) show("<- ", bytes{chunk_}.first(size_));
  }
  void show(char const* arrow, bytes octets) const {
    if (trace_ == nullptr) return;
    auto const ms = std::chrono::duration<double, std::milli>(steady::now() - began_).count();
    *trace_ << arrow << std::fixed << std::setprecision(1) << std::setw(9) << ms << " ms  " << spaced_hex(octets)
            << '\n';
  }

  line& on_;
  Node& node_;
  std::ostream* trace_;
  bool echo_;
  steady::time_point began_ = steady::now();
  std::array<std::uint8_t, 1024> chunk_{};
  std::size_t size_ = 0;
  std::size_t to_skip_ = 0;
};

bacnet::node_settings node_settings_of(line const& on, unsigned mac, unsigned max_master) {
  bacnet::node_settings set{bacnet::buffered_timing_at(on.settings().baud)};
  set.station = static_cast<std::uint8_t>(mac);
  set.max_master = static_cast<std::uint8_t>(max_master);
  set.max_info_frames = 10;
  return set;
}

// ---- asking ----

/// sentence(), with the names of BACnet's numbers.
std::string sentence_of(error const& fault) {
  auto text = sentence(fault);
  text.pop_back();
  auto const named = [&](std::string_view name) {
    if (!name.empty()) text += " (" + std::string{name} + ")";
  };
  if (fault == errc::error_answer) named(bacnet::name_of(static_cast<bacnet::error_code>(fault.detail & 0xFFU)));
  if (fault == errc::rejected) named(bacnet::name_of(static_cast<bacnet::reject_reason>(fault.detail)));
  if (fault == errc::aborted) named(bacnet::name_of(static_cast<bacnet::abort_reason>(fault.detail)));
  if (fault == errc::unreliable) named(bacnet::name_of(static_cast<bacnet::reliability>(fault.detail)));
  return text + ".";
}

/// An I-Am that was heard.
struct device_heard {
  bacnet::peer from;
  bacnet::i_am says;
};

/// What the client tells, kept until somebody looks.
struct mailbox {
  void answered(std::uint8_t, bacnet::apdu const& came) {
    answer_octets.assign(came.data.begin(), came.data.end());
    answer = came;
    answer->data = answer_octets;
  }
  void failed(std::uint8_t, error const& why) { fault = why; }
  void heard(bacnet::peer const& from, bacnet::apdu const& said) {
    if (!said.is(bacnet::unconfirmed_service::i_am)) return;
    auto const read = bacnet::i_am::parse(said.data);
    if (!read) return;
    bool const known = std::any_of(devices.begin(), devices.end(), [&](auto const& one) {
      return one.from == from && one.says.device == read->device;
    });
    if (!known) devices.push_back({from, *read});
  }

  std::optional<bacnet::apdu> answer;
  std::vector<std::uint8_t> answer_octets;
  error fault;
  std::vector<device_heard> devices;
};

/// A master node of ours that asks, one request at a time.
class asker {
 public:
  asker(line& on, options const& how, bacnet_options const& which)
      : node_{node_settings_of(on, which.own_mac, which.max_master), receive_, transmit_},
        client_{box_, settings_of(how)},
        driver_{on, node_, how.client.echo, how.client.trace},
        name_{on.name()} {}

  /// The answer, which may be a refusal; a view until the next call. Throws no_answer.
  template <class Service>
  bacnet::apdu ask(bacnet::peer const& to, Service const& what) {
    box_.answer.reset();
    box_.fault = {};
    auto const ticket = client_.ask(to, what, now_us());
    if (!ticket) throw line_error{sentence_of(ticket.error())};
    while (!box_.answer && box_.fault.code == errc::none) {
      turn();
      await_token();
    }
    if (box_.answer) return *box_.answer;
    throw no_answer{"MAC " + std::to_string(to.mac) + " does not answer on " + name_ + ": " + heard_so_far()};
  }
  /// Says it to everybody, and returns when it has been said. Throws no_answer where no token comes.
  template <class Service>
  void tell(Service const& what) {
    (void)client_.tell(bacnet::peer::everybody(), what);
    while (!client_.has_said_all()) {
      turn();
      await_token();
    }
    turn();
  }
  void listen(std::chrono::duration<double> time) {
    auto const end = steady::now() + std::chrono::duration_cast<steady::duration>(time);
    while (!interrupted && steady::now() < end) turn();
  }
  [[nodiscard]] std::vector<device_heard> const& devices() const { return box_.devices; }
  [[nodiscard]] bacnet::line_statistics const& seen() const { return node_.seen(); }

  /// What the line brought, for somebody who wonders why nothing answers.
  [[nodiscard]] std::string heard_so_far() const {
    auto const& seen = node_.seen();
    auto const frames = seen.valid + seen.not_for_us;
    auto const damaged = seen.bad_header + seen.bad_data + seen.broken_off;
    if (frames == 0 && damaged == 0)
      return "nothing was heard at all. Is it powered and wired? Is the baud rate right?";
    if (frames == 0) return "what was heard are no frames. Is the baud rate right, are the wires swapped?";
    auto text = std::to_string(frames) + (frames == 1 ? " frame was" : " frames were") + " heard";
    if (damaged != 0) text += ", " + std::to_string(damaged) + " damaged";
    return text + ". Is its MAC right? \"meterproto search mstp\" looks for devices.";
  }

 private:
  /// A node that is new on a line waits until another one looks for it. Throws no_answer where that takes too long.
  void await_token() {
    if (interrupted) throw no_answer{"Interrupted."};
    joined_ = joined_ || node_.counted().tokens != 0 || node_.is_sole_master();
    if (joined_) return;
    auto const waited = steady::now() - began_;
    auto const& seen = node_.seen();
    bool const others = seen.valid + seen.not_for_us != 0;
    auto const mac = std::to_string(node_.set().station);
    if (others && !told_ && waited > 6s) {
      told_ = true;
      std::cerr << "Waiting until another master finds MAC " << mac
                << "; an --own-mac next above theirs is found sooner.\n";
    }
    if (waited < (others ? 120s : 10s)) return;
    throw no_answer{"No token came to MAC " + mac + " on " + name_ + ": " +
                    (others ? "is Max_Master of the other nodes at least " + mac + "?" : heard_so_far())};
  }
  static bacnet::transaction_settings settings_of(options const& how) {
    bacnet::transaction_settings set;
    set.timeout_us = static_cast<std::uint32_t>(
        std::min<std::int64_t>(std::chrono::microseconds{how.client.timeout}.count(), 600'000'000));
    set.retries = static_cast<std::uint8_t>(std::min(how.client.retries, 200U));
    set.token_us = 150'000'000;  // await_token() gives up before, and says more
    return set;
  }
  void turn() {
    driver_.turn([&](auto& node, bytes& came, std::uint32_t now) { return client_.run(node, came, now); }, 50ms);
  }

  std::array<std::uint8_t, bacnet::max_frame> receive_{};
  std::array<std::uint8_t, bacnet::max_frame> transmit_{};
  mailbox box_;
  bacnet::master_node node_;
  bacnet::client<mailbox> client_;
  driver<bacnet::master_node> driver_;
  std::string name_;
  steady::time_point began_ = steady::now();
  bool joined_ = false;
  bool told_ = false;
};

std::string text_of(bacnet::character_string const& words) {
  std::string text{words.octets.begin(), words.octets.end()};
  for (auto& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20) letter = '.';
  return text;
}
std::string text_of(bacnet::peer const& who) {
  auto text = "MAC " + std::to_string(who.mac);
  if (who.behind) text += ", network " + std::to_string(who.behind->network) + " station " + hex(who.behind->view());
  return text;
}

void require_meter(bacnet_options const& which) {
  if (!which.mac && !which.device)
    throw usage_error{"Which meter? --mac N or --device INSTANCE; \"meterproto search mstp\" finds them."};
}

/// The meter that --mac or --device names. Throws no_answer.
bacnet::peer find_meter(asker& with, bacnet_options const& which) {
  if (which.mac) return {static_cast<std::uint8_t>(*which.mac), {}};
  for (int tries = 0; tries != 3 && !interrupted; ++tries) {
    with.tell(bacnet::who_is{bacnet::instance_range{*which.device, *which.device}});
    with.listen(std::chrono::seconds{tries + 1});
    for (auto const& one : with.devices())
      if (one.says.device == *which.device) return one.from;
  }
  throw no_answer{"No device says that it is " + std::to_string(*which.device) + ": " + with.heard_so_far()};
}

// ---- points ----

/// A row of the map, the library's or the user's.
struct bacnet_point {
  bacnet::row row;
  std::string name;
  std::string range;
  std::string unit;
  bool setting = false;
};

std::string object_of(bacnet::object_id const& id) {
  if (id.type == bacnet::object_type::device) return "device";
  std::array<char, 32> space{};
  return std::string{bacnet::print_object(id, space)};
}
std::string name_of_row(bacnet::row const& row) {
  if (row.of.what == quantity::reserved) {
    auto text = object_of(row.object);
    for (auto& letter : text) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
    return "reserved_" + text;
  }
  std::array<char, 48> space{};
  return std::string{print_name(row.of, false, space)};
}
/// As the manual prints it.
std::string range_of(bacnet::row const& row, meterproto::range const& legal) {
  if (row.of.what == quantity::device) return "1.." + std::to_string(s4100::highest_instance);
  if (row.of.what == quantity::reserved) return row.object.type == bacnet::object_type::binary_input ? "0|1" : "";
  std::array<char, 120> space{};
  return std::string{print_range(legal, space)};
}

std::vector<bacnet_point> known_points() {
  std::vector<bacnet_point> all;
  for (std::size_t i = 0; i != s4100::objects.size(); ++i) {
    auto const& row = s4100::objects[i];
    bool const value_object = row.object.type == bacnet::object_type::analog_value;
    all.push_back({row, name_of_row(row), range_of(row, s4100::ranges[i]), std::string{meterproto::name_of(row.in)},
                   value_object && row.of.what != quantity::command});
  }
  return all;
}

constexpr std::string_view csv_header = "object,name,access,nv,unit,units_property,range";

/// Throws usage_error with the line at fault.
std::vector<bacnet_point> points_in(std::string const& file) {
  std::ifstream in{file};
  if (!in) throw usage_error{"The map " + file + " cannot be read."};
  std::string text;
  std::getline(in, text);
  std::vector<bacnet_point> all;
  static std::vector<std::string> kept;
  for (std::size_t number = 2; std::getline(in, text); ++number) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.empty()) continue;
    auto const wrong = [&](std::string const& why) {
      return usage_error{file + ", line " + std::to_string(number) + ": " + why};
    };
    std::vector<std::string> cells{""};
    for (char const letter : text) {
      if (letter == ',')
        cells.emplace_back();
      else
        cells.back() += letter;
    }
    if (cells.size() < 7) throw wrong("seven columns are needed: " + std::string{csv_header} + ".");
    if (cells[0] == "device") continue;
    struct prefix {
      std::string_view text;
      bacnet::object_type type;
      bacnet::holds as;
    };
    constexpr std::array<prefix, 4> prefixes{{{"AI", bacnet::object_type::analog_input, bacnet::holds::real},
                                              {"AV", bacnet::object_type::analog_value, bacnet::holds::real},
                                              {"BI", bacnet::object_type::binary_input, bacnet::holds::activity},
                                              {"TL", bacnet::object_type::trend_log, bacnet::holds::nothing}}};
    auto const found =
        std::find_if(prefixes.begin(), prefixes.end(), [&](auto const& one) { return cells[0].starts_with(one.text); });
    auto const digits = cells[0].size() > 2 ? cells[0].substr(2) : std::string{};
    if (found == prefixes.end() || digits.empty() || digits.size() > 7 ||
        digits.find_first_not_of("0123456789") != std::string::npos)
      throw wrong("\"" + cells[0] + "\" is no object: AI1, AV1, BI1 or TL1.");
    bacnet_point made;
    made.row.object = {found->type, static_cast<std::uint32_t>(std::stoul(digits))};
    made.row.as = cells[1].starts_with("reserved") ? bacnet::holds::nothing : found->as;
    made.name = cells[1];
    made.unit = cells[4];
    made.range = cells[6];
    made.setting = cells[2] == "RW";
    if (!cells[5].empty() && cells[5].find_first_not_of("0123456789") == std::string::npos && cells[5].size() < 5)
      made.row.units_property = static_cast<std::int16_t>(std::stoi(cells[5]));
    all.push_back(std::move(made));
  }
  if (all.empty()) throw usage_error{file + " lists no object."};
  return all;
}

std::vector<bacnet_point> points_of(options const& how) {
  return how.map.empty() ? known_points() : points_in(how.map);
}

bool is_usual(bacnet_point const& one) {
  auto const& of = one.row.of;
  bool const measured = of.what >= quantity::real_energy && of.what <= quantity::frequency;
  bool const plain_value = of.how == meterproto::statistic::none;
  bool const energy_of_phase = of.what <= quantity::apparent_energy && of.where != meterproto::phase::total;
  bool const quadrant = of.direction >= meterproto::flow::q1 && of.direction <= meterproto::flow::q4;
  return measured && plain_value && !energy_of_phase && !quadrant;
}

std::vector<bacnet_point> points_asked(options const& how, std::string const& names) {
  auto const all = points_of(how);
  std::vector<bacnet_point> asked;
  if (names.empty() || names == "all") {
    for (auto const& one : all)
      if (one.row.has_value() && (names == "all" || !how.map.empty() || is_usual(one))) asked.push_back(one);
    return asked;
  }
  std::istringstream in{names};
  for (std::string name; std::getline(in, name, ',');) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.name == name; });
    if (found == all.end())
      throw usage_error{"There is no point " + name + ". \"meterproto points " + std::string{model_name} +
                        "\" lists them."};
    if (!found->row.has_value()) throw usage_error{name + " is not to be read as a value."};
    asked.push_back(*found);
  }
  return asked;
}

/// Present_Value and Reliability of each.
std::vector<bacnet::wanted_property> wanted_of(std::vector<bacnet_point> const& points) {
  std::vector<bacnet::wanted_property> all;
  for (auto const& one : points) {
    auto const size = static_cast<std::uint16_t>(one.row.as == bacnet::holds::activity ? 2 : 5);
    all.push_back({one.row.present_value(), size});
    all.push_back({one.row.reliability(), 2});
  }
  return all;
}

struct bacnet_value {
  result<float> number{errc::not_in_reply};
  std::uint16_t reliability = 0;

  [[nodiscard]] error why() const {
    if (!number) return number.error();
    return reliability == 0 ? error{} : error{errc::unreliable, 0, reliability};
  }
};

/// Throws no_answer.
std::vector<bacnet_value> read_points(asker& with, bacnet::peer const& meter, std::vector<bacnet_point> const& points) {
  std::vector<bacnet_value> values(points.size());
  auto const wanted = wanted_of(points);
  bacnet::property_poll poll{wanted, {}};
  unsigned unreadable = 0;
  while (!poll.done()) {
    auto const from = poll.from();
    auto const count = poll.count();
    auto const answer = poll.ask([&](auto const& request) { return with.ask(meter, request); });
    auto const fault = poll.answer(answer, [&](std::size_t index, bacnet::property_result const& came) {
      auto& value = values[index / 2];
      auto const& row = points[index / 2].row;
      if (index % 2 == 0) {
        value.number = came.why ? result<float>{came.why->as_error()} : number_of(row, came.value);
      } else if (!came.why) {
        bacnet::tag_reader in{came.value};
        value.reliability = static_cast<std::uint16_t>(in.application(&bacnet::element::as_enumerated));
      }
    });
    if (fault.code == errc::none) continue;
    if (poll.from() == from && poll.count() == count) {  // an ack that cannot be read: once more
      if (++unreadable < 3) continue;
      poll.skip();
    }
    for (auto i = from; i < from + count && i < wanted.size(); ++i)
      if (i % 2 == 0) values[i / 2].number = fault;
  }
  return values;
}

std::string text_of(float number) {
  auto const shortest = decimal::shortest(number);
  return shortest ? plain(*shortest) : std::string{};
}
/// A code or bitmap in words.
std::string meaning_of(bacnet::row const& row, float number) {
  namespace leviton = meterproto::leviton;
  if (!(number >= 0 && number <= 0xFFFF)) return {};  // most rows are no code, and a device may send anything
  auto const code = static_cast<std::uint16_t>(number);
  switch (row.of.what) {
    case quantity::system_type: return std::string{name_of(static_cast<leviton::system_type>(code))};
    case quantity::display_units: return std::string{name_of(static_cast<leviton::display_units>(code))};
    case quantity::ct_secondary: return std::string{name_of(static_cast<leviton::ct_secondary>(code))};
    case quantity::alarm_bitmap: {
      std::string all;
      for (unsigned bit = 0; bit != 16; ++bit)
        if ((code >> bit & 1U) != 0)
          all += (all.empty() ? "" : " ") + std::string{name_of(static_cast<s4100::alarm>(bit))};
      return all;
    }
    default: return row.as == bacnet::holds::activity ? (code == 0 ? "inactive" : "active") : "";
  }
}
std::string in_words(error const& fault) {
  return fault == errc::not_available ? "not available" : sentence_of(fault);
}

void print_values(options const& how, bacnet::peer const& meter, std::vector<bacnet_point> const& points,
                  std::vector<bacnet_value> const& values, std::string const& line_name, bool first) {
  json told = json::object();
  table out{{{""}, {"", true}, {""}, {"", false, true}}};
  std::string csv_names = "time";
  std::string csv_values = now_text();
  for (std::size_t i = 0; i != points.size(); ++i) {
    auto const& point = points[i];
    auto const why = values[i].why();
    bool const there = why.code == errc::none;
    auto const text = there ? text_of(*values[i].number) : std::string{};
    auto const meaning = there ? meaning_of(point.row, *values[i].number) : std::string{};
    auto& entry = told[point.name];
    entry = there ? json{{"value", text}, {"unit", point.unit}}
                  : json{{"value", nullptr}, {"why", meterproto::name_of(why.code)}};
    if (!meaning.empty()) entry["meaning"] = meaning;
    out.add({point.name, there ? text : "-", there ? point.unit : "", there ? meaning : in_words(why)});
    csv_names += ',' + point.name;
    csv_values += ',' + text;
  }
  if (how.format == "json") {
    json all{{"time", now_text()}, {"mac", meter.mac}};
    all["points"] = std::move(told);
    std::cout << all.dump() << std::endl;
  } else if (how.format == "csv") {
    if (first) std::cout << csv_names << '\n';
    std::cout << csv_values << std::endl;
  } else {
    std::cout << (how.map.empty() ? title : how.map) << ", " << text_of(meter) << " on " << line_name << '\n';
    out.print(std::cout);
    std::cout.flush();
  }
}

// ---- settings ----

/// What a setting of the map makes of a number. pt_ratio: what the meter has, where the setting goes by it.
result<bacnet::object_write> write_for(bacnet::object_id const& object, decimal const& number,
                                       std::optional<decimal> const& pt_ratio) {
  result<bacnet::object_write> made{errc::out_of_range};
  s4100::table_of::all([&](auto const&... points) {
    auto const one = [&](auto const& point) {
      if (point.object != object) return;
      if constexpr (requires { point.checked(number); })
        made = point.checked(number);
      else if constexpr (requires { point.set(number * meterproto::V, number * meterproto::one); })
        made = point.set(number * meterproto::V, pt_ratio.value_or(decimal{1}) * meterproto::one);
    };
    (one(points), ...);
    return 0;
  });
  return made;
}

struct word {
  std::string name;
  std::string what;
  bacnet::object_write write;
};
std::array<word, 4> const words{{
    {"reset_energy", "all energy accumulators to 0", s4100::reset_energy},
    {"begin_demand_subinterval", "begins a demand sub-interval, where AV11 is 0", s4100::begin_demand_subinterval},
    {"reset_demand_max", "the largest demands become the present ones", s4100::reset_demand_max},
    {"reset_pulse_counters", "pulse counters to 0", s4100::reset_pulse_counters},
}};

/// The local time of this machine.
bacnet::date_time local_time() {
  auto const now = std::chrono::system_clock::now();
  auto const seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  auto const octet = [](int number) { return static_cast<std::uint8_t>(number); };
  auto const hundredths =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() / 10 % 100;
  return {{octet(parts.tm_year), octet(parts.tm_mon + 1), octet(parts.tm_mday),
           octet(parts.tm_wday == 0 ? 7 : parts.tm_wday)},
          {octet(parts.tm_hour), octet(parts.tm_min), octet(std::min(parts.tm_sec, 59)),
           static_cast<std::uint8_t>(hundredths)}};
}

// ---- a meter that is not there ----

/// With forty days of energy behind it, and trend logs.
struct loaded_device {
  explicit loaded_device(std::uint32_t instance, double second)
      : log(virtual_s4100::logs * virtual_s4100::records_per_log), second_of_day{second} {
    meterproto::virtual_meter::settings set;
    set.system_voltage = 400;
    device = std::make_unique<virtual_s4100::device>(set, choices_of_simulation(meterproto::energy::total_of::net),
                                                     instance, "41000042", log);
    for (int hour = 40 * 24; hour != 0; --hour) device->take(load_at(second - hour * 3600.0, true), 3'600'000);
    device->take(load_at(second, true), 0);
  }
  void advance(double seconds) {
    second_of_day += seconds;
    device->take(load_at(second_of_day, true), static_cast<std::uint32_t>(seconds * 1000));
  }

  std::vector<virtual_s4100::log_entry> log;
  std::unique_ptr<virtual_s4100::device> device;
  double second_of_day;
};

void serve_bacnet(line& on, loaded_device& meter, std::uint8_t mac, double speed, std::atomic<bool> const& stop,
                  bool echo, std::ostream* trace) {
  std::array<std::uint8_t, bacnet::max_frame> receive{};
  std::array<std::uint8_t, bacnet::max_frame> transmit{};
  std::array<std::uint8_t, 1024> scratch{};
  auto set = node_settings_of(on, mac, 127);
  set.max_info_frames = 1;
  bacnet::master_node node{set, receive, transmit};
  bacnet::server_station station{*meter.device, scratch};
  station.announce();
  driver drive{on, node, echo, trace};
  auto last = steady::now();
  while (!stop) {
    drive.turn([&](auto& it, bytes& came, std::uint32_t now) { return it.run(came, now, station); }, 20ms);
    node.limit(meter.device->max_master(), 1);
    if (auto const now = steady::now(); now - last >= 250ms) {
      meter.advance(std::chrono::duration<double>(now - last).count() * speed);
      last = now;
    }
  }
}

}  // namespace

bool is_bacnet_model(std::string const& name) {
  return name == model_name;
}

bool is_bacnet_map(std::string const& file) {
  std::ifstream in{file};
  std::string first;
  return in && std::getline(in, first) && first.starts_with("object,");
}

int list_bacnet_points(options const& how) {
  auto const points = points_of(how);
  auto all = json::array();
  table out{{{"object"}, {"R/W"}, {"unit"}, {"name"}, {"range", false, true}}};
  if (how.format == "csv") std::cout << csv_header << '\n';
  for (auto const& one : points) {
    auto const& row = one.row;
    auto const access = row.may == meterproto::access::read_write || one.setting ? "RW" : "R";
    auto const nv = row.nv == meterproto::retained::unprinted ? "" : row.nv == meterproto::retained::yes ? "1" : "0";
    auto const units = row.units_property < 0 ? std::string{} : std::to_string(row.units_property);
    if (how.format == "csv")
      std::cout << object_of(row.object) << ',' << one.name << ',' << access << ',' << nv << ',' << one.unit << ','
                << units << ',' << one.range << '\n';
    all.push_back({{"object", object_of(row.object)},
                   {"name", one.name},
                   {"object_name", row.name},
                   {"unit", one.unit},
                   {"units_property", row.units_property < 0 ? json(nullptr) : json(row.units_property)},
                   {"range", one.range},
                   {"writable", one.setting}});
    out.add({object_of(row.object), access, one.unit, one.name, one.range});
  }
  if (how.format == "json") std::cout << all.dump() << '\n';
  if (how.format != "table") return 0;
  out.print(std::cout);
  if (!how.map.empty()) return 0;
  std::cout << "\ncommands\n";
  for (auto const& one : words) std::cout << "  " << std::left << std::setw(26) << one.name << one.what << '\n';
  std::cout << "  " << std::left << std::setw(26) << "synchronize_time"
            << "the local time of this machine, to all\n";
  return 0;
}

int show_bacnet_plan(options const& how, std::string const& names) {
  auto const points = points_asked(how, names);
  auto const wanted = wanted_of(points);
  auto const baud = how.baud_given ? how.line.baud : s4100::factory_baud;
  bacnet::property_poll poll{wanted, {}};
  auto all = json::array();
  table out{{{"service"}, {"properties", true}, {"octets", true}, {"answer", true}, {"ms", true}}};
  double wire_ms = 0;
  while (!poll.done()) {
    std::array<std::uint8_t, bacnet::max_mstp_apdu> space{};
    auto const request = bacnet::build_request(0, poll.multiple(), space);
    if (!request) throw usage_error{sentence_of(request.error())};
    std::size_t answer = bacnet::poll_rules::ack_header;
    for (auto i = poll.from(); i != poll.from() + poll.count(); ++i) {
      bool const same = i != poll.from() && wanted[i - 1].of.object == wanted[i].of.object;
      answer += (same ? 0 : bacnet::poll_rules::object_size) + bacnet::poll_rules::name_size(wanted[i].of) + 2 +
                wanted[i].value_size;
    }
    // Both in a frame each, with NPDU header and CRCs, and a turnaround before the answer.
    auto const octets = static_cast<std::uint32_t>(request->size() + answer + 2 * (2 + bacnet::header_size + 2));
    double const ms = (bacnet::octets_us(octets, baud) + bacnet::timing_at(baud).turnaround) / 1000.0;
    wire_ms += ms;
    all.push_back({{"service", 14}, {"properties", poll.count()}, {"request", hex(*request)}, {"answer", answer}});
    std::ostringstream time;
    time << std::fixed << std::setprecision(1) << ms;
    out.add({"ReadPropertyMultiple", std::to_string(poll.count()), std::to_string(request->size()),
             std::to_string(answer), time.str()});
    poll.skip();
  }
  if (how.format == "json") {
    std::cout << json{{"reads", all}, {"wire_ms", std::round(wire_ms * 10) / 10}}.dump() << '\n';
    return 0;
  }
  out.print(std::cout);
  std::cout << points.size() << (points.size() == 1 ? " point" : " points") << " with their Reliability in "
            << all.size() << (all.size() == 1 ? " request, " : " requests, ") << std::fixed << std::setprecision(1)
            << wire_ms << " ms on the wire at " << baud << ", the token and the meter's time to answer not counted\n";
  return 0;
}

int search_bacnet(options const& how, bacnet_options const& which) {
  auto on = open_bacnet(how);
  asker with{on, how, which};
  with.tell(bacnet::who_is{bacnet::instance_range{which.low, which.high}});
  with.listen(std::chrono::duration<double>{which.listen / 2});
  with.tell(bacnet::who_is{bacnet::instance_range{which.low, which.high}});  // some miss the first one
  with.listen(std::chrono::duration<double>{which.listen / 2});
  auto const devices = with.devices();
  for (auto const& one : devices) {
    json told{{"device", one.says.device},
              {"mac", one.from.mac},
              {"vendor", one.says.vendor},
              {"max_apdu", one.says.max_apdu}};
    if (one.from.behind) told["network"] = one.from.behind->network;
    std::array<std::pair<char const*, bacnet::property>, 2> const names{
        {{"name", bacnet::property::object_name}, {"model", bacnet::property::model_name}}};
    for (auto const& [key, what] : names) {
      try {
        auto const answer =
            with.ask(one.from, bacnet::read_property{{{bacnet::object_type::device, one.says.device}, what, {}}});
        auto const ack = bacnet::read_property_ack::parse(answer.data);
        if (answer.type != bacnet::pdu_type::complex_ack || !ack) continue;
        bacnet::tag_reader in{ack->value};
        auto const says = in.application(&bacnet::element::as_characters);
        if (in.fault().code == errc::none) told[key] = text_of(says);
      } catch (no_answer const&) {
        break;
      }
    }
    if (how.format == "json")
      std::cout << told.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
    else
      std::cout << "device " << std::left << std::setw(8) << one.says.device << "  " << text_of(one.from) << ", vendor "
                << one.says.vendor << (told.contains("model") ? ", " : "") << told.value("model", std::string{})
                << (told.contains("name") ? ", \"" : "") << told.value("name", std::string{})
                << (told.contains("name") ? "\"" : "") << std::endl;
  }
  if (how.format != "json") {
    std::cout << (devices.empty() ? "No device answers"
                                  : std::to_string(devices.size()) + (devices.size() == 1 ? " device" : " devices"))
              << " on " << on.name() << (devices.empty() ? ": " + with.heard_so_far() : ".") << '\n';
  }
  return devices.empty() ? 1 : 0;
}

int poll_bacnet(options const& how, bacnet_options const& which, std::string const& names, double every) {
  require_meter(which);
  auto const points = points_asked(how, names);
  auto on = open_bacnet(how);
  asker with{on, how, which};
  auto const meter = find_meter(with, which);
  int status = 0;
  bool first = true;
  auto due = steady::now();
  while (!interrupted) {
    try {
      auto const values = read_points(with, meter, points);
      status = 0;
      print_values(how, meter, points, values, on.name(), first);
    } catch (no_answer const& fault) {
      if (every <= 0) throw;
      std::cerr << fault.what() << '\n';
      status = 1;
    }
    first = false;
    if (every <= 0) break;
    due += std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(every));
    due = std::max(due, steady::now());
    // The token is passed on meanwhile.
    while (!interrupted && steady::now() < due)
      with.listen(std::min<std::chrono::duration<double>>(due - steady::now(), 100ms));
  }
  return status;
}

int set_bacnet(options const& how, bacnet_options const& which, std::string const& name, std::string const& text) {
  auto const points = known_points();
  auto const found = std::find_if(points.begin(), points.end(), [&](auto const& one) { return one.name == name; });
  if (found == points.end())
    throw usage_error{"There is no point " + name + ". \"meterproto points " + std::string{model_name} +
                      "\" lists them."};
  if (!found->setting) throw usage_error{name + " cannot be written. \"meterproto points\" says RW where one can."};
  auto const number = decimal::parse(text);
  if (!number) throw usage_error{name + " takes a number, not \"" + text + "\"."};
  auto const legal = name + " takes " + found->range +
                     (name == "demand_subinterval_length" ? " in steps of 100 (hundredths of a second)" : "") + ".";
  bool const by_ratio = name == "system_voltage";
  if (!by_ratio && !write_for(found->row.object, *number, {})) throw usage_error{legal};
  require_meter(which);

  auto on = open_bacnet(how);
  asker with{on, how, which};
  auto const meter = find_meter(with, which);
  std::optional<decimal> ratio;
  if (by_ratio) {
    auto const held =
        std::find_if(points.begin(), points.end(), [](auto const& one) { return one.name == "pt_ratio"; });
    auto const value = read_points(with, meter, {*held}).front();
    auto const hundredths = value.number ? decimal::nearest(*value.number, -2) : result<decimal>{value.why()};
    if (!hundredths)
      throw line_error{"The PT ratio, which " + name + " goes by, cannot be read: " + sentence_of(value.why())};
    ratio = *hundredths;
  }
  auto const write = write_for(found->row.object, *number, ratio);
  if (!write)
    throw usage_error{name + " takes 82 to 660 V times the PT ratio, which is " + plain(*ratio) +
                      ", and no more than 32000 V."};
  auto const before = read_points(with, meter, {*found}).front();
  auto const answer = with.ask(meter, write->request());
  if (auto const why = bacnet::refusal_of(answer); why.code != errc::none) {
    std::cerr << name << " is not written: " << sentence_of(why) << '\n';
    return 1;
  }
  // "A delay of up to about two seconds to validate and store the new value": Reliability says when it is over.
  bacnet_value after;
  auto const end = steady::now() + std::chrono::microseconds{2 * s4100::settling_us};
  do {
    after = read_points(with, meter, {*found}).front();
    if (after.why().code == errc::none &&
        write->stands_in(bacnet::object_write::of(found->row.object, *after.number).value)) {
      auto const show = [&](bacnet_value const& one) {
        if (!one.number) return in_words(one.number.error());
        auto const meaning = meaning_of(found->row, *one.number);
        return text_of(*one.number) + (found->unit.empty() ? "" : " " + found->unit) +
               (meaning.empty() ? "" : " (" + meaning + ")");
      };
      std::cout << name << ": " << show(before) << " -> " << show(after) << '\n';
      return 0;
    }
    with.listen(250ms);
  } while (!interrupted && steady::now() < end);
  std::cerr << name << " was confirmed, but reads "
            << (after.why().code == errc::none ? text_of(*after.number) : in_words(after.why())) << " and not " << text
            << '\n';
  return 1;
}

int command_bacnet(options const& how, bacnet_options const& which, std::string const& name) {
  auto const found = std::find_if(words.begin(), words.end(), [&](auto const& one) { return one.name == name; });
  if (found == words.end() && name != "synchronize_time") {
    std::string all;
    for (auto const& one : words) all += one.name + ", ";
    throw usage_error{std::string{model_name} + " has no command \"" + name + "\". It has " + all +
                      "synchronize_time."};
  }
  if (name != "synchronize_time") require_meter(which);
  auto on = open_bacnet(how);
  asker with{on, how, which};
  if (name == "synchronize_time") {
    with.tell(bacnet::time_synchronization{local_time()});
    std::cout << name << ": said to all devices on " << on.name() << "; nobody confirms it\n";
    return 0;
  }
  auto const meter = find_meter(with, which);
  auto const answer = with.ask(meter, found->write.request());
  if (auto const why = bacnet::refusal_of(answer); why.code != errc::none) {
    std::cerr << name << " is not done: " << sentence_of(why) << '\n';
    return 1;
  }
  std::cout << name << ": done (" << found->what << ")\n";
  return 0;
}

int simulate_bacnet(options const& how, bacnet_options const& which, double speed, double second_of_day, bool trace) {
  auto const mac = static_cast<std::uint8_t>(which.mac.value_or(s4100::factory_mac));
  auto const instance = which.device.value_or(1'234'567);
  loaded_device meter{instance, second_of_day};
  meter.device->limit_masters(static_cast<std::uint8_t>(which.max_master));
  std::optional<pseudo_terminal> terminal;
  std::optional<line> port;
  if (how.line.port.empty())
    terminal.emplace();
  else
    port.emplace(open_bacnet(how));
  auto& on = terminal ? terminal->side() : *port;
  std::cout << model_name << ", MAC " << unsigned{mac} << ", device " << instance << ", on "
            << (terminal ? terminal->path() : on.name()) << '\n';
  if (terminal)
    std::cout << "try: meterproto poll " << model_name << " --port " << terminal->path() << " --mac " << unsigned{mac}
              << "\nCtrl-C ends it\n";
  std::cout.flush();
  serve_bacnet(on, meter, mac, speed, interrupted, how.client.echo, trace ? &std::cerr : nullptr);
  return 0;
}

namespace {

/// Pseudo-terminals as taps of one RS-485 line: what one end sends, all others hear.
class shared_line {
 public:
  explicit shared_line(std::size_t taps) : taps_(taps) {
    for (auto& one : taps_) threads_.emplace_back([this, &one] { forward(one); });
  }
  ~shared_line() {
    stop_ = true;
    for (auto& one : threads_) one.join();
  }
  shared_line(shared_line const&) = delete;
  shared_line& operator=(shared_line const&) = delete;

  [[nodiscard]] std::string const& path(std::size_t tap) const { return taps_[tap].path(); }

 private:
  void forward(pseudo_terminal& from) {
    std::array<std::uint8_t, 1024> chunk{};
    while (!stop_) {
      auto const count = from.side().read(chunk, 20ms);
      if (count == 0) continue;
      std::scoped_lock const one_at_a_time{writing_};
      for (auto& to : taps_)
        if (&to != &from) to.side().write(std::span{chunk}.first(count));
    }
  }

  std::vector<pseudo_terminal> taps_;
  std::mutex writing_;
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

/// A node that passes the token and says nothing.
struct silent_station {
  void receive(bacnet::indication const&) {}
  static bacnet::outgoing send(std::span<std::uint8_t>) { return {}; }
  static std::size_t reply(std::span<std::uint8_t>) { return 0; }
};

}  // namespace

bacnet_demo read_virtual_bacnet(double second_of_day) {
  bacnet_demo made;
  constexpr std::uint8_t mac = 1;
  constexpr std::uint8_t other = 3;
  loaded_device meter{1'234'567, second_of_day};
  shared_line wires{3};
  std::atomic<bool> stop{false};
  auto const tap = [&](std::size_t n) {
    line_settings settings;
    settings.port = wires.path(n);
    settings.baud = s4100::factory_baud;
    return line{settings};
  };
  made.address = "MAC 1";
  made.settings = "76800 8N1";
  std::uint32_t tokens = 0;
  std::thread meter_thread{[&] {
    auto on = tap(1);
    serve_bacnet(on, meter, mac, 1.0, stop, false, nullptr);
  }};
  std::thread other_thread{[&] {
    auto on = tap(2);
    std::array<std::uint8_t, bacnet::max_frame> receive{};
    std::array<std::uint8_t, bacnet::max_frame> transmit{};
    bacnet::master_node node{node_settings_of(on, other, 3), receive, transmit};
    silent_station nobody;
    driver drive{on, node, false, nullptr};
    while (!stop) drive.turn([&](auto& it, bytes& came, std::uint32_t now) { return it.run(came, now, nobody); }, 20ms);
    tokens = node.counted().tokens;
  }};
  try {
    auto on = tap(0);
    options how;
    how.client.timeout = 2s;
    bacnet_options which;
    which.max_master = 3;
    which.device = 1'234'567;
    asker with{on, how, which};
    auto const found = find_meter(with, which);
    std::vector<bacnet_point> points;
    for (auto const& one : known_points())
      if (one.row.has_value() && one.row.object.type == bacnet::object_type::analog_input) points.push_back(one);
    auto const values = read_points(with, found, points);
    for (std::size_t i = 0; i != points.size(); ++i)
      if (values[i].why().code == errc::none) made.values[points[i].name] = text_of(*values[i].number);
  } catch (std::runtime_error const& fault) {
    made.fault = fault.what();
  }
  stop = true;
  meter_thread.join();
  other_thread.join();
  made.told = "The last one was found by Who-Is; MAC 0 (we), 1 and 3 share the line, and MAC 3 had the token " +
              std::to_string(tokens) + " times";
  return made;
}

}  // namespace inspector
