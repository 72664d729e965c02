# SPDX-License-Identifier: MIT
"""Without links, without runs, with emulators: what is not known is unknown, never wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from probe.comparison import (
    CROSS,
    LINK,
    assert_none_is_wrong,
    of_kind,
    without_sizes,
)
from support.methods import METHODS
from support.projects import (
    Configured,
    configure,
    copy_module,
    replace_once,
    write_project,
)


def test_nothing_is_linked(plain: Configured, tmp_path: Path) -> None:
    """Declarations and numbers are known; whether a library has a function is not guessed."""
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


def test_nothing_can_be_run(plain: Configured, tmp_path: Path) -> None:
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", [CROSS])
    known = "FUNCTION", "LIBRARY", "MACRO", "NUMBER"
    assert of_kind(found.facts, *known) == of_kind(plain.facts, *known)
    assert found.report["system"] is None
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
    functions = of_kind(plain.facts, "FUNCTION").keys()
    assert not [method for method in found.chain if functions & set(METHODS[method].facts)]
    assert_none_is_wrong(found, plain)


EMULATORS = {
    "silent": "exit 0",
    "garbage": "head -c 3000 /dev/urandom; echo; echo ANONSHM shm_resize=once; exit 0",
    "complains": 'echo "cannot execute $1: Exec format error" >&2; exit 126',
    "crashes": "kill -SEGV $$",
    "is another program's": "echo 'ANONSHM-BEGINNING'; echo 'ANONSHM shm_resize=once|'",
}


def write_emulator(directory: Path, script: str) -> str:
    emulator = directory / "an emulator"
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
    """With the time limit of a minute made one of two seconds."""
    module = copy_module(tmp_path / "copy")
    replace_once(module.parent, "TIMEOUT 60", "TIMEOUT 2")
    options = [CROSS, write_emulator(tmp_path, "exec sleep 100")]
    found = configure(
        write_project(tmp_path / "source", module=module), tmp_path / "build", options
    )
    assert_none_is_wrong(found, plain)


def test_an_emulator_that_ends_too_soon(plain: Configured, tmp_path: Path) -> None:
    """What it printed until then counts."""
    script = '"$@" | sed "/ANONSHM shm_resize=/q"'
    options = [CROSS, write_emulator(tmp_path, script)]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("shm_resize") == (plain.facts["shm_resize"], "emulated")
    assert_none_is_wrong(found, plain)


@pytest.mark.parametrize("nonsense", ["banana", "-1", "/dev/shm", "TRUE", ""])
def test_an_emulator_that_changes_an_answer(
    plain: Configured, tmp_path: Path, nonsense: str
) -> None:
    """A value that is not in the catalogue is unknown; the other answers stand."""
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


# -- What counts as an emulator ------------------------------------------------------------

WORDS = {
    "env": "ran",
    "/usr/bin/env": "ran",
    "env;A=1;B=x=y": "ran",
    "env;A=1;{script}": "emulated",
    "{script}": "emulated",
    "{script};--option": "emulated",
    "env;-u;A": "emulated",  # whatever it is
}


@pytest.mark.parametrize("words", WORDS)
def test_what_counts_as_an_emulator(words: str, tmp_path: Path) -> None:
    """env(1) that only sets variables is none; behind them there may be one."""
    script = tmp_path / "emulator"
    script.write_text('#!/bin/sh\n[ "$1" = --option ] && shift\nexec "$@"\n')
    script.chmod(0o755)
    option = f"-DCMAKE_CROSSCOMPILING_EMULATOR={words.format(script=script)}"
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", [option])
    assert found.fact("shm_resize") == ("repeatable", WORDS[words])
