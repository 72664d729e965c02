# SPDX-License-Identifier: MIT
"""Runs of programs/chain.c, which creates objects while the system changes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.run import run


def run_chain(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Skips where the program cannot do what it should."""
    ran = run(*command, stderr=subprocess.PIPE, timeout=120, **options)
    if ran.returncode == 77:
        pytest.skip(ran.stderr.strip() or "the system cannot be changed here")
    assert ran.returncode != 2, ran.stderr
    return ran


def lines_of(ran: subprocess.CompletedProcess[str]) -> list[Any]:
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def what_was_created(*command: str | Path, **options: Any) -> dict[str, int]:
    """Of the last action open=N: how many objects were memfd, sealable and so on."""
    return lines_of(run_chain(*command, **options))[-1]
