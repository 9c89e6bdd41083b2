# SPDX-License-Identifier: MIT
# All headers, each alone, and all static tests, with every compiler and language mode that the project promises.
file(GLOB static_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/static/*.cpp)
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror)

function(meterproto_compiles compiler)
  foreach(mode IN LISTS ARGN)
    add_test(
      NAME compiles/${compiler}/${mode}
      COMMAND sh ${PROJECT_SOURCE_DIR}/tools/compile_all.sh ${compiler} -std=${mode} ${warnings} -I${PROJECT_SOURCE_DIR}/include -- ${headers} ${static_tests})
    set_tests_properties(compiles/${compiler}/${mode} PROPERTIES SKIP_RETURN_CODE 77 LABELS compilers)
  endforeach()
endfunction()

meterproto_compiles(g++ c++20 c++23)
meterproto_compiles(clang++-16 c++20 c++2b)
meterproto_compiles(clang++-19 c++20 c++23 c++2c)
meterproto_compiles(arm-none-eabi-g++ c++20)
