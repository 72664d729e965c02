# SPDX-License-Identifier: MIT
"""The merged reports as JSON and as Markdown."""

from __future__ import annotations

import dataclasses
import json

from report_matrix.differences import (
    Differences,
    all_differences,
    by_platform,
    differences_between,
    in_order,
)
from reports import Report, Value, in_words, platform_of, serving_method, strongest
from safe_text import in_markdown, in_markdown_code, table

# Of a report, beside its facts.
PARTS = ("system", "toolchain", "methods", "chain", "served")


def fact_ids(reports: dict[str, Report]) -> list[str]:
    return in_order(report.facts for report in reports.values())


# -- JSON ----------------------------------------------------------------------------------


def render_json(reports: dict[str, Report]) -> str:
    """Nothing that is known is left out: a report is merged as it is."""
    platforms = {
        name: {
            "platform": platform_of(report),
            "serves": serving_method(report),
            **{part: report.members[part] for part in PARTS},
        }
        for name, report in reports.items()
    }
    facts = {
        id: {name: report.facts[id] for name, report in reports.items() if id in report.facts}
        for id in fact_ids(reports)
    }
    differences = {
        platform: dataclasses.asdict(found)
        for platform, found in all_differences(reports).items()
    }
    matrix = {
        "schema": "anonshm-matrix/1",
        "platforms": platforms,
        "facts": facts,
        "differences": differences,
    }
    return json.dumps(matrix, indent=2) + "\n"


# -- Markdown ------------------------------------------------------------------------------


# So many names are listed; of what more have in common, the number.
MOST_NAMES = 4


def answers_in_words(values: dict[str, Value]) -> str:
    """Who answers what: the rarest answer first, since that is what one looks for."""
    names: dict[str, list[str]] = {}
    for name, value in values.items():
        if value is not None:
            names.setdefault(in_markdown(in_words(value)), []).append(in_markdown(name))
    rarest = sorted(names.items(), key=lambda answer: len(answer[1]))
    few = [
        f"{words}: {', '.join(who) if len(who) <= MOST_NAMES else f'{len(who)} platforms'}"
        for words, who in rarest
    ]
    return "; ".join(few)


def differences_table(found: Differences) -> str:
    rows = [
        [in_markdown_code(id), answers_in_words(values)]
        for id, values in found.differing.items()
    ]
    return table(["", "answers"], rows) if rows else "What they know is the same.\n"


def contradictions_table(reports: dict[str, Report]) -> str:
    rows = [
        [
            in_markdown_code(id),
            in_markdown(name),
            in_markdown(in_words(fact["value"])),
            in_markdown(in_words(fact["predicted"])),
        ]
        for name, report in reports.items()
        for id, fact in report.facts.items()
        if "predicted" in fact
    ]
    header = ["fact", "platform", "found", "predicted"]
    return table(header, rows) if rows else "What ran was as predicted.\n"


def platforms_table(reports: dict[str, Report]) -> str:
    rows = []
    for name, report in reports.items():
        machine = [report.system.get(key) for key in ("name", "release", "machine")]
        words = [
            name,
            platform_of(report),
            str(report.toolchain["libc"] or "unknown"),
            str(report.toolchain["compiler"] or "unknown"),
            strongest(report.evidence),
            " ".join(str(word) for word in machine if word) or "none",
            serving_method(report),
        ]
        words.append(" > ".join(report.chain) or "empty")
        rows.append(list(map(in_markdown, words)))
    return table(
        ["name", "platform", "C library", "compiler", "evidence", "machine", "serves", "chain"],
        rows,
    )


def difference_section(platform: str, names: list[str], found: Differences) -> str:
    rest = ", ".join(map(in_markdown_code, found.not_known_to_all))
    return (
        f"### {in_markdown(platform)}: {', '.join(map(in_markdown, names))}\n\n"
        + differences_table(found)
        + (f"\nNot known to all: {rest}.\n" if rest else "")
    )


def render_markdown(reports: dict[str, Report]) -> str:
    """For the width of a page: the differences; the page of HTML has all."""
    platforms = by_platform(reports)
    sections = [
        difference_section(platform, platforms[platform], found)
        for platform, found in all_differences(reports).items()
    ]
    return "\n".join(
        [
            "# anonshm: what platforms can do\n",
            platforms_table(reports),
            "## Not as predicted\n",
            contradictions_table(reports),
            "## Differences between platforms\n",
            differences_table(differences_between(reports)),
            "## Differences between reports of the same platform\n",
            *(sections or ["There are no two reports of the same platform.\n"]),
        ]
    )
