# SPDX-License-Identifier: MIT
"""Questions of a project beside each other: none is answered by another, or lost with it.

The independent source is the compiler (modules.py); where a value counts, a program that prints
it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from probe.comparison import CLANG, find
from probe.modules import COMPILER, Question, expected, write_questions
from support.projects import configure, try_configure
from support.run import run

LANGUAGES = ("C", "CXX")
CROSS = ["-DCMAKE_SYSTEM_NAME=Linux"]  # nothing is run then


def differing(
    tmp_path: Path, questions: list[Question], language: str, *flags: str
) -> dict[str, object]:
    """The answers that are not the compiler's."""
    source = write_questions(tmp_path / "source", questions, language)
    options = [f"-DCMAKE_{language}_FLAGS={' '.join(flags)}"]
    facts = configure(source, tmp_path / "build", options).facts
    right = expected(questions, tmp_path, [COMPILER[language]], list(flags))
    return {id: facts[id] for id, answer in right.items() if facts[id] != answer}


# -- What is left of a unit ----------------------------------------------------------------
# Types that are missing are taken out of the unit of their headers; one question is left.

LEFT = [
    Question("HEADER", "time.h"),
    Question("MACRO", "CLOCKS_PER_SEC", "time.h"),
    Question("TYPE", "time_t", "time.h"),
    Question("FUNCTION", "mktime", "time.h"),
    Question("SYMBOL", "mktime", "time.h"),
    Question("MEMBER", "struct tm", "time.h", "tm_sec"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("left", LEFT, ids=lambda question: question.kind)
def test_what_is_left_beside_missing_types(
    tmp_path: Path, left: Question, language: str
) -> None:
    missing = [Question("TYPE", f"nosuch{n}_t", "time.h") for n in (1, 2)]
    assert differing(tmp_path, [*missing, left], language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_between_missing_ones(tmp_path: Path, language: str) -> None:
    members = ("st_nosuch", "st_size", "st_none")
    questions = [Question("MEMBER", "struct stat", "sys/stat.h", each) for each in members]
    assert differing(tmp_path, questions, language) == {}


# -- One name ------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["FUNCTION", "SYMBOL", "NUMBER"])
def test_a_name_that_is_asked_about_twice_is_not_declared_by_that(
    tmp_path: Path, first: str
) -> None:
    """With -std=c99 glibc's <unistd.h> does not declare usleep(), which libc.so has."""
    questions = [
        Question(first, "usleep", "unistd.h", macro="HAVE_FIRST"),
        Question("FUNCTION", "usleep", "unistd.h", macro="HAVE_SECOND"),
        Question("SYMBOL", "usleep", "unistd.h", macro="HAVE_THIRD"),
    ]
    assert not any(expected(questions, tmp_path, ["cc"], ["-std=c99"]).values())
    source = write_questions(tmp_path / "source", questions)
    facts = configure(source, tmp_path / "build", ["-DCMAKE_C_FLAGS=-std=c99"]).facts
    assert (facts["HAVE_SECOND"], facts["HAVE_THIRD"]) == (False, False)


# -- What a name may be --------------------------------------------------------------------

NAMES = [
    # No library has an enumerator, a variable it has.
    Question("FUNCTION", "PTHREAD_MUTEX_RECURSIVE_NP", "pthread.h"),
    Question("FUNCTION", "timezone", "time.h"),
    Question("FUNCTION", "daylight", "time.h"),
    Question("FUNCTION", "optind", "unistd.h"),
    Question("SYMBOL", "timezone", "time.h", macro="HAVE_TIMEZONE_SYMBOL"),
    Question("SYMBOL", "__builtin_memcpy", "stdio.h"),
    Question("SYMBOL", "offsetof", "stddef.h"),
    Question("FUNCTION", "errno", "errno.h"),
    Question("FUNCTION", "stdin", "stdio.h"),
    Question("TYPE", "struct nosuch"),
    Question("MEMBER", "siginfo_t", "signal.h", "si_pid"),
    Question("MEMBER", "int", "signal.h", "si_pid"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", NAMES, ids=lambda question: question.id)
def test_what_a_name_may_be(tmp_path: Path, question: Question, language: str) -> None:
    assert differing(tmp_path, [question], language, "-D_GNU_SOURCE") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_has_a_word_of_the_messages(tmp_path: Path, language: str) -> None:
    """Such a name is no error, and no function of several types."""
    names = ("overloaded_nosuch", "nosuch_error", "perror")
    questions = [Question("FUNCTION", each, "stdio.h") for each in names]
    assert differing(tmp_path, questions, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_macro_of_nothing_is_no_type(tmp_path: Path, language: str) -> None:
    """`typedef nothing x;` is an int in C89, and to gcc with -w."""
    source = write_questions(
        tmp_path / "source", [Question("TYPE", "nothing", "own.h", more="INCLUDES .")], language
    )
    (source / "own.h").write_text("#define nothing\n")
    facts = configure(source, tmp_path / "build").facts
    assert facts == {"HAVE_NOTHING": False, "SIZEOF_NOTHING": False}


# -- Numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_more_than_64_bits_is_not_cut_off(tmp_path: Path, language: str) -> None:
    question = Question("NUMBER", "WIDE", "own.h", more="INCLUDES .")
    source = write_questions(tmp_path / "source", [question], language)
    (source / "own.h").write_text("#define WIDE ((__int128)1 << 100)\n")
    fact = configure(source, tmp_path / "build").report["facts"]["VALUE_WIDE"]
    assert (fact["value"], fact["evidence"]) == (None, "unknown")


@pytest.mark.parametrize("cross", [[], CROSS], ids=["run", "not run"])
@pytest.mark.parametrize("language, compiler", [("C", "cc"), ("CXX", "c++"), ("CXX", "clang")])
def test_what_is_no_constant_takes_no_number_along(
    tmp_path: Path, language: str, compiler: str, cross: list[str]
) -> None:
    """SIGRTMIN of glibc is a call; the initializer of an array may have one in C++."""
    path = find(*CLANG) if compiler == "clang" else find(compiler)
    names = ("SIGTERM", "SIGRTMIN", "SIGKILL")
    questions = [Question("NUMBER", name, "signal.h") for name in names]
    questions.append(Question("TYPE", "sigset_t", "signal.h"))
    source = write_questions(tmp_path / "source", questions, language)
    options = [f"-DCMAKE_{language}_COMPILER={path}", *cross]
    report = configure(source, tmp_path / "build", options).report["facts"]
    printed = 'printf("%d %d %d", SIGTERM, SIGKILL, (int)sizeof(sigset_t));'
    (tmp_path / "x.c").write_text(
        f"#include <signal.h>\n#include <stdio.h>\nint main(void) {{ {printed} }}\n"
    )
    run("cc", tmp_path / "x.c", "-o", tmp_path / "x", check=True)
    right = run(tmp_path / "x", check=True).stdout.split()
    ids = ("VALUE_SIGTERM", "VALUE_SIGKILL", "SIZEOF_SIGSET_T")
    assert [str(report[id]["value"]) for id in ids] == right
    assert report["VALUE_SIGRTMIN"]["value"] is None
    assert report["VALUE_SIGRTMIN"]["detail"] == "no constant number"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_constant_that_no_library_has_takes_nothing_along(
    tmp_path: Path, language: str
) -> None:
    own = Question("NUMBER", "lost", "own.h", more="INCLUDES .")
    questions = [
        own,
        Question("FUNCTION", "getpid", "unistd.h", more="INCLUDES ."),
        Question("NUMBER", "EOF", "stdio.h", more="INCLUDES ."),
    ]
    source = write_questions(tmp_path / "source", questions, language)
    (source / "own.h").write_text("extern const int lost;\n")
    facts = configure(source, tmp_path / "build").facts
    assert facts["VALUE_LOST"] is None
    assert (facts["HAVE_GETPID"], facts["VALUE_EOF"]) == (True, -1)


# -- Use -----------------------------------------------------------------------------------


def test_what_runs_leaves_nothing_where_cmake_was_started(tmp_path: Path) -> None:
    source = write_questions(tmp_path / "source", [])
    (source / "facts.cmake").write_text("anonshm_fact(RUNS writes FILE writes.c)\n")
    (source / "writes.c").write_text(
        "#include <stdio.h>\n"
        'answer writes(void) { return yes_or_no(fopen("left", "w") != 0); }\n'
    )
    here = tmp_path / "here"
    here.mkdir()
    run("cmake", "-S", source, "-B", tmp_path / "build", cwd=here, check=True)
    assert list(here.iterdir()) == []


def test_a_file_that_a_file_includes_beside_itself_may_appear(tmp_path: Path) -> None:
    source = write_questions(tmp_path / "source", [])
    (source / "facts.cmake").write_text("anonshm_fact(COMPILES quoted FILE quoted.c)\n")
    (source / "quoted.c").write_text('#include "beside.h"\nint main(void) { return 0; }\n')
    assert configure(source, tmp_path / "build").facts == {"HAVE_QUOTED": False}
    (source / "beside.h").write_text("\n")
    assert configure(source, tmp_path / "build").facts == {"HAVE_QUOTED": True}
    (source / "beside.h").unlink()
    assert configure(source, tmp_path / "build").facts == {"HAVE_QUOTED": False}


def test_a_directory_with_a_semicolon_is_refused(tmp_path: Path) -> None:
    question = Question("HEADER", "own.h", more="INCLUDES .")
    source = write_questions(tmp_path / "a;b", [question])
    configured = try_configure(source, tmp_path / "build")
    assert configured.status != 0
    assert "a path with a semicolon" in " ".join(configured.output.split())


def test_a_path_without_cp_is_enough(tmp_path: Path) -> None:
    """What the modules of CMake need is there."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("cc", "as", "ld", "ninja", "sh", "cmake"):
        (tools / name).symlink_to(find(name))
    source = write_questions(tmp_path / "source", [Question("HEADER", "stdio.h")])
    configured = configure(source, tmp_path / "build", generator="Ninja", PATH=os.fspath(tools))
    assert configured.facts == {"HAVE_STDIO_H": True}


def test_two_configures_of_one_tree_at_once(tmp_path: Path) -> None:
    """Both ask. While the compiler is not known, project() of CMake has a race of its own."""
    source = write_questions(tmp_path / "source", [Question("HEADER", "stdio.h")])
    build = tmp_path / "build"
    configure(source, build)
    write_questions(source, [*LEFT[:4], *NAMES[-2:]])
    alone = configure(source, tmp_path / "alone").facts
    command = f"cmake -S '{source}' -B '{build}'"
    run("sh", "-c", f"{command} & {command} && wait $!", check=True)
    assert configure(source, build).facts == alone
