# SPDX-License-Identifier: MIT
"""Zephyr's side of Kconfig: the option is there from C++20 on, off until it is wanted, and brings the whole standard
library. usage: MODULE=SOURCE python check_kconfig.py"""
import pathlib

import kconfiglib

options = kconfiglib.Kconfig(str(pathlib.Path(__file__).parent / "stand_ins/zephyr/Kconfig"), warn_to_stderr=False)
option = options.syms["METERPROTO"]
for standard, allowed in (("STD_CPP17", False), ("STD_CPP20", True), ("STD_CPP2B", True)):
    options.syms["CPP"].set_value(2)
    options.syms[standard].set_value(2)
    option.unset_value()
    assert option.str_value == "n", f"{standard}: on without being asked for"
    option.set_value(2)
    assert (option.str_value == "y") == allowed, f"{standard}: METERPROTO={option.str_value}"
    assert (options.syms["REQUIRES_FULL_LIBCPP"].str_value == "y") == allowed
options.syms["CPP"].set_value(0)
assert option.str_value == "n", "without C++"
assert not options.warnings, options.warnings
