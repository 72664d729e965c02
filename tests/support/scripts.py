# SPDX-License-Identifier: MIT
"""Running the project's shell scripts, and the shells that must be able to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT
from support.run import run

SCRIPTS = ROOT / "scripts"
SHELLS = ["dash", "bash --posix", "busybox sh", "mksh", "ksh"]
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"


def words_of(shell: str) -> list[str]:
    """The command of one of SHELLS, if this machine has it."""
    words = shell.split()
    if not shutil.which(words[0]):
        pytest.skip(f"no {words[0]} here")
    return words


def run_script(*command: str | int | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Without input, and with standard output and standard error apart."""
    apart = {"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE, "timeout": 900}
    return run(*map(str, command), **{**apart, **options})


def output_of(*command: str | int | Path, **options: Any) -> str:
    """The standard output of a command that has to succeed."""
    return run_script(*command, check=True, **options).stdout


def tree(directory: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in directory.rglob("*")
        if path.is_file()
    }


def make_environment(directory: Path, requirements: Path) -> None:
    """This interpreter, as if the requirements were installed in a directory of its own."""
    (directory / "bin").mkdir(parents=True)
    shutil.copy(requirements, directory / "requirements.txt")
    python = directory / "bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
