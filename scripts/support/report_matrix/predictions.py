# SPDX-License-Identifier: MIT
"""The predictions of cmake/platforms/, compared with what reports found where they ran."""

from __future__ import annotations

import json

import catalogue
from catalogue import Prediction
from reports import Report, Value, predictions_for
from safe_text import in_markdown, shortened


def in_cmake(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f'"{value}"' if isinstance(value, str) and not value.isidentifier() else str(value)


def change_to(id: str, prediction: Prediction, value: Value) -> str:
    """The line to change, and how."""
    file = prediction.file.relative_to(catalogue.ROOT)
    return (
        f"{file}:{prediction.line}: {id} {in_cmake(prediction.value)}"
        f" should be {id} {in_markdown(shortened(in_cmake(value)))}"
    )


def advice_on(change: str, names: list[str]) -> str:
    """What systems share may still hold for the others."""
    is_shared = change.startswith("cmake/platforms/common/")
    other_file = "; for this platform alone: in its own file" if is_shared else ""
    return f"{change} (ran on {', '.join(map(in_markdown, names))}){other_file}"


def lines_to_change(reports: dict[str, Report]) -> tuple[list[str], int]:
    """Where what ran is not what is predicted; and how many predictions held."""
    wrong: dict[str, list[str]] = {}
    held = 0
    for name, report in reports.items():
        for id, prediction in predictions_for(report).items():
            fact = report.facts.get(id)
            if fact is None or fact["evidence"] not in ("ran", "emulated"):
                continue
            if prediction.value is None:
                continue
            if json.dumps(fact["value"]) == json.dumps(prediction.value):
                held += 1
                continue
            wrong.setdefault(change_to(id, prediction, fact["value"]), []).append(name)
    return [advice_on(change, names) for change, names in wrong.items()], held


def check_predictions(reports: dict[str, Report]) -> tuple[str, bool]:
    """The lines to change and a summary; and whether all predictions held."""
    changes, held = lines_to_change(reports)
    lines = "".join(f"{change}\n" for change in changes)
    return lines + f"{held} predictions held, {len(changes)} did not\n", not changes
