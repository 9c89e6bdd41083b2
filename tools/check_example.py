#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs an example and compares what it prints with the last comment of its source. usage: check_example.py FILE PROGRAM"""
import pathlib
import subprocess
import sys


def last_comment(source):
    """The lines behind `// ` of the comment with which the file ends."""
    lines = source.rstrip("\n").split("\n")
    start = len(lines)
    while start and lines[start - 1].startswith("//"):
        start -= 1
    return [line[3:].rstrip() for line in lines[start:]]


def main(file, program):
    expected = last_comment(pathlib.Path(file).read_text())
    if not expected:
        sys.exit(f"{file} does not end in a comment that says what it prints")
    run = subprocess.run([program], capture_output=True, text=True, timeout=60)
    printed = [line.rstrip() for line in run.stdout.rstrip("\n").split("\n")]
    if run.returncode or printed != expected:
        sys.exit(f"{program}: exit status {run.returncode}\n--- printed\n" + "\n".join(printed) + "\n--- expected\n" + "\n".join(expected) + f"\n{run.stderr}")


if __name__ == "__main__":
    main(*sys.argv[1:])
