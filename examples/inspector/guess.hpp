// SPDX-License-Identifier: MIT
// "Which word order?": the same bytes as every frame that fits and as every value, the plausible one marked.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iosfwd>
#include <vector>

namespace inspector {

/// Of a whole Modbus frame, its registers are read as values; of one of M-Bus or MS/TP nothing; of other bytes all.
void guess(std::ostream& out, std::vector<std::uint8_t> const& bytes, bool colour);

/// {"bytes", "frames": [{protocol, ...}], "values": [{at, type, order, hex, value, note, why, plausible}]}. A frame of
/// Modbus: kind, unit, fc, crc ("right", or what would make it so), error; of another protocol: title, error.
nlohmann::ordered_json guess_json(std::vector<std::uint8_t> const& bytes);

}  // namespace inspector
