// SPDX-License-Identifier: MIT
#include "everything.hpp"

std::size_t points_of_the_other() {
  return meterproto::wago_879::registers.size();
}
