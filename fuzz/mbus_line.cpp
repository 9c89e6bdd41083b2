// SPDX-License-Identifier: MIT
// Both sides of an M-Bus link: any frames to the virtual WAGO, any answers to a readout and to a search. They end, and
// what the meter says is a frame.
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
  }
}
