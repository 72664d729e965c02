# SPDX-License-Identifier: MIT
# ruff: noqa: E501 (the table has a row in each line)
"""The facts of other projects: anonshm_probe(CATALOGUE …).

The independent source is the compiler: beside each fact stands a program that compiles and
links if, and only if, the answer is yes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.paths import ROOT
from support.projects import Configured, configure, try_configure, write_project
from support.run import run

CALL = 'CATALOGUE facts.cmake HEADER config.h PREFIX "" REPORT report.json'
SCHEMA = json.loads((ROOT / "cmake/anonshm/anonshm-report.schema.json").read_text())
COMPILER = {"C": "cc", "CXX": "c++"}

CLOCK = """#include <time.h>
anonshm_probe::answer clock_monotonic() {
    struct timespec now;
    return anonshm_probe::yes_or_no(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
}
"""
CLOCK_IN_C = """#include <stdlib.h>
#include <time.h>
answer clock_in_c(void) {
    struct timespec now;
    char *const memory = malloc(1); /* C++ refuses this */
    require(memory != NULL, "malloc");
    return yes_or_no(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
}
"""


def program(*headers: str, body: str = "", before: str = "") -> str:
    lines = "".join(f"#include <{header}>\n" for header in headers)
    return f"{before}{lines}int main(void) {{ {body}; return 0; }}\n"


# The fact, its macro, and the program that answers the same question.
FACTS = [
    ("FUNCTION accept HEADERS sys/socket.h", "HAVE_ACCEPT", program("sys/socket.h", body="(void)accept(0, 0, 0)")),
    ("FUNCTION accept4 HEADERS sys/socket.h", "HAVE_ACCEPT4", program("sys/socket.h", body="(void)accept4(0, 0, 0, 0)")),
    # Overloaded in C++ (glibc's <string.h>, <math.h>).
    ("FUNCTION strchr HEADERS string.h", "HAVE_STRCHR", program("string.h", body='(void)strchr("", 0)')),
    ("FUNCTION memrchr HEADERS string.h", "HAVE_MEMRCHR", program("string.h", body='(void)memrchr("", 0, 0)')),
    ("FUNCTION strchrnul HEADERS string.h DEFINITIONS _GNU_SOURCE", "HAVE_STRCHRNUL",
     program("string.h", body='(void)strchrnul("", 0)', before="#undef _GNU_SOURCE\n#define _GNU_SOURCE\n")),
    # Of no argument, and of a type of its own.
    ("FUNCTION getpid HEADERS unistd.h", "HAVE_GETPID", program("unistd.h", body="(void)getpid()")),
    ("FUNCTION atexit HEADERS stdlib.h", "HAVE_ATEXIT", program("stdlib.h", body="(void)atexit(0)")),
    ("FUNCTION nosuch HEADERS stdlib.h", "HAVE_NOSUCH", program("stdlib.h", body="nosuch(0)")),
    # Another header declares it: asked together, this is a wrong yes.
    ("FUNCTION gettimeofday HEADERS time.h", "HAVE_GETTIMEOFDAY", program("time.h", body="(void)gettimeofday(0, 0)")),
    ("FUNCTION gettimeofday HEADERS sys/time.h DEFINE HAVE_GTOD", "HAVE_GTOD", program("sys/time.h", body="(void)gettimeofday(0, 0)")),
    ("FUNCTION ioctl HEADERS unistd.h", "HAVE_IOCTL", program("unistd.h", body="(void)ioctl(0, 0, 0)")),
    ("FUNCTION socket HEADERS stdio.h", "HAVE_SOCKET", program("stdio.h", body="(void)socket(0, 0, 0)")),
    ("FUNCTION putchar HEADERS nosuch/header.h stdio.h", "HAVE_PUTCHAR", program("nosuch/header.h", "stdio.h", body="(void)putchar(0)")),
    # A macro counts (glibc's <sys/param.h>).
    ("FUNCTION roundup HEADERS sys/param.h", "HAVE_ROUNDUP", program("sys/param.h", body="(void)roundup(1, 2)")),
    ("HEADER sys/eventfd.h", "HAVE_SYS_EVENTFD_H", program("sys/eventfd.h")),
    ("HEADER nosuch/header-x.h", "HAVE_NOSUCH_HEADER_X_H", program("nosuch/header-x.h")),
    ("HEADER net/if.h AFTER sys/select.h sys/socket.h", "HAVE_NET_IF_H", program("sys/select.h", "sys/socket.h", "net/if.h")),
    ("HEADER stdio.h AFTER nosuch.h", "HAVE_STDIO_H", program("nosuch.h", "stdio.h")),
    # These two define the same things.
    ("HEADER linux/tcp.h", "HAVE_LINUX_TCP_H", program("linux/tcp.h")),
    ("HEADER netinet/tcp.h", "HAVE_NETINET_TCP_H", program("netinet/tcp.h")),
    ("MACRO TCP_KEEPIDLE HEADERS netinet/tcp.h", "HAVE_TCP_KEEPIDLE", program("netinet/tcp.h", body="\n#ifndef TCP_KEEPIDLE\n(\n#endif\n")),
    ("MACRO TCP_NOSUCH HEADERS netinet/tcp.h", "HAVE_TCP_NOSUCH", program("netinet/tcp.h", body="\n#ifndef TCP_NOSUCH\n(\n#endif\n")),
    ("NUMBER SOCK_NONBLOCK HEADERS sys/socket.h", "HAVE_SOCK_NONBLOCK", program("sys/socket.h", body="(void)SOCK_NONBLOCK")),
    ("NUMBER SOCK_NOSUCH HEADERS sys/socket.h", "HAVE_SOCK_NOSUCH", program("sys/socket.h", body="(void)SOCK_NOSUCH")),
    # An enumerator without a macro of its name.
    ("NUMBER PTHREAD_CREATE_DETACHED HEADERS pthread.h", "HAVE_PTHREAD_CREATE_DETACHED", program("pthread.h", body="(void)PTHREAD_CREATE_DETACHED")),
    ("NUMBER IPPROTO_TCP HEADERS netinet/in.h", "HAVE_IPPROTO_TCP", program("netinet/in.h", body="(void)IPPROTO_TCP")),
    ("SYMBOL environ HEADERS unistd.h DEFINITIONS _GNU_SOURCE", "HAVE_ENVIRON", program("unistd.h", body="(void)environ", before="#undef _GNU_SOURCE\n#define _GNU_SOURCE 1\n")),
    ("SYMBOL stderr HEADERS stdio.h", "HAVE_STDERR", program("stdio.h", body="(void)stderr")),
    ("SYMBOL fopen HEADERS stdio.h", "HAVE_FOPEN", program("stdio.h", body="(void)fopen")),
    ("SYMBOL PTHREAD_MUTEX_RECURSIVE HEADERS pthread.h", "HAVE_PTHREAD_MUTEX_RECURSIVE", program("pthread.h", body="(void)PTHREAD_MUTEX_RECURSIVE")),
    ("SYMBOL size_t HEADERS stdio.h", "HAVE_SIZE_T", program("stdio.h", body="(void)(size_t + 0)")),
    ("SYMBOL nosuch_symbol HEADERS stdio.h", "HAVE_NOSUCH_SYMBOL", program("stdio.h", body="(void)nosuch_symbol")),
    ("TYPE suseconds_t HEADERS sys/time.h", "HAVE_SUSECONDS_T", program("sys/time.h", body="suseconds_t x; (void)x")),
    ("TYPE suseconds_t HEADERS ctype.h DEFINE HAVE_SUSECONDS_T_BY_CTYPE_H", "HAVE_SUSECONDS_T_BY_CTYPE_H", program("ctype.h", body="suseconds_t x; (void)x")),
    ('TYPE "struct sockaddr_in6" HEADERS netinet/in.h', "HAVE_STRUCT_SOCKADDR_IN6", program("netinet/in.h", body="struct sockaddr_in6 x; (void)x")),
    ('TYPE "struct nosuch" HEADERS netinet/in.h', "HAVE_STRUCT_NOSUCH", program("netinet/in.h", body="struct nosuch x; (void)x")),
    # The error of one must not be the answer to another.
    ('TYPE errno HEADERS errno.h', "HAVE_ERRNO", program("errno.h", body="errno x; (void)x")),
    ('TYPE int HEADERS errno.h', "HAVE_INT", program("errno.h", body="int x; (void)x")),
    ("FUNCTION perror HEADERS errno.h stdio.h", "HAVE_PERROR", program("errno.h", "stdio.h", body='(void)perror("")')),
    ("TYPE stdin HEADERS errno.h stdio.h", "HAVE_STDIN", program("errno.h", "stdio.h", body="stdin x; (void)x")),
    ("NUMBER BUFSIZ HEADERS errno.h stdio.h", "HAVE_BUFSIZ", program("errno.h", "stdio.h", body="(void)BUFSIZ")),
    ('TYPE "unsigned long long"', "HAVE_UNSIGNED_LONG_LONG", program(body="unsigned long long x = 0; (void)x")),
    ('TYPE "char *"', "HAVE_CHAR_P", program(body="char *x = 0; (void)x")),
    ('MEMBER "struct sockaddr_in6" sin6_scope_id HEADERS netinet/in.h', "HAVE_STRUCT_SOCKADDR_IN6_SIN6_SCOPE_ID", program("netinet/in.h", body="struct sockaddr_in6 x; (void)x.sin6_scope_id")),
    ('MEMBER "struct tm" tm_nosuch HEADERS time.h', "HAVE_STRUCT_TM_TM_NOSUCH", program("time.h", body="struct tm x; (void)x.tm_nosuch")),
    # A bit-field, whose size nobody can ask for.
    ('MEMBER "struct iphdr" ihl HEADERS netinet/ip.h', "HAVE_STRUCT_IPHDR_IHL", program("netinet/ip.h", body="struct iphdr x; (void)x.ihl")),
    ('COMPILES pointer_from_strerror_r "char b[9]; return *strerror_r(0, b, 9);" HEADERS string.h', "HAVE_POINTER_FROM_STRERROR_R", program("string.h", body="char b[9]; return *strerror_r(0, b, 9)")),
    ('COMPILES broken "} int x = {{{" HEADERS string.h', "HAVE_BROKEN", "} int x = {{{"),
    ('COMPILES unlinkable "extern int nosuch_here(void); return nosuch_here();"', "HAVE_UNLINKABLE", program(body="extern int nosuch_here(void); return nosuch_here()")),
    ('COMPILES semicolons "char a[] = {91, 92}; return a[0] == \'[\' ? 0 : \'\\\\\\\\\';"', "HAVE_SEMICOLONS", program(body="char a[] = {91, 92}; return a[0] == '[' ? 0 : '\\\\'")),
    ("COMPILES whole_file FILE whole.c", "HAVE_WHOLE_FILE", program("math.h", body="")),
]  # fmt: skip
NUMBERS = {
    "VALUE_SOCK_NONBLOCK": ("sys/socket.h", "SOCK_NONBLOCK"),
    "VALUE_PTHREAD_CREATE_DETACHED": ("pthread.h", "PTHREAD_CREATE_DETACHED"),
    "VALUE_IPPROTO_TCP": ("netinet/in.h", "IPPROTO_TCP"),
    "SIZEOF_SUSECONDS_T": ("sys/time.h", "sizeof(suseconds_t)"),
    "SIZEOF_STRUCT_SOCKADDR_IN6": ("netinet/in.h", "sizeof(struct sockaddr_in6)"),
    "SIZEOF_CHAR_P": ("stdio.h", "sizeof(char *)"),
}


def write_facts(directory: Path, facts: list[str], call: str = CALL, **more: str) -> Path:
    source = write_project(directory, call, **more)
    (source / "facts.cmake").write_text("".join(f"anonshm_fact({fact})\n" for fact in facts))
    (source / "whole.c").write_text(program("math.h"))
    (source / "clock.cpp").write_text(CLOCK)
    (source / "clock.c").write_text(CLOCK_IN_C)
    return source


def accepted(language: str, text: str, directory: Path) -> bool:
    file = directory / ("x.c" if language == "C" else "x.cpp")
    file.write_text(text)
    flags = ["-w"] if language == "CXX" else ["-Werror=implicit-function-declaration"]
    return run(COMPILER[language], *flags, file, "-o", directory / "x").returncode == 0


@pytest.fixture(scope="module", params=["C", "CXX"])
def answered(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Configured]:
    directory = tmp_path_factory.mktemp("answered")
    source = write_facts(
        directory / "a b'ü", [fact for fact, _, _ in FACTS], languages=request.param
    )
    compiler = f"-DCMAKE_{request.param}_COMPILER={COMPILER[request.param]}"
    return request.param, configure(source, directory / "b ü'", [compiler])


@pytest.mark.parametrize(
    "macro, text", [(macro, text) for _, macro, text in FACTS], ids=[row[1] for row in FACTS]
)
def test_the_answer_is_the_compilers(
    answered: tuple[str, Configured], tmp_path: Path, macro: str, text: str
) -> None:
    language, configured = answered
    assert configured.macros[macro] == ("1" if accepted(language, text, tmp_path) else "0")


def test_a_number_is_what_a_program_prints(
    answered: tuple[str, Configured], tmp_path: Path
) -> None:
    language, configured = answered
    headers = {"stdio.h"} | {header for header, _ in NUMBERS.values()}
    prints = "".join(f'printf("%lld ", (long long)({n}));' for _, n in NUMBERS.values())
    assert accepted(language, program(*sorted(headers), body=prints), tmp_path)
    printed = run(tmp_path / "x", check=True).stdout.split()
    assert [configured.macros[macro] for macro in NUMBERS] == printed


def test_the_report_follows_the_schema(answered: tuple[str, Configured]) -> None:
    report = answered[1].report
    jsonschema.validate(report, SCHEMA)
    assert report["methods"] == [] and report["chain"] == []
    assert report["facts"]["HAVE_STRUCT_NOSUCH"]["value"] is False
    assert report["toolchain"]["os"] == "linux"
    assert report["toolchain"]["pointer_bits"] in (32, 64)


# -- What runs -----------------------------------------------------------------------------

RUNS = [
    "RUNS clock_in_c FILE clock.c",
    "RUNS clock_monotonic FILE clock.cpp",
    "RUNS says FILE says.c VALUES number small large",
    "RUNS disk FILE disk.c",
    "RUNS crash FILE crash.c",
    "RUNS wrong FILE wrong.c",
    "RUNS broken_file FILE broken.c",
]
FILES = {
    "says.c": 'answer says(void) { return result_with("small", "%d", 1); }\n',
    "disk.c": 'answer disk(void) { errno = ENOSPC; return failed("write"); }\n',
    "crash.c": "answer crash(void) { abort(); }\n",
    "wrong.c": 'answer wrong(void) { return result("$(touch owned)"); }\n',
    "broken.c": "answer broken_file(void) { return nosuch; }\n",
}


@pytest.mark.parametrize("languages", ["C", "CXX", "C CXX"])
def test_what_runs(tmp_path: Path, languages: str) -> None:
    source = write_facts(tmp_path, RUNS, languages=languages)
    for name, text in FILES.items():
        (source / name).write_text(text)
    configured = configure(source, tmp_path / "build")
    facts = {id: configured.fact(id) for id in configured.report["facts"]}
    in_cxx = (True, "ran") if "CXX" in languages else (None, "unknown")
    in_c = (True, "ran") if languages != "CXX" else (False, "declared")
    assert facts == {
        "HAVE_CLOCK_IN_C": in_c,
        "HAVE_CLOCK_MONOTONIC": in_cxx,
        "HAVE_SAYS": ("small", "ran"),
        "HAVE_DISK": (None, "unknown"),  # says something about this machine
        "HAVE_CRASH": (False, "ran"),
        "HAVE_WRONG": (None, "unknown"),
        "HAVE_BROKEN_FILE": (False, "declared"),
    }
    assert configured.macros["HAVE_SAYS"] == '"small"'


# -- One build tree for what follows -------------------------------------------------------

FEW = [
    "FUNCTION getpid HEADERS unistd.h",
    "FUNCTION nosuch HEADERS unistd.h",
    "NUMBER O_CLOEXEC HEADERS fcntl.h",
    "NUMBER O_NOSUCH HEADERS fcntl.h",
    "TYPE pid_t HEADERS sys/types.h",
    "TYPE nosuch_t HEADERS sys/types.h",
]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_facts(tmp_path_factory.mktemp("few"), FEW)


def call(source: Path, arguments: str, *options: str) -> Configured:
    write_project(
        source, f"CATALOGUE facts.cmake REPORT report.json HEADER config.h {arguments}"
    )
    return configure(source, source / "build", ["-U*PRESET_*", *options])


def test_what_is_absent_is_0_or_not_defined(few: Path) -> None:
    present = {"X_HAVE_GETPID": "1", "X_HAVE_O_CLOEXEC": "1", "X_HAVE_PID_T": "1"}
    absent = ("X_HAVE_NOSUCH", "X_HAVE_O_NOSUCH", "X_HAVE_NOSUCH_T", "X_SIZEOF_NOSUCH_T")
    macros = call(few, "PREFIX X_").macros
    assert {**macros, **present, **dict.fromkeys(absent, "0")} == macros
    assert "X_VALUE_O_NOSUCH" not in macros  # 0 may be a flag
    configured = call(few, "PREFIX X_ STYLE cmakedefine")
    assert {**configured.macros, **present} == configured.macros
    for macro in (*absent, "X_VALUE_O_NOSUCH"):
        assert macro not in configured.macros
        assert f"/* #undef {macro} */" in configured.header


def test_presets_have_the_prefix_of_the_project(few: Path) -> None:
    options = [
        "-DX_PRESET_HAVE_NOSUCH=ON",
        "-DX_PRESET_VALUE_O_NOSUCH=0x40",
        "-DX_PRESET_NONE=1",
    ]
    configured = call(few, "PREFIX X_", *options, "-DX_PRESET_HAVE_PID_T=OFF")
    assert configured.fact("HAVE_NOSUCH") == (True, "preset")
    assert configured.fact("VALUE_O_NOSUCH") == (64, "preset")
    assert configured.fact("HAVE_O_NOSUCH") == (True, "preset")
    assert configured.fact("SIZEOF_PID_T") == (False, "preset")
    assert configured.words.count("there is no fact to preset for X_PRESET_NONE") == 1
    assert "Warning" not in call(few, 'PREFIX ""', "-DANONSHM_PRESET_HAVE_NOSUCH=ON").output
    assert call(few, 'PREFIX ""').fact("HAVE_NOSUCH") == (False, "declared")


def test_only_some_and_those_of_anonshm_too(few: Path) -> None:
    configured = call(few, 'PREFIX "" FACTS HAVE_GETPID map_empty')
    assert set(configured.report["facts"]) == {"HAVE_GETPID", "map_empty"}
    assert configured.fact("HAVE_GETPID") == (True, "linked")
    assert configured.report["methods"] != []
    status = try_configure(
        write_project(few, "CATALOGUE facts.cmake FACTS HAVE_GETPIT"), few / "build"
    )
    assert status.status != 0 and "unknown FACTS HAVE_GETPIT" in status.words
    assert "HAVE_GETPID" in status.words


def test_the_variables_have_the_names_of_the_macros(few: Path) -> None:
    after = 'message(STATUS "${X_HAVE_GETPID} ${X_HAVE_GETPID_EVIDENCE} [${X_HAVE_NOSUCH}]")'
    write_project(few, "CATALOGUE facts.cmake PREFIX X_", after=after)
    assert "-- TRUE linked [FALSE]" in configure(few, few / "build").output


def test_a_line_for_each_fact_in_the_log(few: Path) -> None:
    output = call(few, 'PREFIX ""', "--log-level=VERBOSE").output
    assert "HAVE_GETPID: yes (linked)" in output
    assert "HAVE_NOSUCH: no (declared: not declared)" in output
    log = few / "build/CMakeFiles/CMakeOutput.log"  # before CMake 3.26
    if log.exists():
        assert "HAVE_GETPID: yes (linked)" in log.read_text()
    else:
        log = few / "build/CMakeFiles/CMakeConfigureLog.yaml"
        assert "HAVE_GETPID: yes (linked)" in log.read_text()
    size = log.stat().st_size
    assert "HAVE_GETPID" not in call(few, 'PREFIX ""').output
    assert log.stat().st_size == size or "yaml" in log.name  # that one is of each configure


def test_directories_definitions_options_and_libraries_are_a_facts_own(tmp_path: Path) -> None:
    source = write_facts(
        tmp_path,
        [
            "FUNCTION own_function HEADERS own.h INCLUDES include LINK_LIBRARIES own::own",
            "FUNCTION own_function HEADERS own.h INCLUDES include DEFINE HAVE_IT_WITHOUT",
            "HEADER own.h",
            "MACRO OWN_OPTION HEADERS stdio.h OPTIONS -DOWN_OPTION",
            "MACRO OWN_OPTION HEADERS stdio.h DEFINE HAVE_OPTION_WITHOUT",
            "FUNCTION cosl HEADERS math.h LIBRARY m",
            "FUNCTION nosuchl HEADERS own.h INCLUDES include LIBRARY nosuch_library",
        ],
        CALL + " LIBRARIES_VARIABLE libraries",
        languages="C",
        before="add_library(own::own STATIC IMPORTED)\nset_target_properties(own::own PROPERTIES"
        ' IMPORTED_LOCATION "${CMAKE_SOURCE_DIR}/libown.a")',
        after='message(STATUS "libraries: ${libraries}")',
    )
    (source / "include").mkdir()
    (source / "include/own.h").write_text("int own_function(void);\nint nosuchl(void);\n")
    (source / "own.c").write_text("int own_function(void) { return 0; }\n")
    run("cc", "-c", source / "own.c", "-o", source / "own.o", check=True)
    run("ar", "qc", source / "libown.a", source / "own.o", check=True)
    configured = configure(source, tmp_path / "build")
    assert configured.macros == {
        "HAVE_OWN_FUNCTION": "1",
        "HAVE_IT_WITHOUT": "0",
        "HAVE_OWN_H": "0",
        "HAVE_OWN_OPTION": "1",
        "HAVE_OPTION_WITHOUT": "0",
        "HAVE_COSL": "1",
        "HAVE_NOSUCHL": "0",
        **{m: v for m, v in configured.macros.items() if m.startswith("CONFIG_H")},
    }
    assert "-- libraries: m\n" in configured.output


# -- Bad input -----------------------------------------------------------------------------

WRONG = [
    ("PROCEDURE x HEADERS stdio.h", "unknown kind. Possible: FUNCTION HEADER MACRO"),
    ("FUNCTION getpid", "HEADERS is missing"),
    ("MEMBER \"struct stat\" st_size", "HEADERS is missing"),
    ("FUNCTION a-b HEADERS stdio.h", '"a-b" is no identifier'),
    ("MACRO 3D HEADERS stdio.h", '"3D" is no identifier'),
    ("FUNCTION or HEADERS stdio.h", "or is an operator of C++"),
    ("HEADER <stdio.h>", "is no name of a header"),
    ("FUNCTION x HEADERS <stdio.h>", "is no name of a header"),
    ("FUNCTION getpid HEADERS unistd.h HEADER x", "unknown argument"),
    ("FUNCTION getpid HEADERS unistd.h LIBRARY", "word without a value"),
    ("FUNCTION getpid HEADERS unistd.h DEFINE 3X", "DEFINE 3X is no name of a macro"),
    ("FUNCTION getpid HEADERS unistd.h DEFINITIONS 3=4", "DEFINITIONS 3=4"),
    ("FUNCTION getpid HEADERS unistd.h DEFINITIONS X=/*", "a value with a comment"),
    ("TYPE \"int; int x\"", "is no type"),
    ("MEMBER \"struct stat\" 3x HEADERS sys/stat.h", '"3x" is no member'),
    ("RUNS x", "FILE is missing"),
    ("RUNS x FILE nosuch.c", "there is no such file"),
    ("COMPILES x", "the code is missing"),
    ("FUNCTION getpid HEADERS unistd.h FILE clock.c", "FILE is for COMPILES and RUNS"),
    ("FUNCTION getpid HEADERS unistd.h ID y", "ID, EXPECT"),
    ("FUNCTION getpid HEADERS unistd.h EXPECT 0", "ID, EXPECT"),
    ("SYMBOL getpid HEADERS unistd.h LIBRARY rt", "LIBRARY is for FUNCTION"),
    ("MACRO EOF HEADERS stdio.h VALUES number", "VALUES is for RUNS"),
    ("FUNCTION getpid HEADERS unistd.h)\nanonshm_fact(FUNCTION getpid HEADERS stdio.h",
     "there is a fact HAVE_GETPID already. DEFINE"),
    # Of the same headers as one before it.
    ("FUNCTION getpid HEADERS unistd.h)\nanonshm_fact(FUNCTION getpid HEADERS unistd.h",
     "there is a fact HAVE_GETPID already. DEFINE"),
    ("FUNCTION getpid HEADERS unistd.h)\nanonshm_fact(FUNCTION a-b HEADERS unistd.h",
     '"a-b" is no identifier'),
    ("FUNCTION getpid HEADERS unistd.h)\nanonshm_fact(FUNCTION or HEADERS unistd.h",
     "or is an operator of C++"),
    ("NUMBER EOF HEADERS stdio.h)\nanonshm_fact(MACRO EOF HEADERS stdio.h",
     "there is a fact HAVE_EOF already"),
    ("FUNCTION a HEADERS stdio.h DEFINE SIZEOF_PID_T)\nanonshm_fact(TYPE pid_t HEADERS stdio.h",
     "there is a fact SIZEOF_PID_T already"),
]  # fmt: skip


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One build tree serves all."""
    return tmp_path_factory.mktemp("wrong")


@pytest.mark.parametrize("fact, message", WRONG, ids=[fact for fact, _ in WRONG])
def test_a_wrong_fact_is_refused_with_file_and_line(
    wrong: Path, fact: str, message: str
) -> None:
    source = write_facts(wrong, ["HEADER stdio.h", fact])
    refused = try_configure(source, wrong / "build")
    assert refused.status != 0
    assert message in refused.words
    assert re.search(r"facts\.cmake:[23] \(anonshm_fact\)", refused.output)
    assert not (wrong / "build/config.h").exists()


@pytest.mark.parametrize(
    "arguments, message",
    [
        ("CATALOGUE nosuch.cmake", "there is no such file"),
        ("CATALOGUE empty.cmake", "no anonshm_fact("),
        ("CATALOGUE facts.cmake STYLE autoconf", "STYLE autoconf: it is define"),
        ("CATALOGUE facts.cmake PREFIX 3", 'PREFIX "3" cannot begin a C macro'),
        ("CATALOGUE", "without its value"),
        ("CATALOGUE facts.cmake REPORT /proc/self/status", "is no regular file"),
        ('CATALOGUE facts.cmake PREFIX "" FACTS memfd_create', "macro HAVE_MEMFD_CREATE too"),
    ],
)
def test_a_wrong_call_is_refused(wrong: Path, arguments: str, message: str) -> None:
    facts = ["FUNCTION memfd_create HEADERS sys/mman.h"]
    source = write_facts(wrong, facts, f"HEADER config.h {arguments}")
    (source / "empty.cmake").write_text("")
    refused = try_configure(source, wrong / "build")
    assert refused.status != 0 and message in refused.words


# -- Facts that differ in their names only -------------------------------------------------

# What the module has read of a catalogue: a TEXT of its own makes each fact unlike the others,
# so that it looks at all of it again.
READ = f"""
cmake_minimum_required(VERSION 3.20)
include("{ROOT}/cmake/anonshm/project/catalogue.cmake")
function(print_catalogue)
  set(_anonshm_project_facts "")
  set(_anonshm_project_text "")
  _anonshm_read_project(${{CATALOGUE}})
  foreach(id IN LISTS _anonshm_project_facts)
    message("${{id}} ${{_anonshm_kind_${{id}}}} ${{_anonshm_name_${{id}}}} "
      "${{_anonshm_unit_${{id}}}}")
  endforeach()
  foreach(name IN LISTS _anonshm_project_units)
    message("${{name}} ${{_anonshm_include_${{name}}}} ${{_anonshm_definitions_${{name}}}}")
  endforeach()
  foreach(name IN LISTS _anonshm_project_groups)
    message("${{name}} ${{_anonshm_ids_of_${{name}}}} ${{_anonshm_options_${{name}}}}")
  endforeach()
endfunction()
print_catalogue()
"""
ASKED = st.tuples(
    st.sampled_from(["FUNCTION", "SYMBOL", "MACRO", "NUMBER", "TYPE"]),
    st.sampled_from("abcdefgh"),
    st.sampled_from(["HEADERS x.h", "AFTER x.h HEADERS y.h"]),
    st.sampled_from(["", "", " DEFINITIONS A", " OPTIONS -O1"]),
)


def what_is_read(directory: Path, facts: list[str]) -> str:
    (directory / "facts.cmake").write_text("".join(f"anonshm_fact({fact})\n" for fact in facts))
    script = directory / "read.cmake"
    script.write_text(READ)
    catalogue = f"-DCATALOGUE={directory}/facts.cmake"
    return run("cmake", catalogue, "-P", script, stderr=subprocess.STDOUT, check=True).stdout


@given(st.lists(ASKED, min_size=10, max_size=20), st.data())
@settings(max_examples=100, deadline=None)
def test_a_fact_like_another_is_read_like_another(
    facts: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    """Some have the macro of another, others one of their own."""
    words, unlike, used = [], [], set()
    for number, (kind, name, headers, more) in enumerate(facts):
        own = {f"{prefix}_{name.upper()}" for prefix in ("HAVE", "VALUE", "SIZEOF")}
        prefix = "VALUE" if kind == "NUMBER" else "HAVE"
        is_own = used & own or data.draw(st.booleans())
        define = f" DEFINE {prefix}_M{number}" if is_own else ""
        used |= set() if define else own
        words.append(f"{kind} {name} {headers}{more}{define}")
        unlike.append(f'{words[-1]} TEXT "{number}"')
    with tempfile.TemporaryDirectory() as directory:
        assert what_is_read(Path(directory), words) == what_is_read(Path(directory), unlike)


# -- Stale answers -------------------------------------------------------------------------


def test_what_an_answer_came_from_is_noticed(tmp_path: Path) -> None:
    facts = [
        "FUNCTION later HEADERS own.h INCLUDES include",
        "RUNS two FILE two.c VALUES number",
    ]
    source = write_facts(tmp_path, facts, languages="C")
    (source / "include").mkdir()
    header, file = source / "include/own.h", source / "two.c"
    header.write_text("#include <stdio.h>\n")
    file.write_text("answer two(void) { return number(2); }\n")

    def answers() -> dict[str, object]:
        return configure(source, tmp_path / "build").facts

    assert answers() == {"HAVE_LATER": False, "HAVE_TWO": 2}
    header.write_text("#define later() 0\n")
    assert answers() == {"HAVE_LATER": True, "HAVE_TWO": 2}
    file.write_text("answer two(void) { return number(3); }\n")
    assert answers() == {"HAVE_LATER": True, "HAVE_TWO": 3}
    (source / "facts.cmake").write_text("anonshm_fact(HEADER stdio.h)\n")
    assert answers() == {"HAVE_STDIO_H": True}


def test_a_configure_that_finds_nothing_changed_compiles_nothing(few: Path) -> None:
    call(few, 'PREFIX ""')
    output = configure(few, few / "build", ["--trace"]).output
    assert "anonshm_fact(" in output and "try_compile(" not in output


# -- Other compilers -----------------------------------------------------------------------


def test_messages_that_nobody_understands(
    answered: tuple[str, Configured], tmp_path: Path
) -> None:
    """One question at a time then: slow, and the same answers."""
    language, expected = answered
    mute = tmp_path / "mute"
    mute.write_text(f'#!/bin/sh\nexec {COMPILER[language]} "$@" 2>/dev/null\n')
    mute.chmod(0o755)
    rows = [fact for fact, _, _ in FACTS][:16:3] + [fact for fact, _, _ in FACTS][16::4]
    source = write_facts(tmp_path, rows, languages=language)
    configured = configure(source, tmp_path / "build", [f"-DCMAKE_{language}_COMPILER={mute}"])
    macros = {m: v for m, v in configured.macros.items() if not m.startswith("CONFIG_H")}
    assert len(macros) > 12
    assert macros == {macro: expected.macros[macro] for macro in macros}


@pytest.mark.parametrize(
    "generator, options",
    [
        ("Unix Makefiles", []),
        ("Ninja", ["-DCMAKE_CXX_COMPILER=clang++-14"]),
        ("Ninja Multi-Config", []),
    ],
    ids=["make", "clang", "multi-config"],
)
def test_another_build_tool_or_compiler(
    answered: tuple[str, Configured], tmp_path: Path, generator: str, options: list[str]
) -> None:
    language, expected = answered
    needed = ["clang++-14"] if options else ["make" if "Make" in generator else "ninja"]
    if language == "C" or not all(map(shutil.which, needed)):
        pytest.skip(f"C++ only, or without {needed[0]}")
    rows = [fact for fact, _, _ in FACTS][:: 2 if "Ninja" in generator else 1]
    source = write_facts(tmp_path, rows, languages=language)
    configured = configure(source, tmp_path / "build", options, generator=generator)
    assert len(configured.facts) >= len(rows)
    assert configured.facts == {id: expected.facts[id] for id in configured.facts}


def test_where_nothing_is_linked_a_yes_is_declared(tmp_path: Path) -> None:
    facts = ["FUNCTION getpid HEADERS unistd.h", "FUNCTION nosuch HEADERS unistd.h",
             "NUMBER O_CLOEXEC HEADERS fcntl.h", "RUNS clock FILE clock.c"]  # fmt: skip
    source = write_facts(tmp_path, facts, languages="C")
    (source / "clock.c").write_text("answer clock(void) { return yes_or_no(true); }\n")
    configured = configure(
        source, tmp_path / "build", ["-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY"]
    )
    assert configured.fact("HAVE_GETPID") == (True, "declared")
    assert configured.fact("HAVE_NOSUCH") == (False, "declared")
    assert configured.fact("HAVE_O_CLOEXEC") == (True, "declared")
    assert configured.fact("HAVE_CLOCK") == (None, "unknown")


def test_a_linker_that_accepts_everything_is_not_believed(tmp_path: Path) -> None:
    facts = ['COMPILES refers "extern int nosuch_here(void); return nosuch_here();"',
             "FUNCTION declared HEADERS own.h INCLUDES .", "FUNCTION getpid HEADERS unistd.h"]  # fmt: skip
    source = write_facts(tmp_path, facts, languages="C")
    (source / "own.h").write_text("int declared(void);\n")
    flags = "-Wl,--unresolved-symbols=ignore-all"
    configured = configure(source, tmp_path / "build", [f"-DCMAKE_EXE_LINKER_FLAGS={flags}"])
    assert configured.fact("HAVE_REFERS") == (None, "unknown")
    assert configured.fact("HAVE_DECLARED") == (False, "linked")
    assert configured.fact("HAVE_GETPID") == (True, "linked")


def test_c_and_cxx_are_asked_where_they_differ(tmp_path: Path) -> None:
    facts = ["FUNCTION memrchr HEADERS string.h", "FUNCTION getpid HEADERS unistd.h"]
    source = write_facts(tmp_path, facts, languages="C CXX")
    configured = configure(source, tmp_path / "build", ["-DCMAKE_C_FLAGS=-D_POSIX_C_SOURCE=1"])
    assert re.search(
        r"#ifdef __cplusplus\n#define HAVE_MEMRCHR 1\n#else\n#define HAVE_MEMRCHR 0\n#endif",
        configured.header,
    )
    assert "differ" in configured.words


# -- Questions apart -----------------------------------------------------------------------

APART = [
    ("FUNCTION only_declared HEADERS defines.h INCLUDES .", "HAVE_ONLY_DECLARED", False),
    # This file defines the function, and is no library.
    ("COMPILES defines FILE defines.c", "HAVE_DEFINES", True),
    ('COMPILES gone "extern int nosuch(void); return nosuch();"', "HAVE_GONE", False),
    ("COMPILES gone_file FILE gone.c", "HAVE_GONE_FILE", False),
    # A header that defines a function goes into one file of a program.
    ('COMPILES once "return helper();" HEADERS defines.h INCLUDES .', "HAVE_ONCE", True),
    ('COMPILES twice "return -helper();" HEADERS defines.h INCLUDES .', "HAVE_TWICE", True),
    ("RUNS first FILE first.c", "HAVE_FIRST", True),
    ("RUNS second FILE second.c", "HAVE_SECOND", True),
    ("RUNS negative FILE negative.c VALUES number", "HAVE_NEGATIVE", -4),
    # No library has it, and a thread's variable has no constant address.
    ("SYMBOL lost HEADERS thread.h INCLUDES .", "HAVE_LOST", False),
    ("NUMBER least HEADERS thread.h INCLUDES .", "VALUE_LEAST", -(2**63)),
    # The compiler places this error in the header.
    ("TYPE errno HEADERS errno.h", "HAVE_ERRNO", False),
    ("MACRO EINVAL HEADERS errno.h", "HAVE_EINVAL", True),
    ("FUNCTION getpid HEADERS unistd.h", "HAVE_GETPID", True),
]
APART_FILES = {
    "defines.h": "int helper(void) { return 1; }\nint only_declared(void);\n",
    "defines.c": "int only_declared(void) { return 2; }\nint main(void) { return 0; }\n",
    "gone.c": "int nosuch(void);\nint main(void) { return nosuch(); }\n",
    "first.c": "int own(void) { return 1; }\nanswer first(void) { return yes_or_no(own() == 1); }\n",
    "second.c": "int own(void) { return 2; }\nanswer second(void) { return yes_or_no(own() == 2); }\n",
    "negative.c": "answer negative(void) { return number(-4); }\n",
    "thread.h": "extern __thread int lost;\n#define least (-0x7fffffffffffffffLL - 1)\n",
}  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        [],
        [
            "-DCMAKE_C_FLAGS=-ffunction-sections -fdata-sections",
            "-DCMAKE_EXE_LINKER_FLAGS=-Wl,--gc-sections",
        ],
    ],
    ids=["plain", "gc-sections"],
)
def test_no_question_is_answered_by_another(tmp_path: Path, options: list[str]) -> None:
    source = write_facts(tmp_path, [fact for fact, _, _ in APART], languages="C")
    for name, text in APART_FILES.items():
        (source / name).write_text(text)
    configured = configure(source, tmp_path / "build", options)
    assert {macro: configured.facts[macro] for _, macro, _ in APART} == {
        macro: value for _, macro, value in APART
    }
    assert configured.fact("HAVE_GETPID") == (True, "linked")
    assert configured.report["facts"]["VALUE_LEAST"]["detail"] == "0x8000000000000000"
    assert configured.macros["VALUE_LEAST"] == "(-9223372036854775807 - 1)"


def test_what_is_overloaded_and_in_no_library_of_c_is_unknown(tmp_path: Path) -> None:
    """A call of isfinite() compiles, as <cmath> has it inline."""
    source = write_facts(tmp_path, ["FUNCTION isfinite HEADERS math.h"])
    configured = configure(source, tmp_path / "build")
    assert configured.fact("HAVE_ISFINITE") == (None, "unknown")


def test_c_is_asked_beside_cxx(tmp_path: Path) -> None:
    """g++ defines _GNU_SOURCE, and C++ converts no void pointer."""
    facts = [
        "FUNCTION memrchr HEADERS string.h",
        'COMPILES c_code "char *p = malloc(1); return !p;" HEADERS stdlib.h',
    ]
    source = write_facts(tmp_path, facts, languages="C CXX")
    header = configure(source, tmp_path / "build").header
    for macro, in_cxx in (("HAVE_MEMRCHR", 1), ("HAVE_C_CODE", 0)):
        assert (
            f"#ifdef __cplusplus\n#define {macro} {in_cxx}\n#else\n"
            f"#define {macro} {1 - in_cxx}\n#endif" in header
        )


def test_one_catalogue_text_in_two_directories(tmp_path: Path) -> None:
    """Its directories are relative to it; the name of a variable is the macro's."""
    source = tmp_path / "source"
    fact = "anonshm_fact(MACRO HERE HEADERS own.h INCLUDES include DEFINE have_here)\n"
    root = write_project(
        source,
        "FACTS memfd_create",
        languages="C",
        after="add_subdirectory(one)\nadd_subdirectory(two)",
    )
    for name, text in (("one", "#define HERE\n"), ("two", "\n")):
        (root / name / "include").mkdir(parents=True)
        (root / name / "include/own.h").write_text(text)
        (root / name / "facts.cmake").write_text(fact)
        (root / name / "CMakeLists.txt").write_text(
            'anonshm_probe(CATALOGUE facts.cmake PREFIX "")\n'
            f'message(STATUS "{name}: ${{have_here}}")\n'
        )
    output = configure(root, tmp_path / "build").output
    assert "-- one: TRUE" in output and "-- two: FALSE" in output


def test_another_file_of_an_imported_target_is_another_answer(tmp_path: Path) -> None:
    source = write_facts(
        tmp_path,
        ["FUNCTION own HEADERS own.h INCLUDES . LINK_LIBRARIES own::own"],
        languages="C",
        before="add_library(own::own STATIC IMPORTED)\nset_target_properties(own::own PROPERTIES"
        ' IMPORTED_LOCATION "${CMAKE_SOURCE_DIR}/lib${NAME}.a")',
    )
    (source / "own.h").write_text("int own(void);\n")
    for name in ("own", "other"):
        (source / "x.c").write_text(f"int {name}(void) {{ return 0; }}\n")
        run("cc", "-c", source / "x.c", "-o", source / "x.o", check=True)
        run("ar", "qc", source / f"lib{name}.a", source / "x.o", check=True)
    answers = [
        configure(source, tmp_path / "build", [f"-DNAME={name}"]).facts["HAVE_OWN"]
        for name in ("own", "other")
    ]
    assert answers == [True, False]


def test_a_target_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name, message in (("mine", "a target of this project"), ("a::b", "no such target")):
        source = write_facts(
            tmp_path,
            [f"HEADER stdio.h LINK_LIBRARIES {name}"],
            before="add_library(mine INTERFACE)",
        )
        refused = try_configure(source, tmp_path / "build")
        assert refused.status != 0 and message in refused.words


def test_a_number_below_0_can_be_preset(few: Path) -> None:
    configured = call(few, "PREFIX X_", "-DX_PRESET_VALUE_O_NOSUCH=-2")
    assert configured.fact("VALUE_O_NOSUCH") == (-2, "preset")
