# SPDX-License-Identifier: MIT
"""The documentation, built once for all tests, and again only where something has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.paths import ROOT
from support.run import run


@pytest.fixture(scope="session")
def documentation(build: Path, native: None, unsanitized: None) -> Path:
    """The directory with html and man."""
    if not (build / "anonshm").exists():
        pytest.skip("the program, whose options are documented, was not built")
    output = build / "documentation-of-tests"
    command = [ROOT / "scripts/docs", "--output", output, "--program", build / "anonshm"]
    built = run(*command)
    if built.returncode == 3:
        pytest.skip(f"the documentation cannot be built here: {built.stdout[-300:]}")
    assert built.returncode == 0, built.stdout
    assert "WARNING" not in built.stdout
    return output / "documentation"


@pytest.fixture(scope="session")
def html(documentation: Path) -> Path:
    return documentation / "html"
