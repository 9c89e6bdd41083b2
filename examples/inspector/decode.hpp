// SPDX-License-Identifier: MIT
// A Modbus RTU frame (M-Bus: decode_mbus.hpp, BACnet: decode_bacnet.hpp) as JSON for programs, and as a table or byte
// by byte for people; also of a damaged frame all that can be told. What is right and what is wrong the library says;
// here stand only the words and the columns.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace inspector {

struct frame_input {
  std::vector<std::uint8_t> frame;
  bool is_request = false;
  std::vector<std::uint8_t> request;  // what was asked; empty: not known
};

/// A response where it can be one, else a request. Where both are at fault, the one that is less so.
frame_input find_direction(std::vector<std::uint8_t> frame, std::vector<std::uint8_t> request = {});

/// {"unit", "fc", "kind", "decoded", "error"}; see the contract. An exception response is no error.
nlohmann::ordered_json decode_modbus(frame_input const& input);

struct field {
  std::size_t at, size;
  std::string name, text;
};
/// Side by side from the first byte to the last.
std::vector<field> fields_of(frame_input const& input);

/// "Modbus response, unit 1, 0x03 read holding registers, 9 bytes".
std::string headline(frame_input const& input);
/// Why the frame is at fault, where that can be told; empty where it is not or nobody knows.
std::string advice(frame_input const& input);

void print_annotated(std::ostream& out, frame_input const& input, bool colour);
void print_table(std::ostream& out, frame_input const& input);

/// modbus, mbus, mstp, npdu, apdu, tags.
bool is_protocol(std::string_view word);

/// A line in, `HEX [direction=request|response] [request=HEX]`, an object (or what the format shows) out. `format` is
/// json, table or annotated, `protocol` one of is_protocol() or "": then a frame of Modbus, M-Bus or MS/TP. Returns 0,
/// or 1 if any line was at fault; 2 and no output where format or protocol is none of these.
int decode_stream(std::istream& in, std::ostream& out, std::string const& format, std::string const& protocol,
                  bool colour = false);

}  // namespace inspector
