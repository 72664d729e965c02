# SPDX-License-Identifier: MIT
"""What a static program gets of the library: what it calls, and not much code."""

from __future__ import annotations

import platform
import re
import shutil
from pathlib import Path

import pytest

from support.binding import FUNCTIONS
from support.compile import Compile, with_static
from support.paths import ROOT
from support.run import run

pytestmark = pytest.mark.usefixtures("native", "unsanitized")

CREATE = {
    *("shm_open_anon", "anonshm_open", "anonshm_create", "anonshm_open_method"),
    *("anonshm_open_traced", "anonshm_disable"),
}
UNMAP = {"anonshm_unmap", "anonshm_unmap_mirrored"}

# The functions that bring others along; all others bring none.
BRINGS = {
    **dict.fromkeys(CREATE, CREATE),
    **dict.fromkeys(UNMAP, UNMAP),
    "anonshm_create_with": CREATE | {"anonshm_readonly", "anonshm_seal"},
    "anonshm_seal": CREATE,  # an object to try the seal on
    "anonshm_check": CREATE,
}


def program_that_calls(functions: set[str]) -> str:
    calls = [f"{name}({', '.join('0' for _ in FUNCTIONS[name][1])})" for name in functions]
    statements = "".join(f"    (void){call};\n" for call in sorted(calls))
    return f"#include <anonshm/anonshm.h>\nint main(void) {{\n{statements}}}\n"


@pytest.fixture
def nm() -> str:
    return shutil.which("nm") or pytest.skip("no nm")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_not_called_is_not_linked(
    function: str, nm: str, compile_c: Compile, build: Path, tmp_path: Path
) -> None:
    if not (build / "libanonshm.a").exists():
        pytest.skip("no static library")
    source = tmp_path / f"{function}.c"
    source.write_text(program_that_calls({function}))
    program = compile_c(source, *with_static(build))
    symbols = re.findall(r" [Tt] (\w+)$", run(nm, program, check=True).stdout, re.MULTILINE)
    linked = set(symbols) & set(FUNCTIONS)
    assert function in linked
    assert linked - {function} <= BRINGS.get(function, set())


# Those that were there before there was anything else to do with an object.
BEFORE = CREATE
LIMIT = 16 << 10


def code_of(program: Path) -> int:
    """Bytes of instructions and constants."""
    sections = dict(re.findall(r"^(\.\w+) +(\d+) ", run("size", "-A", program).stdout, re.M))
    return int(sections[".text"]) + int(sections[".rodata"])


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the limit is that of x86-64")
def test_what_is_done_with_objects_takes_16_kib(cache: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("size") is None:
        pytest.skip("no size")
    options = [
        f"-DCMAKE_{name}_COMPILER={cache[f'CMAKE_{name}_COMPILER']}" for name in ("C", "CXX")
    ]
    options += ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG"]
    options += [
        "-DANONSHM_BUILD_TESTING=OFF",
        "-DANONSHM_BUILD_TOOL=OFF",
        "-DBUILD_SHARED_LIBS=OFF",
    ]
    release = tmp_path / "release"
    run("cmake", "-S", ROOT, "-B", release, *options, check=True)
    run("cmake", "--build", release, "--parallel", "2", check=True)
    sizes = []
    for functions in (BEFORE, set(FUNCTIONS)):
        source, program = tmp_path / "calls.c", tmp_path / "calls"
        source.write_text(program_that_calls(functions))
        run(cache["CMAKE_C_COMPILER"], source, *with_static(release), "-o", program, check=True)
        sizes.append(code_of(program))
    assert sizes[1] - sizes[0] <= LIMIT
