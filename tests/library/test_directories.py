# SPDX-License-Identifier: MIT
"""The directories in which files are created: in memory, with room, not noexec; and names that
cannot be removed.

Each row is a system with directories of its own (mount namespaces), and what must become of it.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.compile import PROGRAMS, Compile, with_static

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

TMPFS, RAMFS = "0x1021994", "0x858458f6"
EXEC, ALLOW_DISK = 1, 8  # anonshm.h
O_TMPFILE_BIT = hex(os.O_TMPFILE & ~os.O_DIRECTORY)
NO_MEMFD = ["memfd_create=ENOSYS"]
NO_O_TMPFILE = [f"openat:2&{O_TMPFILE_BIT}=EOPNOTSUPP"]
METHODS = {"o_tmpfile": NO_MEMFD, "shm_open": NO_MEMFD + NO_O_TMPFILE}
MIB = 1 << 20

# Everything that a method may use is empty, and a tmpfs or on a disk.
OWN = "mount -t tmpfs none /dev/shm; mount --bind {disk} /var/tmp; mount --bind /var/tmp /tmp"


@pytest.fixture(scope="module")
def faults(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "faults.c", *with_static(build), name="faults-own")


class Outcome(NamedTuple):
    told: list[dict[str, Any]]  # what each action printed
    left: list[str]  # names
    disk: list[str]  # whether a name has been made on the disk, removed or not
    status: int


@pytest.fixture
def on_system(faults: Path, tmp_path: Path) -> Any:
    """on_system(setup, *actions): what became of them with directories of one's own."""
    if os.geteuid() != 0:
        pytest.skip("mounts directories of its own, which only root can")
    disk = tmp_path / "disk"
    disk.mkdir(mode=0o1777)
    if os.statvfs(disk).f_blocks == os.statvfs("/dev/shm").f_blocks:
        pytest.skip("the tests' own directory is not on a disk")

    def run(setup: str, *actions: str, tmpdir: str = "") -> Outcome:
        created_before = disk.stat().st_mtime_ns
        place = shlex.quote(str(disk))
        words = " ".join(map(shlex.quote, actions))
        environment = f"TMPDIR={tmpdir}" if tmpdir else ""
        script = (
            f"set -e; {OWN}; {setup}; set +e; {environment} $0 {words};"
            " status=$?; echo; ls -A /dev/shm /tmp /var/tmp; exit $status"
        ).replace("{disk}", place)
        fd = os.open(faults, os.O_RDONLY)
        try:
            ran = subprocess.run(
                ["unshare", "-m", "sh", "-c", script, f"/proc/self/fd/{fd}"],
                pass_fds=[fd], capture_output=True, text=True, timeout=60,
            )  # fmt: skip
        finally:
            os.close(fd)
        if ran.returncode == 77:
            pytest.skip(ran.stderr.strip())
        assert ran.returncode != 2 and ran.stdout, ran.stderr
        printed, _, listed = ran.stdout.partition("\n\n")
        told = [json.loads(line) for line in printed.splitlines() if line]
        left = [line for line in listed.split() if "anonshm-" in line]
        changed = ["disk"] if disk.stat().st_mtime_ns != created_before else []
        return Outcome(told, left, changed, ran.returncode)

    return run


def served(outcome: Outcome) -> tuple[str, str]:
    """By which method, and in which directory."""
    told = outcome.told[-1]
    assert told["error"] == "", told
    return told["trace"][-1][0] if "trace" in told else "", str(Path(told["path"]).parent)


# -- Directories in memory -----------------------------------------------------------------

READ_ONLY = "mount -o remount,bind,ro /dev/shm"
TMP_IN_MEMORY = "mount -t tmpfs none /tmp"
OTHER = "mount -t tmpfs none /mnt"


@pytest.mark.parametrize("method", ["o_tmpfile", "mkostemp"])
@pytest.mark.parametrize(
    ("setup", "tmpdir", "where"),
    [
        (f"{READ_ONLY}; {TMP_IN_MEMORY}", "", "/tmp"),
        (f"{READ_ONLY}; {OTHER}", "/mnt", "/mnt"),
        (f"{READ_ONLY}; {OTHER}; {TMP_IN_MEMORY}", "/mnt", "/mnt"),
        (f"{OTHER}; {TMP_IN_MEMORY}", "/mnt", "/dev/shm"),
        ("mount --bind /var/tmp /dev/shm; " + TMP_IN_MEMORY, "", "/tmp"),
    ],
)
def test_tmp_in_memory_is_used_last(
    setup: str, tmpdir: str, where: str, method: str, on_system: Any
) -> None:
    refused = NO_MEMFD + (NO_O_TMPFILE if method == "mkostemp" else [])
    outcome = on_system(setup, *refused, "create", tmpdir=tmpdir)
    by, directory = served(outcome)
    assert directory == where
    assert by == method or (by == "shm_open" and where == "/dev/shm")
    assert outcome.told[-1]["file_system"] == TMPFS
    assert outcome.left == [] and outcome.disk == []


@pytest.mark.parametrize("refused", [[], NO_O_TMPFILE])
@pytest.mark.parametrize("setup", [READ_ONLY, "mount --bind /var/tmp /dev/shm"])
def test_nothing_is_created_on_a_disk_to_be_refused(
    setup: str, refused: list[str], on_system: Any
) -> None:
    outcome = on_system(setup, *NO_MEMFD, *refused, "create", tmpdir="/var/tmp")
    errors = {error for _, error in outcome.told[-1]["trace"][2:]}
    assert errors <= {"EROFS", "ENOTSUP"}
    assert outcome.disk == []


def test_unknown_file_system_of_tmp_is_a_disk(on_system: Any) -> None:
    setup = f"{READ_ONLY}; {TMP_IN_MEMORY}"
    outcome = on_system(setup, *NO_MEMFD, "statfs=EPERM", "create")
    assert outcome.told[-1]["error"] == "EROFS"
    outcome = on_system("true", *NO_MEMFD, "statfs=EPERM", "create")
    assert served(outcome) == ("o_tmpfile", "/dev/shm")


# -- EXEC ----------------------------------------------------------------------------------

NOEXEC = "mount -o remount,bind,noexec /dev/shm"


@pytest.mark.parametrize("refused", METHODS.values(), ids=METHODS)
def test_exec_not_where_it_is_mounted_noexec(refused: list[str], on_system: Any) -> None:
    outcome = on_system(NOEXEC, *refused, f"flags={EXEC}", "create")
    assert outcome.told[-1]["error"] == "EACCES"
    assert outcome.left == [] and outcome.disk == []
    outcome = on_system(f"{NOEXEC}; {TMP_IN_MEMORY}", *refused, f"flags={EXEC}", "create")
    assert served(outcome)[1] == "/tmp"
    assert outcome.told[-1]["mode"] == 0o700
    outcome = on_system(NOEXEC, *refused, "create")
    assert served(outcome)[1] == "/dev/shm"


def test_exec_on_a_disk_not_where_it_is_mounted_noexec(on_system: Any) -> None:
    setup = f"{NOEXEC}; mount -o remount,bind,noexec /tmp"
    flags = f"flags={EXEC | ALLOW_DISK}"
    assert served(on_system(setup, *NO_MEMFD, flags, "create")) == (
        "temporary_file",
        "/var/tmp",
    )
    everywhere = f"{setup}; mount -o remount,bind,noexec /var/tmp"
    assert on_system(everywhere, *NO_MEMFD, flags, "create").told[-1]["error"] == "EACCES"


@pytest.mark.parametrize("umask", ["0777", "0111", "0177"])
@pytest.mark.parametrize(
    ("method", "setup", "actions"),
    [
        ("memfd_syscall", "true", []),
        ("o_tmpfile", "true", METHODS["o_tmpfile"]),
        ("shm_open", "true", METHODS["shm_open"]),
        ("mkostemp", f"{READ_ONLY}; {TMP_IN_MEMORY}", METHODS["shm_open"]),
        ("temporary_file", READ_ONLY, NO_MEMFD),
        ("temporary_file", READ_ONLY, METHODS["shm_open"]),
    ],
)
def test_umask_does_not_take_the_execute_bits(
    method: str, setup: str, actions: list[str], umask: str, on_system: Any
) -> None:
    flags = EXEC | (ALLOW_DISK if method == "temporary_file" else 0)
    outcome = on_system(setup, *actions, f"umask={umask}", f"flags={flags}", "create")
    assert served(outcome)[0] == method
    assert outcome.told[-1]["mode"] & 0o700 == 0o700
    assert outcome.left == []


# -- Sizes ---------------------------------------------------------------------------------

SMALL = "umount /dev/shm; mount -t tmpfs -o size=64k none /dev/shm"
NO_LIMIT = "umount /dev/shm; mount -t ramfs none /dev/shm; chmod 1777 /dev/shm"


@pytest.mark.parametrize("refused", METHODS.values(), ids=METHODS)
def test_directory_without_room_is_passed_over(refused: list[str], on_system: Any) -> None:
    outcome = on_system(SMALL, *refused, "size=65536", "size=65537", f"size={MIB}")
    assert [told["error"] for told in outcome.told] == ["", "ENOSPC", "ENOSPC"]
    outcome = on_system(f"{SMALL}; {TMP_IN_MEMORY}", *refused, f"size={MIB}")
    assert served(outcome)[1] == "/tmp"
    assert outcome.told[-1]["size"] == MIB
    assert outcome.left == [] and outcome.disk == [] and outcome.status == 0


def test_what_is_used_is_not_room(on_system: Any) -> None:
    used = f"{SMALL}; head -c 32768 /dev/zero > /dev/shm/used"
    outcome = on_system(used, *NO_MEMFD, "size=32768", "size=32769")
    assert [told["error"] for told in outcome.told] == ["", "ENOSPC"]


@pytest.mark.parametrize("setup", [NO_LIMIT, "mount -o remount,size=0 /dev/shm"])
def test_no_limit_is_room(setup: str, on_system: Any) -> None:
    """A ramfs, and a tmpfs without a limit, report 0 blocks."""
    outcome = on_system(setup, *NO_MEMFD, f"size={MIB}")
    assert served(outcome)[1] == "/dev/shm"
    assert outcome.told[-1]["file_system"] in (TMPFS, RAMFS)


def test_no_room_on_disk_either(on_system: Any) -> None:
    full = "; ".join(f"mount -t tmpfs -o size=64k none {at}" for at in ("/tmp", "/var/tmp"))
    outcome = on_system(f"{SMALL}; {full}", *NO_MEMFD, f"flags={ALLOW_DISK}", f"size={MIB}")
    assert outcome.told[-1]["error"] == "ENOSPC"


@pytest.mark.parametrize("refused", [[], *METHODS.values()])
def test_size_limit_is_efbig_and_no_signal(refused: list[str], on_system: Any) -> None:
    outcome = on_system("true", *refused, "xfsz=4096", "size=4097", "size=4096")
    assert outcome.status == 0
    assert [told["error"] for told in outcome.told] == ["EFBIG", ""]
    assert outcome.left == []


# -- Names ---------------------------------------------------------------------------------

REFUSED_REMOVAL = ["unlink=EPERM", "unlinkat=EPERM"]


@pytest.mark.parametrize("flags", [0, ALLOW_DISK])
@pytest.mark.parametrize("setup", ["true", TMP_IN_MEMORY])
def test_filter_that_refuses_removal_leaves_nothing(
    setup: str, flags: int, on_system: Any
) -> None:
    outcome = on_system(
        setup, *METHODS["shm_open"], *REFUSED_REMOVAL, f"flags={flags}", "create", "open=100"
    )
    assert outcome.told[0]["error"] == "EPERM"
    assert outcome.left == [] and outcome.disk == []


def test_filter_that_refuses_removal_and_files_without_names(on_system: Any) -> None:
    """Only what needs a name is refused."""
    outcome = on_system("true", *NO_MEMFD, *REFUSED_REMOVAL, "create")
    assert served(outcome) == ("o_tmpfile", "/dev/shm")


def test_landlock_leaves_one_name_a_call(on_system: Any) -> None:
    """It objects to names that exist: that shows only when there is one."""
    setup = f"{TMP_IN_MEMORY}; {OTHER}"
    outcome = on_system(setup, *METHODS["shm_open"], "landlock=0", "open=100", tmpdir="/mnt")
    assert outcome.told[-1] == {"opened": 0, "failed": 100, "error": "EACCES"}
    assert len(outcome.left) == 100
