#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts the numbers of runs of bench, bench-compile, bench-embedded and harden into README.md and the pages of docs: what
stands there between <!-- figures: NAME --> and <!-- end of figures --> is replaced. usage: update_figures.py RUN.json..."""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/performance.md", "docs/safety.md")
HOST_IN_README = ("libmodbus", "parse_125_floats", "three_points", "mbus_telegram", "bacnet_one", "bacnet_20",
                  "energy_second")
HEADERS_IN_README = ("modbus.hpp", "mbus.hpp", "bacnet.hpp", "leviton_s4100.hpp", "wago_879_mbus.hpp", "energy.hpp")
IN_README = ("three_points_bitwise", "three_points_trinomial", "three_points_const", "mbus_telegram", "bacnet_both")


def origin(run):
    compilers = ",\n".join(dict.fromkeys(run["compilers"].values()))
    return f"{run['date']}, `{run['command']}`, {compilers},\n{run['qemu']}."


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
    targets = targets_of(run)
    lines = ["| | " + " | ".join(f"{cpu} {level}" for cpu, level in targets) + " |", "|---|" + "---:|" * len(targets)]
    for row in rows_of_first_target(run, targets[0]):
        same = [one for one in run["rows"] if (one["case"], one["input"]) == (row["case"], row["input"])]
        by_target = {(one["cpu"], one["level"]): one for one in same}
        cells = [f"{by_target[target]['instructions']}" for target in targets]
        lines.append(f"| {run['words'][row['case']]}: {row['input']} | " + " | ".join(cells) + " |")
    return [*lines, "", origin(run)]


def memory(run):
    """Flash, static RAM and stack of everything."""
    targets = targets_of(run)
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


def targets_of(run):
    """In the order of the run."""
    return list(dict.fromkeys((row["cpu"], row["level"]) for row in run["rows"]))


def rows_of_first_target(run, target):
    return [row for row in run["rows"] if (row["cpu"], row["level"]) == target]


# ---- bench ----

def host_table(run, cases):
    lines = ["| | ns | ratio | goal |", "|---|---:|---:|---:|"]
    for row in run["rows"]:
        if row["case"] not in cases:
            continue
        time = f"{row['ns']:.0f}" if row["ns"] >= 100 else f"{row['ns']:.1f}"
        ratio, goal = ("" if row[name] is None else f"{float(f'{row[name]:.2g}'):g}{row['of']}"
                       for name in ("ratio", "goal"))
        lines.append(f"| {run['words'][row['case']]} | {time} | {ratio} | {goal} |")
    return lines


def host_origin(run):
    return f"{run['date']}, `{run['command']}`, {run['processor']}, {run['compiler']} with -O2, {run['against']}."


def host(run):
    """Everything on the host."""
    return [*host_table(run, run["words"]), "", host_origin(run)]


def host_short(run):
    """A few cases, without goals."""
    lines = [line.rsplit("|", 2)[0] + "|" for line in host_table(run, HOST_IN_README)]
    return [*lines, "", host_origin(run)]


def bulk(run):
    """The capture of a million frames."""
    lines = ["| threads | frames a second | MB/s |", "|---:|---:|---:|"]
    for row in run["bulk"]:
        lines.append(f"| {row['threads']} | {row['frames_per_second'] / 1e6:.2f} million | "
                     f"{row['mb_per_second']:.0f} |")
    return [*lines, "", host_origin(run)]


# ---- bench-compile ----

def compile_table(run, headers):
    compilers = list(run["compilers"])
    lines = ["| | " + " | ".join(f"{name}, ms" for name in compilers) + " | instantiations | goal, ms |",
             "|---|" + "---:|" * (len(compilers) + 2)]
    for row in run["rows"]:
        if row["header"] not in headers:
            continue
        cells = [f"{row['ms'][name]}" for name in compilers]
        goal = "" if row["goal"] is None else row["goal"]
        lines.append(f"| `{row['header']}` | " + " | ".join(cells) + f" | {row['instantiations']} | {goal} |")
    return lines


def compile_origin(run):
    return f"{run['date']}, `{run['command']}`, {', '.join(run['compilers'].values())}."


def compile_time(run):
    """Every header that is measured."""
    return [*compile_table(run, [row["header"] for row in run["rows"]]), "", compile_origin(run)]


def compile_short(run):
    """A few headers, without goals."""
    lines = [line.rsplit("|", 2)[0] + "|" for line in compile_table(run, HEADERS_IN_README)]
    return [*lines, "", compile_origin(run)]


# ---- harden ----

def harden_origin(run):
    return f"{run['date']}, `{run['command']}`: {', '.join(run['versions'])}."


def shown(run):
    """What each step has tried."""
    checks, vectors, fuzz, covered = run["sanitizers"], run["vectors"], run["fuzz"], run["coverage"]
    rows = [("tests under AddressSanitizer, UndefinedBehaviorSanitizer and integer checks", checks["tests"]),
            ("functions whose arithmetic is meant modulo 2^n, each named", checks["exceptions"]),
            ("vectors of other implementations, and our own", f"{vectors['others']:,} and {vectors['own']:,}"),
            (f"inputs to {fuzz['targets']} fuzz targets, {fuzz['seconds']} s each", f"{fuzz['executions']:,}"),
            (f"lines covered, of {covered['all_lines']:,}", f"{covered['lines']} %"),
            (f"outcomes of conditions covered, of {covered['all_branches']:,}", f"{covered['branches']} %")]
    return ["| | |", "|---|---:|", *(f"| {what} | {figure} |" for what, figure in rows), "", harden_origin(run)]


def bounds(run):
    """The worst of each entry: stack, instructions for 256 octets, and how they grow with the input."""
    lines = ["| | stack, M0+ | stack, M4 | instructions, M0+ | M4 | for twice the octets |", "|---|---:|---:|---:|---:|---:|"]
    for name, counts in run["instructions"]["rows"].items():
        stack, growth = run["stack"]["rows"][name], run["instructions"]["growth"][name]
        lines.append(f"| `{name}` | {stack['M0+']} B | {stack['M4']} B | {counts['M0+']['256']:,} | {counts['M4']['256']:,} | "
                     f"× {growth:.1f} |")
    return [*lines, "", harden_origin(run)]


def counts_under(run, first):
    """What the tests themselves have counted, by the parts of its name behind the first one: the last part, the others."""
    for key, value in run["vectors"]["counted"].items():
        begins, *names, last = key.split(".")
        if begins == first:
            yield tuple(names), last, int(value)


def bursts(run):
    """Good frames lost behind a burst, and given late: the worst kind of burst."""
    pauses = ("paused", "touching", "unpaused")
    worst = {}
    for names, last, value in counts_under(run, "burst"):
        if last in ("lost", "late"):
            *who, _, pause = names
            cell = worst.setdefault(" ".join(who), {}).setdefault(pause, {"lost": 0, "late": 0})
            cell[last] = max(cell[last], value)
    lines = ["| lost / late | silence on both sides | none behind the burst | none at all |", "|---|---:|---:|---:|"]
    for who, cells in worst.items():
        lines.append(f"| {who.replace('_', ' ')} | " +
                     " | ".join(f"{cells[pause]['lost']} / {cells[pause]['late']}" for pause in pauses) + " |")
    return [*lines, "", harden_origin(run)]


def states(run):
    """Machines whose states were explored."""
    machines = {}
    for names, last, value in counts_under(run, "states"):
        machines.setdefault(" ".join(names), {})[last] = value
    lines = ["| | states | transitions | how far |", "|---|---:|---:|---|"]
    for name, seen in machines.items():
        far = "all there are" if seen["closed"] else f"{seen['depth']} events"
        lines.append(f"| {name} | {seen['states']:,} | {seen['transitions']:,} | {far} |")
    return [*lines, "", harden_origin(run)]


def damage(run):
    """Good vectors with two octets swapped, and with another's end: what was taken for good."""
    seen = {}
    for (protocol,), last, value in counts_under(run, "damage"):
        seen.setdefault(protocol, {})[last] = value
    lines = ["| | swaps | taken | splices | taken |", "|---|---:|---:|---:|---:|"]
    for protocol, counts in seen.items():
        cells = [f"{counts.get(name, 0):,}" for name in ("swaps", "swaps_taken", "splices", "splices_taken")]
        lines.append(f"| {protocol} | " + " | ".join(cells) + " |")
    return [*lines, "", harden_origin(run)]


# ---- mutate ----

def mutants(run):
    """Of a sample of broken lines, how many a test has seen."""
    rows = [(f"mutants, in {run['headers']} headers", run["mutants"]),
            ("killed by the compiler: a static test that no longer holds, a misuse that compiles", run["static"]),
            ("killed by a test that runs, or that no longer ends", run["run_time"] + run["hung"]),
            ("not killed and the same for all who look, each with its reason", run["judged"]),
            ("not killed, and open", run["open"])]
    return ["| | |", "|---|---:|", *(f"| {what} | {figure} |" for what, figure in rows), "",
            f"{run['date']}, `./run mutate` (seed {run['seed']}), {run['compiler']}."]


# ---- which figures come from which run, and whether the run has all of them ----

FIGURES = {
    "embedded": {"size": size, "instructions": instructions, "memory": memory, "goals": goals},
    "host": {"host": host, "host_short": host_short, "bulk": bulk},
    "harden": {"shown": shown, "bounds": bounds, "bursts": bursts, "states": states, "damage": damage},
    "mutate": {"mutants": mutants},
    "compile": {"compile": compile_time, "compile_short": compile_short},
}


# Of harden: the steps that a table needs. A run of some steps leaves the other tables as they are.
STEPS_OF = {"shown": ("sanitizers", "vectors", "fuzz", "coverage"), "bounds": ("stack", "instructions"),
            "bursts": ("vectors",), "states": ("vectors",), "damage": ("vectors",)}


def is_whole(kind, run):
    if kind in ("harden", "mutate"):
        return True  # they write no other
    if kind == "embedded":
        return len(targets_of(run)) >= 4 and {row["case"] for row in run["rows"]} == set(run["words"])
    if kind == "host":
        return {row["case"] for row in run["rows"]} == set(run["words"]) and len(run["bulk"]) == 2
    return len(run["compilers"]) == 2 and all(row["instantiations"] for row in run["rows"])


def main(*paths):
    places = 0
    for path in paths:
        run = json.loads(pathlib.Path(path).read_text())
        kind = run.get("kind", "embedded")
        if not is_whole(kind, run):
            sys.exit(f"{path} is not a run of everything")
        figures = FIGURES[kind]
        for name in PAGES:
            page = ROOT / name
            text = page.read_text()
            for figure, lines_of in figures.items():
                if kind == "harden" and not all(step in run for step in STEPS_OF[figure]):
                    continue
                text, found = re.subn(rf"(<!-- figures: {figure} -->\n).*?(<!-- end of figures -->)",
                                      lambda match: match[1] + "\n".join(lines_of(run)) + "\n" + match[2], text,
                                      flags=re.S)
                places += found
            page.write_text(text)
    if not places:
        sys.exit("usage: update_figures.py RUN.json..., and places for figures")


if __name__ == "__main__":
    main(*sys.argv[1:])
