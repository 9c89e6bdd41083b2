# SPDX-License-Identifier: MIT
"""Runs one test of BACnet against software that others wrote: frames in a capture, or two programs over UDP."""
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

from interop import check, main

# tshark 4.0.17 compares all three CRCs. mstp.checksum.status is 1 for a good one and 0 for a bad one, except that of a
# bad CRC-32K, which it says nothing about: 2, unverified. A good one is 1 there too, so nothing but 1 will do.
GOOD = "1"


def same(printed, wanted):
    """tshark prints all numbers its own way, and a flag as 1 or True, as its version likes."""
    if isinstance(wanted, bool):
        return printed in (("1", "True") if wanted else ("0", "False"))
    if isinstance(wanted, int):
        return int(printed, 0) == wanted
    if isinstance(wanted, float):  # some are printed with six digits
        return abs(float(printed) - wanted) <= 1e-5 * abs(wanted)
    return printed == wanted


def read_with_tshark(bench, use, capture, fields):
    """By frame, of each field all that is printed."""
    between, inside = "\x1d", "\x1e"
    said = bench.run(use.tshark, "-n", "-r", capture, "-T", "fields", "-E", "separator=" + between,
                     "-E", "aggregator=" + inside, "-E", "occurrence=a",
                     *(word for field in fields for word in ("-e", field)))
    rows = [line for line in said.split("\n") if between in line]  # tshark may warn that it runs as root
    return [{field: cell.split(inside) if cell else [] for field, cell in zip(fields, row.split(between))}
            for row in rows]


def tshark(bench, use):
    with tempfile.TemporaryDirectory() as place:
        capture = os.path.join(place, "frames.pcap")
        wanted = [json.loads(line) for line in bench.run(use.frames, capture).splitlines()]
        always = ["mstp.frame_type", "mstp.len", "mstp.hdr_crc", "mstp.checksum.status", "_ws.malformed",
                  "_ws.expert.message", "bacapp.confirmed_service", "bacapp.unconfirmed_service"]
        fields = sorted(set(always) | {field for one in wanted for field in one["fields"]})
        frames = read_with_tshark(bench, use, capture, fields)
        damaged = damage(capture, os.path.join(place, "damaged.pcap"))
        statuses = [one["mstp.checksum.status"] for one in
                    read_with_tshark(bench, use, os.path.join(place, "damaged.pcap"), always)]

    check(len(frames) == len(wanted) > 200, f"{len(frames)} frames of {len(wanted)}")
    faults = []
    compared = 0
    for number, (frame, one) in enumerate(zip(frames, wanted), 1):
        def fault(why):
            faults.append(f"frame {number}, {one['what']}: {why}")
        if frame["_ws.malformed"] or frame["_ws.expert.message"]:
            fault(f"{frame['_ws.malformed']} {frame['_ws.expert.message']}")
        sums = 1 if frame["mstp.len"] == ["0"] else 2
        if frame["mstp.checksum.status"] != [GOOD] * sums:
            fault(f"of its {sums} CRCs {frame['mstp.checksum.status']} are good")
        for field, values in one["fields"].items():
            compared += len(values)
            if len(frame[field]) != len(values) or not all(map(same, frame[field], values)):
                fault(f"{field} is {frame[field]}, not {values}")
    check(not faults, f"{len(faults)} faults\n  " + "\n  ".join(faults[:60]))

    types = collections.Counter(int(frame["mstp.frame_type"][0]) for frame in frames)
    check(set(types) >= {0, 1, 2, 3, 4, 5, 6, 7, 32, 33, 128}, f"frame types {sorted(types)}")
    services = {int(one) for frame in frames for one in frame["bacapp.confirmed_service"]}
    check(services == {12, 14, 15, 17, 20, 26}, f"services {services}")
    services = {int(one) for frame in frames for one in frame["bacapp.unconfirmed_service"]}
    check(services == {0, 1, 6, 7, 8, 9}, f"unconfirmed services {services}")

    # Whether tshark would have told: the same frames, each with a bit of its last octet turned.
    check(len(statuses) == len(frames), "not all damaged frames are read")
    missed = [number for number, status in enumerate(statuses, 1) if status == [GOOD] * len(status)]
    check(not missed, f"tshark takes the damaged frames {missed} for good")
    print(f"{len(frames)} frames, {compared} fields as they should be; {damaged} damaged ones are not good")


def damage(capture, to):
    """Turns a bit of the last octet of each packet; gives how many there were."""
    with open(capture, "rb") as file:
        data = bytearray(file.read())
    at, count = 24, 0
    while at < len(data):
        at += 16 + int.from_bytes(data[at + 8:at + 12], sys.byteorder)
        data[at - 1] ^= 0x01
        count += 1
    with open(to, "wb") as file:
        file.write(data)
    return count


# ---- against BACpypes3's decoder -------------------------------------------------------------------------------------

# Where we refuse and BACpypes3 does not: what it has passed over, which bacpypes3_peer.py finds out from what it has
# read; the errors that we may give then; and why we are right. Clauses are those of ANSI/ASHRAE 135-2016.
STRICTER = {
    "reserved-form": ({"bad_value"}, "20.2.1.3: L/V/T 6 and 7 open and close in the context class only"),
    "reserved-number": ({"bad_value"}, "20.2.1.2: tag number 255 is reserved"),
    "reserved-type": ({"bad_value"}, "20.2.1.4: application tags 13 to 15 are reserved"),
    "boolean": ({"bad_value"}, "20.2.3: L/V/T of an application Boolean is 0 or 1"),
    "unused-bits": ({"bad_value"}, "20.2.10: 0 to 7 bits are unused, and none where there are none"),
    "not-opened": ({"bad_tag"}, "15.5, 15.9: a value stands between an opening and a closing tag"),
    "unclosed": ({"unbalanced", "bad_tag", "too_short"}, "20.2.1.3.2: what is opened is closed"),
    "more-octets": ({"too_long"}, "20.1: acks without content, rejects and aborts end behind their fields"),
    # BACpypes3 ends where it meets what it does not know, and writes again only what it has read.
    "other-octets": ({"too_long", "bad_tag", "too_short", "bad_count", "bad_length", "bad_value", "does_not_fit",
                      "unbalanced", "too_many"}, "15, 16: a service has these parameters and no others, in this order"),
    "missing": ({"too_short", "bad_tag", "too_long", "bad_length"}, "15, 16: a parameter that is not optional"),
    "no-device": ({"bad_value"}, "16.9, 16.10: who says I-Am or I-Have is a Device object"),
    "enumeration": ({"bad_value"}, "21: an enumeration that cannot be extended has no more values"),
    "priority": ({"bad_value"}, "15.9.1.1.5: priorities are 1 to 16"),
    "minutes": ({"does_not_fit"}, "21: the time of DeviceCommunicationControl is an Unsigned16"),
    "limits": ({"bad_value", "bad_tag", "too_short", "too_long"}, "16.10.1: both limits or none, up to 4194303"),
    "no-time": ({"bad_value"}, "16.7: a clock is set to one time"),
    "long-address": ({"bad_length"}, "6.2.2: no data link has addresses of more than seven octets"),
    "no-count": ({"bad_value"}, "15.8.1.1.4: a count of 0 is no range"),
}
# Where BACpypes3 refuses and we do not: layer, its exceptions, what the octets look like, and why.
LAXER = (
    ({"apdu"}, {"RuntimeError", "AttributeError"}, r"50",
     "an error of a service that we never ask for: class and code are all that our client wants to know"),
    ({"service"}, {"AttributeError"}, r"30..0e$",
     "a ReadPropertyMultiple ack without objects: whoever reads its list finds none, and misses what was asked for"),
    ({"tag", "service"}, {"UnicodeDecodeError"}, r".*7",
     "a string whose octets are none of its character set: ours are as they came, the caller may still show them"),
)


def mutations(vectors, each):
    """The same ones each time."""
    state = random.Random(135)

    def below(count):
        return int(state.random() * count)
    for vector in vectors:
        for _ in range(each if vector["hex"] else 0):
            octets = bytearray.fromhex(vector["hex"])
            at = below(len(octets))
            kind = below(5)
            if kind == 0:
                octets[at] ^= 1 << below(8)
            elif kind == 1:
                octets[at] = below(256)
            elif kind == 2:
                del octets[at]
            elif kind == 3:
                octets.insert(at, below(256))
            else:
                del octets[at:]
            yield {"id": vector["id"] + ", changed", "layer": vector["layer"], "hex": octets.hex()}


def decoders(bench, use):
    with open(use.vectors, encoding="utf-8") as file:
        vectors = [vector for vector in map(json.loads, file) if vector["layer"] in ("tag", "npdu", "apdu", "service")]
    vectors += list(mutations(vectors, 20))

    def verdicts(*command):
        said = subprocess.run(command, input="".join(f"{one['layer']} {one['hex'] or '-'}\n" for one in vectors),
                              capture_output=True, text=True, timeout=8, check=False)
        lines = said.stdout.splitlines()
        check(len(lines) == len(vectors),
              f"{command[0]} ended at {len(lines)} of {len(vectors)}\n{said.stderr[-2000:]}")
        return [line.split() for line in lines]
    ours, theirs = verdicts(use.peer, "judge"), verdicts(use.python, use.bacpypes3, "judge")

    seen = collections.Counter()
    faults = []
    for vector, (our, *why), (their, *facts) in zip(vectors, ours, theirs):
        if our == their:
            seen[our] += 1
            continue
        if our == "reject":
            names = [fact for fact in facts if why[0] in STRICTER[fact][0]]
        else:
            names = ["laxer: " + facts[0] for layers, exceptions, looks, _ in LAXER if vector["layer"] in layers
                     and facts[0] in exceptions and re.match(looks, vector["hex"])]
        if names:
            seen[names[0]] += 1
        else:
            faults.append(f"{vector['id']}: {vector['layer']} {vector['hex']}: we {our} {' '.join(why)}, "
                          f"BACpypes3 {their} {' '.join(facts)}")
    check(not faults, f"{len(faults)} differences that nobody has explained\n  " + "\n  ".join(faults[:40]))
    check(seen["accept"] > 200 and seen["reject"] > 200, f"too few that are the same: {seen}")
    print(f"{len(vectors)} vectors:", ", ".join(f"{count} {name}" for name, count in seen.most_common()))


# ---- over UDP --------------------------------------------------------------------------------------------------------


def bacpypes3_client(bench, use):
    meter, said = bench.server(use.peer, "server", ready=r"ready (\d+) (.*)\n")
    print(bench.run(use.python, use.bacpypes3, "client", said[1], stdin=said[2]), end="")
    bench.alive(meter)


def bacpypes3_server(bench, use):
    server, said = bench.server(use.python, use.bacpypes3, "server", ready=r"ready (\d+)\n")
    print(bench.run(use.peer, "client", said[1]), end="")
    bench.alive(server)


def js_client(bench, use):
    meter, said = bench.server(use.peer, "server", ready=r"ready (\d+) (.*)\n")
    print(bench.run(use.node, use.bacnet_js, use.modules, said[1], stdin=said[2]), end="")
    bench.alive(meter)


TESTS = {one.__name__: one for one in (tshark, decoders, bacpypes3_client, bacpypes3_server, js_client)}

if __name__ == "__main__":
    sys.exit(main(TESTS, (
        "tshark", "frames", "peer", "python", "bacpypes3", "vectors", "node", "bacnet-js", "modules")))
