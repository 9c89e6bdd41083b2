// SPDX-License-Identifier: MIT
// The virtual WAGO 879 over the wire: frames in, frames out. Registers are typed in hex as the manual's Appendix 3 has
// them.
#include <meterproto/modbus.hpp>
#include <meterproto/virtual_wago.hpp>

#include <doctest/doctest.h>

#include "../poll.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <vector>

using namespace meterproto;

namespace {

using tests::result_of;
namespace wago = wago_879;
using virtual_meter::instant;
using exact = power::powers<std::int64_t>;
using frame = std::vector<std::uint8_t>;
using words = std::vector<std::uint16_t>;

constexpr std::uint32_t hour = 3'600'000;

constexpr virtual_meter::choices plain{energy::total_of::net,  // the combination code decides
                                       {demand::before_full::none, demand::apparent::of_means, demand::maxima::own},
                                       alerts::threshold::percent_of_nominal,
                                       alerts::imbalance::spread_of_mean,
                                       alerts::pair_marks::both,
                                       alerts::imbalance_marks::none,
                                       virtual_meter::second_counter::export_real};
constexpr virtual_registers::showing cut_off{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};

struct sold : virtual_wago::device {
  explicit sold(virtual_meter::settings const& set = {}) : virtual_wago::device{set, plain, cut_off} {}
};

// ---- the wire ----

frame answer_to(virtual_wago::device& device, frame const& request) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const got = modbus::answer(request, 1, device, space);
  return {got.begin(), got.end()};
}
/// Unit 1 and a CRC around it; the answer without them.
frame ask(virtual_wago::device& device, frame const& asked) {
  frame request{1};
  request.insert(request.end(), asked.begin(), asked.end());
  auto const crc = modbus::crc16(request);
  request.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
  request.push_back(static_cast<std::uint8_t>(crc >> 8U));
  auto const got = answer_to(device, request);
  REQUIRE(got.size() >= 5);
  REQUIRE(modbus::crc16(bytes{got}.first(got.size() - 2)) == (got[got.size() - 2] | got[got.size() - 1] << 8));
  return {got.begin() + 1, got.end() - 2};
}
frame ask_read(virtual_wago::device& device, unsigned address, unsigned count, std::uint8_t function = 3) {
  return ask(device, {function, static_cast<std::uint8_t>(address >> 8U), static_cast<std::uint8_t>(address & 0xFFU),
                      static_cast<std::uint8_t>(count >> 8U), static_cast<std::uint8_t>(count & 0xFFU)});
}
words read(virtual_wago::device& device, unsigned address, unsigned count = 1) {
  auto const got = ask_read(device, address, count);
  CAPTURE(address);
  REQUIRE(got.size() == 2 + 2 * count);
  words made;
  for (std::size_t i = 2; i != got.size(); i += 2)
    made.push_back(static_cast<std::uint16_t>(got[i] << 8U | got[i + 1]));
  return made;
}
std::uint16_t at(virtual_wago::device& device, unsigned address) {
  return read(device, address)[0];
}
float float_at(virtual_wago::device& device, unsigned address) {
  auto const two = read(device, address, 2);
  return std::bit_cast<float>(std::uint32_t{two[0]} << 16U | two[1]);
}
std::vector<float> floats(virtual_wago::device& device, unsigned address, unsigned count) {
  std::vector<float> made;
  for (unsigned i = 0; i != count; ++i) made.push_back(float_at(device, address + 2 * i));
  return made;
}
int fault_of_read(virtual_wago::device& device, unsigned address, unsigned count = 1) {
  auto const got = ask_read(device, address, count);
  return got[0] == 0x83 ? got[1] : 0;
}
/// Function 06. 0 where it was confirmed, else the exception.
int write(virtual_wago::device& device, unsigned address, unsigned value) {
  frame const asked{6, static_cast<std::uint8_t>(address >> 8U), static_cast<std::uint8_t>(address & 0xFFU),
                    static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value & 0xFFU)};
  auto const got = ask(device, asked);
  if (got[0] == 0x86) return got[1];
  CHECK(got == asked);
  return 0;
}
/// Function 10.
int write(virtual_wago::device& device, unsigned address, words const& values) {
  frame asked{0x10, static_cast<std::uint8_t>(address >> 8U), static_cast<std::uint8_t>(address & 0xFFU),
              0,    static_cast<std::uint8_t>(values.size()), static_cast<std::uint8_t>(2 * values.size())};
  for (auto const one : values) {
    asked.push_back(static_cast<std::uint8_t>(one >> 8U));
    asked.push_back(static_cast<std::uint8_t>(one & 0xFFU));
  }
  auto const got = ask(device, asked);
  return got[0] == 0x90 ? got[1] : 0;
}
int write_float(virtual_wago::device& device, unsigned address, float value) {
  auto const bits = std::bit_cast<std::uint32_t>(value);
  return write(device, address,
               words{static_cast<std::uint16_t>(bits >> 16U), static_cast<std::uint16_t>(bits & 0xFFFFU)});
}

/// The manual's example, 6.6.15: L1 +5 kW, L2 +5 kW, L3 -12 kW, and reactive power in Q1, Q4, Q3.
instant example() {
  return {{{230'000, 231'000, 229'000}, {400'000, 399'000, 398'000}},
          {25'000, 26'000, 55'000},
          {exact{5'000'000, 3'000'000}, exact{5'000'000, -2'000'000}, exact{-12'000'000, -5'000'000}},
          49'980};
}

}  // namespace

TEST_CASE("The functions of A3.2 and A3.3: 03, 06 and 10; all others are refused with 01") {
  sold meter;
  CHECK(ask(meter, {0x01, 0x40, 0, 0, 1}) == frame{0x81, 1});
  CHECK(ask(meter, {0x02, 0x40, 0, 0, 1}) == frame{0x82, 1});
  CHECK(ask_read(meter, 0x4003, 1, 4) == frame{0x84, 1});
  CHECK(ask(meter, {0x05, 0x40, 3, 0xFF, 0}) == frame{0x85, 1});
  CHECK(ask(meter, {0x0F, 0x40, 3, 0, 1, 1, 1}) == frame{0x8F, 1});
  CHECK(ask(meter, {0x11}) == frame{0x91, 1});
  CHECK(ask(meter, {0x16, 0x40, 3, 0, 0, 0, 9}) == frame{0x96, 1});
  CHECK(ask(meter, {0x17, 0x40, 3, 0, 1, 0x40, 3, 0, 1, 2, 0, 9}) == frame{0x97, 1});
  CHECK(ask(meter, {0x2B, 0x0E, 1, 0}) == frame{0xAB, 1});
  CHECK(ask_read(meter, 0x4003, 1) == frame{3, 2, 0, 1});
}

TEST_CASE("Outside the map, and where no function code is printed, there is exception 02") {
  sold meter;
  for (unsigned address : {0U, 0x3FFFU, 0x4015U, 0x4025U, 0x4027U, 0x402AU, 0x402BU, 0x4031U, 0x4034U, 0x4FFFU, 0x5038U,
                           0x5FFFU, 0x6091U, 0xFFFFU})
    CHECK(fault_of_read(meter, address) == 2);
  CHECK(fault_of_read(meter, 0x4014, 2) == 2);
  CHECK(fault_of_read(meter, 0x6090, 2) == 2);
  CHECK(fault_of_read(meter, 0x4000, 0x15) == 0);
  CHECK(fault_of_read(meter, 0x4016, 0x0F) == 0);
  CHECK(fault_of_read(meter, 0x5000, 0x38) == 0);
  CHECK(fault_of_read(meter, 0x6000, 125) == 0);
  CHECK(fault_of_read(meter, 0x607D, 20) == 0);
  CHECK(fault_of_read(meter, 0x6000, 126) == 3);
}

TEST_CASE("What the meter says of itself: A3.2, 4000 to 4033") {
  sold meter;
  meter.take(example(), 1000);
  CHECK(read(meter, 0x4000, 5) == words{0x2106, 0x0042, 0x1111, 1, 6});  // digits; 9600 Bd
  CHECK(at(meter, 0x400B) == 65);
  CHECK(float_at(meter, 0x400D) == 1'000);
  CHECK(read(meter, 0x400F, 3) == words{1, 0x0010, 1});  // forward; 10 s; even
  CHECK(read(meter, 0x4012, 3) == words{'F', 'F', 'R'});
  CHECK(read(meter, 0x4016, 5) == words{3, 3, 1, 4, 3});
  CHECK(read(meter, 0x401B, 4) == words{0, 0, 0, 0});
  CHECK(read(meter, 0x401F, 4) == words{5, 5, 0x0030, 1});
  CHECK(at(meter, 0x4026) == 1);
  CHECK(read(meter, 0x4032, 2) == words{0, 0});
  CHECK(result_of<wago::serial_number>(meter)->in(counts) == 21'060'042);
  CHECK(*result_of<wago::meter_code>(meter) == wago::meter_type::wago_4pu);
  CHECK(*result_of<wago::current_direction_c>(meter) == wago::direction::reverse);
}

TEST_CASE("The letter of a direction follows the sign of the phase's real power [4012-4014]") {
  sold meter;
  auto now = example();
  CHECK(read(meter, 0x4012, 3) == words{'F', 'F', 'F'});
  now.power = {exact{-1, 0}, exact{0, -5}, exact{1, 0}};
  meter.take(now, 1000);
  CHECK(read(meter, 0x4012, 3) == words{'R', 'F', 'F'});
}

TEST_CASE("Instantaneous values, in kW, kvar, kVA: A3.2, 5000 to 5036") {
  sold meter;
  meter.take(example(), 1000);
  auto const all = floats(meter, 0x5000, 28);
  std::vector<float> const expected{0, 230, 231, 229, 49.98F, 0, 25, 26, 55, -2, 5, 5, -12, -4, 3, -2, -5};
  for (std::size_t i = 0; i != expected.size(); ++i)
    CHECK(static_cast<double>(all[i]) == doctest::Approx(static_cast<double>(expected[i])).epsilon(1e-6));
  CHECK(static_cast<double>(all[17]) == doctest::Approx(4.472136));  // of the sums
  CHECK(static_cast<double>(all[18]) == doctest::Approx(5.830952));
  CHECK(all[20] == 13);
  CHECK(static_cast<double>(all[21]) == doctest::Approx(-0.4472));
  CHECK(static_cast<double>(all[22]) == doctest::Approx(0.8575));
  CHECK(static_cast<double>(all[24]) == doctest::Approx(-0.9231));
  CHECK(result_of<wago::voltage_ab>(meter)->in(V) == 400);
  CHECK(result_of<wago::voltage_bc>(meter)->in(V) == 399);
  CHECK(result_of<wago::voltage_ca>(meter)->in(V) == 398);
  CHECK(result_of<wago::real_power_c>(meter)->in(kW) == -12);
}

TEST_CASE("Energies by direction, phase and quadrant: A3.2, 600C to 6090") {
  sold meter;
  meter.take(example(), hour);
  CHECK(floats(meter, 0x600C, 6) == std::vector<float>{10, 10, 0, 5, 5, 0});
  CHECK(floats(meter, 0x6018, 6) == std::vector<float>{12, 12, 0, 0, 0, 12});
  CHECK(floats(meter, 0x6024, 6) == std::vector<float>{10, 10, 0, 3, 2, 5});
  CHECK(floats(meter, 0x6030, 6) == std::vector<float>{3, 3, 0, 3, 0, 0});
  CHECK(floats(meter, 0x603C, 6) == std::vector<float>{7, 7, 0, 0, 2, 5});
  CHECK(floats(meter, 0x604B, 12) == std::vector<float>(12));
  CHECK(floats(meter, 0x6063, 5) == std::vector<float>{3, 3, 0, 0, 0});
  CHECK(floats(meter, 0x606D, 5) == std::vector<float>(5));
  CHECK(floats(meter, 0x6077, 5) == std::vector<float>{5, 5, 0, 0, 0});
  CHECK(floats(meter, 0x6081, 5) == std::vector<float>{2, 2, 0, 0, 0});
}

TEST_CASE("Combination codes 1 to 5 by a write to 400F: 6.6.15, L1 +5, L2 +5, L3 -12 kWh") {
  for (unsigned code = 1; code <= 5; ++code) {
    CAPTURE(code);
    sold meter;
    REQUIRE(write(meter, 0x400F, code) == 0);
    CHECK(at(meter, 0x400F) == code);
    meter.take(example(), hour);
    float const total[] = {10, -12, 22, -2, -2};
    CHECK(float_at(meter, 0x6000) == total[code - 1]);
    CHECK(float_at(meter, 0x6049) == total[code - 1]);  // the trip counter too
    CHECK(float_at(meter, 0x600C) == (code == 5 ? 0 : 10));
    CHECK(float_at(meter, 0x6018) == (code == 5 ? 2 : 12));
    float const of_a[] = {5, 0, 5, 5, 5};
    float const of_c[] = {0, -12, 12, -12, -12};
    CHECK(float_at(meter, 0x6006) == of_a[code - 1]);
    CHECK(float_at(meter, 0x600A) == of_c[code - 1]);
    CHECK(float_at(meter, 0x608B) == of_a[code - 1]);
    CHECK(float_at(meter, 0x608F) == of_c[code - 1]);
  }
}

TEST_CASE("From 1 to 4 the total is made anew of what was counted; 5 cannot be undone: 6.6.15") {
  sold meter;
  meter.take(example(), hour);
  for (unsigned code : {3U, 2U, 4U, 1U}) CHECK(write(meter, 0x400F, code) == 0);
  CHECK(write(meter, 0x400F, 2U) == 0);
  CHECK(float_at(meter, 0x6000) == -12);
  CHECK(write(meter, 0x400F, 0U) == 3);
  CHECK(write(meter, 0x400F, 6U) == 3);
  CHECK(write(meter, 0x400F, 0xFFFFU) == 3);
  CHECK(write(meter, 0x400F, 5U) == 0);
  for (unsigned code : {1U, 2U, 3U, 4U}) CHECK(write(meter, 0x400F, code) == 3);
  CHECK(write(meter, 0x400F, words{4, 0x0012}) == 3);  // with 4010 behind it
  CHECK(write(meter, 0x400F, 5U) == 0);
  CHECK(read(meter, 0x400F, 2) == words{5, 0x0010});
  meter.take(example(), hour);
  CHECK(float_at(meter, 0x600C) == 10);
  CHECK(float_at(meter, 0x6018) == 14);
}

TEST_CASE("The code of the settings counts from the beginning") {
  virtual_meter::settings set;
  set.combination = energy::combination::net;
  sold meter{set};
  CHECK(at(meter, 0x400F) == 5);
  CHECK(write(meter, 0x400F, 1U) == 3);
  meter.take(example(), hour);
  CHECK(float_at(meter, 0x6018) == 2);
}

TEST_CASE("Four tariffs, chosen by 6048") {
  sold meter;
  CHECK(at(meter, 0x6048) == 1);
  for (unsigned tariff = 1; tariff <= 4; ++tariff) {
    CHECK(write(meter, 0x6048, tariff) == 0);
    CHECK(at(meter, 0x6048) == tariff);
    meter.take(example(), tariff * hour);
  }
  for (unsigned other : {0U, 5U, 0xFFFFU}) CHECK(write(meter, 0x6048, other) == 3);
  CHECK(at(meter, 0x6048) == 4);
  CHECK(floats(meter, 0x6000, 6) == std::vector<float>{100, 10, 20, 50, 50, 0});  // total, T1, T2, phases
  CHECK(floats(meter, 0x600C, 3) == std::vector<float>{100, 10, 20});
  CHECK(floats(meter, 0x6018, 3) == std::vector<float>{120, 12, 24});
  CHECK(floats(meter, 0x6024, 3) == std::vector<float>{100, 10, 20});
  CHECK(floats(meter, 0x604B, 12) == std::vector<float>{30, 40, 30, 40, 36, 48, 30, 40, 9, 12, 21, 28});
  CHECK(floats(meter, 0x6063, 5) == std::vector<float>{30, 3, 6, 9, 12});
  CHECK(floats(meter, 0x6081, 5) == std::vector<float>{20, 2, 4, 6, 8});
}

TEST_CASE("The trip counter [6049] takes 0 and nothing else, and leaves the others") {
  sold meter;
  meter.take(example(), hour);
  CHECK(float_at(meter, 0x6049) == 10);
  CHECK(write_float(meter, 0x6049, 1) == 3);
  CHECK(write_float(meter, 0x6049, -10) == 3);
  CHECK(write(meter, 0x6049, words{0x7FC0, 0}) == 3);
  CHECK(write(meter, 0x6049, 0U) == 2);  // half of it
  CHECK(write(meter, 0x604A, 0U) == 2);
  CHECK(float_at(meter, 0x6049) == 10);
  CHECK(write_float(meter, 0x6049, 0) == 0);
  CHECK(float_at(meter, 0x6049) == 0);
  CHECK(floats(meter, 0x608B, 3) == std::vector<float>(3));
  CHECK(float_at(meter, 0x6000) == 10);
  CHECK(float_at(meter, 0x600C) == 10);
  meter.take(example(), 2 * hour);
  CHECK(float_at(meter, 0x6049) == 20);
  CHECK(floats(meter, 0x608B, 3) == std::vector<float>{10, 10, 0});
  CHECK(write_float(meter, 0x6049, -0.0F) == 0);
  CHECK(float_at(meter, 0x6049) == 0);
}

TEST_CASE("The S0 rates of 6.6.3 [400D], and no other") {
  sold meter;
  for (float rate : {10'000.0F, 2'000.0F, 1'000.0F, 100.0F, 10.0F, 1.0F, 0.1F, 0.01F}) {
    CHECK(write_float(meter, 0x400D, rate) == 0);
    CHECK(float_at(meter, 0x400D) == rate);
  }
  for (float rate : {0.0F, 5.0F, 0.02F, 0.001F, 999.0F, -1.0F, 20'000.0F}) CHECK(write_float(meter, 0x400D, rate) == 3);
  CHECK(write(meter, 0x400D, words{0x7F80, 0}) == 3);
  CHECK(write(meter, 0x400D, 0x4120U) == 2);
  CHECK(float_at(meter, 0x400D) == 0.01F);
  // The manual's frame, A3.3: "0x41200000 = 10.0"
  CHECK(ask(meter, {0x10, 0x40, 0x0D, 0, 2, 4, 0x41, 0x20, 0, 0}) == frame{0x10, 0x40, 0x0D, 0, 2});
  CHECK(float_at(meter, 0x400D) == 10);
}

TEST_CASE("Each other setting: what A3.3 allows is read back, the rest is refused and changes nothing") {
  struct allowed {
    unsigned address;
    words legal;
    words illegal;
  };
  allowed const all[] = {{0x4003, {1, 10, 247}, {0, 248, 256, 0xFFFF}},
                         {0x4004, {1, 10, 6}, {0, 11}},
                         {0x4010, {1, 0x0025, 0x0030}, {0, 0x0031, 0x002A, 0x1000}},
                         {0x4011, {1, 2, 3}, {0, 4}},
                         {0x4021, {2, 0x0099, 0x0030}, {0, 1, 0x0100, 0x001E}},
                         {0x4022, {1, 2}, {0, 3}},
                         {0x4032, {1, 0}, {2}},
                         {0x4033, {1, 0}, {2, 0xFFFF}}};
  sold meter;
  for (auto const& each : all) {
    CAPTURE(each.address);
    for (auto const value : each.legal) {
      CHECK(write(meter, each.address, std::uint32_t{value}) == 0);
      CHECK(at(meter, each.address) == value);
    }
    for (auto const value : each.illegal) {
      CHECK(write(meter, each.address, std::uint32_t{value}) == 3);
      CHECK(at(meter, each.address) == each.legal.back());
    }
  }
}

TEST_CASE("The current transformers [401F]: 9995/5 in digits, both registers at once") {
  sold meter;
  CHECK(write(meter, 0x401F, words{0x9995, 0x0005}) == 0);
  CHECK(read(meter, 0x401F, 2) == words{0x9995, 0x0005});
  CHECK(*result_of<wago::ct_ratio>(meter) == modbus::digit_pair{9'995, 5});
  CHECK(at(meter, 0x400C) == 0x9995);
  CHECK(write(meter, 0x401F, words{0x00A0, 0x0005}) == 3);
  CHECK(write(meter, 0x401F, 0x0100U) == 2);
  CHECK(write(meter, 0x4020, 5U) == 2);
  CHECK(read(meter, 0x401F, 2) == words{0x9995, 0x0005});
}

TEST_CASE("The power-down counter [4016] takes 0 alone") {
  sold meter;
  CHECK(write(meter, 0x4016, 1U) == 3);
  CHECK(at(meter, 0x4016) == 3);
  CHECK(write(meter, 0x4016, 0U) == 0);
  CHECK(at(meter, 0x4016) == 0);
}

TEST_CASE("Data type 2 [4026], whose layout is nowhere described, is refused") {
  sold meter;
  CHECK(write(meter, 0x4026, 2U) == 3);
  CHECK(write(meter, 0x4026, 0U) == 3);
  CHECK(write(meter, 0x4026, 3U) == 3);
  CHECK(write(meter, 0x4026, 1U) == 0);
  CHECK(at(meter, 0x4026) == 1);
  CHECK(result_of<wago::real_energy_total>(meter).has_value());
}

TEST_CASE("What is not written: A3.3 does not list it") {
  sold meter;
  for (unsigned address : {0x4000U, 0x4001U, 0x4002U, 0x4005U, 0x400BU, 0x400CU, 0x4012U, 0x4015U, 0x4017U, 0x401BU,
                           0x401DU, 0x4023U, 0x4025U, 0x4027U, 0x5000U, 0x5002U, 0x6000U, 0x608BU, 0x7000U})
    CHECK(write(meter, address, 0U) == 2);
  CHECK(write(meter, 0x6000, words{0, 0}) == 2);
  CHECK(write(meter, 0x608B, words{0, 0}) == 2);
}

TEST_CASE("Several rows in one write: all of them, or nothing") {
  sold meter;
  meter.take(example(), hour);
  CHECK(write(meter, 0x4003, words{7, 11}) == 3);
  CHECK(write(meter, 0x4003, words{7, 7, 0, 0}) == 2);
  CHECK(write(meter, 0x6048, words{2, 0x3F80, 0}) == 3);  // tariff 2, trip counter 1.0
  CHECK(write(meter, 0x400F, words{5, 0x0020, 4}) == 3);
  CHECK(read(meter, 0x4003, 2) == words{1, 6});
  CHECK(at(meter, 0x6048) == 1);
  CHECK(read(meter, 0x400F, 3) == words{1, 0x0010, 1});
  meter.take(example(), hour);
  CHECK(float_at(meter, 0x6018) == 24);  // still by phases
  CHECK(write(meter, 0x6048, words{2, 0, 0}) == 0);
  CHECK(at(meter, 0x6048) == 2);
  CHECK(float_at(meter, 0x6049) == 0);
  CHECK(write(meter, 0x400D, words{0x3F80, 0, 3, 0x0020, 2}) == 0);
  CHECK(read(meter, 0x400D, 5) == words{0x3F80, 0, 3, 0x0020, 2});
}

TEST_CASE("Half of a float can be read, and a frequency that cannot be told is a NaN") {
  sold meter;
  auto now = example();
  now.millihertz = 0;
  meter.take(now, hour);
  CHECK(read(meter, 0x5008, 2) == words{0x7FC0, 0});
  CHECK(result_of<wago::frequency>(meter).error() == errc::not_available);
  CHECK(at(meter, 0x5002) == 0x4366);  // 230.0
  CHECK(at(meter, 0x5003) == 0);
}

TEST_CASE("float32 blurs single watt-hours above 16384 kWh, and a broadcast is carried out in silence") {
  sold meter;
  auto now = example();
  now.power = {exact{1'000'000'000'000, 0}, exact{}, exact{}};
  meter.take(now, hour);
  now.power = {exact{1'000, 0}, exact{}, exact{}};
  meter.take(now, hour);
  CHECK(float_at(meter, 0x600C) == 1'000'000.0F);
  CHECK(answer_to(meter, {0x00, 0x06, 0x60, 0x48, 0x00, 0x02, 0x97, 0xCC}).empty());
  CHECK(at(meter, 0x6048) == 2);
}
