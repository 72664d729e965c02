"""scripts/amalgamate: the library as two files, for which the preprocessor alone decides, keeps
the same contract as the one that the probes configured.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from conftest import ROOT, quiet_run
from support import catalogue
from support.commands import run_text

CROSS = ["x86_64-w64-mingw32-g++", "musl-gcc"]
ZIG_TARGETS = [
    "x86_64-linux-gnu.2.17",
    "x86_64-linux-musl",
    "x86_64-freebsd",
    "x86_64-netbsd",
    "x86_64-openbsd",
    "aarch64-macos",
    "x86_64-windows-gnu",
    "arm-linux-gnueabihf",
]
ALLOW_DISK = 8  # anonshm.h
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]


@pytest.fixture(scope="module")
def two_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two files")
    quiet_run([ROOT / "scripts" / "amalgamate", folder])
    return folder


@pytest.fixture(scope="module")
def in_place_of_build(
    two_files: Path,
    build: Path,
    native: None,
    unsanitized: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """What the tests of the library look for in a build folder, made of the two files."""
    folder = tmp_path_factory.mktemp("build")
    quiet_run(
        [
            "c++",
            "-std=c++17",
            "-O2",
            "-fPIC",
            "-fvisibility=hidden",
            "-fno-exceptions",
            "-c",
            two_files / "anonshm.cpp",
            "-o",
            folder / "anonshm.o",
        ]
    )
    quiet_run(["cc", "-shared", folder / "anonshm.o", "-o", folder / "libanonshm.so"])
    for name in ("CMakeCache.txt", "anonshm_config.h"):
        shutil.copy(build / name, folder)
    return folder


def test_writes_two_files(two_files: Path) -> None:
    assert {path.name for path in two_files.iterdir()} == {"anonshm.h", "anonshm.cpp"}


@pytest.mark.parametrize("standard", ["c++17", "gnu++17", "c++20"])
def test_compiles_without_warnings(standard: str, two_files: Path) -> None:
    source = two_files / "anonshm.cpp"
    quiet_run(["c++", f"-std={standard}", *WARNINGS, "-fsyntax-only", source])


def test_c_program_is_linked_by_cc(two_files: Path, tmp_path: Path, native: None) -> None:
    (tmp_path / "program.c").write_text(
        '#include "anonshm.h"\nint main(void) { return shm_open_anon() == -1; }\n'
    )
    quiet_run(["c++", "-std=c++17", "-c", two_files / "anonshm.cpp", "-o", tmp_path / "it.o"])
    quiet_run(
        [
            "cc",
            "-std=c99",
            "-pedantic-errors",
            *WARNINGS,
            "-I",
            two_files,
            tmp_path / "program.c",
            tmp_path / "it.o",
            "-o",
            tmp_path / "program",
        ]
    )
    quiet_run([tmp_path / "program"])


def test_has_the_methods_that_the_probes_found(in_place_of_build: Path) -> None:
    text = (in_place_of_build / "anonshm_config.h").read_text()
    chain = re.findall(r"METHOD\((\w+)\)", text.partition("ANONSHM_CHAIN(METHOD)")[2])
    library = ctypes.CDLL(str(in_place_of_build / "libanonshm.so"), use_errno=True)
    for method in catalogue.METHODS:
        fd = library.anonshm_open_method(method.encode(), ALLOW_DISK)
        if fd != -1:
            os.close(fd)
        assert (fd == -1 and ctypes.get_errno() == errno.ENOSYS) == (method not in chain)


@pytest.mark.slow
@pytest.mark.parametrize("tests", ["test_native.py", "test_library.py"])
def test_keeps_the_contract(tests: str, in_place_of_build: Path) -> None:
    ran = run_text(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        ROOT / "tests/library" / tests,
        cwd=ROOT,
        env={**os.environ, "ANONSHM_BUILD_DIR": str(in_place_of_build)},
    )
    assert ran.returncode == 0, ran.stdout


def compile_for(compiler: list[str], two_files: Path, tmp_path: Path) -> None:
    quiet_run(
        [
            *compiler,
            "-std=c++17",
            "-fno-exceptions",
            "-c",
            two_files / "anonshm.cpp",
            "-o",
            tmp_path / "anonshm.o",
        ]
    )


@pytest.mark.parametrize("compiler", CROSS)
def test_compiles_with(compiler: str, two_files: Path, tmp_path: Path) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler}")
    compile_for([compiler, "-x", "c++"], two_files, tmp_path)


@pytest.mark.parametrize("target", ZIG_TARGETS)
def test_compiles_for(target: str, build: Path, two_files: Path, tmp_path: Path) -> None:
    installed = build.glob("matrix/tools/ziglang-*/ziglang/zig")  # by scripts/matrix
    zig = next(map(str, installed), shutil.which("zig"))
    if zig is None:
        pytest.skip("no zig (scripts/matrix --install)")
    compile_for([zig, "c++", "-target", target], two_files, tmp_path)
