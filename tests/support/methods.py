# SPDX-License-Identifier: MIT
"""The methods: their traits, from the catalogue, and the chain of the build under test."""

from __future__ import annotations

import re

import catalogue
from support.binding import FLAGS
from support.paths import build_directory

METHODS = catalogue.read().methods

# In memory is everything that does not need the flag that allows a disk.
ON_DISK = [name for name, method in METHODS.items() if "ALLOW_DISK" in method.needs]
# Only a memfd has huge pages, and only a memfd has seals.
MEMFD = [name for name, method in METHODS.items() if "HUGE" in method.offers]


def flags_for(name: str) -> int:
    """The flags of anonshm_open() without which the method cannot serve."""
    return sum(FLAGS.get(flag, 0) for flag in METHODS[name].needs)


def chain() -> list[str]:
    """The methods that are built in, best first."""
    header = build_directory() / "anonshm_config.h"
    text = header.read_text() if header.exists() else ""
    return re.findall(r"METHOD\((\w+)\) ?", text.partition("ANONSHM_CHAIN(METHOD)")[2])
