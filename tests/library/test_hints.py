# SPDX-License-Identifier: MIT
"""What the library remembers makes nothing worse: one thread's filter, sysctls, directories."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from library.chain_runs import lines_of, run_chain, what_was_created
from support.binding import FLAGS
from support.compile import PROGRAMS, Compile, with_static
from support.run import mount_namespace, run

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

EXEC = f"flags={FLAGS['EXEC']}"
ALLOW_DISK = f"flags={FLAGS['ALLOW_DISK']}"
BEST = {
    "failed": 0,
    "memfd": 200,
    "sealable": 200,
    "noexec": 200,
    "executable": 0,
    "in_memory": 200,
}


@pytest.fixture(scope="session")
def chain(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "chain.c", *with_static(build), "-pthread")


@pytest.mark.parametrize("times", [1, 3, 100])
@pytest.mark.parametrize(
    "refusal", ["0,ENOSYS", "0,EINVAL", "0,EPERM", "0x8,EINVAL", "2,EINVAL"]
)
def test_filter_of_one_thread_is_its_own(refusal: str, times: int, chain: Path) -> None:
    """Of the others no creation is worse."""
    if what_was_created(chain, "open=200") != BEST:
        pytest.skip("this kernel is older than MFD_NOEXEC_SEAL")
    assert what_was_created(chain, f"elsewhere={refusal},{times}", "open=200") == BEST


def test_execution_that_is_allowed_again(chain: Path) -> None:
    """vm.memfd_noexec 2, then 0, in a PID namespace of its own."""
    apart = ["unshare", "-pf", "--mount-proc"]
    sysctl = "sh=echo {} 2>/dev/null > /proc/sys/vm/memfd_noexec"
    if run(*apart, "true").returncode != 0:
        pytest.skip("no PID namespace can be made here")
    actions = [EXEC, sysctl.format(2), "open=70", sysctl.format(0), "open=1"]
    forbidden, allowed = lines_of(run_chain(*apart, chain, *actions))
    assert (forbidden["memfd"], forbidden["executable"]) == (0, 70)
    assert (allowed["memfd"], allowed["executable"]) == (1, 1)


def test_directory_that_was_missing(chain: Path) -> None:
    """Once on disk is not for ever on disk."""
    setup = "mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; mount -t tmpfs none /mnt"
    actions = ["here=0,ENOSYS", ALLOW_DISK, "open=1"]
    restore = "sh=mkdir -m 1777 /dev/shm"
    command = [*mount_namespace(setup), chain, *actions, restore, "open=1"]
    found = lines_of(run_chain(*command, env={"PATH": "/usr/bin:/bin", "TMPDIR": "/var/tmp"}))
    assert found[1]["in_memory"] == 1


@pytest.mark.parametrize(
    ("refusal", "calls"),
    [
        (None, 100),
        ("0,ENOSYS", 4),  # both methods at the first creation, and at the 62nd
        ("0x8,EINVAL", 100 + 4),  # two sets with MFD_NOEXEC_SEAL, at the same two
        ("0,EPERM", 400),  # never remembered: four sets, of the first method alone
    ],
)
def test_system_calls_of_100_creations(
    refusal: str | None, calls: int, chain: Path, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace")
    log = tmp_path / "log"
    actions = [f"here={refusal}"] if refusal else []
    ran = run(
        "strace", "-f", "-e", "trace=memfd_create", "-o", log, chain, *actions, "open=100"
    )
    if ran.returncode != 0:
        pytest.skip("strace may not trace here")
    assert len(re.findall(r"memfd_create\(", log.read_text())) == calls
