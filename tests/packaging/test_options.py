# SPDX-License-Identifier: MIT
"""The options of the build: README's table has every one that CMakeLists.txt declares, and the
target dev names those that a build for development lacks.
"""

from __future__ import annotations

import re
from pathlib import Path

from support.paths import ROOT
from support.run import run


def declared(build: Path) -> set[str]:
    """The entries of the cache that are for the user: neither internal nor advanced (what a
    find_path() looks for), nor what somebody has only given a value."""
    text = (build / "CMakeCache.txt").read_text()
    advanced = set(re.findall(r"^(ANONSHM_\w+)-ADVANCED:INTERNAL=1$", text, re.MULTILINE))
    entries = re.findall(r"^(ANONSHM_\w+):(?:BOOL|STRING|PATH)=", text, re.MULTILINE)
    return set(entries) - advanced


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
