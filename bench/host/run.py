#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the library costs on this machine, in nanoseconds and as a part of what libmodbus takes in the same run to read
125 registers and 62 floats. Runs the program bench_host, and holds the ratios against budgets.txt. See
docs/performance.md."""
import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
YARDSTICK = "libmodbus"
WIDE = 1.5  # a budget is so many times what was measured: machines differ

# name: benchmark, how many of them it does at once, in words
CASES = {
    "libmodbus": ("libmodbus", 1, "libmodbus: read 125 registers, decode 62 floats"),
    **{f"crc_{method}_{size}": (f"crc_{method}/{size}", 1, f"CRC-16/MODBUS of {size} bytes, {words}")
       for method, words in (("trinomial", "trinomial"), ("nibble", "nibble table"), ("bitwise", "bitwise"),
                             ("table", "a loop over a table of 256 (not the library's)"))
       for size in (6, 60, 256)},
    "build_read": ("build_read", 1, "build a read request"),
    "parse_125": ("parse_125", 1, "check an answer of 125 registers"),
    "parse_125_floats": ("parse_125_floats", 1, "check 125 registers, decode their 62 floats"),
    "three_points": ("three_points", 1, "three points of a 4100 out of two answers, exact"),
    "three_floats": ("three_floats", 1, "three points of a 4100 out of two answers, as float"),
    "mbus_frame_100": ("mbus_frame_100", 1, "check an M-Bus frame of 100 bytes"),
    "mbus_telegram": ("mbus_telegram", 1, "M-Bus telegram of 244 bytes, 31 records, exact, with units"),
    "mbus_record": ("mbus_records", 31, "of it one record"),
    "bacnet_one": ("bacnet_one", 1, "BACnet ReadProperty ack from MS/TP to value"),
    "bacnet_20": ("bacnet_20", 1, "BACnet ReadPropertyMultiple ack from MS/TP to 20 values"),
    "mstp_octet": ("mstp_octets", 100, "MS/TP receive machine, one octet"),
    "mstp_token": ("mstp_token", 1, "MS/TP master node, one round of the token"),
    "energy_second": ("energy_second", 1, "energy of three phases, all accumulators, one second"),
}
OF = {"crc_table_256": " of the loop"}  # in terms of which case a ratio is, where it is not the yardstick


def run(program, filtered, repetitions, clock, *more):
    """The context of a run and, by benchmark, the repetition that is the shortest by that clock."""
    done = subprocess.run([program, f"--benchmark_filter={filtered}", f"--benchmark_repetitions={repetitions}",
                           "--benchmark_format=json", *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"{program} ended with {done.returncode}")
    printed = json.loads(done.stdout)
    best = {}
    for one in printed["benchmarks"]:
        if one.get("error_occurred"):
            sys.exit(f"{one['name']}: {one['error_message']}")
        if one["run_type"] == "iteration" and one[clock] <= best.get(one["run_name"], one)[clock]:
            best[one["run_name"]] = one
    return printed["context"], best


def processor():
    info = pathlib.Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.M) if info.exists() else None
    return found[1].strip() if found else "unknown processor"


# ---- budgets ----

def read_budgets(path):
    """By case: in terms of which other case, the budget and the goal, None where a column has '-'."""
    budgets = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            case, measure, budget, goal = (cell.strip() for cell in line.split("|"))
            budgets[case] = measure, float(budget), None if goal == "-" else float(goal)
            if case not in CASES or measure not in CASES:
                raise ValueError
        except ValueError:
            sys.exit(f"{path.name}:{number}: case | in terms of | budget | goal")
    return budgets


def write_budgets(path, ratios, old):
    head = [line for line in path.read_text().splitlines() if line.startswith("#")]
    lines = [f"{case:17} | {old[case][0]:13} | {two_digits(WIDE * ratio):>7} | "
             f"{'-' if old[case][2] is None else old[case][2]:>5}" for case, ratio in ratios.items()]
    path.write_text("\n".join([*head, *lines]) + "\n")


def two_digits(number):
    """0.0123 as 0.012, 12.3 as 12."""
    return f"{float(f'{number:.2g}'):.4f}".rstrip("0").rstrip(".")


# ---- tables ----

def cells_of(row):
    """Ratio and goal of a row."""
    return ["" if row[name] is None else two_digits(row[name]) + row["of"] for name in ("ratio", "goal")]


def markdown(made):
    lines = ["| case | ns | ratio | goal |", "|---|---:|---:|---:|"]
    for row in made["rows"]:
        lines.append(f"| {made['words'][row['case']]} | {row['ns']:.1f} | " + " | ".join(cells_of(row)) + " |")
    for row in made["bulk"]:
        lines.append(f"{'' if row['threads'] > 1 else chr(10)}A capture of a million frames to values, "
                     f"{row['threads']} thread{'s' * (row['threads'] > 1)}: "
                     f"{row['frames_per_second'] / 1e6:.2f} million frames a second, {row['mb_per_second']:.0f} MB/s")
    return "\n".join([*lines, "", f"{made['date']}, {made['processor']}, {made['compiler']}, -O2; {made['against']}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=ROOT / "build/release/bench/bench_host", help="the built bench_host")
    parser.add_argument("--json", metavar="FILE", help="write the numbers there too")
    parser.add_argument("--repetitions", type=int, default=15, help="of each case; the shortest counts")
    parser.add_argument("--no-bulk", action="store_true", help="leave the capture of a million frames out")
    parser.add_argument("--new-budgets", action="store_true", help="set the budgets to 1.5 times what is measured")
    chosen = parser.parse_args()

    context, best = run(chosen.program, "-bulk", chosen.repetitions, "cpu_time", "--benchmark_min_time=0.01",
                        "--benchmark_enable_random_interleaving=true")
    ns = {case: best[name]["cpu_time"] / at_once for case, (name, at_once, _) in CASES.items() if name in best}
    _, bulk = ({}, {}) if chosen.no_bulk else run(chosen.program, "bulk", 3, "real_time")

    path = HERE / "budgets.txt"
    budgets = read_budgets(path)
    ratios = {case: ns[case] / ns[budgets[case][0]] for case in budgets if case in ns and budgets[case][0] in ns}
    if chosen.new_budgets:
        if YARDSTICK not in ns:
            sys.exit("--new-budgets is for a machine with libmodbus")
        write_budgets(path, ratios, budgets)
        budgets = read_budgets(path)

    rows = []
    for case, time in ns.items():
        measure, budget, goal = budgets.get(case, (None, None, None))
        ratio = ratios.get(case, time / ns[YARDSTICK] if YARDSTICK in ns else None)
        rows.append({"case": case, "ns": time, "ratio": ratio, "of": OF.get(measure, ""), "budget": budget,
                     "goal": goal})
    version = context.get("libmodbus")
    made = {
        "kind": "host",
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "compiler": context["compiler"],
        "against": f"libmodbus {version}" if version else "libmodbus is not installed, so there are no ratios to it",
        "command": "./run bench",
        "words": {case: words for case, (_, _, words) in CASES.items()},
        "rows": rows,
        "bulk": [{"threads": int(name.split("/")[1]), "frames_per_second": one["frames"] / one["real_time"] * 1e3,
                  "mb_per_second": one["bytes_per_second"] / 1e6} for name, one in bulk.items()],
    }
    print(markdown(made))
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(made, indent=1) + "\n")

    print()
    over = False
    for row in rows:
        if row["budget"] is not None and row["ratio"] is not None and row["ratio"] > row["budget"]:
            print(f"{row['case']}: {two_digits(row['ratio'])}, over the budget of {two_digits(row['budget'])}")
            over = True
        elif row["goal"] is not None and row["ratio"] is not None and row["ratio"] > row["goal"]:
            print(f"{row['case']}: {two_digits(row['ratio'])}, misses the goal of {two_digits(row['goal'])}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
