# SPDX-License-Identifier: MIT
"""The table as one page of HTML, which loads nothing.

Nothing in a report is trusted. Text is made printable here, in one place, and escaped by
Jinja2; addresses are made here, and never a report's; the policy of the page allows the one
style and the one script that are in it, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import catalogue
from report_matrix.table import Cell, Column, Row, Table, table_of
from reports import EVIDENCE
from safe_text import name_of_file, printable

FILES = Path(__file__).resolve().parent / "page"
TITLE = "anonshm: what platforms can do"
# Of columns; a page on paper has room for no more.
MOST_ON_PAPER = 6

MEANINGS = dict(
    zip(
        EVIDENCE,
        (
            "a program tried it on the system itself",
            "a program tried it under an emulator",
            "known of the system, with the source",
            "the linker has found it, or has not",
            "the headers have it, or have not",
            "the user has set it",
        ),
    )
)


@dataclass(frozen=True)
class Run:
    """How it went to build for a platform and test there."""

    name: str
    state: str
    tests: str = ""
    reasons: list[str] = field(default_factory=list)
    log: Path | None = None


@dataclass(frozen=True)
class Links:
    """From a page in that directory. Files of the repository are at an address, if there is
    one, or in the checkout that the page is in."""

    directory: Path
    repository: str | None = None

    def file(self, file: Path | None) -> str:
        """Only where the page's directory has it, as the two will move together."""
        directory = self.directory.absolute()
        if file is None or not file.absolute().is_relative_to(directory):
            return ""
        return _quoted(file.absolute().relative_to(directory))

    def source(self, file: Path, line: int) -> dict[str, str]:
        path = file.relative_to(catalogue.ROOT).as_posix()
        return {
            "text": f"{path}:{line}" if line else path,
            "address": self._address(path) + (f"#L{line}" if line else ""),
        }

    def _address(self, path: str) -> str:
        if self.repository:
            return f"{self.repository.rstrip('/')}/{quote(path)}"
        if not self.directory.resolve().is_relative_to(catalogue.ROOT):
            return ""
        return _quoted(Path(os.path.relpath(catalogue.ROOT / path, self.directory.resolve())))


def _quoted(path: Path) -> str:
    """A relative address: what begins with a scheme has a colon, and no name here keeps one."""
    return quote(os.fsencode(path.as_posix()))


# -- What the page has ---------------------------------------------------------------------


def _without_empty(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _cell(cell: Cell, id: str, links: Links) -> dict[str, Any]:
    predicted = cell.prediction and {
        **links.source(cell.prediction.file, cell.prediction.line),
        "source": cell.prediction.source,
    }
    is_repeated = cell.prediction is not None and cell.detail == cell.prediction.source
    return _without_empty(
        id=id,
        value=cell.text,
        kind=cell.kind,
        evidence=cell.evidence if cell.evidence != "unknown" else "",
        detail="" if is_repeated else cell.detail,
        wrong=cell.wrong,
        predicted=predicted,
        expected=cell.expected,
    )


def _row(number: int, row: Row, table: Table, links: Links) -> dict[str, Any]:
    cells = [
        cell and _cell(cell, f"{_key(row.id)}/{_key(column.name)}", links)
        for column, cell in zip(table.columns, table.rows[row])
    ]
    return {
        "number": number,
        "id": row.id,
        "key": _key(row.id),
        "family": row.family,
        "text": row.text,
        "measured": row.is_measured,
        "source": links.source(*row.source) if row.source else None,
        "cells": cells,
    }


def _key(name: str) -> str:
    """Of an element. One with a blank cannot be named in HTML."""
    return "_".join(name.split())


def _column(column: Column, links: Links) -> dict[str, Any]:
    return {
        "name": column.name,
        "key": _key(column.name),
        "group": column.group,
        "report": {
            "text": name_of_file(column.file.name) if column.file else "",
            "address": links.file(column.file),
        },
    }


def _summary(table: Table) -> dict[str, Any]:
    members = [column.report.members for column in table.columns]
    times = sorted(report["time"][:10] for report in members)  # none, where nothing was found
    return {
        "versions": sorted({report["anonshm"] for report in members}),
        "times": sorted({*times[:1], *times[-1:]}),
    }


def _run(run: Run, links: Links) -> dict[str, Any]:
    parts = {"name": run.name, "state": run.state, "tests": run.tests, "reasons": run.reasons}
    return {**parts, "log": links.file(run.log)}


def _model(table: Table, links: Links, runs: Iterable[Run]) -> dict[str, Any]:
    rows = [_row(number, row, table, links) for number, row in enumerate(table.rows)]
    cells = [cell for row in rows for cell in row["cells"] if cell]
    used = {cell.get("evidence") for cell in cells}
    return _all_printable(
        {
            "platforms": [_column(column, links) for column in table.columns],
            "groups": list(table.groups.items()),
            "families": table.families,
            "rows": rows,
            "evidence": [[kind, MEANINGS[kind]] for kind in EVIDENCE if kind in used],
            "most_on_paper": MOST_ON_PAPER,
            "summary": _summary(table),
            "runs": [_run(run, links) for run in runs],
        }
    )


def _all_printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _all_printable(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_all_printable(item) for item in value]
    return value


# -- HTML ----------------------------------------------------------------------------------


def _breakable(text: str) -> Markup:
    """Columns are narrow, and names long: between their words, or else anywhere."""
    pieces = re.findall(r"(?:[^_/\s]{1,14}[_/]*|[_/]+)\s*|\s+", text)
    return Markup("<wbr>").join(pieces)


def _file(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As Content Security Policy Level 3 names what is inline."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def render_page(columns: Iterable[Column], links: Links, runs: Iterable[Run] = ()) -> str:
    model = _model(table_of(columns), links, runs)
    style, script = _file("page.css"), _file("page.js")
    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = _breakable
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    return environment.get_template("page.html").render(
        title=TITLE, model=model, style=style, script=script, policy=policy
    )
