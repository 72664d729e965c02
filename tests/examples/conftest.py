# SPDX-License-Identifier: MIT
"""The examples, built as a project that uses this build."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.methods import METHODS, ON_DISK, chain, flags_for
from support.paths import ROOT
from support.run import run

WARNINGS = "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"


@pytest.fixture(scope="session")
def examples(
    build: Path,
    cache: dict[str, str],
    native: None,
    unsanitized: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The directory with a program for each file of examples/."""
    directory = tmp_path_factory.mktemp("examples")
    options = [f"-Danonshm_DIR={build.resolve()}", "-DCMAKE_BUILD_TYPE=Release"]
    for language in ("C", "CXX"):
        compiler = cache[f"CMAKE_{language}_COMPILER"]
        flags = cache.get(f"CMAKE_{language}_FLAGS", "")
        options.append(f"-DCMAKE_{language}_COMPILER={compiler}")
        options.append(f"-DCMAKE_{language}_FLAGS={flags} {WARNINGS}")
    run("cmake", "-S", ROOT / "examples", "-B", directory, *options, check=True)
    run("cmake", "--build", directory, "--parallel", "2", check=True)
    return directory


@pytest.fixture(params=[name for name in chain() if name not in ON_DISK])
def method(request: pytest.FixtureRequest, library: ctypes.CDLL) -> Iterator[dict[str, str]]:
    """The environment in which no other method serves."""
    fd = library.anonshm_open_method(request.param.encode(), flags_for(request.param))
    if fd == -1:
        pytest.skip(f"does not serve: {errno.errorcode[ctypes.get_errno()]}")
    os.close(fd)
    others = ",".join(name for name in METHODS if name != request.param)
    yield {**os.environ, "ANONSHM_DISABLE": others}
