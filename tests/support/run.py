# SPDX-License-Identifier: MIT
"""How the tests run a command."""

from __future__ import annotations

import functools
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def run(
    *command: str | Path, check: bool = False, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Runs it with standard output and standard error in one text, unless an option of
    subprocess.run() changes that. With check=True it has to succeed: otherwise the test fails
    and shows what was printed."""
    defaults = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "encoding": "utf-8",
        "errors": "replace",
    }
    ran = subprocess.run(command, **{**defaults, **options})
    assert not check or ran.returncode == 0, (
        f"exit status {ran.returncode} of {shlex.join(map(str, command))}\n"
        f"{ran.stdout or ''}{ran.stderr or ''}"
    )
    return ran


def output(*command: str | Path, **options: Any) -> bytes:
    """The standard output of a command that has to succeed."""
    ran = subprocess.run(command, capture_output=True, **{"timeout": 120, **options})
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def file_system(fd: int) -> str:
    """The type of the file system that holds the file, as stat(1) prints it."""
    stat = ["stat", "-L", "-f", "-c", "%T", f"/proc/self/fd/{fd}"]
    return run(*stat, pass_fds=[fd], check=True).stdout.strip()


def system_calls(log: Path, program: Path, *arguments: str) -> list[str]:
    """Those of a program that has to succeed, in order."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace")
    ran = run(strace, "-f", "-o", log, program, *arguments)
    if ran.returncode != 0 and not log.read_text():
        pytest.skip("strace may not trace here")
    assert ran.returncode == 0
    return re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE)


def preloading(library: Path) -> dict[str, str]:
    """The environment that loads it first. By its name, since ld.so(8) takes the spaces of a
    path in LD_PRELOAD for separators."""
    return {"LD_PRELOAD": library.name, "LD_LIBRARY_PATH": str(library.parent)}


@functools.cache
def _namespace() -> list[str] | None:
    if shutil.which("unshare") is None:
        return None
    for unshare in (["unshare", "-m"], ["unshare", "-r", "-m"]):  # as root, or as any user
        if run(*unshare, "mount", "-t", "tmpfs", "none", "/mnt").returncode == 0:
            return unshare
    return None


def mount_namespace(setup: str) -> list[str]:
    """What to start a command with so that it has mounts of its own, made by the shell commands
    `setup`. /dev/shm is never remounted as a whole: that would change it for the whole machine
    (mount(2), MS_REMOUNT acts on the superblock)."""
    unshare = _namespace()
    if unshare is None:
        pytest.skip("no mount namespace can be made here")
    return [*unshare, "sh", "-c", f'set -e; {setup}; exec "$@"', "sh"]
