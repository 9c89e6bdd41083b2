# SPDX-License-Identifier: MIT
# Compiles FILE with COMPILER and wants it to fail with the words of its line "// EXPECT: words".
file(STRINGS ${FILE} expected REGEX "^// EXPECT: ")
if(NOT expected)
  message(FATAL_ERROR "${FILE} has no line '// EXPECT: words'")
endif()
string(REPLACE "// EXPECT: " "" expected "${expected}")
execute_process(
  COMMAND ${COMPILER} -std=c++20 -fsyntax-only -I${INCLUDE} ${FILE}
  RESULT_VARIABLE status
  ERROR_VARIABLE said)
if(status EQUAL 0)
  message(FATAL_ERROR "${FILE} compiles, and must not")
endif()
string(FIND "${said}" "${expected}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${FILE} does not compile, as it must, but the compiler does not say '${expected}':\n${said}")
endif()
