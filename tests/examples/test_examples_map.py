# SPDX-License-Identifier: MIT
"""The examples that create and map: on every method, under qemu and Wine."""

from __future__ import annotations

import ctypes
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from support.cross import MACHINES, QUIET, Cross
from support.paths import ROOT
from support.run import output
from support.waiting import until

EXAMPLES = ROOT / "examples"
RANDOM = random.Random(12).randbytes(1_000_003)


# -- On every method -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 4097, 3 << 30])
def test_create(examples: Path, method: dict[str, str], size: int) -> None:
    assert output(examples / "create", str(size), env=method) == b"%d bytes\n" % size


def test_list(examples: Path, method: dict[str, str]) -> None:
    assert output(examples / "list", "3", "-1", "4", env=method) == b"3\n-1\n4\n"


def test_ring(examples: Path, method: dict[str, str]) -> None:
    assert output(examples / "ring", input=RANDOM, env=method) == RANDOM


def test_two_views(examples: Path, method: dict[str, str]) -> None:
    command = [examples / "two_views", "54321"]
    ran = subprocess.run(command, capture_output=True, text=True, env=method, timeout=120)
    if ran.returncode == 77 or "Permission denied" in ran.stderr:  # mounted noexec
        pytest.skip(ran.stderr.strip())
    assert (ran.returncode, ran.stdout) == (0, "54321\n")


def test_drop_in(examples: Path, method: dict[str, str]) -> None:
    output(examples / "drop_in", env=method)


# -- Once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["hello", "x" * 10000])
def test_write(examples: Path, library: ctypes.CDLL, text: str) -> None:
    fd = library.shm_open_anon()
    try:
        output(examples / "write", str(fd), text, pass_fds=[fd])
        assert os.pread(fd, 20000, 0) == text.encode()
    finally:
        os.close(fd)


def test_file(examples: Path, tmp_path: Path) -> None:
    assert output(examples / "file", tmp_path / "XXXXXX", "hello") == b"hello\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc")
def test_system_v(examples: Path) -> None:
    def segments() -> set[str]:
        lines = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        return {line.split()[1] for line in lines if int(line.split()[3]) == 6}  # of 6 bytes

    if not Path("/proc/sysvipc/shm").exists():
        pytest.skip("no System V shared memory")
    before = segments()
    assert output(examples / "sysv", "hello") == b"hello\n"
    assert until(lambda: segments() <= before)  # another checkout may run this test, too


@pytest.mark.parametrize("name", ["create", "write", "two_views", "file", "sysv"])
def test_usage(examples: Path, name: str) -> None:
    ran = subprocess.run([examples / name], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"usage: {name} ")


# -- Elsewhere -------------------------------------------------------------------------------


@pytest.mark.parametrize("machine", ["aarch64", "Windows"])
def test_elsewhere(machine: str, tmp_path: Path) -> None:
    assert machine in MACHINES
    cross = Cross(machine, tmp_path)

    def on_machine(name: str, *arguments: str, **options: object) -> bytes:
        command = cross.build(EXAMPLES / name)
        return output(*command, *arguments, env=QUIET, **options).replace(b"\r\n", b"\n")

    assert on_machine("create.c", "65536") == b"65536 bytes\n"
    assert on_machine("list.cpp", "3", "-1", "4") == b"3\n-1\n4\n"
    assert on_machine("two_views.c", "54321") == b"54321\n"
    ring = cross.build(EXAMPLES / "ring.cpp")
    assert output(*ring, env=QUIET, input=RANDOM) == RANDOM
