# SPDX-License-Identifier: MIT
"""The contract on systems that cannot run here: the library on their models.

Every check is made on every method that the model plays, in a process on the model.
with_library.py has the methods, conftest.py how the library is built for such a system.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.harness import BROKEN, PAGE, tree
from models.with_library import METHODS_ON, NOT_PLAYED, PLAYED, SystemWithLibrary
from support.binding import ACCESS, FLAGS
from support.methods import MEMFD, METHODS
from support.tables import TABLES

READ_WRITE = ACCESS["READ"] | ACCESS["WRITE"]
F_GETFD, F_GETFL, F_ADD_SEALS, F_SEAL_SHRINK = 1, 3, 1033, 2


def test_every_method_is_played_or_not() -> None:
    assert {*PLAYED, *NOT_PLAYED} == set(METHODS), (
        "tests/models/with_library.py: PLAYED and NOT_PLAYED have a row for each method"
    )


# -- The checks ----------------------------------------------------------------------------


class Object:
    """An object, and the system and method to open more of its kind."""

    def __init__(self, system: SystemWithLibrary, method: str) -> None:
        self.system, self.method, self.call = system, method, system.call
        self.before = system.left()
        self.opened: list[int] = []
        self.fd = self.another()

    def another(self, flags: int = 0) -> int:
        fd = self.system.open(self.method, flags)
        assert isinstance(fd, int), fd
        self.opened.append(fd)
        return fd

    def close(self) -> None:
        for fd in self.opened:
            assert self.call("close", fd) == 0
        self.opened.clear()


def close_on_exec(o: Object) -> None:
    assert o.call("fcntl", o.fd, F_GETFD) == 1


def read_write(o: Object) -> None:
    assert o.call("fcntl", o.fd, F_GETFL) & os.O_ACCMODE == os.O_RDWR


def empty(o: Object) -> None:
    assert o.call("fstat", o.fd)["st_size"] == 0


def nameless(o: Object) -> None:
    assert tree(o.system.root) == o.before[0]
    # Nor on the host, which keeps as a file what is in a kernel's table there.
    link = Path(f"/proc/{o.call.process.pid}/fd/{o.fd}").readlink()
    assert link.name.endswith(" (deleted)")


def not_executable(o: Object) -> None:
    assert o.call("fstat", o.fd)["st_mode"] & 0o111 == 0


def sealable_unless_refused(o: Object) -> None:
    sealed = o.call("fcntl", o.fd, F_ADD_SEALS, F_SEAL_SHRINK)
    assert sealed == 0 if o.method in MEMFD else sealed in ("EPERM", "EINVAL")
    other = o.another(FLAGS["NO_SEALING"])
    assert o.call("fcntl", other, F_ADD_SEALS, F_SEAL_SHRINK) in ("EPERM", "EINVAL")


def resized_once(o: Object) -> None:
    """On macOS an object can be resized once: the library must not have done it."""
    assert o.call("ftruncate", o.fd, 3 * PAGE) == 0
    assert o.call("fstat", o.fd)["st_size"] == 3 * PAGE


def written_by(o: Object, way: str) -> bytes:
    """What is in an object after another process that got it in this way wrote to it."""
    assert o.call("ftruncate", o.fd, 2 * PAGE) == 0
    assert o.call("end_of", o.fd, 2 * PAGE, 5, None) == bytes(5)
    assert o.call("elsewhere", way, o.fd, "end_of", 2 * PAGE, 5, b"hello") == b"hello"
    return o.call("end_of", o.fd, 2 * PAGE, 5, None)


def shared(o: Object) -> None:
    assert written_by(o, "fork") == b"hello"


def survives_exec(o: Object) -> None:
    assert written_by(o, "exec") == b"hello"


def passes_through_socket(o: Object) -> None:
    assert written_by(o, "SCM_RIGHTS") == b"hello"


def mapped(o: Object) -> None:
    assert o.call("ftruncate", o.fd, 2 * PAGE) == 0
    at = o.call("anonshm_map", o.fd, PAGE, PAGE, READ_WRITE)
    assert isinstance(at, int), at
    o.call("memmove", at + PAGE - 5, b"hello", 5)
    assert o.call("end_of", o.fd, 2 * PAGE, 5, None) == b"hello"
    assert o.call("anonshm_unmap", at, PAGE) == 0
    assert o.call("anonshm_map", o.fd, 0, 2 * PAGE + 1, READ_WRITE) == "EINVAL"


def mirrored(o: Object) -> None:
    assert o.call("ftruncate", o.fd, 2 * PAGE) == 0
    at = o.call("anonshm_map_mirrored", o.fd, 2 * PAGE, 3, READ_WRITE)
    assert isinstance(at, int), at
    for copy in (1, 2, 3):
        text = b"copy %d" % copy
        o.call("memmove", at + copy * 2 * PAGE - 6, text, 6)
        assert o.call("end_of", o.fd, 2 * PAGE, 6, None) == text
    assert o.call("anonshm_unmap_mirrored", at, 2 * PAGE, 3) == 0


def separate(o: Object) -> None:
    other = o.another()
    assert o.call("ftruncate", other, 2 * PAGE) == 0
    assert written_by(o, "fork") == b"hello"
    assert o.call("end_of", other, 2 * PAGE, 5, None) == bytes(5)


def freed(o: Object) -> None:
    for _ in range(20):
        fd = o.another()
        assert o.call("ftruncate", fd, PAGE) == 0
        assert o.call("end_of", fd, PAGE, 5, b"hello") == b"hello"
    o.close()
    assert o.system.left() == o.before


CHECKS = [
    close_on_exec, read_write, empty, nameless, not_executable, sealable_unless_refused,
    resized_once, shared, survives_exec, passes_through_socket, mapped, mirrored,
    separate, freed,
]  # fmt: skip

# -- The table -----------------------------------------------------------------------------

cells: dict[tuple[str, str], dict[str, str]] = {}


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    if not cells:
        return
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    rows = [f"{i} {column}" for i, column in enumerate(columns, 1)]
    rows.append(" " * 34 + "".join(f"{i:>4}" for i in range(1, len(columns) + 1)))
    for (model, subject), row in cells.items():
        answers = "".join(f"{row.get(column, '-'):>4}" for column in columns)
        rows.append(f"{model:20}{subject:14}{answers}")
    TABLES["the contract on the models"] = rows


@contextlib.contextmanager
def noted(model: str, subject: str, column: str) -> Iterator[None]:
    row = cells.setdefault((model, subject), {})
    row[column] = "NO"
    yield
    row[column] = "yes"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("model, method", [pair for pair in METHODS_ON if pair[0] != BROKEN])
def test_contract(model, method, check, with_library):
    with noted(model, method, check.__name__):
        subject = Object(with_library(model), method)
        try:
            check(subject)
        finally:
            subject.close()
        assert subject.system.left() == subject.before
