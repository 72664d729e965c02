# SPDX-License-Identifier: MIT
"""Facts as a project has them, for scripts/bench: functions and macros of the system's headers,
an equal number of each."""

from __future__ import annotations

import itertools

from facts_from_cmake.header_table import names_by_header

HEADER_SETS = 40
# In every system with POSIX; not those that need another header before them.
LEFT_OUT = {"math.h", "resolv.h", "sys/sysctl.h", "ucontext.h", "wordexp.h"}


def headers(sets: int) -> list[str]:
    """Those that the table knows most of, of which each is a set."""
    tables = names_by_header()
    most = sorted(tables, key=lambda header: -len(tables[header]))
    return [header for header in most if header not in LEFT_OUT][:sets]


def catalogue(count: int, sets: int = HEADER_SETS) -> str:
    """`count` facts, of each header as many as of the others."""
    tables = names_by_header()
    chosen = headers(sets)
    rows = itertools.zip_longest(*(tables[header] for header in chosen))
    pairs = [(name, header) for row in rows for name, header in zip(row, chosen) if name]
    if not 1 <= count <= len(pairs):
        raise ValueError(f"there are {len(pairs)} facts, so not {count}")
    return "".join(fact(name, header) for name, header in pairs[:count])


def fact(name: str, header: str) -> str:
    kind = "MACRO" if name.isupper() else "FUNCTION"
    return f"anonshm_fact({kind} {name} HEADERS {header} DEFINITIONS _GNU_SOURCE)\n"
