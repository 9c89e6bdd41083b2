// SPDX-License-Identifier: MIT
// Must not link: no C++ library is there, so who allocates does not get through.
#include "../case.hpp"

#include <vector>

extern "C" void measured(std::uint8_t const* data, std::size_t size) {
  std::vector<std::uint8_t> copy;
  for (std::size_t i = 0; i != size; ++i) copy.push_back(data[i]);
  port = copy.back();
}

OUTSIDE_DATA std::uint8_t some[1] = {0};
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{"", some, 1}, {}};
