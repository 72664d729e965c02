# SPDX-License-Identifier: MIT
"""What people see: tables, the page, and the README's part."""

from __future__ import annotations

import html
import json
import sys
from pathlib import Path

from matrix.commands import ROOT
from matrix.results import Result
from matrix.targets import Target
from matrix.tools import missing
from reports import read_report
from safe_text import in_markdown, table

README = ROOT / "README.md"
README_MARKS = "<!-- platforms: scripts/matrix --readme -->\n", "<!-- end of platforms -->\n"
HEADINGS = ["target", "state", "evidence", "chain", "facts", "tests (passed/failed/skipped)"]


def summary(results: list[Result]) -> str:
    states = [result.state for result in results]
    return ", ".join(
        f"{states.count(state)} {state}" for state in ("passed", "failed", "skipped")
    )


def columns(result: Result) -> list[str]:
    return [
        result.name,
        result.state,
        result.evidence,
        " ".join(result.chain),
        str(result.compared),
        str(result.tests),
    ]


# -- On the terminal -----------------------------------------------------------------------


COLORS = {"passed": "32", "failed": "1;31", "skipped": "2"}  # ECMA-48, SGR


def print_table(rows: list[list[str]], color: bool = False) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
        code = COLORS.get(row[1]) if color else None
        print(f"\033[{code}m{line}\033[0m" if code else line)


def print_results(results: list[Result], output: Path, color: bool) -> None:
    print_table([HEADINGS, *map(columns, results)], color)
    for result in results:
        for reason in result.reasons:
            print(f"{result.state}: {result.name}: {reason}")
        for line in result.decisive:
            print(f"    {line}")
        if result.state == "failed":
            print(f"  see {output / result.name}.log")
    print(summary(results))


def print_targets(targets: list[Target], tools: Path) -> None:
    rows = [["target", "group", "evidence", "subset", "state"]]
    for target in targets:
        lacks = missing(target, tools)
        state = f"needs {', '.join(lacks)}" if lacks else "ready"
        subset = "subset" if target.subset else ""
        rows.append([target.name, target.group, target.evidence, subset, state])
    print_table(rows)


# -- The page ------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>anonshm: the matrix</title>
<style>
body {{ font: 15px/1.4 sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; }}
td, th {{ padding: .2em .8em; text-align: left; vertical-align: top; }}
ul:empty {{ display: none; }}
.passed {{ background: #e6f4e6; }}
.failed {{ background: #fbe3e1; }}
.skipped {{ color: #777; }}
details table {{ font-size: 85%; }}
</style>
<h1>anonshm: the matrix</h1>
<p>{summary}</p>
<table><thead><tr>{headings}</tr></thead>
{rows}
</table>
</html>
"""


def page_rows(result: Result, target: Target) -> str:
    cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in columns(result)[1:])
    reasons = "".join(f"<li>{html.escape(reason)}</li>" for reason in result.reasons)
    facts = "".join(
        f"<tr><td>{html.escape(id)}<td>{html.escape(json.dumps(value))}"
        f"<td>{html.escape(source)}</tr>"
        for id, (value, source) in target.facts.items()
    )
    return (
        f"<tr class={result.state}><th>{html.escape(result.name)}</th>{cells}</tr>"
        f"<tr><td colspan={len(HEADINGS)}><ul>{reasons}</ul><details><summary>"
        f"what is expected</summary><table>{facts}</table></details></td></tr>"
    )


def write_page(results: list[Result], targets: list[Target], page: Path) -> None:
    """Every target with its expectations, each with its source."""
    by_name = {target.name: target for target in targets}
    page.write_text(
        PAGE.format(
            summary=summary(results),
            headings="".join(f"<th>{html.escape(heading)}</th>" for heading in HEADINGS),
            rows="".join(page_rows(result, by_name[result.name]) for result in results),
        )
    )


# -- The README ----------------------------------------------------------------------------


def readme_row(result: Result, output: Path) -> list[str]:
    report = read_report(output / f"{result.name}.json")
    evidence = result.evidence
    if result.group == "kernel":
        evidence += f", Linux {report.system.get('release')}"
    if "predicted" in report.evidence:
        evidence += ", behaviours predicted"
    return [
        result.name,
        str(report.toolchain["libc"] or "unknown"),
        str(report.toolchain["compiler"] or "unknown"),
        evidence,
        str(result.tests.passed or "none"),
        ", ".join(result.chain) or "empty",
    ]


def readme_table(results: list[Result], output: Path) -> str:
    """What has passed."""
    headings = ["platform", "C library", "compiler", "evidence", "tests", "chain"]
    passed = [result for result in results if result.state == "passed"]
    rows = [list(map(in_markdown, readme_row(result, output))) for result in passed]
    return table(headings, rows)


def update_readme(results: list[Result], output: Path) -> None:
    before, begin, rest = README.read_text().partition(README_MARKS[0])
    _, end, after = rest.partition(README_MARKS[1])
    if not begin or not end:
        sys.exit("scripts/matrix: README.md has lost the marks around its table of platforms")
    README.write_text(before + begin + readme_table(results, output) + end + after)
