# SPDX-License-Identifier: MIT
"""Systems whose headers have other numbers, or fewer declarations, than Linux: with headers of
that kind in front of the host's, the right numbers are used, and nothing is called that is not
there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.with_library import presets
from support.binding import FLAGS
from support.compile import Compile, with_shared
from support.projects import configure, write_project
from support.run import run

HEADERS = Path(__file__).parent / "headers"

pytestmark = pytest.mark.usefixtures("native", "unsanitized")


def headers_of(system: str) -> str:
    return f'-isystem "{HEADERS / system}"'


# What memfd_create is called with. NuttX: MFD_CLOEXEC is O_CLOEXEC, MFD_ALLOW_SEALING 1 << 16.
# Nowhere the numbers that Linux has for NOEXEC_SEAL, EXEC and HUGETLB: 8, 0x10 and 4.
CALLS = {
    ("nuttx", "0"): [os.O_CLOEXEC | 1 << 16],
    ("nuttx", "NO_SEALING"): [os.O_CLOEXEC],
    ("nuttx", "EXEC"): [os.O_CLOEXEC | 1 << 16],
    ("nuttx", "HUGE"): "ENOTSUP",
    ("netbsd", "0"): [1 | 2],
    ("netbsd", "NO_SEALING"): [1],
    ("netbsd", "EXEC"): [1 | 2],
    ("netbsd", "HUGE"): "ENOTSUP",
}


@pytest.mark.parametrize("system, flag", CALLS)
def test_flags_have_the_systems_numbers(
    system: str,
    flag: str,
    build_library: Callable[..., Path],
    compile_c: Compile,
) -> None:
    library = build_library(f"-U__linux__ {headers_of(system)}", presets("netbsd"))
    linked = with_shared(library.parent)
    program = compile_c(HEADERS / "flags.c", *linked, "-rdynamic", name=f"flags-{system}")
    *calls, end = run(program, str(FLAGS.get(flag, 0)), check=True).stdout.split()
    expected = CALLS[system, flag]
    assert (calls or end) == (expected if expected == "ENOTSUP" else [hex(n) for n in expected])


def test_a_macro_is_no_declaration(tmp_path: Path) -> None:
    """uClibc-ng 1.0.29 to 1.0.49; the function itself came with 1.0.50."""
    options = [f"-DCMAKE_CXX_FLAGS={headers_of('uclibc-ng')}"]
    found = configure(write_project(tmp_path / "source"), tmp_path / "build", options)
    assert found.fact("memfd_create") == (False, "declared")
    assert found.fact("mfd_cloexec") == (1, "declared")
    assert found.fact("mfd_allow_sealing") == (2, "declared")
    assert "memfd_create" not in found.chain
    assert "memfd_syscall" in found.chain
