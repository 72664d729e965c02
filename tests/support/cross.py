# SPDX-License-Identifier: MIT
"""Programs for other machines, where a cross compiler and what runs its programs are installed.
They have the library from scripts/amalgamate, which needs no configuring."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from support.paths import INCLUDE, ROOT
from support.run import run


class Machine(NamedTuple):
    prefix: str  # of the compilers
    emulator: str


MACHINES = {
    "aarch64": Machine("aarch64-linux-gnu-", "qemu-aarch64-static"),
    "s390x": Machine("s390x-linux-gnu-", "qemu-s390x-static"),  # big-endian
    "armhf": Machine("arm-linux-gnueabihf-", "qemu-arm-static"),  # 32 bits
    "Windows": Machine("x86_64-w64-mingw32-", "wine"),
}
QUIET = {**os.environ, "WINEDEBUG": "-all"}


class Cross:
    def __init__(self, name: str, directory: Path) -> None:
        self.machine, self.directory = MACHINES[name], directory
        for needed in (*map(self.compiler, (".c", ".cpp")), self.machine.emulator):
            if shutil.which(needed) is None:
                pytest.skip(f"no {needed}")
        run(ROOT / "scripts" / "amalgamate", directory, check=True)
        self.library = self.compile(directory / "anonshm.cpp")

    def compiler(self, suffix: str) -> str:
        return self.machine.prefix + ("gcc" if suffix == ".c" else "g++")

    def compile(self, source: Path, *flags: str) -> Path:
        into = self.directory / f"{source.stem}.o"
        standard = "-std=gnu99" if source.suffix == ".c" else "-std=gnu++17"
        options = ["-O2", standard, f"-I{INCLUDE}", f"-I{self.directory}", *flags]
        run(self.compiler(source.suffix), *options, "-c", source, "-o", into, check=True)
        return into

    def build(self, source: Path, *flags: str) -> list[str]:
        """The command that runs it."""
        program = self.directory / f"{source.stem}.exe"
        objects = [self.compile(source, *flags), self.library]
        run(self.compiler(".cpp"), "-static", *objects, "-o", program, check=True)
        return [self.machine.emulator, str(program)]
