// SPDX-License-Identifier: MIT
// The tables of EN 13757-3:2018, as public texts quote them, typed by another person: manuals/mbus_vif.csv (primary VIFs,
// the extensions FB, FD and FD FD: code, quantity, unit, factor, data) and mbus_vife.csv (the combinable VIFEs, and
// those behind FC). Each row goes through a whole telegram; what a table leaves out is reserved.
#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>

#include <doctest/doctest.h>

#include "../vectors.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace meterproto;

namespace test_mbus_tables {

using tests::buffer;
using tests::from_hex;

/// The lines of manuals/NAME.csv behind its header, each in its fields.
std::vector<std::vector<std::string>> lines_of(std::string const& name, std::string_view header) {
  std::ifstream file{std::string{METERPROTO_SOURCE "/tests/manuals/"} + name + ".csv"};
  REQUIRE_MESSAGE(file, "manuals/", name, ".csv cannot be opened");
  std::string line;
  std::getline(file, line);
  REQUIRE(line == header);
  std::vector<std::vector<std::string>> lines;
  while (std::getline(file, line)) {
    lines.push_back({std::string{}});
    for (char const letter : line) {
      if (letter == ',')
        lines.back().emplace_back();
      else
        lines.back().back() += letter;
    }
  }
  return lines;
}
bool ends_with(std::string const& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// VIF and VIFE from their codes: all but the last have the extension bit.
buffer vib_of(buffer codes) {
  for (std::size_t i = 0; i + 1 < codes.size(); ++i) codes[i] |= 0x80U;
  if (codes.size() == 1 && codes[0] == 0x7C) codes.push_back(0);  // a text of no characters
  return codes;
}

/// The only record of a telegram in a long frame.
struct telegram_of {
  std::array<std::uint8_t, mbus::max_frame> frame{};
  mbus::record only;

  telegram_of(std::uint8_t dif, buffer const& vib, buffer const& data) {
    buffer content{0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01, 0x02, 0x04, 0x00, 0x00, 0x00, dif};
    content.insert(content.end(), vib.begin(), vib.end());
    content.insert(content.end(), data.begin(), data.end());
    auto const built = mbus::build_frame(0x08, 1, 0x72, content, frame);
    REQUIRE(built);
    auto const parsed = mbus::parse_frame(*built);
    REQUIRE(parsed);
    auto const read = mbus::parse_telegram(*parsed);
    REQUIRE(read);
    mbus::records list{read->data};
    auto const one = list.next();
    REQUIRE(one.error() == error{});
    CHECK(list.done());
    only = *one;
  }
  telegram_of(telegram_of const&) = delete;
};

/// raw times a factor of the table: "1000", "0.001", "1e-6", "1/4096".
decimal times(std::int64_t raw, std::string const& factor) {
  if (factor == "1/4096") return {raw * 244'140'625, -12};
  if (auto const e = factor.find('e'); e != std::string::npos)
    return {raw * std::stoll(factor.substr(0, e)), std::stoi(factor.substr(e + 1))};
  auto const parsed = decimal::parse(factor);
  REQUIRE(parsed);
  return {raw * static_cast<std::int64_t>(parsed->magnitude()), parsed->exponent()};
}

void check_numbers(std::string const& factor, std::string const& kind, buffer const& vib, bool is_manufacturers) {
  auto const number = [&](std::uint8_t dif, buffer const& data, std::int64_t raw) {
    telegram_of const made{dif, vib, data};
    auto const got = mbus::number_of(made.only);
    if (is_manufacturers)
      CHECK(got.error() == errc::undecided);
    else
      CHECK(got == times(raw, factor));
  };
  bool const natural = kind == "unsigned" || kind == "bits";
  number(0x04, {0x15, 0xCD, 0x5B, 0x07}, 123'456'789);
  number(0x04, {0xFE, 0xFF, 0xFF, 0xFF}, natural ? 4'294'967'294 : -2);
  number(0x01, {0x80 - 1}, 127);
  number(0x0C, {0x78, 0x56, 0x34, 0x12}, 12'345'678);
  number(0x0C, {0x78, 0x56, 0x34, 0xF2}, -2'345'678);

  telegram_of const least{0x02, vib, {0x00, 0x80}};
  if (natural && !is_manufacturers)
    CHECK(mbus::number_of(least.only) == times(32'768, factor));
  else
    CHECK(mbus::number_of(least.only).error() == (is_manufacturers ? errc::undecided : errc::not_available));
}

void check_row(std::vector<std::string> const& row) {
  REQUIRE(row.size() == 5);
  auto const& [code, what, unit, factor, kind] = std::tie(row[0], row[1], row[2], row[3], row[4]);
  INFO(code << " " << what << " " << factor << " " << unit);
  auto const vib = vib_of(from_hex(code));
  telegram_of const made{0x04, vib, {0x21, 0x0D, 0xE9, 0x17}};
  auto const means = mbus::meaning_of(made.only);
  CHECK(mbus::name_of(means.what) == what);
  CHECK(mbus::name_of(means.in) == unit);
  auto const type = mbus::name_of(mbus::type_of(made.only, means));
  if (kind == "date") {
    CHECK(type == "F");
    char space[32] = {};
    auto const date = mbus::date_of(made.only);
    REQUIRE(date);
    CHECK(mbus::print_date(*date, space) == "2015-07-09T13:33");
    CHECK(mbus::number_of(made.only).error() == errc::not_a_number);
    return;
  }
  static std::map<std::string, std::string> const letters{{"signed", "B"}, {"unsigned", "C"}, {"bits", "D"}};
  if (letters.count(kind) != 0) CHECK(type == letters.at(kind));
  if (kind == "K" || kind == "L") {
    CHECK(type == kind);
    CHECK(mbus::number_of(made.only).error() == errc::not_a_number);
    return;
  }
  check_numbers(factor, kind, vib, what == "manufacturer_specific");
}

std::vector<std::vector<std::string>> const& vif_rows() {
  static auto const made = lines_of("mbus_vif", "code,quantity,unit,factor,data");
  return made;
}

}  // namespace test_mbus_tables
using namespace test_mbus_tables;

TEST_CASE("every VIF of the tables: quantity, unit, factor, coding") {
  CHECK(vif_rows().size() >= 330);
  for (auto const& row : vif_rows()) check_row(row);
}
TEST_CASE("every VIF that the tables leave out is reserved, and its data are as they stand") {
  std::set<std::string> listed;
  for (auto const& row : vif_rows()) listed.insert(row[0]);
  unsigned reserved = 0;
  for (std::string const before : {"", "FB", "FD", "FDFD"}) {
    for (unsigned code = 0; code != 0x80; ++code) {
      std::string const hex{"0123456789ABCDEF"[code >> 4U], "0123456789ABCDEF"[code & 0xFU]};
      if (listed.count(before + hex) != 0) continue;
      INFO(before << hex);
      ++reserved;
      auto const vib = vib_of(from_hex(before + hex));
      telegram_of const made{0x02, vib, {0xFE, 0xFF}};
      auto const means = mbus::meaning_of(made.only);
      CHECK(means.what == mbus::quantity::reserved);
      CHECK(means.in == mbus::unit::none);
      CHECK(mbus::number_of(made.only) == decimal{-2});
    }
  }
  CHECK(reserved + vif_rows().size() == std::size_t{4} * 0x80);
}

namespace test_mbus_tables {

constexpr std::string_view seconds_names[] = {"_s", "_min", "_h", "_d"};

/// What a VIFE makes of 1234 kW, out of its name.
void check_effect(std::string const& name, std::uint8_t code, mbus::record const& one) {
  auto const means = mbus::meaning_of(one);
  auto const number = mbus::number_of(one);
  CHECK(means.what == mbus::quantity::power);
  CHECK(means.phase == 0);
  CHECK(means.manufacturer_specific == (name == "manufacturer_specific_follows"));
  char space[64] = {};
  auto const unit = std::string{mbus::print_unit(means, space)};
  if (name.rfind("record_error:", 0) == 0 && name != "record_error:none") {
    CHECK(number.error() == error{errc::record_error, one.at, code});
    CHECK(mbus::raw_number(one, mbus::type_of(one, means)) == decimal{1234});
    return;
  }
  if (name == "manufacturer_specific_follows") {
    CHECK(number.error() == errc::undecided);
    return;
  }
  if (name.find("date_time") != std::string::npos) {
    CHECK(unit.empty());
    CHECK(mbus::type_of(one, means) == mbus::data_type::G);
    CHECK(number.error() == errc::not_a_number);
    return;
  }
  CHECK(means.how == mbus::coding::plain);
  if (name.rfind("duration_of", 0) == 0) {
    CHECK(unit == "s");
    std::int64_t const lasts[] = {1, 60, 3600, 86'400};
    for (unsigned i = 0; i != 4; ++i)
      if (ends_with(name, seconds_names[i])) CHECK(number == decimal{1234 * lasts[i]});
    return;
  }
  if (ends_with(name, "exceed_count")) {
    CHECK(unit.empty());
    CHECK(number == decimal{1234});
    return;
  }
  if (name.rfind("per/", 0) == 0) {
    CHECK(unit == "W" + name.substr(3));
  } else if (name.rfind("times_", 0) == 0) {
    CHECK(unit == "W*" + name.substr(6));
  } else {
    CHECK(unit == "W");
  }
  if (name.rfind("x10^", 0) == 0)
    CHECK(number == decimal{1234, 3 + std::stoi(name.substr(4))});
  else if (name.rfind("+10^", 0) == 0)  // kW, or W?
    CHECK(number.error() == errc::undecided);
  else
    CHECK(number == decimal{1234, 3});
  auto const direction = name == "accumulation_positive_only" ? 0x3B : name == "accumulation_negative_only" ? 0x3C : 0;
  CHECK(means.direction == direction);
}
void check_effect_behind_fc(std::string const& name, std::uint8_t code, mbus::record const& one) {
  auto const means = mbus::meaning_of(one);
  CHECK(means.what == mbus::quantity::power);
  bool const is_phase = name.rfind("phase_L", 0) == 0 || name == "neutral";
  CHECK(means.phase == (is_phase ? code : 0));
  CHECK(means.quadrant == (name.rfind("quadrant_Q", 0) == 0 ? name.back() - '0' : 0));
  CHECK(means.direction == (name == "accumulation_absolute" ? mbus::meaning::both_directions : 0));
  auto const type = mbus::name_of(mbus::type_of(one, means));
  CHECK(type == (name == "data_type_C"            ? "C"
                 : name == "data_type_D"          ? "D"
                 : name.rfind("end_date", 0) == 0 ? "G"
                                                  : "B"));
  if (type != "G") CHECK(mbus::number_of(one) == decimal{1234, 3});
}

}  // namespace test_mbus_tables

TEST_CASE("every combinable VIFE: its name, and what it does to 1234 kW") {
  auto const rows = lines_of("mbus_vife", "code,name");
  CHECK(rows.size() == 256);
  for (auto const& row : rows) {
    REQUIRE(row.size() == 2);
    INFO(row[0] << " " << row[1]);
    auto codes = from_hex(row[0]);
    auto const code = codes.back();
    codes.insert(codes.begin(), 0x2E);
    bool const behind_fc = codes.size() == 3;
    CHECK((behind_fc ? mbus::extended_qualifier_name(code) : mbus::qualifier_name(code)) == row[1]);
    telegram_of const made{0x02, vib_of(codes), {0xD2, 0x04}};
    if (behind_fc)
      check_effect_behind_fc(row[1], code, made.only);
    else
      check_effect(row[1], code, made.only);
  }
}
