# SPDX-License-Identifier: MIT
"""The platforms of tests/platforms.toml: that the table is whole, and that its subset holds.

A target whose prerequisites are missing is skipped with the reason. ANONSHM_PLATFORMS=install
installs them first, and then nothing may be skipped.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import catalogue
from matrix.__main__ import status_of
from matrix.building import Workspace
from matrix.judgement import compare, foreign_predictions, judge, predicted
from matrix.results import Result
from matrix.runners import WAYS, run_target
from matrix.targets import TOOLCHAINS, Expectation, Target, load_targets, read_table
from matrix.tools import CHECK
from reports import Report
from support.paths import ROOT
from support.run import run

ROWS = read_table()
TARGETS = load_targets()
SUBSET = [target.name for target in TARGETS if target.subset]
NAMED = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
EVIDENCE = {"ran", "emulated", "linked", "declared"}
INSTALL = os.environ.get("ANONSHM_PLATFORMS") == "install"
HERE = "tests/platforms.toml"

# -- The table -----------------------------------------------------------------------------


def expectations() -> list[tuple[str, str, Any]]:
    own = [(row["name"], row.get("facts", {})) for row in ROWS["platform"] + ROWS["variant"]]
    sets = [*ROWS["facts"].items(), *own]
    return [(name, id, expected) for name, facts in sets for id, expected in facts.items()]


def test_names_are_given_once() -> None:
    names = [target.name for target in TARGETS]
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"{HERE} has two rows of one name"


@NAMED
def test_a_target_is_described(target: Target) -> None:
    assert target.evidence in EVIDENCE, f"{HERE}: evidence of {target.name}"
    assert target.way in WAYS, f"{HERE}: way of {target.name}"
    assert target.facts, f"{HERE}: {target.name} has neither expect nor facts"
    if target.toolchain:
        file = target.toolchain.relative_to(ROOT)
        assert target.toolchain.exists(), (
            f"{HERE}: {target.name} has no toolchain: add triplet or zig, or the file {file}"
        )
    for name in target.tests:
        file = f"tests/{name.split('::')[0]}"
        assert (ROOT / file).exists(), f"{HERE}: {target.name} has the test {file}"


def test_a_wrong_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    table = read_table()
    table["platform"][0]["tripplet"] = "x"
    monkeypatch.setattr("matrix.targets.read_table", lambda: table)
    with pytest.raises(SystemExit, match=r"platforms.toml: no such key: tripplet, of linux-"):
        load_targets()


def test_every_toolchain_is_a_platform() -> None:
    used = {target.toolchain for target in TARGETS}
    unused = {str(file) for file in TOOLCHAINS.glob("*.cmake") if file not in used}
    assert not unused, f"no row of {HERE} has the toolchain: add one, or remove the file"


def test_every_set_of_facts_is_used() -> None:
    rows = [*ROWS["group"].values(), *ROWS["platform"], *ROWS["variant"]]
    used = {name for row in rows for name in row.get("expect", [])}
    assert used == set(ROWS["facts"]), f"the sets of facts of {HERE} are not those in expect"


KINDS = {id: fact.kind for fact in catalogue.read().facts.values() for id in fact.ids}


@pytest.mark.parametrize(("name", "id", "expected"), expectations())
def test_an_expectation_has_its_source(name: str, id: str, expected: Any) -> None:
    place = f"{HERE}: {id} of {name}"
    assert id in KINDS, f"{place} is no fact of probes/catalogue.cmake"
    value, source = expected
    assert isinstance(value, (bool, int, str)), f"{place}: the value"
    assert source, f"{place} has no source"


CANNOT_RUN = [target for target in TARGETS if not target.can_run]


@pytest.mark.parametrize("target", CANNOT_RUN, ids=lambda target: target.name)
def test_what_cannot_run_has_no_expectation_of_a_run(target: Target) -> None:
    needs_run = {id for id in target.facts if KINDS[id] in ("BEHAVIOUR", "MACHINE")}
    assert not needs_run, (
        f"{HERE}: remove them from {target.name}. What nothing here can measure is predicted by"
        " cmake/platforms/, and the report is compared with that"
    )


# -- Toolchains ----------------------------------------------------------------------------


def test_a_missing_compiler_is_named(tmp_path: Path) -> None:
    script = tmp_path / "linux-none.cmake"
    script.write_text(f"""
        set(CMAKE_TOOLCHAIN_FILE "${{CMAKE_CURRENT_LIST_FILE}}")
        set(ANONSHM_TRIPLET no_such-linux-gnu)
        include("{TOOLCHAINS}/debian-cross.cmake")
        """)
    ran = run("cmake", "-P", script)
    assert ran.returncode != 0
    assert (
        "linux-none needs no_such-linux-gnu-g++, which is in Debian's g++-no-such-linux-gnu."
    ) in " ".join(ran.stdout.split())


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    toolchain = f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS}/debian-cross.cmake"
    ran = run("cmake", "-S", ROOT, "-B", tmp_path, toolchain)
    assert ran.returncode != 0
    assert "The toolchain debian-cross needs ANONSHM_TRIPLET" in " ".join(ran.stdout.split())


def test_parameters_from_the_environment_are_kept(tmp_path: Path) -> None:
    script = tmp_path / "parameter.cmake"
    script.write_text(f"""
        include("{TOOLCHAINS}/common/prerequisites.cmake")
        anonshm_toolchain_parameter(ANONSHM_QEMU "the cpu")
        message("<${{ANONSHM_QEMU}}> <${{CMAKE_TRY_COMPILE_PLATFORM_VARIABLES}}>")
        """)
    given = {**os.environ, "ANONSHM_QEMU": "s390x"}
    assert "<s390x> <ANONSHM_QEMU>" in run("cmake", "-P", script, env=given).stdout
    other = run("cmake", "-DANONSHM_QEMU=arm", "-P", script, env=given)
    assert other.returncode != 0
    assert 'ANONSHM_QEMU is "arm" in this build' in " ".join(other.stdout.split())


@pytest.mark.parametrize("toolchain", sorted(path.name for path in TOOLCHAINS.glob("*.cmake")))
def test_asking_what_a_toolchain_lacks_leaves_nothing(toolchain: str, tmp_path: Path) -> None:
    """With stand-ins for what is missing, so that the file is read to its end."""
    work, programs = tmp_path / "work", tmp_path / "programs"
    for directory in (work, programs):
        directory.mkdir()
    for name in ("clang++-14", "diet", "em++", "klcc", "musl-gcc", "wasm-ld-14", "zig"):
        (programs / name).symlink_to(str(shutil.which("true")))
    before = sorted(tmp_path.rglob("*"))
    run(
        *("cmake", f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / toolchain}", "-P", CHECK),
        cwd=work,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
    )
    assert sorted(tmp_path.rglob("*")) == before


# -- The judgement -------------------------------------------------------------------------


def freebsd(**facts: tuple[Any, str]) -> Report:
    """A report of what is predicted of FreeBSD, but for these facts."""
    toolchain = {"os": "freebsd", "libc": "freebsd 1500500"}
    known = catalogue.predictions(*toolchain.values())
    values = {id: (prediction.value, "predicted") for id, prediction in known.items()}
    members = {
        id: {"value": value, "evidence": evidence, "scope": "platform", "detail": ""}
        for id, (value, evidence) in {**values, **facts}.items()
    }
    return Report({"toolchain": toolchain, "facts": members})


def complaints(report: Report) -> list[str]:
    result = Result("freebsd", "zig")
    compare(result, report, predicted(report))
    assert result.compared >= 10
    return result.reasons + foreign_predictions(report)


def test_predictions_are_compared_where_nothing_can_run() -> None:
    assert complaints(freebsd()) == []
    (wrong,) = complaints(freebsd(shm_name_max=(77, "predicted")))
    assert wrong.startswith("shm_name_max is 77, expected 1023 (cmake/platforms/freebsd.cmake:")
    (foreign,) = complaints(freebsd(mutex_robust=(True, "predicted")))
    assert foreign == "mutex_robust is predicted, and not by cmake/platforms/"


def machine(**facts: Any) -> Report:
    """A report of these facts."""
    members = {
        id: {"value": value, "evidence": "ran", "scope": "machine", "detail": ""}
        for id, value in facts.items()
    }
    return Report(
        {
            "system": {"release": "6.1.0"},
            "toolchain": {"os": "linux", "libc": "musl"},
            "facts": members,
            "chain": [],
        }
    )


def test_what_a_machine_answers_is_judged_by_the_report_of_the_program(tmp_path: Path) -> None:
    expected = {
        "o_cloexec": Expectation(1, "x"),
        "memfd_create_works": Expectation(True, "x"),
        "o_tmpfile_works:/dev/shm": Expectation(True, "x"),
    }
    row = next(target for target in TARGETS if target.name == "linux-musl")
    target = dataclasses.replace(row, facts=expected)
    configured = machine(o_cloexec=1)

    def reasons(live: Report | None) -> list[str]:
        result = Result("linux-musl", "libc")
        judge(target, result, configured, live, "", tmp_path)
        return result.reasons

    assert reasons(None) == []
    assert reasons(machine(memfd_create_works=True, **{"o_tmpfile_works:/dev/shm": True})) == []
    wrong, absent = reasons(machine(memfd_create_works=False))
    assert wrong == "memfd_create_works is False, expected True (x)"
    assert absent.startswith("o_tmpfile_works:/dev/shm is 'not in the report'")


# -- The script ----------------------------------------------------------------------------


def matrix(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, ROOT / "scripts/support/matrix", *arguments)


def test_list_names_every_target(tmp_path: Path) -> None:
    listed = matrix("--list", "--output", tmp_path)
    assert listed.returncode == 0
    first_words = [line.split()[0] for line in listed.stdout.splitlines()]
    assert first_words == ["target", *(target.name for target in TARGETS)]


def test_an_unknown_target_is_refused(tmp_path: Path) -> None:
    refused = matrix("--only", "plan9", "--output", tmp_path)
    assert refused.returncode == 2
    assert "no such target: plan9" in refused.stdout


@pytest.fixture
def few_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The PATH is this directory; what Debian's packages are, nobody says."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for name in ("cmake", "ninja"):
        found = shutil.which(name) or pytest.skip(f"no {name} here")
        (directory / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(directory))
    return directory


def test_a_named_target_that_is_skipped_is_not_done(few_programs: Path, tmp_path: Path) -> None:
    ran = matrix("--only", "linux-armhf", "--output", tmp_path / "out")
    assert ran.returncode == 1
    assert "skipped: linux-armhf: needs Debian's g++-arm-linux-gnueabihf" in ran.stdout
    assert "scripts/matrix: did not pass: linux-armhf" in ran.stdout


@pytest.mark.parametrize(
    ("states", "named", "status"),
    [
        (["passed", "skipped"], False, 0),
        (["passed", "skipped"], True, 1),
        (["passed", "failed"], False, 1),
        (["passed", "failed"], True, 1),
        (["passed"], True, 0),
    ],
)
def test_the_status_of_the_matrix(states: list[str], named: bool, status: int) -> None:
    results = [Result("linux-arm64", "cross", state) for state in states]
    assert status_of(results, named) == status


HALVES = [
    ("linux-arm64", [], "aarch64-linux-gnu-g++"),
    ("linux-arm64", ["aarch64-linux-gnu-g++"], "what runs its programs"),
    ("windows-x86_64", ["wine"], "x86_64-w64-mingw32-g++-posix"),
    ("windows-x86_64", ["x86_64-w64-mingw32-g++-posix"], "what runs its programs"),
    ("wasi", ["clang++-14", "node"], "wasm-ld-14"),
    ("wasi", ["clang++-14", "wasm-ld-14", "node"], "wasi-libc"),
    ("clang-14", [], "clang-14, clang++-14"),
]


@pytest.mark.parametrize(("name", "there", "lacks"), HALVES)
def test_half_of_the_tools_is_a_reason_to_skip(
    few_programs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    there: list[str],
    lacks: str,
) -> None:
    """A package may be installed and its program not on PATH, or there without the next one."""
    if lacks == "wasi-libc" and Path("/usr/include/wasm32-wasi").exists():
        pytest.skip("wasi-libc is there")
    for program in there:
        (few_programs / program).symlink_to("/bin/true")
    monkeypatch.setattr("matrix.tools.is_installed", lambda package: True)
    (target,) = (target for target in TARGETS if target.name == name)
    workspace = Workspace(tmp_path / "out", 1)
    result = run_target(target, workspace)
    assert (result.state, result.reasons) == ("skipped", [f"needs {lacks}"])


# -- The subset ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def results(build: Path, native: None) -> dict[str, dict[str, Any]]:
    """What the matrix finds on the subset: all of it at once, since it works in parallel."""
    directory = build / "matrix"
    ran = matrix(*["--install"] * INSTALL, "--only", "subset", "--output", directory)
    print(ran.stdout)
    assert ran.returncode in (0, 1)
    return json.loads((directory / ".results.json").read_text())


@pytest.mark.slow
@pytest.mark.timeout(3300)
@pytest.mark.parametrize("name", SUBSET)
def test_platform(results: dict[str, dict[str, Any]], name: str) -> None:
    result = results[name]
    if result["state"] == "skipped" and not INSTALL:
        pytest.skip("; ".join(result["reasons"]))
    assert result["reasons"] == [], f"see the row {name} of {HERE}"
