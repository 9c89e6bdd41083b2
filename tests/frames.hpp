// SPDX-License-Identifier: MIT
#pragma once

#include "vectors.hpp"

#include <meterproto/mbus/frame.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// Good frames of the three protocols: the project's own and, where they are there, those of other implementations.

namespace tests {

struct good_frame {
  std::string id;
  buffer frame;
  buffer request;  ///< of an answer on Modbus, what was asked
};
inline std::vector<buffer> octets_of(std::vector<good_frame> const& all) {
  std::vector<buffer> made;
  for (auto const& one : all) made.push_back(one.frame);
  return made;
}

inline std::vector<good_frame> modbus_frames_in(std::string const& path) {
  std::vector<good_frame> all;
  for (auto const& one : vectors_in(path)) {
    auto const kind = text_of(one, "kind");
    if (kind == "request" || kind == "response" || kind == "exception")
      all.push_back({one.at("id"), from_hex(one.at("adu")), from_hex(one.value("request", ""))});
  }
  return all;
}
inline std::vector<good_frame> mstp_frames_in(std::string const& path) {
  std::vector<good_frame> all;
  for (auto const& one : vectors_in(path))
    if (one.at("layer") == "mstp") all.push_back({one.at("id"), from_hex(one.at("hex")), {}});
  return all;
}
inline std::vector<good_frame> mbus_frames_in(std::string const& path) {
  std::vector<good_frame> all;
  for (auto const& one : vectors_in(path))
    if (meterproto::mbus::parse_frame(from_hex(one.at("hex"))))
      all.push_back({one.at("id"), from_hex(one.at("hex")), {}});
  return all;
}

inline std::vector<good_frame> with(std::vector<good_frame> all, std::vector<good_frame> const& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

inline std::vector<good_frame> own_modbus_frames() {
  return modbus_frames_in(METERPROTO_SOURCE "/tests/frames/modbus.jsonl");
}
inline std::vector<good_frame> own_mstp_frames() {
  return mstp_frames_in(METERPROTO_SOURCE "/tests/frames/bacnet.jsonl");
}
inline std::vector<good_frame> own_mbus_frames() {
  std::vector<good_frame> all;
  struct typed_frame {
    char const* id;
    char const* hex;
  };
  // Forms of EN 13757-2; the writes are those of the WAGO 879 manual.
  constexpr typed_frame typed[] = {
      {"acknowledged", "E5"},
      {"SND_NKE", "1040014116"},
      {"REQ_UD2", "105B015C16"},
      {"REQ_UD2 to any meter", "107BFE7916"},
      {"rate 2400", "680303685301BB0F16"},
      {"primary address 1", "68060668530151017A012116"},
      {"selection", "680B0B6853FD5246020219CD250102FA16"},
      {"secondary address", "680909685301510C7915012345A816"},
      {"busy", "68040468080570088516"},
      {"the first of two telegrams", "6810106808057246020219CD250102040000001FFA16"},
  };
  for (auto const& one : typed) all.push_back({one.id, from_hex(one.hex), {}});
  return all;
}

/// With those of other implementations.
inline std::vector<good_frame> const& all_modbus_frames() {
  static auto const made = with(own_modbus_frames(), modbus_frames_in(METERPROTO_CORPUS "/modbus/open.jsonl"));
  return made;
}
inline std::vector<good_frame> const& all_mbus_frames() {
  static auto const made = with(own_mbus_frames(), mbus_frames_in(METERPROTO_CORPUS "/mbus/open.jsonl"));
  return made;
}
inline std::vector<good_frame> const& all_mstp_frames() {
  static auto const made = with(own_mstp_frames(), mstp_frames_in(METERPROTO_CORPUS "/bacnet/open.jsonl"));
  return made;
}

}  // namespace tests
