#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that nothing which comes from a wire can hurt. Prints a line a step: passed, FAILED, or skipped with the
reason.
usage: run.py [--short] [--json FILE] [--seconds N] [--new-budgets] [STEP...]

--short    what CI does: a few seconds a fuzz target, and what is cheap; nothing is built for it but the fuzz targets
--json     write the figures there, for tools/update_figures.py, which changes what these steps have measured
--seconds  for each fuzz target: 30, with --short 5
--new-budgets  of the steps stack and instructions: as measured now
STEP       only these of the steps below. What they make lies in build, a log of each in build/harden/log."""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

import coverage
import dynamic
import fuzz
import instructions
import stack
import static
from step import SOURCE, Failed, Log, Skipped

# name: what, function, whether the short form has it
STEPS = {
    "sanitizers": ("all tests under ASan, UBSan, integer checks", dynamic.sanitizers, False),
    "vectors": ("frames of other implementations, and our own", dynamic.vectors, False),
    "memory": ("no uninitialised octet is used (memcheck)", dynamic.memory, False),
    "fuzz": ("fuzz targets, with the same sanitizers", fuzz.all_targets, True),
    "tidy": ("clang-tidy", static.tidy, False),
    "cppcheck": ("cppcheck", static.cppcheck, True),
    "stack": ("stack of each entry, no recursion", stack.worst, True),
    "instructions": ("instructions of each entry, linear", instructions.worst, True),
    "coverage": ("coverage of include/ by the tests", coverage.gate, False),
}
TOOLS = ("clang++-19", "valgrind", "cppcheck", "arm-none-eabi-g++", "qemu-system-arm")


def attempt(name, short, new_budgets):
    log = Log(name, short, new_budgets)
    began = time.monotonic()
    try:
        outcome, what = "passed", STEPS[name][1](log) or ""
    except Skipped as why:
        outcome, what = "skipped", str(why)
    except Failed as why:
        outcome, what = "FAILED", str(why)
    except Exception as why:  # noqa: BLE001: a step that breaks is a step that fails
        outcome, what = "FAILED", f"{type(why).__name__}: {why}"
    log.say(f"{outcome}: {what}")
    first, _, rest = what.partition("\n")
    seconds = time.monotonic() - began
    print(f"{STEPS[name][0]:46}  {outcome:7} {seconds:6.1f} s  {first}  [{log.path.relative_to(SOURCE)}]")
    if rest:
        print("    " + rest.replace("\n", "\n    "))
    sys.stdout.flush()
    return outcome, log.figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--new-budgets", action="store_true")
    parser.add_argument("steps", nargs="*", metavar="STEP", choices=[[], *STEPS], help=", ".join(STEPS))
    chosen = parser.parse_args()
    names = [name for name in chosen.steps or STEPS if chosen.steps or STEPS[name][2] or not chosen.short]
    fuzz.SECONDS = chosen.seconds or (5 if chosen.short else 30)
    os.nice(5)
    outcomes, figures = [], {}
    for name in names:
        outcome, figures[name] = attempt(name, chosen.short, chosen.new_budgets)
        outcomes.append(outcome)
    print(", ".join(f"{outcomes.count(one)} {one}" for one in ("passed", "skipped", "FAILED")))
    if chosen.json:
        if chosen.short or set(outcomes) != {"passed"}:
            sys.exit("--json is for a run in which all has passed, and not for the short form")
        said = [subprocess.run([tool, "--version"], capture_output=True, text=True).stdout for tool in TOOLS]
        made = {"kind": "harden", "date": datetime.date.today().isoformat(), "command": " ".join(["./run harden", *chosen.steps]),
                "versions": [text.splitlines()[0] for text in said], **figures}
        chosen.json.write_text(json.dumps(made, indent=1) + "\n")
    return 1 if "FAILED" in outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
