# SPDX-License-Identifier: MIT
"""find_package(anonshm): it changes nothing of the caller's, agrees with what the project has
already, says what is missing, and is quiet where it was asked to be.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from support.packages import OFFERED, VERSIONS, configured, copy_source, find, offered, words
from support.paths import ROOT
from support.run import run

TOO_OLD = "3.18.4.post1"
WRITE_DOWN = Path(__file__).parent / "write_down.cmake"

pytestmark = pytest.mark.slow


# -- What it leaves alone ------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_changes_nothing_of_the_callers(version: str, prefix: Path, tmp_path: Path) -> None:
    text = f"""
set(PACKAGE_PREFIX_DIR mine)
set(PACKAGE_VERSION mine)
set(_IMPORT_PREFIX mine)
include("{WRITE_DOWN}")
write_down(before.txt)
find_package(anonshm REQUIRED)
write_down(after.txt)
"""
    found = configured(tmp_path, text, f"-DCMAKE_PREFIX_PATH={prefix}", version=version)
    assert found.returncode == 0, found.stdout
    before, after = (
        set((tmp_path / "build" / name).read_text().splitlines())
        for name in ("before.txt", "after.txt")
    )
    meant = {"PACKAGES_FOUND", "PACKAGES_NOT_FOUND", "IMPORTED_TARGETS"}
    changed = {tuple(line.split()[:2]) for line in before ^ after}
    assert [
        (kind, name)
        for kind, name in changed
        if name not in meant and not name.startswith("anonshm_")
    ] == []


# -- What the project has already ----------------------------------------------------------

OTHER = """
include(CMakeFindDependencyMacro)
find_dependency(anonshm)
add_library(other::other INTERFACE IMPORTED)
set_target_properties(other::other PROPERTIES INTERFACE_LINK_LIBRARIES anonshm::anonshm)
"""
WAYS = {
    "add": f'add_subdirectory("{ROOT}" guest)\n',
    "add a copy": "add_subdirectory(copy)\n",
    "find": "find_package(anonshm 0.1 REQUIRED)\n",
    "find the library": "find_package(anonshm 0.1 REQUIRED COMPONENTS Library)\n",
    "find the probe": "find_package(anonshm 0.1 REQUIRED COMPONENTS Probe)\n",
    "find another": "find_package(other REQUIRED)\n",
}
ORDERS = [
    ("add", "find"),
    ("add", "find another"),
    ("find", "add"),
    ("find the library", "add"),
    ("find the probe", "add"),
    ("find another", "add"),
    ("find the library", "find"),
    ("find the probe", "find"),
    ("find", "find another"),
    ("add", "add a copy"),
]
USE = """
anonshm_probe(HEADER config.h FACTS o_tmpfile)
file(WRITE "${CMAKE_BINARY_DIR}/main.c"
  "#include <shm_open_anon.h>\\nint main(void) { return shm_open_anon() == -1; }\\n")
add_executable(program "${CMAKE_BINARY_DIR}/main.c")
target_link_libraries(program PRIVATE anonshm::anonshm)
"""


def write_other(directory: Path) -> None:
    (directory / "lib/cmake/other").mkdir(parents=True)
    (directory / "lib/cmake/other/otherConfig.cmake").write_text(OTHER)


@pytest.mark.parametrize("order", ORDERS, ids=" then ".join)
def test_what_is_there_is_used(order: tuple[str, str], prefix: Path, tmp_path: Path) -> None:
    write_other(tmp_path / "other")
    if "add a copy" in order:
        copy_source(tmp_path / "copy")
    text = "".join(WAYS[way] for way in order) + USE
    places = f"-DCMAKE_PREFIX_PATH={prefix};{tmp_path / 'other'}"
    assert configured(tmp_path, text, places).returncode == 0
    run("cmake", "--build", tmp_path / "build", "-j2", check=True)
    run(tmp_path / "build" / "program", check=True)
    own = list((tmp_path / "build").rglob("libanonshm.a"))
    assert len(own) == (order[0] == "add" or order == ("find the probe", "add"))


def test_what_is_there_has_to_be_new_enough(prefix: Path, tmp_path: Path) -> None:
    """Although there is an installed one that would be."""
    newer = tmp_path / "newer"
    shutil.copytree(prefix, newer, symlinks=True)
    file = next(newer.rglob("anonshmConfigVersion.cmake"))
    version = (ROOT / "cmake/anonshm/version.txt").read_text().strip()
    asked = f"{version}.1"
    text = re.sub(rf"\b{re.escape(version)}\b", asked, file.read_text())
    file.write_text(text)
    place = f"-DCMAKE_PREFIX_PATH={newer}"
    find_it = f"find_package(anonshm {asked} REQUIRED)\n"
    assert configured(tmp_path / "alone", find_it, place).returncode == 0
    found = configured(tmp_path / "both", WAYS["add"] + find_it, place)
    assert found.returncode != 0
    assert f"The project has anonshm {version} already" in words(found)


@pytest.mark.parametrize("version", ["on PATH", "4.4.4"])
def test_what_was_added_is_found_where_nothing_is_installed(
    version: str, native: None, tmp_path: Path
) -> None:
    """By other packages, too. Since CMake 3.24 there is a place for it."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library/CMakeLists.txt").write_text(WAYS["add"])
    write_other(tmp_path / "other")
    text = "add_subdirectory(library)\n" + WAYS["find"] + WAYS["find another"] + OFFERED
    place = f"-DCMAKE_PREFIX_PATH={tmp_path / 'other'}"
    found = configured(tmp_path, text, place, version=version)
    if "CMake Error" in found.stdout and version == "on PATH":
        printed = run("cmake", "--version", check=True).stdout
        if [int(n) for n in re.findall(r"\d+", printed)[:2]] < [3, 24]:
            pytest.skip("this CMake has no place for what was added")
    assert found.returncode == 0, found.stdout
    assert offered(found) == {"static", "archive", "anonshm", "anonshm_probe"}


# -- What is missing -----------------------------------------------------------------------


@pytest.mark.parametrize("component", ["Colour", "tool", "Tool;Colour"])
def test_a_wrong_component_names_the_right_ones(component: str, prefix: Path) -> None:
    found = find(prefix, f"REQUIRED COMPONENTS {component}")
    assert found.returncode != 0
    assert re.search(r"component (Colour|tool) .* Library, Probe, Tool;", words(found))


def test_a_program_that_is_packed_apart_is_not_found(prefix: Path, tmp_path: Path) -> None:
    """As Debian's -dev packages have everything of a prefix but bin."""
    development = tmp_path / "usr"
    shutil.copytree(prefix, development, symlinks=True)
    shutil.rmtree(development / "bin")
    everything = find(development, "REQUIRED")
    assert offered(everything) == {"static", "archive", "shared", "anonshm", "anonshm_probe"}
    asked = find(development, "REQUIRED COMPONENTS Tool")
    assert asked.returncode != 0
    assert "no component Tool here" in words(asked)
    assert "installed are: Library, Probe." in words(asked)
    optional = find(development, "REQUIRED COMPONENTS Library OPTIONAL_COMPONENTS Tool")
    assert offered(optional) == {"static", "archive", "shared", "anonshm"}


def test_an_archive_that_is_packed_apart_is_not_there(prefix: Path, tmp_path: Path) -> None:
    """As in Alpine and Fedora, whose -dev packages have the shared library only."""
    development = tmp_path / "usr"
    shutil.copytree(prefix, development, symlinks=True)
    next(development.rglob("libanonshm.a")).unlink()
    found = find(development, "REQUIRED")
    assert offered(found) == {"shared", "anonshm", "anonshm_probe", "tool"}


def test_a_cmake_that_is_too_old_does_not_find_it(prefix: Path, tmp_path: Path) -> None:
    place = f"-DCMAKE_PREFIX_PATH={prefix}"
    text = 'find_package(anonshm {})\nmessage(STATUS "found: ${{anonshm_FOUND}}")\n'
    quiet = configured(tmp_path / "quiet", text.format("QUIET"), place, version=TOO_OLD)
    assert quiet.returncode == 0, quiet.stdout
    assert re.search(r"^-- found: (0|FALSE)$", quiet.stdout, re.MULTILINE)
    assert "anonshm" not in quiet.stdout.replace(str(tmp_path), "")
    needed = configured(tmp_path / "needed", text.format("REQUIRED"), place, version=TOO_OLD)
    assert needed.returncode != 0
    assert "needs CMake 3.20 or newer; this is 3.18.4" in words(needed)


# -- Versions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "soname", "suits", "suits_not"),
    [
        ("0.3.1", "0.3", ["0.3", "0.3.1", "0.3.0...<0.4"], ["0.2", "0.3.2", "0.4", "1.0"]),
        ("1.2.0", "1", ["1.0", "1.2", "1.1...<2"], ["0.3", "1.3", "2.0"]),
    ],
)
def test_the_first_number_that_is_not_0_is_the_interface(
    version: str,
    soname: str,
    suits: list[str],
    suits_not: list[str],
    native: None,
    tmp_path: Path,
) -> None:
    copy = copy_source(tmp_path / "copy")
    (copy / "cmake/anonshm/version.txt").write_text(f"{version}\n")
    build = tmp_path / "build"
    options = ["-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF"]
    run("cmake", "-G", "Ninja", "-S", copy, "-B", build, *options, check=True)
    assert f"SONAME = libanonshm.so.{soname}\n" in (build / "build.ninja").read_text()
    found = {asked: bool(offered(find(build, asked))) for asked in (*suits, *suits_not)}
    assert found == {**dict.fromkeys(suits, True), **dict.fromkeys(suits_not, False)}
