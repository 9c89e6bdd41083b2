// SPDX-License-Identifier: MIT
// 230.5 V as a float32 in two registers, in the four orders that meters have. The order is a property of a point: it
// stands once, in the row, and no reader swaps anything.
#include <meterproto/modbus.hpp>

#include <array>
#include <cstdio>

namespace modbus = meterproto::modbus;
using meterproto::quantity, meterproto::phase, meterproto::V;
using modbus::point, modbus::word_order, modbus::formats::f32, modbus::R;

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr std::array<modbus::block, 1> listed{{{0, 8}}};
  static constexpr auto readable = listed;
};
using at = modbus::register_number<model>;

// clang-format off
constexpr auto high_word_first = point{at{0}, R, f32,                        V, {quantity::voltage, phase::an}};
constexpr auto low_word_first  = point{at{2}, R, f32.with(word_order::cdab), V, {quantity::voltage, phase::bn}};
constexpr auto bytes_swapped   = point{at{4}, R, f32.with(word_order::badc), V, {quantity::voltage, phase::cn}};
constexpr auto all_turned      = point{at{6}, R, f32.with(word_order::dcba), V, {quantity::voltage, phase::ab}};

static constexpr std::uint8_t data[] = {0x43, 0x66, 0x80, 0x00,   // ABCD
                                        0x80, 0x00, 0x43, 0x66,   // CDAB
                                        0x66, 0x43, 0x00, 0x80,   // BADC
                                        0x00, 0x80, 0x66, 0x43};  // DCBA
// clang-format on

int main() {
  constexpr modbus::registers read{0, data};
  static_assert(high_word_first.decode(read)->in<float>(V) == 230.5F);  // the compiler decodes too
  std::printf("abcd %.1f V\n", high_word_first.decode(read)->in<double>(V));
  std::printf("cdab %.1f V\n", low_word_first.decode(read)->in<double>(V));
  std::printf("badc %.1f V\n", bytes_swapped.decode(read)->in<double>(V));
  std::printf("dcba %.1f V\n", all_turned.decode(read)->in<double>(V));
}
// abcd 230.5 V
// cdab 230.5 V
// badc 230.5 V
// dcba 230.5 V
