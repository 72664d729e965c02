# SPDX-License-Identifier: MIT
"""valgrind's thread checkers report nothing about what the library's threads share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from library.chain_runs import run_chain
from support.compile import PROGRAMS, Compile, with_static
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")


@pytest.fixture(scope="session")
def chain(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "chain.c", *with_static(build), "-pthread")


@pytest.mark.parametrize("tool", ["helgrind", "drd"])
@pytest.mark.parametrize(
    "actions",
    [
        ["threads=200"],
        ["here=0,ENOSYS", "threads=200"],
        ["here=0x8,EINVAL", "threads=200"],
        ["toggle=200"],
    ],
    ids=["first method", "method missing", "flags refused", "switched off and on"],
)
def test_no_data_race(tool: str, actions: list[str], chain: Path) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("no valgrind")
    valgrind = ["valgrind", f"--tool={tool}", "--error-exitcode=9"]
    if run(*valgrind, "true").returncode != 0:
        pytest.skip(f"valgrind's {tool} does not run here")
    ran = run_chain(*valgrind, chain, *actions)
    assert ran.returncode == 0, ran.stderr
