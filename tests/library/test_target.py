# SPDX-License-Identifier: MIT
"""The contract as C programs, wherever the library is and something can run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.run import run

pytestmark = pytest.mark.smoke


def contract(name: str, build: Path, launcher: list[str]) -> None:
    directory = build / "tests/library/contract"
    programs = [directory / f"{name}{end}" for end in ("", ".exe", ".js", ".wasm")]
    programs = [program for program in programs if program.exists()]
    if not programs:
        pytest.skip(f"{name} was not built (ANONSHM_BUILD_TESTING)")
    ran = run(*launcher, programs[0], timeout=120)
    print(ran.stdout)
    assert ran.returncode == 0


def test_contract(build: Path, launcher: list[str]) -> None:
    contract("anonshm_contract", build, launcher)


def test_contract_of_mappings(build: Path, launcher: list[str]) -> None:
    contract("anonshm_contract_map", build, launcher)
