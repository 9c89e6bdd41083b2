// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/mbus/build.hpp>
#include <meterproto/mbus/fixed.hpp>
#include <meterproto/mbus/framer.hpp>
#include <meterproto/mbus/link.hpp>
#include <meterproto/mbus/point.hpp>
#include <meterproto/mbus/search.hpp>
#include <meterproto/mbus/slave.hpp>
#include <meterproto/mbus/timing.hpp>
#include <meterproto/mbus/value.hpp>
