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
# where that is not its name; and ranges of versions for which it predicts something else.
TARGETS = {
    "glibc": ("linux", "glibc 2.42"),
    "glibc-2.36": ("linux", "glibc 2.36"),
    "glibc-2.33": ("linux", "glibc 2.33"),
    "musl": ("linux", "musl"),
    "uclibc-ng": ("linux", "uclibc-ng 1.0.50"),
}


def predictions(platform: str) -> dict[str, str]:
    """What cmake/platforms/ says of a system, as the probe would print it."""
    predicted = catalogue.predictions(*TARGETS.get(platform, (platform, "unknown")))
    values = {id: each.value for id, each in predicted.items() if each.value is not None}
    return {
        id: str(value).lower() if isinstance(value, bool) else str(value)
        for id, value in values.items()
    }
