# SPDX-License-Identifier: MIT
"""scripts/amalgamate: the library as two files, configured by the preprocessor alone, keeps the
same contract as the one that the probes configured.
"""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import os
import shutil
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from support import binding
from support.methods import METHODS, chain, flags_for
from support.paths import ROOT
from support.run import run

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
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]


@pytest.fixture(scope="module")
def two_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("two files")
    run(ROOT / "scripts" / "amalgamate", directory, check=True)
    return directory


@pytest.fixture(scope="module")
def in_place_of_build(
    two_files: Path,
    build: Path,
    cache: dict[str, str],
    native: None,
    unsanitized: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """What the tests of the library expect in a build directory, made of the two files."""
    directory = tmp_path_factory.mktemp("build")
    flags = ["-std=c++17", "-O2", "-fPIC", "-DANONSHM_SHARED", "-fno-exceptions"]
    build_shared(cache, two_files, directory / "libanonshm.so", *flags)
    for name in ("CMakeCache.txt", "anonshm_config.h"):
        shutil.copy(build / name, directory)
    return directory


def build_shared(cache: dict[str, str], two_files: Path, library: Path, *flags: str) -> None:
    """Compiled as C++ and linked as C."""
    compiled = library.with_suffix(".o")
    source = two_files / "anonshm.cpp"
    run(cache["CMAKE_CXX_COMPILER"], *flags, "-c", source, "-o", compiled, check=True)
    run(cache["CMAKE_C_COMPILER"], "-shared", compiled, "-o", library, check=True)


def served(library: Path) -> list[str]:
    """The methods that are compiled in: the others fail with ENOSYS."""
    loaded = binding.load(library)
    found = []
    for name in METHODS:
        fd = loaded.anonshm_open_method(name.encode(), flags_for(name))
        if fd != -1:
            os.close(fd)
        if fd != -1 or ctypes.get_errno() != errno.ENOSYS:
            found.append(name)
    return found


def test_writes_two_files_and_the_cxx_header(two_files: Path) -> None:
    written = {path.name for path in two_files.iterdir()}
    assert written == {"anonshm.h", "anonshm.cpp", "anonshm.hpp"}


def test_cxx_program(
    two_files: Path, cache: dict[str, str], tmp_path: Path, native: None
) -> None:
    source, program = tmp_path / "program.cpp", tmp_path / "program"
    source.write_text(
        '#include "anonshm.hpp"\n'
        "int main() { return anonshm::region(4096).map(0, 4096).size() != 4096; }\n"
    )
    flags = ["-std=c++17", *WARNINGS, "-I", two_files]
    command = [cache["CMAKE_CXX_COMPILER"], *flags, source, two_files / "anonshm.cpp"]
    run(*command, "-o", program, check=True)
    run(program, check=True)


@pytest.mark.parametrize("standard", ["c++17", "gnu++17", "c++20"])
def test_compiles_without_warnings(
    standard: str, two_files: Path, cache: dict[str, str]
) -> None:
    flags = [f"-std={standard}", *WARNINGS, "-fsyntax-only"]
    run(cache["CMAKE_CXX_COMPILER"], *flags, two_files / "anonshm.cpp", check=True)


def test_c_program_is_linked_by_the_c_compiler(
    two_files: Path, cache: dict[str, str], tmp_path: Path, native: None
) -> None:
    c, cxx = cache["CMAKE_C_COMPILER"], cache["CMAKE_CXX_COMPILER"]
    source, compiled, program = (tmp_path / name for name in ("program.c", "it.o", "program"))
    source.write_text(
        '#include "anonshm.h"\nint main(void) { return shm_open_anon() == -1; }\n'
    )
    run(cxx, "-std=c++17", "-c", two_files / "anonshm.cpp", "-o", compiled, check=True)
    flags = ["-std=c99", "-pedantic-errors", *WARNINGS, "-I", two_files]
    run(c, *flags, source, compiled, "-o", program, check=True)
    run(program, check=True)


def test_has_the_methods_that_the_probes_found(in_place_of_build: Path) -> None:
    assert served(in_place_of_build / "libanonshm.so") == [
        name for name in METHODS if name in chain()
    ]


def test_a_definition_decides_as_a_preset_does(
    two_files: Path, cache: dict[str, str], native: None, unsanitized: None, tmp_path: Path
) -> None:
    if "memfd_create" not in chain():
        pytest.skip("nothing to switch off: memfd_create is not on the chain")
    library = tmp_path / "libanonshm.so"
    flags = ["-std=c++17", "-fPIC", "-DANONSHM_SHARED", "-DANONSHM_HAVE_MEMFD_CREATE=0"]
    build_shared(cache, two_files, library, *flags)
    assert served(library) == [
        name for name in METHODS if name in chain() and name != "memfd_create"
    ]


def load_amalgamate() -> ModuleType:
    loader = SourceFileLoader("amalgamate", str(ROOT / "scripts" / "amalgamate"))
    spec = importlib.util.spec_from_loader("amalgamate", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_function_that_decides_has_a_condition() -> None:
    amalgamate = load_amalgamate()
    used = [amalgamate.facts()[id] for id in amalgamate.used_facts()]
    nowhere = [fact.name for fact in used if fact.kind == "FUNCTION" and not fact.expect]
    assert nowhere == [], f"probes/catalogue.cmake: EXPECT, where there is {nowhere}()"


@pytest.mark.slow
@pytest.mark.parametrize("tests", ["test_native.py", "test_library.py"])
def test_keeps_the_contract(tests: str, in_place_of_build: Path) -> None:
    pytest_command = [sys.executable, "-m", "pytest", "-q", ROOT / "tests/library" / tests]
    environment = {**os.environ, "ANONSHM_BUILD_DIR": str(in_place_of_build)}
    run(*pytest_command, cwd=ROOT, env=environment, check=True)


def compile_for(compiler: list[str], two_files: Path, tmp_path: Path) -> None:
    flags = ["-std=c++17", "-fno-exceptions", "-c"]
    source, compiled = two_files / "anonshm.cpp", tmp_path / "anonshm.o"
    run(*compiler, *flags, source, "-o", compiled, check=True)


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
