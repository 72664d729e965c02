# SPDX-License-Identifier: MIT
"""What a configure does that asks nothing: by counting, as no time is the same twice.

CMake's own profile has each command that was executed (cmake(1), --profiling-output).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.paths import ROOT
from support.projects import MODULE, Configured, configure, write_project
from support.tables import TABLES


class Again(NamedTuple):
    """A second configure of one tree: its commands and their arguments, those that are inside
    the call, and how many inputs of each kind the outcome has."""

    commands: list[tuple[str, str]]
    called: list[tuple[str, str]]
    inputs: dict[str, int]


def commands(profile: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    everything: list[tuple[str, str]] = []
    called: list[tuple[str, str]] = []
    open_commands: list[str] = []
    for event in json.loads(profile.read_text()):
        if event["ph"] == "E":
            open_commands.pop()
            continue
        command = event["name"], (event.get("args") or {}).get("functionArgs") or ""
        everything.append(command)
        if "anonshm_probe" in open_commands:
            called.append(command)
        open_commands.append(event["name"])
    return everything, called


def inputs_of(configured: Configured) -> dict[str, int]:
    (outcome,) = (configured.build / "CMakeFiles" / "anonshm").glob("outcome-*")
    text = outcome.read_text()
    found = re.findall(r'set\("_anonshm_(contents|stamps)" "(.*)" \)', text)
    inputs = {kind: len(files.split(";")) for kind, files in found}
    return {**inputs, "variables": text.count(" PARENT_SCOPE)\n")}


@pytest.fixture(scope="module", params=["CXX", "C"])
def again(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Again:
    directory = tmp_path_factory.mktemp("cost")
    source = write_project(directory / "source", languages=request.param)
    configured = configure(source, directory / "build")
    profile = directory / "profile.json"
    options = ["--profiling-format=google-trace", f"--profiling-output={profile}"]
    configure(source, directory / "build", options)
    return Again(*commands(profile), inputs_of(configured))


def of(name: str, commands: list[tuple[str, str]]) -> list[str]:
    return [arguments for command, arguments in commands if command == name]


def hashed(again: Again) -> int:
    return sum(arguments.startswith("SHA1 ") for arguments in of("file", again.called))


def test_each_file_takes_two_commands(again: Again) -> None:
    """One to hash it, one to keep the hash; a path whose time and size count takes six at most,
    a variable that the caller gets one; and some 90 are for everything else."""
    inputs = again.inputs
    most = 2 * hashed(again) + 6 * inputs["stamps"] + inputs["variables"] + 150
    TABLES.setdefault("commands of a configure that asks nothing", []).append(
        f"{len(again.called)}: {hashed(again)} files, {inputs['stamps']} of which time and size"
        f" count, {inputs['variables']} variables; at most {most}"
    )
    assert len(again.called) <= most


def test_each_file_is_hashed_once(again: Again) -> None:
    """What was read, what the call wrote, and of this project's own files those that matter."""
    own = [
        file
        for place in ("probes", "cmake/anonshm", "cmake/platforms")
        for file in (ROOT / place).rglob("*.*")
    ]
    assert again.inputs["contents"] >= 20
    assert hashed(again) <= again.inputs["contents"] + 2 + len(own)


def test_env_is_the_only_program_that_is_run(again: Again) -> None:
    started = of("execute_process", again.called)
    assert len(started) == 1 and started[0].startswith("COMMAND env ")
    assert of("try_compile", again.called) == of("try_run", again.called) == []


def test_one_file_of_the_module_and_the_outcome_are_read(again: Again) -> None:
    """A file of the module that is not needed would be parsed all the same."""
    read = [Path(name).name for name in of("include", again.commands)]
    ours = read[read.index(MODULE.name) + 1 :]
    assert ours[0] == "key.cmake"
    assert len(of("include", again.called)) == 1 and "outcome" in ours[1]
    assert [name for name in ours[2:] if not name.startswith("CMake")] == []


def test_the_linker_is_not_asked_again_what_project_has_asked(tmp_path: Path) -> None:
    log, linker = tmp_path / "log", tmp_path / "linker"
    linker.write_text(f'#!/bin/sh\necho "$*" >>"{log}"\nexec ld "$@"\n')
    linker.chmod(0o755)
    source = write_project(tmp_path / "source")
    counts = []
    for before in ("return()", ""):
        write_project(source, before=before)
        log.write_text("")
        configure(source, tmp_path / f"build {before}", [f"-DCMAKE_LINKER={linker}"])
        counts.append(log.read_text().splitlines().count("--help"))
    assert counts[0] == counts[1]
