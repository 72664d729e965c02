# SPDX-License-Identifier: MIT
"""The results of targets, and the newest of each in DIR/.results.json."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

FILE = ".results.json"  # hidden, since *.json are reports


@dataclass
class Counts:
    """Of tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, passed: int = 0, failed: int = 0, skipped: int = 0) -> None:
        self.passed += passed
        self.failed += failed
        self.skipped += skipped

    def __bool__(self) -> bool:
        return bool(self.passed or self.failed or self.skipped)

    def __str__(self) -> str:
        return f"{self.passed}/{self.failed}/{self.skipped}" if self else ""


@dataclass
class Result:
    """state is passed, failed or skipped; reasons are for the last two."""

    name: str
    group: str
    state: str = "passed"
    reasons: list[str] = field(default_factory=list)
    evidence: str = ""
    chain: list[str] = field(default_factory=list)
    compared: int = 0
    tests: Counts = field(default_factory=Counts)
    release: str = ""
    seconds: float | None = None
    decisive: list[str] = field(default_factory=list)  # of the log


def read(output: Path) -> dict[str, Result]:
    file = output / FILE
    stored = json.loads(file.read_text()) if file.exists() else {}
    return {
        name: Result(**{**members, "tests": Counts(**members["tests"])})
        for name, members in stored.items()
    }


def write(results: dict[str, Result], output: Path) -> None:
    members = {name: dataclasses.asdict(result) for name, result in results.items()}
    (output / FILE).write_text(json.dumps(members, indent=2) + "\n")
