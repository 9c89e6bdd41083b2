# SPDX-License-Identifier: MIT
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir

required_conan_version = ">=2.0"


class MeterprotoConan(ConanFile):
    name = "meterproto"
    description = "Energy meter protocols for C++20: Modbus RTU, M-Bus, BACnet MS/TP, header-only"
    license = "MIT"
    url = "https://github.com/meterproto/meterproto"
    homepage = url
    topics = ("modbus", "mbus", "bacnet", "energy-meter", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True
    exports_sources = "CMakeLists.txt", "cmake/install.cmake", "cmake/meterproto.pc.in", "include/*", "LICENSE"

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, "include", "meterproto", "version.hpp"))
        self.version = ".".join(re.findall(r"METERPROTO_VERSION_\w+ (\d+)", text))

    def layout(self):
        cmake_layout(self)

    def package_id(self):
        self.info.clear()

    def validate(self):
        check_min_cppstd(self, 20)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "EXAMPLES", "BENCHMARKS"):
            toolchain.cache_variables[f"METERPROTO_{part}"] = False
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        rmdir(self, os.path.join(self.package_folder, "share"))  # CMakeDeps and PkgConfigDeps write their own

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "meterproto")
        self.cpp_info.set_property("cmake_target_name", "meterproto::meterproto")
        self.cpp_info.set_property("pkg_config_name", "meterproto")
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
