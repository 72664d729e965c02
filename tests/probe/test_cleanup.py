# SPDX-License-Identifier: MIT
"""Nothing stays behind when a process of the probe is killed, and no probe affects another.

The probe runs with a library in front of libc (support/meddle.c), which logs every name before
it is created, and kills a certain process right after: so every moment that matters is tried,
and each in the same way every time. All processes of a run inherit one end of a pipe; when the
other end reports that it is closed, all of them have ended.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import catalogue
from support.projects import Configured, copy_module, replace_once, write_project
from support.run import preloading, run
from support.waiting import SECONDS, all_ended

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="objects are looked for in /dev/shm"
)

# For each fact. None comes near the long one, even where the machine stops for a while: of
# hundreds of runs every answer counts. The short one is waited for.
LONG, SHORT = 30, 5
LIMIT = "time_limit_ms = 4000"

CompileProbe = Callable[[int], Path]


@pytest.fixture(scope="module")
def compile_probe(
    plain: Configured, cache: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> CompileProbe:
    """compile_probe(seconds): the probe, from its one file, with this limit for each fact."""

    def compile_with(seconds: int) -> Path:
        directory = tmp_path_factory.mktemp("probe")
        generated = plain.build / "CMakeFiles" / "anonshm" / "anonshm_probe.cpp"
        source = Path(shutil.copy(generated, directory / "probe.cpp"))
        replace_once(directory, LIMIT, f"time_limit_ms = {seconds}000")
        compiler = cache["CMAKE_CXX_COMPILER"]
        run(compiler, "-std=c++17", "-w", source, "-o", directory / "probe", check=True)
        return directory / "probe"

    return compile_with


@pytest.fixture(scope="module")
def probe(compile_probe: CompileProbe) -> Path:
    return compile_probe(LONG)


@dataclass
class Run:
    """What a run printed, and what it created."""

    status: int
    output: str
    created: list[tuple[str, str]]

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        """What was tried: id to value and detail."""
        lines = [line[8:].split("=", 1) for line in self.output.splitlines() if "=" in line]
        answers = {id: tuple(rest.split("|", 1)) for id, rest in lines if "|" in rest}
        tried = {id for id, kind in catalogue.KINDS.items() if kind == "BEHAVIOUR"}
        return {id: answer for id, answer in answers.items() if id in tried}

    def differences(self, other: Run) -> dict[str, tuple[str, str]]:
        theirs = other.answers
        return {id: answer for id, answer in self.answers.items() if theirs.get(id) != answer}


def run_meddled(
    command: list[str | Path],
    directory: Path,
    preload: Path,
    how: str = "",
    stdout: int | None = None,
) -> Run:
    """Runs it in a session of its own, and waits until its last descendant has ended."""
    log = directory / "log"
    log.write_text("")
    environment = {
        **preloading(preload),
        "ANONSHM_MEDDLE_LOG": str(log),
        "ANONSHM_MEDDLE": how,
    }
    with all_ended() as inherited:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE if stdout is None else stdout,
            env={**os.environ, **environment},
            start_new_session=True,
            pass_fds=[inherited],
            text=True,
        )
        output, _ = process.communicate(timeout=2 * SECONDS)
    created = [tuple(line.split(" ", 1)) for line in log.read_text().splitlines()]
    return Run(process.returncode, output or "", created)


libc = ctypes.CDLL(None)


def left(run: Run) -> list[str]:
    """What is still there; and takes it away, so that a failure leaves nothing either."""
    remains = []
    for kind, name in run.created:
        segment = libc.shmget(int(name), 0, 0) if kind == "segment" else -1
        if segment != -1:
            libc.shmctl(segment, 0, None)  # IPC_RMID
            remains.append(f"segment {name}")
        file = Path("/dev/shm", name.lstrip("/"))
        if kind == "object" and len(file.name) < 256 and file.is_file():
            file.unlink()
            remains.append(name)
    return remains


@pytest.fixture(scope="module")
def undisturbed(probe: Path, preload: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_meddled([probe], tmp_path_factory.mktemp("undisturbed"), preload)


def test_a_run_creates_and_leaves_nothing(undisturbed: Run) -> None:
    assert undisturbed.status == 0 and undisturbed.output.endswith("ANONSHM-END\n")
    kinds = [kind for kind, _ in undisturbed.created]
    assert kinds.count("object") > 40 and kinds.count("segment") == 1
    assert "file" not in kinds
    assert left(undisturbed) == []


def test_every_fact_is_answered(undisturbed: Run) -> None:
    behaviours = {id for id, kind in catalogue.KINDS.items() if kind == "BEHAVIOUR"}
    assert set(undisturbed.answers) == behaviours


@pytest.mark.parametrize("victim", ["first", "group", "both", "parent", "child"])
def test_killed_at_any_moment(
    probe: Path, preload: Path, tmp_path: Path, undisturbed: Run, victim: str
) -> None:
    """Whenever something was created: the first process, the terminal's process group, that and
    the process that tries, the one that watches, or the one that tries. Then at most one answer
    differs, and has the reason."""
    moments = sum(kind != "file" for kind, _ in undisturbed.created)
    killed = 0
    for moment in range(1, moments + 1):
        run = run_meddled([probe], tmp_path, preload, f"after:{moment}:{victim}")
        assert left(run) == [], moment
        if victim in ("first", "group", "both"):
            killed += run.status == -9
            continue
        assert run.status == 0 and run.output.endswith("ANONSHM-END\n"), moment
        different = run.differences(undisturbed)
        killed += victim == "parent" or len(different) == 1
        if victim == "child":
            assert set(run.answers) == set(undisturbed.answers)
            assert len(different) <= 1, (moment, different)
            for value, detail in different.values():
                assert value in ("unknown", "false") and "killed by signal 9" in detail
        else:
            assert different == {}
    # The last names are those that are refused: nothing was created under them.
    assert killed > moments // 2


@pytest.mark.parametrize("signal, number", [("SIGSEGV", 11), ("SIGSYS", 31), ("SIGKILL", 9)])
def test_a_crash_is_an_answer(
    probe: Path, preload: Path, tmp_path: Path, undisturbed: Run, signal: str, number: int
) -> None:
    """For yes or no it is no; otherwise it is unknown."""
    run = run_meddled([probe], tmp_path, preload, f"shm_open:/inner:{signal}")
    different = run.differences(undisturbed)
    assert list(different) == ["shm_name_inner_slash"]
    value, detail = different["shm_name_inner_slash"]
    assert value == "unknown" and detail.startswith(f"killed by signal {number} ")
    run = run_meddled([probe], tmp_path, preload, f"flag:{signal}")
    different = run.differences(undisturbed)
    assert list(different) == ["shm_open_accepts_nofollow"]
    value, detail = different["shm_open_accepts_nofollow"]
    assert value == "false" and detail.startswith(f"killed by signal {number} ")
    assert left(run) == []


def test_a_hang_is_unknown(
    compile_probe: CompileProbe, preload: Path, tmp_path: Path, undisturbed: Run
) -> None:
    probe = compile_probe(SHORT)
    run = run_meddled([probe], tmp_path, preload, "shm_open:/inner:SIGSTOP")
    assert run.differences(undisturbed) == {
        "shm_name_inner_slash": ("unknown", f"no answer within {SHORT} s")
    }
    assert left(run) == []


def test_shm_open_that_kills_everywhere(
    probe: Path, preload: Path, tmp_path: Path, undisturbed: Run
) -> None:
    """As under a filter that kills: what does not need shm_open is answered as before."""
    run = run_meddled([probe], tmp_path, preload, "shm_open:*:SIGSYS")
    different = run.differences(undisturbed)
    assert {value for value, _ in different.values()} == {"unknown", "false"}
    assert all("killed by signal 31" in detail for _, detail in different.values())
    assert not {"sem_pshared", "mutex_robust", "sysv_shm"} & set(different)


def test_output_is_not_read(probe: Path, preload: Path, tmp_path: Path) -> None:
    """The reader of the output has ended before it was written."""
    ours, theirs = os.pipe()
    os.close(ours)
    run = run_meddled([probe], tmp_path, preload, stdout=theirs)
    os.close(theirs)
    assert run.status == -13 and left(run) == []  # SIGPIPE


@pytest.mark.parametrize("victim", ["first", "child"])
def test_the_program_leaves_nothing_either(
    tool: list[str], native: None, unsanitized: None, preload: Path, tmp_path: Path, victim: str
) -> None:
    for moment in (1, 5, 20, 50):
        run = run_meddled([*tool, "report"], tmp_path, preload, f"after:{moment}:{victim}")
        assert left(run) == [], moment


def test_time_limit_of_cmake(preload: Path, tmp_path: Path) -> None:
    """CMake kills the program that it started. What was printed until then counts."""
    module = copy_module(tmp_path / "copy")
    replace_once(module.parent, "TIMEOUT 60", "TIMEOUT 10")
    replace_once(tmp_path / "copy" / "probes", LIMIT, f"time_limit_ms = {LONG}000")
    source = write_project(tmp_path / "source", module=module)
    command = ["cmake", "-S", source, "-B", tmp_path / "build"]
    run = run_meddled(command, tmp_path, preload, "shm_open:/inner:SIGSTOP")
    assert run.status == 0 and left(run) == []
    configured = Configured(0, run.output, tmp_path / "build")
    assert configured.fact("shm_name_leading_slash")[1] == "ran"
    assert configured.fact("sysv_shm")[1] in ("predicted", "unknown")
