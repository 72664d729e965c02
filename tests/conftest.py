# SPDX-License-Identifier: MIT
"""What the tests share: fixtures of the build under test, and hooks.

CTest sets where the build is (ANONSHM_BUILD_DIR, support/paths.py) and what starts a program of
the target (ANONSHM_LAUNCHER: empty where it runs by itself, NOTFOUND where nothing can run it).
"""

from __future__ import annotations

import ctypes
import os
import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import binding
from support.browser import Browser, started
from support.compile import Compile
from support.paths import SUPPORT, build_directory, cache_of
from support.run import run
from support.tables import TABLES

try:
    from hypothesis import settings
except ImportError:  # its tests are skipped, with this reason
    pass
else:
    # Timing decides nothing, and nothing is kept from one run to the next.
    settings.register_profile("anonshm", deadline=None, database=None, max_examples=100)
    settings.load_profile("anonshm")


def pytest_configure() -> None:
    # A runaway child must not fill the disk, and no crash that a test provokes leaves a core.
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, most in ((resource.RLIMIT_FSIZE, 4 << 30), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))


BEGAN = time.monotonic()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """CTest kills what runs a file and tells nothing. Before, the test that hangs ends, as does
    the session, which says where it was."""
    seconds = os.environ.get("ANONSHM_SECONDS_OF_FILE")
    if not seconds:
        yield
        return
    end = BEGAN + float(seconds)
    item.add_marker(pytest.mark.timeout(max(end - time.monotonic(), 1)), append=False)
    yield
    if time.monotonic() > end:
        item.session.shouldfail = f"the {seconds} seconds of this file are over"


# What the user of a terminal wishes for; tests set it where it matters.
WISHES = ("COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE")


def pytest_sessionstart() -> None:
    """The projects that tests configure have the compilers of the build, not what is called cc:
    CMake reads CC and CXX. A toolchain file names its own."""
    for variable in WISHES:
        os.environ.pop(variable, None)
    if not (build_directory() / "CMakeCache.txt").exists():
        return
    cache = cache_of(build_directory())
    if not cache.get("CMAKE_TOOLCHAIN_FILE"):
        os.environ["CC"] = cache["CMAKE_C_COMPILER"]
        os.environ["CXX"] = cache["CMAKE_CXX_COMPILER"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, rows in TABLES.items():
        terminalreporter.section(title)
        for row in rows:
            terminalreporter.write_line(row)


@pytest.fixture(scope="session")
def build() -> Path:
    directory = build_directory()
    if not (directory / "CMakeCache.txt").exists():
        pytest.skip(f"no build in {directory}: run ctest, or set ANONSHM_BUILD_DIR")
    return directory


@pytest.fixture(scope="session")
def cache(build: Path) -> dict[str, str]:
    return cache_of(build)


@pytest.fixture(scope="session")
def launcher(cache: dict[str, str]) -> list[str]:
    """What a program of the target is started with."""
    words = os.environ.get("ANONSHM_LAUNCHER", cache.get("ANONSHM_LAUNCHER", ""))
    if words == "NOTFOUND":
        pytest.skip("nothing here can run a program of the target")
    return [word for word in words.split(";") if word]


@pytest.fixture(scope="session")
def native(launcher: list[str]) -> None:
    if launcher:
        pytest.skip("the target is not the machine that runs the tests")


@pytest.fixture(scope="session")
def unsanitized(cache: dict[str, str]) -> None:
    if "-fsanitize" in cache["CMAKE_CXX_FLAGS"]:
        pytest.skip("a sanitizer's runtime has to be loaded before everything else")


@pytest.fixture(scope="session")
def tool(build: Path, launcher: list[str]) -> list[str]:
    """The command that starts the program anonshm."""
    for name in ("anonshm", "anonshm.exe"):
        if (build / name).exists():
            return [*launcher, str(build / name)]
    pytest.skip("the program anonshm was not built (ANONSHM_BUILD_TOOL)")


@pytest.fixture(scope="session")
def library(build: Path, native: None, unsanitized: None) -> ctypes.CDLL:
    """The shared library, loaded into this process."""
    return binding.load(build / "libanonshm.so")


@pytest.fixture(scope="session")
def compile_c(cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """compile_c(source, *flags): what the build's C compiler makes of a C program, with the
    build's flags."""
    directory = tmp_path_factory.mktemp("programs")
    flags = shlex.split(cache["CMAKE_C_FLAGS"] + " " + cache["CMAKE_EXE_LINKER_FLAGS"])

    def compile_one(source: Path, *more: str | Path, name: str = "") -> Path:
        program = directory / (name or source.stem)
        run(cache["CMAKE_C_COMPILER"], *flags, source, "-o", program, *more, check=True)
        return program

    return compile_one


@pytest.fixture(scope="session")
def preload(cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that logs what is created, and does the harm that the environment names."""
    shared = tmp_path_factory.mktemp("preload") / "libmeddle.so"
    strict = ["-Wall", "-Wextra", "-Werror"]
    source = SUPPORT / "meddle.c"
    compiler = cache["CMAKE_C_COMPILER"]
    run(compiler, "-shared", "-fPIC", *strict, source, "-o", shared, "-ldl", check=True)
    return shared


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started(tmp_path_factory.mktemp("browser")) as session:
        yield session
