// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/plan.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_modbus_plan {

using namespace meterproto;
using namespace meterproto::modbus;
namespace s4100 = leviton_s4100;
namespace wago = wago_879;

/// A read by the manual's number of its first register, which is one more than the address on the wire.
struct numbered {
  int first;
  unsigned count;
};
template <std::size_t Count>
constexpr bool reads(auto const& list, numbered const (&expected)[Count]) {
  if (list.size() != Count) return false;
  for (std::size_t i = 0; i != Count; ++i) {
    read const wanted{function::read_holding_registers, static_cast<std::uint16_t>(expected[i].first - 1),
                      static_cast<std::uint16_t>(expected[i].count)};
    if (!(list[i] == wanted)) return false;
  }
  return true;
}

// What a read costs: reference protocol.md, section 6. Latency 20 ms.
CASE("A gap of 18 registers is worth reading along at 9600 Bd", line_costs{.baud = 9600}.widest_gap() == 18);
CASE("27 at 19200 Bd", line_costs{.baud = 19200}.widest_gap() == 27 && line_costs{}.widest_gap() == 27);
CASE("At 115200 Bd any gap is, up to what a read holds", line_costs{.baud = 115200}.widest_gap() >= max_read_registers);
CASE("Without latency a gap is worth less, with much of it more",
     line_costs{.baud = 9600, .latency_us = 0}.widest_gap() == 10 &&
         line_costs{.baud = 9600, .latency_us = 100'000}.widest_gap() == 53);
CASE("A shorter character makes the pauses longer in characters",
     line_costs{.baud = 115200, .bits = 10}.widest_gap() > line_costs{.baud = 115200, .bits = 11}.widest_gap());
// 13 characters of 11 us and two pauses of 1750 us, with the latency 22 us for each of 50000 registers, and 1 us less
CASE("The widest gap is exact to the microsecond",
     line_costs{.baud = 1'000'000, .latency_us = 1'096'357}.widest_gap() == 50'000 &&
         line_costs{.baud = 1'000'000, .latency_us = 1'096'356}.widest_gap() == 49'999);
// 125 registers: 263 characters of 1145.8 us, two pauses of 4010.4 us, 20 ms of latency
CASE("A read of 125 registers lasts 309 ms at 9600 Bd, and the latency",
     line_costs{.baud = 9600, .latency_us = 0}.read_us(125) / 1000 == 309 &&
         line_costs{.baud = 9600}.read_us(125) / 1000 == 329);
CASE("On the wire of 1200 Bd it is 2475 ms, of 115200 Bd 29 ms",
     (line_costs{.baud = 1200, .latency_us = 0}.read_us(125) + 500) / 1000 == 2475 &&
         (line_costs{.baud = 115200, .latency_us = 0}.read_us(125) + 500) / 1000 == 29);

// Points of the Series 4100
CASE("One point is one read", reads(plan(s4100::frequency), {{28, 1}}));
CASE("Both registers of a value come together", reads(plan(s4100::reactive_energy_q1_f), {{263, 2}}));
CASE("Neighbours share a read", reads(plan(s4100::frequency, s4100::power_factor_total), {{24, 5}}));
CASE("The order in which points are asked for does not count",
     reads(plan(s4100::power_factor_total, s4100::frequency), {{24, 5}}));
CASE("The same point twice is read once", reads(plan(s4100::frequency, s4100::frequency), {{28, 1}}));

// Scale registers: 138 I, 139 V, 140 W, 141 E
CASE("A scaled point brings its scale register", reads(plan(s4100::voltage_ll_avg), {{25, 1}, {139, 1}}));
CASE("Each quantity brings its own", reads(plan(s4100::current_avg), {{27, 1}, {138, 1}}) &&
                                         reads(plan(s4100::real_power_total), {{21, 1}, {140, 1}}) &&
                                         reads(plan(s4100::real_energy_net), {{1, 2}, {141, 1}}));
CASE("Two points of one scale bring it once",
     reads(plan(s4100::voltage_ll_avg, s4100::voltage_ln_avg), {{25, 2}, {139, 1}}));
CASE("Scale registers asked for and brought are one read",
     reads(plan(s4100::voltage_ll_avg, s4100::current_avg, s4100::scale_w), {{25, 3}, {138, 3}}));
CASE("A float brings none", reads(plan(s4100::voltage_ll_avg_f, s4100::real_power_total_f), {{277, 10}}));
CASE("Nor does a fixed factor", reads(plan(s4100::pt_ratio, s4100::frequency), {{28, 1}, {133, 1}}));

// Gaps: worth it or not
CASE("18 registers between two points are read along at 9600 Bd",
     reads(plan(line_costs{.baud = 9600}, s4100::power_factor_total, s4100::real_energy_import_a),
           {{24, 21}, {141, 1}}));
CASE("19 are not", reads(plan(line_costs{.baud = 9600}, s4100::current_avg, s4100::real_energy_import_c),
                         {{27, 1}, {47, 2}, {138, 4}}));
CASE("At 19200 Bd 27 are", reads(plan(s4100::current_avg, s4100::reactive_energy_q1_a), {{27, 30}, {138, 4}}));
CASE("28 are not", reads(plan(s4100::voltage_ln_avg, s4100::reactive_energy_q1_a), {{26, 1}, {55, 2}, {139, 3}}));
CASE("At 115200 Bd all of a block is one read",
     reads(plan(line_costs{.baud = 115200}, s4100::real_energy_net, s4100::current_c), {{1, 111}, {138, 4}}));

// Gaps: 113-128, 179-256 and 409 on are not there, and 155-178 may not be; no read runs over them, however cheap it is
constexpr line_costs free_of_charge{.baud = 115200, .latency_us = 1'000'000};
CASE("No read runs from 112 to 129",
     reads(plan(free_of_charge, s4100::current_c, s4100::command), {{111, 1}, {129, 10}}));
CASE("Nor from 154 to 155",
     reads(plan(free_of_charge, s4100::output_config, s4100::clock_day_month), {{153, 1}, {155, 1}}));
CASE("Nor from 178 to 257",
     reads(plan(free_of_charge, s4100::log_pointer_10, s4100::real_energy_net_f), {{178, 1}, {257, 2}}));
CASE("Nor from 408 to 7001 or 8000",
     reads(plan(free_of_charge, s4100::current_c_f, s4100::firmware_version_os), {{405, 2}, {7001, 1}}));
CASE("Each block for itself may be read along",
     reads(plan(free_of_charge, s4100::clock_day_month, s4100::log_pointer_10), {{155, 24}}) &&
         reads(plan(free_of_charge, s4100::command, s4100::output_config), {{129, 25}}));
CASE("Five blocks are five reads", reads(plan(free_of_charge, s4100::firmware_version_os, s4100::current_c_f,
                                              s4100::log_page, s4100::system_type, s4100::frequency),
                                         {{28, 1}, {130, 1}, {158, 1}, {405, 2}, {7001, 1}}));

// At most 125 registers: V1.1b3, 6.3
CASE("125 registers are one read",
     reads(plan(free_of_charge, s4100::real_energy_net_f, s4100::voltage_ll_avg_f, s4100::apparent_power_b_f),
           {{257, 124}}));
CASE("The next would be 126, and is a read of its own",
     reads(plan(free_of_charge, s4100::real_energy_net_f, s4100::apparent_power_c_f), {{257, 2}, {381, 2}}));
CASE("No value is cut in two at the limit",
     reads(plan(free_of_charge, s4100::real_energy_net_f, s4100::apparent_power_b_f, s4100::apparent_power_c_f,
                s4100::power_factor_a_f),
           {{257, 124}, {381, 4}}));

// WAGO: 4015 and 402B-4031 are not described, 4025 and 4027-402A have no function code; all from 5000 on needs 4026
template <std::size_t Count>
constexpr bool reads_addresses(auto const& list, block const (&expected)[Count]) {
  if (list.size() != Count) return false;
  for (std::size_t i = 0; i != Count; ++i)
    if (!(list[i] == read{function::read_holding_registers, expected[i].address, expected[i].count})) return false;
  return true;
}
CASE("A value from 5000 on brings register 4026", reads_addresses(plan(wago::voltage_an), {{0x4026, 1}, {0x5002, 2}}));
CASE("No read runs over 4015", reads_addresses(plan(free_of_charge, wago::current_direction_c, wago::power_down_count),
                                               {{0x4014, 1}, {0x4016, 1}}));
CASE("Nor over 4025",
     reads_addresses(plan(free_of_charge, wago::checksum_2, wago::data_type), {{0x4023, 2}, {0x4026, 1}}));
CASE("Nor over 4027-4031",
     reads_addresses(plan(free_of_charge, wago::data_type, wago::screen_direction), {{0x4026, 1}, {0x4032, 1}}));
CASE("The energies need two reads: 6000-6090 are 145 registers",
     reads_addresses(plan(free_of_charge, wago::real_energy_total, wago::reactive_energy_q1,
                          wago::real_energy_resettable_c),
                     {{0x4026, 1}, {0x6000, 0x65}, {0x608F, 2}}));

// Numbers of a list
constexpr auto two_reads = plan(s4100::voltage_ll_avg, s4100::voltage_ln_avg);
constexpr std::size_t counted() {
  std::size_t sum = 0;
  for (auto const& one : two_reads) sum += one.quantity;
  return sum;
}
CASE("A list knows its registers", two_reads.registers() == 3 && counted() == 3 && two_reads.size() == 2);
CASE("Reads may be of function 04",
     plan(line_costs{.function = function::read_input_registers}, s4100::frequency)[0].function ==
         function::read_input_registers);
CASE("A plan's read is a frame", *frame_of(1, plan(s4100::real_power_total_f)[0]) ==
                                     std::array<std::uint8_t, 8>{0x01, 0x03, 0x01, 0x14, 0x00, 0x02, 0x85, 0xF3});

// Lists made at run time
template <std::size_t Wanted, std::size_t Readable, std::size_t Count>
constexpr bool plans(block const (&wanted)[Wanted], block const (&readable)[Readable], block const (&expected)[Count],
                     line_costs const& costs = {}) {
  auto const list = std::to_array(wanted);  // g++ 12 takes no address of a temporary at compile time
  std::array<read, 8> space{};
  auto const count = plan_blocks(list, readable, costs, space);
  if (!count || *count != Count) return false;
  for (std::size_t i = 0; i != Count; ++i)
    if (!(space[i] == read{costs.function, expected[i].address, expected[i].count})) return false;
  return true;
}
constexpr block all_of_it[] = {{0, 1000}};

CASE("A list made at run time is planned as the constexpr one", [] {
  constexpr block wanted[] = {{20, 1}, {139, 1}, {26, 1}, {137, 1},
                              {0, 2},  {140, 1}, {300, 2}};  // 21 and W, 27 and I, 1 and E, 301
  constexpr auto fixed = plan(s4100::real_power_total, s4100::current_avg, s4100::real_energy_net,
                              s4100::reactive_power_demand_max_import_f);
  std::array<read, 8> space{};
  auto const count = plan_blocks(wanted, s4100::model::listed, line_costs{}, space);
  if (!count || *count != fixed.size()) return false;
  for (std::size_t i = 0; i != fixed.size(); ++i)
    if (!(space[i] == fixed[i])) return false;
  return fixed.size() == 3;
}());
CASE("Nothing wanted is nothing read", plan_blocks({}, all_of_it, line_costs{}, {}) == result<std::size_t>{0U});
CASE("The same block twice is read once", plans({{10, 2}, {10, 2}}, all_of_it, {{10, 2}}));
CASE("A block within another is read with it, whichever comes first",
     plans({{10, 10}, {12, 2}}, all_of_it, {{10, 10}}) && plans({{12, 2}, {10, 10}}, all_of_it, {{10, 10}}));
CASE("Blocks that overlap are one read",
     plans({{10, 4}, {12, 4}}, all_of_it, {{10, 6}}) && plans({{12, 4}, {10, 4}}, all_of_it, {{10, 6}}));
CASE("Blocks that begin together are as long as the longer",
     plans({{10, 1}, {10, 3}}, all_of_it, {{10, 3}}) && plans({{10, 3}, {10, 1}}, all_of_it, {{10, 3}}));
CASE("Blocks that overlap but are too wide together are two reads, neither cut",
     plans({{0, 100}, {50, 100}}, all_of_it, {{0, 100}, {50, 100}}));
CASE("A block within the second of them is in the second",
     plans({{0, 100}, {50, 100}, {140, 10}}, all_of_it, {{0, 100}, {50, 100}}));
CASE("125 together are one read, 126 two",
     plans({{0, 1}, {124, 1}}, all_of_it, {{0, 125}}, free_of_charge) &&
         plans({{0, 1}, {125, 1}}, all_of_it, {{0, 1}, {125, 1}}, free_of_charge));
CASE("The widest gap is read along, one more is not",
     plans({{0, 1}, {28, 1}}, all_of_it, {{0, 29}}) && plans({{0, 1}, {29, 1}}, all_of_it, {{0, 1}, {29, 1}}));
CASE("Many short gaps are one read, though they are wide together",
     plans({{0, 1}, {28, 1}, {56, 1}, {84, 1}}, all_of_it, {{0, 85}}));
CASE("A gap at the edge of what may be read stays a gap",
     plans({{8, 2}, {11, 1}}, {{0, 10}, {11, 10}}, {{8, 2}, {11, 1}}) &&
         plans({{8, 1}, {11, 1}}, {{0, 10}, {11, 10}}, {{8, 1}, {11, 1}}));
CASE("Two parts end to end are still two", plans({{8, 2}, {10, 2}}, {{0, 10}, {10, 10}}, {{8, 2}, {10, 2}}));
CASE("What stands in no part is read alone", plans({{8, 2}, {50, 1}, {51, 1}}, {{0, 10}}, {{8, 2}, {50, 1}, {51, 1}}));

constexpr result<std::size_t> unknown_map(std::span<block const> wanted, std::span<read> into) {
  return plan_blocks(wanted, {}, free_of_charge, into);
}
constexpr bool neighbours_only() {
  constexpr block wanted[] = {{4, 2}, {0, 2}, {2, 2}, {7, 1}};
  std::array<read, 4> into{};
  auto const count = unknown_map(wanted, into);
  return count && *count == 2 && into[0] == read{function::read_holding_registers, 0, 6} &&
         into[1] == read{function::read_holding_registers, 7, 1};
}
CASE("Of a map that is not known, only neighbours share a read, at any price", neighbours_only());

constexpr error fault_of(std::span<block const> wanted, std::size_t room) {
  std::array<read, 4> space{};
  return plan_blocks(wanted, all_of_it, line_costs{}, std::span{space}.first(room)).error();
}
constexpr block too_wide[] = {{0, 126}};
constexpr block widest[] = {{0, 125}};
constexpr block far_apart[] = {{0, 1}, {500, 1}};
CASE("A block wider than a read is refused",
     fault_of(too_wide, 4) == error{errc::bad_quantity, 0, 125} && fault_of(widest, 1) == errc::none);
#if defined(METERPROTO_HOST_TESTS)  // in a constant it does not compile: tests/fail/point_wider_than_a_read.cpp
struct any_map {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr std::array<block, 1> readable{{{0, 200}}};
};
TEST_CASE("A plan of run time that cannot be made says why") {
  point const wide{register_number<any_map>{0}, R, formats::text<256>, counts, {quantity::manufacturer}};
  point const narrow{register_number<any_map>{0}, R, formats::text<250>, counts, {quantity::manufacturer}};
  auto const none = plan(wide);
  CHECK(none.size() == 0);
  CHECK(none.fault == error{errc::bad_quantity, 0, 125});
  CHECK(plan(narrow).size() == 1);
  CHECK(plan(narrow).fault == errc::none);
}
#endif
constexpr block too_far[] = {{0xFFFF, 2}};
CASE("A block past the last register is refused", fault_of(too_far, 4) == error{errc::bad_address, 0, 0xFFFF});
CASE("More reads than there is room for are refused", fault_of(far_apart, 1) == error{errc::buffer_too_small, 0, 2} &&
                                                          fault_of(far_apart, 2) == errc::none &&
                                                          fault_of(widest, 0) == error{errc::buffer_too_small, 0, 1});
CASE("The last registers of all can be read", plans({{0xFFFE, 2}, {0xFFFD, 1}}, {{0xFF00, 0x100}}, {{0xFFFD, 3}}));

constexpr block nothing[] = {{5, 0}};
constexpr auto planned_of_nothing = plan_blocks(nothing, all_of_it, line_costs{}, {});
CASE("A block of no registers is not read", planned_of_nothing == result<std::size_t>{0U});

constexpr block behind_the_end[] = {{0xFFFF, 2}};
CASE("A block that leaves the address space is refused",
     fault_of(behind_the_end, 4) == error{errc::bad_address, 0, 0xFFFF});

}  // namespace test_modbus_plan
