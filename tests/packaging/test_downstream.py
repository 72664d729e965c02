# SPDX-License-Identifier: MIT
"""anonshm_probe() for other projects: the installed module, and the page that documents it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import readme
from support.paths import ROOT
from support.projects import GENERATOR
from support.pypi import from_pypi
from support.run import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def prefix(build: Path, native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Moved after it was installed."""
    directory = tmp_path_factory.mktemp("downstream")
    run("cmake", "--install", build, "--prefix", directory / "before", check=True)
    return (directory / "before").rename(directory / "a prefix")


def configure(project: Path, prefix: Path, cmake: str | Path = "cmake", *options: str) -> str:
    places = ["-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={prefix}"]
    return run(cmake, *places, "-G", GENERATOR, *options, check=True).stdout


def test_readme_works_as_pasted(prefix: Path, tmp_path: Path) -> None:
    """But for the download."""
    (program,) = (block.text for block in readme.blocks("c") if "int main" in block.text)
    texts = [block.text for block in readme.blocks("cmake")]
    (catalogue,) = (text for text in texts if text.startswith("anonshm_fact("))
    projects = [text for text in texts if "project(" in text]
    assert len(projects) == len(texts) - 1 >= 2
    for i, text in enumerate(projects):
        directory = tmp_path / str(i)
        directory.mkdir()
        (directory / "main.c").write_text(program)
        (directory / "facts.cmake").write_text(catalogue)
        (directory / "CMakeLists.txt").write_text(text)
        configure(directory, prefix, "cmake", f"-DFETCHCONTENT_SOURCE_DIR_ANONSHM={ROOT}")
        run("cmake", "--build", directory / "build", "-j2", check=True)
        if "add_executable" in text:
            run(directory / "build" / "example", check=True)
        for header in re.findall(r"HEADER (\S+)", text):
            assert "#define" in (directory / "build" / header).read_text()


def test_readme_names_this_version() -> None:
    version = (ROOT / "cmake" / "anonshm" / "version.txt").read_text().strip()
    assert f"  GIT_TAG v{version})\n" in readme.README.read_text()


# Two directories, of which neither sees the other's variables.
ROOT_PROJECT = """
cmake_minimum_required(VERSION 3.20)
project(root LANGUAGES {languages})
add_subdirectory(one)
add_subdirectory(two)
"""
SUBPROJECT = """
find_package(anonshm REQUIRED COMPONENTS Probe)
anonshm_probe(HEADER config.h PREFIX {prefix}_ REPORT report.json FACTS o_tmpfile shm_open)
message(STATUS "{prefix} ${{{prefix}_SHM_OPEN}} ${{{prefix}_SHM_OPEN_EVIDENCE}}")
"""


@pytest.mark.parametrize("version", ["on PATH", "3.20.5", "4.4.4"])
@pytest.mark.parametrize("languages", ["C", "CXX", "C CXX"])
def test_serves_every_project(
    version: str, languages: str, prefix: Path, tmp_path: Path
) -> None:
    cmake: str | Path = "cmake"
    if version != "on PATH":
        cmake = from_pypi(f"cmake=={version}") / "cmake" / "data" / "bin" / "cmake"
    (tmp_path / "CMakeLists.txt").write_text(ROOT_PROJECT.format(languages=languages))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = SUBPROJECT.format(prefix=name.upper())
        (tmp_path / name / "CMakeLists.txt").write_text(text)
    output = configure(tmp_path, prefix, cmake)
    for name in ("one", "two"):
        assert f"-- {name.upper()} TRUE linked" in output
        header = (tmp_path / "build" / name / "config.h").read_text()
        assert f"#define {name.upper()}_HAVE_SHM_OPEN 1" in header
    answers = (tmp_path / "build" / "CMakeFiles" / "anonshm").glob("answers-*")
    assert len(list(answers)) == 1, "probed once"
