# SPDX-License-Identifier: MIT
"""Processes that end with the script that started them, whatever ends it.

Each is the first of a group of its own, which a signal to the script does not reach: the script
passes it on. On Linux what left its group, as a daemon, comes back to the script (prctl(2),
PR_SET_CHILD_SUBREAPER), which ends it too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
# Most programs tidy up after the first; seconds until the next.
STEPS = [(signal.SIGINT, 10.0), (signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)]
PR_SET_CHILD_SUBREAPER = 36


class Interrupted(BaseException):
    """By a signal. No Exception, so that nothing takes it for the failure of a step."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


_lock = threading.Lock()
_running: list[subprocess.Popen[Any]] = []
_stopped = 0  # the number of the signal, once there was one


def listen() -> None:
    """From now on a signal raises Interrupted in the main thread, once."""
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        threading.Thread(target=_await_orphans, daemon=True).start()


def _await_orphans() -> None:
    """Waits for those that came back and have ended, as init(8) would: until then somebody who
    looks for one finds it. One that this script started itself is not among them, as it is
    waited for at once."""
    before: set[int] = set()
    while True:
        time.sleep(0.3)
        ended = {pid for pid in _children(os.getpid()) if _is_zombie(pid)}
        with _lock:
            own = {process.pid for process in _running}
        for pid in (ended & before) - own:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        before = ended


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    global _stopped
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    _stopped = number
    raise Interrupted(number)


@contextlib.contextmanager
def started(command: Sequence[Any], **more: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process, which has ended afterwards."""
    with _lock:  # so that stop_all() knows of each
        if _stopped:
            raise Interrupted(_stopped)
        process = subprocess.Popen(command, start_new_session=True, **more)
        _running.append(process)
    try:
        yield process
    except BaseException:
        _end([process])
        raise
    finally:
        process.wait()
        with _lock:
            _running.remove(process)


def run(
    command: Sequence[Any], *, timeout: float | None = None, capture_output: bool = False,
    **more: Any,
) -> subprocess.CompletedProcess[Any]:  # fmt: skip
    """As subprocess.run() without input."""
    if capture_output:
        more.update(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    more.setdefault("stdin", subprocess.DEVNULL)
    with started(command, **more) as process:
        output, errors = process.communicate(timeout=timeout)
    if _stopped:
        raise Interrupted(_stopped)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def stop_all() -> None:
    """Those of all threads, and what has left their groups."""
    with _lock:
        processes = list(_running)
    _end(processes)
    for number, seconds in STEPS[1:]:
        for pid in _descendants(os.getpid()):
            _send(os.kill, pid, number)
        _wait_until(_none_is_left, seconds)


def die_by(number: int) -> NoReturn:
    """The one that started the script sees why it ended."""
    sys.stdout.flush()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _end(processes: list[subprocess.Popen[Any]]) -> None:
    for number, seconds in STEPS:
        for process in processes:
            _send(os.killpg, process.pid, number)
        if _wait_until(lambda: all(map(_is_over, processes)), seconds):
            return


def _send(send: Callable[[int, int], None], target: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        send(target, number)


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _is_over(process: subprocess.Popen[Any]) -> bool:
    """The whole group, without those that have ended and nobody has waited for."""
    if process.poll() is None:
        return False
    _reap(-process.pid)
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return True
    return False


def _none_is_left() -> bool:
    _reap(-1)
    return not _descendants(os.getpid())


def _reap(which: int) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(which, os.WNOHANG)[0]:
            pass


def _children(pid: int) -> list[int]:
    """None where the system does not tell: proc(5), /proc/pid/task/tid/children."""
    children: list[int] = []
    with contextlib.suppress(OSError):  # it may end meanwhile
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            children += map(int, file.read_text().split())
    return children


def _descendants(pid: int) -> list[int]:
    children = _children(pid)
    return children + [each for child in children for each in _descendants(child)]
