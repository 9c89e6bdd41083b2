#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the code in the Markdown pages against what runs. Every ```cpp block stands word for word in an example; every
```text block is what an example prints at its end; every ```console block is run, with the program given, and its output
compared. usage: check_docs.py SOURCE_FOLDER PROGRAM"""
import pathlib
import re
import shlex
import subprocess
import sys

from check_example import last_comment


def blocks(page):
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.M | re.S):
        yield match[1], match[2], page.read_text()[: match.start()].count("\n") + 1


def console(text, program):
    """Each command with what should follow it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        words = shlex.split(command)
        if not words[0].endswith("meterproto"):
            yield command, expected, None
            continue
        run = subprocess.run([program, *words[1:]], capture_output=True, text=True, timeout=60)
        yield command, expected, run.stdout + run.stderr


def main(source, program):
    faults = []
    examples = [path.read_text() for path in sorted((source / "examples").glob("*.cpp"))]
    printed = ["\n".join(last_comment(text)) for text in examples]
    pages = sorted([*source.glob("*.md"), *source.glob("docs/**/*.md")])
    checked = 0
    for page in pages:
        for language, text, line in blocks(page):
            place = f"{page.name}:{line}"
            if language == "cpp":
                checked += 1
                if not any(text in example for example in examples):
                    faults.append(f"{place}: this code stands in no example")
            elif language == "text":
                checked += 1
                if text.rstrip("\n") not in printed:
                    faults.append(f"{place}: no example prints this")
            elif language == "console":
                for command, expected, got in console(text, program):
                    checked += 1
                    if got is None:
                        faults.append(f"{place}: \"{command}\" is not the program")
                    elif [one.rstrip() for one in got.split("\n")] != [one.rstrip() for one in expected.split("\n")]:
                        faults.append(f"{place}: \"{command}\" prints\n{got}--- and not\n{expected}")
    print("\n".join(faults) or f"{checked} blocks in {len(pages)} pages are what runs")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
