"""The contract on the systems that nobody can run here: the library on their models.

For the Linux libcs it is the build's own library; for the others it is configured and compiled
as if for them: without __linux__, with the functions that they have and what cmake/platforms/
says of them. Every check is made on every method that the system has, in a process on the
model. Then what is known to go wrong on these systems goes wrong.

What the models do not play is the host's: files by their path, and so the methods o_tmpfile,
mkostemp and temporary_file.
"""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

from conftest import ROOT, TABLES, quiet_run
from models.harness import LINUX, MODELS, PAGE, Call, running, tree
from support.catalogue import predictions
from support.projects import configure

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

DECLARATIONS = Path(__file__).parent / "declarations.h"
NO_SEALING, ALLOW_DISK = 4, 8  # anonshm.h
F_GETFD, F_GETFL, F_ADD_SEALS, F_SEAL_SHRINK = 1, 3, 1033, 2
BROKEN = "haiku-2017"  # its shm_open yields descriptors that are of no use
SOMEBODY = 12345

# What methods need and not every system has.
HAS = {
    "freebsd": {"memfd_create", "shm_anon"},  # built on 13 or later
    "netbsd": {"memfd_create"},  # built on 11
    "openbsd": {"shm_mkstemp"},
    "cygwin": {"o_tmpfile"},
}
# What anonshm_open(0) tries on each, in this order; the last one serves. A library that was
# built on a newer release meets ENOSYS; what the host's files are to others is ENOTSUP.
TRIED = {
    **{model: [("shm_open", 0)] for model in MODELS if model not in LINUX},
    "freebsd": [("memfd_create", 0)],
    "freebsd-12": [("memfd_create", "ENOSYS"), ("shm_anon", 0)],
    "freebsd-jail": [("memfd_create", 0)],
    "netbsd": [("memfd_create", "ENOSYS"), ("shm_open", 0)],
    "netbsd-11": [("memfd_create", 0)],
    "haiku-2017": [("shm_open", "ENOTSUP"), ("mkostemp", "ENOTSUP")],
    "cygwin": [("o_tmpfile", "ENOTSUP"), ("shm_open", 0)],
    "cygwin-3.2": [("o_tmpfile", "ENOTSUP"), ("shm_open", 0)],
}
METHODS = [
    *[(model, "shm_open") for model in MODELS],
    *[(model, "shm_anon") for model in ("freebsd", "freebsd-12", "freebsd-jail")],
    *[(model, "memfd_create") for model in ("freebsd", "freebsd-jail", "netbsd-11")],
    ("openbsd", "shm_mkstemp"),
]


def platform_of(model: str) -> str:
    return model.partition("-")[0]


# --- The library, as it would be built there --------------------------------------------------


NOT_EVERYWHERE = {"memfd_create", "shm_anon", "shm_mkstemp", "o_tmpfile", "nr_memfd_create"}
# Without these the code that does without them is run, which it never is on Linux.
LINUX_ONLY = {"getrandom", "secure_getenv"}


def presets(platform: str) -> tuple[str, ...]:
    """What the library's source asks of a system."""
    has = HAS.get(platform, set())
    facts = dict.fromkeys(sorted((NOT_EVERYWHERE | LINUX_ONLY) - has), "OFF")
    facts |= dict.fromkeys(sorted(has - {"o_tmpfile"}), "ON")  # that is a number: the host's
    known = predictions(platform)
    for behaviour in ("shm_open_accepts_cloexec", "shm_open_sets_cloexec"):
        facts[behaviour] = known[behaviour]
    return tuple(f"-DANONSHM_PRESET_{fact.upper()}={value}" for fact, value in facts.items())


@pytest.fixture(scope="module")
def library_for(build, cache, tmp_path_factory) -> Callable[[str], Path]:
    """The library for a model; systems that look the same to it share one."""

    @functools.cache
    def build_with(options: tuple[str, ...]) -> Path:
        folder = tmp_path_factory.mktemp("abroad")
        configure(ROOT, folder, [
            *options, f'-DCMAKE_CXX_FLAGS=-U__linux__ -include "{DECLARATIONS}"',
            *(f"-D{name}={cache[name]}" for name in ("CMAKE_C_COMPILER", "CMAKE_CXX_COMPILER")),
            "-DBUILD_SHARED_LIBS=ON", "-DANONSHM_STATIC_AND_SHARED=OFF",
            "-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF",
            "-DANONSHM_WARNINGS_AS_ERRORS=ON",
        ])  # fmt: skip
        quiet_run(["cmake", "--build", folder, "--parallel", "2"])
        return folder / "libanonshm.so"

    def library(model: str) -> Path:
        if model in LINUX:
            return build / "libanonshm.so"
        return build_with(presets(platform_of(model)))

    return library


# --- A process with the library on a model ----------------------------------------------------


class System:
    def __init__(self, model: str, root: Path, call: Call) -> None:
        self.model, self.root, self.call = model, root, call

    def open(self, method: str, flags: int = 0) -> int | str:
        return self.call("anonshm_open_method", method.encode(), flags)

    def left(self) -> tuple[dict[bytes, int], int]:
        """What an object may not change for good."""
        return tree(self.root), self.call("descriptors")


def no_endless_loop() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


@contextlib.contextmanager
def on_system(model: str, library: Path) -> Iterator[System]:
    """A fresh root, which other users can reach, and a process on it. A Linux libc's objects
    have to be in memory."""
    place = "/dev/shm" if model in LINUX else None
    with tempfile.TemporaryDirectory(prefix="anonshm_model_", dir=place) as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / "root"
        with running(model, root, preexec_fn=no_endless_loop) as call:
            call("load", os.fsencode(library))
            yield System(model, root, call)


@pytest.fixture(scope="module")
def systems(library_for) -> Iterator[Callable[[str], System]]:
    """One process a model, for all the tests that leave it as it was."""
    with contextlib.ExitStack() as processes:

        @functools.cache
        def system_named(model: str) -> System:
            return processes.enter_context(on_system(model, library_for(model)))

        yield system_named


@pytest.fixture
def fresh(library_for, tmp_path, monkeypatch) -> Iterator[Callable[[str], System]]:
    """A process of one's own on a root of one's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with contextlib.ExitStack() as processes:
        yield lambda model: processes.enter_context(on_system(model, library_for(model)))


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="takes another user id")


# --- The checks -------------------------------------------------------------------------------


class Object:
    """One that is open, and the way to open more."""

    def __init__(self, system: System, method: str) -> None:
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
    # And underneath, where the host keeps what is a table in a kernel there.
    link = Path(f"/proc/{o.call.process.pid}/fd/{o.fd}").readlink()
    assert link.name.endswith(" (deleted)")


def not_executable(o: Object) -> None:
    assert o.call("fstat", o.fd)["st_mode"] & 0o111 == 0


def sealable_as_asked(o: Object) -> None:
    sealed = o.call("fcntl", o.fd, F_ADD_SEALS, F_SEAL_SHRINK)
    assert sealed == 0 if o.method == "memfd_create" else sealed in ("EPERM", "EINVAL")
    other = o.another(NO_SEALING)
    assert o.call("fcntl", other, F_ADD_SEALS, F_SEAL_SHRINK) in ("EPERM", "EINVAL")


def resized_once(o: Object) -> None:
    """On macOS once is all there is: nobody may have done it before."""
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


def nobody_elses(o: Object) -> None:
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
    close_on_exec, read_write, empty, nameless, not_executable, sealable_as_asked, resized_once,
    shared, survives_exec, passes_through_socket, nobody_elses, freed,
]  # fmt: skip

# --- The table --------------------------------------------------------------------------------

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
@pytest.mark.parametrize("model, method", [pair for pair in METHODS if pair[0] != BROKEN])
def test_contract(model, method, check, systems):
    with noted(model, method, check.__name__):
        subject = Object(systems(model), method)
        try:
            check(subject)
        finally:
            subject.close()
        assert subject.system.left() == subject.before


@pytest.mark.parametrize("model", TRIED)
def test_what_is_tried(model, systems):
    system = systems(model)
    before = system.left()
    with noted(model, "chain", "tried in order"):
        assert system.call("traced", 0) == TRIED[model]
        assert system.left() == before


@pytest.mark.parametrize("size", [5, PAGE, 3 * PAGE + 1])
@pytest.mark.parametrize("model", [model for model in MODELS if model != BROKEN])
def test_create(model, size, systems):
    """Of the size that was asked for, or what fstat makes of it; with the one ftruncate."""
    system = systems(model)
    before = system.left()
    rounded = predictions(model if model in LINUX else platform_of(model))["shm_size_rounded"]
    with noted(model, "chain", f"create of {size} bytes"):
        fd = system.call("anonshm_create", size, 0)
        told = system.call("fstat", fd)["st_size"]
        assert told == (-(-size // PAGE) * PAGE if rounded == "true" else size)
        told_there = system.call("elsewhere", "SCM_RIGHTS", fd, "end_of", size, 5, b"hello")
        assert told_there == system.call("end_of", fd, size, 5, None) == b"hello"
        assert system.call("close", fd) == 0
        assert system.left() == before


# --- What goes wrong --------------------------------------------------------------------------


def test_haikus_useless_descriptor_is_noticed(fresh):
    """Access mode 3, which neither reads nor writes."""
    system = fresh(BROKEN)
    before = system.left()
    assert system.open("shm_open") == "ENOTSUP"
    assert system.call("anonshm_open", 0) == "ENOTSUP"
    assert system.call("anonshm_create", PAGE, 0) == "ENOTSUP"
    assert system.call("traced", ALLOW_DISK)[-1] == ("temporary_file", 0)
    assert system.left() == before


@pytest.mark.parametrize("model, method", METHODS)
def test_hardly_a_descriptor_is_left(model, method, systems):
    """Reported at once, and by no other method. OpenBSD's shm_mkstemp would try INT_MAX times.
    The shm_unlink of DragonFly needs one itself, as that of illumos does, but the model of
    illumos needs one more to remove its lock, so there the second and third are left out."""
    system = systems(model)
    broken = "ENOTSUP" if model == BROKEN else None
    system.call("close", system.open(method))  # NetBSD remembers that its directory is good
    before = system.left()
    for count in (0, 3, 4) if model == "illumos" else range(5):
        system.call("spare", count)
        fd = system.open(method)
        assert fd in ("EMFILE", broken) or system.call("close", fd) == 0
        if count == 0:
            assert fd == system.call("anonshm_open", 0) == "EMFILE"
            assert system.call("traced", 0)[-1][1] == "EMFILE"
        system.call("spare", 100)
        assert system.left() == before


# Where the objects are, and what becomes of an attempt without the directory, and with one that
# cannot be written. Cygwin looks for the directory itself.
@pytest.mark.parametrize("model, directory, gone, unwritable", [
    ("openbsd", "tmp", "ENOENT", "EACCES"),
    ("illumos", "tmp", "ENOENT", "EACCES"),
    ("haiku", "var/shared_memory", "ENOENT", "EACCES"),
    ("dragonfly", "var/run/shm", None, "EACCES"),  # the root takes its place
    ("netbsd", "var/shm", "ENOTSUP", "ENOTSUP"),
    ("cygwin", "dev/shm", "EINVAL", "EACCES"),
    ("glibc", "dev/shm", "ENOENT", "EACCES"),
    ("glibc-2.33", "dev/shm", "ENOSYS", "EACCES"),
])  # fmt: skip
def test_no_directory(model, directory, gone, unwritable, fresh):
    system = fresh(model)
    folder = system.root / directory
    mode = folder.stat().st_mode & 0o7777
    folder.rmdir()
    refused(system, gone)
    folder.mkdir()
    folder.chmod(mode & 0o1555)
    if os.geteuid() == 0:  # whom nothing is refused
        assert system.call("setresuid", SOMEBODY, SOMEBODY, SOMEBODY) == 0
    refused(system, unwritable)


def refused(system: System, error: str | None) -> None:
    before = system.left()
    for method in ("shm_open", "shm_mkstemp") if system.model == "openbsd" else ("shm_open",):
        fd = system.open(method)
        assert fd == error or (error is None and system.call("close", fd) == 0)
    assert system.left() == before


@as_root
def test_openbsd_wants_the_real_user(fresh):
    """EPERM, and the new file stays unless somebody removes it. The environment of
    such a program is not heeded."""
    system = fresh("openbsd")
    assert system.call("setresuid", SOMEBODY, 0, 0) == 0
    before = system.left()
    assert system.open("shm_open") == "EPERM"
    assert system.open("shm_mkstemp") == "EPERM"
    assert system.call("anonshm_open", 0) == "ENOTSUP"
    assert system.call("traced", ALLOW_DISK) == [
        ("shm_open", "EPERM"), ("shm_mkstemp", "EPERM"), ("mkostemp", "ENOTSUP"),
        ("temporary_file", 0),
    ]  # fmt: skip
    assert system.left() == before


@pytest.mark.parametrize("model, tried", [
    ("netbsd", [("memfd_create", "ENOSYS"), ("shm_open", "ENOTSUP"), ("mkostemp", "ENOTSUP"),
                ("temporary_file", 0)]),
    ("netbsd-11", [("memfd_create", 0)]),
])  # fmt: skip
def test_netbsd_wants_a_directory_for_all(model, tried, fresh):
    """Of mode 01777, or nothing is served from there."""
    system = fresh(model)
    (system.root / "var/shm").chmod(0o777)
    before = system.left()
    assert system.open("shm_open") == "ENOTSUP"
    assert system.call("traced", ALLOW_DISK) == tried
    assert system.left() == before


def test_locks_of_others_do_not_matter_on_illumos(fresh):
    """What a killed process left would hold up the same name for 64 seconds."""
    system = fresh("illumos")
    for name in ("", "foo", "anonshm-", "anonshm-" + "a" * 20):
        (system.root / f"tmp/.SHML{name}").touch()
    before = system.left()
    for _ in range(100):
        assert system.call("close", system.open("shm_open")) == 0
    assert system.left() == before
