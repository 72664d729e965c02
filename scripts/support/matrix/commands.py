# SPDX-License-Identifier: MIT
"""Starting commands, and messages about them."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union

import processes

ROOT = Path(__file__).resolve().parents[3]

Command = list[Union[str, Path]]


class TargetError(Exception):
    """A target was tried and did not hold; the text is for the table."""


def message(text: str) -> None:
    print(f"scripts/matrix: {text}", file=sys.stderr, flush=True)


def call(command: Command, log: Path, timeout: int = 1800, **more: Any) -> None:
    """The output goes into the log; a failure, to the caller."""
    with log.open("a") as file:
        print("\n$", *command, file=file, flush=True)
        ran = processes.run(command, stdout=file, stderr=file, timeout=timeout, **more)
    if ran.returncode != 0:
        raise TargetError(f"{Path(command[0]).name} failed ({ran.returncode}), see {log}")


@contextlib.contextmanager
def unfinished(directory: Path) -> Iterator[Path]:
    """Where to make it. It is there when it is whole, and nothing is left of it else."""
    new = directory.with_name(f"{directory.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield new
        shutil.rmtree(directory, ignore_errors=True)
        new.rename(directory)
    finally:
        shutil.rmtree(new, ignore_errors=True)
