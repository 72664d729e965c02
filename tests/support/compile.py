# SPDX-License-Identifier: MIT
"""C programs that use the library, for the fixture compile_c."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from support.paths import INCLUDE, TESTS

PROGRAMS = TESTS / "library" / "programs"

# compile_c(source, *flags, name="")
Compile = Callable[..., Path]


def with_shared(build: Path) -> list[str]:
    return [f"-I{INCLUDE}", f"-L{build}", "-lanonshm", f"-Wl,-rpath,{build}"]


def with_static(build: Path) -> list[str]:
    return [f"-I{INCLUDE}", str(build / "libanonshm.a")]
