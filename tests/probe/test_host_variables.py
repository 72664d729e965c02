# SPDX-License-Identifier: MIT
"""No variable of the host project changes an answer, whatever its name: neither one in its
cache nor one in the scope that calls."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.paths import ROOT
from support.projects import Configured, configure, write_project

MODULE_FILES = [
    ROOT / "cmake/AnonShmProbe.cmake",
    *sorted((ROOT / "cmake/anonshm").rglob("*.cmake")),
    *sorted((ROOT / "cmake/platforms").rglob("*.cmake")),
    ROOT / "probes/catalogue.cmake",
]

# CMake's own, which are meant to change answers, and the words of its language.
CMAKES_OWN = re.compile(
    r"CMAKE_\w+|MSVC|WIN32|CACHE|ENV|ANONSHM_PRESET_\w*|PROJECT_\w+|[A-Z][A-Z0-9]*"
)


def names_in_source() -> set[str]:
    """Every word that could name a variable, also where it is only compared with."""
    text = "".join(
        re.sub(r"^\s*#.*$", "", file.read_text(), flags=re.MULTILINE) for file in MODULE_FILES
    )
    return set(re.findall(r"(?<![\w.$/-])[A-Za-z_][\w.]*(?![\w./-]|\s*\()", text))


def names_in_trace(trace: Path) -> set[str]:
    """The variables that the module really set, with the names that it composed."""
    lines = re.findall(
        r"/anonshm/\S+: +(?:set|foreach|string|list)\((.*)\)$", trace.read_text(), re.M
    )
    return {word for line in lines for word in line.split() if re.fullmatch(r"[\w.]+", word)}


# Of every kind, and some that are wrong.
FACTS = """
anonshm_fact(FUNCTION getpid HEADERS unistd.h)
anonshm_fact(FUNCTION memrchr HEADERS string.h)
anonshm_fact(FUNCTION nosuch HEADERS stdio.h LIBRARY m)
anonshm_fact(FUNCTION cosl HEADERS math.h LIBRARY m)
anonshm_fact(HEADER sys/mman.h AFTER sys/types.h)
anonshm_fact(MACRO SEEK_SET HEADERS stdio.h)
anonshm_fact(NUMBER O_CLOEXEC HEADERS fcntl.h)
anonshm_fact(SYMBOL environ HEADERS unistd.h DEFINITIONS _GNU_SOURCE)
anonshm_fact(TYPE "struct stat" HEADERS sys/stat.h)
anonshm_fact(TYPE nosuch_t)
anonshm_fact(MEMBER "struct stat" st_size HEADERS sys/stat.h)
anonshm_fact(COMPILES broken "}")
anonshm_fact(RUNS runs FILE runs.cpp)
"""
OWN_CALL = 'anonshm_probe(CATALOGUE facts.cmake HEADER own.h PREFIX "" REPORT own.json)'


def write_both(directory: Path, before: str = "") -> Path:
    """Two calls: for our facts, and for those of a project."""
    source = write_project(directory, before=before, after=OWN_CALL)
    (source / "facts.cmake").write_text(FACTS)
    (source / "runs.cpp").write_text("answer runs() { return yes_or_no(true); }\n")
    return source


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Configured:
    directory = tmp_path_factory.mktemp("plain")
    trace = directory / "trace"
    options = ["--trace-expand", f"--trace-redirect={trace}"]
    return configure(write_both(directory / "source"), directory / "build", options)


@pytest.fixture(scope="module")
def names(plain: Configured) -> list[str]:
    found = names_in_source() | names_in_trace(plain.build.parent / "trace")
    names = sorted(name for name in found if not CMAKES_OWN.fullmatch(name))
    assert len(names) > 500
    assert {
        "missing",
        "value",
        "_anonshm_facts",
        "call_FACTS",
        "_anonshm_value_shm_open",
    } <= {*names}
    return names


def answers(configured: Configured) -> list[object]:
    own = json.loads((configured.build / "own.json").read_text())["facts"]
    assert own["HAVE_RUNS"]["value"] is True and own["HAVE_BROKEN"]["value"] is False
    header, report = configured.header, configured.report
    return [
        header,
        report["facts"],
        report["chain"],
        (configured.build / "own.h").read_text(),
        own,
    ]


def setting(names: list[str], value: str, options: str = "") -> str:
    """Behind project(): CMake's own modules are not as careful."""
    return "".join(f'set({name} "{value}" {options})\n' for name in names)


@pytest.mark.parametrize("value", ["junk", "TRUE", "1", "a;b", "shm_open"])
def test_in_the_cache_nothing_changes(
    plain: Configured, names: list[str], tmp_path: Path, value: str
) -> None:
    before = setting(names, value, 'CACHE STRING "" FORCE')
    configured = configure(write_both(tmp_path / "source", before=before), tmp_path / "build")
    assert answers(configured) == answers(plain)
    before = "".join(f"unset({name} CACHE)\n" for name in names)
    configured = configure(write_both(tmp_path / "source", before=before), tmp_path / "build")
    assert answers(configured) == answers(plain)


@pytest.mark.parametrize("value", ["junk", "TRUE", "1", "a;b", "shm_open"])
def test_in_the_calling_scope_nothing_changes(
    plain: Configured, names: list[str], tmp_path: Path, value: str
) -> None:
    source = write_both(tmp_path / "source", before=setting(names, value))
    assert answers(configure(source, tmp_path / "build")) == answers(plain)


UNSETS = re.compile(r"\bset\(\S+(?: +\$\{[^}\s]+\})*(?: PARENT_SCOPE)?\)")


@pytest.mark.parametrize("file", MODULE_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_variable_is_unset_by_setting_it_to_nothing(file: Path) -> None:
    """set(x), and set(x ${list}) of an empty list, unset x: a cache entry shows through."""
    assert UNSETS.findall(file.read_text()) == []
