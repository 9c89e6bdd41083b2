# SPDX-License-Identifier: MIT
# Each file in fail/ must not compile, and the compiler must say what its EXPECT line says. The file fail/harness.cpp
# compiles on purpose: the test that it should not is expected to fail, so a harness that accepts anything is found out.
file(GLOB fail_tests CONFIGURE_DEPENDS fail/*.cpp)
foreach(file IN LISTS fail_tests)
  get_filename_component(name ${file} NAME_WE)
  add_test(
    NAME fail/${name}
    COMMAND ${CMAKE_COMMAND} -D COMPILER=${CMAKE_CXX_COMPILER} -D FILE=${file} -D INCLUDE=${PROJECT_SOURCE_DIR}/include
            -P ${CMAKE_CURRENT_SOURCE_DIR}/fail_check.cmake)
endforeach()
set_tests_properties(fail/harness PROPERTIES WILL_FAIL ON)
