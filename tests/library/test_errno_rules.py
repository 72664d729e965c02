"""The errno rules of every method, on a system that does what the test says (fake_system/)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


def test_every_rule_on_every_method(
    build: Path, launcher: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    programs = list((build / "tests/library/fake_system").glob("anonshm_errno_rules*"))
    if not programs:
        pytest.skip("anonshm_errno_rules was not built (ANONSHM_BUILD_TESTING)")
    command = [*launcher, programs[0]]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
    with capsys.disabled():
        print(f"\n\n{ran.stdout}")
    assert ran.returncode == 0
