"""The scripts that start on a bare machine: shells, package managers, mistakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
SHELLS = ["dash", "bash --posix", "busybox sh", "mksh", "ksh"]
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"


def run(*command, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        **options,
    )


def done(*command, **options) -> str:
    """The standard output of a command that has to succeed."""
    result = run(*command, **options)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


# ---- every shell ----


@pytest.fixture(params=SHELLS)
def shell(request) -> list[str]:
    words = request.param.split()
    if not shutil.which(words[0]):
        pytest.skip(f"no {words[0]} here")
    return words


@pytest.mark.parametrize("script", ["probe", "test"])
def test_help_is_the_same_in_every_shell(shell, script):
    text = done(*shell, SCRIPTS / script, "--help")
    assert text.startswith(f"usage: scripts/{script} ")
    assert text == done("sh", SCRIPTS / script, "--help")


def test_shellcheck_finds_nothing():
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("no shellcheck from PyPI for this system")
    scripts = [SCRIPTS / name for name in ("support/setup.sh", "probe", "test")] + [
        ROOT / ".ci/run"
    ]
    done(shellcheck, "--external-sources", "--shell=sh", *scripts, cwd=ROOT)


# ---- mistakes ----


@pytest.mark.parametrize(
    ("script", "arguments", "hint"),
    [
        ("probe", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("probe", ["build"], "unknown argument: build"),
        ("probe", ["--format", "xml"], "unknown format: xml (there are text,"),
        ("probe", ["--format"], "--format wants a value"),
        ("probe", ["--output", ""], "--output wants a value"),
        ("probe", ["--toolchain", "no/such.cmake"], "no such toolchain file: no/such.cmake"),
        ("test", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("test", ["--jobs", "many"], "not a number of jobs: many"),
        ("test", ["--jobs", "0"], "not a number of jobs: 0"),
        ("test", ["--label"], "--label wants a value"),
    ],
)
def test_usage_error(tmp_path, script, arguments, hint):
    result = run(SCRIPTS / script, *arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"scripts/{script}: {hint}")
    assert f"\nusage: scripts/{script} " in result.stderr
    assert not list(tmp_path.iterdir())


def foreign_file(place: Path) -> None:
    place.write_text("precious")


def foreign_folder(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("precious")


def foreign_build(place: Path) -> None:
    place.mkdir()
    (place / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={place}\n")


@pytest.mark.parametrize("script", ["probe", "test"])
@pytest.mark.parametrize("occupy", [foreign_file, foreign_folder, foreign_build])
def test_output_that_is_something_else_is_left_alone(tmp_path, script, occupy):
    occupy(tmp_path / "place")
    before = tree(tmp_path)
    result = run(SCRIPTS / script, "--output", "place", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"{tmp_path}/place" in result.stderr
    assert "name another --output" in result.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize("sign", ['"', "#", ";", "|", "<", ">", "\\", "${"])
def test_output_that_cmake_would_misread_is_refused(tmp_path, sign):
    result = run(SCRIPTS / "probe", "--output", f"a{sign}b", cwd=tmp_path)
    assert result.returncode == 1
    assert f"{tmp_path}/a{sign}b, for one of" in result.stderr
    assert not list(tmp_path.iterdir())


def test_output_cannot_be_the_checkout():
    result = run(SCRIPTS / "probe", "--output", ROOT)
    assert result.returncode == 1
    assert "name another --output" in result.stderr


def test_output_of_another_toolchain_is_left_alone(tmp_path):
    cache = tmp_path / "CMakeCache.txt"
    cache.write_text(
        f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}\nCMAKE_TOOLCHAIN_FILE:FILEPATH=/arm.cmake\n"
    )
    before = tree(tmp_path)
    result = run(SCRIPTS / "probe", "--output", tmp_path)
    assert result.returncode == 1
    assert "was made with /arm.cmake; name another --output" in result.stderr
    assert tree(tmp_path) == before


# ---- package managers, on a machine of which only the utilities are real ----

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


def machine(folder: Path, *fakes: str, **properties) -> dict[str, str]:
    """The environment of a machine that has the utilities and these fakes only."""
    (folder / "bin").mkdir(parents=True)
    for name in UTILITIES.split():
        (folder / "bin" / name).symlink_to(shutil.which(name, path=PLAIN_PATH))
    (folder / "bin/fake").write_text(FAKE)
    (folder / "bin/fake").chmod(0o755)
    for name in ("id", "uname", *fakes):
        (folder / "bin" / name).symlink_to("fake")
    (folder / "calls").touch()
    defaults = {"system": "Linux", "uid": 0, "sudoer": "", "mirror": "", "cmake": "99.0"}
    return {"PATH": str(folder / "bin"), "MACHINE": str(folder)} | {
        f"MACHINE_{key.upper()}": str(value) for key, value in (defaults | properties).items()
    }


def start(script: str, environment: dict[str, str], *arguments: str, shell: str = "sh"):
    words = shell.split()
    return run(
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


# What a person would type as root to get all that scripts/test needs.
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


def bare_machine(folder: Path, manager: str, *more: str, **properties) -> dict[str, str]:
    system = MANAGERS[manager][0]
    base = ["c++"] if system in COMPILER_IN_BASE else []
    return machine(folder, manager, *base, *more, system=system, **properties)


def test_missing_tools_are_installed(tmp_path, manager):
    uid = 501 if manager == "brew" else 0
    mirror = "c++ cmake ninja python3"
    environment = bare_machine(tmp_path, manager, uid=uid, mirror=mirror)
    result = start("test", environment)
    assert calls(environment, manager) == MANAGERS[manager][1].split(" && ")
    assert "making" in result.stderr, "it did not go on with the tools it has now"


def test_without_permission_the_command_is_told(tmp_path, manager):
    uid = 0 if manager == "brew" else 1000
    environment = bare_machine(tmp_path, manager, uid=uid)
    result = start("test", environment)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].strip() == MANAGERS[manager][1]
    assert calls(environment, manager) == []


def test_sudo_is_used_where_it_asks_nothing(tmp_path):
    environment = bare_machine(
        tmp_path, "apt-get", "sudo", "cmake", "ninja", uid=1000, sudoer="yes", mirror="c++"
    )
    start("probe", environment)
    assert calls(environment, "apt-get") == [
        "apt-get update",
        "apt-get install -y --no-install-recommends g++",
    ]
    assert len(calls(environment, "sudo")) == 3


def test_sudo_that_wants_a_password_is_left_to_the_person(tmp_path):
    environment = bare_machine(tmp_path, "apk", "sudo", "c++", "cmake", uid=1000)
    result = start("probe", environment)
    assert result.returncode == 1
    assert result.stderr.endswith("\n    sudo apk add --update-cache samurai\n")
    assert calls(environment, "apk") == []


def test_manager_that_installs_nothing_does_not_pass(tmp_path):
    environment = bare_machine(tmp_path, "dnf", "cmake", "make", mirror="")
    result = start("probe", environment)
    assert result.returncode == 1
    assert result.stderr.endswith("still missing:\n  a C++17 compiler\n")


@pytest.mark.parametrize("uid", [0, 1000])
def test_extras_are_installed_if_possible(tmp_path, uid):
    environment = bare_machine(tmp_path, "apt-get", "c++", "cmake", "ninja", "python3", uid=uid)
    result = start("test", environment, "--install")
    command = "apt-get install -y --no-install-recommends git make mksh pkgconf busybox strace"
    assert (command in calls(environment, "apt-get")) == (uid == 0)
    assert command in result.stderr
    assert "going on without" in result.stderr
    assert "making" in result.stderr


@pytest.mark.parametrize(
    ("program", "system"), [(None, "Linux"), ("pkg", "SunOS"), ("pkg_add", "NetBSD")]
)
def test_without_a_known_manager_the_needs_are_told(tmp_path, program, system):
    environment = machine(tmp_path, *filter(None, [program]), system=system)
    result = start("test", environment)
    assert result.returncode == 1
    assert result.stderr.endswith(
        "found no package manager; please install\n  a C++17 compiler\n  CMake\n"
        "  Ninja or make\n  Python 3.9 or newer, with venv\n"
    )


def test_base_system_without_its_compiler(tmp_path):
    environment = machine(tmp_path, "pkg_add", system="OpenBSD")
    result = start("probe", environment)
    assert result.returncode == 1
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


def test_every_shell_installs(tmp_path, shell):
    environment = bare_machine(tmp_path, "apt-get", mirror="c++ cmake ninja")
    result = start("probe", environment, shell=" ".join(shell))
    assert len(calls(environment, "apt-get")) == 2
    assert "failed: cmake -S" in result.stderr


# ---- scripts/test and .ci/run, on a checkout that has three tests and nothing to build ----

SMALL_PROJECT = """
cmake_minimum_required(VERSION 3.20)
project(small LANGUAGES NONE)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
enable_testing()
foreach(name good bad part)
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -m pytest -rs
    ${CMAKE_SOURCE_DIR}/tests/${name}.py)
  set_tests_properties(${name} PROPERTIES LABELS ${name})
endforeach()
"""
SMALL_TESTS = {
    "good": "def test_good(): pass",
    "bad": "def test_bad(): assert False, 'so it goes'",
    "part": """
import pytest
@pytest.mark.parametrize("n", range(3))
def test_part(n): pytest.skip("no frobnicator: see /dev/frob")
def test_other(): pytest.skip("another reason")
""",
}


@pytest.fixture
def small(tmp_path) -> Path:
    """A checkout of the scripts alone, with an environment that needs no network."""
    for name in ("scripts", ".ci"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "CMakeLists.txt").write_text(SMALL_PROJECT)
    (tmp_path / "tests").mkdir()
    for name, text in SMALL_TESTS.items():
        (tmp_path / f"tests/{name}.py").write_text(text)
    for requirements in ("tests/requirements.txt", "build/venv/requirements.txt"):
        (tmp_path / requirements).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / requirements).write_text("pytest\n")
    (tmp_path / "build/anonshm-setup.log").touch()
    (tmp_path / "build/venv/bin").mkdir()
    python = tmp_path / "build/venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("labels", "status", "closing"),
    [
        ([], 8, "67% tests passed, 1 tests failed out of 3"),
        (["good"], 0, "100% tests passed, 0 tests failed out of 1"),
        (["good", "part"], 0, "100% tests passed, 0 tests failed out of 2"),
        (["bad"], 8, "0% tests passed, 1 tests failed out of 1"),
    ],
)
def test_status_and_closing_line_are_those_of_ctest(small, labels, status, closing):
    options = [word for label in labels for word in ("--label", label)]
    result = run(small / "scripts/test", "--jobs", 2, *options)
    assert closing in result.stdout.splitlines()
    assert result.returncode == status
    assert ("so it goes" in result.stdout) == (status != 0)


def test_skips_are_counted_by_reason(small):
    closing = done(small / "scripts/test", "--label", "part").split("\n\n")[-1]
    assert sorted(closing.splitlines()) == [
        "     1  another reason",
        "     3  no frobnicator: see /dev/frob",
        "4 skipped:",
    ]


def test_no_test_is_no_success(small):
    result = run(small / "scripts/test", "--label", "goo")
    assert result.returncode != 0
    assert "No tests were found" in result.stdout + result.stderr


def test_changed_requirements_are_installed(small):
    requirements = small / "tests/requirements.txt"
    requirements.write_text("--find-links nowhere\n--no-index\nno-such-package==1\n")
    result = run(small / "scripts/test")
    assert result.returncode == 1
    assert "no-such-package" in result.stderr


@pytest.mark.parametrize("status", [0, 8])
def test_ci_runs_the_tests_and_passes_the_status_on(small, status):
    script = small / "scripts/test"
    script.write_text(f'#!/bin/sh\necho "$PWD $*"\nexit {status}\n')
    result = run("bash", small / ".ci/run", cwd="/")
    assert result.stdout == f"{small} --install\n"
    assert result.returncode == status


# ---- for real ----

OUTPUTS = ["anonshm-report.json", "anonshm_config.h", "libanonshm.a", "anonshm"]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A build folder with a difficult name, made with nothing in the environment. The quote is
    left to the clone below: ninja 1.11 reads no dependencies past one, and builds again."""
    folder = tmp_path_factory.mktemp("probe") / "the größe of $HOME"
    text = done("env", "-i", SCRIPTS / "probe", "--output", folder)
    assert "memfd_create" in text
    assert "\033" not in text
    return folder


@pytest.mark.slow
def test_probe_makes_what_it_promises(built):
    for name in OUTPUTS:
        assert (built / name).stat().st_size > 0
    assert any((built / f"libanonshm.{suffix}").exists() for suffix in ("so", "dylib"))


@pytest.mark.slow
def test_json_on_standard_output_is_the_report_file(built):
    text = done(SCRIPTS / "probe", "--output", built, "--format", "json")
    assert json.loads(text)["schema"] == "anonshm-report/1"
    assert text == (built / "anonshm-report.json").read_text()


@pytest.mark.slow
def test_markdown(built):
    assert "\n|" in done(SCRIPTS / "probe", "--output", built, "--format", "markdown")


@pytest.mark.slow
def test_second_run_builds_nothing(built):
    library = built / "libanonshm.a"
    before = library.stat().st_mtime_ns
    done(SCRIPTS / "probe", "--output", built)
    assert library.stat().st_mtime_ns == before
    assert "Building" not in (built / "anonshm-setup.log").read_text()


@pytest.mark.slow
def test_probe_through_a_symbolic_link_from_elsewhere(built, tmp_path):
    (tmp_path / "link").symlink_to(SCRIPTS / "probe")
    (tmp_path / "link to link").symlink_to("link")
    relative = Path(os.path.relpath(built, tmp_path))
    done("./link to link", "--output", relative, cwd=tmp_path)


def toolchain(folder: Path, *lines: str) -> Path:
    """The compiler of this machine, as if for another."""
    file = folder / "toolchain.cmake"
    file.write_text("\n".join(["set(CMAKE_SYSTEM_NAME Linux)", *lines]))
    return file


@pytest.mark.slow
def test_target_under_an_emulator_is_asked_live(tmp_path):
    file = toolchain(tmp_path, "set(CMAKE_CROSSCOMPILING_EMULATOR env ANONSHM_TEST=1)")
    command = [SCRIPTS / "probe", "--toolchain", file, "--output", tmp_path / "out"]
    facts = json.loads(done(*command, "--format", "json"))["facts"]
    assert "emulated" in {fact["evidence"] for fact in facts.values()}
    assert "ran" not in {fact["evidence"] for fact in facts.values()}


@pytest.mark.slow
def test_target_that_cannot_run_gets_the_report_of_the_configure(tmp_path):
    file = toolchain(tmp_path)
    command = [SCRIPTS / "probe", "--toolchain", file, "--output", tmp_path / "out"]
    report = json.loads(done(*command, "--format", "json"))
    assert not (tmp_path / "out/host").exists(), "built a second program for nothing"
    evidence = {fact["evidence"] for fact in report["facts"].values()}
    assert not evidence & {"ran", "emulated"}
    assert "memfd_create" in done(*command)


def clone_into(folder: Path) -> Path:
    """A fresh clone of what is committed."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    done("git", "clone", "--quiet", ROOT, folder)
    return folder


@pytest.mark.slow
@pytest.mark.timeout(1200)  # builds everything once more, beside all the other tests
def test_readme_commands_in_a_fresh_clone(tmp_path):
    clone = clone_into(tmp_path / "a 'fresh' clone")
    (tmp_path / "t").mkdir()
    # What CTest said is meant for this build, not for the clone's.
    ours = ("ANONSHM_", "CMAKE_", "CTEST_", "PYTEST_", "PYTHON")
    environment = {name: os.environ[name] for name in os.environ if not name.startswith(ours)}
    environment["TMPDIR"] = str(tmp_path / "t")
    assert "memfd_create" in done("scripts/probe", cwd=clone, env=environment)
    closing = done("scripts/test", "--label", "smoke", cwd=clone, env=environment)
    assert "100% tests passed" in closing
    assert done("git", "status", "--porcelain", cwd=clone) == ""
    assert not list((tmp_path / "t").iterdir())


@pytest.mark.slow
def test_anybody_may_probe():
    if os.geteuid() != 0:
        pytest.skip("not root: the other tests show it")
    nobody = 65534
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        clone = clone_into(Path(folder, "clone"))
        for path in [clone, *clone.rglob("*")]:
            os.chown(path, nobody, nobody, follow_symlinks=False)
        identity = {"user": nobody, "group": nobody, "extra_groups": []}
        done("env", "-i", "scripts/probe", cwd=clone, **identity)
        assert (clone / "build/anonshm-report.json").stat().st_uid == nobody
