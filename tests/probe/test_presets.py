# SPDX-License-Identifier: MIT
"""ANONSHM_PRESET_<FACT>: the user's answer counts, and determines the chain."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from support import catalogue
from support.methods import METHODS
from support.paths import cache_of
from support.projects import CALL, Configured, try_configure, write_project

Preset = Callable[..., Configured]

NOTE = """
file(WRITE "${CMAKE_BINARY_DIR}/libraries" "${libraries}")
"""


@pytest.fixture(scope="module")
def preset(tmp_path_factory: pytest.TempPathFactory) -> Preset:
    """preset(FACT=value, ...): a configure with these presets and no others. One build tree
    serves all, since presets do not cause the target to be probed again."""
    directory = tmp_path_factory.mktemp("presets")
    source = write_project(directory / "source", CALL, after=NOTE)

    def configure(**presets: str) -> Configured:
        options = [f"-DANONSHM_PRESET_{fact}={value}" for fact, value in presets.items()]
        return try_configure(source, directory / "build", ["-UANONSHM_PRESET_*", *options])

    assert configure().status == 0
    return configure


# -- Values --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact, given, value",
    [
        ("SHM_MKSTEMP", "ON", True),
        ("SHM_MKSTEMP", "yes", True),
        ("SHM_MKSTEMP", "1", True),
        ("MEMFD_CREATE", "OFF", False),
        ("MEMFD_CREATE", "no", False),
        ("MEMFD_CREATE", "FALSE", False),
        ("MEMFD_CREATE", "0", False),
        ("MEMFD_CREATE", "unknown", None),
        ("SHM_ANON", "ON", True),
        ("NR_MEMFD_CREATE", "385", 385),
        ("NR_MEMFD_CREATE", "0", 0),
        ("NR_MEMFD_CREATE", "OFF", False),
        ("O_TMPFILE", "0x410000", 4259840),
        ("O_TMPFILE", "0X20", 32),
        ("O_TMPFILE", "unknown", None),
        ("SHM_NAME_LEADING_SLASH", "required", "required"),
        ("SHM_NAME_LEADING_SLASH", "significant", "significant"),
        ("SHM_NAME_INNER_SLASH", "accepted", "accepted"),
        ("SHM_NAME_INNER_SLASH", "EACCES", "EACCES"),
        ("SHM_NAME_MAX", "31", 31),
        ("SHM_NAME_MAX", "unlimited", "unlimited"),
        ("SHM_NAME_MAX", "unknown", None),
        ("SHM_PATH", "none", "none"),
        ("SHM_PATH", "/var/shm/.shmobj_%s", "/var/shm/.shmobj_%s"),
        ("SHM_OPEN_SETS_CLOEXEC", "OFF", False),
        ("SHM_RESIZE", "once", "once"),
        ("MAP_EMPTY", "EINVAL", "EINVAL"),
        ("SHM_OPEN_LIBRARY", "rt", "rt"),
        ("SHM_OPEN_LIBRARY", "none", ""),
        ("SHM_OPEN_LIBRARY", "unknown", None),
    ],
)
def test_a_value_is_taken(preset: Preset, fact: str, given: str, value: Any) -> None:
    configured = preset(**{fact: given})
    assert configured.status == 0, configured.output
    found = configured.report["facts"][fact.lower()]
    assert (found["value"], found["evidence"]) == (value, "preset")
    assert type(found["value"]) is type(value)
    others = [
        id for id, fact in configured.report["facts"].items() if fact["evidence"] == "preset"
    ]
    assert others == [fact.lower()]


@pytest.mark.parametrize(
    "fact, given, possible",
    [
        ("MEMFD_CREATE", "maybe", "ON, OFF, unknown"),
        ("MEMFD_CREATE", "2", "ON, OFF, unknown"),
        ("MEMFD_CREATE", "", "ON, OFF, unknown"),
        ("SHM_ANON", "0x10000", "ON, OFF, unknown"),
        ("O_TMPFILE", "ON", "number, OFF, unknown"),
        ("O_TMPFILE", "number", "number, OFF, unknown"),
        ("O_TMPFILE", "0x", "number, OFF, unknown"),
        ("O_TMPFILE", "-1", "number, OFF, unknown"),
        ("NR_MEMFD_CREATE", "12a", "number, OFF, unknown"),
        ("SHM_NAME_LEADING_SLASH", "Required", "required, optional, significant, unknown"),
        ("SHM_NAME_EMPTY", "einval", "accepted, the name of an errno value (EINVAL), unknown"),
        ("SHM_NAME_EMPTY", "errno", "accepted, the name of an errno value (EINVAL), unknown"),
        ("SHM_NAME_MAX", "many", "number, unlimited, unknown"),
        ("SHM_RESIZE", "twice", "repeatable, once, unknown"),
        ("SHM_PATH", "dev/shm", "a path (/dev/shm/%s), none, unknown"),
        ("SHM_PATH", '/dev/"shm"', "a path (/dev/shm/%s), none, unknown"),
        ("SHM_OPEN_LIBRARY", "ON", "none, rt, unknown"),
        ("SHM_OPEN_LIBRARY", "pthread", "none, rt, unknown"),
    ],
)
def test_an_impossible_value_stops(
    preset: Preset, fact: str, given: str, possible: str
) -> None:
    wrong = preset(**{fact: given})
    assert wrong.status != 0
    assert (
        f"ANONSHM_PRESET_{fact}={given}: not a value of the fact {fact.lower()}" in wrong.words
    )
    assert f"Possible: {possible}." in wrong.words
    assert preset().status == 0  # nothing stays of it


@pytest.mark.parametrize("name", ["MEMFD", "memfd_create", "MEMFD_CREATE_WORKS"])
def test_an_unknown_fact_is_one_warning(preset: Preset, name: str) -> None:
    """A build cannot rely on machine facts, so they cannot be preset. The names may be meant
    for another call, so that nothing stops; and the warning is there each time."""
    for _ in range(2):
        wrong = preset(**{name: "ON"})
        assert wrong.status == 0
        assert wrong.words.count("there is no fact to preset for") == 1
        assert f"for ANONSHM_PRESET_{name}. Possible" in wrong.words
        for id in catalogue.TOOLCHAIN_IDS:
            assert f" {id.upper()}" in wrong.words


def test_a_preset_in_the_project_counts_too(tmp_path: Any) -> None:
    source = write_project(tmp_path / "source", before="set(ANONSHM_PRESET_SHM_RESIZE once)")
    configured = try_configure(source, tmp_path / "build")
    assert configured.fact("shm_resize") == ("once", "preset")
    assert "ANONSHM_PRESET_SHM_RESIZE" not in cache_of(configured.build)


def test_nothing_is_left_in_the_cache(preset: Preset) -> None:
    """Of a good preset its own entry, of a bad one the same, and no other of anonshm."""
    for given in ("once", "twice"):
        configured = preset(SHM_RESIZE=given)
        names = [name for name in cache_of(configured.build) if re.search("(?i)anonshm", name)]
        assert names == ["ANONSHM_PRESET_SHM_RESIZE"]


# -- The chain -----------------------------------------------------------------------------

# What methods need, by platform; what a row does not name is absent there. The chain has the
# order of DESIGN: methods of one call that leave no name first, the disk last.
POSIX = "shm_open shm_unlink mkostemp shared_mappings"
BY_NUMBER = "nr_memfd_create syscall memfd_syscall_safe"
PLATFORMS = {
    "nothing": ("", ""),
    "everything": (" ".join(catalogue.NEEDED), " ".join(METHODS)),
    "glibc 2.27": (
        f"{BY_NUMBER} memfd_create o_tmpfile {POSIX}",
        "memfd_syscall memfd_create o_tmpfile shm_open mkostemp temporary_file",
    ),
    "glibc 2.17": (
        f"{BY_NUMBER} {POSIX}",
        "memfd_syscall shm_open mkostemp temporary_file",
    ),
    "headers of Linux 3.16": (
        f"syscall o_tmpfile {POSIX}",
        "o_tmpfile shm_open mkostemp temporary_file",
    ),
    "FreeBSD 13": (
        f"memfd_create shm_anon {POSIX}",
        "memfd_create shm_anon shm_open mkostemp temporary_file",
    ),
    "FreeBSD 12": (f"shm_anon {POSIX}", "shm_anon shm_open mkostemp temporary_file"),
    "OpenBSD": (f"shm_mkstemp {POSIX}", "shm_open shm_mkstemp mkostemp temporary_file"),
    "macOS": (POSIX, "shm_open mkostemp temporary_file"),
    "Android 8": (
        f"{BY_NUMBER} ASharedMemory_create o_tmpfile mkostemp shared_mappings".replace(
            "memfd_syscall_safe", ""
        ),
        "android o_tmpfile mkostemp temporary_file",
    ),
    "Android 11": (
        f"{BY_NUMBER} memfd_create ASharedMemory_create o_tmpfile mkostemp shared_mappings",
        "memfd_syscall memfd_create android o_tmpfile mkostemp temporary_file",
    ),
    "Emscripten": ("o_tmpfile shm_open shm_unlink mkostemp", ""),
    "Windows": ("CreateFileMappingW", "windows_section"),
    "SHM_ANON, not shm_open": ("shm_anon mkostemp shared_mappings", "mkostemp temporary_file"),
    "shm_open, not shm_unlink": ("shm_open", ""),
}


def as_presets(present: str) -> dict[str, str]:
    on = {id: "319" if catalogue.KINDS[id] == "NUMBER" else "ON" for id in catalogue.NEEDED}
    return {id.upper(): on[id] if id in present.split() else "OFF" for id in catalogue.NEEDED}


def test_every_method_is_in_the_chain_of_a_platform() -> None:
    chains = {
        method
        for name, (_, chain) in PLATFORMS.items()
        if name != "everything"
        for method in chain.split()
    }
    assert chains == set(METHODS), (
        "tests/probe/test_presets.py: PLATFORMS has a row with each method of the catalogue"
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_chain_of_a_platform(preset: Preset, platform: str) -> None:
    present, chain = PLATFORMS[platform]
    configured = preset(**as_presets(present))
    assert configured.status == 0, configured.output
    assert configured.chain == chain.split()
    expands = " ".join(f"METHOD({name})" for name in chain.split())
    assert f"#define ANONSHM_CHAIN(METHOD) {expands}\n" in configured.header


@pytest.mark.parametrize("fact", catalogue.NEEDED)
@pytest.mark.parametrize("value", ["OFF", "unknown"])
def test_a_method_needs_all_its_facts(preset: Preset, fact: str, value: str) -> None:
    """Unknown counts as absent: it might not link."""
    presets = {**as_presets(" ".join(catalogue.NEEDED)), fact.upper(): value}
    rest = [name for name, method in METHODS.items() if fact not in method.facts]
    assert preset(**presets).chain == rest


@pytest.mark.parametrize(
    "presets, libraries",
    [
        ({"SHM_OPEN_LIBRARY": "rt"}, "rt"),
        ({"SHM_OPEN_LIBRARY": "none"}, ""),
        ({"SHM_OPEN_LIBRARY": "rt", "SHM_OPEN": "OFF", "SHM_UNLINK": "OFF"}, ""),
    ],
)
def test_the_libraries_of_the_chain(
    preset: Preset, presets: dict[str, str], libraries: str
) -> None:
    configured = preset(**presets)
    assert (configured.build / "libraries").read_text() == libraries


def test_the_environment_is_no_preset(preset: Preset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ANONSHM_PRESET_SHM_RESIZE", "once")
    assert preset().fact("shm_resize")[1] != "preset"
