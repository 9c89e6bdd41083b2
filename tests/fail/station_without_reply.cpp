// SPDX-License-Identifier: MIT
// A node must be told what to answer to a request, if only nothing. The right form: static/bacnet_node.cpp.
// EXPECT: it.reply
#include <meterproto/bacnet/node.hpp>

struct listener {
  void receive(meterproto::bacnet::indication const&);
  meterproto::bacnet::outgoing send(std::span<std::uint8_t>);
};

auto go_on(meterproto::bacnet::master_node& node, meterproto::bytes& came, listener& above) {
  return node.run(came, 0, above);
}
