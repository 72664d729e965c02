"""The model systems (tests/models) against what is known of the real ones.

models/expected.py has what is expected of names and flags, as tables; what is expected of
objects stands here beside the questions. For the libcs of this machine the real one answers as
well. A run ends with a table of what was seen, models against checks.
"""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import posixpath
import resource
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.expected import (
    DOTS,
    FLAGS,
    FRESH,
    LENGTHS,
    LETTERS,
    LIMITS,
    LONG_NAME,
    MODES,
    OPEN,
    ORDER,
    SAME_OBJECT,
    STATUS_FLAGS,
    UNLINK,
    WITHOUT_DIRECTORY,
    expand,
    label,
)
from models.harness import (
    FILES,
    FREEBSD,
    LINUX,
    MACOS,
    MODELS,
    NEW,
    PAGE,
    PATH,
    USABLE,
    Call,
    an_object,
    environment,
    illumos_path,
    openbsd_path,
    opened,
    running,
    tree,
)

MAP_SHARED, MAP_PRIVATE = 1, 2
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
F_GETFD, F_GETFL, F_ADD_SEALS, F_GET_SEALS = 1, 3, 1033, 1034
SEAL, SHRINK, GROW, WRITE, FUTURE_WRITE = 1, 2, 4, 8, 16
MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_HUGETLB, MFD_NOEXEC_SEAL = 1, 2, 4, 8
SHM_ANON = 1


@pytest.fixture(scope="module")
def systems(tmp_path_factory) -> Iterator[Callable[[str], tuple[str, Path, Call]]]:
    """One process a model, for all the tests that leave their root as it was."""
    with contextlib.ExitStack() as processes:

        @functools.cache
        def system_named(model: str) -> tuple[str, Path, Call]:
            root = tmp_path_factory.mktemp("cage") / "root"
            call = processes.enter_context(running(model, root))
            assert call("getpid") > 0
            return model, root, call

        yield system_named


@pytest.fixture
def system(request, systems) -> tuple[str, Path, Call]:
    """A model by name (indirect parameter), its root, and a process on it."""
    return systems(request.param)


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A folder that other users can reach, as pytest's are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


on_every_model = pytest.mark.parametrize("system", MODELS, indirect=True)


def on(*models: str):
    return pytest.mark.parametrize("system", models, indirect=True)


# --- Names ---------------------------------------------------------------------------------

OBSERVED: dict[str, dict[str, str]] = {}


def check_creation(system: tuple[str, Path, Call], name: bytes, expected: str) -> None:
    """A new object is where it should be, alone, and gone after shm_unlink."""
    model, root, call = system
    before = tree(root)
    outcome = opened(call, name)
    created = sorted(set(tree(root)) - set(before))
    assert outcome == expected
    if outcome == "ok":
        assert opened(call, name) == "EEXIST"
        where = PATH[model]
        if where is None:
            assert [posixpath.dirname(path) for path in created] == [b"/.kernel"]
        else:
            assert posixpath.normpath(where(name)) in created
        assert call("shm_unlink", name) == 0
    assert tree(root) == before


@pytest.mark.parametrize("system, name, expected", expand(OPEN), indirect=["system"])
def test_open_name(system, name, expected):
    check_creation(system, name, expected)
    OBSERVED.setdefault(label(name), {})[system[0]] = expected


@pytest.mark.parametrize("system, name, expected", expand(UNLINK), indirect=["system"])
def test_unlink_name(system, name, expected):
    assert system[2]("shm_unlink", name) == expected
    OBSERVED.setdefault(f"unlink {label(name)}", {})[system[0]] = expected


@on_every_model
def test_longest_name(system):
    longest, beyond = LIMITS[system[0]]
    check_creation(system, b"/" + b"a" * (longest - 1), "ok")
    check_creation(system, b"/" + b"a" * longest, beyond)


@pytest.mark.parametrize("system, name, expected", LENGTHS, indirect=["system"], ids=label)
def test_length(system, name, expected):
    check_creation(system, name, expected)


@pytest.mark.parametrize("system, first, second, expected", SAME_OBJECT, indirect=["system"])
def test_same_object(system, first, second, expected):
    _, root, call = system
    before = tree(root)
    assert opened(call, first) == "ok"
    assert opened(call, second) == expected
    assert call("shm_unlink", first) == 0
    if expected == "ok":
        assert call("shm_unlink", second) == 0
    assert tree(root) == before


@pytest.mark.parametrize("system, name, where", DOTS, indirect=["system"])
def test_dots_lead_no_further_than_the_root(system, name, where):
    _, root, call = system
    before = tree(root.parent)
    assert opened(call, name) == "ok"
    assert set(tree(root.parent)) - set(before) == {b"/" + root.name.encode() + where}
    assert call("shm_unlink", name) == 0
    assert tree(root.parent) == before


@on("uclibc-ng", "haiku", "cygwin", "dragonfly")
def test_link_leads_no_further_than_the_root(system):
    model, root, call = system
    link = Path(f"{root}{os.fsdecode(PATH[model](b'/link'))}")
    link.symlink_to("/stray")
    assert opened(call, b"/link", os.O_RDWR | os.O_CREAT) == "ok"
    assert (root / "stray").exists() and not Path("/stray").exists()
    (root / "stray").unlink()
    assert call("shm_unlink", b"/link") == 0


# Section 21, O_NOFOLLOW by itself: ELOOP from open; illumos looks before and says EINVAL.
@pytest.mark.parametrize("system, expected", [
    *[(model, "ELOOP") for model in ("glibc", "glibc-2.33", "musl", "openbsd", "netbsd")],
    ("illumos", "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_link_is_refused(system, expected):
    model, root, call = system
    link = Path(f"{root}{os.fsdecode(PATH[model](b'/link'))}")
    link.symlink_to("/stray")
    assert opened(call, b"/link", os.O_RDWR | os.O_CREAT) == expected
    link.unlink()


@pytest.mark.parametrize("system, function, name, expected", [
    *[(model, "shm_open", None, "EFAULT") for model in (*FREEBSD, *MACOS)],
    *[(model, "shm_unlink", None, "EFAULT") for model in (*FREEBSD, "macos-10.13")],
    *[(model, "shm_unlink", SHM_ANON, "EFAULT") for model in FREEBSD],
    ("macos", "shm_unlink", None, "EINVAL"),
    ("haiku", "shm_open", None, "EINVAL"),
    ("haiku", "shm_unlink", None, "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_bad_pointer(system, function, name, expected):
    call = system[2]
    arguments = (NEW, 0o600) if function == "shm_open" else ()
    assert call(function, name, *arguments) == expected


# --- Flags and modes -----------------------------------------------------------------------


def flags_of(text: str) -> int:
    return sum(getattr(os, flag) for flag in text.split("|"))


@pytest.mark.parametrize("system, flags, expected", expand(FLAGS), indirect=["system"])
def test_flags(system, flags, expected):
    model, root, call = system
    before = tree(root)
    outcome = opened(call, b"/flags", flags_of(flags) | os.O_CREAT | os.O_EXCL)
    assert outcome == expected
    if outcome == "ok":
        assert call("shm_unlink", b"/flags") == 0
    assert tree(root) == before
    OBSERVED.setdefault(flags, {})[model] = outcome


@on_every_model
def test_missing_object(system):
    for flags in (os.O_RDONLY, os.O_RDWR):
        assert opened(system[2], b"/missing", flags) == "ENOENT"


@pytest.mark.parametrize("system, name, flags, expected", ORDER, indirect=["system"])
def test_order_of_checks(system, name, flags, expected):
    assert opened(system[2], name, flags) == expected


@pytest.mark.parametrize(
    "system, directory, name, expected", WITHOUT_DIRECTORY, indirect=["system"]
)
def test_without_directory(system, directory, name, expected, tmp_path):
    model, _, _ = system
    root = tmp_path / "root"
    with running(model, root, stderr=subprocess.PIPE) as call:
        assert call("getpid") > 0
        (root / directory).rmdir()
        assert opened(call, name) == expected
        call.process.stdin.close()
        assert ("Warning" in call.process.stderr.read()) == (model == "cygwin")


@on("netbsd", "glibc-2.33", "cygwin")
def test_unlink_without_directory(system, tmp_path):
    """The same answer as to shm_open, to good names and to bad ones."""
    root = tmp_path / "root"
    with running(system[0], root, stderr=subprocess.DEVNULL) as call:
        assert call("getpid") > 0
        (root / ("var/shm" if system[0] == "netbsd" else "dev/shm")).rmdir()
        answers = {call("shm_unlink", name) for name in (b"/foo", b"", b"/a/b", LONG_NAME)}
        assert answers == {opened(call, b"/foo")}


@on("netbsd")
def test_directory_must_be_open_to_all(system, tmp_path):
    root = tmp_path / "root"
    with running("netbsd", root) as call:
        assert call("getpid") > 0
        for mode, expected in ((0o777, "ENOTSUP"), (0o1755, "ENOTSUP"), (0o3777, "ok")):
            (root / "var/shm").chmod(mode)
            assert opened(call, b"/foo") == expected
        (root / "var/shm").chmod(0o777)  # shm_ok is remembered
        assert call("shm_unlink", b"/foo") == 0


@on("dragonfly")
def test_directory_decides_on_dragonfly(system, tmp_path):
    root = tmp_path / "root"
    with running("dragonfly", root) as call:
        assert call("getpid") > 0
        (root / "var/run/shm").rmdir()
        assert opened(call, b"/foo") == "ok"
        assert (root / "foo").exists()


@on_every_model
def test_close_on_exec(system):
    """Section 0.3: by itself, save for Haiku's bug."""
    with an_object(system[2]) as fd:
        assert system[2]("fcntl", fd, F_GETFD) == (0 if system[0] == "haiku-2017" else 1)


@pytest.mark.parametrize("system, flags, expected", STATUS_FLAGS, indirect=["system"])
def test_status_flags(system, flags, expected):
    seen = os.O_ACCMODE | os.O_APPEND | os.O_NONBLOCK
    with an_object(system[2], flags) as fd:
        assert system[2]("fcntl", fd, F_GETFL) & seen == expected


@on_every_model
def test_mode(system):
    model, _, call = system
    call("umask", 0o27)
    try:
        with an_object(call, NEW, 0o1666) as fd:
            assert stat.S_IMODE(call("fstat", fd)["st_mode"]) == MODES[model]
    finally:
        call("umask", 0o22)


@on(*USABLE)
def test_mode_zero_serves_the_creator(system, tmp_path):
    """But to unlink it, FreeBSD asks for permission, and so did macOS."""
    model = system[0]
    asks = model in (*FREEBSD, "macos-10.13") and os.geteuid() != 0
    with running(model, tmp_path / "root") as call:
        fd = call("shm_open", b"/object", NEW, 0)
        assert call("ftruncate", fd, PAGE) == 0
        assert call("shm_unlink", b"/object") == ("EACCES" if asks else 0)


def become_nobody(call: Call) -> None:
    assert call("setgroups", 0, None) == 0
    assert call("setresgid", 12345, 12345, 12345) == 0
    assert call("setresuid", 12345, 12345, 12345) == 0


@on_every_model
@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user id")
def test_permission(system, public_path):
    """A user without permission gets EACCES; on OpenBSD nobody else ever has any."""
    model = system[0]
    with running(model, public_path / "root") as call:
        call("umask", 0)
        assert opened(call, b"/mine", NEW, 0o600) == "ok"
        assert opened(call, b"/ours", NEW, 0o606) == "ok"
        become_nobody(call)
        assert opened(call, b"/mine", os.O_RDWR) == "EACCES"
        assert opened(call, b"/mine", NEW) == "EEXIST"
        others = "EACCES" if model == "openbsd" else "ok"  # its mode is 0600 at most
        assert opened(call, b"/ours", os.O_RDWR) == others


@on("openbsd")
@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user id")
def test_openbsd_wants_the_real_user(system, tmp_path):
    root = tmp_path / "root"
    with running("openbsd", root) as call:
        call("setresuid", 12345, 0, 0)
        assert opened(call, b"/foo") == "EPERM"
        assert openbsd_path(b"/foo") in tree(root)  # it stays


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user id")
@pytest.mark.parametrize("system, mode, expected", [
    ("freebsd", 0o602, "EACCES"), ("freebsd", 0o606, 0), ("freebsd", 0o604, "EACCES"),
    ("macos", 0o602, 0), ("macos", 0o604, "EACCES"), ("macos-10.13", 0o602, 0),
], indirect=["system"])  # fmt: skip
def test_permission_to_unlink(system, mode, expected, public_path):
    """The table has no directory: the object's own mode decides."""
    with running(system[0], public_path / "root") as call:
        call("umask", 0)
        assert opened(call, b"/foo", NEW, mode) == "ok"
        become_nobody(call)
        assert call("shm_unlink", b"/foo") == expected


# Section 1.3 for those that have it; the others see O_DIRECTORY and a writable mode.
@on_every_model
def test_o_tmpfile(system, tmp_path):
    model, _, call = system
    fd = call("open", os.fsencode(tmp_path), os.O_TMPFILE | os.O_RDWR | os.O_EXCL, 0o600)
    if model in LINUX or model.startswith("cygwin"):
        assert isinstance(fd, int)
        call("close", fd)
    else:
        assert fd == "EISDIR"


# --- What an object does -------------------------------------------------------------------


def sized(call: Call, fd: int, size: int) -> None:
    assert call("ftruncate", fd, size) == 0


def outcome_of(result: object) -> str:
    return result if isinstance(result, str) else "ok"


def mapping(
    call: Call,
    fd: int,
    size: int,
    protection: int = PROT_READ | PROT_WRITE,
    flags: int = MAP_SHARED,
    touch_at: int | None = None,
) -> str:
    address = call("mmap", None, size, protection, flags, fd, 0)
    if isinstance(address, str):
        return address
    fate = "ok" if touch_at is None else call("touch", address + touch_at, True)
    call("munmap", address, size)
    return fate


# Questions to ask of a descriptor.

Question = Callable[[Call, int], object]


def do(function: str, *arguments: int | bytes) -> Question:
    return lambda call, fd: call(function, fd, *arguments)


def map_it(*arguments: int, touch_at: int | None = None) -> Question:
    return lambda call, fd: mapping(call, fd, *arguments, touch_at=touch_at)


def resize(*sizes: int) -> Question:
    return lambda call, fd: outcome_of([call("ftruncate", fd, size) for size in sizes][-1])


def after(size: int, question: Question) -> Question:
    def ask(call: Call, fd: int) -> object:
        sized(call, fd, size)
        return question(call, fd)

    return ask


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


READ_AND_EXECUTE, READ_AND_WRITE = PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE
BUS = "signal 7"

# What is asked, and the answer of a file (sections 1, 3 to 5, 10 to 12, 14, 16, 18), of FreeBSD
# (section 9) and of macOS (section 13).
BEHAVIOUR = {
    "size of a new object": (size_now, 0, 0, 0),
    "size after ftruncate 100": (after(100, size_now), 100, 100, PAGE),
    "size after ftruncate 0": (after(0, size_now), 0, 0, 0),
    "ftruncate again": (resize(100, 5000), "ok", "ok", "EINVAL"),
    "ftruncate smaller": (resize(5000, 100), "ok", "ok", "EINVAL"),
    "ftruncate after 0": (resize(0, 100), "ok", "ok", "EINVAL"),
    "ftruncate negative": (resize(-1), "EINVAL", "EINVAL", "EINVAL"),
    "fstat": (kind_now, "file", "file", "bare"),
    "read": (after(3, do("get", 20)), bytes(3), bytes(3), "ENXIO"),
    "write to empty": (do("write", b"hello", 5), 5, 0, "ENXIO"),
    "write over the end": (after(3, do("write", b"hello", 5)), 5, 3, "ENXIO"),
    "pwrite": (after(9, do("pwrite", b"hello", 5, 1)), 5, 5, "ESPIPE"),
    "pwrite past the end": (after(9, do("pwrite", b"hello", 5, 20)), 5, 0, "ESPIPE"),
    "pread past the end": (after(9, do("pread", b"12345", 5, 20)), 0, 0, "ESPIPE"),
    "lseek to the end": (after(9, do("lseek", 0, 2)), 9, 9, "ESPIPE"),
    "lseek past the end": (after(9, do("lseek", 10, 0)), 10, "EINVAL", "ESPIPE"),
    "lseek before the start": (after(9, do("lseek", -1, 0)), "EINVAL", "EINVAL", "ESPIPE"),
    "map": (after(PAGE, map_it(PAGE, touch_at=0)), "fine", "fine", "fine"),
    "map in private": (
        after(PAGE, map_it(PAGE, READ_AND_WRITE, MAP_PRIVATE)), "ok", "ok", "EINVAL"),
    "map executable": (after(PAGE, map_it(PAGE, READ_AND_EXECUTE)), "ok", "ok", "EINVAL"),
    "map before ftruncate": (map_it(PAGE, touch_at=0), BUS, BUS, "EINVAL"),
    "map after ftruncate 0": (after(0, map_it(PAGE, touch_at=0)), BUS, BUS, "EINVAL"),
    "map the rest of a page": (
        after(100, map_it(PAGE, touch_at=PAGE - 1)), "fine", "fine", "fine"),
    "map past the end": (after(PAGE, map_it(2 * PAGE, touch_at=PAGE)), BUS, BUS, "EINVAL"),
    "map nothing": (after(PAGE, map_it(0)), "EINVAL", "EINVAL", "EINVAL"),
}  # fmt: skip
# Of the old XNU, read in its source.
EXCEPTIONS = {("macos-10.13", question): "ENOTSUP"
              for question in ("read", "write to empty", "write over the end")}  # fmt: skip


def column(model: str) -> int:
    return 0 if model in FILES else 1 if model in FREEBSD else 2


@pytest.mark.parametrize("name", BEHAVIOUR)
@on(*USABLE)
def test_behaviour(system, name):
    model, root, call = system
    before = tree(root)
    question, *answers = BEHAVIOUR[name]
    with an_object(call) as fd:
        answer = question(call, fd)
    assert answer == EXCEPTIONS.get((model, name), answers[column(model)])
    assert tree(root) == before
    seen = f"{len(answer)}" if isinstance(answer, bytes) else f"{answer}"
    OBSERVED.setdefault(name, {})[model] = seen


# Sections 9 (c) and 13 (c): descriptors that are open for reading, or for writing, only.
OTHER_ACCESS = [
    *[(m, os.O_RDONLY, resize(PAGE), "EINVAL") for m in (*FREEBSD, "openbsd", "glibc")],
    *[(m, os.O_RDONLY, resize(PAGE), "ok") for m in MACOS],
    *[(m, os.O_RDONLY, resize(PAGE, PAGE), "EINVAL") for m in MACOS],
    *[(m, os.O_WRONLY, resize(PAGE), "ok") for m in MACOS],
    *[(m, os.O_RDONLY, map_it(PAGE), "EACCES") for m in FREEBSD],
    *[(m, os.O_RDONLY, map_it(PAGE), "EPERM") for m in MACOS],
    *[(m, os.O_WRONLY, after(PAGE, map_it(PAGE, touch_at=0)), "fine") for m in MACOS],
]


@pytest.mark.parametrize(
    "system, access, question, expected", OTHER_ACCESS, indirect=["system"]
)
def test_other_access(system, access, question, expected):
    with an_object(system[2], access | os.O_CREAT | os.O_EXCL) as fd:
        assert question(system[2], fd) == expected


# O_TRUNC on an object of some size: section 13 (:439), section 9 (not when open for reading).
@pytest.mark.parametrize("system, flags, expected, size", [
    ("freebsd", os.O_RDWR, "ok", 0),
    ("freebsd", os.O_RDONLY, "ok", 100),
    ("freebsd-12", os.O_RDWR, "ok", 0),
    ("macos", os.O_RDWR, "EINVAL", PAGE),
    ("macos", os.O_RDWR | os.O_CREAT | os.O_EXCL, "EEXIST", PAGE),
    ("macos-10.13", os.O_RDWR, "EINVAL", PAGE),
    ("glibc", os.O_RDWR, "ok", 0),
    ("openbsd", os.O_RDWR, "ok", 0),
], indirect=["system"])  # fmt: skip
def test_truncation_by_open(system, flags, expected, size):
    call = system[2]
    with an_object(call) as fd:
        sized(call, fd, 100)
        assert opened(call, b"/object", flags | os.O_TRUNC) == expected
        assert size_now(call, fd) == size


@on(*MACOS)
def test_macos_truncates_a_fresh_object_in_vain(system):
    """The new code minds only objects that have their size, the old one all."""
    with an_object(system[2]):
        expected = "ok" if system[0] == "macos" else "EINVAL"
        assert opened(system[2], b"/object", os.O_RDWR | os.O_TRUNC) == expected


@on(*USABLE)
def test_object_is_shared_by_name(system, tmp_path):
    """Two processes on one root see one object; its memory outlives the name."""
    model, root, call = system
    with running(model, root) as other, an_object(call) as fd:
        sized(call, fd, PAGE)
        theirs = other("shm_open", b"/object", os.O_RDWR, 0)
        assert isinstance(theirs, int)
        here = call("mmap", None, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
        there = other("mmap", None, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, theirs, 0)
        call("memcpy", here, b"shared", 6)
        assert other("strncmp", there, b"shared", 6) == 0
        call("munmap", here, PAGE)


WAYS = ("dup", "fork", "exec", "SCM_RIGHTS")


@pytest.mark.parametrize("way", WAYS)
@on(*MACOS)
def test_macos_state_travels(system, way):
    call = system[2]
    with an_object(call) as fd:
        assert call("elsewhere", way, fd, "ftruncate", 0) == 0
        assert call("ftruncate", fd, PAGE) == "EINVAL"
        assert call("elsewhere", way, fd, "ftruncate", PAGE) == "EINVAL"
        assert call("elsewhere", way, fd, "lseek", 0, 0) == "ESPIPE"


@pytest.mark.parametrize("way", WAYS)
@on(*FREEBSD)
def test_freebsd_state_travels(system, way):
    call = system[2]
    for name in (b"/object", SHM_ANON):
        fd = call("shm_open", name, NEW, 0o600)
        sized(call, fd, 3)
        assert call("elsewhere", way, fd, "pwrite", b"hello", 5, 0) == 3
        assert call("elsewhere", way, fd, "lseek", 4, 0) == "EINVAL"
        call("close", fd)
    assert call("shm_unlink", b"/object") == 0


@on(*FREEBSD)
def test_shm_anon(system):
    """Section 9 (a) and (b)."""
    _, root, call = system
    before = tree(root)
    assert call("shm_open", SHM_ANON, os.O_RDONLY, 0) == "EINVAL"
    assert call("shm_open", SHM_ANON, os.O_RDWR | os.O_NOFOLLOW, 0) == "EINVAL"
    first = call("shm_open", SHM_ANON, os.O_RDWR, 0)
    second = call("shm_open", SHM_ANON, NEW, 0o640)
    assert call("fcntl", first, F_GETFD) == 1
    assert stat.S_IMODE(call("fstat", second)["st_mode"]) == 0o640
    assert call("fstat", first)["st_ino"] != call("fstat", second)["st_ino"]
    assert call("write", first, b"hello", 5) == 0
    sized(call, first, PAGE)
    assert size_now(call, second) == 0
    assert mapping(call, first, PAGE, touch_at=0) == "fine"
    assert tree(root) == before
    for fd in (first, second):
        call("close", fd)


@on("freebsd", "freebsd-jail")
def test_jail_is_part_of_the_name(system, tmp_path):
    root = tmp_path / "root"
    with running("freebsd", root) as host, running("freebsd-jail", root) as jail:
        assert opened(jail, b"/foo") == "ok"
        assert opened(host, b"/foo", os.O_RDWR) == "ENOENT"
        assert opened(host, b"/usr/jails/anonshm/foo", os.O_RDWR) == "ok"


@on_every_model
def test_ordinary_files_are_left_alone(system, tmp_path):
    call = system[2]
    fd = call("open", os.fsencode(tmp_path / "file"), os.O_RDWR | os.O_CREAT, 0o600)
    assert [call("ftruncate", fd, size) for size in (100, 5000, 10)] == [0, 0, 0]
    assert call("pwrite", fd, b"hello", 5, 20) == 5
    assert call("lseek", fd, 20, 0) == 20
    assert call("get", fd, 10) == b"hello"
    assert size_now(call, fd) == 25
    assert mapping(call, fd, PAGE, PROT_READ, MAP_PRIVATE) == "ok"
    call("close", fd)


@on_every_model
def test_no_descriptor_is_kept(system):
    call = system[2]
    before = call("descriptors")
    with an_object(call):
        pass
    opened(call, b"/a/b")
    call("shm_unlink", b"/foo")
    assert call("descriptors") == before


@on_every_model
def test_descriptors_used_up(system, tmp_path):
    """EMFILE, and no trace of the object. NetBSD cannot look at its directory then."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))

    root = tmp_path / "root"
    with running(system[0], root, preexec_fn=limit) as call:
        while not isinstance(call("dup", 0), str):
            pass
        before = tree(root)
        expected = "ENOTSUP" if system[0].startswith("netbsd") else "EMFILE"
        assert opened(call, b"/foo") == expected
        assert tree(root) == before


# --- memfd_create and seals ----------------------------------------------------------------

NUMBER = {"x86_64": 319, "aarch64": 279, "riscv64": 279, "loongarch64": 279, "s390x": 350,
          "ppc64le": 360}.get(platform.machine())  # fmt: skip
MEMFD = ("freebsd", "freebsd-jail", "netbsd-11")
HUGE_2MB, HUGE_4KB = 21 << 26, 12 << 26


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
    OBSERVED.setdefault("memfd_create", {})[model] = outcome_of(fd)


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
    ("netbsd-11", b"a" * 248, 0, "ok"),
    ("netbsd-11", b"a" * 249, 0, "ENAMETOOLONG"),
    ("netbsd-11", None, 0, "EFAULT"),
    ("netbsd-11", None, 0x20, "EINVAL"),
    ("netbsd-11", b"name", MFD_HUGETLB, "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_memfd_name_and_flags(system, name, flags, expected):
    """Sections 9 (a) and 11 (a)."""
    fd = system[2]("memfd_create", name, flags)
    if isinstance(fd, int):
        system[2]("close", fd)
    assert outcome_of(fd) == ("ENOTSUP" if expected == "EOPNOTSUPP" else expected)


# What is asked, and the answers of FreeBSD (9 (c)) and NetBSD (11 (c)).
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
    question, freebsd, netbsd = MEMFD_BEHAVIOUR[name]
    with a_memfd(call) as fd:
        assert question(call, fd) == (freebsd if model in FREEBSD else netbsd)


@on(*MEMFD)
def test_memfd_close_on_exec_is_asked_for(system):
    for flags, expected in ((MFD_CLOEXEC, 1), (0, 0)):
        with a_memfd(system[2], flags) as fd:
            assert system[2]("fcntl", fd, F_GETFD) == expected


@on(*MEMFD)
def test_seals_must_be_asked_for(system):
    call = system[2]
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
    call = system[2]
    with a_memfd(call) as fd:
        sized(call, fd, 100)
        assert call("fcntl", fd, F_ADD_SEALS, SHRINK | GROW) == 0
        assert call("ftruncate", fd, 50) == "EPERM"
        assert call("ftruncate", fd, 200) == "EPERM"
        assert call("ftruncate", fd, 100) == 0
        over = "EPERM" if system[0] in FREEBSD else 2  # NetBSD cuts the write
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
    call = system[2]
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


# --- OpenBSD's shm_mkstemp, section 10 -----------------------------------------------------


@on("openbsd")
def test_mkstemp(system):
    call = system[2]
    made = set()
    for _ in range(3):
        fd, name = call("mkstemp", b"/shm.XXXXXXXX")
        assert isinstance(fd, int) and call("fcntl", fd, F_GETFD) == 1
        assert name.startswith(b"/shm.") and b"X" * 8 not in name
        call("close", fd)
        assert call("shm_unlink", name) == 0
        made.add(name)
    assert len(made) == 3


@on("openbsd")
def test_mkstemp_template(system):
    call = system[2]
    for template in (b"", b"/shm", b"/shm.XXXXX", b"/XXXXXXshm"):
        assert call("mkstemp", template) == ("EINVAL", template)
    # _mktemp looks for a file of that name first, which is what fails here.
    assert call("mkstemp", b"/" + b"X" * 300) == ("ENAMETOOLONG", b"/" + b"X" * 300)


@on("openbsd")
def test_mkstemp_tries_for_ever(system, tmp_path):
    root = tmp_path / "root"
    with running("openbsd", root) as call:
        assert call("getpid") > 0
        (root / "tmp").rmdir()
        call("alarm", 1)
        with pytest.raises(SyntaxError):  # the end of the pipe
            call("mkstemp", b"/shm.XXXXXXXX")
    assert call.process.returncode == -14


# --- illumos, section 14 -------------------------------------------------------------------


@on("illumos")
def test_illumos_directories(system):
    """Modes and places of the long form, while the object is there."""
    _, root, call = system
    before = tree(root)
    for length in (251, 255):
        name = b"/" + b"n" * length
        assert opened(call, name, NEW, 0o640) == "ok"
        path = illumos_path(name)
        seen = tree(root)
        assert seen[path] == 0o640
        assert seen[posixpath.dirname(path)] == 0o777
        assert seen[posixpath.dirname(posixpath.dirname(path))] == 0o777
        assert len(seen) == len(before) + 3  # no lock file, nor its directory
        assert opened(call, name, os.O_RDWR) == "ok"
        assert call("shm_unlink", name) == 0
        assert opened(call, name, os.O_RDWR) == "ENOENT"
        assert tree(root) == before


@on("illumos")
def test_illumos_waits_for_the_lock(system, tmp_path):
    root = tmp_path / "root"
    with running("illumos", root) as call:
        assert call("getpid") > 0
        lock = root / "tmp" / ".SHMLfoo"
        lock.touch()
        call.process.stdin.write(repr(("shm_open", b"/foo", NEW, 0o600)) + "\n")
        call.process.stdin.flush()
        time.sleep(0.2)
        assert set(tree(root)) == {b"/tmp", b"/tmp/.SHMLfoo"}
        lock.unlink()
        assert int(call.process.stdout.readline()) >= 0
        assert set(tree(root)) == {b"/tmp", b"/tmp/.SHMDfoo"}


@on("illumos")
def test_illumos_gives_up_on_a_lock(system, tmp_path):
    """EEXIST after 64 sleeps, which a timer cuts short here. The lock stays."""
    root = tmp_path / "root"
    with running("illumos", root) as call:
        assert call("getpid") > 0
        (root / "tmp" / ".SHMLfoo").touch()
        call("ticking")
        assert opened(call, b"/foo") == "EEXIST"
        assert call("shm_unlink", b"/foo") == "EEXIST"
        assert set(tree(root)) == {b"/tmp", b"/tmp/.SHMLfoo"}


# --- The root ------------------------------------------------------------------------------


def start(model: str, root: str | None) -> subprocess.CompletedProcess:
    variables = environment(model, Path("/"))
    variables.pop("ANONSHM_MODEL_ROOT")
    if root is not None:
        variables["ANONSHM_MODEL_ROOT"] = root
    return subprocess.run(["/bin/true"], env=variables, capture_output=True, text=True)


@pytest.mark.parametrize("model", MODELS)
def test_root_is_set_up(model, tmp_path):
    (tmp_path / "empty").mkdir()
    for root in (tmp_path / "absent", tmp_path / "empty"):
        assert start(model, str(root)).returncode == 0
        assert tree(root) == FRESH[model]


@pytest.mark.parametrize("model", MODELS)
def test_root_in_use_is_left_alone(model, tmp_path):
    (tmp_path / "mine").touch()
    assert start(model, str(tmp_path)).returncode == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("model", MODELS)
def test_unusable_root(model, tmp_path):
    (tmp_path / "file").touch()
    for root in (None, "", "relative", f"{tmp_path}/file", f"{tmp_path}/absent/root"):
        run = start(model, root)
        assert run.returncode == 2
        assert run.stderr.startswith(f"anonshm model {model}: ANONSHM_MODEL_ROOT")
        assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert not Path("relative").exists()


def test_two_programs_may_set_up_one_root(tmp_path):
    root = tmp_path / "root"
    variables = environment("dragonfly", root)
    programs = [subprocess.Popen(["/bin/true"], env=variables) for _ in range(8)]
    assert [program.wait() for program in programs] == [0] * 8
    assert tree(root) == FRESH["dragonfly"]


# --- The real libcs of this machine --------------------------------------------------------

REAL_NAMES = [
    *OPEN, *UNLINK, *[b"/" + b"a" * n for n in (253, 254, 255, 256, 257, 258, 259, 260, 261)],
    *[b"//" + b"a" * n for n in (254, 255, 256, 259, 260)],
]  # fmt: skip
REAL_FLAGS = [NEW, NEW & ~os.O_RDWR, NEW & ~os.O_RDWR | os.O_WRONLY, os.O_RDWR, os.O_RDONLY,
              os.O_RDWR | os.O_CREAT, NEW | os.O_APPEND, NEW | os.O_DIRECTORY]  # fmt: skip


def everything_about(call: Call, name: bytes, flags: int) -> list:
    """The answer of shm_open, how the descriptor looks, and the answer of shm_unlink."""
    fd = call("shm_open", name, flags, 0o640)
    if isinstance(fd, str):
        return [fd, call("shm_unlink", name)]
    seen = [kind_now(call, fd), call("fcntl", fd, F_GETFD), call("fcntl", fd, F_GETFL)]
    call("close", fd)
    return [*seen, opened(call, name), call("shm_unlink", name), call("shm_unlink", name)]


def release_of_glibc() -> str | None:
    name, version = platform.libc_ver()
    minor = int(version.split(".")[1]) if name == "glibc" else 0
    if minor < 30:
        return None
    return "glibc-2.33" if minor < 34 else "glibc-2.36" if minor < 38 else "glibc"


@pytest.fixture(scope="module")
def private_shm() -> list[str]:
    """What to start a program with so that its /dev/shm is new and nobody else's."""
    mount = ["sh", "-c", 'mount -t tmpfs none /dev/shm && exec "$@"', "sh"]
    for unshare in (["unshare", "-m"], ["unshare", "-r", "-m"]):
        with contextlib.suppress(OSError):
            if not subprocess.run([*unshare, *mount, "true"], capture_output=True).returncode:
                return [*unshare, *mount]
    pytest.skip("no mount namespace, and so no /dev/shm that is safe to try names in")


@pytest.fixture(scope="module")
def both_glibcs(systems, private_shm) -> Iterator[tuple[Call, Call]]:
    model = release_of_glibc()
    if model is None:
        pytest.skip("this libc is not a glibc, or older than its models")
    with running(None, Path("/"), private_shm) as real:
        yield systems(model)[2], real


@pytest.mark.parametrize("flags", REAL_FLAGS)
def test_glibc_itself(both_glibcs, flags):
    for name in REAL_NAMES:
        answers = [everything_about(call, name, flags) for call in both_glibcs]
        assert answers[0] == answers[1], name


MUSL_DRIVER = r"""
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char line[20000], name[10000];
    int flags = atoi(argv[1]);
    while (fgets(line, sizeof line, stdin)) {
        size_t size = strcspn(line, "\n") / 2;
        memset(name, 0, sizeof name);
        for (size_t i = 0; i < size; i++) {
            unsigned byte;
            sscanf(line + 2 * i, "%2x", &byte);
            name[i] = byte;
        }
        int fd = shm_open(name, flags, 0600);
        printf("%d %x ", fd == -1 ? errno : 0, fd == -1 ? 0 : fcntl(fd, F_GETFL));
        if (fd != -1)
            close(fd);
        printf("%d\n", shm_unlink(name) == -1 ? errno : 0);
    }
    return 0;
}
"""


@pytest.mark.skipif(shutil.which("musl-gcc") is None, reason="no musl-gcc (package musl-tools)")
@pytest.mark.parametrize("flags", REAL_FLAGS)
def test_musl_itself(flags, tmp_path, private_shm):
    """One program with musl, and once more with the host's libc behind the model."""
    source = tmp_path / "driver.c"
    source.write_text(MUSL_DRIVER)
    names = "".join(name.hex() + "\n" for name in REAL_NAMES)
    answers = []
    for compiler, model, prefix in (("musl-gcc", None, private_shm), ("cc", "musl", [])):
        program = tmp_path / compiler
        subprocess.run([compiler, "-o", program, source], check=True)
        run = subprocess.run(
            [*prefix, program, str(flags)], env=environment(model, tmp_path / "root"),
            input=names, capture_output=True, text=True, check=True)  # fmt: skip
        # O_LARGEFILE: musl is told of it, glibc is not.
        answers.append([line.replace("8000 ", " ") for line in run.stdout.splitlines()])
    for name, real, modelled in zip(REAL_NAMES, *answers):
        assert real == modelled, name


# --- Any name at all -----------------------------------------------------------------------

hypothesis = pytest.importorskip("hypothesis")
strategies = hypothesis.strategies

ANY_NAME = strategies.one_of(
    strategies.binary(max_size=40),
    strategies.binary(max_size=1100),
    strategies.lists(
        strategies.sampled_from([b"/", b"//", b"..", b".", b"%", b"%s", b"\\", b"a", b"dev"])
    ).map(b"".join),
    strategies.integers(0, 4200).map(lambda size: b"/" + b"a" * size),
).filter(lambda name: b"\0" not in name)


@on_every_model
def test_any_name(system):
    """An object appears at its place and nowhere else, and shm_unlink leaves no trace."""
    model, root, call = system
    cage = root.parent

    @hypothesis.given(ANY_NAME)
    def try_name(name: bytes) -> None:
        before = tree(cage)
        outcome = opened(call, name)
        created = set(tree(cage)) - set(before)
        if outcome == "ok":
            where = PATH[model]
            if where is not None:
                top = b"/" + root.name.encode()
                path = posixpath.normpath(b"/" + where(name).lstrip(b"/"))
                assert top + path in created
            assert opened(call, name) == "EEXIST"
            assert call("shm_unlink", name) == 0
        assert tree(cage) == before

    try_name()


def test_any_name_of_glibc(both_glibcs):
    modelled, real = both_glibcs

    @hypothesis.given(ANY_NAME)
    def try_name(name: bytes) -> None:
        assert everything_about(modelled, name, NEW) == everything_about(real, name, NEW)

    try_name()


# --- What was seen -------------------------------------------------------------------------

BRIEF = {
    **{outcome: letter for letter, outcome in LETTERS.items()},
    "fine": ".", BUS: "B", "ENOSYS": "S", "ENOTSUP": "T", "ENXIO": "X", "ESPIPE": "P",
}  # fmt: skip


def table() -> Iterator[str]:
    yield "models: " + ", ".join(f"{i} {model}" for i, model in enumerate(MODELS, 1))
    yield "answers: " + ", ".join(f"{brief} {answer}" for answer, brief in BRIEF.items())
    width = max(map(len, OBSERVED))
    yield " " * width + "".join(f"{i:>5}" for i in range(1, len(MODELS) + 1))
    for check, seen in OBSERVED.items():
        cells = (BRIEF.get(seen.get(model), seen.get(model, "")) for model in MODELS)
        yield f"{check:<{width}}" + "".join(f"{cell:>5}" for cell in cells)


@pytest.fixture(scope="module", autouse=True)
def summary(request) -> Iterator[None]:
    """A table, models against checks, at the end of the run."""
    yield
    plugins = request.config.pluginmanager
    with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
        if OBSERVED:
            print("", *table(), sep="\n")
