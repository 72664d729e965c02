# SPDX-License-Identifier: MIT
"""The creation is no cancellation point: a cancelled thread leaves no descriptor and no name.

With the C library of the build, linked dynamically and statically, and with musl where there is
a compiler for it; test_old_glibc.py has glibc 2.17, with threads in a library of their own.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from support.compile import PROGRAMS, Compile, with_static
from support.paths import ROOT
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

PROGRAM = PROGRAMS / "cancel.c"
ALLOW_DISK = 8  # anonshm.h
METHODS = {
    "memfd_syscall": 0,
    "memfd_create": 0,
    "o_tmpfile": 0,
    "shm_open": 0,
    "mkostemp": 0,
    "temporary_file": ALLOW_DISK,
}
NOT_SERVED = 3
# Nobody else's objects are there, and temporary_file needs a name (a ramfs has no O_TMPFILE).
OWN = "mount -t tmpfs none /dev/shm; mount -t ramfs none /tmp; chmod 1777 /tmp"

Run = Callable[..., dict[str, int]]


@pytest.fixture(scope="module")
def dynamic(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAM, *with_static(build), "-pthread", name="cancel")


@pytest.fixture(scope="module")
def static(compile_c: Compile, build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("static") / "empty.c"
    source.write_text("int main(void) { return 0; }\n")
    try:
        compile_c(source, "-static")
    except AssertionError:
        pytest.skip("nothing can be linked statically here")
    return compile_c(PROGRAM, *with_static(build), "-pthread", "-static", name="cancel-static")


@pytest.fixture(scope="module", params=["dynamic", "static"])
def program(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def with_own_directories(program: Path, *arguments: object) -> tuple[dict[str, int], list[str]]:
    """What the program printed, and the names that it has left."""
    if os.geteuid() != 0:
        pytest.skip("mounts directories of its own, which only root can")
    words = " ".join(shlex.quote(str(word)) for word in arguments)
    script = f'{OWN}; TMPDIR=/tmp "$0" {words}; status=$?; ls /dev/shm /tmp; exit $status'
    fd = os.open(program, os.O_RDONLY)  # it may be in /tmp
    try:
        ran = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, f"/proc/self/fd/{fd}"],
            pass_fds=[fd],
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
        )
    finally:
        os.close(fd)
    if ran.returncode == NOT_SERVED:
        pytest.skip("the method does not serve here")
    assert ran.returncode == 0
    told, *listed = ran.stdout.splitlines()
    return json.loads(told), [name for name in listed if name.startswith("anonshm")]


@pytest.mark.parametrize("method", METHODS)
def test_pending_cancellation_waits(method: str, program: Path) -> None:
    told, left = with_own_directories(program, "pending", method, METHODS[method])
    assert told == {"returned": 1, "descriptors": 0}
    assert left == []


@pytest.mark.parametrize("method", METHODS)
def test_2000_cancellations_leave_nothing(method: str, program: Path) -> None:
    told, left = with_own_directories(program, "anywhere", method, METHODS[method], 2000)
    assert told["descriptors"] == 0
    assert left == []


def test_chain(dynamic: Path) -> None:
    told, _ = with_own_directories(dynamic, "pending", "", 0)
    assert told["returned"] == 1


# -- Other C libraries ---------------------------------------------------------------------


def compile_with(compiler: str, tmp_path: Path, *flags: str) -> Path:
    """The library's own sources and the program, with another C library's headers."""
    build = tmp_path / "build"
    configure = [
        *("cmake", "-S", ROOT, "-B", build, "-DANONSHM_BUILD_TESTING=OFF"),
        *("-DANONSHM_BUILD_TOOL=OFF", f"-DCMAKE_C_COMPILER={compiler}"),
        f"-DCMAKE_CXX_COMPILER={compiler}",
    ]
    run(*configure, check=True)
    run("cmake", "--build", build, "--target", "anonshm_archive", check=True)
    program = tmp_path / "cancel"
    sources = [PROGRAM, *with_static(build)]
    run(compiler, *flags, *sources, "-pthread", "-o", program, check=True)
    return program


@pytest.mark.parametrize("flags", [("-static",), ()], ids=["static", "dynamic"])
def test_musl(flags: tuple[str, ...], tmp_path: Path) -> None:
    if shutil.which("musl-gcc") is None:
        pytest.skip("no musl-gcc")
    program = compile_with("musl-gcc", tmp_path, *flags)
    for method in ("o_tmpfile", "mkostemp"):
        told, left = with_own_directories(program, "anywhere", method, METHODS[method], 500)
        assert told["descriptors"] == 0 and left == []
        told, left = with_own_directories(program, "pending", method, METHODS[method])
        assert told == {"returned": 1, "descriptors": 0} and left == []
