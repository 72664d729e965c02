# SPDX-License-Identifier: MIT
"""Building a target, and running its tests."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import processes
from matrix.commands import ROOT, Command, TargetError, call
from matrix.results import Counts
from matrix.targets import Target
from matrix.tools import zig_program

# What is built for each target, as far as it has it. The rest only this machine can use.
PRODUCTS = ["anonshm_archive", "anonshm_shared", "anonshm_contract", "anonshm_contract_map"]
CXX_LIBRARY_PRODUCTS = ["anonshm_tool", "anonshm_errno_rules"]
# Of the caller's environment, what would reach into the builds.
FOREIGN = re.compile(
    "CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|CMAKE_GENERATOR|CMAKE_TOOLCHAIN_FILE|ANONSHM_.*"
)


class Workspace:
    """Where the output goes, and what every command of a target is run with."""

    def __init__(self, output: Path, jobs: int) -> None:
        self.output, self.tools = output, output / "tools"
        self.parallel = max(1, (os.cpu_count() or 1) // jobs)
        inherited = {
            name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)
        }
        self.environment = {
            **inherited,
            "ZIG_GLOBAL_CACHE_DIR": str(self.tools / "zig-cache"),
            "ZIG_LOCAL_CACHE_DIR": str(self.tools / "zig-cache"),
            "WINEPREFIX": str(self.tools / "wine"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",  # or it offers to install them
            "PYTHONDONTWRITEBYTECODE": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.tools / "hypothesis"),
        }

    def log(self, target: Target) -> Path:
        return self.output / f"{target.name}.log"

    def call(self, target: Target, command: Command, **more: Any) -> None:
        call(command, self.log(target), env=self.environment, **more)


def cache_entry(build: Path, name: str) -> str:
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    return next((line.split("=", 1)[1] for line in lines if line.startswith(f"{name}:")), "")


def configure(
    target: Target, workspace: Workspace, build: Path, cmake: Command, arguments: list[str]
) -> None:
    shutil.rmtree(build / "CMakeFiles", ignore_errors=True)
    (build / "CMakeCache.txt").unlink(missing_ok=True)
    configure = [*cmake, "-S", ROOT, "-B", build, "-G", target.generator]
    if target.zig:
        configure.append(f"-DANONSHM_ZIG={zig_program(workspace.tools)}")
    workspace.call(
        target,
        [
            *configure,
            "-DCMAKE_BUILD_TYPE=Release",
            *target.toolchain_arguments,
            *target.arguments,
            *arguments,
        ],
    )


def make(
    target: Target, workspace: Workspace, build: Path, cmake: Command, arguments: list[str]
) -> None:
    configure(target, workspace, build, cmake, arguments)
    parallel = ["--parallel", str(workspace.parallel)]
    step = [*cmake, "--build", build, "--config", "Release", *parallel]
    known = processes.run(
        [*step, "--target", "help"], capture_output=True, text=True, env=workspace.environment
    ).stdout
    has_cxx_library = cache_entry(build, "ANONSHM_BUILD_TOOL") == "ON"
    for name in PRODUCTS + CXX_LIBRARY_PRODUCTS * has_cxx_library:
        if re.search(rf"\b{name}\b", known):
            workspace.call(target, [*step, "--target", name])


def run_tests(target: Target, workspace: Workspace, build: Path, launcher: str) -> Counts:
    junit = build / "junit.xml"
    junit.unlink(missing_ok=True)
    temporary = build / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {
        **workspace.environment,
        "ANONSHM_BUILD_DIR": str(build),
        "ANONSHM_LAUNCHER": launcher,
        "PYTEST_DEBUG_TEMPROOT": str(temporary),
    }
    pytest = [sys.executable, "-m", "pytest", "-q", f"--junitxml={junit}"]
    tests = [ROOT / "tests" / name for name in target.tests]
    with contextlib.suppress(TargetError):  # the file has more than the status
        call([*pytest, *tests], workspace.log(target), env=environment, cwd=ROOT)
    return count_tests(junit)


def count_tests(junit: Path) -> Counts:
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    if suite is None:
        raise TargetError(f"no results of tests in {junit}")
    ran, skipped, failures, errors = (
        int(suite.get(name, "0")) for name in ("tests", "skipped", "failures", "errors")
    )
    failed = failures + errors
    return Counts(passed=ran - skipped - failed, failed=failed, skipped=skipped)
