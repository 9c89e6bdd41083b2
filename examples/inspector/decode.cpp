// SPDX-License-Identifier: MIT
#include "decode.hpp"

#include "decode_bacnet.hpp"
#include "decode_mbus.hpp"
#include "hex.hpp"

#include <meterproto/modbus/response.hpp>
#include <meterproto/modbus/text.hpp>

#include <algorithm>
#include <istream>
#include <ostream>
#include <string_view>
#include <utility>

namespace inspector {

namespace {

using meterproto::bytes;
using meterproto::errc;
using meterproto::error;
using meterproto::reader;
namespace modbus = meterproto::modbus;
using json = nlohmann::ordered_json;

// --- which field lies where

struct layout {
  std::uint8_t function;
  std::string_view request, response;
};

// Between function and CRC: MODBUS Application Protocol V1.1b3, 6.1 to 6.21. Two bytes each; one where /1 stands; bits,
// registers, data and objects go on to the CRC.
// clang-format off
constexpr layout layouts[] = {
    {0x01, "address quantity",                               "byte_count/1 bits"},
    {0x02, "address quantity",                               "byte_count/1 bits"},
    {0x03, "address quantity",                               "byte_count/1 registers"},
    {0x04, "address quantity",                               "byte_count/1 registers"},
    {0x05, "address value",                                  "address value"},
    {0x06, "address value",                                  "address value"},
    {0x0F, "address quantity byte_count/1 bits",             "address quantity"},
    {0x10, "address quantity byte_count/1 registers",        "address quantity"},
    {0x11, "",                                               "byte_count/1 data"},
    {0x16, "address and_mask or_mask",                       "address and_mask or_mask"},
    {0x17, "read_address read_quantity write_address write_quantity byte_count/1 registers", "byte_count/1 registers"},
    {0x2B, "mei/1 read_device_id_code/1 object_id/1",
           "mei/1 read_device_id_code/1 conformity/1 more_follows/1 next_object_id/1 number_of_objects/1 objects"},
};
// clang-format on

constexpr layout const* layout_of(unsigned function) {
  for (auto const& one : layouts)
    if (one.function == function) return &one;
  return nullptr;
}

bool is_exception(frame_input const& input) {
  return !input.is_request && input.frame.size() > 1 && (input.frame[1] & modbus::exception_bit) != 0;
}

std::string_view columns_of(frame_input const& input) {
  if (input.frame.size() < 2) return "";
  if (is_exception(input)) return "code/1";
  auto const* const known = layout_of(input.frame[1]);
  bool const other_mei = input.frame[1] == 0x2B && input.frame.size() > 2 && input.frame[2] != modbus::device_id_mei;
  if (known == nullptr || other_mei) return "data";
  return input.is_request ? known->request : known->response;
}

bool crc_is_right(bytes frame) {
  return frame.size() >= modbus::min_frame &&
         modbus::crc16(frame.first(frame.size() - 2)) == (frame[frame.size() - 2] | (frame.back() << 8U));
}

/// Where the frame ends, its CRC included: that can lie behind its last byte, and before it.
std::size_t end_of(frame_input const& input) {
  bytes const frame{input.frame};
  auto const length = input.is_request ? modbus::request_length(frame) : modbus::response_length(frame);
  bool const known = length != modbus::more_needed && length != modbus::open_end;
  if (known && frame.size() >= length && crc_is_right(frame.first(length))) return length;
  if (crc_is_right(frame) || (length == modbus::open_end && frame.size() >= modbus::min_frame)) return frame.size();
  return known ? length : frame.size() + 2;
}

enum class shape { unit, function, number, bits, registers, data, object, rest, crc };

struct part {
  shape as;
  std::string_view name;
  std::size_t at;
  bytes raw;

  [[nodiscard]] unsigned number() const { return raw.size() == 1 ? raw[0] : reader{raw}.u16(); }
};

std::vector<part> parts_of(frame_input const& input) {
  std::vector<part> parts;
  bytes const frame{input.frame};
  auto const end = std::min(frame.size(), end_of(input));
  auto const crc_at = std::min(frame.size(), end_of(input) - 2);
  reader in{frame.first(crc_at)};
  auto const add = [&](shape as, std::string_view name, std::size_t size) {
    auto const at = in.at();
    if (size != 0 && size <= in.left()) parts.push_back({as, name, at, in.take(size)});
  };
  add(shape::unit, "unit", 1);
  add(shape::function, "function", 1);
  for (auto columns = columns_of(input); !columns.empty();) {
    auto const word = columns.substr(0, columns.find(' '));
    columns.remove_prefix(std::min(columns.size(), word.size() + 1));
    std::size_t const width = word.ends_with("/1") ? 1 : 2;
    if (word == "bits")
      add(shape::bits, word, in.left());
    else if (word == "registers")
      add(shape::registers, word, in.left() / 2 * 2);
    else if (word == "data")
      add(shape::data, word, in.left());
    else if (word != "objects" && in.left() < width)
      break;
    else if (word != "objects")
      add(shape::number, word.substr(0, word.find('/')), width);
    else
      while (in.left() >= 2 && in.left() - 2 >= frame[in.at() + 1]) add(shape::object, word, 2U + frame[in.at() + 1]);
  }
  add(shape::rest, "left over", in.left());
  if (auto const size = end - crc_at; size != 0)
    parts.push_back(
        {size == 2 ? shape::crc : shape::rest, size == 2 ? "CRC" : "half a CRC", crc_at, frame.subspan(crc_at, size)});
  if (end != frame.size()) parts.push_back({shape::rest, "behind the end", end, frame.subspan(end)});
  return parts;
}

std::string_view exception_name(unsigned code) {
  auto const known = static_cast<modbus::exception>(code);
  return modbus::name_of(known == modbus::exception::none ? static_cast<modbus::exception>(0xFF) : known);
}

/// The bits of whole bytes as 0 and 1, the first one first; not more than `most`.
std::string bits_of(bytes raw, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i != std::min(most, 8 * raw.size()); ++i)
    text += ((unsigned{raw[i / 8]} >> (i % 8)) & 1U) != 0 ? '1' : '0';
  return text;
}

modbus::request asked_by(frame_input const& input) {
  return modbus::parse_request(input.request).value_or({});
}

/// How many bits count: as many as are written or were asked for, else all.
std::size_t bit_count(frame_input const& input) {
  if (input.is_request) return reader{bytes{input.frame}.subspan(4)}.u16();
  auto const asked = asked_by(input);
  return asked.quantity != 0 && modbus::is_read_of_bits(asked.function) ? asked.quantity : 8 * input.frame.size();
}

json decoded_of(frame_input const& input) {
  json decoded = json::object();
  if (is_exception(input)) decoded["function"] = input.frame[1];
  for (auto const& one : parts_of(input)) {
    std::string const name{one.name};
    switch (one.as) {
      case shape::number:
        decoded[name] = one.number();
        if (name == "number_of_objects") decoded["objects"] = json::array();
        break;
      case shape::bits: decoded[name] = bits_of(one.raw, bit_count(input)); break;
      case shape::data: decoded[name] = hex(one.raw); break;
      case shape::object:
        decoded[name].push_back({{"id", one.raw[0]}, {"length", one.raw[1]}, {"value", hex(one.raw.subspan(2))}});
        break;
      case shape::registers:
        for (reader in{one.raw}; in.left() != 0;) decoded[name].push_back(in.u16());
        break;
      default: break;
    }
  }
  if (is_exception(input) && decoded.contains("code")) decoded["name"] = exception_name(decoded["code"]);
  if (input.is_request)
    if (auto const asked = modbus::parse_request(input.frame); asked && asked->unit != modbus::broadcast)
      if (auto const length = modbus::response_length(*asked); length != modbus::more_needed)
        decoded["response_length"] = length;
  return decoded;
}

// --- what is wrong

/// Where the CRC is right the frame is whole: another length than expected then comes from a function that the library
/// does not know, or from the byte count at `count_at`, which does not count `around` bytes.
error blame(error fault, bytes frame, std::size_t count_at, std::size_t around) {
  if ((fault != errc::too_short && fault != errc::too_long) || frame.size() > modbus::max_frame || !crc_is_right(frame))
    return fault;
  if (fault == errc::too_long && fault.at <= frame.size() && crc_is_right(frame.first(fault.at)))
    return fault;  // zeros, or another frame, behind it
  if (layout_of(frame[1]) == nullptr) return {errc::unknown_function, 1, frame[1]};
  if (count_at == 0 || frame.size() < around || frame.size() - around > 0xFF) return fault;
  auto const count = frame.size() - around;
  bool const registers = frame[1] == 0x03 || frame[1] == 0x04 || frame[1] == 0x10 || frame[1] == 0x17;
  return registers && count % 2 != 0 ? fault : error{errc::bad_count, count_at, count};
}

error request_fault(bytes frame) {
  auto const function = frame.size() > 1 ? frame[1] : 0U;
  std::size_t const count_at = function == 0x0F || function == 0x10 ? 6 : function == 0x17 ? 10 : 0;
  return blame(modbus::parse_request(frame).error(), frame, count_at, count_at + 3);
}

error response_fault(bytes frame, modbus::request const* asked) {
  auto fault = (asked != nullptr ? modbus::parse_response(frame, *asked) : modbus::parse_response(frame)).error();
  if (fault == errc::refused) fault = {};
  auto const function = frame.size() > 1 ? frame[1] : 0U;
  if ((function & modbus::exception_bit) != 0) return fault;
  bool const counted = function != 0 && (function <= 0x04 || function == 0x11 || function == 0x17);
  return blame(fault, frame, counted ? 2 : 0, 5);
}

struct finding {
  std::string code;  // empty: all is well
  std::size_t at = 0;
  std::string message;
  error why = {};  // as the library has it
};

/// The rest of the library's sentence: what stands there instead.
std::string instead(error const& why, frame_input const& input) {
  bytes const frame{input.frame};
  bool const has_byte = why.at < frame.size();
  unsigned const byte = has_byte ? frame[why.at] : 0U;
  unsigned const word = why.at + std::size_t{1} < frame.size() ? reader{frame.subspan(why.at)}.u16() : 0U;
  switch (why.code) {
    case errc::too_short:
    case errc::too_long: return "; it has " + std::to_string(frame.size());
    case errc::bad_crc: return "; it is " + spaced_hex(frame.subspan(why.at, 2));
    case errc::other_unit: return "; this is unit " + std::to_string(byte);
    case errc::bad_function: return "; this is " + hex_number(byte);
    case errc::bad_count: return "; it is " + std::to_string(byte);
    case errc::bad_quantity: return "; it is " + std::to_string(word);
    case errc::bad_address:
      return "; address " + std::to_string(word) + " and quantity " +
             std::to_string(reader{frame.subspan(why.at + 2U)}.u16());
    case errc::out_of_order: return "; it is object " + std::to_string(byte);
    case errc::echo_differs: return "; it is " + (frame[1] == 0x2B ? hex_number(byte, 4) : hex_number(word, 4));
    case errc::unknown_function: return why.at == 2 ? " with MEI type " + hex_number(byte) : "";
    case errc::bad_value:
      if (frame[1] == 0x05) return "; 0xFF00 or 0x0000 would be right";
      if (why.at == 3) return "; 0x01 to 0x04 would be right";
      if (why.at == 4) return "; 0x01 to 0x03 and 0x81 to 0x83 would be right";
      return why.at == 5 ? "; 0x00 or 0xFF would be right" : "; 0x00 would be right, as nothing follows";
    default: return "";
  }
}

std::string sentence_of(error const& why, frame_input const& input) {
  char space[200] = {};
  return std::string{meterproto::print_sentence(why, space)} + instead(why, input);
}

finding finding_of(frame_input const& input) {
  bytes const frame{input.frame};
  auto const found = [&](error why) {
    if (why == errc::none) return finding{};
    return finding{std::string{meterproto::name_of(why.code)}, why.at, sentence_of(why, input), why};
  };
  if (input.is_request) return found(request_fault(frame));
  if (input.request.empty()) return found(response_fault(frame, nullptr));

  auto const asked = modbus::parse_request(input.request);
  if (asked) return found(response_fault(frame, &*asked));
  if (auto const fault = response_fault(frame, nullptr); fault != errc::none) return found(fault);
  // What a server had to refuse, it has refused: the unit and the function must be those of the request all the same.
  if (modbus::exception_for(request_fault(input.request).code) == modbus::exception::none)
    return {"bad_request", 0,
            "what stands behind request= is none: " + sentence_of(asked.error(), {input.request, true, {}})};
  if (frame[0] != input.request[0]) return found({errc::other_unit, 0, input.request[0]});
  if ((frame[1] & 0x7FU) != (input.request[1] & 0x7FU)) return found({errc::bad_function, 1, input.request[1]});
  return {};
}

json error_of(finding const& found, bool is_request) {
  if (found.code.empty()) return nullptr;
  json told{{"code", found.code}, {"at", found.at}, {"message", found.message}};
  if (auto const number = modbus::exception_for(found.why.code); is_request && number != modbus::exception::none)
    told["exception"] = static_cast<unsigned>(number);
  return told;
}

// --- in words

std::string number_and_hex(unsigned number, unsigned digits = 4) {
  return std::to_string(number) + " (" + hex_number(number, digits) + ")";
}

std::string count_of(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string{what} + (count == 1 ? "" : "s");
}

std::string register_text(unsigned content) {
  auto const text = hex_number(content, 4) + " = " + std::to_string(content);
  return content < 0x8000 ? text : text + " or " + std::to_string(static_cast<std::int16_t>(content));
}

std::string function_text(unsigned code, bool exception) {
  if (exception) return hex_number(code) + " exception to " + function_text(code & 0x7FU, false);
  return hex_number(code) + " " + std::string{modbus::name_of(static_cast<modbus::function>(code))};
}

/// V1.1b3, 6.21.
std::string object_name(unsigned id) {
  constexpr std::string_view names[] = {"vendor name",  "product code", "major and minor revision", "vendor URL",
                                        "product name", "model name",   "user application name"};
  return hex_number(id) + " " + std::string{id < std::size(names) ? names[id] : id < 0x80 ? "reserved" : "private"};
}

std::string level_name(unsigned level) {
  constexpr std::string_view names[] = {"", " basic", " regular", " extended", " a single object"};
  return std::string{level < std::size(names) ? names[level] : std::string_view{}};
}

std::string unit_text(unsigned unit) {
  return std::to_string(unit) + (unit == modbus::broadcast ? " (all)" : unit > modbus::last_unit ? " (reserved)" : "");
}

std::string text_of(part const& one, frame_input const& input) {
  auto const number = one.as == shape::number ? one.number() : 0U;
  auto const function = input.frame.size() > 1 ? input.frame[1] : 0U;
  if (one.as == shape::unit) return unit_text(one.raw[0]);
  if (one.as == shape::function) return function_text(one.raw[0], is_exception(input));
  if (one.as == shape::data) return '"' + ascii(one.raw) + '"';
  if (one.as == shape::crc) {
    auto const crc = modbus::crc16(bytes{input.frame}.first(one.at));
    if (reader{one.raw}.u16_little_endian() == crc) return "right";
    return "wrong, " + hex_digits(crc & 0xFFU, 2) + " " + hex_digits(crc >> 8U, 2) + " would be right";
  }
  if (one.name.ends_with("address")) return number_and_hex(number);
  if (one.name.ends_with("mask")) return hex_number(number, 4);
  if (one.name == "value" && function == 0x05)
    return hex_number(number, 4) + (number == 0xFF00 ? " on" : number == 0 ? " off" : " neither on nor off");
  if (one.name == "value") return register_text(number);
  if (one.name == "code") return std::to_string(number) + " " + std::string{exception_name(number)};
  if (one.name == "mei") return number_and_hex(number, 2) + " read device identification";
  if (one.name == "read_device_id_code") return std::to_string(number) + level_name(number);
  if (one.name == "conformity")
    return hex_number(number) + level_name(number & 0x7FU) + ((number & 0x80U) != 0 ? ", single objects too" : "");
  if (one.name == "more_follows") return hex_number(number) + (number == 0xFF ? " yes" : number == 0 ? " no" : "");
  if (one.name.ends_with("object_id")) return object_name(number);
  return one.as == shape::number ? std::to_string(number) : "";
}

/// The wire address of the first bit or register in the frame; -1 where it is not known.
int first_address(frame_input const& input) {
  if (!input.is_request) {
    auto const asked = modbus::parse_request(input.request);
    return asked ? asked->address : -1;
  }
  auto const at = input.frame[1] == 0x17 ? 6U : 2U;
  return reader{bytes{input.frame}.subspan(at)}.u16();
}

/// Behind "+" where the request is not known, so that nobody takes it for an address.
std::string place_of(int first, std::size_t index) {
  return first < 0 ? "+" + std::to_string(index) : std::to_string(static_cast<std::size_t>(first) + index);
}

/// As fields, what a part holds: a register each, four bytes of bits each, an object in three.
void append_fields(std::vector<field>& fields, part const& one, frame_input const& input) {
  auto const add = [&](std::size_t from, std::size_t size, std::string name, std::string text) {
    if (size != 0) fields.push_back({one.at + from, size, std::move(name), std::move(text)});
  };
  if (one.as == shape::registers) {
    auto const first = first_address(input);
    for (reader in{one.raw}; in.left() != 0;) {
      auto const at = in.at();
      add(at, 2, (first < 0 ? "register " : "address ") + place_of(first, at / 2), register_text(in.u16()));
    }
  } else if (one.as == shape::bits) {
    auto const first = first_address(input);
    auto const all = bits_of(one.raw, bit_count(input));
    for (std::size_t at = 0; at < one.raw.size(); at += 4) {
      auto text = all.substr(std::min(all.size(), 8 * at), 32);
      for (std::size_t gap = 24; gap != 0; gap -= 8)
        if (gap < text.size()) text.insert(gap, " ");
      if (text.empty()) text = "padding";
      add(at, std::min<std::size_t>(4, one.raw.size() - at), "bits from " + place_of(first, 8 * at), text);
    }
  } else if (one.as == shape::object) {
    add(0, 1, "object", object_name(one.raw[0]));
    add(1, 1, "length", std::to_string(one.raw[1]));
    add(2, one.raw.size() - 2, "value", '"' + ascii(one.raw.subspan(2)) + '"');
  } else {
    std::string name{one.name};
    std::replace(name.begin(), name.end(), '_', ' ');
    add(0, one.raw.size(), name, text_of(one, input));
  }
}

}  // namespace

frame_input find_direction(std::vector<std::uint8_t> frame, std::vector<std::uint8_t> request) {
  frame_input const response{frame, false, std::move(request)};
  frame_input const asked{std::move(frame), true, {}};
  if (!response.request.empty()) return response;
  auto const damage = [](frame_input const& input) {
    auto const why = finding_of(input).why;
    return why == errc::none ? 0 : why == errc::too_short || why == errc::too_long ? 3 : why == errc::bad_crc ? 2 : 1;
  };
  auto const more = damage(response) - damage(asked);
  return more > 0 || (more == 0 && advice(response).empty() && !advice(asked).empty()) ? asked : response;
}

json decode_modbus(frame_input const& input) {
  auto const& frame = input.frame;
  bool const exception = is_exception(input);
  json told;
  told["unit"] = frame.empty() ? json(nullptr) : json(frame[0]);
  told["fc"] = frame.size() < 2 ? json(nullptr) : json(exception ? frame[1] & 0x7F : frame[1]);
  told["kind"] = exception ? "exception" : input.is_request ? "request" : "response";
  told["decoded"] = decoded_of(input);
  told["error"] = error_of(finding_of(input), input.is_request);
  return told;
}

std::vector<field> fields_of(frame_input const& input) {
  std::vector<field> fields;
  for (auto const& one : parts_of(input)) append_fields(fields, one, input);
  return fields;
}

std::string headline(frame_input const& input) {
  auto const& frame = input.frame;
  std::string text = std::string{"Modbus "} + (input.is_request      ? "request"
                                               : is_exception(input) ? "exception"
                                                                     : "response");
  if (!frame.empty()) text += ", unit " + unit_text(frame[0]);
  if (frame.size() > 1) text += ", " + function_text(is_exception(input) ? frame[1] & 0x7FU : frame[1], false);
  return text + ", " + count_of(frame.size(), "byte");
}

std::string advice(frame_input const& input) {
  auto const found = finding_of(input);
  bytes const frame{input.frame};
  bytes const request{input.request};
  auto const size = frame.size();
  if (found.code.empty() || frame.empty()) return "";
  auto const is_good = [](bytes part, bool is_request, bytes asked = {}) {
    return finding_of({{part.begin(), part.end()}, is_request, {asked.begin(), asked.end()}}).code.empty();
  };
  auto const dropped = [](std::string const& which, std::size_t count) {
    return "CRC right if the " + which + (count == 1 ? " byte is" : " " + std::to_string(count) + " bytes are") +
           " dropped";
  };

  // Two-wire lines give back what is sent.
  auto const own = request.size();
  bool const echoed = own != 0 && !input.is_request && size >= own && std::ranges::equal(frame.first(own), request);
  if (found.why == errc::own_request || (echoed && size == own))
    return "this is the request itself: the line echoes what is sent";
  if (echoed && is_good(frame.subspan(own), false, request))
    return "the first " + count_of(own, "byte") + " are the request itself: the line echoes what is sent";
  auto const length = modbus::request_length(frame);
  if (length < size && is_good(frame.first(length), true) && is_good(frame.subspan(length), false, frame.first(length)))
    return "two frames: a request of " + count_of(length, "byte") + " and the response to it";

  if (found.why == errc::too_long && found.at <= size && crc_is_right(frame.first(found.at))) {
    auto const behind = frame.subspan(found.at);
    if (std::ranges::all_of(behind, [](auto byte) { return byte == 0; }))
      return "right without the " + count_of(behind.size(), "zero byte") + " at its end: nobody held the line after it";
    if (behind.size() <= 4) return dropped("last", behind.size());
    return "the first " + count_of(found.at, "byte") + " are a frame of their own: what follows is another one";
  }
  if (crc_is_right(frame)) {
    if (is_good(frame, !input.is_request))
      return std::string{"right as a "} + (input.is_request ? "response" : "request");
    if (own != 0 && is_good(frame, false))
      return "right as the answer to another request: perhaps one before, answered late";
    if (found.why == errc::too_short)
      return "the CRC is right, so nothing is missing: a count or length in the frame is too large";
    return "";
  }

  auto changed = input.frame;
  if (size >= modbus::min_frame) std::swap(changed[size - 1], changed[size - 2]);
  if (crc_is_right(changed)) return "CRC right if its two bytes are swapped";
  for (std::size_t count = 1; count <= std::min<std::size_t>(4, size); ++count) {
    if (crc_is_right(frame.subspan(count))) return dropped("first", count);
    if (crc_is_right(frame.first(size - count))) return dropped("last", count);
  }
  changed = input.frame;
  unsigned const crc = modbus::crc16(frame);
  for (auto const byte : {crc & 0xFFU, crc >> 8U}) changed.push_back(static_cast<std::uint8_t>(byte));
  if (is_good(changed, input.is_request, request))
    return "the CRC is missing: " + spaced_hex(bytes{changed}.last(2)) + " behind the frame would be right";
  // MODBUS Messaging on TCP/IP V1.0b, 3.1.3: transaction, protocol 0, the length of what follows.
  if (reader head{frame}; size >= 8 && head.take(2).size() == 2 && head.u16() == 0 && head.u16() == size - 6)
    return "this looks like Modbus TCP: six bytes before the unit id, and no CRC";
  if (found.why != errc::too_short) return "";
  auto const missing = found.why.detail - size;
  bool const at_least = end_of(input) == size + 2;
  return (at_least ? "at least " : "") + count_of(missing, "byte") + (missing == 1 ? " is" : " are") + " missing";
}

namespace {

struct paint {
  bool on;
  std::string operator()(std::string_view code, std::string const& text) const {
    return on && !text.empty() ? "\x1b[" + std::string{code} + "m" + text + "\x1b[0m" : text;
  }
};
constexpr std::string_view red = "1;31", yellow = "33", cyan = "36", bold = "1";

/// The sentence, the frame with a caret under the byte at fault, and the advice.
void print_fault(std::ostream& out, frame_input const& input, bool with_bytes, paint colour) {
  auto const found = finding_of(input);
  if (found.code.empty()) return;
  out << colour(red, "error " + found.code) << " at byte " << found.at << ": " << found.message << '\n';
  bytes const frame{input.frame};
  for (std::size_t row = 0; with_bytes && row < std::max(frame.size(), found.at + 1); row += 16) {
    auto const from = std::min(row, frame.size());
    auto const part = frame.subspan(from, std::min<std::size_t>(16, frame.size() - from));
    out << "  " << right_aligned(std::to_string(row), 5) << "  " << spaced_hex(part) << '\n';
    if (found.at / 16 == row / 16) out << std::string(9 + 3 * (found.at % 16), ' ') << colour(red, "^^") << '\n';
  }
  if (auto const told = advice(input); !told.empty()) out << colour(yellow, "advice: " + told) << '\n';
}

void print_registers(std::ostream& out, bytes raw, int first) {
  out << (first < 0 ? "   offset" : "  address  register") << "     hex  unsigned  signed\n";
  for (reader in{raw}; in.left() != 0;) {
    auto const index = in.at() / 2;
    auto const content = in.u16();
    out << right_aligned(place_of(first, index), 9);
    if (first >= 0) out << right_aligned(place_of(first + 1, index), 10);  // registers count from 1, addresses from 0
    out << right_aligned(hex_digits(content, 4), 8) << right_aligned(std::to_string(content), 10)
        << right_aligned(std::to_string(static_cast<std::int16_t>(content)), 8) << '\n';
  }
}

}  // namespace

void print_annotated(std::ostream& out, frame_input const& input, bool colour) {
  paint const painted{colour};
  auto const fields = fields_of(input);
  std::size_t width = 4;
  for (auto const& one : fields) width = std::max(width, one.name.size());
  out << painted(bold, headline(input)) << '\n';
  for (auto const& one : fields) {
    for (std::size_t from = 0; from < one.size; from += 8) {
      auto const part = bytes{input.frame}.subspan(one.at + from, std::min<std::size_t>(8, one.size - from));
      out << "  " << right_aligned(std::to_string(one.at + from), 5) << "  ";
      if (from != 0)
        out << spaced_hex(part) << '\n';
      else if (one.text.empty())
        out << padded(spaced_hex(part), 25) << painted(cyan, one.name) << '\n';
      else
        out << padded(spaced_hex(part), 25) << painted(cyan, padded(one.name, width)) << "  " << one.text << '\n';
    }
  }
  print_fault(out, input, true, painted);
}

void print_table(std::ostream& out, frame_input const& input) {
  out << headline(input) << '\n';
  auto const row = [&](std::string_view name, std::string const& text) {
    out << "  " << padded(name, 19) << "  " << text << '\n';
  };
  for (auto const& one : parts_of(input)) {
    std::vector<field> fields;
    append_fields(fields, one, input);
    switch (one.as) {
      case shape::unit:
      case shape::function:
      case shape::crc: break;  // the headline and the error tell
      case shape::number:
      case shape::bits:
        for (auto const& told : fields) row(told.name, told.text);
        break;
      case shape::rest: row(one.name, spaced_hex(one.raw)); break;
      case shape::data: row(one.name, spaced_hex(one.raw) + "  " + text_of(one, input)); break;
      case shape::object: row(object_name(one.raw[0]), '"' + ascii(one.raw.subspan(2)) + '"'); break;
      case shape::registers: print_registers(out, one.raw, first_address(input)); break;
    }
  }
  print_fault(out, input, false, {false});
}

namespace {

struct asked_line {
  frame_input input;
  bool direction_known = false;
  finding fault = {};  // of the line itself; `at` is a column then
};

asked_line read_keys(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  asked_line read;
  auto const refuse = [](std::string code, std::size_t column, std::string message) {
    return asked_line{{}, true, {std::move(code), column, std::move(message)}};
  };
  auto const equals = line.find('=');
  auto const end_of_hex = equals == std::string_view::npos ? line.size() : line.find_last_of(blanks, equals) + 1;
  auto frame = parse_hex(line.substr(0, end_of_hex));
  if (!frame.ok()) return refuse("bad_hex", frame.column, frame.message);
  if (frame.bytes.empty())
    return refuse("bad_hex", 1, "no byte stands before column " + std::to_string(end_of_hex + 1));
  read.input.frame = std::move(frame.bytes);
  for (auto at = end_of_hex; (at = line.find_first_not_of(blanks, at)) != std::string_view::npos;) {
    auto const word = line.substr(at, line.find_first_of(blanks, at) - at);
    if (word == "direction=request" || word == "direction=response") {
      read.direction_known = true;
      read.input.is_request = word == "direction=request";
    } else if (word.starts_with("request=")) {
      auto request = parse_hex(word.substr(8), at + 9);
      if (!request.ok()) return refuse("bad_hex", request.column, request.message);
      read.input.request = std::move(request.bytes);
    } else {
      auto const start = word.substr(0, 40);
      std::vector<std::uint8_t> const shown(start.begin(), start.end());
      return refuse("bad_key", at + 1,
                    '\'' + ascii(shown) + "' at column " + std::to_string(at + 1) +
                        " is none of direction=request, direction=response, request=HEX");
    }
    at += word.size();
  }
  return read;
}

/// By which protocol the frame is less damaged. No frame begins like one of M-Bus and like one of MS/TP.
std::string find_protocol(asked_line const& read) {
  if (!read.fault.code.empty() || read.direction_known || !read.input.request.empty()) return "modbus";
  auto const mbus = mbus_damage(read.input.frame), mstp = mstp_damage(read.input.frame);
  auto const damage = std::min(mbus, mstp);
  bool const modbus = damage == 3 || (damage != 0 && finding_of(find_direction(read.input.frame)).code.empty());
  return modbus ? "modbus" : mbus < mstp ? "mbus" : "mstp";
}

/// A frame of a protocol that has no directions. Returns its JSON.
json decode_other(std::ostream& out, std::vector<std::uint8_t> const& frame, std::string const& protocol,
                  std::string const& format, bool colour) {
  bool const mbus = protocol == "mbus";
  if (format == "annotated")
    mbus ? print_mbus_annotated(out, frame, colour) : print_bacnet_annotated(out, protocol, frame, colour);
  else if (format == "table")
    mbus ? print_mbus_table(out, frame, colour) : print_bacnet_table(out, protocol, frame, colour);
  return mbus ? decode_mbus(frame) : decode_bacnet(protocol, frame);
}

}  // namespace

bool is_protocol(std::string_view word) {
  return word == "modbus" || word == "mbus" || is_bacnet(word);
}

int decode_stream(std::istream& in, std::ostream& out, std::string const& format, std::string const& protocol,
                  bool colour) {
  bool const as_json = format == "json";
  bool const known = protocol.empty() || is_protocol(protocol);
  if ((!as_json && format != "table" && format != "annotated") || !known) return 2;
  int status = 0;
  bool first = true;
  for (std::string line; read_line(in, line);) {
    if (auto const begin = line.find_first_not_of(" \t\r"); begin == std::string::npos || line[begin] == '#') continue;
    auto read = read_keys(line);
    if (!as_json && !first) out << '\n';
    first = false;
    bool const bad_line = !read.fault.code.empty();
    auto const chosen = protocol.empty() ? find_protocol(read) : protocol;
    if (!bad_line && chosen != "modbus") {
      auto told = decode_other(out, read.input.frame, chosen, format, colour);
      if (!told["error"].is_null()) status = 1;
      if (protocol.empty()) told["protocol"] = chosen;
      if (as_json) out << told.dump() << '\n';
      if (in.rdbuf()->in_avail() <= 0) out.flush();
      continue;
    }
    if (!read.direction_known && !(as_json && protocol == "modbus"))
      read.input = find_direction(std::move(read.input.frame), std::move(read.input.request));
    if (bad_line || !finding_of(read.input).code.empty()) status = 1;
    if (as_json) {
      auto told = bad_line && is_bacnet(chosen) ? json{{"fields", chosen == "tags" ? json::array() : json::object()}}
                                                : decode_modbus(read.input);
      if (bad_line) told["error"] = error_of(read.fault, false);
      if (protocol.empty()) told["protocol"] = "modbus";
      out << told.dump() << '\n';
    } else if (bad_line) {
      out << paint{colour}(red, "error " + read.fault.code) << ": " << read.fault.message << '\n';
    } else if (format == "annotated") {
      print_annotated(out, read.input, colour);
    } else {
      print_table(out, read.input);
    }
    if (in.rdbuf()->in_avail() <= 0) out.flush();  // whoever feeds line by line waits for the answer
  }
  return status;
}

}  // namespace inspector
