# SPDX-License-Identifier: MIT
"""What three projects check, asked as facts and by CMake's own modules: the same answers.

The answers of the modules take a minute for each list and target, so that they are recorded in
lists/<list>.answers; what the recording says of this machine's compiler is tried here for one
list. ANONSHM_LISTS=record writes them anew (with the targets that are installed here). Where an
answer differs, lists/differences.json says why, with a program that shows which one is right.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

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
    libc: str  # a command, of which the output has its version


TARGETS = {
    "glibc": Target("gcc", ["-DCMAKE_C_COMPILER=gcc"], "ldd --version"),
    "musl": Target(
        "musl-gcc",
        [f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / 'linux-musl.cmake'}"],
        "/lib/ld-musl-x86_64.so.1",
    ),
    "aarch64": Target(
        "aarch64-linux-gnu-gcc",
        [
            f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAINS / 'debian-cross.cmake'}",
            "-DANONSHM_TRIPLET=aarch64-linux-gnu",
            "-DANONSHM_QEMU=aarch64",
        ],
        "grep -h define.__GLIBC_MINOR__ /usr/aarch64-linux-gnu/include/features.h",
    ),
}


# -- The recorded answers ------------------------------------------------------------------


def identity(target: Target) -> str:
    """Versions of compiler and C library: the recorded answers are those of no other."""
    version = run(target.compiler, "-dumpfullversion").stdout.strip()
    numbers = re.findall(r"\d[\d.]*\d", run(*target.libc.split()).stdout)
    return f"{target.compiler}-{version},{'-'.join(numbers[-1:])}"


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
    identities = {key: identity(target) for key, target in here.items()}
    write_answers(name, identities, answers)
