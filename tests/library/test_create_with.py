# SPDX-License-Identifier: MIT
"""anonshm_create_with(), anonshm_size() and anonshm_resize(), by what the kernel says of the
object; and where calls are refused.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.fault_runs import NO_MEMFD, NO_O_TMPFILE, note, result_of, run_faults
from support.binding import FLAGS, Options, create_with, create_with_twin
from support.methods import MEMFD, METHODS, chain
from support.run import file_system

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

F_GET_SEALS = 1034
SEAL, SHRINK, GROW, WRITE, FUTURE_WRITE, EXEC = 1, 2, 4, 8, 16, 32  # linux/fcntl.h
HUGE_PAGES = Path("/sys/kernel/mm/hugepages")


@pytest.fixture
def created() -> Iterator[list[int]]:
    """Descriptors that are closed in the end."""
    descriptors: list[int] = []
    yield descriptors
    for fd in descriptors:
        os.close(fd)


@pytest.fixture
def without_memfd(library: ctypes.CDLL) -> Iterator[None]:
    library.anonshm_disable(",".join(MEMFD).encode())
    yield
    library.anonshm_disable(b"")


def failed_with(result: int) -> str:
    assert result == -1
    return errno.errorcode[ctypes.get_errno()]


def seals_of(fd: int) -> int:
    return fcntl.fcntl(fd, F_GET_SEALS)


# -- The structure -------------------------------------------------------------------------


def test_all_zero_is_shm_open_anon(library: ctypes.CDLL, created: list[int]) -> None:
    fd, plain = create_with(library), library.shm_open_anon()
    created += [fd, plain]
    one, other = os.fstat(fd), os.fstat(plain)
    assert (one.st_mode, one.st_size, one.st_dev) == (
        other.st_mode,
        other.st_size,
        other.st_dev,
    )
    assert seals_of(fd) == seals_of(plain)
    assert Path(f"/proc/self/fd/{fd}").readlink() == Path(f"/proc/self/fd/{plain}").readlink()


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"size_of_this": 0}, "EINVAL"),
        ({"size_of_this": ctypes.sizeof(ctypes.c_size_t) - 1}, "EINVAL"),
        ({"flags": 1 << 31}, "EINVAL"),
        ({"flags": FLAGS["SEALABLE"] | FLAGS["NO_SEALING"]}, "EINVAL"),
        ({"flags": FLAGS["NO_SEALING"], "seals": SHRINK}, "EINVAL"),
        ({"label": b"x" * 201}, "EINVAL"),
        ({"page_size": 3 << 20}, "EINVAL"),
        ({"page_size": 1 << 21, "size": 4096}, "EINVAL"),
        ({"page_size": 1}, "ENOTSUP"),
        ({"page_size": mmap.PAGESIZE}, "ENOTSUP"),
        ({"page_size": 1 << 63}, "ENOTSUP"),
        ({"size": 1 << 63}, "EFBIG"),
    ],
    ids=str,
)
def test_impossible_options_are_refused(
    library: ctypes.CDLL, members: dict[str, int | bytes], error: str
) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert failed_with(create_with(library, **members)) == error
    assert len(list(Path("/proc/self/fd").iterdir())) == before


class LaterOptions(ctypes.Structure):
    """Those of a later version."""

    _fields_ = (("known", Options), ("member", ctypes.c_uint64))


def test_members_of_a_later_version(library: ctypes.CDLL, created: list[int]) -> None:
    later = LaterOptions(Options(size_of_this=ctypes.sizeof(LaterOptions), size=7))
    created.append(library.anonshm_create_with(ctypes.byref(later.known)))
    assert os.fstat(created[-1]).st_size == 7
    later.member = 1 << 63
    assert failed_with(library.anonshm_create_with(ctypes.byref(later.known))) == "E2BIG"


def test_members_of_an_earlier_version(library: ctypes.CDLL, created: list[int]) -> None:
    created.append(create_with(library, size_of_this=Options.size.offset, size=7, label=b"x"))
    assert os.fstat(created[-1]).st_size == 0
    assert Path(f"/proc/self/fd/{created[-1]}").readlink().name == "memfd:x (deleted)"


@pytest.mark.parametrize("label", [b"", b"a b", b"/../x", b"\xff\x01\n\\", b"x" * 200], ids=str)
def test_label_is_shown_by_the_kernel(
    library: ctypes.CDLL, created: list[int], label: bytes
) -> None:
    created.append(create_with(library, label=label, size=mmap.PAGESIZE))
    shown = Path(f"/proc/self/fd/{created[-1]}").readlink()
    assert os.fsencode(shown) == b"/memfd:%s (deleted)" % label
    with mmap.mmap(created[-1], mmap.PAGESIZE):
        maps = Path("/proc/self/maps").read_bytes()
    assert b"/memfd:" + label.replace(b"\n", rb"\012") in maps  # proc(5)


def test_label_needs_no_memfd(
    library: ctypes.CDLL, without_memfd: None, created: list[int]
) -> None:
    created.append(create_with(library, label=b"any"))
    assert os.fstat(created[-1]).st_size == 0


@pytest.mark.parametrize("size", [1, 4097, 3 << 30, 1 << 40])
def test_size(library: ctypes.CDLL, created: list[int], size: int) -> None:
    """Larger than size_t on 32-bit systems, and than RLIMIT_FSIZE of the tests."""
    fd = create_with(library, size=size)
    if size > 4 << 30:
        assert failed_with(fd) == "EFBIG"
        return
    created.append(fd)
    assert os.fstat(fd).st_size == size


@pytest.mark.parametrize("directory", sorted(HUGE_PAGES.glob("*")), ids=lambda path: path.name)
def test_page_size_is_served(library: ctypes.CDLL, created: list[int], directory: Path) -> None:
    size = int(directory.name.removeprefix("hugepages-").removesuffix("kB")) * 1024
    created.append(create_with(library, page_size=size, size=2 * size))
    assert file_system(created[-1]) == "hugetlbfs"
    assert os.fstatvfs(created[-1]).f_bsize == size
    assert os.fstat(created[-1]).st_size == 2 * size


# -- Seals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seals", [SHRINK, SHRINK | GROW, FUTURE_WRITE, SEAL, WRITE, EXEC])
def test_seals_are_put_on(library: ctypes.CDLL, created: list[int], seals: int) -> None:
    fd = create_with(library, seals=seals, size=mmap.PAGESIZE)
    if seals == EXEC and fd == -1:
        pytest.skip(f"no F_SEAL_EXEC here: {failed_with(fd)}")
    created.append(fd)
    assert seals_of(fd) & seals == seals
    if seals & SHRINK:
        with pytest.raises(PermissionError):
            os.ftruncate(fd, 0)
    if seals & (WRITE | FUTURE_WRITE):
        with pytest.raises(PermissionError):
            os.write(fd, b"x")
    if seals & SEAL:
        with pytest.raises(PermissionError):
            fcntl.fcntl(fd, 1033, SHRINK)


def test_sealable_or_nothing(library: ctypes.CDLL, created: list[int]) -> None:
    created.append(library.anonshm_open(FLAGS["SEALABLE"]))
    assert fcntl.fcntl(created[-1], 1033, SHRINK) == 0
    created.append(library.anonshm_create(1, FLAGS["SEALABLE"] | FLAGS["EXEC"]))
    assert fcntl.fcntl(created[-1], 1033, SHRINK) == 0


def test_not_sealable_without_memfd(library: ctypes.CDLL, without_memfd: None) -> None:
    assert failed_with(library.anonshm_open(FLAGS["SEALABLE"])) == "ENOTSUP"
    assert failed_with(library.anonshm_create(1, FLAGS["SEALABLE"])) == "ENOTSUP"
    assert failed_with(create_with(library, seals=SHRINK)) == "ENOTSUP"


@pytest.mark.parametrize("name", [name for name in METHODS if name in chain()])
def test_method_that_is_not_sealable(library: ctypes.CDLL, name: str) -> None:
    flags = FLAGS["SEALABLE"] | FLAGS["ALLOW_DISK"]
    fd = library.anonshm_open_method(name.encode(), flags)
    if fd != -1:
        os.close(fd)
    assert (fd != -1) == (name in MEMFD)
    assert fd != -1 or failed_with(fd) == "ENOTSUP"


# -- Size of what there is -----------------------------------------------------------------


def size_of(library: ctypes.CDLL, fd: int) -> int | str:
    size = ctypes.c_uint64(99)
    if library.anonshm_size(fd, ctypes.byref(size)) == 0:
        return size.value
    assert size.value == 99, "changed by a call that failed"
    return errno.errorcode[ctypes.get_errno()]


def test_size_is_the_kernels(library: ctypes.CDLL, created: list[int]) -> None:
    created.append(library.shm_open_anon())
    for size in (0, 1, 4097, 3 << 30):
        assert library.anonshm_resize(created[-1], size) == 0
        assert size_of(library, created[-1]) == size == os.fstat(created[-1]).st_size


def test_what_has_no_size(library: ctypes.CDLL, created: list[int]) -> None:
    created += os.pipe()
    created.append(os.open("/", os.O_RDONLY))
    created.append(os.open("/dev/null", os.O_RDWR))
    created.append(socket.socket(socket.AF_UNIX).detach())
    assert [size_of(library, fd) for fd in created] == ["EINVAL"] * len(created)
    assert size_of(library, -1) == "EBADF"
    assert failed_with(library.anonshm_size(created[0], None)) == "EINVAL"


def test_resize_keeps_what_stays_and_adds_zeros(
    library: ctypes.CDLL, created: list[int]
) -> None:
    created.append(create_with(library, size=8))
    os.pwrite(created[-1], b"contents", 0)
    for size, expected in ((4, b"cont"), (6, b"cont\0\0"), (0, b"")):
        assert library.anonshm_resize(created[-1], size) == 0
        assert os.pread(created[-1], 100, 0) == expected


def test_what_cannot_be_resized(library: ctypes.CDLL, created: list[int]) -> None:
    fd, twin = create_with_twin(library, size=8, seals=SHRINK | GROW)
    created += [fd, twin, *os.pipe()]
    sizes = [(fd, 7), (fd, 9), (twin, 8), (created[-1], 8), (-1, 8), (fd, 1 << 63)]
    assert [failed_with(library.anonshm_resize(*each)) for each in sizes] == [
        "EPERM",
        "EPERM",
        "EINVAL",  # ftruncate(2)
        "EINVAL",
        "EBADF",
        "EFBIG",
    ]
    assert library.anonshm_resize(fd, 8) == 0, "the size that it has breaks no seal"


# -- Faults --------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["resize=4097", "with=4097"])
@pytest.mark.parametrize("limit", ["fsize=4096", "xfsz=4096"])
def test_file_size_limit_raises_no_signal(action: str, limit: str, faults: Path) -> None:
    ran = run_faults(faults, limit, action)
    assert ran.returncode == 0 and result_of(ran)["error"] == "EFBIG"


@pytest.mark.parametrize("error", ["ENOSPC", "ENOMEM", "EPERM"])
def test_refused_resize(error: str, faults: Path) -> None:
    """The size is what it was; in a filter that lets the creation's own call through."""
    made = result_of(run_faults(faults, f"ftruncate:1&0x2000={error}", "resize=8192"))
    assert (made["error"], made["size"]) == (error, 4096)


class Fault:
    def __init__(self, name: str, actions: list[str], error: str, path: str = "") -> None:
        self.name, self.actions, self.error, self.path = name, actions, error, path


NO_CHMOD = ["fchmod=EPERM"]  # no permissions can be taken away, as of another user's object

FAULTS = [
    Fault("nothing", [], "", "/memfd:"),
    Fault("no memfd", NO_MEMFD, "", "/dev/shm/#"),
    Fault("no memfd, O_TMPFILE", NO_MEMFD + NO_O_TMPFILE, "", "/dev/shm/anonshm-"),
    Fault("no memfd, sealed", ["seals=2", *NO_MEMFD], "ENOTSUP"),
    Fault("memfd EPERM, sealed", ["seals=2", "memfd_create=EPERM"], "ENOTSUP"),
    Fault("no seals", ["seals=2", "fcntl:1&0x400=EINVAL"], "ENOTSUP"),
    Fault("seals EPERM", ["seals=2", "fcntl:1&0x1=EPERM"], "ENOTSUP"),  # nor can it be tried
    Fault("no huge pages", ["page_size=0x200000", "memfd_create:1&0x4=EINVAL"], "ENOTSUP"),
    Fault("no descriptor", ["nofile=3"], "EMFILE"),
    Fault("one descriptor", ["nofile=4"], "EMFILE"),
    Fault("memfd ENOMEM", ["memfd_create=ENOMEM"], "ENOMEM"),
    Fault("fchmod EPERM", NO_CHMOD, "", "/dev/shm/#"),
    Fault("open EACCES", ["openat=EACCES"], "EACCES"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault: Fault, faults: Path) -> None:
    """Both descriptors or neither, and what is left of the properties."""
    size = 2 << 20 if fault.name == "no huge pages" else 4096
    ran = run_faults(faults, *fault.actions, f"with={size}", close_fds=True)
    result = result_of(ran)
    note(fault.name, f"create_with {result['error'] or 'ok, ' + result['path'][:20]}")
    assert result["error"] == fault.error
    assert result["descriptors"] == (0 if fault.error else 2)
    if not fault.error:
        assert result["path"].startswith(fault.path)
        assert result["twin"]["same"] and result["twin"]["read_only"]
        assert result["twin"]["cloexec"] and result["cloexec"]


def test_umask_does_not_hinder_the_read_only_descriptor(faults: Path) -> None:
    for refused in ([], NO_MEMFD, NO_MEMFD + NO_O_TMPFILE):
        result = result_of(run_faults(faults, "umask=0777", *refused, "with=4096"))
        assert result["error"] == "" and result["twin"]["mode"] == 0o400


def test_signals(faults: Path) -> None:
    """No EINTR, whichever call they hit."""
    actions = ["with=4096", "readonly=4096", "resize=8192"] * 15
    ran: subprocess.CompletedProcess[str] = run_faults(faults, "signals=50", *actions)
    assert '"error": ""' in ran.stdout and "EINTR" not in ran.stdout
