// SPDX-License-Identifier: MIT
// The models' tables against the manuals' tables, which another person typed into manuals/*.csv: every row, every
// column.
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/wago_879.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace test_manuals {

namespace modbus = meterproto::modbus;

constexpr std::string_view header = "address,count,access,nv,format,unit,scale,range,name,source";
constexpr std::size_t columns = 9;  // the tenth says where the row was typed from

std::vector<std::string> fields_of(std::string const& line) {
  std::vector<std::string> fields{std::string{}};
  for (char const letter : line) {
    if (letter == ',')
      fields.emplace_back();
    else
      fields.back() += letter;
  }
  return fields;
}

/// The lines of manuals/NAME.csv behind its header.
std::vector<std::string> lines_of(std::string const& name) {
  std::ifstream file{std::string{METERPROTO_SOURCE "/tests/manuals/"} + name + ".csv"};
  REQUIRE_MESSAGE(file, "manuals/", name, ".csv cannot be opened");
  std::string line;
  std::getline(file, line);
  REQUIRE(line == header);
  std::vector<std::string> lines;
  while (std::getline(file, line))
    if (!line.empty()) lines.push_back(line);
  return lines;
}

/// How a manual prints its registers: 001, 40001 are 1, 40001 here; 400B stays hex.
enum class printed { decimal, hex };

std::string address_of(int number, printed as) {
  if (as == printed::decimal) return std::to_string(number);
  std::string digits;
  for (int shift = 12; shift >= 0; shift -= 4) digits += "0123456789ABCDEF"[(number >> shift) & 0xF];
  return digits;
}

std::string access_of(modbus::access may) {
  switch (may) {
    case modbus::access::read: return "R";
    case modbus::access::read_write: return "RW";
    case modbus::access::write: return "W";
  }
  return "?";
}

std::string retained_of(modbus::retained nv) {
  switch (nv) {
    case modbus::retained::no: return "0";
    case modbus::retained::yes: return "1";
    case modbus::retained::unprinted: return "";
  }
  return "?";
}

template <class Model>
std::string scale_of(modbus::row const& row) {
  if (auto const which = row.scale_register(); which != 0) {
    std::string const name = Model::scale_names[which - 1];
    return name.empty() ? "none" : name;  // WAGO's register 4026 says how to read, not by what to multiply
  }
  return row.fixed_exponent() == 0 ? "none" : "1e" + std::to_string(row.fixed_exponent());
}

/// Reserved rows are called by their first register; a float beside an integer of the same measurand ends in _f.
template <std::size_t Count>
std::string name_of(modbus::row const& row, std::string const& address, std::array<modbus::row, Count> const& all) {
  if (row.of.what == meterproto::quantity::reserved) return "reserved_" + address;
  // Where a map gives a quantity as floats beside integers, it gives all its floats so: the 4000's 259/260 too, a
  // float that has no integer of its own.
  bool beside_an_integer = false;
  for (auto const& other : all)
    beside_an_integer = beside_an_integer || (other.of.what == row.of.what && other.of.where == row.of.where &&
                                              other.of.direction == row.of.direction && !other.is_float());
  std::array<char, 48> space{};
  return std::string{meterproto::print_name(row.of, row.is_float() && beside_an_integer, space)};
}

template <class Model, std::size_t Count>
std::array<std::string, columns> row_of(std::array<modbus::row, Count> const& all, modbus::row const& row,
                                        modbus::range const& legal, printed as) {
  auto const address = address_of(row.address + Model::first_number, as);
  std::array<char, 120> space{};
  return {address,
          std::to_string(row.count),
          access_of(row.may),
          retained_of(row.nv),
          std::string{modbus::name_of(row.layout())},
          std::string{meterproto::name_of(row.in)},
          scale_of<Model>(row),
          std::string{modbus::print_range(legal, row.as, space)},
          name_of(row, address, all)};
}

template <class Model, std::size_t Count>
void compare(std::string const& name, std::array<modbus::row, Count> const& rows,
             std::array<modbus::range, Count> const& ranges, printed as) {
  auto const lines = lines_of(name);
  CHECK(lines.size() == Count);
  auto const titles = fields_of(std::string{header});
  for (std::size_t i = 0; i != Count && i < lines.size(); ++i) {
    auto const typed = fields_of(lines[i]);
    REQUIRE_MESSAGE(typed.size() == columns + 1, name, ": ", lines[i]);
    auto const ours = row_of<Model>(rows, rows[i], ranges[i], as);
    for (std::size_t column = 0; column != columns; ++column)
      CHECK_MESSAGE(ours[column] == typed[column], name, " ", typed[0], " ", titles[column], ": the library has '",
                    ours[column], "', the manual '", typed[column], "'");
  }
}

TEST_CASE("The map of the Series 4000-R is its manual's") {
  namespace s4000r = meterproto::leviton_s4000r;
  compare<s4000r::model>("leviton_s4000r", s4000r::registers, s4000r::ranges, printed::decimal);
}
TEST_CASE("The map of the Series 4000-K is its manual's") {
  namespace s4000k = meterproto::leviton_s4000k;
  compare<s4000k::model>("leviton_s4000k", s4000k::registers, s4000k::ranges, printed::decimal);
}
TEST_CASE("The map of the Series 4100 is its manual's") {
  namespace s4100 = meterproto::leviton_s4100;
  compare<s4100::model>("leviton_s4100", s4100::registers, s4100::ranges, printed::decimal);
}
TEST_CASE("The SunSpec block of the Series 4100 is its manual's") {
  namespace block = meterproto::leviton_s4100_sunspec;
  compare<block::model>("leviton_s4100_sunspec", block::registers, block::ranges, printed::decimal);
}
TEST_CASE("The map of the WAGO 879 is its manual's") {
  namespace wago = meterproto::wago_879;
  compare<wago::model>("wago_879", wago::registers, wago::ranges, printed::hex);
}

TEST_CASE("Nothing in a table is twice there, and a number from 0 means a scale register that the model has") {
  auto const check = []<class Model>(Model, auto const& rows) {
    for (auto const& row : rows) CHECK(row.scale_register() <= Model::scale_addresses.size());
    CHECK(modbus::first_repeated<Model>(rows) == -1);
  };
  check(meterproto::leviton_s4000r::model{}, meterproto::leviton_s4000r::registers);
  check(meterproto::leviton_s4000k::model{}, meterproto::leviton_s4000k::registers);
  check(meterproto::leviton_s4100::model{}, meterproto::leviton_s4100::registers);
  check(meterproto::leviton_s4100_sunspec::model{}, meterproto::leviton_s4100_sunspec::registers);
  check(meterproto::wago_879::model{}, meterproto::wago_879::registers);
}

}  // namespace test_manuals
