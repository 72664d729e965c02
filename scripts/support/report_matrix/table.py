# SPDX-License-Identifier: MIT
"""The compatibility table: facts down by family, platforms across in groups."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import catalogue
from catalogue import Prediction
from report_matrix.differences import in_order, is_measurement
from reports import (
    Fact,
    Report,
    Value,
    in_words,
    platform_of,
    predictions_for,
    serving_method,
    strongest,
)

CATALOGUE = catalogue.ROOT / "probes" / "catalogue.cmake"
# Titles in their order, and the kinds of the catalogue that are in each.
FAMILIES = {
    "Platform": (),
    "Methods": (),
    "Machine": ("MACHINE",),
    "Behaviours": ("BEHAVIOUR",),
    "Functions": ("FUNCTION", "LIBRARY"),
    "Macros and numbers": ("MACRO", "NUMBER"),
    "Facts of a project": (),
}
# As people write what probes/toolchain/target.h calls a system; others are written as there.
SYSTEMS = {
    "android": "Android",
    "cygwin": "Cygwin",
    "dragonfly": "DragonFly BSD",
    "emscripten": "Emscripten",
    "freebsd": "FreeBSD",
    "haiku": "Haiku",
    "linux": "Linux",
    "macos": "macOS",
    "netbsd": "NetBSD",
    "openbsd": "OpenBSD",
    "solaris": "Solaris",
    "wasi": "WASI",
    "windows": "Windows",
}

_UNITS = ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


@dataclass(frozen=True)
class Column:
    """A platform: its report, the file of the report, and what else was expected of it, with
    the source of that."""

    name: str
    report: Report
    file: Path | None = None
    expected: Mapping[str, tuple[Value, str]] = field(default_factory=dict)

    @functools.cached_property
    def group(self) -> str:
        """The system, of Linux with its C library."""
        system, _, *libc = platform_of(self.report).removesuffix(" big-endian").split(" ")
        return " ".join([SYSTEMS.get(system, system), *libc])

    @functools.cached_property
    def predictions(self) -> dict[str, Prediction]:
        return predictions_for(self.report)


@dataclass(frozen=True)
class Row:
    id: str
    family: str
    text: str = ""
    # Where it is asked, and the line if it is one of many there.
    source: tuple[Path, int] | None = None
    is_measured: bool = False


@dataclass(frozen=True)
class Cell:
    """kind is yes, no, word or unknown; evidence is empty where an answer needs none. wrong is
    what was predicted or expected, where that is not what was found."""

    text: str
    kind: str = "word"
    evidence: str = ""
    detail: str = ""
    wrong: str = ""
    prediction: Prediction | None = None
    expected: str = ""  # the source of what was expected


@dataclass(frozen=True)
class Table:
    columns: list[Column]  # those of a group follow one another
    rows: dict[Row, list[Cell | None]]  # None: not asked there

    @property
    def families(self) -> list[str]:
        used = {row.family for row in self.rows}
        return [family for family in FAMILIES if family in used]

    @property
    def groups(self) -> dict[str, int]:
        """With the number of columns of each."""
        names = [column.group for column in self.columns]
        return {name: names.count(name) for name in in_order([names])}


# -- Rows ----------------------------------------------------------------------------------


@functools.cache
def _line_in_catalogue(kind: str, name: str) -> int:
    form = re.compile(rf"anonshm_fact\({kind} {re.escape(name)}\b")
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if form.match(line)), 0)


def _source_of(fact: catalogue.Fact) -> tuple[Path, int]:
    probes = CATALOGUE.parent
    if fact.kind == "BEHAVIOUR":
        return probes / "behaviour" / f"{fact.name}.c", 0
    if fact.kind == "MACHINE":
        return probes / "machine" / f"{fact.file}.c", 0
    return CATALOGUE, _line_in_catalogue(fact.kind, fact.name)


def fact_row(id: str) -> Row:
    fact = catalogue.read().facts.get(id.partition(":")[0])
    if fact is None:
        return Row(id, "Facts of a project")
    family = next(title for title, kinds in FAMILIES.items() if fact.kind in kinds)
    return Row(id, family, fact.text, _source_of(fact), is_measurement(id))


def method_row(name: str) -> Row:
    """A hyphen is in no id of a fact."""
    method = catalogue.read().methods.get(name)
    if method is None:
        return Row(f"method-{name}", "Methods")
    file = catalogue.ROOT / "src/library/create/methods" / f"{name}.cpp"
    return Row(f"method-{name}", "Methods", method.text, (file, 0))


# -- Cells ---------------------------------------------------------------------------------


def _kind_of(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else "word"


def _size(bytes: int) -> str:
    unit, name = next(((n, name) for n, name in _UNITS if bytes >= n), (1, "bytes"))
    return f"{bytes / unit:.4g} {name}"


def _fact_cell(column: Column, id: str) -> Cell | None:
    fact = column.report.facts.get(id)
    if fact is None:
        return None
    value, text, detail = fact["value"], in_words(fact["value"]), fact["detail"]
    if "_bytes:" in id and type(value) is int:
        text, detail = _size(value), f"{value} bytes"
    wrong, source = _contradicted(column, id, fact)
    return Cell(
        text,
        _kind_of(value),
        fact["evidence"],
        detail,
        wrong,
        column.predictions.get(id),
        source,
    )


def _contradicted(column: Column, id: str, fact: Fact) -> tuple[str, str]:
    """What was predicted, or expected with the source of that, if it is not what was found."""
    if "predicted" in fact:
        return in_words(fact["predicted"]), ""
    expected, source = column.expected.get(id, (None, ""))
    found = "unknown" if fact["value"] is None else fact["value"]
    if source and json.dumps(found) != json.dumps(expected):
        return in_words(expected), source
    return "", ""


def _method_cell(column: Column, name: str) -> Cell | None:
    method = next((m for m in column.report.methods if m["name"] == name), None)
    if method is None:
        return None
    kind = _kind_of(method["available"])
    text = "not tried" if kind == "unknown" else in_words(method["available"])
    chain = column.report.chain
    place = f"number {chain.index(name) + 1} of" if name in chain else "not in"
    return Cell(method["error"] or text, kind, method["evidence"], f"{place} the chain")


def _served_cell(column: Column) -> Cell:
    served, text = column.report.served, serving_method(column.report)
    if served is None:
        return Cell(text, "unknown" if text == "not tried" else "word")
    evidence = strongest(method["evidence"] for method in column.report.methods)
    if served["error"]:
        return Cell(str(served["error"]), "no", evidence, f"{served['call']}() failed")
    answers = {name: served[name] for name in ("sealable", "executable", "in_memory")}
    words = [
        ("" if value else "not ") + name.replace("_", " ")
        for name, value in answers.items()
        if value is not None
    ]
    words += [str(served[name]) for name in ("file_system", "directory") if served[name]]
    return Cell(text, "word", evidence, ", ".join(words))


def _chain_cell(column: Column) -> Cell:
    chain = column.report.chain
    rest = f" and {len(chain) - 1} more" if len(chain) > 1 else ""
    return Cell(f"{chain[0]}{rest}" if chain else "empty", detail=" > ".join(chain))


def _word_cell(value: Value, detail: Value = None) -> Cell | None:
    return Cell(str(value), detail=str(detail or "")) if value else None


def _machine_cell(column: Column) -> Cell | None:
    system = column.report.system
    limits = [f"{name} {in_words(value)}" for name, value in column.report.sandbox.items()]
    words = [str(system[key]) for key in ("name", "release", "machine") if system.get(key)]
    return _word_cell(" ".join(words), ", ".join(limits))


_FIRST: list[tuple[Row, Callable[[Column], Cell | None]]] = [
    (Row("served", "Platform", "what served, or would be tried first"), _served_cell),
    (Row("chain", "Platform", "the methods that are tried, best first"), _chain_cell),
    (
        Row("c-library", "Platform", "the C library that was built for"),
        lambda column: _word_cell(column.report.toolchain["libc"]),
    ),
    (
        Row("architecture", "Platform", "the architecture that was built for"),
        lambda column: _word_cell(column.report.toolchain["arch"]),
    ),
    (
        Row("compiler", "Platform", "the compiler that was asked"),
        lambda column: _word_cell(
            column.report.toolchain["compiler"], column.report.toolchain["flags"]
        ),
    ),
    (Row("machine", "Platform", "the machine that answered"), _machine_cell),
    (
        Row("emulator", "Platform", "what ran the programs in its place"),
        lambda column: _word_cell(column.report.system.get("emulator")),
    ),
    (
        Row("asked", "Platform", "when, and by which anonshm", is_measured=True),
        lambda column: _word_cell(
            column.report.members["time"][:10], "anonshm " + column.report.members["anonshm"]
        ),
    ),
]


# -- The table -----------------------------------------------------------------------------


def table_of(columns: Iterable[Column]) -> Table:
    """Groups in the order of their first platforms."""
    given = list(columns)
    names = in_order([[column.group for column in given]])
    ordered = sorted(given, key=lambda column: names.index(column.group))
    reports = [column.report for column in ordered]
    rows = {row: [cell(column) for column in ordered] for row, cell in _FIRST}
    for name in in_order([m["name"] for m in report.methods] for report in reports):
        rows[method_row(name)] = [_method_cell(column, name) for column in ordered]
    for id in in_order(report.facts for report in reports):
        rows[fact_row(id)] = [_fact_cell(column, id) for column in ordered]
    return Table(ordered, rows)
