# SPDX-License-Identifier: MIT
"""<anonshm/anonshm.hpp>: compiles without a warning, and keeps what it promises."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.compile import PROGRAMS, with_static
from support.cross import MACHINES, QUIET, Cross
from support.paths import INCLUDE
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

PROGRAM = PROGRAMS / "cxx_header.cpp"
WARNINGS = [
    *("-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion"),
    *("-Wold-style-cast", "-Werror"),
]
COMPILERS = [
    name
    for name in ("g++", *(f"clang++{version}" for version in ("", "-14", "-22")))
    if shutil.which(name)
]
FLAGS = {
    "plain": [],
    "optimised": ["-O3"],
    "without exceptions and RTTI": ["-fno-exceptions", "-fno-rtti"],
    "checked": ["-fsanitize=undefined", "-fno-sanitize-recover=all"],
}


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("flags", FLAGS)
@pytest.mark.parametrize("standard", ["c++17", "c++20"])
def test_keeps_its_promises(
    compiler: str, standard: str, flags: str, build: Path, tmp_path: Path
) -> None:
    program, empty = tmp_path / "cxx_header", tmp_path / "empty.cpp"
    empty.write_text("int main() {}\n")
    if run(compiler, *FLAGS[flags], empty, "-o", program).returncode != 0:
        pytest.skip(f"{compiler} has no runtime for {flags}")
    options = [f"-std={standard}", *FLAGS[flags], *WARNINGS]
    run(compiler, *options, PROGRAM, *with_static(build), "-o", program, check=True)
    run(program, check=True)


@pytest.mark.parametrize("compiler", COMPILERS)
def test_stands_alone(compiler: str, tmp_path: Path) -> None:
    source = tmp_path / "alone.cpp"
    source.write_text("#include <anonshm/anonshm.hpp>\n" * 2)
    run(compiler, "-std=c++17", *WARNINGS, f"-I{INCLUDE}", "-fsyntax-only", source, check=True)


@pytest.mark.parametrize("machine", MACHINES)
def test_keeps_them_elsewhere(machine: str, tmp_path: Path) -> None:
    command = Cross(machine, tmp_path).build(PROGRAM)
    run(*command, timeout=120, env=QUIET, check=True)
