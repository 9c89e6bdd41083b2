// SPDX-License-Identifier: MIT
// The virtual Series 4100 on BACnet asked anything, and a client that is answered anything: what the meter says parses,
// every request ends, and each poll ends.
#include "fuzz.hpp"
#include "meters.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>

#include <array>

namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;

namespace {

constexpr auto plan = bacnet::plan(bacnet::with_reliability::yes, s4100::voltage_an, s4100::real_power_total,
                                   s4100::alarm_bitmap, s4100::phase_loss_a, s4100::system_type);

struct user {
  bacnet::snapshot<plan> now;
  bacnet::property_poll poll{plan.wanted()};
  unsigned ended = 0;

  void answered(std::uint8_t, bacnet::apdu const& answer) {
    ++ended;
    if (!poll.done()) (void)poll.answer(answer, now.taker());
  }
  void failed(std::uint8_t, meterproto::error const&) { ++ended; }
  void heard(bacnet::peer const&, bacnet::apdu const&) {}
};

void ask_meter(fuzz::source in) {
  static std::vector<meterproto::virtual_leviton_bacnet::log_entry> log(
      std::size_t{meterproto::virtual_leviton_bacnet::logs} * meterproto::virtual_leviton_bacnet::records_per_log);
  meterproto::virtual_leviton_bacnet::device meter{{}, fuzz::chosen, 1'234'567, "42", log};
  std::array<std::uint8_t, 1024> scratch{};
  bacnet::server server{meter, scratch};
  std::array<std::uint8_t, bacnet::max_mstp_apdu> space{};
  while (!in.empty()) {
    auto const octets = fuzz::copy_of(in.take(in.u8()));
    auto const answer = server.answer(octets, in.u8() % 8 == 0, space);
    if (!answer.apdu.empty()) PROMISE(bacnet::parse_apdu(answer.apdu));
    meter.take(meterproto::virtual_meter::inputs_of({230, 230, 230}, {1, 1, 1}, {0, 0, 0}, 50), in.u16() * 64U);
  }
}

void answer_client(fuzz::source in) {
  user told;
  bacnet::client<user, 3> client{told, {1000, 1, 5000}};
  std::array<std::uint8_t, 600> space{};
  std::uint32_t now = 0;
  unsigned asked = 0;
  bacnet::peer const meter{1, {}};
  while (!in.empty()) {
    if (client.ask(meter, told.poll.done() ? bacnet::property_poll::request{} : told.poll.multiple(), now)) ++asked;
    (void)client.send(space);
    auto const npdu = fuzz::copy_of(in.take(in.u8()));
    client.receive({bacnet::frame_type::data_not_expecting_reply, 1, in.u8() % 4 == 0, npdu});
    (void)client.reply(space);
    now += in.u16();
    std::array<std::uint8_t, 600> receive{};
    std::array<std::uint8_t, 600> transmit{};
    bacnet::master_node node{{bacnet::timing_at(76'800)}, receive, transmit};
    meterproto::bytes none;
    (void)client.run(node, none, now);
  }
  // Time goes by, and nothing answers: all that was asked has ended.
  for (int i = 0; i != 20; ++i) {
    for (int sent = 0; sent != 8; ++sent) (void)client.send(space);
    std::array<std::uint8_t, 600> receive{};
    std::array<std::uint8_t, 600> transmit{};
    bacnet::master_node node{{bacnet::timing_at(76'800)}, receive, transmit};
    meterproto::bytes none;
    (void)client.run(node, none, now += 2000);
  }
  PROMISE(told.ended == asked);
  (void)told.now.decode(s4100::voltage_an);
  (void)told.now.decode(s4100::alarm_bitmap);
  (void)told.now.decode(s4100::phase_loss_a);
  (void)told.now.decode(s4100::system_type);
}

}  // namespace

void fuzz_one(fuzz::source in) {
  if (in.u8() % 2 == 0)
    ask_meter(in);
  else
    answer_client(in);
}
