// SPDX-License-Identifier: MIT
#pragma once

#include "commands.hpp"

#include <string>

/// What the commands that speak Modbus share.
namespace inspector {

/// The port, with the settings with which the meter leaves the factory where none are given. Throws usage_error and
/// line_error.
line open_line(options const& how, meter const* model);

std::uint8_t unit_of(options const& how);

/// Why there is no value: the name of a code, or of the exception with which the device refuses.
std::string why_of(error const& fault);
/// The same for a person.
std::string in_words(error const& fault);

}  // namespace inspector
