# SPDX-License-Identifier: MIT
"""The examples of builds that are not CMake's and use anonshm header."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from support.methods import chain
from support.paths import ROOT
from support.pypi import from_pypi
from support.run import run

BUILDS = ROOT / "examples" / "builds"

pytestmark = pytest.mark.usefixtures("native", "unsanitized")


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    return shutil.copytree(BUILDS, tmp_path / "copy")


@pytest.fixture
def environment(tool: list[str], cache: dict[str, str]) -> dict[str, str]:
    """With the program on PATH, and without the makes that run the tests."""
    names = ("MAKEFLAGS", "MAKELEVEL", "CFLAGS", "CPPFLAGS", "LDFLAGS")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    path = f"{Path(tool[0]).resolve().parent}:{os.environ['PATH']}"
    return {**kept, "PATH": path, "CC": cache["CMAKE_C_COMPILER"]}


def check(directory: Path) -> None:
    """The first of the three that the probes of this build have found."""
    found = [name for name in ("memfd_create", "shm_anon", "shm_open") if name in chain()]
    printed = run(directory / "program", check=True).stdout
    assert printed.strip().lower() == (found or ["none"])[0]


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"no {program}")


def test_make(builds: Path, environment: dict[str, str]) -> None:
    need("make")
    make = ["make", "-C", builds / "make", f"CC={environment['CC']}"]
    run(*make, env=environment, check=True)
    check(builds / "make")
    assert "up to date" in run(*make, env=environment, check=True).stdout
    run(*make, "clean", env=environment, check=True)
    assert [path.name for path in (builds / "make").iterdir()] == ["Makefile"]


def test_make_stops_without_the_program(builds: Path, environment: dict[str, str]) -> None:
    need("make")
    ran = run("make", "-C", builds / "make", "ANONSHM=/no/such", env=environment)
    assert ran.returncode != 0 and not (builds / "make/shm_config.h").exists()


def test_autoconf(builds: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """In a directory of its own, with the answers of the compiler that configure has chosen."""
    need("autoconf", "make")
    run("autoconf", cwd=builds / "autoconf", env=environment, check=True)
    build = tmp_path / "build"
    build.mkdir()
    configure = ["../copy/autoconf/configure", "CPPFLAGS=-DMFD_CLOEXEC=77"]
    run(*configure, cwd=build, env=environment, check=True)
    assert "#define MINE_MFD_CLOEXEC 77\n" in (build / "shm_config.h").read_text()
    run("make", cwd=build, env=environment, check=True)
    check(build)
    missing = run(*configure, "ANONSHM=", "PATH=/usr/bin:/bin", cwd=build, env=environment)
    assert missing.returncode != 0 and "ANONSHM=<path>" in missing.stdout


def test_meson(builds: Path, environment: dict[str, str], tmp_path: Path) -> None:
    need("ninja")
    meson = from_pypi("meson==1.12.1")
    environment["PYTHONPATH"] = str(meson)
    for words in (["setup", "build", builds / "meson"], ["compile", "-C", "build"]):
        run(meson / "bin/meson", *words, cwd=tmp_path, env=environment, check=True)
    check(tmp_path / "build")
