# SPDX-License-Identifier: MIT
"""The library in projects of Meson: as a subproject by way of a wrap file, and installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from support.binding import FUNCTIONS
from support.packages import copy_source, exported_symbols
from support.paths import ROOT
from support.pypi import from_pypi
from support.run import run

CONSUMER = Path(__file__).parent / "consumer"
MESON = "meson==1.12.1"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("native", "unsanitized")]

HOST = """
project('host', 'c', 'cpp', default_options: ['cpp_std=c++17'])
anonshm = dependency('anonshm', version: '>=0.1', {keywords})
foreach language : ['c', 'cpp']
  executable('consumer-' + language, 'consumer.' + language, dependencies: anonshm)
endforeach
shared_library('wrapper', 'wrapper.c', dependencies: anonshm)
"""
WRAPPER = "#include <shm_open_anon.h>\nint wrapper(void) { return shm_open_anon(); }\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wrap file would fetch."""
    copy = copy_source(tmp_path_factory.mktemp("meson") / "a copy")
    shutil.copy(ROOT / "meson.build", copy)
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    return copy


def meson(*words: str | Path, **environment: str) -> str:
    if shutil.which("ninja") is None:
        pytest.skip("no ninja")
    installed = from_pypi(MESON)
    variables = {**os.environ, "PYTHONPATH": str(installed), **environment}
    return run(installed / "bin/meson", *words, env=variables, check=True).stdout


def write_host(directory: Path, keywords: str) -> Path:
    directory.mkdir()
    (directory / "meson.build").write_text(HOST.format(keywords=keywords))
    (directory / "wrapper.c").write_text(WRAPPER)
    for name in ("consumer.c", "consumer.cpp"):
        shutil.copy(CONSUMER / name, directory)
    return directory


def needs(program: Path) -> str:
    return run("readelf", "--dynamic", "--wide", program, check=True).stdout


def check(build: Path, shared: bool) -> None:
    for language in ("c", "cpp"):
        program = build / f"consumer-{language}"
        assert run(program, check=True).stdout == "shared\n"
        assert ("libanonshm.so.0.1]" in needs(program)) == shared
    assert "++" not in needs(build / "consumer-c")
    assert exported_symbols(build / "libwrapper.so") == {"wrapper"}


@pytest.mark.parametrize("kind", ["static", "shared"])
def test_is_a_subproject(kind: str, source: Path, tmp_path: Path) -> None:
    host = write_host(tmp_path / "host", "allow_fallback: true")
    (host / "subprojects").mkdir()
    (host / "subprojects/anonshm").symlink_to(source)
    (host / "subprojects/anonshm.wrap").write_text(
        "[wrap-git]\ndirectory = anonshm\nurl = none\nrevision = head\n"
        "[provide]\ndependency_names = anonshm\n"
    )
    build = tmp_path / "build"
    options = [f"-Ddefault_library={kind}", "-Dwarning_level=3", "-Dwerror=true"]
    meson("setup", build, host, *options, PKG_CONFIG_LIBDIR="/no/such")
    meson("compile", "-C", build)
    check(build, kind == "shared")
    if kind == "shared":
        library = build / "subprojects/anonshm/libanonshm.so"
        assert exported_symbols(library) == set(FUNCTIONS)
        assert "++" not in needs(library)


def test_a_source_that_was_edited_is_taken(source: Path, tmp_path: Path) -> None:
    """And what Meson installs is what a program is linked with."""
    build, prefix = tmp_path / "build", tmp_path / "prefix"
    meson("setup", build, source, f"-Dprefix={prefix}", "-Dlibdir=lib")
    meson("compile", "-C", build)
    version = source / "include/anonshm/version.h"
    before = version.read_text()
    version.write_text(before.replace('"0.1.0"', '"0.1.0-edited"'))
    try:
        meson("install", "-C", build)
    finally:
        version.write_text(before)
    assert b"0.1.0-edited" in (prefix / "lib/libanonshm.so").read_bytes()
    headers = {path.name for path in prefix.glob("include/**/*.h*")}
    assert headers == {path.name for path in (source / "include").glob("**/*.h*")}
    asked = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
    assert run("pkg-config", "--modversion", "anonshm", env=asked).stdout == "0.1.0\n"


@pytest.mark.parametrize("kind", ["static", "shared"])
def test_the_installed_one_is_found(kind: str, build: Path, tmp_path: Path) -> None:
    """By pkg-config, as CMake has installed it."""
    if shutil.which("pkg-config") is None:
        pytest.skip("no pkg-config")
    prefix = tmp_path / "prefix"
    run("cmake", "--install", build, "--prefix", prefix, check=True)
    keywords = f"static: {str(kind == 'static').lower()}, allow_fallback: false"
    host, directory = write_host(tmp_path / "host", keywords), tmp_path / "build"
    path = str(next(prefix.rglob("pkgconfig")))
    meson("setup", directory, host, PKG_CONFIG_PATH=path)
    meson("compile", "-C", directory)
    check(directory, kind == "shared")
