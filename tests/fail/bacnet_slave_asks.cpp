// SPDX-License-Identifier: MIT
// A slave only answers. The right form, with a master: static/bacnet_station.cpp.
// EXPECT: a slave never has the token
#include <meterproto/bacnet/station.hpp>

struct user {
  void answered(std::uint8_t, meterproto::bacnet::apdu const&) {}
  void failed(std::uint8_t, meterproto::error const&) {}
  void heard(meterproto::bacnet::peer const&, meterproto::bacnet::apdu const&) {}
};

auto asked(meterproto::bacnet::client<user>& client, meterproto::bacnet::slave_node& node, meterproto::bytes& came) {
  return client.run(node, came, 0);
}
