# SPDX-License-Identifier: MIT
"""The library's C interface for Python: what <anonshm/anonshm.h> declares, read from it.

A function, a flag or a limit that is new in the header needs no edit here; the first parameter
of a new type needs a row in TYPES.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.paths import INCLUDE

HEADERS = sorted(INCLUDE.rglob("*.h"))
_TEXT = re.sub(  # without what is Windows's alone
    r"^#if defined _WIN32\n(.*?)^#else$",
    "",
    "".join(header.read_text() for header in HEADERS),
    flags=re.DOTALL | re.MULTILINE,
)

# Every bit of whatever kind: its name, without ANONSHM_, to its value.
BITS = {
    name: int(value, 16)
    for name, value in re.findall(
        r"^#define ANONSHM_(\w+) (0x[0-9a-f]+)u\b", _TEXT, re.MULTILINE
    )
}
# The same for each definition of bits that belong together: ANONSHM_ALL_FLAGS is "FLAGS".
KINDS_OF_BITS = {
    kind: {name: BITS[name] for name in re.findall(r"ANONSHM_(\w+)", names)}
    for kind, names in re.findall(r"ANONSHM_ALL_(\w+)\s*\\\s*\(([^)]*)\)", _TEXT)
}
FLAGS = KINDS_OF_BITS["FLAGS"]
SEALS = {name.partition("_")[2]: value for name, value in KINDS_OF_BITS["SEALS"].items()}
REQUIREMENTS = KINDS_OF_BITS["REQUIREMENTS"]
ACCESS = KINDS_OF_BITS["ACCESS"]
UNKNOWN_FLAG = max(FLAGS.values()) << 1
MAX_ATTEMPTS = int(re.findall(r"^#define ANONSHM_MAX_ATTEMPTS (\d+)", _TEXT, re.MULTILINE)[0])


class Attempt(ctypes.Structure):
    """struct anonshm_attempt"""

    _fields_ = (
        ("method", ctypes.c_char_p),
        ("error", ctypes.c_int),
        ("call", ctypes.c_char_p),
    )


class Options(ctypes.Structure):
    """struct anonshm_options"""

    _fields_ = (
        ("size_of_this", ctypes.c_size_t),
        ("flags", ctypes.c_uint),
        ("label", ctypes.c_char_p),
        ("size", ctypes.c_uint64),
        ("page_size", ctypes.c_uint64),
        ("seals", ctypes.c_uint),
        ("readonly", ctypes.POINTER(ctypes.c_int)),
    )


TYPES = {
    "void": None,
    "void *": ctypes.c_void_p,
    "anonshm_handle": ctypes.c_int,
    "int": ctypes.c_int,
    "unsigned": ctypes.c_uint,
    "size_t": ctypes.c_size_t,
    "uint64_t": ctypes.c_uint64,
    "size_t *": ctypes.POINTER(ctypes.c_size_t),
    "ssize_t": ctypes.c_ssize_t,
    "int *": ctypes.POINTER(ctypes.c_int),
    "const int *": ctypes.POINTER(ctypes.c_int),
    "const void *": ctypes.c_void_p,
    "const char *": ctypes.c_char_p,
    "uint64_t *": ctypes.POINTER(ctypes.c_uint64),
    "const struct anonshm_options *": ctypes.POINTER(Options),
    "struct anonshm_attempt *": ctypes.POINTER(Attempt),
}


def _type_of(declaration: str) -> str:
    """The type of a parameter, without its name."""
    return re.sub(r"(?<=[ *])\w+$", "", " ".join(declaration.split())).strip()


# Name to the types of the result and of the parameters.
FUNCTIONS = {
    name: (result.strip(), [_type_of(p) for p in parameters.split(",") if p != "void"])
    for result, name, parameters in re.findall(
        r"^ANONSHM_API ([^(]*?)(\w+)\(([^)]*)\)", _TEXT, re.MULTILINE
    )
}


def _type(name: str) -> Any:
    assert name in TYPES, f"tests/support/binding.py: TYPES has no row for {name!r}"
    return TYPES[name]


def load(
    path: Path, mode: int = ctypes.DEFAULT_MODE, names: Iterable[str] = FUNCTIONS
) -> ctypes.CDLL:
    """The library at `path`, with the type of each function; errno is ctypes.get_errno()."""
    library = ctypes.CDLL(str(path), mode=mode, use_errno=True)
    for name in names:
        result, parameters = FUNCTIONS[name]
        function = getattr(library, name)
        function.restype = _type(result)
        function.argtypes = [_type(parameter) for parameter in parameters]
    return library


def create_with(library: ctypes.CDLL, **members: Any) -> int:
    """What anonshm_create_with() returned; what is not named is 0."""
    options = Options(**{"size_of_this": ctypes.sizeof(Options), **members})
    return library.anonshm_create_with(ctypes.byref(options))


def create_with_twin(library: ctypes.CDLL, **members: Any) -> tuple[int, int]:
    """The same with a read-only descriptor, which is the second; -1: not written."""
    twin = ctypes.c_int(-1)
    return create_with(library, readonly=ctypes.pointer(twin), **members), twin.value


def traced(library: ctypes.CDLL, flags: int = 0) -> tuple[int, list[tuple[str, int]]]:
    """What anonshm_open_traced() returned, and what it tried: a method, and its errno or 0."""
    attempts = (Attempt * MAX_ATTEMPTS)()
    count = ctypes.c_size_t(len(attempts))
    fd = library.anonshm_open_traced(flags, attempts, ctypes.byref(count))
    return fd, [(attempt.method.decode(), attempt.error) for attempt in attempts[: count.value]]
