#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every way by which a stranger's project gets the library, tried: `#include <meterproto/leviton_s4100.hpp>` must
compile and run. Prints a table, one line a way: passed, FAILED, or skipped with the reason. Exit status 1 if one failed.
usage: check.py [WORD...]   only those ways that have one of these words in their names

What is made lies in build/package, a log for each way in build/package/log. Tools come from PyPI in the versions of
requirements.txt; what needs the network and does not get it is skipped."""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parent.parent
BUILD = SOURCE / "build" / "package"
CONSUMER = SOURCE / "tests" / "consumer"
CXX = os.environ.get("CXX", "g++")
ALL_OFF = ["-D", "METERPROTO_TESTS=OFF", "-D", "METERPROTO_EXAMPLES=OFF"]

sys.path[:0] = [str(SOURCE / "tools"), str(SOURCE / "packaging")]
import amalgamate  # noqa: E402
import check_vcpkg  # noqa: E402
from check_example import last_comment  # noqa: E402


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


WAYS = []


def way(name):
    def register(function):
        WAYS.append((name, function))
        return function
    return register


def once(function):
    """What several ways need is made once, by whoever comes first; the others wait."""
    lock = threading.Lock()
    cached = functools.lru_cache(maxsize=None)(function)

    @functools.wraps(function)
    def locked(*arguments):
        with lock:
            return cached(*arguments)
    return locked


log = threading.local()


def run(*command, fails=False, **more):
    """The output of a command; what it says also goes into the log of this way. With `fails` it must fail."""
    command = [str(word) for word in command]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=more.pop("cwd", SOURCE),
                            timeout=600, **more)
    log.file.write(f"$ {' '.join(command)}\n{result.stdout}\n")
    if (result.returncode == 0) == fails:
        tail = "\n".join(result.stdout.strip().splitlines()[-12:])
        raise Failed(f"{command[0]}: exit status {result.returncode}\n{tail}")
    return result.stdout


def need(program):
    if not shutil.which(program):
        raise Skipped(f"{program} is not installed")


def fresh(name):
    """An empty folder."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def environment(**more):
    """Ours, without what would lead a tool elsewhere."""
    return {**{k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "CMAKE_PREFIX_PATH")}, **more}


def from_pypi(folder, *packages):
    """A virtual environment with these packages, made anew where the list has changed."""
    pins = [SOURCE / "packaging" / name for name in ("requirements.txt", "constraints.txt")]
    stamp = hashlib.sha256(b"".join([*(one.read_bytes() for one in pins), *(str(one).encode() for one in packages)])).hexdigest()
    if (folder / "stamp").is_file() and (folder / "stamp").read_text() == stamp:
        return folder / "bin"
    try:
        urllib.request.urlopen("https://pypi.org/simple/reuse/", timeout=10).close()
    except urllib.error.HTTPError:
        pass  # it answers
    except OSError as why:
        raise Skipped(f"PyPI is out of reach ({why})") from None
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode:
        raise Skipped("python3-venv is not installed")
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    (folder / "stamp").write_text(stamp)
    return folder / "bin"


@once
def tools():
    return from_pypi(BUILD / "venv", "-r", SOURCE / "packaging/requirements.txt", "-c", SOURCE / "packaging/constraints.txt")


@once
def cmake_of(version):
    return from_pypi(BUILD / f"cmake-{version}", f"cmake=={version}") / "cmake"


def consume(folder, way_in, *options, cmake="cmake", runs=True):
    """Configures, builds and runs one of the consumers of tests/consumer."""
    run(cmake, "-S", CONSUMER / way_in, "-B", folder, "-G", "Ninja", "-D", "CMAKE_BUILD_TYPE=Debug", *options, env=environment())
    run(cmake, "--build", folder)
    if runs:
        run(folder / "consumer")


@once
def installed():
    """The package, installed and then moved: nothing in it may know where it was made."""
    folder = fresh("install")
    run("cmake", "-S", SOURCE, "-B", folder / "build", "-G", "Ninja", *ALL_OFF, env=environment())
    run("cmake", "--install", folder / "build", "--prefix", folder / "first")
    (folder / "first").rename(folder / "moved")
    for path in sorted((folder / "moved").rglob("*")):
        if path.suffix in (".cmake", ".pc") and str(SOURCE) in path.read_text():
            raise Failed(f"{path.name} knows a path of this machine")
    if (folder / "moved/lib").exists():
        raise Failed("something was installed into lib/")
    return folder / "moved"


@way("CMake: install, move, find_package")
def find_package():
    consume(fresh("find_package"), "find_package", "-D", f"CMAKE_PREFIX_PATH={installed()}")


@way("CMake 3.16.8: find_package")
def old_cmake():
    cmake = cmake_of("3.16.8")
    consume(fresh("find_package-3.16"), "find_package", "-D", f"CMAKE_PREFIX_PATH={installed()}", cmake=cmake)


@way("CMake 4.2.3: add_subdirectory, install, find_package")
def new_cmake():
    cmake = cmake_of("4.2.3")
    folder = fresh("cmake-4.2")
    consume(folder / "add_subdirectory", "add_subdirectory", "-D", f"METERPROTO_SOURCE={SOURCE}", cmake=cmake)
    run(cmake, "-S", SOURCE, "-B", folder / "build", "-G", "Ninja", *ALL_OFF, "-D", f"CMAKE_INSTALL_PREFIX={folder / 'prefix'}")
    run(cmake, "--install", folder / "build")
    consume(folder / "find_package", "find_package", "-D", f"CMAKE_PREFIX_PATH={folder / 'prefix'}", cmake=cmake)


@way("CMake: FetchContent")
def fetch_content():
    consume(fresh("fetch_content"), "fetch_content", "-D", f"METERPROTO_SOURCE={SOURCE}")


@way("CMake: add_subdirectory, which leaves the consumer alone")
def add_subdirectory():
    folder = fresh("add_subdirectory")
    consume(folder, "add_subdirectory", "-D", f"METERPROTO_SOURCE={SOURCE}")
    ours = re.findall(r"^(?!METERPROTO_|meterproto_)(\w*INSTALL_LIBDIR|CMAKE_CXX_STANDARD|CMAKE_\w+_OUTPUT_DIRECTORY)\b",
                      (folder / "CMakeCache.txt").read_text(), re.M)
    run("cmake", "--install", folder, "--prefix", folder / "prefix")
    if ours or (folder / "prefix").exists():
        raise Failed(f"it sets {ours}, or installs itself with the consumer")


@way("CMake: arm-none-eabi, linked")
def bare_metal():
    need("arm-none-eabi-g++")
    consume(fresh("bare_metal"), "bare_metal", "-D", f"CMAKE_TOOLCHAIN_FILE={SOURCE / 'cmake/cortex-m4.cmake'}",
            "-D", f"meterproto_DIR={installed() / 'share/cmake/meterproto'}", runs=False)


@way("pkg-config")
def pkg_config():
    need("pkg-config")
    folder = fresh("pkg_config")
    known = environment(PKG_CONFIG_PATH=str(installed() / "share/pkgconfig"))
    if run("pkg-config", "--modversion", "meterproto", env=known).strip() != amalgamate.version():
        raise Failed("another version")
    flags = run("pkg-config", "--cflags", "--libs", "meterproto", env=known).split()
    run(CXX, "-std=c++20", CONSUMER / "main.cpp", *flags, "-o", folder / "consumer")
    run(folder / "consumer")


@way("each header alone, as CMake checks it")
def headers_alone():
    folder = fresh("headers")
    run("cmake", "-S", SOURCE, "-B", folder, "-G", "Ninja", *ALL_OFF, "-D", "METERPROTO_TESTS=ON", "-D", "METERPROTO_EXAMPLES=OFF",
        env=environment())
    run("cmake", "--build", folder, "--target", "all_verify_interface_header_sets", "-j", "2")
    return f"{sum(1 for name, _ in amalgamate.rooms() if name[0] != '[')} headers"


@way("two translation units with every header")
def everything():
    folder = fresh("everything")
    names = [name for name, _ in amalgamate.rooms() if name[0] != "["]
    (folder / "everything.hpp").write_text("#pragma once\n" + "".join(f"#include <meterproto/{name}>\n" for name in names))
    run(CXX, "-std=c++20", f"-I{installed() / 'include'}", f"-I{folder}", CONSUMER / "everything/main.cpp",
        CONSUMER / "everything/other.cpp", "-o", folder / "program")
    run(folder / "program")


@way("single header")
def single_header():
    run(sys.executable, SOURCE / "tools/amalgamate.py", "--check")
    folder = fresh("single_header")
    text = (CONSUMER / "main.cpp").read_text()
    (folder / "main.cpp").write_text(re.sub(r"#include <meterproto/.*>\n", "", text).replace("namespace s4100", "#include <meterproto.hpp>\nnamespace s4100", 1))
    began = time.monotonic()
    run(CXX, "-std=c++20", f"-I{SOURCE / 'single_include'}", folder / "main.cpp", "-o", folder / "program")
    seconds = time.monotonic() - began
    run(folder / "program")
    run(CXX, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-fno-exceptions", "-fno-rtti", "-x", "c++",
        "-include", SOURCE / "single_include/meterproto.hpp", "/dev/null")
    return f"fresh, {amalgamate.SINGLE.stat().st_size // 1024} KiB, compiles in {seconds:.1f} s"


@way("single header: the examples")
def single_header_examples():
    folder = fresh("single_examples")
    (folder / "include").mkdir()
    shutil.copy(amalgamate.SINGLE, folder / "include")
    run(CXX, "-std=c++20", "-x", "c++-header", folder / "include/meterproto.hpp")  # compiled once, for all of them
    examples = sorted((SOURCE / "examples").glob("*.cpp"))
    for example in examples:
        text = example.read_text()
        (folder / example.name).write_text(re.sub(r"#include <meterproto/.*>", "#include <meterproto.hpp>", text))
        run(CXX, "-std=c++20", f"-I{folder / 'include'}", folder / example.name, "-o", folder / example.stem)
        printed = [line.rstrip() for line in run(folder / example.stem, cwd=folder).rstrip("\n").split("\n")]
        if printed != last_comment(text):
            raise Failed(f"{example.name} prints something else")
    return f"{len(examples)} examples print the same"


@once
def conan_home():
    """Conan with its cache here and the profile that it finds by itself."""
    home = BUILD / "conan"
    home.mkdir(parents=True, exist_ok=True)
    run(tools() / "conan", "profile", "detect", "--force", env=environment(CONAN_HOME=str(home)))
    return home


conan_lock = threading.Lock()


def conan(*words, **more):
    command = tools() / "conan"
    with conan_lock:  # one cache
        return run(command, *words, env=environment(CONAN_HOME=str(conan_home())), **more)


@way("Conan: Release")
def conan_release():
    conan("create", ".", "-s", "compiler.cppstd=20")


@way("Conan: Debug")
def conan_debug():
    conan("create", ".", "-s", "compiler.cppstd=20", "-s", "build_type=Debug")
    packages = json.loads(re.search(r"^{.*", conan("list", "meterproto/*:*", "--format=json"), re.M | re.S)[0])
    found = {package for recipe in packages["Local Cache"].values() for one in recipe["revisions"].values()
             for package in one["packages"]}
    if len(found) != 1:
        raise Failed(f"a header-only library is one package, not {len(found)}")


@way("Conan: bare metal")
def conan_bare_metal():
    need("arm-none-eabi-g++")
    conan("create", ".", "-pr:b", "default", "-pr:h", "packaging/conan/cortex-m4")


@way("Conan: gnu17 is refused")
def conan_refuses():
    said = conan("create", ".", "-s", "compiler.cppstd=gnu17", fails=True)
    sentence = "Current cppstd (gnu17) is lower than the required C++ standard (20)."
    if sentence not in said:
        raise Failed("refused, but not with Conan's sentence")
    return sentence


def port(name, folder):
    need("ninja")
    work = fresh(name)
    found = list(check_vcpkg.faults_of_port(SOURCE / "packaging/vcpkg" / folder, work, amalgamate.version()))
    log.file.write("\n".join(found) + "\n")
    return work, found


@way("vcpkg: overlay port, by stand-ins")
def vcpkg_overlay():
    work, found = port("vcpkg_overlay", "ports/meterproto")
    if found:
        raise Failed("\n".join(found))
    consume(work / "consumer", "find_package", "-D", f"CMAKE_PREFIX_PATH={work / 'packages'}")


@way("vcpkg: registry port, by stand-ins")
def vcpkg_registry():
    _, found = port("vcpkg_registry", "registry/meterproto")
    if found:
        raise Failed("\n".join(found))


@way("vcpkg: a careless port is found out")
def vcpkg_careless():
    _, found = port("vcpkg_careless", "careless")
    for expected in ("manifest: version-semver", "manifest: the licence", "manifest: the helpers", "debug/include",
                     "no lib, bin or debug", "copyright is missing", "belong into share", "Config.cmake is missing",
                     "empty folders", "an absolute path"):
        if not any(expected in one for one in found):
            raise Failed(f"nobody saw: {expected}")
    return f"{len(found)} faults seen"


@way("vcpkg itself")
def vcpkg():
    if not shutil.which("vcpkg"):
        raise Skipped("vcpkg is not installed")
    run("vcpkg", "install", "meterproto", "--overlay-ports=packaging/vcpkg/ports", f"--x-install-root={fresh('vcpkg')}")


def unpack(archive, folder):
    folder.mkdir()
    run("tar", "-xzf", archive, "-C", folder)


def compile_consumer(folder, include):
    run(CXX, "-std=gnu++20", f"-I{include}", CONSUMER / "main.cpp", "-o", folder / "consumer")
    run(folder / "consumer")


@way("PlatformIO: manifest and archive, by PlatformIO")
def platformio():
    command = tools() / "python"
    folder = fresh("platformio")
    run(command, SOURCE / "packaging/pack_platformio.py", SOURCE, folder / "meterproto.tar.gz",
        env=environment(PLATFORMIO_CORE_DIR=str(folder / "core")))
    unpack(folder / "meterproto.tar.gz", folder / "library")
    compile_consumer(folder, folder / "library/include")
    outside = [path.name for path in (folder / "library/include").rglob("*") if path.suffix in (".c", ".cpp", ".S")]
    if json.loads((folder / "library/library.json").read_text())["build"]["srcDir"] != "include" or outside:
        raise Failed("PlatformIO would compile more than headers")


@way("PlatformIO: a build")
def platformio_build():
    command = tools() / "pio"
    try:
        urllib.request.urlopen("https://api.registry.platformio.org/v3/search?query=native", timeout=10).close()
    except OSError as why:
        raise Skipped(f"PlatformIO's registry is out of reach ({why})") from None
    folder = fresh("platformio_build")
    (folder / "src").mkdir()
    shutil.copy(CONSUMER / "main.cpp", folder / "src")
    (folder / "platformio.ini").write_text(f"[env:native]\nplatform = native@1.2.1\nbuild_flags = -std=gnu++20\n"
                                           f"lib_deps = symlink://{SOURCE}\n")
    run(command, "run", "-d", folder, env=environment(PLATFORMIO_CORE_DIR=str(BUILD / "platformio_core")))
    run(folder / ".pio/build/native/program")


@way("ESP-IDF: manifest and archive, by its component manager")
def esp_idf():
    command = tools() / "compote"
    folder = fresh("esp_idf")
    run(command, "component", "pack", "--name", "meterproto", "--dest-dir", folder, env=environment(IDF_COMPONENT_CHECK_NEW_VERSION="0"))
    unpack(folder / f"meterproto_{amalgamate.version()}.tgz", folder / "component")
    esp_idf_roles(folder, folder / "component")


@way("ESP-IDF: CMakeLists in both roles, by stand-ins")
def esp_idf_cmake():
    esp_idf_roles(fresh("esp_idf_cmake"), SOURCE)


def esp_idf_roles(folder, component):
    stand_in = SOURCE / "packaging/stand_ins/esp_idf"
    run("cmake", "-D", "ESP_PLATFORM=1", "-D", f"COMPONENT={component}", "-P", stand_in / "requirements.cmake")
    run("cmake", "-S", stand_in, "-B", folder / "role_1", "-G", "Ninja", "-D", f"COMPONENT={component}", "-D", f"CONSUMER={CONSUMER / 'main.cpp'}")
    run("cmake", "--build", folder / "role_1")
    run(folder / "role_1/consumer")
    consume(folder / "role_2", "add_subdirectory", "-D", f"METERPROTO_SOURCE={component}")


@way("ESP-IDF itself")
def idf_py():
    raise Skipped("its tools are not installed")


@way("Zephyr: module.yml, Kconfig, CMakeLists, by stand-ins")
def zephyr():
    python = tools() / "python"
    folder = fresh("zephyr")
    # What module.yml may hold, of what Zephyr's scripts accept; each path must exist in the form that they look for.
    run(tools() / "check-jsonschema", "--schemafile", SOURCE / "packaging/stand_ins/zephyr/module.schema.json", "zephyr/module.yml")
    run(python, SOURCE / "packaging/check_kconfig.py", env=environment(MODULE=str(SOURCE)))
    configure = ["cmake", "-S", SOURCE / "packaging/stand_ins/zephyr", "-G", "Ninja", "-D", f"MODULE={SOURCE}", "-D", f"CONSUMER={CONSUMER / 'main.cpp'}"]
    run(*configure, "-B", folder / "on", "-D", "CONFIG_METERPROTO=y")
    run("cmake", "--build", folder / "on")
    run(folder / "on/consumer")
    run(*configure, "-B", folder / "off")
    run("cmake", "--build", folder / "off", fails=True)


@way("Zephyr itself")
def west():
    raise Skipped("its tools are not installed")


@way("one version everywhere")
def versions():
    run(sys.executable, SOURCE / "tools/set_version.py", "--check")
    if conan("inspect", ".", "--format=json").find(f'"version": "{amalgamate.version()}"') < 0:
        raise Failed("Conan reads another version")
    return amalgamate.version()


@way("licences: reuse lint")
def reuse():
    need("git")
    return re.search(r"Files with license information: (\d+)", run(tools() / "reuse", "lint"))[1] + " files"


@way("bill of materials")
def sbom():
    python = tools() / "python"
    folder = fresh("sbom")
    made = [run(sys.executable, SOURCE / "tools/sbom.py", env=environment(SOURCE_DATE_EPOCH="0")) for _ in range(2)]
    if made[0] != made[1]:
        raise Failed("two runs give two files")
    (folder / "meterproto.cdx.json").write_text(made[0])
    run(python, "-c", "import sys; from cyclonedx.validation.json import JsonStrictValidator; from cyclonedx.schema import SchemaVersion;"
        "fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()); sys.exit(str(fault) if fault else 0)",
        folder / "meterproto.cdx.json")
    return "CycloneDX 1.6"


@way("API reference")
def reference():
    need("doxygen")
    (SOURCE / "build/reference").mkdir(parents=True, exist_ok=True)
    run("doxygen", "docs/Doxyfile")
    folder = fresh("reference")  # and what is wrong in a comment must be seen
    (folder / "careless.hpp").write_text("/// Takes it; see \\ref nowhere. \\param wrong is no parameter\nint f(int right);\n")
    said = run("doxygen", "-", fails=True,
               input=(SOURCE / "docs/Doxyfile").read_text() + f"\nINPUT={folder}\nOUTPUT_DIRECTORY={folder}\n")
    if "'wrong'" not in said or "nowhere" not in said:
        raise Failed("a careless comment passes")
    return f"Doxygen {run('doxygen', '--version').split()[0]}, no warning; build/reference/html"


@way("GitHub workflows: form")
def workflows():
    files = sorted((SOURCE / ".github/workflows").glob("*.yml"))
    run(tools() / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    return "never run"


def attempt(name, function):
    path = BUILD / "log" / (re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") + ".txt")
    began = time.monotonic()
    with path.open("w") as log.file:
        try:
            outcome, what = "passed", function() or ""
        except Skipped as why:
            outcome, what = "skipped", str(why)
        except Failed as why:
            outcome, what = "FAILED", f"{path.relative_to(SOURCE)}\n{why}"
        except Exception as why:  # noqa: BLE001: a way that breaks is a way that fails
            outcome, what = "FAILED", f"{type(why).__name__}: {why}"
    return name, outcome, what, time.monotonic() - began


def main(words):
    (BUILD / "log").mkdir(parents=True, exist_ok=True)
    chosen = [one for one in WAYS if not words or any(word.lower() in one[0].lower() for word in words)]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        rows = list(pool.map(lambda one: attempt(*one), chosen))
    width = max(len(name) for name, *_ in rows)
    for name, outcome, what, seconds in rows:
        first, _, rest = what.partition("\n")
        print(f"{name:{width}}  {outcome:7} {seconds:5.1f} s  {first}".rstrip())
        if rest:
            print("    " + rest.replace("\n", "\n    "))
    counts = {outcome: sum(row[1] == outcome for row in rows) for outcome in ("passed", "skipped", "FAILED")}
    print(", ".join(f"{number} {outcome}" for outcome, number in counts.items()))
    return 1 if counts["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
