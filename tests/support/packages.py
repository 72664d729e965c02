# SPDX-License-Identifier: MIT
"""Packages of anonshm, and projects that look for them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.paths import ROOT
from support.pypi import from_pypi
from support.run import run

OLDEST, NEWEST = "3.20.5", "4.4.4"  # CMake, as PyPI has it
VERSIONS = [OLDEST, "on PATH", NEWEST]


def cmake(version: str) -> Path:
    if version == "on PATH":
        return Path(shutil.which("cmake") or pytest.skip("no cmake on PATH"))
    return from_pypi(f"cmake=={version}") / "cmake" / "data" / "bin" / "cmake"


def built(directory: Path, *options: str, source: Path = ROOT) -> Path:
    """Without optimisation, which takes twice as long."""
    places = ["-S", str(source), "-B", str(directory)]
    plain = ["-DANONSHM_BUILD_TESTING=OFF", "-DCMAKE_BUILD_TYPE="]
    run("cmake", *places, *plain, *options, check=True)
    run("cmake", "--build", directory, "-j2", check=True)
    return directory


def copy_source(directory: Path) -> Path:
    """A copy of what is built, which a test can change."""
    directory.mkdir()
    for name in ("CHANGELOG.md", "CMakeLists.txt", "LICENSE", "conanfile.py"):
        shutil.copy(ROOT / name, directory)
    for name in ("cmake", "include", "probes", "src"):
        shutil.copytree(ROOT / name, directory / name)
    return directory


def configured(
    project: Path, text: str, *options: str, version: str = "on PATH"
) -> subprocess.CompletedProcess[str]:
    """Writes a project in C of this text, and configures it in <project>/build."""
    project.mkdir(parents=True, exist_ok=True)
    opening = "" if "project(" in text else "project(host LANGUAGES C)\n"
    (project / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.18)\n{opening}{text}"
    )
    registry = "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF"
    return run(cmake(version), "-S", project, "-B", project / "build", registry, *options)


OFFERED = """
foreach(name static archive shared anonshm tool)
  if(TARGET anonshm::${name})
    message(STATUS "target ${name}")
  endif()
endforeach()
if(COMMAND anonshm_probe)
  message(STATUS "command anonshm_probe")
endif()
"""


def find(prefix: Path, arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """find_package(anonshm <arguments>) in a new project."""
    project = prefix.parent / f"find-{abs(hash((prefix, arguments, before)))}"
    text = f"{before}\nfind_package(anonshm {arguments})\n{OFFERED}"
    return configured(project, text, f"-DCMAKE_PREFIX_PATH={prefix}")


def offered(found: subprocess.CompletedProcess[str]) -> set[str]:
    return set(re.findall(r"^-- (?:target|command) (\w+)$", found.stdout, re.MULTILINE))


def words(ran: subprocess.CompletedProcess[str]) -> str:
    """The output with its line breaks taken out: CMake wraps messages."""
    return " ".join(ran.stdout.split())


def exported_symbols(library: Path) -> set[str]:
    """What a shared library defines for others."""
    listed = run("nm", "--dynamic", "--defined-only", library, check=True).stdout
    return {line.split()[-1] for line in listed.splitlines()}
