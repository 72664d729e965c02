"""Whatever the project is built with: the same answers as without, or unknown, never others."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from support import catalogue
from support.projects import Configured, configure, copy_module, try_configure, write_project

Facts = dict[str, Any]


def find(*names: str) -> str:
    """The first of these programs, or a skip."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or pytest.skip(f"no {names[0]} here")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    folder = tmp_path_factory.mktemp("plain")
    return configure(write_project(folder / "source"), folder / "build")


def without_sizes(facts: Facts) -> Facts:
    """Free space is another one a second later."""
    return {id: value for id, value in facts.items() if not id.startswith("free_bytes:")}


def of_kind(facts: Facts, *kinds: str) -> Facts:
    return {id: v for id, v in facts.items() if catalogue.KINDS[id.split(":")[0]] in kinds}


def assert_none_is_wrong(found: Configured, plain: Configured) -> None:
    """Equal or unknown; and what was not run is not said to have been."""
    right = without_sizes(plain.facts)
    wrong = {
        id: value
        for id, value in without_sizes(found.facts).items()
        if value is not None and value != right[id]
    }
    assert wrong == {}


# -- The same answers ----------------------------------------------------------------------

FLAGS = "-DCMAKE_CXX_FLAGS="
LINK = "-DCMAKE_EXE_LINKER_FLAGS="
CLANG = ("clang++", "clang++-14")
SAME: dict[str, list[str]] = {
    "every warning is an error": [FLAGS + "-Werror -Wall -Wextra -Wpedantic -Wconversion"],
    "an error beyond -Werror": [FLAGS + "-Werror=unused -Werror=missing-declarations"],
    "the letter of the standard": [FLAGS + "-std=c++17 -pedantic-errors"],
    "no extensions": ["-DCMAKE_CXX_EXTENSIONS=OFF"],
    "an older standard": [FLAGS + "-std=c++11"],
    "a newer standard": ["-DCMAKE_CXX_STANDARD=20"],
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


HOSTILE = """
set(CMAKE_REQUIRED_FLAGS "--no-such-flag")
set(CMAKE_REQUIRED_LIBRARIES no_such_library)
set(CMAKE_REQUIRED_INCLUDES /no/such/folder)
set(CMAKE_REQUIRED_DEFINITIONS -Dmkostemp=nothing)
set(CMAKE_REQUIRED_QUIET FALSE)
add_compile_options(--no-such-flag)
add_compile_definitions(mkostemp=nothing)
include_directories(/no/such/folder)
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


def test_a_folder_with_every_character(plain: Configured, tmp_path: Path) -> None:
    folder = tmp_path / "a b+c (d) [e] é"
    found = configure(write_project(folder / "source"), folder / "build")
    assert without_sizes(found.facts) == without_sizes(plain.facts)


@pytest.mark.parametrize(
    "name", ["[", "]==]", "a;b", "\\", "|", '"', "a=b", "x\ny", "é" * 99, "\udcff"]
)
def test_a_strange_runtime_folder(plain: Configured, tmp_path: Path, name: str) -> None:
    """What the environment says goes through the answers into CMake's lists and into JSON."""
    runtime = tmp_path / name
    runtime.mkdir()
    source = write_project(tmp_path / "source")
    found = configure(source, tmp_path / "build", XDG_RUNTIME_DIR=str(runtime))
    others = {id: v for id, v in plain.facts.items() if "$XDG_RUNTIME_DIR" not in id}
    assert without_sizes({id: found.facts[id] for id in others}) == without_sizes(others)
    assert found.facts["directory:$XDG_RUNTIME_DIR"] != "none"


# -- Less can be said ----------------------------------------------------------------------


def test_nothing_is_linked(plain: Configured, tmp_path: Path) -> None:
    """Declarations and numbers are known; whether a library has it is nobody's guess."""
    found = configure(
        write_project(tmp_path / "source"),
        tmp_path / "build",
        ["-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY"],
    )
    known = "FUNCTION", "MACRO", "NUMBER"
    assert of_kind(found.facts, *known) == of_kind(plain.facts, *known)
    assert found.fact("shm_open_library") == (None, "unknown")
    evidence = {fact["evidence"] for fact in found.report["facts"].values()}
    assert evidence <= {"declared", "predicted", "unknown"}
    assert_none_is_wrong(found, plain)


CROSS = "-DCMAKE_SYSTEM_NAME=Linux"


def test_nothing_can_be_run(plain: Configured, tmp_path: Path) -> None:
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", [CROSS])
    known = "FUNCTION", "LIBRARY", "MACRO", "NUMBER"
    assert of_kind(found.facts, *known) == of_kind(plain.facts, *known)
    assert set(of_kind(found.facts, "MACHINE").values()) == {None}
    assert found.report["system"] == dict.fromkeys(plain.report["system"])
    assert found.report["toolchain"] == plain.report["toolchain"]
    for id in of_kind(found.facts, "BEHAVIOUR"):
        assert found.fact(id)[1] in ("predicted", "unknown")
    assert_none_is_wrong(found, plain)


def test_nothing_can_be_run_and_the_linker_takes_anything(
    plain: Configured, tmp_path: Path
) -> None:
    """Then a link proves nothing, so no function is known."""
    options = [CROSS, LINK + "-Wl,--unresolved-symbols=ignore-all"]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    declared = {id for id, value in of_kind(plain.facts, "FUNCTION").items() if value}
    assert {found.fact(id) for id in declared} == {(None, "unknown")}
    assert not {"memfd_syscall", "memfd_create", "shm_open", "mkostemp"} & set(found.chain)
    assert_none_is_wrong(found, plain)


EMULATORS = {
    "silent": "exit 0",
    "garbage": "head -c 3000 /dev/urandom; echo; echo ANONSHM shm_resize=once; exit 0",
    "complains": 'echo "cannot execute $1: Exec format error" >&2; exit 126',
    "crashes": "kill -SEGV $$",
    "is another program's": "echo 'ANONSHM-BEGINNING'; echo 'ANONSHM shm_resize=once|'",
}


def write_emulator(folder: Path, script: str) -> str:
    emulator = folder / "an emulator"
    emulator.write_text(f"#!/bin/sh\n{script}\n")
    emulator.chmod(0o755)
    return f"-DCMAKE_CROSSCOMPILING_EMULATOR={emulator}"


@pytest.mark.parametrize("how", EMULATORS)
def test_an_emulator_that_fails(plain: Configured, tmp_path: Path, how: str) -> None:
    options = [CROSS, write_emulator(tmp_path, EMULATORS[how])]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    for id in of_kind(found.facts, "BEHAVIOUR", "MACHINE"):
        assert found.fact(id)[1] in ("predicted", "unknown")
    assert found.fact("mkostemp") == plain.fact("mkostemp")
    assert_none_is_wrong(found, plain)


def test_an_emulator_that_hangs(plain: Configured, tmp_path: Path) -> None:
    """With the time limit of two minutes made one of two seconds."""
    module = copy_module(tmp_path / "copy")
    ask = tmp_path / "copy" / "cmake" / "anonshm" / "probe" / "run.cmake"
    assert ask.read_text().count("TIMEOUT 120") == 1
    ask.write_text(ask.read_text().replace("TIMEOUT 120", "TIMEOUT 2"))
    options = [CROSS, write_emulator(tmp_path, "exec sleep 100")]
    found = configure(
        write_project(tmp_path / "source", module=module), tmp_path / "build", options
    )
    assert set(of_kind(found.facts, "MACHINE").values()) == {None}
    assert_none_is_wrong(found, plain)


def test_an_emulator_that_ends_too_soon(plain: Configured, tmp_path: Path) -> None:
    """What it said until then counts."""
    script = '"$@" | sed "/ANONSHM shm_resize=/q"'
    options = [CROSS, write_emulator(tmp_path, script)]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("shm_resize") == (plain.facts["shm_resize"], "emulated")
    assert set(of_kind(found.facts, "MACHINE").values()) == {None}
    assert_none_is_wrong(found, plain)


@pytest.mark.parametrize("nonsense", ["banana", "-1", "/dev/shm", "TRUE", ""])
def test_an_emulator_that_changes_an_answer(
    plain: Configured, tmp_path: Path, nonsense: str
) -> None:
    """What the catalogue has no such value for is unknown; the other answers stand."""
    script = f'"$@" | sed "s#shm_name_max=[^|]*#shm_name_max={nonsense}#"'
    options = [CROSS, write_emulator(tmp_path, script)]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("shm_name_max")[1] in ("unknown", "predicted")
    assert found.fact("shm_resize") == (plain.facts["shm_resize"], "emulated")
    assert_none_is_wrong(found, plain)


def test_an_emulator_that_works(plain: Configured, tmp_path: Path) -> None:
    options = [CROSS, write_emulator(tmp_path, 'exec "$@"')]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert without_sizes(found.facts) == without_sizes(plain.facts)
    for id in of_kind(found.facts, "BEHAVIOUR"):
        assert found.fact(id)[1] == "emulated"


# -- A header that promises too much -------------------------------------------------------

PROMISE = '#include_next <stdlib.h>\nextern "C" int shm_mkstemp(char *);\n'


def promise(folder: Path) -> str:
    (folder / "include").mkdir()
    (folder / "include" / "stdlib.h").write_text(PROMISE)
    return FLAGS + f"-isystem {folder / 'include'}"


@pytest.mark.parametrize(
    "flags", ["", "-fuse-ld=gold", "-fuse-ld=lld", "-static", "-flto", "-Wl,--gc-sections"]
)
def test_declared_but_in_no_library(plain: Configured, tmp_path: Path, flags: str) -> None:
    if "-fuse-ld=" in flags:
        find(f"ld.{flags.split('=')[1]}")
    options = [promise(tmp_path), LINK + flags]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("shm_mkstemp") == (False, "linked")
    others = {id: value for id, value in plain.facts.items() if id != "shm_mkstemp"}
    assert without_sizes({id: found.facts[id] for id in others}) == without_sizes(others)


@pytest.mark.parametrize("flags", ["", "-static", "-pie", "-Wl,-z,now"])
def test_declared_in_no_library_and_the_linker_does_not_mind(
    plain: Configured, tmp_path: Path, flags: str
) -> None:
    options = [promise(tmp_path), LINK + f"{flags} -Wl,--unresolved-symbols=ignore-all"]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.facts["shm_mkstemp"] in (False, None)
    assert "shm_mkstemp" not in found.chain
    assert_none_is_wrong(found, plain)


# -- Failures that name nothing ------------------------------------------------------------

FAILURES = {
    "a flag that is none": ('set(CMAKE_CXX_FLAGS "--no-such-flag")', "--no-such-flag"),
    "a linker that is none": (
        'set(CMAKE_EXE_LINKER_FLAGS "-fuse-ld=nothing")',
        "nothing",
    ),
    "headers that are none": ('set(CMAKE_CXX_FLAGS "-nostdinc")', "errno.h"),
    "a header that is wrong": (
        'set(CMAKE_CXX_FLAGS "-isystem ${CMAKE_SOURCE_DIR}/wrong")',
        "so it goes",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_that_names_nothing_is_an_error(tmp_path: Path, failure: str) -> None:
    """With the log, and never a "no"; and it is asked again when it can be."""
    before, said = FAILURES[failure]
    source = write_project(tmp_path / "source", before=before)
    (source / "wrong").mkdir()
    (source / "wrong" / "fcntl.h").write_text("#error so it goes\n")
    failed = try_configure(source, tmp_path / "build")
    assert failed.status != 0
    assert "nothing was concluded from it" in failed.words
    assert said in failed.output
    assert not (failed.build / "report.json").exists()
    assert not list((failed.build / "CMakeFiles" / "anonshm").glob("answers-*"))
    write_project(source)
    configure(source, tmp_path / "build")


def test_the_lines_are_gone(tmp_path: Path) -> None:
    """Something strips the binary of what it says; then nothing can be read out of it."""
    if sys.platform != "linux":
        pytest.skip("a script that plays the linker's part")
    compiler = tmp_path / "compiler"
    compiler.write_text(
        '#!/bin/sh\nc++ "$@" || exit\n'
        'for out; do [ "$previous" = -o ] && break; previous=$out; done\n'
        'case "$*" in *" -c "*) ;; *anonshm_probe*) echo \'#!/bin/sh\' >"$out" ;; esac\n'
    )
    compiler.chmod(0o755)
    source = write_project(tmp_path / "source")
    failed = try_configure(source, tmp_path / "build", [f"-DCMAKE_CXX_COMPILER={compiler}"])
    assert failed.status != 0
    assert "the compiler's answers are not in" in failed.words
