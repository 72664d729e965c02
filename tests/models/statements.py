# SPDX-License-Identifier: MIT
"""What cmake/platforms/ states, read without CMake. That every other reader asks CMake is what
makes this one good for comparing with what cmake/anonshm/predict.cmake reads."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from support.catalogue import PLATFORMS, target_of

Version = tuple[int, ...]

LIBCS = ("glibc", "musl", "uclibc-ng")
FILES = sorted(file.stem for file in PLATFORMS.glob("*.cmake"))

FORM = re.compile(
    r'^anonshm_predict\((\w+) "?([^"\s]+)"?(?: SINCE ([\d.]+))?(?: BEFORE ([\d.]+))? SOURCE ',
    re.MULTILINE,
)


def version_of(text: str) -> Version:
    """So that 26.4 and 26.4.0 are one."""
    numbers = [int(number) for number in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


class Statement(NamedTuple):
    id: str
    word: str
    since: str
    before: str

    def is_about(self, version: Version) -> bool:
        return not (
            (self.since and version < version_of(self.since))
            or (self.before and version >= version_of(self.before))
        )


@functools.cache
def statements(platform: str) -> list[Statement]:
    """In the order in which they count."""
    names = [platform, *(["common/linux"] if platform in LIBCS else []), "common/posix"]
    found = []
    for name in names:
        text = (PLATFORMS / f"{name}.cmake").read_text()
        here = [Statement(*groups) for groups in FORM.findall(text)]
        assert len(here) == text.count("anonshm_predict("), f"{name}.cmake: another form"
        found += here
    return found


def boundaries(platform: str) -> list[str]:
    texts = {text for each in statements(platform) for text in (each.since, each.before)}
    return sorted(texts - {""}, key=version_of)


def stated(platform: str, version: Version) -> dict[str, str]:
    """Of that version alone, as the probe would print it."""
    words: dict[str, str] = {}
    for each in statements(platform):
        if each.is_about(version):
            words.setdefault(each.id, each.word)
    printed = {"TRUE": "true", "FALSE": "false"}
    return {id: printed.get(word, word) for id, word in words.items()}


# -- Of models -----------------------------------------------------------------------------


def file_of(model: str) -> str:
    os, libc = target_of(model)
    return libc.split(" ")[0] if os == "linux" else os


def version_of_model(model: str) -> Version:
    """In its name, or else in what the compilers say: musl's is in neither."""
    os, libc = target_of(model)
    number = libc.partition(" ")[2]
    forms = {
        "freebsd": r"(\d+)(\d\d)\d{3}", "netbsd": r"(\d+)(\d\d)\d{6}",
        "macos": r"(\d+)(\d\d)(\d\d)", "cygwin": r"(\d+)(\d{3})\.(\d+)",
    }  # fmt: skip
    if os in forms and number:
        match = re.fullmatch(forms[os], number)
        assert match, number
        number = ".".join(match.groups())
    return version_of(number or "0")


def stated_of(model: str) -> dict[str, str]:
    return stated(file_of(model), version_of_model(model))
