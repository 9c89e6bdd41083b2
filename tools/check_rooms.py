#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the headers against ROOMS: every header has a line, includes only what stands above it, no protocol includes
another, and no standard header is heavier than the design allows. usage: check_rooms.py include/meterproto"""
import pathlib
import re
import sys

LIGHT = {"array", "bit", "compare", "concepts", "cstddef", "cstdint", "span", "string_view", "type_traits", "utility"}
PROTOCOLS = ("modbus", "mbus", "bacnet")


def main(root):
    faults = []
    rooms = [line.split()[0] for line in (root / "ROOMS").read_text().splitlines() if line and line[0] not in "#["]
    for header in sorted(str(path.relative_to(root)) for path in root.rglob("*.hpp")):
        if header not in rooms:
            faults.append(f"{header}: has no line in ROOMS")
    for place, header in enumerate(rooms):
        if not (root / header).is_file():
            faults.append(f"ROOMS: there is no {header}")
            continue
        own = header.split("/")[0] if header.split("/")[0] in PROTOCOLS else None
        for number, line in enumerate((root / header).read_text().splitlines(), 1):
            if match := re.match(r"#include <meterproto/(.+)>", line):
                other = match[1]
                if other not in rooms[:place]:
                    faults.append(f"{header}:{number}: {other} does not stand above it in ROOMS")
                protocol = other.split("/")[0].removesuffix(".hpp")
                if own and protocol in PROTOCOLS and protocol != own:
                    faults.append(f"{header}:{number}: {own} must not include {protocol}")
            elif line.startswith('#include "'):
                faults.append(f"{header}:{number}: our headers are included as <meterproto/...>")
            elif (match := re.match(r"#include <(.+)>", line)) and match[1] not in LIGHT:
                faults.append(f"{header}:{number}: <{match[1]}> is not among the light standard headers")
    print("\n".join(faults) or f"{len(rooms)} headers, each in its room")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
