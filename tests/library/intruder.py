# SPDX-License-Identifier: MIT
"""A process that was given a read-only descriptor and wants more."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
from collections.abc import Callable

ADD_SEALS = 1033
O_EMPTYPATH = 1 << 26  # Linux 7.2
PR_SET_DUMPABLE = 4

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]


def check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "")


def map_for_writing(fd: int) -> None:
    mmap.mmap(fd, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)


def make_writable(fd: int) -> None:
    address = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)
    size = ctypes.c_size_t(mmap.PAGESIZE)
    check(libc.mprotect(ctypes.c_void_p(address), size, mmap.PROT_READ | mmap.PROT_WRITE))


def write_and_map(fd: int) -> None:
    """What is opened for writing shows its worth."""
    refused = []
    for attempt in (lambda: os.pwrite(fd, b"intruder", 64), lambda: map_for_writing(fd)):
        try:
            attempt()
        except OSError as error:
            refused.append(errno.errorcode[error.errno or 0])
    if refused:
        raise RuntimeError("opened, and then " + " ".join(sorted(set(refused))))


def open_again(fd: int) -> None:
    write_and_map(os.open(f"/proc/self/fd/{fd}", os.O_RDWR))


def open_empty_path(fd: int) -> None:
    write_and_map(os.open("", os.O_RDWR | O_EMPTYPATH, dir_fd=fd))


def change_mode(fd: int) -> None:
    os.fchmod(fd, 0o666)
    open_again(fd)


def link(fd: int) -> None:
    descriptors = os.open("/proc/self/fd", os.O_RDONLY)  # linkat, with AT_SYMLINK_FOLLOW
    os.link(str(fd), "/dev/shm/anonshm-intruder", src_dir_fd=descriptors)


ATTEMPTS: dict[str, Callable[[int], object]] = {
    "write": lambda fd: os.pwrite(fd, b"intruder", 64),
    "truncate": lambda fd: os.ftruncate(fd, 0),
    "allocate": lambda fd: check(libc.fallocate(fd, 0, ctypes.c_long(0), ctypes.c_long(9999))),
    "map for writing": map_for_writing,
    "make a mapping writable": make_writable,
    "seal": lambda fd: fcntl.fcntl(fd, ADD_SEALS, 1),
    "give it a name": link,
    "open again": open_again,
    "open again without /proc": open_empty_path,
    "change the mode and open again": change_mode,  # the last, as it has an effect
}


def outcome(attempt: Callable[[int], object], fd: int) -> str:
    try:
        attempt(fd)
    except OSError as error:
        return errno.errorcode[error.errno or 0].replace("EOPNOTSUPP", "ENOTSUP")
    except RuntimeError as error:
        return str(error)
    return "done"


def attempts_on(fd: int, user: int) -> dict[str, str]:
    """By a new process of that user: what became of each, an errno or "done"."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.seteuid(0)
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # as any program is after exec
            found = {name: outcome(attempt, fd) for name, attempt in ATTEMPTS.items()}
            os.write(writing, json.dumps(found).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)
