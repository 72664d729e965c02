# SPDX-License-Identifier: MIT
"""action.yml: what its steps do, each run as GitHub runs it. Not on GitHub: what
actions/upload-artifact makes of its inputs is not tried.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reports import parse_report
from support.methods import METHODS
from support.paths import ROOT

yaml = pytest.importorskip("yaml", reason="no PyYAML here (tests/requirements.txt)")

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
WORKFLOWS = ROOT / ".github" / "workflows"


class Runner:
    """A job's files, and the outputs of the steps that were run."""

    def __init__(self, directory: Path) -> None:
        self.temp = directory / "a temp"
        self.temp.mkdir()
        self.files = {
            name: directory / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        for file in self.files.values():
            file.touch()
        self.outputs: dict[str, str] = {}

    def value(self, text: str) -> str:
        """With the expressions of a step replaced, which are outputs of the steps only."""
        return re.sub(
            r"\$\{\{ steps\.probe\.outputs\.(\w+) \}\}",
            lambda found: self.outputs[found[1]],
            text,
        )

    def run(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        step = STEPS[name]
        script = self.temp.parent / "step.sh"
        script.write_text(step["run"])
        given = {name: self.value(text) for name, text in step.get("env", {}).items()}
        assert "${{" not in step["run"] + "".join(given.values())
        before = self.files["GITHUB_OUTPUT"].read_text()
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.temp.parent,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                **{name: str(file) for name, file in self.files.items()},
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ACTION_PATH": str(ROOT),
                **given,
                **environment,
            },
        )
        after = self.files["GITHUB_OUTPUT"].read_text()[len(before) :]
        self.outputs.update(line.split("=", 1) for line in after.splitlines())
        return ran

    @property
    def report(self) -> Path:
        return Path(self.outputs["directory"])


@pytest.fixture(scope="module")
def runner(native: None, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """After the first step. Without optimisation, which takes longer."""
    runner = Runner(tmp_path_factory.mktemp("action"))
    probed = runner.run("Probe", CMAKE_BUILD_TYPE="Debug", CXXFLAGS="-O0")
    assert probed.returncode == 0, probed.stderr
    return runner


def test_the_report_is_there_in_every_format(runner: Runner) -> None:
    assert runner.outputs["serves"] == "true"
    assert {path.name for path in runner.report.iterdir()} == {
        f"anonshm-report.{end}" for end in ("json", "md", "html", "txt")
    }
    report = (runner.report / "anonshm-report.json").read_bytes()
    parse_report(report)
    assert json.loads(report)["served"]["error"] is None
    page = (runner.report / "anonshm-report.html").read_text()
    assert page.lower().startswith("<!doctype html>")
    assert "Methods" in (runner.report / "anonshm-report.txt").read_text()


def test_the_summary_is_the_report(runner: Runner) -> None:
    assert runner.run("Show").returncode == 0
    summary = runner.files["GITHUB_STEP_SUMMARY"].read_text()
    assert summary == (runner.report / "anonshm-report.md").read_text() and "| " in summary


def test_the_artifact_is_the_directory(runner: Runner) -> None:
    keep = STEPS["Keep"]
    assert runner.value(keep["with"]["path"]) == str(runner.report)
    hash = keep["uses"].split("@")[1]
    used = (WORKFLOWS / "systems.yml").read_text()
    assert f"actions/upload-artifact@{hash} " in used, "one hash for an action"


def test_it_fails_only_where_a_method_is_required(runner: Runner, tmp_path: Path) -> None:
    assert runner.run("Judge").returncode == 0
    before = dict(runner.outputs)
    try:
        probed = runner.run("Probe", ANONSHM_DISABLE=",".join(METHODS))
        assert probed.returncode == 0, probed.stderr
        assert runner.outputs["serves"] == "false"
        judged = runner.run("Judge")
        assert (judged.returncode, judged.stdout[:9]) == (1, "::error::")
    finally:
        runner.outputs = before


def test_it_fails_where_nothing_can_be_asked(native: None, tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    (runner.temp / "anonshm-build").write_text("something else")
    probed = runner.run("Probe")
    assert probed.returncode == 2 and runner.outputs == {}
    assert "anonshm-build is not a directory" in probed.stderr


def test_conditions_and_outputs_name_what_there_is() -> None:
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"inputs\.(\w+)", text)) == set(ACTION["inputs"])
    written = set(re.findall(r'"(\w+)=\$', STEPS["Probe"]["run"]))
    assert set(re.findall(r"steps\.probe\.outputs\.(\w+)", text)) == written
    assert set(ACTION["outputs"]) == written
