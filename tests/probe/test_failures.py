# SPDX-License-Identifier: MIT
"""A header that declares too much, and builds that fail for reasons of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from probe.comparison import (
    FLAGS,
    LINK,
    assert_none_is_wrong,
    find,
    without_sizes,
)
from support.projects import (
    Configured,
    configure,
    try_configure,
    write_project,
)

# -- A header that declares too much -------------------------------------------------------

DECLARATION = '#include_next <stdlib.h>\nextern "C" int shm_mkstemp(char *);\n'


def too_much(directory: Path) -> str:
    """The flags of a compiler whose header declares a function that no library has."""
    (directory / "include").mkdir()
    (directory / "include" / "stdlib.h").write_text(DECLARATION)
    return FLAGS + f'-isystem "{directory / "include"}"'


@pytest.mark.parametrize(
    "flags", ["", "-fuse-ld=gold", "-fuse-ld=lld", "-static", "-flto", "-Wl,--gc-sections"]
)
def test_declared_but_in_no_library(plain: Configured, tmp_path: Path, flags: str) -> None:
    if "-fuse-ld=" in flags:
        find(f"ld.{flags.split('=')[1]}")
    options = [too_much(tmp_path), LINK + flags]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("shm_mkstemp") == (False, "linked")
    others = {id: value for id, value in plain.facts.items() if id != "shm_mkstemp"}
    assert without_sizes({id: found.facts[id] for id in others}) == without_sizes(others)


@pytest.mark.parametrize("flags", ["", "-static", "-pie", "-Wl,-z,now"])
def test_declared_in_no_library_and_the_linker_accepts_it(
    plain: Configured, tmp_path: Path, flags: str
) -> None:
    options = [too_much(tmp_path), LINK + f"{flags} -Wl,--unresolved-symbols=ignore-all"]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.facts["shm_mkstemp"] in (False, None)
    assert "shm_mkstemp" not in found.chain
    assert_none_is_wrong(found, plain)


# -- Failures that name no symbol ------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--no-such-flag", "-nostdinc"])
def test_nothing_can_be_compiled(tmp_path: Path, flag: str) -> None:
    """That is an error with the log, and never a "no"; and it is probed again when the build
    works."""
    before = f'set(CMAKE_CXX_FLAGS "{flag}")'
    source = write_project(tmp_path / "source", before=before)
    failed = try_configure(source, tmp_path / "build")
    assert failed.status != 0
    assert "nothing was concluded from it" in failed.words
    assert flag in failed.output
    assert not (failed.build / "report.json").exists()
    assert not list((failed.build / "CMakeFiles" / "anonshm").glob("answers-*"))
    write_project(source)
    configure(source, tmp_path / "build")


def test_a_linker_that_does_not_exist(plain: Configured, tmp_path: Path) -> None:
    """What is declared is known all the same."""
    before = 'set(CMAKE_EXE_LINKER_FLAGS "-fuse-ld=nothing")'
    source = write_project(tmp_path / "source", before=before)
    found = configure(source, tmp_path / "build")
    assert found.fact("memfd_create") == (True, "declared")
    assert found.fact("shm_mkstemp") == (False, "declared")
    assert_none_is_wrong(found, plain)


def test_a_header_with_an_error(plain: Configured, tmp_path: Path) -> None:
    """What it alone declares cannot be used; the rest is known."""
    (tmp_path / "fcntl.h").write_text("#error an error in a header\n")
    before = f'set(CMAKE_CXX_FLAGS "-isystem \\"{tmp_path}\\"")'
    found = configure(write_project(tmp_path / "source", before=before), tmp_path / "build")
    assert found.fact("posix_fallocate") == (False, "declared")
    assert "<fcntl.h> cannot be included" in found.report["facts"]["posix_fallocate"]["detail"]
    others = ("memfd_create", "shm_open", "mkstemp", "mfd_cloexec", "shm_mkstemp")
    assert {id: found.facts[id] for id in others} == {id: plain.facts[id] for id in others}


@pytest.mark.parametrize(
    "name, text",
    [
        ("poisoned", "#include <stdio.h>\n#pragma GCC poison printf puts fputs\n"),
        ("renamed", "#define row 3\n#define at 1\n"),
        ("dirent.h", "#error not for you\n"),
    ],
)
def test_what_the_program_itself_needs(
    plain: Configured, name: str, text: str, tmp_path: Path
) -> None:
    """Where that does not compile, what is declared and what is linked is still known."""
    (tmp_path / name).write_text(text)
    how = f'-isystem "{tmp_path}"' if name.endswith(".h") else f'-include "{tmp_path}/{name}"'
    found = configure(
        write_project(tmp_path / "source"), tmp_path / "build", [f"{FLAGS}-D_GNU_SOURCE {how}"]
    )
    assert found.fact("memfd_create")[0] is True
    assert_none_is_wrong(found, plain)


def test_the_answers_are_stripped(cache: dict[str, str], tmp_path: Path) -> None:
    """Something strips the binary of its answers: then nothing can be read from it."""
    if sys.platform != "linux":
        pytest.skip("a script that plays the linker's part")
    compiler = tmp_path / "compiler"
    compiler.write_text(
        f'#!/bin/sh\n"{cache["CMAKE_CXX_COMPILER"]}" "$@" || exit\n'
        'for out; do [ "$previous" = -o ] && break; previous=$out; done\n'
        'case "$*" in *" -c "*) ;; *anonshm_probe*) echo \'#!/bin/sh\' >"$out" ;; esac\n'
    )
    compiler.chmod(0o755)
    source = write_project(tmp_path / "source")
    failed = try_configure(source, tmp_path / "build", [f"-DCMAKE_CXX_COMPILER={compiler}"])
    assert failed.status != 0
    assert "the compiler's answers are not in" in failed.words
