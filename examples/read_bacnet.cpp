// SPDX-License-Identifier: MIT
// Reads a Leviton Series 4100 on BACnet MS/TP: a master node, a client above it, a poll. The line is simulated here,
// with the meter as another node on it; for a real one put your UART and your clock into the loop of drive() and leave
// the rest as it is.
#include <meterproto/bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>

#include <array>
#include <cstdio>

namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;
namespace virtual_meter = meterproto::virtual_meter;
using meterproto::bytes, meterproto::kW, meterproto::kWh, meterproto::V;

// A meter with 230 V and 10 A that lag by half a radian, for an hour; it is device 1234567.
static auto meter = [] {
  virtual_meter::choices const chosen{
      meterproto::energy::total_of::net,
      {meterproto::demand::before_full::as_zeros, meterproto::demand::apparent::mean, meterproto::demand::maxima::own},
      meterproto::alerts::threshold::percent_of_nominal,
      meterproto::alerts::imbalance::spread_of_mean,
      meterproto::alerts::pair_marks::both,
      meterproto::alerts::imbalance_marks::none,
      virtual_meter::second_counter::export_real};
  meterproto::virtual_leviton_bacnet::device made{{}, chosen, 1'234'567, "41000042"};
  made.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0.5, 0.5, 0.5}, 50), 3'600'000);
  return made;
}();

// What the poll fetches, with Reliability beside each value: one request.
static constexpr auto plan = bacnet::plan(bacnet::with_reliability::yes, s4100::voltage_an, s4100::real_power_total,
                                          s4100::real_energy_import, s4100::reactive_energy_q1);

// What the client tells us.
struct reader {
  bacnet::snapshot<plan> now;
  bacnet::property_poll poll{plan.wanted()};
  bool waits = false;
  meterproto::error fault;

  void answered(std::uint8_t, bacnet::apdu const& answer) {
    fault = poll.answer(answer, now.taker());
    waits = false;
  }
  void failed(std::uint8_t, meterproto::error const& why) {
    fault = why;
    waits = false;
  }
  void heard(bacnet::peer const&, bacnet::apdu const&) {}  // I-Am and the like
};

// Two nodes on one wire; a frame takes its time. Until the request has ended, with an answer or without.
template <class Node, class Client, class Meter, class Station>
void drive(Node& node, Client& client, Meter& other, Station& station, std::uint32_t& now, bool const& waits) {
  bytes to_us;
  bytes to_meter;
  while (waits) {
    now += 100;
    if (auto const step = client.run(node, to_us, now); !step.send.empty()) {
      now += bacnet::octets_us(static_cast<std::uint32_t>(step.send.size()), 76'800);
      to_meter = step.send;
      node.sent(now);
    }
    if (auto const step = other.run(to_meter, now, station); !step.send.empty()) {
      now += bacnet::octets_us(static_cast<std::uint32_t>(step.send.size()), 76'800);
      to_us = step.send;
      other.sent(now);
    }
  }
}

int main() {
  std::array<std::uint8_t, bacnet::max_frame> receive_1, transmit_1, receive_2, transmit_2;
  bacnet::node_settings us{bacnet::timing_at(76'800)};
  us.station = 0;
  us.max_master = 2;
  bacnet::master_node node{us, receive_1, transmit_1};
  reader read;
  bacnet::client client{read};

  bacnet::node_settings its = us;
  its.station = 1;
  bacnet::master_node meter_node{its, receive_2, transmit_2};
  std::array<std::uint8_t, 1024> scratch;
  bacnet::server_station station{meter, scratch};

  bacnet::peer const at_mac_1{1, {}};
  std::uint32_t now = 0;
  // Here once; a device that calls a request too large is asked again for less.
  while (!read.poll.done() && read.fault.code == meterproto::errc::none) {
    if (!read.poll.ask([&](auto const& what) { return client.ask(at_mac_1, what, now); })) return 1;
    read.waits = true;
    drive(node, client, meter_node, station, now, read.waits);
  }

  if (auto const volts = read.now.decode(s4100::voltage_an)) std::printf("%.1f V\n", volts->in<double>(V));
  if (auto const power = read.now.decode(s4100::real_power_total)) std::printf("%.2f kW\n", power->in<double>(kW));
  if (auto const energy = read.now.decode(s4100::real_energy_import))
    std::printf("%.2f kWh\n", energy->in<double>(kWh));
  // Its Units property says kWh, as the standard of its time had no number for kvarh. The type knows better:
  // reactive_energy_q1.decode(...)->in(kWh) does not compile.
  if (auto const reactive = read.now.decode(s4100::reactive_energy_q1))
    std::printf("%.2f kvarh\n", reactive->in<double>(meterproto::kvarh));
}
// 230.0 V
// 6.06 kW
// 6.06 kWh
// 3.31 kvarh
