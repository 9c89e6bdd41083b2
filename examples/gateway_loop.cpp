// SPDX-License-Identifier: MIT
// A gateway that polls three meters on one line and survives that one is dead and one sends garbage. A meter that fails
// is asked less and less often, so that it does not slow the others down; its last values are never sold as new ones.
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/modbus.hpp>
#include <meterproto/modbus/text.hpp>

#include <array>
#include <cstdio>

namespace s4000k = meterproto::leviton_s4000k;
namespace modbus = meterproto::modbus;
using meterproto::bytes, meterproto::error, meterproto::errc, meterproto::Hz;

static constexpr auto plan = modbus::plan(s4000k::frequency);

// The line: unit 1 answers, unit 2 is dead, unit 3 answers behind a stray FF and with a bit turned.
bytes line(std::uint8_t unit) {
  static constexpr std::uint8_t good[] = {0x00, 0x01, 0x03, 0x02,
                                          0x17, 0x6E, 0x36, 0x58};  // a 00 of the line driver in front
  static constexpr std::uint8_t noise[] = {0xFF, 0x03, 0x03, 0x02, 0x17, 0x6F, 0x4F, 0x98};
  return unit == 1 ? bytes{good} : unit == 3 ? bytes{noise} : bytes{};
}

struct place {
  std::uint8_t unit;
  unsigned failures = 0;
  unsigned rounds_to_wait = 0;
  modbus::snapshot<plan> now{};
};

error poll(place& meter) {
  modbus::response_framer framer;
  for (auto const& read : meter.now.begin_poll()) {
    framer.expect(modbus::read_holding_registers(meter.unit, read.address, read.quantity));
    auto chunk = line(meter.unit);  // what came until the time was up
    auto frame = framer.take(chunk);
    if (frame.empty()) frame = framer.silence();  // behind one that was cut short, there may be a good one
    if (frame.empty()) return {errc::too_short, framer.dropped()};
    auto const answer = modbus::parse_registers(frame, meter.unit, read);
    if (!answer) return answer.error();
    if (auto const fault = meter.now.take(*answer); fault.code != errc::none) return fault;
  }
  return meter.now.decode(s4000k::frequency).error();  // a meter may answer, and have no value
}

int main() {
  std::array<place, 3> meters{place{1}, place{2}, place{3}};
  for (unsigned round = 1; round <= 4; ++round) {
    for (auto& meter : meters) {
      if (meter.rounds_to_wait != 0) {
        --meter.rounds_to_wait;
        continue;
      }
      auto const fault = poll(meter);
      if (fault.code == errc::none) {
        meter.failures = 0;
        std::printf("round %u, unit %u: %.2f Hz\n", round, meter.unit,
                    meter.now.decode(s4000k::frequency)->in<double>(Hz));
      } else {
        ++meter.failures;
        meter.rounds_to_wait = meter.failures < 5 ? meter.failures : 5;
        std::printf("round %u, unit %u: no good answer, next try in round %u\n", round, meter.unit,
                    round + meter.rounds_to_wait + 1);
      }
    }
  }
}
// round 1, unit 1: 59.98 Hz
// round 1, unit 2: no good answer, next try in round 3
// round 1, unit 3: no good answer, next try in round 3
// round 2, unit 1: 59.98 Hz
// round 3, unit 1: 59.98 Hz
// round 3, unit 2: no good answer, next try in round 6
// round 3, unit 3: no good answer, next try in round 6
// round 4, unit 1: 59.98 Hz
