# SPDX-License-Identifier: MIT
"""The reports of the probe: read, checked, and what scripts derive from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import catalogue
import report_schema
from catalogue import Prediction, Value
from safe_text import shortened

FAMILY, NUMBER = "anonshm-report/", 2
SCHEMA = f"{FAMILY}{NUMBER}"
# The same as in src/tool/read_report.cpp and src/tool/json.cpp.
MAX_BYTES = 4 << 20
MAX_DEPTH = 32

# What an answer rests on, the strongest first.
EVIDENCE = ("ran", "emulated", "predicted", "linked", "declared", "preset")


class _Fact(TypedDict):
    value: Value
    evidence: str
    scope: str
    detail: str


class Fact(_Fact, total=False):
    """predicted: only where a run contradicts it."""

    predicted: Value


class Method(TypedDict):
    name: str
    available: bool | None
    error: str | None
    evidence: str


@dataclass(frozen=True)
class Report:
    """A report that was checked, with the members that the schema names."""

    members: dict[str, Any]

    @property
    def system(self) -> dict[str, Value]:
        """Empty in a report that speaks of no machine."""
        return self.members["system"] or {}

    @property
    def sandbox(self) -> dict[str, Value]:
        """What restricts the process. Here, as the values of the system are words."""
        return self.members["system"]["sandbox"] if self.members["system"] else {}

    @property
    def served(self) -> dict[str, Value] | None:
        return self.members["served"]

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


def without_duplicates(members: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(members)
    if len(names) < len(members):
        raise ValueError("a name stands twice in an object")
    return names


def integer(digits: str) -> int | float:
    """No more digits than a count of bytes can have; other numbers are in no report."""
    return int(digits) if re.fullmatch("0|-?[1-9][0-9]{0,19}", digits) else float(digits)


def no_constant(name: str) -> Any:
    raise ValueError(f"{name} is Python's own")


def depth_of(value: object) -> int:
    """How many objects and arrays are inside each other at most."""
    depth = 0
    level: list[Any] = [value]
    while True:
        level = [part for part in level if isinstance(part, (dict, list))]
        if not level:
            return depth
        depth += 1
        level = [
            part
            for parts in level
            for part in (parts.values() if isinstance(parts, dict) else parts)
        ]


def parse_json(text: str) -> Any:
    """What src/tool/json.cpp accepts, and no more. Raises ValueError."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=without_duplicates,
            parse_int=integer,
            parse_constant=no_constant,
        )
    except RecursionError:
        raise ValueError("too deep") from None
    if depth_of(value) > MAX_DEPTH:
        raise ValueError("too deep")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair") from None
    return value


def reason_against_schema(schema: object) -> str | None:
    if schema == SCHEMA:
        return None
    if not isinstance(schema, str):
        return 'not a report: "schema" is missing'
    number = re.fullmatch(f"{FAMILY}(0|[1-9][0-9]*)", schema)
    advice = ""
    if number:
        is_newer = len(number[1]) > 1 or int(number[1]) > NUMBER
        advice = (
            ": a newer version of this script can read it"
            if is_newer
            else ": make the report again, with the program of this version"
        )
    shown = shortened(json.dumps(schema))
    return f"the format is {shown}; this script reads {SCHEMA}{advice}"


def reason_against(report: object) -> str | None:
    """What keeps it from being a report that can be read here."""
    schema = report.get("schema") if isinstance(report, dict) else None
    reason = reason_against_schema(schema)
    if reason:
        return reason
    first = next(report_schema.violations(report, report_schema.read()), None)
    if first is None:
        return None
    place, what = first
    return f"not a report: {shortened(json.dumps('.'.join(place)), 120)} {what}"


def parse_report(text: str) -> Report:
    """Raises ValueError with a sentence about what is wrong."""
    try:
        members = parse_json(text)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    reason = reason_against(members)
    if reason:
        raise ValueError(reason)
    return Report(report_schema.known_part(members, report_schema.read()))


def read_report(path: Path) -> Report:
    """As parse_report()."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise ValueError("not a report: larger than 4 MiB")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"not JSON: byte {error.start} is not UTF-8") from None
    return parse_report(text)


# -- What follows from a report ------------------------------------------------------------


def in_words(value: Value) -> str:
    """An empty text is the name of a library that is not needed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value) or "none"


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

    def word(key: str) -> str:
        value = report.toolchain.get(key)
        return value if isinstance(value, str) and value else "unknown"

    words = [word("os"), word("arch")]
    if words[0] == "linux":
        libc = re.match("[a-z-]+", word("libc"))
        words.append(libc[0] if libc else "unknown")
    if report.toolchain.get("endian") == "big":
        words.append("big-endian")
    return " ".join(words)


def serving_method(report: Report) -> str:
    """The one that served; where none was called, the first on the chain that is available, but
    not on disk."""
    if report.served:
        return str(report.served["method"] or "nothing")
    methods = catalogue.read().methods
    on_disk = {name for name, method in methods.items() if "ALLOW_DISK" in method.needs}
    available = {method["name"] for method in report.methods if method["available"]}
    was_tried = any(method["available"] or method["error"] for method in report.methods)
    serving = next((name for name in report.chain if name in available - on_disk), None)
    return serving or ("nothing" if was_tried else "not tried")
