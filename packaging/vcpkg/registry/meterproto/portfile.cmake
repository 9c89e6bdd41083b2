# SPDX-License-Identifier: MIT
# For the registry. SHA512 is that of the released archive: vcpkg prints it when it stands at 0.
vcpkg_from_github(
    OUT_SOURCE_PATH SOURCE_PATH
    REPO meterproto/meterproto
    REF "v${VERSION}"
    SHA512 0
    HEAD_REF main
)

set(VCPKG_BUILD_TYPE release) # header-only port

vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DMETERPROTO_TESTS=OFF
        -DMETERPROTO_EXAMPLES=OFF
        -DMETERPROTO_BENCHMARKS=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/meterproto)
vcpkg_fixup_pkgconfig()

vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
