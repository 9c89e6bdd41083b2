#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The version stands in version.hpp; CMake, Conan and the bill of materials read it there. This writes it into the
manifests whose tools cannot, and into the single header. usage: set_version.py [MAJOR.MINOR.PATCH | --check]"""
import pathlib
import re
import sys

import amalgamate

SOURCE = pathlib.Path(__file__).resolve().parent.parent
MANIFESTS = {
    "library.json": r'("version": ")[^"]*',
    "idf_component.yml": r'(version: ")[^"]*',
    "packaging/vcpkg/ports/meterproto/vcpkg.json": r'("version-semver": ")[^"]*',
    "packaging/vcpkg/registry/meterproto/vcpkg.json": r'("version-semver": ")[^"]*',
}


def main(arguments):
    if arguments and arguments[0] != "--check":
        header = SOURCE / "include/meterproto/version.hpp"
        text = header.read_text()
        for name, number in zip(("MAJOR", "MINOR", "PATCH"), arguments[0].split("."), strict=True):
            text = re.sub(rf"(VERSION_{name} )\d+", rf"\g<1>{int(number)}", text)
        header.write_text(text)
    version = amalgamate.version()
    for name, pattern in MANIFESTS.items():
        path = SOURCE / name
        text = path.read_text()
        changed, found = re.subn(pattern, rf"\g<1>{version}", text, count=1)
        if not found:
            sys.exit(f"{name}: has no version")
        if changed == text:
            continue
        if arguments == ["--check"]:
            sys.exit(f"{name}: its version is not {version}: run tools/set_version.py")
        path.write_text(changed)
    if arguments != ["--check"]:
        amalgamate.main([])
    print(version)


if __name__ == "__main__":
    main(sys.argv[1:])
