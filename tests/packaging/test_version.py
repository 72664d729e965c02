# SPDX-License-Identifier: MIT
"""The version is that of cmake/anonshm/version.txt everywhere: in the header, which is used as
it is, in the library, and in the recipe of vcpkg.
"""

from __future__ import annotations

import ctypes
import json
from pathlib import Path

from support.compile import Compile
from support.paths import INCLUDE, ROOT
from support.run import run

VERSION = (ROOT / "cmake/anonshm/version.txt").read_text().strip()

PROGRAM = r"""
#include <anonshm/anonshm.h>
#include <stdio.h>

#if ANONSHM_VERSION_NUMBER < ANONSHM_VERSION_OF(0, 1, 0)
# error "0.1.0 is the first version that has these macros"
#endif
#if ANONSHM_VERSION_OF(0, 1, 999) >= ANONSHM_VERSION_OF(0, 2, 0)
# error "the second number counts more than the third"
#endif
#if ANONSHM_VERSION_OF(0, 999, 999) >= ANONSHM_VERSION_OF(1, 0, 0)
# error "the first number counts most"
#endif

int main(void) {
    printf("%d.%d.%d %s %ld\n", ANONSHM_VERSION_MAJOR, ANONSHM_VERSION_MINOR,
           ANONSHM_VERSION_PATCH, ANONSHM_VERSION, ANONSHM_VERSION_NUMBER);
    return 0;
}
"""


def test_the_header_has_it(native: None, compile_c: Compile, tmp_path: Path) -> None:
    source = tmp_path / "version.c"
    source.write_text(PROGRAM)
    program = compile_c(source, "-std=c99", "-Wall", "-Wextra", "-Werror", "-I", INCLUDE)
    major, minor, patch = map(int, VERSION.split("."))
    number = major * 1000000 + minor * 1000 + patch
    assert run(program, check=True).stdout == f"{VERSION} {VERSION} {number}\n", (
        "include/anonshm/version.h disagrees with cmake/anonshm/version.txt"
    )


def test_the_library_has_it(library: ctypes.CDLL) -> None:
    assert library.anonshm_version() == VERSION.encode()


def test_vcpkg_has_it() -> None:
    port = json.loads((ROOT / "cmake/vcpkg/vcpkg.json").read_text())
    assert port["version"] == VERSION
