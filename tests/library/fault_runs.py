# SPDX-License-Identifier: MIT
"""Runs of programs/faults.c, which makes the system misbehave and then creates objects.

It prints what became of them, as the kernel describes the descriptor: a Result.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import catalogue
from support.binding import FLAGS
from support.methods import MEMFD
from support.run import mount_namespace, run
from support.tables import TABLES
from support.waiting import until

# Where a method may put an object; the user's own runtime directory is not watched.
DIRECTORIES = [
    directory
    for directory in catalogue.read().facts["directory"].arguments
    if not directory.startswith("$")
]
MEMORY = {"0x1021994", "0x858458f6", "0x958458f6"}  # tmpfs, ramfs, hugetlbfs: linux/magic.h

# What is refused. The bits are those that distinguish such an open: O_TMPFILE less the
# O_DIRECTORY in it.
O_TMPFILE_BITS = hex(os.O_TMPFILE & ~os.O_DIRECTORY)
NO_MEMFD = ["memfd_create=ENOSYS"]


def refuse_o_tmpfile(error: str = "EOPNOTSUPP") -> list[str]:
    return [f"openat:2&{O_TMPFILE_BITS}={error}"]


def refuse_new_file(error: str = "EPERM") -> list[str]:
    return [f"openat:2&{hex(os.O_CREAT)}={error}"]


NO_O_TMPFILE = refuse_o_tmpfile()
ALLOW_DISK = f"flags={FLAGS['ALLOW_DISK']}"

Result = dict[str, Any]


def names_in(directories: Iterable[str]) -> set[Path]:
    """Of objects, which are files: a directory of such a name is another program's."""
    places = (Path(os.path.expandvars(directory)) for directory in directories)
    return {path for place in places for path in place.glob("anonshm-*") if path.is_file()}


@contextlib.contextmanager
def nothing_stays_in(directories: Iterable[str]) -> Iterator[None]:
    """No name of an object. Those of others are there for a moment; what is left stays."""
    before = names_in(directories)
    yield
    left = names_in(directories) - before
    until(lambda: not left & names_in(directories), 10)
    assert not left & names_in(directories)


def run_faults(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Skips where the program cannot do what it should; its errors are not its output."""
    ran = run(*command, stderr=subprocess.PIPE, timeout=60, **options)
    if ran.returncode == 77:
        pytest.skip(ran.stderr.strip())
    assert ran.returncode != 2, ran.stderr
    return ran


def in_namespace(
    setup: str, *command: str | Path, **options: Any
) -> subprocess.CompletedProcess[str]:
    """The same with mounts of its own."""
    return run_faults(*mount_namespace(setup), *command, **options)


# Where another user can execute the program, wherever the directory of the tests is.
PUBLIC = "/mnt/program"


def make_public(program: Path, mode: str = "755") -> str:
    """Shell commands that put it there."""
    copy = f"cp {shlex.quote(str(program))} {PUBLIC}; chmod {mode} {PUBLIC}"
    return f"mount -t tmpfs none /mnt; {copy}"


def result_of(ran: subprocess.CompletedProcess[str]) -> Result:
    assert ran.stdout, f"exit status {ran.returncode}: {ran.stderr}"
    return json.loads(ran.stdout.splitlines()[-1])


# The methods whose attempts the tables of test_refused_calls.py and test_odd_directories.py
# describe, by hand.
DESCRIBED = {*MEMFD, "o_tmpfile", "shm_open", "mkostemp", "temporary_file"}


def attempts(result: Result) -> str:
    """memfd_syscall ENOSYS, o_tmpfile ok"""
    others = {method for method, _ in result["trace"]} - DESCRIBED
    assert not others, (
        f"new methods are tried: {others}. Extend the traces in tests/library/"
        "test_refused_calls.py and test_odd_directories.py, then DESCRIBED in fault_runs.py"
    )
    return ", ".join(f"{method} {error or 'ok'}" for method, error in result["trace"])


def note(fault: str, text: str) -> None:
    TABLES.setdefault("fault: what was tried, and its errno", []).append(f"{fault:25}{text}")


def memfd_refused(error: str = "ENOSYS") -> str:
    """The beginning of such a line. These do not let the second method make the same call."""
    methods = MEMFD[:1] if error in {"EINVAL", "EPERM", "EACCES"} else MEMFD
    return "".join(f"{method} {error}, " for method in methods)


def is_normal_form(result: Result) -> bool:
    return (
        result["file_system"] in MEMORY
        and result["links"] == 0
        and result["size"] == 0
        and result["mode"] & 0o111 == 0
        and result["cloexec"]
    )
