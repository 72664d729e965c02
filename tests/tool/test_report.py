# SPDX-License-Identifier: MIT
"""The report: its schema, which accepts nothing else, and the ways it is written and read."""

from __future__ import annotations

import copy
import html
import json
import os
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import catalogue
from support.methods import METHODS
from support.paths import ROOT

jsonschema = pytest.importorskip("jsonschema")

pytestmark = pytest.mark.smoke

SCHEMA = json.loads((ROOT / "cmake/anonshm/anonshm-report.schema.json").read_text())
FACTS = catalogue.read().facts
TOOLCHAIN_IDS = [id for id, fact in FACTS.items() if fact.kind != "MACHINE"]
MACHINE_IDS = [id for fact in catalogue.read().of_kind("MACHINE").values() for id in fact.ids]

Report = dict[str, Any]


def validator(part: str | None = None) -> Any:
    schema = SCHEMA if part is None else {"$ref": f"#/$defs/{part}", "$defs": SCHEMA["$defs"]}
    return jsonschema.Draft202012Validator(schema)


def output_of(command: list[str], *more: str, status: int = 0, **environment: str) -> str:
    """What a command prints; its exit status is checked, too."""
    ran = subprocess.run(
        [*command, *more], capture_output=True, env={**os.environ, **environment}, timeout=120
    )
    assert ran.returncode == status, ran
    return ran.stdout.decode()


@pytest.fixture(scope="session")
def configured(build: Path) -> Report:
    return json.loads((build / "anonshm-report.json").read_text())


@pytest.fixture(scope="session")
def now(tool: list[str]) -> Report:
    return json.loads(output_of(tool, "report", "--format", "json"))


# -- The schema ----------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def tries_nothing(report: Report) -> bool:
    """Without processes, as on Windows, the program leaves out what would be unknown."""
    return report["system"] is not None and not {*MACHINE_IDS} & {*report["facts"]}


@pytest.mark.parametrize("which", ["configured", "now"])
def test_reports_follow_the_schema(which: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(which)
    validator().validate(report)
    ids = [*TOOLCHAIN_IDS, *(MACHINE_IDS if which == "now" else [])]
    if tries_nothing(report):
        ids = [id for id in TOOLCHAIN_IDS if id in report["facts"]]
        assert all(fact["value"] is not None for fact in report["facts"].values())
    assert list(report["facts"]) == ids
    assert [method["name"] for method in report["methods"]] == list(METHODS)


def test_methods_follow_the_schema(tool: list[str]) -> None:
    output = json.loads(output_of(tool, "methods", "--format", "json"))
    origin = ["anonshm", "time", "system"]
    assert list(output) == [*origin, "methods", "chain", "served"]
    for member in origin:
        validator().evolve(schema=SCHEMA["properties"][member]).validate(output[member])
    for method in output["methods"]:
        validator("method").validate(method)
    for name in output["chain"]:
        validator("name").validate(name)
    validator("served").validate(output["served"])


# What each makes of a good report is not one.
BREAKAGES: dict[str, Callable[[Report], Any]] = {
    "another format": lambda r: r.update(schema="anonshm-report/1"),
    "no answer about what was served": lambda r: r.pop("served"),
    "served by nobody": lambda r: r["served"].pop("call"),
    "no chain": lambda r: r.pop("chain"),
    "facts as a list": lambda r: r.update(facts=[]),
    "no facts": lambda r: r.update(facts={}),
    "an id with a space": lambda r: r["facts"].update({"shm open": r["facts"]["shm_open"]}),
    "an id without its argument": lambda r: r["facts"].update(
        {"noexec:": r["facts"]["shm_open"]}
    ),
    "a fact that is its value": lambda r: r["facts"].update(shm_open=True),
    "a value that is a list": lambda r: r["facts"]["shm_open"].update(value=[True]),
    "a value with a fraction": lambda r: r["facts"]["o_tmpfile"].update(value=1.5),
    "an unknown evidence": lambda r: r["facts"]["shm_open"].update(evidence="guessed"),
    "unknown, and yet a value": lambda r: r["facts"]["shm_open"].update(evidence="unknown"),
    "linked, and yet no value": lambda r: r["facts"]["shm_open"].update(value=None),
    "no detail": lambda r: r["facts"]["shm_open"].pop("detail"),
    "a machine without pages": lambda r: r["system"].update(page_size=0),
    "a toolchain of nothing": lambda r: r["toolchain"].update(compiler=""),
    "middle-endian": lambda r: r["toolchain"].update(endian="middle"),
    "a method as a word": lambda r: r["methods"].append("memfd_create"),
    "a method in capitals": lambda r: r["methods"][0].update(name="MEMFD"),
    "available, and yet refused": lambda r: r["methods"][0].update(
        available=True, error="EPERM"
    ),
    "not tried, and yet refused": lambda r: r["methods"][0].update(
        available=None, error="EPERM"
    ),
    "an errno by its number": lambda r: r["methods"][0].update(available=False, error=38),
    "an errno in words": lambda r: r["methods"][0].update(available=False, error="not here"),
    "twice on the chain": lambda r: r["chain"].append(r["chain"][0]),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_the_schema_refuses(now: Report, breakage: str) -> None:
    report = copy.deepcopy(now)
    BREAKAGES[breakage](report)
    assert not validator().is_valid(report)


# -- What reports contain ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["configured", "now"])
def test_the_chain_is_the_methods_whose_facts_are_there(
    which: str, request: pytest.FixtureRequest
) -> None:
    report = request.getfixturevalue(which)
    there = {id for id, fact in report["facts"].items() if fact["value"] not in (False, None)}
    assert report["chain"] == [
        name for name, method in METHODS.items() if there.issuperset(method.facts)
    ]
    for method in report["methods"]:
        if method["name"] not in report["chain"]:
            assert (method["available"], method["error"]) == (False, None)
            assert method["evidence"] in ("declared", "linked", "preset")


def test_evidence_is_of_its_kind(configured: Report) -> None:
    possible = {
        "FUNCTION": {"declared", "linked"},
        "LIBRARY": {"declared", "linked"},
        "MACRO": {"declared"},
        "NUMBER": {"declared"},
        # The last two: "no", as what it needs is not there.
        "BEHAVIOUR": {"ran", "emulated", "predicted", "declared", "linked"},
        "MACHINE": {"ran", "emulated"},
    }
    for id, fact in configured["facts"].items():
        kind = FACTS[id.split(":")[0]].kind
        assert fact["evidence"] in possible[kind] | {"preset", "unknown"}, id


def test_the_program_and_the_configure_agree(configured: Report, now: Report) -> None:
    """About the target. Where a run contradicts the prediction, as an emulator's does for a
    rule of the kernel, the program has both. Where versions differ that a program may run on,
    the configure has all of them."""
    for id in TOOLCHAIN_IDS:
        known = configured["facts"][id]
        fact = now["facts"].get(id, {"value": None})
        if known["value"] is None and " either " in known["detail"]:
            assert known["detail"].endswith(f"; here {fact['value']}"), id
        else:
            assert fact.get("predicted", fact["value"]) == known["value"], id
    for part in ("schema", "toolchain", "chain"):
        assert now[part] == configured[part]


# -- Formats -------------------------------------------------------------------------------


@pytest.fixture
def a_report(now: Report, tmp_path: Path) -> list[str]:
    """Arguments that show one and the same report each time."""
    file = tmp_path / "report.json"
    file.write_text(json.dumps(now))
    return ["report", "--input", str(file)]


@pytest.mark.parametrize("which", ["configured", "now"])
def test_json_comes_out_as_it_went_in(
    tool: list[str], tmp_path: Path, which: str, request: pytest.FixtureRequest
) -> None:
    report = request.getfixturevalue(which)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    shown = output_of(tool, "report", "--input", str(file), "--format", "json")
    assert json.loads(shown) == report


def columns(line: str) -> list[int]:
    """Where the columns begin: two blanks or more are between them."""
    return [match.start() for match in re.finditer(r"(?<=  )\S|^\S", line)]


def paragraphs(text: str) -> list[list[str]]:
    return [paragraph.splitlines() for paragraph in text.rstrip("\n").split("\n\n")]


SECTIONS = [
    "Methods",
    "This machine",
    "Directories",
    "Behaviours",
    "Functions",
    "Macros and numbers",
    "Evidence",
]


def test_text_is_aligned(tool: list[str], a_report: list[str]) -> None:
    head, *tables = paragraphs(output_of(tool, *a_report, COLUMNS="1000"))
    assert all(re.match(r"(\S+( \S+)*)? +$", line[:16]) and line[16] != " " for line in head)
    assert [table[0] for table in tables] == SECTIONS
    for title, *rows in tables:
        begins = {begin for row in rows for begin in columns(row)[:3]}
        assert len(begins) == (2 if title == "Evidence" else 3), title
        assert all(row == row.rstrip() for row in rows)


def test_every_format_has_its_origin(tool: list[str], now: Report, tmp_path: Path) -> None:
    """Which anonshm wrote it, when, under which emulator and which restrictions."""
    report = copy.deepcopy(now)
    report.update(anonshm="9.8.7", time="2031-02-03T04:05:06Z")
    report["system"].update(emulator="qemu-user")
    report["system"]["sandbox"].update(seccomp="filter", memory_limit=3 << 30)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    for part in ([], ["--fact", "shm_open"], ["--short"]):
        for format in ("text", "markdown", "html", "json"):
            if part == ["--short"] and format == "text":
                continue  # three lines, and no more
            words = ["report", "--input", str(file), *part, "--format", format]
            text = html.unescape(output_of(tool, *words, COLUMNS="1000"))
            for origin in ("9.8.7", "2031-02-03T04:05:06Z", "qemu-user"):
                assert origin in text, (part, format)
            if format == "json":
                assert json.loads(text)["system"]["sandbox"]["seccomp"] == "filter"
            else:
                assert "seccomp filter" in text and "memory_limit 3 GiB" in text


def test_what_was_not_seen_is_said(tool: list[str], now: Report, tmp_path: Path) -> None:
    report = copy.deepcopy(now)
    report["system"].update(emulator=None, sandbox={"seccomp": "none", "open_files": None})
    for method in report["methods"]:
        if method["evidence"] == "emulated":
            method["evidence"] = "ran"
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    text = output_of(tool, "report", "--input", str(file))
    assert re.search(r"^emulator +none seen\nrestrictions +none seen$", text, flags=re.M)


def test_a_report_of_no_machine_says_so(tool: list[str], build: Path) -> None:
    file = str(build / "anonshm-report.json")
    text = output_of(tool, "report", "--input", file)
    assert re.search(r"^system +none: this is about the toolchain alone$", text, flags=re.M)
    assert "emulator" not in paragraphs(text)[0]


def test_what_contradicts_a_prediction_is_shown_with_it(
    tool: list[str], now: Report, tmp_path: Path
) -> None:
    report = copy.deepcopy(now)
    report["facts"]["shm_size_rounded"].update(value=False, evidence="ran", predicted=True)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    for format in ("text", "markdown", "html"):
        words = ["report", "--input", str(file), "--format", format]
        assert "no (predicted: yes)" in output_of(tool, *words, COLUMNS="1000")


def test_the_legend_is_of_every_evidence(tool: list[str], now: Report, tmp_path: Path) -> None:
    """Which are those of the schema; and of those that the report has."""
    evidences = SCHEMA["$defs"]["evidence"]["enum"]
    report = copy.deepcopy(now)
    fact = {"value": 1, "scope": "machine", "detail": ""}
    of_all = {
        e: {**fact, "evidence": e, **({"value": None} if e == "unknown" else {})}
        for e in evidences
    }
    for facts, expected in ((of_all, evidences), ({"preset": of_all["preset"]}, ["preset"])):
        file = tmp_path / "report.json"
        file.write_text(json.dumps({**report, "facts": facts}))
        legend = paragraphs(output_of(tool, "report", "--input", str(file), COLUMNS="1000"))[-1]
        assert legend[0] == "Evidence"
        assert sorted(line.split()[0] for line in legend[1:]) == sorted(expected)
        assert all(len(line.split()) > 3 for line in legend[1:])


@pytest.mark.parametrize(
    "size, words",
    [
        (0, "0 B"),
        (1, "1 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (64 << 20, "64 MiB"),
        ((1 << 30) - 1, "1 GiB"),
        (25276514304, "23.5 GiB"),
        (5 << 40, "5 TiB"),
        (2**64 - 4096, "16 EiB"),
    ],
)
def test_sizes_have_units(
    tool: list[str], now: Report, tmp_path: Path, size: int, words: str
) -> None:
    report = copy.deepcopy(now)
    report["served"].update(method=None, file_system="tmpfs", free_bytes=size, total_bytes=size)
    for id in ("free_bytes:/dev/shm", "total_bytes:/dev/shm"):
        report["facts"][id] = {
            "value": size,
            "evidence": "ran",
            "scope": "machine",
            "detail": f"{size} somethings",
        }
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    text = output_of(tool, "report", "--input", str(file), COLUMNS="1000")
    assert text.splitlines()[0].endswith(f", {words} free of {words}")
    (row,) = re.findall(r"(?m)^  /dev/shm .*", text)
    assert re.search(rf" {re.escape(words)} +{re.escape(words)} ", row)
    assert "somethings" not in text


def test_every_fact_is_in_every_format(
    tool: list[str], a_report: list[str], now: Report
) -> None:
    for format in ("text", "markdown", "html"):
        text = output_of(tool, *a_report, "--format", format)
        for id in now["facts"]:
            name, _, directory = id.partition(":")
            assert (directory or name) in text, (format, id)
        for name in METHODS:
            assert name in text


def test_markdown_is_tables(tool: list[str], a_report: list[str]) -> None:
    text = output_of(tool, *a_report, "--format", "markdown")
    assert text.startswith("# anonshm report\n\n- **what you get**: ")
    tables = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    assert re.findall(r"(?m)^## (.*)", text) == SECTIONS
    assert len(tables) == len(SECTIONS)
    for table in tables:
        header, rule, *rows = table.splitlines()
        bars = len(re.findall(r"(?<!\\)\|", header))
        assert rule == "|" + " --- |" * (bars - 1)
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {bars}
        assert all(re.match(r"\| `[^`]+` \| ", row) for row in rows)


class Page(HTMLParser):
    """The open elements, the cells of each row, the ids, where links lead, the text."""

    VOID = ("meta",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[int] = []
        self.ids: list[str | None] = []
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            assert name != "src", "needs nothing else"
            if name == "href":
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_well_formed(tool: list[str], a_report: list[str], now: Report) -> None:
    page = Page(output_of(tool, *a_report, "--format", "html"))
    assert page.open == []
    assert set(page.rows) == {2, 3, 4, 6}  # the legend, methods, facts, directories
    assert "anonshm report" in page.text
    assert len(set(page.ids)) == len(page.ids)
    assert {f"#{id}" for id in page.ids} == set(page.links), "what has an id is linked"
    for id in now["facts"]:
        if ":" not in id:
            assert f"fact-{id}" in page.ids
    assert {f"method-{name}" for name in METHODS} <= set(page.ids)
    for landmark in ("header", "nav", "main"):
        assert page.tags.count(landmark) == 1
    assert page.tags.count("table") == page.tags.count("caption") == len(SECTIONS)


def test_no_is_red_where_it_is_bad_only(tool: list[str], now: Report, tmp_path: Path) -> None:
    report = copy.deepcopy(now)
    for id, value in (
        ("memfd_create_works", False),
        ("shm_anon", False),
        ("shm_size_rounded", False),
        ("shm_open", True),
        ("mutex_robust", None),
    ):
        report["facts"][id].update(value=value, evidence="unknown" if value is None else "ran")
        report["facts"][id].pop("predicted", None)  # an emulator may contradict it
    report["served"].update(method=None)
    report["methods"][0].update(available=False, error="EPERM")
    report["methods"][1].update(available=False, error=None)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    words = ["report", "--input", str(file)]
    shown = output_of(tool, *words, "--format", "html")
    text = output_of(tool, *words, "--color=always", COLUMNS="1000")
    red, green, yellow = "\x1b[31m", "\x1b[32m", "\x1b[33m"
    for id, value, name, colour in (
        ("fact-memfd_create_works", "no", "bad", red),
        ("fact-shm_anon", "no", None, ""),
        ("fact-shm_size_rounded", "no", None, ""),
        ("fact-shm_open", "yes", "good", green),
        ("fact-mutex_robust", "unknown", "doubtful", yellow),
        (f"method-{report['methods'][0]['name']}", "refused: EPERM", "bad", red),
        (f"method-{report['methods'][1]['name']}", "not on this target", None, ""),
    ):
        row = shown[shown.index(f'id="{id}"') :].partition("</td>")[0]
        cell = f'<span class="{name}">{value}</span>' if name else value
        assert row.endswith(f"<td role=cell>{cell}"), id
        # A method and a fact may have the same name.
        lines = re.findall(rf"(?m)^  {id.partition('-')[2]} .*", text)
        cell = f"{colour}{value}\x1b[0m" if colour else f"  {value}  "
        assert any(cell in line for line in lines), id


HOSTILE = "<script>|`&amp;\"'\\\x1b[31m\u00e9"


def test_hostile_words_stay_words(tool: list[str], configured: Report, tmp_path: Path) -> None:
    """A report may come from anywhere, and end in a page or a comment."""
    report = copy.deepcopy(configured)
    report["facts"]["shm_open"]["detail"] = HOSTILE
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report, ensure_ascii=False))
    page = Page(output_of(tool, "report", "--input", str(file), "--format", "html"))
    assert HOSTILE.replace("\x1b", "?") in page.text and page.open == []
    output = output_of(tool, "report", "--input", str(file), "--format", "json")
    assert json.loads(output)["facts"]["shm_open"]["detail"] == HOSTILE
    markdown = output_of(tool, "report", "--input", str(file), "--format", "markdown")
    assert "<script>" not in markdown
    assert HOSTILE.replace("\x1b", "?") in html.unescape(markdown)
    assert "\x1b" not in output_of(tool, "report", "--input", str(file))


# -- Colour --------------------------------------------------------------------------------


def on_a_terminal(command: list[str], **environment: str) -> str:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(command, stdout=theirs, env={**os.environ, **environment})
    os.close(theirs)
    output = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # EIO: on Linux, the other end is closed
            break
        if not chunk:
            break
        output += chunk
    os.close(ours)
    assert child.wait() == 0
    return output.decode().replace("\r\n", "\n")


COLOUR = re.compile("\x1b\\[[0-9;]*m")

UNSET = dict.fromkeys(("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"), "")


@pytest.mark.parametrize(
    "words, environment, terminal, coloured",
    [
        ([], {}, False, False),
        ([], {}, True, True),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"TERM": "dumb"}, True, False),
        ([], {"CLICOLOR": "0"}, True, False),
        ([], {"CLICOLOR_FORCE": "1"}, False, True),
        ([], {"CLICOLOR_FORCE": "0"}, False, False),
        ([], {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, True, False),
        (["--color=auto"], {}, False, False),
        (["--color=always"], {}, False, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        (["--color=never"], {"CLICOLOR_FORCE": "1"}, True, False),
    ],
)
def test_colour_where_it_is_wanted(
    tool: list[str],
    a_report: list[str],
    words: list[str],
    environment: dict[str, str],
    terminal: bool,
    coloured: bool,
) -> None:
    of_all = {**UNSET, "TERM": "xterm", "COLUMNS": "80", **environment}
    if terminal:
        text = on_a_terminal([*tool, *a_report, *words], **of_all)
    else:
        text = output_of(tool, *a_report, *words, **of_all)
    assert bool(COLOUR.search(text)) == coloured
    assert COLOUR.sub("", text) == output_of(tool, *a_report, **UNSET, COLUMNS="80")


@pytest.mark.parametrize("format", ["json", "markdown", "html"])
def test_no_colour_in_what_is_for_programs(
    tool: list[str], a_report: list[str], format: str
) -> None:
    words = [*tool, *a_report, "--format", format, "--color=always"]
    assert "\x1b" not in on_a_terminal(words, TERM="xterm")
