# SPDX-License-Identifier: MIT
"""The prerequisites that scripts/support/setup.sh installs, on a machine of which only the
utilities are real."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.scripts import PLAIN_PATH, SCRIPTS, SHELLS, run_script, words_of

UTILITIES = """
    [ awk basename cat cp dirname echo env getconf grep ls mkdir printf readlink rm sed sh true
"""

# Writes down how it was called. A package manager installs by linking what the mirror offers.
FAKE = """#!/bin/sh
echo "${0##*/} $*" >>"$MACHINE/calls"
case ${0##*/} in
id) echo "$MACHINE_UID" ;;
uname) echo "$MACHINE_SYSTEM" ;;
sudo) [ "$1" = -n ] && [ -n "$MACHINE_SUDOER" ] && shift && exec "$@" ;;
cmake) echo "cmake version $MACHINE_CMAKE"; [ "$1" = --version ] ;;
python3 | c++) ;;
*) for tool in $MACHINE_MIRROR; do /bin/ln -sf fake "$MACHINE/bin/$tool"; done ;;
esac
"""


def machine(directory: Path, *fakes: str, **properties) -> dict[str, str]:
    """The environment of a machine that has the utilities and these fakes only."""
    (directory / "bin").mkdir(parents=True)
    for name in UTILITIES.split():
        (directory / "bin" / name).symlink_to(shutil.which(name, path=PLAIN_PATH))
    (directory / "bin/fake").write_text(FAKE)
    (directory / "bin/fake").chmod(0o755)
    for name in ("id", "uname", *fakes):
        (directory / "bin" / name).symlink_to("fake")
    (directory / "calls").touch()
    defaults = {"system": "Linux", "uid": 0, "sudoer": "", "mirror": "", "cmake": "99.0"}
    return {"PATH": str(directory / "bin"), "MACHINE": str(directory)} | {
        f"MACHINE_{key.upper()}": str(value) for key, value in (defaults | properties).items()
    }


def start(script: str, environment: dict[str, str], *arguments: str, shell: str = "sh"):
    words = shell.split()
    return run_script(
        shutil.which(words[0], path=PLAIN_PATH),
        *words[1:],
        SCRIPTS / script,
        "--output",
        f"{environment['MACHINE']}/build",
        *arguments,
        env=environment,
    )


def calls(environment: dict[str, str], *programs: str) -> list[str]:
    lines = Path(environment["MACHINE"], "calls").read_text().splitlines()
    return [line for line in lines if line.split()[0] in programs]


# What root would type to get all that scripts/test needs.
MANAGERS = {
    "apt-get": (
        "Linux",
        "apt-get update && apt-get install -y --no-install-recommends "
        "g++ cmake ninja-build python3-venv",
    ),
    "apk": ("Linux", "apk add --update-cache build-base cmake samurai python3"),
    "dnf": ("Linux", "dnf install -y gcc-c++ cmake ninja-build python3"),
    "pacman": ("Linux", "pacman -Sy --noconfirm --needed gcc cmake ninja python"),
    "zypper": ("Linux", "zypper --non-interactive install gcc-c++ cmake ninja python311"),
    "brew": ("Darwin", "brew install gcc cmake ninja python"),
    "pkg": ("FreeBSD", "pkg install -y gcc cmake ninja python3"),
    "pkgin": ("NetBSD", "pkgin update && pkgin -y install cmake ninja-build python312"),
    "pkg_add": ("OpenBSD", "pkg_add -I cmake ninja python%3"),
}
COMPILER_IN_BASE = ("NetBSD", "OpenBSD")


@pytest.fixture(params=MANAGERS)
def manager(request) -> str:
    return request.param


def bare_machine(directory: Path, manager: str, *more: str, **properties) -> dict[str, str]:
    system = MANAGERS[manager][0]
    base = ["c++"] if system in COMPILER_IN_BASE else []
    return machine(directory, manager, *base, *more, system=system, **properties)


def test_missing_tools_are_installed(tmp_path, manager):
    uid = 501 if manager == "brew" else 0
    mirror = "c++ cmake ninja python3"
    environment = bare_machine(tmp_path, manager, uid=uid, mirror=mirror)
    result = start("test", environment)
    assert calls(environment, manager) == MANAGERS[manager][1].split(" && ")
    assert "making" in result.stderr, "it did not go on with the tools it has now"


def test_without_permission_the_command_is_printed(tmp_path, manager):
    uid = 0 if manager == "brew" else 1000
    environment = bare_machine(tmp_path, manager, uid=uid)
    result = start("test", environment)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.splitlines()[-1].strip() == MANAGERS[manager][1]
    assert calls(environment, manager) == []


def test_sudo_is_used_where_it_needs_no_password(tmp_path):
    environment = bare_machine(
        tmp_path, "apt-get", "sudo", "cmake", "ninja", uid=1000, sudoer="yes", mirror="c++"
    )
    start("probe", environment)
    assert calls(environment, "apt-get") == [
        "apt-get update",
        "apt-get install -y --no-install-recommends g++",
    ]
    assert len(calls(environment, "sudo")) == 3


def test_sudo_that_needs_a_password_is_not_used(tmp_path):
    environment = bare_machine(tmp_path, "apk", "sudo", "c++", "cmake", uid=1000)
    result = start("probe", environment)
    assert result.returncode == 3
    assert result.stderr.endswith("\n    sudo apk add --update-cache samurai\n")
    assert calls(environment, "apk") == []


def test_manager_that_installs_nothing_does_not_pass(tmp_path):
    environment = bare_machine(tmp_path, "dnf", "cmake", "make", mirror="")
    result = start("probe", environment)
    assert result.returncode == 3
    assert result.stderr.endswith("still missing:\n  a C++17 compiler\n")


@pytest.mark.parametrize("uid", [0, 1000])
def test_extras_are_installed_if_possible(tmp_path, uid):
    environment = bare_machine(tmp_path, "apt-get", "c++", "cmake", "ninja", "python3", uid=uid)
    result = start("test", environment, "--install")
    packages = "autoconf git make mksh pkgconf busybox strace"
    command = f"apt-get install -y --no-install-recommends {packages}"
    assert (command in calls(environment, "apt-get")) == (uid == 0)
    assert command in result.stderr
    assert "going on without" in result.stderr
    assert "making" in result.stderr


@pytest.mark.parametrize(
    ("program", "system"), [(None, "Linux"), ("pkg", "SunOS"), ("pkg_add", "NetBSD")]
)
def test_without_a_known_manager_the_prerequisites_are_printed(tmp_path, program, system):
    environment = machine(tmp_path, *filter(None, [program]), system=system)
    result = start("test", environment)
    assert result.returncode == 3
    assert result.stderr.endswith(
        "found no package manager; please install\n  a C++17 compiler\n  CMake\n"
        "  Ninja or make\n  Python 3.9 or newer, with venv\n"
    )


def test_base_system_without_its_compiler(tmp_path):
    environment = machine(tmp_path, "pkg_add", system="OpenBSD")
    result = start("probe", environment)
    assert result.returncode == 3
    assert "please install the base system's" in result.stderr


def test_python_without_ensurepip_is_not_enough(tmp_path):
    environment = machine(tmp_path, "apt-get", "c++", "cmake", "ninja", uid=1000)
    half = tmp_path / "bin/python3"
    half.write_text("#!/bin/sh\nexit 1\n")
    half.chmod(0o755)
    result = start("test", environment)
    assert result.stderr.endswith("install -y --no-install-recommends python3-venv\n")


def test_old_cmake_is_replaced_by_one_from_pypi(tmp_path):
    environment = machine(tmp_path, "c++", "cmake", "ninja", cmake="3.18.4")
    python = tmp_path / "bin/python3"
    python.write_text(
        """#!/bin/sh
        echo "python $*" >>"$MACHINE/calls"
        case $* in
        "-m venv --clear "*) /bin/mkdir -p "$4/bin"; /bin/cp "$0" "$4/bin/python" ;;
        "-m pip install "*) echo 'echo new cmake; exit 1' >"${0%/*}/cmake"
            /bin/chmod +x "${0%/*}/cmake" ;;
        esac
        """
    )
    python.chmod(0o755)
    result = start("probe", environment)
    assert "cmake version 3.18.4 is too old" in result.stderr
    assert "new cmake" in result.stderr
    requirements = tmp_path / "build/tools/requirements.txt"
    assert requirements.read_text().startswith("cmake==")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_installs(tmp_path, shell):
    environment = bare_machine(tmp_path, "apt-get", mirror="c++ cmake ninja")
    result = start("probe", environment, shell=" ".join(words_of(shell)))
    assert len(calls(environment, "apt-get")) == 2
    assert "failed: cmake -S" in result.stderr
