# SPDX-License-Identifier: MIT
"""Waiting for what others do. Only what never happens reaches a bound, so a bound is large
where a machine may be busy, and costs nothing."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from support.run import run

SECONDS = 60  # a bound for what takes milliseconds


def until(condition: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Whether it comes true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def is_running(pid: str) -> bool:
    """A zombie is not."""
    state = run("ps", "-o", "stat=", "-p", pid).stdout.strip()
    return state != "" and not state.startswith("Z")


@contextlib.contextmanager
def killed_at_failure(process: subprocess.Popen[str]) -> Iterator[None]:
    """The leader of a session, with its group, for the end of whose Popen() block the failure
    would wait else. What pytest prints then has the processes of the session."""
    try:
        yield
    except BaseException:
        print(run("ps", "-s", str(process.pid), "-o", "pid,ppid,stat,wchan:20,args").stdout)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise


@contextlib.contextmanager
def all_ended() -> Iterator[int]:
    """A descriptor for a process to inherit, and its descendants with it. What follows the
    block has all of them behind it: none is left that could hold the descriptor open."""
    ours, theirs = os.pipe()
    with open(ours, "rb"):  # noqa: PTH123, a descriptor has no path
        try:
            yield theirs
        finally:
            os.close(theirs)
        ready, _, _ = select.select([ours], [], [], SECONDS)
        assert ready, "some process has not ended"


def run_when_it_listens(
    program: Path, directory: Path, offering: subprocess.Popen[bytes]
) -> subprocess.CompletedProcess[bytes]:
    """Between bind(2) and listen(2) there is a path, and no one to connect to."""
    while True:
        ran = subprocess.run(
            [program, "socket"], cwd=directory, capture_output=True, timeout=120, check=False
        )
        not_yet = b"No such file" in ran.stderr or b"refused" in ran.stderr
        if not not_yet or offering.poll() is not None:
            return ran
        time.sleep(0.01)
