#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts the numbers of a run of bench-embedded into README.md and docs/performance.md: what stands there between
<!-- figures: NAME --> and <!-- end of figures --> is replaced. usage: update_figures.py RUN.json"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/performance.md")
IN_README = ("three_points_bitwise", "three_points_trinomial", "three_points_const", "mbus_telegram", "bacnet_both")


def origin(run):
    return f"{run['date']}, `{run['command']}`, {run['compiler']},\n{run['qemu']}."


def rows_of(run, case, cpu, level):
    return [row for row in run["rows"] if (row["case"], row["cpu"], row["level"]) == (case, cpu, level)]


def size(run):
    """Of a few cases flash, static RAM and stack with -Os."""
    lines = ["| | flash, M0+ | flash, M4 | static RAM | stack, M0+ | stack, M4 |", "|---|---:|---:|---:|---:|---:|"]
    for case in IN_README:
        m0, m4 = (rows_of(run, case, cpu, "-Os") for cpu in ("M0+", "M4"))
        stacks = [max(row["stack"] for row in rows) for rows in (m0, m4)]
        ram = max(m0[0]["ram"], m4[0]["ram"])
        lines.append(f"| {run['words'][case]} | {m0[0]['flash']} B | {m4[0]['flash']} B | {ram} B | {stacks[0]} B | "
                     f"{stacks[1]} B |")
    return [*lines, "", origin(run)]


def instructions(run):
    """Executed instructions of everything."""
    targets = [(cpu, level) for cpu in ("M0+", "M4") for level in ("-Os", "-O2")]
    lines = ["| | " + " | ".join(f"{cpu} {level}" for cpu, level in targets) + " |", "|---|" + "---:|" * len(targets)]
    for row in rows_of_first_target(run, targets[0]):
        same = [one for one in run["rows"] if (one["case"], one["input"]) == (row["case"], row["input"])]
        by_target = {(one["cpu"], one["level"]): one for one in same}
        cells = [f"{by_target[target]['instructions']}" for target in targets]
        lines.append(f"| {run['words'][row['case']]}: {row['input']} | " + " | ".join(cells) + " |")
    return [*lines, "", origin(run)]


def memory(run):
    """Flash, static RAM and stack of everything."""
    targets = [(cpu, level) for cpu in ("M0+", "M4") for level in ("-Os", "-O2")]
    lines = ["| flash / static RAM / stack | " + " | ".join(f"{cpu} {level}" for cpu, level in targets) + " |",
             "|---|" + "---:|" * len(targets)]
    for case, words in run["words"].items():
        cells = []
        for cpu, level in targets:
            rows = rows_of(run, case, cpu, level)
            cells.append(f"{rows[0]['flash']} / {rows[0]['ram']} / {max(row['stack'] for row in rows)}")
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return [*lines, "", origin(run)]


def goals(run):
    """Where a goal stands, what it is and what was measured."""
    lines = ["| | target | | measured | goal |", "|---|---|---|---:|---:|"]
    for row in run["rows"]:
        for column, goal in row["goal"].items():
            lines.append(f"| {run['words'][row['case']]}: {row['input']} | {row['cpu']} {row['level']} | {column} | "
                         f"{row[column]} | {goal} |")
    return [*lines, "", origin(run)]


def rows_of_first_target(run, target):
    return [row for row in run["rows"] if (row["cpu"], row["level"]) == target]


FIGURES = {"size": size, "instructions": instructions, "memory": memory, "goals": goals}


def main(path):
    run = json.loads(pathlib.Path(path).read_text())
    targets = {(row["cpu"], row["level"]) for row in run["rows"]}
    if len(targets) != 4 or {row["case"] for row in run["rows"]} != set(run["words"]):
        sys.exit(f"{path} is not a run of every case on every target")
    for name in PAGES:
        page = ROOT / name
        text, count = re.subn(
            r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)",
            lambda match: match[1] + "\n".join(FIGURES[match[2]](run)) + "\n" + match[3], page.read_text(), flags=re.S)
        if count == 0:
            sys.exit(f"{name} has no place for figures")
        page.write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
