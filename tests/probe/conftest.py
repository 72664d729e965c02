# SPDX-License-Identifier: MIT
"""The project of one call, as every other configure is compared with it."""

from __future__ import annotations

import pytest

from support.projects import Configured, configure, write_project


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    directory = tmp_path_factory.mktemp("plain")
    return configure(write_project(directory / "source"), directory / "build")
