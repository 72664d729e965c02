# SPDX-License-Identifier: MIT
"""The units of a project's facts in one nested build (compile_units.sh, link_units.sh): how
often the compiler is called, and compilers that cannot do what most can.

A compiler is a script that notes its arguments and calls the real one. The answers are those of
the programs in modules.py."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from probe.comparison import find
from probe.modules import COMPILER, QUESTIONS, Question, expected, write_questions
from support.paths import ROOT
from support.projects import GENERATOR, configure
from support.waiting import is_running, until

NOTES = 'printf "%s\\n" "$*" >>"{log}"\n'
# Exits before the real compiler is called, if several sources are given.
ONE_FILE = """sources=0
for argument; do
  case $argument in *.c | *.cpp) sources=$((sources + 1)) ;; esac
done
[ "$sources" -lt 2 ] || exit 1
"""
# Compiles one after the other, and no more behind one that is refused, as tcc does.
STOPS = """sources=
for argument; do
  shift
  case $argument in
    ../*.c | ../*.cpp) sources="$sources $argument" ;;
    *) set -- "$@" "$argument" ;;
  esac
done
[ -n "$sources" ] || exec {real} "$@"
for source in $sources; do
  {real} "$@" "$source" || exit 1
done
exit 0
"""
# zig makes one object of all files, with the name of the first; on Windows it refuses several,
# and calls the object of one x.obj.
UNITS = """first= rest= named=
for argument; do
  case $argument in
    ../*.c | ../*.cpp) [ -n "$first" ] && rest=yes || first=${argument##*/} ;;
    -o) named=yes ;;
  esac
done
"""
ALL_IN_ONE = (
    UNITS
    + """if [ -n "$rest" ]; then
  for argument; do
    shift
    [ "$argument" = -c ] || set -- "$@" "$argument"
  done
  exec {real} -r -o "${first%.*}.o" "$@"
fi
"""
)
OTHER_NAME = (
    UNITS
    + """[ -z "$rest" ] || exit 1
[ -z "$first" ] || [ -n "$named" ] || set -- -o "${first%.*}.obj" "$@"
"""
)
PRESENT = [Question("HEADER", f"{name}.h") for name in ("errno", "math", "stdio", "time")]


# What is missing can be the fault of what is missing beside it, so each is asked by itself.
TOGETHER = [
    Question("FUNCTION", "nosuch_function", "time.h"),
    Question("MEMBER", "struct tm", "time.h", "tm_nosuch"),
    Question("MEMBER", "struct tm", "time.h", "tm_year"),
    Question("MEMBER", "struct nosuch", "time.h", "nosuch"),
    Question("TYPE", "unsigned nosuch_t", "time.h"),
]


def answers(
    tmp_path: Path, language: str, script: str = "", questions: list[Question] = QUESTIONS
) -> tuple[list[str], dict[str, object]]:
    """The calls of the compiler that compiled a program, and what is not as it should be."""
    real = shutil.which(COMPILER[language])
    log = tmp_path / "log"
    compiler = tmp_path / ("c++" if language == "CXX" else "cc")
    body = (NOTES + script).replace("{log}", str(log)).replace("{real}", str(real))
    compiler.write_text(f'#!/bin/sh\n{body}exec {real} "$@"\n')
    compiler.chmod(0o755)
    source = write_questions(tmp_path / "source", questions, language)
    facts = configure(
        source, tmp_path / "build", [f"-DCMAKE_{language}_COMPILER={compiler}"]
    ).facts
    right = expected(questions, tmp_path, [str(real)], [])
    if "HAVE_STRCHR" in right:  # which check_symbol_exists() cannot ask of an overloaded one
        right["HAVE_STRCHR"] = True
    calls = [line for line in log.read_text().splitlines() if " -c " in f" {line} "]
    programs = [line for line in calls if "/main-" in line]
    return programs, {id: facts[id] for id, answer in right.items() if facts[id] != answer}


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_what_is_missing_needs_no_second_build(tmp_path: Path, language: str) -> None:
    programs, different = answers(tmp_path, language)
    assert different == {}
    assert len(programs) == 1


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_what_is_missing_together_needs_one_more(tmp_path: Path, language: str) -> None:
    programs, different = answers(tmp_path, language, questions=TOGETHER)
    assert different == {}
    assert len(programs) == 2


@pytest.mark.parametrize("language", ["C", "CXX"])
@pytest.mark.parametrize(
    "script", [ONE_FILE, STOPS], ids=["one file only", "stops at the first"]
)
def test_a_compiler_that_does_not_take_all_files(
    tmp_path: Path, script: str, language: str
) -> None:
    assert answers(tmp_path, language, script)[1] == {}


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_coloured_messages_are_understood(tmp_path: Path, language: str) -> None:
    script = 'set -- -fdiagnostics-color=always "$@"\n'
    programs, different = answers(tmp_path, language, script)
    assert different == {}
    assert len(programs) == 1


@pytest.mark.parametrize("questions", [PRESENT, QUESTIONS], ids=["present", "most"])
@pytest.mark.parametrize("script", [ALL_IN_ONE, OTHER_NAME], ids=["all in one", "other name"])
def test_a_compiler_does_not_make_an_object_of_each_file(
    tmp_path: Path, script: str, questions: list[Question]
) -> None:
    programs, different = answers(tmp_path, "C", script, questions)
    assert different == {}
    assert len(programs) <= 2  # one that refuses several does not say what is wrong in them


RESPONSE_FILES = {
    "Ninja": "set(CMAKE_NINJA_FORCE_RESPONSE_FILE TRUE)\n",
    "Unix Makefiles": "set(CMAKE_C_USE_RESPONSE_FILE_FOR_INCLUDES TRUE)\n"
    "set(CMAKE_C_USE_RESPONSE_FILE_FOR_OBJECTS TRUE)\n"
    'set(CMAKE_C_RESPONSE_FILE_LINK_FLAG "@")\n',
}


@pytest.mark.parametrize("by", ["toolchain", "environment"])
@pytest.mark.parametrize("generator", RESPONSE_FILES)
def test_arguments_would_be_in_a_file(tmp_path: Path, generator: str, by: str) -> None:
    """As they are with MinGW and make; ninja is told so (cmake-variables(7))."""
    own = Question("TYPE", "own_t", "own.h", more="INCLUDES include")
    source = write_questions(tmp_path / "source", [*QUESTIONS, own], "C")
    (source / "include").mkdir()
    (source / "include" / "own.h").write_text("typedef int own_t;\n")
    options, environment = [], {}
    if by == "environment":
        environment = {"CMAKE_NINJA_FORCE_RESPONSE_FILE": "1"}
    else:
        (tmp_path / "toolchain.cmake").write_text(RESPONSE_FILES[generator])
        options = [f"-DCMAKE_TOOLCHAIN_FILE={tmp_path}/toolchain.cmake"]
    build = tmp_path / "build"
    facts = configure(source, build, options, generator=generator, **environment).facts
    right = {**expected(QUESTIONS, tmp_path, ["cc"], []), "HAVE_OWN_T": True}
    assert {id: facts[id] for id in right} == right


@pytest.mark.parametrize("processors", [1, 64])
def test_any_number_of_processors(tmp_path: Path, processors: int) -> None:
    """As CMake counts them for the nested build, which reads the toolchain file."""
    toolchain = tmp_path / "toolchain.cmake"
    toolchain.write_text(
        "function(cmake_host_system_information word variable)\n"
        f"  set(${{variable}} {processors} PARENT_SCOPE)\n"
        "endfunction()\n"
    )
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    facts = configure(source, tmp_path / "build", [f"-DCMAKE_TOOLCHAIN_FILE={toolchain}"]).facts
    right = expected(QUESTIONS, tmp_path, ["cc"], [])
    assert {id: facts[id] for id in right} == right


@pytest.mark.parametrize("name", ["sh", "main-gcc", "main-1.o", "unit0-1.c"])
def test_names_that_the_launchers_look_for(tmp_path: Path, name: str) -> None:
    """Of a compiler, and in its flags and those of the linker."""
    compiler = tmp_path / name
    compiler.write_text('#!/bin/sh\nexec cc "$@"\n')
    compiler.chmod(0o755)
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    options = [
        f"-DCMAKE_C_COMPILER={compiler}",
        f"-DCMAKE_C_FLAGS=-I{tmp_path}/include/{name}",
        f"-DCMAKE_EXE_LINKER_FLAGS=-L{tmp_path}/library/{name}",
    ]
    facts = configure(source, tmp_path / "build", options).facts
    right = expected(QUESTIONS, tmp_path, ["cc"], [])
    assert {id: facts[id] for id in right} == right


# -- Shells --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["compile_units.sh", "link_units.sh"])
def test_a_launcher_is_ascii(name: str) -> None:
    """The locale is C, in which yash stops at other characters."""
    assert (ROOT / "cmake" / "anonshm" / "project" / name).read_bytes().isascii()


@pytest.mark.parametrize("shell", ["bash", "busybox", "dash", "ksh93", "mksh", "yash", "zsh"])
def test_any_shell(tmp_path: Path, shell: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to(find(shell))
    assert different_in(tmp_path, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}") == {}


@pytest.mark.parametrize("option", ["errexit", "nounset", "noglob", "noclobber", "xtrace"])
def test_options_of_the_shell(tmp_path: Path, option: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to(find("bash"))
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    assert different_in(tmp_path, PATH=path, SHELLOPTS=option) == {}


def test_there_is_no_sh(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for program in ("as", "cc", "cmake", "ld", "ninja"):
        (tmp_path / "bin" / program).symlink_to(find(program))
    assert different_in(tmp_path, PATH=str(tmp_path / "bin")) == {}


def test_a_directory_that_make_cannot_read(tmp_path: Path) -> None:
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    configured = configure(source, tmp_path / "a\tb", generator="Unix Makefiles")
    fact = configured.report["facts"]["HAVE_GETPID"]
    assert fact["value"] is None and "does not start the compiler" in fact["detail"]


def different_in(tmp_path: Path, **environment: str) -> dict[str, object]:
    """What is not as it should be in an environment."""
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    facts = configure(source, tmp_path / "build", **environment).facts
    right = expected(QUESTIONS, tmp_path, ["cc"], [])
    return {id: facts[id] for id, answer in right.items() if facts[id] != answer}


# -- Signals -------------------------------------------------------------------------------


def test_an_interrupt_ends_the_compilers(tmp_path: Path) -> None:
    """All that a terminal interrupts is gone, and the next configure has all answers."""
    started, compiler = tmp_path / "started", tmp_path / "cc"
    compiler.write_text(
        f'#!/bin/sh\ncase $* in */unit*)\n  [ -f "{tmp_path}/quick" ] || '
        f'{{ echo $$ >>"{started}"; exec sleep 300; }}\nesac\nexec cc "$@"\n'
    )
    compiler.chmod(0o755)
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    options = [f"-DCMAKE_C_COMPILER={compiler}", "-G", GENERATOR]
    process = subprocess.Popen(
        ["cmake", "-S", source, "-B", tmp_path / "build", *options],
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert until(started.exists)
    os.killpg(process.pid, signal.SIGINT)
    process.wait()
    assert until(lambda: not any(map(is_running, started.read_text().split())))
    (tmp_path / "quick").touch()
    facts = configure(source, tmp_path / "build").facts
    right = expected(QUESTIONS, tmp_path, ["cc"], [])
    assert {id: facts[id] for id in right} == right


def test_nothing_could_be_built_for_a_while(tmp_path: Path) -> None:
    """That is asked again, as when a disk was full."""
    compiler = tmp_path / "cc"
    compiler.write_text(
        f'#!/bin/sh\ncase $* in */facts-C/*)\n  [ -f "{tmp_path}/works" ] || exit 1\nesac\n'
        'exec cc "$@"\n'
    )
    compiler.chmod(0o755)
    source = write_questions(tmp_path / "source", QUESTIONS, "C")
    options = [f"-DCMAKE_C_COMPILER={compiler}"]
    failed = configure(source, tmp_path / "build", options).facts
    right = expected(QUESTIONS, tmp_path, ["cc"], [])
    assert {id: failed[id] for id in right} == dict.fromkeys(right)
    (tmp_path / "works").touch()
    facts = configure(source, tmp_path / "build", options).facts
    assert {id: facts[id] for id in right} == right


DROPS = """for argument; do
  shift
  case $argument in
    */store/unit*.o) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
"""


def test_units_cannot_be_linked(tmp_path: Path) -> None:
    """That a program without them can says nothing of these facts, or of their options."""
    compiler = tmp_path / "cc"
    compiler.write_text(f'#!/bin/sh\n{DROPS}exec {shutil.which("cc")} "$@"\n')
    compiler.chmod(0o755)
    questions = [
        Question("FUNCTION", "getpid", "unistd.h", options=("-O2",)),
        Question("FUNCTION", "strchr", "string.h"),
        Question("COMPILES", "good", "string.h", 'return (int)strlen("");'),
    ]
    source = write_questions(tmp_path / "source", questions, "C")
    configured = configure(source, tmp_path / "build", [f"-DCMAKE_C_COMPILER={compiler}"])
    for id, fact in configured.report["facts"].items():
        assert (id, fact["value"], fact["evidence"]) == (id, True, "declared")
        assert "nothing" in fact["detail"]
