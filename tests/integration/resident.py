# SPDX-License-Identifier: Apache-2.0
"""How much memory a process holds."""

import pathlib
import re


def resident_kib(pid):
    """Gives VmRSS."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))
