// SPDX-License-Identifier: MIT
// An M-Bus frame as JSON for programs, and as a table or byte by byte for people. What it says the library decodes;
// here stand only the words and the columns.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace inspector {

/// {"link", "header", "records", "more_records_follow", "application_error", "error"}; see the contract. What stands
/// before a fault is decoded.
nlohmann::ordered_json decode_mbus(std::vector<std::uint8_t> const& frame);

/// Whether bytes begin like an M-Bus frame and are one, for decoding without a protocol: 0 where they are whole and
/// right, higher the less they are, 3 where they are none.
int mbus_damage(std::vector<std::uint8_t> const& frame);

/// "M-Bus long frame, RSP_UD, answer, address 1, 60 bytes".
std::string mbus_headline(std::vector<std::uint8_t> const& frame);
void print_mbus_table(std::ostream& out, std::vector<std::uint8_t> const& frame, bool colour);
void print_mbus_annotated(std::ostream& out, std::vector<std::uint8_t> const& frame, bool colour);

}  // namespace inspector
