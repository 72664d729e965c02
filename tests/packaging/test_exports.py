# SPDX-License-Identifier: MIT
"""What a library or program that has anonshm inside shows of it: nothing, unless it is told to;
and how all of it gets inside.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.binding import FUNCTIONS
from support.packages import configured, exported_symbols
from support.paths import INCLUDE, ROOT
from support.run import run

WRAPPER = "#include <shm_open_anon.h>\nint {name}(void) {{ return shm_open_anon(); }}\n"

pytestmark = pytest.mark.usefixtures("native", "unsanitized")


def embed(
    kind: str, name: str, directory: Path, build: Path, cache: dict[str, str], *flags: str
) -> Path:
    """A shared library with a copy inside, and a function of its own that calls it."""
    directory.mkdir(exist_ok=True)
    source, library = directory / f"{name}.c", directory / f"lib{name}.so"
    source.write_text(WRAPPER.format(name=name))
    inside: Path = build / "libanonshm.a"
    if kind == "two files":
        run(ROOT / "scripts" / "amalgamate", directory, check=True)
        inside = directory / "anonshm.o"
        command = [cache["CMAKE_CXX_COMPILER"], "-std=c++17", "-fPIC", *flags]
        run(*command, "-c", directory / "anonshm.cpp", "-o", inside, check=True)
    command = [cache["CMAKE_C_COMPILER"], "-shared", "-fPIC", "-I", str(INCLUDE), str(source)]
    whole = ["-Wl,--whole-archive", inside, "-Wl,--no-whole-archive"]
    run(*command, *whole, "-o", library, check=True)
    return library


@pytest.mark.parametrize("kind", ["static library", "two files"])
def test_what_has_a_copy_inside_exports_nothing_of_it(
    kind: str, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    library = embed(kind, "wrapper", tmp_path, build, cache)
    assert exported_symbols(library) == {"wrapper"}


@pytest.mark.parametrize("kind", ["static library", "two files"])
def test_each_copy_in_a_process_is_called_by_its_own(
    kind: str, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    """Also where the program has functions of these names, which would come first."""
    for name in ("one", "two"):
        embed(kind, name, tmp_path / name, build, cache)
    source, program = tmp_path / "program.c", tmp_path / "program"
    source.write_text(
        "int one(void);\nint two(void);\n"
        "int shm_open_anon(void) { return -2; }\n"
        "int anonshm_open(unsigned flags) { return (int)flags - 2; }\n"
        "int main(void) { return one() < 0 || two() < 0; }\n"
    )
    flags = [flag for name in ("one", "two") for flag in (f"-L{tmp_path / name}", f"-l{name}")]
    rpath = f"-Wl,-rpath,{tmp_path / 'one'}:{tmp_path / 'two'}"
    compiler = cache["CMAKE_C_COMPILER"]
    run(compiler, "-rdynamic", source, "-o", program, *flags, rpath, check=True)
    run(program, check=True)


@pytest.mark.parametrize(
    "definition",
    ["ANONSHM_SHARED", 'ANONSHM_API=__attribute__((visibility("default")))'],
)
def test_a_definition_exports_the_functions(
    definition: str, build: Path, cache: dict[str, str], tmp_path: Path
) -> None:
    library = embed("two files", "wrapper", tmp_path, build, cache, f"-D{definition}")
    assert exported_symbols(library) == {"wrapper", *FUNCTIONS}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["find_package", "add_subdirectory"])
@pytest.mark.parametrize("languages", ["C", "C CXX"])
def test_all_of_it_gets_inside(way: str, languages: str, prefix: Path, tmp_path: Path) -> None:
    """anonshm::archive is the file; features of linking do not pass an interface library."""
    get = "find_package(anonshm REQUIRED)"
    if way == "add_subdirectory":
        get = f'add_subdirectory("{ROOT}" guest)'
    text = f"""
project(plugin LANGUAGES {languages})
{get}
file(WRITE "${{CMAKE_BINARY_DIR}}/plugin.c" "int plugin;\\n")
add_library(plugin SHARED "${{CMAKE_BINARY_DIR}}/plugin.c")
target_link_libraries(plugin PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,anonshm::archive>")
"""
    found = configured(tmp_path, text, f"-DCMAKE_PREFIX_PATH={prefix}")
    if "LINK_LIBRARY" in found.stdout and "known" in found.stdout:
        pytest.skip("this CMake has no LINK_LIBRARY (3.24)")
    assert found.returncode == 0 and "ignored" not in found.stdout, found.stdout
    printed = run("cmake", "--build", tmp_path / "build", "--verbose", check=True).stdout
    defined = run("nm", "--defined-only", tmp_path / "build/libplugin.so", check=True).stdout
    assert set(FUNCTIONS) <= {line.split()[-1] for line in defined.splitlines()}
    if way == "find_package" or languages == "C":
        link_line = next(line for line in printed.splitlines() if "-o libplugin.so" in line)
        assert not re.search(r"\+\+\S* ", link_line), "linked by the C++ compiler"
