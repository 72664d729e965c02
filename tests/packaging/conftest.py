# SPDX-License-Identifier: MIT
"""A build that belongs to these tests, the prefix that it was installed to, and the list of the
situations with their verdicts: the names of the tests say what they are.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.packages import built
from support.run import run
from support.tables import TABLES

SITUATIONS = ("test_find_package.py", "test_subproject.py", "test_places.py", "test_exports.py")


@pytest.fixture(scope="session")
def own_build(native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a distribution would build it; also so that no manifest of another install is met."""
    return built(tmp_path_factory.mktemp("package") / "build", "-DCMAKE_INSTALL_PREFIX=/usr")


@pytest.fixture(scope="session")
def prefix(own_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("installed") / "a prefix"
    run("cmake", "--install", own_build, "--prefix", prefix, check=True)
    return prefix


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    file, _, name = report.nodeid.rpartition("::")
    decides = report.when == "call" or report.outcome != "passed"
    if file.endswith(SITUATIONS) and decides:
        name = name.removeprefix("test_").replace("_", " ")
        TABLES.setdefault("situations of the package", []).append(f"{report.outcome:8}{name}")
