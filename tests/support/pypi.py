# SPDX-License-Identifier: MIT
"""Pinned packages of PyPI, apart from everything else."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import pytest

from support.paths import build_directory
from support.run import run


@functools.cache
def from_pypi(requirement: str) -> Path:
    """The directory where the package is installed, with what it needs."""
    directory = build_directory() / "from-pypi" / requirement
    if not (directory / "done").exists():
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        if run(*pip, "--quiet", "--upgrade", "--target", directory, requirement).returncode:
            pytest.skip(f"pip cannot install {requirement}")
        (directory / "done").touch()
    return directory
