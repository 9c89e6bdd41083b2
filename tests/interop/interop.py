# SPDX-License-Identifier: MIT
"""Runs one test: two programs that talk over pseudo-terminals, and what they must agree on.

This process is the wire: it holds the far ends of two pseudo-terminals and hands on what comes. Where a test fails, it
prints what the programs said and the last frames that passed.
"""
import argparse
import contextlib
import ctypes
import json
import math
import os
import re
import selectors
import signal
import subprocess
import sys
import time
import tty

LIMIT = 9.0  # seconds, for everything
UNIT = 17


class Failed(Exception):
    pass


class Program:
    def __init__(self, bench, command, stdin):
        self.name = os.path.basename(command[0])
        self.output = b""
        self.ended = False
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=die_with_parent)
        if stdin:  # fits into a pipe, so this does not wait
            self.process.stdin.write(stdin.encode())
            self.process.stdin.close()
        bench.watch(self.process.stdout.fileno(), self.collect)

    def collect(self, bench, descriptor):
        data = os.read(descriptor, 65536)
        self.output += data
        if not data:
            self.ended = True
            bench.selector.unregister(descriptor)

    def text(self):
        return self.output.decode(errors="replace")

    def stop(self):
        if self.process.poll() is None:  # not yet reaped, so the number is still its own
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Bench:
    def __init__(self):
        self.began = time.monotonic()
        self.selector = selectors.DefaultSelector()
        self.programs = []
        self.descriptors = []
        self.passed = []
        self.often = lambda: None

    def watch(self, descriptor, action):
        self.selector.register(descriptor, selectors.EVENT_READ, action)

    def terminal(self):
        """The wire's end, and the path of the other; that is held open here too, so that programs may come and go."""
        master, slave = os.openpty()
        self.descriptors += [master, slave]
        tty.setraw(slave)
        os.set_blocking(master, False)
        return master, os.ttyname(slave)

    def wire(self):
        """The paths of the server's end and of the client's."""
        (server, server_path), (client, client_path) = self.terminal(), self.terminal()

        def hand_on(arrow, to):
            def action(_, descriptor):
                data = os.read(descriptor, 4096)
                self.passed.append((time.monotonic() - self.began, arrow, data))
                with contextlib.suppress(BlockingIOError):  # nobody reads at the other end: lost, as on a wire
                    os.write(to, data)
            return action
        self.watch(client, hand_on("->", server))
        self.watch(server, hand_on("<-", client))
        return server_path, client_path

    def start(self, *command, stdin=None):
        self.programs.append(Program(self, command, stdin))
        return self.programs[-1]

    def until(self, condition, what):
        while not condition():
            left = LIMIT - (time.monotonic() - self.began)
            if left <= 0:
                raise Failed(f"{what}: not within {LIMIT:.0f} s")
            for key, _ in self.selector.select(min(left, 0.01)):
                key.data(self, key.fd)
            self.often()

    def server(self, *command, ready=r"ready\n"):
        """A program that has said that it listens; gives what it said."""
        program = self.start(*command)
        self.until(lambda: re.search(ready, program.text()) or program.ended, program.name)
        if program.ended:
            raise Failed(f"{program.name} ended before it was ready")
        return program, re.search(ready, program.text())

    def run(self, *command, stdin=None, status=0):
        """A program to its end; gives what it said."""
        program = self.start(*command, stdin=stdin)
        self.until(lambda: program.ended, program.name)
        ended = program.process.wait()
        if ended != status:
            raise Failed(f"{program.name} ended with {ended} instead of {status}")
        return program.text()

    def alive(self, program):
        if program.ended or program.process.poll() is not None:
            raise Failed(f"{program.name} did not live to the end of the test")

    def close(self):
        for program in self.programs:
            program.stop()
        for descriptor in self.descriptors:
            os.close(descriptor)

    def report(self):
        for program in self.programs:
            print(f"--- {program.name} {' '.join(program.process.args[1:])}\n{program.text()[-4000:]}")
        if self.passed:
            print("--- the last that passed; -> is from the client")
        for at, arrow, data in self.passed[-12:]:
            print(f"{at:7.3f} s {arrow} {data.hex(' ')}")


def check(good, instead):
    if not good:
        raise Failed(instead)


# ---- the tests -------------------------------------------------------------------------------------------------------


def libmodbus_server(bench, use):
    theirs, ours = bench.wire()
    server, _ = bench.server(use.libmodbus, "server", theirs)
    print(bench.run(use.peer, "client", ours, "libmodbus"), end="")
    bench.alive(server)


def libmodbus_client(bench, use):
    ours, theirs = bench.wire()
    server, _ = bench.server(use.peer, "server", ours)
    print(bench.run(use.libmodbus, "client", theirs), end="")
    bench.alive(server)
    for model in "leviton_s4100", "wago_879":
        meter, path = simulate(bench, use, model)
        lines = bench.run(use.libmodbus, "floats", path, str(UNIT), stdin=bench.run(use.peer, "floats", model))
        print(bench.run(use.peer, "compare", model, stdin=lines), end="")
        bench.alive(meter)


def simulate(bench, use, model):
    """The simulated meter, its clock standing still so that two readers see the same, and its path."""
    meter, said = bench.server(use.meterproto, "simulate", model, "--unit", str(UNIT), "--time", "12:30",
                               "--speed", "0", "-v", ready=r"on (/dev/\S+)\n")
    return meter, said[1]


def mbpoll(bench, use):
    def ask(path, *words, values=(), unit=UNIT, status=0):
        return bench.run(use.mbpoll, "-m", "rtu", "-a", str(unit), "-b", "19200", "-P", "none", "-1", "-o", "1.5",
                         *words, path, *values, status=status)

    def numbers(said):
        """By the number in brackets; what follows in parentheses is the same with a sign."""
        return {int(at): float(value) for at, value in re.findall(r"^\[(\d+)\]:\s+(\S+)", said, re.M)}

    def registers(path, address, count):
        said = bench.run(use.peer, "read", path, str(UNIT), str(address), str(count))
        return [int(one) for one in said.split()]

    def points(path, model, *names):
        said = bench.run(use.meterproto, "poll", model, "--port", path, "--unit", str(UNIT),
                         "--points", ",".join(names), "--format", "json")
        return [float(json.loads(said)["points"][name]["value"]) for name in names]

    def same(theirs, ours, steps):
        """mbpoll prints six digits of a float."""
        good = len(theirs) == len(ours) > 0 and all(
            math.isclose(one, other, rel_tol=1e-5) for one, other in zip(theirs.values(), ours))
        first, last = min(theirs, default=0), max(theirs, default=0)
        check(good and last - first == steps * (len(ours) - 1), f"mbpoll reads {theirs}, we {ours}")
        print(f"{len(ours)} from {first} on are the same, as {ours[0]} and {ours[-1]}")

    # Numbers as the manual prints them, from 1, which is what mbpoll expects too. -B: the high word comes first.
    meter, path = simulate(bench, use, "leviton_s4100")
    same(numbers(ask(path, "-r", "26", "-c", "3", "-t", "4")), registers(path, 25, 3), 1)
    same(numbers(ask(path, "-r", "257", "-c", "125", "-t", "3")), registers(path, 256, 125), 1)
    same(numbers(ask(path, "-r", "287", "-c", "2", "-t", "4:float", "-B")),
         points(path, "leviton_s4100", "voltage_ln_avg_f", "current_avg_f"), 2)
    check("Data  : Leviton S4100" in ask(path, "-u"), "mbpoll -u does not name the meter")
    check("Illegal data address" in ask(path, "-r", "4000", "-t", "4", status=1), "register 4000")
    check("Illegal function" in ask(path, "-r", "1", "-t", "0", status=1), "coil 1")
    ask(path, "-r", "131", "-t", "4", values=["400"])  # function 06
    check(points(path, "leviton_s4100", "ct_primary") == [400], "ct_primary is not 400")
    ask(path, "-r", "131", "-t", "4", values=["200", "3"])  # function 10
    check(points(path, "leviton_s4100", "ct_primary", "ct_secondary") == [200, 3], "ct_primary is not 200")
    check("Illegal data value" in ask(path, "-r", "131", "-t", "4", values=["0"], status=1), "ct_primary 0")
    check("timed out" in ask(path, "-r", "26", "-o", "0.1", unit=UNIT + 1, status=1), "another unit answers")
    bench.alive(meter)

    # This manual's numbers are those of the wire: -0.
    meter, path = simulate(bench, use, "wago_879")
    same(numbers(ask(path, "-0", "-r", str(0x4000), "-c", "9", "-t", "4")), registers(path, 0x4000, 9), 1)
    same(numbers(ask(path, "-0", "-r", str(0x5002), "-c", "4", "-t", "4:float", "-B")),
         points(path, "wago_879", "voltage_an", "voltage_bn", "voltage_cn", "frequency"), 2)
    check("Illegal function" in ask(path, "-0", "-r", str(0x5002), "-t", "3", status=1), "an input register")
    bench.alive(meter)


def pymodbus_client(bench, use):
    ours, theirs = bench.wire()
    server, _ = bench.server(use.peer, "server", ours)
    print(bench.run(use.python, use.pymodbus, "client", theirs), end="")
    bench.alive(server)


def pymodbus_server(bench, use):
    theirs, ours = bench.wire()
    server, _ = bench.server(use.python, use.pymodbus, "server", theirs)
    print(bench.run(use.peer, "client", ours, "pymodbus"), end="")
    bench.alive(server)


def silence(bench, use):
    """Nobody is there; somebody talks and never says anything; the line gives back what is sent."""
    _, path = bench.terminal()
    print(bench.run(use.peer, "silence", path), end="")
    said = bench.run(use.meterproto, "poll", "leviton_s4100", "--port", path, "--unit", "9", "--timeout", "150",
                     "--retries", "0", status=1)
    check("no answer from unit 9" in said, said)
    bench.run(use.meterproto, "scan", "--port", path, "--from", "1", "--to", "3", "--timeout", "50", status=1)

    noise, path = bench.terminal()
    begun = bytes.fromhex("11 03 04 00 11 83 00 11 03")  # three answers that begin well
    bench.often = lambda: os.write(noise, begun)
    bench.watch(noise, lambda _, descriptor: os.read(descriptor, 4096))
    print(bench.run(use.peer, "silence", path), end="")
    bench.often = lambda: None

    mirror, path = bench.terminal()
    bench.watch(mirror, lambda _, descriptor: os.write(mirror, os.read(descriptor, 4096)))
    print(bench.run(use.peer, "silence", path), end="")


TESTS = {one.__name__: one for one in (
    libmodbus_server, libmodbus_client, mbpoll, pymodbus_client, pymodbus_server, silence)}


def main(tests, programs):
    parser = argparse.ArgumentParser()
    parser.add_argument("test", choices=tests)
    for program in programs:
        parser.add_argument("--" + program)
    use = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench()
    try:
        tests[use.test](bench, use)
    except Failed as why:
        print(f"FAILED: {why}")
        bench.report()
        return 1
    finally:
        bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(TESTS, ("peer", "meterproto", "libmodbus", "mbpoll", "python", "pymodbus")))
