// SPDX-License-Identifier: MIT
// A plan reads one meter. The right form: static/bacnet_poll.cpp.
// EXPECT: one plan reads one meter
#include <meterproto/leviton_s4100_bacnet.hpp>

namespace other {
struct model {};
inline constexpr auto frequency =
    meterproto::bacnet::point{meterproto::bacnet::object_of<model>{{meterproto::bacnet::object_type::analog_input, 18}},
                              "Frequency", meterproto::notation::R, meterproto::Hz, meterproto::bacnet::unknown_units,
                              {meterproto::quantity::frequency}};
}  // namespace other

constexpr auto mixed = meterproto::bacnet::plan(meterproto::leviton_s4100_bacnet::frequency, other::frequency);
