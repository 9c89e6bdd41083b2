// SPDX-License-Identifier: MIT
// The letters of a manufacturer are capitals: "inm" would be JOM. The right form: static/wago_879_mbus.cpp.
// EXPECT: a_manufacturer_has_capital_letters
#include <meterproto/mbus.hpp>

constexpr meterproto::mbus::manufacturer_code mistaken{'i', 'n', 'm'};
