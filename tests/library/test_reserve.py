# SPDX-License-Identifier: MIT
"""anonshm_reserve() and anonshm_discard() on this kernel: which says what is there (st_blocks),
and where writing raises SIGBUS. Where memory runs out is tested in a guest (out_of_memory/) and
on the fake system, never here.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import mmap
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from library.fault_runs import in_namespace, note, run_faults
from library.object_runs import F_ADD_SEALS, MIB, Objects, allocated
from support.binding import FLAGS, SEALS
from support.run import file_system

pytestmark = [
    pytest.mark.usefixtures("native", "unsanitized"),
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing can promise"),
]

PAGE = mmap.PAGESIZE
NO_FALLOCATE = "fallocate=ENOSYS"


@pytest.fixture
def objects(library: ctypes.CDLL) -> Iterator[Objects]:
    subject = Objects(library)
    yield subject
    subject.close()


def results(*command: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run_faults(*command).stdout.splitlines()]


# -- Reserve -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["memfd_create", "o_tmpfile", "shm_open", "mkostemp"])
@pytest.mark.parametrize("size", [1, PAGE, PAGE + 1, 40 * MIB + 1])
def test_pages_are_there(method: str, size: int, objects: Objects) -> None:
    try:
        fd = objects.by(method)
    except AssertionError as refused:
        pytest.skip(f"{method}: {refused}")
    answer = objects.reserve(fd, 0, size)
    if answer == "ENOSPC" and size > MIB:
        pytest.skip("the directory is too small")
    assert answer == ""
    assert os.fstat(fd).st_size == size
    assert size <= allocated(fd) <= size + PAGE


def test_only_the_range_is_reserved(objects: Objects) -> None:
    fd = objects.create(64 * MIB)
    assert objects.reserve(fd, 8 * MIB + 1, 2 * MIB) == ""
    assert os.fstat(fd).st_size == 64 * MIB
    assert 2 * MIB <= allocated(fd) <= 2 * MIB + PAGE
    assert objects.reserve(fd, 8 * MIB + 1, 2 * MIB) == ""
    assert allocated(fd) <= 2 * MIB + PAGE


def test_grows_and_keeps_the_contents(objects: Objects) -> None:
    fd = objects.create(3)
    os.pwrite(fd, b"abc", 0)
    assert objects.reserve(fd, 1, 2 * MIB) == ""
    assert os.fstat(fd).st_size == 2 * MIB + 1
    assert os.pread(fd, 5, 0) == b"abc\0\0"


@pytest.mark.parametrize("actions", [[], [NO_FALLOCATE]], ids=["fallocate", "populate"])
@pytest.mark.parametrize("signals", [[], ["signals=1000"]], ids=["quiet", "signals"])
def test_both_ways_in_every_weather(
    actions: list[str], signals: list[str], faults: Path
) -> None:
    """Where a signal ends the call, the largest piece takes longer than there is between two
    and is never finished. The smallest is, however slow the machine."""
    [result] = results(faults, "object=1", *signals, *actions, f"reserve={48 * MIB}")
    if result["error"] == "ENOTSUP" and actions:
        pytest.skip("Linux 5.14 has MADV_POPULATE_WRITE")
    note("reserve" + ", populate" * bool(actions) + ", signals" * bool(signals), "ok")
    assert result["error"] == ""
    assert result["size"] == result["allocated"] == 48 * MIB


def test_nothing_that_could_promise(faults: Path) -> None:
    """The size stays."""
    actions = ["object=1", NO_FALLOCATE, "madvise=EINVAL"]
    [result] = results(faults, *actions, f"reserve={MIB}")
    note("reserve, no call for it", result["error"])
    assert (result["error"], result["size"], result["allocated"]) == ("ENOTSUP", 1, 0)


def test_limit_of_the_file_size(faults: Path) -> None:
    """No SIGXFSZ, which would kill; and what has the size already can have its pages."""
    few, same = results(
        faults, "object=8192", "xfsz=4096", f"reserve={16384}", f"reserve={8192}"
    )
    assert (few["error"], few["size"]) == ("EFBIG", 8192)
    assert (same["error"], same["allocated"]) == ("", 8192)


@pytest.mark.parametrize("actions", [[], [NO_FALLOCATE]], ids=["fallocate", "populate"])
def test_a_full_file_system(actions: list[str], faults: Path) -> None:
    """ENOSPC now; what was promised can be written."""
    promised, refused = [
        json.loads(line)
        for line in in_namespace(
            "mount -t tmpfs -o size=1m none /mnt",
            *(faults, "file=/mnt/object", *actions),
            *(f"reserve={MIB // 2}", f"reserve={2 * MIB}"),
        ).stdout.splitlines()
    ]
    if promised["error"] == "ENOTSUP" and actions:
        pytest.skip("Linux 5.14 has MADV_POPULATE_WRITE")
    note("reserve, full" + ", populate" * bool(actions), refused["error"])
    assert (promised["error"], promised["allocated"]) == ("", MIB // 2)
    assert refused["error"] == "ENOSPC"


def test_a_ramfs_has_no_fallocate(faults: Path) -> None:
    ran = in_namespace(
        "mount -t ramfs none /mnt",
        *(faults, "file=/mnt/object", f"reserve={20 * MIB}", f"discard={MIB}"),
    )
    reserved, discarded = [json.loads(line) for line in ran.stdout.splitlines()]
    if reserved["error"] == "ENOTSUP":
        pytest.skip("Linux 5.14 has MADV_POPULATE_WRITE")
    assert (reserved["error"], reserved["allocated"]) == ("", 20 * MIB)
    assert (discarded["error"], discarded["allocated"]) == ("ENOTSUP", 20 * MIB)


def test_seals_and_access(objects: Objects) -> None:
    fd = objects.create(MIB)
    read_only = objects.reopened(fd, os.O_RDONLY)
    fcntl.fcntl(fd, F_ADD_SEALS, SEALS["GROW"])
    pipe, _ = map(objects.keep, os.pipe())
    answers = [
        objects.reserve(fd, 0, MIB),
        objects.reserve(fd, 0, MIB + 1),
        objects.reserve(read_only, 0, MIB),
        objects.reserve(pipe, 0, MIB),
        objects.reserve(9999, 0, MIB),
        objects.reserve(-1, 0, MIB),
        objects.reserve(fd, 0, 0),
        objects.reserve(fd, 1 << 63, 1),
        objects.reserve(fd, (1 << 64) - 1, 2),
    ]
    assert answers == [
        *("", "EPERM", "EBADF", "EINVAL", "EBADF", "EBADF", "EINVAL", "EFBIG", "EFBIG")
    ]
    assert os.fstat(fd).st_size == MIB


def test_huge_pages_have_their_own_pool(objects: Objects) -> None:
    """Which is empty here, or not: the kernel knows."""
    fd = objects.library.anonshm_open(FLAGS["HUGE"])
    if fd == -1:
        pytest.skip("no huge pages")
    objects.keep(fd)
    page = os.fstat(fd).st_blksize
    free = Path(f"/sys/kernel/mm/hugepages/hugepages-{page // 1024}kB/free_hugepages")
    surplus = free.with_name("nr_overcommit_hugepages")
    if not free.exists() or int(surplus.read_text()) != 0:
        pytest.skip("the pool has no fixed size")
    expected = "" if int(free.read_text()) > 0 else "ENOSPC"
    assert objects.reserve(fd, 0, page) in {expected, "ENOMEM" if expected else ""}


@pytest.mark.parametrize("way", ["fallocate", "populate"])
def test_loses_no_concurrent_write(way: str, library: ctypes.CDLL, faults: Path) -> None:
    """A second process reserves again and again what this one writes to."""
    objects = Objects(library)
    fd = objects.create(MIB)
    actions = [NO_FALLOCATE] if way == "populate" else []
    path = f"/proc/{os.getpid()}/fd/{fd}"
    reserving = threading.Thread(
        target=run_faults, args=(faults, f"file={path}", *actions, *200 * [f"reserve={MIB}"])
    )
    with mmap.mmap(fd, MIB) as memory:
        reserving.start()
        rounds = 0
        while reserving.is_alive() or rounds < 3:
            rounds += 1
            for at in range(0, MIB, PAGE):
                memory[at] = (memory[at] + 1) % 251
        reserving.join()
        assert {memory[at] for at in range(0, MIB, PAGE)} == {rounds % 251}
    objects.close()


# -- Discard -----------------------------------------------------------------------------------


def test_whole_pages_are_given_back(objects: Objects) -> None:
    """And the parts of pages at both ends are zeros. Reading through a mapping brings a page
    back."""
    fd = objects.create(8 * PAGE)
    with mmap.mmap(fd, 8 * PAGE) as mapping:
        for page in range(8):
            mapping[page * PAGE : (page + 1) * PAGE] = b"x" * PAGE
        assert objects.discard(fd, PAGE - 1, 3 * PAGE + 2) == ""
        assert (os.fstat(fd).st_size, allocated(fd)) == (8 * PAGE, 5 * PAGE)
        zeros = b"\0" * (3 * PAGE + 2)
        expected = b"x" * (PAGE - 1) + zeros + b"x" * (4 * PAGE - 1)
        assert mapping[:] == os.pread(fd, 8 * PAGE, 0) == expected
    assert allocated(fd) == 8 * PAGE


def test_behind_the_end_is_left_alone(objects: Objects) -> None:
    fd = objects.create(2 * PAGE)
    for page in range(2):
        os.pwrite(fd, b"x" * PAGE, page * PAGE)
    assert objects.discard(fd, PAGE, 1 << 40) == ""
    assert (os.fstat(fd).st_size, allocated(fd)) == (2 * PAGE, PAGE)


def test_what_cannot_be_discarded(objects: Objects, tmp_path: Path, faults: Path) -> None:
    fd, sealed = objects.create(PAGE), objects.create(PAGE)
    fcntl.fcntl(sealed, F_ADD_SEALS, SEALS["WRITE"])
    _, pipe = map(objects.keep, os.pipe())
    answers = [
        objects.discard(sealed, 0, PAGE),
        objects.discard(objects.reopened(fd, os.O_RDONLY), 0, PAGE),
        objects.discard(pipe, 0, 1),
        objects.discard(9999, 0, 1),
        objects.discard(fd, 0, 0),
        objects.discard(fd, 1 << 63, 1),
        objects.discard(fd, 1, (1 << 64) - 1),
    ]
    assert answers == ["EPERM", "EBADF", "ENOTSUP", "EBADF", "EINVAL", "EFBIG", "EFBIG"]
    [result] = results(faults, "object=4096", "fallocate=ENOSYS", "discard=4096")
    note("discard, no call for it", result["error"])
    assert result["error"] == "ENOTSUP"
    on_disk = objects.file(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    assert file_system(on_disk) == "tmpfs" or objects.discard(on_disk, 0, 1) in ("", "ENOTSUP")
