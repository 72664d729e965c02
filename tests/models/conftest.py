# SPDX-License-Identifier: MIT
"""Processes on the models, and on the libc of this machine."""

from __future__ import annotations

import contextlib
import functools
import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models import answers
from models.harness import LINUX, Call, System, environment, running
from models.with_library import (
    DECLARATIONS,
    SystemWithLibrary,
    on_system,
    platform_of,
    presets,
)
from support.paths import ROOT
from support.projects import configure
from support.run import mount_namespace, run
from support.tables import TABLES


@pytest.fixture(scope="session", autouse=True)
def table_of_answers() -> Iterator[None]:
    yield
    if answers.ANSWERS:
        TABLES["answers of the models"] = answers.table()


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], System]]:
    """One process for each model, for all the tests that leave its root as it was."""
    with contextlib.ExitStack() as processes:

        @functools.cache
        def system_named(model: str) -> System:
            root = tmp_path_factory.mktemp("cage") / "root"
            call = processes.enter_context(running(model, root))
            assert call("getpid") > 0
            return System(model, root, call)

        yield system_named


@pytest.fixture
def system(request: pytest.FixtureRequest, systems: Callable[[str], System]) -> System:
    """A model by name (indirect parameter), its root, and a process on it."""
    return systems(request.param)


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A directory that other users can reach, as pytest's are not."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


@pytest.fixture(scope="session")
def private_shm() -> list[str]:
    """What to start a program with so that its /dev/shm is new and no other process's."""
    return mount_namespace("mount -t tmpfs none /dev/shm")


def release_of_glibc() -> str | None:
    """The model of this machine's glibc."""
    name, version = platform.libc_ver()
    minor = int(version.split(".")[1]) if name == "glibc" else 0
    if minor < 30:
        return None
    return "glibc-2.33" if minor < 34 else "glibc-2.36" if minor < 38 else "glibc"


@pytest.fixture(scope="module")
def both_glibcs(
    systems: Callable[[str], System], private_shm: list[str]
) -> Iterator[tuple[Call, Call]]:
    """A process on the model, and one on the real libc."""
    model = release_of_glibc()
    if model is None:
        pytest.skip("this libc is not a glibc, or older than its models")
    with running(None, Path("/"), private_shm) as real:
        yield systems(model).call, real


@pytest.fixture(scope="session")
def measured(
    build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, str]]:
    """What the probe prints on a model."""
    program = build / "CMakeFiles" / "anonshm" / "anonshm_probe"

    @functools.cache
    def on_model(model: str) -> dict[str, str]:
        root = tmp_path_factory.mktemp("measured") / "root"
        ran = run(program, env=environment(model, root), timeout=120)
        assert "ANONSHM-END" in ran.stdout, ran.stdout
        return dict(re.findall(r"^ANONSHM ([^=]+)=([^|]*)\|", ran.stdout, re.MULTILINE))

    return on_model


# -- The library on the models -------------------------------------------------------------


@pytest.fixture(scope="module")
def build_library(
    cache: dict[str, str],
    native: None,
    unsanitized: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Path]:
    """build_library(flags, options): the library, configured and compiled with them, once."""

    @functools.cache
    def build_with(flags: str, options: tuple[str, ...] = ()) -> Path:
        directory = tmp_path_factory.mktemp("foreign")
        configure(ROOT, directory, [
            *options, f"-DCMAKE_CXX_FLAGS={flags}",
            *(f"-D{name}={cache[name]}" for name in ("CMAKE_C_COMPILER", "CMAKE_CXX_COMPILER")),
            "-DBUILD_SHARED_LIBS=ON", "-DANONSHM_STATIC_AND_SHARED=OFF",
            "-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF",
            "-DANONSHM_WARNINGS_AS_ERRORS=ON",
        ])  # fmt: skip
        run("cmake", "--build", directory, "--parallel", "2", check=True)
        return directory / "libanonshm.so"

    return build_with


@pytest.fixture(scope="module")
def library_for(build_library: Callable[..., Path]) -> Callable[[str], Path]:
    """The library for a model: for a Linux libc it is compiled to call its functions (on glibc
    it makes the calls beneath itself); for another system it is configured and compiled as if
    for it. Systems with equal presets share one."""

    def library(model: str) -> Path:
        if model in LINUX:
            return build_library("-DANONSHM_BARE_CALLS=0")
        flags = f'-U__linux__ -include "{DECLARATIONS}"'
        return build_library(flags, presets(platform_of(model)))

    return library


@pytest.fixture(scope="module")
def with_library(
    library_for: Callable[[str], Path],
) -> Iterator[Callable[[str], SystemWithLibrary]]:
    """One process for each model, for all the tests that leave it as it was."""
    with contextlib.ExitStack() as processes:

        @functools.cache
        def system_named(model: str) -> SystemWithLibrary:
            return processes.enter_context(on_system(model, library_for(model)))

        yield system_named


@pytest.fixture
def fresh_with_library(
    library_for: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], SystemWithLibrary]]:
    """A process of one's own on a root of one's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with contextlib.ExitStack() as processes:
        yield lambda model: processes.enter_context(on_system(model, library_for(model)))
