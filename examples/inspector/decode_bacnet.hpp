// SPDX-License-Identifier: MIT
// BACnet from the MS/TP frame down to the tags, as JSON for programs, and as a table or octet by octet for people. What
// is right and what is wrong the library says; here stand only the words and the columns.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace inspector {

/// Where the reading begins: mstp, npdu, apdu, tags.
bool is_bacnet(std::string_view protocol);

/// {"fields", "error"}; see the contract and the vectors' FORMAT.md; beside an NPDU's own fields "apdu", as far as it
/// goes. What stands before a fault is decoded. Places count from the first octet of the input; those in the NPDU of an
/// extended MS/TP frame from the first decoded octet.
nlohmann::ordered_json decode_bacnet(std::string_view protocol, std::vector<std::uint8_t> const& input);

/// Whether octets begin like an MS/TP frame and are one, for decoding without a protocol: 0 where they are whole and
/// right, higher the less they are, 3 where they are none.
int mstp_damage(std::vector<std::uint8_t> const& frame);

/// Whether it is right and, as an NPDU and an APDU have no check sum, says something that somebody would send.
bool bacnet_fits(std::string_view protocol, std::vector<std::uint8_t> const& input);

/// "MS/TP frame, BACnet Data Not Expecting Reply, 2 to 5, 23 bytes; confirmed-request, read-property, invoke id 1".
std::string bacnet_headline(std::string_view protocol, std::vector<std::uint8_t> const& input);
/// Why it is at fault, where that can be told; empty where it is not or nobody knows.
std::string bacnet_advice(std::string_view protocol, std::vector<std::uint8_t> const& input);

void print_bacnet_table(std::ostream& out, std::string_view protocol, std::vector<std::uint8_t> const& input,
                        bool colour);
void print_bacnet_annotated(std::ostream& out, std::string_view protocol, std::vector<std::uint8_t> const& input,
                            bool colour);

}  // namespace inspector
