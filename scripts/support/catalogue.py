# SPDX-License-Identifier: MIT
"""The catalogue and the predictions, as CMake reads them.

CMake is the one reader of probes/catalogue.cmake and cmake/platforms/; it exports what it read
as JSON (cmake/anonshm/export.cmake).
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

ROOT = Path(__file__).resolve().parent.parent.parent
EXPORT = ROOT / "cmake" / "anonshm" / "export.cmake"

Value = Union[bool, int, str, None]


@dataclass(frozen=True)
class Fact:
    """An entry of the catalogue; one of a kind MACHINE may stand for several facts."""

    id: str
    kind: str
    name: str
    headers: list[str]
    expect: str  # a condition of the preprocessor; everywhere if it is empty
    library: str
    define: str
    rule: str
    file: str
    values: list[str]
    needs: list[str]
    arguments: list[str]
    text: str

    @property
    def ids(self) -> list[str]:
        """As they stand in a report: with the argument where there is one."""
        return [f"{self.id}:{argument}" for argument in self.arguments] or [self.id]


@dataclass(frozen=True)
class Method:
    """A method of the fallback chain. Flags are without their ANONSHM_."""

    name: str
    facts: list[str]
    needs: list[str]
    offers: list[str]
    text: str


@dataclass(frozen=True)
class Prediction:
    """What is known of a fact on a platform, and where that is stated. None: nothing is, or
    the program may run on versions that differ; the source has the values of each."""

    value: Value
    source: str
    file: Path
    line: int


@dataclass(frozen=True)
class Statement:
    """What a file of cmake/platforms/ states of a fact, for versions since one and before
    another. Of those about a version the first counts."""

    id: str
    value: Value  # None: that it is unknown
    since: str
    before: str
    source: str
    file: Path
    line: int


@dataclass(frozen=True)
class Catalogue:
    """Facts and methods in their order; the methods' is that of the fallback chain."""

    facts: dict[str, Fact]
    methods: dict[str, Method]

    def of_kind(self, *kinds: str) -> dict[str, Fact]:
        return {id: fact for id, fact in self.facts.items() if fact.kind in kinds}


def _export(*options: str) -> Any:
    exported = subprocess.run(
        ["cmake", *options, "-P", EXPORT],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return json.loads(exported.stdout)


@functools.cache
def read() -> Catalogue:
    exported = _export()
    facts = {id: Fact(id=id, **entry) for id, entry in exported["facts"].items()}
    methods = {name: Method(name=name, **entry) for name, entry in exported["methods"].items()}
    return Catalogue(facts, methods)


# What a report may say of its target. It reaches CMake as the value of a variable, and nothing
# that CMake would expand or split is among these characters.
_TARGET_WORDS = re.compile(r"[A-Za-z0-9 ._-]{0,80}")


@functools.cache
def predictions(os: str, libc: str) -> dict[str, Prediction]:
    """What is predicted of a target with these names (probes/toolchain/target.h), by id;
    nothing where the names have another form than theirs."""
    if not (_TARGET_WORDS.fullmatch(os) and _TARGET_WORDS.fullmatch(libc)):
        return {}
    exported = _export(f"-DOS={os}", f"-DLIBC={libc}")["predictions"]
    return {id: _prediction(id, **entry) for id, entry in exported.items()}


@functools.cache
def statements(os: str, libc: str) -> list[Statement]:
    """All that is stated of a target with these names, in the order in which it counts."""
    return [
        _statement(**each) for each in _export(f"-DOS={os}", f"-DLIBC={libc}")["statements"]
    ]


def _statement(id: str, value: str, since: str, before: str, **rest: str) -> Statement:
    path = ROOT / rest["file"]
    form = rf'anonshm_predict\({id} "?{re.escape(value)}"?'
    form += f" SINCE {since}" * bool(since) + f" BEFORE {before}" * bool(before) + " SOURCE"
    known = None if value == "unknown" else _value(value)
    return Statement(id, known, since, before, rest["source"], path, _first_line(path, form))


def _prediction(id: str, value: str, source: str, file: str) -> Prediction:
    path = ROOT / file
    return Prediction(_value(value), source, path, _line_of(path, id, value))


def _value(word: str) -> Value:
    if word in ("TRUE", "FALSE"):
        return word == "TRUE"
    return int(word) if word.isdigit() else word or None


def _line_of(file: Path, id: str, value: str) -> int:
    """Of the value; where there is none, of the first statement about the fact."""
    words = f'"?{re.escape(value)}"? ' if value else ""
    return _first_line(file, rf"anonshm_predict\({id} {words}")


def _first_line(file: Path, form: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if re.match(form, line)), 0)
