#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks the wire headers on purpose, one line or operator at a time, and looks whether a test sees it.
usage: mutate.py [--count N] [--seed N] [--only REGEX] [--tests N] [--jobs N] [--again FILE] [--json FILE] [--list] [-v]

--count  how many mutants, over all headers: 330; a header's share grows with the square root of what it offers
--seed   another sample: 1
--only   of these headers only, each with its share as before
--tests  how many tests a mutant must survive, the nearest first: 24, and those of tests/fail; 0 all
--again  only the mutants that FILE, written by --json, has as open; the others as it has them
--list   prints the sample and tries nothing
-v       what became of each mutant, when it is known

A mutant is a copy of one header with one change, found first on the include path; the checkout is not touched. It is
tried on the static test named like its header, on those that include it, on tests/fail, on what tests/runtime does.
Killed is what a static_assert refuses, what is undefined in a constant expression, what fails at run time, what hangs.
A mutant that is no C++ is thrown away and the next one taken. Survivors that no test can see stand in survivors.txt,
with the reason. Exit status 1: fewer than 90 % killed, a survivor that nobody has judged, a test that does not pass."""
import argparse
import collections
import concurrent.futures
import datetime
import hashlib
import json
import math
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent
PARTS = ("modbus", "mbus", "bacnet")
ALSO = ("bytes.hpp", "result.hpp", "sunspec.hpp")
ENOUGH = 90.0  # percent
MEMORY = 4 << 30
COMPILER = "g++"

# ---- what can be broken ----

TOKEN = re.compile(r"""
    (?P<skip>//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])')
  | (?P<number>\d(?:[\w.]|'\w|[eEpP][+-])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><=>|<<=|>>=|->|::|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
  """, re.X | re.M | re.S)
OTHERS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
    "*": "+", "/": "*", "%": "/", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "|", "+=": "-=", "-=": "+=",
    "|=": "&=", "&=": "|=", "^=": "|=", "<<=": ">>=", ">>=": "<<="}
KINDS = {"comparison": "< <= > >= == !=", "logic": "&& ||", "arithmetic": "+ - * / % += -=", "shift": "<< >> <<= >>=",
         "bits": "& | ^ &= |= ^="}
KIND_OF = {sign: kind for kind, signs in KINDS.items() for sign in signs.split()}
NARROWER = {"uint16_t": "uint8_t", "uint32_t": "uint16_t", "uint64_t": "uint32_t"}
ASSIGNS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
NO_STATEMENT = set("return using case default static_assert template friend else if for while switch do break continue "
                   "namespace public private enum struct class".split())


class Text:
    """A header as tokens, each with its kind, words, place and the bracket that holds it."""

    def __init__(self, text):
        self.text, self.tokens = text, []
        for match in TOKEN.finditer(text):
            if match.lastgroup != "skip" and not match[0].isspace():
                self.tokens.append((match.lastgroup, match[0], match.start(), match.end()))
        self.partner, self.inside = {}, []
        open_ones = []
        for i, (_, words, _, _) in enumerate(self.tokens):
            if words in ")]}":
                self.partner[open_ones[-1]] = i
                open_ones.pop()
            self.inside.append(self.words(open_ones[-1]) if open_ones else "")
            if words in "([{":
                open_ones.append(i)
        self.excluded = set()
        for i in range(len(self.tokens)):
            self.exclude(i)

    def words(self, i):
        return self.tokens[i][1] if 0 <= i < len(self.tokens) else ""

    def kind(self, i):
        return self.tokens[i][0] if 0 <= i < len(self.tokens) else ""

    def line(self, at):
        """The line's words and the place in them, which other lines do not change."""
        begin = self.text.rfind("\n", 0, at) + 1
        return f"{self.text[begin:self.text.find(chr(10), at)].strip()}:{at - begin}"

    def touches(self, i):
        """Whether token i stands right behind the one before it."""
        return i > 0 and self.tokens[i - 1][3] == self.tokens[i][2]

    def closing_angle(self, i):
        depth, one = 0, i
        while one < len(self.tokens):
            words = self.words(one)
            depth += (words == "<") - (words == ">") - 2 * (words == ">>")
            if depth <= 0:
                return one
            if words in ";{":
                return i
            one = self.partner.get(one, one) + 1
        return i

    def exclude(self, i):
        words, last = self.words(i), i
        if words in ("static_assert", "alignas", "decltype", "noexcept", "requires") and self.words(i + 1) == "(":
            last = self.partner[i + 1]
            if words == "requires" and self.words(last + 1) == "{":
                last = self.partner[last + 1]
        elif words == "requires" and self.words(i + 1) == "{":
            last = self.partner[i + 1]
        elif words == "[" and self.words(i + 1) == "[":
            last = self.partner[i]
        elif words == "template" and self.words(i + 1) == "<":
            last = self.closing_angle(i + 1)
        elif words == "<" and self.touches(i) and self.kind(i - 1) == "word" and self.words(i - 1) != "operator":
            last = self.closing_angle(i)
        elif words in ("using", "friend") and self.words(i + 1) != "operator":
            last = i
            while words == "using" and self.words(last) != ";":
                last += 1
        if last != i:
            self.excluded.update(range(i, last + 1))

    def end_of_statement(self, i):
        while i < len(self.tokens) and self.words(i) != ";":
            if self.words(i) in ")]}":
                return None
            i = self.partner.get(i, i) + 1
        return i if i < len(self.tokens) else None


def other_number(words, chance):
    digits, suffix = re.fullmatch(r"(0[xX][\da-fA-F']+|0[bB][01']+|[\d']+)([uUlLzZ]*)", words).groups()
    plain = digits.replace("'", "").lower()
    value = int(plain, 0) if plain.strip("0") else 0
    if plain.startswith(("0x", "0b")):
        width = (len(plain) - 2) * (4 if plain[1] == "x" else 1)
        made = value ^ (1 << chance.randrange(width))
        return (f"0x{made:0{len(plain) - 2}X}" if plain[1] == "x" else f"0b{made:0{width}b}") + suffix
    return f"{value + (1 if value == 0 else chance.choice((1, -1)))}{suffix}"


def is_declaration(text, first, last):
    """Two names side by side: the first is a type."""
    for i in range(first, last):
        here, then = text.kind(i) == "word", text.kind(i + 1) == "word"
        if then and (here or text.words(i) == ">"):
            return True
        if then and text.words(i) in ("&", "*") and i > first and text.touches(i):
            return True
    return False


def changes_of(text, errcs, seed):
    """kind, first and last character, what stands there instead."""
    for i, (sort, words, begin, end) in enumerate(text.tokens):
        before, behind = text.words(i - 1), text.words(i + 1)
        chance = random.Random(f"{seed}:{text.line(begin)}")
        spaced = text.text[begin - 1].isspace() and text.text[end:end + 1].isspace()
        if words == "static_cast" and behind == "<" and text.words(i + 4) in NARROWER:
            _, wide, at, to = text.tokens[i + 4]
            yield "width", at, to, NARROWER[wide]
        if i in text.excluded:
            continue
        if words in KIND_OF and spaced and text.kind(i - 1) + text.kind(i + 1) != "":
            if text.kind(i - 1) in ("word", "number") and before != "return" or before in (")", "]", "}", ">"):
                yield KIND_OF[words], begin, end, OTHERS[words]
        elif words == "!" and not spaced:
            yield "not", begin, end, ""
        elif sort == "number" and re.fullmatch(r"(0[xXbB][\da-fA-F']+|[\d']+)[uUlLzZ]*", words):
            yield "constant", begin, end, other_number(words, chance)
        elif words in ("true", "false"):
            yield "boolean", begin, end, "false" if words == "true" else "true"
        elif words == "errc" and behind == "::" and text.words(i + 2) in errcs:
            _, now, at, to = text.tokens[i + 2]
            yield "errc", at, to, chance.choice([one for one in errcs if one != now])
        if text.inside[i] != "{" or not (before in (";", "{", "}", ")", "else", ":")):
            continue
        if words in ("break", "continue") and behind == ";":
            if before != ":" or text.words(i - 2) != "default":  # which is the last label
                yield "jump", begin, end, ""
        elif words == "if" and behind == "(" and before != "else":
            back = text.partner[i + 1] + 1
            last = text.end_of_statement(back) if text.words(back) == "return" else None
            if last and text.words(last + 1) != "else":
                yield "guard", begin, text.tokens[last][3], ""
        elif words not in NO_STATEMENT and (sort == "word" or words in ("++", "--", "*")):
            last = text.end_of_statement(i)
            if last is None or before == ":" and behind == "::" or is_declaration(text, i, last):
                continue
            steps = words in ("++", "--") or text.words(last - 1) in ("++", "--")
            top = [text.words(one) for one in range(i, last)]
            if steps or ASSIGNS & set(top) or text.words(last - 1) == ")":
                yield "statement", begin, text.tokens[last][3], ";"


Mutant = collections.namedtuple("Mutant", "header line kind before after first last instead")


def mutants_of(header, text, errcs, seed):
    """All, in the order in which they are tried. The kinds take turns, so that constants do not crowd out the rest; a
    line that changes brings other mutants of itself and leaves the order of the others."""
    def place(*words):
        return hashlib.sha256(":".join([str(seed), header, *words]).encode()).digest()

    by_kind = collections.defaultdict(list)
    for kind, first, last, instead in changes_of(Text(text), errcs, seed):
        from_line = text.rfind("\n", 0, first) + 1
        to_line = text.find("\n", last)
        before = " ".join(text[from_line:to_line].split())
        after = " ".join((text[from_line:first] + instead + text[last:to_line]).split())
        number = text.count("\n", 0, first) + 1
        by_kind[kind].append(Mutant(header, number, kind, before, after or ";", first, last, instead))
    kinds = sorted(by_kind, key=place)
    for kind in kinds:
        by_kind[kind].sort(key=lambda one: place(one.before, one.after))
    while any(by_kind.values()):
        for kind in kinds:
            if by_kind[kind]:
                yield by_kind[kind].pop()


def shares(offers, count):
    """How many mutants a header gets."""
    weights = {header: math.sqrt(many) for header, many in offers.items() if many}
    scale = count / sum(weights.values())
    made = {header: min(offers[header], max(1, round(weight * scale))) for header, weight in weights.items()}
    for header in sorted(made, key=lambda one: (-offers[one], one)):  # rounding: the largest headers make it even
        if sum(made.values()) == count:
            break
        made[header] += 1 if sum(made.values()) < count else -1
    return made


# ---- which tests see a header ----

class Map:
    """Which files a test includes, and over how many steps."""

    def __init__(self, include):
        self.include, self.known = include, {}

    def named_in(self, path):
        if path not in self.known:
            made = []
            for name, own in re.findall(r'^#include (?:<meterproto/([^>]+)>|"([^"]+)")', path.read_text(), re.M):
                one = self.include / "meterproto" / name if name else (path.parent / own).resolve()
                if one.is_file():
                    made.append(one)
            self.known[path] = made
        return self.known[path]

    def steps(self, path):
        """header -> how far it is from this test; the test's own helpers are no step."""
        made, now = {}, [(path, 0)]
        while now:
            one, far = now.pop(0)
            for other in self.named_in(one):
                own = self.include not in other.parents
                if other not in made:
                    made[other] = far + (0 if own else 1)
                    now.append((other, made[other]))
        return {str(one.relative_to(self.include / "meterproto")): far for one, far in made.items()
                if self.include in one.parents}


Test = collections.namedtuple("Test", "sort path")  # sort: static, host (a static test at run time), runtime, fail


def tests_of(include, tests, most):
    """header -> its tests, the nearest first, and how many there would be."""
    graph = Map(include)
    near = {}
    for folder in ("static", "runtime", "fail"):
        for path in sorted((tests / folder).glob("*.cpp")):
            if path.stem != "harness":
                near[Test(folder, path)] = graph.steps(path)
    made = {}
    for header in wire_headers(include):
        own = header.removesuffix(".hpp").replace("/", "_")
        part = header.split("/")[0] if "/" in header else ""

        def rank(test):
            name = test.path.stem
            far = near[test][header]
            of = next((one for one in PARTS if name.startswith(f"{one}_")), "")
            whose = 0 if part in ("", of) else 1 if of == "" else 2
            files = ("_corpus", "_noise", "_line", "_search", "_tables", "_crc", "_states", "damage")
            return (name != own, whose, min(far, 3), test.sort == "runtime" and not name.endswith(files),
                    test.path.stat().st_size, name)

        sorts = collections.defaultdict(list)
        for test in sorted((one for one in near if header in near[one]), key=rank):
            sorts[test.sort].append(test)
        static, runtime, fail = sorts["static"], sorts["runtime"], sorts["fail"]
        host = [Test("host", one.path) for one in static[:1]]  # what is asked not to be constant is seen there only
        fail = [one for one in fail if near[one][header] <= 3]  # cheap, and not counted by --tests
        order = static[:6] + host + runtime[:4] + static[6:] + runtime[4:]
        chosen = order[:most or None]
        made[header] = chosen[:6] + fail + chosen[6:], len(order) + len(fail)
    return made


def wire_headers(include):
    root = include / "meterproto"
    made = [str(one.relative_to(root)) for part in PARTS for one in sorted((root / part).glob("*.hpp"))]
    return [one for one in made if not one.endswith("/text.hpp")] + list(ALSO)


# ---- trying ----

# What g++ says of a test that is not so, and of a constant expression with an undefined step.
OF_A_CONSTANT = re.compile(
    r"static assertion|constant expression|constant condition|[Cc]onstant evaluation|constexpr. (call|evaluation|loop)|"
    r"non-.constexpr. function|consteval|outside the bounds|past the end|out of bounds|subscript|"
    r"null pointer|precision of the left operand|right operand of shift|left operand of shift|left shift of negative|"
    r"overflow|division by zero|uninitialized|unrelated to|not an element|lifetime|flows off the end|"
    r"exceeds (limit|maximum)|accessing value of|is negative|template argument|too large|expansion of|"
    r"the comparison reduces|as .constexpr.")
Outcome = collections.namedtuple("Outcome", "what said")  # passed, failed (static), failed (run time), hung, ill-formed


class Bench:
    """A folder of its own: headers and tests as they were at the beginning, and what need not be compiled again."""

    def __init__(self, folder, corpus):
        self.folder = folder
        self.include = folder / "include"
        self.tests = folder / "tests"
        for one in (self.include, self.tests):
            shutil.copytree(SOURCE / one.name, one)
        self.defines = ["-DMETERPROTO_HOST_TESTS", f'-DMETERPROTO_CORPUS="{corpus}"',
                        f'-DMETERPROTO_SOURCE="{folder}"', "-D_GLIBCXX_ASSERTIONS"]
        self.main = folder / "main.o"
        self.lock, self.healthy, self.broken = threading.Lock(), {}, []

    def text_of(self, header):
        return (self.include / "meterproto" / header).read_text()

    def run(self, command, limit):
        """Exit status and output; None when it takes longer."""
        with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", start_new_session=True, cwd=self.folder) as process:
            try:
                said, _ = process.communicate(timeout=limit)
                return process.returncode, said
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return None, ""

    def compiler_said(self, said):
        faults = re.findall(r"error: (.*)", said)
        others = [one for one in faults if not OF_A_CONSTANT.search(one)]
        if faults and not others:
            return Outcome("static", faults[0])
        if "virtual memory exhausted" in said or "out of memory" in said or "Killed signal" in said:
            return Outcome("hung", "the compiler's memory")
        return Outcome("ill-formed", (others or [said[-200:]])[0])

    def attempt(self, test, first, slot, limits=(180, 120)):
        """One test with `first` in front of the include path."""
        flags = [COMPILER, "-std=c++20", "-w", "-I", first, "-I", self.include]
        if test.sort in ("static", "fail"):
            status, said = self.run([*flags, "-fsyntax-only", test.path], limits[0])
            if status is None:
                return Outcome("hung", "compiling")
            if test.sort == "static":
                return self.compiler_said(said) if status else Outcome("passed", "")
            wanted = re.findall(r"^// EXPECT: (.*)", test.path.read_text(), re.M)
            if status and all(one in said for one in wanted):
                return Outcome("passed", "")
            return Outcome("static", f"does not say {wanted[0]}" if status else "compiles")
        program = slot / test.path.stem
        status, said = self.run([*flags, "-O0", *self.defines, test.path, self.main, "-o", program], limits[0])
        if status is None:
            return Outcome("hung", "compiling")
        if status:
            return self.compiler_said(said)
        status, said = self.run([program, "--no-intro"], limits[1])
        program.unlink()
        if status is None:
            return Outcome("hung", "running")
        if status:
            return Outcome("run time", (re.findall(r"ERROR: (.*)", said) or [f"status {status}"])[0])
        return Outcome("passed", "")

    def limits(self, test):
        """How long it may take, by how long it takes without a mutant; nothing where it does not pass then."""
        with self.lock:
            mine = self.healthy.setdefault(test, [threading.Lock(), None])
        with mine[0]:
            if mine[1] is None:
                slot = self.folder / f"healthy-{test.sort}-{test.path.stem}"
                slot.mkdir()
                began = time.monotonic()
                outcome = self.attempt(test, slot, slot, (600, 600))
                taken = time.monotonic() - began
                mine[1] = (60 + 10 * taken, 30 + 5 * taken) if outcome.what == "passed" else ()
                if not mine[1]:
                    self.broken.append(test)
                    print(f"{test.sort}/{test.path.stem} does not pass as it is: {outcome.said}", file=sys.stderr)
        return mine[1]

    def judge(self, mutant, text, tests):
        """What became of it, at which test, after how many."""
        slot = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        try:
            changed = slot / "meterproto" / mutant.header
            changed.parent.mkdir(parents=True, exist_ok=True)
            changed.write_text(text[:mutant.first] + mutant.instead + text[mutant.last:])
            for number, test in enumerate(tests, 1):
                limits = self.limits(test)
                if not limits:
                    continue
                outcome = self.attempt(test, slot, slot, limits)
                if outcome.what != "passed":
                    return outcome, test, number
            return Outcome("survived", ""), None, len(tests)
        finally:
            shutil.rmtree(slot)


# ---- what has been judged ----

def judged():
    """(header, before, after) -> why no test can see it. In survivors.txt: header, - and + as in a diff, the reason."""
    made, key = {}, []
    path = HERE / "survivors.txt"
    for number, line in enumerate(path.read_text().splitlines() if path.is_file() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            key = [line.strip()]
        elif line.startswith("  - ") and len(key) == 1 or line.startswith("  + ") and len(key) == 2:
            key.append(" ".join(line[4:].split()))
        elif len(key) == 3:
            made[tuple(key)] = (made.get(tuple(key), "") + " " + line.strip()).strip()
        else:
            raise SystemExit(f"survivors.txt:{number}: a header, its line with - and with +, the reason")
    return made


# ---- the run ----

def key_of(row):
    return row["header"], row["before"], row["after"]


def tried(header, many, context):
    """The share of one header: rows for the report. What is no C++ is replaced by the next one."""
    bench, arguments, errcs, tests, again = context
    text = bench.text_of(header)
    rows, thrown = [], 0
    for mutant in mutants_of(header, text, errcs, arguments.seed):
        if again is not None and (header, mutant.before, mutant.after) not in again:
            continue
        if len(rows) == many:
            break
        began = time.monotonic()
        outcome, test, number = bench.judge(mutant, text, tests[header][0])
        place = f"{header}:{mutant.line}"
        if arguments.verbose:
            by = f" by {test.sort}/{test.path.stem}" if test else ""
            print(f"{place} {mutant.kind}: {outcome.what}{by}, {number} tests, {time.monotonic() - began:.1f} s\n"
                  f"    - {mutant.before}\n    + {mutant.after}\n    {outcome.said[:160]}", flush=True)
        if outcome.what == "ill-formed":
            thrown += 1
            continue
        rows.append({"header": header, "line": mutant.line, "kind": mutant.kind, "before": mutant.before,
                     "after": mutant.after, "outcome": outcome.what, "tests": number, "of": tests[header][1],
                     "by": f"{test.sort}/{test.path.stem}" if test else "", "said": outcome.said})
    return rows, thrown


def report(rows, thrown, seconds, arguments):
    why = judged()
    by_header = collections.defaultdict(collections.Counter)
    open_ones = []
    for row in rows:
        row["reason"] = why.get(key_of(row), "")
        survived = row["outcome"] == "survived"
        row["verdict"] = ("judged" if row["reason"] else "open") if survived else row["outcome"]
        by_header[row["header"]][row["verdict"]] += 1
        if row["verdict"] == "open":
            open_ones.append(row)
    columns = ("static", "run time", "hung", "judged", "open")
    print(f"{'header':28}{'mutants':>9}" + "".join(f"{one:>10}" for one in columns))
    total = collections.Counter()
    for header, counts in sorted(by_header.items()):
        print(f"{header:28}{sum(counts.values()):9}" + "".join(f"{counts[one] or '':>10}" for one in columns))
        total += counts
    for row in open_ones:
        print(f"{row['header']}:{row['line']}: survived {row['tests']} of {row['of']} tests\n"
              f"  - {row['before']}\n  + {row['after']}")
    killed = sum(total[one] for one in columns[:3])
    share = 100.0 * killed / len(rows) if rows else 100.0
    print(f"{len(rows)} mutants, {killed} killed ({share:.1f} %): {total['static']} by the compiler, "
          f"{total['run time']} at run time, {total['hung']} by the clock; {total['judged']} judged, "
          f"{total['open']} open; {thrown} that are no C++; seed {arguments.seed}, {seconds:.0f} s")
    if arguments.json:
        version = subprocess.run([COMPILER, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
        pathlib.Path(arguments.json).write_text(json.dumps({
            "kind": "mutate", "date": datetime.date.today().isoformat(), "compiler": version, "seed": arguments.seed,
            "mutants": len(rows), "killed": killed, "share": round(share, 1), "static": total["static"],
            "run_time": total["run time"], "hung": total["hung"], "judged": total["judged"], "open": total["open"],
            "ill_formed": thrown, "headers": len(by_header), "seconds": round(seconds), "rows": rows}, indent=1))
    return 1 if open_ones or share < ENOUGH else 0


def main():
    words, usage = __doc__.split("\nusage: ")
    parse = argparse.ArgumentParser(usage=usage.split("\n")[0], description=words)
    parse.add_argument("--count", type=int, default=330)
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--only", default="")
    parse.add_argument("--tests", type=int, default=24)
    parse.add_argument("--jobs", type=int, default=2)
    parse.add_argument("--corpus", default=SOURCE.parent / "shared" / "corpus")
    parse.add_argument("--again")
    parse.add_argument("--json")
    parse.add_argument("--list", action="store_true")
    parse.add_argument("-v", "--verbose", action="store_true")
    arguments = parse.parse_args()
    began = time.monotonic()
    errcs = re.findall(r"^  (\w+),", re.search(r"enum class errc.*?\{(.*?)\};", (
        SOURCE / "include/meterproto/result.hpp").read_text(), re.S)[1], re.M)
    again, rows, thrown, before = None, [], 0, 0
    if arguments.again:
        earlier = json.loads(pathlib.Path(arguments.again).read_text())
        why = judged()
        rows = [one for one in earlier["rows"] if one["outcome"] != "survived" or key_of(one) in why]
        again = {key_of(one) for one in earlier["rows"] if one not in rows}
        thrown, before, arguments.seed = earlier["ill_formed"], earlier["seconds"], earlier["seed"]

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory(prefix="meterproto-mutants-") as folder:
        bench = Bench(pathlib.Path(folder), arguments.corpus)
        headers = wire_headers(bench.include)
        pool = {header: list(mutants_of(header, bench.text_of(header), errcs, arguments.seed)) for header in headers}
        share = shares({header: len(pool[header]) for header in headers}, arguments.count)
        share = {header: many for header, many in share.items() if re.search(arguments.only, header)}
        if arguments.list:
            for header, many in share.items():
                print(f"{header}: {many} of {len(pool[header])}")
                for mutant in pool[header][:many]:
                    print(f"  {mutant.line} {mutant.kind}\n    - {mutant.before}\n    + {mutant.after}")
            return 0
        status, said = bench.run([COMPILER, "-std=c++20", "-c", bench.tests / "main.cpp", "-o", bench.main], 300)
        if status != 0:
            raise SystemExit(f"tests/main.cpp does not compile: {said[-400:]}")
        context = bench, arguments, errcs, tests_of(bench.include, bench.tests, arguments.tests), again
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as workers:
            waiting = [workers.submit(tried, header, many, context) for header, many in
                       sorted(share.items(), key=lambda one: -one[1])]
            for done in concurrent.futures.as_completed(waiting):
                some, more = done.result()
                rows += some
                thrown += more
    rows.sort(key=lambda row: (row["header"], row["line"]))
    return report(rows, thrown, before + time.monotonic() - began, arguments) or (1 if bench.broken else 0)


if __name__ == "__main__":
    sys.exit(main())
