# SPDX-License-Identifier: MIT
"""Methods that are switched off at run time, by anonshm_disable() and ANONSHM_DISABLE."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from library.chain_runs import lines_of, run_chain
from library.fault_runs import PUBLIC, make_public
from support.compile import PROGRAMS, Compile, with_static
from support.run import mount_namespace

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

MEMFD = "memfd_syscall,memfd_create"
KILL = "here=0,KILL"
BY_FILE = [["o_tmpfile", "0"]]
BY_MEMFD = [["memfd_syscall", "0"]]


@pytest.fixture(scope="session")
def chain(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "chain.c", *with_static(build), "-pthread")


def environment(disabled: str) -> dict[str, str]:
    return {**os.environ, "ANONSHM_DISABLE": disabled}


def test_call_that_kills_is_not_made(chain: Path) -> None:
    assert run_chain(chain, KILL, "open=1").returncode == -31  # SIGSYS
    ran = run_chain(chain, KILL, f"disable={MEMFD}", "open=70", "trace", "by=memfd_create")
    assert lines_of(ran)[2:] == [BY_FILE, "ENOTSUP"]
    assert lines_of(ran)[1]["failed"] == 0


def test_variable(chain: Path) -> None:
    ran = run_chain(chain, KILL, "open=1", "trace", env=environment(f"unknown,{MEMFD},"))
    assert lines_of(ran)[1] == BY_FILE


def test_function_replaces_variable(chain: Path) -> None:
    ran = run_chain(chain, "trace", "disable=", "trace", env=environment(MEMFD))
    assert lines_of(ran) == [BY_FILE, "0", BY_MEMFD]


def test_unknown_method_changes_nothing(chain: Path) -> None:
    ran = run_chain(chain, f"disable={MEMFD}", "disable=memfd_create,memfd", "trace")
    assert lines_of(ran) == ["0", "EINVAL", BY_FILE]


def test_variable_is_read_once(chain: Path) -> None:
    ran = run_chain(chain, f"setenv={MEMFD}", "trace", "setenv=", "trace")
    assert lines_of(ran) == [BY_FILE, BY_FILE]


def test_variable_does_not_count_in_a_set_user_id_program(chain: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to make a set-user-id program of another user")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    ran = run_chain(
        *mount_namespace(make_public(chain, "4755")),
        *nobody,
        PUBLIC,
        "trace",
        env=environment(MEMFD),
    )
    assert lines_of(ran) == [BY_MEMFD]


def test_another_thread_may_switch_at_any_time(chain: Path) -> None:
    assert lines_of(run_chain(chain, "toggle=20000"))[0]["failed"] == 0
