# SPDX-License-Identifier: MIT
"""The recipes of package managers: Conan's with Conan itself, vcpkg's with stand-ins for what
vcpkg offers to a port.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from support.packages import copy_source
from support.paths import ROOT, files_below
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


VCPKG = """
set(CURRENT_PACKAGES_DIR "${HERE}/packages")
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
include("${PORT}/portfile.cmake")
"""


@pytest.mark.parametrize("shared", ["OFF", "ON"])
def test_vcpkg(shared: str, native: None, tmp_path: Path) -> None:
    (tmp_path / "vcpkg.cmake").write_text(VCPKG)
    definitions = [f"-DHERE={tmp_path}", f"-DPORT={PORT}", f"-DSHARED={shared}"]
    run("cmake", *definitions, "-P", tmp_path / "vcpkg.cmake", check=True)
    files = files_below(tmp_path / "packages")
    assert {"include/shm_open_anon.h", "share/anonshm/copyright"} <= files
    assert ("lib/libanonshm.a" in files) != ("lib/libanonshm.so" in files) == (shared == "ON")
    assert not any(path.startswith("bin/") for path in files), "a port has no programs there"
