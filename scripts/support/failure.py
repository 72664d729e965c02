# SPDX-License-Identifier: MIT
"""The lines of a log that say why something failed."""

from __future__ import annotations

import re

from safe_text import printable, shortened

# Of compilers, linkers, CMake, CTest, Ninja and make, pip, pytest, Python.
DECISIVE = re.compile(
    r"""
    ^(FAILED|ERROR)\ | ^E\ {3} | ^CMake\ Error | \b(fatal\ )?(error|ERROR):
    | undefined\ (reference|symbol) | \bcannot\ find\b | ^\*\*\*Timeout | ^make.*\*\*\*
    | ^[A-Za-z_.]*(Error|Exception|Failed)\b:? | (command|:)\ not\ found
    | No\ such\ file\ or\ directory | Segmentation\ fault
    """,
    re.VERBOSE,
)
AFTER = re.compile(r"^CMake Error.*:$")  # what is wrong follows, indented


def decisive_lines(log: str, most: int = 8) -> list[str]:
    """The first ones, each once; where none is known as such, the last ones of the log."""
    lines = [printable(line.rstrip()) for line in log.splitlines() if line.strip()]
    found: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""]):
        if DECISIVE.search(line):
            found.append(f"{line} {after.strip()}" if AFTER.match(line) else line)
    return [shortened(line, 200) for line in dict.fromkeys(found or lines[-most:])][:most]
