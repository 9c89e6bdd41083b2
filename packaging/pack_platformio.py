# SPDX-License-Identifier: MIT
"""Makes the archive that PlatformIO's registry would get, with PlatformIO's own checks of the manifest. Its list of
licences, which it would fetch, stands here. usage: python pack_platformio.py SOURCE ARCHIVE"""
import sys

from platformio.package.manifest.schema import ManifestSchema
from platformio.package.pack import PackagePacker

ManifestSchema.load_spdx_licenses = staticmethod(lambda: {"licenses": [{"licenseId": "MIT"}]})
PackagePacker(sys.argv[1]).pack(sys.argv[2])
