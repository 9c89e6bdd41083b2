# SPDX-License-Identifier: MIT
"""How many instructions each entry of entries.cpp takes at most for so many octets, counted by QEMU as bench-embedded
counts them, with -Os. The inputs are the worst that were found: worst/ENTRY.txt, which `search` made. What grows faster
than its input, or is beyond its budget in instructions.txt, is a fault.
usage: instructions.py SECONDS [ENTRY...]   searches for worse inputs so long, for each entry"""
import importlib.util
import json
import pathlib
import random
import re
import subprocess
import sys
import time

import stack
from step import BUILD, HERE, SOURCE, Failed, Log, need, table, write_table

SIZES = (64, 128, 256)
# Of a framer the stream: each octet may begin a frame of up to 256, so what is below is not yet linear.
STREAM_SIZES = (256, 512, 1024)
STREAMS = ("modbus_request_framer", "modbus_response_framer", "mbus_framer")
GROWTH = 2.2  # for twice the octets
EMBEDDED = SOURCE / "bench/embedded"

specification = importlib.util.spec_from_file_location("embedded", EMBEDDED / "run.py")
embedded = importlib.util.module_from_spec(specification)
specification.loader.exec_module(embedded)


def sizes_of(entry):
    return STREAM_SIZES if entry in STREAMS else SIZES


class Counter:
    """Programs that run one entry over many inputs."""

    def __init__(self, log):
        self.log, self.folder = log, BUILD / "instructions"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.objects = {}
        for cpu in stack.CPUS:
            harness = self.folder / f"harness-{cpu}.o"
            log.run(*embedded.compile_command(cpu, "-Os", EMBEDDED / "harness.cpp", [], harness),
                    "-fno-tree-loop-distribute-patterns")
            self.objects[cpu] = [harness, stack.compile_entries(log, cpu)]

    def count(self, cpu, entry, inputs):
        """Instructions for each input."""
        blob = self.folder / f"{entry}.bin"
        blob.write_bytes(b"".join(inputs))
        rows, at = [], 0
        for number, one in enumerate(inputs):
            rows.append(f'{{"{number}", blob + {at}, {len(one)}}},')
            at += len(one)
        source = self.folder / f"{entry}.cpp"
        source.write_text(f'#include "{EMBEDDED / "case.hpp"}"\n'
                          f'asm(".section .outside.data, \\"a\\"\\n.balign 4\\n.global blob\\nblob: .incbin \\"{blob}\\"\\n.balign 4\\n.text");\n'
                          f'extern "C" std::uint8_t const blob[];\nextern "C" void entry_{entry}(std::uint8_t const*, std::size_t);\n'
                          f'extern "C" void measured(std::uint8_t const* data, std::size_t size) {{ entry_{entry}(data, size); }}\n'
                          'extern "C" [[gnu::section(".outside.data")]] input const inputs[] = {' + "\n".join(rows) + "{}};\n")
        made, program = source.with_suffix(".o"), source.with_suffix(".elf")
        self.log.run(*embedded.compile_command(cpu, "-Os", source, [], made))
        self.log.run(*embedded.link_command(cpu, [*self.objects[cpu], made], program))
        # Eight times as many instructions as in bench-embedded fit the timer: shift=7, not 10. A fault ends with 99.
        said = self.log.run("qemu-system-arm", "-M", embedded.CPUS[cpu][1], "-icount", "shift=7,align=off,sleep=off",
                            "-semihosting-config", "enable=on,target=native", "-nographic", "-monitor", "none", "-serial", "none",
                            "-kernel", program, timeout=120, stdin=subprocess.DEVNULL)
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
            for small, large in zip(sizes_of(entry), sizes_of(entry)[1:]):
                if counts[large] > GROWTH * counts[small]:
                    faults.append(f"{entry}, {cpu}: {counts[small]} instructions for {small} octets, {counts[large]} for {large}")
    path = HERE / "instructions.txt"
    if log.new_budgets:
        write_table(path, [[entry, *(str(-(-row[cpu][256] * 102 // 100)) for cpu in stack.CPUS)] for entry, row in rows.items()])
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
    return f"{len(rows)} entries, at most {rows[most]['M0+'][256]} for 256 octets ({most}, M0+); twice the octets, at most {GROWTH} times"


# ---- the search: frames of all kinds, cut, repeated, mixed, with their check sums put right; the slowest go on ----

CRAFTED = {  # what begins, what is said again and again, what ends: more than chance finds
    "bacnet_log_records": ("", "0ea47c0101ffb4000000000f1e2c412000001f2a0400", ""),
    "bacnet_read_property": ("0c0000000119553e", "00", "3f"),
    "bacnet_write_property": ("0c0000000119553e", "00", "3f"),
    "bacnet_read_range": ("0c0500000119833a05e049015e", "00", "5f"),
    "bacnet_poll": ("30010e", "0c000000011e29554e44436680004f1f", ""),
    "bacnet_server": ("0005010e", "0c020000011e09081f", ""),
    "bacnet_asked_objects": ("0c000000011e", "0908", "1f"),
    "bacnet_answered_objects": ("0c000000011e", "29084e4f", "1f"),
    "mbus_records": ("", "0dfd1100", ""),
    "modbus_device_id": ("0e0283000020", "0001", ""),
}


def crc(octets, value, polynomial):
    for octet in octets:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ (polynomial if value & 1 else 0)
    return value


def sealed(kind, octets):
    """The same octets as a frame that is not refused at once."""
    if kind == "modbus":
        return octets[:-2] + crc(octets[:-2], 0xFFFF, 0xA001).to_bytes(2, "little")
    if kind == "mbus":
        body = octets[4:-2]
        return bytes([0x68, len(body) & 255, len(body) & 255, 0x68]) + body + bytes([sum(body) & 255, 0x16]) if len(body) < 256 else octets
    if kind == "mstp":
        data = octets[8:-2]
        head = octets[2:5] + len(data).to_bytes(2, "big")
        header_crc = 0xFF ^ header_crc_of(head)
        return b"\x55\xff" + head + bytes([header_crc]) + data + (0xFFFF ^ crc(data, 0xFFFF, 0x8408)).to_bytes(2, "little")
    return octets


def header_crc_of(octets):
    """ANSI/ASHRAE 135-2016 G.1."""
    value = 0xFF
    for octet in octets:
        part = value ^ octet
        part ^= part << 1 ^ part << 2 ^ part << 3 ^ part << 4 ^ part << 5 ^ part << 6 ^ part << 7
        value = part & 0xFE ^ part >> 8 & 1
    return value


def frames():
    made = [bytes([fill]) * 8 for fill in (0, 1, 3, 0x10, 0x1E, 0x2F, 0x55, 0x68, 0x7F, 0x80, 0xFF)]
    for name in ("modbus", "bacnet"):
        for line in (SOURCE / "tests/frames" / f"{name}.jsonl").read_text().splitlines():
            vector = json.loads(line) if line.strip() else {}
            made += [bytes.fromhex(vector[key]) for key in ("adu", "request", "hex") if vector.get(key)]
    made += [bytes.fromhex(text) for text in ("0403" "15cd5b07", "848010" "0315cd5b07", "02fdc7fc01e459", "0dfd1105414243", "2f", "0400", "01fd1b00",
                                              "1e09551f", "0c000000011e29554e44420000004f1f", "2b0e0101000000", "5555ff00")]
    for path in sorted((BUILD / "fuzz").glob("*/*"))[::40]:
        made.append(path.read_bytes()[:1024])
    return [one for one in made if one]


def changed(chance, octets, others, size):
    out = bytearray(octets)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(size)
        what = chance.randrange(6)
        if what == 0:
            out[at] = chance.randrange(256)
        elif what == 1:
            out[at] ^= 1 << chance.randrange(8)
        elif what == 2:  # something else from here on, again and again
            part = chance.choice(others)
            part = part[chance.randrange(len(part)):][:chance.randint(1, 24)]
            out[at:] = (part * size)[:size - at]
        elif what == 3:
            part = chance.choice(others)[:size - at]
            out[at:at + len(part)] = part
        elif what == 4:  # what stands here, repeated behind
            part = bytes(out[at:at + chance.randint(1, 16)])
            out[at:] = (part * size)[:size - at]
        else:
            to = chance.randrange(size)
            part = out[at:at + chance.randint(1, 32)]
            out[to:to + len(part)] = part
    return bytes(out[:size])


def search(counter, entry, seconds):
    chance = random.Random(entry)
    kinds = ["", *[kind for kind in ("modbus", "mbus", "mstp") if entry.startswith(kind)]]
    others, best = frames(), {}
    known = known_worst(entry)
    begins, again, ends = (bytes.fromhex(text) for text in CRAFTED.get(entry, ("", "00", "")))
    for size in sizes_of(entry):
        pool = [(one * size)[:size] for one in others] + [bytes(chance.randrange(256) for _ in range(size)) for _ in range(20)]
        pool = [(one * size)[:size] for one in [*best.values(), *known.values()]] + pool
        pool.insert(0, begins + (again * size)[:size - len(begins) - len(ends)] + ends)
        pool = [sealed(kind, one) for one in pool for kind in kinds]
        scored, end = {}, time.monotonic() + seconds / 3
        while time.monotonic() < end:
            new = [one for one in dict.fromkeys(pool) if one not in scored and len(one) == size][:600]
            for from_ in range(0, len(new), 150):
                part = new[from_:from_ + 150]
                scored.update(zip(part, counter.count("M4", entry, part)))
            leading = sorted(scored, key=scored.get, reverse=True)[:24]
            pool = [sealed(chance.choice(kinds), changed(chance, chance.choice(leading), [*others, *leading], size)) for _ in range(300)]
        best[size] = max(scored, key=scored.get)
        print(f"{entry}, {size} octets: {scored[best[size]]} instructions, of {len(scored)} inputs", flush=True)
    lines = [f"{size} | {best[size].hex()}" for size in sizes_of(entry)]
    path = HERE / "worst" / f"{entry}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("# SPDX-License-Identifier: MIT\n# octets | the slowest input of so many that was found\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    search_log = Log("search", False, False)
    all_of_it = Counter(search_log)
    for chosen in sys.argv[2:] or [name for name, *_ in table(HERE / "stack.txt", 3)]:
        search(all_of_it, chosen, int(sys.argv[1]))
