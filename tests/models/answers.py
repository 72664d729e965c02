# SPDX-License-Identifier: MIT
"""A table of what the models answered, models against checks, for the end of a run."""

from __future__ import annotations

from models.expected import LETTERS
from models.harness import MODELS
from models.operations import BUS

ANSWERS: dict[str, dict[str, str]] = {}

BRIEF = {
    **{outcome: letter for letter, outcome in LETTERS.items()},
    "fine": ".", BUS: "B", "ENOSYS": "S", "ENOTSUP": "T", "ENXIO": "X", "ESPIPE": "P",
}  # fmt: skip


def note(check: str, model: str, answer: str) -> None:
    ANSWERS.setdefault(check, {})[model] = answer


def table() -> list[str]:
    width = max(map(len, ANSWERS))
    rows = [
        "models: " + ", ".join(f"{i} {model}" for i, model in enumerate(MODELS, 1)),
        "answers: " + ", ".join(f"{brief} {answer}" for answer, brief in BRIEF.items()),
        " " * width + "".join(f"{i:>5}" for i in range(1, len(MODELS) + 1)),
    ]
    for check, seen in ANSWERS.items():
        cells = (BRIEF.get(seen.get(model, ""), seen.get(model, "")) for model in MODELS)
        rows.append(f"{check:<{width}}" + "".join(f"{cell:>5}" for cell in cells))
    return rows
