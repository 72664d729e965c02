# SPDX-License-Identifier: MIT
"""The directory of the objects on the models: missing, of another mode, or full of locks.

expected.py has what is expected, as tables.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
import time

import pytest

from models.expected import LONG_NAME, WITHOUT_DIRECTORY
from models.harness import NEW, illumos_path, on, opened, running, tree


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
    """The same errno as from shm_open, for good names and for bad ones."""
    root = tmp_path / "root"
    with running(system.model, root, stderr=subprocess.DEVNULL) as call:
        assert call("getpid") > 0
        (root / ("var/shm" if system.model == "netbsd" else "dev/shm")).rmdir()
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


# -- illumos, section 14 -------------------------------------------------------------------


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
