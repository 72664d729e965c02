# SPDX-License-Identifier: MIT
"""Questions of a project with many flags, options and compilers: the answers of the compiler.

The independent source is a program for each question (modules.py), which is compiled and linked
with the same flags."""

from __future__ import annotations

from pathlib import Path

import pytest

from probe.comparison import CLANG, find
from probe.modules import Question, expected, write_questions
from support.projects import configure

WARNED = "int f(void) __attribute__((nosuch_attribute));"


def differing(
    tmp_path: Path,
    questions: list[Question],
    flags: list[str],
    options: list[str],
    compiler: list[str],
    build: str = "build",
) -> dict[str, object]:
    """The answers that are not the compiler's."""
    language = "CXX" if "++" in compiler[-1] else "C"
    source = write_questions(tmp_path / "source", questions, language)
    facts = configure(source, tmp_path / build, options).facts
    right = expected(questions, tmp_path, compiler, flags)
    return {id: facts[id] for id, answer in right.items() if facts[id] != answer}


# -- OPTIONS are what CMAKE_REQUIRED_FLAGS are ---------------------------------------------

OPTIONS = [
    # The idiom that asks whether a compiler warns.
    Question("COMPILES", "warned", third=WARNED, options=("-Werror",)),
    Question("COMPILES", "one_warning", third=WARNED, options=("-Werror=attributes",)),
    Question("COMPILES", "not_warned", third=WARNED),
    Question("COMPILES", "format", "stdio.h", 'printf("%s", 1);', ("-Wall", "-Werror")),
    Question("COMPILES", "clean", "stdio.h", 'printf("%d", 1);', ("-Wall", "-Werror")),
    Question(
        "COMPILES", "implicit", third="return getpid();",
        options=("-Werror=implicit-function-declaration",),
    ),
    Question(
        "COMPILES", "nested", third="int f(void) { return 1; }", options=("-pedantic-errors",)
    ),
    # They are the linker's, too.
    Question("COMPILES", "address", options=("-fsanitize=address",), third=";"),
    Question("COMPILES", "coverage", options=("--coverage",), third=";"),
    Question("COMPILES", "openmp", "omp.h", "omp_get_num_threads();", ("-fopenmp",)),
    Question("COMPILES", "refused", options=("-Wl,--nosuch-option",), third=";"),
    Question("COMPILES", "no_linker", options=("-fuse-ld=nosuch",), third=";"),
    Question("FUNCTION", "omp_get_num_threads", "omp.h", options=("-fopenmp",)),
    Question("COMPILES", "static_program", options=("-static",), third=";"),
    Question(
        "COMPILES", "optimised", third="\n#ifndef __OPTIMIZE__\n(\n#endif\n", options=("-O2",)
    ),
]  # fmt: skip


@pytest.mark.parametrize("question", OPTIONS, ids=lambda question: question.name)
def test_options_hold_when_compiling_and_linking(tmp_path: Path, question: Question) -> None:
    assert differing(tmp_path, [question], [], ["-DCMAKE_C_COMPILER=gcc"], ["gcc"]) == {}


# -- Flags of the project ------------------------------------------------------------------

QUESTIONS = [
    Question("FUNCTION", "fileno", "stdio.h"),
    Question("FUNCTION", "usleep", "unistd.h"),
    Question("FUNCTION", "strlcpy_nosuch", "string.h"),
    Question("SYMBOL", "errno", "errno.h"),
    Question("SYMBOL", "sin", "math.h"),
    Question("TYPE", "long long"),
    Question("TYPE", "struct timespec", "time.h"),
    Question("TYPE", "nosuch_t", "time.h"),
    Question("MEMBER", "struct stat", "sys/stat.h", "st_mtim.tv_nsec"),
    Question("HEADER", "threads.h"),
    Question("HEADER", "nosuch.h"),
    Question("MACRO", "EOF", "stdio.h"),
    Question("COMPILES", "simple", third=";"),
    Question("COMPILES", "broken", third="} int x = {{{"),
    Question("COMPILES", "lost", third="extern int nosuch(void); return nosuch();"),
    Question("COMPILES", "declared_in_for", third="for (int i = 0; i < 1; i++) ;"),
    Question("COMPILES", "keyword", third="bool x = true; (void)x;"),
    Question("COMPILES", "of_gnu", third="int y = 1; typeof(y) x = y; asm(\"\"); (void)x;"),
    Question("COMPILES", "signed_char", third="typedef char x[(char)-1 < 0 ? 1 : -1];"),
]  # fmt: skip
FLAGS = [
    "-std=c89",
    "-std=gnu89",
    "-std=c99",
    "-std=c2x",
    "-flto",
    "-static",
    "-pg",
    "--coverage",
    "-fsanitize=address",
    "-fsanitize=undefined",
    "-fsanitize=undefined -fno-sanitize-recover=all",
    "-fdiagnostics-format=json",
    "-fdiagnostics-color=always",
    "-funsigned-char -fshort-enums -fvisibility=hidden",
    "-include errno.h",
    "-ffreestanding",
    "-save-temps",
    "-MD",
]
LINKER_FLAGS = ["-Wl,--no-undefined", "-Wl,--as-needed,--gc-sections", "-Wl,-z,defs"]


@pytest.mark.parametrize("flags", FLAGS)
def test_flags_of_the_project(tmp_path: Path, flags: str) -> None:
    options = ["-DCMAKE_C_COMPILER=gcc", f"-DCMAKE_C_FLAGS={flags}"]
    assert differing(tmp_path, QUESTIONS, flags.split(), options, ["gcc"]) == {}


@pytest.mark.parametrize("flags", LINKER_FLAGS)
def test_flags_of_the_linker(tmp_path: Path, flags: str) -> None:
    options = ["-DCMAKE_C_COMPILER=gcc", f"-DCMAKE_EXE_LINKER_FLAGS={flags}"]
    assert differing(tmp_path, QUESTIONS, flags.split(), options, ["gcc"]) == {}


DIRECTORIES = [
    "undefined",
    "unresolved symbol",
    "error: a[b](c)$d",
    "anonshm_compiles_HAVE_SIMPLE x",
]


@pytest.mark.parametrize("name", DIRECTORIES)
def test_a_directory_has_the_name_of_a_message(tmp_path: Path, name: str) -> None:
    options = ["-DCMAKE_C_COMPILER=gcc"]
    assert differing(tmp_path, QUESTIONS, [], options, ["gcc"], name) == {}


@pytest.mark.parametrize(
    "flag, macro", [("-O2", "__OPTIMIZE__"), ("-fsanitize=address", "__SANITIZE_ADDRESS__")]
)
def test_what_a_flag_defines(tmp_path: Path, flag: str, macro: str) -> None:
    questions = [Question("MACRO", macro, "stdio.h")]
    options = ["-DCMAKE_C_COMPILER=gcc", f"-DCMAKE_C_FLAGS={flag}"]
    assert differing(tmp_path, questions, [flag], options, ["gcc"]) == {}


# -- Compilers -----------------------------------------------------------------------------

COMPILERS = [
    ["tcc"],
    ["musl-gcc"],
    ["clang-14"],
    ["gcc", "-m64"],
    ["env", "gcc"],
]


@pytest.mark.parametrize("compiler", COMPILERS, ids=" ".join)
def test_compilers(tmp_path: Path, compiler: list[str]) -> None:
    for program in (compiler[0], compiler[-1]):
        if not program.startswith("-"):
            find(program)
    options = [f"-DCMAKE_C_COMPILER={';'.join(compiler)}"]
    assert differing(tmp_path, QUESTIONS, [], options, compiler) == {}


IN_CXX = [
    Question("COMPILES", "vector", "vector", "std::vector<int> v; v.push_back(1);"),
    Question("COMPILES", "throws", third="try { throw 1; } catch (int) {}"),
    Question("COMPILES", "lost", third="extern int nosuch(); return nosuch();"),
    Question("COMPILES", "type_of", "typeinfo", "return typeid(int).name()[0];"),
    Question("TYPE", "std::pair<int, int>", "utility", macro="HAVE_PAIR"),
    Question("MEMBER", "std::pair<int, int>", "utility", "first", macro="HAVE_FIRST"),
]  # fmt: skip


@pytest.mark.parametrize("compiler", ["g++", "clang", "x86_64-w64-mingw32-g++"])
def test_compilers_of_cxx(tmp_path: Path, compiler: str) -> None:
    """What catches exceptions has to be linked with what unwinds."""
    path = find(*CLANG) if compiler == "clang" else find(compiler)
    options = [f"-DCMAKE_CXX_COMPILER={path}"]
    if "mingw" in compiler:
        options.append("-DCMAKE_SYSTEM_NAME=Windows")
    assert differing(tmp_path, IN_CXX, [], options, [path]) == {}
