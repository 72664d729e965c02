"""The platforms of tests/platforms.toml: that the table is whole, and that its subset holds.

What is not there is skipped with its reason. ANONSHM_PLATFORMS=install installs it first, and
then nothing may be skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from support import catalogue
from support.commands import run_text

try:
    import tomllib
except ImportError:  # before Python 3.11
    import tomli as tomllib

TABLE = tomllib.loads((ROOT / "tests" / "platforms.toml").read_text())
TARGETS = [*TABLE["platform"], *TABLE["variant"]]
SUBSET = [target["name"] for target in TARGETS if target.get("subset")]
EVIDENCE = {"ran", "emulated", "linked", "declared"}
INSTALL = os.environ.get("ANONSHM_PLATFORMS") == "install"
TOOLCHAINS = ROOT / "cmake" / "toolchains"

# -- The table -----------------------------------------------------------------------------


def with_group(target: dict[str, Any]) -> dict[str, Any]:
    return {"way": "toolchain", **TABLE["group"][target["group"]], **target}


def expectations() -> list[tuple[str, str, Any]]:
    sets = [*TABLE["facts"].items(), *((t["name"], t.get("facts", {})) for t in TARGETS)]
    return [(name, id, expected) for name, facts in sets for id, expected in facts.items()]


def test_names_are_given_once() -> None:
    names = [target["name"] for target in TARGETS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target["name"])
def test_a_target_is_described(target: dict[str, Any]) -> None:
    target = with_group(target)
    assert target["evidence"] in EVIDENCE
    assert set(target.get("expect", [])) <= set(TABLE["facts"])
    assert set(target.get("build", [])) <= set(TABLE["builds"])
    assert target.get("expect") or target.get("facts")


def test_every_toolchain_is_a_platform() -> None:
    files = {file.stem for file in TOOLCHAINS.glob("*.cmake")}
    named = {t["name"] for t in TABLE["platform"] if with_group(t)["way"] == "toolchain"}
    assert files == named


def test_every_set_of_facts_is_used() -> None:
    assert {name for target in TARGETS for name in with_group(target).get("expect", [])} == set(
        TABLE["facts"]
    )


@pytest.mark.parametrize(("name", "id", "expected"), expectations())
def test_an_expectation_has_its_source(name: str, id: str, expected: Any) -> None:
    assert id in {*catalogue.TOOLCHAIN_IDS, *catalogue.MACHINE_IDS}
    value, source = expected
    assert isinstance(value, (bool, int, str))
    assert source


def test_a_missing_compiler_is_named(tmp_path: Path) -> None:
    script = tmp_path / "linux-none.cmake"
    script.write_text(f"""
        set(CMAKE_TOOLCHAIN_FILE "${{CMAKE_CURRENT_LIST_FILE}}")
        set(ANONSHM_TRIPLET no_such-linux-gnu)
        include("{TOOLCHAINS}/common/debian_cross.cmake")
        """)
    ran = run_text("cmake", "-P", script)
    assert ran.returncode != 0
    assert (
        "linux-none needs no_such-linux-gnu-g++, which is in Debian's g++-no-such-linux-gnu."
    ) in " ".join(ran.stdout.split())


# -- The script ----------------------------------------------------------------------------


def matrix(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_text(sys.executable, ROOT / "scripts/support/matrix.py", *arguments)


def test_list_names_every_target(tmp_path: Path) -> None:
    listed = matrix("--list", "--output", tmp_path)
    assert listed.returncode == 0
    first_words = [line.split()[0] for line in listed.stdout.splitlines()]
    assert first_words == ["target", *(target["name"] for target in TARGETS)]


def test_an_unknown_target_is_refused(tmp_path: Path) -> None:
    asked = matrix("--only", "plan9", "--output", tmp_path)
    assert asked.returncode != 0
    assert "no such target: plan9" in asked.stdout


# -- The subset ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def results(build: Path, native: None) -> dict[str, dict[str, Any]]:
    """What the matrix finds on the subset: all of it at once, since it works in parallel."""
    folder = build / "matrix"
    ran = matrix(*["--install"] * INSTALL, "--only", "subset", "--output", folder)
    print(ran.stdout)
    assert ran.returncode in (0, 1)
    return json.loads((folder / ".results.json").read_text())


@pytest.mark.slow
@pytest.mark.timeout(3300)
@pytest.mark.parametrize("name", SUBSET)
def test_platform(results: dict[str, dict[str, Any]], name: str) -> None:
    result = results[name]
    if result["state"] == "skipped" and not INSTALL:
        pytest.skip("; ".join(result["reasons"]))
    assert result["reasons"] == []
