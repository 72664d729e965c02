"""A C program, the header and the library: what most people will ever see of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT, Compile

pytestmark = pytest.mark.smoke

STRICT = ["-std=c99", "-D_XOPEN_SOURCE=700", "-Wall", "-Wextra", "-pedantic", "-Werror"]


@pytest.fixture(scope="module", params=["static", "shared"])
def program(request: pytest.FixtureRequest, compile_c: Compile, build: Path) -> Path:
    """The same program with either library."""
    libraries = {
        "static": [build / "libanonshm.a"],
        "shared": [f"-L{build}", "-lanonshm", f"-Wl,-rpath,{build}"],
    }[request.param]
    if request.param == "shared" and not list(build.glob("libanonshm.*[!a]")):
        pytest.skip("there are no shared libraries on this target")
    # The library that shm_open needs on this target, as pkg-config would say it.
    header = (build / "anonshm_config.h").read_text()
    rt = re.search(r'#define ANONSHM_SHM_OPEN_LIBRARY "(\w+)"', header)
    more = [f"-l{rt.group(1)}"] if rt else []
    return compile_c(
        ROOT / "tests/library/programs/share.c",
        *STRICT,
        f"-I{ROOT / 'include'}",
        *libraries,
        *more,
        name=f"share_{request.param}",
    )


def test_a_child_sees_what_the_parent_wrote(program: Path, launcher: list[str]) -> None:
    assert subprocess.run([*launcher, program], timeout=60).returncode == 0


def test_no_cxx_runtime_is_loaded(program: Path, native: None, unsanitized: None) -> None:
    if shutil.which("ldd") is None:
        pytest.skip("no ldd")
    loaded = subprocess.run(
        ["ldd", program], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    assert "libstdc++" not in loaded and "libc++" not in loaded
    assert ("libanonshm" in loaded) == program.name.endswith("shared")
