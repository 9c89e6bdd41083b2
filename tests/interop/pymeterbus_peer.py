# SPDX-License-Identifier: MIT
"""Reads frames as pyMeterBus does: hex from standard input, a line each; a line of JSON for each."""
import json
import sys

import meterbus


def read(frame):
    try:
        telegram = meterbus.load(list(frame))
    except Exception as fault:  # whatever it throws, it does not take the frame
        return {"taken": False, "why": f"{type(fault).__name__} {fault}"}
    said = {"taken": True, "kind": type(telegram).__name__}
    if isinstance(telegram, meterbus.TelegramLong):
        said["records"] = [one(record) for record in telegram.records]
    return said


def one(record):
    try:
        return {key: value if isinstance(value, int) else str(value) for key, value in record.interpreted.items()}
    except Exception as fault:
        return {"fault": f"{type(fault).__name__} {fault}"}


for line in sys.stdin:
    print(json.dumps(read(bytes.fromhex(line))))
