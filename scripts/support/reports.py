"""The reports of the probe: read, checked, and what scripts derive from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import catalogue
from catalogue import Prediction, Value

SCHEMA = "anonshm-report/1"

# What an answer rests on, the strongest first.
EVIDENCE = ("ran", "emulated", "predicted", "linked", "declared", "preset")


class Fact(TypedDict):
    """A fact may have other members, which stay."""

    value: Value
    evidence: str
    detail: str


class Method(TypedDict):
    name: str
    available: bool | None
    error: str | None


@dataclass(frozen=True)
class Report:
    """A report that was checked, with all its members, also those that are not read here."""

    members: dict[str, Any]

    @property
    def system(self) -> dict[str, Value]:
        return self.members["system"]

    @property
    def toolchain(self) -> dict[str, Value]:
        return self.members["toolchain"]

    @property
    def facts(self) -> dict[str, Fact]:
        return self.members["facts"]

    @property
    def methods(self) -> list[Method]:
        return self.members["methods"]

    @property
    def chain(self) -> list[str]:
        return self.members["chain"]

    @property
    def evidence(self) -> set[str]:
        """Every kind that one of its facts has."""
        return {fact["evidence"] for fact in self.facts.values()}


# -- Reading -------------------------------------------------------------------------------


def is_scalar(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, str))


def is_description(part: object) -> bool:
    return isinstance(part, dict) and all(map(is_scalar, part.values()))


def is_fact(fact: object) -> bool:
    return (
        isinstance(fact, dict)
        and "value" in fact
        and is_scalar(fact["value"])
        and all(isinstance(fact.get(key), str) for key in ("evidence", "detail"))
    )


def is_method(method: object) -> bool:
    return (
        isinstance(method, dict)
        and isinstance(method.get("name"), str)
        and isinstance(method.get("available", ""), (bool, type(None)))
        and isinstance(method.get("error", 0), (str, type(None)))
    )


def is_list_of_words(part: object) -> bool:
    return isinstance(part, list) and all(isinstance(word, str) for word in part)


PARTS = {
    "system": is_description,
    "toolchain": is_description,
    "facts": lambda part: isinstance(part, dict) and all(map(is_fact, part.values())),
    "methods": lambda part: isinstance(part, list) and all(map(is_method, part)),
    "chain": is_list_of_words,
}


def reason_against(report: object) -> str | None:
    """What keeps it from being a report that can be read here."""
    schema = report.get("schema") if isinstance(report, dict) else None
    if not isinstance(schema, str) or not schema.startswith("anonshm-report/"):
        return f"not a report of anonshm: its schema is {json.dumps(schema)}, not {SCHEMA}"
    if schema != SCHEMA:
        advice = "make the report again" if schema < SCHEMA else "take a newer report-matrix"
        return f"the format is {schema}, and this script reads {SCHEMA}: {advice}"
    assert isinstance(report, dict)
    for part, is_right in PARTS.items():
        if part not in report or not is_right(report[part]):
            return f'not a report: "{part}" is missing or of the wrong form'
    return None


def parse_report(text: str) -> Report:
    """Raises ValueError with a sentence about what is wrong."""
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    reason = reason_against(members)
    if reason:
        raise ValueError(reason)
    return Report(members)


def read_report(path: Path) -> Report:
    """As parse_report()."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    return parse_report(text)


# -- What follows from a report ------------------------------------------------------------


def strongest(evidence: Iterable[str]) -> str:
    found = set(evidence)
    return next((kind for kind in EVIDENCE if kind in found), "unknown")


def predictions_for(report: Report) -> dict[str, Prediction]:
    """What cmake/platforms/ predicts of its target. The words of a report are data: none where
    they do not have the form that the probes write (catalogue.predictions())."""
    os, libc = (str(report.toolchain.get(key) or "") for key in ("os", "libc"))
    return catalogue.predictions(os, libc)


def platform_of(report: Report) -> str:
    """What two reports have in common if they are of the same platform in two versions."""
    toolchain = report.toolchain
    words = [str(toolchain.get("os") or "unknown"), str(toolchain.get("arch") or "unknown")]
    if words[0] == "linux":
        libc = re.match("[a-z-]+", str(toolchain.get("libc") or ""))
        words.append(libc[0] if libc else "unknown")
    if toolchain.get("endian") == "big":
        words.append("big-endian")
    return " ".join(words)


def serving_method(report: Report) -> str:
    """The first on the chain that is available, but not on disk."""
    methods = catalogue.read().methods
    on_disk = {name for name, method in methods.items() if "ALLOW_DISK" in method.needs}
    available = {method["name"] for method in report.methods if method["available"]}
    was_tried = any(method["available"] or method["error"] for method in report.methods)
    serving = [name for name in report.chain if name in available - on_disk]
    return serving[0] if serving else "nothing" if was_tried else "not asked"


# -- Tables in Markdown --------------------------------------------------------------------


def plain(text: str) -> str:
    """Without what Markdown would take for a cell's end, or a browser for a tag."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").split())


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(plain, line))} |\n" for line in lines)
