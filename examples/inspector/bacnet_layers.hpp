// SPDX-License-Identifier: MIT
// BACnet read layer by layer, from the MS/TP frame down to the tags: what each says, as JSON and as parts that lie side
// by side, up to its fault. The faults are those that the library finds.
#pragma once

#include "bacnet_values.hpp"
#include "table.hpp"

#include <meterproto/bytes.hpp>
#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inspector::bacnet_view {

using meterproto::bytes;
using meterproto::errc;
using meterproto::error;

enum class look { field, frame, bracket, row };  // a table shows the fields; frame: what only holds the rest together

struct part {
  std::size_t at, size;
  std::string name, label;  // in a table, octet by octet
  std::string text;
  look as = look::field;
  unsigned depth = 0;
};

struct layer {
  std::size_t base, end;  // its octets among those of the input
  json fields = json::object();
  std::vector<part> parts = {};
  error fault = {};
  std::string summary = {};
  std::optional<bytes> inner = {};  // what the next layer reads
  std::size_t inner_at = 0;
  std::vector<column> titles = {};  // of what a table shows in rows
  std::vector<std::vector<std::string>> rows = {};
};

struct reading {
  std::vector<std::uint8_t> space;  // what an extended frame holds
  std::optional<layer> mstp, npdu, apdu, tags;

  [[nodiscard]] layer const& top() const { return mstp ? *mstp : npdu ? *npdu : apdu ? *apdu : *tags; }
  /// Whether the inner layers count their octets from those that an extended frame holds.
  [[nodiscard]] bool apart() const { return mstp && mstp->fields.contains("extended"); }
};

/// `protocol` is mstp, npdu, apdu or tags.
reading read(std::string_view protocol, bytes input);

/// A whole MS/TP frame without a fault.
bool is_frame(bytes input);
/// What somebody would send: reserved bits are 0, service or reason are known, and what it says are tags.
bool is_plausible_npdu(bytes whole);
bool is_plausible_apdu(bytes whole);

}  // namespace inspector::bacnet_view
