#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The bill of materials of a release: CycloneDX 1.6, JSON. One library, which depends on nothing, and its headers with
their check sums. Made at release; the same sources and the same SOURCE_DATE_EPOCH give the same bytes.
usage: sbom.py > meterproto.cdx.json"""
import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import uuid

from amalgamate import SOURCE, version

REPOSITORY = "https://github.com/meterproto/meterproto"


def released():
    """When: SOURCE_DATE_EPOCH, else the time of the last commit."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        log = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=SOURCE, capture_output=True, text=True)
        epoch = log.stdout.strip() or "0"
    return datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def header(path):
    name = path.relative_to(SOURCE).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"type": "file", "bom-ref": name, "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}


def main():
    purl = f"pkg:github/meterproto/meterproto@v{version()}"
    headers = [header(path) for path in [*sorted((SOURCE / "include").rglob("*.hpp")), SOURCE / "single_include/meterproto.hpp"]]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, purl + json.dumps(headers))}",
        "version": 1,
        "metadata": {
            "timestamp": released(),
            "component": {
                "type": "library",
                "bom-ref": purl,
                "name": "meterproto",
                "version": version(),
                "description": "Energy meter protocols for C++20, header-only",
                "licenses": [{"license": {"id": "MIT"}}],
                "copyright": "2026 the meterproto authors",
                "purl": purl,
                "externalReferences": [{"type": "vcs", "url": REPOSITORY}],
                "components": headers,
            },
        },
        "components": [],
        "dependencies": [{"ref": purl, "dependsOn": []}],
    }
    json.dump(bom, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
