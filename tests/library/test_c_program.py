# SPDX-License-Identifier: MIT
"""A C program, the header and the library: what most users need."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from support.compile import PROGRAMS, Compile, with_shared, with_static
from support.run import run

pytestmark = pytest.mark.smoke

STRICT = ["-std=c99", "-D_XOPEN_SOURCE=700", "-Wall", "-Wextra", "-pedantic", "-Werror"]


@pytest.fixture(scope="module", params=["static", "shared"])
def program(request: pytest.FixtureRequest, compile_c: Compile, build: Path) -> Path:
    """The same program with either library."""
    libraries = {"static": with_static, "shared": with_shared}[request.param](build)
    if request.param == "shared" and not list(build.glob("libanonshm.*[!a]")):
        pytest.skip("there are no shared libraries on this target")
    # The library that shm_open needs on this target, as pkg-config would print it.
    header = (build / "anonshm_config.h").read_text()
    rt = re.search(r'#define ANONSHM_SHM_OPEN_LIBRARY "(\w+)"', header)
    more = [f"-l{rt.group(1)}"] if rt else []
    name = f"share_{request.param}"
    return compile_c(PROGRAMS / "share.c", *STRICT, *libraries, *more, name=name)


def test_a_child_sees_what_the_parent_wrote(program: Path, launcher: list[str]) -> None:
    run(*launcher, program, timeout=60, check=True)


def test_no_cxx_runtime_is_loaded(program: Path, native: None, unsanitized: None) -> None:
    if shutil.which("ldd") is None:
        pytest.skip("no ldd")
    loaded = run("ldd", program, check=True).stdout
    assert "libstdc++" not in loaded and "libc++" not in loaded
    assert ("libanonshm" in loaded) == program.name.endswith("shared")
