# SPDX-License-Identifier: MIT
"""Tests use the compilers of the build, and call none by a name that may be another's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from support.run import run

NAMES = ["cc", "c++", "gcc", "g++", "clang", "clang++", "c99"]
# Files that compile by themselves, and configure projects in one language and in both.
TESTS = ["probe/test_header.py", "probe/test_languages.py", "library/test_c_program.py"]


@pytest.mark.slow
def test_no_compiler_is_called_by_a_common_name(
    build: Path, native: None, tmp_path: Path
) -> None:
    for name in NAMES:
        trap = tmp_path / name
        trap.write_text(f'#!/bin/sh\necho "$0 $*" >>"{tmp_path}/called"\nexit 1\n')
        trap.chmod(0o755)
    environment = {
        name: value for name, value in os.environ.items() if name not in ("CC", "CXX")
    }
    environment["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
    files = [ROOT / "tests" / name for name in TESTS]
    run(sys.executable, "-m", "pytest", "-q", *files, cwd=ROOT, env=environment, check=True)
    assert not (tmp_path / "called").exists()
