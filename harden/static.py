# SPDX-License-Identifier: MIT
"""What reads the code instead of running it: clang-tidy (.clang-tidy says with which checks) and cppcheck (cppcheck.txt
says what it is wrong about). One unit has all headers, as ROOMS lists them; without a warning, or it fails."""
import concurrent.futures
import re
import sys

from step import BUILD, HERE, INCLUDE, SOURCE, Failed, need

sys.path.append(str(SOURCE / "tools"))
import amalgamate  # noqa: E402


def everything():
    path = BUILD / "everything.cpp"
    path.write_text("".join(f"#include <meterproto/{name}>\n" for name, _ in amalgamate.rooms() if name[0] != "["))
    return path


def fail_on(findings):
    if findings:
        raise Failed(f"{len(findings)} findings\n" + "\n".join(findings[:20]))


def tidy(log):
    need("clang-tidy-19")
    files = [everything(), HERE / "entries.cpp"]  # what is declared, and what becomes of it with types

    def check(path):
        return log.run("clang-tidy-19", "--quiet", f"--config-file={SOURCE / '.clang-tidy'}", path, "--", "-std=c++20",
                       f"-I{INCLUDE}", status=None)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = "".join(pool.map(check, files))
    fail_on(sorted(set(re.findall(r"^\S+: (?:warning|error): .*$", said, re.M))))
    log.figures.update(files=len(files))
    return "all headers, and entries.cpp with their instantiations"


def cppcheck(log):
    need("cppcheck")
    said = log.run("cppcheck", "--enable=warning,performance,portability", "--std=c++20", "--language=c++", "--quiet",
                   "--inconclusive", "--template={file}:{line}: {severity}: {message} [{id}]",
                   f"--suppressions-list={HERE / 'cppcheck.txt'}", f"-I{INCLUDE}", everything(), status=None)
    fail_on(sorted(set(re.findall(r"^.+: (?:error|warning|performance|portability): .*$", said, re.M))))
    return "all headers"
