// SPDX-License-Identifier: MIT
// How many decimals a float has, it does not say. The right form: static/decimal_float.cpp.
// EXPECT: deleted
#include <meterproto/decimal.hpp>

meterproto::decimal exact(float measured) {
  return measured;
}
