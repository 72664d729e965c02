# SPDX-License-Identifier: MIT
"""scripts/bench: what it compares gives the same answers, and its output has what it measured.
The times themselves decide nothing here.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import bench_facts
import catalogue
from support.methods import chain
from support.paths import ROOT, cache_of
from support.run import run

FACTS = catalogue.read().facts


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project in a directory with a space in its name."""
    copy = tmp_path_factory.mktemp("bench") / "a checkout"
    return shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".git", "build", "build-*")
    )


def bench(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    command = [sys.executable, checkout / "scripts" / "bench", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **variables}
    )


def measure(checkout: Path, temporary: Path, *arguments: str) -> dict[str, Any]:
    ran = bench(checkout, *arguments, "--format", "json", TMPDIR=str(temporary))
    assert ran.returncode == 0, ran.stderr
    assert list(temporary.iterdir()) == []
    return json.loads(ran.stdout)


# -- The idiomatic list --------------------------------------------------------------------


def idiomatic_answer(cache: dict[str, str], fact: str) -> bool | int | str | None:
    """The answer in the words of the report; None: the list does not have it."""
    kind, name = FACTS[fact].kind, fact.upper()
    if kind in ("FUNCTION", "MACRO"):
        places = (f"HAVE_{name}{where}" for where in ("", "_IN_RT", "_IN_THREADS"))
        found = [cache[place] for place in places if place in cache]
        return any(found) if found else None
    if kind == "LIBRARY":
        return "rt" if cache.get("HAVE_SHM_OPEN_IN_RT") else ""
    if kind == "NUMBER":
        macro = FACTS[fact].name
        if macro not in cache:
            return None
        return int(cache[macro]) if cache[macro] else False
    return in_words(fact, cache[name], f"{name}_COMPILED" in cache) if name in cache else None


def in_words(fact: str, answer: str, is_yes_or_no: bool) -> bool | int | str:
    if fact == "shm_resize":
        return "repeatable" if answer else "once"
    if is_yes_or_no:
        return answer == "1"
    if not answer.isdigit():
        return answer
    return int(answer) if fact == "shm_name_max" else errno.errorcode[int(answer)]


@pytest.mark.usefixtures("native")
def test_the_idiomatic_list_gives_the_same_answers(cache: dict[str, str], tmp_path: Path):
    compiler = f"-DCMAKE_CXX_COMPILER={cache['CMAKE_CXX_COMPILER']}"
    for name in ("idiomatic", "anonshm"):
        source = ROOT / "tests" / "scripts" / "bench" / name
        run("cmake", "-S", source, "-B", tmp_path / name, compiler, check=True)
    report = json.loads((tmp_path / "anonshm" / "anonshm-report.json").read_text())
    found = cache_of(tmp_path / "idiomatic")
    answers = {fact: idiomatic_answer(found, fact) for fact in FACTS}
    answers = {fact: answer for fact, answer in answers.items() if answer is not None}
    assert len(answers) >= 50
    assert answers == {fact: report["facts"][fact]["value"] for fact in answers}


# -- The script ----------------------------------------------------------------------------


def test_help_names_what_can_be_measured():
    ran = bench(ROOT, "--help")
    assert ran.returncode == 0
    for name in ("probe", *PROGRAMS, "transfer"):
        assert f"scripts/bench {name} " in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["probe", "--rounds", "1"],
        ["probe", "--rounds", "many"],
        ["probe", "--facts", "many"],
        ["probe", "--facts", "0"],
        ["probe", "--facts", "100000"],
        ["library", "--format", "xml"],
        ["library", "--generator", "Ninja"],
        ["pass", "--rounds", "0"],
    ],
)
def test_usage_errors_are_2_with_the_reason(arguments: list[str]):
    ran = bench(ROOT, *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage: scripts/bench" in ran.stderr


def test_a_generator_that_does_not_exist_is_an_error_with_its_reason():
    ran = bench(ROOT, "probe", "--rounds", "2", "--generator", "Abacus")
    assert ran.returncode == 1
    assert "Could not create named generator Abacus" in ran.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("native")
def test_a_profile_of_the_probe(checkout: Path, tmp_path: Path):
    """Every stage took some time, and the parts of the nested build are no longer than it."""
    for language in ("C", "CXX"):
        arguments = ["probe", "--profile", "--rounds", "2", "--language", language]
        rows = measure(checkout, tmp_path, *arguments)["rows"]
        times = {stage: row["ms"]["median"] for stage, row in rows.items()}
        assert len(times) == 10 and min(times.values()) > 0
        assert times["of it, compiler"] + times["of it, linker"] < times["nested build"]


@pytest.mark.slow
@pytest.mark.usefixtures("native")
def test_probe_measures_every_project(checkout: Path, tmp_path: Path):
    measured = measure(checkout, tmp_path, "probe", "--rounds", "2", "--facts", "ours", "4")
    own = ["checks 4", "anonshm 4", "anonshm 104"]
    assert list(measured["rows"]) == ["base", "floor", "idiomatic", "anonshm", *own]
    assert all(row["cold_ms"]["median"] > 0 for row in measured["rows"].values())
    assert list(measured["compared"]) == [
        *("cold_ratio", "cold_cpu_ratio", "warm_added_ms", "warm_added_cpu_ms"),
        *("4 facts: cold_ratio", "4 facts: cold_cpu_ratio"),
        *("4 facts: 100 more, ms", "4 facts: 100 more, cpu_ms"),
    ]


@pytest.mark.usefixtures("native")
@pytest.mark.parametrize("language", ["C", "CXX"])
def test_facts_of_a_project_have_the_same_answers_either_way(
    language: str, cache: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "facts.cmake").write_text(bench_facts.catalogue(24, 12))
    for way in ("checks", "anonshm"):
        run(
            *("cmake", "-S", ROOT / "tests/scripts/bench/facts", "-B", tmp_path / way),
            *(f"-DWAY={way}", f"-DFACTS={tmp_path / 'facts.cmake'}", f"-DLANGUAGE={language}"),
            f"-DCMAKE_{language}_COMPILER={cache[f'CMAKE_{language}_COMPILER']}",
            check=True,
        )
    facts = json.loads((tmp_path / "anonshm" / "report.json").read_text())["facts"]
    found = cache_of(tmp_path / "checks")
    assert len(facts) == 24
    assert {id: fact["value"] for id, fact in facts.items()} == {
        id: found[id] == "1" for id in facts
    }


def test_facts_of_a_project_are_many_in_the_same_headers() -> None:
    for count in (100, 200, 300, 400):
        lines = bench_facts.catalogue(count).splitlines()
        assert len({line.split()[1].upper() for line in lines}) == count
        assert len({line.split()[3] for line in lines}) == 40


PROGRAMS = {
    "library": ["create and close"],
    "object": ["reserve 16 MiB", "reserve 64 MiB", "seal"],
    "map": ["create to close", "two in a row"],
    "pass": ["hand over and close"],
}
PEERS = (
    "Boost.Interprocess",
    "Python's multiprocessing.shared_memory",
    "wlroots' loop of shm_open",
)


@pytest.mark.slow
@pytest.mark.usefixtures("native")
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_library_is_compared_with_bare_calls(name: str, checkout: Path, tmp_path: Path):
    measured = measure(checkout, tmp_path, name, "--rounds", "2")
    assert sorted(measured["compared"]) == PROGRAMS[name]
    for operation in PROGRAMS[name]:
        rows = {
            way: row
            for way, row in measured["rows"].items()
            if way.startswith(operation) and not way.endswith(PEERS)
        }
        assert 1 in [
            row["ratio"]["median"] for row in rows.values()
        ]  # the one that the others are held to
        assert all(row["ns"]["median"] > 0 for row in rows.values())
    if name == "library":
        methods = {f"create and close: {method}" for method in chain()}
        assert methods <= set(measured["rows"])


@pytest.mark.slow
@pytest.mark.usefixtures("native")
def test_peers_are_measured_where_they_are_installed(checkout: Path, tmp_path: Path):
    """Which is printed, and why not where a peer cannot be measured."""
    rows = measure(checkout, tmp_path, "map", "--rounds", "2")["rows"]
    found = {way.partition(": ")[2]: row for way, row in rows.items() if way.endswith(PEERS)}
    assert sorted(found) == sorted(PEERS)
    if found["Boost.Interprocess"]["ns"] == "refused: not available":
        del found["Boost.Interprocess"]
    for name, row in found.items():
        if isinstance(row["ns"], str):
            pytest.skip(f"{name}: {row['ns']}")
        assert row["ns"]["median"] > 0
        assert ("ratio" in row) == (not name.startswith("Python"))


@pytest.mark.slow
@pytest.mark.usefixtures("native")
def test_a_stream_is_transferred_in_every_way(checkout: Path, tmp_path: Path):
    """The program compares what arrives with what was sent."""
    measured = measure(checkout, tmp_path, "transfer", "--rounds", "2")
    ways = ("pipe", "one block", "several blocks", "memcpy")
    sizes = ("4 KiB", "64 KiB", "256 KiB", "1 MiB")
    expected = {f"16 MiB in {size}: {way}" for size in sizes for way in ways}
    assert set(measured["rows"]) == expected
    for name, row in measured["rows"].items():
        assert row["ns"]["median"] > 0
        assert (row["pipe_ratio"]["median"] == 1) or not name.endswith("pipe")
    assert len(measured["compared"]) == 8


# -- The plot ------------------------------------------------------------------------------

RESULT = {
    "benchmark": "library",
    "rounds": 101,
    "rows": {
        "create: bare memfd_create": {"ns": {"median": 1890, "quartiles": [1850, 1950]}},
        "create: anonshm_open <&>": {"ns": {"median": 1905, "quartiles": [1855, 1985]}},
        "create: bare shm_open": {"ns": {"median": 91000, "quartiles": [88000, 99000]}},
        "create: a peer": {"ns": "refused: not available"},
    },
}


@pytest.fixture(scope="module")
def plot(build: Path) -> list[str | Path]:
    python = build.resolve() / "plot/bin/python"
    if not python.exists():
        pytest.skip("nothing here draws plots (scripts/test --install)")
    return [python, "-B", ROOT / "scripts/support/plot.py"]


def test_a_plot_needs_no_colour_and_has_every_number(
    plot: list[str | Path], tmp_path: Path
) -> None:
    for name in ("one.svg", "two.svg"):
        run(*plot, tmp_path / name, input=json.dumps(RESULT), check=True)
    drawn = (tmp_path / "one.svg").read_text()
    assert drawn == (tmp_path / "two.svg").read_text()
    texts = {"".join(each.itertext()).strip() for each in ElementTree.fromstring(drawn).iter()}
    for name, row in RESULT["rows"].items():
        measured = isinstance(row["ns"], dict)
        assert (name in texts) == measured
        assert not measured or f"{row['ns']['median']:,}" in texts
    assert any("nanoseconds, logarithmic; less is better" in text for text in texts)
    colours = set(re.findall(r"#[0-9a-f]{6}\b", drawn))
    assert colours and all(each[1:3] == each[3:5] == each[5:7] for each in colours)


# -- Progress ------------------------------------------------------------------------------


@pytest.mark.usefixtures("native")
def test_steps_are_shown_with_how_long_they_took(checkout: Path) -> None:
    """The record is in the build directory, where there is one."""
    (checkout / "build").mkdir()
    try:
        lines = [bench(checkout, "pass", "--rounds", "2").stderr.splitlines() for _ in range(2)]
    finally:
        shutil.rmtree(checkout / "build")
    assert lines[0][1] == "scripts/bench: building begins"
    assert re.fullmatch(r"scripts/bench: building begins \(.* last time\)", lines[1][1])


def test_an_interrupted_benchmark_leaves_nothing(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, checkout / "scripts/bench", "pass", "--rounds", "2"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        while "building begins" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=100)
    assert process.returncode == -signal.SIGTERM
    assert errors == "scripts/bench: interrupted; nothing is left\n"
    assert not list(tmp_path.iterdir())
