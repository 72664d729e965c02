# SPDX-License-Identifier: MIT
"""Objects for the tests of what is done with one, and what the library answers."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

MIB = 1 << 20
F_ADD_SEALS, F_GET_SEALS = 1033, 1034


class Objects:
    """The library, and the descriptors that a test has opened."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.library = library
        self.opened: list[int] = []

    def keep(self, fd: int) -> int:
        assert fd != -1, errno.errorcode[ctypes.get_errno()]
        self.opened.append(fd)
        return fd

    def create(self, size: int = 4096, flags: int = 0) -> int:
        return self.keep(self.library.anonshm_create(size, flags))

    def by(self, method: str, flags: int = 0) -> int:
        return self.keep(self.library.anonshm_open_method(method.encode(), flags))

    def file(self, path: Path | str, flags: int = os.O_RDWR) -> int:
        return self.keep(os.open(path, flags | os.O_CLOEXEC, 0o600))

    def reopened(self, fd: int, flags: int) -> int:
        return self.file(f"/proc/self/fd/{fd}", flags)

    def answer(self, function: str, *arguments: int) -> str:
        """The name of errno, or "" for 0."""
        result = getattr(self.library, "anonshm_" + function)(*arguments)
        return "" if result == 0 else errno.errorcode[ctypes.get_errno()]

    def seal(self, fd: int, seals: int) -> str:
        return self.answer("seal", fd, seals)

    def check(self, fd: int, requirements: int = 0, size: int = 0) -> str:
        return self.answer("check", fd, size, requirements)

    def reserve(self, fd: int, offset: int, size: int) -> str:
        return self.answer("reserve", fd, offset, size)

    def discard(self, fd: int, offset: int, size: int) -> str:
        return self.answer("discard", fd, offset, size)

    def close(self) -> None:
        for fd in self.opened:
            os.close(fd)


@contextlib.contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """RLIMIT_FSIZE of this process; SIGXFSZ, which Python ignores, would not be seen."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def allocated(fd: int) -> int:
    """Bytes that are there, as the kernel says."""
    return os.fstat(fd).st_blocks * 512
