# SPDX-License-Identifier: MIT
"""Mappings, compared with what the kernel says of them in /proc/self/maps and smaps.

contract/map.c holds them to what can be seen in the memory, on every target.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from library.fault_runs import note, run_faults
from support.binding import ACCESS, FLAGS
from support.compile import PROGRAMS, Compile, with_shared, with_static
from support.cross import MACHINES, QUIET, Cross
from support.methods import chain, flags_for
from support.paths import TESTS
from support.run import mount_namespace, run, system_calls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc")

PAGE = mmap.PAGESIZE
READ, WRITE, EXECUTE = ACCESS["READ"], ACCESS["WRITE"], ACCESS["EXECUTE"]
PRIVATE, POPULATE = ACCESS["PRIVATE"], ACCESS["POPULATE"]
F_ADD_SEALS, F_SEAL_WRITE = 1033, 0x8


class Mapping(NamedTuple):
    start: int
    end: int
    access: str
    offset: int
    inode: int


def mappings(start: int, size: int) -> list[Mapping]:
    """What the kernel has in this range."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, access, offset, _, inode = line.split()[:5]
        first, end = (int(address, 16) for address in addresses.split("-"))
        if first < start + size and start < end:
            found.append(Mapping(first, end, access, int(offset, 16), int(inode)))
    return found


def resident(start: int) -> int:
    """How many bytes of the mapping that begins there have a page (Rss in smaps)."""
    text = Path("/proc/self/smaps").read_text()
    found = re.search(rf"^0*{start:x}-.*?^Rss: +(\d+) kB$", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return int(found[1]) << 10


class Maps:
    """The functions, which return an address or an errno as a negative number; and what was
    made with them, for the end."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.library = library
        self.opened: list[int] = []
        self.mapped: list[tuple[int, int, int]] = []

    def create(self, size: int, flags: int = 0) -> int:
        fd = self.library.anonshm_create(size, flags)
        assert fd != -1
        self.opened.append(fd)
        return fd

    def reopen(self, fd: int, mode: int) -> int:
        self.opened.append(os.open(f"/proc/self/fd/{fd}", mode))
        return self.opened[-1]

    def map(self, fd: int, size: int, access: int, offset: int = 0) -> int:
        return self._kept(self.library.anonshm_map(fd, offset, size, access), size, 1)

    def mirror(self, fd: int, size: int, copies: int, access: int = READ | WRITE) -> int:
        at = self.library.anonshm_map_mirrored(fd, size, copies, access)
        return self._kept(at, size, copies)

    def _kept(self, at: int | None, size: int, copies: int) -> int:
        if at is None:
            return -ctypes.get_errno()
        self.mapped.append((at, size, copies))
        return at

    def end(self) -> None:
        for at, size, copies in self.mapped:
            assert self.library.anonshm_unmap_mirrored(at, size, copies) == 0
            assert mappings(at, size * copies) == []
        for fd in self.opened:
            os.close(fd)


@pytest.fixture
def maps(library: ctypes.CDLL) -> Iterator[Maps]:
    made = Maps(library)
    yield made
    made.end()


# -- anonshm_map() ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "shown"),
    [
        (READ, "r--s"),
        (READ | WRITE, "rw-s"),
        (WRITE, "rw-s"),
        (EXECUTE, "r-xs"),
        (WRITE | EXECUTE, "rwxs"),
        (READ | PRIVATE, "r--p"),
        (WRITE | PRIVATE, "rw-p"),
        (READ | POPULATE, "r--s"),
    ],
)
def test_the_kernel_shows_what_was_wanted(maps: Maps, access: int, shown: str) -> None:
    fd = maps.create(4 * PAGE)
    at = maps.map(fd, 2 * PAGE, access, offset=PAGE)
    inode = os.fstat(fd).st_ino
    assert mappings(at, 2 * PAGE) == [Mapping(at, at + 2 * PAGE, shown, PAGE, inode)]


def test_the_rest_of_the_last_page_is_mapped_and_no_page_more(maps: Maps) -> None:
    fd = maps.create(PAGE + 100)
    for size in (1, PAGE, PAGE + 100, 2 * PAGE):
        assert maps.map(fd, size, READ) > 0
    assert maps.map(fd, 2 * PAGE + 1, READ) == -errno.EINVAL
    assert maps.map(fd, PAGE, READ, offset=PAGE) > 0
    assert maps.map(fd, PAGE + 1, READ, offset=PAGE) == -errno.EINVAL
    assert maps.map(fd, 1, READ, offset=2 * PAGE) == -errno.EINVAL


def test_nothing_of_an_empty_object_can_be_mapped(maps: Maps) -> None:
    maps.opened.append(maps.library.shm_open_anon())
    assert maps.map(maps.opened[-1], 1, READ) == -errno.EINVAL


@pytest.mark.parametrize(
    ("mode", "access", "error"),
    [
        (os.O_RDONLY, READ, 0),
        (os.O_RDONLY, WRITE, errno.EACCES),
        (os.O_RDONLY, WRITE | PRIVATE, 0),
        (os.O_WRONLY, READ, errno.EACCES),
        (os.O_WRONLY, WRITE, errno.EACCES),
    ],
)
def test_the_access_mode_of_the_descriptor_counts(
    maps: Maps, mode: int, access: int, error: int
) -> None:
    fd = maps.reopen(maps.create(PAGE), mode)
    assert min(maps.map(fd, PAGE, access), 0) == -error


@pytest.mark.parametrize(("path", "error"), [("/dev/null", errno.ENODEV), ("/", errno.ENODEV)])
def test_what_cannot_be_mapped(maps: Maps, path: str, error: int) -> None:
    maps.opened.append(os.open(path, os.O_RDONLY))
    if os.fstat(maps.opened[-1]).st_size == 0 and path == "/":
        pytest.skip("a directory without a size")
    assert maps.map(maps.opened[-1], 1, READ) == -error


def test_a_seal_forbids_writing(maps: Maps) -> None:
    fd = maps.create(PAGE)
    try:
        fcntl.fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE)
    except OSError:
        pytest.skip("no seals here")
    assert maps.map(fd, PAGE, WRITE) == -errno.EPERM
    assert maps.mirror(fd, PAGE, 2) == -errno.EPERM
    assert maps.map(fd, PAGE, WRITE | PRIVATE) > 0
    release = tuple(map(int, os.uname().release.split(".")[:2]))
    if release >= (6, 13):  # 6.7, but for 6.12
        assert maps.map(fd, PAGE, READ) > 0


@pytest.mark.parametrize("access", [READ | WRITE, READ | WRITE | PRIVATE])
def test_populate_brings_the_pages_in(maps: Maps, access: int) -> None:
    fd = maps.create(16 * PAGE)
    os.pwrite(fd, b"x" * 16 * PAGE, 0)
    assert resident(maps.map(fd, 16 * PAGE, access)) == 0
    assert resident(maps.map(fd, 16 * PAGE, access | POPULATE)) == 16 * PAGE


NOEXEC = """
import ctypes, sys
sys.path[:0] = {path!r}
from pathlib import Path
from support import binding
library = binding.load(Path({library!r}))
fd = library.anonshm_open_method(b"o_tmpfile", 0)
assert fd != -1, ctypes.get_errno()
import os
os.ftruncate(fd, 4096)
for access in (1, 1 | 4):
    print(library.anonshm_map(fd, 0, 4096, access) is not None, ctypes.get_errno())
print(library.anonshm_map_mirrored(fd, 4096, 2, 4) is not None, ctypes.get_errno())
"""


@pytest.mark.usefixtures("native", "unsanitized")
def test_what_is_mounted_noexec_cannot_be_executed(build: Path) -> None:
    if "o_tmpfile" not in chain():
        pytest.skip("no method that makes a file")
    text = NOEXEC.format(path=sys.path, library=str(build / "libanonshm.so"))
    command = mount_namespace("mount -t tmpfs -o noexec none /dev/shm")
    ran = run(*command, sys.executable, "-c", text, check=True)
    refused = f"False {errno.EPERM}"
    assert ran.stdout.splitlines() == ["True 0", refused, refused]


def test_no_addresses(maps: Maps) -> None:
    fd = maps.create(1 << 30)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    old = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 29), old[1]))
    try:
        assert maps.map(fd, 1 << 30, READ) == -errno.ENOMEM
        assert maps.mirror(fd, 1 << 28, 3) == -errno.ENOMEM
        assert maps.mirror(fd, 1 << 28, 3, READ | POPULATE) == -errno.ENOMEM
    finally:
        resource.setrlimit(resource.RLIMIT_AS, old)


# -- anonshm_map_mirrored() ------------------------------------------------------------------


@pytest.mark.parametrize("name", chain())
def test_every_method_can_be_mirrored(maps: Maps, name: str) -> None:
    fd = maps.library.anonshm_open_method(name.encode(), flags_for(name))
    if fd == -1:
        pytest.skip(f"does not serve: {errno.errorcode[ctypes.get_errno()]}")
    maps.opened.append(fd)
    os.ftruncate(fd, 2 * PAGE)
    at = maps.mirror(fd, 2 * PAGE, 3)
    assert at > 0
    ctypes.memmove(at, b"begin", 5)
    ctypes.memmove(at + 6 * PAGE - 3, b"end", 3)
    assert os.pread(fd, 5, 0) == b"begin"
    assert os.pread(fd, 3, 2 * PAGE - 3) == b"end"


@pytest.mark.parametrize("access", [READ, READ | WRITE, READ | WRITE | POPULATE])
@pytest.mark.parametrize("size", [PAGE, 3 * PAGE])
@pytest.mark.parametrize("copies", [1, 2, 5])
def test_the_kernel_has_the_copies_in_a_row(
    maps: Maps, size: int, copies: int, access: int
) -> None:
    fd = maps.create(4 * PAGE)  # more than is mapped
    at = maps.mirror(fd, size, copies, access)
    found = [(each.start, each.end, each.offset) for each in mappings(at, size * copies)]
    assert found == [(at + i * size, at + (i + 1) * size, 0) for i in range(copies)]
    assert {each.inode for each in mappings(at, size * copies)} == {os.fstat(fd).st_ino}
    if access & POPULATE:
        assert os.fstat(fd).st_blocks * 512 == size  # and nothing behind it
        assert [resident(at + i * size) for i in range(copies)] == [size] * copies


def test_a_huge_page_is_the_page(maps: Maps) -> None:
    fd = maps.library.anonshm_open(FLAGS["HUGE"])
    if fd == -1:
        pytest.skip(f"no huge pages: {errno.errorcode[ctypes.get_errno()]}")
    maps.opened.append(fd)
    huge = os.fstat(fd).st_blksize
    os.ftruncate(fd, 2 * huge)
    assert maps.mirror(fd, PAGE, 2) == -errno.EINVAL
    assert maps.map(fd, huge, READ, offset=PAGE) == -errno.EINVAL
    # ENOMEM where none are free; else the address is right, or MAP_FIXED would refuse it.
    assert maps.mirror(fd, huge, 3) > 0 or ctypes.get_errno() == errno.ENOMEM
    assert os.fstat(fd).st_size == 2 * huge


# CALL=ERRNO as in programs/faults.c: what fails, the errno, and the pages that stay.
FIXED = "mmap:3&0x10"  # MAP_FIXED


@pytest.mark.usefixtures("native", "unsanitized")
@pytest.mark.parametrize(
    ("faults_of", "error", "pages"),
    [
        ([], "", 5),
        ([f"{FIXED}=ENOMEM"], "ENOMEM", 0),
        ([f"{FIXED}=EPERM"], "EPERM", 0),
        (["mmap:3&0x1=EACCES"], "EACCES", 0),  # MAP_SHARED: already the first
        # What may belong to another thread since is not unmapped: one copy stays.
        ([f"{FIXED}=ENOMEM", "msync=ENOMEM"], "ENOMEM", 1),
    ],
)
def test_a_copy_that_fails_leaves_nothing(
    faults: Path, faults_of: list[str], error: str, pages: int
) -> None:
    ran = run_faults(faults, *faults_of, "mirror=5")
    result = json.loads(ran.stdout)
    refused = " ".join(re.sub(":.*=", " ", fault) for fault in faults_of)
    note(f"mirror, {refused or 'nothing'} ", f"{error or 'ok'}, {pages} pages stay mapped")
    assert result == {"mapped": error == "", "error": error, "pages": pages}


@pytest.mark.usefixtures("native", "unsanitized")
def test_huge_pages_that_are_not_free_leave_nothing(faults: Path) -> None:
    result = json.loads(run_faults(faults, f"flags={FLAGS['HUGE']}", "mirror=3").stdout)
    if result["error"] not in ("", "ENOMEM"):
        pytest.skip(f"no huge pages of 2 MiB: {result['error']}")
    pages = 3 * (2 << 20) // PAGE
    assert result["pages"] == (pages if result["mapped"] else 0)


@pytest.mark.usefixtures("native")
def test_threads_that_map_at_the_same_time(compile_c: Compile, build: Path) -> None:
    program = compile_c(PROGRAMS / "mirror_threads.c", *with_shared(build), "-pthread")
    run(program, "8", "2000", check=True, timeout=240)


# -- What it costs ---------------------------------------------------------------------------


@pytest.mark.usefixtures("native", "unsanitized")
@pytest.mark.parametrize(
    ("copies", "access", "calls"),
    [
        (0, READ | WRITE, ["fstat", "mmap", "munmap"]),
        (1, READ | WRITE, ["fstat", "mmap", "munmap"]),
        (2, READ | WRITE, ["fstat", "mmap", "mmap", "munmap"]),
        (2, READ | WRITE | POPULATE, ["fstat", "mmap", "mmap", "mmap", "munmap"]),
    ],
)
def test_system_calls(
    compile_c: Compile, build: Path, tmp_path: Path, copies: int, access: int, calls: list[str]
) -> None:
    program = compile_c(PROGRAMS / "map_calls.c", *with_static(build))
    arguments = (str(copies), str(access))
    one, two = (system_calls(tmp_path / "log", program, n, *arguments) for n in ("1", "2"))
    for name in calls:
        assert two.count(name) - one.count(name) == calls.count(name)
    assert len(two) - len(one) == len(calls)


# -- Elsewhere -------------------------------------------------------------------------------


@pytest.mark.parametrize("machine", MACHINES)
def test_the_contract_elsewhere(machine: str, tmp_path: Path) -> None:
    command = Cross(machine, tmp_path).build(TESTS / "library" / "contract" / "map.c")
    run(*command, timeout=120, env=QUIET, check=True)
