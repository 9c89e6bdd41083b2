// SPDX-License-Identifier: MIT
// 256 bytes of text are 128 registers, and a read brings 125. The right form: static/modbus_plan.cpp.
// EXPECT: these_points_cannot_be_read
#include <meterproto/modbus.hpp>

#include <array>

using namespace meterproto;

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr std::array<modbus::block, 1> readable{{{0, 200}}};
};
constexpr modbus::point wide{
    modbus::register_number<model>{0}, modbus::R, modbus::formats::text<256>, counts, {quantity::manufacturer}};
constexpr auto plan = modbus::plan(wide);
