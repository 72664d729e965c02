# SPDX-License-Identifier: MIT
"""Names on the models: which are accepted, where their objects are, and the fresh names of
OpenBSD's shm_mkstemp.

expected.py has what is expected, as tables.
"""

from __future__ import annotations

import os
import posixpath

import pytest

from models.answers import note
from models.expected import LENGTHS, LIMITS, OPEN, SAME_OBJECT, UNLINK, expand, label
from models.harness import (
    FREEBSD,
    MACOS,
    NEW,
    PATH,
    System,
    on,
    on_every_model,
    opened,
    running,
    tree,
)
from models.operations import F_GETFD, SHM_ANON


def check_creation(system: System, name: bytes, expected: str) -> None:
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
    note(label(name), system.model, expected)


@pytest.mark.parametrize("system, name, expected", expand(UNLINK), indirect=["system"])
def test_unlink_name(system, name, expected):
    assert system.call("shm_unlink", name) == expected
    note(f"unlink {label(name)}", system.model, expected)


@on_every_model
def test_longest_name(system):
    longest, beyond = LIMITS[system.model]
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


@pytest.mark.parametrize("system, function, name, expected", [
    *[(model, "shm_open", None, "EFAULT") for model in (*FREEBSD, *MACOS)],
    *[(model, "shm_unlink", None, "EFAULT") for model in (*FREEBSD, "macos-10.13")],
    *[(model, "shm_unlink", SHM_ANON, "EFAULT") for model in FREEBSD],
    ("macos", "shm_unlink", None, "EINVAL"),
    ("haiku", "shm_open", None, "EINVAL"),
    ("haiku", "shm_unlink", None, "EINVAL"),
], indirect=["system"])  # fmt: skip
def test_bad_pointer(system, function, name, expected):
    call = system.call
    arguments = (NEW, 0o600) if function == "shm_open" else ()
    assert call(function, name, *arguments) == expected


@on("freebsd", "freebsd-jail")
def test_jail_is_part_of_the_name(system, tmp_path):
    root = tmp_path / "root"
    with running("freebsd", root) as host, running("freebsd-jail", root) as jail:
        assert opened(jail, b"/foo") == "ok"
        assert opened(host, b"/foo", os.O_RDWR) == "ENOENT"
        assert opened(host, b"/usr/jails/anonshm/foo", os.O_RDWR) == "ok"


# -- OpenBSD's shm_mkstemp, section 10 ----------------------------------------------------


@on("openbsd")
def test_mkstemp(system):
    call = system.call
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
    call = system.call
    for template in (b"", b"/shm", b"/shm.XXXXX", b"/XXXXXXshm"):
        assert call("mkstemp", template) == ("EINVAL", template)
    # _mktemp looks for a file of that name first, which is what fails here.
    assert call("mkstemp", b"/" + b"X" * 300) == ("ENAMETOOLONG", b"/" + b"X" * 300)


@on("openbsd")
def test_mkstemp_tries_forever(system, tmp_path):
    root = tmp_path / "root"
    with running("openbsd", root) as call:
        assert call("getpid") > 0
        (root / "tmp").rmdir()
        call("alarm", 1)
        with pytest.raises(SyntaxError):  # the end of the pipe
            call("mkstemp", b"/shm.XXXXXXXX")
    assert call.process.returncode == -14
