# SPDX-License-Identifier: MIT
"""Where things are: the repository, and the build that the tests look at.

CTest sets ANONSHM_BUILD_DIR; without it the build is the directory build/.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
TESTS = ROOT / "tests"
SUPPORT = TESTS / "support"


def build_directory() -> Path:
    return Path(os.environ.get("ANONSHM_BUILD_DIR", ROOT / "build"))


def cache_of(build: Path) -> dict[str, str]:
    """The entries of a CMakeCache.txt, without their types."""
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    entries = (line.split("=", 1) for line in lines if "=" in line and line[0] not in "#/")
    return {name.split(":")[0]: value for name, value in entries}


def files_below(directory: Path) -> set[str]:
    return {
        str(path.relative_to(directory)) for path in directory.rglob("*") if not path.is_dir()
    }
