// SPDX-License-Identifier: MIT
// Two translation units that include everything must link. everything.hpp is made of the lines of ROOMS.
#include "everything.hpp"

std::size_t points_of_the_other();

int main() {
  return points_of_the_other() == meterproto::wago_879::registers.size() ? 0 : 1;
}
