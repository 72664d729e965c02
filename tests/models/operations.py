# SPDX-License-Identifier: MIT
"""Operations on a descriptor of a model, and their results."""

from __future__ import annotations

import stat
from collections.abc import Callable

from models.harness import Call, opened

MAP_SHARED, MAP_PRIVATE = 1, 2
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
READ_AND_EXECUTE, READ_AND_WRITE = PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE
F_GETFD, F_GETFL, F_ADD_SEALS, F_GET_SEALS = 1, 3, 1033, 1034
SHM_ANON = 1
BUS = "signal 7"


def sized(call: Call, fd: int, size: int) -> None:
    assert call("ftruncate", fd, size) == 0


def outcome_of(result: object) -> str:
    return result if isinstance(result, str) else "ok"


def mapping(
    call: Call,
    fd: int,
    size: int,
    protection: int = READ_AND_WRITE,
    flags: int = MAP_SHARED,
    touch_at: int | None = None,
) -> str:
    address = call("mmap", None, size, protection, flags, fd, 0)
    if isinstance(address, str):
        return address
    fate = "ok" if touch_at is None else call("touch", address + touch_at, True)
    call("munmap", address, size)
    return fate


# What takes a process and a descriptor, and yields a result to compare.
Operation = Callable[[Call, int], object]


def do(function: str, *arguments: int | bytes) -> Operation:
    return lambda call, fd: call(function, fd, *arguments)


def map_it(
    size: int,
    protection: int = READ_AND_WRITE,
    flags: int = MAP_SHARED,
    touch_at: int | None = None,
) -> Operation:
    return lambda call, fd: mapping(call, fd, size, protection, flags, touch_at)


def resize(*sizes: int) -> Operation:
    return lambda call, fd: outcome_of([call("ftruncate", fd, size) for size in sizes][-1])


def after(size: int, operation: Operation) -> Operation:
    def resized(call: Call, fd: int) -> object:
        sized(call, fd, size)
        return operation(call, fd)

    return resized


def size_now(call: Call, fd: int) -> int:
    return call("fstat", fd)["st_size"]


def permissions_now(call: Call, fd: int) -> int:
    return stat.S_IMODE(call("fstat", fd)["st_mode"])


def kind_now(call: Call, fd: int) -> str:
    st = call("fstat", fd)
    if not stat.S_ISREG(st["st_mode"]):
        return "bare" if st["st_ino"] == st["st_dev"] == 0 else "no file"
    return "file" if st["st_ino"] and st["st_dev"] else "no identity"


def written_and_read(call: Call, fd: int) -> object:
    call("write", fd, b"hello", 5)
    call("lseek", fd, 1, 0)
    return call("get", fd, 9)


def everything_about(call: Call, name: bytes, flags: int) -> list[object]:
    """The results of shm_open, of queries of the descriptor, and of shm_unlink."""
    fd = call("shm_open", name, flags, 0o640)
    if isinstance(fd, str):
        return [fd, call("shm_unlink", name)]
    seen = [kind_now(call, fd), call("fcntl", fd, F_GETFD), call("fcntl", fd, F_GETFL)]
    call("close", fd)
    return [*seen, opened(call, name), call("shm_unlink", name), call("shm_unlink", name)]
