"""The answers are kept, under a key of all that could change them; and nothing else is left.

The compiler counts: it is a script that notes each time it is given the probe to compile.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import cache_of
from support.projects import CALL, Configured, configure, copy_module, write_project

COMPILER = """#!/bin/sh
case " $* " in
*" -c "*anonshm_probe.*) echo asked >>'{log}' ;;
esac
exec '{compiler}' "$@"
"""


class Tree:
    """A build tree whose compiler counts. Every input that can be changed is there from the
    start: a toolchain file, a folder of headers in the flags and one in the environment."""

    def __init__(self, folder: Path, call: str = CALL, **more: str) -> None:
        self.folder = folder
        self.log, self.compiler = folder / "log", folder / "compiler"
        self.toolchain = folder / "toolchain.cmake"
        self.headers, self.more_headers = folder / "include", folder / "more"
        self.module = copy_module(folder / "copy")
        self.source = write_project(folder / "source", call, module=self.module, **more)
        for created in (self.headers, self.more_headers):
            created.mkdir()
            (created / "fcntl.h").write_text("#include_next <fcntl.h>\n")
        self.compiler.write_text(COMPILER.format(log=self.log, compiler=shutil.which("c++")))
        self.compiler.chmod(0o755)
        self.toolchain.write_text(f'set(CMAKE_CXX_COMPILER "{self.compiler}")\n')
        self.configure(
            f"-DCMAKE_TOOLCHAIN_FILE={self.toolchain}",
            f"-DCMAKE_CXX_FLAGS=-isystem {self.headers}",
        )

    def configure(self, *options: str, **environment: str) -> Configured:
        environment = {"CPATH": str(self.more_headers), **environment}
        return configure(self.source, self.folder / "build", options, **environment)

    def asked(self, *options: str, **environment: str) -> int:
        """How often the target is asked by a configure."""
        before = self.count()
        self.configure(*options, **environment)
        return self.count() - before

    def count(self) -> int:
        return len(self.log.read_text().splitlines())


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(tmp_path_factory.mktemp("cache"))
    assert tree.count() == 1
    return tree


def test_nothing_changed(tree: Tree) -> None:
    assert tree.asked() == 0


# -- Changes that could change an answer ---------------------------------------------------

# How to make the change, and how to take it back.
OPTIONS = {
    "compiler flags": (
        "-DCMAKE_CXX_FLAGS=-isystem {headers} -O1",
        "-DCMAKE_CXX_FLAGS=-isystem {headers}",
    ),
    "flags of the configuration that is tried": (
        "-DCMAKE_CXX_FLAGS_DEBUG=-O1",
        "-DCMAKE_CXX_FLAGS_DEBUG=-g",
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
}


@pytest.mark.parametrize("what", OPTIONS)
def test_an_option_changed(tree: Tree, what: str) -> None:
    there, back = (option.format(headers=tree.headers) for option in OPTIONS[what])
    assert tree.asked(there) == 1
    assert tree.asked() == 0
    assert tree.asked(back) == 0  # known from before


@pytest.mark.parametrize(
    "variable",
    ["CPATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR"],
)
def test_the_environment_changed(tree: Tree, variable: str, tmp_path: Path) -> None:
    assert tree.asked(**{variable: str(tmp_path)}) == 1
    assert tree.asked(**{variable: str(tmp_path)}) == 0
    assert tree.asked() == 0


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
    "a behaviour": ("copy/probes/behaviour/shm_resize.cpp", "// new\n"),
    "what the behaviours share": ("copy/probes/support/object.h", "// new\n"),
    "the catalogue": ("copy/probes/catalogue.cmake", "# new\n"),
    "the module": ("copy/cmake/anonshm/probe/evaluate.cmake", "# new\n"),
    "a prediction": ("copy/cmake/platforms/glibc.cmake", "# new\n"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_changed(tree: Tree, what: str) -> None:
    file, addition = FILES[what]
    with changed(tree.folder / file, addition):
        assert tree.asked() == 1
        assert tree.asked() == 0
    assert tree.asked() == 0


LATER = {
    "flags": (["-DCMAKE_CXX_FLAGS=-isystem {later}"], {}),
    "flags without a space": (["-DCMAKE_CXX_FLAGS=-I{later}"], {}),
    "environment": ([], {"CPATH": "{later}"}),
    "environment, second": ([], {"CPLUS_INCLUDE_PATH": "/none:{later}"}),
}


@pytest.mark.parametrize("where", ["include", "more", *LATER])
def test_a_header_changed(tree: Tree, where: str, tmp_path: Path) -> None:
    """As a new C library does it. The answer is another one then, and the old one after. The
    folder may have been there when CMake asked the compiler for its own, or come later."""
    folder = tmp_path if where in LATER else tree.folder / where
    options, environment = LATER.get(where, ([], {}))
    options = [option.format(later=folder) for option in options]
    environment = {name: value.format(later=folder) for name, value in environment.items()}
    header = folder / "fcntl.h"
    header.write_text("#include_next <fcntl.h>\n")
    assert tree.configure(*options, **environment).fact("shm_anon") == (False, "declared")
    with changed(header, "#undef SHM_ANON\n#define SHM_ANON ((char *)1)\n"):
        assert tree.configure(**environment).fact("shm_anon") == (True, "declared")
    assert tree.configure(**environment).fact("shm_anon") == (False, "declared")
    tree.configure(f"-DCMAKE_CXX_FLAGS=-isystem {tree.headers}")


def test_another_compiler(tmp_path: Path) -> None:
    """CMake begins anew then, and so does the module."""
    clang = next(filter(None, map(shutil.which, ("clang++", "clang++-14"))), None)
    if clang is None:
        pytest.skip("no second compiler")
    source = write_project(tmp_path / "source")
    first = configure(source, tmp_path / "build", ["-DCMAKE_CXX_COMPILER=c++"])
    second = configure(source, tmp_path / "build", [f"-DCMAKE_CXX_COMPILER={clang}"])
    assert first.report["toolchain"]["compiler"] != "Clang"
    assert second.report["toolchain"]["compiler"].startswith("Clang ")


# -- Changes that could not ----------------------------------------------------------------


@pytest.mark.parametrize(
    "there, back",
    [
        ("-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_BUILD_TYPE="),
        ("-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DCMAKE_CXX_FLAGS_RELEASE=-O3 -DNDEBUG"),
        ("-DBUILD_SHARED_LIBS=ON", "-UBUILD_SHARED_LIBS"),
        ("-DANONSHM_PRESET_SHM_RESIZE=once", "-UANONSHM_PRESET_SHM_RESIZE"),
        ("-DCMAKE_REQUIRED_FLAGS=--no-such-flag", "-UCMAKE_REQUIRED_FLAGS"),
        ("-DCMAKE_CXX_STANDARD=20", "-UCMAKE_CXX_STANDARD"),
    ],
)
def test_what_changes_nothing(tree: Tree, there: str, back: str) -> None:
    before = tree.configure().facts
    assert tree.asked(there) == 0
    assert tree.asked(back) == 0
    assert tree.configure().facts == before


def test_a_file_that_was_only_touched(tree: Tree) -> None:
    file = tree.folder / "copy" / "probes" / "support" / "object.h"
    os.utime(file, (0, 0))
    assert tree.asked() == 0


def test_what_was_removed_is_written_without_asking(tree: Tree) -> None:
    (tree.folder / "build" / "config.h").unlink()
    (tree.folder / "build" / "report.json").unlink()
    assert tree.asked() == 0
    assert (tree.folder / "build" / "config.h").exists()


def test_fewer_files_are_never_half_a_file(tree: Tree) -> None:
    """An answer that was cut short is not taken for one: it is written whole or not at all."""
    kept = list((tree.folder / "build" / "CMakeFiles" / "anonshm").iterdir())
    assert [file.name for file in kept if file.suffix == ".new"] == []


# -- One tree, several calls ---------------------------------------------------------------


def test_several_calls_ask_once(tmp_path: Path) -> None:
    below = tmp_path / "source" / "below"
    below.mkdir(parents=True)
    (below / "CMakeLists.txt").write_text("anonshm_probe(HEADER below.h PREFIX BELOW_)\n")
    tree = Tree(
        tmp_path,
        after="anonshm_probe(HEADER other.h PREFIX OTHER_)\n"
        "anonshm_probe(FACTS shm_open HEADER third.h)\n"
        "add_subdirectory(below)\n",
    )
    assert tree.count() == 1
    build = tree.folder / "build"
    for header, macro in (
        ("config.h", "ANONSHM_HAVE_SHM_OPEN"),
        ("other.h", "OTHER_HAVE_SHM_OPEN"),
        ("third.h", "ANONSHM_HAVE_SHM_OPEN"),
        ("below/below.h", "BELOW_HAVE_SHM_OPEN"),
    ):
        assert f"#define {macro} 1\n" in (build / header).read_text()
    assert tree.asked() == 0


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
      LINK_OPTIONS BUILDSYSTEM_TARGETS CMAKE_CONFIGURE_DEPENDS)
    get_property(value DIRECTORY PROPERTY ${name})
    string(MD5 hash "${value}")
    string(APPEND text "property ${name} ${hash}\\n")
  endforeach()
  foreach(name IN ITEMS LC_ALL LD_BIND_NOW)
    string(APPEND text "environment ${name} $ENV{${name}}\\n")
  endforeach()
  foreach(name IN ITEMS CMP0054 CMP0066 CMP0067 CMP0083)
    cmake_policy(GET ${name} value)
    string(APPEND text "policy ${name} ${value}\\n")
  endforeach()
  file(WRITE "${CMAKE_BINARY_DIR}/${file}" "${text}")
endfunction()
snapshot(before)
"""


@pytest.mark.parametrize("environment", [{}, {"LC_ALL": "C.UTF-8", "LD_BIND_NOW": "1"}])
def test_a_call_leaves_what_it_promises(tmp_path: Path, environment: dict[str, str]) -> None:
    call = "HEADER config.h CHAIN_VARIABLE ANONSHM_chain LIBRARIES_VARIABLE ANONSHM_libraries"
    source = write_project(tmp_path / "source", call, before=SNAPSHOT, after="snapshot(after)")
    build = configure(source, tmp_path / "build", **environment).build
    before, after = (
        set((build / name).read_text().splitlines()) for name in ("before", "after")
    )
    # What include_guard() sets, the line that is being read, and what the snapshot sets itself.
    expected = r"ANONSHM_\w+|__INCGUARD_\w+|CMAKE_CURRENT_LIST_LINE|ARG[NV]\d?"
    own = "file|hash|name|text|value"
    others = re.compile(rf"(?!variable ({expected}|{own}) )")
    assert [line for line in before ^ after if others.match(line)] == []


def entries(folder: Path, call: bool) -> dict[str, Any]:
    source = write_project(folder / "source")
    if not call:
        text = (source / "CMakeLists.txt").read_text().splitlines()
        (source / "CMakeLists.txt").write_text("\n".join(text[:2]))
    return cache_of(configure(source, folder / "build").build)


def test_a_call_leaves_no_cache_entry(tmp_path: Path) -> None:
    plain, probed = entries(tmp_path / "plain", False), entries(tmp_path / "probed", True)
    assert set(probed) == set(plain)


def test_everything_that_is_written_is_in_the_build_tree(tree: Tree) -> None:
    """And under one folder of CMake's, but for what the caller asked for."""
    build = tree.folder / "build"
    ours = [
        path for path in build.rglob("*") if "anonshm" in str(path.relative_to(build)).lower()
    ]
    assert ours and all(path.is_relative_to(build / "CMakeFiles" / "anonshm") for path in ours)
    assert not [path for path in tree.source.iterdir() if path.name != "CMakeLists.txt"]
