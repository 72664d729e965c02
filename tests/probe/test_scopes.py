# SPDX-License-Identifier: MIT
"""The config header does not depend on the machine that builds: it has the same bytes in every
state of it, and what contradicts a prediction is reported, not written."""

from __future__ import annotations

import errno
import os
import shlex
import tempfile
from pathlib import Path

import pytest

from support.compile import Compile
from support.projects import (
    Configured,
    configure,
    copy_module,
    replace_once,
    write_project,
)
from support.run import run

pytestmark = pytest.mark.usefixtures("native")


def tmpfs(options: str) -> str:
    return f"mount -t tmpfs -o {options} none /dev/shm"


# A shell command that brings the state about, in namespaces of its own.
STATES = {
    "as it is": "true",
    "/dev/shm full": tmpfs("size=4k") + "; head -c 4096 /dev/zero >/dev/shm/x",
    "/dev/shm of one page": tmpfs("size=4k"),
    "/dev/shm without inodes": tmpfs("nr_inodes=1"),
    "/dev/shm read-only": tmpfs("ro"),
    "/dev/shm noexec": tmpfs("noexec"),
    "/dev/shm not in memory": 'mount --bind "$PWD" /dev/shm',
    "/dev without shm": "mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; "
    "mknod -m 666 /dev/zero c 1 5; mknod -m 666 /dev/urandom c 1 9",
    "no System V segments": "echo 0 >/proc/sys/kernel/shmmni",
    "umask 0777": "umask 0777",
    "umask 0400": "umask 0400",
    "umask 0277": "umask 0277",
    "a limit of file size": "ulimit -f 65536",
    "32 descriptors": "ulimit -n 32",
    "a small stack": "ulimit -s 1024",
    "SIGCHLD ignored": "trap '' CHLD",
    "another /var/tmp": "mount -t tmpfs none /var/tmp",
    "an empty environment": "for name in $(env | sed -n 's/^\\([A-Z_]*\\)=.*/\\1/p'); "
    "do [ $name = PATH ] || unset $name; done",
}

# System calls that a filter may refuse: number on x86_64, errno.
REFUSED = {
    "shmget": (29, errno.EPERM),
    "shmat": (30, errno.ENOSYS),
    "set_robust_list": (273, errno.ENOSYS),
    "memfd_create": (319, errno.EPERM),
    "getrandom": (318, errno.EPERM),
    "statfs": (137, errno.ENOSYS),
    "fstatfs": (138, errno.ENOSYS),
    "setrlimit": (160, errno.EPERM),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    directory = tmp_path_factory.mktemp("plain")
    return configure(write_project(directory / "source"), directory / "build")


@pytest.fixture(scope="module")
def namespaces() -> list[str]:
    command = ["unshare", "--mount", "--ipc"]
    if os.geteuid() != 0 or run(*command, "true").returncode != 0:
        pytest.skip("no mount and IPC namespaces of one's own here")
    return command


def cmake(directory: Path) -> list[str]:
    source = write_project(directory / "source")
    (directory / "build").mkdir()
    return ["cmake", "-S", str(source), "-B", str(directory / "build")]


def header(directory: Path) -> bytes:
    return (directory / "build" / "config.h").read_bytes()


@pytest.mark.parametrize("state", STATES)
def test_the_header_is_the_same_in_every_state(
    plain: Configured, namespaces: list[str], state: str, tmp_path: Path
) -> None:
    script = f"{STATES[state]}; {shlex.join(cmake(tmp_path))}"
    run(*namespaces, "sh", "-c", script, cwd=tmp_path, check=True)
    assert header(tmp_path) == header(plain.build.parent)


@pytest.mark.parametrize("call", REFUSED)
def test_the_header_is_the_same_under_every_filter(
    plain: Configured, compile_c: Compile, call: str, tmp_path: Path
) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers of the system calls are those of x86_64")
    filtered = compile_c(Path(__file__).parent / "filtered.c")
    command = [str(filtered), *map(str, REFUSED[call]), *cmake(tmp_path)]
    ran = run(*command)
    if ran.returncode == 77:
        pytest.skip("no filter can be installed here")
    assert ran.returncode == 0, ran.stdout
    assert header(tmp_path) == header(plain.build.parent)


def test_the_header_is_the_same_for_another_user(plain: Configured, build: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    # Not below pytest's own directory, which nobody else may enter; nor in a clone there.
    if any(not directory.stat().st_mode & 0o001 for directory in build.resolve().parents):
        pytest.skip(f"another user cannot enter {build}")
    with tempfile.TemporaryDirectory(dir=build / "tmp") as name:
        directory = Path(name)
        command = cmake(directory)
        for path in (directory / "build", directory):
            os.chown(path, 65534, 65534)
        run(*command, user=65534, group=65534, extra_groups=[], check=True)
        assert header(directory) == header(plain.build.parent)


def test_the_report_of_a_configure_speaks_of_no_machine(plain: Configured) -> None:
    report = plain.report
    assert report["system"] is None
    assert report["served"] is None
    assert {fact["scope"] for fact in report["facts"].values()} == {"toolchain", "platform"}
    assert {method["available"] for method in report["methods"]} <= {None, False}


@pytest.fixture
def contradiction(tmp_path: Path) -> Path:
    """The module, with a prediction that no run confirms."""
    module = copy_module(tmp_path / "copy")
    platforms = tmp_path / "copy" / "cmake" / "platforms"
    replace_once(platforms, "shm_read_write TRUE", "shm_read_write FALSE")
    return module


def test_a_contradiction_is_reported_with_both_values(
    plain: Configured, contradiction: Path, tmp_path: Path
) -> None:
    source = write_project(tmp_path / "source", module=contradiction)
    found = configure(source, tmp_path / "build")
    assert "this machine contradicts what is known of the platform" in found.words
    assert "shm_read_write: TRUE" in found.words
    fact = found.report["facts"]["shm_read_write"]
    assert (fact["value"], fact["evidence"], fact["predicted"]) == (True, "ran", False)
    assert found.macros["ANONSHM_SHM_READ_WRITE"] == "0"
    assert plain.macros["ANONSHM_SHM_READ_WRITE"] == "1"


def test_a_preset_settles_it(contradiction: Path, tmp_path: Path) -> None:
    source = write_project(tmp_path / "source", module=contradiction)
    found = configure(source, tmp_path / "build", ["-DANONSHM_PRESET_SHM_READ_WRITE=ON"])
    assert "contradicts" not in found.words
    assert found.macros["ANONSHM_SHM_READ_WRITE"] == "1"
    assert "predicted" not in found.report["facts"]["shm_read_write"]


@pytest.fixture
def boundary(tmp_path: Path) -> Path:
    """The module, with a rule that a later version of this C library changes."""
    module = copy_module(tmp_path / "copy")
    before = "anonshm_predict(shm_read_write TRUE"
    after = 'anonshm_predict(shm_read_write FALSE SINCE 99 SOURCE "a later one")'
    replace_once(tmp_path / "copy" / "cmake" / "platforms", before, f"{after}\n{before}")
    return module


def test_what_a_later_version_changes_is_unknown(boundary: Path, tmp_path: Path) -> None:
    """The run here is no answer for the program there, and does not contradict anything."""
    source = write_project(tmp_path / "source", module=boundary)
    found = configure(source, tmp_path / "build")
    assert "contradicts" not in found.words
    assert "/* ANONSHM_SHM_READ_WRITE: unknown */" in found.header
    fact = found.report["facts"]["shm_read_write"]
    assert (fact["value"], fact["evidence"]) == (None, "unknown")
    assert "predicted" not in fact
    values = "either TRUE before 99 (the object is a file), or FALSE since then (a later one)"
    assert fact["detail"].endswith(f": {values}; here TRUE")


def test_a_preset_settles_that_too(boundary: Path, tmp_path: Path) -> None:
    source = write_project(tmp_path / "source", module=boundary)
    found = configure(source, tmp_path / "build", ["-DANONSHM_PRESET_SHM_READ_WRITE=OFF"])
    assert found.macros["ANONSHM_SHM_READ_WRITE"] == "0"
    assert found.fact("shm_read_write") == (False, "preset")
