# SPDX-License-Identifier: MIT
"""`served` is what the library itself does, in many environments.

A C program that is linked with the library (programs/serve.c) runs in the same environment as
the program anonshm: neither may be served where the other is not. Each environment has mounts
of its own, so that what is left behind shows, and nobody else is affected.
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from support.compile import Compile, with_static
from support.paths import TESTS
from support.projects import Configured, copy_module, replace_once, write_project
from support.run import mount_namespace, run
from support.waiting import until

if sys.platform != "linux":
    pytest.skip("the environments are Linux's", allow_module_level=True)

PROGRAMS = TESTS / "tool" / "programs"
# For what ends by itself although something hangs for ever.
LIMIT = 120

# Source: the kernel's <asm/unistd.h>, by the compiler.
CALLS = ["memfd_create", "clone", "clone3", "pipe2", "openat", "statfs", "fstatfs", "fchmod"]
NAMES = {"NR": "asm/unistd.h"}

SHM = "mount -t tmpfs none /dev/shm"
# A user with no other process: RLIMIT_NPROC counts those of all tests that run now.
NOBODY_ELSE = f"user={100_000 + os.getpid()}"
TMPFS, RAMFS, HUGETLBFS = 0x01021994, 0x858458F6, 0x958458F6
O_TMPFILE = 0o20000000


@dataclass
class Environment:
    """Shell commands in a mount namespace of its own, then restrictions (confine.c)."""

    restrictions: list[str] = field(default_factory=list)
    setup: str = SHM
    namespaces: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    asked: bool = True  # whether the program can make processes
    unlike: tuple[str, ...] = ()  # members that this environment hides from one of the two


def refuse(call: str, error: int) -> str:
    return f"errno={call}={error}"


NO_MEMFD = refuse("memfd_create", errno.ENOSYS)
ENVIRONMENTS: dict[str, Environment] = {
    "plain": Environment(),
    "memfd ENOSYS": Environment([NO_MEMFD]),
    "memfd EPERM": Environment([refuse("memfd_create", errno.EPERM)]),
    "memfd EACCES": Environment([refuse("memfd_create", errno.EACCES)]),
    "memfd EINVAL": Environment([refuse("memfd_create", errno.EINVAL)]),
    "memfd ENOMEM": Environment([refuse("memfd_create", errno.ENOMEM)]),
    "memfd EMFILE": Environment([refuse("memfd_create", errno.EMFILE)]),
    "memfd ENFILE": Environment([refuse("memfd_create", errno.ENFILE)]),
    "memfd kills": Environment(["kill=memfd_create"]),
    "NOEXEC_SEAL EINVAL": Environment(["flag=memfd_create=1=8=22"]),
    "NOEXEC_SEAL EPERM": Environment(["flag=memfd_create=1=8=1"]),
    "ALLOW_SEALING EINVAL": Environment(["flag=memfd_create=1=2=22"]),
    "ALLOW_SEALING EPERM": Environment(["flag=memfd_create=1=2=1"]),
    "all flags but CLOEXEC": Environment(["flag=memfd_create=1=4294967294=22"]),
    "a filter of the thread that runs it": Environment(["thread=", NO_MEMFD]),
    "a filter of another thread": Environment(["beside=", NO_MEMFD]),
    "no O_TMPFILE": Environment([NO_MEMFD, f"flag=openat=2={O_TMPFILE}={errno.EOPNOTSUPP}"]),
    "O_TMPFILE refused": Environment([NO_MEMFD, f"flag=openat=2={O_TMPFILE}={errno.EACCES}"]),
    "fstatfs refused": Environment([NO_MEMFD, refuse("fstatfs", errno.ENOSYS)]),
    "fchmod refused": Environment([refuse("fchmod", errno.EPERM)]),
    "noexec": Environment([NO_MEMFD], f"{SHM} -o noexec"),
    "exec": Environment([NO_MEMFD], f"{SHM} -o exec"),
    "full": Environment([NO_MEMFD], f"{SHM} -o nr_inodes=1"),
    "tiny": Environment([NO_MEMFD], f"{SHM} -o size=4k"),
    "of containers": Environment([NO_MEMFD], f"{SHM} -o size=64m"),
    "no limit": Environment([NO_MEMFD], f"{SHM} -o size=0"),
    "read-only": Environment([NO_MEMFD], f"{SHM} -o ro"),
    "ramfs": Environment([NO_MEMFD], "mount -t ramfs none /dev/shm"),
    "proc instead": Environment([NO_MEMFD], "mount -t proc none /dev/shm"),
    "no directories": Environment(
        [NO_MEMFD], "mount -t tmpfs -o ro none /dev; mount --bind /dev /run"
    ),
    "no /proc": Environment([], f"{SHM}; mount -t tmpfs none /proc"),
    "neither memfd nor /proc": Environment(
        [NO_MEMFD], f"{SHM}; mount -t tmpfs none /proc", unlike=("directory",)
    ),
    "runtime directory": Environment(
        [NO_MEMFD],
        f"{SHM} -o ro; mount -t tmpfs none /mnt; mkdir -m 700 /mnt/user",
        variables={"XDG_RUNTIME_DIR": "/mnt/user"},
    ),
    "one more descriptor": Environment([f"limit={resource.RLIMIT_NOFILE}=4"]),
    "three more descriptors": Environment([f"limit={resource.RLIMIT_NOFILE}=6"]),
    "no file": Environment([f"limit={resource.RLIMIT_FSIZE}=0"]),
    "another user": Environment(["user=65534"]),
    "another user, no right": Environment(
        ["user=65534", NO_MEMFD], f"{SHM} -o mode=0755; mount -t tmpfs -o ro none /run"
    ),
    "no processes": Environment([NOBODY_ELSE, f"limit={resource.RLIMIT_NPROC}=0"], asked=False),
    "clone refused": Environment(
        [refuse("clone", errno.EPERM), refuse("clone3", errno.EPERM)], asked=False
    ),
    "pipe refused": Environment([refuse("pipe2", errno.EMFILE), refuse("pipe", errno.EMFILE)]),
    "no standard input": Environment(["close=0"]),
    "no standard error": Environment(["close=0", "close=2"]),
    "SIGCHLD ignored": Environment([f"ignore={int(signal.SIGCHLD)}"]),
    "user namespace": Environment([NO_MEMFD], namespaces=["-U"]),
    "user namespace, mapped": Environment([NO_MEMFD], namespaces=["-r"]),
    "memfd_noexec 1": Environment(
        [], f"{SHM}; mount -t proc none /proc; echo 1 >/proc/sys/vm/memfd_noexec", ["-pf"]
    ),
    "memfd_noexec 2": Environment(
        [], f"{SHM}; mount -t proc none /proc; echo 2 >/proc/sys/vm/memfd_noexec", ["-pf"]
    ),
    "chroot": Environment(["chroot=/mnt"], "MOUNTS"),
    "chroot, no memfd": Environment(["chroot=/mnt", NO_MEMFD], "MOUNTS"),
}
# A root without /dev and /proc.
MOUNTS = (
    f"{SHM}; mount -t tmpfs none /mnt; for d in usr lib lib64; do "
    "mkdir /mnt/$d; mount --rbind /$d /mnt/$d; done"
)


@pytest.fixture(scope="module")
def numbers(compile_c: Compile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Of the system calls, by the compiler."""
    source = tmp_path_factory.mktemp("numbers") / "numbers.c"
    calls = [*CALLS, "pipe"]
    lines = "".join(f'#ifdef __NR_{c}\nprintf("{c} %d\\n", __NR_{c});\n#endif\n' for c in calls)
    source.write_text(
        f"#include <stdio.h>\n#include <asm/unistd.h>\nint main(void) {{\n{lines}}}\n"
    )
    printed = run(compile_c(source), check=True).stdout
    return {name: int(number) for name, number in map(str.split, printed.splitlines())}


@pytest.fixture(scope="module")
def confine(compile_c: Compile) -> Path:
    return compile_c(PROGRAMS / "confine.c", "-pthread")


@pytest.fixture(scope="module")
def serve(compile_c: Compile, build: Path, unsanitized: None, native: None) -> Path:
    return compile_c(PROGRAMS / "serve.c", *with_static(build))


@dataclass
class Ran:
    status: int
    output: str
    complaints: str
    left: list[str]


Start = Callable[..., Ran]


@pytest.fixture
def start(confine: Path, numbers: dict[str, int], tmp_path: Path) -> Start:
    """start(environment, program, argument...)"""
    if os.geteuid() != 0:
        pytest.skip("most of the environments take root to make")

    def restriction(text: str) -> list[str]:
        kind, _, rest = text.partition("=")
        call, _, more = rest.partition("=")
        if kind not in ("errno", "flag", "kill"):
            return [text]
        if call not in numbers:
            return []
        return [f"{kind}={numbers[call]}" + (f"={more}" if more else "")]

    def start_one(environment: Environment, *command: str | Path) -> Ran:
        words = [word for text in environment.restrictions for word in restriction(text)]
        setup = MOUNTS if environment.setup == "MOUNTS" else environment.setup
        if any(word.startswith("user=") for word in words):  # who may not enter our directory
            copy = shlex.join(["cp", str(command[0]), "/home/program"])
            setup += f"; mount -t tmpfs -o mode=755 none /home; {copy}"
            command = ("/home/program", *command[1:])
        if environment.setup == "MOUNTS":
            setup += f"; {shlex.join(['cp', str(command[0]), '/mnt/program'])}"
            command = ("/program", *command[1:])
        confined = shlex.join(map(str, [confine, *words, "--", *command]))
        left = tmp_path / "left"
        # What is there, but for processes where it is /proc.
        there = "[ ! -d /dev/shm ] || ls -A /dev/shm | grep -vE '^[0-9]+$'"
        script = (
            f"exec 3>{shlex.quote(str(left))}; before=$({there}); {confined} 3>&-; status=$?; "
            f'after=$({there}); [ "$before" = "$after" ] || echo "$after" >&3; exit $status'
        )
        inner = ["sh", "-c", script]
        if environment.namespaces:
            inner = ["unshare", *environment.namespaces, *inner]
        if environment.namespaces == ["-pf"]:  # its /proc has to be mounted inside
            inner = ["unshare", "-pf", "sh", "-c", f"set -e; {setup}; set +e; {script}"]
            setup = ":"
        ran = run(
            *mount_namespace(setup),
            *inner,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment.variables},
            timeout=LIMIT,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr, left.read_text().split())

    return start_one


def died_of(ran: Ran) -> str | None:
    """The shell reports 128 and the signal."""
    return signal.Signals(ran.status - 128).name if ran.status > 128 else None


def reference(ran: Ran, environment: Environment) -> dict[str, Any]:
    """What the library did, in the words of a report."""
    if died_of(ran):
        return {"method": None, "error": died_of(ran)}
    assert ran.status == 0, ran
    said = dict(line.split("=", 1) for line in ran.output.splitlines())
    if "errno" in said:
        return {"method": None, "error": errno.errorcode[int(said["errno"])]}
    directory = said.get("directory") or None
    for name, value in environment.variables.items():
        directory = f"${name}" if directory == value else directory
    served: dict[str, Any] = {
        "method": said["method"],
        "error": None,
        "sealable": said["sealable"] == "1",
        "executable": said["executable"] == "1",
        "directory": directory,
    }
    if "type" in said:
        blocks = int(said["blocks"])
        served["in_memory"] = int(said["type"], 16) in (TMPFS, RAMFS, HUGETLBFS)
        limited = 0 < blocks < 2**51
        served["total_bytes"] = blocks * int(said["block_size"]) if limited else None
    return served


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_served_is_what_the_library_does(
    name: str, tool: list[str], serve: Path, start: Start
) -> None:
    environment = ENVIRONMENTS[name]
    expected = reference(start(environment, serve), environment)
    ran = start(environment, *tool, "report", "--format", "json")
    assert ran.left == []
    report = json.loads(ran.output)
    served = report["served"]
    if environment.asked:
        compared = {member: served[member] for member in expected}
        for member in environment.unlike:
            compared.pop(member), expected.pop(member)
        assert compared == expected
        assert ran.status == (0 if served["error"] is None else 1), ran.complaints
    else:
        assert served is None
        assert ran.status == 1 and "could not be asked" in ran.complaints
        for fact in report["facts"].values():
            assert fact["evidence"] != "ran"
            assert fact["scope"] != "machine" or fact["value"] is None
        assert not any(method["available"] for method in report["methods"])


# -- What could not be asked ---------------------------------------------------------------


def test_nothing_of_the_builder_is_shown_where_there_are_no_processes(
    tool: list[str], start: Start
) -> None:
    """Neither as an answer of this machine nor as one of a process that ran."""
    ran = start(ENVIRONMENTS["clone refused"], *tool, "report")
    assert ran.status == 1 and re.match("what you get  +not tried\n", ran.output)
    assert " ran " not in ran.output
    assert "fork: EPERM" in ran.complaints and len(ran.complaints.splitlines()) == 1
    ran = start(ENVIRONMENTS["clone refused"], *tool, "methods")
    assert ran.status == 1 and " serves " not in ran.output and " works" not in ran.output


def test_a_limit_on_processes_that_leaves_one(tool: list[str], start: Start) -> None:
    """One question at a time, by the program itself: all are answered."""
    limit = Environment([NOBODY_ELSE, f"limit={resource.RLIMIT_NPROC}=3"])
    ran = start(limit, *tool, "report", "--format", "json")
    served = json.loads(ran.output)["served"]
    assert served is not None and served["error"] is None, ran.complaints


@pytest.mark.parametrize("closed", [[0], [0, 2], [2]])
def test_closed_standard_descriptors(tool: list[str], start: Start, closed: list[int]) -> None:
    """What the questions use is not taken for standard output or standard error."""
    environment = Environment([f"close={fd}" for fd in closed])
    ran = start(environment, *tool, "report", "--format", "json")
    facts = json.loads(ran.output)["facts"]
    assert ran.status == 0
    assert facts["shm_open_works"]["value"] is True
    assert facts["sem_pshared"]["evidence"] == "ran"


# -- What it begins with -------------------------------------------------------------------

REMEDIES = {
    "memfd kills": ["SIGSYS", "seccomp filter kills", "ANONSHM_DISABLE"],
    "memfd EPERM": [
        "memfd_syscall is refused with EPERM: a seccomp filter",
        "allow memfd_create",
    ],
    "full": ["ENOSPC", "the directory is full", "--shm-size"],
    "read-only": ["EROFS", "mounted read-only", "tmpfs"],
    "of containers": ["64 MiB", "default of containers", "--shm-size"],
    "no directories": ["ENOENT", "there is no /dev/shm", "tmpfs"],
    "memfd ENOMEM": ["nothing: shm_open_anon() gives ENOMEM", "no memory"],
    "memfd EMFILE": ["nothing: shm_open_anon() gives EMFILE", "ulimit -n"],
    "memfd_noexec 2": [""],
    "no limit": ["no limit"],
}


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
@pytest.mark.parametrize("name", REMEDIES)
def test_the_cause_and_what_changes_it(
    name: str, format: str, tool: list[str], start: Start
) -> None:
    ran = start(ENVIRONMENTS[name], *tool, "report", "--format", format)
    # Without the breaks of lines; a page has a link to the section before it.
    head = " ".join(ran.output.partition("<h2" if format == "html" else "\nMethods")[0].split())
    begins = ["what you get", "why not better", "what to change"]
    assert sorted(begins, key=head.find) == begins and head.find(begins[0]) >= 0
    for words in REMEDIES[name]:
        assert words in head


# -- Nothing hangs -------------------------------------------------------------------------

HANG = "exec 9<>/dev/fuse; mount -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 none "


@pytest.fixture(scope="module")
def fuse() -> None:
    if run(*mount_namespace(HANG + "/mnt"), "true").returncode != 0:
        pytest.skip("no FUSE mount can be made here")


# A file system whose server does not answer: it is the shell that waits for the program, and
# does not even begin (FUSE_INIT). All that waits is released when the shell ends.
def under_a_hang(command: list[str], restrictions: list[Path | str], directory: str) -> Any:
    words = shlex.join(map(str, [*restrictions, *command]))
    return run(
        *mount_namespace(HANG + directory),
        "sh",
        "-c",
        f"timeout -s KILL {LIMIT} {words} 9>&-",
        stderr=subprocess.PIPE,
        timeout=2 * LIMIT,
    )


def while_nothing_answers(*command: str | Path) -> Any:
    """The file system has taken each request, and the kernel waits for its answer."""
    server = [sys.executable, PROGRAMS / "never_answers.py", "/dev/shm", str(LIMIT)]
    return run(
        *mount_namespace("true"), *server, *command, stderr=subprocess.PIPE, timeout=2 * LIMIT
    )


def has_ended(process: str) -> bool:
    """Or waits for its parent, which may be an init that never asks (proc(5): state Z)."""
    try:
        status = Path("/proc", process, "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("memfd", [True, False])
def test_a_file_system_that_never_answers(
    tool: list[str], fuse: None, confine: Path, numbers: dict[str, int], memfd: bool
) -> None:
    filters = [] if memfd else [f"errno={numbers['memfd_create']}={errno.ENOSYS}"]
    ran = under_a_hang(
        [*tool, "report", "--format", "json"], [confine, *filters, "--"], "/dev/shm"
    )
    report = json.loads(ran.stdout)
    assert "/dev/shm: no answer within" in ran.stderr
    assert ran.returncode == (0 if memfd else 1)
    assert (report["served"] is not None) is memfd
    for id in ("directory", "free_bytes", "total_bytes", "noexec", "o_tmpfile_works"):
        fact = report["facts"][f"{id}:/dev/shm"]
        assert (fact["value"], fact["evidence"]) == (None, "unknown")
        assert report["facts"][f"{id}:/tmp"]["evidence"] == "ran"
    assert report["facts"]["shm_name_max"]["value"] is None
    assert report["facts"]["mutex_pshared"]["evidence"] == "ran"


def test_methods_on_a_file_system_that_never_answers(
    tool: list[str], fuse: None, confine: Path, numbers: dict[str, int]
) -> None:
    filters = [f"errno={numbers['memfd_create']}={errno.ENOSYS}"]
    ran = under_a_hang([*tool, "methods"], [confine, *filters, "--"], "/dev/shm")
    assert ran.returncode == 1 and " serves " not in ran.stdout
    assert "shm_open_anon(): no answer within" in ran.stderr
    assert "o_tmpfile: no answer within" in ran.stderr


def test_a_process_that_cannot_be_killed_is_left_and_named(tool: list[str], fuse: None) -> None:
    ran = while_nothing_answers(*tool, "report", "--format", "json")
    assert ran.returncode == 0, ran
    detail = json.loads(ran.stdout)["facts"]["directory:/dev/shm"]["detail"]
    named = re.fullmatch(r"no answer within \d+ s; process (\d+) cannot be killed", detail)
    assert named and f"/dev/shm: {detail}" in ran.stderr
    assert until(lambda: has_ended(named[1]))  # released with the file system


def test_a_configure_on_a_file_system_that_never_answers(
    fuse: None, tmp_path: Path, native: None
) -> None:
    """What is predicted is as good; and the probe ends by itself, before CMake would end it."""
    module = copy_module(tmp_path / "copy")
    replace_once(module.parent, "TIMEOUT 60", f"TIMEOUT {2 * LIMIT}")
    source = write_project(tmp_path / "source", module=module)
    ran = while_nothing_answers("cmake", "-S", source, "-B", tmp_path / "build")
    assert ran.returncode == 0, ran
    configured = Configured(0, ran.stdout, tmp_path / "build")
    assert configured.fact("shm_name_leading_slash")[1] in ("predicted", "unknown")
    assert configured.fact("sysv_shm")[1] in ("ran", "predicted")
