#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All headers in one: single_include/meterproto.hpp, in the order of ROOMS, which is an order in which they may be
included. usage: amalgamate.py [--check]
--check writes nothing; exit status 1 if the file is not what the headers would make now."""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
HEADERS = SOURCE / "include" / "meterproto"
SINGLE = SOURCE / "single_include" / "meterproto.hpp"


def version():
    return ".".join(re.findall(r"METERPROTO_VERSION_\w+ (\d+)", (HEADERS / "version.hpp").read_text()))


def rooms():
    """(header, what it is) in order, and ("[room]", "") where a room begins."""
    for line in (HEADERS / "ROOMS").read_text().splitlines():
        if line and line[0] != "#":
            name, _, what = line.partition(" ")
            yield (line, "") if line[0] == "[" else (name, what.strip())


def body(header, standard):
    """The header without what stands at the top of the whole once; its standard headers are added to `standard`."""
    kept = []
    for line in (HEADERS / header).read_text().splitlines():
        if match := re.match(r"#include <([a-z_]+)>$", line):
            standard.add(match[1])
        elif not re.match(r"#pragma once$|// SPDX-|#include <meterproto/", line):
            kept.append(line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    if "#include" in text:
        sys.exit(f"{header}: an #include that this script does not know")
    return text


def amalgamation():
    standard, parts, contents = set(), [], []
    for name, what in rooms():
        if name[0] == "[":
            contents.append(f"//\n// {name}")
            continue
        contents.append(f"// {name:30}  {what}")
        parts.append(f"// {'-' * 20} meterproto/{name}: {what}\n\n{body(name, standard)}\n")
    top = f"""\
// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 the meterproto authors
//
// meterproto {version()}, all of it in one file: Modbus RTU, M-Bus, BACnet MS/TP, the maps of the meters, virtual meters,
// and the texts. C++20, header-only. Made by tools/amalgamate.py out of include/meterproto; changes belong there. Use
// either this file or those headers, not both in one program's include path.
//
"""
    return (top + "\n".join(contents) + "\n#pragma once\n\n" + "".join(f"#include <{one}>\n" for one in sorted(standard))
            + "\n" + "\n".join(parts))


def main(arguments):
    made = amalgamation()
    if arguments == ["--check"]:
        if not SINGLE.is_file() or SINGLE.read_text() != made:
            sys.exit("single_include/meterproto.hpp is stale: run tools/amalgamate.py")
        print(f"single_include/meterproto.hpp is fresh: {len(made.encode()) // 1024} KiB, {made.count(chr(10))} lines")
    else:
        SINGLE.parent.mkdir(exist_ok=True)
        SINGLE.write_text(made)


if __name__ == "__main__":
    main(sys.argv[1:])
