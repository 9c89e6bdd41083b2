# SPDX-License-Identifier: MIT
"""The tests once more, where something watches: clang's sanitizers, and memcheck for what no sanitizer here sees."""
import concurrent.futures
import re

from step import BUILD, HERE, Failed, environment, need

# Most of the time goes into a few that simulate days, or long traffic through code that shorter ones run as well.
LONG = "MS/TP line with*,Days and seconds*,*the same day*,*energy of the day*,all ways agree*,A WAGO 879 adds*"
PART = 400  # test cases for one process of memcheck
FIGURES = BUILD / "figures.txt"  # what the tests themselves count: `key value` lines


def counted():
    """The last word on each key: a test may run twice."""
    lines = FIGURES.read_text().splitlines() if FIGURES.exists() else []
    return dict(line.rsplit(maxsplit=1) for line in lines if line.strip())


def sanitizers(log):
    """-fsanitize=address,undefined,integer and the assertions of libstdc++; exceptions in integer.ignore. ctest runs
    the fuzz targets over their seeds too."""
    need("clang++-19")
    log.built("sanitize")
    FIGURES.unlink(missing_ok=True)
    said = log.run("ctest", "--preset", "sanitize", env=environment(METERPROTO_FIGURES=FIGURES))
    total = int(re.search(r"tests failed out of (\d+)", said)[1])
    exceptions = sum(line.startswith("fun:") for line in (HERE / "integer.ignore").read_text().splitlines())
    log.figures.update(tests=total, exceptions=exceptions)
    return f"{total} tests of ctest, {exceptions} functions that wrap on purpose"


def vectors(log):
    """What the run under sanitizers has read: vectors of the project's own (tests/frames), and those of other
    implementations where METERPROTO_CORPUS has them."""
    everything = counted()
    files = {key.partition(".")[2]: int(value) for key, value in everything.items() if key.startswith("vectors.")}
    log.say("\n".join(f"{value:6} {name}" for name, value in sorted(files.items())))
    own = sum(value for name, value in files.items() if name.startswith("frames/"))
    if own == 0:
        raise Failed("no vector was read: does the step sanitizers run before?")
    others = sum(files.values()) - own
    counts = {key: value for key, value in everything.items() if not key.startswith("vectors.")}
    log.figures.update(own=own, others=others, counted=counts)
    return f"{own} of our own, {others} of other implementations"


def memory(log):
    """valgrind's memcheck over the library's tests as the preset dev builds them. clang's MemorySanitizer would want a C++
    library built with it; memcheck takes the programs as they are."""
    need("valgrind", "g++")
    folder = log.built("dev", "tests") / "tests"
    chosen = ("--order-by=name", f"--test-case-exclude={LONG}")
    total = int(re.search(r"filters: (\d+)", log.run(folder / "tests", "--count", *chosen))[1])

    def part(first):
        said = log.run("valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", folder / "tests", *chosen,
                       f"--first={first}", f"--last={min(first + PART - 1, total)}", cwd=folder)
        return int(re.search(r"assertions:\s+(\d+)", said)[1])  # of the cases doctest says all, whatever the part

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        assertions = sum(pool.map(part, range(1, total + 1, PART)))
    if assertions < total // 2:
        raise Failed(f"{assertions} assertions of {total} test cases: were all run?")
    log.figures.update(cases=total)
    return f"{total} test cases"
