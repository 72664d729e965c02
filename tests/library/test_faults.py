"""The library on a system that misbehaves: refused calls, odd folders, limits, signals, death.

Each row is a fault and what must become of it. What happened is told by the programs in
programs/, which ask the kernel about the descriptor; what is left behind is looked for
here.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from conftest import ROOT, TABLES, Compile, cache_of, quiet_run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

PROGRAMS = Path(__file__).parent / "programs"
MEMORY = {"0x1021994", "0x858458f6", "0x958458f6"}  # tmpfs, ramfs, hugetlbfs: linux/magic.h
FOLDERS = ["/dev/shm", "/run/shm", "/tmp", "/var/tmp"]
NO_MEMFD = ["memfd_create=ENOSYS"]
NO_O_TMPFILE = ["openat:2&{__o_tmpfile}=EOPNOTSUPP"]
NO_NEW_FILE = ["openat:2&{o_creat}=EPERM"]

# The bits that tell such an open from another: O_TMPFILE less the O_DIRECTORY in it.
BITS = {"__o_tmpfile": hex(os.O_TMPFILE & ~os.O_DIRECTORY), "o_creat": hex(os.O_CREAT)}


@pytest.fixture(scope="session")
def faults(compile_c: Compile, build: Path) -> Path:
    return compile_c(PROGRAMS / "faults.c", f"-I{ROOT}/include", build / "libanonshm.a")


@pytest.fixture(scope="session")
def table() -> list[str]:
    return TABLES.setdefault("fault: what was tried, and what it said", [])


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No object in any folder that a method may use, whatever the test did."""
    before = {folder: names_in(folder) for folder in FOLDERS}
    yield
    for folder in FOLDERS:
        left = names_in(folder) - before[folder]
        if left:  # another test's object has its name for a moment; what is left stays
            time.sleep(0.2)
            left &= names_in(folder)
        assert not left, f"left in {folder}"


def names_in(folder: str) -> set[str]:
    return {path.name for path in Path(folder).glob("anonshm-*")}


def run(command: list[str | Path], **more: Any) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, **more)
    if ran.returncode == 77:
        pytest.skip(ran.stderr.strip())
    assert ran.returncode != 2, ran.stderr
    return ran


def last_line(ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert ran.stdout, f"exit status {ran.returncode}: {ran.stderr}"
    return json.loads(ran.stdout.splitlines()[-1])


def spell(actions: list[str]) -> list[str]:
    return [action.format(**BITS) for action in actions]


def attempts(told: dict[str, Any]) -> str:
    """memfd_syscall ENOSYS, o_tmpfile ok"""
    return ", ".join(f"{method} {error or 'ok'}" for method, error in told["trace"])


def is_normal_form(told: dict[str, Any]) -> bool:
    return (
        told["file_system"] in MEMORY
        and told["links"] == 0
        and told["size"] == 0
        and told["mode"] & 0o111 == 0
        and told["cloexec"]
    )


# -- Refused calls -------------------------------------------------------------------------

BOTH_MEMFD = "memfd_syscall {0}, memfd_create {0}, "


class Refusal(NamedTuple):
    fault: str
    actions: list[str]
    trace: str  # what must have been tried, in order


REFUSALS = [
    Refusal("nothing", [], "memfd_syscall ok"),
    *[
        Refusal(
            f"memfd {error}",
            [f"memfd_create={error}"],
            BOTH_MEMFD.format(name) + "o_tmpfile ok",
        )
        for error, name in [
            ("ENOSYS", "ENOSYS"),
            ("EPERM", "EPERM"),
            ("EACCES", "EACCES"),
            ("EOPNOTSUPP", "ENOTSUP"),  # one number on Linux
        ]
    ],
    # memfd_create(2): an older kernel knows the earlier flags only.
    Refusal("no NOEXEC_SEAL", ["memfd_create:1&0x8=EINVAL"], "memfd_syscall ok"),
    Refusal("no ALLOW_SEALING", ["memfd_create:1&0x2=EINVAL"], "memfd_syscall ok"),
    Refusal("no flag but CLOEXEC", ["memfd_create:1&0x1e=EINVAL"], "memfd_syscall ok"),
    Refusal(
        "memfd EINVAL", ["memfd_create=EINVAL"], BOTH_MEMFD.format("EINVAL") + "o_tmpfile ok"
    ),
    *[
        Refusal(
            f"O_TMPFILE {error}",
            [*NO_MEMFD, f"openat:2&{{__o_tmpfile}}={error}"],
            BOTH_MEMFD.format("ENOSYS") + f"o_tmpfile {name}, shm_open ok",
        )
        for error, name in [
            ("EISDIR", "EISDIR"),
            ("EOPNOTSUPP", "ENOTSUP"),
            ("EINVAL", "EINVAL"),
            ("EPERM", "EPERM"),
            ("EACCES", "EACCES"),
            ("ENOSYS", "ENOSYS"),
        ]
    ],
    *[
        Refusal(
            f"getrandom {error}",
            [*NO_MEMFD, *NO_O_TMPFILE, f"getrandom={error}"],
            BOTH_MEMFD.format("ENOSYS") + "o_tmpfile ENOTSUP, shm_open ok",
        )
        for error in ["ENOSYS", "EPERM", "EACCES", "EOPNOTSUPP"]
    ],
]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.fault)
def test_refused_call(row: Refusal, faults: Path, table: list[str]) -> None:
    told = last_line(run([faults, *spell(row.actions), "create"]))
    table.append(f"{row.fault:25}{attempts(told)}")
    assert attempts(told) == row.trace
    assert is_normal_form(told)


@pytest.mark.parametrize("error", ["ENOSYS", "EPERM", "EACCES", "EOPNOTSUPP"])
def test_refused_new_file(error: str, faults: Path, table: list[str]) -> None:
    """shm_open's own open, and mkostemp's: nothing is left that could serve."""
    actions = [*NO_MEMFD, *NO_O_TMPFILE, f"openat:2&{{o_creat}}={error}"]
    ran = run([faults, *spell(actions), "create"])
    told = last_line(ran)
    name = error.replace("EOPNOTSUPP", "ENOTSUP")
    table.append(f"{'new file ' + error:25}{attempts(told)}")
    assert attempts(told) == (
        BOTH_MEMFD.format("ENOSYS") + f"o_tmpfile ENOTSUP, shm_open {name}, mkostemp {name}"
    )
    assert told["error"] == name, "errno is that of the last method"
    assert ran.returncode == 1


def test_everything_refused_even_disk(faults: Path, table: list[str]) -> None:
    actions = [*NO_MEMFD, *NO_O_TMPFILE, *NO_NEW_FILE, "flags=8"]
    told = last_line(run([faults, *spell(actions), "create"]))
    table.append(f"{'everything, and disk':25}{attempts(told)}")
    assert attempts(told).endswith("mkostemp EPERM, temporary_file EPERM")
    assert told["error"] == "EPERM"


def test_filter_that_comes_later(faults: Path) -> None:
    ran = run([faults, "open=3", "memfd_create=EPERM", "open=3", "create"])
    opened = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line.get("opened") for line in opened[:2]] == [3, 3]
    assert opened[2]["trace"][-1] == ["o_tmpfile", ""]


def test_name_that_cannot_be_removed(faults: Path) -> None:
    """The object is given up, and said so; the name is all that stays (swept up here)."""
    refuse = ["unlink=EPERM", "unlinkat=EPERM"]
    ran = run([faults, *spell(NO_MEMFD + NO_O_TMPFILE + refuse), "create"])
    told = last_line(ran)
    left = [Path("/dev/shm") / name for name in names_in("/dev/shm")]
    for path in left:
        assert path.stat().st_size == 0
        path.unlink()
    assert ran.returncode == 1
    assert told["error"] in {"EPERM", "EACCES"}  # glibc's shm_unlink: EPERM becomes EACCES
    assert len(left) <= 3


def test_call_that_kills(faults: Path) -> None:
    """No library survives it: an ordinary build makes the call and dies (SECURITY.md)."""
    assert run([faults, "memfd_create=KILL", "create"]).returncode == -31  # SIGSYS


def test_build_without_the_call_that_kills(cache: dict[str, str], tmp_path: Path) -> None:
    build = tmp_path / "build"
    quiet_run(
        [
            *(cache["CMAKE_COMMAND"], "-S", ROOT, "-B", build, "-G", cache["CMAKE_GENERATOR"]),
            *("-DANONSHM_BUILD_TESTING=OFF", "-DANONSHM_BUILD_TOOL=OFF"),
            *("-DANONSHM_PRESET_MEMFD_SYSCALL_SAFE=OFF", "-DANONSHM_PRESET_MEMFD_CREATE=OFF"),
        ]
    )
    quiet_run([cache["CMAKE_COMMAND"], "--build", build, "--target", "anonshm_archive"])
    program = tmp_path / "faults"
    compiler = cache_of(build)["CMAKE_C_COMPILER"]
    library = build / "libanonshm.a"
    quiet_run([compiler, PROGRAMS / "faults.c", f"-I{ROOT}/include", library, "-o", program])
    told = last_line(run([program, "memfd_create=KILL", "create"]))
    assert attempts(told) == "o_tmpfile ok"
    assert is_normal_form(told)


@pytest.mark.parametrize(
    ("flags", "trace"),
    [
        ("0", "memfd_syscall ok"),
        ("4", "memfd_syscall ok"),  # ANONSHM_NO_SEALING
        ("1", BOTH_MEMFD.format("EACCES") + "o_tmpfile ok"),  # ANONSHM_EXEC: mfd_noexec.rst
    ],
)
def test_kernel_that_forbids_execution(
    flags: str, trace: str, faults: Path, table: list[str]
) -> None:
    """vm.memfd_noexec=2, in a PID namespace of its own."""
    sysctl = "echo 2 > /proc/sys/vm/memfd_noexec"
    apart = ["unshare", "-pf", "--mount-proc", "sh", "-c"]
    if subprocess.run([*apart, sysctl], capture_output=True).returncode != 0:
        pytest.skip("vm.memfd_noexec cannot be set here: Linux 6.3 and root have it")
    told = last_line(
        run([*apart, sysctl + '; exec "$@"', "sh", faults, f"flags={flags}", "create"])
    )
    table.append(f"{'memfd_noexec=2, flags ' + flags:25}{attempts(told)}")
    assert attempts(told) == trace
    assert bool(told["mode"] & 0o111) == (flags == "1")


# -- Limits and signals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "actions"),
    [
        ("EMFILE", ["nofile=3"]),
        ("ENFILE", ["memfd_create=ENFILE"]),  # the real one needs the whole machine's table
        ("ENOMEM", ["memfd_create=ENOMEM"]),
    ],
)
def test_stops_at_once(fault: str, actions: list[str], faults: Path, table: list[str]) -> None:
    told = last_line(run([faults, *actions, "create"], close_fds=True))
    table.append(f"{fault:25}{attempts(told)}")
    assert told["trace"] == [["memfd_syscall", fault]]
    assert told["error"] == fault


@pytest.mark.parametrize("action", [[], NO_MEMFD])
def test_file_size_limit(action: list[str], faults: Path) -> None:
    told = last_line(run([faults, "fsize=4096", *action, "size=4096"]))
    assert told["error"] == "" and told["size"] == 4096
    told = last_line(run([faults, "fsize=4096", *action, "size=4097"]))
    assert told["error"] == "EFBIG"


@pytest.mark.parametrize(
    "actions", [[], NO_MEMFD, NO_MEMFD + NO_O_TMPFILE], ids=["memfd", "o_tmpfile", "shm_open"]
)
def test_signals(actions: list[str], faults: Path) -> None:
    told = last_line(run([faults, *spell(actions), "signals=100", "open=20000"]))
    assert told == {"opened": 20000, "failed": 0, "error": ""}


# -- Odd folders ---------------------------------------------------------------------------


def in_namespace(setup: str, command: list[str | Path], **more: Any) -> Any:
    """Runs it with a private view of the mounts. /dev/shm is never remounted as a whole: that
    would change it for everybody (mount(2), MS_REMOUNT acts on the superblock)."""
    script = f'set -e; {setup}; exec "$@"'
    kind = ["-m"] if os.geteuid() == 0 else ["-Urm"]
    if subprocess.run(["unshare", *kind, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace may be made here")
    return run(["unshare", *kind, "sh", "-c", script, "sh", *command], **more)


EMPTY_DEV = "mount -t tmpfs none /dev; mknod /dev/null c 1 3; chmod 666 /dev/null"


class Place(NamedTuple):
    fault: str
    setup: str
    trace: str  # after both memfds were refused


PLACES = [
    Place(
        "no /dev/shm",
        EMPTY_DEV,
        "o_tmpfile ENOENT, shm_open ENOENT, mkostemp ENOENT",
    ),
    Place(
        "read-only",
        "mount -o remount,bind,ro /dev/shm",
        "o_tmpfile EROFS, shm_open EROFS, mkostemp EROFS",
    ),
    Place("noexec", "mount -t tmpfs -o noexec none /dev/shm", "o_tmpfile ok"),
    Place("64 KiB", "mount -t tmpfs -o size=64k none /dev/shm", "o_tmpfile ok"),
    Place(
        "no inode free",
        "mount -t tmpfs -o nr_inodes=1 none /dev/shm",
        "o_tmpfile ENOSPC, shm_open ENOSPC, mkostemp ENOSPC",
    ),
    Place(
        "a folder on disk",
        "mount --bind {disk} /dev/shm",
        "o_tmpfile ENOTSUP, shm_open ENOTSUP, mkostemp ENOTSUP",
    ),
    Place(
        "a link to the disk",
        EMPTY_DEV + "; ln -s {disk} /dev/shm",
        "o_tmpfile ENOTSUP, shm_open ENOTSUP, mkostemp ENOTSUP",
    ),
    Place(
        "a link into memory",
        EMPTY_DEV + "; mkdir /dev/other; ln -s /dev/other /dev/shm",
        "o_tmpfile ok",
    ),
    Place("no /proc", "umount -l /proc", "o_tmpfile ok"),
    Place("no /dev/urandom", EMPTY_DEV + "; mkdir -m 1777 /dev/shm", "o_tmpfile ok"),
]


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row.fault)
def test_odd_folder(row: Place, faults: Path, tmp_path: Path, table: list[str]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.disk_usage(disk) == shutil.disk_usage("/dev/shm"):
        pytest.skip("the tests' own folder is not on a disk")
    setup = row.setup.format(disk=shlex.quote(str(disk)))
    told = last_line(in_namespace(setup, [faults, *NO_MEMFD, "create"]))
    table.append(f"{row.fault:25}{attempts(told)}")
    assert attempts(told) == BOTH_MEMFD.format("ENOSYS") + row.trace
    assert "file_system" not in told or is_normal_form(told), "never on disk unasked"
    assert not list(disk.iterdir())
    # With memfd none of it matters.
    assert last_line(in_namespace(setup, [faults, "create"]))["trace"] == [
        ["memfd_syscall", ""]
    ]


def test_named_without_any_random_bytes(faults: Path) -> None:
    """Neither getrandom nor /dev/urandom: no name is made up of a clock."""
    actions = spell([*NO_MEMFD, *NO_O_TMPFILE, "getrandom=ENOSYS", "create"])
    told = last_line(in_namespace(EMPTY_DEV + "; mkdir -m 1777 /dev/shm", [faults, *actions]))
    assert attempts(told).endswith("shm_open ENOENT, mkostemp ENOENT")


def test_disk_only_when_asked(faults: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    told = last_line(
        in_namespace(
            f"mount --bind {shlex.quote(str(disk))} /dev/shm",
            [faults, *NO_MEMFD, "flags=8", "create"],
            env={**os.environ, "TMPDIR": str(disk)},
        )
    )
    assert told["trace"][-1] == ["temporary_file", ""]
    assert told["file_system"] not in MEMORY and told["links"] == 0
    assert not list(disk.iterdir())


# Where another user can get at the program, whatever folder the tests are in.
EVERYBODYS = "mount -t tmpfs none /mnt; cp {program} /mnt/faults; chmod 755 /mnt/faults"
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def test_folder_of_somebody_else(faults: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs a second user, which only root can become")
    visible = EVERYBODYS.format(program=shlex.quote(str(faults)))
    setup = f"mount -t tmpfs -o mode=0755 none /dev/shm; {visible}"
    told = last_line(in_namespace(setup, [*AS_NOBODY, "/mnt/faults", *NO_MEMFD, "create"]))
    assert attempts(told).endswith("o_tmpfile EACCES, shm_open EACCES, mkostemp EACCES")


# -- Environment ---------------------------------------------------------------------------

PRIVATE = "mkdir -m 700 /dev/private"


def test_runtime_dir_serves(faults: Path) -> None:
    told = last_line(
        in_namespace(
            f"{EMPTY_DEV}; {PRIVATE}",
            [faults, *NO_MEMFD, "create"],
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private"},
        )
    )
    assert told["trace"][-1] == ["o_tmpfile", ""] and is_normal_form(told)


@pytest.mark.parametrize(
    "setup",
    [
        "mkdir -m 755 /dev/private",
        "mkdir -m 700 /dev/private; chown 1 /dev/private",
        "mkdir -m 700 /dev/p; ln -s p /dev/private; chown 1 /dev/p",
    ],
)
def test_runtime_dir_of_others_is_ignored(setup: str, faults: Path) -> None:
    if os.geteuid() != 0 and "chown" in setup:
        pytest.skip("needs root to give a folder away")
    told = last_line(
        in_namespace(
            f"{EMPTY_DEV}; {setup}",
            [faults, *NO_MEMFD, "create"],
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private"},
        )
    )
    assert attempts(told).endswith("o_tmpfile ENOENT, shm_open ENOENT, mkostemp ENOENT")


def test_set_user_id_ignores_the_environment(faults: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to make a set-user-id program of another user")
    program = EVERYBODYS.format(program=shlex.quote(str(faults))) + "; chmod 4755 /mnt/faults"
    told = last_line(
        in_namespace(
            f"{EMPTY_DEV}; {PRIVATE}; mkdir -m 1777 /dev/disk; {program}",
            [*AS_NOBODY, "/mnt/faults", *NO_MEMFD, "flags=8", "create"],
            env={**os.environ, "XDG_RUNTIME_DIR": "/dev/private", "TMPDIR": "/dev/disk"},
        )
    )
    *memory, disk = told["trace"]
    assert [error for _, error in memory][2:] == ["ENOENT", "ENOENT", "ENOENT"]
    assert disk == ["temporary_file", ""]
    assert told["file_system"] not in MEMORY, "/dev/disk is in memory, and was not used"


# -- Death ---------------------------------------------------------------------------------

# The stops (entry to or exit from a system call) that may find one object with a name: from
# the exit of the open to the entry of the unlink. Their place in the process differs: glibc's
# mkostemp asks for random bytes again when they would be unevenly spread.
UNNAMED: set[str] = set()
NAMED = {"exit openat", "entry unlink"}
WINDOWS = {
    "memfd_syscall": UNNAMED,
    "memfd_create": UNNAMED,
    "o_tmpfile": UNNAMED,
    "shm_open": NAMED,
    "mkostemp": NAMED,
    "temporary_file": NAMED,
}
CALLS = {"257": "openat", "87": "unlink"}  # x86_64's


@pytest.mark.skipif(platform.machine() != "x86_64", reason="knows x86_64's system calls")
@pytest.mark.parametrize("method", WINDOWS)
def test_killed_at_every_system_call(
    method: str, compile_c: Compile, build: Path, table: list[str]
) -> None:
    killer = compile_c(
        PROGRAMS / "kill_anywhere.c", f"-I{ROOT}/include", build / "libanonshm.a"
    )
    own = (
        "mount -t tmpfs none /dev/shm; mount -t tmpfs none /tmp"  # nobody else's objects there
    )
    setup = f"{EVERYBODYS.format(program=shlex.quote(str(killer)))}; {own}"
    ran = in_namespace(setup, ["/mnt/faults", method, "/dev/shm", "/tmp"])
    *stops, end = [line.split() for line in ran.stdout.splitlines()]
    assert end == ["end", "0"]
    assert len(stops) >= 3
    left = [int(count) for _, _, count in stops]
    table.append(f"{'killed in ' + method:25}{len(stops)} stops, a name left after {sum(left)}")
    for side, call, count in stops:
        stop = f"{side} {CALLS.get(call, call)}"
        assert int(count) == (stop in WINDOWS[method]), stop
