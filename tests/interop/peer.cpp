// SPDX-License-Identifier: MIT
// meterproto at one end of the line: as the server of the generic device, as a client that asks another server
// everything, and what the driver needs to compare floats and registers.
#include "pattern.hpp"

#include "../../examples/inspector/client.hpp"
#include "../../examples/inspector/hex.hpp"
#include "../../examples/inspector/line.hpp"
#include "../../examples/inspector/meter.hpp"

#include <meterproto/modbus/framer.hpp>
#include <meterproto/modbus/server.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace interop;
using namespace std::chrono_literals;
using inspector::client;
using inspector::line;
using meterproto::bytes;
using meterproto::errc;
using meterproto::error;
using meterproto::result;
using meterproto::writer;
namespace modbus = meterproto::modbus;
using modbus::device_id_code;
using modbus::exception;
using modbus::table;

bytes as_bytes(std::string_view text) { return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}; }
std::string as_text(bytes data) { return {data.begin(), data.end()}; }

bool bit_of(bytes data, std::size_t at) { return ((unsigned{data[at / 8]} >> (at % 8)) & 1U) != 0; }
std::uint16_t word_of(bytes data, std::size_t at) { return meterproto::reader{data.subspan(2 * at, 2)}.u16(); }

std::vector<std::uint8_t> packed_bits(unsigned count, std::function<bool(unsigned)> const& value) {
  std::vector<std::uint8_t> data(modbus::bytes_of_bits(count));
  for (unsigned i = 0; i != count; ++i)
    if (value(i)) data[i / 8] = static_cast<std::uint8_t>(data[i / 8] | (1U << (i % 8)));
  return data;
}
std::vector<std::uint8_t> packed_words(unsigned count, std::function<unsigned(unsigned)> const& value) {
  std::vector<std::uint8_t> data(std::size_t{2} * count);
  writer out{data};
  for (unsigned i = 0; i != count; ++i) out.u16(value(i));
  return data;
}

inspector::line_settings settings_of(std::string const& path) {
  inspector::line_settings settings;
  settings.port = path;
  return settings;
}

// ---- server ---------------------------------------------------------------------------------------------------------

class generic_device {
 public:
  generic_device() {
    auto const fill = [](auto& cells, extent const& at, auto value) {
      for (unsigned i = 0; i != at.count; ++i) cells.push_back(value(at.first + i));
    };
    fill(coils_, coils, coil);
    fill(inputs_, discrete_inputs, discrete_input);
    fill(registers_, holding_registers, holding_register);
    fill(input_registers_, interop::input_registers, input_register);
  }

  exception read(table where, std::uint16_t address, std::uint16_t quantity, writer& out) {
    auto const cells = cells_of(where, address, quantity);
    if (!cells) return exception::illegal_data_address;
    if (where == table::coils || where == table::discrete_inputs)
      out.put(packed_bits(quantity, [&](unsigned i) { return (*cells)[i] != 0; }));
    else
      for (auto const one : *cells) out.u16(one);
    return exception::none;
  }
  exception write(table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    auto const cells = cells_of(where, address, quantity);
    if (!cells) return exception::illegal_data_address;
    for (std::size_t i = 0; i != quantity; ++i)
      (*cells)[i] = where == table::coils ? (bit_of(data, i) ? std::uint16_t{1} : std::uint16_t{0}) : word_of(data, i);
    return exception::none;
  }
  static void server_id(writer& out) { out.u8(interop::server_id).u8(0xFF).put(as_bytes(server_text)); }
  static bytes device_object(std::uint8_t id) {
    auto const found = std::ranges::find(device_objects, id, &std::pair<std::uint8_t, std::string>::first);
    return found == device_objects.end() ? bytes{} : as_bytes(found->second);
  }
  static std::uint8_t conformity() { return 0x83; }

 private:
  std::optional<std::span<std::uint16_t>> cells_of(table where, std::uint16_t address, std::size_t quantity) {
    auto& cells = where == table::coils             ? coils_
                  : where == table::discrete_inputs ? inputs_
                  : where == table::input_registers ? input_registers_
                                                    : registers_;
    auto const& at = where == table::coils             ? coils
                     : where == table::discrete_inputs ? discrete_inputs
                     : where == table::input_registers ? interop::input_registers
                                                       : holding_registers;
    if (address < at.first || address + quantity > at.behind()) return std::nullopt;
    return std::span{cells}.subspan(static_cast<std::size_t>(address - at.first), quantity);
  }

  std::vector<std::uint16_t> coils_, inputs_, registers_, input_registers_;
};
static_assert(modbus::device<generic_device>);
static_assert(modbus::has_server_id<generic_device> && modbus::has_device_id<generic_device>);

int serve(std::string const& path) {
  line on{settings_of(path)};
  generic_device device;
  modbus::request_framer framer;
  std::array<std::uint8_t, modbus::max_frame> chunk;
  std::array<std::uint8_t, modbus::max_frame> space;
  auto const take = [&](bytes frame) {
    if (auto const answer = modbus::answer(frame, unit, device, space); !answer.empty()) on.write(answer);
  };
  std::cout << "ready" << std::endl;
  while (true) {
    auto const count = on.read(chunk, 50ms);  // silence; long, as the machine may be busy
    bytes rest{chunk.data(), count};
    while (!rest.empty())
      if (auto const frame = framer.take(rest); !frame.empty()) take(frame);
    if (count == 0)
      for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) take(frame);
  }
}

// ---- client ---------------------------------------------------------------------------------------------------------

/// What the standard leaves open, or the other implementation leaves out.
struct server_kind {
  bool device_id = false;    // function 2B/0E
  std::uint8_t id = 0;       // function 11: the id, then FF, then a text that begins with this one
  std::string_view id_text;
  bool status_last = false;  // function 11: the text, then FF
};

class examiner {
 public:
  examiner(line& on, server_kind const& other)
      : on_{on}, client_{on, {.timeout = 1500ms, .retries = 0}}, other_{other} {}

  int ask_all() {
    read_all();
    write_all();
    be_refused();
    if (other_.device_id) identify();
    be_ignored();
    std::cout << asked_ << " checks, " << wrong_ << " failed\n";
    return wrong_ == 0 ? 0 : 1;
  }

 private:
  void expect(bool good, std::string const& what, std::string const& instead) {
    ++asked_;
    if (good) return;
    ++wrong_;
    std::cout << what << ": " << instead << '\n';
  }

  static std::string words_for(error const& fault) {
    if (fault == errc::none) return "done";
    return fault == errc::refused ? inspector::refusal(fault) : inspector::sentence(fault);
  }

  std::optional<modbus::response> ask(std::string const& what, modbus::request const& asked) {
    auto const answer = client_.ask(asked);
    expect(answer.has_value(), what, words_for(answer.error()));
    return answer ? std::optional{*answer} : std::nullopt;
  }

  void bits(modbus::request const& asked, std::function<bool(unsigned)> const& right) {
    auto const what = name_of(asked);
    auto const answer = ask(what, asked);
    if (!answer) return;
    for (unsigned i = 0; i != asked.quantity; ++i)
      expect(bit_of(answer->data, i) == right(asked.address + i), what,
             "bit " + std::to_string(asked.address + i) + " is wrong");
    // V1.1b3, 6.1: the rest of the last byte is padded with zeros
    for (std::size_t i = asked.quantity; i != 8 * answer->data.size(); ++i)
      expect(!bit_of(answer->data, i), what, "the padding is not 0");
  }
  void registers(modbus::request const& asked, std::function<std::uint16_t(unsigned)> const& right) {
    auto const what = name_of(asked);
    auto const answer = ask(what, asked);
    if (!answer) return;
    modbus::registers const got{asked.address, answer->data};
    for (unsigned i = 0; i != asked.quantity; ++i) {
      auto const at = static_cast<std::uint16_t>(asked.address + i);
      auto const one = got.find(at, 1);
      expect(one && word_of(*one, 0) == right(at), what,
             "register " + std::to_string(at) + " is " + (one ? std::to_string(word_of(*one, 0)) : "not there"));
    }
  }
  static std::string name_of(modbus::request const& asked) {
    std::array<std::uint8_t, 1> const code{static_cast<std::uint8_t>(asked.function)};
    return inspector::spaced_hex(code) + " at " + std::to_string(asked.address) + ", " + std::to_string(asked.quantity);
  }

  void refused(std::string const& what, modbus::request const& asked, exception code) {
    auto const fault = client_.ask(asked).error();
    expect(fault == errc::refused && fault.detail == static_cast<unsigned>(code), what, words_for(fault));
  }
  /// Nothing goes out that the standard forbids.
  void not_asked(std::string const& what, modbus::request const& asked, errc fault) {
    auto const found = client_.ask(asked).error();
    expect(found == fault, what, words_for(found));
  }
  /// So a frame of somebody else's is sent, and the answer taken as a listener takes it.
  void refused_raw(std::string const& what, std::initializer_list<std::uint8_t> head, exception code,
                   std::size_t zeros = 0) {
    std::array<std::uint8_t, modbus::max_frame> space;
    writer out{space};
    for (auto const one : head) out.u8(one);
    for (std::size_t i = 0; i != zeros; ++i) out.u8(0);
    auto const frame = modbus::with_crc(out);
    if (!frame) return expect(false, what, "too long");
    on_.write(*frame);
    modbus::response_framer framer;
    auto const until = std::chrono::steady_clock::now() + 1500ms;
    while (std::chrono::steady_clock::now() < until) {
      std::array<std::uint8_t, modbus::max_frame> chunk;
      bytes rest{chunk.data(), on_.read(chunk, 100ms)};
      auto const answer = framer.take(rest);
      if (answer.empty()) continue;
      auto const fault = modbus::parse_response(answer).error();
      return expect(fault == errc::refused && fault.detail == static_cast<unsigned>(code), what, words_for(fault));
    }
    expect(false, what, "no answer");
  }

  void read_all();
  void write_all();
  void be_refused();
  void identify();
  void be_ignored();

  line& on_;
  client client_;
  server_kind other_;
  unsigned asked_ = 0;
  unsigned wrong_ = 0;
};

std::uint16_t after(extent const& table, unsigned by) { return static_cast<std::uint16_t>(table.first + by); }

void examiner::read_all() {
  bits(modbus::read_coils(unit, coils.first, 2000), coil);
  bits(modbus::read_coils(unit, after(coils, 5), 13), coil);
  bits(modbus::read_coils(unit, coils.last(), 1), coil);
  bits(modbus::read_discrete_inputs(unit, discrete_inputs.first, 2000), discrete_input);
  bits(modbus::read_discrete_inputs(unit, after(discrete_inputs, 3), 8), discrete_input);
  bits(modbus::read_discrete_inputs(unit, discrete_inputs.last(), 1), discrete_input);
  registers(modbus::read_holding_registers(unit, holding_registers.first, 125), holding_register);
  registers(modbus::read_holding_registers(unit, holding_registers.last(), 1), holding_register);
  registers(modbus::read_input_registers(unit, input_registers.first, 125), input_register);
  registers(modbus::read_input_registers(unit, after(input_registers, 198), 2), input_register);

  auto const answer = ask("11", modbus::report_server_id(unit));
  if (!answer) return;
  auto const parts = modbus::split_server_id(answer->data);
  if (other_.status_last) {
    expect(as_text(answer->data) == std::string{other_.id_text} + '\xFF', "11", as_text(answer->data));
    expect(parts.error() == errc::bad_value, "11", "a text passes for an id with a status");
  } else {
    bool const right = parts && parts->id == other_.id && parts->running;
    expect(right && as_text(parts->text).starts_with(other_.id_text), "11", as_text(answer->data));
  }
}

void examiner::write_all() {
  for (unsigned i : {7U, 8U}) {
    ask("05", modbus::write_single_coil(unit, after(coils, i), new_coil(coils.first + i)));
    bits(modbus::read_coils(unit, after(coils, i), 5),
         [&](unsigned at) { return at == coils.first + i ? new_coil(at) : coil(at); });
  }
  auto const many = packed_bits(1968, [](unsigned i) { return new_coil(coils.first + i); });
  ask("0F", modbus::write_multiple_coils(unit, coils.first, 1968, many));
  bits(modbus::read_coils(unit, coils.first, 2000),
       [](unsigned at) { return at < coils.first + 1968U ? new_coil(at) : coil(at); });
  auto const few = packed_bits(11, [](unsigned i) { return i % 4 != 1; });
  ask("0F", modbus::write_multiple_coils(unit, after(coils, 101), 11, few));
  bits(modbus::read_coils(unit, after(coils, 90), 40), [](unsigned at) {
    auto const i = at - coils.first - 101U;
    return i < 11 ? i % 4 != 1 : new_coil(at);
  });

  auto const single = after(holding_registers, 200);
  ask("06", modbus::write_single_register(unit, single, new_register(single)));
  registers(modbus::read_holding_registers(unit, after(holding_registers, 199), 3),
            [&](unsigned at) { return at == single ? new_register(at) : holding_register(at); });
  auto const words = packed_words(123, [](unsigned i) { return new_register(holding_registers.first + i); });
  ask("10", modbus::write_multiple_registers(unit, holding_registers.first, words));
  registers(modbus::read_holding_registers(unit, holding_registers.first, 125),
            [](unsigned at) { return at < holding_registers.first + 123U ? new_register(at) : holding_register(at); });

  // V1.1b3, 6.16: 0012 with F2 and 25 becomes 0017
  ask("06", modbus::write_single_register(unit, after(holding_registers, 210), 0x0012));
  ask("16", modbus::mask_write_register(unit, after(holding_registers, 210), 0x00F2, 0x0025));
  registers(modbus::read_holding_registers(unit, after(holding_registers, 210), 1),
            [](unsigned) { return std::uint16_t{0x0017}; });

  // 17 writes first: what it reads has what it wrote
  auto const source = packed_words(121, [](unsigned i) { return i * 3; });
  auto const first = holding_registers.first;
  auto const both = modbus::read_write_multiple_registers(unit, first, 125, after(holding_registers, 2), source);
  registers(both, [&](unsigned at) {
    auto const i = at - first;
    if (i >= 2 && i < 123) return static_cast<std::uint16_t>(i * 3 - 6);
    return i < 2 ? new_register(at) : holding_register(at);
  });
}

void examiner::be_refused() {
  constexpr auto no_address = exception::illegal_data_address;
  auto const h = holding_registers.first;
  auto const last = holding_registers.last();
  std::array<std::uint8_t, 4> const two{0, 1, 0, 1};
  std::array<std::uint8_t, 1> const byte{3};
  refused("01 behind the end", modbus::read_coils(unit, coils.last(), 2), no_address);
  refused("01 before the beginning", modbus::read_coils(unit, coils.first - 1, 1), no_address);
  refused("02 behind the end", modbus::read_discrete_inputs(unit, discrete_inputs.behind(), 1), no_address);
  refused("03 behind the end", modbus::read_holding_registers(unit, last, 2), no_address);
  refused("03 at 65535", modbus::read_holding_registers(unit, 65535, 1), no_address);
  refused("04 of a holding register", modbus::read_input_registers(unit, h, 1), no_address);
  refused("05 behind the end", modbus::write_single_coil(unit, coils.behind(), true), no_address);
  refused("06 behind the end", modbus::write_single_register(unit, holding_registers.behind(), 1), no_address);
  refused("0F behind the end", modbus::write_multiple_coils(unit, coils.last(), 2, byte), no_address);
  refused("10 behind the end", modbus::write_multiple_registers(unit, last, two), no_address);
  refused("16 behind the end", modbus::mask_write_register(unit, holding_registers.behind(), 0, 0), no_address);
  refused("17 writes behind the end", modbus::read_write_multiple_registers(unit, h, 1, last, two), no_address);
  refused("17 reads behind the end",
          modbus::read_write_multiple_registers(unit, last, 2, after(holding_registers, 240), two), no_address);
  registers(modbus::read_holding_registers(unit, after(holding_registers, 230), 20), holding_register);

  not_asked("01 of 2001", modbus::read_coils(unit, coils.first, 2001), errc::bad_quantity);
  not_asked("03 of 126", modbus::read_holding_registers(unit, holding_registers.first, 126), errc::bad_quantity);
  not_asked("04 of none", modbus::read_input_registers(unit, input_registers.first, 0), errc::bad_quantity);
  not_asked("03 beyond 65535", modbus::read_holding_registers(unit, 65535, 2), errc::bad_address);
  not_asked("03 of all units", modbus::read_holding_registers(0, holding_registers.first, 1), errc::broadcast_read);

  // 07 D1 is 2001, 3E8 is the first holding register, 10 the first coil
  constexpr auto no_value = exception::illegal_data_value;
  refused_raw("01 of 2001, all the same", {unit, 0x01, 0x00, 0x10, 0x07, 0xD1}, no_value);
  refused_raw("03 of 126, all the same", {unit, 0x03, 0x03, 0xE8, 0x00, 0x7E}, no_value);
  refused_raw("04 of none, all the same", {unit, 0x04, 0x9C, 0x40, 0x00, 0x00}, no_value);
  refused_raw("0F of 1969, all the same", {unit, 0x0F, 0x00, 0x10, 0x07, 0xB1, 0xF7}, no_value, 247);
}

/// In as many parts as the device makes of it.
void examiner::identify() {
  auto const read = [&](device_id_code code) {
    std::map<std::uint8_t, std::string> objects;
    modbus::device_id_reader reader{code};
    while (!reader.done()) {
      auto const answer = ask("2B/0E", modbus::read_device_id(unit, code, reader.next_object()));
      if (!answer) break;
      auto const part = modbus::parse_device_id(answer->data);
      if (!part) {
        expect(false, "2B/0E", inspector::sentence(part.error()));
        break;
      }
      for (auto const object : part->objects) objects.emplace(object.id, as_text(object.value));
      if (auto const fault = reader.take(*part); fault.code != errc::none) {
        expect(false, "2B/0E", inspector::sentence(fault));
        break;
      }
    }
    return objects;
  };
  auto const right = [](std::uint8_t last) {
    std::map<std::uint8_t, std::string> objects;
    for (auto const& [id, value] : device_objects)
      if (id <= last) objects.emplace(id, value);
    return objects;
  };
  expect(read(device_id_code::basic) == right(0x02), "2B/0E basic", "other objects");
  expect(read(device_id_code::regular) == right(0x06), "2B/0E regular", "other objects");
  expect(read(device_id_code::extended) == right(0xFF), "2B/0E extended", "other objects");

  for (auto const& [id, value] : device_objects) {
    auto const answer = ask("2B/0E individual", modbus::read_device_id(unit, device_id_code::individual, id));
    auto const part = answer ? modbus::parse_device_id(answer->data) : result<modbus::device_id>{errc::not_in_reply};
    expect(part && as_text(part->objects.find(id)) == value, "2B/0E individual",
           "object " + std::to_string(id) + " is another");
  }
  // V1.1b3, 6.21: exception 02. pymodbus 3.0 answers with an empty object instead.
  auto const none = client_.ask(modbus::read_device_id(unit, device_id_code::individual, 0x90));
  auto const part = none ? modbus::parse_device_id(none->data) : result<modbus::device_id>{none.error()};
  bool const is_empty = part && part->objects.find(0x90).empty();
  bool const is_refused = part.error() == errc::refused && part.error().detail == 2;
  expect(is_empty || is_refused, "2B/0E, one object that is not there", "neither refused nor empty");
}

void examiner::be_ignored() {
  client hasty{on_, {.timeout = 150ms, .retries = 0}};
  auto const silent = [&](std::string const& what, modbus::request const& asked) {
    try {
      expect(false, what, hasty.ask(asked) ? "an answer" : "a refusal");
    } catch (inspector::no_answer const&) {
      expect(true, what, "");
    }
  };
  silent("03 of another unit", modbus::read_holding_registers(other_unit, holding_registers.first, 1));
  registers(modbus::read_holding_registers(unit, after(holding_registers, 230), 20), holding_register);
  // nobody answers a broadcast, all follow it
  auto const at = after(holding_registers, 200);
  auto const sent = client_.ask(modbus::write_single_register(modbus::broadcast, at, 0xBEEF));
  expect(sent.has_value(), "06 to all units", "not sent");
  registers(modbus::read_holding_registers(unit, at, 1), [](unsigned) { return std::uint16_t{0xBEEF}; });
}

int examine(std::string const& path, std::string const& which) {
  server_kind other;
  if (which == "libmodbus") {
    other.id = 0xB4;
    other.id_text = "LMB3.1.";
  } else if (which == "pymodbus") {
    other.device_id = true;
    other.id_text = "meterproto-interop-1.0";
    other.status_last = true;
  } else {
    std::cerr << "no such server: " << which << '\n';
    return 2;
  }
  line on{settings_of(path)};
  return examiner{on, other}.ask_all();
}

/// Asks a unit that does not answer: nobody is there, or what comes is no answer. It must say so, in time.
int meet_silence(std::string const& path) {
  line on{settings_of(path)};
  client asking{on, {.timeout = 150ms, .retries = 1}};
  auto const began = std::chrono::steady_clock::now();
  try {
    if (asking.ask(modbus::read_holding_registers(unit, holding_registers.first, 2))) std::cout << "an answer: ";
    else std::cout << "a refusal: ";
  } catch (inspector::no_answer const& sentence) {
    auto const took = std::chrono::steady_clock::now() - began;
    std::cout << sentence.what() << '\n';
    if (took >= 300ms && took < 3s) return 0;  // more than 300 ms where something comes, as an answer may have begun
    std::cout << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms, asked twice for 150: ";
  }
  std::cout << "that is wrong\n";
  return 1;
}

// ---- floats and registers -------------------------------------------------------------------------------------------

std::vector<inspector::point const*> floats_of(inspector::meter const& from) {
  std::vector<inspector::point const*> found;
  for (auto const& one : from.points)
    if (one.row.as == modbus::kind::f32 && one.readable) found.push_back(&one);
  return found;
}

int list_floats(std::string const& model) {
  for (auto const* one : floats_of(*inspector::find_model(model))) std::cout << one->row.address << '\n';
  return 0;
}

/// Lines on standard input: address, both registers, the bits of somebody's float, its text.
int compare_floats(std::string const& model) {
  auto const& meter = *inspector::find_model(model);
  unsigned wrong = 0;
  unsigned numbers = 0;
  auto const points = floats_of(meter);
  for (auto const* one : points) {
    unsigned address = 0, high = 0, low = 0;
    std::uint32_t their_bits = 0;
    std::string their_text;
    if (!(std::cin >> address >> high >> low >> their_bits >> their_text) || address != one->row.address) {
      std::cout << one->name << ": no line for it\n";
      return 1;
    }
    auto const data = packed_words(2, [&](unsigned i) { return i == 0 ? high : low; });
    auto const ours = float_of(data, one->row.layout());
    bool const none = std::isnan(std::bit_cast<float>(their_bits));
    bool same = none ? ours.error() == errc::not_available : ours && std::bit_cast<std::uint32_t>(*ours) == their_bits;
    // and once more as the program prints it
    auto const data_type = [](std::uint16_t) { return std::int16_t{1}; };  // the WAGO's 4026: floats lie as printed
    auto const printed = value_of(meter, *one, {one->row.address, data}, data_type);
    if (one->row.fixed_exponent() == 0 && !one->undecided) {
      auto const number = [](std::string const& text) { return std::strtof(text.c_str(), nullptr); };
      same = same && (none ? printed.why == errc::not_available : number(printed.text) == number(their_text));
    }
    if (!none) ++numbers;
    if (same) continue;
    ++wrong;
    std::cout << one->name << ": they say " << their_text << ", we "
              << (printed.there() ? printed.text : inspector::sentence(printed.why)) << '\n';
  }
  std::cout << model << ": " << points.size() << " floats, " << numbers << " of them numbers, " << wrong << " differ\n";
  return wrong == 0 && numbers > points.size() / 4 ? 0 : 1;
}

/// The registers, one a line.
int read_registers(std::string const& path, std::uint8_t from, std::uint16_t address, std::uint16_t count) {
  line on{settings_of(path)};
  client asking{on, {.timeout = 1500ms, .retries = 0}};
  auto const answer = asking.ask(modbus::read_holding_registers(from, address, count));
  if (!answer) {
    std::cout << inspector::refusal(answer.error()) << '\n';
    return 1;
  }
  for (unsigned i = 0; i != count; ++i) std::cout << word_of(answer->data, i) << '\n';
  return 0;
}

}  // namespace

int main(int count, char** words) {
  auto const word = [&](int at) { return at < count ? std::string{words[at]} : std::string{}; };
  auto const number = [&](int at) { return static_cast<std::uint16_t>(std::atoi(word(at).c_str())); };
  auto const role = word(1);
  try {
    if (role == "server") return serve(word(2));
    if (role == "client") return examine(word(2), word(3));
    if (role == "silence") return meet_silence(word(2));
    if (role == "floats") return list_floats(word(2));
    if (role == "compare") return compare_floats(word(2));
    if (role == "read") return read_registers(word(2), static_cast<std::uint8_t>(number(3)), number(4), number(5));
  } catch (std::runtime_error const& fault) {
    std::cout << fault.what() << '\n';
    return 1;
  }
  std::cerr << "peer server PATH | client PATH libmodbus|pymodbus | silence PATH | floats MODEL | compare MODEL |\n"
               "     read PATH UNIT ADDRESS COUNT\n";
  return 2;
}
