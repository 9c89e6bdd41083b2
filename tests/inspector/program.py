#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Uses the program as a person would, also wrongly: what it prints, what it says, how it ends.
usage: program.py PROGRAM SOURCE_FOLDER"""
import csv
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import threading
import time
import tty

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []


def run(*words, text=None):
    return subprocess.run([program, *words], input=text, capture_output=True, text=True, timeout=60)


def expect(what, good, seen=""):
    if not good:
        failures.append(f"{what}\n    {str(seen)[:600]}")


def refused(what, status, words, *says):
    """Ends with this status and says this in a sentence, on standard error, with nothing on standard output."""
    done = run(*words)
    for one in says:
        expect(f"{what}: says '{one}'", one in done.stderr, done.stderr)
    expect(f"{what}: exit status {status}", done.returncode == status, f"{done.returncode} {done.stderr}")
    expect(f"{what}: one sentence", done.stderr.count("\n") == 1 and len(done.stderr) < 400, done.stderr)


class Simulated:
    """A simulated meter on a pseudo-terminal, for a `with`."""

    def __init__(self, model, *options):
        self.words = [program, "simulate", model, *options]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().split()[-1]

    def __exit__(self, *_):
        self.process.terminate()
        expect("simulate ends with 0 when told to", self.process.wait(timeout=5) == 0)


class Babbler:
    """Something on a line that answers each request with these bytes."""

    def __init__(self, answer):
        self.answer = answer

    def __enter__(self):
        self.own, other = pty.openpty()
        tty.setraw(self.own)
        tty.setraw(other)
        self.other = other
        threading.Thread(target=self.babble, daemon=True).start()
        return os.ttyname(other)

    def babble(self):
        try:
            while request := os.read(self.own, 300):
                os.write(self.own, self.answer(request) if callable(self.answer) else self.answer)
        except OSError:
            pass

    def __exit__(self, *_):
        os.close(self.own)
        os.close(self.other)


# ---- wrong words: 2 and a sentence that says what would be right
refused("no command", 2, [], "--help")
refused("an unknown command", 2, ["frobnicate"], "frobnicate", "identify", "--help")
refused("an unknown option", 2, ["poll", "leviton_s4100", "--prot", "x"], "--prot", "poll --help")
refused("a baud rate of 0", 2, ["poll", "leviton_s4100", "--port", "x", "--baud", "0"], "--baud")
refused("an unknown model", 2, ["poll", "leviton_s4200", "--port", "x"], "leviton_s4100", "wago_879_mbus", "leviton_s4100_bacnet", "--map")
refused("an address of another protocol", 2, ["poll", "leviton_s4100", "--port", "x", "--mac", "4"], "--mac", "leviton_s4100", "--unit")
refused("a unit of a BACnet meter", 2, ["simulate", "leviton_s4100_bacnet", "--unit", "4"], "--unit", "--mac")
for port in ("tcp:localhost", "tcp:", "tcp:localhost:99999", "tcp:[::1"):
    refused(f"a port that cannot be, {port}", 2, ["poll", "leviton_s4100", "--port", port], port, "tcp:HOST:PORT")
refused("no port", 2, ["poll", "leviton_s4100"], "--port")
refused("an unknown point", 2, ["poll", "leviton_s4100", "--port", "x", "--points", "real_powr_total"], "real_power_total")
refused("unit 0 read", 2, ["poll", "leviton_s4100", "--port", "x", "--unit", "0"], "broadcast")
refused("a register that holds nothing", 2, ["poll", "leviton_s4100", "--port", "x", "--points", "reserved_38"], "reserved_38")
refused("a command that is no setting", 2, ["set", "leviton_s4100", "command", "30078", "--port", "x"], "meterproto command")
refused("a setting that is none", 2, ["set", "leviton_s4100", "voltage_an", "5", "--port", "x"], "only read")
refused("a part of the clock", 2, ["set", "leviton_s4100", "clock_day_month", "2817", "--port", "x"], "together")
refused("a value out of range", 2, ["set", "leviton_s4100", "ct_primary", "40000", "--port", "x"], "1..32000")
refused("a value that is no number", 2, ["set", "leviton_s4100", "ct_primary", "many", "--port", "x"], "decimal number")
refused("what cannot be undone", 2, ["set", "wago_879", "combination_code", "5", "--port", "x"], "--yes")
refused("what is not decided", 2, ["set", "wago_879", "pulse_duration", "30", "--port", "x"], "0x0030")
refused("an unknown command word", 2, ["command", "leviton_s4000r", "reset_log", "--port", "x"], "reset_energy")
refused("a protocol that there is not", 2, ["decode", "knx", "e5"], "modbus", "mbus", "mstp", "npdu", "apdu", "tags")
refused("an M-Bus meter without an address", 2, ["poll", "wago_879_mbus", "--port", "x"], "--primary", "--secondary", "search")
refused("an M-Bus setting that is none", 2, ["set", "wago_879_mbus", "voltage_an", "5", "--port", "x", "--primary", "1"], "primary_address")
refused("a tariff out of range", 2, ["set", "wago_879_mbus", "tariff", "5", "--port", "x", "--primary", "1"], "1 to 4")
refused("a combination that cannot be undone", 2, ["set", "wago_879_mbus", "combination_code", "5", "--port", "x", "--primary", "1"], "--yes")
for command in (["set", "mbus", "tariff", "3"], ["simulate", "mbus"], ["points", "mbus"]):
    refused(f"whatever M-Bus meter answers: {command[0]}", 2, command, "can be polled", "wago_879_mbus")
refused("columns of whatever answers", 2, ["poll", "mbus", "--primary", "1", "--port", "x", "--format", "csv"], "--map")
refused("points of whatever answers", 2, ["poll", "mbus", "--primary", "1", "--port", "x", "--points", "voltage_an"], "--map")
refused("a plan of one answer", 2, ["plan", "wago_879_mbus"], "nothing to plan")
refused("commands of an M-Bus meter", 2, ["command", "wago_879_mbus", "reset"], "meterproto set")
refused("a request that is no hex", 2, ["decode", "--request", "zz", "01", "03"], "--request zz")
refused("a BACnet meter without an address", 2, ["poll", "leviton_s4100_bacnet", "--port", "/dev/null"], "--mac", "--device", "search mstp")
refused("two nodes of one MAC", 2, ["poll", "leviton_s4100_bacnet", "--port", "x", "--mac", "5", "--own-mac", "5"], "--own-mac")
refused("a MAC that no token reaches", 2, ["poll", "leviton_s4100_bacnet", "--port", "x", "--mac", "5", "--own-mac", "9", "--max-master", "8"], "--max-master")
refused("a BACnet setting out of range", 2, ["set", "leviton_s4100_bacnet", "ct_primary", "4", "--port", "x", "--mac", "1"], "5..32000")
refused("a demand interval off its steps", 2, ["set", "leviton_s4100_bacnet", "demand_subinterval_length", "90050", "--port", "x", "--mac", "1"], "steps of 100")
refused("a BACnet object that is measured", 2, ["set", "leviton_s4100_bacnet", "voltage_an", "5", "--port", "x", "--mac", "1"], "cannot be written")
refused("a BACnet command that is none", 2, ["command", "leviton_s4100_bacnet", "reset_log", "--port", "x", "--mac", "1"], "synchronize_time")
refused("a map that is not there", 2, ["points", "--map", "/nonexistent.csv"], "/nonexistent.csv")

# ---- ports that fail: 1 and a sentence
refused("a port that is not there", 1, ["poll", "leviton_s4100", "--port", "/dev/ttyUSB77"], "/dev/ttyUSB77")
refused("a port that is a folder", 1, ["poll", "leviton_s4100", "--port", "/tmp"], "/tmp")
refused("a device server that is not there", 1, ["poll", "leviton_s4100", "--port", "tcp:127.0.0.1:1"], "tcp:127.0.0.1:1")
with Babbler(b"") as port:
    refused("silence", 1, ["poll", "leviton_s4100", "--port", port, "--timeout", "100"], "no answer from unit 1 at 19200 8N1 within 100 ms", "baud rate", "parity", "wiring")
    refused("silence on an M-Bus", 1, ["poll", "mbus", "--port", port, "--primary", "1", "--timeout", "50"], "Address 1 does not answer", "search")
    done = run("search", "--port", port, "--timeout", "20")
    expect("nobody found", done.returncode == 1 and "No meter answers" in done.stdout, done)
with Babbler(bytes.fromhex("00ff13377e")) as port:
    refused("garbage on an M-Bus", 1, ["poll", "mbus", "--port", port, "--primary", "1", "--timeout", "50"], "No frame begins with 0x00")
    refused("garbage", 1, ["poll", "leviton_s4100", "--port", port, "--timeout", "100"], "00 FF 13 37 7E", "baud rate")
with Babbler(lambda request: request) as port:
    refused("an echo", 1, ["poll", "leviton_s4100", "--port", port, "--timeout", "100"], "--echo")
    refused("an echo on an M-Bus", 1, ["poll", "mbus", "--port", port, "--primary", "1", "--timeout", "50"], "Address 1 does not answer")
    refused("an echo, by name and at once", 1, ["poll", "wago_879_mbus", "--port", port, "--secondary", "21060042", "--retries", "0", "--timeout", "50"], "does not answer")
    done = run("search", "--port", port, "--timeout", "20")
    expect("nobody found where a line echoes", done.returncode == 1 and "No meter answers" in done.stdout and " 3 frames" in done.stdout, done)

# ---- the maps: what the library holds is what the manuals' second typing holds, and a map comes back as it went
models = json.loads(run("models", "--format", "json").stdout)
for model in models:
    name = model["model"]
    printed = run("points", name, "--format", "csv").stdout
    modbus = model["protocol"] == "modbus"
    columns = {"modbus": 9, "mbus": 6, "bacnet": 7}[model["protocol"]]
    typed = [row[:columns] for row in csv.reader((source / "tests/manuals" / f"{name}.csv").open())]
    rows = list(csv.reader(printed.splitlines()))
    expect(f"{name}: as many rows as typed", len(rows) == len(typed) == model["points"] + 1, (len(rows), len(typed)))
    for ours, theirs in zip(rows, typed):
        expect(f"{name}: row {theirs[0]}", ours == theirs, (ours, theirs))
    if not modbus:
        continue
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(printed)
        file.flush()
        expect(f"{name}: there and back", run("points", "--map", file.name, "--format", "csv").stdout == printed)
        for fault, what in (("address,count", "header"), (printed.replace(",R,", ",Q,", 1), "no access"), (printed.replace("uint16", "uint17"), "no format")):
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as broken:
                broken.write(fault + ("\n" if fault.endswith("t") else ""))
                broken.flush()
                done = run("points", "--map", broken.name)
                expect(f"{name}: {what}", done.returncode == (0 if fault == printed else 2), done.stderr)

printed = run("points", "wago_879_mbus", "--format", "csv").stdout
with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    file.write(printed)
    file.flush()
    expect("wago_879_mbus: there and back", run("points", "--map", file.name, "--format", "csv").stdout == printed)
for fault, what in (("dif,vif\n", "first line"), (printed.replace(",Wh,", ",V,", 1), "does not measure"), (printed.replace("FDC7FC01", "FDX7FC01"), "in hex"),
                    (printed.replace("voltage_an", "voltage_bn"), "twice")):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as broken:
        broken.write(fault)
        broken.flush()
        refused(f"a map of M-Bus records: {what}", 2, ["points", "--map", broken.name], what)

# ---- output that cannot be written
for words in (["points", "leviton_s4100", "--format", "csv"], ["models"]):
    done = subprocess.run([program, *words], stdout=open("/dev/full", "w"), stderr=subprocess.PIPE, text=True)
    expect(f"a full disk: {words[0]}", done.returncode == 1 and "No space left" in done.stderr, done)

plan = json.loads(run("plan", "leviton_s4100", "--points", "voltage_ll_avg,real_power_total,frequency", "--format", "json").stdout)
expect("plan", plan["reads"][0] == {"function": 3, "address": 20, "count": 8, "request": "0103001400080408"}, plan)

# ---- frames
done = run("decode", "modbus", "--format", "json", text="# a comment\n\n010304436680006e68\n01:83:02:c0:f1 direction=response\nxyz\n")
lines = [json.loads(line) for line in done.stdout.splitlines()]
expect("a line each", len(lines) == 3 and done.returncode == 1, done.stdout)
expect("registers", lines[0]["decoded"]["registers"] == [17254, 32768] and lines[0]["error"] is None, lines[0])
expect("an exception", lines[1]["kind"] == "exception" and lines[1]["decoded"]["code"] == 2, lines[1])
expect("no hex", lines[2]["error"]["code"] == "bad_hex", lines[2])
for protocol, frame in (("mstp", "55ff000102000040"), ("npdu", "01001008"), ("apdu", "1008"), ("tags", "2105")):
    done = run("decode", protocol, "--format", "json", frame)
    expect(f"BACnet: {protocol}", done.returncode == 0 and json.loads(done.stdout)["error"] is None, done)
    expect(f"BACnet: {protocol} at fault", run("decode", protocol, "--format", "annotated", "f5").returncode == 1)
expect("MS/TP is found out", json.loads(run("decode", "--format", "json", "55ff000102000040").stdout)["protocol"] == "mstp")
expect("a guess", "plausible: 230.5" in run("guess", "43", "66", "80", "00").stdout)

# ---- a meter
with Simulated("leviton_s4100", "--unit", "7", "--time", "12:30") as port:
    meter = ["--port", port, "--unit", "7"]
    poll = json.loads(run("poll", "leviton_s4100", *meter, "--points", "real_power_total,voltage_an,alert_bitmap", "--format", "json").stdout)
    points = poll["points"]
    expect("export at noon", float(points["real_power_total"]["value"]) < 0 and points["real_power_total"]["unit"] == "kW", poll)
    expect("mains", 220 < float(points["voltage_an"]["value"]) < 240, poll)
    every = json.loads(run("poll", "leviton_s4100", *meter, "--points", "all", "--format", "json").stdout)["points"]
    expect("all points come, but for one whose sign no source says",
           all(one.get("value") is not None or one["why"] == ("undecided" if name == "log_start_real_energy" else "not_available")
               for name, one in every.items()), every)
    block = json.loads(run("poll", "leviton_s4100_sunspec", *meter, "--points", "real_power_total,sunspec_id,manufacturer", "--format", "json").stdout)["points"]
    expect("SunSpec", block["manufacturer"]["value"] == "Leviton" and block["sunspec_id"]["value"] == str(0x53756E53) and float(block["real_power_total"]["value"]) < -1000, block)
    done = run("set", "leviton_s4100", "ct_primary", "200 A", *meter)
    expect("a setting, with its unit", done.returncode == 0 and "100 A -> 200 A" in done.stdout, done)
    done = run("set", "leviton_s4100", "system_voltage", "700", *meter)
    expect("a setting that the meter refuses", done.returncode == 1 and "pt_ratio" in done.stderr, done)
    done = run("set", "leviton_s4100", "pt_ratio", "1.5", *meter)
    expect("a scaled setting", done.returncode == 0 and "1.00 -> 1.50" in done.stdout, done)
    run("set", "leviton_s4100", "system_type", "31", *meter)
    points = json.loads(run("poll", "leviton_s4100", *meter, "--points", "voltage_an,voltage_ab,voltage_an_f", "--format", "json").stdout)["points"]
    expect("no neutral on a delta", points["voltage_an"] == {"value": None, "why": "not_available"} and points["voltage_an_f"]["value"] is None and points["voltage_ab"]["value"], points)
    done = run("command", "leviton_s4100", "reset_energy", *meter)
    expect("a command", done.returncode == 0 and "0 -> 1" in done.stdout, done)
    done = run("command", "leviton_s4100", "synchronize_time", *meter)
    expect("the clock", done.returncode == 0 and f"says {time.strftime('%Y-%m-%d %H')}" in done.stdout, done)
    done = run("identify", *meter)
    expect("identify", "leviton_s4100" in done.stdout and "203" not in done.stdout and "204 (105" in done.stdout, done.stdout)
    done = run("scan", "--port", port, "--from", "6", "--to", "8", "--baud", "19200")
    expect("scan", done.returncode == 0 and "unit 7" in done.stdout and "1 device answers" in done.stdout, done.stdout)
    told = json.loads(run("identify", *meter, "--format", "json").stdout)
    expect("identify, for programs", told["model"] == "leviton_s4100" and told["server_id"]["running"] is True and
           told["device_identification"]["vendor_name"] == "Leviton" and {"id": 204, "length": 105} in told["sunspec"]["models"], told)
    told = json.loads(run("scan", "--port", port, "--from", "6", "--to", "8", "--baud", "19200", "--format", "json").stdout)
    expect("scan, for programs", told["unit"] == 7 and told["parity"] == "none" and told["identity"]["model"] == "leviton_s4100", told)
    done = run("poll", "wago_879", *meter)
    expect("another model", done.returncode == 1 and "refuses every point" in done.stderr and "identify" in done.stderr, done)
    done = run("poll", "leviton_s4100", *meter, "--points", "frequency", "-v")
    expect("a trace", "-> " in done.stderr and "<- " in done.stderr and "read holding registers" in done.stderr, done.stderr)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as own:
        own.write("address,count,access,nv,format,unit,scale,range,name\n26,1,R,,uint16,V,V,0..32767,star_voltage\n139,1,R,,int16,,none,-4..4,scale_v\n113,1,R,,uint16,,none,,not_there\n")
        own.flush()
        done = run("poll", "--map", own.name, *meter, "--format", "json")
        own_points = json.loads(done.stdout)["points"]
        expect("a map of one's own, with a register that the meter refuses",
               own_points["not_there"]["why"] == "illegal_data_address" and own_points["star_voltage"]["why"] == "not_available", done)
    begin = time.monotonic()
    many = subprocess.Popen([program, "poll", "leviton_s4100", *meter, "--points", "frequency", "--every", "0.2", "--format", "csv"], stdout=subprocess.PIPE, text=True)
    rows = [many.stdout.readline() for _ in range(4)]
    many.terminate()
    expect("poll --every", many.wait(timeout=5) == 0 and rows[0].startswith("time,frequency") and 0.3 < time.monotonic() - begin < 5, rows)

for model in ("leviton_s4000r", "leviton_s4000k", "wago_879"):
    with Simulated(model, "--time", "19:00") as port:
        points = json.loads(run("poll", model, "--port", port, "--format", "json").stdout)["points"]
        expect(f"{model}: all there", len(points) > 20 and all(one["value"] is not None for one in points.values()), points)
        expect(f"{model}: evening load", float(points["real_power_total"]["value"]) > 5, points)
        expect(f"{model}: identify", model in run("identify", "--port", port, *(["--baud", "9600"] if model == "wago_879" else [])).stdout)

# ---- M-Bus
done = run("decode", "--format", "table", text="68 0B 0B 68 53 FD 52 46 02 02 19 FF FF FF FF 01 16\n68 03 03 68 08 01 70 79 17\n10 5B 01\n")
expect("a selection", "selection by secondary address" in done.stdout and "19020246" in done.stdout and "any" in done.stdout, done.stdout)
expect("a stop byte", "bad_stop at byte 8" in done.stdout and done.returncode == 1, done.stdout)
with Simulated("wago_879_mbus", "--primary", "5", "--time", "19:00") as port:
    meter = ["--port", port, "--timeout", "200"]
    done = run("poll", "wago_879_mbus", *meter, "--primary", "5", "--format", "json")
    points = json.loads(done.stdout)["points"]
    expect("wago_879_mbus: all there", len(points) == 31 and all(one["value"] is not None for one in points.values()), points)
    expect("wago_879_mbus: evening load", float(points["real_power_total"]["value"]) > 5000 and points["real_power_total"]["unit"] == "W", points)
    records = json.loads(run("poll", "mbus", *meter, "--secondary", "2106FFFF", "--format", "json").stdout)["records"]
    expect("any meter: its records", len(records) == 31 and records[0]["quantity"] == "energy", records[:1])
    expect("any meter: when it was", "time" in json.loads(run("poll", "mbus", *meter, "--primary", "5", "--format", "json").stdout))
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as own:
        own.write("dif,vif,name,unit,tariff,phase\n02,FDC7FC01,star_voltage,V,0,a\n0A,FD3A,power_factor_total,,0,\n44,03,not_there,Wh,0,\n")
        own.flush()
        mine = json.loads(run("poll", "--map", own.name, *meter, "--primary", "5", "--format", "json").stdout)["points"]
        expect("a map of M-Bus records, one of which the meter has not", 200 < float(mine["star_voltage"]["value"]) < 260 and
               0 < float(mine["power_factor_total"]["value"]) <= 1 and mine["not_there"]["why"] == "not_in_reply", mine)
    found = json.loads(run("search", *meter, "--format", "json").stdout)
    expect("search", found["secondary"] == "21060042CD250102" and found["manufacturer"] == "INM", found)
    refused("another address", 1, ["poll", "wago_879_mbus", *meter, "--primary", "6"], "Address 6 does not answer")
    refused("another number", 1, ["poll", "wago_879_mbus", *meter, "--secondary", "11111111"], "does not answer")
    for name, value, says in (("tariff", "3", "read back"), ("real_energy_resettable", "0", "read back"), ("s0_pulse_rate", "0.1", "cannot read it back"),
                              ("secondary_address_lsb", "15012345", "read back"), ("primary_address", "7", "5 -> 7")):
        done = run("set", "wago_879_mbus", name, value, *meter, "--primary", "5")
        expect(f"set {name}", done.returncode == 0 and says in done.stdout, done)
    done = run("set", "wago_879_mbus", "secondary_address_printed", "19020246", *meter, "--primary", "7")
    expect("the other order of digits is noticed", done.returncode == 1 and "does not read 19020246" in done.stderr, done)
    points = json.loads(run("poll", "wago_879_mbus", *meter, "--primary", "7", "--format", "json").stdout)["points"]
    expect("tariff 3 counts", points["tariff"]["value"] == "3", points["tariff"])

# ---- BACnet
with Simulated("leviton_s4100_bacnet", "--mac", "1", "--device", "1234567", "--time", "12:30", "--max-master", "3") as port:
    line = ["--port", port, "--own-mac", "2", "--max-master", "3"]
    meter = [*line, "--mac", "1"]
    points = json.loads(run("poll", "leviton_s4100_bacnet", *meter, "--format", "json").stdout)["points"]
    expect("leviton_s4100_bacnet: all there", len(points) == 35 and all(one["value"] is not None for one in points.values()), points)
    expect("leviton_s4100_bacnet: export at noon", float(points["real_power_total"]["value"]) < 0 and points["real_power_total"]["unit"] == "kW", points)
    every = json.loads(run("poll", "leviton_s4100_bacnet", *meter, "--points", "all", "--format", "json").stdout)["points"]
    expect("every object", len(every) == 103 and all(one["value"] is not None for one in every.values()), every)
    expect("the clock waits to be set", every["clock_reset"]["meaning"] == "active" and every["alarm_bitmap"]["value"] == "16384", every["clock_reset"])
    done = run("command", "leviton_s4100_bacnet", "synchronize_time", *meter)
    expect("time", done.returncode == 0 and "nobody confirms" in done.stdout, done)
    one = json.loads(run("poll", "leviton_s4100_bacnet", *meter, "--points", "clock_reset", "--format", "json").stdout)["points"]
    expect("the clock is set", one["clock_reset"]["value"] == "0", one)
    found = json.loads(run("search", "mstp", *line, "--format", "json").stdout)
    expect("Who-Is", found["device"] == 1234567 and found["mac"] == 1 and found["vendor"] == 133 and found["model"] == "S4100 Energy Meter", found)
    done = run("set", "leviton_s4100_bacnet", "ct_primary", "200", *line, "--device", "1234567")
    expect("a setting, which takes its time", done.returncode == 0 and "100 A -> 200 A" in done.stdout, done)
    refused("a voltage that goes by the PT ratio", 2, ["set", "leviton_s4100_bacnet", "system_voltage", "700", *meter], "660 V times the PT ratio")
    done = run("command", "leviton_s4100_bacnet", "reset_energy", *meter)
    expect("a command word", done.returncode == 0, done)
    refused("another MAC", 1, ["poll", "leviton_s4100_bacnet", *line, "--mac", "9", "--timeout", "300", "--retries", "0"], "MAC 9 does not answer", "search mstp")
    refused("another device", 1, ["poll", "leviton_s4100_bacnet", *line, "--device", "42", "--timeout", "300"], "No device says that it is 42")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as own:
        own.write("object,name,access,nv,unit,units_property,range\nAI70,star_voltage,R,0,V,5,\nAI99,not_there,R,0,,,\n")
        own.flush()
        mine = json.loads(run("poll", "--map", own.name, *meter, "--format", "json").stdout)["points"]
        expect("a map of BACnet objects, one of which the meter has not", float(mine["star_voltage"]["value"]) > 200 and mine["not_there"]["why"] == "error_answer", mine)
plan = json.loads(run("plan", "leviton_s4100_bacnet", "--points", "all", "--format", "json").stdout)
expect("a plan by the size of the answer", all(one["answer"] <= 480 for one in plan["reads"]) and sum(one["properties"] for one in plan["reads"]) == 206, plan)
with Babbler(b"") as port:
    done = run("search", "mstp", "--port", port, "--own-mac", "0")
    expect("no device", done.returncode == 1 and "No device answers" in done.stdout and "nothing was heard" in done.stdout, done)

done = run("demo")
expect("demo", done.returncode == 0 and all(name in done.stdout for name in ("leviton_s4000r", "leviton_s4000k", "leviton_s4100", "wago_879 ", "wago_879_mbus", "leviton_s4100_bacnet  MAC 1", "share the line")), done)

print("\n".join(failures) or "the program does what it says")
sys.exit(1 if failures else 0)
