# SPDX-License-Identifier: MIT
"""The contract: whatever method served, the object is the same.

Every check is made on every method that this build has and this machine lets serve, by queries
of the descriptor to the kernel, not to the library. The last test prints method by check.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

import catalogue
from library.fault_runs import nothing_stays_in
from support.binding import FLAGS
from support.compile import PROGRAMS, Compile, with_shared
from support.methods import MEMFD, ON_DISK, chain, flags_for
from support.run import file_system, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc")

F_ADD_SEALS, F_GET_SEALS = 1033, 1034
F_SEAL_SHRINK, F_SEAL_EXEC = 0x2, 0x20
DIRECTORIES = catalogue.read().facts["directory"].arguments
MIB = 1 << 20


class RefusedError(Exception):
    """The method does not serve on this machine."""


class Method:
    def __init__(
        self, name: str, library: ctypes.CDLL, compile_c: Compile, build: Path
    ) -> None:
        self.name, self.library, self.compile_c, self.build = name, library, compile_c, build
        self.flags = flags_for(name)
        self.opened: list[int] = []

    def open(self, flags: int = 0) -> int:
        fd = self.library.anonshm_open_method(self.name.encode(), self.flags | flags)
        if fd == -1:
            raise RefusedError(errno.errorcode[ctypes.get_errno()])
        self.opened.append(fd)
        return fd

    def close(self) -> None:
        for fd in self.opened:
            with contextlib.suppress(OSError):
                os.close(fd)
        self.opened.clear()

    def run(self, source: str, *arguments: object) -> int:
        """The exit status of a C program that uses the library."""
        program = self.compile_c(PROGRAMS / source, *with_shared(self.build), "-pthread")
        words = [self.name, str(self.flags), *map(str, arguments)]
        ran = run(program, *words, timeout=120)
        print(ran.stdout)
        return ran.returncode


@pytest.fixture
def method(
    request: pytest.FixtureRequest, library: ctypes.CDLL, compile_c: Compile, build: Path
) -> Iterator[Method]:
    subject = Method(request.param, library, compile_c, build)
    yield subject
    subject.close()


def in_child(work: Callable[[], None]) -> None:
    """Does the work in a forked process, and waits until it has succeeded."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


# --- The checks ----------------------------------------------------------------------------


def close_on_exec(method: Method) -> None:
    assert fcntl.fcntl(method.open(), fcntl.F_GETFD) & fcntl.FD_CLOEXEC


def no_exec_race(method: Method) -> None:
    assert method.run("exec_race.c", 100) == 0


def read_write(method: Method) -> None:
    fd = method.open()
    assert fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDWR
    assert os.pwrite(fd, b"anonymous", 0) == 9
    assert os.pread(fd, 20, 0) == b"anonymous"


def empty(method: Method) -> None:
    status = os.fstat(method.open())
    assert (status.st_size, status.st_blocks) == (0, 0)


def paths_to(fd: int) -> list[Path]:
    """In the directories where a method may have made a name, and what the kernel shows. The
    count of links does not tell: gVisor's memfd has 1."""
    status = os.fstat(fd)
    shown = Path(f"/proc/self/fd/{fd}").readlink()
    directories = map(Path, map(os.path.expandvars, DIRECTORIES))
    found = [shown, *(path for directory in directories for path in directory.glob("*"))]
    same = []
    for path in found:
        with contextlib.suppress(OSError):  # another user's, or gone
            if os.path.samestat(path.lstat(), status):
                same.append(path)
    return same


def nameless(method: Method) -> None:
    with nothing_stays_in(DIRECTORIES):
        fd = method.open()
    assert paths_to(fd) == []
    former = Path(f"/proc/self/fd/{fd}").readlink()
    assert former.name.endswith(" (deleted)")
    link = former.parent / "anonshm-linked"
    descriptors = os.open("/proc/self/fd", os.O_RDONLY)
    try:  # nor can it get one: linkat with AT_SYMLINK_FOLLOW
        with pytest.raises(OSError):
            os.link(str(fd), link, src_dir_fd=descriptors)
    finally:
        os.close(descriptors)
        link.unlink(missing_ok=True)


def not_executable(method: Method) -> None:
    fd = method.open()
    assert os.fstat(fd).st_mode & 0o111 == 0
    if method.name in MEMFD and fcntl.fcntl(fd, F_GET_SEALS) & F_SEAL_EXEC:
        with pytest.raises(PermissionError):
            os.fchmod(fd, 0o777)
    os.write(fd, Path("/bin/true").read_bytes())
    with pytest.raises(PermissionError):
        subprocess.run([f"/proc/self/fd/{fd}"], pass_fds=[fd], check=False)


def in_memory(method: Method) -> None:
    fd = method.open()
    assert method.name in ON_DISK or file_system(fd) in ("tmpfs", "ramfs", "hugetlbfs")


def mapped_executable(method: Method) -> None:
    """A compiler at run time needs no ANONSHM_EXEC with memfd."""
    fd = method.open()
    os.ftruncate(fd, mmap.PAGESIZE)
    try:
        mmap.mmap(fd, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()
    except PermissionError:  # where /dev/shm is mounted noexec
        assert method.name not in MEMFD


def add_seal(fd: int, seal: int) -> bool:
    try:
        fcntl.fcntl(fd, F_ADD_SEALS, seal)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EINVAL)  # EINVAL: a disk has no seals
        return False
    return True


def sealable_unless_refused(method: Method) -> None:
    assert add_seal(method.open(), F_SEAL_SHRINK) == (method.name in MEMFD)
    assert not add_seal(method.open(FLAGS["NO_SEALING"]), F_SEAL_SHRINK)


def shared(method: Method) -> None:
    fd = method.open()
    os.ftruncate(fd, mmap.PAGESIZE)
    with mmap.mmap(fd, mmap.PAGESIZE, mmap.MAP_SHARED) as memory:
        assert memory[:] == bytes(mmap.PAGESIZE)

        def write() -> None:
            with mmap.mmap(fd, mmap.PAGESIZE, mmap.MAP_SHARED) as other:
                other[:5] = b"hello"

        in_child(write)
        assert memory[:5] == b"hello"


def survives_exec(method: Method) -> None:
    fd = method.open()

    def execute() -> None:
        os.dup2(fd, 3)
        fcntl.fcntl(3, fcntl.F_SETFD, 0)
        os.execv("/bin/sh", ["sh", "-c", "printf hello >&3"])

    in_child(execute)
    assert os.pread(fd, 10, 0) == b"hello"


def passes_through_socket(method: Method) -> None:
    fd = method.open()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def write() -> None:
        ours.close()
        os.close(fd)
        _, received, _, _ = socket.recv_fds(theirs, 1, 1)
        os.write(received[0], b"hello")

    with ours, theirs:
        socket.send_fds(ours, [b"."], [fd])
        in_child(write)
    assert os.pread(fd, 10, 0) == b"hello"


def bytes_of_shared_memory() -> int:
    text = Path("/proc/meminfo").read_text()
    return 1024 * int(re.search(r"^Shmem:\s+(\d+) kB", text, re.MULTILINE).group(1))


def used_space(fd: int) -> int:
    """In all objects on the same file system. The kernel's own tmpfs, where memfd lives, is
    counted nowhere but in the sum of all."""
    status = os.fstatvfs(fd)
    if status.f_blocks == 0:
        return bytes_of_shared_memory()
    return (status.f_blocks - status.f_bfree) * status.f_frsize


def gives_space_back(method: Method) -> None:
    # 256 times 4 MiB: what others do meanwhile does not add up to half of that; and one fits
    # where they leave little.
    data, times = bytes(range(256)) * (4 * MIB // 256), 256
    probe = method.open()
    before = used_space(probe)
    for _ in range(times):
        fd = method.open()
        os.write(fd, data)
        assert os.fstat(fd).st_blocks * 512 >= len(data)
        os.close(fd)
        method.opened.remove(fd)
    assert used_space(probe) - before < times * len(data) // 2


def no_heap(method: Method) -> None:
    assert method.run("no_heap.c") == 0


def many_threads(method: Method) -> None:
    assert method.run("many_threads.c", 16, 500) == 0


CHECKS = [
    close_on_exec,
    no_exec_race,
    read_write,
    empty,
    nameless,
    not_executable,
    mapped_executable,
    in_memory,
    sealable_unless_refused,
    shared,
    survives_exec,
    passes_through_socket,
    gives_space_back,
    no_heap,
    many_threads,
]

# --- The table -----------------------------------------------------------------------------

cells: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("method", chain(), indirect=True)
def test_contract(method: Method, check: Callable[[Method], None]) -> None:
    cell = (method.name, check.__name__)
    cells[cell] = "NO"
    try:
        method.open()
        check(method)
    except RefusedError as refused:
        cells[cell] = str(refused)
        pytest.skip(f"{method.name} does not serve here: {refused}")
    cells[cell] = "yes"


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    names = [name for name in chain() if any(name == method for method, _ in cells)]
    width = max((len(check.__name__) for check in CHECKS), default=0)
    with capsys.disabled():
        print("\n\n" + " " * width + "".join(f"  {name}" for name in names))
        for check in CHECKS:
            row = (f"  {cells.get((name, check.__name__), '-'):<{len(name)}}" for name in names)
            print((f"{check.__name__:<{width}}" + "".join(row)).rstrip())
    assert "NO" not in cells.values()
