# SPDX-License-Identifier: MIT
"""The fallback chain on systems that cannot run here: the library on their models.

What is tried, in which order, and what becomes of the errors that these systems are known for.
"""

from __future__ import annotations

import os

import pytest

from models.harness import BROKEN, LINUX, MODELS, PAGE, as_root
from models.with_library import METHODS_ON, SystemWithLibrary, platform_of
from support.binding import FLAGS
from support.catalogue import predictions
from support.tables import TABLES

ANOTHER_USER = 12345

# What anonshm_open(0) tries on each, in this order; the last one serves. A library that was
# built on a newer release gets ENOSYS; a file of the host is no object of the model: ENOTSUP.
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


@pytest.mark.parametrize("model", TRIED)
def test_what_is_tried(model, with_library):
    system = with_library(model)
    before = system.left()
    tried = system.call("traced", 0)
    row = ", ".join(f"{method} {error or 'ok'}" for method, error in tried)
    TABLES.setdefault("the chain on the models", []).append(f"{model:20}{row}")
    assert tried == TRIED[model]
    assert system.left() == before


@pytest.mark.parametrize("size", [5, PAGE, 3 * PAGE + 1])
@pytest.mark.parametrize("model", [model for model in MODELS if model != BROKEN])
def test_create(model, size, with_library):
    """Of the given size, which fstat may round up; with one ftruncate."""
    system = with_library(model)
    before = system.left()
    rounded = predictions(model if model in LINUX else platform_of(model))["shm_size_rounded"]
    fd = system.call("anonshm_create", size, 0)
    reported = system.call("fstat", fd)["st_size"]
    assert reported == (-(-size // PAGE) * PAGE if rounded == "true" else size)
    written = system.call("elsewhere", "SCM_RIGHTS", fd, "end_of", size, 5, b"hello")
    assert written == system.call("end_of", fd, size, 5, None) == b"hello"
    assert system.call("close", fd) == 0
    assert system.left() == before


# -- What goes wrong -----------------------------------------------------------------------


def test_haikus_useless_descriptor_is_detected(fresh_with_library):
    """Access mode 3, which neither reads nor writes."""
    system = fresh_with_library(BROKEN)
    before = system.left()
    assert system.open("shm_open") == "ENOTSUP"
    assert system.call("anonshm_open", 0) == "ENOTSUP"
    assert system.call("anonshm_create", PAGE, 0) == "ENOTSUP"
    assert system.call("traced", FLAGS["ALLOW_DISK"])[-1] == ("temporary_file", 0)
    assert system.left() == before


@pytest.mark.parametrize("model, method", METHODS_ON)
def test_descriptors_used_up_during_a_call(model, method, with_library):
    """Reported at once, and by no other method. OpenBSD's shm_mkstemp would try INT_MAX times.
    The shm_unlink of DragonFly needs one itself, as that of illumos does, but the model of
    illumos needs one more to remove its lock, so there the second and third are left out."""
    system = with_library(model)
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


# Where the objects are, and the errno of an attempt without the directory, and with one that
# cannot be written. Cygwin checks for the directory itself.
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
def test_no_directory(model, directory, gone, unwritable, fresh_with_library):
    system = fresh_with_library(model)
    path = system.root / directory
    mode = path.stat().st_mode & 0o7777
    path.rmdir()
    refused(system, gone)
    path.mkdir()
    path.chmod(mode & 0o1555)
    if os.geteuid() == 0:  # to whom no permission is refused
        assert system.call("setresuid", ANOTHER_USER, ANOTHER_USER, ANOTHER_USER) == 0
    refused(system, unwritable)


def refused(system: SystemWithLibrary, error: str | None) -> None:
    before = system.left()
    for method in [method for model, method in METHODS_ON if model == system.model]:
        fd = system.open(method)
        assert fd == error or (error is None and system.call("close", fd) == 0)
    assert system.left() == before


@as_root
def test_openbsd_requires_the_real_user(fresh_with_library):
    """EPERM, and the new file would stay if the library did not remove it. Such a program
    ignores the environment."""
    system = fresh_with_library("openbsd")
    assert system.call("setresuid", ANOTHER_USER, 0, 0) == 0
    before = system.left()
    assert system.open("shm_open") == "EPERM"
    assert system.open("shm_mkstemp") == "EPERM"
    assert system.call("anonshm_open", 0) == "ENOTSUP"
    assert system.call("traced", FLAGS["ALLOW_DISK"]) == [
        ("shm_open", "EPERM"), ("shm_mkstemp", "EPERM"), ("mkostemp", "ENOTSUP"),
        ("temporary_file", 0),
    ]  # fmt: skip
    assert system.left() == before


@pytest.mark.parametrize("model, tried", [
    ("netbsd", [("memfd_create", "ENOSYS"), ("shm_open", "ENOTSUP"), ("mkostemp", "ENOTSUP"),
                ("temporary_file", 0)]),
    ("netbsd-11", [("memfd_create", 0)]),
])  # fmt: skip
def test_netbsd_requires_a_directory_of_mode_1777(model, tried, fresh_with_library):
    """Otherwise shm_open fails."""
    system = fresh_with_library(model)
    (system.root / "var/shm").chmod(0o777)
    before = system.left()
    assert system.open("shm_open") == "ENOTSUP"
    assert system.call("traced", FLAGS["ALLOW_DISK"]) == tried
    assert system.left() == before


def test_locks_of_others_do_not_matter_on_illumos(fresh_with_library):
    """The lock that a killed process left would delay the same name for 64 seconds."""
    system = fresh_with_library("illumos")
    for name in ("", "foo", "anonshm-", "anonshm-" + "a" * 20):
        (system.root / f"tmp/.SHML{name}").touch()
    before = system.left()
    for _ in range(100):
        assert system.call("close", system.open("shm_open")) == 0
    assert system.left() == before
