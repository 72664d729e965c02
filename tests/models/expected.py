# SPDX-License-Identifier: MIT
"""What is known of the systems, as tables.

Sections are those of platforms.md, the project's collection of facts. What open(2) itself
returns for a directory, EEXIST or EISDIR, is the host's.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from models.harness import FILES, FREEBSD, LINUX, MACOS, MODELS, NEW

# A table has one letter for each model, in the order of MODELS.
LETTERS = {
    ".": "ok", "A": "EACCES", "D": "EISDIR", "E": "EEXIST", "I": "EINVAL", "L": "ENAMETOOLONG",
    "N": "ENOENT",
}  # fmt: skip


def expand(table: dict[Any, str]) -> list[Any]:
    """(model, row, expected) for each cell; "?" is a cell that nothing is known of."""
    cells = []
    for row, letters in table.items():
        letters = letters.replace(" ", "")
        assert len(letters) == len(MODELS), (
            f"tests/models/expected.py: the row {row!r} needs a letter for each model"
        )
        for model, letter in zip(MODELS, letters):
            if letter != "?":
                case = f"{model}-{label(row)}"
                cells.append(pytest.param(model, row, LETTERS[letter], id=case))
    return sorted(cells, key=lambda cell: MODELS.index(cell.values[0]))


def label(row: Any) -> str:
    text = ascii(row) if not isinstance(row, str) else row
    return text if len(text) < 40 else f"{text[:20]}...{len(row)}"


ALL_BYTES = b"/" + bytes(set(range(1, 256)) - set(b"/\\"))
LONG_NAME = b"/" + b"x" * 4096
DEEP_NAME = b"/" + b"a/" * 2048

# shm_open(name, O_RDWR|O_CREAT|O_EXCL): parts (b) of sections 3, 4, 5, 9 to 14, 16 and 18. The
# columns, in four groups:
#   glibc, glibc-2.36, glibc-2.33, musl, uclibc-ng
#   openbsd, netbsd, netbsd-11, dragonfly, dragonfly-no-shmdir
#   illumos, haiku, haiku-2017, cygwin, cygwin-3.2
#   freebsd, freebsd-12, freebsd-jail, macos, macos-10.13, macos-26.4
OPEN = {
    b"/foo":      "..... ..... ..... ......",
    b"foo":       "..... .II.. I..I. III...",
    b"//foo":     "..... .II.. I..AI ......",
    b"///foo":    "..... .II.. I..AI ......",
    b"":          "IIIII .IINN IIINI IIII.I",
    b"/":         "IIIII ...NE .IINI ......",
    b"//":        "IIIII .IINE IIIAI ......",
    b"/a/b":      "IIIIN .IINN I..AN ......",
    b"a/b":       "IIIIN .IINN I..IN III...",
    b"/a/":       "IIIII .II?? I..A? ......",
    b"/.":        "EEEIE ...EE .EEEE ......",
    b"/..":       "EEEIE ...EE .EEEE ......",
    b"..":        "EEEIE .IIEE IEEIE III...",
    b"/...":      "..... ..... ..... ......",
    b"/.x":       "..... ..... ..... ......",
    b"/%s":       "..... ..... ..... ......",
    b"/100%":     "..... ..... ..... ......",
    b"/%%/":      "IIIII .II?? I..A? ......",
    rb"/a\b":     "..... ..... ...AN ......",
    rb"\foo":     "..... .II.. I.... III...",
    rb"\\foo":    "..... .II.. I..AI III...",
    b"/ \n\t\x01": "..... ..... ..... ......",
    b"/\xff\xfe\x80": "..... ..... ..... ......",
    b"\xe9":      "..... .II.. I..I. III...",
    ALL_BYTES:    "..... .LL.. ..... ...LLL",
    LONG_NAME:    "LIILL .LLLL LLLLL LLLLLL",
    DEEP_NAME:    "IIIIL .IILL ILLAL LLLLLL",
}  # fmt: skip

# shm_unlink(name) of what does not exist; glibc has one answer to any bad name (section 3), and
# so has macOS, but not 10.13 (section 13).
UNLINK = {
    b"/foo":      "NNNNN NNNNN NNNNN NNNNNN",
    b"foo":       "NNNNN NIINN INNIN ININNN",
    b"":          "NNNID NIINN IIINI INIINI",
    b"/":         "NNNID NNNND NIINI NNNNNN",
    b"/a/b":      "NNNIN NIINN INNAN NNNNNN",
    b"/.":        "DDDID NNNDD NDDDD NNNNNN",
    b"/..":       "DDDID NNNDD NDDDD NNNNNN",
    LONG_NAME:    "NNNLL NLLLL LLLLL LLLILI",
    DEEP_NAME:    "NNNIL NIILL ILLAL LLLILI",
    b"/" + b"a" * 256: "LLNLL NLLLL LLLLL NNNILI",
    b"/" + b"a" * 259: "LLNLL NLLLL LLLLL NNNILI",
    b"/" + b"a" * 260: "NNNLL NLLLL LLLLL NNNILI",
    b"/" + b"a" * 31:  "NNNNN NNNNN NNNNN NNNILI",
    b"/" + b"a" * 30:  "NNNNN NNNNN NNNNN NNNNLN",
}  # fmt: skip

# The longest "/aaa..." with its slash, and what the next one gives.
LIMITS = {
    "glibc": (256, "ENAMETOOLONG"),
    "glibc-2.36": (256, "ENAMETOOLONG"),
    "glibc-2.33": (254, "EINVAL"),
    "musl": (256, "ENAMETOOLONG"),
    "uclibc-ng": (256, "ENAMETOOLONG"),
    "openbsd": (100_000, "ok"),
    "netbsd": (248, "ENAMETOOLONG"),
    "netbsd-11": (248, "ENAMETOOLONG"),
    "dragonfly": (256, "ENAMETOOLONG"),
    "dragonfly-no-shmdir": (256, "ENAMETOOLONG"),
    "illumos": (256, "ENAMETOOLONG"),
    "haiku": (256, "ENAMETOOLONG"),
    "haiku-2017": (256, "ENAMETOOLONG"),
    "cygwin": (255, "ENAMETOOLONG"),
    "cygwin-3.2": (256, "ENAMETOOLONG"),
    "freebsd": (1023, "ENAMETOOLONG"),
    "freebsd-12": (1023, "ENAMETOOLONG"),
    "freebsd-jail": (1023 - len("/usr/jails/anonshm"), "ENAMETOOLONG"),
    "macos": (31, "ENAMETOOLONG"),
    "macos-10.13": (30, "ENAMETOOLONG"),
    "macos-26.4": (31, "ENAMETOOLONG"),
}

# Other lengths of note: a name, and its outcome.
LENGTHS = [
    *[("glibc", b"/" + b"a" * n, "ENAMETOOLONG") for n in (256, 259, 260, 1000)],
    *[("glibc-2.36", b"/" + b"a" * n, "ENAMETOOLONG") for n in (256, 257, 258, 259)],
    *[("glibc-2.36", b"/" + b"a" * n, "EINVAL") for n in (260, 261, 1000)],
    ("glibc-2.33", b"//" + b"a" * 253, "ok"),
    ("glibc", b"//" + b"a" * 255, "ok"),
    ("musl", b"///" + b"a" * 255, "ok"),
    ("netbsd", b"/" + b"a" * 1100, "ENAMETOOLONG"),
    ("dragonfly", b"/" * 2000 + b"foo", "ok"),
    ("dragonfly", b"a/" * 600, "ENAMETOOLONG"),
    ("uclibc-ng", b"/" * 5000 + b"foo", "ok"),
    ("haiku", b"/" + b"%" * 127 + b"a", "ok"),
    ("haiku", b"/" + b"%" * 128, "ENAMETOOLONG"),
    ("haiku", b"/" + b"a/" * 85, "ok"),
    ("haiku", b"/" + b"a/" * 128, "ENAMETOOLONG"),
    ("illumos", b"/" + b"a" * 250, "ok"),
    ("illumos", b"/" + b"a" * 251, "ok"),
    ("cygwin", b"\\" + b"a" * 254, "ok"),
    ("cygwin-3.2", b"a" * 255, "ok"),
    ("cygwin-3.2", b"/" + b"a/" * 2042, "ENOENT"),
    ("cygwin-3.2", b"/" + b"a/" * 2043, "ENAMETOOLONG"),
    ("macos", b"a" * 31, "ok"),
    ("macos", b"a" * 32, "ENAMETOOLONG"),
    ("macos-10.13", b"/" * 30, "ok"),
    ("freebsd", b"/" + b"/a" * 511, "ok"),
    ("freebsd", b"a" * 1024, "ENAMETOOLONG"),  # before the slash is missed
    ("freebsd", b"a" * 1023, "EINVAL"),
]

# Sections 9 and 13: "foo" and "/foo" are two objects; 3, 4, 5, 12, 16: they are one.
SAME_OBJECT = [
    *[(model, b"/foo", b"foo", "ok") for model in ("openbsd", *MACOS)],
    *[(model, b"/foo", b"//foo", "ok") for model in ("openbsd", *MACOS, *FREEBSD)],
    *[(model, b"/foo", b"/./foo", "ok") for model in FREEBSD],
    *[(model, b"/foo", b"foo", "EEXIST") for model in (*LINUX, "dragonfly", "haiku")],
    *[(model, b"/foo", b"///foo", "EEXIST") for model in (*LINUX, "dragonfly", "haiku")],
    ("cygwin-3.2", b"/foo", b"foo", "EEXIST"),
    ("haiku", b"/a/b", b"/a%b", "ok"),
    ("haiku", b"/a%b", b"/a%sb", "ok"),
    ("cygwin", b"/foo", rb"\foo", "EEXIST"),
    ("uclibc-ng", b"/../foo", b"../foo", "EEXIST"),
]  # fmt: skip

# Section 4: "/../foo" is /dev/shm/../foo; section 12: ".." is not stopped. "/" is the end.
DOTS = [
    ("uclibc-ng", b"/../foo", b"/dev/foo"),
    ("uclibc-ng", b"/../../foo", b"/foo"),
    ("uclibc-ng", b"/../../../../foo", b"/foo"),
    ("uclibc-ng", b"/./x", b"/dev/shm/x"),
    ("dragonfly", b"/../x", b"/var/run/x"),
    ("dragonfly", b"../../../../../../x", b"/x"),
    ("dragonfly-no-shmdir", b"/tmp/x", b"/tmp/x"),
    ("dragonfly-no-shmdir", b"/../../x", b"/x"),
    ("cygwin-3.2", b"/../x", b"/dev/x"),
]  # fmt: skip

# Section 21 and parts (b): flags beside O_CREAT|O_EXCL for a new object.
FLAGS = {
    "O_RDONLY":             "..... ..... ..... ......",
    "O_RDWR":               "..... ..... ..... ......",
    "O_WRONLY":             "..... I..II ...II III...",
    "O_ACCMODE":            "????? I??II ???II IIIIII",
    "O_RDWR|O_CLOEXEC":     "..... ..... ...II .....I",
    "O_RDWR|O_NOFOLLOW":    "..... ..... ...II III..?",
    "O_RDWR|O_TRUNC":       "..... ..... ..... ....I.",
    "O_RDONLY|O_TRUNC":     "..... ..... ..... ....I.",
    "O_RDWR|O_APPEND":      "..... I.... ...II III..?",
    "O_RDWR|O_NONBLOCK":    "..... I.... ...II III..?",
    "O_RDWR|O_SYNC":        "..... I.... ...II III..?",
    "O_RDWR|O_NOCTTY":      "..... I.... ...II III..?",
}  # fmt: skip


# Which of two errors comes first.
ORDER = [
    ("freebsd", LONG_NAME, NEW | os.O_NOFOLLOW, "EINVAL"),
    ("macos", LONG_NAME, NEW | os.O_ACCMODE, "ENAMETOOLONG"),
    ("macos", b"/flags", NEW | os.O_ACCMODE, "EINVAL"),
    ("macos-26.4", b"/flags", os.O_RDWR | os.O_CLOEXEC, "EINVAL"),  # there is none
    ("cygwin", b"/", NEW | os.O_CLOEXEC, "ENOENT"),
    ("cygwin", b"/a/b", NEW | os.O_CLOEXEC, "EACCES"),
    ("cygwin", b"/" + b"a/" * 200, NEW, "EACCES"),
    ("netbsd", b"a" * 2000, NEW, "EINVAL"),
    ("netbsd", b"/a/" + b"a" * 2000, NEW, "EINVAL"),
    ("illumos", b"/" + b"a" * 300 + b"/", NEW, "EINVAL"),
    ("glibc", b"/" + b"a" * 300 + b"/", NEW, "EINVAL"),
    ("musl", b"/" + b"a" * 300 + b"/", NEW, "EINVAL"),
    ("dragonfly", b"", os.O_WRONLY, "EINVAL"),
    ("openbsd", b"", os.O_WRONLY, "EINVAL"),
]  # fmt: skip

# The directory is gone: parts (b), and (d) of section 3.
WITHOUT_DIRECTORY = [
    ("netbsd", "var/shm", b"/foo", "ENOTSUP"),
    ("netbsd", "var/shm", b"", "ENOTSUP"),
    ("netbsd", "var/shm", LONG_NAME, "ENOTSUP"),
    ("glibc-2.33", "dev/shm", b"/foo", "ENOSYS"),
    ("glibc-2.33", "dev/shm", b"", "ENOSYS"),
    ("glibc-2.36", "dev/shm", b"/foo", "ENOENT"),
    ("glibc", "dev/shm", b"", "EINVAL"),
    ("musl", "dev/shm", b"/foo", "ENOENT"),
    ("cygwin", "dev/shm", b"/foo", "EINVAL"),
    ("cygwin", "dev/shm", b"/", "EINVAL"),
    ("openbsd", "tmp", b"/foo", "ENOENT"),
    ("illumos", "tmp", b"foo", "ENOENT"),
    ("haiku", "var/shared_memory", b"/foo", "ENOENT"),
]  # fmt: skip

# Sections 5, 12 and 16: what F_GETFL shows of the flags that were added or dropped.
STATUS_FLAGS = [
    *[(m, NEW, os.O_RDWR) for m in MODELS if m not in ("musl", "haiku-2017")],
    ("musl", NEW, os.O_RDWR | os.O_NONBLOCK),
    ("haiku-2017", NEW, os.O_ACCMODE),
    ("haiku-2017", NEW & ~os.O_RDWR, os.O_WRONLY),
    ("dragonfly", NEW | os.O_APPEND | os.O_NONBLOCK, os.O_RDWR),
    ("netbsd", NEW | os.O_APPEND, os.O_RDWR | os.O_APPEND),
]  # fmt: skip

# Parts (b): the mode that 01666 becomes under umask 027.
MODES = {m: 0o1640 for m in FILES} | {m: 0o640 for m in FREEBSD} | {m: 0o1666 for m in MACOS}
MODES |= {"openbsd": 0o600, "cygwin": 0o640, "cygwin-3.2": 0o640}


# What a fresh root holds.
FRESH = {
    **{model: {b"/dev": 0o755, b"/dev/shm": 0o1777} for model in LINUX},
    **{model: {b"/dev": 0o755, b"/dev/shm": 0o1777} for model in ("cygwin", "cygwin-3.2")},
    **{model: {b"/tmp": 0o1777} for model in ("openbsd", "illumos")},
    **{
        model: {b"/var": 0o755, b"/var/shared_memory": 0o777}
        for model in ("haiku", "haiku-2017")
    },
    "netbsd": {b"/tmp": 0o1777, b"/var": 0o755, b"/var/shm": 0o1777, b"/.kernel": 0o777},
    "dragonfly-no-shmdir": {b"/tmp": 0o1777, b"/var": 0o755, b"/var/run": 0o755},
    **{model: {b"/tmp": 0o1777, b"/.kernel": 0o777} for model in (*FREEBSD, *MACOS)},
}
FRESH["netbsd-11"] = FRESH["netbsd"]
FRESH["dragonfly"] = {**FRESH["dragonfly-no-shmdir"], b"/var/run/shm": 0o1777}
