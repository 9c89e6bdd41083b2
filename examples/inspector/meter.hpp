// SPDX-License-Identifier: MIT
#pragma once

#include "line.hpp"

#include <meterproto/modbus/row.hpp>
#include <meterproto/modbus/setting.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A meter as the program knows it at run time: the tables of the library's headers, or a CSV of the user's.
namespace inspector {

using meterproto::decimal;
using meterproto::error;
using meterproto::result;
namespace modbus = meterproto::modbus;

/// what() is a whole sentence; the program prints it and ends with exit status 2.
struct usage_error : std::runtime_error {
  using runtime_error::runtime_error;
};

struct point {
  modbus::row row;
  std::string name;
  std::string range;                               // as the CSV prints it
  std::vector<std::pair<decimal, decimal>> legal;  // the same as numbers; empty: anything
  bool readable = true;                            // false: reserved without a function code, or a buffer
  bool undecided = false;                          // two readings fit, and no source decides

  bool setting = false;
  bool reserved = false;
};

struct command {
  std::string name;
  std::string what;
  modbus::command word;
};

/// Sets a meter's clock to the local time of this machine.
inline constexpr char const* clock_command = "synchronize_time";

/// How the manual writes register numbers.
enum class numbering { from_one, from_zero, hex };

struct meter {
  std::string name;
  std::string title;
  std::vector<point> points;
  std::vector<modbus::block> readable;
  std::vector<std::uint16_t> scale_addresses;
  std::vector<std::string> scale_names;
  std::function<result<int>(std::int16_t)> scale_exponent;
  inspector::numbering numbering = numbering::from_one;
  std::vector<command> commands;
  bool has_clock = false;  // clock_command sets it
  line_settings factory;   // port empty; the settings with which the meter leaves the factory

  [[nodiscard]] point const* find(std::string_view point_name) const;
  /// "21", "5012": the address as the manual prints it.
  [[nodiscard]] std::string number(std::uint16_t address) const;
  [[nodiscard]] std::string scale_column(modbus::row const& row) const;
  /// A code or bitmap in words; empty where it needs none.
  [[nodiscard]] std::string meaning(modbus::row const& row, std::uint64_t content) const;
};

/// All Modbus models that the headers know, and one of them by its name.
std::vector<meter> const& catalogue();
meter const* find_model(std::string const& name);

/// A CSV file with the columns that `points` prints; throws usage_error with the line at fault.
/// `base`: "0", "1", "hex", or empty to find out: hex where an address has a letter or 0x, else 1.
meter load_map(std::string const& file, std::string const& base);

/// As the columns of a map write it; "" is a plain number.
std::optional<meterproto::unit_symbol> unit_by_name(std::string_view name);

/// The CSV of `points`.
std::string to_csv(meter const& of);

/// Points by name, in the order asked; throws usage_error with the nearest name where one is unknown.
std::vector<point const*> select(meter const& from, std::string const& comma_separated);

/// A value as it came, or why there is none.
struct value {
  std::string text;
  std::string unit;
  std::string meaning;
  error why;

  [[nodiscard]] bool there() const { return why.code == meterproto::errc::none; }
};

/// The value of a point in registers that were read; `scale` gives the content of a scale register by its wire address.
value value_of(meter const& of, point const& wanted, modbus::registers const& read,
               std::function<result<std::int16_t>(std::uint16_t)> const& scale);

/// A sentence with a full stop for an error of the library.
std::string sentence(error const& fault);

/// All digits, without an exponent.
std::string plain(decimal const& number);

}  // namespace inspector
