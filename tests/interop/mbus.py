# SPDX-License-Identifier: MIT
"""The same bytes for meterproto and for pyMeterBus: both must take a frame or neither, and read the same values out of
it; or one of the reasons below says why not."""
import collections
import json
import pathlib
import random
import struct
import subprocess
import sys

from interop import check, main

SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 6, 7: 8, 9: 1, 10: 2, 11: 3, 12: 4, 14: 6}  # of data fields


def random_record(rand):
    """A DIF with its DIFE, a VIF of one of the three tables, and data: EN 13757-3, 6.3 and Annex C."""
    field = rand.choice(list(SIZES))
    dib = [field | rand.randrange(4) << 4 | rand.randrange(2) << 6]
    dib += [rand.randrange(128) for _ in range(rand.choice((0, 0, 0, 1, 2)))]
    record = [octet | 0x80 for octet in dib[:-1]] + dib[-1:]
    table = rand.choice((None, None, 0xFB, 0xFD))
    record += [rand.randrange(0x7B)] if table is None else [table, rand.randrange(0x7C)]
    if field == 5:
        return record + list(struct.pack("<f", rand.uniform(-1e6, 1e6)))
    if field >= 9:
        return record + [rand.randrange(10) << 4 | rand.randrange(10) for _ in range(SIZES[field])]
    return record + [rand.randrange(256) for _ in range(SIZES[field])]


def framed(user_data):
    return bytes([0x68, len(user_data), len(user_data), 0x68, *user_data, sum(user_data) & 0xFF, 0x16])


def random_telegram(rand):
    identification = [rand.randrange(10) << 4 | rand.randrange(10) for _ in range(4)]
    records = sum((random_record(rand) for _ in range(rand.randrange(1, 9))), [])
    return framed([0x08, rand.randrange(251), 0x72, *identification, 0xCD, 0x25, 1, 2, rand.randrange(256), 0, 0, 0, *records])


def damaged(frame, rand):
    """Every cut, and every octet with a bit turned, with the check sum as it was and put right again."""
    for size in range(1, len(frame)):
        yield frame[:size]
    for at in range(len(frame)):
        turned = bytearray(frame)
        turned[at] ^= 1 << rand.randrange(8)
        yield bytes(turned)
        if frame[0] == 0x68 and at != len(frame) - 2:
            turned[-2] = sum(turned[4:-2]) & 0xFF
            yield bytes(turned)


# ---- where the two may differ ----

# We refuse what it takes.
STRICTER = {
    "bad_stop": "the stop octet is not looked at",
    "bad_value": "the second 68h, and codes that are reserved (a DIF of 3Fh, LVAR), are not looked at",
    "bad_count": "the second length is not looked at",
    "too_short": "a record that runs behind the end is read as far as it goes",
    "too_many": "more than ten DIFE or VIFE",
    "bad_function": "a C field that the standard does not have",
    "bad_length": "a telegram with no room for its header",
}
# It refuses what we take.
NARROWER = {
    "Not a variable data long frame": "only CI 72h and 76h are known to it",
    "Invalid M-Bus length": "a control frame, E5h and the like of another length",
    "unpack": "data that its own decoder cannot hold",
}


def reason_for_verdict(ours, theirs):
    if ours["error"]:
        return STRICTER.get(ours["error"]["code"])
    return next((why for word, why in NARROWER.items() if word in theirs["why"]), None)


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def reason_for_value(ours, theirs):
    """Of a record that both have read."""
    unit = theirs.get("unit", "").removeprefix("MeasureUnit.")
    if "fault" in theirs:
        return "its decoder throws: a date of too few octets"
    if ours["qualifiers"] and "UNKNOWN" in theirs.get("unit_enh", "UNKNOWN"):
        return "a VIFE that it does not know: it goes on with the VIF's unit and factor"
    if ours["dif"].endswith("D"):
        return "LVAR: binary, or a text with octets that are no letters, as hex of its own order"
    if unit in ("Reserved", "NONE") or ours["quantity"].startswith("reserved"):
        return "a VIF that it does not know: no factor, and always signed"
    if ours["type"] in ("C", "D") and number(theirs["value"]) is not None:
        return "unsigned by its VIF; it reads it signed"
    if ours["unit"] in ("month", "year") and unit == "SECONDS":
        return "months and years are no number of seconds"
    if ours["quantity"].startswith("date") or ours["quantity"] == "time":
        return "a date of another size, or one that is marked invalid: it makes a date of it"
    if ours.get("invalid"):
        return "the meter says that there is no value: the most negative number, a digit above 9, NaN"
    if ours["value"] is None:
        return "no 64-bit number holds the product with 60, 3600 or 86400"
    if unit == "DBM":
        return "FD 71h in dBm, as it stands; it takes a receiver's own scale"
    if ours["quantity"].startswith("cumulative_max"):
        return "10^(nnn-3) W with nnn of three bits; it begins a power of ten lower"
    return None


def compare(frames, ours, theirs):
    agreed = collections.Counter()
    excused = collections.Counter()
    faults = []

    def differs(reason, frame, what):
        if reason:
            excused[reason] += 1
        else:
            faults.append(f"{frame.hex()}: {what}")

    for frame, we, they in zip(frames, ours, theirs):
        if bool(we["error"]) == they["taken"]:
            differs(reason_for_verdict(we, they), frame, f"{we['error']}, {they.get('why') or 'taken'}")
            continue
        agreed["verdicts"] += 1
        if they.get("kind") == "WTelegramSndNr":
            excused["an octet of 44h in the second place: it takes the frame for a wireless one"] += 1
            continue
        if we["error"] or "records" not in they:
            continue
        mine = we["records"]
        its = they["records"]
        if mine and mine[-1]["kind"] != "data" and len(mine) == len(its):
            mine, its = mine[:-1], its[:-1]  # the manufacturer's own
        if len(mine) != len(its):  # it leaves out those without data, and manufacturer data at the end
            mine = [one for one in mine if one["kind"] == "data" and one["data"]]
        if len(mine) != len(its):
            faults.append(f"{frame.hex()}: {len(mine)} records, {len(its)}")
            continue
        for a, b in zip(mine, its):
            if "fault" not in b and (a["storage"], a["tariff"], a["unit_no"]) != (
                    b["storage_number"], b.get("tariff", 0), b.get("device", 0)):
                faults.append(f"{frame.hex()}: {a}, {b}")
            wanted, seen = number(a["value"]), number(b.get("value"))
            if wanted is not None and seen is not None and abs(wanted - seen) <= 1e-6 * abs(wanted) + 1e-9:
                agreed["numbers"] += 1
            elif a["value"] is not None and a["value"] == b.get("value"):
                agreed["texts"] += 1
            else:
                differs(reason_for_value(a, b), frame, f"{a}, {b}")
    return agreed, excused, faults


def pymeterbus(bench, use):
    rand = random.Random(20181)
    frames = [random_telegram(rand) for _ in range(600)]
    frames += [one for frame in frames[:6] for one in damaged(frame, rand)]
    for seed in ("105b015c16", "e5", "680303680801707916"):
        frames += [bytes.fromhex(seed), *damaged(bytes.fromhex(seed), rand)]
    corpus = pathlib.Path(use.vectors) if use.vectors else None
    if corpus and corpus.exists():
        frames += [bytes.fromhex(json.loads(line)["hex"]) for line in corpus.read_text().splitlines()]
    text = "".join(frame.hex() + "\n" for frame in frames)

    def said_by(*command):
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        check(len(lines) == len(frames), f"{command[0]}: {len(lines)} lines for {len(frames)} frames; {done.stderr[-400:]}")
        return lines

    agreed, excused, faults = compare(frames, said_by(use.meterproto, "decode", "mbus", "--format", "json"),
                                      said_by(use.python, use.pymeterbus))
    for reason, count in excused.most_common():
        print(f"{count:5} {reason}")
    check(not faults, f"{len(faults)} faults\n  " + "\n  ".join(faults[:30]))
    check(agreed["verdicts"] > 1400 and agreed["numbers"] > 3000, str(agreed))
    print(f"{len(frames)} frames: {agreed['verdicts']} verdicts, {agreed['numbers']} numbers, {agreed['texts']} dates and texts agree")


TESTS = {one.__name__: one for one in (pymeterbus,)}

if __name__ == "__main__":
    sys.exit(main(TESTS, ("meterproto", "python", "pymeterbus", "vectors")))
