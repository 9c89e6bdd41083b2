# SPDX-License-Identifier: MIT
# A port with the usual faults, which check_vcpkg.py must find: debug headers, config files where vcpkg does not look,
# an empty folder, a library beside headers, an absolute path, no copyright.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../.." ABSOLUTE)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DMETERPROTO_TESTS=OFF
        -DMETERPROTO_EXAMPLES=OFF
        -DCMAKE_INSTALL_DATADIR=lib
)
vcpkg_cmake_install()
file(MAKE_DIRECTORY "${CURRENT_PACKAGES_DIR}/include/meterproto/detail")
file(WRITE "${CURRENT_PACKAGES_DIR}/lib/libmeterproto.a" "")
file(APPEND "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/meterproto.pc" "srcdir=${CURRENT_BUILDTREES_DIR}\n")
