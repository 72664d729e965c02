# SPDX-License-Identifier: MIT
"""The linters of scripts/lint find nothing, and each of them would find something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT, build_directory

sys.path.insert(0, str(ROOT / "scripts" / "support"))
import lint

LINTERS = lint.linters(build_directory())


@pytest.fixture(scope="module")
def python(build: Path) -> Path:
    """The interpreter beside the linters."""
    found = build / "linters" / "bin" / "python"
    if not found.exists():
        pytest.skip("no linters in the build directory: scripts/test installs them")
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: git does not list the files")
    return found


def run_lint(python: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, ROOT / "scripts/support/lint.py", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.timeout(900)  # clang-tidy
@pytest.mark.parametrize("linter", [linter.name for linter in LINTERS])
def test_is_clean(python: Path, build: Path, linter: str) -> None:
    if linter == "clang-tidy" and not (build / lint.DATABASE).exists():
        pytest.skip(f"no {lint.DATABASE} (CMAKE_EXPORT_COMPILE_COMMANDS)")
    ran = run_lint(python, "--only", linter, "--build", build)
    assert ran.returncode == 0, ran.stdout


def test_without_a_compilation_database_the_message_says_how_to_get_one(
    python: Path, tmp_path: Path
) -> None:
    ran = run_lint(python, "--only", "clang-tidy", "--build", tmp_path)
    assert ran.returncode == 1
    assert "CMAKE_EXPORT_COMPILE_COMMANDS=ON" in ran.stdout


# A file that each linter has to complain about.
FAULTS = {
    "ruff": ("fault.py", "import os\n"),
    "ruff-format": ("fault.py", "x = {  'a':1 }\n"),
    "mypy": ("fault.py", "def f(x):\n    return x\n"),
    "clang-format": ("fault.cpp", "int  main( ) {return 0;}\n"),
    "clang-tidy": ("fault.cpp", "int *const nothing = 0;\n"),
    "cmake-lint": ("fault.cmake", f"set(x {'x' * 100})\n"),
    "shellcheck": ("fault.sh", "#!/bin/sh\ncd $1\n"),
    "codespell": ("fault.md", "teh\n"),  # codespell:ignore
}


@pytest.mark.parametrize("linter", LINTERS, ids=lambda linter: linter.name)
def test_would_find_a_fault(python: Path, tmp_path: Path, linter: lint.Linter) -> None:
    assert linter.name in FAULTS, f"add a row for {linter.name} to FAULTS in {__file__}"
    name, content = FAULTS[linter.name]
    file = tmp_path / name
    file.write_text(content)
    command = [python.parent / linter.check[0], *linter.check[1:], file]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode != 0, ran.stdout + ran.stderr
