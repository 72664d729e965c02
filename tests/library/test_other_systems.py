# SPDX-License-Identifier: MIT
"""The fake system's tests, compiled as those of other systems: their flags, their methods."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from support.compile import PROGRAMS
from support.paths import INCLUDE, ROOT, TESTS
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

FAKE_SYSTEM = TESTS / "library" / "fake_system"
SOURCES = sorted(
    [
        *(ROOT / "src/library/create").rglob("*.cpp"),
        *(ROOT / "src/library/map").rglob("*.cpp"),
        *(ROOT / "src/library/object").glob("[!uw]*.cpp"),  # unsupported, windows
        *(ROOT / "src/library/object/posix").glob("*.cpp"),
        *(ROOT / "src/library/pass").glob("[!du]*.cpp"),  # duplicate, unsupported
        *FAKE_SYSTEM.rglob("*.cpp"),
    ],
)

# Those that do not depend on what Linux alone can tell: which file system is in memory.
CASES = ["memfd:", "flag sets:", "shm_open:", "shm_anon:", "hints:", "disable:", "options:",
         "label:", "page size:", "seal:", "seals:", "readonly:", "resize:", "size:", "send:",
         "send, receive, inherit:", "receive:", "inherit:"]  # fmt: skip


class System(NamedTuple):
    name: str
    directives: list[str]


SYSTEMS = [
    System("NetBSD", ["define __NetBSD__ 1"]),  # 0x4 is MFD_CLOFORK: no huge pages
    System("FreeBSD", ["define __FreeBSD__ 14"]),  # huge pages need a size
    System("DragonFly", ["define __DragonFly__ 600400"]),  # O_CLOEXEC closes a window
    System("illumos", ["define __sun 1"]),
    System("macOS", ["define __APPLE__ 1"]),  # 26.4 refuses O_CLOEXEC
    System(  # its own numbers
        "NuttX",
        [
            "define __NuttX__ 1",
            "define ANONSHM_MFD_CLOEXEC 02000000",
            "define ANONSHM_MFD_ALLOW_SEALING 0x10000",
            "define ANONSHM_MFD_HUGETLB 0x20000",
        ],
    ),
    System("a processor without atomic exchange", ["undef __GCC_ATOMIC_INT_LOCK_FREE"]),
]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_fake_system_as_another(
    system: System, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    first = tmp_path / "first.h"
    directives = "".join(f"#{directive}\n" for directive in system.directives)
    first.write_text(f'#include "{PROGRAMS}/other_system.h"\n{directives}')
    directories = [f"-I{FAKE_SYSTEM}", f"-I{build}", f"-I{INCLUDE}"]
    command = [cache["CMAKE_CXX_COMPILER"], "-std=gnu++17", "-include", first, *directories]

    def compile_one(number: int) -> Path:
        into = tmp_path / f"{number}.o"
        run(*command, "-c", SOURCES[number], "-o", into, check=True)
        return into

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        objects = list(workers.map(compile_one, range(len(SOURCES))))
    program = tmp_path / "errno_rules"
    run(cache["CMAKE_CXX_COMPILER"], *objects, "-o", program, check=True)
    run(program, *CASES, check=True, timeout=60)
