// SPDX-License-Identifier: MIT
// The library held against vectors: tests/frames/modbus.jsonl, the project's own, and open.jsonl of the corpus, made by
// pymodbus and libmodbus, where it is there. The corpus' FORMAT.md tells the fields; two are of our own: `echo`, so
// many bytes at the beginning of a stream are the own request, and `listened`, what one finds in it who expects
// nothing.
#include <meterproto/modbus/format.hpp>
#include <meterproto/modbus/framer.hpp>
#include <meterproto/modbus/server.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "../vectors.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace meterproto;
namespace modbus = meterproto::modbus;
using nlohmann::json;

namespace {

using tests::buffer;
using tests::from_hex;
using tests::text_of;
using tests::to_hex;
using tests::vectors_in;

buffer frame_of(json const& vector, char const* field) {
  return from_hex(text_of(vector, field));
}

std::vector<json> const& own_vectors() {
  static auto const made = vectors_in(METERPROTO_SOURCE "/tests/frames/modbus.jsonl");
  return made;
}
std::vector<json> const& corpus() {
  static auto const made = vectors_in(METERPROTO_CORPUS "/modbus/open.jsonl");
  return made;
}

/// Runs on every vector of a kind; at least `least` of them are the project's own, so none can be lost unseen.
template <class Check>
void for_each(std::string_view kind, int least, Check const& check) {
  int own = 0;
  for (std::vector<json> const* const source : {&own_vectors(), &corpus()}) {
    for (json const& vector : *source) {
      if (vector.at("kind") != kind) continue;
      INFO(vector.at("id").get<std::string>()
           << ": " << vector.value("reason", "") << ", " << vector.at("adu").get<std::string>());
      check(vector);
      own += source == &own_vectors() ? 1 : 0;
    }
  }
  CHECK(own >= least);
  if (corpus().empty()) {
    MESSAGE("no vectors of other implementations in " METERPROTO_CORPUS "/modbus: only the project's own were used");
  }
}

/// What a field of the vector must be, where it has that field.
template <class Actual>
void check_field(json const& decoded, char const* name, Actual actual) {
  if (!decoded.contains(name)) return;
  INFO(name);
  CHECK(decoded.at(name) == json(actual));
}

std::vector<unsigned> registers_of(bytes data) {
  std::vector<unsigned> made;
  for (reader in{data}; in.left() >= 2;) made.push_back(in.u16());
  return made;
}
/// Bits in the order of their addresses: the first bit first.
std::string bits_of(bytes data, std::size_t many) {
  std::string made;
  for (std::size_t i = 0; i != many && i / 8 < data.size(); ++i)
    made += ((unsigned{data[i / 8]} >> (i % 8)) & 1U) != 0 ? '1' : '0';
  return made;
}
void check_data(json const& decoded, bytes data) {
  if (decoded.contains("registers")) CHECK(decoded.at("registers") == json(registers_of(data)));
  if (decoded.contains("bits")) CHECK(bits_of(data, text_of(decoded, "bits").size()) == text_of(decoded, "bits"));
  if (decoded.contains("data")) CHECK(to_hex(data) == text_of(decoded, "data"));
}

/// Registers and bits as far as the vector says that they exist, and what was written to them.
struct map_device {
  explicit map_device(std::size_t size = 65'536) : holding(size), input(size), coils(size), inputs(size) {}

  std::vector<std::uint16_t> holding, input;
  std::vector<bool> coils, inputs;
  buffer id;                                                                   // what function 11 says
  std::map<std::uint8_t, buffer> objects{{0, {'M'}}, {1, {'P'}}, {2, {'1'}}};  // what 2B/0E says
  std::uint8_t level = 0x81;
  int writes = 0;

  modbus::exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (std::size_t{address} + quantity > holding.size()) return modbus::exception::illegal_data_address;
    bool const is_input = where == modbus::table::input_registers || where == modbus::table::discrete_inputs;
    if (where == modbus::table::holding_registers || where == modbus::table::input_registers) {
      for (std::size_t i = 0; i != quantity; ++i) out.u16((is_input ? input : holding)[address + i]);
    } else {
      auto const& from = is_input ? inputs : coils;
      for (std::size_t i = 0; i < quantity; i += 8) {
        unsigned eight = 0;
        for (std::size_t bit = 0; bit != 8 && i + bit != quantity; ++bit)
          eight |= (from[address + i + bit] ? 1U : 0U) << bit;
        out.u8(eight);
      }
    }
    return modbus::exception::none;
  }
  modbus::exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (std::size_t{address} + quantity > holding.size()) return modbus::exception::illegal_data_address;
    ++writes;
    reader in{data};
    for (std::size_t i = 0; i != quantity; ++i) {
      if (where == modbus::table::coils)
        coils[address + i] = ((unsigned{data[i / 8]} >> (i % 8)) & 1U) != 0;
      else
        holding[address + i] = in.u16();
    }
    return modbus::exception::none;
  }
  void server_id(writer& out) const { out.put(id); }
  bytes device_object(std::uint8_t object) const {
    auto const found = objects.find(object);
    return found == objects.end() ? bytes{} : bytes{found->second};
  }
  std::uint8_t conformity() const { return level; }
};
static_assert(modbus::device<map_device> && modbus::has_server_id<map_device> && modbus::has_device_id<map_device>);

buffer answer_of(map_device& device, bytes frame, std::uint8_t unit) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const answer = modbus::answer(frame, unit, device, space);
  return {answer.begin(), answer.end()};
}

/// Puts into the device what the vector's answer says that it holds; false where the answer is made otherwise.
bool load(map_device& device, json const& decoded, modbus::request const& asked) {
  using modbus::function;
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs: {
      auto const bits = decoded.at("bits").get<std::string>();
      auto& to = asked.function == function::read_coils ? device.coils : device.inputs;
      for (std::size_t i = 0; i != bits.size(); ++i) to[asked.address + i] = bits[i] == '1';
      return true;
    }
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers: {
      auto const values = decoded.at("registers").get<std::vector<std::uint16_t>>();
      auto& to = asked.function == function::read_input_registers ? device.input : device.holding;
      std::copy(values.begin(), values.end(), to.begin() + asked.address);
      return true;
    }
    case function::report_server_id: device.id = frame_of(decoded, "data"); return true;
    case function::encapsulated_interface:
      device.objects.clear();
      device.level = decoded.at("conformity").get<std::uint8_t>();
      for (auto const& object : decoded.at("objects")) {
        device.objects[object.at("id").get<std::uint8_t>()] = frame_of(object, "value");
        if (object.at("length") == 0) return false;  // to this server an empty object is one that there is not
      }
      if (decoded.at("more_follows") != 0)
        device.objects[decoded.at("next_object_id").get<std::uint8_t>()] = buffer(244);  // too large for this part
      return decoded.at("more_follows") == 0 || decoded.at("objects").size() > 1;
    default: return true;
  }
}

void check_request(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const& decoded = vector.at("decoded");
  auto const parsed = modbus::parse_request(frame);
  REQUIRE(parsed.error() == error{});
  auto const& asked = *parsed;
  CHECK(asked.unit == vector.at("unit"));
  CHECK(static_cast<unsigned>(asked.function) == vector.at("fc"));
  check_field(decoded, "address", asked.address);
  check_field(decoded, "quantity", asked.quantity);
  check_field(decoded, "value", asked.value);
  check_field(decoded, "and_mask", asked.value);
  check_field(decoded, "or_mask", asked.or_mask);
  check_field(decoded, "read_address", asked.address);
  check_field(decoded, "read_quantity", asked.quantity);
  check_field(decoded, "write_address", asked.write_address);
  check_field(decoded, "write_quantity", asked.write_quantity);
  check_field(decoded, "byte_count", asked.data.size());
  check_field(decoded, "read_device_id_code", static_cast<unsigned>(asked.code));
  check_field(decoded, "object_id", asked.object);
  check_data(decoded, asked.data);

  auto const& length = decoded.at("response_length");
  CHECK(modbus::response_length(asked) == (length.is_number() ? length.get<std::size_t>() : modbus::more_needed));
  CHECK(modbus::request_length(frame) == frame.size());

  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const built = modbus::build(asked, space);
  REQUIRE(built);
  CHECK(to_hex(*built) == to_hex(frame));

  if (decoded.contains("register_before")) {  // the arithmetic of 16, carried out
    map_device device;
    device.holding[asked.address] = decoded.at("register_before").get<std::uint16_t>();
    CHECK(to_hex(answer_of(device, frame, asked.unit)) == to_hex(frame));
    CHECK(device.holding[asked.address] == decoded.at("register_after"));
  }
}

void check_objects(json const& decoded, modbus::device_id const& id) {
  check_field(decoded, "read_device_id_code", static_cast<unsigned>(id.code));
  check_field(decoded, "conformity", id.conformity);
  check_field(decoded, "more_follows", id.more_follows ? 0xFF : 0x00);
  check_field(decoded, "next_object_id", id.next_object);
  check_field(decoded, "number_of_objects", id.count);
  auto expected = decoded.at("objects").begin();
  for (auto const object : id.objects) {
    REQUIRE(expected != decoded.at("objects").end());
    CHECK(object.id == expected->at("id"));
    CHECK(to_hex(object.value) == text_of(*expected, "value"));
    CHECK(to_hex(id.objects.find(object.id)) == text_of(*expected, "value"));
    ++expected;
  }
  CHECK(expected == decoded.at("objects").end());
}

void check_response(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const request = frame_of(vector, "request");
  auto const& decoded = vector.at("decoded");
  auto const asked = modbus::parse_request(request);
  REQUIRE(asked.error() == error{});
  auto const parsed = modbus::parse_response(frame, *asked);
  REQUIRE(parsed.error() == error{});
  CHECK(modbus::parse_response(frame).error() == error{});  // also alone
  auto const& answer = *parsed;
  CHECK(answer.unit == vector.at("unit"));
  CHECK(static_cast<unsigned>(answer.function) == vector.at("fc"));
  check_field(decoded, "address", answer.address);
  check_field(decoded, "quantity", answer.quantity);
  check_field(decoded, "value", answer.value);
  check_field(decoded, "and_mask", answer.value);
  check_field(decoded, "or_mask", answer.or_mask);
  check_field(decoded, "byte_count", answer.data.size());
  check_data(decoded, answer.data);
  if (decoded.contains("server_id")) {
    auto const id = modbus::split_server_id(answer.data);
    REQUIRE(id);
    CHECK(id->id == decoded.at("server_id"));
    CHECK(id->running == (decoded.at("run_indicator") == 0xFF));
    CHECK(std::string(id->text.begin(), id->text.end()) == text_of(decoded, "additional"));
  }
  if (decoded.contains("objects")) {
    auto const id = modbus::parse_device_id(answer.data);
    REQUIRE(id.error() == error{});
    check_objects(decoded, *id);
  }

  CHECK(modbus::response_length(frame) == frame.size());
  if (auto const known = modbus::response_length(*asked); known != modbus::more_needed) CHECK(known == frame.size());
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const built = modbus::build(answer, space);
  REQUIRE(built);
  CHECK(to_hex(*built) == to_hex(frame));

  if (asked->function == modbus::function::read_holding_registers ||
      asked->function == modbus::function::read_input_registers) {
    auto const got = modbus::parse_registers(frame, asked->unit, {asked->function, asked->address, asked->quantity});
    REQUIRE(got);
    CHECK(registers_of(got->data) == decoded.at("registers").get<std::vector<unsigned>>());
    CHECK(got->address == asked->address);
  }

  // A device that holds this answers just so.
  map_device device;
  if (load(device, decoded, *asked)) CHECK(to_hex(answer_of(device, request, asked->unit)) == to_hex(frame));
}

void check_exception(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const& decoded = vector.at("decoded");
  auto const asked = modbus::parse_request(frame_of(vector, "request"));
  REQUIRE(asked.error() == error{});
  auto const code = decoded.at("code").get<std::uint8_t>();
  CHECK(modbus::parse_response(frame).error() == error{errc::refused, 2, code});
  CHECK(modbus::parse_response(frame, *asked).error() == error{errc::refused, 2, code});
  CHECK((static_cast<unsigned>(asked->function) | 0x80U) == decoded.at("function"));
  CHECK(to_hex(modbus::exception_frame(asked->unit, static_cast<std::uint8_t>(asked->function),
                                       modbus::exception{code})) == to_hex(frame));
  CHECK(modbus::response_length(frame) == 5);
}

void check_bad_request(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const& decoded = vector.at("decoded");
  auto const size = decoded.at("map_size").get<std::size_t>();
  auto const parsed = modbus::parse_request(frame);
  if (!parsed) {
    CHECK(static_cast<unsigned>(modbus::exception_for(parsed.error().code)) == decoded.at("exception"));
  } else {  // well formed: only the device can tell
    CHECK((size < 65'536 || vector.at("fc") == 0x2B));
  }
  map_device device{size};
  CHECK(to_hex(answer_of(device, frame, vector.at("unit").get<std::uint8_t>())) == text_of(vector, "response"));
  CHECK(device.writes == 0);
}

/// What the reason comes down to, where there is but one way to see it.
errc code_for(std::string const& reason) {
  static std::map<std::string, errc> const codes{
      {"truncated", errc::too_short},
      {"empty", errc::too_short},
      {"exception_without_code", errc::too_short},
      {"object_count_past_the_end", errc::too_short},
      {"object_length_past_the_end", errc::too_short},
      {"one_byte_too_long", errc::too_long},
      {"exception_too_long", errc::too_long},
      {"crc_bytes_swapped", errc::bad_crc},
      {"unit_mismatch", errc::other_unit},
      {"function_mismatch", errc::bad_function},
      {"exception_of_another_function", errc::bad_function},
      {"byte_count_zero", errc::bad_count},
      {"echo_address_mismatch", errc::echo_differs},
      {"echo_value_mismatch", errc::echo_differs},
      {"echo_quantity_mismatch", errc::echo_differs},
      {"echo_and_mask_mismatch", errc::echo_differs},
      {"echo_or_mask_mismatch", errc::echo_differs},
      {"read_device_id_code_mismatch", errc::echo_differs},
      {"objects_out_of_order", errc::out_of_order},
      {"next_object_not_behind_the_last", errc::out_of_order},
      {"echo_of_the_request (two-wire adapter)", errc::own_request},
  };
  auto const found = codes.find(reason);
  return found == codes.end() ? errc::none : found->second;
}

void check_bad_response(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const asked = modbus::parse_request(frame_of(vector, "request"));
  REQUIRE(asked.error() == error{});
  auto const why = modbus::parse_response(frame, *asked).error();
  CHECK(why != errc::none);
  CHECK(why != errc::refused);
  if (auto const code = code_for(vector.at("reason").get<std::string>()); code != errc::none) CHECK(why.code == code);
  if (asked->function == modbus::function::read_holding_registers ||
      asked->function == modbus::function::read_input_registers) {
    auto const got = modbus::parse_registers(frame, asked->unit, {asked->function, asked->address, asked->quantity});
    CHECK(got.error() != errc::none);
    CHECK(got.error() != errc::refused);
  }

  // Nor does a framer make an answer of it.
  modbus::response_framer framer;
  framer.expect(*asked);
  auto chunk = bytes{frame};
  auto const refuse = [&](bytes found) { CHECK(!modbus::parse_response(found, *asked)); };
  for (auto found = framer.take(chunk); !found.empty(); found = framer.take(chunk)) refuse(found);
  for (auto found = framer.silence(); !found.empty(); found = framer.silence()) refuse(found);
}

modbus::word_order order_of(std::string const& letters) {
  if (letters == "AB" || letters == "ABCD" || letters == "ABCDEFGH") return modbus::word_order::abcd;
  if (letters == "CDAB" || letters == "GHEFCDAB") return modbus::word_order::cdab;
  if (letters == "BADC" || letters == "BADCFEHG") return modbus::word_order::badc;
  REQUIRE((letters == "DCBA" || letters == "HGFEDCBA"));
  return modbus::word_order::dcba;
}
double float_value(json const& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  REQUIRE(value == "-inf");
  return -std::numeric_limits<double>::infinity();
}

void check_float(json const& decoded, bytes data, modbus::format how, bool is_single) {
  auto const bits = modbus::bits_of(data, how.order);
  CHECK(bits == std::stoull(decoded.at("bits").get<std::string>(), nullptr, 16));
  auto const& value = decoded.at("value");
  auto const single = is_single ? modbus::float_of(data, how) : result<float>{errc::none};
  auto const wide = is_single ? result<double>{errc::none} : modbus::double_of(data, how);
  auto const fault = is_single ? single.error() : wide.error();
  if (value == "nan" || value == "not available") {
    CHECK(fault == errc::not_available);
    return;
  }
  REQUIRE(fault == errc::none);
  auto const wanted = float_value(value);
  if (is_single) {
    CHECK(std::bit_cast<std::uint32_t>(*single) == std::bit_cast<std::uint32_t>(static_cast<float>(wanted)));
  } else {
    CHECK(std::bit_cast<std::uint64_t>(*wide) == std::bit_cast<std::uint64_t>(wanted));
  }
}

void check_integer(json const& decoded, bytes data, modbus::format how) {
  auto const& value = decoded.at("value");
  if (value == "not available") {
    static std::map<std::uint64_t, modbus::absent> const contents{{0x8000U, modbus::absent::h8000},
                                                                  {0xFFFFU, modbus::absent::hFFFF},
                                                                  {0x8000'0000U, modbus::absent::h80000000},
                                                                  {0xFFFF'FFFFU, modbus::absent::hFFFFFFFF}};
    auto const found = contents.find(modbus::bits_of(data, how.order));
    if (found == contents.end()) return;               // 7FFFFFFF and 7FFF: modbus::absent has no word for them
    CHECK(modbus::integer_of(data, how).has_value());  // unless the point says so, it is a number
    how.when = found->second;
    CHECK(modbus::integer_of(data, how).error() == errc::not_available);
    return;
  }
  auto const number = modbus::integer_of(data, how);
  REQUIRE(number);
  char text[32] = {};
  auto const printed = number->print(text);
  REQUIRE(printed);
  CHECK(std::string{*printed} == (value.is_string() ? value.get<std::string>() : value.dump()));
}

void check_value(json const& vector) {
  using modbus::kind;
  static std::map<std::string, kind> const kinds{{"uint16", kind::u16},  {"int16", kind::i16},  {"uint32", kind::u32},
                                                 {"int32", kind::i32},   {"uint64", kind::u64}, {"int64", kind::i64},
                                                 {"float32", kind::f32}, {"float64", kind::f64}};
  auto const& decoded = vector.at("decoded");
  auto const frame = frame_of(vector, "adu");
  auto const parsed = modbus::parse_response(frame);
  REQUIRE(parsed);
  auto const data = parsed->data;
  CHECK(registers_of(data) == decoded.at("registers").get<std::vector<unsigned>>());

  auto const type = decoded.at("type").get<std::string>();
  REQUIRE(kinds.count(type) == 1);
  auto const check = [&](bytes wire, modbus::word_order order) {
    modbus::format const how{
        .as = kinds.at(type), .order = order, .count = static_cast<std::uint16_t>(wire.size() / 2)};
    if (how.as == kind::f32 || how.as == kind::f64)
      check_float(decoded, wire, how, how.as == kind::f32);
    else
      check_integer(decoded, wire, how);
  };
  auto const order = order_of(decoded.at("order").get<std::string>());
  check(data, order);

  // The same value in every other order, and each order back again.
  auto const bits = modbus::bits_of(data, order);
  for (auto const other :
       {modbus::word_order::abcd, modbus::word_order::cdab, modbus::word_order::badc, modbus::word_order::dcba}) {
    buffer wire(data.size());
    modbus::put_bits(bits, other, wire);
    CHECK(modbus::bits_of(wire, other) == bits);
    if (other == order) CHECK(to_hex(wire) == to_hex(data));
    check(wire, other);
  }
}

/// The frames that a framer gives for a stream in chunks of this size, with silence at its end. Where the requests are
/// told, each is expected once the frame before it has come.
std::string frames_in(bytes stream, std::size_t chunk_size, std::vector<modbus::request> const& requests,
                      std::size_t echo) {
  modbus::response_framer framer;
  std::string found;
  std::size_t asked = 0;
  auto const ask_next = [&] {
    if (asked < requests.size()) framer.expect(requests[asked], asked == 0 ? echo : 0);
    ++asked;
  };
  ask_next();
  for (auto left = stream; !left.empty();) {
    auto chunk = left.first(std::min(chunk_size, left.size()));
    left = left.subspan(chunk.size());
    for (auto frame = framer.take(chunk); !frame.empty(); frame = framer.take(chunk)) {
      found += to_hex(frame) + ' ';
      if (asked < requests.size()) ask_next();
    }
  }
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) found += to_hex(frame) + ' ';
  CHECK(framer.pending().empty());
  return found;
}

std::string in_a_row(std::vector<std::string> const& frames) {
  std::string made;
  for (auto const& frame : frames) made += frame + ' ';
  return made;
}

void check_stream(json const& vector) {
  auto const stream = frame_of(vector, "adu");
  auto const& decoded = vector.at("decoded");
  auto const wanted = decoded.at("frames").get<std::vector<std::string>>();
  auto const listened = decoded.value("listened", wanted);  // who expects nothing takes the answers of other units too
  std::vector<buffer> texts;
  for (auto const& one : vector.at("requests")) texts.push_back(from_hex(one.get<std::string>()));
  std::vector<modbus::request> requests;
  for (auto const& text : texts) {
    auto const asked = modbus::parse_request(text);
    REQUIRE(asked);
    requests.push_back(*asked);
  }
  auto const echo = decoded.value("echo", std::size_t{0});
  for (std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{5},
                           std::size_t{6}, std::size_t{7}, stream.size()}) {
    INFO("in chunks of " << size);
    if (!requests.empty()) CHECK(frames_in(stream, size, requests, echo) == in_a_row(wanted));
    if (echo == 0) CHECK(frames_in(stream, size, {}, 0) == in_a_row(listened));
  }

  // What the vector says of itself: where the frames lie, and that a CRC alone would find more.
  std::size_t found = 0;
  for (auto const& span : decoded.at("frame_spans")) {
    auto const from = span.at(0).get<std::size_t>();
    auto const to = span.at(1).get<std::size_t>();
    REQUIRE(found < wanted.size());
    CHECK(to_hex(bytes{stream}.subspan(from, to - from)) == wanted[found++]);
  }
  for (auto const& span : decoded.at("all_crc_valid_spans"))
    CHECK(modbus::crc16(
              bytes{stream}.subspan(span.at(0), span.at(1).get<std::size_t>() - span.at(0).get<std::size_t>())) == 0);
}

void check_not_for_me(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  map_device device;
  CHECK(answer_of(device, frame, vector.at("decoded").at("server_unit").get<std::uint8_t>()).empty());
  CHECK(device.writes == 0);
}

void check_broadcast(json const& vector) {
  auto const frame = frame_of(vector, "adu");
  auto const& decoded = vector.at("decoded");
  bool const executes = decoded.at("action").get<std::string>().starts_with("execute");
  map_device device;
  CHECK(answer_of(device, frame, decoded.at("server_unit").get<std::uint8_t>()).empty());
  CHECK(device.writes == (executes ? 1 : 0));
  auto const asked = modbus::parse_request(frame);
  CHECK(asked.has_value() == executes);
  if (executes) {  // the same to one unit has the same effect
    map_device single;
    auto alone = frame;
    alone[0] = 17;
    auto const crc = modbus::crc16(bytes{alone}.first(alone.size() - 2));
    alone[alone.size() - 2] = static_cast<std::uint8_t>(crc & 0xFFU);
    alone[alone.size() - 1] = static_cast<std::uint8_t>(crc >> 8U);
    CHECK(!answer_of(single, alone, 17).empty());
    CHECK((single.holding == device.holding && single.coils == device.coils));
  } else {
    CHECK(asked.error() == errc::broadcast_read);
  }
}

}  // namespace

TEST_CASE("the project has its own Modbus vectors") {
  CHECK(own_vectors().size() >= 40);
}
TEST_CASE("requests: parsed to their fields, and built again") {
  for_each("request", 20, check_request);
}
TEST_CASE("responses: parsed to their fields, built again, and answered by a device that holds them") {
  for_each("response", 12, check_response);
}
TEST_CASE("exceptions: each with its code") {
  for_each("exception", 10, check_exception);
}
TEST_CASE("bad requests: answered with the right exception") {
  for_each("bad_request", 15, check_bad_request);
}
TEST_CASE("bad responses: refused") {
  for_each("bad_response", 15, check_bad_response);
}
TEST_CASE("values: in every format and order") {
  for_each("value", 10, check_value);
}
TEST_CASE("streams: the frames in their order, however they come") {
  for_each("stream", 15, check_stream);
}
TEST_CASE("requests to others: no answer, no effect") {
  for_each("not_for_me", 3, check_not_for_me);
}
TEST_CASE("broadcasts: writes are carried out, none is answered") {
  for_each("broadcast", 4, check_broadcast);
}
