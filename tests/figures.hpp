// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

namespace tests {

/// A figure that a page quotes: appended as `key value` to the file that METERPROTO_FIGURES names; nowhere without it.
template <class Value>
void figure(std::string const& key, Value value) {
  if (auto const* const path = std::getenv("METERPROTO_FIGURES"); path != nullptr)
    std::ofstream{path, std::ios::app} << key << ' ' << value << '\n';
}

}  // namespace tests
