#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a header costs who includes it: milliseconds above an empty file with each compiler, and how many classes and
functions clang makes of templates, which is the same in every run and is held against budgets.txt. See
docs/performance.md."""
import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMPILERS = ("g++", "clang++-19")
COUNTS = "clang++-19"
OPTIONS = ("-std=c++20", f"-I{ROOT / 'include'}", "-x", "c++")
SKIPPED = 77


def command(compiler, header, *more):
    include = ["-include", f"meterproto/{header}"] if header else []
    return [compiler, *OPTIONS, *more, *include, os.devnull]


def milliseconds(compiler, header):
    """Of the processor, so that what else runs does not count."""
    child = subprocess.Popen(command(compiler, header, "-fsyntax-only"))
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{compiler} does not compile {header}")
    return 1000 * (used.ru_utime + used.ru_stime)


def added_milliseconds(compiler, headers, rounds):
    """By header, the median above that of an empty file; the headers take turns."""
    taken = {header: [] for header in (None, *headers)}
    for _ in range(rounds):
        for header, all_ in taken.items():
            all_.append(milliseconds(compiler, header))
    empty = statistics.median(taken.pop(None))
    return {header: round(statistics.median(all_) - empty) for header, all_ in taken.items()}


def instantiations(header):
    """Classes and functions out of templates; the trace needs a whole compilation."""
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder, "trace.json")
        subprocess.run(command(COUNTS, header, "-c", "-o", f"{folder}/out.o", f"-ftime-trace={trace}",
                               "-ftime-trace-granularity=0"), check=True)
        return len(re.findall(r'"name":"Instantiate(?:Class|Function)"', trace.read_text()))


def version(compiler):
    return subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def counted_with():
    """What the counts depend on: clang and its standard library. None where this clang is not installed."""
    if not shutil.which(COUNTS):
        return None
    macros = subprocess.run([COUNTS, "-x", "c++", "-include", "cstddef", "-dM", "-E", os.devnull], capture_output=True,
                            text=True, check=True).stdout
    value = dict(re.findall(r"#define (\w+) (\d+)$", macros, re.M))
    return (f"clang {value['__clang_major__']}.{value['__clang_minor__']}, "
            f"libstdc++ {value.get('_GLIBCXX_RELEASE', 'none')}")


# ---- budgets ----

def read_budgets(path):
    """What they were counted with; by header the budget and the goals of milliseconds by compiler."""
    with_, budgets = None, {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("counted with: "):
            with_ = line.removeprefix("counted with: ")
        elif line.strip() and not line.startswith("#"):
            try:
                header, budget, goal = (cell.strip() for cell in line.split("|"))
                budgets[header] = int(budget), None if goal == "-" else int(goal)
            except ValueError:
                sys.exit(f"{path.name}:{number}: header | instantiations | goal in ms with {COMPILERS[0]}")
    return with_, budgets


def write_budgets(path, with_, counts, old):
    """2 % above what was counted."""
    head = [line for line in path.read_text().splitlines() if line.startswith("#")]
    lines = [f"{header:26} | {-(-counts[header] * 102 // 100):6} | {'-' if goal is None else goal}"
             for header, (_, goal) in old.items()]
    path.write_text("\n".join([*head, f"counted with: {with_}", *lines]) + "\n")


# ---- tables ----

def markdown(made):
    compilers = list(made["compilers"])
    lines = ["| header | instantiations | " + " | ".join(f"{name}, ms" for name in compilers) + " | goal |",
             "|---|---:|" + "---:|" * (len(compilers) + 1)]
    for row in made["rows"]:
        cells = [f"{row['ms'][name]}" for name in compilers]
        count = "" if row["instantiations"] is None else row["instantiations"]
        goal = "" if row["goal"] is None else row["goal"]
        lines.append(f"| {row['header']} | {count} | " + " | ".join(cells) + f" | {goal} |")
    return "\n".join([*lines, "", f"{made['date']}, " + ", ".join(made["compilers"].values())])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the numbers there too")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    parser.add_argument("--gate", action="store_true", help="count only, and compare with the budgets")
    parser.add_argument("--new-budgets", action="store_true", help="set the budgets 2 %% above what is counted")
    chosen = parser.parse_args()

    path = HERE / "budgets.txt"
    with_, budgets = read_budgets(path)
    here = counted_with()
    same = here == with_ or (chosen.new_budgets and here)
    if not same:
        print(f"No gate: the budgets were counted with {with_}, here is {here or f'no {COUNTS}'}.")
        if chosen.gate:
            return SKIPPED
    counts = {}
    if same:
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            counts = dict(zip(budgets, pool.map(instantiations, budgets)))
    if chosen.new_budgets and counts:
        write_budgets(path, here, counts, budgets)
        with_, budgets = read_budgets(path)

    over = [f"{header}: {count} instantiations, over the budget of {budgets[header][0]}"
            for header, count in counts.items() if count > budgets[header][0]]
    missed = []
    if not chosen.gate:
        compilers = [name for name in COMPILERS if shutil.which(name)]
        ms = {name: added_milliseconds(name, list(budgets), chosen.rounds) for name in compilers}
        made = {
            "kind": "compile",
            "date": datetime.date.today().isoformat(),
            "compilers": {name: version(name) for name in compilers},
            "command": "./run bench-compile",
            "rows": [{"header": header, "instantiations": counts.get(header), "goal": goal,
                      "ms": {name: ms[name][header] for name in compilers}} for header, (_, goal) in budgets.items()],
        }
        print(markdown(made))
        if chosen.json:
            pathlib.Path(chosen.json).write_text(json.dumps(made, indent=1) + "\n")
        missed = [f"{row['header']}: {row['ms'][COMPILERS[0]]} ms, misses the goal of {row['goal']}"
                  for row in made["rows"] if row["goal"] is not None and row["ms"].get(COMPILERS[0], 0) > row["goal"]]
        print()
    print("\n".join([*missed, *over, f"{len(counts) - len(over)} of {len(budgets)} headers within their budgets"]))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
