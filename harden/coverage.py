# SPDX-License-Identifier: MIT
"""How much of include/ the tests run, counted by GCC at -O0, where each CASE runs as it is written. Counted are the
lines that have code, and the outcomes of the jumps that a line's conditions are made of, without those of exceptions;
of a template all instantiations together. What the compiler decides (if constexpr) is no condition. A line that nothing
runs, or whose outcomes are not all seen, stands in uncovered.txt with the reason, or it is a fault."""
import collections
import concurrent.futures
import fnmatch
import json
import re
import subprocess

from step import HERE, INCLUDE, SOURCE, Failed, need, table

LINES, OUTCOMES = 98.0, 95.0  # percent
TARGETS = ("tests", "inspector_tests")
OF_THE_LIBRARY = f"{INCLUDE}/meterproto/"


def counted(notes):
    """(header, line, shape of its jumps) -> runs and outcomes, of one object file."""
    said = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", notes], capture_output=True,
                          check=True, cwd=SOURCE).stdout
    lines, outcomes = collections.Counter(), collections.defaultdict(list)
    for file in json.loads(said)["files"]:
        if not file["file"].startswith(OF_THE_LIBRARY):
            continue
        name = file["file"].removeprefix(OF_THE_LIBRARY)
        for line in file["lines"]:
            key = name, line["line_number"]
            lines[key] += line["count"]
            jumps = [one["count"] for one in line["branches"] if not one["throw"]]
            if jumps:
                outcomes[key].append(jumps)
    return lines, outcomes


def merged(folder):
    lines, outcomes = collections.Counter(), collections.defaultdict(list)
    notes = [path for name in TARGETS for path in sorted((folder / f"CMakeFiles/{name}.dir").rglob("*.gcda"))]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for more_lines, more_outcomes in pool.map(counted, notes):
            for key, count in more_lines.items():
                lines[key] += count
            for key, all_of_it in more_outcomes.items():
                # Of those that have run, the instantiation that keeps most of the conditions speaks for all; the others
                # are added to it. GCC counts more jumps in some units that have an inline function and never call it.
                known = [*all_of_it, outcomes[key]]
                known = [one for one in known if any(one)] or known
                longest = max(len(one) for one in known)
                same = [one for one in known if len(one) == longest]
                outcomes[key] = [sum(counts) for counts in zip(*same)]
    return lines, outcomes


def excuse(name, words, excuses):
    """The number of the line in uncovered.txt that speaks of this one; None without one."""
    for number, (header, wanted, _) in enumerate(excuses):
        if fnmatch.fnmatch(name, header) and (words == wanted or wanted[0] == "~" and re.search(wanted[1:], words)):
            return number
    return None


def gate(log):
    need("g++", "gcov")
    folder = log.built("coverage", *TARGETS) / "tests"
    for old in folder.rglob("*.gcda"):
        old.unlink()
    for name in TARGETS:
        log.run(folder / name, cwd=folder)
    lines, outcomes = merged(folder)
    excuses, used, faults = table(HERE / "uncovered.txt", 3), set(), []
    texts = {name: (INCLUDE / "meterproto" / name).read_text().splitlines() for name in {name for name, _ in lines}}
    for name, number in sorted(lines):
        seen = outcomes.get((name, number), [])
        if lines[name, number] and all(seen):
            continue
        words = texts[name][number - 1].strip()
        reason = excuse(name, words, excuses)
        used.add(reason)
        if reason is None:
            what = f"{seen.count(0)} of {len(seen)} outcomes" if lines[name, number] else "never run"
            faults.append(f"{name}:{number}: {what}: {words}")
    run, taken, all_outcomes = (sum(map(bool, lines.values())), sum(sum(map(bool, one)) for one in outcomes.values()),
                                sum(map(len, outcomes.values())))
    line, outcome = 100 * run / len(lines), 100 * taken / all_outcomes
    said = (f"lines {line:.2f} % of {len(lines)}, outcomes {outcome:.2f} % of {all_outcomes}, "
            f"{len(excuses)} reasons in uncovered.txt")
    log.say("\n".join([said, "not covered, and without a reason:", *faults, "reasons that nothing needs any more:",
                       *(" | ".join(one) for number, one in enumerate(excuses) if number not in used)]))
    log.figures.update(lines=round(line, 2), branches=round(outcome, 2), all_lines=len(lines),
                       all_branches=all_outcomes)
    if line < LINES or outcome < OUTCOMES or faults:
        raise Failed(f"{said}; {len(faults)} lines without a reason\n" + "\n".join(faults[:20]))
    return said
