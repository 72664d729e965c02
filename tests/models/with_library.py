# SPDX-License-Identifier: MIT
"""The library on the models: for which systems, by which methods, and a process with it."""

from __future__ import annotations

import contextlib
import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models.harness import LINUX, MODELS, Call, running, tree
from support.catalogue import KINDS, NEEDED, predictions

DECLARATIONS = Path(__file__).parent / "declarations.h"

# Facts that a method needs: those that hold on every system here, and those of one platform.
EVERYWHERE = {"shm_open", "shm_unlink", "mkostemp", "shared_mappings", "syscall",
              "memfd_syscall_safe"}  # fmt: skip
HAS = {
    "freebsd": {"memfd_create", "shm_anon"},  # built on 13 or later
    "netbsd": {"memfd_create"},  # built on 11
    "openbsd": {"shm_mkstemp"},
    "cygwin": {"o_tmpfile"},
}
# Without these the code is run that does without them, which it never is on Linux.
LINUX_ONLY = {"getrandom", "secure_getenv"}

# The methods that a model plays. It is the row of a method that is new: here, or in NOT_PLAYED.
PLAYED = {
    "shm_open": MODELS,
    "shm_anon": ["freebsd", "freebsd-12", "freebsd-jail"],
    "memfd_create": ["freebsd", "freebsd-jail", "netbsd-11"],
    "shm_mkstemp": ["openbsd"],
}
NOT_PLAYED = {
    "memfd_syscall": "Linux's own, which the host has",
    "o_tmpfile": "a file by its path: the host's",
    "mkostemp": "a file by its path: the host's",
    "temporary_file": "a file by its path: the host's",
    "android": "no model of Android",
    "windows_section": "no model of Windows",
}
METHODS_ON = [(model, method) for method, models in PLAYED.items() for model in models]


def platform_of(model: str) -> str:
    return model.partition("-")[0]


def presets(platform: str) -> tuple[str, ...]:
    """The facts of a system that the library's source depends on."""
    has = HAS.get(platform, set())
    absent = (set(NEEDED) - EVERYWHERE | LINUX_ONLY) - has
    facts = dict.fromkeys(sorted(absent), "OFF")
    # A number is left to be that of the host, whose calls are made.
    facts |= dict.fromkeys(sorted(id for id in has if KINDS[id] != "NUMBER"), "ON")
    facts["shm_open_sets_cloexec"] = predictions(platform)["shm_open_sets_cloexec"]
    return tuple(f"-DANONSHM_PRESET_{fact.upper()}={value}" for fact, value in facts.items())


class SystemWithLibrary:
    """A model, its root, and a process on it that has the library loaded."""

    def __init__(self, model: str, root: Path, call: Call) -> None:
        self.model, self.root, self.call = model, root, call

    def open(self, method: str, flags: int = 0) -> int | str:
        return self.call("anonshm_open_method", method.encode(), flags)

    def left(self) -> tuple[dict[bytes, int], int]:
        """What an object must not change for good: files, and the number of descriptors."""
        return tree(self.root), self.call("descriptors")


def no_endless_loop() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


@contextlib.contextmanager
def on_system(model: str, library: Path) -> Iterator[SystemWithLibrary]:
    """A fresh root, which other users can reach, and a process on it. A Linux libc's objects
    have to be in memory."""
    place = "/dev/shm" if model in LINUX else None
    with tempfile.TemporaryDirectory(prefix="anonshm_model_", dir=place) as directory:
        Path(directory).chmod(0o755)
        root = Path(directory) / "root"
        with running(model, root, preexec_fn=no_endless_loop) as call:
            call("load", os.fsencode(library))
            yield SystemWithLibrary(model, root, call)
