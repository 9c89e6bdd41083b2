// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/virtual_registers.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace test_virtual_registers {

using namespace meterproto;
using namespace meterproto::virtual_registers;

namespace s4000k = leviton_s4000k;
namespace s4100 = leviton_s4100;
namespace wago = wago_879;

using scaling::contents;
using scaling::rounding;

constexpr showing nearest{rounding::half_away_from_zero, rounding::toward_zero};
constexpr showing to_even{rounding::half_to_even, rounding::half_away_from_zero};
constexpr std::int64_t most_64 = 0x7FFF'FFFF'FFFF'FFFF;

constexpr modbus::row row_of(kind as, modbus::absent when = modbus::absent::never, std::uint16_t count = 1) {
  return modbus::listed<s4100::model>{{1}, modbus::R, {as, when, modbus::word_order::abcd, count}, unit_symbol::none, 0,
                                      {},  {}};
}

// What rolls over
CASE("Energies and pulse counters are accumulators, powers and the rest are not",
     is_counted(quantity::real_energy) && is_counted(quantity::reactive_energy) &&
         is_counted(quantity::apparent_energy) && is_counted(quantity::pulse_counter) &&
         !is_counted(quantity::real_power) && !is_counted(quantity::voltage) && !is_counted(quantity::frequency) &&
         !is_counted(quantity::energy_reset_count) && !is_counted(quantity::log_start_real_energy));

// What a row can hold: Series 4100 manual, Modbus Point Map, columns Format and Range
CASE("SInt holds -32767 to 32767 [021], UInt of a measured value 0 to 32767 [025]",
     range_of(s4100::real_power_total) == contents{-32767, 32767} &&
         range_of(s4100::voltage_ll_avg) == contents{0, 32767});
CASE("SLong holds -2147483647 to 2147483647 [001], ULong 0 to 4294967295 [003]",
     range_of(s4100::real_energy_net) == contents{-2'147'483'647, 2'147'483'647} &&
         range_of(s4100::real_energy_import) == contents{0, 4'294'967'295});
CASE("A UInt that has no QNAN holds 16 bits [146, 145]",
     range_of(s4100::alert_bitmap) == contents{0, 0xFFFF} && range_of(s4100::pulse_duration) == contents{0, 0xFFFF});
CASE("Four digits [4010] and eight [4000]: WAGO 879 manual, A3.2",
     range_of(wago::lcd_cycle_time) == contents{0, 9999} && range_of(wago::serial_number) == contents{0, 99'999'999});
CASE("64 bits hold what an int64 does",
     range_of(row_of(kind::u64, modbus::absent::never, 4)) == contents{0, most_64} &&
         range_of(row_of(kind::i64, modbus::absent::never, 4)) == contents{-most_64, most_64});

// A value in base units becomes steps of the scale
constexpr decimal shown(modbus::row const& to, decimal const& value, int scale, showing const& how = nearest) {
  return content_of(to, value, scale, how).value_or(decimal{-999'999});
}
CASE("103924 W at 10^-2 kW is 10392 in register 135, 103923 W and 104 kW at 10^0",
     shown(s4100::system_power_max, 103'924, -2) == 10'392 && shown(s4100::system_power_max, 103'923, -2) == 10'392 &&
         shown(s4100::system_power_max, 103'923, 0) == 104);
CASE("Half a step goes away from zero, or to the even one; an accumulator as it is told",
     shown(s4100::real_power_total, decimal{12'345, -1}, -1) == 12 &&
         shown(s4100::real_power_total, decimal{-1'250'000, -3}, -1) == -13 &&
         shown(s4100::real_power_total, decimal{1'250'000, -3}, -1, to_even) == 12 &&
         shown(s4100::real_energy_import, 19'999, 1) == 1 && shown(s4100::real_energy_import, 19'999, 1, to_even) == 2);
CASE("A net energy is cut off towards zero on both sides of it", shown(s4100::real_energy_net, 1'999, 0) == 1 &&
                                                                     shown(s4100::real_energy_net, -1'999, 0) == -1 &&
                                                                     shown(s4100::real_energy_net, -999, 0) == 0);
CASE("Fixed factors: a power factor in 10^-4 [024], a frequency in 10^-2 [028]",
     shown(s4100::power_factor_total, decimal{-9'512, -4}, s4100::power_factor_total.fixed_exponent()) == -9'512 &&
         shown(s4100::frequency, decimal{59'984, -3}, s4100::frequency.fixed_exponent()) == 5'998);
CASE("A UInt stands at 32767 and at 0 where the value is beyond",
     shown(s4100::voltage_ll_avg, 32'767, 0) == 32'767 && shown(s4100::voltage_ll_avg, 32'768, 0) == 32'767 &&
         shown(s4000k::real_power_total, -1, -3) == 0 &&
         shown(s4100::voltage_ll_avg, decimal{327'674, -1}, 0) == 32'767 &&
         shown(s4100::voltage_ll_avg, decimal{327'675, -1}, 0) == 32'767);
CASE("An SInt stands at -32767, never at the QNAN below it",
     shown(s4100::real_power_total, -32'767'000, 0) == -32'767 &&
         shown(s4100::real_power_total, -32'768'000, 0) == -32'767 &&
         shown(s4100::real_power_total, 32'768'000, 0) == 32'767);
CASE("A signed net does not roll over, it stands at its ends [001]",
     shown(s4100::real_energy_net, decimal{2'147'483'648'000}, 0) == 2'147'483'647 &&
         shown(s4100::real_energy_net, decimal{-2'147'483'648'000}, 0) == -2'147'483'647);
CASE("\"rolls over to 0\" after 4294967295 [039]", shown(s4100::pulse_counter_1, 4'294'967'295, 0) == 4'294'967'295 &&
                                                       shown(s4100::pulse_counter_1, 4'294'967'296, 0) == 0 &&
                                                       shown(s4100::pulse_counter_1, 4'294'967'299, 0) == 3);
CASE("So does an unsigned energy, in the steps of its scale",
     shown(s4100::real_energy_import, 4'294'967'295, -3) == 4'294'967'295 &&
         shown(s4100::real_energy_import, 4'294'967'296, -3) == 0 &&
         shown(s4100::real_energy_import, decimal{4'294'967'297'999, -3}, -3) == 1);
CASE("What needs more than 63 bits is no content",
     content_of(s4100::real_energy_import, decimal{most_64, 3}, -4, nearest) == result<decimal>{errc::does_not_fit});
CASE("A float is not scaled and not rounded here: kWh of Wh [257]",
     shown(s4100::real_energy_import_f, decimal{103'923'048, -3}, 4) == decimal{103'923'048, -6} &&
         shown(s4100::real_power_total_f, -1, 4) == decimal{-1, -3});
// "derived from the 32 bit integer counter": 24 bits of it
CASE("The float of a pulse counter ends at 4294967040 [313]",
     shown(s4100::pulse_counter_1_f, 4'294'967'295, 0) == 4'294'967'040 &&
         shown(s4100::pulse_counter_1_f, 4'294'967'040, 0) == 4'294'967'040 &&
         shown(s4100::pulse_counter_1_f, 4'294'967'039, 0) == 4'294'966'784);
CASE("Up to 2^24 it is exact, above it is cut off to a number that a float has",
     shown(s4100::pulse_counter_1_f, 0, 0) == 0 && shown(s4100::pulse_counter_1_f, 16'777'215, 0) == 16'777'215 &&
         shown(s4100::pulse_counter_1_f, 16'777'216, 0) == 16'777'216 &&
         shown(s4100::pulse_counter_1_f, 16'777'217, 0) == 16'777'216 &&
         shown(s4100::pulse_counter_1_f, 16'777'219, 0) == 16'777'218 &&
         shown(s4100::pulse_counter_1_f, 33'554'439, 0) == 33'554'436);

// "None"
CASE("QNAN is 0x8000 in a register, 0x7FC00000 in a float, nothing in a ULong: Modbus Point Map, Legend",
     absent_bits(s4100::voltage_ab) == 0x8000 && absent_bits(s4100::real_power_total) == 0x8000 &&
         absent_bits(s4100::voltage_ab_f) == 0x7FC0'0000 && absent_bits(s4100::real_energy_import) == 0);
CASE("The other contents that say so",
     absent_bits(row_of(kind::f64, modbus::absent::never, 4)) == 0x7FF8'0000'0000'0000 &&
         absent_bits(row_of(kind::u16, modbus::absent::hFFFF)) == 0xFFFF &&
         absent_bits(row_of(kind::u32, modbus::absent::h80000000, 2)) == 0x8000'0000 &&
         absent_bits(row_of(kind::bits, modbus::absent::hFFFFFFFF, 2)) == 0xFFFF'FFFF &&
         absent_bits(row_of(kind::u32, modbus::absent::zero, 2)) == 0);

// A map with one row of each shape
using modbus::access;
constexpr std::array<modbus::row, 10> map{{
    {.address = 10, .count = 1, .of = {quantity::real_power}, .as = kind::i16, .when = modbus::absent::h8000},
    {.address = 11, .count = 2, .of = {quantity::ct_ratio}, .as = kind::u32, .may = access::read_write},
    {.address = 13, .count = 2, .of = {quantity::s0_pulse_rate}, .as = kind::f32, .may = access::read_write},
    {.address = 15, .count = 1, .of = {quantity::lcd_cycle_time}, .as = kind::digits, .may = access::read_write},
    {.address = 16, .count = 1, .of = {quantity::command}, .as = kind::u16, .may = access::write},
    {.address = 20, .count = 3, .of = {quantity::manufacturer}, .as = kind::text},
    {.address = 23, .count = 1, .as = kind::unknown},
    {.address = 30, .count = 6, .of = {quantity::log_buffer}, .as = kind::u16},
    {.address = 40, .count = 2, .of = {quantity::real_energy}, .as = kind::i32, .order = modbus::word_order::cdab},
    {.address = 0xFFFF, .count = 1, .of = {quantity::parity}, .as = kind::i16, .may = access::read_write},
}};
constexpr std::array<modbus::row, 1> other_map{
    {{.address = 17, .count = 1, .of = {quantity::tariff}, .as = kind::u16}}};
constexpr std::array<modbus::range, 10> ranges{{{}, {1, 0xFFFF'FFFF}, {}, {1, 30}, {}, {}, {}, {}, {}, {-2, 7}}};

struct source {
  [[nodiscard]] constexpr result<decimal> content(modbus::row const& of) const {
    switch (of.of.what) {
      case quantity::real_power: return errc::not_available;
      case quantity::ct_ratio: return decimal{0x1234'5678};
      case quantity::s0_pulse_rate: return decimal{1, -1};
      case quantity::lcd_cycle_time: return decimal{25};
      case quantity::real_energy: return decimal{-200};
      case quantity::tariff: return decimal{0x1'0000};  // 17 bits
      default: return decimal{7};
    }
  }
  [[nodiscard]] constexpr std::string_view text(modbus::row const&) const { return "WAGO!"; }
  [[nodiscard]] constexpr std::uint16_t entry(modbus::row const&, std::size_t part) const {
    return static_cast<std::uint16_t>(0xE000U + part);
  }
};

// Finding
constexpr int found_at(std::span<modbus::row const> rows, std::uint32_t address) {
  auto const* const one = find(rows, address);
  return one == nullptr ? -1 : int{one->address};
}
CASE("The row of each of its registers, and none in the gaps",
     found_at(map, 9) == -1 && found_at(map, 10) == 10 && found_at(map, 11) == 11 && found_at(map, 12) == 11 &&
         found_at(map, 13) == 13 && found_at(map, 16) == 16 && found_at(map, 17) == -1 && found_at(map, 19) == -1 &&
         found_at(map, 20) == 20 && found_at(map, 22) == 20 && found_at(map, 29) == -1 && found_at(map, 35) == 30 &&
         found_at(map, 36) == -1 && found_at(map, 41) == 40 && found_at(map, 42) == -1);
CASE("At the ends of the address space, and in an empty map",
     found_at(map, 0) == -1 && found_at(map, 0xFFFE) == -1 && found_at(map, 0xFFFF) == 0xFFFF &&
         found_at(map, 0x1'0000) == -1 && found_at({}, 5) == -1);
CASE("Every register of the Series 4100's map is found in its row", [] {
  for (auto const& one : s4100::registers)
    for (std::uint32_t at : {std::uint32_t{one.address}, one.end() - 1})
      if (find(s4100::registers, at) != &one) return false;
  return find(s4100::registers, 112) == nullptr && find(s4100::registers, 255) == nullptr;
}());

// Registers
constexpr std::uint16_t one_of(std::uint32_t address) {
  auto const* const row = find(map, address);
  return register_of(*row, address - row->address, source{});
}
CASE("Upper 16 bits in the lowest-numbered register (Legend), and the other order where a row has it",
     one_of(11) == 0x1234 && one_of(12) == 0x5678 && one_of(40) == 0xFF38 && one_of(41) == 0xFFFF);
CASE("A float, digits and a value that is not there",
     one_of(13) == 0x3DCC && one_of(14) == 0xCCCD && one_of(15) == 0x0025 && one_of(10) == 0x8000);
CASE("A text with its NULs, and a buffer's entries", one_of(20) == 0x5741 && one_of(21) == 0x474F &&
                                                         one_of(22) == 0x2100 && one_of(30) == 0xE000 &&
                                                         one_of(35) == 0xE005);
CASE("A content that the register cannot hold says \"none\"", register_of(other_map[0], 0, source{}) == 0);

// Reading
struct answer {
  exception fault = exception::none;
  std::array<std::uint8_t, 24> data{};
  std::size_t size = 0;
};
constexpr answer read_of(std::uint16_t address, std::uint16_t quantity) {
  std::array<std::span<modbus::row const>, 2> const maps{map, other_map};
  answer got;
  writer out{got.data};
  got.fault = read(maps, address, quantity, source{}, out);
  got.size = out.needed();
  return got;
}
constexpr bool reads(answer const& got, std::initializer_list<unsigned> bytes) {
  if (got.fault != exception::none || got.size != bytes.size()) return false;
  std::size_t at = 0;
  for (auto const one : bytes)
    if (got.data[at++] != one) return false;
  return true;
}
CASE("Rows beside one another, from the middle of one to the middle of another",
     reads(read_of(12, 2), {0x56, 0x78, 0x3D, 0xCC}) && reads(read_of(14, 2), {0xCC, 0xCD, 0x00, 0x25}) &&
         reads(read_of(33, 3), {0xE0, 0x03, 0xE0, 0x04, 0xE0, 0x05}) && reads(read_of(0xFFFF, 1), {0, 7}));
CASE("The second map is looked at where the first has nothing", reads(read_of(17, 1), {0, 0}));
CASE("\"02: address and quantity\": in no map, in part in none, write-only, without a function code",
     read_of(9, 1).fault == exception::illegal_data_address &&
         read_of(17, 2).fault == exception::illegal_data_address &&
         read_of(9, 2).fault == exception::illegal_data_address &&
         read_of(16, 1).fault == exception::illegal_data_address &&
         read_of(15, 3).fault == exception::illegal_data_address &&
         read_of(22, 2).fault == exception::illegal_data_address &&
         read_of(23, 1).fault == exception::illegal_data_address &&
         read_of(35, 2).fault == exception::illegal_data_address);

// Writing
struct taken {
  exception fault = exception::none;
  unsigned count = 0;
  std::array<std::uint16_t, 4> addresses{};
  std::array<decimal, 4> contents{};
  std::int64_t lows = 0;
};
template <std::size_t Size>
constexpr taken written(std::uint16_t address, std::uint8_t const (&data)[Size], bool refuse_digits = false) {
  taken all;
  all.fault = write(map, ranges, address, Size / 2, data,
                    [&](modbus::row const& to, modbus::range const& legal, decimal const& content) {
                      all.addresses[all.count] = to.address;
                      all.contents[all.count++] = content;
                      if (!legal.empty()) all.lows += legal[0].low;
                      return refuse_digits && to.as == kind::digits ? exception::server_device_busy : exception::none;
                    });
  return all;
}
constexpr bool refused(taken const& got, exception why, unsigned after = 0) {
  return got.fault == why && got.count == after;
}
CASE("Whole rows, one after the other, each with its own range", [] {
  auto const got = written(11, {0x12, 0x34, 0x56, 0x78, 0x41, 0x20, 0, 0, 0x00, 0x25, 0x40, 0x72});
  return got.fault == exception::none && got.count == 4 &&
         got.addresses == std::array<std::uint16_t, 4>{11, 13, 15, 16} && got.contents[0] == 0x1234'5678 &&
         got.contents[1] == 10 && got.contents[2] == 25 && got.contents[3] == 16'498 && got.lows == 2;
}());
CASE("A float is its shortest digits, a signed register has its sign", [] {
  auto const rate = written(13, {0x3C, 0x23, 0xD7, 0x0A});  // 0.01F
  auto const low = written(0xFFFF, {0xFF, 0xFE});
  return rate.contents[0] == decimal{1, -2} && low.contents[0] == -2 && low.lows == -2;
}());
CASE("Half a value, from either side, is no address",
     refused(written(11, {0x12, 0x34}), exception::illegal_data_address) &&
         refused(written(12, {0x12, 0x34}), exception::illegal_data_address) &&
         refused(written(13, {0x41, 0x20}), exception::illegal_data_address) &&
         refused(written(14, {0, 0, 0, 0x25}), exception::illegal_data_address) &&
         refused(written(11, {0, 0, 0, 1, 0x41, 0x20}), exception::illegal_data_address));
CASE("What is read-only, and what is not there",
     refused(written(10, {0, 0}), exception::illegal_data_address) &&
         refused(written(17, {0, 0}), exception::illegal_data_address) &&
         refused(written(20, {0, 0, 0, 0, 0, 0}), exception::illegal_data_address) &&
         refused(written(23, {0, 0}), exception::illegal_data_address) &&
         refused(written(16, {0, 1, 0, 2}), exception::illegal_data_address));
// "Starting Address == OK AND Starting Address + Quantity of Registers == OK" before the data: V1.1b3, 6.12
CASE("The addresses come before the values",
     refused(written(15, {0, 0x2A, 0, 1, 0, 2}), exception::illegal_data_address));
CASE("No number: NaN, infinity, a digit above 9",
     refused(written(13, {0x7F, 0xC0, 0, 0}), exception::illegal_data_value) &&
         refused(written(13, {0x7F, 0x80, 0, 0}), exception::illegal_data_value) &&
         refused(written(13, {0xFF, 0x80, 0, 0}), exception::illegal_data_value) &&
         refused(written(15, {0x00, 0x2A}), exception::illegal_data_value));
CASE("It stops where one is refused, with that exception",
     refused(written(13, {0x41, 0x20, 0, 0, 0, 0x25, 0, 1}, true), exception::server_device_busy, 2));
CASE("What is written reads back in the same bytes", [] {
  constexpr std::uint8_t bytes_of_11[] = {0x12, 0x34, 0x56, 0x78, 0x3D, 0xCC, 0xCC, 0xCD, 0x00, 0x25};
  auto const got = written(11, bytes_of_11);
  return got.contents[0] == *source{}.content(map[1]) && got.contents[1] == *source{}.content(map[2]) &&
         got.contents[2] == *source{}.content(map[3]) &&
         reads(read_of(11, 5), {0x12, 0x34, 0x56, 0x78, 0x3D, 0xCC, 0xCC, 0xCD, 0x00, 0x25});
}());

}  // namespace test_virtual_registers
