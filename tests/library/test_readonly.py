# SPDX-License-Identifier: MIT
"""Read-only descriptors: what a process can make of one that it was given.

Every promise is tried by a process of another user and by one of the same user, on every
method.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from library.fault_runs import NO_MEMFD, NO_O_TMPFILE, in_namespace, result_of
from library.intruder import attempts_on
from support.binding import FLAGS, create_with_twin
from support.methods import chain, flags_for

pytestmark = pytest.mark.usefixtures("native", "unsanitized", "nothing_left")

FUTURE_WRITE = 16
OWNER, OTHER = 1234, 4321  # users that need no entry anywhere
CONTENTS = b"contents"

# What cannot be done with the descriptor itself by anybody, and the errno of the manual.
DIRECTLY = {
    "write": "EBADF",  # write(2)
    "truncate": "EINVAL",  # ftruncate(2)
    "allocate": "EBADF",  # fallocate(2)
    "map for writing": "EACCES",  # mmap(2)
    "make a mapping writable": "EACCES",  # mprotect(2)
    "seal": "EPERM",  # fcntl(2)
}
CREATED_BY = {
    "anonshm_readonly": lambda library, **members: readonly_of_new(library, **members),
    "options.readonly": create_with_twin,
}
Create = Callable[..., "tuple[int, int]"]


def readonly_of_new(library: ctypes.CDLL, *, size: int, flags: int = 0) -> tuple[int, int]:
    fd = library.anonshm_create(size, flags)
    return fd, library.anonshm_readonly(fd)


@pytest.fixture(params=chain())
def method(request: pytest.FixtureRequest, library: ctypes.CDLL) -> Iterator[str]:
    """The only one that may serve."""
    others = [name for name in chain() if name != request.param]
    library.anonshm_disable(",".join(others).encode())
    yield request.param
    library.anonshm_disable(b"")


@pytest.fixture
def as_owner() -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("only root can be several users")
    os.setegid(OWNER)
    os.seteuid(OWNER)
    yield
    os.seteuid(0)
    os.setegid(0)


@pytest.fixture(params=CREATED_BY)
def both(
    request: pytest.FixtureRequest, library: ctypes.CDLL, method: str, as_owner: None
) -> Iterator[tuple[int, int]]:
    """A user's object with contents, and its read-only descriptor."""
    fd, twin = CREATED_BY[request.param](library, size=mmap.PAGESIZE, flags=flags_for(method))
    assert -1 not in (fd, twin), os.strerror(ctypes.get_errno())
    os.pwrite(fd, CONTENTS, 0)
    yield fd, twin
    os.close(fd)
    os.close(twin)


def test_same_object_for_reading_only(both: tuple[int, int]) -> None:
    fd, twin = both
    assert os.path.samestat(os.fstat(fd), os.fstat(twin))
    assert fcntl.fcntl(twin, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
    assert fcntl.fcntl(twin, fcntl.F_GETFD) & fcntl.FD_CLOEXEC
    assert os.read(twin, 100)[: len(CONTENTS)] == CONTENTS
    with mmap.mmap(twin, mmap.PAGESIZE, prot=mmap.PROT_READ) as seen:
        with mmap.mmap(fd, mmap.PAGESIZE) as written:
            written[:3] = b"new"
        assert seen[:3] == b"new"


def refused_in_any_case(found: dict[str, str]) -> dict[str, str]:
    """What is left of the outcomes."""
    assert found.pop("open again without /proc") in ("ENOENT", "EACCES")  # before 7.2, since
    assert found.pop("give it a name") in ("ENOENT", "EPERM", "EXDEV")  # linkat(2)
    assert {name: found.pop(name) for name in DIRECTLY} == DIRECTLY
    return found


def test_other_user(both: tuple[int, int]) -> None:
    assert refused_in_any_case(attempts_on(both[1], OTHER)) == {
        "open again": "EACCES",
        "change the mode and open again": "EPERM",
    }
    assert os.pread(both[0], mmap.PAGESIZE, 0) == CONTENTS.ljust(mmap.PAGESIZE, b"\0")


def test_same_user_has_to_change_the_mode(both: tuple[int, int]) -> None:
    """And can: the contract says so."""
    assert refused_in_any_case(attempts_on(both[1], OWNER)) == {
        "open again": "EACCES",
        "change the mode and open again": "done",
    }


@pytest.mark.parametrize("user", [OWNER, OTHER, 0], ids=["same", "other", "root"])
def test_future_write_binds_everybody(library: ctypes.CDLL, as_owner: None, user: int) -> None:
    fd, twin = create_with_twin(library, size=mmap.PAGESIZE)
    with mmap.mmap(fd, mmap.PAGESIZE) as written:
        assert library.anonshm_seal(fd, FUTURE_WRITE) == 0
        found = attempts_on(twin, user)
        assert "done" not in found.values(), found
        assert found["change the mode and open again"] in ("EPERM", "opened, and then EPERM")
        written[:4] = b"mine"
        assert os.pread(twin, 4, 0) == b"mine"
    os.close(fd)
    os.close(twin)


def test_without_it_another_user_can_open_a_memfd_again(
    library: ctypes.CDLL, as_owner: None
) -> None:
    """So a refusal above is one: a read-only descriptor made by hand protects nothing."""
    fd = library.anonshm_create(mmap.PAGESIZE, 0)
    twin = os.open(f"/proc/self/fd/{fd}", os.O_RDONLY)
    assert attempts_on(twin, OTHER)["open again"] == "done"
    os.close(fd)
    os.close(twin)


def test_execute_bits_stay(library: ctypes.CDLL) -> None:
    fd, twin = create_with_twin(library, flags=FLAGS["EXEC"])
    assert os.fstat(twin).st_mode & 0o777 == 0o511
    os.close(fd)
    os.close(twin)


def test_object_of_another_user(library: ctypes.CDLL) -> None:
    """Its permissions cannot be changed: refused where others may open it for writing."""
    if os.geteuid() != 0:
        pytest.skip("only root can be several users")
    fd = library.anonshm_create(mmap.PAGESIZE, 0)
    os.seteuid(OTHER)
    result = library.anonshm_readonly(fd)
    error = ctypes.get_errno()
    os.seteuid(0)
    os.close(fd)
    assert (result, error) == (-1, errno.EPERM)


def test_what_is_no_file(library: ctypes.CDLL) -> None:
    """To open a FIFO again would wait for ever."""
    descriptors = [*os.pipe(), os.open("/dev/null", os.O_RDWR), os.open("/", os.O_RDONLY)]
    for fd in descriptors:
        assert library.anonshm_readonly(fd) == -1
        assert ctypes.get_errno() == errno.ENOTSUP
        os.close(fd)
    assert library.anonshm_readonly(-1) == -1
    assert ctypes.get_errno() == errno.EBADF


def test_thread_with_descriptors_of_its_own(library: ctypes.CDLL) -> None:
    """unshare(CLONE_FILES): /proc/self/fd has those of the first thread."""
    found: list[bool] = []

    def work() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(0x400) != 0:
            return
        fd = library.anonshm_create(1, 0)
        twin = library.anonshm_readonly(fd)
        found.append(twin != -1 and os.fstat(fd).st_ino == os.fstat(twin).st_ino)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if not found:
        pytest.skip("unshare is refused")
    assert found == [True]


# -- Without /proc -------------------------------------------------------------------------

NO_PROC = "mount -t tmpfs none /proc"
# Files where the links would be: another object under the path of the descriptor.
IMPOSTOR = NO_PROC + (
    "; for thread in self thread-self; do mkdir -p /proc/$thread/fd"
    "; for i in 3 4 5 6 7 8; do echo x > /proc/$thread/fd/$i; done; done"
)


@pytest.mark.parametrize("setup", [NO_PROC, IMPOSTOR], ids=["none", "impostor"])
@pytest.mark.parametrize(
    "refused", [[], NO_MEMFD, NO_MEMFD + NO_O_TMPFILE], ids=["", "no memfd", "no O_TMPFILE"]
)
def test_method_with_a_name_serves(setup: str, refused: list[str], faults: Path) -> None:
    result = result_of(in_namespace(setup, faults, *refused, "with=4096"))
    assert result["error"] == ""
    twin = result["twin"]
    assert twin == {"same": True, "read_only": True, "mode": 0o400, "cloexec": True}


def has_empty_path(faults: Path) -> bool:
    """Linux 7.2"""
    return json.loads(in_namespace(NO_PROC, faults, "readonly=4096").stdout)["error"] == ""


@pytest.mark.parametrize("setup", [NO_PROC, IMPOSTOR], ids=["none", "impostor"])
def test_no_way_back_to_an_object_without_a_name(setup: str, faults: Path) -> None:
    if has_empty_path(faults):
        pytest.skip("Linux 7.2 opens it without /proc")
    for actions in (["readonly=4096"], ["seals=2", "with=4096"]):
        assert result_of(in_namespace(setup, faults, *actions))["error"] == "ENOTSUP"
