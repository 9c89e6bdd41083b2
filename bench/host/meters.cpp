// SPDX-License-Identifier: MIT
#include "meters.hpp"

#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/server.hpp>
#include <meterproto/modbus/server.hpp>
#include <meterproto/virtual_leviton.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>
#include <meterproto/virtual_wago_mbus.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace host {

using namespace meterproto;

namespace {

constexpr virtual_meter::choices chosen{energy::total_of::phases,
                                        {demand::before_full::none, demand::apparent::of_means, demand::maxima::own},
                                        alerts::threshold::percent_of_nominal,
                                        alerts::imbalance::spread_of_mean,
                                        alerts::pair_marks::both,
                                        alerts::imbalance_marks::none,
                                        virtual_meter::second_counter::export_real};
constexpr auto rounded = scaling::rounding::half_away_from_zero;

constexpr std::uint8_t meter_station = 5;

/// What a benchmark needs and a meter does not give is the benchmark's mistake.
[[noreturn]] void stop(char const* what) {
  std::fprintf(stderr, "bench: no %s\n", what);
  std::abort();
}
octets whole(bytes part, char const* what) {
  if (part.empty()) stop(what);
  return {part.begin(), part.end()};
}

}  // namespace

struct meters::devices {
  virtual_leviton::device<virtual_leviton::s4100> modbus{{}, chosen, {rounded, rounded}};
  virtual_leviton_bacnet::device bacnet{{}, chosen, 1'234'567, "4E1234567890"};
  virtual_wago_mbus::device mbus{{}, chosen, rounded, 8, 0x1902'0246};
  unsigned second = 0;

  /// The answer to a BACnet request as it stands on the line.
  template <class Request>
  octets ack(Request const& asked) {
    std::array<std::uint8_t, bacnet::max_mstp_apdu> request{};
    std::array<std::uint8_t, bacnet::max_mstp_apdu> scratch{};
    std::array<std::uint8_t, bacnet::max_data> npdu{0x01, 0x00};  // version 1, to the node itself
    auto const made = bacnet::build_request(7, asked, request);
    if (!made) stop("BACnet request");
    bacnet::server server{bacnet, scratch};
    auto const answer = server.answer(*made, false, std::span{npdu}.subspan(2));
    std::array<std::uint8_t, bacnet::max_frame> line{};
    auto const sent = bacnet::build_frame(bacnet::frame_type::data_not_expecting_reply, our_station, meter_station,
                                          bytes{npdu}.first(2 + answer.apdu.size()), line);
    if (answer.apdu.empty() || !sent) stop("BACnet answer");
    return whole(*sent, "BACnet answer");
  }
};

meters::meters() : all_{std::make_unique<devices>()} {
  pass_a_second();
}
meters::~meters() = default;

void meters::pass_a_second() {
  auto const load = 20.0 + all_->second++ % 50;
  auto const now = virtual_meter::inputs_of({230.4, 231.2, 229.7}, {load, load / 2, load / 3}, {0.3, 0.2, 2.9}, 50.02);
  all_->modbus.take(now, 1000);
  all_->bacnet.take(now, 1000);
  all_->mbus.take(now, 1000);
}

octets meters::modbus_answer(modbus::read const& asked) {
  std::array<std::uint8_t, modbus::max_frame> space{};
  auto const request = modbus::frame_of(unit_id, asked);
  if (!request) stop("Modbus request");
  return whole(modbus::answer(*request, unit_id, all_->modbus, space), "Modbus answer");
}

octets meters::mbus_answer() {
  std::array<std::uint8_t, mbus::max_frame> space{};
  auto const request = mbus::short_frame(mbus::with_frame_count(mbus::control::req_ud2, true), 8);
  return whole(all_->mbus.answer(request, space), "M-Bus telegram");
}

octets meters::mstp_ack() {
  return all_->ack(
      bacnet::read_property{{{bacnet::object_type::analog_input, 1}, bacnet::property::present_value, {}}});
}

octets meters::mstp_ack_of_many() {
  std::array<bacnet::property_reference, values_of_an_ack> wanted{};
  for (std::uint32_t i = 0; i != wanted.size(); ++i)
    wanted[i] = {{bacnet::object_type::analog_input, i + 1}, bacnet::property::present_value, {}};
  return all_->ack(bacnet::read_property_multiple{wanted});
}

}  // namespace host
