# SPDX-License-Identifier: MIT
# meterproto_warnings: what our own targets compile with; never passed on to a consumer.
add_library(meterproto_warnings INTERFACE)
target_compile_options(
  meterproto_warnings
  INTERFACE
    "$<$<NOT:$<CXX_COMPILER_ID:MSVC>>:-Wall;-Wextra;-Wpedantic;-Wconversion;-Wsign-conversion;-Wshadow;-Wdouble-promotion;-Werror>"
    "$<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>"  # clang 19 says it of libstdc++ 12's own stable_sort
    "$<$<CXX_COMPILER_ID:MSVC>:/W4;/utf-8;/bigobj;/constexpr:steps10000000>")
