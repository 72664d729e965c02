# SPDX-License-Identifier: MIT
"""The answers are kept under a cache key of all that could change them; nothing else is left.

The compiler is a script that logs each time it compiles the probe.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from probe.comparison import CLANG, find
from support.paths import cache_of
from support.projects import CALL, Configured, configure, copy_module, write_project
from support.run import run

COMPILER = """#!/bin/sh
case " $* " in
*" -c "*anonshm_probe.*) echo probed >>{log} ;;
esac
exec {compiler} "$@"
"""


class Tree:
    """A build tree whose compiler counts. Every input that can be changed is there from the
    start: a toolchain file, a directory of headers in the flags and one in the environment."""

    def __init__(self, compiler: str, directory: Path, call: str = CALL, **more: str) -> None:
        self.directory = directory
        self.log, self.compiler = directory / "log", directory / "compiler"
        self.toolchain = directory / "toolchain.cmake"
        self.headers, self.more_headers = directory / "include", directory / "more"
        self.module = copy_module(directory / "copy")
        self.source = write_project(directory / "source", call, module=self.module, **more)
        for created in (self.headers, self.more_headers):
            created.mkdir()
            (created / "fcntl.h").write_text("#include_next <fcntl.h>\n")
        self.compiler.write_text(
            COMPILER.format(log=shlex.quote(str(self.log)), compiler=shlex.quote(compiler))
        )
        self.compiler.chmod(0o755)
        self.toolchain.write_text(f'set(CMAKE_CXX_COMPILER "{self.compiler}")\n')
        self.configure(
            f"-DCMAKE_TOOLCHAIN_FILE={self.toolchain}",
            f'-DCMAKE_CXX_FLAGS=-isystem "{self.headers}"',
        )

    def configure(self, *options: str, **environment: str) -> Configured:
        environment = {"CPATH": str(self.more_headers), **environment}
        return configure(self.source, self.directory / "build", options, **environment)

    def probed(self, *options: str, **environment: str) -> int:
        """How often a configure probes the target."""
        before = self.count()
        self.configure(*options, **environment)
        return self.count() - before

    def count(self) -> int:
        return len(self.log.read_text().splitlines())


@pytest.fixture(scope="module")
def tree(cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(cache["CMAKE_CXX_COMPILER"], tmp_path_factory.mktemp("cache"))
    assert tree.count() == 1
    return tree


def test_nothing_changed(tree: Tree) -> None:
    assert tree.probed() == 0


# -- Changes that could change an answer ---------------------------------------------------

# How to make the change, and how to take it back.
OPTIONS = {
    "compiler flags": (
        '-DCMAKE_CXX_FLAGS=-isystem "{headers}" -O1',
        '-DCMAKE_CXX_FLAGS=-isystem "{headers}"',
    ),
    "the configuration": ("-DCMAKE_BUILD_TYPE=Release", "-UCMAKE_BUILD_TYPE"),
    "flags of the configuration": (
        "-DCMAKE_BUILD_TYPE=Debug;-DCMAKE_CXX_FLAGS_DEBUG=-O1",
        "-UCMAKE_BUILD_TYPE;-UCMAKE_CXX_FLAGS_DEBUG",
    ),
    "the configuration that is tried": (
        "-DCMAKE_TRY_COMPILE_CONFIGURATION=Release",
        "-UCMAKE_TRY_COMPILE_CONFIGURATION",
    ),
    "linker flags": ("-DCMAKE_EXE_LINKER_FLAGS=-Wl,-O1", "-DCMAKE_EXE_LINKER_FLAGS="),
    "position-independent code": (
        "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
        "-UCMAKE_POSITION_INDEPENDENT_CODE",
    ),
    "what is tried to be built": (
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY",
        "-UCMAKE_TRY_COMPILE_TARGET_TYPE",
    ),
    "sysroot": ("-DCMAKE_SYSROOT=/", "-UCMAKE_SYSROOT"),
    "emulator": ("-DCMAKE_CROSSCOMPILING_EMULATOR=env", "-UCMAKE_CROSSCOMPILING_EMULATOR"),
    "standard libraries": (
        "-DCMAKE_CXX_STANDARD_LIBRARIES=-lm",
        "-DCMAKE_CXX_STANDARD_LIBRARIES=",
    ),
    "extensions of the language": ("-DCMAKE_CXX_EXTENSIONS=OFF", "-UCMAKE_CXX_EXTENSIONS"),
    "the standard": ("-DCMAKE_CXX_STANDARD=20", "-UCMAKE_CXX_STANDARD"),
}


@pytest.mark.parametrize("what", OPTIONS)
def test_an_option_changed(tree: Tree, what: str) -> None:
    there, back = (option.format(headers=tree.headers) for option in OPTIONS[what])
    assert tree.probed(*there.split(";")) == 1
    assert tree.probed() == 0
    assert tree.probed(*back.split(";")) == 0  # known from before


@pytest.mark.parametrize(
    "variable",
    [
        "CPATH",
        "CPLUS_INCLUDE_PATH",
        "LIBRARY_PATH",
        "LD_LIBRARY_PATH",
        "NIX_CFLAGS_COMPILE",
        "CCC_OVERRIDE_OPTIONS",
        "ZIG_LOCAL_CACHE_DIR",
        "OF_A_WRAPPER_THAT_NOBODY_KNOWS",
    ],
)
def test_the_environment_changed(tree: Tree, variable: str, tmp_path: Path) -> None:
    """Any variable, as no list is complete of those that compilers and wrappers read."""
    assert tree.probed(**{variable: str(tmp_path)}) == 1
    assert tree.probed(**{variable: str(tmp_path)}) == 0
    assert tree.probed() == 0


@pytest.mark.parametrize(
    "variable",
    [
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
        "TERM",
        "COLUMNS",
        "LINES",
        "DISPLAY",
        "SSH_CONNECTION",
        "MAKEFLAGS",
        "MAKELEVEL",
        "MFLAGS",
    ],
)
def test_what_terminals_and_build_tools_change(tree: Tree, variable: str) -> None:
    assert tree.probed(**{variable: "1"}) == 0


def test_a_variable_that_the_project_sets(cache: dict[str, str], tmp_path: Path) -> None:
    tree = Tree(cache["CMAKE_CXX_COMPILER"], tmp_path, before='set(ENV{WRAPPER} "${VALUE}")')
    assert tree.probed("-DVALUE=1") == 1
    assert tree.probed() == 0
    assert tree.probed("-DVALUE=2") == 1


@contextmanager
def changed(file: Path, addition: str) -> Iterator[None]:
    """The file has something more, and another time, for a while."""
    text, times = file.read_text(), (file.stat().st_atime, file.stat().st_mtime)
    file.write_text(text + addition)
    os.utime(file, (times[0], times[1] + 10))
    yield
    file.write_text(text)
    os.utime(file, times)


FILES = {
    "the compiler": ("compiler", "# new\n"),
    "the toolchain file": ("toolchain.cmake", "# new\n"),
    "a behaviour": ("copy/probes/behaviour/shm_resize.c", "// new\n"),
    "what the behaviours share": ("copy/probes/support/object.h", "// new\n"),
    "the catalogue": ("copy/probes/catalogue.cmake", "# new\n"),
    "the module": ("copy/cmake/anonshm/probe/evaluate.cmake", "# new\n"),
    "a prediction": ("copy/cmake/platforms/glibc.cmake", "# new\n"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_changed(tree: Tree, what: str) -> None:
    file, addition = FILES[what]
    with changed(tree.directory / file, addition):
        assert tree.probed() == 1
        assert tree.probed() == 0
    of_the_key = what not in ("the compiler", "the toolchain file")
    assert tree.probed() == (0 if of_the_key else 1)


LATER = {
    "flags": (['-DCMAKE_CXX_FLAGS=-isystem "{later}"'], {}),
    "flags without a space": (['-DCMAKE_CXX_FLAGS="-I{later}"'], {}),
    "environment": ([], {"CPATH": "{later}"}),
    "environment, second": ([], {"CPLUS_INCLUDE_PATH": "/none:{later}"}),
}


@pytest.mark.parametrize("where", ["include", "more", *LATER])
def test_a_header_changed(tree: Tree, where: str, tmp_path: Path) -> None:
    """As a new C library changes it. The answer differs then, and is the old one after. The
    directory may have been there when CMake queried the compiler for its own, or come later."""
    directory = tmp_path if where in LATER else tree.directory / where
    options, environment = LATER.get(where, ([], {}))
    options = [option.format(later=directory) for option in options]
    environment = {name: value.format(later=directory) for name, value in environment.items()}
    header = directory / "fcntl.h"
    header.write_text("#include_next <fcntl.h>\n")
    assert tree.configure(*options, **environment).fact("shm_anon") == (False, "declared")
    with changed(header, "#undef SHM_ANON\n#define SHM_ANON ((char *)1)\n"):
        assert tree.configure(**environment).fact("shm_anon") == (True, "declared")
    assert tree.configure(**environment).fact("shm_anon") == (False, "declared")
    tree.configure(f'-DCMAKE_CXX_FLAGS=-isystem "{tree.headers}"')


def test_another_compiler(cache: dict[str, str], tmp_path: Path) -> None:
    """CMake begins anew then, and so does the module."""
    compilers = cache["CMAKE_CXX_COMPILER"], find(*CLANG)
    source = write_project(tmp_path / "source")
    first, second = (
        configure(source, tmp_path / "build", [f"-DCMAKE_CXX_COMPILER={compiler}"])
        for compiler in compilers
    )
    assert first.report["toolchain"]["compiler"] != "Clang"
    assert second.report["toolchain"]["compiler"].startswith("Clang ")


# -- Changes that could not ----------------------------------------------------------------


@pytest.mark.parametrize(
    "there, back",
    [
        ("-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DCMAKE_CXX_FLAGS_RELEASE=-O3 -DNDEBUG"),
        ("-DCMAKE_CXX_FLAGS_DEBUG=-O1", "-DCMAKE_CXX_FLAGS_DEBUG=-g"),
        ("-DBUILD_SHARED_LIBS=ON", "-UBUILD_SHARED_LIBS"),
        ("-DANONSHM_PRESET_SHM_RESIZE=once", "-UANONSHM_PRESET_SHM_RESIZE"),
        ("-DCMAKE_REQUIRED_FLAGS=--no-such-flag", "-UCMAKE_REQUIRED_FLAGS"),
    ],
)
def test_what_changes_nothing(tree: Tree, there: str, back: str) -> None:
    before = tree.configure().facts
    assert tree.probed(there) == 0
    assert tree.probed(back) == 0
    assert tree.configure().facts == before


def test_a_file_that_was_only_touched(tree: Tree) -> None:
    file = tree.directory / "copy" / "probes" / "support" / "object.h"
    os.utime(file, (0, 0))
    assert tree.probed() == 0


def test_what_was_removed_is_written_without_probing(tree: Tree) -> None:
    (tree.directory / "build" / "config.h").unlink()
    (tree.directory / "build" / "report.json").unlink()
    assert tree.probed() == 0
    assert (tree.directory / "build" / "config.h").exists()


def test_no_incomplete_file_is_kept(tree: Tree) -> None:
    """Answers are written completely or not at all."""
    kept = list((tree.directory / "build" / "CMakeFiles" / "anonshm").iterdir())
    assert [file.name for file in kept if file.suffix == ".new"] == []


# -- One tree, several calls ---------------------------------------------------------------


def test_several_calls_probe_once(cache: dict[str, str], tmp_path: Path) -> None:
    below = tmp_path / "source" / "below"
    below.mkdir(parents=True)
    (below / "CMakeLists.txt").write_text("anonshm_probe(HEADER below.h PREFIX BELOW_)\n")
    tree = Tree(
        cache["CMAKE_CXX_COMPILER"],
        tmp_path,
        after="anonshm_probe(HEADER other.h PREFIX OTHER_)\n"
        "anonshm_probe(FACTS shm_open HEADER third.h)\n"
        "add_subdirectory(below)\n",
    )
    assert tree.count() == 1
    build = tree.directory / "build"
    for header, macro in (
        ("config.h", "ANONSHM_HAVE_SHM_OPEN"),
        ("other.h", "OTHER_HAVE_SHM_OPEN"),
        ("third.h", "ANONSHM_HAVE_SHM_OPEN"),
        ("below/below.h", "BELOW_HAVE_SHM_OPEN"),
    ):
        assert f"#define {macro} 1\n" in (build / header).read_text()
    assert tree.probed() == 0


# -- What is left --------------------------------------------------------------------------

# A line for whatever a call could change, with a hash of its value.
SNAPSHOT = """
function(snapshot file)
  set(text "")
  get_cmake_property(names VARIABLES)
  foreach(name IN LISTS names)
    string(MD5 hash "${${name}}")
    string(APPEND text "variable ${name} ${hash}\\n")
  endforeach()
  foreach(name IN ITEMS COMPILE_OPTIONS COMPILE_DEFINITIONS INCLUDE_DIRECTORIES LINK_LIBRARIES
      LINK_OPTIONS BUILDSYSTEM_TARGETS)
    get_property(value DIRECTORY PROPERTY ${name})
    string(MD5 hash "${value}")
    string(APPEND text "property ${name} ${hash}\\n")
  endforeach()
  execute_process(COMMAND env OUTPUT_VARIABLE environment)
  string(REPLACE "\\n" "\\nenvironment " environment "\\n${environment}")
  string(APPEND text "${environment}\\n")
  foreach(name IN ITEMS CMP0054 CMP0066 CMP0067 CMP0083)
    cmake_policy(GET ${name} value)
    string(APPEND text "policy ${name} ${value}\\n")
  endforeach()
  file(WRITE "${CMAKE_BINARY_DIR}/${file}" "${text}")
endfunction()
snapshot(before)
"""


# Which a call sets for what it starts.
CHANGED = ("LC_ALL", "LD_BIND_NOW", "LLVM_PROFILE_FILE", "CMAKE_NINJA_FORCE_RESPONSE_FILE")


@pytest.mark.parametrize(
    "environment",
    [{}, {"LC_ALL": "C.UTF-8", "LD_BIND_NOW": "1"}, dict.fromkeys(CHANGED, "")],
    ids=["unset", "set", "empty"],
)
def test_a_call_sets_only_what_it_documents(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    call = (
        "HEADER config.h CATALOGUE facts.cmake"
        " CHAIN_VARIABLE ANONSHM_chain LIBRARIES_VARIABLE ANONSHM_libraries"
    )
    source = write_project(tmp_path / "source", call, before=SNAPSHOT, after="snapshot(after)")
    (source / "facts.cmake").write_text("anonshm_fact(FUNCTION puts HEADERS stdio.h)\n")
    build = configure(source, tmp_path / "build", **environment).build
    before, after = (
        set((build / name).read_text().splitlines()) for name in ("before", "after")
    )
    # What include_guard() sets, the line that is being read, and what the snapshot sets itself.
    expected = r"ANONSHM_\w+|__INCGUARD_\w+|CMAKE_CURRENT_LIST_LINE|ARG[NV]\d?"
    own = "environment|file|hash|name|text|value"
    others = re.compile(rf"(?!variable ({expected}|{own}) )")
    assert [line for line in before ^ after if others.match(line)] == []


@pytest.mark.parametrize(
    "edited",
    [
        "probes/behaviour/shm_resize.c",
        "cmake/platforms/glibc.cmake",
        "cmake/anonshm/project/compile_units.sh",
    ],
)
def test_a_build_configures_again_when_the_probe_is_edited(
    cache: dict[str, str], tmp_path: Path, edited: str
) -> None:
    tree = Tree(cache["CMAKE_CXX_COMPILER"], tmp_path)
    build = ["--build", tree.directory / "build"]
    assert run("cmake", *build).returncode == 0 and tree.count() == 1
    with (tree.directory / "copy" / edited).open("a") as file:
        file.write("\n")
    assert (
        run("cmake", *build, env={**os.environ, "CPATH": str(tree.more_headers)}).returncode
        == 0
    )
    assert tree.count() == 2


def entries(directory: Path, call: bool) -> dict[str, Any]:
    source = write_project(directory / "source")
    if not call:
        text = (source / "CMakeLists.txt").read_text().splitlines()
        (source / "CMakeLists.txt").write_text("\n".join(text[:2]))
    return cache_of(configure(source, directory / "build").build)


def test_a_call_leaves_no_cache_entry(tmp_path: Path) -> None:
    plain, probed = entries(tmp_path / "plain", False), entries(tmp_path / "probed", True)
    assert set(probed) == set(plain)


def test_everything_that_is_written_is_in_the_build_tree(tree: Tree) -> None:
    """And under one directory of CMake's, except for the files that the call names."""
    build = tree.directory / "build"
    ours = [
        path for path in build.rglob("*") if "anonshm" in str(path.relative_to(build)).lower()
    ]
    assert ours and all(path.is_relative_to(build / "CMakeFiles" / "anonshm") for path in ours)
    assert not [path for path in tree.source.iterdir() if path.name != "CMakeLists.txt"]
