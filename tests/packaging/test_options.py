# SPDX-License-Identifier: MIT
"""The options of the build: README's table has every one that CMakeLists.txt declares, and the
target dev names those that a build for development lacks. What is built by default.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from support.packages import configured
from support.paths import ROOT, cache_of
from support.run import run


def declared(build: Path) -> set[str]:
    """The entries of the cache that are for the user: neither internal nor a path that was
    looked for, nor what somebody has only given a value."""
    text = (build / "CMakeCache.txt").read_text()
    return set(re.findall(r"^(ANONSHM_\w+):(?:BOOL|STRING)=", text, re.MULTILINE))


def rows() -> dict[str, list[str]]:
    """Option to the other cells of its row."""
    section = re.search(
        r"^## Options\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S
    )
    assert section, "README.md has no section Options"
    lines = re.findall(r"^\| `([^`]+)` \|(.*)\|$", section[1], re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in lines}


def test_the_table_has_every_option_that_is_declared(build: Path) -> None:
    listed = {name for name in rows() if re.fullmatch(r"ANONSHM_\w+", name)}
    missing, obsolete = declared(build) - listed, listed - declared(build)
    assert not missing, f"README.md, section Options: please add {sorted(missing)}"
    assert not obsolete, (
        f"README.md, section Options: {sorted(obsolete)}: CMakeLists.txt has no such option"
    )


def test_the_table_has_the_effect_in_the_amalgamation_of_each() -> None:
    for name, cells in rows().items():
        assert len(cells) == 3 and all(cells), (
            f"README.md, section Options: the row of {name} needs default, effect, and what it"
            " is in the amalgamation, where a definition of the preprocessor replaces it"
        )


def test_dev_names_what_a_plain_build_lacks(tmp_path: Path) -> None:
    run("cmake", "-S", ROOT, "-B", tmp_path, "-DANONSHM_BUILD_TESTING=OFF", check=True)
    printed = run("cmake", "--build", tmp_path, "--target", "dev", check=True).stdout
    for option in ("ANONSHM_BUILD_TESTING=ON", "CMAKE_EXPORT_COMPILE_COMMANDS=ON"):
        assert f"-D{option}" in printed
    assert "scripts/test" in printed


PLAIN = ["-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "Release"),
        (["-DCMAKE_BUILD_TYPE=Debug"], "Debug"),
        (["-DCMAKE_BUILD_TYPE="], ""),  # who wants none
        (["-G", "Ninja Multi-Config"], None),
    ],
)
def test_release_is_what_is_built_unless_somebody_decides(
    options: list[str], expected: str | None, tmp_path: Path
) -> None:
    if "Ninja Multi-Config" in options and shutil.which("ninja") is None:
        pytest.skip("no ninja")
    environment = {k: v for k, v in os.environ.items() if k != "CMAKE_BUILD_TYPE"}
    command = ["cmake", "-S", ROOT, "-B", tmp_path, *PLAIN, *options]
    run(*command, check=True, env=environment)
    assert cache_of(tmp_path).get("CMAKE_BUILD_TYPE") == expected


def test_the_environment_decides_too(tmp_path: Path) -> None:
    environment = {**os.environ, "CMAKE_BUILD_TYPE": "MinSizeRel"}
    run("cmake", "-S", ROOT, "-B", tmp_path, *PLAIN, check=True, env=environment)
    assert cache_of(tmp_path)["CMAKE_BUILD_TYPE"] == "MinSizeRel"


def test_a_guest_has_the_type_of_its_host(tmp_path: Path) -> None:
    text = f'add_subdirectory("{ROOT}" anonshm)\nmessage("type <${{CMAKE_BUILD_TYPE}}>")\n'
    host = configured(tmp_path, f"project(host LANGUAGES C CXX)\n{text}")
    assert "type <>" in host.stdout and cache_of(tmp_path / "build")["CMAKE_BUILD_TYPE"] == ""
