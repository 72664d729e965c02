# SPDX-License-Identifier: MIT
"""The library where system calls are refused, limited or interrupted.

Each row is a fault and what the chain tries then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from library.fault_runs import (
    ALLOW_DISK,
    NO_MEMFD,
    NO_O_TMPFILE,
    attempts,
    in_namespace,
    is_normal_form,
    memfd_refused,
    note,
    refuse_new_file,
    refuse_o_tmpfile,
    result_of,
    run_faults,
)
from support.binding import FLAGS
from support.compile import PROGRAMS, with_static
from support.paths import ROOT, cache_of
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")


class Refusal(NamedTuple):
    fault: str
    actions: list[str]
    trace: str  # what must have been tried, in order


REFUSALS = [
    Refusal("nothing", [], "memfd_syscall ok"),
    *[
        Refusal(
            f"memfd {error}",
            [f"memfd_create={error}"],
            memfd_refused(name) + "o_tmpfile ok",
        )
        for error, name in [
            ("ENOSYS", "ENOSYS"),
            ("EPERM", "EPERM"),
            ("EACCES", "EACCES"),
            ("EOPNOTSUPP", "ENOTSUP"),  # one number on Linux
        ]
    ],
    # memfd_create(2): an older kernel knows the earlier flags only.
    Refusal("no NOEXEC_SEAL", ["memfd_create:1&0x8=EINVAL"], "memfd_syscall ok"),
    Refusal("no ALLOW_SEALING", ["memfd_create:1&0x2=EINVAL"], "memfd_syscall ok"),
    Refusal("no flag but CLOEXEC", ["memfd_create:1&0x1e=EINVAL"], "memfd_syscall ok"),
    Refusal("memfd EINVAL", ["memfd_create=EINVAL"], memfd_refused("EINVAL") + "o_tmpfile ok"),
    *[
        Refusal(
            f"O_TMPFILE {error}",
            [*NO_MEMFD, *refuse_o_tmpfile(error)],
            memfd_refused() + f"o_tmpfile {name}, shm_open ok",
        )
        for error, name in [
            ("EISDIR", "EISDIR"),
            ("EOPNOTSUPP", "ENOTSUP"),
            ("EINVAL", "EINVAL"),
            ("EPERM", "EPERM"),
            ("EACCES", "EACCES"),
            ("ENOSYS", "ENOSYS"),
        ]
    ],
    *[
        Refusal(
            f"getrandom {error}",
            [*NO_MEMFD, *NO_O_TMPFILE, f"getrandom={error}"],
            memfd_refused() + "o_tmpfile ENOTSUP, shm_open ok",
        )
        for error in ["ENOSYS", "EPERM", "EACCES", "EOPNOTSUPP"]
    ],
]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.fault)
def test_refused_call(row: Refusal, faults: Path) -> None:
    result = result_of(run_faults(faults, *row.actions, "create"))
    note(row.fault, attempts(result))
    assert attempts(result) == row.trace
    assert is_normal_form(result)


@pytest.mark.parametrize("error", ["ENOSYS", "EPERM", "EACCES", "EOPNOTSUPP"])
def test_refused_new_file(error: str, faults: Path) -> None:
    """shm_open's own open, and mkostemp's: nothing is left that could serve."""
    actions = [*NO_MEMFD, *NO_O_TMPFILE, *refuse_new_file(error)]
    ran = run_faults(faults, *actions, "create")
    result = result_of(ran)
    name = error.replace("EOPNOTSUPP", "ENOTSUP")
    note(f"new file {error}", attempts(result))
    assert attempts(result) == (
        memfd_refused() + f"o_tmpfile ENOTSUP, shm_open {name}, mkostemp {name}"
    )
    assert result["error"] == name, "errno is that of the last method"
    assert ran.returncode == 1


def test_everything_refused_even_disk(faults: Path) -> None:
    actions = [*NO_MEMFD, *NO_O_TMPFILE, *refuse_new_file(), ALLOW_DISK]
    result = result_of(run_faults(faults, *actions, "create"))
    note("everything, and disk", attempts(result))
    assert attempts(result).endswith("mkostemp EPERM, temporary_file EPERM")
    assert result["error"] == "EPERM"


def test_filter_that_comes_later(faults: Path) -> None:
    ran = run_faults(faults, "open=3", "memfd_create=EPERM", "open=3", "create")
    opened = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line.get("opened") for line in opened[:2]] == [3, 3]
    assert opened[2]["trace"][-1] == ["o_tmpfile", ""]


def test_name_that_cannot_be_removed(faults: Path) -> None:
    """The object is given up and the call fails; only the name stays, in a directory that is
    gone with the namespace."""
    refuse = ["unlink=EPERM", "unlinkat=EPERM"]
    command = [faults, *NO_MEMFD, *NO_O_TMPFILE, *refuse, "create"]
    sizes = "find /dev/shm -type f -exec stat -c %s {} +"
    script = f'"$@"; status=$?; {sizes} >&2; exit $status'
    own = "mount -t tmpfs none /dev/shm"
    ran = in_namespace(own, "sh", "-c", script, "sh", *command)
    result, left = result_of(ran), ran.stderr.split()
    assert ran.returncode == 1
    assert result["error"] in {"EPERM", "EACCES"}  # glibc's shm_unlink: EPERM becomes EACCES
    assert len(left) <= 3 and {*left} <= {"0"}


def test_call_that_kills(faults: Path) -> None:
    """No library survives it: an ordinary build makes the call and dies (SECURITY.md)."""
    assert run_faults(faults, "memfd_create=KILL", "create").returncode == -31  # SIGSYS


def test_build_without_the_call_that_kills(cache: dict[str, str], tmp_path: Path) -> None:
    build = tmp_path / "build"
    cmake = cache["CMAKE_COMMAND"]
    options = [
        "-DANONSHM_BUILD_TESTING=OFF",
        "-DANONSHM_BUILD_TOOL=OFF",
        "-DANONSHM_PRESET_MEMFD_SYSCALL_SAFE=OFF",
        "-DANONSHM_PRESET_MEMFD_CREATE=OFF",
    ]
    run(cmake, "-S", ROOT, "-B", build, "-G", cache["CMAKE_GENERATOR"], *options, check=True)
    run(cmake, "--build", build, "--target", "anonshm_archive", check=True)
    program = tmp_path / "faults"
    compiler = cache_of(build)["CMAKE_C_COMPILER"]
    run(compiler, PROGRAMS / "faults.c", *with_static(build), "-o", program, check=True)
    result = result_of(run_faults(program, "memfd_create=KILL", "create"))
    assert attempts(result) == "o_tmpfile ok"
    assert is_normal_form(result)


@pytest.mark.parametrize(
    ("flags", "trace"),
    [
        (0, "memfd_syscall ok"),
        (FLAGS["NO_SEALING"], "memfd_syscall ok"),
        (FLAGS["EXEC"], memfd_refused("EACCES") + "o_tmpfile ok"),  # mfd_noexec.rst
    ],
)
def test_kernel_that_forbids_execution(flags: int, trace: str, faults: Path) -> None:
    """vm.memfd_noexec=2, in a PID namespace of its own."""
    sysctl = "echo 2 > /proc/sys/vm/memfd_noexec"
    apart = ["unshare", "-pf", "--mount-proc", "sh", "-c"]
    if run(*apart, sysctl).returncode != 0:
        pytest.skip("vm.memfd_noexec cannot be set here: Linux 6.3 and root have it")
    result = result_of(
        run_faults(*apart, sysctl + '; exec "$@"', "sh", faults, f"flags={flags}", "create")
    )
    note(f"memfd_noexec=2, flags {flags}", attempts(result))
    assert attempts(result) == trace
    assert bool(result["mode"] & 0o111) == (flags == FLAGS["EXEC"])


# -- Limits and signals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "actions"),
    [
        ("EMFILE", ["nofile=3"]),
        ("ENFILE", ["memfd_create=ENFILE"]),  # the real one needs the whole machine's table
        ("ENOMEM", ["memfd_create=ENOMEM"]),
    ],
)
def test_stops_at_once(fault: str, actions: list[str], faults: Path) -> None:
    result = result_of(run_faults(faults, *actions, "create", close_fds=True))
    note(fault, attempts(result))
    assert result["trace"] == [["memfd_syscall", fault]]
    assert result["error"] == fault


@pytest.mark.parametrize("action", [[], NO_MEMFD])
def test_file_size_limit(action: list[str], faults: Path) -> None:
    result = result_of(run_faults(faults, "fsize=4096", *action, "size=4096"))
    assert result["error"] == "" and result["size"] == 4096
    result = result_of(run_faults(faults, "fsize=4096", *action, "size=4097"))
    assert result["error"] == "EFBIG"


@pytest.mark.parametrize(
    "actions", [[], NO_MEMFD, NO_MEMFD + NO_O_TMPFILE], ids=["memfd", "o_tmpfile", "shm_open"]
)
def test_signals(actions: list[str], faults: Path) -> None:
    result = result_of(run_faults(faults, *actions, "signals=100", "open=20000"))
    assert result == {"opened": 20000, "failed": 0, "error": ""}
