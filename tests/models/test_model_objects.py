# SPDX-License-Identifier: MIT
"""What an object does on the models: sizes, reads and writes, mappings, other processes.

What is expected stands here, beside the operation.
"""

from __future__ import annotations

import os
import stat

import pytest

from models.answers import note
from models.harness import (
    FILES,
    FREEBSD,
    MACOS,
    NEW,
    PAGE,
    USABLE,
    an_object,
    on,
    opened,
    running,
    tree,
)
from models.operations import (
    BUS,
    F_GETFD,
    MAP_PRIVATE,
    MAP_SHARED,
    PROT_READ,
    PROT_WRITE,
    READ_AND_EXECUTE,
    READ_AND_WRITE,
    SHM_ANON,
    after,
    do,
    kind_now,
    map_it,
    mapping,
    resize,
    size_now,
    sized,
)

# The operation, and its result on a file (sections 1, 3 to 5, 10 to 12, 14, 16, 18), on FreeBSD
# (section 9) and on macOS (section 13).
BEHAVIOUR = {
    "size of a new object": (size_now, 0, 0, 0),
    "size after ftruncate 100": (after(100, size_now), 100, 100, PAGE),
    "size after ftruncate 0": (after(0, size_now), 0, 0, 0),
    "ftruncate again": (resize(100, 5000), "ok", "ok", "EINVAL"),
    "ftruncate smaller": (resize(5000, 100), "ok", "ok", "EINVAL"),
    "ftruncate after 0": (resize(0, 100), "ok", "ok", "EINVAL"),
    "ftruncate negative": (resize(-1), "EINVAL", "EINVAL", "EINVAL"),
    "fstat": (kind_now, "file", "file", "bare"),
    "read": (after(3, do("get", 20)), bytes(3), bytes(3), "ENXIO"),
    "write to empty": (do("write", b"hello", 5), 5, 0, "ENXIO"),
    "write over the end": (after(3, do("write", b"hello", 5)), 5, 3, "ENXIO"),
    "pwrite": (after(9, do("pwrite", b"hello", 5, 1)), 5, 5, "ESPIPE"),
    "pwrite past the end": (after(9, do("pwrite", b"hello", 5, 20)), 5, 0, "ESPIPE"),
    "pread past the end": (after(9, do("pread", b"12345", 5, 20)), 0, 0, "ESPIPE"),
    "lseek to the end": (after(9, do("lseek", 0, 2)), 9, 9, "ESPIPE"),
    "lseek past the end": (after(9, do("lseek", 10, 0)), 10, "EINVAL", "ESPIPE"),
    "lseek before the start": (after(9, do("lseek", -1, 0)), "EINVAL", "EINVAL", "ESPIPE"),
    "map": (after(PAGE, map_it(PAGE, touch_at=0)), "fine", "fine", "fine"),
    "map in private": (
        after(PAGE, map_it(PAGE, READ_AND_WRITE, MAP_PRIVATE)), "ok", "ok", "EINVAL"),
    "map executable": (after(PAGE, map_it(PAGE, READ_AND_EXECUTE)), "ok", "ok", "EINVAL"),
    "map before ftruncate": (map_it(PAGE, touch_at=0), BUS, BUS, "EINVAL"),
    "map after ftruncate 0": (after(0, map_it(PAGE, touch_at=0)), BUS, BUS, "EINVAL"),
    "map the rest of a page": (
        after(100, map_it(PAGE, touch_at=PAGE - 1)), "fine", "fine", "fine"),
    "map past the end": (after(PAGE, map_it(2 * PAGE, touch_at=PAGE)), BUS, BUS, "EINVAL"),
    "map nothing": (after(PAGE, map_it(0)), "EINVAL", "EINVAL", "EINVAL"),
}  # fmt: skip
# Of the old XNU, read in its source.
EXCEPTIONS = {("macos-10.13", operation): "ENOTSUP"
              for operation in ("read", "write to empty", "write over the end")}  # fmt: skip


def column(model: str) -> int:
    return 0 if model in FILES else 1 if model in FREEBSD else 2


@pytest.mark.parametrize("name", BEHAVIOUR)
@on(*USABLE)
def test_behaviour(system, name):
    model, root, call = system
    before = tree(root)
    operation, *answers = BEHAVIOUR[name]
    with an_object(call) as fd:
        answer = operation(call, fd)
    assert answer == EXCEPTIONS.get((model, name), answers[column(model)])
    assert tree(root) == before
    note(name, model, f"{len(answer)}" if isinstance(answer, bytes) else f"{answer}")


# Sections 9 (c) and 13 (c): descriptors that are open for reading, or for writing, only.
OTHER_ACCESS = [
    *[(m, os.O_RDONLY, resize(PAGE), "EINVAL") for m in (*FREEBSD, "openbsd", "glibc")],
    *[(m, os.O_RDONLY, resize(PAGE), "ok") for m in MACOS],
    *[(m, os.O_RDONLY, resize(PAGE, PAGE), "EINVAL") for m in MACOS],
    *[(m, os.O_WRONLY, resize(PAGE), "ok") for m in MACOS],
    *[(m, os.O_RDONLY, map_it(PAGE), "EACCES") for m in FREEBSD],
    *[(m, os.O_RDONLY, map_it(PAGE), "EPERM") for m in MACOS],
    *[(m, os.O_WRONLY, after(PAGE, map_it(PAGE, touch_at=0)), "fine") for m in MACOS],
]


@pytest.mark.parametrize(
    "system, access, operation, expected", OTHER_ACCESS, indirect=["system"]
)
def test_other_access(system, access, operation, expected):
    with an_object(system.call, access | os.O_CREAT | os.O_EXCL) as fd:
        assert operation(system.call, fd) == expected


# O_TRUNC on an object of some size: section 13 (:439), section 9 (not when open for reading).
@pytest.mark.parametrize("system, flags, expected, size", [
    ("freebsd", os.O_RDWR, "ok", 0),
    ("freebsd", os.O_RDONLY, "ok", 100),
    ("freebsd-12", os.O_RDWR, "ok", 0),
    ("macos", os.O_RDWR, "EINVAL", PAGE),
    ("macos", os.O_RDWR | os.O_CREAT | os.O_EXCL, "EEXIST", PAGE),
    ("macos-10.13", os.O_RDWR, "EINVAL", PAGE),
    ("glibc", os.O_RDWR, "ok", 0),
    ("openbsd", os.O_RDWR, "ok", 0),
], indirect=["system"])  # fmt: skip
def test_truncation_by_open(system, flags, expected, size):
    call = system.call
    with an_object(call) as fd:
        sized(call, fd, 100)
        assert opened(call, b"/object", flags | os.O_TRUNC) == expected
        assert size_now(call, fd) == size


@on(*MACOS)
def test_macos_opens_a_fresh_object_with_o_trunc(system):
    """The new code rejects O_TRUNC for objects that have their size, the old one for all."""
    with an_object(system.call):
        expected = "EINVAL" if system.model == "macos-10.13" else "ok"
        assert opened(system.call, b"/object", os.O_RDWR | os.O_TRUNC) == expected


@on(*USABLE)
def test_object_is_shared_by_name(system, tmp_path):
    """Two processes on one root see one object; its memory outlives the name."""
    model, root, call = system
    with running(model, root) as other, an_object(call) as fd:
        sized(call, fd, PAGE)
        theirs = other("shm_open", b"/object", os.O_RDWR, 0)
        assert isinstance(theirs, int)
        here = call("mmap", None, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
        there = other("mmap", None, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, theirs, 0)
        call("memcpy", here, b"shared", 6)
        assert other("strncmp", there, b"shared", 6) == 0
        call("munmap", here, PAGE)


WAYS = ("dup", "fork", "exec", "SCM_RIGHTS")


@pytest.mark.parametrize("way", WAYS)
@on(*MACOS)
def test_macos_state_travels(system, way):
    call = system.call
    with an_object(call) as fd:
        assert call("elsewhere", way, fd, "ftruncate", 0) == 0
        assert call("ftruncate", fd, PAGE) == "EINVAL"
        assert call("elsewhere", way, fd, "ftruncate", PAGE) == "EINVAL"
        assert call("elsewhere", way, fd, "lseek", 0, 0) == "ESPIPE"


@pytest.mark.parametrize("way", WAYS)
@on(*FREEBSD)
def test_freebsd_state_travels(system, way):
    call = system.call
    for name in (b"/object", SHM_ANON):
        fd = call("shm_open", name, NEW, 0o600)
        sized(call, fd, 3)
        assert call("elsewhere", way, fd, "pwrite", b"hello", 5, 0) == 3
        assert call("elsewhere", way, fd, "lseek", 4, 0) == "EINVAL"
        call("close", fd)
    assert call("shm_unlink", b"/object") == 0


@on(*FREEBSD)
def test_shm_anon(system):
    """Section 9 (a) and (b)."""
    _, root, call = system
    before = tree(root)
    assert call("shm_open", SHM_ANON, os.O_RDONLY, 0) == "EINVAL"
    assert call("shm_open", SHM_ANON, os.O_RDWR | os.O_NOFOLLOW, 0) == "EINVAL"
    first = call("shm_open", SHM_ANON, os.O_RDWR, 0)
    second = call("shm_open", SHM_ANON, NEW, 0o640)
    assert call("fcntl", first, F_GETFD) == 1
    assert stat.S_IMODE(call("fstat", second)["st_mode"]) == 0o640
    assert call("fstat", first)["st_ino"] != call("fstat", second)["st_ino"]
    assert call("write", first, b"hello", 5) == 0
    sized(call, first, PAGE)
    assert size_now(call, second) == 0
    assert mapping(call, first, PAGE, touch_at=0) == "fine"
    assert tree(root) == before
    for fd in (first, second):
        call("close", fd)
