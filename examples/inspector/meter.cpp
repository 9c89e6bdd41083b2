// SPDX-License-Identifier: MIT
#include "meter.hpp"

#include <meterproto/codes_text.hpp>
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/wago_879.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace inspector {

using meterproto::errc;
using meterproto::quantity;
using modbus::kind;

namespace {

line_settings factory_settings(unsigned baud, parity with) {
  line_settings made;
  made.baud = baud;
  made.parity = with;
  return made;
}

std::string printed(decimal const& number) {
  std::array<char, 64> space;
  return std::string{number.print(space).value_or("?")};
}

std::string name_in_vocabulary(meterproto::measurand const& of, bool float_twin) {
  std::array<char, 64> space;
  return std::string{print_name(of, float_twin, space)};
}

std::vector<std::pair<decimal, decimal>> intervals_of(modbus::range const& legal) {
  std::vector<std::pair<decimal, decimal>> found;
  for (unsigned i = 0; i != legal.size(); ++i)
    found.emplace_back(decimal{legal[i].low, legal.exponent()}, decimal{legal[i].high, legal.exponent()});
  return found;
}

/// What the types of a table know and its rows do not.
constexpr bool is_setting(modbus::row const&) {
  return false;
}
template <class Model, class Counted, class Number, class Scales>
constexpr bool is_setting(modbus::setting<Model, Counted, Number, Scales> const&) {
  return true;
}
template <class Model, class Dimension>
constexpr bool is_setting(modbus::ambiguous_setting<Model, Dimension> const&) {
  return true;
}
constexpr bool is_undecided(modbus::row const&) {
  return false;
}
template <class Model, class Dimension, class Scales>
constexpr bool is_undecided(modbus::ambiguous<Model, Dimension, Scales> const&) {
  return true;
}

template <class Model, std::size_t Count, class Table>
meter describe(std::string name, std::string title, std::array<modbus::row, Count> const& rows,
               std::array<modbus::range, Count> const& ranges, Table const& table) {
  meter made;
  made.name = std::move(name);
  made.title = std::move(title);
  std::set<std::string> integers;
  for (auto const& row : rows)
    if (!row.is_float()) integers.insert(name_in_vocabulary(row.of, false));
  made.numbering = Model::first_number == 1 ? numbering::from_one : numbering::hex;
  for (std::size_t i = 0; i != Count; ++i) {
    auto const& row = rows[i];
    point entry;
    entry.row = row;
    entry.name = name_in_vocabulary(row.of, false);
    if (row.of.what == quantity::reserved)
      entry.name += "_" + made.number(row.address);
    else if (row.is_float() && integers.contains(entry.name))
      entry.name = name_in_vocabulary(row.of, true);
    else if (row.is_float() && row.of.how == meterproto::statistic::copy)
      entry.name += "_f";
    std::array<char, 128> space;
    entry.range = print_range(ranges[i], row.as, space);
    entry.legal = intervals_of(ranges[i]);
    entry.reserved = row.of.what == quantity::reserved;
    entry.readable = row.as != kind::unknown && row.count <= modbus::max_read_registers;
    made.points.push_back(std::move(entry));
  }
  made.readable.assign(Model::readable.begin(), Model::readable.end());
  made.scale_addresses.assign(Model::scale_addresses.begin(), Model::scale_addresses.end());
  made.scale_names.assign(Model::scale_names.begin(), Model::scale_names.end());
  made.scale_exponent = Model::scale_exponent;
  table([&](auto const&... points) {
    std::size_t at = 0;
    ((made.points[at].setting = is_setting(points), made.points[at].undecided = is_undecided(points), ++at), ...);
    return 0;
  });
  return made;
}

std::vector<command> leviton_commands() {
  namespace leviton = meterproto::leviton;
  return {{"reset_energy", "clears all energy accumulators to 0", leviton::reset_energy},
          {"begin_demand_subinterval", "begins a new demand sub-interval", leviton::begin_demand_subinterval},
          {"reset_demand_max", "sets maximum demand to present demand", leviton::reset_demand_max},
          {"reset_pulse_counters", "clears the pulse counters to 0", leviton::reset_pulse_counters}};
}

}  // namespace

std::vector<meter> const& catalogue() {
  static std::vector<meter> const all = [] {
    using namespace meterproto;
    std::vector<meter> made;
    auto const add = [&](meter one, line_settings factory, std::vector<command> commands) {
      one.factory = factory;
      one.commands = std::move(commands);
      made.push_back(std::move(one));
    };
    auto const leviton = factory_settings(19200, parity::none);
    add(describe<leviton_s4000r::model>(
            "leviton_s4000r", "Leviton Series 4000-R", leviton_s4000r::registers, leviton_s4000r::ranges,
            [](auto const& make) {
              return leviton_s4000r::table_of::all(leviton_s4000r::ct_primary, leviton_s4000r::reserved_132, make);
            }),
        leviton, leviton_commands());
    add(describe<leviton_s4000k::model>(
            "leviton_s4000k", "Leviton Series 4000-K", leviton_s4000k::registers, leviton_s4000k::ranges,
            [](auto const& make) {
              return leviton_s4000k::table_of::all(leviton_s4000k::ct_primary, leviton_s4000k::ct_secondary, make);
            }),
        leviton, leviton_commands());
    auto s4100_commands = leviton_commands();
    s4100_commands.push_back({"reset_log", "resets data logging", leviton_s4100::reset_log});
    add(describe<leviton_s4100::model>("leviton_s4100", "Leviton Series 4100", leviton_s4100::registers,
                                       leviton_s4100::ranges,
                                       [](auto const& make) { return leviton_s4100::table_of::all(make); }),
        leviton, s4100_commands);
    made.back().has_clock = true;
    add(describe<leviton_s4100_sunspec::model>(
            "leviton_s4100_sunspec", "Leviton Series 4100, SunSpec block", leviton_s4100_sunspec::registers,
            leviton_s4100_sunspec::ranges, [](auto const& make) { return leviton_s4100_sunspec::table_of::all(make); }),
        leviton, {});
    add(describe<wago_879::model>("wago_879", "WAGO 879-3000 (4PU), 879-3020 (4PS)", wago_879::registers,
                                  wago_879::ranges, [](auto const& make) { return wago_879::table_of::all(make); }),
        factory_settings(9600, parity::even), {});
    return made;
  }();
  return all;
}

point const* meter::find(std::string_view point_name) const {
  auto const at = std::find_if(points.begin(), points.end(), [&](point const& one) { return one.name == point_name; });
  return at == points.end() ? nullptr : &*at;
}

std::string meter::number(std::uint16_t address) const {
  if (numbering == numbering::from_one) return std::to_string(address + 1);
  if (numbering == numbering::from_zero) return std::to_string(address);
  std::array<char, 8> space;
  return std::string{meterproto::text_builder{space}.add(address, 16, 4).text()};
}

std::string meter::scale_column(modbus::row const& row) const {
  if (auto const which = row.scale_register(); which != 0) {
    auto const& scale = scale_names[which - 1];
    return scale.empty() ? "none" : scale;
  }
  return row.fixed_exponent() == 0 ? "none" : "1e" + std::to_string(row.fixed_exponent());
}

std::string meter::meaning(modbus::row const& row, std::uint64_t content) const {
  namespace leviton = meterproto::leviton;
  namespace wago = meterproto::wago_879;
  auto const code = static_cast<std::uint16_t>(content);
  auto const bits = [&](auto name_of_bit) {
    std::string all;
    for (unsigned bit = 0; bit != 32; ++bit) {
      if ((content >> bit & 1U) == 0) continue;
      std::string const one{name_of_bit(bit)};
      all += (all.empty() ? "" : " ") + (one.empty() ? "bit_" + std::to_string(bit) : one);
    }
    return all;
  };
  using enum quantity;
  bool const is_wago = name == "wago_879";
  switch (row.of.what) {
    case system_type: return std::string{name_of(static_cast<leviton::system_type>(code))};
    case display_units: return std::string{name_of(static_cast<leviton::display_units>(code))};
    case ct_secondary: return std::string{name_of(static_cast<leviton::ct_secondary>(code))};
    case alert_bitmap: return bits([](unsigned bit) { return name_of(static_cast<leviton::alert>(bit)); });
    case log_status:
      return bits([](unsigned bit) { return name_of(static_cast<meterproto::leviton_s4100::log_state>(bit)); });
    case events: return bits([](unsigned bit) { return name_of(static_cast<meterproto::sunspec::event>(bit)); });
    case meter_code: return std::string{name_of(static_cast<wago::meter_type>(code))};
    case baud_rate: return std::string{name_of(static_cast<wago::baud_code>(code))};
    case combination_code: return std::string{name_of(static_cast<wago::combination>(code))};
    case parity: return std::string{name_of(static_cast<wago::parity_code>(code))};
    case current_direction: return std::string{name_of(static_cast<wago::direction>(code))};
    case pulse_type: return std::string{name_of(static_cast<wago::pulse_outputs>(code))};
    case data_type: return std::string{name_of(static_cast<wago::data_layout>(code))};
    case screen_direction: return std::string{name_of(static_cast<wago::screen>(code))};
    case obis_codes: return std::string{name_of(static_cast<wago::on_off>(code))};
    case tariff: return is_wago ? std::string{name_of(static_cast<wago::active_tariff>(code))} : "";
    default: return "";
  }
}

meter const* find_model(std::string const& name) {
  for (auto const& one : catalogue())
    if (one.name == name) return &one;
  return nullptr;
}

std::optional<meterproto::unit_symbol> unit_by_name(std::string_view name) {
  for (unsigned i = 0; i <= static_cast<unsigned>(meterproto::unit_symbol::imp_per_kWh); ++i)
    if (meterproto::name_of(static_cast<meterproto::unit_symbol>(i)) == name)
      return static_cast<meterproto::unit_symbol>(i);
  return {};
}

// ---- a map of the user's ----

namespace {

std::vector<std::string> split(std::string const& line, char at) {
  std::vector<std::string> parts;
  std::string part;
  std::istringstream in{line};
  while (std::getline(in, part, at)) parts.push_back(part);
  if (!line.empty() && line.back() == at) parts.emplace_back();
  return parts;
}

std::string trimmed(std::string text) {
  auto const blank = [](unsigned char one) { return std::isspace(one) != 0; };
  while (!text.empty() && blank(static_cast<unsigned char>(text.back()))) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(),
                                            [&](char one) { return blank(static_cast<unsigned char>(one)); }));
  return text;
}

bool is_utf_8(std::string_view text) {
  unsigned more = 0;
  for (char const letter : text) {
    auto const byte = static_cast<unsigned char>(letter);
    if (more != 0) {
      if ((byte & 0xC0U) != 0x80U) return false;
      --more;
    } else if (byte >= 0x80) {
      more = (byte & 0xE0U) == 0xC0U ? 1 : (byte & 0xF0U) == 0xE0U ? 2 : (byte & 0xF8U) == 0xF0U ? 3 : 9;
      if (more == 9) return false;
    }
  }
  return more == 0;
}

/// The point of the vocabulary that has this name, in whatever model.
point const* known_by_name(std::string_view name) {
  if (name.ends_with("_f")) name.remove_suffix(2);
  for (auto const& one : catalogue())
    if (auto const* found = one.find(name); found != nullptr) return found;
  return nullptr;
}

struct csv_line {
  std::string place;  // "meters.csv line 3"
  std::map<std::string, std::string> cells;

  [[noreturn]] void refuse(std::string const& why) const { throw usage_error{place + ": " + why}; }
  [[nodiscard]] std::string const& at(std::string const& column) const { return cells.at(column); }
};

unsigned long number_in(csv_line const& line, std::string const& column, int base, unsigned long most) {
  auto text = line.at(column);
  if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) text.erase(0, 2);
  unsigned long number = 0;
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (fault != std::errc{} || end != text.data() + text.size() || number > most)
    line.refuse("\"" + line.at(column) + "\" is no " + column + " (a number up to " + std::to_string(most) + ")");
  return number;
}

modbus::format format_in(csv_line const& line, std::uint16_t count) {
  struct known {
    std::string_view word;
    kind as;
    unsigned registers;  // 0: any
  };
  static constexpr known all[] = {
      {"uint16", kind::u16, 1},    {"int16", kind::i16, 1},      {"uint32", kind::u32, 2},    {"int32", kind::i32, 2},
      {"uint64", kind::u64, 4},    {"int64", kind::i64, 4},      {"float32", kind::f32, 2},   {"float64", kind::f64, 4},
      {"bitmap16", kind::bits, 1}, {"bitmap32", kind::bits, 2},  {"digits", kind::digits, 0}, {"hex", kind::opaque, 0},
      {"string", kind::text, 0},   {"unknown", kind::unknown, 0}};
  auto word = line.at("format");
  modbus::format made{.count = count};
  if (auto const blank = word.find(' '); blank != std::string::npos) {  // "float32 cdab"
    auto const order = word.substr(blank + 1);
    word.erase(blank);
    static constexpr std::array<std::string_view, 4> orders{"abcd", "cdab", "badc", "dcba"};
    auto const at = std::find(orders.begin(), orders.end(), order);
    if (at == orders.end()) line.refuse("\"" + order + "\" is no word order (abcd, cdab, badc, dcba)");
    made.order = static_cast<modbus::word_order>(at - orders.begin());
  }
  for (auto const& one : all) {
    if (one.word != word) continue;
    made.as = one.as;
    bool const number = one.as == kind::digits || one.as == kind::opaque;
    bool const long_row = count > modbus::max_read_registers;  // a buffer: the format is that of each register
    if (one.registers != 0 && one.registers != count && !long_row)
      line.refuse(word + " has " + std::to_string(one.registers) + " registers, not " + std::to_string(count));
    if (number && count > 2) line.refuse(word + " has 1 or 2 registers, not " + std::to_string(count));
    return made;
  }
  line.refuse("\"" + word +
              "\" is no format (uint16 int16 uint32 int32 uint64 int64 float32 float64 string bitmap16 bitmap32 digits "
              "hex unknown)");
}

meterproto::unit_symbol unit_in(csv_line const& line) {
  auto const found = unit_by_name(line.at("unit"));
  if (!found) line.refuse("\"" + line.at("unit") + "\" is no unit that this program knows");
  return *found;
}

std::vector<std::pair<decimal, decimal>> range_in(csv_line const& line) {
  std::vector<std::pair<decimal, decimal>> found;
  if (line.at("range").empty() || line.at("format").starts_with("string")) return found;
  for (auto const& part : split(line.at("range"), '|')) {
    auto const dots = part.find("..");
    auto const low = decimal::parse(part.substr(0, dots));
    auto const high = dots == std::string::npos ? low : decimal::parse(part.substr(dots + 2));
    if (!low || !high) line.refuse("\"" + part + "\" is no range (low..high, or a|b|c)");
    found.emplace_back(*low, *high);
  }
  return found;
}

bool contains(std::vector<std::pair<decimal, decimal>> const& legal, decimal const& number) {
  return std::any_of(legal.begin(), legal.end(),
                     [&](auto const& one) { return number >= one.first && number <= one.second; });
}

}  // namespace

meter load_map(std::string const& file, std::string const& base) {
  std::ifstream in{file};
  if (!in) throw usage_error{"Cannot read the register map " + file + "."};
  meter made;
  made.name = file;
  made.title = "the register map " + file;

  std::vector<csv_line> lines;
  std::vector<std::string> columns;
  std::string text;
  for (unsigned number = 1; std::getline(in, text); ++number) {
    auto const place = file + " line " + std::to_string(number);
    if (number == 1 && text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // a byte order mark, of spreadsheets
    text = trimmed(text);
    if (text.empty() || text.front() == '#') continue;
    if (!is_utf_8(text)) throw usage_error{place + " is not UTF-8."};
    if (columns.empty() && text.find(';') != std::string::npos)
      throw usage_error{place + ": the columns are separated by commas, not by semicolons."};
    auto cells = split(text, ',');
    for (auto& cell : cells) cell = trimmed(cell);
    if (columns.empty()) {
      columns = cells;
      for (auto const* needed : {"address", "count", "access", "format", "unit", "scale", "range", "name"})
        if (std::find(columns.begin(), columns.end(), needed) == columns.end())
          throw usage_error{place + ": the header line has no column \"" + std::string{needed} +
                            "\"; it should read address,count,access,nv,format,unit,scale,range,name"};
      continue;
    }
    if (cells.size() != columns.size())
      throw usage_error{place + ": " + std::to_string(cells.size()) + " columns, but the header line has " +
                        std::to_string(columns.size())};
    csv_line line{place, {}};
    for (std::size_t i = 0; i != cells.size(); ++i) line.cells[columns[i]] = cells[i];
    lines.push_back(std::move(line));
  }
  if (lines.empty()) throw usage_error{file + " lists no points."};

  bool const letters = std::any_of(lines.begin(), lines.end(), [](csv_line const& line) {
    return line.at("address").find_first_of("abcdefABCDEFxX") != std::string::npos;
  });
  if (base == "hex" || (base.empty() && letters))
    made.numbering = numbering::hex;
  else if (base == "0")
    made.numbering = numbering::from_zero;
  else if (!base.empty() && base != "1")
    throw usage_error{"--base takes 0, 1 or hex, not \"" + base + "\"."};
  unsigned const first = made.numbering == numbering::from_one ? 1 : 0;

  for (auto const& line : lines) {
    point entry;
    auto const address = number_in(line, "address", made.numbering == numbering::hex ? 16 : 10, 65535 + first);
    auto const count = number_in(line, "count", 10, 65535);
    if (address < first) line.refuse("registers count from 1 here; with --base 0 they count from 0");
    if (count == 0 || address - first + count > 65536) line.refuse("the registers run past 65536");
    entry.row.address = static_cast<std::uint16_t>(address - first);
    entry.row.count = static_cast<std::uint16_t>(count);
    auto const how = format_in(line, entry.row.count);
    entry.row.as = how.as;
    entry.row.order = how.order;
    entry.row.in = unit_in(line);
    auto const& access = line.at("access");
    if (access == "R")
      entry.row.may = modbus::access::read;
    else if (access == "RW")
      entry.row.may = modbus::access::read_write;
    else if (access == "W")
      entry.row.may = modbus::access::write;
    else
      line.refuse("\"" + access + "\" is no access (R, RW or W)");
    auto const nv = line.cells.contains("nv") ? line.at("nv") : "";
    if (nv != "" && nv != "0" && nv != "1") line.refuse("\"" + nv + "\" is no nv (1, 0 or empty)");
    entry.row.nv = nv.empty() ? modbus::retained::unprinted : nv == "1" ? modbus::retained::yes : modbus::retained::no;
    entry.name = line.at("name");
    if (entry.name.empty()) line.refuse("a point needs a name");
    if (made.find(entry.name) != nullptr) line.refuse("the name \"" + entry.name + "\" is there twice");
    entry.range = line.at("range");
    entry.legal = range_in(line);
    bool const signed_16 = how.as == kind::i16;
    // 0x8000 outside the printed range is what meters send for "no value".
    if ((how.as == kind::u16 || signed_16) && !entry.legal.empty() &&
        !contains(entry.legal, decimal{signed_16 ? -32768 : 32768}))
      entry.row.when = modbus::absent::h8000;
    entry.reserved = entry.name.starts_with("reserved_");
    auto const* known = known_by_name(entry.name);
    entry.row.of = known != nullptr && !entry.reserved ? known->row.of : meterproto::measurand{quantity::reserved};
    entry.undecided = known != nullptr && known->undecided && how.as == known->row.as;
    if (how.as == kind::text && count == 1) entry.row.as = kind::letter;  // which half of the register is left open
    entry.readable = how.as != kind::unknown && count <= modbus::max_read_registers && access != "W";
    entry.setting = access != "R" && !entry.reserved && count <= 4 && how.as != kind::text && how.as != kind::unknown;
    made.points.push_back(std::move(entry));
  }

  // Scale columns name a point of the map: by its whole name, or by the letter of scale_LETTER.
  made.scale_exponent = [](std::int16_t content) -> result<int> {
    if (content < -10 || content > 10) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
    return int{content};
  };
  for (std::size_t i = 0; i != lines.size(); ++i) {
    auto& row = made.points[i].row;
    auto const& scale = lines[i].at("scale");
    if (scale.empty() || scale == "none") continue;
    if (scale.starts_with("1e")) {
      int power = 0;
      auto const [end, fault] = std::from_chars(scale.data() + 2, scale.data() + scale.size(), power);
      if (fault != std::errc{} || end != scale.data() + scale.size() || power < -30 || power > 30)
        lines[i].refuse("\"" + scale + "\" is no power of ten (1e-4)");
      row.scale = static_cast<std::int8_t>(power);
      continue;
    }
    auto wanted = scale;
    if (made.find(wanted) == nullptr && scale.size() == 1)
      wanted = std::string{"scale_"} + static_cast<char>(std::tolower(static_cast<unsigned char>(scale[0])));
    auto const* by = made.find(wanted);
    if (by == nullptr) lines[i].refuse("the scale \"" + scale + "\" is no point of this map (nor is " + wanted + ")");
    if (by->row.as != kind::i16) lines[i].refuse("the scale register " + wanted + " must be an int16");
    auto at = std::find(made.scale_names.begin(), made.scale_names.end(), scale);
    if (at == made.scale_names.end()) {
      if (made.scale_names.size() == 60) lines[i].refuse("a map has at most 60 scale registers");
      made.scale_names.push_back(scale);
      made.scale_addresses.push_back(by->row.address);
      at = made.scale_names.end() - 1;
    }
    row.scale = static_cast<std::int8_t>(modbus::row::scaled_by_register + 1 + (at - made.scale_names.begin()));
  }

  // What the map lists without a hole may be read at once.
  std::vector<modbus::row> sorted;
  for (auto const& one : made.points)
    if (one.readable) sorted.push_back(one.row);
  std::sort(sorted.begin(), sorted.end(),
            [](modbus::row const& a, modbus::row const& b) { return a.address < b.address; });
  for (auto const& row : sorted) {
    if (!made.readable.empty() && row.address <= made.readable.back().end()) {
      auto& last = made.readable.back();
      last.count = static_cast<std::uint16_t>(std::max(last.end(), row.end()) - last.address);
    } else {
      made.readable.push_back({row.address, row.count});
    }
  }
  return made;
}

std::string to_csv(meter const& of) {
  std::ostringstream out;
  out << "address,count,access,nv,format,unit,scale,range,name\n";
  for (auto const& one : of.points) {
    auto const& row = one.row;
    static constexpr std::array<char const*, 3> accesses{"R", "RW", "W"};
    static constexpr std::array<char const*, 3> nvs{"0", "1", ""};
    static constexpr std::array<char const*, 4> orders{"", " cdab", " badc", " dcba"};
    auto each = row.layout();
    out << of.number(row.address) << ',' << row.count << ',' << accesses[static_cast<unsigned>(row.may)] << ','
        << nvs[static_cast<unsigned>(row.nv)] << ',' << name_of(each) << orders[static_cast<unsigned>(row.order)] << ','
        << meterproto::name_of(row.in) << ',' << of.scale_column(row) << ',' << one.range << ',' << one.name << '\n';
  }
  return out.str();
}

std::vector<point const*> select(meter const& from, std::string const& comma_separated) {
  std::vector<point const*> chosen;
  for (auto const& raw : split(comma_separated, ',')) {
    auto const name = trimmed(raw);
    if (name.empty()) continue;
    auto const* found = from.find(name);
    if (found == nullptr) {
      // The name that shares the longest beginning, or contains what was asked.
      point const* nearest = nullptr;
      std::size_t best = 0;
      for (auto const& one : from.points) {
        std::size_t same = 0;
        while (same < name.size() && same < one.name.size() && name[same] == one.name[same]) ++same;
        if (one.name.find(name) != std::string::npos) same += name.size();
        if (same > best) {
          best = same;
          nearest = &one;
        }
      }
      throw usage_error{from.name + " has no point \"" + name + "\"." +
                        (nearest != nullptr && best > 2 ? " Is it " + nearest->name + "?" : "") +
                        " \"meterproto points " + from.name + "\" lists them all."};
    }
    chosen.push_back(found);
  }
  if (chosen.empty()) throw usage_error{"No points are named."};
  return chosen;
}

std::string sentence(error const& fault) {
  std::array<char, 200> space;
  auto text = std::string{print_sentence(fault, space)};
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text + ".";
}

std::string plain(decimal const& number) {
  std::array<char, 400> space;
  auto const printed = number.print(space);
  return printed ? std::string{*printed} : std::string{};
}

value value_of(meter const& of, point const& wanted, modbus::registers const& read,
               std::function<result<std::int16_t>(std::uint16_t)> const& scale) {
  auto const& row = wanted.row;
  value made;
  made.unit = meterproto::name_of(row.in);
  auto const data = read.find(row.address, row.count);
  if (!data) {
    made.why = data.error();
    return made;
  }
  if (wanted.undecided) {
    made.why = errc::undecided;
    return made;
  }
  int power = row.fixed_exponent();
  if (auto const which = row.scale_register(); which != 0) {
    auto const exponent =
        scale(of.scale_addresses[which - 1]).and_then([&](std::int16_t content) { return of.scale_exponent(content); });
    if (!exponent) {
      made.why = exponent.error();
      return made;
    }
    if (!row.is_float()) power = *exponent;
  }
  auto const number = [&](result<decimal> const& decoded) {
    if (decoded)
      made.text = printed(decoded->times_power_of_ten(power));
    else
      made.why = decoded.error();
  };
  switch (row.as) {
    case kind::f32: {
      auto const real = float_of(*data, row.layout());
      if (!real)
        made.why = real.error();
      else
        number(decimal::shortest(*real));
      break;
    }
    case kind::f64: {
      auto const real = double_of(*data, row.layout());
      if (!real) {
        made.why = real.error();
        break;
      }
      std::array<char, 40> space;
      auto const [end, fault] = std::to_chars(space.data(), space.data() + space.size(), *real);
      made.text.assign(space.data(), fault == std::errc{} ? end : space.data());
      break;
    }
    case kind::text: {
      for (auto const one : modbus::text_view{*data}.as_bytes())
        made.text += one >= 0x20 && one < 0x7F ? static_cast<char>(one) : '?';
      break;
    }
    case kind::opaque: {
      std::array<char, 16> space;
      made.text = meterproto::text_builder{space}.add("0x").add(bits_of(*data, row.order), 16, 4U * row.count).text();
      break;
    }
    case kind::letter: {
      auto const letter = integer_of(*data, row.layout());
      made.text = letter && letter->magnitude() >= 0x20 && letter->magnitude() < 0x7F
                      ? std::string(1, static_cast<char>(letter->magnitude()))
                      : "";
      if (made.text.empty())
        made.why = error{errc::unknown_code, 0, static_cast<std::uint16_t>(bits_of(*data, row.order))};
      else
        made.meaning = of.meaning(row, letter->magnitude());
      break;
    }
    case kind::digits:
      if (row.of.what == quantity::ct_ratio) {
        auto const high = modbus::digits_of(bits_of(data->first(2), row.order));
        auto const low = modbus::digits_of(bits_of(data->last(2), row.order));
        if (high && low)
          made.text = std::to_string(*high) + "/" + std::to_string(*low);
        else
          made.why = high ? low.error() : high.error();
        break;
      }
      [[fallthrough]];
    default: {
      auto const decoded = integer_of(*data, row.layout());
      number(decoded);
      if (decoded && power == 0) made.meaning = of.meaning(row, decoded->magnitude());
    }
  }
  return made;
}

}  // namespace inspector
