# SPDX-License-Identifier: MIT
"""A file that was not written whole is no answer, whatever kept it from being so."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.paths import ROOT
from support.projects import GENERATOR, Configured, configure, try_configure, write_project
from support.run import mount_namespace, run
from support.tables import TABLES
from support.waiting import all_ended

TITLE = "files that were not written whole, and what the next configure made of them"


def note(what: str, verdict: str) -> None:
    TABLES.setdefault(TITLE, []).append(f"{what:46} {verdict}")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def zeros(file: Path) -> None:
    """As some file systems leave a file after a loss of power."""
    file.write_bytes(b"\0" * file.stat().st_size)


def garbage(file: Path) -> None:
    file.write_bytes(b"set(\xff\xfe((\n" * 20)


def other_values(file: Path) -> None:
    """A command file that CMake would read without complaint."""
    file.write_text(file.read_text().replace("TRUE", "FALSE", 3))


DAMAGE: list[Callable[[Path], None]] = [cut, empty, zeros, garbage, other_values]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", ["answers", "outcome", "both"])
def test_a_damaged_file(kind: str, damage: Callable[[Path], None], tmp_path: Path) -> None:
    source = write_project(tmp_path / "source")
    first = configure(source, tmp_path / "build")
    kept = tmp_path / "build" / "CMakeFiles" / "anonshm"
    files = [file for file in kept.glob("*.cmake") if kind in ("both", file.name.split("-")[0])]
    assert files
    for file in files:
        damage(file)
    (tmp_path / "build" / "config.h").unlink()
    again = configure(source, tmp_path / "build")
    assert (again.header, again.facts) == (first.header, first.facts)
    note(f"{kind}, {damage.__name__}", "the same answers")


def test_answers_that_are_gone_while_their_outcome_is_there(tmp_path: Path) -> None:
    """The program is made from the answers, and fewer of these are kept."""
    options = ["-DANONSHM_BUILD_TESTING=OFF"]
    configure(ROOT, tmp_path / "build", options)
    for file in (tmp_path / "build" / "CMakeFiles" / "anonshm").glob("answers-*"):
        file.unlink()
    configure(ROOT, tmp_path / "build", options)


# A configure writes some 200 KiB by itself; the disk is full from some point on.
@pytest.mark.parametrize("free", [*range(64, 480, 32)])
def test_a_full_disk(plain: Configured, free: int, tmp_path: Path) -> None:
    """There is an error that says so, or all is there; then there is room, and all is right."""
    source = write_project(tmp_path / "source")
    disk, build = tmp_path / "disk", tmp_path / "disk" / "build"
    disk.mkdir()
    script = (
        f'mount -t tmpfs -o size=8m none "{disk}"\n'
        f'cp -r "{tmp_path}/plain/build" "{build}"\n'
        f'rm -rf "{build}/CMakeFiles/anonshm" "{build}/config.h" "{build}/report.json"\n'
        f'dd if=/dev/zero of="{disk}/fill" bs=1k count=8192 2>/dev/null || true\n'
        f'truncate -s -{free}k "{disk}/fill"\n'
        f'cmake "{build}" >"{tmp_path}/first" 2>&1 && echo 0 >"{tmp_path}/status" '
        f'|| echo 1 >"{tmp_path}/status"\n'
        f'rm "{disk}/fill"\n'
        f'cmake "{build}" >"{tmp_path}/second" 2>&1 && echo 0 >>"{tmp_path}/status" '
        f'|| echo 1 >>"{tmp_path}/status"\n'
        f'cp "{build}/config.h" "{tmp_path}/header"'
    )
    configure(source, tmp_path / "plain" / "build")
    text = (tmp_path / "plain" / "build" / "CMakeCache.txt").read_text()
    (tmp_path / "plain" / "build" / "CMakeCache.txt").write_text(
        text.replace(f"{tmp_path}/plain/build", str(build))
    )
    ran = run(*mount_namespace(script), "true")
    assert ran.returncode == 0, ran.stdout
    first, second = map(int, (tmp_path / "status").read_text().split())
    assert second == 0, (tmp_path / "second").read_text()
    assert (tmp_path / "header").read_text() == plain.header
    note(f"a disk with {free} KiB left", "an error, then all" if first else "all at once")


@pytest.mark.parametrize("part", range(8))
def test_killed_at_some_moment(plain: Configured, part: int, tmp_path: Path) -> None:
    """The next configure has all answers, and nothing is left of the one that was killed."""
    source = write_project(tmp_path / "source")
    started = time.monotonic()
    configure(source, tmp_path / "build")
    usual = time.monotonic() - started
    shutil.rmtree(tmp_path / "build")
    with all_ended() as inherited:  # compilers that went on would write into the next configure
        process = subprocess.Popen(
            ["cmake", "-S", source, "-B", tmp_path / "build", "-G", GENERATOR],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            pass_fds=[inherited],
        )  # fmt: skip
        time.sleep(usual * (part + 2) / 10)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    again = configure(source, tmp_path / "build")
    assert (again.header, again.chain) == (plain.header, plain.chain)
    left = [path for path in (tmp_path / "build").rglob("*.new")]
    assert left == []


@pytest.mark.parametrize("what", ["a directory", "below a file"])
def test_a_file_that_cannot_be_written(what: str, tmp_path: Path) -> None:
    source = write_project(tmp_path / "source", "HEADER there/config.h")
    (tmp_path / "build").mkdir()
    there = tmp_path / "build" / "there"
    if what == "a directory":
        (there / "config.h").mkdir(parents=True)
    else:
        there.write_text("")
    failed = try_configure(source, tmp_path / "build")
    assert failed.status != 0 and "config.h" in failed.output
