#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks for the inputs that cost an entry of entries.cpp the most instructions: frames of all kinds, cut, repeated and
mixed, with their check sums put right; the slowest go on. Writes worst/ENTRY.txt, which instructions.py measures.
usage: search.py SECONDS [ENTRY...]   so long for each entry"""
import json
import random
import sys
import time

from instructions import Counter, known_worst, sizes_of
from step import BUILD, HERE, SOURCE, Log, table


# What begins, what is said again and again, what ends: more than chance finds. LL: how many octets follow, HH: half of
# that.
CRAFTED = {
    "bacnet_discovery": ("3dLL00", "78", ""),
    "bacnet_management": ("09011dLL00", "78", ""),
    "bacnet_log_records": ("", "0ea47c0101ffb4000000000f1e2c412000001f2a0400", ""),
    "bacnet_read_property": ("0c0000000119553e", "00", "3f"),
    "bacnet_write_property": ("0c0000000119553e", "00", "3f"),
    "bacnet_read_range": ("0c0500000119833a05e049015e", "00", "5f"),
    "bacnet_poll": ("30010e", "0c000000011e29554e44436680004f1f", ""),
    "bacnet_server": ("0005010e", "0c020000011e09081f", ""),
    "bacnet_asked_properties": ("0c000000011e", "0908", "1f"),
    "bacnet_answered_properties": ("0c000000011e", "29084e4f", "1f"),
    "mbus_records": ("", "0dfd1100", ""),
    "modbus_device_id": ("0e03830000HH", "8000", ""),
}


# Records, an object with a property and its value, a device that says who it is, preambles.
RECORDS = """040315cd5b07 8480100315cd5b07 02fdc7fc01e459 0dfd1105414243 2f 0400 01fd1b00 1e09551f
0c000000011e29554e44420000004f1f 2b0e0101000000 5555ff00"""


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
        length = len(body) & 255
        return bytes([0x68, length, length, 0x68]) + body + bytes([sum(body) & 255, 0x16])
    if kind == "mstp":
        data = octets[8:-2]
        head = octets[2:5] + len(data).to_bytes(2, "big")
        sums = bytes([0xFF ^ header_crc_of(head)]), (0xFFFF ^ crc(data, 0xFFFF, 0x8408)).to_bytes(2, "little")
        return b"\x55\xff" + head + sums[0] + data + sums[1]
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
    made += [bytes.fromhex(text) for text in RECORDS.split()]
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


def crafted(entry, size):
    begins, again, ends = CRAFTED.get(entry, ("", "00", ""))
    left = size - (len(begins) + len(ends)) // 2
    begins = begins.replace("LL", f"{min(left + 1, 253):02x}").replace("HH", f"{min(left // 2, 255):02x}")
    return bytes.fromhex(begins) + (bytes.fromhex(again) * size)[:left] + bytes.fromhex(ends)


def search(counter, entry, seconds):
    chance = random.Random(entry)
    kinds = ["", *[kind for kind in ("modbus", "mbus", "mstp") if entry.startswith(kind)]]
    others, best = frames(), {}
    known = known_worst(entry)
    for size in sizes_of(entry):
        pool = [(one * size)[:size] for one in others] + [chance.randbytes(size) for _ in range(20)]
        pool = [(one * size)[:size] for one in [*best.values(), *known.values()]] + pool
        pool.insert(0, crafted(entry, size))
        pool = [sealed(kind, one) for one in pool for kind in kinds]
        scored, end = {}, time.monotonic() + seconds / 3
        while time.monotonic() < end:
            new = [one for one in dict.fromkeys(pool) if one not in scored and len(one) == size][:600]
            for from_ in range(0, len(new), 150):
                part = new[from_:from_ + 150]
                scored.update(zip(part, counter.count("M4", entry, part)))
            leading = sorted(scored, key=scored.get, reverse=True)[:24]
            pool = [sealed(chance.choice(kinds), changed(chance, chance.choice(leading), [*others, *leading], size))
                    for _ in range(300)]
        best[size] = max(scored, key=scored.get)
        print(f"{entry}, {size} octets: {scored[best[size]]} instructions, of {len(scored)} inputs", flush=True)
    lines = [f"{size} | {best[size].hex()}" for size in sizes_of(entry)]
    path = HERE / "worst" / f"{entry}.txt"
    path.parent.mkdir(exist_ok=True)
    head = ["# SPDX-License" "-Identifier: MIT", "# octets | the slowest input of so many that was found"]
    path.write_text("\n".join([*head, *lines]) + "\n")


if __name__ == "__main__":
    search_log = Log("search", False, False)
    all_of_it = Counter(search_log)
    for chosen in sys.argv[2:] or [name for name, *_ in table(HERE / "stack.txt", 3)]:
        search(all_of_it, chosen, int(sys.argv[1]))
