// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/snapshot.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

namespace test_modbus_snapshot {

using namespace meterproto;
using namespace meterproto::modbus;
namespace s4100 = leviton_s4100;
namespace wago = wago_879;

using tests::reply;

// 21 real power (W), 25 voltage (V), 140 W, 139 V: two reads, 21-25 and 139-140.
constexpr auto poll = plan(s4100::real_power_total, s4100::voltage_ll_avg);
constexpr reply values{20, {0xFF38, 0, 0, 0, 4200}};
constexpr reply values_later{20, {100, 0, 0, 0, 0x8000}};
constexpr reply exponents{138, {0xFFFF, 0xFFFF}};  // V and W: -1
constexpr reply exponents_later{138, {0x0000, 0x0001}};
static_assert(poll.size() == 2 && poll[0].address == 20 && poll[0].quantity == 5 && poll[1].address == 138 &&
              poll[1].quantity == 2);

constexpr snapshot<poll> taken(auto const&... replies) {
  snapshot<poll> now;
  error fault;
  ((fault = fault.code == errc::none ? now.take(replies) : fault), ...);
  if (fault.code != errc::none) now.clear();
  return now;
}

CASE("Before a reply there is nothing",
     taken().decode(s4100::real_power_total).error() == error{errc::not_in_reply, 0, 20} && !taken().complete());
CASE("All replies are all values: 021 = FF38 with 140 = -1 is -20.0 kW",
     taken(values, exponents).complete() &&
         taken(values, exponents).decode(s4100::real_power_total)->in(kW) == decimal{-200, -1} &&
         taken(values, exponents).decode(s4100::voltage_ll_avg)->in(V) == decimal{420});
CASE("They may come in any order",
     taken(exponents, values).complete() &&
         taken(exponents, values).decode(s4100::real_power_total)->in(W) == decimal{-20000});
CASE("Values alone are none: their scale register has not come",
     taken(values).decode(s4100::real_power_total).error() == error{errc::not_in_reply, 0, 139} &&
         taken(values).decode(s4100::voltage_ll_avg).error() == error{errc::not_in_reply, 0, 138} &&
         !taken(values).complete());
CASE("Nor are scale registers alone",
     taken(exponents).decode(s4100::real_power_total).error() == error{errc::not_in_reply, 0, 20} &&
         !taken(exponents).complete());
CASE("A point without a scale needs none", taken(values).decode(s4100::power_factor_total)->in(one) == decimal{0});
CASE("Scale registers are points as well", taken(exponents).decode(s4100::scale_w)->in(counts) == decimal{-1});
CASE("Registers read along are there too",
     taken(values, exponents).decode(s4100::reactive_power_total)->in(kvar) == decimal{0});
CASE("What the plan does not read is not there",
     taken(values, exponents).decode(s4100::frequency).error() == error{errc::not_in_reply, 0, 27} &&
         taken(values, exponents).decode(s4100::current_avg).error() == errc::not_in_reply);
CASE("Nor is a value that two reads would have to share",
     taken(values, exponents).decode(s4100::real_energy_import_a_f).error() == errc::not_in_reply &&
         taken(values, exponents).decode(s4100::scale_e).error() == errc::not_in_reply);

// Scales of the same poll
CASE("The next poll's values go with the next poll's scales",
     taken(values, exponents, values_later, exponents_later).decode(s4100::real_power_total)->in(kW) == decimal{1000});
CASE("No value in a register is none in the snapshot",
     taken(values_later, exponents_later).decode(s4100::voltage_ll_avg).error() == errc::not_available);
CASE("clear() forgets all", [] {
  auto now = taken(values, exponents);
  now.clear();
  return !now.complete() && now.decode(s4100::real_power_total).error() == errc::not_in_reply &&
         now.decode(s4100::scale_w).error() == errc::not_in_reply;
}());
CASE("After clear() no old scale meets a new value", [] {
  auto now = taken(values, exponents);
  now.clear();
  return now.take(values_later).code == errc::none &&
         now.decode(s4100::real_power_total).error() == error{errc::not_in_reply, 0, 139} &&
         now.take(exponents_later).code == errc::none && now.decode(s4100::real_power_total)->in(kW) == decimal{1000};
}());
CASE("A poll begins without what came in the one before: 24 = 01E0 is no 48.0 V by the scale of before", [] {
  auto now = taken(values, exponents);
  auto const& reads = now.begin_poll();
  return reads.begin() == poll.begin() && reads.size() == 2 && now.take(values_later).code == errc::none &&
         !now.complete() && now.decode(s4100::real_power_total).error() == error{errc::not_in_reply, 0, 139} &&
         now.take(exponents_later).code == errc::none && now.complete();
}());
CASE("A scale register beyond the manual's -4 to 4 scales nothing",
     taken(values, reply{138, {0, 5}}).decode(s4100::real_power_total).error() == error{errc::bad_scale, 0, 5} &&
         taken(values, reply{138, {0, 0xFFFB}}).decode(s4100::real_power_total).error() ==
             error{errc::bad_scale, 0, 0xFFFB} &&
         taken(values, reply{138, {0, 0x8000}}).decode(s4100::real_power_total).error() == errc::bad_scale);
CASE("It does no harm to the others",
     taken(values, reply{138, {0xFFFF, 5}}).decode(s4100::voltage_ll_avg)->in(V) == decimal{420});
CASE("-4 and 4 scale",
     taken(values, reply{138, {4, 0xFFFC}}).decode(s4100::voltage_ll_avg)->in(V) == decimal{42'000'000} &&
         taken(values, reply{138, {4, 0xFFFC}}).decode(s4100::real_power_total)->in(kW) == decimal{-200, -4});

// What take() takes
constexpr error fault_of(registers const& read) {
  snapshot<poll> now;
  return now.take(read);
}
CASE("The answer to a read of the plan", fault_of(values).code == errc::none && fault_of(exponents).code == errc::none);
CASE("No other registers", fault_of(reply{19, {1, 2, 3, 4, 5}}) == error{errc::not_in_reply, 0, 19} &&
                               fault_of(reply{139, {1, 2}}) == errc::not_in_reply);
CASE("Not more and not fewer either", fault_of(reply{20, {1, 2, 3, 4}}) == errc::not_in_reply &&
                                          fault_of(reply{20, {1, 2, 3, 4, 5, 6}}) == errc::not_in_reply &&
                                          fault_of(registers{20, {}}) == errc::not_in_reply);
CASE("What was refused leaves nothing behind", [] {
  snapshot<poll> now;
  auto const fault = now.take(reply{20, {0xFF38, 0, 0, 0}});
  return fault.code == errc::not_in_reply && !now.complete() &&
         now.decode(s4100::power_factor_total).error() == errc::not_in_reply;
}());
constexpr std::uint8_t five_bytes[] = {0, 0, 0, 1, 2};
CASE("Half a register more is refused", fault_of(registers{138, five_bytes}) == error{errc::not_in_reply, 0, 138});
CASE("find() gives the whole read, to look at more than points",
     taken(values).find(24, 1).transform([](registers const& held) {
       return held.address == 20 && held.count() == 5;
     }) == result<bool>{true} &&
         taken(values).find(24, 2).error() == error{errc::not_in_reply, 0, 24} &&
         taken(values).find(138, 1).error() == errc::not_in_reply);

// WAGO: a value of 5000 on waits for register 4026 and for its 1 (errata W26)
constexpr auto wago_poll = plan(wago::voltage_an, wago::modbus_address);
constexpr snapshot<wago_poll> wago_taken(std::uint16_t layout) {
  snapshot<wago_poll> now;
  for (auto const& one : wago_poll) {
    error fault{errc::none};
    if (one.address == 0x5002)
      fault = now.take(reply{0x5002, {0x4366, 0x3333}});
    else if (one.address == 0x4026 && layout != 0)
      fault = now.take(reply{0x4026, {layout}});
    else if (one.address == 0x4003)
      fault = now.take(reply{0x4003, {10}});
    if (fault.code != errc::none) now.clear();
  }
  return now;
}
CASE("With 4026 at 1 there is a voltage",
     wago_taken(1).complete() && wago_taken(1).decode(wago::voltage_an)->in(V) == 230.2F);
CASE("With 4026 at 2 it is undecided", wago_taken(2).decode(wago::voltage_an).error() == error{errc::undecided, 0, 2});
CASE("Without 4026 it is not there",
     wago_taken(0).decode(wago::voltage_an).error() == error{errc::not_in_reply, 0, 0x4026});
CASE("What stands below 5000 needs neither", wago_taken(2).decode(wago::modbus_address)->in(counts) == decimal{10} &&
                                                 wago_taken(0).decode(wago::modbus_address).has_value());

// Overlapping reads: a value in the second alone is found there
struct wide {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr result<int> scale_exponent(std::int16_t) { return errc::bad_scale; }
  static constexpr std::array<block, 1> readable{{{0, 200}}};
};
constexpr point first_text{register_number<wide>{0}, R, formats::text<200>, counts, {quantity::manufacturer}};
constexpr point second_text{register_number<wide>{50}, R, formats::text<200>, counts, {quantity::model}};
constexpr auto overlapping = plan(first_text, second_text);
CASE("Two reads that overlap keep their own contents", [] {
  std::array<std::uint8_t, 200> a{};
  std::array<std::uint8_t, 200> b{};
  a[0] = 'a';
  b[0] = 'b';
  snapshot<overlapping> now;
  return now.take({50, b}).code == errc::none && now.decode(first_text).error() == errc::not_in_reply &&
         *now.decode(second_text) == "b" && now.take({0, a}).code == errc::none && *now.decode(first_text) == "a" &&
         *now.decode(second_text) == "b" && now.complete();
}());

// The same for a plan made at run time, in memory of the caller
constexpr bool at_run_time(bool in_order) {
  constexpr block wanted[] = {{20, 1}, {139, 1}, {24, 1}, {138, 1}};
  std::array<read, 4> reads{};
  auto const count = plan_blocks(wanted, s4100::model::readable, line_costs{}, reads);
  if (!count || *count != 2) return false;
  std::array<std::uint8_t, 14> content{};
  std::array<bool, 2> arrived{true, true};  // what they held before does not count
  snapshot_in<s4100::model> now{std::span{reads}.first(*count), content, arrived};
  if (now.complete() || now.decode(s4100::real_power_total).error() != error{errc::not_in_reply, 0, 20}) return false;
  if ((in_order ? now.take(values) : now.take(exponents)).code != errc::none || now.complete()) return false;
  if (now.decode(s4100::real_power_total).error() !=
      error{errc::not_in_reply, 0, static_cast<std::uint16_t>(in_order ? 139 : 20)})
    return false;
  if ((in_order ? now.take(exponents) : now.take(values)).code != errc::none || !now.complete()) return false;
  if (now.decode(s4100::real_power_total)->in(kW) != decimal{-200, -1} ||
      now.decode(s4100::voltage_ll_avg)->in(V) != decimal{420})
    return false;
  if (now.take(reply{20, {1, 2, 3, 4}}) != error{errc::not_in_reply, 0, 20} ||
      now.find(24, 2).error() != error{errc::not_in_reply, 0, 24})
    return false;
  if (now.find(24, 1)->address != 20 || now.decode(s4100::frequency).error().code != errc::not_in_reply) return false;
  auto const again = now.begin_poll();
  return again.data() == reads.data() && again.size() == 2 && !now.complete() &&
         now.decode(s4100::real_power_total).error() == errc::not_in_reply;
}
CASE("Where there is nothing to read, nothing has come", [] {
  std::array<read, 1> reads{};
  return !snapshot_in<s4100::model>{std::span{reads}.first(0), {}, {}}.complete();
}());
CASE("A plan of run time has the same snapshot, in memory of the caller, in either order",
     at_run_time(true) && at_run_time(false));
template <class Reads>
concept kept_by_a_snapshot =
    std::is_constructible_v<snapshot_in<wide>, Reads, std::span<std::uint8_t>, std::span<bool>>;
CASE("Its reads are a variable's: those of a temporary would not live on",
     kept_by_a_snapshot<std::array<read, 2>&> && kept_by_a_snapshot<std::array<read, 2> const&> &&
         !kept_by_a_snapshot<std::array<read, 2>>);

CASE("A snapshot is its registers and a flag for each read", sizeof(snapshot<poll>) == 2 * (5 + 2) + 2);

}  // namespace test_modbus_snapshot
