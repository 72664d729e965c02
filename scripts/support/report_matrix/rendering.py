# SPDX-License-Identifier: MIT
"""The merged reports as JSON and as Markdown."""

from __future__ import annotations

import dataclasses
import json

from report_matrix.differences import Differences, all_differences, by_platform, in_order
from reports import Report, Value, platform_of, serving_method, strongest
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


def in_words(value: Value) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return in_markdown(str(value)) or "none"


def cell_of(report: Report, id: str) -> str:
    fact = report.facts.get(id)
    if fact is None:
        return "-"
    if fact["value"] is None:
        return in_words(None)
    return f"{in_words(fact['value'])} ({fact['evidence']})"


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
    headings = list(map(in_markdown, names))
    text = f"### {in_markdown(platform)}: {', '.join(headings)}\n\n"
    rows = [
        [in_markdown_code(id), *(in_words(values[name]) for name in names)]
        for id, values in found.differing.items()
    ]
    text += table(["", *headings], rows) if rows else "What they know is the same.\n"
    rest = ", ".join(map(in_markdown_code, found.not_known_to_all))
    return text + (f"\nNot known to all: {rest}.\n" if rest else "")


def render_markdown(reports: dict[str, Report]) -> str:
    names = list(map(in_markdown, reports))
    facts = [
        [in_markdown_code(id), *(cell_of(report, id) for report in reports.values())]
        for id in fact_ids(reports)
    ]
    platforms = by_platform(reports)
    sections = [
        difference_section(platform, platforms[platform], found)
        for platform, found in all_differences(reports).items()
    ]
    return "\n".join(
        [
            "# anonshm: what platforms can do\n",
            platforms_table(reports),
            "## Facts\n",
            table(["fact", *names], facts),
            "## Differences between reports of the same platform\n",
            *(sections or ["There are no two reports of the same platform.\n"]),
        ]
    )
