"""What the tests share: the build they look at, and what they compile themselves.

CTest says where the build is (ANONSHM_BUILD_DIR) and what starts a program of the target
(ANONSHM_LAUNCHER: empty where it runs by itself, NOTFOUND where nothing can run it).
"""

from __future__ import annotations

import ctypes
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

try:
    from hypothesis import settings
except ImportError:  # its tests say so themselves
    pass
else:
    # Timing decides nothing, and nothing is kept from one run to the next.
    settings.register_profile("anonshm", deadline=None, database=None, max_examples=100)
    settings.load_profile("anonshm")


def build_folder() -> Path:
    return Path(os.environ.get("ANONSHM_BUILD_DIR", ROOT / "build"))


def cache_of(build: Path) -> dict[str, str]:
    """The entries of a CMakeCache.txt, without their types."""
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    entries = (line.split("=", 1) for line in lines if "=" in line and line[0] not in "#/")
    return {name.split(":")[0]: value for name, value in entries}


def pytest_configure() -> None:
    # A runaway child must not fill the disk, and no crash that a test provokes leaves a core.
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, most in ((resource.RLIMIT_FSIZE, 4 << 30), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))


# What the tests found out, a table under each title, for a person to read when they are done.
TABLES: dict[str, list[str]] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, rows in TABLES.items():
        terminalreporter.section(title)
        for row in rows:
            terminalreporter.write_line(row)


@pytest.fixture(scope="session")
def build() -> Path:
    folder = build_folder()
    if not (folder / "CMakeCache.txt").exists():
        pytest.skip(f"no build in {folder}: run ctest, or set ANONSHM_BUILD_DIR")
    return folder


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
    return ctypes.CDLL(str(build / "libanonshm.so"), use_errno=True)


def preloading(library: Path) -> dict[str, str]:
    """The environment that loads it first. By its name, since ld.so(8) takes the spaces of a
    path in LD_PRELOAD for separators."""
    return {"LD_PRELOAD": library.name, "LD_LIBRARY_PATH": str(library.parent)}


def quiet_run(command: list[str | Path]) -> None:
    """Runs a command that has to succeed; what it said is told only when it did not."""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert ran.returncode == 0, f"{shlex.join(map(str, command))}\n{ran.stdout}"


Compile = Callable[..., Path]


@pytest.fixture(scope="session")
def compile_c(cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """compile_c(source, *flags): what the build's C compiler makes of a C program, with the
    build's flags."""
    folder = tmp_path_factory.mktemp("programs")
    flags = shlex.split(cache["CMAKE_C_FLAGS"] + " " + cache["CMAKE_EXE_LINKER_FLAGS"])

    def compile_one(source: Path, *more: str | Path, name: str = "") -> Path:
        program = folder / (name or source.stem)
        quiet_run([cache["CMAKE_C_COMPILER"], *flags, source, "-o", program, *more])
        return program

    return compile_one


@pytest.fixture(scope="session")
def preload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that notes what is created, and does harm where it is told to."""
    shared = tmp_path_factory.mktemp("preload") / "libmeddle.so"
    quiet_run(
        [
            "cc",
            "-shared",
            "-fPIC",
            "-Wall",
            "-Wextra",
            "-Werror",
            Path(__file__).parent / "support" / "meddle.c",
            "-o",
            shared,
            "-ldl",
        ]
    )
    return shared
