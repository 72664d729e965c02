# SPDX-License-Identifier: MIT
"""The examples that pass objects to other processes: what they print, on random data."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from support.compile import with_static
from support.cross import Cross
from support.paths import ROOT
from support.run import output, run
from support.waiting import run_when_it_listens

EXAMPLES = ROOT / "examples"
TEXT = "a string, ü"
STREAMS = [0, 1, 65535, 65536, 65537, 3_000_001]


def test_read_over_a_socket(examples: Path, method: dict[str, str], tmp_path: Path) -> None:
    """By a process that is no relative of the one that offers."""
    command = [examples / "offer", "socket", TEXT]  # a short path: sun_path has 108 bytes
    with subprocess.Popen(command, cwd=tmp_path, env=method) as offering:
        ran = run_when_it_listens(examples / "read", tmp_path, offering)
        assert (ran.returncode, ran.stdout.decode()) == (0, TEXT + "\n")
    assert offering.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_read_after_exec(examples: Path, method: dict[str, str]) -> None:
    command = [examples / "run", TEXT, examples / "read"]
    assert output(*command, env=method).decode() == TEXT + "\n"


def test_read_without_an_object(examples: Path, tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "nobody", "No such file"), ("x" * 200, "name too long")):
        ran = run(examples / "read", path)
        assert ran.returncode == 1
        assert reason in ran.stdout


def through_the_ring(examples: Path, directory: Path, data: bytes, **options: Any) -> bytes:
    """What the one program takes of what the other puts."""
    (directory / "input").write_bytes(data)
    with (directory / "input").open("rb") as source:
        command = [examples / "ring_put", "socket"]
        with subprocess.Popen(command, cwd=directory, stdin=source, **options) as putting:
            ran = run_when_it_listens(examples / "ring_take", directory, putting)
    assert (putting.returncode, ran.returncode, ran.stderr) == (0, 0, b"")
    assert [path.name for path in directory.iterdir()] == ["input"]
    return ran.stdout


@pytest.mark.parametrize("size", STREAMS)
def test_ring_between_programs(size: int, examples: Path, tmp_path: Path) -> None:
    data = random.Random(size).randbytes(size)
    assert through_the_ring(examples, tmp_path, data) == data


def test_ring_between_programs_by_every_method(
    examples: Path, method: dict[str, str], tmp_path: Path
) -> None:
    data = random.Random(9).randbytes(500_000)
    assert through_the_ring(examples, tmp_path, data, env=method) == data


def ring_with(data: bytes, examples: Path) -> list[int]:
    """The objects of a ring into which all of the data has been put."""
    Path("input").write_bytes(data)
    with (
        Path("input").open("rb") as source,
        subprocess.Popen([examples / "ring_put", "socket"], stdin=source) as putting,
        socket.socket(socket.AF_UNIX) as connection,
    ):
        while connection.connect_ex("socket") and putting.poll() is None:
            time.sleep(0.01)
        _, objects, _, _ = socket.recv_fds(connection, 1, 2)
    assert putting.returncode == 0
    return objects


def test_ring_that_lies(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that there is more in it than it can hold."""
    monkeypatch.chdir(tmp_path)  # a short path: sun_path has 108 bytes
    state, content = ring_with(bytes(12345), examples)
    at = os.pread(state, 4096, 0).index((12345).to_bytes(8, sys.byteorder))
    os.pwrite(state, (1 << 40).to_bytes(8, sys.byteorder), at)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("other")
        listening.listen()
        command = [examples / "ring_take", "other"]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as taking:
            with listening.accept()[0] as connection:
                socket.send_fds(connection, [b"x"], [state, content])
            assert b"Protocol error" in taking.communicate(timeout=60)[1]
    assert taking.returncode == 1
    for object in (state, content):
        os.close(object)


def test_sequence(examples: Path, method: dict[str, str]) -> None:
    assert output(examples / "sequence", "4", "5000", env=method) == b"20000\n"


@pytest.mark.parametrize("size", STREAMS)
@pytest.mark.parametrize("name", ["transfer", "blocks"])
def test_stream(name: str, size: int, examples: Path) -> None:
    data = random.Random(size).randbytes(size)
    assert output(examples / name, input=data) == data


@pytest.mark.parametrize("name", ["transfer", "blocks"])
def test_stream_by_every_method(name: str, examples: Path, method: dict[str, str]) -> None:
    data = random.Random(7).randbytes(500_000)
    assert output(examples / name, input=data, env=method) == data


@pytest.mark.parametrize("name", ["transfer.c", "blocks.c"])
def test_stream_on_another_machine(name: str, tmp_path: Path) -> None:
    """Big-endian. What executes itself again needs the kernel's help there (binfmt_misc)."""
    (tmp_path / "anonshm_facts.h").write_text("#define ANONSHM_SEM_PSHARED 1\n")
    command = Cross("s390x", tmp_path).build(EXAMPLES / name, "-pthread")
    data = random.Random(8).randbytes(500_000)
    assert output(*command, input=data) == data


def test_semaphore_where_the_platform_has_none(
    examples: Path, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    """The mutex and the condition in its place."""
    (tmp_path / "anonshm_facts.h").write_text("#define ANONSHM_SEM_PSHARED 0\n")
    data = random.Random(9).randbytes(500_000)
    for name in ("transfer", "sequence"):
        flags = [f"-I{tmp_path}", *with_static(build), "-pthread"]
        compiler = cache["CMAKE_C_COMPILER"]
        run(compiler, EXAMPLES / f"{name}.c", *flags, "-o", tmp_path / name, check=True)
    assert output(tmp_path / "transfer", input=data) == data
    assert output(tmp_path / "sequence", "4", "5000") == b"20000\n"
