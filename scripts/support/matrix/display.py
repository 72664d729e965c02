# SPDX-License-Identifier: MIT
"""What people see: tables, the page, and what the documents say of platforms."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import catalogue
from matrix.commands import ROOT
from matrix.results import Result
from matrix.targets import Target
from matrix.tools import missing
from reports import read_report
from safe_text import in_markdown, table

README = ROOT / "README.md"
PLATFORMS = ROOT / "src" / "documentation" / "platforms.md"
MARKS = "<!-- platforms: scripts/matrix --readme -->\n", "<!-- end of platforms -->\n"
# The README's rows, and the platform that stands for each.
SYSTEMS = {
    "Linux, glibc": "linux-trixie",
    "Linux, glibc 2.17": "linux-glibc-2.17",
    "Linux, musl": "linux-musl",
    "Linux, riscv64": "linux-riscv64",
    "FreeBSD": "freebsd-x86_64",
    "NetBSD 10": "netbsd-x86_64",
    "OpenBSD": "openbsd-x86_64",
    "macOS": "macos-arm64",
    "Windows": "windows-x86_64",
    "WASI": "wasi",
}
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


def write_page(results: list[Result], targets: list[Target], page: Path) -> None:
    """What was found: a column for each report, and what else was expected there; and how it
    went, of all. A target that failed before it reported has no column."""
    from report_matrix.page import Links, Run, render_page  # --help and --list need no Jinja2
    from report_matrix.table import Column

    facts = {target.name: target.facts for target in targets}
    columns, runs = [], []
    for result in results:
        file, log = (page.with_name(f"{result.name}{suffix}") for suffix in (".json", ".log"))
        with contextlib.suppress(ValueError):  # it was deleted, or an older version wrote it
            if result.evidence:
                report = read_report(file)
                of = {id: of for id, of in facts[result.name].items() if id in report.facts}
                columns.append(Column(result.name, report, file, of))
        tests = str(result.tests)
        kept = log if log.exists() else None
        runs.append(Run(result.name, result.state, tests, result.reasons, kept))
    page.write_text(render_page(columns, Links(page.parent), runs), encoding="utf-8")


# -- The documents -------------------------------------------------------------------------


def platform_row(result: Result, output: Path) -> list[str]:
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


def system_row(system: str, row: list[str]) -> list[str]:
    """Of the README, from that of its platform."""
    evidence, chain = row[3], row[5].split(", ")
    first = catalogue.read().methods.get(chain[0])
    if first is None:
        return [system, "nothing: ENOSYS", "", evidence]
    gives = first.text + ("; sealable" if "SEALABLE" in first.offers else "")
    return [system, gives, ", ".join(chain[1:]), evidence]


def documents(rows: list[list[str]]) -> dict[Path, str]:
    """The tables that follow from the platforms' rows, and where they belong."""
    by_name = {row[0]: row for row in rows}
    systems = [system_row(s, by_name[name]) for s, name in SYSTEMS.items() if name in by_name]
    return {
        PLATFORMS: _table(
            ["platform", "C library", "compiler", "evidence", "tests", "chain"], rows
        ),
        README: _table(
            ["system", "what you get", "where that is refused", "evidence"], systems
        ),
    }


def _table(headings: list[str], rows: list[list[str]]) -> str:
    return table(headings, [list(map(in_markdown, row)) for row in rows])


def update_documents(results: list[Result], output: Path) -> None:
    """What has passed."""
    rows = [platform_row(result, output) for result in results if result.state == "passed"]
    for document, text in documents(rows).items():
        before, begin, rest = document.read_text().partition(MARKS[0])
        _, end, after = rest.partition(MARKS[1])
        if not begin or not end:
            name = document.relative_to(ROOT)
            sys.exit(f"scripts/matrix: {name} has lost the marks around its table of platforms")
        document.write_text(before + begin + text + end + after)
