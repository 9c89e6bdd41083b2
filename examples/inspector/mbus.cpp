// SPDX-License-Identifier: MIT
#include "mbus.hpp"

#include "decode_mbus.hpp"
#include "hex.hpp"
#include "line.hpp"
#include "simulated.hpp"
#include "table.hpp"

#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/text.hpp>
#include <meterproto/virtual_wago_mbus.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

namespace inspector {

namespace {

using meterproto::bytes;
using meterproto::decimal;
using meterproto::errc;
using meterproto::error;
namespace mbus = meterproto::mbus;
namespace wago = meterproto::wago_879_mbus;
using json = nlohmann::ordered_json;
using namespace std::chrono_literals;

constexpr std::string_view wago_name = "wago_879_mbus";

// ---- the line ----

line open_mbus(options const& how) {
  if (how.line.port.empty())
    throw usage_error{
        "Which port? --port /dev/ttyUSB0 for a level converter, --port tcp:HOST:PORT for a device server. Without a "
        "meter: \"meterproto simulate wago_879_mbus\"."};
  auto settings = how.line;
  if (!how.baud_given) settings.baud = 2400;  // what every wired meter can
  if (!how.parity_given) settings.parity = parity::even;
  return line{settings};
}

/// What a line brought after a request.
struct heard {
  mbus::heard what = mbus::heard::silence;
  std::vector<std::uint8_t> frame;
};

class asker {
 public:
  asker(line& on, options const& how) : on_{on}, how_{how} {}

  heard ask(bytes request) {
    on_.discard();
    trace("-> ", request);
    on_.write(request);
    auto const gap = std::chrono::microseconds{mbus::frame_gap_us(on_.settings().baud)} + 30ms;  // and the driver's
    auto silence = std::chrono::duration_cast<std::chrono::microseconds>(how_.client.timeout);
    mbus::framer framer;
    std::array<std::uint8_t, mbus::max_frame> chunk;
    heard made;
    std::vector<std::uint8_t> all;
    while (!interrupted) {
      auto const count = on_.read(chunk, silence);
      if (count == 0) break;
      silence = gap;
      all.insert(all.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
    }
    if (all.empty()) return made;
    trace("<- ", all);
    // The line gives back what is sent where the converter echoes.
    bytes came{all};
    if (came.size() >= request.size() && std::equal(request.begin(), request.end(), came.begin()))
      came = came.subspan(request.size());
    if (came.empty()) return made;
    auto rest = came;
    for (auto frame = framer.take(rest); !frame.empty() && made.frame.empty(); frame = framer.take(rest))
      made.frame.assign(frame.begin(), frame.end());
    bool const whole = made.frame.size() == came.size();
    made.what = whole ? mbus::heard::frame : mbus::heard::noise;
    if (!whole) made.frame = all;
    return made;
  }

 private:
  void trace(char const* arrow, bytes frame) const {
    if (how_.client.trace == nullptr) return;
    *how_.client.trace << arrow << spaced_hex(frame) << '\n';
  }

  line& on_;
  options const& how_;
};

// ---- addresses ----

mbus::secondary_address secondary_of(std::string const& text) {
  auto const wrong = [&](std::string const& why) {
    return usage_error{"--secondary " + text + ": " + why +
                       " It is written IIIIIIIIMMMMVVDD: eight digits of the number, then manufacturer, version and "
                       "medium in hex as a telegram has them; F is any digit, and what is left out is any."};
  };
  if (text.size() > 16) throw wrong("more than 16 characters.");
  std::string padded = text + std::string(16 - text.size(), 'F');
  std::uint64_t all = 0;
  for (char const letter : padded) {
    auto const digit = letter >= '0' && letter <= '9'   ? letter - '0'
                       : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
                       : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
                                                        : -1;
    if (digit < 0) throw wrong(std::string{"'"} + letter + "' is no hex digit.");
    all = (all << 4U) | static_cast<unsigned>(digit);
  }
  mbus::secondary_address made;
  made.id = static_cast<std::uint32_t>(all >> 32U);
  auto const maker = static_cast<std::uint16_t>((all >> 16U) & 0xFFFFU);
  made.manufacturer = mbus::manufacturer_code{static_cast<std::uint16_t>(maker << 8U | maker >> 8U)};
  made.version = static_cast<std::uint8_t>((all >> 8U) & 0xFFU);
  made.medium = static_cast<std::uint8_t>(all & 0xFFU);
  return made;
}
/// As --secondary takes it.
std::string text_of(mbus::secondary_address const& of) {
  std::array<char, 8> space{};
  auto const maker = of.manufacturer.code;
  return std::string{mbus::print_id(of.id, space)} + hex_digits((maker & 0xFFU) << 8U | maker >> 8U, 4) +
         hex_digits(of.version, 2) + hex_digits(of.medium, 2);
}
std::string letters_of(mbus::manufacturer_code code) {
  auto const letters = code.letters();
  return {letters.data(), letters.size()};
}

// ---- reading a meter ----

struct telegrams {
  std::vector<std::vector<std::uint8_t>> frames;
  mbus::header header;
  mbus::link meter{0};  // for what is written to it next
};

/// Selects where that is asked, and reads to the end. Throws line_error with what to look at.
telegrams read_meter(asker& with, mbus_options const& which) {
  auto const silent = [&](std::string const& who) {
    return line_error{who +
                      " does not answer. Is it powered by the level converter, are baud rate and address right? "
                      "\"meterproto search --port ...\" looks for meters."};
  };
  std::array<std::uint8_t, mbus::max_frame> buffer{};
  std::string who = "Address " + std::to_string(which.primary);
  if (!which.secondary.empty()) {
    auto const wanted = secondary_of(which.secondary);
    who = "The meter " + text_of(wanted);
    mbus::link to_selected{mbus::selected};
    (void)with.ask(to_selected.reset());
    heard answer;
    for (unsigned i = 0; i != mbus::tries && answer.what == mbus::heard::silence && !interrupted; ++i)
      answer = with.ask(*mbus::select(wanted, buffer));
    if (answer.what == mbus::heard::silence) throw silent(who);
    if (answer.what == mbus::heard::noise)
      throw line_error{"More than one meter fits " + text_of(wanted) + ": their answers collide."};
  }
  auto const address = which.secondary.empty() ? static_cast<std::uint8_t>(which.primary) : mbus::selected;
  constexpr unsigned most_telegrams = 16;
  mbus::readout readout{address, most_telegrams};
  telegrams made;
  error last;
  while (!readout.ended() && !interrupted) {
    auto const request = readout.next();
    auto const answer = with.ask(request);
    if (answer.what == mbus::heard::silence) {
      last = {};
      (void)readout.silence();
      continue;
    }
    auto const read = readout.take(answer.frame);
    last = read.error();
    if (!read || read->payload == mbus::payload_type::none) continue;
    made.header = read->header;
    made.frames.push_back(answer.frame);
  }
  made.meter = readout.meter();
  if (readout.now() == mbus::readout::state::failed && made.frames.empty()) {
    if (last.code == errc::none) throw silent(who);
    throw line_error{who + " answers, but not with a telegram: " + sentence(last)};
  }
  if (readout.now() == mbus::readout::state::failed)
    std::cerr << who << ": not all telegrams were read. " << sentence(last) << '\n';
  return made;
}

/// A row of the header, or of a map of the user's, which has names of its own.
struct named_row {
  mbus::row row;
  std::string name;
};

std::vector<named_row> known_rows() {
  std::vector<named_row> all;
  for (auto const& row : wago::records) {
    std::array<char, 48> space{};
    all.push_back({row, std::string{print_name(row.of, false, space)}});
  }
  return all;
}

/// The bytes of a column such as FDC7FC01.
template <std::size_t Size>
mbus::chain<Size> chain_of(std::string const& column, std::string const& what) {
  auto const parsed = parse_hex(column);
  if (!parsed.ok() || parsed.bytes.empty() || parsed.bytes.size() > Size)
    throw usage_error{what + " \"" + column + "\" is not 1 to " + std::to_string(Size) + " bytes in hex."};
  mbus::chain<Size> made;
  std::copy(parsed.bytes.begin(), parsed.bytes.end(), made.content.begin());
  made.size = static_cast<std::uint8_t>(parsed.bytes.size());
  return made;
}

constexpr char const* csv_header = "dif,vif,name,unit,tariff,phase";

/// What a VIF says, and not the column: tariff and phase are there to be read by people.
std::vector<named_row> rows_in(std::string const& file) {
  std::ifstream in{file};
  std::string text;
  std::getline(in, text);
  if (!text.starts_with("dif,vif,name,unit")) throw usage_error{file + ": the first line must be " + csv_header + "."};
  auto const known = known_rows();
  std::vector<named_row> all;
  for (unsigned number = 2; std::getline(in, text); ++number) {
    auto const place = file + " line " + std::to_string(number);
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.pop_back();
    if (text.empty() || text.front() == '#') continue;
    std::vector<std::string> cells;
    std::istringstream line{text};
    for (std::string cell; std::getline(line, cell, ',');) cells.push_back(cell);
    if (cells.size() < 4) throw usage_error{place + ": a row is " + csv_header + "."};
    named_row made;
    made.row.dib = chain_of<4>(cells[0], place + ": the DIF");
    made.row.vib = chain_of<6>(cells[1], place + ": the VIF");
    made.name = cells[2];
    if (made.name.empty()) throw usage_error{place + ": a row needs a name."};
    auto const same_name = [&](named_row const& one) { return one.name == made.name; };
    if (std::any_of(all.begin(), all.end(), same_name))
      throw usage_error{place + ": the name " + made.name + " is there twice."};
    auto const unit = unit_by_name(cells[3]);
    if (!unit) throw usage_error{place + ": \"" + cells[3] + "\" is no unit that is known here."};
    made.row.in = *unit;
    if (mbus::unit_for(made.row.in) != meaning_of(made.row.as_record()).in)
      throw usage_error{place + ": the VIF " + cells[1] + " does not measure in " +
                        (cells[3].empty() ? "plain numbers" : cells[3]) + "."};
    // A factor that the meter leaves out of its VIF stands in no column: it is the known row's.
    auto const twin = std::find_if(known.begin(), known.end(), same_name);
    if (twin != known.end() && std::ranges::equal(twin->row.vib.view(), made.row.vib.view()))
      made.row.exponent = twin->row.exponent;
    all.push_back(std::move(made));
  }
  if (all.empty()) throw usage_error{file + " lists no record."};
  return all;
}

std::vector<named_row> rows_of(options const& how) {
  return how.map.empty() ? known_rows() : rows_in(how.map);
}

/// The rows that were asked for by name.
std::vector<named_row> rows_asked(options const& how, std::string const& names) {
  auto const all = rows_of(how);
  if (names.empty() || names == "all") return all;
  std::vector<named_row> asked;
  std::istringstream in{names};
  for (std::string name; std::getline(in, name, ',');) {
    auto const found = std::find_if(all.begin(), all.end(), [&](named_row const& one) { return one.name == name; });
    if (found == all.end())
      throw usage_error{"There is no point " + name + ". \"meterproto points " +
                        (how.map.empty() ? std::string{wago_name} : "--map " + how.map) + "\" lists them."};
    asked.push_back(*found);
  }
  return asked;
}

/// The value of a row in a telegram.
result<decimal> value_of(mbus::row const& row, mbus::telegram const& telegram) {
  auto const all = records_of(telegram);
  if (!all) return all.error();
  return find(*all, row).and_then([&](mbus::record const& found) {
    return number_of(found).transform([&](decimal const& base) { return base.times_power_of_ten(row.exponent); });
  });
}

void print_telegrams(options const& how, telegrams const& read) {
  for (auto const& frame : read.frames) {
    if (how.format == "json") {
      json told{{"time", now_text()}};
      told.update(decode_mbus(frame));
      std::cout << told.dump() << std::endl;
    } else {
      print_mbus_table(std::cout, frame, false);
    }
  }
}

/// Whether a value was there.
bool print_points(options const& how, mbus_options const& which, telegrams const& read,
                  std::vector<named_row> const& rows, std::string const& line_name, bool first) {
  if (first && how.map.empty() && !wago::is_from(read.header))
    std::cerr << "The meter says that it is " << letters_of(read.header.meter.manufacturer) << ", medium "
              << unsigned{read.header.meter.medium} << ": no WAGO 879.\n";
  auto const telegram = parse_telegram(*mbus::parse_frame(read.frames.front()));
  bool any = false;
  json points = json::object();
  table out{{{""}, {"", true}, {""}, {"", false, true}}};
  std::string csv_names = "time";
  std::string csv_values = now_text();
  for (auto const& [row, name] : rows) {
    auto const value = value_of(row, *telegram);
    auto const unit = std::string{meterproto::name_of(row.in)};
    auto const why = std::string{meterproto::name_of(value.error().code)};
    points[name] = value ? json{{"value", plain(*value)}, {"unit", unit}} : json{{"value", nullptr}, {"why", why}};
    out.add({name, value ? plain(*value) : "-", value ? unit : "", value ? "" : sentence(value.error())});
    csv_names += ',' + name;
    csv_values += ',' + (value ? plain(*value) : std::string{});
    any = any || value;
  }
  if (auto const ratio = wago::ct_ratio_of(telegram->data);
      ratio && how.map.empty() && rows.size() == wago::records.size()) {
    auto const text = std::to_string(ratio->primary) + "/" + std::to_string(ratio->secondary);
    points["ct_ratio"] = json{{"value", text}, {"unit", "A"}};
    out.add({"ct_ratio", text, "A", ""});
  }
  if (how.format == "json") {
    json told{{"time", now_text()}};
    if (which.secondary.empty())
      told["primary"] = which.primary;
    else
      told["secondary"] = text_of(read.header.meter);
    told["points"] = std::move(points);
    std::cout << told.dump() << std::endl;
  } else if (how.format == "csv") {
    if (first) std::cout << csv_names << '\n';
    std::cout << csv_values << std::endl;
  } else {
    std::cout << (first ? "" : "\n") << (how.map.empty() ? "WAGO 879" : how.map) << ", meter "
              << text_of(read.header.meter) << " on " << line_name << '\n';
    out.print(std::cout);
  }
  if (!any) std::cerr << "None of these points is in the meter's answer: \"meterproto poll mbus\" shows what is.\n";
  return any;
}

struct setting {
  std::string_view name;
  std::string_view takes;
};
constexpr std::array<setting, 9> settings{
    {{"baud_rate", "300, 600, 1200, 2400, 4800 or 9600"},
     {"primary_address", "0 to 250"},
     {"secondary_address_lsb", "eight digits"},      // in which order the meter takes
     {"secondary_address_printed", "eight digits"},  // their bytes, the manual leaves open
     {"tariff", "1 to 4"},
     {"combination_code", "1 to 5"},
     {"s0_pulse_rate", "10000, 2000, 1000, 100, 10, 1, 0.1 or 0.01"},
     {"real_energy_resettable", "0"},
     {"power_down_count", "0"}}};

/// What `set` writes. Throws usage_error.
wago::write write_for(std::string const& name, std::string const& text) {
  auto const* const found =
      std::find_if(settings.begin(), settings.end(), [&](setting const& one) { return one.name == name; });
  if (found == settings.end()) {
    std::string all;
    for (auto const& one : settings) all += (all.empty() ? "" : ", ") + std::string{one.name};
    throw usage_error{"There is no setting " + name + ". Settings: " + all + "."};
  }
  auto const wrong = usage_error{name + " takes " + std::string{found->takes} + ", not \"" + text + "\"."};
  auto const number = [&]() -> unsigned {
    if (text.empty() || text.size() > 8 || text.find_first_not_of("0123456789") != std::string::npos) throw wrong;
    return static_cast<unsigned>(std::stoul(text));
  };
  auto const checked = [&](result<wago::write> const& made) {
    if (!made) throw wrong;
    return *made;
  };
  if (name == "primary_address") return checked(wago::set_primary_address(number()));
  if (name == "tariff") return checked(wago::set_tariff(number()));
  if (name == "baud_rate") return checked(wago::set_baud(number()));
  if (name == "combination_code") {
    auto const code = number();
    if (code > 5) throw wrong;
    return checked(wago::set_combination(static_cast<meterproto::energy::combination>(code)));
  }
  if (name == "s0_pulse_rate") {
    auto const rate = decimal::parse(text);
    return checked(rate ? wago::set_s0_rate(*rate) : result<wago::write>{rate.error()});
  }
  if (name == "real_energy_resettable" || name == "power_down_count") {
    if (number() != 0) throw wrong;
    return name == "power_down_count" ? wago::reset_power_down_count() : wago::reset_resettable();
  }
  if (text.size() != 8) throw wrong;
  (void)number();
  auto const order =
      name == "secondary_address_lsb" ? wago::digit_order::least_significant_first : wago::digit_order::as_printed;
  return checked(wago::set_secondary_address(static_cast<std::uint32_t>(std::stoul(text, nullptr, 16)), order));
}

// ---- a meter that is not there ----

using virtual_wago = meterproto::virtual_wago_mbus::device;

/// With forty days of energy behind it.
virtual_wago loaded_device(std::uint8_t primary, double second_of_day) {
  namespace virtual_meter = meterproto::virtual_meter;
  constexpr std::uint32_t id = 0x21060042;
  virtual_meter::settings set;
  set.system_voltage = 400;
  auto const chosen = choices_of_simulation(meterproto::energy::total_of::phases);
  virtual_wago device{set, chosen, meterproto::scaling::rounding::toward_zero, primary, id};
  for (int hour = 40 * 24; hour != 0; --hour) device.take(load_at(second_of_day - hour * 3600.0, true), 3'600'000);
  device.take(load_at(second_of_day, true), 0);
  return device;
}

void serve_mbus(line& on, virtual_wago& device, double second_of_day, double speed, std::atomic<bool> const& stop,
                bool trace) {
  mbus::framer framer;
  std::array<std::uint8_t, mbus::max_frame> chunk;
  std::array<std::uint8_t, mbus::max_frame> space;
  auto last = std::chrono::steady_clock::now();
  auto const take = [&](bytes frame) {
    auto const answer = device.answer(frame, space);
    if (trace) std::cerr << "-> " << spaced_hex(frame) << '\n';
    if (answer.empty()) return;
    if (trace) std::cerr << "<- " << spaced_hex(answer) << '\n';
    on.write(answer);
  };
  while (!stop) {
    auto const count = on.read(chunk, 20ms);
    if (auto const now = std::chrono::steady_clock::now(); now - last >= 1s) {
      auto const seconds = std::chrono::duration<double>(now - last).count() * speed;
      second_of_day += seconds;
      device.take(load_at(second_of_day, true), static_cast<std::uint32_t>(seconds * 1000));
      last = now;
    }
    bytes rest = bytes{chunk}.first(count);
    while (!rest.empty())
      if (auto const frame = framer.take(rest); !frame.empty()) take(frame);
    if (count == 0)
      for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) take(frame);
  }
}

}  // namespace

bool is_mbus_model(std::string const& name) {
  return name == wago_name || name == "mbus";
}

bool is_mbus_map(std::string const& file) {
  std::ifstream in{file};
  std::string first;
  return in && std::getline(in, first) && first.starts_with("dif,");
}

int list_mbus_points(options const& how) {
  auto const column = [](bytes part) {
    std::string text;
    for (auto const one : part) text += hex_digits(one, 2);
    return text;
  };
  auto const phase_of = [](mbus::row const& row) {
    constexpr std::array<char const*, 8> names{"", "a", "b", "c", "n", "ab", "bc", "ca"};
    return std::string{names[meaning_of(row.as_record()).phase]};
  };
  auto const unit_of = [](mbus::row const& row) { return std::string{meterproto::name_of(row.in)}; };
  auto all = json::array();
  table out{{{"DIF"}, {"VIF"}, {"name"}, {"unit"}, {"tariff", true}, {"phase"}}};
  if (how.format == "csv") std::cout << csv_header << '\n';
  for (auto const& [row, name] : rows_of(how)) {
    auto const tariff = std::to_string(row.as_record().tariff());
    if (how.format == "csv")
      std::cout << column(row.dib.view()) << ',' << column(row.vib.view()) << ',' << name << ',' << unit_of(row) << ','
                << tariff << ',' << phase_of(row) << '\n';
    all.push_back({{"dif", column(row.dib.view())},
                   {"vif", column(row.vib.view())},
                   {"name", name},
                   {"unit", unit_of(row)},
                   {"tariff", row.as_record().tariff()},
                   {"phase", phase_of(row)}});
    out.add({column(row.dib.view()), column(row.vib.view()), name, unit_of(row), tariff, phase_of(row)});
  }
  if (how.format == "json") std::cout << all.dump() << '\n';
  if (how.format != "table") return 0;
  out.print(std::cout);
  if (!how.map.empty()) return 0;
  std::cout << "\nsettings\n";
  for (auto const& [name, takes] : settings) std::cout << "  " << std::left << std::setw(26) << name << takes << '\n';
  return 0;
}

int search_mbus(options const& how, mbus_options const& which) {
  auto on = open_mbus(how);
  asker with{on, how};
  auto found = json::array();
  std::uint32_t asked = 0;
  bool const table = how.format != "json";
  char const* const anew = table && colours() ? "\r\x1b[K" : "";  // over the progress
  auto const progress = [&](std::string const& place) {
    if (*anew != '\0') std::cout << anew << asked << " frames sent, now " << place << std::flush;
  };
  auto const tell = [&](unsigned primary, mbus::secondary_address const& meter, bool collision) {
    json one;
    if (which.addresses) one["primary"] = primary;
    one["secondary"] = text_of(meter);
    if (collision) {
      one["collision"] = true;
    } else {
      std::array<char, 8> space{};
      one["id"] = mbus::print_id(meter.id, space);
      one["manufacturer"] = letters_of(meter.manufacturer);
      one["version"] = meter.version;
      one["medium"] = meter.medium;
    }
    found.push_back(one);
    if (!table) {
      std::cout << one.dump() << std::endl;
      return;
    }
    std::cout << anew;
    if (which.addresses) std::cout << "address " << std::right << std::setw(3) << primary << "  ";
    if (collision)
      std::cout << "several meters answer at once" << (which.addresses ? "" : " to " + text_of(meter)) << std::endl;
    else
      std::cout << text_of(meter) << "  number " << one["id"].get<std::string>() << ", "
                << letters_of(meter.manufacturer) << ", version " << unsigned{meter.version} << ", medium "
                << unsigned{meter.medium} << std::endl;
  };
  if (which.addresses) {
    mbus::primary_scan scan;
    while (!scan.ended() && !interrupted) {
      auto const request = scan.next();
      progress("address " + std::to_string(request[2]));
      auto const answer = with.ask(request);
      ++asked;
      auto const step = scan.take(answer.what, answer.frame);
      if (step.what != mbus::primary_scan::outcome::going_on)
        tell(step.who.primary, step.who.secondary, step.what == mbus::primary_scan::outcome::collision);
    }
  } else {
    mbus::secondary_search search{which.secondary.empty() ? mbus::secondary_address{} : secondary_of(which.secondary),
                                  which.thorough ? mbus::trust::every_digit : mbus::trust::clear_answers};
    std::array<std::uint8_t, mbus::max_frame> buffer{};
    while (!search.ended() && !interrupted) {
      auto const request = search.next(buffer);
      progress("at " + hex(request));
      auto const answer = with.ask(request);
      asked = search.sent();
      auto const step = search.take(answer.what, answer.frame);
      if (step.what != mbus::secondary_search::outcome::going_on)
        tell(0, step.who, step.what == mbus::secondary_search::outcome::collision);
    }
  }
  if (table)
    std::cout << anew
              << (found.empty() ? "No meter answers"
                                : std::to_string(found.size()) + (found.size() == 1 ? " meter" : " meters"))
              << " on " << on.name() << (interrupted ? " so far, " : ", ") << asked << " frames sent.\n";
  return found.empty() ? 1 : 0;
}

int poll_mbus(options const& how, mbus_options const& which, std::string const& model, std::string const& names,
              double every) {
  bool const by_name = model == wago_name || !how.map.empty();
  if (!by_name && !names.empty())
    throw usage_error{"The points of a meter that is not known have no names: leave out --points, or give a --map."};
  if (!by_name && how.format == "csv")
    throw usage_error{"What a meter that is not known will say has no columns: --format table or json, or a --map."};
  auto const rows = by_name ? rows_asked(how, names) : std::vector<named_row>{};
  auto on = open_mbus(how);
  asker with{on, how};
  bool first = true;
  int status = 0;
  auto due = std::chrono::steady_clock::now();
  while (!interrupted) {
    try {
      auto const read = read_meter(with, which);
      status = 0;
      if (by_name)
        status = print_points(how, which, read, rows, on.name(), first) ? 0 : 1;
      else
        print_telegrams(how, read);
    } catch (line_error const& fault) {
      if (every <= 0) throw;
      std::cerr << fault.what() << '\n';
      status = 1;
    }
    first = false;
    if (every <= 0) break;
    due += std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(every));
    due = std::max(due, std::chrono::steady_clock::now());
    while (!interrupted && std::chrono::steady_clock::now() < due) std::this_thread::sleep_for(20ms);
  }
  return status;
}

int set_mbus(options const& how, mbus_options const& which, std::string const& name, std::string const& text,
             bool sure) {
  auto const sent = write_for(name, text);
  if (!sure && name == "combination_code" && text == "5")
    throw usage_error{"combination_code 5 cannot be undone. With --yes it is written."};
  auto on = open_mbus(how);
  asker with{on, how};
  auto const before = read_meter(with, which);  // selects, and shows that the meter is there
  std::array<std::uint8_t, mbus::max_frame> buffer{};
  auto const answer = with.ask(*sent.to(before.meter, buffer));
  if (answer.what == mbus::heard::silence || answer.frame != std::vector<std::uint8_t>{mbus::single_character}) {
    std::cerr << "The meter does not take " << name << ' ' << text << ": no E5 came back.\n";
    return 1;
  }
  auto after = which;
  if (name == "primary_address") after.primary = static_cast<unsigned>(std::stoul(text));
  if (name.starts_with("secondary_address") && !which.secondary.empty()) after.secondary = text;
  if (name == "baud_rate") {
    std::cout << name << ": " << text << ", taken by the meter; it listens at that rate now.\n";
    return 0;
  }
  auto const read = read_meter(with, after);
  auto const telegram = parse_telegram(*mbus::parse_frame(read.frames.front()));
  auto stands = stands_in(sent, *telegram);
  if (name == "real_energy_resettable") {  // it counts on while it is read
    auto const earlier = parse_telegram(*mbus::parse_frame(before.frames.front()));
    auto const was = value_of(wago::real_energy_resettable, *earlier);
    auto const is = value_of(wago::real_energy_resettable, *telegram);
    if (stands && was && is) stands = *stands || *is < *was;
  }
  if (name == "primary_address")
    std::cout << name << ": " << which.primary << " -> " << text << '\n';
  else if (stands.error() == errc::undecided)
    std::cout << name << ": " << text << ", taken by the meter; the M-Bus cannot read it back.\n";
  else if (stands && *stands)
    std::cout << name << ": " << text << ", read back.\n";
  else {
    std::cerr << name << " was taken by the meter, but does not read " << text << " afterwards.\n";
    return 1;
  }
  return 0;
}

int simulate_mbus(options const& how, mbus_options const& which, double speed, double second_of_day, bool trace) {
  auto const primary = static_cast<std::uint8_t>(which.primary <= mbus::highest_primary ? which.primary : 1);
  auto device = loaded_device(primary, second_of_day);
  std::optional<pseudo_terminal> terminal;
  std::optional<line> port;
  if (how.line.port.empty())
    terminal.emplace();
  else
    port.emplace(open_mbus(how));
  auto& on = terminal ? terminal->side() : *port;
  std::cout << wago_name << ", primary address " << unsigned{primary} << ", on "
            << (terminal ? terminal->path() : on.name()) << '\n';
  if (terminal)
    std::cout << "try: meterproto poll wago_879_mbus --port " << terminal->path() << " --primary " << unsigned{primary}
              << "\nCtrl-C ends it\n";
  std::cout.flush();
  serve_mbus(on, device, second_of_day, speed, interrupted, trace);
  return 0;
}

mbus_demo read_virtual_mbus(double second_of_day) {
  mbus_demo made;
  constexpr std::uint8_t primary = 5;
  auto device = loaded_device(primary, second_of_day);
  pseudo_terminal terminal;
  made.address = "address " + std::to_string(primary);
  made.settings = "2400 8E1";
  std::atomic<bool> stop{false};
  std::thread meter{[&] { serve_mbus(terminal.side(), device, second_of_day, 1.0, stop, false); }};
  try {
    options how;
    how.line.port = terminal.path();
    auto on = open_mbus(how);
    asker with{on, how};
    mbus_options which;
    which.primary = primary;
    auto const read = read_meter(with, which);
    auto const telegram = parse_telegram(*mbus::parse_frame(read.frames.front()));
    for (auto const& [row, name] : known_rows()) {
      // In the thousands of the other meters: kW, kWh.
      bool const thousands = row.in != meterproto::unit_symbol::V && row.in != meterproto::unit_symbol::A &&
                             row.in != meterproto::unit_symbol::Hz && row.in != meterproto::unit_symbol::none;
      if (auto const value = value_of(row, *telegram))
        made.values[name] = plain(value->times_power_of_ten(thousands ? -3 : 0));
    }
  } catch (line_error const& fault) {
    made.fault = fault.what();
  }
  stop = true;
  meter.join();
  return made;
}

}  // namespace inspector
