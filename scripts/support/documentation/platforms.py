# SPDX-License-Identifier: MIT
"""What is stated of systems and expected of platforms, as pages show it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

import catalogue
from catalogue import ROOT, Statement, Value
from matrix.targets import TABLE, Target, load_targets

PLATFORMS = ROOT / "cmake" / "platforms"
NAMES = {
    "cygwin": "Cygwin", "dragonfly": "DragonFly BSD", "freebsd": "FreeBSD",
    "glibc": "Linux with glibc", "haiku": "Haiku", "illumos": "illumos", "macos": "macOS",
    "musl": "Linux with musl", "netbsd": "NetBSD", "openbsd": "OpenBSD",
    "uclibc-ng": "Linux with uClibc-ng",
}  # fmt: skip


@dataclass(frozen=True)
class Range:
    """Versions for which one statement counts."""

    since: str
    before: str
    statement: Statement

    @property
    def versions(self) -> str:
        if self.since and self.before:
            return f"{self.since} and later, before {self.before}"
        since = f"{self.since} and later" if self.since else "all"
        return f"before {self.before}" if self.before else since


@dataclass
class System:
    """A file of cmake/platforms/."""

    name: str
    title: str
    file: Path
    about: str
    ranges: dict[str, list[Range]] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(".")) if text else ()


def _counts(statements: list[Statement], version: str) -> Statement | None:
    """The first that is about the version."""
    return next(
        (
            each
            for each in statements
            if _version(each.since) <= _version(version)
            and (not each.before or _version(version) < _version(each.before))
        ),
        None,
    )


def ranges_of(statements: list[Statement]) -> list[Range]:
    """Of one fact. Nothing changes between versions with which a statement begins or ends."""
    ends = {text for each in statements for text in (each.since, each.before) if text}
    starts = ["", *sorted(ends, key=_version)]
    result: list[Range] = []
    for since, before in zip(starts, [*starts[1:], ""]):
        statement = _counts(statements, since)
        if statement is None:
            continue
        if result and result[-1].statement == statement:
            since = result.pop().since
        result.append(Range(since, before, statement))
    return result


def head_comment(file: Path) -> str:
    """The comment that a file begins with, without the licence."""
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "//")) or line.startswith("#include"):
            break
        if "SPDX-License-Identifier" not in line:
            lines.append(line.lstrip("#/").removeprefix(" "))
    return "\n".join(lines).strip()


@functools.cache
def _statements(name: str) -> list[Statement]:
    return catalogue.statements(name, "") or catalogue.statements("linux", name)


def _system(file: Path) -> System:
    name = file.stem
    system = System(name, NAMES.get(name, name), file, head_comment(file))
    by_fact: dict[str, list[Statement]] = {}
    for statement in _statements(name):
        by_fact.setdefault(statement.id, []).append(statement)
    system.ranges = {id: ranges_of(stated) for id, stated in by_fact.items()}
    return system


@functools.cache
def systems() -> dict[str, System]:
    """By the name of the file."""
    return {file.stem: _system(file) for file in sorted(PLATFORMS.glob("*.cmake"))}


@functools.cache
def targets() -> dict[str, Target]:
    """The rows of tests/platforms.toml, by name."""
    return {target.name: target for target in load_targets()}


@functools.cache
def row_of(target: str) -> int:
    """Its line in tests/platforms.toml."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return lines.index(f'name = "{target}"') + 1 if f'name = "{target}"' in lines else 1


def shown(value: Value) -> str:
    """As Markdown."""
    if value is None or value == "unknown":
        return "*unknown*"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value != "" else "none"
