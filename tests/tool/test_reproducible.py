# SPDX-License-Identifier: MIT
"""Two builds of the program give the same file, wherever they are made."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

from support.paths import ROOT
from support.projects import GENERATOR
from support.run import mount_namespace, run

TREE = ["CMakeLists.txt", "LICENSE", "README.md", "cmake", "include", "probes", "src"]


def built(directory: Path, before: list[str], home: str) -> tuple[bytes, str]:
    """The program of a copy of the source there, without debugging information; and what it
    has built in."""
    source, build = directory / "source", directory / "build"
    for name in TREE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        source.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, source / name)
    environment = {**os.environ, "HOME": home, "TMPDIR": str(directory)}
    environment.pop("SOURCE_DATE_EPOCH", None)
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DANONSHM_BUILD_TESTING=OFF"]
    configure = ["cmake", "-S", source, "-B", build, "-G", GENERATOR, *options]
    compile = ["cmake", "--build", build, "--target", "anonshm_tool", "-j", "2"]
    for command in (configure, compile):
        run(*before, *command, env=environment, check=True, timeout=400)
    run("strip", build / "anonshm", check=True)
    return (build / "anonshm").read_bytes(), (build / "src/tool/anonshm_built_in.h").read_text()


def test_two_builds_are_the_same(tmp_path: Path, native: None, unsanitized: None) -> None:
    """The second in another directory, later, and where nothing works that can be tried."""
    if shutil.which("strip") is None:
        return
    one, first = built(tmp_path / "one", [], "/home/one")
    time.sleep(1.1)  # another second
    broken = mount_namespace("mount -t tmpfs -o ro none /dev/shm")
    other, second = built(tmp_path / "another-directory", broken, "/home/another")
    assert first == second
    assert one == other
    assert not re.search(rb"another-directory|/home/another", other)
