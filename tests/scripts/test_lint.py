"""The linters of scripts/lint find nothing, and each of them would find something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts" / "support"))
import lint


@pytest.fixture(scope="module")
def python(build: Path) -> Path:
    """The interpreter beside the linters."""
    found = build / "linters" / "bin" / "python"
    if not found.exists():
        pytest.skip("no linters in the build directory: scripts/test installs them")
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: git does not list the files")
    return found


@pytest.mark.parametrize("linter", [linter.name for linter in lint.LINTERS])
def test_is_clean(python: Path, linter: str) -> None:
    ran = subprocess.run(
        [python, ROOT / "scripts/support/lint.py", "--only", linter],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout


# A file that each linter has to complain about.
FAULTS = {
    "ruff": ("fault.py", "import os\n"),
    "ruff-format": ("fault.py", "x = {  'a':1 }\n"),
    "clang-format": ("fault.cpp", "int  main( ) {return 0;}\n"),
    "cmake-lint": ("fault.cmake", f"set(x {'x' * 100})\n"),
    "shellcheck": ("fault.sh", "#!/bin/sh\ncd $1\n"),
    "codespell": ("fault.md", "teh\n"),  # codespell:ignore
}


@pytest.mark.parametrize("linter", lint.LINTERS, ids=lambda linter: linter.name)
def test_would_find_a_fault(python: Path, tmp_path: Path, linter: lint.Linter) -> None:
    name, content = FAULTS[linter.name]
    file = tmp_path / name
    file.write_text(content)
    command = [python.parent / linter.check[0], *linter.check[1:], file]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode != 0, ran.stdout + ran.stderr
