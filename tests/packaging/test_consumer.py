"""One downstream project (consumer/), built in every way in which anonshm can be had.

Each way is taken in both languages and with both kinds of library. Generator and CMake's
version go round over these four, and begin elsewhere with each way: so every way meets every
generator with every version, and every language and kind meets them all in one way or another.
The full product would be four times as long and ask nothing new.
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import ROOT, quiet_run
from support.commands import from_pypi, run_text

CONSUMER = Path(__file__).parent / "consumer"
OLDEST, NEWEST = "3.20.5", "4.4.4"  # CMake, as PyPI has it

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


def cmake(version: str) -> Path:
    if version == "on PATH":
        return Path(shutil.which("cmake") or pytest.skip("no cmake on PATH"))
    return from_pypi(f"cmake=={version}") / "cmake" / "data" / "bin" / "cmake"


@pytest.fixture(scope="module")
def places(
    build: Path, native: None, unsanitized: None, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("prefixes")
    for name in ("a prefix", "before"):
        quiet_run(["cmake", "--install", build, "--prefix", folder / name])
    moved = (folder / "before").rename(folder / "moved")
    return {
        "find_package: prefix": folder / "a prefix",
        "find_package: moved prefix": moved,
        "find_package: build tree": build,
        "FIND_PACKAGE_ARGS": moved,
        "pkg-config": folder / "a prefix",
        "cc": folder / "a prefix",
    }


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[dict[Row, str]]:
    """Row by row, the shared libraries that the program asks for; printed at the end."""
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


def build_with_cmake(row: Row, place: Path | None, folder: Path) -> tuple[Path, str]:
    command = [
        cmake(row.cmake),
        "-S",
        CONSUMER,
        "-B",
        folder,
        "-G",
        row.generator,
        f"-DCONSUMER_LANGUAGE={row.language}",
        f"-DCONSUMER_WAY={row.way}",
        f"-DBUILD_SHARED_LIBS={row.kind == 'shared'}",
        f"-DANONSHM_SOURCE={ROOT}",
    ]
    quiet_run(command + ([f"-DCMAKE_PREFIX_PATH={place}"] if place else []))
    # The environment of a make that runs the tests is not for the one that runs here.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MAKELEVEL")
    }
    built = run_text(cmake(row.cmake), "--build", folder, "--verbose", "-j2", env=environment)
    assert built.returncode == 0, built.stdout
    link_line = next(line for line in built.stdout.splitlines() if "-o consumer" in line)
    return folder / "consumer", link_line


def build_by_hand(row: Row, prefix: Path, folder: Path) -> tuple[Path, str]:
    source = CONSUMER / ("consumer.c" if row.language == "C" else "consumer.cpp")
    archive = next(prefix.rglob("libanonshm.a"))
    flags: list[str | Path] = ["-I", prefix / "include", archive]
    if row.kind == "shared":
        flags[-1:] = ["-L", archive.parent, "-lanonshm", f"-Wl,-rpath,{archive.parent}"]
    if row.way == "pkg-config":
        flags = pkg_config_flags(row.kind, archive.parent)
    compiler = "cc" if row.language == "C" else "c++"
    quiet_run([compiler, source, "-o", folder / "consumer", *flags])
    return folder / "consumer", compiler


def pkg_config_flags(kind: str, libraries: Path) -> list[str]:
    if shutil.which("pkg-config") is None:
        pytest.skip("no pkg-config")
    static = ["--static"] if kind == "static" else []
    asked = subprocess.run(
        ["pkg-config", "--cflags", "--libs", *static, "anonshm"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PKG_CONFIG_PATH": str(libraries / "pkgconfig")},
    )
    flags = shlex.split(asked.stdout)
    return [*flags, "-static"] if static else [*flags, f"-Wl,-rpath,{libraries}"]


def needed(program: Path) -> list[str]:
    """The shared libraries that a program asks for."""
    dynamic = subprocess.run(
        ["readelf", "--dynamic", "--wide", program], capture_output=True, text=True, check=True
    ).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: "-".join(filter(None, row)))
def test_consumer(
    row: Row, places: dict[str, Path], table: dict[Row, str], tmp_path: Path
) -> None:
    table[row] = "FAILED"
    place = places.get(row.way)
    if row.way in BY_HAND:
        program, link_line = build_by_hand(row, place, tmp_path)
    else:
        program, link_line = build_with_cmake(row, place, tmp_path)

    said = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout
    libraries = needed(program)
    assert said == "shared\n"
    assert ("libanonshm.so.0" in libraries) == (row.kind == "shared")
    if row.language == "C":
        assert not re.search(r"\+\+\S* ", link_line), "linked by the C++ compiler"
        assert not [name for name in libraries if "++" in name]
    table[row] = " ".join(libraries) or "nothing"
