# SPDX-License-Identifier: MIT
"""The examples that pass objects to other processes: what they print, on random data."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.methods import METHODS, ON_DISK, chain, flags_for

TEXT = "a string, ü"
STREAMS = [0, 1, 65535, 65536, 65537, 3_000_001]


def output(*command: str | Path, **options: object) -> bytes:
    ran = subprocess.run(command, capture_output=True, timeout=120, **options)  # type: ignore[call-overload]
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


@pytest.fixture(params=[name for name in chain() if name not in ON_DISK])
def method(request: pytest.FixtureRequest, library: ctypes.CDLL) -> Iterator[dict[str, str]]:
    """The environment in which no other method serves."""
    fd = library.anonshm_open_method(request.param.encode(), flags_for(request.param))
    if fd == -1:
        pytest.skip(f"does not serve: {errno.errorcode[ctypes.get_errno()]}")
    os.close(fd)
    others = ",".join(name for name in METHODS if name != request.param)
    yield {**os.environ, "ANONSHM_DISABLE": others}


def when_it_listens(path: Path, offering: subprocess.Popen[bytes]) -> None:
    while not path.exists():
        assert offering.poll() is None
        time.sleep(0.01)


def test_read_over_a_socket(examples: Path, method: dict[str, str], tmp_path: Path) -> None:
    """By a process that is no relative of the one that offers."""
    path = tmp_path / "socket"
    with subprocess.Popen([examples / "offer", path, TEXT], env=method) as offering:
        when_it_listens(path, offering)
        for _ in range(100):  # bound, but perhaps not listening yet
            ran = subprocess.run([examples / "read", path], capture_output=True, timeout=60)
            if b"refused" not in ran.stderr:
                break
            time.sleep(0.01)
        assert (ran.returncode, ran.stdout.decode()) == (0, TEXT + "\n")
    assert offering.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_read_after_exec(examples: Path, method: dict[str, str]) -> None:
    command = [examples / "run", TEXT, examples / "read"]
    assert output(*command, env=method).decode() == TEXT + "\n"


def test_read_without_an_object(examples: Path, tmp_path: Path) -> None:
    ran = subprocess.run([examples / "read", tmp_path / "nobody"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "No such file" in ran.stderr


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
