# SPDX-License-Identifier: MIT
"""The library where a directory is missing, full, on disk, or of another user.

Each row is a set of mounts and the chain that follows from it.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from library.fault_runs import (
    ALLOW_DISK,
    MEMORY,
    NO_MEMFD,
    NO_O_TMPFILE,
    PUBLIC,
    attempts,
    in_namespace,
    is_normal_form,
    make_public,
    memfd_refused,
    note,
    result_of,
)

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left", "tmp_on_disk")

EMPTY_DEV = "mount -t tmpfs none /dev; mknod /dev/null c 1 3; chmod 666 /dev/null"


class Place(NamedTuple):
    fault: str
    setup: str
    trace: str  # after the memfds were refused


PLACES = [
    Place(
        "no /dev/shm",
        EMPTY_DEV,
        "o_tmpfile ENOENT, shm_open ENOENT, mkostemp ENOENT",
    ),
    Place(
        "read-only",
        "mount -o remount,bind,ro /dev/shm",
        "o_tmpfile EROFS, shm_open EROFS, mkostemp EROFS",
    ),
    Place("noexec", "mount -t tmpfs -o noexec none /dev/shm", "o_tmpfile ok"),
    Place("64 KiB", "mount -t tmpfs -o size=64k none /dev/shm", "o_tmpfile ok"),
    Place(
        "no inode free",
        "mount -t tmpfs -o nr_inodes=1 none /dev/shm",
        "o_tmpfile ENOSPC, shm_open ENOSPC, mkostemp ENOSPC",
    ),
    Place(
        "a directory on disk",
        "mount --bind {disk} /dev/shm",
        "o_tmpfile ENOTSUP, shm_open ENOTSUP, mkostemp ENOTSUP",
    ),
    Place(
        "a link to the disk",
        EMPTY_DEV + "; ln -s {disk} /dev/shm",
        "o_tmpfile ENOTSUP, shm_open ENOTSUP, mkostemp ENOTSUP",
    ),
    Place(
        "a link into memory",
        EMPTY_DEV + "; mkdir /dev/other; ln -s /dev/other /dev/shm",
        "o_tmpfile ok",
    ),
    Place("no /proc", "umount -l /proc", "o_tmpfile ok"),
    Place("no /dev/urandom", EMPTY_DEV + "; mkdir -m 1777 /dev/shm", "o_tmpfile ok"),
]


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row.fault)
def test_odd_directory(row: Place, faults: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.disk_usage(disk) == shutil.disk_usage("/dev/shm"):
        pytest.skip("the tests' own directory is not on a disk")
    setup = row.setup.format(disk=shlex.quote(str(disk)))
    result = result_of(in_namespace(setup, faults, *NO_MEMFD, "create"))
    note(row.fault, attempts(result))
    assert attempts(result) == memfd_refused() + row.trace
    assert "file_system" not in result or is_normal_form(result), "on disk, not allowed"
    assert not list(disk.iterdir())
    # With memfd none of it matters.
    assert result_of(in_namespace(setup, faults, "create"))["trace"] == [["memfd_syscall", ""]]


def test_named_without_any_random_bytes(faults: Path) -> None:
    """Neither getrandom nor /dev/urandom: no name is made from a clock."""
    actions = [*NO_MEMFD, *NO_O_TMPFILE, "getrandom=ENOSYS", "create"]
    result = result_of(in_namespace(EMPTY_DEV + "; mkdir -m 1777 /dev/shm", faults, *actions))
    assert attempts(result).endswith("shm_open ENOENT, mkostemp ENOENT")


def test_disk_only_where_it_is_allowed(faults: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    result = result_of(
        in_namespace(
            f"mount --bind {shlex.quote(str(disk))} /dev/shm",
            faults,
            *NO_MEMFD,
            ALLOW_DISK,
            "create",
            env={**os.environ, "TMPDIR": str(disk)},
        )
    )
    assert result["trace"][-1] == ["temporary_file", ""]
    assert result["file_system"] not in MEMORY and result["links"] == 0
    assert not list(disk.iterdir())


AS_ANOTHER_USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def test_directory_of_another_user(faults: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs a second user, which only root can become")
    setup = f"mount -t tmpfs -o mode=0755 none /dev/shm; {make_public(faults)}"
    result = result_of(in_namespace(setup, *AS_ANOTHER_USER, PUBLIC, *NO_MEMFD, "create"))
    assert attempts(result).endswith("o_tmpfile EACCES, shm_open EACCES, mkostemp EACCES")


# -- Environment ---------------------------------------------------------------------------

PRIVATE = "mkdir -m 700 /dev/private"


def test_runtime_dir_serves(faults: Path) -> None:
    result = result_of(
        in_namespace(
            f"{EMPTY_DEV}; {PRIVATE}",
            faults,
            *NO_MEMFD,
            "create",
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private"},
        )
    )
    assert result["trace"][-1] == ["o_tmpfile", ""] and is_normal_form(result)


@pytest.mark.parametrize(
    "setup",
    [
        "mkdir -m 755 /dev/private",
        "mkdir -m 700 /dev/private; chown 1 /dev/private",
        "mkdir -m 700 /dev/p; ln -s p /dev/private; chown 1 /dev/p",
    ],
)
def test_runtime_dir_of_others_is_ignored(setup: str, faults: Path) -> None:
    if os.geteuid() != 0 and "chown" in setup:
        pytest.skip("needs root to give a directory away")
    result = result_of(
        in_namespace(
            f"{EMPTY_DEV}; {setup}",
            faults,
            *NO_MEMFD,
            "create",
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private"},
        )
    )
    assert attempts(result).endswith("o_tmpfile ENOENT, shm_open ENOENT, mkostemp ENOENT")


def test_set_user_id_ignores_the_environment(faults: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to make a set-user-id program of another user")
    program = make_public(faults, mode="4755")
    result = result_of(
        in_namespace(
            f"{EMPTY_DEV}; {PRIVATE}; mkdir -m 1777 /dev/disk; {program}",
            *AS_ANOTHER_USER,
            PUBLIC,
            *NO_MEMFD,
            ALLOW_DISK,
            "create",
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private", "TMPDIR": "/dev/disk"},
        )
    )
    *memory, disk = result["trace"]
    assert [error for _, error in memory][2:] == ["ENOENT", "ENOENT", "ENOENT"]
    assert disk == ["temporary_file", ""]
    assert result["file_system"] not in MEMORY, "/dev/disk is in memory, and was not used"
