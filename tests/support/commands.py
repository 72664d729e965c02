"""Running things, getting them, and looking at what they left."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import build_folder


def run_text(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@functools.cache
def from_pypi(requirement: str) -> Path:
    """Where a pinned package is, with what it needs, apart from everything else."""
    folder = build_folder() / "from-pypi" / requirement
    if not (folder / "done").exists():
        got = run_text(
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--target",
            folder,
            "--upgrade",
            "--disable-pip-version-check",
            requirement,
        )
        if got.returncode != 0:
            pytest.skip(f"pip cannot install {requirement}")
        (folder / "done").touch()
    return folder
