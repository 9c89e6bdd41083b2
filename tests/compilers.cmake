# SPDX-License-Identifier: MIT
# All static tests, and all headers together without exceptions and RTTI, with every compiler and language mode that the
# project promises; and with each compiler every header alone.
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror)

function(meterproto_compile_test name how compiler mode)
  add_test(
    NAME compiles/${compiler}/${mode}/${name}
    COMMAND sh ${PROJECT_SOURCE_DIR}/tools/compile_all.sh ${how} ${compiler} -std=${mode} ${warnings}
            -I${PROJECT_SOURCE_DIR}/include -- ${ARGN})
  set_tests_properties(compiles/${compiler}/${mode}/${name} PROPERTIES SKIP_RETURN_CODE 77 LABELS compilers)
endfunction()

function(meterproto_compiles compiler)
  list(GET ARGN 0 first)
  meterproto_compile_test(alone headers ${compiler} ${first} ${headers})
  foreach(mode IN LISTS ARGN)
    meterproto_compile_test(together together ${compiler} ${mode} ${headers})
    meterproto_compile_test(tests sources ${compiler} ${mode} ${static_tests})
  endforeach()
endfunction()

meterproto_compiles(g++ c++20 c++23)
meterproto_compiles(clang++-16 c++20 c++2b)
meterproto_compiles(clang++-19 c++20 c++23 c++2c)
meterproto_compiles(arm-none-eabi-g++ c++20)
