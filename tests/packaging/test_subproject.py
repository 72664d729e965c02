# SPDX-License-Identifier: MIT
"""anonshm inside another project (host/), whose settings are hostile: it needs nothing of the
host's, changes nothing of the host's, and is built all the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.packages import VERSIONS, cmake
from support.paths import ROOT, files_below
from support.run import run

HOST = Path(__file__).parent / "host"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def host(native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a library to link with: where that is a name, it is none of a target."""
    directory = tmp_path_factory.mktemp("host")
    options = [f"-DANONSHM_SOURCE={ROOT}", "-DCMAKE_BUILD_TYPE=Debug"]
    library = "-DANONSHM_PRESET_SHM_OPEN_LIBRARY=rt"
    run("cmake", "-S", HOST, "-B", directory, library, *options, check=True)
    return directory


@pytest.mark.parametrize("version", VERSIONS)
def test_changes_nothing(version: str, native: None, tmp_path: Path) -> None:
    source = f"-DANONSHM_SOURCE={ROOT}"
    run(cmake(version), "-S", HOST, "-B", tmp_path, source, check=True)
    before, after = (
        set((tmp_path / name).read_text().splitlines()) for name in ("before.txt", "after.txt")
    )
    assert len(before) > 500, "there is something that could have been changed"
    assert before - after == set()
    added = [line.split() for line in after - before]
    assert [name for _, name, *_ in added if not name.lower().startswith("anonshm_")] == []
    assert {kind for kind, *_ in added} == {"variable", "entry", "target"}, "and no test"
    assert {name for kind, name, *_ in added if kind == "target"} == {
        "anonshm_archive",
        "anonshm_static",
    }


def test_the_packages_of_a_host_without_a_version_keep_theirs(host: Path) -> None:
    """0.1.1 is what CPack(1) takes then."""
    assert 'CPACK_PACKAGE_VERSION "0.1.1"' in (host / "CPackConfig.cmake").read_text()


def test_serves_the_host_as_well(host: Path) -> None:
    assert "#define HOST_O_TMPFILE " in (host / "host_config.h").read_text()


def test_is_built_whatever_the_host_has_set(host: Path, tmp_path: Path) -> None:
    run("cmake", "--build", host, "-j2", check=True)
    assert (host / "odd place" / "libanonshm-debug.a").exists(), "where the host wants it"
    run("cmake", "--install", host, "--prefix", tmp_path, check=True)
    assert files_below(tmp_path) == {"lib/libmine-debug.a"}
    assert "Total Tests: 0" in run("ctest", "--test-dir", host, "-N").stdout
    linted = (host / "linted.txt").read_text()
    assert "mine.dir" in linted and str(ROOT / "src") not in linted


def use(prefix: Path, find: str, directory: Path) -> None:
    """Builds a program with the host's library, and runs it."""
    directory.mkdir()
    (directory / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\nproject(guest_of_guest C)\n"
        "set(CMAKE_LINK_LIBRARIES_ONLY_TARGETS ON)\n"
        f"{find}\n"
        'include("${CMAKE_PREFIX_PATH}/lib/cmake/mine/mine.cmake")\n'
        "add_executable(program program.c)\n"
        "target_link_libraries(program PRIVATE host::mine)\n"
    )
    (directory / "program.c").write_text(
        "int mine(void);\nint main(void) { return mine() == -1; }\n"
    )
    build = directory / "build"
    run("cmake", "-S", directory, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", check=True)
    run("cmake", "--build", build, check=True)
    run(build / "program", check=True)


@pytest.mark.parametrize("shared", ["OFF", "ON"])
def test_is_exported_with_the_host(shared: str, host: Path, tmp_path: Path) -> None:
    build, prefix = tmp_path / "host", tmp_path / "prefix"
    options = ["-DANONSHM_INSTALL=ON", f"-DBUILD_SHARED_LIBS={shared}"]
    run("cmake", "-S", HOST, "-B", build, f"-DANONSHM_SOURCE={ROOT}", *options, check=True)
    run("cmake", "--build", build, "-j2", check=True)
    run("cmake", "--install", build, "--prefix", prefix, check=True)
    use(prefix, "find_package(anonshm REQUIRED)", tmp_path / "use")


@pytest.mark.parametrize("shared", ["OFF", "ON"])
def test_is_a_part_of_the_export_set_of_the_host(
    shared: str, host: Path, tmp_path: Path
) -> None:
    """Only what is linked is installed, and nobody has to find anonshm."""
    build, prefix = tmp_path / "host", tmp_path / "prefix"
    options = ["-DANONSHM_EXPORT_SET=mine", f"-DBUILD_SHARED_LIBS={shared}"]
    library = "-DANONSHM_PRESET_SHM_OPEN_LIBRARY=rt"
    options += [f"-DANONSHM_SOURCE={ROOT}", "-DCMAKE_BUILD_TYPE=Debug", library]
    run("cmake", "-S", HOST, "-B", build, *options, check=True)
    run("cmake", "--build", build, "-j2", check=True)
    run("cmake", "--install", build, "--prefix", prefix, check=True)
    installed = {path for path in files_below(prefix) if "cmake" not in path}
    libraries = {"libanonshm-debug.a"}
    if shared == "ON":
        libraries = {f"libanonshm-debug.so{end}" for end in ("", ".0.1", ".0.1.0")}
    assert installed == {f"lib/{name}" for name in {*libraries, "libmine-debug.a"}}
    use(prefix, "", tmp_path / "use")
    exported = (build / "mine.cmake").read_text()
    assert "host::anonshm_" in exported and "anonshm::" not in exported, "of the build tree"
