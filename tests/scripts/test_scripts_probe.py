# SPDX-License-Identifier: MIT
"""scripts/probe for real."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from support.scripts import SCRIPTS, output_of, run_script

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1000),  # whole builds, for each of which run_script() has 900 seconds
]

OUTPUTS = ["anonshm-report.json", "anonshm_config.h", "libanonshm.a", "anonshm"]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A build directory with a difficult name, made with nothing in the environment. The quote
    is left to test_clone.py: ninja 1.11 reads no dependencies past one, and builds again."""
    directory = tmp_path_factory.mktemp("probe") / "the größe of $HOME"
    text = output_of("env", "-i", SCRIPTS / "probe", "--output", directory)
    assert "memfd_create" in text
    assert "\033" not in text
    return directory


def test_probe_makes_what_it_promises(built):
    for name in OUTPUTS:
        assert (built / name).stat().st_size > 0
    assert any((built / f"libanonshm.{suffix}").exists() for suffix in ("so", "dylib"))


def test_json_on_standard_output_is_the_report_file(built):
    text = output_of(SCRIPTS / "probe", "--output", built, "--format", "json")
    assert json.loads(text)["schema"] == "anonshm-report/2"
    assert text == (built / "anonshm-report.json").read_text()


@pytest.mark.parametrize(("format", "begin"), [("markdown", "# "), ("html", "<!doctype html>")])
def test_pages(built, format, begin):
    assert output_of(SCRIPTS / "probe", "--output", built, "--format", format).startswith(begin)


def test_what_is_shown_is_the_report_file(built):
    text = output_of(SCRIPTS / "probe", "--output", built)
    report = built / "anonshm-report.json"
    assert text == output_of(built / "anonshm", "report", "--input", report)


def test_second_run_builds_nothing(built):
    library = built / "libanonshm.a"
    before = library.stat().st_mtime_ns
    output_of(SCRIPTS / "probe", "--output", built)
    assert library.stat().st_mtime_ns == before
    assert "Building" not in (built / "anonshm-setup.log").read_text()


def test_two_in_one_directory(tmp_path):
    """Neither the first configure nor a later run disturbs the other."""
    command = [SCRIPTS / "probe", "--output", tmp_path / "out", "--format", "json"]
    for _ in range(2):
        both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
        reports = [json.loads(each.communicate(timeout=600)[0]) for each in both]
        assert [each.returncode for each in both] == [0, 0]
        assert reports[0]["served"] == reports[1]["served"]


def test_probe_through_a_symbolic_link_from_elsewhere(built, tmp_path):
    (tmp_path / "link").symlink_to(SCRIPTS / "probe")
    (tmp_path / "link to link").symlink_to("link")
    relative = Path(os.path.relpath(built, tmp_path))
    output_of("./link to link", "--output", relative, cwd=tmp_path)


def toolchain(directory: Path, *lines: str) -> Path:
    """The compiler of this machine, as if for another."""
    file = directory / "toolchain.cmake"
    file.write_text("\n".join(["set(CMAKE_SYSTEM_NAME Linux)", *lines]))
    return file


@pytest.fixture(scope="module")
def ending(tmp_path_factory) -> Path:
    """A build whose programs are started by a script: they end as the file `status` has it."""
    directory = tmp_path_factory.mktemp("ending")
    launcher = directory / "launcher"
    launcher.write_text(f"""#!/bin/sh
        [ -s {directory}/status ] || exec "$@"
        case $* in *" json") [ -f {directory}/silent ] || "$@" ;; *) exec "$@" ;; esac
        exit "$(cat {directory}/status)"
        """)
    launcher.chmod(0o755)
    toolchain(directory, f"set(CMAKE_CROSSCOMPILING_EMULATOR env A=1 {launcher})")
    facts = json.loads(output_of(*ending_command(directory), "--format", "json"))["facts"]
    (directory / "evidence").write_text(" ".join(fact["evidence"] for fact in facts.values()))
    return directory


def ending_command(directory: Path) -> list[str | Path]:
    file = directory / "toolchain.cmake"
    return [SCRIPTS / "probe", "--toolchain", file, "--output", directory / "out"]


def test_target_under_an_emulator_is_probed_live(ending):
    evidence = (ending / "evidence").read_text().split()
    assert "emulated" in evidence
    assert "ran" not in evidence


@pytest.mark.parametrize(
    ("status", "silent", "hint"),
    [
        (1, False, None),
        (1, True, "the built program printed nothing"),
        (0, True, "the built program printed nothing"),
        (2, False, "the built program failed (2)"),
        (139, False, "the built program failed (139)"),
    ],
)
def test_the_status_is_the_programs(ending, status, silent, hint):
    (ending / "status").write_text(f"{status}\n")
    (ending / "silent").unlink(missing_ok=True)
    if silent:
        (ending / "silent").touch()
    ran = run_script(*ending_command(ending))
    assert ran.returncode == 1
    if hint is None:
        assert "memfd_create" in ran.stdout
    else:
        assert ran.stdout == "" and ran.stderr.endswith(f"scripts/probe: {hint}\n")
        configured = json.loads((ending / "out/anonshm-report.json").read_text())
        assert configured["system"] is None


def test_a_build_that_fails_is_a_setup_that_fails(tmp_path):
    environment = {**os.environ, "CXX": "/bin/false"}
    ran = run_script(SCRIPTS / "probe", "--output", tmp_path / "out", env=environment)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "scripts/probe: failed: cmake" in ran.stderr


def test_target_that_cannot_run_gets_the_report_of_the_configure(tmp_path):
    file = toolchain(tmp_path)
    command = [SCRIPTS / "probe", "--toolchain", file, "--output", tmp_path / "out"]
    report = json.loads(output_of(*command, "--format", "json"))
    assert not (tmp_path / "out/host").exists(), "built a second program for nothing"
    evidence = {fact["evidence"] for fact in report["facts"].values()}
    assert not evidence & {"ran", "emulated"}
    assert "memfd_create" in output_of(*command)
