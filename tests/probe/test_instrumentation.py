# SPDX-License-Identifier: MIT
"""A project that is measured finds nothing of the probe among its measurements: what compilers
and instrumented programs leave, and what lcov makes of it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from support.projects import GENERATOR, configure, write_project
from support.run import run
from support.tables import TABLES

# gcc(1), --coverage and -pg; clang's "Source-based code coverage".
DATA = re.compile(r".*\.(gcda|gcno|profraw|profdata)|gmon\.out.*")
CLANG = next((name for name in ("clang", "clang-14", "clang-19") if shutil.which(name)), "")
KINDS = {
    "gcc --coverage": ("gcc", "--coverage"),
    "gcc -pg": ("gcc", "-pg"),
    "gcc -fprofile-generate": ("gcc", "-fprofile-generate"),
    "clang --coverage": (CLANG, "--coverage"),
    "clang -pg": (CLANG, "-pg"),
    "clang -fprofile-instr-generate": (
        CLANG, "-fprofile-instr-generate -fcoverage-mapping"),
}  # fmt: skip
TABLE = TABLES.setdefault("what the probe leaves in a project that is measured", [])

HOST = "add_executable(host main.c)"


def options(kind: str) -> list[str]:
    compiler, flags = KINDS[kind]
    if not compiler or not shutil.which(compiler):
        pytest.skip(f"no {kind.split()[0]} here")
    cxx = compiler.replace("gcc", "g++").replace("clang", "clang++")
    compilers = [f"-DCMAKE_C_COMPILER={compiler}", f"-DCMAKE_CXX_COMPILER={cxx}"]
    return [*compilers, *(f"-DCMAKE_{name}_FLAGS={flags}" for name in ("C", "CXX"))]


def data_below(directory: Path) -> set[str]:
    files = (path.relative_to(directory) for path in directory.rglob("*"))
    return {str(path) for path in files if DATA.fullmatch(path.name)}


def left_by_cmake_itself(directory: Path, kind: str) -> set[str]:
    """It compiles too, to identify the compilers."""
    project = directory / "source"
    project.mkdir(parents=True)
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\nproject(probing LANGUAGES C CXX)\n"
    )
    (directory / "cwd").mkdir()
    command = ["cmake", "-S", project, "-B", directory / "build", "-G", GENERATOR]
    run(*command, *options(kind), cwd=directory / "cwd", check=True)
    return data_below(directory)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """In the build tree, beside the sources, where cmake was started; also by what ran."""
    before = left_by_cmake_itself(tmp_path / "without", kind)
    here = tmp_path / "with"
    source = write_project(here / "source", languages="C CXX")
    (here / "cwd").mkdir()
    monkeypatch.chdir(here / "cwd")
    found = configure(source, here / "build", options(kind))
    left = sorted(data_below(here) - before)
    TABLE.append(f"{kind:35}  {' '.join(left) or 'nothing'}")
    assert left == []
    assert "ran" in {fact["evidence"] for fact in found.report["facts"].values()}


@pytest.mark.parametrize("kind", ["gcc --coverage"])
def test_lcov_sees_the_project_only(tmp_path: Path, kind: str) -> None:
    if not shutil.which("lcov"):
        pytest.skip("no lcov here")
    source = write_project(tmp_path / "source", languages="C CXX", after=HOST)
    (source / "main.c").write_text("int main(void) { return 0; }\n")
    build = tmp_path / "build"
    configure(source, build, options(kind))
    run("cmake", "--build", build, check=True)
    run(build / "host", check=True)
    capture = ["lcov", "--capture", "--directory", build, "--output-file", tmp_path / "info"]
    shown = run(*capture, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=True).stdout
    assert "WARNING" not in shown and "ERROR" not in shown
    text = (tmp_path / "info").read_text(errors="replace")  # of any encoding: it is Perl's
    files = re.findall(r"^SF:(.*)$", text, re.MULTILINE)
    assert [Path(file).name for file in files] == ["main.c"]
