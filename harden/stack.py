# SPDX-License-Identifier: MIT
"""The most stack that each entry of entries.cpp can take on a Cortex-M0+ and a Cortex-M4, with -Os: the deepest path of
the call graph that GCC writes (-fcallgraph-info=su,da). A cycle in it (recursion), a frame whose size is not known, a
call whose target is not known, and a path beyond its budget in stack.txt are faults. What the entry's caller owns
(buffers, framers) is not in it."""
import collections
import re

from step import BUILD, HERE, INCLUDE, Failed, need, table, write_table

CPUS = {"M0+": "cortex-m0plus", "M4": "cortex-m4"}
# Calls through a pointer, and what they may reach. tag_reader is told as which type to read an element.
INDIRECT = {r"10tag_reader(11application|7context|5value)I": r"7element\d+as_"}


MADE = set()


def compile_entries(log, cpu, source="entries"):
    """The object file, made once a run, with the call graph beside it."""
    made = BUILD / f"{source}-{cpu}.o"
    if made in MADE:
        return made
    log.run("arm-none-eabi-g++", "-std=c++20", "-Os", f"-mcpu={CPUS[cpu]}", "-mthumb", "-fno-exceptions", "-fno-rtti",
            "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra", "-Werror",
            "-Wno-maybe-uninitialized",  # GCC 12 thinks so of bacnet::element, all of whose members have initializers
            "-fcallgraph-info=su,da", f"-I{INCLUDE}",
            "-c", HERE / f"{source}.cpp", "-o", made)
    MADE.add(made)
    return made


def short(name):
    """Without the file that GCC puts before what has no linkage."""
    return name.rpartition(":")[2]


def graph(text):
    """function -> octets of its frame, function -> those that it calls; and faults."""
    frames, calls, faults = {}, collections.defaultdict(set), []
    for name, label in re.findall(r'^node: \{ title: "([^"]*)" label: "([^"]*)"', text, re.M):
        frame = re.search(r"(\d+) bytes \(([a-z,]+)\)", label)
        if frame:
            frames[short(name)] = int(frame[1])
            if frame[2] != "static":
                faults.append(f"{label.split(chr(92))[0]}: a frame of no fixed size")
    for caller, called in re.findall(r'^edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', text, re.M):
        caller, called = short(caller), short(called)
        if called != "__indirect_call":
            calls[caller].add(called)
            continue
        targets = {name for by, to in INDIRECT.items() if re.search(by, caller)
                   for name in frames if re.search(to, name)}
        calls[caller] |= targets
        if not targets:
            faults.append(f"{caller}: calls through a pointer, to nobody knows whom")
    return frames, calls, faults


def outside(log, cpu, entries, names):
    """What libc and libgcc have: all that such a function ever pushes, as its disassembly says, and whom it calls."""
    program = BUILD / f"entries-{cpu}.elf"
    log.run("arm-none-eabi-gcc", f"-mcpu={CPUS[cpu]}", "-mthumb", "-nostartfiles", "-nostdlib",
            "-Wl,--unresolved-symbols=ignore-all",
            *[f"-Wl,--undefined={name}" for name in names], "-Wl,-e,0", entries, "-lc", "-lgcc", "-o", program)
    frames, calls = {}, {}
    said = log.run("arm-none-eabi-objdump", "-d", program)
    for name, body in re.findall(r"^[0-9a-f]+ <([^>]+)>:\n((?:.+\n)+)", said, re.M):
        pushed = sum(4 * registers(one) for one in re.findall(r"\s(?:push|stmdb\tsp!,)\s*(?:\.w)?\s*\{(.*?)\}", body))
        pushed += sum(int(one) for one in re.findall(r"\ssub(?:\.w)?\tsp, (?:sp, )?#(\d+)", body))
        pushed += sum(int(one) for one in re.findall(r"\[sp, #-(\d+)\]!", body))
        frames[name] = pushed
        calls[name] = {to for to in re.findall(r"\sb\w*(?:\.[nw])?\t[0-9a-f]+ <([^>+]+)>", body) if to != name}
    by_address = collections.defaultdict(list)  # a disassembly shows one name of each
    for address, name in re.findall(r"^([0-9a-f]+) \w (\S+)$", log.run("arm-none-eabi-nm", program), re.M):
        by_address[address].append(name)
    for all_of_it in by_address.values():
        shown = next((name for name in all_of_it if name in frames), None)
        for name in all_of_it if shown else []:
            frames[name], calls[name] = frames[shown], calls[shown]
    return frames, calls


def registers(text):
    """How many a list like r4, r5-r7, lr has."""
    number = {"sp": 13, "lr": 14, "pc": 15, "fp": 11, "ip": 12, "sl": 10}
    count = 0
    for one in text.split(","):
        first, _, last = (word.strip() for word in one.partition("-"))
        ends = [number.get(word) if word in number else int(word[1:]) for word in (first, last) if word]
        count += ends[-1] - ends[0] + 1
    return count


def deepest(name, frames, calls, path, known, faults):
    """Octets of the deepest path from here, and the path."""
    if name in path:
        faults.append("recursion: " + " -> ".join(path[path.index(name):] + (name,)))
        return 0, ()
    if name not in known:
        below = max((deepest(to, frames, calls, path + (name,), known, faults)
                     for to in sorted(calls.get(name, ()))), default=(0, ()))
        if name not in frames:
            faults.append(f"{name}: nothing is known of its frame")
        known[name] = frames.get(name, 0) + below[0], (name, *below[1])
    return known[name]


def careless(log, cpu):
    """That this finds what it looks for."""
    frames, calls, found = graph(compile_entries(log, cpu, "careless").with_suffix(".ci").read_text())
    deepest("entry_recursion", frames, calls, (), {}, found)
    log.say("\n".join(found))
    return [f"careless.cpp: nobody saw {word}" for word in ("recursion:", "no fixed size", "through a pointer")
            if not any(word in one for one in found)]


def worst(log):
    need("arm-none-eabi-g++")
    measured, faults = collections.defaultdict(dict), careless(log, "M4")
    for cpu in CPUS:
        entries = compile_entries(log, cpu)
        frames, calls, found = graph(entries.with_suffix(".ci").read_text())
        unknown = sorted({to for all_of_it in calls.values() for to in all_of_it} - set(frames))
        more_frames, more_calls = outside(log, cpu, entries, unknown)
        frames, calls = {**more_frames, **frames}, {**more_calls, **calls}
        known = {}
        for name in sorted(one for one in frames if one.startswith("entry_")):
            octets, path = deepest(name, frames, calls, (), known, found)
            measured[name.removeprefix("entry_")][cpu] = octets
            log.say(f"{cpu:3} {octets:5} {name}: " + ", ".join(f"{one} {frames.get(one)}" for one in path))
        faults += [f"{cpu}: {one}" for one in dict.fromkeys(found)]
    if log.new_budgets:
        write_table(HERE / "stack.txt", [[name, *(str(-(-row[cpu] * 102 // 100)) for cpu in CPUS)]
                                         for name, row in sorted(measured.items())])
    budgets = {name: dict(zip(CPUS, map(int, values))) for name, *values in table(HERE / "stack.txt", 3)}
    for name, row in measured.items():
        for cpu, octets in row.items():
            budget = budgets.get(name, {}).get(cpu, 0)
            if octets > budget:
                faults.append(f"{name}, {cpu}: {octets} octets, {octets - budget} over the budget of {budget}")
    most = max(measured, key=lambda name: measured[name]["M0+"])
    log.figures.update(entries=len(measured), rows=measured)
    if faults:
        raise Failed(f"{len(faults)} faults\n" + "\n".join(faults[:20]))
    return f"{len(measured)} entries, no recursion, at most {measured[most]['M0+']} octets ({most}, M0+)"
