// SPDX-License-Identifier: MIT
#pragma once

#include "octets.hpp"

#include <meterproto/bacnet/tag.hpp>
#include <meterproto/result.hpp>

#include <cstddef>

// What all tests of BACnet services ask.

namespace tests {

template <class Service>
constexpr written<> octets_of(Service const& what) {
  return written<>{[&](meterproto::writer& out) {
    meterproto::bacnet::tag_writer to{out};
    what.put(to);
  }};
}
template <class Service, std::size_t Size>
constexpr meterproto::error fault_of(typed<Size> data) {
  return Service::parse(data).error();
}

}  // namespace tests
