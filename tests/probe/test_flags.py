# SPDX-License-Identifier: MIT
"""With any flags, compilers, linkers and generators the answers are the same as without."""

from __future__ import annotations

from pathlib import Path

import pytest

from probe.comparison import (
    CLANG,
    FLAGS,
    LINK,
    find,
    without_sizes,
)
from support.projects import (
    Configured,
    configure,
    write_project,
)

SAME: dict[str, list[str]] = {
    "every warning is an error": [FLAGS + "-Werror -Wall -Wextra -Wpedantic -Wconversion"],
    "an error beyond -Werror": [FLAGS + "-Werror=unused -Werror=missing-declarations"],
    "the letter of the standard": [FLAGS + "-std=c++17 -pedantic-errors"],
    "no extensions": ["-DCMAKE_CXX_EXTENSIONS=OFF"],
    "an older standard": [FLAGS + "-std=c++11"],
    "a newer standard": ["-DCMAKE_CXX_STANDARD=20"],
    "the oldest standard, by the letter": [FLAGS + "-std=c++98 -pedantic-errors"],
    "one error at a time": [FLAGS + "-fmax-errors=1 -Wfatal-errors"],
    "no floating point": [FLAGS + "-mno-sse"],
    "coverage": [FLAGS + "--coverage"],
    "profiled": [FLAGS + "-pg -finstrument-functions"],
    "link-time optimisation": [FLAGS + "-O2 -flto"],
    "everything is dropped": [
        FLAGS + "-ffunction-sections -fdata-sections",
        LINK + "-Wl,--gc-sections -s",
    ],
    "optimised": [FLAGS + "-O3 -DNDEBUG -fno-semantic-interposition"],
    "hardened": [
        FLAGS + "-O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong",
        LINK + "-Wl,-z,now",
    ],
    "no standard library": [FLAGS + "-nostdinc++"],
    "no exceptions": [FLAGS + "-fno-exceptions -fno-rtti"],
    "64-bit offsets": [FLAGS + "-D_FILE_OFFSET_BITS=64"],
    "POSIX only": [FLAGS + "-D_POSIX_C_SOURCE=200809L"],
    "address sanitizer": [FLAGS + "-fsanitize=address,undefined"],
    "thread sanitizer": [FLAGS + "-fsanitize=thread"],
    "static": [LINK + "-static"],
    "position-independent": ["-DCMAKE_POSITION_INDEPENDENT_CODE=ON"],
    "released": ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_TRY_COMPILE_CONFIGURATION=Release"],
    "unity build": ["-DCMAKE_UNITY_BUILD=ON"],
    "interprocedural": ["-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON"],
    "a linter that fails": ["-DCMAKE_CXX_CLANG_TIDY=false", "-DCMAKE_CXX_CPPCHECK=false"],
    "hidden symbols": ["-DCMAKE_CXX_VISIBILITY_PRESET=hidden"],
    "a macro in the way": [FLAGS + "-Dshm_mkstemp=nothing '-Dmemfd_secret(x)=0'"],
    "a suffix of its own": ["-DCMAKE_EXECUTABLE_SUFFIX=.out"],
    "flags with quotes": [FLAGS + '-DTEXT="\\"a;b\\"" -I"/no where"'],
}


@pytest.mark.parametrize("situation", SAME)
def test_the_same_answers(plain: Configured, tmp_path: Path, situation: str) -> None:
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", SAME[situation])
    assert without_sizes(found.facts) == without_sizes(plain.facts)
    assert found.chain == plain.chain


LINKERS = {"gold": "-fuse-ld=gold", "lld": "-fuse-ld=lld", "mold": "-fuse-ld=mold"}
BY_CLANG = {
    "plain": [],
    "everything is an error": [FLAGS + "-Werror -Weverything"],
    "link-time optimisation": [FLAGS + "-O2 -flto -fuse-ld=lld"],
    "control-flow integrity": [
        FLAGS + "-flto -fsanitize=cfi -fwhole-program-vtables -fvisibility=hidden -fuse-ld=lld"
    ],
    "profiled": [FLAGS + "-fprofile-instr-generate -fcoverage-mapping"],
}


@pytest.mark.parametrize("situation", BY_CLANG)
def test_the_same_answers_by_clang(plain: Configured, tmp_path: Path, situation: str) -> None:
    options = [f"-DCMAKE_CXX_COMPILER={find(*CLANG)}", *BY_CLANG[situation]]
    if "lld" in " ".join(options):
        find("ld.lld", "ld.lld-14")
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert without_sizes(found.facts) == without_sizes(plain.facts)


@pytest.mark.parametrize("linker", LINKERS)
def test_the_same_answers_by_another_linker(
    plain: Configured, tmp_path: Path, linker: str
) -> None:
    find(f"ld.{linker}")
    options = [LINK + LINKERS[linker]]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert without_sizes(found.facts) == without_sizes(plain.facts)


@pytest.mark.parametrize("generator", ["Unix Makefiles", "Ninja", "Ninja Multi-Config"])
def test_the_same_answers_by_every_generator(
    plain: Configured, tmp_path: Path, generator: str
) -> None:
    find("ninja" if "Ninja" in generator else "make")
    source = write_project(tmp_path / "source")
    found = configure(source, tmp_path / "build", generator=generator)
    assert without_sizes(found.facts) == without_sizes(plain.facts)


# What is set behind project(), or by the toolchain file, where CMake's own tests do not see it.
BEHIND = {
    "main has another name": 'string(APPEND CMAKE_CXX_FLAGS " -Dmain=SDL_main")',
    "the debug build is for another machine": (
        'set(CMAKE_CXX_FLAGS_DEBUG "-m32")\nset(CMAKE_BUILD_TYPE "")'
    ),
}
TOOLCHAIN = {
    "linters": "".join(
        f'set(CMAKE_CXX_{tool} "${{CMAKE_CURRENT_LIST_DIR}}/linter")\n'
        for tool in ("CLANG_TIDY", "CPPCHECK", "CPPLINT", "INCLUDE_WHAT_YOU_USE")
    ),
    "unity build": "set(CMAKE_UNITY_BUILD ON)",
    "link-time optimisation": "set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)",
    "the standard": "set(CMAKE_CXX_STANDARD 11)\nset(CMAKE_CXX_EXTENSIONS OFF)",
    "warnings": "set(CMAKE_COMPILE_WARNING_AS_ERROR ON)\nadd_compile_options(-Wall -Werror)",
}


@pytest.mark.parametrize("situation", BEHIND)
def test_the_same_answers_whatever_is_set_later(
    plain: Configured, tmp_path: Path, situation: str
) -> None:
    source = write_project(tmp_path / "source", before=BEHIND[situation])
    found = configure(source, tmp_path / "build")
    assert found.macros == plain.macros


@pytest.mark.parametrize("situation", TOOLCHAIN)
def test_the_same_answers_whatever_the_toolchain_file_sets(
    plain: Configured, tmp_path: Path, situation: str
) -> None:
    (tmp_path / "toolchain.cmake").write_text(TOOLCHAIN[situation])
    linter = tmp_path / "linter"  # that refuses only what is ours
    linter.write_text('#!/bin/sh\ncase "$*" in *anonshm_probe*) exit 1 ;; esac\n')
    linter.chmod(0o755)
    options = [f"-DCMAKE_TOOLCHAIN_FILE={tmp_path}/toolchain.cmake"]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.macros == plain.macros


def test_the_flags_of_the_build_type(tmp_path: Path) -> None:
    """Those of a single configuration, and of no other."""
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-DSHM_ANON=1"]
    source = write_project(tmp_path / "source")
    found = configure(source, tmp_path / "build", options, generator="Unix Makefiles")
    assert found.fact("shm_anon") == (True, "declared")
    found = configure(source, tmp_path / "build", ["-DCMAKE_BUILD_TYPE=Debug"],
                      generator="Unix Makefiles")  # fmt: skip
    assert found.fact("shm_anon") == (False, "declared")


def test_a_start_that_calls_wmain(tmp_path: Path) -> None:
    """-municode: MinGW's start-up code calls wmain, and no main."""
    options = [
        "-DCMAKE_SYSTEM_NAME=Windows",
        f"-DCMAKE_CXX_COMPILER={find('x86_64-w64-mingw32-g++')}",
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=EXECUTABLE",
    ]
    source = write_project(
        tmp_path / "source", before='string(APPEND CMAKE_CXX_FLAGS " -municode")'
    )
    found = configure(source, tmp_path / "build", options)
    assert found.fact("CreateFileMappingW") == (True, "linked")
    assert found.fact("shm_open") == (False, "declared")


HOSTILE = """
set(CMAKE_REQUIRED_FLAGS "--no-such-flag")
set(CMAKE_REQUIRED_LIBRARIES no_such_library)
set(CMAKE_REQUIRED_INCLUDES /no/such/directory)
set(CMAKE_REQUIRED_DEFINITIONS -Dmkostemp=nothing)
set(CMAKE_REQUIRED_QUIET FALSE)
add_compile_options(--no-such-flag)
add_compile_definitions(mkostemp=nothing)
include_directories(/no/such/directory)
link_libraries(no_such_library)
set(HAVE_MEMFD_CREATE FALSE CACHE INTERNAL "")
set(HAVE_SHM_OPEN FALSE)
set(facts nothing)
set(methods nothing)
set(missing shm_open)
set(libraries nothing)
set(output "ANONSHM shm_resize=once|")
set(value_shm_resize once)
set(line_shm_open absent)
set(source nothing)
cmake_policy(SET CMP0054 OLD)
cmake_policy(SET CMP0057 OLD)
"""


def test_the_same_answers_in_a_hostile_project(plain: Configured, tmp_path: Path) -> None:
    source = write_project(tmp_path / "source", before=HOSTILE)
    found = configure(source, tmp_path / "build")
    assert without_sizes(found.facts) == without_sizes(plain.facts)
    assert found.chain == plain.chain


@pytest.mark.parametrize("locale", ["de_DE.UTF-8", "C"])
def test_the_same_answers_in_another_language(
    plain: Configured, tmp_path: Path, locale: str
) -> None:
    source = write_project(tmp_path / "source")
    found = configure(source, tmp_path / "build", LC_ALL=locale, LANGUAGE=locale)
    assert without_sizes(found.facts) == without_sizes(plain.facts)


def test_a_directory_with_every_character(plain: Configured, tmp_path: Path) -> None:
    directory = tmp_path / "a b+c (d) [e] é"
    found = configure(write_project(directory / "source"), directory / "build")
    assert without_sizes(found.facts) == without_sizes(plain.facts)
