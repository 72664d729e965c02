# SPDX-License-Identifier: MIT
"""scripts/report-matrix: real reports of this machine and of cross targets, and edited ones."""

from __future__ import annotations

import copy
import html
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

import catalogue
from models.statements import stated, version_of
from support.paths import ROOT

SCRIPT = ROOT / "scripts/report-matrix"

Report = dict[str, Any]
Ran = subprocess.CompletedProcess


def matrix(*arguments: str | Path, cwd: Path | None = None) -> Ran[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], cwd=cwd, capture_output=True, encoding="utf-8"
    )


def configure(directory: Path, *arguments: str) -> Report:
    subprocess.run(
        [
            "cmake",
            "-S",
            ROOT,
            "-B",
            directory,
            "-DANONSHM_BUILD_TESTING=OFF",
            "-DANONSHM_BUILD_TOOL=OFF",
            *arguments,
        ],
        check=True,
        capture_output=True,
    )
    return json.loads((directory / "anonshm-report.json").read_text())


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What the probe wrote on this machine."""
    return configure(tmp_path_factory.mktemp("configured"))


@pytest.fixture(scope="module")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The same compiler, as if nothing could be run."""
    directory = tmp_path_factory.mktemp("predicted")
    toolchain = directory / "no-emulator.cmake"
    toolchain.write_text("set(CMAKE_SYSTEM_NAME Linux)\n")
    return configure(directory / "build", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Another architecture, big-endian, under an emulator."""
    for tool in ("s390x-linux-gnu-g++", "qemu-s390x-static"):
        if not shutil.which(tool):
            pytest.skip(f"no {tool} here")
    return configure(
        tmp_path_factory.mktemp("foreign"),
        "-DCMAKE_SYSTEM_NAME=Linux",
        "-DCMAKE_SYSTEM_PROCESSOR=s390x",
        "-DCMAKE_C_COMPILER=s390x-linux-gnu-gcc",
        "-DCMAKE_CXX_COMPILER=s390x-linux-gnu-g++",
        "-DCMAKE_EXE_LINKER_FLAGS=-static",
        "-DCMAKE_CROSSCOMPILING_EMULATOR=qemu-s390x-static",
    )


@pytest.fixture(scope="module")
def live(tool: list[str]) -> Report:
    """What the program found on this machine."""
    ran = subprocess.run([*tool, "report", "--format", "json"], stdout=subprocess.PIPE)
    return json.loads(ran.stdout)


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """put(name, report or text): the file of that name."""

    def write(name: str, content: Report | str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    return write


def edited(report: Report, **facts: Any) -> Report:
    other = copy.deepcopy(report)
    for id, value in facts.items():
        other["facts"][id]["value"] = value
    return other


# An independent reader of the tables, enough for what GitHub makes of them: no cell of these
# tests has a bar in a code span.
def tables_of(markdown: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = [[]]
    for line in markdown.splitlines():
        if line.startswith("|"):
            tables[-1].append([html.unescape(cell.strip()) for cell in line[1:-1].split("|")])
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def by_row(table: list[list[str]]) -> dict[str, dict[str, str]]:
    header, _, *rows = table
    return {row[0].strip("`"): dict(zip(header[1:], row[1:])) for row in rows}


# -- Merging -------------------------------------------------------------------------------


def test_the_summary_has_platforms_and_what_differs(
    put: Any, configured: Report, predicted: Report, foreign: Report
) -> None:
    wrong = edited(configured, shm_name_max=77)
    wrong["facts"]["shm_name_max"]["predicted"] = 256
    reports = {"here": wrong, "predicted": predicted, "s390x": foreign}
    ran = matrix(*(put(f"{name}.json", report) for name, report in reports.items()))
    assert (ran.returncode, ran.stderr) == (0, "")
    platforms, contradicted, differing, *_ = map(by_row, tables_of(ran.stdout))
    assert list(platforms) == ["here", "predicted", "s390x"]
    assert platforms["here"]["chain"] == " > ".join(configured["chain"])
    assert platforms["s390x"]["platform"] == "linux s390x glibc big-endian"
    evidence = {name: row["evidence"] for name, row in platforms.items()}
    assert evidence == {"here": "ran", "predicted": "predicted", "s390x": "emulated"}
    assert contradicted["shm_name_max"] == {
        "platform": "here",
        "found": "77",
        "predicted": "256",
    }
    # 350: asm/unistd_64.h of s390
    assert differing["nr_memfd_create"]["answers"] == "350: s390x; 319: here, predicted"
    assert differing["shm_name_max"]["answers"] == "77: here; 256: predicted, s390x"
    assert "shm_mkstemp" not in differing


def test_of_many_platforms_that_agree_only_the_number_is_told(
    put: Any, configured: Report
) -> None:
    """GitHub's summary is about a thousand pixels wide."""
    odd = edited(configured, shm_name_max=77)
    odd["toolchain"]["os"] = "freebsd"
    reports = {**{f"platform-{n}": configured for n in range(40)}, "odd": odd}
    ran = matrix(*(put(f"{name}.json", report) for name, report in reports.items()))
    differing = by_row(tables_of(ran.stdout)[1])
    assert differing["shm_name_max"]["answers"] == "77: odd; 256: 40 platforms"
    assert max(len(row) for table in tables_of(ran.stdout) for row in table) <= 8


def test_a_configure_knows_nothing_of_a_machine(
    put: Any, configured: Report, live: Report
) -> None:
    ran = matrix(put("here.json", configured), put("live.json", live))
    platforms = by_row(tables_of(ran.stdout)[0])
    assert platforms["here"]["machine"] == "none"
    assert platforms["live"]["machine"] == " ".join(
        live["system"][key] for key in ("name", "release", "machine")
    )


def test_what_serves_is_what_served(put: Any, configured: Report, live: Report) -> None:
    """The methods one by one are no proof: a filter may refuse the chain as a whole."""
    refused = copy.deepcopy(live)
    refused["served"].update(method=None, error="EMFILE")
    methods_only = {**live, "served": None}
    files = (
        put("live.json", live),
        put("refused.json", refused),
        put("methods.json", methods_only),
        put("here.json", configured),
    )
    platforms = by_row(tables_of(matrix(*files).stdout)[0])
    assert {name: row["serves"] for name, row in platforms.items()} == {
        "live": live["served"]["method"],
        "refused": "nothing",
        "methods": live["served"]["method"],
        "here": "not tried",
    }


def test_json_has_every_word_of_every_report(put: Any, live: Report, predicted: Report) -> None:
    ran = matrix(put("a.json", live), put("b.json", predicted), "--format", "json")
    merged = json.loads(ran.stdout)
    for name, report in (("a", live), ("b", predicted)):
        facts = {id: of[name] for id, of in merged["facts"].items() if name in of}
        assert facts == report["facts"]
        for part in ("system", "toolchain", "methods", "chain", "served"):
            assert merged["platforms"][name][part] == report[part]


def test_a_report_is_named_after_its_file_or_its_directory(
    put: Any, configured: Report, tmp_path: Path
) -> None:
    put("freebsd-15/anonshm-report.json", configured)
    put("one.json", configured)
    put("two/one.json", configured)
    ran = matrix("freebsd-15/anonshm-report.json", "one.json", "two/one.json", cwd=tmp_path)
    assert list(by_row(tables_of(ran.stdout)[0])) == ["freebsd-15", "one", "two/one.json"]
    again = matrix("one.json", "one.json", "one.json", cwd=tmp_path)
    assert list(by_row(tables_of(again.stdout)[0])) == ["one", "one.json", "one.json 2"]


def test_output_goes_to_a_file(put: Any, configured: Report, tmp_path: Path) -> None:
    report = put("a.json", configured)
    ran = matrix(report, "--output", tmp_path / "table.md")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (tmp_path / "table.md").read_text() == matrix(report).stdout


def test_output_keeps_its_content_until_there_is_another(
    put: Any, configured: Report, tmp_path: Path
) -> None:
    table, report = tmp_path / "table.md", put("a.json", configured)
    table.write_text("precious")
    table.chmod(0o640)
    assert matrix(put("bad.json", "{"), "--output", table).returncode == 2
    assert table.read_text() == "precious"
    link = tmp_path / "link"
    link.symlink_to("table.md")
    assert matrix(report, "--output", link).returncode == 0
    assert link.is_symlink() and stat.S_IMODE(table.stat().st_mode) == 0o640
    assert table.read_text() == matrix(report).stdout
    assert matrix(report, "--output", os.devnull).returncode == 0
    ran = matrix(report, "--output", tmp_path / "no" / "table.md")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "cannot be written: No such file" in ran.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.json",
        "bad.json",
        "link",
        "table.md",
    }


def test_hostile_words_stay_in_their_cell(put: Any, configured: Report) -> None:
    words = "a|b <script>\n| x"
    files = put("a.json", edited(configured, shm_path=words)), put("b.json", configured)
    cell = by_row(tables_of(matrix(*files).stdout)[1])["shm_path"]["answers"]
    assert cell == "a|b <script>?| x: a; /dev/shm/%s: b"


# -- Differences ---------------------------------------------------------------------------


def differences(*reports: Path) -> dict[str, Any]:
    return json.loads(matrix(*reports, "--format", "json").stdout)["differences"]


def test_a_prediction_and_a_run(put: Any, configured: Report, predicted: Report) -> None:
    right = edited(configured, shm_name_max=predicted["facts"]["shm_name_max"]["value"])
    predicted = copy.deepcopy(predicted)
    predicted["facts"]["sem_pshared"].update(value=None, evidence="unknown")
    (found,) = differences(put("ran.json", right), put("predicted.json", predicted)).values()
    assert found["differing"] == {}
    assert "sem_pshared" in found["not_known_to_all"]
    wrong = edited(configured, shm_name_max=77)
    (found,) = differences(put("ran.json", wrong), put("predicted.json", predicted)).values()
    assert list(found["differing"]) == ["shm_name_max"]


def test_two_versions_and_another_platform(
    put: Any, configured: Report, predicted: Report
) -> None:
    there = configured["facts"]["arc4random_buf"]["value"]
    newer = edited(configured, arc4random_buf=not there)
    newer["toolchain"]["libc"] = "glibc 2.99"
    newer["chain"] = newer["chain"][1:]
    other = copy.deepcopy(configured)
    other["toolchain"].update(os="freebsd", libc="1500068")
    files = put("a.json", configured), put("b.json", newer), put("c.json", other)
    ((platform, found),) = differences(*files).items()
    assert platform.startswith("linux ") and platform.endswith("glibc")
    assert list(found["differing"]) == ["arc4random_buf", "chain"]
    printed = matrix(*files).stdout
    assert f"### {platform}: a, b\n" in printed
    words = {True: "yes", False: "no"}
    answers = by_row(tables_of(printed)[2])["arc4random_buf"]["answers"]
    assert answers == f"{words[there]}: a; {words[not there]}: b"


def test_measurements_are_no_differences(put: Any, live: Report) -> None:
    facts = catalogue.read().of_kind("MACHINE").values()
    measured = [id for fact in facts if fact.values == ["number"] for id in fact.ids]
    other = copy.deepcopy(live)
    other["facts"].update(
        {id: {**other["facts"][id], "value": 77, "evidence": "ran"} for id in measured}
    )
    (found,) = differences(put("a.json", live), put("b.json", other)).values()
    assert found == {"differing": {}, "not_known_to_all": []}


def test_methods_that_were_tried(put: Any, configured: Report) -> None:
    def tried(available: bool, error: str | None) -> Report:
        report = copy.deepcopy(configured)
        for method in report["methods"]:
            if method["name"] in report["chain"]:
                method.update(available=available, error=error, evidence="ran")
        return report

    refused, fine = tried(False, "EPERM"), tried(True, None)
    (found,) = differences(
        put("a.json", fine), put("b.json", refused), put("c.json", configured)
    ).values()
    method = f"method {configured['chain'][0]}"
    assert found["differing"][method] == {"a": True, "b": "EPERM", "c": None}


# -- Files that are no reports -------------------------------------------------------------


def with_fact(report: Report, **members: Any) -> str:
    fact = {"value": 1, "evidence": "ran", "scope": "machine", "detail": "", **members}
    return json.dumps({**report, "facts": {"x": fact}})


def with_part(part: str, value: Any) -> Callable[[Report], str]:
    return lambda report: json.dumps({**report, part: value})


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (lambda report: "", "not JSON: "),
        (lambda report: json.dumps(report)[:-9], "not JSON: "),
        (lambda report: "[" * 100000, "not JSON: "),
        (lambda report: "{}", 'not a report: "schema" is missing'),
        (lambda report: "[]", 'not a report: "schema" is missing'),
        (with_part("schema", "coverage/3"), 'the format is "coverage/3"'),
        (with_part("schema", "anonshm-report/1"), "make the report again"),
        (with_part("schema", "anonshm-report/3"), "a newer version of this script"),
        (with_part("facts", {"x": {"value": 1}}), '"facts.x.evidence" is missing'),
        (lambda report: with_fact(report, value=1.5), '"facts.x.value" is invalid: 1.5'),
        (lambda report: with_fact(report, evidence="guessed"), 'invalid: "guessed"'),
        (with_part("methods", [{"name": "x", "available": 1, "error": None}]), '"methods.0'),
        (with_part("chain", [None]), '"chain.0" is invalid: null'),
        (with_part("toolchain", {"os": []}), '"toolchain.'),
    ],
)
def test_each_is_named_and_the_others_are_merged(
    put: Any, configured: Report, broken: Any, complaint: str
) -> None:
    bad, good = put("bad.json", broken(configured)), put("good.json", configured)
    ran = matrix(bad, good)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"report-matrix: {bad}: ")
    assert complaint in ran.stderr
    assert list(by_row(tables_of(ran.stdout)[0])) == ["good"]


def test_nothing_to_merge(tmp_path: Path) -> None:
    ran = matrix(tmp_path / "absent.json", tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "absent.json: cannot be read: No such file" in ran.stderr
    assert f"{tmp_path}: cannot be read: Is a directory" in ran.stderr


@pytest.mark.parametrize("arguments", [[], ["--format", "xml", "a.json"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert matrix(*arguments).returncode == 2


# -- Predictions ---------------------------------------------------------------------------


# What the compilers call a system, the version that a program was run on, and the behaviours of
# which nothing is predicted, as versions differ that the program may run on.
SYSTEMS: dict[str, tuple[str, str, set[str]]] = {
    "cygwin": ("unknown", "3.6", {
        "shm_name_leading_slash", "shm_name_inner_slash", "shm_name_max", "shm_name_empty",
    }),
    "dragonfly": ("unknown", "6.4", set()),
    "freebsd": ("freebsd 1500068", "15.0", set()),
    "haiku": ("unknown", "0", set()),
    "illumos": ("unknown", "0", set()),
    "macos": ("macos 130000", "15.0", {
        "shm_open_accepts_cloexec", "shm_open_accepts_nofollow",
    }),
    "netbsd": ("netbsd 1100000000", "11.0", set()),
    "openbsd": ("unknown", "0", set()),
}  # fmt: skip


@pytest.fixture
def as_run_on(configured: Report) -> Callable[[str], Report]:
    """as_run_on(os): a run that found exactly what is stated for that version."""

    def make(os: str) -> Report:
        libc, version, _ = SYSTEMS[os]
        report = copy.deepcopy(configured)
        report["toolchain"].update(os=os, libc=libc)
        for id, word in stated(os, version_of(version)).items():
            value = {"true": True, "false": False, "unknown": None}.get(word, word)
            value = int(word) if word.isdigit() else value
            evidence = "unknown" if value is None else "ran"
            report["facts"][id].update(value=value, evidence=evidence, detail="stated")
        return report

    return make


@pytest.mark.parametrize("os", SYSTEMS)
def test_what_is_predicted_holds(put: Any, as_run_on: Any, os: str) -> None:
    report = as_run_on(os)
    ids = {id for id, fact in report["facts"].items() if fact["detail"] == "stated"}
    assert len(ids) >= 10
    ran = matrix("--predictions", put("a.json", report))
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout == f"{len(ids - SYSTEMS[os][2])} predictions held, 0 did not\n"


@pytest.mark.parametrize(
    ("id", "value", "was", "should_be"),
    [
        ("shm_name_max", 255, "1023", "255"),
        ("shm_open_accepts_nofollow", True, "FALSE", "TRUE"),
        ("shm_path", "/dev/shm/%s", "none", '"/dev/shm/%s"'),
        ("shm_read_write", False, "TRUE", "FALSE"),  # the last line of what systems share
    ],
)
def test_the_one_line_to_change(
    put: Any, as_run_on: Any, id: str, value: Any, was: str, should_be: str
) -> None:
    report = edited(as_run_on("freebsd"), **{id: value})
    ran = matrix("--predictions", put("freebsd-15.json", report), put("again.json", report))
    assert ran.returncode == 1
    change, _ = ran.stdout.splitlines()
    place, change = change.split(": ", 1)
    path, line = place.split(":")
    stated = (ROOT / path).read_text().splitlines()[int(line) - 1]
    assert stated.startswith((f"anonshm_predict({id} {was} ", f'anonshm_predict({id} "{was}" '))
    own = "; for this platform alone: in its own file" if "/common/" in path else ""
    assert change == f"{id} {was} should be {id} {should_be} (ran on freebsd-15, again){own}"


def test_what_stayed_unknown_is_no_contradiction(put: Any, as_run_on: Any) -> None:
    report = as_run_on("freebsd")
    report["facts"]["shm_name_max"].update(value=None, evidence="unknown")
    assert matrix("--predictions", put("a.json", report)).returncode == 0


def test_a_prediction_does_not_confirm_itself(put: Any, predicted: Report) -> None:
    ran = matrix("--predictions", put("a.json", predicted))
    assert ran.stdout == "0 predictions held, 0 did not\n"


def test_predictions_for_this_machine(put: Any, configured: Report) -> None:
    ran = matrix("--predictions", put("here.json", configured))
    assert ran.returncode == 0, ran.stdout


# Everything that ends a quoted or bracketed argument of CMake, or is expanded in one.
CMAKE_SYNTAX = [
    "]==]{}",
    "]==])\n{}\n#",
    '")\n{}\n#"',
    "${{}}{}",
    "$ENV{{HOME}};{}",
    "freebsd\n{}",
    "freebsd\0{}",
    "\u00e9{}",
]


@pytest.mark.parametrize("field", ["os", "libc", "arch"])
@pytest.mark.parametrize("syntax", CMAKE_SYNTAX, ids=ascii)
def test_nothing_in_a_report_is_executed(
    put: Any, configured: Report, tmp_path: Path, field: str, syntax: str
) -> None:
    trace = tmp_path / "executed"
    hostile = copy.deepcopy(configured)
    hostile["toolchain"][field] = syntax.format(f'file(WRITE "{trace}" "")')
    file = put("]==])message(FATAL_ERROR executed).json", hostile)
    ran = matrix("--predictions", file)
    assert not trace.exists()
    assert "executed" not in ran.stdout + ran.stderr
    assert ran.returncode == 0, ran.stderr
    if field != "arch":
        assert ran.stdout == "0 predictions held, 0 did not\n"
