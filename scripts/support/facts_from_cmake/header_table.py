# SPDX-License-Identifier: MIT
"""headers.txt: a header, and below it, indented, what it declares."""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).with_name("headers.txt")


def names_by_header() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    header = ""
    for line in TABLE.read_text().splitlines():
        if line.startswith("  "):
            found[header] += line.split()
        elif not line.startswith("#"):
            header = line
            found[header] = []
    return found


def header_of_each() -> dict[str, str]:
    return {name: header for header, names in names_by_header().items() for name in names}
