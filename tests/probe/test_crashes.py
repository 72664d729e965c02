# SPDX-License-Identifier: MIT
"""Compilers and linkers that crash, are killed, or have no disk: that is of the moment, and no
answer. Whatever is known meanwhile is right, and when it is over the next configure knows all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from probe.comparison import assert_none_is_wrong, without_sizes
from probe.modules import QUESTIONS, Question, expected, write_questions
from support.projects import GENERATOR, Configured, configure, try_configure, write_project

# -- One question of a project's facts -----------------------------------------------------

# While the file is there, for what asks this question.
CRASHES = """for source; do
  case $source in *unit*.c) ;; *) continue ;; esac
  if [ -f "{log}.crashes" ] && grep -q '({id},' "$source" && ! grep -q crashed "$source"; then
    {crash}
  fi
done
"""
CRASH = {
    "killed": "kill -9 $$",
    "compiler proper killed": 'echo "cc: Killed signal terminated program cc1" >&2; exit 1',
    "no disk": 'echo "$source:1: fatal error: x.s: No space left on device" >&2; exit 1',
    "no disk at last": 'echo "anonshm_compiles/{id}:1: fatal error: error closing x.s:'
    ' No space left on device" >&2; exit 1',
    "defect": 'echo "anonshm_compiles/{id}:1:2: internal compiler error: x" >&2; exit 1',
    "not started": "exit 126",
}


@pytest.mark.parametrize("id", ["HAVE_STDIO_H", "HAVE_GOOD"])
@pytest.mark.parametrize("crash", CRASH.values(), ids=CRASH)
def test_a_crash_is_no_answer(tmp_path: Path, crash: str, id: str) -> None:
    """And it is asked again."""
    questions = [*QUESTIONS, Question("HEADER", "stdio.h")]
    compiler, log = tmp_path / "cc", tmp_path / "log"
    body = CRASHES.replace("{crash}", crash).replace("{id}", id).replace("{log}", str(log))
    compiler.write_text(f'#!/bin/sh\n{body}exec cc "$@"\n')
    compiler.chmod(0o755)
    source = write_questions(tmp_path / "source", questions, "C")
    (tmp_path / "log.crashes").touch()
    options = [f"-DCMAKE_C_COMPILER={compiler}"]
    crashed = configure(source, tmp_path / "build", options)
    right = expected(questions, tmp_path, ["cc"], [])
    assert {key: crashed.facts[key] for key in right} == {**right, id: None}
    assert "crashed, or was killed" in crashed.report["facts"][id]["detail"]
    (tmp_path / "log.crashes").unlink()
    facts = configure(source, tmp_path / "build", options).facts
    assert {key: facts[key] for key in right} == right


# -- The program ---------------------------------------------------------------------------

# Of what is compiled (-c) or linked for a probe, those from the first to the last number.
BREAKS = """#!/bin/sh
step=link
case " $* " in *" -c "*) step=compile ;; esac
case $step:$* in {step}:*anonshm_probe.c* | {step}:*main-* | {step}:*anonshm_control*)
  number=$(cat "{count}" 2>/dev/null || echo 0)
  echo $((number + 1)) >"{count}"
  if [ "$number" -ge {first} ] && [ "$number" -le {last} ] && [ ! -f "{count}.over" ]; then
    {crash}
  fi
esac
exec cc "$@"
"""
LINKER = {
    "ld killed": 'echo "collect2: fatal error: ld terminated with signal 9" >&2; exit 1',
    "killed": "kill -9 $$",
    "no disk": 'echo "ld: final link failed: No space left on device" >&2; exit 1',
    "not found": "echo \"collect2: fatal error: cannot find 'ld'\" >&2; exit 1",
}
# The place is that of a question.
COMPILER_PROPER = {
    "killed": "kill -9 $$",
    "cc1 killed": 'echo "cc: Killed signal terminated program cc1" >&2; exit 1',
    "defect": 'echo "anonshm_present/memfd_create:1:2: internal compiler error: x" >&2; exit 1',
    "no disk": 'echo "anonshm_present/shm_open:1: fatal error: error closing x.s:'
    ' No space left on device" >&2; exit 1',
}
# No crashes, though they have words of one.
REFUSALS = {
    "default": 'echo "ld: no such value: default" >&2; exit 1',
    "terminated": 'echo "ld: a string that is not terminated" >&2; exit 1',
    "no message": "exit 1",
}
EVER = 99
CRASHES_OF_A_PROGRAM = [
    *(("link", how, 0, last) for how in LINKER for last in (0, 1, EVER)),
    *(("link", "ld killed", first, last) for first in range(1, 6) for last in (first, EVER)),
    *(("link", "ld killed", 0, last) for last in range(2, 6)),
    *(("compile", how, 0, last) for how in COMPILER_PROPER for last in (0, 1, EVER)),
]
by_crash = pytest.mark.parametrize(
    ("step", "how", "first", "last"),
    CRASHES_OF_A_PROGRAM,
    ids=[" ".join(map(str, each)) for each in CRASHES_OF_A_PROGRAM],
)


def breaking(directory: Path, step: str, how: str, first: int, last: int) -> str:
    """The option for such a compiler."""
    compiler, count = directory / "cc", directory / "count"
    crash = {**(LINKER if step == "link" else COMPILER_PROPER), **REFUSALS}[how]
    text = BREAKS.format(step=step, crash=crash, first=first, last=last, count=count)
    compiler.write_text(text)
    compiler.chmod(0o755)
    return f"-DCMAKE_C_COMPILER={compiler}"


@pytest.fixture(scope="module")
def plain_c(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    directory = tmp_path_factory.mktemp("plain_c")
    return configure(write_project(directory / "source", languages="C"), directory / "build")


@by_crash
def test_our_program(
    plain_c: Configured, tmp_path: Path, step: str, how: str, first: int, last: int
) -> None:
    source = write_project(tmp_path / "source", languages="C")
    options = [breaking(tmp_path, step, how, first, last)]
    crashed = try_configure(source, tmp_path / "build", options)
    (tmp_path / "count.over").touch()
    found = configure(source, tmp_path / "build", options)
    assert without_sizes(found.facts) == without_sizes(plain_c.facts)
    assert found.chain == plain_c.chain
    if crashed.status == 0:
        assert_none_is_wrong(crashed, plain_c)
    else:
        assert "nothing was concluded" in crashed.words


def asked_by_a_project(
    directory: Path, step: str, how: str, first: int, last: int, generator: str = GENERATOR
) -> None:
    in_a_library = Question("FUNCTION", "cos", "math.h", more="LIBRARY m")
    source = write_questions(directory / "source", [*QUESTIONS, in_a_library], "C")
    options = [breaking(directory, step, how, first, last)]
    crashed = configure(source, directory / "build", options, generator=generator).facts
    (directory / "count.over").touch()
    found = configure(source, directory / "build", options, generator=generator).facts
    right = {**expected(QUESTIONS, directory, ["cc"], []), "HAVE_COS": True}
    assert {id: found[id] for id in right} == right
    assert {id: crashed[id] for id in right if crashed[id] not in (None, right[id])} == {}


@by_crash
def test_the_program_of_a_projects_facts(
    tmp_path: Path, step: str, how: str, first: int, last: int
) -> None:
    asked_by_a_project(tmp_path, step, how, first, last)


@pytest.mark.parametrize("how", LINKER)
def test_what_make_prints(tmp_path: Path, how: str) -> None:
    asked_by_a_project(tmp_path, "link", how, 0, EVER, "Unix Makefiles")


@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
@pytest.mark.parametrize("how", REFUSALS)
def test_a_linker_that_refuses_has_not_crashed(
    tmp_path: Path, how: str, generator: str
) -> None:
    source = write_questions(tmp_path / "source", [Question("FUNCTION", "puts", "stdio.h")])
    options = [breaking(tmp_path, "link", how, 0, EVER)]
    found = configure(source, tmp_path / "build", options, generator=generator)
    assert found.fact("HAVE_PUTS") == (True, "declared")
    count = (tmp_path / "count").read_text()
    configure(source, tmp_path / "build", options, generator=generator)
    assert (tmp_path / "count").read_text() == count
