# SPDX-License-Identifier: MIT
"""anonshm_seal() and anonshm_check() on this kernel, which is asked by its own calls what an
object still lets happen.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from library.fault_runs import note, run_faults
from library.object_runs import F_ADD_SEALS, F_GET_SEALS, Objects
from support.binding import FLAGS, REQUIREMENTS, SEALS
from support.run import file_system, run

pytestmark = [
    pytest.mark.usefixtures("native", "unsanitized"),
    pytest.mark.skipif(sys.platform != "linux", reason="the numbers are Linux's"),
]

ALL_SEALS = sum(SEALS.values())


@pytest.fixture
def objects(library: ctypes.CDLL) -> Iterator[Objects]:
    """Nothing that is tried on other objects stays open."""
    subject = Objects(library)
    before = set(Path("/proc/self/fd").iterdir())
    yield subject
    subject.close()
    assert set(Path("/proc/self/fd").iterdir()) == before


def map_writable(fd: int) -> mmap.mmap:
    return mmap.mmap(fd, 1, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)


def write(fd: int) -> None:
    os.pwrite(fd, b"x", 0)


def write_through_a_mapping(fd: int) -> None:
    map_writable(fd)[0] = 1


# What a seal forbids, as fcntl(2) has it (F_ADD_SEALS). Of SEAL another one is refused.
FORBIDDEN: list[tuple[str, Callable[[int], object]]] = [
    ("SEAL", lambda fd: fcntl.fcntl(fd, F_ADD_SEALS, SEALS["GROW"])),
    ("SHRINK", lambda fd: os.ftruncate(fd, 1)),
    ("GROW", lambda fd: os.ftruncate(fd, 4097)),
    ("WRITE", write),
    ("WRITE", write_through_a_mapping),
    ("FUTURE_WRITE", write),
    ("FUTURE_WRITE", write_through_a_mapping),
    ("EXEC", lambda fd: os.fchmod(fd, 0o700)),
]


@pytest.mark.parametrize(("seal", "action"), FORBIDDEN)
def test_a_seal_forbids_what_worked_before(
    seal: str, action: Callable[[int], object], objects: Objects
) -> None:
    fd = objects.create()
    if seal not in ("SEAL", "EXEC"):  # that would be the seal itself; EXEC is there already
        action(fd)
        os.ftruncate(fd, 4096)
    answer = objects.seal(fd, SEALS[seal])
    if answer == "ENOTSUP":
        pytest.skip("this kernel does not enforce it")
    assert answer == ""
    with pytest.raises(OSError) as raised:
        action(fd)
    assert raised.value.errno == errno.EPERM


def test_values_are_those_of_the_kernel(objects: Objects) -> None:
    """linux/fcntl.h, by F_GET_SEALS; an object that has EXEC (0x20) keeps it."""
    for value in SEALS.values():
        fd = objects.create()
        before = fcntl.fcntl(fd, F_GET_SEALS)
        if objects.seal(fd, value) == "":
            assert fcntl.fcntl(fd, F_GET_SEALS) == before | value


def test_exec_on_an_executable_object_implies_others(objects: Objects) -> None:
    fd = objects.create(4096, FLAGS["EXEC"])
    if objects.seal(fd, SEALS["EXEC"]) == "ENOTSUP":
        pytest.skip("Linux 6.3 has it")
    assert fcntl.fcntl(fd, F_GET_SEALS) == ALL_SEALS - SEALS["SEAL"]


def test_seals_that_cannot_be_put_on(objects: Objects, tmp_path: Path) -> None:
    read_end, write_end = map(objects.keep, os.pipe())
    mapped, sealed = objects.create(), objects.create()
    mapping = map_writable(mapped)
    read_only = objects.reopened(objects.create(), os.O_RDONLY)
    disk_file = objects.file(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    assert objects.seal(sealed, SEALS["SEAL"]) == ""
    answers = {
        "mapped": objects.seal(mapped, SEALS["WRITE"] | SEALS["SHRINK"]),
        "sealed": objects.seal(sealed, SEALS["SHRINK"]),
        "not to be sealed": objects.seal(
            objects.create(1, FLAGS["NO_SEALING"]), SEALS["SHRINK"]
        ),
        "read-only": objects.seal(read_only, SEALS["SHRINK"]),
        "pipe": objects.seal(write_end, SEALS["SHRINK"]),
        "disk": objects.seal(disk_file, SEALS["SHRINK"]),
        "closed": objects.seal(9999, SEALS["SHRINK"]),
        "no descriptor": objects.seal(-1, SEALS["SHRINK"]),
        "unknown": objects.seal(mapped, max(SEALS.values()) << 1),
    }
    mapping.close()
    assert read_end != write_end
    disk = "EPERM" if file_system(disk_file) == "tmpfs" else "ENOTSUP"
    assert answers == {
        "mapped": "EBUSY",
        "sealed": "EPERM",
        "not to be sealed": "EPERM",
        "read-only": "EPERM",
        "pipe": "ENOTSUP",
        "disk": disk,
        "closed": "EBADF",
        "no descriptor": "EBADF",
        "unknown": "EINVAL",
    }
    assert fcntl.fcntl(mapped, F_GET_SEALS) & SEALS["SHRINK"] == 0, "all or none"


def test_methods_without_seals_answer_eperm(objects: Objects) -> None:
    """A file in a tmpfs has F_SEAL_SEAL from the beginning (mm/shmem.c)."""
    try:
        fd = objects.by("o_tmpfile")
    except AssertionError as refused:
        pytest.skip(f"no O_TMPFILE: {refused}")
    assert objects.seal(fd, SEALS["SHRINK"]) == "EPERM"


def test_huge_pages_are_a_kind_of_their_own(objects: Objects) -> None:
    """Linux accepts EXEC on them and lets the execute bits change: the library says so
    exactly where the kernel does."""
    try:
        fd, another = (objects.keep(objects.library.anonshm_open(2)) for _ in range(2))
    except AssertionError as refused:
        pytest.skip(f"no huge pages: {refused}")
    os.fchmod(another, 0o600)
    fcntl.fcntl(another, F_ADD_SEALS, SEALS["EXEC"])
    try:
        os.fchmod(another, 0o700)
        expected = "ENOTSUP"
    except PermissionError:
        expected = ""
    assert objects.seal(objects.create(), SEALS["EXEC"]) == ""
    assert objects.seal(fd, SEALS["EXEC"]) == expected
    assert objects.seal(fd, ALL_SEALS - SEALS["EXEC"]) == ""


# -- In a process of its own: what is remembered belongs to it --------------------------------


def errors(*actions: str, faults: Path) -> list[str]:
    ran = run_faults(faults, *actions)
    return re.findall(r'"error": "(\w*)"', ran.stdout)


@pytest.mark.parametrize("seal", ["SHRINK", "GROW", "WRITE", "FUTURE_WRITE"])
def test_a_kernel_that_accepts_and_does_not_enforce(seal: str, faults: Path) -> None:
    """A filter lets F_ADD_SEALS with this seal return 0 and do nothing."""
    honest = SEALS["GROW" if seal == "SHRINK" else "SHRINK"]
    lie = f"fcntl:2&{SEALS[seal]}=OK"
    seals = [f"seal={value}" for value in (SEALS[seal], honest, SEALS[seal] | honest)]
    ran = run_faults(faults, "object=4096", lie, *seals)
    results = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [result["error"] for result in results] == ["ENOTSUP", "", "ENOTSUP"]
    assert [result["seals"] & ~SEALS["EXEC"] for result in results] == [0, honest, honest]
    note(f"{seal} is a lie", "ENOTSUP, and nothing is put on")


def test_check_believes_no_such_kernel(faults: Path) -> None:
    """F_GET_SEALS says what the attempt contradicts: the lie begins once it is put on."""
    seal, lie = SEALS["SHRINK"], f"fcntl:2&{SEALS['SHRINK']}=OK"
    check = f"check={REQUIREMENTS['CANNOT_SHRINK']}"
    assert errors(f"sealed={seal}", check, faults=faults) == [""]
    assert errors(f"sealed={seal}", lie, check, faults=faults) == ["EPERM"]


def test_a_filter_that_forbids_the_violation_is_no_seal(faults: Path) -> None:
    """ftruncate fails with EPERM, sealed or not."""
    lie = [f"fcntl:2&{SEALS['SHRINK']}=OK", "ftruncate=EPERM"]
    assert errors("object=4096", *lie, f"seal={SEALS['SHRINK']}", faults=faults) == ["ENOTSUP"]


def test_what_was_tried_before_a_filter_still_holds(faults: Path) -> None:
    seal = f"seal={SEALS['SHRINK']}"
    actions = ["object=4096", "memfd_create=EPERM", seal]
    assert errors(*actions, faults=faults) == ["ENOTSUP"]
    assert errors("object=4096", seal, "memfd_create=EPERM", seal, faults=faults) == ["", ""]


def test_no_descriptor_left_is_not_remembered(faults: Path) -> None:
    check = f"check={REQUIREMENTS['CANNOT_SHRINK']}"
    preparation = ["object=4096", f"fcntl:2&{SEALS['GROW']}=EPERM", "nofile=4"]
    ran = run_faults(faults, *preparation, f"seal={SEALS['SHRINK']}", check, close_fds=True)
    assert re.findall(r'"error": "(\w*)"', ran.stdout) == ["EMFILE", "EPERM"]


def test_costs_one_system_call(faults: Path, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace")
    log = tmp_path / "log"
    seals = SEALS["SHRINK"] | SEALS["GROW"] | SEALS["WRITE"] | SEALS["FUTURE_WRITE"]
    ran = run(strace, "-o", log, faults, "object=4096", *3 * [f"seal={seals}"])
    if ran.returncode != 0 and not log.read_text():
        pytest.skip("strace may not trace here")
    calls = re.findall(r"^(\w+)\((.*)", log.read_text(), re.MULTILINE)
    described = [n for n, call in enumerate(calls) if "F_GET_SEALS" in call[1]]
    third = [name for name, _ in calls[described[1] + 1 : described[2]]]
    assert [name for name in third if "stat" not in name and name != "write"] == ["fcntl"]


# -- What a receiver may rely on ---------------------------------------------------------------

MEMORY, WRITABLE = REQUIREMENTS["IS_MEMORY"], REQUIREMENTS["WRITABLE"]
READABLE, NO_NAME = REQUIREMENTS["READABLE"], REQUIREMENTS["HAS_NO_NAME"]
FIXED, UNCHANGING = REQUIREMENTS["CANNOT_SHRINK"], REQUIREMENTS["CANNOT_BE_WRITTEN"]


def test_what_is_not_shared_memory(objects: Objects, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    one, other = socket.socketpair()
    with one, other:
        for fd in (
            *map(objects.keep, os.pipe()),
            objects.file(tmp_path / "fifo"),
            objects.file("/dev/shm", os.O_RDONLY),
            objects.file("/dev/zero"),
            one.fileno(),
        ):
            assert objects.check(fd) == "EINVAL"
    assert objects.check(9999) == objects.check(-1) == "EBADF"
    assert objects.check(objects.create(), max(REQUIREMENTS.values()) << 1) == "EINVAL"


def test_event_descriptors_are_not_shared_memory(objects: Objects) -> None:
    """They have no type of file at all."""
    if not hasattr(os, "eventfd"):
        number = {"x86_64": 290, "aarch64": 19}.get(os.uname().machine)
        if number is None:
            pytest.skip("the number of eventfd2(2) is not known here")
        fd = ctypes.CDLL(None).syscall(number, 0, os.O_CLOEXEC)
    else:
        fd = os.eventfd(0)
    assert objects.check(objects.keep(fd)) == "EINVAL"


def test_files_on_a_disk_are_not_memory(objects: Objects, tmp_path: Path) -> None:
    fd = objects.file(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    if file_system(fd) in ("tmpfs", "ramfs"):
        pytest.skip("the directory of the tests is in memory")
    assert (objects.check(fd), objects.check(fd, MEMORY)) == ("", "EINVAL")


@pytest.mark.parametrize("method", ["memfd_create", "o_tmpfile", "shm_open", "mkostemp"])
def test_every_method_gives_nameless_memory(method: str, objects: Objects) -> None:
    try:
        fd = objects.by(method)
    except AssertionError as refused:
        pytest.skip(f"{method}: {refused}")
    assert objects.check(fd, MEMORY | READABLE | WRITABLE | NO_NAME) == ""
    assert (objects.check(fd, FIXED), objects.check(fd, UNCHANGING)) == ("EPERM", "EPERM")


def test_huge_pages_are_memory(objects: Objects) -> None:
    fd = objects.library.anonshm_open(FLAGS["HUGE"])
    if fd == -1:
        pytest.skip("no huge pages")
    assert objects.check(objects.keep(fd), MEMORY | READABLE | WRITABLE | NO_NAME) == ""


def test_size_is_the_least_that_it_may_be(objects: Objects) -> None:
    fd = objects.create(4097)
    sizes = [0, 1, 4096, 4097, 4098, 1 << 63, (1 << 64) - 1]
    assert [objects.check(fd, size=size) for size in sizes] == [""] * 4 + ["EINVAL"] * 3


def test_a_named_file_has_a_name(objects: Objects) -> None:
    path = Path(f"/dev/shm/anonshm-test-{os.getpid()}")
    try:
        fd = objects.file(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        named = objects.check(fd, NO_NAME)
    finally:
        path.unlink()
    assert (named, objects.check(fd, NO_NAME)) == ("EPERM", "")


def test_access_modes(objects: Objects) -> None:
    fd = objects.create()
    expected = {
        os.O_RDONLY: ("", "EACCES"),
        os.O_WRONLY: ("EACCES", "EACCES"),
        os.O_RDWR: ("", ""),
        os.O_PATH: ("EACCES", "EACCES"),
    }
    for flags, answers in expected.items():
        other = objects.reopened(fd, flags)
        assert (objects.check(other, READABLE), objects.check(other, WRITABLE)) == answers


def test_seals_against_writing_make_it_not_writable(objects: Objects) -> None:
    fd = objects.create()
    assert objects.check(fd, WRITABLE) == ""
    if objects.seal(fd, SEALS["FUTURE_WRITE"]) == "ENOTSUP":
        pytest.skip("this kernel does not enforce it")
    with pytest.raises(PermissionError):
        map_writable(fd)
    assert objects.check(fd, WRITABLE) == "EPERM"


def test_what_it_takes_that_nothing_changes(objects: Objects) -> None:
    """FUTURE_WRITE leaves the mapping that the sender has; WRITE alone lets it make the object
    smaller and larger again."""
    fd = objects.create()
    mapping = map_writable(fd)
    if objects.seal(fd, SEALS["SHRINK"] | SEALS["FUTURE_WRITE"]) == "":
        mapping[0] = 7
        assert os.pread(fd, 1, 0) == b"\7"
        assert objects.check(fd, UNCHANGING) == "EPERM"
    mapping.close()

    fd = objects.create()
    write(fd)
    assert objects.seal(fd, SEALS["WRITE"]) == ""
    assert objects.check(fd, UNCHANGING) == "EPERM"
    os.ftruncate(fd, 0)
    os.ftruncate(fd, 4096)
    assert os.pread(fd, 1, 0) == b"\0"
    assert objects.seal(fd, SEALS["SHRINK"]) == ""
    assert objects.check(fd, UNCHANGING | FIXED | READABLE, 4096) == ""
    assert objects.check(objects.reopened(fd, os.O_RDONLY), UNCHANGING | FIXED) == ""


def test_limit_of_the_file_size(faults: Path) -> None:
    """With RLIMIT_FSIZE of 0 nothing can be tried, and no SIGXFSZ kills."""
    seal = f"seal={SEALS['SHRINK']}"
    assert errors("object=4096", "xfsz=0", seal, faults=faults) == ["ENOTSUP"]
    assert errors("object=4096", seal, "xfsz=0", seal, faults=faults) == ["", ""]
