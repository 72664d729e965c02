# SPDX-License-Identifier: MIT
"""The recipes of package managers: Conan's with Conan itself, vcpkg's with stand-ins for what
vcpkg offers to a port.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from support.packages import configured, copy_source
from support.paths import ROOT, build_directory, files_below
from support.pypi import from_pypi
from support.run import run

PORT = ROOT / "cmake" / "vcpkg"
CONSUMER = "tests/packaging/consumer"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, as recipes may write beside themselves."""
    copy = copy_source(tmp_path_factory.mktemp("recipes") / "checkout")
    shutil.copytree(ROOT / CONSUMER, copy / CONSUMER)
    return copy


ALONE = """
find_package(anonshm 0.1 REQUIRED)
anonshm_probe(HEADER config.h FACTS shm_open)
foreach(name IN ITEMS anonshm {kind})
  add_executable(by_${{name}} "{source}")
  target_link_libraries(by_${{name}} PRIVATE anonshm::${{name}})
endforeach()
"""


def use_the_dependencies_alone(
    conan: list[str | Path], environment: dict[str, str], shared: bool, directory: Path
) -> None:
    """What CMakeDeps generates, in a project that has no toolchain of Conan's."""
    generated = directory / "generated"
    install = [*conan, "install", "--requires=anonshm/[*]", "--no-remote", "-g", "CMakeDeps"]
    options = ["-o", f"*:shared={shared}", f"--output-folder={generated}"]
    run(*install, *options, env=environment, check=True)
    kind = "shared" if shared else "static"
    text = ALONE.format(kind=kind, source=ROOT / CONSUMER / "consumer.c")
    places = [f"-DCMAKE_PREFIX_PATH={generated}", "-DCMAKE_BUILD_TYPE=Release"]
    found = configured(directory / "alone", text, *places)
    assert found.returncode == 0, found.stdout
    build = directory / "alone/build"
    assert "ANONSHM_HAVE_SHM_OPEN 1" in (build / "config.h").read_text()
    run("cmake", "--build", build, check=True)
    for name in ("anonshm", kind):
        assert run(build / f"by_{name}", check=True).stdout == "shared\n"


@pytest.mark.parametrize("shared", [False, True])
def test_conan(shared: bool, checkout: Path, tmp_path: Path) -> None:
    conan = from_pypi("conan==2.34.0")
    environment = {**os.environ, "CONAN_HOME": str(tmp_path), "PYTHONPATH": str(conan)}
    command = conan / "bin" / "conan"
    run(command, "profile", "detect", env=environment, check=True)
    create = [command, "create", checkout, "--no-remote", "-o", f"*:shared={shared}"]
    created = run(*create, env=environment, check=True)
    assert created.stdout.rstrip().endswith("shared"), "the output of the consumer"
    package = next(tmp_path.glob("p/b/*/p/conanmanifest.txt")).parent
    libraries = {path.name for path in (package / "lib").glob("libanonshm.*")}
    assert ("libanonshm.a" in libraries) != ("libanonshm.so" in libraries) == shared
    use_the_dependencies_alone([command], environment, shared, tmp_path / "use")


VCPKG = """
set(CURRENT_PACKAGES_DIR "${HERE}/packages")
set(PORT anonshm)
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
  run(cmake -S "${arg_SOURCE_PATH}" -B "${HERE}/build" -DBUILD_SHARED_LIBS=${SHARED}
    "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" -DCMAKE_INSTALL_LIBDIR=lib
    ${arg_OPTIONS})
endfunction()
function(vcpkg_cmake_install)
  run(cmake --build "${HERE}/build" -j2 --target install)
endfunction()
function(vcpkg_cmake_config_fixup keyword path)
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/${path}/anonshmConfig.cmake")
    message(FATAL_ERROR "no config file in ${path}")
  endif()
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright keyword file)
  file(INSTALL "${file}" DESTINATION "${CURRENT_PACKAGES_DIR}/share/anonshm" RENAME copyright)
endfunction()
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
include("${DIRECTORY}/portfile.cmake")
"""


@pytest.mark.parametrize("shared", ["OFF", "ON"])
def test_vcpkg(shared: str, native: None, tmp_path: Path) -> None:
    (tmp_path / "vcpkg.cmake").write_text(VCPKG)
    definitions = [f"-DHERE={tmp_path}", f"-DDIRECTORY={PORT}", f"-DSHARED={shared}"]
    run("cmake", *definitions, "-P", tmp_path / "vcpkg.cmake", check=True)
    files = files_below(tmp_path / "packages")
    assert {
        "include/shm_open_anon.h",
        "share/anonshm/copyright",
        "share/anonshm/usage",
    } <= files
    assert ("lib/libanonshm.a" in files) != ("lib/libanonshm.so" in files) == (shared == "ON")
    assert not any(path.startswith("bin/") for path in files), "where ports have no programs"


def test_usage_of_vcpkg_works_as_pasted(native: None, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    run("cmake", "--install", build_directory(), "--prefix", prefix, check=True)
    usage = (PORT / "usage").read_text()
    lines = [line for line in usage.splitlines() if line.startswith("    ")]
    lines.insert(1, f'add_executable(main "{ROOT / CONSUMER}/consumer.c")')
    found = configured(tmp_path / "user", "\n".join(lines), f"-DCMAKE_PREFIX_PATH={prefix}")
    assert found.returncode == 0, found.stdout
    run("cmake", "--build", tmp_path / "user/build", check=True)
    assert "MYLIB_HAVE_SHM_OPEN" in (tmp_path / "user/build/shm_config.h").read_text()


def test_every_recipe_names_the_same_homepage() -> None:
    """And the packages of CPack."""
    named = {
        file: re.findall(r"homepage[^h]*(https://[^\"]+)", (ROOT / file).read_text())
        for file in ("CMakeLists.txt", "conanfile.py", "cmake/vcpkg/vcpkg.json")
    }
    assert all(len(names) == 1 for names in named.values())
    assert len({names[0] for names in named.values()}) == 1, named
