# SPDX-License-Identifier: MIT
"""The models of the libcs of this machine against these libcs themselves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from models.expected import OPEN, UNLINK
from models.harness import NEW, environment
from models.operations import everything_about
from support.run import run

REAL_NAMES = [
    *OPEN, *UNLINK, *[b"/" + b"a" * n for n in (253, 254, 255, 256, 257, 258, 259, 260, 261)],
    *[b"//" + b"a" * n for n in (254, 255, 256, 259, 260)],
]  # fmt: skip
REAL_FLAGS = [NEW, NEW & ~os.O_RDWR, NEW & ~os.O_RDWR | os.O_WRONLY, os.O_RDWR, os.O_RDONLY,
              os.O_RDWR | os.O_CREAT, NEW | os.O_APPEND, NEW | os.O_DIRECTORY]  # fmt: skip


@pytest.mark.parametrize("flags", REAL_FLAGS)
def test_glibc_itself(both_glibcs, flags):
    for name in REAL_NAMES:
        answers = [everything_about(call, name, flags) for call in both_glibcs]
        assert answers[0] == answers[1], name


@pytest.mark.skipif(shutil.which("musl-gcc") is None, reason="no musl-gcc (package musl-tools)")
@pytest.mark.parametrize("flags", REAL_FLAGS)
def test_musl_itself(flags, cache, tmp_path, private_shm):
    """One program with musl, and once more with the host's libc behind the model."""
    source = Path(__file__).parent / "open_names.c"
    names = "".join(name.hex() + "\n" for name in REAL_NAMES)
    libcs = {"musl-gcc": (None, private_shm), cache["CMAKE_C_COMPILER"]: ("musl", [])}
    answers = []
    for compiler, (model, prefix) in libcs.items():
        program = tmp_path / Path(compiler).name
        run(compiler, "-o", program, source, check=True)
        variables = environment(model, tmp_path / "root")
        ran = run(*prefix, program, str(flags), env=variables, input=names, check=True)
        # O_LARGEFILE: musl reports it, glibc does not.
        answers.append([line.replace("8000 ", " ") for line in ran.stdout.splitlines()])
    for name, real, modelled in zip(REAL_NAMES, *answers):
        assert real == modelled, name
