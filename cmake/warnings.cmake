# SPDX-License-Identifier: MIT
# meterproto_warnings: what our own targets compile with; never passed on to a consumer.
add_library(meterproto_warnings INTERFACE)
target_compile_options(
  meterproto_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror)
