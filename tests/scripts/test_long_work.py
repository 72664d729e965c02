# SPDX-License-Identifier: MIT
"""Long work shows how far it is and why something failed, and ends when it is told to."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from failure import decisive_lines
from matrix.commands import TargetError, unfinished
from progress import Plan, duration
from run_tests import costs
from support.paths import ROOT
from support.run import run
from support.scripts import SCRIPTS, SHELLS, make_environment, run_script, words_of
from support.waiting import SECONDS, is_running, killed_at_failure, until

SUPPORT = SCRIPTS / "support"

# -- How long it takes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (41.2, "41 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3600 + 5 * 60 + 59, "1 h 5 min"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("last", "jobs", "seconds"),
    [
        ({}, 1, None),
        ({"a": 10, "b": 30}, 1, 40),
        ({"a": 10, "b": 30}, 4, 30),  # the longest alone
        ({"a": 10}, 1, 20),  # b as the mean of what is known
        ({"a": 10, "b": 30, "gone": 1000}, 1, 40),
    ],
)
def test_an_estimate_is_from_the_last_time(
    last: dict[str, float], jobs: int, seconds: float | None
) -> None:
    assert Plan(["a", "b"], last, jobs).remaining() == seconds


def test_an_estimate_becomes_less(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("progress.time.monotonic", lambda: now)
    plan = Plan(["a", "b"], {"a": 10, "b": 30}, 1)
    plan.begin("a")
    now += 4
    assert plan.remaining() == 36
    now += 20  # longer than the last time
    assert plan.remaining() == 30
    plan.end("a")
    assert (plan.done, plan.estimate()) == ({"a": 24}, "about 30 s left")
    plan.begin("b")
    plan.end("b")
    assert plan.estimate() == ""


def test_what_is_done_is_no_measure_of_the_rest() -> None:
    plan = Plan(["long", "b", "c"], {"b": 2}, 1)
    plan.begin("long")
    plan.end("long")
    assert plan.remaining() == 4
    plan = Plan(["long", "b", "c", "d"], {"b": 2}, 1)
    plan.begin("long")
    plan.end("long")
    assert plan.estimate() == ""


def test_the_record_of_ctest_is_read(tmp_path: Path) -> None:
    """Written by CTest itself."""
    (tmp_path / "CTestTestfile.cmake").write_text(
        "".join(f"add_test({name} sleep {s})\n" for name, s in (("a.b", 0.3), ("c", 0)))
    )
    run("ctest", cwd=tmp_path, check=True)
    found = costs(tmp_path)
    assert found.keys() == {"a.b", "c"}
    assert 0.3 <= found["a.b"] < 100 and 0 <= found["c"] < 100


# -- On a terminal, and elsewhere --------------------------------------------------------------

WORK = """
import sys, time
sys.path.insert(0, {support!r})
import progress
plan = progress.Plan(["first", "second"], {{"first": 41.0, "second": 20.0}}, 1)
with progress.show("scripts/x", plan) as show:
    show.begin("first")
    input()
    show.end("first", "passed")
    show.begin("second")
    input()
    show.end("second", "failed")
"""


def errors_on_a_terminal(**variables: str) -> str:
    """What it prints on standard error, which is a terminal. Each step lasts until it is
    shown."""
    mine, its = pty.openpty()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")
    }
    environment.update(TERM="xterm", COLUMNS="100", **variables)
    program = WORK.format(support=str(SUPPORT))
    shown, steps = b"", [b"41 s last time", b"20 s last time"]
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stderr=its, env=environment
    ) as process:
        os.close(its)
        with contextlib.suppress(OSError):  # EIO: the other end is closed
            while True:
                shown += os.read(mine, 4096)
                if steps and steps[0] in shown:
                    del steps[0]
                    os.write(process.stdin.fileno(), b"\n")
    os.close(mine)
    return shown.decode()


def test_a_terminal_shows_what_runs() -> None:
    pytest.importorskip("rich")
    shown = errors_on_a_terminal()
    assert "\033[" in shown
    assert "first" in shown and "41 s last time" in shown
    assert "0/2" in shown and "1/2" in shown
    assert re.search(r"about (1 min )?\d+ s left", shown)
    assert "first passed" in shown and "second failed" in shown


@pytest.mark.parametrize("variable", ["NO_COLOR", "CI"])
def test_plain_lines_where_they_are_wanted(variable: str) -> None:
    lines = errors_on_a_terminal(**{variable: "1"}).splitlines()
    assert lines == [
        "scripts/x: 2 to do; about 1 min 1 s left",
        "scripts/x: first begins (41 s last time)",
        "scripts/x: [1/2] first passed; about 20 s left",
        "scripts/x: second begins (20 s last time)",
        "scripts/x: [2/2] second failed",
    ]


def test_plain_lines_where_there_is_no_terminal() -> None:
    program = WORK.format(support=str(SUPPORT))
    ran = run(sys.executable, "-c", program, input="\n\n", check=True)
    assert len(ran.stdout.splitlines()) == 5 and "\033" not in ran.stdout


# -- Why it failed -----------------------------------------------------------------------------


def failing_compiler(directory: Path, cache: dict[str, str]) -> str:
    (directory / "fault.c").write_text("int main(void) { return no_such_name; }\n")
    return run(cache["CMAKE_C_COMPILER"], "-c", "fault.c", cwd=directory).stdout


def failing_linker(directory: Path, cache: dict[str, str]) -> str:
    text = "int no_such_name(void);\nint main(void) { return no_such_name(); }\n"
    (directory / "fault.c").write_text(text)
    return run(cache["CMAKE_C_COMPILER"], "fault.c", cwd=directory).stdout


def failing_cmake(directory: Path, cache: dict[str, str]) -> str:
    (directory / "fault.cmake").write_text('message(FATAL_ERROR "no_such_name")\n')
    return run("cmake", "-P", "fault.cmake", cwd=directory).stdout


def failing_pytest(directory: Path, cache: dict[str, str]) -> str:
    (directory / "test_x.py").write_text("def test_x(): assert 1 == 2, 'no_such_name'\n")
    return run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", directory).stdout


def failing_build(directory: Path, cache: dict[str, str]) -> str:
    (directory / "Makefile").write_text("all:\n\tno_such_name\n")
    return run("make", cwd=directory, env={**os.environ, "LC_ALL": "C"}).stdout


@pytest.mark.usefixtures("native")
@pytest.mark.parametrize(
    "fail", [failing_compiler, failing_linker, failing_cmake, failing_pytest, failing_build]
)
def test_the_decisive_lines_are_found(tmp_path: Path, cache: dict[str, str], fail: Any) -> None:
    before = [f"-- Looking for something {number}: found" for number in range(100)]
    found = decisive_lines("\n".join([*before, fail(tmp_path, cache)]))
    assert "no_such_name" in "\n".join(found)
    assert len(found) <= 8 and not set(found) & set(before)


def test_a_log_without_any_has_its_last_lines() -> None:
    assert decisive_lines("\n".join(map(str, range(50))), most=3) == ["47", "48", "49"]
    assert decisive_lines("") == []


def test_a_log_controls_no_terminal() -> None:
    assert decisive_lines("error: \033[2J" + "x" * 1000)[0][:11] == "error: ?[2J"


# -- scripts/test ------------------------------------------------------------------------------

PROJECT = """
cmake_minimum_required(VERSION 3.20)
project(small LANGUAGES NONE)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
enable_testing()
foreach(name good bad slow)
  add_test(NAME anonshm.${name} COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/${name}.py)
  set_tests_properties(anonshm.${name} PROPERTIES LABELS ${name})
endforeach()
"""
SLOW = """
import os, subprocess, sys, time
daemon = subprocess.Popen(["sleep", "600"], start_new_session=True)
print(os.getpid(), daemon.pid, file=open("{pids}.new", "w"))
os.rename("{pids}.new", "{pids}")
time.sleep(600)
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A checkout of the scripts and three tests, with an environment that needs no network."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "CMakeLists.txt").write_text(PROJECT)
    (tmp_path / "good.py").write_text("print('fine')\n")
    (tmp_path / "bad.py").write_text("print('noise\\n' * 99)\nraise ValueError('so it goes')\n")
    (tmp_path / "slow.py").write_text(SLOW.format(pids=tmp_path / "pids"))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/requirements.txt").write_text("pytest\n")
    make_environment(tmp_path / "build/venv", tmp_path / "tests/requirements.txt")
    (tmp_path / "build/anonshm-setup.log").touch()
    return tmp_path


def test_the_second_run_knows_the_first(small: Path) -> None:
    command = [small / "scripts/test", "--label", "good"]
    first, second = (run_script(*command).stdout for _ in range(2))
    assert "last time" not in first
    assert re.search(r"Start 1: anonshm\.good  \([\d.]+ s last time\)", second)
    assert "100% tests passed" in second


def test_a_failure_is_explained_and_its_log_named(small: Path) -> None:
    ran = run_script(small / "scripts/test", "--label", "bad", "--label", "good")
    log = small / "build/Testing/failed/anonshm.bad.log"
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-3:] == [
        "anonshm.bad: failed",
        "    ValueError: so it goes",
        f"  see {log}",
    ]
    assert log.read_text().count("noise") == 99
    assert "\033" not in ran.stdout
    forced = run_script(small / "scripts/test", "--label", "bad", "--color=always").stdout
    assert "\033[1manonshm.bad: failed\033[0m" in forced


# -- Signals -----------------------------------------------------------------------------------


def running_in(directory: Path) -> list[str]:
    """The processes whose working directory it is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended, or is another's
            if (process / "cwd").readlink() == directory:
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


@contextlib.contextmanager
def signalled(
    number: int, pids: Path, *command: Any, after: Sequence[str] = (), **more: Any
) -> Iterator[Any]:
    """A command that gets a signal once it has written which processes there are, none of which
    is left then, and has said all that it is to come after. Only it gets the signal, and not
    what it started."""
    said = pids.with_name("said")
    with said.open("w") as file, subprocess.Popen(
        list(map(str, command)), stdout=file, stderr=subprocess.PIPE, text=True,
        start_new_session=True, **more,
    ) as process, killed_at_failure(process):  # fmt: skip
        assert until(
            lambda: pids.exists() and all(text in said.read_text() for text in after),
            5 * SECONDS,  # three tests have run before in some
        )
        process.send_signal(number)
        _, errors = process.communicate(timeout=100)
    assert process.returncode in (-number, 128 + number), errors  # the second: Korn shells
    assert [pid for pid in pids.read_text().split() if is_running(pid)] == []
    yield said.read_text(), errors


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc of Linux")
BY_SIGNAL = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@linux
# Another line follows the failure; with three jobs none yet.
@pytest.mark.parametrize(
    ("number", "jobs"), [(signal.SIGINT, 1), (signal.SIGTERM, 1), (signal.SIGTERM, 3)]
)
def test_interrupted_tests_leave_nothing(small: Path, number: int, jobs: int) -> None:
    """Not even what a test had started in a session of its own."""
    command = [small / "scripts/test", "--jobs", str(jobs)]
    after = ["Start 3", "Passed", "ValueError: so it goes"]
    with signalled(number, small / "pids", *command, after=after) as (output, errors):
        last = errors.splitlines()[-1]
    done = "2 of 3 tests have run; 1 of them failed; stopped: anonshm.slow"
    assert last == f"scripts/test: interrupted: {done}"
    assert "\n    ValueError: so it goes\n" in output
    assert not list(small.rglob("*.tmp"))


MATRIX = """
import sys
sys.path.insert(0, {support!r})
from matrix import __main__, runners
def way(target, workspace, result):
    if target.name == "linux-arm64":
        workspace.call(target, ["sh", "-c", "sleep 600 & echo $$ $! >{pids}.new;"
                                "mv {pids}.new {pids}; wait"])
runners.WAYS["toolchain"] = way
runners.missing = lambda target, tools: []
sys.argv[1:] = ["--only", "linux-armhf", "linux-arm64", "linux-s390x", "--jobs", "1",
                "--output", {output!r}]
sys.exit(__main__.main())
"""


@linux
@BY_SIGNAL
def test_an_interrupted_matrix_leaves_nothing(tmp_path: Path, number: int) -> None:
    """Its rows are as in the table, but build nothing."""
    pids, output = tmp_path / "pids", tmp_path / "out"
    program = MATRIX.format(support=str(SUPPORT), pids=pids, output=str(output))
    with signalled(number, pids, sys.executable, "-c", program) as (_, errors):
        pass
    done = "0 of 3 targets are done, and their results kept; stopped: linux-arm64"
    assert f"scripts/matrix: interrupted: {done}\n" in errors
    assert (output / ".results.json").read_text() == "{}\n"
    assert "linux-armhf" not in errors.partition("interrupted")[2]


FAKE_CMAKE = """#!/bin/sh
[ "$1" != --version ] || {{ echo cmake version 99.0; exit; }}
{work}
wait
"""
# Its number and those of what it has started are written once all is as it should be.
TREE = """
sh -c 'trap "{trap}" TERM
    sleep 600 & echo $PPID $$ $! >{pids}.new; mv {pids}.new {pids}; wait' &
"""
ENDS_LATE, IGNORES = "sleep 1; exit", ""
# Also while they are looked for.
GROWS = """
for number in 1 2 3 4 5 6 7 8 9 a b c d e f; do
    for digit in 1 2 3 4 5 6 7 8 9 a b c d e f; do
        sleep 600 & echo $! >>{pids}
        sleep 0.01
    done
done
"""


def interrupt_a_step(directory: Path, shell: str, work: str, scripts: Path = SCRIPTS) -> str:
    """What it says at last. Nothing is left, as all are in the directory."""
    (directory / "bin").mkdir()
    cmake = directory / "bin/cmake"
    cmake.write_text(FAKE_CMAKE.format(work=work))
    cmake.chmod(0o755)
    environment = {**os.environ, "PATH": f"{directory}/bin:{os.environ['PATH']}"}
    command = [*words_of(shell), scripts / "probe", "--output", directory / "out"]
    with signalled(
        signal.SIGTERM, directory / "pids", *command, env=environment, cwd=directory
    ) as (_, errors):
        assert running_in(directory) == []
    assert "interrupted while configuring" in errors
    return errors.splitlines()[-1]


@linux
@pytest.mark.parametrize(
    ("shell", "trap"),
    [*((shell, ENDS_LATE) for shell in SHELLS), ("dash", IGNORES)],
    ids=[*SHELLS, "ignored"],
)
def test_an_interrupted_step_leaves_nothing(tmp_path: Path, shell: str, trap: str) -> None:
    last = interrupt_a_step(tmp_path, shell, TREE.format(trap=trap, pids=tmp_path / "pids"))
    assert last.startswith(f"scripts/probe: interrupted while configuring {tmp_path}/out;")


@linux
@pytest.mark.parametrize("shell", SHELLS)
def test_an_interrupted_step_that_grows_leaves_nothing(tmp_path: Path, shell: str) -> None:
    interrupt_a_step(tmp_path, shell, GROWS.format(pids=tmp_path / "pids"))


def scripts_with(directory: Path, after: str, what: str) -> Path:
    """A copy of the scripts in a directory, with more after a line of setup.sh."""
    shutil.copytree(SCRIPTS, directory / "scripts")
    (directory / "CMakeLists.txt").write_text(PROJECT)
    setup = directory / "scripts/support/setup.sh"
    before, line, rest = setup.read_text().partition(after)
    assert line
    setup.write_text(before + line + what + rest)
    return directory / "scripts"


@linux
@pytest.mark.parametrize("line", ["all_processes() {\n", "has() { # COMMAND\n"])
@pytest.mark.parametrize("shell", SHELLS)
def test_an_interrupted_step_ends_where_nothing_lists_processes(
    tmp_path: Path, shell: str, line: str
) -> None:
    """Then the child alone is known: nothing lists them, or there is no awk."""
    fail = '    [ "${1:-awk}" != awk ] || return 1\n'
    scripts = scripts_with(tmp_path, after=line, what=fail)
    interrupt_a_step(tmp_path, shell, f"echo $$ >{tmp_path}/pids; exec sleep 600", scripts)


@linux
@pytest.mark.parametrize("shell", SHELLS)
def test_a_step_that_is_interrupted_as_it_begins_leaves_nothing(
    tmp_path: Path, shell: str
) -> None:
    """Its signal comes when the shell has not read the number of the child."""
    signal_itself = f"    echo >{tmp_path}/pids; kill -s TERM $$\n"
    scripts = scripts_with(tmp_path, after="</dev/null 9>&- &\n", what=signal_itself)
    interrupt_a_step(tmp_path, shell, "sleep 600", scripts)


def test_what_is_installed_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(TargetError), unfinished(tmp_path / "a") as new:
        (new / "half").mkdir(parents=True)
        raise TargetError
    assert not list(tmp_path.iterdir())
    with unfinished(tmp_path / "a") as new:
        (new / "whole").mkdir(parents=True)
    assert [*tmp_path.rglob("*")] == [tmp_path / "a", tmp_path / "a/whole"]


# -- scripts/support/processes.py --------------------------------------------------------------

BEGIN = """
import os, signal, subprocess, sys, threading, time
import processes
processes.listen()
def children():
    return open(f"/proc/self/task/{os.getpid()}/children").read().split()
"""


def said_by(program: str) -> list[str]:
    """Words."""
    environment = {**os.environ, "PYTHONPATH": str(SUPPORT)}
    return run(
        sys.executable, "-c", BEGIN + program, env=environment, check=True
    ).stdout.split()


only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux gives orphans back, and lists children"
)

# What the script has started itself, and ended before, is waited for by nobody else.
ORPHAN = """
own = subprocess.Popen(["sh", "-c", "exit 3"])
os.waitid(os.P_PID, own.pid, os.WEXITED | os.WNOWAIT)
leaves = ["sh", "-c", "setsid sh -c 'echo $$; exec sleep 0.2' & exit 0"]
with processes.started(leaves, stdout=subprocess.PIPE, text=True) as process:
    pid = process.stdout.readline().strip()
for _ in range(1200):
    if not os.path.exists("/proc/" + pid):
        break
    time.sleep(0.05)
print(pid, os.path.exists("/proc/" + pid), own.wait())
"""


@only_linux
def test_what_came_back_and_has_ended_is_gone() -> None:
    pid, exists, status = said_by(ORPHAN)
    assert pid.isdigit() and (exists, status) == ("False", "3")


SIGNAL_AT_THE_START = """
class Popen(subprocess.Popen):
    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        os.kill(os.getpid(), signal.SIGTERM)
subprocess.Popen = Popen
try:
    processes.run(["sleep", "600"])
except processes.Interrupted as interrupted:
    print(interrupted, *children())
"""


@only_linux
def test_a_signal_as_a_process_starts_ends_it() -> None:
    """Before the caller goes on, which may remove what the process works on."""
    assert said_by(SIGNAL_AT_THE_START) == ["SIGTERM"]


SIGNAL_AND_NOTHING_TO_START = """
class Popen:
    def __init__(self, *arguments, **more):
        os.kill(os.getpid(), signal.SIGTERM)
        raise FileNotFoundError
subprocess.Popen = Popen
try:
    processes.run(["no-such-program"])
except processes.Interrupted as interrupted:
    print(interrupted)
"""


@only_linux
def test_a_signal_as_a_process_does_not_start_is_not_lost() -> None:
    assert said_by(SIGNAL_AND_NOTHING_TO_START) == ["SIGTERM"]


AFTERWARDS = """
for number in processes.SIGNALS:
    try:
        os.kill(os.getpid(), number)
    except processes.Interrupted as interrupted:
        print(interrupted)
subprocess.run(["grep", "SigIgn", "/proc/self/status"])
"""


@only_linux
def test_after_a_signal_others_do_nothing_and_a_process_ignores_none() -> None:
    """proc(5): a mask."""
    name, _, mask = said_by("sys.stdout.reconfigure(line_buffering=True)" + AFTERWARDS)
    ignored = [
        n for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if int(mask, 16) >> n - 1 & 1
    ]
    assert (name, ignored) == ("SIGINT", [])


# As proc(5) says of its lists, which hold only while nothing ends.
NOT_LISTED_AT_FIRST = """
descendants, looks = processes._descendants, []
def not_at_first(pid):
    looks.append(pid)
    return descendants(pid) if len(looks) > 4 else []
processes._descendants = not_at_first
with processes.started(["sh", "-c", "setsid sleep 600 & exit 0"]):
    pass
processes.stop_all()
print(*children())
"""


@only_linux
def test_what_is_not_listed_at_first_is_ended() -> None:
    assert said_by(NOT_LISTED_AT_FIRST) == []
