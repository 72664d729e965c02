# SPDX-License-Identifier: MIT
"""C and C++ in one project: each is asked by its compiler, and both once where they are one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.paths import build_directory, cache_of
from support.projects import Configured, configure, try_configure, write_project
from support.run import run

BOTH = "C CXX"
# Where both are asked, each builds as often as it would by itself.
COUNTED = "--trace-source=try.cmake"


def builds(found: Configured) -> int:
    return found.output.count("try_compile(ANONSHM_PROBE_BUILT")


def compiled(found: Configured, language: str, expression: str, directory: Path) -> str:
    """What the header says in a source file of that language."""
    source = directory / ("use.c" if language == "C" else "use.cpp")
    source.write_text(f'#include "config.h"\nANSWER {expression}\n')
    name = "CMAKE_C_COMPILER" if language == "C" else "CMAKE_CXX_COMPILER"
    compiler = cache_of(build_directory())[name]
    output = run(compiler, "-E", f"-I{found.build}", source, check=True).stdout
    return next(line for line in output.splitlines() if line.startswith("ANSWER"))[7:]


def test_one_toolchain_is_asked_once(plain: Configured, tmp_path: Path) -> None:
    options = [COUNTED, "-DCMAKE_CXX_FLAGS=-std=c++17 -Wall", "-DCMAKE_C_FLAGS=-std=c11"]
    found = configure(write_project(tmp_path / "s", languages=BOTH), tmp_path / "b", options)
    assert builds(found) == 1
    assert found.macros == plain.macros
    assert "__cplusplus" not in found.header


def test_another_c_library_for_c(plain: Configured, tmp_path: Path) -> None:
    """musl has no arc4random_buf, and another rule for the names /. and /.. (facts of musl:
    include/stdlib.h, src/mman/shm_open.c); glibc 2.36 has it."""
    if shutil.which("musl-gcc") is None:
        pytest.skip("no musl-gcc here")
    source = write_project(tmp_path / "s", languages=BOTH)
    found = configure(source, tmp_path / "b", [COUNTED, "-DCMAKE_C_COMPILER=musl-gcc"])
    assert builds(found) >= 2
    macro = "ANONSHM_HAVE_ARC4RANDOM_BUF"
    assert compiled(found, "C", macro, tmp_path) == "0"
    assert compiled(found, "C++", macro, tmp_path) == plain.macros[macro]
    assert found.facts["shm_name_dots"] == plain.facts["shm_name_dots"]
    assert found.words.count("The config header has both.") == 1
    assert "shm_name_dots" in found.words


def test_other_flags_for_c(tmp_path: Path) -> None:
    """A number that a macro on the command line changes in C only."""
    options = [COUNTED, "-DCMAKE_C_FLAGS=-include fcntl.h -UO_CLOEXEC -DO_CLOEXEC=7"]
    (tmp_path / "fcntl.h").write_text(
        "#include_next <fcntl.h>\n#undef O_CLOEXEC\n#define O_CLOEXEC 7\n"
    )
    options = [COUNTED, f'-DCMAKE_C_FLAGS=-isystem "{tmp_path}"']
    found = configure(write_project(tmp_path / "s", languages=BOTH), tmp_path / "b", options)
    assert builds(found) == 2
    assert compiled(found, "C", "ANONSHM_O_CLOEXEC", tmp_path) == "7"
    assert compiled(found, "C++", "ANONSHM_O_CLOEXEC", tmp_path) != "7"


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_one_language_is_asked_for(language: str, tmp_path: Path) -> None:
    """Its answers are the variables, the chain and the report as well."""
    (tmp_path / "fcntl.h").write_text(
        "#include_next <fcntl.h>\n#undef O_CLOEXEC\n#define O_CLOEXEC 7\n"
    )
    source = write_project(
        tmp_path / "s",
        f"HEADER config.h REPORT report.json LANGUAGE {language}",
        languages=BOTH,
    )
    options = [COUNTED, f'-DCMAKE_C_FLAGS=-isystem "{tmp_path}"']
    found = configure(source, tmp_path / "b", options)
    assert builds(found) == 1
    assert (found.facts["o_cloexec"] == 7) == (language == "C")
    assert "__cplusplus" not in found.header


ONLY_C = {
    "flags that C++ refuses": "-fexcess-precision=standard -fgnu89-inline -Wstrict-prototypes",
    "C90": "-std=c90",
    "C90, by the letter": "-std=c90 -pedantic-errors",
    "C99": "-std=c99 -pedantic-errors",
    "C17 without extensions": "-std=c17 -Werror -Wall",
}


@pytest.mark.parametrize("flags", ONLY_C)
def test_a_project_of_c_is_asked_as_c(plain: Configured, tmp_path: Path, flags: str) -> None:
    source = write_project(tmp_path / "s", languages="C")
    found = configure(source, tmp_path / "b", [f"-DCMAKE_C_FLAGS={ONLY_C[flags]}"])
    assert found.macros == plain.macros


def test_a_header_of_c_before_everything(plain: Configured, tmp_path: Path) -> None:
    """One that no C++ compiler takes."""
    (tmp_path / "first.h").write_text("typedef struct { int class; } new;\n")
    flags = f'-DCMAKE_C_FLAGS=-include "{tmp_path}/first.h"'
    found = configure(write_project(tmp_path / "s", languages="C"), tmp_path / "b", [flags])
    assert found.macros == plain.macros


def test_the_standard_is_set_by_the_toolchain_file(plain: Configured, tmp_path: Path) -> None:
    toolchain = tmp_path / "toolchain.cmake"
    toolchain.write_text("set(CMAKE_C_STANDARD 11)\nset(CMAKE_CXX_STANDARD 14)\n")
    for languages in ("C", "CXX"):
        source = write_project(tmp_path / languages, languages=languages)
        options = [f"-DCMAKE_TOOLCHAIN_FILE={toolchain}"]
        assert configure(source, tmp_path / f"b{languages}", options).macros == plain.macros


def test_no_compiler_of_cxx(plain: Configured, tmp_path: Path) -> None:
    """A gcc without cc1plus: -B finds one that fails."""
    fake = tmp_path / "tools" / "cc1plus"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    flags = f'-DCMAKE_C_FLAGS=-B"{fake.parent}"'
    found = configure(write_project(tmp_path / "s", languages="C"), tmp_path / "b", [flags])
    assert found.macros == plain.macros


def test_another_compiler_of_c(plain: Configured, tmp_path: Path) -> None:
    if shutil.which("tcc") is None:
        pytest.skip("no tcc here")
    source = write_project(tmp_path / "s", languages="C")
    found = try_configure(source, tmp_path / "b", ["-DCMAKE_C_COMPILER=tcc"])
    assert found.status == 0, found.output
    assert found.macros == plain.macros
