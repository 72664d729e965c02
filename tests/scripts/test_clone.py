# SPDX-License-Identifier: MIT
"""The README's commands in a fresh clone."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from support.paths import ROOT
from support.readme import commands
from support.scripts import output_of

NAME = "a b'ü"
LABELS = ["--label", "smoke"]


def clone_into(directory: Path) -> Path:
    """A fresh clone of what is committed."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    output_of("git", "clone", "--quiet", ROOT, directory)
    return directory


def outside_of_build(clone: Path) -> set[str]:
    """Everything, with empty directories and what Git ignores."""
    paths = (path.relative_to(clone) for path in clone.rglob("*"))
    return {str(path) for path in paths if path.parts[0] not in (".git", "build")}


@pytest.mark.slow
@pytest.mark.timeout(1200)  # builds everything once more, beside all the other tests
def test_readme_commands_in_a_fresh_clone(tmp_path):
    typed = [line.split()[0] for line in commands()[:3]]
    assert typed == ["git", "scripts/probe", "scripts/test"]
    clone = clone_into(tmp_path / NAME)
    (tmp_path / "t").mkdir()
    # CTest's environment is meant for this build, not for the clone's.
    ours = ("ANONSHM_", "CMAKE_", "CTEST_", "PYTEST_", "PYTHON", "CC", "CXX")
    environment = {name: os.environ[name] for name in os.environ if not name.startswith(ours)}
    environment["TMPDIR"] = str(tmp_path / "t")
    before = outside_of_build(clone)
    assert "memfd_create" in output_of("scripts/probe", cwd=clone, env=environment)
    closing = output_of("scripts/test", *LABELS, cwd=clone, env=environment)
    assert "100% tests passed" in closing
    assert output_of("git", "status", "--porcelain", cwd=clone) == ""
    assert outside_of_build(clone) == before, "Git does not list these"
    assert not list((tmp_path / "t").iterdir())


@pytest.mark.slow
@pytest.mark.timeout(1000)  # one build, for which output_of() has 900 seconds
def test_anybody_may_probe():
    if os.geteuid() != 0:
        pytest.skip("not root: the other tests show it")
    nobody = 65534
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        clone = clone_into(Path(directory, NAME))
        for path in [clone, *clone.rglob("*")]:
            os.chown(path, nobody, nobody, follow_symlinks=False)
        identity = {"user": nobody, "group": nobody, "extra_groups": []}
        output_of("env", "-i", "scripts/probe", cwd=clone, **identity)
        assert (clone / "build/anonshm-report.json").stat().st_uid == nobody
