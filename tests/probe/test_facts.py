# SPDX-License-Identifier: MIT
"""Every fact about this machine against a second, independent measurement.

The probes are C or C++ that the module generates. Here the same is asked of the C compiler, of
Python's own bindings, of ctypes and of /proc. A fact without a measurement fails a test.
"""

from __future__ import annotations

import ctypes
import errno
import inspect
import json
import mmap
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import catalogue
from support.compile import Compile
from support.run import run

pytestmark = [pytest.mark.smoke, pytest.mark.usefixtures("native")]

NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
libc = ctypes.CDLL(None, use_errno=True)


# -- Functions, macros, numbers: the C compiler --------------------------------------------

CATALOGUE = catalogue.read()
FUNCTIONS = CATALOGUE.of_kind("FUNCTION")
MACROS = CATALOGUE.of_kind("MACRO")
NUMBERS = CATALOGUE.of_kind("NUMBER")
MACHINE = CATALOGUE.of_kind("MACHINE")

# The headers that the catalogue names, under the macros that show everything in them.
HEADERS = "".join(
    [
        "#define _GNU_SOURCE\n#define __EXTENSIONS__\n",
        "#define _DARWIN_C_SOURCE\n#define _NETBSD_SOURCE\n",
        "#include <sys/types.h>\n#include <stdio.h>\n",
        *(
            f"#if __has_include(<{header}>)\n#include <{header}>\n#endif\n"
            for header in dict.fromkeys(
                header for fact in CATALOGUE.facts.values() for header in fact.headers
            )
        ),
    ]
)


@pytest.fixture(scope="session")
def declarations(cache: dict[str, str]) -> str:
    """What the headers come to, as C."""
    return subprocess.run(
        [cache["CMAKE_C_COMPILER"], "-E", "-P", "-"],
        input=HEADERS,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout


@pytest.fixture(scope="session")
def numbers(compile_c: Compile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    lines = [
        f'#ifdef {macro}\nprintf("%s %lld\\n", "{macro}", (long long){macro});\n#endif\n'
        for macro in (fact.name for fact in NUMBERS.values())
    ]
    source = tmp_path_factory.mktemp("numbers") / "numbers.c"
    source.write_text(HEADERS + "int main(void) {\n" + "".join(lines) + "return 0; }\n")
    said = subprocess.run([compile_c(source)], stdout=subprocess.PIPE, text=True, check=True)
    return {macro: int(value) for macro, value in map(str.split, said.stdout.splitlines())}


def exports(function: str) -> bool:
    """Does a library of the system have it? glibc before 2.34 kept some beside libc."""
    libraries: list[str | None] = [None, "librt.so.1", "libpthread.so.0"]
    for library in libraries:
        try:
            getattr(ctypes.CDLL(library), function)
            return True
        except (OSError, AttributeError):
            continue
    return False


def function(id: str, request: pytest.FixtureRequest) -> bool:
    declarations = request.getfixturevalue("declarations")
    return re.search(rf"\b{id} *\(", declarations) is not None and exports(id)


def number(id: str, request: pytest.FixtureRequest) -> int | bool:
    return request.getfixturevalue("numbers").get(NUMBERS[id].name, False)


def macro(id: str, request: pytest.FixtureRequest) -> bool:
    return MACROS[id].name in request.getfixturevalue("defined_macros")


@pytest.fixture(scope="session")
def defined_macros(cache: dict[str, str]) -> set[str]:
    """What the C preprocessor has defined behind the headers."""
    output = subprocess.run(
        [cache["CMAKE_C_COMPILER"], "-E", "-dM", "-"],
        input=HEADERS,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    return set(re.findall(r"^#define (\w+)", output, re.MULTILINE))


CALL = """
import ctypes, sys
ctypes.CDLL(None).syscall(ctypes.c_long(int(sys.argv[1])), b"anonshm-test", 1)
"""


def memfd_syscall_safe(numbers: dict[str, int]) -> bool:
    """The process that makes the call by its number, if there is one, survives."""
    number = str(numbers.get("__NR_memfd_create", -1))
    return subprocess.run([sys.executable, "-c", CALL, number]).returncode >= 0


def shared_mappings() -> bool:
    with tempfile.TemporaryFile() as file:
        file.truncate(mmap.PAGESIZE)
        with mmap.mmap(file.fileno(), 0) as one, mmap.mmap(file.fileno(), 0) as two:
            one[0] = 1
            return two[0] == 1


def shm_open_library(cache: dict[str, str], tmp_path: Path) -> str:
    source = tmp_path / "links.c"
    source.write_text(HEADERS + 'int main(void) { return shm_open("/", 0, 0); }\n')
    command = [cache["CMAKE_C_COMPILER"], source, "-o", tmp_path / "x"]
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0:
        return ""
    run(*command, "-lrt", check=True)
    return "rt"


# -- shm_open: ctypes ----------------------------------------------------------------------


def fresh(tail: str = "") -> str:
    return f"/anonshm-test-{secrets.token_hex(6)}{tail}"


def shm_open(name: str, flags: int = NEW) -> int:
    fd = libc.shm_open(name.encode(), flags, 0o600)
    if fd == -1:
        raise OSError(ctypes.get_errno(), name)
    return fd


def try_name(name: str, flags: int = NEW) -> str:
    """accepted, or the errno. Nothing is left."""
    try:
        os.close(shm_open(name, flags))
    except OSError as error:
        return errno.errorcode[error.errno]
    libc.shm_unlink(name.encode())
    return "accepted"


@pytest.fixture
def nameless() -> Iterator[int]:
    name = fresh()
    fd = shm_open(name)
    libc.shm_unlink(name.encode())
    yield fd
    os.close(fd)


def longest_name() -> int:
    """By trying every length, so that an odd one out would show."""
    accepted = [
        length
        for length in range(len(fresh()), 5001)
        if try_name(fresh().ljust(length, "a")) == "accepted"
    ]
    assert accepted == list(range(accepted[0], accepted[-1] + 1))
    return accepted[-1]


def shm_name_leading_slash() -> str:
    name = fresh()
    try:
        fd = shm_open(name[1:])
    except OSError:
        return "required"
    try:
        other = shm_open(name, os.O_RDWR)
        same = os.path.sameopenfile(fd, other)
        os.close(other)
    except FileNotFoundError:
        same = False
    os.close(fd)
    libc.shm_unlink(name[1:].encode())
    return "optional" if same else "significant"


def shm_name_dots() -> str:
    return try_name("/.")


def shm_name_max() -> int | str:
    longest = longest_name()
    return "unlimited" if longest == 5000 else longest


def shm_name_too_long() -> str:
    longest = longest_name()
    return "accepted" if longest == 5000 else try_name(fresh().ljust(longest + 1, "a"))


def target_of(fd: int) -> str:
    return str(Path(f"/proc/self/fd/{fd}").readlink())


def shm_path() -> str:
    """The kernel's own word for it, where there is /proc; else where one looks."""
    name = fresh()
    fd = shm_open(name)
    try:
        if sys.platform == "linux":
            path = target_of(fd)
        else:
            places = [Path(place) for place in ("/dev/shm", "/var/shm", "/tmp")]
            files = [file for place in places if place.is_dir() for file in place.iterdir()]
            inode = os.fstat(fd).st_ino
            path = next((str(file) for file in files if file.lstat().st_ino == inode), "none")
        return path.replace(name[1:], "%s")
    finally:
        os.close(fd)
        libc.shm_unlink(name.encode())


def shm_open_accepts(flag: int) -> bool:
    return try_name(fresh(), NEW | flag) == "accepted"


def shm_open_sets_cloexec(nameless: int) -> bool:
    return not os.get_inheritable(nameless)


def shm_resize(nameless: int) -> str:
    os.ftruncate(nameless, mmap.PAGESIZE)
    try:
        os.ftruncate(nameless, 2 * mmap.PAGESIZE)
    except OSError:
        return "once"
    return "repeatable"


def shm_size_rounded(nameless: int) -> bool:
    os.ftruncate(nameless, 1)
    return os.fstat(nameless).st_size != 1


def shm_read_write(nameless: int) -> bool:
    os.ftruncate(nameless, mmap.PAGESIZE)
    try:
        return os.pwrite(nameless, b"w", 7) == 1 and os.pread(nameless, 1, 7) == b"w"
    except OSError:
        return False


TOUCH = """
import ctypes, mmap, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
page = libc.mmap(None, mmap.PAGESIZE, 3, mmap.MAP_SHARED, int(sys.argv[1]), 0)
if page == ctypes.c_void_p(-1).value:
    sys.exit(ctypes.get_errno())
ctypes.memset(page, 1, 1)
"""


def map_empty(nameless: int) -> str:
    status = subprocess.run(
        [sys.executable, "-c", TOUCH, str(nameless)], pass_fds=[nameless]
    ).returncode
    if status in (-signal.SIGBUS, -signal.SIGSEGV):
        return "fault"
    return errno.errorcode[status] if status else "works"


# -- Between processes ---------------------------------------------------------------------


@pytest.fixture
def pshared(compile_c: Compile, tmp_path: Path) -> Callable[..., str]:
    """pshared(step, ...): one process that maps the same file as the others; what it printed,
    or an empty string if a step failed."""
    command = [compile_c(Path(__file__).parent / "pshared.c", "-pthread"), tmp_path / "shared"]

    def run(*steps: str) -> str:
        ran = subprocess.run([*command, *steps], stdout=subprocess.PIPE, text=True)
        return ran.stdout.strip() if ran.returncode == 0 else ""

    run.command = command
    return run


def sem_pshared(pshared: Callable[..., str]) -> bool:
    pshared("semaphore")
    before = pshared("trywait")
    pshared("post")
    return (before, pshared("trywait")) == ("EAGAIN", "0")


def mutex_pshared(pshared: Callable[..., str]) -> bool:
    pshared("mutex")
    with subprocess.Popen(
        [*pshared.command, "lock", "tell", "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        held = holder.stdout.readline() == "here\n"
        while_held = pshared("trylock")
        holder.communicate("go\n")
    return held and while_held == "EBUSY"


def mutex_robust(pshared: Callable[..., str]) -> bool:
    pshared("robust")
    pshared("lock")  # and ends
    return pshared("trylock") == "EOWNERDEAD"


WRITE_SEGMENT = """
import ctypes, sys
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
ctypes.memset(libc.shmat(int(sys.argv[1]), None, 0), 0x2A, 1)
"""


def sysv_shm() -> bool:
    libc.shmat.restype = ctypes.c_void_p
    segment = libc.shmget(0, ctypes.c_size_t(1), 0o1600)  # IPC_PRIVATE, IPC_CREAT
    if segment == -1:
        return False
    try:
        subprocess.run([sys.executable, "-c", WRITE_SEGMENT, str(segment)], check=True)
        memory = libc.shmat(segment, None, 0)
        return ctypes.string_at(memory, 1) == b"\x2a"
    finally:
        libc.shmctl(segment, 0, None)  # IPC_RMID


# -- The machine ---------------------------------------------------------------------------


def memfd(flags: int) -> bool | str:
    """True, or the errno."""
    try:
        os.close(os.memfd_create("anonshm-test", 1 | flags))
    except OSError as error:
        return errno.errorcode[error.errno]
    return True


def memfd_noexec_sysctl() -> int | str:
    sysctl = Path("/proc/sys/vm/memfd_noexec")
    return int(sysctl.read_text()) if sysctl.exists() else "none"


def huge_pages(counter: str) -> int | None:
    """By sysfs, for the default size (linux Documentation/admin-guide/mm/hugetlbpage.rst)."""
    size = re.search(r"Hugepagesize: +(\d+) kB", Path("/proc/meminfo").read_text())
    if size is None:
        return None
    pool = Path(f"/sys/kernel/mm/hugepages/hugepages-{size[1]}kB")
    return int((pool / counter).read_text())


def path_of(place: str) -> str:
    """Empty where the environment does not say."""
    return os.environ.get(place[1:], "") if place.startswith("$") else place


def is_there(place: str) -> bool:
    return path_of(place) != "" and Path(path_of(place)).is_dir()


def mount_of(place: str) -> tuple[str, list[str]] | None:
    """Type and options, by the longest mount point that the directory is below."""
    if not is_there(place):
        return None
    where = os.path.realpath(path_of(place))
    found = ("", "", [])
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, point, kind, options = line.split()[:4]
        below = point == "/" or where == point or where.startswith(point + "/")
        if below and len(point) >= len(found[0]):  # the last one on a point hides the others
            found = (point, kind, options.split(","))
    return found[1:]


def directory(place: str) -> str:
    mount = mount_of(place)
    # The kernel gives whole families one magic number (linux/magic.h).
    families = {"ext2": "ext4", "ext3": "ext4", "nfs4": "nfs"}
    return families.get(mount[0], mount[0].split(".")[0]) if mount else "none"


def free_bytes(place: str) -> int | None:
    if not is_there(place):
        return None
    there = os.statvfs(path_of(place))
    return there.f_bavail * there.f_frsize if has_limit(there) else None


def total_bytes(place: str) -> int | None:
    if not is_there(place):
        return None
    there = os.statvfs(path_of(place))
    return there.f_blocks * there.f_frsize if has_limit(there) else None


def has_limit(there: os.statvfs_result) -> bool:
    return 0 < there.f_blocks < 2**51


def noexec(place: str) -> bool | None:
    mount = mount_of(place)
    return "noexec" in mount[1] if mount else None


def o_tmpfile_works(place: str) -> bool | str:
    try:
        os.close(os.open(path_of(place), os.O_TMPFILE | os.O_RDWR, 0o600))
    except OSError as error:
        return errno.errorcode[error.errno]
    return True


# -- Which fact is measured how ------------------------------------------------------------

BY_TRYING: dict[str, Callable[..., Any]] = {
    "shm_open_library": shm_open_library,
    "memfd_syscall_safe": memfd_syscall_safe,
    "shared_mappings": shared_mappings,
    "shm_name_leading_slash": shm_name_leading_slash,
    "shm_name_inner_slash": lambda: try_name(fresh("/inner")),
    "shm_name_empty": lambda: try_name(""),
    "shm_name_dots": shm_name_dots,
    "shm_name_max": shm_name_max,
    "shm_name_too_long": shm_name_too_long,
    "shm_path": shm_path,
    "shm_open_accepts_cloexec": lambda: shm_open_accepts(os.O_CLOEXEC),
    "shm_open_accepts_nofollow": lambda: shm_open_accepts(os.O_NOFOLLOW),
    "shm_open_sets_cloexec": shm_open_sets_cloexec,
    "shm_resize": shm_resize,
    "shm_size_rounded": shm_size_rounded,
    "shm_read_write": shm_read_write,
    "map_empty": map_empty,
    "sem_pshared": sem_pshared,
    "mutex_pshared": mutex_pshared,
    "mutex_robust": mutex_robust,
    "sysv_shm": sysv_shm,
    "memfd_create_works": lambda: memfd(0),
    "memfd_allow_sealing_works": lambda: memfd(0x2),
    "memfd_hugetlb_works": lambda: memfd(0x4),
    "memfd_noexec_seal_works": lambda: memfd(0x8),
    "memfd_exec_works": lambda: memfd(0x10),
    "memfd_noexec_sysctl": memfd_noexec_sysctl,
    "huge_pages": lambda: huge_pages("nr_hugepages"),
    "huge_pages_free": lambda: huge_pages("free_hugepages"),
    "shm_open_works": lambda: try_name(fresh()) == "accepted",
    "dev_shm": lambda: directory("/dev/shm") in ("tmpfs", "ramfs"),
}
OF_A_DIRECTORY: dict[str, Callable[[str], Any]] = {
    "directory": directory,
    "free_bytes": free_bytes,
    "total_bytes": total_bytes,
    "noexec": noexec,
    "o_tmpfile_works": o_tmpfile_works,
}


def measure(id: str, request: pytest.FixtureRequest) -> Any:
    """What this machine says without the probes' help."""
    for kind, by_compiler in (FUNCTIONS, function), (NUMBERS, number), (MACROS, macro):
        if id in kind and id not in BY_TRYING:
            return by_compiler(id, request)
    name, _, place = id.partition(":")
    if place:
        return OF_A_DIRECTORY[name](place)
    ask = BY_TRYING[name]
    fixtures = inspect.signature(ask).parameters
    return ask(**{fixture: request.getfixturevalue(fixture) for fixture in fixtures})


def test_every_fact_has_a_measurement() -> None:
    measured = {*FUNCTIONS, *NUMBERS, *MACROS, *BY_TRYING, *OF_A_DIRECTORY}
    missing = set(CATALOGUE.facts) - measured
    assert not missing, f"{Path(__file__).name}: add to BY_TRYING a measurement of {missing}"
    assert not measured - set(CATALOGUE.facts), "measurements of what is no fact"


# -- The tests -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def configured(build: Path) -> dict[str, Any]:
    """The report of the configure."""
    return json.loads((build / "anonshm-report.json").read_text())


@pytest.fixture(scope="session")
def now(tool: list[str]) -> dict[str, Any]:
    """The report of the program, which asks again."""
    return json.loads(
        subprocess.run(
            [*tool, "report", "--format", "json"], check=True, stdout=subprocess.PIPE
        ).stdout
    )


@pytest.fixture(scope="session")
def same_libc(configured: dict[str, Any]) -> None:
    """ctypes speaks of the libc that Python was linked with."""
    target = configured["toolchain"]["libc"]
    try:
        mine = os.confstr("CS_GNU_LIBC_VERSION")
    except (OSError, ValueError):
        mine = None
    if (mine or "").startswith("glibc") != target.startswith("glibc"):
        pytest.skip(f"the target has {target}, Python {mine or 'another'}")


def same(found: Any, measured: Any) -> bool:
    return type(found) is type(measured) and found == measured


@pytest.mark.parametrize("when", ["configured", "now"])
@pytest.mark.parametrize("id", [id for id in CATALOGUE.facts if id not in MACHINE])
def test_toolchain_fact(
    id: str, when: str, request: pytest.FixtureRequest, same_libc: None
) -> None:
    fact = request.getfixturevalue(when)["facts"][id]
    if fact["evidence"] == "preset":
        pytest.skip(f"{id} was preset in this build")
    assert same(fact["value"], measure(id, request)), fact


@pytest.mark.parametrize(
    "id", [id for fact in MACHINE.values() for id in fact.ids if fact.id != "free_bytes"]
)
def test_machine_fact(id: str, now: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """As the program says now: the configure may have been another day, in another shell."""
    fact = now["facts"][id]
    measured = measure(id, request)
    if isinstance(measured, str) and measured.startswith("E"):  # refused, and why
        assert (fact["value"], fact["detail"]) == (False, measured)
    else:
        assert same(fact["value"], measured), fact


@pytest.mark.parametrize("place", MACHINE["free_bytes"].arguments)
def test_free_space(place: str, now: dict[str, Any]) -> None:
    """Others write meanwhile, so a gigabyte more or less is the same."""
    fact = now["facts"][f"free_bytes:{place}"]
    measured = free_bytes(place)
    if measured is None:
        assert fact["value"] is None
    else:
        assert abs(fact["value"] - measured) < 1 << 30


def test_the_system_call_has_that_number(now: dict[str, Any]) -> None:
    number = now["facts"]["nr_memfd_create"]["value"]
    if number is False:
        pytest.skip("no such system call here")
    fd = libc.syscall(ctypes.c_long(number), b"anonshm-test", 1)
    assert target_of(fd) == "/memfd:anonshm-test (deleted)"
    os.close(fd)


def test_the_numbers_are_pythons_too(configured: dict[str, Any]) -> None:
    import fcntl
    import socket

    for module in (os, fcntl, socket):
        for id, macro in ((id, fact.name) for id, fact in NUMBERS.items()):
            if hasattr(module, macro):
                assert configured["facts"][id]["value"] == getattr(module, macro), macro


@pytest.mark.parametrize("when", ["configured", "now"])
def test_system_and_toolchain(
    when: str, request: pytest.FixtureRequest, cache: dict[str, str]
) -> None:
    report = request.getfixturevalue(when)
    uname = os.uname()
    if when == "configured":
        assert report["system"] is None
    else:
        expected = {
            "name": uname.sysname,
            "release": uname.release,
            "machine": uname.machine,
            "page_size": mmap.PAGESIZE,
        }
        assert {name: report["system"][name] for name in expected} == expected
    toolchain = report["toolchain"]
    macros = subprocess.run(
        [cache["CMAKE_C_COMPILER"], "-E", "-dM", "-"],
        input="",
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    pointer = int(re.search(r"#define __SIZEOF_POINTER__ (\d+)", macros).group(1))
    assert toolchain["pointer_bits"] == 8 * pointer
    assert toolchain["endian"] == sys.byteorder
    assert toolchain["cmake"] == ".".join(
        cache[f"CMAKE_CACHE_{part}_VERSION"] for part in ("MAJOR", "MINOR", "PATCH")
    )
    assert toolchain["flags"] == (cache["CMAKE_CXX_FLAGS"] or None)
    version = subprocess.run(
        [cache["CMAKE_CXX_COMPILER"], "-dumpfullversion", "-dumpversion"],
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
    assert toolchain["compiler"].endswith(" " + version)
