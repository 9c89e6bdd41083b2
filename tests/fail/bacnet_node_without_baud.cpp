// SPDX-License-Identifier: MIT
// At a wrong baud rate nothing is heard, so there is no default. The right form: static/bacnet_node.cpp.
// EXPECT: timing
#include <meterproto/bacnet/node.hpp>

meterproto::bacnet::node_settings const set{};
