# SPDX-License-Identifier: MIT
"""The library in a process that is killed: what it leaves behind."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from library.fault_runs import PUBLIC, in_namespace, make_public, note
from support.compile import PROGRAMS, Compile, with_static
from support.methods import chain, flags_for

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

# The stops (entry to or exit from a system call) that may find one object with a name: from
# the exit of the open to the entry of the unlink. Their place in the process differs: glibc's
# mkostemp requests random bytes again when they would be unevenly distributed.
UNNAMED: set[str] = set()
NAMED = {"exit openat", "entry unlink"}
WINDOWS = {
    "memfd_syscall": UNNAMED,
    "memfd_create": UNNAMED,
    "o_tmpfile": UNNAMED,
    "shm_open": NAMED,
    "mkostemp": NAMED,
    "temporary_file": UNNAMED,
}
CALLS = {"257": "openat", "87": "unlink"}  # x86_64's


def test_every_method_has_its_window() -> None:
    assert set(chain()) <= set(WINDOWS), (
        "tests/library/test_killed.py: WINDOWS has a row for each method of this build"
    )


@pytest.mark.skipif(platform.machine() != "x86_64", reason="knows x86_64's system calls")
@pytest.mark.parametrize("method", WINDOWS)
def test_killed_at_every_system_call(method: str, compile_c: Compile, build: Path) -> None:
    killer = compile_c(PROGRAMS / "kill_anywhere.c", *with_static(build))
    own = "mount -t tmpfs none /dev/shm; mount -t tmpfs none /tmp"  # no other process's objects
    command = [PUBLIC, method, str(flags_for(method)), "/dev/shm", "/tmp"]
    ran = in_namespace(f"{make_public(killer)}; {own}", *command)
    *stops, end = [line.split() for line in ran.stdout.splitlines()]
    assert end == ["end", "0"]
    assert len(stops) >= 3
    left = sum(int(count) for _, _, count in stops)
    note(f"killed in {method}", f"{len(stops)} stops, a name left after {left}")
    opened = False  # before that, the removal of a name that does not exist is tried
    for side, call, count in stops:
        stop = f"{side} {CALLS.get(call, call)}"
        opened = opened or stop == "exit openat"
        assert int(count) == (opened and stop in WINDOWS[method]), stop
