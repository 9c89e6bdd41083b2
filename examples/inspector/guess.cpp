// SPDX-License-Identifier: MIT
#include "guess.hpp"

#include "decode.hpp"
#include "decode_bacnet.hpp"
#include "decode_mbus.hpp"
#include "hex.hpp"

#include <meterproto/modbus/format.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace inspector {

namespace {

using meterproto::bytes;
namespace modbus = meterproto::modbus;
using json = nlohmann::ordered_json;

struct reading {
  std::size_t at;
  std::string type, order, bits, value;
  std::string note = {};  // why it is hardly a value
  std::string why = {};   // what it looks like
  double score = 0;       // how surprising it were, in bits, had the bytes been drawn by lot
};

constexpr double plausible = 10;  // by chance few groups of bytes have such a reading
constexpr double usual_order = 4;

std::string order_name(modbus::word_order order, std::size_t size) {
  constexpr std::string_view names[][4] = {
      {"AB", "AB", "BA", "BA"}, {"ABCD", "CDAB", "BADC", "DCBA"}, {"ABCDEFGH", "GHEFCDAB", "BADCFEHG", "HGFEDCBA"}};
  return std::string{names[size / 4][static_cast<std::size_t>(order)]};
}

template <class Float>
std::string text_of(Float number, std::chars_format how) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number, how).ptr};
}

/// What a meter of electricity would mean by it; an integer is often ten or a hundred times the value.
void recognise(reading& read, double value, int most_factor) {
  auto const near_one_of = [](double scaled, std::initializer_list<double> nominal, double part) {
    return std::ranges::any_of(nominal, [&](double one) { return std::abs(scaled - one) <= part * one; });
  };
  for (int factor = 1; factor <= most_factor && read.why.empty(); factor *= 10) {
    auto const scaled = value / factor;
    std::string_view what;
    bool const is_nominal =
        near_one_of(scaled, {100, 110, 115, 120, 127, 208, 220, 230, 240, 277, 380, 400, 415, 480}, 0.03);
    if (near_one_of(scaled, {50, 60}, 0.01))
      what = "a mains frequency";
    else if (is_nominal)
      what = "mains voltage";
    else if (factor == 1 && scaled >= 45 && scaled <= 65)
      what = "a frequency";
    else if (factor == 1 && scaled >= 80 && scaled <= 500)
      what = "a voltage";
    if (what.empty()) continue;
    read.why =
        read.value + " looks like " + std::string{what} + (factor == 1 ? "" : " times " + std::to_string(factor));
    read.score += factor == 1 ? 5 : 3;
  }
  if (read.why.empty()) read.why = read.value + " is of moderate size";
}

/// Chance gives a float all its digits and any power of two; what is measured or set has fewer and is of moderate size.
template <class Float>
void read_float(reading& read, Float value) {
  auto const size = std::abs(value);
  if (std::isnan(value))
    read.note = "no value";
  else if (std::isinf(value))
    read.note = "infinite";
  else if (std::fpclassify(value) == FP_SUBNORMAL)
    read.note = "denormal";
  else if (size != 0 && (size < Float(1e-4) || size > Float(1e10)))
    read.note = size < 1 ? "too small" : "too large";
  auto const how = read.note.empty() ? std::chars_format::fixed : std::chars_format::scientific;
  read.value = std::isnan(value) ? "NaN" : text_of(value, how);
  if (size == 0 || !read.note.empty()) return;

  constexpr std::size_t most = std::numeric_limits<Float>::max_digits10 - 1;
  auto const shortest = text_of(size, std::chars_format::scientific);
  auto const digits = std::min(most, shortest.find('e') - (shortest[1] == '.' ? 1 : 0));
  read.score += 2 + 3.3 * static_cast<double>(most - digits);
  recognise(read, static_cast<double>(value), 1);
}

/// Chance seldom gives an integer that begins with many zeros, or one of those that mean "no value".
void read_integer(reading& read, std::uint64_t bits, double value) {
  auto const width = 4 * static_cast<double>(read.bits.size());
  auto const sign = std::uint64_t{1} << (4 * read.bits.size() - 1);
  bool const is_quiet_nan = read.bits == "7FC00000" || read.bits == "FFC00000";  // as a float
  bool const all_ones = bits == (sign | (sign - 1)) && value > 0;
  if (bits == sign || bits == sign - 1 || all_ones || is_quiet_nan) {
    read.note = "no value";
    read.why = "0x" + read.bits + " means \"no value\" on many meters";
    read.score += width * 3 / 4;
  } else if (bits != 0) {
    read.score += width - std::log2(std::abs(value) + 1);
    recognise(read, value, 100);
  }
}

void append_order(std::vector<reading>& all, bytes part, std::size_t at, modbus::word_order order) {
  auto const size = part.size();
  auto const bits = modbus::bits_of(part, order);
  auto const digits = hex_digits(bits, static_cast<unsigned>(2 * size));
  auto const append = [&](std::string const& type) -> reading& {
    all.push_back({at, type + std::to_string(8 * size), order_name(order, size), digits, ""});
    all.back().score = order == modbus::word_order::abcd   ? usual_order
                       : order == modbus::word_order::cdab ? usual_order / 2
                                                           : 0;
    return all.back();
  };
  if (size == 4) read_float(append("float"), std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (size == 8) read_float(append("float"), std::bit_cast<double>(bits));
  auto& natural = append("uint");
  natural.value = std::to_string(bits);
  read_integer(natural, bits, static_cast<double>(bits));
  if (bits >> (8 * size - 1) == 0) return;  // the same number with a sign
  auto const unused = 64 - 8 * size;
  auto const number = static_cast<std::int64_t>(bits << unused) >> unused;
  auto& integer = append("int");
  integer.value = std::to_string(number);
  read_integer(integer, bits, static_cast<double>(number));
}

/// Decimal digits in hex, and text: what is neither a float nor an integer.
void append_others(std::vector<reading>& all, bytes part, std::size_t at) {
  auto const digits = hex(part);
  if (digits.find_first_not_of("0123456789") == std::string::npos)
    all.push_back({at, "digits", order_name(modbus::word_order::abcd, part.size()), digits, digits});
  if (!std::ranges::all_of(part, [](auto one) { return one >= 0x20 && one < 0x7F; })) return;
  all.push_back({at, "text", order_name(modbus::word_order::abcd, part.size()), digits, '"' + ascii(part) + '"'});
  if (!std::ranges::all_of(part, [](auto one) { return std::isalnum(one) != 0 || one == ' '; })) return;
  all.back().score = 2.5 * static_cast<double>(part.size());
  all.back().why = all.back().value + " has letters and digits only";
}

void append_group(std::vector<reading>& all, bytes part, std::size_t at) {
  using enum modbus::word_order;
  for (auto const order : {abcd, cdab, badc, dcba})
    if (part.size() != 2 || order == abcd || order == badc) append_order(all, part, at, order);
  append_others(all, part, at);
}

bool is_short(bytes data) {
  return data.size() <= 5 || data.size() == 8 || data.size() == 9;
}

/// Everything that the bytes can be, in groups of two and four, and of eight where there are no more.
std::vector<reading> readings_of(bytes data) {
  std::vector<reading> all;
  for (auto const size : {std::size_t{8}, std::size_t{4}, std::size_t{2}})
    for (std::size_t at = 0; at + size <= data.size(); at += size)
      if (size != 8 || is_short(data)) append_group(all, data.subspan(at, size), at);
  return all;
}

using choice = std::vector<reading const*>;

double score_of(choice const& chosen) {
  return std::accumulate(chosen.begin(), chosen.end(), 0.0,
                         [](double sum, auto const* one) { return sum + one->score; });
}

/// The plausible reading of these bytes, or those of their halves where these say more together.
choice best_of(std::vector<reading> const& all, std::size_t at, std::size_t size) {
  choice whole;
  for (auto const& one : all) {
    bool const fits = one.at == at && one.bits.size() == 2 * size && one.score >= plausible;
    if (fits && (whole.empty() || one.score > whole[0]->score)) whole = {&one};
  }
  if (size == 2) return whole;
  auto halves = best_of(all, at, size / 2);
  std::ranges::copy(best_of(all, at + size / 2, size / 2), std::back_inserter(halves));
  return score_of(halves) > score_of(whole) + usual_order ? halves : whole;  // of which both halves have had it
}

choice best_of_all(std::vector<reading> const& all, bytes data) {
  choice chosen;
  std::size_t const size = data.size() >= 8 && is_short(data) ? 8 : 4;
  for (std::size_t at = 0; at < data.size(); at += size)
    std::ranges::copy(best_of(all, at, size), std::back_inserter(chosen));
  return chosen;
}

struct possible_frame {
  frame_input input;
  json decoded;
  std::string crc;  // "right", or what would make it so
};

/// Those that are right; else the one that is nearest, if its CRC is right or a small change makes it so.
std::vector<possible_frame> frames_of(std::vector<std::uint8_t> const& all) {
  std::vector<possible_frame> found;
  for (bool const is_request : {true, false})
    if (auto decoded = decode_modbus({all, is_request, {}}); decoded["error"].is_null())
      found.push_back({{all, is_request, {}}, std::move(decoded), "right"});
  if (!found.empty()) return found;
  auto const nearest = find_direction(all);
  auto decoded = decode_modbus(nearest);
  auto const code = decoded["error"]["code"];
  auto const told = advice(nearest);
  bool const damaged = code == "bad_crc" || code == "too_short" || code == "too_long";
  if (!damaged || told.starts_with("CRC right") || told.starts_with("right without") ||
      told.starts_with("the CRC is missing"))
    found.push_back({nearest, std::move(decoded), damaged ? told : "right"});
  return found;
}

struct other_frame {
  std::string protocol, title;
  json error;
  std::string advice = {};
};

/// Of M-Bus and MS/TP also what is damaged behind a whole header; an NPDU and an APDU have no check sum that would tell
/// damage from other bytes.
std::vector<other_frame> other_frames_of(std::vector<std::uint8_t> const& all) {
  std::vector<other_frame> found;
  if (mbus_damage(all) <= 1) found.push_back({"mbus", mbus_headline(all), decode_mbus(all)["error"]});
  if (mstp_damage(all) <= 1)
    found.push_back(
        {"mstp", bacnet_headline("mstp", all), decode_bacnet("mstp", all)["error"], bacnet_advice("mstp", all)});
  for (auto const* protocol : {"npdu", "apdu"})
    if (bacnet_fits(protocol, all)) found.push_back({protocol, bacnet_headline(protocol, all), nullptr});
  return found;
}

/// Whether a check sum proves it.
bool is_proven(other_frame const& one) {
  return one.error.is_null() && (one.protocol == "mbus" || one.protocol == "mstp");
}

constexpr std::size_t most_bytes = 512;  // as values; no frame has more

/// The registers of a frame; else all bytes, unless they are a frame without registers.
std::vector<std::uint8_t> values_in(std::vector<std::uint8_t> const& all, std::vector<possible_frame> const& frames,
                                    std::vector<other_frame> const& others) {
  std::vector<std::uint8_t> content;
  for (auto const& one : frames)
    for (unsigned const word : one.decoded["decoded"].value("registers", json::array()))
      for (unsigned const byte : {word >> 8U, word & 0xFFU}) content.push_back(static_cast<std::uint8_t>(byte));
  bool const is_frame = std::ranges::any_of(frames, [](auto const& one) { return one.decoded["error"].is_null(); }) ||
                        std::ranges::any_of(others, is_proven);
  if (!is_frame && content.empty()) content = all;
  content.resize(std::min(content.size(), most_bytes));
  return content;
}

std::string mark(std::string const& text, bool colour) {
  return colour ? "  \x1b[1;32m<- " + text + "\x1b[0m" : "  <- " + text;
}

void print_row(std::ostream& out, reading const& one, bool chosen, bool colour) {
  out << right_aligned(std::to_string(one.at), 6) << "  " << padded(one.type, 7) << "  " << padded(one.order, 8) << "  "
      << padded(one.bits, 16) << "  " << one.value;
  if (!one.note.empty()) out << "  (" << one.note << ')';
  if (chosen) out << mark("plausible: " + one.why, colour);
  out << '\n';
}

/// A line for each group of four: what is of moderate size.
void print_groups(std::ostream& out, std::vector<reading> const& all, bytes data, bool colour) {
  struct column {
    std::string_view type, order;
  };
  constexpr column columns[] = {{"float32", "ABCD"}, {"float32", "CDAB"}, {"float32", "BADC"},
                                {"float32", "DCBA"}, {"uint32", "ABCD"},  {"uint32", "CDAB"}};
  out << "    at  bytes      ";
  for (auto const& [type, order] : columns) out << right_aligned(std::string{type} + " " + std::string{order}, 15);
  out << '\n';
  for (std::size_t at = 0; at + 2 <= data.size(); at += 4) {
    out << right_aligned(std::to_string(at), 6) << "  "
        << padded(spaced_hex(data.subspan(at, at + 4 <= data.size() ? 4 : 2)), 11);
    for (auto const& [type, order] : columns)
      for (auto const& one : all)
        if (one.at == at && one.type == type && one.order == order)
          out << right_aligned(one.note.empty() ? one.value : "-", 15);
    for (auto const* const one : best_of(all, at, 4))
      out << mark(one->type + " " + one->order + ": " + one->why, colour);
    out << '\n';
  }
}

}  // namespace

void guess(std::ostream& out, std::vector<std::uint8_t> const& all, bool colour) {
  auto const frames = frames_of(all);
  auto const others = other_frames_of(all);
  out << "As a frame\n";
  for (auto const& one : frames) {
    out << "  " << headline(one.input) << ": " << (one.crc == "right" ? "CRC right" : one.crc) << '\n';
    if (auto const& error = one.decoded["error"]; one.crc == "right" && !error.is_null())
      out << "    but " << error["message"].get<std::string>() << '\n';
  }
  for (auto const& one : others) {
    auto const fault = one.error.is_null() ? "" : ": " + one.error["message"].get<std::string>();
    out << "  " << one.title << (is_proven(one) ? ": right" : fault) << '\n';
    if (!one.advice.empty()) out << "    " << one.advice << '\n';
  }
  if (frames.empty() && others.empty())
    out << "  neither a Modbus request nor a response: the CRC is wrong, and no small change makes it right; and no\n"
           "  frame of M-Bus or BACnet\n";

  auto const data = values_in(all, frames, others);
  if (data.empty()) return;
  auto const readings = readings_of(data);
  bool const are_registers = !std::ranges::equal(data, bytes{all}.first(std::min(all.size(), data.size())));
  out << "As values"
      << (are_registers              ? " of its registers"
          : data.size() < all.size() ? ", the first 512 bytes"
                                     : "")
      << '\n';
  if (is_short(data)) {
    auto const chosen = best_of_all(readings, data);
    for (auto const& one : readings) print_row(out, one, std::ranges::find(chosen, &one) != chosen.end(), colour);
  } else {
    print_groups(out, readings, data, colour);
  }
  if (data.size() % 2 != 0) out << "  The last byte is half a register.\n";
}

json guess_json(std::vector<std::uint8_t> const& all) {
  auto const frames = frames_of(all);
  auto const others = other_frames_of(all);
  auto const data = values_in(all, frames, others);
  auto const readings = readings_of(data);
  auto const chosen = best_of_all(readings, data);
  json told{{"bytes", hex(all)}, {"frames", json::array()}, {"values", json::array()}};
  for (auto const& [input, decoded, crc] : frames)
    told["frames"].push_back({{"protocol", "modbus"},
                              {"kind", decoded["kind"]},
                              {"unit", decoded["unit"]},
                              {"fc", decoded["fc"]},
                              {"crc", crc},
                              {"error", decoded["error"]}});
  for (auto const& [protocol, title, error, told_advice] : others)
    told["frames"].push_back({{"protocol", protocol}, {"title", title}, {"error", error}});
  for (auto const& one : readings)
    told["values"].push_back({{"at", one.at},
                              {"type", one.type},
                              {"order", one.order},
                              {"hex", one.bits},
                              {"value", one.value},
                              {"note", one.note},
                              {"why", one.why},
                              {"plausible", std::ranges::find(chosen, &one) != chosen.end()}});
  return told;
}

}  // namespace inspector
