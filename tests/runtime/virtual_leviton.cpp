// SPDX-License-Identifier: MIT
// The virtual Leviton meters over the wire: frames in, frames out. Registers are typed as the manuals number them.
#include <meterproto/modbus.hpp>
#include <meterproto/virtual_leviton.hpp>

#include <doctest/doctest.h>

#include "../poll.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

using namespace meterproto;

namespace {

using tests::result_of;
using tests::value_of;
namespace s4000r = leviton_s4000r;
namespace s4000k = leviton_s4000k;
namespace s4100 = leviton_s4100;
namespace block = leviton_s4100_sunspec;
using leviton_s4100_log::log_time;
using virtual_meter::instant;
using exact = power::powers<std::int64_t>;
using frame = std::vector<std::uint8_t>;
using words = std::vector<std::uint16_t>;

constexpr std::uint32_t hour = 3'600'000;
constexpr std::uint16_t none = 0x8000;

constexpr virtual_meter::choices plain{energy::total_of::phases,
                                       {demand::before_full::none, demand::apparent::of_means, demand::maxima::own},
                                       alerts::threshold::percent_of_nominal,
                                       alerts::imbalance::spread_of_mean,
                                       alerts::pair_marks::both,
                                       alerts::imbalance_marks::none,
                                       virtual_meter::second_counter::export_real};
constexpr virtual_registers::showing cut_off{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};

/// As sold: type 40, 600 V, 100 A.
template <class Model>
struct sold : virtual_leviton::device<Model> {
  explicit sold(virtual_meter::settings const& set = {}) : virtual_leviton::device<Model>{set, plain, cut_off} {}
};
/// With data logging, an entry every 10 s.
struct logging {
  std::vector<std::uint16_t> memory = std::vector<std::uint16_t>(virtual_leviton::log_size);
  virtual_leviton::device<virtual_leviton::s4100> meter;

  explicit logging(unsigned seconds = 10) : meter{set_to(seconds), plain, cut_off, memory} {}
  static virtual_meter::settings set_to(unsigned seconds) {
    virtual_meter::settings set;
    set.demand = *demand::intervals::of(1, seconds);
    return set;
  }
};

// ---- the wire ----

template <class Device>
frame answer_to(Device& device, frame const& request) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const got = modbus::answer(request, 1, device, space);
  return {got.begin(), got.end()};
}
/// Unit 1 and a CRC around it; the answer without them.
template <class Device>
frame ask(Device& device, std::initializer_list<unsigned> asked) {
  frame request{1};
  for (auto const one : asked) request.push_back(static_cast<std::uint8_t>(one));
  auto const put_crc = [](frame& to) {
    auto const crc = modbus::crc16(to);
    to.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    to.push_back(static_cast<std::uint8_t>(crc >> 8U));
  };
  put_crc(request);
  auto got = answer_to(device, request);
  REQUIRE(got.size() >= 5);
  auto body = frame(got.begin(), got.end() - 2);
  auto again = body;
  put_crc(again);
  REQUIRE(again == got);
  REQUIRE(got[0] == 1);
  body.erase(body.begin());
  return body;
}
template <class Device>
frame ask_read(Device& device, unsigned number, unsigned count, unsigned function = 3) {
  auto const address = number - 1;
  return ask(device, {function, address >> 8U, address & 0xFFU, count >> 8U, count & 0xFFU});
}
/// Registers from `number` on, as the manual counts.
template <class Device>
words read(Device& device, unsigned number, unsigned count = 1) {
  auto const got = ask_read(device, number, count);
  CAPTURE(number);
  REQUIRE(got.size() == 2 + 2 * count);
  words made;
  for (std::size_t i = 2; i != got.size(); i += 2)
    made.push_back(static_cast<std::uint16_t>(got[i] << 8U | got[i + 1]));
  return made;
}
template <class Device>
std::uint16_t at(Device& device, unsigned number) {
  return read(device, number)[0];
}
template <class Device>
std::int64_t long_at(Device& device, unsigned number) {
  auto const two = read(device, number, 2);
  return std::int64_t{two[0]} << 16U | two[1];
}
/// 0 where it was read, else the exception.
template <class Device>
int fault_of_read(Device& device, unsigned number, unsigned count = 1) {
  auto const got = ask_read(device, number, count);
  return got[0] == 0x83 ? got[1] : 0;
}
/// Function 06. 0 where it was confirmed, else the exception.
template <class Device>
int write(Device& device, unsigned number, unsigned value) {
  auto const address = number - 1;
  auto const got = ask(device, {6, address >> 8U, address & 0xFFU, value >> 8U, value & 0xFFU});
  if (got[0] == 0x86) return got[1];
  REQUIRE(got.size() == 5);
  return 0;
}
/// Function 10.
template <class Device>
int write(Device& device, unsigned number, words const& values) {
  auto const address = number - 1;
  frame request{1,
                0x10,
                static_cast<std::uint8_t>(address >> 8U),
                static_cast<std::uint8_t>(address & 0xFFU),
                0,
                static_cast<std::uint8_t>(values.size()),
                static_cast<std::uint8_t>(2 * values.size())};
  for (auto const one : values) {
    request.push_back(static_cast<std::uint8_t>(one >> 8U));
    request.push_back(static_cast<std::uint8_t>(one & 0xFFU));
  }
  auto const crc = modbus::crc16(request);
  request.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
  request.push_back(static_cast<std::uint8_t>(crc >> 8U));
  auto const got = answer_to(device, request);
  REQUIRE(got.size() >= 5);
  return got[1] == 0x90 ? got[2] : 0;
}

// ---- what the inputs bring ----

/// A: Q1, 3 kW, 4 kvar; B: Q2; C: Q3.
instant busy() {
  return {{{346'410, 346'411, 346'413}, {600'000, 600'002, 600'003}},
          {50'000, 40'000, 30'001},
          {exact{3'000'000, 4'000'000}, exact{-6'000'000, 8'000'000}, exact{-4'000'000, -3'000'000}},
          60'015};
}
instant drawing(std::int64_t milliwatts) {
  auto now = busy();
  now.power = {exact{milliwatts, 0}, exact{}, exact{}};
  return now;
}

}  // namespace

TEST_CASE("4100: every integer register of a meter with load in three quadrants: Modbus Point Map, 001 to 112") {
  sold<virtual_leviton::s4100> meter;
  meter.take(busy(), hour);
  CHECK(read(meter, 138, 4) == words{0xFFFE, 0xFFFF, 0xFFFE, 0xFFFE});  // 0.01 A, 0.1 V, 0.01 kW, 0.01 kWh
  CHECK(read(meter, 1, 42) == words{0xFFFF, 0xFD44, 0,      300,    0,      1000, 0,      400,  0,      800,  0,
                                    300,    0,      0,      0xFFFF, 0xFC18, 0,    500,    0,    1500,          // energy
                                    0xFD44, 900,    1140,   0xE805, 6000,   3464, 4000,   6002,                // now
                                    0xFD44, 900,    0xFB8C, 0,      0,      0,    0xFD44, 900,  0xFB8C, none,  // demand
                                    0,      3,      0,      10});
  CHECK(read(meter, 43, 48) == words{0, 300, 0, 0, 0, 0,   0, 0, 0, 600,  0, 400,    // real: import, export
                                     0, 400, 0, 0, 0, 0,   0, 0, 0, 800,  0, 0,      // Q1, Q2
                                     0, 0,   0, 0, 0, 300, 0, 0, 0, 0,    0, 0,      // Q3, Q4
                                     0, 500, 0, 0, 0, 0,   0, 0, 0, 1000, 0, 500});  // apparent
  CHECK(read(meter, 91, 22) == words{300,    0xFDA8, 0xFE70, 400,  800,  0xFED4, 500,  1000, 500,  6000, 0xE890,
                                     0xE0C0, 6000,   6000,   6000, 3464, 3464,   3464, 5000, 4000, 3000, none});
  CHECK(read(meter, 1, 112).size() == 112);
}

TEST_CASE("4000-R and 4000-K: the same load without a sign: Modbus Point Map, 001 to 052") {
  sold<virtual_leviton::s4000r> r;
  sold<virtual_leviton::s4000k> k;
  r.take(busy(), hour);
  k.take(busy(), hour);
  words const expected{0,    1300, 1300, 1500, 1985, 6549, 6000, 3464, 4000, 300,  600,  400,  6000,
                       6000, 8000, 6000, 6000, 6000, 3464, 3464, 3464, 5000, 4000, 3000, none, 6002,
                       0,    2000, 0,    1500, 500,  1000, 500,  400,  800,  300,  1300, 1500, 1985,
                       1300, 1500, 1985, 0,    13,   0,    15,   0,    300,  0,    600,  0,    400};
  CHECK(read(r, 1, 52) == expected);
  CHECK(read(k, 1, 52) == expected);
  CHECK(read(k, 257, 4)[0] == read(k, 257, 4)[2]);  // 259: "Real Energy Consumption" once more
  CHECK(read(k, 257, 4)[1] == read(k, 257, 4)[3]);
  CHECK(at(r, 132) == none);
  CHECK(at(k, 132) == 1);
}

namespace {

/// Every float beside the integer that measures the same: within half a step, or a step of what is cut off.
template <class Model, class Device>
void compare_floats(Device& meter, unsigned expected) {
  unsigned compared = 0;
  for (auto const& each : Model::registers) {
    if (each.as != modbus::kind::f32) continue;
    auto const two = read(meter, each.address + 1U, 2);
    auto const bits = static_cast<std::uint32_t>(two[0]) << 16U | two[1];
    CAPTURE(each.address);
    if (each.of.what == quantity::reserved) {
      CHECK(bits == 0x7FC0'0000);
      continue;
    }
    for (auto const& other : Model::registers) {
      if (other.is_float() || !(other.of == each.of)) continue;
      auto const by = other.scale_register();
      auto const power = by == 0 ? other.fixed_exponent() : static_cast<std::int16_t>(at(meter, 137 + by));
      double raw = 0;
      if (other.count == 2) {
        auto const whole = long_at(meter, other.address + 1U);
        raw = static_cast<double>(other.as == modbus::kind::i32 ? static_cast<std::int32_t>(whole) : whole);
      } else {
        auto const whole = at(meter, other.address + 1U);
        raw = other.as == modbus::kind::i16 ? static_cast<std::int16_t>(whole) : whole;
      }
      auto const step = std::pow(10.0, power);
      CHECK(std::abs(static_cast<double>(std::bit_cast<float>(bits)) - raw * step) <= step * 1.0001);
      ++compared;
    }
  }
  CHECK(compared == expected);
}

}  // namespace

TEST_CASE("A float holds what its integer holds, unscaled; 305, 311 and 407 return QNAN") {
  sold<virtual_leviton::s4100> b;
  sold<virtual_leviton::s4000k> k;
  for (int i = 0; i != 3; ++i) {
    b.take(busy(), hour / 7);
    k.take(busy(), hour / 7);
  }
  compare_floats<virtual_leviton::s4100>(b, 74);
  compare_floats<virtual_leviton::s4000k>(k, 43);
}

TEST_CASE("Function 04 reads what 03 reads; to others and to damaged frames it is silent") {
  sold<virtual_leviton::s4100> meter;
  meter.take(busy(), hour);
  auto holding = ask_read(meter, 1, 112, 3);
  auto input = ask_read(meter, 1, 112, 4);
  CHECK(input[0] == 4);
  holding[0] = 4;
  CHECK(holding == input);
  CHECK(answer_to(meter, {2, 3, 0, 0, 0, 1, 0x84, 0x39}).empty());
  CHECK(answer_to(meter, {1, 3, 0, 0, 0, 1, 0x84, 0x0B}).empty());
  CHECK(answer_to(meter, {1, 3, 0, 0, 0, 1, 0x84, 0x0A}).size() == 7);
}

TEST_CASE("Identification, byte for byte: \"Supported Modbus Commands\", 0x11 and 0x2B") {
  sold<virtual_leviton::s4100> b;
  CHECK(answer_to(b, {0x01, 0x11, 0xC0, 0x2C}) ==
        frame{0x01, 0x11, 0x29, 0xF7, 0xFF, 0x4C, 0x65, 0x76, 0x69, 0x74, 0x6F, 0x6E, 0x20, 0x53, 0x34, 0x31,
              0x30, 0x30, 0x20, 0x50, 0x6F, 0x77, 0x65, 0x72, 0x20, 0x4D, 0x65, 0x74, 0x65, 0x72, 0x20, 0x46,
              0x75, 0x6C, 0x6C, 0x20, 0x44, 0x61, 0x74, 0x61, 0x20, 0x53, 0x65, 0x74, 0x5A, 0xB1});
  CHECK(answer_to(b, {0x01, 0x2B, 0x0E, 0x01, 0x00, 0x70, 0x77}) ==
        frame{0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x03, 0x00, 0x07, 'L', 'e', 'v', 'i', 't', 'o',  'n', 0x01,
              0x05, 'S',  '4',  '1',  '0',  '0',  0x02, 0x07, 'V',  '1',  '2', '.', '3', '4', '5', 0xA4, 0x2F});
  CHECK(at(b, 7001) == 12'345);  // "If register #7001 == 12345, then the 3rd object would be V12.345"
  sold<virtual_leviton::s4000r> r;
  sold<virtual_leviton::s4000k> k;
  auto const text = [](frame const& answer) { return std::string(answer.begin() + 4, answer.end()); };
  CHECK(text(ask(r, {0x11})) == "Leviton Series 4000R Power Meter Full Data Set");
  CHECK(text(ask(k, {0x11})) == "Leviton Series 4000K Power Meter Full Data Set");
  auto const id = ask(k, {0x2B, 0x0E, 0x01, 0x00});
  CHECK(std::string(id.begin(), id.end()).find("\x01\x0BSeries 4000\x02\x07V12.345") != std::string::npos);
  CHECK(at(k, 7001) == 12'345);
  CHECK(ask(b, {0x2B, 0x0E, 0x04, 0x00}) == frame{0xAB, 3});  // no single objects
}

TEST_CASE("The functions that are not in the table \"Supported Modbus Commands\" are refused with 01") {
  sold<virtual_leviton::s4100> meter;
  CHECK(ask(meter, {0x01, 0, 0, 0, 1}) == frame{0x81, 1});
  CHECK(ask(meter, {0x02, 0, 0, 0, 1}) == frame{0x82, 1});
  CHECK(ask(meter, {0x05, 0, 0, 0xFF, 0}) == frame{0x85, 1});
  CHECK(ask(meter, {0x0F, 0, 0, 0, 1, 1, 1}) == frame{0x8F, 1});
  CHECK(ask(meter, {0x16, 0, 130, 0xFF, 0xFF, 0, 0}) == frame{0x96, 1});
  CHECK(ask(meter, {0x17, 0, 130, 0, 1, 0, 130, 0, 1, 2, 0, 200}) == frame{0x97, 1});
  CHECK(ask(meter, {0x07}) == frame{0x87, 1});
  CHECK(at(meter, 131) == 100);
}

TEST_CASE("Outside the map there is exception 02, and 03 for more than 125 registers") {
  sold<virtual_leviton::s4100> b;
  for (unsigned number :
       {113U, 128U, 155U, 160U, 178U, 179U, 256U, 409U, 7000U, 7002U, 8000U, 13'759U, 40'000U, 40'179U, 65'536U})
    CHECK(fault_of_read(b, number) == 2);
  CHECK(fault_of_read(b, 112, 2) == 2);
  CHECK(fault_of_read(b, 154, 2) == 2);
  CHECK(fault_of_read(b, 40'178, 2) == 2);
  for (unsigned number : {1U, 112U, 129U, 154U, 257U, 408U, 7001U, 40'001U, 40'178U})
    CHECK(fault_of_read(b, number) == 0);
  CHECK(fault_of_read(b, 257, 125) == 0);
  CHECK(fault_of_read(b, 257, 126) == 3);
  CHECK(fault_of_read(b, 1, 0) == 3);
  sold<virtual_leviton::s4000r> r;
  for (unsigned number : {53U, 128U, 155U, 158U, 169U, 256U, 347U, 7000U, 8000U, 40'001U})
    CHECK(fault_of_read(r, number) == 2);
  for (unsigned number : {1U, 52U, 129U, 154U, 257U, 346U, 7001U}) CHECK(fault_of_read(r, number) == 0);
}

TEST_CASE("Half of a 32-bit value can be read") {
  sold<virtual_leviton::s4100> meter;
  meter.take(drawing(2'000'000'000'000), 2 * hour);  // 4000000 kWh: 400000000 steps
  CHECK(read(meter, 3, 2) == words{0x17D7, 0x8400});
  CHECK(at(meter, 3) == 0x17D7);
  CHECK(at(meter, 4) == 0x8400);
  CHECK(read(meter, 4, 2)[0] == 0x8400);
}

TEST_CASE("What is not written: measured values, floats, what the meter makes itself, SunSpec") {
  sold<virtual_leviton::s4100> b;
  for (unsigned number : {1U,   21U,  112U, 113U, 135U, 136U, 138U, 141U,  145U,    146U,
                          147U, 148U, 152U, 153U, 154U, 257U, 258U, 7001U, 40'001U, 40'070U})
    CHECK(write(b, number, 0U) == 2);
  CHECK(write(b, 257, words{0, 0}) == 2);
  CHECK(write(b, 1, words{0, 0}) == 2);
  CHECK(write(b, 134, words{480, 1}) == 2);  // 135 behind it
  CHECK(at(b, 134) == 600);
  sold<virtual_leviton::s4000r> r;
  CHECK(write(r, 132, 1U) == 2);
  CHECK(write(r, 1, words{0, 0}) == 2);
}

TEST_CASE("Reserved rows: 0x8000 or 0 as printed; 151 takes what it is given and returns 0") {
  sold<virtual_leviton::s4100> b;
  sold<virtual_leviton::s4000r> r;
  for (unsigned number : {38U, 112U}) CHECK(at(b, number) == none);
  for (unsigned number : {25U, 132U}) CHECK(at(r, number) == none);
  for (unsigned number : {136U, 148U, 151U, 154U}) {
    CHECK(at(b, number) == 0);
    CHECK(at(r, number) == 0);
  }
  CHECK(read(b, 311, 2) == words{0x7FC0, 0});
  CHECK(read(b, 407, 2) == words{0x7FC0, 0});
  CHECK(read(r, 305, 2) == words{0x7FC0, 0});
  CHECK(write(b, 151, 32'767U) == 0);
  CHECK(at(b, 151) == 0);
  CHECK(at(b, 129) == 0);
  CHECK(at(b, 153) == 0);
}

TEST_CASE("Each setting: what the manual allows is read back, the rest is refused with 03 and changes nothing") {
  struct allowed {
    unsigned number;
    words legal;
    words illegal;
  };
  allowed const all[] = {{130, {10, 11, 12, 31, 40}, {0, 13, 30, 41, 0x8000}},
                         {131, {1, 5, 32'000, 100}, {0, 32'001, 0xFFFF}},
                         {132, {3, 1}, {0, 2, 4}},
                         {133, {1, 32'000, 100}, {0, 32'001}},
                         {134, {82, 660, 600}, {0, 81, 661, 32'000, 0xFFFF}},
                         {137, {0, 1}, {2, 0xFFFF}},
                         {142, {1, 99, 10}, {0, 100}},
                         {143, {1, 99, 25}, {0, 100}},
                         {144, {10'000, 10, 100, 1'000}, {0, 1, 500, 1'001}},
                         {149, {6, 2, 1}, {0, 7}},
                         {150, {0, 10, 32'767, 900}, {1, 9, 32'768}}};
  sold<virtual_leviton::s4100> meter;
  CHECK(read(meter, 129, 6) == words{0, 40, 100, 1, 100, 600});
  CHECK(read(meter, 142, 4) == words{10, 25, 1'000, 500});
  CHECK(read(meter, 149, 2) == words{1, 900});
  for (auto const& each : all) {
    CAPTURE(each.number);
    for (auto const value : each.legal) {
      CHECK(write(meter, each.number, std::uint32_t{value}) == 0);
      CHECK(at(meter, each.number) == value);
      CHECK(write(meter, each.number, words{value}) == 0);  // function 10
    }
    auto const before = at(meter, each.number);
    for (auto const value : each.illegal) {
      CHECK(write(meter, each.number, std::uint32_t{value}) == 3);
      CHECK(at(meter, each.number) == before);
    }
  }
  sold<virtual_leviton::s4000r> r;
  for (auto const value : {19U, 5'001U}) CHECK(write(r, 131, value) == 3);
  for (auto const value : {20U, 5'000U}) CHECK(write(r, 131, value) == 0);
  CHECK(write(r, 152, 7U) == 2);  // printed R/W, but all sister manuals say R: it counts power-ups
  CHECK(at(r, 152) == 1);
}

TEST_CASE("\"Refuse voltages that are outside the range of 82-660 volts when divided by the PT Ratio\" [134]") {
  sold<virtual_leviton::s4100> meter;
  CHECK(write(meter, 133, 200U) == 0);
  CHECK(write(meter, 134, 163U) == 3);
  CHECK(write(meter, 134, 164U) == 0);
  CHECK(write(meter, 134, 1'320U) == 0);
  CHECK(write(meter, 134, 1'321U) == 3);
  CHECK(at(meter, 134) == 1'320);
  CHECK(write(meter, 133, words{50, 330}) == 0);  // 0.5:1 and 660 V
  CHECK(write(meter, 134, 331U) == 3);
  CHECK(write(meter, 133, words{32'000, 32'000}) == 0);  // 320:1 and 100 V
  CHECK(read(meter, 133, 2) == words{32'000, 32'000});
}

TEST_CASE("Several rows in one write: legal only together, or nothing of it") {
  sold<virtual_leviton::s4100> meter;
  CHECK(write(meter, 134, 13'800U) == 3);
  CHECK(write(meter, 133, words{12'000, 13'800}) == 0);
  CHECK(read(meter, 133, 2) == words{12'000, 13'800});
  auto const before = read(meter, 129, 26);
  CHECK(write(meter, 130, words{31, 200, 3, 100, 13'800}) == 3);  // 13800 V with 1:1
  CHECK(write(meter, 142, words{20, 30, 500}) == 3);              // 500 Wh
  CHECK(write(meter, 149, words{2, 5}) == 3);
  CHECK(write(meter, 129, words{30'078, 13}) == 3);
  CHECK(read(meter, 129, 26) == before);
  CHECK(write(meter, 130, words{31, 200, 3, 12'000, 14'000}) == 0);
  CHECK(read(meter, 130, 5) == words{31, 200, 3, 12'000, 14'000});
}

TEST_CASE("What follows from 130, 131 and 134: the largest power [135] and the scale registers [138-141]") {
  sold<virtual_leviton::s4100> meter;
  CHECK(at(meter, 135) == 10'392);  // 103.92 kW
  for (unsigned type : {10U, 11U, 12U}) {
    CHECK(write(meter, 130, type) == 0);
    CHECK(at(meter, 135) == 6'000);
  }
  for (unsigned type : {31U, 40U}) {
    CHECK(write(meter, 130, type) == 0);
    CHECK(at(meter, 135) == 10'392);
  }
  CHECK(write(meter, 130, words{40, 400, 1, 12'000, 13'800}) == 0);
  CHECK(read(meter, 138, 4) == words{0xFFFF, 0, 0, 0});
  CHECK(at(meter, 135) == 9'561);  // 9560.9 kW
  CHECK(write(meter, 130, words{40, 32'000, 1, 32'000, 32'000}) == 0);
  CHECK(value_of<s4100::system_power_max>(meter).in<double>(kW) == doctest::Approx(1'773'620).epsilon(0.0001));
  CHECK(read(meter, 138, 4) == words{1, 1, 2, 2});
  CHECK(write(meter, 130, words{40, 1, 1, 100, 82}) == 0);
  CHECK(read(meter, 138, 4) == words{0xFFFC, 0xFFFE, 0xFFFC, 0xFFFC});
  CHECK(at(meter, 135) == 1'420);  // 0.142 kW
}

TEST_CASE("\"The slowest duration that will keep up\" [145]; where there is none, 144 is refused") {
  sold<virtual_leviton::s4100> meter;
  CHECK(write(meter, 144, 10U) == 0);
  CHECK(at(meter, 145) == 100);
  CHECK(write(meter, 130, 10U) == 0);  // 60 kW
  CHECK(at(meter, 145) == 250);
  CHECK(write(meter, 130, words{40, 400, 1, 12'000, 13'800}) == 0);  // 9560.9 kW: "keeps it"
  CHECK(read(meter, 144, 3) == words{10, 250, 0x8740});              // no pulse keeps up; and nothing has been seen yet
  CHECK(write(meter, 144, 10U) == 3);
  CHECK(write(meter, 144, 100U) == 0);
  CHECK(read(meter, 144, 2) == words{100, 10});
  CHECK((at(meter, 146) & 0x8000U) == 0);
  CHECK(write(meter, 144, 1'000U) == 0);
  CHECK(at(meter, 145) == 100);
  CHECK(write(meter, 144, 10'000U) == 0);
  CHECK(at(meter, 145) == 500);
}

TEST_CASE("Bit 15 goes on with the configuration and off with it") {
  sold<virtual_leviton::s4100> meter;
  meter.take(drawing(10'000'000), 1000);
  CHECK(write(meter, 144, 10U) == 0);
  CHECK(at(meter, 146) == 0);
  CHECK(write(meter, 131, 1'733U) == 0);
  CHECK(at(meter, 146) == 0x8000);  // not QNAN
  CHECK(value_of<s4100::alert_bitmap>(meter).has(alert::pulse_configuration));
  CHECK(read(meter, 144, 2) == words{10, 100});
  CHECK(write(meter, 131, 1'732U) == 0);
  CHECK(at(meter, 146) == 0);
  CHECK(at(meter, 145) == 10);
}

TEST_CASE("The alert bitmap over the wire, by the settings 142 and 143") {
  sold<virtual_leviton::s4100> meter;
  auto low = busy();
  low.voltage.between[0] = 200'000;
  meter.take(low, 1000);
  CHECK(at(meter, 146) == 0);
  CHECK(write(meter, 142, 40U) == 0);
  CHECK(at(meter, 146) == 0x300);
  auto far = busy();
  far.current[2] = 120'001;
  far.voltage.to_neutral[1] = 416'401;
  far.power[0] = exact{1, 9};
  far.millihertz = 70'000;
  meter.take(far, 1000);
  CHECK(at(meter, 146) == 0x0862);
}

TEST_CASE("The words of register 129: energies 30078, demand 21211 and 21212, pulses 16498; others are refused") {
  sold<virtual_leviton::s4100> meter;
  meter.take(busy(), hour);
  CHECK(at(meter, 147) == 0);
  frame const reset_energy{0x01, 0x06, 0x00, 0x80, 0x75, 0x7E, 0x2E, 0x92};
  CHECK(answer_to(meter, reset_energy) == reset_energy);
  for (unsigned number = 1; number <= 19; number += 2) CHECK(long_at(meter, number) == 0);
  for (unsigned number = 43; number <= 89; number += 2) CHECK(long_at(meter, number) == 0);
  CHECK(read(meter, 257, 2) == words{0, 0});
  CHECK(long_at(meter, 39) == 3);
  CHECK(at(meter, 129) == 0);
  CHECK(at(meter, 147) == 1);

  frame const reset_pulses{0x01, 0x06, 0x00, 0x80, 0x40, 0x72, 0x39, 0xC7};
  CHECK(answer_to(meter, reset_pulses) == reset_pulses);
  CHECK(long_at(meter, 39) == 0);
  CHECK(long_at(meter, 41) == 0);
  CHECK(at(meter, 147) == 1);

  meter.take(drawing(1'000'000), 300'000);
  CHECK(at(meter, 29) == 0xFD44);
  frame const begin{0x01, 0x06, 0x00, 0x80, 0x52, 0xDB, 0xF5, 0x19};
  CHECK(answer_to(meter, begin) == begin);
  CHECK(at(meter, 29) == 100);  // of five minutes
  CHECK(read(meter, 32, 4) == words{100, 0, 100, 0xFD44});
  meter.take(drawing(2'000'000), 899'999);
  CHECK(at(meter, 29) == 100);
  meter.take(drawing(2'000'000), 1);
  CHECK(at(meter, 29) == 200);

  meter.take(drawing(500'000), 900'000);
  CHECK(at(meter, 32) == 200);
  frame const reset_max{0x01, 0x06, 0x00, 0x80, 0x52, 0xDC, 0xB4, 0xDB};
  CHECK(answer_to(meter, reset_max) == reset_max);
  CHECK(read(meter, 32, 6) == words{50, 0, 50, 0, 0, 0});
  CHECK(at(meter, 29) == 50);

  auto const before = read(meter, 1, 112);
  for (unsigned word : {0U, 1U, 30'077U, 30'079U, 21'210U, 21'213U, 16'640U, 0xFFFFU})
    CHECK(write(meter, 129, word) == 3);
  CHECK(read(meter, 1, 112) == before);
  CHECK(at(meter, 147) == 1);
}

TEST_CASE("The Energy Resets Counter counts from 32767 on to 0 [147]") {
  sold<virtual_leviton::s4000k> meter;
  for (int i = 0; i != 32'767; ++i) REQUIRE(write(meter, 129, 30'078U) == 0);
  CHECK(at(meter, 147) == 32'767);
  CHECK(write(meter, 129, words{30'078, 40}) == 0);  // with 130 behind it
  CHECK(at(meter, 147) == 0);
}

TEST_CASE("Demand: 150 at 0 waits for the command, another length begins anew, 149 rolls") {
  sold<virtual_leviton::s4100> meter;
  CHECK(read(meter, 29, 3) == words{none, none, none});
  CHECK(read(meter, 279 + 14, 2) == words{0x7FC0, 0});  // 293: its float
  CHECK(write(meter, 149, words{6, 0}) == 0);
  meter.take(drawing(1'000'000), 2 * hour);
  CHECK(at(meter, 29) == none);
  CHECK(write(meter, 129, 21'211U) == 0);
  CHECK(at(meter, 29) == 100);  // 149 is ignored
  CHECK(write(meter, 149, words{2, 60}) == 0);
  CHECK(at(meter, 29) == none);
  CHECK(at(meter, 32) == 100);
  meter.take(drawing(3'000'000), 60'000);
  CHECK(at(meter, 29) == none);
  meter.take(drawing(6'000'000), 60'000);
  CHECK(at(meter, 29) == 450);
  meter.take(drawing(0), 60'000);
  CHECK(at(meter, 29) == 300);
  CHECK(read(meter, 32, 4) == words{450, 0, 450, 0});
}

TEST_CASE("QNAN where the system type has no such input: \"Supported System Types\"") {
  struct expected {
    unsigned type;
    std::string voltages;  // LL LN AB BC CA AN BN CN
    std::string phases;    // A B C
  };
  for (auto const& each :
       {expected{10, "01000100", "100"}, expected{11, "10100000", "100"}, expected{12, "11100110", "110"},
        expected{31, "10111000", "111"}, expected{40, "11111111", "111"}}) {
    CAPTURE(each.type);
    sold<virtual_leviton::s4100> b;
    sold<virtual_leviton::s4000k> k;
    REQUIRE(write(b, 130, each.type) == 0);
    REQUIRE(write(k, 130, each.type) == 0);
    b.take(busy(), 900'000);
    k.take(busy(), 900'000);
    unsigned const of_b[] = {25, 26, 103, 104, 105, 106, 107, 108};
    unsigned const of_k[] = {7, 8, 16, 17, 18, 19, 20, 21};
    unsigned const sunspec[] = {40'081, 40'077, 40'082, 40'083, 40'084, 40'078, 40'079, 40'080};
    for (std::size_t i = 0; i != 8; ++i) {
      bool const there = each.voltages[i] == '1';
      CHECK((at(b, of_b[i]) != none) == there);
      CHECK((at(k, of_k[i]) != none) == there);
      CHECK((at(b, sunspec[i]) != none) == there);
    }
    for (unsigned i = 0; i != 3; ++i) {
      bool const there = each.phases[i] == '1';
      for (unsigned first : {91U, 94U, 97U, 100U, 109U, 40'073U, 40'089U, 40'094U, 40'099U, 40'104U})
        CHECK((at(b, first + i) != none) == there);
      for (unsigned first : {10U, 13U, 22U, 31U, 34U}) CHECK((at(k, first + i) != none) == there);
      for (unsigned first : {365U, 371U, 377U, 383U, 401U}) CHECK((at(b, first + 2 * i) != 0x7FC0) == there);
    }
    for (unsigned number : {21U, 22U, 23U, 24U, 27U, 28U, 29U}) CHECK(at(b, number) != none);
  }
}

TEST_CASE("Type 11 over the wire: the power of VAB and IA") {
  virtual_meter::settings set;
  set.wiring = system_type::two_lines;
  sold<virtual_leviton::s4100> meter{set};
  meter.take(
      virtual_meter::inputs_of({120, 120, 99}, {10, 77, 77}, {1.0471975511965976, 0, 0}, 60, system_type::two_lines),
      hour);
  CHECK(value_of<s4100::voltage_ab>(meter).in<double>(V) == doctest::Approx(240));
  CHECK(value_of<s4100::real_power_total>(meter).in<double>(kW) == doctest::Approx(1.2));
  CHECK(value_of<s4100::reactive_power_total>(meter).in<double>(kvar) == doctest::Approx(2.08));
  CHECK(value_of<s4100::current_avg>(meter).in<double>(A) == doctest::Approx(10));
  CHECK(value_of<s4100::real_energy_import>(meter).in<double>(kWh) == doctest::Approx(1.2));
}

TEST_CASE("A frequency that cannot be told is QNAN [028, 309, 40086]") {
  sold<virtual_leviton::s4100> meter;
  auto now = busy();
  for (std::int64_t millihertz : {0, 44'990, 65'010}) {
    now.millihertz = millihertz;
    meter.take(now, 1000);
    CHECK(at(meter, 28) == none);
    CHECK(at(meter, 40'086) == none);
    CHECK((at(meter, 146) & 0x40U) != 0);
  }
  now.millihertz = 45'000;
  meter.take(now, 1000);
  CHECK(at(meter, 28) == 4'500);
  CHECK(at(meter, 40'086) == 4'500);
}

TEST_CASE("Registers stand at the ends of their ranges") {
  virtual_meter::settings set;
  set.system_voltage = 82;
  set.ct_primary = 1;
  sold<virtual_leviton::s4100> b{set};
  sold<virtual_leviton::s4000k> k{set};
  auto far = busy();
  far.power = {exact{-900'000'000, 0}, exact{900'000'000, 0}, exact{0, -900'000'000}};
  far.current = {5'000, 900'000, 900'000};
  b.take(far, 1000);
  k.take(far, 1000);
  CHECK(read(b, 91, 9) == words{0x8001, 0x7FFF, 0, 0, 0, 0x8001, 0x7FFF, 0x7FFF, 0x7FFF});
  CHECK(read(b, 103, 9) == words{0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF, 0x7FFF});
  CHECK(read(k, 10, 3) == words{0x7FFF, 0x7FFF, 0});
  CHECK(read(b, 40'089, 3) == words{0x8001, 0x7FFF, 0});
  CHECK(std::bit_cast<float>(static_cast<std::uint32_t>(long_at(b, 365))) == -900.0F);  // a float does not
}

TEST_CASE("Accumulators roll over at 2^32, the signed net stands at its end") {
  virtual_meter::settings set;
  set.system_voltage = 82;
  set.ct_primary = 1;  // steps of 0.1 Wh
  sold<virtual_leviton::s4100> meter{set};
  REQUIRE(at(meter, 141) == 0xFFFC);
  meter.take(drawing(429'496'729'500), hour);
  CHECK(long_at(meter, 3) == 4'294'967'295);
  CHECK(long_at(meter, 43) == 4'294'967'295);
  CHECK(read(meter, 1, 2) == words{0x7FFF, 0xFFFF});
  CHECK(long_at(meter, 40'116) == 429'496'729);  // SunSpec counts Wh
  meter.take(drawing(100), hour);
  CHECK(long_at(meter, 3) == 0);
  CHECK(long_at(meter, 43) == 0);
  meter.take(drawing(700), hour);
  CHECK(long_at(meter, 3) == 7);
  CHECK(std::bit_cast<float>(static_cast<std::uint32_t>(long_at(meter, 259))) == 429'496.7303F);  // the float goes on
  CHECK(write(meter, 129, 30'078U) == 0);
  meter.take(drawing(-400'000'000'000), hour);
  CHECK(read(meter, 1, 2) == words{0x8000, 0x0001});
  CHECK(read(meter, 15, 2) == words{0x8000, 0x0001});
}

TEST_CASE("A pulse counter rolls over after 4294967295, its float ends at 4294967040 [039, 313]") {
  virtual_meter::settings set;
  set.pulse_energy = 10;
  sold<virtual_leviton::s4100> meter{set};
  auto const as_float = [&] { return std::bit_cast<float>(static_cast<std::uint32_t>(long_at(meter, 313))); };
  meter.take(drawing(2'147'483'647'500), 20 * hour);
  CHECK(long_at(meter, 39) == 4'294'967'295);
  CHECK(as_float() == 4'294'967'040.0F);
  CHECK(value_of<s4100::pulse_counter_1>(meter).in(counts) == 4'294'967'295);
  meter.take(drawing(10'000), hour);
  CHECK(long_at(meter, 39) == 0);
  CHECK(as_float() == 0);
  meter.take(drawing(20'000), hour);
  CHECK(long_at(meter, 39) == 2);
}

// ---- SunSpec ----

TEST_CASE("The SunSpec block is a chain of two models and an end: 40001 to 40178") {
  sold<virtual_leviton::s4100> meter;
  CHECK(read(meter, 40'001, 4) == words{0x5375, 0x6E53, 1, 65});
  CHECK(read(meter, 40'177, 2) == words{0xFFFF, 0});
  sunspec::chain walk{40'000};
  std::array<std::uint8_t, modbus::max_frame> space{};
  words found;
  while (!walk.done()) {
    auto const wanted = walk.next();
    auto const request = modbus::frame_of(1, wanted);
    auto const got = modbus::parse_registers(modbus::answer(*request, 1, meter, space), 1, wanted);
    REQUIRE(got.has_value());
    auto const model = walk.take(*got);
    REQUIRE(model.has_value());
    found.insert(found.end(), {model->id, model->length, model->address});
  }
  CHECK(found == words{0, 0, 0, 1, 65, 40'002, 203, 105, 40'069, 0xFFFF, 0, 40'176});
  auto const text = [&](unsigned number, unsigned count) {
    std::string made;
    for (auto const two : read(meter, number, count))
      for (auto const letter : {two / 256, two % 256})
        if (letter != 0) made += static_cast<char>(letter);
    return made;
  };
  CHECK(text(40'005, 16) == "Leviton");
  CHECK(text(40'021, 16) == "S4100");
  CHECK(text(40'037, 8).empty());
  CHECK(text(40'045, 8) == "V12.345");
  CHECK(!text(40'053, 16).empty());
  CHECK(at(meter, 40'069) == 1);
  CHECK(read(meter, 40'001, 69).size() == 69);
  CHECK(read(meter, 40'070, 109).size() == 109);
}

TEST_CASE("201 single phase, 202 split phase, 203 wye, 204 delta: 40070") {
  sold<virtual_leviton::s4100> meter;
  auto const id_of = [&](unsigned type) {
    REQUIRE(write(meter, 130, type) == 0);
    return read(meter, 40'070, 2);
  };
  CHECK(id_of(10) == words{201, 105});
  CHECK(id_of(11) == words{201, 105});
  CHECK(id_of(12) == words{202, 105});
  CHECK(id_of(31) == words{204, 105});
  CHECK(id_of(40) == words{203, 105});
}

TEST_CASE("Every register of the meter model, with its scale factors: 40072 to 40176") {
  sold<virtual_leviton::s4100> meter;
  meter.take(busy(), hour);
  CHECK(read(meter, 40'072, 16) ==
        words{1200, 500, 400, 300, 0xFFFF, 3464, 3464, 3464, 3464, 6000, 6000, 6000, 6000, 0xFFFF, 6002, 0xFFFE});
  CHECK(read(meter, 40'088, 20) == words{0xFD44, 300, 0xFDA8, 0xFE70, 1, 1140,   500,  1000,   500,    1,
                                         900,    400, 800,    0xFED4, 1, 0xF595, 6000, 0xE890, 0xE0C0, 0xFFFE});
  CHECK(read(meter, 40'108, 17) == words{0, 10'000, 0, 0, 0, 6'000, 0, 4'000, 0, 3'000, 0, 3'000, 0, 0, 0, 0, 0});
  CHECK(read(meter, 40'125, 17) == words{0, 15'000, 0, 0, 0, 10'000, 0, 5'000, 0, 5'000, 0, 5'000, 0, 0, 0, 0, 0});
  CHECK(read(meter, 40'142, 33) == words{0,     4'000, 0, 4'000, 0, 0, 0,     0, 0, 8'000, 0, 0, 0, 8'000, 0, 0, 0,
                                         3'000, 0,     0, 0,     0, 0, 3'000, 0, 0, 0,     0, 0, 0, 0,     0, 0});
  CHECK(read(meter, 40'175, 2) == words{0, 0});
  CHECK(value_of<block::power_factor_avg>(meter).in(percent) == decimal{-2'667, -2});
  CHECK(value_of<block::current_total>(meter).in(A) == 120);
  CHECK(value_of<block::real_energy_export_b>(meter).in(kWh) == 6);
}

namespace {

template <auto const& Point, class Unit>
void shows(virtual_leviton::device<virtual_leviton::s4100>& meter, Unit const& in, double value, double relative) {
  CHECK(value_of<Point>(meter).template in<double>(in) == doctest::Approx(value).epsilon(relative));
}

}  // namespace

TEST_CASE("At full scale and 20 % above, no scale factor clips, in any configuration") {
  struct configuration {
    std::uint32_t amperes;
    std::uint32_t volts;
  };
  for (auto const wiring : {system_type::line_and_neutral, system_type::two_lines, system_type::two_lines_and_neutral,
                            system_type::delta, system_type::wye})
    for (auto const& each : {configuration{1, 82}, configuration{27, 82}, configuration{90, 208},
                             configuration{100, 600}, configuration{273, 480}, configuration{2'731, 27'306},
                             configuration{5'000, 13'800}, configuration{32'000, 32'000}}) {
      virtual_meter::settings set;
      set.wiring = wiring;
      set.ct_primary = each.amperes;
      set.system_voltage = each.volts;
      set.pt_hundredths = each.volts * 100 / 600 + 1;
      sold<virtual_leviton::s4100> meter{set};
      for (int const tenths : {10, 12}) {
        auto const watts = static_cast<double>(set.largest_power()) * tenths / 10;
        auto const volts = static_cast<double>(each.volts) * tenths / 10;
        auto const amperes = static_cast<double>(each.amperes) * tenths / 10;
        instant now;
        auto const of = [](double milli) { return static_cast<std::int64_t>(milli * 1000 + 0.5); };
        now.voltage.to_neutral = now.voltage.between = {of(volts), of(volts), of(volts)};
        for (unsigned i = 0; i != currents_of(wiring); ++i) now.current[i] = of(amperes);
        now.power[0] = exact{of(-watts), 0};
        meter.take(now, 1000);
        CAPTURE(each.amperes);
        CAPTURE(static_cast<int>(wiring));
        auto const currents = static_cast<double>(currents_of(wiring));
        shows<block::current_total>(meter, A, amperes * currents, 0.002);
        shows<block::current_a>(meter, A, amperes, 0.005);
        shows<block::real_power_total>(meter, W, -watts, 0.005);
        shows<block::apparent_power_a>(meter, VA, watts, 0.005);
        shows<s4100::real_power_total>(meter, kW, -watts / 1000, 0.002);
        shows<s4100::apparent_power_total>(meter, kVA, watts / 1000, 0.002);
        shows<s4100::current_avg>(meter, A, amperes, 0.002);
        if (wiring != system_type::line_and_neutral) {
          shows<block::voltage_ab>(meter, V, volts, 0.002);
          shows<s4100::voltage_ab>(meter, V, volts, 0.002);
        } else {
          shows<block::voltage_an>(meter, V, volts, 0.002);
          shows<s4100::voltage_an>(meter, V, volts, 0.002);
        }
        if (tenths == 10) shows<s4100::system_power_max>(meter, kW, watts / 1000, 0.002);
      }
    }
}

TEST_CASE("Events: loss of a phase 2 and 3, power factor 4, current 5, voltage 6: 40175") {
  sold<virtual_leviton::s4100> meter;
  auto const events_of = [&](auto const& change) {
    auto now = busy();
    change(now);
    meter.take(now, 1000);
    return long_at(meter, 40'175);
  };
  CHECK(events_of([](instant&) {}) == 0);
  CHECK(events_of([](instant& now) { now.voltage.to_neutral[2] = 1; }) == 0x0C);
  CHECK(events_of([](instant& now) { now.power[1] = exact{1, 9}; }) == 0x10);
  CHECK(events_of([](instant& now) { now.current[0] = 130'000; }) == 0x20);
  CHECK(events_of([](instant& now) { now.voltage.to_neutral[0] = 420'000; }) == 0x40);
  CHECK(value_of<block::events>(meter).has(sunspec::event::over_voltage));
  CHECK(events_of([](instant& now) { now.millihertz = 0; }) == 0);
}

// ---- data log ----

namespace {

template <class Device>
words entries(Device& meter, unsigned page, unsigned count) {
  REQUIRE(write(meter, 158, page) == 0);
  auto const found = read(meter, 8'000, count);
  REQUIRE(write(meter, 158, 0U) == 0);
  return found;
}
constexpr std::uint16_t full = 1, collision_1 = 2, collision_2 = 4, was_reset = 8, clock_changed = 32;

}  // namespace

TEST_CASE("A 4100 without data logging has no 155 to 178 and no 8000") {
  sold<virtual_leviton::s4100> meter;
  for (unsigned number = 155; number <= 178; ++number) {
    CHECK(fault_of_read(meter, number) == 2);
    CHECK(write(meter, number, 1U) == 2);
  }
  CHECK(fault_of_read(meter, 8'000) == 2);
  CHECK(write(meter, 129, 16'640U) == 3);
  std::vector<std::uint16_t> memory(virtual_leviton::log_size);
  virtual_leviton::device<virtual_leviton::s4000k> k{{}, plain, cut_off, memory};
  CHECK(fault_of_read(k, 158) == 2);
  CHECK(write(k, 158, 1U) == 2);
}

TEST_CASE("As it begins: E51C3 manual p. 25-27, EM3555 manual p. 32-33") {
  logging logger{900};
  auto& meter = logger.meter;
  CHECK(read(meter, 155, 3) == words{0x0101, 0, 0});  // 1 January 2000
  CHECK(read(meter, 158, 6) == words{0, 0, was_reset, 0, 60, 0});
  CHECK(read(meter, 164, 2) == words{0, 0});
  CHECK(read(meter, 169, 10) == words{3, 4, 5, 6, 29, 30, 31, 155, 156, 157});
  CHECK(read(meter, 8'000, 2) == words{none, none});
  CHECK(fault_of_read(meter, 13'759) == 0);
  CHECK(fault_of_read(meter, 13'760) == 2);
  CHECK(fault_of_read(meter, 13'759, 2) == 2);
  CHECK(fault_of_read(meter, 8'000, 125) == 0);
  CHECK(fault_of_read(meter, 7'999) == 2);
  for (unsigned number : {160U, 161U, 162U, 163U, 164U, 166U, 168U, 8'000U}) CHECK(write(meter, number, 1U) == 2);
  CHECK(write(meter, 150, 3'600U) == 0);
  CHECK(at(meter, 162) == 240);
}

TEST_CASE("Pages 1 to 10 hold what 169 to 178 point at, the newest first; page 0 nothing") {
  logging logger;
  auto& meter = logger.meter;
  meter.take(drawing(36'000'000), 10'000);  // 0.1 kWh
  meter.take(drawing(-72'000'000), 10'000);
  meter.take(drawing(36'000'000), 10'000);
  CHECK(read(meter, 158, 6) == words{0, 0, 0, 0, 0, 3});
  CHECK(entries(meter, 1, 4) == words{0, 0, 0, none});
  CHECK(entries(meter, 2, 4) == words{20, 10, 10, none});
  CHECK(entries(meter, 4, 4) == words{20, 20, 0, none});
  CHECK(entries(meter, 5, 4) == words{3'600, 0xE3E0, 3'600, none});
  CHECK(entries(meter, 7, 2) == words{3'600, 0xE3E0});
  CHECK(entries(meter, 8, 3) == words{0x0101, 0x0101, 0x0101});
  CHECK(entries(meter, 9, 3) == words{0, 0, 0});
  CHECK(entries(meter, 10, 3) == words{0x1E00, 0x1400, 0x0A00});
  CHECK(read(meter, 166, 3) == words{0x0101, 0, 0x1E00});
  CHECK(read(meter, 8'000, 3) == words{none, none, none});
  CHECK(write(meter, 158, 11U) == 3);
  CHECK(at(meter, 158) == 0);
}

TEST_CASE("A pointer is one of the registers that the manual prints, and counts from the next entry on") {
  logging logger;
  auto& meter = logger.meter;
  for (unsigned number : {1U, 42U, 146U, 155U, 157U, 257U, 336U}) {
    CHECK(write(meter, 178, number) == 0);
    CHECK(at(meter, 178) == number);
  }
  for (unsigned number : {0U, 43U, 145U, 147U, 154U, 158U, 256U, 337U, 8'000U}) CHECK(write(meter, 178, number) == 3);
  CHECK(write(meter, 169, words{25, 26, 27, 28, 21, 22, 23, 146, 257, 258}) == 0);
  meter.take(busy(), 10'000);
  auto const exported = read(meter, 257, 2);
  for (unsigned page = 1; page <= 10; ++page) {
    words const expected{6'000, 3'464, 4'000, 6'002, 0xFD44, 900, 1'140, 0, exported[0], exported[1]};
    CHECK(entries(meter, page, 2) == words{expected[page - 1], none});
  }
}

TEST_CASE("While a page is shown one entry is held back; the next interval writes it, and the buffer moves") {
  logging logger;
  auto& meter = logger.meter;
  CHECK(write(meter, 169, 21U) == 0);
  auto const pass = [&](int steps) { meter.take(drawing(10'000 * steps), 10'000); };
  for (int i : {1, 2, 3}) pass(1000 * i);
  CHECK(write(meter, 158, 1U) == 0);
  CHECK(read(meter, 8'000, 4) == words{3'000, 2'000, 1'000, none});
  pass(4'000);
  CHECK(read(meter, 160, 4) == words{collision_1, 0, 0, 3});
  CHECK(read(meter, 8'000, 4) == words{3'000, 2'000, 1'000, none});
  pass(5'000);
  CHECK(read(meter, 160, 4) == words{collision_1 | collision_2, 0, 0, 4});
  CHECK(read(meter, 8'000, 5) == words{4'000, 3'000, 2'000, 1'000, none});
  CHECK(write(meter, 158, 0U) == 0);
  CHECK(at(meter, 163) == 4);
  pass(6'000);
  CHECK(read(meter, 160, 4) == words{0, 0, 0, 6});
  CHECK(entries(meter, 1, 7) == words{6'000, 5'000, 4'000, 3'000, 2'000, 1'000, none});
}

TEST_CASE("A reader in time misses nothing and is told so: pages, status, 125 entries a read") {
  logging logger;
  auto& meter = logger.meter;
  CHECK(write(meter, 169, 21U) == 0);
  for (int i = 1; i <= 300; ++i) meter.take(drawing(10'000 * i), 10'000);
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const get = [&](modbus::read const& wanted) {
    auto const request = modbus::frame_of(1, wanted);
    return *modbus::parse_registers(modbus::answer(*request, 1, meter, space), 1, wanted);
  };
  CHECK(write(meter, 158, 1U) == 0);
  auto const before = *leviton_s4100_log::status_of(get(leviton_s4100_log::status_read));
  CHECK(before.available() == 300);
  leviton_s4100_log::buffer_reader reader{leviton_s4100_log::first_entry::at_8000, before};
  int expected = 300;
  int reads = 0;
  while (!reader.done()) {
    auto const got = reader.take(get(reader.next()));
    REQUIRE(got.has_value());
    for (std::size_t i = 0; i != got->size(); i += 2) CHECK(((*got)[i] << 8 | (*got)[i + 1]) == expected--);
    if (++reads == 2) meter.take(drawing(0), 10'000);
    CHECK(!reader.moved(*leviton_s4100_log::status_of(get(leviton_s4100_log::status_read))));
  }
  CHECK(expected == 0);
  CHECK(reads == 3);
  meter.take(drawing(0), 10'000);
  CHECK(reader.moved(*leviton_s4100_log::status_of(get(leviton_s4100_log::status_read))));
}

TEST_CASE("Bit 1 of 159 halts, 16640 resets, another interval [150] begins anew") {
  logging logger;
  auto& meter = logger.meter;
  meter.take(drawing(36'000'000), 10'000);
  CHECK(write(meter, 159, 2U) == 0);
  CHECK(at(meter, 159) == 2);
  meter.take(drawing(36'000'000), 50'000);
  CHECK(at(meter, 163) == 1);
  CHECK(write(meter, 159, 0U) == 0);
  meter.take(drawing(36'000'000), 10'000);
  CHECK(at(meter, 163) == 2);
  CHECK(entries(meter, 2, 3) == words{70, 10, none});

  frame const reset{0x01, 0x06, 0x00, 0x80, 0x41, 0x00, 0xB8, 0x72};
  CHECK(answer_to(meter, reset) == reset);
  CHECK(read(meter, 158, 6) == words{0, 0, was_reset, 0, 0, 0});
  CHECK(read(meter, 164, 2) == words{0, 70});  // 001/002
  CHECK(entries(meter, 2, 2) == words{none, none});
  CHECK(long_at(meter, 3) == 70);
  meter.take(drawing(36'000'000), 10'000);
  CHECK(read(meter, 160, 4) == words{0, 0, 0, 1});
  CHECK(read(meter, 164, 2) == words{0, 70});

  meter.take(drawing(0), 9'000);
  CHECK(write(meter, 150, 20U) == 0);
  meter.take(drawing(0), 19'999);
  CHECK(at(meter, 163) == 1);
  meter.take(drawing(0), 1);
  CHECK(at(meter, 163) == 2);
  CHECK(write(meter, 150, 0U) == 0);  // by command
  meter.take(drawing(0), 100'000);
  CHECK(at(meter, 163) == 2);
  CHECK(write(meter, 129, 21'211U) == 0);
  CHECK(at(meter, 163) == 3);
}

TEST_CASE("Circular: the 5761st entry is the first of the next round; single shot: it is lost") {
  auto const fill = [](virtual_leviton::device<virtual_leviton::s4100>& meter, int from, int to) {
    for (int i = from; i <= to; ++i) meter.take(drawing(std::int64_t{10'000} * i), 10'000);
  };
  logging logger;
  auto& circular = logger.meter;
  CHECK(write(circular, 169, 21U) == 0);
  fill(circular, 1, 5'760);
  CHECK(read(circular, 160, 4) == words{0, 0, 0, 5'760});
  fill(circular, 5'761, 5'763);
  CHECK(read(circular, 160, 4) == words{0, 1, 0, 3});
  CHECK(entries(circular, 1, 3) == words{5'763, 5'762, 5'761});
  CHECK(write(circular, 158, 1U) == 0);
  CHECK(read(circular, 13'758, 2) == words{5, 4});
}

TEST_CASE("Single shot stops when it is full, and 161 counts what is lost") {
  logging logger;
  auto& meter = logger.meter;
  CHECK(write(meter, 169, 21U) == 0);
  CHECK(write(meter, 159, 1U) == 0);
  for (int i = 1; i <= 5'759; ++i) meter.take(drawing(std::int64_t{10'000} * i), 10'000);
  CHECK(read(meter, 160, 4) == words{0, 0, 0, 5'759});
  meter.take(drawing(57'600'000), 10'000);
  CHECK(read(meter, 160, 4) == words{full, 0, 0, 5'760});
  meter.take(drawing(0), 20'000);
  CHECK(read(meter, 160, 4) == words{full, 2, 0, 5'760});
  CHECK(entries(meter, 1, 2) == words{5'760, 5'759});
  CHECK(write(meter, 129, 16'640U) == 0);
  CHECK(read(meter, 160, 4) == words{was_reset, 0, 0, 0});
}

TEST_CASE("The rings by themselves: wraps stop at 32767") {
  std::vector<std::uint16_t> memory(virtual_leviton::log_size);
  virtual_leviton::data_log log{memory};
  for (int i = 0; i != 5'760; ++i) (void)log.take({}, false, true);
  CHECK(log.state().has(s4100::log_state::full));
  for (int i = 0; i != 40'000; ++i) (void)log.take({}, false, true);
  CHECK(log.wraps_or_lost() == 32'767);
  CHECK(log.count() == 5'760);
  log.clear();
  CHECK(log.wraps_or_lost() == 0);
  CHECK(log.at(9, 5'759) == virtual_leviton::data_log::no_entry);
  (void)log.take({{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {}}, true, false);
  CHECK(log.count() == 0);
  log.clear();  // what was held back too
  (void)log.take({{11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, {}}, false, false);
  CHECK(log.count() == 1);
  CHECK(log.at(0, 0) == 11);
  CHECK(log.at(9, 0) == 20);
  CHECK(log.at(9, 1) == virtual_leviton::data_log::no_entry);
}

// EM3555 manual, p. 33: 166 to 168 are the time of the newest log entry
TEST_CASE("166 to 168 tell when the newest entry was due, not when the last interval ended") {
  logging logger;
  auto& meter = logger.meter;
  meter.take(drawing(0), 10'000);
  CHECK(at(meter, 168) == 0x0A00);
  CHECK(write(meter, 158, 1U) == 0);
  meter.take(drawing(0), 10'000);  // held back
  CHECK(at(meter, 168) == 0x0A00);
  meter.take(drawing(0), 10'000);  // that one is written, the next one held back
  CHECK(at(meter, 168) == 0x1400);
  CHECK(write(meter, 129, 16'640U) == 0);
  CHECK(read(meter, 166, 3) == words{0x0101, 0x0000, 0x0000});
}

TEST_CASE("164/165 is 001/002 of the reset and of each time the log rolls, by today's scale, with its sign") {
  logging logger;
  auto& meter = logger.meter;
  meter.take(drawing(-360'000'000), 10'000);  // 1 kWh out
  CHECK(read(meter, 1, 2) == words{0xFFFF, 0xFF9C});
  CHECK(write(meter, 129, 16'640U) == 0);
  CHECK(read(meter, 164, 2) == words{0xFFFF, 0xFF9C});
  CHECK(write(meter, 131, 32'000U) == 0);  // larger current transformers, coarser kWh
  CHECK(at(meter, 141) == 1);
  CHECK(read(meter, 164, 2) == read(meter, 1, 2));

  for (int i = 0; i != 5'760; ++i) meter.take(drawing(0), 10'000);
  CHECK(read(meter, 161, 3) == words{0, at(meter, 162), 5'760});
  meter.take(drawing(2'147'483'647), 10'000);  // 5.97 kWh in, and the log begins anew
  CHECK(read(meter, 161, 3) == words{1, at(meter, 162), 1});
  CHECK(read(meter, 164, 2) == read(meter, 1, 2));
}

TEST_CASE("21211 ends no interval in which no time has passed, and logs none") {
  logging logger;
  auto& meter = logger.meter;
  meter.take(drawing(0), 5'000);
  for (int i = 0; i != 3; ++i) CHECK(write(meter, 129, 21'211U) == 0);
  CHECK(at(meter, 163) == 1);
}

TEST_CASE("Without data logging 155 to 178 are no addresses, whatever is written") {
  sold<virtual_leviton::s4100> meter;
  for (auto const& [number, value] : {std::pair{158U, 11U}, {158U, 1U}, {169U, 0U}, {169U, 21U}, {155U, 0x0101U}})
    CHECK(write(meter, number, value) == 2);
}

TEST_CASE("The accumulators of a 4100 hold ten years of full scale, the signed ones too [141, 001]") {
  virtual_meter::settings set;
  set.ct_primary = 300;  // 600 V: 311.8 kW, 27.3 GWh in ten years
  virtual_leviton::device<virtual_leviton::s4100> meter{set, plain, cut_off};
  CHECK(static_cast<std::int16_t>(at(meter, 141)) == -1);
}

// ---- the clock ----

TEST_CASE("Over the end of February and of the year, bytes as printed [155-157]") {
  logging logger{900};
  auto& meter = logger.meter;
  auto const a_second_after = [&](words const& set) {
    REQUIRE(write(meter, 155, set) == 0);
    CHECK(read(meter, 155, 3) == set);
    meter.take(instant{}, 999);
    CHECK(read(meter, 155, 3) == set);
    meter.take(instant{}, 1);
    return read(meter, 155, 3);
  };
  CHECK(a_second_after({0x1C02, 0x1718, 0x3B3B}) == words{0x1D02, 0x0018, 0});  // 28 Feb 2024, 23:59:59
  CHECK(a_second_after({0x1D02, 0x1718, 0x3B3B}) == words{0x0103, 0x0018, 0});
  CHECK(a_second_after({0x1C02, 0x1717, 0x3B3B}) == words{0x0103, 0x0017, 0});  // 2023
  CHECK(a_second_after({0x1C02, 0x1764, 0x3B3B}) == words{0x0103, 0x0064, 0});  // 2100
  CHECK(a_second_after({0x1F0C, 0x1718, 0x3B3B}) == words{0x0101, 0x0019, 0});  // 31 December
  CHECK(a_second_after({0x1E04, 0x1718, 0x3B3B}) == words{0x0105, 0x0018, 0});
  CHECK(a_second_after({0x1F05, 0x1618, 0x3B3B}) == words{0x1F05, 0x1718, 0});
  CHECK(a_second_after({0x1F05, 0x1618, 0x3B00}) == words{0x1F05, 0x1618, 1});
  CHECK((at(meter, 160) & clock_changed) != 0);
}

TEST_CASE("One register of the clock leaves the others running; what is no time is refused") {
  logging logger{900};
  auto& meter = logger.meter;
  REQUIRE(write(meter, 155, words{0x0F06, 0x0A1A, 0x1E14}) == 0);  // 15 June 2026, 10:20:30
  meter.take(instant{}, 40'000);
  CHECK(write(meter, 156, 0x0B1BU) == 0);
  CHECK(read(meter, 155, 3) == words{0x0F06, 0x0B1B, 0x0A15});
  for (unsigned value : {0x0006U, 0x2006U, 0x0F00U, 0x0F0DU}) CHECK(write(meter, 155, value) == 3);
  for (unsigned value : {0x181AU, 0x00C8U, 0xFF1AU}) CHECK(write(meter, 156, value) == 3);
  for (unsigned value : {0x3C00U, 0x003CU}) CHECK(write(meter, 157, value) == 3);
  CHECK(write(meter, 155, words{0x0101, 0x0018, 0x3C00}) == 3);
  CHECK(read(meter, 155, 3) == words{0x0F06, 0x0B1B, 0x0A15});
  CHECK(write(meter, 156, 0x17C7U) == 0);  // 2199
  CHECK(write(meter, 142, 11U) == 0);      // another setting does not touch it
  meter.take(instant{}, 1'000);
  CHECK(read(meter, 155, 3) == words{0x0F06, 0x17C7, 0x0B15});
}

TEST_CASE("So many seconds later") {
  log_time const begin{2000, 1, 1, 0, 0, 0};
  constexpr std::uint64_t day = 86'400;
  CHECK(begin.after(0) == begin);
  CHECK(begin.after(59) == log_time{2000, 1, 1, 0, 0, 59});
  CHECK(begin.after(day - 1) == log_time{2000, 1, 1, 23, 59, 59});
  CHECK(begin.after(59 * day) == log_time{2000, 2, 29, 0, 0, 0});
  CHECK(begin.after(60 * day) == log_time{2000, 3, 1, 0, 0, 0});
  CHECK(begin.after(366 * day) == log_time{2001, 1, 1, 0, 0, 0});
  CHECK(begin.after(8'766 * day + 3'661) == log_time{2024, 1, 1, 1, 1, 1});
  CHECK(begin.after(36'525 * day) == log_time{2100, 1, 1, 0, 0, 0});
  CHECK(log_time{2100, 2, 28, 23, 59, 59}.after(1) == log_time{2100, 3, 1, 0, 0, 0});
  CHECK(log_time{2024, 2, 31, 0, 0, 0}.after(0) == log_time{2024, 3, 2, 0, 0, 0});
  CHECK(log_time{2023, 11, 30, 22, 58, 57}.after(day + 3'723) == log_time{2023, 12, 2, 0, 1, 0});
  auto step = log_time{2023, 12, 31, 23, 59, 0};
  for (int i = 0; i != 800; ++i) step = step.after(86'399);
  CHECK(step == log_time{2023, 12, 31, 23, 59, 0}.after(800 * (day - 1)));
}
