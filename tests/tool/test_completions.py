# SPDX-License-Identifier: MIT
"""What shells complete: each is started, and completes a line as if somebody had pressed Tab.
The words are those that the help of the program lists.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import struct
import subprocess
import time
from pathlib import Path
from typing import Callable

import pytest

import catalogue
from support.paths import ROOT

fcntl = pytest.importorskip("fcntl")
pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

COMPLETIONS = ROOT / "src/tool/completions"
IDS = {id.partition(":")[0] for id in catalogue.read().facts}

Complete = Callable[[str], "list[str]"]


@pytest.fixture(scope="module", autouse=True)
def on_path(tool: list[str], native: None) -> None:
    os.environ["PATH"] = f"{Path(tool[0]).parent}:{os.environ['PATH']}"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("files")
    for name in ("one.json", "one more.json", "other.json"):
        (directory / name).touch()
    return directory


def help_on(tool: list[str], *words: str) -> str:
    return subprocess.run([*tool, *words, "--help"], capture_output=True, text=True).stdout


def options_in(text: str) -> set[str]:
    return set(re.findall(r"^  (?:-\w, )?(--[a-z]+)", text, flags=re.MULTILINE))


# -- The program, which all three ask ------------------------------------------------------


def words_of(tool: list[str], *words: str) -> list[str]:
    ran = subprocess.run([*tool, "--complete", *words], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    return [line.partition("\t")[0] for line in ran.stdout.splitlines()]


def test_the_program_completes_what_its_help_lists(tool: list[str]) -> None:
    commands = re.findall(r"^  ([a-z]+) ", help_on(tool).partition("options:")[0], flags=re.M)
    assert words_of(tool, "") == commands != []
    assert words_of(tool) == commands
    assert set(words_of(tool, "-")) == options_in(help_on(tool))
    for command in commands:
        assert set(words_of(tool, command, "-")) == options_in(help_on(tool, command))


@pytest.mark.parametrize(
    "words, completed",
    [
        (["rep"], ["report"]),
        (["--format", "json", "m"], ["methods"]),
        (["--format=json", "m"], ["methods"]),
        (["report", "--format", ""], ["text", "json", "markdown", "html"]),
        (["report", "--format=m"], ["--format=markdown"]),
        (["report", "--color", "a"], ["auto", "always"]),
        (["report", "--input", "x"], [":files"]),
        (["report", "--input="], [":files"]),
        (["report", "--fact", "memfd_c"], ["memfd_create", "memfd_create_works"]),
        (["report", "--fact=memfd_create_"], ["--fact=memfd_create_works"]),
        (["report", "x"], []),
        (["report", "--none=x"], []),
        (["nothing", ""], ["report", "methods", "compare", "header"]),
        (["compare", "a", ""], [":files"]),
        (["compare", "--", "--f"], [":files"]),
        (["compare", "--form"], ["--format"]),
    ],
)
def test_the_program_completes(tool: list[str], words: list[str], completed: list[str]) -> None:
    assert words_of(tool, *words) == completed


def test_the_program_knows_the_ids_of_all_facts(tool: list[str]) -> None:
    assert set(words_of(tool, "report", "--fact", "")) == IDS


def test_completions_are_installed_where_shells_look(build: Path, tmp_path: Path) -> None:
    """bash-completion's README, zshcompsys(1), and "Where to put completions" of fish."""
    install = ["cmake", "--install", build, "--component", "Tool", "--prefix", tmp_path]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    for place, name in (
        ("bash-completion/completions/anonshm", "anonshm.bash"),
        ("zsh/site-functions/_anonshm", "_anonshm"),
        ("fish/vendor_completions.d/anonshm.fish", "anonshm.fish"),
    ):
        assert (tmp_path / "share" / place).read_bytes() == (COMPLETIONS / name).read_bytes()


# -- The shells ----------------------------------------------------------------------------

BASH = """
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
complete -p anonshm >/dev/null
_anonshm anonshm
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(line: str, directory: Path) -> list[str]:
    command = ["bash", "--norc", "-c", BASH, "bash", str(COMPLETIONS / "anonshm.bash"), line]
    ran = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    # As readline does, behind the last of the characters that end its words.
    before = line.split(" ")[-1]
    kept = before[: len(before) - len(re.split("[=:]", before)[-1])]
    return [kept + word for word in ran.stdout.splitlines() if word]


FISH = 'source "$argv[1]"; complete -C "$argv[2]"'


def in_fish(line: str, directory: Path) -> list[str]:
    command = ["fish", "--no-config", "-c", FISH, str(COMPLETIONS / "anonshm.fish"), line]
    environment = {**os.environ, "HOME": str(directory), "XDG_DATA_HOME": str(directory / ".d")}
    ran = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=True
    )
    return [word.partition("\t")[0] for word in ran.stdout.splitlines()]


ZSHRC = """
fpath=({COMPLETIONS} $fpath)
autoload -Uz compinit && compinit -D -u
unset zle_bracketed_paste
LISTMAX=10000 PS1='ready> '
"""


def read_until(terminal: int, end: str) -> str:
    text, latest = "", time.monotonic() + 30
    while not text.endswith(end):
        assert time.monotonic() < latest, text
        if select.select([terminal], [], [], 1)[0]:
            text += os.read(terminal, 65536).decode()
    return text


def in_zsh(line: str, directory: Path) -> list[str]:
    """On a terminal, as its completion works nowhere else: Control-D shows what is possible."""
    (directory / ".zshrc").write_text(ZSHRC.replace("{COMPLETIONS}", str(COMPLETIONS)))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 1000, 300, 0, 0))
    shell = subprocess.Popen(
        ["zsh", "-i"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=directory,
        env={**os.environ, "ZDOTDIR": str(directory), "TERM": "dumb"},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        read_until(ours, "ready> ")
        os.write(ours, line.encode() + b"\x04#")
        shown = read_until(ours, "#").replace("\r", "").split("\n")[1:-1]
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)
    words = [word for row in shown for word in re.split("  +", row.partition("  -- ")[0])]
    return [word.replace("\\", "") for word in words if word]


SHELLS = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}


@pytest.fixture(params=SHELLS)
def complete(request: pytest.FixtureRequest, directory: Path) -> Complete:
    if not shutil.which(request.param):
        pytest.skip(f"no {request.param} here")
    return lambda line: SHELLS[request.param](line, directory)


@pytest.mark.parametrize(
    "line, completed",
    [
        ("anonshm rep", ["report"]),
        ("anonshm report --format ", ["text", "json", "markdown", "html"]),
        ("anonshm report --format=m", ["--format=markdown"]),
        ("anonshm report --fact memfd_create_", ["memfd_create_works"]),
        ("anonshm --format json me", ["methods"]),
        ("anonshm compare o", ["one.json", "one more.json", "other.json"]),
        ("anonshm compare one.json oth", ["other.json"]),
        ("anonshm report --input oth", ["other.json"]),
        ("anonshm report --input=oth", ["--input=other.json"]),
        ("anonshm report x", []),
    ],
)
def test_shells_complete(complete: Complete, line: str, completed: list[str]) -> None:
    found = [word if "=" in word else before_sign(line) + word for word in complete(line)]
    assert sorted(found) == sorted(completed)


def before_sign(line: str) -> str:
    """zsh shows what of --input=FILE is behind the sign."""
    return "--input=" if " --input=" in line else ""


def test_shells_know_the_ids_of_all_facts(complete: Complete) -> None:
    assert set(complete("anonshm report --fact=")) == {f"--fact={id}" for id in IDS}
