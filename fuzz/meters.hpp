// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/virtual_meter.hpp>

namespace fuzz {

/// What no manual says, and a virtual meter has to be told.
inline constexpr meterproto::virtual_meter::choices chosen{
    meterproto::energy::total_of::net,
    {meterproto::demand::before_full::of_completed, meterproto::demand::apparent::mean,
     meterproto::demand::maxima::own},
    meterproto::alerts::threshold::percent_of_nominal,
    meterproto::alerts::imbalance::spread_of_mean,
    meterproto::alerts::pair_marks::both,
    meterproto::alerts::imbalance_marks::furthest,
    meterproto::virtual_meter::second_counter::export_real};

}  // namespace fuzz
