# SPDX-License-Identifier: MIT
"""Two builds give the same files, wherever and whenever they are made: program, libraries, what
is installed, and packages of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from support.paths import ROOT, files_below
from support.projects import GENERATOR
from support.run import mount_namespace, run

TREE = [
    "CHANGELOG.md",
    "CMakeLists.txt",
    "LICENSE",
    "README.md",
    "cmake",
    "include",
    "probes",
    "src",
]
OPTIONS = [
    "-DCMAKE_BUILD_TYPE=RelWithDebInfo",  # names the directories, if anything does
    "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-g -O0",
    "-DBUILD_SHARED_LIBS=ON",
    "-DANONSHM_BUILD_TESTING=OFF",
    "-DCMAKE_INSTALL_PREFIX=/usr",
]

# As where binutils is built without --enable-deterministic-archives.
ARCHIVER = """#!/bin/sh
case $0-$1 in
*ar-*D* | *ar---version | *ranlib--D) exec {real} "$@" ;;
*ar-*) first=$1; shift; exec {real} "${{first}}U" "$@" ;;
*) exec {real} -U "$@" ;;
esac
"""


class Built(NamedTuple):
    build: Path
    built_in: str
    files: dict[str, tuple[int, str]]


def contents(directory: Path) -> dict[str, tuple[int, str]]:
    """Of each file its mode and a checksum of what is in it."""
    return {
        name: (
            (directory / name).stat().st_mode,
            hashlib.sha256((directory / name).read_bytes()).hexdigest(),
        )
        for name in files_below(directory)
    }


def archivers(directory: Path) -> list[str]:
    options = []
    for name in ("ar", "ranlib"):
        file = directory / name
        file.write_text(ARCHIVER.format(real=shutil.which(name)))
        file.chmod(0o755)
        options.append(f"-DCMAKE_{name.upper()}={file}")
    return options


def build_copy(directory: Path, before: list[str], home: str) -> Built:
    """Of a copy of the source there."""
    source, build, root = (directory / name for name in ("source", "build", "root"))
    source.mkdir(parents=True)
    for name in TREE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    environment = {**os.environ, "HOME": home, "TMPDIR": str(directory), "DESTDIR": str(root)}
    environment.pop("SOURCE_DATE_EPOCH", None)
    configure = ["cmake", "-S", source, "-B", build, "-G", GENERATOR, *OPTIONS]
    for command in (
        [*configure, *archivers(directory)],
        ["cmake", "--build", build, "-j", "2"],
        ["cmake", "--install", build],
    ):
        run(*before, *command, env=environment, check=True, timeout=400)
    return Built(build, (build / "src/tool/anonshm_built_in.h").read_text(), contents(root))


@pytest.fixture(scope="module")
def two(
    native: None, unsanitized: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Built, Built]:
    """The second in another directory, later, and where nothing works that can be tried."""
    tmp_path = tmp_path_factory.mktemp("two")
    first = build_copy(tmp_path / "one", [], "/home/one")
    time.sleep(1.1)  # another second
    broken = mount_namespace("mount -t tmpfs -o ro none /dev/shm")
    return first, build_copy(tmp_path / "another-directory", broken, "/home/another")


def test_what_is_built_and_installed_is_the_same(two: tuple[Built, Built]) -> None:
    one, another = two
    assert one.built_in == another.built_in
    assert {"usr/bin/anonshm", "usr/include/shm_open_anon.h"} <= {*one.files}
    assert {Path(name).name for name in one.files} >= {"libanonshm.a", "libanonshm.so.0.1.0"}
    assert one.files == another.files
    for name in ("anonshm", "libanonshm.a", "libanonshm.so"):
        built = (another.build / name).read_bytes()
        assert built == (one.build / name).read_bytes(), f"{name} in the build tree"
        assert b"another-directory" not in built


@pytest.mark.parametrize("generator", ["TGZ", "DEB"])
def test_packages_are_the_same(
    generator: str, two: tuple[Built, Built], tmp_path: Path
) -> None:
    """With SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/)."""
    if generator == "DEB" and shutil.which("dpkg-shlibdeps") is None:
        pytest.skip("no dpkg-shlibdeps (dpkg-dev)")
    packed = []
    for built in two:
        directory = tmp_path / str(len(packed))
        command = ["cpack", "--config", built.build / "CPackConfig.cmake", "-G", generator]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        run(*command, "-B", directory, env=environment, check=True)
        files = [path for path in directory.iterdir() if path.is_file()]
        packed.append({path.name: path.read_bytes() for path in files})
    assert packed[0] and packed[0] == packed[1]
