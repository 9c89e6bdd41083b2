// SPDX-License-Identifier: MIT
// A point of another model is no part of this poll. The right form: static/bacnet_poll.cpp.
// EXPECT: this point is of another meter than the plan
#include <meterproto/leviton_s4100_bacnet.hpp>

namespace other {
struct model {};
inline constexpr auto frequency =
    meterproto::bacnet::point{meterproto::bacnet::object_of<model>{{meterproto::bacnet::object_type::analog_input, 18}},
                              "Frequency", meterproto::notation::R, meterproto::Hz, meterproto::bacnet::unknown_units,
                              {meterproto::quantity::frequency}};
}  // namespace other

constexpr auto plan = meterproto::bacnet::plan(meterproto::leviton_s4100_bacnet::frequency);

auto frequency_of(meterproto::bacnet::snapshot<plan> const& now) {
  return now.decode(other::frequency);
}
