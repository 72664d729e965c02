# SPDX-License-Identifier: MIT
"""memfd_create(2) under filters that refuse flags: what is left of an object's properties."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.chain_runs import lines_of, run_chain, what_was_created
from support.binding import FLAGS
from support.compile import PROGRAMS, Compile, with_static

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

NOEXEC_SEAL, ALLOW_SEALING, MFD_EXEC = "0x8", "0x2", "0x10"
BOTH = "0xa"


@pytest.fixture(scope="session")
def chain(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "chain.c", *with_static(build), "-pthread")


@pytest.mark.parametrize("error", ["EINVAL", "EPERM", "EACCES"])
@pytest.mark.parametrize(
    ("mask", "sealable", "noexec"),
    [(ALLOW_SEALING, 1, 1), (NOEXEC_SEAL, 1, 0), (BOTH, 0, 0)],
    ids=["no ALLOW_SEALING", "no NOEXEC_SEAL", "neither"],
)
def test_refused_flag(mask: str, sealable: int, noexec: int, error: str, chain: Path) -> None:
    """It is a memfd all the same, with what can be had: MFD_NOEXEC_SEAL implies sealing."""
    found = what_was_created(chain, f"here={mask},{error}", "open=1")
    assert (found["memfd"], found["executable"]) == (1, 0)
    assert (found["sealable"], found["noexec"]) == (sealable, noexec)


@pytest.mark.parametrize(("error", "memfd"), [("EINVAL", 1), ("EPERM", 0), ("EACCES", 0)])
def test_refused_exec(error: str, memfd: int, chain: Path) -> None:
    """MFD_EXEC is dropped on EINVAL only; what is served is executable, whatever it is."""
    actions = [f"flags={FLAGS['EXEC']}", f"here={MFD_EXEC},{error}", "open=1"]
    found = what_was_created(chain, *actions)
    assert (found["memfd"], found["executable"]) == (memfd, 1)


def test_execution_only_where_it_is_asked_for(chain: Path) -> None:
    """vm.memfd_noexec=1 takes the execute bits from a memfd without MFD_EXEC, and it cannot get
    them: it is no object with EXEC."""
    sysctl = "sh=echo 1 2>/dev/null > /proc/sys/vm/memfd_noexec"
    actions = [sysctl, f"flags={FLAGS['EXEC']}", f"here={MFD_EXEC},EINVAL", "open=1"]
    ran = run_chain("unshare", "-pf", "--mount-proc", chain, *actions)
    if ran.returncode != 0:
        pytest.skip("no PID namespace can be made here")
    assert lines_of(ran)[-1]["executable"] == 1


@pytest.mark.parametrize(
    ("refusal", "trace"),
    [
        ("0,ENOSYS", [["memfd_syscall", "ENOSYS"], ["memfd_create", "ENOSYS"]]),
        ("0,EPERM", [["memfd_syscall", "EPERM"]]),
        ("0,EINVAL", [["memfd_syscall", "EINVAL"]]),
    ],
)
def test_the_same_call_is_not_made_twice(
    refusal: str, trace: list[list[str]], chain: Path
) -> None:
    assert lines_of(run_chain(chain, f"here={refusal}", "trace"))[0] == [
        *trace,
        ["o_tmpfile", "0"],
    ]
