# SPDX-License-Identifier: MIT
"""The package as the Common Package Specification has it, which CMake 4.3 and newer install and
find: in a moved tree, and beside the config file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.packages import NEWEST, cmake, configured, words
from support.paths import ROOT
from support.run import run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("native", "unsanitized")]


@pytest.fixture(scope="module")
def prefix(native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a library is needed, as on NetBSD; and moved after it was installed."""
    directory = tmp_path_factory.mktemp("info")
    options = ["-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF"]
    options += ["-DANONSHM_PRESET_SHM_OPEN_LIBRARY=rt", "-DCMAKE_BUILD_TYPE=Debug"]
    build = directory / "build"
    run(cmake(NEWEST), "-S", ROOT, "-B", build, *options, check=True)
    run(cmake(NEWEST), "--build", build, "-j2", check=True)
    run(cmake(NEWEST), "--install", build, "--prefix", directory / "before", check=True)
    return (directory / "before").rename(directory / "a prefix")


USE = """
find_package(libanonshm {version} REQUIRED)
file(WRITE "${{CMAKE_BINARY_DIR}}/program.c" [[
#include <shm_open_anon.h>
int main(void) {{ return shm_open_anon() == -1; }}
]])
foreach(name IN ITEMS libanonshm libanonshm::archive libanonshm::shared)
  string(MAKE_C_IDENTIFIER "by_${{name}}" program)
  add_executable(${{program}} "${{CMAKE_BINARY_DIR}}/program.c")
  target_link_libraries(${{program}} PRIVATE ${{name}})
endforeach()
"""


def test_a_c_program_is_linked_with_either(prefix: Path, tmp_path: Path) -> None:
    place = f"-DCMAKE_PREFIX_PATH={prefix}"
    found = configured(tmp_path, USE.format(version="0.1.0"), place, version=NEWEST)
    assert found.returncode == 0, found.stdout
    build = tmp_path / "build"
    printed = run(cmake(NEWEST), "--build", build, "--verbose", check=True).stdout
    for name, shared in (
        ("by_libanonshm", False),
        ("by_libanonshm__archive", False),
        ("by_libanonshm__shared", True),
    ):
        run(build / name, check=True)
        dynamic = run("readelf", "--dynamic", "--wide", build / name, check=True).stdout
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
        assert ("libanonshm.so.0.1" in needed) == shared
        link_line = next(line for line in printed.splitlines() if f"-o {name} " in line)
        assert not re.search(r"\+\+\S* ", link_line), "linked by the C++ compiler"
        assert ("-lrt" in link_line) != shared


def test_an_older_interface_does_not_suit(prefix: Path, tmp_path: Path) -> None:
    place = f"-DCMAKE_PREFIX_PATH={prefix}"
    for version in ("0.0.9", "0.2", "1.0"):
        text = USE.format(version=version)
        found = configured(tmp_path / version, text, place, version=NEWEST)
        assert found.returncode != 0 and "libanonshm" in words(found)


def test_the_config_file_is_found_all_the_same(prefix: Path, tmp_path: Path) -> None:
    """With what this form cannot describe."""
    text = "find_package(anonshm REQUIRED)\nmessage(STATUS ${anonshm_CONFIG})\n"
    text += "anonshm_probe(HEADER config.h FACTS shm_open)\n"
    place = f"-DCMAKE_PREFIX_PATH={prefix}"
    found = configured(tmp_path, text, place, version=NEWEST)
    assert found.returncode == 0, found.stdout
    assert "anonshmConfig.cmake" in found.stdout


def test_says_what_the_package_is(prefix: Path) -> None:
    written = json.loads(next(prefix.rglob("libanonshm.cps")).read_text())
    version = (ROOT / "cmake/anonshm/version.txt").read_text().strip()
    assert (written["version"], written["license"]) == (version, "MIT")
    assert str(prefix.parent) not in json.dumps(written)
