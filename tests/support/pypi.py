# SPDX-License-Identifier: MIT
"""Pinned packages of PyPI, apart from everything else."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from pathlib import Path

import pytest

from support.paths import build_directory
from support.run import run


@functools.cache
def from_pypi(requirement: str, *options: str) -> Path:
    """The directory where the package is installed, with what it needs (unless options of pip
    say otherwise): whole or not at all, as several tests may want it at once."""
    directory = build_directory() / "from-pypi" / requirement
    if not directory.exists():
        new = directory.with_name(f"{requirement}.{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        if run(*pip, "--quiet", "--upgrade", "--target", new, *options, requirement).returncode:
            pytest.skip(f"pip cannot install {requirement}")
        try:
            new.rename(directory)
        except OSError:  # another test was first
            shutil.rmtree(new)
    return directory
