# SPDX-License-Identifier: MIT
"""The help of the scripts, and what scripts/probe and scripts/test refuse."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from support.scripts import SCRIPTS, SHELLS, output_of, run_script, tree, words_of


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("script", ["probe", "test"])
def test_help_is_the_same_in_every_shell(shell, script):
    text = output_of(*words_of(shell), SCRIPTS / script, "--help")
    assert text.startswith(f"usage: scripts/{script} ")
    assert text == output_of("sh", SCRIPTS / script, "--help")


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    """A checkout of what --list reads."""
    checkout = tmp_path / "checkout"
    for name in ("scripts", "cmake", "probes"):
        shutil.copytree(ROOT / name, checkout / name)
    (checkout / "tests").mkdir()
    shutil.copy(ROOT / "tests/platforms.toml", checkout / "tests")
    return checkout


ANSWERS = {
    "matrix --help": "usage: scripts/matrix ",
    "matrix --list --help": "usage: scripts/matrix ",
    "matrix --list": "target ",
    "matrix --only web --list": "target ",
    "lint --help": "usage: scripts/lint ",
}


@pytest.mark.skipif(sys.version_info < (3, 11), reason="this Python reads no TOML")
@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_installs_and_writes_nothing(untouched: Path, command: str) -> None:
    before = sorted(untouched.rglob("*"))
    script, *arguments = command.split()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    text = output_of(untouched / "scripts" / script, *arguments, env=environment)
    assert text.startswith(ANSWERS[command])
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize("command", ["matrix --list", "matrix --help", "lint --help"])
def test_without_a_python_it_installs_none(
    untouched: Path, tmp_path: Path, command: str
) -> None:
    before = sorted(untouched.rglob("*"))
    script, *arguments = command.split()
    few = tmp_path / "few"
    few.mkdir()
    for name in ("sh", "dirname", "basename", "env", "grep", "sed"):
        (few / name).symlink_to(str(shutil.which(name)))
    ran = run_script(untouched / "scripts" / script, *arguments, env={"PATH": str(few)})
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "without installing anything this needs Python" in ran.stderr
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["--jobs", "0"], "argument --jobs: invalid positive value: '0'"),
        (["--list", "--install"], "argument --install: not allowed with argument --list"),
        (["--only", "plan9"], "no such target: plan9"),
        (["--only", "wasi", "--output", "/dev/null/x"], "cannot write in /dev/null/x"),
    ],
)
def test_usage_error_of_the_matrix(arguments: list[str], hint: str) -> None:
    ran = run_script(sys.executable, SCRIPTS / "support/matrix", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert hint in ran.stderr


def test_shellcheck_finds_nothing():
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("no shellcheck from PyPI for this system")
    names = ("support/setup.sh", "probe", "test", "matrix", "lint")
    scripts = [SCRIPTS / name for name in names] + [ROOT / ".ci/run"]
    output_of(shellcheck, "--external-sources", "--shell=sh", *scripts, cwd=ROOT)


# -- Mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "arguments", "hint"),
    [
        ("probe", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("probe", ["build"], "unknown argument: build"),
        ("probe", ["--format", "xml"], "unknown format: xml (there are text,"),
        ("probe", ["--format", "text json"], "unknown format: text json (there are text,"),
        ("probe", ["--static", "--toolchain", "x.cmake"], "--static chooses its own toolchain"),
        ("probe", ["--format"], "--format needs a value"),
        ("probe", ["--output", ""], "--output needs a value"),
        ("probe", ["--toolchain", "no/such.cmake"], "no such toolchain file: no/such.cmake"),
        ("test", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("test", ["--jobs", "many"], "not a number of jobs: many"),
        ("test", ["--jobs", "0"], "not a number of jobs: 0"),
        ("test", ["--label"], "--label needs a value"),
    ],
)
def test_usage_error(tmp_path, script, arguments, hint):
    result = run_script(SCRIPTS / script, *arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"scripts/{script}: {hint}")
    assert f"\nusage: scripts/{script} " in result.stderr
    assert not list(tmp_path.iterdir())


def foreign_file(place: Path) -> None:
    place.write_text("precious")


def foreign_directory(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("precious")


def foreign_build(place: Path) -> None:
    place.mkdir()
    (place / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={place}\n")


@pytest.mark.parametrize("script", ["probe", "test"])
@pytest.mark.parametrize("occupy", [foreign_file, foreign_directory, foreign_build])
def test_output_that_is_something_else_is_left_alone(tmp_path, script, occupy):
    occupy(tmp_path / "place")
    before = tree(tmp_path)
    result = run_script(SCRIPTS / script, "--output", "place", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{tmp_path}/place" in result.stderr
    assert "name another --output" in result.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize("sign", ['"', "#", ";", "|", "<", ">", "\\", "${"])
def test_output_that_cmake_would_misread_is_refused(tmp_path, sign):
    result = run_script(SCRIPTS / "probe", "--output", f"a{sign}b", cwd=tmp_path)
    assert result.returncode == 2
    assert f"{tmp_path}/a{sign}b, for one of" in result.stderr
    assert not list(tmp_path.iterdir())


def test_output_cannot_be_the_checkout():
    result = run_script(SCRIPTS / "probe", "--output", ROOT)
    assert result.returncode == 2
    assert "name another --output" in result.stderr


def test_output_of_another_toolchain_is_left_alone(tmp_path):
    cache = tmp_path / "CMakeCache.txt"
    cache.write_text(
        f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}\nCMAKE_TOOLCHAIN_FILE:FILEPATH=/arm.cmake\n"
    )
    before = tree(tmp_path)
    result = run_script(SCRIPTS / "probe", "--output", tmp_path)
    assert result.returncode == 2
    assert "was made with /arm.cmake; name another --output" in result.stderr
    assert tree(tmp_path) == before
