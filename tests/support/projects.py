# SPDX-License-Identifier: MIT
"""Small CMake projects that call anonshm_probe()."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.paths import ROOT
from support.run import run

MODULE = ROOT / "cmake" / "AnonShmProbe.cmake"
GENERATOR = "Ninja" if shutil.which("ninja") else "Unix Makefiles"
CALL = "HEADER config.h REPORT report.json CHAIN_VARIABLE chain LIBRARIES_VARIABLE libraries"


def write_project(
    directory: Path,
    call: str = CALL,
    *,
    languages: str = "CXX",
    module: Path = MODULE,
    before: str = "",
    after: str = "",
) -> Path:
    """A project of one call, with something before or after it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\n"
        f"project(probing LANGUAGES {languages})\n"
        f"{before}\n"
        f'include("{module}")\n'
        f"anonshm_probe({call})\n"
        f"{after}\n"
    )
    return directory


def copy_module(directory: Path) -> Path:
    """A copy of the module and of what it reads, which a test can change."""
    for part in ("cmake/AnonShmProbe.cmake", "cmake/anonshm", "cmake/platforms", "probes"):
        source, copy = ROOT / part, directory / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    return directory / "cmake" / "AnonShmProbe.cmake"


def replace_once(directory: Path, old: str, new: str) -> None:
    """Changes the one place below the directory that has the text."""
    files = [path for path in directory.rglob("*.*") if path.is_file()]
    found = [path for path in files if old in path.read_text()]
    assert len(found) == 1 and found[0].read_text().count(old) == 1, (old, found)
    found[0].write_text(found[0].read_text().replace(old, new))


@dataclass
class Configured:
    """What a configure left."""

    status: int
    output: str
    build: Path

    @property
    def report(self) -> dict[str, Any]:
        return json.loads((self.build / "report.json").read_text())

    @property
    def facts(self) -> dict[str, Any]:
        return {id: fact["value"] for id, fact in self.report["facts"].items()}

    def fact(self, id: str) -> tuple[Any, str]:
        fact = self.report["facts"][id]
        return fact["value"], fact["evidence"]

    @property
    def chain(self) -> list[str]:
        return self.report["chain"]

    @property
    def header(self) -> str:
        return (self.build / "config.h").read_text()

    @property
    def macros(self) -> dict[str, str]:
        """What the header defines, without the chain."""
        return dict(re.findall(r"^#define (\w+) (.*)$", self.header, flags=re.MULTILINE))

    @property
    def words(self) -> str:
        """The output with its line breaks taken out: CMake wraps messages."""
        return " ".join(self.output.split())


def try_configure(
    source: Path,
    build: Path,
    options: Iterable[str] = (),
    *,
    generator: str = GENERATOR,
    **environment: str,
) -> Configured:
    variables = {**os.environ, **environment}
    variables.pop("PYTEST_CURRENT_TEST", None)  # another environment asks again
    arguments: list[str | Path] = ["-S", source, "-B", build, "-G", generator, *options]
    ran = run("cmake", *arguments, env=variables, timeout=200)
    return Configured(ran.returncode, ran.stdout, build)


def configure(*arguments: Any, **more: Any) -> Configured:
    """A configure that has to succeed."""
    configured = try_configure(*arguments, **more)
    assert configured.status == 0, configured.output
    return configured
