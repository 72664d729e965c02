# SPDX-License-Identifier: MIT
"""Flags, modes and permissions on the models.

expected.py has what is expected, as tables.
"""

from __future__ import annotations

import os
import stat

import pytest

from models.answers import note
from models.expected import FLAGS, MODES, ORDER, STATUS_FLAGS, expand
from models.harness import (
    FREEBSD,
    LINUX,
    NEW,
    PAGE,
    USABLE,
    Call,
    an_object,
    as_root,
    on,
    on_every_model,
    openbsd_path,
    opened,
    running,
    tree,
)
from models.operations import F_GETFD, F_GETFL


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
    note(flags, model, outcome)


@on_every_model
def test_missing_object(system):
    for flags in (os.O_RDONLY, os.O_RDWR):
        assert opened(system.call, b"/missing", flags) == "ENOENT"


@pytest.mark.parametrize("system, name, flags, expected", ORDER, indirect=["system"])
def test_order_of_checks(system, name, flags, expected):
    assert opened(system.call, name, flags) == expected


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


@on_every_model
def test_close_on_exec(system):
    """Section 0.3: by itself, except for the bug of Haiku."""
    with an_object(system.call) as fd:
        assert system.call("fcntl", fd, F_GETFD) == (0 if system.model == "haiku-2017" else 1)


@pytest.mark.parametrize("system, flags, expected", STATUS_FLAGS, indirect=["system"])
def test_status_flags(system, flags, expected):
    seen = os.O_ACCMODE | os.O_APPEND | os.O_NONBLOCK
    with an_object(system.call, flags) as fd:
        assert system.call("fcntl", fd, F_GETFL) & seen == expected


# -- Modes and permissions -----------------------------------------------------------------


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
def test_mode_zero_is_enough_for_the_creator(system, tmp_path):
    """But FreeBSD checks the mode before it unlinks the name, and so did macOS."""
    model = system.model
    checked = model in (*FREEBSD, "macos-10.13") and os.geteuid() != 0
    with running(model, tmp_path / "root") as call:
        fd = call("shm_open", b"/object", NEW, 0)
        assert call("ftruncate", fd, PAGE) == 0
        assert call("shm_unlink", b"/object") == ("EACCES" if checked else 0)


def become_another_user(call: Call) -> None:
    assert call("setgroups", 0, None) == 0
    assert call("setresgid", 12345, 12345, 12345) == 0
    assert call("setresuid", 12345, 12345, 12345) == 0


@on_every_model
@as_root
def test_permission(system, public_path):
    """A user without permission gets EACCES; on OpenBSD no other user ever has any."""
    model = system.model
    with running(model, public_path / "root") as call:
        call("umask", 0)
        assert opened(call, b"/mine", NEW, 0o600) == "ok"
        assert opened(call, b"/ours", NEW, 0o606) == "ok"
        become_another_user(call)
        assert opened(call, b"/mine", os.O_RDWR) == "EACCES"
        assert opened(call, b"/mine", NEW) == "EEXIST"
        others = "EACCES" if model == "openbsd" else "ok"  # its mode is 0600 at most
        assert opened(call, b"/ours", os.O_RDWR) == others


@on("openbsd")
@as_root
def test_openbsd_requires_the_real_user(system, tmp_path):
    root = tmp_path / "root"
    with running("openbsd", root) as call:
        call("setresuid", 12345, 0, 0)
        assert opened(call, b"/foo") == "EPERM"
        assert openbsd_path(b"/foo") in tree(root)  # it stays


@as_root
@pytest.mark.parametrize("system, mode, expected", [
    ("freebsd", 0o602, "EACCES"), ("freebsd", 0o606, 0), ("freebsd", 0o604, "EACCES"),
    ("macos", 0o602, 0), ("macos", 0o604, "EACCES"), ("macos-10.13", 0o602, 0),
], indirect=["system"])  # fmt: skip
def test_permission_to_unlink(system, mode, expected, public_path):
    """The table has no directory: the object's own mode decides."""
    with running(system.model, public_path / "root") as call:
        call("umask", 0)
        assert opened(call, b"/foo", NEW, mode) == "ok"
        become_another_user(call)
        assert call("shm_unlink", b"/foo") == expected
