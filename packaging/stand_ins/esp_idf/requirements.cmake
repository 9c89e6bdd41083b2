# SPDX-License-Identifier: MIT
# How ESP-IDF first reads a component: its CMakeLists.txt is included by a script, where no target can be made, and
# idf_component_register() ends it. cmake -D ESP_PLATFORM=1 -D COMPONENT=... -P requirements.cmake
set(CMAKE_BUILD_EARLY_EXPANSION 1)
macro(idf_component_register)
  cmake_parse_arguments(arg "" "" "SRCS;INCLUDE_DIRS;REQUIRES;PRIV_REQUIRES" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_INCLUDE_DIRS)
    message(FATAL_ERROR "idf_component_register(${ARGN})")
  endif()
  message(STATUS "requires nothing: '${arg_REQUIRES}${arg_PRIV_REQUIRES}'")
  set_property(GLOBAL PROPERTY registered 1)
  return()
endmacro()
function(read_component)  # its variables stay its own
  include(${COMPONENT}/CMakeLists.txt)
endfunction()
read_component()
get_property(registered GLOBAL PROPERTY registered)
if(NOT registered)
  message(FATAL_ERROR "idf_component_register() was not reached")
endif()
