# SPDX-License-Identifier: MIT
"""The workflows: the linters, and what of them can be run without GitHub."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matrix.targets import load_targets
from matrix.tools import missing
from support.paths import ROOT

yaml = pytest.importorskip("yaml")
tomllib = pytest.importorskip("tomllib")

GITHUB = ROOT / ".github"
SYSTEMS = tomllib.loads((GITHUB / "systems.toml").read_text())
WAYS = ("container", "vm", "solaris", "cygwin", "msystem", "msvc", "android")
BASH = "bash --noprofile --norc -eo pipefail"  # what GitHub makes of "shell: bash"
SHELLS = (BASH, "sh -e", "dash -e", "busybox sh -e", "mksh -e")


def load(name: str) -> dict[str, Any]:
    return yaml.safe_load((GITHUB / "workflows" / name).read_text())


WORKFLOWS = {file.name: load(file.name) for file in (GITHUB / "workflows").glob("*.yml")}
RUN = WORKFLOWS["systems.yml"]["jobs"]["run"]
TABLE = WORKFLOWS["platforms.yml"]["jobs"]["table"]
CALL = WORKFLOWS["platforms.yml"]["jobs"]["systems"]["with"]
INPUTS = WORKFLOWS["systems.yml"][True]["workflow_call"]["inputs"]  # YAML's on is true


def step(job: dict[str, Any], name: str) -> str:
    (found,) = (step["run"] for step in job["steps"] if step.get("name") == name)
    return found


def all_steps() -> list[dict[str, Any]]:
    return [
        step
        for workflow in WORKFLOWS.values()
        for job in workflow["jobs"].values()
        for step in job.get("steps", [])
    ]


def list_systems(*names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, GITHUB / "list-systems", *names], capture_output=True, text=True
    )


ENTRIES = {entry["name"]: entry for entry in json.loads(list_systems().stdout)}


def run_step(
    script: str, directory: Path, shell: str = BASH, **environment: str
) -> subprocess.CompletedProcess[str]:
    """As GitHub does it: the script in a file, the file given to the shell."""
    file = directory / "step"
    file.write_text(script)
    return subprocess.run(
        [*shell.split(), str(file)],
        cwd=directory,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def fake(directory: Path, name: str, script: str) -> str:
    """PATH with a command of that name in front."""
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(f"#!/bin/sh\n{script}\n")
    (directory / name).chmod(0o755)
    return f"{directory}:{os.environ['PATH']}"


# -- Linters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        [
            "zizmor",
            "--offline",
            "--no-progress",
            "--persona",
            "pedantic",
            ".github",
            "action.yml",
        ],
        ["actionlint", "-shellcheck", "shellcheck"],
    ],
)
def test_linters_find_nothing(command: list[str]) -> None:
    beside = str(Path(sys.executable).parent)  # where pip puts them
    path = beside + os.pathsep + os.environ["PATH"]
    if not shutil.which(command[0], path=path):
        pytest.skip(f"no {command[0]} here (tests/requirements.txt)")
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_actions_are_pinned_with_their_version_beside() -> None:
    for name in WORKFLOWS:
        for line in (GITHUB / "workflows" / name).read_text().splitlines():
            used = re.match(r"[ -]*uses: (.*)", line)
            if used and not used[1].startswith("$/"):
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used[1])


def test_one_hash_for_an_action() -> None:
    uses = {step["uses"] for step in all_steps() if "uses" in step}
    assert len({use.split("@")[0] for use in uses}) == len(uses)


def test_no_rights_but_to_read_and_no_job_without_end() -> None:
    for workflow in WORKFLOWS.values():
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert job["permissions"] in ({}, {"contents": "read"})
            assert "timeout-minutes" in job or "uses" in job
    assert "secrets" not in str(WORKFLOWS)


# -- The list of systems -------------------------------------------------------------------


def test_each_system_is_reached_in_one_way_by_a_step_of_its_own() -> None:
    conditions = [step["if"] for step in RUN["steps"] if "if" in step]
    for way in WAYS:
        assert conditions.count(f"matrix.{way}") == 1
    for system in SYSTEMS["system"]:
        assert sum(way in system for way in WAYS) <= 1, system["name"]


def test_the_list_has_what_the_workflow_reads_and_nothing_else() -> None:
    read = set(re.findall(r"matrix\.(\w+)", (GITHUB / "workflows/systems.yml").read_text()))
    given = {key for entry in ENTRIES.values() for key in entry}
    assert read == given
    for entry in ENTRIES.values():
        assert {"name", "runner", "shell", "setup", "minutes"} <= set(entry)
        assert "{0}" in entry["shell"] or entry["shell"] == "bash"


def test_names_are_single_words_and_different() -> None:
    names = [system["name"] for system in SYSTEMS["system"]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w.-]+", name) for name in names)


def test_only_those_that_are_named() -> None:
    entries = json.loads(list_systems("alpine", "wasi").stdout)
    assert [entry["name"] for entry in entries] == ["alpine", "wasi"]
    ran = list_systems("alpine", "plan9")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "no such system: plan9; there are ubuntu-22.04 " in ran.stderr


def test_selection_in_the_workflow(tmp_path: Path) -> None:
    (tmp_path / ".github").symlink_to(GITHUB)
    (script,) = (
        step["run"]
        for step in WORKFLOWS["systems.yml"]["jobs"]["list"]["steps"]
        if step.get("id") == "list"
    )
    output = tmp_path / "output"
    ran = run_step(script, tmp_path, ONLY="fedora  arch", GITHUB_OUTPUT=str(output))
    assert ran.returncode == 0, ran.stderr
    name, value = output.read_text().split("=", 1)
    assert (name, [entry["name"] for entry in json.loads(value)]) == (
        "systems",
        ["fedora", "arch"],
    )
    assert run_step(script, tmp_path, ONLY="plan9", GITHUB_OUTPUT=str(output)).returncode != 0


def test_toolchain_files_are_there() -> None:
    for system in SYSTEMS["system"]:
        assert (ROOT / system.get("toolchain", "")).exists(), system["name"]


def test_a_toolchain_has_the_parameters_of_the_local_platform() -> None:
    targets = {target.name: target for target in load_targets()}
    for system in SYSTEMS["system"]:
        if "toolchain" not in system or "local" not in system:
            continue
        parameters = {"CMAKE_TOOLCHAIN_FILE": f"{ROOT}/{system['toolchain']}"}
        parameters.update(system.get("env", {}))
        given = [f"-D{name}={value}" for name, value in parameters.items()]
        row = system["local"]
        assert given == targets[row].toolchain_arguments, (
            f".github/systems.toml: {system['name']} and tests/platforms.toml: {row} differ"
        )


def test_every_system_has_a_local_counterpart_or_a_reason() -> None:
    groups = {target.name: target.group for target in load_targets() if not target.is_variant}
    here = {system["local"] for system in SYSTEMS["system"] if "local" in system}
    assert all(("local" in system) != ("alone" in system) for system in SYSTEMS["system"])
    assert here <= groups.keys()
    assert all(row["reason"] for row in SYSTEMS["only_local"])
    reasons = [group for row in SYSTEMS["only_local"] for group in row["groups"]]
    only_local = {group for name, group in groups.items() if name not in here}
    assert sorted(reasons) == sorted(only_local), (
        ".github/systems.toml: only_local has a reason for each group of tests/platforms.toml"
        " with a platform that no system here has, and for no other"
    )


# -- The commands --------------------------------------------------------------------------


# Every command that starts a script of this repository.
SCRIPTS = [
    shlex.split(command)
    for text in (CALL["command"], *(step.get("run", "") for step in all_steps()))
    for command in re.findall(r"(?<![\w./])scripts/[^&|;>\n]*", text)
]


def test_the_scripts_of_the_workflow_are_found() -> None:
    assert {command[0] for command in SCRIPTS} == {
        "scripts/probe",
        "scripts/test",
        "scripts/report-matrix",
    }


@pytest.mark.parametrize("command", SCRIPTS, ids=" ".join)
def test_scripts_and_their_options_are_there(command: list[str]) -> None:
    helped = subprocess.run([ROOT / command[0], "--help"], capture_output=True, text=True)
    assert helped.returncode == 0
    for option in (word for word in command if word.startswith("--")):
        assert option in helped.stdout.split()


def apt_rows() -> list[str]:
    return [name for name, entry in ENTRIES.items() if entry.get("container") == "debian:12"]


@pytest.mark.parametrize("name", apt_rows())
def test_packages_of_debian_are_there(name: str) -> None:
    release = Path("/etc/os-release")
    if not release.exists() or "bookworm" not in release.read_text():
        pytest.skip("this is not Debian 12")
    words = ENTRIES[name]["packages"].split("install -y ")[1].split()
    known = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", *words], capture_output=True, text=True
    )
    if "g++" in known.stderr:
        pytest.skip("apt has no lists here (apt-get update)")
    assert known.returncode == 0, known.stderr


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    if not shutil.which(request.param.split()[0]):
        pytest.skip(f"no {request.param.split()[0]} here")
    return request.param


INSTALL = step(RUN, "Install packages")


@pytest.mark.parametrize(("fails", "status", "tries"), [(0, 0, 1), (2, 0, 3), (9, 1, 3)])
def test_packages_are_tried_three_times(
    tmp_path: Path, shell: str, fails: int, status: int, tries: int
) -> None:
    path = fake(tmp_path / "bin", "sleep", "exit 0")
    packages = f'echo x >>tries; [ "$(wc -l <tries)" -gt {fails} ]'
    ran = run_step(INSTALL, tmp_path, shell, PATH=path, SETUP="", PACKAGES=packages)
    assert ran.returncode == status
    assert (tmp_path / "tries").read_text().count("x") == tries


def test_nothing_to_install_is_fine(tmp_path: Path, shell: str) -> None:
    assert run_step(INSTALL, tmp_path, shell, SETUP="", PACKAGES="(exit 4)").returncode == 0


def test_sudo_only_where_it_is(tmp_path: Path) -> None:
    path = fake(tmp_path / "bin", "sudo", 'echo "sudo $*"')
    packages = "$sudo printf %s install"
    assert run_step(INSTALL, tmp_path, SETUP="", PACKAGES=packages, PATH=path).stdout == (
        "sudo printf %s install\n"
    )
    shutil.copy(shutil.which("printf"), tmp_path / "bin")
    (tmp_path / "bin/sudo").unlink()
    alone = run_step(
        INSTALL,
        tmp_path,
        f"{shutil.which('sh')} -e",
        SETUP="",
        PACKAGES=packages,
        PATH=str(tmp_path / "bin"),
    )
    assert alone.stdout == "install"


COMMAND = step(RUN, "Run")


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry["setup"]])
def test_what_the_shell_is_set_up_with(tmp_path: Path, shell: str, name: str) -> None:
    entry, (system,) = ENTRIES[name], (s for s in SYSTEMS["system"] if s["name"] == name)
    expected = {**system.get("env", {})}
    if "toolchain" in system:
        expected["CMAKE_TOOLCHAIN_FILE"] = f"{tmp_path}/.anonshm/{system['toolchain']}"
    if "android" in system:
        expected["ANDROID_API"] = str(system["android"])
    command = "".join(f'echo "{variable}=${variable}"\n' for variable in expected)
    ran = run_step(
        COMMAND,
        tmp_path,
        shell,
        SETUP=entry["setup"],
        COMMAND=command,
        GITHUB_WORKSPACE=str(tmp_path),
    )
    assert ran.stdout.splitlines() == [f"{name}={value}" for name, value in expected.items()]


@pytest.mark.parametrize("command", ["false", "true && false", "exit 3", "false\ntrue"])
def test_a_command_that_fails_fails_the_step(tmp_path: Path, shell: str, command: str) -> None:
    assert run_step(COMMAND, tmp_path, shell, SETUP="", COMMAND=command).returncode != 0


def test_a_command_cannot_read_the_rest_of_the_step(tmp_path: Path) -> None:
    """A virtual machine gets its script on standard input."""
    script = COMMAND + "\necho after\n"
    ran = subprocess.run(
        ["sh", "-e"],
        input=script,
        capture_output=True,
        text=True,
        env={**os.environ, "SETUP": "", "COMMAND": "cat"},
    )
    assert ran.stdout == "after\n"


def not_in_a_checkout(directory: str, names: list[str]) -> set[str]:
    at_top = [".git", "build*"] if Path(directory) == ROOT else []
    return shutil.ignore_patterns("__pycache__", "*.so", *at_top)(directory, names)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("checkout") / "anonshm"
    return shutil.copytree(ROOT, directory, symlinks=True, ignore=not_in_a_checkout)


TRIED_HERE = ["debian-12", "linux-s390x", "linux-armhf", "emscripten", "wasi"]


def lacks(name: str, build: Path) -> list[str]:
    """Of what the local platform needs that the system's toolchain file is for."""
    (system,) = (system for system in SYSTEMS["system"] if system["name"] == name)
    if "toolchain" not in system:
        return []
    (target,) = (target for target in load_targets() if target.name == system["local"])
    return missing(target, build / "matrix" / "tools")


@pytest.mark.slow
@pytest.mark.timeout(800)  # emscripten builds its C library first
@pytest.mark.parametrize("name", TRIED_HERE)
def test_the_command_in_its_local_counterpart(build: Path, checkout: Path, name: str) -> None:
    """The first half; the second, scripts/test, is what runs this."""
    needed = lacks(name, build)
    if needed:
        pytest.skip(f"needs {', '.join(needed)}")
    probe, test = CALL["command"].split(" && ")
    assert test == "scripts/test"
    assert f">{CALL['artifact']} " in probe
    (checkout / ".anonshm").exists() or (checkout / ".anonshm").symlink_to(ROOT)
    output = f" --output {checkout}-{name}"
    ran = run_step(
        COMMAND,
        checkout,
        "sh -e",
        SETUP=ENTRIES[name]["setup"],
        COMMAND=probe.replace(" >", f"{output} >"),
        NODE_PATH="/usr/share/nodejs",
    )  # where Debian's own node looks
    assert ran.returncode == 0, ran.stderr
    report = json.loads((checkout / CALL["artifact"]).read_text())
    evidence = {fact["evidence"] for fact in report["facts"].values()}
    # Behaviours are tried in processes of their own, which the web does not have.
    tried = name not in {"emscripten", "wasi"}
    assert ("emulated" in evidence) == (tried and "toolchain" in ENTRIES[name])
    assert "predicted" not in evidence


@pytest.mark.parametrize(("test", "right"), [("true", True), ("false", False)])
def test_the_command_for_other_projects(tmp_path: Path, test: str, right: bool) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\nproject(p LANGUAGES NONE)\nenable_testing()\n"
        f'add_test(NAME t COMMAND "${{CMAKE_COMMAND}}" -E {test})\n'
    )
    ran = run_step(COMMAND, tmp_path, COMMAND=INPUTS["command"]["default"], SETUP="")
    assert (ran.returncode == 0) == right, ran.stdout


# -- The table -----------------------------------------------------------------------------


@pytest.fixture
def downloaded(tmp_path: Path, build: Path) -> Path:
    """The directory of the last job, with the reports of two systems."""
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    for name in ("debian-12", "fedora"):
        directory = tmp_path / "matrix/reports" / name
        directory.mkdir(parents=True)
        shutil.copy(build / "anonshm-report.json", directory)
    return tmp_path


def test_the_table(downloaded: Path) -> None:
    pytest.importorskip("jinja2")
    summary = downloaded / "summary"
    ran = run_step(
        step(TABLE, "Merge the reports"),
        downloaded,
        GITHUB_STEP_SUMMARY=str(summary),
        FILES="https://git.example/o/p/blob/0123",
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    )
    assert ran.returncode == 0, ran.stderr
    matrix = downloaded / "matrix"
    assert summary.read_text() == (matrix / "matrix.md").read_text()
    names = list(json.loads((matrix / "matrix.json").read_text())["platforms"])
    assert names == ["debian-12", "fedora"]
    page = (matrix / "index.html").read_text()
    assert all(f'href="reports/{name}/anonshm-report.json"' in page for name in names)
    assert 'href="https://git.example/o/p/blob/0123/probes/catalogue.cmake#L' in page


def test_the_page_and_what_it_links_to_are_published() -> None:
    (upload,) = (s["with"] for s in TABLE["steps"] if "upload-artifact" in s.get("uses", ""))
    (download,) = (
        s["with"] for s in TABLE["steps"] if "download-artifact" in s.get("uses", "")
    )
    assert Path(download["path"]).parent == Path(upload["path"])


def test_a_wrong_prediction_fails_with_the_line(downloaded: Path) -> None:
    script = step(TABLE, "Compare the predictions with what ran")
    summary = downloaded / "summary"
    assert run_step(script, downloaded, GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    file = downloaded / "matrix/reports/fedora/anonshm-report.json"
    report = json.loads(file.read_text())
    report["facts"]["shm_name_dots"]["value"] = "EPERM"
    file.write_text(json.dumps(report))
    ran = run_step(script, downloaded, GITHUB_STEP_SUMMARY=str(summary))
    assert ran.returncode != 0
    assert "should be shm_name_dots EPERM (ran on fedora)" in summary.read_text()


@pytest.mark.parametrize(
    ("results", "right"),
    [
        ("success success", True),
        ("success skipped", False),
        ("failure success", False),
        ("cancelled skipped", False),
    ],
)
def test_all_jobs_have_to_succeed(tmp_path: Path, results: str, right: bool) -> None:
    done = WORKFLOWS["platforms.yml"]["jobs"]["done"]
    assert {*done["needs"], "done"} == set(WORKFLOWS["platforms.yml"]["jobs"])
    ran = run_step(done["steps"][0]["run"], tmp_path, RESULTS=results)
    assert (ran.returncode == 0) == right


# -- Android -------------------------------------------------------------------------------


@pytest.fixture
def device(tmp_path: Path) -> dict[str, str]:
    """A device that is a directory of this machine."""
    path = fake(
        tmp_path / "bin",
        "adb",
        f"""
        there() {{ printf '%s' "$1" | sed 's,/data/local/tmp,{tmp_path},g'; }}
        case $1 in
        push) cp "$2" "$(there "$3")" ;;
        shell) sh -c "$(there "$2")" ;;
        esac""",
    )
    return {**os.environ, "PATH": path}


def test_a_program_runs_on_the_device(tmp_path: Path, device: dict[str, str]) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\nprintf "<%s>" "$@"; cat "$4"; pwd; exit 7\n')
    (tmp_path / "file").write_text("what is in it\n")
    ran = subprocess.run(
        [GITHUB / "android/run", program, "two words", "it's", "$HOME", tmp_path / "file"],
        env=device,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 7, ran.stderr
    printed, directory = ran.stdout.splitlines()
    assert printed == f"<two words><it's><$HOME><{directory}/file>what is in it"
    assert not Path(directory).exists()


@pytest.mark.parametrize(("fails", "right"), [(0, True), (2, True), (3, False)])
def test_an_emulator_is_started(tmp_path: Path, fails: int, right: bool) -> None:
    sdk = tmp_path / "sdk"
    tools = sdk / "cmdline-tools/latest/bin"
    tools.mkdir(parents=True)
    fake(tools, "sdkmanager", f'echo "$@" >>requested; [ "$(wc -l <requested)" -gt {fails} ]')
    fake(tools, "avdmanager", "read answer && [ $answer = no ]")
    fake(sdk / "emulator", "emulator", 'echo "$@"')
    fake(
        sdk / "platform-tools",
        "adb",
        """
        case $1 in
        wait-for-device) until [ -s emulator.log ]; do /bin/sleep 0.1; done ;;
        shell) echo boot >>boot; [ "$(wc -l <boot)" -lt 3 ] || printf '1\\r\\n' ;;
        esac""",
    )
    fake(tmp_path / "bin", "sleep", "exit 0")
    path = fake(tmp_path / "bin", "sudo", "[ \"$*\" = 'chmod a+rw /dev/kvm' ]")
    ran = subprocess.run(
        [GITHUB / "android/start", "30"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, "ANDROID_HOME": str(sdk)},
    )
    assert (ran.returncode == 0) == right, ran.stderr
    assert "system-images;android-30;google_apis;x86_64" in (tmp_path / "requested").read_text()
    assert not right or "-avd anonshm -no-window" in (tmp_path / "emulator.log").read_text()
