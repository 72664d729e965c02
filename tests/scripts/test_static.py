# SPDX-License-Identifier: MIT
"""The static program: one file, which runs where there is nothing else."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reports import parse_report
from support.compile import Compile
from support.paths import ROOT, TESTS
from support.run import run
from support.scripts import SCRIPTS, output_of

if sys.platform != "linux":
    pytest.skip("the static program is for Linux", allow_module_level=True)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("native"),
    pytest.mark.timeout(1000),  # zig builds its libc++ first
]

# x86-64, arch/x86/entry/syscalls/syscall_64.tbl; but for 317: seccomp does the filtering.
NEWER_THAN_3_16 = range(318, 470)
ENOSYS = 38


def find_zig(build: Path) -> Path:
    places = [*ROOT.glob("build/matrix/tools/ziglang-*/ziglang/zig")]
    places += build.glob("matrix/tools/ziglang-*/ziglang/zig")
    on_path = shutil.which("zig")
    if not places and not on_path:
        pytest.skip("no zig here (scripts/matrix --install)")
    return places[0] if places else Path(str(on_path))


def built_libraries(cache: Path) -> set[Path]:
    return set(cache.glob("o/*/libc++.a"))


def by_script(build: Path, directory: Path) -> None:
    """scripts/probe --static, with zig. Its libc++ is built once for both kinds of links, and
    kept where the matrix keeps what zig builds."""
    path = f"{find_zig(build).parent}:{os.environ['PATH']}"
    cache = (build / "matrix/tools/zig-cache").resolve()
    before = built_libraries(cache)
    environment = {**os.environ, "PATH": path, "ZIG_GLOBAL_CACHE_DIR": str(cache)}
    command = [SCRIPTS / "probe", "--static", "--output", directory, "--format", "json"]
    text = output_of(*command, env=environment)
    report = parse_report(text)
    assert str(report.toolchain["libc"]).startswith("musl")
    assert "ran" in report.evidence
    assert len(built_libraries(cache) - before) <= 1, "zig built its libc++ twice"


def by_preset(build: Path, directory: Path) -> None:
    """The preset portable, with the C library of the compiler."""
    configure = ["cmake", "--preset", "portable", "-B", directory, "-DANONSHM_ZIG="]
    run(*configure, cwd=ROOT, check=True)
    run("cmake", "--build", directory, "--target", "anonshm_tool", check=True)


@pytest.fixture(scope="module", params=[by_script, by_preset], ids=["musl", "compiler"])
def program(
    request: pytest.FixtureRequest, build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """In a directory without anything else."""
    directory = tmp_path_factory.mktemp("static")
    request.param(build, directory / "build")
    alone = directory / "root"
    alone.mkdir()
    return Path(shutil.copy(directory / "build/anonshm", alone))


def program_headers(file: Path) -> list[int]:
    """The types of the program headers (elf(5))."""
    content = file.read_bytes()
    assert content[:4] == b"\x7fELF"
    order = "<" if content[5] == 1 else ">"
    wide = content[4] == 2
    (offset,) = struct.unpack_from(order + ("Q" if wide else "I"), content, 32 if wide else 28)
    size, count = struct.unpack_from(f"{order}HH", content, 54 if wide else 42)
    return [
        struct.unpack_from(f"{order}I", content, offset + i * size)[0] for i in range(count)
    ]


def test_it_needs_no_other_file(program: Path) -> None:
    load, interpreter = 1, 3
    types = program_headers(program)
    assert load in types and interpreter not in types
    if shutil.which("readelf"):
        assert "(NEEDED)" not in run("readelf", "-d", program).stdout
    if shutil.which("ldd"):
        assert "=>" not in run("ldd", program).stdout


def shown(*command: str | Path, status: int = 0) -> dict[str, Any]:
    ran = subprocess.run(
        [*command, "report", "--format", "json"], capture_output=True, timeout=60
    )
    assert ran.returncode == status, ran.stderr
    return parse_report(ran.stdout.decode()).members


def unshare(*namespaces: str) -> list[str]:
    command = ["unshare", *namespaces]
    if run(*command, "true").returncode != 0:
        pytest.skip("the namespaces are refused here")
    return command


def test_in_an_empty_root(program: Path) -> None:
    report = shown(*unshare("--mount"), "chroot", program.parent, "/anonshm")
    assert report["served"]["method"] in ("memfd_syscall", "memfd_create")
    assert report["facts"]["directory:/dev/shm"]["value"] in (None, "none")


def test_in_a_container_of_nothing_else(program: Path) -> None:
    new = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts"]
    report = shown(*unshare(*new), "chroot", program.parent, "/anonshm")
    assert report["served"]["method"] in ("memfd_syscall", "memfd_create")


@pytest.fixture(scope="module")
def old_kernel(compile_c: Compile) -> list[str | Path]:
    """A command that answers ENOSYS to what Linux 3.16 had not."""
    if os.uname().machine != "x86_64":
        pytest.skip("the system calls' numbers are of x86-64")
    confine = compile_c(TESTS / "tool/programs/confine.c", "-pthread")
    names = [f"errno={number}={ENOSYS}" for number in NEWER_THAN_3_16]
    if run(confine, *names, "--", "/bin/true").returncode != 0:
        pytest.skip("filters are refused here")
    return [confine, *names]


def test_on_an_old_kernel(program: Path, old_kernel: list[str | Path]) -> None:
    with_shm = ["sh", "-ec", 'mount -t tmpfs none /dev/shm; exec "$@"', "sh"]
    report = shown(*unshare("--mount"), *with_shm, *old_kernel, "--", program)
    assert report["served"]["method"] == "o_tmpfile"
    errors = {method["name"]: method["error"] for method in report["methods"]}
    assert errors["memfd_syscall"] == "ENOSYS"


def test_on_an_old_kernel_in_an_empty_root(program: Path, old_kernel: list[str | Path]) -> None:
    command = [*old_kernel, f"chroot={program.parent}", "--", "/anonshm"]
    report = shown(*unshare("--mount"), *command, status=1)
    assert (report["served"]["method"], report["served"]["error"]) == (None, "ENOENT")


def test_on_a_kernel_with_an_old_number(program: Path) -> None:
    old = ["setarch", "--uname-2.6"]
    if run(*old, "true").returncode != 0:
        pytest.skip("no old numbers here")
    ran = run(*old, program, "--version")
    if "kernel too old" in ran.stdout:
        pytest.skip("glibc refuses kernels before 3.2")
    assert json.dumps(shown(*old, program)["system"]["release"]).startswith('"2.6.')
