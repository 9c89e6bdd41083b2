#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the library costs on a microcontroller: flash, static RAM, stack and executed instructions of each case, on a
Cortex-M0+, a Cortex-M4 and, where its tools are there, a 32-bit RISC-V, with -Os and -O2. Links without a C++ library,
runs in QEMU, and holds the numbers against budgets.txt. See docs/performance.md."""
import argparse
import concurrent.futures
import dataclasses
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NEWLIB = "/usr/include/newlib"


@dataclasses.dataclass
class Cpu:
    """What a processor is compiled for with, and run on. `name`: in headings."""
    name: str
    tools: str  # the prefix of GCC's programs
    flags: list
    headers: list
    libraries: list
    start: str
    machine: str
    script: str
    qemu: list
    shift: int  # an instruction takes 2^shift ns of QEMU's clock, which is what counts

    def missing(self):
        """What is not installed of its tools."""
        programs = [f"{self.tools}-g++", self.qemu[0]]
        return [one for one in programs if not shutil.which(one)] + \
               [one for one in self.headers if one.startswith("/") and not pathlib.Path(one).is_dir()]


CPUS = {
    "M0+": Cpu("Cortex-M0+", "arm-none-eabi", ["-mcpu=cortex-m0plus", "-mthumb"], [], [], "start_arm", "microbit",
               "microbit", ["qemu-system-arm"], 10),
    "M4": Cpu("Cortex-M4", "arm-none-eabi", ["-mcpu=cortex-m4", "-mthumb"], [], [], "start_arm", "mps2-an386",
              "mps2-an386", ["qemu-system-arm"], 10),
    # Debian's compiler for RISC-V has no C++ headers; those of newlib for Arm do, as long as only headers are wanted.
    "rv32": Cpu("RISC-V rv32imac", "riscv64-unknown-elf",
                ["-march=rv32imac", "-mabi=ilp32", "-fno-asynchronous-unwind-tables", "-msmall-data-limit=0"],
                ["-nostdinc++", "-isystem", f"{NEWLIB}/c++/12.2.1",
                 "-isystem", f"{NEWLIB}/c++/12.2.1/arm-none-eabi/thumb/v6-m/nofp", "-isystem", NEWLIB],
                ["-L/usr/lib/picolibc/riscv64-unknown-elf/lib/release/rv32imac/ilp32"], "start_riscv", "virt",
                "riscv-virt", ["qemu-system-riscv32", "-bios", "none"], 0),
}
LEVELS = ("-Os", "-O2")
TARGETS = [(cpu, level) for cpu in CPUS for level in LEVELS]
NEEDED = ("M0+", "M4")  # the others are skipped where their tools are not
COLUMNS = ("instructions", "flash", "ram", "stack")
WELL_BELOW = 0.95  # of a budget: then it can be lowered

# name: source, definitions, in words
CASES = {
    "crc_trinomial": ("crc", ["CRC=trinomial"], "CRC-16/MODBUS, trinomial"),
    "crc_nibble": ("crc", ["CRC=nibble"], "CRC-16/MODBUS, nibble table"),
    "crc_bitwise": ("crc", ["CRC=bitwise"], "CRC-16/MODBUS, bitwise"),
    "build_read": ("build_read", ["CRC=trinomial"], "build a read request"),
    "parse_125": ("parse_125", ["CRC=trinomial"], "check an answer of 125 registers"),
    "parse_125_floats": ("parse_125", ["CRC=trinomial", "FLOATS"], "check 125 registers, decode their 62 floats"),
    "three_points_bitwise": ("three_points", ["CRC=bitwise"], "reader of three points, exact, bitwise CRC"),
    "three_points_trinomial": ("three_points", ["CRC=trinomial"], "reader of three points, exact, trinomial CRC"),
    "three_points_const": ("three_points", ["CRC=bitwise", "CONST_RESULTS"],
                           "the same reader, bitwise CRC, its results `auto const`"),
    "three_floats_bitwise": ("three_points", ["CRC=bitwise", "FLOATS"],
                             "reader of three points, as float, bitwise CRC"),
    "three_floats_trinomial": ("three_points", ["CRC=trinomial", "FLOATS"],
                               "reader of three points, as float, trinomial CRC"),
    "mbus_telegram": ("mbus_telegram", [], "M-Bus telegram of 244 bytes, exact, with units"),
    "bacnet_one": ("bacnet_decode", ["ONE"], "BACnet ack from MS/TP to value, ReadProperty alone"),
    "bacnet_both": ("bacnet_decode", [], "BACnet ack from MS/TP to values, ReadPropertyMultiple too"),
    "mstp_receiver": ("mstp_receiver", [], "MS/TP receive machine, octet by octet"),
    "master_node": ("master_node", [], "MS/TP master node"),
    "energy_second": ("energy_second", [], "energy of three phases, all accumulators"),
    "map_modbus_three": ("map_modbus", [], "S4100 map on Modbus, three points"),
    "map_modbus_all": ("map_modbus", ["ALL"], "S4100 map on Modbus, all rows"),
    "map_bacnet_three": ("map_bacnet", [], "S4100 objects on BACnet, three points"),
    "map_bacnet_all": ("map_bacnet", ["ALL"], "S4100 objects on BACnet, all rows"),
}


def call(*command, **more):
    """The output of a command; a failure ends the run with what it said."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def compile_command(cpu, level, source, definitions, out):
    it = CPUS[cpu]
    return [f"{it.tools}-g++", "-std=c++20", level, *it.flags, *it.headers, "-fno-exceptions", "-fno-rtti",
            "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra", f"-I{ROOT / 'include'}",
            *[f"-D{one}" for one in definitions], "-c", source, "-o", out]


def link_command(cpu, objects, out):
    it = CPUS[cpu]
    return [f"{it.tools}-gcc", *it.flags, "-nostartfiles", "-nostdlib", "-Wl,--gc-sections", f"-L{HERE}",
            f"-T{HERE / it.script}.ld", *objects, *it.libraries, "-lc", "-lgcc", "-o", out]


def harness_of(cpu, folder):
    """What is in every program, compiled."""
    objects = []
    for part in ("harness", CPUS[cpu].start):
        objects.append(folder / f"{part}-{cpu}.o")
        call(*compile_command(cpu, "-Os", HERE / f"{part}.cpp", [], objects[-1]),
             "-fno-tree-loop-distribute-patterns",  # which would call memset
             *(["-march=rv32imac_zicsr"] if cpu == "rv32" else []))
    return objects


class Bench:
    def __init__(self, folder, cpus):
        self.folder = folder
        self.harness = {cpu: harness_of(cpu, folder) for cpu in cpus}
        self.empty = {(cpu, level): self.sizes(cpu, self.build("empty", "empty", [], cpu, level))
                      for cpu in cpus for level in LEVELS}

    def build(self, name, source, definitions, cpu, level):
        made = self.folder / f"{name}-{cpu}{level}"
        program = made.with_suffix(".elf")
        object_file = made.with_suffix(".o")
        call(*compile_command(cpu, level, HERE / "cases" / f"{source}.cpp", definitions, object_file))
        call(*link_command(cpu, [*self.harness[cpu], object_file], program))
        return program

    @staticmethod
    def sizes(cpu, program):
        """Flash and static RAM, without what is outside."""
        section = dict(re.findall(r"^(\.[\w.]+)\s+(\d+)", call(f"{CPUS[cpu].tools}-size", "-A", program), re.M))
        size = {name: int(bytes_) for name, bytes_ in section.items()}
        data = size.get(".data", 0)
        flash = size[".text"] + size.get(".rodata", 0) + size.get(".ARM.exidx", 0) + data
        return flash, data + size.get(".bss", 0)

    def ticks(self, program, cpu):
        """What the program prints: ticks and stack of each measurement, by name. Two runs must print the same."""
        command = [*CPUS[cpu].qemu, "-M", CPUS[cpu].machine, "-icount", f"shift={CPUS[cpu].shift},align=off,sleep=off",
                   "-semihosting-config", "enable=on,target=native", "-nographic", "-monitor", "none",
                   "-serial", "none", "-kernel", program]
        first, second = (call(*command, timeout=60, stdin=subprocess.DEVNULL) for _ in range(2))
        if first != second:
            sys.exit(f"{program.name}: two runs differ\n{first}---\n{second}")
        return {name: (int(ticks, 16), int(stack, 16))
                for ticks, stack, name in re.findall(r"^([0-9a-f]{8}) ([0-9a-f]{8}) (.+)$", first, re.M)}

    def measure(self, case, target):
        """A row for each input of the case."""
        source, definitions, _ = CASES[case]
        program = self.build(case, source, definitions, *target)
        flash, ram = (own - empty for own, empty in zip(self.sizes(target[0], program), self.empty[target]))
        printed = self.ticks(program, target[0])
        nothing, _ = printed.pop("nothing")
        tenth, _ = printed.pop("10000 nops")
        ratio = (printed.pop("20000 nops")[0] - tenth) / 10000  # ticks of an instruction
        if not printed:
            sys.exit(f"{program.name} has measured nothing")
        rows = []
        for name, (ticks, stack) in printed.items():
            exact = (ticks - nothing) / ratio + 1  # nothing() is one instruction
            if abs(exact - round(exact)) > 0.2 or ticks > 0xF0_0000:
                sys.exit(f"{program.name}, {name}: {ticks} ticks are no number of instructions")
            rows.append({"case": case, "input": name, "cpu": target[0], "level": target[1],
                         "instructions": round(exact), "flash": flash, "ram": ram, "stack": stack})
        return rows

    def refuses_allocation(self, cpu):
        """A program with std::vector must not link, for want of operator new."""
        object_file = self.folder / f"allocates-{cpu}.o"
        call(*compile_command(cpu, "-Os", HERE / "cases" / "allocates.cpp", [], object_file))
        done = subprocess.run(link_command(cpu, [*self.harness[cpu], object_file], object_file.with_suffix(".elf")),
                              capture_output=True, text=True)
        if done.returncode == 0 or "operator new" not in done.stderr:
            sys.exit(f"{cpu}: a program with std::vector should miss operator new\n{done.stderr}")


# ---- budgets ----

def read_budgets(path):
    """By case, input and target: the budgets and the goals, None where a column has '-'."""
    budgets = {}
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        try:
            case, input_, target = cells[:3]
            values, goals = ([None if word == "-" else int(word) for word in cell.split()] for cell in cells[3:])
            if len(values) != len(COLUMNS) or len(goals) != len(COLUMNS):
                raise ValueError
        except ValueError:
            sys.exit(f"{path.name}:{number}: case | input | target | four budgets | four goals")
        budgets[case, input_, target] = dict(zip(COLUMNS, values)), dict(zip(COLUMNS, goals))
    return budgets


def write_budgets(path, rows, old):
    """Budgets 2 % above what was measured; goals stay."""
    head = [line for line in path.read_text().splitlines() if line.startswith("#")] if path.exists() else []
    lines = []
    for row in rows:
        key = key_of(row)
        goals = old.get(key, ({}, dict.fromkeys(COLUMNS)))[1]
        budget = [-(-row[column] * 102 // 100) for column in COLUMNS]
        lines.append(f"{key[0]:22} | {key[1]:22} | {key[2]:7} | " + " ".join(f"{value:6}" for value in budget) + " | " +
                     " ".join(f"{'-' if goals[column] is None else goals[column]:>5}" for column in COLUMNS))
    path.write_text("\n".join([*head, *lines]) + "\n")


def key_of(row):
    return row["case"], row["input"], f"{row['cpu']} {row['level']}"


def check(rows, budgets):
    """What is over its budget, and what is well below it, in words."""
    over, below = [], []
    for row in rows:
        key = key_of(row)
        name = ", ".join(key)
        if key not in budgets:
            over.append(f"{name}: has no line in budgets.txt")
            continue
        for column in COLUMNS:
            budget = budgets[key][0][column]
            if budget is None:
                continue
            if row[column] > budget:
                over.append(f"{name}: {column} {row[column]}, {row[column] - budget} over the budget of {budget}")
            elif row[column] < WELL_BELOW * budget - 2:
                below.append(f"{name}: {column} {row[column]}, the budget of {budget} can be lowered")
    return over, below


# ---- tables ----

def with_goal(row, column):
    goal = row["goal"].get(column)
    return f"{row[column]}" if goal is None else f"{row[column]} (goal {goal})"


def markdown(made):
    compilers = ", ".join(dict.fromkeys(made["compilers"].values()))
    lines = [f"{made['date']}, {compilers}, {made['qemu']}; `{made['command']}`", ""]
    for cpu, level in TARGETS:
        rows = [row for row in made["rows"] if (row["cpu"], row["level"]) == (cpu, level)]
        if not rows:
            continue
        lines += [f"{CPUS[cpu].name}, {level}:", "", "| case | input | instructions | flash | static RAM | stack |",
                  "|---|---|---:|---:|---:|---:|"]
        last = None
        for row in rows:
            first = row["case"] != last
            last = row["case"]
            sizes = [with_goal(row, "flash"), with_goal(row, "ram")] if first else ["", ""]
            cells = [CASES[row["case"]][2] if first else "", row["input"], with_goal(row, "instructions"), *sizes,
                     with_goal(row, "stack")]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += made["skipped"]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the numbers there too")
    parser.add_argument("--only", metavar="REGEX", default="", help="the cases whose name it is found in")
    parser.add_argument("--target", choices=[f"{cpu}{level}" for cpu, level in TARGETS], help="one of them alone")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the programs there")
    parser.add_argument("--new-budgets", action="store_true", help="set the budgets 2 %% above what is measured")
    chosen = parser.parse_args()
    missing = {cpu: it.missing() for cpu, it in CPUS.items()}
    if any(missing[cpu] for cpu in NEEDED):
        sys.exit(f"{missing[NEEDED[0]][0]} is not installed: apt-get install gcc-arm-none-eabi "
                 "libstdc++-arm-none-eabi-newlib qemu-system-arm")
    cpus = [cpu for cpu in CPUS if not missing[cpu]]

    folder = pathlib.Path(chosen.keep or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        bench = Bench(folder, cpus)
        for cpu in cpus:
            bench.refuses_allocation(cpu)
        jobs = [(case, target) for target in TARGETS for case in CASES
                if target[0] in cpus and re.search(chosen.only, case) and chosen.target in (None, "".join(target))]
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            rows = [row for made in pool.map(lambda job: bench.measure(*job), jobs) for row in made]
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)

    path = HERE / "budgets.txt"
    if chosen.new_budgets:
        if len(jobs) != len(CASES) * len(TARGETS):
            sys.exit("--new-budgets is for a run of everything")
        write_budgets(path, rows, read_budgets(path))
    budgets = read_budgets(path)
    for row in rows:
        goals = budgets.get(key_of(row), ({}, {}))[1]
        row["goal"] = {column: goal for column, goal in goals.items() if goal is not None}
    made = {
        "date": datetime.date.today().isoformat(),
        "compilers": {cpu: call(f"{CPUS[cpu].tools}-g++", "--version").splitlines()[0] for cpu in cpus},
        "qemu": call("qemu-system-arm", "--version").splitlines()[0],
        "command": "./run bench-embedded",
        "skipped": [f"{CPUS[cpu].name}: skipped, as there is no {missing[cpu][0]}" for cpu in CPUS if missing[cpu]],
        "words": {name: words for name, (_, _, words) in CASES.items()},
        "rows": rows,
    }
    print(markdown(made))
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(made, indent=1) + "\n")
    over, below = check(rows, budgets)
    print("\n".join(["", *below, *over]))
    for row in rows:
        for column, goal in row["goal"].items():
            if row[column] > goal:
                print(f"{', '.join(key_of(row))}: {column} {row[column]}, "
                      f"{row[column] - goal} above the goal of {goal}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
