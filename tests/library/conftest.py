# SPDX-License-Identifier: MIT
"""The program of the faults, and a check that nothing stays behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.fault_runs import DIRECTORIES, nothing_stays_in
from support.compile import PROGRAMS, Compile, with_static
from support.run import file_system


@pytest.fixture(scope="session")
def faults(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "faults.c", *with_static(build))


@pytest.fixture(scope="session")
def tmp_on_disk() -> None:
    """Where /tmp is in memory, it serves when /dev/shm does not."""
    for directory in ("/tmp", os.environ.get("TMPDIR", "/tmp")):
        fd = os.open(directory, os.O_RDONLY)
        kind = file_system(fd)
        os.close(fd)
        if kind in ("tmpfs", "ramfs"):
            pytest.skip(f"{directory} is in memory")


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """No object in any directory that a method may use, whatever the test did."""
    with nothing_stays_in(DIRECTORIES):
        yield
