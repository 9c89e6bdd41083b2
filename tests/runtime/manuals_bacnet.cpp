// SPDX-License-Identifier: MIT
// The table of the Series 4100 on BACnet against the manual's tables, which another person typed into manuals/*.csv:
// every object, every column.
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet_words.hpp>
#include <meterproto/modbus/text.hpp>
#include <meterproto/text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace test_manuals_bacnet {

namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;
using bacnet::object_type;

/// The fields of each line behind the header; the last of `columns` may hold commas, and is quoted then.
std::vector<std::vector<std::string>> lines_of(std::string const& name, std::string_view header, std::size_t columns) {
  std::ifstream file{std::string{METERPROTO_SOURCE "/tests/manuals/"} + name + ".csv"};
  REQUIRE_MESSAGE(file, "manuals/", name, ".csv cannot be opened");
  std::string line;
  std::getline(file, line);
  REQUIRE(line == header);
  std::vector<std::vector<std::string>> lines;
  while (std::getline(file, line)) {
    std::vector<std::string> fields{std::string{}};
    for (char const letter : line) {
      if (letter == ',' && fields.size() != columns)
        fields.emplace_back();
      else
        fields.back() += letter;
    }
    REQUIRE_MESSAGE(fields.size() == columns, line);
    if (auto& last = fields.back(); last.starts_with('"')) last = last.substr(1, last.size() - 2);
    lines.push_back(fields);
  }
  return lines;
}

/// "AI83", as the manual prints it; "device", whose number is the meter's own.
std::string object_of(bacnet::row const& row) {
  auto const number = std::to_string(row.object.instance);
  switch (row.object.type) {
    case object_type::analog_input: return "AI" + number;
    case object_type::analog_value: return "AV" + number;
    case object_type::binary_input: return "BI" + number;
    case object_type::trend_log: return "TL" + number;
    case object_type::device: return "device";
    case object_type::analog_output: break;
  }
  return "?";
}
std::string name_of(bacnet::row const& row) {
  if (row.of.what == meterproto::quantity::reserved) {
    auto name = "reserved_" + object_of(row);
    for (auto& letter : name)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
    return name;
  }
  std::array<char, 48> space{};
  return std::string{meterproto::print_name(row.of, false, space)};
}
std::string retained_of(meterproto::retained nv) {
  return nv == meterproto::retained::unprinted ? "" : nv == meterproto::retained::yes ? "1" : "0";
}
std::string range_of(bacnet::row const& row, meterproto::range const& legal) {
  // The device has no Present_Value: what the manual limits is its instance.
  if (row.object.type == object_type::device) return "1.." + std::to_string(s4100::highest_instance);
  if (row.object == bacnet::object_id{object_type::binary_input, 8}) return "0|1";  // printed; it is never 1
  std::array<char, 120> space{};
  return std::string{meterproto::print_range(legal, space)};
}

TEST_CASE("The objects of the Series 4100 are its manual's") {
  constexpr std::string_view header = "object,name,access,nv,unit,units_property,range,source";
  constexpr std::size_t columns = 7;  // the eighth says where the row was typed from
  std::array<std::string, columns> const titles{"object", "name", "access", "nv", "unit", "units_property", "range"};
  auto const typed = lines_of("leviton_s4100_bacnet", header, columns + 1);
  REQUIRE(typed.size() == s4100::objects.size());
  for (std::size_t i = 0; i != s4100::objects.size(); ++i) {
    auto const& row = s4100::objects[i];
    std::array<std::string, columns> const ours{object_of(row),
                                                name_of(row),
                                                row.may == meterproto::access::read ? "R" : "RW",
                                                retained_of(row.nv),
                                                std::string{meterproto::name_of(row.in)},
                                                row.units_property < 0 ? "" : std::to_string(row.units_property),
                                                range_of(row, s4100::ranges[i])};
    for (std::size_t column = 0; column != columns; ++column)
      CHECK_MESSAGE(ours[column] == typed[i][column], typed[i][0], " ", titles[column], ": the library has '",
                    ours[column], "', the manual '", typed[i][column], "'");
  }
}

TEST_CASE("Object_Name and Description are the manual's") {
  auto const typed = lines_of("leviton_s4100_bacnet_names", "object,object_name,description", 3);
  REQUIRE(typed.size() + 1 == s4100::objects.size());  // without the device
  for (std::size_t i = 1; i != s4100::objects.size(); ++i) {
    auto const& row = s4100::objects[i];
    auto const& line = typed[i - 1];
    CHECK(object_of(row) == line[0]);
    CHECK_MESSAGE(row.name == line[1], line[0]);
    CHECK_MESSAGE(s4100::description_of(row.object) == line[2], line[0]);
  }
}

TEST_CASE("No Object_Name and no name of ours is there twice") {
  std::set<std::string> object_names;
  std::set<std::string> names;
  for (auto const& row : s4100::objects) {
    if (*row.name != '\0') CHECK_MESSAGE(object_names.insert(row.name).second, row.name);
    CHECK_MESSAGE(names.insert(name_of(row)).second, name_of(row));
  }
  CHECK(object_names.size() == 109);
}

}  // namespace test_manuals_bacnet
