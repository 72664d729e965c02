# SPDX-License-Identifier: MIT
"""memfd_create and seals on the models."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Iterator

import pytest

from models.answers import note
from models.harness import FREEBSD, LINUX, PAGE, USABLE, Call, an_object, on, on_every_model
from models.operations import (
    BUS,
    F_ADD_SEALS,
    F_GET_SEALS,
    F_GETFD,
    MAP_PRIVATE,
    MAP_SHARED,
    PROT_READ,
    PROT_WRITE,
    READ_AND_WRITE,
    after,
    do,
    kind_now,
    map_it,
    mapping,
    outcome_of,
    permissions_now,
    resize,
    size_now,
    sized,
    written_and_read,
)

SEAL, SHRINK, GROW, WRITE, FUTURE_WRITE = 1, 2, 4, 8, 16
MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_HUGETLB, MFD_NOEXEC_SEAL = 1, 2, 4, 8
NUMBER = {"x86_64": 319, "aarch64": 279, "riscv64": 279, "loongarch64": 279, "s390x": 350,
          "ppc64le": 360}.get(platform.machine())  # fmt: skip
MEMFD = ("freebsd", "freebsd-jail", "netbsd-11")
HUGE_4KB, HUGE_2MB, HUGE_1GB = 12 << 26, 21 << 26, 30 << 26
MFD_CLOFORK = MFD_HUGETLB  # NetBSD's name of the number


@contextlib.contextmanager
def a_memfd(call: Call, flags: int = MFD_CLOEXEC | MFD_ALLOW_SEALING) -> Iterator[int]:
    fd = call("memfd_create", b"name", flags)
    assert isinstance(fd, int), fd
    yield fd
    call("close", fd)


@on_every_model
def test_memfd_create_exists(system):
    """Sections 3 to 5, 9 and 11; elsewhere ENOSYS stands for a function that does not exist."""
    model, _, call = system
    has = model in (*LINUX, *MEMFD)
    fd = call("memfd_create", b"name", MFD_CLOEXEC)
    assert isinstance(fd, int) if has else fd == "ENOSYS"
    if has:
        call("close", fd)
    note("memfd_create", model, outcome_of(fd))


@on_every_model
@pytest.mark.skipif(NUMBER is None, reason="the number of memfd_create is not known here")
def test_memfd_system_call_exists(system):
    """On NetBSD it is a system call, on FreeBSD a libc function over shm_open2."""
    model, _, call = system
    fd = call("syscall", NUMBER, b"name", MFD_CLOEXEC)
    if model in (*LINUX, "netbsd-11"):
        assert isinstance(fd, int)
        call("close", fd)
    else:
        assert fd == "ENOSYS"


@pytest.mark.parametrize("system, name, flags, expected", [
    *[(m, b"", 0, "ok") for m in MEMFD],
    *[(m, b"/\n\xff", MFD_ALLOW_SEALING, "ok") for m in MEMFD],
    *[(m, b"name", MFD_NOEXEC_SEAL, "EINVAL") for m in MEMFD],
    *[(m, b"name", 0x20, "EINVAL") for m in MEMFD],
    ("freebsd", b"a" * 249, 0, "ok"),
    ("freebsd", b"a" * 250, 0, "EINVAL"),
    ("freebsd", None, 0, "EBADF"),
    ("freebsd", None, 0x20, "EBADF"),
    ("freebsd", b"name", HUGE_2MB, "EINVAL"),
    ("freebsd", b"name", MFD_HUGETLB, "EOPNOTSUPP"),
    ("freebsd", b"name", MFD_HUGETLB | HUGE_4KB, "EINVAL"),
    ("freebsd", b"name", MFD_HUGETLB | HUGE_2MB, "ok"),
    ("freebsd", b"name", MFD_HUGETLB | HUGE_1GB, "ok"),
    ("freebsd", b"name", MFD_HUGETLB | 22 << 26, "EOPNOTSUPP"),
    ("netbsd-11", b"a" * 248, 0, "ok"),
    ("netbsd-11", b"a" * 249, 0, "ENAMETOOLONG"),
    ("netbsd-11", None, 0, "EFAULT"),
    ("netbsd-11", None, 0x20, "EINVAL"),
    ("netbsd-11", b"name", MFD_CLOEXEC | MFD_CLOFORK, "ok"),
    ("netbsd-11", b"name", MFD_CLOFORK | HUGE_2MB, "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_memfd_name_and_flags(system, name, flags, expected):
    """Sections 9 (a) and 11 (a)."""
    fd = system.call("memfd_create", name, flags)
    if isinstance(fd, int):
        system.call("close", fd)
    assert outcome_of(fd) == ("ENOTSUP" if expected == "EOPNOTSUPP" else expected)


# The operation, and its result on FreeBSD (9 (c)) and NetBSD (11 (c)).
MEMFD_BEHAVIOUR = {
    "fstat": (kind_now, "file", "bare"),
    "permissions": (permissions_now, 0, 0o600),
    "size after ftruncate 100": (after(100, size_now), 100, 100),
    "ftruncate again": (resize(100, 5000, 10), "ok", "ok"),
    "write to empty": (do("write", b"hello", 5), 5, 5),
    "read after write": (written_and_read, b"ello", b"ello"),
    "lseek past the end": (after(9, do("lseek", 10, 0)), "EINVAL", 10),
    "map in private": (after(PAGE, map_it(PAGE, READ_AND_WRITE, MAP_PRIVATE)), "ok", "ok"),
    "map before ftruncate": (map_it(PAGE, touch_at=0), BUS, "EINVAL"),
    "map the rest of a page": (after(100, map_it(PAGE, touch_at=PAGE - 1)), "fine", "fine"),
    "map past the end": (after(PAGE, map_it(2 * PAGE, touch_at=PAGE)), BUS, "EINVAL"),
}


@pytest.mark.parametrize("name", MEMFD_BEHAVIOUR)
@on(*MEMFD)
def test_memfd_behaviour(system, name):
    model, _, call = system
    operation, freebsd, netbsd = MEMFD_BEHAVIOUR[name]
    with a_memfd(call) as fd:
        assert operation(call, fd) == (freebsd if model in FREEBSD else netbsd)


@on(*MEMFD)
def test_memfd_close_on_exec_needs_its_flag(system):
    for flags, expected in ((MFD_CLOEXEC, 1), (0, 0)):
        with a_memfd(system.call, flags) as fd:
            assert system.call("fcntl", fd, F_GETFD) == expected


@on(*MEMFD)
def test_seals_need_their_flag(system):
    call = system.call
    with a_memfd(call, MFD_CLOEXEC) as fd:
        assert call("fcntl", fd, F_GET_SEALS) == SEAL
        assert call("fcntl", fd, F_ADD_SEALS, SHRINK) == "EPERM"
    with a_memfd(call) as fd:
        assert call("fcntl", fd, F_GET_SEALS) == 0
        assert call("fcntl", fd, F_ADD_SEALS, SHRINK | SEAL) == 0
        assert call("fcntl", fd, F_GET_SEALS) == SHRINK | SEAL
        assert call("fcntl", fd, F_ADD_SEALS, GROW) == "EPERM"


@on(*MEMFD)
def test_sealed_size(system):
    call = system.call
    with a_memfd(call) as fd:
        sized(call, fd, 100)
        assert call("fcntl", fd, F_ADD_SEALS, SHRINK | GROW) == 0
        assert call("ftruncate", fd, 50) == "EPERM"
        assert call("ftruncate", fd, 200) == "EPERM"
        assert call("ftruncate", fd, 100) == 0
        over = "EPERM" if system.model in FREEBSD else 2  # NetBSD cuts the write
        assert call("pwrite", fd, b"hello", 5, 98) == over
        assert call("pwrite", fd, b"hello", 5, 100) == "EPERM"
        assert call("pwrite", fd, b"hello", 5, 95) == 5


@on(*MEMFD)
def test_sealed_contents(system):
    model, _, call = system
    with a_memfd(call) as fd:
        sized(call, fd, PAGE)
        address = call("mmap", None, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
        assert call("fcntl", fd, F_ADD_SEALS, WRITE) == "EBUSY"
        call("munmap", address, PAGE)
        assert call("fcntl", fd, F_ADD_SEALS, WRITE) == 0
        assert call("write", fd, b"hello", 5) == "EPERM"
        assert mapping(call, fd, PAGE) == ("EACCES" if model in FREEBSD else "EPERM")
        assert mapping(call, fd, PAGE, PROT_READ) == "ok"
        if model == "netbsd-11":
            assert call("fstat", fd)["st_mode"] == 0o400


@on("netbsd-11")
def test_netbsd_seals(system):
    """Any mapping is in the way of F_SEAL_WRITE; the order of errors is SEAL, unknown, busy."""
    call = system.call
    with a_memfd(call) as fd:
        sized(call, fd, PAGE)
        address = call("mmap", None, PAGE, PROT_READ, MAP_SHARED, fd, 0)
        assert call("mprotect", address, PAGE, PROT_READ | PROT_WRITE) == "EACCES"  # maxprot
        assert call("fcntl", fd, F_ADD_SEALS, WRITE) == "EBUSY"
        assert call("fcntl", fd, F_ADD_SEALS, WRITE | 0x20) == "EINVAL"
        call("munmap", address, PAGE)
        assert call("fcntl", fd, F_ADD_SEALS, FUTURE_WRITE) == 0
        assert mapping(call, fd, PAGE) == "EPERM"
        assert call("fcntl", fd, F_ADD_SEALS, SEAL) == 0
        assert call("fcntl", fd, F_ADD_SEALS, 0x20) == "EPERM"


# Sections 9 (c) and 13; the others have no seals at all.
@on(*[m for m in USABLE if m not in LINUX])
def test_seals_of_named_objects(system):
    model, _, call = system
    sealed = model in ("freebsd", "freebsd-jail")
    with an_object(call) as fd:
        assert call("fcntl", fd, F_GET_SEALS) == (SEAL if sealed else "EINVAL")
        assert call("fcntl", fd, F_ADD_SEALS, SHRINK) == ("EPERM" if sealed else "EINVAL")
