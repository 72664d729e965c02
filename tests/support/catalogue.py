# SPDX-License-Identifier: MIT
"""Lists that several tests derive from the catalogue (scripts/support/catalogue.py)."""

from __future__ import annotations

from pathlib import Path

import catalogue

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "probes" / "catalogue.cmake"
PLATFORMS = ROOT / "cmake" / "platforms"

_read = catalogue.read()

FACTS = _read.facts

# id -> kind
KINDS = {id: fact.kind for id, fact in FACTS.items()}

# In the order of the chain: method -> the facts it needs
METHODS = {name: method.facts for name, method in _read.methods.items()}

# What any method needs
NEEDED = sorted({id for needs in METHODS.values() for id in needs})

# The ids as they stand in a report: with their directory where they have one.
TOOLCHAIN_IDS = [id for id, kind in KINDS.items() if kind != "MACHINE"]
MACHINE_IDS = [id for fact in _read.of_kind("MACHINE").values() for id in fact.ids]

# What the compilers for a platform of cmake/platforms/ call it (probes/toolchain/target.h),
# where that is not its name; and versions between which something changes.
TARGETS = {
    "glibc": ("linux", "glibc 2.42"),
    "glibc-2.36": ("linux", "glibc 2.36"),
    "glibc-2.33": ("linux", "glibc 2.33"),
    "musl": ("linux", "musl"),
    "uclibc-ng": ("linux", "uclibc-ng 1.0.50"),
    "netbsd": ("netbsd", "netbsd 1000000000"),
    "netbsd-11": ("netbsd", "netbsd 1100000000"),
    "freebsd": ("freebsd", "freebsd 1400000"),
    "freebsd-12": ("freebsd", "freebsd 1203000"),
    "cygwin": ("cygwin", "cygwin 3006.1"),
    "cygwin-3.2": ("cygwin", "cygwin 3002.0"),
    "macos": ("macos", "macos 150000"),
    "macos-10.13": ("macos", "macos 101300"),
    "macos-26.4": ("macos", "macos 260400"),
}


def target_of(platform: str) -> tuple[str, str]:
    """Operating system and C library, as the compilers call them."""
    return TARGETS.get(platform, (platform, "unknown"))


def predictions(platform: str) -> dict[str, str]:
    """What is predicted of a program that is built for the platform, in the probe's words."""
    predicted = catalogue.predictions(*target_of(platform))
    return {id: printed(each.value) for id, each in predicted.items() if each.value is not None}


def printed(value: catalogue.Value) -> str:
    """As the probe prints it."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
