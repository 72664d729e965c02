# SPDX-License-Identifier: MIT
"""anonshm header: the same header as a project in CMake gets, of the compiler that the
environment names; and the examples of builds that use it.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from support.projects import configure, write_project
from support.run import mount_namespace, run

pytestmark = pytest.mark.usefixtures("native")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Where temporary files are made: with a name that a shell could misread."""
    directory = tmp_path / "a b'ü $(touch no)"
    directory.mkdir()
    return directory


@pytest.fixture
def program(tool: list[str]) -> Path:
    return Path(tool[0]).resolve()


@pytest.fixture(scope="module")
def moved(build: Path, native: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed anonshm in another place than that of the installation."""
    directory = tmp_path_factory.mktemp("header")
    run("cmake", "--install", build, "--prefix", directory / "before", check=True)
    return (directory / "before").rename(directory / "a prefix")


def ask(
    program: Path | str, *words: str | Path, work: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Leaves nothing behind, whatever comes out."""
    ran = run(
        *(program, "header", *words),
        env={**os.environ, "TMPDIR": str(work), **environment},
        stderr=subprocess.PIPE,
        cwd=work,
    )
    assert not list(work.glob("anonshm-*")) and not (work / "no").exists()
    return ran


@pytest.mark.parametrize("language", ["C", "CXX"])
def test_is_what_a_project_in_cmake_gets(
    language: str, program: Path, work: Path, tmp_path: Path
) -> None:
    call = "HEADER header.h PREFIX MINE_"
    project = write_project(tmp_path / "project", call, languages=language)
    header = (configure(project, tmp_path / "build").build / "header.h").read_text()
    words = ["--prefix", "MINE_", "--language", language]
    printed = ask(program, *words, work=work)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout == header and "#define MINE_HAVE_SHM_OPEN 1" in header
    written = ask(program, *words, "-o", "config.h", work=work)
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert (work / "config.h").read_text() == header
    assert list(work.iterdir()) == [work / "config.h"]


def test_the_environment_names_the_compiler(
    program: Path, work: Path, tmp_path: Path, cache: dict[str, str]
) -> None:
    """And CMake's flags of it; of the other language none is needed."""
    log = tmp_path / "log"
    compiler = tmp_path / "my cc"
    compiler.write_text(
        f'#!/bin/sh\necho "$*" >>{log}\nexec "{cache["CMAKE_C_COMPILER"]}" "$@"\n'
    )
    compiler.chmod(0o755)
    named = {"CC": f'"{compiler}" -DMINE', "CXX": "/no/such", "CFLAGS": "-DMFD_CLOEXEC=77"}
    header = ask(program, work=work, **named)
    assert header.returncode == 0, header.stderr
    assert "-DMINE" in log.read_text()
    assert "#define ANONSHM_MFD_CLOEXEC 77\n" in header.stdout


def test_the_module_is_that_beside_the_program(moved: Path, work: Path, tmp_path: Path) -> None:
    """By way of a symbolic link, or of PATH, too. What the module warns of is shown."""
    module = moved / "share/anonshm/cmake/AnonShmProbe.cmake"
    before = module.read_text()
    module.write_text(before + 'message(WARNING "it is this one")\n')
    link = tmp_path / "link"
    link.symlink_to(moved / "bin/anonshm")
    path = f"{moved / 'bin'}:{os.environ['PATH']}"
    try:
        for program, environment in (
            (moved / "bin/anonshm", {}),
            (link, {}),
            ("anonshm", {"PATH": path}),
        ):
            header = ask(program, work=work, **environment)
            assert header.returncode == 0 and "#define ANONSHM_HAVE_SHM_OPEN" in header.stdout
            assert "it is this one" in header.stderr
    finally:
        module.write_text(before)


def test_a_copy_of_the_program_has_to_be_told(moved: Path, work: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copy(moved / "bin/anonshm", copy)
    alone = ask(copy, work=work, CMAKE_PREFIX_PATH="")
    assert (alone.returncode, alone.stdout) == (1, "")
    assert "CMAKE_PREFIX_PATH" in alone.stderr
    told = ask(copy, work=work, CMAKE_PREFIX_PATH=str(moved))
    assert told.returncode == 0, told.stderr


def test_without_cmake(program: Path, work: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    (few / "sh").symlink_to("/bin/sh")
    none = ask(program, work=work, PATH=str(few))
    assert (none.returncode, none.stdout) == (1, "")
    assert none.stderr.splitlines()[-1].startswith("anonshm: there is no cmake on PATH")
    assert "CMake 3.20" in none.stderr


def test_what_cmake_says_is_shown(program: Path, work: Path) -> None:
    refused = ask(program, work=work, CC=str(shutil.which("false")))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("anonshm: cmake could not answer:\n")
    assert "is not able to compile a simple test program" in " ".join(refused.stderr.split())


@pytest.mark.parametrize("place", ["no/such/config.h", "."])
def test_a_header_that_cannot_be_written(place: str, program: Path, work: Path) -> None:
    refused = ask(program, "-o", place, work=work)
    assert refused.returncode == 1 and "cannot be written" in refused.stderr
    assert list(work.iterdir()) == []


def test_two_headers_at_once(program: Path, work: Path) -> None:
    """One of them is there in the end, and at no time a part of one. Neither has a name of a
    half that another could have, too."""
    other = work / "config.h.new"
    other.mkdir()
    prefixes = ("ONE_", "TWO_")
    whole = [ask(program, "--prefix", prefix, work=work).stdout for prefix in prefixes]
    started = [
        subprocess.Popen(
            [program, "header", "--prefix", prefix, "-o", "config.h"],
            env={**os.environ, "TMPDIR": str(work)},
            cwd=work,
        )
        for prefix in prefixes * 2
    ]
    seen = set()
    while any(process.poll() is None for process in started):
        with contextlib.suppress(FileNotFoundError):
            seen.add((work / "config.h").read_text())
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert seen | {(work / "config.h").read_text()} <= {*whole}
    assert {*work.iterdir()} == {work / "config.h", other}


def test_a_pipe_stays_one(program: Path, work: Path) -> None:
    """As a device, which root could replace by a file."""
    pipe = work / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        ask(program, "-o", str(pipe), work=work)
        read, _ = reader.communicate(timeout=60)
    assert pipe.is_fifo()
    assert read == ask(program, work=work).stdout
    assert [*work.iterdir()] == [pipe]


def test_a_full_disk_leaves_nothing(program: Path, work: Path, tmp_path: Path) -> None:
    """Only the place of the header is full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    setup = f"mount -t tmpfs -o size=4k none {shlex.quote(str(disk))}"
    script = '"$@"; status=$?; ls -A "$0"; exit $status'
    command = ["sh", "-c", script, disk, program, "header", "-o", disk / "config.h"]
    environment = {**os.environ, "TMPDIR": str(work)}
    ran = run(*mount_namespace(setup), *command, env=environment)
    assert ran.returncode == 1
    assert ran.stdout == f"anonshm: {disk / 'config.h'} cannot be written\n"


def test_no_place_for_the_work(program: Path) -> None:
    environment = {**os.environ, "TMPDIR": "/no/such"}
    refused = run(program, "header", env=environment)
    assert refused.returncode == 1
    assert refused.stdout.startswith("anonshm: no temporary directory can be made: /no/such/")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--prefix", "1X"], "no name of a macro begins with 1X"),
        (["--prefix", "A-B"], "no name of a macro begins with A-B"),
        (["--language", "c"], "no such language: c; there are C and CXX"),
        (["--format", "json"], "does not take --format"),
        (["-o"], "-o needs a value"),
        (["config.h"], "does not take config.h"),
    ],
)
def test_wrong_usage(words: list[str], hint: str, program: Path, work: Path) -> None:
    ran = ask(program, *words, work=work)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert hint in ran.stderr.splitlines()[0]
