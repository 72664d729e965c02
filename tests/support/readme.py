# SPDX-License-Identifier: MIT
"""The blocks of code in README.md. What a test does with each language is its own; which test
it is stands in tests/scripts/test_readme.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from support.paths import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"(?:^<!-- ([^\n]*) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    mark: str  # the comment in front of it
    language: str
    text: str


def all_blocks() -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(README.read_text())]


def blocks(language: str) -> list[Block]:
    """There is at least one."""
    found = [block for block in all_blocks() if block.language == language]
    assert found, f"README.md has no block of {language}"
    return found


def commands() -> list[str]:
    """What is typed, without comments."""
    lines = [line for block in blocks("console") for line in block.text.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [re.sub(r"\s+#.*", "", line[2:]) for line in lines]
