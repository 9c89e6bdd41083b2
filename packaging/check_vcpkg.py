#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a port without vcpkg (vcpkg/stand_in.cmake) and holds what it made against the rules that vcpkg applies after a
build, and its vcpkg.json against what the maintainers of the registry ask for.
usage: check_vcpkg.py PORT_FOLDER WORK_FOLDER VERSION"""
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
FIELDS = {"name", "version-semver", "port-version", "description", "homepage", "license", "dependencies"}


def faults_of_manifest(manifest, version):
    if manifest.get("name") != "meterproto":
        yield "manifest: name"
    if manifest.get("version-semver") != version:
        yield "manifest: version-semver is not that of version.hpp"
    if not manifest.get("homepage", "").startswith("https://"):
        yield "manifest: homepage"
    if not 10 < len(manifest.get("description", "")) < 120:
        yield "manifest: a short description"
    if not re.fullmatch(r"[A-Za-z0-9.+-]+", manifest.get("license", "")):
        yield "manifest: the licence is no SPDX identifier"
    wanted = [{"name": name, "host": True} for name in ("vcpkg-cmake", "vcpkg-cmake-config")]
    if manifest.get("dependencies") != wanted:
        yield "manifest: the helpers are host dependencies"
    yield from (f"manifest: field {field}" for field in sorted(set(manifest) - FIELDS))


def faults_of_package(root):
    """What vcpkg says after a build of a header-only port, in short."""
    def files(pattern):
        return [path for path in root.glob(pattern) if path.is_file()]

    if not files("include/**/*.hpp"):
        yield "package: include/ is empty"
    if files("debug/include/**/*"):
        yield "package: debug/include should not exist"
    if files("debug/share/**/*"):
        yield "package: debug/share should not exist"
    if (root / "lib").exists() or (root / "bin").exists() or (root / "debug").exists():
        yield "package: a header-only port has no lib, bin or debug"
    if not (root / "share/meterproto/copyright").is_file():
        yield "package: share/meterproto/copyright is missing"
    if any(path.parent != root / "share/meterproto" for path in files("**/*.cmake")):
        yield "package: .cmake files belong into share/meterproto"
    if not (root / "share/meterproto/meterprotoConfig.cmake").is_file():
        yield "package: share/meterproto/meterprotoConfig.cmake is missing"
    if any(path.is_dir() and not any(path.iterdir()) for path in root.glob("**/*")):
        yield "package: empty folders"
    outside = (str(root.parent), str(SOURCE))
    for path in files("**/*"):
        if path.suffix in (".cmake", ".pc", ".json") and any(one in path.read_text() for one in outside):
            yield f"package: an absolute path in {path.name}"


def faults_of_port(folder, work, version):
    text = (folder / "portfile.cmake").read_text()
    if "file(REMOVE" in text or (folder / "usage").exists():
        yield "port: removes files, or has a usage file where the generated one is right"
    yield from faults_of_manifest(json.loads((folder / "vcpkg.json").read_text()), version)
    run = subprocess.run(
        ["cmake", "-D", f"PORT_DIR={folder}", "-D", f"WORK={work}", "-D", f"SOURCE={SOURCE}", "-D", f"VERSION={version}",
         "-P", SOURCE / "packaging/vcpkg/stand_in.cmake"], capture_output=True, text=True)
    if run.returncode:
        yield f"port: does not build\n{run.stdout}{run.stderr}"
    else:
        yield from faults_of_package(work / "packages")


if __name__ == "__main__":
    found = list(faults_of_port(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]))
    print("\n".join(found) or "as vcpkg wants it")
    sys.exit(1 if found else 0)
