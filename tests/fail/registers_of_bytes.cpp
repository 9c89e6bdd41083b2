// SPDX-License-Identifier: MIT
// Bytes have no address: only what was checked as an answer to a read has. The right form: static/leviton_s4100.cpp.
// EXPECT: registers
#include <meterproto/leviton_s4100.hpp>

auto read(meterproto::bytes came) {
  return meterproto::leviton_s4100::frequency.decode(came);
}
