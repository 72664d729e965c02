# SPDX-License-Identifier: MIT
"""anonshm compare: what it shows, what counts, how it refuses files that are no reports."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

import catalogue

Report = dict[str, Any]
Compare = Callable[..., "subprocess.CompletedProcess[str]"]


def a_fact(value: Any, evidence: str = "ran") -> Report:
    return {"value": value, "evidence": evidence, "scope": "platform", "detail": ""}


@pytest.fixture(scope="module")
def live(tool: list[str]) -> Report:
    return json.loads(
        subprocess.run(
            [*tool, "report", "--format", "json"], check=True, capture_output=True, text=True
        ).stdout
    )


@pytest.fixture
def edited(live: Report) -> Report:
    return copy.deepcopy(live)


@pytest.fixture
def compare(tool: list[str], tmp_path: Path, live: Report) -> Compare:
    """compare(other): the live report as a.json beside another one, or a text, as b.json."""

    def run(other: Report | str, *more: str) -> subprocess.CompletedProcess[str]:
        a, b = tmp_path / "a.json", tmp_path / "b.json"
        a.write_text(json.dumps(live))
        b.write_text(other if isinstance(other, str) else json.dumps(other))
        return subprocess.run(
            [*tool, "compare", *more, "a.json", "b.json"],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "1000"},
            capture_output=True,
            text=True,
        )

    return run


def test_equal_reports(compare: Compare, live: Report) -> None:
    ran = compare(live)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == ""


def test_a_value_that_differs(compare: Compare, edited: Report) -> None:
    edited["facts"]["shm_name_max"] = a_fact(77, "predicted")
    ran = compare(edited)
    assert ran.returncode == 1
    head, facts, *_ = ran.stdout.split("\n\n")
    origin = f"written by anonshm {edited['anonshm']}, {edited['time']}; system Linux "
    a, origin_a, b, origin_b, count = head.splitlines()
    assert (a.split(), b.split()) == (["A", "a.json"], ["B", "b.json"])
    assert count.split() == ["differences", "1"]
    assert origin_a.strip().startswith(origin) and origin_b == origin_a
    assert "; emulator " in origin_a and "; restrictions " in origin_a
    assert facts.startswith("Facts\n") and "77 (predicted)" in ran.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["facts"].pop("mkostemp"),
        lambda r: r["facts"].update(new=a_fact(1)),
        lambda r: r["facts"]["mkostemp"].update(value=None, evidence="unknown"),
        lambda r: r["chain"].reverse(),
        lambda r: r["methods"].append(
            {"name": "new", "available": True, "error": None, "evidence": "ran"}
        ),
    ],
)
def test_what_counts(compare: Compare, edited: Report, change: Callable) -> None:
    change(edited)
    assert compare(edited).returncode == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["facts"]["mkostemp"].update(evidence="preset", detail="by the user"),
        lambda r: r["facts"]["free_bytes:/tmp"].update(value=1, detail="0.0 MiB"),
        lambda r: r["system"].update(release="1.0"),
        lambda r: r["toolchain"].update(compiler="other"),
        lambda r: [
            m.update(available=None, error=None) for m in r["methods"] if m["available"]
        ],
    ],
)
def test_what_does_not_count(compare: Compare, edited: Report, change: Callable) -> None:
    change(edited)
    ran = compare(edited)
    assert ran.returncode == 0, ran.stdout


def test_measurements_are_the_numbers_of_the_machine(
    compare: Compare, live: Report, edited: Report
) -> None:
    """What is a number whatever happens is another one a minute later."""
    facts = catalogue.read().facts
    measured = {id for id, f in facts.items() if f.kind == "MACHINE" and f.values == ["number"]}
    assert measured, "the catalogue has none"
    for id in live["facts"]:
        changed = {**edited, "facts": {**live["facts"], id: CHANGED}}
        counts = id.partition(":")[0] not in measured
        assert compare(changed).returncode == counts, (
            f"{id}: src/tool/catalogue.cpp, is_measurement()"
        )


CHANGED = a_fact("another")


def test_measurements_and_origins_are_shown(compare: Compare, edited: Report) -> None:
    edited["facts"]["free_bytes:/tmp"].update(value=1048576, detail="one")
    edited["system"]["release"] = "1.0"
    shown = compare(edited).stdout
    assert "1 MiB (ran)" in shown
    assert "release" in shown


def test_json_has_both_sides_of_each_difference(
    compare: Compare, live: Report, edited: Report
) -> None:
    edited["facts"]["shm_name_max"] = a_fact(77, "predicted")
    edited["facts"].pop("mkostemp")
    edited["facts"]["free_bytes:/tmp"].update(value=1)
    edited["chain"].reverse()
    works = next(m for m in edited["methods"] if m["name"] == edited["chain"][0])
    works.update(available=False, error="EPERM")
    edited["system"]["sandbox"]["open_files"] = 7
    ran = compare(edited, "--format=json")
    shown = json.loads(ran.stdout)
    assert (ran.returncode, shown["schema"]) == (1, "anonshm-differences/1")
    for side, name, report in (("a", "a.json", live), ("b", "b.json", edited)):
        assert shown[side] == {
            "file": name,
            **{member: report[member] for member in ("anonshm", "time", "system")},
        }
    facts = {"a": live["facts"], "b": edited["facts"]}
    assert shown["facts"] == {
        id: {side: facts[side].get(id) for side in "ab"} for id in ("mkostemp", "shm_name_max")
    }
    assert [pair["a"] for pair in shown["chain"].values()] == live["chain"]
    assert [pair["b"] for pair in shown["chain"].values()] == edited["chain"]
    assert shown["methods"][works["name"]]["b"] == "refused: EPERM"
    assert shown["measurements"]["free_bytes:/tmp"]["b"]["value"] == 1
    assert shown["origin"]["sandbox.open_files"]["b"] == 7
    assert shown["count"] == len(shown["facts"]) + len(shown["methods"]) + 1


@pytest.mark.parametrize("format", ["text", "json", "markdown", "html"])
def test_every_format_has_the_same_differences(
    compare: Compare, live: Report, edited: Report, format: str
) -> None:
    assert compare(live, f"--format={format}").returncode == 0
    edited["facts"]["shm_name_max"] = a_fact(77, "predicted")
    ran = compare(edited, f"--format={format}")
    assert (ran.returncode, ran.stderr) == (1, "")
    for word in ("a.json", "b.json", "shm_name_max", "77", live["time"], live["anonshm"]):
        assert word in ran.stdout
    assert "mkostemp" not in ran.stdout


def test_a_page_of_no_difference_says_so(compare: Compare, live: Report) -> None:
    for format in ("markdown", "html"):
        assert "none that counts" in compare(live, f"--format={format}").stdout


def test_columns_are_aligned(compare: Compare, edited: Report) -> None:
    for id in ("mkostemp", "shm_path", "shm_name_leading_slash"):
        edited["facts"][id] = a_fact("@" * 20)
    lines = [line for line in compare(edited).stdout.splitlines() if "@" in line]
    assert len(lines) == 3
    assert len({line.index("@") for line in lines}) == 1


def test_text_beyond_ascii_survives(tool: list[str], tmp_path: Path, edited: Report) -> None:
    edited["facts"]["mkostemp"]["detail"] = text = 'quote " backslash \\ é € \t'
    file = tmp_path / "r.json"
    file.write_text(json.dumps(edited))  # as \uXXXX
    ran = subprocess.run(
        [*tool, "report", "--input", file, "--format", "json"], check=True, capture_output=True
    )
    assert json.loads(ran.stdout)["facts"]["mkostemp"]["detail"] == text


def with_changes(**changes: Any) -> str:
    toolchain = {"compiler": "GNU 12", "cmake": "3.25"}
    toolchain |= dict.fromkeys(("flags", "os", "arch", "libc", "endian", "pointer_bits"))
    least = {
        "schema": "anonshm-report/2",
        "anonshm": "0.1.0",
        "time": "2026-11-26T00:00:00Z",
        "system": None,
        "toolchain": toolchain,
        "facts": {"x": a_fact(1)},
        "methods": [{"name": "x", "available": None, "error": None, "evidence": "unknown"}],
        "chain": [],
        "served": None,
    }
    return json.dumps({**least, **changes})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON: line 1, column 1"),
        ('{"schema":\n "anonshm', "not JSON: line 2"),
        ('{"a": "\\u12"}', "not JSON: line 1"),
        ("[" * 100000, "not JSON: line 1, column 34: too deep"),
        ("[]", 'not a report: "schema"'),
        (with_changes(schema="coverage/1"), 'the format is "coverage/1"; this program reads'),
        (with_changes(schema="anonshm-report/1"), "make the report again"),
        (with_changes(schema="anonshm-report/3"), "a newer program can read it"),
        (with_changes(system=[]), 'not a report: "system"'),
        (
            with_changes(facts={"x": {**a_fact(1), "value": []}}),
            'not a report: "facts.x.value"',
        ),
        (
            with_changes(facts={"x": {"value": 1, "scope": "platform", "detail": ""}}),
            'not a report: "facts.x.evidence"',
        ),
        (
            with_changes(
                methods=[{"name": "x", "available": "yes", "error": None, "evidence": "ran"}]
            ),
            'not a report: "methods.0.available"',
        ),
    ],
)
def test_files_that_are_no_reports(compare: Compare, text: str, complaint: str) -> None:
    ran = compare(text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("anonshm: b.json: ")
    assert complaint in ran.stderr


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ([], "takes two reports"),
        (["one"], "takes two reports"),
        (["one", "two", "three"], "takes two reports"),
        (["--format", "json"], "takes two reports"),
        (["--short", "one", "two"], "does not take --short"),
        (["absent", "absent"], "absent: cannot be read: No such file"),
        (["/", "/"], "/: cannot be read: Is a directory"),
    ],
)
def test_wrong_usage(tool: list[str], files: list[str], complaint: str) -> None:
    ran = subprocess.run([*tool, "compare", *files], capture_output=True, text=True)
    assert ran.returncode == 2
    assert complaint in ran.stderr


def test_help_says_what_counts(tool: list[str]) -> None:
    command = [*tool, "compare", "--help"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for word in ("unknown", "Free space", "evidence"):
        assert word in text
