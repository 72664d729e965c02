# SPDX-License-Identifier: MIT
"""The facts of one configure against those of another."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from support import catalogue
from support.projects import Configured

Facts = dict[str, Any]

# Options of a configure.
FLAGS = "-DCMAKE_CXX_FLAGS="
LINK = "-DCMAKE_EXE_LINKER_FLAGS="
CROSS = "-DCMAKE_SYSTEM_NAME=Linux"
CLANG = ("clang++", "clang++-14")


def find(*names: str) -> str:
    """The first of these programs, or a skip."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or pytest.skip(f"no {names[0]} here")


def kind(id: str) -> str:
    return catalogue.KINDS[id.split(":")[0]]


def changes(id: str) -> bool:
    """Free space is different a second later."""
    return id.startswith("free_bytes:")


def without_sizes(facts: Facts) -> Facts:
    return {id: value for id, value in facts.items() if not changes(id)}


def of_kind(facts: Facts, *kinds: str) -> Facts:
    return {id: value for id, value in facts.items() if kind(id) in kinds}


def assert_none_is_wrong(found: Configured, plain: Configured) -> None:
    """Equal or unknown; and evidence of a run only where there was a run."""
    right = without_sizes(plain.facts)
    wrong = {
        id: value
        for id, value in without_sizes(found.facts).items()
        if value is not None and value != right[id]
    }
    assert wrong == {}
