# SPDX-License-Identifier: MIT
"""What the steps of `./run harden` share: how a command is run and logged, and how a step ends."""
import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent
BUILD = SOURCE / "build" / "harden"
INCLUDE = SOURCE / "include"


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed")


class Log:
    """Where a step writes all that its commands say, and its figures."""

    def __init__(self, name, short, new_budgets):
        (BUILD / "log").mkdir(parents=True, exist_ok=True)
        self.path = BUILD / "log" / f"{name}.txt"
        self.file = self.path.open("w")
        self.short, self.new_budgets = short, new_budgets
        self.figures = {}

    def say(self, text):
        self.file.write(f"{text}\n")
        self.file.flush()

    def run(self, *command, status=0, timeout=3600, **more):
        """The output of a command; another exit status than `status` (None: any) ends the step."""
        command = [str(word) for word in command]
        self.say(f"$ {' '.join(command)}")
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              cwd=more.pop("cwd", SOURCE), timeout=timeout, **more)
        self.say(done.stdout)
        if status is not None and done.returncode != status:
            tail = "\n".join(done.stdout.strip().splitlines()[-12:])
            raise Failed(f"{command[0]}: exit status {done.returncode}\n{tail}")
        return done.stdout

    def built(self, preset, *targets):
        """A preset, configured and built; its folder."""
        self.run("cmake", "--preset", preset)
        self.run("cmake", "--build", "--preset", preset, "-j", "2", *(["--target", *targets] if targets else []))
        return SOURCE / "build" / preset


def environment(**more):
    return {**os.environ, **{key: str(value) for key, value in more.items()}}


def table(path, columns):
    """The rows of a file written as `a | b | c`, with comments; a row with another count of cells is a fault."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in re.split(r"\s+\|\s+|\s+\|$", line.strip())]
            if len(cells) != columns:
                raise Failed(f"{path.relative_to(SOURCE)}:{number}: {columns} cells, separated by ' | '")
            rows.append(cells)
    return rows


def write_table(path, rows):
    """The same file anew, below its comments."""
    head = [line for line in path.read_text().splitlines() if line.startswith("#")]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    path.write_text("\n".join(head + lines) + "\n")
