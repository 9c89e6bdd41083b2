// SPDX-License-Identifier: MIT
// Both sides of an M-Bus link: any frames to the virtual WAGO, any answers to a readout and to both searches. They end,
// and what the meter says is a frame.
#include "fuzz.hpp"
#include "meters.hpp"

#include <meterproto/mbus.hpp>
#include <meterproto/virtual_wago_mbus.hpp>

#include <array>

namespace mbus = meterproto::mbus;

void fuzz_one(fuzz::source in) {
  std::array<std::uint8_t, mbus::max_frame> space{};
  meterproto::virtual_wago_mbus::device device{
      {}, fuzz::chosen, meterproto::scaling::rounding::toward_zero, 1, 0x12345678};
  mbus::readout readout{1, 4};
  mbus::secondary_search search;
  mbus::primary_scan scan{3, 200};
  unsigned steps = 0;
  while (!in.empty() && ++steps < 400) {
    auto octets = fuzz::copy_of(in.take(in.u8()));
    // Every other one gets a frame around it.
    if (in.u8() % 2 == 0 && octets.size() >= 3 && octets.size() <= mbus::max_body) {
      std::array<std::uint8_t, mbus::max_frame> whole{};
      auto const built =
          mbus::build_frame(octets[0], octets[1], octets[2], meterproto::bytes{octets}.subspan(3), whole);
      PROMISE(built && mbus::parse_frame(*built));
      octets.assign(built->begin(), built->end());
    }
    auto const answer = device.answer(octets, space);
    PROMISE(answer.empty() || mbus::parse_frame(answer));
    if (!readout.ended()) {
      (void)readout.next();
      if (octets.empty())
        (void)readout.silence();
      else
        (void)readout.take(octets);
    }
    if (!search.ended()) {
      std::array<std::uint8_t, mbus::max_frame> asked{};
      PROMISE(mbus::parse_frame(search.next(asked)));
      auto const what = octets.empty()     ? mbus::heard::silence
                        : in.u8() % 2 == 0 ? mbus::heard::frame
                                           : mbus::heard::noise;
      (void)search.take(what, octets);
    }
    if (!scan.ended()) {
      PROMISE(mbus::parse_frame(scan.next()));
      (void)scan.take(octets.empty() ? mbus::heard::silence : mbus::heard::frame, octets);
    }
  }
  // A line on which nobody answers any more ends each of them.
  for (unsigned silences = 0; !readout.ended(); ++silences) {
    PROMISE(silences < 2 * mbus::tries);
    (void)readout.silence();
  }
  for (unsigned silences = 0; !scan.ended(); ++silences) {
    PROMISE(silences < 250 * 2 * mbus::tries);
    (void)scan.take(mbus::heard::silence);
  }
  for (unsigned silences = 0; !search.ended(); ++silences) {
    PROMISE(silences < 4 * (8 * 15 + 2 * 255));
    (void)search.take(mbus::heard::silence);
  }
}
