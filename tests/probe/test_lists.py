# SPDX-License-Identifier: MIT
"""What three projects check, asked as facts and by CMake's own modules: the same answers.

The answers of the modules take a minute for each list and target, so that they are recorded in
lists/<list>.answers; what the recording says of this machine's compiler is tried here for one
list. ANONSHM_LISTS=record writes them anew (with the targets that are installed here). Where an
answer differs, lists/differences.json says why, with a program that shows which one is right.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.paths import ROOT
from support.projects import GENERATOR, configure, write_project
from support.run import run

LISTS = Path(__file__).parent / "lists"
# By what their projects use for functions: check_symbol_exists() or check_function_exists().
CHECKS = {"curl": "symbol", "libevent": "symbol", "libarchive": "function"}
TRIED_HERE = "curl"
TOOLCHAINS = ROOT / "cmake" / "toolchains"

Answers = dict[str, str]  # by macro: 0, 1, or a size


class Target(NamedTuple):
    compiler: str
    options: list[str]
    libc: list[str]  # what prints its version
    run: list[str]  # before the name of a program


GLIBC = ["-E", "-P", "-include", "features.h", "-x", "c", "-"]
TARGETS = {
    "glibc": Target("gcc", ["-DCMAKE_C_COMPILER=gcc"], ["gcc", *GLIBC], []),
    "musl": Target(
        "musl-gcc",
        [f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / 'linux-musl.cmake'}"],
        ["/lib/ld-musl-x86_64.so.1"],
        [],
    ),
    "aarch64": Target(
        "aarch64-linux-gnu-gcc",
        [
            f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / 'debian-cross.cmake'}",
            "-DANONSHM_TRIPLET=aarch64-linux-gnu",
            "-DANONSHM_QEMU=aarch64",
        ],
        ["aarch64-linux-gnu-gcc", *GLIBC],
        ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"],
    ),
}


# -- The recorded answers ------------------------------------------------------------------


@functools.cache
def identity(target_name: str) -> str:
    """Versions of compiler and C library: the recorded answers are those of no other."""
    target = TARGETS[target_name]
    if shutil.which(target.compiler) is None or shutil.which(target.libc[0]) is None:
        pytest.skip(f"no {target.compiler}")
    version = run(target.compiler, "-dumpfullversion").stdout.strip()
    printed = run(*target.libc, input="libc __GLIBC__.__GLIBC_MINOR__\n").stdout
    libc = re.search(r"(?:libc|Version) (\d[\d .]*)", printed)
    return f"{target.compiler}-{version},libc-{libc[1].replace(' ', '') if libc else '?'}"


def read_answers(list_name: str) -> tuple[dict[str, str], dict[str, Answers]]:
    """Of each target the identity, and the answers."""
    lines = (LISTS / f"{list_name}.answers").read_text().splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    (_, *targets), (_, *identities), *rest = rows
    answers = {
        target: {row[0]: row[column] for row in rest}
        for column, target in enumerate(targets, 1)
    }
    return dict(zip(targets, identities)), answers


HEAD = """\
# SPDX-License-Identifier: MIT
# The answers of CMake's own modules to {name}.cmake, by target, recorded by
# ANONSHM_LISTS=record pytest tests/probe/test_lists.py -k record
"""


def write_answers(name: str, identities: dict[str, str], answers: dict[str, Answers]) -> None:
    macros = next(iter(answers.values()))
    rows = [["-", *answers], ["-", *(identities[target] for target in answers)]]
    rows += [[macro, *(answers[target][macro] for target in answers)] for macro in macros]
    text = "".join(" ".join(row) + "\n" for row in rows)
    (LISTS / f"{name}.answers").write_text(HEAD.format(name=name) + text)


def by_the_modules(name: str, target: Target, directory: Path) -> Answers:
    build = directory / f"{name}-baseline"
    run(
        *("nice", "cmake", "-S", LISTS / "baseline", "-B", build, "-G", GENERATOR),
        *(f"-DCATALOGUE={LISTS / name}.cmake", f"-DFUNCTION={CHECKS[name]}"),
        *target.options,
        check=True,
    )
    lines = (build / "answers").read_text().splitlines()
    return dict(line.split() for line in lines)


@pytest.mark.skipif(os.environ.get("ANONSHM_LISTS") != "record", reason="nothing to record")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", CHECKS)
def test_record(name: str, tmp_path: Path) -> None:
    here = {key: target for key, target in TARGETS.items() if shutil.which(target.compiler)}
    answers = {
        key: by_the_modules(name, target, tmp_path / key) for key, target in here.items()
    }
    identities = {key: identity(key) for key in here}
    write_answers(name, identities, answers)


# -- The answers of the probe ----------------------------------------------------------------


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Any:
    @functools.cache
    def configured(name: str, target: str) -> Answers:
        directory = tmp_path_factory.mktemp(f"{name}-{target}")
        call = f'CATALOGUE "{LISTS / name}.cmake" HEADER config.h PREFIX "" REPORT report.json'
        project = write_project(directory / "source", call, languages="C")
        facts = configure(project, directory / "build", TARGETS[target].options).facts
        assert None not in facts.values()
        return {macro: str(int(value)) for macro, value in facts.items()}

    return configured


DIFFERENCES = json.loads((LISTS / "differences.json").read_text())


def explained(name: str, target: str) -> dict[str, tuple[str, str]]:
    """The answers of the modules, and ours, where they may differ."""
    return {
        macro: (entry["modules"], entry["ours"])
        for entry in DIFFERENCES
        if entry["list"] == name and target in entry["targets"]
        for macro in entry["facts"]
    }


def differing(theirs: Answers, mine: Answers) -> dict[str, tuple[str, str]]:
    assert list(theirs) and theirs.keys() == mine.keys()
    return {
        macro: (answer, mine[macro])
        for macro, answer in theirs.items()
        if mine[macro] != answer
    }


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", CHECKS)
def test_every_answer_is_that_of_the_modules(name: str, target: str, ours: Any) -> None:
    identities, answers = read_answers(name)
    if identities[target] != identity(target):
        pytest.skip(f"recorded with {identities[target]}, here is {identity(target)}")
    assert differing(answers[target], ours(name, target)) == explained(name, target)


def test_the_modules_answer_here_as_recorded(tmp_path: Path, ours: Any) -> None:
    """What differs from the recording must be another compiler's or C library's."""
    here = identity("glibc")
    identities, answers = read_answers(TRIED_HERE)
    found = by_the_modules(TRIED_HERE, TARGETS["glibc"], tmp_path)
    if identities["glibc"] == here:
        assert found == answers["glibc"]
    different = differing(found, ours(TRIED_HERE, "glibc"))
    assert different.items() <= explained(TRIED_HERE, "glibc").items()


@pytest.mark.parametrize("entry", DIFFERENCES, ids=lambda entry: "-".join(entry["facts"]))
def test_a_program_shows_why_an_answer_differs(entry: dict[str, Any], tmp_path: Path) -> None:
    for name in entry["targets"]:
        target, program = TARGETS[name], tmp_path / name
        needed = [target.compiler, *target.run[:1]]
        missing = [each for each in needed if shutil.which(each) is None]
        if missing:
            pytest.skip(f"no {missing[0]}")
        run(target.compiler, LISTS / entry["program"], "-o", program, check=True)
        run(*target.run, program, check=True)


def test_the_lists_are_of_the_size_of_a_real_project() -> None:
    assert all(len(next(iter(read_answers(name)[1].values()))) >= 135 for name in CHECKS)
