"""The fake system's tests, compiled as other operating systems': their flags, their methods."""

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
    [*(ROOT / "src/library/create").rglob("*.cpp"), *FAKE_SYSTEM.rglob("*.cpp")],
)


class System(NamedTuple):
    name: str
    macros: list[str]


SYSTEMS = [
    System("NetBSD", ["__NetBSD__ 1"]),  # 0x4 is MFD_CLOFORK: no huge pages
    System("FreeBSD", ["__FreeBSD__ 14"]),  # huge pages need a size
    System("DragonFly", ["__DragonFly__ 600400"]),  # shm_open is not close-on-exec at once
    System("illumos", ["__sun 1"]),
    System("macOS", ["__APPLE__ 1"]),  # 26.4 refuses O_CLOEXEC
    System(  # its own numbers
        "NuttX",
        [
            "__NuttX__ 1",
            "ANONSHM_MFD_CLOEXEC 02000000",
            "ANONSHM_MFD_ALLOW_SEALING 0x10000",
            "ANONSHM_MFD_HUGETLB 0x20000",
        ],
    ),
]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_fake_system_as_another(
    system: System, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    first = tmp_path / "first.h"
    macros = "".join(f"#define {macro}\n" for macro in system.macros)
    first.write_text(f'#include "{PROGRAMS}/other_system.h"\n{macros}')
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
    run(program, check=True, timeout=60)
