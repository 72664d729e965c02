# SPDX-License-Identifier: MIT
"""The library as a whole: what it exports and needs, what it costs, what its choices do."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from support import binding
from support.binding import FLAGS, FUNCTIONS, HEADERS, UNKNOWN_FLAG
from support.compile import PROGRAMS, Compile, with_shared
from support.methods import MEMFD, METHODS, ON_DISK, chain
from support.paths import INCLUDE
from support.run import file_system, run, system_calls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses Linux's tools and /proc")

HUGE = FLAGS["HUGE"]


def symbols(library: Path, *options: str) -> list[str]:
    nm = shutil.which("nm")
    if nm is None:
        pytest.skip("no nm")
    ran = run(nm, "-D", *options, library, check=True)
    return [line.split()[-1].partition("@")[0] for line in ran.stdout.splitlines()]


def test_exports_what_the_headers_declare_and_nothing_else(build: Path, native: None) -> None:
    assert len(FUNCTIONS) > 1
    assert sorted(symbols(build / "libanonshm.so", "--defined-only")) == sorted(FUNCTIONS)


def test_needs_no_cxx_runtime_and_no_heap(build: Path, native: None, unsanitized: None) -> None:
    needed = symbols(build / "libanonshm.so", "--undefined-only")
    cxx = [
        name
        for name in needed
        if name.startswith(("_Z", "__cxa_", "__gxx")) and name not in ("__cxa_finalize",)
    ]
    assert cxx == []
    assert not {"malloc", "calloc", "realloc", "free"} & set(needed)


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
@pytest.mark.parametrize("standard", ["c99", "c++17"])
def test_headers_stand_alone(
    compile_c: Compile, tmp_path: Path, header: Path, standard: str, native: None
) -> None:
    source = tmp_path / ("one.cpp" if "++" in standard else "one.c")
    include = f"#include <{header.relative_to(INCLUDE)}>\n"
    source.write_text(include * 2 + "int main(void) { return 0; }\n")
    strict = [f"-std={standard}", "-pedantic-errors", "-Wall", "-Wextra", "-Werror"]
    compile_c(source, *strict, f"-I{INCLUDE}", "-fsyntax-only")


# --- What it costs -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_times(compile_c: Compile, build: Path, native: None) -> Path:
    return compile_c(PROGRAMS / "open_times.c", *with_shared(build))


def test_one_system_call_in_the_steady_state(open_times: Path, tmp_path: Path) -> None:
    none, one, eleven = (system_calls(tmp_path / "log", open_times, str(n)) for n in (0, 1, 11))
    assert len(one) - len(none) <= 3
    assert len(eleven) - len(one) == 10
    assert eleven.count("memfd_create") - one.count("memfd_create") == 10


@pytest.mark.slow
def test_64_threads_10000_times(compile_c: Compile, build: Path, native: None) -> None:
    program = compile_c(PROGRAMS / "many_threads.c", *with_shared(build), "-pthread")
    run(program, "", "0", "64", "10000", check=True, timeout=240)


# --- What its choices do -------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 4096, 4097, 3 << 30])
def test_create_sets_the_size(library: ctypes.CDLL, size: int) -> None:
    fd = library.anonshm_create(size, 0)
    try:
        assert os.fstat(fd).st_size == size
    finally:
        os.close(fd)


def test_exec_makes_it_executable(library: ctypes.CDLL) -> None:
    fd = library.anonshm_open(FLAGS["EXEC"])
    os.write(fd, Path("/bin/true").read_bytes())
    read_only = os.open(f"/proc/self/fd/{fd}", os.O_RDONLY)
    os.close(fd)  # what is open for writing is not executed: ETXTBSY
    try:
        run(f"/proc/self/fd/{read_only}", pass_fds=[read_only], check=True)
    finally:
        os.close(read_only)


def test_huge_is_huge_or_refused(library: ctypes.CDLL) -> None:
    fd = library.anonshm_open(HUGE)
    if fd == -1:
        pytest.skip(f"no huge pages: {errno.errorcode[ctypes.get_errno()]}")
    kind = file_system(fd)
    os.close(fd)
    assert kind == "hugetlbfs"


def test_trace_names_what_served(library: ctypes.CDLL) -> None:
    fd, tried = binding.traced(library)
    os.close(fd)
    assert tried[-1][1] == 0
    assert all(error != 0 for _, error in tried[:-1])
    os.close(library.anonshm_open_method(tried[-1][0].encode(), 0))


def by_method(name: str, flags: int, error: int) -> tuple[str, tuple[bytes, int], int]:
    return "anonshm_open_method", (name.encode(), flags), error


@pytest.mark.parametrize(
    ("call", "arguments", "error"),
    [
        ("anonshm_open", (UNKNOWN_FLAG,), errno.EINVAL),
        ("anonshm_create", (0, 0), errno.EINVAL),
        ("anonshm_create", (-1, 0), errno.EFBIG),  # SIZE_MAX
        ("anonshm_open_method", (b"no_such_method", 0), errno.EINVAL),
        ("anonshm_open_method", (None, 0), errno.EINVAL),
        *[by_method(name, 0, errno.ENOSYS) for name in METHODS if name not in chain()],
        *[by_method(name, 0, errno.ENOTSUP) for name in chain() if name in ON_DISK],
        *[by_method(name, HUGE, errno.ENOTSUP) for name in chain() if name not in MEMFD],
        ("anonshm_open_traced", (0, None, None), errno.EINVAL),
    ],
)
def test_impossible_requests_are_refused(
    library: ctypes.CDLL, call: str, arguments: tuple[object, ...], error: int
) -> None:
    assert getattr(library, call)(*arguments) == -1
    assert ctypes.get_errno() == error
