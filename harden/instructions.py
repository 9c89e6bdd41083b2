# SPDX-License-Identifier: MIT
"""How many instructions each entry of entries.cpp takes at most for so many octets, counted by QEMU as bench-embedded
counts them, with -Os. The inputs are the worst that were found: worst/ENTRY.txt, made by search.py. What grows faster
than its input, or is beyond its budget in instructions.txt, is a fault."""
import importlib.util
import re
import subprocess

import stack
from step import BUILD, HERE, SOURCE, Failed, need, table, write_table

SIZES = (64, 128, 256)
# Of a framer the stream: it holds up to 512 octets, each of which may begin a frame; what is below is not yet linear.
STREAM_SIZES = (256, 512, 1024)
STREAMS = ("modbus_request_framer", "modbus_response_framer", "mbus_framer")
GROWTH = 2.2  # for twice the octets
EMBEDDED = SOURCE / "bench/embedded"

specification = importlib.util.spec_from_file_location("embedded", EMBEDDED / "run.py")
embedded = importlib.util.module_from_spec(specification)
specification.loader.exec_module(embedded)


def sizes_of(entry):
    return STREAM_SIZES if entry in STREAMS else SIZES


def steps_of(entry):
    """Which sizes are held against each other."""
    pairs = list(zip(sizes_of(entry), sizes_of(entry)[1:]))
    return pairs[1:] if entry in STREAMS else pairs


PROGRAM = r'''#include "{case}"
asm(".section .outside.data, \"a\"\n.balign 4\n.global blob\nblob: .incbin \"{blob}\"\n.balign 4\n.text");
extern "C" std::uint8_t const blob[];
extern "C" void entry_{entry}(std::uint8_t const*, std::size_t);
extern "C" void measured(std::uint8_t const* data, std::size_t size) {{ entry_{entry}(data, size); }}
extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {{
{rows}
{{}}}};
'''


class Counter:
    """Programs that run one entry over many inputs."""

    def __init__(self, log):
        self.log, self.folder = log, BUILD / "instructions"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.objects = {}
        for cpu in stack.CPUS:
            self.objects[cpu] = [*embedded.harness_of(cpu, self.folder), stack.compile_entries(log, cpu)]

    def count(self, cpu, entry, inputs):
        """Instructions for each input."""
        blob = self.folder / f"{entry}.bin"
        blob.write_bytes(b"".join(inputs))
        rows, at = [], 0
        for number, one in enumerate(inputs):
            rows.append(f'{{"{number}", blob + {at}, {len(one)}}},')
            at += len(one)
        source = self.folder / f"{entry}.cpp"
        source.write_text(PROGRAM.format(case=EMBEDDED / "case.hpp", blob=blob, entry=entry, rows="\n".join(rows)))
        made, program = source.with_suffix(".o"), source.with_suffix(".elf")
        self.log.run(*embedded.compile_command(cpu, "-Os", source, [], made))
        self.log.run(*embedded.link_command(cpu, [*self.objects[cpu], made], program))
        # Eight times as many instructions as in bench-embedded fit the timer: shift=7, not 10. A fault ends with 99.
        said = self.log.run("qemu-system-arm", "-M", embedded.CPUS[cpu].machine, "-icount", "shift=7,align=off,sleep=off",
                            "-semihosting-config", "enable=on,target=native", "-nographic", "-monitor", "none",
                            "-serial", "none", "-kernel", program, timeout=120, stdin=subprocess.DEVNULL)
        ticks = {name: int(first, 16) for first, name in re.findall(r"^([0-9a-f]{8}) [0-9a-f]{8} (.+)$", said, re.M)}
        ratio = (ticks["20000 nops"] - ticks["10000 nops"]) / 10000
        if max(ticks.values()) > 0xF0_0000:
            raise Failed(f"{entry}: more instructions than the timer can count")
        return [round((ticks[str(number)] - ticks["nothing"]) / ratio) for number in range(len(inputs))]


def known_worst(entry):
    path = HERE / "worst" / f"{entry}.txt"
    return {int(size): bytes.fromhex(text) for size, text in table(path, 2)} if path.exists() else {}


def worst(log):
    need("arm-none-eabi-g++", "qemu-system-arm")
    counter, rows, faults = Counter(log), {}, []
    entries = [name for name, *_ in table(HERE / "stack.txt", 3)]
    for entry in entries:
        inputs = known_worst(entry)
        if set(inputs) != set(sizes_of(entry)):
            faults.append(f"{entry}: nothing in worst/{entry}.txt")
            continue
        rows[entry] = {cpu: dict(zip(inputs, counter.count(cpu, entry, list(inputs.values())))) for cpu in stack.CPUS}
        for cpu, counts in rows[entry].items():
            for small, large in steps_of(entry):
                if counts[large] > GROWTH * counts[small]:
                    faults.append(f"{entry}, {cpu}: {counts[small]} instructions for {small} octets, "
                                  f"{counts[large]} for {large}")
    path = HERE / "instructions.txt"
    if log.new_budgets:
        write_table(path, [[entry, *(str(-(-row[cpu][256] * 102 // 100)) for cpu in stack.CPUS)]
                           for entry, row in rows.items()])
    budgets = {name: dict(zip(stack.CPUS, map(int, values))) for name, *values in table(path, 3)}
    for entry, row in rows.items():
        for cpu, counts in row.items():
            log.say(f"{entry:24} {cpu:3} " + " ".join(f"{size}: {count:7}" for size, count in counts.items()))
            budget = budgets.get(entry, {}).get(cpu, 0)
            if counts[256] > budget:
                faults.append(f"{entry}, {cpu}: {counts[256]} instructions, over the budget of {budget}")
    log.figures.update(rows=rows)
    if faults:
        raise Failed(f"{len(faults)} faults\n" + "\n".join(faults[:40]))
    most = max(rows, key=lambda name: rows[name]["M0+"][256])
    log.figures.update(growth={entry: max(row["M0+"][large] / row["M0+"][small] for small, large in steps_of(entry))
                               for entry, row in rows.items()})
    return (f"{len(rows)} entries, at most {rows[most]['M0+'][256]} for 256 octets ({most}, M0+); "
            f"twice the octets, at most {GROWTH} times")
