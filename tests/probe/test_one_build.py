# SPDX-License-Identifier: MIT
"""The units of a project's facts in one nested build (compile_units.sh, link_units.sh): how
often the compiler is called, and compilers that cannot do what most can.

A compiler is a script that notes its arguments and calls the real one. The answers are those of
the programs in modules.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from probe.modules import COMPILER, Question, expected, write_questions
from support.projects import configure

# Most are as expected; one of each kind that may be missing is missing.
QUESTIONS = [
    Question("FUNCTION", "getpid", "unistd.h"),
    Question("FUNCTION", "nosuch_function", "unistd.h"),
    Question("FUNCTION", "strchr", "string.h"),  # overloaded in C++
    Question("SYMBOL", "environ_nosuch", "stdlib.h"),
    Question("TYPE", "size_t", "stddef.h"),
    Question("TYPE", "nosuch_t", "stddef.h"),
    Question("TYPE", "struct nosuch", "stdlib.h"),
    Question("NUMBER", "EOF", "stdio.h"),
    Question("NUMBER", "SEEK_NOSUCH", "stdio.h"),
    Question("MACRO", "NOSUCH", "stdio.h"),
    Question("HEADER", "nosuch.h"),
    Question("MEMBER", "struct tm", "time.h", "tm_sec"),
    Question("COMPILES", "good", "string.h", "return (int)strlen(\"\");"),
]  # fmt: skip
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


def answers(
    tmp_path: Path,
    language: str,
    script: str = "",
    questions: list[Question] = QUESTIONS,
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
    if "HAVE_STRCHR" in right:
        right["HAVE_STRCHR"] = True  # which check_symbol_exists() cannot ask if overloaded
    calls = [line for line in log.read_text().splitlines() if " -c " in f" {line} "]
    programs = [line for line in calls if "/main-" in line]
    return programs, {id: facts[id] for id, answer in right.items() if facts[id] != answer}


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_what_is_missing_needs_no_second_build(tmp_path: Path, language: str) -> None:
    programs, different = answers(tmp_path, language)
    assert different == {}
    assert len(programs) == 1


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
