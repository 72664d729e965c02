# SPDX-License-Identifier: MIT
"""scripts/test and .ci/run, on a checkout that has three tests and nothing to build."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from support.paths import ROOT
from support.scripts import make_environment, output_of, run_script

SMALL_PROJECT = """
cmake_minimum_required(VERSION 3.20)
project(small LANGUAGES NONE)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
enable_testing()
foreach(name good bad part)
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -m pytest -rs
    ${CMAKE_SOURCE_DIR}/tests/${name}.py)
  set_tests_properties(${name} PROPERTIES LABELS ${name})
endforeach()
"""
SMALL_TESTS = {
    "good": "def test_good(): pass",
    "bad": "def test_bad(): assert False, 'so it goes'",
    "part": """
import pytest
@pytest.mark.parametrize("n", range(3))
def test_part(n): pytest.skip("no frobnicator: see /dev/frob")
def test_other(): pytest.skip("another reason")
""",
}


@pytest.fixture
def small(tmp_path) -> Path:
    """A checkout of the scripts alone, with an environment that needs no network."""
    for name in ("scripts", ".ci"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "CMakeLists.txt").write_text(SMALL_PROJECT)
    (tmp_path / "tests").mkdir()
    for name, text in SMALL_TESTS.items():
        (tmp_path / f"tests/{name}.py").write_text(text)
    (tmp_path / "tests/requirements.txt").write_text("pytest\n")
    make_environment(tmp_path / "build/venv", tmp_path / "tests/requirements.txt")
    linters = tmp_path / "scripts/support/lint-requirements.txt"
    make_environment(tmp_path / "build/linters", linters)
    (tmp_path / "build/anonshm-setup.log").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("labels", "status", "closing"),
    [
        ([], 1, "67% tests passed, 1 tests failed out of 3"),
        (["good"], 0, "100% tests passed, 0 tests failed out of 1"),
        (["good", "part"], 0, "100% tests passed, 0 tests failed out of 2"),
        (["bad"], 1, "0% tests passed, 1 tests failed out of 1"),
    ],
)
def test_the_closing_line_is_that_of_ctest(small, labels, status, closing):
    options = [word for label in labels for word in ("--label", label)]
    result = run_script(small / "scripts/test", "--jobs", 2, *options)
    assert closing in result.stdout.splitlines()
    assert result.returncode == status
    assert ("so it goes" in result.stdout) == (status != 0)


def test_skips_are_counted_by_reason(small):
    closing = output_of(small / "scripts/test", "--label", "part").split("\n\n")[-1]
    assert sorted(closing.splitlines()) == [
        "     1  another reason",
        "     3  no frobnicator: see /dev/frob",
        "4 skipped:",
    ]


def test_no_test_is_no_success(small):
    result = run_script(small / "scripts/test", "--label", "goo")
    assert result.returncode != 0
    assert "No tests were found" in result.stdout + result.stderr


def test_changed_requirements_are_installed(small):
    requirements = small / "tests/requirements.txt"
    requirements.write_text("--find-links nowhere\n--no-index\nno-such-package==1\n")
    result = run_script(small / "scripts/test")
    assert result.returncode == 3
    assert "no-such-package" in result.stderr


LOCKS = ["flock", "perl"]


def only_lock(checkout: Path, program: str) -> dict[str, str]:
    """The environment without the other programs that lock."""
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    directory = checkout / "bin"
    directory.mkdir()
    for place in os.environ["PATH"].split(":"):
        for file in Path(place).glob("*"):
            link = directory / file.name
            if file.name in {*LOCKS} - {program} or link.is_symlink():
                continue
            link.symlink_to(file)
    return {**os.environ, "PATH": str(directory)}


@pytest.mark.parametrize("program", LOCKS)
def test_two_in_one_directory_wait_for_each_other(small, program):
    """Both succeed: the lock is the kernel's (flock(2)), so this test can have it too."""
    environment = only_lock(small, program)
    with (small / "build/anonshm-setup.log").open() as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [small / "scripts/test", "--label", "good"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "waiting for another script" in second.stderr.readline()
        assert log.read() == "", "it wrote before it had the lock"
    output, complaints = second.communicate(timeout=200)
    assert second.returncode == 0, complaints
    assert "100% tests passed" in output


def test_what_stays_in_the_background_has_no_lock(small):
    """As a compiler's cache, which the first compiler starts."""
    with (small / "CMakeLists.txt").open("a") as project:
        project.write(
            'execute_process(COMMAND sh -c "sleep 600 >/dev/null 2>&1 & echo $! >pid"\n'
            '  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")\n'
        )
    output_of(small / "scripts/test", "--label", "good")
    background = int((small / "build/pid").read_text())
    try:
        with (small / "build/anonshm-setup.log").open() as log:
            fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.kill(background, signal.SIGKILL)


def test_tests_run_without_the_lock(small):
    """They may take long, and start the scripts themselves."""
    (small / "tests/good.py").write_text(
        f"""
import fcntl
def test_good():
    with open({str(small / "build/anonshm-setup.log")!r}) as log:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
"""
    )
    output_of(small / "scripts/test", "--label", "good")


@pytest.mark.parametrize("status", [0, 1])
def test_ci_runs_the_tests_and_passes_the_status_on(small, status):
    script = small / "scripts/test"
    script.write_text(f'#!/bin/sh\necho "$PWD $*"\nexit {status}\n')
    result = run_script("bash", small / ".ci/run", cwd="/")
    assert result.stdout == f"{small} --install\n"
    assert result.returncode == status
