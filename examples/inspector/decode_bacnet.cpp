// SPDX-License-Identifier: MIT
#include "decode_bacnet.hpp"

#include "bacnet_layers.hpp"
#include "hex.hpp"
#include "table.hpp"

#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <ostream>
#include <utility>

namespace inspector {

namespace {

using namespace bacnet_view;
using meterproto::reader;

/// The rest of the library's sentence: what stands there instead.
std::string instead(layer const& of, bytes octets) {
  auto const& fault = of.fault;
  auto const there = octets.subspan(std::min<std::size_t>(fault.at, octets.size()));
  switch (fault.code) {
    case errc::too_short: return "; it has " + std::to_string(fault.at);
    case errc::too_long: return "; it has " + std::to_string(of.end);
    case errc::bad_checksum: return "; it is " + hex_number(there.empty() ? 0 : there[0]);
    case errc::bad_crc: return "; it is " + spaced_hex(there.first(std::min<std::size_t>(2, there.size())));
    case errc::bad_quantity: return "; it is " + std::to_string(reader{there}.u16());
    default: return "";
  }
}

json error_of(layer const& of, bytes octets) {
  auto const& fault = of.fault;
  if (fault == errc::none) return nullptr;
  std::array<char, 160> space{};
  auto const message = std::string{print_sentence(fault, space)} + instead(of, octets);
  return {{"code", name_of(fault.code)}, {"at", fault.at}, {"message", message}};
}

/// As a block in the frame that carries it.
json carried(layer const& of, bytes octets) {
  auto told = of.fields;
  told["error"] = error_of(of, octets);
  return told;
}

std::string count_of(std::size_t count, std::string const& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string headline(reading const& what, std::size_t size) {
  std::string text = what.mstp ? "MS/TP frame" : what.npdu ? "NPDU" : what.apdu ? "APDU" : "BACnet tags";
  if (what.mstp && !what.mstp->summary.empty()) text += ", " + what.mstp->summary;
  text += ", " + count_of(size, "byte");
  if (what.npdu && !what.npdu->summary.empty()) text += "; " + what.npdu->summary;
  if (what.apdu && !what.apdu->summary.empty()) text += "; " + what.apdu->summary;
  return text;
}

std::string mstp_advice(bytes frame, error const& fault) {
  auto const size = frame.size();
  for (std::size_t first = 1; first < size; ++first)
    if (frame[first] == bacnet::preamble_1 && is_frame(frame.subspan(first))) {
      if (is_frame(frame.first(first))) return "two frames: the second begins at byte " + std::to_string(first);
      return "right if the first " + (first == 1 ? "byte is" : count_of(first, "byte") + " are") + " dropped";
    }
  if (fault == errc::too_short && size >= bacnet::header_size)
    return count_of(fault.detail - size, "byte") + (fault.detail - size == 1 ? " is" : " are") + " missing";
  if (fault == errc::bad_crc) {
    std::vector<std::uint8_t> changed{frame.begin(), frame.end()};
    std::swap(changed[fault.at], changed[fault.at + std::size_t{1}]);
    if (is_frame(changed)) return "CRC right if its two bytes are swapped";
  }
  if (fault == errc::too_long && is_frame(frame.first(fault.at))) {
    auto const behind = frame.subspan(fault.at);
    bool const pads = std::ranges::all_of(behind, [](auto octet) { return octet == bacnet::pad; });
    if (pads) return "only one pad octet FF may follow a frame; these are " + std::to_string(behind.size());
    return "right without the last " + (behind.size() == 1 ? "byte" : count_of(behind.size(), "byte"));
  }
  return "";
}

std::string advice_of(std::string_view protocol, bytes input, error const& fault) {
  if (input.empty() || fault == errc::none) return "";
  if (protocol == "mstp")
    if (auto told = mstp_advice(input, fault); !told.empty()) return told;
  if (protocol != "mstp" && is_frame(input)) return "this is a whole MS/TP frame";
  // BVLC of BACnet/IP: 81, function, length of all; a forwarded NPDU has six octets more. ANSI/ASHRAE 135-2016 J.2.
  reader in{input};
  if (in.u8() == 0x81 && input.size() > 4) {
    std::size_t const head = in.u8() == 0x04 ? 10 : 4;
    if (in.u16() == input.size() && head < input.size() && is_plausible_npdu(input.subspan(head)))
      return "this is BACnet/IP: the NPDU begins at byte " + std::to_string(head);
  }
  if (protocol != "npdu" && is_plausible_npdu(input)) return "right as an NPDU";
  if (protocol != "apdu" && is_plausible_apdu(input)) return "right as an APDU";
  return "";
}

struct paint {
  bool on;
  std::string operator()(std::string_view code, std::string const& text) const {
    return on && !text.empty() ? "\x1b[" + std::string{code} + "m" + text + "\x1b[0m" : text;
  }
};

void print_fault(std::ostream& out, layer const& of, std::string const& where, bytes octets, paint colour) {
  auto const told = error_of(of, octets);
  if (told.is_null()) return;
  std::size_t const at = of.fault.at, row = at / 16 * 16;
  out << colour("1;31", "error " + told["code"].get<std::string>()) << where << " at byte " << at << ": "
      << told["message"].get<std::string>() << '\n';
  auto const from = std::min(row, octets.size());
  out << "  " << right_aligned(std::to_string(row), 5) << "  "
      << spaced_hex(octets.subspan(from, std::min<std::size_t>(16, octets.size() - from))) << '\n'
      << std::string(9 + 3 * (at % 16), ' ') << colour("1;31", "^^") << '\n';
}

void print_faults(std::ostream& out, std::string_view protocol, reading const& what, bytes input, bytes carried_octets,
                  paint colour) {
  auto const& top = what.top();
  print_fault(out, top, "", input, colour);
  if (what.npdu && &*what.npdu != &top) print_fault(out, *what.npdu, " in the NPDU", carried_octets, colour);
  if (what.apdu && &*what.apdu != &top) print_fault(out, *what.apdu, " in the APDU", carried_octets, colour);
  if (auto const told = advice_of(protocol, input, top.fault); !told.empty())
    out << colour("33", "advice: " + told) << '\n';
}

/// The octets among which the inner layers count.
bytes octets_of_inner(reading const& what, bytes input) {
  return what.apart() && what.mstp->inner ? *what.mstp->inner : input;
}

/// Side by side from the first octet to the last: what no field holds has been left over by a fault.
std::vector<part> in_order(std::vector<part> parts, std::size_t size) {
  // Not std::stable_sort: that of GCC 12 uses what clang 19 calls deprecated. They are in order already, but for a few.
  for (auto one = parts.begin(); one != parts.end(); ++one)
    std::rotate(std::ranges::upper_bound(parts.begin(), one, one->at, {}, &part::at), one, one + 1);
  std::vector<part> all;
  std::size_t end = 0;
  auto const fill = [&](std::size_t to) {
    if (to > end) all.push_back({end, to - end, "left over", "left over", "", look::field});
  };
  for (auto& one : parts) {
    fill(one.at);
    end = one.at + one.size;
    all.push_back(std::move(one));
  }
  fill(size);
  return all;
}

void print_parts(std::ostream& out, std::vector<part> const& parts, bytes octets, paint colour) {
  std::size_t width = 4;
  auto const indent = [](part const& one) { return std::string(2 * std::min(one.depth, 12U), ' '); };
  for (auto const& one : parts) width = std::max(width, indent(one).size() + one.label.size());
  for (auto const& one : parts) {
    for (std::size_t from = 0; from < one.size; from += 8) {
      auto const row = octets.subspan(one.at + from, std::min<std::size_t>(8, one.size - from));
      out << "  " << right_aligned(std::to_string(one.at + from), 5) << "  ";
      auto const label = indent(one) + one.label;
      if (from != 0)
        out << spaced_hex(row) << '\n';
      else if (one.text.empty())
        out << padded(spaced_hex(row), 25) << colour("36", label) << '\n';
      else
        out << padded(spaced_hex(row), 25) << colour("36", padded(label, width)) << "  " << one.text << '\n';
    }
  }
}

std::vector<part> parts_of_inner(reading const& what) {
  std::vector<part> parts;
  for (auto const* one : {&what.npdu, &what.apdu, &what.tags})
    if (*one) std::ranges::copy((*one)->parts, std::back_inserter(parts));
  return parts;
}

}  // namespace

bool is_bacnet(std::string_view protocol) {
  return protocol == "mstp" || protocol == "npdu" || protocol == "apdu" || protocol == "tags";
}

json decode_bacnet(std::string_view protocol, std::vector<std::uint8_t> const& input) {
  auto const what = read(protocol, input);
  auto const octets = octets_of_inner(what, input);
  auto const& top = what.top();
  json told{{"fields", top.fields}};
  if (what.mstp && what.npdu) told["fields"]["npdu"] = carried(*what.npdu, octets);
  if (what.mstp && what.apdu) told["fields"]["apdu"] = carried(*what.apdu, octets);
  if (!what.mstp && what.npdu && what.apdu) told["apdu"] = carried(*what.apdu, octets);
  told["error"] = error_of(top, input);
  return told;
}

int mstp_damage(std::vector<std::uint8_t> const& frame) {
  if (frame.size() < 2 || frame[0] != bacnet::preamble_1 || frame[1] != bacnet::preamble_2) return 3;
  if (is_frame(frame)) return 0;
  return frame.size() >= bacnet::header_size && bacnet::parse_header(bytes{frame}.subspan<2, 6>()) ? 1 : 2;
}

bool bacnet_fits(std::string_view protocol, std::vector<std::uint8_t> const& input) {
  if (protocol == "mstp") return is_frame(input);
  if (protocol == "npdu") return is_plausible_npdu(input);
  if (protocol == "apdu") return is_plausible_apdu(input);
  return !input.empty() && read(protocol, input).top().fault == errc::none;
}

std::string bacnet_headline(std::string_view protocol, std::vector<std::uint8_t> const& input) {
  return headline(read(protocol, input), input.size());
}

std::string bacnet_advice(std::string_view protocol, std::vector<std::uint8_t> const& input) {
  return advice_of(protocol, input, read(protocol, input).top().fault);
}

void print_bacnet_table(std::ostream& out, std::string_view protocol, std::vector<std::uint8_t> const& input,
                        bool colour) {
  auto const what = read(protocol, input);
  out << headline(what, input.size()) << '\n';
  auto parts = parts_of_inner(what);
  if (what.mstp) std::ranges::copy(what.mstp->parts, std::inserter(parts, parts.begin()));
  std::string before;
  for (auto const& one : parts) {
    if (one.as != look::field) continue;
    out << "  " << padded(one.name == before ? "" : one.name, 19) << "  " << one.text << '\n';
    before = one.name;
  }
  if (what.apdu && !what.apdu->rows.empty()) {
    table all{what.apdu->titles};
    for (auto const& row : what.apdu->rows) all.add(row);
    all.print(out);
  }
  print_faults(out, protocol, what, input, octets_of_inner(what, input), {colour});
}

void print_bacnet_annotated(std::ostream& out, std::string_view protocol, std::vector<std::uint8_t> const& input,
                            bool colour) {
  paint const painted{colour};
  auto const what = read(protocol, input);
  auto const octets = octets_of_inner(what, input);
  auto inner = parts_of_inner(what);
  out << painted("1", headline(what, input.size())) << '\n';
  if (what.apart()) {
    print_parts(out, in_order(what.mstp->parts, input.size()), input, painted);
    if (what.mstp->inner) {
      out << painted("1", "Decoded, " + count_of(octets.size(), "byte")) << '\n';
      print_parts(out, in_order(std::move(inner), octets.size()), octets, painted);
    }
  } else {
    if (what.mstp) std::ranges::copy(what.mstp->parts, std::back_inserter(inner));
    print_parts(out, in_order(std::move(inner), input.size()), input, painted);
  }
  print_faults(out, protocol, what, input, octets, painted);
}

}  // namespace inspector
