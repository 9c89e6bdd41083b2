// SPDX-License-Identifier: MIT
// A reserved object has no value to poll. The right form: static/bacnet_poll.cpp.
// EXPECT: a reserved object, a log and a device have no value to poll
#include <meterproto/leviton_s4100_bacnet.hpp>

constexpr auto poll = meterproto::bacnet::plan(meterproto::leviton_s4100_bacnet::frequency,
                                               meterproto::leviton_s4100_bacnet::reserved_ai28);
