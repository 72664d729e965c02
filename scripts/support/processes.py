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
STEPS = {signal.SIGINT: 10.0, signal.SIGTERM: 3.0, signal.SIGKILL: 3.0}
PR_SET_CHILD_SUBREAPER = 36


class Interrupted(BaseException):
    """By a signal. No Exception, so that nothing takes it for the failure of a step."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class _Thread(threading.local):
    """The handler of a signal runs in the main thread, and so sees this of it."""

    is_starting = False  # a process, which is not in the list yet
    held = 0  # the number of the signal that came meanwhile


_thread = _Thread()
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
    waited for where it was started; those of subprocess.run() are in the script's session."""
    before: set[int] = set()
    while True:
        time.sleep(0.3)
        ended = {pid for pid in _children(os.getpid()) if _is_zombie_of_another_session(pid)}
        with _lock:
            own = {process.pid for process in _running}
        for pid in (ended & before) - own:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        before = ended


def _is_zombie_of_another_session(pid: int) -> bool:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return fields[0] == "Z" and int(fields[3]) != os.getsid(0)
    return False


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """Stays the handler, since a process would inherit SIG_IGN."""
    global _stopped
    if _stopped:
        return
    _stopped = number
    if not _thread.is_starting:
        raise Interrupted(number)
    _thread.held = number


@contextlib.contextmanager
def started(command: Sequence[Any], **more: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process, which has ended afterwards."""
    process = _start(command, more)
    try:
        _let_go()
        yield process
        process.wait()
    except BaseException:
        _end([process])
        raise
    finally:
        if process.returncode is not None:
            with _lock:
                _running.remove(process)


def _start(command: Sequence[Any], more: dict[str, Any]) -> subprocess.Popen[Any]:
    """What it starts is in the list, whatever comes meanwhile: a signal is held until
    _let_go()."""
    _thread.is_starting = True
    try:
        with _lock:  # so that stop_all() knows of each
            if _stopped:
                raise Interrupted(_stopped)
            process = subprocess.Popen(command, start_new_session=True, **more)
            _running.append(process)
        return process
    except BaseException:
        _let_go()
        raise


def _let_go() -> None:
    _thread.is_starting = False
    if _thread.held:
        raise Interrupted(_thread.held)


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
    """Those of all threads, and what has left their groups. SIGTERM is sent once, since what is
    started after it may be tidying up; SIGKILL as long as there is one."""
    with _lock:
        processes = list(_running)
    _end(processes)
    _signal_descendants(signal.SIGTERM)
    if not _wait_until(_none_is_left, STEPS[signal.SIGTERM]):
        _wait_until(_none_is_left_to_kill, STEPS[signal.SIGKILL])


def die_by(number: int) -> NoReturn:
    """The one that started the script sees why it ended."""
    sys.stdout.flush()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _end(processes: list[subprocess.Popen[Any]]) -> None:
    for number, seconds in STEPS.items():
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


def _signal_descendants(number: int) -> None:
    for pid in _descendants(os.getpid()):
        _send(os.kill, pid, number)


def _none_is_left_to_kill() -> bool:
    _signal_descendants(signal.SIGKILL)
    return _none_is_left()


def _none_is_left() -> bool:
    """Without the lists of proc(5), which may lack one while others end: as orphans come back,
    who has no child has no descendant."""
    return _reap(-1)


def _reap(which: int) -> bool:
    """Whether there is none of them any more."""
    try:
        while os.waitpid(which, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


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
