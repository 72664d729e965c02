# SPDX-License-Identifier: MIT
"""What the tests of the models work with: the systems, and a process to make calls on each."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import resource
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from support.paths import build_directory
from support.run import preloading

DRIVER = Path(__file__).parent / "driver.py"
NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
PAGE = resource.getpagesize()
Call = Callable[..., Any]


# Where an object of a name is found: section 22, with the details of sections 3 to 18.
# Written independently of the models; None: nowhere.


def plain(directory: str) -> Callable[[bytes], bytes]:
    return lambda name: directory.encode() + b"/" + name.lstrip(b"/")


def openbsd_path(name: bytes) -> bytes:
    return f"/tmp/{hashlib.sha256(name).hexdigest()}.shm".encode()


def netbsd_path(name: bytes) -> bytes:
    return b"/var/shm/.shmobj_" + name[1:]


def illumos_path(name: bytes) -> bytes:
    rest = name[1:]
    if len(rest) <= 250:
        return b"/tmp/.SHMD" + rest
    words = struct.unpack("=4I", hashlib.md5(rest).digest())
    return b"/tmp/." + "".join(f"{word:08x}" for word in words).encode() + b"/.SHMD/" + rest


def haiku_path(name: bytes) -> bytes:
    escaped = name.lstrip(b"/").replace(b"%", b"%%").replace(b"/", b"%s")
    return b"/var/shared_memory/" + escaped


def cygwin_path(name: bytes) -> bytes:
    rest = name[1:] if name[:1] in (b"/", b"\\") else name
    return b"/dev/shm/" + rest.replace(b"\\", b"/")


PATH: dict[str, Callable[[bytes], bytes] | None] = {
    "glibc": plain("/dev/shm"),
    "glibc-2.36": plain("/dev/shm"),
    "glibc-2.33": plain("/dev/shm"),
    "musl": plain("/dev/shm"),
    "uclibc-ng": plain("/dev/shm"),
    "openbsd": openbsd_path,
    "netbsd": netbsd_path,
    "netbsd-11": netbsd_path,
    "dragonfly": plain("/var/run/shm"),
    "dragonfly-no-shmdir": plain(""),
    "illumos": illumos_path,
    "haiku": haiku_path,
    "haiku-2017": haiku_path,
    "cygwin": cygwin_path,
    "cygwin-3.2": cygwin_path,
    "freebsd": None,
    "freebsd-12": None,
    "freebsd-jail": None,
    "macos": None,
    "macos-10.13": None,
    "macos-26.4": None,
}
MODELS = list(PATH)
LINUX = [m for m in MODELS if m.startswith(("glibc", "musl", "uclibc"))]
FREEBSD = [m for m in MODELS if m.startswith("freebsd")]
MACOS = [m for m in MODELS if m.startswith("macos")]
FILES = [m for m in MODELS if PATH[m] is not None]
# Haiku's bug leaves descriptors that are of no use.
BROKEN = "haiku-2017"
USABLE = [m for m in MODELS if m != BROKEN]


class System(NamedTuple):
    """A model, its root, and a process on it."""

    model: str
    root: Path
    call: Call


def on(*models: str) -> pytest.MarkDecorator:
    """Parametrizes a test with the fixture `system` on these models."""
    return pytest.mark.parametrize("system", models, indirect=True)


on_every_model = on(*MODELS)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="takes another user id")


def library(model: str) -> Path:
    build = build_directory()
    if not any(build.glob("libanonshm_model_*.so")):
        pytest.skip("no models were built: they stand in front of a 64-bit Linux libc only")
    return build / f"libanonshm_model_{model}.so"


def environment(model: str | None, root: Path) -> dict[str, str]:
    if model is None:
        return dict(os.environ)
    return {**os.environ, **preloading(library(model)), "ANONSHM_MODEL_ROOT": str(root)}


@contextlib.contextmanager
def running(
    model: str | None, root: Path, prefix: Sequence[str] = (), **options: Any
) -> Iterator[Call]:
    """A process with the model loaded (None: with none) that makes calls on demand."""
    with subprocess.Popen(
        [*prefix, sys.executable, str(DRIVER)], env=environment(model, root),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options,
    ) as process:  # fmt: skip
        requests, answers = process.stdin, process.stdout
        assert requests is not None and answers is not None

        def call(function: str, *arguments: int | bytes | str | None) -> object:
            requests.write(repr((function, *arguments)) + "\n")
            requests.flush()
            return ast.literal_eval(answers.readline())

        call.process = process  # type: ignore[attr-defined]
        yield call
        requests.close()


def tree(root: Path) -> dict[bytes, int]:
    """What is in a root: paths as the modelled system has them, and modes."""
    top = os.fsencode(root)
    found = {}
    for directory, directories, files in os.walk(top):
        for entry in directories + files:
            path = directory + b"/" + entry
            found[path[len(top) :]] = stat.S_IMODE(os.lstat(path).st_mode)
    return found


def opened(call: Call, name: bytes, flags: int = NEW, mode: int = 0o600) -> object:
    """The outcome of shm_open: "ok" or an errno, and nothing left open."""
    fd = call("shm_open", name, flags, mode)
    if isinstance(fd, int):
        call("close", fd)
    return "ok" if isinstance(fd, int) else fd


@contextlib.contextmanager
def an_object(call: Call, flags: int = NEW, mode: int = 0o600) -> Iterator[int]:
    fd = call("shm_open", b"/object", flags, mode)
    assert isinstance(fd, int), fd
    try:
        yield fd
    finally:
        call("close", fd)
        assert call("shm_unlink", b"/object") == 0
