// SPDX-License-Identifier: MIT
// Register 28 of a 4000-R is no frequency. The right form: static/modbus_snapshot.cpp.
// EXPECT: this point is of another meter than the snapshot
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/modbus/snapshot.hpp>

auto frequency_of(meterproto::modbus::snapshot_in<meterproto::leviton_s4000r::model> const& now) {
  return now.decode(meterproto::leviton_s4100::frequency);
}
