# SPDX-License-Identifier: MIT
"""scripts/facts-from-cmake: the catalogue it writes, what it lists, and that it reads CMake's
language as CMake does."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.paths import ROOT
from support.projects import MODULE
from support.run import run
from support.scripts import SCRIPTS, run_script

pytest.importorskip("cmake_parser", reason="no cmake-parser (tests/requirements.txt)")
from facts_from_cmake import header_table
from facts_from_cmake.condition import holds
from facts_from_cmake.conversion import ConversionError, Converted, convert
from facts_from_cmake.interpreter import Interpreter
from facts_from_cmake.language import Unknown, evaluate, parse
from facts_from_cmake.source import take_apart

PROGRAM = [sys.executable, "-B", SCRIPTS / "support" / "facts_from_cmake"]


def converted(text: str, complete: bool = False, prefix: str = "", **fixed: str) -> Converted:
    return convert([("CMakeLists.txt", text)], fixed, complete, prefix)


def facts(text: str, **options: str) -> list[str]:
    """The calls, without anonshm_fact() around them; all must have been turned."""
    found = converted(text, **options)
    assert found.refused == []
    calls = found.catalogue.replace("\n  ", " ").splitlines()
    lines = [line for line in calls if line and not line.startswith("#")]
    return [line.removeprefix("anonshm_fact(").removesuffix(")") for line in lines]


# -- What becomes what ---------------------------------------------------------------------

OF_TYPES = "HEADERS sys/types.h stdint.h stddef.h"
TURNED = {
    'check_symbol_exists(accept4 "sys/types.h;sys/socket.h" HAVE_ACCEPT4)':
        "SYMBOL accept4 HEADERS sys/types.h sys/socket.h",
    "CHECK_SYMBOL_EXISTS(TAILQ_FOREACH sys/queue.h HAVE_TAILQ)":
        "SYMBOL TAILQ_FOREACH HEADERS sys/queue.h DEFINE HAVE_TAILQ",
    "check_cxx_symbol_exists(accept4 sys/socket.h HAVE_ACCEPT4)":
        "SYMBOL accept4 HEADERS sys/socket.h",
    "check_function_exists(clock_gettime HAVE_CLOCK_GETTIME)":
        "FUNCTION clock_gettime HEADERS time.h",
    "check_include_file(sys/eventfd.h HAVE_SYS_EVENTFD_H)": "HEADER sys/eventfd.h",
    "check_include_file_cxx(new HAVE_NEW)": "HEADER new",
    'check_include_file(a-b.h HAVE_A_B_H "-O2 -I/x")': "HEADER a-b.h OPTIONS -O2 -I/x",
    'check_include_files("sys/select.h;sys/socket.h;net/if.h" HAVE_NET_IF_H)':
        "HEADER net/if.h AFTER sys/select.h sys/socket.h",
    'check_include_files("time.h" HAVE_TIME_H LANGUAGE CXX)': "HEADER time.h",
    "check_type_size(suseconds_t SIZEOF_SUSECONDS_T)": f"TYPE suseconds_t {OF_TYPES}",
    "check_type_size(int16_t INT16_T)": f"TYPE int16_t {OF_TYPES}",
    "check_type_size(uint8_t HAVE_BYTE)": f"TYPE uint8_t {OF_TYPES} DEFINE HAVE_BYTE",
    "check_type_size(ssize_t SIZEOF_X)": f"TYPE ssize_t {OF_TYPES} DEFINE HAVE_SIZEOF_X",
    'check_type_size("void *" SIZEOF_VOID_P)': 'TYPE "void *"',
    "check_type_size(long SIZEOF_LONG BUILTIN_TYPES_ONLY)": "TYPE long",
    "set(CMAKE_EXTRA_INCLUDE_FILES sys/socket.h)\ncheck_type_size(socklen_t SIZEOF_SOCKLEN_T)":
        f"TYPE socklen_t {OF_TYPES} sys/socket.h",
    'check_struct_has_member("struct stat" st_mtim.tv_nsec sys/stat.h HAVE_NSEC LANGUAGE C)':
        'MEMBER "struct stat" st_mtim.tv_nsec HEADERS sys/stat.h DEFINE HAVE_NSEC',
    "check_struct_has_member(struct\\ tm tm_gmtoff time.h HAVE_STRUCT_TM_TM_GMTOFF)":
        'MEMBER "struct tm" tm_gmtoff HEADERS time.h',
    'check_c_source_compiles("#include <string.h>\n#include <a.h>\nint main(void) {\n 1;\n}"'
    " HAVE_ONE)":
        "COMPILES one [[1;]] HEADERS string.h a.h",
    "check_cxx_source_compiles([[ int main() { auto x = 1; return x - 1; } ]] AUTO)":
        "COMPILES auto [[auto x = 1; return x - 1;]] DEFINE AUTO",
    'check_prototype_definition(f "int f(int x)" "0" "a.h;b.h" HAVE_F_INT)':
        "COMPILES f_int [[int f(int x);]] HEADERS a.h b.h",
    'check_library_exists(rt clock_gettime "" HAVE_LIBRT)':
        "FUNCTION clock_gettime HEADERS time.h DEFINE HAVE_LIBRT LINK_LIBRARIES rt",
    "check_variable_exists(environ HAVE_ENVIRON)": "SYMBOL environ HEADERS unistd.h",
}  # fmt: skip


@pytest.mark.parametrize("text", TURNED)
def test_a_check_becomes_a_fact(text: str) -> None:
    assert facts(text) == [TURNED[text]]


CARRIED = {
    "set(CMAKE_REQUIRED_DEFINITIONS -D_GNU_SOURCE -DX=1)": "DEFINITIONS _GNU_SOURCE X=1",
    "list(APPEND CMAKE_REQUIRED_DEFINITIONS -DA)": "DEFINITIONS A",
    'set(CMAKE_REQUIRED_FLAGS "-pthread -DX -g")': "DEFINITIONS X OPTIONS -pthread -g",
    "set(CMAKE_REQUIRED_INCLUDES /opt/include)": "INCLUDES /opt/include",
    "set(CMAKE_REQUIRED_LIBRARIES rt m)": "LINK_LIBRARIES rt m",
    "set(CMAKE_REQUIRED_LIBRARIES m)\nunset(CMAKE_REQUIRED_LIBRARIES)": "",
    "set(CMAKE_REQUIRED_LIBRARIES m)\ncmake_push_check_state(RESET)": "",
    "cmake_push_check_state()\nset(CMAKE_REQUIRED_LIBRARIES m)\ncmake_pop_check_state()": "",
    "set(CMAKE_REQUIRED_LIBRARIES m)\ncmake_reset_check_state()": "",
    "set(l m)\nset(CMAKE_REQUIRED_LIBRARIES ${l} ${l}x)": "LINK_LIBRARIES m mx",
}


@pytest.mark.parametrize("before", CARRIED)
def test_what_is_required_is_carried(before: str) -> None:
    after = f" {CARRIED[before]}".rstrip()
    assert facts(f"{before}\ncheck_include_file(a.h HAVE_A_H)") == [f"HEADER a.h{after}"]


FOLLOWED = {
    "a loop over words": "foreach(h a.h b.h)\n  string(TOUPPER ${h} u)\n"
    '  string(REGEX REPLACE "[.]" "_" u "${u}")\n'
    "  check_include_file(${h} HAVE_${u})\nendforeach()",
    "a loop over a list": "set(l a b)\nlist(TRANSFORM l APPEND .h)\nforeach(h IN LISTS l)\n"
    "  string(MAKE_C_IDENTIFIER ${h} u)\n  string(TOUPPER ${u} u)\n"
    "  check_include_file(${h} HAVE_${u})\nendforeach()",
    "a loop over items": "foreach(n IN ITEMS a b)\n  string(TOUPPER ${n} u)\n"
    "  check_include_file(${n}.h HAVE_${u}_H)\nendforeach()",
    "a macro": "macro(look h v)\n  check_include_file(${h} HAVE_${v} ${ARGN})\nendmacro()\n"
    "look(a.h A_H)\nLOOK(b.h B_H)",
    "a function": "function(look)\n  foreach(h ${ARGV})\n    string(TOUPPER HAVE_${h}_H v)\n"
    "    check_include_file(${h}.h ${v})\n  endforeach()\nendfunction()\nlook(a b)",
    "a value from a function": "function(names out)\n  set(${out} a.h b.h PARENT_SCOPE)\n"
    "endfunction()\nnames(l)\nlist(GET l 0 x)\ncheck_include_file(${x} HAVE_A_H)\n"
    "list(GET l 1 x)\ncheck_include_file(${x} HAVE_B_H)",
    "a condition that is known": "set(x ON)\nif(x AND NOT 0)\n"
    "  check_include_file(a.h HAVE_A_H)\nelse()\n  check_include_file(c.h HAVE_C_H)\nendif()\n"
    "check_include_file(b.h HAVE_B_H)",
    "every branch of one that is not": "if(WIN32)\n  check_include_file(a.h HAVE_A_H)\n"
    "elseif(APPLE)\n  check_include_file(b.h HAVE_B_H)\nendif()",
    "a check twice": "check_include_file(a.h HAVE_A_H)\ncheck_include_file(b.h HAVE_B_H)\n"
    "check_include_file(a.h HAVE_A_H)",
}  # fmt: skip


@pytest.mark.parametrize("case", FOLLOWED)
def test_what_is_followed(case: str) -> None:
    assert facts(FOLLOWED[case]) == ["HEADER a.h", "HEADER b.h"]


def test_a_condition_stands_in_a_comment() -> None:
    text = (
        "if(WIN32)\n  check_include_file(a.h HAVE_A_H)\nendif()\n"
        "check_include_file(b.h HAVE_B_H)"
    )
    assert converted(text).catalogue.splitlines() == [
        "# Was asked only if WIN32:",
        "anonshm_fact(HEADER a.h)",
        "",
        "# In any case:",
        "anonshm_fact(HEADER b.h)",
    ]


def test_a_variable_can_be_settled() -> None:
    text = (
        "if(WIN32)\n  set(CMAKE_REQUIRED_LIBRARIES ws2_32)\nendif()\n"
        "check_include_file(a.h HAVE_A_H)"
    )
    assert facts(text, WIN32="1") == ["HEADER a.h LINK_LIBRARIES ws2_32"]
    assert facts(text, WIN32="OFF") == ["HEADER a.h"]
    assert facts(text, complete=True) == ["HEADER a.h"]
    (refused,) = converted(text).refused
    assert "CMakeLists.txt:4: check_include_file(a.h HAVE_A_H)" in refused
    assert "depends on WIN32 at CMakeLists.txt:1" in refused


def test_options_have_their_default_if_the_files_are_complete() -> None:
    text = (
        'option(ONE "" ON)\noption(TWO "")\n'
        "if(ONE AND NOT TWO)\n  check_include_file(a.h HAVE_A_H)\nendif()"
    )
    assert "# Was asked only if" in converted(text).catalogue
    assert "#" not in converted(text, complete=True).catalogue


def test_a_prefix_is_taken_off() -> None:
    text = "check_symbol_exists(a b.h EVENT__HAVE_A)\ncheck_include_file(b.h HAVE_B_H)"
    found = converted(text, prefix="EVENT__")
    assert found.catalogue == "anonshm_fact(SYMBOL a HEADERS b.h)\n"
    assert "HAVE_B_H does not begin with EVENT__" in found.refused[0]


LISTED = {
    "check_c_source_runs([[int main(void) { return 0; }]] X)": "by hand",
    "check_c_compiler_flag(-Wall X)": "a flag of a tool is no fact",
    "try_compile(X a b.c)": "what it compiles is not in the call",
    "check_include_file(${h} HAVE_H)": "${h} is not set in these files; -D h=VALUE settles it",
    "check_include_file($ENV{H} HAVE_H)": "$ENV{H} is not known here",
    "check_include_file(a.h)": "does not take 1 arguments",
    "check_symbol_exists(a b.h 1X)": "1X is no name of a macro",
    "check_symbol_exists(a-b b.h X)": "a-b is no identifier",
    'check_symbol_exists(a "" X)': "no header is named",
    "check_symbol_exists(a <b.h> X)": "'<b.h>' is no name of a header",
    "check_function_exists(of_nobody X)": "declares of_nobody is not known here",
    "check_type_size(int16_t SIZE_OF_SHORT)": "the size is SIZEOF_INT16_T, or has",
    'check_library_exists(m sin /opt X)': "the library's place, /opt, has no counterpart",
    "check_c_source_compiles([[int x; int main(void) { return x; }]] X)": "more than headers",
    "check_c_source_compiles([[#if 1\n#endif\nint main(void) {}]] X)": "directives",
    "check_c_source_compiles([[int main(void) { return 0; ]] X)": "its braces do not match",
    'check_c_source_compiles([[int main(void) { return "}"[0]; }; int x;]] X)': "after main()",
    "check_c_source_compiles([[int main(void) {}]] X FAIL_REGEX y)": "FAIL_REGEX",
    "my_check(HAVE_FOO)": "a command that these files do not define",
    "include(cmake/more.cmake)": "not read",
    "add_subdirectory(lib)": "not read",
    'check_include_file(a.h HAVE_A_H -I"x")': "in a form that is not read here",
    "function(f)\n  f()\nendfunction()\nf()": "calls itself",
    "check_include_file(a.h HAVE_A_H)\ncheck_include_file(b.h HAVE_A_H)": "in another way at",
    "check_type_size(int SIZEOF_I)\ncheck_type_size(long HAVE_I)": "SIZEOF_I is asked for",
    "set(CMAKE_REQUIRED_LINK_OPTIONS -s)\ncheck_include_file(a.h HAVE_A_H)": "no counterpart",
    "foreach(h ${l})\n  check_include_file(${h} HAVE_H)\nendforeach()": "${l} is not set",
    "while(x)\n  check_include_file(${h} HAVE_H)\n  set(h b.h)\nendwhile()": "${h}",
    'set(CMAKE_REQUIRED_FLAGS "\'")\ncheck_include_file(a.h HAVE_A_H)': "cannot be split",
    "set(h a.h)\nfile(READ x h)\ncheck_include_file(${h} HAVE_H)": "file() at CMakeLists.txt:2",
    "check_include_file(b.h HAVE_A)\ncheck_include_file(${HAVE_A} HAVE_H)": "result of a check",
}  # fmt: skip


@pytest.mark.parametrize("text", LISTED)
def test_what_cannot_be_turned_is_listed(text: str) -> None:
    refused = converted(text).refused
    assert len(refused) == 1 and LISTED[text] in refused[0], refused
    assert refused[0].startswith("CMakeLists.txt:")


BROKEN = {
    "check_include_file(": "CMakeLists.txt: Expected ')'",
    "if(a)": "nor 'endif()' for command at line 1",
    ")": "CMakeLists.txt: Expected command name",
    "foreach(i RANGE 9999)\n" * 3
    + "set(x)\n"
    + "endforeach()\n" * 3: "more than 100000 commands",
    "if(1)\n" * 2000 + "endif()\n" * 2000: "nested too deeply",
    "set(x ${" * 5000: "CMakeLists.txt",
}


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_not_in_the_language_is_an_error(text: str) -> None:
    with pytest.raises(ConversionError, match=r".") as error:
        converted(text)
    assert BROKEN[text] in str(error.value)


# -- Any text ------------------------------------------------------------------------------

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = [
    *("check_include_file(", "check_c_source_compiles(", "set(", "if(", "endif()", "foreach(x"),
    *("endforeach()", "macro(f", "endmacro()", "f(", ")", "(", "${x}", "${", "}", '"', "\\"),
    *("string(", "list(", "APPEND", "TOUPPER", "option(", "unset(", "math(EXPR", "while(x)"),
    *("endwhile()", "\n", " ", ";", "[[", "]]", "#", "a.h", "HAVE_X", "x", "\0", "\u2028"),
    *("[=[int main(){}]=]", "$ENV{", "block()", "endblock()", "function(f x)", "endfunction()"),
    *("return()", "include(", "cmake_pop_check_state()", "cmake_push_check_state()", "RANGE"),
]


@FEW
@given(text=st.text() | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_has_an_answer(text: str) -> None:
    try:
        found = converted(text)
    except ConversionError as error:
        assert "CMakeLists.txt" in str(error) or "too" in str(error)
    else:
        assert found.catalogue.count("anonshm_fact(") == found.facts


@FEW
@given(
    text=st.text()
    | st.lists(
        st.sampled_from(
            [
                "int main(void)",
                "{",
                "}",
                '"',
                "/*",
                "*/",
                "#include <a.h>",
                "\n",
                "'",
                "\\",
                "return 0;",
                "//",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_program_is_taken_apart_or_not(text: str) -> None:
    try:
        body = take_apart(text).body
    except Unknown:
        return
    assert body.count("#include") == 0 or '"' in body


# -- As CMake reads it ---------------------------------------------------------------------

VARIABLES = {"x": "a;b", "e": "", "q": 'q"\\ c', "n_x": "x"}
PARTS = [
    *(
        "a",
        "b c",
        ";",
        "\\;",
        "\\n",
        "${x}",
        "${e}",
        "${q}",
        "${${n_x}}",
        "\\\\",
        "#",
        "(",
        "é",
    ),
]
UNQUOTED = ["a", "${x}", "${e}x", "\\;", "\\ ", "\\$", "b;c", "\\\\"]
WORDS = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)
ARGUMENTS = st.one_of(
    WORDS.map(lambda text: f'"{text}"'),
    WORDS.map(lambda text: f"[==[{text}]==]"),
    st.lists(st.sampled_from(UNQUOTED), min_size=1).map("".join),
)
SHOW = """
function(show)
  set(line "")
  if(ARGC GREATER 0)
    math(EXPR last "${ARGC} - 1")
    foreach(i RANGE ${last})
      string(HEX "${ARGV${i}}" hex)
      string(APPEND line " <${hex}>")
    endforeach()
  endif()
  message("show:${line}")
endfunction()
"""


def by_cmake(script: str, directory: Path) -> list[str]:
    file = directory / "script.cmake"
    sets = "".join(f"set({name} [==[{value}]==])\n" for name, value in VARIABLES.items())
    file.write_text(f"cmake_policy(VERSION 3.20)\n{SHOW}{sets}{script}\n")
    lines = run("cmake", "-P", file, check=True).stdout.splitlines()
    return [line for line in lines if line.startswith("show:")]


def interpreter() -> Interpreter:
    found = Interpreter({}, False, lambda *_: False, lambda *_: None)
    found.variables.update(VARIABLES)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.lists(st.lists(ARGUMENTS, max_size=4), min_size=1, max_size=20))
def test_arguments_are_those_that_cmake_gives(
    calls: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = "\n".join(f"show({' '.join(call)})" for call in calls)
    found = []
    for node in parse(script, "x"):
        arguments = evaluate(node.args, interpreter().look_up)
        shown = "".join(f" <{argument.text.encode().hex()}>" for argument in arguments)
        found.append(f"show:{shown}")
    assert found == by_cmake(script, tmp_path_factory.mktemp("cmake"))


OPERANDS = [
    *("x", "e", "1", "0", "OFF", "NOTFOUND", "X-NOTFOUND", '"x"', '"1"', "${e}", "${n_x}", "2"),
    *("n_x", "1.5", '""'),
]
PAIRS = list(itertools.product(OPERANDS[:9], repeat=2))
CONDITIONS = [
    *OPERANDS,
    *(f"NOT {one}" for one in OPERANDS),
    *(
        f"{one} {word} {other}"
        for word in ("AND", "OR", "STREQUAL", "EQUAL", "VERSION_LESS")
        for one, other in PAIRS
    ),
    *("1 OR 1 AND 0", "NOT 1 OR 1", "(0 OR 1) AND NOT (0)", "DEFINED x", "x MATCHES b$"),
]


def test_a_condition_that_is_known_is_as_cmake_decides(tmp_path: Path) -> None:
    """Or not known; and known it is where no operand is a name that nobody sets."""
    script = "".join(
        f"if({each})\n  show(yes)\nelse()\n  show(no)\nendif()\n" for each in CONDITIONS
    )
    right = [line == f"show: <{b'yes'.hex()}>" for line in by_cmake(script, tmp_path)]
    found = [holds(node.args, interpreter()) for node in parse(script, "x")]
    assert len(right) == len(found) == len(CONDITIONS)
    wrong = [
        condition
        for condition, mine, real in zip(CONDITIONS, found, right)
        if mine is not None and mine != real
    ]
    assert wrong == []
    assert found.count(None) < 0.15 * len(found)


# -- The table of headers ------------------------------------------------------------------

# By the manuals of FreeBSD, macOS, illumos, Windows and Cygwin; newer glibc has some.
OF_OTHER_SYSTEMS = {
    *("arc4random", "arc4random_buf", "arc4random_uniform", "getprogname", "setprogname"),
    *("strtonum", "strlcpy", "strlcat", "timingsafe_bcmp", "issetugid", "setproctitle"),
    *("getpeereid", "closefrom", "chflags", "fchflags", "lchflags", "fgetln", "_fseeki64"),
    "getvfsbyname",
}


def test_each_header_declares_what_the_table_says() -> None:
    compiler = shutil.which("gcc")
    if not compiler or "GLIBC" not in run("ldd", "--version").stdout.upper():
        pytest.skip("no gcc with glibc here")
    wrong = {}
    for header, names in header_table.names_by_header().items():
        uses = "".join(
            f'#line 1 "name/{name}"\n#ifndef {name}\n(void)&{name};\n#endif\n' for name in names
        )
        source = f"#include <{header}>\nint main(void) {{\n{uses}}}\n"
        options = ["-D_GNU_SOURCE", "-w", "-fmax-errors=0", "-fsyntax-only", "-x", "c", "-"]
        ran = run(compiler, *options, input=source)
        missing = set(re.findall(r"^name/(\w+):\d+:\d+: error", ran.stdout, re.MULTILINE))
        if "fatal error" not in ran.stdout and missing - OF_OTHER_SYSTEMS:
            wrong[header] = missing - OF_OTHER_SYSTEMS
    assert wrong == {}


# -- The same answers ------------------------------------------------------------------------

# Each kind with a yes and a no; the last ones in either way.
CHECKED = """
check_include_files("sys/types.h;sys/socket.h" HAVE_SYS_SOCKET_H)
check_include_files("no/such.h;sys/socket.h" HAVE_OTHER_SOCKET)
check_include_file(limits.h HAVE_LIMITS_H)
check_include_file(no/such.h HAVE_NO_SUCH_H)
check_symbol_exists(INT_MAX limits.h HAVE_INT_MAX)
check_symbol_exists(stdin stdio.h HAVE_STDIN)
check_symbol_exists(fopen stdio.h HAVE_FOPEN)
check_symbol_exists(fopen limits.h HAVE_FOPEN_IN_LIMITS)
check_function_exists(getpid HAVE_GETPID)
check_function_exists(kqueue HAVE_KQUEUE)
check_library_exists(m sin "" HAVE_LIBM)
check_library_exists(nosuch sin "" HAVE_LIBNOSUCH)
check_type_size("unsigned long" SIZEOF_UNSIGNED_LONG)
check_type_size(int16_t INT16_T)
check_type_size(no_such_t SIZEOF_NO_SUCH_T)
check_struct_has_member("struct tm" tm_sec time.h HAVE_STRUCT_TM_TM_SEC)
check_struct_has_member("struct tm" tm_day time.h HAVE_STRUCT_TM_TM_DAY LANGUAGE C)
check_prototype_definition(getpid "pid_t getpid(void)" "0" "sys/types.h;unistd.h" HAVE_GETPID_0)
check_prototype_definition(getpid "int *getpid(int)" "0" "sys/types.h;unistd.h" HAVE_GETPID_1)
check_c_source_compiles("int main(void) { int a[1]; return sizeof a == 1; }" HAVE_SIZEOF)
check_c_source_compiles("int main(void) { return of_nobody; }" HAVE_OF_NOBODY)
check_symbol_exists(memmem string.h HAVE_MEMMEM_WITHOUT)
set(CMAKE_REQUIRED_DEFINITIONS -D_GNU_SOURCE)
check_symbol_exists(memmem string.h HAVE_MEMMEM_WITH)
set(CMAKE_REQUIRED_DEFINITIONS -DANSWER=42)
set(CMAKE_REQUIRED_INCLUDES ${CMAKE_CURRENT_SOURCE_DIR})
check_c_source_compiles("#include <own.h>\nint main(void) { return ANSWER - OWN; }" X)
"""
MODULES = [
    *("CSourceCompiles", "FunctionExists", "IncludeFile", "IncludeFiles", "LibraryExists"),
    *("PrototypeDefinition", "StructHasMember", "SymbolExists", "TypeSize"),
]


def answers_of_the_checks(directory: Path, text: str, macros: list[str]) -> dict[str, str]:
    """Of the project as it stands, by configure_file(); what is not defined is 0."""
    directory.mkdir()
    template = "".join(f"#define {macro} @{macro}@\n" for macro in macros)
    (directory / "config.h.in").write_text(template)
    (directory / "own.h").write_text("#define OWN 1\n")
    (directory / "CMakeLists.txt").write_text(text)
    run("cmake", "-S", directory, "-B", directory / "build", check=True)
    rows = (line.split() for line in (directory / "build/config.h").read_text().splitlines())
    return {row[1]: row[2] if row[2:] and row[2] else "0" for row in rows}


def answers_of_the_facts(directory: Path, text: str, macros: list[str]) -> dict[str, str]:
    """Of the header that anonshm_probe() writes, with STYLE cmakedefine."""
    module = f'include("{MODULE}")'
    text = text.replace("find_package(anonshm REQUIRED COMPONENTS Probe)", module)
    (directory / "CMakeLists.txt").write_text(text)
    run("cmake", "-S", directory, "-B", directory / "build", check=True)
    header = (directory / "build/config.h").read_text()
    defined = dict(re.findall(r"^#define (\w+) (\w+)$", header, re.MULTILINE))
    return {macro: defined.get(macro, "0") for macro in macros}


def test_the_catalogue_has_the_answers_of_the_checks(tmp_path: Path) -> None:
    includes = "".join(f"include(Check{module})\n" for module in MODULES)
    opening = "cmake_minimum_required(VERSION 3.20)\nproject(checked C)\n"
    before = f"{opening}{includes}{CHECKED}configure_file(config.h.in config.h)\n"
    here = str(tmp_path / "before")
    found = converted(CHECKED, CMAKE_CURRENT_SOURCE_DIR=here)
    assert found.refused == []
    macros = [
        macro if macro != "INT16_T" else "SIZEOF_INT16_T"
        for macro in re.findall(
            r"\b((?:HAVE_|SIZEOF_)\w+|INT16_T|X)(?: LANGUAGE C)?\)$", CHECKED, re.M
        )
    ]
    assert len(macros) == found.facts
    before = before.replace("configure_file", "set(SIZEOF_INT16_T ${INT16_T})\nconfigure_file")
    theirs = answers_of_the_checks(tmp_path / "before", before, macros)
    after = tmp_path / "after"
    after.mkdir()
    (after / "facts.cmake").write_text(found.catalogue)
    call = 'anonshm_probe(CATALOGUE facts.cmake HEADER config.h PREFIX "" STYLE cmakedefine)\n'
    mine = answers_of_the_facts(after, f'{opening}include("{MODULE}")\n{call}', macros)
    assert mine == theirs
    assert set(theirs.values()) == {"0", "1", "2", "8"} or sys.maxsize < 2**32


def test_the_page_about_migration_is_true(tmp_path: Path) -> None:
    """Its examples work, and the script prints what it says."""
    page = (ROOT / "src" / "documentation" / "migration.md").read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in blocks[:6]] == [
        "cmake",
        "console",
        "cmake",
        "cmake",
        "c",
        "cmake",
    ]
    before, printed, catalogue, by_hand, program, after = (text for _, text in blocks[:6])
    found = converted(before)
    command, *listed = printed.splitlines()
    assert command.startswith("$ scripts/facts-from-cmake CMakeLists.txt ")
    assert listed[:-1] == found.refused
    assert listed[-1] == f"scripts/facts-from-cmake: {found.facts} facts; 1 to do by hand"
    assert found.catalogue == catalogue
    macros = re.findall(r"\b(HAVE_\w+|SIZEOF_\w+|STRERROR_R_CHAR_P)\)$", before, re.MULTILINE)
    macros += ["HAVE_SYS_EPOLL_H", "HAVE_SYS_EVENT_H"]
    theirs = answers_of_the_checks(tmp_path / "before", before, macros)
    (tmp_path / "facts.cmake").write_text(catalogue + by_hand)
    (tmp_path / "clock_monotonic.c").write_text(program)
    assert answers_of_the_facts(tmp_path, after, macros) == theirs
    assert len(macros) == 9 and "0" in theirs.values() and "1" in theirs.values()


# -- The program ---------------------------------------------------------------------------


def ask(*arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return run(*PROGRAM, *arguments, input=text, stderr=subprocess.PIPE)


def test_standard_input_and_output(tmp_path: Path) -> None:
    text = "check_include_file(a.h HAVE_A_H)\n"
    for arguments in (["-"], ["-", "-o", "-"], ["--output=-", "--", "-"]):
        ran = ask(*arguments, text=text)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "anonshm_fact(HEADER a.h)\n", "")
    ran = ask("-", "-o", tmp_path / "facts.cmake", text=text)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (tmp_path / "facts.cmake").read_text() == "anonshm_fact(HEADER a.h)\n"


def test_a_listed_place_is_status_1(tmp_path: Path) -> None:
    file = tmp_path / "CMakeLists.txt"
    file.write_text("check_include_file(a.h HAVE_A_H)\ntry_run(X Y a b.c)\n")
    ran = ask(file)
    assert (ran.returncode, ran.stdout) == (1, "anonshm_fact(HEADER a.h)\n")
    lines = ran.stderr.splitlines()
    assert lines[0].startswith(f"{file}:2: try_run(X Y a b.c): ")
    assert lines[1] == "scripts/facts-from-cmake: 1 facts; 1 to do by hand"


def test_a_file_is_read_where_another_includes_it(tmp_path: Path) -> None:
    """Whatever the order; without it, what needs it is listed."""
    macros, child = tmp_path / "macros.cmake", tmp_path / "child" / "CMakeLists.txt"
    macros.write_text("macro(look h v)\n  check_include_file(${h} ${v})\nendmacro()\n")
    child.parent.mkdir()
    child.write_text("set(b c.h)\nlook(${b} HAVE_C_H)\n")
    main = tmp_path / "CMakeLists.txt"
    main.write_text(
        "include(macros)\nlook(a.h HAVE_A_H)\nadd_subdirectory(child)\nlook(${b} HAVE_B_H)\n"
    )
    for files in ([main, macros, child], [macros, main, child]):
        ran = ask(*files, "-Db=b.h")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.count("anonshm_fact(HEADER") == 3
    listed = ask(main, macros, child).stderr
    assert f"macros.cmake:2: check_include_file(${{h}} ${{v}}) (called at {main}:4)" in listed
    listed = ask(main).stderr
    assert "add_subdirectory(child): not read: name its CMakeLists.txt, too" in listed
    assert "look(a.h HAVE_A_H): a command that these files do not define" in listed


def test_what_cmake_sets_is_not_empty_in_complete_files() -> None:
    text = (
        "set(CMAKE_REQUIRED_INCLUDES ${CMAKE_CURRENT_SOURCE_DIR}/x)\ncheck_include_file(a.h A)"
    )
    (refused,) = converted(text, complete=True).refused
    assert "${CMAKE_CURRENT_SOURCE_DIR} is not set in these files" in refused
    assert facts(text.replace("CMAKE_CURRENT_SOURCE", "OTHER"), complete=True) == [
        "HEADER a.h DEFINE A INCLUDES /x"
    ]


@pytest.mark.parametrize(
    ("arguments", "text", "reason"),
    [
        ([], "", "the following arguments are required: FILE"),
        (["--frobnicate", "-"], "", "unrecognized arguments: --frobnicate"),
        (
            ["no/such/CMakeLists.txt"],
            "",
            "no/such/CMakeLists.txt: cannot be read: No such file",
        ),
        (["."], "", ".: cannot be read: Is a directory"),
        (["-", "-DX"], "", "not NAME=VALUE: X"),
        (["-", "-o", "/dev/null/x"], "", "cannot be written: Not a directory"),
        (["-"], "set(", "standard input: Expected ')'"),
        (["-"], "x(\x1b[2J", "standard input: Expected ')'"),
    ],
)
def test_wrong_usage_or_input_is_status_2(arguments: list[str], text: str, reason: str) -> None:
    ran = ask(*arguments, text=text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert reason in ran.stderr and "\x1b" not in ran.stderr and "Traceback" not in ran.stderr


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0" * (5 << 20)], ids=["bytes", "large"])
def test_what_is_no_text_is_status_2(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_bytes(data)
    ran = ask(tmp_path / "CMakeLists.txt")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "not a text in UTF-8" in ran.stderr or "larger than 4 MiB" in ran.stderr


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_installs_and_writes_nothing(option: str, tmp_path: Path) -> None:
    """By a checkout that has no environment, and a Python that has no parser."""
    for name in ("scripts", "cmake"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("build*"))
    before = sorted(tmp_path.rglob("*"))
    ran = run_script(tmp_path / "scripts" / "facts-from-cmake", "CMakeLists.txt", option)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("usage: scripts/facts-from-cmake ")
    assert sorted(tmp_path.rglob("*")) == before
