# SPDX-License-Identifier: MIT
"""Whatever an answer was made from: when it changes, the next configure has the new answer.

Each change makes another answer right, which the test knows; that nothing is asked again where
nothing changed is in test_cache.py.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from probe.comparison import CLANG, FLAGS, LINK, find
from support.projects import configure, write_project
from support.run import run
from support.tables import TABLES

TITLE = "what answers are made from: changed, and the next answer"
ANON = "#define SHM_ANON ((char *)1)\n"


class Place(NamedTuple):
    """A directory, the options of the configure, and how to make SHM_ANON defined."""

    options: list[str]
    change: Callable[[], object]
    environment: dict[str, str] = {}  # noqa: RUF012 (a NamedTuple; never changed)


def keep_time(file: Path, text: str) -> None:
    """As OSTree, Flatpak and Nix have it: the time is the same for every version of a file."""
    times = file.stat().st_atime, file.stat().st_mtime
    file.write_text(text)
    os.utime(file, times)


def header(directory: Path, name: str, text: str) -> Path:
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (1, 1))
    return file


def nested_header(directory: Path) -> Place:
    """One that no fact names: <bits/…>, <asm/unistd.h> and their kind."""
    header(directory, "i/fcntl.h", "#include_next <fcntl.h>\n#include <bits/ours.h>\n")
    file = header(directory, "i/bits/ours.h", "")
    return Place([f'{FLAGS}-isystem "{directory}/i"'], lambda: keep_time(file, ANON))


def header_in_an_odd_directory(directory: Path) -> Place:
    """Of a name that CMake cannot have in a list as it is."""
    file = header(directory, "i [x/fcntl.h", "#include_next <fcntl.h>\n")
    text = file.read_text() + ANON
    return Place([f'{FLAGS}-isystem "{directory}/i [x"'], lambda: keep_time(file, text))


def header_that_disappears(directory: Path) -> Place:
    """It hid another, which defines it."""
    header(directory, "late/ours.h", ANON)
    file = header(directory, "early/ours.h", "")
    header(directory, "late/fcntl.h", "#include_next <fcntl.h>\n#include <ours.h>\n")
    flags = f'{FLAGS}-isystem "{directory}/early" -isystem "{directory}/late"'
    return Place([flags], file.unlink)


def forced_header(directory: Path) -> Place:
    file = header(directory, "first.h", "")
    return Place([f'{FLAGS}-include "{file}"'], lambda: keep_time(file, ANON))


def response_file(directory: Path) -> Place:
    file = header(directory, "options", "-DNOTHING\n")
    return Place([f'{FLAGS}"@{file}"'], lambda: keep_time(file, '"-DSHM_ANON=((char*)1)"\n'))


def file_of_a_response_file(directory: Path) -> Place:
    file = header(directory, "first.h", "")
    header(directory, "options", f'-include "{file}"\n')
    return Place([f'{FLAGS}"@{directory}/options"'], lambda: keep_time(file, ANON))


def specs(directory: Path) -> Place:
    text = "*cpp_unique_options:\n+ %{!none:-DNOTHING}\n"
    file = header(directory, "specs", text)
    changed = text.replace("-DNOTHING", "-DSHM_ANON=1")
    return Place([f'{FLAGS}-specs="{file}"'], lambda: keep_time(file, changed))


def configuration_file_of_clang(directory: Path) -> Place:
    file = header(directory, "clang.cfg", "-DNOTHING\n")
    compiler = find(*CLANG)
    options = [f"-DCMAKE_CXX_COMPILER={compiler}", f'{FLAGS}--config "{file}"']
    return Place(options, lambda: keep_time(file, "-DSHM_ANON=1\n"))


def included_by_the_toolchain_file(directory: Path) -> Place:
    file = header(directory, "more.cmake", "\n")
    toolchain = header(
        directory, "toolchain.cmake", 'include("${CMAKE_CURRENT_LIST_DIR}/more.cmake")\n'
    )
    changed = "add_compile_definitions(SHM_ANON=1)\n"
    return Place([f"-DCMAKE_TOOLCHAIN_FILE={toolchain}"], lambda: keep_time(file, changed))


def header_that_appears_earlier(directory: Path) -> Place:
    """In a directory that is searched before, and that was there, but empty."""
    (directory / "early").mkdir()
    header(directory, "late/ours.h", "")
    header(directory, "late/fcntl.h", "#include_next <fcntl.h>\n#include <ours.h>\n")
    flags = f'{FLAGS}-isystem "{directory}/early" -isystem "{directory}/late"'
    return Place([flags], lambda: header(directory, "early/ours.h", ANON))


def header_that_appears_below(directory: Path) -> Place:
    """In a directory that was not there: <sys/ours.h>."""
    (directory / "early").mkdir()
    header(directory, "late/sys/ours.h", "")
    header(directory, "late/fcntl.h", "#include_next <fcntl.h>\n#include <sys/ours.h>\n")
    flags = f'{FLAGS}-isystem "{directory}/early" -isystem "{directory}/late"'
    return Place([flags], lambda: header(directory, "early/sys/ours.h", ANON))


def wrapper_with_a_file(directory: Path) -> Place:
    """A script in front of the compiler: it is the compiler as far as CMake knows."""
    script = header(directory, "c++", f'#!/bin/sh\nexec {find("c++")} "$@"\n')
    script.chmod(0o755)

    def change() -> None:
        text = script.read_text().replace('"$@"', '-DSHM_ANON=1 "$@"')
        keep_time(script, text)

    return Place([f"-DCMAKE_CXX_COMPILER={script}"], change)


PLACES: list[Callable[[Path], Place]] = [
    nested_header,
    header_in_an_odd_directory,
    header_that_disappears,
    forced_header,
    response_file,
    file_of_a_response_file,
    specs,
    configuration_file_of_clang,
    included_by_the_toolchain_file,
    header_that_appears_earlier,
    header_that_appears_below,
    wrapper_with_a_file,
]


def note(what: str, verdict: str) -> None:
    TABLES.setdefault(TITLE, []).append(f"{what:34} {verdict}")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_macro_appears(place: Callable[[Path], Place], tmp_path: Path) -> None:
    there = place(tmp_path)
    source = write_project(tmp_path / "source")
    before = configure(source, tmp_path / "build", there.options, **there.environment)
    assert before.fact("shm_anon") == (False, "declared")
    there.change()
    after = configure(source, tmp_path / "build", **there.environment)
    assert after.fact("shm_anon") == (True, "declared")
    note(place.__name__, "the new answer")


@pytest.mark.parametrize("variable", ["NIX_CFLAGS_COMPILE", "OF_A_WRAPPER"])
def test_a_variable_of_a_wrapper(variable: str, tmp_path: Path) -> None:
    script = tmp_path / "c++"
    script.write_text(f'#!/bin/sh\nexec {find("c++")} ${variable} "$@"\n')
    script.chmod(0o755)
    source = write_project(tmp_path / "source")
    option = [f"-DCMAKE_CXX_COMPILER={script}"]
    for value, expected in (("-DNOTHING", False), ("-DSHM_ANON=1", True), ("-DNOTHING", False)):
        found = configure(source, tmp_path / "build", option, **{variable: value})
        assert found.fact("shm_anon") == (expected, "declared")
    note(f"the variable {variable}", "the new answer")


@pytest.fixture
def declared_in_no_library(tmp_path: Path) -> str:
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "stdlib.h").write_text(
        '#include_next <stdlib.h>\nextern "C" int shm_mkstemp(char *);\n'
    )
    return f'-isystem "{tmp_path}/i"'


def c_library(directory: Path, compiler: str) -> tuple[str, str]:
    """What libc.so says, which is a linker script, and the same with a library of ours."""
    script = Path(run(compiler, "-print-file-name=libc.so").stdout.strip())
    text = script.read_bytes()
    if not script.is_absolute() or b"GROUP" not in text:
        pytest.skip("libc.so is no linker script here")
    (directory / "x.c").write_text("int shm_mkstemp(char *n) { return n != 0; }\n")
    run(compiler, "-c", directory / "x.c", "-o", directory / "x.o", check=True)
    run("ar", "rcs", directory / "libours.a", directory / "x.o", check=True)
    plain = text.decode()
    return plain, plain.replace("GROUP (", f'GROUP ( "{directory}/libours.a"')


def test_a_linker_script(
    declared_in_no_library: str, cache: dict[str, str], tmp_path: Path
) -> None:
    plain, more = c_library(tmp_path, cache["CMAKE_C_COMPILER"])
    script = header(tmp_path, "l/libc.so", plain)
    source = write_project(tmp_path / "source")
    options = [FLAGS + declared_in_no_library, f'{LINK}-L"{tmp_path}/l"']
    before = configure(source, tmp_path / "build", options)
    assert before.fact("shm_mkstemp") == (False, "linked")
    keep_time(script, more)
    assert configure(source, tmp_path / "build").fact("shm_mkstemp") == (True, "linked")
    note("a linker script", "the new answer")


def test_an_archive_of_which_nothing_was_taken(
    declared_in_no_library: str, cache: dict[str, str], tmp_path: Path
) -> None:
    """No trace of the linker has it. And what every target is linked with, the probe is too."""
    c_library(tmp_path, cache["CMAKE_C_COMPILER"])
    (tmp_path / "libours.a").unlink()
    compiler, directory = cache["CMAKE_C_COMPILER"], tmp_path / "a b"
    directory.mkdir()
    (tmp_path / "y.c").write_text("int unrelated(void) { return 1; }\n")
    run(compiler, "-c", tmp_path / "y.c", "-o", tmp_path / "y.o", check=True)
    run("ar", "rc", directory / "libours.a", tmp_path / "y.o", check=True)
    source = write_project(tmp_path / "source")
    options = [FLAGS + declared_in_no_library, f'{LINK}-L"{directory}"',
               "-DCMAKE_CXX_STANDARD_LIBRARIES=-lours"]  # fmt: skip
    before = configure(source, tmp_path / "build", options)
    assert before.fact("shm_mkstemp") == (False, "linked")
    run("ar", "r", directory / "libours.a", tmp_path / "x.o", check=True)
    assert configure(source, tmp_path / "build").fact("shm_mkstemp") == (True, "linked")
    note("an archive of which nothing was taken", "the new answer")


def test_a_library_that_appears_earlier(
    declared_in_no_library: str, cache: dict[str, str], tmp_path: Path
) -> None:
    plain, more = c_library(tmp_path, cache["CMAKE_C_COMPILER"])
    (tmp_path / "early").mkdir()
    header(tmp_path, "late/libc.so", plain)
    source = write_project(tmp_path / "source")
    options = [FLAGS + declared_in_no_library,
               f'{LINK}-L"{tmp_path}/early" -L"{tmp_path}/late"']  # fmt: skip
    before = configure(source, tmp_path / "build", options)
    assert before.fact("shm_mkstemp") == (False, "linked")
    header(tmp_path, "early/libc.so", more)
    assert configure(source, tmp_path / "build").fact("shm_mkstemp") == (True, "linked")
    note("a library that appears earlier", "the new answer")


# -- What can be had later -----------------------------------------------------------------


def test_an_emulator_that_appears(cache: dict[str, str], tmp_path: Path) -> None:
    """Unknown for want of an emulator is asked again, until there is one."""
    emulator = tmp_path / "bin" / "emulator"
    emulator.parent.mkdir()
    source = write_project(tmp_path / "source")
    options = ["-DCMAKE_CROSSCOMPILING_EMULATOR=emulator"]
    path = {"PATH": f"{emulator.parent}:{os.environ['PATH']}"}
    before = configure(source, tmp_path / "build", options, **path)
    assert {before.fact("shm_resize")[1], before.fact("sysv_shm")[1]} <= {
        "predicted",
        "unknown",
    }
    emulator.write_text('#!/bin/sh\nexec "$@"\n')
    emulator.chmod(0o755)
    after = configure(source, tmp_path / "build", **path)
    assert after.fact("shm_resize")[1] == "emulated"
    note("an emulator that appears", "the new answer")


EMULATOR = """#!/bin/sh
output=$("$@")
case $output in
*shm_anon=true*) [ -e "{ready}" ] || exit 1 ;;
esac
printf '%s\\n' "$output"
"""


def test_an_emulator_that_works_later_for_one_of_two_languages(tmp_path: Path) -> None:
    """C and C++ are asked by themselves; C++ has its answers, C is asked until it has too."""
    emulator, ready = tmp_path / "emulator", tmp_path / "ready"
    emulator.write_text(EMULATOR.format(ready=ready))
    emulator.chmod(0o755)
    source = write_project(tmp_path / "source", languages="C CXX")
    options = [f"-DCMAKE_CROSSCOMPILING_EMULATOR={emulator}", "-DCMAKE_C_FLAGS=-DSHM_ANON=1"]

    def was_run() -> dict[str, str]:
        kept = (tmp_path / "build" / "CMakeFiles" / "anonshm").glob("answers-*")
        form = re.compile(r'set\("_anonshm_was_run" "(.*)" \)')
        return {file.stem[-1]: form.findall(file.read_text())[0] for file in kept}

    configure(source, tmp_path / "build", options)
    assert was_run() == {"C": "", "X": "emulated"}
    ready.touch()
    configure(source, tmp_path / "build")
    assert was_run() == {"C": "emulated", "X": "emulated"}
    note("an emulator that works later, for C", "the new answer")


# -- Bounded ------------------------------------------------------------------------------


def test_a_bounded_number_of_answers_is_kept(tmp_path: Path) -> None:
    source = write_project(tmp_path / "source", "FACTS shm_anon")
    for number in range(20):
        configure(source, tmp_path / "build", VARIABLE=str(number))
    kept = list((tmp_path / "build" / "CMakeFiles" / "anonshm").glob("answers-*"))
    assert 1 < len(kept) <= 16


def test_two_configures_of_one_tree_at_once(tmp_path: Path) -> None:
    """Each has all answers; whether CMake itself bears it is not ours, so one is the first."""
    source = write_project(tmp_path / "source")
    build = tmp_path / "build"
    configure(write_project(tmp_path / "empty", "FACTS shm_anon"), tmp_path / "other")
    first = configure(source, build)
    shutil.rmtree(build / "CMakeFiles" / "anonshm")
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    running = [
        subprocess.Popen(
            ["cmake", build], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(3)
    ]
    output = [process.communicate()[0].decode() for process in running]
    # Not one of project(), or of CMake where it tries to compile.
    ours = re.compile(r"CMake Error at .*/cmake/(anonshm/|AnonShm).* \((?!try_)")
    assert not [text for text in output if ours.search(text)], output
    assert configure(source, build).facts == first.facts
