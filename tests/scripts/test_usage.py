# SPDX-License-Identifier: MIT
"""The command lines of the scripts: the same manners everywhere, and what each refuses."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from command_line import wants_color
from support.paths import ROOT
from support.scripts import SCRIPTS, SHELLS, output_of, run_script, tree, words_of


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("script", ["probe", "test"])
def test_help_is_the_same_in_every_shell(shell, script):
    text = output_of(*words_of(shell), SCRIPTS / script, "--help")
    assert text.startswith(f"usage: scripts/{script} ")
    assert text == output_of("sh", SCRIPTS / script, "--help")


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    """A checkout of what --list reads."""
    checkout = tmp_path / "checkout"
    for name in ("scripts", "cmake", "probes"):
        shutil.copytree(ROOT / name, checkout / name)
    (checkout / "tests").mkdir()
    shutil.copy(ROOT / "tests/platforms.toml", checkout / "tests")
    return checkout


ANSWERS = {
    "matrix --help": "usage: scripts/matrix ",
    "matrix --list --help": "usage: scripts/matrix ",
    "matrix --list": "target ",
    "matrix --only web --list": "target ",
    "matrix --list --only=web": "target ",
    "matrix --list --": "target ",
}
# Every one; none of them installs anything before it has read its arguments.
NAMES = sorted(path.name for path in SCRIPTS.iterdir() if path.is_file())
for name in NAMES:
    for option in ("-h", "--help"):
        ANSWERS[f"{name} {option}"] = f"usage: scripts/{name}"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="this Python reads no TOML")
@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_installs_and_writes_nothing(untouched: Path, command: str) -> None:
    before = sorted(untouched.rglob("*"))
    script, *arguments = command.split()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    text = output_of(untouched / "scripts" / script, *arguments, env=environment)
    assert text.startswith(ANSWERS[command])
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize("name", NAMES)
def test_the_help_says_what_the_exit_status_means(name: str) -> None:
    text = output_of(SCRIPTS / name, "--help")
    assert text == output_of(SCRIPTS / name, "-h")
    assert re.search(r"(?i)exit status: 0 .* 2 wrong usage", " ".join(text.split()))


# Each with what it has to say, and nothing is written or installed.
MISTAKES = {
    "probe --ouput x": "unknown argument: --ouput; did you mean --output?",
    "probe --out=x": "unknown argument: --out=x; did you mean --output?",
    "probe --format jsno": "did you mean json?",
    "probe --static=yes": "--static takes no value",
    "probe --output=": "--output needs a value",
    "probe -- build": "unknown argument: build",
    "probe -": "unknown argument: -",
    "probe --color=red": "unknown color: red (there are auto, always, never)",
    "test --lable smoke": "unknown argument: --lable; did you mean --label?",
    "test --color=autto": "did you mean auto?",
    "test --jobs=0": "not a number of jobs: 0",
    "matrix --olny web": "unrecognized arguments: --olny; did you mean --only?",
    "matrix --only linux-amr64": "did you mean linux-arm64?",
    "matrix --jobs=-1": "'-1' is not a number: at least 1",
    "lint --biuld x": "unrecognized arguments: --biuld; did you mean --build?",
    "lint --only rufff": "there is no 'rufff'",
    "bench": "arguments are required: benchmark",
    "bench pass --rouds=5": "unrecognized arguments: --rouds=5; did you mean --rounds?",
    "bench lbrary": "did you mean library?",
    "bench pass --rounds=1": "'1' is not a number: at least 2, so that there is a spread",
    "bench pass --plot=no/such/file.svg": "no directory for no/such/file.svg",
    "amalgamate --hlep": "unrecognized arguments: --hlep; did you mean --help?",
    "docs --ouput x": "unknown argument: --ouput; did you mean --output?",
    "facts-from-cmake --compelte x": "--compelte; did you mean --complete?",
    "report-matrix --outptu x": "unrecognized arguments: --outptu; did you mean --output?",
}


def test_each_script_is_in_the_table() -> None:
    assert {command.split()[0] for command in MISTAKES} == {*NAMES}, (
        "a script of scripts/ has no row in MISTAKES: add one"
    )


@pytest.mark.skipif(sys.version_info < (3, 11), reason="this Python reads no TOML")
@pytest.mark.parametrize("command", MISTAKES)
def test_a_mistake_is_named_and_nothing_is_written(untouched: Path, command: str) -> None:
    before = sorted(untouched.rglob("*"))
    script, *arguments = command.split()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ran = run_script(untouched / "scripts" / script, *arguments, env=environment, cwd=untouched)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert MISTAKES[command] in ran.stderr
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize("shell", SHELLS)
def test_a_guess_is_the_same_in_every_shell(shell: str) -> None:
    ran = run_script(*words_of(shell), SCRIPTS / "probe", "--formt=json")
    assert "unknown argument: --formt=json; did you mean --format?\n" in ran.stderr


def test_what_follows_two_dashes_is_no_option(tmp_path: Path) -> None:
    output_of(SCRIPTS / "amalgamate", "--", "--odd", cwd=tmp_path)
    assert (tmp_path / "--odd/anonshm.h").exists()


def test_where_it_cannot_write_it_says_so() -> None:
    ran = run_script(SCRIPTS / "amalgamate", "/dev/null/x")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == ("scripts/amalgamate: cannot write /dev/null/x: Not a directory\n")


# https://no-color.org, https://bixense.com/clicolors
@pytest.mark.parametrize(
    ("when", "variables", "terminal", "wanted"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"CLICOLOR_FORCE": "1"}, True, False),
    ],
)
def test_colour_is_decided_by_the_option_then_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, when: str, variables: dict, terminal: bool, wanted: bool
) -> None:
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    assert wants_color(when, Stream()) == wanted


@pytest.mark.parametrize(
    ("when", "set_ones"),
    [("always", ["CLICOLOR_FORCE=1"]), ("never", ["NO_COLOR=1"]), ("auto", ["NO_COLOR=0"])],
)
def test_the_option_of_a_shell_script_reaches_the_programs(
    when: str, set_ones: list[str]
) -> None:
    program = 'script=$1; . scripts/support/setup.sh; set_color "$2"; env'
    environment = {"PATH": os.environ["PATH"], "NO_COLOR": "0"}
    command = ["sh", "-euc", program, "sh", SCRIPTS / "probe", when]
    shown = output_of(*command, cwd=ROOT, env=environment)
    assert [line for line in shown.splitlines() if "COLOR" in line] == set_ones


@pytest.mark.parametrize("command", ["matrix --list", "matrix --help", "lint --help"])
def test_without_a_python_it_installs_none(
    untouched: Path, tmp_path: Path, command: str
) -> None:
    before = sorted(untouched.rglob("*"))
    script, *arguments = command.split()
    few = tmp_path / "few"
    few.mkdir()
    for name in ("sh", "dirname", "basename", "env", "grep", "sed"):
        (few / name).symlink_to(str(shutil.which(name)))
    ran = run_script(untouched / "scripts" / script, *arguments, env={"PATH": str(few)})
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "without installing anything this needs Python" in ran.stderr
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["--jobs", "0"], "argument --jobs: '0' is not a number: at least 1"),
        (["--list", "--install"], "argument --install: not allowed with argument --list"),
        (["--only", "plan9"], "no such target: plan9"),
        (["--only", "wasi", "--output", "/dev/null/x"], "cannot write in /dev/null/x"),
    ],
)
def test_usage_error_of_the_matrix(arguments: list[str], hint: str) -> None:
    ran = run_script(sys.executable, SCRIPTS / "support/matrix", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert hint in ran.stderr


def test_shellcheck_finds_nothing():
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("no shellcheck from PyPI for this system")
    names = ("support/setup.sh", "probe", "test", "matrix", "lint")
    scripts = [SCRIPTS / name for name in names] + [ROOT / ".ci/run"]
    output_of(shellcheck, "--external-sources", "--shell=sh", *scripts, cwd=ROOT)


# -- Mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "arguments", "hint"),
    [
        ("probe", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("probe", ["build"], "unknown argument: build"),
        ("probe", ["--format", "xml"], "unknown format: xml (there are text,"),
        ("probe", ["--format", "text json"], "unknown format: text json (there are text,"),
        ("probe", ["--static", "--toolchain", "x.cmake"], "--static chooses its own toolchain"),
        ("probe", ["--format"], "--format needs a value"),
        ("probe", ["--output", ""], "--output needs a value"),
        ("probe", ["--toolchain", "no/such.cmake"], "no such toolchain file: no/such.cmake"),
        ("test", ["--frobnicate"], "unknown argument: --frobnicate"),
        ("test", ["--jobs", "many"], "not a number of jobs: many"),
        ("test", ["--jobs", "0"], "not a number of jobs: 0"),
        ("test", ["--label"], "--label needs a value"),
    ],
)
def test_usage_error(tmp_path, script, arguments, hint):
    result = run_script(SCRIPTS / script, *arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"scripts/{script}: {hint}")
    assert f"\nusage: scripts/{script} " in result.stderr
    assert not list(tmp_path.iterdir())


def foreign_file(place: Path) -> None:
    place.write_text("precious")


def foreign_directory(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("precious")


def foreign_build(place: Path) -> None:
    place.mkdir()
    (place / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={place}\n")


@pytest.mark.parametrize("script", ["probe", "test"])
@pytest.mark.parametrize("occupy", [foreign_file, foreign_directory, foreign_build])
def test_output_that_is_something_else_is_left_alone(tmp_path, script, occupy):
    occupy(tmp_path / "place")
    before = tree(tmp_path)
    result = run_script(SCRIPTS / script, "--output", "place", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{tmp_path}/place" in result.stderr
    assert "name another --output" in result.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize("sign", ['"', "#", ";", "|", "<", ">", "\\", "${"])
def test_output_that_cmake_would_misread_is_refused(tmp_path, sign):
    result = run_script(SCRIPTS / "probe", "--output", f"a{sign}b", cwd=tmp_path)
    assert result.returncode == 2
    assert f"{tmp_path}/a{sign}b, for one of" in result.stderr
    assert not list(tmp_path.iterdir())


def test_output_cannot_be_the_checkout():
    result = run_script(SCRIPTS / "probe", "--output", ROOT)
    assert result.returncode == 2
    assert "name another --output" in result.stderr


def test_output_of_another_toolchain_is_left_alone(tmp_path):
    cache = tmp_path / "CMakeCache.txt"
    cache.write_text(
        f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}\nCMAKE_TOOLCHAIN_FILE:FILEPATH=/arm.cmake\n"
    )
    before = tree(tmp_path)
    result = run_script(SCRIPTS / "probe", "--output", tmp_path)
    assert result.returncode == 2
    assert "was made with /arm.cmake; name another --output" in result.stderr
    assert tree(tmp_path) == before
