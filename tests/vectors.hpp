// SPDX-License-Identifier: MIT
#pragma once

#include "figures.hpp"

#include <meterproto/bytes.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

// Vectors in files: one JSON object a line, bytes as hex.

namespace tests {

using buffer = std::vector<std::uint8_t>;

inline buffer from_hex(std::string const& text) {
  buffer made;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    made.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  return made;
}
inline std::string to_hex(meterproto::bytes data, std::string_view digits = "0123456789abcdef") {
  std::string made;
  for (auto const one : data) {
    made += digits[one >> 4U];
    made += digits[one & 0xFU];
  }
  return made;
}
inline std::string text_of(nlohmann::json const& vector, char const* field) {
  return vector.at(field).get<std::string>();
}
inline std::vector<nlohmann::json> vectors_in(std::string const& path) {
  std::vector<nlohmann::json> made;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) made.push_back(nlohmann::json::parse(line));
  std::filesystem::path const file_name{path};
  figure("vectors." + file_name.parent_path().filename().string() + '/' + file_name.filename().string(), made.size());
  return made;
}

}  // namespace tests
