# SPDX-License-Identifier: MIT
"""A library that is built with a new glibc runs with old ones, down to 2.17.

A binary needs the newest version of glibc from which it takes a symbol, and the loader of an
older one refuses it. What is run here runs with this machine's glibc: that it would with an
older one follows from the versions, and from a link with nothing but the symbols of 2.17.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.compile import PROGRAMS
from support.paths import INCLUDE
from support.run import run

pytestmark = [
    pytest.mark.usefixtures("native", "unsanitized"),
    pytest.mark.skipif(sys.platform != "linux", reason="asks for glibc's symbols"),
]

OLDEST = (2, 17)
TARGET = "x86_64-linux-gnu.2.17"

EVERY_METHOD = """
#include <anonshm/anonshm.h>
#include "anonshm_config.h"
#include <stdio.h>
#define OPEN(name) \\
    printf("%s %d\\n", #name, anonshm_open_method(#name, ANONSHM_ALLOW_DISK) != -1);
int main(void) {
    ANONSHM_CHAIN(OPEN)
    return 0;
}
"""


def needed(library: Path) -> dict[str, tuple[int, ...]]:
    """The symbols that it takes from glibc, and the versions that introduced them."""
    readelf = shutil.which("readelf")
    if readelf is None:
        pytest.skip("no readelf")
    command = [readelf, "--wide", "--dyn-syms", library]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.findall(r" UND +(\w+)@GLIBC_([0-9.]+)", text)
    if not found:
        pytest.skip("not linked with glibc")
    return {name: tuple(map(int, version.split("."))) for name, version in found}


def test_needs_no_newer_glibc(build: Path) -> None:
    newer = {name for name, version in needed(build / "libanonshm.so").items()
             if version > OLDEST}  # fmt: skip
    assert newer == set()


@pytest.fixture(scope="module")
def zig(build: Path) -> str:
    """A compiler that has the symbols of glibc 2.17."""
    if platform.machine() != "x86_64":
        pytest.skip("zig's target is x86-64")
    installed = build.glob("matrix/tools/ziglang-*/ziglang/zig")  # by scripts/matrix
    found = next(map(str, installed), shutil.which("zig"))
    if found is None:
        pytest.skip("no zig (scripts/matrix --install)")
    return found


@pytest.mark.parametrize("kind", ["a", "so"])
def test_links_and_runs_with_the_symbols_of_2_17(
    kind: str, zig: str, build: Path, tmp_path: Path
) -> None:
    needed(build / "libanonshm.so")  # skips where that is not glibc
    (tmp_path / "every.c").write_text(EVERY_METHOD)
    program = tmp_path / "every"
    library = build / f"libanonshm.{kind}"
    command = [
        *(zig, "cc", "-target", TARGET, "-I", INCLUDE, "-I", build),
        *(tmp_path / "every.c", library, f"-Wl,-rpath,{build}", "-Wl,-z,now"),
        *("-o", program),
    ]
    run(*command, check=True)
    told = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert re.findall(r"(\w+) 0", told) == []
    assert max(needed(program).values()) <= OLDEST


def test_cancellation_where_threads_are_a_library_of_their_own(
    zig: str, build: Path, tmp_path: Path
) -> None:
    program = tmp_path / "cancel"
    command = [
        *(zig, "cc", "-target", TARGET, "-I", INCLUDE, PROGRAMS / "cancel.c"),
        *(build / "libanonshm.a", "-lpthread", "-o", program),
    ]
    run(*command, check=True)
    told = subprocess.run(
        [program, "pending", "o_tmpfile", "0"], stdout=subprocess.PIPE, text=True, check=True
    )
    assert told.stdout == '{"returned": 1, "descriptors": 0}\n'
