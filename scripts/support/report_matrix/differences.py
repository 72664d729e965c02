# SPDX-License-Identifier: MIT
"""What reports of the same platform do not agree on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import catalogue
from reports import Report, Value, platform_of

Item = TypeVar("Item")


@dataclass(frozen=True)
class Differences:
    """What the reports that know it do not agree on (id -> report -> value), and the facts
    that not all know."""

    differing: dict[str, dict[str, Value]]
    not_known_to_all: list[str]


def by_platform(reports: dict[str, Report]) -> dict[str, list[str]]:
    platforms: dict[str, list[str]] = {}
    for name, report in reports.items():
        platforms.setdefault(platform_of(report), []).append(name)
    return platforms


def in_order(lists: Iterable[Iterable[Item]]) -> list[Item]:
    """What is in any of the lists, each once."""
    return list(dict.fromkeys(item for list in lists for item in list))


def is_measurement(id: str) -> bool:
    """A number of the machine, whatever happens: a minute later it is another. The same rule is
    in src/tool/catalogue.cpp."""
    fact = catalogue.read().facts.get(id.partition(":")[0])
    return fact is not None and fact.kind == "MACHINE" and fact.values == ["number"]


def answers_of(report: Report) -> dict[str, Value]:
    """What can differ: facts, the chain, and methods, which are None where not tried."""
    answers = {id: fact["value"] for id, fact in report.facts.items() if not is_measurement(id)}
    for method in report.methods:
        answers[f"method {method['name']}"] = method["error"] or method["available"] or None
    return {**answers, "chain": " > ".join(report.chain)}


def differences_between(reports: dict[str, Report]) -> Differences:
    answers = {name: answers_of(report) for name, report in reports.items()}
    differing, not_known_to_all = {}, []
    for id in in_order(answers.values()):
        values = {name: given.get(id) for name, given in answers.items()}
        known = {json.dumps(value) for value in values.values() if value is not None}
        if len(known) > 1:
            differing[id] = values
        elif known and None in values.values() and not id.startswith("method "):
            not_known_to_all.append(id)
    return Differences(differing, not_known_to_all)


def all_differences(reports: dict[str, Report]) -> dict[str, Differences]:
    """platform -> its differences, for those of which there are several reports."""
    return {
        platform: differences_between({name: reports[name] for name in names})
        for platform, names in by_platform(reports).items()
        if len(names) > 1
    }
