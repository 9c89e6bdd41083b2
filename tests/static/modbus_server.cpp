// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/server.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

using namespace meterproto;
namespace modbus = meterproto::modbus;

namespace {

using modbus::exception;
using modbus::table;

template <std::size_t Size>
constexpr std::array<std::uint8_t, Size + 2> with_crc(std::uint8_t const (&body)[Size]) {
  std::array<std::uint8_t, Size + 2> frame{};
  for (std::size_t i = 0; i != Size; ++i) frame[i] = body[i];
  auto const crc = modbus::crc16(bytes{frame}.first(Size));
  frame[Size] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[Size + 1] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}

/// Unit 17 with 256 of each, holding what the examples of V1.1b3 read.
struct meter {
  std::array<std::uint16_t, 256> holding{};
  std::array<std::uint16_t, 256> input{};
  std::array<bool, 256> coils{};
  std::array<bool, 256> inputs{};
  unsigned writes = 0;

  constexpr meter() {
    holding[107] = 0x022B;
    holding[109] = 0x0064;
    holding[4] = 0x0012;
    input[8] = 0x000A;
    put_bits(coils, 19, 24, {0xCD, 0x6B, 0x05});
    put_bits(inputs, 196, 24, {0xAC, 0xDB, 0x35});
  }
  static constexpr void put_bits(std::array<bool, 256>& to, std::size_t first, std::size_t many,
                                 std::array<std::uint8_t, 3> const& from) {
    for (std::size_t i = 0; i != many; ++i) to[first + i] = ((unsigned{from[i / 8]} >> (i % 8)) & 1U) != 0;
  }

  constexpr exception read(table where, std::uint16_t address, std::uint16_t quantity, writer& out) {
    if (address + std::uint32_t{quantity} > 256U) return exception::illegal_data_address;
    if (where == table::holding_registers || where == table::input_registers) {
      for (unsigned i = 0; i != quantity; ++i)
        out.u16(where == table::holding_registers ? holding[address + i] : input[address + i]);
      return exception::none;
    }
    auto const& bits = where == table::coils ? coils : inputs;
    for (unsigned i = 0; i < quantity; i += 8) {
      unsigned eight = 0;
      for (unsigned bit = 0; bit != 8 && i + bit != quantity; ++bit)
        eight |= (bits[address + i + bit] ? 1U : 0U) << bit;
      out.u8(eight);
    }
    return exception::none;
  }
  constexpr exception write(table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (address + std::uint32_t{quantity} > 256U) return exception::illegal_data_address;
    ++writes;
    reader in{data};
    for (unsigned i = 0; i != quantity; ++i) {
      if (where == table::coils)
        coils[address + i] = ((unsigned{data[i / 8]} >> (i % 8)) & 1U) != 0;
      else
        holding[address + i] = in.u16();
    }
    return exception::none;
  }
};
static_assert(modbus::device<meter> && !modbus::has_server_id<meter> && !modbus::has_device_id<meter>);

/// A frame by value, to be compared.
struct reply {
  std::array<std::uint8_t, modbus::max_frame> space{};
  std::size_t size = 0;

  friend constexpr bool operator==(reply const& left, bytes right) {
    return std::ranges::equal(bytes{left.space}.first(left.size), right);
  }
};
template <class Device>
constexpr reply ask(Device& device, bytes frame, std::uint8_t unit = 17) {
  reply got;
  auto const answer = modbus::answer(frame, unit, device, got.space);
  got.size = answer.size();
  if (!answer.empty() && answer.data() != got.space.data()) got.size = ~std::size_t{0};  // not the caller's bytes
  return got;
}
constexpr reply ask(bytes frame) {
  meter device;
  return ask(device, frame);
}
constexpr bool silent(bytes frame) {
  meter device;
  return ask(device, frame).size == 0 && device.writes == 0;
}
constexpr bool refuses(bytes frame, exception code) {
  meter device;
  std::array<std::uint8_t, 3> const body{17, static_cast<std::uint8_t>(frame[1] | 0x80U),
                                         static_cast<std::uint8_t>(code)};
  auto const got = ask(device, frame);
  return got.size == 5 && std::ranges::equal(bytes{got.space}.first(3), body) &&
         modbus::crc16(bytes{got.space}.first(5)) == 0 && device.writes == 0;
}

constexpr bool every_cut_is_silent(bytes frame) {
  for (std::size_t size = 0; size != frame.size(); ++size)
    if (!silent(frame.first(size))) return false;
  return true;
}
template <std::size_t Size>
constexpr bool every_bit_error_is_silent(std::array<std::uint8_t, Size> const& frame) {
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    auto broken = frame;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (!silent(broken)) return false;
  }
  return true;
}

/// A device that says the same to whatever it is asked.
struct obstinate {
  exception says = exception::none;
  std::size_t bytes_given = 0;

  constexpr exception read(table, std::uint16_t, std::uint16_t, writer& out) {
    for (std::size_t i = 0; i != bytes_given; ++i) out.u8(i);
    return says;
  }
  constexpr exception write(table, std::uint16_t, std::uint16_t, bytes) { return says; }
  constexpr void server_id(writer& out) {
    for (std::size_t i = 0; i != bytes_given; ++i) out.u8(i);
  }
};
static_assert(modbus::has_server_id<obstinate>);

constexpr auto read_one = with_crc({0x11, 0x03, 0x00, 0x00, 0x00, 0x01});
constexpr auto write_one = with_crc({0x11, 0x06, 0x00, 0x00, 0x00, 0x01});
constexpr auto ask_server_id = with_crc({0x11, 0x11});

constexpr bool passes_on(exception code) {
  obstinate device{code};
  return ask(device, read_one) == bytes{modbus::exception_frame(17, 0x03, code)} &&
         ask(device, write_one) == bytes{modbus::exception_frame(17, 0x06, code)};
}
constexpr bool fails(bytes frame, std::size_t bytes_given) {
  obstinate device{exception::none, bytes_given};
  return ask(device, frame) == bytes{modbus::exception_frame(17, frame[1], exception::server_device_failure)};
}

/// Only registers: the other tables it does not have.
struct registers_only {
  constexpr exception read(table where, std::uint16_t, std::uint16_t quantity, writer& out) {
    if (where != table::holding_registers) return exception::illegal_function;
    for (unsigned i = 0; i != quantity; ++i) out.u16(0);
    return exception::none;
  }
  constexpr exception write(table where, std::uint16_t, std::uint16_t, bytes) {
    return where == table::holding_registers ? exception::none : exception::illegal_function;
  }
};

/// The same, and it says so before it is asked for anything.
struct sorted : registers_only {
  unsigned reached = 0;
  constexpr bool has(table where) { return where == table::holding_registers; }
  constexpr exception read(table where, std::uint16_t address, std::uint16_t quantity, writer& out) {
    ++reached;
    return registers_only::read(where, address, quantity, out);
  }
  constexpr exception write(table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    ++reached;
    return registers_only::write(where, address, quantity, data);
  }
};
static_assert(modbus::knows_its_tables<sorted> && !modbus::knows_its_tables<registers_only>);

/// Which tables the functions reach, one digit for each call.
struct told_tables {
  unsigned called = 0;
  constexpr exception read(table where, std::uint16_t, std::uint16_t quantity, writer& out) {
    called = called * 10 + 1 + static_cast<unsigned>(where);
    bool const bits = where == table::coils || where == table::discrete_inputs;
    for (std::size_t i = 0; i != (bits ? modbus::bytes_of_bits(quantity) : 2U * quantity); ++i) out.u8(0);
    return exception::none;
  }
  constexpr exception write(table where, std::uint16_t, std::uint16_t, bytes) {
    called = called * 10 + 5 + static_cast<unsigned>(where);
    return exception::none;
  }
};
constexpr unsigned tables_of(bytes frame) {
  told_tables device;
  ask(device, frame);
  return device.called;
}

/// Says who it is. Objects: 00 to 02, 03 where it is regular, 80 and FF where it is extended.
struct known : registers_only {
  std::uint8_t level = 0x83;
  std::size_t size_of_80 = 3;
  std::array<std::uint8_t, 250> letters = [] {
    std::array<std::uint8_t, 250> made{};
    made.fill('x');
    return made;
  }();

  constexpr explicit known(std::uint8_t conformity_level = 0x83, std::size_t size = 3)
      : level{conformity_level}, size_of_80{size} {}
  constexpr std::uint8_t conformity() { return level; }
  constexpr bytes device_object(std::uint8_t id) {
    switch (id) {
      case 0x00: return bytes{letters}.first(7);
      case 0x01: return bytes{letters}.first(5);
      case 0x02: return bytes{letters}.first(4);
      case 0x03: return bytes{letters}.first((level & 0x7FU) >= 2 ? 2 : 0);
      case 0x80: return bytes{letters}.first((level & 0x7FU) >= 3 ? size_of_80 : 0);
      case 0xFF: return bytes{letters}.first((level & 0x7FU) >= 3 ? 1 : 0);
      default: return {};
    }
  }
};
static_assert(modbus::has_device_id<known>);

constexpr std::array<std::uint8_t, 7> ask_id(std::uint8_t code, std::uint8_t object) {
  return with_crc({0x11, 0x2B, 0x0E, code, object});
}

/// Has a private object, and the conformity level of a basic device.
struct talkative : registers_only {
  std::array<std::uint8_t, 1> letter{'A'};
  constexpr std::uint8_t conformity() { return 0x01; }
  constexpr bytes device_object(std::uint8_t id) { return id == 0x00 || id == 0x80 ? bytes{letter} : bytes{}; }
};

struct heard {
  errc fault = errc::none;
  std::uint16_t detail = 0;
  bool more = false;
  std::uint8_t next = 0;
  std::uint8_t conformity = 0;
  std::uint64_t ids = 0x1;  ///< a 1, and each object's id, a byte
};
constexpr heard hear(known device, std::uint8_t code, std::uint8_t object) {
  auto const got = ask(device, ask_id(code, object));
  auto const answer = modbus::parse_response(bytes{got.space}.first(got.size),
                                             modbus::read_device_id(17, modbus::device_id_code{code}, object));
  if (!answer) return {.fault = answer.error().code, .detail = answer.error().detail};
  auto const id = modbus::parse_device_id(answer->data);
  heard made{.more = id->more_follows, .next = id->next_object, .conformity = id->conformity};
  for (auto const each : id->objects) made.ids = made.ids << 8U | each.id;
  return made;
}
constexpr bool hears(known const& device, std::uint8_t code, std::uint8_t object, std::uint64_t ids) {
  auto const got = hear(device, code, object);
  return got.fault == errc::none && got.ids == ids && !got.more && got.next == 0 && got.conformity == device.level;
}
constexpr bool is_refused(known const& device, std::uint8_t code, std::uint8_t object, exception with) {
  auto const got = hear(device, code, object);
  return got.fault == errc::refused && got.detail == static_cast<unsigned>(with);
}

/// The ids of all objects behind a 1, in as many parts as the device needs; 0 where the reader gives up.
constexpr std::uint64_t read_in_parts(known device, std::uint8_t code, unsigned parts) {
  modbus::device_id_reader reader{modbus::device_id_code{code}};
  std::uint64_t ids = 0x1;
  for (unsigned part = 0; part != parts; ++part) {
    auto const got = ask(device, ask_id(code, reader.next_object()));
    auto const answer = modbus::parse_response(bytes{got.space}.first(got.size));
    if (!answer) return 0;
    auto const id = modbus::parse_device_id(answer->data);
    for (auto const each : id->objects) ids = ids << 8U | each.id;
    if (reader.take(*id) != error{}) return 0;
    if (reader.done()) return part + 1 == parts ? ids : 0;
  }
  return 0;
}

}  // namespace

// What V1.1b3 prints as request and response, section 6; here from unit 17.
CASE("01: coils 20 to 38: V1.1b3, 6.1",
     ask(with_crc({0x11, 0x01, 0x00, 0x13, 0x00, 0x13})) == bytes{with_crc({0x11, 0x01, 0x03, 0xCD, 0x6B, 0x05})});
CASE("02: discrete inputs 197 to 218: V1.1b3, 6.2",
     ask(with_crc({0x11, 0x02, 0x00, 0xC4, 0x00, 0x16})) == bytes{with_crc({0x11, 0x02, 0x03, 0xAC, 0xDB, 0x35})});
CASE("03: registers 108 to 110: V1.1b3, 6.3",
     ask(with_crc({0x11, 0x03, 0x00, 0x6B, 0x00, 0x03})) ==
         bytes{with_crc({0x11, 0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64})});
CASE("04: input register 9: V1.1b3, 6.4",
     ask(with_crc({0x11, 0x04, 0x00, 0x08, 0x00, 0x01})) == bytes{with_crc({0x11, 0x04, 0x02, 0x00, 0x0A})});
CASE("05: coil 173 ON is echoed: V1.1b3, 6.5",
     ask(with_crc({0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00})) == bytes{with_crc({0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00})});
CASE("05: and written", [] {
  meter device;
  ask(device, with_crc({0x11, 0x05, 0x00, 0xAC, 0xFF, 0x00}));
  return device.coils[172] && device.writes == 1;
}());
CASE("05: OFF is written", [] {
  meter device;
  device.coils[172] = true;
  ask(device, with_crc({0x11, 0x05, 0x00, 0xAC, 0x00, 0x00}));
  return !device.coils[172] && device.writes == 1;
}());
CASE("06: register 2 is echoed: V1.1b3, 6.6",
     ask(with_crc({0x11, 0x06, 0x00, 0x01, 0x00, 0x03})) == bytes{with_crc({0x11, 0x06, 0x00, 0x01, 0x00, 0x03})});
CASE("06: and written, high byte first", [] {
  meter device;
  ask(device, with_crc({0x11, 0x06, 0x00, 0x01, 0x12, 0x34}));
  return device.holding[1];
}() == 0x1234);
CASE("0F: ten coils from 20 on: V1.1b3, 6.11", ask(with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01})) ==
                                                   bytes{with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A})});
CASE("0F: 1 0 1 1 0 0 1 1 1 0 are written, and nothing else: V1.1b3, 6.11", [] {
  meter device;
  device.coils = {};
  device.coils[29] = true;
  ask(device, with_crc({0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01}));
  unsigned bits = 0;
  for (std::size_t i = 18; i != 30; ++i) bits = bits * 2 + (device.coils[i] ? 1U : 0U);
  return bits;
}() == 0b0'1011001110'1);
CASE("10: two registers from 2 on: V1.1b3, 6.12",
     ask(with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02})) ==
         bytes{with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x02})});
CASE("10: and written", [] {
  meter device;
  ask(device, with_crc({0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02}));
  return device.holding[1] == 0x000A && device.holding[2] == 0x0102 && device.holding[3] == 0;
}());
CASE("16: is echoed: V1.1b3, 6.16", ask(with_crc({0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25})) ==
                                        bytes{with_crc({0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25})});
CASE("16: (12 AND F2) OR (25 AND NOT F2) is 17: V1.1b3, 6.16", [] {
  meter device;
  ask(device, with_crc({0x11, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25}));
  return device.holding[4];
}() == 0x0017);
CASE("16: an OR bit under the AND mask does nothing", [] {
  meter device;
  ask(device, with_crc({0x11, 0x16, 0x00, 0x04, 0xFF, 0xFF, 0xFF, 0xFF}));
  return device.holding[4];
}() == 0x0012);
CASE("16: AND 0 sets the register to OR", [] {
  meter device;
  ask(device, with_crc({0x11, 0x16, 0x00, 0x04, 0x00, 0x00, 0xBE, 0xEF}));
  return device.holding[4];
}() == 0xBEEF);
CASE("17: six registers, where nothing is written: V1.1b3, 6.17", [] {
  meter device;
  device.holding[3] = 0x00FE;
  device.holding[4] = 0x0ACD;
  device.holding[5] = 0x0001;
  device.holding[6] = 0x0003;
  device.holding[7] = 0x000D;
  device.holding[8] = 0x00FF;
  auto const got = ask(device, with_crc({0x11, 0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0E, 0x00, 0x03, 0x06, 0x00, 0xFF,
                                         0x00, 0xFF, 0x00, 0xFF}));
  bool const written =
      device.holding[14] == 0xFF && device.holding[15] == 0xFF && device.holding[16] == 0xFF && device.holding[17] == 0;
  return written && got == bytes{with_crc({0x11, 0x17, 0x0C, 0x00, 0xFE, 0x0A, 0xCD, 0x00, 0x01, 0x00, 0x03, 0x00, 0x0D,
                                           0x00, 0xFF})};
}());
CASE("17: \"The write operation is performed before the read\": V1.1b3, 6.17",
     ask(with_crc({0x11, 0x17, 0x00, 0x0A, 0x00, 0x02, 0x00, 0x0B, 0x00, 0x01, 0x02, 0xAB, 0xCD})) ==
         bytes{with_crc({0x11, 0x17, 0x04, 0x00, 0x00, 0xAB, 0xCD})});
CASE("each function reaches its own table: coils, inputs, holding, input registers",
     tables_of(with_crc({0x11, 0x01, 0, 0, 0, 1})) == 1 && tables_of(with_crc({0x11, 0x02, 0, 0, 0, 1})) == 2 &&
         tables_of(with_crc({0x11, 0x03, 0, 0, 0, 1})) == 3 && tables_of(with_crc({0x11, 0x04, 0, 0, 0, 1})) == 4);
CASE("writes reach coils and holding registers", tables_of(with_crc({0x11, 0x05, 0, 0, 0, 0})) == 5 &&
                                                     tables_of(with_crc({0x11, 0x06, 0, 0, 0, 0})) == 7 &&
                                                     tables_of(with_crc({0x11, 0x0F, 0, 0, 0, 1, 1, 0})) == 5 &&
                                                     tables_of(with_crc({0x11, 0x10, 0, 0, 0, 1, 2, 0, 0})) == 7);
CASE("16 reads and writes a holding register; 17 tries, writes and reads",
     tables_of(with_crc({0x11, 0x16, 0, 0, 0, 0, 0, 0})) == 37 &&
         tables_of(with_crc({0x11, 0x17, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0})) == 373);
CASE("125 registers are answered in 255 bytes", [] {
  told_tables device;
  return ask(device, with_crc({0x11, 0x03, 0x00, 0x00, 0x00, 0x7D})).size;
}() == 255);
CASE("2000 bits are answered in 255 bytes", [] {
  told_tables device;
  return ask(device, with_crc({0x11, 0x01, 0x00, 0x00, 0x07, 0xD0})).size;
}() == 255);

// The order of the state diagrams, V1.1b3, section 6: function, value, address, execution.
CASE("01 for a function that no device of this library has: V1.1b3, 7",
     refuses(with_crc({0x11, 0x09}), exception::illegal_function) &&
         refuses(with_crc({0x11, 0x41}), exception::illegal_function) &&
         refuses(with_crc({0x11, 0x7F}), exception::illegal_function) &&
         refuses(with_crc({0x11, 0x07}), exception::illegal_function) &&
         refuses(with_crc({0x11, 0x08, 0x00, 0x00, 0xA5, 0x37}), exception::illegal_function) &&
         refuses(with_crc({0x11, 0x18, 0x04, 0xDE}), exception::illegal_function));
CASE("01 for another MEI type", refuses(with_crc({0x11, 0x2B, 0x0D, 0x00, 0x00}), exception::illegal_function));
CASE("01 where the device does not say who it is",
     refuses(ask_server_id, exception::illegal_function) && refuses(ask_id(1, 0), exception::illegal_function));
CASE("01 for a table that the device does not have", [] {
  registers_only device;
  return ask(device, with_crc({0x11, 0x01, 0, 0, 0, 1})) == bytes{with_crc({0x11, 0x81, 0x01})} &&
         ask(device, with_crc({0x11, 0x05, 0, 0, 0, 0})) == bytes{with_crc({0x11, 0x85, 0x01})};
}());
// "Function code supported" is the first diamond of every state diagram of V1.1b3, section 6; a device says has() for
// it.
CASE("01 also with a bad quantity or value, where the device knows its tables", [] {
  sorted device;
  return ask(device, with_crc({0x11, 0x01, 0, 0, 0, 0})) == bytes{with_crc({0x11, 0x81, 0x01})} &&
         ask(device, with_crc({0x11, 0x05, 0, 0, 0xFF, 0x01})) == bytes{with_crc({0x11, 0x85, 0x01})} &&
         ask(device, with_crc({0x11, 0x04, 0xFF, 0xFF, 0, 2})) == bytes{with_crc({0x11, 0x84, 0x01})};
}());
CASE("and 03 for the table that it has", [] {
  sorted device;
  return ask(device, with_crc({0x11, 0x03, 0, 0, 0, 0})) == bytes{with_crc({0x11, 0x83, 0x03})} &&
         ask(device, with_crc({0x11, 0x03, 0, 0, 0, 1})) == bytes{with_crc({0x11, 0x03, 0x02, 0x00, 0x00})};
}());
CASE("a table that it does not have is not reached", [] {
  sorted device;
  ask(device, with_crc({0x11, 0x01, 0, 0, 0, 1}));
  ask(device, with_crc({0x11, 0x05, 0, 0, 0, 0}));
  ask(device, with_crc({0x00, 0x05, 0, 0, 0, 0}));
  return device.reached;
}() == 0);
CASE("a device that does not know its tables is asked for the quantity first", [] {
  registers_only device;
  return ask(device, with_crc({0x11, 0x01, 0, 0, 0, 0})) == bytes{with_crc({0x11, 0x81, 0x03})};
}());
CASE("01 where the device does not say who it is, also to a bad code",
     refuses(ask_id(5, 0), exception::illegal_function));
CASE("a damaged frame is not answered, be its function supported or not",
     silent(bytes{with_crc({0x11, 0x11, 0x00})}) && silent(std::array<std::uint8_t, 4>{0x11, 0x11, 0x00, 0x00}) &&
         silent(std::array<std::uint8_t, 6>{0x11, 0x41, 0x00, 0x00, 0x00, 0x00}));
CASE("03 for a bad quantity: V1.1b3, 7",
     refuses(with_crc({0x11, 0x03, 0, 0, 0, 0}), exception::illegal_data_value) &&
         refuses(with_crc({0x11, 0x03, 0, 0, 0, 126}), exception::illegal_data_value) &&
         refuses(with_crc({0x11, 0x01, 0, 0, 0x07, 0xD1}), exception::illegal_data_value));
CASE("03 for a bad count: V1.1b3, 7",
     refuses(with_crc({0x11, 0x10, 0, 0, 0, 1, 1, 0}), exception::illegal_data_value) &&
         refuses(with_crc({0x11, 0x0F, 0, 0, 0, 9, 1, 0}), exception::illegal_data_value));
CASE("03 for a bad value: V1.1b3, 7", refuses(with_crc({0x11, 0x05, 0, 0, 0xFF, 0x01}), exception::illegal_data_value));
CASE("03 before 02", refuses(with_crc({0x11, 0x03, 0xFF, 0xFF, 0, 126}), exception::illegal_data_value) &&
                         refuses(with_crc({0x11, 0x05, 0xFF, 0xFF, 0x12, 0x34}), exception::illegal_data_value) &&
                         refuses(with_crc({0x11, 0x10, 0xFF, 0xFF, 0, 2, 2, 0, 0}), exception::illegal_data_value));
CASE("02 past 65536: V1.1b3, 7", refuses(with_crc({0x11, 0x03, 0xFF, 0xFF, 0, 2}), exception::illegal_data_address));
CASE("02 past the device's own map: V1.1b3, 7",
     refuses(with_crc({0x11, 0x03, 0x00, 0xFF, 0, 2}), exception::illegal_data_address) &&
         refuses(with_crc({0x11, 0x06, 0x01, 0x00, 0, 1}), exception::illegal_data_address) &&
         refuses(with_crc({0x11, 0x05, 0x01, 0x00, 0xFF, 0}), exception::illegal_data_address));
CASE("02 for a mask behind the map",
     refuses(with_crc({0x11, 0x16, 0x01, 0x00, 0, 1, 0, 1}), exception::illegal_data_address));
CASE("17: 02 for what is read, and nothing is written",
     refuses(with_crc({0x11, 0x17, 0x00, 0xFF, 0, 2, 0, 0, 0, 1, 2, 0, 1}), exception::illegal_data_address));
CASE("17: 02 for what is written",
     refuses(with_crc({0x11, 0x17, 0, 0, 0, 1, 0x00, 0xFF, 0, 2, 4, 0, 1, 0, 2}), exception::illegal_data_address));
CASE("what the device says is passed on: V1.1b3, 7",
     passes_on(exception::server_device_failure) && passes_on(exception::acknowledge) &&
         passes_on(exception::server_device_busy) && passes_on(exception::memory_parity_error));
CASE("also a code that no standard lists", passes_on(exception{0x09}) && passes_on(exception{0xFF}));
CASE("a device that gives more than a frame holds has failed",
     fails(read_one, 252) && fails(read_one, 300) && fails(ask_server_id, 252));
CASE("a device that gives nothing has failed", fails(read_one, 0) && fails(ask_server_id, 0));
CASE("a device that gives half a register, or two for one, has failed", fails(read_one, 1) && fails(read_one, 4));
CASE(
    "a server id of one byte is answered, and one of 251",
    [] {
      obstinate device{exception::none, 1};
      return ask(device, ask_server_id).size;
    }() == 6 &&
        [] {
          obstinate device{exception::none, 251};
          return ask(device, ask_server_id).size;
        }() == 256);

// "If the slave detects an error in the received frame, no respond is returned to the master": Serial Line V1.02, 2.4.2
CASE("no answer to a cut frame: Serial Line V1.02, 2.4.2",
     every_cut_is_silent(read_one) && every_cut_is_silent(write_one) &&
         every_cut_is_silent(with_crc({0x11, 0x10, 0, 1, 0, 2, 4, 0, 10, 1, 2})));
CASE("no answer to a bit error in a read: Serial Line V1.02, 2.4.2", every_bit_error_is_silent(read_one));
CASE("no answer to a bit error in a write: Serial Line V1.02, 2.4.2", every_bit_error_is_silent(write_one));
CASE("no answer to a frame that is too long, good as its CRC may be",
     silent(with_crc({0x11, 0x03, 0, 0, 0, 1, 0})) && silent(with_crc({0x11, 0x06, 0, 0, 0, 1, 0})));
CASE("no answer to a frame that is too short, good as its CRC may be",
     silent(with_crc({0x11, 0x03, 0, 0, 0})) && silent(with_crc({0x11, 0x06, 0, 0, 0})));
CASE("no answer to trailing zeros", [] {
  std::array<std::uint8_t, 9> longer{};
  std::ranges::copy(read_one, longer.begin());
  return silent(longer);
}());
CASE("no answer for another unit", silent(with_crc({0x12, 0x03, 0, 0, 0, 1})) &&
                                       silent(with_crc({0x12, 0x06, 0, 0, 0, 1})) && silent(with_crc({0x12, 0x09})) &&
                                       silent(with_crc({0x12, 0x03, 0, 0, 0, 0})));
CASE("no answer for a reserved unit", silent(with_crc({0xFF, 0x03, 0, 0, 0, 1})));
CASE("no answer to nothing", silent({}) && silent(bytes{read_one}.first(1)));
CASE("no answer to another unit's answer",
     silent(with_crc({0x12, 0x03, 0x02, 0x00, 0x0A})) && silent(with_crc({0x12, 0x83, 0x02})));
// V1.1b3, 4.1: codes 128 to 255 are for exception responses, and 0 is none. A server that hears itself (two wires)
// would otherwise answer its own refusal, then that answer, for ever.
CASE("no answer to an exception response, be it one's own: V1.1b3, 4.1",
     silent(with_crc({0x11, 0x83, 0x02})) && silent(with_crc({0x11, 0xFF, 0x02})));
CASE("no answer to function 0: V1.1b3, 4.1",
     silent(with_crc({0x11, 0x00})) && silent(with_crc({0x11, 0x00, 0x00, 0x00})));

// "All devices must accept the broadcast for writing function": Serial Line V1.02, 2.1
CASE("a broadcast write is carried out, and not answered: Serial Line V1.02, 2.1", [] {
  meter device;
  return ask(device, with_crc({0x00, 0x06, 0x00, 0x05, 0x00, 0x4D})).size == 0 && device.holding[5] == 0x4D;
}());
CASE("so are the others", [] {
  meter device;
  std::size_t answered = ask(device, with_crc({0x00, 0x05, 0x00, 0x05, 0xFF, 0x00})).size;
  answered += ask(device, with_crc({0x00, 0x0F, 0x00, 0x06, 0x00, 0x02, 0x01, 0x03})).size;
  answered += ask(device, with_crc({0x00, 0x10, 0x00, 0x05, 0x00, 0x02, 0x04, 0x00, 0x01, 0x00, 0x02})).size;
  answered += ask(device, with_crc({0x00, 0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25})).size;
  return answered == 0 && device.coils[5] && device.coils[6] && device.coils[7] && device.holding[5] == 1 &&
         device.holding[6] == 2 && device.holding[4] == 0x17 && device.writes == 4;
}());
CASE("a broadcast that the device refuses is not answered either", [] {
  meter device;
  return ask(device, with_crc({0x00, 0x06, 0x01, 0x00, 0x00, 0x4D})).size == 0 && device.writes == 0;
}());
CASE("nor one with a bad value", silent(with_crc({0x00, 0x05, 0x00, 0x05, 0x12, 0x34})) &&
                                     silent(with_crc({0x00, 0x10, 0x00, 0x05, 0x00, 0x00, 0x00})) &&
                                     silent(with_crc({0x00, 0x41, 0x00})));
CASE("a broadcast read is passed over", silent(with_crc({0x00, 0x03, 0x00, 0x00, 0x00, 0x02})) &&
                                            silent(with_crc({0x00, 0x11})) &&
                                            silent(with_crc({0x00, 0x2B, 0x0E, 0x01, 0x00})));
CASE("a broadcast 17 writes nothing",
     silent(with_crc({0x00, 0x17, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x01})));

// Function 2B/0E: V1.1b3, 6.21.
CASE("basic: 00 to 02: V1.1b3, 6.21", hears(known{}, 1, 0, 0x1000102));
CASE("regular: to 06: V1.1b3, 6.21", hears(known{}, 2, 0, 0x100010203));
CASE("extended: all: V1.1b3, 6.21", hears(known{}, 3, 0, 0x10001020380FF));
CASE("a stream begins where it is asked to",
     hears(known{}, 1, 1, 0x10102) && hears(known{}, 3, 0x80, 0x180FF) && hears(known{}, 3, 0xFF, 0x1FF));
CASE(
    "\"If the Object Id does not match any known object, the server responds as if object 0 were pointed out\": "
    "V1.1b3, 6.21",
    hears(known{}, 1, 0x55, 0x1000102) && hears(known{}, 3, 0x81, 0x10001020380FF));
CASE("so it does for an object beyond what the code reaches",
     hears(known{}, 1, 3, 0x1000102) && hears(known{}, 2, 0x80, 0x100010203));
CASE("a basic device gives what it has, whatever is asked: V1.1b3, 6.21",
     hears(known{0x01}, 2, 0, 0x1000102) && hears(known{0x01}, 3, 0, 0x1000102));
CASE("also where it knows more than its level: V1.1b3, 6.21", [] {
  talkative device;
  return ask(device, ask_id(3, 0)) ==
         bytes{with_crc({0x11, 0x2B, 0x0E, 0x03, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 'A'})};
}());
CASE("a single object: V1.1b3, 6.21",
     hears(known{}, 4, 0x01, 0x101) && hears(known{}, 4, 0x80, 0x180) && hears(known{}, 4, 0xFF, 0x1FF));
CASE("02 for a single object that there is not: V1.1b3, 6.21",
     is_refused(known{}, 4, 0x55, exception::illegal_data_address));
CASE("03 for a single object where the device gives streams only",
     is_refused(known{0x03}, 4, 0x01, exception::illegal_data_value));
CASE("03 for a code that is none: V1.1b3, 6.21", is_refused(known{}, 5, 0, exception::illegal_data_value) &&
                                                     is_refused(known{}, 0, 0, exception::illegal_data_value));
CASE(
    "what just fits comes in one part: 10 + 9 + 7 + 6 + 4 + 2 + 215 + 3 bytes",
    hears(known{0x83, 215}, 3, 0, 0x10001020380FF) && [] {
      known device{0x83, 215};
      return ask(device, ask_id(3, 0)).size;
    }() == 256);
CASE("a byte more comes in two", hear(known{0x83, 216}, 3, 0).more&& hear(known{0x83, 216}, 3, 0).next == 0xFF &&
                                     read_in_parts(known{0x83, 216}, 3, 2) == 0x10001020380FF);
CASE("an object is never split", hear(known{0x83, 240}, 3, 0).more&& hear(known{0x83, 240}, 3, 0).next == 0x80 &&
                                     hear(known{0x83, 240}, 3, 0).ids == 0x100010203 &&
                                     read_in_parts(known{0x83, 240}, 3, 2) == 0x10001020380FF);
CASE("an object of 244 bytes fills a frame",
     hears(known{0x83, 244}, 4, 0x80, 0x180) && read_in_parts(known{0x83, 244}, 3, 3) == 0x10001020380FF);
CASE("04 for one of 245, which fits into none",
     is_refused(known{0x83, 245}, 4, 0x80, exception::server_device_failure) &&
         is_refused(known{0x83, 245}, 3, 0x80, exception::server_device_failure));
