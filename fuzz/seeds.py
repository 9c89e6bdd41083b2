#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes seeds for the fuzz targets into OUT/TARGET: the frames of tests/frames, each as the target wants to read it, and
what was found before (findings/TARGET/NAME.hex). usage: seeds.py OUT [FOLDER_OF_MORE_VECTORS]"""
import json
import pathlib
import sys

here = pathlib.Path(__file__).parent
out = pathlib.Path(sys.argv[1])
more = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path("/nonexistent")


def vectors(*names):
    for name in names:
        if name.exists():
            for line in name.read_text().splitlines():
                if line.strip():
                    yield json.loads(line)


modbus = [bytes.fromhex(v["adu"]) for v in vectors(here / "../tests/frames/modbus.jsonl") if v.get("adu")]
pairs = [(bytes.fromhex(v["request"]), bytes.fromhex(v["adu"])) for v in vectors(here / "../tests/frames/modbus.jsonl")
         if v.get("request") and v.get("adu")]
mbus = [bytes.fromhex(v["hex"]) for v in vectors(more / "mbus/open.jsonl") if v.get("hex")]
mbus.append(bytes.fromhex("680b0b6853fd5246020219ffffffff0116"))
mbus.append(bytes.fromhex("105b015c16"))
bacnet = {}
for v in vectors(here / "../tests/frames/bacnet.jsonl", more / "bacnet/open.jsonl"):
    bacnet.setdefault(v["layer"], []).append(bytes.fromhex(v["hex"]))
apdus = bacnet.get("apdu", []) + bacnet.get("service", [])
mstp = bacnet.get("mstp", []) + bacnet.get("mstp-stream", [])


def lumps(frames):
    """As the framer targets read them: length, octets, what happens behind."""
    made = b""
    for frame in frames:
        for at in range(0, len(frame), 40):
            part = frame[at:at + 40]
            made += bytes([len(part) - 1]) + part + b"\x01"
        made += b""
    return made


seeds = {
    "modbus_request": modbus,
    "modbus_response": [bytes([len(asked)]) + asked + frame for asked, frame in pairs] + [b"\0" + one for one in modbus]
    + [bytes([1, kind, *range(1, 9)]) for kind in range(12)],
    "modbus_framer": [lumps(modbus[i:i + 4]) for i in range(0, len(modbus), 4)],
    "modbus_server": [bytes([kind, len(one) - 2]) + one[:-2] + b"\0" for one in modbus for kind in range(3) if 2 < len(one) < 250]
    + [bytes([3, code, 2]) + b"".join(bytes([name, 100]) + b"n" * 100 for name in (0, 1, 2, 3, 6, 0x80, 0xFF)) for code in range(3)],
    "sunspec": [bytes.fromhex("9c4002" "0001004200" "00cb006900"), bytes.fromhex("9c4040027375 6e5300020001004200026c00ff".replace(" ", ""))],
    "mbus_framer": [lumps([one]) for one in mbus],
    "mbus_telegram": mbus + [one[6:-2] for one in mbus if len(one) > 9],
    "mbus_line": [bytes([len(one)]) + one + b"\x01" for one in mbus if len(one) < 256],
    "mstp_receiver": [b"\0\0\x01\0\0\0\0" + b"".join(b"\0\x10" + lumps([one]) for one in mstp[i:i + 3]) for i in range(0, len(mstp), 3)],
    "mstp_node": [bytes([1, 127, 1, 50, 1, 4, 0, 0, 0, 0, 0]) + b"".join(b"\0\x20\0" + bytes([min(len(one), 63)]) + one[:63] + b"\1\1\1\1\1" for one in mstp[i:i + 4]) for i in range(0, len(mstp), 4)],
    "cobs": [one[8:] for one in mstp if len(one) > 30] + bacnet.get("cobs", []),
    "bacnet_apdu": apdus + bacnet.get("npdu", []) + bacnet.get("tag", []) + [one[4:] for one in apdus],
    "bacnet_build": [bytes([kind]) + one for kind in range(7) for one in (apdus + mstp)[kind::7]],
    "bacnet_device": [b"\0" + bytes([len(one)]) + one + b"\1\0\1" for one in apdus if len(one) < 256]
    + [b"\1" + bytes([len(one) + 2]) + b"\1\0" + one + b"\1\0\1" for one in apdus if len(one) < 254],
    "inspector": [bytes([protocol, form, 0]) + one for protocol, some in enumerate(([], modbus, mbus, mstp, bacnet.get("npdu", []), apdus, bacnet.get("tag", [])))
                  for form in range(3) for one in some[:40]] + [b"\0\0\1" + b"01 83 02 C0 F1\n0x01,0x83\n# none\n\n55ff00010200 0040 x=y\n"],
    "arguments": [bytes([3, 5]) + b"01 83 02 C0 F1", bytes([3, 6]) + b"modbus" + bytes([7]) + b"01830200", bytes([1, 0, 8]) + b"--format" + b"\x02csv", bytes([4, 7]) + b"43668000"],
}

for target, all_of_it in seeds.items():
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate(all_of_it):
        (folder / f"seed_{number:04}").write_bytes(octets)
    for found in sorted((here / "findings" / target).glob("*.hex")):
        text = "".join(line.partition("#")[0] for line in found.read_text().splitlines())
        (folder / found.stem).write_bytes(bytes.fromhex(text))
