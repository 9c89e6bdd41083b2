# SPDX-License-Identifier: MIT
# Runs a portfile without vcpkg: what the helper functions do to a header-only port, in plain CMake.
#   cmake -D PORT_DIR=... -D WORK=... -D SOURCE=... -D VERSION=... -P stand_in.cmake
# WORK/packages is then what vcpkg would look over and install.
cmake_policy(VERSION 3.23)
set(PORT meterproto)
set(CURRENT_PORT_DIR ${PORT_DIR})
set(CURRENT_PACKAGES_DIR ${WORK}/packages)
set(CURRENT_BUILDTREES_DIR ${WORK}/buildtrees)
set(CURRENT_INSTALLED_DIR ${WORK}/installed)
set(VCPKG_ROOT_DIR ${WORK})
file(REMOVE_RECURSE ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# A port says which repository and which tag; here the checkout stands for the download.
function(vcpkg_from_github)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT_SOURCE_PATH;REPO;REF;SHA512;HEAD_REF" "PATCHES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_REPO MATCHES "^[^/]+/[^/]+$" OR NOT arg_REF STREQUAL "v${VERSION}" OR NOT DEFINED arg_SHA512)
    message(FATAL_ERROR "vcpkg_from_github(${ARGN})")
  endif()
  set(${arg_OUT_SOURCE_PATH} ${SOURCE} PARENT_SCOPE)
endfunction()

# Each build type of the triplet once, debug under debug/ with a prefix of its own.
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS;OPTIONS_DEBUG;OPTIONS_RELEASE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "vcpkg_cmake_configure was passed extra arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  run(${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CURRENT_BUILDTREES_DIR}/rel -G Ninja -D CMAKE_BUILD_TYPE=Release
      -D CMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} ${arg_OPTIONS} ${arg_OPTIONS_RELEASE})
  if(NOT VCPKG_BUILD_TYPE)
    run(${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CURRENT_BUILDTREES_DIR}/dbg -G Ninja -D CMAKE_BUILD_TYPE=Debug
        -D CMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}/debug ${arg_OPTIONS} ${arg_OPTIONS_DEBUG})
  endif()
endfunction()

function(vcpkg_cmake_install)
  run(${CMAKE_COMMAND} --build ${CURRENT_BUILDTREES_DIR}/rel --target install)
  if(NOT VCPKG_BUILD_TYPE)
    run(${CMAKE_COMMAND} --build ${CURRENT_BUILDTREES_DIR}/dbg --target install)
  endif()
endfunction()

# The config files move to share/<port>; the prefix that they compute has to move with them.
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "DO_NOT_DELETE_PARENT_CONFIG_PATH;NO_PREFIX_CORRECTION" "PACKAGE_NAME;CONFIG_PATH" "")
  set(from ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH})
  set(to ${CURRENT_PACKAGES_DIR}/share/${PORT})
  if(NOT IS_DIRECTORY ${from})
    message(FATAL_ERROR "'${from}' does not exist.")
  endif()
  file(GLOB files ${from}/*)
  file(COPY ${files} DESTINATION ${to})
  file(REMOVE_RECURSE ${from})
  get_filename_component(parent ${from} DIRECTORY)
  if(parent MATCHES "/cmake$")
    file(REMOVE_RECURSE ${parent})
  endif()
  file(GLOB files ${to}/*.cmake)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
    string(REPLACE "${up}${up}${up}" "${up}${up}" text "${text}")
    string(REPLACE "${CURRENT_PACKAGES_DIR}" "\${_IMPORT_PREFIX}" text "${text}")
    file(WRITE ${file} "${text}")
  endforeach()
endfunction()

# A .pc file finds its prefix from where it lies.
function(vcpkg_fixup_pkgconfig)
  file(GLOB_RECURSE files ${CURRENT_PACKAGES_DIR}/*.pc)
  foreach(file IN LISTS files)
    file(READ ${file} text)
    string(REGEX REPLACE "(^|\n)prefix=[^\n]*" "\\1prefix=\${pcfiledir}/../.." text "${text}")
    file(WRITE ${file} "${text}")
  endforeach()
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "COMMENT" "FILE_LIST")
  file(COPY_FILE ${arg_FILE_LIST} ${WORK}/copyright)
  file(INSTALL ${WORK}/copyright DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT})
endfunction()

include(${PORT_DIR}/portfile.cmake)
