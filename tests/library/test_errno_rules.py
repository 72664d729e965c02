# SPDX-License-Identifier: MIT
"""The errno policy of every method, on a system that the test controls (fake_system/)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.run import run


def test_every_rule_on_every_method(
    build: Path, launcher: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    programs = list((build / "tests/library/fake_system").glob("anonshm_errno_rules*"))
    if not programs:
        pytest.skip("anonshm_errno_rules was not built (ANONSHM_BUILD_TESTING)")
    ran = run(*launcher, programs[0], timeout=280)
    with capsys.disabled():
        print(f"\n\n{ran.stdout}")
    assert ran.returncode == 0
