# SPDX-License-Identifier: MIT
"""One downstream project (consumer/), built in every way of using anonshm.

Each way is taken in both languages and with both kinds of library. Generator and CMake's
version rotate over these four, and start at another one with each way: so every way is built
with every generator and every version, and every language and kind with them all in one way or
another. The full product would take four times as long and test nothing new.
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from support.packages import NEWEST, OLDEST, cmake
from support.paths import ROOT
from support.run import run

CONSUMER = Path(__file__).parent / "consumer"

pytestmark = pytest.mark.slow


class Row(NamedTuple):
    way: str
    language: str
    kind: str
    generator: str
    cmake: str


FIND = ["find_package: prefix", "find_package: moved prefix", "find_package: build tree"]
SOURCE = ["add_subdirectory", "FetchContent"]
SINCE_3_24 = ["FIND_PACKAGE_ARGS", "OVERRIDE_FIND_PACKAGE"]
BY_HAND = ["pkg-config", "cc"]


def rows() -> Iterator[Row]:
    variants = list(itertools.product(["C", "CXX"], ["static", "shared"]))
    for start, way in enumerate(FIND + SOURCE + SINCE_3_24):
        old = "on PATH" if way in SINCE_3_24 else OLDEST
        tools = list(itertools.product(["Ninja", "Unix Makefiles"], [old, NEWEST]))
        for i, variant in enumerate(variants):
            yield Row(way, *variant, *tools[(start + i) % len(tools)])
    for way in BY_HAND:
        for variant in variants:
            yield Row(way, *variant, "", "")


@pytest.fixture(scope="module")
def places(
    build: Path, native: None, unsanitized: None, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("prefixes")
    for name in ("a prefix", "before"):
        run("cmake", "--install", build, "--prefix", directory / name, check=True)
    moved = (directory / "before").rename(directory / "moved")
    return {
        "find_package: prefix": directory / "a prefix",
        "find_package: moved prefix": moved,
        "find_package: build tree": build,
        "FIND_PACKAGE_ARGS": moved,
        "pkg-config": directory / "a prefix",
        "cc": directory / "a prefix",
    }


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[dict[Row, str]]:
    """Row by row, the shared libraries that the program needs; printed at the end."""
    results: dict[Row, str] = {}
    yield results
    lines = [[*map(str.upper, Row._fields), "NEEDS"]]
    lines += [[*row, result] for row, result in results.items()]
    widths = [max(map(len, column)) for column in zip(*lines)]
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print()
        for line in lines:
            print("  ".join(map(str.ljust, line, widths)).rstrip())


def build_with_cmake(row: Row, place: Path | None, directory: Path) -> tuple[Path, str]:
    options = [
        f"-DCONSUMER_LANGUAGE={row.language}",
        f"-DCONSUMER_WAY={row.way}",
        f"-DBUILD_SHARED_LIBS={row.kind == 'shared'}",
        f"-DANONSHM_SOURCE={ROOT}",
        *([f"-DCMAKE_PREFIX_PATH={place}"] if place else []),
    ]
    configure = ["-S", CONSUMER, "-B", directory, "-G", row.generator]
    run(cmake(row.cmake), *configure, *options, check=True)
    # The environment of a make that runs the tests is not for the one that runs here.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MAKELEVEL")
    }
    command = [cmake(row.cmake), "--build", directory, "--verbose", "-j2"]
    built = run(*command, env=environment, check=True)
    link_line = next(line for line in built.stdout.splitlines() if "-o consumer" in line)
    return directory / "consumer", link_line


def build_by_hand(
    row: Row, prefix: Path, directory: Path, cache: dict[str, str]
) -> tuple[Path, str]:
    source = CONSUMER / ("consumer.c" if row.language == "C" else "consumer.cpp")
    archive = next(prefix.rglob("libanonshm.a"))
    flags: list[str | Path] = ["-I", prefix / "include", archive]
    if row.kind == "shared":
        flags[-1:] = ["-L", archive.parent, "-lanonshm", f"-Wl,-rpath,{archive.parent}"]
    if row.way == "pkg-config":
        flags = pkg_config_flags(row.kind, archive.parent)
    compiler = cache[f"CMAKE_{row.language}_COMPILER"]
    own_flags = shlex.split(cache[f"CMAKE_{row.language}_FLAGS"])
    program = directory / "consumer"
    run(compiler, *own_flags, source, "-o", program, *flags, check=True)
    return program, compiler


def pkg_config_flags(kind: str, libraries: Path) -> list[str]:
    if shutil.which("pkg-config") is None:
        pytest.skip("no pkg-config")
    if "'" in str(libraries):
        pytest.skip("pkg-config reads a ' in the prefix as the beginning of a quotation")
    static = ["--static"] if kind == "static" else []
    command = ["pkg-config", "--cflags", "--libs", *static, "anonshm"]
    environment = {**os.environ, "PKG_CONFIG_PATH": str(libraries / "pkgconfig")}
    flags = shlex.split(run(*command, env=environment, check=True).stdout)
    return [*flags, "-static"] if static else [*flags, f"-Wl,-rpath,{libraries}"]


def needed(program: Path) -> list[str]:
    """The shared libraries that a program needs."""
    dynamic = run("readelf", "--dynamic", "--wide", program, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: "-".join(filter(None, row)))
def test_consumer(
    row: Row,
    places: dict[str, Path],
    table: dict[Row, str],
    cache: dict[str, str],
    tmp_path: Path,
) -> None:
    table[row] = "FAILED"
    if row.way in BY_HAND:
        program, link_line = build_by_hand(row, places[row.way], tmp_path, cache)
    else:
        program, link_line = build_with_cmake(row, places.get(row.way), tmp_path)

    libraries = needed(program)
    assert run(program, check=True).stdout == "shared\n"
    assert ("libanonshm.so.0.1" in libraries) == (row.kind == "shared")
    if row.language == "C":
        assert not re.search(r"\+\+\S* ", link_line), "linked by the C++ compiler"
        assert not [name for name in libraries if "++" in name]
    table[row] = " ".join(libraries) or "nothing"
