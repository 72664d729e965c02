"""Starting the project's shell scripts, and what they are held against."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

SCRIPTS = ROOT / "scripts"
SHELLS = ["dash", "bash --posix", "busybox sh", "mksh", "ksh"]
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"


def words_of(shell: str) -> list[str]:
    """The command of one of SHELLS, if this machine has it."""
    words = shell.split()
    if not shutil.which(words[0]):
        pytest.skip(f"no {words[0]} here")
    return words


def run(*command: str | int | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        **options,
    )


def done(*command: str | int | Path, **options: Any) -> str:
    """The standard output of a command that has to succeed."""
    result = run(*command, **options)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout


def tree(directory: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in directory.rglob("*")
        if path.is_file()
    }
